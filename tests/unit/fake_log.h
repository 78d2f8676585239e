/* A made-up but plausible day of consultations, for tests and for looking at the report only: cases are given to whoever is free first, now and
 * then one is cut for a STAT case.  Nothing of it is a measurement. */
#ifndef DD_TESTS_FAKE_LOG_H
#define DD_TESTS_FAKE_LOG_H

#include "report/consult_log.h"

typedef struct fake_log_options {
    uint32_t cases, specialists, stations;
    uint64_t seed;
} fake_log_options;

/* Fills an empty struct; dd_consult_log_done frees it.  False when out of memory. */
bool fake_log_make(dd_consult_log *log, const fake_log_options *options);

#endif
