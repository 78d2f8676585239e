/* Line: the instance of the search that times everything exactly: a factory line compiled into dense arrays.
 *
 * Working time is unrolled to a horizon.  dd_line_create chooses one at which every operation alone can run, or says which operation never can; whoever
 * finds it too short for all together asks for a longer one (dd_line_extend).  Links to locked operations are folded into releases, pools that can
 * never be short are dropped.
 *
 * Immutable after create; any number of threads may read it.  Borrows the problem.
 */
#ifndef DD_SHOP_LINE_H
#define DD_SHOP_LINE_H

#include "diaodu/schedule.h"
#include "shop/worktime.h"

typedef struct dd_line_need {
    uint32_t pool, units;
    bool in_setup;
} dd_line_need;

typedef struct dd_line_mode {
    int64_t duration_ms;
    uint32_t operation, machine;
    uint32_t work, setup_work; /* worktimes of processing and of the setup */
    uint32_t need_at, need_count;
    bool can_run;
} dd_line_mode;

typedef struct dd_line_link {
    uint32_t operation;
    int64_t lag_ms;
} dd_line_link;

typedef struct dd_line_operation {
    int64_t release_ms;        /* of operation and job, and of what it waits for and is locked; never before the origin */
    int64_t planned_start_ms;
    int64_t tail_ms;           /* at least so much time between its end and its job's */
    uint32_t job, family;
    uint32_t mode_at, mode_count; /* as in the problem */
    uint32_t before_at, before_count, after_at, after_count; /* links between operations that are not locked */
    uint32_t planned_mode;
    bool may_pause, is_locked;
} dd_line_operation;

typedef struct dd_line_machine {
    const dd_setup_matrix *setup; /* NULL: none */
    uint32_t first_family;     /* what it is set up for at first, after the locks that began before the origin */
    uint32_t lock_at, lock_count; /* the locks that begin later, in time, in `locks` */
    int64_t free_ms;           /* not before: origin, available, end of such locks */
} dd_line_machine;

/* What is held of a pool whatever is planned: absences and locks, as steps. */
typedef struct dd_line_step {
    int64_t from_ms, held;
} dd_line_step;

typedef struct dd_line_pool {
    int64_t units;
    uint32_t hold_at, hold_room; /* its part of dd_holds */
    uint32_t step_at, step_count;
} dd_line_pool;

typedef struct dd_line {
    const dd_shop_problem *problem;
    const dd_shop_objective *objective;
    uint32_t operation_count, machine_count, job_count, pool_count, family_count;
    uint32_t free_count;       /* operations that are not locked */
    const dd_line_operation *operations;
    const dd_line_mode *modes;
    const dd_line_need *needs;
    const dd_line_link *before, *after;
    const dd_line_machine *machines;
    const uint32_t *locks;     /* operations */
    const dd_line_pool *pools;
    const dd_line_step *steps;
    const dd_worktime *worktimes;
    const uint32_t *topological; /* operations that are not locked, by their links; ties by number */
    uint32_t hold_count;       /* of all pools */
    int64_t horizon_ms;
    dd_arena arena;
} dd_line;

/* Compiles a checked problem.  *ret is freed with dd_line_free.  DD_STATUS_INFEASIBLE with the operation that can never run, DD_STATUS_TOO_LARGE,
 * DD_STATUS_NO_MEMORY. */
DD_MUST_USE dd_status dd_line_create(const dd_shop_problem *problem, const dd_shop_objective *objective, dd_line **ret, dd_error *err);
void dd_line_free(dd_line *line);
/* Replaces *line by one with twice the horizon.  `operation` did not find room until the horizon: DD_STATUS_INFEASIBLE naming it when none will come
 * later.  On failure *line is as before. */
DD_MUST_USE dd_status dd_line_extend(dd_line **line, uint32_t operation, dd_error *err);

/* Setup time on a machine from one family (DD_NONE: none) to another. */
static inline int64_t dd_line_setup(const dd_line *line, uint32_t machine, uint32_t from, uint32_t to)
{
    const dd_setup_matrix *setup = line->machines[machine].setup;
    if (setup == NULL || to == DD_NONE) return 0;
    if (from == DD_NONE) return setup->first_ms == NULL ? 0 : setup->first_ms[to];
    return setup->ms[(size_t)from * line->family_count + to];
}

static inline const dd_lock *dd_line_lock(const dd_line *line, uint32_t operation)
{
    return &line->problem->operations[operation].lock;
}

#endif
