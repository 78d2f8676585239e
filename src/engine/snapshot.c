/* Snapshot: the whole state as bytes; equal states have equal bytes.
 *
 * Bytes: version (1); is_open, and if so the configuration (as in the event that opened the region); now, cycles, offers; merchants, couriers and
 * orders by index, each with its name.  The tentative plans are written per courier.  The list of open orders is rebuilt.
 * Restoring trusts nothing: what the bytes say must have the state's invariants (check.c), else they are refused.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buffer.h"
#include "engine/state.h"

enum { SNAPSHOT_VERSION = 1 };

typedef struct reader {
    dd_cursor in;
    dd_engine *engine;
    bool is_out_of_memory;
} reader;

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

static uint32_t take_u32(dd_cursor *in)
{
    uint64_t value = dd_cursor_uint(in);
    if (value > UINT32_MAX) in->failed = true;
    return in->failed ? 0 : (uint32_t)value;
}

static uint8_t take_byte(dd_cursor *in, uint8_t most)
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

/* Ends the reading for want of memory. */
static void run_out(reader *r)
{
    r->in.failed = r->is_out_of_memory = true;
}

static void take_name(reader *r, dd_names *names, uint32_t expected)
{
    size_t length;
    const char *text = dd_cursor_text(&r->in, &length);
    if (r->in.failed || length > DD_NAME_MAX || dd_names_find(names, text, length) != DD_NONE) r->in.failed = true;
    else if (!dd_names_reserve(names, length)) run_out(r);
    else if (dd_names_add(names, text, length) != expected) r->in.failed = true;
}

static void take_merchants(reader *r)
{
    dd_engine *engine = r->engine;
    uint32_t count = dd_cursor_count(&r->in, 18);
    if (!DD_ARRAY_RESERVE(engine->merchants, engine->merchant_capacity, count)) run_out(r);
    for (uint32_t ix = 0; ix < count && !r->in.failed; ix++) {
        take_name(r, &engine->merchant_names, ix);
        engine->merchants[ix].point = take_point(&r->in);
        engine->merchants[ix].order_count = take_u32(&r->in);
        engine->merchant_count++;
    }
}

static void take_courier(dd_cursor *in, dd_courier *courier)
{
    courier->state = (dd_courier_state)take_byte(in, DD_COURIER_MOVING);
    uint8_t flags = take_byte(in, 3);
    courier->is_leaving = flags & 1;
    courier->has_arrived = (flags & 2) != 0;
    courier->point = take_point(in);
    courier->free_ms = dd_cursor_int(in);
    courier->shift_end_ms = dd_cursor_int(in);
    courier->arrive_ms = dd_cursor_int(in);
    courier->capacity = take_u32(in);
    courier->merchant = take_u32(in);
    courier->offer = take_u32(in);
    courier->dropped = take_u32(in);
    courier->bundle_count = take_u32(in);
    if (courier->bundle_count > DD_BUNDLE_MAX) in->failed = true;
    for (uint32_t i = 0; i < courier->bundle_count && !in->failed; i++) courier->bundle[i] = take_u32(in);
    for (int i = 0; i < DD_DECLINE_MEMORY; i++) courier->declined[i] = take_u32(in);
    courier->plan_first = DD_NONE;
}

static void take_couriers(reader *r)
{
    dd_engine *engine = r->engine;
    uint32_t count = dd_cursor_count(&r->in, 30);
    if (!DD_ARRAY_RESERVE(engine->couriers, engine->courier_capacity, count)) run_out(r);
    for (uint32_t ix = 0; ix < count && !r->in.failed; ix++) {
        take_name(r, &engine->courier_names, ix);
        take_courier(&r->in, &engine->couriers[ix]);
        engine->courier_count++;
    }
}

static void take_order(dd_cursor *in, dd_order *order)
{
    order->state = (dd_order_state)take_byte(in, DD_ORDER_FAILED);
    uint8_t flags = take_byte(in, 7);
    order->is_ready = flags & 1;
    order->starts_job = (flags & 2) != 0;
    order->is_unservable = (flags & 4) != 0;
    order->point = take_point(in);
    order->merchant = take_u32(in);
    order->courier = take_u32(in);
    order->placed_ms = dd_cursor_int(in);
    order->ready_ms = dd_cursor_int(in);
    order->due_ms = dd_cursor_int(in);
    order->picked_ms = dd_cursor_int(in);
    order->delivered_ms = dd_cursor_int(in);
    order->size = take_u32(in);
    order->declines = take_u32(in);
    order->plan_courier = order->plan_next = order->open_at = DD_NONE;
}

static void take_orders(reader *r)
{
    dd_engine *engine = r->engine;
    uint32_t count = dd_cursor_count(&r->in, 28);
    if (!DD_ARRAY_RESERVE(engine->orders, engine->order_capacity, count) || !DD_ARRAY_RESERVE(engine->open, engine->open_capacity, count)) run_out(r);
    for (uint32_t ix = 0; ix < count && !r->in.failed; ix++) {
        dd_order *order = &engine->orders[ix];
        take_name(r, &engine->order_names, ix);
        take_order(&r->in, order);
        engine->order_count++;
        if (order->state <= DD_ORDER_ON_BOARD) engine->unfinished++;
        if (order->state > DD_ORDER_BOUND) continue;
        order->open_at = (uint32_t)engine->open_count;
        engine->open[engine->open_count++] = ix;
    }
}

static void take_plans(reader *r)
{
    dd_engine *engine = r->engine;
    for (uint32_t ix = 0; ix < engine->courier_count && !r->in.failed; ix++) {
        uint32_t *link = &engine->couriers[ix].plan_first;
        for (uint64_t value; (value = dd_cursor_uint(&r->in)) != 0 && !r->in.failed;) {
            if (value > engine->order_count || engine->orders[value - 1].plan_courier != DD_NONE) {
                r->in.failed = true;
                break;
            }
            *link = (uint32_t)(value - 1);
            engine->orders[value - 1].plan_courier = ix;
            link = &engine->orders[value - 1].plan_next;
        }
    }
}

static void take_all(reader *r)
{
    dd_engine *engine = r->engine;
    if (dd_cursor_uint(&r->in) != SNAPSHOT_VERSION) r->in.failed = true;
    engine->is_open = take_byte(&r->in, 1) != 0;
    if (engine->is_open) {
        size_t size;
        const char *config = dd_cursor_text(&r->in, &size);
        if (config == NULL || dd_config_decode(config, size, &engine->config, NULL) != DD_STATUS_OK) r->in.failed = true;
    }
    engine->now_ms = dd_cursor_int(&r->in);
    engine->cycles = dd_cursor_uint(&r->in);
    engine->offers = take_u32(&r->in);
    take_merchants(r);
    take_couriers(r);
    take_orders(r);
    take_plans(r);
}

dd_status dd_engine_restore(const void *bytes, size_t size, dd_engine **ret, dd_error *err)
{
    reader r = {.in = {.bytes = bytes, .size = size}};
    dd_status status = dd_engine_create(&r.engine, err);
    if (status != DD_STATUS_OK) return status;
    take_all(&r);
    const char *broken = NULL;
    if (r.is_out_of_memory) status = dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    else if (r.in.failed || r.in.at != r.in.size)
        status = dd_error_set(err, DD_STATUS_CORRUPT, NULL, "not a snapshot, or a damaged one, at byte %zu", r.in.at);
    else if ((broken = dd_state_check(r.engine)) != NULL) status = dd_error_set(err, DD_STATUS_CORRUPT, NULL, "a damaged snapshot: %s", broken);
    if (status != DD_STATUS_OK) {
        dd_engine_free(r.engine);
        return status;
    }
    *ret = r.engine;
    return DD_STATUS_OK;
}
