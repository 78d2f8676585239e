/* Deliveries, snapshot: merchants, couriers and orders by index, each with its name.  The list of open orders is rebuilt. */
#include "base/array.h"
#include "engine/domain.h"

static void put_point(dd_buffer *out, dd_point point)
{
    dd_buffer_put_double(out, point.x);
    dd_buffer_put_double(out, point.y);
}

static void put_courier(dd_buffer *out, const dd_engine *engine, uint32_t ix)
{
    const dd_courier *courier = &engine->couriers[ix];
    dd_buffer_put_text(out, dd_names_at(&engine->resource_names, ix));
    dd_buffer_put_byte(out, (uint8_t)courier->state);
    dd_buffer_put_byte(out, (uint8_t)(courier->is_leaving | courier->has_arrived << 1));
    put_point(out, courier->point);
    dd_buffer_put_int(out, courier->free_ms);
    dd_buffer_put_int(out, courier->shift_end_ms);
    dd_buffer_put_int(out, courier->arrive_ms);
    dd_buffer_put_uint(out, courier->capacity);
    dd_buffer_put_uint(out, courier->merchant);
    dd_buffer_put_uint(out, courier->offer);
    dd_buffer_put_uint(out, courier->dropped);
    dd_buffer_put_uint(out, courier->bundle_count);
    for (uint32_t i = 0; i < courier->bundle_count; i++) dd_buffer_put_uint(out, courier->bundle[i]);
    for (int i = 0; i < DD_DECLINE_MEMORY; i++) dd_buffer_put_uint(out, courier->declined[i]);
}

static void put_order(dd_buffer *out, const dd_engine *engine, uint32_t ix)
{
    const dd_order *order = &engine->orders[ix];
    dd_buffer_put_text(out, dd_names_at(&engine->demand_names, ix));
    dd_buffer_put_byte(out, (uint8_t)order->state);
    dd_buffer_put_byte(out, (uint8_t)(order->is_ready | order->is_unservable << 1));
    put_point(out, order->point);
    dd_buffer_put_uint(out, order->merchant);
    dd_buffer_put_uint(out, order->courier);
    dd_buffer_put_int(out, order->placed_ms);
    dd_buffer_put_int(out, order->ready_ms);
    dd_buffer_put_int(out, order->due_ms);
    dd_buffer_put_int(out, order->picked_ms);
    dd_buffer_put_int(out, order->delivered_ms);
    dd_buffer_put_uint(out, order->size);
    dd_buffer_put_uint(out, order->declines);
}

void dd_delivery_put(const dd_engine *engine, dd_buffer *out)
{
    dd_buffer_put_uint(out, engine->merchant_count);
    for (uint32_t ix = 0; ix < engine->merchant_count; ix++) {
        dd_buffer_put_text(out, dd_names_at(&engine->site_names, ix));
        put_point(out, engine->merchants[ix].point);
        dd_buffer_put_uint(out, engine->merchants[ix].order_count);
    }
    dd_buffer_put_uint(out, engine->courier_count);
    for (uint32_t ix = 0; ix < engine->courier_count; ix++) put_courier(out, engine, ix);
    dd_buffer_put_uint(out, engine->order_count);
    for (uint32_t ix = 0; ix < engine->order_count; ix++) put_order(out, engine, ix);
}

static dd_point take_point(dd_cursor *in)
{
    dd_point point = {.x = dd_cursor_double(in)};
    point.y = dd_cursor_double(in);
    return point;
}

static void take_merchants(dd_state_reader *r)
{
    dd_engine *engine = r->engine;
    uint32_t count = dd_cursor_count(&r->in, 18);
    if (!DD_ARRAY_RESERVE(engine->merchants, engine->merchant_capacity, count)) dd_state_run_out(r);
    for (uint32_t ix = 0; ix < count && !r->in.failed; ix++) {
        dd_state_take_name(r, &engine->site_names, ix);
        engine->merchants[ix].point = take_point(&r->in);
        engine->merchants[ix].order_count = dd_state_take_u32(&r->in);
        engine->merchant_count++;
    }
}

static void take_courier(dd_cursor *in, dd_courier *courier)
{
    courier->state = (dd_courier_state)dd_state_take_byte(in, DD_COURIER_MOVING);
    uint8_t flags = dd_state_take_byte(in, 3);
    courier->is_leaving = flags & 1;
    courier->has_arrived = (flags & 2) != 0;
    courier->point = take_point(in);
    courier->free_ms = dd_cursor_int(in);
    courier->shift_end_ms = dd_cursor_int(in);
    courier->arrive_ms = dd_cursor_int(in);
    courier->capacity = dd_state_take_u32(in);
    courier->merchant = dd_state_take_u32(in);
    courier->offer = dd_state_take_u32(in);
    courier->dropped = dd_state_take_u32(in);
    courier->bundle_count = dd_state_take_u32(in);
    if (courier->bundle_count > DD_BUNDLE_MAX) in->failed = true;
    for (uint32_t i = 0; i < courier->bundle_count && !in->failed; i++) courier->bundle[i] = dd_state_take_u32(in);
    for (int i = 0; i < DD_DECLINE_MEMORY; i++) courier->declined[i] = dd_state_take_u32(in);
}

static void take_couriers(dd_state_reader *r)
{
    dd_engine *engine = r->engine;
    uint32_t count = dd_cursor_count(&r->in, 30);
    if (!DD_ARRAY_RESERVE(engine->couriers, engine->courier_capacity, count) || !dd_plans_reserve(&engine->plans, count, 0)) dd_state_run_out(r);
    for (uint32_t ix = 0; ix < count && !r->in.failed; ix++) {
        dd_state_take_name(r, &engine->resource_names, ix);
        take_courier(&r->in, &engine->couriers[ix]);
        engine->courier_count++;
        dd_plans_add_resource(&engine->plans);
    }
}

static void take_order(dd_cursor *in, dd_order *order)
{
    order->state = (dd_order_state)dd_state_take_byte(in, DD_ORDER_FAILED);
    uint8_t flags = dd_state_take_byte(in, 3);
    order->is_ready = flags & 1;
    order->is_unservable = (flags & 2) != 0;
    order->point = take_point(in);
    order->merchant = dd_state_take_u32(in);
    order->courier = dd_state_take_u32(in);
    order->placed_ms = dd_cursor_int(in);
    order->ready_ms = dd_cursor_int(in);
    order->due_ms = dd_cursor_int(in);
    order->picked_ms = dd_cursor_int(in);
    order->delivered_ms = dd_cursor_int(in);
    order->size = dd_state_take_u32(in);
    order->declines = dd_state_take_u32(in);
    order->open_at = DD_NONE;
}

static void take_orders(dd_state_reader *r)
{
    dd_engine *engine = r->engine;
    uint32_t count = dd_cursor_count(&r->in, 28);
    if (!DD_ARRAY_RESERVE(engine->orders, engine->order_capacity, count) || !DD_ARRAY_RESERVE(engine->open, engine->open_capacity, count) ||
        !dd_plans_reserve(&engine->plans, 0, count))
        dd_state_run_out(r);
    for (uint32_t ix = 0; ix < count && !r->in.failed; ix++) {
        dd_order *order = &engine->orders[ix];
        dd_state_take_name(r, &engine->demand_names, ix);
        take_order(&r->in, order);
        engine->order_count++;
        dd_plans_add_demand(&engine->plans);
        if (order->state <= DD_ORDER_ON_BOARD) engine->unfinished++;
        if (order->state > DD_ORDER_BOUND) continue;
        order->open_at = (uint32_t)engine->open_count;
        engine->open[engine->open_count++] = ix;
    }
}

void dd_delivery_take(dd_state_reader *r)
{
    take_merchants(r);
    take_couriers(r);
    take_orders(r);
}
