/* Consultation charts: a day's counts over time and by size, ready to be drawn (bins and steps: charts.h).  Everything counts, whatever is
 * sampled elsewhere.  O(cases + stretches + shifts + bins).
 */
#ifndef DD_REPORT_CONSULT_CHARTS_H
#define DD_REPORT_CONSULT_CHARTS_H

#include "report/charts.h"
#include "report/consult_log.h"

enum {
    DD_CONSULT_SPREAD = 102,      /* waits in fiftieths of the target, rounded up: 50 is in target; the last is open */
    DD_CONSULT_SPREAD_TARGET = 50
};

typedef struct dd_consult_charts {
    dd_charts_time time;
    int64_t midnight_ms;          /* of the day in which the log begins */
    int64_t opened[DD_URGENCY_END_][DD_CHARTS_BINS_MAX];
    int64_t wait_ms[DD_URGENCY_END_][DD_CHARTS_BINS_MAX], wait_count[DD_URGENCY_END_][DD_CHARTS_BINS_MAX]; /* by time of opening */
    int64_t spread[DD_URGENCY_END_][DD_CONSULT_SPREAD];
    int64_t waiting[DD_URGENCY_END_][DD_CHARTS_BINS_MAX * DD_CHARTS_STEPS + 1]; /* opened, without first contact */
    int64_t on[DD_CHARTS_BINS_MAX * DD_CHARTS_STEPS + 1]; /* specialists on duty and in no block */
    int64_t busy[DD_CHARTS_BINS_MAX * DD_CHARTS_STEPS + 1]; /* at work */
    int64_t rooms[DD_CHARTS_BINS_MAX * DD_CHARTS_STEPS + 1]; /* with live work in them */
} dd_consult_charts;

/* By specialist: all its work counts, drawn or not. */
typedef struct dd_consult_tally {
    int64_t duty_ms, busy_ms;
    uint32_t cases, cut;          /* finished by it, cut under its hands */
} dd_consult_tally;

/* Both fill memory of the caller's, of a log that passed dd_consult_log_check: *ret, and tallies by specialist, all 0 before. */
void dd_consult_charts_count(const dd_consult_log *log, dd_consult_charts *ret);
void dd_consult_charts_tally(const dd_consult_log *log, dd_consult_tally *ret);

#endif
