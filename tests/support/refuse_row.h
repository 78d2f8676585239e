/* A row of a table of bad input: a text, and the status and place that reading it must give; for refuse.h and shop_refuse.h. */
#ifndef DD_TESTS_REFUSE_ROW_H
#define DD_TESTS_REFUSE_ROW_H

#include "support/check.h"

typedef struct refuse_row {
    const char *text;
    dd_status status;
    const char *pointer;
    const char *message; /* a part of it, or NULL */
} refuse_row;

/* Reads a text in a format, as it is numbered; *ret_is_given says whether there was an answer, which is freed. */
typedef dd_status refuse_reader(int format, const char *text, bool *ret_is_given, dd_error *err);

static inline void check_rows_refused(refuse_reader *read, int format, const refuse_row *rows, size_t count, const char *file, int line)
{
    size_t bad = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_given = false;
        dd_error err = {DD_STATUS_OK, "", ""};
        dd_status status = read(format, rows[i].text, &is_given, &err);
        bool is_right = status == rows[i].status && strcmp(err.pointer, rows[i].pointer) == 0 && !is_given
                        && (rows[i].message == NULL || strstr(err.message, rows[i].message) != NULL);
        if (is_right) continue;
        bad++;
        print_error("row %zu (%.300s)\n  gives \"%s\" at \"%s\": %s\n  expected \"%s\" at \"%s\": %s\n", i, rows[i].text, dd_status_text(status),
                    err.pointer, err.message, dd_status_text(rows[i].status), rows[i].pointer, rows[i].message ? rows[i].message : "");
    }
    if (bad > 0) _fail(file, line);
}

#endif
