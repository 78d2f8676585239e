/* Consultation log: everything known after a day of consultations, as plain facts, and its figures.
 *
 * The shell fills it from a live run or from a recovered journal; indices (case, specialist, station) are the engine's.  The log owns
 * everything; dd_consult_log_done frees it.
 */
#ifndef DD_REPORT_CONSULT_LOG_H
#define DD_REPORT_CONSULT_LOG_H

#include "base/arena.h"
#include "diaodu/engine.h"

typedef struct dd_log_case {
    const char *name;
    dd_urgency urgency;
    dd_case_kind kind;
    dd_case_state state;         /* at the end */
    uint32_t station;
    int64_t opened_ms;           /* the appointment of a booked case */
    bool is_booked;
    int64_t first_ms, finished_ms; /* DD_FOREVER_MS: never */
    uint32_t offers, declines, interruptions;
    int64_t expected_ms;
    dd_escalation step;          /* the highest taken before first contact */
    uint32_t running;            /* the specialist that works on it at the end, since running_ms; DD_NONE */
    int64_t running_ms;
    uint32_t stop_for;           /* the STAT case that it was last told to pause for; DD_NONE */
    /* When it was first late, at busy_ms (DD_FOREVER_MS: never told): who was eligible and on duty then; up to DD_LOG_BUSY_MAX of them. */
    int64_t busy_ms;
    uint32_t busy_first, busy_count;
} dd_log_case;

typedef struct dd_log_specialist {
    const char *name;
    int64_t on_ms, off_ms, busy_ms;
    uint32_t shift;              /* its last one: an index of shifts */
} dd_log_specialist;

typedef struct dd_log_station {
    const char *name;
    uint32_t rooms;
} dd_log_station;

/* One stretch of work. */
typedef struct dd_log_stretch {
    uint32_t case_ix, specialist;
    int64_t begin_ms, end_ms;
    bool is_cut;                 /* by an interruption */
    uint32_t cut_for;            /* the STAT case that it was for; DD_NONE */
} dd_log_stretch;

/* What kept a specialist from a case when that was first late: the case that it worked on or held, DD_NONE: neither; `why` says. */
typedef struct dd_log_busy {
    uint32_t specialist, case_ix;
    dd_obstacle_kind why;
} dd_log_busy;

/* When a specialist was on duty, or (is_block) meant to be away. */
typedef struct dd_log_shift {
    uint32_t specialist;
    bool is_block;
    int64_t begin_ms, end_ms;
} dd_log_shift;

/* What happened to a case, after it was opened: one of CASE_CANCELLED, CASE_RULED, STARTED, PAUSED, FINISHED, NO_SHOW, ACKNOWLEDGED, CASE_OFFER,
 * OFFER_ACCEPTED, OFFER_DECLINED, OFFER_TIMED_OUT, INTERRUPT, ESCALATE, CASE_MOVED. */
typedef struct dd_log_fact {
    dd_event_kind kind;
    uint32_t case_ix;
    uint32_t specialist;         /* DD_NONE: none */
    uint32_t other_case;         /* INTERRUPT, and PAUSED by one: the STAT case; CASE_MOVED: what it gives way to; else DD_NONE */
    uint32_t count;              /* CASE_OFFER: who was eligible; ESCALATE: who was named */
    uint32_t detail;             /* ESCALATE: dd_escalation; CASE_RULED: dd_ruling; FINISHED: 1 when the result is critical */
    uint32_t runner_up;          /* CASE_OFFER: the best other; DD_NONE */
    int64_t dearer_ms;           /* by so much weighted time */
    int64_t moved_ms;            /* CASE_MOVED: by so much later */
    int64_t at_ms;
} dd_log_fact;

typedef struct dd_consult_log {
    const char *title;
    dd_desk_rules rules;
    dd_log_case *cases;
    dd_log_specialist *specialists;
    dd_log_station *stations;
    dd_log_stretch *stretches;   /* in the order of their ends */
    dd_log_busy *busy;
    dd_log_shift *shifts;        /* a specialist's own in the order of time */
    dd_log_fact *facts;          /* in the order of time */
    size_t case_count, case_capacity, specialist_count, specialist_capacity, station_count, station_capacity, stretch_count, stretch_capacity,
        busy_count, busy_capacity, shift_count, shift_capacity, fact_count, fact_capacity;
    int64_t begin_ms, end_ms;
    uint64_t cycles, work, offers, accepted, declined, timed_out, interruptions, escalations, no_shows, cancelled, moved;
    dd_arena memory;
} dd_consult_log;

void dd_consult_log_init(dd_consult_log *log);
void dd_consult_log_done(dd_consult_log *log);

/* Checks that indices and enums are in range, and instants within DD_INSTANT_MAX_MS or DD_FOREVER_MS; err->pointer names the place
 * ("/cases/3/station").  O(size).  Error: DD_STATUS_INVALID_INPUT. */
DD_MUST_USE dd_status dd_consult_log_check(const dd_consult_log *log, dd_error *err);

typedef struct dd_urgency_figures {
    uint32_t cases;              /* with a first contact */
    uint32_t in_target;
    int64_t p50_ms, p95_ms, max_ms; /* of the waits, by nearest rank */
} dd_urgency_figures;

typedef struct dd_consult_figures {
    dd_urgency_figures by_urgency[DD_URGENCY_END_];
    uint32_t cases, finished, unserved; /* unserved: neither begun nor called off */
    double weighted_tardiness_min; /* by case with a first contact: weight x max(0, wait - target), minutes */
    double gini;                 /* of the specialists' work: 0 all alike, towards 1 one has it all */
    double busy_share;           /* of the time on duty */
    uint32_t interruptions;
} dd_consult_figures;

/* When the case had its first contact, less when it was opened, at least 0; of one that waits still, so far. */
int64_t dd_consult_log_wait_ms(const dd_consult_log *log, const dd_log_case *c);
/* False when out of memory. */
bool dd_consult_log_figures(const dd_consult_log *log, dd_consult_figures *ret);

#endif
