/* General trial: what a trial of a general state has touched, and how one operation counts and is timed; shared by general_state.c and general_trial.c. */
#ifndef DD_SHOP_GENERAL_TRIAL_H
#define DD_SHOP_GENERAL_TRIAL_H

#include <string.h>

#include "shop/general_state.h"

typedef struct dd_slot_copy {
    uint32_t slot;
    dd_slot old;
} dd_slot_copy;

typedef struct dd_job_copy {
    uint32_t job;
    int64_t old_end_ms;
} dd_job_copy;

typedef struct dd_shift {
    uint32_t from, to;
} dd_shift;

/* A hold that was added to a pool, or removed. */
typedef struct dd_book {
    uint32_t pool;
    bool is_added;
    dd_hold hold;
} dd_book;

/* What a trial has touched. */
typedef struct dd_trial {
    uint64_t *dirty;           /* by place */
    uint32_t first, last;      /* places between which bits may be set; first > last: none */
    uint32_t number;           /* of the trial: stamps */
    uint32_t *slot_stamp, *job_stamp;
    dd_slot_copy *slots;
    dd_job_copy *jobs;
    uint32_t slot_count, job_count;
    dd_shift *shifts;
    size_t shift_count, shift_capacity;
    int64_t terms[DD_SHOP_TERM_END_];
    double estimate, *job_estimate; /* what the first level loses by what was timed so far, as far as ends foretell it */
    bool has_failed;
    dd_holds holds;            /* of all operations that are placed */
    dd_book *book;             /* what was added and removed, to be turned round */
    size_t book_count, book_capacity;
} dd_trial;

static inline uint32_t dd_slot_head(const dd_general_state *s, uint32_t machine)
{
    return s->line->operation_count + machine;
}

static inline int64_t dd_slot_distance(int64_t a, int64_t b)
{
    return a > b ? a - b : b - a;
}

/* Adds, or with sign -1 takes away, what an operation that is not locked gives to the terms by itself. */
static inline void dd_slot_count(dd_general_state *s, uint32_t operation, int64_t sign)
{
    const dd_slot *slot = &s->slots[operation];
    const dd_line_operation *op = &s->line->operations[operation];
    s->terms[DD_SHOP_TERM_SETUP] += sign * slot->setup_ms;
    if (op->planned_mode == DD_NONE) return;
    bool is_moved = slot->mode - op->mode_at != op->planned_mode || slot->start_ms != op->planned_start_ms;
    s->terms[DD_SHOP_TERM_MOVED] += is_moved ? sign : 0;
    s->terms[DD_SHOP_TERM_SHIFT] += sign * dd_slot_distance(slot->start_ms, op->planned_start_ms);
}

static inline void dd_slot_count_job(dd_general_state *s, uint32_t job_ix, int64_t sign)
{
    const dd_job *job = &s->line->problem->jobs[job_ix];
    int64_t end_ms = s->job_end[job_ix];
    if (s->job_first[job_ix] == s->job_first[job_ix + 1]) return;
    if (end_ms > job->due_ms) s->terms[DD_SHOP_TERM_TARDINESS] += sign * (int64_t)job->weight * (end_ms - job->due_ms);
    s->terms[DD_SHOP_TERM_FLOW] += sign * (end_ms - job->release_ms);
}

static inline int64_t dd_slot_job_end(const dd_general_state *s, uint32_t job)
{
    int64_t end_ms = -DD_FOREVER_MS;
    for (uint32_t i = s->job_first[job]; i < s->job_first[job + 1]; i++)
        if (s->slots[i].end_ms > end_ms) end_ms = s->slots[i].end_ms;
    return end_ms;
}

static inline void dd_slot_measure_makespan(dd_general_state *s)
{
    int64_t last_ms = s->line->problem->origin_ms;
    for (uint32_t j = 0; j < s->line->job_count; j++)
        if (s->job_end[j] > last_ms) last_ms = s->job_end[j];
    s->terms[DD_SHOP_TERM_MAKESPAN] = last_ms - s->line->problem->origin_ms;
}

/* One operation, behind what stands before it. */

static inline int64_t dd_slot_ready(const dd_general_state *s, uint32_t operation, uint32_t *cause)
{
    const dd_line_operation *op = &s->line->operations[operation];
    const dd_line_link *links = &s->line->before[op->before_at];
    int64_t ready_ms = op->release_ms;
    *cause = DD_NONE;
    for (uint32_t l = 0; l < op->before_count; l++) {
        int64_t end_ms = s->slots[links[l].operation].end_ms + links[l].lag_ms;
        if (end_ms <= ready_ms) continue;
        ready_ms = end_ms;
        *cause = links[l].operation;
    }
    if (s->slots[operation].floor_ms <= ready_ms) return ready_ms;
    *cause = DD_NONE;
    return s->slots[operation].floor_ms;
}

static inline dd_tail dd_slot_tail(const dd_general_state *s, uint32_t slot_ix)
{
    const dd_slot *slot = &s->slots[slot_ix];
    return (dd_tail){slot->begin_ms, slot->end_ms, slot_ix < s->line->operation_count ? slot_ix : DD_NONE, slot->family, slot->next_lock};
}

static inline void dd_slot_set(dd_slot *slot, const dd_place *place, uint32_t link_cause)
{
    slot->begin_ms = place->begin_ms;
    slot->start_ms = place->start_ms;
    slot->end_ms = place->end_ms;
    slot->setup_ms = place->setup_ms;
    slot->wanted_ms = place->wanted_ms;
    slot->family = place->family;
    slot->next_lock = place->next_lock;
    slot->cause = place->cause != DD_NONE ? place->cause : place->is_pool ? DD_NONE : link_cause;
    slot->cause_kind = slot->cause == DD_NONE ? DD_CAUSE_NONE
                       : place->cause == DD_NONE ? DD_CAUSE_LINK
                       : place->is_pool          ? DD_CAUSE_POOL
                                                 : DD_CAUSE_MACHINE;
}

static inline dd_place dd_slot_place(const dd_slot *slot)
{
    return (dd_place){.begin_ms = slot->begin_ms, .start_ms = slot->start_ms, .end_ms = slot->end_ms, .wanted_ms = slot->wanted_ms};
}

static inline void dd_trial_reset(dd_general_state *s)
{
    dd_trial *t = s->trial;
    t->number++;
    t->slot_count = t->job_count = 0;
    t->shift_count = 0;
    t->book_count = 0;
    t->estimate = 0;
    t->first = DD_NONE;
    t->last = 0;
    t->has_failed = false;
    memcpy(t->terms, s->terms, sizeof t->terms);
}

#endif
