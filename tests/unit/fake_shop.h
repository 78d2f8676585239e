/* Made-up factory lines with a plausible schedule, for the tests of the report: shifts, setups, pauses, operators, alternatives, assembly, due
 * dates, a locked operation, maintenance.  The same options give the same line. */
#ifndef DD_TESTS_FAKE_SHOP_H
#define DD_TESTS_FAKE_SHOP_H

#include "diaodu/schedule.h"

typedef struct fake_shop_options {
    uint32_t jobs, machines, steps; /* operations a job: 1..steps */
    uint64_t seed;
    bool is_plain; /* plain numbers, no calendar, due dates or setups */
} fake_shop_options;

typedef struct fake_shop {
    dd_shop_problem *problem;
    dd_schedule *schedule;
} fake_shop;

bool fake_shop_make(fake_shop *shop, const fake_shop_options *options);
void fake_shop_done(fake_shop *shop);

#endif
