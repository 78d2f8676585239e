/* Working time, for checks: see working.h. */
#include "model/working.h"

/* The first window that ends after t. */
static uint32_t find_window(const dd_window *windows, uint32_t count, int64_t t)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (windows[middle].end_ms > t) high = middle;
        else low = middle + 1;
    }
    return low;
}

/* Whether t lies in a window, and how long that stays so. */
static bool is_inside(const dd_window *windows, uint32_t count, int64_t t, int64_t *ret_until)
{
    uint32_t w = find_window(windows, count, t);
    *ret_until = w == count ? DD_FOREVER_MS : t < windows[w].begin_ms ? windows[w].begin_ms : windows[w].end_ms;
    return w < count && windows[w].begin_ms <= t;
}

static bool is_open(const dd_calendar *calendar, int64_t t, int64_t *ret_until)
{
    if (calendar->period_ms == 0) return is_inside(calendar->shifts, calendar->shift_count, t, ret_until);
    int64_t of_period = t % calendar->period_ms;
    if (of_period < 0) of_period += calendar->period_ms;
    bool is_in = is_inside(calendar->shifts, calendar->shift_count, of_period, ret_until);
    if (*ret_until > calendar->period_ms) *ret_until = calendar->period_ms;
    *ret_until += t - of_period;
    return is_in;
}

/* Joins another resource's answer: all work as long as each does; they do not as long as any does not. */
static void join(bool works, int64_t until, bool *all, int64_t *ret_until)
{
    if (*all == works) {
        bool is_later = until > *ret_until;
        if (works != is_later) *ret_until = until;
    } else if (*all) {
        *all = false;
        *ret_until = until;
    }
}

bool dd_working_at(const dd_working *working, int64_t t, int64_t *ret_until)
{
    const dd_shop_problem *problem = working->problem;
    const dd_machine *machine = &problem->machines[working->machine];
    int64_t from = machine->available_ms > problem->origin_ms ? machine->available_ms : problem->origin_ms, until = DD_FOREVER_MS;
    bool all = true;
    *ret_until = DD_FOREVER_MS;
    if (t < from) join(false, from, &all, ret_until);
    if (machine->calendar != DD_NONE) {
        bool works = is_open(&problem->calendars[machine->calendar], t, &until);
        join(works, until, &all, ret_until);
    }
    bool is_closed = is_inside(machine->closed, machine->closed_count, t, &until);
    join(!is_closed, until, &all, ret_until);
    for (uint32_t i = 0; i < working->need_count; i++) {
        uint32_t calendar = problem->pools[working->needs[i].pool].calendar;
        if (calendar == DD_NONE || (working->is_setup && !working->needs[i].in_setup)) continue;
        bool works = is_open(&problem->calendars[calendar], t, &until);
        join(works, until, &all, ret_until);
    }
    return all;
}

int64_t dd_working_between(const dd_working *working, int64_t from, int64_t to, int64_t most)
{
    int64_t sum = 0;
    for (int changes = 0; from < to && sum <= most; changes++) {
        if (changes > DD_SHOP_WINDOWS_MAX) return -1;
        int64_t until;
        bool works = dd_working_at(working, from, &until);
        if (until > to) until = to;
        if (works) sum += until - from;
        from = until;
    }
    return sum <= most ? sum : most + 1;
}
