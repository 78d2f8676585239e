/* The world, one courier at a time: 320 metres a minute, two minutes before and after each handover. */
#include "sim/world.h"

#include "support/check.h"

static const int64_t minute = 60000;

static dd_scenario_merchant merchants[] = {{"r0", {0, 0}}, {"r1", {6400, 0}}};

/* c0 starts ten minutes from r0.  Both orders are of r0; o0's door is two minutes off, o1's one minute further. */
static dd_scenario_courier couriers[] = {{.name = "c0", .point = {3200, 0}, .on_ms = 0, .off_ms = 6000000, .taste_permille = 1000, .pace_permille = 1000}};

static dd_scenario_order orders[] = {
    {.name = "o0", .merchant = 0, .point = {0, 640}, .placed_ms = 300000, .expected_ms = 1200000, .ready_ms = 1200000, .size = 1},
    {.name = "o1", .merchant = 0, .point = {0, 960}, .placed_ms = 360000, .expected_ms = 1200000, .ready_ms = 1200000, .size = 1},
};

static dd_scenario scenario_of(void)
{
    dd_scenario scenario = {
        .config = dd_engine_config_default(),
        .merchants = merchants,
        .couriers = couriers,
        .orders = orders,
        .merchant_count = 2,
        .courier_count = 1,
        .order_count = 2,
        .end_ms = 6000000,
    };
    scenario.behaviour.is_by_the_minute = true;
    scenario.config.travel =
        (dd_travel_rule){.metric = DD_TRAVEL_EUCLIDEAN, .speed_m_per_s = 320.0 / 60, .round_ms = 60000, .rounding = DD_ROUND_UP};
    scenario.config.cycle_ms = minute;
    scenario.config.pickup_before_ms = scenario.config.pickup_after_ms = 2 * minute;
    scenario.config.drop_before_ms = scenario.config.drop_after_ms = 2 * minute;
    scenario.config.needs_acceptance = false;
    return scenario;
}

static dd_world *world_of(const dd_scenario *scenario)
{
    dd_world *world = NULL;
    assert_status(dd_world_create(scenario, &world, NULL), DD_STATUS_OK);
    return world;
}

/* Plays to a minute and expects exactly one event of this kind, at this minute; a kind of 0 expects none. */
static dd_event expect(dd_world *world, int64_t until_minute, bool holds_pickups, dd_event_kind kind, int64_t at_minute)
{
    uint32_t count;
    dd_event found = {0};
    dd_world_clear(world);
    assert_status(dd_world_play(world, until_minute * minute, holds_pickups, NULL), DD_STATUS_OK);
    const dd_event *events = dd_world_events(world, &count);
    assert_int_equal(count, kind != 0);
    if (count == 0) return found;
    found = events[0];
    assert_string_equal(dd_event_kind_text(found.kind), dd_event_kind_text(kind));
    assert_int_equal(found.at_ms, at_minute * minute);
    return found;
}

/* Plays to the end of a minute whatever happens. */
static void skip_to(dd_world *world, int64_t until_minute)
{
    assert_status(dd_world_play(world, until_minute * minute, false, NULL), DD_STATUS_OK);
    dd_world_clear(world);
}

static dd_status tell(dd_world *world, dd_event_kind kind, int64_t at_minute, uint32_t merchant, const uint32_t *list, uint32_t count)
{
    dd_event event = {.kind = kind, .at_ms = at_minute * minute, .merchant = merchant, .orders = list, .order_count = count, .offer = 1};
    return dd_world_tell(world, &event, NULL);
}

static const uint32_t first[] = {0}, both[] = {0, 1};

static void a_courier_obeys_to_the_minute(void **state)
{
    (void)state;
    dd_scenario scenario = scenario_of();
    dd_world *world = world_of(&scenario);
    skip_to(world, 6);
    assert_status(tell(world, DD_EVENT_OFFER, 6, 0, first, 1), DD_STATUS_OK);
    expect(world, 16, true, DD_EVENT_COURIER_ARRIVED, 16);
    expect(world, 19, true, (dd_event_kind)0, 0);
    skip_to(world, 19);
    assert_status(dd_world_play(world, 20 * minute, true, NULL), DD_STATUS_OK);
    dd_world_clear(world); /* the kitchen is done at 20; the pickup of that minute waits for its decisions */
    dd_event picked = expect(world, 20, false, DD_EVENT_PICKED_UP, 20);
    assert_int_equal(picked.order_count, 1);
    expect(world, 25, true, (dd_event_kind)0, 0);
    expect(world, 60, true, DD_EVENT_DELIVERED, 26); /* 20 + 2 + 2 + 2 */
    const dd_trace *trace = dd_world_trace(world);
    assert_int_equal(trace->trip_count, 2);
    assert_int_equal(trace->trips[0].depart_ms, 6 * minute);
    assert_int_equal(trace->trips[1].depart_ms, 22 * minute);
    assert_int_equal(trace->pickup_count, 1);
    assert_int_equal(trace->pickups[0].assigned_ms, 6 * minute);
    dd_world_free(world);
}

static void the_standing_bundle_is_what_is_picked_up(void **state)
{
    (void)state;
    dd_scenario scenario = scenario_of();
    dd_world *world = world_of(&scenario);
    skip_to(world, 6);
    assert_status(tell(world, DD_EVENT_OFFER, 6, 0, first, 1), DD_STATUS_OK);
    assert_status(dd_world_play(world, 20 * minute, true, NULL), DD_STATUS_OK);
    assert_status(tell(world, DD_EVENT_UPDATE, 20, 0, both, 2), DD_STATUS_OK);
    dd_event picked = expect(world, 20, false, DD_EVENT_PICKED_UP, 20);
    assert_int_equal(picked.order_count, 2);
    expect(world, 26, false, DD_EVENT_DELIVERED, 26);
    expect(world, 60, false, DD_EVENT_DELIVERED, 31); /* 26 + 2, a minute's way, + 2 */
    assert_int_equal(dd_world_trace(world)->pickups[0].assigned_ms, 20 * minute);
    dd_world_free(world);
}

static void an_empty_update_releases_the_courier_where_it_stands(void **state)
{
    (void)state;
    dd_scenario scenario = scenario_of();
    dd_world *world = world_of(&scenario);
    skip_to(world, 6);
    assert_status(tell(world, DD_EVENT_OFFER, 6, 0, first, 1), DD_STATUS_OK);
    skip_to(world, 17);
    assert_status(tell(world, DD_EVENT_UPDATE, 17, 0, NULL, 0), DD_STATUS_OK);
    skip_to(world, 30);
    assert_int_equal(dd_world_trace(world)->pickup_count, 0);
    assert_status(tell(world, DD_EVENT_OFFER, 30, 0, both, 2), DD_STATUS_OK);
    expect(world, 30, false, DD_EVENT_PICKED_UP, 30); /* stands there since 16: no trip, no arrival */
    assert_int_equal(dd_world_trace(world)->trip_count, 2);
    dd_world_free(world);
}

static void a_courier_released_under_way_goes_on_and_stands_by(void **state)
{
    (void)state;
    dd_scenario scenario = scenario_of();
    dd_world *world = world_of(&scenario);
    skip_to(world, 6);
    assert_status(tell(world, DD_EVENT_OFFER, 6, 0, first, 1), DD_STATUS_OK);
    skip_to(world, 10);
    assert_status(tell(world, DD_EVENT_UPDATE, 10, 0, NULL, 0), DD_STATUS_OK);
    expect(world, 18, false, DD_EVENT_COURIER_ARRIVED, 16);
    assert_status(tell(world, DD_EVENT_MOVE, 18, 0, NULL, 0), DD_STATUS_OK);
    expect(world, 18, false, DD_EVENT_COURIER_ARRIVED, 18);
    dd_world_free(world);
}

static void a_cancelled_order_leaves_the_bundle(void **state)
{
    (void)state;
    dd_scenario scenario = scenario_of();
    dd_scenario_order changed[] = {orders[0], orders[1]};
    changed[0].cancel_ms = 18 * minute;
    scenario.orders = changed;
    dd_world *world = world_of(&scenario);
    skip_to(world, 6);
    assert_status(tell(world, DD_EVENT_OFFER, 6, 0, both, 2), DD_STATUS_OK);
    skip_to(world, 17);
    expect(world, 19, false, DD_EVENT_ORDER_CANCELLED, 18);
    assert_status(dd_world_play(world, 21 * minute, false, NULL), DD_STATUS_OK);
    assert_int_equal(dd_world_trace(world)->pickups[0].count, 1);
    assert_int_equal(dd_world_trace(world)->orders[0], 1);
    dd_world_free(world);
}

static void a_bound_courier_signs_off_after_its_pickup(void **state)
{
    (void)state;
    dd_scenario scenario = scenario_of();
    dd_scenario_courier changed = couriers[0];
    changed.off_ms = 19 * minute;
    scenario.couriers = &changed;
    dd_world *world = world_of(&scenario);
    skip_to(world, 6);
    assert_status(tell(world, DD_EVENT_OFFER, 6, 0, first, 1), DD_STATUS_OK);
    skip_to(world, 16);
    expect(world, 19, false, (dd_event_kind)0, 0);
    assert_status(dd_world_play(world, 20 * minute, false, NULL), DD_STATUS_OK);
    uint32_t count;
    const dd_event *events = dd_world_events(world, &count);
    assert_int_equal(count, 4); /* ready, ready, picked up, off */
    assert_int_equal(events[2].kind, DD_EVENT_PICKED_UP);
    assert_int_equal(events[3].kind, DD_EVENT_COURIER_OFF);
    dd_world_clear(world);
    expect(world, 60, false, DD_EVENT_DELIVERED, 26);
    assert_true(dd_world_is_over(world, 6000001));
    dd_world_free(world);
}

static void couriers_answer_decline_or_say_nothing(void **state)
{
    (void)state;
    static const struct {
        uint32_t decline, silence;
        dd_event_kind kind;
    } cases[] = {{0, 0, DD_EVENT_OFFER_ACCEPTED}, {1000000, 0, DD_EVENT_OFFER_DECLINED}, {0, 1000, DD_EVENT_OFFER_TIMED_OUT}};
    for (size_t i = 0; i < 3; i++) {
        dd_scenario scenario = scenario_of();
        scenario.config.needs_acceptance = true;
        scenario.config.offer_timeout_ms = 2 * minute;
        scenario.behaviour.decline_permille = cases[i].decline;
        scenario.behaviour.silence_permille = cases[i].silence;
        scenario.behaviour.answer_least_ms = scenario.behaviour.answer_most_ms = minute;
        dd_world *world = world_of(&scenario);
        skip_to(world, 6);
        assert_status(tell(world, DD_EVENT_OFFER, 6, 0, first, 1), DD_STATUS_OK);
        expect(world, 10, false, cases[i].kind, cases[i].kind == DD_EVENT_OFFER_TIMED_OUT ? 8 : 7);
        if (cases[i].kind == DD_EVENT_OFFER_ACCEPTED) expect(world, 19, false, DD_EVENT_COURIER_ARRIVED, 17);
        else expect(world, 19, false, (dd_event_kind)0, 0);
        dd_world_free(world);
    }
}

static void impossible_decisions_are_refused(void **state)
{
    (void)state;
    dd_scenario scenario = scenario_of();
    dd_world *world = world_of(&scenario);
    skip_to(world, 5);
    assert_status(tell(world, DD_EVENT_OFFER, 5, 0, both, 2), DD_STATUS_CONFLICT); /* o1 is not placed yet */
    assert_status(tell(world, DD_EVENT_OFFER, 5, 1, first, 1), DD_STATUS_CONFLICT); /* r1 has no order yet */
    assert_status(tell(world, DD_EVENT_OFFER, 5, 0, NULL, 0), DD_STATUS_CONFLICT);
    assert_status(tell(world, DD_EVENT_UPDATE, 5, 0, first, 1), DD_STATUS_CONFLICT);
    assert_status(tell(world, DD_EVENT_OFFER, 5, 0, first, 1), DD_STATUS_OK);
    assert_status(tell(world, DD_EVENT_OFFER, 5, 0, first, 1), DD_STATUS_CONFLICT);
    assert_status(tell(world, DD_EVENT_MOVE, 5, 0, NULL, 0), DD_STATUS_CONFLICT);
    dd_world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_courier_obeys_to_the_minute),
        cmocka_unit_test(the_standing_bundle_is_what_is_picked_up),
        cmocka_unit_test(an_empty_update_releases_the_courier_where_it_stands),
        cmocka_unit_test(a_courier_released_under_way_goes_on_and_stands_by),
        cmocka_unit_test(a_cancelled_order_leaves_the_bundle),
        cmocka_unit_test(a_bound_courier_signs_off_after_its_pickup),
        cmocka_unit_test(couriers_answer_decline_or_say_nothing),
        cmocka_unit_test(impossible_decisions_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
