/* Desk: the consultation desk's question at one moment, and its answer: who takes which case now, and which work is interrupted for it.
 *
 * The question is an immutable snapshot that the engine builds: who is on duty, what waits, what runs, which rooms are free.  Only what is
 * known at `at_ms` is in it: durations are expectations.  The answer is a list of actions; what it leaves alone waits.  Asked again at every event
 * (and at *ret_again_ms, when time alone changes the answer), so nothing waits silently.
 *
 * Hard rules.  Who may take a case is a set by class (specialty, licence for the region on that date, language, equipment: the engine proves
 * them), less those who refused it.  A specialist does one thing at a time; a live case holds a room and a GP of its station.  STAT before ASAP
 * before the rest, lexicographic.  An interruption is only for a STAT case that then starts at once with that specialist or in that room; each
 * case once at most; never STAT, ASAP, marked or nearly done work; urgent live work only where no room is free.
 *
 * Pure and deterministic: no clock, no randomness, ties end with the index.  Memory comes from the caller's arena.
 */
#ifndef DD_CONSULT_DESK_H
#define DD_CONSULT_DESK_H

#include "base/arena.h"
#include "diaodu/consult.h"

typedef enum dd_desk_state {
    DD_DESK_BOOKED,            /* an appointment at opened_ms, in the future */
    DD_DESK_WAITING,
    DD_DESK_OFFERED,           /* rung or accepted, not begun: holds its specialist, and its room when live */
    DD_DESK_RUNNING            /* the same */
} dd_desk_state;

typedef struct dd_desk_case {
    dd_desk_state state;
    dd_urgency urgency;
    bool is_live;              /* needs a room and a GP of its station */
    bool is_marked;            /* must not be interrupted, says a clinician */
    bool was_interrupted;      /* once is the most */
    bool is_appointment;       /* WAITING: was booked for its opened_ms; before walk-ins of its urgency */
    uint32_t class_ix;         /* who may take it */
    uint32_t station;
    uint32_t specialist;       /* OFFERED, RUNNING: who has it; BOOKED, WAITING: who had or is meant to have it (preferred), or DD_NONE */
    uint32_t pin;              /* nobody else may take it; DD_NONE */
    const uint32_t *refused;   /* may not take it: declined it, or forbidden; sorted */
    uint32_t refused_count;
    int64_t opened_ms;         /* waiting counts from here */
    int64_t rank_ms;           /* among its urgency it is treated as this much older (a clinician's word); may be negative */
    int64_t expected_ms;       /* of all its work, without resuming */
    int64_t done_ms;           /* work kept from before an interruption */
    int64_t started_ms;        /* RUNNING: the present stretch */
} dd_desk_case;

typedef struct dd_desk_specialist {
    bool is_on;                /* on duty now, takes work */
    uint32_t case_ix;          /* OFFERED or RUNNING case that it has; DD_NONE: free */
    int64_t until_ms;          /* work is not meant to run past this (a block, the end of a shift); DD_FOREVER_MS */
    int64_t idle_since_ms;     /* free: since when */
    int64_t busy_ms;           /* worked so far, for fairness */
} dd_desk_specialist;

typedef struct dd_desk_station {
    uint32_t rooms, rooms_free;
    uint32_t gps, gps_free;    /* local doctors who can sit with the patient; UINT32_MAX: not counted */
} dd_desk_station;

typedef struct dd_desk_class {
    const uint64_t *eligible;  /* bit by specialist, (specialist_count + 63) / 64 words: hard rules hold today, on duty or not */
    uint32_t rate[DD_URGENCY_END_]; /* cases expected, by 1000 hours, by what has been seen */
    int64_t mean_ms;           /* expected work of such cases */
    bool is_live;
    uint32_t station;          /* DD_NONE: of any station */
} dd_desk_class;

typedef struct dd_desk {
    int64_t at_ms;
    const dd_desk_rules *rules;
    const dd_desk_case *cases;             /* BOOKED to RUNNING ones only, by index of the engine's */
    const dd_desk_specialist *specialists;
    const dd_desk_station *stations;
    const dd_desk_class *classes;
    uint32_t case_count, specialist_count, station_count, class_count;
} dd_desk;

/* Terms of a choice, weighted ms: what was compared. */
typedef struct dd_desk_terms {
    int64_t begin_ms, end_ms;  /* first contact and end, as expected */
    int64_t wait_cost;         /* of the case, up to begin_ms */
    int64_t late_cost;         /* beyond its target */
    int64_t resource_cost;     /* what the specialist is wanted for elsewhere: flexibility, load, work interrupted */
    int64_t total_cost;
} dd_desk_terms;

enum { DD_DESK_ALTERNATIVES_MAX = 3 };

typedef struct dd_desk_alternative {
    uint32_t specialist;
    dd_desk_terms terms;
} dd_desk_alternative;

typedef struct dd_desk_action {
    bool is_interruption;      /* of `case_ix`, for `for_case`; else an offer of `case_ix` */
    uint32_t case_ix, for_case;
    uint32_t specialists[DD_RING_MAX]; /* offered to; an interruption: who stops */
    uint32_t specialist_count;
    uint32_t eligible;         /* who may take it by the hard rules and are on duty */
    dd_desk_terms terms;
    dd_desk_alternative alternatives[DD_DESK_ALTERNATIVES_MAX]; /* the best others, best first */
    uint32_t alternative_count;
} dd_desk_action;

typedef struct dd_desk_answer {
    dd_desk_action *actions;   /* in the order to be done: an interruption stands before the offer that it is for */
    uint32_t action_count;
    int64_t again_ms;          /* ask again then even if nothing happens; DD_FOREVER_MS */
    uint64_t work;             /* cases and specialists looked at */
} dd_desk_answer;

/* Decides.  False when out of memory. */
bool dd_desk_decide(const dd_desk *desk, dd_arena *arena, dd_desk_answer *ret);

#endif
