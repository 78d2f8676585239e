#include "cli/simulate_consult.h"

#include "cli/shell.h"

static dd_status write_work(const char *path, const dd_consult_log *log, dd_error *err)
{
    dd_buffer text = {0};
    dd_status status = dd_consult_run_work(log, &text, err);
    if (status == DD_STATUS_OK) status = dd_shell_write(path, (const char *)text.bytes, text.size, err);
    dd_buffer_done(&text);
    return status;
}

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
        if (options->work != NULL) status = write_work(options->work, &run.log, err);
        if (status == DD_STATUS_OK) status = dd_live_print_consult(options->is_json, &run.log, &costs, err);
        dd_consult_run_done(&run);
    }
    dd_consult_day_free(day);
    return status;
}
