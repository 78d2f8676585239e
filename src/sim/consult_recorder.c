#include "sim/consult_recorder.h"

#include <string.h>

#include "base/array.h"

static const char *copy_name(dd_consult_log *log, const char *name)
{
    size_t size = strlen(name) + 1;
    char *copy = dd_arena_alloc(&log->memory, size, 1);
    if (copy != NULL) memcpy(copy, name, size);
    return copy;
}

static bool see_station(dd_consult_log *log, const dd_engine *engine, const dd_event *event)
{
    uint32_t ix = dd_engine_find_station(engine, event->name);
    if (ix == DD_NONE) {
        const char *name = copy_name(log, event->name);
        if (name == NULL || !DD_ARRAY_RESERVE(log->stations, log->station_capacity, log->station_count + 1)) return false;
        ix = (uint32_t)log->station_count++;
        log->stations[ix] = (dd_log_station){.name = name};
    }
    log->stations[ix].rooms = event->count;
    return true;
}

static bool add_shift(dd_consult_log *log, uint32_t specialist, bool is_block, int64_t begin_ms, int64_t end_ms)
{
    if (!DD_ARRAY_RESERVE(log->shifts, log->shift_capacity, log->shift_count + 1)) return false;
    log->shifts[log->shift_count++] = (dd_log_shift){specialist, is_block, begin_ms, end_ms};
    return true;
}

static bool see_on(dd_consult_log *log, const dd_engine *engine, const dd_event *event)
{
    uint32_t ix = dd_engine_find_specialist(engine, event->name);
    int64_t on_ms = event->ready_ms > event->at_ms ? event->ready_ms : event->at_ms;
    bool is_new = ix == DD_NONE;
    if (is_new) {
        const char *name = copy_name(log, event->name);
        if (name == NULL || !DD_ARRAY_RESERVE(log->specialists, log->specialist_capacity, log->specialist_count + 1)) return false;
        ix = (uint32_t)log->specialist_count++;
        log->specialists[ix] = (dd_log_specialist){.name = name, .on_ms = on_ms};
    }
    log->specialists[ix].off_ms = event->until_ms;
    log->specialists[ix].shift = (uint32_t)log->shift_count;
    if (!add_shift(log, ix, false, on_ms, event->until_ms)) return false;
    for (uint32_t i = 0; i < event->trait_count && is_new; i++) {
        const dd_trait *trait = &event->traits[i];
        if (trait->kind == DD_TRAIT_BLOCK && !add_shift(log, ix, true, trait->begin_ms, trait->end_ms)) return false;
    }
    return true;
}

static void see_off(dd_consult_log *log, const dd_event *event)
{
    dd_log_specialist *specialist = &log->specialists[event->specialist];
    dd_log_shift *shift = &log->shifts[specialist->shift];
    if (event->kind == DD_EVENT_SPECIALIST_LATE) {
        specialist->on_ms = shift->begin_ms = event->ready_ms;
        return;
    }
    specialist->off_ms = event->at_ms;
    if (shift->end_ms > event->at_ms) shift->end_ms = event->at_ms;
}

static bool see_opened(dd_consult_log *log, const dd_event *event)
{
    const char *name = copy_name(log, event->name);
    if (name == NULL || !DD_ARRAY_RESERVE(log->cases, log->case_capacity, log->case_count + 1)) return false;
    log->cases[log->case_count++] = (dd_log_case){
        .name = name,
        .urgency = event->urgency,
        .kind = event->case_kind,
        .station = event->station,
        .opened_ms = event->ready_ms != 0 ? event->ready_ms : event->at_ms,
        .is_booked = event->ready_ms != 0,
        .first_ms = DD_FOREVER_MS,
        .finished_ms = DD_FOREVER_MS,
        .expected_ms = event->expected_ms,
        .running = DD_NONE,
        .stop_for = DD_NONE,
        .busy_ms = DD_FOREVER_MS,
    };
    return true;
}

static bool see_stop(dd_consult_log *log, const dd_engine *engine, const dd_event *event)
{
    dd_case_view view = dd_engine_case_at(engine, event->case_ix);
    if (!DD_ARRAY_RESERVE(log->stretches, log->stretch_capacity, log->stretch_count + 1)) return false;
    bool is_cut = event->kind == DD_EVENT_PAUSED && view.is_stopping;
    dd_log_case *c = &log->cases[event->case_ix];
    log->stretches[log->stretch_count++] =
        (dd_log_stretch){event->case_ix, event->specialist, view.started_ms, event->at_ms, is_cut, is_cut ? c->stop_for : DD_NONE};
    log->specialists[event->specialist].busy_ms += event->at_ms - view.started_ms;
    c->running = DD_NONE;
    c->interruptions += is_cut;
    c->state = event->kind == DD_EVENT_FINISHED ? DD_CASE_FINISHED : DD_CASE_WAITING;
    if (event->kind == DD_EVENT_FINISHED) c->finished_ms = event->at_ms;
    return true;
}

/* Who was eligible and on duty when a case was first late, and what each had in hand. */
static bool see_escalated(dd_consult_log *log, const dd_engine *engine, const dd_event *event)
{
    dd_log_case *c = &log->cases[event->case_ix];
    log->escalations++;
    if (event->step != DD_ESCALATION_RESULT && event->step > c->step) c->step = event->step;
    if (event->step != DD_ESCALATION_COORDINATOR) return true;
    uint32_t count = event->specialist_count < DD_LOG_BUSY_MAX ? event->specialist_count : DD_LOG_BUSY_MAX;
    if (!DD_ARRAY_RESERVE(log->busy, log->busy_capacity, log->busy_count + count)) return false;
    c->busy_ms = event->at_ms;
    c->busy_first = (uint32_t)log->busy_count;
    c->busy_count = count;
    for (uint32_t i = 0; i < count; i++) {
        dd_obstacle why = dd_engine_why_not(engine, event->specialists[i], event->case_ix, event->at_ms);
        log->busy[log->busy_count++] = (dd_log_busy){event->specialists[i], why.case_ix, why.kind};
    }
    return true;
}

static void count_answer(dd_consult_log *log, const dd_event *event, uint32_t held)
{
    if (event->kind == DD_EVENT_OFFER_ACCEPTED) log->accepted++;
    else if (event->kind == DD_EVENT_OFFER_DECLINED) log->declined++;
    else log->timed_out++;
    if (event->kind != DD_EVENT_OFFER_ACCEPTED && held != DD_NONE) log->cases[held].declines++;
}

static bool add_fact(dd_consult_log *log, dd_log_fact fact)
{
    if (!DD_ARRAY_RESERVE(log->facts, log->fact_capacity, log->fact_count + 1)) return false;
    log->facts[log->fact_count++] = fact;
    return true;
}

/* Whether the event names a specialist; a ruling to pin may name nobody. */
static bool names_specialist(const dd_event *event)
{
    switch (event->kind) {
    case DD_EVENT_CASE_CANCELLED:
    case DD_EVENT_NO_SHOW:
    case DD_EVENT_ACKNOWLEDGED:
    case DD_EVENT_ESCALATE: return false;
    case DD_EVENT_CASE_RULED: return event->ruling <= DD_RULING_PERMIT || event->ruling == DD_RULING_BREAK_GLASS;
    default: return true;
    }
}

static dd_log_fact fact_of(const dd_event *event, uint32_t case_ix)
{
    return (dd_log_fact){
        .kind = event->kind,
        .case_ix = case_ix,
        .specialist = names_specialist(event) ? event->specialist : DD_NONE,
        .other_case = DD_NONE,
        .runner_up = DD_NONE,
        .at_ms = event->at_ms,
    };
}

static bool see_answer(dd_consult_log *log, const dd_engine *engine, const dd_event *event)
{
    uint32_t held = dd_engine_specialist_at(engine, event->specialist).held;
    count_answer(log, event, held);
    return held == DD_NONE || add_fact(log, fact_of(event, held));
}

static void count_offer(dd_consult_log *log, const dd_engine *engine, const dd_event *event, dd_log_fact *fact)
{
    log->offers++;
    log->cases[event->case_ix].offers++;
    if (!dd_engine_get_config(engine)->needs_acceptance) log->accepted++;
    fact->count = event->why.eligible;
    if (event->why.alternative_count == 0) return;
    fact->runner_up = event->why.alternatives[0].specialist;
    fact->dearer_ms = event->why.alternatives[0].terms.total_cost - event->why.terms.total_cost;
}

static void see_started(dd_log_case *c, const dd_event *event)
{
    c->state = DD_CASE_RUNNING;
    c->running = event->specialist;
    c->running_ms = event->at_ms;
    c->stop_for = DD_NONE;
    if (c->first_ms == DD_FOREVER_MS) c->first_ms = event->at_ms;
}

static bool see_case(dd_consult_log *log, const dd_engine *engine, const dd_event *event)
{
    dd_log_case *c = &log->cases[event->case_ix];
    dd_log_fact fact = fact_of(event, event->case_ix);
    bool is_good = true;
    switch (event->kind) {
    case DD_EVENT_STARTED: see_started(c, event); break;
    case DD_EVENT_PAUSED:
    case DD_EVENT_FINISHED:
        is_good = see_stop(log, engine, event);
        fact.detail = event->is_critical;
        if (is_good) fact.other_case = log->stretches[log->stretch_count - 1].cut_for;
        break;
    case DD_EVENT_CASE_OFFER: count_offer(log, engine, event, &fact); break;
    case DD_EVENT_INTERRUPT:
        log->interruptions++;
        c->stop_for = fact.other_case = event->other_case;
        break;
    case DD_EVENT_ESCALATE:
        is_good = see_escalated(log, engine, event);
        fact.count = event->specialist_count;
        fact.detail = event->step;
        break;
    case DD_EVENT_CASE_RULED: fact.detail = event->ruling; break;
    case DD_EVENT_CASE_MOVED:
        log->moved++;
        fact.moved_ms = event->ready_ms - c->opened_ms;
        fact.other_case = event->other_case;
        c->opened_ms = event->ready_ms;
        break;
    case DD_EVENT_CASE_CANCELLED:
        log->cancelled++;
        c->state = DD_CASE_CANCELLED;
        break;
    case DD_EVENT_NO_SHOW:
        log->no_shows++;
        c->state = DD_CASE_NO_SHOW;
        break;
    default: break;
    }
    return is_good && add_fact(log, fact);
}

dd_status dd_consult_recorder_see(dd_consult_log *log, const dd_engine *engine, const dd_event *event, dd_error *err)
{
    bool is_good = true;
    if (event->kind == DD_EVENT_OPENED) {
        log->begin_ms = log->end_ms = event->at_ms;
        return DD_STATUS_OK;
    }
    log->rules = dd_engine_get_config(engine)->desk;
    if (event->at_ms > log->end_ms) log->end_ms = event->at_ms;
    switch (event->kind) {
    case DD_EVENT_STATION_SET: is_good = see_station(log, engine, event); break;
    case DD_EVENT_SPECIALIST_ON: is_good = see_on(log, engine, event); break;
    case DD_EVENT_SPECIALIST_OFF:
    case DD_EVENT_SPECIALIST_LATE: see_off(log, event); break;
    case DD_EVENT_CASE_OPENED: is_good = see_opened(log, event); break;
    case DD_EVENT_OFFER_ACCEPTED:
    case DD_EVENT_OFFER_DECLINED:
    case DD_EVENT_OFFER_TIMED_OUT: is_good = see_answer(log, engine, event); break;
    case DD_EVENT_CYCLE:
        log->cycles++;
        log->work += event->work;
        break;
    default: is_good = see_case(log, engine, event); break;
    }
    return is_good ? DD_STATUS_OK : dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}
