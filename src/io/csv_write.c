/* CSV output: a plan as one table, one line a stop, then one line for each task left out (without a vehicle, with its reason).
 *
 *   vehicle,stop,type,id,lon,lat,arrival,start,departure,setup_s,wait_s,service_s,travel_s,distance_m,load_1,violations,reason
 *
 * `start` is the start of service.  travel_s and distance_m are cumulative.  x and y stand in place of lon and lat for plane coordinates, which is
 * not known here: the columns are called x and y where any lies outside of degrees.  Instants as in the problem (ISO 8601 in UTC, or seconds).
 * Quotes as in RFC 4180; lines end with a line feed.
 */
#include <math.h>
#include <string.h>

#include "io/csv_table.h"
#include "io/formats.h"
#include "io/json_writer.h"
#include "io/scan.h"

typedef struct output {
    dd_buffer *out;
    const dd_problem *problem;
    int64_t time_scale, dist_scale;
} output;

static void put_plain(output *o, const char *text)
{
    dd_buffer_put(o->out, text, strlen(text));
}

static void put_id(output *o, const char *name, uint64_t id)
{
    if (name != NULL) dd_csv_put_text(o->out, name);
    else dd_buffer_printf(o->out, "%llu", (unsigned long long)id);
}

static void put_instant(output *o, int64_t ms)
{
    char text[DD_INSTANT_TEXT];
    if (o->problem->has_iso_times && dd_scan_put_instant(ms, text)) put_plain(o, text);
    else dd_buffer_put_fixed(o->out, ms, o->time_scale);
    dd_buffer_put_byte(o->out, ',');
}

static void put_duration(output *o, int64_t ms)
{
    dd_buffer_put_fixed(o->out, ms, o->time_scale);
    dd_buffer_put_byte(o->out, ',');
}

static void put_point(output *o, uint32_t location)
{
    dd_json_writer json = {.out = o->out};
    const dd_point *points = o->problem->points;
    if (location == DD_NONE || points == NULL || isnan(points[location].x)) {
        put_plain(o, ",,");
        return;
    }
    dd_json_put_double(&json, NULL, points[location].x);
    json.needs_comma = true;
    dd_json_put_double(&json, NULL, points[location].y);
    dd_buffer_put_byte(o->out, ',');
}

static void put_violations(output *o, uint32_t violations)
{
    const char *blank = "";
    for (uint32_t bit = 1; bit != 0 && bit <= violations; bit <<= 1) {
        if ((violations & bit) == 0) continue;
        dd_buffer_printf(o->out, "%s%s", blank, dd_violation_text((dd_violation)bit));
        blank = " ";
    }
}

static const char *task_type(const dd_task *task)
{
    static const char *const types[] = {[DD_TASK_JOB] = "job", [DD_TASK_PICKUP] = "pickup", [DD_TASK_DELIVERY] = "delivery"};
    return types[task->kind];
}

static void put_what(output *o, const dd_vehicle *vehicle, const dd_stop *stop)
{
    static const char *const types[] = {
        [DD_STEP_START] = "start,", [DD_STEP_BREAK] = "break,", [DD_STEP_RELOAD] = "reload,", [DD_STEP_END] = "end,"};
    if (stop->kind == DD_STEP_TASK) {
        const dd_task *task = &o->problem->tasks[stop->ix];
        put_plain(o, task_type(task));
        dd_buffer_put_byte(o->out, ',');
        put_id(o, task->name, task->id);
    } else {
        put_plain(o, types[stop->kind]);
        if (stop->kind == DD_STEP_BREAK) put_id(o, NULL, vehicle->breaks[stop->ix].id);
    }
    dd_buffer_put_byte(o->out, ',');
}

static void put_stop(output *o, const dd_vehicle *vehicle, const dd_stop *stop, uint32_t number)
{
    int64_t start_ms = stop->arrival_ms + stop->setup_ms + stop->wait_ms;
    put_id(o, vehicle->name, vehicle->id);
    dd_buffer_printf(o->out, ",%u,", (unsigned)number);
    put_what(o, vehicle, stop);
    put_point(o, stop->location);
    put_instant(o, stop->arrival_ms);
    put_instant(o, start_ms);
    put_instant(o, start_ms + stop->service_ms);
    put_duration(o, stop->setup_ms);
    put_duration(o, stop->wait_ms);
    put_duration(o, stop->service_ms);
    put_duration(o, stop->travel_ms);
    dd_buffer_put_fixed(o->out, stop->dist_m, o->dist_scale);
    for (uint32_t d = 0; d < o->problem->load_dims; d++) dd_buffer_printf(o->out, ",%lld", (long long)stop->load[d]);
    dd_buffer_put_byte(o->out, ',');
    put_violations(o, stop->violations);
    put_plain(o, ",\n");
}

static void put_left_out(output *o, const dd_unassigned *left)
{
    const dd_task *task = &o->problem->tasks[left->task];
    put_plain(o, ",,");
    put_plain(o, task_type(task));
    dd_buffer_put_byte(o->out, ',');
    put_id(o, task->name, task->id);
    dd_buffer_put_byte(o->out, ',');
    put_point(o, task->location);
    put_plain(o, ",,,,,,,");
    for (uint32_t d = 0; d < o->problem->load_dims; d++) dd_buffer_put_byte(o->out, ',');
    put_plain(o, ",,");
    put_plain(o, dd_reason_text(left->reason));
    dd_buffer_put_byte(o->out, '\n');
}

static void put_header(output *o)
{
    bool is_plane = false;
    for (uint32_t i = 0; o->problem->points != NULL && i < o->problem->location_count; i++)
        is_plane |= fabs(o->problem->points[i].x) > 180 || fabs(o->problem->points[i].y) > 90;
    put_plain(o, "vehicle,stop,type,id,");
    put_plain(o, is_plane ? "x,y," : "lon,lat,");
    put_plain(o, "arrival,start,departure,setup_s,wait_s,service_s,travel_s,distance_m,");
    for (uint32_t d = 0; d < o->problem->load_dims; d++) dd_buffer_printf(o->out, "load_%u,", (unsigned)d + 1);
    put_plain(o, "violations,reason\n");
}

dd_status dd_csv_write(const dd_problem *problem, const dd_plan *plan, const dd_run_facts *facts, dd_buffer *out, dd_error *err)
{
    output o = {.out = out, .problem = problem, .time_scale = dd_json_scale(problem)};
    (void)facts;
    (void)err;
    o.dist_scale = o.time_scale == 1000 ? 1 : o.time_scale;
    put_header(&o);
    for (uint32_t i = 0; i < plan->route_count; i++) {
        const dd_route *route = &plan->routes[i];
        for (uint32_t j = 0; j < route->stop_count; j++) put_stop(&o, &problem->vehicles[route->vehicle], &route->stops[j], j);
    }
    for (uint32_t i = 0; i < plan->unassigned_count; i++) put_left_out(&o, &plan->unassigned[i]);
    return DD_STATUS_OK;
}
