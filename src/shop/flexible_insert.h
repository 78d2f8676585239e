/* Insertion: an operation taken out of a schedule, and what every place for it on any of its machines would cost (k-insertion: Dauzere-Peres and
 * Paulli 1997; Mastrolilli and Gambardella 2000).
 *
 * Without operation u (its time 0, its links kept) the heads and tails of all others are computed, as far as u had reached.  Between two
 * neighbours on a machine the longest path through u is then exactly
 *     max(arrival of u, end of the one before) + p + max(what follows u, tail of the one after),
 * and the makespan with u there is the larger of that and the makespan without u.  So values are exact and no trial is made.
 *
 * Places.  On a machine let A be the operations that end no later than u could start, a first part of the sequence, and B those whose tail is no longer
 * than what follows u, a last part.  Behind all of A and before all of B there is a best place, and, where durations are positive, no place
 * between them makes a cycle: a path from u to one that stands before it, and so has a longer tail than what follows u, would make that tail part of it.
 * (With durations of 0 dd_graph_place has the last word.)  Where A and B overlap every place among the overlap has the same value, and one
 * is offered.
 *
 * Everything lies in arrays by position in the graph's order, in which each operation comes after all that it waits for: so one pass over what follows
 * u gives the heads, one over what precedes it the tails.  Sentinels of machines lie behind the operations.
 *
 * Not thread-safe: one a lane.
 */
#ifndef DD_SHOP_FLEXIBLE_INSERT_H
#define DD_SHOP_FLEXIBLE_INSERT_H

#include "base/rng.h"
#include "shop/graph.h"

/* What an operation waits for, or what waits for it, all as positions. */
typedef struct dd_insertion_row {
    int32_t link, lag;             /* its first link */
    int32_t neighbour;             /* on its machine: before it, or after it */
    int32_t p, release;
    int32_t more, more_end;        /* its other links */
} dd_insertion_row;

typedef struct dd_insertion {
    const dd_graph *graph;
    int32_t none;                  /* the position of nothing: end and tail 0 */
    int32_t *node;                 /* by position */
    dd_insertion_row *before, *after; /* by position */
    dd_dense_link *more;           /* links after the first; op is a position */
    int32_t *end, *tail;           /* by position, in the graph */
    int32_t *end_now, *tail_now;   /* without what is out */
    int32_t *most;                 /* by position: the last end before it in the order */
    int32_t out;                   /* position of what is out; -1: nothing */
    dd_insertion_row out_before, out_after;
    int32_t arrival, follow;       /* of what is out */
    int32_t rest;                  /* the makespan without it */
} dd_insertion;

typedef struct dd_place {
    int32_t u, mode, after;        /* as of dd_graph_place */
    int32_t value;                 /* the makespan with u there */
    int32_t through;               /* the longest path through u there; <= value */
} dd_place;

/* Memory from the arena, of the graph's instance; false when out of memory. */
bool dd_insertion_init(dd_insertion *insertion, const dd_graph *graph, dd_arena *arena);

/* Takes the graph's sequences, heads and tails; once after every change of the graph.  O(operations + links). */
void dd_insertion_load(dd_insertion *insertion);

/* Takes u out.  O(operations). */
void dd_insertion_remove(dd_insertion *insertion, int32_t u);

/* Puts u back where it was. */
void dd_insertion_restore(dd_insertion *insertion);

/* The places of u on the machine of its mode `mode`, while it is out, but not u's own (same mode and neighbour): at most op_count of them go to
 * `places`; gives how many. */
int32_t dd_insertion_places(const dd_insertion *insertion, int32_t mode, dd_place *places);

#endif
