#include "cli/simulate_consult.h"

#include "cli/consult_view.h"

enum { OWN, PLAIN, RUNS };

/* Plain priority: STAT, ASAP, the rest by urgency and age, whoever is free and has worked least; nobody is interrupted or kept free. */
static void make_plain(dd_consult_day *day)
{
    day->config.desk.may_interrupt = false;
    day->config.desk.keeps_reserve = false;
}

static dd_status run_one(const dd_simulate_consult *options, int which, const char *title, dd_consult_day **ret_day, dd_consult_run *ret,
                         dd_day_costs *costs, dd_error *err)
{
    dd_live_options live = {
        .journal = which == OWN ? options->journal : NULL, .snapshot_every = 50000, .threads = 1, .until_ms = options->until_ms, .title = title};
    dd_status status = dd_hospital_generate(&options->hospital, ret_day, err);
    if (status == DD_STATUS_OK && which == PLAIN) make_plain(*ret_day);
    return status == DD_STATUS_OK ? dd_live_consult(*ret_day, &live, ret, costs, err) : status;
}

dd_status dd_simulate_consult_run(const dd_simulate_consult *options, dd_error *err)
{
    dd_consult_day *days[RUNS] = {NULL, NULL};
    dd_consult_run runs[RUNS] = {{0}, {0}};
    dd_day_costs costs[RUNS];
    char title[96];
    snprintf(title, sizeof title, "Simulated hospital network, seed %llu", (unsigned long long)options->hospital.seed);
    int count = options->compares ? RUNS : 1, done = 0;
    dd_status status = DD_STATUS_OK;
    for (; done < count && status == DD_STATUS_OK; done += status == DD_STATUS_OK)
        status = run_one(options, done, title, &days[done], &runs[done], &costs[done], err);
    if (status == DD_STATUS_OK && options->work != NULL) status = dd_live_work(options->work, &runs[OWN].log, err);
    if (status == DD_STATUS_OK && options->report != NULL) status = dd_live_report_consult(options->report, &runs[OWN].log, err);
    const dd_consult_log *const logs[RUNS] = {&runs[OWN].log, &runs[PLAIN].log};
    if (status == DD_STATUS_OK && count == RUNS) status = dd_consult_view_both(stdout, options->is_json, logs, costs, err);
    else if (status == DD_STATUS_OK) status = dd_live_print_consult(options->is_json, logs[OWN], &costs[OWN], err);
    for (int i = 0; i < done; i++) dd_consult_run_done(&runs[i]);
    for (int i = 0; i < RUNS; i++) dd_consult_day_free(days[i]);
    return status;
}
