/* Schedule: start times of a fixed sequence that break time windows as little as can be; what VROOM's plan mode (-c) asks for.
 *
 * In this order: the least sum of lead times (before a window or the shift) and delays (after them), the shortest route from start to end,
 * the earliest starts.  Bounds of steps (has_at, has_after, has_before) are kept.  Speeds by the hour are not known here.
 */
#ifndef DD_ROUTE_SCHEDULE_H
#define DD_ROUTE_SCHEDULE_H

#include "base/arena.h"
#include "model/instance.h"

typedef enum dd_schedule_outcome {
    DD_SCHEDULE_FOUND,
    DD_SCHEDULE_INFEASIBLE, /* the bounds of the steps cannot all be kept */
    DD_SCHEDULE_TOO_LARGE,  /* not tried: too many stops and windows, or speeds that change by the hour */
    DD_SCHEDULE_NO_MEMORY
} dd_schedule_outcome;

/* Starts of the pinned sequence: *ret_start has pin->count + 2 values in the arena: [0] the start of the route, [count + 1] its end, in between
 * services and breaks. */
DD_MUST_USE dd_schedule_outcome dd_schedule_pinned(const dd_instance *instance, const dd_pin *pin, dd_arena *arena, int64_t **ret_start);

#endif
