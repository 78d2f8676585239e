/* Line case: small random factory lines with any set of features, by seed, as problems of their own. */
#ifndef DD_TESTS_LINE_CASE_H
#define DD_TESTS_LINE_CASE_H

#include "base/rng.h"
#include "diaodu/shop_problem.h"

enum {
    LINE_SETUPS = 1,
    LINE_CALENDARS = 2,        /* shifts that repeat, and operations that may pause or not */
    LINE_CLOSED = 4,           /* maintenance, machines available later */
    LINE_POOLS = 8,
    LINE_ABSENCES = 16,
    LINE_ASSEMBLY = 32,        /* links across jobs, lags */
    LINE_RELEASES = 64,
    LINE_MODES = 128,
    LINE_LOCKS = 256,
    LINE_PLANS = 512,          /* a running plan to deviate from */
    LINE_ALL = 1023
};

typedef struct line_case_options {
    uint32_t jobs, job_operations, machines; /* operations of a job: 1 to this many */
    uint32_t time_max;         /* of durations */
    unsigned features;
} line_case_options;

/* A problem that keeps to dd_shop_problem_check, or NULL when out of memory; freed with dd_shop_problem_free.  Its objective is drawn, too. */
dd_shop_problem *line_case_draw(const line_case_options *options, dd_rng *rng);

#endif
