/* Plant run: a month of a made-up factory through the loop (loop.h): the shop floor as the world, and a log as what is left. */
#ifndef DD_SIM_PLANT_RUN_H
#define DD_SIM_PLANT_RUN_H

#include "sim/loop.h"
#include "sim/plant_recorder.h"
#include "sim/plant_scenario.h"

/* What a run leaves behind; done with dd_plant_run_done. */
typedef struct dd_plant_run {
    dd_engine *engine;
    dd_plant_log log; /* closed */
    uint64_t seq;     /* records journaled, or that would have been */
    uint64_t cycles;
    int64_t most_cpu_us; /* of one decision, taking in what happened included; 0 without a clock */
} dd_plant_run;

/* Runs a scenario until every order is done, with the scenario's configuration.  Errors: the engine's and the journal's. */
DD_MUST_USE dd_status dd_plant_run_month(const dd_plant_scenario *scenario, const dd_run_options *options, dd_plant_run *ret,
                                         dd_error *err);
void dd_plant_run_done(dd_plant_run *run); /* legal on {0} */

#endif
