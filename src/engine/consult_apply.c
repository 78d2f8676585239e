/* Consultations, application: what each event does to the store (network.h).  Memory is reserved before anything changes. */
#include <string.h>

#include "engine/domain.h"

static dd_status no_memory(dd_error *err)
{
    return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}

static uint32_t reference_of(const dd_network *network, const dd_event *event)
{
    bool has_reference = event->reference != NULL && event->reference[0] != '\0';
    return has_reference ? dd_names_find(&network->texts, event->reference, strlen(event->reference)) : DD_NONE;
}

/* ---- lists ---- */

/* Place of the first index that is not below ix. */
static size_t list_find(const uint32_t *list, size_t count, uint32_t ix)
{
    size_t low = 0;
    while (low < count) {
        size_t middle = low + (count - low) / 2;
        if (list[middle] < ix) low = middle + 1;
        else count = middle;
    }
    return low;
}

static void list_add(uint32_t *list, size_t *count, uint32_t ix)
{
    size_t at = list_find(list, *count, ix);
    memmove(list + at + 1, list + at, (*count - at) * sizeof *list);
    list[at] = ix;
    ++*count;
}

static void list_remove(uint32_t *list, size_t *count, uint32_t ix)
{
    size_t at = list_find(list, *count, ix);
    --*count;
    memmove(list + at, list + at + 1, (*count - at) * sizeof *list);
}

static void end_case(dd_engine *engine, uint32_t ix, dd_case_state state)
{
    dd_network *network = &engine->network;
    dd_plans_remove(&engine->plans, ix);
    list_remove(network->open, &network->open_count, ix);
    network->cases[ix].state = state;
    engine->unfinished--;
}

/* ---- holding ---- */

static void hold_room(dd_network *network, const dd_case *c, int by)
{
    if (c->kind == DD_CASE_LIVE) network->stations[c->station].held += (uint32_t)by;
}

static void let_go(dd_network *network, uint32_t ix, int64_t at_ms)
{
    dd_specialist *specialist = &network->specialists[ix];
    specialist->held = DD_NONE;
    specialist->is_accepted = false;
    if (specialist->working == DD_NONE) specialist->idle_since_ms = at_ms;
    if (specialist->is_leaving && specialist->working == DD_NONE) specialist->is_on = specialist->is_leaving = false;
}

/* The case has stopped, or goes on: its room is no longer promised away by it. */
static void end_stopping(dd_network *network, dd_case *c)
{
    if (c->gave_room) network->stations[c->station].given--;
    c->is_stopping = c->gave_room = false;
    c->stop_for = DD_NONE;
}

/* The work that was to stop for this case goes on: nothing came of it. */
static void lapse_interruptions(dd_network *network, uint32_t stat)
{
    for (size_t i = 0; i < network->open_count; i++) {
        dd_case *c = &network->cases[network->open[i]];
        if (!c->is_stopping || c->stop_for != stat) continue;
        if (c->gave_room) hold_room(network, c, 1);
        end_stopping(network, c);
    }
}

/* Offers that are out, or the acceptance, are withdrawn; the case waits again. */
static void withdraw(dd_network *network, uint32_t ix, int64_t at_ms)
{
    dd_case *c = &network->cases[ix];
    if (c->state != DD_CASE_RUNG && c->state != DD_CASE_BOUND) return;
    for (uint32_t i = 0; i < c->rung_count; i++) let_go(network, c->rung[i], at_ms);
    c->rung_count = 0;
    c->state = DD_CASE_WAITING;
    hold_room(network, c, -1);
    if (c->urgency == DD_URGENCY_STAT) lapse_interruptions(network, ix);
}

/* One of those rung no longer is. */
static void unring(dd_network *network, uint32_t ix, uint32_t specialist, int64_t at_ms)
{
    dd_case *c = &network->cases[ix];
    if (c->rung_count <= 1) {
        withdraw(network, ix, at_ms);
        return;
    }
    let_go(network, specialist, at_ms);
    c->rung[0] = c->rung[c->rung[0] == specialist ? 1 : 0];
    c->rung_count = 1;
}

/* The first to accept wins, in the same step. */
static void accept(dd_network *network, uint32_t specialist, int64_t at_ms)
{
    uint32_t ix = network->specialists[specialist].held;
    dd_case *c = &network->cases[ix];
    for (uint32_t i = 0; i < c->rung_count; i++)
        if (c->rung[i] != specialist) let_go(network, c->rung[i], at_ms);
    c->rung[0] = c->specialist = specialist;
    c->rung_count = 1;
    c->state = DD_CASE_BOUND;
    network->specialists[specialist].is_accepted = true;
}

/* ---- who and where ---- */

/* Takes an appointment from a specialist who may no longer keep it; the next cycle finds another. */
static void plan_again(dd_engine *engine, uint32_t ix)
{
    uint32_t specialist = engine->plans.links[ix].resource;
    if (specialist != DD_NONE && dd_consult_check_planned(engine, specialist, ix, NULL) != DD_STATUS_OK) dd_plans_remove(&engine->plans, ix);
}

static dd_status apply_station(dd_engine *engine, const dd_event *event, dd_error *err)
{
    dd_network *network = &engine->network;
    size_t length = strlen(event->name);
    if (!dd_network_reserve(network, event->traits, event->trait_count, NULL) || !dd_names_reserve(&engine->site_names, length))
        return no_memory(err);
    uint32_t ix = dd_names_add(&engine->site_names, event->name, length);
    dd_station *station = &network->stations[ix];
    if (ix == network->station_count) {
        network->station_count++;
        *station = (dd_station){0};
    }
    station->rooms = event->count;
    station->gps = event->gps;
    dd_network_set_traits(network, &station->traits, event->traits, event->trait_count);
    dd_network_mark(network, event->at_ms);
    for (size_t i = 0; i < network->open_count; i++) plan_again(engine, network->open[i]);
    return DD_STATUS_OK;
}

static dd_status apply_on(dd_engine *engine, const dd_event *event, dd_error *err)
{
    dd_network *network = &engine->network;
    size_t length = strlen(event->name);
    if (!dd_network_reserve(network, event->traits, event->trait_count, NULL) || !dd_names_reserve(&engine->resource_names, length) ||
        !dd_plans_reserve(&engine->plans, 1, 0))
        return no_memory(err);
    uint32_t ix = dd_names_add(&engine->resource_names, event->name, length);
    dd_specialist *specialist = &network->specialists[ix];
    if (ix == network->specialist_count) {
        network->specialist_count++;
        dd_plans_add_resource(&engine->plans);
        *specialist = (dd_specialist){.working = DD_NONE, .held = DD_NONE, .offer = DD_NONE};
    }
    specialist->is_on = true;
    specialist->on_ms = event->ready_ms > event->at_ms ? event->ready_ms : event->at_ms;
    specialist->off_ms = event->until_ms;
    specialist->idle_since_ms = specialist->on_ms;
    dd_network_set_traits(network, &specialist->traits, event->traits, event->trait_count);
    if (network->eligible_until_ms == INT64_MIN) dd_network_mark(network, event->at_ms);
    else dd_network_mark_specialist(network, ix, event->at_ms);
    return DD_STATUS_OK;
}

static void apply_off(dd_engine *engine, const dd_event *event)
{
    dd_network *network = &engine->network;
    dd_specialist *specialist = &network->specialists[event->specialist];
    dd_plans_clear(&engine->plans, event->specialist);
    if (specialist->held != DD_NONE) unring(network, specialist->held, event->specialist, event->at_ms);
    specialist->is_leaving = specialist->working != DD_NONE;
    specialist->is_on = specialist->is_leaving;
}

static dd_status apply_opened(dd_engine *engine, const dd_event *event, dd_error *err)
{
    dd_network *network = &engine->network;
    size_t length = strlen(event->name);
    if (!dd_network_reserve(network, event->traits, event->trait_count, event->reference) ||
        !dd_names_reserve(&engine->demand_names, length) || !dd_plans_reserve(&engine->plans, 0, 1))
        return no_memory(err);
    if (network->eligible_until_ms == INT64_MIN) dd_network_mark(network, event->at_ms);
    uint32_t ix = dd_names_add(&engine->demand_names, event->name, length);
    network->cases[ix] = (dd_case){
        .state = DD_CASE_WAITING,
        .urgency = event->urgency,
        .kind = event->case_kind,
        .class_ix = dd_network_class(network, event),
        .station = event->station,
        .specialist = DD_NONE,
        .pin = DD_NONE,
        .stop_for = DD_NONE,
        .study = reference_of(network, event),
        .report = DD_NONE,
        .opened_ms = event->ready_ms != 0 ? event->ready_ms : event->at_ms,
        .movable_ms = event->until_ms != 0 ? event->until_ms : event->ready_ms,
        .expected_ms = event->expected_ms,
        .first_ms = DD_FOREVER_MS,
        .finished_ms = DD_FOREVER_MS,
    };
    dd_case_class *class = &network->classes[network->cases[ix].class_ix];
    class->opened[event->urgency]++;
    class->expected_sum_ms += event->expected_ms;
    network->case_count++;
    dd_plans_add_demand(&engine->plans);
    list_add(network->open, &network->open_count, ix);
    engine->unfinished++;
    return DD_STATUS_OK;
}

/* ---- work ---- */

static void apply_started(dd_engine *engine, const dd_event *event)
{
    dd_network *network = &engine->network;
    dd_case *c = &network->cases[event->case_ix];
    dd_specialist *specialist = &network->specialists[event->specialist];
    specialist->working = event->case_ix;
    specialist->held = DD_NONE;
    specialist->is_accepted = false;
    c->state = DD_CASE_RUNNING;
    c->rung_count = 0;
    c->started_ms = event->at_ms;
    if (c->first_ms == DD_FOREVER_MS) c->first_ms = event->at_ms;
    if (c->kind == DD_CASE_LIVE) network->stations[c->station].running++;
    if (c->urgency == DD_URGENCY_STAT) lapse_interruptions(network, event->case_ix);
}

/* The specialist's hands are off the case: paused or finished. */
static void stop_work(dd_network *network, const dd_event *event)
{
    dd_case *c = &network->cases[event->case_ix];
    dd_specialist *specialist = &network->specialists[event->specialist];
    specialist->working = DD_NONE;
    specialist->busy_ms += event->at_ms - c->started_ms;
    specialist->idle_since_ms = event->at_ms;
    if (specialist->is_leaving && specialist->held == DD_NONE) specialist->is_on = specialist->is_leaving = false;
    if (c->kind == DD_CASE_LIVE) network->stations[c->station].running--;
    if (!c->gave_room) hold_room(network, c, -1);
}

static void apply_paused(dd_engine *engine, const dd_event *event)
{
    dd_case *c = &engine->network.cases[event->case_ix];
    stop_work(&engine->network, event);
    c->done_ms += event->at_ms - c->started_ms;
    c->was_interrupted |= c->is_stopping;
    end_stopping(&engine->network, c);
    c->state = DD_CASE_WAITING;
}

static void apply_finished(dd_engine *engine, const dd_event *event)
{
    dd_network *network = &engine->network;
    dd_case *c = &network->cases[event->case_ix];
    stop_work(network, event);
    c->done_ms += event->at_ms - c->started_ms;
    end_stopping(network, c);
    c->finished_ms = event->at_ms;
    c->report = reference_of(network, event);
    end_case(engine, event->case_ix, DD_CASE_FINISHED);
    if (!event->is_critical) return;
    c->is_critical = true;
    c->step_ms = event->at_ms;
    list_add(network->critical, &network->critical_count, event->case_ix);
}

static void apply_ruled(dd_engine *engine, const dd_event *event)
{
    dd_network *network = &engine->network;
    dd_case *c = &network->cases[event->case_ix];
    switch (event->ruling) {
    case DD_RULING_PIN: c->pin = event->specialist; break;
    case DD_RULING_FORBID: dd_case_list_add(&c->forbidden, event->specialist); break;
    case DD_RULING_PERMIT: dd_case_list_remove(&c->forbidden, event->specialist); break;
    case DD_RULING_RANK: c->rank_ms = event->expected_ms; break;
    case DD_RULING_BREAK_GLASS: dd_case_list_add(&c->permitted, event->specialist); break;
    default: c->is_marked = event->ruling == DD_RULING_MARK; break;
    }
    /* An offer or acceptance that the ruling forbids is withdrawn. */
    bool is_held = c->state == DD_CASE_RUNG || c->state == DD_CASE_BOUND;
    for (uint32_t i = c->rung_count; is_held && i-- > 0;) {
        uint32_t specialist = c->rung[i];
        bool is_ruled_out = (c->pin != DD_NONE && c->pin != specialist) || dd_case_list_has(&c->forbidden, specialist);
        if (is_ruled_out) unring(network, event->case_ix, specialist, event->at_ms);
    }
    plan_again(engine, event->case_ix);
}

static void apply_not_coming(dd_engine *engine, const dd_event *event)
{
    withdraw(&engine->network, event->case_ix, event->at_ms);
    end_case(engine, event->case_ix, event->kind == DD_EVENT_NO_SHOW ? DD_CASE_NO_SHOW : DD_CASE_CANCELLED);
}

/* ---- decisions ---- */

static void apply_answer(dd_engine *engine, const dd_event *event)
{
    dd_network *network = &engine->network;
    uint32_t ix = network->specialists[event->specialist].held;
    if (event->kind == DD_EVENT_OFFER_ACCEPTED) {
        accept(network, event->specialist, event->at_ms);
        return;
    }
    network->cases[ix].declines++;
    dd_case_list_add(&network->cases[ix].declined, event->specialist);
    unring(network, ix, event->specialist, event->at_ms);
}

static void apply_offer(dd_engine *engine, const dd_event *event)
{
    dd_network *network = &engine->network;
    dd_case *c = &network->cases[event->case_ix];
    dd_specialist *specialist = &network->specialists[event->specialist];
    dd_plans_remove(&engine->plans, event->case_ix);
    if (c->state == DD_CASE_WAITING) hold_room(network, c, 1);
    c->state = DD_CASE_RUNG;
    c->rung[c->rung_count++] = event->specialist;
    specialist->held = event->case_ix;
    specialist->offer = event->offer;
    engine->offers++;
    if (!engine->config.needs_acceptance) accept(network, event->specialist, event->at_ms);
}

static void apply_interrupt(dd_network *network, const dd_event *event)
{
    dd_case *c = &network->cases[event->case_ix];
    c->is_stopping = true;
    c->stop_for = event->other_case;
    c->gave_room = dd_case_gives_room(c, &network->cases[event->other_case]);
    if (!c->gave_room) return;
    hold_room(network, c, -1);
    network->stations[c->station].given++;
}

static void apply_escalate(dd_network *network, const dd_event *event)
{
    dd_case *c = &network->cases[event->case_ix];
    c->step = event->step;
    c->step_ms = event->at_ms;
}

static void apply_acknowledged(dd_network *network, uint32_t ix)
{
    network->cases[ix].is_critical = false;
    list_remove(network->critical, &network->critical_count, ix);
}

dd_status dd_consult_apply(dd_engine *engine, const dd_event *event, dd_error *err)
{
    dd_network *network = &engine->network;
    if (event->at_ms >= network->eligible_until_ms && network->eligible_until_ms != INT64_MIN) dd_network_mark(network, event->at_ms);
    switch (event->kind) {
    case DD_EVENT_STATION_SET: return apply_station(engine, event, err);
    case DD_EVENT_SPECIALIST_ON: return apply_on(engine, event, err);
    case DD_EVENT_CASE_OPENED: return apply_opened(engine, event, err);
    case DD_EVENT_FINISHED:
        if (!dd_network_reserve(network, NULL, 0, event->reference)) return no_memory(err);
        apply_finished(engine, event);
        break;
    case DD_EVENT_SPECIALIST_OFF: apply_off(engine, event); break;
    case DD_EVENT_SPECIALIST_LATE: network->specialists[event->specialist].on_ms = event->ready_ms; break;
    case DD_EVENT_CASE_CANCELLED:
    case DD_EVENT_NO_SHOW: apply_not_coming(engine, event); break;
    case DD_EVENT_CASE_RULED: apply_ruled(engine, event); break;
    case DD_EVENT_STARTED: apply_started(engine, event); break;
    case DD_EVENT_PAUSED: apply_paused(engine, event); break;
    case DD_EVENT_ACKNOWLEDGED: apply_acknowledged(network, event->case_ix); break;
    case DD_EVENT_CASE_OFFER: apply_offer(engine, event); break;
    case DD_EVENT_INTERRUPT: apply_interrupt(network, event); break;
    case DD_EVENT_ESCALATE: apply_escalate(network, event); break;
    case DD_EVENT_CASE_MOVED: network->cases[event->case_ix].opened_ms = event->ready_ms; break;
    default: apply_answer(engine, event); break;
    }
    return DD_STATUS_OK;
}

const dd_domain_rooms dd_domain_consult = {
    .validate = dd_consult_validate,
    .apply = dd_consult_apply,
    .check_planned = dd_consult_check_planned,
    .plan_max = DD_PLAN_MAX,
    .decide = dd_consult_decide,
    .put = dd_consult_put,
    .take = dd_consult_take,
    .check = dd_consult_check,
};
