/* Dispatch: what begins now: the head of each free machine's plan, when its time has come and all that it needs is there.
 *
 * A head that is ready before its time begins early, where it takes nothing from others: it needs no pool, or its pools have units to spare beside
 * all that is planned meanwhile, and it can be done without a pause that it may not make.  One that is late begins as soon as it can.
 * While the head of a running plan waits for its inputs, one that is planned after it may take its turn, when it is done by then.
 *
 * Complexity: O(machines), and for each dispatch O(open operations): who else waited for the machine.
 */
#include <stdlib.h>

#include "engine/plant_plan.h"

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

typedef struct candidate {
    uint32_t machine, operation;
    const dd_plant_mode *mode;
    int64_t setup_ms;
    int64_t start_ms, end_ms; /* begun now */
} candidate;

/* When the operation has all its inputs, by what is known: DD_FOREVER_MS when something that it waits for is not even held. */
static int64_t ready_ms(const dd_plant_decider *d, uint32_t ix)
{
    const dd_plant_operation *o = &d->plant->operations[ix];
    int64_t ready = later(later(o->release_ms, d->plant->jobs[o->job].release_ms), o->input_ms);
    for (uint32_t i = 0; i < o->link_count && o->waits_for > 0; i++) {
        const dd_plant_link *link = &d->plant->links[o->first_link + i];
        const dd_plant_operation *before = &d->plant->operations[link->before];
        if (before->state == DD_OPERATION_FINISHED) continue;
        bool is_held =
            dd_operation_is_held(before->state) && d->held[dd_plant_mode_of(d->plant, link->before, before->mode)->machine] == link->before;
        if (!is_held) return DD_FOREVER_MS;
        ready = later(ready, later(before->end_ms, d->at_ms + 1) + link->lag_ms);
    }
    return ready;
}

/* Most units of a pool that are absent at once in [from, until). */
static int64_t absent_units(const dd_plant *plant, uint32_t ix, int64_t from_ms, int64_t until_ms)
{
    int64_t units = 0;
    const dd_plant_slice *slice = &plant->pools[ix].windows;
    for (uint32_t i = 0; i < slice->count; i++) {
        const dd_plant_window *window = &plant->windows[slice->first + i];
        if (window->begin_ms < until_ms && from_ms < window->end_ms) units += window->units;
    }
    return units;
}

static const dd_need *find_need(const dd_plant *plant, const dd_plant_mode *mode, uint32_t pool)
{
    for (uint32_t i = 0; i < mode->need_count; i++)
        if (plant->needs[mode->first_need + i].pool == pool) return &plant->needs[mode->first_need + i];
    return NULL;
}

/* Units of a pool that are held, promised and, with `and_planned`, planned within [at, until), without the candidate's own. */
static int64_t taken_units(const dd_plant_decider *d, uint32_t pool, const candidate *c, bool and_planned)
{
    const dd_plant *plant = d->plant;
    int64_t units = 0;
    for (uint32_t m = 0; m < plant->machine_count; m++) {
        uint32_t ix = d->held[m];
        if (ix == DD_NONE) continue;
        const dd_plant_mode *mode = dd_plant_mode_of(plant, ix, dd_plant_find_mode(plant, ix, m));
        const dd_need *need = find_need(plant, mode, pool);
        if (need != NULL) units += need->units;
    }
    for (uint32_t m = 0; m < plant->machine_count && and_planned; m++)
        for (uint32_t ix = d->engine->plans.first[m]; ix != DD_NONE; ix = d->engine->plans.links[ix].next) {
            const dd_plant_operation *o = &plant->operations[ix];
            bool meets = ix != c->operation && o->state == DD_OPERATION_WAITING && o->setup_begin_ms < c->end_ms && d->at_ms < o->end_ms;
            const dd_need *need = meets ? find_need(plant, dd_plant_mode_of(plant, ix, dd_plant_find_mode(plant, ix, m)), pool) : NULL;
            if (need != NULL) units += need->units;
        }
    return units;
}

static bool has_pools(const dd_plant_decider *d, const candidate *c, bool is_early)
{
    for (uint32_t i = 0; i < c->mode->need_count; i++) {
        const dd_need *need = &d->plant->needs[c->mode->first_need + i];
        if (!is_early && c->start_ms > d->at_ms && !need->in_setup) continue; /* asked for when it starts */
        int64_t units = d->plant->pools[need->pool].units, until_ms = is_early ? c->end_ms : d->at_ms + 1;
        if (units - absent_units(d->plant, need->pool, d->at_ms, until_ms) - taken_units(d, need->pool, c, is_early) < need->units)
            return false;
    }
    return true;
}

/* Begun now: its setup, when there is one, then, its inputs being there, the work. */
static void time_candidate(const dd_plant_decider *d, candidate *c, int64_t ready)
{
    c->setup_ms = dd_plant_setup_ms(d->plant, c->machine, d->plant->machines[c->machine].family, d->plant->operations[c->operation].family);
    int64_t set_up_ms = dd_plant_end(d->plant, c->mode, true, d->at_ms, c->setup_ms);
    c->start_ms = dd_plant_end(d->plant, c->mode, false, later(set_up_ms, ready), 0);
    c->end_ms = dd_plant_end(d->plant, c->mode, false, c->start_ms, c->mode->duration_ms);
}

/* Whether the machine can be at work on it at this instant; else it is asked again when it can. */
static bool works_now(dd_plant_decider *d, const candidate *c)
{
    int64_t first_ms = dd_plant_end(d->plant, c->mode, c->setup_ms > 0, d->at_ms, 0);
    if (d->plant->machines[c->machine].available_ms > d->at_ms) first_ms = later(first_ms, d->plant->machines[c->machine].available_ms);
    dd_plant_again(d, first_ms);
    return first_ms <= d->at_ms;
}

static bool may_begin(dd_plant_decider *d, const dd_plant_head *head, candidate *c)
{
    const dd_plant_operation *o = &d->plant->operations[c->operation];
    int64_t ready = ready_ms(d, c->operation);
    bool is_early = head->setup_begin_ms > d->at_ms;
    if (ready >= DD_SHOP_INSTANT_MAX_MS) return false;
    time_candidate(d, c, ready);
    if (o->waits_for > 0 && c->setup_ms == 0) return false; /* the end of what it waits for is an event */
    if (is_early) dd_plant_again(d, head->setup_begin_ms);
    if (c->end_ms >= DD_SHOP_INSTANT_MAX_MS || !works_now(d, c)) return false;
    if (o->waits_for > 0 || ready > d->at_ms) { /* a setup before the inputs are there, when it is time for it */
        dd_plant_again(d, ready);
        if (c->setup_ms == 0 || is_early || c->start_ms > head->start_ms + later(c->setup_ms, d->engine->config.plant.tolerance_ms))
            return false;
    }
    bool is_whole = o->may_pause || c->end_ms - c->start_ms == c->mode->duration_ms;
    return is_whole && has_pools(d, c, is_early);
}

/* ---- reasons ---- */

static dd_terms terms_of(const dd_plant_decider *d, const candidate *c)
{
    const dd_plant_operation *o = &d->plant->operations[c->operation];
    const dd_plant_job *job = &d->plant->jobs[o->job];
    int64_t ready = later(later(o->release_ms, job->release_ms), o->input_ms);
    dd_terms terms = {.begin_ms = c->start_ms, .end_ms = c->end_ms, .resource_cost = c->setup_ms};
    if (ready < d->at_ms) terms.wait_cost = d->at_ms - ready;
    if (job->due_ms != DD_FOREVER_MS && c->end_ms > job->due_ms) terms.late_cost = c->end_ms - job->due_ms;
    terms.total_cost = terms.wait_cost + terms.late_cost + terms.resource_cost;
    return terms;
}

/* The place of an operation in what is planned: what is planned first was preferred. */
static int64_t planned_ms(const dd_plant_decider *d, uint32_t ix)
{
    return d->engine->plans.links[ix].resource != DD_NONE ? d->plant->operations[ix].start_ms : DD_FOREVER_MS;
}

static void add_alternative(const dd_plant_decider *d, dd_why *why, const candidate *other)
{
    uint32_t at = why->alternative_count;
    while (at > 0 && planned_ms(d, other->operation) < planned_ms(d, why->alternatives[at - 1].operation)) at--;
    if (at == DD_ALTERNATIVES_MAX) return;
    if (why->alternative_count < DD_ALTERNATIVES_MAX) why->alternative_count++;
    for (uint32_t i = why->alternative_count - 1; i > at; i--) why->alternatives[i] = why->alternatives[i - 1];
    why->alternatives[at] = (dd_alternative){.operation = other->operation, .terms = terms_of(d, other)};
}

/* Who else could have begun on the machine. */
static void set_why(const dd_plant_decider *d, const candidate *c, dd_why *why)
{
    why->eligible = 1;
    why->terms = terms_of(d, c);
    for (size_t i = 0; i < d->plant->open_count; i++) {
        const dd_plant_job *job = &d->plant->jobs[d->plant->open[i]];
        for (uint32_t ix = job->first; ix < job->first + job->count; ix++) {
            const dd_plant_operation *o = &d->plant->operations[ix];
            if (ix == c->operation || o->state != DD_OPERATION_WAITING || o->waits_for > 0 || ready_ms(d, ix) > d->at_ms) continue;
            uint32_t mode = dd_plant_find_mode(d->plant, ix, c->machine);
            if (mode == DD_NONE) continue;
            candidate other = {c->machine, ix, dd_plant_mode_of(d->plant, ix, mode), 0, 0, 0};
            time_candidate(d, &other, d->at_ms);
            why->eligible++;
            add_alternative(d, why, &other);
        }
    }
}

/* ---- what begins ---- */

enum { LOOK_AHEAD = 8 };

static candidate candidate_of(const dd_plant_decider *d, uint32_t machine, uint32_t operation)
{
    uint32_t mode = dd_plant_find_mode(d->plant, operation, machine);
    return (candidate){.machine = machine, .operation = operation, .mode = dd_plant_mode_of(d->plant, operation, mode)};
}

/* At the earliest then, the operation has its inputs: when nothing works on one yet, that takes at least its shortest time. */
static int64_t inputs_ms(const dd_plant_decider *d, uint32_t ix)
{
    int64_t ready = ready_ms(d, ix), work_ms = 0;
    const dd_plant_operation *o = &d->plant->operations[ix];
    if (ready < DD_FOREVER_MS) return ready;
    for (uint32_t i = 0; i < o->link_count; i++) {
        const dd_plant_link *link = &d->plant->links[o->first_link + i];
        const dd_plant_operation *before = &d->plant->operations[link->before];
        int64_t shortest = DD_FOREVER_MS;
        for (uint32_t j = 0; j < before->mode_count && before->state == DD_OPERATION_WAITING; j++) {
            int64_t own = d->plant->modes[before->first_mode + j].duration_ms;
            if (own < shortest) shortest = own;
        }
        if (shortest < DD_FOREVER_MS) work_ms = later(work_ms, shortest + link->lag_ms);
    }
    return d->at_ms + work_ms;
}

/* Whether the candidate is done, and the machine set up again, before the inputs of an operation that is planned before it are there. */
static bool is_done_before(const dd_plant_decider *d, const candidate *c, uint32_t first)
{
    uint32_t from = d->plant->operations[c->operation].family, to = d->plant->operations[first].family;
    if (from == DD_NONE) from = d->plant->machines[c->machine].family;
    return c->end_ms + dd_plant_setup_ms(d->plant, c->machine, from, to) <= inputs_ms(d, first);
}

/* Another operation of the running plan that may begin while the head cannot. */
static bool find_filler(dd_plant_decider *d, uint32_t machine, candidate *ret)
{
    uint32_t ix = d->heads[machine].operation;
    const dd_plan_link *links = d->engine->plans.links;
    for (int i = 0; i < LOOK_AHEAD && ix != DD_NONE && links[ix].next != DD_NONE; i++) {
        ix = links[ix].next;
        const dd_plant_operation *o = &d->plant->operations[ix];
        if (o->state != DD_OPERATION_WAITING || o->waits_for > 0) continue;
        candidate c = candidate_of(d, machine, ix);
        dd_plant_head head = {ix, later(o->setup_begin_ms, d->at_ms + 1), o->start_ms, o->end_ms};
        int64_t again_ms = d->again_ms;
        bool is_good = may_begin(d, &head, &c);
        d->again_ms = again_ms; /* nobody waits for a filler */
        for (uint32_t before = d->heads[machine].operation; is_good && before != ix; before = links[before].next)
            is_good = is_done_before(d, &c, before);
        if (!is_good) continue;
        *ret = c;
        return true;
    }
    return false;
}

dd_status dd_plant_dispatch(dd_plant_decider *d)
{
    for (uint32_t m = 0; m < d->plant->machine_count; m++) {
        const dd_plant_head *head = &d->heads[m];
        if (d->held[m] != DD_NONE || head->operation == DD_NONE || d->plant->machines[m].is_down) continue;
        candidate c = candidate_of(d, m, head->operation);
        if (!may_begin(d, head, &c) && !(d->is_running && find_filler(d, m, &c))) continue;
        dd_event *event = dd_plant_add_event(d, DD_EVENT_DISPATCH);
        if (event == NULL) return DD_STATUS_NO_MEMORY;
        event->machine = m;
        event->operation = c.operation;
        event->ready_ms = c.start_ms;
        event->until_ms = c.end_ms;
        set_why(d, &c, &event->why);
        d->held[m] = c.operation;
    }
    return DD_STATUS_OK;
}
