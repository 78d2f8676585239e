/* Commit: which parts of the plan become decisions now.
 *
 * As late as is safe: a courier is sent only when waiting for the next cycle would make its pickup later, by what is known now; until then
 * the job stays tentative and may still change.  The bundle of a courier that is under way follows the plan until it has picked up.
 * Order of decisions: updates first (they release orders), then offers.
 */
#include <string.h>

#include "engine/cell.h"

static uint32_t first_job_length(const dd_trip_route *route)
{
    uint32_t count = route->count ? 1 : 0;
    while (count < route->count && !route->starts[count]) count++;
    return count;
}

static dd_status set_orders(dd_cell *cell, dd_event *event, const uint16_t *orders, uint32_t count)
{
    uint32_t *list = DD_ARENA_NEW(&cell->arena, count, uint32_t);
    if (list == NULL) return DD_STATUS_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++) list[i] = cell->orders[orders[i]];
    event->orders = list;
    event->order_count = count;
    return DD_STATUS_OK;
}

static dd_terms terms_of(const dd_trip_timing *timing, int64_t total)
{
    return (dd_terms){
        .pickup_ms = timing->pickup_ms,
        .door_ms = timing->door_ms,
        .wait_cost = timing->wait_ms,
        .late_cost = timing->late_ms,
        .courier_cost = total - timing->wait_ms - timing->late_ms,
        .total_cost = total,
    };
}

/* The first job's share of a route's cost: with it less without it. */
static dd_terms first_job_terms(dd_cell *cell, uint32_t courier, const dd_trip_route *route, uint32_t count)
{
    dd_trip_route rest = {.count = (uint16_t)(route->count - count)};
    memcpy(rest.orders, route->orders + count, rest.count * sizeof *rest.orders);
    memcpy(rest.starts, route->starts + count, rest.count * sizeof *rest.starts);
    dd_trip_timing with = dd_trips_time(cell->trips, courier, route, 0), without = dd_trips_time(cell->trips, courier, &rest, 0);
    with.wait_ms -= without.wait_ms;
    with.late_ms -= without.late_ms;
    return terms_of(&with, dd_trips_route_cost(cell->trips, courier, route) - dd_trips_route_cost(cell->trips, courier, &rest));
}

static void keep_alternative(dd_why *why, uint32_t courier, int64_t cost)
{
    uint32_t at = why->alternative_count;
    if (at == DD_ALTERNATIVES_MAX) {
        if (cost >= why->alternatives[at - 1].terms.total_cost) return;
        at--;
    } else {
        why->alternative_count++;
    }
    for (; at > 0 && why->alternatives[at - 1].terms.total_cost > cost; at--) why->alternatives[at] = why->alternatives[at - 1];
    why->alternatives[at] = (dd_alternative){.courier = courier, .terms = {.total_cost = cost}};
}

/* Who else could have taken the job, and at what cost. */
static void explain_job(dd_cell *cell, uint32_t courier, const dd_trip_route *route, uint32_t count, dd_why *why)
{
    why->eligible = 1;
    why->terms = first_job_terms(cell, courier, route, count);
    for (uint32_t other = 0; other < cell->courier_count; other++) {
        if (other == courier) continue;
        int64_t cost = dd_trips_insertion_cost(cell->trips, other, route->orders, count, NULL);
        if (cost == INT64_MAX) continue;
        why->eligible++;
        keep_alternative(why, other, cost);
    }
    for (uint32_t i = 0; i < why->alternative_count; i++) {
        dd_alternative *other = &why->alternatives[i];
        dd_trip_route with;
        (void)dd_trips_insertion_cost(cell->trips, other->courier, route->orders, count, &with);
        uint32_t at = 0;
        while (with.orders[at] != route->orders[0]) at++;
        dd_trip_timing timing = dd_trips_time(cell->trips, other->courier, &with, at);
        dd_trip_timing before = dd_trips_time(cell->trips, other->courier, dd_trips_route(cell->trips, other->courier), 0);
        timing.wait_ms -= before.wait_ms;
        timing.late_ms -= before.late_ms;
        other->terms = terms_of(&timing, other->terms.total_cost);
        other->courier = cell->couriers[other->courier];
    }
}

static bool is_bundle(const dd_cell *cell, const dd_courier *courier, const dd_trip_route *route, uint32_t count)
{
    if (courier->bundle_count != count) return false;
    for (uint32_t i = 0; i < count; i++)
        if (courier->bundle[i] != cell->orders[route->orders[i]]) return false;
    return true;
}

static bool holds(const dd_cell *cell, const uint16_t *orders, uint32_t count, uint32_t order)
{
    for (uint32_t i = 0; i < count; i++)
        if (cell->orders[orders[i]] == order) return true;
    return false;
}

/* Whether the bundle may become these orders: where nothing may be reassigned, all that are promised stay. */
static bool may_become(const dd_cell *cell, const dd_courier *courier, const uint16_t *orders, uint32_t count)
{
    for (uint32_t i = 0; !cell->engine->config.may_reassign && i < courier->bundle_count; i++)
        if (!holds(cell, orders, count, courier->bundle[i])) return false;
    return true;
}

static dd_status commit_update(dd_cell *cell, uint32_t local)
{
    const dd_courier *courier = &cell->engine->couriers[cell->couriers[local]];
    if (courier->state != DD_COURIER_TO_MERCHANT && courier->state != DD_COURIER_AT_MERCHANT) return DD_STATUS_OK;
    const dd_trip_route *route = dd_trips_route(cell->trips, local);
    uint32_t count = first_job_length(route);
    if (count > 0 && cell->engine->orders[cell->orders[route->orders[0]]].merchant != courier->merchant) count = 0;
    if (count > 0 && is_bundle(cell, courier, route, count)) return DD_STATUS_OK; /* an empty one is released */
    if (!may_become(cell, courier, route->orders, count)) return DD_STATUS_OK;
    dd_event *event = dd_cell_add_decision(cell, DD_EVENT_UPDATE, local);
    if (event == NULL) return DD_STATUS_NO_MEMORY;
    if (count > 0) explain_job(cell, local, route, count, &event->why);
    return set_orders(cell, event, route->orders, count);
}

/* Whether the courier could set out at once: idle, or about to stand by at a merchant with nothing in its bundle. */
static bool can_set_out(const dd_cell *cell, const dd_courier *courier, uint32_t local)
{
    const dd_trip_courier *who = &cell->problem.couriers[local];
    if (who->free_ms > cell->at_ms || courier->is_leaving) return false;
    if (courier->state == DD_COURIER_IDLE || courier->state == DD_COURIER_AT_MERCHANT) return true;
    return courier->state == DD_COURIER_MOVING && cell->engine->config.may_divert;
}

static dd_status commit_offer(dd_cell *cell, uint32_t local)
{
    const dd_engine_config *config = &cell->engine->config;
    const dd_courier *courier = &cell->engine->couriers[cell->couriers[local]];
    const dd_trip_route *route = dd_trips_route(cell->trips, local);
    if (route->count == 0 || !can_set_out(cell, courier, local)) return DD_STATUS_OK;
    uint32_t merchant = cell->engine->orders[cell->orders[route->orders[0]]].merchant, count = first_job_length(route);
    if (courier->state == DD_COURIER_AT_MERCHANT && merchant == courier->merchant) return DD_STATUS_OK; /* an update did it */
    if (courier->state == DD_COURIER_AT_MERCHANT && !may_become(cell, courier, NULL, 0)) return DD_STATUS_OK;
    const dd_trip_courier *who = &cell->problem.couriers[local];
    bool is_there = who->merchant != DD_NONE && cell->merchants[who->merchant] == merchant;
    int64_t approach_ms = is_there ? 0 : dd_trips_approach_ms(cell->trips, local, dd_cell_find_merchant(cell, merchant));
    int64_t earliest_ms = (is_there ? who->free_ms : cell->at_ms + approach_ms) + config->pickup_before_ms;
    if (earliest_ms < cell->at_ms) earliest_ms = cell->at_ms;
    int64_t answer_ms = config->needs_acceptance ? config->offer_timeout_ms : 0;
    dd_trip_timing timing = dd_trips_time(cell->trips, local, route, 0);
    bool can_wait = timing.ready_ms - earliest_ms >= config->cycle_ms + answer_ms;
    if (can_wait && config->policy != DD_POLICY_NEAREST) return DD_STATUS_OK;
    dd_event *event = dd_cell_add_decision(cell, DD_EVENT_OFFER, local);
    if (event == NULL) return DD_STATUS_NO_MEMORY;
    event->merchant = merchant;
    explain_job(cell, local, route, count, &event->why);
    return set_orders(cell, event, route->orders, count);
}

/* An order is unservable when it can be ready only after every shift's end. */
static dd_status commit_unservable(dd_cell *cell, uint32_t local)
{
    uint32_t ix = cell->orders[local];
    const dd_order *order = &cell->engine->orders[ix];
    if (order->state != DD_ORDER_OPEN || order->is_unservable || !cell->is_whole) return DD_STATUS_OK;
    int64_t ready_ms = cell->problem.orders[local].ready_ms;
    bool is_anybody_on = false;
    for (uint32_t i = 0; i < cell->courier_count; i++) {
        if (cell->problem.couriers[i].shift_end_ms >= ready_ms) return DD_STATUS_OK;
        is_anybody_on |= cell->problem.couriers[i].shift_end_ms >= cell->at_ms;
    }
    if (!is_anybody_on) return DD_STATUS_OK; /* nobody has signed on yet, or all have gone */
    dd_event *event = dd_cell_add_decision(cell, DD_EVENT_UNSERVABLE, 0);
    if (event == NULL) return DD_STATUS_NO_MEMORY;
    event->courier = DD_NONE;
    event->order = ix;
    return DD_STATUS_OK;
}

dd_status dd_cell_commit(dd_cell *cell)
{
    dd_status status = DD_STATUS_OK;
    for (uint32_t i = 0; i < cell->courier_count && status == DD_STATUS_OK; i++) status = commit_update(cell, i);
    for (uint32_t i = 0; i < cell->courier_count && status == DD_STATUS_OK; i++) status = commit_offer(cell, i);
    for (uint32_t i = 0; i < cell->order_count && status == DD_STATUS_OK; i++) status = commit_unservable(cell, i);
    return status;
}
