/* Factory lines, check: the invariants of the store (plant.h), for restoring a snapshot and for tests.  A store that passes can take any event that
 * validation lets through, and can be decided on.  Linear in the store. */
#include <string.h>

#include "engine/domain.h"

static bool instant_is_good(int64_t ms)
{
    return ms == DD_FOREVER_MS || dd_state_instant_is_good(ms);
}

static bool is_of(uint32_t ix, size_t count)
{
    return ix == DD_NONE || ix < count;
}

static const char *check_calendar(const dd_plant *plant, uint32_t ix)
{
    const dd_plant_calendar *calendar = &plant->calendars[ix];
    if (calendar->shifts.count == 0 || calendar->shifts.count > DD_PLANT_SHIFTS_MAX) return "a calendar without shifts";
    if (calendar->period_ms < 0 || calendar->period_ms > DD_SHOP_INSTANT_MAX_MS) return "a calendar's period is out of range";
    const dd_window *shifts = plant->shifts + calendar->shifts.first;
    for (uint32_t i = 0; i < calendar->shifts.count; i++) {
        if (!dd_state_instant_is_good(shifts[i].begin_ms) || !dd_state_instant_is_good(shifts[i].end_ms) ||
            shifts[i].begin_ms >= shifts[i].end_ms || (i > 0 && shifts[i].begin_ms < shifts[i - 1].end_ms))
            return "a calendar's shifts overlap or are out of range";
        if (calendar->period_ms > 0 && (shifts[i].begin_ms < 0 || shifts[i].end_ms > calendar->period_ms))
            return "a shift outside its period";
    }
    return NULL;
}

static const char *check_matrix(const dd_plant *plant, uint32_t ix)
{
    const dd_plant_matrix *matrix = &plant->matrices[ix];
    uint32_t count = matrix->families.count;
    if (count == 0 || count > DD_PLANT_FAMILIES_MAX) return "a setup matrix without families";
    if (matrix->values.count != count * count && matrix->values.count != count * (count + 1)) return "a setup matrix is not square";
    for (uint32_t i = 0; i < count; i++)
        if (plant->families[matrix->families.first + i] >= plant->family_names.count) return "a setup matrix of no such family";
    for (uint32_t i = 0; i < matrix->values.count; i++) {
        int64_t value = plant->values[matrix->values.first + i];
        if (value < 0 || value > DD_SHOP_INSTANT_MAX_MS) return "a setup time is out of range";
    }
    return NULL;
}

static const char *check_windows(const dd_plant *plant, const dd_plant_slice *slice, bool is_pool)
{
    if (slice->count > DD_PLANT_WINDOWS_MAX) return "too many windows";
    for (uint32_t i = 0; i < slice->count; i++) {
        const dd_plant_window *window = &plant->windows[slice->first + i];
        if (window->id >= plant->texts.count) return "a window without an id";
        if (!dd_state_instant_is_good(window->begin_ms) || !dd_state_instant_is_good(window->end_ms) || window->begin_ms >= window->end_ms)
            return "a window ends before it begins";
        if (is_pool != (window->units > 0) || window->units > INT32_MAX) return "a window's units are out of range";
        for (uint32_t j = 0; j < i; j++)
            if (plant->windows[slice->first + j].id == window->id) return "a window twice";
    }
    return NULL;
}

static const char *check_machine(const dd_plant *plant, uint32_t ix)
{
    const dd_plant_machine *machine = &plant->machines[ix];
    if (!is_of(machine->calendar, plant->calendar_count) || !is_of(machine->matrix, plant->matrix_count) ||
        !is_of(machine->family, plant->family_names.count) || !is_of(machine->group, plant->texts.count))
        return "a machine's calendar, matrix, family or group does not exist";
    if (!dd_state_instant_is_good(machine->available_ms) || !dd_state_instant_is_good(machine->down_ms) ||
        !instant_is_good(machine->repair_ms))
        return "a machine's instant is out of range";
    return check_windows(plant, &machine->windows, false);
}

static const char *check_pool(const dd_plant *plant, uint32_t ix)
{
    const dd_plant_pool *pool = &plant->pools[ix];
    if (!is_of(pool->calendar, plant->calendar_count)) return "a pool's calendar does not exist";
    if (pool->units > INT32_MAX) return "a pool has too many units";
    return check_windows(plant, &pool->windows, true);
}

static const char *check_modes(const dd_plant *plant, const dd_plant_operation *o)
{
    if (o->mode_count == 0 || o->mode_count > DD_SHOP_MODES_MAX) return "an operation without modes";
    for (uint32_t i = 0; i < o->mode_count; i++) {
        const dd_plant_mode *mode = &plant->modes[o->first_mode + i];
        if (mode->machine >= plant->machine_count) return "a mode of no such machine";
        if (mode->duration_ms < 0 || mode->duration_ms > DD_SHOP_INSTANT_MAX_MS) return "a duration is out of range";
        if (mode->need_count > DD_SHOP_NEEDS_MAX) return "a mode needs too many pools";
        for (uint32_t j = 0; j < i; j++)
            if (plant->modes[o->first_mode + j].machine == mode->machine) return "two modes on one machine";
        for (uint32_t j = 0; j < mode->need_count; j++) {
            const dd_need *need = &plant->needs[mode->first_need + j];
            if (need->pool >= plant->pool_count || need->units == 0 || need->units > INT32_MAX) return "a mode needs no such pool";
            for (uint32_t k = 0; k < j; k++)
                if (plant->needs[mode->first_need + k].pool == need->pool) return "a mode needs a pool twice";
        }
    }
    return NULL;
}

/* Links within a job go to earlier places, those to other jobs to earlier jobs: no cycles. */
static const char *check_links(const dd_plant *plant, uint32_t ix)
{
    const dd_plant_operation *o = &plant->operations[ix];
    if (o->link_count > DD_SHOP_LINKS_MAX) return "an operation has too many links";
    for (uint32_t i = 0; i < o->link_count; i++) {
        const dd_plant_link *link = &plant->links[o->first_link + i];
        if (link->before >= ix || link->lag_ms < 0 || link->lag_ms > DD_SHOP_INSTANT_MAX_MS) return "a link goes nowhere";
        if (plant->operations[link->before].state == DD_OPERATION_CANCELLED && dd_operation_is_open(o->state))
            return "an operation waits for a cancelled one";
        for (uint32_t j = 0; j < i; j++)
            if (plant->links[o->first_link + j].before == link->before) return "a link twice";
    }
    return NULL;
}

static const char *check_state(const dd_plant *plant, uint32_t ix)
{
    const dd_plant_operation *o = &plant->operations[ix];
    bool has_mode = dd_operation_is_held(o->state) || o->state == DD_OPERATION_FINISHED;
    if (has_mode != (o->mode != DD_NONE) || (has_mode && o->mode >= o->mode_count)) return "an operation's mode does not fit its state";
    if (o->state >= DD_OPERATION_RUNNING && o->state <= DD_OPERATION_FINISHED && o->waits_for > 0)
        return "an operation began without its inputs";
    if (dd_operation_is_held(o->state) && plant->machines[dd_plant_mode_of(plant, ix, o->mode)->machine].operation != ix)
        return "an operation is held by a machine that does another";
    if (plant->jobs[o->job].is_cancelled && o->state <= DD_OPERATION_DISPATCHED) return "an operation of a cancelled job waits";
    if (o->is_unservable && o->state != DD_OPERATION_WAITING && o->state != DD_OPERATION_CANCELLED)
        return "an operation runs that never can";
    return NULL;
}

static const char *check_operation(const dd_plant *plant, uint32_t ix)
{
    const dd_plant_operation *o = &plant->operations[ix];
    const int64_t instants[] = {o->release_ms, o->setup_begin_ms, o->start_ms,    o->end_ms,  o->dispatched_ms,
                                o->setup_ms,   o->started_ms,     o->finished_ms, o->since_ms};
    if (!is_of(o->family, plant->family_names.count)) return "an operation's family does not exist";
    for (size_t i = 0; i < sizeof instants / sizeof *instants; i++)
        if (!instant_is_good(instants[i])) return "an operation's instant is out of range";
    bool is_known = o->state != DD_OPERATION_FINISHED || dd_state_instant_is_good(o->finished_ms);
    if (!is_known || o->done_ms < 0 || o->done_ms > DD_FOREVER_MS || o->since_ms == DD_FOREVER_MS)
        return "an operation's work is out of range";
    const char *broken = check_modes(plant, o);
    if (broken == NULL) broken = check_links(plant, ix);
    return broken == NULL ? check_state(plant, ix) : broken;
}

static const char *check_job(const dd_plant *plant, uint32_t ix)
{
    const dd_plant_job *job = &plant->jobs[ix];
    if (job->count == 0 || job->count > DD_JOB_OPERATIONS_MAX || job->weight > DD_SHOP_WEIGHT_MAX) return "a job is out of range";
    const int64_t instants[] = {job->released_ms, job->release_ms, job->due_ms, job->finished_ms, job->said_ms};
    for (size_t i = 0; i < sizeof instants / sizeof *instants; i++)
        if (!instant_is_good(instants[i])) return "a job's instant is out of range";
    return (job->open == 0) != (job->finished_ms != DD_FOREVER_MS) ? "a job's end does not fit its operations" : NULL;
}

/* What is counted from elsewhere: jobs' operations in a row, machines' hands, the list of open jobs. */
static const char *check_counts(const dd_engine *engine)
{
    const dd_plant *plant = &engine->plant;
    uint32_t at = 0;
    size_t open = 0, unfinished = 0, held = 0, holding = 0;
    for (uint32_t ix = 0; ix < plant->job_count; ix++) {
        const dd_plant_job *job = &plant->jobs[ix];
        if (job->first != at || job->count > plant->operation_count - at) return "jobs and operations differ in number";
        for (uint32_t i = 0; i < job->count; i++)
            if (plant->operations[at + i].job != ix) return "an operation is another job's";
        at += job->count;
        unfinished += job->open;
        if (job->open > 0 && (open >= plant->open_count || plant->open[open++] != ix)) return "an open job is not listed";
    }
    for (uint32_t ix = 0; ix < plant->operation_count; ix++) held += dd_operation_is_held(plant->operations[ix].state);
    for (uint32_t ix = 0; ix < plant->machine_count; ix++) holding += plant->machines[ix].operation != DD_NONE;
    if (at != plant->operation_count || open != plant->open_count || unfinished != engine->unfinished)
        return "the open jobs are not counted right";
    return held != holding ? "a machine holds nothing that it does" : NULL;
}

const char *dd_plant_check(const dd_engine *engine)
{
    const dd_plant *plant = &engine->plant;
    const char *broken = NULL;
    if (plant->machine_count != engine->resource_names.count || plant->pool_count != engine->site_names.count ||
        plant->operation_count != engine->demand_names.count || plant->job_count != plant->job_names.count ||
        plant->calendar_count != plant->calendar_names.count || plant->matrix_count != plant->matrix_names.count)
        return "names and contents differ in number";
    if (plant->machine_count > DD_SHOP_MACHINES_MAX || plant->pool_count > DD_SHOP_POOLS_MAX ||
        plant->family_names.count > DD_PLANT_FAMILIES_MAX || plant->calendar_count > DD_SHOP_CALENDARS_MAX)
        return "more machines, pools, families or calendars than a plant holds";
    if (plant->triggers >= DD_TRIGGER_END_ || (plant->planned_ms != -DD_FOREVER_MS && !dd_state_instant_is_good(plant->planned_ms)))
        return "the last plan is out of range";
    for (uint32_t ix = 0; ix < plant->calendar_count && broken == NULL; ix++) broken = check_calendar(plant, ix);
    for (uint32_t ix = 0; ix < plant->matrix_count && broken == NULL; ix++) broken = check_matrix(plant, ix);
    for (uint32_t ix = 0; ix < plant->machine_count && broken == NULL; ix++) broken = check_machine(plant, ix);
    for (uint32_t ix = 0; ix < plant->pool_count && broken == NULL; ix++) broken = check_pool(plant, ix);
    for (uint32_t ix = 0; ix < plant->job_count && broken == NULL; ix++) broken = check_job(plant, ix);
    if (broken == NULL) broken = check_counts(engine);
    for (uint32_t ix = 0; ix < plant->operation_count && broken == NULL; ix++) broken = check_operation(plant, ix);
    return broken;
}
