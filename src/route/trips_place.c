/* Trips, insertion: where a unit goes into a route at least cost.
 *
 * A place is evaluated from where the unit goes in: what is before it keeps its times, and of what is after it each job moves by one difference,
 * which waiting for food takes up, until none is left.  With the times that the route has now (its schedule, made once for each of its versions), a place
 * costs the travel around the unit and one addition a later job, where the whole walk looks every leg up again.  Exact: debug builds compare
 * each with the walk.
 */
#include <assert.h>
#include <string.h>

#include "route/trips_internal.h"

/* One place being tried: the sums of the route with the unit. */
typedef struct trial {
    dd_trips *trips;
    const dd_trip_problem *problem;
    const dd_trip_courier *who;
    const dd_trip_route *route;
    const dd_trip_schedule *now;
    const uint16_t *unit;
    uint32_t courier, count;
    int64_t unit_ready_ms, unit_change_ms;
    int64_t wait_ms, late_ms, empty_ms;
    uint32_t end_place;
} trial;

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t lateness(const dd_trip_problem *problem, uint32_t order, int64_t door_ms)
{
    int64_t late_ms = door_ms - problem->orders[order].due_ms;
    return late_ms > 0 ? late_ms * problem->prices.late / 1000 : 0;
}

/* When the courier, free at `place`, could pick up at the merchant's. */
static int64_t arrive(dd_trips *trips, uint32_t place, int64_t free_ms, uint32_t merchant, int32_t *ret_drive_ms)
{
    const dd_trip_problem *problem = trips->problem;
    int64_t leave_ms = free_ms;
    *ret_drive_ms = 0;
    if (place != merchant) {
        leave_ms = most(free_ms, problem->now_ms);
        *ret_drive_ms = dd_trips_travel(trips, place, merchant);
    }
    return most(leave_ms + *ret_drive_ms + problem->pickup_before_ms, problem->now_ms);
}

/* The times of one job from its arrival on; when its last door is done. */
static int64_t schedule_job(dd_trips *trips, uint32_t courier, dd_trip_schedule *out, dd_trip_job *job)
{
    const dd_trip_problem *problem = trips->problem;
    const uint16_t *orders = trips->routes[courier].orders;
    job->ready_ms = INT64_MIN;
    for (uint32_t i = job->first; i < job->end; i++) job->ready_ms = most(job->ready_ms, problem->orders[orders[i]].ready_ms);
    job->pickup_ms = most(job->arrive_ms, job->ready_ms);
    uint32_t place = dd_trips_merchant_place(trips, problem->orders[orders[job->first]].merchant);
    int64_t free_ms = job->pickup_ms + problem->pickup_after_ms;
    for (uint32_t i = job->first; i < job->end; i++) {
        const dd_trip_order *order = &problem->orders[orders[i]];
        int64_t door_ms = free_ms + dd_trips_travel(trips, place, orders[i]) + problem->drop_before_ms;
        place = orders[i];
        out->wait_ms += door_ms - order->placed_ms;
        out->late_ms += lateness(problem, orders[i], door_ms);
        if (order->bound_to != DD_NONE && order->bound_to != courier) out->change_ms += problem->prices.change_ms;
        free_ms = out->free_ms[i] = door_ms + problem->drop_after_ms;
    }
    return free_ms;
}

static const dd_trip_schedule *schedule_of(dd_trips *trips, uint32_t courier)
{
    const dd_trip_route *route = &trips->routes[courier];
    dd_trip_schedule *out = &trips->schedules[courier];
    if (out->version == trips->versions[courier]) return out;
    out->version = trips->versions[courier];
    out->job_count = 0;
    out->wait_ms = out->late_ms = out->empty_ms = out->change_ms = 0;
    out->last_pickup_ms = INT64_MIN;
    uint32_t place = dd_trips_courier_place(trips, courier);
    int64_t free_ms = trips->problem->couriers[courier].free_ms;
    for (uint32_t i = 0, end; i < route->count; i = end) {
        dd_trip_job *job = &out->jobs[out->job_count++];
        for (end = i + 1; end < route->count && !route->starts[end];) end++;
        job->first = (uint16_t)i;
        job->end = (uint16_t)end;
        job->arrive_ms = arrive(trips, place, free_ms, dd_trips_merchant_place(trips, trips->problem->orders[route->orders[i]].merchant), &job->drive_ms);
        out->empty_ms += job->drive_ms;
        free_ms = schedule_job(trips, courier, out, job);
        out->last_pickup_ms = job->pickup_ms;
        place = route->orders[end - 1];
    }
    return out;
}

/* Orders first..end-1 of the route are served later by `delta_ms`. */
static void shift_orders(trial *t, uint32_t first, uint32_t end, int64_t delta_ms)
{
    t->wait_ms += delta_ms * (end - first);
    if (t->problem->prices.late == 0) return;
    for (uint32_t i = first; i < end; i++) {
        int64_t door_ms = t->now->free_ms[i] - t->problem->drop_after_ms;
        t->late_ms += lateness(t->problem, t->route->orders[i], door_ms + delta_ms) - lateness(t->problem, t->route->orders[i], door_ms);
    }
}

/* The jobs from `job` on begin later by `delta_ms`; false when one comes after the shift's end. */
static bool shift_jobs(trial *t, uint32_t job, int64_t delta_ms)
{
    const dd_trip_schedule *now = t->now;
    for (; job < now->job_count && delta_ms != 0; job++) {
        const dd_trip_job *at = &now->jobs[job];
        int64_t pickup_ms = most(at->arrive_ms + delta_ms, at->ready_ms);
        if (pickup_ms > t->who->shift_end_ms) return false;
        delta_ms = pickup_ms - at->pickup_ms;
        shift_orders(t, at->first, at->end, delta_ms);
    }
    return job == now->job_count || now->last_pickup_ms <= t->who->shift_end_ms;
}

/* The jobs from `job` on, after the courier is free at another place than now. */
static bool follow(trial *t, uint32_t job, uint32_t place, int64_t free_ms)
{
    const dd_trip_schedule *now = t->now;
    if (job == now->job_count) {
        t->end_place = place;
        return true;
    }
    const dd_trip_job *at = &now->jobs[job];
    int32_t drive_ms;
    uint32_t merchant = dd_trips_merchant_place(t->trips, t->problem->orders[t->route->orders[at->first]].merchant);
    int64_t pickup_ms = most(arrive(t->trips, place, free_ms, merchant, &drive_ms), at->ready_ms);
    if (pickup_ms > t->who->shift_end_ms) return false;
    t->empty_ms += drive_ms - at->drive_ms;
    shift_orders(t, at->first, at->end, pickup_ms - at->pickup_ms);
    return shift_jobs(t, job + 1, pickup_ms - at->pickup_ms);
}

/* Serves the unit from `place`; when its last door is done. */
static int64_t serve_unit(trial *t, uint32_t place, int64_t free_ms)
{
    for (uint32_t i = 0; i < t->count; i++) {
        int64_t door_ms = free_ms + dd_trips_travel(t->trips, place, t->unit[i]) + t->problem->drop_before_ms;
        place = t->unit[i];
        t->wait_ms += door_ms - t->problem->orders[place].placed_ms;
        t->late_ms += lateness(t->problem, place, door_ms);
        free_ms = door_ms + t->problem->drop_after_ms;
    }
    return free_ms;
}

static bool try_new_job(trial *t, uint32_t job)
{
    const dd_trip_schedule *now = t->now;
    uint32_t first = job < now->job_count ? now->jobs[job].first : t->route->count;
    uint32_t place = job > 0 ? t->route->orders[first - 1] : dd_trips_courier_place(t->trips, t->courier);
    uint32_t merchant = dd_trips_merchant_place(t->trips, t->problem->orders[t->unit[0]].merchant);
    int32_t drive_ms;
    int64_t arrive_ms = arrive(t->trips, place, job > 0 ? now->free_ms[first - 1] : t->who->free_ms, merchant, &drive_ms);
    int64_t pickup_ms = most(arrive_ms, t->unit_ready_ms);
    if (pickup_ms > t->who->shift_end_ms) return false;
    t->empty_ms += drive_ms;
    int64_t free_ms = serve_unit(t, merchant, pickup_ms + t->problem->pickup_after_ms);
    return follow(t, job, t->unit[t->count - 1], free_ms);
}

/* Before position `at` of the job, or at its end. */
static bool try_join(trial *t, uint32_t job, uint32_t at)
{
    const dd_trip_job *into = &t->now->jobs[job];
    int64_t pickup_ms = most(into->arrive_ms, most(into->ready_ms, t->unit_ready_ms)), delta_ms = pickup_ms - into->pickup_ms;
    if (pickup_ms > t->who->shift_end_ms) return false;
    bool is_head = at == into->first;
    uint32_t place = is_head ? dd_trips_merchant_place(t->trips, t->problem->orders[t->unit[0]].merchant) : t->route->orders[at - 1];
    shift_orders(t, into->first, at, delta_ms);
    int64_t free_ms = serve_unit(t, place, is_head ? pickup_ms + t->problem->pickup_after_ms : t->now->free_ms[at - 1] + delta_ms);
    place = t->unit[t->count - 1];
    if (at == into->end) return follow(t, job + 1, place, free_ms);
    free_ms += dd_trips_travel(t->trips, place, t->route->orders[at]) + t->problem->drop_before_ms + t->problem->drop_after_ms;
    delta_ms = free_ms - t->now->free_ms[at];
    shift_orders(t, at, into->end, delta_ms);
    return shift_jobs(t, job + 1, delta_ms);
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

static int64_t trial_cost(const trial *t)
{
    const dd_trip_prices *prices = &t->problem->prices;
    int64_t cost = t->wait_ms + t->late_ms + t->empty_ms * prices->empty / 1000 + t->now->change_ms + t->unit_change_ms;
    if (prices->end == 0) return cost;
    int32_t begin_ms = dd_trips_end_delay(t->trips, dd_trips_courier_place(t->trips, t->courier));
    return cost + (int64_t)(dd_trips_end_delay(t->trips, t->end_place) - begin_ms) * prices->end / 1000;
}

#ifndef NDEBUG
/* The same by walking the whole route. */
static int64_t walked_cost(const trial *t, uint32_t at, dd_trip_entry entry)
{
    dd_trip_route with;
    dd_trips_put_in(&with, t->route, t->unit, t->count, at, entry);
    int64_t cost = dd_trips_route_cost(t->trips, t->courier, &with);
    t->trips->work--;
    return cost;
}
#endif

static void try_place(trial *t, uint32_t job, uint32_t at, dd_trip_entry entry, dd_trip_place_in *best)
{
    t->trips->work++;
    t->wait_ms = t->now->wait_ms;
    t->late_ms = t->now->late_ms;
    t->empty_ms = t->now->empty_ms;
    t->end_place = t->route->count > 0 ? t->route->orders[t->route->count - 1] : DD_NONE;
    bool fits = entry == DD_TRIP_NEW_JOB ? try_new_job(t, job) : try_join(t, job, at);
    int64_t cost = fits ? trial_cost(t) : DD_TRIP_INFEASIBLE;
    assert(cost == walked_cost(t, at, entry));
    int64_t delta = cost - t->route->cost;
    if (delta >= best->delta) return;
    best->delta = delta;
    best->at = (uint16_t)at;
    best->entry = (uint8_t)entry;
}

static bool is_wanted(const dd_trip_courier *who, const uint16_t *unit, uint32_t count)
{
    for (uint32_t j = 0; j < DD_TRIP_DECLINED_MAX && who->declined[j] != DD_NONE; j++)
        for (uint32_t i = 0; i < count; i++)
            if (who->declined[j] == unit[i]) return false;
    return true;
}

static void sum_unit(trial *t)
{
    t->unit_ready_ms = INT64_MIN;
    for (uint32_t i = 0; i < t->count; i++) {
        const dd_trip_order *order = &t->problem->orders[t->unit[i]];
        t->unit_ready_ms = most(t->unit_ready_ms, order->ready_ms);
        if (order->bound_to != DD_NONE && order->bound_to != t->courier) t->unit_change_ms += t->problem->prices.change_ms;
    }
}

/* Whether nothing may come before the first job: an offer is out for it, or it holds an order that stays. */
static bool head_is_fixed(const trial *t)
{
    if (t->now->job_count == 0) return false;
    if (t->who->is_closed) return true;
    for (uint32_t i = 0; i < t->now->jobs[0].end; i++)
        if (t->problem->orders[t->route->orders[i]].pinned_to == t->courier) return true;
    return false;
}

dd_trip_place_in dd_trips_best_place(dd_trips *trips, uint32_t courier, const uint16_t *unit, uint32_t count)
{
    const dd_trip_problem *problem = trips->problem;
    const dd_trip_courier *who = &problem->couriers[courier];
    const dd_trip_route *route = &trips->routes[courier];
    dd_trip_place_in best = {.delta = DD_TRIP_INFEASIBLE / 2, .version = trips->versions[courier]};
    if (route->count + count > DD_TRIP_ROUTE_MAX || count > who->limit || !is_wanted(who, unit, count)) return best;
    const dd_trip_schedule *now = schedule_of(trips, courier);
    trial t = {.trips = trips, .problem = problem, .who = who, .route = route, .now = now, .unit = unit, .courier = courier, .count = count};
    sum_unit(&t);
    uint32_t merchant = problem->orders[unit[0]].merchant;
    for (uint32_t job = 0; job <= now->job_count; job++) {
        uint32_t first = job < now->job_count ? now->jobs[job].first : route->count;
        if (job > 0 || !head_is_fixed(&t)) try_place(&t, job, first, DD_TRIP_NEW_JOB, &best);
        if (job == now->job_count) break;
        uint32_t end = now->jobs[job].end;
        if (problem->orders[route->orders[first]].merchant != merchant || end - first + count > who->limit || (job == 0 && who->is_closed)) continue;
        for (uint32_t at = first; at <= end; at++) try_place(&t, job, at, at == first ? DD_TRIP_LEAD : DD_TRIP_JOIN, &best);
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
