/* General: first schedules (general.h). */
#include "shop/general.h"

#include <stdlib.h>

#include "base/array.h"
#include "shop/dispatch.h"

static dd_status dispatch_all(dd_line **line, const dd_shop_objective *objective, dd_schedule **best, dd_error *err)
{
    const dd_shop_problem *problem = (*line)->problem;
    dd_placement *placements = dd_array_new((size_t)problem->operation_count + 1, sizeof *placements);
    dd_status status = placements == NULL ? dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory") : DD_STATUS_OK;
    for (int rule = 0; rule < DD_SHOP_RULE_END_ && status == DD_STATUS_OK; rule++) {
        dd_schedule *schedule;
        status = dd_dispatch_fit(line, (dd_shop_rule)rule, placements, NULL, err);
        if (status == DD_STATUS_OK) status = dd_schedule_create(problem, placements, &schedule, err);
        if (status != DD_STATUS_OK) break;
        if (*best == NULL || dd_shop_objective_compare(objective, schedule->terms, (*best)->terms) < 0) {
            dd_schedule *worse = *best;
            *best = schedule;
            schedule = worse;
        }
        dd_schedule_free(schedule);
    }
    free(placements);
    return status;
}

dd_status dd_general_solve(const dd_shop_problem *problem, const dd_shop_options *options, dd_schedule **ret, dd_shop_stats *stats, dd_error *err)
{
    const dd_shop_objective *objective = options->objective != NULL ? options->objective : &problem->objective;
    dd_line *line;
    dd_schedule *best = NULL;
    dd_status status = dd_line_create(problem, objective, &line, err);
    if (status != DD_STATUS_OK) return status;
    status = dispatch_all(&line, objective, &best, err);
    dd_line_free(line);
    if (status != DD_STATUS_OK) {
        dd_schedule_free(best);
        return status;
    }
    *stats = (dd_shop_stats){.lanes = options->lanes > 0 ? options->lanes : 1};
    for (int term = 0; term < DD_SHOP_TERM_END_; term++) stats->first_terms[term] = best->terms[term];
    *ret = best;
    return DD_STATUS_OK;
}
