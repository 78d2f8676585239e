/* Shop page: the HTML report of a solved factory line, beside what the dispatching rules make of the same jobs. */
#ifndef DD_CLI_SHOP_PAGE_H
#define DD_CLI_SHOP_PAGE_H

#include "diaodu/shop.h"

typedef struct dd_shop_page {
    const char *path;  /* "-": standard output */
    const char *title; /* a path; its last part is shown */
    const char *rule;  /* that made the schedule; NULL: the search */
    const dd_shop_problem *problem;
    const dd_schedule *schedule;
    const dd_shop_stats *stats;
} dd_shop_page;

/* Writes the page.  FIFO stands beside, and the best of the other rules by the problem's objective. */
DD_MUST_USE dd_status dd_shop_page_write(const dd_shop_page *page, dd_error *err);

/* A rule as a title says it: "FIFO", "earliest due date (EDD)". */
const char *dd_shop_page_rule(dd_shop_rule rule);

#endif
