/* Plant recorder: what happened in a factory, as a problem and its schedule (report/shop_report.h can show it, dd_shop_figures_count it), from events
 * and decisions, live or from a journal alike.
 *
 * It sees each event just before the engine applies it, with the engine as it is then.  It keeps nothing but the log.
 */
#ifndef DD_SIM_PLANT_RECORDER_H
#define DD_SIM_PLANT_RECORDER_H

#include "diaodu/engine.h"
#include "report/shop_report.h"

/* A machine that did not work, or units of a pool that were away. */
typedef struct dd_plant_gap {
    uint32_t of, units;
    bool is_failure, is_pool;
    int64_t begin_ms, end_ms; /* end DD_FOREVER_MS: still */
} dd_plant_gap;

typedef struct dd_plant_log {
    dd_shop_problem *line;      /* as it was told; jobs with nominal durations; machines' closed windows once it is closed */
    uint32_t *first_operations; /* by job */
    size_t first_capacity;
    dd_placement *placements; /* by operation: what happened */
    size_t placement_capacity;
    dd_placement *planned, *newest; /* by operation: by the first and the newest plan */
    size_t planned_capacity, newest_capacity;
    bool *cancelled, *rush; /* by job */
    size_t cancelled_capacity, rush_capacity;
    dd_plant_gap *gaps;
    size_t gap_count, gap_capacity;
    dd_shop_outage *outages; /* once it is closed */
    size_t outage_count, outage_capacity;
    dd_shop_replan *replans;
    size_t replan_count, replan_capacity;
    uint32_t waiting_planned; /* operations that are planned and not begun */
    uint32_t dispatches, recalls, warnings;
    uint64_t work;
    int64_t begin_ms, end_ms, last_release_ms; /* throughput counts to the last release */
} dd_plant_log;

DD_MUST_USE dd_status dd_plant_log_init(dd_plant_log *log, dd_error *err);
void dd_plant_log_done(dd_plant_log *log); /* legal on {0} */

/* Records an event that `engine` is about to apply; errors: NO_MEMORY. */
DD_MUST_USE dd_status dd_plant_recorder_see(dd_plant_log *log, const dd_engine *engine, const dd_event *event, dd_error *err);

/* No more comes: failures and absences become those of the line. */
DD_MUST_USE dd_status dd_plant_log_close(dd_plant_log *log, dd_error *err);
/* A closed log as the report wants it; borrowed from it. */
dd_shop_view dd_plant_log_view(const dd_plant_log *log);

#endif
