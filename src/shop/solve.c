/* Solve: the front door of the shop domain (include/diaodu/shop.h). */
#include "diaodu/shop.h"
#include "shop/classic.h"
#include "shop/dense.h"
#include "shop/flexible_solve.h"
#include "shop/general.h"
#include "shop/windowed.h"

enum { LANES_MAX = 64, FLEXIBLE_OPERATIONS_MAX = 20000 };

static bool has_choice(const dd_shop_problem *problem)
{
    for (uint32_t i = 0; i < problem->operation_count; i++)
        if (problem->operations[i].mode_count > 1 && !problem->operations[i].is_locked) return true;
    return false;
}

dd_status dd_shop_solve(const dd_shop_problem *problem, const dd_shop_options *options, dd_schedule **ret, dd_shop_stats *stats, dd_error *err)
{
    if (options->work == 0 && options->halt == NULL)
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/work", "neither a budget of work nor a halt");
    if (options->lanes > LANES_MAX) return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/lanes", "more than %d", LANES_MAX);
    dd_status status = dd_shop_problem_check(problem, err);
    if (status != DD_STATUS_OK) return status;
    dd_shop_stats unused;
    if (stats == NULL) stats = &unused;
    const dd_shop_objective *objective = options->objective ? options->objective : &problem->objective;
    if (dd_dense_can(problem, objective)) {
        bool is_large = problem->operation_count >= DD_WINDOWED_FROM;
        if (!has_choice(problem) && is_large) return dd_windowed_solve(problem, options, ret, stats, err);
        if (!has_choice(problem)) return dd_classic_solve(problem, options, ret, stats, err);
        if (problem->operation_count <= FLEXIBLE_OPERATIONS_MAX) return dd_flexible_solve(problem, options, ret, stats, err);
    }
    return dd_general_solve(problem, options, ret, stats, err);
}
