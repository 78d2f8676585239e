/* Validation: what is refused, with the expected status and place, in a region where every state of couriers and orders is there.
 *
 * The cast, at minute 10 (couriers by index; merchants m0 at (0,0), m100 at (100,0)):
 *   c0 OFF · c1 IDLE · c2 OFFERED order 0 (offer 1) · c3 TO_MERCHANT with 1 and 2 (offer 2) · c4 AT_MERCHANT with 3 (offer 3)
 *   c5 DELIVERING 4 · c6 MOVING to m100 · c7 DELIVERING 5, signed off
 *   orders 6 and 7 OPEN, 8 CANCELLED, 9 DELIVERED (by c1), 10 FAILED (by c1); 11 OPEN at m100
 */
#include <math.h>

#include "support/region.h"

enum { OFF, IDLE, OFFERED, UNDER_WAY, THERE, DELIVERING, MOVING, LEAVING, COURIERS };

static const int64_t NOW = 10 * MINUTE;

/* Accepts, arrives and picks up `count` orders from `first` on; all orders are m0's. */
static void give(dd_engine *engine, uint32_t courier, uint32_t first, uint32_t count, int steps)
{
    uint32_t orders[2] = {first, first + 1};
    region_offer(engine, courier, orders, count);
    if (steps > 0) region_says(engine, DD_EVENT_OFFER_ACCEPTED, courier, NOW);
    if (steps > 1) region_says(engine, DD_EVENT_COURIER_ARRIVED, courier, NOW);
    if (steps > 2) region_pick_up(engine, courier, orders, count, NOW);
}

static dd_engine *open_cast(void)
{
    dd_engine_config config = region_config(DD_POLICY_ROUTE);
    config.needs_acceptance = true;
    config.max_bundle = 3;
    dd_engine *engine = region_open(&config);
    region_apply(engine, (dd_event){.kind = DD_EVENT_COURIER_ON, .at_ms = NOW, .name = "c0", .until_ms = 100 * MINUTE});
    for (int i = 1; i < COURIERS; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "c%d", i);
        region_courier(engine, name, 10, 10);
    }
    for (int i = 0; i < 12; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "o%d", i);
        region_order(engine, name, i == 11 ? 100 : 0, 20, i, NOW);
    }
    give(engine, OFFERED, 0, 1, 0);
    give(engine, UNDER_WAY, 1, 2, 1);
    give(engine, THERE, 3, 1, 2);
    give(engine, DELIVERING, 4, 1, 3);
    give(engine, LEAVING, 5, 1, 3);
    give(engine, IDLE, 9, 2, 3);
    region_drop(engine, IDLE, 9, NOW);
    region_apply(engine, (dd_event){.kind = DD_EVENT_FAILED, .at_ms = NOW, .courier = IDLE, .order = 10});
    region_apply(engine, (dd_event){.kind = DD_EVENT_MOVE, .at_ms = NOW, .courier = MOVING, .merchant = 1});
    region_apply(engine, (dd_event){.kind = DD_EVENT_ORDER_CANCELLED, .at_ms = NOW, .order = 8});
    region_says(engine, DD_EVENT_COURIER_OFF, OFF, NOW);
    region_says(engine, DD_EVENT_COURIER_OFF, LEAVING, NOW);
    for (int i = 0; i < COURIERS; i++) {
        static const dd_courier_state expected[COURIERS] = {DD_COURIER_OFF, DD_COURIER_IDLE, DD_COURIER_OFFERED, DD_COURIER_TO_MERCHANT,
            DD_COURIER_AT_MERCHANT, DD_COURIER_DELIVERING, DD_COURIER_MOVING, DD_COURIER_DELIVERING};
        assert_int_equal(dd_engine_courier_at(engine, (uint32_t)i).state, expected[i]);
    }
    return engine;
}

/* The event's answer by validate and by apply; a refused one leaves every byte of the state. */
static void assert_answer(const dd_engine *engine, dd_event event, dd_status status, const char *pointer, int line)
{
    dd_error err = {DD_STATUS_OK, "", ""}, again = {DD_STATUS_OK, "", ""};
    region_bytes before = region_snapshot(engine);
    dd_engine *copy = region_restored(engine);
    dd_status verdict = dd_engine_validate(engine, &event, &err), done = dd_engine_apply(copy, &event, &again);
    if (verdict != status || done != status || (status != DD_STATUS_OK && strcmp(err.pointer, pointer) != 0) || strcmp(err.pointer, again.pointer) != 0) {
        const char *kind = dd_event_kind_text(event.kind);
        print_error("row at line %d: %s: \"%s\" at \"%s\" (%s), expected \"%s\" at \"%s\"\n", line, kind ? kind : "?", dd_status_text(verdict), err.pointer,
                    err.message, dd_status_text(status), pointer);
        fail();
    }
    assert_true(region_is(engine, before));
    assert_true(status == DD_STATUS_OK || (region_is(copy, before) && err.message[0] != '\0'));
    region_check(copy);
    dd_engine_free(copy);
    free(before.bytes);
}

#define AT(ms, status, pointer, ...) assert_answer(engine, (dd_event){.at_ms = (ms), __VA_ARGS__}, (status), (pointer), __LINE__)
#define ANSWER(status, pointer, ...) AT(NOW, status, pointer, __VA_ARGS__)
#define GOOD(...) ANSWER(DD_STATUS_OK, "", __VA_ARGS__)
#define WRONG(pointer, ...) ANSWER(DD_STATUS_INVALID_INPUT, pointer, __VA_ARGS__)
#define CLASH(pointer, ...) ANSWER(DD_STATUS_CONFLICT, pointer, __VA_ARGS__)
#define NOT_THERE(pointer, ...) ANSWER(DD_STATUS_NOT_FOUND, pointer, __VA_ARGS__)

static void any_event(void **state)
{
    dd_engine *engine = *state, *closed = NULL;
    WRONG("/kind", .kind = (dd_event_kind)0);
    WRONG("/kind", .kind = (dd_event_kind)17);
    WRONG("/kind", .kind = DD_EVENT_KIND_END_);
    AT(DD_INSTANT_MAX_MS + 1, DD_STATUS_INVALID_INPUT, "/at_ms", .kind = DD_EVENT_CYCLE);
    AT(-DD_INSTANT_MAX_MS - 1, DD_STATUS_INVALID_INPUT, "/at_ms", .kind = DD_EVENT_CYCLE);
    AT(DD_INSTANT_MAX_MS, DD_STATUS_OK, "", .kind = DD_EVENT_CYCLE);
    AT(NOW - 1, DD_STATUS_CONFLICT, "/at_ms", .kind = DD_EVENT_CYCLE);
    CLASH("/kind", .kind = DD_EVENT_OPENED);
    assert_status(dd_engine_create(&closed, NULL), DD_STATUS_OK);
    engine = closed;
    CLASH("/kind", .kind = DD_EVENT_CYCLE);
    CLASH("/kind", .kind = DD_EVENT_COURIER_ON);
    WRONG("/bytes", .kind = DD_EVENT_OPENED);
    WRONG("/bytes", .kind = DD_EVENT_OPENED, .bytes = "\1", .byte_count = 1);
    dd_decisions decisions = {0};
    dd_error err = {DD_STATUS_OK, "", ""};
    assert_status(dd_engine_decide(closed, 0, NULL, &decisions, &err), DD_STATUS_CONFLICT);
    dd_engine_free(closed);
}

static void couriers_on_and_off(void **state)
{
    dd_engine *engine = *state;
    char long_name[257];
    memset(long_name, 'x', 256);
    long_name[256] = '\0';
    GOOD(.kind = DD_EVENT_COURIER_ON, .name = long_name + 1, .until_ms = NOW);
    GOOD(.kind = DD_EVENT_COURIER_ON, .name = "c0", .until_ms = NOW + 1, .ready_ms = NOW + 1); /* back again */
    WRONG("/name", .kind = DD_EVENT_COURIER_ON, .until_ms = NOW);
    WRONG("/name", .kind = DD_EVENT_COURIER_ON, .name = "", .until_ms = NOW);
    WRONG("/name", .kind = DD_EVENT_COURIER_ON, .name = long_name, .until_ms = NOW);
    WRONG("/point", .kind = DD_EVENT_COURIER_ON, .name = "n", .point = {NAN, 0}, .until_ms = NOW);
    WRONG("/point", .kind = DD_EVENT_COURIER_ON, .name = "n", .point = {0, 1.1e9}, .until_ms = NOW);
    WRONG("/until_ms", .kind = DD_EVENT_COURIER_ON, .name = "n", .until_ms = NOW - 1);
    WRONG("/until_ms", .kind = DD_EVENT_COURIER_ON, .name = "n", .until_ms = DD_INSTANT_MAX_MS + 1);
    WRONG("/ready_ms", .kind = DD_EVENT_COURIER_ON, .name = "n", .until_ms = NOW + 5, .ready_ms = NOW + 6);
    WRONG("/ready_ms", .kind = DD_EVENT_COURIER_ON, .name = "n", .until_ms = NOW + 5, .ready_ms = INT64_MIN);
    for (uint32_t i = IDLE; i < COURIERS; i++)
        CLASH("/name", .kind = DD_EVENT_COURIER_ON, .name = dd_engine_courier_at(engine, i).name, .until_ms = NOW + 1);
    CLASH("/courier", .kind = DD_EVENT_COURIER_OFF, .courier = OFF);
    for (uint32_t i = IDLE; i < COURIERS; i++) GOOD(.kind = DD_EVENT_COURIER_OFF, .courier = i);
    NOT_THERE("/courier", .kind = DD_EVENT_COURIER_OFF, .courier = COURIERS);
    NOT_THERE("/courier", .kind = DD_EVENT_COURIER_OFF, .courier = DD_NONE);
    CLASH("/courier", .kind = DD_EVENT_COURIER_POSITION, .courier = OFF);
    for (uint32_t i = IDLE; i < COURIERS; i++) GOOD(.kind = DD_EVENT_COURIER_POSITION, .courier = i, .point = {5, 5});
    WRONG("/point", .kind = DD_EVENT_COURIER_POSITION, .courier = IDLE, .point = {INFINITY, 0});
    NOT_THERE("/courier", .kind = DD_EVENT_COURIER_POSITION, .courier = COURIERS);
}

static void orders_placed(void **state)
{
    dd_engine *engine = *state;
    GOOD(.kind = DD_EVENT_ORDER_PLACED, .name = "n", .merchant_name = "new", .count = 1000000);
    GOOD(.kind = DD_EVENT_ORDER_PLACED, .name = "n", .merchant_name = "m0", .ready_ms = -5, .until_ms = 3);
    WRONG("/name", .kind = DD_EVENT_ORDER_PLACED, .merchant_name = "m0");
    WRONG("/merchant_name", .kind = DD_EVENT_ORDER_PLACED, .name = "n");
    WRONG("/merchant_name", .kind = DD_EVENT_ORDER_PLACED, .name = "n", .merchant_name = "");
    WRONG("/point", .kind = DD_EVENT_ORDER_PLACED, .name = "n", .merchant_name = "m0", .point = {0, -2e9});
    WRONG("/merchant_point", .kind = DD_EVENT_ORDER_PLACED, .name = "n", .merchant_name = "m0", .merchant_point = {0, NAN});
    WRONG("/ready_ms", .kind = DD_EVENT_ORDER_PLACED, .name = "n", .merchant_name = "m0", .ready_ms = INT64_MAX);
    WRONG("/until_ms", .kind = DD_EVENT_ORDER_PLACED, .name = "n", .merchant_name = "m0", .until_ms = INT64_MIN);
    WRONG("/count", .kind = DD_EVENT_ORDER_PLACED, .name = "n", .merchant_name = "m0", .count = 1000001);
    CLASH("/name", .kind = DD_EVENT_ORDER_PLACED, .name = "o9", .merchant_name = "m0");
}

/* What each state of an order lets happen: row by order 6 OPEN, 0 BOUND (offered), 1 BOUND, 4 ON_BOARD, 8, 9, 10 done. */
static void orders_change(void **state)
{
    dd_engine *engine = *state;
    static const dd_event_kind kinds[] = {DD_EVENT_ORDER_READY_EXPECTED, DD_EVENT_ORDER_READY, DD_EVENT_ORDER_CANCELLED, DD_EVENT_UNSERVABLE};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        GOOD(.kind = kinds[i], .order = 6);
        GOOD(.kind = kinds[i], .order = 0);
        GOOD(.kind = kinds[i], .order = 1);
        CLASH("/order", .kind = kinds[i], .order = 4);
        for (uint32_t done = 8; done <= 10; done++) CLASH("/order", .kind = kinds[i], .order = done);
        NOT_THERE("/order", .kind = kinds[i], .order = 12);
        NOT_THERE("/order", .kind = kinds[i], .order = DD_NONE);
    }
    WRONG("/ready_ms", .kind = DD_EVENT_ORDER_READY_EXPECTED, .order = 6, .ready_ms = INT64_MAX);
    GOOD(.kind = DD_EVENT_ORDER_CHANGED, .order = 6);
    GOOD(.kind = DD_EVENT_ORDER_CHANGED, .order = 1, .point = {4, 4}, .until_ms = NOW);
    GOOD(.kind = DD_EVENT_ORDER_CHANGED, .order = 4, .point = {4, 4}); /* on board, the door may still change */
    for (uint32_t done = 8; done <= 10; done++) CLASH("/order", .kind = DD_EVENT_ORDER_CHANGED, .order = done);
    NOT_THERE("/order", .kind = DD_EVENT_ORDER_CHANGED, .order = 12);
    WRONG("/point", .kind = DD_EVENT_ORDER_CHANGED, .order = 6, .point = {NAN, 0});
    WRONG("/until_ms", .kind = DD_EVENT_ORDER_CHANGED, .order = 6, .until_ms = INT64_MAX);
}

static void offers_are_answered(void **state)
{
    dd_engine *engine = *state;
    for (dd_event_kind kind = DD_EVENT_OFFER_ACCEPTED; kind <= DD_EVENT_OFFER_TIMED_OUT; kind++) {
        GOOD(.kind = kind, .courier = OFFERED, .offer = 1);
        CLASH("/offer", .kind = kind, .courier = OFFERED, .offer = 2);
        for (uint32_t i = 0; i < COURIERS; i++)
            if (i != OFFERED) CLASH("/courier", .kind = kind, .courier = i, .offer = dd_engine_courier_at(engine, i).offer);
        NOT_THERE("/courier", .kind = kind, .courier = COURIERS, .offer = 1);
    }
}

static void the_way_of_a_job(void **state)
{
    dd_engine *engine = *state;
    static const uint32_t both[] = {2, 1}, twice[] = {1, 1}, other[] = {6}, three[] = {3}, more[] = {3, 6};
    for (uint32_t i = 0; i < COURIERS; i++) {
        if (i == UNDER_WAY || i == MOVING || i == THERE) GOOD(.kind = DD_EVENT_COURIER_ARRIVED, .courier = i); /* c4 says it again */
        else CLASH("/courier", .kind = DD_EVENT_COURIER_ARRIVED, .courier = i);
        if (i != UNDER_WAY && i != THERE) CLASH("/courier", .kind = DD_EVENT_PICKED_UP, .courier = i, .orders = both, .order_count = 1);
        if (i != DELIVERING) CLASH("/order", .kind = DD_EVENT_DELIVERED, .courier = i, .order = 4);
    }
    NOT_THERE("/courier", .kind = DD_EVENT_COURIER_ARRIVED, .courier = COURIERS);
    GOOD(.kind = DD_EVENT_PICKED_UP, .courier = UNDER_WAY, .orders = both, .order_count = 2);
    GOOD(.kind = DD_EVENT_PICKED_UP, .courier = UNDER_WAY, .orders = both, .order_count = 1);
    GOOD(.kind = DD_EVENT_PICKED_UP, .courier = THERE, .orders = three, .order_count = 1);
    WRONG("/orders", .kind = DD_EVENT_PICKED_UP, .courier = THERE);
    WRONG("/orders", .kind = DD_EVENT_PICKED_UP, .courier = THERE, .orders = more, .order_count = 2);
    WRONG("/orders", .kind = DD_EVENT_PICKED_UP, .courier = THERE, .orders = other, .order_count = 1);
    WRONG("/orders", .kind = DD_EVENT_PICKED_UP, .courier = UNDER_WAY, .orders = twice, .order_count = 2);
    GOOD(.kind = DD_EVENT_DELIVERED, .courier = DELIVERING, .order = 4);
    GOOD(.kind = DD_EVENT_FAILED, .courier = LEAVING, .order = 5);
    CLASH("/order", .kind = DD_EVENT_FAILED, .courier = DELIVERING, .order = 5);
    CLASH("/order", .kind = DD_EVENT_DELIVERED, .courier = IDLE, .order = 9); /* again */
    NOT_THERE("/order", .kind = DD_EVENT_DELIVERED, .courier = DELIVERING, .order = 12);
    NOT_THERE("/courier", .kind = DD_EVENT_DELIVERED, .courier = COURIERS, .order = 4);
}

static void offers_are_made(void **state)
{
    dd_engine *engine = *state;
    static const uint32_t two[] = {6, 7}, twice[] = {6, 6}, bound[] = {6, 1}, done[] = {8}, away[] = {11}, far[] = {12}, four[] = {6, 7, 0, 1};
    uint32_t next = engine->offers + 1;
    GOOD(.kind = DD_EVENT_OFFER, .courier = IDLE, .offer = next, .merchant = 0, .orders = two, .order_count = 2);
    GOOD(.kind = DD_EVENT_OFFER, .courier = MOVING, .offer = next, .merchant = 1, .orders = away, .order_count = 1); /* moving there anyway */
    CLASH("/courier", .kind = DD_EVENT_OFFER, .courier = MOVING, .offer = next, .merchant = 0, .orders = two, .order_count = 1);
    for (uint32_t i = 0; i < COURIERS; i++)
        if (i != IDLE && i != MOVING) CLASH("/courier", .kind = DD_EVENT_OFFER, .courier = i, .offer = next, .orders = two, .order_count = 1);
    CLASH("/offer", .kind = DD_EVENT_OFFER, .courier = IDLE, .offer = next - 1, .orders = two, .order_count = 1);
    CLASH("/offer", .kind = DD_EVENT_OFFER, .courier = IDLE, .offer = next + 1, .orders = two, .order_count = 1);
    WRONG("/orders", .kind = DD_EVENT_OFFER, .courier = IDLE, .offer = next);
    WRONG("/orders", .kind = DD_EVENT_OFFER, .courier = IDLE, .offer = next, .orders = twice, .order_count = 2);
    WRONG("/orders", .kind = DD_EVENT_OFFER, .courier = IDLE, .offer = next, .orders = away, .order_count = 1);
    WRONG("/orders", .kind = DD_EVENT_OFFER, .courier = IDLE, .offer = next, .orders = four, .order_count = 4); /* a bundle holds three */
    CLASH("/orders", .kind = DD_EVENT_OFFER, .courier = IDLE, .offer = next, .orders = bound, .order_count = 2);
    CLASH("/orders", .kind = DD_EVENT_OFFER, .courier = IDLE, .offer = next, .orders = done, .order_count = 1);
    NOT_THERE("/orders", .kind = DD_EVENT_OFFER, .courier = IDLE, .offer = next, .orders = far, .order_count = 1);
    NOT_THERE("/merchant", .kind = DD_EVENT_OFFER, .courier = IDLE, .offer = next, .merchant = 2, .orders = two, .order_count = 1);
    NOT_THERE("/courier", .kind = DD_EVENT_OFFER, .courier = COURIERS, .offer = next, .orders = two, .order_count = 1);
}

static void updates_and_moves(void **state)
{
    dd_engine *engine = *state;
    static const uint32_t taken[] = {1, 3, 6}, offered[] = {1, 0}, away[] = {11}, on_board[] = {4}, four[] = {1, 2, 6, 7};
    GOOD(.kind = DD_EVENT_UPDATE, .courier = UNDER_WAY, .orders = taken, .order_count = 3); /* one of c4's among them */
    GOOD(.kind = DD_EVENT_UPDATE, .courier = UNDER_WAY);
    GOOD(.kind = DD_EVENT_UPDATE, .courier = THERE);
    for (uint32_t i = 0; i < COURIERS; i++)
        if (i != UNDER_WAY && i != THERE) CLASH("/courier", .kind = DD_EVENT_UPDATE, .courier = i, .orders = taken, .order_count = 1);
    CLASH("/orders", .kind = DD_EVENT_UPDATE, .courier = UNDER_WAY, .orders = offered, .order_count = 2);
    WRONG("/orders", .kind = DD_EVENT_UPDATE, .courier = UNDER_WAY, .orders = away, .order_count = 1);
    WRONG("/orders", .kind = DD_EVENT_UPDATE, .courier = UNDER_WAY, .orders = four, .order_count = 4);
    CLASH("/orders", .kind = DD_EVENT_UPDATE, .courier = UNDER_WAY, .orders = on_board, .order_count = 1);
    GOOD(.kind = DD_EVENT_MOVE, .courier = IDLE, .merchant = 1);
    for (uint32_t i = 0; i < COURIERS; i++)
        if (i != IDLE) CLASH("/courier", .kind = DD_EVENT_MOVE, .courier = i, .merchant = 1);
    NOT_THERE("/merchant", .kind = DD_EVENT_MOVE, .courier = IDLE, .merchant = 2);
}

static void plans(void **state)
{
    dd_engine *engine = *state;
    dd_planned planned[DD_PLAN_MAX + 1] = {{6, true}, {7, false}, {6, true}, {4, true}, {12, true}};
    dd_plan_change two[] = {{IDLE, 0, 2}, {MOVING, 2, 1}};
    GOOD(.kind = DD_EVENT_CYCLE, .changes = two, .change_count = 2, .planned = planned, .planned_count = 3); /* the last holds */
    WRONG("/changes", .kind = DD_EVENT_CYCLE, .changes = two, .change_count = 2, .planned = planned, .planned_count = 2);
    dd_plan_change turned[] = {{MOVING, 0, 1}, {IDLE, 1, 1}}, same[] = {{IDLE, 0, 1}, {IDLE, 1, 1}}, nobody[] = {{COURIERS, 0, 1}};
    WRONG("/changes", .kind = DD_EVENT_CYCLE, .changes = turned, .change_count = 2, .planned = planned, .planned_count = 2);
    WRONG("/changes", .kind = DD_EVENT_CYCLE, .changes = same, .change_count = 2, .planned = planned, .planned_count = 2);
    NOT_THERE("/changes", .kind = DD_EVENT_CYCLE, .changes = nobody, .change_count = 1, .planned = planned, .planned_count = 2);
    dd_plan_change off[] = {{OFF, 0, 1}}, leaving[] = {{LEAVING, 0, 1}}, cleared[] = {{OFF, 0, 0}, {LEAVING, 0, 0}};
    CLASH("/changes", .kind = DD_EVENT_CYCLE, .changes = off, .change_count = 1, .planned = planned, .planned_count = 2);
    CLASH("/changes", .kind = DD_EVENT_CYCLE, .changes = leaving, .change_count = 1, .planned = planned, .planned_count = 2);
    GOOD(.kind = DD_EVENT_CYCLE, .changes = cleared, .change_count = 2);
    dd_plan_change twice[] = {{IDLE, 0, 3}}, on_board[] = {{IDLE, 3, 1}}, far[] = {{IDLE, 4, 1}}, wild[] = {{IDLE, 3, UINT32_MAX}};
    WRONG("/planned", .kind = DD_EVENT_CYCLE, .changes = twice, .change_count = 1, .planned = planned, .planned_count = 5);
    CLASH("/planned", .kind = DD_EVENT_CYCLE, .changes = on_board, .change_count = 1, .planned = planned, .planned_count = 5);
    NOT_THERE("/planned", .kind = DD_EVENT_CYCLE, .changes = far, .change_count = 1, .planned = planned, .planned_count = 5);
    WRONG("/changes", .kind = DD_EVENT_CYCLE, .changes = wild, .change_count = 1, .planned = planned, .planned_count = 5);
    dd_plan_change longest[] = {{IDLE, 0, DD_PLAN_MAX + 1}};
    WRONG("/changes", .kind = DD_EVENT_CYCLE, .changes = longest, .change_count = 1, .planned = planned, .planned_count = DD_PLAN_MAX + 1);
}

static int set_up(void **state)
{
    *state = open_cast();
    return 0;
}

static int tear_down(void **state)
{
    dd_engine_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(any_event, set_up, tear_down),
        cmocka_unit_test_setup_teardown(couriers_on_and_off, set_up, tear_down),
        cmocka_unit_test_setup_teardown(orders_placed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(orders_change, set_up, tear_down),
        cmocka_unit_test_setup_teardown(offers_are_answered, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_way_of_a_job, set_up, tear_down),
        cmocka_unit_test_setup_teardown(offers_are_made, set_up, tear_down),
        cmocka_unit_test_setup_teardown(updates_and_moves, set_up, tear_down),
        cmocka_unit_test_setup_teardown(plans, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
