/* Queue: lexicographic tiers, and a convex index inside them.
 *
 * STAT and ASAP go first, each by age.  Among the rest a case has the index  weight x (age / target)^2 / expected work:  the generalised
 * c-mu rule, which is asymptotically optimal for convex costs of waiting (van Mieghem 1995, doi:10.1214/aoap/1177004706; Mandelbaum & Stolyar
 * 2004, doi:10.1287/opre.1040.0152), and short work first where little is at stake, as in apparent tardiness cost (Vepsalainen & Morton 1987,
 * doi:10.1287/mnsc.33.8.1035).
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
enum { USUAL_NEED_MS = 900000 };
enum { PRESSURE = 1000 };
enum { POWER = 2 };
enum { GROWTH = 2000 };

int64_t dd_queue_age_ms(const dd_desk *desk, const dd_desk_case *c)
{
    int64_t age = desk->at_ms - c->opened_ms + c->rank_ms;
    return c->is_appointment ? age + desk->rules->target_ms[c->urgency] : age;
}

int64_t dd_queue_urgency(const dd_desk *desk, const dd_desk_case *c)
{
    double age = (double)dd_queue_age_ms(desk, c), target = (double)desk->rules->target_ms[c->urgency];
    double part = age <= 0 ? 0 : age / (target < 1 ? 1 : target);
    double g = part < 1 ? (POWER == 1 ? part : POWER == 2 ? part * part : POWER == 3 ? part * part * part : part * part * part * part)
                        : 1 + (part - 1) * GROWTH / 1000;
    return llround(fmin(9e12, g * 1000 * desk->rules->weight[c->urgency]));
}

static dd_queue_entry entry_of(const dd_queue *queue, const dd_desk *desk, uint32_t case_ix, int64_t need_ms)
{
    const dd_desk_case *c = &desk->cases[case_ix];
    int64_t age = dd_queue_age_ms(desk, c), target = desk->rules->target_ms[c->urgency];
    if (c->urgency == DD_URGENCY_STAT) return (dd_queue_entry){age, case_ix, DD_QUEUE_STAT};
    if (c->urgency == DD_URGENCY_ASAP) return (dd_queue_entry){age, case_ix, DD_QUEUE_ASAP};
    if (age >= OVERDUE * target) return (dd_queue_entry){age - OVERDUE * target, case_ix, DD_QUEUE_OVERDUE};
    double need = (double)(need_ms < LEAST_NEED_MS ? LEAST_NEED_MS : need_ms);
    double index = (double)dd_queue_urgency(desk, c) * 1e6 / need;
    if (c->is_live) index += (double)queue->pressure[c->station] * 1e6 / USUAL_NEED_MS * PRESSURE / 1000;
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
static void lift_appointments(dd_queue *queue, const dd_desk *desk)
{
    const dd_queue_entry *first[DD_URGENCY_END_] = {NULL};
    for (uint32_t i = 0; i < queue->count; i++) {
        const dd_desk_case *c = &desk->cases[queue->entries[i].case_ix];
        const dd_queue_entry **best = &first[c->urgency];
        if (!c->is_appointment && (*best == NULL || is_before(&queue->entries[i], *best))) *best = &queue->entries[i];
    }
    for (uint32_t i = 0; i < queue->count; i++) {
        const dd_desk_case *c = &desk->cases[queue->entries[i].case_ix];
        const dd_queue_entry *best = first[c->urgency];
        if (!c->is_appointment || best == NULL || is_before(&queue->entries[i], best)) continue;
        int64_t age = dd_queue_age_ms(desk, c);
        queue->entries[i].tier = best->tier;
        queue->entries[i].key = best->key + 1 + (age > 0 ? age : 0);
    }
}

bool dd_queue_init(dd_queue *queue, const dd_desk *desk, const int64_t *need_ms, dd_arena *arena)
{
    *queue = (dd_queue){.entries = DD_ARENA_NEW(arena, desk->case_count, dd_queue_entry)};
    queue->pressure = DD_ARENA_NEW(arena, desk->station_count, int64_t);
    if (queue->entries == NULL || queue->pressure == NULL) return false;
    for (uint32_t i = 0; i < desk->case_count; i++)
        if (desk->cases[i].state == DD_DESK_WAITING && desk->cases[i].is_live)
            queue->pressure[desk->cases[i].station] += dd_queue_urgency(desk, &desk->cases[i]);
    for (uint32_t i = 0; i < desk->case_count; i++)
        if (desk->cases[i].state == DD_DESK_WAITING) queue->entries[queue->count++] = entry_of(queue, desk, i, need_ms[i]);
    lift_appointments(queue, desk);
    qsort(queue->entries, queue->count, sizeof *queue->entries, by_order);
    return true;
}
