/* Plan: makes the plan of a plant anew (plant_plan.c), and what deciding shares about it (plant_decide.c, plant_dispatch.c). */
#ifndef DD_ENGINE_PLANT_PLAN_H
#define DD_ENGINE_PLANT_PLAN_H

#include "engine/domain.h"
#include "engine/moment.h"

/* What comes first on a machine. */
typedef struct dd_plant_head {
    uint32_t operation;          /* DD_NONE: nothing */
    int64_t setup_begin_ms, start_ms, end_ms;
} dd_plant_head;

typedef struct dd_plant_decider {
    const dd_engine *engine;
    const dd_plant *plant;
    int64_t at_ms;
    const dd_budget *budget;
    dd_arena *arena;
    dd_error *err;
    dd_event *events;            /* the cycle first */
    uint32_t event_count, event_room;
    uint64_t work;
    int64_t again_ms;
    uint32_t triggers;
    dd_plant_head *heads;        /* by machine */
    bool is_running;             /* they are the running plan's */
    uint32_t *held;              /* by machine, as the decisions so far leave it; DD_NONE */
    dd_moment moment;            /* of the new plan; its problem NULL where none was made */
    dd_schedule *schedule;
} dd_plant_decider;

/* A new event of the list, with no resource and no demand; NULL when out of memory. */
dd_event *dd_plant_add_event(dd_plant_decider *d, dd_event_kind kind);
/* Decides again then. */
static inline void dd_plant_again(dd_plant_decider *d, int64_t at_ms)
{
    if (at_ms > d->at_ms && at_ms < d->again_ms) d->again_ms = at_ms;
}

/* Locks and recalls: what machines hold, as seen now; recalls what cannot be kept.  *ret (arena) and *ret_at: sorted operations that stay, and their
 * expected instants. */
DD_MUST_USE dd_status dd_plant_hold_on(dd_plant_decider *d, uint32_t **ret, dd_placement **ret_at, uint32_t *ret_count);
/* Makes the moment of all that is open and can run, with the held operations, and the frozen ones where the rules have them, locked. */
DD_MUST_USE dd_status dd_plant_moment(dd_plant_decider *d);
/* A new plan: fills the cycle, sets the heads. */
DD_MUST_USE dd_status dd_plant_replan(dd_plant_decider *d);
/* The schedule of a dispatching rule: sets the heads, and writes no plan. */
DD_MUST_USE dd_status dd_plant_follow_rule(dd_plant_decider *d);
/* Dispatches what the heads say should begin now. */
DD_MUST_USE dd_status dd_plant_dispatch(dd_plant_decider *d);
/* Says which jobs the new plan makes late, and why. */
DD_MUST_USE dd_status dd_plant_warn(dd_plant_decider *d);

#endif
