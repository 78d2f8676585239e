/* Shop figures: what a schedule, or a month of a plant, came to, as a planner counts it. */
#ifndef DD_REPORT_SHOP_FIGURES_H
#define DD_REPORT_SHOP_FIGURES_H

#include "diaodu/schedule.h"

typedef struct dd_shop_figures {
    uint32_t jobs, finished;          /* all that count; those of which every operation has ended */
    uint32_t due, late;               /* with a due date; late at their end, or at the end of the view when not finished */
    double on_time;                   /* share of `due` that is not late; 1 when none is due */
    int64_t tardiness_ms;             /* sum of weight * max(0, end - due) */
    int64_t latest_ms;                /* the greatest max(0, end - due) */
    double tardiness_mean_ms;         /* over `due`, without weights */
    double lead_mean_ms;              /* end - release, over the finished */
    int64_t lead_p50_ms, lead_p95_ms; /* by nearest rank */
    int64_t makespan_ms;              /* from the problem's origin */
    int64_t setup_ms;                 /* from setup_begin to start, less closed time */
    uint32_t setups;                  /* operations with a setup of more than 0 */
    int64_t busy_ms, open_ms;         /* processing, and working time of the machines from the origin to the end */
    double busy_share, setup_share;   /* of open_ms */
    double jobs_a_day;                /* finished, over the time from the origin to the last end */
} dd_shop_figures;

/* One machine's share. */
typedef struct dd_shop_load {
    uint32_t operations, setups;
    int64_t busy_ms, setup_ms, open_ms;
} dd_shop_load;

/* Counts.  Placements with start_ms DD_FOREVER_MS are not placed, with end_ms DD_FOREVER_MS run still.  `skips` (by job, NULL for none) marks jobs
 * that do not count: called off.  end_ms is the end of the view; throughput is counted to horizon_ms, 0: the last end of a job.  `loads` (by machine) may be
 * NULL.  DD_STATUS_NO_MEMORY. */
DD_MUST_USE dd_status dd_shop_figures_count(const dd_shop_problem *problem, const dd_placement *placements, const bool *skips,
                                            int64_t end_ms, int64_t horizon_ms, dd_shop_figures *ret, dd_shop_load *loads, dd_error *err);

#endif
