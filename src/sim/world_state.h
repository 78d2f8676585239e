/* The world, inside: shared by world.c (time, demand, decisions) and world_courier.c (what one courier does). */
#ifndef DD_SIM_WORLD_STATE_H
#define DD_SIM_WORLD_STATE_H

#include "sim/queue.h"
#include "sim/world.h"

/* Kinds of entries; at one instant they happen in this order. */
typedef enum world_happening {
    HAPPENS_ON,
    HAPPENS_PLACED,
    HAPPENS_NOTICE,
    HAPPENS_READY,
    HAPPENS_CANCEL,
    HAPPENS_ANSWER,
    HAPPENS_ARRIVE,
    HAPPENS_DELIVER,
    HAPPENS_OFF,
    HAPPENS_PICKUP
} world_happening;

typedef struct world_courier {
    dd_courier_state state;      /* the same vocabulary as the engine's */
    bool is_leaving;             /* its shift is over and it is not signed off yet */
    bool is_signed_off;
    bool is_driving;             /* set out for the merchant `place`, and did not report that it came there */
    dd_place place;              /* where it is, or was last */
    dd_point from, to;           /* the leg under way; equal when it stands */
    int64_t depart_ms, arrive_ms; /* of that leg; arrive_ms also when it came to the merchant it stands at */
    int64_t free_ms;             /* earliest departure */
    uint32_t target;             /* merchant it is bound or offered for */
    uint32_t stands_at;          /* merchant it stands by at, DD_NONE */
    uint32_t offer;
    bool will_accept, will_answer;
    uint32_t bundle[DD_BUNDLE_MAX];
    uint32_t bundle_count, dropped;
    int64_t assigned_ms, picked_ms;
    uint32_t version;            /* of its pending entry */
} world_courier;

typedef struct world_order {
    dd_order_state state;
    bool is_placed;
    uint32_t courier;            /* bound to, DD_NONE */
} world_order;

struct dd_world {
    const dd_scenario *scenario;
    dd_travel_rule rule;         /* its curve points into the scenario */
    dd_queue queue;
    world_courier *couriers;
    world_order *orders;
    uint32_t *merchant_engine_ix; /* by the scenario's merchant, DD_NONE until it has its first order */
    uint32_t *merchant_ix;       /* by the engine's merchant */
    uint32_t merchants_seen;
    uint32_t next_order;         /* not placed yet */
    uint32_t busy_couriers;      /* bound, or with goods on board */
    dd_event *events;
    size_t event_count, event_capacity;
    dd_arena scratch;            /* what events point to */
    dd_trace trace;
    bool has_failed;             /* out of memory */
};

void dd_world_push(dd_world *world, int64_t at_ms, world_happening kind, uint32_t id, uint32_t version);
dd_event *dd_world_emit(dd_world *world, dd_event_kind kind, int64_t at_ms);

void dd_world_courier_on(dd_world *world, uint32_t ix, int64_t at_ms);
void dd_world_courier_off(dd_world *world, uint32_t ix, int64_t at_ms);
void dd_world_courier_answer(dd_world *world, uint32_t ix, int64_t at_ms);
void dd_world_courier_arrive(dd_world *world, uint32_t ix, int64_t at_ms);
void dd_world_courier_pick_up(dd_world *world, uint32_t ix, int64_t at_ms);
void dd_world_courier_deliver(dd_world *world, uint32_t ix, int64_t at_ms);
void dd_world_courier_lose(dd_world *world, uint32_t ix, uint32_t order, int64_t at_ms);
dd_point dd_world_courier_point(const world_courier *courier, int64_t at_ms);

dd_status dd_world_tell_offer(dd_world *world, const dd_event *decision, dd_error *err);
dd_status dd_world_tell_update(dd_world *world, const dd_event *decision, dd_error *err);
dd_status dd_world_tell_move(dd_world *world, const dd_event *decision, dd_error *err);

#endif
