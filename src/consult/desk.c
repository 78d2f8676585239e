/* Desk: one pass over the waiting cases in their order (consult/queue), each taking the specialist whose absence harms least (consult/price).
 *
 * STAT starts at once wherever the hard rules allow.  Where only an interruption helps (consult/cut), it waits up to PATIENCE of its target for
 * an end that is likely (expected ends until then at least LIKELY), and interrupts then: a busy pool frees somebody within the minute as a rule.
 *
 * ASAP starts wherever it can, but while it is young it gives way to the STAT cases for whom its specialist may be the last one: its worth,
 * ASAP_BASE and its convex urgency over ASAP_HOLD_MS, must pass the specialist's price; from ASAP_SLACK of its target on it starts at any price.
 *
 * The rest starts if what its specialist and its room are wanted for costs less than HOLD_MS more of its own waiting, and at any price from its
 * target on: a reserve that follows the expected load, and gives way to age.
 *
 * Who waits for something else keeps what it will need from what is less urgent: STAT and ASAP the room while they wait for a specialist,
 * a held ASAP case one specialist.
 *
 * O(cases + classes x words), sorting of the cases for which somebody is free, and specialists for each case that starts.
 */
#include "consult/desk.h"

#include "consult/cut.h"
#include "consult/floor.h"
#include "consult/price.h"
#include "consult/queue.h"

enum { HOLD_MS = 4800000 };
enum { ASAP_HOLD_MS = 800000 };
enum { ASAP_BASE = 100 };        /* per mille of a weighted ms, each ms */
enum { ASAP_SLACK = 667 };       /* per mille */
enum { PATIENCE = 240 };         /* per mille */
enum { LIKELY = 900 };           /* per mille */
enum { AGAIN_MS = 60000 };       /* what is held is looked at again */
enum { FAIR_PER_MILLE = 20 };    /* weighted ms of price for each second worked so far */
enum { CONTINUITY_MS = 60000 };  /* weighted ms that staying with the same specialist is worth */

typedef struct decider {
    const dd_desk *desk;
    dd_floor floor;
    dd_price price;
    dd_queue queue;
    dd_desk_answer *answer;
    int64_t *need_ms;        /* by case */
    uint32_t *stat_rooms, *asap_rooms; /* by station: rooms held for cases that wait for a specialist only */
    uint64_t *kept;          /* specialists kept from the rest for an ASAP case */
    uint32_t changes;        /* starts and interruptions so far, and 1 */
    uint32_t *waits_since, *room_waits_since; /* by group of classes, by class: `changes` when a STAT case of it was found to wait */
    bool *is_begun;          /* by place in the queue, of STAT cases */
} decider;

static int64_t choice_cost(const decider *d, uint32_t case_ix, uint32_t specialist)
{
    const dd_desk_case *c = &d->desk->cases[case_ix];
    int64_t cost = dd_price_specialist(&d->price, case_ix, specialist, d->need_ms[case_ix]);
    cost += d->desk->specialists[specialist].busy_ms / 1000 * FAIR_PER_MILLE / 1000;
    return c->specialist == specialist ? cost - CONTINUITY_MS : cost;
}

static bool is_better(const decider *d, int64_t cost_a, uint32_t a, int64_t cost_b, uint32_t b)
{
    if (cost_a != cost_b) return cost_a < cost_b;
    int64_t since_a = d->desk->specialists[a].idle_since_ms, since_b = d->desk->specialists[b].idle_since_ms;
    return since_a != since_b ? since_a < since_b : a < b;
}

enum { BEST_MAX = DD_RING_MAX + DD_DESK_ALTERNATIVES_MAX };

typedef struct ranking {
    uint32_t specialist[BEST_MAX];
    int64_t cost[BEST_MAX];
    uint32_t count;
} ranking;

static void rank(const decider *d, ranking *best, uint32_t specialist, int64_t cost)
{
    uint32_t at = best->count < BEST_MAX ? best->count++ : BEST_MAX;
    for (; at > 0 && is_better(d, cost, specialist, best->cost[at - 1], best->specialist[at - 1]); at--) {
        if (at == BEST_MAX) continue;
        best->cost[at] = best->cost[at - 1];
        best->specialist[at] = best->specialist[at - 1];
    }
    if (at == BEST_MAX) return;
    best->cost[at] = cost;
    best->specialist[at] = specialist;
}

static ranking rank_candidates(decider *d, uint32_t case_ix)
{
    ranking best = {.count = 0};
    for (uint32_t k = 0; k < d->floor.free_word_count; k++) {
        uint32_t w = d->floor.free_words[k];
        for (uint64_t bits = d->floor.candidates[w]; bits != 0; bits &= bits - 1) {
            uint32_t specialist = w * 64 + (uint32_t)__builtin_ctzll(bits);
            rank(d, &best, specialist, choice_cost(d, case_ix, specialist));
        }
    }
    return best;
}

static dd_desk_terms terms_of(const decider *d, uint32_t case_ix, int64_t resource_cost)
{
    const dd_desk_case *c = &d->desk->cases[case_ix];
    const dd_desk_rules *rules = d->desk->rules;
    int64_t age = d->desk->at_ms - c->opened_ms, weight = rules->weight[c->urgency];
    dd_desk_terms terms = {.begin_ms = d->desk->at_ms, .end_ms = d->desk->at_ms + d->need_ms[case_ix], .resource_cost = resource_cost};
    terms.wait_cost = weight * (age > 0 ? age : 0);
    terms.late_cost = weight * (age > rules->target_ms[c->urgency] ? age - rules->target_ms[c->urgency] : 0);
    terms.total_cost = terms.wait_cost + terms.late_cost + terms.resource_cost;
    return terms;
}

static void offer(decider *d, uint32_t case_ix, const ranking *best, int64_t extra_cost)
{
    const dd_desk_case *c = &d->desk->cases[case_ix];
    dd_desk_action *action = &d->answer->actions[d->answer->action_count++];
    d->changes++;
    uint32_t ring = c->urgency == DD_URGENCY_STAT && c->pin == DD_NONE ? d->desk->rules->stat_ring : 1;
    if (ring < 1) ring = 1;
    if (ring > DD_RING_MAX) ring = DD_RING_MAX;
    if (ring > best->count) ring = best->count;
    *action = (dd_desk_action){.case_ix = case_ix, .for_case = DD_NONE, .specialist_count = ring};
    action->eligible = dd_floor_eligible_count(&d->floor, case_ix);
    action->terms = terms_of(d, case_ix, best->cost[0] + extra_cost);
    for (uint32_t i = 0; i < ring; i++) action->specialists[i] = best->specialist[i];
    for (uint32_t i = ring; i < best->count && action->alternative_count < DD_DESK_ALTERNATIVES_MAX; i++)
        action->alternatives[action->alternative_count++] =
            (dd_desk_alternative){best->specialist[i], terms_of(d, case_ix, best->cost[i] + extra_cost)};
    dd_floor_start(&d->floor, case_ix, best->specialist[0], d->need_ms[case_ix]);
    for (uint32_t i = 1; i < ring; i++) dd_floor_ring(&d->floor, case_ix, best->specialist[i]);
    for (uint32_t i = 0; i < ring; i++) dd_price_renew(&d->price, best->specialist[i]);
}

static void interrupt(decider *d, uint32_t stopped, uint32_t stat_case)
{
    uint32_t specialist = d->desk->cases[stopped].specialist;
    dd_desk_action *action = &d->answer->actions[d->answer->action_count++];
    d->changes++;
    *action = (dd_desk_action){.is_interruption = true, .case_ix = stopped, .for_case = stat_case, .specialists = {specialist}, .specialist_count = 1};
    action->eligible = dd_floor_eligible_count(&d->floor, stopped);
    action->terms = terms_of(d, stopped, 0);
    dd_floor_stop(&d->floor, stopped);
    dd_price_renew(&d->price, specialist);
}

static void ask_again(decider *d, int64_t at_ms)
{
    if (at_ms < d->answer->again_ms) d->answer->again_ms = at_ms;
}

static int64_t ends_within(const decider *d, uint32_t specialist, uint32_t on, int64_t within_ms)
{
    if (on == DD_NONE || specialist == DD_NONE || d->floor.case_of[specialist] != on || !d->desk->specialists[specialist].is_on) return 0;
    return d->desk->cases[on].state == DD_DESK_RUNNING ? within_ms * 1000 / d->floor.rest_ms[on] : 0;
}

/* Ends to be expected within `within_ms` that would let the case begin, per mille. */
static int64_t expected_ends(const decider *d, uint32_t case_ix, bool has_place, int64_t within_ms)
{
    const dd_desk_case *c = &d->desk->cases[case_ix];
    const uint64_t *eligible = d->desk->classes[c->class_ix].eligible;
    int64_t sum = 0;
    if (!has_place) {
        for (uint32_t on = d->floor.first_live[c->station]; on != DD_NONE; on = d->floor.next_live[on])
            sum += ends_within(d, d->desk->cases[on].specialist, on, within_ms);
        return sum;
    }
    for (uint32_t w = 0; w < d->floor.words; w++)
        for (uint64_t bits = eligible[w] & ~d->floor.free[w]; bits != 0; bits &= bits - 1) {
            uint32_t s = w * 64 + (uint32_t)__builtin_ctzll(bits);
            if (dd_floor_may(&d->floor, case_ix, s)) sum += ends_within(d, s, d->floor.case_of[s], within_ms);
        }
    return sum;
}

/* Young enough to wait a moment for an end that is likely, rather than to interrupt. */
static bool is_patient(decider *d, uint32_t case_ix, bool has_place)
{
    const dd_desk_case *c = &d->desk->cases[case_ix];
    int64_t patience = d->desk->rules->target_ms[DD_URGENCY_STAT] * PATIENCE / 1000, age = d->desk->at_ms - c->opened_ms;
    if (age >= patience || c->is_appointment || c->rank_ms > 0) return false;
    if (expected_ends(d, case_ix, has_place, patience - age) < LIKELY * (patience - age) / patience) return false;
    ask_again(d, c->opened_ms + patience);
    return true;
}

/* Where it is noted that a STAT case like this one, not older and with nobody's word about it, has to wait as long as nothing changes: with a room, or
 * needing none, all who may be taken by the same specialists are alike; without one those of its class, which is of one station.  NULL: nowhere. */
static uint32_t *note_of(const decider *d, uint32_t case_ix, bool has_place)
{
    const dd_desk_case *c = &d->desk->cases[case_ix];
    if (c->pin != DD_NONE || c->refused_count > 0 || c->is_appointment || c->rank_ms != 0) return NULL;
    uint32_t group = d->price.group_of[c->class_ix];
    if (!has_place) return &d->room_waits_since[c->class_ix];
    return group != DD_NONE ? &d->waits_since[group] : NULL;
}

/* True if it begins. */
static bool serve_stat(decider *d, uint32_t case_ix)
{
    int64_t need = d->need_ms[case_ix];
    dd_cut cut;
    bool has_place = dd_floor_has_place(&d->floor, case_ix, need);
    uint32_t *note = note_of(d, case_ix, has_place);
    if (note != NULL && *note == d->changes) return false;
    if (has_place && dd_floor_candidates(&d->floor, case_ix, need) > 0) {
        ranking best = rank_candidates(d, case_ix);
        offer(d, case_ix, &best, 0);
        return true;
    }
    if (!dd_cut_find(&d->floor, &d->price, case_ix, need, &cut) || is_patient(d, case_ix, has_place)) {
        if (note != NULL) *note = d->changes;
        return false;
    }
    for (uint32_t i = 0; i < cut.count; i++) interrupt(d, cut.stopped[i], case_ix);
    ranking best = {.specialist = {cut.specialist}, .cost = {cut.cost}, .count = 1};
    offer(d, case_ix, &best, 0);
    return true;
}

/* An interruption for one may free what another waits for: again until nothing changes. */
static void serve_stats(decider *d)
{
    uint32_t count = 0;
    while (count < d->queue.count && d->queue.entries[count].tier == DD_QUEUE_STAT) count++;
    bool *is_begun = d->is_begun;
    for (bool has_changed = count > 0; has_changed;) {
        has_changed = false;
        for (uint32_t i = 0; i < count; i++)
            if (!is_begun[i]) has_changed |= is_begun[i] = serve_stat(d, d->queue.entries[i].case_ix);
    }
    for (uint32_t i = 0; i < count; i++) {
        const dd_desk_case *c = &d->desk->cases[d->queue.entries[i].case_ix];
        if (!is_begun[i] && c->is_live && dd_floor_has_eligible(&d->floor, d->queue.entries[i].case_ix)) d->stat_rooms[c->station]++;
    }
}

/* Nothing is kept waiting for a reserve beyond that age. */
static bool may_hold(const decider *d, const dd_desk_case *c, int64_t until_ms)
{
    return d->desk->rules->keeps_reserve && dd_queue_age_ms(d->desk, c) < until_ms;
}

/* Kept waiting for the sake of STAT cases to come: the room and one specialist whom it could have are kept from what is less urgent. */
static void keep_for_asap(decider *d, uint32_t case_ix, const ranking *best)
{
    const dd_desk_case *c = &d->desk->cases[case_ix];
    if (c->is_live) d->asap_rooms[c->station]++;
    uint32_t at = 0;
    while (at + 1 < best->count && dd_bit(d->kept, best->specialist[at])) at++;
    d->kept[best->specialist[at] / 64] |= UINT64_C(1) << best->specialist[at] % 64;
}

static void serve_asap(decider *d, uint32_t case_ix)
{
    const dd_desk_case *c = &d->desk->cases[case_ix];
    int64_t need = d->need_ms[case_ix];
    if (c->is_live && d->floor.rooms_free[c->station] <= d->stat_rooms[c->station]) return;
    if (!dd_floor_has_place(&d->floor, case_ix, need)) return;
    if (dd_floor_candidates(&d->floor, case_ix, need) > 0) {
        ranking best = rank_candidates(d, case_ix);
        int64_t worth = (dd_queue_urgency(d->desk, c) + ASAP_BASE) * (ASAP_HOLD_MS / 1000);
        if (may_hold(d, c, d->desk->rules->target_ms[c->urgency] * ASAP_SLACK / 1000) && best.cost[0] > worth) {
            ask_again(d, d->desk->at_ms + AGAIN_MS);
            keep_for_asap(d, case_ix, &best);
            return;
        }
        offer(d, case_ix, &best, dd_price_room(&d->price, case_ix, need));
    } else if (c->is_live && dd_floor_has_eligible(&d->floor, case_ix)) {
        d->asap_rooms[c->station]++;
    }
}

static void serve_rest(decider *d, const dd_queue_entry *entry)
{
    uint32_t case_ix = entry->case_ix;
    const dd_desk_case *c = &d->desk->cases[case_ix];
    int64_t need = d->need_ms[case_ix];
    if (!dd_floor_has_class(&d->floor, case_ix)) return;
    if (c->is_live && d->floor.rooms_free[c->station] <= d->stat_rooms[c->station] + d->asap_rooms[c->station]) return;
    if (!dd_floor_has_place(&d->floor, case_ix, need)) return;
    uint64_t left = 0;
    if (dd_floor_candidates(&d->floor, case_ix, need) > 0)
        for (uint32_t k = 0; k < d->floor.free_word_count; k++)
            left |= d->floor.candidates[d->floor.free_words[k]] &= ~d->kept[d->floor.free_words[k]];
    if (left == 0) return;
    ranking best = rank_candidates(d, case_ix);
    int64_t room = dd_price_room(&d->price, case_ix, need);
    int64_t worth = dd_queue_stake(&d->queue, d->desk, c) * (HOLD_MS / 1000);
    if (entry->tier == DD_QUEUE_REST && may_hold(d, c, d->desk->rules->target_ms[c->urgency]) && best.cost[0] + room > worth) {
        ask_again(d, d->desk->at_ms + AGAIN_MS);
        return;
    }
    offer(d, case_ix, &best, room);
}

static bool decider_init(decider *d, const dd_desk *desk, dd_arena *arena, dd_desk_answer *answer)
{
    *d = (decider){.desk = desk, .answer = answer, .changes = 1};
    if (!dd_floor_init(&d->floor, desk, arena) || !dd_price_init(&d->price, &d->floor, arena)) return false;
    d->need_ms = DD_ARENA_NEW(arena, desk->case_count, int64_t);
    d->stat_rooms = DD_ARENA_NEW(arena, desk->station_count, uint32_t);
    d->asap_rooms = DD_ARENA_NEW(arena, desk->station_count, uint32_t);
    d->is_begun = DD_ARENA_NEW(arena, desk->case_count, bool);
    d->waits_since = DD_ARENA_NEW(arena, desk->class_count, uint32_t);
    d->room_waits_since = DD_ARENA_NEW(arena, desk->class_count, uint32_t);
    d->kept = DD_ARENA_NEW(arena, d->floor.words, uint64_t);
    if (!d->kept || !d->is_begun || !d->waits_since || !d->room_waits_since || !d->need_ms || !d->stat_rooms || !d->asap_rooms) return false;
    for (uint32_t i = 0; i < desk->case_count; i++) d->need_ms[i] = dd_floor_need_ms(&d->floor, i);
    return dd_queue_init(&d->queue, desk, d->need_ms, arena);
}

bool dd_desk_decide(const dd_desk *desk, dd_arena *arena, dd_desk_answer *ret)
{
    decider d;
    dd_desk_answer answer = {.again_ms = DD_FOREVER_MS};
    if (!decider_init(&d, desk, arena, &answer)) return false;
    answer.actions = DD_ARENA_NEW(arena, 2 * (size_t)desk->specialist_count, dd_desk_action);
    if (answer.actions == NULL) return false;
    serve_stats(&d);
    dd_queue_add_rest(&d.queue, &d.floor, d.need_ms);
    for (uint32_t i = 0; i < d.queue.count; i++) {
        const dd_queue_entry *entry = &d.queue.entries[i];
        if (entry->tier == DD_QUEUE_ASAP) serve_asap(&d, entry->case_ix);
        else if (entry->tier > DD_QUEUE_ASAP) serve_rest(&d, entry);
    }
    for (uint32_t i = 0; i < desk->case_count; i++)
        if (desk->cases[i].state == DD_DESK_BOOKED) ask_again(&d, desk->cases[i].opened_ms);
    answer.work = d.floor.work + d.price.work;
    *ret = answer;
    return true;
}
