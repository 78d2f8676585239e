/* The general search against everything there is: on tiny lines with any set of features its best is the best.
 *
 * Two oracles.  One tries every order and mode with the search's own timing, up to eight operations.  The other shares nothing with it: every instant of
 * every operation on a grid of milliseconds, judged by the checker; it also covers deviation, where waiting can pay. */
#include <stdlib.h>

#include "shop/general.h"
#include "shop/timing.h"
#include "support/line_case.h"
#include "support/property.h"

enum { OPS_MAX = 8, GRID_OPS = 3, HOLDS_MAX = 64, POOLS_MAX = 2, MACHINES_MAX = 4, LEAVES_MAX = 60000, GRID_LEAVES_MAX = 40000 };

static bool solve(const dd_shop_problem *problem, uint64_t work, dd_schedule **ret, dd_shop_stats *stats)
{
    dd_shop_options options = {DD_SHOP_OPTIONS_DEFAULT};
    dd_error err = {0};
    dd_shop_stats unused;
    if (stats == NULL) stats = &unused;
    options.work = work;
    dd_status status = dd_general_solve(problem, &options, ret, stats, &err);
    if (status != DD_STATUS_OK) print_error("%s: %s\n", err.pointer, err.message);
    HOLDS(status == DD_STATUS_OK);
    status = dd_schedule_check(problem, *ret, &err);
    if (status != DD_STATUS_OK) print_error("%s: %s\n", err.pointer, err.message);
    HOLDS(status == DD_STATUS_OK);
    return true;
}

/* Orders. */

typedef struct orders {
    const dd_line *line;
    bool is_placed[OPS_MAX];
    dd_placement placements[OPS_MAX];
    int64_t best[DD_SHOP_TERM_END_];
    bool has_best;
    uint64_t leaves;
} orders;

typedef struct orders_state {
    dd_tail tails[MACHINES_MAX];
    dd_hold holds[HOLDS_MAX];
    uint32_t counts[POOLS_MAX];
    int64_t longest_ms[POOLS_MAX], longest_wait_ms[POOLS_MAX];
} orders_state;

static dd_holds holds_of(orders_state *state)
{
    return (dd_holds){state->holds, state->counts, state->longest_ms, state->longest_wait_ms, NULL, 0};
}

static void note(const dd_shop_problem *problem, const dd_placement *placements, int64_t *best, bool *has_best)
{
    dd_schedule *schedule;
    if (dd_schedule_create(problem, placements, &schedule, NULL) != DD_STATUS_OK) return;
    if (!*has_best || dd_shop_objective_compare(&problem->objective, schedule->terms, best) < 0) memcpy(best, schedule->terms, sizeof schedule->terms);
    *has_best = true;
    dd_schedule_free(schedule);
}

static void try_orders(orders *o, const orders_state *state, uint32_t placed);

static void try_mode(orders *o, const orders_state *state, uint32_t placed, uint32_t operation, uint32_t m)
{
    const dd_line_operation *op = &o->line->operations[operation];
    const dd_line_mode *mode = &o->line->modes[op->mode_at + m];
    orders_state next = *state;
    dd_holds holds = holds_of(&next);
    int64_t ready_ms = op->release_ms;
    dd_place place;
    for (uint32_t l = 0; l < op->before_count; l++) {
        const dd_line_link *link = &o->line->before[op->before_at + l];
        int64_t end_ms = o->placements[link->operation].end_ms + link->lag_ms;
        if (end_ms > ready_ms) ready_ms = end_ms;
    }
    if (!mode->can_run || !dd_timing_place(o->line, &next.tails[mode->machine], &holds, mode, ready_ms, &place)) return;
    next.tails[mode->machine] = dd_tail_after(operation, &place);
    dd_timing_take(o->line, &holds, mode, &place);
    o->placements[operation] = (dd_placement){m, place.begin_ms, place.start_ms, place.end_ms};
    o->is_placed[operation] = true;
    try_orders(o, &next, placed + 1);
    o->is_placed[operation] = false;
}

static void try_orders(orders *o, const orders_state *state, uint32_t placed)
{
    if (o->leaves > LEAVES_MAX) return;
    if (placed == o->line->free_count) {
        o->leaves++;
        note(o->line->problem, o->placements, o->best, &o->has_best);
        return;
    }
    for (uint32_t i = 0; i < o->line->operation_count; i++) {
        const dd_line_operation *op = &o->line->operations[i];
        bool is_ready = !o->is_placed[i] && !op->is_locked;
        for (uint32_t l = 0; l < op->before_count && is_ready; l++) is_ready = o->is_placed[o->line->before[op->before_at + l].operation];
        for (uint32_t m = 0; m < op->mode_count && is_ready; m++) try_mode(o, state, placed, i, m);
    }
}

static bool best_of_orders(dd_shop_problem *problem, orders *o)
{
    dd_line *line;
    orders_state state;
    HOLDS(dd_line_create(problem, &problem->objective, &line, NULL) == DD_STATUS_OK);
    HOLDS(line->hold_count <= HOLDS_MAX);
    *o = (orders){.line = line};
    for (uint32_t m = 0; m < line->machine_count; m++) state.tails[m] = dd_tail_first(line, m);
    dd_holds holds = holds_of(&state);
    dd_holds_clear(line, &holds);
    for (uint32_t i = 0; i < line->operation_count; i++) {
        const dd_lock *lock = dd_line_lock(line, i);
        if (line->operations[i].is_locked) o->placements[i] = (dd_placement){lock->mode, lock->setup_begin_ms, lock->start_ms, lock->end_ms};
    }
    try_orders(o, &state, 0);
    dd_line_free(line);
    return true;
}

static bool search_is_best_of_orders(dd_rng *rng)
{
    line_case_options options = {1 + dd_rng_below(rng, 4), 1 + dd_rng_below(rng, 3), 1 + dd_rng_below(rng, 3), 1 + dd_rng_below(rng, 6), 0};
    options.features = dd_rng_below(rng, LINE_ALL + 1) & ~(unsigned)LINE_PLANS;
    dd_shop_problem *problem = line_case_draw(&options, rng);
    HOLDS(problem != NULL);
    orders o = {0};
    if (problem->operation_count <= OPS_MAX) HOLDS(best_of_orders(problem, &o));
    if (o.has_best && o.leaves <= LEAVES_MAX) {
        dd_schedule *schedule;
        dd_shop_stats stats;
        HOLDS(solve(problem, 60000, &schedule, &stats));
        int order = dd_shop_objective_compare(&problem->objective, schedule->terms, o.best);
        if (order != 0)
            for (uint32_t l = 0; l < problem->objective.level_count; l++)
                print_error("level %u: search %lld, best %lld\n", l, (long long)dd_shop_level_cost(&problem->objective, l, schedule->terms),
                            (long long)dd_shop_level_cost(&problem->objective, l, o.best));
        HOLDS(order == 0);
        HOLDS(schedule->bound_ms <= schedule->terms[DD_SHOP_TERM_MAKESPAN]);
        HOLDS(dd_shop_objective_compare(&problem->objective, schedule->terms, stats.first_terms) <= 0);
        dd_schedule_free(schedule);
    }
    dd_shop_problem_free(problem);
    return true;
}

/* The grid: every mode and start of every operation. */

typedef struct grid {
    const dd_shop_problem *problem;
    int64_t end_ms;            /* of the grid */
    dd_placement placements[GRID_OPS];
    int64_t best[DD_SHOP_TERM_END_];
    bool has_best;
    uint64_t leaves;
} grid;

static bool is_open(const dd_shop_problem *problem, uint32_t calendar_ix, int64_t at_ms)
{
    if (calendar_ix == DD_NONE) return true;
    const dd_calendar *calendar = &problem->calendars[calendar_ix];
    int64_t at = (at_ms % calendar->period_ms + calendar->period_ms) % calendar->period_ms;
    for (uint32_t i = 0; i < calendar->shift_count; i++)
        if (calendar->shifts[i].begin_ms <= at && at < calendar->shifts[i].end_ms) return true;
    return false;
}

/* Whether a mode's machine works in a millisecond, and the pools it holds then. */
static bool works(const dd_shop_problem *problem, const dd_mode *mode, int64_t at_ms, bool in_setup)
{
    const dd_machine *machine = &problem->machines[mode->machine];
    if (at_ms < machine->available_ms || !is_open(problem, machine->calendar, at_ms)) return false;
    for (uint32_t i = 0; i < machine->closed_count; i++)
        if (machine->closed[i].begin_ms <= at_ms && at_ms < machine->closed[i].end_ms) return false;
    for (uint32_t n = 0; n < mode->need_count; n++)
        if ((!in_setup || mode->needs[n].in_setup) && !is_open(problem, problem->pools[mode->needs[n].pool].calendar, at_ms)) return false;
    return true;
}

/* The end of a processing that starts at start_ms; -1 when it may not. */
static int64_t end_of(const grid *g, const dd_operation *operation, const dd_mode *mode, int64_t start_ms)
{
    int64_t left = mode->duration_ms, at_ms = start_ms;
    if (!works(g->problem, mode, start_ms, false)) return -1;
    for (; left > 0 && at_ms < g->end_ms * 4; at_ms++) {
        bool is_working = works(g->problem, mode, at_ms, false);
        if (!is_working && !operation->may_pause) return -1;
        left -= is_working;
    }
    return left > 0 ? -1 : at_ms;
}

/* The family that the machine is set up for when an operation that starts at start_ms comes: that of the last to start before it. */
static uint32_t family_before(const grid *g, uint32_t operation, uint32_t machine, int64_t start_ms)
{
    uint32_t last = DD_NONE, family = g->problem->machines[machine].initial_family;
    bool is_taken[GRID_OPS] = {false};
    is_taken[operation] = true;
    for (;;) { /* in order of starts, then ends, then indices */
        last = DD_NONE;
        for (uint32_t i = 0; i < g->problem->operation_count; i++) {
            const dd_placement *p = &g->placements[i], *q = last == DD_NONE ? NULL : &g->placements[last];
            if (is_taken[i] || g->problem->operations[i].modes[p->mode].machine != machine) continue;
            if (q == NULL || p->start_ms < q->start_ms || (p->start_ms == q->start_ms && p->end_ms < q->end_ms)) last = i;
        }
        if (last == DD_NONE) return family;
        is_taken[last] = true;
        const dd_placement *p = &g->placements[last], *own = &g->placements[operation];
        bool is_before = p->start_ms != start_ms ? p->start_ms < start_ms : p->end_ms != own->end_ms ? p->end_ms < own->end_ms : last < operation;
        if (is_before && g->problem->operations[last].family != DD_NONE) family = g->problem->operations[last].family;
    }
}

static bool set_begin(grid *g, uint32_t ix)
{
    const dd_operation *operation = &g->problem->operations[ix];
    dd_placement *p = &g->placements[ix];
    const dd_mode *mode = &operation->modes[p->mode];
    uint32_t matrix = g->problem->machines[mode->machine].setup_matrix;
    int64_t setup = 0, at_ms = p->start_ms;
    if (operation->is_locked) return true;
    if (matrix != DD_NONE && operation->family != DD_NONE) {
        const dd_setup_matrix *s = &g->problem->setups[matrix];
        uint32_t from = family_before(g, ix, mode->machine, p->start_ms);
        setup = from != DD_NONE ? s->ms[from * g->problem->family_count + operation->family] : s->first_ms != NULL ? s->first_ms[operation->family] : 0;
    }
    for (; setup > 0 && at_ms > g->problem->origin_ms; at_ms--) setup -= works(g->problem, mode, at_ms - 1, true);
    p->setup_begin_ms = at_ms;
    return setup == 0;
}

static void judge(grid *g)
{
    dd_schedule *schedule;
    g->leaves++;
    for (uint32_t i = 0; i < g->problem->operation_count; i++)
        if (!set_begin(g, i)) return;
    if (dd_schedule_create(g->problem, g->placements, &schedule, NULL) != DD_STATUS_OK) return;
    if (!g->has_best || dd_shop_objective_compare(&g->problem->objective, schedule->terms, g->best) < 0)
        if (dd_schedule_check(g->problem, schedule, NULL) == DD_STATUS_OK) {
            memcpy(g->best, schedule->terms, sizeof schedule->terms);
            g->has_best = true;
        }
    dd_schedule_free(schedule);
}

static void try_instants(grid *g, uint32_t ix)
{
    if (g->leaves > GRID_LEAVES_MAX) return;
    if (ix == g->problem->operation_count) {
        judge(g);
        return;
    }
    const dd_operation *operation = &g->problem->operations[ix];
    if (operation->is_locked) {
        g->placements[ix] = (dd_placement){operation->lock.mode, operation->lock.setup_begin_ms, operation->lock.start_ms, operation->lock.end_ms};
        try_instants(g, ix + 1);
        return;
    }
    for (uint32_t m = 0; m < operation->mode_count; m++)
        for (int64_t start_ms = 0; start_ms < g->end_ms; start_ms++) {
            int64_t end_ms = end_of(g, operation, &operation->modes[m], start_ms);
            bool is_late = end_ms >= 0;
            for (uint32_t l = 0; l < operation->link_count && is_late; l++)
                is_late = g->placements[operation->links[l].before].end_ms + operation->links[l].lag_ms <= start_ms;
            if (!is_late) continue;
            g->placements[ix] = (dd_placement){m, start_ms, start_ms, end_ms};
            try_instants(g, ix + 1);
        }
}

static bool search_is_best_of_grid(dd_rng *rng)
{
    line_case_options options = {1 + dd_rng_below(rng, 2), 1 + dd_rng_below(rng, 2), 1 + dd_rng_below(rng, 2), 1 + dd_rng_below(rng, 3), 0};
    options.features = dd_rng_below(rng, LINE_ALL + 1);
    dd_shop_problem *problem = line_case_draw(&options, rng);
    HOLDS(problem != NULL);
    if (problem->operation_count <= GRID_OPS) {
        dd_schedule *schedule;
        dd_shop_stats stats;
        HOLDS(solve(problem, 60000, &schedule, &stats));
        grid g = {.problem = problem, .end_ms = schedule->terms[DD_SHOP_TERM_MAKESPAN] + 4};
        if (g.end_ms > 30) g.end_ms = 30;
        try_instants(&g, 0);
        if (g.has_best && g.leaves <= GRID_LEAVES_MAX) {
            int order = dd_shop_objective_compare(&problem->objective, schedule->terms, g.best);
            if (order > 0)
                for (uint32_t l = 0; l < problem->objective.level_count; l++)
                    print_error("level %u: search %lld, best %lld\n", l, (long long)dd_shop_level_cost(&problem->objective, l, schedule->terms),
                                (long long)dd_shop_level_cost(&problem->objective, l, g.best));
            HOLDS(order <= 0);
        }
        dd_schedule_free(schedule);
    }
    dd_shop_problem_free(problem);
    return true;
}

/* What the problem is to one who does not know a feature. */
static void ignore(dd_shop_problem *problem, unsigned feature)
{
    for (uint32_t m = 0; m < problem->machine_count; m++) {
        if (feature == LINE_SETUPS) problem->machines[m].setup_matrix = DD_NONE;
        if (feature == LINE_CALENDARS) problem->machines[m].calendar = DD_NONE;
        if (feature == LINE_CLOSED) problem->machines[m].closed_count = 0;
        if (feature == LINE_CLOSED) problem->machines[m].available_ms = 0;
    }
    for (uint32_t p = 0; p < problem->pool_count; p++) {
        if (feature == LINE_CALENDARS) problem->pools[p].calendar = DD_NONE;
        if (feature == LINE_ABSENCES) problem->pools[p].absence_count = 0;
    }
    for (uint32_t j = 0; j < problem->job_count && feature == LINE_RELEASES; j++) problem->jobs[j].release_ms = 0;
    for (uint32_t i = 0; i < problem->operation_count; i++) {
        dd_operation *operation = &problem->operations[i];
        if (feature == LINE_RELEASES) operation->release_ms = 0;
        if (feature == LINE_LOCKS) operation->is_locked = false;
        if (feature == LINE_ASSEMBLY) operation->link_count = 0;
        for (uint32_t m = 0; m < operation->mode_count && feature == LINE_POOLS; m++) ((dd_mode *)operation->modes)[m].need_count = 0;
    }
}

/* For every feature: who ignores it makes schedules that are refused, who knows it never does. */
static void each_feature_counts(void **state)
{
    static const unsigned features[] = {LINE_SETUPS, LINE_CALENDARS, LINE_CLOSED, LINE_POOLS, LINE_ABSENCES, LINE_ASSEMBLY, LINE_RELEASES, LINE_LOCKS};
    (void)state;
    for (size_t f = 0; f < sizeof features / sizeof *features; f++) {
        int refused = 0;
        for (uint64_t seed = 0; seed < 12; seed++) {
            line_case_options options = {4, 3, 2, 6, features[f] | (features[f] == LINE_ABSENCES ? LINE_POOLS : 0)};
            dd_rng rng = dd_rng_seed(seed, f), again = rng;
            dd_shop_problem *problem = line_case_draw(&options, &rng), *simple = line_case_draw(&options, &again);
            dd_schedule *schedule = NULL, *ignorant = NULL;
            assert_true(problem != NULL && simple != NULL && solve(problem, 2000, &schedule, NULL));
            ignore(simple, features[f]);
            assert_true(solve(simple, 2000, &ignorant, NULL));
            refused += dd_schedule_check(problem, ignorant, NULL) != DD_STATUS_OK;
            dd_schedule_free(schedule);
            dd_schedule_free(ignorant);
            dd_shop_problem_free(problem);
            dd_shop_problem_free(simple);
        }
        if (refused == 0) print_error("nobody minds when feature %u is ignored\n", features[f]);
        assert_true(refused > 0);
    }
}

static void orders_of_eight(void **state)
{
    (void)state;
    property_check(search_is_best_of_orders, 400);
}

static void grid_of_three(void **state)
{
    (void)state;
    property_check(search_is_best_of_grid, 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_feature_counts),
        cmocka_unit_test(orders_of_eight),
        cmocka_unit_test(grid_of_three),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
