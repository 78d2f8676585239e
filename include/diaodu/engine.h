/* Engine: the live dispatcher of one region, a pure state machine over numbered events, for every domain.
 *
 *     apply(state, event)            facts from outside and decisions alike change the state
 *     decide(state, at_ms, budget)   gives decisions, and changes nothing
 *
 * The shell persists an event (journal.h), then applies it; it persists decisions, then applies them.  So the state is a function of the
 * journal.  Recover applies events and decisions and never solves; replay --verify decides again with the journaled work units and must
 * get the same bytes.  No clock: "now" is the time of an event.  No randomness but the configured seed.
 *
 * Domains.  The configuration says what a region dispatches.  All domains share the envelope of events, the journal, cycles, offers and their
 * answers, the tentative plan, snapshots and verification; each adds its own words.  Resources (courier, specialist), demands (order, case) and
 * sites (merchant, station) are dense indices; a domain's words name the same slots of an event.
 *
 * Delivery vocabulary.  A courier carries *jobs*: go to a merchant, take one or more orders there (a *bundle*), bring them to their doors in
 * a stated order; no other pickup before the last door.  What a courier is bound to (departure to a merchant, what is on board) is a
 * commitment; the orders of a courier that has not picked up yet may still change, each change being a decision of its own.  Everything
 * else is the *tentative plan*, rebuilt every cycle and journaled with the cycle, so that the next cycle starts from it.
 *
 * Consultation vocabulary (consult.h says the rules).  Stations open cases; an *offer* holds a specialist, and a room and a GP for a live case,
 * until it is answered; accepted, the work is started, perhaps paused by an interruption, and finished.  Two offers for one case may be out at
 * once: the first to be accepted withdraws the other, in the same step.  A booked case waits for its appointment.  No event holds personal
 * health information: names and references are opaque ids (dd_engine_id_is_opaque), nothing is free text.
 *
 * Factory vocabulary (plant.h).  Jobs of operations over machines and pools; a *dispatch* commits a machine to an operation now.  Resources are
 * machines, demands operations, sites pools; a cycle plans anew when something has changed, and says what changed in the plan.
 *
 * Threads: one writer at a time; const functions may run beside each other.
 */
#ifndef DIAODU_ENGINE_H
#define DIAODU_ENGINE_H

#include "diaodu/consult.h"
#include "diaodu/executor.h"
#include "diaodu/plant.h"
#include "diaodu/travel.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    DD_BUNDLE_MAX = 12,          /* orders of one job */
    DD_COURIERS_MAX = 1000000,
    DD_ORDERS_MAX = 50000000,
    DD_MERCHANTS_MAX = 10000000,
    DD_PLAN_MAX = 32,            /* orders of one courier's tentative plan; a machine's has no limit of its own */
    DD_SPECIALISTS_MAX = 65536,
    DD_STATIONS_MAX = 65536,
    DD_ROOMS_MAX = 1000,         /* rooms, or GPs, of one station */
    DD_TRAITS_MAX = 64,          /* of one specialist, station or case */
    DD_FORBIDDEN_MAX = 16,       /* specialists forbidden for, or specially allowed on, one case */
    DD_ALTERNATIVES_MAX = 3      /* runners-up kept with a decision */
};

/* Instants of events lie within this of 0 (the years -2490 to 6429), so that sums of costs never overflow. */
#define DD_INSTANT_MAX_MS (INT64_C(1) << 47)

typedef enum dd_domain { DD_DOMAIN_DELIVERY, DD_DOMAIN_CONSULT, DD_DOMAIN_SHOP, DD_DOMAIN_END_ } dd_domain;

typedef enum dd_policy {
    DD_POLICY_NEAREST,    /* each order at once to the courier that can pick it up first; the baseline */
    DD_POLICY_ASSIGNMENT, /* every cycle a linear assignment of bundles to couriers, committed late (Reyes et al. 2018) */
    DD_POLICY_ROUTE       /* continuous re-planning by ruin and recreate, committed late */
} dd_policy;

typedef struct dd_engine_config {
    dd_domain domain;
    dd_desk_rules desk;          /* CONSULT; the fields from here to offer_timeout_ms that speak of couriers are DELIVERY's */
    dd_plant_rules plant;        /* SHOP; it uses seed, cycle_ms (between two plans that only drift asks for) and work_per_cycle (of one plan) as well */
    int64_t escalate_ms;         /* CONSULT: between the steps of the ladder, and until a critical result must be acknowledged */
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
/* Defaults for a network of stations: DD_DESK_RULES_DEFAULT, specialists answer offers within 60 s, 10 minutes between escalations. */
DD_API dd_engine_config dd_engine_config_consult(void);
/* Defaults for a factory line: DD_PLANT_RULES_DEFAULT. */
DD_API dd_engine_config dd_engine_config_shop(void);

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
    /* Facts of consultations; offers are answered with DD_EVENT_OFFER_ACCEPTED, _DECLINED and _TIMED_OUT (specialist, offer). */
    DD_EVENT_STATION_SET,        /* name, traits (hospital, region), count = rooms, gps; said again it changes them */
    DD_EVENT_SPECIALIST_ON,      /* name, traits (hospital, specialties, licences, languages, equipment, blocks), ready_ms = begin of shift
                                  * (a future one announces it), until_ms = its end: nothing begins after it that need not */
    DD_EVENT_SPECIALIST_OFF,     /* specialist; finishes what it works on, gets nothing new */
    DD_EVENT_SPECIALIST_LATE,    /* specialist, ready_ms = when it will be there */
    DD_EVENT_CASE_OPENED,        /* name, station, urgency, case_kind, traits (specialty, language, equipment), expected_ms, ready_ms = appointment (0: a
                                  * walk-in), until_ms = the latest instant that the appointment may move to (0: it may not), reference = study */
    DD_EVENT_CASE_CANCELLED,     /* case_ix; refused once work has begun */
    DD_EVENT_CASE_RULED,         /* case_ix, ruling, specialist, expected_ms = by how much older, reference = reason: a clinician's override */
    DD_EVENT_STARTED,            /* specialist, case_ix: first contact, or resumed */
    DD_EVENT_PAUSED,             /* specialist, case_ix: stopped, its work kept */
    DD_EVENT_FINISHED,           /* specialist, case_ix, reference = report, is_critical: the station must acknowledge it */
    DD_EVENT_NO_SHOW,            /* case_ix: the patient of an appointment or of an offered case did not come */
    DD_EVENT_ACKNOWLEDGED,       /* case_ix: the station has seen the critical result */
    /* Facts of factory lines, 48 and up; work uses DD_EVENT_STARTED (machine, operation: first, or resumed; without a dispatch: by hand), DD_EVENT_PAUSED
     * (machine, operation: it keeps both) and DD_EVENT_FINISHED (machine, operation).  What is `SET` again is changed. */
    DD_EVENT_CALENDAR_SET = 48,  /* name, windows = shifts, period_ms (dd_calendar) */
    DD_EVENT_SETUP_SET,          /* name, texts = families (new ones get the next indices), values = ms[from * families + to], then, or not, first_ms[to] */
    DD_EVENT_POOL_SET,           /* name, count = units, is_tool, calendar */
    DD_EVENT_MACHINE_SET,        /* name, reference = group, calendar, matrix, family that it is set up for (DD_NONE: as it is), ready_ms = available
                                  * from (0: now) */
    DD_EVENT_JOB_RELEASED,       /* name, ready_ms = release (0 or past: now), until_ms = due (DD_FOREVER_MS: none), weight, count = priority, operations */
    DD_EVENT_JOB_CHANGED,        /* job, until_ms, weight, count */
    DD_EVENT_JOB_CANCELLED,      /* job: what has not begun is dropped, what runs may finish; refused while another open job waits for a part of it */
    DD_EVENT_SETUP_BEGUN,        /* machine, operation */
    DD_EVENT_MACHINE_DOWN,       /* machine, ready_ms = expected repair (0: not known); said again it changes the expectation.  What runs stands still */
    DD_EVENT_MACHINE_UP,         /* machine; what stood still goes on */
    DD_EVENT_MAINTENANCE_SET,    /* machine, reference = its id, ready_ms = from, until_ms = to; said again it changes */
    DD_EVENT_MAINTENANCE_OFF,    /* machine, reference: withdrawn, or over before its time */
    DD_EVENT_POOL_ABSENT,        /* pool, reference = the absence's id, count = units, ready_ms = from, until_ms = to; said again it changes */
    DD_EVENT_POOL_BACK,          /* pool, reference: withdrawn, or back before its time */
    /* Decisions */
    DD_EVENT_CYCLE = 32,         /* work budget, tentative plan where it changed (an order named twice: the last holds); first decision of a cycle */
    DD_EVENT_OFFER,              /* courier, offer, merchant, orders[], why */
    DD_EVENT_UPDATE,             /* courier, orders[] = the new bundle (may be empty: released at the merchant), why */
    DD_EVENT_MOVE,               /* courier, merchant = where to stand by, why */
    DD_EVENT_UNSERVABLE,         /* order: no courier can ever take it by what is known now; said once */
    DD_EVENT_CASE_OFFER,         /* specialist, offer, case_ix, traits = why it is allowed, why */
    DD_EVENT_INTERRUPT,          /* specialist, case_ix = the work to be paused, other_case = the STAT case that it is for, why */
    DD_EVENT_ESCALATE,           /* case_ix, step, eligible specialists that are off duty in specialists[] */
    DD_EVENT_CASE_MOVED,         /* case_ix, ready_ms = the appointment's new hour, specialist who keeps it then, other_case = the STAT or ASAP case that it
                                  * gives way to (DD_NONE: nobody could keep its hour); tells station, patient and specialist */
    /* Of factory lines, 80 and up; a DD_EVENT_CYCLE that plans anew has triggers, and placed[] = each operation whose place in the plan changed, sorted;
     * DD_EVENT_UNSERVABLE names an operation that can never run by what is known now. */
    DD_EVENT_DISPATCH = 80,      /* machine, operation, ready_ms = expected start, until_ms = expected end, why: eligible = operations that waited for the
                                  * machine, this one included; alternatives = the first others of them */
    DD_EVENT_RECALL,             /* machine, operation, triggers: a dispatch is taken back, before the start; a setup that was begun is left */
    DD_EVENT_JOB_LATE,           /* job, until_ms = expected end, expected_ms = by how much late (0: no longer), delays = why, from its last operation back */
    DD_EVENT_KIND_END_
} dd_event_kind;

/* The terms of a decision's cost, in ms of weighted time; their sum was minimised. */
typedef struct dd_terms {
    union { int64_t pickup_ms, begin_ms; }; /* planned instants: first pickup, first contact */
    union { int64_t door_ms, end_ms; };     /* last door, end of the work */
    int64_t wait_cost;           /* click-to-door of the orders; waiting of the case */
    int64_t late_cost;           /* beyond their due times */
    union { int64_t courier_cost, resource_cost; }; /* the courier's or specialist's time at its price */
    int64_t total_cost;
} dd_terms;

typedef struct dd_alternative {
    union { uint32_t courier, specialist, operation; }; /* DD_NONE: none */
    dd_terms terms;
} dd_alternative;

/* Why a decision was taken: what is shown by `diaodu explain`. */
typedef struct dd_why {
    uint32_t eligible;           /* couriers or specialists that could have taken it, this one included */
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

/* What a specialist has, a station is, or a case needs.  Texts are interned, 1..255 opaque bytes. */
typedef enum dd_trait_kind {
    DD_TRAIT_HOSPITAL,           /* of a specialist or station; within one hospital neither licence nor language is asked */
    DD_TRAIT_REGION,             /* of a station */
    DD_TRAIT_SPECIALTY,
    DD_TRAIT_LICENCE,            /* a specialist's for a region, valid at begin_ms <= t < end_ms */
    DD_TRAIT_LANGUAGE,
    DD_TRAIT_EQUIPMENT,
    DD_TRAIT_BLOCK,              /* a specialist is not there at begin_ms <= t < end_ms; the text is an opaque id */
    DD_TRAIT_BREAK_GLASS,        /* in a proof: a clinician's ruling stands in for licence and language */
    DD_TRAIT_KIND_END_
} dd_trait_kind;

typedef struct dd_trait {
    dd_trait_kind kind;
    const char *text;
    int64_t begin_ms, end_ms;    /* LICENCE, BLOCK; -DD_FOREVER_MS and DD_FOREVER_MS: always */
} dd_trait;

/* A clinician's word on one case.  It beats the optimiser, but not the hard rules; only BREAK_GLASS lifts licence and language, for one
 * specialist, and only with a reason. */
typedef enum dd_ruling {
    DD_RULING_PIN,               /* only this specialist (DD_NONE: anybody again) */
    DD_RULING_FORBID,            /* not this specialist */
    DD_RULING_PERMIT,            /* takes a FORBID back */
    DD_RULING_RANK,              /* among its urgency as if opened so much earlier */
    DD_RULING_MARK,              /* not to be interrupted */
    DD_RULING_UNMARK,
    DD_RULING_BREAK_GLASS,       /* this specialist may take it without licence or language; reference = the reason's id */
    DD_RULING_END_
} dd_ruling;

/* Steps of the ladder where no eligible specialist takes a case in time, or a critical result is not acknowledged. */
typedef enum dd_escalation {
    DD_ESCALATION_NONE,
    DD_ESCALATION_COORDINATOR,   /* the network's coordinator is told */
    DD_ESCALATION_CALL_IN,       /* eligible specialists that are off duty are called */
    DD_ESCALATION_TRANSFER,      /* a human must act: transfer the patient, or break the glass */
    DD_ESCALATION_RESULT,        /* a critical result is not acknowledged */
    DD_ESCALATION_END_
} dd_escalation;

/* An event.  Only the fields named at its kind are used.  Pointers are borrowed for the duration of a call, or from the decisions. */
typedef struct dd_event {
    dd_event_kind kind;
    int64_t at_ms;
    const char *name;            /* external id, 1..255 bytes */
    const char *merchant_name;
    dd_point point, merchant_point;
    union { uint32_t courier, specialist, machine; };
    union { uint32_t order, case_ix, operation; };
    union { uint32_t merchant, station, pool; };
    uint32_t offer;
    uint32_t count;
    int64_t until_ms, ready_ms;
    union { const uint32_t *orders, *specialists; };
    union { uint32_t order_count, specialist_count; };
    uint64_t work;
    const dd_plan_change *changes;
    uint32_t change_count;
    const dd_planned *planned;
    uint32_t planned_count;
    dd_why why;
    const void *bytes;
    size_t byte_count;
    /* Consultations. */
    const dd_trait *traits;
    uint32_t trait_count;
    const char *reference;       /* an opaque id; "" for none */
    uint32_t gps;                /* local doctors of a station who can sit with a patient; UINT32_MAX: not counted */
    uint32_t other_case;
    int64_t expected_ms;
    dd_urgency urgency;
    dd_case_kind case_kind;
    dd_ruling ruling;
    dd_escalation step;
    bool is_critical;
    /* Factory lines. */
    bool is_tool;
    uint32_t job, calendar, matrix, family, weight;
    uint32_t triggers;           /* bits of dd_trigger */
    int64_t period_ms;
    const dd_window *windows;
    uint32_t window_count;
    const char *const *texts;
    uint32_t text_count;
    const int64_t *values;
    uint32_t value_count;
    const dd_job_operation *operations;
    uint32_t operation_count;
    const dd_planned_operation *placed;
    uint32_t placed_count;
    const dd_delay *delays;
    uint32_t delay_count;
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
    int64_t again_ms;            /* decide again then, even if nothing happens; DD_FOREVER_MS: only when something does */
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

typedef enum dd_case_state {
    DD_CASE_WAITING,             /* for its appointment, for somebody to be offered to, or to be resumed */
    DD_CASE_RUNG,                /* offers are out */
    DD_CASE_BOUND,               /* accepted, not begun */
    DD_CASE_RUNNING,
    DD_CASE_FINISHED,
    DD_CASE_CANCELLED,
    DD_CASE_NO_SHOW
} dd_case_state;

typedef struct dd_case_view {
    const char *name;
    dd_case_state state;
    dd_urgency urgency;
    dd_case_kind kind;
    bool is_stopping;            /* told to pause, */
    uint32_t stop_for;           /* for this STAT case; else DD_NONE */
    bool was_interrupted, is_marked;
    bool awaits_acknowledgement; /* of its critical result */
    uint32_t station;
    uint32_t specialist;         /* who has it or had it last; DD_NONE */
    uint32_t pin;                /* DD_NONE: none */
    int64_t opened_ms;           /* waiting counts from here: the appointment of a booked case */
    int64_t expected_ms, done_ms;
    int64_t started_ms;          /* of the present stretch, RUNNING */
    int64_t first_ms, finished_ms; /* first contact, end; DD_FOREVER_MS until known */
    uint32_t declines;
    dd_escalation step;          /* the last one taken */
} dd_case_view;

typedef struct dd_specialist_view {
    const char *name;
    bool is_on;                  /* signed on, and its shift has begun */
    uint32_t working;            /* case under its hands, DD_NONE */
    uint32_t held;               /* case offered to it or accepted by it, DD_NONE */
    uint32_t offer;              /* number of the last offer */
    int64_t on_ms, off_ms;
    int64_t busy_ms;             /* worked so far */
} dd_specialist_view;

typedef struct dd_station_view {
    const char *name;
    uint32_t rooms, gps;         /* gps UINT32_MAX: not counted */
    uint32_t held;               /* rooms that offered, accepted and running live cases hold */
} dd_station_view;

typedef enum dd_operation_state {
    DD_OPERATION_WAITING,        /* for its inputs, its turn, or its machine */
    DD_OPERATION_DISPATCHED,
    DD_OPERATION_SETTING_UP,
    DD_OPERATION_RUNNING,        /* also while its machine is down or closed */
    DD_OPERATION_PAUSED,
    DD_OPERATION_FINISHED,
    DD_OPERATION_CANCELLED
} dd_operation_state;

typedef struct dd_operation_view {
    const char *name;            /* JOB/NAME */
    dd_operation_state state;
    uint32_t job, family;
    bool is_planned;             /* mode and instants of the plan hold; else it has none yet */
    bool has_inputs;             /* all operations that it is linked to are finished (a lag may still run) */
    uint32_t machine;            /* that holds it, had it, or is planned; DD_NONE */
    uint32_t mode, mode_count;
    int64_t planned_setup_ms, planned_start_ms, planned_end_ms; /* by the newest plan, instants; of a dispatch, what it expected */
    int64_t ready_ms;            /* the first instant at which its releases and known inputs let it start */
    int64_t dispatched_ms, setup_ms, started_ms, finished_ms; /* DD_FOREVER_MS until known; setup_ms: the setup began */
    int64_t done_ms;             /* working time done, up to the last event that counted it */
} dd_operation_view;

typedef struct dd_job_view {
    const char *name;
    bool is_cancelled;
    uint32_t first_operation, operation_count, open_operations;
    int64_t released_ms, release_ms, due_ms, finished_ms; /* finished: DD_FOREVER_MS until known */
    int64_t expected_ms;         /* end by the newest plan; DD_FOREVER_MS: not all of it is planned */
    uint32_t weight, priority;
} dd_job_view;

typedef struct dd_machine_view {
    const char *name, *group;
    uint32_t calendar, matrix, family; /* family: what it is set up for, DD_NONE */
    bool is_down;
    int64_t repair_ms;           /* when it is down: expected; DD_FOREVER_MS: not known */
    uint32_t operation;          /* that it holds, DD_NONE */
} dd_machine_view;

typedef struct dd_pool_view {
    const char *name;
    bool is_tool;
    uint32_t calendar, units, held; /* held by what is set up (where it needs them) or runs */
} dd_pool_view;

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
/* Orders that are neither delivered nor cancelled nor failed; cases that are neither finished nor cancelled. */
DD_API uint32_t dd_engine_open_orders(const dd_engine *engine);

/* The same for consultations. */
DD_API uint32_t dd_engine_specialist_count(const dd_engine *engine);
DD_API uint32_t dd_engine_case_count(const dd_engine *engine);
DD_API uint32_t dd_engine_station_count(const dd_engine *engine);
DD_API dd_specialist_view dd_engine_specialist_at(const dd_engine *engine, uint32_t specialist);
DD_API dd_case_view dd_engine_case_at(const dd_engine *engine, uint32_t case_ix);
DD_API dd_station_view dd_engine_station_at(const dd_engine *engine, uint32_t station);
DD_API uint32_t dd_engine_find_specialist(const dd_engine *engine, const char *name);
DD_API uint32_t dd_engine_find_case(const dd_engine *engine, const char *name);
DD_API uint32_t dd_engine_find_station(const dd_engine *engine, const char *name);

/* The same for factory lines. */
DD_API uint32_t dd_engine_machine_count(const dd_engine *engine);
DD_API uint32_t dd_engine_pool_count(const dd_engine *engine);
DD_API uint32_t dd_engine_job_count(const dd_engine *engine);
DD_API uint32_t dd_engine_operation_count(const dd_engine *engine);
DD_API uint32_t dd_engine_family_count(const dd_engine *engine);
DD_API dd_machine_view dd_engine_machine_at(const dd_engine *engine, uint32_t machine);
DD_API dd_pool_view dd_engine_pool_at(const dd_engine *engine, uint32_t pool);
DD_API dd_job_view dd_engine_job_at(const dd_engine *engine, uint32_t job);
DD_API dd_operation_view dd_engine_operation_at(const dd_engine *engine, uint32_t operation);
DD_API dd_mode dd_engine_mode_at(const dd_engine *engine, uint32_t operation, uint32_t mode); /* needs borrowed */
DD_API const char *dd_engine_family_at(const dd_engine *engine, uint32_t family);
DD_API uint32_t dd_engine_find_machine(const dd_engine *engine, const char *name);
DD_API uint32_t dd_engine_find_pool(const dd_engine *engine, const char *name);
DD_API uint32_t dd_engine_find_job(const dd_engine *engine, const char *name);
DD_API uint32_t dd_engine_find_operation(const dd_engine *engine, const char *name); /* JOB/NAME */
DD_API uint32_t dd_engine_find_calendar(const dd_engine *engine, const char *name);
DD_API uint32_t dd_engine_find_matrix(const dd_engine *engine, const char *name);
DD_API uint32_t dd_engine_find_family(const dd_engine *engine, const char *name);
/* Setup time on a machine from what it is set up for now to the operation's family, by its matrix; 0 without either. */
DD_API int64_t dd_engine_setup_ms(const dd_engine *engine, uint32_t machine, uint32_t operation);

/* Whether the hard rules let the specialist take the case at `at_ms`: specialty; licence for the station's region and, for live work,
 * language, unless of the station's own hospital or by broken glass; equipment; nobody has forbidden it.  On duty or not.
 * *ret_proof (DD_TRAITS_MAX of them, or NULL) takes the traits that prove it, in the order of dd_trait_kind; texts are borrowed. */
DD_API bool dd_engine_may_take(const dd_engine *engine, uint32_t specialist, uint32_t case_ix, int64_t at_ms, dd_trait *ret_proof, uint32_t *ret_count);

/* What keeps a specialist from a case.  The hard rules stand before clinicians' words, those before presence, and that before work. */
typedef enum dd_obstacle_kind {
    DD_OBSTACLE_NONE,            /* it could be offered the case: the desk prefers another, or keeps a reserve */
    DD_OBSTACLE_SPECIALTY,       /* text: the one that is asked */
    DD_OBSTACLE_EQUIPMENT,       /* text: what is asked */
    DD_OBSTACLE_LICENCE,         /* text: the station's region, "" when it has none; it has none for it, or none on that date: until_ms */
    DD_OBSTACLE_LANGUAGE,        /* text: the one that is asked */
    DD_OBSTACLE_FORBIDDEN,       /* by a clinician */
    DD_OBSTACLE_PINNED,          /* by a clinician, to another: specialist */
    DD_OBSTACLE_OFF_DUTY,
    DD_OBSTACLE_NOT_YET,         /* until_ms: its shift begins, or it comes late */
    DD_OBSTACLE_BLOCK,           /* until_ms: when that ends */
    DD_OBSTACLE_OWN,             /* it has this very case in hand */
    DD_OBSTACLE_WORKING,         /* case_ix: on what */
    DD_OBSTACLE_HOLDING,         /* case_ix: what was offered to it, or accepted by it */
    DD_OBSTACLE_DECLINED,        /* it declined this case, or did not answer */
    DD_OBSTACLE_APPOINTMENT,     /* nobody: the appointment has not come, until_ms */
    DD_OBSTACLE_ROOM,            /* nobody: no room, or no local doctor, of the station is free */
    DD_OBSTACLE_TIME,            /* the work would run past until_ms, a block or the end of its shift, or an appointment of its own: case_ix */
    DD_OBSTACLE_KIND_END_
} dd_obstacle_kind;

typedef struct dd_obstacle {
    dd_obstacle_kind kind;
    uint32_t case_ix, specialist; /* DD_NONE where the kind names none */
    const char *text;            /* borrowed from the engine; "" */
    int64_t until_ms;            /* DD_FOREVER_MS: not known, or none; of a licence: when one that is over ended, or one to come begins */
} dd_obstacle;

/* The first obstacle, at an instant not before the engine's.  Linear in the traits of both, and in the specialist's appointments. */
DD_API dd_obstacle dd_engine_why_not(const dd_engine *engine, uint32_t specialist, uint32_t case_ix, int64_t at_ms);
/* An id of 1..64 letters, digits and . _ : - only, so that nobody writes a diagnosis or a name into it by mistake. */
DD_API bool dd_engine_id_is_opaque(const char *id);

#ifdef __cplusplus
}
#endif
#endif
