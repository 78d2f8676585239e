/* Recreate: greedy insertion with blinks, in one of seven orders (lane.h). */
#include <assert.h>
#include <stdlib.h>

#include "route/lane.h"

enum { TOURS_ALL = 24, TOURS_NEAR = 16, ABSENT_TRIED_MAX = 400 };

typedef enum order_kind { ORDER_RANDOM, ORDER_LOAD, ORDER_FAR, ORDER_CLOSE, ORDER_NARROW, ORDER_EARLY, ORDER_LATE } order_kind;

static order_kind pick_order(dd_lane *lane)
{
    static const uint8_t wheel[] = {ORDER_RANDOM, ORDER_RANDOM, ORDER_RANDOM, ORDER_RANDOM, ORDER_LOAD,  ORDER_LOAD,
                                    ORDER_LOAD,   ORDER_LOAD,   ORDER_FAR,    ORDER_FAR,    ORDER_CLOSE, ORDER_NARROW,
                                    ORDER_NARROW, ORDER_EARLY,  ORDER_EARLY,  ORDER_LATE,   ORDER_LATE};
    return (order_kind)wheel[dd_rng_below(&lane->rng, sizeof wheel)];
}

static int64_t load_of(const dd_instance *in, const dd_request *r)
{
    int64_t sum = 0;
    for (uint32_t d = 0; d < in->dims; d++) {
        size_t at = (size_t)r->a * in->dims + d;
        sum += in->load[at] < 0 ? -in->load[at] : in->load[at];
        if (in->has_jobs_load) sum += in->pickup[at] + in->delivery[at];
    }
    return sum;
}

/* Ascending sort value of a request under the order, 40 bits. */
static uint64_t order_value(dd_lane *lane, order_kind kind, const dd_request *r)
{
    const dd_instance *in = lane->instance;
    uint32_t last = r->b == DD_NONE ? r->a : r->b;
    const dd_kind *k = &in->kinds[0];
    int64_t far = dd_kind_travel(in, k, k->start == DD_NONE ? k->end : k->start, in->loc[last]), value = 0;
    switch (kind) {
    case ORDER_RANDOM: return dd_rng_next(&lane->rng) >> 24;
    case ORDER_LOAD: value = -load_of(in, r); break;
    case ORDER_FAR: value = -far; break;
    case ORDER_CLOSE: value = far; break;
    case ORDER_NARROW: value = (in->end[r->a] - in->begin[r->a]) / 2 + (in->end[last] - in->begin[last]) / 2; break;
    case ORDER_EARLY: value = in->begin[r->a]; break;
    case ORDER_LATE: value = -in->end[last]; break;
    }
    const int64_t half = (int64_t)1 << 39;
    value = value < -half ? -half : value >= half ? half - 1 : value;
    return (uint64_t)(value + half);
}

static int compare_keys(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* Lists what is absent, in the order drawn; required first, then high priorities.  Returns how many. */
static uint32_t list_absent(dd_lane *lane)
{
    const dd_instance *in = lane->instance;
    const dd_state *state = &lane->state;
    uint32_t count = state->absent_count, first = 0;
    if (count > ABSENT_TRIED_MAX && lane->iterations > 0) first = dd_rng_below(&lane->rng, count);
    order_kind kind = pick_order(lane);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t request = state->absent[(i + first) % count];
        const dd_request *r = &in->requests[request];
        uint64_t value = order_value(lane, kind, r);
        if (lane->has_priorities) value |= (uint64_t)(r->is_required ? 0 : DD_PRIORITY_MAX + 1 - r->priority) << 40;
        lane->order_key[i * 2] = value;
        lane->order_key[i * 2 + 1] = request;
    }
    qsort(lane->order_key, count, 2 * sizeof *lane->order_key, compare_keys);
    if (count > ABSENT_TRIED_MAX && lane->iterations > 0) count = ABSENT_TRIED_MAX;
    for (uint32_t i = 0; i < count; i++) lane->order[i] = (uint32_t)lane->order_key[i * 2 + 1];
    return count;
}

static void try_vehicle(dd_lane *lane, uint32_t request, uint32_t vehicle, dd_spot *best)
{
    if (lane->stamp[vehicle] == lane->stamp_now) return;
    lane->stamp[vehicle] = lane->stamp_now;
    dd_insert_try(&lane->inserter, request, vehicle, best);
}

/* Tours that visit near the node, nearest first. */
static void try_near(dd_lane *lane, uint32_t request, uint32_t node, dd_spot *best)
{
    const uint32_t *near = dd_nearby_nodes(&lane->nearby, node);
    uint32_t vehicles[TOURS_NEAR], count = 0;
    for (uint32_t i = 0; near != NULL && i < lane->nearby.node_limit && count < TOURS_NEAR; i++) {
        uint32_t vehicle = lane->state.tour_of[near[i]];
        if (vehicle == DD_NONE || lane->stamp[vehicle] == lane->stamp_now) continue;
        lane->stamp[vehicle] = lane->stamp_now;
        dd_insert_foresee(&lane->inserter, request, vehicle);
        vehicles[count++] = vehicle;
    }
    for (uint32_t i = 0; i < count; i++) dd_insert_try(&lane->inserter, request, vehicles[i], best);
}

static void try_used(dd_lane *lane, uint32_t request, dd_spot *best)
{
    const dd_state *state = &lane->state;
    const dd_request *r = &lane->instance->requests[request];
    if (state->used_count <= TOURS_ALL) {
        for (uint32_t i = 0; i < state->used_count; i++) try_vehicle(lane, request, state->used[i], best);
        return;
    }
    try_near(lane, request, r->a, best);
    if (r->b != DD_NONE) try_near(lane, request, r->b, best);
}

/* Vehicles that start near: of each kind an idle one, and of kinds of one vehicle that one, idle or not. */
static void try_starts(dd_lane *lane, uint32_t request, bool may_open, dd_spot *best)
{
    const dd_instance *in = lane->instance;
    const uint32_t *kinds = dd_nearby_kinds(&lane->nearby, request);
    for (uint32_t i = 0; kinds != NULL && i < lane->nearby.kind_limit; i++) {
        uint32_t vehicle = in->kinds[kinds[i]].count == 1 ? in->kinds[kinds[i]].first : dd_state_idle_of(&lane->state, kinds[i]);
        if (vehicle == DD_NONE || (!may_open && lane->state.used_at[vehicle] == DD_NONE)) continue;
        try_vehicle(lane, request, vehicle, best);
    }
}

static void try_all(dd_lane *lane, uint32_t request, bool may_open, dd_spot *best)
{
    const dd_instance *in = lane->instance;
    for (uint32_t i = 0; i < lane->state.used_count; i++) try_vehicle(lane, request, lane->state.used[i], best);
    for (uint32_t k = 0; may_open && best->delta == INT64_MAX && k < in->kind_count; k++) {
        uint32_t vehicle = dd_state_idle_of(&lane->state, k);
        if (vehicle != DD_NONE) try_vehicle(lane, request, vehicle, best);
    }
}

/* The best place of the request, or one with delta INT64_MAX. */
static dd_spot find_spot(dd_lane *lane, uint32_t request)
{
    const dd_request *r = &lane->instance->requests[request];
    dd_spot best = {.delta = INT64_MAX};
    bool has_prize = r->prize > 0 && !r->is_required;
    if (has_prize) best.delta = r->prize; /* dearer is not worth it */
    bool may_open = lane->state.used_count < lane->fleet_limit, opens_first = lane->objective == DD_OBJECTIVE_COST;
    int64_t none = best.delta;
    lane->stamp_now++;
    if (r->only_kind != DD_NONE) {
        uint32_t vehicle = lane->instance->kinds[r->only_kind].first;
        if (may_open || lane->state.used_at[vehicle] != DD_NONE) try_vehicle(lane, request, vehicle, &best);
    } else {
        try_used(lane, request, &best);
        if (lane->instance->kind_count > 1 || opens_first || best.delta == none)
            try_starts(lane, request, may_open && (opens_first || best.delta == none), &best);
        bool is_all = lane->state.used_count <= TOURS_ALL && lane->nearby.kind_limit == lane->instance->kind_count;
        if (best.delta == none && !is_all) try_all(lane, request, may_open, &best);
    }
    if (best.delta == none) best.delta = INT64_MAX;
    return best;
}

bool dd_lane_recreate(dd_lane *lane, int64_t limit)
{
    uint32_t count = list_absent(lane);
    uint64_t before = lane->inserter.work;
    bool is_whole = true;
    for (uint32_t i = 0; i < count && is_whole && !lane->state.has_failed; i++) {
        const dd_request *r = &lane->instance->requests[lane->order[i]];
        dd_spot spot = find_spot(lane, lane->order[i]);
        lane->work += 4;
        if (spot.delta != INT64_MAX) {
            int64_t cost_before = lane->state.score.cost, prize = r->is_required ? 0 : r->prize;
            dd_state_insert(&lane->state, spot.vehicle, lane->order[i], spot.after_a, spot.after_b, spot.reload);
            assert(lane->state.has_failed || lane->state.score.cost == cost_before + spot.delta - prize);
            (void)cost_before, (void)prize;
            lane->work += dd_state_tour(&lane->state, spot.vehicle)->len / 4;
            if (!lane->has_prizes && lane->state.score.cost >= limit) is_whole = false;
        } else if (limit < INT64_MAX && (r->is_required || r->prize == 0)) is_whole = false;
    }
    lane->work += lane->inserter.work - before;
    return is_whole;
}
