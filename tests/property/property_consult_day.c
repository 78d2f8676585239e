/* Engine, consultations: random days of facts, rulings, decisions and forged decisions, under every rule.
 *
 * After every event: the invariants hold; a refused event changed no byte.  Now and then: a restored snapshot has the same bytes and decides the
 * same; deciding changes nothing; decisions apply in their order; events read back from their bytes do the same as the originals.  Every
 * offer obeys the hard rules, proved here a second time from the words; a STAT case never waits beside one who could take it at once.
 */
#include "support/twins.h"
#include "support/ward.h"

enum { STEPS = 220, TEXT = 24 };

typedef struct day {
    dd_rng *rng;
    twins both;
    char name[TEXT];
    dd_trait traits[8];
    char room[200];
    bool is_forged;
} day;

/* Over all days, to see that the draw reaches everything. */
static twins_count counted;

static uint32_t below(day *d, uint32_t n)
{
    return dd_rng_below(d->rng, n);
}

static dd_engine_config draw_config(day *d)
{
    dd_engine_config config = ward_config(below(d, 2));
    config.desk.stat_ring = 1 + below(d, 2);
    config.desk.may_interrupt = below(d, 6) != 0;
    config.desk.keeps_reserve = below(d, 2);
    config.escalate_ms = (1 + below(d, 20)) * (int64_t)MINUTE;
    return config;
}

static void draw_case(day *d, dd_event *event)
{
    static const char *const needs[] = {"Scardiology lmain", "Sinternal lsecond", "Sneurology eeeg lmain",
                                        "Sradiology",        "Scardiology",       "Sdermatology"};
    uint32_t which = below(d, 20) == 0 ? 5 : below(d, 5);
    event->trait_count = ward_parse(needs[which], d->room, d->traits);
    event->traits = d->traits;
    event->case_kind = which < 3 ? DD_CASE_LIVE : DD_CASE_READ;
    event->urgency = (dd_urgency)below(d, DD_URGENCY_END_);
    event->expected_ms = (1 + below(d, 40)) * (int64_t)MINUTE;
    event->ready_ms = below(d, 6) == 0 ? event->at_ms + below(d, 90) * (int64_t)MINUTE : 0;
    event->until_ms = event->ready_ms != 0 && below(d, 3) ? event->ready_ms + below(d, 60) * (int64_t)MINUTE : 0;
    (void)snprintf(d->name, sizeof d->name, "c%u", (unsigned)d->both.engine->network.case_count + (below(d, 20) == 0 ? 0 : 1));
}

static void draw_specialist(day *d, dd_event *event)
{
    uint32_t which = below(d, WARD_SPECIALISTS);
    event->trait_count = ward_parse(ward_words[which], d->room, d->traits);
    event->traits = d->traits;
    if (which == 5)
        for (uint32_t i = 0; i < event->trait_count; i++)
            if (d->traits[i].kind == DD_TRAIT_LICENCE) d->traits[i].end_ms = 2 * HOUR;
    if (below(d, 4) == 0)
        d->traits[event->trait_count++] = (dd_trait){DD_TRAIT_BLOCK, "lunch", event->at_ms + HOUR, event->at_ms + HOUR + 20 * MINUTE};
    (void)snprintf(d->name, sizeof d->name, "d%u", (unsigned)which);
    event->ready_ms = below(d, 4) == 0 ? event->at_ms + below(d, HOUR) : 0;
    event->until_ms = event->at_ms + HOUR + below(d, 5 * HOUR);
}

/* What comes next for a specialist: so that work gets done. */
static void go_on(day *d, dd_event *event)
{
    const dd_network *network = &d->both.engine->network;
    if (event->specialist >= network->specialist_count) return;
    const dd_specialist *s = &network->specialists[event->specialist];
    event->offer = s->offer;
    if (s->working != DD_NONE) {
        event->kind = network->cases[s->working].is_stopping || below(d, 8) == 0 ? DD_EVENT_PAUSED : DD_EVENT_FINISHED;
        event->case_ix = s->working;
    } else if (s->held != DD_NONE) {
        event->kind = s->is_accepted ? DD_EVENT_STARTED : below(d, 4) ? DD_EVENT_OFFER_ACCEPTED : DD_EVENT_OFFER_DECLINED;
        event->case_ix = s->held;
    } else {
        event->kind = s->is_on ? DD_EVENT_CASE_OPENED : DD_EVENT_SPECIALIST_ON;
    }
}

static dd_event draw_event(day *d)
{
    const dd_network *network = &d->both.engine->network;
    uint32_t kinds = DD_EVENT_ACKNOWLEDGED - DD_EVENT_STATION_SET + 1;
    int64_t now_ms = d->both.engine->now_ms + (int64_t)below(d, 3 * MINUTE) - (below(d, 20) == 0 ? 4 * MINUTE : 0);
    dd_event event = {.kind = (dd_event_kind)(DD_EVENT_STATION_SET + below(d, kinds)),
                      .at_ms = now_ms,
                      .name = d->name,
                      .specialist = below(d, WARD_SPECIALISTS + 1),
                      .case_ix = below(d, (uint32_t)network->case_count + 2),
                      .station = below(d, WARD_STATIONS + (below(d, 10) == 0)),
                      .offer = d->both.engine->offers + 1,
                      .other_case = below(d, (uint32_t)network->case_count + 1),
                      .ruling = (dd_ruling)below(d, DD_RULING_END_),
                      .reference = below(d, 5) ? "x-1" : "",
                      .is_critical = below(d, 4) == 0,
                      .step = (dd_escalation)below(d, DD_ESCALATION_END_),
                      .expected_ms = (int64_t)below(d, HOUR)};
    if (network->open_count > 0 && below(d, 4)) event.case_ix = network->open[below(d, (uint32_t)network->open_count)];
    if (network->critical_count > 0 && event.kind == DD_EVENT_ACKNOWLEDGED)
        event.case_ix = network->critical[below(d, (uint32_t)network->critical_count)];
    if (d->is_forged && below(d, 4) == 0) event.kind = (dd_event_kind)(DD_EVENT_CASE_OFFER + below(d, 4));
    if (below(d, 12) == 0) event.kind = (dd_event_kind)(DD_EVENT_OFFER_ACCEPTED + below(d, 3));
    if (event.kind == DD_EVENT_SPECIALIST_OFF && below(d, 3)) event.kind = DD_EVENT_CASE_OPENED;
    event.ready_ms = event.kind == DD_EVENT_SPECIALIST_LATE || event.kind == DD_EVENT_CASE_MOVED ? now_ms + 10 * MINUTE : 0;
    if (below(d, 3)) go_on(d, &event);
    if (event.kind == DD_EVENT_CASE_OPENED) draw_case(d, &event);
    if (event.kind == DD_EVENT_SPECIALIST_ON) draw_specialist(d, &event);
    if (event.kind == DD_EVENT_STATION_SET) {
        event.station = below(d, WARD_STATIONS);
        (void)snprintf(d->name, sizeof d->name, "s%u", (unsigned)event.station);
        event.trait_count = ward_parse(event.station < 2 ? "hh0" : "hh1", d->room, d->traits);
        d->traits[event.trait_count++] = ward_trait(DD_TRAIT_REGION, event.station < 2 ? "A" : "B");
        event.traits = d->traits;
        event.count = below(d, 3);
        event.gps = below(d, 2) ? UINT32_MAX : 1 + below(d, 2);
    }
    return event;
}

static bool has_trait(const dd_network *network, const dd_trait_slice *slice, dd_trait_kind kind, const char *text, int64_t at_ms)
{
    for (uint32_t i = 0; i < slice->count; i++) {
        const dd_net_trait *trait = &network->traits[slice->first + i];
        if (trait->kind == kind && strcmp(dd_names_at(&network->texts, trait->text), text) == 0 && at_ms >= trait->begin_ms &&
            at_ms < trait->end_ms)
            return true;
    }
    return false;
}

/* The hard rules, from the words themselves. */
static bool is_lawful(const dd_engine *engine, uint32_t specialist, uint32_t case_ix, int64_t at_ms)
{
    const dd_network *network = &engine->network;
    const dd_case *c = &network->cases[case_ix];
    const dd_specialist *s = &network->specialists[specialist];
    const dd_trait_slice *needs = &network->classes[c->class_ix].needs;
    bool is_home = has_trait(network, &s->traits, DD_TRAIT_HOSPITAL, c->station < 2 ? "h0" : "h1", at_ms);
    bool is_licensed = has_trait(network, &s->traits, DD_TRAIT_LICENCE, c->station < 2 ? "A" : "B", at_ms), speaks = true;
    for (uint32_t i = 0; i < needs->count; i++) {
        const dd_net_trait *need = &network->traits[needs->first + i];
        bool has_it = has_trait(network, &s->traits, need->kind, dd_names_at(&network->texts, need->text), at_ms);
        if (need->kind == DD_TRAIT_LANGUAGE) speaks = has_it || c->kind == DD_CASE_READ;
        else if (!has_it) return false;
    }
    return (is_home || (is_licensed && speaks) || dd_case_list_has(&c->permitted, specialist)) &&
           !dd_case_list_has(&c->forbidden, specialist);
}

/* No STAT case may wait beside somebody free who may take it, and a free room if it is live. */
static bool no_stat_waits(const dd_engine *engine)
{
    const dd_network *network = &engine->network;
    for (size_t i = 0; i < network->open_count; i++) {
        const dd_case *c = &network->cases[network->open[i]];
        const dd_station *station = &network->stations[c->station];
        if (c->urgency != DD_URGENCY_STAT || c->state != DD_CASE_WAITING || c->opened_ms > engine->now_ms) continue;
        if (c->kind == DD_CASE_LIVE && station->held >= dd_network_room_limit(station)) continue;
        for (uint32_t s = 0; s < network->specialist_count; s++) {
            bool is_free = network->specialists[s].working == DD_NONE && network->specialists[s].held == DD_NONE &&
                           dd_network_is_there(network, s, engine->now_ms);
            bool is_wanted = (c->pin == DD_NONE || c->pin == s) && !dd_case_list_has(&c->declined, s);
            if (is_free && is_wanted && is_lawful(engine, s, network->open[i], engine->now_ms)) return false;
        }
    }
    return true;
}

static bool offer_is_lawful(const dd_engine *engine, const dd_event *decision)
{
    return decision->kind != DD_EVENT_CASE_OFFER || is_lawful(engine, decision->specialist, decision->case_ix, decision->at_ms);
}

static bool cycle(day *d)
{
    HOLDS(twins_cycle(&d->both, d->both.engine->now_ms + below(d, 2 * MINUTE), offer_is_lawful, &counted));
    HOLDS(no_stat_waits(d->both.engine));
    return true;
}

static bool a_day_holds(dd_rng *rng)
{
    day d = {.rng = rng};
    dd_engine_config config = draw_config(&d);
    d.is_forged = below(&d, 4) == 0;
    d.both.engine = ward_open(&config, 4);
    d.both.twin = ward_open(&config, 4);
    for (int i = 0; i < STEPS; i++) {
        dd_event event = draw_event(&d);
        HOLDS(twins_step(&d.both, &event, &counted));
        if (below(&d, 3) == 0) HOLDS(cycle(&d));
    }
    twins_free(&d.both);
    return true;
}

static void random_days(void **state)
{
    (void)state;
    property_check(a_day_holds, 150);
    if (getenv("DIAODU_SEED") != NULL) return; /* one day does not see all */
    static const dd_event_kind decisions[] = {DD_EVENT_CASE_OFFER, DD_EVENT_INTERRUPT, DD_EVENT_ESCALATE, DD_EVENT_CASE_MOVED, DD_EVENT_CYCLE};
    for (dd_event_kind kind = DD_EVENT_STATION_SET; kind <= DD_EVENT_ACKNOWLEDGED; kind++)
        if (counted.accepted[kind] < 10) fail_msg("only %u events were %s", (unsigned)counted.accepted[kind], dd_event_kind_text(kind));
    for (size_t i = 0; i < sizeof decisions / sizeof *decisions; i++)
        if (counted.accepted[decisions[i]] < 10)
            fail_msg("only %u decisions were %s", (unsigned)counted.accepted[decisions[i]], dd_event_kind_text(decisions[i]));
    assert_true(counted.refused > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
