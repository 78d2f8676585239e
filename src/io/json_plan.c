/* JSON plan: reads a plan that json_write.c wrote, to the last bit, for `diaodu check`.
 *
 * Reads what is stated; whether it is true is dd_plan_check's affair.  Strict as all of diaodu's own JSON: unknown keys are refused.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/formats.h"
#include "io/id_table.h"
#include "io/json_document.h"
#include "io/json_reader.h"
#include "io/scan.h"
#include "model/plan.h"

#define NUMBER_MAX 9e15 /* within the integers of a double */

typedef struct input {
    dd_json_reader json;
    const dd_problem *problem;
    dd_plan *plan;
    dd_id_table tasks, vehicles;
    int64_t time_scale, dist_scale;
} input;

int64_t dd_json_scale(const dd_problem *problem)
{
    double scale = 1;
    while (scale < problem->ticks_per_unit && scale < 1e9) scale *= 10;
    return scale == problem->ticks_per_unit ? (int64_t)scale : 1000;
}

static void *allocate(input *in, const dd_json_at *at, size_t count, size_t size)
{
    if (in->json.status != DD_STATUS_OK) return NULL;
    void *memory = dd_plan_alloc(in->plan, count, size);
    if (memory == NULL) dd_json_refuse(&in->json, at, DD_STATUS_NO_MEMORY, "out of memory");
    return memory;
}

static dd_json_at need(input *in, const dd_json_at *object, const char *key)
{
    dd_json_at at = dd_json_member(object, key);
    if (at.value == NULL) dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "missing");
    return at;
}

static int64_t read_scaled(input *in, const dd_json_at *object, const char *key, int64_t scale)
{
    double limit = NUMBER_MAX / (double)scale;
    return llround(dd_json_double(&in->json, need(in, object, key), 0, -limit, limit, NULL) * (double)scale);
}

static int64_t read_instant(input *in, const dd_json_at *object, const char *key)
{
    dd_json_at at = need(in, object, key);
    int64_t ms = 0;
    if (!json_is_string(at.value)) return read_scaled(in, object, key, in->time_scale);
    if (!dd_scan_whole_instant(json_string_value(at.value), json_string_length(at.value), &ms))
        dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "not an ISO 8601 instant with a zone");
    return ms;
}

/* The exact cost; what is said for people beside it must agree to its last digit. */
static int64_t read_cost(input *in, const dd_json_at *object, const char *key, const char *exact_key)
{
    dd_json_at at = dd_json_member(object, key);
    int64_t exact = dd_json_int(&in->json, need(in, object, exact_key), 0, -INT64_MAX, INT64_MAX, NULL);
    double said = dd_json_double(&in->json, at, (double)exact / 3.6e6, -1e300, 1e300, NULL);
    if (!(fabs(said * 3.6e6 - (double)exact) <= 3.6 + fabs((double)exact) * 1e-12))
        dd_json_refuse(&in->json, &at, DD_STATUS_INFEASIBLE, "does not agree with %s", exact_key);
    return exact;
}

/* What a text or number refers to. */
static uint32_t find(input *in, dd_json_at at, const dd_id_table *table, uint32_t kind, const char *what)
{
    bool is_name = json_is_string(at.value), is_number = json_is_integer(at.value) && json_integer_value(at.value) >= 0;
    if (in->json.status != DD_STATUS_OK) return 0;
    uint32_t ix = DD_NONE;
    if (is_name) ix = dd_id_table_find(table, kind, json_string_value(at.value), 0);
    if (is_number) ix = dd_id_table_find(table, kind, NULL, (uint64_t)json_integer_value(at.value));
    if (ix != DD_NONE) return ix;
    dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, is_name || is_number ? "there is no such %s" : "must be the id of a %s", what);
    return 0;
}

static const char *const task_types[] = {"job", "pickup", "delivery", NULL};
static const char *const stop_types[] = {"start", "task", "break", "reload", "end", NULL};

static uint32_t choice_of(const char *const *choices, const char *text)
{
    uint32_t i = 0;
    while (choices[i] != NULL && strcmp(choices[i], text) != 0) i++;
    return choices[i] != NULL ? i : DD_NONE;
}

static uint32_t read_violations(input *in, const dd_json_at *object)
{
    dd_json_at list = need(in, object, "violations");
    size_t count = dd_json_array(&in->json, &list, 32, NULL);
    uint32_t violations = 0;
    for (size_t i = 0; i < count; i++) {
        dd_json_at at = dd_json_item(&list, i);
        const char *text = dd_json_text(&in->json, at, "", NULL);
        uint32_t bit = 1;
        while (bit <= DD_VIOLATION_RELEASE && strcmp(dd_violation_text((dd_violation)bit), text) != 0) bit <<= 1;
        if (bit > DD_VIOLATION_RELEASE) dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "there is no such violation");
        else violations |= bit;
    }
    return violations;
}

static uint32_t find_break(input *in, const dd_json_at *object, const dd_vehicle *vehicle)
{
    dd_json_at at = need(in, object, "break");
    int64_t id = dd_json_int(&in->json, at, 0, 0, INT64_MAX, NULL);
    for (uint32_t i = 0; i < vehicle->break_count; i++)
        if (vehicle->breaks[i].id == (uint64_t)id) return i;
    dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "the vehicle has no such break");
    return 0;
}

static void read_stop_type(input *in, const dd_json_at *at, const dd_vehicle *vehicle, dd_stop *stop)
{
    dd_json_at type = need(in, at, "type");
    const char *text = dd_json_text(&in->json, type, "", NULL);
    uint32_t task_kind = choice_of(task_types, text), kind = choice_of(stop_types, text);
    if (in->json.status != DD_STATUS_OK) return;
    if (task_kind != DD_NONE) {
        stop->kind = DD_STEP_TASK;
        stop->ix = find(in, need(in, at, "task"), &in->tasks, task_kind, "task");
    } else if (kind != DD_NONE && kind != DD_STEP_TASK) {
        stop->kind = (dd_step_kind)kind;
        if (stop->kind == DD_STEP_BREAK) stop->ix = find_break(in, at, vehicle);
    } else {
        dd_json_refuse(&in->json, &type, DD_STATUS_INVALID_INPUT, "must be start, job, pickup, delivery, break, reload or end");
    }
}

static void read_stop(input *in, const dd_json_at *at, const dd_vehicle *vehicle, dd_stop *stop)
{
    static const char *const keys[] = {"type", "task", "break", "location", "point", "arrival", "setup_s", "wait_s", "service_s", "travel_s",
                                       "distance_m", "load", "violations", NULL};
    if (!dd_json_object(&in->json, at, NULL)) return;
    dd_json_known(&in->json, at, keys);
    read_stop_type(in, at, vehicle, stop);
    dd_json_at location = dd_json_member(at, "location"), load = need(in, at, "load");
    stop->location = (uint32_t)dd_json_int(&in->json, location, DD_NONE, 0, (int64_t)in->problem->location_count - 1, "there is no such location");
    stop->arrival_ms = read_instant(in, at, "arrival");
    stop->setup_ms = read_scaled(in, at, "setup_s", in->time_scale);
    stop->wait_ms = read_scaled(in, at, "wait_s", in->time_scale);
    stop->service_ms = read_scaled(in, at, "service_s", in->time_scale);
    stop->travel_ms = read_scaled(in, at, "travel_s", in->time_scale);
    stop->dist_m = read_scaled(in, at, "distance_m", in->dist_scale);
    size_t dims = dd_json_array(&in->json, &load, DD_LOAD_DIMS_MAX, NULL);
    if (dims != in->problem->load_dims) dd_json_refuse(&in->json, &load, DD_STATUS_INVALID_INPUT, "must have %u amounts", in->problem->load_dims);
    for (size_t d = 0; d < dims && d < DD_LOAD_DIMS_MAX; d++)
        stop->load[d] = dd_json_int(&in->json, dd_json_item(&load, d), 0, -INT64_MAX, INT64_MAX, NULL);
    stop->violations = read_violations(in, at);
}

static void read_route(input *in, const dd_json_at *at, dd_route *route)
{
    static const char *const keys[] = {"vehicle", "description", "cost", "cost_exact", "late_cost", "late_cost_exact", "travel_s",
                                       "distance_m", "setup_s", "service_s", "wait_s", "violations", "stops", NULL};
    if (!dd_json_object(&in->json, at, NULL)) return;
    dd_json_known(&in->json, at, keys);
    route->vehicle = find(in, need(in, at, "vehicle"), &in->vehicles, 0, "vehicle");
    route->cost = read_cost(in, at, "cost", "cost_exact");
    route->late_cost = read_cost(in, at, "late_cost", "late_cost_exact");
    route->travel_ms = read_scaled(in, at, "travel_s", in->time_scale);
    route->dist_m = read_scaled(in, at, "distance_m", in->dist_scale);
    route->setup_ms = read_scaled(in, at, "setup_s", in->time_scale);
    route->service_ms = read_scaled(in, at, "service_s", in->time_scale);
    route->wait_ms = read_scaled(in, at, "wait_s", in->time_scale);
    route->violations = read_violations(in, at);
    dd_json_at list = need(in, at, "stops");
    size_t count = dd_json_array(&in->json, &list, (size_t)DD_TASKS_MAX * 4, NULL);
    dd_stop *stops = allocate(in, &list, count, sizeof *stops);
    for (size_t i = 0; stops != NULL && i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at item = dd_json_item(&list, i);
        read_stop(in, &item, &in->problem->vehicles[route->vehicle], &stops[i]);
    }
    route->stops = stops;
    route->stop_count = (uint32_t)count;
}

static void read_unassigned(input *in, const dd_json_at *root)
{
    static const char *const keys[] = {"type", "task", "reason", NULL};
    dd_json_at list = need(in, root, "unassigned");
    size_t count = dd_json_array(&in->json, &list, DD_TASKS_MAX, NULL);
    dd_unassigned *left = allocate(in, &list, count, sizeof *left);
    for (size_t i = 0; left != NULL && i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at at = dd_json_item(&list, i);
        if (!dd_json_object(&in->json, &at, NULL)) return;
        dd_json_known(&in->json, &at, keys);
        dd_json_at type = need(in, &at, "type"), reason = need(in, &at, "reason");
        uint32_t kind = choice_of(task_types, dd_json_text(&in->json, type, "", NULL));
        const char *text = dd_json_text(&in->json, reason, "", NULL);
        if (kind == DD_NONE) dd_json_refuse(&in->json, &type, DD_STATUS_INVALID_INPUT, "must be job, pickup or delivery");
        left[i].task = find(in, need(in, &at, "task"), &in->tasks, kind, "task");
        while (left[i].reason < DD_REASON_COUNT_ && strcmp(dd_reason_text(left[i].reason), text) != 0) left[i].reason++;
        if (left[i].reason == DD_REASON_COUNT_) dd_json_refuse(&in->json, &reason, DD_STATUS_INVALID_INPUT, "there is no such reason");
    }
    in->plan->unassigned = left;
    in->plan->unassigned_count = (uint32_t)count;
}

static void read_plan(input *in, const dd_json_at *root)
{
    static const char *const keys[] = {"version", "cost", "cost_exact", "prize_lost", "prize_lost_exact", "unassigned", "routes", "$schema", NULL};
    if (!dd_json_object(&in->json, root, NULL)) return;
    dd_json_known(&in->json, root, keys);
    (void)dd_json_int(&in->json, need(in, root, "version"), 1, 1, 1, "must be 1");
    in->plan->cost = read_cost(in, root, "cost", "cost_exact");
    in->plan->prize_lost = read_cost(in, root, "prize_lost", "prize_lost_exact");
    read_unassigned(in, root);
    dd_json_at list = need(in, root, "routes");
    size_t count = dd_json_array(&in->json, &list, DD_VEHICLES_MAX, NULL);
    dd_route *routes = allocate(in, &list, count, sizeof *routes);
    for (size_t i = 0; routes != NULL && i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at at = dd_json_item(&list, i);
        read_route(in, &at, &routes[i]);
    }
    in->plan->routes = routes;
    in->plan->route_count = (uint32_t)count;
}

dd_status dd_json_read_plan(const dd_problem *problem, const char *text, size_t size, dd_plan **ret, dd_error *err)
{
    input in = {.json = {.err = err}, .problem = problem, .plan = dd_plan_create(), .time_scale = dd_json_scale(problem)};
    in.dist_scale = in.time_scale == 1000 ? 1 : in.time_scale;
    if (in.plan == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    dd_json_document document = {0};
    in.json.status = dd_id_table_init_tasks(&in.tasks, problem, true, err);
    if (in.json.status == DD_STATUS_OK) in.json.status = dd_id_table_init_vehicles(&in.vehicles, problem, true, err);
    if (in.json.status == DD_STATUS_OK) in.json.status = dd_json_document_init(&document, text, size, err);
    if (in.json.status == DD_STATUS_OK) read_plan(&in, &(dd_json_at){.value = document.root});
    dd_json_document_done(&document);
    dd_id_table_done(&in.tasks);
    dd_id_table_done(&in.vehicles);
    if (in.json.status != DD_STATUS_OK) dd_plan_free(in.plan);
    else *ret = in.plan;
    return in.json.status;
}
