/* Local search: what eval says of a move is what walking all tours afresh says, for every operator, on random plans with every mix of features;
 * what eval refuses on plain tours of jobs the walk refuses too; and a descent never makes a plan dearer or leaves anything out.
 */
#include "route/lane.h"

#include "support/property.h"
#include "support/route_case.h"

enum { PLAIN = CASE_WINDOWS };

typedef struct town {
    dd_problem *problem;
    dd_instance *instance;
    dd_lane lane;
    uint32_t seq[256];
} town;

/* A plan that some random ruins left, not descended from.  `are_alike`: vehicles of one kind, so that moves between them need no walk.
 * False: nothing to look at. */
static bool town_init(town *t, dd_rng *rng, uint32_t mask, bool are_alike)
{
    *t = (town){.problem = route_case(rng, mask, 4 + dd_rng_below(rng, 16), 2 + dd_rng_below(rng, 3))};
    for (uint32_t v = 1; are_alike && v < t->problem->vehicle_count; v++) {
        uint64_t id = t->problem->vehicles[v].id;
        t->problem->vehicles[v] = t->problem->vehicles[0];
        t->problem->vehicles[v].id = id;
    }
    if (dd_instance_create(t->problem, &t->instance, NULL) != DD_STATUS_OK) return false;
    dd_route_options options = {DD_ROUTE_OPTIONS_DEFAULT};
    options.seed = dd_rng_next(rng);
    if (!dd_lane_init(&t->lane, t->instance, &options, 0)) abort();
    dd_lane_start(&t->lane, false);
    for (uint32_t i = 0; i < 2 && !t->lane.state.has_failed && t->instance->request_count > 0; i++) {
        dd_lane_ruin(&t->lane);
        (void)dd_lane_recreate(&t->lane, INT64_MAX);
        dd_state_commit(&t->lane.state);
    }
    return !t->lane.state.has_failed;
}

static void town_done(town *t)
{
    if (t->instance != NULL) dd_lane_done(&t->lane);
    dd_instance_free(t->instance);
    dd_problem_free(t->problem);
}

static bool walk(town *t, uint32_t vehicle, int64_t *ret_cost)
{
    const dd_tour *tour = dd_state_tour(&t->lane.state, vehicle);
    *ret_cost = 0;
    return tour->len == 0 || dd_walk_eval(&t->lane.state.walk, vehicle, tour->block.seq + 1, tour->len, ret_cost, NULL);
}

static bool are_pairs_whole(const town *t)
{
    const dd_state *state = &t->lane.state;
    for (uint32_t r = 0; r < t->instance->request_count; r++) {
        uint32_t a = t->instance->requests[r].a, b = t->instance->requests[r].b;
        if (b == DD_NONE || state->absent_at[r] != DD_NONE) continue;
        if (state->tour_of[a] != state->tour_of[b] || state->pos[a] >= state->pos[b]) return false;
    }
    return true;
}

/* The cost of all tours and lost prizes; false where a tour is infeasible or a pair is torn. */
static bool walk_all(town *t, int64_t *ret_cost)
{
    int64_t sum = 0, cost;
    if (!are_pairs_whole(t)) return false;
    for (uint32_t v = 0; v < t->instance->vehicle_count; v++) {
        if (!walk(t, v, &cost)) return false;
        sum += cost;
    }
    for (uint32_t i = 0; i < t->lane.state.absent_count; i++) {
        const dd_request *r = &t->instance->requests[t->lane.state.absent[i]];
        if (!r->is_required) sum += r->prize;
    }
    *ret_cost = sum;
    return true;
}

typedef void (*operator)(dd_local *local, uint32_t u, uint32_t v, dd_local_best *best);

/* Any move counts, also one that costs. */
static bool delta_holds(town *t, operator eval, uint32_t u, uint32_t v)
{
    dd_state *state = &t->lane.state;
    dd_local_best best = {.delta = INT64_MAX / 8};
    int64_t before, after;
    HOLDS(walk_all(t, &before));
    eval(&t->lane.local, u, v, &best);
    if (best.delta == INT64_MAX / 8) return true;
    dd_move_apply(&t->lane.local.mover, &best.move, best.delta);
    HOLDS(!state->has_failed && walk_all(t, &after) && after - before == best.delta && state->score.cost == after);
    dd_state_rollback(state);
    HOLDS(walk_all(t, &after) && after == before && state->score.cost == before);
    return true;
}

static bool operators_hold(town *t, dd_rng *rng)
{
    dd_state *state = &t->lane.state;
    for (int i = 0; i < 60; i++) {
        uint32_t u = dd_rng_below(rng, t->instance->node_count), v = dd_rng_below(rng, t->instance->node_count);
        if (u == v || state->tour_of[u] == DD_NONE || state->tour_of[v] == DD_NONE || t->instance->request_of[u] == DD_NONE) continue;
        if (state->tour_of[u] == state->tour_of[v]) HOLDS(delta_holds(t, dd_op_inside_eval, u, v));
        else HOLDS(delta_holds(t, dd_op_exchange_eval, u, v) && delta_holds(t, dd_op_tails_eval, u, v));
    }
    return true;
}

static bool requests_hold(town *t)
{
    for (uint32_t r = 0; r < t->instance->request_count; r++) {
        int64_t before, after;
        if (t->lane.state.absent_at[r] != DD_NONE) continue;
        HOLDS(walk_all(t, &before));
        bool has_paid = dd_op_request_apply(&t->lane.local, r);
        HOLDS(!t->lane.state.has_failed && walk_all(t, &after) && (has_paid ? after < before : after == before) && t->lane.state.score.cost == after);
        dd_state_commit(&t->lane.state);
    }
    return true;
}

static bool descent_holds(town *t)
{
    dd_state *state = &t->lane.state;
    dd_score before = state->score;
    uint32_t absent = state->absent_count;
    int64_t after;
    bool has_changed = dd_local_descend(&t->lane.local, state->used, 0, 100000);
    HOLDS(!has_changed);
    for (uint32_t i = 0; i < state->used_count; i++) t->seq[i] = state->used[i];
    has_changed = dd_local_descend(&t->lane.local, t->seq, state->used_count, 1000000);
    HOLDS(!state->has_failed && walk_all(t, &after) && after == state->score.cost && state->absent_count == absent);
    HOLDS(has_changed ? dd_score_compare(&state->score, &before) < 0 : dd_score_compare(&state->score, &before) == 0);
    return true;
}

static bool all_hold(dd_rng *rng, uint32_t mask, bool are_alike)
{
    town t;
    bool holds = !town_init(&t, rng, mask, are_alike) || (operators_hold(&t, rng) && requests_hold(&t) && descent_holds(&t));
    if (!holds) print_error("mask %x\n", mask);
    town_done(&t);
    return holds;
}

static bool moves_of_plain_tours(dd_rng *rng)
{
    return all_hold(rng, PLAIN | CASE_JOBS, true) && all_hold(rng, PLAIN | CASE_SHIPMENTS, true) && all_hold(rng, PLAIN | CASE_JOBS | CASE_SHIPMENTS, true);
}

static bool moves_of_any_tours(dd_rng *rng)
{
    uint32_t mask = (uint32_t)dd_rng_next(rng) & (uint32_t)dd_rng_next(rng) & CASE_ALL & ~(uint32_t)CASE_PINNED;
    bool are_alike = dd_rng_below(rng, 2) == 0;
    return all_hold(rng, mask | ((mask & CASE_SHIPMENTS) ? 0 : CASE_JOBS), are_alike) && all_hold(rng, mask | CASE_JOBS | CASE_PINNED, false);
}

/* Joins the tours of a move with code of its own and walks them. */
static bool walks(town *t, const dd_move *move, int64_t *ret_delta)
{
    *ret_delta = 0;
    for (uint32_t i = 0; i < move->count; i++) {
        uint32_t len = 0;
        for (uint32_t p = 0; p < move->tours[i].count; p++) {
            const dd_piece *piece = &move->tours[i].pieces[p];
            const dd_tour *tour = dd_state_tour(&t->lane.state, piece->vehicle);
            uint32_t last = p + 1 == move->tours[i].count ? tour->len : piece->last;
            for (uint32_t k = 0; piece->first + k <= last; k++) t->seq[len++] = tour->block.seq[piece->is_reversed ? last - k : piece->first + k];
        }
        int64_t before, after = 0;
        if (!walk(t, move->tours[i].vehicle, &before)) return false;
        if (len > 0 && !dd_walk_eval(&t->lane.state.walk, move->tours[i].vehicle, t->seq, len, &after, NULL)) return false;
        *ret_delta += after - before;
    }
    return true;
}

/* Two vehicles swap random runs, one of them reversed: eval and the walk agree on feasibility and delta. */
static bool swaps_agree(town *t, dd_rng *rng, uint32_t a, uint32_t b)
{
    uint32_t n = dd_state_tour(&t->lane.state, a)->len, m = dd_state_tour(&t->lane.state, b)->len;
    for (int i = 0; i < 40; i++) {
        uint32_t p = 1 + dd_rng_below(rng, n), q = 1 + dd_rng_below(rng, m), x = p + dd_rng_below(rng, n + 1 - p), y = q - 1 + dd_rng_below(rng, m + 2 - q);
        dd_move move = {.count = 2};
        move.tours[0] = (dd_move_tour){a, 3, {{a, 1, p - 1, false}, {b, q, y, false}, {a, x + 1, 0, false}}};
        move.tours[1] = (dd_move_tour){b, 3, {{b, 1, q - 1, false}, {a, p, x, true}, {b, y + 1, 0, false}}};
        if (i % 2) move.tours[0] = (dd_move_tour){a, 2, {{a, 1, p - 1, false}, {b, q, 0, false}}};
        if (i % 2) move.tours[1] = (dd_move_tour){b, 2, {{b, 1, q - 1, false}, {a, p, 0, false}}};
        int64_t delta = 0, walked = 0;
        bool is_feasible = dd_move_eval(&t->lane.local.mover, &move, INT64_MAX, &delta), does_walk = walks(t, &move, &walked);
        HOLDS(is_feasible == does_walk && (!is_feasible || delta == walked));
    }
    return true;
}

static bool feasibility_of_plain_moves(dd_rng *rng)
{
    town t;
    bool holds = true;
    if (town_init(&t, rng, PLAIN | CASE_JOBS, true)) {
        const dd_state *state = &t.lane.state;
        for (uint32_t i = 0; i + 1 < state->used_count; i++)
            if (t.instance->kind_of[state->used[i]] == t.instance->kind_of[state->used[i + 1]])
                holds = holds && swaps_agree(&t, rng, state->used[i], state->used[i + 1]);
    }
    town_done(&t);
    return holds;
}

static void plain(void **state)
{
    (void)state;
    property_check(moves_of_plain_tours, 200);
}

static void any(void **state)
{
    (void)state;
    property_check(moves_of_any_tours, 300);
}

static void feasibility(void **state)
{
    (void)state;
    property_check(feasibility_of_plain_moves, 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain),
        cmocka_unit_test(any),
        cmocka_unit_test(feasibility),
    };
    return cmocka_run_group_tests_name("property local", tests, NULL, NULL);
}
