#include "cli/consult_why.h"

#include <inttypes.h>
#include <stdio.h>

enum { NAMED_MAX = 16 };

const char *dd_consult_why_urgency(dd_urgency urgency)
{
    static const char *const texts[DD_URGENCY_END_] = {"STAT", "ASAP", "urgent", "routine"};
    return (unsigned)urgency < DD_URGENCY_END_ ? texts[urgency] : "?";
}

const char *dd_consult_why_kind(dd_case_kind kind)
{
    return kind == DD_CASE_LIVE ? "live" : "read";
}

void dd_consult_why_case(const dd_story *story, uint32_t case_ix)
{
    if (case_ix >= dd_engine_case_count(story->engine)) {
        fputs("another case", stdout);
        return;
    }
    dd_case_view view = dd_engine_case_at(story->engine, case_ix);
    printf("%s (%s %s)", view.name, dd_consult_why_urgency(view.urgency), dd_consult_why_kind(view.kind));
}

const char *dd_consult_why_name(const dd_story *story, uint32_t specialist)
{
    return specialist < dd_engine_specialist_count(story->engine) ? dd_engine_specialist_at(story->engine, specialist).name : "nobody";
}

/* ---- proofs ---- */

static bool is_far(int64_t ms)
{
    return ms <= -DD_INSTANT_MAX_MS || ms >= DD_INSTANT_MAX_MS;
}

static void print_dates(const dd_story *story, const dd_trait *trait)
{
    if (!is_far(trait->begin_ms)) {
        fputs(" from ", stdout);
        dd_story_instant(story, trait->begin_ms);
    }
    if (!is_far(trait->end_ms)) {
        fputs(" until ", stdout);
        dd_story_instant(story, trait->end_ms);
    }
}

void dd_consult_why_traits(const dd_story *story, const dd_trait *traits, uint32_t count)
{
    static const char *const kinds[DD_TRAIT_KIND_END_] = {"hospital", "region",    "specialty", "licence",
                                                          "language", "equipment", "block",     "broken glass"};
    for (uint32_t i = 0; i < count; i++) {
        const dd_trait *trait = &traits[i];
        bool is_known = (unsigned)trait->kind < DD_TRAIT_KIND_END_;
        printf("%s%s", i == 0 ? "" : "; ", is_known ? kinds[trait->kind] : "?");
        if (trait->kind != DD_TRAIT_BREAK_GLASS && trait->kind != DD_TRAIT_BLOCK) printf(" %s", trait->text);
        if (trait->kind == DD_TRAIT_LICENCE || trait->kind == DD_TRAIT_BLOCK) print_dates(story, trait);
    }
    if (count == 0) fputs("nothing", stdout);
}

static void print_proof(const dd_story *story)
{
    const dd_event *event = story->event;
    const char *note = ".";
    for (uint32_t i = 0; i < event->trait_count; i++) {
        if (event->traits[i].kind == DD_TRAIT_HOSPITAL) note = ", the station's own, where neither licence nor language is asked.";
        if (event->traits[i].kind == DD_TRAIT_BREAK_GLASS) note = ": a clinician's ruling stands in for licence and language.";
    }
    dd_story_more();
    fputs("Allowed by: ", stdout);
    dd_consult_why_traits(story, event->traits, event->trait_count);
    puts(note);
}

/* ---- obstacles ---- */

/* Why STAT does not take the specialist out of this work. */
static const char *not_interrupted(const dd_case_view *work)
{
    if (work->urgency <= DD_URGENCY_ASAP) return ", which is never interrupted";
    if (work->was_interrupted) return ", which was interrupted once already";
    if (work->is_marked) return ", which a clinician has marked";
    if (work->urgency == DD_URGENCY_URGENT && work->kind == DD_CASE_LIVE) return ", which stops only for its own room";
    return "";
}

static void print_work(const dd_story *story, const dd_obstacle *o, dd_urgency urgency)
{
    dd_case_view work = dd_engine_case_at(story->engine, o->case_ix);
    fputs(o->kind == DD_OBSTACLE_WORKING ? "works on " : work.state == DD_CASE_BOUND ? "has accepted " : "has been offered ", stdout);
    dd_consult_why_case(story, o->case_ix);
    if (o->kind != DD_OBSTACLE_WORKING) return;
    fputs(" since ", stdout);
    dd_story_instant(story, work.started_ms);
    if (urgency == DD_URGENCY_STAT) fputs(not_interrupted(&work), stdout);
}

static void print_licence(const dd_story *story, const dd_obstacle *o, int64_t at_ms)
{
    if (o->text[0] == '\0') {
        fputs("has no licence: the station is in no region", stdout);
        return;
    }
    printf("has no licence for region %s", o->text);
    if (o->until_ms == DD_FOREVER_MS) return;
    fputs(o->until_ms <= at_ms ? " any more: it ended at " : " yet: it begins at ", stdout);
    dd_story_instant(story, o->until_ms);
}

static void print_until(const dd_story *story, const char *text, const dd_obstacle *o)
{
    fputs(text, stdout);
    if (o->until_ms == DD_FOREVER_MS) return;
    fputs(" until ", stdout);
    dd_story_instant(story, o->until_ms);
}

static void print_time(const dd_story *story, const dd_obstacle *o)
{
    if (o->case_ix == DD_NONE) {
        fputs("is free, but not for long enough: it is away or off from ", stdout);
    } else {
        fputs("is free, but keeps the appointment of ", stdout);
        dd_consult_why_case(story, o->case_ix);
        fputs(" at ", stdout);
    }
    dd_story_instant(story, o->until_ms);
}

static void print_obstacle(const dd_story *story, const dd_obstacle *o, uint32_t case_ix, int64_t at_ms)
{
    switch (o->kind) {
    case DD_OBSTACLE_SPECIALTY: printf("is not of the specialty %s", o->text); break;
    case DD_OBSTACLE_EQUIPMENT: printf("has no equipment %s", o->text); break;
    case DD_OBSTACLE_LICENCE: print_licence(story, o, at_ms); break;
    case DD_OBSTACLE_LANGUAGE: printf("does not speak %s", o->text); break;
    case DD_OBSTACLE_FORBIDDEN: fputs("is forbidden by a clinician", stdout); break;
    case DD_OBSTACLE_PINNED:
        printf("is passed over: a clinician has pinned the case to %s", dd_consult_why_name(story, o->specialist));
        break;
    case DD_OBSTACLE_OFF_DUTY: fputs("is off duty", stdout); break;
    case DD_OBSTACLE_NOT_YET: print_until(story, "is not there", o); break;
    case DD_OBSTACLE_BLOCK: print_until(story, "is in a block", o); break;
    case DD_OBSTACLE_OWN: fputs("has this case in hand", stdout); break;
    case DD_OBSTACLE_WORKING:
    case DD_OBSTACLE_HOLDING: print_work(story, o, dd_engine_case_at(story->engine, case_ix).urgency); break;
    case DD_OBSTACLE_DECLINED: fputs("has declined it, or did not answer", stdout); break;
    case DD_OBSTACLE_APPOINTMENT: fputs("waits as all do: the appointment has not come", stdout); break;
    case DD_OBSTACLE_ROOM: fputs("is free, but no room of the station is", stdout); break;
    case DD_OBSTACLE_TIME: print_time(story, o); break;
    default: fputs("is free", stdout); break;
    }
}

void dd_consult_why_not(const dd_story *story, uint32_t specialist, uint32_t case_ix)
{
    int64_t at_ms = story->event != NULL ? story->event->at_ms : dd_engine_now_ms(story->engine);
    dd_obstacle o = dd_engine_why_not(story->engine, specialist, case_ix, at_ms);
    print_obstacle(story, &o, case_ix, at_ms);
}

void dd_consult_why_others(const dd_story *story, uint32_t case_ix)
{
    int64_t at_ms = story->event != NULL ? story->event->at_ms : dd_engine_now_ms(story->engine);
    bool is_of_offer = story->event != NULL && story->event->kind == DD_EVENT_CASE_OFFER;
    uint32_t more = 0, named = 0;
    for (uint32_t s = 0; s < dd_engine_specialist_count(story->engine); s++) {
        dd_obstacle o = dd_engine_why_not(story->engine, s, case_ix, at_ms);
        bool is_offered = is_of_offer && (story->event->specialist == s || o.kind == DD_OBSTACLE_NONE);
        if ((o.kind >= DD_OBSTACLE_SPECIALTY && o.kind <= DD_OBSTACLE_PINNED) || is_offered) continue;
        if (named++ >= NAMED_MAX) {
            more++;
            continue;
        }
        dd_story_more();
        printf("%-18s%s ", named > 1 ? "" : is_of_offer ? "May take it, too:" : "May take it:", dd_consult_why_name(story, s));
        print_obstacle(story, &o, case_ix, at_ms);
        puts(".");
    }
    if (more == 0) return;
    dd_story_more();
    printf("%-18sand %" PRIu32 " more.\n", "", more);
}

/* ---- offers ---- */

static void print_terms(const dd_story *story, const dd_terms *terms)
{
    fputs("  Expected: first contact ", stdout);
    dd_story_instant(story, terms->begin_ms);
    fputs(", end ", stdout);
    dd_story_instant(story, terms->end_ms);
    puts(".");
    dd_story_more();
    printf("Cost %.1f weighted minutes: its waiting %.1f, ", dd_story_minutes(terms->total_cost), dd_story_minutes(terms->wait_cost));
    if (terms->late_cost != 0) printf("lateness %.1f, ", dd_story_minutes(terms->late_cost));
    printf("what the specialist and room are wanted for elsewhere %.1f.\n", dd_story_minutes(terms->resource_cost));
}

static void print_dearer(const dd_terms *chosen, const dd_terms *other)
{
    bool is_first = true;
    int64_t by = other->total_cost - chosen->total_cost;
    if (by == 0) fputs("just as good; ties go to who has been idle longest", stdout);
    else if (by > -600 && by < 600) fputs("dearer by less than a hundredth of a weighted minute", stdout);
    if (by > -600 && by < 600) return;
    printf("%.1f weighted minutes dearer", dd_story_minutes(by));
    dd_story_difference("waiting", other->wait_cost - chosen->wait_cost, &is_first);
    dd_story_difference("lateness", other->late_cost - chosen->late_cost, &is_first);
    dd_story_difference("wanted elsewhere", other->resource_cost - chosen->resource_cost, &is_first);
    if (!is_first) fputs(")", stdout);
}

void dd_consult_why_offer(const dd_story *story)
{
    static const char *const ranks[DD_ALTERNATIVES_MAX] = {"Runner-up", "Third", "Fourth"};
    const dd_why *why = &story->event->why;
    print_proof(story);
    dd_story_more();
    printf("%" PRIu32 " specialist%s on duty could take it.", why->eligible, why->eligible == 1 ? "" : "s");
    print_terms(story, &why->terms);
    for (uint32_t i = 0; i < why->alternative_count && i < DD_ALTERNATIVES_MAX; i++) {
        dd_story_more();
        printf("%s %s: ", ranks[i], dd_consult_why_name(story, why->alternatives[i].specialist));
        print_dearer(&why->terms, &why->alternatives[i].terms);
        puts(".");
    }
    if (why->alternative_count == 0) {
        dd_story_more();
        puts("There was no runner-up.");
    }
    dd_consult_why_others(story, story->event->case_ix);
}

/* Free and allowed, and yet not chosen. */
static void answer_free(const dd_story *story, uint32_t specialist, const dd_event *offer)
{
    const dd_why *why = &offer->why;
    for (uint32_t i = 0; i < why->alternative_count && i < DD_ALTERNATIVES_MAX; i++) {
        if (why->alternatives[i].specialist != specialist) continue;
        printf("was free, and number %" PRIu32 ": ", i + 2);
        print_dearer(&why->terms, &why->alternatives[i].terms);
        return;
    }
    if (story->interrupted_for == offer->case_ix && story->interrupted_ms == offer->at_ms)
        fputs("was free, but there was no room; the interruption that made one freed its specialist as well", stdout);
    else if (why->alternative_count == DD_ALTERNATIVES_MAX) fputs("was free, and dearer than the ones that are named", stdout);
    else fputs("was free; another was preferred", stdout);
}

void dd_consult_why_answer(const dd_story *story, uint32_t specialist, const dd_event *event)
{
    int64_t at_ms = event != NULL ? event->at_ms : dd_engine_now_ms(story->engine);
    bool is_offer = event != NULL && event->kind == DD_EVENT_CASE_OFFER;
    dd_obstacle o = dd_engine_why_not(story->engine, specialist, story->ix, at_ms);
    dd_story_more();
    printf("Why not %s: ", dd_consult_why_name(story, specialist));
    if (is_offer && event->specialist == specialist) fputs("it is the one", stdout);
    else {
        fputs("it ", stdout);
        if (o.kind != DD_OBSTACLE_NONE) print_obstacle(story, &o, story->ix, at_ms);
        else if (is_offer) answer_free(story, specialist, event);
        else fputs("is free and allowed: it is kept in reserve for more urgent cases, or about to be asked", stdout);
    }
    puts(".");
}
