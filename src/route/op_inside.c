/* Inside: moves within one tour (local.h).  What lies between is walked, and only while windows allow. */
#include "route/local.h"

enum { RUN_MAX = 3, BETWEEN_MAX = 60 };

static void settle(dd_local *local, const dd_move_tour *tour, dd_local_best *best)
{
    dd_move move = {.count = 1, .tours = {*tour}};
    int64_t delta;
    if (dd_move_eval(&local->mover, &move, best->delta, &delta)) *best = (dd_local_best){delta, move};
}

/* The run first..last to between q and q + 1, outside of it. */
static void consider_run(dd_local *local, uint32_t vehicle, uint32_t first, uint32_t last, uint32_t q, bool is_reversed, dd_local_best *best)
{
    const dd_block *b = &dd_state_tour(local->state, vehicle)->block;
    uint32_t head = b->at[is_reversed ? last : first], foot = b->at[is_reversed ? first : last];
    int64_t delta = dd_local_arc(local, vehicle, b->at[q], head) + dd_local_arc(local, vehicle, foot, b->at[q + 1]) - b->arc[q];
    delta += dd_local_arc(local, vehicle, b->at[first - 1], b->at[last + 1]) - b->arc[first - 1] - b->arc[last];
    local->work++;
    if (delta >= best->delta || !dd_local_is_free(local, vehicle, first, last, local->state->instance->kind_of[vehicle])) return;
    dd_piece run = {vehicle, first, last, is_reversed};
    dd_move_tour tour = {vehicle, 4, {{vehicle, 1, q, false}, run, {vehicle, q + 1, first - 1, false}, {vehicle, last + 1, 0, false}}};
    if (q > last) tour = (dd_move_tour){vehicle, 4, {{vehicle, 1, first - 1, false}, {vehicle, last + 1, q, false}, run, {vehicle, q + 1, 0, false}}};
    settle(local, &tour, best);
}

/* first..last the other way round. */
static void consider_turn(dd_local *local, uint32_t vehicle, uint32_t first, uint32_t last, dd_local_best *best)
{
    const dd_block *b = &dd_state_tour(local->state, vehicle)->block;
    int64_t delta = dd_local_arc(local, vehicle, b->at[first - 1], b->at[last]) + dd_local_arc(local, vehicle, b->at[first], b->at[last + 1]);
    local->work++;
    if (delta - b->arc[first - 1] - b->arc[last] >= best->delta) return;
    if (!dd_local_is_free(local, vehicle, first, last, local->state->instance->kind_of[vehicle])) return;
    settle(local, &(dd_move_tour){vehicle, 3, {{vehicle, 1, first - 1, false}, {vehicle, first, last, true}, {vehicle, last + 1, 0, false}}}, best);
}

void dd_op_inside_eval(dd_local *local, uint32_t u, uint32_t v, dd_local_best *best)
{
    const dd_state *state = local->state;
    uint32_t vehicle = state->tour_of[u], p = state->pos[u], q = state->pos[v];
    const dd_tour *tour = dd_state_tour(state, vehicle);
    if (p <= tour->pinned || q < tour->pinned || (p > q ? p - q : q - p) > BETWEEN_MAX) return;
    for (uint32_t m = 1; m <= RUN_MAX; m++) {
        uint32_t ahead = p + m - 1, behind = p + 1 - m; /* u is the first of p..ahead and the last of behind..p */
        bool has_ahead = ahead <= tour->len && (q + 1 < p || q > ahead), has_behind = p >= tour->pinned + m && (q + 1 < behind || q > p);
        if (has_ahead) consider_run(local, vehicle, p, ahead, q, false, best);
        if (m > 1 && has_behind) consider_run(local, vehicle, behind, p, q, true, best);
    }
    if (q + 1 < p) consider_turn(local, vehicle, q + 1, p, best);
    if (p + 1 < q) consider_turn(local, vehicle, p, q - 1, best);
}
