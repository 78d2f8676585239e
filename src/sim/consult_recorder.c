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

static bool see_on(dd_consult_log *log, const dd_engine *engine, const dd_event *event)
{
    uint32_t ix = dd_engine_find_specialist(engine, event->name);
    if (ix == DD_NONE) {
        const char *name = copy_name(log, event->name);
        if (name == NULL || !DD_ARRAY_RESERVE(log->specialists, log->specialist_capacity, log->specialist_count + 1)) return false;
        ix = (uint32_t)log->specialist_count++;
        log->specialists[ix] = (dd_log_specialist){.name = name, .on_ms = event->ready_ms > event->at_ms ? event->ready_ms : event->at_ms};
    }
    log->specialists[ix].off_ms = event->until_ms;
    return true;
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
    };
    return true;
}

static bool see_stop(dd_consult_log *log, const dd_engine *engine, const dd_event *event)
{
    dd_case_view view = dd_engine_case_at(engine, event->case_ix);
    if (!DD_ARRAY_RESERVE(log->stretches, log->stretch_capacity, log->stretch_count + 1)) return false;
    bool is_cut = event->kind == DD_EVENT_PAUSED && view.is_stopping;
    log->stretches[log->stretch_count++] = (dd_log_stretch){event->case_ix, event->specialist, view.started_ms, event->at_ms, is_cut};
    log->specialists[event->specialist].busy_ms += event->at_ms - view.started_ms;
    dd_log_case *c = &log->cases[event->case_ix];
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
    c->busy_first = (uint32_t)log->busy_count;
    c->busy_count = count;
    for (uint32_t i = 0; i < count; i++) {
        dd_specialist_view view = dd_engine_specialist_at(engine, event->specialists[i]);
        log->busy[log->busy_count++] = (dd_log_busy){event->specialists[i], view.working != DD_NONE ? view.working : view.held};
    }
    return true;
}

static void see_answer(dd_consult_log *log, const dd_engine *engine, const dd_event *event)
{
    uint32_t held = dd_engine_specialist_at(engine, event->specialist).held;
    if (event->kind == DD_EVENT_OFFER_ACCEPTED) log->accepted++;
    else if (event->kind == DD_EVENT_OFFER_DECLINED) log->declined++;
    else log->timed_out++;
    if (event->kind != DD_EVENT_OFFER_ACCEPTED && held != DD_NONE) log->cases[held].declines++;
}

static void see_case(dd_consult_log *log, const dd_engine *engine, const dd_event *event)
{
    dd_log_case *c = &log->cases[event->case_ix];
    switch (event->kind) {
    case DD_EVENT_STARTED:
        c->state = DD_CASE_RUNNING;
        if (c->first_ms == DD_FOREVER_MS) c->first_ms = event->at_ms;
        break;
    case DD_EVENT_CASE_OFFER:
        log->offers++;
        c->offers++;
        if (!dd_engine_get_config(engine)->needs_acceptance) log->accepted++;
        break;
    case DD_EVENT_INTERRUPT: log->interruptions++; break;
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
    case DD_EVENT_SPECIALIST_OFF: log->specialists[event->specialist].off_ms = event->at_ms; break;
    case DD_EVENT_CASE_OPENED: is_good = see_opened(log, event); break;
    case DD_EVENT_PAUSED:
    case DD_EVENT_FINISHED: is_good = see_stop(log, engine, event); break;
    case DD_EVENT_ESCALATE: is_good = see_escalated(log, engine, event); break;
    case DD_EVENT_OFFER_ACCEPTED:
    case DD_EVENT_OFFER_DECLINED:
    case DD_EVENT_OFFER_TIMED_OUT: see_answer(log, engine, event); break;
    case DD_EVENT_CYCLE:
        log->cycles++;
        log->work += event->work;
        break;
    case DD_EVENT_SPECIALIST_LATE:
    case DD_EVENT_CASE_RULED:
    case DD_EVENT_ACKNOWLEDGED: break;
    default: see_case(log, engine, event); break;
    }
    return is_good ? DD_STATUS_OK : dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}
