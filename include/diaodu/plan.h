/* Plan: what the solver answers: who does what, when, at what cost, and what was left out and why.
 *
 * A plan is an immutable value that owns its memory; it refers to tasks, vehicles and breaks by their index in the problem.
 */
#ifndef DIAODU_PLAN_H
#define DIAODU_PLAN_H

#include "diaodu/problem.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Named constraint violations (VROOM's names); in plans of ours only where a pinned step forces one. */
typedef enum dd_violation {
    DD_VIOLATION_LEAD_TIME = 1 << 0,  /* service starts before its window */
    DD_VIOLATION_DELAY = 1 << 1,      /* service starts after its window */
    DD_VIOLATION_LOAD = 1 << 2,
    DD_VIOLATION_MAX_TASKS = 1 << 3,
    DD_VIOLATION_SKILLS = 1 << 4,
    DD_VIOLATION_PRECEDENCE = 1 << 5,
    DD_VIOLATION_MISSING_BREAK = 1 << 6,
    DD_VIOLATION_MAX_TRAVEL_TIME = 1 << 7,
    DD_VIOLATION_MAX_LOAD = 1 << 8,   /* a break's max_load */
    DD_VIOLATION_MAX_DISTANCE = 1 << 9,
    DD_VIOLATION_MAX_DURATION = 1 << 10,
    DD_VIOLATION_ON_BOARD = 1 << 11,  /* max_on_board_ms */
    DD_VIOLATION_LOAD_CLASS = 1 << 12,
    DD_VIOLATION_RELEASE = 1 << 13
} dd_violation;

/* Why a request is not in the plan; the strongest reason that holds. */
typedef enum dd_reason {
    DD_REASON_NONE,
    DD_REASON_NO_SKILLS,        /* no vehicle has the skills */
    DD_REASON_TOO_LARGE,        /* fits no vehicle even alone */
    DD_REASON_UNREACHABLE,      /* no vehicle can serve it within windows, shift and limits even alone */
    DD_REASON_NO_ROOM,          /* could be served alone, found no place beside the others */
    DD_REASON_NOT_WORTH_IT,     /* costs more than its prize */
    DD_REASON_COUNT_
} dd_reason;

/* A visit of a route.  `load` is on board when leaving the stop. */
typedef struct dd_stop {
    dd_step_kind kind;
    uint32_t ix;                /* task index, or break index */
    uint32_t location;          /* DD_NONE for a break, which has no place of its own */
    int64_t arrival_ms, setup_ms, wait_ms, service_ms; /* service starts at arrival + setup + wait */
    int64_t travel_ms, dist_m;  /* cumulative from the start of the route to this stop */
    int64_t load[DD_LOAD_DIMS_MAX];
    uint32_t violations;        /* bits of dd_violation */
} dd_stop;

typedef struct dd_route {
    uint32_t vehicle;
    const dd_stop *stops;       /* start first and end last where the vehicle has them */
    uint32_t stop_count;
    int64_t cost;               /* internal units, see dd_vehicle; with fixed cost and lateness */
    int64_t travel_ms, dist_m, setup_ms, service_ms, wait_ms;
    int64_t late_cost;          /* the part of cost that comes from due_ms */
    uint32_t violations;
} dd_route;

typedef struct dd_unassigned {
    uint32_t task;
    dd_reason reason;
} dd_unassigned;

typedef struct dd_plan {
    const dd_route *routes;     /* used vehicles only, by vehicle index */
    uint32_t route_count;
    const dd_unassigned *unassigned; /* by task index; both halves of a shipment */
    uint32_t unassigned_count;
    int64_t cost;               /* sum over the routes; prizes of what was left out not included */
    int64_t prize_lost;
    void *memory;
} dd_plan;

DD_API void dd_plan_free(dd_plan *plan);

/* Short name of a reason or of one violation bit, as written in outputs ("no_room", "lead_time"). */
DD_API const char *dd_reason_text(dd_reason reason);
DD_API const char *dd_violation_text(dd_violation violation);

/* Verifies a plan against its problem, independently of the solver: it walks each route with its own arithmetic, and compares
 * every time, load, cost and sum.  OK, or DD_STATUS_INFEASIBLE with the place ("/routes/2/stops/5") and the rule that is broken.
 * Violations that the plan declares on pinned or forced steps are accepted; undeclared ones are not. */
DD_API DD_MUST_USE dd_status dd_plan_check(const dd_problem *problem, const dd_plan *plan, dd_error *err);

#ifdef __cplusplus
}
#endif
#endif
