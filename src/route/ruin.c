/* Ruin: string removal (lane.h).  Parameters as in the paper: about RUIN_MEAN visits out, strings of at most RUIN_STRING_MAX. */
#include "route/lane.h"

enum { RUIN_MEAN = 10, RUIN_STRING_MAX = 10, SPLIT_PERCENT = 50, SPLIT_STOP_PERMILLE = 10 };

static uint32_t between(dd_lane *lane, double most)
{
    double value = 1 + dd_rng_unit(&lane->rng) * most;
    return (uint32_t)value;
}

static void remove_at(dd_lane *lane, const dd_tour *tour, uint32_t p)
{
    uint32_t code = tour->block.seq[p];
    if (code >= lane->instance->node_count) return;
    uint32_t request = lane->instance->request_of[code];
    if (request != DD_NONE && lane->state.absent_at[request] == DD_NONE) dd_state_mark(&lane->state, request);
}

/* Takes `length` visits in a row, one of them at p. */
static void remove_string(dd_lane *lane, uint32_t vehicle, uint32_t p, uint32_t length)
{
    const dd_tour *tour = dd_state_tour(&lane->state, vehicle);
    uint32_t first = tour->pinned + 1, low = p + 1 > first + length ? p + 1 - length : first;
    uint32_t high = p + length <= tour->len + 1 ? p : tour->len + 1 - length;
    if (high < low) high = low;
    uint32_t begin = low + dd_rng_below(&lane->rng, high - low + 1);
    for (uint32_t i = begin; i < begin + length && i <= tour->len; i++) remove_at(lane, tour, i);
}

/* Takes `length` visits out of a longer string, keeping some in the middle. */
static void remove_split(dd_lane *lane, uint32_t vehicle, uint32_t p, uint32_t length)
{
    const dd_tour *tour = dd_state_tour(&lane->state, vehicle);
    uint32_t free_len = tour->len - tour->pinned, kept = 1;
    while (length + kept < free_len && dd_rng_below(&lane->rng, 1000) >= SPLIT_STOP_PERMILLE) kept++;
    uint32_t whole = length + kept, first = tour->pinned + 1;
    uint32_t low = p + 1 > first + whole ? p + 1 - whole : first, high = p + whole <= tour->len + 1 ? p : tour->len + 1 - whole;
    if (high < low) high = low;
    uint32_t begin = low + dd_rng_below(&lane->rng, high - low + 1), skip = begin + dd_rng_below(&lane->rng, length);
    for (uint32_t i = begin; i < begin + whole && i <= tour->len; i++)
        if (i < skip || i >= skip + kept) remove_at(lane, tour, i);
}

static void ruin_tour(dd_lane *lane, uint32_t vehicle, uint32_t node, double longest)
{
    const dd_tour *tour = dd_state_tour(&lane->state, vehicle);
    uint32_t free_len = tour->len - tour->pinned;
    double most = free_len < longest ? free_len : longest;
    uint32_t length = between(lane, most);
    if (length > free_len) length = free_len;
    uint32_t p = lane->state.pos[node];
    lane->work += length;
    if (length < free_len && length > 1 && dd_rng_below(&lane->rng, 100) < SPLIT_PERCENT) remove_split(lane, vehicle, p, length);
    else remove_string(lane, vehicle, p, length);
}

/* The visit to ruin around: a random one, or, where requests are left out, as often one of them. */
static uint32_t pick_seed(dd_lane *lane)
{
    const dd_instance *in = lane->instance;
    const dd_state *state = &lane->state;
    uint32_t request = dd_rng_below(&lane->rng, in->request_count);
    if (state->absent_count > 0 && dd_rng_below(&lane->rng, 2) == 0) request = state->absent[dd_rng_below(&lane->rng, state->absent_count)];
    return in->requests[request].b != DD_NONE && (dd_rng_next(&lane->rng) >> 63) ? in->requests[request].b : in->requests[request].a;
}

void dd_lane_ruin(dd_lane *lane)
{
    double longest = lane->tour_length < RUIN_STRING_MAX ? lane->tour_length : RUIN_STRING_MAX;
    if (longest < 1) longest = 1;
    uint32_t strings = between(lane, 4.0 * RUIN_MEAN / (1 + longest) - 1), done = 0;
    const uint32_t *near = dd_nearby_nodes(&lane->nearby, pick_seed(lane));
    if (near == NULL) {
        lane->state.has_failed = true;
        return;
    }
    lane->stamp_now++;
    for (uint32_t i = 0; i < lane->nearby.node_limit && done < strings; i++) {
        uint32_t node = near[i], vehicle = lane->state.tour_of[node];
        if (vehicle == DD_NONE || lane->stamp[vehicle] == lane->stamp_now) continue;
        lane->stamp[vehicle] = lane->stamp_now;
        ruin_tour(lane, vehicle, node, longest);
        done++;
    }
    dd_state_sweep(&lane->state);
}
