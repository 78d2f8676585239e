/* Travel rules: plane and sphere, detour, rounding, speeds by hour of day. */
#include "diaodu/travel.h"

#include <math.h>

static const double EARTH_RADIUS_M = 6371008.8;
static const int64_t HOUR_MS = 3600000;
static const double LONGEST = 1e15; /* ms or m; what is longer takes this */

static double or_one(double value)
{
    return value != 0 ? value : 1;
}

dd_status dd_travel_check(const dd_travel_rule *rule, dd_error *err)
{
    double detour = or_one(rule->detour), unit = or_one(rule->metres_per_unit);
    if ((unsigned)rule->metric > DD_TRAVEL_TABLE) return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/metric", "unknown metric");
    if ((unsigned)rule->rounding > DD_ROUND_DOWN) return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/rounding", "unknown rounding");
    if (!(detour >= .5 && detour <= 10)) return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/detour", "outside 0.5..10");
    if (!(unit > 0 && unit <= 1e9)) return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/metres_per_unit", "must be positive and at most 1e9");
    if (rule->metric == DD_TRAVEL_TABLE) {
        if (rule->table == NULL) return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/table", "missing");
    } else if (!(rule->speed_m_per_s >= .01 && rule->speed_m_per_s <= 200)) {
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/speed_m_per_s", "outside 0.01..200");
    }
    if (rule->round_ms < 0 || rule->round_ms > HOUR_MS) return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/round_ms", "outside 0..3600000");
    if (rule->day_begin_ms <= -DD_FOREVER_MS || rule->day_begin_ms >= DD_FOREVER_MS)
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/day_begin_ms", "instant out of range");
    for (int hour = 0; rule->speed_by_hour_permille != NULL && hour < 24; hour++)
        if (rule->speed_by_hour_permille[hour] < 50 || rule->speed_by_hour_permille[hour] > 3000)
            return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/speed_by_hour_permille", "hour %d: %u is outside 50..3000", hour,
                                rule->speed_by_hour_permille[hour]);
    return DD_STATUS_OK;
}

static double great_circle_m(dd_point from, dd_point to)
{
    const double radian = 3.14159265358979323846 / 180;
    double half_x = sin((to.x - from.x) * radian / 2), half_y = sin((to.y - from.y) * radian / 2);
    double h = half_y * half_y + cos(from.y * radian) * cos(to.y * radian) * half_x * half_x;
    return 2 * EARTH_RADIUS_M * asin(sqrt(h < 1 ? h : 1));
}

static double exact_m(const dd_travel_rule *rule, dd_point from, dd_point to)
{
    if (from.x == to.x && from.y == to.y) return 0;
    if (rule->metric == DD_TRAVEL_GREAT_CIRCLE) return great_circle_m(from, to) * or_one(rule->detour);
    double dx = to.x - from.x, dy = to.y - from.y;
    return sqrt(dx * dx + dy * dy) * or_one(rule->metres_per_unit) * or_one(rule->detour);
}

/* Rounds; what is a whole number but for the last bits stays it. */
static int64_t round_by(double value, dd_rounding rounding)
{
    double guard = 1e-10 + value * 1e-12;
    if (!(value < LONGEST)) return (int64_t)LONGEST;
    if (rounding == DD_ROUND_NEAREST) return (int64_t)floor(value + .5);
    return (int64_t)(rounding == DD_ROUND_UP ? ceil(value - guard) : floor(value + guard));
}

int64_t dd_travel_dist_m(const dd_travel_rule *rule, dd_point from, dd_point to)
{
    if (from.x == to.x && from.y == to.y) return 0;
    if (rule->metric != DD_TRAVEL_TABLE) return round_by(exact_m(rule, from, to), DD_ROUND_UP);
    int64_t ms, dist_m;
    rule->table(rule->context, from, to, &ms, &dist_m);
    return dist_m;
}

/* Time for work that takes `free_ms` at speed 1000 permille, begun at depart_ms, under the speeds of the hours it crosses. */
static double through_hours(const dd_travel_rule *rule, double free_ms, int64_t depart_ms)
{
    int64_t day_ms = (depart_ms - rule->day_begin_ms) % (24 * HOUR_MS);
    if (day_ms < 0) day_ms += 24 * HOUR_MS;
    int64_t permille = 0;
    for (int hour = 0; hour < 24; hour++) permille += rule->speed_by_hour_permille[hour];
    double day_work = (double)(permille * HOUR_MS) / 1000, days = floor(free_ms / day_work); /* a whole day's work takes a day from any instant */
    double left = free_ms - days * day_work, spent = days * (double)(24 * HOUR_MS);
    for (;;) {
        int64_t hour = day_ms / HOUR_MS;
        double speed = rule->speed_by_hour_permille[hour] / 1000.0, room = (double)((hour + 1) * HOUR_MS - day_ms);
        if (left <= room * speed) return spent + left / speed;
        left -= room * speed;
        spent += room;
        day_ms = (hour + 1) % 24 * HOUR_MS;
    }
}

int64_t dd_travel_ms(const dd_travel_rule *rule, dd_point from, dd_point to, int64_t depart_ms)
{
    if (from.x == to.x && from.y == to.y) return 0;
    double free_ms;
    if (rule->metric == DD_TRAVEL_TABLE) {
        int64_t ms, dist_m;
        rule->table(rule->context, from, to, &ms, &dist_m);
        free_ms = (double)ms;
    } else {
        free_ms = exact_m(rule, from, to) * 1000 / rule->speed_m_per_s;
    }
    if (!(free_ms < LONGEST)) return (int64_t)LONGEST;
    if (rule->speed_by_hour_permille != NULL) free_ms = through_hours(rule, free_ms, depart_ms);
    if (free_ms >= LONGEST) return (int64_t)LONGEST;
    int64_t unit = rule->round_ms > 1 ? rule->round_ms : 1;
    return round_by(free_ms / (double)unit, rule->rounding) * unit;
}

static dd_status leg_too_long(dd_error *err, uint32_t from, uint32_t to)
{
    return dd_error_set(err, DD_STATUS_TOO_LARGE, "/points", "the leg from %u to %u is longer than %d ms or m", from, to, INT32_MAX);
}

dd_status dd_travel_add_matrix(const dd_travel_rule *rule, dd_problem *problem, uint32_t *ret_profile, dd_error *err)
{
    dd_status status = dd_travel_check(rule, err);
    if (status != DD_STATUS_OK) return status;
    size_t n = problem->location_count;
    if (n > DD_DENSE_LOCATIONS_MAX) return dd_error_set(err, DD_STATUS_TOO_LARGE, "/points", "%zu locations, at most %d", n, DD_DENSE_LOCATIONS_MAX);
    if (rule->speed_by_hour_permille != NULL && rule->day_begin_ms % HOUR_MS != 0)
        return dd_error_set(err, DD_STATUS_UNSUPPORTED, "/day_begin_ms", "a day that does not begin on a whole hour");
    if (n > 0 && problem->points == NULL) return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/points", "the locations have no coordinates");
    int32_t *duration = dd_problem_alloc(problem, n * n, sizeof *duration), *dist = dd_problem_alloc(problem, n * n, sizeof *dist);
    uint16_t *curve = rule->speed_by_hour_permille ? dd_problem_alloc(problem, 24, sizeof *curve) : NULL;
    if (duration == NULL || dist == NULL || (rule->speed_by_hour_permille && curve == NULL))
        return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory for %zu locations", n);
    int64_t moved = rule->day_begin_ms / HOUR_MS % 24; /* the problem's days begin at 0, the rule's elsewhere */
    for (int64_t hour = 0; curve != NULL && hour < 24; hour++) curve[hour] = rule->speed_by_hour_permille[((hour - moved) % 24 + 24) % 24];
    dd_travel_rule free_flow = *rule;
    free_flow.speed_by_hour_permille = NULL;
    bool is_symmetric = rule->metric != DD_TRAVEL_TABLE;
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t j = 0; j < n; j++) {
            if (is_symmetric && j < i) {
                duration[i * n + j] = duration[j * n + i];
                dist[i * n + j] = dist[j * n + i];
                continue;
            }
            int64_t ms = dd_travel_ms(&free_flow, problem->points[i], problem->points[j], 0);
            int64_t dist_m = dd_travel_dist_m(&free_flow, problem->points[i], problem->points[j]);
            if (ms > INT32_MAX || dist_m > INT32_MAX) return leg_too_long(err, i, j);
            duration[i * n + j] = (int32_t)ms;
            dist[i * n + j] = (int32_t)dist_m;
        }
    }
    dd_matrix matrix = {.duration_ms = duration, .dist_m = dist, .speed_by_hour_permille = curve};
    return dd_problem_add_matrix(problem, &matrix, ret_profile, err);
}
