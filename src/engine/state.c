/* State of deliveries: queries, and the small moves that events are made of. */
#include "engine/state.h"

#include <math.h>
#include <string.h>

int64_t dd_state_travel_ms(const dd_engine *engine, dd_point from, dd_point to, int64_t depart_ms)
{
    dd_travel_rule rule = dd_config_travel(&engine->config);
    return dd_travel_ms(&rule, from, to, depart_ms);
}

int64_t dd_state_arrive_ms(const dd_engine *engine, dd_point from, dd_point to, int64_t depart_ms)
{
    int64_t arrive_ms = depart_ms + dd_state_travel_ms(engine, from, to, depart_ms);
    return arrive_ms < DD_FOREVER_MS ? arrive_ms : DD_FOREVER_MS - 1;
}

uint32_t dd_state_bundle_limit(const dd_engine *engine, const dd_courier *courier)
{
    uint32_t most = engine->config.max_bundle;
    return courier->capacity != 0 && courier->capacity < most ? courier->capacity : most;
}

bool dd_state_instant_is_good(int64_t ms)
{
    return ms >= -DD_INSTANT_MAX_MS && ms <= DD_INSTANT_MAX_MS;
}

bool dd_state_point_is_good(const dd_engine *engine, dd_point point)
{
    if (!isfinite(point.x) || !isfinite(point.y)) return false;
    if (engine->config.travel.metric == DD_TRAVEL_GREAT_CIRCLE) return fabs(point.x) <= 180 && fabs(point.y) <= 90;
    return fabs(point.x) <= 1e9 && fabs(point.y) <= 1e9;
}

bool dd_state_has_declined(const dd_courier *courier, uint32_t order)
{
    for (int i = 0; i < DD_DECLINE_MEMORY; i++)
        if (courier->declined[i] == order) return true;
    return false;
}

void dd_state_project_drops(dd_engine *engine, dd_courier *courier, dd_point from, int64_t leave_ms)
{
    const dd_engine_config *config = &engine->config;
    for (uint32_t i = courier->dropped; i < courier->bundle_count; i++) {
        dd_point door = engine->orders[courier->bundle[i]].point;
        leave_ms = dd_state_arrive_ms(engine, from, door, leave_ms) + config->drop_before_ms + config->drop_after_ms;
        from = door;
    }
    courier->point = from;
    courier->free_ms = leave_ms < DD_FOREVER_MS ? leave_ms : DD_FOREVER_MS - 1;
}

uint32_t dd_engine_courier_count(const dd_engine *engine)
{
    return (uint32_t)engine->courier_count;
}

uint32_t dd_engine_order_count(const dd_engine *engine)
{
    return (uint32_t)engine->order_count;
}

uint32_t dd_engine_merchant_count(const dd_engine *engine)
{
    return (uint32_t)engine->merchant_count;
}

uint32_t dd_engine_find_courier(const dd_engine *engine, const char *name)
{
    return dd_names_find(&engine->resource_names, name, strlen(name));
}

uint32_t dd_engine_find_order(const dd_engine *engine, const char *name)
{
    return dd_names_find(&engine->demand_names, name, strlen(name));
}

dd_courier_view dd_engine_courier_at(const dd_engine *engine, uint32_t ix)
{
    const dd_courier *courier = &engine->couriers[ix];
    return (dd_courier_view){
        .name = dd_names_at(&engine->resource_names, ix),
        .state = courier->state,
        .point = courier->point,
        .free_ms = courier->free_ms,
        .shift_end_ms = courier->shift_end_ms,
        .merchant = courier->merchant,
        .offer = courier->offer,
        .bundle = courier->bundle,
        .bundle_count = courier->bundle_count,
        .dropped = courier->dropped,
        .arrive_ms = courier->arrive_ms,
    };
}

dd_order_view dd_engine_order_at(const dd_engine *engine, uint32_t ix)
{
    const dd_order *order = &engine->orders[ix];
    return (dd_order_view){
        .name = dd_names_at(&engine->demand_names, ix),
        .state = order->state,
        .merchant = order->merchant,
        .courier = order->courier,
        .point = order->point,
        .placed_ms = order->placed_ms,
        .ready_ms = order->ready_ms,
        .due_ms = order->due_ms,
        .picked_ms = order->picked_ms,
        .delivered_ms = order->delivered_ms,
        .size = order->size,
        .declines = order->declines,
    };
}

dd_merchant_view dd_engine_merchant_at(const dd_engine *engine, uint32_t ix)
{
    return (dd_merchant_view){.name = dd_names_at(&engine->site_names, ix), .point = engine->merchants[ix].point};
}
