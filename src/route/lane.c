#include "route/lane.h"

#include <math.h>
#include <string.h>

#define NEW(count, type) DD_ARENA_NEW(&lane->arena, (count), type)

/* Annealing: temperatures in mean costs of a leg between visits.  The more work there is for each visit, the hotter it begins: by the cube root,
 * 1.5 at heat_work units a visit.  Until the horizon must be known the temperature does not depend on it. */
static const double heat_flat = 1.0, heat_least = 0.4, heat_most = 6.0, heat_last = 0.03, heat_work = 200000;
enum { BLINK = 60, FLEET_PERCENT = 25, REHEAT = 8, COLD_PERCENT = 96 }; /* cold before the end, for a halt that comes early */
enum { START_WORK = 3000, BEST_WORK = 200000 }; /* most work of a descent: a task, from the first plan; from a new best */

static bool snapshot_init(dd_lane *lane, dd_snapshot *snapshot)
{
    const dd_instance *in = lane->instance;
    size_t codes = (size_t)in->node_count * 2 + in->vehicle_count + 64;
    for (uint32_t i = 0; i < in->pin_count; i++) codes += in->pins[i].count;
    snapshot->vehicles = NEW(in->vehicle_count, uint32_t);
    snapshot->lens = NEW(in->vehicle_count, uint32_t);
    snapshot->seqs = NEW(codes, uint32_t);
    snapshot->absent = NEW(in->request_count, uint32_t);
    return snapshot->vehicles && snapshot->lens && snapshot->seqs && snapshot->absent;
}

static void snapshot_take(const dd_state *state, dd_snapshot *snapshot)
{
    uint32_t *seq = snapshot->seqs;
    snapshot->count = state->used_count;
    for (uint32_t i = 0; i < state->used_count; i++) {
        const dd_tour *tour = dd_state_tour(state, state->used[i]);
        snapshot->vehicles[i] = state->used[i];
        snapshot->lens[i] = tour->len;
        memcpy(seq, tour->block.seq + 1, tour->len * sizeof *seq);
        seq += tour->len;
    }
    snapshot->absent_count = state->absent_count;
    memcpy(snapshot->absent, state->absent, state->absent_count * sizeof *state->absent);
    snapshot->score = state->score;
}

int dd_lane_compare(const dd_lane *lane, const dd_snapshot *a, const dd_snapshot *b)
{
    dd_score x = a->score, y = b->score;
    if (lane->objective == DD_OBJECTIVE_VEHICLES && a->count != b->count) {
        x.cost = y.cost = 0;
        int order = dd_score_compare(&x, &y);
        return order != 0 ? order : a->count < b->count ? -1 : 1;
    }
    return dd_score_compare(&x, &y);
}

bool dd_lane_init(dd_lane *lane, const dd_instance *instance, const dd_route_options *options, uint32_t number)
{
    *lane = (dd_lane){.instance = instance, .objective = options->objective, .fleet_limit = instance->vehicle_count};
    dd_arena_init(&lane->arena);
    lane->rng = dd_rng_seed(options->seed, number);
    lane->order = NEW(instance->request_count, uint32_t);
    lane->order_key = NEW((size_t)instance->request_count * 2, uint64_t);
    lane->absence = NEW(instance->request_count, uint64_t);
    lane->touched = NEW(instance->vehicle_count, uint32_t);
    lane->stamp = NEW(instance->vehicle_count, uint32_t);
    lane->string = NEW(instance->node_count, uint32_t);
    if (!lane->order || !lane->order_key || !lane->absence || !lane->stamp || !lane->touched || !lane->string) return false;
    for (uint32_t r = 0; r < instance->request_count; r++) {
        lane->has_priorities |= instance->requests[r].priority > 0 || instance->requests[r].is_required;
        lane->has_prizes |= instance->requests[r].prize > 0;
    }
    return snapshot_init(lane, &lane->best) && dd_nearby_init(&lane->nearby, instance, &lane->arena);
}

void dd_lane_done(dd_lane *lane)
{
    dd_arena_done(&lane->arena);
}

/* Legs from and to depots are left out of the heat: what they cost says little of what moves between visits do. */
static void measure(dd_lane *lane)
{
    const dd_state *state = &lane->state;
    uint32_t visits = 0, legs = 0;
    int64_t cost = 0;
    for (uint32_t i = 0; i < state->used_count; i++) {
        const dd_tour *tour = dd_state_tour(state, state->used[i]);
        visits += tour->len;
        legs += tour->len - 1;
        for (uint32_t p = 1; p < tour->len; p++) cost += tour->block.arc[p];
    }
    lane->tour_length = state->used_count > 0 ? (double)visits / state->used_count : 1;
    lane->heat = cost > 0 ? (double)cost / legs : visits > 0 ? (double)state->score.cost / visits : 1;
}

/* A lower bound on the fleet by the loads of jobs, where every vehicle makes one trip. */
static uint32_t fleet_floor_of(const dd_instance *in)
{
    int64_t floor = 1;
    for (uint32_t d = 0; in->has_jobs_load && !in->has_trips && d < in->dims; d++) {
        int64_t out = 0, back = 0, room = 1;
        for (uint32_t i = 0; i < in->node_count; i++)
            out += in->delivery[(size_t)i * in->dims + d], back += in->pickup[(size_t)i * in->dims + d];
        for (uint32_t k = 0; k < in->kind_count; k++) room = in->kinds[k].capacity[d] > room ? in->kinds[k].capacity[d] : room;
        int64_t most = out > back ? out : back, need = (most + room - 1) / room;
        floor = need > floor ? need : floor;
    }
    return floor < UINT32_MAX ? (uint32_t)floor : UINT32_MAX;
}

/* Puts a vehicle's steps in place as they are; where that is not feasible they are inserted like the others. */
static void keep_steps(dd_lane *lane, uint32_t vehicle)
{
    const dd_instance *in = lane->instance;
    const dd_vehicle *v = &in->problem->vehicles[vehicle];
    const dd_tour *tour = dd_state_tour(&lane->state, vehicle);
    uint32_t len = 0, *seq = lane->string;
    if (v->step_count == v->pinned_count || v->step_count > in->node_count) return;
    for (uint32_t p = 1; p <= tour->pinned; p++) seq[len++] = tour->block.seq[p];
    for (uint32_t i = v->pinned_count; i < v->step_count; i++) {
        const dd_step *step = &v->steps[i];
        if (step->kind == DD_STEP_RELOAD) seq[len++] = in->reload;
        if (step->kind != DD_STEP_TASK || lane->state.tour_of[step->ix] != DD_NONE) continue;
        uint32_t request = in->request_of[step->ix];
        if (request != DD_NONE && dd_instance_can_serve(in, in->kind_of[vehicle], request)) seq[len++] = step->ix;
    }
    if (len > tour->pinned) (void)dd_state_assign(&lane->state, vehicle, seq, len);
}

/* Local search from the tours named. */
static void descend(dd_lane *lane, const uint32_t *vehicles, uint32_t count, uint64_t work)
{
    uint64_t before = lane->local.work + lane->local.mover.work;
    (void)dd_local_descend(&lane->local, vehicles, count, work);
    lane->work += lane->local.work + lane->local.mover.work - before;
}

static void descend_all(dd_lane *lane)
{
    for (uint32_t i = 0; i < lane->state.used_count; i++) lane->touched[i] = lane->state.used[i];
    descend(lane, lane->touched, lane->state.used_count, (uint64_t)lane->instance->node_count * START_WORK);
}

void dd_lane_start(dd_lane *lane, bool keeps_steps)
{
    if (!dd_state_init(&lane->state, lane->instance, &lane->arena) || !dd_inserter_init(&lane->inserter, &lane->state, &lane->rng)
        || !dd_local_init(&lane->local, &lane->state, &lane->inserter, &lane->nearby)) {
        lane->state.has_failed = true;
        return;
    }
    for (uint32_t v = 0; keeps_steps && v < lane->instance->vehicle_count; v++) keep_steps(lane, v);
    (void)dd_lane_recreate(lane, INT64_MAX);
    dd_state_commit(&lane->state);
    descend_all(lane);
    snapshot_take(&lane->state, &lane->best);
    measure(lane);
    lane->work = 0; /* budgets are for what comes now: the first plan is always made */
    lane->temperature = lane->heat * heat_flat;
    lane->inserter.blink = BLINK;
    lane->fleet_floor = fleet_floor_of(lane->instance);
    lane->is_reducing = lane->objective == DD_OBJECTIVE_VEHICLES && lane->state.absent_count == 0 && lane->state.used_count > 1;
}

void dd_lane_adopt(dd_lane *lane, const dd_snapshot *snapshot)
{
    dd_state *state = &lane->state;
    for (uint32_t r = 0; r < lane->instance->request_count; r++)
        if (state->absent_at[r] == DD_NONE) dd_state_mark(state, r);
    dd_state_sweep(state);
    dd_state_commit(state);
    const uint32_t *seq = snapshot->seqs;
    for (uint32_t i = 0; i < snapshot->count; i++) {
        if (!dd_state_assign(state, snapshot->vehicles[i], seq, snapshot->lens[i])) state->has_failed = true;
        seq += snapshot->lens[i];
    }
    if (snapshot != &lane->best) snapshot_take(state, &lane->best);
    measure(lane);
}

/* ---- the fleet phase ---- */

static uint64_t absence_of(const dd_lane *lane, const uint32_t *requests, uint32_t count)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < count; i++) sum += lane->absence[requests[i]];
    return sum;
}

/* Takes the tour whose requests were left out least often off the road. */
static bool drop_tour(dd_lane *lane)
{
    dd_state *state = &lane->state;
    uint32_t least = DD_NONE;
    uint64_t least_sum = UINT64_MAX;
    for (uint32_t i = 0; i < state->used_count; i++) {
        uint32_t vehicle = state->used[i];
        const dd_tour *tour = dd_state_tour(state, vehicle);
        uint64_t sum = 0;
        for (uint32_t p = 1; p <= tour->len; p++)
            if (tour->block.seq[p] < lane->instance->node_count && lane->instance->request_of[tour->block.seq[p]] != DD_NONE)
                sum += 1 + lane->absence[lane->instance->request_of[tour->block.seq[p]]];
        if (tour->pinned > 0 || sum > least_sum || (sum == least_sum && vehicle > least)) continue;
        least = vehicle;
        least_sum = sum;
    }
    if (least == DD_NONE) return false;
    const dd_tour *tour = dd_state_tour(state, least);
    for (uint32_t p = 1; p <= tour->len; p++) {
        uint32_t code = tour->block.seq[p];
        uint32_t request = code < lane->instance->node_count ? lane->instance->request_of[code] : DD_NONE;
        if (request != DD_NONE && state->absent_at[request] == DD_NONE) dd_state_mark(state, request);
    }
    dd_state_sweep(state);
    dd_state_commit(state);
    lane->fleet_limit = state->used_count;
    return true;
}

static bool anneals(dd_lane *lane, int64_t from, int64_t to, double temperature)
{
    return (double)to < (double)from - temperature * log(1 - dd_rng_unit(&lane->rng));
}

static void reduce_once(dd_lane *lane)
{
    dd_state *state = &lane->state;
    if (state->absent_count == 0) {
        snapshot_take(state, &lane->best);
        lane->improvements++;
        if (state->used_count <= lane->fleet_floor || !drop_tour(lane)) {
            lane->is_reducing = false;
            return;
        }
    }
    uint64_t before = absence_of(lane, state->absent, state->absent_count);
    int64_t cost = state->score.cost;
    dd_lane_ruin(lane);
    (void)dd_lane_recreate(lane, INT64_MAX);
    uint64_t after = absence_of(lane, state->absent, state->absent_count);
    for (uint32_t i = 0; i < state->absent_count; i++) lane->absence[state->absent[i]]++;
    bool is_taken = state->absent_count == 0 || after < before || (after == before && anneals(lane, cost, state->score.cost, lane->heat * heat_flat));
    if (is_taken) dd_state_commit(state);
    else dd_state_rollback(state);
}

static void end_reducing(dd_lane *lane)
{
    lane->is_reducing = false;
    if (lane->state.absent_count > 0) dd_lane_adopt(lane, &lane->best);
    descend_all(lane);
    snapshot_take(&lane->state, &lane->best);
    lane->reduced_at = lane->work;
    lane->fleet_limit = lane->state.used_count;
    measure(lane);
}

/* ---- annealing ---- */

/* Past the horizon the temperature rises and falls again, less high, every REHEAT-th of it. */
static double temperature_at(const dd_lane *lane, uint64_t horizon)
{
    double begin = DD_LANE_FLAT_PERCENT / 100.0, reduced = (double)lane->reduced_at / (double)horizon;
    if (reduced > begin) begin = reduced;
    double share = horizon == UINT64_MAX ? 0 : (double)lane->work / (double)horizon;
    if (share <= DD_LANE_FLAT_PERCENT / 100.0) return lane->heat * heat_flat;
    double end = COLD_PERCENT / 100.0, again = share > 1 ? fmod((share - 1) * REHEAT, 1) : 0;
    if (share > 1) share = (1 + again) / 2;
    else share = share <= begin ? 0 : share >= end ? 1 : (share - begin) / (end - begin);
    double first = 1.5 * pow((double)horizon / lane->instance->node_count / heat_work, 1.0 / 3);
    first = first < heat_least ? heat_least : first > heat_most ? heat_most : first;
    return lane->heat * first * pow(heat_last / first, share);
}

static void anneal_once(dd_lane *lane, double temperature)
{
    dd_state *state = &lane->state;
    dd_score before = state->score;
    uint32_t used = state->used_count;
    int64_t limit = before.cost - (int64_t)(temperature * log(1 - dd_rng_unit(&lane->rng)));
    dd_lane_ruin(lane);
    bool is_whole = dd_lane_recreate(lane, state->saved_absent_count == 0 ? limit : INT64_MAX);
    dd_score x = state->score, y = before;
    x.cost = y.cost = 0;
    int order = is_whole ? dd_score_compare(&x, &y) : 1;
    bool is_taken = order < 0 || (order == 0 && state->score.cost < limit);
    if (!is_taken) {
        dd_state_rollback(state);
        return;
    }
    if (lane->objective == DD_OBJECTIVE_VEHICLES && state->used_count < used && state->absent_count == 0) lane->fleet_limit = state->used_count;
    uint32_t touched = state->touched_count;
    memcpy(lane->touched, state->touched, touched * sizeof *lane->touched);
    dd_state_commit(state);
    bool is_best = lane->objective == DD_OBJECTIVE_VEHICLES && state->used_count != lane->best.count && order == 0
                       ? state->used_count < lane->best.count
                       : dd_score_compare(&state->score, &lane->best.score) < 0;
    if (!is_best) return;
    descend(lane, lane->touched, touched, BEST_WORK);
    snapshot_take(state, &lane->best);
    lane->improvements++;
}

void dd_lane_run(dd_lane *lane, uint64_t target, uint64_t horizon)
{
    while (lane->work < target && !lane->state.has_failed) {
        lane->iterations++;
        lane->work += 40;
        if (lane->is_reducing) {
            reduce_once(lane);
            if (!lane->is_reducing || (horizon != UINT64_MAX && lane->work > horizon / 100 * FLEET_PERCENT)) end_reducing(lane);
            continue;
        }
        if (lane->iterations % 64 == 0) {
            measure(lane);
            lane->temperature = temperature_at(lane, horizon);
        }
        anneal_once(lane, lane->temperature);
    }
}
