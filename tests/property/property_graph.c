/* Graph: whatever is placed wherever, links, order, heads, tails and makespan are what a full computation gives, and cycles are refused. */
#include "shop/graph.h"
#include "support/property.h"
#include "support/shop_case.h"

static shop_case shop;

static dd_dense *draw(dd_rng *rng)
{
    shop_case_options options = {.jobs = 1 + dd_rng_below(rng, 12), .machines = 1 + dd_rng_below(rng, 8), .operations_max = 8, .modes_max = 1, .time_max = 9};
    options.has_assembly = dd_rng_below(rng, 2) == 0;
    if (dd_rng_below(rng, 2) == 0) options.modes_max = 3;
    shop_case_draw(&shop, &options, rng);
    dd_dense *dense = NULL;
    assert_true(dd_dense_can(&shop.problem, &shop.problem.objective));
    assert_status(dd_dense_create(&shop.problem, &dense, NULL), DD_STATUS_OK);
    return dense;
}

/* Whether links and sequences, u after `after`, have a cycle, by depth-first search over everything. */
static bool reaches(const dd_graph *graph, int32_t from, int32_t to, bool *seen)
{
    if (from == to) return true;
    if (from >= graph->in->op_count || seen[from]) return false;
    seen[from] = true;
    if (reaches(graph, graph->nodes[from].ms, to, seen)) return true;
    for (int32_t k = graph->in->succ_at[from]; k < graph->in->succ_at[from + 1]; k++)
        if (reaches(graph, graph->in->succs[k].op, to, seen)) return true;
    return false;
}

/* A cycle arises when, without u on its machine, something after `next` or u itself comes back: next reaches u, or u reaches after. */
static bool has_cycle(dd_graph *graph, int32_t u, int32_t after)
{
    dd_graph_node *nodes = graph->nodes;
    int32_t before = nodes[u].mp, behind = nodes[u].ms;
    nodes[before].ms = behind;
    nodes[behind].mp = before;
    int32_t next = nodes[after].ms;
    nodes[u].ms = graph->in->nil;
    bool seen[SHOP_CASE_OPS] = {false}, seen_too[SHOP_CASE_OPS] = {false};
    bool is_cycle = after < graph->in->op_count && reaches(graph, u, after, seen);
    is_cycle |= next < graph->in->op_count && reaches(graph, next, u, seen_too);
    nodes[u].mp = before;
    nodes[u].ms = behind;
    nodes[before].ms = u;
    nodes[behind].mp = u;
    return is_cycle;
}

static bool place_keeps_everything(dd_rng *rng)
{
    dd_dense *dense = draw(rng);
    dd_arena arena;
    dd_arena_init(&arena);
    dd_graph graph, copy;
    assert_true(dd_graph_init(&graph, dense, &arena) && dd_graph_init(&copy, dense, &arena));
    dd_graph_load(&graph, NULL, dense->topological);
    HOLDS(dd_graph_check(&graph));
    for (int step = 0; step < 60; step++) {
        int32_t u = (int32_t)dd_rng_below(rng, (uint32_t)dense->op_count);
        int32_t modes = dense->mode_at[u + 1] - dense->mode_at[u], mode = (int32_t)dd_rng_below(rng, (uint32_t)modes);
        int32_t after = dd_dense_sentinel(dense, dense->modes[dense->mode_at[u] + mode].machine);
        for (uint32_t skip = dd_rng_below(rng, 8); skip > 0; skip--) after = graph.nodes[after].ms;
        if (after == u) continue;
        dd_graph_copy(&copy, &graph);
        bool is_cycle = has_cycle(&graph, u, after);
        HOLDS(dd_graph_place(&graph, u, mode, after) == !is_cycle);
        HOLDS(dd_graph_check(&graph));
        if (is_cycle) HOLDS(dd_graph_hash(&graph) == dd_graph_hash(&copy));
    }
    dd_arena_done(&arena);
    dd_dense_free(dense);
    return true;
}

/* What the cheap tests allow never makes a cycle. */
static bool cheap_tests_are_sound(dd_rng *rng)
{
    dd_dense *dense = draw(rng);
    dd_arena arena;
    dd_arena_init(&arena);
    dd_graph graph;
    assert_true(dd_graph_init(&graph, dense, &arena));
    dd_graph_load(&graph, NULL, dense->topological);
    for (int step = 0; step < 100; step++) {
        int32_t u = (int32_t)dd_rng_below(rng, (uint32_t)dense->op_count), v = u;
        for (uint32_t skip = 1 + dd_rng_below(rng, 5); skip > 0 && graph.nodes[v].ms < dense->op_count; skip--) v = graph.nodes[v].ms;
        if (u == v) continue;
        bool is_forward = dd_rng_below(rng, 2) == 0;
        if (is_forward ? !dd_graph_can_follow(&graph, u, v) : !dd_graph_can_precede(&graph, v, u)) continue;
        HOLDS(is_forward ? dd_graph_place(&graph, u, graph.mode[u], v) : dd_graph_place(&graph, v, graph.mode[v], graph.nodes[u].mp));
    }
    HOLDS(dd_graph_check(&graph));
    dd_arena_done(&arena);
    dd_dense_free(dense);
    return true;
}

static void test_place(void **state)
{
    (void)state;
    property_check(place_keeps_everything, 400);
}

static void test_cheap(void **state)
{
    (void)state;
    property_check(cheap_tests_are_sound, 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_place), cmocka_unit_test(test_cheap)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
