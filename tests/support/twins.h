/* Twins: an engine, and one that gets everything as bytes; what must hold of both in any domain's random day. */
#ifndef DD_TESTS_TWINS_H
#define DD_TESTS_TWINS_H

#include "support/property.h"
#include "support/region.h"

typedef struct twins {
    dd_engine *engine, *twin;
} twins;

/* Events by kind that were taken, and how many were refused, in all days of a program. */
typedef struct twins_count {
    uint32_t accepted[DD_EVENT_KIND_END_], refused;
} twins_count;

static inline void twins_free(twins *t)
{
    dd_engine_free(t->engine);
    dd_engine_free(t->twin);
}

/* The event as its bytes say it; a kind without bytes as it is. */
static inline dd_status twins_apply_bytes(dd_engine *engine, const dd_event *event)
{
    void *bytes = NULL, *scratch = NULL;
    size_t size = 0;
    dd_event decoded;
    if (dd_event_kind_text(event->kind) == NULL) return dd_engine_apply(engine, event, NULL);
    assert_status(dd_event_encode(event, &bytes, &size, NULL), DD_STATUS_OK);
    assert_status(dd_event_decode(bytes, size, &decoded, &scratch, NULL), DD_STATUS_OK);
    dd_status status = dd_engine_apply(engine, &decoded, NULL);
    free(bytes);
    free(scratch);
    return status;
}

/* Both take the event, or refuse it with the word of validation, and then it has no effect. */
static inline bool twins_step(twins *t, const dd_event *event, twins_count *count)
{
    dd_error err = {DD_STATUS_OK, "", ""}, again = {DD_STATUS_OK, "", ""};
    region_bytes before = region_snapshot(t->engine);
    dd_status verdict = dd_engine_validate(t->engine, event, &again);
    HOLDS(dd_engine_apply(t->engine, event, &err) == verdict);
    HOLDS(twins_apply_bytes(t->twin, event) == verdict);
    region_check(t->engine);
    if (verdict == DD_STATUS_OK) {
        count->accepted[event->kind]++;
        HOLDS(t->engine->now_ms == event->at_ms);
    } else {
        count->refused++;
        HOLDS(strcmp(err.pointer, again.pointer) == 0 && err.message[0] != '\0');
        HOLDS(region_is(t->engine, before));
    }
    free(before.bytes);
    return true;
}

/* Deciding has no effect, and gives the same after a restore; each decision is taken.  `holds` is asked of each before that; NULL: nothing more. */
static inline bool twins_cycle(twins *t, int64_t at_ms, bool (*holds)(const dd_engine *engine, const dd_event *decision), twins_count *count)
{
    dd_engine *copy = region_restored(t->engine);
    region_bytes before = region_snapshot(t->engine);
    dd_decisions decisions = region_decide(t->engine, at_ms), again = region_decide(copy, at_ms);
    HOLDS(region_same_decisions(&decisions, &again) && decisions.again_ms == again.again_ms && decisions.again_ms > at_ms);
    HOLDS(region_is(t->engine, before) && region_is(copy, before) && region_is(t->twin, before));
    for (uint32_t i = 0; i < decisions.count; i++) {
        const dd_event *event = &decisions.events[i];
        dd_error err = {DD_STATUS_OK, "", ""};
        HOLDS(holds == NULL || holds(t->engine, event));
        dd_status status = dd_engine_apply(t->engine, event, &err);
        if (status != DD_STATUS_OK)
            print_error("decision %u, %s of %u: %s at \"%s\"\n", (unsigned)i, dd_event_kind_text(event->kind), (unsigned)event->order, err.message,
                        err.pointer);
        HOLDS(status == DD_STATUS_OK);
        count->accepted[event->kind]++;
        HOLDS(twins_apply_bytes(t->twin, event) == DD_STATUS_OK);
        region_check(t->engine);
    }
    dd_decisions_free(&decisions);
    dd_decisions_free(&again);
    dd_engine_free(copy);
    free(before.bytes);
    return true;
}

#endif
