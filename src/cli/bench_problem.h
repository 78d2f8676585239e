/* Bench problem: the made-up routing problems of `diaodu bench`.
 *
 * Integers and square roots alone shape them, so that a name, a size and a seed are the same problem on every machine.
 */
#ifndef DD_CLI_BENCH_PROBLEM_H
#define DD_CLI_BENCH_PROBLEM_H

#include "diaodu/problem.h"

typedef struct dd_bench_problem {
    const char *name;
    bool has_pairs;              /* pickups and deliveries; else deliveries from the depot */
    bool is_clustered;           /* places lie around a few centres; else anywhere */
    uint32_t tasks;              /* even, at least 2 */
} dd_bench_problem;

/* *ret is freed with dd_problem_free.  Every task can be served by a vehicle of its own. */
DD_MUST_USE dd_status dd_bench_problem_create(const dd_bench_problem *spec, uint64_t seed, dd_problem **ret, dd_error *err);

#endif
