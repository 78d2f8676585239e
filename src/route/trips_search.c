/* Trips, search: greedy insertion with blinks, string and job removals, simulated annealing. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "route/trips_internal.h"

enum {
    UNITS_MAX = 64,              /* orders removed at once, at most */
    ROUTES_RUINED_MAX = 5,
    UNSERVED_TRIED_MAX = 6,      /* orders left out that are tried again with what was removed */
    STRING_MAX = 3,
    JOB_PERCENT = 30,            /* removals that take whole jobs */
    BLINK_ONE_IN = 64,
    QUANTILES = 1024,
    IDLE_MAX = 64                /* moves in a row that cost no work: everything is cached, nothing is left to try */
};

/* Annealing from half a minute of cost down to three seconds. */
static const int64_t HOT_MS = 30000, COLD_MS = 3000;

/* One removed unit: an order, or a whole job's orders. */
typedef struct unit {
    uint16_t first, count;
    int64_t key;
} unit;

typedef struct ruin {
    uint16_t orders[UNITS_MAX + DD_TRIP_ROUTE_MAX];
    unit units[UNITS_MAX + DD_TRIP_ROUTE_MAX];
    uint32_t order_count, unit_count;
} ruin;

static bool trips_reserve(dd_trips *trips)
{
    const dd_trip_problem *problem = trips->problem;
    size_t orders = problem->order_count, couriers = problem->courier_count, places = orders + problem->merchant_count + couriers;
    dd_arena *arena = &trips->arena;
    trips->place_count = (uint32_t)places;
    trips->travel = places <= UINT32_MAX / 8 ? dd_array_new(places * places, sizeof *trips->travel) : NULL;
    trips->cache = dd_array_new(orders * couriers, sizeof *trips->cache);
    trips->points = DD_ARENA_NEW(arena, places, dd_point);
    trips->end_ms = DD_ARENA_NEW(arena, places, int32_t);
    trips->routes = DD_ARENA_NEW(arena, couriers, dd_trip_route);
    trips->best = DD_ARENA_NEW(arena, couriers, dd_trip_route);
    trips->saved = DD_ARENA_NEW(arena, couriers, dd_trip_route);
    trips->versions = DD_ARENA_NEW(arena, couriers, uint32_t);
    trips->saved_versions = DD_ARENA_NEW(arena, couriers, uint32_t);
    trips->schedules = DD_ARENA_NEW(arena, couriers, dd_trip_schedule);
    trips->is_saved = DD_ARENA_NEW(arena, couriers, bool);
    trips->is_dirty = DD_ARENA_NEW(arena, couriers, bool);
    trips->saved_list = DD_ARENA_NEW(arena, couriers, uint32_t);
    trips->server = DD_ARENA_NEW(arena, orders, uint32_t);
    trips->exponential = DD_ARENA_NEW(arena, QUANTILES, int32_t);
    return trips->travel && trips->cache && trips->points && trips->end_ms && trips->routes && trips->best && trips->saved && trips->versions &&
           trips->saved_versions && trips->schedules && trips->is_saved && trips->is_dirty && trips->saved_list && trips->server && trips->exponential;
}

dd_status dd_trips_create(const dd_trip_problem *problem, dd_trips **ret, dd_error *err)
{
    if (problem->order_count > UINT16_MAX || problem->courier_count > UINT16_MAX)
        return dd_error_set(err, DD_STATUS_TOO_LARGE, NULL, "%u orders and %u couriers, at most %d", problem->order_count, problem->courier_count,
                            UINT16_MAX);
    dd_trips *trips = dd_array_new(1, sizeof *trips);
    if (trips == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    dd_arena_init(&trips->arena);
    trips->problem = problem;
    if (!trips_reserve(trips)) {
        dd_trips_free(trips);
        return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory for %u orders and %u couriers", problem->order_count, problem->courier_count);
    }
    trips->rng = dd_rng_seed(problem->seed, 0);
    uint32_t place = 0;
    for (uint32_t i = 0; i < problem->order_count; i++) trips->points[place++] = problem->orders[i].door;
    for (uint32_t i = 0; i < problem->merchant_count; i++) trips->points[place++] = problem->merchants[i];
    for (uint32_t i = 0; i < problem->courier_count; i++) {
        trips->points[place++] = problem->couriers[i].point;
        trips->versions[i] = ++trips->version;
    }
    for (uint32_t i = 0; i < problem->order_count; i++) trips->server[i] = DD_NONE;
    for (int i = 0; i < QUANTILES; i++) trips->exponential[i] = (int32_t)(-log((i + .5) / QUANTILES) * QUANTILES);
    trips->cost = (int64_t)problem->order_count * problem->unserved_ms;
    trips->unserved = problem->order_count;
    *ret = trips;
    return DD_STATUS_OK;
}

void dd_trips_free(dd_trips *trips)
{
    if (trips == NULL) return;
    free(trips->travel);
    free(trips->cache);
    dd_arena_done(&trips->arena);
    free(trips);
}

const dd_trip_route *dd_trips_route(const dd_trips *trips, uint32_t courier)
{
    return &trips->routes[courier];
}

uint64_t dd_trips_work(const dd_trips *trips)
{
    return trips->work;
}

/* Copies what is used of a route. */
static void route_copy(dd_trip_route *out, const dd_trip_route *route)
{
    out->cost = route->cost;
    out->count = route->count;
    memcpy(out->orders, route->orders, route->count * sizeof *out->orders);
    memcpy(out->starts, route->starts, route->count * sizeof *out->starts);
}

static void route_save(dd_trips *trips, uint32_t courier)
{
    if (trips->is_saved[courier]) return;
    trips->is_saved[courier] = true;
    trips->saved_list[trips->saved_count++] = courier;
    trips->saved_versions[courier] = trips->versions[courier];
    route_copy(&trips->saved[courier], &trips->routes[courier]);
}

static void route_renew(dd_trips *trips, uint32_t courier)
{
    dd_trip_route *route = &trips->routes[courier];
    trips->cost -= route->cost;
    route->cost = dd_trips_route_cost(trips, courier, route);
    trips->versions[courier] = ++trips->version;
    trips->cost += route->cost;
}

bool dd_trips_append(dd_trips *trips, uint32_t courier, uint32_t order, bool starts_job)
{
    dd_trip_route *route = &trips->routes[courier];
    const dd_trip_problem *problem = trips->problem;
    if (route->count >= DD_TRIP_ROUTE_MAX || trips->server[order] != DD_NONE) return false;
    uint32_t pinned_to = problem->orders[order].pinned_to;
    if (pinned_to != DD_NONE && pinned_to != courier) return false;
    bool is_new = starts_job || route->count == 0;
    uint32_t length = 1;
    for (uint32_t i = route->count; !is_new && i-- > 0 && ++length;)
        if (route->starts[i]) break;
    if (length > problem->couriers[courier].limit) return false;
    if (!is_new && problem->orders[route->orders[route->count - 1]].merchant != problem->orders[order].merchant) return false;
    route->orders[route->count] = (uint16_t)order;
    route->starts[route->count] = is_new;
    route->count++;
    int64_t old = route->cost;
    route_renew(trips, courier);
    if (route->cost >= DD_TRIP_INFEASIBLE) {
        route->count--;
        trips->cost -= route->cost - old;
        route->cost = old;
        return false;
    }
    trips->server[order] = courier;
    trips->unserved--;
    trips->cost -= problem->unserved_ms;
    return true;
}

/* Couriers until the next one that is overlooked: geometric, one in BLINK_ONE_IN. */
static uint32_t draw_blink(dd_trips *trips)
{
    return (uint32_t)trips->exponential[dd_rng_below(&trips->rng, QUANTILES)] * BLINK_ONE_IN / QUANTILES;
}

/* A single order's best place in a courier's route.  Of a route that may be undone nothing is cached, so that what was there before stays. */
static dd_trip_place_in cached_place(dd_trips *trips, uint32_t courier, const uint16_t *order, dd_trip_place_in *cached)
{
    if (cached->version == trips->versions[courier]) return *cached;
    dd_trip_place_in place = dd_trips_best_place(trips, courier, order, 1);
    if (!trips->is_saved[courier]) *cached = place;
    return place;
}

/* Puts a unit where it is cheapest; what costs more than leaving it out stays out, a job order by order. */
static void unit_insert(dd_trips *trips, const uint16_t *orders, uint32_t count, bool blinks)
{
    const dd_trip_problem *problem = trips->problem;
    if (problem->orders[orders[0]].pinned_to != DD_NONE) return; /* found no place in the one job it may be in */
    dd_trip_place_in best = {.delta = DD_TRIP_INFEASIBLE}, *cached = &trips->cache[(size_t)orders[0] * problem->courier_count];
    uint32_t chosen = DD_NONE, blink = blinks ? draw_blink(trips) : DD_NONE;
    for (uint32_t courier = 0; courier < problem->courier_count; courier++) {
        if (courier == blink) {
            blink += 1 + draw_blink(trips);
            continue;
        }
        dd_trip_place_in place = count == 1 ? cached_place(trips, courier, orders, &cached[courier]) : dd_trips_best_place(trips, courier, orders, count);
        if (place.delta >= best.delta) continue;
        best = place;
        chosen = courier;
    }
    if (chosen == DD_NONE || best.delta >= (int64_t)count * problem->unserved_ms) {
        for (uint32_t i = 0; count > 1 && i < count; i++) unit_insert(trips, orders + i, 1, blinks);
        return;
    }
    route_save(trips, chosen);
    dd_trip_route next;
    dd_trip_route *route = &trips->routes[chosen];
    dd_trips_put_in(&next, route, orders, count, best.at, (dd_trip_entry)best.entry);
    next.cost = route->cost + best.delta;
    trips->versions[chosen] = ++trips->version;
    route_copy(route, &next);
    trips->cost += best.delta - (int64_t)count * problem->unserved_ms;
    trips->unserved -= count;
    for (uint32_t i = 0; i < count; i++) trips->server[orders[i]] = chosen;
}

static void order_remove(dd_trips *trips, uint32_t courier, uint32_t at, ruin *out)
{
    dd_trip_route *route = &trips->routes[courier];
    uint16_t order = route->orders[at];
    if (route->starts[at] && at + 1u < route->count) route->starts[at + 1] = true;
    uint32_t rest = route->count - at - 1u;
    memmove(route->orders + at, route->orders + at + 1, rest * sizeof *route->orders);
    memmove(route->starts + at, route->starts + at + 1, rest * sizeof *route->starts);
    route->count--;
    trips->server[order] = DD_NONE;
    trips->cost += trips->problem->unserved_ms;
    trips->unserved++;
    out->orders[out->order_count++] = order;
}

static void unit_close(ruin *out, uint32_t first)
{
    if (out->order_count == first) return;
    out->units[out->unit_count++] = (unit){.first = (uint16_t)first, .count = (uint16_t)(out->order_count - first)};
}

static void remove_job(dd_trips *trips, uint32_t courier, uint32_t at, ruin *out)
{
    const dd_trip_route *route = &trips->routes[courier];
    while (!route->starts[at]) at--;
    uint32_t first = out->order_count, count = 1;
    while (at + count < route->count && !route->starts[at + count]) count++;
    for (uint32_t i = 0; i < count; i++)
        if (trips->problem->orders[route->orders[at + i]].pinned_to == courier) return;
    for (uint32_t i = 0; i < count; i++) order_remove(trips, courier, at, out);
    unit_close(out, first);
}

static void remove_string(dd_trips *trips, uint32_t courier, uint32_t at, ruin *out)
{
    const dd_trip_route *route = &trips->routes[courier];
    uint32_t length = 1 + dd_rng_below(&trips->rng, STRING_MAX);
    if (length > route->count) length = route->count;
    uint32_t back = dd_rng_below(&trips->rng, length), begin = at > back ? at - back : 0;
    if (begin + length > route->count) begin = route->count - length;
    for (uint32_t i = 0; i < length; i++) {
        if (trips->problem->orders[route->orders[begin]].pinned_to == courier) {
            begin++;
            continue;
        }
        uint32_t first = out->order_count;
        order_remove(trips, courier, begin, out);
        unit_close(out, first);
    }
}

static int64_t relatedness(dd_trips *trips, uint32_t a, uint32_t b)
{
    const dd_trip_order *one = &trips->problem->orders[a], *other = &trips->problem->orders[b];
    int64_t apart = one->ready_ms > other->ready_ms ? one->ready_ms - other->ready_ms : other->ready_ms - one->ready_ms;
    return 2 * (int64_t)dd_trips_travel(trips, dd_trips_merchant_place(trips, one->merchant), dd_trips_merchant_place(trips, other->merchant)) +
           dd_trips_travel(trips, a, b) + apart;
}

/* The most related of some drawn orders whose route is whole yet; DD_NONE when there is none. */
static uint32_t draw_related(dd_trips *trips, uint32_t seed)
{
    uint32_t tries = 6 + trips->problem->order_count / 20, found = DD_NONE;
    int64_t least = INT64_MAX;
    if (tries > 20) tries = 20;
    for (uint32_t i = 0; i < tries; i++) {
        uint32_t order = dd_rng_below(&trips->rng, trips->problem->order_count), server = trips->server[order];
        if (server == DD_NONE || trips->is_saved[server]) continue;
        int64_t distance = relatedness(trips, seed, order);
        if (distance < least) {
            least = distance;
            found = order;
        }
    }
    return found;
}

static bool ruin_holds(const ruin *out, uint32_t order)
{
    for (uint32_t i = 0; i < out->order_count; i++)
        if (out->orders[i] == order) return true;
    return false;
}

/* Some orders that are left out, from a drawn place on: one order's room may do for several others. */
static void add_unserved(dd_trips *trips, ruin *out)
{
    uint32_t orders = trips->problem->order_count, begin = dd_rng_below(&trips->rng, orders), room = UNSERVED_TRIED_MAX;
    for (uint32_t i = 0; i < orders && room > 0 && out->order_count < UNITS_MAX; i++) {
        uint32_t order = begin + i < orders ? begin + i : begin + i - orders;
        if (trips->server[order] != DD_NONE || ruin_holds(out, order)) continue;
        out->orders[out->order_count++] = (uint16_t)order;
        unit_close(out, out->order_count - 1);
        room--;
    }
}

static void ruin_some(dd_trips *trips, ruin *out)
{
    bool takes_jobs = dd_rng_below(&trips->rng, 100) < JOB_PERCENT;
    uint32_t routes = 1 + dd_rng_below(&trips->rng, ROUTES_RUINED_MAX), seed = dd_rng_below(&trips->rng, trips->problem->order_count);
    uint32_t unserved = trips->unserved;
    out->order_count = out->unit_count = 0;
    for (uint32_t k = 0; k < routes && out->order_count < UNITS_MAX; k++) {
        uint32_t order = k == 0 ? seed : draw_related(trips, seed);
        if (order == DD_NONE) continue;
        uint32_t courier = trips->server[order];
        if (courier == DD_NONE) {
            out->orders[out->order_count++] = (uint16_t)order;
            unit_close(out, out->order_count - 1);
            continue;
        }
        route_save(trips, courier);
        uint32_t at = 0;
        while (trips->routes[courier].orders[at] != order) at++;
        if (takes_jobs) remove_job(trips, courier, at, out);
        else remove_string(trips, courier, at, out);
        route_renew(trips, courier);
    }
    if (unserved > 0) add_unserved(trips, out);
}

static void recreate(dd_trips *trips, ruin *out)
{
    uint32_t mode = dd_rng_below(&trips->rng, 4);
    for (uint32_t i = 0; i < out->unit_count; i++) {
        unit *it = &out->units[i];
        uint32_t order = out->orders[it->first];
        const dd_trip_order *what = &trips->problem->orders[order];
        switch (mode) {
        case 0: it->key = (int64_t)(dd_rng_next(&trips->rng) >> 40); break;
        case 1: it->key = what->ready_ms; break;
        case 2: it->key = what->placed_ms; break;
        default: it->key = -(int64_t)dd_trips_travel(trips, dd_trips_merchant_place(trips, what->merchant), order); break;
        }
    }
    for (uint32_t i = 1; i < out->unit_count; i++) {
        unit it = out->units[i];
        uint32_t at = i;
        for (; at > 0 && out->units[at - 1].key > it.key; at--) out->units[at] = out->units[at - 1];
        out->units[at] = it;
    }
    for (uint32_t i = 0; i < out->unit_count; i++) unit_insert(trips, out->orders + out->units[i].first, out->units[i].count, true);
}

#ifndef NDEBUG
/* The running cost is the sum of the routes' and of the orders left out. */
static bool cost_is_sum(const dd_trips *trips)
{
    int64_t sum = 0;
    uint32_t unserved = 0;
    for (uint32_t i = 0; i < trips->problem->courier_count; i++) sum += trips->routes[i].cost;
    for (uint32_t i = 0; i < trips->problem->order_count; i++) unserved += trips->server[i] == DD_NONE;
    return unserved == trips->unserved && sum + unserved * trips->problem->unserved_ms == trips->cost;
}

/* The route's running cost is its cost, its jobs are of one merchant each and within the limit, and it holds its own orders. */
static bool route_is_sound(dd_trips *trips, uint32_t courier)
{
    const dd_trip_route *route = &trips->routes[courier];
    dd_trip_timing timing = dd_trips_time(trips, courier, route, DD_NONE);
    if (route->cost != timing.wait_ms + timing.late_ms + timing.drive_cost || (route->count > 0 && !route->starts[0])) return false;
    for (uint32_t i = 0; i < route->count; i++) {
        const dd_trip_order *order = &trips->problem->orders[route->orders[i]];
        if (trips->server[route->orders[i]] != courier || (order->pinned_to != DD_NONE && order->pinned_to != courier)) return false;
        if (!route->starts[i] && order->merchant != trips->problem->orders[route->orders[i - 1]].merchant) return false;
    }
    return true;
}
#endif

static void keep_as_best(dd_trips *trips)
{
    for (uint32_t i = 0; i < trips->problem->courier_count; i++) {
        if (!trips->is_dirty[i]) continue;
        trips->is_dirty[i] = false;
        route_copy(&trips->best[i], &trips->routes[i]);
    }
}

static bool route_is_same(const dd_trip_route *a, const dd_trip_route *b)
{
    return a->count == b->count && memcmp(a->orders, b->orders, a->count * sizeof *a->orders) == 0 &&
           memcmp(a->starts, b->starts, a->count * sizeof *a->starts) == 0;
}

/* Most moves end where they began: a route that is as before gets its version back, and what is cached for it stays good. */
static void accept(dd_trips *trips)
{
    for (uint32_t i = 0; i < trips->saved_count; i++) {
        uint32_t courier = trips->saved_list[i];
        assert(route_is_sound(trips, courier));
        trips->is_saved[courier] = false;
        if (route_is_same(&trips->routes[courier], &trips->saved[courier])) trips->versions[courier] = trips->saved_versions[courier];
        else trips->is_dirty[courier] = true;
    }
    trips->saved_count = 0;
    assert(cost_is_sum(trips));
}

static void reject(dd_trips *trips, const ruin *out, int64_t cost, uint32_t unserved)
{
    for (uint32_t i = 0; i < out->order_count; i++) trips->server[out->orders[i]] = DD_NONE;
    for (uint32_t i = 0; i < trips->saved_count; i++) {
        uint32_t courier = trips->saved_list[i];
        trips->is_saved[courier] = false;
        trips->versions[courier] = trips->saved_versions[courier];
        route_copy(&trips->routes[courier], &trips->saved[courier]);
        for (uint32_t j = 0; j < trips->routes[courier].count; j++) trips->server[trips->routes[courier].orders[j]] = courier;
    }
    trips->saved_count = 0;
    trips->cost = cost;
    trips->unserved = unserved;
    assert(cost_is_sum(trips));
}

static void insert_unserved(dd_trips *trips)
{
    for (uint32_t i = 0; i < trips->problem->order_count; i++) {
        uint16_t order = (uint16_t)i;
        if (trips->server[i] == DD_NONE) unit_insert(trips, &order, 1, false);
    }
    accept(trips);
}

static void restore_best(dd_trips *trips, int64_t cost)
{
    for (uint32_t i = 0; i < trips->problem->order_count; i++) trips->server[i] = DD_NONE;
    trips->unserved = trips->problem->order_count;
    for (uint32_t i = 0; i < trips->problem->courier_count; i++) {
        trips->versions[i] = ++trips->version;
        route_copy(&trips->routes[i], &trips->best[i]);
        trips->unserved -= trips->routes[i].count;
        for (uint32_t j = 0; j < trips->routes[i].count; j++) trips->server[trips->routes[i].orders[j]] = i;
        assert(route_is_sound(trips, i));
    }
    trips->cost = cost;
    assert(cost_is_sum(trips));
}

void dd_trips_search(dd_trips *trips)
{
    const dd_trip_problem *problem = trips->problem;
    if (problem->order_count == 0 || problem->courier_count == 0) return;
    uint64_t begin = trips->work;
    insert_unserved(trips);
    for (uint32_t i = 0; i < problem->courier_count; i++) trips->is_dirty[i] = true;
    keep_as_best(trips);
    int64_t best = trips->cost;
    ruin out;
    for (uint64_t idle = 0, done = trips->work; trips->work - begin < problem->work && idle < IDLE_MAX; done = trips->work) {
        int64_t share = (int64_t)((trips->work - begin) * 1024 / problem->work);
        int64_t heat = HOT_MS - (HOT_MS - COLD_MS) * share / 1024, cost = trips->cost;
        uint32_t unserved = trips->unserved;
        ruin_some(trips, &out);
        recreate(trips, &out);
        idle = trips->work == done ? idle + 1 : 0;
        int64_t threshold = heat * trips->exponential[dd_rng_below(&trips->rng, QUANTILES)] / QUANTILES;
        if (trips->cost > cost + threshold) {
            reject(trips, &out, cost, unserved);
            continue;
        }
        accept(trips);
        if (trips->cost < best) {
            best = trips->cost;
            keep_as_best(trips);
        }
    }
    restore_best(trips, best);
}
