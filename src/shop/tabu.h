/* Tabu: tabu search for the makespan of a shop whose modes are fixed, over the critical blocks of one longest path (the N7 moves).
 *
 * A move takes an operation of a block to the block's other end, or its first (last) operation inside; by theory nothing else on that path can shorten it.
 * Moves are rated by heads and tails of the operations between the two places, which is exact for the longest path through two neighbours that are swapped
 * and close to it for longer moves; the best one that is not tabu is done, ties by lot.  The pairs that a move turns round are marked for a while; a move is
 * tabu when the pair of both ends of its row is marked.
 *
 * Stepwise: dd_tabu_run may be left and entered again at any iteration, and goes on as if it had not been left.  Not thread-safe: one a lane.
 */
#ifndef DD_SHOP_TABU_H
#define DD_SHOP_TABU_H

#include "base/rng.h"
#include "shop/graph.h"

typedef struct dd_tabu_move {
    int32_t u, after;              /* u goes directly after `after` */
    int32_t first, last;           /* the places of its block that change: u goes from one end of them to the other */
    int32_t estimate;              /* of the longest path through the operations that change places */
    bool is_later;                 /* u moves towards the end */
} dd_tabu_move;

typedef struct dd_tabu {
    dd_graph graph;                /* the current schedule */
    dd_rng rng;
    int32_t best;                  /* makespan of the best schedule of this run */
    int32_t *best_order;           /* its order; its modes are the graph's */
    int32_t target;                /* stop when the makespan is not more than this */
    uint64_t iteration, improved_at; /* of this run */
    uint64_t work;                 /* moves rated and done, ever */
    uint64_t iterations, improvements; /* ever */
    uint32_t tenure_least, tenure_span;
    int32_t *path;                 /* critical operations, in order */
    int32_t path_length;
    struct dd_tabu_block *block;   /* scratch: what a block's operations bring */
    uint32_t *row, *column;        /* by operation: where its pairs are in `until`; its number on its machine */
    uint32_t *until;               /* by pair of operations of a machine: the last iteration in which the first may not be put before the second again */
    uint32_t until_mask;           /* what does not fit folds; then some pairs share an entry, which only forbids more */
} dd_tabu;

bool dd_tabu_init(dd_tabu *tabu, const dd_dense *in, dd_rng rng, dd_arena *arena);

/* Begins a run at the graph's schedule, which the caller has loaded. */
void dd_tabu_start(dd_tabu *tabu);

/* Searches until `work` has reached `work_end`, or until the run has ended: nothing better for `patience` iterations, the target reached, or no move left.
 * True when the run has ended. */
bool dd_tabu_run(dd_tabu *tabu, uint64_t patience, uint64_t work_end);

/* Finds a longest path and rates every move on it; for tests.  `each` sees every move that the cheap tests allow, in order. */
void dd_tabu_moves(dd_tabu *tabu, void (*each)(void *context, const dd_tabu_move *move), void *context);

#endif
