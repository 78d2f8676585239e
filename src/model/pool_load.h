/* Pool load: how many units of each pool are held over time, for checks.
 *
 * A list of takings and returns; the sweep sorts it by pool and instant.  What happens at one instant happens at once, so that units returned at an
 * instant can be taken at it.  O(n log n).  Shares no code with the solver.
 */
#ifndef DD_MODEL_POOL_LOAD_H
#define DD_MODEL_POOL_LOAD_H

#include <stdbool.h>

#include "diaodu/shop_problem.h"

typedef struct dd_pool_event {
    int64_t at_ms, units;      /* > 0 taken, < 0 returned */
    uint32_t pool;
    int32_t choices;           /* the same sign: 1 when whoever holds them may be refused, 0 for what is as it is (absences, locks) */
} dd_pool_event;

typedef struct dd_pool_load {
    dd_pool_event *events;
    size_t count, capacity;
} dd_pool_load;

void dd_pool_load_done(dd_pool_load *load); /* legal on {0} */
/* Holds [begin_ms, end_ms); an empty span holds nothing.  False when out of memory. */
bool dd_pool_load_add(dd_pool_load *load, uint32_t pool, int64_t begin_ms, int64_t end_ms, int64_t units, bool is_choice);
/* The first pool and instant at which more is held than it has, while a choice holds some of it; false for none.  Sorts the events. */
bool dd_pool_load_find(dd_pool_load *load, const dd_shop_problem *problem, uint32_t *ret_pool, int64_t *ret_at_ms);

#endif
