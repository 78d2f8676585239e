/* Shifts: see shifts.h. */
#include "io/shifts.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

#define DAY_MS (INT64_C(24) * 3600 * 1000)
#define HORIZON_MS (INT64_C(366) * 24 * 3600 * 1000 * DD_SHIFTS_YEARS)

void dd_shifts_done(dd_shifts *shifts)
{
    free(shifts->repeated);
    free(shifts->single);
    *shifts = (dd_shifts){0};
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_letter(char c)
{
    return lower(c) >= 'a' && lower(c) <= 'z';
}

/* The day at text, three letters or its whole name: 0 for Monday; the bytes taken, 0 for none. */
static size_t take_day(const char *text, size_t size, uint32_t *ret)
{
    static const char *const names[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
    size_t length = 0;
    while (length < size && is_letter(text[length])) length++;
    for (uint32_t d = 0; d < 7; d++) {
        size_t whole = strlen(names[d]), same = 0;
        if (length != 3 && length != whole) continue;
        while (same < length && lower(text[same]) == names[d][same]) same++;
        if (same < length) continue;
        *ret = d;
        return length;
    }
    return 0;
}

bool dd_shifts_scan_days(const char *text, size_t size, uint32_t *ret_days)
{
    uint32_t days = 0, from, to;
    if (size == 5 && memcmp(text, "daily", 5) == 0) {
        *ret_days = 127;
        return true;
    }
    for (size_t at = 0; at < size;) {
        if (strchr(" ,;", text[at]) != NULL) {
            at++;
            continue;
        }
        size_t used = take_day(text + at, size - at, &from);
        if (used == 0) return false;
        at += used;
        to = from;
        if (at < size && text[at] == '-') {
            used = take_day(text + at + 1, size - at - 1, &to);
            if (used == 0) return false;
            at += used + 1;
        }
        for (uint32_t d = from;; d = (d + 1) % 7) {
            days |= UINT32_C(1) << d;
            if (d == to) break;
        }
    }
    if (days != 0) *ret_days = days;
    return days != 0;
}

static dd_status no_memory(dd_error *err)
{
    return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}

static dd_status bad(const char *message, dd_error *err)
{
    return dd_error_set(err, DD_STATUS_INVALID_INPUT, NULL, "%s", message);
}

static dd_status put_repeated(dd_shifts *shifts, int64_t begin_ms, int64_t end_ms, dd_error *err)
{
    if (!DD_ARRAY_RESERVE(shifts->repeated, shifts->repeated_room, shifts->repeated_count + 1)) return no_memory(err);
    shifts->repeated[shifts->repeated_count++] = (dd_window){begin_ms, end_ms};
    return DD_STATUS_OK;
}

static dd_status take_period(dd_shifts *shifts, int64_t period_ms, dd_error *err)
{
    if (period_ms <= 0 || period_ms > DD_SHOP_INSTANT_MAX_MS) return bad("a period out of range", err);
    if (shifts->period_ms != 0 && shifts->period_ms != period_ms) return bad("the calendar has another period", err);
    shifts->period_ms = period_ms;
    return DD_STATUS_OK;
}

dd_status dd_shifts_add_weekly(dd_shifts *shifts, uint32_t days, int64_t begin_ms, int64_t end_ms, int64_t monday_ms, dd_error *err)
{
    dd_status status = take_period(shifts, DD_SHIFTS_WEEK_MS, err);
    if (end_ms <= begin_ms) end_ms += DAY_MS;
    for (uint32_t d = 0; status == DD_STATUS_OK && d < 7; d++) {
        if ((days >> d & 1) == 0) continue;
        int64_t begin = (monday_ms + (int64_t)d * DAY_MS + begin_ms) % DD_SHIFTS_WEEK_MS;
        if (begin < 0) begin += DD_SHIFTS_WEEK_MS;
        int64_t end = begin + end_ms - begin_ms, over = end - DD_SHIFTS_WEEK_MS;
        status = put_repeated(shifts, begin, over > 0 ? DD_SHIFTS_WEEK_MS : end, err);
        if (status == DD_STATUS_OK && over > 0) status = put_repeated(shifts, 0, over, err);
    }
    return status;
}

dd_status dd_shifts_add_repeated(dd_shifts *shifts, int64_t period_ms, int64_t begin_ms, int64_t end_ms, dd_error *err)
{
    if (begin_ms < 0 || end_ms > period_ms || begin_ms >= end_ms) return bad("not within the period, or ends before it has begun", err);
    dd_status status = take_period(shifts, period_ms, err);
    return status == DD_STATUS_OK ? put_repeated(shifts, begin_ms, end_ms, err) : status;
}

dd_status dd_shifts_add_single(dd_shifts *shifts, int64_t begin_ms, int64_t end_ms, dd_error *err)
{
    if (begin_ms >= end_ms) return bad("ends before it has begun", err);
    if (begin_ms < -DD_SHOP_INSTANT_MAX_MS || end_ms > DD_SHOP_INSTANT_MAX_MS) return bad("an instant out of range", err);
    if (!DD_ARRAY_RESERVE(shifts->single, shifts->single_room, shifts->single_count + 1)) return no_memory(err);
    shifts->single[shifts->single_count++] = (dd_window){begin_ms, end_ms};
    return DD_STATUS_OK;
}

dd_status dd_shifts_add_calendar(dd_shifts *shifts, const dd_calendar *calendar, dd_error *err)
{
    dd_status status = DD_STATUS_OK;
    for (uint32_t i = 0; status == DD_STATUS_OK && i < calendar->shift_count; i++) {
        const dd_window *shift = &calendar->shifts[i];
        status = calendar->period_ms == 0 ? dd_shifts_add_single(shifts, shift->begin_ms, shift->end_ms, err)
                                          : dd_shifts_add_repeated(shifts, calendar->period_ms, shift->begin_ms, shift->end_ms, err);
    }
    return status;
}

static int compare_windows(const void *left, const void *right)
{
    const dd_window *a = left, *b = right;
    if (a->begin_ms != b->begin_ms) return a->begin_ms < b->begin_ms ? -1 : 1;
    return a->end_ms < b->end_ms ? -1 : a->end_ms > b->end_ms;
}

size_t dd_shifts_join(dd_window *windows, size_t count)
{
    size_t kept = 0;
    if (count == 0) return 0;
    qsort(windows, count, sizeof *windows, compare_windows);
    for (size_t i = 1; i < count; i++) {
        if (windows[i].begin_ms > windows[kept].end_ms) windows[++kept] = windows[i];
        else if (windows[i].end_ms > windows[kept].end_ms) windows[kept].end_ms = windows[i].end_ms;
    }
    return kept + 1;
}

/* Repeats the repeated ones over a period that is so long that single ones lie in it once. */
static dd_status unroll(dd_shifts *shifts, dd_error *err)
{
    int64_t period = shifts->period_ms, times = (HORIZON_MS + period - 1) / period;
    size_t count = dd_shifts_join(shifts->repeated, shifts->repeated_count);
    shifts->repeated_count = count;
    if ((uint64_t)times > DD_SHOP_WINDOWS_MAX / 2 / count)
        return dd_error_set(err, DD_STATUS_TOO_LARGE, NULL, "a period too short for a calendar that has single shifts as well");
    if (!DD_ARRAY_RESERVE(shifts->repeated, shifts->repeated_room, (size_t)times * count)) return no_memory(err);
    for (int64_t k = 1; k < times; k++)
        for (size_t i = 0; i < count; i++) {
            const dd_window *shift = &shifts->repeated[i];
            shifts->repeated[shifts->repeated_count++] = (dd_window){shift->begin_ms + k * period, shift->end_ms + k * period};
        }
    shifts->period_ms = times * period;
    dd_status status = DD_STATUS_OK;
    for (size_t i = 0; status == DD_STATUS_OK && i < shifts->single_count; i++) {
        int64_t length = shifts->single[i].end_ms - shifts->single[i].begin_ms, begin = shifts->single[i].begin_ms % shifts->period_ms;
        if (length > shifts->period_ms) return bad("a single shift of more than twenty years", err);
        if (begin < 0) begin += shifts->period_ms;
        int64_t over = begin + length - shifts->period_ms;
        status = put_repeated(shifts, begin, over > 0 ? shifts->period_ms : begin + length, err);
        if (status == DD_STATUS_OK && over > 0) status = put_repeated(shifts, 0, over, err);
    }
    return status;
}

dd_status dd_shifts_build(dd_shifts *shifts, dd_shop_problem *problem, dd_calendar *calendar, dd_error *err)
{
    bool repeats = shifts->repeated_count > 0;
    if (!repeats && shifts->single_count == 0) return bad("never open", err);
    if (repeats && shifts->single_count > 0) {
        dd_status status = unroll(shifts, err);
        if (status != DD_STATUS_OK) return status;
    }
    dd_window *windows = repeats ? shifts->repeated : shifts->single;
    size_t count = dd_shifts_join(windows, repeats ? shifts->repeated_count : shifts->single_count);
    if (count > DD_SHOP_WINDOWS_MAX) return dd_error_set(err, DD_STATUS_TOO_LARGE, NULL, "more than %d shifts", DD_SHOP_WINDOWS_MAX);
    dd_window *copy = dd_shop_problem_alloc(problem, count, sizeof *copy);
    if (copy == NULL) return no_memory(err);
    memcpy(copy, windows, count * sizeof *copy);
    calendar->shifts = copy;
    calendar->shift_count = (uint32_t)count;
    calendar->period_ms = repeats ? shifts->period_ms : 0;
    return DD_STATUS_OK;
}
