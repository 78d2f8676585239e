/* General state: one solution of the general search: modes and a list of operations, timed exactly, changed by moves that can be taken back.
 *
 * The list says in which order operations are placed (timing.h); an operation stands behind all that it waits for.  A trial is any number of
 * dd_general_shift, _assign and _floor, then dd_general_eval, which times again only what can have changed, in the order of the list: an operation whose
 * machine's tail, links or pools changed.  It ends early when all is as before.  Then dd_general_keep or dd_general_undo.
 *
 * What all operations hold of the pools is kept in time; a placing looks only at the holds of those before it in the list.  A hold that changes makes dirty
 * whom it can touch: later ones in the list that overlap it, or that wait for the pool and could begin in what it gave back.
 */
#ifndef DD_SHOP_GENERAL_STATE_H
#define DD_SHOP_GENERAL_STATE_H

#include "shop/timing.h"

enum { DD_GENERAL_GIVE_UP_FROM = 20 };

typedef enum dd_cause { DD_CAUSE_NONE, DD_CAUSE_LINK, DD_CAUSE_MACHINE, DD_CAUSE_POOL } dd_cause;

/* Of an operation, and, behind the operations, of each machine as the head of its row. */
typedef struct dd_slot {
    int64_t begin_ms, start_ms, end_ms, setup_ms;
    int64_t wanted_ms;         /* its begin, if pools had no end */
    int64_t floor_ms;          /* it starts not before: a will of the search, not a rule */
    uint32_t mode;             /* of the line */
    uint32_t machine_before, machine_after; /* slots; DD_NONE behind the last */
    uint32_t family, next_lock;
    uint32_t cause;            /* why it does not start earlier: an operation, or DD_NONE */
    dd_cause cause_kind;
} dd_slot;

typedef struct dd_general_state {
    const dd_line *line;
    dd_slot *slots;
    uint32_t *order;           /* free_count operations */
    int32_t *pos;              /* by slot; -1 for heads of rows */
    int64_t *job_end;
    uint32_t *job_first;       /* job_count + 1, operations of a job in a row */
    int64_t terms[DD_SHOP_TERM_END_];
    uint64_t work;             /* operations timed, and a little for each trial */
    uint64_t eval_limit;       /* an evaluation that times more operations than this fails */
    double give_up_above;      /* an evaluation whose first level seems to lose more than this fails, once DD_GENERAL_GIVE_UP_FROM operations are timed */
    bool counts_deviation;
    bool is_out_of_memory;     /* a trial could not be made; it is taken back like any other, but the search had better end */
    struct dd_trial *trial;
    dd_arena arena;
} dd_general_state;

/* False when out of memory.  The state is usable after dd_general_load. */
bool dd_general_init(dd_general_state *s, const dd_line *line);
void dd_general_done(dd_general_state *s);

/* What a solution is: all else follows. */
typedef struct dd_general_plan {
    uint32_t *order;
    uint32_t *mode;            /* by operation, of the line */
    int64_t *floor_ms;
} dd_general_plan;

bool dd_general_plan_init(dd_general_plan *plan, const dd_line *line, dd_arena *arena);
void dd_general_save(const dd_general_state *s, dd_general_plan *plan);
void dd_general_copy(const dd_line *line, const dd_general_plan *from, dd_general_plan *to);
/* The plan before the trial, which was evaluated. */
void dd_general_save_before(const dd_general_state *s, dd_general_plan *plan);
/* The terms before the trial. */
const int64_t *dd_general_terms_before(const dd_general_state *s);
/* Times all of a plan.  False, with the operation in *stuck (may be NULL), when it does not fit before the horizon. */
bool dd_general_load(dd_general_state *s, const dd_general_plan *plan, uint32_t *stuck);
void dd_general_write(const dd_general_state *s, dd_placement *placements);

/* Between which places of the list an operation can stand as long as all others stay. */
void dd_general_range(const dd_general_state *s, uint32_t operation, uint32_t *least, uint32_t *most);
/* Moves an operation to another place within its range. */
void dd_general_shift(dd_general_state *s, uint32_t operation, uint32_t to);
void dd_general_assign(dd_general_state *s, uint32_t operation, uint32_t mode);
void dd_general_floor(dd_general_state *s, uint32_t operation, int64_t floor_ms);
/* Times the trial.  False when it does not fit before the horizon, passes eval_limit, or is given up; then only dd_general_undo is legal. */
bool dd_general_eval(dd_general_state *s);
void dd_general_keep(dd_general_state *s);
void dd_general_undo(dd_general_state *s);

#endif
