/* Charts: a day's counts over time and by size, ready to be drawn.  All orders and couriers count, whatever is sampled elsewhere.
 *
 * Time is cut into bins of a readable width (a quarter hour for a day) and each bin into DD_CHARTS_STEPS steps; at a step's instant a
 * state is counted.  Everything outside the range falls into the first or last bin.  O(orders + legs + cycles + bins).
 */
#ifndef DD_REPORT_CHARTS_H
#define DD_REPORT_CHARTS_H

#include "report/day.h"

enum {
    DD_CHARTS_BINS_MAX = 200,
    DD_CHARTS_STEPS = 15,
    DD_CHARTS_WAITS = 240,  /* click-to-door, one-minute bins, the last open */
    DD_CHARTS_LATES = 241,  /* delivery minus due, one-minute bins from -120 to +120, the ends open */
    DD_CHARTS_USES = 10,    /* utilisation of a courier in tenths, the last open */
    DD_CHARTS_CYCLES = 240  /* groups of consecutive cycles */
};

typedef struct dd_charts_time {
    int64_t begin_ms, bin_ms;
    uint32_t bins;
} dd_charts_time;

typedef struct dd_charts_cycle {
    int64_t at_ms, wall_mean_us, wall_max_us, open_max, unassigned_max;
    uint32_t cycles, measured;
} dd_charts_cycle;

typedef struct dd_charts {
    int64_t placed[DD_CHARTS_BINS_MAX], delivered[DD_CHARTS_BINS_MAX];
    int64_t waiting_ms[DD_CHARTS_BINS_MAX], waiting_count[DD_CHARTS_BINS_MAX]; /* by time of placing, under the give-up rule */
    int64_t open[DD_CHARTS_BINS_MAX * DD_CHARTS_STEPS + 1];    /* placed and not closed */
    int64_t unpicked[DD_CHARTS_BINS_MAX * DD_CHARTS_STEPS + 1]; /* of them, not picked up */
    int64_t on_shift[DD_CHARTS_BINS_MAX * DD_CHARTS_STEPS + 1];
    int64_t busy[DD_CHARTS_BINS_MAX * DD_CHARTS_STEPS + 1];    /* on a leg other than MOVING */
    int64_t done[DD_CHARTS_BINS_MAX * DD_CHARTS_STEPS + 1];    /* delivered so far */
    int64_t waits[DD_CHARTS_WAITS], lates[DD_CHARTS_LATES], uses[DD_CHARTS_USES];
    int64_t kitchen_ms, courier_ms, road_ms, given_up_ms;      /* sums of the parts of waiting */
    dd_charts_cycle cycles[DD_CHARTS_CYCLES];
    uint32_t cycle_count;
} dd_charts;

/* Bins that cover the range, aligned to the midnight. */
dd_charts_time dd_charts_time_over(int64_t begin_ms, int64_t end_ms, int64_t midnight_ms);
/* Bins that cover all days. */
dd_charts_time dd_charts_time_of(const dd_day *days, uint32_t day_count);

/* The bin of an instant; the first or last one outside the range. */
uint32_t dd_charts_bin(const dd_charts_time *time, int64_t at_ms);
/* `value` as an index of `count` bins, the ends open. */
uint32_t dd_charts_clamp(int64_t value, uint32_t count);
/* Steps hold differences: +1 at the first step instant inside [begin, end), -1 at the first one after; bins * DD_CHARTS_STEPS + 1 of them. */
void dd_charts_add_span(const dd_charts_time *time, int64_t *steps, int64_t begin_ms, int64_t end_ms);
/* Makes counts of them. */
void dd_charts_add_up(const dd_charts_time *time, int64_t *steps);

/* Fills *ret for a day that passed dd_day_check.  Error: DD_STATUS_NO_MEMORY. */
DD_MUST_USE dd_status dd_charts_count(const dd_day *day, const dd_charts_time *time, dd_charts *ret, dd_error *err);

#endif
