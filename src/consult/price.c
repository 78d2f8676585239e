/* Price: bid prices of specialists and rooms.
 *
 * A case that takes a specialist d for a time t takes it from the STAT and ASAP cases that come in that time and find nobody else.  With
 * `g` a set of specialists who may take the same cases, and r the rate of such cases, the expected harm is
 *
 *     t x sum over g that hold d of  r(g) x harm of one that waits x product over the others of P(cannot come)
 *
 * P(cannot come) is larger for who works on what cannot be interrupted than for who is free.  The product makes the price of the last
 * two or three of a set, and of the one who is in many sets (many specialties, licences, languages), and is next to nothing where
 * there are many: the least flexible specialist is the cheapest, and a reserve follows the expected load by itself, without a number
 * of heads to be kept.  In revenue management such opportunity costs are bid prices (Talluri & van Ryzin 1998, doi:10.1287/mnsc.44.11.1577);
 * skill-based routing of contact centres is surveyed in Gans, Koole & Mandelbaum 2003 (doi:10.1287/msom.5.2.79.16071).
 *
 * Classes with the same set are one group.  O(classes x words + sum of the sizes of the sets up to where the product vanishes).
 */
#include "consult/price.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Probabilities, per mille, that a specialist cannot come when a case opens during the work. */
enum { STAT_FREE = 250 };
enum { STAT_STOPPABLE = 300 };  /* at work that may be interrupted */
enum { STAT_BUSY = 600 };
enum { STAT_BUSY_LONG = 350 };  /* more, when a quarter of an hour is left */
enum { ASAP_FREE = 500 };
enum { ASAP_BUSY = 700 };
enum { ASAP_BUSY_LONG = 250 };
/* What a case that finds nobody is late, ms; ASAP has slack. */
enum { STAT_LATE_MS = 400000 };
enum { ASAP_LATE_MS = 8000 };
/* Per mille of STAT's harm that is left if the work may be interrupted. */
enum { STOPPABLE = 15 };
static const double hours_1000_ms = 3600e6;
static const double vanishing = -18; /* logarithm of a product that changes nothing */

static bool is_stoppable(const dd_floor *floor, uint32_t case_ix)
{
    const dd_desk_case *c = &floor->desk->cases[case_ix];
    return floor->desk->rules->may_interrupt && !c->is_marked && !c->was_interrupted
        && (c->urgency == DD_URGENCY_ROUTINE || (c->urgency == DD_URGENCY_URGENT && !c->is_live));
}

static void set_away(dd_price *price, uint32_t d)
{
    const dd_floor *floor = price->floor;
    double stat = STAT_FREE, asap = ASAP_FREE;
    uint32_t on = floor->case_of[d];
    if (on != DD_NONE) {
        double rest = (double)floor->rest_ms[on];
        stat = is_stoppable(floor, on) ? STAT_STOPPABLE : STAT_BUSY + STAT_BUSY_LONG * fmin(1.0, rest / 900e3);
        asap = ASAP_BUSY + ASAP_BUSY_LONG * fmin(1.0, rest / 1500e3);
    }
    price->stat_away[d] = log(stat / 1000.0);
    price->asap_away[d] = log(asap / 1000.0);
}

static void sum_group(dd_price *price, dd_price_group *group)
{
    const dd_floor *floor = price->floor;
    group->stat_log = group->asap_log = 0;
    for (uint32_t w = 0; w < floor->words; w++)
        for (uint64_t bits = group->eligible[w]; bits != 0; bits &= bits - 1) {
            uint32_t d = w * 64 + (uint32_t)__builtin_ctzll(bits);
            if (!floor->desk->specialists[d].is_on) continue;
            price->work++;
            group->stat_log += price->stat_away[d];
            group->asap_log += price->asap_away[d];
            if (group->stat_log < vanishing && group->asap_log < vanishing) return;
        }
}

/* Adds the group's part to its members' prices, or takes it away (sign -1). */
static void spread_group(dd_price *price, const dd_price_group *group, double sign)
{
    const dd_floor *floor = price->floor;
    if (group->stat_log < vanishing && group->asap_log < vanishing) return;
    const uint32_t *weight = floor->desk->rules->weight;
    double stat = sign * group->stat_rate * weight[DD_URGENCY_STAT] * STAT_LATE_MS;
    double asap = sign * group->asap_rate * weight[DD_URGENCY_ASAP] * ASAP_LATE_MS;
    for (uint32_t w = 0; w < floor->words; w++)
        for (uint64_t bits = group->eligible[w]; bits != 0; bits &= bits - 1) {
            uint32_t d = w * 64 + (uint32_t)__builtin_ctzll(bits);
            if (!floor->desk->specialists[d].is_on) continue;
            price->work++;
            price->stat_price[d] += stat * exp(group->stat_log - price->stat_away[d]);
            price->asap_price[d] += asap * exp(group->asap_log - price->asap_away[d]);
        }
}

static bool is_same_set(const uint64_t *a, const uint64_t *b, uint32_t words)
{
    return a == b || memcmp(a, b, words * sizeof *a) == 0;
}

static uint64_t set_hash(const uint64_t *set, uint32_t words)
{
    uint64_t hash = 0x9e3779b97f4a7c15u;
    for (uint32_t w = 0; w < words; w++) {
        hash = (hash ^ set[w]) * 0xbf58476d1ce4e5b9u;
        hash ^= hash >> 29;
    }
    return hash;
}

/* Open addressing over the sets met so far; slots hold group + 1. */
static dd_price_group *group_of(dd_price *price, const dd_desk_class *class, uint32_t *slots, uint32_t mask)
{
    uint32_t words = price->floor->words;
    uint32_t at = (uint32_t)set_hash(class->eligible, words) & mask;
    for (; slots[at] != 0; at = (at + 1) & mask) {
        dd_price_group *group = &price->groups[slots[at] - 1];
        if (is_same_set(class->eligible, group->eligible, words)) return group;
    }
    slots[at] = ++price->group_count;
    price->groups[price->group_count - 1] = (dd_price_group){.eligible = class->eligible};
    return &price->groups[price->group_count - 1];
}

static bool make_groups(dd_price *price, dd_arena *arena)
{
    const dd_desk *desk = price->floor->desk;
    uint32_t mask = 15;
    while (mask < 2 * desk->class_count && mask < UINT32_MAX / 4) mask = 2 * mask + 1;
    uint32_t *slots = DD_ARENA_NEW(arena, (size_t)mask + 1, uint32_t);
    price->groups = DD_ARENA_NEW(arena, desk->class_count, dd_price_group);
    if (slots == NULL || price->groups == NULL) return false;
    for (uint32_t k = 0; k < desk->class_count; k++) {
        const dd_desk_class *class = &desk->classes[k];
        double stat = class->rate[DD_URGENCY_STAT] / hours_1000_ms, asap = class->rate[DD_URGENCY_ASAP] / hours_1000_ms;
        if (class->is_live && class->station != DD_NONE) price->stat_room[class->station] += stat;
        if (class->rate[DD_URGENCY_STAT] == 0 && class->rate[DD_URGENCY_ASAP] == 0) continue;
        dd_price_group *group = group_of(price, class, slots, mask);
        price->group_of[k] = (uint32_t)(group - price->groups);
        group->stat_rate += stat;
        group->asap_rate += asap;
        price->work += price->floor->words;
    }
    return true;
}

bool dd_price_init(dd_price *price, const dd_floor *floor, dd_arena *arena)
{
    const dd_desk *desk = floor->desk;
    *price = (dd_price){.floor = floor};
    price->stat_away = DD_ARENA_NEW(arena, desk->specialist_count, double);
    price->asap_away = DD_ARENA_NEW(arena, desk->specialist_count, double);
    price->stat_price = DD_ARENA_NEW(arena, desk->specialist_count, double);
    price->asap_price = DD_ARENA_NEW(arena, desk->specialist_count, double);
    price->stat_room = DD_ARENA_NEW(arena, desk->station_count, double);
    price->group_of = DD_ARENA_NEW(arena, desk->class_count, uint32_t);
    if (!price->stat_away || !price->asap_away || !price->stat_price || !price->asap_price || !price->stat_room || !price->group_of)
        return false;
    for (uint32_t k = 0; k < desk->class_count; k++) price->group_of[k] = DD_NONE;
    if (!desk->rules->keeps_reserve) return true;
    for (uint32_t d = 0; d < desk->specialist_count; d++) set_away(price, d);
    if (!make_groups(price, arena)) return false;
    for (uint32_t g = 0; g < price->group_count; g++) {
        sum_group(price, &price->groups[g]);
        spread_group(price, &price->groups[g], 1);
    }
    return true;
}

void dd_price_renew(dd_price *price, uint32_t specialist)
{
    for (uint32_t g = 0; g < price->group_count; g++) {
        dd_price_group *group = &price->groups[g];
        if (dd_bit(group->eligible, specialist)) spread_group(price, group, -1);
    }
    set_away(price, specialist);
    for (uint32_t g = 0; g < price->group_count; g++) {
        dd_price_group *group = &price->groups[g];
        if (!dd_bit(group->eligible, specialist)) continue;
        sum_group(price, group);
        spread_group(price, group, 1);
    }
}

int64_t dd_price_specialist(const dd_price *price, uint32_t case_ix, uint32_t specialist, int64_t need_ms)
{
    double stat = price->stat_price[specialist], asap = price->asap_price[specialist];
    if (is_stoppable(price->floor, case_ix)) stat *= STOPPABLE / 1000.0;
    return llround(fmin(9e15, fmax(0.0, (double)need_ms * (stat + asap))));
}

int64_t dd_price_room(const dd_price *price, uint32_t case_ix, int64_t need_ms)
{
    const dd_desk *desk = price->floor->desk;
    const dd_desk_case *c = &desk->cases[case_ix];
    if (!c->is_live || price->floor->rooms_free[c->station] != 1) return 0;
    bool stays = c->urgency == DD_URGENCY_ASAP || c->is_marked || c->was_interrupted || !desk->rules->may_interrupt;
    double stat = price->stat_room[c->station] * desk->rules->weight[DD_URGENCY_STAT] * STAT_LATE_MS;
    if (!stays) stat *= STOPPABLE / 1000.0;
    return llround(fmin(9e15, (double)need_ms * stat));
}
