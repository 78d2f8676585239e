#include "sim/run.h"

#include "sim/recorder.h"

/* The couriers' world for the loop. */
typedef struct courier_play {
    const dd_scenario *scenario;
    dd_world *world;
    dd_recorder *recorder;
} courier_play;

static dd_status play(void *context, int64_t until_ms, dd_error *err)
{
    courier_play *p = context;
    const dd_behaviour *behaviour = &p->scenario->behaviour;
    dd_status status = dd_world_play(p->world, until_ms, behaviour->is_by_the_minute, err);
    if (status == DD_STATUS_OK && behaviour->travel_noise_permille > 0) status = dd_world_locate(p->world, until_ms, err);
    return status;
}

static const dd_event *events(const void *context, uint32_t *ret_count)
{
    return dd_world_events(((const courier_play *)context)->world, ret_count);
}

static void clear(void *context)
{
    dd_world_clear(((courier_play *)context)->world);
}

static dd_status tell(void *context, const dd_event *decision, dd_error *err)
{
    return dd_world_tell(((courier_play *)context)->world, decision, err);
}

static bool is_over(const void *context, int64_t at_ms)
{
    return dd_world_is_over(((const courier_play *)context)->world, at_ms);
}

static dd_status see(void *context, const dd_engine *engine, const dd_event *event, dd_error *err)
{
    return dd_recorder_see(((courier_play *)context)->recorder, engine, event, err);
}

static void see_cost(void *context, int64_t cpu_us, int64_t wall_us)
{
    dd_recorder_see_cost(((courier_play *)context)->recorder, cpu_us, wall_us);
}

static dd_status run_loop(courier_play *p, const dd_run_options *options, dd_run *run, dd_error *err)
{
    const dd_scenario *scenario = p->scenario;
    const dd_loop_world world = {
        .world = p,
        .config = &scenario->config,
        .begin_ms = scenario->begin_ms,
        .end_ms = scenario->end_ms,
        .play = play,
        .events = events,
        .clear = clear,
        .tell = tell,
        .is_over = is_over,
        .see = see,
        .see_cost = see_cost,
    };
    return dd_loop_run(&world, options, run->engine, &run->seq, err);
}

dd_status dd_run_scenario(const dd_scenario *scenario, const dd_run_options *options, dd_run *ret, dd_error *err)
{
    dd_run run = {0};
    dd_day_init(&run.day);
    courier_play p = {.scenario = scenario};
    dd_status status = dd_recorder_create(&run.day, !options->has_no_legs, scenario->foresight_ms, &p.recorder, err);
    if (status == DD_STATUS_OK) status = dd_engine_create(&run.engine, err);
    if (status == DD_STATUS_OK) status = dd_world_create(scenario, &run.world, err);
    p.world = run.world;
    if (status == DD_STATUS_OK) status = run_loop(&p, options, &run, err);
    dd_recorder_free(p.recorder);
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
