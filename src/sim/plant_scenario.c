/* Plant scenario (plant_scenario.h): options, memory, and the order in which a factory is made. */
#include "sim/plant_scenario.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "sim/plant_builder.h"

#define MONDAY_MS INT64_C(1793577600000) /* 2026-11-02T00:00:00Z */
enum { NAME_MAX_ = 24, BEGINS_AT_H = 6 };

double dd_factory_normal(dd_plant_builder *b)
{
    double u = 1 - dd_rng_unit(&b->rng), v = dd_rng_unit(&b->rng);
    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

const char *dd_factory_name(dd_plant_builder *b, const char *prefix, uint32_t ix)
{
    char *name = dd_arena_alloc(&b->scenario->memory, NAME_MAX_, 1);
    if (name != NULL) snprintf(name, NAME_MAX_, "%s%02u", prefix, (unsigned)ix + 1);
    return name;
}

static dd_status check_options(const dd_factory_options *o, dd_error *err)
{
    const struct {
        const char *pointer;
        uint32_t value, least, most;
    } ranges[] = {
        {"/machines", o->machines, 4, DD_FACTORY_MACHINES_MAX},
        {"/groups", o->groups, 1, DD_FACTORY_GROUPS_MAX},
        {"/products", o->products, 1, 1000},
        {"/families", o->families, 1, 64},
        {"/jobs", o->jobs, 0, DD_FACTORY_JOBS_MAX},
        {"/load", o->load_permille, 100, 2000},
        {"/days", o->days, 1, DD_FACTORY_DAYS_MAX},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (ranges[i].value < ranges[i].least || ranges[i].value > ranges[i].most)
            return dd_error_set(err, DD_STATUS_INVALID_INPUT, ranges[i].pointer, "%u to %u", (unsigned)ranges[i].least,
                                (unsigned)ranges[i].most);
    if (o->groups * 2 > o->machines) return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/groups", "two machines for each group at least");
    return DD_STATUS_OK;
}

void dd_plant_scenario_cut(dd_plant_scenario *scenario, int64_t cut_ms)
{
    while (scenario->order_count > 0 && scenario->orders[scenario->order_count - 1].at_ms > cut_ms) {
        scenario->order_count--;
        scenario->operation_count = scenario->orders[scenario->order_count].first;
    }
    for (uint32_t i = 0; i < scenario->order_count; i++) {
        dd_plant_order *order = &scenario->orders[i];
        if (order->cancel_ms > cut_ms) order->cancel_ms = 0;
        if (order->change_ms > cut_ms) order->change_ms = 0;
    }
    while (scenario->failure_count > 0 && scenario->failures[scenario->failure_count - 1].begin_ms > cut_ms) scenario->failure_count--;
    while (scenario->absence_count > 0 && scenario->absences[scenario->absence_count - 1].begin_ms > cut_ms) scenario->absence_count--;
}

void dd_plant_scenario_free(dd_plant_scenario *scenario)
{
    if (scenario == NULL) return;
    dd_shop_problem_free(scenario->line);
    dd_arena_done(&scenario->memory);
    free(scenario);
}

dd_status dd_plant_scenario_generate(const dd_factory_options *options, dd_plant_scenario **ret, dd_error *err)
{
    dd_plant_builder b = {.options = options, .err = err, .rng = dd_rng_seed(options->seed, 83)};
    dd_status status = check_options(options, err);
    if (status != DD_STATUS_OK) return status;
    dd_plant_scenario *scenario = b.scenario = dd_array_new(1, sizeof *scenario);
    if (scenario == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    dd_arena_init(&scenario->memory);
    scenario->config = dd_engine_config_shop();
    scenario->config.seed = options->seed;
    scenario->begin_ms = MONDAY_MS + BEGINS_AT_H * DD_FACTORY_HOUR;
    scenario->end_ms = scenario->begin_ms + options->days * DD_FACTORY_DAY;
    status = dd_shop_problem_create(&scenario->line, err);
    bool is_good = status == DD_STATUS_OK && dd_factory_build_products(&b) && dd_factory_build_line(&b) && dd_factory_build_orders(&b) &&
                   dd_factory_build_mishaps(&b);
    if (is_good) {
        *ret = scenario;
        return DD_STATUS_OK;
    }
    dd_plant_scenario_free(scenario);
    return status != DD_STATUS_OK ? status : dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}
