/* First schedules of a flexible shop: every operation, in the order in which they could start, goes to the machine where it is done first. */
#ifndef DD_SHOP_FLEXIBLE_FIRST_H
#define DD_SHOP_FLEXIBLE_FIRST_H

#include "base/rng.h"
#include "shop/flexible_tabu.h"

typedef struct dd_flexible_first {
    const dd_dense *in;
    struct dd_first_wait *heap;
    int32_t *end, *waits, *free_at, *remaining;
} dd_flexible_first;

/* Memory from the arena; false when out of memory. */
bool dd_flexible_first_init(dd_flexible_first *first, const dd_dense *in, dd_arena *arena);

/* A schedule; among operations that could start at one instant the one with the longest way to the end of its job comes first.  With a generator instants are
 * blurred, so that schedules differ; NULL: exact.  O(n log n + modes).  The plan's makespan is that of the schedule in its order. */
void dd_flexible_first_make(dd_flexible_first *first, dd_rng *rng, dd_flexible_plan *plan);

#endif
