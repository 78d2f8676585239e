/* Factory lines, queries (include/diaodu/engine.h). */
#include <string.h>

#include "engine/state.h"

uint32_t dd_engine_machine_count(const dd_engine *engine)
{
    return (uint32_t)engine->plant.machine_count;
}

uint32_t dd_engine_pool_count(const dd_engine *engine)
{
    return (uint32_t)engine->plant.pool_count;
}

uint32_t dd_engine_job_count(const dd_engine *engine)
{
    return (uint32_t)engine->plant.job_count;
}

uint32_t dd_engine_operation_count(const dd_engine *engine)
{
    return (uint32_t)engine->plant.operation_count;
}

uint32_t dd_engine_family_count(const dd_engine *engine)
{
    return (uint32_t)engine->plant.family_names.count;
}

dd_machine_view dd_engine_machine_at(const dd_engine *engine, uint32_t ix)
{
    const dd_plant_machine *machine = &engine->plant.machines[ix];
    return (dd_machine_view){
        .name = dd_names_at(&engine->resource_names, ix),
        .group = machine->group == DD_NONE ? "" : dd_names_at(&engine->plant.texts, machine->group),
        .calendar = machine->calendar,
        .matrix = machine->matrix,
        .family = machine->family,
        .is_down = machine->is_down,
        .repair_ms = machine->is_down ? machine->repair_ms : DD_FOREVER_MS,
        .operation = machine->operation,
    };
}

dd_pool_view dd_engine_pool_at(const dd_engine *engine, uint32_t ix)
{
    const dd_plant_pool *pool = &engine->plant.pools[ix];
    return (dd_pool_view){dd_names_at(&engine->site_names, ix), pool->is_tool, pool->calendar, pool->units, pool->held};
}

static bool has_plan(const dd_engine *engine, uint32_t operation)
{
    return engine->plans.links[operation].resource != DD_NONE || dd_operation_is_held(engine->plant.operations[operation].state);
}

/* The end by the newest plan. */
static int64_t expected_end(const dd_engine *engine, const dd_plant_job *job)
{
    int64_t end_ms = -DD_FOREVER_MS;
    for (uint32_t i = job->first; i < job->first + job->count; i++) {
        const dd_plant_operation *o = &engine->plant.operations[i];
        if (o->state == DD_OPERATION_CANCELLED) continue;
        bool is_known = o->state == DD_OPERATION_FINISHED || has_plan(engine, i);
        int64_t own_ms = !is_known ? DD_FOREVER_MS : o->state == DD_OPERATION_FINISHED ? o->finished_ms : o->end_ms;
        if (own_ms > end_ms) end_ms = own_ms;
    }
    return end_ms == -DD_FOREVER_MS ? DD_FOREVER_MS : end_ms;
}

dd_job_view dd_engine_job_at(const dd_engine *engine, uint32_t ix)
{
    const dd_plant_job *job = &engine->plant.jobs[ix];
    return (dd_job_view){
        .name = dd_names_at(&engine->plant.job_names, ix),
        .is_cancelled = job->is_cancelled,
        .first_operation = job->first,
        .operation_count = job->count,
        .open_operations = job->open,
        .released_ms = job->released_ms,
        .release_ms = job->release_ms,
        .due_ms = job->due_ms,
        .finished_ms = job->finished_ms,
        .expected_ms = expected_end(engine, job),
        .weight = job->weight,
        .priority = job->priority,
    };
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

dd_operation_view dd_engine_operation_at(const dd_engine *engine, uint32_t ix)
{
    const dd_plant *plant = &engine->plant;
    const dd_plant_operation *o = &plant->operations[ix];
    uint32_t planned_on = engine->plans.links[ix].resource;
    uint32_t mode = o->mode != DD_NONE ? o->mode : planned_on != DD_NONE ? dd_plant_find_mode(plant, ix, planned_on) : DD_NONE;
    bool is_planned = has_plan(engine, ix);
    return (dd_operation_view){
        .name = dd_names_at(&engine->demand_names, ix),
        .state = o->state,
        .job = o->job,
        .family = o->family,
        .is_planned = is_planned,
        .has_inputs = o->waits_for == 0,
        .machine = mode == DD_NONE ? DD_NONE : dd_plant_mode_of(plant, ix, mode)->machine,
        .mode = mode,
        .mode_count = o->mode_count,
        .planned_setup_ms = is_planned ? o->setup_begin_ms : DD_FOREVER_MS,
        .planned_start_ms = is_planned ? o->start_ms : DD_FOREVER_MS,
        .planned_end_ms = is_planned ? o->end_ms : DD_FOREVER_MS,
        .ready_ms = later(later(o->release_ms, plant->jobs[o->job].release_ms), o->input_ms),
        .dispatched_ms = o->dispatched_ms,
        .setup_ms = o->setup_ms,
        .started_ms = o->started_ms,
        .finished_ms = o->finished_ms,
        .done_ms = o->done_ms,
    };
}

dd_mode dd_engine_mode_at(const dd_engine *engine, uint32_t operation, uint32_t mode)
{
    const dd_plant_mode *m = dd_plant_mode_of(&engine->plant, operation, mode);
    return (dd_mode){m->machine, m->duration_ms, engine->plant.needs + m->first_need, m->need_count};
}

const char *dd_engine_family_at(const dd_engine *engine, uint32_t family)
{
    return dd_names_at(&engine->plant.family_names, family);
}

uint32_t dd_engine_find_machine(const dd_engine *engine, const char *name)
{
    return dd_names_find(&engine->resource_names, name, strlen(name));
}

uint32_t dd_engine_find_pool(const dd_engine *engine, const char *name)
{
    return dd_names_find(&engine->site_names, name, strlen(name));
}

uint32_t dd_engine_find_job(const dd_engine *engine, const char *name)
{
    return dd_names_find(&engine->plant.job_names, name, strlen(name));
}

uint32_t dd_engine_find_operation(const dd_engine *engine, const char *name)
{
    return dd_names_find(&engine->demand_names, name, strlen(name));
}

uint32_t dd_engine_find_calendar(const dd_engine *engine, const char *name)
{
    return dd_names_find(&engine->plant.calendar_names, name, strlen(name));
}

uint32_t dd_engine_find_matrix(const dd_engine *engine, const char *name)
{
    return dd_names_find(&engine->plant.matrix_names, name, strlen(name));
}

uint32_t dd_engine_find_family(const dd_engine *engine, const char *name)
{
    return dd_names_find(&engine->plant.family_names, name, strlen(name));
}

int64_t dd_engine_setup_ms(const dd_engine *engine, uint32_t machine, uint32_t operation)
{
    return dd_plant_setup_ms(&engine->plant, machine, engine->plant.machines[machine].family, engine->plant.operations[operation].family);
}
