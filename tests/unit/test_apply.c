/* Apply: what each event does to couriers and orders.  Times are added by hand: a unit of distance takes a second, a pickup 60 s before and
 * 60 s after, a drop 30 s and 30 s (support/region.h). */
#include "support/region.h"

static const int64_t NOW = 10 * MINUTE;

static dd_engine *open_at_now(bool needs_acceptance, bool may_divert)
{
    dd_engine_config config = region_config(DD_POLICY_ROUTE);
    config.needs_acceptance = needs_acceptance;
    config.may_divert = may_divert;
    dd_engine *engine = region_open(&config);
    region_apply(engine, (dd_event){.kind = DD_EVENT_CYCLE, .at_ms = NOW});
    return engine;
}

static void assert_courier(const dd_engine *engine, uint32_t ix, dd_courier_state expected, double x, int64_t free_ms)
{
    dd_courier_view courier = dd_engine_courier_at(engine, ix);
    if (courier.state == expected && courier.point.x == x && courier.free_ms == free_ms) return;
    print_error("courier %u: state %d, x %g, free %lld; expected %d, %g, %lld\n", (unsigned)ix, (int)courier.state, courier.point.x,
                (long long)courier.free_ms, (int)expected, x, (long long)free_ms);
    fail();
}

static void a_courier_signs_on_and_off(void **state)
{
    (void)state;
    dd_engine *engine = open_at_now(false, false);
    region_apply(engine, (dd_event){.kind = DD_EVENT_COURIER_ON, .at_ms = NOW, .name = "c", .point = {3, 4}, .until_ms = NOW + 60 * MINUTE, .count = 2});
    assert_courier(engine, 0, DD_COURIER_IDLE, 3, NOW);
    assert_int_equal(dd_engine_courier_at(engine, 0).shift_end_ms, NOW + 60 * MINUTE);
    assert_int_equal(dd_state_bundle_limit(engine, &engine->couriers[0]), 2);
    region_apply(engine, (dd_event){.kind = DD_EVENT_COURIER_POSITION, .at_ms = NOW + 1, .courier = 0, .point = {5, 0}});
    assert_courier(engine, 0, DD_COURIER_IDLE, 5, NOW);
    region_says(engine, DD_EVENT_COURIER_OFF, 0, NOW + 2);
    assert_int_equal(dd_engine_courier_at(engine, 0).state, DD_COURIER_OFF);
    /* Back again for an announced shift, with the same index and no limit of its own. */
    region_apply(engine, (dd_event){.kind = DD_EVENT_COURIER_ON, .at_ms = NOW + 3, .name = "c", .ready_ms = NOW + 99, .until_ms = NOW + 100});
    assert_int_equal(dd_engine_courier_count(engine), 1);
    assert_courier(engine, 0, DD_COURIER_IDLE, 0, NOW + 99);
    assert_int_equal(dd_state_bundle_limit(engine, &engine->couriers[0]), 4);
    dd_engine_free(engine);
}

static void an_order_lives(void **state)
{
    (void)state;
    dd_engine *engine = open_at_now(false, false);
    uint32_t a = region_order(engine, "a", 100, 130, 0, NOW + 5 * MINUTE);
    dd_order_view order = dd_engine_order_at(engine, a);
    assert_true(order.state == DD_ORDER_OPEN && order.courier == DD_NONE && order.placed_ms == NOW && order.size == 1);
    assert_int_equal(order.due_ms, NOW + 40 * MINUTE); /* none of its own: placed + target */
    assert_string_equal(dd_engine_merchant_at(engine, order.merchant).name, "m100");
    region_apply(engine, (dd_event){.kind = DD_EVENT_ORDER_READY_EXPECTED, .at_ms = NOW, .order = a, .ready_ms = NOW + 7});
    assert_int_equal(dd_engine_order_at(engine, a).ready_ms, NOW + 7);
    region_apply(engine, (dd_event){.kind = DD_EVENT_ORDER_READY, .at_ms = NOW + 9, .order = a});
    assert_true(dd_engine_order_at(engine, a).ready_ms == NOW + 9 && engine->orders[a].is_ready);
    region_apply(engine, (dd_event){.kind = DD_EVENT_ORDER_CHANGED, .at_ms = NOW + 9, .order = a, .point = {7, 8}});
    assert_true(dd_engine_order_at(engine, a).point.y == 8 && dd_engine_order_at(engine, a).due_ms == NOW + 40 * MINUTE);
    region_apply(engine, (dd_event){.kind = DD_EVENT_ORDER_CHANGED, .at_ms = NOW + 9, .order = a, .point = {7, 8}, .until_ms = NOW + 11});
    assert_int_equal(dd_engine_order_at(engine, a).due_ms, NOW + 11);
    uint32_t b = region_order(engine, "b", 100, 0, 0, 0);
    assert_int_equal(dd_engine_merchant_count(engine), 1);
    assert_int_equal(dd_engine_open_orders(engine), 2);
    region_apply(engine, (dd_event){.kind = DD_EVENT_ORDER_CANCELLED, .at_ms = NOW + 9, .order = a});
    assert_true(dd_engine_order_at(engine, a).state == DD_ORDER_CANCELLED && dd_engine_open_orders(engine) == 1 && engine->open[0] == b);
    assert_true(dd_engine_find_order(engine, "b") == b && dd_engine_find_order(engine, "x") == DD_NONE && dd_engine_find_courier(engine, "b") == DD_NONE);
    dd_engine_free(engine);
}

/* From (0,0) to m100: 100 s.  Pickup at 3:00: out at 4:00, door (130,0) 30 s on: 4:30 + 0:30, out 0:30 later at 5:30; then 70 s to (200,0):
 * 6:40 + 0:30 + 0:30 = 7:40 after NOW. */
static void a_job_from_offer_to_door(void **state)
{
    (void)state;
    dd_engine *engine = open_at_now(false, false);
    uint32_t c = region_courier(engine, "c", 0, 0), a = region_order(engine, "a", 100, 130, 0, NOW), b = region_order(engine, "b", 100, 200, 0, NOW);
    const uint32_t both[] = {a, b};
    region_offer(engine, c, both, 2);
    assert_courier(engine, c, DD_COURIER_TO_MERCHANT, 100, NOW + 100 * SECOND);
    assert_int_equal(dd_engine_courier_at(engine, c).arrive_ms, NOW + 100 * SECOND);
    assert_true(dd_engine_order_at(engine, a).state == DD_ORDER_BOUND && dd_engine_order_at(engine, b).courier == c);
    region_apply(engine, (dd_event){.kind = DD_EVENT_COURIER_POSITION, .at_ms = NOW + 60 * SECOND, .courier = c, .point = {40, 0}}); /* slow: 60 s left */
    assert_int_equal(dd_engine_courier_at(engine, c).arrive_ms, NOW + 120 * SECOND);
    region_says(engine, DD_EVENT_COURIER_ARRIVED, c, NOW + 115 * SECOND);
    assert_courier(engine, c, DD_COURIER_AT_MERCHANT, 100, NOW + 115 * SECOND);
    region_says(engine, DD_EVENT_COURIER_ARRIVED, c, NOW + 125 * SECOND); /* said again: no effect */
    assert_courier(engine, c, DD_COURIER_AT_MERCHANT, 100, NOW + 115 * SECOND);
    region_pick_up(engine, c, both, 2, NOW + 3 * MINUTE);
    assert_courier(engine, c, DD_COURIER_DELIVERING, 200, NOW + 7 * MINUTE + 40 * SECOND);
    assert_true(dd_engine_order_at(engine, a).state == DD_ORDER_ON_BOARD && dd_engine_order_at(engine, a).picked_ms == NOW + 3 * MINUTE);
    assert_int_equal(engine->open_count, 0);
    assert_int_equal(dd_engine_open_orders(engine), 2);
    /* The far door moves 20 s nearer to (180,0): 20 s less. */
    region_apply(engine, (dd_event){.kind = DD_EVENT_ORDER_CHANGED, .at_ms = NOW + 4 * MINUTE, .order = b, .point = {180, 0}});
    assert_courier(engine, c, DD_COURIER_DELIVERING, 180, NOW + 7 * MINUTE + 20 * SECOND);
    /* The second is dropped first, at 6:00; out 6:30, back 50 s to (130,0) and 60 s there: 8:20. */
    region_drop(engine, c, b, NOW + 6 * MINUTE);
    assert_courier(engine, c, DD_COURIER_DELIVERING, 130, NOW + 8 * MINUTE + 20 * SECOND);
    assert_true(engine->couriers[c].bundle[0] == b && engine->couriers[c].dropped == 1 && dd_engine_order_at(engine, b).delivered_ms == NOW + 6 * MINUTE);
    /* Its own door moves to (160,0): 6:30 + 20 s + 60 s = 7:50. */
    region_apply(engine, (dd_event){.kind = DD_EVENT_ORDER_CHANGED, .at_ms = NOW + 6 * MINUTE, .order = a, .point = {160, 0}});
    assert_courier(engine, c, DD_COURIER_DELIVERING, 160, NOW + 7 * MINUTE + 50 * SECOND);
    region_apply(engine, (dd_event){.kind = DD_EVENT_FAILED, .at_ms = NOW + 8 * MINUTE, .courier = c, .order = a});
    assert_courier(engine, c, DD_COURIER_IDLE, 160, NOW + 8 * MINUTE + 30 * SECOND);
    assert_true(dd_engine_order_at(engine, a).state == DD_ORDER_FAILED && dd_engine_open_orders(engine) == 0);
    dd_engine_free(engine);
}

static void an_answer_decides(void **state)
{
    (void)state;
    dd_engine *engine = open_at_now(true, false);
    uint32_t c = region_courier(engine, "c", 0, 0), a = region_order(engine, "a", 100, 130, 0, NOW), b = region_order(engine, "b", 100, 200, 0, NOW);
    const uint32_t both[] = {a, b};
    for (dd_event_kind no = DD_EVENT_OFFER_DECLINED; no <= DD_EVENT_OFFER_TIMED_OUT; no++) {
        region_offer(engine, c, both, 2);
        assert_courier(engine, c, DD_COURIER_OFFERED, 0, NOW);
        region_says(engine, no, c, NOW);
        assert_courier(engine, c, DD_COURIER_IDLE, 0, NOW);
        assert_int_equal(dd_engine_courier_at(engine, c).merchant, DD_NONE);
        assert_true(dd_engine_order_at(engine, a).state == DD_ORDER_OPEN && dd_engine_order_at(engine, a).courier == DD_NONE);
    }
    assert_int_equal(dd_engine_order_at(engine, a).declines, 2);
    assert_true(dd_state_has_declined(&engine->couriers[c], a) && dd_state_has_declined(&engine->couriers[c], b));
    region_offer(engine, c, both, 1);
    region_says(engine, DD_EVENT_OFFER_ACCEPTED, c, NOW + MINUTE); /* sets out when it accepts */
    assert_courier(engine, c, DD_COURIER_TO_MERCHANT, 100, NOW + MINUTE + 100 * SECOND);
    dd_engine_free(engine);
}

/* A whole bundle can be remembered as declined. */
static void twelve_declined_orders_are_remembered(void **state)
{
    (void)state;
    dd_engine_config config = region_config(DD_POLICY_ROUTE);
    config.needs_acceptance = true;
    config.max_bundle = DD_BUNDLE_MAX;
    dd_engine *engine = region_open(&config);
    uint32_t orders[DD_BUNDLE_MAX], c = region_courier(engine, "c", 0, 0);
    for (uint32_t i = 0; i < DD_BUNDLE_MAX; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "o%u", (unsigned)i);
        orders[i] = region_order(engine, name, 5, i, 0, 0);
    }
    region_offer(engine, c, orders, DD_BUNDLE_MAX);
    region_says(engine, DD_EVENT_OFFER_DECLINED, c, 1);
    for (uint32_t i = 0; i < DD_BUNDLE_MAX; i++) assert_true(dd_state_has_declined(&engine->couriers[c], orders[i]));
    dd_engine_free(engine);
}

/* A courier that stands by at a merchant and gets no job there after all goes on standing there. */
static void standing_by_survives_an_offer(void **state)
{
    (void)state;
    for (int how = 0; how < 3; how++) {
        dd_engine *engine = open_at_now(true, false);
        uint32_t c = region_courier(engine, "c", 0, 0), a = region_order(engine, "a", 100, 130, 0, NOW), b = region_order(engine, "b", 300, 130, 0, NOW);
        region_apply(engine, (dd_event){.kind = DD_EVENT_MOVE, .at_ms = NOW, .courier = c, .merchant = 0});
        assert_courier(engine, c, DD_COURIER_MOVING, 100, NOW + 100 * SECOND);
        region_says(engine, DD_EVENT_COURIER_ARRIVED, c, NOW + 90 * SECOND);
        assert_courier(engine, c, DD_COURIER_IDLE, 100, NOW + 90 * SECOND);
        region_offer(engine, c, how == 2 ? &b : &a, 1);
        if (how == 0) region_says(engine, DD_EVENT_OFFER_DECLINED, c, NOW + 2 * MINUTE);
        else region_apply(engine, (dd_event){.kind = DD_EVENT_ORDER_CANCELLED, .at_ms = NOW + 2 * MINUTE, .order = how == 2 ? b : a});
        assert_courier(engine, c, DD_COURIER_IDLE, 100, NOW + 90 * SECOND);
        assert_int_equal(dd_engine_courier_at(engine, c).merchant, how == 2 ? DD_NONE : 0); /* an offer elsewhere forgets it */
        dd_engine_free(engine);
    }
}

/* Offered where it stands: no way to go.  Offered what it moves to: the way goes on, however late it is. */
static void offers_on_the_way(void **state)
{
    (void)state;
    dd_engine *engine = open_at_now(false, false);
    uint32_t c = region_courier(engine, "c", 0, 0), a = region_order(engine, "a", 100, 130, 0, NOW);
    region_apply(engine, (dd_event){.kind = DD_EVENT_MOVE, .at_ms = NOW, .courier = c, .merchant = 0});
    region_apply(engine, (dd_event){.kind = DD_EVENT_CYCLE, .at_ms = NOW + 150 * SECOND}); /* expected at 100 s, and has not said that it is there */
    region_offer(engine, c, &a, 1);
    assert_courier(engine, c, DD_COURIER_TO_MERCHANT, 100, NOW + 100 * SECOND);
    region_says(engine, DD_EVENT_COURIER_ARRIVED, c, NOW + 160 * SECOND);
    assert_courier(engine, c, DD_COURIER_AT_MERCHANT, 100, NOW + 160 * SECOND);
    region_apply(engine, (dd_event){.kind = DD_EVENT_UPDATE, .at_ms = NOW + 160 * SECOND, .courier = c});
    assert_courier(engine, c, DD_COURIER_IDLE, 100, NOW + 160 * SECOND);
    region_offer(engine, c, &a, 1);
    assert_courier(engine, c, DD_COURIER_AT_MERCHANT, 100, NOW + 160 * SECOND); /* is there already */
    dd_engine_free(engine);
}

/* The offer reached it under way, and it arrives before it answers. */
static void arriving_before_answering(void **state)
{
    (void)state;
    dd_engine *engine = open_at_now(true, false);
    uint32_t c = region_courier(engine, "c", 0, 0), a = region_order(engine, "a", 100, 130, 0, NOW);
    region_apply(engine, (dd_event){.kind = DD_EVENT_MOVE, .at_ms = NOW, .courier = c, .merchant = 0});
    region_offer(engine, c, &a, 1);
    region_says(engine, DD_EVENT_COURIER_ARRIVED, c, NOW + 100 * SECOND);
    assert_courier(engine, c, DD_COURIER_OFFERED, 100, NOW + 100 * SECOND);
    region_says(engine, DD_EVENT_OFFER_ACCEPTED, c, NOW + 110 * SECOND);
    assert_courier(engine, c, DD_COURIER_AT_MERCHANT, 100, NOW + 100 * SECOND);
    dd_engine_free(engine);
}

/* Under way to m100 and turned round at (40,0), 40 s on: back to m0 40 s. */
static void a_moving_courier_is_turned_round(void **state)
{
    (void)state;
    dd_engine *engine = open_at_now(false, true);
    uint32_t c = region_courier(engine, "c", 0, 0), b = region_order(engine, "b", 0, 5, 0, NOW);
    (void)region_order(engine, "a", 100, 130, 0, NOW);
    region_apply(engine, (dd_event){.kind = DD_EVENT_MOVE, .at_ms = NOW, .courier = c, .merchant = 1});
    region_apply(engine, (dd_event){.kind = DD_EVENT_COURIER_POSITION, .at_ms = NOW + 40 * SECOND, .courier = c, .point = {40, 0}});
    region_offer(engine, c, &b, 1);
    assert_courier(engine, c, DD_COURIER_TO_MERCHANT, 0, NOW + 80 * SECOND);
    dd_engine_free(engine);
}

static void bundles_change_hands(void **state)
{
    (void)state;
    dd_engine *engine = open_at_now(false, false);
    uint32_t c = region_courier(engine, "c", 0, 0), d = region_courier(engine, "d", 10, 0);
    uint32_t a = region_order(engine, "a", 100, 130, 0, NOW), b = region_order(engine, "b", 100, 200, 0, NOW);
    region_offer(engine, c, &a, 1);
    region_offer(engine, d, &b, 1);
    const uint32_t both[] = {b, a};
    region_apply(engine, (dd_event){.kind = DD_EVENT_UPDATE, .at_ms = NOW, .courier = c, .orders = both, .order_count = 2});
    assert_true(engine->couriers[c].bundle_count == 2 && engine->couriers[c].bundle[0] == b && engine->orders[b].courier == c);
    assert_true(engine->couriers[d].bundle_count == 0 && engine->couriers[d].state == DD_COURIER_TO_MERCHANT); /* until its own update */
    region_apply(engine, (dd_event){.kind = DD_EVENT_UPDATE, .at_ms = NOW, .courier = d});
    assert_courier(engine, d, DD_COURIER_MOVING, 100, NOW + 90 * SECOND); /* goes on to stand by */
    region_apply(engine, (dd_event){.kind = DD_EVENT_ORDER_CANCELLED, .at_ms = NOW, .order = a});
    assert_int_equal(engine->couriers[c].bundle_count, 1);
    region_apply(engine, (dd_event){.kind = DD_EVENT_ORDER_CANCELLED, .at_ms = NOW, .order = b});
    assert_courier(engine, c, DD_COURIER_MOVING, 100, NOW + 100 * SECOND);
    dd_engine_free(engine);
}

/* What was not taken is open again; what was taken before it was said to be ready was ready. */
static void a_part_of_the_bundle_is_taken(void **state)
{
    (void)state;
    dd_engine *engine = open_at_now(false, false);
    uint32_t c = region_courier(engine, "c", 0, 0);
    uint32_t a = region_order(engine, "a", 100, 130, 0, NOW + 30 * MINUTE), b = region_order(engine, "b", 100, 200, 0, NOW);
    const uint32_t both[] = {a, b};
    region_offer(engine, c, both, 2);
    region_pick_up(engine, c, &a, 1, NOW + 5 * MINUTE); /* without a word of its arrival */
    assert_true(dd_engine_order_at(engine, b).state == DD_ORDER_OPEN && dd_engine_order_at(engine, b).courier == DD_NONE);
    assert_int_equal(dd_engine_order_at(engine, a).ready_ms, NOW + 5 * MINUTE);
    dd_engine_free(engine);
}

static void signing_off_in_every_state(void **state)
{
    (void)state;
    dd_engine *engine = open_at_now(true, false);
    uint32_t c = region_courier(engine, "c", 0, 0), a = region_order(engine, "a", 100, 130, 0, NOW);
    for (int steps = 0; steps < 4; steps++) {
        region_offer(engine, c, &a, 1);
        if (steps > 0) region_says(engine, DD_EVENT_OFFER_ACCEPTED, c, NOW);
        if (steps > 1) region_says(engine, DD_EVENT_COURIER_ARRIVED, c, NOW);
        if (steps > 2) region_pick_up(engine, c, &a, 1, NOW);
        region_says(engine, DD_EVENT_COURIER_OFF, c, NOW);
        if (steps == 3) break;
        assert_int_equal(dd_engine_courier_at(engine, c).state, DD_COURIER_OFF);
        assert_int_equal(dd_engine_order_at(engine, a).state, DD_ORDER_OPEN);
        (void)region_courier(engine, "c", 0, 0);
    }
    assert_true(dd_engine_courier_at(engine, c).state == DD_COURIER_DELIVERING && engine->couriers[c].is_leaving); /* brings it to the door first */
    region_drop(engine, c, a, NOW + 1);
    assert_int_equal(dd_engine_courier_at(engine, c).state, DD_COURIER_OFF);
    dd_engine_free(engine);
}

static void assert_plan(const dd_engine *engine, uint32_t courier, const char *expected)
{
    char text[64] = "";
    for (uint32_t ix = engine->plans.first[courier]; ix != DD_NONE; ix = engine->plans.links[ix].next) {
        size_t length = strlen(text);
        (void)snprintf(text + length, sizeof text - length, "%s%s", engine->plans.links[ix].starts_job ? "|" : "", dd_engine_order_at(engine, ix).name);
    }
    assert_string_equal(text, expected);
}

static void plans_are_kept_in_order(void **state)
{
    (void)state;
    dd_engine *engine = open_at_now(false, false);
    uint32_t c = region_courier(engine, "c", 0, 0), d = region_courier(engine, "d", 0, 0);
    static const char *const names[] = {"p", "q", "r", "s", "t"};
    for (int i = 0; i < 5; i++) (void)region_order(engine, names[i], 100, i, 0, NOW);
    static const dd_planned planned[] = {{0, false}, {1, false}, {2, true}, {3, false}, {4, true}, {1, true}};
    const dd_plan_change first[] = {{c, 0, 5}}, second[] = {{d, 5, 1}}, both[] = {{c, 2, 2}, {d, 0, 2}}, none[] = {{c, 0, 0}};
    region_apply(engine, (dd_event){.kind = DD_EVENT_CYCLE, .at_ms = NOW, .changes = first, .change_count = 1, .planned = planned, .planned_count = 6});
    assert_plan(engine, c, "|pq|rs|t"); /* the first starts a job whatever the event says */
    region_apply(engine, (dd_event){.kind = DD_EVENT_CYCLE, .at_ms = NOW, .changes = second, .change_count = 1, .planned = planned, .planned_count = 6});
    assert_plan(engine, c, "|p|rs|t");
    assert_plan(engine, d, "|q");
    region_apply(engine, (dd_event){.kind = DD_EVENT_ORDER_CANCELLED, .at_ms = NOW, .order = 2});
    assert_plan(engine, c, "|p|s|t"); /* the head of the job is gone: the next one leads */
    const uint32_t offered = 0;
    region_offer(engine, d, &offered, 1);
    assert_plan(engine, c, "|s|t");
    assert_status(dd_engine_apply(engine, &(dd_event){.kind = DD_EVENT_CYCLE, .at_ms = NOW, .changes = both, .change_count = 2, .planned = planned,
                                                      .planned_count = 6}, NULL), DD_STATUS_CONFLICT); /* r is cancelled */
    assert_plan(engine, c, "|s|t");
    region_apply(engine, (dd_event){.kind = DD_EVENT_CYCLE, .at_ms = NOW, .changes = none, .change_count = 1});
    assert_plan(engine, c, "");
    region_apply(engine, (dd_event){.kind = DD_EVENT_CYCLE, .at_ms = NOW, .changes = second, .change_count = 1, .planned = planned, .planned_count = 6});
    region_says(engine, DD_EVENT_COURIER_OFF, d, NOW);
    assert_plan(engine, d, "");
    assert_int_equal(engine->cycles, 5);
    dd_engine_free(engine);
}

/* A forged journal may put a bound order into another courier's plan; picking it up takes it out. */
static void a_planned_order_that_is_picked_up_leaves_the_plan(void **state)
{
    (void)state;
    dd_engine *engine = open_at_now(false, false);
    uint32_t c = region_courier(engine, "c", 0, 0), d = region_courier(engine, "d", 0, 0), a = region_order(engine, "a", 100, 130, 0, NOW);
    region_offer(engine, c, &a, 1);
    const dd_planned planned = {a, true};
    const dd_plan_change change = {d, 0, 1};
    region_apply(engine, (dd_event){.kind = DD_EVENT_CYCLE, .at_ms = NOW, .changes = &change, .change_count = 1, .planned = &planned, .planned_count = 1});
    region_pick_up(engine, c, &a, 1, NOW);
    assert_plan(engine, d, "");
    dd_engine_free(engine);
}

static void arrivals_never_reach_forever(void **state)
{
    (void)state;
    dd_engine_config config = region_config(DD_POLICY_ROUTE);
    config.travel.speed_m_per_s = .01;
    config.travel.metres_per_unit = 1e9;
    config.may_divert = true;
    dd_engine *engine = region_open(&config);
    uint32_t c = region_courier(engine, "c", -1e9, 0);
    (void)region_order(engine, "a", 100, 130, 0, 0);
    (void)region_order(engine, "b", 1000000, 130, 0, 0);
    for (uint32_t i = 0; i < 3000; i++) /* each move takes 1e15 ms; DD_FOREVER_MS is 2.3e18 */
        region_apply(engine, (dd_event){.kind = DD_EVENT_MOVE, .at_ms = 1, .courier = c, .merchant = i % 2});
    assert_true(dd_engine_courier_at(engine, c).arrive_ms == DD_FOREVER_MS - 1);
    dd_engine_free(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_courier_signs_on_and_off),
        cmocka_unit_test(an_order_lives),
        cmocka_unit_test(a_job_from_offer_to_door),
        cmocka_unit_test(an_answer_decides),
        cmocka_unit_test(twelve_declined_orders_are_remembered),
        cmocka_unit_test(standing_by_survives_an_offer),
        cmocka_unit_test(offers_on_the_way),
        cmocka_unit_test(arriving_before_answering),
        cmocka_unit_test(a_moving_courier_is_turned_round),
        cmocka_unit_test(bundles_change_hands),
        cmocka_unit_test(a_part_of_the_bundle_is_taken),
        cmocka_unit_test(signing_off_in_every_state),
        cmocka_unit_test(plans_are_kept_in_order),
        cmocka_unit_test(a_planned_order_that_is_picked_up_leaves_the_plan),
        cmocka_unit_test(arrivals_never_reach_forever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
