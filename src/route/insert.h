/* Insert: the cheapest feasible place of a request in a tour.
 *
 * Simple tours: each position in O(1) from the caches of state.h.  A pair is placed in two passes: the delivery's cost and necessary
 * feasibility between each two visits, then the pickup's, and only pickups whose cost plus the cheapest later delivery can still win are carried
 * forward with the exact times and loads; so nearly linear in the length where a naive double loop is quadratic.
 * Exact tours: the same bounds filter, what is left is walked.
 *
 * Memos: what was found for a request in a tour holds as long as the tour's content does, also when a trial is taken back; so most questions
 * are answered without looking.  A memo of "nothing below this bound" answers bounds at or below it.
 *
 * Blinks (Christiaens & Vanden Berghe 2020): about one tour in `blink` is looked at with a third of its places passed over, and without
 * memos, where the paper passes over each place of every tour with probability 1 / 100.
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

/* What is known of a request in a tour of that version. */
typedef struct dd_memo {
    uint64_t version;          /* 1 + the slot's; 0: nothing */
    int64_t delta;             /* of the cheapest place when found, else a bound that none is below */
    uint32_t after_a : 30, reload : 2;
    uint32_t after_b : 31, is_found : 1;
} dd_memo;

typedef struct dd_inserter {
    dd_state *state;
    dd_rng *rng;
    uint32_t blink, blink_left; /* 0: no blinks; tours until the next one */
    uint64_t work;             /* positions looked at */
    int64_t *cost_b, *least_b; /* by position: delivery's cost there, and its least from there on */
    uint32_t *seq;             /* for walks */
    dd_memo *memos;            /* [request * vehicles + vehicle]; NULL when there would be too many */
} dd_inserter;

bool dd_inserter_init(dd_inserter *inserter, dd_state *state, dd_rng *rng);

/* Improves *best where the vehicle has a cheaper place.  The vehicle may be idle. */
void dd_insert_try(dd_inserter *inserter, uint32_t request, uint32_t vehicle, dd_spot *best);

/* Fetches what dd_insert_try will ask about them into the cache. */
static inline void dd_insert_foresee(const dd_inserter *inserter, uint32_t request, uint32_t vehicle)
{
    if (inserter->memos != NULL) __builtin_prefetch(&inserter->memos[(size_t)request * inserter->state->instance->vehicle_count + vehicle]);
    __builtin_prefetch(&inserter->state->slots[vehicle].version);
}

#endif
