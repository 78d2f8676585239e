#include "route/local.h"

enum { NEAR_MAX = 24 };

bool dd_local_init(dd_local *local, dd_state *state, dd_inserter *inserter, dd_nearby *nearby)
{
    const dd_instance *in = state->instance;
    *local = (dd_local){.state = state, .inserter = inserter, .nearby = nearby, .now = 1};
    local->changed = DD_ARENA_NEW(state->arena, in->vehicle_count, uint64_t);
    local->tested = DD_ARENA_NEW(state->arena, in->node_count, uint64_t);
    local->queue = DD_ARENA_NEW(state->arena, in->vehicle_count, uint32_t);
    return dd_mover_init(&local->mover, state) && local->changed && local->tested && local->queue;
}

bool dd_local_is_free(const dd_local *local, uint32_t vehicle, uint32_t first, uint32_t last, uint32_t kind)
{
    const dd_instance *in = local->state->instance;
    const dd_tour *tour = dd_state_tour(local->state, vehicle);
    if (first <= last && first <= tour->pinned) return false;
    for (uint32_t p = first; p <= last; p++) {
        uint32_t code = tour->block.seq[p], request = code < in->node_count ? in->request_of[code] : DD_NONE;
        if (request == DD_NONE || in->requests[request].b != DD_NONE || in->mate[code] != DD_NONE) return false;
        if (kind != in->kind_of[vehicle] && !dd_instance_can_serve(in, kind, request)) return false;
    }
    return true;
}

/* Whether v may be visited right before u as far as their own windows go. */
static bool can_follow(const dd_instance *in, uint32_t v, uint32_t u)
{
    const dd_kind *kind = &in->kinds[0];
    return in->begin[v] + kind->service[v] + dd_kind_travel(in, kind, in->loc[v], in->loc[u]) <= in->end[u];
}

static void eval_pair(dd_local *local, uint32_t u, uint32_t v, dd_local_best *best)
{
    const dd_state *state = local->state;
    if (state->tour_of[u] == state->tour_of[v]) {
        dd_op_inside_eval(local, u, v, best);
        return;
    }
    if (can_follow(state->instance, v, u)) dd_op_tails_eval(local, u, v, best);
    dd_op_exchange_eval(local, u, v, best);
}

static void note_change(dd_local *local)
{
    local->now++;
    local->moves++;
    const dd_state *state = local->state;
    for (uint32_t i = 0; i < state->touched_count; i++) local->changed[state->touched[i]] = local->now;
    dd_state_commit(local->state);
}

/* The best move of u with what is near it, made when it pays. */
static bool improve_visit(dd_local *local, uint32_t u)
{
    const dd_state *state = local->state;
    const dd_instance *in = state->instance;
    const dd_request *r = &in->requests[in->request_of[u]];
    uint64_t tested = local->tested[u];
    local->tested[u] = local->now;
    if (r->b != DD_NONE && r->a == u && dd_op_request_apply(local, in->request_of[u])) {
        note_change(local);
        return true;
    }
    const uint32_t *near = dd_nearby_nodes(local->nearby, u);
    dd_local_best best = {0};
    bool is_same = local->changed[state->tour_of[u]] <= tested;
    for (uint32_t i = 0; near != NULL && i < local->nearby->node_limit && i < NEAR_MAX; i++) {
        uint32_t v = near[i], vehicle = state->tour_of[v];
        if (v == u || vehicle == DD_NONE || (is_same && local->changed[vehicle] <= tested)) continue;
        if (can_follow(in, v, u) || can_follow(in, u, v)) eval_pair(local, u, v, &best);
    }
    if (best.delta >= 0) return false;
    dd_move_apply(&local->mover, &best.move, best.delta);
    note_change(local);
    return true;
}

/* Looks at each visit of the vehicle until nothing helps; true when something changed. */
static bool improve_tour(dd_local *local, uint32_t vehicle, uint64_t limit)
{
    const dd_instance *in = local->state->instance;
    bool has_changed = false;
    for (uint32_t p = 1; p <= dd_state_tour(local->state, vehicle)->len && local->work + local->mover.work < limit && !local->state->has_failed; p++) {
        uint32_t code = dd_state_tour(local->state, vehicle)->block.seq[p];
        if (code >= in->node_count || in->request_of[code] == DD_NONE) continue;
        has_changed = improve_visit(local, code) || has_changed;
    }
    return has_changed;
}

bool dd_local_descend(dd_local *local, const uint32_t *vehicles, uint32_t count, uint64_t work)
{
    dd_state *state = local->state;
    uint64_t limit = local->work + local->mover.work + work, begun = ++local->now;
    bool has_changed = false, is_again = true;
    for (uint32_t i = 0; i < count; i++) local->changed[vehicles[i]] = local->now;
    while (is_again && local->work + local->mover.work < limit && !state->has_failed) {
        is_again = false;
        uint32_t queued = 0;
        for (uint32_t i = 0; i < state->used_count; i++)
            if (local->changed[state->used[i]] >= begun) local->queue[queued++] = state->used[i];
        begun = local->now + 1;
        for (uint32_t i = 0; i < queued; i++) is_again = improve_tour(local, local->queue[i], limit) || is_again;
        has_changed = has_changed || is_again;
    }
    return has_changed;
}
