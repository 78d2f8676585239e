/* Shop: schedules factory lines.
 *
 * Pure: no clock, file, environment or global.  Same problem, seed, lanes and work give the same schedule, byte for byte, on any number of
 * threads.  A halt (deadline) ends the search at a work checkpoint; `stats->work` then repeats the run exactly as a budget.
 *
 * Two searches behind one function.  Where makespan theory holds (makespan alone or first, no setups, calendars, closed windows or pools) the
 * classical one: tabu search on the disjunctive graph with path relinking.  Elsewhere every move is timed exactly.
 */
#ifndef DIAODU_SHOP_H
#define DIAODU_SHOP_H

#include "diaodu/executor.h"
#include "diaodu/schedule.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Dispatching rules: which of the waiting operations a machine takes when it is free.  Ties by job, then by operation.  Baselines, and first plans.
 * All build non-delay schedules: no machine stands idle while an operation that it may do waits. */
typedef enum dd_shop_rule {
    DD_SHOP_RULE_FIFO,             /* first to arrive at the machine */
    DD_SHOP_RULE_EDD,              /* earliest due date (Jackson 1955) */
    DD_SHOP_RULE_SPT,              /* shortest processing time */
    DD_SHOP_RULE_MWKR,             /* most work remaining in its job */
    DD_SHOP_RULE_SLACK,            /* least slack per remaining operation */
    DD_SHOP_RULE_ATC,              /* apparent tardiness cost (Vepsalainen and Morton 1987) */
    DD_SHOP_RULE_ATCS,             /* the same with setups (Lee, Bhaskaran and Pinedo 1997) */
    DD_SHOP_RULE_END_
} dd_shop_rule;

DD_API const char *dd_shop_rule_text(dd_shop_rule rule); /* "fifo" */
DD_API dd_shop_rule dd_shop_rule_find(const char *name); /* DD_SHOP_RULE_END_ for none */

/* Schedules by a dispatching rule.  *ret is freed with dd_schedule_free and passes dd_schedule_check.  Errors as dd_shop_solve. */
DD_API DD_MUST_USE dd_status dd_shop_dispatch(const dd_shop_problem *problem, dd_shop_rule rule, dd_schedule **ret, dd_error *err);

typedef struct dd_shop_progress {
    uint64_t work;
    int64_t terms[DD_SHOP_TERM_END_];
    int64_t bound_ms;
} dd_shop_progress;

typedef struct dd_shop_options {
    const dd_shop_objective *objective; /* NULL: the problem's */
    uint64_t seed;
    uint64_t work;                 /* budget in work units after the first schedule, all lanes together; 0: only `halt` ends the search */
    uint32_t lanes;                /* logical search lanes, 0 (chosen from the size) to 64; shapes the result, unlike threads */
    const dd_schedule *start;      /* a schedule to start from, which need not keep to the problem any more: its modes and orders count; NULL */
    const dd_executor *executor;   /* NULL: inline */
    const dd_halt *halt;           /* NULL: none */
    void (*progress)(void *context, const dd_shop_progress *progress); /* called between barriers, from the calling thread; NULL: none */
    void *progress_context;
} dd_shop_options;

#define DD_SHOP_OPTIONS_DEFAULT .seed = 1, .work = 2000000

typedef struct dd_shop_stats {
    uint64_t work;
    uint64_t iterations, improvements;
    int64_t first_terms[DD_SHOP_TERM_END_]; /* of the first complete schedule */
    int64_t bound_ms;              /* on the makespan, from origin_ms as the term is */
    bool is_optimal;               /* proven: no schedule is better by the objective */
    uint32_t lanes;
} dd_shop_stats;

/* Schedules.  *ret is freed with dd_schedule_free and passes dd_schedule_check.  `stats` may be NULL.
 * Errors: those of dd_shop_problem_check; DD_STATUS_INFEASIBLE with the operation that can never run ("/operations/7": its calendar is never open long
 * enough, its pool has too few units); DD_STATUS_TOO_LARGE, DD_STATUS_NO_MEMORY. */
DD_API DD_MUST_USE dd_status dd_shop_solve(const dd_shop_problem *problem, const dd_shop_options *options, dd_schedule **ret, dd_shop_stats *stats,
                                           dd_error *err);

/* What an operation waited for before it could begin (or, of the last step, begins for): one step of the chain that made a job end when it does. */
typedef enum dd_delay_kind {
    DD_DELAY_NONE,                 /* nothing: it begins at the begin of the plan, or could have begun sooner */
    DD_DELAY_RELEASE,              /* its own or its job's release */
    DD_DELAY_LINK,                 /* `other`, which it is linked to, and perhaps the lag after it */
    DD_DELAY_MACHINE,              /* its machine, which does `other` */
    DD_DELAY_SETUP,                /* the setup after `other`, or on an idle machine */
    DD_DELAY_CLOSED,               /* its machine's calendar */
    DD_DELAY_DOWN,                 /* its machine's closed window: maintenance or a breakdown */
    DD_DELAY_POOL,                 /* units of pool `resource` that `other` holds */
    DD_DELAY_ABSENT,               /* pool `resource`: its calendar is closed, or units are absent */
    DD_DELAY_LOCKED,               /* it runs, ran, or is promised: where the chain ends */
    DD_DELAY_KIND_END_
} dd_delay_kind;

typedef struct dd_delay {
    dd_delay_kind kind;
    uint32_t operation;            /* that waits */
    uint32_t other;                /* operation that is in the way; DD_NONE */
    uint32_t resource;             /* machine, or pool; DD_NONE */
    int64_t from_ms, until_ms;     /* the wait that this explains, within the plan */
} dd_delay;

/* Why an operation begins when it does: the chain of what it waited for, from itself back to where that began, at most `most` steps; how many there are.
 * Of a late job's last operation this is its critical path, with the resources in it.  The schedule keeps to the problem.  O(operations) a step. */
DD_API uint32_t dd_shop_delays(const dd_shop_problem *problem, const dd_schedule *schedule, uint32_t operation, dd_delay *ret, uint32_t most);
/* "machine"; NULL for an unknown kind. */
DD_API const char *dd_delay_text(dd_delay_kind kind);

#ifdef __cplusplus
}
#endif
#endif
