/* Relinking: schedules between two schedules of a flexible shop, and how far apart they are.
 *
 * A plan's order is by start times, so that ranks in it say when an operation's turn is.  A point of the way from one plan to another ranks every operation
 * between its two ranks.  Both orders respect all links, so every weighted mean of them does; two operations that come in the same sequence in both do so
 * everywhere between, so the way is a shortest one.  Each operation takes the mode of the plan that chance and the weight choose.
 */
#ifndef DD_SHOP_FLEXIBLE_RELINK_H
#define DD_SHOP_FLEXIBLE_RELINK_H

#include "base/rng.h"
#include "shop/flexible_tabu.h"

typedef struct dd_relink {
    const dd_dense *in;
    int32_t *rank, *last;          /* by operation; by machine */
    int32_t *before[2];            /* by operation: before it on its machine, in each of two plans */
    struct dd_relink_key *keys;
} dd_relink;

/* Memory from the arena; false when out of memory. */
bool dd_relink_init(dd_relink *relink, const dd_dense *in, dd_arena *arena);

/* Puts the plan's order in that of the graph's heads, the graph holding the plan.  O(n log n). */
void dd_relink_sort(dd_relink *relink, const dd_graph *graph, dd_flexible_plan *plan);

/* How many operations have another mode or follow another operation on their machine. */
int32_t dd_relink_distance(dd_relink *relink, const dd_flexible_plan *a, const dd_flexible_plan *b);

/* The point at `share` (0..256) of the way from a to b.  `plan` is neither; its makespan is not computed. */
void dd_relink_between(dd_relink *relink, const dd_flexible_plan *a, const dd_flexible_plan *b, int32_t share, dd_rng *rng, dd_flexible_plan *plan);

#endif
