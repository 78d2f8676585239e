/* Insert: the cheapest feasible place of a request in a tour.
 *
 * Simple tours: each position in O(1) from the caches of state.h.  A pair is placed in two passes: the delivery's cost and necessary
 * feasibility between each two visits, then the pickup's, and only pickups whose cost plus the cheapest later delivery can still win are carried
 * forward with the exact times and loads; so nearly linear in the length where a naive double loop is quadratic.
 * Exact tours: the same bounds filter, what is left is walked.
 *
 * Blinks (Christiaens & Vanden Berghe 2020): each position is passed over with probability 1 / blink.
 */
#ifndef DD_ROUTE_INSERT_H
#define DD_ROUTE_INSERT_H

#include "base/rng.h"
#include "route/state.h"

/* A place for a request. */
typedef struct dd_spot {
    int64_t delta;             /* change of cost; INT64_MAX: no place found */
    uint32_t vehicle, after_a, after_b, reload; /* as dd_state_insert takes them */
} dd_spot;

typedef struct dd_inserter {
    dd_state *state;
    dd_rng *rng;
    uint32_t blink, blink_left; /* 0: no blinks; positions until the next one */
    uint64_t work;             /* positions looked at */
    int64_t *cost_b, *least_b; /* by position: delivery's cost there, and its least from there on */
    uint32_t *seq;             /* for walks */
} dd_inserter;

bool dd_inserter_init(dd_inserter *inserter, dd_state *state, dd_rng *rng);

/* Improves *best where the vehicle has a cheaper place.  The vehicle may be idle. */
void dd_insert_try(dd_inserter *inserter, uint32_t request, uint32_t vehicle, dd_spot *best);

#endif
