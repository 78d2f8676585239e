/* Grubhub's days in the world's terms: an instance becomes a scenario, what happened becomes a solution. */
#ifndef DD_SIM_MDRP_DAY_H
#define DD_SIM_MDRP_DAY_H

#include "io/mdrp.h"
#include "sim/world.h"

/* The day's rules (Reyes et al. 2018): whole minutes; travel is the straight line at the given speed, rounded up; half of a service time
 * before and half after each handover (rounded up to minutes); offers are orders; ready times are known when an order is placed.
 * `foresight_ms` tells the engine of each order so long before it is placed: 0 in earnest, more to measure what the future is worth.
 * *ret is freed with dd_scenario_free and borrows nothing. */
DD_MUST_USE dd_status dd_mdrp_scenario(const dd_mdrp_instance *instance, uint64_t seed, int64_t foresight_ms, dd_scenario **ret, dd_error *err);

/* What happened, ready to be written; memory and names are borrowed from `memory` and `scenario`. */
DD_MUST_USE dd_status dd_mdrp_solution_of(const dd_scenario *scenario, const dd_trace *trace, dd_arena *memory, dd_mdrp_solution *ret, dd_error *err);

#endif
