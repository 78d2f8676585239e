/* Timing: when an operation runs, given what its machine did last and what holds its pools: the rules of shop_problem.h, exactly.
 *
 * Operations are placed one after the other in the order of a list; each goes behind what is on its machine already, or behind the next lock, where it
 * does not fit before it, and takes units of its pools behind those that the list gave before.  Nothing is filled in behind the back of the list, so that a
 * list says all of a schedule.  Every schedule whose operations cannot be moved to the left is the one of the list of its starts (but for operations that hold
 * one pool from their setup on and another not).
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

/* Units of a pool that are free from an instant on, and who holds them till then.  A pool's holds are sorted by free_ms. */
typedef struct dd_hold {
    int64_t free_ms, units;
    uint32_t operation;        /* DD_NONE: nobody */
} dd_hold;

/* What is held of all pools; hold_count + pool_count of the line. */
typedef struct dd_holds {
    dd_hold *items;
    uint32_t *counts;          /* by pool */
} dd_holds;

typedef struct dd_place {
    int64_t begin_ms, start_ms, end_ms, setup_ms;
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

void dd_holds_clear(const dd_line *line, dd_holds *holds);

/* The earliest place of an operation in a mode, not starting before ready_ms.  False when there is none before the line's horizon.  `holds` may be NULL when
 * the mode has no needs. */
bool dd_timing_place(const dd_line *line, const dd_tail *tail, const dd_holds *holds, const dd_line_mode *mode, int64_t ready_ms, dd_place *ret);
/* Takes the units for an operation that was placed. */
void dd_timing_hold(const dd_line *line, dd_holds *holds, const dd_line_mode *mode, const dd_place *place);
/* The same for one of its needs. */
void dd_timing_hold_need(const dd_line *line, dd_holds *holds, const dd_line_need *need, uint32_t operation, const dd_place *place);

#endif
