/* What one courier does: answers, drives, waits at the merchant, picks up, hands over, goes home.
 *
 * Draws are hashes of (seed, what for, order or merchant, courier), so that no draw depends on what happened before.
 */
#include <string.h>

#include "base/array.h"
#include "base/rng.h"
#include "sim/world_state.h"

typedef enum draw_purpose { DRAW_TRAVEL, DRAW_ANSWER, DRAW_SILENCE, DRAW_DELAY } draw_purpose;

/* Uniform in [0, 1). */
static double draw(const dd_world *world, draw_purpose purpose, uint32_t courier, uint64_t about)
{
    uint64_t key = dd_rng_mix(world->scenario->seed ^ dd_rng_mix((uint64_t)purpose + 1));
    key = dd_rng_mix(key ^ dd_rng_mix(about + 0x517cc1b727220a95u));
    key = dd_rng_mix(key ^ dd_rng_mix(courier));
    return (double)(key >> 11) * 0x1.0p-53;
}

/* True duration of a leg: the rule's, at the courier's own pace, with its noise. */
static int64_t leg_ms(const dd_world *world, uint32_t ix, dd_point from, dd_point to, int64_t depart_ms, uint64_t about)
{
    int64_t ms = dd_travel_ms(&world->rule, from, to, depart_ms);
    const dd_behaviour *behaviour = &world->scenario->behaviour;
    if (behaviour->travel_noise_permille == 0) return ms;
    double noise = (2 * draw(world, DRAW_TRAVEL, ix, about) - 1) * behaviour->travel_noise_permille / 1000;
    double pace = world->scenario->couriers[ix].pace_permille / 1000.0;
    return (int64_t)((double)ms * pace * (1 + noise) + 0.5);
}

dd_point dd_world_courier_point(const world_courier *courier, int64_t at_ms)
{
    if (at_ms >= courier->arrive_ms || courier->arrive_ms <= courier->depart_ms) return courier->to;
    if (at_ms <= courier->depart_ms) return courier->from;
    double share = (double)(at_ms - courier->depart_ms) / (double)(courier->arrive_ms - courier->depart_ms);
    return (dd_point){courier->from.x + share * (courier->to.x - courier->from.x), courier->from.y + share * (courier->to.y - courier->from.y)};
}

static void trace_trip(dd_world *world, uint32_t ix, int64_t depart_ms, dd_place from, dd_place to)
{
    dd_trace *trace = &world->trace;
    if (!DD_ARRAY_RESERVE(trace->trips, trace->trip_capacity, trace->trip_count + 1)) {
        world->has_failed = true;
        return;
    }
    trace->trips[trace->trip_count++] = (dd_trip){ix, depart_ms, from, to};
}

/* Leaves for a merchant, not before it is free. */
static void set_out(dd_world *world, uint32_t ix, uint32_t merchant, int64_t at_ms)
{
    world_courier *courier = &world->couriers[ix];
    dd_point from = dd_world_courier_point(courier, at_ms);
    int64_t depart_ms = courier->free_ms > at_ms ? courier->free_ms : at_ms;
    dd_place there = {DD_PLACE_MERCHANT, merchant};
    if (courier->place.kind != there.kind || courier->place.ix != there.ix) trace_trip(world, ix, depart_ms, courier->place, there);
    courier->place = there;
    courier->is_driving = true;
    courier->from = from;
    courier->to = world->scenario->merchants[merchant].point;
    courier->depart_ms = depart_ms;
    courier->arrive_ms = depart_ms + leg_ms(world, ix, from, courier->to, depart_ms, ((uint64_t)1 << 40) | merchant);
    courier->target = merchant;
    courier->stands_at = DD_NONE;
    dd_world_push(world, courier->arrive_ms, HAPPENS_ARRIVE, ix, ++courier->version);
}

/* When the standing bundle can be taken: there for long enough, and every order really ready. */
static void await_pickup(dd_world *world, uint32_t ix, int64_t at_ms)
{
    world_courier *courier = &world->couriers[ix];
    ++courier->version;
    if (courier->state != DD_COURIER_AT_MERCHANT || courier->bundle_count == 0) return;
    int64_t pickup_ms = courier->arrive_ms + world->scenario->config.pickup_before_ms;
    if (pickup_ms < at_ms) pickup_ms = at_ms;
    for (uint32_t i = 0; i < courier->bundle_count; i++) {
        int64_t ready_ms = world->scenario->orders[courier->bundle[i]].ready_ms;
        if (pickup_ms < ready_ms) pickup_ms = ready_ms;
    }
    dd_world_push(world, pickup_ms, HAPPENS_PICKUP, ix, courier->version);
}

static void sign_off(dd_world *world, uint32_t ix, int64_t at_ms)
{
    dd_world_emit(world, DD_EVENT_COURIER_OFF, at_ms)->courier = ix;
    world->couriers[ix].is_leaving = world->couriers[ix].is_signed_off = true;
}

/* Without orders again: stands by, or goes on to where it was going; or goes home. */
static void become_idle(dd_world *world, uint32_t ix, int64_t at_ms)
{
    world_courier *courier = &world->couriers[ix];
    courier->bundle_count = courier->dropped = 0;
    courier->state = DD_COURIER_IDLE;
    if (!courier->is_leaving) return;
    if (!courier->is_signed_off) sign_off(world, ix, at_ms);
    courier->state = DD_COURIER_OFF;
    ++courier->version;
}

void dd_world_courier_on(dd_world *world, uint32_t ix, int64_t at_ms)
{
    const dd_scenario_courier *fact = &world->scenario->couriers[ix];
    world->couriers[ix] = (world_courier){
        .state = DD_COURIER_IDLE,
        .place = {DD_PLACE_START, 0},
        .from = fact->point,
        .to = fact->point,
        .free_ms = fact->on_ms,
        .target = DD_NONE,
        .stands_at = DD_NONE,
    };
    dd_event *event = dd_world_emit(world, DD_EVENT_COURIER_ON, at_ms);
    event->name = fact->name;
    event->point = fact->point;
    event->ready_ms = fact->on_ms;
    event->until_ms = fact->off_ms;
    event->count = fact->capacity;
    dd_world_push(world, fact->off_ms, HAPPENS_OFF, ix, 0);
}

/* Takes an order that is offered or bound out of the bundle; the courier without orders is free again. */
static void bundle_remove(world_courier *courier, uint32_t order)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < courier->bundle_count; i++)
        if (courier->bundle[i] != order) courier->bundle[kept++] = courier->bundle[i];
    courier->bundle_count = kept;
}

/* An offer came to nothing.  Who stood by at that very merchant still stands there; who was under way to it goes on; all others stay where they are. */
static void offer_ends(dd_world *world, uint32_t ix, int64_t at_ms)
{
    world_courier *courier = &world->couriers[ix];
    uint32_t target = courier->target;
    ++courier->version;
    bool is_there = courier->stands_at == target, is_under_way = courier->is_driving && courier->place.kind == DD_PLACE_MERCHANT && courier->place.ix == target;
    become_idle(world, ix, at_ms);
    if (courier->state == DD_COURIER_OFF) return;
    courier->is_driving = is_under_way && courier->arrive_ms > at_ms;
    if (!is_there && !is_under_way) {
        courier->stands_at = DD_NONE;
    } else if (courier->arrive_ms > at_ms) {
        courier->state = DD_COURIER_MOVING;
        dd_world_push(world, courier->arrive_ms, HAPPENS_ARRIVE, ix, courier->version);
    } else {
        courier->stands_at = target;
        if (!is_there) dd_world_emit(world, DD_EVENT_COURIER_ARRIVED, at_ms)->courier = ix; /* it came there while it made up its mind */
    }
}

void dd_world_courier_lose(dd_world *world, uint32_t ix, uint32_t order, int64_t at_ms)
{
    world_courier *courier = &world->couriers[ix];
    bundle_remove(courier, order);
    if (courier->bundle_count > 0) {
        if (courier->state == DD_COURIER_AT_MERCHANT) await_pickup(world, ix, at_ms);
        return;
    }
    world->busy_couriers--;
    if (courier->state == DD_COURIER_OFFERED) {
        offer_ends(world, ix, at_ms);
    } else if (courier->state == DD_COURIER_TO_MERCHANT) {
        courier->state = DD_COURIER_MOVING;
        if (courier->is_leaving) become_idle(world, ix, at_ms);
    } else {
        ++courier->version;
        courier->stands_at = courier->target;
        become_idle(world, ix, at_ms);
    }
}

/* The end of the shift: who is bound for a bundle takes it first, all others sign off at once. */
void dd_world_courier_off(dd_world *world, uint32_t ix, int64_t at_ms)
{
    world_courier *courier = &world->couriers[ix];
    courier->is_leaving = true;
    if (courier->state == DD_COURIER_TO_MERCHANT || courier->state == DD_COURIER_AT_MERCHANT) return;
    sign_off(world, ix, at_ms);
    if (courier->state == DD_COURIER_DELIVERING) return;
    if (courier->state == DD_COURIER_OFFERED) {
        for (uint32_t i = 0; i < courier->bundle_count; i++) {
            world->orders[courier->bundle[i]].state = DD_ORDER_OPEN;
            world->orders[courier->bundle[i]].courier = DD_NONE;
        }
        world->busy_couriers--;
    }
    become_idle(world, ix, at_ms);
}

static void accept(dd_world *world, uint32_t ix, int64_t at_ms)
{
    world_courier *courier = &world->couriers[ix];
    bool is_there = courier->stands_at == courier->target;
    bool is_under_way = courier->place.kind == DD_PLACE_MERCHANT && courier->place.ix == courier->target && courier->arrive_ms > at_ms;
    if (is_there) {
        courier->state = DD_COURIER_AT_MERCHANT;
        courier->stands_at = DD_NONE;
        await_pickup(world, ix, at_ms);
        return;
    }
    courier->state = DD_COURIER_TO_MERCHANT;
    if (is_under_way) dd_world_push(world, courier->arrive_ms, HAPPENS_ARRIVE, ix, ++courier->version);
    else set_out(world, ix, courier->target, at_ms);
}

void dd_world_courier_answer(dd_world *world, uint32_t ix, int64_t at_ms)
{
    world_courier *courier = &world->couriers[ix];
    dd_event_kind kind = !courier->will_answer ? DD_EVENT_OFFER_TIMED_OUT : courier->will_accept ? DD_EVENT_OFFER_ACCEPTED : DD_EVENT_OFFER_DECLINED;
    dd_event *event = dd_world_emit(world, kind, at_ms);
    event->courier = ix;
    event->offer = courier->offer;
    if (kind == DD_EVENT_OFFER_ACCEPTED) {
        accept(world, ix, at_ms);
        return;
    }
    for (uint32_t i = 0; i < courier->bundle_count; i++) {
        world->orders[courier->bundle[i]].state = DD_ORDER_OPEN;
        world->orders[courier->bundle[i]].courier = DD_NONE;
    }
    world->busy_couriers--;
    offer_ends(world, ix, at_ms);
}

void dd_world_courier_arrive(dd_world *world, uint32_t ix, int64_t at_ms)
{
    world_courier *courier = &world->couriers[ix];
    courier->from = courier->to;
    courier->free_ms = at_ms;
    courier->is_driving = false;
    dd_world_emit(world, DD_EVENT_COURIER_ARRIVED, at_ms)->courier = ix;
    if (courier->state == DD_COURIER_MOVING) {
        courier->stands_at = courier->target;
        become_idle(world, ix, at_ms);
        return;
    }
    courier->state = DD_COURIER_AT_MERCHANT;
    await_pickup(world, ix, at_ms);
}

/* On to the next door of the bundle. */
static void next_door(dd_world *world, uint32_t ix, int64_t depart_ms)
{
    world_courier *courier = &world->couriers[ix];
    uint32_t order = courier->bundle[courier->dropped];
    dd_place door = {DD_PLACE_DOOR, order};
    trace_trip(world, ix, depart_ms, courier->place, door);
    courier->place = door;
    courier->from = courier->to;
    courier->to = world->scenario->orders[order].point;
    courier->depart_ms = depart_ms;
    courier->arrive_ms = depart_ms + leg_ms(world, ix, courier->from, courier->to, depart_ms, order);
    dd_world_push(world, courier->arrive_ms + world->scenario->config.drop_before_ms, HAPPENS_DELIVER, ix, ++courier->version);
}

static void trace_pickup(dd_world *world, uint32_t ix, int64_t at_ms)
{
    const world_courier *courier = &world->couriers[ix];
    dd_trace *trace = &world->trace;
    if (!DD_ARRAY_RESERVE(trace->pickups, trace->pickup_capacity, trace->pickup_count + 1) ||
        !DD_ARRAY_RESERVE(trace->orders, trace->order_capacity, trace->order_count + courier->bundle_count)) {
        world->has_failed = true;
        return;
    }
    trace->pickups[trace->pickup_count++] =
        (dd_pickup){ix, courier->assigned_ms, at_ms, (uint32_t)trace->order_count, courier->bundle_count};
    memcpy(trace->orders + trace->order_count, courier->bundle, courier->bundle_count * sizeof *courier->bundle);
    trace->order_count += courier->bundle_count;
}

void dd_world_courier_pick_up(dd_world *world, uint32_t ix, int64_t at_ms)
{
    world_courier *courier = &world->couriers[ix];
    uint32_t *orders = DD_ARENA_NEW(&world->scratch, courier->bundle_count, uint32_t);
    if (orders == NULL) {
        world->has_failed = true;
        return;
    }
    memcpy(orders, courier->bundle, courier->bundle_count * sizeof *orders);
    dd_event *event = dd_world_emit(world, DD_EVENT_PICKED_UP, at_ms);
    event->courier = ix;
    event->orders = orders;
    event->order_count = courier->bundle_count;
    trace_pickup(world, ix, at_ms);
    for (uint32_t i = 0; i < courier->bundle_count; i++) world->orders[courier->bundle[i]].state = DD_ORDER_ON_BOARD;
    courier->state = DD_COURIER_DELIVERING;
    courier->picked_ms = at_ms;
    courier->dropped = 0;
    courier->target = courier->stands_at = DD_NONE;
    if (courier->is_leaving) sign_off(world, ix, at_ms);
    next_door(world, ix, at_ms + world->scenario->config.pickup_after_ms);
}

void dd_world_courier_deliver(dd_world *world, uint32_t ix, int64_t at_ms)
{
    world_courier *courier = &world->couriers[ix];
    dd_trace *trace = &world->trace;
    uint32_t order = courier->bundle[courier->dropped++];
    dd_event *event = dd_world_emit(world, DD_EVENT_DELIVERED, at_ms);
    event->courier = ix;
    event->order = order;
    world->orders[order].state = DD_ORDER_DELIVERED;
    if (DD_ARRAY_RESERVE(trace->handovers, trace->handover_capacity, trace->handover_count + 1))
        trace->handovers[trace->handover_count++] = (dd_handover){order, ix, courier->picked_ms, at_ms};
    else world->has_failed = true;
    courier->free_ms = at_ms + world->scenario->config.drop_after_ms;
    if (courier->dropped < courier->bundle_count) {
        next_door(world, ix, courier->free_ms);
        return;
    }
    courier->from = courier->to;
    world->busy_couriers--;
    become_idle(world, ix, at_ms);
}

static dd_status refuse(dd_error *err, const char *pointer, const char *why)
{
    return dd_error_set(err, DD_STATUS_CONFLICT, pointer, "%s", why);
}

/* The courier of a decision, or NULL. */
static world_courier *courier_of(dd_world *world, const dd_event *decision)
{
    return decision->courier < world->scenario->courier_count ? &world->couriers[decision->courier] : NULL;
}

static bool bundle_is_good(const dd_world *world, const dd_event *decision)
{
    for (uint32_t i = 0; i < decision->order_count; i++) {
        uint32_t order = decision->orders[i];
        if (order >= world->next_order || world->orders[order].state > DD_ORDER_BOUND) return false;
    }
    return decision->order_count <= DD_BUNDLE_MAX;
}

static void bundle_set(dd_world *world, uint32_t ix, const dd_event *decision)
{
    world_courier *courier = &world->couriers[ix];
    for (uint32_t i = 0; i < courier->bundle_count; i++) {
        world->orders[courier->bundle[i]].state = DD_ORDER_OPEN;
        world->orders[courier->bundle[i]].courier = DD_NONE;
    }
    courier->bundle_count = 0;
    for (uint32_t i = 0; i < decision->order_count; i++) {
        uint32_t order = decision->orders[i], owner = world->orders[order].courier;
        if (owner != DD_NONE && owner != ix) {
            bundle_remove(&world->couriers[owner], order);
            if (world->couriers[owner].state == DD_COURIER_AT_MERCHANT) await_pickup(world, owner, decision->at_ms);
        }
        world->orders[order].state = DD_ORDER_BOUND;
        world->orders[order].courier = ix;
        courier->bundle[courier->bundle_count++] = order;
    }
    courier->assigned_ms = decision->at_ms;
}

/* How the courier will answer: more often no when the way is long, never depending on what it answered before. */
static void make_up_mind(dd_world *world, uint32_t ix, int64_t at_ms)
{
    const dd_behaviour *behaviour = &world->scenario->behaviour;
    world_courier *courier = &world->couriers[ix];
    uint32_t order = courier->bundle[0];
    dd_point merchant = world->scenario->merchants[courier->target].point;
    int64_t way_ms = dd_travel_ms(&world->rule, dd_world_courier_point(courier, at_ms), merchant, at_ms) +
                     dd_travel_ms(&world->rule, merchant, world->scenario->orders[order].point, at_ms);
    double length = behaviour->usual_ms > 0 ? (double)way_ms / (double)behaviour->usual_ms : 1;
    if (length > 4) length = 4;
    double chance = behaviour->decline_permille / 1000.0 * (world->scenario->couriers[ix].taste_permille / 1000.0) * length;
    courier->will_accept = draw(world, DRAW_ANSWER, ix, order) >= chance;
    courier->will_answer = draw(world, DRAW_SILENCE, ix, order) >= behaviour->silence_permille / 1000.0;
    double spread = (double)(behaviour->answer_most_ms - behaviour->answer_least_ms);
    int64_t delay_ms = behaviour->answer_least_ms + (int64_t)(draw(world, DRAW_DELAY, ix, order) * spread);
    if (!courier->will_answer) delay_ms = world->scenario->config.offer_timeout_ms;
    dd_world_push(world, at_ms + delay_ms, HAPPENS_ANSWER, ix, ++courier->version);
}

dd_status dd_world_tell_offer(dd_world *world, const dd_event *decision, dd_error *err)
{
    world_courier *courier = courier_of(world, decision);
    uint32_t ix = decision->courier;
    if (courier == NULL || (courier->state != DD_COURIER_IDLE && courier->state != DD_COURIER_MOVING))
        return refuse(err, "/courier", "the world's courier is not free for an offer");
    if (decision->merchant >= world->merchants_seen || decision->order_count == 0 || !bundle_is_good(world, decision))
        return refuse(err, "/orders", "the world's orders cannot be offered");
    uint32_t merchant = world->merchant_ix[decision->merchant];
    if (courier->state == DD_COURIER_MOVING && courier->target != merchant) {
        courier->from = courier->to = dd_world_courier_point(courier, decision->at_ms);
        courier->arrive_ms = courier->depart_ms = courier->free_ms = decision->at_ms;
        courier->place = (dd_place){DD_PLACE_START, 0};
    }
    if (courier->stands_at != merchant) courier->stands_at = DD_NONE;
    bundle_set(world, ix, decision);
    world->busy_couriers++;
    courier->target = merchant;
    courier->offer = decision->offer;
    courier->state = DD_COURIER_OFFERED;
    if (world->scenario->config.needs_acceptance) make_up_mind(world, ix, decision->at_ms);
    else accept(world, ix, decision->at_ms);
    return DD_STATUS_OK;
}

dd_status dd_world_tell_update(dd_world *world, const dd_event *decision, dd_error *err)
{
    world_courier *courier = courier_of(world, decision);
    uint32_t ix = decision->courier;
    if (courier == NULL || (courier->state != DD_COURIER_TO_MERCHANT && courier->state != DD_COURIER_AT_MERCHANT))
        return refuse(err, "/courier", "the world's courier is not bound for a merchant");
    if (!bundle_is_good(world, decision)) return refuse(err, "/orders", "the world's orders cannot be taken");
    bundle_set(world, ix, decision);
    if (courier->bundle_count > 0) {
        if (courier->state == DD_COURIER_AT_MERCHANT) await_pickup(world, ix, decision->at_ms);
        return DD_STATUS_OK;
    }
    world->busy_couriers--;
    if (courier->state == DD_COURIER_TO_MERCHANT && !courier->is_leaving) {
        courier->state = DD_COURIER_MOVING;
        return DD_STATUS_OK;
    }
    ++courier->version;
    courier->stands_at = courier->target;
    become_idle(world, ix, decision->at_ms);
    return DD_STATUS_OK;
}

dd_status dd_world_tell_move(dd_world *world, const dd_event *decision, dd_error *err)
{
    world_courier *courier = courier_of(world, decision);
    if (courier == NULL || (courier->state != DD_COURIER_IDLE && courier->state != DD_COURIER_MOVING))
        return refuse(err, "/courier", "the world's courier is not idle");
    if (decision->merchant >= world->merchants_seen) return refuse(err, "/merchant", "the world knows no such merchant");
    if (courier->state == DD_COURIER_MOVING) {
        courier->free_ms = decision->at_ms;
        courier->place = (dd_place){DD_PLACE_START, 0};
    }
    courier->state = DD_COURIER_MOVING;
    set_out(world, decision->courier, world->merchant_ix[decision->merchant], decision->at_ms);
    return DD_STATUS_OK;
}
