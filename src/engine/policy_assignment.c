/* Every-minute assignment with bundles (Reyes, Erera, Savelsbergh, Sahasrabudhe & O'Neil 2018, "The meal delivery routing problem").
 *
 * Each cycle: the open orders that are ready within 30 minutes are bundled by merchant, up to ceil(orders ready within 10 minutes / couriers free
 * within 10 minutes), at most 3 and at most what some courier carries, by parallel insertion; a linear assignment gives bundles to couriers at
 * the cost, in minutes,
 *     n (pickup - ready) + 0.1 travel to the merchant - 0.5 n max(0, now - ready);
 * what is not committed is planned afresh in the next cycle.  A courier counts from where and when it will have done all that it is bound to, so
 * that in a rush bundles grow and couriers under way have a next job.  It departs from the paper in running every cycle, and in having no groups of
 * urgency: bundles left out all cost the same an order.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/assignment.h"
#include "engine/cell.h"

enum { HORIZON_MS = 30 * 60000, NEAR_MS = 10 * 60000, BUNDLE_LIMIT = 3 };

#define FORBIDDEN (INT64_C(1) << 50)

typedef struct bundle {
    dd_trip_route route;         /* one job */
    uint32_t merchant;
    int64_t ready_ms;
} bundle;

typedef struct bundler {
    dd_cell *cell;
    bundle *bundles;
    uint32_t count;
    const uint32_t *orders;      /* open, ready soon, by ready time */
    uint32_t order_count;
} bundler;

static const dd_trip_order *order_at(const bundler *b, uint32_t order)
{
    return &b->cell->problem.orders[order];
}

/* Minutes to the last door plus waiting of the food: what parallel insertion keeps small.  Measured from the merchant. */
static int64_t bundle_cost(const bundler *b, const dd_trip_route *route)
{
    const dd_trip_problem *problem = &b->cell->problem;
    dd_point from = problem->merchants[order_at(b, route->orders[0])->merchant];
    int64_t ready_ms = INT64_MIN, cost = 0;
    for (uint32_t i = 0; i < route->count; i++)
        if (order_at(b, route->orders[i])->ready_ms > ready_ms) ready_ms = order_at(b, route->orders[i])->ready_ms;
    int64_t at_ms = ready_ms + problem->pickup_after_ms;
    for (uint32_t i = 0; i < route->count; i++) {
        const dd_trip_order *order = order_at(b, route->orders[i]);
        at_ms += dd_travel_ms(&problem->travel, from, order->door, problem->now_ms) + problem->drop_before_ms;
        cost += at_ms - order->ready_ms;
        at_ms += problem->drop_after_ms;
        from = order->door;
    }
    return cost;
}

static void put_order(dd_trip_route *out, const dd_trip_route *route, uint16_t order, uint32_t at)
{
    *out = *route;
    memmove(out->orders + at + 1, route->orders + at, (route->count - at) * sizeof *out->orders);
    out->orders[at] = order;
    memset(out->starts, 0, sizeof out->starts);
    out->starts[0] = true;
    out->count++;
}

/* Puts the order into the bundle and position that cost least, among the merchant's `first`..count bundles of fewer than `limit` orders. */
static void insert_parallel(bundler *b, uint32_t first, uint16_t order, uint32_t limit)
{
    int64_t least = INT64_MAX;
    uint32_t chosen = DD_NONE;
    dd_trip_route best = {0};
    for (uint32_t i = first; i < b->count; i++) {
        const dd_trip_route *route = &b->bundles[i].route;
        if (route->count >= limit) continue;
        int64_t before = route->count ? bundle_cost(b, route) : 0;
        for (uint32_t at = 0; at <= route->count; at++) {
            dd_trip_route with;
            put_order(&with, route, order, at);
            int64_t delta = bundle_cost(b, &with) - before;
            if (delta >= least) continue;
            least = delta;
            chosen = i;
            best = with;
        }
    }
    if (chosen == DD_NONE) return;
    bundle *into = &b->bundles[chosen];
    into->route = best;
    if (order_at(b, order)->ready_ms > into->ready_ms) into->ready_ms = order_at(b, order)->ready_ms;
}

static void bundle_merchant(bundler *b, uint32_t merchant, uint32_t limit)
{
    uint32_t orders = 0, first = b->count;
    for (uint32_t i = 0; i < b->order_count; i++) orders += order_at(b, b->orders[i])->merchant == merchant;
    if (orders == 0) return;
    for (uint32_t i = 0; i < (orders + limit - 1) / limit; i++) b->bundles[b->count++] = (bundle){.merchant = merchant, .ready_ms = INT64_MIN};
    for (uint32_t i = 0; i < b->order_count; i++)
        if (order_at(b, b->orders[i])->merchant == merchant) insert_parallel(b, first, (uint16_t)b->orders[i], limit);
}

static int compare_ready(const dd_cell *cell, uint32_t a, uint32_t b)
{
    int64_t one = cell->problem.orders[a].ready_ms, other = cell->problem.orders[b].ready_ms;
    return one < other ? -1 : one > other ? 1 : a < b ? -1 : a > b;
}

/* Open orders that are ready soon, by ready time; insertion sort, since a cell's orders come nearly sorted. */
static uint32_t collect_orders(dd_cell *cell, uint32_t *list)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < cell->order_count; i++) {
        if (cell->engine->orders[cell->orders[i]].state != DD_ORDER_OPEN) continue;
        if (cell->problem.orders[i].ready_ms > cell->at_ms + HORIZON_MS) continue;
        uint32_t at = count++;
        for (; at > 0 && compare_ready(cell, list[at - 1], i) > 0; at--) list[at] = list[at - 1];
        list[at] = i;
    }
    return count;
}

/* Whether the courier will have done what it is bound to, in its shift. */
static bool is_free_by(const dd_cell *cell, uint32_t courier, int64_t by_ms)
{
    const dd_trip_route *held = dd_trips_route(cell->trips, courier);
    int64_t free_ms = held->count ? dd_trips_time(cell->trips, courier, held, DD_NONE).free_ms : cell->problem.couriers[courier].free_ms;
    return free_ms <= by_ms && free_ms <= cell->problem.couriers[courier].shift_end_ms;
}

static uint32_t bundle_limit(const dd_cell *cell, const uint32_t *orders, uint32_t order_count)
{
    uint32_t near_orders = 0, near_couriers = 0;
    for (uint32_t i = 0; i < order_count; i++) near_orders += cell->problem.orders[orders[i]].ready_ms <= cell->at_ms + NEAR_MS;
    for (uint32_t i = 0; i < cell->courier_count; i++) near_couriers += is_free_by(cell, i, cell->at_ms + NEAR_MS);
    uint32_t limit = near_couriers ? (near_orders + near_couriers - 1) / near_couriers : BUNDLE_LIMIT, most = 1;
    for (uint32_t i = 0; i < cell->courier_count; i++)
        if (cell->problem.couriers[i].limit > most) most = cell->problem.couriers[i].limit;
    if (most > BUNDLE_LIMIT) most = BUNDLE_LIMIT;
    return limit < 1 ? 1 : limit > most ? most : limit;
}

static bool is_declined(const dd_cell *cell, const bundle *what, uint32_t courier)
{
    const uint32_t *declined = cell->problem.couriers[courier].declined;
    for (int i = 0; i < DD_TRIP_DECLINED_MAX && declined[i] != DD_NONE; i++)
        for (uint32_t j = 0; j < what->route.count; j++)
            if (declined[i] == what->route.orders[j]) return true;
    return false;
}

/* The bundle as one more job after what the courier is bound to. */
static int64_t pair_cost(dd_cell *cell, const bundle *what, uint32_t courier)
{
    const dd_trip_route *held = dd_trips_route(cell->trips, courier);
    uint32_t count = what->route.count;
    if (count > cell->problem.couriers[courier].limit || held->count + count > DD_TRIP_ROUTE_MAX || is_declined(cell, what, courier)) return FORBIDDEN;
    dd_trip_route with = *held;
    memcpy(with.orders + held->count, what->route.orders, count * sizeof *with.orders);
    memcpy(with.starts + held->count, what->route.starts, count * sizeof *with.starts);
    with.count = (uint16_t)(held->count + count);
    if (dd_trips_route_cost(cell->trips, courier, &with) >= DD_TRIP_INFEASIBLE) return FORBIDDEN;
    dd_trip_timing timing = dd_trips_time(cell->trips, courier, &with, held->count);
    int64_t waiting_ms = cell->at_ms > timing.ready_ms ? cell->at_ms - timing.ready_ms : 0;
    return count * (timing.pickup_ms - timing.ready_ms) + dd_trips_from_end_ms(cell->trips, courier, what->merchant) / 10 - count * waiting_ms / 2;
}

static dd_status assign(dd_cell *cell, const bundle *bundles, uint32_t count)
{
    uint32_t columns = cell->courier_count + count; /* a bundle may stay unassigned: its own dummy column */
    int64_t *cost = DD_ARENA_NEW(&cell->arena, (size_t)count * columns, int64_t);
    uint32_t *column = DD_ARENA_NEW(&cell->arena, count, uint32_t);
    if (cost == NULL || column == NULL) return DD_STATUS_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t j = 0; j < cell->courier_count; j++) cost[(size_t)i * columns + j] = pair_cost(cell, &bundles[i], j);
        for (uint32_t j = cell->courier_count; j < columns; j++)
            cost[(size_t)i * columns + j] = j - cell->courier_count == i ? cell->problem.unserved_ms * bundles[i].route.count : FORBIDDEN;
    }
    dd_status status = dd_assignment_solve(count, columns, cost, &cell->arena, column);
    for (uint32_t i = 0; i < count && status == DD_STATUS_OK; i++) {
        if (column[i] >= cell->courier_count || cost[(size_t)i * columns + column[i]] >= FORBIDDEN) continue;
        for (uint32_t j = 0; j < bundles[i].route.count; j++) (void)dd_trips_append(cell->trips, column[i], bundles[i].route.orders[j], j == 0);
    }
    return status;
}

dd_status dd_policy_assignment(dd_cell *cell)
{
    uint32_t *orders = DD_ARENA_NEW(&cell->arena, cell->order_count, uint32_t);
    bundler b = {.cell = cell, .orders = orders};
    b.bundles = DD_ARENA_NEW(&cell->arena, cell->order_count, bundle);
    if (orders == NULL || b.bundles == NULL) return DD_STATUS_NO_MEMORY;
    b.order_count = collect_orders(cell, orders);
    if (b.order_count == 0) return DD_STATUS_OK;
    uint32_t limit = bundle_limit(cell, orders, b.order_count);
    for (uint32_t merchant = 0; merchant < cell->merchant_count; merchant++) bundle_merchant(&b, merchant, limit);
    return assign(cell, b.bundles, b.count);
}
