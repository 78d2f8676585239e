/* A made-up but plausible day, for tests and for looking at the report only: a small greedy dispatcher in a city of five quarters.
 * Nothing of it is a measurement. */
#ifndef DD_TESTS_FAKE_DAY_H
#define DD_TESTS_FAKE_DAY_H

#include "report/day.h"

typedef struct fake_day_options {
    uint32_t orders, couriers, merchants;
    dd_policy policy;     /* how clever the greedy dispatcher is */
    uint64_t seed;        /* of the demand; the same for all policies that are compared */
    bool is_geographic;
} fake_day_options;

/* Fills an empty struct; dd_day_done frees it.  False when out of memory. */
bool fake_day_make(dd_day *day, const fake_day_options *options);

#endif
