/* Closed time (closed_time.h): windows are gathered, sorted and merged; O(w log w) for w windows, a look-up O(log w). */
#include "model/closed_time.h"

#include <stdlib.h>

#include "base/array.h"

typedef struct gathered {
    dd_window *list;
    size_t count, capacity;
    int64_t begin_ms, end_ms; /* what is asked about */
    bool failed;
} gathered;

static void gather(gathered *g, int64_t begin_ms, int64_t end_ms)
{
    if (begin_ms < g->begin_ms) begin_ms = g->begin_ms;
    if (end_ms > g->end_ms) end_ms = g->end_ms;
    if (begin_ms >= end_ms || g->failed || g->count >= DD_SHOP_WINDOWS_MAX) return;
    if (!DD_ARRAY_RESERVE(g->list, g->capacity, g->count + 1)) {
        g->failed = true;
        return;
    }
    g->list[g->count++] = (dd_window){begin_ms, end_ms};
}

/* What lies between the shifts.  A calendar with a period is walked from the period that holds the begin. */
static void gather_calendar(gathered *g, const dd_shop_problem *problem, uint32_t calendar_ix)
{
    if (calendar_ix == DD_NONE) return;
    const dd_calendar *calendar = &problem->calendars[calendar_ix];
    int64_t period_ms = calendar->period_ms, base_ms = 0, open_ms = g->begin_ms;
    if (period_ms > 0) {
        base_ms = g->begin_ms / period_ms * period_ms;
        if (base_ms > g->begin_ms) base_ms -= period_ms;
    }
    while (open_ms < g->end_ms && !g->failed && g->count < DD_SHOP_WINDOWS_MAX) {
        for (uint32_t i = 0; i < calendar->shift_count; i++) {
            gather(g, open_ms, base_ms + calendar->shifts[i].begin_ms);
            int64_t end_ms = base_ms + calendar->shifts[i].end_ms;
            if (end_ms > open_ms) open_ms = end_ms;
        }
        if (period_ms <= 0) {
            gather(g, open_ms, g->end_ms);
            return;
        }
        base_ms += period_ms;
        if (base_ms >= g->end_ms) gather(g, open_ms, g->end_ms);
        if (base_ms >= g->end_ms) return;
    }
}

static int compare_windows(const void *left, const void *right)
{
    const dd_window *a = left, *b = right;
    if (a->begin_ms != b->begin_ms) return a->begin_ms < b->begin_ms ? -1 : 1;
    return a->end_ms < b->end_ms ? -1 : a->end_ms > b->end_ms;
}

/* Sorts, merges and sums; takes the list over. */
static dd_status finish(gathered *g, dd_closed_time *ret, dd_error *err)
{
    int64_t *before_ms = g->failed ? NULL : dd_array_new(g->count + 1, sizeof *before_ms), sum_ms = 0;
    if (before_ms == NULL) {
        free(g->list);
        return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    }
    uint32_t count = 0;
    if (g->count > 1) qsort(g->list, g->count, sizeof *g->list, compare_windows);
    for (size_t i = 0; i < g->count; i++) {
        dd_window window = g->list[i];
        if (count == 0 || window.begin_ms > g->list[count - 1].end_ms) g->list[count++] = window;
        else if (window.end_ms > g->list[count - 1].end_ms) g->list[count - 1].end_ms = window.end_ms;
    }
    for (uint32_t i = 0; i < count; i++) {
        before_ms[i] = sum_ms;
        sum_ms += g->list[i].end_ms - g->list[i].begin_ms;
    }
    before_ms[count] = sum_ms;
    *ret = (dd_closed_time){.windows = g->list, .before_ms = before_ms, .count = count};
    return DD_STATUS_OK;
}

dd_status dd_closed_time_calendar(const dd_shop_problem *problem, uint32_t calendar, int64_t begin_ms, int64_t end_ms, dd_closed_time *ret,
                                  dd_error *err)
{
    gathered g = {.begin_ms = begin_ms, .end_ms = end_ms};
    gather_calendar(&g, problem, calendar);
    return finish(&g, ret, err);
}

dd_status dd_closed_time_machine(const dd_shop_problem *problem, uint32_t machine_ix, int64_t begin_ms, int64_t end_ms, dd_closed_time *ret,
                                 dd_error *err)
{
    const dd_machine *machine = &problem->machines[machine_ix];
    gathered g = {.begin_ms = begin_ms, .end_ms = end_ms};
    for (uint32_t i = 0; i < machine->closed_count; i++) gather(&g, machine->closed[i].begin_ms, machine->closed[i].end_ms);
    gather(&g, begin_ms, machine->available_ms);
    gather_calendar(&g, problem, machine->calendar);
    return finish(&g, ret, err);
}

void dd_closed_time_done(dd_closed_time *closed)
{
    free(closed->windows);
    free(closed->before_ms);
    *closed = (dd_closed_time){0};
}

/* How many windows begin before the instant. */
static uint32_t count_before(const dd_closed_time *closed, int64_t at_ms)
{
    uint32_t low = 0, high = closed->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (closed->windows[middle].begin_ms < at_ms) low = middle + 1;
        else high = middle;
    }
    return low;
}

static int64_t closed_until(const dd_closed_time *closed, int64_t at_ms)
{
    uint32_t count = count_before(closed, at_ms);
    if (count == 0) return 0;
    const dd_window *last = &closed->windows[count - 1];
    return closed->before_ms[count - 1] + (at_ms < last->end_ms ? at_ms : last->end_ms) - last->begin_ms;
}

int64_t dd_closed_time_open_ms(const dd_closed_time *closed, int64_t a_ms, int64_t b_ms)
{
    if (b_ms <= a_ms) return 0;
    return b_ms - a_ms - (closed_until(closed, b_ms) - closed_until(closed, a_ms));
}

uint32_t dd_closed_time_next(const dd_closed_time *closed, int64_t at_ms)
{
    uint32_t count = count_before(closed, at_ms + 1);
    return count > 0 && closed->windows[count - 1].end_ms > at_ms ? count - 1 : count;
}

uint32_t dd_closed_time_at(const dd_closed_time *closed, int64_t at_ms, bool ends)
{
    uint32_t count = count_before(closed, ends ? at_ms : at_ms + 1);
    if (count == 0) return DD_NONE;
    int64_t end_ms = closed->windows[count - 1].end_ms;
    return (ends ? end_ms == at_ms : end_ms > at_ms) ? count - 1 : DD_NONE;
}
