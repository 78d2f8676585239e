/* Trips problems for tests: a few couriers, merchants and orders, plane coordinates with a unit a second away (as in region.h), drawn or set by hand. */
#ifndef DD_TESTS_TRIP_TOWN_H
#define DD_TESTS_TRIP_TOWN_H

#include "route/trips_internal.h"
#include "support/property.h"

enum { TOWN_MAX = 24, SECOND = 1000, MINUTE = 60 * SECOND };

typedef struct trip_town {
    dd_trip_problem problem;
    dd_trip_order orders[TOWN_MAX];
    dd_trip_courier couriers[TOWN_MAX];
    dd_point merchants[TOWN_MAX];
    uint32_t demand_merchants[TOWN_MAX], demand_weights[TOWN_MAX];
    int32_t delay_ms[DD_TRIP_DELAY_MINUTES];
} trip_town;

/* Handovers as in region.h; now is 0; an order left out costs 200 minutes. */
static inline void town_init(trip_town *town)
{
    *town = (trip_town){0};
    town->problem = (dd_trip_problem){.orders = town->orders, .couriers = town->couriers, .merchants = town->merchants,
        .travel = {.metric = DD_TRAVEL_EUCLIDEAN, .speed_m_per_s = 1, .round_ms = 1}, .pickup_before_ms = MINUTE, .pickup_after_ms = MINUTE,
        .drop_before_ms = 30 * SECOND, .drop_after_ms = 30 * SECOND, .unserved_ms = 200 * MINUTE, .seed = 1};
    for (int i = 0; i < DD_TRIP_DELAY_MINUTES; i++) town->delay_ms[i] = i * MINUTE / 2;
    town->problem.demand = (dd_trip_demand){.merchants = town->demand_merchants, .weights = town->demand_weights, .delay_ms = town->delay_ms};
}

static inline uint32_t town_merchant(trip_town *town, double x, double y)
{
    town->merchants[town->problem.merchant_count] = (dd_point){x, y};
    return town->problem.merchant_count++;
}

static inline uint32_t town_courier(trip_town *town, double x, double y)
{
    dd_trip_courier *courier = &town->couriers[town->problem.courier_count];
    *courier = (dd_trip_courier){.merchant = DD_NONE, .point = {x, y}, .shift_end_ms = 600 * MINUTE, .limit = 4};
    for (int i = 0; i < DD_TRIP_DECLINED_MAX; i++) courier->declined[i] = DD_NONE;
    return town->problem.courier_count++;
}

/* Placed at 0, due at 40 minutes. */
static inline uint32_t town_order(trip_town *town, uint32_t merchant, double x, double y, int64_t ready_ms)
{
    town->orders[town->problem.order_count] = (dd_trip_order){
        .merchant = merchant, .door = {x, y}, .ready_ms = ready_ms, .due_ms = 40 * MINUTE, .pinned_to = DD_NONE, .bound_to = DD_NONE};
    return town->problem.order_count++;
}

static inline void town_expect(trip_town *town, uint32_t merchant, uint32_t weight)
{
    dd_trip_demand *demand = &town->problem.demand;
    town->demand_merchants[demand->count] = merchant;
    town->demand_weights[demand->count++] = weight;
    demand->weight_sum += weight;
}

/* A random town of at most so many orders and couriers, with all prices at work. */
static inline void town_draw(trip_town *town, dd_rng *rng, uint32_t orders_max, uint32_t couriers_max)
{
    town_init(town);
    uint32_t merchants = 1 + dd_rng_below(rng, 3), couriers = 1 + dd_rng_below(rng, couriers_max), orders = 1 + dd_rng_below(rng, orders_max);
    for (uint32_t i = 0; i < merchants; i++) (void)town_merchant(town, dd_rng_below(rng, 900), dd_rng_below(rng, 900));
    for (uint32_t i = 0; i < couriers; i++) {
        dd_trip_courier *courier = &town->couriers[town_courier(town, dd_rng_below(rng, 900), dd_rng_below(rng, 900))];
        courier->free_ms = (int64_t)dd_rng_below(rng, 900000) - 300000;
        courier->limit = 1 + dd_rng_below(rng, 4);
        if (dd_rng_below(rng, 3) == 0) courier->merchant = dd_rng_below(rng, merchants);
        if (dd_rng_below(rng, 4) == 0) courier->shift_end_ms = dd_rng_below(rng, 3600000);
        if (dd_rng_below(rng, 4) == 0) courier->declined[0] = dd_rng_below(rng, orders);
    }
    for (uint32_t i = 0; i < orders; i++) {
        dd_trip_order *order = &town->orders[town_order(town, dd_rng_below(rng, merchants), dd_rng_below(rng, 900), dd_rng_below(rng, 900),
                                                        (int64_t)dd_rng_below(rng, 1800000))];
        order->placed_ms = -(int64_t)dd_rng_below(rng, 600000);
        order->due_ms = order->placed_ms + (int64_t)dd_rng_below(rng, 3600000);
        if (dd_rng_below(rng, 4) == 0) order->bound_to = dd_rng_below(rng, couriers);
    }
    if (dd_rng_below(rng, 2)) town_expect(town, dd_rng_below(rng, merchants), 1 + dd_rng_below(rng, 9));
    town->problem.prices = (dd_trip_prices){.late = (int32_t)dd_rng_below(rng, 3000), .empty = (int32_t)dd_rng_below(rng, 1000),
        .end = (int32_t)dd_rng_below(rng, 1000), .change_ms = dd_rng_below(rng, 120000)};
    town->problem.seed = dd_rng_next(rng);
}

static inline dd_trips *town_trips(const trip_town *town)
{
    dd_trips *trips = NULL;
    assert_status(dd_trips_create(&town->problem, &trips, NULL), DD_STATUS_OK);
    return trips;
}

/* A route written as "|ab|c": orders by letter, a bar before each job. */
static inline dd_trip_route town_route(const char *text)
{
    dd_trip_route route = {0};
    for (bool starts = false; *text != '\0'; text++) {
        if (*text == '|') {
            starts = true;
            continue;
        }
        route.starts[route.count] = starts;
        route.orders[route.count++] = (uint16_t)(*text - 'a');
        starts = false;
    }
    return route;
}

/* Puts the route into the running plan. */
static inline void town_load(dd_trips *trips, uint32_t courier, const char *text)
{
    dd_trip_route route = town_route(text);
    for (uint32_t i = 0; i < route.count; i++) assert_true(dd_trips_append(trips, courier, route.orders[i], route.starts[i]));
}

static inline void town_write(const dd_trip_route *route, char *text)
{
    for (uint32_t i = 0; i < route->count; i++) {
        if (route->starts[i]) *text++ = '|';
        *text++ = (char)('a' + route->orders[i]);
    }
    *text = '\0';
}

static inline void assert_route(const dd_trip_route *route, const char *expected)
{
    char text[2 * DD_TRIP_ROUTE_MAX + 1];
    town_write(route, text);
    assert_string_equal(text, expected);
}

/* Cost of the whole plan, computed anew. */
static inline int64_t town_cost(dd_trips *trips)
{
    const dd_trip_problem *problem = trips->problem;
    uint32_t served = 0;
    int64_t cost = 0;
    for (uint32_t i = 0; i < problem->courier_count; i++) {
        cost += dd_trips_route_cost(trips, i, dd_trips_route(trips, i));
        served += dd_trips_route(trips, i)->count;
    }
    return cost + (problem->order_count - served) * problem->unserved_ms;
}

#endif
