/* The search for makespan: estimates of swaps are the truth, moves never make cycles, what it finds is what enumeration finds, bounds hold, walks end, and
 * the same bytes come at any number of threads. */
#include <stdlib.h>

#include "diaodu/shop.h"
#include "shop/bound.h"
#include "shop/population.h"
#include "shop/tabu.h"
#include "shop/window.h"
#include "shop/windowed.h"
#include "support/property.h"
#include "support/shop_case.h"

static shop_case shop;

static dd_dense *draw(dd_rng *rng, uint32_t jobs_max, uint32_t operations_max, bool is_tiny)
{
    shop_case_options options = {.jobs = 1 + dd_rng_below(rng, jobs_max), .machines = 1 + dd_rng_below(rng, 6), .operations_max = operations_max,
                                 .modes_max = 1, .time_max = is_tiny ? 9 : 99};
    options.has_assembly = dd_rng_below(rng, 2) == 0;
    shop_case_draw(&shop, &options, rng);
    dd_dense *dense = NULL;
    assert_status(dd_dense_create(&shop.problem, &dense, NULL), DD_STATUS_OK);
    return dense;
}

typedef struct moves {
    dd_tabu_move all[4096];
    uint32_t count;
} moves;

static void collect(void *context, const dd_tabu_move *move)
{
    moves *m = context;
    if (m->count < 4096) m->all[m->count++] = *move;
}

/* The longest path through the operations that a move touched. */
static int32_t through_moved(const dd_graph *graph, const dd_tabu_move *move)
{
    int32_t most = 0;
    for (int32_t x = move->u, k = move->last - move->first; k >= 0; k--, x = move->is_later ? graph->nodes[x].mp : graph->nodes[x].ms) {
        int32_t length = graph->nodes[x].end + graph->nodes[x].tail - graph->nodes[x].p;
        most = length > most ? length : most;
    }
    return most;
}

typedef struct tally {
    uint32_t moves, exact;         /* of those that pass more than one operation */
} tally;

/* Whether each move can be done, and swaps give exactly what was estimated. */
static bool check_moves(dd_tabu *tabu, dd_graph *trial, const moves *m, tally *t)
{
    for (uint32_t i = 0; i < m->count; i++) {
        const dd_tabu_move *move = &m->all[i];
        dd_graph_copy(trial, &tabu->graph);
        HOLDS(dd_graph_place(trial, move->u, trial->mode[move->u], move->after));
        HOLDS(dd_graph_check(trial));
        int32_t truth = through_moved(trial, move);
        if (move->last - move->first == 1) HOLDS(move->estimate == truth);
        t->moves += move->last - move->first > 1;
        t->exact += move->last - move->first > 1 && move->estimate == truth;
    }
    return true;
}

static tally longer_moves;

static bool swaps_are_exact(dd_rng *rng)
{
    dd_dense *dense = draw(rng, 14, 8, false);
    dd_arena arena;
    dd_arena_init(&arena);
    dd_tabu tabu;
    dd_graph trial;
    static moves m;
    assert_true(dd_tabu_init(&tabu, dense, *rng, &arena) && dd_graph_init(&trial, dense, &arena));
    dd_graph_load(&tabu.graph, NULL, dense->topological);
    dd_tabu_start(&tabu);
    for (int step = 0; step < 30; step++) {
        m.count = 0;
        dd_tabu_moves(&tabu, collect, &m);
        HOLDS(check_moves(&tabu, &trial, &m, &longer_moves));
        if (dd_tabu_run(&tabu, UINT64_MAX, tabu.work + 1)) break;
        HOLDS(dd_graph_check(&tabu.graph));
    }
    dd_graph_load(&trial, NULL, tabu.best_order);
    HOLDS(trial.makespan == tabu.best);
    dd_arena_done(&arena);
    dd_dense_free(dense);
    return true;
}

/* The least makespan of all semi-active schedules, operation by operation. */
typedef struct enumeration {
    const dd_dense *in;
    int32_t end[SHOP_CASE_OPS], free_at[SHOP_CASE_MACHINES], best;
    bool is_placed[SHOP_CASE_OPS];
} enumeration;

static void enumerate(enumeration *e, int32_t placed, int32_t makespan)
{
    if (makespan >= e->best) return;
    if (placed == e->in->op_count) e->best = makespan;
    for (int32_t x = 0; x < e->in->op_count; x++) {
        if (e->is_placed[x]) continue;
        int32_t machine = e->in->modes[e->in->mode_at[x]].machine, at = e->in->release[x] > e->free_at[machine] ? e->in->release[x] : e->free_at[machine];
        bool is_ready = true;
        for (int32_t k = e->in->pred_at[x]; k < e->in->pred_at[x + 1]; k++) {
            const dd_dense_link *link = &e->in->preds[k];
            is_ready &= e->is_placed[link->op];
            if (e->end[link->op] + link->lag > at) at = e->end[link->op] + link->lag;
        }
        if (!is_ready) continue;
        int32_t free_at = e->free_at[machine];
        e->is_placed[x] = true;
        e->free_at[machine] = e->end[x] = at + e->in->modes[e->in->mode_at[x]].p;
        enumerate(e, placed + 1, e->end[x] > makespan ? e->end[x] : makespan);
        e->is_placed[x] = false;
        e->free_at[machine] = free_at;
    }
}

static dd_schedule *solve(uint64_t work, uint32_t lanes, const dd_executor *executor, dd_shop_stats *stats)
{
    dd_schedule *schedule = NULL;
    dd_error err = {0};
    dd_shop_options options = {.seed = 3, .work = work, .lanes = lanes, .executor = executor};
    dd_status status = dd_shop_solve(&shop.problem, &options, &schedule, stats, &err);
    if (status != DD_STATUS_OK) print_error("%s at %s: %s\n", dd_status_text(status), err.pointer, err.message);
    assert_status(status, DD_STATUS_OK);
    status = dd_schedule_check(&shop.problem, schedule, &err);
    if (status != DD_STATUS_OK) print_error("check: %s at %s: %s\n", dd_status_text(status), err.pointer, err.message);
    assert_status(status, DD_STATUS_OK);
    return schedule;
}

static bool tiny_shops_are_solved(dd_rng *rng)
{
    dd_dense *dense = draw(rng, 4, 3, true);
    bool is_tiny = dense->op_count <= 8;
    if (is_tiny) {
        enumeration e = {.in = dense, .best = INT32_MAX};
        for (int32_t m = 0; m < dense->machine_count; m++) e.free_at[m] = dense->available[m];
        enumerate(&e, 0, 0);
        dd_shop_stats stats;
        dd_schedule *schedule = solve(60000, 1, NULL, &stats);
        HOLDS(schedule->terms[DD_SHOP_TERM_MAKESPAN] == e.best * dense->unit_ms);
        HOLDS(dd_bound_makespan(dense) <= e.best);
        HOLDS(stats.bound_ms <= schedule->terms[DD_SHOP_TERM_MAKESPAN]);
        HOLDS(!stats.is_optimal || stats.bound_ms == schedule->terms[DD_SHOP_TERM_MAKESPAN]);
        dd_schedule_free(schedule);
    }
    dd_dense_free(dense);
    return true;
}

/* A slice's makespan is the longest path through it, and whatever is found for it, put back, gives the whole what it promised. */
static bool windows_are_exact(dd_rng *rng)
{
    dd_dense *dense = draw(rng, 14, 8, false);
    dd_arena arena;
    dd_arena_init(&arena);
    dd_graph graph;
    dd_window_map map;
    dd_window_instance window;
    dd_tabu tabu;
    int32_t order[SHOP_CASE_OPS], own[SHOP_CASE_OPS], through = 0;
    assert_true(dd_graph_init(&graph, dense, &arena) && dd_window_map_init(&map, dense, &arena));
    dd_graph_load(&graph, NULL, dense->topological);
    for (int32_t i = 0; i < dense->op_count; i++) order[i] = graph.order[i];
    int32_t begin = (int32_t)dd_rng_below(rng, (uint32_t)dense->op_count), end = begin + 1 + (int32_t)dd_rng_below(rng, (uint32_t)(dense->op_count - begin));
    for (int32_t i = begin; i < end; i++) {
        const dd_graph_node *x = &graph.nodes[order[i]];
        through = x->end - x->p + x->tail > through ? x->end - x->p + x->tail : through;
        own[i - begin] = i - begin;
    }
    assert_true(dd_window_instance_init(&window, &graph, order, begin, end, &map));
    assert_true(dd_tabu_init(&tabu, &window.dense, *rng, &arena));
    dd_graph_load(&tabu.graph, NULL, own);
    HOLDS(dd_graph_check(&tabu.graph) && tabu.graph.makespan == through);
    dd_tabu_start(&tabu);
    (void)dd_tabu_run(&tabu, 200, 3000);
    HOLDS(dd_graph_check(&tabu.graph));
    for (int32_t i = begin; i < end; i++) order[i] = window.op[tabu.best_order[i - begin]];
    dd_graph_load(&graph, NULL, order);
    HOLDS(dd_graph_check(&graph));
    through = 0;
    for (int32_t i = begin; i < end; i++) {
        const dd_graph_node *x = &graph.nodes[order[i]];
        through = x->end - x->p + x->tail > through ? x->end - x->p + x->tail : through;
    }
    HOLDS(through == tabu.best);
    dd_window_instance_done(&window);
    dd_arena_done(&arena);
    dd_dense_free(dense);
    return true;
}

static bool windowed_search_repeats(dd_rng *rng)
{
    dd_dense_free(draw(rng, 40, 8, false));
    dd_pool *pool = NULL;
    assert_status(dd_pool_create(2, &pool, NULL), DD_STATUS_OK);
    dd_executor executor = dd_pool_executor(pool);
    dd_shop_options one = {.seed = 5, .work = 90000, .lanes = 2}, two = {.seed = 5, .work = 90000, .lanes = 2, .executor = &executor};
    dd_shop_stats one_stats, two_stats;
    dd_schedule *a = NULL, *b = NULL;
    dd_error err = {0};
    assert_status(dd_windowed_solve(&shop.problem, &one, &a, &one_stats, &err), DD_STATUS_OK);
    assert_status(dd_windowed_solve(&shop.problem, &two, &b, &two_stats, &err), DD_STATUS_OK);
    assert_status(dd_schedule_check(&shop.problem, a, &err), DD_STATUS_OK);
    HOLDS(memcmp(a->placements, b->placements, a->operation_count * sizeof *a->placements) == 0);
    HOLDS(memcmp(&one_stats, &two_stats, sizeof one_stats) == 0);
    HOLDS(a->terms[DD_SHOP_TERM_MAKESPAN] <= one_stats.first_terms[DD_SHOP_TERM_MAKESPAN]);
    HOLDS(a->terms[DD_SHOP_TERM_MAKESPAN] >= one_stats.bound_ms);
    dd_schedule_free(a);
    dd_schedule_free(b);
    dd_pool_free(pool);
    return true;
}

static bool walks_arrive(dd_rng *rng)
{
    dd_dense *dense = draw(rng, 14, 8, false);
    dd_arena arena;
    dd_arena_init(&arena);
    dd_tabu tabu;
    dd_sequencing from, to, between;
    assert_true(dd_tabu_init(&tabu, dense, *rng, &arena));
    assert_true(dd_sequencing_init(&from, dense, &arena) && dd_sequencing_init(&to, dense, &arena) && dd_sequencing_init(&between, dense, &arena));
    dd_graph *graph = &tabu.graph;
    dd_graph_load(graph, NULL, dense->topological);
    dd_sequencing_take(&from, graph, NULL, graph->makespan);
    dd_tabu_start(&tabu);
    (void)dd_tabu_run(&tabu, 100, 5000);
    dd_sequencing_take(&to, graph, NULL, graph->makespan);
    uint64_t distance = dd_sequencing_distance(&from, &to, dense->machine_count);
    HOLDS(distance == dd_sequencing_distance(&to, &from, dense->machine_count));
    dd_graph_load(graph, NULL, from.order);
    uint64_t half = dd_relink_walk(graph, &to, distance / 2, rng);
    HOLDS(half == distance / 2 && dd_graph_check(graph));
    dd_sequencing_take(&between, graph, NULL, graph->makespan);
    HOLDS(dd_sequencing_distance(&from, &between, dense->machine_count) == half);
    HOLDS(dd_sequencing_distance(&between, &to, dense->machine_count) == distance - half);
    HOLDS(dd_relink_walk(graph, &to, UINT64_MAX, rng) == distance - half);
    dd_arena_done(&arena);
    dd_dense_free(dense);
    return true;
}

static bool threads_do_not_show(dd_rng *rng)
{
    dd_dense_free(draw(rng, 14, 8, false));
    dd_pool *pool = NULL;
    assert_status(dd_pool_create(2, &pool, NULL), DD_STATUS_OK);
    dd_executor executor = dd_pool_executor(pool);
    dd_shop_stats a_stats, b_stats, c_stats;
    dd_schedule *a = solve(400000, 3, NULL, &a_stats), *b = solve(400000, 3, &executor, &b_stats);
    dd_schedule *c = solve(a_stats.work > 0 ? a_stats.work : 1, 3, &executor, &c_stats);
    size_t bytes = a->operation_count * sizeof *a->placements;
    HOLDS(memcmp(a->placements, b->placements, bytes) == 0 && memcmp(a->placements, c->placements, bytes) == 0);
    HOLDS(memcmp(&a_stats, &b_stats, sizeof a_stats) == 0);
    dd_schedule_free(a);
    dd_schedule_free(b);
    dd_schedule_free(c);
    dd_pool_free(pool);
    return true;
}

static void test_estimates(void **state)
{
    (void)state;
    property_check(swaps_are_exact, 200);
    /* Longer moves are rated with the heads and tails of before; more than half are right all the same. */
    print_message("%u of %u longer moves estimated exactly\n", longer_moves.exact, longer_moves.moves);
    assert_true(longer_moves.exact > longer_moves.moves / 2);
}

static void test_tiny(void **state)
{
    (void)state;
    property_check(tiny_shops_are_solved, 300);
}

static void test_walks(void **state)
{
    (void)state;
    property_check(walks_arrive, 200);
}

static void test_windows(void **state)
{
    (void)state;
    property_check(windows_are_exact, 300);
}

static void test_windowed(void **state)
{
    (void)state;
    property_check(windowed_search_repeats, 20);
}

static void test_threads(void **state)
{
    (void)state;
    property_check(threads_do_not_show, 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_estimates), cmocka_unit_test(test_tiny), cmocka_unit_test(test_walks),
                                       cmocka_unit_test(test_windows), cmocka_unit_test(test_windowed), cmocka_unit_test(test_threads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
