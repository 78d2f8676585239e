/* Floor: bit sets of specialists, counts of rooms and local doctors, and a list of live work by station.
 *
 * An appointment counts where it could collide: live work of lower urgency than ASAP is not begun if, by expectation, it would still hold a room
 * or a local doctor that an appointment of the station then needs, nor with a specialist whom an appointment names.
 */
#include "consult/floor.h"

#include <string.h>

#include "consult/rest.h"

static bool is_pressing(const dd_desk_case *c)
{
    return c->urgency <= DD_URGENCY_ASAP;
}

static bool counts_gps(const dd_desk_station *station)
{
    return station->gps != UINT32_MAX;
}

static int64_t length_ms(const dd_floor *floor, const dd_desk_case *c)
{
    return c->expected_ms + (c->was_interrupted ? floor->desk->rules->resume_ms : 0);
}

int64_t dd_floor_need_ms(const dd_floor *floor, uint32_t case_ix)
{
    const dd_desk_case *c = &floor->desk->cases[case_ix];
    return c->done_ms <= 0 ? length_ms(floor, c) : dd_rest_expected(length_ms(floor, c), c->done_ms);
}

static void list_free_words(dd_floor *floor)
{
    floor->free_word_count = 0;
    for (uint32_t w = 0; w < floor->words; w++)
        if (floor->free[w] != 0) floor->free_words[floor->free_word_count++] = w;
}

static void enter_station(dd_floor *floor, uint32_t case_ix)
{
    uint32_t station = floor->desk->cases[case_ix].station;
    floor->next_live[case_ix] = floor->first_live[station];
    floor->first_live[station] = case_ix;
}

static void leave_station(dd_floor *floor, uint32_t case_ix)
{
    uint32_t *at = &floor->first_live[floor->desk->cases[case_ix].station];
    while (*at != case_ix) at = &floor->next_live[*at];
    *at = floor->next_live[case_ix];
}

static void enter_case(dd_floor *floor, uint32_t case_ix)
{
    const dd_desk_case *c = &floor->desk->cases[case_ix];
    if (c->state == DD_DESK_WAITING) return;
    if (c->is_live) enter_station(floor, case_ix);
    if (c->state == DD_DESK_BOOKED) {
        uint32_t named = c->pin != DD_NONE ? c->pin : c->specialist;
        if (named != DD_NONE && c->opened_ms < floor->booked_at_ms[named]) floor->booked_at_ms[named] = c->opened_ms;
        return;
    }
    int64_t elapsed = c->state == DD_DESK_RUNNING ? floor->desk->at_ms - c->started_ms : 0;
    floor->rest_ms[case_ix] = dd_rest_expected(length_ms(floor, c), c->done_ms + elapsed);
}

/* A start and a stop only take away from these: who begins this very moment is not stopped. */
static void list_stoppable(dd_floor *floor)
{
    const dd_desk *desk = floor->desk;
    for (uint32_t d = 0; d < desk->specialist_count; d++) {
        uint32_t on = floor->case_of[d];
        if (on == DD_NONE || !desk->specialists[d].is_on || !dd_floor_may_stop(floor, on)) continue;
        if (!desk->cases[on].is_live || desk->cases[on].urgency == DD_URGENCY_ROUTINE) floor->stoppable[d / 64] |= UINT64_C(1) << d % 64;
    }
}

bool dd_floor_init(dd_floor *floor, const dd_desk *desk, dd_arena *arena)
{
    *floor = (dd_floor){.desk = desk, .words = (desk->specialist_count + 63) / 64};
    floor->free = DD_ARENA_NEW(arena, floor->words, uint64_t);
    floor->free_words = DD_ARENA_NEW(arena, floor->words, uint32_t);
    floor->stoppable = DD_ARENA_NEW(arena, floor->words, uint64_t);
    floor->candidates = DD_ARENA_NEW(arena, floor->words, uint64_t);
    floor->rooms_free = DD_ARENA_NEW(arena, desk->station_count, uint32_t);
    floor->gps_free = DD_ARENA_NEW(arena, desk->station_count, uint32_t);
    floor->rest_ms = DD_ARENA_NEW(arena, desk->case_count, int64_t);
    floor->case_of = DD_ARENA_NEW(arena, desk->specialist_count, uint32_t);
    floor->booked_at_ms = DD_ARENA_NEW(arena, desk->specialist_count, int64_t);
    floor->first_live = DD_ARENA_NEW(arena, desk->station_count, uint32_t);
    floor->next_live = DD_ARENA_NEW(arena, desk->case_count, uint32_t);
    if (!floor->free || !floor->free_words || !floor->candidates || !floor->stoppable || !floor->rooms_free || !floor->gps_free
        || !floor->rest_ms || !floor->case_of || !floor->booked_at_ms || !floor->first_live || !floor->next_live)
        return false;
    for (uint32_t s = 0; s < desk->station_count; s++) {
        floor->rooms_free[s] = desk->stations[s].rooms_free;
        floor->gps_free[s] = counts_gps(&desk->stations[s]) ? desk->stations[s].gps_free : UINT32_MAX;
        floor->first_live[s] = DD_NONE;
    }
    for (uint32_t d = 0; d < desk->specialist_count; d++) {
        floor->case_of[d] = desk->specialists[d].case_ix;
        floor->booked_at_ms[d] = DD_FOREVER_MS;
        if (desk->specialists[d].is_on && floor->case_of[d] == DD_NONE) floor->free[d / 64] |= UINT64_C(1) << d % 64;
    }
    list_free_words(floor);
    for (uint32_t i = 0; i < desk->case_count; i++) enter_case(floor, i);
    list_stoppable(floor);
    floor->work = (uint64_t)desk->case_count + desk->specialist_count;
    return true;
}

static bool is_refused(const dd_desk_case *c, uint32_t specialist)
{
    uint32_t low = 0, high = c->refused_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (c->refused[middle] < specialist) low = middle + 1;
        else high = middle;
    }
    return low < c->refused_count && c->refused[low] == specialist;
}

bool dd_floor_may(const dd_floor *floor, uint32_t case_ix, uint32_t specialist)
{
    const dd_desk_case *c = &floor->desk->cases[case_ix];
    if (c->pin != DD_NONE && c->pin != specialist) return false;
    return dd_bit(floor->desk->classes[c->class_ix].eligible, specialist) && !is_refused(c, specialist);
}

static bool has_time(const dd_floor *floor, uint32_t case_ix, uint32_t specialist, int64_t need_ms)
{
    const dd_desk_case *c = &floor->desk->cases[case_ix];
    if (is_pressing(c)) return true;
    int64_t end = floor->desk->at_ms + need_ms;
    return end <= floor->desk->specialists[specialist].until_ms && end <= floor->booked_at_ms[specialist];
}

uint32_t dd_floor_candidates(dd_floor *floor, uint32_t case_ix, int64_t need_ms)
{
    const dd_desk_case *c = &floor->desk->cases[case_ix];
    const uint64_t *eligible = floor->desk->classes[c->class_ix].eligible;
    uint32_t count = 0;
    for (uint32_t k = 0; k < floor->free_word_count; k++) {
        uint32_t w = floor->free_words[k];
        uint64_t bits = floor->free[w] & eligible[w], kept = 0;
        for (; bits != 0; bits &= bits - 1) {
            uint32_t d = w * 64 + (uint32_t)__builtin_ctzll(bits);
            if (!dd_floor_may(floor, case_ix, d) || !has_time(floor, case_ix, d, need_ms)) continue;
            kept |= bits & (~bits + 1);
            count++;
        }
        floor->candidates[w] = kept;
    }
    floor->work += floor->free_word_count + count;
    return count;
}

bool dd_floor_has_class(const dd_floor *floor, uint32_t case_ix)
{
    const uint64_t *eligible = floor->desk->classes[floor->desk->cases[case_ix].class_ix].eligible;
    for (uint32_t k = 0; k < floor->free_word_count; k++)
        if ((floor->free[floor->free_words[k]] & eligible[floor->free_words[k]]) != 0) return true;
    return false;
}

uint32_t dd_floor_eligible_count(const dd_floor *floor, uint32_t case_ix)
{
    const dd_desk *desk = floor->desk;
    const dd_desk_case *c = &desk->cases[case_ix];
    const uint64_t *eligible = desk->classes[c->class_ix].eligible;
    uint32_t count = 0;
    for (uint32_t w = 0; w < floor->words; w++)
        for (uint64_t bits = eligible[w]; bits != 0; bits &= bits - 1) {
            uint32_t d = w * 64 + (uint32_t)__builtin_ctzll(bits);
            count += desk->specialists[d].is_on && dd_floor_may(floor, case_ix, d);
        }
    return count;
}

bool dd_floor_has_eligible(const dd_floor *floor, uint32_t case_ix)
{
    const dd_desk *desk = floor->desk;
    const uint64_t *eligible = desk->classes[desk->cases[case_ix].class_ix].eligible;
    for (uint32_t w = 0; w < floor->words; w++)
        for (uint64_t bits = eligible[w]; bits != 0; bits &= bits - 1) {
            uint32_t d = w * 64 + (uint32_t)__builtin_ctzll(bits);
            if (desk->specialists[d].is_on && dd_floor_may(floor, case_ix, d)) return true;
        }
    return false;
}

/* Would one more live case until `end` leave too few rooms or local doctors for an appointment that begins at `at`? */
static bool collides(dd_floor *floor, uint32_t station, int64_t at, int64_t end)
{
    const dd_desk *desk = floor->desk;
    uint32_t held = 1;
    for (uint32_t i = floor->first_live[station]; i != DD_NONE; i = floor->next_live[i]) {
        const dd_desk_case *c = &desk->cases[i];
        floor->work++;
        if (c->state == DD_DESK_BOOKED) held += c->opened_ms < end && c->opened_ms + c->expected_ms > at;
        else held += desk->at_ms + floor->rest_ms[i] > at;
    }
    const dd_desk_station *s = &desk->stations[station];
    return held > s->rooms || (counts_gps(s) && held > s->gps);
}

bool dd_floor_has_place(dd_floor *floor, uint32_t case_ix, int64_t need_ms)
{
    const dd_desk_case *c = &floor->desk->cases[case_ix];
    if (!c->is_live) return true;
    if (floor->rooms_free[c->station] == 0 || floor->gps_free[c->station] == 0) return false;
    if (is_pressing(c)) return true;
    int64_t end = floor->desk->at_ms + need_ms;
    for (uint32_t i = floor->first_live[c->station]; i != DD_NONE; i = floor->next_live[i]) {
        const dd_desk_case *b = &floor->desk->cases[i];
        if (b->state == DD_DESK_BOOKED && b->opened_ms < end && collides(floor, c->station, b->opened_ms, end)) return false;
    }
    return true;
}

bool dd_floor_may_stop(const dd_floor *floor, uint32_t case_ix)
{
    const dd_desk *desk = floor->desk;
    const dd_desk_case *c = &desk->cases[case_ix];
    if (!desk->rules->may_interrupt || c->state != DD_DESK_RUNNING || c->urgency <= DD_URGENCY_ASAP) return false;
    if (c->is_marked || c->was_interrupted || c->started_ms >= desk->at_ms) return false;
    return floor->case_of[c->specialist] == case_ix && floor->rest_ms[case_ix] > desk->rules->nearly_done_ms;
}

void dd_floor_ring(dd_floor *floor, uint32_t case_ix, uint32_t specialist)
{
    floor->free[specialist / 64] &= ~(UINT64_C(1) << specialist % 64);
    floor->stoppable[specialist / 64] &= ~(UINT64_C(1) << specialist % 64);
    list_free_words(floor);
    floor->case_of[specialist] = case_ix;
}

void dd_floor_start(dd_floor *floor, uint32_t case_ix, uint32_t specialist, int64_t need_ms)
{
    const dd_desk_case *c = &floor->desk->cases[case_ix];
    dd_floor_ring(floor, case_ix, specialist);
    floor->rest_ms[case_ix] = need_ms;
    if (!c->is_live) return;
    enter_station(floor, case_ix);
    floor->rooms_free[c->station]--;
    if (counts_gps(&floor->desk->stations[c->station])) floor->gps_free[c->station]--;
}

void dd_floor_stop(dd_floor *floor, uint32_t case_ix)
{
    const dd_desk_case *c = &floor->desk->cases[case_ix];
    uint32_t d = c->specialist;
    floor->case_of[d] = DD_NONE;
    floor->stoppable[d / 64] &= ~(UINT64_C(1) << d % 64);
    if (floor->desk->specialists[d].is_on) floor->free[d / 64] |= UINT64_C(1) << d % 64;
    list_free_words(floor);
    floor->rest_ms[case_ix] = 0;
    if (!c->is_live) return;
    leave_station(floor, case_ix);
    floor->rooms_free[c->station]++;
    if (counts_gps(&floor->desk->stations[c->station])) floor->gps_free[c->station]++;
}
