/* Work space of the trips search, shared by its files. */
#ifndef DD_ROUTE_TRIPS_INTERNAL_H
#define DD_ROUTE_TRIPS_INTERNAL_H

#include "base/arena.h"
#include "base/rng.h"
#include "route/trips.h"

/* Where a unit goes in: before position `at`, as a new job, into the running job, or as the head of the job that begins there. */
typedef enum dd_trip_entry { DD_TRIP_NEW_JOB, DD_TRIP_JOIN, DD_TRIP_LEAD } dd_trip_entry;

typedef struct dd_trip_place_in {
    int64_t delta;
    uint32_t version;
    uint16_t at;
    uint8_t entry;
} dd_trip_place_in;

/* A job as its route times it. */
typedef struct dd_trip_job {
    int64_t arrive_ms;           /* ready to pick up, were the food ready */
    int64_t ready_ms, pickup_ms;
    int32_t drive_ms;            /* to its merchant */
    uint16_t first, end;         /* its orders' positions in the route */
} dd_trip_job;

/* What a route's times and costs are, so that an insertion is evaluated from where it goes in. */
typedef struct dd_trip_schedule {
    uint32_t version;            /* the route's that it is of; 0: of none */
    uint32_t job_count;
    int64_t wait_ms, late_ms, empty_ms, change_ms;
    int64_t last_pickup_ms;
    int64_t free_ms[DD_TRIP_ROUTE_MAX]; /* after each order */
    dd_trip_job jobs[DD_TRIP_ROUTE_MAX];
} dd_trip_schedule;

struct dd_trips {
    const dd_trip_problem *problem;
    dd_arena arena;
    dd_rng rng;
    uint32_t place_count;        /* doors, then merchants, then couriers' own places */
    int32_t *travel;             /* place * place, ms + 1; 0: not asked for yet */
    dd_point *points;
    int32_t *end_ms;             /* by place: expected delay of the next order + 1; 0: not asked for yet */
    dd_trip_route *routes, *best, *saved;
    uint32_t *versions, *saved_versions; /* of the routes: equal versions have equal contents */
    dd_trip_schedule *schedules; /* by courier, made when asked for */
    bool *is_saved, *is_dirty;
    uint32_t *saved_list, saved_count;
    uint32_t *server;            /* by order: the courier whose route holds it, DD_NONE */
    uint32_t unserved;           /* orders in no route */
    dd_trip_place_in *cache;     /* order * courier */
    int32_t *exponential;        /* quantiles of the exponential distribution, 1024ths */
    uint32_t version;
    int64_t cost;
    uint64_t work;
};

/* The route with the unit put in; out must not be route. */
void dd_trips_put_in(dd_trip_route *out, const dd_trip_route *route, const uint16_t *unit, uint32_t count, uint32_t at, dd_trip_entry entry);
dd_trip_place_in dd_trips_best_place(dd_trips *trips, uint32_t courier, const uint16_t *unit, uint32_t count);

int32_t dd_trips_ask_travel(dd_trips *trips, uint32_t from, uint32_t to);

/* Travel between two places by index. */
static inline int32_t dd_trips_travel(dd_trips *trips, uint32_t from, uint32_t to)
{
    int32_t known = trips->travel[(size_t)from * trips->place_count + to];
    return known != 0 ? known - 1 : dd_trips_ask_travel(trips, from, to);
}

int32_t dd_trips_ask_end_delay(dd_trips *trips, uint32_t place);

/* Expected delay of the next order, were a courier to wait for it at this place. */
static inline int32_t dd_trips_end_delay(dd_trips *trips, uint32_t place)
{
    return trips->end_ms[place] != 0 ? trips->end_ms[place] - 1 : dd_trips_ask_end_delay(trips, place);
}

static inline uint32_t dd_trips_merchant_place(const dd_trips *trips, uint32_t merchant)
{
    return trips->problem->order_count + merchant;
}

static inline uint32_t dd_trips_courier_place(const dd_trips *trips, uint32_t courier)
{
    const dd_trip_problem *problem = trips->problem;
    uint32_t merchant = problem->couriers[courier].merchant;
    if (merchant != DD_NONE) return dd_trips_merchant_place(trips, merchant);
    return problem->order_count + problem->merchant_count + courier;
}

#endif
