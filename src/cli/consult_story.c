#include "cli/consult_story.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/consult_why.h"

static const char *case_name(const dd_story *story, uint32_t ix)
{
    return ix < dd_engine_case_count(story->engine) ? dd_engine_case_at(story->engine, ix).name : "?";
}

static const char *specialist_name(const dd_story *story)
{
    return dd_consult_why_name(story, story->event->specialist);
}

static double minutes(int64_t ms)
{
    return dd_story_minutes(ms);
}

/* ---- the network ---- */

static void tell_station(const dd_story *story)
{
    const dd_event *event = story->event;
    printf("station %s: %" PRIu32 " room%s; ", event->name, event->count, event->count == 1 ? "" : "s");
    if (event->gps != UINT32_MAX) printf("%" PRIu32 " local doctors; ", event->gps);
    dd_consult_why_traits(story, event->traits, event->trait_count);
    puts(".");
}

static void tell_on(const dd_story *story)
{
    const dd_event *event = story->event;
    printf("specialist %s signs on", event->name);
    if (event->ready_ms > event->at_ms) {
        fputs(" from ", stdout);
        dd_story_instant(story, event->ready_ms);
    }
    if (event->until_ms < DD_INSTANT_MAX_MS) {
        fputs(" until ", stdout);
        dd_story_instant(story, event->until_ms);
    }
    fputs(": ", stdout);
    dd_consult_why_traits(story, event->traits, event->trait_count);
    puts(".");
}

static void tell_off(const dd_story *story)
{
    dd_specialist_view view = dd_engine_specialist_at(story->engine, story->event->specialist);
    printf("%s signs off", view.name);
    if (view.working != DD_NONE) printf("; it finishes %s", case_name(story, view.working));
    if (view.held != DD_NONE) printf("; %s goes back", case_name(story, view.held));
    puts(".");
}

/* ---- cases ---- */

static void tell_opened(const dd_story *story)
{
    const dd_event *event = story->event;
    printf("case %s opened at %s: %s, %s, expected to take %.1f minutes; needs ", event->name,
           event->station < dd_engine_station_count(story->engine) ? dd_engine_station_at(story->engine, event->station).name : "?",
           dd_consult_why_urgency(event->urgency), dd_consult_why_kind(event->case_kind), minutes(event->expected_ms));
    dd_consult_why_traits(story, event->traits, event->trait_count);
    if (event->ready_ms != 0) {
        fputs("; appointment at ", stdout);
        dd_story_instant(story, event->ready_ms);
    }
    if (event->reference != NULL && event->reference[0] != '\0') printf("; study %s", event->reference);
    puts(".");
}

static void tell_ruled(const dd_story *story)
{
    const dd_event *event = story->event;
    printf("a clinician rules: %s is ", case_name(story, event->case_ix));
    switch (event->ruling) {
    case DD_RULING_PIN: printf("pinned to %s", specialist_name(story)); break;
    case DD_RULING_FORBID: printf("forbidden to %s", specialist_name(story)); break;
    case DD_RULING_PERMIT: printf("permitted to %s again", specialist_name(story)); break;
    case DD_RULING_RANK: printf("ranked as if it had been opened %.1f minutes earlier", minutes(event->expected_ms)); break;
    case DD_RULING_MARK: fputs("marked: not to be interrupted", stdout); break;
    case DD_RULING_UNMARK: fputs("no longer marked", stdout); break;
    default: printf("open to %s without licence or language: the glass is broken", specialist_name(story)); break;
    }
    if (event->reference != NULL && event->reference[0] != '\0') printf(" (reason %s)", event->reference);
    puts(".");
}

static void tell_started(const dd_story *story)
{
    const dd_event *event = story->event;
    dd_case_view c = dd_engine_case_at(story->engine, event->case_ix);
    if (c.first_ms != DD_FOREVER_MS) {
        printf("%s resumes %s; %.1f minutes of its work were kept.\n", specialist_name(story), c.name, minutes(c.done_ms));
        return;
    }
    int64_t wait_ms = event->at_ms > c.opened_ms ? event->at_ms - c.opened_ms : 0,
            target_ms = dd_engine_get_config(story->engine)->desk.target_ms[c.urgency];
    printf("%s begins %s: first contact %.1f minutes after it opened, target %.1f", specialist_name(story), c.name, minutes(wait_ms),
           minutes(target_ms));
    if (wait_ms > target_ms) printf(": %.1f late", minutes(wait_ms - target_ms));
    puts(".");
}

static void tell_paused(const dd_story *story)
{
    const dd_event *event = story->event;
    dd_case_view c = dd_engine_case_at(story->engine, event->case_ix);
    printf("%s pauses %s", specialist_name(story), c.name);
    if (c.is_stopping) printf(" for %s", case_name(story, c.stop_for));
    printf("; %.1f minutes of its work are kept.\n", minutes(c.done_ms + event->at_ms - c.started_ms));
}

static void tell_finished(const dd_story *story)
{
    const dd_event *event = story->event;
    dd_case_view c = dd_engine_case_at(story->engine, event->case_ix);
    printf("%s finishes %s after %.1f minutes of work", specialist_name(story), c.name, minutes(c.done_ms + event->at_ms - c.started_ms));
    if (event->reference != NULL && event->reference[0] != '\0') printf("; report %s", event->reference);
    if (event->is_critical) fputs("; the result is critical: the station must acknowledge it", stdout);
    puts(".");
}

static void tell_answer(const dd_story *story)
{
    const dd_event *event = story->event;
    uint32_t held = dd_engine_specialist_at(story->engine, event->specialist).held;
    printf("%s ", specialist_name(story));
    if (event->kind == DD_EVENT_OFFER_DECLINED) printf("declines %s.\n", case_name(story, held));
    if (event->kind == DD_EVENT_OFFER_TIMED_OUT) printf("does not answer the offer of %s in time.\n", case_name(story, held));
    if (event->kind != DD_EVENT_OFFER_ACCEPTED) return;
    printf("accepts %s", case_name(story, held));
    for (uint32_t s = 0; s < dd_engine_specialist_count(story->engine); s++) {
        bool is_rung = s != event->specialist && dd_engine_specialist_at(story->engine, s).held == held && held != DD_NONE;
        if (is_rung) printf("; the offer to %s is withdrawn", dd_consult_why_name(story, s));
    }
    puts(".");
}

/* ---- decisions ---- */

static void tell_offer(const dd_story *story)
{
    const dd_event *event = story->event;
    printf("decided: ");
    dd_consult_why_case(story, event->case_ix);
    printf(" is offered to %s.\n", specialist_name(story));
    if (story->why_not == NULL) dd_consult_why_offer(story);
}

static void tell_interrupt(const dd_story *story)
{
    const dd_event *event = story->event;
    dd_case_view c = dd_engine_case_at(story->engine, event->case_ix);
    printf("decided: %s is to stop ", specialist_name(story));
    dd_consult_why_case(story, event->case_ix);
    fputs(" for ", stdout);
    dd_consult_why_case(story, event->other_case);
    puts(".");
    dd_story_more();
    printf("It has been worked on for %.1f of about %.1f minutes, which are kept; it is interrupted once at most.\n",
           minutes(c.done_ms + event->at_ms - c.started_ms), minutes(c.expected_ms));
}

static void tell_escalate(const dd_story *story)
{
    static const char *const steps[DD_ESCALATION_END_] = {"", "the coordinator is told", "specialists off duty are called in",
                                                          "a human must act: transfer the patient, or break the glass",
                                                          "the critical result is not acknowledged"};
    const dd_event *event = story->event;
    dd_case_view c = dd_engine_case_at(story->engine, event->case_ix);
    printf("escalated: %s has waited %.1f minutes; %s", c.name, minutes(event->at_ms - c.opened_ms),
           (unsigned)event->step < DD_ESCALATION_END_ ? steps[event->step] : "?");
    if (event->step == DD_ESCALATION_CALL_IN) {
        for (uint32_t i = 0; i < event->specialist_count; i++)
            printf("%s%s", i == 0 ? ": " : ", ", dd_consult_why_name(story, event->specialists[i]));
        if (event->specialist_count == 0) fputs(", but nobody off duty may take it", stdout);
    }
    puts(".");
    if (event->step != DD_ESCALATION_RESULT && story->why_not == NULL) dd_consult_why_others(story, event->case_ix);
}

/* ---- all ---- */

static void tell_moved(const dd_story *story)
{
    const dd_event *event = story->event;
    printf("decided: the appointment %s moves to ", case_name(story, event->case_ix));
    dd_story_instant(story, event->ready_ms);
    printf("; %s keeps it then.  The station and both specialists are told.\n", specialist_name(story));
    dd_story_more();
    if (event->other_case != DD_NONE) printf("It gives way to %s.\n", case_name(story, event->other_case));
    else puts("At its hour nobody who may take it, or no room, is expected to be free.");
}

static void tell_plain(const dd_story *story)
{
    const dd_event *event = story->event;
    switch (event->kind) {
    case DD_EVENT_OPENED: puts("the network opens."); break;
    case DD_EVENT_SPECIALIST_LATE:
        printf("%s comes late, at ", specialist_name(story));
        dd_story_instant(story, event->ready_ms);
        puts(".");
        break;
    case DD_EVENT_CASE_CANCELLED: printf("%s is called off.\n", case_name(story, event->case_ix)); break;
    case DD_EVENT_NO_SHOW: printf("the patient of %s does not come.\n", case_name(story, event->case_ix)); break;
    case DD_EVENT_ACKNOWLEDGED: printf("the station acknowledges the critical result of %s.\n", case_name(story, event->case_ix)); break;
    case DD_EVENT_CYCLE:
        printf("decision cycle: %" PRIu64 " work units; the appointments of %" PRIu32 " specialists changed.\n", event->work,
               event->change_count);
        break;
    default: printf("%s.\n", dd_event_kind_text(event->kind)); break;
    }
}

static void tell_event(const dd_story *story)
{
    switch (story->event->kind) {
    case DD_EVENT_STATION_SET: tell_station(story); break;
    case DD_EVENT_SPECIALIST_ON: tell_on(story); break;
    case DD_EVENT_SPECIALIST_OFF: tell_off(story); break;
    case DD_EVENT_CASE_OPENED: tell_opened(story); break;
    case DD_EVENT_CASE_RULED: tell_ruled(story); break;
    case DD_EVENT_STARTED: tell_started(story); break;
    case DD_EVENT_PAUSED: tell_paused(story); break;
    case DD_EVENT_FINISHED: tell_finished(story); break;
    case DD_EVENT_OFFER_ACCEPTED:
    case DD_EVENT_OFFER_DECLINED:
    case DD_EVENT_OFFER_TIMED_OUT: tell_answer(story); break;
    case DD_EVENT_CASE_OFFER: tell_offer(story); break;
    case DD_EVENT_INTERRUPT: tell_interrupt(story); break;
    case DD_EVENT_ESCALATE: tell_escalate(story); break;
    case DD_EVENT_CASE_MOVED: tell_moved(story); break;
    default: tell_plain(story); break;
    }
}

/* The specialist of the event, DD_NONE. */
static uint32_t specialist_of(const dd_event *event)
{
    switch (event->kind) {
    case DD_EVENT_SPECIALIST_OFF:
    case DD_EVENT_SPECIALIST_LATE:
    case DD_EVENT_OFFER_ACCEPTED:
    case DD_EVENT_OFFER_DECLINED:
    case DD_EVENT_OFFER_TIMED_OUT:
    case DD_EVENT_STARTED:
    case DD_EVENT_PAUSED:
    case DD_EVENT_FINISHED:
    case DD_EVENT_CASE_OFFER:
    case DD_EVENT_INTERRUPT:
    case DD_EVENT_CASE_MOVED: return event->specialist;
    case DD_EVENT_CASE_RULED:
        return event->ruling <= DD_RULING_PERMIT || event->ruling == DD_RULING_BREAK_GLASS ? event->specialist : DD_NONE;
    default: return DD_NONE;
    }
}

static bool names_case(dd_event_kind kind)
{
    return (kind >= DD_EVENT_CASE_CANCELLED && kind <= DD_EVENT_ACKNOWLEDGED) || (kind >= DD_EVENT_CASE_OFFER && kind <= DD_EVENT_CASE_MOVED);
}

static bool is_of_case(const dd_story *story)
{
    const dd_event *event = story->event;
    uint32_t specialist = specialist_of(event);
    if (names_case(event->kind))
        return event->case_ix == story->ix || (event->kind == DD_EVENT_INTERRUPT && event->other_case == story->ix);
    if (specialist >= dd_engine_specialist_count(story->engine)) return false;
    dd_specialist_view view = dd_engine_specialist_at(story->engine, specialist);
    return view.held == story->ix || view.working == story->ix;
}

/* Its own, and who takes an offer away from it by accepting first. */
static bool is_of_specialist(const dd_story *story)
{
    const dd_event *event = story->event;
    uint32_t specialist = specialist_of(event);
    if (specialist == story->ix) return true;
    if (event->kind != DD_EVENT_OFFER_ACCEPTED) return false;
    uint32_t held = dd_engine_specialist_at(story->engine, event->specialist).held;
    return held != DD_NONE && dd_engine_specialist_at(story->engine, story->ix).held == held;
}

/* Whether the event is part of the story; learns the index of its subject on the way. */
static bool belongs(dd_story *story)
{
    const dd_event *event = story->event;
    if (story->subject == DD_STORY_RECORD) return true;
    bool is_case = story->subject == DD_STORY_DEMAND;
    if (event->kind == (is_case ? DD_EVENT_CASE_OPENED : DD_EVENT_SPECIALIST_ON) && strcmp(event->name, story->name) == 0) {
        story->ix = is_case ? dd_engine_case_count(story->engine) : dd_engine_find_specialist(story->engine, event->name);
        if (story->ix == DD_NONE) story->ix = dd_engine_specialist_count(story->engine);
        story->is_new = is_case;
        return true;
    }
    if (story->ix == DD_NONE) return false;
    return is_case ? is_of_case(story) : is_of_specialist(story);
}

/* With --why-not only the moments at which somebody was chosen or sought. */
static bool is_asked(const dd_story *story)
{
    dd_event_kind kind = story->event->kind;
    return story->why_not == NULL || kind == DD_EVENT_CASE_OPENED || kind == DD_EVENT_CASE_OFFER ||
           (kind == DD_EVENT_ESCALATE && story->event->step != DD_ESCALATION_RESULT);
}

/* Who may take the case: said by the first event after its opening, when the engine knows it. */
static void tell_allowed(const dd_story *story)
{
    uint32_t on = 0, off = 0;
    dd_story_more();
    fputs("May take it by the hard rules:", stdout);
    for (uint32_t s = 0; s < dd_engine_specialist_count(story->engine); s++) {
        if (!dd_engine_may_take(story->engine, s, story->ix, story->event->at_ms, NULL, NULL)) continue;
        bool is_on = dd_engine_specialist_at(story->engine, s).is_on;
        if (on + off < 40) printf("%s %s%s", on + off == 0 ? "" : ",", dd_consult_why_name(story, s), is_on ? "" : " (off duty)");
        on += is_on;
        off += !is_on;
    }
    if (on + off > 40) printf(" and %" PRIu32 " more", on + off - 40);
    puts(on + off == 0 ? " nobody." : ".");
}

/* Where the appointment is planned now: said when that changes. */
static void tell_plan(dd_story *story)
{
    const dd_event *event = story->event;
    for (uint32_t i = 0; i < event->change_count; i++) {
        const dd_plan_change *change = &event->changes[i];
        for (uint32_t j = 0; j < change->count; j++) {
            if (event->planned[change->first + j].order != story->ix || change->courier == story->planned_for) continue;
            story->planned_for = change->courier;
            dd_story_begin(story);
            printf("the appointment is planned for %s.\n", dd_consult_why_name(story, change->courier));
        }
    }
}

static void answer(const dd_story *story, const dd_event *event)
{
    uint32_t specialist = story->why_not != NULL ? dd_engine_find_specialist(story->engine, story->why_not) : DD_NONE;
    if (specialist != DD_NONE) dd_consult_why_answer(story, specialist, event);
}

void dd_consult_story_see(dd_story *story)
{
    const dd_event *event = story->event;
    if (story->is_new) {
        tell_allowed(story);
        story->is_new = false;
    }
    if (belongs(story)) {
        if (is_asked(story)) {
            dd_story_begin(story);
            tell_event(story);
            if (event->kind == DD_EVENT_CASE_OFFER || event->kind == DD_EVENT_ESCALATE) answer(story, event);
        }
    } else if (story->subject == DD_STORY_DEMAND && story->ix != DD_NONE && event->kind == DD_EVENT_CYCLE && story->why_not == NULL) {
        tell_plan(story);
    }
    if (event->kind == DD_EVENT_INTERRUPT) {
        story->interrupted_for = event->other_case;
        story->interrupted_ms = event->at_ms;
    }
}

dd_status dd_consult_story_end(dd_story *story, dd_error *err)
{
    if (story->why_not != NULL && dd_engine_find_specialist(story->engine, story->why_not) == DD_NONE)
        return dd_error_set(err, DD_STATUS_NOT_FOUND, NULL, "no specialist \"%s\"", story->why_not);
    if (story->subject != DD_STORY_DEMAND || dd_engine_case_at(story->engine, story->ix).state != DD_CASE_WAITING) return DD_STATUS_OK;
    story->event = NULL;
    dd_story_more();
    fputs("At the end of the journal, ", stdout);
    dd_story_instant(story, dd_engine_now_ms(story->engine));
    puts(", it waits.");
    if (story->why_not == NULL) dd_consult_why_others(story, story->ix);
    else answer(story, NULL);
    return DD_STATUS_OK;
}
