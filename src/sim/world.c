/* World: time, demand, kitchens, and the way in for decisions.  What couriers do is in world_courier.c. */
#include "sim/world.h"

#include <stdlib.h>

#include "base/array.h"
#include "sim/world_state.h"

void dd_world_push(dd_world *world, int64_t at_ms, world_happening kind, uint32_t id, uint32_t version)
{
    if (!dd_queue_push(&world->queue, (dd_queue_entry){at_ms, (uint32_t)kind, id, version})) world->has_failed = true;
}

/* The next event, zeroed but for kind and instant; valid until the next emit.  When out of memory a spare that nobody reads. */
dd_event *dd_world_emit(dd_world *world, dd_event_kind kind, int64_t at_ms)
{
    if (!DD_ARRAY_RESERVE(world->events, world->event_capacity, world->event_count + 1)) {
        world->has_failed = true;
        world->event_count = 0;
    }
    dd_event *event = &world->events[world->event_count++];
    *event = (dd_event){.kind = kind, .at_ms = at_ms};
    return event;
}

dd_status dd_world_create(const dd_scenario *scenario, dd_world **ret, dd_error *err)
{
    dd_world *world = calloc(1, sizeof *world);
    if (world == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    dd_arena_init(&world->scratch);
    world->scenario = scenario;
    world->rule = scenario->config.travel;
    for (int hour = 0; hour < 24; hour++)
        if (scenario->config.speed_by_hour_permille[hour] != 0) world->rule.speed_by_hour_permille = scenario->config.speed_by_hour_permille;
    world->couriers = dd_array_new(scenario->courier_count, sizeof *world->couriers);
    world->orders = dd_array_new(scenario->order_count, sizeof *world->orders);
    world->merchant_engine_ix = dd_array_new(scenario->merchant_count, sizeof *world->merchant_engine_ix);
    world->merchant_ix = dd_array_new(scenario->merchant_count, sizeof *world->merchant_ix);
    bool has_events = DD_ARRAY_RESERVE(world->events, world->event_capacity, 64);
    if (!world->couriers || !world->orders || !world->merchant_engine_ix || !world->merchant_ix || !has_events) {
        dd_world_free(world);
        return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    }
    for (uint32_t i = 0; i < scenario->merchant_count; i++) world->merchant_engine_ix[i] = DD_NONE;
    for (uint32_t i = 0; i < scenario->courier_count; i++) {
        int64_t notice_ms = scenario->couriers[i].on_ms - scenario->behaviour.notice_ms;
        dd_world_push(world, notice_ms > scenario->begin_ms ? notice_ms : scenario->begin_ms, HAPPENS_ON, i, 0);
    }
    if (scenario->order_count > 0) dd_world_push(world, scenario->orders[0].placed_ms - scenario->foresight_ms, HAPPENS_PLACED, 0, 0);
    *ret = world;
    return DD_STATUS_OK;
}

void dd_world_free(dd_world *world)
{
    if (world == NULL) return;
    dd_queue_done(&world->queue);
    dd_arena_done(&world->scratch);
    free(world->couriers);
    free(world->orders);
    free(world->merchant_engine_ix);
    free(world->merchant_ix);
    free(world->events);
    free(world->trace.trips);
    free(world->trace.pickups);
    free(world->trace.handovers);
    free(world->trace.orders);
    free(world);
}

static void order_placed(dd_world *world, uint32_t ix)
{
    const dd_scenario_order *order = &world->scenario->orders[ix];
    const dd_scenario_merchant *merchant = &world->scenario->merchants[order->merchant];
    if (world->merchant_engine_ix[order->merchant] == DD_NONE) {
        world->merchant_engine_ix[order->merchant] = world->merchants_seen;
        world->merchant_ix[world->merchants_seen++] = order->merchant;
    }
    world->orders[ix] = (world_order){.state = DD_ORDER_OPEN, .is_placed = true, .courier = DD_NONE};
    dd_event *event = dd_world_emit(world, DD_EVENT_ORDER_PLACED, order->placed_ms - world->scenario->foresight_ms);
    event->name = order->name;
    event->merchant_name = merchant->name;
    event->merchant_point = merchant->point;
    event->point = order->point;
    event->ready_ms = order->expected_ms;
    event->until_ms = order->due_ms;
    event->count = order->size;
    dd_world_push(world, order->ready_ms, HAPPENS_READY, ix, 0);
    if (order->notice_ms != 0) dd_world_push(world, order->notice_ms, HAPPENS_NOTICE, ix, 0);
    if (order->cancel_ms != 0) dd_world_push(world, order->cancel_ms, HAPPENS_CANCEL, ix, 0);
    world->next_order = ix + 1;
    if (ix + 1 < world->scenario->order_count)
        dd_world_push(world, world->scenario->orders[ix + 1].placed_ms - world->scenario->foresight_ms, HAPPENS_PLACED, ix + 1, 0);
}

static void order_happens(dd_world *world, const dd_queue_entry *entry)
{
    world_order *order = &world->orders[entry->id];
    if (order->state > DD_ORDER_BOUND) return;
    if (entry->kind == HAPPENS_READY) {
        dd_world_emit(world, DD_EVENT_ORDER_READY, entry->at_ms)->order = entry->id;
    } else if (entry->kind == HAPPENS_NOTICE) {
        dd_event *event = dd_world_emit(world, DD_EVENT_ORDER_READY_EXPECTED, entry->at_ms);
        event->order = entry->id;
        event->ready_ms = world->scenario->orders[entry->id].noticed_ms;
    } else {
        dd_world_emit(world, DD_EVENT_ORDER_CANCELLED, entry->at_ms)->order = entry->id;
        if (order->courier != DD_NONE) dd_world_courier_lose(world, order->courier, entry->id, entry->at_ms);
        *order = (world_order){.state = DD_ORDER_CANCELLED, .is_placed = true, .courier = DD_NONE};
    }
}

static void happen(dd_world *world, const dd_queue_entry *entry)
{
    uint32_t id = entry->id;
    bool is_stale = entry->kind >= HAPPENS_ANSWER && entry->kind != HAPPENS_OFF && world->couriers[id].version != entry->version;
    if (is_stale) return;
    switch ((world_happening)entry->kind) {
    case HAPPENS_ON: dd_world_courier_on(world, id, entry->at_ms); break;
    case HAPPENS_PLACED: order_placed(world, id); break;
    case HAPPENS_NOTICE:
    case HAPPENS_READY:
    case HAPPENS_CANCEL: order_happens(world, entry); break;
    case HAPPENS_ANSWER: dd_world_courier_answer(world, id, entry->at_ms); break;
    case HAPPENS_ARRIVE: dd_world_courier_arrive(world, id, entry->at_ms); break;
    case HAPPENS_DELIVER: dd_world_courier_deliver(world, id, entry->at_ms); break;
    case HAPPENS_OFF: dd_world_courier_off(world, id, entry->at_ms); break;
    case HAPPENS_PICKUP: dd_world_courier_pick_up(world, id, entry->at_ms); break;
    }
}

static dd_status world_status(const dd_world *world, dd_error *err)
{
    return world->has_failed ? dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory") : DD_STATUS_OK;
}

dd_status dd_world_play(dd_world *world, int64_t until_ms, bool holds_pickups, dd_error *err)
{
    for (;;) {
        const dd_queue_entry *next = dd_queue_peek(&world->queue);
        if (next == NULL || next->at_ms > until_ms || world->has_failed) break;
        if (holds_pickups && next->at_ms == until_ms && next->kind == HAPPENS_PICKUP) break;
        dd_queue_entry entry = dd_queue_pop(&world->queue);
        happen(world, &entry);
    }
    return world_status(world, err);
}

dd_status dd_world_locate(dd_world *world, int64_t at_ms, dd_error *err)
{
    for (uint32_t i = 0; i < world->scenario->courier_count; i++) {
        const world_courier *courier = &world->couriers[i];
        bool is_under_way = courier->state == DD_COURIER_MOVING || courier->state == DD_COURIER_TO_MERCHANT;
        if (!is_under_way || courier->depart_ms >= at_ms || courier->arrive_ms <= at_ms) continue;
        dd_point point = dd_world_courier_point(courier, at_ms);
        dd_event *event = dd_world_emit(world, DD_EVENT_COURIER_POSITION, at_ms);
        event->courier = i;
        event->point = point;
    }
    return world_status(world, err);
}

const dd_event *dd_world_events(const dd_world *world, uint32_t *ret_count)
{
    *ret_count = (uint32_t)world->event_count;
    return world->events;
}

void dd_world_clear(dd_world *world)
{
    world->event_count = 0;
    dd_arena_reset(&world->scratch);
}

dd_status dd_world_tell(dd_world *world, const dd_event *decision, dd_error *err)
{
    dd_status status = DD_STATUS_OK;
    if (decision->kind == DD_EVENT_OFFER) status = dd_world_tell_offer(world, decision, err);
    if (decision->kind == DD_EVENT_UPDATE) status = dd_world_tell_update(world, decision, err);
    if (decision->kind == DD_EVENT_MOVE) status = dd_world_tell_move(world, decision, err);
    return status != DD_STATUS_OK ? status : world_status(world, err);
}

bool dd_world_is_over(const dd_world *world, int64_t at_ms)
{
    return at_ms > world->scenario->end_ms && world->busy_couriers == 0;
}

const dd_trace *dd_world_trace(const dd_world *world)
{
    return &world->trace;
}
