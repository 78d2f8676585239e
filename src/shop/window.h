/* Window: a slice of a large schedule's topological order as an instance of its own, everything else fixed.
 *
 * No path leaves a slice and comes back, so the slice is exact: what lies before it gives releases and when machines become available, what lies
 * after it gives what must follow each operation and each machine's last.  The makespan of the slice is that of the whole schedule over all paths that
 * pass through it, and any order found for it can be put back in its place.
 */
#ifndef DD_SHOP_WINDOW_H
#define DD_SHOP_WINDOW_H

#include "shop/graph.h"

typedef struct dd_window_instance {
    dd_dense dense;                /* its op_of, topological and bounds are not to be used */
    int32_t *op;                   /* by the window's operation: the whole instance's; in the slice's order */
    dd_arena arena;
} dd_window_instance;

/* Where the parts of windows are looked up; one a thread. */
typedef struct dd_window_map {
    int32_t *op, *machine;         /* of the whole instance: the number in the window; -1 outside */
} dd_window_map;

/* Memory from the arena; false when out of memory. */
bool dd_window_map_init(dd_window_map *map, const dd_dense *in, dd_arena *arena);

/* Compiles the operations order[begin..end) of the graph, whose heads and tails are those of `order`; the window's own order is 0, 1, 2, ...  The
 * graph's modes are kept: each operation has one.  False when out of memory.  Freed with dd_window_instance_done, also then. */
bool dd_window_instance_init(dd_window_instance *window, const dd_graph *graph, const int32_t *order, int32_t begin, int32_t end, dd_window_map *map);
void dd_window_instance_done(dd_window_instance *window);

#endif
