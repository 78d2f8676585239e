/* Consult: the words and the rules of remote consultations.
 *
 * Stations (clinics far away) open *cases*: live consultations, which need a specialist, one of the station's rooms and a local GP at one
 * time, and reads (ECG, CT), which need the specialist alone.  Urgency is an input that clinicians set; nothing here infers it.
 *
 * Waiting counts from the opening of a case (a booked one: from its appointment) to its first contact.
 */
#ifndef DIAODU_CONSULT_H
#define DIAODU_CONSULT_H

#include <stdbool.h>

#include "diaodu/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Most urgent first: STAT before ASAP before the rest, whatever weights say. */
typedef enum dd_urgency { DD_URGENCY_STAT, DD_URGENCY_ASAP, DD_URGENCY_URGENT, DD_URGENCY_ROUTINE, DD_URGENCY_END_ } dd_urgency;

typedef enum dd_case_kind { DD_CASE_LIVE, DD_CASE_READ, DD_CASE_KIND_END_ } dd_case_kind;

enum { DD_RING_MAX = 2 }; /* specialists rung at once for one case */

/* How a network wants its cases served.  Copied. */
typedef struct dd_desk_rules {
    int64_t target_ms[DD_URGENCY_END_];   /* to first contact, by urgency */
    uint32_t weight[DD_URGENCY_END_];     /* of an ms beyond the target, 1..1000000 */
    int64_t resume_ms;                    /* added to the work of a case that was interrupted */
    int64_t nearly_done_ms;               /* who is expected to end within it is not interrupted */
    uint32_t stat_ring;                   /* specialists rung at once for a STAT case, 1..DD_RING_MAX */
    bool may_interrupt;                   /* STAT may interrupt reads below ASAP, routine live work, and urgent live work in its own room */
    bool keeps_reserve;                   /* specialists may be kept free for urgent cases that are expected */
} dd_desk_rules;

/* 5, 30, 120 and 240 minutes; weights 100, 20, 5, 1; 2 minutes to resume. */
#define DD_DESK_RULES_DEFAULT                                                                                                              \
    .target_ms = {300000, 1800000, 7200000, 14400000}, .weight = {100, 20, 5, 1}, .resume_ms = 120000, .nearly_done_ms = 60000, .stat_ring = 1,    \
    .may_interrupt = true, .keeps_reserve = true

#ifdef __cplusplus
}
#endif
#endif
