/* Scenario: a day as it will really happen, hidden from the engine: who comes when, what the kitchens do, how couriers answer.
 *
 * The world plays a scenario; the Grubhub reader and the city generator make one.  Couriers are sorted by the start of their shift and
 * orders by their placement (ties by their order in the source), so that an index here equals the engine's index, which is given in
 * order of appearance.  A scenario cut at an instant (dd_scenario_cut) keeps its indices: what lies before the cut is the same day.
 *
 * Every random draw of the world depends on the seed, the order, the courier and the try, never on what a policy did before: two policies
 * meet the same demand, the same kitchens and the same couriers (common random numbers).
 */
#ifndef DD_SIM_SCENARIO_H
#define DD_SIM_SCENARIO_H

#include "base/arena.h"
#include "diaodu/engine.h"

typedef struct dd_scenario_merchant {
    const char *name;
    dd_point point;
} dd_scenario_merchant;

typedef struct dd_scenario_courier {
    const char *name;
    dd_point point;              /* where the shift begins */
    int64_t on_ms, off_ms;
    uint32_t capacity;           /* orders on board, 0: no limit of its own */
    uint32_t taste_permille;     /* 1000: usual; more: declines more often */
    uint32_t pace_permille;      /* 1000: travels as the rule says; 1100: takes a tenth longer */
} dd_scenario_courier;

typedef struct dd_scenario_order {
    const char *name;
    uint32_t merchant;
    dd_point point;              /* the door */
    int64_t placed_ms;
    int64_t expected_ms;         /* when the kitchen says it will be done */
    int64_t ready_ms;            /* when it will be */
    int64_t notice_ms;           /* when a late kitchen says so, naming noticed_ms; 0: it says nothing */
    int64_t noticed_ms;
    int64_t due_ms;              /* promised to the customer; 0: placed + target */
    int64_t cancel_ms;           /* the customer calls off, unless on board by then; 0: never */
    uint32_t size;
} dd_scenario_order;

/* How couriers behave; all 0: they obey at once and travel exactly by the rule. */
typedef struct dd_behaviour {
    bool is_by_the_minute;       /* pickups that become possible at the instant of a cycle wait for its decisions */
    uint32_t travel_noise_permille; /* a leg takes up to so much more or less */
    uint32_t decline_permille;   /* of offers, for an order of usual distance */
    int64_t usual_ms;            /* way to the merchant and to the door of an offer of usual distance */
    uint32_t silence_permille;   /* of offers never answered */
    int64_t answer_least_ms, answer_most_ms;
    int64_t notice_ms;           /* a shift is announced so long before it begins */
} dd_behaviour;

typedef struct dd_scenario {
    dd_engine_config config;     /* what the engine is told, and the true travel rule without its noise */
    dd_behaviour behaviour;
    uint64_t seed;
    int64_t foresight_ms;        /* orders are told so long before they are placed: what knowing the future would bring; 0 in earnest */
    int64_t begin_ms;            /* the first cycle's instant, a multiple of cycle_ms */
    int64_t end_ms;              /* nothing new begins after it */
    dd_scenario_merchant *merchants;
    dd_scenario_courier *couriers;
    dd_scenario_order *orders;
    uint32_t merchant_count, courier_count, order_count;
    dd_arena memory;             /* owns everything above */
} dd_scenario;

/* An empty scenario.  *ret is freed with dd_scenario_free. */
DD_MUST_USE dd_status dd_scenario_create(dd_scenario **ret, dd_error *err);
void dd_scenario_free(dd_scenario *scenario);

/* A copy of a name, owned by the scenario; NULL when out of memory. */
const char *dd_scenario_name(dd_scenario *scenario, const char *name);

/* Sorts couriers and orders, and sets begin_ms and end_ms from them. */
DD_MUST_USE dd_status dd_scenario_arrange(dd_scenario *scenario, dd_error *err);

/* Forgets all that first shows after `at_ms`: later orders and couriers, later cancellations and notices. */
void dd_scenario_cut(dd_scenario *scenario, int64_t at_ms);

#endif
