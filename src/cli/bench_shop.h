/* Bench shop: made-up factory lines for `diaodu bench`, and their breakdowns. */
#ifndef DD_CLI_BENCH_SHOP_H
#define DD_CLI_BENCH_SHOP_H

#include "diaodu/schedule.h"

typedef struct dd_bench_shop {
    const char *name;
    uint32_t jobs;             /* about five operations each */
    uint32_t groups;           /* of three machines each */
} dd_bench_shop;

/* The same spec and seed give the same line.  *ret is freed with dd_shop_problem_free. */
DD_MUST_USE dd_status dd_bench_shop_create(const dd_bench_shop *spec, uint64_t seed, dd_shop_problem **ret, dd_error *err);

/* Turns the problem into that of a breakdown in the running plan: what has started is locked, the machine that has most to do stands still for eight
 * hours, the rest of the plan is what deviation is counted from.  An operation that has moved weighs as ten minutes of a job of weight 1. */
DD_MUST_USE dd_status dd_bench_shop_break(dd_shop_problem *problem, const dd_schedule *plan, dd_error *err);

#endif
