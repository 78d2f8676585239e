/* Shop problem: a factory line as its planner states it: jobs of operations over machines; the mutable description that readers fill and the
 * solver compiles.
 *
 * Plain data, as a routing problem is (problem.h): arrays of structs that borrow nothing; all they point to lives in the problem's own memory
 * until dd_shop_problem_free.
 *
 * Vocabulary (docs/GLOSSARY.md).  A *job* is what somebody ordered; it is done when all of its *operations* are.  An operation runs once, on one
 * machine, in one of its *modes* (a machine, a duration there, and what else it holds).  A job shop has one mode an operation, a flexible job shop
 * several.  A *link* says that one operation waits for another; links may cross jobs (assembly).  A *pool* is a second resource that comes in
 * units: operators of one skill, tools of one kind.  A *family* is what a machine is set up for; a *setup* changes it.
 *
 * Timing, which solver, checker and live engine share:
 *   - A machine does one thing at a time.  An operation occupies its machine from setup_begin_ms to end_ms; [start_ms, end_ms) is its processing.
 *   - A machine *works* while its calendar is open, from available_ms and origin_ms on, and not in a closed window (maintenance, breakdown).  A pool
 *     works while its calendar is open.
 *   - Processing takes `duration_ms` of *working time*: of time in which the machine and every pool that the mode holds work.  It starts in working
 *     time.  With may_pause it stands still in between, and end_ms is the instant at which the duration is done; without, all of
 *     [start_ms, end_ms) is working time.
 *   - The setup between the families of the operation before it on the machine and its own takes its time of the machine's working time (and of the pools
 *     held in_setup), directly before start_ms: setup_begin_ms is the latest instant with so much working time before start_ms; without a setup
 *     it is start_ms.  A setup may always pause, and may be done before the job has arrived.
 *   - A pool's units are held from start_ms (in_setup: setup_begin_ms) to end_ms, pauses included.  At no instant are more held than it has, less
 *     those that are absent then; an absence counts like something that holds them.  Where locked operations and absences alone hold more (who runs
 *     when its operator leaves goes on), nothing else may hold any.
 *   - An operation starts not before its own and its job's release, and lag_ms after the end of each operation that it is linked to.
 *   - A *locked* operation has the mode and instants of its lock, whatever the rules on working time, setups and releases say (it runs, or ran, or is
 *     promised); it occupies machine and pools like any other, and the family that it leaves counts.  What it waits for is locked as well, and has
 *     ended in time.
 *   - The order on a machine is that of the instants at which machines are taken (setup_begin_ms), then of the ends, then of the operations' indices.
 *
 * Units: int64 milliseconds on one time line with any origin; benchmarks without units count one unit as one ms.  Half-open windows: [begin, end).
 */
#ifndef DIAODU_SHOP_PROBLEM_H
#define DIAODU_SHOP_PROBLEM_H

#include "diaodu/problem.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    DD_SHOP_JOBS_MAX = 1000000,
    DD_SHOP_OPERATIONS_MAX = 1000000,
    DD_SHOP_MACHINES_MAX = 65536,
    DD_SHOP_POOLS_MAX = 4096,
    DD_SHOP_CALENDARS_MAX = 4096,
    DD_SHOP_FAMILIES_MAX = 4096,
    DD_SHOP_MODES_MAX = 4096,       /* of one operation */
    DD_SHOP_LINKS_MAX = 4096,       /* into one operation */
    DD_SHOP_NEEDS_MAX = 8,          /* pools that one mode holds */
    DD_SHOP_WINDOWS_MAX = 1 << 20,  /* shifts, closed windows or absences of one resource, repetitions counted */
    DD_SHOP_LEVELS_MAX = 4,
    DD_SHOP_WEIGHT_MAX = 1000000
};
#define DD_SHOP_INSTANT_MAX_MS (INT64_C(1) << 47) /* of any instant and duration */

/* When a resource works. */
typedef struct dd_calendar {
    const char *name;
    const dd_window *shifts;       /* sorted, disjoint, not empty; at least one */
    uint32_t shift_count;
    int64_t period_ms;             /* > 0: the shifts, within [0, period_ms), repeat for ever, before 0 as well; 0: they are all there are */
} dd_calendar;

typedef struct dd_machine {
    const char *name;
    const char *group;             /* line or work centre, for people and what-if; NULL for none */
    uint32_t calendar;             /* DD_NONE: always open */
    const dd_window *closed;       /* maintenance, breakdowns; sorted, disjoint */
    uint32_t closed_count;
    uint32_t setup_matrix;         /* DD_NONE: no setups */
    uint32_t initial_family;       /* what it is set up for before its first operation; DD_NONE: nothing */
    int64_t available_ms;
} dd_machine;

/* Setup times between families.  ms[from * family_count + to]; an operation without a family neither needs a setup nor changes what a machine
 * is set up for. */
typedef struct dd_setup_matrix {
    const char *name;
    const int64_t *ms;             /* family_count squared */
    const int64_t *first_ms;       /* by family, on a machine that is set up for nothing; NULL: 0 */
} dd_setup_matrix;

typedef struct dd_absence {
    int64_t begin_ms, end_ms;
    uint32_t units;
} dd_absence;

typedef struct dd_pool_resource {
    const char *name;
    bool is_tool;                  /* for people: a tool, else operators */
    uint32_t calendar;             /* DD_NONE: always open */
    uint32_t units;
    const dd_absence *absences;    /* sorted by begin_ms; may overlap */
    uint32_t absence_count;
} dd_pool_resource;

typedef struct dd_need {
    uint32_t pool;
    uint32_t units;
    bool in_setup;                 /* held during the setup as well */
} dd_need;

typedef struct dd_mode {
    uint32_t machine;
    int64_t duration_ms;           /* of working time; 0 is legal */
    const dd_need *needs;          /* distinct pools */
    uint32_t need_count;
} dd_mode;

typedef struct dd_link {
    uint32_t before;               /* the operation that must have ended */
    int64_t lag_ms;                /* at least so much earlier: transport, cooling; >= 0, of the clock, not of working time */
} dd_link;

/* What is fixed of an operation: it runs, is done, or is promised. */
typedef struct dd_lock {
    uint32_t mode;
    int64_t setup_begin_ms, start_ms, end_ms;
} dd_lock;

/* Start from { DD_OPERATION_DEFAULT, ... }. */
typedef struct dd_operation {
    const char *name;              /* the user's id; NULL for none */
    uint32_t job;
    uint32_t family;               /* DD_NONE for none */
    bool may_pause;                /* over closed times */
    bool is_locked;
    dd_lock lock;
    const dd_mode *modes;          /* distinct machines */
    uint32_t mode_count;
    const dd_link *links;          /* distinct, no cycles */
    uint32_t link_count;
    int64_t release_ms;
    uint32_t planned_mode;         /* the running plan, from which deviation is counted; DD_NONE: none */
    int64_t planned_start_ms;
} dd_operation;

/* Start from { DD_JOB_DEFAULT, ... }. */
typedef struct dd_job {
    const char *name;
    int64_t release_ms;
    int64_t due_ms;                /* DD_FOREVER_MS: none */
    uint32_t weight;               /* of its tardiness, 0..DD_SHOP_WEIGHT_MAX */
    uint32_t priority;             /* the user's number, for output and rules; high is urgent */
} dd_job;

/* What is minimised, in ms or counts. */
typedef enum dd_shop_term {
    DD_SHOP_TERM_MAKESPAN,         /* the last end of an operation, from origin_ms */
    DD_SHOP_TERM_TARDINESS,        /* weighted: sum over jobs of weight * max(0, end - due) */
    DD_SHOP_TERM_SETUP,            /* total setup time, in working ms */
    DD_SHOP_TERM_MOVED,            /* operations on another machine than planned, or starting at another instant */
    DD_SHOP_TERM_SHIFT,            /* sum of |start - planned start| of operations with a plan */
    DD_SHOP_TERM_FLOW,             /* sum over jobs of end - release */
    DD_SHOP_TERM_END_
} dd_shop_term;

/* An ordered list of weighted sums: a lower level counts only where all above are equal. */
typedef struct dd_shop_objective {
    uint32_t level_count;          /* 1..DD_SHOP_LEVELS_MAX */
    int64_t weight[DD_SHOP_LEVELS_MAX][DD_SHOP_TERM_END_]; /* 0..DD_SHOP_WEIGHT_MAX; at least one a level */
} dd_shop_objective;

typedef struct dd_shop_problem {
    dd_job *jobs;
    uint32_t job_count;
    dd_operation *operations;      /* of one job in a row, jobs in order */
    uint32_t operation_count;
    dd_machine *machines;
    uint32_t machine_count;
    dd_pool_resource *pools;
    uint32_t pool_count;
    dd_calendar *calendars;
    uint32_t calendar_count;
    dd_setup_matrix *setups;
    uint32_t setup_count;
    const char **families;         /* names */
    uint32_t family_count;
    int64_t origin_ms;             /* nothing but what is locked starts before: "now", or the begin of the plan */
    dd_shop_objective objective;   /* what the problem's file asks for; makespan by default */
    bool is_flexible;              /* for output: the file was one of a flexible shop */
    bool has_iso_times;            /* for output: times are ISO 8601 */
    double ticks_per_unit;         /* for output: ms in one unit of the user; 1 for benchmarks */
    struct dd_shop_problem_memory *memory;
} dd_shop_problem;

/* An empty problem.  *ret is freed with dd_shop_problem_free. */
DD_API DD_MUST_USE dd_status dd_shop_problem_create(dd_shop_problem **ret, dd_error *err);
DD_API void dd_shop_problem_free(dd_shop_problem *problem);

/* Zeroed memory owned by the problem; NULL when out of memory or on overflow. */
DD_API void *dd_shop_problem_alloc(dd_shop_problem *problem, size_t count, size_t size);
/* A copy of `length` bytes of text, NUL-terminated, owned by the problem; NULL when out of memory. */
DD_API const char *dd_shop_problem_text(dd_shop_problem *problem, const char *text, size_t length);

/* Each appends a copy of the struct (its texts and arrays must be the problem's own memory, or static) and gives its index (may be NULL).
 * DD_STATUS_NO_MEMORY, or DD_STATUS_TOO_LARGE beyond the limits above.  An operation belongs to the last job, or opens with a later one. */
DD_API DD_MUST_USE dd_status dd_shop_problem_add_job(dd_shop_problem *problem, const dd_job *job, uint32_t *ret_ix, dd_error *err);
DD_API DD_MUST_USE dd_status dd_shop_problem_add_operation(dd_shop_problem *problem, const dd_operation *operation, uint32_t *ret_ix, dd_error *err);
DD_API DD_MUST_USE dd_status dd_shop_problem_add_machine(dd_shop_problem *problem, const dd_machine *machine, uint32_t *ret_ix, dd_error *err);
DD_API DD_MUST_USE dd_status dd_shop_problem_add_pool(dd_shop_problem *problem, const dd_pool_resource *pool, uint32_t *ret_ix, dd_error *err);
DD_API DD_MUST_USE dd_status dd_shop_problem_add_calendar(dd_shop_problem *problem, const dd_calendar *calendar, uint32_t *ret_ix, dd_error *err);
DD_API DD_MUST_USE dd_status dd_shop_problem_add_setup(dd_shop_problem *problem, const dd_setup_matrix *setup, uint32_t *ret_ix, dd_error *err);
DD_API DD_MUST_USE dd_status dd_shop_problem_add_family(dd_shop_problem *problem, const char *name, uint32_t *ret_ix, dd_error *err);

/* Whether the problem keeps to everything said above; the solver and the readers call it.  Errors: DD_STATUS_INVALID_INPUT with a pointer into
 * the problem ("/operations/3/modes/0/machine", "/calendars/1/shifts/2"); a cycle of links names an operation on it ("/operations/3/links"); locks of
 * one machine that overlap, or that hold more of a pool than it has ("/operations/3/lock"); a locked operation that waits for one that is not, or is
 * there too early ("/operations/3/links/0"); DD_STATUS_TOO_LARGE; DD_STATUS_NO_MEMORY.  Cost: linear, and a sort of the locks. */
DD_API DD_MUST_USE dd_status dd_shop_problem_check(const dd_shop_problem *problem, dd_error *err);

#define DD_OPERATION_DEFAULT .family = DD_NONE, .planned_mode = DD_NONE
#define DD_JOB_DEFAULT .due_ms = DD_FOREVER_MS, .weight = 1
#define DD_MACHINE_DEFAULT .calendar = DD_NONE, .setup_matrix = DD_NONE, .initial_family = DD_NONE

#ifdef __cplusplus
}
#endif
#endif
