#include "cli/delivery_story.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *courier_name(const dd_story *story, uint32_t ix)
{
    return ix < dd_engine_courier_count(story->engine) ? dd_engine_courier_at(story->engine, ix).name : "nobody";
}

static const char *order_name(const dd_story *story, uint32_t ix)
{
    return ix < dd_engine_order_count(story->engine) ? dd_engine_order_at(story->engine, ix).name : "?";
}

static const char *merchant_name(const dd_story *story, uint32_t ix)
{
    return ix < dd_engine_merchant_count(story->engine) ? dd_engine_merchant_at(story->engine, ix).name : "?";
}

static bool has_order(const uint32_t *orders, uint32_t count, uint32_t ix)
{
    for (uint32_t i = 0; i < count; i++)
        if (orders[i] == ix) return true;
    return false;
}

static void print_orders(const dd_story *story, const uint32_t *orders, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) printf("%s%s", i == 0 ? "" : i + 1 == count ? " and " : ", ", order_name(story, orders[i]));
    if (count == 0) fputs("nothing", stdout);
}

static void print_alternative(const dd_story *story, const dd_terms *chosen, const dd_alternative *other, uint32_t rank)
{
    const char *ranks[] = {"Runner-up", "Third", "Fourth"};
    bool is_first = true;
    printf("                  %s %s: pickup ", rank < 3 ? ranks[rank] : "Then", courier_name(story, other->courier));
    dd_story_instant(story, other->terms.pickup_ms);
    fputs(", last door ", stdout);
    dd_story_instant(story, other->terms.door_ms);
    printf("; %.1f minutes dearer", dd_story_minutes(other->terms.total_cost - chosen->total_cost));
    dd_story_difference("waiting", other->terms.wait_cost - chosen->wait_cost, &is_first);
    dd_story_difference("lateness", other->terms.late_cost - chosen->late_cost, &is_first);
    dd_story_difference("courier's time", other->terms.courier_cost - chosen->courier_cost, &is_first);
    printf("%s.\n", is_first ? "" : ")");
}

static void print_why(const dd_story *story)
{
    const dd_why *why = &story->event->why;
    if (story->event->order_count == 0) return;
    printf("                  %" PRIu32 " courier%s could have taken it.  Planned: pickup ", why->eligible, why->eligible == 1 ? "" : "s");
    dd_story_instant(story, why->terms.pickup_ms);
    fputs(", last door ", stdout);
    dd_story_instant(story, why->terms.door_ms);
    printf(".\n                  Cost %.1f minutes: the customers' waiting %.1f, ", dd_story_minutes(why->terms.total_cost),
           dd_story_minutes(why->terms.wait_cost));
    if (why->terms.late_cost != 0) printf("lateness %.1f, ", dd_story_minutes(why->terms.late_cost));
    printf("the courier's time %.1f.\n", dd_story_minutes(why->terms.courier_cost));
    for (uint32_t i = 0; i < why->alternative_count && i < DD_ALTERNATIVES_MAX; i++)
        if (why->alternatives[i].courier != DD_NONE) print_alternative(story, &why->terms, &why->alternatives[i], i);
    if (why->alternative_count == 0) puts("                  There was no runner-up.");
}

static void tell_placed(const dd_story *story)
{
    const dd_event *event = story->event;
    printf("order %s placed at %s; the kitchen promises ", event->name, event->merchant_name);
    dd_story_instant(story, event->ready_ms);
    if (event->until_ms != 0) {
        fputs(", due ", stdout);
        dd_story_instant(story, event->until_ms);
    }
    puts(".");
}

static void tell_shift(const dd_story *story)
{
    const dd_event *event = story->event;
    printf("courier %s signs on", event->name);
    if (event->ready_ms > event->at_ms) {
        fputs(" for a shift from ", stdout);
        dd_story_instant(story, event->ready_ms);
    }
    fputs("; the shift ends at ", stdout);
    dd_story_instant(story, event->until_ms);
    puts(".");
}

static void tell_offer(const dd_story *story)
{
    const dd_event *event = story->event;
    fputs("decided: ", stdout);
    print_orders(story, event->orders, event->order_count);
    printf(" offered to %s at %s.\n", courier_name(story, event->courier), merchant_name(story, event->merchant));
    print_why(story);
}

static void tell_update(const dd_story *story)
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

static void tell_cycle(const dd_story *story)
{
    const dd_event *event = story->event;
    printf("decision cycle: %" PRIu64 " work units; the tentative plans of %" PRIu32 " couriers changed.\n", event->work,
           event->change_count);
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

static void tell_move(const dd_story *story, const char *courier)
{
    const dd_event *event = story->event;
    const dd_why *why = &event->why;
    printf("decided: %s goes to stand by at %s.\n", courier, merchant_name(story, event->merchant));
    printf("                  Chosen among %" PRIu32
           " idle courier%s: orders are expected to wait %.2f minutes less, for a drive priced at %.2f.\n",
           why->eligible, why->eligible == 1 ? "" : "s", dd_story_minutes(-why->terms.wait_cost),
           dd_story_minutes(why->terms.courier_cost));
}

static void tell_courier_fact(const dd_story *story)
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

static void tell_event(const dd_story *story)
{
    const dd_event *event = story->event;
    switch (event->kind) {
    case DD_EVENT_OPENED: puts("the region opens."); break;
    case DD_EVENT_COURIER_ON: tell_shift(story); break;
    case DD_EVENT_ORDER_PLACED: tell_placed(story); break;
    case DD_EVENT_ORDER_READY_EXPECTED:
        printf("order %s will be ready at ", order_name(story, event->order));
        dd_story_instant(story, event->ready_ms);
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
static void tell_plan(dd_story *story)
{
    const dd_event *event = story->event;
    for (uint32_t i = 0; i < event->change_count; i++) {
        const dd_plan_change *change = &event->changes[i];
        for (uint32_t j = 0; j < change->count; j++) {
            if (event->planned[change->first + j].order != story->ix || change->courier == story->planned_for) continue;
            story->planned_for = change->courier;
            dd_story_begin(story);
            printf("tentatively planned for %s, as its %s order from now.\n", courier_name(story, change->courier),
                   j == 0   ? "next"
                   : j == 1 ? "second"
                   : j == 2 ? "third"
                            : "later");
        }
    }
}

static bool is_of_order(const dd_story *story)
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

static bool is_of_courier(const dd_story *story)
{
    const dd_event *event = story->event;
    bool has_courier = (event->kind >= DD_EVENT_COURIER_OFF && event->kind <= DD_EVENT_COURIER_POSITION) ||
                       (event->kind >= DD_EVENT_OFFER_ACCEPTED && event->kind <= DD_EVENT_FAILED) ||
                       (event->kind >= DD_EVENT_OFFER && event->kind <= DD_EVENT_MOVE);
    return has_courier && event->kind != DD_EVENT_COURIER_POSITION && event->courier == story->ix;
}

/* Whether the event is part of the story; learns the index of its subject on the way. */
static bool belongs(dd_story *story)
{
    const dd_event *event = story->event;
    if (story->subject == DD_STORY_RECORD) return true;
    dd_event_kind birth = story->subject == DD_STORY_DEMAND ? DD_EVENT_ORDER_PLACED : DD_EVENT_COURIER_ON;
    if (event->kind == birth && strcmp(event->name, story->name) == 0) {
        story->ix =
            story->subject == DD_STORY_DEMAND ? dd_engine_order_count(story->engine) : dd_engine_find_courier(story->engine, event->name);
        if (story->ix == DD_NONE) story->ix = dd_engine_courier_count(story->engine);
        return true;
    }
    if (story->ix == DD_NONE) return false;
    return story->subject == DD_STORY_DEMAND ? is_of_order(story) : is_of_courier(story);
}

void dd_delivery_story_see(dd_story *story)
{
    if (belongs(story)) {
        dd_story_begin(story);
        tell_event(story);
    } else if (story->subject == DD_STORY_DEMAND && story->ix != DD_NONE && story->event->kind == DD_EVENT_CYCLE) {
        tell_plan(story);
    }
}
