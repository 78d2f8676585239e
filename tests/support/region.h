/* A region for tests: plane coordinates, one unit a second away, handovers of whole half minutes, so that times are added by hand.
 *
 * region_apply fails the test when the event is refused or when an invariant of the state does not hold after it.
 */
#ifndef DD_TESTS_REGION_H
#define DD_TESTS_REGION_H

#include <stdio.h>
#include <stdlib.h>

#include "engine/state.h"
#include "support/check.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND };

/* Travel: 1000 ms a unit.  Pickup 60 s before and 60 s after, drop 30 s and 30 s.  No search beyond 2000 routes a cycle. */
static inline dd_engine_config region_config(dd_policy policy)
{
    dd_engine_config config = dd_engine_config_default();
    config.travel = (dd_travel_rule){.metric = DD_TRAVEL_EUCLIDEAN, .speed_m_per_s = 1, .round_ms = 1};
    config.policy = policy;
    config.work_per_cycle = 2000;
    config.pickup_before_ms = config.pickup_after_ms = 60 * SECOND;
    config.drop_before_ms = config.drop_after_ms = 30 * SECOND;
    config.prepositions = false;
    return config;
}

static inline void region_check(const dd_engine *engine)
{
    const char *broken = dd_state_check(engine);
    if (broken == NULL) return;
    print_error("invariant: %s\n", broken);
    fail();
}

static inline void region_apply(dd_engine *engine, dd_event event)
{
    dd_error err = {DD_STATUS_OK, "", ""};
    if (dd_engine_apply(engine, &event, &err) != DD_STATUS_OK) {
        print_error("%s is refused: %s at \"%s\": %s\n", dd_event_kind_text(event.kind), dd_status_text(err.status), err.pointer, err.message);
        fail();
    }
    region_check(engine);
}

static inline dd_engine *region_open(const dd_engine_config *config)
{
    dd_engine *engine = NULL;
    void *bytes = NULL;
    size_t size = 0;
    assert_status(dd_engine_create(&engine, NULL), DD_STATUS_OK);
    assert_status(dd_engine_config_encode(config, &bytes, &size, NULL), DD_STATUS_OK);
    region_apply(engine, (dd_event){.kind = DD_EVENT_OPENED, .at_ms = 0, .bytes = bytes, .byte_count = size});
    free(bytes);
    return engine;
}

static inline dd_engine *region_open_with(dd_policy policy)
{
    dd_engine_config config = region_config(policy);
    return region_open(&config);
}

/* Signs a courier on for ten hours; its index. */
static inline uint32_t region_courier(dd_engine *engine, const char *name, double x, double y)
{
    int64_t now_ms = dd_engine_now_ms(engine);
    region_apply(engine, (dd_event){.kind = DD_EVENT_COURIER_ON, .at_ms = now_ms, .name = name, .point = {x, y}, .until_ms = now_ms + 600 * MINUTE});
    return dd_engine_find_courier(engine, name);
}

/* Places an order at the merchant "m<x>", which lies at (x, 0); its index. */
static inline uint32_t region_order(dd_engine *engine, const char *name, int merchant_x, double door_x, double door_y, int64_t ready_ms)
{
    char merchant[16];
    (void)snprintf(merchant, sizeof merchant, "m%d", merchant_x);
    region_apply(engine, (dd_event){.kind = DD_EVENT_ORDER_PLACED, .at_ms = dd_engine_now_ms(engine), .name = name, .merchant_name = merchant,
                                    .merchant_point = {merchant_x, 0}, .point = {door_x, door_y}, .ready_ms = ready_ms, .count = 1});
    return dd_engine_find_order(engine, name);
}

/* An event that names a courier and nothing else. */
static inline void region_says(dd_engine *engine, dd_event_kind kind, uint32_t courier, int64_t at_ms)
{
    region_apply(engine, (dd_event){.kind = kind, .at_ms = at_ms, .courier = courier, .offer = dd_engine_courier_at(engine, courier).offer});
}

static inline void region_offer(dd_engine *engine, uint32_t courier, const uint32_t *orders, uint32_t count)
{
    region_apply(engine, (dd_event){.kind = DD_EVENT_OFFER, .at_ms = dd_engine_now_ms(engine), .courier = courier, .offer = engine->offers + 1,
                                    .merchant = engine->orders[orders[0]].merchant, .orders = orders, .order_count = count});
}

static inline void region_pick_up(dd_engine *engine, uint32_t courier, const uint32_t *orders, uint32_t count, int64_t at_ms)
{
    region_apply(engine, (dd_event){.kind = DD_EVENT_PICKED_UP, .at_ms = at_ms, .courier = courier, .orders = orders, .order_count = count});
}

static inline void region_drop(dd_engine *engine, uint32_t courier, uint32_t order, int64_t at_ms)
{
    region_apply(engine, (dd_event){.kind = DD_EVENT_DELIVERED, .at_ms = at_ms, .courier = courier, .order = order});
}

static inline dd_decisions region_decide(const dd_engine *engine, int64_t at_ms)
{
    dd_decisions decisions = {0};
    assert_status(dd_engine_decide(engine, at_ms, NULL, &decisions, NULL), DD_STATUS_OK);
    assert_true(decisions.count > 0 && decisions.events[0].kind == DD_EVENT_CYCLE);
    return decisions;
}

/* The first decision of the kind, NULL when there is none. */
static inline const dd_event *region_find(const dd_decisions *decisions, dd_event_kind kind)
{
    for (uint32_t i = 0; i < decisions->count; i++)
        if (decisions->events[i].kind == kind) return &decisions->events[i];
    return NULL;
}

static inline uint32_t region_count(const dd_decisions *decisions, dd_event_kind kind)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < decisions->count; i++) count += decisions->events[i].kind == kind;
    return count;
}

static inline void region_take(dd_engine *engine, const dd_decisions *decisions)
{
    for (uint32_t i = 0; i < decisions->count; i++) region_apply(engine, decisions->events[i]);
}

/* Decides and applies; the number of decisions beside the cycle. */
static inline uint32_t region_cycle(dd_engine *engine, int64_t at_ms)
{
    dd_decisions decisions = region_decide(engine, at_ms);
    uint32_t count = decisions.count - 1;
    region_take(engine, &decisions);
    dd_decisions_free(&decisions);
    return count;
}

typedef struct region_bytes {
    unsigned char *bytes;
    size_t size;
} region_bytes;

static inline region_bytes region_snapshot(const dd_engine *engine)
{
    void *bytes = NULL;
    size_t size = 0;
    assert_status(dd_engine_snapshot(engine, &bytes, &size, NULL), DD_STATUS_OK);
    return (region_bytes){bytes, size};
}

/* Whether the state still has these bytes. */
static inline bool region_is(const dd_engine *engine, region_bytes expected)
{
    region_bytes now = region_snapshot(engine);
    bool is_same = now.size == expected.size && memcmp(now.bytes, expected.bytes, now.size) == 0;
    free(now.bytes);
    return is_same;
}

static inline dd_engine *region_restored(const dd_engine *engine)
{
    region_bytes state = region_snapshot(engine);
    dd_engine *copy = NULL;
    assert_status(dd_engine_restore(state.bytes, state.size, &copy, NULL), DD_STATUS_OK);
    region_check(copy);
    free(state.bytes);
    return copy;
}

/* All decisions as bytes, one event after the other. */
static inline region_bytes region_decision_bytes(const dd_decisions *decisions)
{
    region_bytes all = {0};
    for (uint32_t i = 0; i < decisions->count; i++) {
        void *bytes = NULL;
        size_t size = 0;
        assert_status(dd_event_encode(&decisions->events[i], &bytes, &size, NULL), DD_STATUS_OK);
        unsigned char *grown = realloc(all.bytes, all.size + size);
        assert_non_null(grown);
        memcpy(grown + all.size, bytes, size);
        all = (region_bytes){grown, all.size + size};
        free(bytes);
    }
    return all;
}

static inline bool region_same_decisions(const dd_decisions *a, const dd_decisions *b)
{
    region_bytes one = region_decision_bytes(a), other = region_decision_bytes(b);
    bool is_same = one.size == other.size && memcmp(one.bytes, other.bytes, one.size) == 0;
    free(one.bytes);
    free(other.bytes);
    return is_same;
}

#endif
