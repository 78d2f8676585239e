/* Closed time: when the machines of a shop problem do not work, as sorted windows with sums, so that working time between two instants is a
 * binary search.
 *
 * For people and for reasons (which shade nights and say what somebody waited for); the solver and the checker have their own.
 */
#ifndef DD_MODEL_CLOSED_TIME_H
#define DD_MODEL_CLOSED_TIME_H

#include "diaodu/shop_problem.h"

typedef struct dd_closed_time {
    dd_window *windows; /* sorted, disjoint, not touching */
    int64_t *before_ms; /* closed time before each window, and in all */
    uint32_t count;
} dd_closed_time;

/* When a calendar is closed within [begin_ms, end_ms); DD_NONE is never.  At most DD_SHOP_WINDOWS_MAX windows: what comes later counts as open. */
DD_MUST_USE dd_status dd_closed_time_calendar(const dd_shop_problem *problem, uint32_t calendar, int64_t begin_ms, int64_t end_ms,
                                              dd_closed_time *ret, dd_error *err);
/* When a machine does not work within [begin_ms, end_ms): calendar, closed windows and the time before it is available. */
DD_MUST_USE dd_status dd_closed_time_machine(const dd_shop_problem *problem, uint32_t machine, int64_t begin_ms, int64_t end_ms,
                                             dd_closed_time *ret, dd_error *err);
void dd_closed_time_done(dd_closed_time *closed); /* legal on {0} */

/* Working time in [a_ms, b_ms); 0 when b is not after a. */
int64_t dd_closed_time_open_ms(const dd_closed_time *closed, int64_t a_ms, int64_t b_ms);
/* The first window that ends after the instant; `count` for none. */
uint32_t dd_closed_time_next(const dd_closed_time *closed, int64_t at_ms);
/* The window that contains the instant, or ends at it (`ends`); DD_NONE for none. */
uint32_t dd_closed_time_at(const dd_closed_time *closed, int64_t at_ms, bool ends);

#endif
