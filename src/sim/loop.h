/* Loop: one loop for replay and simulate, in every domain: the world plays up to an instant, the engine decides, the world reacts.
 *
 * Per cycle: what happened since the last one is validated, made durable in one commit, then applied; the decisions of the cycle are made
 * durable, then applied, then told to the world.  A batch is cut where an event can only be validated after those in front of it.
 * Without a journal the same without the commits.
 *
 * Cycles come every cycle_ms, or, where the world says when something happens next (next_ms), at each such instant and when the engine asks
 * for one (dd_decisions.again_ms); several at one instant, until nothing more happens then.
 *
 * The budget of a cycle is work units, or processor time for the whole day: then each cycle gets a share of what is left, as work
 * units at the rate seen so far; the cycle journals its units, so that they repeat it.
 *
 * Same world, seed and work: same decisions, byte for byte, at any thread count.
 */
#ifndef DD_SIM_LOOP_H
#define DD_SIM_LOOP_H

#include "diaodu/engine.h"
#include "diaodu/journal.h"

/* Clocks of the shell, microseconds. */
typedef struct dd_clock {
    int64_t (*cpu_us)(void);     /* processor time of all threads of this process */
    int64_t (*wall_us)(void);    /* monotonic */
} dd_clock;

typedef struct dd_run_progress {
    int64_t at_ms, begin_ms, end_ms;
    uint32_t orders, open_orders; /* or cases */
} dd_run_progress;

typedef struct dd_run_options {
    uint64_t work;               /* units a cycle; 0: the configuration's */
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

/* A world as the loop sees it. */
typedef struct dd_loop_world {
    void *world;
    const dd_engine_config *config;
    int64_t begin_ms, end_ms;    /* the first cycle, and when nothing new begins any more */
    dd_status (*play)(void *world, int64_t until_ms, dd_error *err); /* everything up to and including until_ms */
    const dd_event *(*events)(const void *world, uint32_t *ret_count); /* since the last clear, borrowed */
    void (*clear)(void *world);
    dd_status (*tell)(void *world, const dd_event *decision, dd_error *err); /* a decision that the engine has applied */
    bool (*is_over)(const void *world, int64_t at_ms);
    int64_t grain_ms;            /* of the instants at which the engine asks for a cycle: rounded up to it; 0: as they are */
    int64_t (*next_ms)(const void *world); /* when something happens next, DD_FOREVER_MS; NULL: cycles every cycle_ms */
    /* Each event just before the engine applies it, and what the last cycle took, microseconds. */
    dd_status (*see)(void *world, const dd_engine *engine, const dd_event *event, dd_error *err);
    void (*see_cost)(void *world, int64_t cpu_us, int64_t wall_us);
} dd_loop_world;

/* Runs to the end.  `engine` is new; *ret_seq: records journaled, or that would have been.  Errors: the engine's and the journal's; CONFLICT when
 * the journal is not empty. */
DD_MUST_USE dd_status dd_loop_run(const dd_loop_world *world, const dd_run_options *options, dd_engine *engine, uint64_t *ret_seq, dd_error *err);

#endif
