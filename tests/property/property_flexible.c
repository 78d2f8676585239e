/* Flexible shops: what an insertion says of a place is what the schedule then costs, no place makes a cycle, and none that was left out is better; points
 * between two schedules are schedules; bounds are below the optimum, and the search finds it on tiny shops.
 */
#include <string.h>

#include "diaodu/shop.h"
#include "shop/flexible_bound.h"
#include "shop/flexible_first.h"
#include "shop/flexible_relink.h"
#include "support/property.h"
#include "support/shop_case.h"

static shop_case shop;

static dd_dense *draw(dd_rng *rng, shop_case_options options, bool is_positive)
{
    options.has_assembly = dd_rng_below(rng, 2) == 0;
    shop_case_draw(&shop, &options, rng);
    for (uint32_t i = 0; is_positive && i < shop.problem.operation_count; i++)
        for (uint32_t k = 0; k < shop.operations[i].mode_count; k++) shop.modes[i][k].duration_ms += shop.modes[i][k].duration_ms == 0;
    dd_dense *dense = NULL;
    assert_true(dd_dense_can(&shop.problem, &shop.problem.objective));
    assert_status(dd_dense_create(&shop.problem, &dense, NULL), DD_STATUS_OK);
    return dense;
}

static void wander(dd_graph *graph, dd_rng *rng, int steps)
{
    const dd_dense *in = graph->in;
    for (int i = 0; i < steps; i++) {
        int32_t u = (int32_t)dd_rng_below(rng, (uint32_t)in->op_count);
        int32_t mode = (int32_t)dd_rng_below(rng, (uint32_t)(in->mode_at[u + 1] - in->mode_at[u]));
        int32_t after = dd_dense_sentinel(in, in->modes[in->mode_at[u] + mode].machine);
        for (uint32_t skip = dd_rng_below(rng, 6); skip > 0; skip--) after = graph->nodes[after].ms;
        if (after != u) (void)dd_graph_place(graph, u, mode, after);
    }
}

/* The least makespan of u anywhere on the machine of that mode, tried one by one; its own place too. */
static int32_t least_by_trial(const dd_graph *graph, dd_graph *trial, int32_t u, int32_t mode)
{
    const dd_dense *in = graph->in;
    int32_t s = dd_dense_sentinel(in, in->modes[in->mode_at[u] + mode].machine), after = s, least = INT32_MAX;
    do {
        dd_graph_copy(trial, graph);
        if (after != u && dd_graph_place(trial, u, mode, after) && trial->makespan < least) least = trial->makespan;
        after = graph->nodes[after].ms;
    } while (after != s);
    return least;
}

static bool places_are_exact(dd_graph *graph, dd_graph *trial, dd_insertion *insertion, int32_t u, bool is_positive)
{
    static dd_place places[SHOP_CASE_OPS + 1];
    const dd_dense *in = graph->in;
    for (int32_t mode = 0; mode < in->mode_at[u + 1] - in->mode_at[u]; mode++) {
        int32_t least = mode == graph->mode[u] ? graph->makespan : INT32_MAX;
        int32_t count = dd_insertion_places(insertion, mode, places);
        HOLDS(count > 0 || mode == graph->mode[u]);
        for (int32_t i = 0; i < count; i++) {
            dd_graph_copy(trial, graph);
            bool is_done = dd_graph_place(trial, places[i].u, places[i].mode, places[i].after);
            HOLDS(is_done || !is_positive);
            if (!is_done) continue;
            HOLDS(dd_graph_check(trial));
            HOLDS(trial->makespan == places[i].value);
            HOLDS(places[i].through <= places[i].value);
            if (places[i].value < least) least = places[i].value;
        }
        if (is_positive) HOLDS(least <= least_by_trial(graph, trial, u, mode));
    }
    return true;
}

static bool insertion_is_exact(dd_rng *rng)
{
    bool is_positive = dd_rng_below(rng, 3) > 0, holds = true;
    dd_dense *dense = draw(rng, (shop_case_options){.jobs = 1 + dd_rng_below(rng, 9), .machines = 1 + dd_rng_below(rng, 6), .operations_max = 7,
                                                    .modes_max = 1 + dd_rng_below(rng, 4), .time_max = 9}, is_positive);
    dd_arena arena;
    dd_graph graph, trial;
    dd_insertion insertion;
    dd_arena_init(&arena);
    assert_true(dd_graph_init(&graph, dense, &arena) && dd_graph_init(&trial, dense, &arena) && dd_insertion_init(&insertion, &graph, &arena));
    dd_graph_load(&graph, NULL, dense->topological);
    for (int round = 0; round < 6 && holds; round++) {
        wander(&graph, rng, 15);
        dd_insertion_load(&insertion);
        for (int32_t u = 0; u < dense->op_count && holds; u++) {
            dd_insertion_remove(&insertion, u);
            holds = places_are_exact(&graph, &trial, &insertion, u, is_positive);
            dd_insertion_restore(&insertion);
        }
        /* Everything is as it was. */
        for (int32_t i = 0; i < dense->op_count; i++)
            holds &= insertion.end_now[i] == graph.nodes[graph.order[i]].end && insertion.tail_now[i] == graph.nodes[graph.order[i]].tail;
    }
    dd_arena_done(&arena);
    dd_dense_free(dense);
    HOLDS(holds);
    return true;
}

static bool keeps_links(const dd_dense *dense, const int32_t *rank)
{
    for (int32_t x = 0; x < dense->op_count; x++)
        for (int32_t k = dense->pred_at[x]; k < dense->pred_at[x + 1]; k++) HOLDS(rank[dense->preds[k].op] < rank[x]);
    return true;
}

static void rank_all(const dd_dense *dense, const dd_flexible_plan *plan, int32_t *rank)
{
    for (int32_t i = 0; i < dense->op_count; i++) rank[plan->order[i]] = i;
}

static bool relinking_keeps_what_is_common(dd_rng *rng)
{
    static int32_t ranks[3][SHOP_CASE_OPS];
    dd_dense *dense = draw(rng, (shop_case_options){.jobs = 1 + dd_rng_below(rng, 9), .machines = 1 + dd_rng_below(rng, 6), .operations_max = 6,
                                                    .modes_max = 3, .time_max = 9}, false);
    dd_arena arena;
    dd_graph graph;
    dd_relink relink;
    dd_flexible_first first;
    dd_flexible_plan plans[3];
    dd_arena_init(&arena);
    assert_true(dd_graph_init(&graph, dense, &arena) && dd_relink_init(&relink, dense, &arena) && dd_flexible_first_init(&first, dense, &arena));
    for (int i = 0; i < 3; i++) assert_true(dd_flexible_plan_init(&plans[i], dense, &arena));
    for (int i = 0; i < 2; i++) {
        dd_flexible_first_make(&first, i == 0 ? NULL : rng, &plans[i]);
        dd_graph_load(&graph, plans[i].mode, plans[i].order);
        HOLDS(dd_graph_check(&graph) && graph.makespan <= plans[i].makespan);
        wander(&graph, rng, 10);
        dd_flexible_plan_take(&plans[i], &graph);
        dd_relink_sort(&relink, &graph, &plans[i]);
        rank_all(dense, &plans[i], ranks[i]);
        HOLDS(keeps_links(dense, ranks[i]));
        HOLDS(dd_relink_distance(&relink, &plans[i], &plans[i]) == 0);
    }
    int32_t share = (int32_t)dd_rng_below(rng, 257);
    dd_relink_between(&relink, &plans[0], &plans[1], share, rng, &plans[2]);
    rank_all(dense, &plans[2], ranks[2]);
    HOLDS(keeps_links(dense, ranks[2]));
    for (int32_t x = 0; x < dense->op_count; x++) {
        HOLDS(plans[2].mode[x] == plans[0].mode[x] || plans[2].mode[x] == plans[1].mode[x]);
        for (int32_t y = 0; y < dense->op_count; y++)
            if (ranks[0][x] < ranks[0][y] && ranks[1][x] < ranks[1][y]) HOLDS(ranks[2][x] < ranks[2][y]);
    }
    if (share == 0) HOLDS(dd_relink_distance(&relink, &plans[0], &plans[2]) == 0);
    if (share == 256) HOLDS(dd_relink_distance(&relink, &plans[1], &plans[2]) == 0);
    dd_graph_load(&graph, plans[2].mode, plans[2].order);
    HOLDS(dd_graph_check(&graph));
    dd_arena_done(&arena);
    dd_dense_free(dense);
    return true;
}

typedef struct brute {
    const dd_dense *in;
    int32_t end[SHOP_CASE_OPS], free_at[SHOP_CASE_MACHINES];
    bool is_done[SHOP_CASE_OPS];
    int32_t best;
} brute;

/* Every order and every choice of machines, each operation as early as it can behind those before. */
static void try_all(brute *b, int32_t done, int32_t makespan)
{
    const dd_dense *in = b->in;
    if (makespan >= b->best) return;
    if (done == in->op_count) {
        b->best = makespan;
        return;
    }
    for (int32_t x = 0; x < in->op_count; x++) {
        int32_t arrival = in->release[x];
        bool is_ready = !b->is_done[x];
        for (int32_t k = in->pred_at[x]; k < in->pred_at[x + 1]; k++) {
            is_ready &= b->is_done[in->preds[k].op];
            if (b->end[in->preds[k].op] + in->preds[k].lag > arrival) arrival = b->end[in->preds[k].op] + in->preds[k].lag;
        }
        if (!is_ready) continue;
        b->is_done[x] = true;
        for (int32_t k = in->mode_at[x]; k < in->mode_at[x + 1]; k++) {
            int32_t *free_at = &b->free_at[in->modes[k].machine], held = *free_at;
            *free_at = b->end[x] = (held > arrival ? held : arrival) + in->modes[k].p;
            try_all(b, done + 1, *free_at > makespan ? *free_at : makespan);
            *free_at = held;
        }
        b->is_done[x] = false;
    }
}

static bool tiny_shops_are_solved(dd_rng *rng)
{
    dd_dense *dense = draw(rng, (shop_case_options){.jobs = 2 + dd_rng_below(rng, 2), .machines = 1 + dd_rng_below(rng, 3),
                                                    .operations_max = 2 + dd_rng_below(rng, 2), .modes_max = 2, .time_max = 9}, false);
    if (dense->op_count > 8) {
        dd_dense_free(dense);
        return true;
    }
    static brute b;
    b = (brute){.in = dense, .best = INT32_MAX};
    for (int32_t m = 0; m < dense->machine_count; m++) b.free_at[m] = dense->available[m];
    try_all(&b, 0, 0);
    HOLDS(dd_flexible_bound(dense) <= b.best);
    dd_schedule *schedule = NULL;
    dd_shop_stats stats;
    const dd_shop_options options = {.seed = dd_rng_next(rng), .work = 6000};
    assert_status(dd_shop_solve(&shop.problem, &options, &schedule, &stats, NULL), DD_STATUS_OK);
    HOLDS(dd_schedule_check(&shop.problem, schedule, NULL) == DD_STATUS_OK);
    HOLDS(schedule->terms[DD_SHOP_TERM_MAKESPAN] == b.best * dense->unit_ms);
    HOLDS(stats.bound_ms <= b.best * dense->unit_ms && (!stats.is_optimal || stats.bound_ms == b.best * dense->unit_ms));
    dd_schedule_free(schedule);
    dd_dense_free(dense);
    return true;
}

static void test_insertion(void **state)
{
    (void)state;
    property_check(insertion_is_exact, 150);
}

static void test_relinking(void **state)
{
    (void)state;
    property_check(relinking_keeps_what_is_common, 300);
}

static void test_tiny(void **state)
{
    (void)state;
    property_check(tiny_shops_are_solved, 150);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_insertion), cmocka_unit_test(test_relinking), cmocka_unit_test(test_tiny)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
