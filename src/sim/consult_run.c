#include "sim/consult_run.h"

#include <stdlib.h>

#include "base/array.h"
#include "sim/clinic.h"
#include "sim/consult_recorder.h"

/* The clinics' world for the loop, with its log. */
typedef struct clinic_play {
    dd_clinic *clinic;
    dd_consult_run *run;
} clinic_play;

static dd_status play(void *context, int64_t until_ms, dd_error *err)
{
    return dd_clinic_play(((clinic_play *)context)->clinic, until_ms, err);
}

static const dd_event *events(const void *context, uint32_t *ret_count)
{
    return dd_clinic_events(((const clinic_play *)context)->clinic, ret_count);
}

static void clear(void *context)
{
    dd_clinic_clear(((clinic_play *)context)->clinic);
}

static dd_status tell(void *context, const dd_event *decision, dd_error *err)
{
    return dd_clinic_tell(((clinic_play *)context)->clinic, decision, err);
}

static bool is_over(const void *context, int64_t at_ms)
{
    return dd_clinic_is_over(((const clinic_play *)context)->clinic, at_ms);
}

static int64_t next_ms(const void *context)
{
    return dd_clinic_next_ms(((const clinic_play *)context)->clinic);
}

static dd_status see(void *context, const dd_engine *engine, const dd_event *event, dd_error *err)
{
    return dd_consult_recorder_see(&((clinic_play *)context)->run->log, engine, event, err);
}

static void see_cost(void *context, int64_t cpu_us, int64_t wall_us)
{
    dd_consult_run *run = ((clinic_play *)context)->run;
    (void)wall_us;
    if (cpu_us > run->most_cpu_us) run->most_cpu_us = cpu_us;
}

static int64_t last_opened_ms(const dd_consult_day *day)
{
    return day->case_count > 0 ? day->cases[day->case_count - 1].opened_ms : 0;
}

dd_status dd_consult_run_day(const dd_consult_day *day, const dd_run_options *options, dd_consult_run *ret, dd_error *err)
{
    dd_consult_run run = {0};
    clinic_play p = {.run = &run};
    dd_consult_log_init(&run.log);
    dd_status status = dd_clinic_create(day, &p.clinic, err);
    if (status == DD_STATUS_OK) status = dd_engine_create(&run.engine, err);
    if (status == DD_STATUS_OK) {
        const dd_loop_world world = {
            .world = &p,
            .config = &day->config,
            .begin_ms = dd_clinic_next_ms(p.clinic),
            .end_ms = last_opened_ms(day),
            .play = play,
            .events = events,
            .clear = clear,
            .tell = tell,
            .is_over = is_over,
            .next_ms = next_ms,
            .grain_ms = 1000, /* WORK.csv is in whole seconds, and so is a day */
            .see = see,
            .see_cost = see_cost,
        };
        status = dd_loop_run(&world, options, run.engine, &run.seq, err);
    }
    dd_clinic_free(p.clinic);
    if (status == DD_STATUS_OK) *ret = run;
    else dd_consult_run_done(&run);
    return status;
}

void dd_consult_run_done(dd_consult_run *run)
{
    dd_engine_free(run->engine);
    dd_consult_log_done(&run->log);
    *run = (dd_consult_run){0};
}

static int compare_stretches(const void *a, const void *b)
{
    const dd_consult_stretch *one = a, *other = b;
    if (one->begin_ms != other->begin_ms) return one->begin_ms < other->begin_ms ? -1 : 1;
    return one->case_ix < other->case_ix ? -1 : one->case_ix > other->case_ix;
}

dd_status dd_consult_run_work(const dd_consult_log *log, dd_buffer *out, dd_error *err)
{
    dd_consult_stretch *list = dd_array_new(log->stretch_count, sizeof *list);
    const char **cases = dd_array_new(log->case_count, sizeof *cases),
               **specialists = dd_array_new(log->specialist_count, sizeof *specialists);
    dd_status status = DD_STATUS_OK;
    if (list == NULL || cases == NULL || specialists == NULL) {
        status = dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    } else {
        for (size_t i = 0; i < log->stretch_count; i++)
            list[i] = (dd_consult_stretch){log->stretches[i].case_ix, log->stretches[i].specialist, log->stretches[i].begin_ms,
                                           log->stretches[i].end_ms};
        for (size_t i = 0; i < log->case_count; i++) cases[i] = log->cases[i].name;
        for (size_t i = 0; i < log->specialist_count; i++) specialists[i] = log->specialists[i].name;
        qsort(list, log->stretch_count, sizeof *list, compare_stretches);
        dd_consult_write_work(list, log->stretch_count, cases, specialists, out);
        if (out->failed) status = dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    }
    free(list);
    free(cases);
    free(specialists);
    return status;
}
