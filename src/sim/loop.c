#include "sim/loop.h"

#include <stdlib.h>

#include "sim/history.h"

typedef struct run_loop {
    const dd_loop_world *world;
    const dd_run_options *options;
    dd_engine *engine;
    uint64_t seq, snapshot_seq;
    int64_t now_ms, again_ms;
    /* Budget. */
    int64_t cycle_share_us, cycle_begin_us;
    double seen_units, seen_us;  /* work done and time spent, older cycles counting ever less */
    dd_error *err;
} run_loop;

/* Makes events durable, then applies them. */
static dd_status commit(run_loop *loop, const dd_event *events, uint32_t count)
{
    dd_status status = DD_STATUS_OK;
    for (uint32_t begin = 0; begin < count && loop->options->journal != NULL; begin += DD_JOURNAL_BATCH_MAX) {
        uint32_t size = count - begin < DD_JOURNAL_BATCH_MAX ? count - begin : (uint32_t)DD_JOURNAL_BATCH_MAX;
        status = dd_history_append(loop->options->journal, events + begin, size, &loop->seq, loop->err);
        if (status != DD_STATUS_OK) return status;
    }
    if (loop->options->journal == NULL) loop->seq += count;
    for (uint32_t i = 0; i < count && status == DD_STATUS_OK; i++) {
        if (loop->options->observe != NULL) loop->options->observe(loop->options->context, &events[i]);
        status = loop->world->see(loop->world->world, loop->engine, &events[i], loop->err);
        if (status == DD_STATUS_OK) status = dd_engine_apply(loop->engine, &events[i], loop->err);
    }
    return status;
}

static dd_status feed(run_loop *loop)
{
    uint32_t count;
    const dd_event *events = loop->world->events(loop->world->world, &count);
    dd_engine *engine = loop->engine;
    dd_status status = DD_STATUS_OK;
    for (uint32_t at = 0; at < count && status == DD_STATUS_OK;) {
        uint32_t good = 0;
        while (at + good < count && dd_engine_validate(engine, &events[at + good], loop->err) == DD_STATUS_OK) good++;
        if (good == 0) return dd_engine_validate(engine, &events[at], loop->err);
        status = commit(loop, events + at, good);
        at += good;
    }
    loop->world->clear(loop->world->world);
    return status;
}

static dd_status open_region(run_loop *loop)
{
    dd_event opened = {.kind = DD_EVENT_OPENED, .at_ms = loop->world->begin_ms};
    void *bytes = NULL;
    dd_status status = dd_engine_config_encode(loop->world->config, &bytes, &opened.byte_count, loop->err);
    opened.bytes = bytes;
    if (status == DD_STATUS_OK) status = dd_engine_validate(loop->engine, &opened, loop->err);
    if (status == DD_STATUS_OK) status = commit(loop, &opened, 1);
    free(bytes);
    return status;
}

/* This cycle's part of the processor time that is left: twice an even part, since many cycles have little to do. */
static void set_share(run_loop *loop)
{
    const dd_run_options *options = loop->options;
    int64_t limit_us = options->cpu_us - options->cpu_us / 20;
    int64_t left_ms = loop->world->end_ms - loop->now_ms, cycle_ms = loop->world->config->cycle_ms;
    int64_t cycles_left = (left_ms > 0 ? left_ms / cycle_ms : 0) + 20;
    loop->cycle_begin_us = options->clock->cpu_us();
    int64_t left_us = limit_us - loop->cycle_begin_us;
    if (left_us < 0) left_us = 0;
    loop->cycle_share_us = 2 * left_us / cycles_left;
}

static uint64_t cycle_work(const run_loop *loop)
{
    if (loop->seen_us <= 0) return loop->world->config->work_per_cycle;
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
    dd_status status = dd_engine_decide(loop->engine, loop->now_ms, &budget, ret, loop->err);
    if (status != DD_STATUS_OK) return status;
    if (has_share) learn_rate(loop, ret->work);
    return commit(loop, ret->events, ret->count);
}

static dd_status take_snapshot(run_loop *loop)
{
    const dd_run_options *options = loop->options;
    if (options->journal == NULL || options->snapshot_every == 0) return DD_STATUS_OK;
    if (loop->seq - loop->snapshot_seq < options->snapshot_every) return DD_STATUS_OK;
    void *bytes;
    size_t size;
    dd_status status = dd_engine_snapshot(loop->engine, &bytes, &size, loop->err);
    if (status != DD_STATUS_OK) return status;
    status = dd_journal_put_snapshot(options->journal, loop->seq, bytes, size, loop->err);
    free(bytes);
    loop->snapshot_seq = loop->seq;
    return status;
}

static dd_status run_cycle(run_loop *loop)
{
    const dd_loop_world *world = loop->world;
    dd_status status = world->play(world->world, loop->now_ms, loop->err);
    const dd_clock *clock = loop->options->clock;
    int64_t cpu_us = clock ? clock->cpu_us() : 0, wall_us = clock ? clock->wall_us() : 0;
    if (status == DD_STATUS_OK) status = feed(loop);
    if (status != DD_STATUS_OK) return status;
    dd_decisions decisions = {.again_ms = DD_FOREVER_MS};
    status = decide(loop, &decisions);
    loop->again_ms = decisions.again_ms;
    if (clock != NULL) world->see_cost(world->world, clock->cpu_us() - cpu_us, clock->wall_us() - wall_us);
    for (uint32_t i = 0; i < decisions.count && status == DD_STATUS_OK; i++)
        status = world->tell(world->world, &decisions.events[i], loop->err);
    dd_decisions_free(&decisions);
    return status == DD_STATUS_OK ? take_snapshot(loop) : status;
}

static void report_progress(const run_loop *loop)
{
    if (loop->options->progress == NULL) return;
    dd_run_progress progress = {
        .at_ms = loop->now_ms,
        .begin_ms = loop->world->begin_ms,
        .end_ms = loop->world->end_ms,
        .orders = dd_engine_order_count(loop->engine),
        .open_orders = dd_engine_open_orders(loop->engine),
    };
    loop->options->progress(loop->options->context, &progress);
}

/* The instant of the next cycle. */
static int64_t next_cycle_ms(const run_loop *loop)
{
    const dd_loop_world *world = loop->world;
    if (world->next_ms == NULL) return loop->now_ms + world->config->cycle_ms;
    int64_t next_ms = world->next_ms(world->world), again_ms = loop->again_ms;
    if (world->grain_ms > 1 && again_ms < DD_FOREVER_MS) again_ms += (world->grain_ms - again_ms % world->grain_ms) % world->grain_ms;
    return next_ms < again_ms ? next_ms : again_ms;
}

dd_status dd_loop_run(const dd_loop_world *world, const dd_run_options *options, dd_engine *engine, uint64_t *ret_seq, dd_error *err)
{
    dd_error local;
    run_loop loop = {.world = world, .options = options, .engine = engine, .now_ms = world->begin_ms, .err = err ? err : &local};
    dd_status status = open_region(&loop);
    while (status == DD_STATUS_OK) {
        if (options->until_ms != 0 && loop.now_ms > options->until_ms) break;
        status = run_cycle(&loop);
        if (status != DD_STATUS_OK) break;
        report_progress(&loop);
        if (world->is_over(world->world, loop.now_ms)) break;
        loop.now_ms = next_cycle_ms(&loop);
        if (loop.now_ms >= DD_FOREVER_MS) break;
    }
    *ret_seq = loop.seq;
    return status;
}
