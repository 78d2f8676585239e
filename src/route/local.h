/* Local: descent over granular neighbourhoods: moves that make two near visits follow one another.
 *
 * For a visit u and each v near it that time allows beside it (Toth & Vigo 2003, doi:10.1287/ijoc.15.4.333.24890; correlation of windows:
 * Vidal, Crainic, Gendreau & Prins 2013, doi:10.1016/j.cor.2012.07.018), the operators below look at every move of their kind that puts u right
 * after or before v; the best of them is made when it lowers the cost.  A pair (u, v) is looked at again only after one of the two tours changed.
 *
 * Each operator has eval, which improves *best and changes nothing; dd_move_apply and, for whole requests, dd_op_request_apply make it.
 */
#ifndef DD_ROUTE_LOCAL_H
#define DD_ROUTE_LOCAL_H

#include "route/insert.h"
#include "route/move.h"
#include "route/nearby.h"

typedef struct dd_local {
    dd_state *state;
    dd_inserter *inserter;
    dd_nearby *nearby;
    dd_mover mover;
    uint64_t *changed, *tested; /* by vehicle: time of its last change; by node: when its moves were last looked at */
    uint64_t now;
    uint32_t *queue;           /* vehicles whose visits are looked at */
    uint64_t work, moves;
} dd_local;

/* The best move found so far; delta 0 is none. */
typedef struct dd_local_best {
    int64_t delta;
    dd_move move;
} dd_local_best;

bool dd_local_init(dd_local *local, dd_state *state, dd_inserter *inserter, dd_nearby *nearby);

/* Descends from the plan as it is, the visits of the given vehicles first and then of those that change, until nothing helps or `work` more is
 * done.  Between trials; commits.  True when the plan changed. */
bool dd_local_descend(dd_local *local, const uint32_t *vehicles, uint32_t count, uint64_t work);

/* op_exchange.c: runs of up to three visits change places with up to as many of another tour, or just go there, also reversed. */
void dd_op_exchange_eval(dd_local *local, uint32_t u, uint32_t v, dd_local_best *best);

/* op_tails.c: two tours swap what follows v and what begins with u (2-opt*, Potvin & Rousseau 1995, doi:10.1057/jors.1995.204). */
void dd_op_tails_eval(dd_local *local, uint32_t u, uint32_t v, dd_local_best *best);

/* op_inside.c: within one tour, a run of up to three visits moves (Or 1976), or what lies between v and u is reversed (2-opt). */
void dd_op_inside_eval(dd_local *local, uint32_t u, uint32_t v, dd_local_best *best);

/* op_request.c: a whole request, both halves of a pair, goes to its best place near.  A trial of its own: true when it paid and was made. */
bool dd_op_request_apply(dd_local *local, uint32_t request);

/* Whether positions first..last of the tour hold nothing but jobs that may go to vehicles of the kind, none of them pinned. */
bool dd_local_is_free(const dd_local *local, uint32_t vehicle, uint32_t first, uint32_t last, uint32_t kind);

/* Cost of the leg between two locations for the vehicle, without setups. */
static inline int64_t dd_local_arc(const dd_local *local, uint32_t vehicle, uint32_t from, uint32_t to)
{
    const dd_instance *in = local->state->instance;
    const dd_kind *kind = &in->kinds[in->kind_of[vehicle]];
    return dd_kind_leg_cost(in, kind, from, to, dd_kind_travel(in, kind, from, to));
}

#endif
