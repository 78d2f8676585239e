/* Walk: the exact timing and cost of one vehicle's sequence, with every feature of the problem; the one definition of both.
 *
 * Timing rule.  (1) Every service and break begins as early as it can, given what precedes it, and given that goods with a limit on board are
 * not picked up too early: the least solution of all constraints.  Breaks go where the route then ends earliest, ties by least lateness.
 * (2) From the end backwards, every stop then moves as late as it can without delaying the next one, passing its due time, leaving its
 * window or its time-on-board limit: so waiting moves to the start of the route, which begins as late as possible.
 *
 * Cost = fixed + legs + setup and service + waiting + lateness; each term is linear in ms and m (dd_vehicle), lateness of one stop counts at
 * most DD_LATE_MAX.  Rule (2) changes cost only where waiting is paid, duration is limited or speeds change by the hour.
 *
 * A walk owns scratch memory for one lane; sequences are node indices, instance->reload, or instance->break0 + b for a break whose
 * place is fixed.  In the first `pinned` elements constraints are not enforced: what they break is declared.
 */
#ifndef DD_ROUTE_WALK_H
#define DD_ROUTE_WALK_H

#include "base/arena.h"
#include "diaodu/plan.h"
#include "model/instance.h"

#define DD_LATE_MAX ((int64_t)1 << 52)

/* One stop of a timed sequence: elements of the sequence and breaks in between. */
typedef struct dd_walk_stop {
    uint32_t code;               /* node, reload or break0 + b */
    int64_t arrival_ms, setup_ms, start_ms, end_ms; /* service from start to end; waiting is start - arrival - setup */
    int64_t travel_ms;           /* driven since the previous stop */
    int64_t free_ms;             /* the same in free flow */
    int64_t dist_m;
    int64_t before_ms;           /* the latest start that rule (2) may choose */
    uint32_t violations;
} dd_walk_stop;

typedef struct dd_walk_result {
    int64_t cost, late_cost;
    int64_t begin_ms, end_ms;    /* of the route */
    int64_t travel_ms, dist_m, setup_ms, service_ms, wait_ms, break_ms;
    uint32_t violations;         /* of the route as a whole */
} dd_walk_result;

typedef struct dd_walk {
    const dd_instance *instance;
    dd_arena *arena;
    struct dd_walk_label *labels;     /* [position * (breaks + 1) + taken] */
    size_t label_capacity;
    dd_walk_stop *stops;              /* of the last timed sequence, breaks included, without start and end */
    size_t stop_capacity;
    uint32_t stop_count;
    int64_t *floor;                   /* by position: least service start (time on board) */
    size_t floor_capacity;
    uint32_t *taken;                  /* by position: floating breaks taken when leaving */
    size_t taken_capacity;
    int64_t *board;                   /* 3 * dims */
    uint32_t *where;                  /* by node: position of pickups with a limit; valid while walking */
    uint32_t *class_count;
    uint64_t *dropped;                /* by pin: breaks that its pinned steps leave no time for; they come out missing */
} dd_walk;

/* False when out of memory.  Memory comes from the arena. */
bool dd_walk_init(dd_walk *walk, const dd_instance *instance, dd_arena *arena);

/* Whether seq[0..len) is feasible for the vehicle, and its cost.  *ret_start (len + 2 values or NULL) takes the earliest service starts:
 * [0] the start of the route, [len + 1] its end. */
bool dd_walk_eval(dd_walk *walk, uint32_t vehicle, const uint32_t *seq, uint32_t len, int64_t *ret_cost, int64_t *ret_start);

/* The same with all times, in walk->stops and *ret; is_soft: constraints are declared instead of enforced, everywhere. */
bool dd_walk_time(dd_walk *walk, uint32_t vehicle, const uint32_t *seq, uint32_t len, bool is_soft, dd_walk_result *ret);

#endif
