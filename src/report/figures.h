/* Figures: how single orders are counted, shared by the summary and the charts so that both say the same.  Pure. */
#ifndef DD_REPORT_FIGURES_H
#define DD_REPORT_FIGURES_H

#include "report/day.h"

/* Where the waiting of one order went; the sum is its waiting under the give-up rule. */
typedef struct dd_figures_parts {
    int64_t kitchen_ms;  /* placed until ready, or until picked up if that was earlier */
    int64_t courier_ms;  /* ready until picked up */
    int64_t road_ms;     /* picked up until at the door */
    int64_t given_up_ms; /* undelivered */
} dd_figures_parts;

void dd_figures_sort(int64_t *values, size_t count);
/* Linear interpolation between order statistics of ascending values; share 0..1; 0 over nothing. */
double dd_figures_percentile(const int64_t *sorted, size_t count, double share);
/* The day's give-up time, its default filled in. */
int64_t dd_figures_give_up_ms(const dd_day *day);
/* Click-to-door under the give-up rule; of no meaning for cancelled orders. */
int64_t dd_figures_waiting_ms(const dd_day *day, const dd_day_order *order);
/* Beyond the due time, 0 when in time or without one; an undelivered order counts as delivered at its give-up time. */
int64_t dd_figures_late_ms(const dd_day *day, const dd_day_order *order);
dd_figures_parts dd_figures_split(const dd_day *day, const dd_day_order *order);

#endif
