/* The search for flexible shops behind dd_shop_solve (shop/flexible_solve.h).
 *
 * The search answers with modes and an order; the schedule is timed from them here, in ms, each operation as early as its links, its release and the
 * operation before it on its machine allow.
 */
#include "shop/flexible_solve.h"

#include <stdlib.h>

#include "base/array.h"
#include "shop/bound.h"
#include "shop/flexible.h"
#include "shop/flexible_bound.h"
#include "shop/flexible_first.h"

typedef struct solver {
    const dd_shop_problem *problem;
    const dd_shop_options *options;
    dd_dense *in;
    dd_arena arena;
    dd_flexible_plan start, found;
    dd_placement *placements;
    int64_t *free_ms;              /* by machine */
    int32_t bound;
} solver;

static bool solver_init(solver *s)
{
    s->placements = DD_ARENA_NEW(&s->arena, s->problem->operation_count, dd_placement);
    s->free_ms = DD_ARENA_NEW(&s->arena, s->problem->machine_count, int64_t);
    int32_t shared = dd_flexible_bound(s->in), single = dd_bound_makespan(s->in);
    s->bound = shared < 0 || single < 0 ? -1 : shared > single ? shared : single;
    return s->placements && s->free_ms && s->bound >= 0 && dd_flexible_plan_init(&s->start, s->in, &s->arena) &&
           dd_flexible_plan_init(&s->found, s->in, &s->arena);
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static void put_locked(solver *s)
{
    const dd_shop_problem *problem = s->problem;
    for (uint32_t m = 0; m < problem->machine_count; m++) s->free_ms[m] = later(problem->origin_ms, problem->machines[m].available_ms);
    for (uint32_t i = 0; i < problem->operation_count; i++) {
        const dd_operation *op = &problem->operations[i];
        if (!op->is_locked) continue;
        s->placements[i] = (dd_placement){op->lock.mode, op->lock.setup_begin_ms, op->lock.start_ms, op->lock.end_ms};
        uint32_t machine = op->modes[op->lock.mode].machine;
        s->free_ms[machine] = later(s->free_ms[machine], op->lock.end_ms);
    }
}

static void put(solver *s, uint32_t i, uint32_t mode)
{
    const dd_shop_problem *problem = s->problem;
    const dd_operation *op = &problem->operations[i];
    const dd_mode *chosen = &op->modes[mode];
    int64_t at = later(later(op->release_ms, problem->jobs[op->job].release_ms), s->free_ms[chosen->machine]);
    for (uint32_t k = 0; k < op->link_count; k++) at = later(at, s->placements[op->links[k].before].end_ms + op->links[k].lag_ms);
    s->placements[i] = (dd_placement){mode, at, at, at + chosen->duration_ms};
    s->free_ms[chosen->machine] = at + chosen->duration_ms;
}

static dd_status write_schedule(solver *s, dd_schedule **ret, dd_shop_stats *stats, dd_error *err)
{
    put_locked(s);
    for (int32_t i = 0; i < s->in->op_count; i++) {
        int32_t x = s->found.order[i];
        put(s, s->in->op_of[x], (uint32_t)s->found.mode[x]);
    }
    dd_status status = dd_schedule_create(s->problem, s->placements, ret, err);
    if (status != DD_STATUS_OK) return status;
    /* A rounded instance proves nothing. */
    stats->bound_ms = s->in->is_exact ? later((int64_t)s->bound * s->in->unit_ms, s->in->floor_ms) : s->in->floor_ms;
    stats->is_optimal = (*ret)->terms[DD_SHOP_TERM_MAKESPAN] <= stats->bound_ms;
    (*ret)->bound_ms = stats->bound_ms;
    return status;
}

/* Modes and order of the schedule to start from, its order mended where links ask for another. */
static bool take_start(solver *s)
{
    dd_flexible_first first;
    const dd_placement *placements = s->options->start->placements;
    if (!dd_flexible_first_init(&first, s->in, &s->arena)) return false;
    for (int32_t x = 0; x < s->in->op_count; x++) {
        uint32_t mode = placements[s->in->op_of[x]].mode, modes = (uint32_t)(s->in->mode_at[x + 1] - s->in->mode_at[x]);
        s->start.mode[x] = mode < modes ? (int32_t)mode : 0;
    }
    dd_flexible_first_follow(&first, placements, &s->start);
    return true;
}

/* The first schedule in its place, for stats. */
static void keep_first(const solver *s, const dd_flexible_result *result, const dd_schedule *schedule, dd_shop_stats *stats)
{
    for (int i = 0; i < DD_SHOP_TERM_END_; i++) stats->first_terms[i] = schedule->terms[i];
    stats->first_terms[DD_SHOP_TERM_MAKESPAN] = later((int64_t)result->first * s->in->unit_ms, s->in->floor_ms);
    stats->work = result->work;
    stats->iterations = result->iterations;
    stats->improvements = result->improvements;
    stats->lanes = result->lanes;
}

static void tell_progress(void *context, uint64_t work, int32_t makespan)
{
    const solver *s = context;
    dd_shop_progress progress = {.work = work, .bound_ms = s->bound * s->in->unit_ms};
    progress.terms[DD_SHOP_TERM_MAKESPAN] = later((int64_t)makespan * s->in->unit_ms, s->in->floor_ms);
    s->options->progress(s->options->progress_context, &progress);
}

static dd_status run(solver *s, dd_schedule **ret, dd_shop_stats *stats, dd_error *err)
{
    const dd_shop_options *options = s->options;
    bool has_start = options->start != NULL && options->start->operation_count == s->problem->operation_count;
    if (!solver_init(s) || (has_start && !take_start(s))) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    dd_flexible_options search = {.seed = options->seed, .work = options->work, .lanes = options->lanes, .bound = s->bound, .executor = options->executor,
                                  .halt = options->halt, .progress = options->progress ? tell_progress : NULL, .progress_context = s};
    if (has_start) search.start_mode = s->start.mode, search.start_order = s->start.order;
    dd_flexible_result result = {.mode = s->found.mode, .order = s->found.order};
    dd_status status = dd_flexible_search(s->in, &search, &result, err);
    if (status == DD_STATUS_OK) status = write_schedule(s, ret, stats, err);
    if (status == DD_STATUS_OK) keep_first(s, &result, *ret, stats);
    return status;
}

dd_status dd_flexible_solve(const dd_shop_problem *problem, const dd_shop_options *options, dd_schedule **ret, dd_shop_stats *stats, dd_error *err)
{
    solver s = {.problem = problem, .options = options};
    dd_status status = dd_dense_create(problem, &s.in, err);
    if (status != DD_STATUS_OK) return status;
    dd_arena_init(&s.arena);
    status = run(&s, ret, stats, err);
    dd_arena_done(&s.arena);
    dd_dense_free(s.in);
    return status;
}
