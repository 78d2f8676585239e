/* Trips, evaluation: travel, and the cost of one route by walking it.
 *
 * Times.  Between different places a courier needs travel plus the handover halves: it leaves `after` the work is done and works `before` after it
 * arrives.  Picking up where it stands already needs only that `before` has passed since it came.
 */
#include <string.h>

#include "route/trips_internal.h"

int32_t dd_trips_ask_travel(dd_trips *trips, uint32_t from, uint32_t to)
{
    const dd_trip_problem *problem = trips->problem;
    int64_t ms = dd_travel_ms(&problem->travel, trips->points[from], trips->points[to], problem->now_ms);
    int32_t answer = ms >= INT32_MAX ? INT32_MAX : (int32_t)ms + 1;
    trips->travel[(size_t)from * trips->place_count + to] = answer;
    return answer - 1;
}

int32_t dd_trips_ask_end_delay(dd_trips *trips, uint32_t place)
{
    const dd_trip_demand *demand = &trips->problem->demand;
    if (demand->count == 0) return 0;
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
    if (problem->prices.end) {
        int32_t begin_ms = dd_trips_end_delay(trips, dd_trips_courier_place(trips, courier));
        timing->drive_cost += (int64_t)(dd_trips_end_delay(trips, place) - begin_ms) * problem->prices.end / 1000;
    }
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
