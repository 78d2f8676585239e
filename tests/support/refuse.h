/* Tables of bad input: each row is a text, and the status and place that reading it must give. */
#ifndef DD_TESTS_REFUSE_H
#define DD_TESTS_REFUSE_H

#include "diaodu/format.h"
#include "support/check.h"

typedef struct refuse_row {
    const char *text;
    dd_status status;
    const char *pointer;
    const char *message; /* a part of it, or NULL */
} refuse_row;

#define assert_refused(format, rows) check_refused((format), (rows), sizeof(rows) / sizeof *(rows), __FILE__, __LINE__)

static inline void check_refused(dd_format format, const refuse_row *rows, size_t count, const char *file, int line)
{
    size_t bad = 0;
    for (size_t i = 0; i < count; i++) {
        dd_problem *problem = NULL;
        dd_error err = {0};
        dd_status status = dd_format_read(format, rows[i].text, strlen(rows[i].text), &problem, &err);
        bool is_right = status == rows[i].status && strcmp(err.pointer, rows[i].pointer) == 0 && problem == NULL
                        && (rows[i].message == NULL || strstr(err.message, rows[i].message) != NULL);
        dd_problem_free(problem);
        if (is_right) continue;
        bad++;
        print_error("row %zu (%.200s)\n  gives \"%s\" at \"%s\": %s\n  expected \"%s\" at \"%s\": %s\n", i, rows[i].text, dd_status_text(status),
                    err.pointer, err.message, dd_status_text(rows[i].status), rows[i].pointer, rows[i].message ? rows[i].message : "");
    }
    if (bad > 0) _fail(file, line);
}

/* Reads a problem that must be good. */
static inline dd_problem *read_good(dd_format format, const char *text)
{
    dd_problem *problem = NULL;
    dd_error err = {0};
    dd_status status = dd_format_read(format, text, strlen(text), &problem, &err);
    if (status != DD_STATUS_OK) print_error("%s at \"%s\": %s\n", dd_status_text(status), err.pointer, err.message);
    assert_int_equal(status, DD_STATUS_OK);
    return problem;
}

#endif
