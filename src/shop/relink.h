/* Relink: schedules of a population, how far apart they are, and the walk from one towards another.
 *
 * A sequencing holds the machine sequences of a complete schedule whose modes are fixed.  The distance of two is the number of pairs of operations of
 * one machine that they have in different order (Kendall).  The walk swaps neighbours on a machine that the guide has the other way round, by lot,
 * and never makes a cycle; some such swap is always possible (path relinking: Peng, Lu and Cheng 2015).
 */
#ifndef DD_SHOP_RELINK_H
#define DD_SHOP_RELINK_H

#include "base/rng.h"
#include "shop/graph.h"

typedef struct dd_sequencing {
    int32_t makespan;
    int32_t *order;                /* topological */
    int32_t *sequence;             /* operations by machine, in order */
    int32_t *rank;                 /* by operation: its place on its machine, from 0 */
    int32_t *first;                /* by machine, into sequence; one more than there are machines, and room for one */
} dd_sequencing;

/* Memory from the arena; false when out of memory. */
bool dd_sequencing_init(dd_sequencing *s, const dd_dense *in, dd_arena *arena);

/* Takes a graph's schedule; `order` (NULL: the graph's) is another order of the same modes, with that makespan. */
void dd_sequencing_take(dd_sequencing *s, const dd_graph *graph, const int32_t *order, int32_t makespan);

/* The number of pairs in different order; both of the same modes.  O(sum of squares of sequence lengths). */
uint64_t dd_sequencing_distance(const dd_sequencing *a, const dd_sequencing *b, int32_t machines);

/* Moves the graph's schedule by `steps` swaps towards the guide; fewer when it is reached.  Returns the swaps done. */
uint64_t dd_relink_walk(dd_graph *graph, const dd_sequencing *guide, uint64_t steps, dd_rng *rng);

#endif
