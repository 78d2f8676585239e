/* Tables of bad factory lines: each row is a text, and the status and place that reading it must give. */
#ifndef DD_TESTS_SHOP_REFUSE_H
#define DD_TESTS_SHOP_REFUSE_H

#include "diaodu/shop_format.h"
#include "support/check.h"

typedef struct shop_refuse_row {
    const char *text;
    dd_status status;
    const char *pointer;
    const char *message; /* a part of it, or NULL */
} shop_refuse_row;

#define assert_shop_refused(format, rows) check_shop_refused((format), (rows), sizeof(rows) / sizeof *(rows), __FILE__, __LINE__)

static inline void check_shop_refused(dd_shop_format format, const shop_refuse_row *rows, size_t count, const char *file, int line)
{
    size_t bad = 0;
    for (size_t i = 0; i < count; i++) {
        dd_shop_problem *problem = NULL;
        dd_error err = {DD_STATUS_OK, "", ""};
        dd_status status = dd_shop_format_read(format, NULL, rows[i].text, strlen(rows[i].text), &problem, &err);
        bool is_right = status == rows[i].status && strcmp(err.pointer, rows[i].pointer) == 0 && problem == NULL
                        && (rows[i].message == NULL || strstr(err.message, rows[i].message) != NULL);
        dd_shop_problem_free(problem);
        if (is_right) continue;
        bad++;
        print_error("row %zu (%.300s)\n  gives \"%s\" at \"%s\": %s\n  expected \"%s\" at \"%s\": %s\n", i, rows[i].text, dd_status_text(status),
                    err.pointer, err.message, dd_status_text(rows[i].status), rows[i].pointer, rows[i].message ? rows[i].message : "");
    }
    if (bad > 0) _fail(file, line);
}

/* Reads a line that must be good. */
static inline dd_shop_problem *shop_read_good(dd_shop_format format, const char *name, const char *text)
{
    dd_shop_problem *problem = NULL;
    dd_error err = {DD_STATUS_OK, "", ""};
    dd_status status = dd_shop_format_read(format, name, text, strlen(text), &problem, &err);
    if (status != DD_STATUS_OK) print_error("%s at \"%s\": %s\n", dd_status_text(status), err.pointer, err.message);
    assert_int_equal(status, DD_STATUS_OK);
    return problem;
}

#endif
