/* VROOM output: a plan as VROOM's JSON answer (its docs/API.md up to 1.15), same keys in the same order.
 *
 * Whole seconds.  Arrival and cumulative travel are rounded down, waiting is what lies between them and the start of the action, so that
 * arrival + waiting_time + setup is the start of service, rounded down.  A route's cost is rounded to the nearest unit, the summary adds the rounded
 * costs up.  Problems of other formats come out in their own units (dd_problem.ticks_per_unit).  Distances are there when the problem has any.
 * With has_geometry, `geometry` is the polyline through the stops, straight from stop to stop (Google's encoded polyline format, five decimals).
 */
#include <math.h>

#include "io/formats.h"
#include "io/json_writer.h"

#define COST_UNIT INT64_C(3600000)

typedef struct output {
    dd_json_writer json;
    const dd_problem *problem;
    int64_t time_unit, dist_unit;
    bool has_distances, has_geometry;
} output;

/* What VROOM adds up for a route and for all. */
typedef struct totals {
    int64_t cost, setup, service, travel, wait, dist, priority, lead_time, delay;
    int64_t delivery[DD_LOAD_DIMS_MAX], pickup[DD_LOAD_DIMS_MAX];
    uint32_t violations;
} totals;

static int64_t floor_units(int64_t value, int64_t unit)
{
    return value >= 0 ? value / unit : -((-value + unit - 1) / unit);
}

/* How early (lead_time) or late (delay) a stop's service is with regard to the nearest window, in ms. */
static int64_t window_distance(const dd_window *windows, uint32_t count, int64_t start_ms, bool is_delay)
{
    int64_t least = DD_FOREVER_MS;
    for (uint32_t i = 0; i < count; i++) {
        int64_t distance = is_delay ? start_ms - windows[i].end_ms : windows[i].begin_ms - start_ms;
        if (distance > 0 && distance < least) least = distance;
    }
    return least == DD_FOREVER_MS ? 0 : least;
}

static int64_t violation_ms(const output *o, const dd_route *route, const dd_stop *stop, bool is_delay)
{
    const dd_vehicle *vehicle = &o->problem->vehicles[route->vehicle];
    int64_t start_ms = stop->arrival_ms + stop->setup_ms + stop->wait_ms;
    if (stop->kind == DD_STEP_TASK) {
        const dd_task *task = &o->problem->tasks[stop->ix];
        return window_distance(task->windows, task->window_count, start_ms, is_delay);
    }
    if (stop->kind == DD_STEP_BREAK) {
        const dd_break *pause = &vehicle->breaks[stop->ix];
        return window_distance(pause->windows, pause->window_count, start_ms, is_delay);
    }
    dd_window shift = {vehicle->shift_begin_ms, vehicle->shift_end_ms == 0 ? DD_FOREVER_MS : vehicle->shift_end_ms};
    return window_distance(&shift, 1, start_ms, is_delay);
}

static void put_violations(output *o, uint32_t violations, int64_t lead_time, int64_t delay)
{
    dd_json_open(&o->json, "violations", '[');
    for (uint32_t bit = 1; bit != 0 && bit <= violations; bit <<= 1) {
        if ((violations & bit) == 0) continue;
        dd_json_open(&o->json, NULL, '{');
        if (bit == DD_VIOLATION_LEAD_TIME) dd_json_put_int(&o->json, "duration", lead_time);
        if (bit == DD_VIOLATION_DELAY) dd_json_put_int(&o->json, "duration", delay);
        dd_json_put_text(&o->json, "cause", dd_violation_text((dd_violation)bit));
        dd_json_close(&o->json, '}');
    }
    dd_json_close(&o->json, ']');
}

static void put_location(output *o, uint32_t location)
{
    const dd_problem *problem = o->problem;
    if (location == DD_NONE) return;
    if (problem->points != NULL && !isnan(problem->points[location].x)) {
        dd_json_open(&o->json, "location", '[');
        dd_json_put_double(&o->json, NULL, problem->points[location].x);
        dd_json_put_double(&o->json, NULL, problem->points[location].y);
        dd_json_close(&o->json, ']');
    }
    if (problem->location_ids != NULL) dd_json_put_uint(&o->json, "location_index", problem->location_ids[location]);
}

static const char *task_type(const dd_task *task)
{
    static const char *const types[] = {[DD_TASK_JOB] = "job", [DD_TASK_PICKUP] = "pickup", [DD_TASK_DELIVERY] = "delivery"};
    return types[task->kind];
}

static const char *stop_type(const output *o, const dd_stop *stop)
{
    switch (stop->kind) {
    case DD_STEP_START: return "start";
    case DD_STEP_END: return "end";
    case DD_STEP_BREAK: return "break";
    case DD_STEP_RELOAD: return "reload"; /* VROOM has none; its clients never see one */
    default: return task_type(&o->problem->tasks[stop->ix]);
    }
}

static const char *stop_description(const output *o, const dd_route *route, const dd_stop *stop)
{
    if (stop->kind == DD_STEP_TASK) return o->problem->tasks[stop->ix].description;
    return stop->kind == DD_STEP_BREAK ? o->problem->vehicles[route->vehicle].breaks[stop->ix].description : NULL;
}

static void put_step(output *o, const dd_route *route, const dd_stop *stop)
{
    const dd_problem *problem = o->problem;
    bool is_task = stop->kind == DD_STEP_TASK, is_break = stop->kind == DD_STEP_BREAK;
    int64_t arrival = floor_units(stop->arrival_ms, o->time_unit), setup = stop->setup_ms / o->time_unit;
    int64_t start = floor_units(stop->arrival_ms + stop->setup_ms + stop->wait_ms, o->time_unit);
    const char *description = stop_description(o, route, stop);
    uint64_t id = is_task ? problem->tasks[stop->ix].id : is_break ? problem->vehicles[route->vehicle].breaks[stop->ix].id : 0;
    dd_json_open(&o->json, NULL, '{');
    dd_json_put_text(&o->json, "type", stop_type(o, stop));
    if (description != NULL) dd_json_put_text(&o->json, "description", description);
    put_location(o, is_break ? DD_NONE : stop->location);
    if (is_task || is_break) dd_json_put_uint(&o->json, "id", id);
    dd_json_put_int(&o->json, "setup", setup);
    dd_json_put_int(&o->json, "service", stop->service_ms / o->time_unit);
    dd_json_put_int(&o->json, "waiting_time", start - arrival - setup);
    if (is_task) dd_json_put_uint(&o->json, "job", id);
    if (problem->load_dims > 0) dd_json_put_amounts(&o->json, "load", stop->load, problem->load_dims);
    dd_json_put_int(&o->json, "arrival", arrival);
    dd_json_put_int(&o->json, "duration", stop->travel_ms / o->time_unit);
    put_violations(o, stop->violations, violation_ms(o, route, stop, false) / o->time_unit, violation_ms(o, route, stop, true) / o->time_unit);
    if (o->has_distances) dd_json_put_int(&o->json, "distance", stop->dist_m / o->dist_unit);
    dd_json_close(&o->json, '}');
}

static totals route_totals(const output *o, const dd_route *route)
{
    totals sum = {.cost = (route->cost + COST_UNIT / 2) / COST_UNIT,
                  .travel = route->travel_ms / o->time_unit,
                  .setup = route->setup_ms / o->time_unit,
                  .service = route->service_ms / o->time_unit,
                  .dist = route->dist_m / o->dist_unit,
                  .violations = route->violations};
    for (uint32_t i = 0; i < route->stop_count; i++) {
        const dd_stop *stop = &route->stops[i];
        int64_t arrival = floor_units(stop->arrival_ms, o->time_unit), setup = stop->setup_ms / o->time_unit;
        sum.wait += floor_units(stop->arrival_ms + stop->setup_ms + stop->wait_ms, o->time_unit) - arrival - setup;
        sum.violations |= stop->violations;
        if (stop->violations & DD_VIOLATION_LEAD_TIME) sum.lead_time += violation_ms(o, route, stop, false) / o->time_unit;
        if (stop->violations & DD_VIOLATION_DELAY) sum.delay += violation_ms(o, route, stop, true) / o->time_unit;
        if (stop->kind != DD_STEP_TASK) continue;
        const dd_task *task = &o->problem->tasks[stop->ix];
        sum.priority += task->priority;
        for (uint32_t d = 0; d < o->problem->load_dims; d++) {
            sum.delivery[d] += task->delivery[d];
            sum.pickup[d] += task->pickup[d];
        }
    }
    return sum;
}

static void add_totals(totals *sum, const totals *more)
{
    sum->cost += more->cost;
    sum->setup += more->setup;
    sum->service += more->service;
    sum->travel += more->travel;
    sum->wait += more->wait;
    sum->dist += more->dist;
    sum->priority += more->priority;
    sum->lead_time += more->lead_time;
    sum->delay += more->delay;
    sum->violations |= more->violations;
    for (int d = 0; d < DD_LOAD_DIMS_MAX; d++) {
        sum->delivery[d] += more->delivery[d];
        sum->pickup[d] += more->pickup[d];
    }
}

/* From the amounts to the distance: the keys that summary and routes share. */
static void put_totals(output *o, const totals *sum)
{
    uint32_t dims = o->problem->load_dims;
    if (dims > 0) {
        dd_json_put_amounts(&o->json, "delivery", sum->delivery, dims);
        dd_json_put_amounts(&o->json, "amount", sum->delivery, dims);
        dd_json_put_amounts(&o->json, "pickup", sum->pickup, dims);
    }
    dd_json_put_int(&o->json, "setup", sum->setup);
    dd_json_put_int(&o->json, "service", sum->service);
    dd_json_put_int(&o->json, "duration", sum->travel);
    dd_json_put_int(&o->json, "waiting_time", sum->wait);
    dd_json_put_int(&o->json, "priority", sum->priority);
    if (o->has_distances) dd_json_put_int(&o->json, "distance", sum->dist);
}

/* One number of an encoded polyline: zigzag, five bits a character, low bits first. */
static void encode_number(char *out, size_t *at, int64_t value)
{
    uint64_t bits = value < 0 ? ~((uint64_t)value << 1) : (uint64_t)value << 1;
    for (; bits >= 32; bits >>= 5) out[(*at)++] = (char)((32 | (bits & 31)) + 63);
    out[(*at)++] = (char)(bits + 63);
}

static dd_status put_geometry(output *o, const dd_route *route, dd_error *err)
{
    dd_buffer line = {0};
    int64_t last_x = 0, last_y = 0;
    for (uint32_t i = 0; i < route->stop_count; i++) {
        const dd_stop *stop = &route->stops[i];
        char text[32];
        size_t length = 0;
        if (stop->kind == DD_STEP_BREAK || stop->location == DD_NONE) continue;
        dd_point point = o->problem->points[stop->location];
        if (!(fabs(point.x) <= 180 && fabs(point.y) <= 90)) continue;
        int64_t x = llround(point.x * 1e5), y = llround(point.y * 1e5);
        encode_number(text, &length, y - last_y);
        encode_number(text, &length, x - last_x);
        dd_buffer_put(&line, text, length);
        last_x = x;
        last_y = y;
    }
    dd_buffer_put_byte(&line, 0);
    bool is_bad = line.failed;
    if (!is_bad) dd_json_put_text(&o->json, "geometry", (const char *)line.bytes);
    dd_buffer_done(&line);
    return is_bad ? dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory") : DD_STATUS_OK;
}

static dd_status put_route(output *o, const dd_route *route, dd_error *err)
{
    const dd_vehicle *vehicle = &o->problem->vehicles[route->vehicle];
    totals sum = route_totals(o, route);
    dd_json_open(&o->json, NULL, '{');
    dd_json_put_uint(&o->json, "vehicle", vehicle->id);
    dd_json_put_int(&o->json, "cost", sum.cost);
    if (vehicle->description != NULL) dd_json_put_text(&o->json, "description", vehicle->description);
    put_totals(o, &sum);
    dd_json_open(&o->json, "steps", '[');
    for (uint32_t i = 0; i < route->stop_count; i++) put_step(o, route, &route->stops[i]);
    dd_json_close(&o->json, ']');
    put_violations(o, sum.violations, sum.lead_time, sum.delay);
    dd_status status = o->has_geometry ? put_geometry(o, route, err) : DD_STATUS_OK;
    dd_json_close(&o->json, '}');
    return status;
}

static void put_summary(output *o, const dd_plan *plan, const dd_run_facts *facts)
{
    totals sum = {0};
    for (uint32_t i = 0; i < plan->route_count; i++) {
        totals one = route_totals(o, &plan->routes[i]);
        add_totals(&sum, &one);
    }
    dd_json_open(&o->json, "summary", '{');
    dd_json_put_int(&o->json, "cost", sum.cost);
    dd_json_put_uint(&o->json, "routes", plan->route_count);
    dd_json_put_uint(&o->json, "unassigned", plan->unassigned_count);
    put_totals(o, &sum);
    put_violations(o, sum.violations, sum.lead_time, sum.delay);
    dd_json_open(&o->json, "computing_times", '{');
    dd_json_put_int(&o->json, "loading", facts->loading_ms);
    dd_json_put_int(&o->json, "solving", facts->solving_ms);
    dd_json_put_int(&o->json, "routing", 0);
    dd_json_close(&o->json, '}');
    dd_json_close(&o->json, '}');
}

static void put_unassigned(output *o, const dd_plan *plan)
{
    dd_json_open(&o->json, "unassigned", '[');
    for (uint32_t i = 0; i < plan->unassigned_count; i++) {
        const dd_task *task = &o->problem->tasks[plan->unassigned[i].task];
        dd_json_open(&o->json, NULL, '{');
        dd_json_put_uint(&o->json, "id", task->id);
        put_location(o, task->location);
        dd_json_put_text(&o->json, "type", task_type(task));
        if (task->description != NULL) dd_json_put_text(&o->json, "description", task->description);
        dd_json_close(&o->json, '}');
    }
    dd_json_close(&o->json, ']');
}

dd_status dd_vroom_write(const dd_problem *problem, const dd_plan *plan, const dd_run_facts *facts, dd_buffer *out, dd_error *err)
{
    output o = {.json = {.out = out}, .problem = problem};
    o.time_unit = problem->ticks_per_unit >= 1 ? (int64_t)problem->ticks_per_unit : 1000;
    o.dist_unit = o.time_unit == 1000 ? 1 : o.time_unit;
    for (uint32_t i = 0; i < problem->profile_count; i++) o.has_distances |= problem->matrices[i].dist_m != NULL;
    o.has_geometry = facts->has_geometry && problem->points != NULL;
    dd_json_open(&o.json, NULL, '{');
    dd_json_put_int(&o.json, "code", 0);
    put_summary(&o, plan, facts);
    put_unassigned(&o, plan);
    dd_json_open(&o.json, "routes", '[');
    dd_status status = DD_STATUS_OK;
    for (uint32_t i = 0; i < plan->route_count && status == DD_STATUS_OK; i++) status = put_route(&o, &plan->routes[i], err);
    dd_json_close(&o.json, ']');
    dd_json_close(&o.json, '}');
    dd_buffer_put_byte(out, '\n');
    return status;
}

int dd_vroom_code(dd_status status)
{
    switch (status) {
    case DD_STATUS_OK: return 0;
    case DD_STATUS_INVALID_INPUT:
    case DD_STATUS_UNSUPPORTED:
    case DD_STATUS_TOO_LARGE:
    case DD_STATUS_INFEASIBLE: return 2;
    default: return 1;
    }
}

void dd_vroom_write_error(const dd_error *error, dd_buffer *out)
{
    dd_json_writer json = {.out = out};
    dd_json_open(&json, NULL, '{');
    dd_json_put_int(&json, "code", dd_vroom_code(error->status));
    dd_json_put_text(&json, "error", error->message);
    if (error->pointer[0] != '\0') dd_json_put_text(&json, "pointer", error->pointer);
    dd_json_close(&json, '}');
    dd_buffer_put_byte(out, '\n');
}
