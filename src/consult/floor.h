/* Floor: who and what is free at the moment of a decision, kept as its actions are taken.
 *
 * Built from a desk in O(cases + specialists + stations); a start and a stop are O(1) but for a station's list of live work.
 */
#ifndef DD_CONSULT_FLOOR_H
#define DD_CONSULT_FLOOR_H

#include "consult/desk.h"

typedef struct dd_floor {
    const dd_desk *desk;
    uint32_t words;             /* of a bit set of specialists */
    uint64_t *free;             /* on duty and idle */
    uint32_t *free_words, free_word_count; /* words of `free` that are not empty, rising */
    uint64_t *stoppable;        /* on duty, with work that a STAT case may stop to have its specialist (dd_floor_may_stop, and a read or routine) */
    uint64_t *candidates;       /* of the last dd_floor_candidates */
    uint32_t *rooms_free, *gps_free; /* by station */
    int64_t *rest_ms;           /* by case, OFFERED and RUNNING (and begun by this decision): expected rest; else 0 */
    uint32_t *case_of;          /* by specialist: what it works on; DD_NONE */
    int64_t *booked_at_ms;      /* by specialist: the next appointment that names it; DD_FOREVER_MS */
    uint32_t *first_live, *next_live; /* by station, by case: live work that holds a room, and appointments */
    uint64_t work;
} dd_floor;

/* False when out of memory. */
bool dd_floor_init(dd_floor *floor, const dd_desk *desk, dd_arena *arena);

/* Work that a waiting case still needs, as expected: of all, less what is kept, plus resuming. */
int64_t dd_floor_need_ms(const dd_floor *floor, uint32_t case_ix);

/* By the hard rules of this case: class, pin, refusals.  On duty or not. */
bool dd_floor_may(const dd_floor *floor, uint32_t case_ix, uint32_t specialist);

/* Free specialists who may take it now and whose shift, block or next appointment allows `need_ms` of work (STAT and ASAP go before
 * those).  Gives their count; floor->candidates has the bits, in the
 * words of free_words alone. */
uint32_t dd_floor_candidates(dd_floor *floor, uint32_t case_ix, int64_t need_ms);

/* True if somebody of the case's class is free. */
bool dd_floor_has_class(const dd_floor *floor, uint32_t case_ix);

/* On duty, by the hard rules; and whether there is one. */
uint32_t dd_floor_eligible_count(const dd_floor *floor, uint32_t case_ix);
bool dd_floor_has_eligible(const dd_floor *floor, uint32_t case_ix);

/* True if a live case finds a room and a GP for `need_ms`, appointments kept (STAT and ASAP go before those); true for reads. */
bool dd_floor_has_place(dd_floor *floor, uint32_t case_ix, int64_t need_ms);

/* Who could be interrupted for `stat`, a STAT case: not who has begun this very moment, is nearly done, marked, STAT, ASAP, or was interrupted. */
bool dd_floor_may_stop(const dd_floor *floor, uint32_t case_ix);

void dd_floor_start(dd_floor *floor, uint32_t case_ix, uint32_t specialist, int64_t need_ms);
void dd_floor_stop(dd_floor *floor, uint32_t case_ix);
/* Rung beside the first: not free for others. */
void dd_floor_ring(dd_floor *floor, uint32_t case_ix, uint32_t specialist);

static inline bool dd_bit(const uint64_t *bits, uint32_t ix)
{
    return bits[ix / 64] >> ix % 64 & 1;
}

#endif
