/* The search for flexible shops behind dd_shop_solve (shop/flexible_solve.h). */
#include "shop/flexible_solve.h"

#include "shop/bound.h"
#include "shop/flexible.h"
#include "shop/flexible_bound.h"
#include "shop/flexible_tabu.h"

typedef struct solver {
    const dd_shop_problem *problem;
    const dd_shop_options *options;
    dd_dense *in;
    dd_arena arena;
    dd_flexible_plan start, found;
    int32_t bound;
    int64_t bound_ms;
} solver;

static bool solver_init(solver *s)
{
    int32_t shared = dd_flexible_bound(s->in), single = dd_bound_makespan(s->in);
    s->bound = shared > single ? shared : single;
    s->bound_ms = dd_dense_bound_ms(s->in, s->bound);
    return shared >= 0 && single >= 0 && dd_flexible_plan_init(&s->start, s->in, &s->arena) && dd_flexible_plan_init(&s->found, s->in, &s->arena);
}

/* Modes and order of the schedule to start from; false when out of memory. */
static bool take_start(solver *s)
{
    const dd_schedule *start = s->options->start;
    for (int32_t x = 0; x < s->in->op_count; x++) {
        uint32_t mode = start->placements[s->in->op_of[x]].mode, modes = (uint32_t)(s->in->mode_at[x + 1] - s->in->mode_at[x]);
        s->start.mode[x] = mode < modes ? (int32_t)mode : 0;
    }
    return dd_dense_order(s->in, start, s->start.order, NULL) == DD_STATUS_OK;
}

/* Of a makespan in units, locks aside. */
static int64_t makespan_ms(const solver *s, int32_t makespan)
{
    int64_t ms = (int64_t)makespan * s->in->unit_ms;
    return ms > s->in->floor_ms ? ms : s->in->floor_ms;
}

static void fill_stats(const solver *s, const dd_flexible_result *result, dd_schedule *schedule, dd_shop_stats *stats)
{
    schedule->bound_ms = stats->bound_ms = s->bound_ms;
    const dd_shop_objective *objective = s->options->objective ? s->options->objective : &s->problem->objective;
    stats->is_optimal = objective->level_count == 1 && schedule->terms[DD_SHOP_TERM_MAKESPAN] <= s->bound_ms;
    for (int i = 0; i < DD_SHOP_TERM_END_; i++) stats->first_terms[i] = schedule->terms[i];
    stats->first_terms[DD_SHOP_TERM_MAKESPAN] = makespan_ms(s, result->first);
    stats->work = result->work;
    stats->iterations = result->iterations;
    stats->improvements = result->improvements;
    stats->lanes = result->lanes;
}

static void tell_progress(void *context, uint64_t work, int32_t makespan)
{
    const solver *s = context;
    dd_shop_progress progress = {.work = work, .bound_ms = s->bound_ms};
    progress.terms[DD_SHOP_TERM_MAKESPAN] = makespan_ms(s, makespan);
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
    if (status == DD_STATUS_OK) status = dd_dense_schedule(s->in, s->problem, result.mode, result.order, ret, err);
    if (status == DD_STATUS_OK) fill_stats(s, &result, *ret, stats);
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
