/* Consultation view: a day's figures for people and for programs, alike in `replay` and `simulate`. */
#ifndef DD_CLI_CONSULT_VIEW_H
#define DD_CLI_CONSULT_VIEW_H

#include "cli/day_view.h"
#include "report/consult_log.h"

/* A table: waits by urgency, tardiness, interruptions, fairness. */
DD_MUST_USE dd_status dd_consult_view_print(FILE *out, const dd_consult_log *log, const dd_day_costs *costs, dd_error *err);

/* One JSON object with the same figures (minutes, percent), `cpu_s` and `work`; every late STAT case with who was eligible and why each was busy.
 * Ends with a newline. */
DD_MUST_USE dd_status dd_consult_view_json(FILE *out, const dd_consult_log *log, const dd_day_costs *costs, dd_error *err);

/* Both of a day under its own rules and under plain ones (days[1]): two tables and what was gained, or the first one's object with the other's in
 * `compared`. */
DD_MUST_USE dd_status dd_consult_view_both(FILE *out, bool is_json, const dd_consult_log *const logs[2], const dd_day_costs costs[2], dd_error *err);

#endif
