#include "cli/simulate_consult.h"

dd_status dd_simulate_consult_run(const dd_simulate_consult *options, dd_error *err)
{
    dd_consult_day *day = NULL;
    dd_consult_run run = {0};
    dd_day_costs costs;
    char title[96];
    snprintf(title, sizeof title, "Simulated hospital network, seed %llu", (unsigned long long)options->hospital.seed);
    dd_live_options live = {.journal = options->journal, .snapshot_every = 50000, .threads = 1, .until_ms = options->until_ms, .title = title};
    dd_status status = dd_hospital_generate(&options->hospital, &day, err);
    if (status == DD_STATUS_OK) status = dd_live_consult(day, &live, &run, &costs, err);
    if (status == DD_STATUS_OK) {
        if (options->work != NULL) status = dd_live_work(options->work, &run.log, err);
        if (status == DD_STATUS_OK && options->report != NULL) status = dd_live_report_consult(options->report, &run.log, err);
        if (status == DD_STATUS_OK) status = dd_live_print_consult(options->is_json, &run.log, &costs, err);
        dd_consult_run_done(&run);
    }
    dd_consult_day_free(day);
    return status;
}
