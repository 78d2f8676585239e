/* Run: a delivery scenario through the loop (loop.h): couriers, merchants and customers as the world, and a day as what is left. */
#ifndef DD_SIM_RUN_H
#define DD_SIM_RUN_H

#include "report/day.h"
#include "sim/loop.h"
#include "sim/world.h"

/* What a run leaves behind; done with dd_run_done. */
typedef struct dd_run {
    dd_engine *engine;
    dd_world *world;
    dd_day day;
    uint64_t seq;                /* records journaled, or that would have been */
} dd_run;

/* Runs a scenario to its end.  The scenario must outlive the run; its configuration says the policy.
 * Errors: the engine's and the journal's; CONFLICT when the journal is not empty. */
DD_MUST_USE dd_status dd_run_scenario(const dd_scenario *scenario, const dd_run_options *options, dd_run *ret, dd_error *err);
void dd_run_done(dd_run *run);   /* legal on {0} */

#endif
