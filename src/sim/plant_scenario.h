/* Plant scenario: a made-up factory and a month of its orders, from a seed, with all that will really happen: hidden from whoever plans.
 *
 * Machines stand in groups (saws, mills, lathes, a furnace, ...), each group with its shifts, people, tools and changeovers; any machine of a group can do
 * its work, at its own speed.  Products have a route over the groups and a family that machines are set up for; some are put together from two
 * branches.  Orders come in the daytime, more or less at the rate that the factory can do; their due dates follow from the work in them.
 *
 * The truth: real durations spread around the nominal ones (lognormal, with a bias of each machine); machines fail and are repaired; people stay away;
 * orders are cancelled, their due dates move, and some are rush orders.  All of it is drawn before the run and depends on nothing that a planner
 * does, so that every policy meets the same month (common random numbers).
 */
#ifndef DD_SIM_PLANT_SCENARIO_H
#define DD_SIM_PLANT_SCENARIO_H

#include "base/arena.h"
#include "diaodu/engine.h"

enum { DD_FACTORY_MACHINES_MAX = 2000, DD_FACTORY_DAYS_MAX = 120, DD_FACTORY_JOBS_MAX = 200000 };

/* Start from { DD_FACTORY_OPTIONS_DEFAULT, ... }. */
typedef struct dd_factory_options {
    uint32_t machines;           /* 4..DD_FACTORY_MACHINES_MAX */
    uint32_t groups;             /* 1..8, at most one for two machines */
    uint32_t products, families; /* 1.. 1000, 1..64 */
    uint32_t jobs;               /* over the days; 0: as many as load the fullest group to `load_permille` */
    uint32_t load_permille;      /* 100..2000 */
    uint32_t days;               /* in which orders come, 1..DD_FACTORY_DAYS_MAX */
    bool is_calm;                /* durations as planned, nothing fails, nobody stays away, no order changes */
    uint64_t seed;
} dd_factory_options;

#define DD_FACTORY_OPTIONS_DEFAULT .machines = 24, .groups = 6, .products = 30, .families = 8, .load_permille = 850, .days = 28, .seed = 1

typedef struct dd_plant_order {
    const char *name;
    int64_t at_ms;                                        /* when it comes; orders are sorted by it */
    int64_t ready_ms;                                     /* nothing of it may begin before */
    int64_t due_ms, cancel_ms, change_ms, changed_due_ms; /* 0: never; called off before ready_ms */
    uint32_t weight, priority;                            /* priority > 0: a rush order */
    uint32_t first, count;                                /* operations */
} dd_plant_order;

/* A failure, or an absence of `units`; it lasts to end_ms, and is expected to last `expected_ms`. */
typedef struct dd_plant_mishap {
    uint32_t of, units; /* machine, or pool */
    int64_t begin_ms, end_ms, expected_ms;
    const char *id;
} dd_plant_mishap;

typedef struct dd_plant_scenario {
    dd_engine_config config;
    dd_shop_problem *line; /* calendars, machines, pools, setup matrices, families; no jobs */
    dd_plant_order *orders;
    uint32_t order_count;
    dd_job_operation *operations; /* with nominal durations */
    uint32_t operation_count;
    int64_t **real_ms;        /* by operation and mode: working time that it really takes */
    uint32_t *setup_permille; /* by operation: real setup by nominal */
    dd_plant_mishap *failures;
    uint32_t failure_count;
    dd_plant_mishap *absences;
    uint32_t absence_count;
    int64_t begin_ms, end_ms; /* of the days in which orders come */
    dd_arena memory;
} dd_plant_scenario;

/* *ret is freed with dd_plant_scenario_free.  Errors: INVALID_INPUT ("/machines", ...), NO_MEMORY. */
DD_MUST_USE dd_status dd_plant_scenario_generate(const dd_factory_options *options, dd_plant_scenario **ret, dd_error *err);
/* Forgets what comes after the instant: orders, their changes, failures, absences. */
void dd_plant_scenario_cut(dd_plant_scenario *scenario, int64_t cut_ms);
void dd_plant_scenario_free(dd_plant_scenario *scenario); /* legal on NULL */

#endif
