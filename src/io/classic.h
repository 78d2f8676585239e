/* Classic: what the readers of the classic benchmark files share: lines of numbers, and Euclidean matrices in ticks.
 *
 * Coordinates, times and distances have no unit; one is DD_UNIT_TICKS ms and DD_UNIT_TICKS metres.  Distances are sqrt(dx^2 + dy^2) in double
 * precision, rounded up to whole ticks with a guard of 1e-7 ticks, so that what is exact stays exact and what is feasible in ticks is feasible.
 * A vehicle costs 36 an hour of travel, which makes one currency unit of one unit of distance.
 */
#ifndef DD_IO_CLASSIC_H
#define DD_IO_CLASSIC_H

#include "diaodu/problem.h"

enum { DD_CLASSIC_COST_PER_HOUR = 36, DD_CLASSIC_FIELDS_MAX = 12 };

/* A text, read line by line; line numbers count from 1. */
typedef struct dd_lines {
    const char *text;
    size_t size, at;
    uint32_t number;
} dd_lines;

/* The fields of the next line that has any: views into the text; at most DD_CLASSIC_FIELDS_MAX, the rest is an error that shows as a count of
 * DD_CLASSIC_FIELDS_MAX + 1.  0 at the end. */
typedef struct dd_fields {
    const char *text[DD_CLASSIC_FIELDS_MAX];
    size_t size[DD_CLASSIC_FIELDS_MAX];
    uint32_t count;
} dd_fields;

uint32_t dd_lines_next(dd_lines *lines, dd_fields *ret);

/* Field `f` as a number of units in ticks, or as a plain integer; false with *err at "LINE:FIELD". */
bool dd_fields_ticks(const dd_fields *fields, uint32_t f, const dd_lines *lines, int64_t *ret, dd_error *err);
bool dd_fields_int(const dd_fields *fields, uint32_t f, const dd_lines *lines, int64_t least, int64_t most, int64_t *ret, dd_error *err);
bool dd_fields_double(const dd_fields *fields, uint32_t f, const dd_lines *lines, double *ret, dd_error *err);

DD_MUST_USE dd_status dd_classic_error(const dd_lines *lines, uint32_t field, const char *message, dd_error *err);

/* Adds the matrix of problem->points, `fleet` vehicles at location 0 with one capacity, open from begin to end. */
DD_MUST_USE dd_status dd_classic_finish(dd_problem *problem, int64_t fleet, int64_t capacity, dd_window depot, dd_error *err);

#endif
