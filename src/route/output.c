#include "route/output.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "model/plan.h"
#include "route/reason.h"
#include "route/violations.h"
#include "route/walk_rules.h"

typedef struct output {
    dd_walk *walk;
    const dd_instance *in;
    dd_plan *plan;
    bool is_soft;
} output;

static dd_stop stop_from(const dd_walk_stop *w, const dd_instance *in, const dd_kind *kind)
{
    dd_stop stop = {.arrival_ms = w->arrival_ms, .setup_ms = w->setup_ms, .service_ms = w->end_ms - w->start_ms};
    stop.wait_ms = w->start_ms - w->arrival_ms - w->setup_ms;
    stop.violations = w->violations;
    if (w->code == DD_NONE) {
        stop.kind = DD_STEP_END;
        stop.ix = DD_NONE;
        stop.location = kind->end;
    } else if (w->code >= in->break0) {
        stop.kind = DD_STEP_BREAK;
        stop.ix = w->code - in->break0;
        stop.location = DD_NONE;
    } else if (w->code == in->reload) {
        stop.kind = DD_STEP_RELOAD;
        stop.ix = DD_NONE;
        stop.location = kind->reload;
    } else {
        stop.kind = DD_STEP_TASK;
        stop.ix = w->code;
        stop.location = in->loc[w->code];
    }
    return stop;
}

/* Fills one route's stops from walk->stops; start and end only where the vehicle has them. */
static dd_status fill_stops(output *out, dd_route *route, const dd_sequence *s, const dd_walk_result *r)
{
    const dd_instance *in = out->in;
    const dd_kind *kind = &in->kinds[in->kind_of[s->vehicle]];
    uint32_t position = 0, count = 0;
    dd_stop *stops = dd_plan_alloc(out->plan, (size_t)out->walk->stop_count + 1, sizeof *stops);
    if (stops == NULL) return DD_STATUS_NO_MEMORY;
    int64_t load[DD_LOAD_DIMS_MAX] = {0}, travel_ms = 0, dist_m = 0;
    dd_walk_load_at(in, s->seq, s->len, 0, load);
    if (kind->start != DD_NONE) {
        stops[count] = (dd_stop){.kind = DD_STEP_START, .ix = DD_NONE, .location = kind->start, .arrival_ms = r->begin_ms};
        memcpy(stops[count++].load, load, sizeof load);
    }
    for (uint32_t i = 0; i < out->walk->stop_count; i++) {
        const dd_walk_stop *w = &out->walk->stops[i];
        if (w->code == DD_NONE && kind->end == DD_NONE) break;
        stops[count] = stop_from(w, in, kind);
        stops[count].travel_ms = travel_ms += w->travel_ms;
        stops[count].dist_m = dist_m += w->dist_m;
        bool is_position = position < s->len && s->seq[position] == w->code;
        if (is_position) dd_walk_load_at(in, s->seq, s->len, ++position, load);
        memcpy(stops[count++].load, load, sizeof load);
    }
    route->stops = stops;
    route->stop_count = count;
    dd_violations_declare(out->walk, s->vehicle, s->seq, s->len, stops, count, out->is_soft);
    return DD_STATUS_OK;
}

static dd_status fill_route(output *out, dd_route *route, const dd_sequence *s, dd_error *err)
{
    dd_walk_result r;
    if (!dd_walk_time(out->walk, s->vehicle, s->seq, s->len, out->is_soft, &r))
        return dd_error_set(err, DD_STATUS_INFEASIBLE, NULL, "the route of vehicle %u cannot be timed", (unsigned)s->vehicle);
    const dd_kind *kind = &out->in->kinds[out->in->kind_of[s->vehicle]];
    *route = (dd_route){.vehicle = s->vehicle, .cost = r.cost, .travel_ms = r.travel_ms, .dist_m = r.dist_m, .setup_ms = r.setup_ms};
    route->service_ms = r.service_ms + r.break_ms;
    route->wait_ms = r.wait_ms;
    route->late_cost = r.late_cost;
    route->violations = r.violations;
    if (fill_stops(out, route, s, &r) != DD_STATUS_OK) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    if (r.end_ms > kind->shift_end_ms) ((dd_stop *)(uintptr_t)route->stops)[route->stop_count - 1].violations |= DD_VIOLATION_DELAY;
    if (r.begin_ms < kind->shift_begin_ms) ((dd_stop *)(uintptr_t)route->stops)[0].violations |= DD_VIOLATION_LEAD_TIME;
    for (uint32_t i = 0; i < route->stop_count; i++) route->violations |= route->stops[i].violations;
    route->violations |= dd_violations_missing(out->in, s->vehicle, route->stops, route->stop_count);
    return DD_STATUS_OK;
}

static dd_status fill_unassigned(output *out, const bool *is_served)
{
    const dd_instance *in = out->in;
    uint32_t count = 0;
    for (uint32_t i = 0; i < in->node_count; i++) count += !is_served[i];
    dd_unassigned *list = dd_plan_alloc(out->plan, count, sizeof *list);
    if (list == NULL) return DD_STATUS_NO_MEMORY;
    out->plan->unassigned = list;
    for (uint32_t i = 0; i < in->node_count; i++) {
        if (is_served[i]) continue;
        uint32_t request = in->request_of[i];
        list[out->plan->unassigned_count++] = (dd_unassigned){i, request == DD_NONE ? DD_REASON_NO_ROOM : dd_reason_find(out->walk, request)};
        if (request != DD_NONE && in->requests[request].a == i) out->plan->prize_lost += in->requests[request].prize;
    }
    return DD_STATUS_OK;
}

static int compare_sequences(const void *a, const void *b)
{
    uint32_t x = ((const dd_sequence *)a)->vehicle, y = ((const dd_sequence *)b)->vehicle;
    return x < y ? -1 : x > y;
}

static dd_status fill_plan(output *out, dd_sequence *sorted, uint32_t count, bool *is_served, dd_error *err)
{
    dd_route *routes = dd_plan_alloc(out->plan, count, sizeof *routes);
    if (routes == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    qsort(sorted, count, sizeof *sorted, compare_sequences);
    out->plan->routes = routes;
    for (uint32_t i = 0; i < count; i++) {
        dd_status status = fill_route(out, &routes[i], &sorted[i], err);
        if (status != DD_STATUS_OK) return status;
        out->plan->route_count++;
        out->plan->cost += routes[i].cost;
        for (uint32_t p = 0; p < sorted[i].len; p++)
            if (sorted[i].seq[p] < out->in->node_count) is_served[sorted[i].seq[p]] = true;
    }
    if (fill_unassigned(out, is_served) != DD_STATUS_OK) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    return DD_STATUS_OK;
}

dd_status dd_output_plan(dd_walk *walk, const dd_sequence *sequences, uint32_t count, bool is_soft, dd_plan **ret, dd_error *err)
{
    output out = {.walk = walk, .in = walk->instance, .plan = dd_plan_create(), .is_soft = is_soft};
    bool *is_served = dd_array_new(walk->instance->node_count, sizeof *is_served);
    dd_sequence *sorted = dd_array_new(count, sizeof *sorted);
    dd_status status = DD_STATUS_OK;
    if (out.plan == NULL || is_served == NULL || sorted == NULL) status = dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    if (status == DD_STATUS_OK) {
        if (count > 0) memcpy(sorted, sequences, count * sizeof *sorted);
        status = fill_plan(&out, sorted, count, is_served, err);
    }
    free(is_served);
    free(sorted);
    if (status == DD_STATUS_OK) *ret = out.plan;
    else dd_plan_free(out.plan);
    return status;
}
