/* VROOM plan: reads a plan from VROOM's JSON answer, ours or VROOM's own, for `diaodu check`.
 *
 * An answer has whole seconds, a plan has milliseconds.  So the order of steps and the start of each (to the second) are taken from the answer, the
 * routes are timed with them as bounds, and what the answer says besides (arrivals, travel, distances, loads, costs) must then agree, within one
 * unit of rounding.  What it does not say is not looked at.  Violations count only where the answer declares them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "io/formats.h"
#include "io/id_table.h"
#include "io/json_document.h"
#include "io/json_reader.h"
#include "route/time_steps.h"

#define COST_UNIT INT64_C(3600000)
#define UNITS_MAX INT64_C(10000000000)

typedef struct input {
    dd_json_reader json;
    const dd_problem *problem;
    dd_problem timed;       /* the same with the answer's steps */
    dd_step *steps;         /* of all routes, one after the other */
    size_t step_count, step_capacity;
    size_t *route_of;       /* by vehicle: its route in the answer + 1, 0 for none */
    size_t *first_step;     /* by vehicle: where its steps begin */
    dd_id_table tasks, vehicles;
    int64_t time_unit, dist_unit;
    dd_plan *plan;
} input;

static int64_t read_units(input *in, const dd_json_at *object, const char *key, int64_t fallback)
{
    return dd_json_int(&in->json, dd_json_member(object, key), fallback, -UNITS_MAX, UNITS_MAX, NULL);
}

static uint32_t find_id(input *in, const dd_json_at *object, const char *key, const dd_id_table *table, uint32_t kind, const char *what)
{
    dd_json_at at = dd_json_member(object, key);
    if (in->json.status != DD_STATUS_OK) return 0;
    bool is_id = json_is_integer(at.value) && json_integer_value(at.value) >= 0;
    uint32_t ix = is_id ? dd_id_table_find(table, kind, NULL, (uint64_t)json_integer_value(at.value)) : DD_NONE;
    if (ix != DD_NONE) return ix;
    dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, is_id ? "there is no such %s" : "must be the id of a %s", what);
    return 0;
}

static uint32_t find_break(input *in, const dd_json_at *step, const dd_vehicle *vehicle)
{
    dd_json_at at = dd_json_member(step, "id");
    for (uint32_t i = 0; i < vehicle->break_count; i++)
        if (json_is_integer(at.value) && vehicle->breaks[i].id == (uint64_t)json_integer_value(at.value)) return i;
    dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "the vehicle has no such break");
    return 0;
}

static uint32_t read_violations(input *in, const dd_json_at *object)
{
    dd_json_at list = dd_json_member(object, "violations");
    size_t count = dd_json_array(&in->json, &list, 64, NULL);
    uint32_t violations = 0;
    for (size_t i = 0; i < count; i++) {
        dd_json_at item = dd_json_item(&list, i);
        const char *cause = dd_json_text(&in->json, dd_json_member(&item, "cause"), "", NULL);
        for (uint32_t bit = 1; bit <= DD_VIOLATION_RELEASE; bit <<= 1)
            if (strcmp(dd_violation_text((dd_violation)bit), cause) == 0) violations |= bit;
    }
    return violations;
}

static dd_step read_step(input *in, const dd_json_at *at, const dd_vehicle *vehicle)
{
    static const char *const types[] = {"start", "job", "pickup", "delivery", "break", "reload", "end"};
    static const dd_step_kind kinds[] = {DD_STEP_START, DD_STEP_TASK, DD_STEP_TASK, DD_STEP_TASK, DD_STEP_BREAK, DD_STEP_RELOAD, DD_STEP_END};
    dd_step step = {.has_after = true, .has_before = true};
    dd_json_at type = dd_json_member(at, "type");
    if (!dd_json_object(&in->json, at, NULL)) return step;
    const char *text = dd_json_text(&in->json, type, "", NULL);
    size_t i = 0;
    while (i < 7 && strcmp(types[i], text) != 0) i++;
    if (i == 7) {
        dd_json_refuse(&in->json, &type, DD_STATUS_INVALID_INPUT, "must be start, job, pickup, delivery, break or end");
        return step;
    }
    step.kind = kinds[i];
    if (step.kind == DD_STEP_TASK) step.ix = find_id(in, at, "id", &in->tasks, (uint32_t)i - 1, types[i]);
    if (step.kind == DD_STEP_BREAK) step.ix = find_break(in, at, vehicle);
    int64_t start = read_units(in, at, "arrival", 0) + read_units(in, at, "waiting_time", 0) + read_units(in, at, "setup", 0);
    step.at_ms = step.after_ms = start * in->time_unit;
    step.before_ms = step.after_ms + in->time_unit - 1;
    step.has_at = (read_violations(in, at) & (DD_VIOLATION_LEAD_TIME | DD_VIOLATION_DELAY)) != 0; /* then no window is waited for */
    return step;
}

/* Steps of one route go to the end of in->steps, which may still move. */
static void read_route(input *in, const dd_json_at *at, size_t number)
{
    if (!dd_json_object(&in->json, at, NULL)) return;
    uint32_t v = find_id(in, at, "vehicle", &in->vehicles, 0, "vehicle");
    dd_json_at list = dd_json_member(at, "steps"), vehicle_at = dd_json_member(at, "vehicle");
    size_t count = dd_json_array(&in->json, &list, (size_t)DD_TASKS_MAX * 4, NULL);
    if (in->json.status != DD_STATUS_OK) return;
    if (in->route_of[v] != 0) dd_json_refuse(&in->json, &vehicle_at, DD_STATUS_INVALID_INPUT, "the vehicle has two routes");
    if (!DD_ARRAY_RESERVE(in->steps, in->step_capacity, in->step_count + count))
        dd_json_refuse(&in->json, at, DD_STATUS_NO_MEMORY, "out of memory");
    in->first_step[v] = in->step_count;
    for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at item = dd_json_item(&list, i);
        in->steps[in->step_count++] = read_step(in, &item, &in->problem->vehicles[v]);
    }
    in->route_of[v] = number + 1;
    in->timed.vehicles[v].step_count = (uint32_t)count;
    in->timed.vehicles[v].pinned_count = (uint32_t)count;
}

/* The steps have found their place: vehicles point to them. */
static void hand_out_steps(input *in)
{
    for (uint32_t v = 0; v < in->timed.vehicle_count; v++)
        if (in->route_of[v] != 0 && in->steps != NULL) in->timed.vehicles[v].steps = in->steps + in->first_step[v];
}

static void expect(input *in, const dd_json_at *object, const char *key, int64_t value, int64_t slack)
{
    dd_json_at at = dd_json_member(object, key);
    int64_t stated = dd_json_int(&in->json, at, value, -INT64_MAX / 2, INT64_MAX / 2, NULL);
    if (stated < value - slack || stated > value + slack)
        dd_json_refuse(&in->json, &at, DD_STATUS_INFEASIBLE, "is %lld, must be %lld", (long long)stated, (long long)value);
}

/* Breaks have no place: how much of a leg is driven before one is the planner's choice.  So routes with breaks keep the times that are stated;
 * whether they can be is dd_plan_check's affair. */
static void adopt_times(input *in, const dd_json_at *at, dd_stop *stop)
{
    int64_t arrival = read_units(in, at, "arrival", 0) * in->time_unit, travel = read_units(in, at, "duration", 0) * in->time_unit;
    int64_t start = arrival + (read_units(in, at, "waiting_time", 0) + read_units(in, at, "setup", 0)) * in->time_unit;
    if (llabs(arrival - stop->arrival_ms) < in->time_unit && llabs(travel - stop->travel_ms) < in->time_unit) return;
    stop->arrival_ms = arrival;
    stop->wait_ms = start - arrival - stop->setup_ms;
    stop->travel_ms = travel;
    stop->dist_m = read_units(in, at, "distance", stop->dist_m / in->dist_unit) * in->dist_unit;
}

static void compare_stop(input *in, const dd_json_at *at, dd_stop *stop, bool has_breaks)
{
    if (has_breaks) adopt_times(in, at, stop);
    expect(in, at, "arrival", stop->arrival_ms / in->time_unit, 1);
    expect(in, at, "duration", stop->travel_ms / in->time_unit, 1);
    expect(in, at, "service", stop->service_ms / in->time_unit, 1);
    expect(in, at, "setup", stop->setup_ms / in->time_unit, 1);
    expect(in, at, "distance", stop->dist_m / in->dist_unit, 1);
    dd_json_at load = dd_json_member(at, "load");
    size_t dims = dd_json_array(&in->json, &load, DD_LOAD_DIMS_MAX, NULL);
    for (size_t d = 0; d < dims && d < in->problem->load_dims; d++) {
        dd_json_at item = dd_json_item(&load, d);
        if (dd_json_int(&in->json, item, 0, -INT64_MAX, INT64_MAX, NULL) != stop->load[d])
            dd_json_refuse(&in->json, &item, DD_STATUS_INFEASIBLE, "must be %lld", (long long)stop->load[d]);
    }
    stop->violations &= read_violations(in, at);
}

static void compare_route(input *in, const dd_json_at *routes, dd_route *route)
{
    dd_json_at at = dd_json_item(routes, in->route_of[route->vehicle] - 1), list = dd_json_member(&at, "steps");
    if (json_array_size(list.value) != route->stop_count) {
        dd_json_refuse(&in->json, &list, DD_STATUS_INFEASIBLE, "must have %u steps", (unsigned)route->stop_count);
        return;
    }
    dd_stop *stops = (dd_stop *)(uintptr_t)route->stops; /* ours until the plan is handed out */
    bool has_breaks = false;
    for (uint32_t i = 0; i < route->stop_count; i++) has_breaks |= stops[i].kind == DD_STEP_BREAK;
    route->wait_ms = 0;
    for (uint32_t i = 0; i < route->stop_count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at item = dd_json_item(&list, i);
        compare_stop(in, &item, &stops[i], has_breaks);
        route->wait_ms += stops[i].wait_ms;
    }
    expect(in, &at, "cost", (route->cost + COST_UNIT / 2) / COST_UNIT, 1);
    expect(in, &at, "duration", route->travel_ms / in->time_unit, 1);
    expect(in, &at, "service", route->service_ms / in->time_unit, 1);
    expect(in, &at, "setup", route->setup_ms / in->time_unit, 1);
    expect(in, &at, "distance", route->dist_m / in->dist_unit, 1);
    route->violations &= read_violations(in, &at);
}

static void compare_plan(input *in, const dd_json_at *root, const dd_json_at *routes)
{
    dd_route *list = (dd_route *)(uintptr_t)in->plan->routes; /* ours until the plan is handed out */
    for (uint32_t i = 0; i < in->plan->route_count && in->json.status == DD_STATUS_OK; i++) compare_route(in, routes, &list[i]);
    dd_json_at summary = dd_json_member(root, "summary"), left = dd_json_member(root, "unassigned");
    expect(in, &summary, "cost", (in->plan->cost + COST_UNIT / 2) / COST_UNIT, 1 + (int64_t)in->plan->route_count);
    expect(in, &summary, "unassigned", in->plan->unassigned_count, 0);
    if (left.value != NULL && dd_json_array(&in->json, &left, DD_TASKS_MAX, NULL) != in->plan->unassigned_count)
        dd_json_refuse(&in->json, &left, DD_STATUS_INFEASIBLE, "must have %u tasks, those of no route", (unsigned)in->plan->unassigned_count);
}

static void read_answer(input *in, const dd_json_at *root)
{
    if (!dd_json_object(&in->json, root, NULL)) return;
    dd_json_at code = dd_json_member(root, "code"), routes = dd_json_member(root, "routes");
    (void)dd_json_int(&in->json, code, 0, 0, 0, "the answer is an error");
    if (routes.value == NULL) dd_json_refuse(&in->json, &routes, DD_STATUS_INVALID_INPUT, "missing");
    size_t count = dd_json_array(&in->json, &routes, DD_VEHICLES_MAX, NULL);
    for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at at = dd_json_item(&routes, i);
        read_route(in, &at, i);
    }
    hand_out_steps(in);
    if (in->json.status == DD_STATUS_OK) in->json.status = dd_time_steps_early(&in->timed, &in->plan, in->json.err);
    if (in->json.status == DD_STATUS_OK) compare_plan(in, root, &routes);
}

static dd_status prepare(input *in)
{
    const dd_problem *problem = in->problem;
    in->timed = *problem;
    in->timed.vehicles = dd_array_new(problem->vehicle_count, sizeof *in->timed.vehicles);
    in->route_of = dd_array_new(problem->vehicle_count, sizeof *in->route_of);
    in->first_step = dd_array_new(problem->vehicle_count, sizeof *in->first_step);
    if (in->timed.vehicles == NULL || in->route_of == NULL || in->first_step == NULL)
        return dd_error_set(in->json.err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        in->timed.vehicles[v] = problem->vehicles[v];
        in->timed.vehicles[v].steps = NULL;
        in->timed.vehicles[v].step_count = in->timed.vehicles[v].pinned_count = 0;
    }
    in->time_unit = problem->ticks_per_unit >= 1 ? (int64_t)problem->ticks_per_unit : 1000;
    in->dist_unit = in->time_unit == 1000 ? 1 : in->time_unit;
    dd_status status = dd_id_table_init_tasks(&in->tasks, problem, false, in->json.err);
    return status == DD_STATUS_OK ? dd_id_table_init_vehicles(&in->vehicles, problem, false, in->json.err) : status;
}

dd_status dd_vroom_read_plan(const dd_problem *problem, const char *text, size_t size, dd_plan **ret, dd_error *err)
{
    input in = {.json = {.err = err}, .problem = problem};
    dd_json_document document = {0};
    in.json.status = prepare(&in);
    if (in.json.status == DD_STATUS_OK) in.json.status = dd_json_document_init(&document, text, size, err);
    if (in.json.status == DD_STATUS_OK) read_answer(&in, &(dd_json_at){.value = document.root});
    dd_json_document_done(&document);
    dd_id_table_done(&in.tasks);
    dd_id_table_done(&in.vehicles);
    free(in.timed.vehicles);
    free(in.route_of);
    free(in.first_step);
    free(in.steps);
    if (in.json.status != DD_STATUS_OK) dd_plan_free(in.plan);
    else *ret = in.plan;
    return in.json.status;
}
