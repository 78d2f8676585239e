/* Snapshot: the whole state as bytes; equal states have equal bytes.
 *
 * Bytes: version (1); is_open, and if so the configuration (as in the event that opened the region); now, cycles, offers; merchants, couriers and
 * orders by index, each with its name.  The tentative plans are written per courier.  The list of open orders is rebuilt.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buffer.h"
#include "engine/state.h"

enum { SNAPSHOT_VERSION = 1 };

static void put_point(dd_buffer *out, dd_point point)
{
    dd_buffer_put_double(out, point.x);
    dd_buffer_put_double(out, point.y);
}

static void put_courier(dd_buffer *out, const dd_engine *engine, uint32_t ix)
{
    const dd_courier *courier = &engine->couriers[ix];
    dd_buffer_put_text(out, dd_names_at(&engine->courier_names, ix));
    dd_buffer_put_byte(out, (uint8_t)courier->state);
    dd_buffer_put_byte(out, courier->is_leaving);
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
    dd_buffer_put_text(out, dd_names_at(&engine->order_names, ix));
    dd_buffer_put_byte(out, (uint8_t)order->state);
    dd_buffer_put_byte(out, (uint8_t)(order->is_ready | order->starts_job << 1 | order->is_unservable << 2));
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

static void put_plans(dd_buffer *out, const dd_engine *engine)
{
    for (uint32_t ix = 0; ix < engine->courier_count; ix++) {
        for (uint32_t order = engine->couriers[ix].plan_first; order != DD_NONE; order = engine->orders[order].plan_next)
            dd_buffer_put_uint(out, order + UINT64_C(1));
        dd_buffer_put_uint(out, 0);
    }
}

dd_status dd_engine_snapshot(const dd_engine *engine, void **ret, size_t *ret_size, dd_error *err)
{
    dd_buffer out = {0};
    dd_buffer_put_uint(&out, SNAPSHOT_VERSION);
    dd_buffer_put_byte(&out, engine->is_open);
    if (engine->is_open) {
        void *config;
        size_t size;
        dd_status status = dd_engine_config_encode(&engine->config, &config, &size, err);
        if (status != DD_STATUS_OK) {
            dd_buffer_done(&out);
            return status;
        }
        dd_buffer_put_uint(&out, size);
        dd_buffer_put(&out, config, size);
        free(config);
    }
    dd_buffer_put_int(&out, engine->now_ms);
    dd_buffer_put_uint(&out, engine->cycles);
    dd_buffer_put_uint(&out, engine->offers);
    dd_buffer_put_uint(&out, engine->merchant_count);
    for (uint32_t ix = 0; ix < engine->merchant_count; ix++) {
        dd_buffer_put_text(&out, dd_names_at(&engine->merchant_names, ix));
        put_point(&out, engine->merchants[ix].point);
        dd_buffer_put_uint(&out, engine->merchants[ix].order_count);
    }
    dd_buffer_put_uint(&out, engine->courier_count);
    for (uint32_t ix = 0; ix < engine->courier_count; ix++) put_courier(&out, engine, ix);
    dd_buffer_put_uint(&out, engine->order_count);
    for (uint32_t ix = 0; ix < engine->order_count; ix++) put_order(&out, engine, ix);
    put_plans(&out, engine);
    if (out.failed) {
        dd_buffer_done(&out);
        return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    }
    *ret = out.bytes;
    *ret_size = out.size;
    return DD_STATUS_OK;
}

static uint32_t take_u32(dd_cursor *in, uint32_t most)
{
    uint64_t value = dd_cursor_uint(in);
    if (value > most && value != DD_NONE) in->failed = true;
    return in->failed ? 0 : (uint32_t)value;
}

static uint8_t take_state(dd_cursor *in, uint8_t most)
{
    uint8_t value = dd_cursor_byte(in);
    if (value > most) in->failed = true;
    return in->failed ? 0 : value;
}

static dd_point take_point(dd_cursor *in)
{
    dd_point point = {.x = dd_cursor_double(in)};
    point.y = dd_cursor_double(in);
    return point;
}

/* Without room the reading ends as with bad bytes, but the bytes are not to blame. */
static bool has_room(bool is_there, dd_cursor *in, dd_status *status)
{
    if (is_there) return true;
    in->failed = true;
    *status = DD_STATUS_NO_MEMORY;
    return false;
}

static void take_name(dd_cursor *in, dd_names *names, uint32_t expected, dd_status *status)
{
    size_t length;
    const char *text = dd_cursor_text(in, &length);
    if (in->failed || !has_room(dd_names_reserve(names, length), in, status)) return;
    if (dd_names_add(names, text, length) != expected) in->failed = true;
}

static void take_merchants(dd_cursor *in, dd_engine *engine, dd_status *status)
{
    uint32_t count = dd_cursor_count(in, 18);
    if (!has_room(DD_ARRAY_RESERVE(engine->merchants, engine->merchant_capacity, count), in, status)) return;
    for (uint32_t ix = 0; ix < count && !in->failed; ix++) {
        take_name(in, &engine->merchant_names, ix, status);
        engine->merchants[ix].point = take_point(in);
        engine->merchants[ix].order_count = take_u32(in, UINT32_MAX);
        engine->merchant_count++;
    }
}

static void take_courier(dd_cursor *in, dd_courier *courier)
{
    courier->state = (dd_courier_state)take_state(in, DD_COURIER_MOVING);
    courier->is_leaving = take_state(in, 1) != 0;
    courier->point = take_point(in);
    courier->free_ms = dd_cursor_int(in);
    courier->shift_end_ms = dd_cursor_int(in);
    courier->arrive_ms = dd_cursor_int(in);
    courier->capacity = take_u32(in, UINT32_MAX);
    courier->merchant = take_u32(in, DD_MERCHANTS_MAX);
    courier->offer = take_u32(in, UINT32_MAX);
    courier->dropped = take_u32(in, DD_BUNDLE_MAX);
    courier->bundle_count = take_u32(in, DD_BUNDLE_MAX);
    if (courier->bundle_count > DD_BUNDLE_MAX || courier->dropped > courier->bundle_count) in->failed = true;
    for (uint32_t i = 0; i < courier->bundle_count && !in->failed; i++) courier->bundle[i] = take_u32(in, DD_ORDERS_MAX);
    for (int i = 0; i < DD_DECLINE_MEMORY; i++) courier->declined[i] = take_u32(in, DD_ORDERS_MAX);
    courier->plan_first = DD_NONE;
}

static void take_couriers(dd_cursor *in, dd_engine *engine, dd_status *status)
{
    uint32_t count = dd_cursor_count(in, 30);
    if (!has_room(DD_ARRAY_RESERVE(engine->couriers, engine->courier_capacity, count), in, status)) return;
    for (uint32_t ix = 0; ix < count && !in->failed; ix++) {
        take_name(in, &engine->courier_names, ix, status);
        take_courier(in, &engine->couriers[ix]);
        if (engine->couriers[ix].merchant != DD_NONE && engine->couriers[ix].merchant >= engine->merchant_count) in->failed = true;
        engine->courier_count++;
    }
}

static void take_order(dd_cursor *in, dd_order *order)
{
    order->state = (dd_order_state)take_state(in, DD_ORDER_FAILED);
    uint8_t flags = take_state(in, 7);
    order->is_ready = flags & 1;
    order->starts_job = (flags & 2) != 0;
    order->is_unservable = (flags & 4) != 0;
    order->point = take_point(in);
    order->merchant = take_u32(in, DD_MERCHANTS_MAX);
    order->courier = take_u32(in, DD_COURIERS_MAX);
    order->placed_ms = dd_cursor_int(in);
    order->ready_ms = dd_cursor_int(in);
    order->due_ms = dd_cursor_int(in);
    order->picked_ms = dd_cursor_int(in);
    order->delivered_ms = dd_cursor_int(in);
    order->size = take_u32(in, UINT32_MAX);
    order->declines = take_u32(in, UINT32_MAX);
    order->plan_courier = order->plan_next = order->open_at = DD_NONE;
}

static void take_orders(dd_cursor *in, dd_engine *engine, dd_status *status)
{
    uint32_t count = dd_cursor_count(in, 28);
    if (!has_room(DD_ARRAY_RESERVE(engine->orders, engine->order_capacity, count), in, status) ||
        !has_room(DD_ARRAY_RESERVE(engine->open, engine->open_capacity, count), in, status))
        return;
    for (uint32_t ix = 0; ix < count && !in->failed; ix++) {
        dd_order *order = &engine->orders[ix];
        take_name(in, &engine->order_names, ix, status);
        take_order(in, order);
        if (order->merchant >= engine->merchant_count || (order->courier != DD_NONE && order->courier >= engine->courier_count)) in->failed = true;
        engine->order_count++;
        if (order->state <= DD_ORDER_ON_BOARD) engine->unfinished++;
        if (order->state > DD_ORDER_BOUND) continue;
        order->open_at = (uint32_t)engine->open_count;
        engine->open[engine->open_count++] = ix;
    }
}

static void take_plans(dd_cursor *in, dd_engine *engine)
{
    for (uint32_t ix = 0; ix < engine->courier_count && !in->failed; ix++) {
        uint32_t *link = &engine->couriers[ix].plan_first;
        for (uint64_t value; (value = dd_cursor_uint(in)) != 0 && !in->failed;) {
            if (value > engine->order_count || engine->orders[value - 1].plan_courier != DD_NONE) {
                in->failed = true;
                break;
            }
            *link = (uint32_t)(value - 1);
            engine->orders[value - 1].plan_courier = ix;
            link = &engine->orders[value - 1].plan_next;
        }
    }
}

static void check_bundles(dd_cursor *in, const dd_engine *engine)
{
    for (uint32_t ix = 0; ix < engine->courier_count && !in->failed; ix++)
        for (uint32_t i = 0; i < engine->couriers[ix].bundle_count; i++)
            if (engine->couriers[ix].bundle[i] >= engine->order_count) in->failed = true;
}

static void take_state_bytes(dd_cursor *in, dd_engine *engine, dd_status *status)
{
    if (dd_cursor_uint(in) != SNAPSHOT_VERSION) in->failed = true;
    engine->is_open = take_state(in, 1) != 0;
    if (engine->is_open) {
        size_t size;
        const char *config = dd_cursor_text(in, &size);
        if (config == NULL || dd_config_decode(config, size, &engine->config, NULL) != DD_STATUS_OK) in->failed = true;
    }
    engine->now_ms = dd_cursor_int(in);
    engine->cycles = dd_cursor_uint(in);
    engine->offers = take_u32(in, UINT32_MAX);
    take_merchants(in, engine, status);
    take_couriers(in, engine, status);
    take_orders(in, engine, status);
    take_plans(in, engine);
    check_bundles(in, engine);
}

dd_status dd_engine_restore(const void *bytes, size_t size, dd_engine **ret, dd_error *err)
{
    dd_engine *engine;
    dd_status status = dd_engine_create(&engine, err);
    if (status != DD_STATUS_OK) return status;
    dd_cursor in = {.bytes = bytes, .size = size};
    take_state_bytes(&in, engine, &status);
    if (status != DD_STATUS_OK) {
        dd_engine_free(engine);
        return dd_error_set(err, status, NULL, "out of memory");
    }
    if (in.failed || in.at != in.size) {
        dd_engine_free(engine);
        return dd_error_set(err, DD_STATUS_CORRUPT, NULL, "not a snapshot, or a damaged one, at byte %zu", in.at);
    }
    *ret = engine;
    return DD_STATUS_OK;
}
