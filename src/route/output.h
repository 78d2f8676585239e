/* Output: a searched or given set of sequences as a dd_plan, timed by the walk. */
#ifndef DD_ROUTE_OUTPUT_H
#define DD_ROUTE_OUTPUT_H

#include "diaodu/plan.h"
#include "route/walk.h"

/* One vehicle's sequence. */
typedef struct dd_sequence {
    uint32_t vehicle, len;
    const uint32_t *seq;
} dd_sequence;

/* Builds the plan of the sequences (any order; one a vehicle, none empty).  is_soft: constraints are declared, not enforced. */
DD_MUST_USE dd_status dd_output_plan(dd_walk *walk, const dd_sequence *sequences, uint32_t count, bool is_soft, dd_plan **ret, dd_error *err);

#endif
