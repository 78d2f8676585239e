#include "sim/recorder.h"

#include <stdlib.h>
#include <string.h>

#include "base/names.h"

typedef struct courier_track {
    dd_point point;              /* where the leg under way began, or where the courier stands */
    int64_t since_ms;            /* when it began */
    int64_t on_ms;               /* when the shift begins */
    int64_t arrived_ms;          /* at the merchant it stands at; 0: unknown */
    uint32_t merchant;           /* bound for or standing at */
    bool is_under_way, is_moving;
} courier_track;

struct dd_recorder {
    dd_day *day;
    int64_t foresight_ms;
    bool keeps_legs;
    dd_engine_config config;
    dd_travel_rule rule;
    courier_track *tracks;
    size_t track_count, track_capacity;
    dd_names merchants;
    uint32_t by_state[DD_ORDER_FAILED + 1];
    bool has_failed;
};

dd_status dd_recorder_create(dd_day *day, bool keeps_legs, int64_t foresight_ms, dd_recorder **ret, dd_error *err)
{
    dd_recorder *recorder = calloc(1, sizeof *recorder);
    if (recorder == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    recorder->day = day;
    recorder->keeps_legs = keeps_legs;
    recorder->foresight_ms = foresight_ms;
    *ret = recorder;
    return DD_STATUS_OK;
}

void dd_recorder_free(dd_recorder *recorder)
{
    if (recorder == NULL) return;
    dd_names_done(&recorder->merchants);
    free(recorder->tracks);
    free(recorder);
}

/* The configuration is known once the region is open, that is from the second event on. */
static void learn_config(dd_recorder *recorder, const dd_engine *engine)
{
    if (recorder->config.cycle_ms != 0) return;
    recorder->config = *dd_engine_get_config(engine);
    recorder->rule = recorder->config.travel;
    for (int hour = 0; hour < 24; hour++)
        if (recorder->config.speed_by_hour_permille[hour] != 0) recorder->rule.speed_by_hour_permille = recorder->config.speed_by_hour_permille;
    dd_day *day = recorder->day;
    day->policy = recorder->config.policy;
    day->seed = recorder->config.seed;
    day->give_up_ms = recorder->config.give_up_ms - recorder->foresight_ms;
    day->is_geographic = recorder->config.travel.metric == DD_TRAVEL_GREAT_CIRCLE;
    day->metres_per_unit = recorder->config.travel.metres_per_unit;
    day->midnight_ms = recorder->config.travel.day_begin_ms;
}

static void set_state(dd_recorder *recorder, uint32_t ix, dd_order_state state)
{
    dd_day_order *order = &recorder->day->orders[ix];
    recorder->by_state[order->state]--;
    recorder->by_state[state]++;
    order->state = state;
}

static void add_leg(dd_recorder *recorder, dd_day_leg leg)
{
    dd_day *day = recorder->day;
    if (!recorder->keeps_legs || leg.end_ms <= leg.begin_ms) return;
    if (!DD_ARRAY_RESERVE(day->legs, day->leg_capacity, day->leg_count + 1)) {
        recorder->has_failed = true;
        return;
    }
    leg.dist_m = dd_travel_dist_m(&recorder->rule, leg.from, leg.to);
    day->legs[day->leg_count++] = leg;
}

static void see_courier_on(dd_recorder *recorder, const dd_engine *engine, const dd_event *event)
{
    dd_day *day = recorder->day;
    uint32_t ix = dd_engine_find_courier(engine, event->name);
    if (ix == DD_NONE) {
        ix = (uint32_t)day->courier_count;
        const char *name = dd_day_text(day, event->name);
        if (name == NULL || !DD_ARRAY_RESERVE(day->couriers, day->courier_capacity, day->courier_count + 1) ||
            !DD_ARRAY_RESERVE(recorder->tracks, recorder->track_capacity, recorder->track_count + 1)) {
            recorder->has_failed = true;
            return;
        }
        day->couriers[day->courier_count++] = (dd_day_courier){name, event->point};
        recorder->track_count++;
    }
    int64_t on_ms = event->ready_ms > event->at_ms ? event->ready_ms : event->at_ms;
    recorder->tracks[ix] = (courier_track){.point = event->point, .since_ms = on_ms, .on_ms = on_ms, .merchant = DD_NONE};
    if (!DD_ARRAY_RESERVE(day->shifts, day->shift_capacity, day->shift_count + 1)) {
        recorder->has_failed = true;
        return;
    }
    day->shifts[day->shift_count++] = (dd_day_shift){ix, on_ms, event->until_ms};
}

/* The merchant's index equals the engine's: both grow by first appearance. */
static uint32_t merchant_of(dd_recorder *recorder, const dd_event *event)
{
    dd_day *day = recorder->day;
    uint32_t ix = dd_names_add(&recorder->merchants, event->merchant_name, strlen(event->merchant_name));
    if (ix < day->merchant_count) return ix;
    const char *name = dd_day_text(day, event->merchant_name);
    if (ix == DD_NONE || name == NULL || !DD_ARRAY_RESERVE(day->merchants, day->merchant_capacity, day->merchant_count + 1)) {
        recorder->has_failed = true;
        return 0;
    }
    day->merchants[day->merchant_count] = (dd_day_merchant){name, event->merchant_point};
    return (uint32_t)day->merchant_count++;
}

/* The earliest delivery once the kitchen is done, had a free courier stood at the merchant. */
static int64_t best_ms(const dd_recorder *recorder, const dd_day_order *order, int64_t ready_ms)
{
    int64_t leave_ms = (ready_ms > order->placed_ms ? ready_ms : order->placed_ms) + recorder->config.pickup_after_ms;
    dd_point merchant = recorder->day->merchants[order->merchant].point;
    return leave_ms + dd_travel_ms(&recorder->rule, merchant, order->door, leave_ms) + recorder->config.drop_before_ms;
}

static void see_order_placed(dd_recorder *recorder, const dd_event *event)
{
    dd_day *day = recorder->day;
    uint32_t merchant = merchant_of(recorder, event);
    const char *name = dd_day_text(day, event->name);
    if (recorder->has_failed || name == NULL || !DD_ARRAY_RESERVE(day->orders, day->order_capacity, day->order_count + 1)) {
        recorder->has_failed = true;
        return;
    }
    dd_day_order *order = &day->orders[day->order_count++];
    *order = (dd_day_order){
        .name = name,
        .merchant = merchant,
        .courier = DD_NONE,
        .state = DD_ORDER_OPEN,
        .door = event->point,
        .placed_ms = event->at_ms + recorder->foresight_ms,
        .ready_expected_ms = event->ready_ms,
        .due_ms = event->until_ms ? event->until_ms : event->at_ms + recorder->foresight_ms + recorder->config.target_ms,
    };
    order->best_ms = best_ms(recorder, order, event->ready_ms);
    recorder->by_state[DD_ORDER_OPEN]++;
}

static void see_order(dd_recorder *recorder, const dd_event *event)
{
    dd_day_order *order = &recorder->day->orders[event->order];
    if (event->kind == DD_EVENT_ORDER_READY) {
        order->ready_ms = event->at_ms;
        order->best_ms = best_ms(recorder, order, event->at_ms);
    } else if (event->kind == DD_EVENT_ORDER_CANCELLED) {
        set_state(recorder, event->order, DD_ORDER_CANCELLED);
        order->closed_ms = event->at_ms;
    } else if (event->kind == DD_EVENT_ORDER_CHANGED) {
        order->door = event->point;
        if (event->until_ms) order->due_ms = event->until_ms;
    }
}

static void bind(dd_recorder *recorder, const dd_event *event)
{
    for (uint32_t i = 0; i < event->order_count; i++) {
        dd_day_order *order = &recorder->day->orders[event->orders[i]];
        if (order->committed_ms == 0) order->committed_ms = event->at_ms;
        if (order->courier != DD_NONE && order->courier != event->courier) order->changes++;
        order->courier = event->courier;
        set_state(recorder, event->orders[i], DD_ORDER_BOUND);
    }
}

/* The orders that the courier has not picked up are open again. */
static void unbind(dd_recorder *recorder, const dd_engine *engine, uint32_t courier, bool is_refused)
{
    dd_courier_view view = dd_engine_courier_at(engine, courier);
    if (view.state == DD_COURIER_DELIVERING) return;
    for (uint32_t i = 0; i < view.bundle_count; i++) {
        set_state(recorder, view.bundle[i], DD_ORDER_OPEN);
        if (is_refused) recorder->day->orders[view.bundle[i]].declines++;
    }
}

static void depart(dd_recorder *recorder, const dd_engine *engine, uint32_t courier, uint32_t merchant, int64_t at_ms, bool is_moving)
{
    courier_track *track = &recorder->tracks[courier];
    dd_courier_view view = dd_engine_courier_at(engine, courier);
    if (track->is_under_way && track->merchant == merchant) {
        track->is_moving = is_moving;
        return;
    }
    if (track->is_under_way) { /* turned round under way */
        add_leg(recorder, (dd_day_leg){courier, DD_LEG_MOVING, track->since_ms, at_ms, track->point, view.point, track->merchant, DD_NONE, 0});
        track->point = view.point;
    }
    if (!track->is_under_way && track->merchant == merchant && track->arrived_ms != 0) return;
    track->since_ms = view.free_ms > at_ms && view.free_ms < DD_FOREVER_MS ? view.free_ms : at_ms;
    track->merchant = merchant;
    track->is_under_way = true;
    track->is_moving = is_moving;
    track->arrived_ms = 0;
}

static void see_arrived(dd_recorder *recorder, const dd_event *event)
{
    courier_track *track = &recorder->tracks[event->courier];
    if (track->merchant == DD_NONE) return;
    dd_point to = recorder->day->merchants[track->merchant].point;
    dd_leg_kind kind = track->is_moving ? DD_LEG_MOVING : DD_LEG_TO_MERCHANT;
    if (track->is_under_way)
        add_leg(recorder, (dd_day_leg){event->courier, kind, track->since_ms, event->at_ms, track->point, to, track->merchant, DD_NONE, 0});
    track->point = to;
    track->is_under_way = false;
    if (track->arrived_ms == 0) track->arrived_ms = event->at_ms;
}

static void see_picked_up(dd_recorder *recorder, const dd_engine *engine, const dd_event *event)
{
    courier_track *track = &recorder->tracks[event->courier];
    int64_t leave_ms = event->at_ms + recorder->config.pickup_after_ms;
    unbind(recorder, engine, event->courier, false);
    if (track->is_under_way) see_arrived(recorder, event);
    dd_point merchant = recorder->day->merchants[recorder->day->orders[event->orders[0]].merchant].point;
    int64_t arrived_ms = track->arrived_ms != 0 ? track->arrived_ms : event->at_ms;
    add_leg(recorder, (dd_day_leg){event->courier, DD_LEG_AT_MERCHANT, arrived_ms, leave_ms, merchant, merchant,
                                   recorder->day->orders[event->orders[0]].merchant, DD_NONE, 0});
    for (uint32_t i = 0; i < event->order_count; i++) {
        dd_day_order *order = &recorder->day->orders[event->orders[i]];
        order->arrived_ms = arrived_ms;
        order->picked_ms = event->at_ms;
        if (order->ready_ms == 0) order->ready_ms = event->at_ms;
        order->courier = event->courier;
        set_state(recorder, event->orders[i], DD_ORDER_ON_BOARD);
    }
    *track = (courier_track){.point = merchant, .since_ms = leave_ms, .on_ms = track->on_ms, .merchant = DD_NONE};
}

static void see_drop(dd_recorder *recorder, const dd_event *event)
{
    courier_track *track = &recorder->tracks[event->courier];
    dd_day_order *order = &recorder->day->orders[event->order];
    int64_t leave_ms = event->at_ms + recorder->config.drop_after_ms, arrive_ms = event->at_ms - recorder->config.drop_before_ms;
    add_leg(recorder, (dd_day_leg){event->courier, DD_LEG_DELIVERING, track->since_ms, arrive_ms, track->point, order->door, DD_NONE, event->order, 0});
    if (arrive_ms < track->since_ms) arrive_ms = track->since_ms;
    add_leg(recorder, (dd_day_leg){event->courier, DD_LEG_AT_DOOR, arrive_ms, leave_ms, order->door, order->door, DD_NONE, event->order, 0});
    if (event->kind == DD_EVENT_DELIVERED) order->delivered_ms = event->at_ms;
    else order->closed_ms = event->at_ms;
    set_state(recorder, event->order, event->kind == DD_EVENT_DELIVERED ? DD_ORDER_DELIVERED : DD_ORDER_FAILED);
    track->point = order->door;
    track->since_ms = leave_ms;
}

static void see_cycle(dd_recorder *recorder, const dd_engine *engine, const dd_event *event)
{
    dd_day *day = recorder->day;
    if (!DD_ARRAY_RESERVE(day->cycles, day->cycle_capacity, day->cycle_count + 1)) {
        recorder->has_failed = true;
        return;
    }
    dd_day_cycle cycle = {.at_ms = event->at_ms, .work = event->work, .unassigned = recorder->by_state[DD_ORDER_OPEN]};
    cycle.open_orders = cycle.unassigned + recorder->by_state[DD_ORDER_BOUND] + recorder->by_state[DD_ORDER_ON_BOARD];
    for (uint32_t i = 0, count = dd_engine_courier_count(engine); i < count; i++) {
        dd_courier_state state = dd_engine_courier_at(engine, i).state;
        cycle.couriers_on += state != DD_COURIER_OFF && recorder->tracks[i].on_ms <= event->at_ms;
        cycle.couriers_busy += state == DD_COURIER_TO_MERCHANT || state == DD_COURIER_AT_MERCHANT || state == DD_COURIER_DELIVERING;
    }
    day->cycles[day->cycle_count++] = cycle;
}

static void see_offer(dd_recorder *recorder, const dd_engine *engine, const dd_event *event)
{
    recorder->day->counters.offers++;
    bind(recorder, event);
    if (recorder->config.needs_acceptance) return;
    recorder->day->counters.accepted++;
    depart(recorder, engine, event->courier, event->merchant, event->at_ms, false);
}

static void see_answer(dd_recorder *recorder, const dd_engine *engine, const dd_event *event)
{
    dd_day_counters *counters = &recorder->day->counters;
    if (event->kind == DD_EVENT_OFFER_ACCEPTED) {
        counters->accepted++;
        depart(recorder, engine, event->courier, dd_engine_courier_at(engine, event->courier).merchant, event->at_ms, false);
        return;
    }
    if (event->kind == DD_EVENT_OFFER_DECLINED) counters->declined++;
    else counters->timed_out++;
    unbind(recorder, engine, event->courier, true);
}

static void see_update(dd_recorder *recorder, const dd_engine *engine, const dd_event *event)
{
    recorder->day->counters.updates++;
    unbind(recorder, engine, event->courier, false);
    bind(recorder, event);
    if (event->order_count == 0) recorder->tracks[event->courier].is_moving = true;
}

static void see_courier_off(dd_recorder *recorder, const dd_engine *engine, const dd_event *event)
{
    courier_track *track = &recorder->tracks[event->courier];
    unbind(recorder, engine, event->courier, false);
    if (track->is_under_way) {
        dd_point to = recorder->day->merchants[track->merchant].point;
        add_leg(recorder, (dd_day_leg){event->courier, DD_LEG_MOVING, track->since_ms, event->at_ms, track->point, to, track->merchant, DD_NONE, 0});
        track->is_under_way = false;
    }
}

dd_status dd_recorder_see(dd_recorder *recorder, const dd_engine *engine, const dd_event *event, dd_error *err)
{
    dd_day *day = recorder->day;
    if (event->kind == DD_EVENT_OPENED) {
        day->begin_ms = day->end_ms = event->at_ms;
        return DD_STATUS_OK;
    }
    learn_config(recorder, engine);
    if (event->at_ms > day->end_ms) day->end_ms = event->at_ms;
    switch (event->kind) {
    case DD_EVENT_COURIER_ON: see_courier_on(recorder, engine, event); break;
    case DD_EVENT_COURIER_OFF: see_courier_off(recorder, engine, event); break;
    case DD_EVENT_ORDER_PLACED: see_order_placed(recorder, event); break;
    case DD_EVENT_ORDER_READY:
    case DD_EVENT_ORDER_CANCELLED:
    case DD_EVENT_ORDER_CHANGED: see_order(recorder, event); break;
    case DD_EVENT_OFFER_ACCEPTED:
    case DD_EVENT_OFFER_DECLINED:
    case DD_EVENT_OFFER_TIMED_OUT: see_answer(recorder, engine, event); break;
    case DD_EVENT_COURIER_ARRIVED: see_arrived(recorder, event); break;
    case DD_EVENT_PICKED_UP: see_picked_up(recorder, engine, event); break;
    case DD_EVENT_DELIVERED:
    case DD_EVENT_FAILED: see_drop(recorder, event); break;
    case DD_EVENT_CYCLE: see_cycle(recorder, engine, event); break;
    case DD_EVENT_OFFER: see_offer(recorder, engine, event); break;
    case DD_EVENT_UPDATE: see_update(recorder, engine, event); break;
    case DD_EVENT_MOVE:
        day->counters.moves++;
        depart(recorder, engine, event->courier, event->merchant, event->at_ms, true);
        break;
    case DD_EVENT_UNSERVABLE: day->counters.unservable++; break;
    default: break;
    }
    return recorder->has_failed ? dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory") : DD_STATUS_OK;
}

void dd_recorder_see_cost(dd_recorder *recorder, int64_t cpu_us, int64_t wall_us)
{
    dd_day *day = recorder->day;
    if (day->cycle_count == 0) return;
    day->cycles[day->cycle_count - 1].cpu_us = cpu_us;
    day->cycles[day->cycle_count - 1].wall_us = wall_us;
}
