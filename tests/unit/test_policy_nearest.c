/* Nearest courier at once, by hand: whoever can pick up first, after what it has to do; no bundles, no second thoughts. */
#include "support/region.h"

static void the_first_pickup_wins(void **state)
{
    (void)state;
    dd_engine *engine = region_open_with(DD_POLICY_NEAREST);
    uint32_t far = region_courier(engine, "far", 300, 0), near = region_courier(engine, "near", 50, 0), twin = region_courier(engine, "twin", 50, 0);
    uint32_t a = region_order(engine, "a", 100, 130, 0, 60 * MINUTE), b = region_order(engine, "b", 100, 130, 0, 60 * MINUTE);
    uint32_t c = region_order(engine, "c", 100, 130, 0, 60 * MINUTE);
    (void)region_cycle(engine, 0);
    /* All three could be there before the food: the pickup is at 60 minutes whoever goes, and the lower index gets each it is free for. */
    assert_int_equal(engine->orders[a].courier, far);
    assert_int_equal(engine->orders[b].courier, near);
    assert_int_equal(engine->orders[c].courier, twin);
    dd_engine_free(engine);
    engine = region_open_with(DD_POLICY_NEAREST);
    (void)region_courier(engine, "far", 300, 0);
    near = region_courier(engine, "near", 50, 0);
    (void)region_courier(engine, "twin", 50, 0);
    a = region_order(engine, "a", 100, 130, 0, 0);
    (void)region_cycle(engine, 0);
    assert_int_equal(engine->orders[a].courier, near); /* 50 + 60 s against 200 + 60 s; ties to the lower index */
    assert_int_equal(engine->couriers[near].state, DD_COURIER_TO_MERCHANT);
    dd_engine_free(engine);
}

/* One courier: a now, b after it as a job of its own (no bundle), c not before b. */
static void what_waits_is_queued_once(void **state)
{
    (void)state;
    dd_engine *engine = region_open_with(DD_POLICY_NEAREST);
    uint32_t courier = region_courier(engine, "c", 0, 0), a = region_order(engine, "a", 100, 130, 0, 0), b = region_order(engine, "b", 100, 130, 0, 0);
    (void)region_cycle(engine, 0);
    assert_true(engine->couriers[courier].bundle_count == 1 && engine->couriers[courier].bundle[0] == a);
    assert_true(engine->plans.links[b].resource == courier && engine->plans.links[b].starts_job);
    (void)region_courier(engine, "late but near", 100, 0);
    assert_int_equal(region_cycle(engine, 30 * SECOND), 0); /* no second thoughts */
    assert_int_equal(engine->plans.links[b].resource, courier);
    region_pick_up(engine, courier, &a, 1, 160 * SECOND);
    region_drop(engine, courier, a, 280 * SECOND);
    assert_int_equal(region_cycle(engine, 300 * SECOND), 0); /* 30 s at the door are not over */
    assert_int_equal(region_cycle(engine, 310 * SECOND), 1);
    assert_int_equal(engine->orders[b].courier, courier);
    dd_engine_free(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_pickup_wins),
        cmocka_unit_test(what_waits_is_queued_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
