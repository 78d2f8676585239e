/* General: lanes, barriers and first plans (general.h).
 *
 * The first plan is the best schedule of the dispatching rules (on large lines the schedule of one of them); with a schedule to start from, that one, its
 * operations in the order of their starts on their machines, moved to the right where it no longer fits, or overtaken where that is better, and held at
 * the instants of the running plan where deviation counts.
 *
 * Lanes search by themselves between barriers, which lie at amounts of work that do not depend on the budget; at each barrier that doubles the work,
 * lanes that lag go on from the best.  The halt is asked at barriers.
 */
#include "shop/general.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "shop/general_bound.h"
#include "shop/dispatch.h"
#include "shop/general_lane.h"

enum { CHUNK_LEAST = 20000, CHUNK_MOST = 2000000, ONE_RULE_FROM = 5000 };

typedef struct solver {
    dd_line *line;
    const dd_shop_options *options;
    dd_general_plan plan;      /* the first */
    dd_placement *placements;
    dd_general_lane *lanes;
    uint32_t lane_count;
    uint64_t target, synced;   /* work of each lane */
    int64_t bounds[DD_SHOP_TERM_END_];
    dd_error *err;
    dd_arena arena;
} solver;

static dd_status no_memory(const solver *s)
{
    return dd_error_set(s->err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}

/* First plans. */

static bool has_due_dates(const dd_shop_problem *problem)
{
    for (uint32_t j = 0; j < problem->job_count; j++)
        if (problem->jobs[j].due_ms < DD_FOREVER_MS) return true;
    return false;
}

/* On large lines one is tried, so that the budget is left to the search. */
static dd_status best_rule(solver *s, dd_shop_rule *ret)
{
    int64_t best[DD_SHOP_TERM_END_] = {0};
    *ret = has_due_dates(s->line->problem) ? DD_SHOP_RULE_ATCS : DD_SHOP_RULE_MWKR;
    if (s->line->operation_count > ONE_RULE_FROM) return DD_STATUS_OK;
    for (int rule = 0; rule < DD_SHOP_RULE_END_; rule++) {
        dd_schedule *schedule;
        dd_status status = dd_dispatch_fit(&s->line, (dd_shop_rule)rule, NULL, s->placements, NULL, s->err);
        if (status == DD_STATUS_OK) status = dd_schedule_create(s->line->problem, s->placements, &schedule, s->err);
        if (status != DD_STATUS_OK) return status;
        if (rule == 0 || dd_shop_objective_compare(s->line->objective, schedule->terms, best) < 0) {
            memcpy(best, schedule->terms, sizeof best);
            *ret = (dd_shop_rule)rule;
        }
        dd_schedule_free(schedule);
    }
    return DD_STATUS_OK;
}

static dd_status plan_by_rule(solver *s)
{
    dd_shop_rule rule = DD_SHOP_RULE_FIFO;
    dd_status status = best_rule(s, &rule);
    if (status == DD_STATUS_OK) status = dd_dispatch_fit(&s->line, rule, NULL, s->placements, s->plan.order, s->err);
    for (uint32_t i = 0; i < s->line->operation_count; i++) {
        s->plan.mode[i] = s->line->operations[i].mode_at + s->placements[i].mode;
        s->plan.floor_ms[i] = -DD_FOREVER_MS;
    }
    return status;
}

typedef struct timed {
    int64_t start_ms;
    uint32_t operation;
} timed;

static bool is_earlier(timed a, timed b)
{
    return a.start_ms != b.start_ms ? a.start_ms < b.start_ms : a.operation < b.operation;
}

static void heap_push(timed *heap, uint32_t *count, timed item)
{
    uint32_t at = (*count)++;
    for (; at > 0 && is_earlier(item, heap[(at - 1) / 2]); at = (at - 1) / 2) heap[at] = heap[(at - 1) / 2];
    heap[at] = item;
}

static timed heap_pop(timed *heap, uint32_t *count)
{
    timed top = heap[0], last = heap[--*count];
    uint32_t at = 0;
    for (;;) {
        uint32_t child = 2 * at + 1;
        if (child >= *count) break;
        if (child + 1 < *count && is_earlier(heap[child + 1], heap[child])) child++;
        if (!is_earlier(heap[child], last)) break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = last;
    return top;
}

/* The order of starts, as far as links allow. */
static bool order_by_start(solver *s, const dd_schedule *start)
{
    const dd_line *line = s->line;
    timed *heap = dd_array_new((size_t)line->free_count + 1, sizeof *heap);
    uint32_t *waits = dd_array_new((size_t)line->operation_count + 1, sizeof *waits), count = 0;
    if (heap == NULL || waits == NULL) {
        free(heap);
        free(waits);
        return false;
    }
    for (uint32_t k = 0; k < line->free_count; k++) {
        uint32_t i = line->topological[k];
        waits[i] = line->operations[i].before_count;
        if (waits[i] == 0) heap_push(heap, &count, (timed){start->placements[i].start_ms, i});
    }
    for (uint32_t k = 0; count > 0; k++) {
        uint32_t i = heap_pop(heap, &count).operation;
        s->plan.order[k] = i;
        for (uint32_t l = 0; l < line->operations[i].after_count; l++) {
            uint32_t next = line->after[line->operations[i].after_at + l].operation;
            if (--waits[next] == 0) heap_push(heap, &count, (timed){start->placements[next].start_ms, next});
        }
    }
    free(heap);
    free(waits);
    return true;
}

static bool counts_deviation(const dd_shop_objective *objective)
{
    for (uint32_t level = 0; level < objective->level_count; level++)
        if (objective->weight[level][DD_SHOP_TERM_MOVED] > 0 || objective->weight[level][DD_SHOP_TERM_SHIFT] > 0) return true;
    return false;
}

static dd_status plan_from_start(solver *s, const dd_schedule *start)
{
    const dd_line *line = s->line;
    if (start->operation_count != line->operation_count)
        return dd_error_set(s->err, DD_STATUS_INVALID_INPUT, "/start", "the schedule to start from has not the problem's operations");
    bool holds = counts_deviation(line->objective);
    if (!order_by_start(s, start)) return no_memory(s);
    for (uint32_t i = 0; i < line->operation_count; i++) {
        const dd_line_operation *op = &line->operations[i];
        uint32_t mode = start->placements[i].mode, m = 0;
        if (mode >= op->mode_count || !line->modes[op->mode_at + mode].can_run) {
            while (m + 1 < op->mode_count && !line->modes[op->mode_at + m].can_run) m++;
            mode = m;
        }
        s->plan.mode[i] = op->mode_at + mode;
        s->plan.floor_ms[i] = holds && op->planned_mode != DD_NONE ? op->planned_start_ms : -DD_FOREVER_MS;
    }
    return DD_STATUS_OK;
}

/* The running plan followed as far as it goes: what is late is overtaken by what waits.  It replaces the first plan, which keeps all orders, where it is
 * better. */
static dd_status follow_start(solver *s, const dd_schedule *start)
{
    uint32_t count = s->line->operation_count;
    int64_t *starts = DD_ARENA_NEW(&s->arena, count, int64_t);
    uint32_t *order = DD_ARENA_NEW(&s->arena, s->line->free_count, uint32_t);
    if (starts == NULL || order == NULL) return no_memory(s);
    for (uint32_t i = 0; i < count; i++) starts[i] = start->placements[i].start_ms;
    dd_dispatch_plan follow = {s->plan.mode, starts, s->plan.floor_ms};
    dd_status status = dd_dispatch_fit(&s->line, DD_SHOP_RULE_FIFO, &follow, s->placements, order, s->err);
    if (status != DD_STATUS_OK) return status;
    dd_schedule *schedule;
    status = dd_schedule_create(s->line->problem, s->placements, &schedule, s->err);
    if (status != DD_STATUS_OK) return status;
    dd_general_state state;
    bool is_good = dd_general_init(&state, s->line), is_better = false;
    if (is_good) is_better = !dd_general_load(&state, &s->plan, NULL) || dd_shop_objective_compare(s->line->objective, schedule->terms, state.terms) < 0;
    dd_general_done(&state);
    dd_schedule_free(schedule);
    if (is_better) memcpy(s->plan.order, order, s->line->free_count * sizeof *order);
    return is_good ? DD_STATUS_OK : no_memory(s);
}

/* Lanes. */

static void run_lane(void *context, uint32_t lane)
{
    solver *s = context;
    dd_general_lane_run(&s->lanes[lane], s->target);
}

static void run_all(solver *s, void (*job)(void *arg, uint32_t lane))
{
    dd_executor inline_executor = dd_executor_inline();
    const dd_executor *executor = s->options->executor ? s->options->executor : &inline_executor;
    executor->run(executor->context, s->lane_count, job, s);
}

static dd_general_lane *best_lane(solver *s)
{
    dd_general_lane *best = &s->lanes[0];
    for (uint32_t i = 1; i < s->lane_count; i++)
        if (dd_shop_objective_compare(s->line->objective, s->lanes[i].best_terms, best->best_terms) < 0) best = &s->lanes[i];
    return best;
}

static void free_lanes(solver *s)
{
    for (uint32_t i = 0; s->lanes != NULL && i < s->lane_count; i++) dd_general_lane_done(&s->lanes[i]);
    free(s->lanes);
    s->lanes = NULL;
}

/* All lanes begin at the first plan; a horizon that is too short for it is moved. */
static dd_status start_lanes(solver *s)
{
    for (;;) {
        uint32_t stuck = DD_NONE;
        s->lanes = dd_array_new(s->lane_count, sizeof *s->lanes);
        if (s->lanes == NULL) return no_memory(s);
        for (uint32_t i = 0; i < s->lane_count; i++)
            if (!dd_general_lane_init(&s->lanes[i], s->line, s->options->seed, i)) return no_memory(s);
        if (dd_general_load(&s->lanes[0].state, &s->plan, &stuck)) break;
        free_lanes(s);
        dd_status status = dd_line_extend(&s->line, stuck, s->err);
        if (status != DD_STATUS_OK) return status;
    }
    for (uint32_t i = 0; i < s->lane_count; i++) {
        s->lanes[i].state.work = 0;
        dd_general_lane_start(&s->lanes[i], &s->plan);
        s->lanes[i].state.work = 0;
    }
    return DD_STATUS_OK;
}

static bool has_failed(const solver *s)
{
    for (uint32_t i = 0; i < s->lane_count; i++)
        if (s->lanes[i].has_failed || s->lanes[i].state.is_out_of_memory) return true;
    return false;
}

/* Whenever the work has doubled. */
static void sync_lanes(solver *s)
{
    if (s->lane_count == 1 || s->target < 2 * s->synced) return;
    s->synced = s->target;
    dd_general_lane *best = best_lane(s);
    dd_general_lane_settle(best);
    for (uint32_t i = 0; i < s->lane_count; i++)
        if (&s->lanes[i] != best) dd_general_lane_adopt(&s->lanes[i], best);
}

static void report(solver *s)
{
    if (s->options->progress == NULL) return;
    dd_shop_progress progress = {.work = s->target * s->lane_count, .bound_ms = s->bounds[DD_SHOP_TERM_MAKESPAN]};
    memcpy(progress.terms, best_lane(s)->best_terms, sizeof progress.terms);
    s->options->progress(s->options->progress_context, &progress);
}

static void run_search(solver *s)
{
    const dd_shop_options *o = s->options;
    uint64_t budget = o->work > 0 ? (o->work + s->lane_count - 1) / s->lane_count : UINT64_MAX;
    s->synced = CHUNK_LEAST;
    while (s->target < budget && !has_failed(s) && s->line->free_count > 0) {
        if (dd_general_bound_is_met(s->line, s->bounds, best_lane(s)->best_terms)) return;
        if (o->halt != NULL && o->halt->should_stop(o->halt->context)) return;
        uint64_t chunk = s->target / 64 < CHUNK_LEAST ? CHUNK_LEAST : s->target / 64 > CHUNK_MOST ? CHUNK_MOST : s->target / 64;
        bool is_whole = budget - s->target >= chunk;
        s->target = is_whole ? s->target + chunk : budget;
        run_all(s, run_lane);
        if (is_whole) sync_lanes(s);
        report(s);
    }
}

static void fill_stats(solver *s, dd_shop_stats *stats, const int64_t *first_terms)
{
    *stats = (dd_shop_stats){.work = s->target * s->lane_count, .lanes = s->lane_count, .bound_ms = s->bounds[DD_SHOP_TERM_MAKESPAN]};
    memcpy(stats->first_terms, first_terms, sizeof stats->first_terms);
    stats->is_optimal = dd_general_bound_is_met(s->line, s->bounds, best_lane(s)->best_terms);
    for (uint32_t i = 0; i < s->lane_count; i++) {
        stats->iterations += s->lanes[i].iterations;
        stats->improvements += s->lanes[i].improvements;
    }
}

static dd_status write_best(solver *s, dd_schedule **ret)
{
    dd_general_lane *best = best_lane(s);
    dd_general_lane_settle(best);
    (void)dd_general_load(&best->state, &best->best, NULL);
    dd_general_write(&best->state, s->placements);
    dd_status status = dd_schedule_create(s->line->problem, s->placements, ret, s->err);
    if (status == DD_STATUS_OK) (*ret)->bound_ms = s->bounds[DD_SHOP_TERM_MAKESPAN];
    return status;
}

static dd_status solve(solver *s, dd_schedule **ret, dd_shop_stats *stats)
{
    s->placements = DD_ARENA_NEW(&s->arena, s->line->operation_count, dd_placement);
    if (s->placements == NULL || !dd_general_plan_init(&s->plan, s->line, &s->arena)) return no_memory(s);
    dd_status status = s->options->start != NULL ? plan_from_start(s, s->options->start) : plan_by_rule(s);
    if (status == DD_STATUS_OK && s->options->start != NULL) status = follow_start(s, s->options->start);
    if (status == DD_STATUS_OK) status = start_lanes(s);
    if (status != DD_STATUS_OK) return status;
    if (!dd_general_bound_eval(s->line, s->bounds)) return no_memory(s);
    int64_t first_terms[DD_SHOP_TERM_END_];
    memcpy(first_terms, s->lanes[0].best_terms, sizeof first_terms);
    run_search(s);
    if (has_failed(s)) return no_memory(s);
    status = write_best(s, ret);
    if (status == DD_STATUS_OK) fill_stats(s, stats, first_terms);
    return status;
}

dd_status dd_general_solve(const dd_shop_problem *problem, const dd_shop_options *options, dd_schedule **ret, dd_shop_stats *stats, dd_error *err)
{
    solver s = {.options = options, .lane_count = options->lanes > 0 ? options->lanes : 1, .err = err};
    dd_status status = dd_line_create(problem, options->objective != NULL ? options->objective : &problem->objective, &s.line, err);
    if (status != DD_STATUS_OK) return status;
    dd_arena_init(&s.arena);
    status = solve(&s, ret, stats);
    free_lanes(&s);
    dd_arena_done(&s.arena);
    dd_line_free(s.line);
    return status;
}
