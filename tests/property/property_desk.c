/* The desk's answers against its hard rules, by a referee of its own that takes the actions one by one.
 *
 * Random desks of every mix: pins, refusals, appointments, blocks, marks, local doctors, rings of two.  After the answer no STAT case may wait that
 * could begin, or that a permitted interruption would let begin; and nothing of lower urgency may have taken what a higher one could use.
 */
#include "consult/rest.h"
#include "support/desk_table.h"
#include "support/property.h"

typedef struct referee {
    const dd_desk *desk;
    bool is_idle[TABLE_SPECIALISTS];
    bool is_begun[TABLE_CASES], is_stopped[TABLE_CASES];
    uint32_t rooms[TABLE_STATIONS], gps[TABLE_STATIONS];
} referee;

static bool chance(dd_rng *rng, uint32_t percent)
{
    return dd_rng_below(rng, 100) < percent;
}

static int64_t minutes(dd_rng *rng, uint32_t most)
{
    return dd_rng_below(rng, most) * INT64_C(60000);
}

static void draw_place(desk_table *t, dd_rng *rng)
{
    uint32_t stations = 1 + dd_rng_below(rng, 4), specialists = 1 + dd_rng_below(rng, chance(rng, 20) ? 79 : 9);
    for (uint32_t s = 0; s < stations; s++) {
        table_station(t, 1 + dd_rng_below(rng, 2));
        if (chance(rng, 30)) t->stations[s].gps = t->stations[s].gps_free = 1 + dd_rng_below(rng, 2);
    }
    for (uint32_t d = 0; d < specialists; d++) {
        dd_desk_specialist *one = &t->specialists[table_specialist(t)];
        one->is_on = chance(rng, 90);
        one->busy_ms = minutes(rng, 200);
        one->idle_since_ms = t->desk.at_ms - minutes(rng, 60);
        if (chance(rng, 15)) one->until_ms = t->desk.at_ms + minutes(rng, 30);
    }
    uint32_t classes = 1 + dd_rng_below(rng, TABLE_CLASSES);
    for (uint32_t k = 0; k < classes; k++) {
        table_class(t, dd_rng_below(rng, stations), 0, chance(rng, 60));
        for (uint32_t d = 0; d < specialists; d++)
            if (chance(rng, 40)) t->eligible[k][d / 64] |= UINT64_C(1) << d % 64;
        for (uint32_t u = 0; u < DD_URGENCY_END_; u++) t->classes[k].rate[u] = dd_rng_below(rng, 2000);
    }
}

/* Gives the case to somebody idle, on duty or not, if there is a room. */
static void draw_begun(desk_table *t, dd_rng *rng, uint32_t i)
{
    dd_desk_case *c = &t->cases[i];
    dd_desk_station *s = &t->stations[c->station];
    uint32_t d = dd_rng_below(rng, t->desk.specialist_count);
    if (t->specialists[d].case_ix != DD_NONE || (c->is_live && (s->rooms_free == 0 || s->gps_free == 0))) return;
    table_run(t, i, d, chance(rng, 10) ? 0 : minutes(rng, 30));
    if (chance(rng, 15)) c->state = DD_DESK_OFFERED;
}

static void draw_case(desk_table *t, dd_rng *rng)
{
    uint32_t i = table_case(t, dd_rng_below(rng, t->desk.class_count), (dd_urgency)dd_rng_below(rng, DD_URGENCY_END_), minutes(rng, 600),
                            60000 + minutes(rng, 30));
    dd_desk_case *c = &t->cases[i];
    c->is_marked = chance(rng, 10);
    c->rank_ms = chance(rng, 10) ? minutes(rng, 60) - minutes(rng, 60) : 0;
    if (chance(rng, 15)) {
        c->was_interrupted = c->urgency > DD_URGENCY_ASAP;
        c->done_ms = c->was_interrupted ? minutes(rng, 10) : 0;
        c->specialist = dd_rng_below(rng, t->desk.specialist_count);
    }
    if (chance(rng, 10)) c->pin = dd_rng_below(rng, t->desk.specialist_count);
    c->refused = t->refused[i];
    for (uint32_t d = 0; d < t->desk.specialist_count && c->refused_count < TABLE_REFUSED; d++)
        if (chance(rng, 3)) t->refused[i][c->refused_count++] = d;
    if (chance(rng, 40)) draw_begun(t, rng, i);
    else if (chance(rng, 10)) c->is_appointment = true;
    else if (chance(rng, 10)) {
        c->state = DD_DESK_BOOKED;
        c->opened_ms = t->desk.at_ms + 60000 + minutes(rng, 60);
    }
}

static void draw_desk(desk_table *t, dd_rng *rng)
{
    desk_table_init(t, INT64_C(1800000000000) + minutes(rng, 1000));
    t->rules.stat_ring = 1 + dd_rng_below(rng, 2);
    t->rules.may_interrupt = chance(rng, 85);
    t->rules.keeps_reserve = chance(rng, 70);
    draw_place(t, rng);
    for (uint32_t n = dd_rng_below(rng, TABLE_CASES); n > 0; n--) draw_case(t, rng);
}

static referee referee_of(const dd_desk *desk)
{
    referee r = {.desk = desk};
    for (uint32_t d = 0; d < desk->specialist_count; d++)
        r.is_idle[d] = desk->specialists[d].is_on && desk->specialists[d].case_ix == DD_NONE;
    for (uint32_t s = 0; s < desk->station_count; s++) {
        r.rooms[s] = desk->stations[s].rooms_free;
        r.gps[s] = desk->stations[s].gps_free;
    }
    return r;
}

static int64_t full_ms(const referee *r, const dd_desk_case *c)
{
    return c->expected_ms + (c->was_interrupted ? r->desk->rules->resume_ms : 0);
}

static bool may_take(const referee *r, const dd_desk_case *c, uint32_t d)
{
    if ((r->desk->classes[c->class_ix].eligible[d / 64] >> d % 64 & 1) == 0 || !r->desk->specialists[d].is_on) return false;
    for (uint32_t k = 0; k < c->refused_count; k++)
        if (c->refused[k] == d) return false;
    return c->pin == DD_NONE || c->pin == d;
}

static bool has_place(const referee *r, const dd_desk_case *c)
{
    return !c->is_live || (r->rooms[c->station] > 0 && r->gps[c->station] > 0);
}

static bool can_begin(const referee *r, const dd_desk_case *c)
{
    if (!has_place(r, c)) return false;
    for (uint32_t d = 0; d < r->desk->specialist_count; d++)
        if (r->is_idle[d] && may_take(r, c, d)) return true;
    return false;
}

static bool may_stop(const referee *r, uint32_t x)
{
    const dd_desk_case *c = &r->desk->cases[x];
    if (!r->desk->rules->may_interrupt || c->state != DD_DESK_RUNNING || r->is_stopped[x]) return false;
    if (c->urgency <= DD_URGENCY_ASAP || c->is_marked || c->was_interrupted || c->started_ms == r->desk->at_ms) return false;
    return dd_rest_expected(full_ms(r, c), r->desk->at_ms - c->started_ms + c->done_ms) > r->desk->rules->nearly_done_ms;
}

static void move(referee *r, const dd_desk_case *c, uint32_t specialist, bool is_start)
{
    r->is_idle[specialist] = !is_start && r->desk->specialists[specialist].is_on;
    if (!c->is_live) return;
    r->rooms[c->station] += is_start ? UINT32_MAX : 1;
    if (r->desk->stations[c->station].gps != UINT32_MAX) r->gps[c->station] += is_start ? UINT32_MAX : 1;
}

static bool is_open(const referee *r, uint32_t i)
{
    return r->desk->cases[i].state == DD_DESK_WAITING && !r->is_begun[i];
}

/* STAT cases that have waited for a specialist hold their station's rooms against ASAP ones. */
static bool is_held_for_stat(const referee *r, uint32_t station)
{
    for (uint32_t i = 0; i < r->desk->case_count; i++) {
        const dd_desk_case *c = &r->desk->cases[i];
        if (is_open(r, i) && c->urgency == DD_URGENCY_STAT && c->is_live && c->station == station) return true;
    }
    return false;
}

/* What is offered now must not be something that a higher urgency could take now. */
static bool uses_what_it_needs(const referee *r, const dd_desk_case *c, const dd_desk_action *action)
{
    const dd_desk_case *offered = &r->desk->cases[action->case_ix];
    bool takes_specialist = may_take(r, c, action->specialists[0]);
    for (uint32_t d = 0; d < r->desk->specialist_count; d++)
        if (d != action->specialists[0] && r->is_idle[d] && may_take(r, c, d)) takes_specialist = false;
    bool takes_room = c->is_live && offered->is_live && c->station == offered->station && r->rooms[c->station] == 1;
    return takes_specialist || takes_room;
}

static bool is_nobody_passed_over(const referee *r, const dd_desk_action *action)
{
    const dd_desk_case *offered = &r->desk->cases[action->case_ix];
    for (uint32_t i = 0; i < r->desk->case_count; i++) {
        const dd_desk_case *c = &r->desk->cases[i];
        if (!is_open(r, i) || c->urgency > DD_URGENCY_ASAP || c->urgency >= offered->urgency || !can_begin(r, c)) continue;
        if (c->urgency == DD_URGENCY_ASAP && c->is_live && is_held_for_stat(r, c->station)) continue;
        if (uses_what_it_needs(r, c, action)) return false;
    }
    return true;
}

static bool keeps_appointments(const referee *r, const dd_desk_case *c, uint32_t specialist, int64_t need_ms)
{
    int64_t end = r->desk->at_ms + need_ms;
    if (c->urgency <= DD_URGENCY_ASAP) return true;
    if (end > r->desk->specialists[specialist].until_ms) return false;
    for (uint32_t i = 0; i < r->desk->case_count; i++) {
        const dd_desk_case *b = &r->desk->cases[i];
        if (b->state != DD_DESK_BOOKED || b->opened_ms >= end) continue;
        if (b->pin == specialist || (b->pin == DD_NONE && b->specialist == specialist)) return false;
        bool needs_room = b->is_live && c->is_live && b->station == c->station;
        if (needs_room && r->desk->stations[c->station].rooms == 1) return false;
    }
    return true;
}

static bool offer_obeys(referee *r, const dd_desk_action *action)
{
    const dd_desk_case *c = &r->desk->cases[action->case_ix];
    uint32_t most = c->urgency == DD_URGENCY_STAT ? r->desk->rules->stat_ring : 1;
    HOLDS(is_open(r, action->case_ix));
    HOLDS(action->specialist_count >= 1 && action->specialist_count <= most);
    HOLDS(has_place(r, c));
    HOLDS(is_nobody_passed_over(r, action));
    for (uint32_t k = 0; k < action->specialist_count; k++) {
        uint32_t d = action->specialists[k];
        HOLDS(r->is_idle[d] && may_take(r, c, d));
        HOLDS(keeps_appointments(r, c, d, action->terms.end_ms - action->terms.begin_ms));
        if (k == 0) move(r, c, d, true);
        r->is_idle[d] = false;
    }
    for (uint32_t k = 0; k < action->alternative_count; k++) HOLDS(may_take(r, c, action->alternatives[k].specialist));
    HOLDS(action->terms.begin_ms == r->desk->at_ms && action->terms.end_ms > r->desk->at_ms);
    HOLDS(action->terms.total_cost == action->terms.wait_cost + action->terms.late_cost + action->terms.resource_cost);
    r->is_begun[action->case_ix] = true;
    return true;
}

/* `offer` is the offer that the interruption is for. */
static bool interruption_obeys(referee *r, const dd_desk_action *action, const dd_desk_action *offer, bool was_full)
{
    const dd_desk_case *x = &r->desk->cases[action->case_ix], *stat = &r->desk->cases[action->for_case];
    HOLDS(may_stop(r, action->case_ix));
    HOLDS(stat->urgency == DD_URGENCY_STAT && offer->case_ix == action->for_case);
    HOLDS(!can_begin(r, stat));
    bool for_room = stat->is_live && x->is_live && x->station == stat->station && was_full;
    bool for_specialist = x->specialist == offer->specialists[0] && !(x->is_live && x->urgency == DD_URGENCY_URGENT);
    HOLDS(for_room || for_specialist);
    move(r, x, x->specialist, false);
    r->is_stopped[action->case_ix] = true;
    return true;
}

/* After the answer: could one permitted interruption let the STAT case begin? */
static bool could_stop_for(const referee *r, const dd_desk_case *stat)
{
    for (uint32_t i = 0; i < r->desk->case_count; i++) {
        const dd_desk_case *x = &r->desk->cases[i];
        if (!may_stop(r, i)) continue;
        referee after = *r;
        move(&after, x, x->specialist, false);
        bool is_full = stat->is_live && r->rooms[stat->station] == 0;
        bool is_room = is_full && x->is_live && x->station == stat->station;
        if (is_room && can_begin(&after, stat)) return true;
        if (x->is_live && x->urgency == DD_URGENCY_URGENT) continue;
        if (has_place(&after, stat) && may_take(r, stat, x->specialist) && !can_begin(r, stat)) return true;
    }
    return false;
}

/* While it is young (PATIENCE of desk.c) it may wait for an end that is likely. */
static bool is_patient(const desk_table *t, uint32_t i)
{
    return t->desk.at_ms - t->cases[i].opened_ms < t->rules.target_ms[DD_URGENCY_STAT] * 240 / 1000;
}

static bool obeys(dd_rng *rng)
{
    static desk_table t;
    draw_desk(&t, rng);
    dd_arena arena, again;
    dd_desk_answer answer, second;
    dd_arena_init(&arena);
    dd_arena_init(&again);
    HOLDS(dd_desk_decide(&t.desk, &arena, &answer) && dd_desk_decide(&t.desk, &again, &second));
    HOLDS(answer.action_count == second.action_count && answer.again_ms == second.again_ms);
    HOLDS(memcmp(answer.actions, second.actions, answer.action_count * sizeof *answer.actions) == 0);
    HOLDS(answer.again_ms > t.desk.at_ms);
    referee r = referee_of(&t.desk);
    bool was_full = false;
    for (uint32_t k = 0; k < answer.action_count; k++) {
        const dd_desk_action *action = &answer.actions[k];
        if (!action->is_interruption) {
            HOLDS(offer_obeys(&r, action));
            continue;
        }
        uint32_t offer = k;
        while (offer < answer.action_count && answer.actions[offer].is_interruption) offer++;
        HOLDS(offer < answer.action_count);
        if (k == 0 || !answer.actions[k - 1].is_interruption) was_full = r.rooms[t.cases[action->for_case].station] == 0;
        HOLDS(interruption_obeys(&r, action, &answer.actions[offer], was_full));
    }
    for (uint32_t i = 0; i < t.desk.case_count; i++) {
        if (!is_open(&r, i) || t.cases[i].urgency != DD_URGENCY_STAT) continue;
        HOLDS(!can_begin(&r, &t.cases[i]));
        if (is_patient(&t, i) && could_stop_for(&r, &t.cases[i]))
            HOLDS(answer.again_ms <= t.cases[i].opened_ms + t.rules.target_ms[DD_URGENCY_STAT] * 240 / 1000);
        else HOLDS(is_patient(&t, i) || !could_stop_for(&r, &t.cases[i]));
    }
    dd_arena_done(&arena);
    dd_arena_done(&again);
    return true;
}

static void hard_rules(void **state)
{
    (void)state;
    property_check(obeys, 20000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(hard_rules)};
    return cmocka_run_group_tests_name("property desk", tests, NULL, NULL);
}
