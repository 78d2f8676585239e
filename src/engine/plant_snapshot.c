/* Factory lines, snapshot: names; calendars, matrices, pools, machines, jobs with their operations; what made the next plan necessary.  What follows
 * from those (who holds what, what waits for how many, lists) is made again.
 */
#include <string.h>

#include "base/array.h"
#include "engine/domain.h"

/* ---- out ---- */

static void put_names(dd_buffer *out, const dd_names *names)
{
    dd_buffer_put_uint(out, names->count);
    for (uint32_t ix = 0; ix < names->count; ix++) dd_buffer_put_text(out, dd_names_at(names, ix));
}

static void put_calendar(dd_buffer *out, const dd_plant *plant, uint32_t ix)
{
    const dd_plant_calendar *calendar = &plant->calendars[ix];
    dd_buffer_put_text(out, dd_names_at(&plant->calendar_names, ix));
    dd_buffer_put_int(out, calendar->period_ms);
    dd_buffer_put_uint(out, calendar->shifts.count);
    for (uint32_t i = 0; i < calendar->shifts.count; i++) {
        dd_buffer_put_int(out, plant->shifts[calendar->shifts.first + i].begin_ms);
        dd_buffer_put_int(out, plant->shifts[calendar->shifts.first + i].end_ms);
    }
}

static void put_matrix(dd_buffer *out, const dd_plant *plant, uint32_t ix)
{
    const dd_plant_matrix *matrix = &plant->matrices[ix];
    dd_buffer_put_text(out, dd_names_at(&plant->matrix_names, ix));
    dd_buffer_put_uint(out, matrix->families.count);
    for (uint32_t i = 0; i < matrix->families.count; i++) dd_buffer_put_uint(out, plant->families[matrix->families.first + i]);
    dd_buffer_put_uint(out, matrix->values.count);
    for (uint32_t i = 0; i < matrix->values.count; i++) dd_buffer_put_int(out, plant->values[matrix->values.first + i]);
}

static void put_windows(dd_buffer *out, const dd_plant *plant, const dd_plant_slice *slice)
{
    dd_buffer_put_uint(out, slice->count);
    for (uint32_t i = 0; i < slice->count; i++) {
        const dd_plant_window *window = &plant->windows[slice->first + i];
        dd_buffer_put_uint(out, window->id);
        dd_buffer_put_uint(out, window->units);
        dd_buffer_put_int(out, window->begin_ms);
        dd_buffer_put_int(out, window->end_ms);
    }
}

static void put_pool(dd_buffer *out, const dd_engine *engine, uint32_t ix)
{
    const dd_plant_pool *pool = &engine->plant.pools[ix];
    dd_buffer_put_text(out, dd_names_at(&engine->site_names, ix));
    dd_buffer_put_uint(out, pool->calendar);
    dd_buffer_put_uint(out, pool->units);
    dd_buffer_put_byte(out, pool->is_tool);
    put_windows(out, &engine->plant, &pool->windows);
}

static void put_machine(dd_buffer *out, const dd_engine *engine, uint32_t ix)
{
    const dd_plant_machine *machine = &engine->plant.machines[ix];
    dd_buffer_put_text(out, dd_names_at(&engine->resource_names, ix));
    dd_buffer_put_uint(out, machine->group);
    dd_buffer_put_uint(out, machine->calendar);
    dd_buffer_put_uint(out, machine->matrix);
    dd_buffer_put_uint(out, machine->family);
    dd_buffer_put_byte(out, machine->is_down);
    dd_buffer_put_int(out, machine->available_ms);
    dd_buffer_put_int(out, machine->down_ms);
    dd_buffer_put_int(out, machine->repair_ms);
    put_windows(out, &engine->plant, &machine->windows);
}

/* The numbers of an operation in the order of its bytes; the same list reads them. */
typedef struct operation_fields {
    int64_t *instants[10];
} operation_fields;

static operation_fields fields_of(dd_plant_operation *o)
{
    return (operation_fields){{&o->release_ms, &o->setup_begin_ms, &o->start_ms, &o->end_ms, &o->dispatched_ms, &o->setup_ms,
                               &o->started_ms, &o->finished_ms, &o->done_ms, &o->since_ms}};
}

static void put_operation(dd_buffer *out, const dd_engine *engine, uint32_t ix)
{
    const dd_plant *plant = &engine->plant;
    dd_plant_operation o = plant->operations[ix];
    operation_fields fields = fields_of(&o);
    dd_buffer_put_text(out, dd_names_at(&engine->demand_names, ix));
    dd_buffer_put_byte(out, (uint8_t)o.state);
    dd_buffer_put_byte(out, (uint8_t)(o.may_pause | o.is_unservable << 1));
    dd_buffer_put_uint(out, o.family);
    dd_buffer_put_uint(out, o.mode);
    for (int i = 0; i < 10; i++) dd_buffer_put_int(out, *fields.instants[i]);
    dd_buffer_put_uint(out, o.mode_count);
    for (uint32_t i = 0; i < o.mode_count; i++) {
        const dd_plant_mode *mode = &plant->modes[o.first_mode + i];
        dd_buffer_put_uint(out, mode->machine);
        dd_buffer_put_int(out, mode->duration_ms);
        dd_buffer_put_uint(out, mode->need_count);
        for (uint32_t j = 0; j < mode->need_count; j++) {
            dd_buffer_put_uint(out, plant->needs[mode->first_need + j].pool);
            dd_buffer_put_uint(out, (uint64_t)plant->needs[mode->first_need + j].units * 2 + plant->needs[mode->first_need + j].in_setup);
        }
    }
    dd_buffer_put_uint(out, o.link_count);
    for (uint32_t i = 0; i < o.link_count; i++) {
        dd_buffer_put_uint(out, plant->links[o.first_link + i].before);
        dd_buffer_put_int(out, plant->links[o.first_link + i].lag_ms);
    }
}

static void put_job(dd_buffer *out, const dd_engine *engine, uint32_t ix)
{
    const dd_plant_job *job = &engine->plant.jobs[ix];
    dd_buffer_put_text(out, dd_names_at(&engine->plant.job_names, ix));
    dd_buffer_put_byte(out, job->is_cancelled);
    dd_buffer_put_uint(out, job->weight);
    dd_buffer_put_uint(out, job->priority);
    dd_buffer_put_int(out, job->released_ms);
    dd_buffer_put_int(out, job->release_ms);
    dd_buffer_put_int(out, job->due_ms);
    dd_buffer_put_int(out, job->finished_ms);
    dd_buffer_put_int(out, job->said_ms);
    dd_buffer_put_uint(out, job->count);
    for (uint32_t i = 0; i < job->count; i++) put_operation(out, engine, job->first + i);
}

void dd_plant_put(const dd_engine *engine, dd_buffer *out)
{
    const dd_plant *plant = &engine->plant;
    put_names(out, &plant->texts);
    put_names(out, &plant->family_names);
    dd_buffer_put_uint(out, plant->calendar_count);
    for (uint32_t ix = 0; ix < plant->calendar_count; ix++) put_calendar(out, plant, ix);
    dd_buffer_put_uint(out, plant->matrix_count);
    for (uint32_t ix = 0; ix < plant->matrix_count; ix++) put_matrix(out, plant, ix);
    dd_buffer_put_uint(out, plant->pool_count);
    for (uint32_t ix = 0; ix < plant->pool_count; ix++) put_pool(out, engine, ix);
    dd_buffer_put_uint(out, plant->machine_count);
    for (uint32_t ix = 0; ix < plant->machine_count; ix++) put_machine(out, engine, ix);
    dd_buffer_put_uint(out, plant->job_count);
    for (uint32_t ix = 0; ix < plant->job_count; ix++) put_job(out, engine, ix);
    dd_buffer_put_uint(out, plant->triggers);
    dd_buffer_put_int(out, plant->planned_ms);
}

/* ---- back ---- */

static void take_names(dd_state_reader *r, dd_names *names)
{
    uint32_t count = dd_cursor_count(&r->in, 2);
    for (uint32_t ix = 0; ix < count && !r->in.failed; ix++) dd_state_take_name(r, names, ix);
}

/* A counted slice at the end of a shared array, whose room is made; 0 items where the input has failed. */
static dd_plant_slice take_slice(dd_state_reader *r, size_t least, size_t used)
{
    uint32_t count = dd_cursor_count(&r->in, least);
    if (r->in.failed || used > UINT32_MAX - count) r->in.failed = true;
    return r->in.failed ? (dd_plant_slice){0} : (dd_plant_slice){(uint32_t)used, count, count};
}

static void take_calendars(dd_state_reader *r)
{
    dd_plant *plant = &r->engine->plant;
    uint32_t count = dd_cursor_count(&r->in, 5);
    if (!DD_ARRAY_RESERVE(plant->calendars, plant->calendar_capacity, count)) dd_state_run_out(r);
    for (uint32_t ix = 0; ix < count && !r->in.failed; ix++) {
        dd_plant_calendar *calendar = &plant->calendars[ix];
        dd_state_take_name(r, &plant->calendar_names, ix);
        calendar->period_ms = dd_cursor_int(&r->in);
        calendar->shifts = take_slice(r, 2, plant->shift_count);
        if (!DD_ARRAY_RESERVE(plant->shifts, plant->shift_capacity, plant->shift_count + calendar->shifts.count)) {
            dd_state_run_out(r);
            return;
        }
        for (uint32_t i = 0; i < calendar->shifts.count; i++) {
            int64_t begin_ms = dd_cursor_int(&r->in);
            plant->shifts[plant->shift_count++] = (dd_window){begin_ms, dd_cursor_int(&r->in)};
        }
        plant->calendar_count++;
    }
}

static void take_matrices(dd_state_reader *r)
{
    dd_plant *plant = &r->engine->plant;
    uint32_t count = dd_cursor_count(&r->in, 5);
    if (!DD_ARRAY_RESERVE(plant->matrices, plant->matrix_capacity, count)) dd_state_run_out(r);
    for (uint32_t ix = 0; ix < count && !r->in.failed; ix++) {
        dd_plant_matrix *matrix = &plant->matrices[ix];
        dd_state_take_name(r, &plant->matrix_names, ix);
        matrix->families = take_slice(r, 1, plant->family_count);
        if (!DD_ARRAY_RESERVE(plant->families, plant->family_capacity, plant->family_count + matrix->families.count)) {
            dd_state_run_out(r);
            return;
        }
        for (uint32_t i = 0; i < matrix->families.count; i++) plant->families[plant->family_count++] = dd_state_take_u32(&r->in);
        matrix->values = take_slice(r, 1, plant->value_count);
        if (!DD_ARRAY_RESERVE(plant->values, plant->value_capacity, plant->value_count + matrix->values.count)) {
            dd_state_run_out(r);
            return;
        }
        for (uint32_t i = 0; i < matrix->values.count; i++) plant->values[plant->value_count++] = dd_cursor_int(&r->in);
        plant->matrix_count++;
    }
}

static void take_windows(dd_state_reader *r, dd_plant_slice *slice)
{
    dd_plant *plant = &r->engine->plant;
    *slice = take_slice(r, 4, plant->window_count);
    if (!DD_ARRAY_RESERVE(plant->windows, plant->window_capacity, plant->window_count + slice->count)) {
        dd_state_run_out(r);
        *slice = (dd_plant_slice){0};
        return;
    }
    for (uint32_t i = 0; i < slice->count; i++) {
        dd_plant_window window = {.id = dd_state_take_u32(&r->in)};
        window.units = dd_state_take_u32(&r->in);
        window.begin_ms = dd_cursor_int(&r->in);
        window.end_ms = dd_cursor_int(&r->in);
        plant->windows[plant->window_count++] = window;
    }
}

static void take_pools(dd_state_reader *r)
{
    dd_plant *plant = &r->engine->plant;
    uint32_t count = dd_cursor_count(&r->in, 6);
    if (!DD_ARRAY_RESERVE(plant->pools, plant->pool_capacity, count)) dd_state_run_out(r);
    for (uint32_t ix = 0; ix < count && !r->in.failed; ix++) {
        dd_plant_pool *pool = &plant->pools[ix];
        dd_state_take_name(r, &r->engine->site_names, ix);
        pool->calendar = dd_state_take_u32(&r->in);
        pool->units = dd_state_take_u32(&r->in);
        pool->is_tool = dd_state_take_byte(&r->in, 1) != 0;
        take_windows(r, &pool->windows);
        plant->pool_count++;
    }
}

static void take_machines(dd_state_reader *r)
{
    dd_plant *plant = &r->engine->plant;
    uint32_t count = dd_cursor_count(&r->in, 11);
    if (!DD_ARRAY_RESERVE(plant->machines, plant->machine_capacity, count) || !dd_plans_reserve(&r->engine->plans, count, 0))
        dd_state_run_out(r);
    for (uint32_t ix = 0; ix < count && !r->in.failed; ix++) {
        dd_plant_machine *machine = &plant->machines[ix];
        dd_state_take_name(r, &r->engine->resource_names, ix);
        machine->group = dd_state_take_u32(&r->in);
        machine->calendar = dd_state_take_u32(&r->in);
        machine->matrix = dd_state_take_u32(&r->in);
        machine->family = dd_state_take_u32(&r->in);
        machine->operation = DD_NONE;
        machine->is_down = dd_state_take_byte(&r->in, 1) != 0;
        machine->available_ms = dd_cursor_int(&r->in);
        machine->down_ms = dd_cursor_int(&r->in);
        machine->repair_ms = dd_cursor_int(&r->in);
        take_windows(r, &machine->windows);
        plant->machine_count++;
        dd_plans_add_resource(&r->engine->plans);
    }
}

static void take_modes(dd_state_reader *r, dd_plant_operation *o)
{
    dd_plant *plant = &r->engine->plant;
    dd_plant_slice modes = take_slice(r, 3, plant->mode_count);
    o->first_mode = modes.first;
    o->mode_count = modes.count;
    if (!DD_ARRAY_RESERVE(plant->modes, plant->mode_capacity, plant->mode_count + modes.count)) dd_state_run_out(r);
    for (uint32_t i = 0; i < modes.count && !r->in.failed; i++) {
        dd_plant_mode *mode = &plant->modes[plant->mode_count++];
        mode->machine = dd_state_take_u32(&r->in);
        mode->duration_ms = dd_cursor_int(&r->in);
        dd_plant_slice needs = take_slice(r, 2, plant->need_count);
        mode->first_need = needs.first;
        mode->need_count = needs.count;
        if (!DD_ARRAY_RESERVE(plant->needs, plant->need_capacity, plant->need_count + needs.count)) dd_state_run_out(r);
        for (uint32_t j = 0; j < needs.count && !r->in.failed; j++) {
            dd_need *need = &plant->needs[plant->need_count++];
            need->pool = dd_state_take_u32(&r->in);
            uint64_t value = dd_cursor_uint(&r->in);
            if (value / 2 > UINT32_MAX) r->in.failed = true;
            need->units = (uint32_t)(value / 2);
            need->in_setup = (value & 1) != 0;
        }
    }
}

static void take_links(dd_state_reader *r, dd_plant_operation *o, uint32_t ix)
{
    dd_plant *plant = &r->engine->plant;
    dd_plant_slice links = take_slice(r, 2, plant->link_count);
    o->first_link = links.first;
    o->link_count = links.count;
    if (!DD_ARRAY_RESERVE(plant->links, plant->link_capacity, plant->link_count + links.count)) dd_state_run_out(r);
    for (uint32_t i = 0; i < links.count && !r->in.failed; i++) {
        uint32_t before = dd_state_take_u32(&r->in), at = (uint32_t)plant->link_count++;
        if (before >= ix) r->in.failed = true; /* links go back */
        if (r->in.failed) return;
        plant->links[at] = (dd_plant_link){before, ix, plant->operations[before].first_out, dd_cursor_int(&r->in)};
        if (plant->links[at].lag_ms < 0 || plant->links[at].lag_ms > DD_SHOP_INSTANT_MAX_MS) r->in.failed = true;
        plant->operations[before].first_out = at;
    }
}

static void take_operation(dd_state_reader *r, uint32_t job, uint32_t ix)
{
    dd_plant *plant = &r->engine->plant;
    if (!DD_ARRAY_RESERVE(plant->operations, plant->operation_capacity, (size_t)ix + 1) || !dd_plans_reserve(&r->engine->plans, 0, 1)) {
        dd_state_run_out(r);
        return;
    }
    dd_plant_operation *o = &plant->operations[ix];
    operation_fields fields = fields_of(o);
    *o = (dd_plant_operation){.job = job, .first_out = DD_NONE};
    dd_state_take_name(r, &r->engine->demand_names, ix);
    o->state = (dd_operation_state)dd_state_take_byte(&r->in, DD_OPERATION_CANCELLED);
    uint8_t flags = dd_state_take_byte(&r->in, 3);
    o->may_pause = flags & 1;
    o->is_unservable = (flags & 2) != 0;
    o->family = dd_state_take_u32(&r->in);
    o->mode = dd_state_take_u32(&r->in);
    for (int i = 0; i < 10; i++) *fields.instants[i] = dd_cursor_int(&r->in);
    take_modes(r, o);
    if (!r->in.failed) take_links(r, o, ix);
    plant->operation_count++;
    dd_plans_add_demand(&r->engine->plans);
}

static void take_jobs(dd_state_reader *r)
{
    dd_plant *plant = &r->engine->plant;
    uint32_t count = dd_cursor_count(&r->in, 20);
    if (!DD_ARRAY_RESERVE(plant->jobs, plant->job_capacity, count) || !DD_ARRAY_RESERVE(plant->open, plant->open_capacity, count))
        dd_state_run_out(r);
    for (uint32_t ix = 0; ix < count && !r->in.failed; ix++) {
        dd_plant_job *job = &plant->jobs[ix];
        dd_state_take_name(r, &plant->job_names, ix);
        job->is_cancelled = dd_state_take_byte(&r->in, 1) != 0;
        job->weight = dd_state_take_u32(&r->in);
        job->priority = dd_state_take_u32(&r->in);
        job->released_ms = dd_cursor_int(&r->in);
        job->release_ms = dd_cursor_int(&r->in);
        job->due_ms = dd_cursor_int(&r->in);
        job->finished_ms = dd_cursor_int(&r->in);
        job->said_ms = dd_cursor_int(&r->in);
        job->first = (uint32_t)plant->operation_count;
        job->count = dd_cursor_count(&r->in, 18);
        for (uint32_t i = 0; i < job->count && !r->in.failed; i++) take_operation(r, ix, job->first + i);
        plant->job_count++;
    }
}

/* What follows from the rest; indices are looked at first. */
static void count_all(dd_state_reader *r)
{
    dd_plant *plant = &r->engine->plant;
    for (uint32_t ix = 0; ix < plant->operation_count; ix++) {
        dd_plant_operation *o = &plant->operations[ix];
        if (o->finished_ms != DD_FOREVER_MS && !dd_state_instant_is_good(o->finished_ms)) r->in.failed = true;
        if (r->in.failed) return;
        dd_plant_count_inputs(plant, ix);
        if (dd_operation_is_open(o->state)) {
            plant->jobs[o->job].open++;
            r->engine->unfinished++;
        }
        if (!dd_operation_is_held(o->state) || o->mode >= o->mode_count) continue;
        const dd_plant_mode *mode = dd_plant_mode_of(plant, ix, o->mode);
        bool is_good = mode->machine < plant->machine_count;
        for (uint32_t i = 0; i < mode->need_count && is_good; i++) is_good = plant->needs[mode->first_need + i].pool < plant->pool_count;
        if (!is_good) {
            r->in.failed = true;
            return;
        }
        plant->machines[mode->machine].operation = ix;
        dd_plant_hold(plant, ix, 1);
    }
    for (uint32_t ix = 0; ix < plant->job_count; ix++)
        if (plant->jobs[ix].open > 0) plant->open[plant->open_count++] = ix;
}

void dd_plant_take(dd_state_reader *r)
{
    dd_plant *plant = &r->engine->plant;
    take_names(r, &plant->texts);
    if (!r->in.failed) take_names(r, &plant->family_names);
    if (!r->in.failed) take_calendars(r);
    if (!r->in.failed) take_matrices(r);
    if (!r->in.failed) take_pools(r);
    if (!r->in.failed) take_machines(r);
    if (!r->in.failed) take_jobs(r);
    plant->triggers = dd_state_take_u32(&r->in);
    plant->planned_ms = dd_cursor_int(&r->in);
    if (!r->in.failed) count_all(r);
}
