/* JSON output: a plan as diaodu's own JSON (docs/schema/plan.schema.json is its schema), exact, one stop a line.
 *
 * Tasks and vehicles go by the user's id: a text, or a number in formats that number them, and then "type" tells jobs, pickups and
 * deliveries apart.  `location` is the place in the problem's list of locations.  Instants are ISO 8601 in UTC when the problem has them so, and
 * seconds with up to three decimals otherwise (in formats without units: those units).  "cost" is for people; "cost_exact" counts
 * 1/3,600,000 of a currency unit and is what `diaodu check` compares.
 */
#include <math.h>

#include "io/formats.h"
#include "io/json_writer.h"
#include "io/scan.h"

#define COST_UNIT 3600000.0

typedef struct output {
    dd_json_writer json;
    const dd_problem *problem;
    int64_t time_scale, dist_scale;
} output;

static void put_instant(output *o, const char *key, int64_t ms)
{
    char text[DD_INSTANT_TEXT];
    if (o->problem->has_iso_times && dd_scan_put_instant(ms, text)) dd_json_put_text(&o->json, key, text);
    else dd_json_put_fixed(&o->json, key, ms, o->time_scale);
}

static void put_duration(output *o, const char *key, int64_t ms)
{
    dd_json_put_fixed(&o->json, key, ms, o->time_scale);
}

static void put_cost(output *o, const char *key, const char *exact_key, int64_t cost)
{
    dd_json_put_double(&o->json, key, round((double)cost / COST_UNIT * 1e6) / 1e6);
    dd_json_put_int(&o->json, exact_key, cost);
}

static void put_id(output *o, const char *key, const char *name, uint64_t id)
{
    if (name != NULL) dd_json_put_text(&o->json, key, name);
    else dd_json_put_uint(&o->json, key, id);
}

static void put_violations(output *o, uint32_t violations)
{
    dd_json_open(&o->json, "violations", '[');
    for (uint32_t bit = 1; bit != 0 && bit <= violations; bit <<= 1)
        if (violations & bit) dd_json_put_text(&o->json, NULL, dd_violation_text((dd_violation)bit));
    dd_json_close(&o->json, ']');
}

static void put_task(output *o, uint32_t ix)
{
    static const char *const types[] = {[DD_TASK_JOB] = "job", [DD_TASK_PICKUP] = "pickup", [DD_TASK_DELIVERY] = "delivery"};
    const dd_task *task = &o->problem->tasks[ix];
    dd_json_put_text(&o->json, "type", types[task->kind]);
    put_id(o, "task", task->name, task->id);
}

static void put_stop(output *o, const dd_vehicle *vehicle, const dd_stop *stop)
{
    static const char *const types[] = {
        [DD_STEP_START] = "start", [DD_STEP_BREAK] = "break", [DD_STEP_RELOAD] = "reload", [DD_STEP_END] = "end"};
    const dd_problem *problem = o->problem;
    dd_json_open(&o->json, NULL, '{');
    if (stop->kind == DD_STEP_TASK) put_task(o, stop->ix);
    else dd_json_put_text(&o->json, "type", types[stop->kind]);
    if (stop->kind == DD_STEP_BREAK) dd_json_put_uint(&o->json, "break", vehicle->breaks[stop->ix].id);
    if (stop->location != DD_NONE) dd_json_put_uint(&o->json, "location", stop->location);
    if (stop->location != DD_NONE && problem->points != NULL && !isnan(problem->points[stop->location].x)) {
        dd_json_open(&o->json, "point", '[');
        dd_json_put_double(&o->json, NULL, problem->points[stop->location].x);
        dd_json_put_double(&o->json, NULL, problem->points[stop->location].y);
        dd_json_close(&o->json, ']');
    }
    put_instant(o, "arrival", stop->arrival_ms);
    put_duration(o, "setup_s", stop->setup_ms);
    put_duration(o, "wait_s", stop->wait_ms);
    put_duration(o, "service_s", stop->service_ms);
    put_duration(o, "travel_s", stop->travel_ms);
    dd_json_put_fixed(&o->json, "distance_m", stop->dist_m, o->dist_scale);
    dd_json_put_amounts(&o->json, "load", stop->load, problem->load_dims);
    put_violations(o, stop->violations);
    dd_json_close(&o->json, '}');
}

static void put_route(output *o, const dd_route *route)
{
    const dd_vehicle *vehicle = &o->problem->vehicles[route->vehicle];
    dd_json_open(&o->json, NULL, '{');
    put_id(o, "vehicle", vehicle->name, vehicle->id);
    if (vehicle->description != NULL) dd_json_put_text(&o->json, "description", vehicle->description);
    put_cost(o, "cost", "cost_exact", route->cost);
    put_cost(o, "late_cost", "late_cost_exact", route->late_cost);
    put_duration(o, "travel_s", route->travel_ms);
    dd_json_put_fixed(&o->json, "distance_m", route->dist_m, o->dist_scale);
    put_duration(o, "setup_s", route->setup_ms);
    put_duration(o, "service_s", route->service_ms);
    put_duration(o, "wait_s", route->wait_ms);
    put_violations(o, route->violations);
    dd_json_open(&o->json, "stops", '[');
    for (uint32_t i = 0; i < route->stop_count; i++) {
        dd_json_break_line(&o->json);
        put_stop(o, vehicle, &route->stops[i]);
    }
    dd_json_close(&o->json, ']');
    dd_json_close(&o->json, '}');
}

static void put_unassigned(output *o, const dd_plan *plan)
{
    dd_json_open(&o->json, "unassigned", '[');
    for (uint32_t i = 0; i < plan->unassigned_count; i++) {
        dd_json_break_line(&o->json);
        dd_json_open(&o->json, NULL, '{');
        put_task(o, plan->unassigned[i].task);
        dd_json_put_text(&o->json, "reason", dd_reason_text(plan->unassigned[i].reason));
        dd_json_close(&o->json, '}');
    }
    dd_json_close(&o->json, ']');
}

dd_status dd_json_write(const dd_problem *problem, const dd_plan *plan, const dd_run_facts *facts, dd_buffer *out, dd_error *err)
{
    output o = {.json = {.out = out}, .problem = problem};
    (void)facts;
    (void)err;
    o.time_scale = dd_json_scale(problem);
    o.dist_scale = o.time_scale == 1000 ? 1 : o.time_scale;
    dd_json_open(&o.json, NULL, '{');
    dd_json_put_int(&o.json, "version", 1);
    put_cost(&o, "cost", "cost_exact", plan->cost);
    put_cost(&o, "prize_lost", "prize_lost_exact", plan->prize_lost);
    put_unassigned(&o, plan);
    dd_json_open(&o.json, "routes", '[');
    for (uint32_t i = 0; i < plan->route_count; i++) {
        dd_json_break_line(&o.json);
        put_route(&o, &plan->routes[i]);
    }
    dd_json_close(&o.json, ']');
    dd_json_close(&o.json, '}');
    dd_buffer_put_byte(out, '\n');
    return DD_STATUS_OK;
}
