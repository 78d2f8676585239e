/* Simulated consultations: what `simulate --domain consult` runs. */
#ifndef DD_CLI_SIMULATE_CONSULT_H
#define DD_CLI_SIMULATE_CONSULT_H

#include "cli/live.h"
#include "sim/hospital.h"

typedef struct dd_simulate_consult {
    dd_hospital_options hospital;
    const char *journal, *work, *report; /* paths, NULL: none */
    int64_t until_ms;            /* 0: to the end */
    bool is_json;
    bool compares;               /* with plain priority on the same day */
} dd_simulate_consult;

DD_MUST_USE dd_status dd_simulate_consult_run(const dd_simulate_consult *options, dd_error *err);

#endif
