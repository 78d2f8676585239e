/* Every-minute assignment, by hand: how large bundles get, who gets which, and what waits. */
#include "support/region.h"

static uint32_t orders_of(const dd_engine *engine, uint32_t courier)
{
    return engine->couriers[courier].bundle_count;
}

/* ceil(orders ready within 10 minutes / couriers free within 10 minutes), at most 3: one courier and 1, 2, 3, 5 orders. */
static void bundles_grow_with_the_rush(void **state)
{
    (void)state;
    static const struct {
        int orders, couriers;
        uint32_t expected;
    } rows[] = {{1, 1, 1}, {2, 1, 2}, {3, 1, 3}, {5, 1, 3}, {3, 3, 1}, {4, 2, 2}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dd_engine *engine = region_open_with(DD_POLICY_ASSIGNMENT);
        char name[16];
        for (int j = 0; j < rows[i].couriers; j++) {
            (void)snprintf(name, sizeof name, "c%d", j);
            (void)region_courier(engine, name, 90 + j, 0);
        }
        for (int j = 0; j < rows[i].orders; j++) {
            (void)snprintf(name, sizeof name, "o%d", j);
            (void)region_order(engine, name, 100, 130 + j, 0, 0);
        }
        (void)region_cycle(engine, 0);
        assert_int_equal(orders_of(engine, 0), rows[i].expected);
        dd_engine_free(engine);
    }
}

/* In a rush, too, bundles are no larger than some courier carries: else nobody could take one. */
static void bundles_fit_their_couriers(void **state)
{
    (void)state;
    for (uint32_t capacity = 1; capacity <= 2; capacity++) {
        for (int by_config = 0; by_config < 2; by_config++) {
            dd_engine_config config = region_config(DD_POLICY_ASSIGNMENT);
            if (by_config) config.max_bundle = capacity;
            dd_engine *engine = region_open(&config);
            region_apply(engine, (dd_event){.kind = DD_EVENT_COURIER_ON, .name = "c", .until_ms = 100 * MINUTE, .count = by_config ? 0 : capacity});
            for (int j = 0; j < 5; j++) {
                char name[16];
                (void)snprintf(name, sizeof name, "o%d", j);
                (void)region_order(engine, name, 100, 130 + j, 0, 0);
            }
            (void)region_cycle(engine, 0);
            assert_int_equal(orders_of(engine, 0), capacity);
            dd_engine_free(engine);
        }
    }
}

/* Pickups (minutes counted once an order): c to m0: 60, to m100: 160; d (at 150) to m0: 210, to m100: 110.  c-m0 and d-m100 cost 170, crossed 370.
 * Food far in the future is not asked for. */
static void pairs_are_the_cheapest_together(void **state)
{
    (void)state;
    dd_engine *engine = region_open_with(DD_POLICY_ASSIGNMENT);
    uint32_t d = region_courier(engine, "d", 150, 0), c = region_courier(engine, "c", 0, 0);
    uint32_t a = region_order(engine, "a", 0, 30, 0, 0), b = region_order(engine, "b", 100, 130, 0, 0);
    uint32_t later = region_order(engine, "later", 100, 130, 0, 31 * MINUTE);
    (void)region_cycle(engine, 0);
    assert_int_equal(engine->orders[a].courier, c);
    assert_int_equal(engine->orders[b].courier, d);
    assert_true(engine->orders[later].courier == DD_NONE && engine->plans.links[later].resource == DD_NONE);
    dd_engine_free(engine);
}

/* Who is under way to a merchant will be free at its last door: the next bundle may be planned after that, and until then it does not count as
 * free, so that bundles grow.  c is bound at once to a far merchant (100 s there, 700 s to the door: free after 15 minutes); with nobody free within
 * ten minutes, three orders make one bundle, which follows. */
static void bound_couriers_are_free_after_their_bundle(void **state)
{
    (void)state;
    dd_engine *engine = region_open_with(DD_POLICY_ASSIGNMENT);
    uint32_t c = region_courier(engine, "c", 0, 0), first = region_order(engine, "first", 100, 800, 0, 0), next[3];
    (void)region_cycle(engine, 0);
    assert_int_equal(engine->orders[first].courier, c);
    for (int j = 0; j < 3; j++) {
        char name[16];
        (void)snprintf(name, sizeof name, "next%d", j);
        next[j] = region_order(engine, name, 700, 730 + j, 0, 0);
    }
    (void)region_cycle(engine, 0);
    assert_int_equal(engine->couriers[c].bundle_count, 1);
    for (int j = 0; j < 3; j++) {
        assert_int_equal(engine->plans.links[next[j]].resource, c);
        assert_int_equal(engine->plans.links[next[j]].starts_job, j == 0);
    }
    dd_engine_free(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bundles_grow_with_the_rush),
        cmocka_unit_test(bundles_fit_their_couriers),
        cmocka_unit_test(bound_couriers_are_free_after_their_bundle),
        cmocka_unit_test(pairs_are_the_cheapest_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
