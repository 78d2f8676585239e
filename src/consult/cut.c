/* Cut: the least harmful interruption.
 *
 * A STAT case lacks a specialist, or a room, or both.  For a specialist it may stop a read below ASAP or routine live work anywhere; for a
 * room, only live work of its own station, and urgent live work only if no room is free there.  Harm is what the stopped case loses:
 * its weight over the time of the STAT case and of resuming, and more for a patient who sits there.  All ways are compared:
 * O((1 + live work of the station) x (words of a set of specialists + those of them who may be stopped)).
 */
#include "consult/cut.h"

enum { PATIENT_HARM_MS = 600000 };

static int64_t harm(const dd_floor *floor, uint32_t case_ix, int64_t need_ms)
{
    const dd_desk_case *c = &floor->desk->cases[case_ix];
    int64_t weight = floor->desk->rules->weight[c->urgency];
    return weight * (floor->desk->rules->resume_ms + need_ms) + (c->is_live ? PATIENT_HARM_MS : 0);
}

static void keep(dd_cut *best, const dd_cut *way)
{
    if (best->count == 0 || way->cost < best->cost) *best = *way;
}

/* The cheapest specialist who is free for it, or DD_NONE. */
static uint32_t cheapest_free(dd_floor *floor, const dd_price *price, uint32_t stat_case, int64_t need_ms, int64_t *ret_cost)
{
    uint32_t best = DD_NONE;
    if (dd_floor_candidates(floor, stat_case, need_ms) == 0) return DD_NONE;
    for (uint32_t k = 0; k < floor->free_word_count; k++) {
        uint32_t w = floor->free_words[k];
        for (uint64_t bits = floor->candidates[w]; bits != 0; bits &= bits - 1) {
            uint32_t d = w * 64 + (uint32_t)__builtin_ctzll(bits);
            int64_t cost = dd_price_specialist(price, stat_case, d, need_ms);
            if (best != DD_NONE && cost >= *ret_cost) continue;
            best = d;
            *ret_cost = cost;
        }
    }
    return best;
}

/* Stops somebody's read or routine live work. */
static void try_specialists(dd_floor *floor, const dd_price *price, uint32_t stat_case, int64_t need_ms, const dd_cut *room, dd_cut *best)
{
    const dd_desk *desk = floor->desk;
    const uint64_t *eligible = desk->classes[desk->cases[stat_case].class_ix].eligible;
    floor->work += floor->words;
    for (uint32_t w = 0; w < floor->words; w++)
        for (uint64_t bits = eligible[w] & floor->stoppable[w]; bits != 0; bits &= bits - 1) {
            uint32_t d = w * 64 + (uint32_t)__builtin_ctzll(bits), x = floor->case_of[d];
            floor->work++;
            if (!dd_floor_may(floor, stat_case, d) || (room->count == 1 && room->stopped[0] == x)) continue;
            dd_cut way = *room;
            way.stopped[way.count++] = x;
            way.specialist = d;
            way.cost += harm(floor, x, need_ms) + dd_price_specialist(price, stat_case, d, need_ms);
            keep(best, &way);
        }
}

/* Stops live work of the station: its specialist takes the case, or a free one, or a second one is stopped. */
static void try_rooms(dd_floor *floor, const dd_price *price, uint32_t stat_case, int64_t need_ms, dd_cut *best)
{
    const dd_desk *desk = floor->desk;
    uint32_t station = desk->cases[stat_case].station;
    bool is_full = floor->rooms_free[station] == 0;
    int64_t free_cost = 0;
    uint32_t free_one = is_full ? cheapest_free(floor, price, stat_case, need_ms, &free_cost) : DD_NONE;
    for (uint32_t y = floor->first_live[station]; y != DD_NONE; y = floor->next_live[y]) {
        if (!dd_floor_may_stop(floor, y)) continue;
        if (!is_full && desk->cases[y].urgency != DD_URGENCY_ROUTINE) continue;
        uint32_t own = desk->cases[y].specialist;
        dd_cut way = {.stopped = {y}, .count = 1, .cost = harm(floor, y, need_ms)}, only = way;
        if (dd_floor_may(floor, stat_case, own) && desk->specialists[own].is_on) {
            way.specialist = own;
            way.cost += dd_price_specialist(price, stat_case, own, need_ms);
            keep(best, &way);
        } else if (is_full && free_one == DD_NONE) {
            try_specialists(floor, price, stat_case, need_ms, &only, best);
        }
        if (free_one == DD_NONE) continue;
        way = only;
        way.specialist = free_one;
        way.cost += free_cost;
        keep(best, &way);
    }
}

bool dd_cut_find(dd_floor *floor, const dd_price *price, uint32_t stat_case, int64_t need_ms, dd_cut *ret)
{
    dd_cut best = {.count = 0}, nothing = {.count = 0};
    if (!floor->desk->rules->may_interrupt) return false;
    if (dd_floor_has_place(floor, stat_case, need_ms)) try_specialists(floor, price, stat_case, need_ms, &nothing, &best);
    else try_rooms(floor, price, stat_case, need_ms, &best);
    if (best.count > 0) *ret = best;
    return best.count > 0;
}
