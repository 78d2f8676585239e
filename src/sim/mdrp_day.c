#include "sim/mdrp_day.h"

#include <stdlib.h>

static const int64_t minute_ms = 60000;

static dd_engine_config day_config(const dd_mdrp_instance *instance, uint64_t seed)
{
    dd_engine_config config = dd_engine_config_default();
    int64_t half_pickup_ms = (instance->pickup_service + 1) / 2 * minute_ms, half_drop_ms = (instance->dropoff_service + 1) / 2 * minute_ms;
    config.travel = (dd_travel_rule){
        .metric = DD_TRAVEL_EUCLIDEAN,
        .detour = 1,
        .metres_per_unit = 1,
        .speed_m_per_s = instance->meters_per_minute / 60,
        .round_ms = minute_ms,
        .rounding = DD_ROUND_UP,
    };
    config.seed = seed;
    config.cycle_ms = minute_ms;
    config.pickup_before_ms = config.pickup_after_ms = half_pickup_ms;
    config.drop_before_ms = config.drop_after_ms = half_drop_ms;
    config.target_ms = instance->target * minute_ms;
    config.give_up_ms = 180 * minute_ms;
    config.needs_acceptance = false;
    config.change_ms = 0;
    config.may_reassign = true;
    config.may_divert = false;
    config.prepositions = true;
    return config;
}

static dd_status fill(const dd_mdrp_instance *instance, dd_scenario *scenario)
{
    for (uint32_t i = 0; i < instance->restaurant_count; i++) {
        const dd_mdrp_restaurant *from = &instance->restaurants[i];
        scenario->merchants[i] = (dd_scenario_merchant){dd_scenario_name(scenario, from->name), {(double)from->x, (double)from->y}};
        if (scenario->merchants[i].name == NULL) return DD_STATUS_NO_MEMORY;
    }
    for (uint32_t i = 0; i < instance->courier_count; i++) {
        const dd_mdrp_courier *from = &instance->couriers[i];
        scenario->couriers[i] = (dd_scenario_courier){
            .name = dd_scenario_name(scenario, from->name),
            .point = {(double)from->x, (double)from->y},
            .on_ms = from->on_time * minute_ms,
            .off_ms = from->off_time * minute_ms,
            .taste_permille = 1000,
            .pace_permille = 1000,
        };
        if (scenario->couriers[i].name == NULL) return DD_STATUS_NO_MEMORY;
    }
    for (uint32_t i = 0; i < instance->order_count; i++) {
        const dd_mdrp_order *from = &instance->orders[i];
        scenario->orders[i] = (dd_scenario_order){
            .name = dd_scenario_name(scenario, from->name),
            .merchant = from->restaurant,
            .point = {(double)from->x, (double)from->y},
            .placed_ms = from->placement_time * minute_ms,
            .expected_ms = from->ready_time * minute_ms,
            .ready_ms = from->ready_time * minute_ms,
            .size = 1,
        };
        if (scenario->orders[i].name == NULL) return DD_STATUS_NO_MEMORY;
    }
    return DD_STATUS_OK;
}

dd_status dd_mdrp_scenario(const dd_mdrp_instance *instance, uint64_t seed, int64_t foresight_ms, dd_scenario **ret, dd_error *err)
{
    dd_scenario *scenario;
    dd_status status = dd_scenario_create(&scenario, err);
    if (status != DD_STATUS_OK) return status;
    scenario->config = day_config(instance, seed);
    scenario->behaviour.is_by_the_minute = true;
    scenario->config.give_up_ms += foresight_ms; /* waiting counts from when the order is told */
    scenario->behaviour.notice_ms = foresight_ms > 60 * minute_ms ? foresight_ms : 60 * minute_ms;
    scenario->seed = seed;
    scenario->foresight_ms = foresight_ms;
    scenario->merchant_count = instance->restaurant_count;
    scenario->courier_count = instance->courier_count;
    scenario->order_count = instance->order_count;
    scenario->merchants = DD_ARENA_NEW(&scenario->memory, scenario->merchant_count, dd_scenario_merchant);
    scenario->couriers = DD_ARENA_NEW(&scenario->memory, scenario->courier_count, dd_scenario_courier);
    scenario->orders = DD_ARENA_NEW(&scenario->memory, scenario->order_count, dd_scenario_order);
    bool has_room = scenario->merchants && scenario->couriers && scenario->orders;
    status = has_room ? fill(instance, scenario) : DD_STATUS_NO_MEMORY;
    if (status == DD_STATUS_NO_MEMORY) dd_error_set(err, status, NULL, "out of memory");
    if (status == DD_STATUS_OK) status = dd_scenario_arrange(scenario, err);
    if (status == DD_STATUS_OK) *ret = scenario;
    else dd_scenario_free(scenario);
    return status;
}

static const char *place_name(const dd_scenario *scenario, dd_place place)
{
    if (place.kind == DD_PLACE_MERCHANT) return scenario->merchants[place.ix].name;
    return place.kind == DD_PLACE_DOOR ? scenario->orders[place.ix].name : "0";
}

/* When the pickup's orders were last settled; with foresight, not before the last of them was placed. */
static int64_t assigned_ms(const dd_scenario *scenario, const dd_trace *trace, const dd_pickup *pickup)
{
    int64_t at_ms = pickup->assigned_ms;
    for (uint32_t i = 0; i < pickup->count; i++) {
        int64_t placed_ms = scenario->orders[trace->orders[pickup->first + i]].placed_ms;
        if (placed_ms > at_ms) at_ms = placed_ms;
    }
    return at_ms;
}

static void list_assignments(const dd_scenario *scenario, const dd_trace *trace, const char **names, dd_mdrp_solution *solution)
{
    for (size_t i = 0; i < trace->order_count; i++) names[i] = scenario->orders[trace->orders[i]].name;
    for (size_t i = 0; i < trace->pickup_count; i++) {
        const dd_pickup *pickup = &trace->pickups[i];
        solution->assignments[solution->assignment_count++] = (dd_mdrp_assignment){
            .assignment_time = assigned_ms(scenario, trace, pickup) / minute_ms,
            .pickup_time = pickup->picked_ms / minute_ms,
            .courier = scenario->couriers[pickup->courier].name,
            .orders = names + pickup->first,
            .order_count = pickup->count,
        };
    }
}

static void list_deliveries(const dd_scenario *scenario, const dd_trace *trace, dd_mdrp_solution *solution)
{
    for (size_t i = 0; i < trace->handover_count; i++) {
        const dd_handover *handover = &trace->handovers[i];
        const dd_scenario_order *order = &scenario->orders[handover->order];
        solution->deliveries[solution->delivery_count++] = (dd_mdrp_delivery){
            .order = order->name,
            .courier = scenario->couriers[handover->courier].name,
            .placement_time = order->placed_ms / minute_ms,
            .ready_time = order->ready_ms / minute_ms,
            .pickup_time = handover->picked_ms / minute_ms,
            .dropoff_time = handover->delivered_ms / minute_ms,
        };
    }
}

/* Moves of a courier together: trips are in the order of happening, so a bucket pass by courier keeps the time order. */
static void list_moves(const dd_scenario *scenario, const dd_trace *trace, size_t *starts, dd_mdrp_solution *solution)
{
    for (size_t i = 0; i < trace->trip_count; i++) starts[trace->trips[i].courier + 1]++;
    for (uint32_t i = 0; i < scenario->courier_count; i++) starts[i + 1] += starts[i];
    for (size_t i = 0; i < trace->trip_count; i++) {
        const dd_trip *trip = &trace->trips[i];
        solution->moves[starts[trip->courier]++] = (dd_mdrp_move){
            .courier = scenario->couriers[trip->courier].name,
            .origin = place_name(scenario, trip->from),
            .destination = place_name(scenario, trip->to),
            .departure_time = trip->depart_ms / minute_ms,
        };
    }
    solution->move_count = trace->trip_count;
}

dd_status dd_mdrp_solution_of(const dd_scenario *scenario, const dd_trace *trace, dd_arena *memory, dd_mdrp_solution *ret, dd_error *err)
{
    dd_mdrp_solution solution = {
        .assignments = DD_ARENA_NEW(memory, trace->pickup_count, dd_mdrp_assignment),
        .deliveries = DD_ARENA_NEW(memory, trace->handover_count, dd_mdrp_delivery),
        .moves = DD_ARENA_NEW(memory, trace->trip_count, dd_mdrp_move),
    };
    const char **names = DD_ARENA_NEW(memory, trace->order_count, const char *);
    size_t *starts = DD_ARENA_NEW(memory, (size_t)scenario->courier_count + 2, size_t);
    if (!solution.assignments || !solution.deliveries || !solution.moves || !names || !starts)
        return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    list_assignments(scenario, trace, names, &solution);
    list_deliveries(scenario, trace, &solution);
    list_moves(scenario, trace, starts, &solution);
    *ret = solution;
    return DD_STATUS_OK;
}
