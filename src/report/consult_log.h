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
    dd_escalation step;          /* the highest taken before first contact */
    /* When it was first late: who was eligible and on duty then; up to DD_LOG_BUSY_MAX of them. */
    uint32_t busy_first, busy_count;
} dd_log_case;

typedef struct dd_log_specialist {
    const char *name;
    int64_t on_ms, off_ms, busy_ms;
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
} dd_log_stretch;

/* What kept a specialist from a case when that was first late: the case that it worked on or held, DD_NONE: it was free (no room). */
typedef struct dd_log_busy {
    uint32_t specialist, case_ix;
} dd_log_busy;

typedef struct dd_consult_log {
    const char *title;
    dd_desk_rules rules;
    dd_log_case *cases;
    dd_log_specialist *specialists;
    dd_log_station *stations;
    dd_log_stretch *stretches;   /* in the order of their ends */
    dd_log_busy *busy;
    size_t case_count, case_capacity, specialist_count, specialist_capacity, station_count, station_capacity, stretch_count, stretch_capacity,
        busy_count, busy_capacity;
    int64_t begin_ms, end_ms;
    uint64_t cycles, work, offers, accepted, declined, timed_out, interruptions, escalations, no_shows, cancelled;
    dd_arena memory;
} dd_consult_log;

void dd_consult_log_init(dd_consult_log *log);
void dd_consult_log_done(dd_consult_log *log);

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

/* False when out of memory. */
bool dd_consult_log_figures(const dd_consult_log *log, dd_consult_figures *ret);

#endif
