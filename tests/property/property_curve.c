/* Travel under the hours' speeds: who leaves later never arrives earlier, and departure_by is the exact inverse of arrival. */
#include "travel/curve.h"

#include "support/property.h"

static bool arrivals_are_ordered_and_invert(dd_rng *rng)
{
    uint16_t speeds[24];
    for (int h = 0; h < 24; h++) speeds[h] = (uint16_t)(50 + dd_rng_below(rng, 2951));
    for (int k = 0; k < 50; k++) {
        int64_t t = (int64_t)(dd_rng_next(rng) % 400000000) - 200000000, free_ms = dd_rng_below(rng, k % 5 ? 20000000 : 300000000);
        int64_t arrival = dd_curve_arrival(speeds, t, free_ms), back = dd_curve_departure_by(speeds, arrival, free_ms);
        HOLDS(dd_curve_arrival(speeds, t + 1, free_ms) >= arrival);
        HOLDS(back >= t && dd_curve_arrival(speeds, back, free_ms) <= arrival && dd_curve_arrival(speeds, back + 1, free_ms) > arrival);
        HOLDS(dd_curve_progress(speeds, t, arrival, free_ms) == free_ms);
        HOLDS(arrival == t || dd_curve_progress(speeds, t, arrival - 1, free_ms + 1) < free_ms + 1);
        HOLDS(dd_curve_arrival(NULL, t, free_ms) == t + free_ms && dd_curve_departure_by(NULL, t, free_ms) == t - free_ms);
    }
    return true;
}

static void arrivals(void **state)
{
    (void)state;
    property_check(arrivals_are_ordered_and_invert, 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(arrivals)};
    return cmocka_run_group_tests_name("property curve", tests, NULL, NULL);
}
