/* Move: a change of one or two tours, each made anew by joining pieces of tours as they are.
 *
 * A piece is a run of visits of a vehicle's tour, forward or reversed.  The first piece of a tour is its own beginning, from position 1 (empty
 * when `last` is 0), the last one runs to the end of a tour (empty when `first` is len + 1); what is in between is usually short.
 *
 * dd_move_eval gives the exact change of cost, or says that the move is not feasible.  Where all tours are plain and of one kind: O(1) for what
 * begins and ends a tour, from the caches (earliest departure before, latest start after), and O(visits) for the pieces in between, with the
 * loads by their running maxima.  Otherwise both sequences are walked.
 */
#ifndef DD_ROUTE_MOVE_H
#define DD_ROUTE_MOVE_H

#include "route/state.h"

enum { DD_MOVE_PIECES_MAX = 5 };

typedef struct dd_piece {
    uint32_t vehicle, first, last; /* positions, first <= last + 1 */
    bool is_reversed;
} dd_piece;

typedef struct dd_move_tour {
    uint32_t vehicle, count;
    dd_piece pieces[DD_MOVE_PIECES_MAX];
} dd_move_tour;

typedef struct dd_move {
    dd_move_tour tours[2];
    uint32_t count;            /* 1 or 2 */
} dd_move;

/* Scratch of one lane, and what the joining of tours needs of each node of a plain tour. */
typedef struct dd_mover {
    dd_state *state;
    uint32_t *seqs[2];
    uint64_t *synced;          /* by vehicle: 1 + the version that the following are of */
    int64_t *out;              /* by node: still to be delivered when leaving it, of jobs */
    bool *is_closed;           /* by node: no pair is on board when leaving it */
    uint64_t work;
} dd_mover;

bool dd_mover_init(dd_mover *mover, dd_state *state);

/* Whether the move is feasible and costs less than `bound`; then *ret_delta. */
bool dd_move_eval(dd_mover *mover, const dd_move *move, int64_t bound, int64_t *ret_delta);

/* Makes a feasible move of that delta, within the state's trial. */
void dd_move_apply(dd_mover *mover, const dd_move *move, int64_t delta);

/* Whether no pair is on board when leaving position p. */
bool dd_mover_is_closed(dd_mover *mover, uint32_t vehicle, uint32_t p);

#endif
