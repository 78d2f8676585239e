/* Consultation reasons, in words: what allows a specialist, what keeps one from a case, what the terms of an offer were. */
#ifndef DD_CLI_CONSULT_WHY_H
#define DD_CLI_CONSULT_WHY_H

#include "cli/story.h"

/* "urgent live" */
const char *dd_consult_why_urgency(dd_urgency urgency);
const char *dd_consult_why_kind(dd_case_kind kind);
/* "c0017 (routine live)"; "another case" when there is none. */
void dd_consult_why_case(const dd_story *story, uint32_t case_ix);
/* Name of a specialist, "nobody". */
const char *dd_consult_why_name(const dd_story *story, uint32_t specialist);

/* Traits as "specialty cardiology; licence A until 18:00:00; language main". */
void dd_consult_why_traits(const dd_story *story, const dd_trait *traits, uint32_t count);

/* What keeps the specialist from the case now, as the rest of a sentence: "worked on c0017 (routine live)". */
void dd_consult_why_not(const dd_story *story, uint32_t specialist, uint32_t case_ix);

/* Of an offer: its proof, its terms, the runners-up and why they lost, and what others who may take the case had in hand. */
void dd_consult_why_offer(const dd_story *story);

/* Specialists who may take the case by the hard rules, on duty or off: each with what it has in hand. */
void dd_consult_why_others(const dd_story *story, uint32_t case_ix);

/* The answer to --why-not at an offer of the case, an escalation, or at the end (event NULL). */
void dd_consult_why_answer(const dd_story *story, uint32_t specialist, const dd_event *event);

#endif
