/* Consultations, moving: where to put an appointment that cannot be kept at its hour. */
#ifndef DD_ENGINE_CONSULT_MOVE_H
#define DD_ENGINE_CONSULT_MOVE_H

#include "consult/desk.h"
#include "engine/domain.h"

typedef struct dd_move_question {
    const dd_engine *engine;
    const dd_desk *desk;
    const uint32_t *case_of;     /* engine's index by the desk's */
    const uint32_t *planned_for; /* by the desk's index: specialist of an appointment; DD_NONE */
    const uint32_t *first_of;    /* by specialist: the desk's index of an appointment that it keeps; DD_NONE */
    const uint32_t *next_of;     /* by the desk's index: the next one of the same specialist; DD_NONE */
    const uint32_t *first_at;    /* by station: the desk's index of a live appointment there; DD_NONE */
    const uint32_t *next_at;     /* by the desk's index: the next one of the same station; DD_NONE */
    uint32_t at;                 /* the desk's index of the appointment */
} dd_move_question;

typedef struct dd_move_answer {
    int64_t to_ms;               /* the new hour; DD_FOREVER_MS: it stays */
    uint32_t specialist;         /* who keeps it then */
    uint32_t other_case;         /* engine's index of the STAT or ASAP case that it gives way to; DD_NONE */
    int64_t again_ms;            /* when to ask again; DD_FOREVER_MS */
    uint64_t work;
} dd_move_answer;

/* Whether the specialist is meant to be there at that instant, and keeps no other appointment while this one would last. */
bool dd_consult_keeps_time(const dd_move_question *q, uint32_t specialist, int64_t at_ms);

/* Never of a pinned appointment, never beyond its stated amount, only by 5 minutes or more. */
dd_move_answer dd_consult_move(const dd_move_question *q);

#endif
