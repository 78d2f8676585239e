/* Engine: the live dispatcher of one region, a pure state machine over numbered events.
 *
 *     apply(state, event)            facts from outside and decisions alike change the state
 *     decide(state, at_ms, budget)   gives decisions, and changes nothing
 *
 * The shell persists an event (journal.h), then applies it; it persists decisions, then applies them.  So the state is a function of the
 * journal.  Recover applies events and decisions and never solves; replay --verify decides again with the journaled work units and must
 * get the same bytes.  No clock: "now" is the time of an event.  No randomness but the configured seed.
 *
 * Delivery vocabulary.  A courier carries *jobs*: go to a merchant, take one or more orders there (a *bundle*), bring them to their doors in
 * a stated order; no other pickup before the last door.  What a courier is bound to (departure to a merchant, what is on board) is a
 * commitment; the orders of a courier that has not picked up yet may still change, each change being a decision of its own.  Everything
 * else is the *tentative plan*, rebuilt every cycle and journaled with the cycle, so that the next cycle starts from it.
 *
 * Threads: one writer at a time; const functions may run beside each other.
 */
#ifndef DIAODU_ENGINE_H
#define DIAODU_ENGINE_H

#include "diaodu/executor.h"
#include "diaodu/travel.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    DD_BUNDLE_MAX = 12,          /* orders of one job */
    DD_COURIERS_MAX = 1000000,
    DD_ORDERS_MAX = 50000000,
    DD_MERCHANTS_MAX = 10000000,
    DD_PLAN_MAX = 32,            /* orders of one courier's tentative plan */
    DD_ALTERNATIVES_MAX = 3      /* runners-up kept with a decision */
};

/* Instants of events lie within this of 0 (the years -2490 to 6429), so that sums of costs never overflow. */
#define DD_INSTANT_MAX_MS (INT64_C(1) << 47)

typedef enum dd_policy {
    DD_POLICY_NEAREST,    /* each order at once to the courier that can pick it up first; the baseline */
    DD_POLICY_ASSIGNMENT, /* every cycle a linear assignment of bundles to couriers, committed late (Reyes et al. 2018) */
    DD_POLICY_ROUTE       /* continuous re-planning by ruin and recreate, committed late */
} dd_policy;

typedef struct dd_engine_config {
    dd_travel_rule travel;       /* metric EUCLIDEAN or GREAT_CIRCLE */
    uint16_t speed_by_hour_permille[24]; /* copied; all 0: constant */
    dd_policy policy;
    uint64_t seed;
    int64_t cycle_ms;            /* time between cycles, 1 s .. 1 h */
    uint64_t work_per_cycle;     /* default budget of dd_engine_decide, work units */
    /* Handover times: parking and walking in, then out again, once a visit. */
    int64_t pickup_before_ms, pickup_after_ms, drop_before_ms, drop_after_ms;
    int64_t target_ms;           /* click-to-door promise when an order has no due time of its own */
    int64_t give_up_ms;          /* click-to-door counted for an undelivered order; its price in the plan */
    uint32_t max_bundle;         /* 1..DD_BUNDLE_MAX */
    bool needs_acceptance;       /* couriers answer offers; else an offer is accepted by being made */
    int64_t offer_timeout_ms;    /* for the shell that asks; recorded in the offer */
    int64_t change_ms;           /* price of taking an order from the courier that is bound to it, in ms of waiting; 0: free */
    bool may_reassign;           /* orders of a courier that has not picked up yet may go to another courier */
    bool may_divert;             /* a courier moved without an order can be turned round under way */
    bool prepositions;           /* idle couriers may be moved to where orders will come */
} dd_engine_config;

/* Defaults for a city in longitude and latitude: 30 s cycles, 6 m/s, detour 1.3, 2 + 2 minutes a visit. */
DD_API dd_engine_config dd_engine_config_default(void);

typedef enum dd_event_kind {
    /* Facts */
    DD_EVENT_OPENED = 1,         /* the region opens: bytes = encoded configuration; always number 1 */
    DD_EVENT_COURIER_ON,         /* name, point, ready_ms = begin of shift (0 or past: now; a future one announces the shift),
                                  * until_ms = its end, count = capacity in orders (0: no limit) */
    DD_EVENT_COURIER_OFF,        /* courier; finishes what is on board, gets nothing new */
    DD_EVENT_COURIER_POSITION,   /* courier, point; journaled once a cycle with the value that the decision uses */
    DD_EVENT_ORDER_PLACED,       /* name, merchant_name, merchant_point, point = door, ready_ms expected, until_ms = due (0: placed + target), count = size */
    DD_EVENT_ORDER_READY_EXPECTED, /* order, ready_ms */
    DD_EVENT_ORDER_READY,        /* order; the kitchen is done */
    DD_EVENT_ORDER_CANCELLED,    /* order; refused when on board */
    DD_EVENT_ORDER_CHANGED,      /* order, point = new door, until_ms = new due */
    DD_EVENT_OFFER_ACCEPTED,     /* courier, offer */
    DD_EVENT_OFFER_DECLINED,     /* courier, offer */
    DD_EVENT_OFFER_TIMED_OUT,    /* courier, offer */
    DD_EVENT_COURIER_ARRIVED,    /* courier; at the merchant, or where it was moved to; said again it has no effect */
    DD_EVENT_PICKED_UP,          /* courier, orders[] = what was really taken, in the order of delivery */
    DD_EVENT_DELIVERED,          /* courier, order */
    DD_EVENT_FAILED,             /* courier, order; could not be handed over */
    /* Decisions */
    DD_EVENT_CYCLE = 32,         /* work budget, tentative plan where it changed (an order named twice: the last holds); first decision of a cycle */
    DD_EVENT_OFFER,              /* courier, offer, merchant, orders[], why */
    DD_EVENT_UPDATE,             /* courier, orders[] = the new bundle (may be empty: released at the merchant), why */
    DD_EVENT_MOVE,               /* courier, merchant = where to stand by, why */
    DD_EVENT_UNSERVABLE,         /* order: no courier can ever take it by what is known now; said once */
    DD_EVENT_KIND_END_
} dd_event_kind;

/* The terms of a decision's cost, in ms of weighted time; their sum was minimised. */
typedef struct dd_terms {
    int64_t pickup_ms, door_ms;  /* planned instants: first pickup, last door */
    int64_t wait_cost;           /* click-to-door of the orders */
    int64_t late_cost;           /* beyond their due times */
    int64_t courier_cost;        /* the courier's time at its price */
    int64_t total_cost;
} dd_terms;

typedef struct dd_alternative {
    uint32_t courier;            /* DD_NONE: none */
    dd_terms terms;
} dd_alternative;

/* Why a decision was taken: what is shown by `diaodu explain`. */
typedef struct dd_why {
    uint32_t eligible;           /* couriers that could have taken it, this one included */
    dd_terms terms;
    uint32_t alternative_count;
    dd_alternative alternatives[DD_ALTERNATIVES_MAX]; /* the cheapest others, best first */
} dd_why;

/* One entry of a courier's tentative plan after its commitments: orders in the order of delivery, job by job. */
typedef struct dd_planned {
    uint32_t order;
    bool starts_job;
} dd_planned;

typedef struct dd_plan_change {
    uint32_t courier;
    uint32_t first, count;       /* slice of dd_event.planned */
} dd_plan_change;

/* An event.  Only the fields named at its kind are used.  Pointers are borrowed for the duration of a call, or from the decisions. */
typedef struct dd_event {
    dd_event_kind kind;
    int64_t at_ms;
    const char *name;            /* external id, 1..255 bytes */
    const char *merchant_name;
    dd_point point, merchant_point;
    uint32_t courier, order, merchant, offer;
    uint32_t count;
    int64_t until_ms, ready_ms;
    const uint32_t *orders;
    uint32_t order_count;
    uint64_t work;
    const dd_plan_change *changes;
    uint32_t change_count;
    const dd_planned *planned;
    uint32_t planned_count;
    dd_why why;
    const void *bytes;
    size_t byte_count;
} dd_event;

typedef struct dd_engine dd_engine;

/* A region that is not open yet: apply DD_EVENT_OPENED first.  *ret is freed with dd_engine_free. */
DD_API DD_MUST_USE dd_status dd_engine_create(dd_engine **ret, dd_error *err);
DD_API void dd_engine_free(dd_engine *engine);

/* Checks a configuration ("/travel/detour", "/max_bundle") and encodes it as the payload of DD_EVENT_OPENED; *ret is freed with free(). */
DD_API DD_MUST_USE dd_status dd_engine_config_encode(const dd_engine_config *config, void **ret, size_t *ret_size, dd_error *err);

/* Whether the event could be applied now: ids exist, states allow it, time does not go back.  No effect.  err->pointer names the field. */
DD_API DD_MUST_USE dd_status dd_engine_validate(const dd_engine *engine, const dd_event *event, dd_error *err);

/* Validates and applies.  On an error the state is untouched. */
DD_API DD_MUST_USE dd_status dd_engine_apply(dd_engine *engine, const dd_event *event, dd_error *err);

/* Budget of one decide call.  It is journaled with the cycle; the same work gives the same decisions on any number of threads. */
typedef struct dd_budget {
    uint64_t work;               /* 0: the configured work_per_cycle */
    const dd_executor *executor; /* NULL: inline */
} dd_budget;

typedef struct dd_decisions {
    const dd_event *events;      /* the cycle first; its work is the budget, which repeats the decisions */
    uint32_t count;
    uint64_t work;               /* units really done: fewer where the search ended by itself */
    void *memory;
} dd_decisions;

/* Decides at `at_ms` (not before the last event).  The state is not changed: journal the decisions, then apply them in order.
 * *ret is freed with dd_decisions_free. */
DD_API DD_MUST_USE dd_status dd_engine_decide(const dd_engine *engine, int64_t at_ms, const dd_budget *budget, dd_decisions *ret, dd_error *err);
DD_API void dd_decisions_free(dd_decisions *decisions);

/* Event bytes (format at the head of src/engine/event_codec.c).  Encode: *ret is freed with free().  Decode: pointers of *ret point into
 * `scratch`, which the caller frees with free(). */
DD_API DD_MUST_USE dd_status dd_event_encode(const dd_event *event, void **ret, size_t *ret_size, dd_error *err);
DD_API DD_MUST_USE dd_status dd_event_decode(const void *bytes, size_t size, dd_event *ret, void **ret_scratch, dd_error *err);
/* "order_placed"; NULL for an unknown kind. */
DD_API const char *dd_event_kind_text(dd_event_kind kind);

/* The whole state as bytes, and back: equal states have equal bytes. */
DD_API DD_MUST_USE dd_status dd_engine_snapshot(const dd_engine *engine, void **ret, size_t *ret_size, dd_error *err);
DD_API DD_MUST_USE dd_status dd_engine_restore(const void *bytes, size_t size, dd_engine **ret, dd_error *err);

/* Queries; indices are dense and never change. */
typedef enum dd_courier_state {
    DD_COURIER_OFF,
    DD_COURIER_IDLE,
    DD_COURIER_OFFERED,          /* an offer is out */
    DD_COURIER_TO_MERCHANT,
    DD_COURIER_AT_MERCHANT,
    DD_COURIER_DELIVERING,
    DD_COURIER_MOVING            /* prepositioning */
} dd_courier_state;

typedef enum dd_order_state {
    DD_ORDER_OPEN,               /* waits for a commitment */
    DD_ORDER_BOUND,              /* in the bundle of a courier that has not picked up yet */
    DD_ORDER_ON_BOARD,
    DD_ORDER_DELIVERED,
    DD_ORDER_CANCELLED,
    DD_ORDER_FAILED
} dd_order_state;

typedef struct dd_courier_view {
    const char *name;
    dd_courier_state state;
    dd_point point;              /* where it is, or where it will be free */
    int64_t free_ms;             /* when it will be free there */
    int64_t shift_end_ms;
    uint32_t merchant;           /* bound for, DD_NONE */
    uint32_t offer;
    const uint32_t *bundle;      /* orders to take or on board, in the order of delivery */
    uint32_t bundle_count, dropped; /* the first `dropped` are delivered */
    int64_t arrive_ms;           /* at the merchant, expected or known */
} dd_courier_view;

typedef struct dd_order_view {
    const char *name;
    dd_order_state state;
    uint32_t merchant, courier;
    dd_point point;
    int64_t placed_ms, ready_ms, due_ms, picked_ms, delivered_ms; /* the last two 0 until known */
    uint32_t size, declines;
} dd_order_view;

typedef struct dd_merchant_view {
    const char *name;
    dd_point point;
} dd_merchant_view;

DD_API const dd_engine_config *dd_engine_get_config(const dd_engine *engine);
DD_API int64_t dd_engine_now_ms(const dd_engine *engine);
DD_API uint32_t dd_engine_courier_count(const dd_engine *engine);
DD_API uint32_t dd_engine_order_count(const dd_engine *engine);
DD_API uint32_t dd_engine_merchant_count(const dd_engine *engine);
DD_API dd_courier_view dd_engine_courier_at(const dd_engine *engine, uint32_t courier);
DD_API dd_order_view dd_engine_order_at(const dd_engine *engine, uint32_t order);
DD_API dd_merchant_view dd_engine_merchant_at(const dd_engine *engine, uint32_t merchant);
/* Index of an external id, or DD_NONE. */
DD_API uint32_t dd_engine_find_courier(const dd_engine *engine, const char *name);
DD_API uint32_t dd_engine_find_order(const dd_engine *engine, const char *name);
/* Orders that are neither delivered nor cancelled nor failed. */
DD_API uint32_t dd_engine_open_orders(const dd_engine *engine);

#ifdef __cplusplus
}
#endif
#endif
