/* Travel: distances that are known, rounding, hours of the day, and the limits. */
#include <math.h>

#include "diaodu/travel.h"
#include "support/property.h"

static const int64_t HOUR = 3600000;

static dd_travel_rule plane(double speed)
{
    return (dd_travel_rule){.metric = DD_TRAVEL_EUCLIDEAN, .speed_m_per_s = speed};
}

static void assert_near(int64_t actual, int64_t expected, int64_t tolerance)
{
    if (actual >= expected - tolerance && actual <= expected + tolerance) return;
    print_error("%lld is not within %lld of %lld\n", (long long)actual, (long long)tolerance, (long long)expected);
    fail();
}

/* Radius 6,371,008.8 m: pi R = 20,015,114.4 (half the globe), a quarter 10,007,557.2, one degree of the equator pi R / 180 = 111,195.08. */
static void great_circles_of_known_length(void **state)
{
    (void)state;
    dd_travel_rule globe = {.metric = DD_TRAVEL_GREAT_CIRCLE, .speed_m_per_s = 1};
    assert_int_equal(dd_travel_dist_m(&globe, (dd_point){0, 0}, (dd_point){0, 90}), 10007558);
    assert_int_equal(dd_travel_dist_m(&globe, (dd_point){0, 0}, (dd_point){1, 0}), 111196);
    assert_near(dd_travel_dist_m(&globe, (dd_point){-90, 0}, (dd_point){90, 0}), 20015115, 1);
    assert_int_equal(dd_travel_dist_m(&globe, (dd_point){179.5, 0}, (dd_point){-179.5, 0}), 111196); /* over the date line */
    assert_near(dd_travel_dist_m(&globe, (dd_point){33, 90}, (dd_point){-120, 90}), 0, 1);           /* all longitudes meet at the pole */
    /* Airline distances of cities, within a permille: London-Paris 343.6 km, New York-London 5,570 km, Sydney-Tokyo 7,823 km. */
    assert_near(dd_travel_dist_m(&globe, (dd_point){-0.1278, 51.5074}, (dd_point){2.3522, 48.8566}), 343560, 350);
    assert_near(dd_travel_dist_m(&globe, (dd_point){-74.0060, 40.7128}, (dd_point){-0.1278, 51.5074}), 5570000, 5600);
    assert_near(dd_travel_dist_m(&globe, (dd_point){151.2093, -33.8688}, (dd_point){139.6503, 35.6762}), 7823000, 7900);
}

/* 1.3 times a degree of the equator at 6 m/s: 111,195.08 * 1.3 / 6 = 24,092.27 s. */
static void detour_and_speed_scale_the_time(void **state)
{
    (void)state;
    dd_travel_rule globe = {.metric = DD_TRAVEL_GREAT_CIRCLE, .speed_m_per_s = 6, .detour = 1.3, .round_ms = 1000};
    assert_int_equal(dd_travel_ms(&globe, (dd_point){0, 0}, (dd_point){1, 0}, 0), 24093000);
    globe.rounding = DD_ROUND_NEAREST;
    assert_int_equal(dd_travel_ms(&globe, (dd_point){0, 0}, (dd_point){1, 0}, 0), 24092000);
}

/* The same trip, 1.5 s long, by every rule. */
static void rounds_up_to_the_nearest_or_down(void **state)
{
    (void)state;
    static const struct {
        dd_rounding rounding;
        int64_t round_ms, expected_ms;
    } rows[] = {
        {DD_ROUND_UP, 0, 1500},   {DD_ROUND_UP, 1, 1500},   {DD_ROUND_UP, 1000, 2000},      {DD_ROUND_NEAREST, 1000, 2000},
        {DD_ROUND_DOWN, 1000, 1000}, {DD_ROUND_UP, 400, 1600}, {DD_ROUND_NEAREST, 400, 1600}, {DD_ROUND_DOWN, 400, 1200},
        {DD_ROUND_NEAREST, 2000, 2000}, {DD_ROUND_DOWN, 3600000, 0}, {DD_ROUND_UP, 3600000, 3600000},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dd_travel_rule rule = plane(1);
        rule.rounding = rows[i].rounding;
        rule.round_ms = rows[i].round_ms;
        assert_int_equal(dd_travel_ms(&rule, (dd_point){0, 0}, (dd_point){1.5, 0}, 0), rows[i].expected_ms);
    }
    dd_travel_rule rule = plane(1);
    assert_int_equal(dd_travel_dist_m(&rule, (dd_point){0, 0}, (dd_point){1.25, 0}), 2); /* distances round up */
}

/* Pythagorean triples give whole metres; no rounding may move a whole number, whatever the offset of the coordinates or the unit. */
static void whole_numbers_stay_whole(void **state)
{
    (void)state;
    static const int triples[][3] = {{3, 4, 5}, {5, 12, 13}, {8, 15, 17}, {7, 24, 25}, {20, 21, 29}, {12, 35, 37}};
    for (size_t t = 0; t < sizeof triples / sizeof *triples; t++) {
        for (int k = 1; k <= 400; k++) {
            dd_point from = {k * .25, -k * .5}, to = {from.x + triples[t][0] * k, from.y + triples[t][1] * k};
            for (int rounding = DD_ROUND_UP; rounding <= DD_ROUND_DOWN; rounding++) {
                dd_travel_rule rule = plane(1);
                rule.rounding = (dd_rounding)rounding;
                assert_int_equal(dd_travel_ms(&rule, from, to, 0), INT64_C(1000) * triples[t][2] * k);
                rule.metres_per_unit = 0.1; /* 0.1 is no binary fraction */
                rule.detour = 1.3;
                assert_int_equal(dd_travel_ms(&rule, from, to, 0), INT64_C(130) * triples[t][2] * k);
            }
            dd_travel_rule rule = plane(1);
            assert_int_equal(dd_travel_dist_m(&rule, from, to), triples[t][2] * k);
        }
    }
}

static void table_rows(void *context, dd_point from, dd_point to, int64_t *ret_ms, int64_t *ret_dist_m)
{
    ++*(int *)context;
    *ret_ms = (int64_t)(to.x - from.x) * 60000;
    *ret_dist_m = 7;
}

static void equal_points_are_no_trip(void **state)
{
    (void)state;
    int calls = 0;
    uint16_t slow[24];
    for (int hour = 0; hour < 24; hour++) slow[hour] = 50;
    dd_travel_rule rules[] = {
        {.metric = DD_TRAVEL_EUCLIDEAN, .speed_m_per_s = .01, .round_ms = 3600000, .speed_by_hour_permille = slow},
        {.metric = DD_TRAVEL_GREAT_CIRCLE, .speed_m_per_s = .01, .round_ms = 3600000},
        {.metric = DD_TRAVEL_TABLE, .table = table_rows, .context = &calls},
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        assert_int_equal(dd_travel_ms(&rules[i], (dd_point){9.5, 47.1}, (dd_point){9.5, 47.1}, 12345), 0);
        assert_int_equal(dd_travel_dist_m(&rules[i], (dd_point){9.5, 47.1}, (dd_point){9.5, 47.1}), 0);
    }
    assert_int_equal(calls, 0);
    assert_int_equal(dd_travel_ms(&rules[2], (dd_point){1, 0}, (dd_point){4, 0}, 0), 180000);
    assert_int_equal(dd_travel_dist_m(&rules[2], (dd_point){1, 0}, (dd_point){4, 0}), 7);
}

/* Full speed but for 8-9 h (half) and 23-24 h (double) and 0-1 h (half). */
static void a_trip_is_followed_through_its_hours(void **state)
{
    (void)state;
    uint16_t speeds[24];
    for (int hour = 0; hour < 24; hour++) speeds[hour] = 1000;
    speeds[8] = speeds[0] = 500;
    speeds[23] = 2000;
    dd_travel_rule rule = plane(1);
    rule.speed_by_hour_permille = speeds;
    dd_point here = {0, 0}, hour_away = {3600, 0};
    assert_int_equal(dd_travel_ms(&rule, here, hour_away, 10 * HOUR), HOUR);
    /* 7:30: half an hour at full speed, the other half at half speed takes the whole of 8-9 h. */
    assert_int_equal(dd_travel_ms(&rule, here, hour_away, 7 * HOUR + HOUR / 2), HOUR + HOUR / 2);
    /* 8:30: a quarter of the way until 9:00, three quarters after it. */
    assert_int_equal(dd_travel_ms(&rule, here, hour_away, 8 * HOUR + HOUR / 2), HOUR / 2 + HOUR * 3 / 4);
    /* 23:45: half the way in a quarter of an hour, the other half over midnight takes an hour. */
    assert_int_equal(dd_travel_ms(&rule, here, hour_away, 23 * HOUR + HOUR * 3 / 4), HOUR + HOUR / 4);
    assert_int_equal(dd_travel_ms(&rule, here, hour_away, -HOUR / 4), HOUR + HOUR / 4); /* the same, the day before the time line begins */
    rule.day_begin_ms = 5 * HOUR; /* 13:00 of the time line is eight o'clock */
    assert_int_equal(dd_travel_ms(&rule, here, hour_away, 12 * HOUR + HOUR / 2), HOUR + HOUR / 2);
    /* A day's work is 21 * 1 + 2 * 0.5 + 2 = 24 full hours, so ten such days take ten days from any instant. */
    assert_int_equal(dd_travel_ms(&rule, here, (dd_point){3600 * 240, 0}, 12 * HOUR + HOUR / 3), 240 * HOUR);
}

static bool later_never_arrives_earlier(dd_rng *rng)
{
    uint16_t speeds[24];
    for (int hour = 0; hour < 24; hour++) speeds[hour] = (uint16_t)(50 + dd_rng_below(rng, 2951));
    dd_travel_rule rule = plane(.5 + dd_rng_unit(rng) * 20);
    rule.speed_by_hour_permille = speeds;
    rule.day_begin_ms = (int64_t)dd_rng_below(rng, 1000000000);
    dd_point to = {dd_rng_unit(rng) * 100000, dd_rng_unit(rng) * 100000};
    int64_t depart_ms = (int64_t)dd_rng_below(rng, 200000000), before_ms = INT64_MIN;
    for (int i = 0; i < 60; i++) {
        int64_t arrive_ms = depart_ms + dd_travel_ms(&rule, (dd_point){0, 0}, to, depart_ms);
        HOLDS(arrive_ms >= before_ms && arrive_ms > depart_ms);
        before_ms = arrive_ms;
        depart_ms += dd_rng_below(rng, i % 2 ? 3 : 3000000); /* by a moment, or across hours */
    }
    return true;
}

static void leaving_later_never_pays(void **state)
{
    (void)state;
    property_check(later_never_arrives_earlier, 300);
}

/* 2e9 units of 1e9 m at 0.01 m/s: 2e23 ms, which no integer holds. */
static void endless_trips_end(void **state)
{
    (void)state;
    uint16_t slow[24];
    for (int hour = 0; hour < 24; hour++) slow[hour] = 50;
    dd_travel_rule rule = plane(.01);
    rule.metres_per_unit = 1e9;
    rule.round_ms = 3600000;
    assert_int_equal(dd_travel_ms(&rule, (dd_point){-1e9, 0}, (dd_point){1e9, 0}, 0), INT64_C(1000000000000000));
    rule.speed_by_hour_permille = slow;
    assert_int_equal(dd_travel_ms(&rule, (dd_point){-1e9, 0}, (dd_point){1e9, 0}, 0), INT64_C(1000000000000000));
    assert_int_equal(dd_travel_dist_m(&rule, (dd_point){-1e9, 0}, (dd_point){1e9, 0}), INT64_C(1000000000000000));
    rule.metres_per_unit = 1; /* 1e9 m at 0.01 m/s is 1e14 ms, at a twentieth of the speed 2e15 */
    assert_int_equal(dd_travel_ms(&rule, (dd_point){0, 0}, (dd_point){1e9, 0}, 0), INT64_C(1000000000000000));
}

static void rules_out_of_range_are_refused(void **state)
{
    (void)state;
    uint16_t speeds[24];
    for (int hour = 0; hour < 24; hour++) speeds[hour] = 1000;
    speeds[17] = 49;
    const dd_travel_rule good = plane(6);
    struct {
        dd_travel_rule rule;
        const char *pointer;
    } rows[] = {{good, "/metric"}, {good, "/rounding"}, {good, "/detour"}, {good, "/detour"}, {good, "/metres_per_unit"}, {good, "/speed_m_per_s"},
                {good, "/speed_m_per_s"}, {good, "/round_ms"}, {good, "/round_ms"}, {good, "/day_begin_ms"}, {good, "/speed_by_hour_permille"},
                {good, "/table"}, {good, "/detour"}};
    rows[0].rule.metric = (dd_travel_metric)7;
    rows[1].rule.rounding = (dd_rounding)3;
    rows[2].rule.detour = .49;
    rows[3].rule.detour = 10.1;
    rows[4].rule.metres_per_unit = -1;
    rows[5].rule.speed_m_per_s = 0;
    rows[6].rule.speed_m_per_s = 201;
    rows[7].rule.round_ms = -1;
    rows[8].rule.round_ms = 3600001;
    rows[9].rule.day_begin_ms = INT64_MIN;
    rows[10].rule.speed_by_hour_permille = speeds;
    rows[11].rule.metric = DD_TRAVEL_TABLE;
    rows[12].rule.detour = NAN;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dd_error err = {DD_STATUS_OK, "", ""};
        assert_status(dd_travel_check(&rows[i].rule, &err), DD_STATUS_INVALID_INPUT);
        assert_error_at(&err, DD_STATUS_INVALID_INPUT, rows[i].pointer);
    }
    assert_status(dd_travel_check(&good, NULL), DD_STATUS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(great_circles_of_known_length),
        cmocka_unit_test(detour_and_speed_scale_the_time),
        cmocka_unit_test(rounds_up_to_the_nearest_or_down),
        cmocka_unit_test(whole_numbers_stay_whole),
        cmocka_unit_test(equal_points_are_no_trip),
        cmocka_unit_test(a_trip_is_followed_through_its_hours),
        cmocka_unit_test(leaving_later_never_pays),
        cmocka_unit_test(endless_trips_end),
        cmocka_unit_test(rules_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
