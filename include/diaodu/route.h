/* Route: solves routing problems.
 *
 * Pure: no clock, file, environment or global.  Same problem, seed, lanes and work give the same plan, byte for byte, on any number of
 * threads.  A halt (deadline) ends the search at a work checkpoint; `stats->work` then repeats the run exactly as a budget.
 */
#ifndef DIAODU_ROUTE_H
#define DIAODU_ROUTE_H

#include "diaodu/executor.h"
#include "diaodu/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dd_route_progress {
    uint64_t work;
    uint32_t used_vehicles, unassigned;
    int64_t cost;
} dd_route_progress;

typedef struct dd_route_options {
    dd_objective objective;
    uint64_t seed;
    uint64_t work;               /* budget in work units after the first plan, all lanes together; 0: only `halt` ends the search */
    uint64_t horizon;            /* work units that annealing is planned for; 0: `work`, or with a halt alone what its share_ppm foretells */
    uint32_t lanes;              /* logical search lanes, 0 (chosen from the size) to 64; shapes the result, unlike threads */
    bool keeps_steps;            /* start from the vehicles' steps (a running plan) instead of from nothing */
    const dd_executor *executor; /* NULL: inline */
    const dd_halt *halt;         /* NULL: none */
    void (*progress)(void *context, const dd_route_progress *progress); /* called between barriers, from the calling thread; NULL: none */
    void *progress_context;
} dd_route_options;

#define DD_ROUTE_OPTIONS_DEFAULT .objective = DD_OBJECTIVE_COST, .seed = 1, .work = 2000000

typedef struct dd_route_stats {
    uint64_t work;               /* units done; the budget that repeats this run, together with `horizon` */
    uint64_t horizon;            /* what annealing was planned for; `work` may be less or more where a halt ended the run */
    uint64_t iterations, improvements;
    int64_t first_cost;          /* of the first complete plan */
    uint32_t lanes;
} dd_route_stats;

/* Solves.  *ret is freed with dd_plan_free and passes dd_plan_check.  `stats` may be NULL.
 * Errors: DD_STATUS_INVALID_INPUT with a pointer into the problem ("/tasks/3/windows/0", "/vehicles/2/capacity"),
 * DD_STATUS_INFEASIBLE when a required task or a pinned prefix cannot be kept, DD_STATUS_TOO_LARGE, DD_STATUS_NO_MEMORY. */
DD_API DD_MUST_USE dd_status dd_route_solve(const dd_problem *problem, const dd_route_options *options, dd_plan **ret,
                                            dd_route_stats *stats, dd_error *err);

/* Times the given steps of each vehicle without changing their order (VROOM's plan mode, -c): chooses start times that break as few
 * constraints as can be, and declares the rest as violations.  Tasks in no steps come out unassigned. */
DD_API DD_MUST_USE dd_status dd_route_time_steps(const dd_problem *problem, dd_plan **ret, dd_error *err);

#ifdef __cplusplus
}
#endif
#endif
