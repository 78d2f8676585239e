/* Li & Lim: pickup and delivery with time windows (Li & Lim 2003, doi:10.1142/S0218213003001186).
 *
 * Line 1: vehicles, capacity, speed (ignored).  Then one line a node, the depot first:
 *     number x y demand ready due service pickup delivery
 * demand is positive at a pickup, whose `delivery` names its delivery's number, and negative at a delivery, whose `pickup` names its pickup.
 * The depot's window is the shift.  Numbers are unique, in any order.  Empty lines are skipped.
 */
#include <stdlib.h>

#include "base/array.h"
#include "io/classic.h"
#include "io/formats.h"

typedef struct node {
    int64_t number, demand, service_ms, pickup, delivery;
    dd_window window;
    dd_point point;
    uint32_t line;
} node;

typedef struct lilim {
    dd_lines lines;
    int64_t fleet, capacity;
    node *nodes;
    size_t count, capacity_nodes;
    uint32_t *by_number;       /* index + 1 */
    size_t number_count;
} lilim;

enum { NUMBER_MAX = 10000000 };

static dd_status read_head(lilim *in, dd_error *err)
{
    dd_fields fields;
    if (dd_lines_next(&in->lines, &fields) == 0) return dd_classic_error(&in->lines, 0, "empty", err);
    if (!dd_fields_int(&fields, 0, &in->lines, 1, DD_VEHICLES_MAX, &in->fleet, err)) return DD_STATUS_INVALID_INPUT;
    if (!dd_fields_int(&fields, 1, &in->lines, 0, (int64_t)1 << 40, &in->capacity, err)) return DD_STATUS_INVALID_INPUT;
    return fields.count <= 3 ? DD_STATUS_OK : dd_classic_error(&in->lines, 4, "too many fields", err);
}

static dd_status read_node(lilim *in, const dd_fields *fields, dd_error *err)
{
    const int64_t most = (int64_t)1 << 40;
    node n = {.line = in->lines.number};
    const dd_lines *at = &in->lines;
    if (!dd_fields_int(fields, 0, at, 0, NUMBER_MAX, &n.number, err) || !dd_fields_double(fields, 1, at, &n.point.x, err)
        || !dd_fields_double(fields, 2, at, &n.point.y, err) || !dd_fields_int(fields, 3, at, -most, most, &n.demand, err)
        || !dd_fields_ticks(fields, 4, at, &n.window.begin_ms, err) || !dd_fields_ticks(fields, 5, at, &n.window.end_ms, err)
        || !dd_fields_ticks(fields, 6, at, &n.service_ms, err) || !dd_fields_int(fields, 7, at, 0, NUMBER_MAX, &n.pickup, err)
        || !dd_fields_int(fields, 8, at, 0, NUMBER_MAX, &n.delivery, err))
        return DD_STATUS_INVALID_INPUT;
    if (fields->count > 9) return dd_classic_error(at, 10, "too many fields", err);
    if (n.window.end_ms < n.window.begin_ms) return dd_classic_error(at, 6, "due before ready", err);
    if (n.service_ms < 0) return dd_classic_error(at, 7, "a negative service time", err);
    if (!DD_ARRAY_RESERVE(in->nodes, in->capacity_nodes, in->count + 1)) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    in->nodes[in->count++] = n;
    return in->count <= DD_DENSE_LOCATIONS_MAX ? DD_STATUS_OK : dd_error_set(err, DD_STATUS_TOO_LARGE, NULL, "more than %d nodes", DD_DENSE_LOCATIONS_MAX);
}

static dd_status bad_line(const lilim *in, uint32_t line, uint32_t field, const char *message, dd_error *err)
{
    dd_lines at = in->lines;
    at.number = line;
    return dd_classic_error(&at, field, message, err);
}

static dd_status index_numbers(lilim *in, dd_error *err)
{
    for (size_t i = 0; i < in->count; i++)
        if ((size_t)in->nodes[i].number >= in->number_count) in->number_count = (size_t)in->nodes[i].number + 1;
    in->by_number = dd_array_new(in->number_count, sizeof *in->by_number);
    if (in->by_number == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    for (size_t i = 0; i < in->count; i++) {
        uint32_t *slot = &in->by_number[in->nodes[i].number];
        if (*slot != 0) return bad_line(in, in->nodes[i].line, 1, "a number that is there already", err);
        *slot = (uint32_t)i + 1;
    }
    return DD_STATUS_OK;
}

/* The task of node i (nodes 1.. become tasks 0..). */
static dd_status add_task(const lilim *in, dd_problem *problem, size_t i, dd_error *err)
{
    const node *n = &in->nodes[i];
    dd_task task = {DD_TASK_DEFAULT, .location = (uint32_t)i, .service_ms = n->service_ms, .id = (uint64_t)n->number};
    bool is_pickup = n->delivery != 0;
    int64_t other = is_pickup ? n->delivery : n->pickup;
    if ((n->delivery != 0) == (n->pickup != 0)) return bad_line(in, n->line, 8, "neither a pickup nor a delivery", err);
    uint32_t field = is_pickup ? 9 : 8;
    if ((size_t)other >= in->number_count || in->by_number[other] < 2) return bad_line(in, n->line, field, "no such node", err);
    const node *mate = &in->nodes[in->by_number[other] - 1];
    if ((is_pickup ? mate->pickup : mate->delivery) != n->number) return bad_line(in, n->line, field, "the other half names another node", err);
    if ((is_pickup && n->demand < 0) || n->demand != -mate->demand) return bad_line(in, n->line, 4, "the halves' demands do not match", err);
    task.kind = is_pickup ? DD_TASK_PICKUP : DD_TASK_DELIVERY;
    task.mate = in->by_number[other] - 2;
    *(is_pickup ? &task.pickup[0] : &task.delivery[0]) = is_pickup ? n->demand : -n->demand;
    dd_window *window = dd_problem_alloc(problem, 1, sizeof *window);
    if (window == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    *window = n->window;
    task.windows = window;
    task.window_count = 1;
    return dd_problem_add_task(problem, &task, NULL, err);
}

static dd_status build(lilim *in, dd_problem *problem, dd_error *err)
{
    problem->location_count = (uint32_t)in->count;
    problem->load_dims = 1;
    problem->points = dd_problem_alloc(problem, in->count, sizeof *problem->points);
    if (problem->points == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    for (size_t i = 0; i < in->count; i++) problem->points[i] = in->nodes[i].point;
    dd_status status = DD_STATUS_OK;
    for (size_t i = 1; status == DD_STATUS_OK && i < in->count; i++) status = add_task(in, problem, i, err);
    return status == DD_STATUS_OK ? dd_classic_finish(problem, in->fleet, in->capacity, in->nodes[0].window, err) : status;
}

dd_status dd_lilim_read(const char *text, size_t size, dd_problem **ret, dd_error *err)
{
    lilim in = {.lines = {text, size, 0, 0}};
    dd_fields fields;
    dd_problem *problem = NULL;
    dd_status status = read_head(&in, err);
    while (status == DD_STATUS_OK && dd_lines_next(&in.lines, &fields) > 0) status = read_node(&in, &fields, err);
    if (status == DD_STATUS_OK && in.count == 0) status = dd_classic_error(&in.lines, 0, "no depot", err);
    if (status == DD_STATUS_OK) status = index_numbers(&in, err);
    if (status == DD_STATUS_OK) status = dd_problem_create(&problem, err);
    if (status == DD_STATUS_OK) status = build(&in, problem, err);
    free(in.nodes);
    free(in.by_number);
    if (status == DD_STATUS_OK) *ret = problem;
    else dd_problem_free(problem);
    return status;
}
