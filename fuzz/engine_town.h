/* A little town for fuzzers and their corpora: opens a region and turns bytes into events of plausible ids. */
#ifndef DD_FUZZ_ENGINE_TOWN_H
#define DD_FUZZ_ENGINE_TOWN_H

#include <string.h>

#include "base/buffer.h"
#include "engine/state.h"
#include "require.h"

enum { TOWN_COURIERS = 6, TOWN_MERCHANTS = 3 };

/* The first two bytes choose the policy and the rules of the region. */
static inline dd_engine *town_open(uint8_t policy, uint8_t rules)
{
    dd_engine *engine;
    dd_engine_config config = dd_engine_config_default();
    void *bytes;
    size_t size;
    config.policy = (dd_policy)(policy % (DD_POLICY_ROUTE + 1));
    config.work_per_cycle = 50;
    config.needs_acceptance = rules & 1;
    config.may_reassign = (rules & 2) != 0;
    config.may_divert = (rules & 4) != 0;
    config.prepositions = (rules & 8) != 0;
    config.max_bundle = 1u + (rules >> 4) % 4;
    require_ok(dd_engine_create(&engine, NULL));
    require_ok(dd_engine_config_encode(&config, &bytes, &size, NULL));
    require_ok(dd_engine_apply(engine, &(dd_event){.kind = DD_EVENT_OPENED, .at_ms = 0, .bytes = bytes, .byte_count = size}, NULL));
    free(bytes);
    return engine;
}

static inline dd_point town_point(uint8_t byte)
{
    return (dd_point){.x = 9.5 + (byte & 15) * 0.002, .y = 47.1 + (byte >> 4) * 0.002};
}

/* A fact, or with may_decide any event, from five bytes.  `text` (16 bytes each) and `orders` are the caller's memory. */
static inline dd_event town_event(const dd_engine *engine, dd_cursor *in, bool may_decide, char text[2][16], uint32_t orders[DD_BUNDLE_MAX])
{
    uint8_t kind = dd_cursor_byte(in), a = dd_cursor_byte(in), b = dd_cursor_byte(in), c = dd_cursor_byte(in), later = dd_cursor_byte(in);
    int64_t now = dd_engine_now_ms(engine) + later * INT64_C(1000);
    int kinds = (may_decide ? DD_EVENT_ESCALATE + 1 : DD_EVENT_FAILED + 1) - DD_EVENT_COURIER_ON;
    dd_event event = {.kind = (dd_event_kind)(DD_EVENT_COURIER_ON + kind % kinds), .at_ms = now, .courier = a % TOWN_COURIERS, .order = b,
        .merchant = c % TOWN_MERCHANTS, .offer = c, .count = b % 5u, .point = town_point(b), .merchant_point = town_point(c),
        .ready_ms = now + c * 10000, .until_ms = b & 1 ? now + a * 60000 : 0, .name = text[0], .merchant_name = text[1]};
    if (event.kind == DD_EVENT_COURIER_ON) event.until_ms = now + (1 + b) * 600000, event.ready_ms = now + (c & 3) * 60000;
    (void)snprintf(text[0], 16, event.kind == DD_EVENT_COURIER_ON ? "c%u" : "o%u", (unsigned)(event.kind == DD_EVENT_COURIER_ON ? event.courier : a));
    (void)snprintf(text[1], 16, "m%u", (unsigned)event.merchant);
    if (a < dd_engine_courier_count(engine)) {
        dd_courier_view courier = dd_engine_courier_at(engine, a);
        if ((c & 1) == 0) event.offer = courier.offer;
        if ((c & 2) == 0 && courier.dropped < courier.bundle_count) event.order = courier.bundle[courier.dropped];
        if ((c & 4) == 0) {
            event.order_count = courier.bundle_count;
            for (uint32_t i = 0; i < courier.bundle_count; i++) orders[i] = courier.bundle[i];
        }
    }
    if (event.order_count == 0) {
        event.order_count = c % 3u;
        for (uint32_t i = 0; i < event.order_count; i++) orders[i] = b + i;
    }
    event.orders = orders;
    return event;
}

#endif
