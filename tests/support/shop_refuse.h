/* Tables of bad factory lines: each row is a text, and the status and place that reading it must give. */
#ifndef DD_TESTS_SHOP_REFUSE_H
#define DD_TESTS_SHOP_REFUSE_H

#include "diaodu/shop_format.h"
#include "support/refuse_row.h"

#define assert_shop_refused(format, rows) check_rows_refused(shop_read_for_refusal, (int)(format), (rows), sizeof(rows) / sizeof *(rows), __FILE__, __LINE__)

static inline dd_status shop_read_for_refusal(int format, const char *text, bool *ret_is_given, dd_error *err)
{
    dd_shop_problem *problem = NULL;
    dd_status status = dd_shop_format_read((dd_shop_format)format, NULL, text, strlen(text), &problem, err);
    *ret_is_given = problem != NULL;
    dd_shop_problem_free(problem);
    return status;
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
