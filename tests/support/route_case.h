/* Random routing problems for properties: every feature of problem.h, each drawn by a bit of a mask. */
#ifndef DD_TESTS_ROUTE_CASE_H
#define DD_TESTS_ROUTE_CASE_H

#include "base/rng.h"
#include "diaodu/problem.h"

enum {
    CASE_SHIPMENTS = 1 << 0, CASE_JOBS = 1 << 1, CASE_WINDOWS = 1 << 2, CASE_MANY_WINDOWS = 1 << 3, CASE_SKILLS = 1 << 4,
    CASE_PRIORITIES = 1 << 5, CASE_PRIZES = 1 << 6, CASE_CLASSES = 1 << 7, CASE_ON_BOARD = 1 << 8, CASE_DUE = 1 << 9,
    CASE_BREAKS = 1 << 10, CASE_LIMITS = 1 << 11, CASE_OPEN_ENDS = 1 << 12, CASE_COSTS = 1 << 13, CASE_TRIPS = 1 << 14,
    CASE_PINNED = 1 << 15, CASE_MERCHANTS = 1 << 16, CASE_CURVE = 1 << 17, CASE_HELD = 1 << 18, CASE_SETUPS = 1 << 19,
    CASE_SPEEDS = 1 << 20, CASE_RELEASES = 1 << 21, CASE_ASYMMETRIC = 1 << 22, CASE_CUSTOM_COSTS = 1 << 23, CASE_DIMS = 1 << 24,
    CASE_DURATION = 1 << 25, CASE_TYPES = 1 << 26, CASE_ALL = (1 << 27) - 1
};

/* A problem of about `requests` requests; freed with dd_problem_free.  Ends the test when out of memory. */
dd_problem *route_case(dd_rng *rng, uint32_t mask, uint32_t requests, uint32_t vehicles);

#endif
