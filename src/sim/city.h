/* City: a made-up city's day of meal orders, from a seed, at any size.
 *
 * Merchants cluster around hot spots; customers live around merchants, ever fewer with distance; demand peaks at lunch and dinner;
 * kitchens have habits and run late; couriers work in shifts, drive at their own pace, and decline what does not please them; streets are
 * slower at rush hours.  The plan of a city (scale, habits) is the comment at each table of city.c.
 */
#ifndef DD_SIM_CITY_H
#define DD_SIM_CITY_H

#include "sim/scenario.h"

enum { DD_CITY_ORDERS_MAX = 20000000 };

typedef struct dd_city_options {
    uint32_t couriers;           /* 1..DD_COURIERS_MAX */
    uint32_t orders;             /* over the whole time, 1..DD_CITY_ORDERS_MAX */
    uint32_t merchants;          /* 0: one for every 15 orders, as many as couriers at most, 20 at least */
    int64_t begin_ms, end_ms;    /* from midnight; orders come until 45 minutes before the end, at most two days */
    uint32_t kitchen_permille;   /* preparation takes so much of the usual time, 0 for all of it, at most 5000 */
    bool is_steady;              /* orders come at one rate to the end, couriers work all the time; else peaks and shifts */
    uint64_t seed;
} dd_city_options;

#define DD_CITY_OPTIONS_DEFAULT .couriers = 250, .orders = 3000, .begin_ms = 10 * 3600000, .end_ms = 22 * 3600000, .seed = 1

/* *ret is freed with dd_scenario_free; its configuration may be changed before the run.  Errors: INVALID_INPUT ("/couriers", ...), NO_MEMORY. */
DD_MUST_USE dd_status dd_city_generate(const dd_city_options *options, dd_scenario **ret, dd_error *err);

#endif
