/* Schedule: what the shop solver answers: which operation runs where and when, at what cost.
 *
 * An immutable value that owns its memory; it refers to operations and modes by their index in the problem.
 */
#ifndef DIAODU_SCHEDULE_H
#define DIAODU_SCHEDULE_H

#include "diaodu/shop_problem.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dd_placement {
    uint32_t mode;                 /* index in the operation's modes */
    int64_t setup_begin_ms, start_ms, end_ms;
} dd_placement;

typedef struct dd_schedule {
    const dd_placement *placements; /* by operation */
    uint32_t operation_count;
    int64_t terms[DD_SHOP_TERM_END_];
    int64_t bound_ms;              /* no schedule has a smaller makespan; 0 when unknown */
    void *memory;
} dd_schedule;

DD_API void dd_schedule_free(dd_schedule *schedule);

/* A schedule of these placements (one an operation, copied), with the terms computed (sums stop at DD_FOREVER_MS).  Nothing is checked: modes must be
 * in range, instants within DD_FOREVER_MS.  *ret is freed with dd_schedule_free. */
DD_API DD_MUST_USE dd_status dd_schedule_create(const dd_shop_problem *problem, const dd_placement *placements, dd_schedule **ret, dd_error *err);

/* Short name of a term as written in files and outputs: "makespan", "tardiness", "setup", "moved", "shift", "flow"; and back, or DD_SHOP_TERM_END_. */
DD_API const char *dd_shop_term_text(dd_shop_term term);
DD_API dd_shop_term dd_shop_term_find(const char *name);

/* The value of one level of an objective. */
DD_API int64_t dd_shop_level_cost(const dd_shop_objective *objective, uint32_t level, const int64_t terms[DD_SHOP_TERM_END_]);
/* -1, 0 or 1: lexicographic by the levels. */
DD_API int dd_shop_objective_compare(const dd_shop_objective *objective, const int64_t a[DD_SHOP_TERM_END_], const int64_t b[DD_SHOP_TERM_END_]);

/* Verifies a schedule against its problem (which must pass dd_shop_problem_check), independently of the solver, with its own arithmetic: every rule of
 * shop_problem.h, every instant, every term.  OK, or DD_STATUS_INFEASIBLE with the place ("/operations/17", "/terms/setup", "/bound_ms") and the rule that
 * is broken, naming operation, job and machine.  An operation that spans over DD_SHOP_WINDOWS_MAX changes of its calendars is refused as well. */
DD_API DD_MUST_USE dd_status dd_schedule_check(const dd_shop_problem *problem, const dd_schedule *schedule, dd_error *err);

#ifdef __cplusplus
}
#endif
#endif
