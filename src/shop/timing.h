/* Timing: when an operation runs, given what its machine did last and what holds its pools: the rules of shop_problem.h, exactly.
 *
 * Operations are placed one after the other in the order of a list.  Each goes behind what is on its machine already, or behind the next lock, where it
 * does not fit before it, at the first instant at which its pools have the units that those before it in the list leave.  So a list says all of a
 * schedule, and every schedule whose operations cannot be moved to the left is the one of the list of its starts (but for operations that hold one pool
 * from their setup on and another not).
 */
#ifndef DD_SHOP_TIMING_H
#define DD_SHOP_TIMING_H

#include "shop/line.h"

/* What a machine's row of operations ends with. */
typedef struct dd_tail {
    int64_t begin_ms, end_ms;  /* of the last operation; before any: its end is when the machine is free */
    uint32_t operation;        /* DD_NONE: none */
    uint32_t family;           /* that it is set up for */
    uint32_t next_lock;        /* the first lock that lies later, counted from the machine's first */
} dd_tail;

/* Units of a pool that an operation holds.  A pool's holds are sorted by begin, then operation. */
typedef struct dd_hold {
    int64_t begin_ms, end_ms;
    int64_t wanted_ms;         /* when it would have begun, had the pools been free; its begin when they were */
    uint32_t operation, units;
} dd_hold;

/* What is held of all pools: hold_count and pool_count of the line. */
typedef struct dd_holds {
    dd_hold *items;
    uint32_t *counts;          /* by pool */
    int64_t *longest_ms;       /* by pool: no hold lasts longer */
    int64_t *longest_wait_ms;  /* by pool: none waits longer for its pools */
    const int32_t *pos;        /* by operation: only holds of operations with a smaller pos than `limit` count; NULL: all */
    int32_t limit;
} dd_holds;

typedef struct dd_place {
    int64_t begin_ms, start_ms, end_ms, setup_ms;
    int64_t wanted_ms;         /* begin_ms as it would be if pools had no end */
    uint32_t family, next_lock; /* of the machine's tail afterwards */
    uint32_t cause;            /* the operation that it waited for: of its machine or a pool; DD_NONE: neither */
    bool is_pool;              /* the cause holds a pool */
} dd_place;

dd_tail dd_tail_first(const dd_line *line, uint32_t machine);
/* The tail after an operation that was placed there. */
static inline dd_tail dd_tail_after(uint32_t operation, const dd_place *place)
{
    return (dd_tail){place->begin_ms, place->end_ms, operation, place->family, place->next_lock};
}

/* Memory for the holds of a line; false when out of memory.  Empty after dd_holds_clear. */
bool dd_holds_init(const dd_line *line, dd_holds *holds, dd_arena *arena);
void dd_holds_clear(const dd_line *line, dd_holds *holds);
void dd_holds_add(const dd_line *line, dd_holds *holds, uint32_t pool, const dd_hold *hold);
/* One that is there. */
void dd_holds_remove(const dd_line *line, dd_holds *holds, uint32_t pool, int64_t begin_ms, uint32_t operation);
/* The first of a pool's holds that begins at or after an instant, or with `operation` at that instant. */
uint32_t dd_holds_find(const dd_line *line, const dd_holds *holds, uint32_t pool, int64_t begin_ms, uint32_t operation);

/* The earliest place of an operation in a mode, not starting before ready_ms.  False when there is none before the line's horizon.  `holds` may be NULL when
 * the mode has no needs. */
bool dd_timing_place(const dd_line *line, const dd_tail *tail, const dd_holds *holds, const dd_line_mode *mode, int64_t ready_ms, dd_place *ret);
/* What a placed operation holds of one of its needs. */
dd_hold dd_timing_hold(const dd_line_need *need, uint32_t operation, const dd_place *place);
/* Takes the units for an operation that was placed. */
void dd_timing_take(const dd_line *line, dd_holds *holds, const dd_line_mode *mode, const dd_place *place);

#endif
