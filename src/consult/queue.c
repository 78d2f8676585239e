/* Queue: lexicographic tiers, and a convex index inside them.
 *
 * STAT and ASAP go first, each by age.  Among the rest a case has the index  weight x (age / target)^2 / expected work:  the generalised
 * c-mu rule, which is asymptotically optimal for convex costs of waiting (van Mieghem 1995, doi:10.1214/aoap/1177004706; Mandelbaum & Stolyar
 * 2004, doi:10.1287/opre.1040.0152), and short work first where little is at stake, as in apparent tardiness cost (Vepsalainen & Morton 1987,
 * doi:10.1287/mnsc.33.8.1035).  Beyond the target the cost goes on in a line, its own tangent.
 *
 * The stake, which tells how long a case may be kept waiting for the sake of others, is steeper, and looks ahead: a live case stands, as it were,
 * behind all that waits for the rooms of its station, so a station whose rooms do not suffice is never kept idle for a reserve.
 *
 * Nothing waits for ever: who has waited OVERDUE times its target leaves the index and stands in a line of its own before the rest, by the
 * instant at which that happened.  Only finitely many can be before it there, whatever comes later.  STAT and ASAP still go before; so
 * the rest is served for certain only as long as those alone do not fill the specialists or the station's room.
 *
 * O(cases log cases).
 */
#include "consult/queue.h"

#include <math.h>
#include <stdlib.h>

enum { OVERDUE = 2 };
enum { LEAST_NEED_MS = 60000 };
enum { ORDER_POWER = 2 };
enum { STAKE_POWER = 3 };
enum { LATE_GROWTH = 2 };

int64_t dd_queue_age_ms(const dd_desk *desk, const dd_desk_case *c)
{
    int64_t age = desk->at_ms - c->opened_ms + c->rank_ms;
    return c->is_appointment ? age + desk->rules->target_ms[c->urgency] : age;
}

/* part^power up to 1; beyond, 1 and LATE_GROWTH for each further part, so that it goes on growing. */
static double convex(double part, int power)
{
    if (part <= 0) return 0;
    if (part >= 1) return 1 + (part - 1) * LATE_GROWTH;
    double result = part;
    for (int i = 1; i < power; i++) result *= part;
    return result;
}

static int64_t urgency_at(const dd_desk *desk, const dd_desk_case *c, int64_t age_ms, int power)
{
    int64_t target = desk->rules->target_ms[c->urgency];
    double part = (double)age_ms / (double)(target < 1 ? 1 : target);
    return llround(fmin(9e12, convex(part, power) * 1000 * desk->rules->weight[c->urgency]));
}

int64_t dd_queue_urgency(const dd_desk *desk, const dd_desk_case *c)
{
    return urgency_at(desk, c, dd_queue_age_ms(desk, c), ORDER_POWER);
}

int64_t dd_queue_stake(const dd_queue *queue, const dd_desk *desk, const dd_desk_case *c)
{
    int64_t behind_ms = c->is_live ? queue->backlog_ms[c->station] : 0;
    return urgency_at(desk, c, dd_queue_age_ms(desk, c) + behind_ms, STAKE_POWER);
}

static dd_queue_entry entry_of(const dd_desk *desk, uint32_t case_ix, int64_t need_ms)
{
    const dd_desk_case *c = &desk->cases[case_ix];
    int64_t age = dd_queue_age_ms(desk, c), target = desk->rules->target_ms[c->urgency];
    if (c->urgency == DD_URGENCY_STAT) return (dd_queue_entry){age, case_ix, DD_QUEUE_STAT};
    if (c->urgency == DD_URGENCY_ASAP) return (dd_queue_entry){age, case_ix, DD_QUEUE_ASAP};
    if (age >= OVERDUE * target) return (dd_queue_entry){age - OVERDUE * target, case_ix, DD_QUEUE_OVERDUE};
    double need = (double)(need_ms < LEAST_NEED_MS ? LEAST_NEED_MS : need_ms);
    double index = (double)dd_queue_urgency(desk, c) * 1e6 / need;
    return (dd_queue_entry){llround(fmin(9e15, index)), case_ix, DD_QUEUE_REST};
}

static bool is_before(const dd_queue_entry *a, const dd_queue_entry *b)
{
    if (a->tier != b->tier) return a->tier < b->tier;
    if (a->key != b->key) return a->key > b->key;
    return a->case_ix < b->case_ix;
}

static int by_order(const void *left, const void *right)
{
    return is_before(left, right) ? -1 : is_before(right, left);
}

/* Appointments stand before the first walk-in of their urgency, the older before the younger. */
static void lift_appointments(dd_queue *queue, const dd_desk *desk, uint32_t from)
{
    const dd_queue_entry *first[DD_URGENCY_END_] = {NULL};
    for (uint32_t i = from; i < queue->count; i++) {
        const dd_desk_case *c = &desk->cases[queue->entries[i].case_ix];
        const dd_queue_entry **best = &first[c->urgency];
        if (!c->is_appointment && (*best == NULL || is_before(&queue->entries[i], *best))) *best = &queue->entries[i];
    }
    for (uint32_t i = from; i < queue->count; i++) {
        const dd_desk_case *c = &desk->cases[queue->entries[i].case_ix];
        const dd_queue_entry *best = first[c->urgency];
        if (!c->is_appointment || best == NULL || is_before(&queue->entries[i], best)) continue;
        int64_t age = dd_queue_age_ms(desk, c);
        queue->entries[i].tier = best->tier;
        queue->entries[i].key = best->key + 1 + (age > 0 ? age : 0);
    }
}

static int64_t backlog_part(const dd_desk *desk, uint32_t case_ix, int64_t need_ms)
{
    uint32_t rooms = desk->stations[desk->cases[case_ix].station].rooms;
    return need_ms / (rooms > 0 ? rooms : 1);
}

static void enter(dd_queue *queue, const dd_desk *desk, uint32_t case_ix, int64_t need_ms)
{
    queue->entries[queue->count++] = entry_of(desk, case_ix, need_ms);
}

static void sort_from(dd_queue *queue, const dd_desk *desk, uint32_t first)
{
    lift_appointments(queue, desk, first);
    if (queue->count > first) qsort(queue->entries + first, queue->count - first, sizeof *queue->entries, by_order);
}

bool dd_queue_init(dd_queue *queue, const dd_desk *desk, const int64_t *need_ms, dd_arena *arena)
{
    *queue = (dd_queue){.entries = DD_ARENA_NEW(arena, desk->case_count, dd_queue_entry)};
    queue->backlog_ms = DD_ARENA_NEW(arena, desk->station_count, int64_t);
    if (queue->entries == NULL || queue->backlog_ms == NULL) return false;
    for (uint32_t i = 0; i < desk->case_count; i++) {
        const dd_desk_case *c = &desk->cases[i];
        if (c->state != DD_DESK_WAITING) continue;
        if (c->is_live) queue->backlog_ms[c->station] += backlog_part(desk, i, need_ms[i]);
        if (c->urgency <= DD_URGENCY_ASAP) enter(queue, desk, i, need_ms[i]);
    }
    sort_from(queue, desk, 0);
    return true;
}

void dd_queue_add_rest(dd_queue *queue, const dd_floor *floor, const int64_t *need_ms)
{
    const dd_desk *desk = floor->desk;
    uint32_t first = queue->count;
    for (uint32_t i = 0; i < desk->case_count; i++) {
        const dd_desk_case *c = &desk->cases[i];
        if (c->state == DD_DESK_WAITING && c->urgency > DD_URGENCY_ASAP && dd_floor_has_class(floor, i)) enter(queue, desk, i, need_ms[i]);
    }
    sort_from(queue, desk, first);
}
