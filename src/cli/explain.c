/* explain: the story of an order, a courier or one record, out of a journal, in plain words. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/options.h"
#include "cli/shell.h"
#include "sim/history.h"

typedef enum story_subject { STORY_ORDER, STORY_COURIER, STORY_RECORD } story_subject;

typedef struct explain_story {
    story_subject subject;
    const char *name;            /* of the order or courier */
    uint64_t seq;                /* of the record */
    uint32_t ix;                 /* of the order or courier, DD_NONE until it appears */
    uint32_t planned_courier;    /* where the tentative plan had the order last */
    uint64_t lines;
    const dd_engine *engine;
    const dd_event *event;
} explain_story;

static void print_clock(int64_t at_ms, int64_t midnight_ms)
{
    int64_t s = (at_ms - midnight_ms) / 1000;
    printf("%02" PRId64 ":%02" PRId64 ":%02" PRId64, s / 3600, s / 60 % 60, s % 60);
}

static void print_instant(const explain_story *story, int64_t at_ms)
{
    print_clock(at_ms, dd_engine_get_config(story->engine)->travel.day_begin_ms);
}

/* A line of the story: instant, record, and then what the caller prints. */
static void begin_line(explain_story *story, uint64_t seq)
{
    story->lines++;
    print_instant(story, story->event->at_ms);
    printf("  #%-6" PRIu64 " ", seq);
}

static const char *courier_name(const explain_story *story, uint32_t ix)
{
    return ix < dd_engine_courier_count(story->engine) ? dd_engine_courier_at(story->engine, ix).name : "nobody";
}

static const char *order_name(const explain_story *story, uint32_t ix)
{
    return ix < dd_engine_order_count(story->engine) ? dd_engine_order_at(story->engine, ix).name : "?";
}

static const char *merchant_name(const explain_story *story, uint32_t ix)
{
    return ix < dd_engine_merchant_count(story->engine) ? dd_engine_merchant_at(story->engine, ix).name : "?";
}

static bool has_order(const uint32_t *orders, uint32_t count, uint32_t ix)
{
    for (uint32_t i = 0; i < count; i++)
        if (orders[i] == ix) return true;
    return false;
}

static void print_orders(const explain_story *story, const uint32_t *orders, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) printf("%s%s", i == 0 ? "" : i + 1 == count ? " and " : ", ", order_name(story, orders[i]));
    if (count == 0) fputs("nothing", stdout);
}

static double minutes(int64_t ms)
{
    return (double)ms / 60000;
}

/* One term of the difference to the runner-up, when it is worth a word. */
static void print_difference(const char *what, int64_t ms, bool *is_first)
{
    if (ms > -600 && ms < 600) return;
    printf("%s%s %+.1f", *is_first ? " (" : ", ", what, minutes(ms));
    *is_first = false;
}

static void print_alternative(const explain_story *story, const dd_terms *chosen, const dd_alternative *other, uint32_t rank)
{
    const char *ranks[] = {"Runner-up", "Third", "Fourth"};
    bool is_first = true;
    printf("                  %s %s: pickup ", rank < 3 ? ranks[rank] : "Then", courier_name(story, other->courier));
    print_instant(story, other->terms.pickup_ms);
    fputs(", last door ", stdout);
    print_instant(story, other->terms.door_ms);
    printf("; %.1f minutes dearer", minutes(other->terms.total_cost - chosen->total_cost));
    print_difference("waiting", other->terms.wait_cost - chosen->wait_cost, &is_first);
    print_difference("lateness", other->terms.late_cost - chosen->late_cost, &is_first);
    print_difference("courier's time", other->terms.courier_cost - chosen->courier_cost, &is_first);
    printf("%s.\n", is_first ? "" : ")");
}

static void print_why(const explain_story *story)
{
    const dd_why *why = &story->event->why;
    if (story->event->order_count == 0) return;
    printf("                  %" PRIu32 " courier%s could have taken it.  Planned: pickup ", why->eligible, why->eligible == 1 ? "" : "s");
    print_instant(story, why->terms.pickup_ms);
    fputs(", last door ", stdout);
    print_instant(story, why->terms.door_ms);
    printf(".\n                  Cost %.1f minutes: the customers' waiting %.1f, ", minutes(why->terms.total_cost), minutes(why->terms.wait_cost));
    if (why->terms.late_cost != 0) printf("lateness %.1f, ", minutes(why->terms.late_cost));
    printf("the courier's time %.1f.\n", minutes(why->terms.courier_cost));
    for (uint32_t i = 0; i < why->alternative_count && i < DD_ALTERNATIVES_MAX; i++)
        if (why->alternatives[i].courier != DD_NONE) print_alternative(story, &why->terms, &why->alternatives[i], i);
    if (why->alternative_count == 0) puts("                  There was no runner-up.");
}

static void tell_placed(const explain_story *story)
{
    const dd_event *event = story->event;
    printf("order %s placed at %s; the kitchen promises ", event->name, event->merchant_name);
    print_instant(story, event->ready_ms);
    if (event->until_ms != 0) {
        fputs(", due ", stdout);
        print_instant(story, event->until_ms);
    }
    puts(".");
}

static void tell_shift(const explain_story *story)
{
    const dd_event *event = story->event;
    printf("courier %s signs on", event->name);
    if (event->ready_ms > event->at_ms) {
        fputs(" for a shift from ", stdout);
        print_instant(story, event->ready_ms);
    }
    fputs("; the shift ends at ", stdout);
    print_instant(story, event->until_ms);
    puts(".");
}

static void tell_offer(const explain_story *story)
{
    const dd_event *event = story->event;
    fputs("decided: ", stdout);
    print_orders(story, event->orders, event->order_count);
    printf(" offered to %s at %s.\n", courier_name(story, event->courier), merchant_name(story, event->merchant));
    print_why(story);
}

static void tell_update(const explain_story *story)
{
    const dd_event *event = story->event;
    dd_courier_view view = dd_engine_courier_at(story->engine, event->courier);
    printf("decided: %s, bound for %s with ", view.name, merchant_name(story, view.merchant));
    print_orders(story, view.bundle, view.bundle_count);
    if (event->order_count == 0) {
        puts(", is released and stands by there.");
        return;
    }
    fputs(", is to take ", stdout);
    print_orders(story, event->orders, event->order_count);
    puts(".");
    print_why(story);
}

static void tell_cycle(const explain_story *story)
{
    const dd_event *event = story->event;
    printf("decision cycle: %" PRIu64 " work units; the tentative plans of %" PRIu32 " couriers changed.\n", event->work, event->change_count);
}

/* Facts about an order that need no more words than these. */
static const char *order_fact(dd_event_kind kind)
{
    switch (kind) {
    case DD_EVENT_ORDER_READY: return "is ready: the kitchen is done";
    case DD_EVENT_ORDER_CANCELLED: return "is cancelled by the customer";
    case DD_EVENT_ORDER_CHANGED: return "is changed by the customer";
    case DD_EVENT_UNSERVABLE: return "cannot be served by any courier, as things are known now";
    default: return NULL;
    }
}

static void tell_move(const explain_story *story, const char *courier)
{
    const dd_event *event = story->event;
    const dd_why *why = &event->why;
    printf("decided: %s goes to stand by at %s.\n", courier, merchant_name(story, event->merchant));
    printf("                  Chosen among %" PRIu32 " idle courier%s: orders are expected to wait %.2f minutes less, for a drive priced at %.2f.\n",
           why->eligible, why->eligible == 1 ? "" : "s", minutes(-why->terms.wait_cost), minutes(why->terms.courier_cost));
}

static void tell_courier_fact(const explain_story *story)
{
    const dd_event *event = story->event;
    dd_courier_view view = dd_engine_courier_at(story->engine, event->courier);
    switch (event->kind) {
    case DD_EVENT_COURIER_OFF: printf("%s signs off.\n", view.name); break;
    case DD_EVENT_COURIER_POSITION: printf("%s is at %.6f, %.6f.\n", view.name, event->point.x, event->point.y); break;
    case DD_EVENT_OFFER_ACCEPTED: printf("%s accepts.\n", view.name); break;
    case DD_EVENT_OFFER_DECLINED: printf("%s declines.\n", view.name); break;
    case DD_EVENT_OFFER_TIMED_OUT: printf("%s does not answer in time.\n", view.name); break;
    case DD_EVENT_COURIER_ARRIVED: printf("%s arrives at %s.\n", view.name, merchant_name(story, view.merchant)); break;
    case DD_EVENT_DELIVERED: printf("%s hands over %s.\n", view.name, order_name(story, event->order)); break;
    case DD_EVENT_FAILED: printf("%s cannot hand over %s.\n", view.name, order_name(story, event->order)); break;
    case DD_EVENT_MOVE: tell_move(story, view.name); break;
    default: printf("%s: %s.\n", view.name, dd_event_kind_text(event->kind)); break;
    }
}

static void tell_event(const explain_story *story)
{
    const dd_event *event = story->event;
    switch (event->kind) {
    case DD_EVENT_OPENED: puts("the region opens."); break;
    case DD_EVENT_COURIER_ON: tell_shift(story); break;
    case DD_EVENT_ORDER_PLACED: tell_placed(story); break;
    case DD_EVENT_ORDER_READY_EXPECTED:
        printf("order %s will be ready at ", order_name(story, event->order));
        print_instant(story, event->ready_ms);
        puts(", the kitchen says.");
        break;
    case DD_EVENT_ORDER_READY:
    case DD_EVENT_ORDER_CANCELLED:
    case DD_EVENT_ORDER_CHANGED:
    case DD_EVENT_UNSERVABLE: printf("order %s %s.\n", order_name(story, event->order), order_fact(event->kind)); break;
    case DD_EVENT_PICKED_UP:
        printf("%s picks up ", courier_name(story, event->courier));
        print_orders(story, event->orders, event->order_count);
        puts(".");
        break;
    case DD_EVENT_OFFER: tell_offer(story); break;
    case DD_EVENT_UPDATE: tell_update(story); break;
    case DD_EVENT_CYCLE: tell_cycle(story); break;
    default: tell_courier_fact(story); break;
    }
}

/* Where the tentative plan now has the order of the story: said when its courier changes. */
static void tell_plan(explain_story *story, uint64_t seq)
{
    const dd_event *event = story->event;
    for (uint32_t i = 0; i < event->change_count; i++) {
        const dd_plan_change *change = &event->changes[i];
        for (uint32_t j = 0; j < change->count; j++) {
            if (event->planned[change->first + j].order != story->ix || change->courier == story->planned_courier) continue;
            story->planned_courier = change->courier;
            begin_line(story, seq);
            printf("tentatively planned for %s, as its %s order from now.\n", courier_name(story, change->courier),
                   j == 0 ? "next" : j == 1 ? "second" : j == 2 ? "third" : "later");
        }
    }
}

static bool is_of_order(const explain_story *story)
{
    const dd_event *event = story->event;
    switch (event->kind) {
    case DD_EVENT_ORDER_READY_EXPECTED:
    case DD_EVENT_ORDER_READY:
    case DD_EVENT_ORDER_CANCELLED:
    case DD_EVENT_ORDER_CHANGED:
    case DD_EVENT_UNSERVABLE:
    case DD_EVENT_DELIVERED:
    case DD_EVENT_FAILED: return event->order == story->ix;
    case DD_EVENT_OFFER:
    case DD_EVENT_PICKED_UP: return has_order(event->orders, event->order_count, story->ix);
    case DD_EVENT_UPDATE:
    case DD_EVENT_COURIER_OFF:
    case DD_EVENT_OFFER_ACCEPTED:
    case DD_EVENT_OFFER_DECLINED:
    case DD_EVENT_OFFER_TIMED_OUT:
    case DD_EVENT_COURIER_ARRIVED: {
        dd_courier_view view = dd_engine_courier_at(story->engine, event->courier);
        bool is_in_new = event->kind == DD_EVENT_UPDATE && has_order(event->orders, event->order_count, story->ix);
        return is_in_new || has_order(view.bundle, view.bundle_count, story->ix);
    }
    default: return false;
    }
}

static bool is_of_courier(const explain_story *story)
{
    const dd_event *event = story->event;
    bool has_courier = (event->kind >= DD_EVENT_COURIER_OFF && event->kind <= DD_EVENT_COURIER_POSITION) ||
                       (event->kind >= DD_EVENT_OFFER_ACCEPTED && event->kind <= DD_EVENT_FAILED) ||
                       (event->kind >= DD_EVENT_OFFER && event->kind <= DD_EVENT_MOVE);
    return has_courier && event->kind != DD_EVENT_COURIER_POSITION && event->courier == story->ix;
}

/* Whether the event is part of the story; learns the index of its subject on the way. */
static bool belongs(explain_story *story, uint64_t seq)
{
    const dd_event *event = story->event;
    if (story->subject == STORY_RECORD) return seq == story->seq;
    dd_event_kind birth = story->subject == STORY_ORDER ? DD_EVENT_ORDER_PLACED : DD_EVENT_COURIER_ON;
    if (event->kind == birth && strcmp(event->name, story->name) == 0) {
        story->ix = story->subject == STORY_ORDER ? dd_engine_order_count(story->engine) : dd_engine_find_courier(story->engine, event->name);
        if (story->ix == DD_NONE) story->ix = dd_engine_courier_count(story->engine);
        return true;
    }
    if (story->ix == DD_NONE) return false;
    return story->subject == STORY_ORDER ? is_of_order(story) : is_of_courier(story);
}

static dd_status story_visit(void *context, const dd_engine *engine, uint64_t seq, const dd_event *event, dd_error *err)
{
    explain_story *story = context;
    (void)err;
    story->engine = engine;
    story->event = event;
    if (belongs(story, seq)) {
        begin_line(story, seq);
        tell_event(story);
    } else if (story->subject == STORY_ORDER && story->ix != DD_NONE && event->kind == DD_EVENT_CYCLE) {
        tell_plan(story, seq);
    }
    return DD_STATUS_OK;
}

static dd_status explain(const char *path, explain_story *story, dd_error *err)
{
    dd_journal_options open = {DD_JOURNAL_OPTIONS_DEFAULT, .read_only = true};
    dd_journal *journal = NULL;
    dd_engine *engine = NULL;
    uint64_t seq = 0;
    dd_status status = dd_journal_open(path, &open, &journal, err);
    if (status == DD_STATUS_OK) status = dd_engine_create(&engine, err);
    uint64_t until_seq = story->subject == STORY_RECORD ? story->seq : UINT64_MAX;
    if (status == DD_STATUS_OK) status = dd_history_walk(journal, engine, &seq, until_seq, DD_FOREVER_MS, story_visit, story, err);
    dd_engine_free(engine);
    dd_journal_close(journal);
    if (status == DD_STATUS_OK && story->lines == 0)
        status = story->subject == STORY_RECORD
                     ? dd_error_set(err, DD_STATUS_NOT_FOUND, NULL, "no record %" PRIu64, story->seq)
                     : dd_error_set(err, DD_STATUS_NOT_FOUND, NULL, "no %s \"%s\"", story->subject == STORY_ORDER ? "order" : "courier", story->name);
    return status;
}

static int explain_run(const dd_command *command, int argc, char **argv)
{
    const char *path, *order = NULL, *courier = NULL;
    uint64_t seq = 0;
    const dd_option table[] = {
        {.name = "--order", .kind = DD_OPTION_TEXT, .value = &order},
        {.name = "--courier", .kind = DD_OPTION_TEXT, .value = &courier},
        {.name = "--seq", .kind = DD_OPTION_UINT, .value = &seq, .min = 1, .max = DD_JOURNAL_SEQ_MAX},
    };
    int exit_code;
    if (!dd_options_parse(command, table, sizeof table / sizeof *table, argc, argv, &path, 1, 1, &exit_code)) return exit_code;
    if ((order != NULL) + (courier != NULL) + (seq > 0) != 1) {
        fputs("diaodu explain: give one of --order, --courier and --seq\n", stderr);
        return DD_EXIT_BAD;
    }
    explain_story story = {.name = order ? order : courier, .seq = seq, .ix = DD_NONE, .planned_courier = DD_NONE};
    story.subject = order ? STORY_ORDER : courier ? STORY_COURIER : STORY_RECORD;
    dd_error err = {0};
    dd_status status = explain(path, &story, &err);
    if (status == DD_STATUS_OK) return DD_EXIT_DONE;
    dd_shell_say_error("explain", path, &err);
    return status == DD_STATUS_NOT_FOUND && err.pointer[0] == '\0' ? DD_EXIT_NO : dd_shell_exit_code(status);
}

const dd_command dd_command_explain = {
    .name = "explain",
    .summary = "why an order, a courier or a decision went as it did",
    .help = "usage: diaodu explain JOURNAL (--order NAME | --courier NAME | --seq N)\n"
            "\n"
            "Tells the story out of a journal: what happened, what was decided, who else could have done it, and what each term of the\n"
            "cost was (minutes of weighted time; the decision with the least total was taken).\n"
            "\n"
            "  --order NAME    the story of an order\n"
            "  --courier NAME  the story of a courier's day\n"
            "  --seq N         one record\n"
            "\n"
            "Exit code: 0 done, 1 there is no such order, courier or record, 2 bad usage or input.\n"
            "\n"
            "examples:\n"
            "  diaodu simulate --couriers 40 --orders 400 --journal day.journal\n"
            "  diaodu explain day.journal --order o00123\n"
            "  diaodu explain day.journal --courier c0007\n",
    .run = explain_run,
};
