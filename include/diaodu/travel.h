/* Travel: from coordinates to travel times and distances.
 *
 * A rule says how to travel between two points; dd_travel_matrix turns rule and points into a problem's matrix.  Pure.
 * The interface has room for road networks: DD_TRAVEL_TABLE asks a function that the caller passes in.
 */
#ifndef DIAODU_TRAVEL_H
#define DIAODU_TRAVEL_H

#include "diaodu/problem.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum dd_travel_metric {
    DD_TRAVEL_EUCLIDEAN,    /* plane coordinates */
    DD_TRAVEL_GREAT_CIRCLE, /* longitude and latitude in degrees; sphere of 6,371,008.8 m (haversine) */
    DD_TRAVEL_TABLE         /* `table` gives duration and distance of free flow */
} dd_travel_metric;

typedef enum dd_rounding { DD_ROUND_UP, DD_ROUND_NEAREST, DD_ROUND_DOWN } dd_rounding;

typedef struct dd_travel_rule {
    dd_travel_metric metric;
    double detour;             /* road distance over straight line, 0.5..10; 0 means 1 */
    double metres_per_unit;    /* Euclidean: metres in one coordinate unit; 0 means 1 */
    double speed_m_per_s;      /* free-flow speed, 0.01..200 (use 1 with DD_UNIT_TICKS-scaled benchmarks) */
    int64_t round_ms;          /* durations are rounded to multiples of this; 0 means 1 */
    dd_rounding rounding;
    const uint16_t *speed_by_hour_permille; /* 24 values, 50..3000, by hour of day; NULL: constant */
    int64_t day_begin_ms;      /* instant of a midnight of the time line; less than DD_FOREVER_MS from 0 */
    void (*table)(void *context, dd_point from, dd_point to, int64_t *ret_ms, int64_t *ret_dist_m);
    void *context;
} dd_travel_rule;

/* Rejects values outside the ranges above; err->pointer names the field ("/speed_m_per_s"). */
DD_API DD_MUST_USE dd_status dd_travel_check(const dd_travel_rule *rule, dd_error *err);

/* Distance in metres, rounded up; 0 between equal points. */
DD_API int64_t dd_travel_dist_m(const dd_travel_rule *rule, dd_point from, dd_point to);

/* Duration when leaving at `depart_ms`, rounded by the rule; 0 between equal points.  With speeds by hour the trip is followed through the
 * hours it crosses (Ichoua, Gendreau & Potvin 2003, doi:10.1016/S0377-2217(02)00147-9), so who leaves later never arrives earlier, but for
 * the rounding to multiples of round_ms.  No trip takes longer than 1e15 ms. */
DD_API int64_t dd_travel_ms(const dd_travel_rule *rule, dd_point from, dd_point to, int64_t depart_ms);

/* Adds the full matrix of problem->points to the problem as a new profile (free flow; speeds by hour go into the matrix's curve).
 * Errors: DD_STATUS_TOO_LARGE above DD_DENSE_LOCATIONS_MAX points or for a leg over INT32_MAX ms or metres; DD_STATUS_NO_MEMORY. */
DD_API DD_MUST_USE dd_status dd_travel_add_matrix(const dd_travel_rule *rule, dd_problem *problem, uint32_t *ret_profile, dd_error *err);

#ifdef __cplusplus
}
#endif
#endif
