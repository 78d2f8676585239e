/* State: a plan under search: one tour (tour.h) a vehicle, and what is left out.
 *
 * Undo.  Between dd_state_begin and dd_state_commit or dd_state_rollback a changed tour works on its second block, so taking a
 * trial back swaps blocks and rewrites the positions of its nodes: no recomputation.
 */
#ifndef DD_ROUTE_STATE_H
#define DD_ROUTE_STATE_H

#include "diaodu/route.h"
#include "route/tour.h"

typedef struct dd_tour_slot {
    dd_tour now, saved;
    dd_block spare;
    uint64_t trial;            /* the trial it was last changed in */
    uint64_t version;          /* changes whenever the content does; restored by rollback */
    uint64_t saved_version;
} dd_tour_slot;

/* What is minimised, most important first. */
typedef struct dd_score {
    uint32_t required;         /* required requests left out */
    int64_t priority;          /* sum of priorities left out */
    uint32_t left;             /* requests without a prize left out */
    int64_t cost;              /* tours and lost prizes */
} dd_score;

typedef struct dd_state {
    const dd_instance *instance;
    dd_arena *arena;
    dd_walk walk;
    dd_tour_slot *slots;       /* by vehicle */
    uint32_t *used, *used_at;  /* vehicles with visits; place in it by vehicle */
    uint32_t used_count;
    uint64_t *idle;            /* bit by vehicle: no visits */
    uint32_t *tour_of, *pos;   /* by node; DD_NONE when left out */
    uint32_t *absent, *absent_at; /* requests left out; place in it by request, DD_NONE when served */
    uint32_t absent_count;
    uint32_t *touched;
    uint32_t touched_count;
    uint32_t *mark;            /* scratch by position for removals */
    uint64_t trial, version;
    dd_score score, saved_score;
    uint32_t *saved_absent;
    uint32_t saved_absent_count;
    bool has_failed;           /* out of memory, or cannot_pin: the result is void */
    bool cannot_pin;           /* pinned steps cannot be kept */
} dd_state;

/* An empty plan with the pinned visits in place, everything else absent.  False when out of memory. */
bool dd_state_init(dd_state *state, const dd_instance *instance, dd_arena *arena);

/* Starts a trial; at most one at a time. */
void dd_state_begin(dd_state *state);
void dd_state_commit(dd_state *state);
void dd_state_rollback(dd_state *state);

/* Puts a request into a vehicle's tour: a after position `after_a`, b (if any) after position `after_b` of the tour as it is now, so that b
 * follows a when they are equal.  `reload`: 0 none, 1 before a, 2 after a (jobs only).  The caller knows that it is feasible. */
void dd_state_insert(dd_state *state, uint32_t vehicle, uint32_t request, uint32_t after_a, uint32_t after_b, uint32_t reload);

/* Takes requests out, by marking and then sweeping, so that a tour is refreshed once. */
void dd_state_mark(dd_state *state, uint32_t request);
void dd_state_sweep(dd_state *state);

/* Replaces a vehicle's whole sequence (nodes not elsewhere in the plan); false, and unchanged, when it is not feasible. */
bool dd_state_assign(dd_state *state, uint32_t vehicle, const uint32_t *seq, uint32_t len);

/* Gives vehicles new sequences that together hold what theirs held; the caller knows that they are feasible. */
void dd_state_replace(dd_state *state, const uint32_t *vehicles, const uint32_t *const *seqs, const uint32_t *lens, uint32_t count);

/* Recomputes the caches of the vehicle's tour; false when the tour is infeasible. */
bool dd_state_refresh(dd_state *state, uint32_t vehicle);

/* The first idle vehicle of a kind, or DD_NONE.  O(vehicles of the kind / 64). */
uint32_t dd_state_idle_of(const dd_state *state, uint32_t kind);

/* -1, 0, 1 */
int dd_score_compare(const dd_score *a, const dd_score *b);

static inline const dd_tour *dd_state_tour(const dd_state *state, uint32_t vehicle)
{
    return &state->slots[vehicle].now;
}

#endif
