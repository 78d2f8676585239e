/* Tables of bad input: each row is a text, and the status and place that reading it must give. */
#ifndef DD_TESTS_REFUSE_H
#define DD_TESTS_REFUSE_H

#include "diaodu/format.h"
#include "support/refuse_row.h"

#define assert_refused(format, rows) check_rows_refused(read_for_refusal, (int)(format), (rows), sizeof(rows) / sizeof *(rows), __FILE__, __LINE__)

static inline dd_status read_for_refusal(int format, const char *text, bool *ret_is_given, dd_error *err)
{
    dd_problem *problem = NULL;
    dd_status status = dd_format_read((dd_format)format, text, strlen(text), &problem, err);
    *ret_is_given = problem != NULL;
    dd_problem_free(problem);
    return status;
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
