/* Plant view: the figures of months of a factory, for people and for programs, alike in `replay` and `simulate`. */
#ifndef DD_CLI_PLANT_VIEW_H
#define DD_CLI_PLANT_VIEW_H

#include "cli/day_view.h"
#include "sim/plant_recorder.h"

/* A run of one policy. */
typedef struct dd_plant_result {
    const char *label, *policy; /* for people; as an option says it */
    dd_shop_figures figures;
    uint32_t cancelled, replans, dispatches, recalls, warnings, failures;
    double moved, kept; /* operations a re-planning, in the mean */
    uint64_t work;
    dd_day_costs costs;
    int64_t most_cpu_us; /* of one decision; 0: not known */
} dd_plant_result;

/* From a closed log.  DD_STATUS_NO_MEMORY. */
DD_MUST_USE dd_status dd_plant_result_of(const dd_plant_log *log, dd_plant_result *ret, dd_error *err);

/* A table, the first of the results beside the others on the same month, and what it saves. */
void dd_plant_view_print(FILE *out, const char *title, const dd_plant_result *results, uint32_t count);
/* One JSON object: the figures of the first (hours, percent), `cpu_s`, `work`, and under "compared" those of the others.  Ends with a newline. */
DD_MUST_USE dd_status dd_plant_view_json(FILE *out, const dd_plant_result *results, uint32_t count, dd_error *err);

#endif
