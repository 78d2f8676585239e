/* Deliveries, application: what each event does to the state.  Memory is reserved before anything changes. */
#include <string.h>

#include "base/array.h"
#include "engine/domain.h"

static dd_status no_memory(dd_error *err)
{
    return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}

static void open_add(dd_engine *engine, uint32_t ix)
{
    engine->orders[ix].open_at = (uint32_t)engine->open_count;
    engine->open[engine->open_count++] = ix;
}

static void open_remove(dd_engine *engine, uint32_t ix)
{
    uint32_t at = engine->orders[ix].open_at, last = engine->open[--engine->open_count];
    engine->open[at] = last;
    engine->orders[last].open_at = at;
    engine->orders[ix].open_at = DD_NONE;
}

static void order_release(dd_engine *engine, uint32_t ix)
{
    engine->orders[ix].state = DD_ORDER_OPEN;
    engine->orders[ix].courier = DD_NONE;
}

/* A courier bound for a merchant without orders only stands by there, or goes on to stand by; one that has not set out stays where it is. */
static void courier_unbind(dd_courier *courier)
{
    if (courier->bundle_count > 0) return;
    bool is_under_way = !courier->has_arrived && courier->arrive_ms != DD_FOREVER_MS;
    courier->state = is_under_way ? DD_COURIER_MOVING : DD_COURIER_IDLE;
    if (!courier->has_arrived && !is_under_way) courier->merchant = DD_NONE;
}

static void bundle_remove(dd_engine *engine, uint32_t ix)
{
    dd_courier *courier = &engine->couriers[engine->orders[ix].courier];
    uint32_t kept = 0;
    for (uint32_t i = 0; i < courier->bundle_count; i++)
        if (courier->bundle[i] != ix) courier->bundle[kept++] = courier->bundle[i];
    courier->bundle_count = kept;
}

static void bundle_clear(dd_engine *engine, dd_courier *courier)
{
    for (uint32_t i = courier->dropped; i < courier->bundle_count; i++) order_release(engine, courier->bundle[i]);
    courier->bundle_count = courier->dropped = 0;
}

static void plan_clear(dd_engine *engine, const dd_courier *courier)
{
    dd_plans_clear(&engine->plans, (uint32_t)(courier - engine->couriers));
}

static void courier_sign_off(dd_engine *engine, dd_courier *courier)
{
    courier->state = DD_COURIER_OFF;
    courier->is_leaving = courier->has_arrived = false;
    courier->merchant = DD_NONE;
    courier->arrive_ms = DD_FOREVER_MS;
    plan_clear(engine, courier);
}

static dd_status apply_courier_on(dd_engine *engine, const dd_event *event, dd_error *err)
{
    if (!DD_ARRAY_RESERVE(engine->couriers, engine->courier_capacity, engine->courier_count + 1) || !dd_plans_reserve(&engine->plans, 1, 0))
        return no_memory(err);
    uint32_t ix = dd_names_add(&engine->resource_names, event->name, strlen(event->name));
    if (ix == DD_NONE) return no_memory(err);
    if (ix == engine->courier_count) {
        engine->courier_count++;
        dd_plans_add_resource(&engine->plans);
        dd_courier *fresh = &engine->couriers[ix];
        *fresh = (dd_courier){.merchant = DD_NONE, .arrive_ms = DD_FOREVER_MS, .offer = DD_NONE};
        for (int i = 0; i < DD_DECLINE_MEMORY; i++) fresh->declined[i] = DD_NONE;
    }
    dd_courier *courier = &engine->couriers[ix];
    courier->state = DD_COURIER_IDLE;
    courier->point = event->point;
    courier->free_ms = event->ready_ms > event->at_ms ? event->ready_ms : event->at_ms;
    courier->shift_end_ms = event->until_ms;
    courier->capacity = event->count;
    return DD_STATUS_OK;
}

static void apply_courier_off(dd_engine *engine, dd_courier *courier)
{
    plan_clear(engine, courier);
    if (courier->state == DD_COURIER_DELIVERING) {
        courier->is_leaving = true;
        return;
    }
    bundle_clear(engine, courier);
    courier_sign_off(engine, courier);
}

static void apply_position(dd_engine *engine, dd_courier *courier, const dd_event *event)
{
    if (courier->state == DD_COURIER_IDLE && courier->merchant == DD_NONE) {
        courier->point = event->point;
    } else if (courier->state == DD_COURIER_MOVING || courier->state == DD_COURIER_TO_MERCHANT) {
        courier->arrive_ms = dd_state_arrive_ms(engine, event->point, engine->merchants[courier->merchant].point, event->at_ms);
        if (courier->state == DD_COURIER_MOVING && engine->config.may_divert) {
            courier->point = event->point;
            courier->free_ms = event->at_ms;
        } else {
            courier->free_ms = courier->arrive_ms;
        }
    }
}

static dd_status apply_order_placed(dd_engine *engine, const dd_event *event, dd_error *err)
{
    size_t merchant_length = strlen(event->merchant_name), length = strlen(event->name);
    if (!DD_ARRAY_RESERVE(engine->orders, engine->order_capacity, engine->order_count + 1) ||
        !DD_ARRAY_RESERVE(engine->open, engine->open_capacity, engine->open_count + 1) ||
        !DD_ARRAY_RESERVE(engine->merchants, engine->merchant_capacity, engine->merchant_count + 1) ||
        !dd_plans_reserve(&engine->plans, 0, 1) || !dd_names_reserve(&engine->site_names, merchant_length) || !dd_names_reserve(&engine->demand_names, length))
        return no_memory(err);
    uint32_t merchant = dd_names_add(&engine->site_names, event->merchant_name, merchant_length);
    if (merchant == engine->merchant_count) engine->merchants[engine->merchant_count++] = (dd_merchant){.point = event->merchant_point};
    uint32_t ix = dd_names_add(&engine->demand_names, event->name, length);
    engine->orders[ix] = (dd_order){
        .state = DD_ORDER_OPEN,
        .merchant = merchant,
        .courier = DD_NONE,
        .point = event->point,
        .placed_ms = event->at_ms,
        .ready_ms = event->ready_ms,
        .due_ms = event->until_ms ? event->until_ms : event->at_ms + engine->config.target_ms,
        .size = event->count,
    };
    engine->order_count++;
    dd_plans_add_demand(&engine->plans);
    engine->merchants[merchant].order_count++;
    engine->unfinished++;
    open_add(engine, ix);
    return DD_STATUS_OK;
}

static void apply_cancelled(dd_engine *engine, uint32_t ix)
{
    dd_order *order = &engine->orders[ix];
    dd_plans_remove(&engine->plans, ix);
    if (order->state == DD_ORDER_BOUND) {
        bundle_remove(engine, ix);
        courier_unbind(&engine->couriers[order->courier]);
    }
    open_remove(engine, ix);
    order->state = DD_ORDER_CANCELLED;
    order->courier = DD_NONE;
    engine->unfinished--;
}

/* When and where a delivering courier will be free, from its last handover on: a door on its way has changed. */
static void project_again(dd_engine *engine, dd_courier *courier)
{
    const dd_order *last = &engine->orders[courier->bundle[courier->dropped ? courier->dropped - 1 : 0]];
    bool has_dropped = courier->dropped > 0;
    dd_point from = has_dropped ? last->point : engine->merchants[last->merchant].point;
    int64_t leave_ms = has_dropped ? last->delivered_ms + engine->config.drop_after_ms : last->picked_ms + engine->config.pickup_after_ms;
    dd_state_project_drops(engine, courier, from, leave_ms);
}

static void apply_order_event(dd_engine *engine, const dd_event *event)
{
    dd_order *order = &engine->orders[event->order];
    switch (event->kind) {
    case DD_EVENT_ORDER_READY_EXPECTED: order->ready_ms = event->ready_ms; break;
    case DD_EVENT_ORDER_READY:
        order->ready_ms = event->at_ms;
        order->is_ready = true;
        break;
    case DD_EVENT_ORDER_CHANGED:
        order->point = event->point;
        if (event->until_ms) order->due_ms = event->until_ms;
        if (order->state == DD_ORDER_ON_BOARD) project_again(engine, &engine->couriers[order->courier]);
        break;
    case DD_EVENT_UNSERVABLE: order->is_unservable = true; break;
    default: apply_cancelled(engine, event->order); break;
    }
}

/* Sends the courier to courier->merchant from where it is or will be free. */
static void courier_set_out(dd_engine *engine, dd_courier *courier, int64_t at_ms)
{
    int64_t leave_ms = courier->free_ms > at_ms ? courier->free_ms : at_ms;
    courier->arrive_ms = dd_state_arrive_ms(engine, courier->point, engine->merchants[courier->merchant].point, leave_ms);
    courier->has_arrived = false;
}

static void courier_depart(dd_engine *engine, dd_courier *courier, int64_t at_ms)
{
    courier->state = courier->has_arrived ? DD_COURIER_AT_MERCHANT : DD_COURIER_TO_MERCHANT;
    if (courier->has_arrived) return;
    if (courier->arrive_ms == DD_FOREVER_MS) courier_set_out(engine, courier, at_ms);
    courier->point = engine->merchants[courier->merchant].point;
    courier->free_ms = courier->arrive_ms;
}

/* Who stands by at the merchant or is on the way to it keeps its arrival; all others must set out (DD_FOREVER_MS). */
static void apply_offer(dd_engine *engine, dd_courier *courier, const dd_event *event)
{
    bool is_there = courier->merchant == event->merchant && courier->arrive_ms != DD_FOREVER_MS;
    if (!is_there) {
        courier->arrive_ms = DD_FOREVER_MS;
        courier->has_arrived = false;
    }
    courier->merchant = event->merchant;
    courier->offer = event->offer;
    courier->bundle_count = event->order_count;
    courier->dropped = 0;
    for (uint32_t i = 0; i < event->order_count; i++) {
        uint32_t ix = event->orders[i];
        dd_plans_remove(&engine->plans, ix);
        courier->bundle[i] = ix;
        engine->orders[ix].state = DD_ORDER_BOUND;
        engine->orders[ix].courier = event->courier;
    }
    engine->offers++;
    courier->state = DD_COURIER_OFFERED;
    if (!engine->config.needs_acceptance) courier_depart(engine, courier, event->at_ms);
}

static void apply_declined(dd_engine *engine, dd_courier *courier)
{
    for (uint32_t i = 0; i < courier->bundle_count; i++) {
        engine->orders[courier->bundle[i]].declines++;
        memmove(courier->declined + 1, courier->declined, sizeof courier->declined - sizeof *courier->declined);
        courier->declined[0] = courier->bundle[i];
    }
    bundle_clear(engine, courier);
    courier_unbind(courier);
}

static void apply_arrived(dd_engine *engine, dd_courier *courier, int64_t at_ms)
{
    if (courier->has_arrived) return;
    courier->has_arrived = true;
    courier->point = engine->merchants[courier->merchant].point;
    courier->arrive_ms = courier->free_ms = at_ms;
    if (courier->state == DD_COURIER_MOVING) courier->state = DD_COURIER_IDLE;
    if (courier->state == DD_COURIER_TO_MERCHANT) courier->state = DD_COURIER_AT_MERCHANT;
}

static void apply_picked_up(dd_engine *engine, dd_courier *courier, const dd_event *event)
{
    bundle_clear(engine, courier);
    for (uint32_t i = 0; i < event->order_count; i++) {
        uint32_t ix = event->orders[i];
        dd_order *order = &engine->orders[ix];
        courier->bundle[i] = ix;
        order->state = DD_ORDER_ON_BOARD;
        order->courier = event->courier;
        order->picked_ms = event->at_ms;
        if (!order->is_ready && order->ready_ms > event->at_ms) order->ready_ms = event->at_ms;
        dd_plans_remove(&engine->plans, ix);
        open_remove(engine, ix);
    }
    courier->bundle_count = event->order_count;
    courier->dropped = 0;
    courier->state = DD_COURIER_DELIVERING;
    dd_point from = engine->merchants[courier->merchant].point;
    courier->merchant = DD_NONE;
    courier->arrive_ms = DD_FOREVER_MS;
    courier->has_arrived = false;
    dd_state_project_drops(engine, courier, from, event->at_ms + engine->config.pickup_after_ms);
}

static void apply_drop(dd_engine *engine, dd_courier *courier, const dd_event *event)
{
    uint32_t at = courier->dropped;
    while (courier->bundle[at] != event->order) at++;
    for (; at > courier->dropped; at--) courier->bundle[at] = courier->bundle[at - 1];
    courier->bundle[courier->dropped++] = event->order;
    dd_order *order = &engine->orders[event->order];
    order->state = event->kind == DD_EVENT_DELIVERED ? DD_ORDER_DELIVERED : DD_ORDER_FAILED;
    order->delivered_ms = event->at_ms;
    engine->unfinished--;
    dd_state_project_drops(engine, courier, order->point, event->at_ms + engine->config.drop_after_ms);
    if (courier->dropped < courier->bundle_count) return;
    courier->bundle_count = courier->dropped = 0;
    courier->state = DD_COURIER_IDLE;
    if (courier->is_leaving) courier_sign_off(engine, courier);
}

static void apply_update(dd_engine *engine, dd_courier *courier, const dd_event *event)
{
    bundle_clear(engine, courier);
    for (uint32_t i = 0; i < event->order_count; i++) {
        uint32_t ix = event->orders[i];
        dd_order *order = &engine->orders[ix];
        dd_plans_remove(&engine->plans, ix);
        if (order->state == DD_ORDER_BOUND) bundle_remove(engine, ix);
        order->state = DD_ORDER_BOUND;
        order->courier = event->courier;
        courier->bundle[courier->bundle_count++] = ix;
    }
    courier_unbind(courier);
}

static void apply_move(dd_engine *engine, dd_courier *courier, const dd_event *event)
{
    courier->state = DD_COURIER_MOVING;
    courier->merchant = event->merchant;
    courier_set_out(engine, courier, event->at_ms);
    courier->point = engine->merchants[event->merchant].point;
    courier->free_ms = courier->arrive_ms;
}

static void apply_courier_event(dd_engine *engine, const dd_event *event)
{
    dd_courier *courier = &engine->couriers[event->courier];
    switch (event->kind) {
    case DD_EVENT_COURIER_OFF: apply_courier_off(engine, courier); break;
    case DD_EVENT_COURIER_POSITION: apply_position(engine, courier, event); break;
    case DD_EVENT_OFFER_ACCEPTED: courier_depart(engine, courier, event->at_ms); break;
    case DD_EVENT_OFFER_DECLINED:
    case DD_EVENT_OFFER_TIMED_OUT: apply_declined(engine, courier); break;
    case DD_EVENT_COURIER_ARRIVED: apply_arrived(engine, courier, event->at_ms); break;
    case DD_EVENT_PICKED_UP: apply_picked_up(engine, courier, event); break;
    case DD_EVENT_OFFER: apply_offer(engine, courier, event); break;
    case DD_EVENT_UPDATE: apply_update(engine, courier, event); break;
    case DD_EVENT_MOVE: apply_move(engine, courier, event); break;
    default: apply_drop(engine, courier, event); break;
    }
}

dd_status dd_delivery_apply(dd_engine *engine, const dd_event *event, dd_error *err)
{
    switch (event->kind) {
    case DD_EVENT_COURIER_ON: return apply_courier_on(engine, event, err);
    case DD_EVENT_ORDER_PLACED: return apply_order_placed(engine, event, err);
    case DD_EVENT_ORDER_READY_EXPECTED:
    case DD_EVENT_ORDER_READY:
    case DD_EVENT_ORDER_CANCELLED:
    case DD_EVENT_ORDER_CHANGED:
    case DD_EVENT_UNSERVABLE: apply_order_event(engine, event); break;
    default: apply_courier_event(engine, event); break;
    }
    return DD_STATUS_OK;
}

const dd_domain_rooms dd_domain_delivery = {
    .validate = dd_delivery_validate,
    .apply = dd_delivery_apply,
    .check_planned = dd_delivery_check_planned,
    .plan_max = DD_PLAN_MAX,
    .decide = dd_delivery_decide,
    .put = dd_delivery_put,
    .take = dd_delivery_take,
    .check = dd_delivery_check,
};
