/* Trips: the search of live dispatching: short courier routes of jobs, re-planned every cycle.
 *
 * A *job* is one merchant and one or more of its orders in the order of delivery; a courier does its jobs one after the other.  What is
 * minimised is the sum over the orders of the time from placing to the door, plus lateness, plus the price of empty drives and of
 * ending far from demand; an order left out costs `unserved_ms`.  That is a minimum-latency objective: the value of a move depends on all
 * stops after it, but routes are short (two to eight stops), so that an exact linear walk of one route is as cheap as an O(1) bound would be, and
 * insertions are cached per (order, courier) until the courier's route changes.
 *
 * Method: warm start from the running plan, greedy insertion of what is new, then slack-induction string removals (Christiaens & Vanden
 * Berghe 2020, doi:10.1287/trsc.2019.0914) on orders and on whole jobs, greedy insertion with blinks, simulated annealing.
 * It departs from the paper in removing whole jobs, too, and in measuring relatedness by merchant, door and ready time.
 *
 * Cost: one work unit is one evaluated route.  Deterministic: integers, own random numbers, ties by index.
 * Threads: a search touches nothing but its own memory; searches of different problems may run beside each other.
 */
#ifndef DD_ROUTE_TRIPS_H
#define DD_ROUTE_TRIPS_H

#include "diaodu/travel.h"

enum { DD_TRIP_ROUTE_MAX = 24, DD_TRIP_DECLINED_MAX = 12 };

#define DD_TRIP_INFEASIBLE (INT64_MAX / 8)

typedef struct dd_trip_order {
    uint32_t merchant;
    dd_point door;
    int64_t placed_ms, ready_ms, due_ms;
    uint32_t pinned_to;          /* stays in the first job of this courier, where dd_trips_append put it; DD_NONE: free */
    uint32_t bound_to;           /* another courier than this one costs prices.change_ms; DD_NONE: free */
} dd_trip_order;

typedef struct dd_trip_courier {
    uint32_t merchant;           /* is or will be free at this merchant's door, approach not yet done; DD_NONE: elsewhere */
    dd_point point;              /* where it is or will be free */
    int64_t free_ms;             /* since or from when */
    int64_t shift_end_ms;        /* last pickup */
    uint32_t limit;              /* orders in one job */
    bool is_closed;              /* its first job takes no further order (an offer is out) */
    uint32_t declined[DD_TRIP_DECLINED_MAX]; /* orders it does not want; DD_NONE after the last */
} dd_trip_courier;

/* Prices, in thousandths of a millisecond of cost per millisecond. */
typedef struct dd_trip_prices {
    int32_t late;                /* after the due time, on top of waiting */
    int32_t empty;               /* driven to a merchant */
    int32_t end;                 /* of the delay that the next order is expected to have because of where the route ends */
    int64_t change_ms;           /* of taking an order from the courier bound to it, in ms */
} dd_trip_prices;

/* Where the next orders will come from, and what a courier's distance to them will cost. */
enum { DD_TRIP_DELAY_MINUTES = 128 };

typedef struct dd_trip_demand {
    const uint32_t *merchants;   /* each once */
    const uint32_t *weights;     /* positive */
    uint32_t count;              /* 0: nothing is expected */
    uint64_t weight_sum;
    const int32_t *delay_ms;     /* DD_TRIP_DELAY_MINUTES values: expected delay of an order's pickup when its courier is so many minutes away */
} dd_trip_demand;

typedef struct dd_trip_problem {
    int64_t now_ms;
    const dd_trip_order *orders;
    uint32_t order_count;        /* at most 65,535 */
    const dd_trip_courier *couriers;
    uint32_t courier_count;      /* at most 65,535 */
    const dd_point *merchants;
    uint32_t merchant_count;
    dd_trip_demand demand;
    dd_travel_rule travel;
    int64_t pickup_before_ms, pickup_after_ms, drop_before_ms, drop_after_ms;
    int64_t unserved_ms;
    dd_trip_prices prices;
    uint64_t seed, work;
} dd_trip_problem;

/* A courier's route: orders in the order of service; starts[i] says that orders[i] begins a job. */
typedef struct dd_trip_route {
    int64_t cost;
    uint16_t count;
    uint16_t orders[DD_TRIP_ROUTE_MAX];
    bool starts[DD_TRIP_ROUTE_MAX];
} dd_trip_route;

/* Timing and cost terms of a route, for reasons and commitments. */
typedef struct dd_trip_timing {
    int64_t pickup_ms;           /* of the watched job */
    int64_t ready_ms;            /* latest ready time in it */
    int64_t door_ms;             /* its last door */
    int64_t free_ms;             /* end of the route */
    int64_t wait_ms, late_ms;    /* sums over the route's orders; late already weighted */
    int64_t drive_cost;          /* empty drives, the end price and changes of courier, weighted */
    uint32_t end_place;          /* internal: the last place */
} dd_trip_timing;

typedef struct dd_trips dd_trips;

/* Work space for the problem, which is borrowed until dd_trips_free.  All routes are empty, all orders unserved.
 * Errors: DD_STATUS_TOO_LARGE beyond the limits above, DD_STATUS_NO_MEMORY. */
DD_MUST_USE dd_status dd_trips_create(const dd_trip_problem *problem, dd_trips **ret, dd_error *err);
void dd_trips_free(dd_trips *trips);

/* Appends an order to a courier's route, of the running plan; false (and no effect) when it does not fit any more. */
bool dd_trips_append(dd_trips *trips, uint32_t courier, uint32_t order, bool starts_job);

/* Inserts all unserved orders greedily (each where it is cheapest), then searches until problem->work units are done. */
void dd_trips_search(dd_trips *trips);

const dd_trip_route *dd_trips_route(const dd_trips *trips, uint32_t courier);
uint64_t dd_trips_work(const dd_trips *trips);

/* Cost of a whole plan change: what inserting `unit` (count orders of one merchant, one job) into the courier's present route adds at best;
 * INT64_MAX when it does not fit.  *ret_route (nullable) is the route with it. */
int64_t dd_trips_insertion_cost(dd_trips *trips, uint32_t courier, const uint16_t *unit, uint32_t count, dd_trip_route *ret_route);

/* Times a route of this courier; `watch` < route->count is a position in the job that pickup_ms, ready_ms and door_ms tell of (DD_NONE: none).  All zero for an
 * empty or infeasible route. */
dd_trip_timing dd_trips_time(dd_trips *trips, uint32_t courier, const dd_trip_route *route, uint32_t watch);

/* What the route costs; 0 for an empty one, DD_TRIP_INFEASIBLE or more when it breaks a shift end. */
int64_t dd_trips_route_cost(dd_trips *trips, uint32_t courier, const dd_trip_route *route);

/* Travel between merchants, and from a courier's last place (of its route, or where it is) to a merchant. */
int64_t dd_trips_between_ms(dd_trips *trips, uint32_t from_merchant, uint32_t to_merchant);
int64_t dd_trips_from_end_ms(dd_trips *trips, uint32_t courier, uint32_t merchant);

/* Travel between a courier's place and a merchant. */
int64_t dd_trips_approach_ms(dd_trips *trips, uint32_t courier, uint32_t merchant);

#endif
