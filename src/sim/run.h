/* Run: one loop for replay and simulate: the world plays up to an instant, the engine decides, the world reacts.
 *
 * Per cycle: what happened since the last one is validated, made durable in one commit, then applied; the decisions of the cycle are made
 * durable, then applied, then told to the world.  A batch is cut where an event can only be validated after those in front of it.
 * Without a journal the same without the commits.
 *
 * The budget of a cycle is work units, or processor time for the whole day: then each cycle gets a share of what is left, as work
 * units at the rate seen so far; the cycle journals its units, so that they repeat it.
 *
 * Same scenario, seed and work: same decisions, byte for byte, at any thread count.
 */
#ifndef DD_SIM_RUN_H
#define DD_SIM_RUN_H

#include "diaodu/journal.h"
#include "report/day.h"
#include "sim/world.h"

/* Clocks of the shell, microseconds. */
typedef struct dd_clock {
    int64_t (*cpu_us)(void);     /* processor time of all threads of this process */
    int64_t (*wall_us)(void);    /* monotonic */
} dd_clock;

typedef struct dd_run_progress {
    int64_t at_ms, begin_ms, end_ms;
    uint32_t orders, open_orders;
} dd_run_progress;

typedef struct dd_run_options {
    uint64_t work;               /* units a cycle; 0: the scenario's configuration */
    int64_t cpu_us;              /* processor time of the whole process for the whole day; 0: none.  Needs a clock */
    const dd_clock *clock;       /* NULL: nothing is timed */
    const dd_executor *executor; /* NULL: inline */
    dd_journal *journal;         /* empty; NULL: none */
    uint64_t snapshot_every;     /* records between snapshots; 0: none */
    int64_t until_ms;            /* no cycle after it; 0: to the end */
    bool has_no_legs;            /* the day comes without the couriers' legs */
    void (*progress)(void *context, const dd_run_progress *progress); /* after each cycle; NULL: none */
    void (*observe)(void *context, const dd_event *event); /* each event and decision, applied or about to be; NULL: none */
    void *context;
} dd_run_options;

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
