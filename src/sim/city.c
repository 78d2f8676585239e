#include "sim/city.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/rng.h"

static const int64_t minute_ms = 60000, hour_ms = 3600000;

enum { HOT_SPOTS_MAX = 64, MINUTES_MAX = 2880 };

/* Streams of the generator: each courier, merchant and order draws from its own, so that a change to one leaves the others alone. */
typedef enum city_stream { STREAM_SPOTS = 1, STREAM_MERCHANT = 2, STREAM_COURIER = 3, STREAM_ORDER = 4 } city_stream;

typedef struct place_km {
    double x, y;                 /* east and north of the centre */
} place_km;

typedef struct city_kitchen {
    place_km at;
    double popularity;           /* sum over this and all before it */
    double prep_ms;              /* usual preparation */
    double late_share;           /* of its orders that run late */
    double late_ms;              /* by how much then, on average */
    bool gives_notice;           /* says so when the promised time has come */
} city_kitchen;

typedef struct city_plan {
    const dd_city_options *options;
    dd_scenario *scenario;
    double radius_km;
    uint32_t spot_count;
    place_km spots[HOT_SPOTS_MAX];
    double spot_weight[HOT_SPOTS_MAX]; /* sum over this and all before it */
    city_kitchen *kitchens;
} city_plan;

static dd_rng rng_of(const city_plan *city, city_stream stream, uint32_t ix)
{
    return dd_rng_seed(city->options->seed, ((uint64_t)stream << 40) | ix);
}

/* Standard normal (Box & Muller 1958, doi:10.1214/aoms/1177706645). */
static double normal(dd_rng *rng)
{
    double u = 1 - dd_rng_unit(rng), v = dd_rng_unit(rng);
    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

static double exponential(dd_rng *rng, double mean)
{
    return -mean * log(1 - dd_rng_unit(rng));
}

static double between(dd_rng *rng, double least, double most)
{
    return least + (most - least) * dd_rng_unit(rng);
}

/* The first index whose running sum passes a draw. */
static uint32_t pick(const double *sums, size_t stride, uint32_t count, double share)
{
    const char *base = (const char *)sums;
    double target = share * *(const double *)(base + (count - 1) * stride);
    uint32_t low = 0, high = count - 1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (*(const double *)(base + middle * stride) > target) high = middle;
        else low = middle + 1;
    }
    return low;
}

/* A town of 250 couriers is 5 km in radius; larger ones grow denser as well as wider. */
static dd_point point_of(place_km at)
{
    const double centre_longitude = 10.0, centre_latitude = 50.0, km_a_degree = 111.195, cosine = 0.64278760968653933;
    double longitude = centre_longitude + at.x / (km_a_degree * cosine), latitude = centre_latitude + at.y / km_a_degree;
    return (dd_point){floor(longitude * 1e6 + 0.5) / 1e6, floor(latitude * 1e6 + 0.5) / 1e6};
}

static void make_spots(city_plan *city)
{
    dd_rng rng = rng_of(city, STREAM_SPOTS, 0);
    double couriers = city->options->couriers, sum = 0;
    city->radius_km = 5 * pow(couriers / 250, 0.35);
    if (city->radius_km < 2) city->radius_km = 2;
    double count = 4 + sqrt(couriers) / 6;
    city->spot_count = count > HOT_SPOTS_MAX ? HOT_SPOTS_MAX : (uint32_t)count;
    for (uint32_t i = 0; i < city->spot_count; i++) {
        double spread = i == 0 ? 0.05 : 0.45;
        city->spots[i] = (place_km){normal(&rng) * spread * city->radius_km, normal(&rng) * spread * city->radius_km};
        sum += 1 / pow(i + 1, 0.7);
        city->spot_weight[i] = sum;
    }
}

/* Near a hot spot; one in six anywhere. */
static place_km near_spot(const city_plan *city, dd_rng *rng, double spread_km)
{
    if (dd_rng_below(rng, 6) == 0) {
        double angle = 6.283185307179586 * dd_rng_unit(rng), distance = city->radius_km * sqrt(dd_rng_unit(rng));
        return (place_km){distance * cos(angle), distance * sin(angle)};
    }
    place_km spot = city->spots[pick(city->spot_weight, sizeof(double), city->spot_count, dd_rng_unit(rng))];
    return (place_km){spot.x + spread_km * normal(rng), spot.y + spread_km * normal(rng)};
}

static bool make_merchants(city_plan *city)
{
    dd_scenario *scenario = city->scenario;
    double popularity = 0, pace = city->options->kitchen_permille > 0 ? city->options->kitchen_permille / 1000.0 : 1;
    for (uint32_t i = 0; i < scenario->merchant_count; i++) {
        dd_rng rng = rng_of(city, STREAM_MERCHANT, i);
        char name[24];
        city_kitchen *kitchen = &city->kitchens[i];
        kitchen->at = near_spot(city, &rng, 0.08 * city->radius_km + 0.3);
        popularity += 0.15 + exponential(&rng, 1);
        kitchen->popularity = popularity;
        kitchen->prep_ms = between(&rng, 7, 19) * (double)minute_ms * pace;
        kitchen->late_share = between(&rng, 0.05, 0.55);
        kitchen->late_ms = between(&rng, 1.5, 8) * (double)minute_ms;
        kitchen->gives_notice = dd_rng_below(&rng, 2) == 0;
        snprintf(name, sizeof name, "m%04u", i + 1);
        scenario->merchants[i] = (dd_scenario_merchant){dd_scenario_name(scenario, name), point_of(kitchen->at)};
        if (scenario->merchants[i].name == NULL) return false;
    }
    return true;
}

/* Shifts begin and end on half hours: three in ten work lunch, four in ten dinner, the others eight hours. */
static void draw_shift(const city_plan *city, dd_rng *rng, int64_t *ret_on_ms, int64_t *ret_off_ms)
{
    const dd_city_options *options = city->options;
    int64_t begin = options->begin_ms, end = options->end_ms, half = hour_ms / 2;
    uint32_t kind = dd_rng_below(rng, 10);
    if (options->is_steady || end - begin <= 4 * hour_ms) {
        *ret_on_ms = begin;
        *ret_off_ms = end + hour_ms;
        return;
    }
    int64_t on, off;
    if (kind < 3) {
        on = 10 * hour_ms + half * dd_rng_below(rng, 4);
        off = 14 * hour_ms + half * dd_rng_below(rng, 4);
    } else if (kind < 7) {
        on = 16 * hour_ms + half * dd_rng_below(rng, 5);
        off = 21 * hour_ms + half * dd_rng_below(rng, 4);
    } else {
        on = 10 * hour_ms + half * dd_rng_below(rng, 9);
        off = on + 8 * hour_ms;
    }
    if (on < begin) on = begin;
    if (off > end) off = end;
    if (off - on < hour_ms) {
        on = begin;
        off = begin + 4 * hour_ms;
    }
    *ret_on_ms = on;
    *ret_off_ms = off;
}

static bool make_couriers(city_plan *city)
{
    dd_scenario *scenario = city->scenario;
    for (uint32_t i = 0; i < scenario->courier_count; i++) {
        dd_rng rng = rng_of(city, STREAM_COURIER, i);
        char name[24];
        dd_scenario_courier *courier = &scenario->couriers[i];
        snprintf(name, sizeof name, "c%04u", i + 1);
        courier->name = dd_scenario_name(scenario, name);
        if (courier->name == NULL) return false;
        courier->point = point_of(near_spot(city, &rng, 0.15 * city->radius_km + 0.3));
        draw_shift(city, &rng, &courier->on_ms, &courier->off_ms);
        courier->capacity = 2 + dd_rng_below(&rng, 3);
        courier->taste_permille = (uint32_t)(300 + exponential(&rng, 700));
        if (courier->taste_permille > 4000) courier->taste_permille = 4000;
        courier->pace_permille = (uint32_t)between(&rng, 900, 1130);
    }
    return true;
}

/* Demand by minute: a base, lunch around 12:30, dinner around 19:00. */
static void demand_sums(const city_plan *city, double *sums, uint32_t minutes)
{
    double sum = 0;
    for (uint32_t i = 0; i < minutes; i++) {
        double hour = ((double)city->options->begin_ms / (double)hour_ms) + i / 60.0;
        while (hour >= 24) hour -= 24;
        double lunch = (hour - 12.5) / 0.9, dinner = (hour - 19) / 1.3;
        sum += city->options->is_steady ? 1 : 0.18 + 0.85 * exp(-lunch * lunch / 2) + exp(-dinner * dinner / 2);
        sums[i] = sum;
    }
}

static void draw_cooking(const city_kitchen *kitchen, dd_rng *rng, dd_scenario_order *order)
{
    double prep_ms = kitchen->prep_ms * (0.75 + 0.25 * exponential(rng, 1));
    if (prep_ms > 45.0 * (double)minute_ms) prep_ms = 45.0 * (double)minute_ms;
    order->expected_ms = order->placed_ms + ((int64_t)prep_ms / minute_ms + 1) * minute_ms;
    double late_ms = dd_rng_unit(rng) < kitchen->late_share ? exponential(rng, kitchen->late_ms) : -between(rng, 0, 60000);
    if (late_ms > 30.0 * (double)minute_ms) late_ms = 30.0 * (double)minute_ms;
    order->ready_ms = order->expected_ms + (int64_t)late_ms;
    if (late_ms > 2.0 * (double)minute_ms && kitchen->gives_notice) {
        order->notice_ms = order->expected_ms;
        order->noticed_ms = order->expected_ms + ((int64_t)(late_ms * between(rng, 0.7, 1.2)) / minute_ms + 1) * minute_ms;
    }
}

static bool make_orders(city_plan *city, const double *sums, uint32_t minutes)
{
    dd_scenario *scenario = city->scenario;
    for (uint32_t i = 0; i < scenario->order_count; i++) {
        dd_rng rng = rng_of(city, STREAM_ORDER, i);
        char name[24];
        dd_scenario_order *order = &scenario->orders[i];
        snprintf(name, sizeof name, "o%05u", i + 1);
        order->name = dd_scenario_name(scenario, name);
        if (order->name == NULL) return false;
        uint32_t minute = pick(sums, sizeof(double), minutes, dd_rng_unit(&rng));
        order->placed_ms = city->options->begin_ms + minute * minute_ms + (int64_t)between(&rng, 0, 60000);
        order->merchant = pick(&city->kitchens[0].popularity, sizeof(city_kitchen), scenario->merchant_count, dd_rng_unit(&rng));
        const city_kitchen *kitchen = &city->kitchens[order->merchant];
        double angle = 6.283185307179586 * dd_rng_unit(&rng), distance = 0.3 + exponential(&rng, 1.3);
        if (distance > 6) distance = between(&rng, 1, 6);
        order->point = point_of((place_km){kitchen->at.x + distance * cos(angle), kitchen->at.y + distance * sin(angle)});
        draw_cooking(kitchen, &rng, order);
        if (dd_rng_below(&rng, 1000) < 15) order->cancel_ms = order->placed_ms + (int64_t)between(&rng, 1, 20) * minute_ms;
        order->size = 1;
    }
    return true;
}

/* What the engine is told, and how couriers behave. */
static void set_rules(dd_scenario *scenario)
{
    static const uint16_t speed_permille[24] = {1150, 1150, 1150, 1150, 1150, 1100, 1000, 900,  850,  920,  980,  950,
                                                920,  940,  980,  960,  900,  830,  840,  920,  1000, 1060, 1100, 1150};
    dd_engine_config *config = &scenario->config;
    memcpy(config->speed_by_hour_permille, speed_permille, sizeof speed_permille);
    config->needs_acceptance = true;
    config->travel.speed_m_per_s = 4.5; /* bicycles */
    scenario->behaviour = (dd_behaviour){
        .travel_noise_permille = 150,
        .decline_permille = 70,
        .usual_ms = 10 * minute_ms,
        .silence_permille = 15,
        .answer_least_ms = 3000,
        .answer_most_ms = 25000,
        .notice_ms = hour_ms,
    };
}

static dd_status check_options(const dd_city_options *options, dd_error *err)
{
    if (options->couriers < 1 || options->couriers > DD_COURIERS_MAX)
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/couriers", "not within 1 to %d", DD_COURIERS_MAX);
    if (options->orders < 1 || options->orders > DD_CITY_ORDERS_MAX)
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/orders", "not within 1 to %d", DD_CITY_ORDERS_MAX);
    if (options->merchants > DD_MERCHANTS_MAX)
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/merchants", "not within 1 to %d", DD_MERCHANTS_MAX);
    if (options->kitchen_permille > 5000) return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/kitchen_permille", "not within 0 to 5000");
    bool is_good = options->begin_ms >= 0 && options->end_ms - options->begin_ms >= hour_ms && options->end_ms <= 48 * hour_ms;
    return is_good ? DD_STATUS_OK : dd_error_set(err, DD_STATUS_INVALID_INPUT, "/end_ms", "the day must last an hour and end within 48 hours");
}

static dd_status fill(city_plan *city, dd_error *err)
{
    dd_scenario *scenario = city->scenario;
    const dd_city_options *options = city->options;
    int64_t last_ms = options->is_steady ? options->end_ms : options->end_ms - 45 * minute_ms;
    uint32_t minutes = (uint32_t)((last_ms - options->begin_ms) / minute_ms);
    double *sums = DD_ARENA_NEW(&scenario->memory, MINUTES_MAX, double);
    scenario->merchants = DD_ARENA_NEW(&scenario->memory, scenario->merchant_count, dd_scenario_merchant);
    scenario->couriers = DD_ARENA_NEW(&scenario->memory, scenario->courier_count, dd_scenario_courier);
    scenario->orders = DD_ARENA_NEW(&scenario->memory, scenario->order_count, dd_scenario_order);
    city->kitchens = DD_ARENA_NEW(&scenario->memory, scenario->merchant_count, city_kitchen);
    bool has_room = sums && scenario->merchants && scenario->couriers && scenario->orders && city->kitchens;
    if (!has_room) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    make_spots(city);
    demand_sums(city, sums, minutes);
    if (!make_merchants(city) || !make_couriers(city) || !make_orders(city, sums, minutes))
        return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    return dd_scenario_arrange(scenario, err);
}

dd_status dd_city_generate(const dd_city_options *options, dd_scenario **ret, dd_error *err)
{
    dd_status status = check_options(options, err);
    if (status != DD_STATUS_OK) return status;
    city_plan city = {.options = options};
    status = dd_scenario_create(&city.scenario, err);
    if (status != DD_STATUS_OK) return status;
    dd_scenario *scenario = city.scenario;
    uint32_t merchants = options->merchants > 0 ? options->merchants : options->orders / 15;
    if (options->merchants == 0 && merchants > options->couriers) merchants = options->couriers;
    scenario->merchant_count = options->merchants == 0 && merchants < 20 ? 20 : merchants;
    scenario->courier_count = options->couriers;
    scenario->order_count = options->orders;
    scenario->seed = scenario->config.seed = options->seed;
    set_rules(scenario);
    status = fill(&city, err);
    if (status == DD_STATUS_OK) *ret = scenario;
    else dd_scenario_free(scenario);
    return status;
}
