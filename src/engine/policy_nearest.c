/* Nearest courier at once: the baseline that every platform starts with.
 *
 * Each new order, in the order of placing, goes to the courier that can pick it up first, after what that courier already has to do; no bundles, no
 * second thoughts.  Ties go to the lower index.
 */
#include "engine/cell.h"

static int64_t pickup_at_end(dd_cell *cell, uint32_t courier, uint32_t order)
{
    const dd_trip_route *route = dd_trips_route(cell->trips, courier);
    dd_trip_route with = *route;
    if (route->count >= DD_TRIP_ROUTE_MAX) return INT64_MAX;
    with.orders[with.count] = (uint16_t)order;
    with.starts[with.count++] = true;
    if (dd_trips_route_cost(cell->trips, courier, &with) >= DD_TRIP_INFEASIBLE) return INT64_MAX;
    return dd_trips_time(cell->trips, courier, &with, route->count).pickup_ms;
}

static bool declines(const dd_cell *cell, uint32_t courier, uint32_t order)
{
    for (int i = 0; i < DD_TRIP_DECLINED_MAX; i++)
        if (cell->problem.couriers[courier].declined[i] == order) return true;
    return false;
}

dd_status dd_policy_nearest(dd_cell *cell)
{
    for (uint32_t i = 0; i < cell->order_count; i++) {
        const dd_order *order = &cell->engine->orders[cell->orders[i]];
        if (order->state != DD_ORDER_OPEN || cell->engine->plans.links[cell->orders[i]].resource != DD_NONE) continue;
        uint32_t chosen = DD_NONE;
        int64_t first_ms = INT64_MAX;
        for (uint32_t courier = 0; courier < cell->courier_count; courier++) {
            int64_t pickup_ms = declines(cell, courier, i) ? INT64_MAX : pickup_at_end(cell, courier, i);
            if (pickup_ms >= first_ms) continue;
            first_ms = pickup_ms;
            chosen = courier;
        }
        if (chosen != DD_NONE) (void)dd_trips_append(cell->trips, chosen, i, true);
    }
    return DD_STATUS_OK;
}
