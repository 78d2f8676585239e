/* Trips, evaluation: travel, the cost of one route, and the best way to put a unit into it.
 *
 * Times.  Between different places a courier needs travel plus the handover halves: it leaves `after` the work is done and works `before` after it
 * arrives.  Picking up where it stands already needs only that `before` has passed since it came.
 */
#include <string.h>

#include "route/trips_internal.h"

int32_t dd_trips_travel(dd_trips *trips, uint32_t from, uint32_t to)
{
    int32_t *slot = &trips->travel[(size_t)from * trips->place_count + to];
    if (*slot == 0) {
        const dd_trip_problem *problem = trips->problem;
        int64_t ms = dd_travel_ms(&problem->travel, trips->points[from], trips->points[to], problem->now_ms);
        *slot = ms >= INT32_MAX ? INT32_MAX : (int32_t)ms + 1;
    }
    return *slot - 1;
}

/* Expected delay of the next order, were a courier to wait for it at this place. */
static int32_t end_delay(dd_trips *trips, uint32_t place)
{
    const dd_trip_demand *demand = &trips->problem->demand;
    if (demand->count == 0) return 0;
    if (trips->end_ms[place] != 0) return trips->end_ms[place] - 1;
    int64_t sum = 0;
    for (uint32_t i = 0; i < demand->count; i++) {
        int32_t minutes = dd_trips_travel(trips, place, dd_trips_merchant_place(trips, demand->merchants[i])) / 60000;
        sum += (int64_t)demand->weights[i] * demand->delay_ms[minutes < DD_TRIP_DELAY_MINUTES ? minutes : DD_TRIP_DELAY_MINUTES - 1];
    }
    trips->end_ms[place] = (int32_t)(sum / (int64_t)demand->weight_sum) + 1;
    return trips->end_ms[place] - 1;
}

/* The walk.  `timing` collects what the cost is made of. */
static inline bool walk(dd_trips *trips, uint32_t courier, const dd_trip_route *route, uint32_t watch, dd_trip_timing *timing)
{
    const dd_trip_problem *problem = trips->problem;
    const dd_trip_courier *who = &problem->couriers[courier];
    uint32_t place = dd_trips_courier_place(trips, courier);
    int64_t free_ms = who->free_ms, empty_ms = 0, change_ms = 0;
    timing->wait_ms = timing->late_ms = 0;
    for (uint32_t i = 0, end; i < route->count; i = end) {
        const dd_trip_order *first = &problem->orders[route->orders[i]];
        uint32_t merchant = dd_trips_merchant_place(trips, first->merchant);
        int64_t leave_ms = free_ms > problem->now_ms ? free_ms : problem->now_ms;
        int64_t pickup_ms = free_ms + problem->pickup_before_ms, ready_ms = first->ready_ms;
        if (place != merchant) {
            int32_t drive_ms = dd_trips_travel(trips, place, merchant);
            empty_ms += drive_ms;
            pickup_ms = leave_ms + drive_ms + problem->pickup_before_ms;
        }
        if (pickup_ms < problem->now_ms) pickup_ms = problem->now_ms;
        for (end = i + 1; end < route->count && !route->starts[end]; end++)
            if (problem->orders[route->orders[end]].ready_ms > ready_ms) ready_ms = problem->orders[route->orders[end]].ready_ms;
        if (ready_ms > pickup_ms) pickup_ms = ready_ms;
        if (pickup_ms > who->shift_end_ms) return false;
        place = merchant;
        free_ms = pickup_ms + problem->pickup_after_ms;
        for (uint32_t j = i; j < end; j++) {
            const dd_trip_order *order = &problem->orders[route->orders[j]];
            int64_t door_ms = free_ms + dd_trips_travel(trips, place, route->orders[j]) + problem->drop_before_ms;
            place = route->orders[j];
            timing->wait_ms += door_ms - order->placed_ms;
            if (order->bound_to != DD_NONE && order->bound_to != courier) change_ms += problem->prices.change_ms;
            if (door_ms > order->due_ms) timing->late_ms += (door_ms - order->due_ms) * problem->prices.late / 1000;
            free_ms = door_ms + problem->drop_after_ms;
        }
        if (watch >= i && watch < end) {
            timing->pickup_ms = pickup_ms;
            timing->ready_ms = ready_ms;
            timing->door_ms = free_ms - problem->drop_after_ms;
        }
    }
    timing->free_ms = free_ms;
    timing->end_place = place;
    timing->drive_cost = empty_ms * problem->prices.empty / 1000 + change_ms;
    if (problem->prices.end)
        timing->drive_cost += (int64_t)(end_delay(trips, place) - end_delay(trips, dd_trips_courier_place(trips, courier))) * problem->prices.end / 1000;
    return true;
}

int64_t dd_trips_route_cost(dd_trips *trips, uint32_t courier, const dd_trip_route *route)
{
    if (route->count == 0) return 0;
    dd_trip_timing timing;
    trips->work++;
    if (!walk(trips, courier, route, DD_NONE, &timing)) return DD_TRIP_INFEASIBLE;
    return timing.wait_ms + timing.late_ms + timing.drive_cost;
}

dd_trip_timing dd_trips_time(dd_trips *trips, uint32_t courier, const dd_trip_route *route, uint32_t watch)
{
    dd_trip_timing timing = {0};
    if (route->count == 0 || !walk(trips, courier, route, watch, &timing)) return (dd_trip_timing){0};
    return timing;
}

int64_t dd_trips_between_ms(dd_trips *trips, uint32_t from_merchant, uint32_t to_merchant)
{
    return dd_trips_travel(trips, dd_trips_merchant_place(trips, from_merchant), dd_trips_merchant_place(trips, to_merchant));
}

int64_t dd_trips_from_end_ms(dd_trips *trips, uint32_t courier, uint32_t merchant)
{
    const dd_trip_route *route = &trips->routes[courier];
    uint32_t from = route->count ? route->orders[route->count - 1] : dd_trips_courier_place(trips, courier);
    return dd_trips_travel(trips, from, dd_trips_merchant_place(trips, merchant));
}

int64_t dd_trips_approach_ms(dd_trips *trips, uint32_t courier, uint32_t merchant)
{
    return dd_trips_travel(trips, dd_trips_courier_place(trips, courier), dd_trips_merchant_place(trips, merchant));
}

void dd_trips_put_in(dd_trip_route *out, const dd_trip_route *route, const uint16_t *unit, uint32_t count, uint32_t at, dd_trip_entry entry)
{
    uint32_t rest = route->count - at;
    memcpy(out->orders, route->orders, at * sizeof *out->orders);
    memcpy(out->starts, route->starts, at * sizeof *out->starts);
    memcpy(out->orders + at + count, route->orders + at, rest * sizeof *out->orders);
    memcpy(out->starts + at + count, route->starts + at, rest * sizeof *out->starts);
    for (uint32_t i = 0; i < count; i++) {
        out->orders[at + i] = unit[i];
        out->starts[at + i] = false;
    }
    if (entry != DD_TRIP_JOIN) out->starts[at] = true;
    if (entry == DD_TRIP_LEAD) out->starts[at + count] = false;
    out->count = (uint16_t)(route->count + count);
}

static void try_place(dd_trips *trips, uint32_t courier, const uint16_t *unit, uint32_t count, uint32_t at, dd_trip_entry entry, dd_trip_place_in *best)
{
    const dd_trip_route *route = &trips->routes[courier];
    dd_trip_route trial;
    dd_trips_put_in(&trial, route, unit, count, at, entry);
    int64_t delta = dd_trips_route_cost(trips, courier, &trial) - route->cost;
    if (delta >= best->delta) return;
    best->delta = delta;
    best->at = (uint16_t)at;
    best->entry = (uint8_t)entry;
}

static bool is_wanted(const dd_trip_courier *who, const uint16_t *unit, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < DD_TRIP_DECLINED_MAX && who->declined[j] != DD_NONE; j++)
            if (who->declined[j] == unit[i]) return false;
    return true;
}

dd_trip_place_in dd_trips_best_place(dd_trips *trips, uint32_t courier, const uint16_t *unit, uint32_t count)
{
    const dd_trip_problem *problem = trips->problem;
    const dd_trip_courier *who = &problem->couriers[courier];
    const dd_trip_route *route = &trips->routes[courier];
    dd_trip_place_in best = {.delta = DD_TRIP_INFEASIBLE / 2, .version = route->version};
    if (route->count + count > DD_TRIP_ROUTE_MAX || count > who->limit || !is_wanted(who, unit, count)) return best;
    uint32_t merchant = problem->orders[unit[0]].merchant;
    for (uint32_t at = 0, end; at <= route->count; at = end) {
        bool is_fixed = at == 0 && route->count > 0 && (who->is_closed || problem->orders[route->orders[0]].pinned_to == courier);
        for (uint32_t i = at; !is_fixed && at == 0 && i < route->count && (i == 0 || !route->starts[i]); i++)
            is_fixed = problem->orders[route->orders[i]].pinned_to == courier;
        if (!is_fixed) try_place(trips, courier, unit, count, at, DD_TRIP_NEW_JOB, &best);
        if (at == route->count) break;
        for (end = at + 1; end < route->count && !route->starts[end];) end++;
        if (problem->orders[route->orders[at]].merchant != merchant || end - at + count > who->limit || (at == 0 && who->is_closed)) continue;
        for (uint32_t i = at; i <= end; i++) try_place(trips, courier, unit, count, i, i == at ? DD_TRIP_LEAD : DD_TRIP_JOIN, &best);
    }
    return best;
}

int64_t dd_trips_insertion_cost(dd_trips *trips, uint32_t courier, const uint16_t *unit, uint32_t count, dd_trip_route *ret_route)
{
    dd_trip_place_in best = dd_trips_best_place(trips, courier, unit, count);
    if (best.delta >= DD_TRIP_INFEASIBLE / 2) return INT64_MAX;
    if (ret_route != NULL) dd_trips_put_in(ret_route, &trips->routes[courier], unit, count, best.at, (dd_trip_entry)best.entry);
    return best.delta;
}
