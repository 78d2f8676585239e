#include "sim/plant_world.h"

#include <stdlib.h>

#include "base/array.h"
#include "model/closed_time.h"
#include "sim/queue.h"

#define DAY_MS INT64_C(86400000)
enum { CALENDAR_DAYS_MORE = 400, PATIENCE_DAYS = 60 };

/* In the order in which they happen at one instant. */
typedef enum happening {
    HAPPENS_LINE,   /* all that exists is told */
    HAPPENS_ORDER,  /* id: an order comes */
    HAPPENS_CHANGE, /* id: its due date moves */
    HAPPENS_CANCEL, /* id: it is called off */
    HAPPENS_ABSENT, /* id: an absence */
    HAPPENS_RETURN,
    HAPPENS_UP,   /* id: a failure is over */
    HAPPENS_DOWN, /* id: a failure */
    HAPPENS_END,  /* id: a machine, version: its phase: a setup or an operation is done */
    HAPPENS_WAKE  /* id: a machine, version: its phase: it may go on */
} happening;

typedef enum phase { PHASE_IDLE, PHASE_HELD, PHASE_SETUP, PHASE_READY, PHASE_RUNNING } phase;

typedef struct world_machine {
    phase phase;
    bool is_down;
    uint32_t operation, mode, family, version;
    int64_t left_ms, since_ms; /* SETUP, RUNNING: working time left at since_ms */
    int64_t wake_ms;           /* the WAKE that is out; DD_FOREVER_MS */
    dd_closed_time closed;
} world_machine;

typedef struct world_operation {
    uint32_t order, waits; /* inputs that are not finished */
    int64_t input_ms;
    uint32_t first_out, out_count; /* into `outs` */
    bool is_begun, is_done;
} world_operation;

typedef struct world_out {
    uint32_t after;
    int64_t lag_ms;
} world_out;

typedef struct world_pool {
    uint32_t held, absent;
    dd_closed_time closed;
} world_pool;

struct dd_plant_world {
    const dd_plant_scenario *scenario;
    world_machine *machines;
    world_operation *operations;
    world_out *outs;
    world_pool *pools;
    uint32_t *left; /* by order: operations that are not done */
    bool *is_off;   /* by order: called off */
    dd_queue queue;
    dd_event *events;
    size_t event_count, event_capacity;
    uint32_t unfinished; /* orders */
    bool has_failed;
};

static void push(dd_plant_world *world, int64_t at_ms, happening kind, uint32_t id, uint32_t version)
{
    if (!dd_queue_push(&world->queue, (dd_queue_entry){at_ms, (uint32_t)kind, id, version})) world->has_failed = true;
}

/* The next event; when out of memory a spare that nobody reads. */
static dd_event *emit(dd_plant_world *world, dd_event_kind kind, int64_t at_ms)
{
    if (!DD_ARRAY_RESERVE(world->events, world->event_capacity, world->event_count + 1)) {
        world->has_failed = true;
        world->event_count = 0;
    }
    dd_event *event = &world->events[world->event_count++];
    *event = (dd_event){.kind = kind, .at_ms = at_ms};
    return event;
}

/* ---- memory ---- */

static bool close_times(dd_plant_world *world)
{
    const dd_plant_scenario *s = world->scenario;
    int64_t end_ms = s->end_ms + CALENDAR_DAYS_MORE * DAY_MS;
    for (uint32_t i = 0; i < s->line->machine_count; i++)
        if (dd_closed_time_machine(s->line, i, s->begin_ms, end_ms, &world->machines[i].closed, NULL) != DD_STATUS_OK) return false;
    for (uint32_t i = 0; i < s->line->pool_count; i++)
        if (dd_closed_time_calendar(s->line, s->line->pools[i].calendar, s->begin_ms, end_ms, &world->pools[i].closed, NULL) !=
            DD_STATUS_OK)
            return false;
    return true;
}

/* Links within an order, as a list of what follows each operation. */
static bool link_operations(dd_plant_world *world)
{
    const dd_plant_scenario *s = world->scenario;
    uint32_t links = 0, at = 0;
    for (uint32_t o = 0; o < s->order_count; o++)
        for (uint32_t i = 0; i < s->orders[o].count; i++) {
            const dd_job_operation *operation = &s->operations[s->orders[o].first + i];
            world->operations[s->orders[o].first + i].order = o;
            world->operations[s->orders[o].first + i].waits = operation->link_count;
            links += operation->link_count;
            for (uint32_t j = 0; j < operation->link_count; j++)
                world->operations[s->orders[o].first + operation->links[j].place].out_count++;
        }
    world->outs = dd_array_new(links, sizeof *world->outs);
    if (world->outs == NULL) return false;
    for (uint32_t i = 0; i < s->operation_count; i++) {
        world->operations[i].first_out = at;
        at += world->operations[i].out_count;
        world->operations[i].out_count = 0;
    }
    for (uint32_t i = 0; i < s->operation_count; i++)
        for (uint32_t j = 0; j < s->operations[i].link_count; j++) {
            const dd_job_link *link = &s->operations[i].links[j];
            world_operation *before = &world->operations[s->orders[world->operations[i].order].first + link->place];
            world->outs[before->first_out + before->out_count++] = (world_out){i, link->lag_ms};
        }
    return true;
}

static void push_all(dd_plant_world *world)
{
    const dd_plant_scenario *s = world->scenario;
    push(world, s->begin_ms, HAPPENS_LINE, 0, 0);
    for (uint32_t i = 0; i < s->order_count; i++) {
        push(world, s->orders[i].at_ms, HAPPENS_ORDER, i, 0);
        if (s->orders[i].change_ms > 0) push(world, s->orders[i].change_ms, HAPPENS_CHANGE, i, 0);
        if (s->orders[i].cancel_ms > 0) push(world, s->orders[i].cancel_ms, HAPPENS_CANCEL, i, 0);
    }
    for (uint32_t i = 0; i < s->failure_count; i++) push(world, s->failures[i].begin_ms, HAPPENS_DOWN, i, 0);
    for (uint32_t i = 0; i < s->absence_count; i++) push(world, s->absences[i].begin_ms, HAPPENS_ABSENT, i, 0);
}

dd_status dd_plant_world_create(const dd_plant_scenario *scenario, dd_plant_world **ret, dd_error *err)
{
    dd_plant_world *world = dd_array_new(1, sizeof *world);
    if (world == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    world->scenario = scenario;
    world->unfinished = scenario->order_count;
    world->machines = dd_array_new(scenario->line->machine_count, sizeof *world->machines);
    world->pools = dd_array_new(scenario->line->pool_count, sizeof *world->pools);
    world->operations = dd_array_new(scenario->operation_count, sizeof *world->operations);
    world->left = dd_array_new(scenario->order_count, sizeof *world->left);
    world->is_off = dd_array_new(scenario->order_count, sizeof *world->is_off);
    bool is_good = world->machines && world->pools && world->operations && world->left && world->is_off;
    is_good = is_good && DD_ARRAY_RESERVE(world->events, world->event_capacity, 64) && close_times(world) && link_operations(world);
    if (is_good) push_all(world);
    if (!is_good || world->has_failed) {
        dd_plant_world_free(world);
        return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    }
    for (uint32_t i = 0; i < scenario->line->machine_count; i++) {
        world->machines[i].operation = world->machines[i].family = DD_NONE;
        world->machines[i].wake_ms = DD_FOREVER_MS;
    }
    for (uint32_t i = 0; i < scenario->order_count; i++) world->left[i] = scenario->orders[i].count;
    *ret = world;
    return DD_STATUS_OK;
}

void dd_plant_world_free(dd_plant_world *world)
{
    if (world == NULL) return;
    for (uint32_t i = 0; i < world->scenario->line->machine_count && world->machines != NULL; i++)
        dd_closed_time_done(&world->machines[i].closed);
    for (uint32_t i = 0; i < world->scenario->line->pool_count && world->pools != NULL; i++) dd_closed_time_done(&world->pools[i].closed);
    dd_queue_done(&world->queue);
    free(world->machines);
    free(world->pools);
    free(world->operations);
    free(world->outs);
    free(world->left);
    free(world->is_off);
    free(world->events);
    free(world);
}

/* ---- working time ---- */

typedef struct calendars {
    const dd_closed_time *of[1 + DD_SHOP_NEEDS_MAX];
    uint32_t count;
} calendars;

static const dd_mode *mode_of(const dd_plant_world *world, const world_machine *machine)
{
    return &world->scenario->operations[machine->operation].modes[machine->mode];
}

/* Of the machine, and of the people that it needs in its phase. */
static calendars calendars_of(const dd_plant_world *world, const world_machine *machine, bool in_setup)
{
    calendars c = {.of = {&machine->closed}, .count = 1};
    const dd_mode *mode = mode_of(world, machine);
    for (uint32_t i = 0; i < mode->need_count; i++)
        if (!in_setup || mode->needs[i].in_setup) c.of[c.count++] = &world->pools[mode->needs[i].pool].closed;
    return c;
}

/* The first instant from at_ms on at which all are open, and *ret_until when the first of them shuts again. */
static int64_t next_open(const calendars *c, int64_t at_ms, int64_t *ret_until)
{
    for (bool moved = true; moved;) {
        moved = false;
        *ret_until = DD_FOREVER_MS;
        for (uint32_t i = 0; i < c->count; i++) {
            uint32_t ix = dd_closed_time_next(c->of[i], at_ms);
            if (ix == c->of[i]->count) continue;
            const dd_window *window = &c->of[i]->windows[ix];
            if (window->begin_ms <= at_ms) {
                at_ms = window->end_ms;
                moved = true;
            } else if (window->begin_ms < *ret_until) {
                *ret_until = window->begin_ms;
            }
        }
    }
    return at_ms;
}

/* When so much working time is done. */
static int64_t advance(const calendars *c, int64_t at_ms, int64_t work_ms)
{
    for (;;) {
        int64_t until_ms, open_ms = next_open(c, at_ms, &until_ms);
        if (open_ms + work_ms <= until_ms) return open_ms + work_ms;
        work_ms -= until_ms - open_ms;
        at_ms = until_ms;
    }
}

static int64_t worked(const calendars *c, int64_t at_ms, int64_t end_ms)
{
    int64_t sum_ms = 0;
    while (at_ms < end_ms) {
        int64_t until_ms, open_ms = next_open(c, at_ms, &until_ms);
        if (open_ms >= end_ms) break;
        if (until_ms > end_ms) until_ms = end_ms;
        sum_ms += until_ms - open_ms;
        at_ms = until_ms;
    }
    return sum_ms;
}

static bool runs_through(const dd_plant_world *world, const world_machine *machine)
{
    return machine->phase == PHASE_RUNNING && !world->scenario->operations[machine->operation].may_pause;
}

/* ---- work ---- */

static void count_held(dd_plant_world *world, const world_machine *machine, bool of_setup, bool takes)
{
    const dd_mode *mode = mode_of(world, machine);
    for (uint32_t i = 0; i < mode->need_count; i++) {
        world_pool *pool = &world->pools[mode->needs[i].pool];
        if (mode->needs[i].in_setup != of_setup) continue;
        pool->held = takes ? pool->held + mode->needs[i].units : pool->held - mode->needs[i].units;
    }
}

/* Whether the pools have units for what would be held now. */
static bool has_people(const dd_plant_world *world, const world_machine *machine, bool for_setup)
{
    const dd_mode *mode = mode_of(world, machine);
    for (uint32_t i = 0; i < mode->need_count; i++) {
        const dd_need *need = &mode->needs[i];
        const world_pool *pool = &world->pools[need->pool];
        bool is_held = need->in_setup && machine->phase == PHASE_READY;
        if (is_held || (for_setup && !need->in_setup)) continue;
        if (pool->held + need->units + pool->absent > world->scenario->line->pools[need->pool].units) return false;
    }
    return true;
}

static void run_phase(dd_plant_world *world, uint32_t ix, int64_t at_ms)
{
    world_machine *machine = &world->machines[ix];
    calendars c = calendars_of(world, machine, machine->phase == PHASE_SETUP);
    machine->since_ms = at_ms;
    machine->version++;
    if (machine->is_down) return;
    push(world, runs_through(world, machine) ? at_ms + machine->left_ms : advance(&c, at_ms, machine->left_ms), HAPPENS_END, ix,
         machine->version);
}

static int64_t setup_ms(const dd_plant_world *world, uint32_t ix, uint32_t operation)
{
    const dd_shop_problem *line = world->scenario->line;
    uint32_t matrix = line->machines[ix].setup_matrix, from = world->machines[ix].family,
             to = world->scenario->operations[operation].family;
    if (matrix == DD_NONE || to == DD_NONE) return 0;
    const dd_setup_matrix *setup = &line->setups[matrix];
    int64_t nominal_ms = from == DD_NONE ? setup->first_ms[to] : setup->ms[(size_t)from * line->family_count + to];
    return nominal_ms * world->scenario->setup_permille[operation] / 1000;
}

/* Comes back to a machine that could not go on, once. */
static void wake(dd_plant_world *world, uint32_t ix, int64_t at_ms)
{
    world_machine *machine = &world->machines[ix];
    if (at_ms >= machine->wake_ms) return;
    machine->wake_ms = at_ms;
    push(world, at_ms, HAPPENS_WAKE, ix, machine->version);
}

/* Whether machine and people work now; else it is looked at again when they do. */
static bool is_open(dd_plant_world *world, uint32_t ix, bool in_setup, int64_t at_ms)
{
    calendars c = calendars_of(world, &world->machines[ix], in_setup);
    int64_t until_ms, open_ms = next_open(&c, at_ms, &until_ms);
    if (open_ms > at_ms) wake(world, ix, open_ms);
    return open_ms == at_ms;
}

static void say(dd_plant_world *world, dd_event_kind kind, uint32_t ix, int64_t at_ms)
{
    dd_event *event = emit(world, kind, at_ms);
    event->machine = ix;
    event->operation = world->machines[ix].operation;
}

static void begin_setup(dd_plant_world *world, uint32_t ix, int64_t at_ms)
{
    world_machine *machine = &world->machines[ix];
    int64_t need_ms = setup_ms(world, ix, machine->operation);
    if (need_ms == 0) {
        machine->phase = PHASE_READY;
        count_held(world, machine, true, true);
        return;
    }
    count_held(world, machine, true, true);
    world->operations[machine->operation].is_begun = true;
    machine->phase = PHASE_SETUP;
    machine->left_ms = need_ms;
    say(world, DD_EVENT_SETUP_BEGUN, ix, at_ms);
    run_phase(world, ix, at_ms);
}

static void begin_work(dd_plant_world *world, uint32_t ix, int64_t at_ms)
{
    world_machine *machine = &world->machines[ix];
    count_held(world, machine, false, true);
    world->operations[machine->operation].is_begun = true;
    machine->phase = PHASE_RUNNING;
    machine->left_ms = world->scenario->real_ms[machine->operation][machine->mode];
    if (world->scenario->operations[machine->operation].family != DD_NONE)
        machine->family = world->scenario->operations[machine->operation].family;
    say(world, DD_EVENT_STARTED, ix, at_ms);
    run_phase(world, ix, at_ms);
}

/* Goes on where it can. */
static void try_machine(dd_plant_world *world, uint32_t ix, int64_t at_ms)
{
    world_machine *machine = &world->machines[ix];
    if (machine->is_down || (machine->phase != PHASE_HELD && machine->phase != PHASE_READY)) return;
    const world_operation *operation = &world->operations[machine->operation];
    if (world->scenario->orders[operation->order].ready_ms > at_ms) { /* what it is made of is not there, and may never be */
        wake(world, ix, world->scenario->orders[operation->order].ready_ms);
        return;
    }
    bool needs_setup = machine->phase == PHASE_HELD && setup_ms(world, ix, machine->operation) > 0;
    if (needs_setup) {
        if (has_people(world, machine, true) && is_open(world, ix, true, at_ms)) begin_setup(world, ix, at_ms);
        return;
    }
    if (operation->waits > 0) return;
    if (operation->input_ms > at_ms) {
        wake(world, ix, operation->input_ms);
        return;
    }
    if (!has_people(world, machine, false) || !is_open(world, ix, false, at_ms)) return;
    if (machine->phase == PHASE_HELD) begin_setup(world, ix, at_ms);
    begin_work(world, ix, at_ms);
}

static void try_all(dd_plant_world *world, int64_t at_ms)
{
    for (uint32_t i = 0; i < world->scenario->line->machine_count; i++) try_machine(world, i, at_ms);
}

static void free_machine(world_machine *machine)
{
    machine->phase = PHASE_IDLE;
    machine->operation = DD_NONE;
    machine->wake_ms = DD_FOREVER_MS;
    machine->version++;
}

static void finish(dd_plant_world *world, uint32_t ix, int64_t at_ms)
{
    world_machine *machine = &world->machines[ix];
    world_operation *operation = &world->operations[machine->operation];
    say(world, DD_EVENT_FINISHED, ix, at_ms);
    count_held(world, machine, true, false);
    count_held(world, machine, false, false);
    operation->is_done = true;
    for (uint32_t i = 0; i < operation->out_count; i++) {
        const world_out *out = &world->outs[operation->first_out + i];
        world_operation *after = &world->operations[out->after];
        after->waits--;
        if (at_ms + out->lag_ms > after->input_ms) after->input_ms = at_ms + out->lag_ms;
    }
    if (--world->left[operation->order] == 0) world->unfinished--;
    free_machine(machine);
}

static void end_phase(dd_plant_world *world, uint32_t ix, int64_t at_ms)
{
    world_machine *machine = &world->machines[ix];
    if (machine->phase == PHASE_RUNNING) {
        finish(world, ix, at_ms);
        return;
    }
    machine->phase = PHASE_READY;
    machine->wake_ms = DD_FOREVER_MS;
    machine->version++;
}

/* ---- what happens ---- */

static void tell_line(dd_plant_world *world, int64_t at_ms)
{
    const dd_shop_problem *line = world->scenario->line;
    for (uint32_t i = 0; i < line->calendar_count; i++) {
        dd_event *event = emit(world, DD_EVENT_CALENDAR_SET, at_ms);
        event->name = line->calendars[i].name;
        event->windows = line->calendars[i].shifts;
        event->window_count = line->calendars[i].shift_count;
        event->period_ms = line->calendars[i].period_ms;
    }
    for (uint32_t i = 0; i < line->setup_count; i++) {
        dd_event *event = emit(world, DD_EVENT_SETUP_SET, at_ms);
        event->name = line->setups[i].name;
        event->texts = line->families;
        event->text_count = line->family_count;
        event->values = line->setups[i].ms; /* first_ms directly behind (plant_line.c) */
        event->value_count = line->family_count * (line->family_count + 1);
    }
    for (uint32_t i = 0; i < line->pool_count; i++) {
        dd_event *event = emit(world, DD_EVENT_POOL_SET, at_ms);
        event->name = line->pools[i].name;
        event->count = line->pools[i].units;
        event->is_tool = line->pools[i].is_tool;
        event->calendar = line->pools[i].calendar;
    }
    for (uint32_t i = 0; i < line->machine_count; i++) {
        dd_event *event = emit(world, DD_EVENT_MACHINE_SET, at_ms);
        event->name = line->machines[i].name;
        event->reference = line->machines[i].group;
        event->calendar = line->machines[i].calendar;
        event->matrix = line->machines[i].setup_matrix;
        event->family = DD_NONE;
    }
}

static void take_order(dd_plant_world *world, uint32_t ix, int64_t at_ms)
{
    const dd_plant_order *order = &world->scenario->orders[ix];
    dd_event *event = emit(world, DD_EVENT_JOB_RELEASED, at_ms);
    event->name = order->name;
    event->ready_ms = order->ready_ms;
    event->until_ms = order->due_ms;
    event->weight = order->weight;
    event->count = order->priority;
    event->operations = &world->scenario->operations[order->first];
    event->operation_count = order->count;
}

static void change_order(dd_plant_world *world, uint32_t ix, int64_t at_ms)
{
    const dd_plant_order *order = &world->scenario->orders[ix];
    dd_event *event = emit(world, DD_EVENT_JOB_CHANGED, at_ms);
    event->job = ix;
    event->until_ms = order->changed_due_ms;
    event->weight = order->weight;
    event->count = order->priority;
}

static bool order_is_begun(const dd_plant_world *world, uint32_t ix)
{
    const dd_plant_order *order = &world->scenario->orders[ix];
    for (uint32_t i = 0; i < order->count; i++)
        if (world->operations[order->first + i].is_begun) return true;
    return false;
}

static void cancel_order(dd_plant_world *world, uint32_t ix, int64_t at_ms)
{
    emit(world, DD_EVENT_JOB_CANCELLED, at_ms)->job = ix;
    world->is_off[ix] = true;
    world->unfinished--;
    for (uint32_t i = 0; i < world->scenario->line->machine_count; i++) {
        world_machine *machine = &world->machines[i];
        if (machine->phase == PHASE_HELD && world->operations[machine->operation].order == ix) free_machine(machine);
    }
}

static void fail(dd_plant_world *world, uint32_t ix, int64_t at_ms)
{
    const dd_plant_mishap *failure = &world->scenario->failures[ix];
    world_machine *machine = &world->machines[failure->of];
    dd_event *event = emit(world, DD_EVENT_MACHINE_DOWN, at_ms);
    event->machine = failure->of;
    event->ready_ms = at_ms + failure->expected_ms;
    if (machine->phase == PHASE_SETUP || machine->phase == PHASE_RUNNING) {
        calendars c = calendars_of(world, machine, machine->phase == PHASE_SETUP);
        machine->left_ms -= runs_through(world, machine) ? at_ms - machine->since_ms : worked(&c, machine->since_ms, at_ms);
        if (machine->left_ms < 0) machine->left_ms = 0;
    }
    machine->is_down = true;
    machine->version++;
    machine->wake_ms = DD_FOREVER_MS;
    push(world, failure->end_ms, HAPPENS_UP, ix, 0);
}

static void repair(dd_plant_world *world, uint32_t ix, int64_t at_ms)
{
    uint32_t of = world->scenario->failures[ix].of;
    world_machine *machine = &world->machines[of];
    emit(world, DD_EVENT_MACHINE_UP, at_ms)->machine = of;
    machine->is_down = false;
    if (machine->phase == PHASE_SETUP || machine->phase == PHASE_RUNNING) run_phase(world, of, at_ms);
}

static void stay_away(dd_plant_world *world, uint32_t ix, int64_t at_ms)
{
    const dd_plant_mishap *absence = &world->scenario->absences[ix];
    dd_event *event = emit(world, DD_EVENT_POOL_ABSENT, at_ms);
    event->pool = absence->of;
    event->reference = absence->id;
    event->count = absence->units;
    event->ready_ms = at_ms;
    event->until_ms = absence->end_ms;
    world->pools[absence->of].absent += absence->units;
    push(world, absence->end_ms, HAPPENS_RETURN, ix, 0);
}

/* Whether nothing will come of the entry.  Were it to wake the engine, the hour of a cycle would tell what only the world knows. */
static bool is_stale(const dd_plant_world *world, const dd_queue_entry *entry)
{
    switch ((happening)entry->kind) {
    case HAPPENS_CHANGE: return world->left[entry->id] == 0 || world->is_off[entry->id];
    case HAPPENS_CANCEL: return world->left[entry->id] == 0 || order_is_begun(world, entry->id);
    case HAPPENS_END:
    case HAPPENS_WAKE: return world->machines[entry->id].version != entry->version;
    default: return false;
    }
}

static void happen(dd_plant_world *world, const dd_queue_entry *entry)
{
    if (is_stale(world, entry)) return;
    switch ((happening)entry->kind) {
    case HAPPENS_LINE: tell_line(world, entry->at_ms); break;
    case HAPPENS_ORDER: take_order(world, entry->id, entry->at_ms); break;
    case HAPPENS_CHANGE: change_order(world, entry->id, entry->at_ms); break;
    case HAPPENS_CANCEL: cancel_order(world, entry->id, entry->at_ms); break;
    case HAPPENS_ABSENT: stay_away(world, entry->id, entry->at_ms); break;
    case HAPPENS_RETURN: world->pools[world->scenario->absences[entry->id].of].absent -= world->scenario->absences[entry->id].units; break;
    case HAPPENS_UP: repair(world, entry->id, entry->at_ms); break;
    case HAPPENS_DOWN: fail(world, entry->id, entry->at_ms); break;
    case HAPPENS_END: end_phase(world, entry->id, entry->at_ms); break;
    case HAPPENS_WAKE: world->machines[entry->id].wake_ms = DD_FOREVER_MS; break;
    }
}

/* ---- the loop's side ---- */

dd_status dd_plant_world_play(void *context, int64_t until_ms, dd_error *err)
{
    dd_plant_world *world = context;
    const dd_queue_entry *next;
    while (!world->has_failed && (next = dd_queue_peek(&world->queue)) != NULL && next->at_ms <= until_ms) {
        dd_queue_entry entry = dd_queue_pop(&world->queue);
        happen(world, &entry);
        next = dd_queue_peek(&world->queue);
        if (next == NULL || next->at_ms > entry.at_ms) try_all(world, entry.at_ms); /* all of an instant first */
    }
    while ((next = dd_queue_peek(&world->queue)) != NULL && is_stale(world, next)) (void)dd_queue_pop(&world->queue);
    return world->has_failed ? dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory") : DD_STATUS_OK;
}

const dd_event *dd_plant_world_events(const void *context, uint32_t *ret_count)
{
    const dd_plant_world *world = context;
    *ret_count = (uint32_t)world->event_count;
    return world->events;
}

void dd_plant_world_clear(void *context)
{
    ((dd_plant_world *)context)->event_count = 0;
}

static uint32_t find_mode(const dd_plant_world *world, uint32_t operation, uint32_t machine)
{
    const dd_job_operation *o = &world->scenario->operations[operation];
    for (uint32_t i = 0; i < o->mode_count; i++)
        if (o->modes[i].machine == machine) return i;
    return 0;
}

dd_status dd_plant_world_tell(void *context, const dd_event *decision, dd_error *err)
{
    dd_plant_world *world = context;
    world_machine *machine = &world->machines[decision->machine];
    if (decision->kind == DD_EVENT_DISPATCH) {
        machine->phase = PHASE_HELD;
        machine->operation = decision->operation;
        machine->mode = find_mode(world, decision->operation, decision->machine);
        machine->version++;
        machine->wake_ms = DD_FOREVER_MS;
        wake(world, decision->machine, decision->at_ms);
    } else if (decision->kind == DD_EVENT_RECALL) { /* a setup that was begun is left */
        if (machine->phase == PHASE_SETUP || machine->phase == PHASE_READY) count_held(world, machine, true, false);
        free_machine(machine);
    }
    return world->has_failed ? dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory") : DD_STATUS_OK;
}

bool dd_plant_world_is_over(const void *context, int64_t at_ms)
{
    const dd_plant_world *world = context;
    return (world->unfinished == 0 && world->event_count == 0) || at_ms > world->scenario->end_ms + PATIENCE_DAYS * DAY_MS;
}

int64_t dd_plant_world_next_ms(const void *context)
{
    const dd_plant_world *world = context;
    const dd_queue_entry *next = dd_queue_peek(&world->queue);
    return next == NULL ? DD_FOREVER_MS : next->at_ms;
}
