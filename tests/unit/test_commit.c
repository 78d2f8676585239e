/* Commitments and their reasons, by hand.  A unit of distance takes a second, a pickup 60 s before and 60 s after, a drop 30 s and 30 s
 * (support/region.h); cycles come every 30 s. */
#include "support/region.h"

static const int64_t CYCLE = 30 * SECOND;

static dd_engine *open_with(dd_policy policy, bool needs_acceptance)
{
    dd_engine_config config = region_config(policy);
    config.needs_acceptance = needs_acceptance;
    return region_open(&config);
}

/* The instant of the first cycle that sends somebody. */
static int64_t first_offer_ms(dd_engine *engine)
{
    for (int64_t at_ms = dd_engine_now_ms(engine);; at_ms += CYCLE) {
        uint32_t offers = engine->offers;
        (void)region_cycle(engine, at_ms);
        if (engine->offers > offers) return at_ms;
        assert_true(at_ms < 100 * MINUTE);
    }
}

/* 100 s there and 60 s in: sent at t, it picks up at t + 160 s at the earliest.  The food is ready at 600 s.  Waiting one more cycle is free
 * while t + 160 + 30 <= 600, that is until 410 s: sent in the cycle at 420 s.  Where an answer may take 45 s, until 365 s: sent at 390 s. */
static void a_courier_is_sent_when_waiting_would_cost(void **state)
{
    (void)state;
    static const struct {
        dd_policy policy;
        bool needs_acceptance;
        int64_t expected_ms;
    } rows[] = {{DD_POLICY_ROUTE, false, 420000}, {DD_POLICY_ROUTE, true, 390000}, {DD_POLICY_ASSIGNMENT, false, 420000},
                {DD_POLICY_ASSIGNMENT, true, 390000}, {DD_POLICY_NEAREST, false, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dd_engine *engine = open_with(rows[i].policy, rows[i].needs_acceptance);
        (void)region_courier(engine, "c", 0, 0);
        (void)region_order(engine, "a", 100, 130, 0, 600 * SECOND);
        assert_int_equal(first_offer_ms(engine), rows[i].expected_ms);
        dd_engine_free(engine);
    }
}

/* Ready at 350 s exactly: t + 190 <= 350 holds at 160 s and no later, so the cycle at 150 s waits and the one at 180 s sends. */
static void the_last_moment_is_not_missed(void **state)
{
    (void)state;
    dd_engine *engine = open_with(DD_POLICY_ROUTE, false);
    (void)region_courier(engine, "c", 0, 0);
    uint32_t a = region_order(engine, "a", 100, 130, 0, 350 * SECOND);
    assert_int_equal(first_offer_ms(engine), 180 * SECOND);
    dd_engine_free(engine);
    engine = open_with(DD_POLICY_ROUTE, false); /* at 160 s it can still wait, at 161 s not */
    (void)region_courier(engine, "c", 0, 0);
    (void)region_order(engine, "a", 100, 130, 0, 350 * SECOND);
    assert_int_equal(region_cycle(engine, 160 * SECOND), 0);
    assert_int_equal(engine->plans.links[a].resource, 0); /* tentative */
    assert_int_equal(region_cycle(engine, 161 * SECOND), 1);
    assert_int_equal(engine->plans.links[a].resource, DD_NONE);
    dd_engine_free(engine);
}

/* c at (0,0): 160 s pickup, 220 out, 250 + 30 = 280 at the door.  d at (300,0): 200 s there, 260 pickup, 320, 380 at the door.  e at (0,0), too,
 * but its shift ends at 159 s; f has declined it; g's shift begins at 10 minutes: 600 + 100 + 60 = 760 pickup, 880. */
static void reasons_by_hand(void **state)
{
    (void)state;
    dd_engine *engine = open_with(DD_POLICY_ROUTE, true);
    uint32_t f = region_courier(engine, "f", 100, 0), a = region_order(engine, "a", 100, 130, 0, 0);
    region_offer(engine, f, &a, 1);
    region_says(engine, DD_EVENT_OFFER_DECLINED, f, 0);
    uint32_t d = region_courier(engine, "d", 300, 0), c = region_courier(engine, "c", 0, 0);
    region_apply(engine, (dd_event){.kind = DD_EVENT_COURIER_ON, .name = "e", .until_ms = 159 * SECOND});
    region_apply(engine, (dd_event){.kind = DD_EVENT_COURIER_ON, .name = "g", .ready_ms = 10 * MINUTE, .until_ms = 100 * MINUTE});
    dd_decisions decisions = region_decide(engine, 0);
    const dd_event *offer = region_find(&decisions, DD_EVENT_OFFER);
    assert_true(offer != NULL && offer->courier == c && offer->order_count == 1 && offer->orders[0] == a && offer->offer == 2);
    const dd_why *why = &offer->why;
    assert_int_equal(why->eligible, 3);
    assert_int_equal(why->alternative_count, 2);
    assert_true(why->terms.pickup_ms == 160 * SECOND && why->terms.door_ms == 280 * SECOND && why->terms.wait_cost == 280 * SECOND);
    assert_true(why->terms.late_cost == 0 && why->terms.courier_cost == 0 && why->terms.total_cost == 280 * SECOND);
    assert_true(why->alternatives[0].courier == d && why->alternatives[0].terms.pickup_ms == 260 * SECOND);
    assert_true(why->alternatives[0].terms.total_cost == 380 * SECOND && why->alternatives[0].terms.wait_cost == 380 * SECOND);
    assert_true(why->alternatives[1].courier == dd_engine_find_courier(engine, "g") && why->alternatives[1].terms.total_cost == 880 * SECOND);
    dd_decisions_free(&decisions);
    dd_engine_free(engine);
}

static void declined_orders_go_to_another(void **state)
{
    (void)state;
    for (int policy = DD_POLICY_NEAREST; policy <= DD_POLICY_ROUTE; policy++) {
        dd_engine *engine = open_with((dd_policy)policy, true);
        uint32_t c = region_courier(engine, "c", 0, 0), d = region_courier(engine, "d", 300, 0), a = region_order(engine, "a", 100, 130, 0, 0);
        (void)region_cycle(engine, 0);
        assert_int_equal(engine->orders[a].courier, c);
        region_says(engine, DD_EVENT_OFFER_DECLINED, c, SECOND);
        (void)region_cycle(engine, CYCLE);
        assert_int_equal(engine->orders[a].courier, d);
        region_says(engine, DD_EVENT_OFFER_TIMED_OUT, d, CYCLE + SECOND);
        for (int i = 2; i < 5; i++) assert_int_equal(region_cycle(engine, i * CYCLE), 0); /* nobody is left to ask */
        uint32_t e = region_courier(engine, "e", 5000, 0);
        (void)region_cycle(engine, 5 * CYCLE);
        assert_int_equal(engine->orders[a].courier, e);
        dd_engine_free(engine);
    }
}

/* The near courier could be there at 160 s; its shift ends a second before. */
static void nobody_is_asked_beyond_the_shift(void **state)
{
    (void)state;
    for (int policy = DD_POLICY_NEAREST; policy <= DD_POLICY_ROUTE; policy++) {
        for (int in_time = 0; in_time < 2; in_time++) {
            dd_engine *engine = open_with((dd_policy)policy, false);
            region_apply(engine, (dd_event){.kind = DD_EVENT_COURIER_ON, .name = "c", .until_ms = (159 + in_time) * SECOND});
            uint32_t d = region_courier(engine, "d", 300, 0), a = region_order(engine, "a", 100, 130, 0, 0);
            (void)region_cycle(engine, 0);
            assert_int_equal(engine->orders[a].courier, in_time ? 0 : d);
            dd_engine_free(engine);
        }
    }
}

/* An update says who else could have taken the new bundle, as an offer does: d could, from farther away. */
static void an_update_has_its_reasons(void **state)
{
    (void)state;
    dd_engine *engine = open_with(DD_POLICY_ROUTE, false);
    uint32_t c = region_courier(engine, "c", 0, 0), d = region_courier(engine, "d", 1000, 0);
    (void)region_order(engine, "a", 100, 130, 0, 0);
    (void)region_cycle(engine, 0);
    (void)region_order(engine, "b", 100, 131, 0, 0);
    dd_decisions decisions = region_decide(engine, CYCLE);
    const dd_event *update = region_find(&decisions, DD_EVENT_UPDATE);
    assert_true(update != NULL && update->courier == c && update->order_count == 2);
    assert_true(update->why.eligible == 2 && update->why.alternative_count == 1);
    assert_int_equal(update->why.alternatives[0].courier, d);
    assert_true(update->why.alternatives[0].terms.total_cost > update->why.terms.total_cost);
    dd_decisions_free(&decisions);
    dd_engine_free(engine);
}

/* b joins a while the courier is under way; cancelling takes either out; the last one leaves the courier to stand by. */
static void bundles_follow_the_plan(void **state)
{
    (void)state;
    dd_engine *engine = open_with(DD_POLICY_ROUTE, false);
    uint32_t c = region_courier(engine, "c", 0, 0), a = region_order(engine, "a", 100, 130, 0, 0);
    assert_int_equal(region_cycle(engine, 0), 1);
    uint32_t b = region_order(engine, "b", 100, 131, 0, 0);
    dd_decisions decisions = region_decide(engine, CYCLE);
    const dd_event *update = region_find(&decisions, DD_EVENT_UPDATE);
    assert_true(decisions.count == 2 && update != NULL && update->courier == c && update->order_count == 2);
    region_take(engine, &decisions);
    dd_decisions_free(&decisions);
    assert_true(engine->couriers[c].bundle[0] == a && engine->couriers[c].bundle[1] == b);
    assert_int_equal(region_cycle(engine, 2 * CYCLE), 0); /* nothing new, nothing said */
    region_apply(engine, (dd_event){.kind = DD_EVENT_ORDER_CANCELLED, .at_ms = 2 * CYCLE, .order = a});
    decisions = region_decide(engine, 3 * CYCLE);
    assert_int_equal(decisions.count, 1); /* the bundle holds b alone already */
    for (uint32_t i = 0; i < decisions.events[0].planned_count; i++) assert_int_not_equal(decisions.events[0].planned[i].order, a);
    region_take(engine, &decisions);
    dd_decisions_free(&decisions);
    region_apply(engine, (dd_event){.kind = DD_EVENT_ORDER_CANCELLED, .at_ms = 3 * CYCLE, .order = b});
    assert_int_equal(region_cycle(engine, 4 * CYCLE), 0);
    assert_int_equal(engine->couriers[c].state, DD_COURIER_MOVING);
    dd_engine_free(engine);
}

/* Ready together, doors a second apart: 12 s longer together, minutes longer one after the other. */
static void two_orders_of_one_kitchen_are_one_job(void **state)
{
    (void)state;
    for (int policy = DD_POLICY_ASSIGNMENT; policy <= DD_POLICY_ROUTE; policy++) {
        dd_engine *engine = open_with((dd_policy)policy, false);
        (void)region_courier(engine, "c", 0, 0);
        (void)region_order(engine, "a", 100, 400, 0, 0);
        (void)region_order(engine, "b", 100, 401, 0, 0);
        dd_decisions decisions = region_decide(engine, 0);
        const dd_event *offer = region_find(&decisions, DD_EVENT_OFFER);
        assert_true(offer != NULL && offer->order_count == 2 && region_count(&decisions, DD_EVENT_OFFER) == 1);
        dd_decisions_free(&decisions);
        dd_engine_free(engine);
    }
}

/* d signs on at the merchant's door while c is a quarter of an hour away. */
static void a_bound_order_changes_hands_only_where_it_may(void **state)
{
    (void)state;
    for (int may = 0; may < 2; may++) {
        dd_engine_config config = region_config(DD_POLICY_ROUTE);
        config.may_reassign = may;
        dd_engine *engine = region_open(&config);
        uint32_t c = region_courier(engine, "c", 1000, 0), a = region_order(engine, "a", 100, 130, 0, 0);
        assert_int_equal(region_cycle(engine, 0), 1);
        uint32_t d = region_courier(engine, "d", 100, 0);
        assert_int_equal(region_cycle(engine, CYCLE), may ? 2 : 0); /* an update to c, an offer to d */
        assert_int_equal(engine->orders[a].courier, may ? d : c);
        assert_int_equal(engine->couriers[c].state, may ? DD_COURIER_MOVING : DD_COURIER_TO_MERCHANT);
        dd_engine_free(engine);
    }
}

/* The kitchen is late beyond the end of the shift: a promise stays where nothing may be reassigned, else the courier is released. */
static void late_kitchens_and_promises(void **state)
{
    (void)state;
    for (int may = 0; may < 2; may++) {
        for (int policy = DD_POLICY_NEAREST; policy <= DD_POLICY_ROUTE; policy++) {
            dd_engine_config config = region_config((dd_policy)policy);
            config.may_reassign = may;
            dd_engine *engine = region_open(&config);
            region_apply(engine, (dd_event){.kind = DD_EVENT_COURIER_ON, .name = "c", .until_ms = 10 * MINUTE});
            uint32_t a = region_order(engine, "a", 100, 130, 0, 0);
            (void)region_cycle(engine, 0);
            region_says(engine, DD_EVENT_COURIER_ARRIVED, 0, 100 * SECOND);
            region_apply(engine, (dd_event){.kind = DD_EVENT_ORDER_READY_EXPECTED, .at_ms = 2 * MINUTE, .order = a, .ready_ms = 11 * MINUTE});
            uint32_t d = region_courier(engine, "d", 5000, 0), b = region_order(engine, "b", 200, 230, 0, 0);
            (void)region_cycle(engine, 3 * MINUTE);
            assert_int_equal(engine->orders[a].courier == 0, !may);
            assert_true(may || engine->couriers[0].state == DD_COURIER_AT_MERCHANT);
            assert_true(!may || engine->orders[a].courier == DD_NONE || engine->orders[a].courier == d);
            assert_true(engine->orders[b].courier == (may ? 0 : d) || policy == DD_POLICY_NEAREST || engine->orders[b].courier == DD_NONE);
            dd_engine_free(engine);
        }
    }
}

/* An update of c took the only order of d, whose own update got lost: the next cycle releases d. */
static void couriers_left_without_orders_are_released(void **state)
{
    (void)state;
    dd_engine *engine = open_with(DD_POLICY_ROUTE, false);
    uint32_t c = region_courier(engine, "c", 100, 0), d = region_courier(engine, "d", 900, 0);
    uint32_t a = region_order(engine, "a", 100, 130, 0, 0), b = region_order(engine, "b", 100, 131, 0, 0);
    region_offer(engine, c, &a, 1);
    region_offer(engine, d, &b, 1);
    const uint32_t both[] = {a, b};
    region_apply(engine, (dd_event){.kind = DD_EVENT_UPDATE, .courier = c, .orders = both, .order_count = 2});
    assert_int_equal(region_cycle(engine, CYCLE), 1);
    assert_int_equal(engine->couriers[d].state, DD_COURIER_MOVING);
    dd_engine_free(engine);
}

static void unservable_is_said_once(void **state)
{
    (void)state;
    dd_engine *engine = open_with(DD_POLICY_ROUTE, false);
    uint32_t a = region_order(engine, "a", 100, 130, 0, 700 * MINUTE); /* ready an hour after the only shift */
    assert_int_equal(region_cycle(engine, 0), 0);                         /* nobody has signed on yet */
    (void)region_courier(engine, "c", 0, 0);
    dd_decisions decisions = region_decide(engine, CYCLE);
    const dd_event *said = region_find(&decisions, DD_EVENT_UNSERVABLE);
    assert_true(decisions.count == 2 && said != NULL && said->order == a && said->courier == DD_NONE);
    region_take(engine, &decisions);
    dd_decisions_free(&decisions);
    assert_int_equal(region_cycle(engine, 2 * CYCLE), 0);
    dd_engine_free(engine);
}

/* c's shift ends with two jobs still in its plan; d comes later, and gets them. */
static void plans_of_ended_shifts_are_cleared(void **state)
{
    (void)state;
    for (int policy = DD_POLICY_NEAREST; policy <= DD_POLICY_ROUTE; policy++) {
        dd_engine *engine = open_with((dd_policy)policy, false);
        region_apply(engine, (dd_event){.kind = DD_EVENT_COURIER_ON, .name = "c", .until_ms = 10 * MINUTE});
        uint32_t a = region_order(engine, "a", 100, 130, 0, 0);
        const dd_planned planned = {a, true};
        const dd_plan_change change = {0, 0, 1};
        region_apply(engine, (dd_event){.kind = DD_EVENT_CYCLE, .changes = &change, .change_count = 1, .planned = &planned, .planned_count = 1});
        assert_int_equal(region_cycle(engine, 11 * MINUTE), 0);
        assert_int_equal(engine->plans.first[0], DD_NONE);
        uint32_t d = region_courier(engine, "d", 0, 0);
        (void)region_cycle(engine, 12 * MINUTE);
        assert_int_equal(engine->orders[a].courier, d);
        dd_engine_free(engine);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_courier_is_sent_when_waiting_would_cost),
        cmocka_unit_test(the_last_moment_is_not_missed),
        cmocka_unit_test(reasons_by_hand),
        cmocka_unit_test(declined_orders_go_to_another),
        cmocka_unit_test(nobody_is_asked_beyond_the_shift),
        cmocka_unit_test(an_update_has_its_reasons),
        cmocka_unit_test(bundles_follow_the_plan),
        cmocka_unit_test(two_orders_of_one_kitchen_are_one_job),
        cmocka_unit_test(a_bound_order_changes_hands_only_where_it_may),
        cmocka_unit_test(late_kitchens_and_promises),
        cmocka_unit_test(couriers_left_without_orders_are_released),
        cmocka_unit_test(unservable_is_said_once),
        cmocka_unit_test(plans_of_ended_shifts_are_cleared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
