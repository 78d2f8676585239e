#include "cli/shop_page.h"

#include <stdlib.h>
#include <string.h>

#include "cli/shell.h"
#include "report/shop_report.h"

const char *dd_shop_page_rule(dd_shop_rule rule)
{
    static const char *const names[DD_SHOP_RULE_END_] = {
        [DD_SHOP_RULE_FIFO] = "FIFO",
        [DD_SHOP_RULE_EDD] = "earliest due date (EDD)",
        [DD_SHOP_RULE_SPT] = "shortest operation (SPT)",
        [DD_SHOP_RULE_MWKR] = "most work remaining (MWKR)",
        [DD_SHOP_RULE_SLACK] = "least slack",
        [DD_SHOP_RULE_ATC] = "ATC",
        [DD_SHOP_RULE_ATCS] = "ATCS",
    };
    return (unsigned)rule < DD_SHOP_RULE_END_ ? names[rule] : "Search";
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

static dd_status count_rival(const dd_shop_problem *problem, dd_shop_rule rule, const dd_schedule *schedule, dd_shop_rival *rival,
                             dd_error *err)
{
    rival->label = dd_shop_page_rule(rule);
    int64_t end_ms = problem->origin_ms + schedule->terms[DD_SHOP_TERM_MAKESPAN];
    return dd_shop_figures_count(problem, schedule->placements, NULL, end_ms, 0, &rival->figures, NULL, err);
}

/* FIFO, and the best of the others where there is a better one; not the rule that made the schedule. */
static dd_status add_rivals(const dd_shop_page *page, dd_shop_rival rivals[2], uint32_t *count, dd_error *err)
{
    const dd_shop_problem *problem = page->problem;
    dd_schedule *best = NULL, *one = NULL;
    dd_shop_rule best_rule = DD_SHOP_RULE_END_, own = page->rule == NULL ? DD_SHOP_RULE_END_ : dd_shop_rule_find(page->rule);
    dd_status status = DD_STATUS_OK;
    for (int rule = 0; rule < DD_SHOP_RULE_END_ && status == DD_STATUS_OK; rule++) {
        if (rule == (int)own) continue;
        status = dd_shop_dispatch(problem, (dd_shop_rule)rule, &one, err);
        if (status != DD_STATUS_OK) break;
        if (rule == DD_SHOP_RULE_FIFO) status = count_rival(problem, DD_SHOP_RULE_FIFO, one, &rivals[(*count)++], err);
        if (best == NULL || dd_shop_objective_compare(&problem->objective, one->terms, best->terms) < 0) {
            dd_schedule_free(best);
            best = one;
            best_rule = (dd_shop_rule)rule;
        } else {
            dd_schedule_free(one);
        }
        one = NULL;
    }
    if (status == DD_STATUS_OK && best != NULL && best_rule != DD_SHOP_RULE_FIFO)
        status = count_rival(problem, best_rule, best, &rivals[(*count)++], err);
    dd_schedule_free(best);
    return status;
}

dd_status dd_shop_page_write(const dd_shop_page *page, dd_error *err)
{
    dd_shop_rival rivals[2] = {{0}, {0}};
    dd_shop_view view = {
        .title = last_part(page->title),
        .label = page->rule == NULL ? "Search" : dd_shop_page_rule(dd_shop_rule_find(page->rule)),
        .problem = page->problem,
        .placements = page->schedule->placements,
        .bound_ms = page->stats->bound_ms > 0 ? page->stats->bound_ms : page->schedule->bound_ms,
        .is_optimal = page->stats->is_optimal,
        .rivals = rivals,
    };
    char *html = NULL;
    size_t size = 0;
    dd_status status = add_rivals(page, rivals, &view.rival_count, err);
    if (status == DD_STATUS_OK) status = dd_shop_report_write(&view, &html, &size, err);
    if (status == DD_STATUS_OK) status = dd_shell_write(page->path, html, size, err);
    free(html);
    return status;
}
