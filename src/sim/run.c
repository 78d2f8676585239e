#include "sim/run.h"

#include <stdlib.h>

#include "sim/history.h"
#include "sim/recorder.h"

typedef struct run_loop {
    const dd_scenario *scenario;
    const dd_run_options *options;
    dd_run *run;
    dd_recorder *recorder;
    int64_t now_ms;
    uint64_t snapshot_seq;
    /* Budget. */
    int64_t cycle_share_us, cycle_begin_us;
    double seen_units, seen_us;  /* work done and time spent, older cycles counting ever less */
    dd_error *err;
} run_loop;


/* Makes events durable, then applies them. */
static dd_status commit(run_loop *loop, const dd_event *events, uint32_t count)
{
    dd_run *run = loop->run;
    dd_status status = DD_STATUS_OK;
    for (uint32_t begin = 0; begin < count && loop->options->journal != NULL; begin += DD_JOURNAL_BATCH_MAX) {
        uint32_t size = count - begin < DD_JOURNAL_BATCH_MAX ? count - begin : (uint32_t)DD_JOURNAL_BATCH_MAX;
        status = dd_history_append(loop->options->journal, events + begin, size, &run->seq, loop->err);
        if (status != DD_STATUS_OK) return status;
    }
    if (loop->options->journal == NULL) run->seq += count;
    for (uint32_t i = 0; i < count && status == DD_STATUS_OK; i++) {
        if (loop->options->observe != NULL) loop->options->observe(loop->options->context, &events[i]);
        status = dd_recorder_see(loop->recorder, run->engine, &events[i], loop->err);
        if (status == DD_STATUS_OK) status = dd_engine_apply(run->engine, &events[i], loop->err);
    }
    return status;
}

static dd_status feed(run_loop *loop)
{
    uint32_t count;
    const dd_event *events = dd_world_events(loop->run->world, &count);
    dd_engine *engine = loop->run->engine;
    dd_status status = DD_STATUS_OK;
    for (uint32_t at = 0; at < count && status == DD_STATUS_OK;) {
        uint32_t good = 0;
        while (at + good < count && dd_engine_validate(engine, &events[at + good], loop->err) == DD_STATUS_OK) good++;
        if (good == 0) return dd_engine_validate(engine, &events[at], loop->err);
        status = commit(loop, events + at, good);
        at += good;
    }
    dd_world_clear(loop->run->world);
    return status;
}

static dd_status open_region(run_loop *loop)
{
    dd_event opened = {.kind = DD_EVENT_OPENED, .at_ms = loop->scenario->begin_ms};
    void *bytes = NULL;
    dd_status status = dd_engine_config_encode(&loop->scenario->config, &bytes, &opened.byte_count, loop->err);
    opened.bytes = bytes;
    if (status == DD_STATUS_OK) status = dd_engine_validate(loop->run->engine, &opened, loop->err);
    if (status == DD_STATUS_OK) status = commit(loop, &opened, 1);
    free(bytes);
    return status;
}

/* This cycle's part of the processor time that is left: twice an even part, since many cycles have little to do. */
static void set_share(run_loop *loop)
{
    const dd_run_options *options = loop->options;
    int64_t limit_us = options->cpu_us - options->cpu_us / 20;
    int64_t left_ms = loop->scenario->end_ms - loop->now_ms, cycle_ms = loop->scenario->config.cycle_ms;
    int64_t cycles_left = (left_ms > 0 ? left_ms / cycle_ms : 0) + 20;
    loop->cycle_begin_us = options->clock->cpu_us();
    int64_t left_us = limit_us - loop->cycle_begin_us;
    if (left_us < 0) left_us = 0;
    loop->cycle_share_us = 2 * left_us / cycles_left;
}

static uint64_t cycle_work(const run_loop *loop)
{
    if (loop->seen_us <= 0) return loop->scenario->config.work_per_cycle;
    double work = loop->seen_units / loop->seen_us * (double)loop->cycle_share_us;
    return work < 1 ? 1 : work > 1e15 ? (uint64_t)1e15 : (uint64_t)work;
}

static void learn_rate(run_loop *loop, uint64_t work)
{
    const double memory = 0.97;
    loop->seen_units = memory * loop->seen_units + (double)work;
    loop->seen_us = memory * loop->seen_us + (double)(loop->options->clock->cpu_us() - loop->cycle_begin_us);
}

static dd_status decide(run_loop *loop, dd_decisions *ret)
{
    const dd_run_options *options = loop->options;
    dd_budget budget = {.work = options->work, .executor = options->executor};
    bool has_share = options->cpu_us > 0 && options->clock != NULL;
    if (has_share) {
        set_share(loop);
        budget.work = cycle_work(loop);
    }
    dd_status status = dd_engine_decide(loop->run->engine, loop->now_ms, &budget, ret, loop->err);
    if (status != DD_STATUS_OK) return status;
    if (has_share) learn_rate(loop, ret->work);
    return commit(loop, ret->events, ret->count);
}

static dd_status take_snapshot(run_loop *loop)
{
    const dd_run_options *options = loop->options;
    if (options->journal == NULL || options->snapshot_every == 0) return DD_STATUS_OK;
    if (loop->run->seq - loop->snapshot_seq < options->snapshot_every) return DD_STATUS_OK;
    void *bytes;
    size_t size;
    dd_status status = dd_engine_snapshot(loop->run->engine, &bytes, &size, loop->err);
    if (status != DD_STATUS_OK) return status;
    status = dd_journal_put_snapshot(options->journal, loop->run->seq, bytes, size, loop->err);
    free(bytes);
    loop->snapshot_seq = loop->run->seq;
    return status;
}

static dd_status run_cycle(run_loop *loop)
{
    dd_world *world = loop->run->world;
    const dd_behaviour *behaviour = &loop->scenario->behaviour;
    dd_status status = dd_world_play(world, loop->now_ms, behaviour->is_by_the_minute, loop->err);
    if (status == DD_STATUS_OK && behaviour->travel_noise_permille > 0) status = dd_world_locate(world, loop->now_ms, loop->err);
    const dd_clock *clock = loop->options->clock;
    int64_t cpu_us = clock ? clock->cpu_us() : 0, wall_us = clock ? clock->wall_us() : 0;
    if (status == DD_STATUS_OK) status = feed(loop);
    if (status != DD_STATUS_OK) return status;
    dd_decisions decisions = {0};
    status = decide(loop, &decisions);
    if (clock != NULL) dd_recorder_see_cost(loop->recorder, clock->cpu_us() - cpu_us, clock->wall_us() - wall_us);
    for (uint32_t i = 0; i < decisions.count && status == DD_STATUS_OK; i++)
        status = dd_world_tell(world, &decisions.events[i], loop->err);
    dd_decisions_free(&decisions);
    return status == DD_STATUS_OK ? take_snapshot(loop) : status;
}

static void report_progress(const run_loop *loop)
{
    if (loop->options->progress == NULL) return;
    dd_run_progress progress = {
        .at_ms = loop->now_ms,
        .begin_ms = loop->scenario->begin_ms,
        .end_ms = loop->scenario->end_ms,
        .orders = dd_engine_order_count(loop->run->engine),
        .open_orders = dd_engine_open_orders(loop->run->engine),
    };
    loop->options->progress(loop->options->context, &progress);
}

static dd_status run_cycles(run_loop *loop)
{
    dd_status status = open_region(loop);
    for (loop->now_ms = loop->scenario->begin_ms; status == DD_STATUS_OK; loop->now_ms += loop->scenario->config.cycle_ms) {
        if (loop->options->until_ms != 0 && loop->now_ms > loop->options->until_ms) break;
        status = run_cycle(loop);
        if (status != DD_STATUS_OK) break;
        report_progress(loop);
        if (dd_world_is_over(loop->run->world, loop->now_ms)) break;
    }
    return status;
}

dd_status dd_run_scenario(const dd_scenario *scenario, const dd_run_options *options, dd_run *ret, dd_error *err)
{
    dd_error local;
    dd_run run = {0};
    dd_day_init(&run.day);
    run_loop loop = {.scenario = scenario, .options = options, .run = &run, .err = err ? err : &local};
    dd_status status = dd_recorder_create(&run.day, !options->has_no_legs, scenario->foresight_ms, &loop.recorder, loop.err);
    if (status == DD_STATUS_OK) status = dd_engine_create(&run.engine, loop.err);
    if (status == DD_STATUS_OK) status = dd_world_create(scenario, &run.world, loop.err);
    if (status == DD_STATUS_OK) status = run_cycles(&loop);
    dd_recorder_free(loop.recorder);
    if (status == DD_STATUS_OK) *ret = run;
    else dd_run_done(&run);
    return status;
}

void dd_run_done(dd_run *run)
{
    dd_engine_free(run->engine);
    dd_world_free(run->world);
    dd_day_done(&run->day);
    *run = (dd_run){0};
}
