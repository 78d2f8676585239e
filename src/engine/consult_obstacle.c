/* Consultations, obstacles: what keeps a specialist from a case (include/diaodu/engine.h).
 *
 * One rule a function, in the order in which the answers are given; the rules are those of validation (consult_validate.c) and of the desk
 * (consult/floor.c), asked for one specialist, so that a person can be told.
 */
#include "consult/rest.h"
#include "engine/state.h"

typedef struct question {
    const dd_engine *engine;
    const dd_network *network;
    const dd_case *the_case;
    const dd_case_class *class;
    const dd_specialist *who;
    uint32_t specialist, case_ix;
    int64_t at_ms;
} question;

static dd_obstacle obstacle(dd_obstacle_kind kind)
{
    return (dd_obstacle){.kind = kind, .case_ix = DD_NONE, .specialist = DD_NONE, .text = "", .until_ms = DD_FOREVER_MS};
}

static dd_obstacle with_text(const question *q, dd_obstacle_kind kind, uint32_t text)
{
    dd_obstacle o = obstacle(kind);
    o.text = dd_names_at(&q->network->texts, text);
    return o;
}

static dd_obstacle until(dd_obstacle_kind kind, int64_t until_ms)
{
    dd_obstacle o = obstacle(kind);
    o.until_ms = until_ms;
    return o;
}

static dd_obstacle with_case(dd_obstacle_kind kind, uint32_t case_ix)
{
    dd_obstacle o = obstacle(kind);
    o.case_ix = case_ix;
    return o;
}

/* ---- hard rules ---- */

static dd_obstacle needs(const question *q)
{
    for (uint32_t i = 0; i < q->class->needs.count; i++) {
        const dd_net_trait *need = &q->network->traits[q->class->needs.first + i];
        if (need->kind == DD_TRAIT_LANGUAGE || dd_network_find_trait(q->network, &q->who->traits, need->kind, need->text, q->at_ms) != NULL)
            continue;
        return with_text(q, need->kind == DD_TRAIT_SPECIALTY ? DD_OBSTACLE_SPECIALTY : DD_OBSTACLE_EQUIPMENT, need->text);
    }
    return obstacle(DD_OBSTACLE_NONE);
}

/* No licence for the region now: the last that ended, else the next that begins, says when. */
static dd_obstacle no_licence(const question *q, const dd_net_trait *region)
{
    if (region == NULL) return obstacle(DD_OBSTACLE_LICENCE);
    dd_obstacle o = with_text(q, DD_OBSTACLE_LICENCE, region->text);
    for (uint32_t i = 0; i < q->who->traits.count; i++) {
        const dd_net_trait *trait = &q->network->traits[q->who->traits.first + i];
        if (trait->kind != DD_TRAIT_LICENCE || trait->text != region->text) continue;
        bool is_over = trait->end_ms <= q->at_ms, had_ended = o.until_ms <= q->at_ms;
        if (is_over ? !had_ended || trait->end_ms > o.until_ms : !had_ended && trait->begin_ms < o.until_ms)
            o.until_ms = is_over ? trait->end_ms : trait->begin_ms;
    }
    return o;
}

/* dd_network_proves has said no, and the needs are met: the licence lacks, or the language. */
static dd_obstacle right(const question *q)
{
    const dd_station *station = &q->network->stations[q->class->station];
    const dd_net_trait *region = dd_network_find_trait(q->network, &station->traits, DD_TRAIT_REGION, DD_NONE, 0);
    bool has_licence =
        region != NULL && dd_network_find_trait(q->network, &q->who->traits, DD_TRAIT_LICENCE, region->text, q->at_ms) != NULL;
    if (!has_licence) return no_licence(q, region);
    const dd_net_trait *language = dd_network_find_trait(q->network, &q->class->needs, DD_TRAIT_LANGUAGE, DD_NONE, 0);
    return language == NULL ? obstacle(DD_OBSTACLE_LANGUAGE) : with_text(q, DD_OBSTACLE_LANGUAGE, language->text);
}

static dd_obstacle rules(const question *q)
{
    bool is_permitted = dd_case_list_has(&q->the_case->permitted, q->specialist);
    if (dd_network_proves(q->network, q->class, q->specialist, is_permitted, q->at_ms, NULL, NULL)) return obstacle(DD_OBSTACLE_NONE);
    dd_obstacle o = needs(q);
    return o.kind != DD_OBSTACLE_NONE ? o : right(q);
}

static dd_obstacle rulings(const question *q)
{
    uint32_t pin = q->the_case->pin;
    if (dd_case_list_has(&q->the_case->forbidden, q->specialist)) return obstacle(DD_OBSTACLE_FORBIDDEN);
    dd_obstacle o = obstacle(pin == DD_NONE || pin == q->specialist ? DD_OBSTACLE_NONE : DD_OBSTACLE_PINNED);
    o.specialist = o.kind == DD_OBSTACLE_PINNED ? pin : DD_NONE;
    return o;
}

/* ---- presence and work ---- */

static dd_obstacle presence(const question *q)
{
    int64_t block_ms;
    if (!q->who->is_on || q->who->is_leaving) return obstacle(DD_OBSTACLE_OFF_DUTY);
    if (q->who->on_ms > q->at_ms) return until(DD_OBSTACLE_NOT_YET, q->who->on_ms);
    if (dd_network_is_blocked(q->network, q->specialist, q->at_ms, &block_ms)) return until(DD_OBSTACLE_BLOCK, block_ms);
    return obstacle(DD_OBSTACLE_NONE);
}

static dd_obstacle hands(const question *q)
{
    uint32_t working = q->who->working, held = q->who->held;
    if (working == q->case_ix || held == q->case_ix) return obstacle(DD_OBSTACLE_OWN);
    if (held != DD_NONE) return with_case(DD_OBSTACLE_HOLDING, held); /* what it works on beside it is stopping */
    if (working != DD_NONE && q->network->cases[working].stop_for != q->case_ix) return with_case(DD_OBSTACLE_WORKING, working);
    return obstacle(dd_case_list_has(&q->the_case->declined, q->specialist) ? DD_OBSTACLE_DECLINED : DD_OBSTACLE_NONE);
}

static dd_obstacle place(const question *q)
{
    const dd_station *station = &q->network->stations[q->the_case->station];
    bool has_place = q->the_case->state != DD_CASE_WAITING || q->the_case->kind != DD_CASE_LIVE;
    if (q->the_case->opened_ms > q->at_ms) return until(DD_OBSTACLE_APPOINTMENT, q->the_case->opened_ms);
    return obstacle(has_place || station->held < dd_network_room_limit(station) ? DD_OBSTACLE_NONE : DD_OBSTACLE_ROOM);
}

/* The next appointment that is planned for the specialist, other than this case. */
static uint32_t next_appointment(const question *q)
{
    uint32_t first = DD_NONE;
    for (uint32_t ix = q->engine->plans.first[q->specialist]; ix != DD_NONE; ix = q->engine->plans.links[ix].next) {
        const dd_case *c = &q->network->cases[ix];
        if (ix != q->case_ix && c->opened_ms > q->at_ms && (first == DD_NONE || c->opened_ms < q->network->cases[first].opened_ms))
            first = ix;
    }
    return first;
}

/* STAT and ASAP begin whatever comes after. */
static dd_obstacle rest_of_day(const question *q)
{
    const dd_case *c = q->the_case;
    if (c->urgency <= DD_URGENCY_ASAP) return obstacle(DD_OBSTACLE_NONE);
    int64_t length_ms = c->expected_ms + (c->was_interrupted ? q->engine->config.desk.resume_ms : 0), block_ms;
    int64_t end_ms = q->at_ms + (c->done_ms <= 0 ? length_ms : dd_rest_expected(length_ms, c->done_ms));
    (void)dd_network_is_blocked(q->network, q->specialist, q->at_ms, &block_ms);
    int64_t until_ms = block_ms < q->who->off_ms ? block_ms : q->who->off_ms;
    if (end_ms > until_ms) return until(DD_OBSTACLE_TIME, until_ms);
    uint32_t appointment = next_appointment(q);
    if (appointment == DD_NONE || end_ms <= q->network->cases[appointment].opened_ms) return obstacle(DD_OBSTACLE_NONE);
    dd_obstacle o = with_case(DD_OBSTACLE_TIME, appointment);
    o.until_ms = q->network->cases[appointment].opened_ms;
    return o;
}

dd_obstacle dd_engine_why_not(const dd_engine *engine, uint32_t specialist, uint32_t case_ix, int64_t at_ms)
{
    static dd_obstacle (*const steps[])(const question *q) = {rules, rulings, presence, hands, place, rest_of_day};
    const dd_network *network = &engine->network;
    question q = {.engine = engine, .network = network, .specialist = specialist, .case_ix = case_ix, .at_ms = at_ms};
    q.the_case = &network->cases[case_ix];
    q.class = &network->classes[q.the_case->class_ix];
    q.who = &network->specialists[specialist];
    dd_obstacle o = obstacle(DD_OBSTACLE_NONE);
    for (size_t i = 0; i < sizeof steps / sizeof *steps && o.kind == DD_OBSTACLE_NONE; i++) o = steps[i](&q);
    return o;
}
