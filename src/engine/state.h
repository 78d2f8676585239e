/* State: everything a region knows; the store that events change.
 *
 * Of deliveries; network.h has consultations, plant.h factory lines.  Couriers, orders and merchants live in dense arrays by index; the external
 * names are interned with equal indices.
 *
 * Invariants (dd_state_check):
 *   - an order is OPEN; or BOUND, and in the bundle of its courier, which is OFFERED, TO_MERCHANT or AT_MERCHANT at its merchant; or ON_BOARD, and in the
 *     undelivered part of the bundle of its courier, which is DELIVERING; or done;
 *   - a tentative plan holds OPEN orders, and BOUND ones that an update of the same cycle releases; each order is in one at most;
 *   - a courier stands at its merchant (has_arrived), is under way to it (arrive_ms known) or has not set out (DD_FOREVER_MS); an IDLE one
 *     that has a merchant stands there; a TO_MERCHANT or AT_MERCHANT one has an empty bundle only between two updates of a cycle;
 *   - who is off has neither bundle nor plan;
 *   - open[] holds exactly the OPEN and BOUND orders, in any order (readers sort), order.open_at being the place.
 */
#ifndef DD_ENGINE_STATE_H
#define DD_ENGINE_STATE_H

#include "base/names.h"
#include "diaodu/engine.h"
#include "engine/network.h"
#include "engine/plant.h"
#include "engine/plans.h"

enum { DD_DECLINE_MEMORY = DD_BUNDLE_MAX };

typedef struct dd_courier {
    dd_courier_state state;
    bool is_leaving;             /* signed off with goods on board */
    bool has_arrived;            /* stands at the merchant's door, and has said so */
    dd_point point;              /* where it is or will be free */
    int64_t free_ms;             /* when it is or will be able to leave there */
    int64_t shift_end_ms;
    uint32_t capacity;           /* orders on board; 0: the configured bundle limit only */
    uint32_t merchant;           /* TO, AT, OFFERED, MOVING: bound for; IDLE: stands by at it, or DD_NONE */
    int64_t arrive_ms;           /* at the merchant, expected or known; DD_FOREVER_MS: has not set out */
    uint32_t offer;
    uint32_t bundle[DD_BUNDLE_MAX];
    uint32_t bundle_count, dropped;
    uint32_t declined[DD_DECLINE_MEMORY]; /* orders lately declined, newest first */
} dd_courier;

typedef struct dd_order {
    dd_order_state state;
    bool is_ready, is_unservable;
    uint32_t merchant, courier;
    dd_point point;
    int64_t placed_ms, ready_ms, due_ms, picked_ms, delivered_ms;
    uint32_t size, declines;
    uint32_t open_at;            /* index in open[], DD_NONE when done */
} dd_order;

typedef struct dd_merchant {
    dd_point point;
    uint32_t order_count;        /* orders seen so far: where demand comes from */
} dd_merchant;

struct dd_engine {
    dd_engine_config config;
    bool is_open;
    int64_t now_ms;
    uint64_t cycles;
    uint32_t offers;
    dd_names resource_names, demand_names, site_names;
    dd_courier *couriers;
    size_t courier_count, courier_capacity;
    dd_order *orders;
    size_t order_count, order_capacity;
    dd_merchant *merchants;
    size_t merchant_count, merchant_capacity;
    uint32_t *open;
    size_t open_count, open_capacity;
    uint32_t unfinished;         /* open or on board */
    dd_network network;          /* of consultations */
    dd_plant plant;              /* of factory lines */
    dd_plans plans;              /* by courier and order, specialist and case, machine and operation */
};

/* Whether the courier has a bundle that it has not picked up yet. */
static inline bool dd_courier_is_bound(const dd_courier *courier)
{
    return courier->state == DD_COURIER_OFFERED || courier->state == DD_COURIER_TO_MERCHANT || courier->state == DD_COURIER_AT_MERCHANT;
}

/* Travel by the configured rule, leaving at depart_ms. */
int64_t dd_state_travel_ms(const dd_engine *engine, dd_point from, dd_point to, int64_t depart_ms);
/* When it arrives; always before DD_FOREVER_MS, which means that it has not set out. */
int64_t dd_state_arrive_ms(const dd_engine *engine, dd_point from, dd_point to, int64_t depart_ms);

/* Reads the configuration that dd_engine_config_encode wrote; checks its ranges. */
dd_status dd_config_decode(const void *bytes, size_t size, dd_engine_config *ret, dd_error *err);
/* The configuration's travel rule with its curve pointing into the configuration itself. */
dd_travel_rule dd_config_travel(const dd_engine_config *config);

/* Most orders this courier may carry at once. */
uint32_t dd_state_bundle_limit(const dd_engine *engine, const dd_courier *courier);
/* The first invariant that does not hold, in words; NULL when all do.  Linear in the state. */
const char *dd_state_check(const dd_engine *engine);
bool dd_state_instant_is_good(int64_t ms);
bool dd_state_point_is_good(const dd_engine *engine, dd_point point);
bool dd_state_has_declined(const dd_courier *courier, uint32_t order);

/* What a courier's committed drops look like from a pickup or drop at `at_ms`: sets point and free_ms. */
void dd_state_project_drops(dd_engine *engine, dd_courier *courier, dd_point from, int64_t leave_ms);

#endif
