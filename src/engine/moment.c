#include "engine/moment.h"

#include <stdlib.h>
#include <string.h>

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t clamp(int64_t ms)
{
    return ms > DD_SHOP_INSTANT_MAX_MS ? DD_SHOP_INSTANT_MAX_MS : ms < -DD_SHOP_INSTANT_MAX_MS ? -DD_SHOP_INSTANT_MAX_MS : ms;
}

int64_t dd_moment_repair_ms(const dd_plant_machine *machine, int64_t at_ms)
{
    const int64_t quarter_ms = 15 * 60000;
    if (machine->repair_ms != DD_FOREVER_MS && machine->repair_ms > at_ms) return machine->repair_ms;
    int64_t since_ms = machine->repair_ms != DD_FOREVER_MS ? (at_ms - machine->down_ms) / 2 : at_ms - machine->down_ms;
    return clamp(at_ms + later(since_ms, quarter_ms));
}

/* ---- what is held ---- */

#define NEVER_MS (INT64_C(366) * 86400000) /* what never ends by what is known is taken to last so long */

/* How much longer work of `planned` that has lasted `done` will last: the rest; when that is over, an eighth and half of what it is over. */
static int64_t rest_ms(int64_t planned_ms, int64_t done_ms)
{
    if (done_ms < planned_ms) return planned_ms - done_ms;
    int64_t rest = planned_ms / 8 + (done_ms - planned_ms) / 2;
    return rest < 1000 ? 1000 : rest;
}

static uint32_t find(const uint32_t *list, uint32_t count, uint32_t operation)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (list[middle] < operation) low = middle + 1;
        else high = middle;
    }
    return low < count && list[low] == operation ? low : DD_NONE;
}

typedef struct hold {
    const dd_plant *plant;
    const dd_plant_machine *machine;
    const dd_plant_operation *o;
    const dd_plant_mode *mode;
    uint32_t operation;
    int64_t at_ms;
    int64_t work_ms; /* when the machine works again */
} hold;

/* Working time done in the present phase. */
static int64_t done_by(const hold *h, bool in_setup)
{
    bool counts = !h->machine->is_down && h->o->state != DD_OPERATION_PAUSED;
    return h->o->done_ms + (counts ? dd_plant_worked(h->plant, h->mode, in_setup, h->o->since_ms, h->at_ms) : 0);
}

static int64_t setup_end(const hold *h)
{
    uint32_t ix = h->mode->machine;
    int64_t setup_ms = dd_plant_setup_ms(h->plant, ix, h->machine->family, h->o->family);
    if (h->o->state == DD_OPERATION_SETTING_UP) setup_ms = rest_ms(setup_ms, done_by(h, true));
    return dd_plant_end(h->plant, h->mode, true, h->work_ms, setup_ms);
}

/* `input_ms`: when the inputs are expected. */
static dd_placement expect(const hold *h, int64_t input_ms)
{
    const dd_plant_operation *o = h->o;
    dd_placement at = {.mode = o->mode, .setup_begin_ms = h->at_ms};
    int64_t work_ms = h->mode->duration_ms;
    if (o->state == DD_OPERATION_RUNNING || o->state == DD_OPERATION_PAUSED) {
        at.start_ms = o->started_ms;
        at.setup_begin_ms = o->setup_ms < o->started_ms ? o->setup_ms : o->started_ms;
        at.end_ms = dd_plant_end(h->plant, h->mode, false, h->work_ms, rest_ms(work_ms, done_by(h, false)));
    } else {
        if (o->state == DD_OPERATION_SETTING_UP) at.setup_begin_ms = o->setup_ms;
        at.start_ms = dd_plant_end(h->plant, h->mode, false, later(setup_end(h), input_ms), 0);
        at.end_ms = dd_plant_end(h->plant, h->mode, false, at.start_ms, work_ms);
    }
    int64_t most_ms = clamp(h->at_ms + NEVER_MS);
    if (at.start_ms > most_ms) at.start_ms = most_ms;
    if (at.end_ms > most_ms) at.end_ms = most_ms;
    return at;
}

void dd_moment_expect(const dd_engine *engine, int64_t at_ms, const uint32_t *list, uint32_t count, dd_placement *ret)
{
    const dd_plant *plant = &engine->plant;
    for (uint32_t i = 0; i < count; i++) { /* inputs come first: links go back */
        const dd_plant_operation *o = &plant->operations[list[i]];
        hold h = {.plant = plant,
                  .o = o,
                  .mode = dd_plant_mode_of(plant, list[i], o->mode),
                  .operation = list[i],
                  .at_ms = at_ms,
                  .work_ms = at_ms};
        h.machine = &plant->machines[h.mode->machine];
        if (h.machine->is_down) h.work_ms = dd_moment_repair_ms(h.machine, at_ms);
        int64_t input_ms = later(later(o->release_ms, plant->jobs[o->job].release_ms), o->input_ms);
        for (uint32_t j = 0; j < o->link_count; j++) {
            const dd_plant_link *link = &plant->links[o->first_link + j];
            uint32_t at = find(list, i, link->before);
            if (at != DD_NONE) input_ms = later(input_ms, ret[at].end_ms + link->lag_ms);
        }
        ret[i] = expect(&h, clamp(input_ms));
    }
}

/* ---- the problem ---- */

typedef struct builder {
    dd_moment *moment;
    const dd_plant *plant;
    dd_shop_problem *problem;
    uint32_t *family_of; /* the problem's family by the engine's; DD_NONE: not used */
    int64_t *free_ms;    /* by machine: the end of its last lock */
    dd_error *err;
} builder;

static void *take(builder *b, size_t count, size_t size)
{
    return dd_shop_problem_alloc(b->problem, count, size);
}

static dd_status no_memory(const builder *b)
{
    return dd_error_set(b->err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}

uint32_t dd_moment_find(const dd_moment *moment, uint32_t operation)
{
    uint32_t low = 0, high = moment->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (moment->items[middle].operation < operation) low = middle + 1;
        else high = middle;
    }
    return low < moment->count && moment->items[low].operation == operation ? low : DD_NONE;
}

static dd_status add_family(builder *b, uint32_t family)
{
    if (family == DD_NONE || b->family_of[family] != DD_NONE) return DD_STATUS_OK;
    return dd_shop_problem_add_family(b->problem, dd_names_at(&b->plant->family_names, family), &b->family_of[family], b->err);
}

static dd_status add_families(builder *b)
{
    size_t count = b->plant->family_names.count;
    dd_status status = DD_STATUS_OK;
    b->family_of = take(b, count, sizeof *b->family_of);
    if (b->family_of == NULL) return no_memory(b);
    for (size_t i = 0; i < count; i++) b->family_of[i] = DD_NONE;
    for (uint32_t i = 0; i < b->moment->count && status == DD_STATUS_OK; i++)
        status = add_family(b, b->plant->operations[b->moment->items[i].operation].family);
    for (uint32_t i = 0; i < b->plant->machine_count && status == DD_STATUS_OK; i++) status = add_family(b, b->plant->machines[i].family);
    return status;
}

static uint32_t family_of(const builder *b, uint32_t family)
{
    return family == DD_NONE ? DD_NONE : b->family_of[family];
}

static dd_status add_calendars(builder *b)
{
    dd_status status = DD_STATUS_OK;
    for (uint32_t ix = 0; ix < b->plant->calendar_count && status == DD_STATUS_OK; ix++) {
        const dd_plant_calendar *calendar = &b->plant->calendars[ix];
        dd_window *shifts = take(b, calendar->shifts.count, sizeof *shifts);
        if (shifts == NULL) return no_memory(b);
        memcpy(shifts, b->plant->shifts + calendar->shifts.first, calendar->shifts.count * sizeof *shifts);
        status = dd_shop_problem_add_calendar(
            b->problem, &(dd_calendar){dd_names_at(&b->plant->calendar_names, ix), shifts, calendar->shifts.count, calendar->period_ms},
            NULL, b->err);
    }
    return status;
}

static dd_status add_setup(builder *b, uint32_t ix)
{
    const dd_plant_matrix *matrix = &b->plant->matrices[ix];
    uint32_t own = matrix->families.count, count = b->problem->family_count;
    bool has_first = matrix->values.count > own * own;
    int64_t *ms = take(b, (size_t)count * count, sizeof *ms), *first_ms = take(b, count, sizeof *first_ms);
    if (ms == NULL || first_ms == NULL) return no_memory(b);
    const uint32_t *families = b->plant->families + matrix->families.first;
    const int64_t *values = b->plant->values + matrix->values.first;
    for (uint32_t to = 0; to < own; to++) {
        uint32_t column = family_of(b, families[to]);
        if (column == DD_NONE) continue;
        if (has_first) first_ms[column] = values[(size_t)own * own + to];
        for (uint32_t from = 0; from < own; from++)
            if (family_of(b, families[from]) != DD_NONE)
                ms[(size_t)family_of(b, families[from]) * count + column] = values[(size_t)from * own + to];
    }
    return dd_shop_problem_add_setup(b->problem, &(dd_setup_matrix){dd_names_at(&b->plant->matrix_names, ix), ms, first_ms}, NULL, b->err);
}

static int compare_windows(const void *a, const void *b)
{
    const dd_window *one = a, *other = b;
    if (one->begin_ms != other->begin_ms) return one->begin_ms < other->begin_ms ? -1 : 1;
    return one->end_ms < other->end_ms ? -1 : one->end_ms > other->end_ms;
}

/* Maintenance and breakdown, sorted and joined. */
static dd_window *closed_windows(builder *b, const dd_plant_machine *machine, uint32_t *ret_count)
{
    dd_window *closed = take(b, machine->windows.count + 1, sizeof *closed);
    uint32_t count = 0, joined = 0;
    if (closed == NULL) return NULL;
    for (uint32_t i = 0; i < machine->windows.count; i++) {
        const dd_plant_window *window = &b->plant->windows[machine->windows.first + i];
        closed[count++] = (dd_window){window->begin_ms, window->end_ms};
    }
    if (machine->is_down) closed[count++] = (dd_window){b->moment->at_ms - 1, dd_moment_repair_ms(machine, b->moment->at_ms)};
    if (count > 0) qsort(closed, count, sizeof *closed, compare_windows);
    for (uint32_t i = 0; i < count; i++) {
        if (joined > 0 && closed[i].begin_ms <= closed[joined - 1].end_ms)
            closed[joined - 1].end_ms = later(closed[joined - 1].end_ms, closed[i].end_ms);
        else closed[joined++] = closed[i];
    }
    *ret_count = joined;
    return closed;
}

static dd_status add_machines(builder *b)
{
    const dd_engine *engine = b->moment->engine;
    dd_status status = DD_STATUS_OK;
    for (uint32_t ix = 0; ix < b->plant->machine_count && status == DD_STATUS_OK; ix++) {
        const dd_plant_machine *own = &b->plant->machines[ix];
        dd_machine machine = {DD_MACHINE_DEFAULT, .name = dd_names_at(&engine->resource_names, ix)};
        machine.group = own->group == DD_NONE ? NULL : dd_names_at(&b->plant->texts, own->group);
        machine.calendar = own->calendar;
        machine.closed = closed_windows(b, own, &machine.closed_count);
        machine.setup_matrix = own->matrix;
        machine.initial_family = family_of(b, own->family);
        machine.available_ms = clamp(later(own->available_ms, b->free_ms[ix]));
        if (machine.closed == NULL) return no_memory(b);
        status = dd_shop_problem_add_machine(b->problem, &machine, NULL, b->err);
    }
    return status;
}

/* ---- pools ---- */

/* Units that locks hold of a pool, or that are absent, from an instant on (or, negative, no longer). */
typedef struct step {
    int64_t at_ms;
    int64_t locked, absent;
} step;

static int compare_steps(const void *a, const void *b)
{
    const step *one = a, *other = b;
    return one->at_ms < other->at_ms ? -1 : one->at_ms > other->at_ms;
}

static void add_steps(step *steps, uint32_t *count, int64_t begin_ms, int64_t end_ms, int64_t locked, int64_t absent)
{
    if (begin_ms >= end_ms) return;
    steps[(*count)++] = (step){begin_ms, locked, absent};
    steps[(*count)++] = (step){end_ms, -locked, -absent};
}

/* Absences such that what is locked fits, and what is left is what there really is: an absence is made smaller under a lock, and a pool that is too
 * small is made larger with an absence everywhere else. */
static bool write_absences(builder *b, const dd_plant_pool *own, step *steps, uint32_t count, dd_pool_resource *pool)
{
    dd_absence *list = take(b, (size_t)count + 1, sizeof *list);
    int64_t locked = 0, absent = 0, units = own->units;
    if (list == NULL) return false;
    if (count > 0) qsort(steps, count, sizeof *steps, compare_steps);
    for (uint32_t i = 0; i < count; i++) {
        locked += steps[i].locked;
        bool is_last = i + 1 == count || steps[i + 1].at_ms > steps[i].at_ms;
        if (is_last && locked > units) units = locked;
    }
    locked = 0;
    int64_t last_ms = clamp(b->moment->at_ms + 10 * NEVER_MS);
    if (units > own->units && steps[0].at_ms > -DD_SHOP_INSTANT_MAX_MS)
        list[pool->absence_count++] = (dd_absence){-DD_SHOP_INSTANT_MAX_MS, steps[0].at_ms, (uint32_t)(units - own->units)};
    for (uint32_t i = 0; i < count; i++) {
        locked += steps[i].locked;
        absent += steps[i].absent;
        int64_t end_ms = i + 1 < count ? steps[i + 1].at_ms : last_ms, left = own->units - absent - locked;
        int64_t away = units - locked - (left > 0 ? left : 0);
        if (away > 0 && steps[i].at_ms < end_ms) list[pool->absence_count++] = (dd_absence){steps[i].at_ms, end_ms, (uint32_t)away};
    }
    pool->absences = list;
    pool->units = (uint32_t)units;
    return true;
}

static dd_status add_pool(builder *b, uint32_t ix, step *steps)
{
    const dd_plant_pool *own = &b->plant->pools[ix];
    dd_pool_resource pool = {dd_names_at(&b->moment->engine->site_names, ix), own->is_tool, own->calendar, own->units, NULL, 0};
    uint32_t count = 0;
    for (uint32_t i = 0; i < own->windows.count; i++) {
        const dd_plant_window *window = &b->plant->windows[own->windows.first + i];
        add_steps(steps, &count, window->begin_ms, window->end_ms, 0, window->units);
    }
    for (uint32_t i = 0; i < b->moment->count; i++) {
        const dd_moment_item *item = &b->moment->items[i];
        if (!item->is_locked) continue;
        const dd_plant_mode *mode = dd_plant_mode_of(b->plant, item->operation, item->mode);
        for (uint32_t j = 0; j < mode->need_count; j++) {
            const dd_need *need = &b->plant->needs[mode->first_need + j];
            if (need->pool == ix)
                add_steps(steps, &count, need->in_setup ? item->at.setup_begin_ms : item->at.start_ms, item->at.end_ms, need->units, 0);
        }
    }
    if (!write_absences(b, own, steps, count, &pool)) return no_memory(b);
    return dd_shop_problem_add_pool(b->problem, &pool, NULL, b->err);
}

static dd_status add_pools(builder *b)
{
    uint32_t locks = 0;
    dd_status status = DD_STATUS_OK;
    for (uint32_t i = 0; i < b->moment->count; i++) locks += b->moment->items[i].is_locked;
    step *steps = take(b, 2 * ((size_t)locks + DD_PLANT_WINDOWS_MAX), sizeof *steps);
    if (steps == NULL) return no_memory(b);
    for (uint32_t ix = 0; ix < b->plant->pool_count && status == DD_STATUS_OK; ix++) status = add_pool(b, ix, steps);
    return status;
}

/* ---- jobs ---- */

static bool copy_modes(builder *b, const dd_moment_item *item, dd_operation *operation)
{
    const dd_plant_operation *o = &b->plant->operations[item->operation];
    uint32_t first = item->mode == DD_NONE ? 0 : item->mode, count = item->mode == DD_NONE ? o->mode_count : 1;
    dd_mode *modes = take(b, count, sizeof *modes);
    if (modes == NULL) return false;
    for (uint32_t i = 0; i < count; i++) {
        const dd_plant_mode *mode = dd_plant_mode_of(b->plant, item->operation, first + i);
        dd_need *needs = take(b, mode->need_count, sizeof *needs);
        if (needs == NULL) return false;
        if (mode->need_count > 0) memcpy(needs, b->plant->needs + mode->first_need, mode->need_count * sizeof *needs);
        modes[i] = (dd_mode){mode->machine, mode->duration_ms, needs, mode->need_count};
    }
    operation->modes = modes;
    operation->mode_count = count;
    return true;
}

static bool copy_links(builder *b, const dd_moment_item *item, dd_operation *operation)
{
    const dd_plant_operation *o = &b->plant->operations[item->operation];
    dd_link *links = take(b, (size_t)o->link_count + 1, sizeof *links);
    if (links == NULL) return false;
    bool has_after = item->after == DD_NONE;
    for (uint32_t i = 0; i < o->link_count; i++) {
        const dd_plant_link *link = &b->plant->links[o->first_link + i];
        uint32_t before = dd_moment_find(b->moment, link->before);
        if (before == DD_NONE) continue; /* finished: it is in the release */
        const dd_moment_item *other = &b->moment->items[before];
        bool holds = !item->is_locked || (other->is_locked && item->at.start_ms - link->lag_ms >= other->at.end_ms);
        if (!holds) continue; /* cut off at the last instant that there is */
        links[operation->link_count++] = (dd_link){before, link->lag_ms};
        has_after |= before == item->after;
    }
    if (!has_after) links[operation->link_count++] = (dd_link){item->after, 0};
    operation->links = links;
    return true;
}

static dd_status add_operation(builder *b, uint32_t i)
{
    const dd_moment_item *item = &b->moment->items[i];
    const dd_engine *engine = b->moment->engine;
    const dd_plant_operation *o = &b->plant->operations[item->operation];
    uint32_t planned_on = engine->plans.links[item->operation].resource;
    dd_operation operation = {DD_OPERATION_DEFAULT, .name = dd_names_at(&engine->demand_names, item->operation)};
    operation.job = b->problem->job_count - 1;
    operation.family = family_of(b, o->family);
    operation.may_pause = o->may_pause;
    operation.release_ms = clamp(later(o->release_ms, o->input_ms));
    operation.is_locked = item->is_locked;
    if (item->is_locked) operation.lock = (dd_lock){0, item->at.setup_begin_ms, item->at.start_ms, item->at.end_ms};
    if (planned_on != DD_NONE && !item->is_locked && o->start_ms < DD_SHOP_INSTANT_MAX_MS) {
        operation.planned_mode = item->mode != DD_NONE ? 0 : dd_plant_find_mode(b->plant, item->operation, planned_on);
        operation.planned_start_ms = clamp(o->start_ms);
    }
    if (!copy_modes(b, item, &operation) || !copy_links(b, item, &operation)) return no_memory(b);
    return dd_shop_problem_add_operation(b->problem, &operation, NULL, b->err);
}

static dd_status add_job(builder *b, uint32_t i)
{
    const dd_plant_operation *o = &b->plant->operations[b->moment->items[i].operation];
    const dd_plant_job *own = &b->plant->jobs[o->job];
    dd_job job = {DD_JOB_DEFAULT, .name = dd_names_at(&b->plant->job_names, o->job)};
    job.release_ms = clamp(own->release_ms);
    job.due_ms = own->is_cancelled ? DD_FOREVER_MS : own->due_ms;
    job.weight = own->weight;
    job.priority = own->priority;
    if (b->moment->is_split) job.due_ms = clamp(o->start_ms);
    return dd_shop_problem_add_job(b->problem, &job, NULL, b->err);
}

static dd_status add_jobs(builder *b)
{
    const dd_moment *moment = b->moment;
    dd_status status = DD_STATUS_OK;
    for (uint32_t i = 0; i < moment->count && status == DD_STATUS_OK; i++) {
        uint32_t job = b->plant->operations[moment->items[i].operation].job;
        bool is_first = i == 0 || moment->is_split || b->plant->operations[moment->items[i - 1].operation].job != job;
        if (is_first) status = add_job(b, i);
        if (status == DD_STATUS_OK) status = add_operation(b, i);
    }
    return status;
}

static dd_status free_after_locks(builder *b)
{
    const dd_moment *moment = b->moment;
    b->free_ms = take(b, b->plant->machine_count, sizeof *b->free_ms);
    if (b->free_ms == NULL) return no_memory(b);
    for (uint32_t ix = 0; ix < b->plant->machine_count; ix++) b->free_ms[ix] = -DD_SHOP_INSTANT_MAX_MS;
    for (uint32_t i = 0; i < moment->count; i++) {
        if (!moment->items[i].is_locked) continue;
        int64_t *free_ms = &b->free_ms[dd_plant_mode_of(b->plant, moment->items[i].operation, moment->items[i].mode)->machine];
        *free_ms = later(*free_ms, moment->items[i].at.end_ms);
    }
    return DD_STATUS_OK;
}

dd_status dd_moment_build(dd_moment *moment, dd_error *err)
{
    builder b = {.moment = moment, .plant = &moment->engine->plant, .err = err};
    dd_status status = dd_shop_problem_create(&b.problem, err);
    if (status != DD_STATUS_OK) return status;
    b.problem->origin_ms = moment->at_ms;
    b.problem->objective = moment->engine->config.plant.objective;
    status = free_after_locks(&b);
    if (status == DD_STATUS_OK) status = add_families(&b);
    if (status == DD_STATUS_OK) status = add_calendars(&b);
    for (uint32_t ix = 0; ix < b.plant->matrix_count && status == DD_STATUS_OK; ix++) status = add_setup(&b, ix);
    if (status == DD_STATUS_OK) status = add_machines(&b);
    if (status == DD_STATUS_OK) status = add_pools(&b);
    if (status == DD_STATUS_OK) status = add_jobs(&b);
    if (status != DD_STATUS_OK) dd_shop_problem_free(b.problem);
    else moment->problem = b.problem;
    return status;
}
