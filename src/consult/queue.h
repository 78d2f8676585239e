/* Queue: the waiting cases of a desk, in the order in which they are to be served. */
#ifndef DD_CONSULT_QUEUE_H
#define DD_CONSULT_QUEUE_H

#include "consult/floor.h"

/* STAT before ASAP before the overdue before the rest. */
typedef enum dd_queue_tier { DD_QUEUE_STAT, DD_QUEUE_ASAP, DD_QUEUE_OVERDUE, DD_QUEUE_REST } dd_queue_tier;

typedef struct dd_queue_entry {
    int64_t key;        /* higher first within the tier */
    uint32_t case_ix;
    uint8_t tier;
} dd_queue_entry;

typedef struct dd_queue {
    dd_queue_entry *entries;
    uint32_t count;
    int64_t *backlog_ms; /* by station: work that waits for a room of it, shared by its rooms */
} dd_queue;

/* STAT and ASAP.  need_ms: by case, its expected work.  False when out of memory. */
bool dd_queue_init(dd_queue *queue, const dd_desk *desk, const int64_t *need_ms, dd_arena *arena);

/* Then those of the rest for whose class somebody is free. */
void dd_queue_add_rest(dd_queue *queue, const dd_floor *floor, const int64_t *need_ms);

/* Age as it counts: since opening, with a clinician's rank; an appointment counts as if it had waited its target already. */
int64_t dd_queue_age_ms(const dd_desk *desk, const dd_desk_case *c);

/* Weighted ms lost by an ms of waiting at that age, per mille: convex, the weight itself at the target. */
int64_t dd_queue_urgency(const dd_desk *desk, const dd_desk_case *c);

/* The same for how long it may be kept waiting: at the age that it will have when its station's backlog is done, and steeper. */
int64_t dd_queue_stake(const dd_queue *queue, const dd_desk *desk, const dd_desk_case *c);

#endif
