/* Consultations, check: the invariants of the store (network.h), for restoring a snapshot and for tests.  A store that passes can take any event
 * that validation lets through, and can be decided on.  Linear in the store, and short lists. */
#include "engine/domain.h"

static bool instant_is_good(int64_t ms)
{
    return ms == DD_FOREVER_MS || dd_state_instant_is_good(ms);
}

static bool is_one_of(const uint32_t *list, uint32_t count, uint32_t ix)
{
    for (uint32_t i = 0; i < count; i++)
        if (list[i] == ix) return true;
    return false;
}

static const char *check_specialist(const dd_network *network, uint32_t ix)
{
    const dd_specialist *s = &network->specialists[ix];
    if (s->is_leaving && (!s->is_on || s->working == DD_NONE)) return "a specialist leaves with nothing to finish";
    if (!s->is_on && (s->working != DD_NONE || s->held != DD_NONE)) return "a specialist that is off has something to do";
    if (s->is_accepted && s->held == DD_NONE) return "a specialist has accepted nothing";
    if (!dd_state_instant_is_good(s->on_ms) || !dd_state_instant_is_good(s->off_ms) || !dd_state_instant_is_good(s->idle_since_ms))
        return "a specialist's instant is out of range";
    if (s->working != DD_NONE) {
        if (s->working >= network->case_count || network->cases[s->working].state != DD_CASE_RUNNING ||
            network->cases[s->working].specialist != ix)
            return "a specialist works on a case that is not at work";
        if (s->held != DD_NONE && (!network->cases[s->working].is_stopping || network->cases[s->working].stop_for != s->held))
            return "a specialist holds a case beside its work";
    }
    if (s->held == DD_NONE) return NULL;
    if (s->held >= network->case_count) return "a specialist holds no such case";
    const dd_case *c = &network->cases[s->held];
    if (c->state != (s->is_accepted ? DD_CASE_BOUND : DD_CASE_RUNG) || !is_one_of(c->rung, c->rung_count, ix))
        return "a specialist holds a case that is not offered to it";
    return NULL;
}

static const char *check_hands(const dd_network *network, uint32_t ix)
{
    const dd_case *c = &network->cases[ix];
    bool is_held = c->state == DD_CASE_RUNG || c->state == DD_CASE_BOUND;
    if (is_held != (c->rung_count > 0) || (c->state == DD_CASE_BOUND && c->rung_count != 1))
        return "a case is offered to nobody, or to too many";
    for (uint32_t i = 0; i < c->rung_count; i++) {
        if (c->rung[i] >= network->specialist_count || network->specialists[c->rung[i]].held != ix)
            return "a case is offered to somebody who does not hold it";
        if (i > 0 && c->rung[i] == c->rung[i - 1]) return "a case is offered twice to one";
    }
    if (c->state == DD_CASE_BOUND && (c->specialist != c->rung[0] || !network->specialists[c->rung[0]].is_accepted))
        return "a case is bound to nobody";
    if (c->state == DD_CASE_RUNNING && (c->specialist == DD_NONE || network->specialists[c->specialist].working != ix))
        return "a case is at work with nobody";
    if (c->gave_room && !c->is_stopping) return "a case gave its room and goes on";
    if (c->is_stopping && (c->state != DD_CASE_RUNNING || c->stop_for >= network->case_count)) return "a case stops that is not at work";
    return c->is_critical && c->state != DD_CASE_FINISHED ? "an unfinished case has a critical result" : NULL;
}

static const char *check_case(const dd_network *network, uint32_t ix)
{
    const dd_case *c = &network->cases[ix];
    if (c->class_ix >= network->class_count || c->station >= network->station_count) return "a case's class or station does not exist";
    if (network->classes[c->class_ix].station != c->station || network->classes[c->class_ix].kind != c->kind)
        return "a case is not of its class";
    if (c->specialist != DD_NONE && c->specialist >= network->specialist_count) return "a case's specialist does not exist";
    if (c->pin != DD_NONE && c->pin >= network->specialist_count) return "a case is pinned to nobody";
    if (c->study != DD_NONE && c->study >= network->texts.count) return "a case's study does not exist";
    if (c->report != DD_NONE && c->report >= network->texts.count) return "a case's report does not exist";
    const int64_t instants[] = {c->opened_ms, c->movable_ms, c->rank_ms, c->started_ms, c->first_ms, c->finished_ms, c->step_ms};
    for (size_t i = 0; i < sizeof instants / sizeof *instants; i++)
        if (!instant_is_good(instants[i])) return "a case's instant is out of range";
    if (c->expected_ms < 1000 || c->expected_ms > 86400000 || c->done_ms < 0 || c->done_ms > DD_INSTANT_MAX_MS)
        return "a case's work is out of range";
    return check_hands(network, ix);
}

static const char *check_station(const dd_network *network, uint32_t ix)
{
    const dd_station *station = &network->stations[ix];
    if (station->rooms > DD_ROOMS_MAX || (station->gps > DD_ROOMS_MAX && station->gps != UINT32_MAX)) return "a station has too many rooms";
    return NULL;
}

/* Lists and rooms, counted again. */
static const char *check_counts(const dd_engine *engine)
{
    const dd_network *network = &engine->network;
    size_t open = 0, critical = 0, held = 0, running = 0, given = 0, has_held = 0, has_running = 0, has_given = 0;
    for (uint32_t ix = 0; ix < network->case_count; ix++) {
        const dd_case *c = &network->cases[ix];
        if (!dd_case_is_done(c) && (open >= network->open_count || network->open[open++] != ix)) return "an open case is not listed";
        if (c->is_critical && (critical >= network->critical_count || network->critical[critical++] != ix))
            return "a critical result is not listed";
        if (c->kind != DD_CASE_LIVE || dd_case_is_done(c)) continue;
        held += c->state != DD_CASE_WAITING && !c->gave_room;
        running += c->state == DD_CASE_RUNNING;
        given += c->gave_room;
    }
    for (uint32_t ix = 0; ix < network->station_count; ix++) {
        has_held += network->stations[ix].held;
        has_running += network->stations[ix].running;
        has_given += network->stations[ix].given;
    }
    if (open != network->open_count || critical != network->critical_count || open != engine->unfinished)
        return "the open cases are not counted right";
    return held != has_held || running != has_running || given != has_given ? "the rooms are not counted right" : NULL;
}

const char *dd_consult_check(const dd_engine *engine)
{
    const dd_network *network = &engine->network;
    const char *broken = NULL;
    if (network->specialist_count > DD_SPECIALISTS_MAX || network->station_count > DD_STATIONS_MAX || network->case_count > DD_ORDERS_MAX)
        return "more specialists, stations or cases than a region holds";
    if (network->station_count != engine->site_names.count || network->specialist_count != engine->resource_names.count ||
        network->case_count != engine->demand_names.count || network->class_count != network->class_keys.count)
        return "names and contents differ in number";
    for (uint32_t ix = 0; ix < network->station_count && broken == NULL; ix++) broken = check_station(network, ix);
    for (uint32_t ix = 0; ix < network->specialist_count && broken == NULL; ix++) broken = check_specialist(network, ix);
    for (uint32_t ix = 0; ix < network->case_count && broken == NULL; ix++) broken = check_case(network, ix);
    return broken != NULL ? broken : check_counts(engine);
}
