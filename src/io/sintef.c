/* SINTEF: the text form of solutions to the classic benchmarks.
 *
 *     Route 1 : 3 7 8 10
 *
 * One line a vehicle, the nodes' numbers (dd_task.id) in order of visit, the depot left out.  When read, other lines ("Instance name : ...") are
 * skipped, `#` may precede the number of the route, and its vehicle is the first that is free, since all are alike; times are the walk's.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "io/formats.h"
#include "io/scan.h"
#include "route/time_steps.h"

dd_status dd_sintef_write(const dd_problem *problem, const dd_plan *plan, const dd_run_facts *facts, dd_buffer *out, dd_error *err)
{
    (void)facts, (void)err;
    for (uint32_t r = 0; r < plan->route_count; r++) {
        dd_buffer_printf(out, "Route %u :", (unsigned)r + 1);
        for (uint32_t i = 0; i < plan->routes[r].stop_count; i++) {
            const dd_stop *stop = &plan->routes[r].stops[i];
            if (stop->kind == DD_STEP_TASK) dd_buffer_printf(out, " %" PRIu64, problem->tasks[stop->ix].id);
        }
        dd_buffer_put_byte(out, '\n');
    }
    return DD_STATUS_OK;
}

typedef struct sintef {
    const dd_problem *problem;
    dd_problem timed;          /* the problem, with the routes as its vehicles' steps */
    dd_step *steps;
    uint32_t step_count, route_count, line;
    uint64_t *ids;             /* sorted: id, task by turns */
} sintef;

static int compare_ids(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    if (x[0] != y[0]) return x[0] < y[0] ? -1 : 1;
    return x[1] < y[1] ? -1 : x[1] > y[1];
}

static dd_status bad(const sintef *in, const char *message, dd_error *err)
{
    char place[16];
    dd_buffer text = {0};
    dd_buffer_printf(&text, "%u", (unsigned)in->line);
    size_t length = text.size < sizeof place - 1 ? text.size : sizeof place - 1;
    if (length > 0) memcpy(place, text.bytes, length);
    place[length] = '\0';
    dd_buffer_done(&text);
    return dd_error_set(err, DD_STATUS_INVALID_INPUT, place, "%s", message);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The nodes after "Route [#]K :"; NULL when the line is no route. */
static const char *route_nodes(const char *line, const char *end)
{
    static const char word[] = "route";
    const char *at = line;
    while (at < end && is_blank(*at)) at++;
    for (size_t i = 0; i < sizeof word - 1; i++, at++)
        if (at >= end || (*at | 32) != word[i]) return NULL;
    while (at < end && (is_blank(*at) || *at == '#' || (*at >= '0' && *at <= '9'))) at++;
    return at < end && *at == ':' ? at + 1 : NULL;
}

static dd_status read_route(sintef *in, const char *at, const char *end, dd_error *err)
{
    uint32_t first = in->step_count;
    for (;;) {
        while (at < end && is_blank(*at)) at++;
        if (at == end) break;
        uint64_t key[2] = {0, 0};
        size_t length = dd_scan_uint(at, (size_t)(end - at), &key[0]);
        if (length == 0 || (at + length < end && !is_blank(at[length]))) return bad(in, "not a node's number", err);
        at += length;
        if (key[0] == 0) continue; /* the depot, where it is written */
        const uint64_t *found = NULL;
        for (uint32_t low = 0, high = in->problem->task_count; low < high && found == NULL;) {
            uint32_t mid = (low + high) / 2;
            if (in->ids[2 * mid] == key[0]) found = &in->ids[2 * mid];
            else if (in->ids[2 * mid] < key[0]) low = mid + 1;
            else high = mid;
        }
        if (found == NULL) return bad(in, "no such node", err);
        if (in->step_count == in->problem->task_count) return bad(in, "a node that is visited twice", err);
        in->steps[in->step_count++] = (dd_step){.kind = DD_STEP_TASK, .ix = (uint32_t)found[1]};
    }
    if (in->step_count == first) return DD_STATUS_OK;
    if (in->route_count == in->problem->vehicle_count) return bad(in, "more routes than vehicles", err);
    dd_vehicle *vehicle = &in->timed.vehicles[in->route_count++];
    vehicle->steps = in->steps + first;
    vehicle->step_count = in->step_count - first;
    return DD_STATUS_OK;
}

static dd_status init(sintef *in, dd_error *err)
{
    uint32_t tasks = in->problem->task_count, vehicles = in->problem->vehicle_count;
    in->timed = *in->problem;
    in->timed.vehicles = dd_array_new(vehicles, sizeof *in->timed.vehicles);
    in->steps = dd_array_new(tasks, sizeof *in->steps);
    in->ids = dd_array_new((size_t)tasks * 2, sizeof *in->ids);
    if (!in->timed.vehicles || !in->steps || !in->ids) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    if (vehicles > 0) memcpy(in->timed.vehicles, in->problem->vehicles, vehicles * sizeof *in->timed.vehicles);
    for (uint32_t i = 0; i < tasks; i++) in->ids[2 * i] = in->problem->tasks[i].id, in->ids[2 * i + 1] = i;
    qsort(in->ids, tasks, 2 * sizeof *in->ids, compare_ids);
    return DD_STATUS_OK;
}

dd_status dd_sintef_read_plan(const dd_problem *problem, const char *text, size_t size, dd_plan **ret, dd_error *err)
{
    sintef in = {.problem = problem};
    dd_status status = init(&in, err);
    const char *end = text + size;
    while (status == DD_STATUS_OK && text < end) {
        const char *line_end = memchr(text, '\n', (size_t)(end - text));
        if (line_end == NULL) line_end = end;
        in.line++;
        const char *nodes = route_nodes(text, line_end);
        if (nodes != NULL) status = read_route(&in, nodes, line_end, err);
        text = line_end < end ? line_end + 1 : end;
    }
    if (status == DD_STATUS_OK && in.route_count == 0) status = bad(&in, "no \"Route K : ...\" line", err);
    if (status == DD_STATUS_OK) status = dd_time_steps_early(&in.timed, ret, err);
    free(in.timed.vehicles);
    free(in.steps);
    free(in.ids);
    return status;
}
