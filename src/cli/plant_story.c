#include "cli/plant_story.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *operation_name(const dd_story *story, uint32_t ix)
{
    return ix < dd_engine_operation_count(story->engine) ? dd_engine_operation_at(story->engine, ix).name : "?";
}

static const char *machine_name(const dd_story *story, uint32_t ix)
{
    return ix < dd_engine_machine_count(story->engine) ? dd_engine_machine_at(story->engine, ix).name : "no machine";
}

static const char *job_name(const dd_story *story, uint32_t ix)
{
    return ix < dd_engine_job_count(story->engine) ? dd_engine_job_at(story->engine, ix).name : "?";
}

static void print_at(const char *word, const dd_story *story, int64_t ms)
{
    fputs(word, stdout);
    if (ms >= DD_FOREVER_MS) fputs("an unknown instant", stdout);
    else dd_story_instant(story, ms);
}

/* ---- whether an event is about the subject ---- */

static bool is_operation(const dd_story *story, uint32_t ix)
{
    if (story->subject != DD_STORY_DEMAND || ix >= dd_engine_operation_count(story->engine)) return false;
    if (strchr(story->name, '/') != NULL) return strcmp(operation_name(story, ix), story->name) == 0;
    return strcmp(job_name(story, dd_engine_operation_at(story->engine, ix).job), story->name) == 0;
}

static bool is_job(const dd_story *story, const char *name)
{
    size_t length = strlen(name);
    if (story->subject != DD_STORY_DEMAND || strncmp(story->name, name, length) != 0) return false;
    return story->name[length] == '\0' || story->name[length] == '/';
}

static bool is_machine(const dd_story *story, uint32_t ix)
{
    return story->subject == DD_STORY_RESOURCE && ix < dd_engine_machine_count(story->engine) &&
           strcmp(machine_name(story, ix), story->name) == 0;
}

/* Events that name a machine, an operation or both. */
static bool is_about(const dd_story *story, bool has_machine, bool has_operation)
{
    const dd_event *event = story->event;
    if (story->subject == DD_STORY_RECORD) return true;
    return (has_machine && is_machine(story, event->machine)) || (has_operation && is_operation(story, event->operation));
}

/* ---- decisions ---- */

static void print_triggers(uint32_t triggers)
{
    static const char *const texts[] = {"a job was released",
                                        "a job was changed",
                                        "a job was cancelled",
                                        "a machine broke down",
                                        "a machine was repaired",
                                        "people or tools came or went",
                                        "maintenance was announced or withdrawn",
                                        "the shop was changed",
                                        "something took more or less time than planned",
                                        "somebody began what was not its turn"};
    bool is_first = true;
    for (uint32_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if ((triggers >> i & 1) == 0) continue;
        printf("%s%s", is_first ? "" : ", ", texts[i]);
        is_first = false;
    }
}

static void tell_dispatch(dd_story *story)
{
    const dd_event *event = story->event;
    const dd_why *why = &event->why;
    dd_story_begin(story);
    printf("%s does %s now", machine_name(story, event->machine), operation_name(story, event->operation));
    if (why->terms.resource_cost > 0) printf(", after a setup of %.1f minutes", dd_story_minutes(why->terms.resource_cost));
    print_at("; expected from ", story, event->ready_ms);
    print_at(" to ", story, event->until_ms);
    puts(".");
    dd_story_more();
    if (why->eligible <= 1) puts("Nothing else waited for the machine.");
    else
        printf("%" PRIu32 " operations waited for the machine; it had waited %.1f minutes.\n", why->eligible,
               dd_story_minutes(why->terms.wait_cost));
    for (uint32_t i = 0; i < why->alternative_count && i < DD_ALTERNATIVES_MAX; i++) {
        const dd_alternative *other = &why->alternatives[i];
        dd_story_more();
        printf("%s waits on: waited %.1f minutes", operation_name(story, other->operation), dd_story_minutes(other->terms.wait_cost));
        if (other->terms.resource_cost > 0) printf(", setup %.1f", dd_story_minutes(other->terms.resource_cost));
        if (other->terms.late_cost > 0) printf(", its job already late by %.1f", dd_story_minutes(other->terms.late_cost));
        puts(".");
    }
}

/* "it waits for a/10, which ..." */
static void tell_delay(const dd_story *story, const dd_delay *delay)
{
    const char *own = operation_name(story, delay->operation), *other = operation_name(story, delay->other);
    double minutes = dd_story_minutes(delay->until_ms - delay->from_ms);
    switch (delay->kind) {
    case DD_DELAY_RELEASE: printf("%s could not begin before its release", own); break;
    case DD_DELAY_LINK: printf("%s waits for %s", own, other); break;
    case DD_DELAY_MACHINE:
        printf("%s waits for machine %s, which does %s (%.1f minutes)", own, machine_name(story, delay->resource), other, minutes);
        break;
    case DD_DELAY_SETUP: printf("%s needs a setup of %s (%.1f minutes)", own, machine_name(story, delay->resource), minutes); break;
    case DD_DELAY_CLOSED: printf("%s waits until %s is open (%.1f minutes)", own, machine_name(story, delay->resource), minutes); break;
    case DD_DELAY_DOWN:
        printf("%s waits until %s is repaired or maintained (%.1f minutes)", own, machine_name(story, delay->resource), minutes);
        break;
    case DD_DELAY_POOL: printf("%s waits for people or tools that %s holds (%.1f minutes)", own, other, minutes); break;
    case DD_DELAY_ABSENT: printf("%s waits for people or tools that are away (%.1f minutes)", own, minutes); break;
    case DD_DELAY_LOCKED: printf("%s is at work or promised", own); break;
    default: printf("%s begins with the plan", own); break;
    }
    print_at(" until ", story, delay->until_ms);
    puts(".");
}

static void tell_late(dd_story *story)
{
    const dd_event *event = story->event;
    dd_story_begin(story);
    if (event->expected_ms == 0) {
        print_at("", story, event->until_ms);
        printf(" is when job %s is expected now: no longer late.\n", job_name(story, event->job));
        return;
    }
    printf("job %s will be %.1f minutes late", job_name(story, event->job), dd_story_minutes(event->expected_ms));
    print_at(": expected at ", story, event->until_ms);
    puts(", because");
    for (uint32_t i = 0; i < event->delay_count; i++) {
        dd_story_more();
        tell_delay(story, &event->delays[i]);
    }
}

static void tell_placed(dd_story *story, const dd_planned_operation *placed)
{
    dd_operation_view was = dd_engine_operation_at(story->engine, placed->operation);
    const char *machine = machine_name(story, dd_engine_mode_at(story->engine, placed->operation, placed->mode).machine);
    dd_story_more();
    printf("%s", was.name);
    print_at(was.is_planned ? ": " : " is planned: ", story, placed->start_ms);
    print_at(" to ", story, placed->end_ms);
    printf(" on %s", machine);
    if (was.is_planned) {
        printf("; it was to be on %s", machine_name(story, was.machine));
        print_at(" at ", story, was.planned_start_ms);
    }
    puts(".");
}

static bool concerns(const dd_story *story, const dd_planned_operation *placed)
{
    return is_operation(story, placed->operation) ||
           is_machine(story, dd_engine_mode_at(story->engine, placed->operation, placed->mode).machine);
}

static void tell_cycle(dd_story *story)
{
    const dd_event *event = story->event;
    uint32_t count = 0;
    for (uint32_t i = 0; i < event->placed_count; i++) count += concerns(story, &event->placed[i]);
    if (count == 0 && story->subject != DD_STORY_RECORD) return;
    dd_story_begin(story);
    if (event->triggers == 0) {
        puts("the plan holds.");
        return;
    }
    fputs("planned anew, because ", stdout);
    print_triggers(event->triggers);
    printf("; %" PRIu32 " operations have another place now.\n", event->placed_count);
    for (uint32_t i = 0; i < event->placed_count; i++)
        if (concerns(story, &event->placed[i])) tell_placed(story, &event->placed[i]);
}

/* ---- facts ---- */

static void tell_job(dd_story *story)
{
    const dd_event *event = story->event;
    const char *name = event->kind == DD_EVENT_JOB_RELEASED ? event->name : job_name(story, event->job);
    if (story->subject != DD_STORY_RECORD && !is_job(story, name)) return;
    if (event->kind == DD_EVENT_JOB_LATE) {
        tell_late(story);
        return;
    }
    dd_story_begin(story);
    if (event->kind == DD_EVENT_JOB_CANCELLED) {
        printf("job %s is cancelled.\n", name);
        return;
    }
    printf("job %s %s", name, event->kind == DD_EVENT_JOB_RELEASED ? "is released" : "changes");
    if (event->kind == DD_EVENT_JOB_RELEASED) printf(" with %" PRIu32 " operations", event->operation_count);
    if (event->until_ms < DD_FOREVER_MS) print_at(", due at ", story, event->until_ms);
    printf(", weight %" PRIu32 ".\n", event->weight);
}

static void tell_work(dd_story *story)
{
    const dd_event *event = story->event;
    const char *word = event->kind == DD_EVENT_SETUP_BEGUN ? "is set up for"
                       : event->kind == DD_EVENT_STARTED   ? "starts"
                       : event->kind == DD_EVENT_PAUSED    ? "pauses"
                                                           : "has finished";
    if (!is_about(story, true, true)) return;
    dd_story_begin(story);
    printf("%s %s %s", machine_name(story, event->machine), word, operation_name(story, event->operation));
    dd_operation_view view = dd_engine_operation_at(story->engine, event->operation);
    if (event->kind == DD_EVENT_FINISHED && view.is_planned && view.planned_end_ms < DD_FOREVER_MS) {
        double late = dd_story_minutes(event->at_ms - view.planned_end_ms);
        printf(", %.1f minutes %s its plan", late < 0 ? -late : late, late < 0 ? "before" : "after");
    }
    puts(".");
}

static void tell_machine(dd_story *story)
{
    const dd_event *event = story->event;
    if (!is_about(story, true, false)) return;
    dd_story_begin(story);
    fputs(machine_name(story, event->machine), stdout);
    switch (event->kind) {
    case DD_EVENT_MACHINE_DOWN:
        print_at(" is down, expected back at ", story, event->ready_ms > event->at_ms ? event->ready_ms : DD_FOREVER_MS);
        break;
    case DD_EVENT_MACHINE_UP: fputs(" works again", stdout); break;
    case DD_EVENT_MAINTENANCE_OFF: printf(" needs no maintenance %s any more", event->reference); break;
    default:
        printf(" gets maintenance %s", event->reference);
        print_at(" from ", story, event->ready_ms);
        print_at(" to ", story, event->until_ms);
        break;
    }
    puts(".");
}

static void tell_recall(dd_story *story)
{
    const dd_event *event = story->event;
    if (!is_about(story, true, true)) return;
    dd_story_begin(story);
    if (event->kind == DD_EVENT_UNSERVABLE) {
        printf("%s can never run by what is known now.\n", operation_name(story, event->operation));
        return;
    }
    printf("%s is taken back from %s, because ", operation_name(story, event->operation), machine_name(story, event->machine));
    print_triggers(event->triggers);
    puts(".");
}

void dd_plant_story_see(dd_story *story)
{
    static const struct {
        dd_event_kind kind;
        void (*tell)(dd_story *story);
    } rows[] = {
        {DD_EVENT_JOB_RELEASED, tell_job},   {DD_EVENT_JOB_CHANGED, tell_job},         {DD_EVENT_JOB_CANCELLED, tell_job},
        {DD_EVENT_JOB_LATE, tell_job},       {DD_EVENT_SETUP_BEGUN, tell_work},        {DD_EVENT_STARTED, tell_work},
        {DD_EVENT_PAUSED, tell_work},        {DD_EVENT_FINISHED, tell_work},           {DD_EVENT_MACHINE_DOWN, tell_machine},
        {DD_EVENT_MACHINE_UP, tell_machine}, {DD_EVENT_MAINTENANCE_SET, tell_machine}, {DD_EVENT_MAINTENANCE_OFF, tell_machine},
        {DD_EVENT_RECALL, tell_recall},      {DD_EVENT_UNSERVABLE, tell_recall},       {DD_EVENT_CYCLE, tell_cycle},
    };
    if (story->event->kind == DD_EVENT_DISPATCH) {
        if (is_about(story, true, true)) tell_dispatch(story);
        return;
    }
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].kind == story->event->kind) {
            rows[i].tell(story);
            return;
        }
    if (story->subject != DD_STORY_RECORD) return;
    dd_story_begin(story);
    printf("%s %s.\n", dd_event_kind_text(story->event->kind), story->event->name != NULL ? story->event->name : "");
}

/* ---- the end ---- */

static void tell_state(const dd_story *story, uint32_t ix)
{
    static const char *const states[] = {"waits",     "is told to begin", "is being set up", "runs",
                                         "is paused", "is finished",      "is cancelled"};
    dd_operation_view view = dd_engine_operation_at(story->engine, ix);
    printf("At the end %s %s", view.name, states[view.state]);
    if (view.machine != DD_NONE) printf(" on %s", machine_name(story, view.machine));
    if (view.state == DD_OPERATION_WAITING && !view.has_inputs) fputs(", for its inputs", stdout);
    if (view.is_planned && view.state < DD_OPERATION_FINISHED) {
        print_at(", planned from ", story, view.planned_start_ms);
        print_at(" to ", story, view.planned_end_ms);
    }
    puts(".");
}

/* What keeps an operation from a machine now, or that nothing does. */
static void tell_why_not(const dd_story *story, uint32_t ix, uint32_t machine)
{
    dd_operation_view view = dd_engine_operation_at(story->engine, ix);
    dd_machine_view m = dd_engine_machine_at(story->engine, machine);
    uint32_t mode = 0;
    while (mode < view.mode_count && dd_engine_mode_at(story->engine, ix, mode).machine != machine) mode++;
    printf("Why %s is not on %s: ", view.name, m.name);
    if (mode == view.mode_count) puts("it has no mode there.");
    else if (view.state >= DD_OPERATION_FINISHED) printf("it is %s.\n", view.state == DD_OPERATION_FINISHED ? "finished" : "cancelled");
    else if (m.operation == ix) puts("it is.");
    else if (view.state != DD_OPERATION_WAITING) printf("%s has it.\n", machine_name(story, view.machine));
    else if (m.is_down) puts("the machine is down.");
    else if (!view.has_inputs) puts("its inputs are not finished.");
    else if (m.operation != DD_NONE) printf("the machine does %s.\n", operation_name(story, m.operation));
    else if (view.machine != DD_NONE && view.machine != machine) {
        double own = dd_story_minutes(dd_engine_mode_at(story->engine, ix, view.mode).duration_ms);
        double there = dd_story_minutes(dd_engine_mode_at(story->engine, ix, mode).duration_ms);
        printf("the plan has it on %s (%.1f minutes there, %.1f here, setup here %.1f).\n", machine_name(story, view.machine), own, there,
               dd_story_minutes(dd_engine_setup_ms(story->engine, machine, ix)));
    } else if (view.is_planned) {
        print_at("its turn is at ", story, view.planned_start_ms);
        puts(".");
    } else {
        puts("it has no plan yet.");
    }
}

dd_status dd_plant_story_end(dd_story *story, dd_error *err)
{
    if (story->subject != DD_STORY_DEMAND) return DD_STATUS_OK;
    uint32_t job = dd_engine_find_job(story->engine, story->name), only = dd_engine_find_operation(story->engine, story->name),
             machine = DD_NONE;
    uint32_t first = only, count = 1;
    if (story->why_not != NULL && (machine = dd_engine_find_machine(story->engine, story->why_not)) == DD_NONE)
        return dd_error_set(err, DD_STATUS_NOT_FOUND, NULL, "no machine \"%s\"", story->why_not);
    if (job != DD_NONE) {
        dd_job_view view = dd_engine_job_at(story->engine, job);
        first = view.first_operation;
        count = view.operation_count;
    } else if (only == DD_NONE) {
        return dd_error_set(err, DD_STATUS_NOT_FOUND, NULL, "no operation \"%s\"", story->name);
    }
    for (uint32_t ix = first; ix < first + count; ix++) tell_state(story, ix);
    if (machine != DD_NONE && only != DD_NONE) tell_why_not(story, only, machine);
    return DD_STATUS_OK;
}
