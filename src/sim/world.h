/* World: what happens outside the engine: customers order, kitchens cook, couriers answer, drive, pick up and hand over.
 *
 * The run loop plays the world up to an instant, hands its events to the engine, and tells the world what was decided; the world reacts.
 *
 * One courier: an offer -> accepted (after its reaction time, or at once when no acceptance is needed) -> departs when it is free -> arrives
 * -> picks up the standing bundle once it has been there for pickup_before and every order of the bundle is really ready -> leaves
 * pickup_after later -> hands over drop_before after each arrival, leaves drop_after later -> is free.  An update changes the standing
 * bundle until the pickup; an empty one releases the courier, which then stands by at the merchant.  A move sends it to stand by.
 * At the end of its shift a courier signs off; one bound for a bundle takes it first.
 *
 * By the minute (Grubhub's days) a pickup that becomes possible at the instant of a cycle happens after the cycle's decisions.
 *
 * Cost: O(log n) an event.  Order: instants, then kinds, then ids.
 */
#ifndef DD_SIM_WORLD_H
#define DD_SIM_WORLD_H

#include "sim/scenario.h"

typedef struct dd_world dd_world;

/* A place that a courier can stand at. */
typedef enum dd_place_kind { DD_PLACE_START, DD_PLACE_MERCHANT, DD_PLACE_DOOR } dd_place_kind;

typedef struct dd_place {
    dd_place_kind kind;
    uint32_t ix;                 /* merchant or order, the scenario's index; 0 for the start */
} dd_place;

typedef struct dd_trip {
    uint32_t courier;
    int64_t depart_ms;
    dd_place from, to;
} dd_trip;

typedef struct dd_pickup {
    uint32_t courier;
    int64_t assigned_ms, picked_ms; /* assigned: when the bundle was last changed */
    uint32_t first, count;       /* slice of dd_trace.orders */
} dd_pickup;

typedef struct dd_handover {
    uint32_t order, courier;
    int64_t picked_ms, delivered_ms;
} dd_handover;

/* What really happened, in the order of happening. */
typedef struct dd_trace {
    dd_trip *trips;
    size_t trip_count, trip_capacity;
    dd_pickup *pickups;
    size_t pickup_count, pickup_capacity;
    dd_handover *handovers;
    size_t handover_count, handover_capacity;
    uint32_t *orders;
    size_t order_count, order_capacity;
} dd_trace;

/* A world that borrows `scenario`.  *ret is freed with dd_world_free. */
DD_MUST_USE dd_status dd_world_create(const dd_scenario *scenario, dd_world **ret, dd_error *err);
void dd_world_free(dd_world *world);

/* Plays everything up to and including until_ms; with `holds_pickups`, pickups at until_ms itself wait for the next call. */
DD_MUST_USE dd_status dd_world_play(dd_world *world, int64_t until_ms, bool holds_pickups, dd_error *err);

/* Reports where couriers are that stand by nowhere yet and may be turned round. */
DD_MUST_USE dd_status dd_world_locate(dd_world *world, int64_t at_ms, dd_error *err);

/* The events since the last dd_world_clear, in order; borrowed until then. */
const dd_event *dd_world_events(const dd_world *world, uint32_t *ret_count);
void dd_world_clear(dd_world *world);

/* Reacts to a decision that the engine has applied. */
DD_MUST_USE dd_status dd_world_tell(dd_world *world, const dd_event *decision, dd_error *err);

/* Nothing new begins any more and nobody is bound or on the way to a door. */
bool dd_world_is_over(const dd_world *world, int64_t at_ms);

/* Borrowed from the world. */
const dd_trace *dd_world_trace(const dd_world *world);

#endif
