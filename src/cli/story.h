/* Story: what the stories of all domains share: a walk through a journal, lines that begin with instant and record, times and terms in words. */
#ifndef DD_CLI_STORY_H
#define DD_CLI_STORY_H

#include "diaodu/engine.h"

typedef enum dd_story_subject {
    DD_STORY_DEMAND,             /* an order, a case */
    DD_STORY_RESOURCE,           /* a courier, a specialist */
    DD_STORY_RECORD
} dd_story_subject;

typedef struct dd_story {
    dd_story_subject subject;
    const char *name;            /* of the demand or resource */
    const char *why_not;         /* CONSULT, of a case: answer for this specialist; NULL */
    uint32_t ix;                 /* of the demand or resource, DD_NONE until it appears */
    uint32_t planned_for;        /* where the tentative plan had the demand last */
    bool is_new;                 /* CONSULT: the case has been opened by the last event */
    uint32_t interrupted_for;    /* CONSULT: the case of the last interruption, */
    int64_t interrupted_ms;      /* and its instant */
    uint64_t lines;
    /* The walk: an event, and the engine just before it is applied. */
    const dd_engine *engine;
    const dd_event *event;
    uint64_t seq;
} dd_story;

/* A line of the story: instant, record, and then what the caller prints. */
void dd_story_begin(dd_story *story);
/* A line that belongs to the one before. */
void dd_story_more(void);
void dd_story_instant(const dd_story *story, int64_t at_ms);
double dd_story_minutes(int64_t ms);
/* One term of a difference, when it is worth a word: " (waiting +1.2", then ", lateness -0.3"; the caller closes it unless *is_first. */
void dd_story_difference(const char *what, int64_t ms, bool *is_first);

#endif
