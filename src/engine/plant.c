#include "engine/plant.h"

#include <stdlib.h>
#include <string.h>

void dd_plant_done(dd_plant *plant)
{
    dd_names_done(&plant->texts);
    dd_names_done(&plant->calendar_names);
    dd_names_done(&plant->matrix_names);
    dd_names_done(&plant->family_names);
    dd_names_done(&plant->job_names);
    free(plant->calendars);
    free(plant->matrices);
    free(plant->machines);
    free(plant->pools);
    free(plant->jobs);
    free(plant->operations);
    free(plant->modes);
    free(plant->needs);
    free(plant->links);
    free(plant->shifts);
    free(plant->windows);
    free(plant->families);
    free(plant->values);
    free(plant->open);
    *plant = (dd_plant){0};
}

uint32_t dd_plant_find_mode(const dd_plant *plant, uint32_t operation, uint32_t machine)
{
    const dd_plant_operation *o = &plant->operations[operation];
    for (uint32_t i = 0; i < o->mode_count; i++)
        if (plant->modes[o->first_mode + i].machine == machine) return i;
    return DD_NONE;
}

uint32_t dd_plant_find_window(const dd_plant *plant, const dd_plant_slice *slice, const char *id)
{
    uint32_t text = dd_names_find(&plant->texts, id, strlen(id));
    for (uint32_t i = 0; i < slice->count && text != DD_NONE; i++)
        if (plant->windows[slice->first + i].id == text) return i;
    return DD_NONE;
}

static uint32_t place_in(const dd_plant *plant, const dd_plant_matrix *matrix, uint32_t family)
{
    for (uint32_t i = 0; i < matrix->families.count; i++)
        if (plant->families[matrix->families.first + i] == family) return i;
    return DD_NONE;
}

int64_t dd_plant_setup_ms(const dd_plant *plant, uint32_t machine, uint32_t from, uint32_t to)
{
    uint32_t ix = plant->machines[machine].matrix;
    if (ix == DD_NONE || to == DD_NONE) return 0;
    const dd_plant_matrix *matrix = &plant->matrices[ix];
    uint32_t count = matrix->families.count, column = place_in(plant, matrix, to);
    uint32_t row = from == DD_NONE ? count : place_in(plant, matrix, from); /* the first times are the row after the last */
    size_t at = (size_t)row * count + column;
    return column == DD_NONE || row == DD_NONE || at >= matrix->values.count ? 0 : plant->values[matrix->values.first + at];
}

void dd_plant_hold(dd_plant *plant, uint32_t operation, int by)
{
    const dd_plant_operation *o = &plant->operations[operation];
    if (o->state == DD_OPERATION_DISPATCHED || !dd_operation_is_held(o->state)) return;
    const dd_plant_mode *mode = dd_plant_mode_of(plant, operation, o->mode);
    for (uint32_t i = 0; i < mode->need_count; i++) {
        const dd_need *need = &plant->needs[mode->first_need + i];
        if (o->state != DD_OPERATION_SETTING_UP || need->in_setup) plant->pools[need->pool].held += (uint32_t)by * need->units;
    }
}

void dd_plant_count_inputs(dd_plant *plant, uint32_t operation)
{
    dd_plant_operation *o = &plant->operations[operation];
    o->waits_for = 0;
    o->input_ms = -DD_FOREVER_MS;
    for (uint32_t i = 0; i < o->link_count; i++) {
        const dd_plant_link *link = &plant->links[o->first_link + i];
        const dd_plant_operation *before = &plant->operations[link->before];
        if (before->state != DD_OPERATION_FINISHED) o->waits_for++;
        else if (before->finished_ms + link->lag_ms > o->input_ms) o->input_ms = before->finished_ms + link->lag_ms;
    }
}

/* ---- working time ---- */

static int64_t floor_mod(int64_t a, int64_t b)
{
    int64_t rest = a % b;
    return rest < 0 ? rest + b : rest;
}

/* Whether the calendar is open at t; *until_ms falls to when that changes next. */
static bool calendar_is_open(const dd_plant *plant, uint32_t ix, int64_t t, int64_t *until_ms)
{
    if (ix == DD_NONE) return true;
    const dd_plant_calendar *calendar = &plant->calendars[ix];
    const dd_window *shifts = plant->shifts + calendar->shifts.first;
    int64_t at = calendar->period_ms > 0 ? floor_mod(t, calendar->period_ms) : t, next = DD_FOREVER_MS;
    uint32_t low = 0, count = calendar->shifts.count;
    while (low < count) { /* the first shift that ends after `at` */
        uint32_t middle = low + (count - low) / 2;
        if (shifts[middle].end_ms <= at) low = middle + 1;
        else count = middle;
    }
    bool is_open = low < calendar->shifts.count && shifts[low].begin_ms <= at;
    if (low < calendar->shifts.count) next = t + (is_open ? shifts[low].end_ms : shifts[low].begin_ms) - at;
    else if (calendar->period_ms > 0) next = t + calendar->period_ms - at + shifts[0].begin_ms;
    if (next < *until_ms) *until_ms = next;
    return is_open;
}

static bool machine_works(const dd_plant *plant, uint32_t ix, int64_t t, int64_t *until_ms)
{
    const dd_plant_machine *machine = &plant->machines[ix];
    bool works = calendar_is_open(plant, machine->calendar, t, until_ms);
    for (uint32_t i = 0; i < machine->windows.count; i++) {
        const dd_plant_window *window = &plant->windows[machine->windows.first + i];
        if (t >= window->end_ms) continue;
        int64_t change = t < window->begin_ms ? window->begin_ms : window->end_ms;
        if (change < *until_ms) *until_ms = change;
        works &= t < window->begin_ms;
    }
    return works;
}

/* Whether machine and pools work at t; *ret_until_ms: until when that surely holds. */
static bool works_at(const dd_plant *plant, const dd_plant_mode *mode, bool in_setup, int64_t t, int64_t *ret_until_ms)
{
    *ret_until_ms = DD_FOREVER_MS;
    bool works = machine_works(plant, mode->machine, t, ret_until_ms);
    for (uint32_t i = 0; i < mode->need_count; i++) {
        const dd_need *need = &plant->needs[mode->first_need + i];
        if (in_setup && !need->in_setup) continue;
        works &= calendar_is_open(plant, plant->pools[need->pool].calendar, t, ret_until_ms);
    }
    return works;
}

/* Openings and closings that one stretch is followed through; what is longer is cut off there, so that no calendar can hold the engine up. */
enum { STEPS_MAX = 20000 };

int64_t dd_plant_worked(const dd_plant *plant, const dd_plant_mode *mode, bool in_setup, int64_t from_ms, int64_t until_ms)
{
    int64_t worked = 0, next, t = from_ms;
    for (int step = 0; step < STEPS_MAX && t < until_ms; step++, t = next) {
        bool works = works_at(plant, mode, in_setup, t, &next);
        if (next > until_ms) next = until_ms;
        if (works) worked += next - t;
    }
    return worked;
}

int64_t dd_plant_end(const dd_plant *plant, const dd_plant_mode *mode, bool in_setup, int64_t from_ms, int64_t work_ms)
{
    int64_t t = from_ms, next;
    for (int step = 0; step < STEPS_MAX && t < DD_INSTANT_MAX_MS; step++) {
        bool works = works_at(plant, mode, in_setup, t, &next);
        if (works && work_ms <= next - t) return t + work_ms;
        if (works) work_ms -= next - t;
        t = next;
    }
    return DD_FOREVER_MS;
}

void dd_plant_settle(dd_plant *plant, uint32_t ix, int64_t at_ms)
{
    dd_plant_machine *machine = &plant->machines[ix];
    if (machine->operation == DD_NONE) return;
    dd_plant_operation *o = &plant->operations[machine->operation];
    bool is_setup = o->state == DD_OPERATION_SETTING_UP;
    if ((is_setup || o->state == DD_OPERATION_RUNNING) && !machine->is_down)
        o->done_ms += dd_plant_worked(plant, dd_plant_mode_of(plant, machine->operation, o->mode), is_setup, o->since_ms, at_ms);
    o->since_ms = at_ms;
}
