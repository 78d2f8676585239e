#include "sim/plant_run.h"

#include "sim/plant_world.h"

/* The shop floor for the loop, with its log. */
typedef struct plant_play {
    dd_plant_world *floor;
    dd_plant_run *run;
} plant_play;

static dd_status play(void *context, int64_t until_ms, dd_error *err)
{
    return dd_plant_world_play(((plant_play *)context)->floor, until_ms, err);
}

static const dd_event *events(const void *context, uint32_t *ret_count)
{
    return dd_plant_world_events(((const plant_play *)context)->floor, ret_count);
}

static void clear(void *context)
{
    dd_plant_world_clear(((plant_play *)context)->floor);
}

static dd_status tell(void *context, const dd_event *decision, dd_error *err)
{
    return dd_plant_world_tell(((plant_play *)context)->floor, decision, err);
}

static bool is_over(const void *context, int64_t at_ms)
{
    return dd_plant_world_is_over(((const plant_play *)context)->floor, at_ms);
}

static int64_t next_ms(const void *context)
{
    return dd_plant_world_next_ms(((const plant_play *)context)->floor);
}

static dd_status see(void *context, const dd_engine *engine, const dd_event *event, dd_error *err)
{
    return dd_plant_recorder_see(&((plant_play *)context)->run->log, engine, event, err);
}

static void see_cost(void *context, int64_t cpu_us, int64_t wall_us)
{
    dd_plant_run *run = ((plant_play *)context)->run;
    (void)wall_us;
    run->cycles++;
    if (cpu_us > run->most_cpu_us) run->most_cpu_us = cpu_us;
}

dd_status dd_plant_run_month(const dd_plant_scenario *scenario, const dd_run_options *options, dd_plant_run *ret, dd_error *err)
{
    dd_plant_run run = {0};
    plant_play p = {.run = &run};
    dd_status status = dd_plant_log_init(&run.log, err);
    if (status == DD_STATUS_OK) status = dd_plant_world_create(scenario, &p.floor, err);
    if (status == DD_STATUS_OK) status = dd_engine_create(&run.engine, err);
    if (status == DD_STATUS_OK) {
        const dd_loop_world world = {
            .world = &p,
            .config = &scenario->config,
            .begin_ms = scenario->begin_ms,
            .end_ms = scenario->end_ms,
            .play = play,
            .events = events,
            .clear = clear,
            .tell = tell,
            .is_over = is_over,
            .next_ms = next_ms,
            .see = see,
            .see_cost = see_cost,
        };
        status = dd_loop_run(&world, options, run.engine, &run.seq, err);
    }
    if (status == DD_STATUS_OK) status = dd_plant_log_close(&run.log, err);
    dd_plant_world_free(p.floor);
    if (status == DD_STATUS_OK) *ret = run;
    else dd_plant_run_done(&run);
    return status;
}

void dd_plant_run_done(dd_plant_run *run)
{
    dd_engine_free(run->engine);
    dd_plant_log_done(&run->log);
    *run = (dd_plant_run){0};
}
