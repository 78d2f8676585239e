/* Deliveries, validation: whether an event could be applied now.  It has no effect; dd_engine_apply runs it first, so that apply itself
 * can only fail for want of memory. */
#include <string.h>

#include "engine/domain.h"

static dd_status refuse(dd_error *err, const char *pointer, const char *why)
{
    return dd_error_set(err, DD_STATUS_INVALID_INPUT, pointer, "%s", why);
}

static dd_status clash(dd_error *err, const char *pointer, const char *why)
{
    return dd_error_set(err, DD_STATUS_CONFLICT, pointer, "%s", why);
}

static bool name_is_good(const char *name)
{
    size_t length = name ? strlen(name) : 0;
    return length >= 1 && length <= DD_NAME_MAX;
}

static dd_status check_courier_on(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    if (!name_is_good(event->name)) return refuse(err, "/name", "a courier's id has 1 to 255 bytes");
    if (!dd_state_point_is_good(engine, event->point)) return refuse(err, "/point", "coordinates out of range");
    if (!dd_state_instant_is_good(event->until_ms) || event->until_ms < event->at_ms) return refuse(err, "/until_ms", "the shift ends before it begins");
    if (!dd_state_instant_is_good(event->ready_ms) || event->ready_ms > event->until_ms) return refuse(err, "/ready_ms", "the shift ends before it begins");
    uint32_t ix = dd_engine_find_courier(engine, event->name);
    if (ix == DD_NONE && engine->courier_count >= DD_COURIERS_MAX)
        return dd_error_set(err, DD_STATUS_TOO_LARGE, "/name", "more than %d couriers", DD_COURIERS_MAX);
    if (ix != DD_NONE && engine->couriers[ix].state != DD_COURIER_OFF) return clash(err, "/name", "the courier is signed on already");
    return DD_STATUS_OK;
}

static dd_status check_order_placed(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    if (!name_is_good(event->name)) return refuse(err, "/name", "an order's id has 1 to 255 bytes");
    if (!name_is_good(event->merchant_name)) return refuse(err, "/merchant_name", "a merchant's id has 1 to 255 bytes");
    if (!dd_state_point_is_good(engine, event->point)) return refuse(err, "/point", "coordinates out of range");
    if (!dd_state_point_is_good(engine, event->merchant_point)) return refuse(err, "/merchant_point", "coordinates out of range");
    if (!dd_state_instant_is_good(event->ready_ms)) return refuse(err, "/ready_ms", "instant out of range");
    if (!dd_state_instant_is_good(event->until_ms)) return refuse(err, "/until_ms", "instant out of range");
    if (event->count > 1000000) return refuse(err, "/count", "size out of range");
    if (dd_engine_find_order(engine, event->name) != DD_NONE) return clash(err, "/name", "the order exists already");
    if (engine->order_count >= DD_ORDERS_MAX || engine->merchant_count >= DD_MERCHANTS_MAX)
        return dd_error_set(err, DD_STATUS_TOO_LARGE, "/name", "more than %d orders", DD_ORDERS_MAX);
    return DD_STATUS_OK;
}

static dd_status check_order(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    if (event->order >= engine->order_count) return dd_error_set(err, DD_STATUS_NOT_FOUND, "/order", "no such order");
    const dd_order *order = &engine->orders[event->order];
    if (event->kind == DD_EVENT_ORDER_READY_EXPECTED && !dd_state_instant_is_good(event->ready_ms)) return refuse(err, "/ready_ms", "instant out of range");
    if (event->kind == DD_EVENT_ORDER_CHANGED) {
        if (!dd_state_point_is_good(engine, event->point)) return refuse(err, "/point", "coordinates out of range");
        if (!dd_state_instant_is_good(event->until_ms)) return refuse(err, "/until_ms", "instant out of range");
        if (order->state > DD_ORDER_ON_BOARD) return clash(err, "/order", "the order is done");
    } else if (order->state > DD_ORDER_BOUND) {
        return clash(err, "/order", "the order is picked up or done");
    }
    return DD_STATUS_OK;
}

static dd_status check_position(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    if (!dd_state_point_is_good(engine, event->point)) return refuse(err, "/point", "coordinates out of range");
    return engine->couriers[event->courier].state == DD_COURIER_OFF ? clash(err, "/courier", "the courier is signed off") : DD_STATUS_OK;
}

static dd_status check_answer(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_courier *courier = &engine->couriers[event->courier];
    if (courier->state != DD_COURIER_OFFERED) return clash(err, "/courier", "no offer is out to this courier");
    return courier->offer != event->offer ? clash(err, "/offer", "another offer is out to this courier") : DD_STATUS_OK;
}

static dd_status check_picked_up(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_courier *courier = &engine->couriers[event->courier];
    if (courier->state != DD_COURIER_TO_MERCHANT && courier->state != DD_COURIER_AT_MERCHANT)
        return clash(err, "/courier", "the courier is not bound for a merchant");
    if (event->order_count == 0 || event->order_count > courier->bundle_count) return refuse(err, "/orders", "not the orders of its bundle");
    for (uint32_t i = 0; i < event->order_count; i++) {
        bool is_there = false;
        for (uint32_t j = 0; j < courier->bundle_count; j++) is_there |= courier->bundle[j] == event->orders[i];
        for (uint32_t j = 0; j < i; j++) is_there &= event->orders[j] != event->orders[i];
        if (!is_there) return refuse(err, "/orders", "not the orders of its bundle");
    }
    return DD_STATUS_OK;
}

static dd_status check_drop(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    if (event->order >= engine->order_count) return dd_error_set(err, DD_STATUS_NOT_FOUND, "/order", "no such order");
    const dd_order *order = &engine->orders[event->order];
    if (order->state != DD_ORDER_ON_BOARD || order->courier != event->courier) return clash(err, "/order", "the order is not on board of this courier");
    return DD_STATUS_OK;
}

static dd_status check_bundle(const dd_engine *engine, const dd_event *event, uint32_t merchant, dd_error *err)
{
    if (event->order_count > dd_state_bundle_limit(engine, &engine->couriers[event->courier]))
        return refuse(err, "/orders", "more orders than the courier carries at once");
    for (uint32_t i = 0; i < event->order_count; i++) {
        if (event->orders[i] >= engine->order_count) return dd_error_set(err, DD_STATUS_NOT_FOUND, "/orders", "no such order");
        const dd_order *order = &engine->orders[event->orders[i]];
        if (order->merchant != merchant) return refuse(err, "/orders", "an order of another merchant");
        if (order->state > DD_ORDER_BOUND) return clash(err, "/orders", "an order is picked up or done");
        if (order->state == DD_ORDER_BOUND && event->kind == DD_EVENT_OFFER) return clash(err, "/orders", "an order is bound already");
        if (order->state == DD_ORDER_BOUND && engine->couriers[order->courier].state == DD_COURIER_OFFERED)
            return clash(err, "/orders", "an order is offered to another courier");
        for (uint32_t j = 0; j < i; j++)
            if (event->orders[j] == event->orders[i]) return refuse(err, "/orders", "an order twice");
    }
    return DD_STATUS_OK;
}

static dd_status check_offer(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_courier *courier = &engine->couriers[event->courier];
    if (event->merchant >= engine->merchant_count) return dd_error_set(err, DD_STATUS_NOT_FOUND, "/merchant", "no such merchant");
    bool is_moving_there = courier->state == DD_COURIER_MOVING && (engine->config.may_divert || courier->merchant == event->merchant);
    if (courier->state != DD_COURIER_IDLE && !is_moving_there) return clash(err, "/courier", "the courier is not free");
    if (event->order_count == 0) return refuse(err, "/orders", "an offer holds at least one order");
    if (event->offer != engine->offers + 1) return clash(err, "/offer", "not the next offer's number");
    return check_bundle(engine, event, event->merchant, err);
}

static dd_status check_update(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_courier *courier = &engine->couriers[event->courier];
    if (courier->state != DD_COURIER_TO_MERCHANT && courier->state != DD_COURIER_AT_MERCHANT)
        return clash(err, "/courier", "the courier is not bound for a merchant");
    return check_bundle(engine, event, courier->merchant, err);
}

static dd_status check_move(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_courier *courier = &engine->couriers[event->courier];
    if (event->merchant >= engine->merchant_count) return dd_error_set(err, DD_STATUS_NOT_FOUND, "/merchant", "no such merchant");
    bool can_turn = courier->state == DD_COURIER_MOVING && engine->config.may_divert;
    return courier->state == DD_COURIER_IDLE || can_turn ? DD_STATUS_OK : clash(err, "/courier", "the courier is not idle");
}

dd_status dd_delivery_check_planned(const dd_engine *engine, uint32_t ix, uint32_t order, dd_error *err)
{
    const dd_courier *courier = &engine->couriers[ix];
    if (courier->state == DD_COURIER_OFF || courier->is_leaving) return clash(err, "/changes", "a plan for a courier that is signed off");
    if (engine->orders[order].state > DD_ORDER_BOUND) return clash(err, "/planned", "an order is picked up or done");
    return DD_STATUS_OK;
}

static dd_status check_arrived(const dd_courier *courier, dd_error *err)
{
    bool is_under_way = courier->state == DD_COURIER_TO_MERCHANT || courier->state == DD_COURIER_MOVING;
    bool may_arrive = courier->state == DD_COURIER_OFFERED && courier->arrive_ms != DD_FOREVER_MS; /* the offer reached it on the way */
    if (is_under_way || may_arrive || courier->has_arrived) return DD_STATUS_OK;
    return clash(err, "/courier", "the courier is not on its way to a merchant");
}

static bool is_of_courier(dd_event_kind kind)
{
    return (kind >= DD_EVENT_COURIER_OFF && kind <= DD_EVENT_FAILED) || (kind >= DD_EVENT_OFFER && kind <= DD_EVENT_MOVE);
}

static dd_status check_courier_event(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    if (!is_of_courier(event->kind)) return refuse(err, "/kind", "not an event of deliveries");
    if (event->courier >= engine->courier_count) return dd_error_set(err, DD_STATUS_NOT_FOUND, "/courier", "no such courier");
    const dd_courier *courier = &engine->couriers[event->courier];
    switch (event->kind) {
    case DD_EVENT_COURIER_OFF: return courier->state == DD_COURIER_OFF ? clash(err, "/courier", "the courier is signed off") : DD_STATUS_OK;
    case DD_EVENT_COURIER_POSITION: return check_position(engine, event, err);
    case DD_EVENT_OFFER_ACCEPTED:
    case DD_EVENT_OFFER_DECLINED:
    case DD_EVENT_OFFER_TIMED_OUT: return check_answer(engine, event, err);
    case DD_EVENT_COURIER_ARRIVED: return check_arrived(courier, err);
    case DD_EVENT_PICKED_UP: return check_picked_up(engine, event, err);
    case DD_EVENT_DELIVERED:
    case DD_EVENT_FAILED: return check_drop(engine, event, err);
    case DD_EVENT_OFFER: return check_offer(engine, event, err);
    case DD_EVENT_UPDATE: return check_update(engine, event, err);
    case DD_EVENT_MOVE: return check_move(engine, event, err);
    default: return refuse(err, "/kind", "not a courier's event");
    }
}

dd_status dd_delivery_validate(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    switch (event->kind) {
    case DD_EVENT_COURIER_ON: return check_courier_on(engine, event, err);
    case DD_EVENT_ORDER_PLACED: return check_order_placed(engine, event, err);
    case DD_EVENT_ORDER_READY_EXPECTED:
    case DD_EVENT_ORDER_READY:
    case DD_EVENT_ORDER_CANCELLED:
    case DD_EVENT_ORDER_CHANGED:
    case DD_EVENT_UNSERVABLE: return check_order(engine, event, err);
    default: return check_courier_event(engine, event, err);
    }
}
