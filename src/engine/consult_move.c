/* Consultations, moving: an appointment that may move, and that by what is known cannot begin at its hour, gets the first hour at which it can.
 *
 * What keeps it: nobody who may take it is there (late, signed off, in a block, has another appointment then): looked at LONG_NOTICE_MS ahead,
 * so that the patient need not set out.  Or its room or everybody who may take it is with other work by expectation, waiting STAT and ASAP cases of the
 * station counted before it: looked at NOTICE_MS ahead, since expectations further off say little.
 *
 * The first hour is a fixpoint: a specialist's first instant from t, then the station's first free room from there, until both agree; the earliest of
 * all specialists' ones, the present one on ties.  Whole minutes, and LEAST_MS or more, so that nobody is called for nothing; the amount left shrinks with
 * every move, which bounds their number.  O(who may take it x appointments of its station and of theirs + open cases) for an appointment looked at.
 */
#include "engine/consult_move.h"

#include "consult/rest.h"

enum { NOTICE_MS = 900000, LONG_NOTICE_MS = 14400000, LEAST_MS = 300000, WHOLE_MS = 60000, TRIES = 16, ROOMS = 64 };

typedef struct mover {
    const dd_move_question *q;
    const dd_desk_case *c;
    int64_t latest_ms;
    int64_t ends[ROOMS];         /* when the rooms in use become free, STAT and ASAP cases that wait for one put in */
    uint32_t end_count;
    uint32_t pressing;           /* such a case; the desk's index, DD_NONE */
    uint64_t work;
} mover;

static int64_t need_ms(const mover *m, const dd_desk_case *c)
{
    int64_t length_ms = c->expected_ms + (c->was_interrupted ? m->q->desk->rules->resume_ms : 0);
    int64_t elapsed_ms = c->state == DD_DESK_RUNNING ? m->q->desk->at_ms - c->started_ms : 0;
    return dd_rest_expected(length_ms, c->done_ms + elapsed_ms);
}

static bool is_at_once(int64_t a_ms, int64_t a_for_ms, int64_t b_ms, int64_t b_for_ms)
{
    return a_ms < b_ms + b_for_ms && b_ms < a_ms + a_for_ms;
}

/* An appointment of the specialist that the one at at_ms would run into; DD_NONE. */
static uint32_t own_clash(const dd_move_question *q, uint32_t specialist, int64_t at_ms)
{
    for (uint32_t i = q->first_of[specialist]; i != DD_NONE; i = q->next_of[i]) {
        const dd_desk_case *other = &q->desk->cases[i];
        if (i != q->at && is_at_once(other->opened_ms, other->expected_ms, at_ms, q->desk->cases[q->at].expected_ms)) return i;
    }
    return DD_NONE;
}

bool dd_consult_keeps_time(const dd_move_question *q, uint32_t specialist, int64_t at_ms)
{
    const dd_specialist *s = &q->engine->network.specialists[specialist];
    if (!s->is_on || s->is_leaving || s->on_ms > at_ms || s->off_ms < at_ms) return false;
    return !dd_network_is_blocked(&q->engine->network, specialist, at_ms, NULL) && own_clash(q, specialist, at_ms) == DD_NONE;
}

/* ---- rooms ---- */

static uint32_t first_end(const mover *m)
{
    uint32_t first = 0;
    for (uint32_t i = 1; i < m->end_count; i++)
        if (m->ends[i] < m->ends[first]) first = i;
    return first;
}

/* A live case of the station: it holds a room, or will before the appointment does. */
static void put_in(mover *m, uint32_t ix, uint32_t rooms)
{
    const dd_desk_case *c = &m->q->desk->cases[ix];
    bool is_pressing = c->urgency <= DD_URGENCY_ASAP;
    if (c->state == DD_DESK_WAITING && !is_pressing) return;
    if (is_pressing && m->pressing == DD_NONE) m->pressing = ix;
    if (m->end_count < rooms) m->ends[m->end_count++] = m->q->desk->at_ms + need_ms(m, c);
    else m->ends[first_end(m)] += need_ms(m, c);
}

/* Running work first, so that what waits finds the rooms as they are. */
static void list_rooms(mover *m)
{
    const dd_desk *desk = m->q->desk;
    uint32_t rooms = desk->stations[m->c->station].rooms;
    for (int waits = 0; waits < 2; waits++)
        for (uint32_t i = 0; i < desk->case_count; i++) {
            const dd_desk_case *c = &desk->cases[i];
            if (c->is_live && c->station == m->c->station && c->state != DD_DESK_BOOKED && (c->state == DD_DESK_WAITING) == (waits == 1))
                put_in(m, i, rooms < ROOMS ? rooms : ROOMS);
        }
    m->work += 2 * (uint64_t)desk->case_count;
}

/* The first instant from at_ms on at which the station has a room and a local doctor for it. */
static int64_t room_from(const mover *m, int64_t at_ms)
{
    const dd_desk *desk = m->q->desk;
    const dd_desk_station *station = &desk->stations[m->c->station];
    uint32_t places = station->gps < station->rooms ? station->gps : station->rooms;
    if (!m->c->is_live) return at_ms;
    for (int i = 0; i < TRIES && at_ms <= m->latest_ms; i++) {
        int64_t next_ms = DD_FOREVER_MS;
        uint32_t held = 0;
        for (uint32_t k = 0; k < m->end_count; k++) {
            if (m->ends[k] <= at_ms) continue;
            held++;
            if (m->ends[k] < next_ms) next_ms = m->ends[k];
        }
        for (uint32_t k = m->q->first_at[m->c->station]; k != DD_NONE; k = m->q->next_at[k]) {
            const dd_desk_case *other = &desk->cases[k];
            if (k == m->q->at || !is_at_once(other->opened_ms, other->expected_ms, at_ms, m->c->expected_ms)) continue;
            held++;
            if (other->opened_ms + other->expected_ms < next_ms) next_ms = other->opened_ms + other->expected_ms;
        }
        if (held < places) return at_ms;
        at_ms = next_ms;
    }
    return DD_FOREVER_MS;
}

/* ---- specialists ---- */

static int64_t busy_until_ms(const mover *m, uint32_t specialist)
{
    uint32_t on = m->q->desk->specialists[specialist].case_ix;
    return on == DD_NONE ? m->q->desk->at_ms : m->q->desk->at_ms + need_ms(m, &m->q->desk->cases[on]);
}

/* The specialist's first instant from at_ms on. */
static int64_t specialist_from(const mover *m, uint32_t specialist, int64_t at_ms)
{
    const dd_network *network = &m->q->engine->network;
    const dd_specialist *s = &network->specialists[specialist];
    if (!s->is_on || s->is_leaving) return DD_FOREVER_MS;
    if (at_ms < s->on_ms) at_ms = s->on_ms;
    if (at_ms < busy_until_ms(m, specialist)) at_ms = busy_until_ms(m, specialist);
    for (int i = 0; i < TRIES && at_ms <= m->latest_ms && at_ms <= s->off_ms; i++) {
        int64_t change_ms;
        uint32_t clash = own_clash(m->q, specialist, at_ms);
        if (dd_network_is_blocked(network, specialist, at_ms, &change_ms)) at_ms = change_ms;
        else if (clash != DD_NONE) at_ms = m->q->desk->cases[clash].opened_ms + m->q->desk->cases[clash].expected_ms;
        else return at_ms;
    }
    return DD_FOREVER_MS;
}

static int64_t whole(int64_t at_ms)
{
    return at_ms >= DD_FOREVER_MS ? DD_FOREVER_MS : (at_ms + WHOLE_MS - 1) / WHOLE_MS * WHOLE_MS;
}

static int64_t both_from(const mover *m, uint32_t specialist)
{
    int64_t at_ms = m->c->opened_ms;
    for (int i = 0; i < TRIES; i++) {
        int64_t room_ms = room_from(m, at_ms), both_ms = room_ms > m->latest_ms ? DD_FOREVER_MS : specialist_from(m, specialist, room_ms);
        if (both_ms > m->latest_ms) return DD_FOREVER_MS;
        if (both_ms == room_ms) {
            if (both_ms == m->c->opened_ms || both_ms == whole(both_ms)) return both_ms;
            both_ms = whole(both_ms);
        }
        at_ms = both_ms;
    }
    return DD_FOREVER_MS;
}

static bool may_take(const mover *m, uint32_t specialist, int64_t at_ms)
{
    uint32_t case_ix = m->q->case_of[m->q->at];
    return dd_engine_may_take(m->q->engine, specialist, case_ix, at_ms, NULL, NULL) &&
           dd_engine_may_take(m->q->engine, specialist, case_ix, m->c->opened_ms, NULL, NULL);
}

static void try_specialist(mover *m, uint32_t specialist, dd_move_answer *best)
{
    int64_t at_ms = both_from(m, specialist);
    m->work++;
    if (at_ms >= best->to_ms || !may_take(m, specialist, at_ms)) return;
    best->to_ms = at_ms;
    best->specialist = specialist;
}

static void try_all(mover *m, dd_move_answer *best)
{
    const dd_desk *desk = m->q->desk;
    const uint64_t *eligible = desk->classes[m->c->class_ix].eligible;
    uint32_t planned = m->q->planned_for[m->q->at];
    if (planned != DD_NONE) try_specialist(m, planned, best);
    if (m->c->pin != DD_NONE) {
        if (m->c->pin != planned) try_specialist(m, m->c->pin, best);
        return;
    }
    for (uint32_t w = 0; w < (desk->specialist_count + 63) / 64; w++)
        for (uint64_t bits = eligible[w]; bits != 0 && best->to_ms > m->c->opened_ms; bits &= bits - 1)
            try_specialist(m, w * 64 + (uint32_t)__builtin_ctzll(bits), best);
}

/* The STAT or ASAP case that keeps the room, or the specialist that it was meant for. */
static uint32_t gives_way_to(const mover *m)
{
    uint32_t planned = m->q->planned_for[m->q->at];
    if (m->pressing != DD_NONE && room_from(m, m->c->opened_ms) > m->c->opened_ms) return m->q->case_of[m->pressing];
    uint32_t on = planned != DD_NONE ? m->q->desk->specialists[planned].case_ix : DD_NONE;
    return on != DD_NONE && m->q->desk->cases[on].urgency <= DD_URGENCY_ASAP ? m->q->case_of[on] : DD_NONE;
}

dd_move_answer dd_consult_move(const dd_move_question *q)
{
    const dd_case *c = &q->engine->network.cases[q->case_of[q->at]];
    uint32_t planned = q->planned_for[q->at];
    mover m = {.q = q, .c = &q->desk->cases[q->at], .latest_ms = c->movable_ms, .pressing = DD_NONE};
    dd_move_answer stays = {.to_ms = DD_FOREVER_MS, .specialist = DD_NONE, .other_case = DD_NONE, .again_ms = DD_FOREVER_MS}, best = stays;
    if (c->movable_ms < c->opened_ms + LEAST_MS) return stays;
    bool is_kept = planned != DD_NONE && dd_consult_keeps_time(q, planned, c->opened_ms);
    stays.again_ms = c->opened_ms - (is_kept ? NOTICE_MS : LONG_NOTICE_MS);
    if (stays.again_ms > q->desk->at_ms) return stays;
    stays.again_ms = DD_FOREVER_MS;
    if (m.c->is_live) list_rooms(&m);
    try_all(&m, &best);
    best.work = stays.work = m.work;
    if (best.to_ms >= DD_FOREVER_MS || best.to_ms < c->opened_ms + LEAST_MS) return stays;
    best.other_case = gives_way_to(&m);
    return best;
}
