/* Factory lines, validation: whether an event could be applied now.  A dispatch is checked against every rule that the store knows, whoever made it. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "engine/domain.h"

static dd_status refuse(dd_error *err, const char *pointer, const char *why)
{
    return dd_error_set(err, DD_STATUS_INVALID_INPUT, pointer, "%s", why);
}

static dd_status clash(dd_error *err, const char *pointer, const char *why)
{
    return dd_error_set(err, DD_STATUS_CONFLICT, pointer, "%s", why);
}

static dd_status missing(dd_error *err, const char *pointer, const char *why)
{
    return dd_error_set(err, DD_STATUS_NOT_FOUND, pointer, "%s", why);
}

static dd_status too_many(dd_error *err, const char *pointer, const char *what, long most)
{
    return dd_error_set(err, DD_STATUS_TOO_LARGE, pointer, "more than %ld %s", most, what);
}

static bool name_is_good(const char *name)
{
    return name != NULL && dd_names_takes(name, strlen(name));
}

static bool is_of(uint32_t ix, size_t count)
{
    return ix == DD_NONE || ix < count;
}

/* A new name where there is no more room. */
static bool is_beyond(const dd_names *names, const char *name, size_t most)
{
    return names->count >= most && dd_names_find(names, name, strlen(name)) == DD_NONE;
}

/* ---- what the shop has ---- */

static dd_status check_calendar(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    if (!name_is_good(event->name)) return refuse(err, "/name", "a name has 1 to 255 bytes");
    if (is_beyond(&engine->plant.calendar_names, event->name, DD_SHOP_CALENDARS_MAX))
        return too_many(err, "/name", "calendars", DD_SHOP_CALENDARS_MAX);
    if (event->period_ms < 0 || event->period_ms > DD_SHOP_INSTANT_MAX_MS) return refuse(err, "/period_ms", "a period out of range");
    if (event->window_count == 0) return refuse(err, "/windows", "a calendar has at least one shift");
    if (event->window_count > DD_PLANT_SHIFTS_MAX) return too_many(err, "/windows", "shifts", DD_PLANT_SHIFTS_MAX);
    for (uint32_t i = 0; i < event->window_count; i++) {
        const dd_window *shift = &event->windows[i];
        if (!dd_state_instant_is_good(shift->begin_ms) || !dd_state_instant_is_good(shift->end_ms) || shift->begin_ms >= shift->end_ms)
            return refuse(err, "/windows", "a shift that ends before it begins, or out of range");
        if (i > 0 && shift->begin_ms < event->windows[i - 1].end_ms) return refuse(err, "/windows", "shifts are sorted and disjoint");
        if (event->period_ms > 0 && (shift->begin_ms < 0 || shift->end_ms > event->period_ms))
            return refuse(err, "/windows", "a shift outside the period");
    }
    return DD_STATUS_OK;
}

static dd_status check_setup(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_names *families = &engine->plant.family_names;
    uint64_t count = event->text_count, fresh = 0;
    if (!name_is_good(event->name)) return refuse(err, "/name", "a name has 1 to 255 bytes");
    if (is_beyond(&engine->plant.matrix_names, event->name, DD_PLANT_MATRICES_MAX))
        return too_many(err, "/name", "setup matrices", DD_PLANT_MATRICES_MAX);
    if (count == 0 || count > DD_PLANT_FAMILIES_MAX) return refuse(err, "/texts", "a matrix is of 1 to 512 families");
    if (event->value_count != count * count && event->value_count != count * (count + 1))
        return refuse(err, "/values", "families squared, and perhaps one row more");
    for (uint32_t i = 0; i < count; i++) {
        if (!name_is_good(event->texts[i])) return refuse(err, "/texts", "a name has 1 to 255 bytes");
        fresh += dd_names_find(families, event->texts[i], strlen(event->texts[i])) == DD_NONE;
        for (uint32_t j = 0; j < i; j++)
            if (strcmp(event->texts[i], event->texts[j]) == 0) return refuse(err, "/texts", "a family twice");
    }
    if (families->count + fresh > DD_PLANT_FAMILIES_MAX) return too_many(err, "/texts", "families", DD_PLANT_FAMILIES_MAX);
    for (uint32_t i = 0; i < event->value_count; i++)
        if (event->values[i] < 0 || event->values[i] > DD_SHOP_INSTANT_MAX_MS) return refuse(err, "/values", "a setup time out of range");
    return DD_STATUS_OK;
}

static dd_status check_pool(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    if (!name_is_good(event->name)) return refuse(err, "/name", "a name has 1 to 255 bytes");
    if (is_beyond(&engine->site_names, event->name, DD_SHOP_POOLS_MAX)) return too_many(err, "/name", "pools", DD_SHOP_POOLS_MAX);
    if (event->count > INT32_MAX) return refuse(err, "/count", "too many units");
    return is_of(event->calendar, engine->plant.calendar_count) ? DD_STATUS_OK : missing(err, "/calendar", "no such calendar");
}

static dd_status check_machine(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_plant *plant = &engine->plant;
    if (!name_is_good(event->name)) return refuse(err, "/name", "a name has 1 to 255 bytes");
    if (is_beyond(&engine->resource_names, event->name, DD_SHOP_MACHINES_MAX))
        return too_many(err, "/name", "machines", DD_SHOP_MACHINES_MAX);
    if (event->reference != NULL && event->reference[0] != '\0' && !name_is_good(event->reference))
        return refuse(err, "/reference", "a name has 1 to 255 bytes");
    if (!is_of(event->calendar, plant->calendar_count)) return missing(err, "/calendar", "no such calendar");
    if (!is_of(event->matrix, plant->matrix_count)) return missing(err, "/matrix", "no such setup matrix");
    if (!is_of(event->family, plant->family_names.count)) return missing(err, "/family", "no such family");
    return dd_state_instant_is_good(event->ready_ms) ? DD_STATUS_OK : refuse(err, "/ready_ms", "instant out of range");
}

/* ---- jobs ---- */

static dd_status check_needs(const dd_plant *plant, const dd_mode *mode, dd_error *err)
{
    if (mode->need_count > DD_SHOP_NEEDS_MAX) return too_many(err, "/operations/modes/needs", "pools of one mode", DD_SHOP_NEEDS_MAX);
    for (uint32_t i = 0; i < mode->need_count; i++) {
        if (mode->needs[i].pool >= plant->pool_count) return missing(err, "/operations/modes/needs", "no such pool");
        if (mode->needs[i].units == 0 || mode->needs[i].units > INT32_MAX)
            return refuse(err, "/operations/modes/needs", "units out of range");
        for (uint32_t j = 0; j < i; j++)
            if (mode->needs[j].pool == mode->needs[i].pool) return refuse(err, "/operations/modes/needs", "a pool twice");
    }
    return DD_STATUS_OK;
}

static dd_status check_modes(const dd_plant *plant, const dd_job_operation *operation, dd_error *err)
{
    if (operation->mode_count == 0) return refuse(err, "/operations/modes", "an operation has at least one mode");
    if (operation->mode_count > DD_SHOP_MODES_MAX) return too_many(err, "/operations/modes", "modes", DD_SHOP_MODES_MAX);
    for (uint32_t i = 0; i < operation->mode_count; i++) {
        const dd_mode *mode = &operation->modes[i];
        if (mode->machine >= plant->machine_count) return missing(err, "/operations/modes/machine", "no such machine");
        if (mode->duration_ms < 0 || mode->duration_ms > DD_SHOP_INSTANT_MAX_MS)
            return refuse(err, "/operations/modes/duration_ms", "a duration out of range");
        for (uint32_t j = 0; j < i; j++)
            if (operation->modes[j].machine == mode->machine) return refuse(err, "/operations/modes/machine", "a machine twice");
        dd_status status = check_needs(plant, mode, err);
        if (status != DD_STATUS_OK) return status;
    }
    return DD_STATUS_OK;
}

static dd_status check_links(const dd_plant *plant, const dd_job_operation *operation, uint32_t place, dd_error *err)
{
    if (operation->link_count > DD_SHOP_LINKS_MAX) return too_many(err, "/operations/links", "links into one operation", DD_SHOP_LINKS_MAX);
    for (uint32_t i = 0; i < operation->link_count; i++) {
        const dd_job_link *link = &operation->links[i];
        if (link->lag_ms < 0 || link->lag_ms > DD_SHOP_INSTANT_MAX_MS) return refuse(err, "/operations/links/lag_ms", "a lag out of range");
        for (uint32_t j = 0; j < i; j++)
            if (operation->links[j].job == link->job && operation->links[j].place == link->place)
                return refuse(err, "/operations/links", "a link twice");
        if (link->job == DD_NONE) {
            if (link->place >= place) return refuse(err, "/operations/links/place", "within a job, links go to earlier places");
            continue;
        }
        if (link->job >= plant->job_count) return missing(err, "/operations/links/job", "no such job");
        const dd_plant_job *job = &plant->jobs[link->job];
        if (link->place >= job->count) return missing(err, "/operations/links/place", "no such operation");
        if (job->is_cancelled) return clash(err, "/operations/links/job", "the job is cancelled");
    }
    return DD_STATUS_OK;
}

static bool is_urgent_enough(const dd_event *event)
{
    return event->weight <= DD_SHOP_WEIGHT_MAX;
}

static bool due_is_good(int64_t due_ms)
{
    return due_ms == DD_FOREVER_MS || dd_state_instant_is_good(due_ms);
}

static bool job_name_is_good(const char *name)
{
    return name != NULL && name[0] != '\0' && strlen(name) <= DD_JOB_NAME_MAX && strchr(name, '/') == NULL;
}

/* The operations' names one after the other are distinct: sorted by name it shows. */
static int compare_names(const void *a, const void *b)
{
    const dd_job_operation *const *one = a, *const *other = b;
    return strcmp((*one)->name, (*other)->name);
}

static dd_status check_names(const dd_event *event, dd_error *err)
{
    const dd_job_operation **list = dd_array_new(event->operation_count, sizeof(dd_job_operation *));
    bool is_distinct = true;
    if (list == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    for (uint32_t i = 0; i < event->operation_count; i++) list[i] = &event->operations[i];
    qsort((void *)list, event->operation_count, sizeof *list, compare_names);
    for (uint32_t i = 1; i < event->operation_count; i++) is_distinct &= strcmp(list[i]->name, list[i - 1]->name) != 0;
    free((void *)list);
    return is_distinct ? DD_STATUS_OK : refuse(err, "/operations/name", "a name twice in one job");
}

static dd_status check_operations(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_plant *plant = &engine->plant;
    for (uint32_t place = 0; place < event->operation_count; place++) {
        const dd_job_operation *operation = &event->operations[place];
        if (!job_name_is_good(operation->name)) return refuse(err, "/operations/name", "a name has 1 to 120 bytes and no '/'");
        if (!is_of(operation->family, plant->family_names.count)) return missing(err, "/operations/family", "no such family");
        if (!dd_state_instant_is_good(operation->release_ms)) return refuse(err, "/operations/release_ms", "instant out of range");
        dd_status status = check_modes(plant, operation, err);
        if (status == DD_STATUS_OK) status = check_links(plant, operation, place, err);
        if (status != DD_STATUS_OK) return status;
    }
    return check_names(event, err);
}

static dd_status check_released(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_plant *plant = &engine->plant;
    if (!job_name_is_good(event->name)) return refuse(err, "/name", "a name has 1 to 120 bytes and no '/'");
    if (dd_names_find(&plant->job_names, event->name, strlen(event->name)) != DD_NONE) return clash(err, "/name", "the job exists already");
    if (plant->job_count >= DD_PLANT_JOBS_MAX) return too_many(err, "/name", "jobs", DD_PLANT_JOBS_MAX);
    if (!dd_state_instant_is_good(event->ready_ms)) return refuse(err, "/ready_ms", "instant out of range");
    if (!due_is_good(event->until_ms)) return refuse(err, "/until_ms", "instant out of range");
    if (!is_urgent_enough(event)) return refuse(err, "/weight", "a weight out of range");
    if (event->operation_count == 0) return refuse(err, "/operations", "a job has at least one operation");
    if (event->operation_count > DD_JOB_OPERATIONS_MAX) return too_many(err, "/operations", "operations of one job", DD_JOB_OPERATIONS_MAX);
    if (plant->operation_count + event->operation_count > DD_PLANT_OPERATIONS_MAX)
        return too_many(err, "/operations", "operations", DD_PLANT_OPERATIONS_MAX);
    return check_operations(engine, event, err);
}

static dd_status check_job(const dd_engine *engine, const dd_event *event, const dd_plant_job **ret, dd_error *err)
{
    if (event->job >= engine->plant.job_count) return missing(err, "/job", "no such job");
    *ret = &engine->plant.jobs[event->job];
    return (*ret)->open == 0 || (*ret)->is_cancelled ? clash(err, "/job", "the job is done or cancelled") : DD_STATUS_OK;
}

static dd_status check_changed(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_plant_job *job = NULL;
    dd_status status = check_job(engine, event, &job, err);
    if (status != DD_STATUS_OK) return status;
    if (!due_is_good(event->until_ms)) return refuse(err, "/until_ms", "instant out of range");
    return is_urgent_enough(event) ? DD_STATUS_OK : refuse(err, "/weight", "a weight out of range");
}

static dd_status check_cancelled(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_plant *plant = &engine->plant;
    const dd_plant_job *job = NULL;
    dd_status status = check_job(engine, event, &job, err);
    for (uint32_t i = 0; status == DD_STATUS_OK && i < job->count; i++) {
        const dd_plant_operation *o = &plant->operations[job->first + i];
        if (o->state > DD_OPERATION_DISPATCHED) continue;
        for (uint32_t link = o->first_out; link != DD_NONE; link = plant->links[link].next) {
            const dd_plant_operation *after = &plant->operations[plant->links[link].after];
            if (after->job != event->job && dd_operation_is_open(after->state))
                return clash(err, "/job", "another job waits for a part of it");
        }
    }
    return status;
}

/* ---- work ---- */

/* Whether the pools have units for what the operation comes to hold in a new state. */
static bool has_units(const dd_plant *plant, uint32_t operation, uint32_t mode_ix, bool in_setup)
{
    const dd_plant_operation *o = &plant->operations[operation];
    const dd_plant_mode *mode = dd_plant_mode_of(plant, operation, mode_ix);
    bool was_set_up = o->state == DD_OPERATION_SETTING_UP;
    for (uint32_t i = 0; i < mode->need_count; i++) {
        const dd_need *need = &plant->needs[mode->first_need + i];
        const dd_plant_pool *pool = &plant->pools[need->pool];
        if ((in_setup && !need->in_setup) || (was_set_up && need->in_setup)) continue;
        if ((uint64_t)pool->held + need->units > pool->units) return false;
    }
    return true;
}

/* The machine is there for the operation: it holds it, or nothing where it may be begun by hand. */
static dd_status check_hands(const dd_plant *plant, const dd_event *event, dd_error *err)
{
    const dd_plant_machine *machine = &plant->machines[event->machine];
    const dd_plant_operation *o = &plant->operations[event->operation];
    bool is_held = machine->operation == event->operation;
    if (!is_held && o->state != DD_OPERATION_WAITING)
        return clash(err, "/operation", "the operation does not wait, or is another machine's");
    if (!is_held && machine->operation != DD_NONE) return clash(err, "/machine", "the machine holds another operation");
    if (dd_plant_find_mode(plant, event->operation, event->machine) == DD_NONE)
        return clash(err, "/machine", "the operation has no mode on this machine");
    return machine->is_down ? clash(err, "/machine", "the machine is down") : DD_STATUS_OK;
}

static dd_status check_setup_begun(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_plant *plant = &engine->plant;
    dd_status status = check_hands(plant, event, err);
    if (status != DD_STATUS_OK) return status;
    if (plant->operations[event->operation].state > DD_OPERATION_DISPATCHED) return clash(err, "/operation", "its setup has begun already");
    uint32_t mode = dd_plant_find_mode(plant, event->operation, event->machine);
    return has_units(plant, event->operation, mode, true) ? DD_STATUS_OK : clash(err, "/operation", "a pool has no units left");
}

static dd_status check_started(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_plant *plant = &engine->plant;
    const dd_plant_operation *o = &plant->operations[event->operation];
    dd_status status = check_hands(plant, event, err);
    if (status != DD_STATUS_OK) return status;
    if (o->state == DD_OPERATION_RUNNING) return clash(err, "/operation", "the operation runs already");
    if (o->state == DD_OPERATION_PAUSED) return DD_STATUS_OK;
    if (o->waits_for > 0) return clash(err, "/operation", "its inputs are not there");
    uint32_t mode = dd_plant_find_mode(plant, event->operation, event->machine);
    return has_units(plant, event->operation, mode, false) ? DD_STATUS_OK : clash(err, "/operation", "a pool has no units left");
}

static dd_status check_at_work(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    dd_operation_state state = engine->plant.operations[event->operation].state;
    if (engine->plant.machines[event->machine].operation != event->operation)
        return clash(err, "/operation", "the machine does not hold this operation");
    bool is_good = state == DD_OPERATION_RUNNING || (event->kind == DD_EVENT_FINISHED && state == DD_OPERATION_PAUSED);
    return is_good ? DD_STATUS_OK : clash(err, "/operation", "the operation does not run");
}

/* ---- machines and pools ---- */

static dd_status check_down(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    if (event->kind == DD_EVENT_MACHINE_UP && !engine->plant.machines[event->machine].is_down)
        return clash(err, "/machine", "the machine is not down");
    bool is_good = dd_state_instant_is_good(event->ready_ms);
    return event->kind == DD_EVENT_MACHINE_UP || is_good ? DD_STATUS_OK : refuse(err, "/ready_ms", "instant out of range");
}

static dd_status check_window(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_plant *plant = &engine->plant;
    bool is_pool = event->kind == DD_EVENT_POOL_ABSENT || event->kind == DD_EVENT_POOL_BACK;
    bool is_end = event->kind == DD_EVENT_MAINTENANCE_OFF || event->kind == DD_EVENT_POOL_BACK;
    const dd_plant_slice *slice = is_pool ? &plant->pools[event->pool].windows : &plant->machines[event->machine].windows;
    if (!name_is_good(event->reference)) return refuse(err, "/reference", "an id has 1 to 255 bytes");
    uint32_t known = dd_plant_find_window(plant, slice, event->reference);
    if (is_end) return known == DD_NONE ? missing(err, "/reference", "nothing of that id is announced") : DD_STATUS_OK;
    if (!dd_state_instant_is_good(event->ready_ms)) return refuse(err, "/ready_ms", "instant out of range");
    if (!dd_state_instant_is_good(event->until_ms) || event->until_ms <= event->ready_ms)
        return refuse(err, "/until_ms", "it ends before it begins");
    if (event->until_ms <= event->at_ms) return refuse(err, "/until_ms", "it is over");
    if (is_pool && (event->count == 0 || event->count > INT32_MAX)) return refuse(err, "/count", "units out of range");
    bool is_full = known == DD_NONE && slice->count >= DD_PLANT_WINDOWS_MAX;
    return is_full ? too_many(err, "/reference", "windows at once", DD_PLANT_WINDOWS_MAX) : DD_STATUS_OK;
}

/* ---- decisions ---- */

/* Inputs are there, or on their way: something works on them. */
static bool inputs_come(const dd_plant *plant, const dd_plant_operation *o)
{
    for (uint32_t i = 0; i < o->link_count && o->waits_for > 0; i++) {
        dd_operation_state state = plant->operations[plant->links[o->first_link + i].before].state;
        if (state != DD_OPERATION_FINISHED && !dd_operation_is_held(state)) return false;
    }
    return true;
}

static dd_status check_dispatch(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_plant *plant = &engine->plant;
    const dd_plant_operation *o = &plant->operations[event->operation];
    dd_status status = check_hands(plant, event, err);
    if (status != DD_STATUS_OK) return status;
    if (o->state != DD_OPERATION_WAITING) return clash(err, "/operation", "the operation does not wait");
    if (plant->jobs[o->job].is_cancelled) return clash(err, "/operation", "its job is cancelled");
    if (!inputs_come(plant, o)) return clash(err, "/operation", "nothing works on its inputs");
    if (event->ready_ms < event->at_ms || !dd_state_instant_is_good(event->ready_ms))
        return refuse(err, "/ready_ms", "it starts in the past");
    bool is_good = event->until_ms >= event->ready_ms && due_is_good(event->until_ms);
    return is_good ? DD_STATUS_OK : refuse(err, "/until_ms", "it ends before it starts");
}

static dd_status check_recall(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_plant *plant = &engine->plant;
    const dd_plant_operation *o = &plant->operations[event->operation];
    bool is_promised = o->state == DD_OPERATION_DISPATCHED || o->state == DD_OPERATION_SETTING_UP;
    if (!is_promised || plant->machines[event->machine].operation != event->operation)
        return clash(err, "/operation", "the machine was not told to do this operation, or has started it");
    if (event->triggers == 0 || event->triggers >= DD_TRIGGER_END_) return refuse(err, "/triggers", "no such reason");
    bool may = plant->machines[event->machine].is_down || o->waits_for > 0;
    return may ? DD_STATUS_OK : clash(err, "/operation", "machine and inputs are there: the promise holds");
}

static dd_status check_late(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    if (event->job >= engine->plant.job_count) return missing(err, "/job", "no such job");
    if (engine->plant.jobs[event->job].open == 0) return clash(err, "/job", "the job is done");
    if (!due_is_good(event->until_ms)) return refuse(err, "/until_ms", "instant out of range");
    if (event->expected_ms < 0 || event->expected_ms > DD_FOREVER_MS) return refuse(err, "/expected_ms", "a lateness out of range");
    if (event->delay_count > DD_DELAYS_MAX) return too_many(err, "/delays", "steps", DD_DELAYS_MAX);
    for (uint32_t i = 0; i < event->delay_count; i++) {
        const dd_delay *delay = &event->delays[i];
        bool is_good = (unsigned)delay->kind < DD_DELAY_KIND_END_ && delay->operation < engine->plant.operation_count &&
                       is_of(delay->other, engine->plant.operation_count);
        if (!is_good) return refuse(err, "/delays", "no such operation or kind");
    }
    return DD_STATUS_OK;
}

static dd_status check_unservable(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_plant_operation *o = &engine->plant.operations[event->operation];
    bool is_good = o->state == DD_OPERATION_WAITING && !o->is_unservable;
    return is_good ? DD_STATUS_OK : clash(err, "/operation", "said already, or it does not wait");
}

dd_status dd_plant_check_planned(const dd_engine *engine, uint32_t machine, uint32_t operation, dd_error *err)
{
    const dd_plant_operation *o = &engine->plant.operations[operation];
    if (o->state > DD_OPERATION_SETTING_UP) return clash(err, "/planned", "an operation does not wait");
    if (dd_plant_find_mode(&engine->plant, operation, machine) == DD_NONE)
        return clash(err, "/planned", "an operation without a mode on this machine");
    return DD_STATUS_OK;
}

dd_status dd_plant_check_cycle(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_plant *plant = &engine->plant;
    if (event->triggers >= DD_TRIGGER_END_) return refuse(err, "/triggers", "no such reason");
    for (uint32_t i = 0; i < event->placed_count; i++) {
        const dd_planned_operation *placed = &event->placed[i];
        if (placed->operation >= plant->operation_count) return missing(err, "/placed", "no such operation");
        if (i > 0 && placed->operation <= event->placed[i - 1].operation) return refuse(err, "/placed", "operations out of order");
        const dd_plant_operation *o = &plant->operations[placed->operation];
        if (!dd_operation_is_open(o->state)) return clash(err, "/placed", "an operation that is done");
        if (placed->mode >= o->mode_count) return missing(err, "/placed", "no such mode");
        bool is_good = dd_state_instant_is_good(placed->setup_begin_ms) && due_is_good(placed->end_ms) && due_is_good(placed->start_ms) &&
                       placed->setup_begin_ms <= placed->start_ms && placed->start_ms <= placed->end_ms;
        if (!is_good)
            return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/placed", "operation %u: instants out of range or order", placed->operation);
    }
    return DD_STATUS_OK;
}

/* ---- all ---- */

typedef struct need_row {
    dd_event_kind kind;
    bool has_machine, has_operation, has_pool;
    dd_status (*check)(const dd_engine *engine, const dd_event *event, dd_error *err);
} need_row;

static const need_row rows[] = {
    {DD_EVENT_CALENDAR_SET, false, false, false, check_calendar},
    {DD_EVENT_SETUP_SET, false, false, false, check_setup},
    {DD_EVENT_POOL_SET, false, false, false, check_pool},
    {DD_EVENT_MACHINE_SET, false, false, false, check_machine},
    {DD_EVENT_JOB_RELEASED, false, false, false, check_released},
    {DD_EVENT_JOB_CHANGED, false, false, false, check_changed},
    {DD_EVENT_JOB_CANCELLED, false, false, false, check_cancelled},
    {DD_EVENT_SETUP_BEGUN, true, true, false, check_setup_begun},
    {DD_EVENT_STARTED, true, true, false, check_started},
    {DD_EVENT_PAUSED, true, true, false, check_at_work},
    {DD_EVENT_FINISHED, true, true, false, check_at_work},
    {DD_EVENT_MACHINE_DOWN, true, false, false, check_down},
    {DD_EVENT_MACHINE_UP, true, false, false, check_down},
    {DD_EVENT_MAINTENANCE_SET, true, false, false, check_window},
    {DD_EVENT_MAINTENANCE_OFF, true, false, false, check_window},
    {DD_EVENT_POOL_ABSENT, false, false, true, check_window},
    {DD_EVENT_POOL_BACK, false, false, true, check_window},
    {DD_EVENT_DISPATCH, true, true, false, check_dispatch},
    {DD_EVENT_RECALL, true, true, false, check_recall},
    {DD_EVENT_JOB_LATE, false, false, false, check_late},
    {DD_EVENT_UNSERVABLE, false, true, false, check_unservable},
};

dd_status dd_plant_validate(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_plant *plant = &engine->plant;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const need_row *row = &rows[i];
        if (row->kind != event->kind) continue;
        if (row->has_machine && event->machine >= plant->machine_count) return missing(err, "/machine", "no such machine");
        if (row->has_operation && event->operation >= plant->operation_count) return missing(err, "/operation", "no such operation");
        if (row->has_pool && event->pool >= plant->pool_count) return missing(err, "/pool", "no such pool");
        return row->check(engine, event, err);
    }
    return refuse(err, "/kind", "not an event of factory lines");
}
