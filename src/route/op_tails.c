/* Tails: two tours swap their ends (local.h).  Pairs stay whole: both cuts are where nothing of a pair is on board. */
#include "route/local.h"

void dd_op_tails_eval(dd_local *local, uint32_t u, uint32_t v, dd_local_best *best)
{
    const dd_state *state = local->state;
    uint32_t a = state->tour_of[u], b = state->tour_of[v], p = state->pos[u], q = state->pos[v];
    const dd_tour *tour_a = dd_state_tour(state, a), *tour_b = dd_state_tour(state, b);
    const dd_instance *in = state->instance;
    local->work++;
    if (p <= tour_a->pinned || q < tour_b->pinned || in->kind_of[a] != in->kind_of[b]) return;
    const dd_block *x = &tour_a->block, *y = &tour_b->block;
    int64_t delta = dd_local_arc(local, b, y->at[q], x->at[p]) + dd_local_arc(local, a, x->at[p - 1], y->at[q + 1]) - x->arc[p - 1] - y->arc[q];
    if (p == 1 && q == tour_b->len) delta -= in->kinds[in->kind_of[a]].fixed_cost + dd_local_arc(local, a, x->at[0], x->at[tour_a->len + 1]);
    if (delta >= best->delta) return;
    if (tour_a->is_exact || tour_b->is_exact) return; /* what an end holds would have to be asked visit by visit */
    if (!dd_mover_is_closed(&local->mover, a, p - 1) || !dd_mover_is_closed(&local->mover, b, q)) return;
    dd_move move = {.count = 2};
    move.tours[0] = (dd_move_tour){a, 2, {{a, 1, p - 1, false}, {b, q + 1, 0, false}}};
    move.tours[1] = (dd_move_tour){b, 2, {{b, 1, q, false}, {a, p, 0, false}}};
    if (dd_move_eval(&local->mover, &move, best->delta, &delta)) *best = (dd_local_best){delta, move};
}
