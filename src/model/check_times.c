/* Check, times: every arrival, setup, wait and service of a route; windows, breaks, releases, time on board; sums and cost. */
#include "model/check.h"

static const int64_t hour_ms = 3600000;

static int64_t leg_ms(const dd_check *c, uint32_t from, uint32_t to)
{
    if (from == DD_NONE || to == DD_NONE) return 0;
    const dd_matrix *m = &c->problem->matrices[c->vehicle->profile];
    int64_t ms = m->duration_ms[(size_t)from * c->problem->location_count + to], speed = c->vehicle->speed_permille;
    if (speed == 0 || speed == 1000) return ms;
    ms = (ms * 1000 + speed / 2) / speed;
    return ms > INT32_MAX ? INT32_MAX : ms;
}

static int64_t leg_m(const dd_check *c, uint32_t from, uint32_t to)
{
    const dd_matrix *m = &c->problem->matrices[c->vehicle->profile];
    return from == DD_NONE || to == DD_NONE || m->dist_m == NULL ? 0 : m->dist_m[(size_t)from * c->problem->location_count + to];
}

static int64_t start_of(const dd_stop *stop)
{
    return stop->arrival_ms + stop->setup_ms + stop->wait_ms;
}

static int64_t leave_of(const dd_stop *stop)
{
    return start_of(stop) + stop->service_ms;
}

/* Free-flow thousandths of a ms driven in [from, to) under the hours' speeds. */
static int64_t driven(const uint16_t *speeds, int64_t from, int64_t to)
{
    int64_t sum = 0;
    while (from < to) {
        int64_t hour = from >= 0 ? from / hour_ms : -((hour_ms - 1 - from) / hour_ms);
        int64_t until = (hour + 1) * hour_ms < to ? (hour + 1) * hour_ms : to, of_day = ((hour % 24) + 24) % 24;
        if (until - from == hour_ms && to - from > 50 * hour_ms) { /* whole days at once */
            int64_t day = 0, days = (to - from) / (24 * hour_ms);
            for (int h = 0; h < 24; h++) day += speeds[h] * hour_ms;
            sum += day * days;
            from += days * 24 * hour_ms;
            continue;
        }
        sum += (until - from) * speeds[of_day];
        from = until;
    }
    return sum;
}

static bool is_in_windows(const dd_window *windows, uint32_t count, int64_t start)
{
    for (uint32_t w = 0; w < count; w++)
        if (start >= windows[w].begin_ms && start <= windows[w].end_ms) return true;
    return count == 0;
}

/* What a start outside all windows breaks: between two of them either name is right. */
static bool is_window_declared(const dd_check *c, uint32_t i, const dd_window *windows, uint32_t count, int64_t start)
{
    bool is_lead = start < windows[count - 1].begin_ms, is_delay = start > windows[0].end_ms;
    return (is_lead && dd_check_is_declared(c, i, DD_VIOLATION_LEAD_TIME)) || (is_delay && dd_check_is_declared(c, i, DD_VIOLATION_DELAY));
}

/* The leg that ends at stop i and began at stop q, with breaks between. */
static dd_status check_leg(const dd_check *c, uint32_t q, uint32_t i)
{
    const dd_stop *stops = c->route->stops;
    const uint16_t *speeds = c->problem->matrices[c->vehicle->profile].speed_by_hour_permille;
    int64_t want = leg_ms(c, stops[q].location, stops[i].location);
    if (stops[i].dist_m - stops[q].dist_m != leg_m(c, stops[q].location, stops[i].location)) return dd_check_fail(c, i, "distance");
    if (speeds == NULL) return stops[i].travel_ms - stops[q].travel_ms == want ? DD_STATUS_OK : dd_check_fail(c, i, "travel time");
    int64_t done = 0;
    for (uint32_t k = q + 1; k <= i; k++) done += driven(speeds, leave_of(&stops[k - 1]), stops[k].arrival_ms);
    int64_t slack = 3000 + 1000 * (int64_t)(i - q - 1); /* arrivals are whole ms, and so are the parts driven before breaks */
    if (done < want * 1000 || done >= want * 1000 + slack) return dd_check_fail(c, i, "travel time under the hours' speeds");
    return DD_STATUS_OK;
}

static dd_status check_clock(const dd_check *c)
{
    const dd_route *route = c->route;
    uint32_t q = 0; /* the last stop with a place */
    bool has_place = route->stops[0].location != DD_NONE;
    for (uint32_t i = 0; i < route->stop_count; i++) {
        const dd_stop *stop = &route->stops[i], *before = stop - 1;
        if (stop->wait_ms < 0) return dd_check_fail(c, i, "negative waiting");
        if (i == 0 && (stop->travel_ms != 0 || stop->dist_m != 0)) return dd_check_fail(c, i, "travel before the first step");
        if (i == 0) continue;
        if (stop->travel_ms < before->travel_ms || stop->dist_m < before->dist_m) return dd_check_fail(c, i, "travel goes backwards");
        if (stop->arrival_ms != leave_of(before) + stop->travel_ms - before->travel_ms) return dd_check_fail(c, i, "arrival");
        if (stop->location == DD_NONE) continue;
        if (!has_place && (stop->travel_ms != 0 || stop->dist_m != 0)) return dd_check_fail(c, i, "travel from nowhere");
        dd_status status = has_place ? check_leg(c, q, i) : DD_STATUS_OK;
        if (status != DD_STATUS_OK) return status;
        has_place = true;
        q = i;
    }
    return DD_STATUS_OK;
}

/* Setup and service are what the task, break or reload says. */
static dd_status check_durations(const dd_check *c)
{
    const dd_route *route = c->route;
    uint32_t place = DD_NONE;
    for (uint32_t i = 0; i < route->stop_count; i++) {
        const dd_stop *stop = &route->stops[i];
        int64_t setup = 0, service = 0;
        if (stop->kind == DD_STEP_TASK) {
            dd_check_task_times(c, stop->ix, &setup, &service);
            if (place == stop->location) setup = 0;
        }
        if (stop->kind == DD_STEP_BREAK) service = c->vehicle->breaks[stop->ix].service_ms;
        if (stop->kind == DD_STEP_RELOAD) service = c->vehicle->reload_ms;
        if (stop->setup_ms != setup) return dd_check_fail(c, i, "setup time");
        if (stop->service_ms != service) return dd_check_fail(c, i, "service time");
        if (stop->location != DD_NONE) place = stop->location;
    }
    return DD_STATUS_OK;
}

static dd_status check_windows(const dd_check *c)
{
    for (uint32_t i = 0; i < c->route->stop_count; i++) {
        const dd_stop *stop = &c->route->stops[i];
        const dd_window *windows = NULL;
        uint32_t count = 0;
        if (stop->kind == DD_STEP_TASK) windows = c->problem->tasks[stop->ix].windows, count = c->problem->tasks[stop->ix].window_count;
        if (stop->kind == DD_STEP_BREAK) windows = c->vehicle->breaks[stop->ix].windows, count = c->vehicle->breaks[stop->ix].window_count;
        if (is_in_windows(windows, count, start_of(stop))) continue;
        if (!is_window_declared(c, i, windows, count, start_of(stop))) return dd_check_fail(c, i, "outside its time windows");
    }
    return DD_STATUS_OK;
}

static dd_status check_breaks(const dd_check *c)
{
    uint64_t taken = 0;
    for (uint32_t i = 0; i < c->route->stop_count; i++) {
        const dd_stop *stop = &c->route->stops[i];
        if (stop->kind != DD_STEP_BREAK) continue;
        if (taken >> stop->ix & 1) return dd_check_fail(c, i, "a break taken twice");
        taken |= (uint64_t)1 << stop->ix;
        const dd_break *b = &c->vehicle->breaks[stop->ix];
        for (uint32_t d = 0; b->has_max_load && d < c->problem->load_dims; d++)
            if (stop->load[d] > b->max_load[d] && !dd_check_is_declared(c, i, DD_VIOLATION_MAX_LOAD))
                return dd_check_fail(c, i, "too much on board for this break");
    }
    for (uint32_t b = 0; b < c->vehicle->break_count; b++)
        if (!(taken >> b & 1) && !(c->vehicle->pinned_count > 0 && (c->route->violations & DD_VIOLATION_MISSING_BREAK))
            && !dd_check_is_declared(c, DD_NONE, DD_VIOLATION_MISSING_BREAK))
            return dd_check_fail(c, DD_NONE, "a break is missing");
    return DD_STATUS_OK;
}

static bool has_delivery(const dd_check *c, const dd_task *task)
{
    for (uint32_t d = 0; task->kind == DD_TASK_JOB && d < c->problem->load_dims; d++)
        if (task->delivery[d] > 0) return true;
    return false;
}

/* Releases, by trip; time on board; forced instants of given steps need no check, they bind the maker of the plan. */
static dd_status check_goods(const dd_check *c)
{
    const dd_stop *stops = c->route->stops;
    int64_t trip_begin = start_of(&stops[0]);
    for (uint32_t i = 0; i < c->route->stop_count; i++) {
        if (stops[i].kind == DD_STEP_RELOAD || stops[i].kind == DD_STEP_START) trip_begin = start_of(&stops[i]);
        if (stops[i].kind != DD_STEP_TASK) continue;
        const dd_task *task = &c->problem->tasks[stops[i].ix];
        bool is_open = c->vehicle->start == DD_NONE && i == 0;
        if (has_delivery(c, task) && task->release_ms != 0 && !is_open && trip_begin < task->release_ms
            && !dd_check_is_declared(c, i, DD_VIOLATION_RELEASE))
            return dd_check_fail(c, i, "its trip starts before its release");
        if (task->kind != DD_TASK_DELIVERY || task->mate == DD_NONE || c->served_by[task->mate] != c->route_ix + 1) continue;
        int64_t limit = c->problem->tasks[task->mate].max_on_board_ms;
        if (limit > 0 && start_of(&stops[i]) - leave_of(&stops[c->stop_of[task->mate]]) > limit && !dd_check_is_declared(c, i, DD_VIOLATION_ON_BOARD))
            return dd_check_fail(c, i, "too long on board");
    }
    return DD_STATUS_OK;
}

static dd_status check_shift(const dd_check *c)
{
    const dd_stop *first = &c->route->stops[0], *last = &c->route->stops[c->route->stop_count - 1];
    int64_t end = c->vehicle->shift_end_ms ? c->vehicle->shift_end_ms : DD_FOREVER_MS;
    if (first->arrival_ms < c->vehicle->shift_begin_ms && !dd_check_is_declared(c, 0, DD_VIOLATION_LEAD_TIME))
        return dd_check_fail(c, 0, "before the shift begins");
    if (leave_of(last) > end && !dd_check_is_declared(c, c->route->stop_count - 1, DD_VIOLATION_DELAY))
        return dd_check_fail(c, c->route->stop_count - 1, "after the shift ends");
    if (c->vehicle->max_duration_ms > 0 && leave_of(last) - first->arrival_ms > c->vehicle->max_duration_ms
        && !dd_check_is_declared(c, DD_NONE, DD_VIOLATION_MAX_DURATION))
        return dd_check_fail(c, DD_NONE, "takes too long");
    if (c->vehicle->max_travel_ms > 0 && last->travel_ms > c->vehicle->max_travel_ms
        && !dd_check_is_declared(c, DD_NONE, DD_VIOLATION_MAX_TRAVEL_TIME))
        return dd_check_fail(c, DD_NONE, "travels too long");
    if (c->vehicle->max_dist_m > 0 && last->dist_m > c->vehicle->max_dist_m && !dd_check_is_declared(c, DD_NONE, DD_VIOLATION_MAX_DISTANCE))
        return dd_check_fail(c, DD_NONE, "travels too far");
    return DD_STATUS_OK;
}

dd_status dd_check_times(dd_check *check)
{
    dd_status status = check_durations(check);
    if (status == DD_STATUS_OK) status = check_clock(check);
    if (status == DD_STATUS_OK) status = check_windows(check);
    if (status == DD_STATUS_OK) status = check_breaks(check);
    if (status == DD_STATUS_OK) status = check_goods(check);
    return status == DD_STATUS_OK ? check_shift(check) : status;
}

/* ---- sums ---- */

static int64_t late_cost(const dd_task *task, int64_t start)
{
    const int64_t most = (int64_t)1 << 52;
    if (task->late_weight == 0 || start <= task->due_ms) return 0;
    int64_t late = start - task->due_ms;
    return late > most / task->late_weight ? most : late * task->late_weight;
}

static int64_t custom_cost(const dd_check *c)
{
    const dd_matrix *m = &c->problem->matrices[c->vehicle->profile];
    int64_t sum = 0;
    uint32_t place = DD_NONE;
    for (uint32_t i = 0; m->cost != NULL && i < c->route->stop_count; i++) {
        uint32_t next = c->route->stops[i].location;
        if (next == DD_NONE) continue;
        if (place != DD_NONE) sum += m->cost[(size_t)place * c->problem->location_count + next];
        place = next;
    }
    return sum * 1000 * hour_ms / 1000;
}

dd_status dd_check_sums(dd_check *check)
{
    const dd_route *route = check->route;
    const dd_vehicle *v = check->vehicle;
    const dd_stop *last = &route->stops[route->stop_count - 1];
    int64_t setup = 0, service = 0, work = 0, wait = 0, late = 0;
    uint32_t violations = 0;
    for (uint32_t i = 0; i < route->stop_count; i++) {
        const dd_stop *stop = &route->stops[i];
        setup += stop->setup_ms;
        service += stop->service_ms;
        wait += stop->wait_ms;
        violations |= stop->violations;
        if (stop->kind != DD_STEP_TASK) continue;
        work += stop->setup_ms + stop->service_ms;
        late += late_cost(&check->problem->tasks[stop->ix], start_of(stop));
    }
    if (route->setup_ms != setup || route->service_ms != service || route->wait_ms != wait) return dd_check_fail(check, DD_NONE, "sums of times");
    if (route->travel_ms != last->travel_ms || route->dist_m != last->dist_m) return dd_check_fail(check, DD_NONE, "sums of travel");
    if (route->late_cost != late) return dd_check_fail(check, DD_NONE, "cost of lateness");
    if ((route->violations & violations) != violations) return dd_check_fail(check, DD_NONE, "a step's violation that the route does not name");
    int64_t cost = v->fixed_cost * hour_ms + work * v->cost_per_task_hour + wait * v->cost_per_wait_hour + late;
    if (check->problem->matrices[v->profile].cost != NULL) cost += custom_cost(check);
    else cost += route->travel_ms * v->cost_per_hour + route->dist_m * 3600 * v->cost_per_km;
    return cost == route->cost ? DD_STATUS_OK : dd_check_fail(check, DD_NONE, "cost");
}
