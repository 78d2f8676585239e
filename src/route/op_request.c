/* Request: a whole request to its best place in a tour near it (local.h): taken out, offered to tours by insert.h, and put back where it was
 * unless that pays. */
#include <assert.h>

#include "route/local.h"

enum { TOURS_MAX = 12 };

static void offer_near(dd_local *local, uint32_t request, uint32_t node, uint32_t own, dd_spot *best)
{
    const dd_state *state = local->state;
    const uint32_t *near = dd_nearby_nodes(local->nearby, node);
    uint32_t tried[TOURS_MAX], count = 0;
    if (state->slots[own].now.len > 0) dd_insert_try(local->inserter, request, own, best);
    for (uint32_t i = 0; near != NULL && i < local->nearby->node_limit && count < TOURS_MAX; i++) {
        uint32_t vehicle = state->tour_of[near[i]], k = 0;
        while (k < count && tried[k] != vehicle) k++;
        if (vehicle == DD_NONE || vehicle == own || k < count) continue;
        tried[count++] = vehicle;
        dd_insert_try(local->inserter, request, vehicle, best);
    }
}

bool dd_op_request_apply(dd_local *local, uint32_t request)
{
    dd_state *state = local->state;
    const dd_request *r = &state->instance->requests[request];
    uint32_t own = state->tour_of[r->a];
    int64_t before = state->score.cost;
    uint32_t absent = state->absent_count;
    uint64_t looked = local->inserter->work;
    dd_state_mark(state, request);
    dd_state_sweep(state);
    int64_t prize = r->is_required ? 0 : r->prize;
    dd_spot best = {.delta = before - (state->score.cost - prize)}; /* what the place it had costs */
    int64_t least = best.delta;
    bool is_alone = state->absent_count == absent + 1; /* nothing else fell out */
    if (is_alone) offer_near(local, request, r->a, own, &best);
    if (is_alone && r->b != DD_NONE) offer_near(local, request, r->b, own, &best);
    local->work += local->inserter->work - looked + 8;
    if (!is_alone || best.delta >= least) {
        dd_state_rollback(state);
        return false;
    }
    dd_state_insert(state, best.vehicle, request, best.after_a, best.after_b, best.reload);
    assert(state->has_failed || state->score.cost == before + best.delta - least);
    return true;
}
