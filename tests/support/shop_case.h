/* Shop case: small random factory lines without setups, calendars and pools, by seed, kept in one block of fixed size. */
#ifndef DD_TESTS_SHOP_CASE_H
#define DD_TESTS_SHOP_CASE_H

#include "base/rng.h"
#include "diaodu/shop_problem.h"

enum { SHOP_CASE_OPS = 400, SHOP_CASE_JOBS = 64, SHOP_CASE_MACHINES = 16, SHOP_CASE_MODES = 4, SHOP_CASE_LINKS = 3 };

typedef struct shop_case {
    dd_job jobs[SHOP_CASE_JOBS];
    dd_operation operations[SHOP_CASE_OPS];
    dd_machine machines[SHOP_CASE_MACHINES];
    dd_mode modes[SHOP_CASE_OPS][SHOP_CASE_MODES];
    dd_link links[SHOP_CASE_OPS][SHOP_CASE_LINKS];
    dd_shop_problem problem;
} shop_case;

typedef struct shop_case_options {
    uint32_t jobs, machines, operations_max; /* operations of a job: 1 to this */
    uint32_t modes_max;
    int32_t time_max;
    bool has_assembly;             /* links across jobs, lags, releases, machines that are available later */
} shop_case_options;

/* Fills *shop; its arrays borrow from it, so it must not be moved. */
void shop_case_draw(shop_case *shop, const shop_case_options *options, dd_rng *rng);

#endif
