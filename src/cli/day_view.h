/* Day view: a run's figures for people and for programs, alike in `replay` and `simulate`. */
#ifndef DD_CLI_DAY_VIEW_H
#define DD_CLI_DAY_VIEW_H

#include <stdbool.h>
#include <stdio.h>

#include "report/day.h"

/* What a run took, beside its day. */
typedef struct dd_day_costs {
    int64_t cpu_us, wall_us;     /* of the run; 0: not known */
    uint64_t records;            /* journaled, or that would have been */
    int64_t peak_rss_bytes;      /* of the process so far; 0: not known */
    uint64_t snapshot_bytes;     /* of the state at the end; 0: not known */
    int64_t cycle_ms;            /* between cycles; 0: not known */
} dd_day_costs;

/* A table of days[0], the run that is reported, beside other policies on the same demand, and a sentence on what was saved. */
DD_MUST_USE dd_status dd_day_view_print(FILE *out, const dd_day *days, const dd_day_costs *costs, uint32_t count, dd_error *err);

/* One JSON object: the figures of days[0] (times in minutes), `cpu_s`, `work`, and under "compared" those of the others.  Ends with a newline. */
DD_MUST_USE dd_status dd_day_view_json(FILE *out, const dd_day *days, const dd_day_costs *costs, uint32_t count, dd_error *err);

#endif
