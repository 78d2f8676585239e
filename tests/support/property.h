/* Properties: a statement that must hold for every random case.
 *
 * A property draws its case from the generator it is given and answers with HOLDS(...).  property_check tries `cases` of them; each
 * case has its own seed, and a failure prints the one that repeats it:
 *     DIAODU_SEED=123 build/tests/unit/test_buffer       one case, that one
 *     DIAODU_CASES=100000 build/tests/unit/test_buffer   more cases
 * Without DIAODU_SEED the cases are the same in every run, so that a test run repeats.
 */
#ifndef DD_TESTS_PROPERTY_H
#define DD_TESTS_PROPERTY_H

#include <stdio.h>
#include <stdlib.h>

#include "base/rng.h"
#include "support/check.h"

typedef bool (*property)(dd_rng *rng);

#define HOLDS(condition)                                                                   \
    do {                                                                                   \
        if (!(condition)) {                                                                \
            print_error("%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);     \
            return false;                                                                  \
        }                                                                                  \
    } while (0)

#define property_check(body, cases) property_check_named(#body, (body), (cases))

static inline void property_check_named(const char *name, property body, uint64_t cases)
{
    const char *seed = getenv("DIAODU_SEED"), *more = getenv("DIAODU_CASES");
    uint64_t first = seed ? strtoull(seed, NULL, 10) : 1;
    if (seed != NULL) cases = 1;
    else if (more != NULL) cases = strtoull(more, NULL, 10);
    for (uint64_t k = 0; k < cases; k++) {
        dd_rng rng = dd_rng_seed(first + k, 0);
        if (body(&rng)) continue;
        print_error("property %s fails; repeat with DIAODU_SEED=%llu\n", name, (unsigned long long)(first + k));
        fail();
    }
}

#endif
