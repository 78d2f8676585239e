/* Engine: random days of facts, decisions and forged decisions, in regions of every policy and rule.
 *
 * After every event: the invariants hold; a refused event changed no byte.  Now and then: a restored snapshot has the same bytes and decides
 * the same; deciding changes nothing; decisions apply in their order (unless forged ones are about); events read back from their bytes
 * do the same as the originals.
 */
#include "support/twins.h"

enum { COURIERS = 7, MERCHANTS = 4, STEPS = 150, TEXT = 8 };

typedef struct day {
    dd_rng *rng;
    twins both;
    char name[TEXT], merchant[TEXT];
    uint32_t orders[DD_BUNDLE_MAX + 1];
    uint32_t placed;
    bool is_forged;
} day;

/* Over all days, to see that the draw reaches everything. */
static twins_count counted;

static uint32_t below(day *d, uint32_t n)
{
    return dd_rng_below(d->rng, n);
}

static dd_point draw_point(day *d)
{
    return (dd_point){below(d, 600), below(d, 600)};
}

static dd_engine_config draw_config(day *d)
{
    dd_engine_config config = region_config((dd_policy)below(d, 3));
    config.work_per_cycle = 300;
    config.needs_acceptance = below(d, 2);
    config.may_reassign = below(d, 4) != 0;
    config.may_divert = below(d, 2);
    config.prepositions = below(d, 2);
    config.max_bundle = 1 + below(d, 5);
    config.seed = below(d, 1000);
    if (below(d, 4) == 0)
        for (int hour = 0; hour < 24; hour++) config.speed_by_hour_permille[hour] = (uint16_t)(300 + below(d, 1500));
    return config;
}

/* The orders of the event: mostly a part of the courier's bundle, else any. */
static void draw_orders(day *d, dd_event *event)
{
    const dd_engine *engine = d->both.engine;
    uint32_t count = below(d, 4), most = (uint32_t)engine->order_count;
    bool is_known = event->courier < engine->courier_count && engine->couriers[event->courier].bundle_count > 0 && below(d, 4);
    if (is_known) {
        const dd_courier *courier = &engine->couriers[event->courier];
        uint32_t first = below(d, courier->bundle_count);
        event->order_count = 1 + below(d, courier->bundle_count);
        for (uint32_t i = 0; i < event->order_count; i++) d->orders[i] = courier->bundle[(first + i) % courier->bundle_count];
    } else {
        event->order_count = count;
        for (uint32_t i = 0; i < count; i++) d->orders[i] = most && below(d, 12) ? most - 1 - below(d, most < 6 ? most : 6) : below(d, most + 2);
        if (engine->open_count > 0 && below(d, 3)) d->orders[0] = engine->open[below(d, (uint32_t)engine->open_count)];
        if (count > 0 && d->orders[0] < most) event->merchant = engine->orders[d->orders[0]].merchant;
    }
    event->orders = d->orders;
}

/* What comes next for the event's courier, or else for the day: so that jobs get done. */
static void go_on(day *d, dd_event *event)
{
    static const dd_event_kind next[] = {DD_EVENT_COURIER_ON, DD_EVENT_ORDER_PLACED, DD_EVENT_OFFER_ACCEPTED, DD_EVENT_COURIER_ARRIVED,
        DD_EVENT_PICKED_UP, DD_EVENT_DELIVERED, DD_EVENT_COURIER_ARRIVED};
    if (event->courier >= d->both.engine->courier_count) return;
    const dd_courier *courier = &d->both.engine->couriers[event->courier];
    event->kind = next[courier->state];
    event->offer = courier->offer;
    if (event->kind == DD_EVENT_COURIER_ON) {
        (void)snprintf(d->name, sizeof d->name, "c%u", (unsigned)event->courier);
        event->until_ms = event->at_ms + 7200000;
    }
    if (event->kind == DD_EVENT_ORDER_PLACED) (void)snprintf(d->name, sizeof d->name, "o%u", (unsigned)d->both.engine->order_count + 1);
    if (event->kind == DD_EVENT_PICKED_UP) {
        event->order_count = courier->bundle_count;
        memcpy(d->orders, courier->bundle, sizeof courier->bundle);
        event->orders = d->orders;
    }
}

static dd_event draw_event(day *d)
{
    const dd_engine *engine = d->both.engine;
    int kinds = d->is_forged ? DD_EVENT_CASE_MOVED + 1 : DD_EVENT_FAILED + 1;
    int64_t now_ms = engine->now_ms + (int64_t)below(d, 60000) - (below(d, 20) == 0 ? 50000 : 0);
    dd_event event = {.kind = (dd_event_kind)(DD_EVENT_COURIER_ON + below(d, (uint32_t)kinds - DD_EVENT_COURIER_ON)), .at_ms = now_ms,
        .name = d->name, .merchant_name = d->merchant, .point = draw_point(d), .merchant_point = draw_point(d), .courier = below(d, COURIERS + 1),
        .order = below(d, (uint32_t)engine->order_count + 2), .merchant = below(d, MERCHANTS + 1), .offer = engine->offers + 1, .count = below(d, 4),
        .ready_ms = now_ms + below(d, 1200000), .until_ms = below(d, 3) ? now_ms + below(d, 3600000) : 0};
    if (event.kind == DD_EVENT_ORDER_PLACED && d->placed > 14 && below(d, 3)) event.kind = DD_EVENT_DELIVERED;
    bool is_on = event.kind == DD_EVENT_COURIER_ON;
    (void)snprintf(d->name, sizeof d->name, is_on ? "c%u" : "o%u", (unsigned)(is_on ? event.courier : engine->order_count + (below(d, 20) == 0 ? 0 : 1)));
    (void)snprintf(d->merchant, sizeof d->merchant, "m%u", (unsigned)event.merchant);
    if (is_on) event.until_ms = now_ms + 600000 + below(d, 7200000);
    if (is_on && below(d, 3)) event.ready_ms = 0;
    if (event.courier < engine->courier_count && below(d, 8)) {
        const dd_courier *courier = &engine->couriers[event.courier];
        if (event.kind != DD_EVENT_OFFER) event.offer = courier->offer;
        if (courier->bundle_count > courier->dropped) event.order = courier->bundle[courier->dropped + below(d, courier->bundle_count - courier->dropped)];
    }
    draw_orders(d, &event);
    if (below(d, 2)) go_on(d, &event);
    return event;
}

/* The event goes to the twin as its bytes, where it has any. */
static bool step(day *d, const dd_event *event)
{
    uint32_t before = counted.accepted[DD_EVENT_ORDER_PLACED];
    HOLDS(twins_step(&d->both, event, &counted));
    d->placed += counted.accepted[DD_EVENT_ORDER_PLACED] - before;
    return true;
}

static bool cycle(day *d)
{
    const dd_engine *engine = d->both.engine;
    HOLDS(twins_cycle(&d->both, engine->now_ms + below(d, 60000), NULL, &counted));
    for (uint32_t i = 0; i < COURIERS && i < engine->courier_count; i++) { /* all updates told: nobody is bound for a merchant without orders */
        const dd_courier *courier = &engine->couriers[i];
        bool is_bound = courier->state == DD_COURIER_TO_MERCHANT || courier->state == DD_COURIER_AT_MERCHANT;
        HOLDS(!is_bound || courier->bundle_count > 0);
    }
    return true;
}

static bool a_day_holds(dd_rng *rng)
{
    day d = {.rng = rng};
    dd_engine_config config = draw_config(&d);
    d.is_forged = below(&d, 4) == 0;
    d.both.engine = region_open(&config);
    d.both.twin = region_open(&config);
    for (int i = 0; i < STEPS; i++) {
        dd_event event = draw_event(&d);
        HOLDS(step(&d, &event));
        if (below(&d, 8) == 0) HOLDS(cycle(&d));
    }
    twins_free(&d.both);
    return true;
}

static void random_days(void **state)
{
    (void)state;
    property_check(a_day_holds, 150);
    if (getenv("DIAODU_SEED") != NULL) return; /* one day does not see all */
    for (dd_event_kind kind = DD_EVENT_COURIER_ON; kind <= DD_EVENT_CASE_MOVED; kind++) {
        bool is_of_consultations = (kind >= DD_EVENT_STATION_SET && kind <= DD_EVENT_ACKNOWLEDGED) || kind >= DD_EVENT_CASE_OFFER;
        if (dd_event_kind_text(kind) == NULL || is_of_consultations || counted.accepted[kind] >= 10) continue;
        print_error("only %u events were %s\n", (unsigned)counted.accepted[kind], dd_event_kind_text(kind));
        fail();
    }
    assert_true(counted.refused > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
