#include "travel/curve.h"

#include <stddef.h>

enum { HOUR_MS = 3600000, DAY_MS = 24 * HOUR_MS };

/* The begin of the hour that holds t, for negative instants, too. */
static int64_t hour_begin(int64_t t)
{
    int64_t rest = t % HOUR_MS;
    return t - (rest < 0 ? rest + HOUR_MS : rest);
}

static int64_t speed_at(const uint16_t *speeds, int64_t hour_begin_ms)
{
    int64_t hour = (hour_begin_ms / HOUR_MS) % 24;
    return speeds[hour < 0 ? hour + 24 : hour];
}

static int64_t day_progress(const uint16_t *speeds)
{
    int64_t sum = 0;
    for (int h = 0; h < 24; h++) sum += speeds[h];
    return sum * HOUR_MS;
}

int64_t dd_curve_arrival(const uint16_t *speeds, int64_t depart_ms, int64_t free_ms)
{
    if (speeds == NULL || free_ms == 0) return depart_ms + free_ms;
    int64_t need = free_ms * 1000, day = day_progress(speeds), t = depart_ms + need / day * DAY_MS;
    need %= day;
    while (need > 0) {
        int64_t hour = hour_begin(t), speed = speed_at(speeds, hour), can = (hour + HOUR_MS - t) * speed;
        if (need <= can) return t + (need + speed - 1) / speed;
        need -= can;
        t = hour + HOUR_MS;
    }
    return t;
}

int64_t dd_curve_departure_by(const uint16_t *speeds, int64_t arrive_ms, int64_t free_ms)
{
    if (speeds == NULL || free_ms == 0) return arrive_ms - free_ms;
    int64_t need = free_ms * 1000, day = day_progress(speeds), t = arrive_ms - need / day * DAY_MS;
    need %= day;
    while (need > 0) {
        int64_t hour = hour_begin(t - 1), speed = speed_at(speeds, hour), can = (t - hour) * speed;
        if (need <= can) return t - (need + speed - 1) / speed;
        need -= can;
        t = hour;
    }
    return t;
}

int64_t dd_curve_progress(const uint16_t *speeds, int64_t from_ms, int64_t to_ms, int64_t free_ms)
{
    if (to_ms <= from_ms) return 0;
    if (speeds == NULL) return to_ms - from_ms < free_ms ? to_ms - from_ms : free_ms;
    int64_t done = 0, t = from_ms;
    while (t < to_ms && done < free_ms * 1000) {
        int64_t hour = hour_begin(t), until = hour + HOUR_MS < to_ms ? hour + HOUR_MS : to_ms;
        done += (until - t) * speed_at(speeds, hour);
        t = until;
    }
    return done / 1000 < free_ms ? done / 1000 : free_ms;
}
