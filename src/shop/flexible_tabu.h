/* Tabu search for flexible shops: each step takes the best move that is not forbidden, whether it betters the schedule or not.
 *
 * A move takes one operation of a critical path out and puts it in elsewhere, on its machine or another (shop/flexible_insert.h); its value is the exact
 * makespan, ties go to the shorter path through the operation, then to chance.  For some steps the operation must not come back to the
 * machine that it left, and must not be moved again on the one where it now is, unless that gives a new best (Mastrolilli and Gambardella 2000).
 *
 * Resumable: it works in portions, and a portion's end does not show in the result.  Not thread-safe: one a lane.
 */
#ifndef DD_SHOP_FLEXIBLE_TABU_H
#define DD_SHOP_FLEXIBLE_TABU_H

#include "shop/flexible_insert.h"

/* A schedule kept aside: what dd_graph_load takes.  Memory of the arena that it was made in. */
typedef struct dd_flexible_plan {
    int32_t *mode, *order;         /* by operation; operations in an order that keeps links and sequences */
    int32_t makespan;              /* INT32_MAX: empty */
    uint64_t hash;
} dd_flexible_plan;

typedef struct dd_flexible_tabu {
    const dd_dense *in;
    dd_graph graph;
    dd_insertion insertion;
    dd_rng *rng;
    int32_t *path;
    int32_t path_length;
    uint64_t *block, mark;         /* by operation: the number of its block on the path; of the block under view */
    dd_place *places;
    uint64_t *until;               /* by mode of the instance: forbidden up to this step */
    uint64_t step, last_better, stall; /* stall: steps without a better schedule after which a search is done */
    uint64_t steps;                /* in all searches */
    uint32_t tenure;               /* steps a move stays forbidden, besides a part that grows with the path and one by chance */
    uint64_t work;                 /* done in all; a unit is about 64 operations looked at */
    uint64_t looked;
    int32_t bound;                 /* as good as this is optimal */
    dd_flexible_plan best;         /* of this search */
} dd_flexible_tabu;

bool dd_flexible_plan_init(dd_flexible_plan *plan, const dd_dense *in, dd_arena *arena);
void dd_flexible_plan_copy(dd_flexible_plan *plan, const dd_dense *in, const dd_flexible_plan *from);
void dd_flexible_plan_take(dd_flexible_plan *plan, const dd_graph *graph);

bool dd_flexible_tabu_init(dd_flexible_tabu *tabu, const dd_dense *in, dd_rng *rng, dd_arena *arena);
/* Begins a search at a schedule; that is work, too. */
void dd_flexible_tabu_start(dd_flexible_tabu *tabu, const int32_t *mode, const int32_t *order, uint64_t stall, uint32_t tenure);
/* Goes on until `work` (as counted in tabu->work) is reached; true when the search is done: stalled, optimal, or without moves. */
bool dd_flexible_tabu_run(dd_flexible_tabu *tabu, uint64_t work);

#endif
