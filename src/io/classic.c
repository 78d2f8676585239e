#include "io/classic.h"

#include <math.h>
#include <stdio.h>

#include "io/scan.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static void split(const char *line, size_t size, dd_fields *ret)
{
    size_t at = 0;
    ret->count = 0;
    while (at < size) {
        while (at < size && is_blank(line[at])) at++;
        size_t begin = at;
        while (at < size && !is_blank(line[at])) at++;
        if (at == begin) return;
        if (ret->count >= DD_CLASSIC_FIELDS_MAX) {
            ret->count = DD_CLASSIC_FIELDS_MAX + 1;
            return;
        }
        ret->text[ret->count] = line + begin;
        ret->size[ret->count++] = at - begin;
    }
}

uint32_t dd_lines_next(dd_lines *lines, dd_fields *ret)
{
    while (lines->at < lines->size) {
        size_t begin = lines->at, end = begin;
        while (end < lines->size && lines->text[end] != '\n') end++;
        lines->at = end + (end < lines->size);
        lines->number++;
        split(lines->text + begin, end - begin, ret);
        if (ret->count > 0) return ret->count;
    }
    return ret->count = 0;
}

dd_status dd_classic_error(const dd_lines *lines, uint32_t field, const char *message, dd_error *err)
{
    char place[32];
    if (field == 0) (void)snprintf(place, sizeof place, "%u", (unsigned)lines->number);
    else (void)snprintf(place, sizeof place, "%u:%u", (unsigned)lines->number, (unsigned)field);
    return dd_error_set(err, DD_STATUS_INVALID_INPUT, place, "%s", message);
}

static void note(const dd_lines *lines, uint32_t field, const char *message, dd_error *err)
{
    dd_status status = dd_classic_error(lines, field, message, err);
    (void)status;
}

bool dd_fields_ticks(const dd_fields *fields, uint32_t f, const dd_lines *lines, int64_t *ret, dd_error *err)
{
    double units;
    if (!dd_fields_double(fields, f, lines, &units, err)) return false;
    double ticks = units * DD_UNIT_TICKS, whole = floor(ticks + 0.5);
    if (!(fabs(units) <= 1e8) || fabs(ticks - whole) > 1e-3) {
        note(lines, f + 1, "out of range, or finer than 0.00001", err);
        return false;
    }
    *ret = (int64_t)whole;
    return true;
}

bool dd_fields_int(const dd_fields *fields, uint32_t f, const dd_lines *lines, int64_t least, int64_t most, int64_t *ret, dd_error *err)
{
    double value;
    if (!dd_fields_double(fields, f, lines, &value, err)) return false;
    if (value != floor(value) || value < (double)least || value > (double)most) {
        note(lines, f + 1, "not an integer, or out of range", err);
        return false;
    }
    *ret = (int64_t)value;
    return true;
}

bool dd_fields_double(const dd_fields *fields, uint32_t f, const dd_lines *lines, double *ret, dd_error *err)
{
    if (f < fields->count && dd_scan_whole_double(fields->text[f], fields->size[f], ret)) return true;
    note(lines, f + 1, f < fields->count ? "not a number" : "a field is missing", err);
    return false;
}

/* One matrix serves as times and distances. */
static dd_status add_matrix(dd_problem *problem, dd_error *err)
{
    size_t n = problem->location_count;
    int32_t *ticks = dd_problem_alloc(problem, n * n, sizeof *ticks);
    if (ticks == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            double dx = problem->points[i].x - problem->points[j].x, dy = problem->points[i].y - problem->points[j].y;
            double leg = ceil(sqrt(dx * dx + dy * dy) * DD_UNIT_TICKS - 1e-7);
            if (!(leg <= INT32_MAX)) return dd_error_set(err, DD_STATUS_TOO_LARGE, NULL, "a distance of over 21474 units");
            ticks[i * n + j] = ticks[j * n + i] = (int32_t)leg;
        }
    dd_matrix matrix = {.duration_ms = ticks, .dist_m = ticks};
    return dd_problem_add_matrix(problem, &matrix, NULL, err);
}

dd_status dd_classic_finish(dd_problem *problem, int64_t fleet, int64_t capacity, dd_window depot, dd_error *err)
{
    dd_status status = add_matrix(problem, err);
    dd_vehicle vehicle = {DD_VEHICLE_DEFAULT};
    vehicle.start = vehicle.end = 0;
    vehicle.shift_begin_ms = depot.begin_ms;
    vehicle.shift_end_ms = depot.end_ms;
    vehicle.capacity[0] = capacity;
    vehicle.cost_per_hour = DD_CLASSIC_COST_PER_HOUR;
    for (int64_t v = 0; status == DD_STATUS_OK && v < fleet; v++) {
        vehicle.id = (uint64_t)v + 1;
        status = dd_problem_add_vehicle(problem, &vehicle, NULL, err);
    }
    problem->ticks_per_unit = DD_UNIT_TICKS;
    return status;
}
