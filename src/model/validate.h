/* Validate: is a problem well-formed and within the limits?  The first thing wrong, with its JSON pointer. */
#ifndef DD_MODEL_VALIDATE_H
#define DD_MODEL_VALIDATE_H

#include "diaodu/problem.h"

enum {
    DD_RATE_MAX = 1 << 20   /* cost rates: currency units an hour or a km */
};
#define DD_TIME_MAX_MS ((int64_t)1 << 44)   /* instants and durations, about 557 years */
#define DD_LOAD_MAX ((int64_t)1 << 44)      /* one amount of load */
#define DD_PRICE_MAX ((int64_t)1 << 52)     /* prizes and fixed costs, internal units */

DD_MUST_USE dd_status dd_problem_validate(const dd_problem *problem, dd_error *err);

/* What only a search asks of pinned steps: no delivery before its pickup, no pinned end.  Of a valid problem. */
DD_MUST_USE dd_status dd_problem_validate_pins(const dd_problem *problem, dd_error *err);

#endif
