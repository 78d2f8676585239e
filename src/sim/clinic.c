#include "sim/clinic.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/rng.h"
#include "sim/queue.h"

/* In the order in which they happen at one instant. */
typedef enum happening {
    HAPPENS_NETWORK, /* stations and specialists are told */
    HAPPENS_ON,      /* id: a specialist comes back */
    HAPPENS_LATE,    /* a specialist says so */
    HAPPENS_ANSWER,  /* id: a specialist, version: the offer */
    HAPPENS_FINISH,  /* id: a case, version: its stretch */
    HAPPENS_PAUSE,   /* id: a case, version: its stretch */
    HAPPENS_DROP,    /* id: a specialist drops out */
    HAPPENS_OFF,     /* id: a specialist's shift ends */
    HAPPENS_OPEN,    /* id: a case */
    HAPPENS_CANCEL,  /* id: a case */
    HAPPENS_START,   /* id: a case, version: the offer that was accepted */
    HAPPENS_ACKNOWLEDGE
} happening;

typedef struct clinic_case {
    bool is_open, is_over, is_running;
    uint32_t stretch;       /* counts stretches; an older FINISH or PAUSE no longer holds */
    uint32_t specialist;    /* RUNNING, or accepted */
    uint32_t offer;         /* accepted */
    uint32_t stop_for;      /* told to pause for this case; DD_NONE */
    uint32_t pauses, asked; /* offers so far */
    int64_t done_ms, started_ms;
} clinic_case;

typedef struct clinic_specialist {
    bool is_on;
    bool declines, is_silent;         /* how it will answer the offer that is out */
    uint32_t working, offer, offered; /* cases; the last offer's number */
} clinic_specialist;

struct dd_clinic {
    const dd_consult_day *day;
    clinic_case *cases;
    clinic_specialist *specialists;
    dd_queue queue;
    dd_event *events;
    size_t event_count, event_capacity;
    uint32_t unfinished;
    int64_t now_ms;
    bool has_failed;
};

static void push(dd_clinic *clinic, int64_t at_ms, happening kind, uint32_t id, uint32_t version)
{
    if (!dd_queue_push(&clinic->queue, (dd_queue_entry){at_ms, (uint32_t)kind, id, version})) clinic->has_failed = true;
}

/* The next event; when out of memory a spare that nobody reads. */
static dd_event *emit(dd_clinic *clinic, dd_event_kind kind, int64_t at_ms)
{
    if (!DD_ARRAY_RESERVE(clinic->events, clinic->event_capacity, clinic->event_count + 1)) {
        clinic->has_failed = true;
        clinic->event_count = 0;
    }
    dd_event *event = &clinic->events[clinic->event_count++];
    *event = (dd_event){.kind = kind,
                        .at_ms = at_ms,
                        .specialist = DD_NONE,
                        .case_ix = DD_NONE,
                        .station = DD_NONE,
                        .offer = DD_NONE,
                        .other_case = DD_NONE};
    return event;
}

static int64_t begin_ms(const dd_consult_day *day)
{
    int64_t first_ms = day->case_count > 0 ? day->cases[0].opened_ms : 0;
    for (uint32_t i = 0; i < day->specialist_count; i++)
        if (day->specialists[i].on_ms < first_ms) first_ms = day->specialists[i].on_ms;
    return first_ms;
}

dd_status dd_clinic_create(const dd_consult_day *day, dd_clinic **ret, dd_error *err)
{
    dd_clinic *clinic = dd_array_new(1, sizeof *clinic);
    if (clinic == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    clinic->day = day;
    clinic->cases = dd_array_new(day->case_count, sizeof *clinic->cases);
    clinic->specialists = dd_array_new(day->specialist_count, sizeof *clinic->specialists);
    clinic->unfinished = day->case_count;
    clinic->now_ms = begin_ms(day);
    bool has_events = DD_ARRAY_RESERVE(clinic->events, clinic->event_capacity, 64);
    push(clinic, clinic->now_ms, HAPPENS_NETWORK, 0, 0);
    for (uint32_t i = 0; i < day->specialist_count && clinic->specialists != NULL; i++) {
        const dd_consult_specialist *specialist = &day->specialists[i];
        clinic->specialists[i] = (clinic_specialist){.working = DD_NONE, .offer = DD_NONE, .offered = DD_NONE};
        if (specialist->late_ms > 0) push(clinic, specialist->on_ms, HAPPENS_LATE, i, 0);
        if (specialist->drop_ms > 0) push(clinic, specialist->drop_ms, HAPPENS_DROP, i, 0);
        if (specialist->back_ms > 0) push(clinic, specialist->back_ms, HAPPENS_ON, i, 0);
        if (specialist->leaves) push(clinic, specialist->off_ms, HAPPENS_OFF, i, 0);
    }
    for (uint32_t i = 0; i < day->case_count; i++) push(clinic, day->cases[i].opened_ms, HAPPENS_OPEN, i, 0);
    if (clinic->cases == NULL || clinic->specialists == NULL || !has_events || clinic->has_failed) {
        dd_clinic_free(clinic);
        return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    }
    *ret = clinic;
    return DD_STATUS_OK;
}

void dd_clinic_free(dd_clinic *clinic)
{
    if (clinic == NULL) return;
    dd_queue_done(&clinic->queue);
    free(clinic->cases);
    free(clinic->specialists);
    free(clinic->events);
    free(clinic);
}

/* ---- what happens ---- */

static void sign_on(dd_clinic *clinic, uint32_t ix, int64_t at_ms)
{
    const dd_consult_specialist *specialist = &clinic->day->specialists[ix];
    dd_event *event = emit(clinic, DD_EVENT_SPECIALIST_ON, at_ms);
    event->name = specialist->name;
    event->traits = specialist->traits;
    event->trait_count = specialist->trait_count;
    event->ready_ms = specialist->on_ms > at_ms ? specialist->on_ms : at_ms;
    event->until_ms = specialist->leaves ? specialist->off_ms : DD_INSTANT_MAX_MS;
    if (event->until_ms < event->ready_ms) event->until_ms = event->ready_ms;
    clinic->specialists[ix].is_on = true;
}

static void tell_network(dd_clinic *clinic, int64_t at_ms)
{
    const dd_consult_day *day = clinic->day;
    for (uint32_t i = 0; i < day->station_count; i++) {
        dd_event *event = emit(clinic, DD_EVENT_STATION_SET, at_ms);
        event->name = day->stations[i].name;
        event->traits = day->stations[i].traits;
        event->trait_count = day->stations[i].trait_count;
        event->count = day->stations[i].rooms;
        event->gps = day->stations[i].gps;
    }
    for (uint32_t i = 0; i < day->specialist_count; i++) sign_on(clinic, i, at_ms);
}

static void open_case(dd_clinic *clinic, uint32_t ix, int64_t at_ms)
{
    const dd_consult_case *c = &clinic->day->cases[ix];
    dd_event *event = emit(clinic, DD_EVENT_CASE_OPENED, at_ms);
    event->name = c->name;
    event->station = c->station;
    event->urgency = c->urgency;
    event->case_kind = c->kind;
    event->traits = c->traits;
    event->trait_count = c->trait_count;
    event->expected_ms = c->expected_ms;
    event->ready_ms = c->booked_ms;
    event->until_ms = c->movable_ms;
    clinic->cases[ix] = (clinic_case){.is_open = true, .specialist = DD_NONE, .offer = DD_NONE, .stop_for = DD_NONE};
    if (c->cancel_ms > 0) push(clinic, c->cancel_ms, HAPPENS_CANCEL, ix, 0);
}

static void close_case(dd_clinic *clinic, uint32_t ix)
{
    clinic->cases[ix].is_over = true;
    clinic->cases[ix].is_running = false;
    clinic->unfinished--;
}

static void start(dd_clinic *clinic, uint32_t ix, uint32_t offer, int64_t at_ms)
{
    clinic_case *c = &clinic->cases[ix];
    if (c->is_over || c->is_running || c->offer != offer) return;
    if (clinic->day->cases[ix].is_no_show && c->stretch == 0) {
        emit(clinic, DD_EVENT_NO_SHOW, at_ms)->case_ix = ix;
        close_case(clinic, ix);
        return;
    }
    dd_event *event = emit(clinic, DD_EVENT_STARTED, at_ms);
    event->specialist = c->specialist;
    event->case_ix = ix;
    c->is_running = true;
    c->offer = DD_NONE;
    c->started_ms = at_ms;
    c->stretch++;
    clinic->specialists[c->specialist].working = ix;
    int64_t work_ms = clinic->day->cases[ix].duration_ms + (int64_t)c->pauses * clinic->day->config.desk.resume_ms - c->done_ms;
    push(clinic, at_ms + (work_ms > 1000 ? work_ms : 1000), HAPPENS_FINISH, ix, c->stretch);
}

static void pause(dd_clinic *clinic, uint32_t ix, int64_t at_ms)
{
    clinic_case *c = &clinic->cases[ix];
    dd_event *event = emit(clinic, DD_EVENT_PAUSED, at_ms);
    event->specialist = c->specialist;
    event->case_ix = ix;
    c->is_running = false;
    c->done_ms += at_ms - c->started_ms;
    c->pauses++;
    c->stretch++;
    c->stop_for = DD_NONE;
    clinic->specialists[c->specialist].working = DD_NONE;
}

static void finish(dd_clinic *clinic, uint32_t ix, int64_t at_ms)
{
    clinic_case *c = &clinic->cases[ix];
    const dd_consult_case *plan = &clinic->day->cases[ix];
    dd_event *event = emit(clinic, DD_EVENT_FINISHED, at_ms);
    event->specialist = c->specialist;
    event->case_ix = ix;
    event->is_critical = plan->is_critical;
    clinic->specialists[c->specialist].working = DD_NONE;
    close_case(clinic, ix);
    if (plan->is_critical) push(clinic, at_ms + plan->acknowledge_ms, HAPPENS_ACKNOWLEDGE, ix, 0);
}

static void drop_out(dd_clinic *clinic, uint32_t ix, int64_t at_ms)
{
    clinic_specialist *specialist = &clinic->specialists[ix];
    if (!specialist->is_on) return;
    if (specialist->working != DD_NONE) pause(clinic, specialist->working, at_ms);
    emit(clinic, DD_EVENT_SPECIALIST_OFF, at_ms)->specialist = ix;
    specialist->is_on = false;
    for (uint32_t i = 0; i < clinic->day->case_count; i++) /* what it had accepted goes back */
        if (clinic->cases[i].offer != DD_NONE && clinic->cases[i].specialist == ix) clinic->cases[i].offer = DD_NONE;
    specialist->offer = DD_NONE;
}

/* Nothing comes of what was told to pause for a case. */
static void forget_stops(dd_clinic *clinic, uint32_t ix)
{
    for (uint32_t i = 0; i < clinic->day->specialist_count; i++) {
        uint32_t working = clinic->specialists[i].working;
        if (working != DD_NONE && clinic->cases[working].stop_for == ix) clinic->cases[working].stop_for = DD_NONE;
    }
}

/* Who accepts a STAT case pauses, and so does who stands in its room; who was rung beside it goes on. */
static void accept(dd_clinic *clinic, uint32_t specialist, uint32_t ix, uint32_t offer, int64_t at_ms)
{
    const dd_consult_case *cases = clinic->day->cases;
    clinic_case *c = &clinic->cases[ix];
    c->specialist = specialist;
    c->offer = offer;
    for (uint32_t i = 0; i < clinic->day->specialist_count; i++) {
        uint32_t working = clinic->specialists[i].working;
        bool is_in_room = working != DD_NONE && cases[working].kind == DD_CASE_LIVE && cases[ix].kind == DD_CASE_LIVE &&
                          cases[working].station == cases[ix].station;
        if (working != DD_NONE && clinic->cases[working].stop_for == ix && (i == specialist || is_in_room))
            push(clinic, at_ms, HAPPENS_PAUSE, working, clinic->cases[working].stretch);
    }
    push(clinic, at_ms, HAPPENS_START, ix, offer);
}

static void answer(dd_clinic *clinic, uint32_t ix, uint32_t offer, int64_t at_ms)
{
    clinic_specialist *specialist = &clinic->specialists[ix];
    if (specialist->offer != offer || !specialist->is_on) return; /* withdrawn */
    dd_event_kind kind = specialist->declines ? DD_EVENT_OFFER_DECLINED : DD_EVENT_OFFER_ACCEPTED;
    dd_event *event = emit(clinic, specialist->is_silent ? DD_EVENT_OFFER_TIMED_OUT : kind, at_ms);
    event->specialist = ix;
    event->offer = offer;
    specialist->offer = DD_NONE;
    if (specialist->is_silent || specialist->declines) {
        bool is_rung = false;
        for (uint32_t i = 0; i < clinic->day->specialist_count; i++)
            is_rung |= clinic->specialists[i].offer != DD_NONE && clinic->specialists[i].offered == specialist->offered;
        if (!is_rung) forget_stops(clinic, specialist->offered);
        return;
    }
    for (uint32_t i = 0; i < clinic->day->specialist_count; i++) /* rung beside it: withdrawn */
        if (clinic->specialists[i].offer != DD_NONE && clinic->specialists[i].offered == specialist->offered)
            clinic->specialists[i].offer = DD_NONE;
    accept(clinic, ix, specialist->offered, offer, at_ms);
}

static void cancel(dd_clinic *clinic, uint32_t ix, int64_t at_ms)
{
    clinic_case *c = &clinic->cases[ix];
    if (c->is_over || c->stretch > 0) return;
    emit(clinic, DD_EVENT_CASE_CANCELLED, at_ms)->case_ix = ix;
    c->offer = DD_NONE;
    for (uint32_t i = 0; i < clinic->day->specialist_count; i++)
        if (clinic->specialists[i].offer != DD_NONE && clinic->specialists[i].offered == ix) clinic->specialists[i].offer = DD_NONE;
    close_case(clinic, ix);
}

static void happen_to_specialist(dd_clinic *clinic, const dd_queue_entry *entry)
{
    clinic_specialist *specialist = &clinic->specialists[entry->id];
    switch ((happening)entry->kind) {
    case HAPPENS_ON:
        if (!specialist->is_on) sign_on(clinic, entry->id, entry->at_ms);
        break;
    case HAPPENS_LATE: {
        dd_event *event = emit(clinic, DD_EVENT_SPECIALIST_LATE, entry->at_ms);
        event->specialist = entry->id;
        event->ready_ms = entry->at_ms + clinic->day->specialists[entry->id].late_ms;
        break;
    }
    case HAPPENS_ANSWER: answer(clinic, entry->id, entry->version, entry->at_ms); break;
    case HAPPENS_DROP: drop_out(clinic, entry->id, entry->at_ms); break;
    default:
        if (specialist->is_on) emit(clinic, DD_EVENT_SPECIALIST_OFF, entry->at_ms)->specialist = entry->id;
        specialist->is_on = false;
        specialist->offer = DD_NONE;
        break;
    }
}

static void happen(dd_clinic *clinic, const dd_queue_entry *entry)
{
    const clinic_case *c = entry->id < clinic->day->case_count ? &clinic->cases[entry->id] : NULL;
    switch ((happening)entry->kind) {
    case HAPPENS_NETWORK: tell_network(clinic, entry->at_ms); break;
    case HAPPENS_OPEN: open_case(clinic, entry->id, entry->at_ms); break;
    case HAPPENS_CANCEL: cancel(clinic, entry->id, entry->at_ms); break;
    case HAPPENS_START: start(clinic, entry->id, entry->version, entry->at_ms); break;
    case HAPPENS_FINISH:
        if (c != NULL && c->is_running && c->stretch == entry->version) finish(clinic, entry->id, entry->at_ms);
        break;
    case HAPPENS_PAUSE:
        if (c != NULL && c->is_running && c->stretch == entry->version) pause(clinic, entry->id, entry->at_ms);
        break;
    case HAPPENS_ACKNOWLEDGE: emit(clinic, DD_EVENT_ACKNOWLEDGED, entry->at_ms)->case_ix = entry->id; break;
    default: happen_to_specialist(clinic, entry); break;
    }
}

/* Whether nothing will come of the entry: work that ends otherwise, an offer that is withdrawn.  Were it to wake the engine, the hour of a cycle would
 * tell what only the world knows. */
static bool is_stale(const dd_clinic *clinic, const dd_queue_entry *entry)
{
    switch ((happening)entry->kind) {
    case HAPPENS_FINISH:
    case HAPPENS_PAUSE: return !clinic->cases[entry->id].is_running || clinic->cases[entry->id].stretch != entry->version;
    case HAPPENS_START: return clinic->cases[entry->id].is_over || clinic->cases[entry->id].offer != entry->version;
    case HAPPENS_CANCEL: return clinic->cases[entry->id].is_over || clinic->cases[entry->id].stretch > 0;
    case HAPPENS_ANSWER: return !clinic->specialists[entry->id].is_on || clinic->specialists[entry->id].offer != entry->version;
    case HAPPENS_DROP:
    case HAPPENS_OFF: return !clinic->specialists[entry->id].is_on;
    case HAPPENS_ON: return clinic->specialists[entry->id].is_on;
    default: return false;
    }
}

/* ---- the loop's side ---- */

dd_status dd_clinic_play(void *context, int64_t until_ms, dd_error *err)
{
    dd_clinic *clinic = context;
    for (const dd_queue_entry *next; !clinic->has_failed && (next = dd_queue_peek(&clinic->queue)) != NULL && next->at_ms <= until_ms;) {
        dd_queue_entry entry = dd_queue_pop(&clinic->queue);
        happen(clinic, &entry);
    }
    for (const dd_queue_entry *next; (next = dd_queue_peek(&clinic->queue)) != NULL && is_stale(clinic, next);) (void)dd_queue_pop(&clinic->queue);
    clinic->now_ms = until_ms;
    return clinic->has_failed ? dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory") : DD_STATUS_OK;
}

const dd_event *dd_clinic_events(const void *context, uint32_t *ret_count)
{
    const dd_clinic *clinic = context;
    *ret_count = (uint32_t)clinic->event_count;
    return clinic->events;
}

void dd_clinic_clear(void *context)
{
    ((dd_clinic *)context)->event_count = 0;
}

static void take_offer(dd_clinic *clinic, const dd_event *offer)
{
    const dd_consult_manners *manners = &clinic->day->manners;
    if (!clinic->day->config.needs_acceptance) {
        accept(clinic, offer->specialist, offer->case_ix, offer->offer, offer->at_ms);
        return;
    }
    clinic_specialist *specialist = &clinic->specialists[offer->specialist];
    dd_rng rng = dd_rng_seed(clinic->day->seed ^ dd_rng_mix(offer->case_ix),
                             offer->specialist * UINT64_C(4096) + clinic->cases[offer->case_ix].asked++);
    specialist->offer = offer->offer;
    specialist->offered = offer->case_ix;
    specialist->declines = dd_rng_below(&rng, 1000) < manners->decline_permille;
    specialist->is_silent = dd_rng_below(&rng, 1000) < manners->silence_permille;
    int64_t span_ms = manners->answer_most_ms - manners->answer_least_ms;
    int64_t after_ms = manners->answer_least_ms + (span_ms > 0 ? (int64_t)dd_rng_below(&rng, (uint32_t)span_ms) : 0);
    if (specialist->is_silent) after_ms = clinic->day->config.offer_timeout_ms;
    after_ms = after_ms / 1000 * 1000;
    push(clinic, offer->at_ms + (after_ms > 1000 ? after_ms : 1000), HAPPENS_ANSWER, offer->specialist, offer->offer);
}

dd_status dd_clinic_tell(void *context, const dd_event *decision, dd_error *err)
{
    dd_clinic *clinic = context;
    if (decision->kind == DD_EVENT_CASE_OFFER) take_offer(clinic, decision);
    if (decision->kind == DD_EVENT_INTERRUPT) clinic->cases[decision->case_ix].stop_for = decision->other_case;
    return clinic->has_failed ? dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory") : DD_STATUS_OK;
}

bool dd_clinic_is_over(const void *context, int64_t at_ms)
{
    const dd_clinic *clinic = context;
    (void)at_ms;
    return clinic->unfinished == 0 && clinic->event_count == 0;
}

int64_t dd_clinic_next_ms(const void *context)
{
    const dd_clinic *clinic = context;
    const dd_queue_entry *next = dd_queue_peek(&clinic->queue);
    return next == NULL ? DD_FOREVER_MS : next->at_ms;
}
