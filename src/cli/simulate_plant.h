/* Simulated factories: what `simulate --domain shop` runs: a month of a made-up plant, by the search or a dispatching rule, perhaps beside the others. */
#ifndef DD_CLI_SIMULATE_PLANT_H
#define DD_CLI_SIMULATE_PLANT_H

#include "cli/live.h"
#include "sim/plant_scenario.h"

typedef struct dd_simulate_plant {
    dd_factory_options factory;
    dd_shop_rule rule;            /* DD_SHOP_RULE_END_: the search */
    uint64_t work, threads;       /* work of a new plan, 0: the default */
    const char *journal, *report; /* paths, NULL: none */
    bool is_json, compares;
} dd_simulate_plant;

DD_MUST_USE dd_status dd_simulate_plant_run(const dd_simulate_plant *options, dd_error *err);

#endif
