/* Factory lines, decisions: when a new plan is needed, and what begins now.
 *
 * The list: the cycle, with the new plan where one was made; recalls and operations that can never run; dispatches by machine; late jobs.
 *
 * A new plan is made when something has happened that the plan did not know (dd_plant.triggers): at once, but where drift alone asks for it not more often
 * than every cycle_ms.  Drift is an operation that ends, or has not ended, more than tolerance_ms away from its plan, or a repair that does not come.
 * Otherwise deciding is looking at the head of each free machine's plan.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/plant_plan.h"

dd_event *dd_plant_add_event(dd_plant_decider *d, dd_event_kind kind)
{
    if (d->event_count == d->event_room) {
        uint32_t room = d->event_room == 0 ? 16 : 2 * d->event_room;
        dd_event *events = DD_ARENA_NEW(d->arena, room, dd_event);
        if (events == NULL) return NULL;
        if (d->event_count > 0) memcpy(events, d->events, d->event_count * sizeof *events);
        d->events = events;
        d->event_room = room;
    }
    dd_event *event = &d->events[d->event_count++];
    *event = (dd_event){
        .kind = kind, .at_ms = d->at_ms, .machine = DD_NONE, .operation = DD_NONE, .pool = DD_NONE, .offer = DD_NONE, .job = DD_NONE};
    return event;
}

/* When what a machine holds is so late that others move. */
static int64_t overdue_ms(const dd_plant_decider *d, const dd_plant_machine *machine)
{
    const dd_plant_operation *o = &d->plant->operations[machine->operation];
    bool has_started = o->state == DD_OPERATION_RUNNING || o->state == DD_OPERATION_PAUSED;
    int64_t planned_ms = has_started ? o->end_ms : o->start_ms;
    return planned_ms >= DD_SHOP_INSTANT_MAX_MS ? DD_FOREVER_MS : planned_ms + d->engine->config.plant.tolerance_ms + 1;
}

/* Drift that no event tells: it is the clock that shows it. */
static void look_for_drift(dd_plant_decider *d)
{
    for (uint32_t ix = 0; ix < d->plant->machine_count; ix++) {
        const dd_plant_machine *machine = &d->plant->machines[ix];
        int64_t due_ms = machine->operation != DD_NONE ? overdue_ms(d, machine) : DD_FOREVER_MS;
        if (machine->is_down && d->plant->planned_ms != -DD_FOREVER_MS) { /* until when the plan thought it would be down */
            int64_t seen_ms = d->plant->planned_ms > machine->down_ms ? d->plant->planned_ms : machine->down_ms;
            due_ms = dd_moment_repair_ms(machine, seen_ms) + d->engine->config.plant.tolerance_ms + 1;
        }
        if (due_ms <= d->at_ms) d->triggers |= DD_TRIGGER_DRIFT;
        else dd_plant_again(d, due_ms);
    }
}

/* Whether a new plan is due. */
static bool must_plan(dd_plant_decider *d)
{
    int64_t next_ms = d->plant->planned_ms == -DD_FOREVER_MS ? d->at_ms : d->plant->planned_ms + d->engine->config.cycle_ms;
    if (d->triggers == 0) return false;
    if (d->triggers != DD_TRIGGER_DRIFT || next_ms <= d->at_ms) return true;
    dd_plant_again(d, next_ms);
    return false;
}

/* The heads of the running plan. */
static void read_heads(dd_plant_decider *d)
{
    d->is_running = true;
    for (uint32_t m = 0; m < d->plant->machine_count; m++) {
        uint32_t ix = d->engine->plans.first[m];
        while (ix != DD_NONE && d->plant->operations[ix].state != DD_OPERATION_WAITING) ix = d->engine->plans.links[ix].next;
        const dd_plant_operation *o = ix == DD_NONE ? NULL : &d->plant->operations[ix];
        if (o == NULL) d->heads[m].operation = DD_NONE;
        else d->heads[m] = (dd_plant_head){ix, o->setup_begin_ms, o->start_ms, o->end_ms};
    }
}

/* Whether a machine is free for which something waits. */
static bool has_choice(const dd_plant_decider *d)
{
    for (size_t i = 0; i < d->plant->open_count; i++) {
        const dd_plant_job *job = &d->plant->jobs[d->plant->open[i]];
        for (uint32_t ix = job->first; ix < job->first + job->count; ix++) {
            const dd_plant_operation *o = &d->plant->operations[ix];
            for (uint32_t j = 0; o->state == DD_OPERATION_WAITING && j < o->mode_count; j++) {
                uint32_t machine = d->plant->modes[o->first_mode + j].machine;
                if (d->held[machine] == DD_NONE && !d->plant->machines[machine].is_down) return true;
            }
        }
    }
    return false;
}

static dd_status decide(dd_plant_decider *d)
{
    uint32_t machines = (uint32_t)d->plant->machine_count;
    dd_status status = DD_STATUS_OK;
    d->heads = DD_ARENA_NEW(d->arena, machines, dd_plant_head);
    d->held = DD_ARENA_NEW(d->arena, machines, uint32_t);
    if (d->heads == NULL || d->held == NULL || dd_plant_add_event(d, DD_EVENT_CYCLE) == NULL) return DD_STATUS_NO_MEMORY;
    for (uint32_t ix = 0; ix < machines; ix++) d->held[ix] = d->plant->machines[ix].operation;
    for (uint32_t ix = 0; ix < machines; ix++) d->heads[ix].operation = DD_NONE;
    look_for_drift(d);
    bool is_rule = d->engine->config.plant.rule != DD_SHOP_RULE_END_;
    if (is_rule) {
        if (has_choice(d)) status = dd_plant_follow_rule(d);
        else d->events[0].triggers = d->triggers;
    } else if (must_plan(d)) {
        status = dd_plant_replan(d);
    } else {
        read_heads(d);
    }
    if (status == DD_STATUS_TOO_LARGE) { /* calendars of milliseconds over centuries: the running plan stays */
        read_heads(d);
        status = DD_STATUS_OK;
    }
    if (status == DD_STATUS_OK) status = dd_plant_dispatch(d);
    if (status == DD_STATUS_OK && !is_rule && d->schedule != NULL) status = dd_plant_warn(d);
    return status;
}

dd_status dd_plant_decide(const dd_engine *engine, int64_t at_ms, const dd_budget *budget, dd_decision_memory *memory, dd_decisions *ret,
                          dd_error *err)
{
    dd_plant_decider d = {.engine = engine, .plant = &engine->plant, .at_ms = at_ms, .budget = budget, .arena = &memory->arena, .err = err};
    d.again_ms = DD_FOREVER_MS;
    d.triggers = engine->plant.triggers;
    d.work = budget != NULL && budget->work != 0 ? budget->work : engine->config.work_per_cycle;
    dd_status status = decide(&d);
    dd_shop_problem_free(d.moment.problem);
    dd_schedule_free(d.schedule);
    if (status == DD_STATUS_NO_MEMORY) (void)dd_error_set(err, status, NULL, "out of memory");
    if (status != DD_STATUS_OK) return status;
    ret->events = d.events;
    ret->count = d.event_count;
    ret->work = d.events[0].work;
    ret->again_ms = d.again_ms;
    return DD_STATUS_OK;
}
