/* General lane: acceptance and cycles (general_lane.h).
 *
 * Annealing by levels (Kirkpatrick, Gelatt and Vecchi 1983): a trial is judged at the first level at which it differs.  The temperature of a level is a
 * share of the best cost there for each job, so that it needs no tuning to the problem's units.  The best plan is compared over all levels, so that
 * what betters a higher level is never given up for a lower one.
 *
 * Now and then the list is put in the order of starts, which times every operation where it was or earlier, and makes near places near times.
 *
 * Over WINDOW_FROM operations, trials begin within a window of the list that slides, and one that spreads too far is given up.
 */
#include "shop/general_lane.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/array.h"

enum { WINDOW_FROM = 20000, WINDOW = 4000, DESCENT = 6, FIRST_CYCLE = 20, CYCLE_LEAST = 500, GIVE_UP = 5, KICK_UP_TO = 64 };

static const double heat_first = 0.3, heat_last = 0.003;

bool dd_general_lane_init(dd_general_lane *lane, const dd_line *line, uint64_t seed, uint32_t number)
{
    *lane = (dd_general_lane){0};
    dd_arena_init(&lane->arena);
    return dd_general_init(&lane->state, line) && dd_general_mover_init(&lane->mover, &lane->state, seed, number, &lane->arena) &&
           dd_general_plan_init(&lane->best, line, &lane->arena) && dd_general_plan_init(&lane->spare, line, &lane->arena);
}

void dd_general_lane_done(dd_general_lane *lane)
{
    if (lane->state.line != NULL) dd_general_done(&lane->state);
    dd_arena_done(&lane->arena);
}

static bool is_windowed(const dd_general_lane *lane)
{
    return lane->state.line->free_count > WINDOW_FROM;
}

static void begin_cycle(dd_general_lane *lane)
{
    uint64_t count = lane->state.line->free_count, length = count * (lane->cycle == 0 ? DESCENT : FIRST_CYCLE);
    for (uint32_t i = 1; i < lane->cycle && length < UINT64_MAX / 4 && count > KICK_UP_TO; i++) length += length / 2;
    lane->cycle_begin = lane->iterations;
    lane->cycle_length = length < CYCLE_LEAST ? CYCLE_LEAST : length;
}

void dd_general_lane_start(dd_general_lane *lane, const dd_general_plan *plan)
{
    dd_general_copy(lane->state.line, plan, &lane->best);
    (void)dd_general_load(&lane->state, plan, NULL);
    for (int term = 0; term < DD_SHOP_TERM_END_; term++) lane->best_terms[term] = lane->state.terms[term];
    if (is_windowed(lane)) {
        lane->state.eval_limit = 2 * WINDOW;
        lane->mover.end = WINDOW;
    }
    begin_cycle(lane);
}

void dd_general_lane_settle(dd_general_lane *lane)
{
    if (!lane->is_best_here) return;
    dd_general_save(&lane->state, &lane->best);
    lane->is_best_here = false;
}

static int compare(const dd_general_lane *lane, const int64_t *a, const int64_t *b)
{
    return dd_shop_objective_compare(lane->state.line->objective, a, b);
}

static void load_best(dd_general_lane *lane)
{
    dd_general_lane_settle(lane);
    (void)dd_general_load(&lane->state, &lane->best, NULL);
    lane->mover.age = UINT32_MAX / 2;
}

void dd_general_lane_adopt(dd_general_lane *lane, const dd_general_lane *other)
{
    if (compare(lane, other->best_terms, lane->best_terms) >= 0) return;
    lane->is_best_here = false;
    dd_general_copy(lane->state.line, &other->best, &lane->best);
    for (int term = 0; term < DD_SHOP_TERM_END_; term++) lane->best_terms[term] = other->best_terms[term];
}

/* Whether the state is better than the best. */
static void note_best(dd_general_lane *lane)
{
    if (compare(lane, lane->state.terms, lane->best_terms) >= 0) return;
    for (int term = 0; term < DD_SHOP_TERM_END_; term++) lane->best_terms[term] = lane->state.terms[term];
    lane->is_best_here = true;
    lane->improvements++;
}

typedef struct timed {
    int64_t start_ms;
    uint32_t place, operation;
} timed;

static int compare_timed(const void *left, const void *right)
{
    const timed *a = left, *b = right;
    if (a->start_ms != b->start_ms) return a->start_ms < b->start_ms ? -1 : 1;
    return a->place < b->place ? -1 : a->place > b->place;
}

/* Puts the list in the order of starts; takes it back where that is not as good (operations that hold pools from their setup on). */
static void tidy(dd_general_lane *lane)
{
    dd_general_state *s = &lane->state;
    uint32_t count = s->line->free_count;
    lane->kept = 0;
    dd_general_lane_settle(lane);
    timed *items = dd_array_new(count, sizeof *items);
    if (items == NULL) {
        lane->has_failed = true;
        return;
    }
    int64_t terms[DD_SHOP_TERM_END_];
    for (int term = 0; term < DD_SHOP_TERM_END_; term++) terms[term] = s->terms[term];
    for (uint32_t k = 0; k < count; k++) items[k] = (timed){s->slots[s->order[k]].start_ms, k, s->order[k]};
    qsort(items, count, sizeof *items, compare_timed);
    dd_general_save(s, &lane->spare);
    for (uint32_t k = 0; k < count; k++) lane->spare.order[k] = items[k].operation;
    if (!dd_general_load(s, &lane->spare, NULL) || compare(lane, s->terms, terms) > 0) {
        for (uint32_t k = 0; k < count; k++) lane->spare.order[items[k].place] = items[k].operation;
        (void)dd_general_load(s, &lane->spare, NULL);
    }
    free(items);
    note_best(lane);
}

/* The temperature, as a share of a level's best cost for each job. */
static double heat_of(const dd_general_lane *lane)
{
    if (lane->cycle == 0 || is_windowed(lane)) return 0;
    double progress = (double)(lane->iterations - lane->cycle_begin) / (double)lane->cycle_length;
    return heat_first * pow(heat_last / heat_first, progress);
}

static double share_of(const dd_general_lane *lane, uint32_t level)
{
    return (double)dd_shop_level_cost(lane->state.line->objective, level, lane->best_terms) / lane->state.line->job_count;
}

static bool accepts(dd_general_lane *lane)
{
    const dd_shop_objective *objective = lane->state.line->objective;
    const int64_t *old_terms = dd_general_terms_before(&lane->state);
    for (uint32_t level = 0; level < objective->level_count; level++) {
        int64_t after = dd_shop_level_cost(objective, level, lane->state.terms), before = dd_shop_level_cost(objective, level, old_terms);
        if (after < before) return true;
        if (after == before) continue;
        double heat = heat_of(lane);
        return heat > 0 && -log(1 - dd_rng_unit(&lane->mover.rng)) * heat * share_of(lane, level) >= (double)(after - before);
    }
    return true;
}

#ifndef NDEBUG
/* The terms are those of the schedule. */
static bool has_true_terms(dd_general_state *s)
{
    dd_placement *placements = dd_array_new((size_t)s->line->operation_count + 1, sizeof *placements);
    dd_schedule *schedule = NULL;
    bool is_true = true;
    if (placements != NULL) dd_general_write(s, placements);
    if (placements == NULL || dd_schedule_create(s->line->problem, placements, &schedule, NULL) != DD_STATUS_OK) s->is_out_of_memory = true;
    for (int term = 0; term < DD_SHOP_TERM_END_ && schedule != NULL; term++) is_true = is_true && schedule->terms[term] == s->terms[term];
    dd_schedule_free(schedule);
    free(placements);
    return is_true;
}
#endif

static void keep(dd_general_lane *lane)
{
    dd_general_state *s = &lane->state;
    dd_general_keep(s);
    assert(has_true_terms(s));
    lane->kept++;
    note_best(lane);
}

static void iterate(dd_general_lane *lane)
{
    dd_general_state *s = &lane->state;
    lane->iterations++;
    s->work++;
    s->give_up_above = s->line->free_count > KICK_UP_TO ? GIVE_UP * (heat_of(lane) + heat_last) * share_of(lane, 0) : INFINITY;
    if (!dd_general_mover_propose(&lane->mover)) return;
    if (!dd_general_eval(s) || !accepts(lane)) {
        dd_general_undo(s);
        return;
    }
    if (lane->is_best_here && compare(lane, s->terms, lane->best_terms) > 0) {
        /* The best is left: written before it is gone. */
        dd_general_save_before(s, &lane->best);
        lane->is_best_here = false;
    }
    keep(lane);
}

static void slide(dd_general_lane *lane)
{
    dd_general_mover *mover = &lane->mover;
    uint32_t count = lane->state.line->free_count;
    if (!is_windowed(lane) || lane->iterations % (2 * WINDOW) != 0) return;
    mover->first = mover->end >= count ? 0 : mover->first + WINDOW / 2;
    mover->end = mover->first + WINDOW < count ? mover->first + WINDOW : count;
}

/* On small lines heat alone does not lead far from the best: as many trials as there are operations are kept whatever they cost. */
static void kick(dd_general_lane *lane)
{
    dd_general_state *s = &lane->state;
    if (s->line->free_count > KICK_UP_TO) return;
    dd_general_lane_settle(lane);
    s->give_up_above = INFINITY;
    for (uint32_t i = 0; i < s->line->free_count; i++) {
        if (!dd_general_mover_propose(&lane->mover)) continue;
        if (dd_general_eval(s)) keep(lane);
        else dd_general_undo(s);
    }
}

void dd_general_lane_run(dd_general_lane *lane, uint64_t target)
{
    dd_general_state *s = &lane->state;
    while (s->work < target && !lane->has_failed && !s->is_out_of_memory) {
        iterate(lane);
        slide(lane);
        if (lane->kept > 2 * s->line->free_count + 100) tidy(lane);
        if (lane->iterations - lane->cycle_begin < lane->cycle_length) continue;
        lane->cycle++;
        load_best(lane);
        tidy(lane);
        kick(lane);
        begin_cycle(lane);
    }
}
