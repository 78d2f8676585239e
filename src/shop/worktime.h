/* Worktime: when machine and pools of a mode all work, compiled so that every question takes O(log n).
 *
 * Half-open windows, sorted, not touching, with the working time before each.  They reach to the horizon of the line (line.h); a question whose answer lies
 * beyond it is answered DD_FOREVER_MS.  Instants before the first window are legal.
 */
#ifndef DD_SHOP_WORKTIME_H
#define DD_SHOP_WORKTIME_H

#include <stdbool.h>

#include "base/arena.h"
#include "diaodu/shop_problem.h"

typedef struct dd_worktime {
    const dd_window *open;
    const int64_t *before;     /* working ms before each window */
    uint32_t count;
    bool ends;                 /* nothing is open after the last window, however far the horizon is moved */
    int64_t longest_ms;        /* of any window */
} dd_worktime;

/* What a worktime is compiled from: open where all calendars are and no closed window is, from from_ms on. */
typedef struct dd_worktime_rule {
    const dd_calendar *calendars[DD_SHOP_NEEDS_MAX + 1];
    uint32_t calendar_count;
    const dd_window *closed;
    uint32_t closed_count;
    int64_t from_ms, horizon_ms;
} dd_worktime_rule;

/* Into the arena's memory.  DD_STATUS_NO_MEMORY, or DD_STATUS_TOO_LARGE beyond DD_SHOP_WINDOWS_MAX windows. */
DD_MUST_USE dd_status dd_worktime_compile(const dd_worktime_rule *rule, dd_arena *arena, dd_worktime *ret, dd_error *err);

/* The earliest instant from at_ms on at which `duration_ms` of working time can be begun: in working time, and, unless it may pause, in a window that is
 * open for all of it. */
int64_t dd_worktime_start(const dd_worktime *w, int64_t at_ms, int64_t duration_ms, bool may_pause);
/* The instant at which duration_ms of working time, counted from at_ms, are done; at_ms itself when there is nothing to do. */
int64_t dd_worktime_finish(const dd_worktime *w, int64_t at_ms, int64_t duration_ms);
/* The latest instant with duration_ms of working time between it and at_ms; at_ms itself for 0, -DD_FOREVER_MS where there is not so much. */
int64_t dd_worktime_latest(const dd_worktime *w, int64_t at_ms, int64_t duration_ms);

#endif
