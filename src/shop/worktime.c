/* Worktime: windows of the intersection, and searches by halving in them.
 *
 * Compiling walks from opening to opening: each source says when it is next open from an instant on; where all are, a window begins.  Calendars
 * that repeat are unrolled to the horizon.  O(windows * sources * log shifts).
 */
#include "shop/worktime.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

typedef struct window_list {
    dd_window *items;
    size_t count, capacity;
} window_list;

static const dd_window never = {DD_FOREVER_MS, DD_FOREVER_MS};

/* The first window of a sorted list that ends after at_ms; count when there is none. */
static uint32_t first_after(const dd_window *windows, uint32_t count, int64_t at_ms)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (windows[middle].end_ms > at_ms) high = middle;
        else low = middle + 1;
    }
    return low;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* The shift that ends first after at_ms. */
static dd_window next_shift(const dd_calendar *calendar, int64_t at_ms)
{
    int64_t period = calendar->period_ms, cycle = period > 0 ? floor_div(at_ms, period) * period : 0;
    uint32_t ix = first_after(calendar->shifts, calendar->shift_count, at_ms - cycle);
    if (ix == calendar->shift_count) {
        if (period == 0) return never;
        cycle += period;
        ix = 0;
    }
    return (dd_window){calendar->shifts[ix].begin_ms + cycle, calendar->shifts[ix].end_ms + cycle};
}

/* The next span from at_ms on in which every source is open without change; never when a source has ended. */
static dd_window next_open(const dd_worktime_rule *rule, int64_t at_ms)
{
    dd_window span = {at_ms, DD_FOREVER_MS};
    for (uint32_t i = 0; i < rule->calendar_count;) {
        dd_window shift = next_shift(rule->calendars[i], span.begin_ms);
        if (shift.begin_ms == DD_FOREVER_MS) return never;
        bool has_moved = shift.begin_ms > span.begin_ms;
        if (has_moved) span = (dd_window){shift.begin_ms, DD_FOREVER_MS};
        if (shift.end_ms < span.end_ms) span.end_ms = shift.end_ms;
        if (span.begin_ms >= rule->horizon_ms) return never;
        i = has_moved && i > 0 ? 0 : i + 1;
    }
    return span;
}

static bool put_window(window_list *list, dd_window window)
{
    if (list->count > 0 && list->items[list->count - 1].end_ms == window.begin_ms) {
        list->items[list->count - 1].end_ms = window.end_ms;
        return true;
    }
    if (!DD_ARRAY_RESERVE(list->items, list->capacity, list->count + 1)) return false;
    list->items[list->count++] = window;
    return true;
}

static dd_status collect(const dd_worktime_rule *rule, window_list *list, bool *ends, dd_error *err)
{
    int64_t at_ms = rule->from_ms;
    uint32_t closed = first_after(rule->closed, rule->closed_count, at_ms);
    *ends = false;
    while (at_ms < rule->horizon_ms) {
        dd_window span = next_open(rule, at_ms);
        for (uint32_t i = 0; i < rule->calendar_count && span.begin_ms == DD_FOREVER_MS; i++)
            if (next_shift(rule->calendars[i], at_ms).begin_ms == DD_FOREVER_MS || rule->calendars[i]->period_ms == 0) *ends = true;
        if (span.begin_ms == DD_FOREVER_MS) break;
        while (closed < rule->closed_count && rule->closed[closed].end_ms <= span.begin_ms) closed++;
        at_ms = span.end_ms;
        if (closed < rule->closed_count && rule->closed[closed].begin_ms <= span.begin_ms) {
            at_ms = rule->closed[closed].end_ms;
            continue;
        }
        if (closed < rule->closed_count && rule->closed[closed].begin_ms < span.end_ms) at_ms = span.end_ms = rule->closed[closed].begin_ms;
        if (!put_window(list, span)) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
        if (list->count > DD_SHOP_WINDOWS_MAX)
            return dd_error_set(err, DD_STATUS_TOO_LARGE, "/calendars", "more than %d shifts until the plan's horizon", DD_SHOP_WINDOWS_MAX);
    }
    return DD_STATUS_OK;
}

static dd_status keep(const window_list *list, dd_arena *arena, dd_worktime *w, dd_error *err)
{
    dd_window *open = DD_ARENA_NEW(arena, list->count + 1, dd_window);
    int64_t *before = DD_ARENA_NEW(arena, list->count + 1, int64_t);
    if (open == NULL || before == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    if (list->count > 0) memcpy(open, list->items, list->count * sizeof *open);
    w->longest_ms = 0;
    for (size_t i = 0; i < list->count; i++) {
        int64_t length = open[i].end_ms - open[i].begin_ms;
        before[i + 1] = before[i] + length;
        if (length > w->longest_ms) w->longest_ms = length;
    }
    w->open = open;
    w->before = before;
    w->count = (uint32_t)list->count;
    return DD_STATUS_OK;
}

dd_status dd_worktime_compile(const dd_worktime_rule *rule, dd_arena *arena, dd_worktime *ret, dd_error *err)
{
    window_list list = {0};
    dd_worktime w = {0};
    dd_status status = collect(rule, &list, &w.ends, err);
    if (status == DD_STATUS_OK) status = keep(&list, arena, &w, err);
    free(list.items);
    if (status == DD_STATUS_OK) *ret = w;
    return status;
}

int64_t dd_worktime_start(const dd_worktime *w, int64_t at_ms, int64_t duration_ms, bool may_pause)
{
    for (uint32_t i = first_after(w->open, w->count, at_ms); i < w->count; i++) {
        int64_t start = w->open[i].begin_ms > at_ms ? w->open[i].begin_ms : at_ms;
        if (may_pause || w->open[i].end_ms - start >= duration_ms) return start;
    }
    return DD_FOREVER_MS;
}

int64_t dd_worktime_finish(const dd_worktime *w, int64_t at_ms, int64_t duration_ms)
{
    if (duration_ms == 0) return at_ms;
    uint32_t first = first_after(w->open, w->count, at_ms);
    if (first == w->count) return DD_FOREVER_MS;
    int64_t done = w->before[first] + duration_ms;
    if (at_ms > w->open[first].begin_ms) done += at_ms - w->open[first].begin_ms;
    uint32_t low = first, high = w->count;
    while (low < high && done > w->before[low + 1]) { /* most end soon: gallop, then halve */
        uint32_t step = 1;
        while (low + step < high && done > w->before[low + step + 1]) step *= 2;
        if (low + step < high) high = low + step;
        low += step / 2 + 1;
    }
    return low >= w->count ? DD_FOREVER_MS : w->open[low].begin_ms + done - w->before[low];
}

int64_t dd_worktime_latest(const dd_worktime *w, int64_t at_ms, int64_t duration_ms)
{
    if (duration_ms == 0) return at_ms;
    uint32_t ix = first_after(w->open, w->count, at_ms);
    int64_t left = ix < w->count ? w->before[ix] : w->count > 0 ? w->before[w->count - 1] + w->open[w->count - 1].end_ms - w->open[w->count - 1].begin_ms : 0;
    if (ix < w->count && at_ms > w->open[ix].begin_ms) left += at_ms - w->open[ix].begin_ms;
    left -= duration_ms;
    if (left < 0) return -DD_FOREVER_MS;
    if (ix < w->count && left >= w->before[ix]) return w->open[ix].begin_ms + left - w->before[ix];
    uint32_t low = 0, high = ix; /* the last window with before <= left */
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (w->before[middle] <= left) low = middle;
        else high = middle;
    }
    return w->open[low].begin_ms + left - w->before[low];
}
