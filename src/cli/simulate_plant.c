#include "cli/simulate_plant.h"

#include <string.h>

#include "cli/shop_page.h"

enum { POLICIES = DD_SHOP_RULE_END_ + 1 };

/* The policy asked for, then the others. */
static uint32_t list_policies(const dd_simulate_plant *o, dd_shop_rule ret[POLICIES])
{
    uint32_t count = 0;
    ret[count++] = o->rule;
    if (!o->compares) return count;
    if (o->rule != DD_SHOP_RULE_END_) ret[count++] = DD_SHOP_RULE_END_;
    for (int rule = 0; rule < DD_SHOP_RULE_END_; rule++)
        if (rule != (int)o->rule) ret[count++] = (dd_shop_rule)rule;
    return count;
}

static dd_status run_one(const dd_simulate_plant *o, dd_shop_rule rule, bool is_first, const char *title, dd_plant_run *run,
                         dd_plant_result *result, dd_error *err)
{
    dd_plant_scenario *scenario = NULL;
    dd_status status = dd_plant_scenario_generate(&o->factory, &scenario, err);
    if (status != DD_STATUS_OK) return status;
    scenario->config.plant.rule = rule;
    if (o->work > 0) scenario->config.work_per_cycle = o->work;
    const dd_live_options live = {
        .threads = o->threads,
        .journal = is_first ? o->journal : NULL,
        .snapshot_every = 50000,
        .title = title,
    };
    status = dd_live_plant(scenario, &live, run, &result->costs, err);
    dd_plant_scenario_free(scenario);
    if (status != DD_STATUS_OK) return status;
    status = dd_plant_result_of(&run->log, result, err);
    result->label = dd_shop_page_rule(rule);
    result->policy = rule == DD_SHOP_RULE_END_ ? "search" : dd_shop_rule_text(rule);
    result->most_cpu_us = run->most_cpu_us;
    if (status != DD_STATUS_OK) dd_plant_run_done(run);
    return status;
}

dd_status dd_simulate_plant_run(const dd_simulate_plant *options, dd_error *err)
{
    char title[96];
    dd_shop_rule policies[POLICIES];
    dd_plant_result results[POLICIES] = {{0}};
    dd_plant_run first = {0};
    uint32_t count = list_policies(options, policies);
    snprintf(title, sizeof title, "Simulated plant, %u machines, %u days, seed %llu", (unsigned)options->factory.machines,
             (unsigned)options->factory.days, (unsigned long long)options->factory.seed);
    dd_status status = run_one(options, policies[0], true, title, &first, &results[0], err);
    if (status != DD_STATUS_OK) return status;
    for (uint32_t i = 1; i < count && status == DD_STATUS_OK; i++) {
        dd_plant_run other = {0};
        status = run_one(options, policies[i], false, title, &other, &results[i], err);
        if (status == DD_STATUS_OK) dd_plant_run_done(&other);
    }
    if (status == DD_STATUS_OK && options->report != NULL)
        status = dd_live_report_plant(options->report, title, &first.log, results, count, err);
    if (status == DD_STATUS_OK && options->is_json) status = dd_plant_view_json(stdout, results, count, err);
    else if (status == DD_STATUS_OK) dd_plant_view_print(stdout, title, results, count);
    dd_plant_run_done(&first);
    return status;
}
