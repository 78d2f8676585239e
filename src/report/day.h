/* Day: everything known after a run of one policy over one region's demand, as plain facts.
 *
 * The shell fills it from a live run or from a recovered journal; dd_day_summarise turns it into figures and dd_report_write
 * (report.h) into a page.  Several days over the same demand, one a policy, are compared.
 *
 * Filling: dd_day_init; make room with DD_ARRAY_RESERVE(day->orders, day->order_capacity, day->order_count + 1) and add; texts are
 * copied into the day with dd_day_text.  Indices (merchant, courier, order) point into the day's own arrays.  Legs and shifts
 * may come in any order of couriers, but a courier's own in the order of time.  Instants are int64 ms on the time line whose
 * midnight is `midnight_ms`; 0 where a field says "0: unknown".
 *
 * Memory: the day owns everything; dd_day_done frees it.  Not thread-safe while being filled.
 */
#ifndef DD_REPORT_DAY_H
#define DD_REPORT_DAY_H

#include "base/arena.h"
#include "base/array.h"
#include "diaodu/engine.h"

/* All instants lie this near to the midnight: 366 days. */
#define DD_DAY_SPAN_MS ((int64_t)366 * 86400000)

typedef struct dd_day_order {
    const char *name;             /* untrusted bytes, at most DD_NAME_MAX */
    uint32_t merchant;
    uint32_t courier;             /* who carried or was last bound to it; DD_NONE */
    dd_order_state state;         /* at the end of the run */
    dd_point door;
    int64_t placed_ms;
    int64_t ready_expected_ms;    /* what the kitchen said when the order was placed; 0: unknown */
    int64_t ready_ms;             /* when it was really ready; 0: never was */
    int64_t due_ms;
    int64_t committed_ms;         /* first bound to a courier; 0: never */
    int64_t arrived_ms;           /* its courier came to the merchant; 0: unknown */
    int64_t picked_ms;            /* 0: never */
    int64_t delivered_ms;         /* 0: never */
    int64_t closed_ms;            /* when it was cancelled or failed; 0: neither, or unknown */
    int64_t best_ms;              /* earliest possible delivery, had a free courier stood at the merchant; 0: unknown */
    uint32_t declines;            /* offers with it that were declined or timed out */
    uint32_t changes;             /* how often a decision moved it to another courier */
} dd_day_order;

typedef struct dd_day_courier {
    const char *name;
    dd_point start;
} dd_day_courier;

typedef struct dd_day_merchant {
    const char *name;
    dd_point point;
} dd_day_merchant;

typedef struct dd_day_shift {
    uint32_t courier;
    int64_t on_ms, off_ms;
} dd_day_shift;

typedef enum dd_leg_kind {
    DD_LEG_TO_MERCHANT,           /* under way to take orders */
    DD_LEG_AT_MERCHANT,           /* parks, waits for the kitchen, takes the orders, leaves */
    DD_LEG_DELIVERING,            /* under way to the door of `order` */
    DD_LEG_AT_DOOR,               /* hands `order` over */
    DD_LEG_MOVING,                /* moved without an order, to where orders will come */
    DD_LEG_KIND_END_
} dd_leg_kind;

/* One stretch of a courier's day; gaps between legs are idle time at the last point. */
typedef struct dd_day_leg {
    uint32_t courier;
    dd_leg_kind kind;
    int64_t begin_ms, end_ms;
    dd_point from, to;            /* equal where the courier stands */
    uint32_t merchant;            /* TO_MERCHANT, AT_MERCHANT, MOVING; else DD_NONE */
    uint32_t order;               /* DELIVERING, AT_DOOR; else DD_NONE */
    int64_t dist_m;               /* road metres */
} dd_day_leg;

typedef struct dd_day_cycle {
    int64_t at_ms;
    int64_t cpu_us, wall_us;      /* what deciding took, all threads together; 0: not measured */
    uint64_t work;
    uint32_t open_orders;         /* placed and not yet delivered, cancelled or failed */
    uint32_t unassigned;          /* of them, neither bound to a courier nor on board */
    uint32_t couriers_on, couriers_busy;
} dd_day_cycle;

typedef struct dd_day_counters {
    uint64_t offers, accepted, declined, timed_out, updates, moves, unservable;
} dd_day_counters;

typedef struct dd_day {
    dd_arena memory;              /* texts */
    const char *title;            /* the demand: "Simulated city, 3,000 orders" */
    const char *policy_label;     /* NULL: dd_day_policy_label(policy) */
    const char *command;          /* command line that repeats the run; NULL: unknown */
    dd_policy policy;
    int64_t midnight_ms;          /* times of day are shown from here */
    int64_t begin_ms, end_ms;     /* time range of the run, begin < end unless nothing happened */
    int64_t give_up_ms;           /* click-to-door counted for an undelivered order, and at most counted for any; 0: 3 hours */
    bool is_geographic;           /* points are longitude and latitude in degrees; else a plane */
    double metres_per_unit;       /* plane only; 0 means 1 */
    uint64_t seed;
    dd_day_order *orders;
    size_t order_count, order_capacity;
    dd_day_courier *couriers;
    size_t courier_count, courier_capacity;
    dd_day_merchant *merchants;
    size_t merchant_count, merchant_capacity;
    dd_day_shift *shifts;
    size_t shift_count, shift_capacity;
    dd_day_leg *legs;
    size_t leg_count, leg_capacity;
    dd_day_cycle *cycles;
    size_t cycle_count, cycle_capacity;
    dd_day_counters counters;
} dd_day;

/* Figures of a day.  Click-to-door is door minus click; under the give-up rule each order that was not cancelled counts
 * min(click-to-door, give_up_ms), and give_up_ms when it was not delivered, so that dropping hard orders never looks like a gain.
 * Percentiles interpolate linearly between order statistics.  Means over nothing are 0. */
typedef struct dd_day_summary {
    uint32_t orders, delivered, cancelled, undelivered; /* orders = delivered + cancelled + undelivered */
    uint32_t couriers;            /* with a shift */
    int64_t waiting_ms;           /* sum of click-to-door under the give-up rule: the customers' waiting */
    double click_to_door_ms;      /* mean under the give-up rule, and its percentiles */
    double click_to_door_p50_ms, click_to_door_p90_ms, click_to_door_p99_ms;
    double click_to_door_delivered_ms; /* mean over delivered orders, not capped */
    int64_t click_to_door_max_ms; /* of the delivered */
    double best_ms;               /* mean click-to-door had a free courier stood at every merchant; 0 unless known for all */
    double on_time_share;         /* of the orders not cancelled: delivered by their due time */
    double late_ms;               /* mean over the orders that were late: beyond the due time (undelivered ones at give_up_ms) */
    double ready_to_pickup_ms, ready_to_door_ms, pickup_to_door_ms; /* means over delivered orders */
    double kitchen_late_ms;       /* mean of max(0, ready - expected) over orders that were ready */
    double bundle_size;           /* orders a pickup: orders taken by one courier at one merchant at one instant */
    double shift_hours;           /* paid time of all couriers */
    double orders_per_courier_hour; /* delivered over shift_hours */
    double utilisation;           /* time on legs other than MOVING, over shift time (work after the shift's end included) */
    double courier_wait_ms;       /* at merchants, mean a pickup */
    double dist_m;                /* metres driven by all */
    double dist_per_order_m;      /* over delivered orders */
    double cycle_wall_p50_us, cycle_wall_p99_us, cycle_wall_max_us; /* over measured cycles */
    int64_t cpu_us;               /* all cycles */
    uint64_t work;
    dd_day_counters counters;
} dd_day_summary;

void dd_day_init(dd_day *day);
void dd_day_done(dd_day *day);    /* legal on a day that was initialised */

/* A copy of `text` that lives as long as the day; NULL when out of memory, and for NULL. */
const char *dd_day_text(dd_day *day, const char *text);

/* "Nearest courier", "Every-minute assignment", "Continuous re-planning". */
const char *dd_day_policy_label(dd_policy policy);

/* Checks that indices are in range, points finite and instants within DD_DAY_SPAN_MS of the midnight (a shift without an end is cut by
 * who fills it); err->pointer names the place ("/orders/3/merchant").  O(size). */
DD_MUST_USE dd_status dd_day_check(const dd_day *day, dd_error *err);

/* Computes *ret, O(n log n) in the orders.  Errors: those of dd_day_check, DD_STATUS_NO_MEMORY. */
DD_MUST_USE dd_status dd_day_summarise(const dd_day *day, dd_day_summary *ret, dd_error *err);

/* What customers waited less in `day` than in `other`, another run over the same demand: the sum of the differences of click-to-door under
 * the give-up rule, order by order, over the orders that neither run has as cancelled.  Negative: they waited longer. */
typedef struct dd_day_saving {
    int64_t saved_ms;
    uint32_t orders;              /* that were compared; orders are the same when their names are */
} dd_day_saving;

/* Both days passed dd_day_check.  O(n log n) in the orders.  Error: DD_STATUS_NO_MEMORY. */
DD_MUST_USE dd_status dd_day_compare(const dd_day *day, const dd_day *other, dd_day_saving *ret, dd_error *err);

#endif
