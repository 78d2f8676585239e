/* Builder: quick first orders for the searches for makespan: non-delay list schedules by most work remaining, with noise for diversity.
 *
 * O(operations * (log machines + operations that wait at a machine)); milliseconds for thousands of operations.
 */
#ifndef DD_SHOP_BUILDER_H
#define DD_SHOP_BUILDER_H

#include "base/rng.h"
#include "shop/dense.h"

typedef struct dd_builder {
    const dd_dense *in;
    int32_t *tail;                 /* by operation: the longest path from its start along links, by first modes */
    int64_t *key;                  /* by operation: the largest goes first */
    int32_t *missing, *arrival;    /* by operation */
    int32_t *waiting;              /* by operation: the next that waits at the machine; -1 */
    int32_t *queue, *free_at;      /* by machine: the first that waits, -1; when it is free */
    int64_t *heap;                 /* instants and machines */
    size_t heap_count;
} dd_builder;

/* Memory from the arena; false when out of memory. */
bool dd_builder_init(dd_builder *builder, const dd_dense *in, dd_arena *arena);

/* An order of all operations (links respected), in their first modes.  Noise: by how many per mille, up or down, the work remaining is blurred. */
void dd_builder_run(dd_builder *builder, uint32_t noise, dd_rng *rng, int32_t *order);

#endif
