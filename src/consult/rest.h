/* Rest: how much longer work is expected to take, by what is known while it runs. */
#ifndef DD_CONSULT_REST_H
#define DD_CONSULT_REST_H

#include <stdint.h>

/* Expected rest of work of expected length `mean_ms` that has run for `elapsed_ms` and is not over; at least 1. */
int64_t dd_rest_expected(int64_t mean_ms, int64_t elapsed_ms);

#endif
