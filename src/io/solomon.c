/* Solomon, Gehring & Homberger: deliveries from a depot in time windows (Solomon 1987, doi:10.1287/opre.35.2.254).
 *
 *     NAME
 *     VEHICLE
 *     NUMBER  CAPACITY
 *       25      200
 *     CUSTOMER
 *     CUST NO.  XCOORD.  YCOORD.  DEMAND  READY TIME  DUE DATE  SERVICE TIME
 *        0        40       50       0        0         1236         0
 *
 * The line with the numbers follows the line that begins with NUMBER; every later line that begins with a digit is a customer, the first of
 * them the depot.  The depot's window is the shift.
 */
#include "base/array.h"
#include "io/classic.h"
#include "io/formats.h"

#include <stdlib.h>

typedef struct solomon {
    dd_lines lines;
    int64_t fleet, capacity;
    dd_point *points;
    size_t point_capacity;
    dd_window depot;
    dd_problem *problem;
} solomon;

static bool is_word(const dd_fields *fields, const char *word)
{
    size_t i = 0;
    for (; word[i] != '\0' && i < fields->size[0]; i++) {
        char c = fields->text[0][i];
        if ((c >= 'a' && c <= 'z' ? c - 32 : c) != word[i]) return false;
    }
    return word[i] == '\0' && i == fields->size[0];
}

static dd_status read_head(solomon *in, dd_error *err)
{
    dd_fields fields;
    do {
        if (dd_lines_next(&in->lines, &fields) == 0) return dd_classic_error(&in->lines, 0, "no line begins with NUMBER", err);
    } while (!is_word(&fields, "NUMBER"));
    (void)dd_lines_next(&in->lines, &fields);
    if (!dd_fields_int(&fields, 0, &in->lines, 1, DD_VEHICLES_MAX, &in->fleet, err)) return DD_STATUS_INVALID_INPUT;
    if (!dd_fields_int(&fields, 1, &in->lines, 0, (int64_t)1 << 40, &in->capacity, err)) return DD_STATUS_INVALID_INPUT;
    return DD_STATUS_OK;
}

static dd_status read_customer(solomon *in, const dd_fields *fields, dd_error *err)
{
    const dd_lines *at = &in->lines;
    dd_problem *problem = in->problem;
    dd_point point;
    int64_t number, demand, service_ms;
    dd_window window;
    if (!dd_fields_int(fields, 0, at, 0, INT32_MAX, &number, err) || !dd_fields_double(fields, 1, at, &point.x, err)
        || !dd_fields_double(fields, 2, at, &point.y, err) || !dd_fields_int(fields, 3, at, 0, (int64_t)1 << 40, &demand, err)
        || !dd_fields_ticks(fields, 4, at, &window.begin_ms, err) || !dd_fields_ticks(fields, 5, at, &window.end_ms, err)
        || !dd_fields_ticks(fields, 6, at, &service_ms, err))
        return DD_STATUS_INVALID_INPUT;
    if (fields->count > 7) return dd_classic_error(at, 8, "too many fields", err);
    if (window.end_ms < window.begin_ms) return dd_classic_error(at, 6, "due before ready", err);
    if (service_ms < 0) return dd_classic_error(at, 7, "a negative service time", err);
    uint32_t location = problem->location_count;
    if (location >= DD_DENSE_LOCATIONS_MAX) return dd_error_set(err, DD_STATUS_TOO_LARGE, NULL, "more than %d customers", DD_DENSE_LOCATIONS_MAX - 1);
    if (!DD_ARRAY_RESERVE(in->points, in->point_capacity, (size_t)location + 1)) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    in->points[problem->location_count++] = point;
    if (location == 0) {
        in->depot = window;
        return DD_STATUS_OK;
    }
    dd_window *own = dd_problem_alloc(problem, 1, sizeof *own);
    if (own == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    *own = window;
    dd_task task = {DD_TASK_DEFAULT, .id = (uint64_t)number, .location = location, .service_ms = service_ms, .windows = own, .window_count = 1};
    task.delivery[0] = demand;
    return dd_problem_add_task(problem, &task, NULL, err);
}

static dd_status read_customers(solomon *in, dd_error *err)
{
    dd_fields fields;
    bool has_begun = false;
    while (dd_lines_next(&in->lines, &fields) > 0) {
        char c = fields.text[0][0];
        if (!has_begun && (c < '0' || c > '9')) continue; /* headings */
        has_begun = true;
        dd_status status = read_customer(in, &fields, err);
        if (status != DD_STATUS_OK) return status;
    }
    return has_begun ? DD_STATUS_OK : dd_classic_error(&in->lines, 0, "no depot", err);
}

static dd_status finish(solomon *in, dd_error *err)
{
    dd_problem *problem = in->problem;
    problem->load_dims = 1;
    problem->points = dd_problem_alloc(problem, problem->location_count, sizeof *problem->points);
    if (problem->points == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    for (uint32_t i = 0; i < problem->location_count; i++) problem->points[i] = in->points[i];
    return dd_classic_finish(problem, in->fleet, in->capacity, in->depot, err);
}

dd_status dd_solomon_read(const char *text, size_t size, dd_problem **ret, dd_error *err)
{
    solomon in = {.lines = {text, size, 0, 0}};
    dd_status status = dd_problem_create(&in.problem, err);
    if (status == DD_STATUS_OK) status = read_head(&in, err);
    if (status == DD_STATUS_OK) status = read_customers(&in, err);
    if (status == DD_STATUS_OK) status = finish(&in, err);
    free(in.points);
    if (status == DD_STATUS_OK) *ret = in.problem;
    else dd_problem_free(in.problem);
    return status;
}
