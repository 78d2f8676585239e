/* Consultations, decisions: builds the desk's question (consult/desk.h) from the store, and makes events of its answer.
 *
 * The list: the cycle, with the appointments that were given to another specialist; appointments that move (engine/consult_move.h); interruptions, each
 * before the offer that it is for; offers, each with the traits that prove it; steps of the ladder.  Linear in what is open, but for appointments, which
 * look at every specialist.
 *
 * The ladder.  A case is in trouble from the moment at which nobody who may take it is on duty, and at the latest when its target passes.  Then the
 * coordinator is told at once, one escalate_ms later (for STAT: one target later, when that is sooner) those who are off duty are called
 * in, and after another one a human must act.  A critical result climbs likewise until the station acknowledges it.
 */
#include <stdlib.h>
#include <string.h>

#include "consult/desk.h"
#include "engine/consult_move.h"
#include "engine/domain.h"

enum { CALLED_MAX = 16 };

typedef struct desk_builder {
    const dd_engine *engine;
    const dd_network *network;
    int64_t at_ms;
    dd_decision_memory *memory;
    dd_desk desk;
    int64_t *rooms_given;        /* by station, likewise: whose occupants stop for a STAT case that takes them */
    int64_t *rooms_left;   /* by station, as the events listed so far leave them; below 0 where a station was made smaller */
    uint64_t *on_duty;           /* bit by specialist */
    uint32_t *case_of;     /* engine's index by the desk's, sorted */
    uint32_t *first_of, *next_of; /* appointments by specialist: lists of the desk's indices */
    uint32_t *first_at, *next_at; /* live appointments by station, likewise */
    uint32_t *booked, booked_count; /* the desk's indices of appointments to come */
    dd_move_answer *moves; /* by place in booked */
    uint32_t *planned_for; /* by the desk's index: specialist of an appointment, DD_NONE */
    dd_event *events;      /* the cycle first */
    uint32_t event_count, event_room;
    uint64_t work;
    int64_t again_ms;
    dd_error *err;
} desk_builder;

static dd_status no_memory(const desk_builder *b)
{
    return dd_error_set(b->err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}

static void again(desk_builder *b, int64_t at_ms)
{
    if (at_ms > b->at_ms && at_ms < b->again_ms) b->again_ms = at_ms;
}

static int compare_ix(const void *a, const void *b)
{
    uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
    return one < other ? -1 : one > other;
}

/* ---- the question ---- */

static bool build_specialists(desk_builder *b)
{
    uint32_t count = (uint32_t)b->network->specialist_count;
    dd_desk_specialist *list = DD_ARENA_NEW(&b->memory->arena, count, dd_desk_specialist);
    b->on_duty = DD_ARENA_NEW(&b->memory->arena, b->network->words, uint64_t);
    if (list == NULL || b->on_duty == NULL) return false;
    for (uint32_t ix = 0; ix < count; ix++) {
        const dd_specialist *specialist = &b->network->specialists[ix];
        int64_t block_ms;
        bool is_blocked = dd_network_is_blocked(b->network, ix, b->at_ms, &block_ms);
        again(b, block_ms);
        if (specialist->is_on) again(b, specialist->on_ms);
        list[ix] = (dd_desk_specialist){
            .is_on = specialist->is_on && !specialist->is_leaving && !is_blocked && specialist->on_ms <= b->at_ms,
            .case_ix = DD_NONE,
            .until_ms = block_ms < specialist->off_ms ? block_ms : specialist->off_ms,
            .idle_since_ms = specialist->idle_since_ms,
            .busy_ms = specialist->busy_ms,
        };
        if (list[ix].is_on) b->on_duty[ix / 64] |= UINT64_C(1) << ix % 64;
    }
    b->desk.specialists = list;
    b->desk.specialist_count = count;
    return true;
}

static bool build_stations(desk_builder *b)
{
    uint32_t count = (uint32_t)b->network->station_count;
    dd_desk_station *list = DD_ARENA_NEW(&b->memory->arena, count, dd_desk_station);
    for (uint32_t ix = 0; list != NULL && ix < count; ix++) {
        const dd_station *station = &b->network->stations[ix];
        bool counts_gps = station->gps != UINT32_MAX;
        list[ix] = (dd_desk_station){
            .rooms = station->rooms,
            .rooms_free = station->rooms > station->held ? station->rooms - station->held : 0,
            .gps = station->gps,
            .gps_free = !counts_gps                    ? UINT32_MAX
                        : station->gps > station->held ? station->gps - station->held
                                                       : 0,
        };
    }
    b->desk.stations = list;
    b->desk.station_count = count;
    return list != NULL;
}

/* Cases by 1000 hours, as seen since the region's first case; half an hour is added so that the first ones do not count as a flood. */
static uint32_t rate_of(const desk_builder *b, uint32_t seen)
{
    int64_t since_ms = b->at_ms - b->network->cases[0].opened_ms;
    double hours = (since_ms > 0 ? (double)since_ms : 0) / 3600000 + 0.5;
    double rate = 1000.0 * seen / hours;
    return rate < 4e9 ? (uint32_t)rate : 4000000000u;
}

static bool build_classes(desk_builder *b, uint32_t extra)
{
    const dd_network *network = b->network;
    uint32_t count = (uint32_t)network->class_count;
    dd_desk_class *list = DD_ARENA_NEW(&b->memory->arena, count + extra, dd_desk_class);
    uint64_t *marked = NULL;
    if (b->at_ms >= network->eligible_until_ms) { /* a licence has begun or ended since the last event */
        marked = DD_ARENA_NEW(&b->memory->arena, count * network->words, uint64_t);
        if (marked == NULL) return false;
    }
    for (uint32_t ix = 0; list != NULL && ix < count; ix++) {
        const dd_case_class *class = &network->classes[ix];
        uint32_t seen = 0;
        if (marked != NULL) dd_network_mark_class(network, ix, b->at_ms, marked + ix * network->words);
        list[ix] = (dd_desk_class){
            .eligible = (marked != NULL ? marked : network->eligible) + ix * network->words,
            .is_live = class->kind == DD_CASE_LIVE,
            .station = class->station,
        };
        for (int u = 0; u < DD_URGENCY_END_; u++) {
            list[ix].rate[u] = rate_of(b, class->opened[u]);
            seen += class->opened[u];
        }
        list[ix].mean_ms = seen > 0 ? class->expected_sum_ms / seen : 0;
    }
    again(b, dd_network_licence_change_ms(network, b->at_ms));
    b->desk.classes = list;
    b->desk.class_count = count;
    return list != NULL;
}

/* A class of its own for a case with broken glass. */
static bool own_class(desk_builder *b, const dd_case *c, dd_desk_case *into)
{
    size_t words = b->network->words;
    uint64_t *bits = DD_ARENA_NEW(&b->memory->arena, words, uint64_t);
    if (bits == NULL) return false;
    dd_desk_class *classes = (dd_desk_class *)b->desk.classes; /* the builder's own */
    memcpy(bits, classes[c->class_ix].eligible, words * sizeof *bits);
    for (uint32_t i = 0; i < c->permitted.count; i++) {
        uint32_t ix = c->permitted.items[i];
        if (dd_network_proves(b->network, &b->network->classes[c->class_ix], ix, true, b->at_ms, NULL, NULL))
            bits[ix / 64] |= UINT64_C(1) << ix % 64;
    }
    into->class_ix = b->desk.class_count++;
    classes[into->class_ix] = classes[c->class_ix];
    classes[into->class_ix].eligible = bits;
    memset(classes[into->class_ix].rate, 0, sizeof classes[into->class_ix].rate);
    return true;
}

static bool list_refused(desk_builder *b, const dd_case *c, dd_desk_case *into)
{
    uint32_t count = c->declined.count + c->forbidden.count;
    if (count == 0) return true;
    uint32_t *refused = DD_ARENA_NEW(&b->memory->arena, count, uint32_t);
    if (refused == NULL) return false;
    for (uint32_t i = 0; i < count; i++)
        refused[i] = i < c->declined.count ? c->declined.items[i] : c->forbidden.items[i - c->declined.count];
    qsort(refused, count, sizeof *refused, compare_ix);
    into->refused = refused;
    into->refused_count = count;
    return true;
}

static bool build_case(desk_builder *b, uint32_t at, dd_desk_case *into)
{
    static const dd_desk_state states[] = {DD_DESK_WAITING, DD_DESK_OFFERED, DD_DESK_OFFERED, DD_DESK_RUNNING};
    const dd_case *c = &b->network->cases[b->case_of[at]];
    bool is_booked = c->state == DD_CASE_WAITING && c->opened_ms > b->at_ms;
    uint32_t planned = b->engine->plans.links[b->case_of[at]].resource;
    *into = (dd_desk_case){
        .state = is_booked ? DD_DESK_BOOKED : states[c->state],
        .urgency = c->urgency,
        .is_live = c->kind == DD_CASE_LIVE,
        .is_marked = c->is_marked || c->is_stopping,
        .is_appointment = c->movable_ms != 0 && !is_booked,
        .was_interrupted = c->was_interrupted,
        .class_ix = c->class_ix,
        .station = c->station,
        .specialist = c->specialist != DD_NONE ? c->specialist : planned,
        .pin = c->pin,
        .opened_ms = c->opened_ms,
        .rank_ms = c->rank_ms,
        .expected_ms = c->expected_ms,
        .done_ms = c->done_ms,
        .started_ms = c->started_ms,
    };
    if (is_booked) again(b, c->opened_ms);
    dd_desk_specialist *specialists = (dd_desk_specialist *)b->desk.specialists; /* the builder's own */
    if (c->state == DD_CASE_RUNNING) specialists[c->specialist].case_ix = at;
    if (c->state == DD_CASE_RUNG) into->specialist = c->rung[0];
    for (uint32_t i = 0; i < c->rung_count; i++) specialists[c->rung[i]].case_ix = at;
    return list_refused(b, c, into) && (c->permitted.count == 0 || own_class(b, c, into));
}

static bool build_cases(desk_builder *b)
{
    const dd_network *network = b->network;
    uint32_t count = (uint32_t)network->open_count, extra = 0;
    dd_desk_case *list = DD_ARENA_NEW(&b->memory->arena, count, dd_desk_case);
    b->case_of = DD_ARENA_NEW(&b->memory->arena, count, uint32_t);
    b->planned_for = DD_ARENA_NEW(&b->memory->arena, count, uint32_t);
    if (list == NULL || b->case_of == NULL || b->planned_for == NULL) return false;
    if (count > 0) memcpy(b->case_of, network->open, count * sizeof *b->case_of);
    for (uint32_t i = 0; i < count; i++) extra += network->cases[b->case_of[i]].permitted.count > 0;
    if (!build_classes(b, extra)) return false;
    bool is_good = true;
    for (uint32_t i = 0; i < count && is_good; i++) is_good = build_case(b, i, &list[i]);
    b->desk.cases = list;
    b->desk.case_count = count;
    return is_good;
}

/* ---- appointments ---- */

static bool has_bit(const uint64_t *bits, uint32_t ix)
{
    return (bits[ix / 64] >> ix % 64 & 1) != 0;
}

static bool list_booked(desk_builder *b)
{
    b->booked = DD_ARENA_NEW(&b->memory->arena, b->desk.case_count, uint32_t);
    b->first_of = DD_ARENA_NEW(&b->memory->arena, b->desk.specialist_count, uint32_t);
    b->next_of = DD_ARENA_NEW(&b->memory->arena, b->desk.case_count, uint32_t);
    b->first_at = DD_ARENA_NEW(&b->memory->arena, b->desk.station_count, uint32_t);
    b->next_at = DD_ARENA_NEW(&b->memory->arena, b->desk.case_count, uint32_t);
    if (!b->booked || !b->first_of || !b->next_of || !b->first_at || !b->next_at) return false;
    for (uint32_t s = 0; s < b->desk.station_count; s++) b->first_at[s] = DD_NONE;
    for (uint32_t s = 0; s < b->desk.specialist_count; s++) b->first_of[s] = DD_NONE;
    for (uint32_t i = 0; i < b->desk.case_count; i++) {
        b->planned_for[i] = DD_NONE;
        const dd_desk_case *c = &b->desk.cases[i];
        if (c->state != DD_DESK_BOOKED) continue;
        b->booked[b->booked_count++] = i;
        if (!c->is_live) continue;
        b->next_at[i] = b->first_at[c->station];
        b->first_at[c->station] = i;
    }
    return true;
}

/* The appointment is the specialist's from here on, nobody's with DD_NONE. */
static void give(desk_builder *b, uint32_t at, uint32_t specialist)
{
    uint32_t *link = b->planned_for[at] != DD_NONE ? &b->first_of[b->planned_for[at]] : NULL;
    for (; link != NULL && *link != at; link = &b->next_of[*link]) {}
    if (link != NULL) *link = b->next_of[at];
    b->planned_for[at] = specialist;
    if (specialist == DD_NONE) return;
    b->next_of[at] = b->first_of[specialist];
    b->first_of[specialist] = at;
}

static dd_move_question question_of(const desk_builder *b, uint32_t at)
{
    return (dd_move_question){.engine = b->engine,
                              .desk = &b->desk,
                              .case_of = b->case_of,
                              .planned_for = b->planned_for,
                              .first_of = b->first_of,
                              .next_of = b->next_of,
                              .first_at = b->first_at,
                              .next_at = b->next_at,
                              .at = at};
}

static bool keeps_time(const desk_builder *b, uint32_t specialist, uint32_t at)
{
    dd_move_question q = question_of(b, at);
    return dd_consult_keeps_time(&q, specialist, b->desk.cases[at].opened_ms);
}

/* Gives each appointment its specialist: the one that has it, as long as that holds; else the least loaded who may take it. */
static void plan_appointments(desk_builder *b)
{
    for (uint32_t k = 0; k < b->booked_count; k++) {
        uint32_t i = b->booked[k];
        const dd_desk_case *c = &b->desk.cases[i];
        uint32_t meant = c->pin != DD_NONE ? c->pin : b->engine->plans.links[b->case_of[i]].resource;
        bool may_take =
            meant != DD_NONE && dd_engine_may_take(b->engine, meant, b->case_of[i], c->opened_ms, NULL, NULL);
        if (may_take) give(b, i, meant);
    }
    for (uint32_t k = 0; k < b->booked_count; k++) {
        uint32_t i = b->booked[k];
        const dd_desk_case *c = &b->desk.cases[i];
        const dd_desk_class *class = &b->desk.classes[c->class_ix];
        if (c->pin != DD_NONE) continue;
        uint32_t chosen = b->planned_for[i];
        if (chosen != DD_NONE && keeps_time(b, chosen, i)) continue;
        chosen = DD_NONE;
        for (uint32_t s = 0; s < b->desk.specialist_count; s++) {
            bool is_better = chosen == DD_NONE || b->desk.specialists[s].busy_ms < b->desk.specialists[chosen].busy_ms;
            if (!is_better || !has_bit(class->eligible, s) || !keeps_time(b, s, i)) continue;
            if (dd_engine_may_take(b->engine, s, b->case_of[i], c->opened_ms, NULL, NULL)) chosen = s;
        }
        give(b, i, chosen);
        ((dd_desk_case *)b->desk.cases)[i].specialist = chosen; /* the builder's own */
        b->work += b->desk.specialist_count;
    }
}

/* Appointments that cannot be kept at their hour, and may move: from here on the desk has them at the new one. */
static bool move_appointments(desk_builder *b)
{
    b->moves = DD_ARENA_NEW(&b->memory->arena, b->booked_count, dd_move_answer);
    for (uint32_t k = 0; b->moves != NULL && k < b->booked_count; k++) {
        dd_move_question q = question_of(b, b->booked[k]);
        b->moves[k] = dd_consult_move(&q);
        b->work += b->moves[k].work;
        again(b, b->moves[k].again_ms);
        if (b->moves[k].to_ms == DD_FOREVER_MS) continue;
        dd_desk_case *c = (dd_desk_case *)&b->desk.cases[q.at]; /* the builder's own */
        c->opened_ms = b->moves[k].to_ms;
        c->specialist = b->moves[k].specialist;
        give(b, q.at, c->specialist);
    }
    return b->moves != NULL;
}

typedef struct appointment {
    uint32_t specialist, case_ix;
    int64_t opened_ms;
} appointment;

static int compare_appointments(const void *a, const void *b)
{
    const appointment *one = a, *other = b;
    if (one->specialist != other->specialist) return one->specialist < other->specialist ? -1 : 1;
    if (one->opened_ms != other->opened_ms) return one->opened_ms < other->opened_ms ? -1 : 1;
    return one->case_ix < other->case_ix ? -1 : one->case_ix > other->case_ix;
}

static bool plan_is_same(const desk_builder *b, const appointment *list, uint32_t count, uint32_t specialist)
{
    uint32_t ix = b->engine->plans.first[specialist];
    for (uint32_t i = 0; i < count; i++) {
        if (ix != list[i].case_ix) return false;
        ix = b->engine->plans.links[ix].next;
    }
    return ix == DD_NONE;
}

/* The cycle says the plans that changed: each specialist's appointments in the order of time, at most DD_PLAN_MAX. */
static bool write_plan(desk_builder *b, dd_event *cycle)
{
    uint32_t listed = 0, specialists = b->desk.specialist_count;
    appointment *list = DD_ARENA_NEW(&b->memory->arena, b->desk.case_count, appointment);
    dd_plan_change *changes = DD_ARENA_NEW(&b->memory->arena, specialists, dd_plan_change);
    dd_planned *planned = DD_ARENA_NEW(&b->memory->arena, b->desk.case_count, dd_planned);
    if (list == NULL || changes == NULL || planned == NULL) return false;
    for (uint32_t i = 0; i < b->desk.case_count; i++)
        if (b->planned_for[i] != DD_NONE) list[listed++] = (appointment){b->planned_for[i], b->case_of[i], b->desk.cases[i].opened_ms};
    qsort(list, listed, sizeof *list, compare_appointments);
    for (uint32_t s = 0, at = 0; s < specialists; s++) {
        uint32_t first = at;
        while (at < listed && list[at].specialist == s) at++;
        uint32_t count = at - first > DD_PLAN_MAX ? DD_PLAN_MAX : at - first;
        if (plan_is_same(b, list + first, count, s)) continue;
        changes[cycle->change_count++] = (dd_plan_change){.courier = s, .first = cycle->planned_count, .count = count};
        for (uint32_t i = 0; i < count; i++)
            planned[cycle->planned_count++] = (dd_planned){.order = list[first + i].case_ix, .starts_job = true};
    }
    cycle->changes = changes;
    cycle->planned = planned;
    return true;
}

/* ---- the answer ---- */

static dd_event *add_event(desk_builder *b, dd_event_kind kind, uint32_t specialist, uint32_t case_ix)
{
    if (b->event_count == b->event_room) {
        uint32_t room = b->event_room == 0 ? 16 : b->event_room * 2;
        dd_event *wider = DD_ARENA_NEW(&b->memory->arena, room, dd_event);
        if (wider == NULL) return NULL;
        if (b->event_count > 0) memcpy(wider, b->events, b->event_count * sizeof *wider);
        b->events = wider;
        b->event_room = room;
    }
    dd_event *event = &b->events[b->event_count++];
    *event = (dd_event){.kind = kind,
                        .at_ms = b->at_ms,
                        .specialist = specialist,
                        .case_ix = case_ix,
                        .station = DD_NONE,
                        .offer = DD_NONE,
                        .other_case = DD_NONE};
    return event;
}

static dd_terms terms_of(const dd_desk_terms *terms)
{
    return (dd_terms){
        .begin_ms = terms->begin_ms,
        .end_ms = terms->end_ms,
        .wait_cost = terms->wait_cost,
        .late_cost = terms->late_cost,
        .resource_cost = terms->resource_cost,
        .total_cost = terms->total_cost,
    };
}

static void set_why(dd_why *why, const dd_desk_action *action)
{
    why->eligible = action->eligible;
    why->terms = terms_of(&action->terms);
    for (uint32_t i = 0; i < action->alternative_count && i < DD_ALTERNATIVES_MAX; i++) {
        why->alternatives[i] =
            (dd_alternative){.specialist = action->alternatives[i].specialist, .terms = terms_of(&action->alternatives[i].terms)};
        why->alternative_count = i + 1;
    }
}

static bool write_moves(desk_builder *b)
{
    for (uint32_t k = 0; k < b->booked_count; k++) {
        const dd_move_answer *move = &b->moves[k];
        if (move->to_ms == DD_FOREVER_MS) continue;
        dd_event *event = add_event(b, DD_EVENT_CASE_MOVED, move->specialist, b->case_of[b->booked[k]]);
        if (event == NULL) return false;
        event->ready_ms = move->to_ms;
        event->other_case = move->other_case;
    }
    return true;
}

/* Whether the specialist's hands will be free for the case: it works on nothing, or stops for this very case.  Who stops for another one gets its
 * next case once it has stopped. */
static bool is_free_for(const desk_builder *b, uint32_t specialist, uint32_t case_ix)
{
    if (b->network->specialists[specialist].working == DD_NONE) return true;
    for (uint32_t i = 0; i < b->event_count; i++) {
        const dd_event *event = &b->events[i];
        if (event->kind == DD_EVENT_INTERRUPT && event->specialist == specialist && event->other_case == case_ix) return true;
    }
    return false;
}

/* Takes a room of the station for a live case, if one is left: one whose occupant has yet to stop for somebody else is not. */
static bool take_room(desk_builder *b, const dd_case *c, bool is_second_ring)
{
    if (c->kind != DD_CASE_LIVE || is_second_ring) return true;
    if (b->rooms_left[c->station] <= 0) return false;
    b->rooms_left[c->station]--;
    return true;
}

static bool count_rooms(desk_builder *b)
{
    b->rooms_left = DD_ARENA_NEW(&b->memory->arena, b->network->station_count, int64_t);
    b->rooms_given = DD_ARENA_NEW(&b->memory->arena, b->network->station_count, int64_t);
    if (b->rooms_left == NULL || b->rooms_given == NULL) return false;
    for (uint32_t ix = 0; ix < b->network->station_count; ix++) {
        const dd_station *station = &b->network->stations[ix];
        b->rooms_left[ix] = (int64_t)dd_network_room_limit(station) - station->held;
        b->rooms_given[ix] = station->given;
    }
    return true;
}

/* Whether the interruption is still needed, and its room, if it gives one, really becomes free: not where a station was made smaller than what it
 * holds, nor, for urgent live work, where an offer that came to nothing (write_action) has left a room. */
static bool give_room(desk_builder *b, const dd_case *c, uint32_t stat)
{
    bool gives_room = dd_case_gives_room(c, &b->network->cases[stat]);
    bool is_only_for_room = c->kind == DD_CASE_LIVE && c->urgency == DD_URGENCY_URGENT;
    if (is_only_for_room && (!gives_room || b->rooms_left[c->station] > b->rooms_given[c->station])) return false;
    if (!gives_room) return true;
    if (b->rooms_left[c->station] < 0) return false;
    b->rooms_left[c->station]++;
    b->rooms_given[c->station]++;
    return true;
}

static bool write_action(desk_builder *b, const dd_desk_action *action, uint32_t *offer)
{
    uint32_t case_ix = b->case_of[action->case_ix];
    const dd_case *c = &b->network->cases[case_ix];
    bool is_rung = false;
    for (uint32_t i = 0; i < action->specialist_count; i++) {
        dd_event_kind kind = action->is_interruption ? DD_EVENT_INTERRUPT : DD_EVENT_CASE_OFFER;
        if (action->is_interruption && !give_room(b, c, b->case_of[action->for_case])) continue;
        if (!action->is_interruption && (!is_free_for(b, action->specialists[i], case_ix) || !take_room(b, c, is_rung))) continue;
        dd_event *event = add_event(b, kind, action->specialists[i], case_ix);
        if (event == NULL) return false;
        set_why(&event->why, action);
        if (action->is_interruption) {
            event->other_case = b->case_of[action->for_case];
            continue;
        }
        is_rung = true;
        dd_trait *proof = DD_ARENA_NEW(&b->memory->arena, DD_TRAITS_MAX, dd_trait);
        if (proof == NULL) return false;
        event->offer = ++*offer;
        (void)dd_engine_may_take(b->engine, action->specialists[i], case_ix, b->at_ms, proof, &event->trait_count);
        event->traits = proof;
    }
    return true;
}

/* ---- the ladder ---- */

/* Who may take the case and is on duty, or off duty, up to CALLED_MAX. */
static uint32_t list_eligible(const desk_builder *b, uint32_t at, bool on_duty, uint32_t *ret)
{
    const dd_desk_class *class = &b->desk.classes[b->desk.cases[at].class_ix];
    const dd_case_list *forbidden = &b->network->cases[b->case_of[at]].forbidden;
    uint32_t count = 0;
    for (size_t word = 0; word < b->network->words; word++) {
        uint64_t bits = class->eligible[word] & (on_duty ? b->on_duty[word] : ~b->on_duty[word]);
        for (uint32_t s = (uint32_t)word * 64; bits != 0 && count < CALLED_MAX; bits >>= 1, s++)
            if ((bits & 1) != 0 && !dd_case_list_has(forbidden, s)) ret[count++] = s;
    }
    return count;
}

static bool class_has_anybody(const desk_builder *b, uint32_t class_ix, uint8_t *known)
{
    const uint64_t *eligible = b->desk.classes[class_ix].eligible;
    for (size_t word = 0; known[class_ix] == 0 && word < b->network->words; word++)
        if ((eligible[word] & b->on_duty[word]) != 0) known[class_ix] = 1;
    if (known[class_ix] == 0) known[class_ix] = 2;
    return known[class_ix] == 1;
}

static bool has_anybody(const desk_builder *b, uint32_t at, uint8_t *known)
{
    uint32_t pin = b->desk.cases[at].pin, list[CALLED_MAX];
    if (pin != DD_NONE) return b->desk.specialists[pin].is_on;
    if (b->network->cases[b->case_of[at]].forbidden.count > 0) return list_eligible(b, at, true, list) > 0;
    return class_has_anybody(b, b->desk.cases[at].class_ix, known);
}

/* Between the steps of a case's ladder. */
static int64_t step_every_ms(const desk_builder *b, const dd_case *c)
{
    int64_t target_ms = b->engine->config.desk.target_ms[c->urgency], every_ms = b->engine->config.escalate_ms;
    return c->urgency == DD_URGENCY_STAT && target_ms < every_ms ? target_ms : every_ms;
}

/* When the next step of the ladder is due; DD_FOREVER_MS at its top. */
static int64_t step_due_ms(const desk_builder *b, uint32_t at, bool has_someone)
{
    const dd_case *c = &b->network->cases[b->case_of[at]];
    int64_t target_ms = b->engine->config.desk.target_ms[c->urgency];
    if (c->step >= DD_ESCALATION_TRANSFER) return DD_FOREVER_MS;
    if (c->step != DD_ESCALATION_NONE) return c->step_ms + step_every_ms(b, c);
    if (c->first_ms != DD_FOREVER_MS) return has_someone ? DD_FOREVER_MS : b->at_ms; /* waits to be resumed */
    return has_someone ? c->opened_ms + target_ms + 1 : c->opened_ms;
}

static bool climb(desk_builder *b, uint32_t at, bool has_someone)
{
    const dd_case *c = &b->network->cases[b->case_of[at]];
    int64_t due_ms = step_due_ms(b, at, has_someone);
    again(b, due_ms);
    if (due_ms > b->at_ms) return true;
    dd_event *event = add_event(b, DD_EVENT_ESCALATE, DD_NONE, b->case_of[at]);
    uint32_t *list = DD_ARENA_NEW(&b->memory->arena, CALLED_MAX, uint32_t);
    if (event == NULL || list == NULL) return false;
    event->step = (dd_escalation)(c->step + 1);
    event->specialists = list;
    event->specialist_count = list_eligible(b, at, event->step == DD_ESCALATION_COORDINATOR, list);
    again(b, b->at_ms + step_every_ms(b, c));
    return true;
}

static bool write_ladder(desk_builder *b)
{
    uint8_t *known = DD_ARENA_NEW(&b->memory->arena, b->desk.class_count, uint8_t);
    uint8_t *is_offered = DD_ARENA_NEW(&b->memory->arena, b->desk.case_count, uint8_t);
    if (known == NULL || is_offered == NULL) return false;
    for (uint32_t i = 0; i < b->event_count; i++) {
        if (b->events[i].kind != DD_EVENT_CASE_OFFER) continue;
        const uint32_t *found = bsearch(&b->events[i].case_ix, b->case_of, b->desk.case_count, sizeof *b->case_of, compare_ix);
        if (found != NULL) is_offered[found - b->case_of] = 1;
    }
    for (uint32_t at = 0; at < b->desk.case_count; at++)
        if (b->desk.cases[at].state == DD_DESK_WAITING && !is_offered[at] && !climb(b, at, has_anybody(b, at, known))) return false;
    for (size_t i = 0; i < b->network->critical_count; i++) {
        uint32_t ix = b->network->critical[i];
        int64_t due_ms = b->network->cases[ix].step_ms + b->engine->config.escalate_ms;
        again(b, due_ms);
        if (due_ms > b->at_ms) continue;
        dd_event *event = add_event(b, DD_EVENT_ESCALATE, DD_NONE, ix);
        if (event == NULL) return false;
        event->step = DD_ESCALATION_RESULT;
        again(b, b->at_ms + b->engine->config.escalate_ms);
    }
    return true;
}

/* ---- all ---- */

static bool decide(desk_builder *b)
{
    dd_desk_answer answer;
    uint32_t offer = b->engine->offers;
    if (!build_specialists(b) || !build_stations(b) || !build_cases(b)) return false;
    if (!list_booked(b)) return false;
    plan_appointments(b);
    if (!move_appointments(b)) return false;
    if (!dd_desk_decide(&b->desk, &b->memory->arena, &answer)) return false;
    b->work += answer.work;
    again(b, answer.again_ms);
    dd_event *cycle = add_event(b, DD_EVENT_CYCLE, DD_NONE, DD_NONE);
    if (cycle == NULL || !write_plan(b, cycle) || !write_moves(b) || !count_rooms(b)) return false;
    for (uint32_t i = 0; i < answer.action_count; i++)
        if (!write_action(b, &answer.actions[i], &offer)) return false;
    if (!write_ladder(b)) return false;
    b->events[0].work = b->work;
    return true;
}

dd_status dd_consult_decide(const dd_engine *engine, int64_t at_ms, const dd_budget *budget, dd_decision_memory *memory, dd_decisions *ret,
                            dd_error *err)
{
    (void)budget; /* a decision's work is what there is to look at */
    desk_builder b = {
        .engine = engine, .network = &engine->network, .at_ms = at_ms, .memory = memory, .again_ms = DD_FOREVER_MS, .err = err};
    b.desk.at_ms = at_ms;
    dd_desk_rules rules = engine->config.desk;
    if (!engine->config.needs_acceptance) rules.stat_ring = 1; /* the first accepts by being rung */
    b.desk.rules = &rules;
    if (!decide(&b)) return no_memory(&b);
    ret->events = b.events;
    ret->count = b.event_count;
    ret->work = b.work;
    ret->again_ms = b.again_ms;
    return DD_STATUS_OK;
}
