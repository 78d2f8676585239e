#include "report/charts.h"

#include <stdlib.h>
#include <string.h>

#include "report/figures.h"

static const int64_t MINUTE_MS = 60000;

static int64_t floor_to(int64_t value, int64_t unit)
{
    int64_t rest = value % unit;
    return value - (rest < 0 ? rest + unit : rest);
}

dd_charts_time dd_charts_time_over(int64_t begin, int64_t end, int64_t midnight)
{
    static const int64_t minutes[] = {1, 5, 15, 30, 60, 180, 360, 1440};
    enum { CHOICES = sizeof minutes / sizeof *minutes, QUARTER = 2, FEW = 16 };
    size_t choice = QUARTER;
    while (choice > 0 && (end - begin) / (minutes[choice] * MINUTE_MS) < FEW) choice--;
    while (choice + 1 < CHOICES && (end - begin) / (minutes[choice] * MINUTE_MS) >= DD_CHARTS_BINS_MAX - 2) choice++;
    int64_t bin = minutes[choice] * MINUTE_MS;
    if ((end - begin) / bin >= DD_CHARTS_BINS_MAX - 2) bin = ((end - begin) / (DD_CHARTS_BINS_MAX - 2) / MINUTE_MS + 1) * MINUTE_MS;
    int64_t first = midnight + floor_to(begin - midnight, bin);
    int64_t bins = (end - first + bin - 1) / bin;
    return (dd_charts_time){first, bin, bins > 0 ? (uint32_t)bins : 1};
}

dd_charts_time dd_charts_time_of(const dd_day *days, uint32_t day_count)
{
    int64_t begin = days[0].begin_ms, end = days[0].end_ms;
    for (uint32_t i = 1; i < day_count; i++) {
        if (days[i].begin_ms < begin) begin = days[i].begin_ms;
        if (days[i].end_ms > end) end = days[i].end_ms;
    }
    return dd_charts_time_over(begin, end, days[0].midnight_ms);
}

uint32_t dd_charts_bin(const dd_charts_time *time, int64_t at_ms)
{
    if (at_ms < time->begin_ms) return 0;
    int64_t bin = (at_ms - time->begin_ms) / time->bin_ms;
    return bin < time->bins ? (uint32_t)bin : time->bins - 1;
}

uint32_t dd_charts_clamp(int64_t value, uint32_t count)
{
    if (value < 0) return 0;
    return value < count ? (uint32_t)value : count - 1;
}

void dd_charts_add_span(const dd_charts_time *time, int64_t *steps, int64_t begin_ms, int64_t end_ms)
{
    int64_t step = time->bin_ms / DD_CHARTS_STEPS, count = (int64_t)time->bins * DD_CHARTS_STEPS;
    int64_t first = begin_ms <= time->begin_ms ? 0 : (begin_ms - time->begin_ms + step - 1) / step;
    int64_t last = end_ms <= time->begin_ms ? 0 : (end_ms - time->begin_ms + step - 1) / step;
    if (first > count) first = count;
    if (last > count) last = count;
    if (last <= first) return;
    steps[first]++;
    steps[last]--;
}

void dd_charts_add_up(const dd_charts_time *time, int64_t *steps)
{
    for (uint32_t i = 1; i < time->bins * DD_CHARTS_STEPS; i++) steps[i] += steps[i - 1];
}

static void count_order(const dd_day *day, const dd_charts_time *time, const dd_day_order *order, dd_charts *ret)
{
    bool delivered = order->state == DD_ORDER_DELIVERED;
    int64_t closed = delivered ? order->delivered_ms : order->closed_ms > 0 ? order->closed_ms : day->end_ms;
    ret->placed[dd_charts_bin(time, order->placed_ms)]++;
    dd_charts_add_span(time, ret->open, order->placed_ms, closed);
    dd_charts_add_span(time, ret->unpicked, order->placed_ms, order->picked_ms > 0 ? order->picked_ms : closed);
    if (delivered) {
        ret->delivered[dd_charts_bin(time, order->delivered_ms)]++;
        dd_charts_add_span(time, ret->done, order->delivered_ms, DD_FOREVER_MS);
    }
    if (order->state == DD_ORDER_CANCELLED) return;
    int64_t waited = dd_figures_waiting_ms(day, order);
    uint32_t bin = dd_charts_bin(time, order->placed_ms);
    ret->waiting_ms[bin] += waited;
    ret->waiting_count[bin]++;
    ret->waits[dd_charts_clamp(waited / MINUTE_MS, DD_CHARTS_WAITS)]++;
    int64_t late = delivered ? order->delivered_ms - order->due_ms : DD_FOREVER_MS;
    if (order->due_ms != 0) ret->lates[dd_charts_clamp(floor_to(late + MINUTE_MS - 1, MINUTE_MS) / MINUTE_MS + 120, DD_CHARTS_LATES)]++;
    dd_figures_parts parts = dd_figures_split(day, order);
    ret->kitchen_ms += parts.kitchen_ms;
    ret->courier_ms += parts.courier_ms;
    ret->road_ms += parts.road_ms;
    ret->given_up_ms += parts.given_up_ms;
}

static dd_status count_couriers(const dd_day *day, const dd_charts_time *time, dd_charts *ret, dd_error *err)
{
    int64_t *busy_ms = dd_array_new(day->courier_count * 2, sizeof *busy_ms), *shift_ms = busy_ms + day->courier_count;
    if (busy_ms == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    for (size_t i = 0; i < day->shift_count; i++) {
        const dd_day_shift *shift = &day->shifts[i];
        shift_ms[shift->courier] += shift->off_ms - shift->on_ms;
        dd_charts_add_span(time, ret->on_shift, shift->on_ms, shift->off_ms);
    }
    for (size_t i = 0; i < day->leg_count; i++) {
        const dd_day_leg *leg = &day->legs[i];
        if (leg->kind == DD_LEG_MOVING) continue;
        busy_ms[leg->courier] += leg->end_ms - leg->begin_ms;
        dd_charts_add_span(time, ret->busy, leg->begin_ms, leg->end_ms);
    }
    for (size_t i = 0; i < day->courier_count; i++)
        if (shift_ms[i] > 0) ret->uses[dd_charts_clamp(busy_ms[i] * DD_CHARTS_USES / shift_ms[i], DD_CHARTS_USES)]++;
    free(busy_ms);
    return DD_STATUS_OK;
}

static void count_cycles(const dd_day *day, dd_charts *ret)
{
    size_t size = (day->cycle_count + DD_CHARTS_CYCLES - 1) / DD_CHARTS_CYCLES;
    for (size_t i = 0; i < day->cycle_count; i++) {
        const dd_day_cycle *cycle = &day->cycles[i];
        dd_charts_cycle *group = &ret->cycles[i / size];
        if (i % size == 0) *group = (dd_charts_cycle){.at_ms = cycle->at_ms};
        group->cycles++;
        if (cycle->open_orders > group->open_max) group->open_max = cycle->open_orders;
        if (cycle->unassigned > group->unassigned_max) group->unassigned_max = cycle->unassigned;
        if (cycle->wall_us > 0) group->measured++;
        if (cycle->wall_us > group->wall_max_us) group->wall_max_us = cycle->wall_us;
        group->wall_mean_us += cycle->wall_us;
        ret->cycle_count = (uint32_t)(i / size) + 1;
    }
    for (uint32_t i = 0; i < ret->cycle_count; i++)
        if (ret->cycles[i].measured > 0) ret->cycles[i].wall_mean_us /= ret->cycles[i].measured;
}

dd_status dd_charts_count(const dd_day *day, const dd_charts_time *time, dd_charts *ret, dd_error *err)
{
    memset(ret, 0, sizeof *ret);
    dd_status status = count_couriers(day, time, ret, err);
    if (status != DD_STATUS_OK) return status;
    for (size_t i = 0; i < day->order_count; i++) count_order(day, time, &day->orders[i], ret);
    dd_charts_add_up(time, ret->open);
    dd_charts_add_up(time, ret->unpicked);
    dd_charts_add_up(time, ret->on_shift);
    dd_charts_add_up(time, ret->busy);
    dd_charts_add_up(time, ret->done);
    count_cycles(day, ret);
    return DD_STATUS_OK;
}
