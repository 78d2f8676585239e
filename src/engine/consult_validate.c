/* Consultations, validation: whether an event could be applied now.  Offers and interruptions are checked against every hard rule here, whoever
 * made them, so that no plan, override or journal can break one (docs/SAFETY.md). */
#include <string.h>

#include "consult/rest.h"
#include "engine/domain.h"

enum { ID_MAX = 64 };

static dd_status refuse(dd_error *err, const char *pointer, const char *why)
{
    return dd_error_set(err, DD_STATUS_INVALID_INPUT, pointer, "%s", why);
}

static dd_status clash(dd_error *err, const char *pointer, const char *why)
{
    return dd_error_set(err, DD_STATUS_CONFLICT, pointer, "%s", why);
}

static dd_status missing(dd_error *err, const char *pointer, const char *why)
{
    return dd_error_set(err, DD_STATUS_NOT_FOUND, pointer, "%s", why);
}

bool dd_engine_id_is_opaque(const char *id)
{
    size_t length = 0;
    for (; id != NULL && id[length] != '\0' && length <= ID_MAX; length++) {
        char c = id[length];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'), is_digit = c >= '0' && c <= '9';
        if (!is_letter && !is_digit && strchr("._:-", c) == NULL) return false;
    }
    return length >= 1 && length <= ID_MAX;
}

static bool reference_is_good(const dd_event *event)
{
    return event->reference == NULL || event->reference[0] == '\0' || dd_engine_id_is_opaque(event->reference);
}

static unsigned bit(dd_trait_kind kind)
{
    return 1u << kind;
}

/* Traits of the kinds in `allowed`, with good texts and dates; *ret_count counts them by kind. */
static dd_status check_traits(const dd_event *event, unsigned allowed, uint32_t ret_count[DD_TRAIT_KIND_END_], dd_error *err)
{
    if (event->trait_count > DD_TRAITS_MAX) return refuse(err, "/traits", "too many traits");
    for (uint32_t i = 0; i < event->trait_count; i++) {
        const dd_trait *trait = &event->traits[i];
        if ((unsigned)trait->kind >= DD_TRAIT_KIND_END_ || (allowed & bit(trait->kind)) == 0)
            return refuse(err, "/traits", "a trait of a kind that has no place here");
        if (!dd_engine_id_is_opaque(trait->text)) return refuse(err, "/traits", "an id has 1 to 64 letters, digits and . _ : -");
        if ((trait->kind == DD_TRAIT_LICENCE || trait->kind == DD_TRAIT_BLOCK) && trait->begin_ms >= trait->end_ms)
            return refuse(err, "/traits", "a licence or block ends before it begins");
        ret_count[trait->kind]++;
    }
    return DD_STATUS_OK;
}

static dd_status check_station(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    uint32_t count[DD_TRAIT_KIND_END_] = {0};
    if (!dd_engine_id_is_opaque(event->name)) return refuse(err, "/name", "an id has 1 to 64 letters, digits and . _ : -");
    if (event->count > DD_ROOMS_MAX) return refuse(err, "/count", "too many rooms");
    if (event->gps > DD_ROOMS_MAX && event->gps != UINT32_MAX) return refuse(err, "/gps", "too many local doctors");
    dd_status status = check_traits(event, bit(DD_TRAIT_HOSPITAL) | bit(DD_TRAIT_REGION), count, err);
    if (status != DD_STATUS_OK) return status;
    if (count[DD_TRAIT_HOSPITAL] > 1 || count[DD_TRAIT_REGION] > 1)
        return refuse(err, "/traits", "a station is of one hospital and one region");
    if (dd_engine_find_station(engine, event->name) == DD_NONE && engine->network.station_count >= DD_STATIONS_MAX)
        return dd_error_set(err, DD_STATUS_TOO_LARGE, "/name", "more than %d stations", DD_STATIONS_MAX);
    return DD_STATUS_OK;
}

static dd_status check_specialist_on(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    uint32_t count[DD_TRAIT_KIND_END_] = {0};
    unsigned allowed = bit(DD_TRAIT_HOSPITAL) | bit(DD_TRAIT_SPECIALTY) | bit(DD_TRAIT_LICENCE) | bit(DD_TRAIT_LANGUAGE) |
                       bit(DD_TRAIT_EQUIPMENT) | bit(DD_TRAIT_BLOCK);
    if (!dd_engine_id_is_opaque(event->name)) return refuse(err, "/name", "an id has 1 to 64 letters, digits and . _ : -");
    dd_status status = check_traits(event, allowed, count, err);
    if (status != DD_STATUS_OK) return status;
    if (count[DD_TRAIT_SPECIALTY] == 0) return refuse(err, "/traits", "a specialist has at least one specialty");
    if (!dd_state_instant_is_good(event->until_ms) || event->until_ms < event->at_ms)
        return refuse(err, "/until_ms", "the shift ends before it begins");
    if (!dd_state_instant_is_good(event->ready_ms) || event->ready_ms > event->until_ms)
        return refuse(err, "/ready_ms", "the shift ends before it begins");
    uint32_t ix = dd_engine_find_specialist(engine, event->name);
    if (ix == DD_NONE && engine->network.specialist_count >= DD_SPECIALISTS_MAX)
        return dd_error_set(err, DD_STATUS_TOO_LARGE, "/name", "more than %d specialists", DD_SPECIALISTS_MAX);
    if (ix != DD_NONE && engine->network.specialists[ix].is_on) return clash(err, "/name", "the specialist is signed on already");
    return DD_STATUS_OK;
}

static dd_status check_opened(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    uint32_t count[DD_TRAIT_KIND_END_] = {0};
    if (!dd_engine_id_is_opaque(event->name)) return refuse(err, "/name", "an id has 1 to 64 letters, digits and . _ : -");
    if (event->station >= engine->network.station_count) return missing(err, "/station", "no such station");
    if ((unsigned)event->urgency >= DD_URGENCY_END_) return refuse(err, "/urgency", "no such urgency");
    if ((unsigned)event->case_kind >= DD_CASE_KIND_END_) return refuse(err, "/case_kind", "no such kind of case");
    if (event->expected_ms < 1000 || event->expected_ms > 86400000) return refuse(err, "/expected_ms", "between a second and a day");
    if (!reference_is_good(event)) return refuse(err, "/reference", "an id has 1 to 64 letters, digits and . _ : -");
    dd_status status = check_traits(event, bit(DD_TRAIT_SPECIALTY) | bit(DD_TRAIT_LANGUAGE) | bit(DD_TRAIT_EQUIPMENT), count, err);
    if (status != DD_STATUS_OK) return status;
    if (count[DD_TRAIT_SPECIALTY] != 1 || count[DD_TRAIT_LANGUAGE] > 1)
        return refuse(err, "/traits", "a case needs one specialty, and at most one language");
    if (!dd_state_instant_is_good(event->ready_ms) || (event->ready_ms != 0 && event->ready_ms < event->at_ms))
        return refuse(err, "/ready_ms", "an appointment lies in the future");
    if (!dd_state_instant_is_good(event->until_ms) || (event->until_ms != 0 && event->until_ms < event->ready_ms))
        return refuse(err, "/until_ms", "an appointment moves to a later instant");
    if (dd_engine_find_case(engine, event->name) != DD_NONE) return clash(err, "/name", "the case exists already");
    if (engine->network.case_count >= DD_ORDERS_MAX)
        return dd_error_set(err, DD_STATUS_TOO_LARGE, "/name", "more than %d cases", DD_ORDERS_MAX);
    return DD_STATUS_OK;
}

static dd_status check_ruled(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_case *c = &engine->network.cases[event->case_ix];
    if ((unsigned)event->ruling >= DD_RULING_END_) return refuse(err, "/ruling", "no such ruling");
    if (dd_case_is_done(c)) return clash(err, "/case_ix", "the case is done");
    if (!reference_is_good(event)) return refuse(err, "/reference", "an id has 1 to 64 letters, digits and . _ : -");
    bool needs_specialist =
        event->ruling == DD_RULING_FORBID || event->ruling == DD_RULING_PERMIT || event->ruling == DD_RULING_BREAK_GLASS;
    bool has_specialist = event->specialist < engine->network.specialist_count;
    if (needs_specialist && !has_specialist) return missing(err, "/specialist", "no such specialist");
    if (event->ruling == DD_RULING_PIN && !has_specialist && event->specialist != DD_NONE)
        return missing(err, "/specialist", "no such specialist");
    if (event->ruling == DD_RULING_PIN && has_specialist &&
        !dd_engine_may_take(engine, event->specialist, event->case_ix, event->at_ms, NULL, NULL))
        return clash(err, "/specialist", "the hard rules do not let this specialist take the case");
    if (event->ruling == DD_RULING_RANK && (event->expected_ms < -86400000 || event->expected_ms > 86400000))
        return refuse(err, "/expected_ms", "a day at most");
    bool has_reason = event->reference != NULL && event->reference[0] != '\0';
    if (event->ruling == DD_RULING_BREAK_GLASS && !has_reason) return refuse(err, "/reference", "breaking the glass needs a reason");
    return DD_STATUS_OK;
}

/* ---- work ---- */

static dd_status check_started(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_network *network = &engine->network;
    const dd_specialist *specialist = &network->specialists[event->specialist];
    const dd_case *c = &network->cases[event->case_ix];
    const dd_station *station = &network->stations[c->station];
    if (specialist->held != event->case_ix || !specialist->is_accepted)
        return clash(err, "/case_ix", "the specialist has not accepted this case");
    if (specialist->working != DD_NONE) return clash(err, "/specialist", "the specialist works on another case");
    if (c->kind == DD_CASE_LIVE && station->running >= dd_network_room_limit(station))
        return clash(err, "/case_ix", "no room of the station is free");
    return DD_STATUS_OK;
}

static dd_status check_at_work(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    if (engine->network.specialists[event->specialist].working != event->case_ix)
        return clash(err, "/case_ix", "the specialist does not work on this case");
    if (!reference_is_good(event)) return refuse(err, "/reference", "an id has 1 to 64 letters, digits and . _ : -");
    return DD_STATUS_OK;
}

static dd_status check_answer(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_specialist *specialist = &engine->network.specialists[event->specialist];
    if (specialist->held == DD_NONE || specialist->is_accepted) return clash(err, "/specialist", "no offer is out to this specialist");
    return specialist->offer != event->offer ? clash(err, "/offer", "another offer is out to this specialist") : DD_STATUS_OK;
}

/* ---- decisions ---- */

static bool same_proof(const dd_event *event, const dd_trait *proof, uint32_t count)
{
    if (event->trait_count != count) return false;
    for (uint32_t i = 0; i < count; i++) {
        const dd_trait *one = &event->traits[i];
        if (one->kind != proof[i].kind || strcmp(one->text, proof[i].text) != 0 || one->begin_ms != proof[i].begin_ms ||
            one->end_ms != proof[i].end_ms)
            return false;
    }
    return true;
}

static dd_status check_offer(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_network *network = &engine->network;
    const dd_specialist *specialist = &network->specialists[event->specialist];
    const dd_case *c = &network->cases[event->case_ix];
    const dd_station *station = &network->stations[c->station];
    dd_trait proof[DD_TRAITS_MAX];
    uint32_t count = 0;
    if (event->offer != engine->offers + 1) return clash(err, "/offer", "not the next offer's number");
    bool is_second = c->state == DD_CASE_RUNG && c->rung_count < engine->config.desk.stat_ring && c->urgency == DD_URGENCY_STAT;
    if (c->state != DD_CASE_WAITING && !is_second) return clash(err, "/case_ix", "the case does not wait");
    if (c->opened_ms > event->at_ms) return clash(err, "/case_ix", "the appointment has not come");
    if (!dd_network_is_there(network, event->specialist, event->at_ms)) return clash(err, "/specialist", "the specialist is not on duty");
    const dd_case *working = specialist->working != DD_NONE ? &network->cases[specialist->working] : NULL;
    bool is_stopping = working != NULL && working->is_stopping && working->stop_for == event->case_ix;
    if (specialist->held != DD_NONE || (specialist->working != DD_NONE && !is_stopping))
        return clash(err, "/specialist", "the specialist is not free");
    if (c->kind == DD_CASE_LIVE && !is_second && station->held >= dd_network_room_limit(station))
        return clash(err, "/case_ix", "no room of the station is free");
    if (c->pin != DD_NONE && c->pin != event->specialist)
        return clash(err, "/specialist", "a clinician has pinned the case to another specialist");
    if (!dd_engine_may_take(engine, event->specialist, event->case_ix, event->at_ms, proof, &count))
        return clash(err, "/specialist", "the hard rules do not let this specialist take the case");
    return same_proof(event, proof, count) ? DD_STATUS_OK : refuse(err, "/traits", "not what proves it");
}

static dd_status check_interrupt(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_network *network = &engine->network;
    const dd_case *c = &network->cases[event->case_ix];
    if (event->other_case >= network->case_count) return missing(err, "/other_case", "no such case");
    const dd_case *stat = &network->cases[event->other_case];
    const dd_station *station = &network->stations[c->station];
    if (!engine->config.desk.may_interrupt) return clash(err, "/kind", "this network does not interrupt");
    if (c->state != DD_CASE_RUNNING || c->specialist != event->specialist || c->is_stopping)
        return clash(err, "/case_ix", "the case is not at work");
    if (c->urgency < DD_URGENCY_URGENT || c->was_interrupted || c->is_marked)
        return clash(err, "/case_ix", "this case may not be interrupted");
    if (stat->urgency != DD_URGENCY_STAT || stat->state != DD_CASE_WAITING) return clash(err, "/other_case", "no STAT case waits for it");
    int64_t rest_ms = dd_rest_expected(c->expected_ms, c->done_ms + event->at_ms - c->started_ms);
    if (rest_ms <= engine->config.desk.nearly_done_ms) return clash(err, "/case_ix", "the case is nearly done");
    bool needs_room = dd_case_gives_room(c, stat) && station->held + station->given >= dd_network_room_limit(station);
    if (c->kind == DD_CASE_LIVE && c->urgency == DD_URGENCY_URGENT && !needs_room)
        return clash(err, "/case_ix", "urgent live work stops only for its room");
    return DD_STATUS_OK;
}

static dd_status check_escalate(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_case *c = &engine->network.cases[event->case_ix];
    if ((unsigned)event->step >= DD_ESCALATION_END_ || event->step == DD_ESCALATION_NONE) return refuse(err, "/step", "no such step");
    bool is_result = event->step == DD_ESCALATION_RESULT;
    if (is_result ? !c->is_critical : dd_case_is_done(c)) return clash(err, "/case_ix", "nothing to escalate");
    for (uint32_t i = 0; i < event->specialist_count; i++)
        if (event->specialists[i] >= engine->network.specialist_count) return missing(err, "/specialists", "no such specialist");
    return DD_STATUS_OK;
}

static dd_status check_moved(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_case *c = &engine->network.cases[event->case_ix];
    if (event->specialist >= engine->network.specialist_count) return missing(err, "/specialist", "no such specialist");
    if (event->other_case != DD_NONE && event->other_case >= engine->network.case_count) return missing(err, "/other_case", "no such case");
    if (c->state != DD_CASE_WAITING || c->opened_ms <= event->at_ms) return clash(err, "/case_ix", "not an appointment to come");
    if (event->ready_ms <= c->opened_ms || event->ready_ms > c->movable_ms)
        return clash(err, "/ready_ms", "the appointment moves later, within its stated amount");
    return DD_STATUS_OK;
}

dd_status dd_consult_check_planned(const dd_engine *engine, uint32_t specialist, uint32_t case_ix, dd_error *err)
{
    const dd_case *c = &engine->network.cases[case_ix];
    if (c->state != DD_CASE_WAITING) return clash(err, "/planned", "a case does not wait");
    if (!dd_engine_may_take(engine, specialist, case_ix, c->opened_ms, NULL, NULL))
        return clash(err, "/planned", "the hard rules do not let this specialist take it");
    return DD_STATUS_OK;
}

/* ---- all ---- */

typedef struct need {
    dd_event_kind kind;
    bool has_specialist, has_case;
    dd_status (*check)(const dd_engine *engine, const dd_event *event, dd_error *err);
} need;

static dd_status check_off(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_specialist *specialist = &engine->network.specialists[event->specialist];
    if (!specialist->is_on || specialist->is_leaving) return clash(err, "/specialist", "the specialist is signed off");
    if (event->kind == DD_EVENT_SPECIALIST_LATE && !dd_state_instant_is_good(event->ready_ms))
        return refuse(err, "/ready_ms", "instant out of range");
    return DD_STATUS_OK;
}

static dd_status check_not_begun(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_case *c = &engine->network.cases[event->case_ix];
    bool is_begun = c->state == DD_CASE_RUNNING || c->first_ms != DD_FOREVER_MS;
    return dd_case_is_done(c) || is_begun ? clash(err, "/case_ix", "work on the case has begun, or it is done") : DD_STATUS_OK;
}

static dd_status check_acknowledged(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    return engine->network.cases[event->case_ix].is_critical ? DD_STATUS_OK
                                                             : clash(err, "/case_ix", "no critical result awaits acknowledgement");
}

static const need needs[] = {
    {DD_EVENT_STATION_SET, false, false, check_station},
    {DD_EVENT_SPECIALIST_ON, false, false, check_specialist_on},
    {DD_EVENT_SPECIALIST_OFF, true, false, check_off},
    {DD_EVENT_SPECIALIST_LATE, true, false, check_off},
    {DD_EVENT_CASE_OPENED, false, false, check_opened},
    {DD_EVENT_CASE_CANCELLED, false, true, check_not_begun},
    {DD_EVENT_CASE_RULED, false, true, check_ruled},
    {DD_EVENT_OFFER_ACCEPTED, true, false, check_answer},
    {DD_EVENT_OFFER_DECLINED, true, false, check_answer},
    {DD_EVENT_OFFER_TIMED_OUT, true, false, check_answer},
    {DD_EVENT_STARTED, true, true, check_started},
    {DD_EVENT_PAUSED, true, true, check_at_work},
    {DD_EVENT_FINISHED, true, true, check_at_work},
    {DD_EVENT_NO_SHOW, false, true, check_not_begun},
    {DD_EVENT_ACKNOWLEDGED, false, true, check_acknowledged},
    {DD_EVENT_CASE_OFFER, true, true, check_offer},
    {DD_EVENT_INTERRUPT, true, true, check_interrupt},
    {DD_EVENT_ESCALATE, false, true, check_escalate},
    {DD_EVENT_CASE_MOVED, false, true, check_moved},
};

dd_status dd_consult_validate(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    const dd_network *network = &engine->network;
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++) {
        const need *row = &needs[i];
        if (row->kind != event->kind) continue;
        if (row->has_specialist && event->specialist >= network->specialist_count) return missing(err, "/specialist", "no such specialist");
        if (row->has_case && event->case_ix >= network->case_count) return missing(err, "/case_ix", "no such case");
        return row->check(engine, event, err);
    }
    return refuse(err, "/kind", "not an event of consultations");
}
