/* Shifts: builds calendars from what planners say: weekly shifts by day and clock, shifts of a period, shifts at dates; in any mixture.
 *
 * Overlapping and touching shifts become one.  A calendar with both repeated and single shifts repeats after so many periods that it does not within
 * SHIFTS_YEARS; its single shifts lie in the right one.  Weeks are laid on the time line by the instant of one Monday's 00:00 local time; there is
 * no daylight saving in them.
 */
#ifndef DD_IO_SHIFTS_H
#define DD_IO_SHIFTS_H

#include "diaodu/shop_problem.h"

enum { DD_SHIFTS_YEARS = 20 };

#define DD_SHIFTS_WEEK_MS (INT64_C(7) * 24 * 3600 * 1000)
/* The first Monday's 00:00 UTC since 1970-01-01, a Thursday. */
#define DD_SHIFTS_MONDAY_MS (INT64_C(4) * 24 * 3600 * 1000)

typedef struct dd_shifts {
    dd_window *repeated, *single;
    size_t repeated_count, repeated_room, single_count, single_room;
    int64_t period_ms;         /* of the repeated ones; 0: none yet */
} dd_shifts;

void dd_shifts_done(dd_shifts *shifts); /* legal on {0} */

/* "Mon-Fri", "Sat Sun", "Mon,Wed-Fri", "daily": as bits, Monday the lowest; false when it is none. */
bool dd_shifts_scan_days(const char *text, size_t size, uint32_t *ret_days);

/* On each of the days from begin to end, both from midnight, in weeks that begin at monday_ms; an end not after the begin is on the next day.
 * INVALID_INPUT when the calendar has another period. */
DD_MUST_USE dd_status dd_shifts_add_weekly(dd_shifts *shifts, uint32_t days, int64_t begin_ms, int64_t end_ms, int64_t monday_ms, dd_error *err);
/* In every period of the time line, [0, period), [period, 2 period) ...; begin and end within the first.  INVALID_INPUT for another period, or bad ends. */
DD_MUST_USE dd_status dd_shifts_add_repeated(dd_shifts *shifts, int64_t period_ms, int64_t begin_ms, int64_t end_ms, dd_error *err);
DD_MUST_USE dd_status dd_shifts_add_single(dd_shifts *shifts, int64_t begin_ms, int64_t end_ms, dd_error *err);
/* All of a calendar's. */
DD_MUST_USE dd_status dd_shifts_add_calendar(dd_shifts *shifts, const dd_calendar *calendar, dd_error *err);

/* Fills shifts, count and period of *calendar, in the problem's memory.  INVALID_INPUT for no shifts at all, TOO_LARGE, NO_MEMORY. */
DD_MUST_USE dd_status dd_shifts_build(dd_shifts *shifts, dd_shop_problem *problem, dd_calendar *calendar, dd_error *err);

/* Sorts windows and joins what overlaps or touches; gives how many are left. */
size_t dd_shifts_join(dd_window *windows, size_t count);

#endif
