/* Factory lines, application: what each event does to the store (plant.h).  Memory is reserved before anything changes. */
#include <string.h>

#include "base/array.h"
#include "engine/domain.h"

static dd_status no_memory(dd_error *err)
{
    return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}

static void trigger(dd_engine *engine, uint32_t why)
{
    engine->plant.triggers |= why;
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* ---- what the shop has ---- */

/* Before working time changes, what runs is counted up to now. */
static void settle_all(dd_plant *plant, int64_t at_ms)
{
    for (uint32_t ix = 0; ix < plant->machine_count; ix++) dd_plant_settle(plant, ix, at_ms);
}

static dd_status apply_calendar(dd_engine *engine, const dd_event *event, dd_error *err)
{
    dd_plant *plant = &engine->plant;
    size_t length = strlen(event->name);
    if (!dd_names_reserve(&plant->calendar_names, length) ||
        !DD_ARRAY_RESERVE(plant->calendars, plant->calendar_capacity, plant->calendar_count + 1) ||
        !DD_ARRAY_RESERVE(plant->shifts, plant->shift_capacity, plant->shift_count + event->window_count))
        return no_memory(err);
    settle_all(plant, event->at_ms);
    uint32_t ix = dd_names_add(&plant->calendar_names, event->name, length);
    dd_plant_calendar *calendar = &plant->calendars[ix];
    if (ix == plant->calendar_count) {
        plant->calendar_count++;
        *calendar = (dd_plant_calendar){0};
    }
    calendar->shifts.count = 0;
    DD_SLICE_GROW(&calendar->shifts, plant->shifts, plant->shift_count, event->window_count);
    memcpy(plant->shifts + calendar->shifts.first, event->windows, event->window_count * sizeof *event->windows);
    calendar->shifts.count = event->window_count;
    calendar->period_ms = event->period_ms;
    trigger(engine, DD_TRIGGER_SHOP);
    return DD_STATUS_OK;
}

static dd_status apply_setup(dd_engine *engine, const dd_event *event, dd_error *err)
{
    dd_plant *plant = &engine->plant;
    size_t length = strlen(event->name), texts = 0;
    for (uint32_t i = 0; i < event->text_count; i++) texts += strlen(event->texts[i]);
    if (!dd_names_reserve(&plant->matrix_names, length) || !dd_names_reserve_all(&plant->family_names, event->text_count, texts) ||
        !DD_ARRAY_RESERVE(plant->matrices, plant->matrix_capacity, plant->matrix_count + 1) ||
        !DD_ARRAY_RESERVE(plant->families, plant->family_capacity, plant->family_count + event->text_count) ||
        !DD_ARRAY_RESERVE(plant->values, plant->value_capacity, plant->value_count + event->value_count))
        return no_memory(err);
    uint32_t ix = dd_names_add(&plant->matrix_names, event->name, length);
    dd_plant_matrix *matrix = &plant->matrices[ix];
    if (ix == plant->matrix_count) {
        plant->matrix_count++;
        *matrix = (dd_plant_matrix){0};
    }
    matrix->families.count = matrix->values.count = 0;
    DD_SLICE_GROW(&matrix->families, plant->families, plant->family_count, event->text_count);
    DD_SLICE_GROW(&matrix->values, plant->values, plant->value_count, event->value_count);
    for (uint32_t i = 0; i < event->text_count; i++)
        plant->families[matrix->families.first + i] = dd_names_add(&plant->family_names, event->texts[i], strlen(event->texts[i]));
    memcpy(plant->values + matrix->values.first, event->values, event->value_count * sizeof *event->values);
    matrix->families.count = event->text_count;
    matrix->values.count = event->value_count;
    trigger(engine, DD_TRIGGER_SHOP);
    return DD_STATUS_OK;
}

static dd_status apply_pool(dd_engine *engine, const dd_event *event, dd_error *err)
{
    dd_plant *plant = &engine->plant;
    size_t length = strlen(event->name);
    if (!dd_names_reserve(&engine->site_names, length) || !DD_ARRAY_RESERVE(plant->pools, plant->pool_capacity, plant->pool_count + 1))
        return no_memory(err);
    settle_all(plant, event->at_ms);
    uint32_t ix = dd_names_add(&engine->site_names, event->name, length);
    dd_plant_pool *pool = &plant->pools[ix];
    if (ix == plant->pool_count) {
        plant->pool_count++;
        *pool = (dd_plant_pool){0};
    }
    pool->calendar = event->calendar;
    pool->units = event->count;
    pool->is_tool = event->is_tool;
    trigger(engine, DD_TRIGGER_SHOP);
    return DD_STATUS_OK;
}

static dd_status apply_machine(dd_engine *engine, const dd_event *event, dd_error *err)
{
    dd_plant *plant = &engine->plant;
    size_t length = strlen(event->name), group_length = event->reference == NULL ? 0 : strlen(event->reference);
    if (!dd_names_reserve(&engine->resource_names, length) || !dd_names_reserve(&plant->texts, group_length) ||
        !DD_ARRAY_RESERVE(plant->machines, plant->machine_capacity, plant->machine_count + 1) || !dd_plans_reserve(&engine->plans, 1, 0))
        return no_memory(err);
    uint32_t ix = dd_names_add(&engine->resource_names, event->name, length);
    dd_plant_machine *machine = &plant->machines[ix];
    if (ix == plant->machine_count) {
        plant->machine_count++;
        dd_plans_add_resource(&engine->plans);
        *machine = (dd_plant_machine){.family = DD_NONE, .operation = DD_NONE, .repair_ms = DD_FOREVER_MS};
    } else {
        dd_plant_settle(plant, ix, event->at_ms);
    }
    machine->group = group_length > 0 ? dd_names_add(&plant->texts, event->reference, group_length) : DD_NONE;
    machine->calendar = event->calendar;
    machine->matrix = event->matrix;
    if (event->family != DD_NONE) machine->family = event->family;
    machine->available_ms = event->ready_ms;
    trigger(engine, DD_TRIGGER_SHOP);
    return DD_STATUS_OK;
}

/* ---- jobs ---- */

/* Sorted places of open jobs. */
static size_t open_find(const dd_plant *plant, uint32_t job)
{
    size_t low = 0, count = plant->open_count;
    while (low < count) {
        size_t middle = low + (count - low) / 2;
        if (plant->open[middle] < job) low = middle + 1;
        else count = middle;
    }
    return low;
}

static void close_job(dd_plant *plant, uint32_t ix, int64_t at_ms)
{
    size_t at = open_find(plant, ix);
    memmove(plant->open + at, plant->open + at + 1, (plant->open_count - at - 1) * sizeof *plant->open);
    plant->open_count--;
    plant->jobs[ix].finished_ms = at_ms;
}

/* An operation is finished or cancelled. */
static void end_operation(dd_engine *engine, uint32_t ix, dd_operation_state state, int64_t at_ms)
{
    dd_plant *plant = &engine->plant;
    dd_plant_operation *o = &plant->operations[ix];
    dd_plant_job *job = &plant->jobs[o->job];
    dd_plans_remove(&engine->plans, ix);
    o->state = state;
    engine->unfinished--;
    if (--job->open == 0) close_job(plant, o->job, at_ms);
}

static bool reserve_job(dd_engine *engine, const dd_event *event)
{
    dd_plant *plant = &engine->plant;
    size_t modes = 0, needs = 0, links = 0, texts = 0, count = event->operation_count, length = strlen(event->name);
    for (uint32_t i = 0; i < count; i++) {
        const dd_job_operation *operation = &event->operations[i];
        modes += operation->mode_count;
        links += operation->link_count;
        texts += length + 1 + strlen(operation->name);
        for (uint32_t j = 0; j < operation->mode_count; j++) needs += operation->modes[j].need_count;
    }
    return dd_names_reserve(&plant->job_names, length) && dd_names_reserve_all(&engine->demand_names, count, texts) &&
           DD_ARRAY_RESERVE(plant->jobs, plant->job_capacity, plant->job_count + 1) &&
           DD_ARRAY_RESERVE(plant->open, plant->open_capacity, plant->open_count + 1) &&
           DD_ARRAY_RESERVE(plant->operations, plant->operation_capacity, plant->operation_count + count) &&
           DD_ARRAY_RESERVE(plant->modes, plant->mode_capacity, plant->mode_count + modes) &&
           DD_ARRAY_RESERVE(plant->needs, plant->need_capacity, plant->need_count + needs) &&
           DD_ARRAY_RESERVE(plant->links, plant->link_capacity, plant->link_count + links) &&
           dd_plans_reserve(&engine->plans, 0, (uint32_t)count);
}

static void add_mode(dd_plant *plant, const dd_mode *mode)
{
    plant->modes[plant->mode_count++] = (dd_plant_mode){mode->machine, (uint32_t)plant->need_count, mode->need_count, mode->duration_ms};
    for (uint32_t i = 0; i < mode->need_count; i++) plant->needs[plant->need_count++] = mode->needs[i];
}

static void add_link(dd_plant *plant, const dd_job_link *link, uint32_t job, uint32_t after)
{
    uint32_t before = plant->jobs[link->job == DD_NONE ? job : link->job].first + link->place, ix = (uint32_t)plant->link_count++;
    plant->links[ix] = (dd_plant_link){before, after, plant->operations[before].first_out, link->lag_ms};
    plant->operations[before].first_out = ix;
}

static void add_operation(dd_engine *engine, const dd_job_operation *operation, const char *job_name, uint32_t job)
{
    dd_plant *plant = &engine->plant;
    char name[2 * DD_JOB_NAME_MAX + 2];
    size_t length = strlen(job_name), own = strlen(operation->name);
    uint32_t ix = (uint32_t)plant->operation_count++;
    memcpy(name, job_name, length);
    name[length] = '/';
    memcpy(name + length + 1, operation->name, own);
    (void)dd_names_add(&engine->demand_names, name, length + 1 + own);
    dd_plans_add_demand(&engine->plans);
    plant->operations[ix] = (dd_plant_operation){
        .state = DD_OPERATION_WAITING,
        .may_pause = operation->may_pause,
        .job = job,
        .family = operation->family,
        .first_mode = (uint32_t)plant->mode_count,
        .mode_count = operation->mode_count,
        .first_link = (uint32_t)plant->link_count,
        .link_count = operation->link_count,
        .first_out = DD_NONE,
        .mode = DD_NONE,
        .release_ms = operation->release_ms,
        .dispatched_ms = DD_FOREVER_MS,
        .setup_ms = DD_FOREVER_MS,
        .started_ms = DD_FOREVER_MS,
        .finished_ms = DD_FOREVER_MS,
    };
    for (uint32_t i = 0; i < operation->mode_count; i++) add_mode(plant, &operation->modes[i]);
    for (uint32_t i = 0; i < operation->link_count; i++) add_link(plant, &operation->links[i], job, ix);
    dd_plant_count_inputs(plant, ix);
    engine->unfinished++;
}

static dd_status apply_released(dd_engine *engine, const dd_event *event, dd_error *err)
{
    dd_plant *plant = &engine->plant;
    if (!reserve_job(engine, event)) return no_memory(err);
    uint32_t ix = dd_names_add(&plant->job_names, event->name, strlen(event->name));
    plant->jobs[ix] = (dd_plant_job){
        .first = (uint32_t)plant->operation_count,
        .count = event->operation_count,
        .open = event->operation_count,
        .weight = event->weight,
        .priority = event->count,
        .released_ms = event->at_ms,
        .release_ms = later(event->ready_ms, event->at_ms),
        .due_ms = event->until_ms,
        .finished_ms = DD_FOREVER_MS,
        .said_ms = DD_FOREVER_MS,
    };
    plant->job_count++;
    plant->open[plant->open_count++] = ix;
    for (uint32_t i = 0; i < event->operation_count; i++) add_operation(engine, &event->operations[i], event->name, ix);
    trigger(engine, DD_TRIGGER_RELEASE);
    return DD_STATUS_OK;
}

static void apply_changed(dd_engine *engine, const dd_event *event)
{
    dd_plant_job *job = &engine->plant.jobs[event->job];
    job->due_ms = event->until_ms;
    job->weight = event->weight;
    job->priority = event->count;
    trigger(engine, DD_TRIGGER_JOB);
}

static void apply_cancelled(dd_engine *engine, const dd_event *event)
{
    dd_plant *plant = &engine->plant;
    dd_plant_job *job = &plant->jobs[event->job];
    job->is_cancelled = true;
    for (uint32_t i = job->first; i < job->first + job->count; i++) {
        dd_plant_operation *o = &plant->operations[i];
        if (o->state > DD_OPERATION_DISPATCHED) continue;
        if (o->state == DD_OPERATION_DISPATCHED) plant->machines[dd_plant_mode_of(plant, i, o->mode)->machine].operation = DD_NONE;
        o->mode = DD_NONE;
        end_operation(engine, i, DD_OPERATION_CANCELLED, event->at_ms);
    }
    trigger(engine, DD_TRIGGER_CANCEL);
}

/* ---- work ---- */

/* The machine takes the operation, dispatched to it or by hand. */
static void take_up(dd_engine *engine, const dd_event *event)
{
    dd_plant *plant = &engine->plant;
    dd_plant_operation *o = &plant->operations[event->operation];
    dd_plans_remove(&engine->plans, event->operation);
    if (o->state != DD_OPERATION_WAITING) return;
    plant->machines[event->machine].operation = event->operation;
    o->mode = dd_plant_find_mode(plant, event->operation, event->machine);
    o->is_unservable = false;
}

static void move_to(dd_plant *plant, uint32_t ix, dd_operation_state state, int64_t at_ms)
{
    dd_plant_hold(plant, ix, -1);
    plant->operations[ix].state = state;
    dd_plant_hold(plant, ix, 1);
    plant->operations[ix].since_ms = at_ms;
}

/* A plan that was never made for what somebody began by hand: it takes what its mode says. */
static void plan_by_hand(dd_engine *engine, const dd_event *event)
{
    dd_plant *plant = &engine->plant;
    dd_plant_operation *o = &plant->operations[event->operation];
    const dd_plant_mode *mode = dd_plant_mode_of(plant, event->operation, o->mode);
    int64_t setup_ms = event->kind == DD_EVENT_SETUP_BEGUN ? dd_engine_setup_ms(engine, event->machine, event->operation) : 0;
    o->setup_begin_ms = event->at_ms;
    o->start_ms = dd_plant_end(plant, mode, true, event->at_ms, setup_ms);
    o->end_ms = o->start_ms == DD_FOREVER_MS ? DD_FOREVER_MS : dd_plant_end(plant, mode, false, o->start_ms, mode->duration_ms);
    trigger(engine, DD_TRIGGER_BY_HAND);
}

static void apply_begun(dd_engine *engine, const dd_event *event)
{
    dd_plant *plant = &engine->plant;
    dd_plant_operation *o = &plant->operations[event->operation];
    bool is_by_hand = o->state == DD_OPERATION_WAITING, is_resumed = o->state == DD_OPERATION_PAUSED;
    take_up(engine, event);
    if (is_by_hand) plan_by_hand(engine, event);
    if (event->kind == DD_EVENT_SETUP_BEGUN) {
        o->setup_ms = event->at_ms;
        move_to(plant, event->operation, DD_OPERATION_SETTING_UP, event->at_ms);
        return;
    }
    if (!is_resumed) {
        o->started_ms = event->at_ms;
        o->done_ms = 0;
        if (o->family != DD_NONE) plant->machines[event->machine].family = o->family;
    }
    move_to(plant, event->operation, DD_OPERATION_RUNNING, event->at_ms);
}

static void apply_paused(dd_plant *plant, const dd_event *event)
{
    dd_plant_settle(plant, event->machine, event->at_ms);
    move_to(plant, event->operation, DD_OPERATION_PAUSED, event->at_ms);
}

/* Those that wait for it may have all their inputs now. */
static void hand_on(dd_plant *plant, uint32_t ix)
{
    const dd_plant_operation *o = &plant->operations[ix];
    for (uint32_t link = o->first_out; link != DD_NONE; link = plant->links[link].next) {
        dd_plant_operation *after = &plant->operations[plant->links[link].after];
        after->waits_for--;
        after->input_ms = later(after->input_ms, o->finished_ms + plant->links[link].lag_ms);
    }
}

static void apply_finished(dd_engine *engine, const dd_event *event)
{
    dd_plant *plant = &engine->plant;
    dd_plant_operation *o = &plant->operations[event->operation];
    dd_plant_settle(plant, event->machine, event->at_ms);
    dd_plant_hold(plant, event->operation, -1);
    plant->machines[event->machine].operation = DD_NONE;
    o->finished_ms = event->at_ms;
    int64_t difference = o->end_ms - event->at_ms, tolerance = engine->config.plant.tolerance_ms;
    if (difference > tolerance || difference < -tolerance) trigger(engine, DD_TRIGGER_DRIFT);
    end_operation(engine, event->operation, DD_OPERATION_FINISHED, event->at_ms);
    hand_on(plant, event->operation);
}

/* ---- machines and pools ---- */

static void apply_down(dd_engine *engine, const dd_event *event)
{
    dd_plant_machine *machine = &engine->plant.machines[event->machine];
    dd_plant_settle(&engine->plant, event->machine, event->at_ms);
    bool is_up = event->kind == DD_EVENT_MACHINE_UP;
    if (!machine->is_down) machine->down_ms = event->at_ms;
    machine->is_down = !is_up;
    machine->repair_ms = is_up || event->ready_ms <= event->at_ms ? DD_FOREVER_MS : event->ready_ms;
    trigger(engine, is_up ? DD_TRIGGER_REPAIR : DD_TRIGGER_BREAKDOWN);
}

/* Forgets what is over. */
static void drop_past(dd_plant *plant, dd_plant_slice *slice, int64_t at_ms)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < slice->count; i++)
        if (plant->windows[slice->first + i].end_ms > at_ms) plant->windows[slice->first + kept++] = plant->windows[slice->first + i];
    slice->count = kept;
}

static dd_plant_slice *windows_of(dd_plant *plant, const dd_event *event)
{
    bool is_pool = event->kind == DD_EVENT_POOL_ABSENT || event->kind == DD_EVENT_POOL_BACK;
    return is_pool ? &plant->pools[event->pool].windows : &plant->machines[event->machine].windows;
}

static dd_status apply_window(dd_engine *engine, const dd_event *event, dd_error *err)
{
    dd_plant *plant = &engine->plant;
    dd_plant_slice *slice = windows_of(plant, event);
    size_t length = strlen(event->reference);
    uint32_t room = slice->room < slice->count + 1 ? 2 * slice->count + 2 : slice->room;
    if (!dd_names_reserve(&plant->texts, length) || !DD_ARRAY_RESERVE(plant->windows, plant->window_capacity, plant->window_count + room))
        return no_memory(err);
    settle_all(plant, event->at_ms);
    uint32_t id = dd_names_add(&plant->texts, event->reference, length), at = dd_plant_find_window(plant, slice, event->reference);
    if (at == DD_NONE) {
        drop_past(plant, slice, event->at_ms);
        DD_SLICE_GROW(slice, plant->windows, plant->window_count, room);
        at = slice->count++;
    }
    plant->windows[slice->first + at] =
        (dd_plant_window){id, event->kind == DD_EVENT_POOL_ABSENT ? event->count : 0, event->ready_ms, event->until_ms};
    trigger(engine, event->kind == DD_EVENT_POOL_ABSENT ? DD_TRIGGER_ABSENCE : DD_TRIGGER_MAINTENANCE);
    return DD_STATUS_OK;
}

static void end_window(dd_engine *engine, const dd_event *event)
{
    dd_plant *plant = &engine->plant;
    dd_plant_slice *slice = windows_of(plant, event);
    settle_all(plant, event->at_ms);
    uint32_t at = dd_plant_find_window(plant, slice, event->reference);
    for (uint32_t i = at + 1; i < slice->count; i++) plant->windows[slice->first + i - 1] = plant->windows[slice->first + i];
    slice->count--;
    drop_past(plant, slice, event->at_ms);
    trigger(engine, event->kind == DD_EVENT_POOL_BACK ? DD_TRIGGER_ABSENCE : DD_TRIGGER_MAINTENANCE);
}

/* ---- decisions ---- */

static void apply_dispatch(dd_engine *engine, const dd_event *event)
{
    dd_plant_operation *o = &engine->plant.operations[event->operation];
    take_up(engine, event);
    o->state = DD_OPERATION_DISPATCHED;
    o->dispatched_ms = o->since_ms = o->setup_begin_ms = event->at_ms;
    o->start_ms = event->ready_ms;
    o->end_ms = event->until_ms;
    o->done_ms = 0;
}

static void apply_recall(dd_engine *engine, const dd_event *event)
{
    dd_plant_operation *o = &engine->plant.operations[event->operation];
    dd_plant_hold(&engine->plant, event->operation, -1);
    engine->plant.machines[event->machine].operation = DD_NONE;
    o->state = DD_OPERATION_WAITING;
    o->mode = DD_NONE;
    o->dispatched_ms = o->setup_ms = DD_FOREVER_MS;
    o->done_ms = 0;
    if (engine->plant.jobs[o->job].is_cancelled)
        end_operation(engine, event->operation, DD_OPERATION_CANCELLED, event->at_ms); /* was set up for */
}

void dd_plant_apply_cycle(dd_engine *engine, const dd_event *event)
{
    dd_plant *plant = &engine->plant;
    for (uint32_t i = 0; i < event->placed_count; i++) {
        const dd_planned_operation *placed = &event->placed[i];
        dd_plant_operation *o = &plant->operations[placed->operation];
        o->setup_begin_ms = placed->setup_begin_ms;
        o->start_ms = placed->start_ms;
        o->end_ms = placed->end_ms;
        o->is_unservable = false;
    }
    if (event->triggers == 0) return;
    plant->triggers = 0;
    plant->planned_ms = event->at_ms;
}

dd_status dd_plant_apply(dd_engine *engine, const dd_event *event, dd_error *err)
{
    dd_plant *plant = &engine->plant;
    switch (event->kind) {
    case DD_EVENT_CALENDAR_SET: return apply_calendar(engine, event, err);
    case DD_EVENT_SETUP_SET: return apply_setup(engine, event, err);
    case DD_EVENT_POOL_SET: return apply_pool(engine, event, err);
    case DD_EVENT_MACHINE_SET: return apply_machine(engine, event, err);
    case DD_EVENT_JOB_RELEASED: return apply_released(engine, event, err);
    case DD_EVENT_MAINTENANCE_SET:
    case DD_EVENT_POOL_ABSENT: return apply_window(engine, event, err);
    case DD_EVENT_JOB_CHANGED: apply_changed(engine, event); break;
    case DD_EVENT_JOB_CANCELLED: apply_cancelled(engine, event); break;
    case DD_EVENT_SETUP_BEGUN:
    case DD_EVENT_STARTED: apply_begun(engine, event); break;
    case DD_EVENT_PAUSED: apply_paused(plant, event); break;
    case DD_EVENT_FINISHED: apply_finished(engine, event); break;
    case DD_EVENT_MACHINE_DOWN:
    case DD_EVENT_MACHINE_UP: apply_down(engine, event); break;
    case DD_EVENT_MAINTENANCE_OFF:
    case DD_EVENT_POOL_BACK: end_window(engine, event); break;
    case DD_EVENT_DISPATCH: apply_dispatch(engine, event); break;
    case DD_EVENT_RECALL: apply_recall(engine, event); break;
    case DD_EVENT_JOB_LATE: plant->jobs[event->job].said_ms = event->expected_ms > 0 ? event->until_ms : DD_FOREVER_MS; break;
    default: plant->operations[event->operation].is_unservable = true; break;
    }
    return DD_STATUS_OK;
}

const dd_domain_rooms dd_domain_shop = {
    .validate = dd_plant_validate,
    .apply = dd_plant_apply,
    .check_planned = dd_plant_check_planned,
    .plan_max = UINT32_MAX,
    .check_cycle = dd_plant_check_cycle,
    .apply_cycle = dd_plant_apply_cycle,
    .decide = dd_plant_decide,
    .put = dd_plant_put,
    .take = dd_plant_take,
    .check = dd_plant_check,
};
