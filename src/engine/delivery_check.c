/* Deliveries, check: the invariants of the state (state.h), for restoring a snapshot and for tests.  A state that passes can take any event that validation
 * lets through, and can be decided on.  Linear in the state; bundles and plans are short. */
#include "engine/domain.h"

static bool free_instant_is_good(int64_t ms)
{
    return ms >= -DD_INSTANT_MAX_MS && ms < DD_FOREVER_MS;
}

static bool has_stops(const dd_engine *engine, const dd_courier *courier)
{
    if (courier->bundle_count > DD_BUNDLE_MAX || courier->dropped > courier->bundle_count) return false;
    for (uint32_t i = 0; i < courier->bundle_count; i++) {
        if (courier->bundle[i] >= engine->order_count) return false;
        for (uint32_t j = 0; j < i; j++)
            if (courier->bundle[i] == courier->bundle[j]) return false;
    }
    return true;
}

/* What each state of a courier says about its bundle and its place. */
static const char *check_courier_state(const dd_courier *courier)
{
    bool has_merchant = courier->merchant != DD_NONE, has_set_out = courier->arrive_ms != DD_FOREVER_MS;
    uint32_t left = courier->bundle_count - courier->dropped;
    if (courier->has_arrived && !(has_merchant && has_set_out)) return "a courier has arrived nowhere";
    if (courier->is_leaving && courier->state != DD_COURIER_DELIVERING) return "a courier leaves with nothing on board";
    if (courier->dropped > 0 && courier->state != DD_COURIER_DELIVERING) return "a courier has dropped what it never had on board";
    switch (courier->state) {
    case DD_COURIER_OFF: return left == 0 && !has_merchant ? NULL : "a courier that is off has something to do";
    case DD_COURIER_IDLE: return left == 0 && has_merchant == courier->has_arrived ? NULL : "an idle courier has orders or is under way";
    case DD_COURIER_OFFERED: return left > 0 && has_merchant ? NULL : "an offer is empty";
    case DD_COURIER_TO_MERCHANT: return has_merchant && has_set_out && !courier->has_arrived ? NULL : "a courier is bound for no merchant";
    case DD_COURIER_AT_MERCHANT: return courier->has_arrived ? NULL : "a courier is at no merchant";
    case DD_COURIER_DELIVERING: return left > 0 && !has_merchant ? NULL : "a courier delivers nothing";
    default: return left == 0 && has_merchant && has_set_out && !courier->has_arrived ? NULL : "a courier moves nowhere";
    }
}

static const char *check_bundle(const dd_engine *engine, uint32_t ix)
{
    const dd_courier *courier = &engine->couriers[ix];
    dd_order_state expected = courier->state == DD_COURIER_DELIVERING ? DD_ORDER_ON_BOARD : DD_ORDER_BOUND;
    if (!has_stops(engine, courier)) return "a bundle holds no such order, or one twice";
    if (courier->bundle_count > dd_state_bundle_limit(engine, courier)) return "a bundle beyond what its courier carries";
    for (uint32_t i = 0; i < courier->bundle_count; i++) {
        const dd_order *order = &engine->orders[courier->bundle[i]];
        if (order->courier != ix) return "an order in a bundle is another courier's";
        if (i < courier->dropped) {
            if (order->state != DD_ORDER_DELIVERED && order->state != DD_ORDER_FAILED) return "a dropped order is not done";
        } else if (order->state != expected || (expected == DD_ORDER_BOUND && order->merchant != courier->merchant)) {
            return "an order does not match its bundle";
        }
    }
    return NULL;
}

static const char *check_courier(const dd_engine *engine, uint32_t ix)
{
    const dd_courier *courier = &engine->couriers[ix];
    if (courier->state > DD_COURIER_MOVING) return "unknown state of a courier";
    if (!dd_state_point_is_good(engine, courier->point)) return "a courier's coordinates are out of range";
    if (!free_instant_is_good(courier->free_ms) || !dd_state_instant_is_good(courier->shift_end_ms)) return "a courier's instant is out of range";
    if (courier->arrive_ms != DD_FOREVER_MS && !free_instant_is_good(courier->arrive_ms)) return "an arrival is out of range";
    if (courier->merchant != DD_NONE && courier->merchant >= engine->merchant_count) return "a courier's merchant does not exist";
    const char *broken = check_bundle(engine, ix);
    return broken != NULL ? broken : check_courier_state(courier);
}

static bool is_in_bundle(const dd_courier *courier, uint32_t order)
{
    for (uint32_t i = courier->dropped; i < courier->bundle_count; i++)
        if (courier->bundle[i] == order) return true;
    return false;
}

static const char *check_order_links(const dd_engine *engine, uint32_t ix)
{
    const dd_order *order = &engine->orders[ix];
    bool is_bound = order->state == DD_ORDER_BOUND || order->state == DD_ORDER_ON_BOARD, is_open = order->state <= DD_ORDER_BOUND;
    if (order->courier != DD_NONE && order->courier >= engine->courier_count) return "an order's courier does not exist";
    if (is_bound && (order->courier == DD_NONE || !is_in_bundle(&engine->couriers[order->courier], ix))) return "a bound order is in no bundle";
    if (order->state == DD_ORDER_OPEN && order->courier != DD_NONE) return "an open order has a courier";
    if (!is_open) return order->open_at == DD_NONE ? NULL : "a done order is among the open ones";
    return order->open_at < engine->open_count && engine->open[order->open_at] == ix ? NULL : "an open order is not listed";
}

static const char *check_order(const dd_engine *engine, uint32_t ix)
{
    const dd_order *order = &engine->orders[ix];
    if (order->state > DD_ORDER_FAILED) return "unknown state of an order";
    if (order->merchant >= engine->merchant_count) return "an order's merchant does not exist";
    if (!dd_state_point_is_good(engine, order->point)) return "a door's coordinates are out of range";
    const int64_t instants[] = {order->placed_ms, order->ready_ms, order->picked_ms, order->delivered_ms};
    for (size_t i = 0; i < sizeof instants / sizeof *instants; i++)
        if (!dd_state_instant_is_good(instants[i])) return "an order's instant is out of range";
    if (!free_instant_is_good(order->due_ms)) return "a due time is out of range"; /* placed + target may pass the limit of events */
    return check_order_links(engine, ix);
}

static const char *check_counts(const dd_engine *engine)
{
    size_t open = 0, unfinished = 0;
    for (uint32_t ix = 0; ix < engine->order_count; ix++) {
        open += engine->orders[ix].state <= DD_ORDER_BOUND;
        unfinished += engine->orders[ix].state <= DD_ORDER_ON_BOARD;
    }
    if (open != engine->open_count || unfinished != engine->unfinished) return "the open orders are not counted right";
    return NULL;
}

const char *dd_delivery_check(const dd_engine *engine)
{
    const char *broken = NULL;
    if (engine->courier_count > DD_COURIERS_MAX || engine->order_count > DD_ORDERS_MAX || engine->merchant_count > DD_MERCHANTS_MAX)
        return "more couriers, orders or merchants than a region holds";
    if (engine->resource_names.count != engine->courier_count || engine->demand_names.count != engine->order_count ||
        engine->site_names.count != engine->merchant_count)
        return "names and contents differ in number";
    for (uint32_t ix = 0; ix < engine->merchant_count; ix++)
        if (!dd_state_point_is_good(engine, engine->merchants[ix].point)) return "a merchant's coordinates are out of range";
    for (uint32_t ix = 0; ix < engine->courier_count && broken == NULL; ix++) broken = check_courier(engine, ix);
    for (uint32_t ix = 0; ix < engine->order_count && broken == NULL; ix++) broken = check_order(engine, ix);
    return broken != NULL ? broken : check_counts(engine);
}
