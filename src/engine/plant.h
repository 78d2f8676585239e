/* Plant: the store of factory lines: calendars, setup matrices, pools, machines, jobs and operations.
 *
 * Invariants (dd_plant_check):
 *   - an operation from its dispatch (or start) to its end is the `operation` of the machine of its mode, and that machine has no other;
 *   - waits_for counts the links to operations that are not finished; only an operation without any may run; input_ms is the latest end, with its lag, of
 *     those that are;
 *   - pool.held counts the units of what runs or is paused, and, of what is set up, those held in_setup;
 *   - job.open counts its operations that are neither finished nor cancelled; a cancelled job's are finished, cancelled or held by a machine;
 *   - a plan holds operations that are WAITING, or DISPATCHED or SETTING_UP and about to be recalled, each on a machine that it has a mode for.
 *
 * Lists of varying length are slices of shared arrays; one that grows moves to their end.
 */
#ifndef DD_ENGINE_PLANT_H
#define DD_ENGINE_PLANT_H

#include "base/names.h"
#include "diaodu/engine.h"

typedef struct dd_plant_slice {
    uint32_t first, count, room;
} dd_plant_slice;

typedef struct dd_plant_calendar {
    dd_plant_slice shifts;
    int64_t period_ms;
} dd_plant_calendar;

/* Setup times between the families of its own list: values[first + from * n + to], then, or not, n first ones. */
typedef struct dd_plant_matrix {
    dd_plant_slice families, values;
} dd_plant_matrix;

/* Maintenance of a machine, or an absence of a pool. */
typedef struct dd_plant_window {
    uint32_t id;                 /* interned */
    uint32_t units;              /* of a pool */
    int64_t begin_ms, end_ms;
} dd_plant_window;

typedef struct dd_plant_machine {
    uint32_t group, calendar, matrix, family, operation;
    bool is_down;
    int64_t available_ms, down_ms, repair_ms; /* repair_ms DD_FOREVER_MS: not known */
    dd_plant_slice windows;
} dd_plant_machine;

typedef struct dd_plant_pool {
    uint32_t calendar, units, held;
    bool is_tool;
    dd_plant_slice windows;
} dd_plant_pool;

typedef struct dd_plant_job {
    uint32_t first, count, open;
    bool is_cancelled;
    uint32_t weight, priority;
    int64_t released_ms, release_ms, due_ms, finished_ms;
    int64_t said_ms;             /* the end that was last said to be late; DD_FOREVER_MS: none */
} dd_plant_job;

typedef struct dd_plant_mode {
    uint32_t machine, first_need, need_count;
    int64_t duration_ms;
} dd_plant_mode;

typedef struct dd_plant_link {
    uint32_t before, after;
    uint32_t next;               /* the next link with the same `before`; DD_NONE */
    int64_t lag_ms;
} dd_plant_link;

typedef struct dd_plant_operation {
    dd_operation_state state;
    bool may_pause, is_unservable;
    uint32_t job, family;
    uint32_t first_mode, mode_count, first_link, link_count;
    uint32_t first_out;          /* the first link whose `before` it is; DD_NONE */
    uint32_t waits_for;
    uint32_t mode;               /* held by a machine, or finished: in this mode; else DD_NONE */
    int64_t release_ms, input_ms;
    int64_t setup_begin_ms, start_ms, end_ms; /* planned; hold where a plan or a machine holds it */
    int64_t dispatched_ms, setup_ms, started_ms, finished_ms;
    int64_t done_ms, since_ms;   /* working time done in the present phase (setup, processing) up to since_ms */
} dd_plant_operation;

typedef struct dd_plant {
    dd_names texts;              /* groups and ids */
    dd_names calendar_names, matrix_names, family_names, job_names;
    dd_plant_calendar *calendars;
    size_t calendar_count, calendar_capacity;
    dd_plant_matrix *matrices;
    size_t matrix_count, matrix_capacity;
    dd_plant_machine *machines;
    size_t machine_count, machine_capacity;
    dd_plant_pool *pools;
    size_t pool_count, pool_capacity;
    dd_plant_job *jobs;
    size_t job_count, job_capacity;
    dd_plant_operation *operations;
    size_t operation_count, operation_capacity;
    dd_plant_mode *modes;
    size_t mode_count, mode_capacity;
    dd_need *needs;
    size_t need_count, need_capacity;
    dd_plant_link *links;
    size_t link_count, link_capacity;
    dd_window *shifts;
    size_t shift_count, shift_capacity;
    dd_plant_window *windows;
    size_t window_count, window_capacity;
    uint32_t *families;          /* of matrices */
    size_t family_count, family_capacity;
    int64_t *values;             /* of matrices */
    size_t value_count, value_capacity;
    uint32_t *open;              /* jobs that are not done, sorted */
    size_t open_count, open_capacity;
    uint32_t triggers;           /* since the last new plan */
    int64_t planned_ms;          /* when that was made; -DD_FOREVER_MS: never */
} dd_plant;

void dd_plant_done(dd_plant *plant); /* legal on {0} */

/* Makes room for `count` items in the slice of an array of *used items that has room for them at its end; the items stay in place or move. */
#define DD_SLICE_GROW(slice, array, used, need_count)                                                                                      \
    do {                                                                                                                                   \
        if ((slice)->room < (need_count)) {                                                                                                \
            if ((slice)->count > 0) memmove((array) + (used), (array) + (slice)->first, (slice)->count * sizeof *(array));                 \
            (slice)->first = (uint32_t)(used);                                                                                             \
            (slice)->room = (need_count);                                                                                                  \
            (used) += (need_count);                                                                                                        \
        }                                                                                                                                  \
    } while (0)

/* The mode of the operation on a machine, counted from its first; DD_NONE. */
uint32_t dd_plant_find_mode(const dd_plant *plant, uint32_t operation, uint32_t machine);
/* The mode that holds, or is planned on `machine`. */
static inline const dd_plant_mode *dd_plant_mode_of(const dd_plant *plant, uint32_t operation, uint32_t mode)
{
    return &plant->modes[plant->operations[operation].first_mode + mode];
}
/* The announced window with that id in a slice; DD_NONE. */
uint32_t dd_plant_find_window(const dd_plant *plant, const dd_plant_slice *slice, const char *id);
/* Setup on a machine from one family to another, by its matrix; DD_NONE as `from`: set up for nothing. */
int64_t dd_plant_setup_ms(const dd_plant *plant, uint32_t machine, uint32_t from, uint32_t to);

/* From its dispatch or start to its end. */
static inline bool dd_operation_is_held(dd_operation_state state)
{
    return state >= DD_OPERATION_DISPATCHED && state <= DD_OPERATION_PAUSED;
}

static inline bool dd_operation_is_open(dd_operation_state state)
{
    return state < DD_OPERATION_FINISHED;
}

/* Counts a held operation's units into (by = 1) or out of (-1) its pools. */
void dd_plant_hold(dd_plant *plant, uint32_t operation, int by);
/* Links have changed, or all is new from a snapshot: waits_for and input_ms of an operation from its links. */
void dd_plant_count_inputs(dd_plant *plant, uint32_t operation);

/* Working time of a machine in a mode (its calendar and announced maintenance, the calendars of the mode's pools; a breakdown is the caller's) in
 * [from_ms, until_ms).  `in_setup`: only of the pools that are held then. */
int64_t dd_plant_worked(const dd_plant *plant, const dd_plant_mode *mode, bool in_setup, int64_t from_ms, int64_t until_ms);
/* When `work_ms` of it, begun at from_ms, is done: DD_FOREVER_MS when never. */
int64_t dd_plant_end(const dd_plant *plant, const dd_plant_mode *mode, bool in_setup, int64_t from_ms, int64_t work_ms);

/* Counts the working time of what the machine does up to an instant, before something about that changes. */
void dd_plant_settle(dd_plant *plant, uint32_t machine, int64_t at_ms);

#endif
