/* Check, inside: one route walked with arithmetic of its own.  Shares no code with the solver. */
#ifndef DD_MODEL_CHECK_H
#define DD_MODEL_CHECK_H

#include "diaodu/plan.h"

typedef struct dd_check {
    const dd_problem *problem;
    const dd_plan *plan;
    dd_error *err;
    const dd_route *route;
    const dd_vehicle *vehicle;
    uint32_t route_ix;
    uint32_t *served_by;       /* by task: route + 1, 0 for none */
    uint32_t *stop_of;         /* by task: its stop in that route */
} dd_check;

/* A broken rule at /routes/R/stops/S (S DD_NONE: at the route itself). */
DD_MUST_USE dd_status dd_check_fail(const dd_check *check, uint32_t stop, const char *rule);

/* Whether the stop may break the rule: its violation is declared, and its step was given. */
bool dd_check_is_declared(const dd_check *check, uint32_t stop, dd_violation violation);

/* Times, distances, windows, breaks, releases, time on board. */
DD_MUST_USE dd_status dd_check_times(dd_check *check);
/* Loads, visits, trips, skills, order, classes, merchants. */
DD_MUST_USE dd_status dd_check_loads(dd_check *check);
/* The route's sums and cost. */
DD_MUST_USE dd_status dd_check_sums(dd_check *check);

/* Setup and service of the task by this vehicle. */
void dd_check_task_times(const dd_check *check, uint32_t task, int64_t *ret_setup, int64_t *ret_service);

#endif
