/* Live: what `replay` and `simulate` share: a scenario run with the clocks, threads, journal and terminal of this machine. */
#ifndef DD_CLI_LIVE_H
#define DD_CLI_LIVE_H

#include "cli/day_view.h"
#include "cli/plant_view.h"
#include "sim/consult_run.h"
#include "sim/plant_run.h"
#include "sim/run.h"

/* Names of the policies, for DD_OPTION_CHOICE: index as dd_live_policy wants it. */
extern const char *const dd_live_policies[];
dd_policy dd_live_policy(unsigned choice);

/* The rhythm of a policy in a town: continuous re-planning every 30 s, assignment every minute, nearest as soon as can be. */
int64_t dd_live_cycle_ms(dd_policy policy);

typedef struct dd_live_options {
    uint64_t work;               /* units a cycle, 0: the scenario's */
    int64_t cpu_us;              /* for the day, 0: none */
    uint64_t threads;
    const char *journal;         /* path, NULL: none */
    uint64_t snapshot_every;     /* records */
    int64_t until_ms;            /* 0: to the end */
    bool has_no_legs;
    const char *title;
} dd_live_options;

/* Runs, with a progress line when standard error is a terminal.  The scenario must outlive *ret. */
DD_MUST_USE dd_status dd_live_run(const dd_scenario *scenario, const dd_live_options *options, dd_run *ret, dd_day_costs *ret_costs, dd_error *err);

/* The same for a day of consultations. */
DD_MUST_USE dd_status dd_live_consult(const dd_consult_day *day, const dd_live_options *options, dd_consult_run *ret, dd_day_costs *ret_costs, dd_error *err);
/* Prints its figures, for people or as JSON. */
DD_MUST_USE dd_status dd_live_print_consult(bool is_json, const dd_consult_log *log, const dd_day_costs *costs, dd_error *err);
/* Writes WORK.csv: who worked on what. */
DD_MUST_USE dd_status dd_live_work(const char *path, const dd_consult_log *log, dd_error *err);
/* Writes its HTML report. */
DD_MUST_USE dd_status dd_live_report_consult(const char *path, const dd_consult_log *log, dd_error *err);

/* The same for a month of a factory, which is then closed. */
DD_MUST_USE dd_status dd_live_plant(const dd_plant_scenario *scenario, const dd_live_options *options, dd_plant_run *ret, dd_day_costs *ret_costs,
                                    dd_error *err);
/* Writes its HTML report: results[0] is that of the log, the others stand beside. */
DD_MUST_USE dd_status dd_live_report_plant(const char *path, const char *title, const dd_plant_log *log, const dd_plant_result *results, uint32_t count,
                                           dd_error *err);

/* Writes the HTML report of days[0], compared with the others. */
DD_MUST_USE dd_status dd_live_report(const char *path, const dd_day *days, uint32_t count, dd_error *err);

/* Prints the figures, for people or as JSON. */
DD_MUST_USE dd_status dd_live_print(bool is_json, const dd_day *days, const dd_day_costs *costs, uint32_t count, dd_error *err);

/* Reads "12:30" or "12:30:15" as milliseconds from midnight, up to 48 hours; false when it is neither. */
bool dd_live_read_clock(const char *text, int64_t *ret_ms);

#endif
