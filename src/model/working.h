/* Working time, for checks: when a machine and pools work together, counted instant by instant from the words of shop_problem.h.
 *
 * No tables: each question walks from one change to the next.  Shares no code with the solver.  A walk of over DD_SHOP_WINDOWS_MAX changes is given
 * up, so that a calendar of tiny shifts cannot hold anybody up for ever.
 */
#ifndef DD_MODEL_WORKING_H
#define DD_MODEL_WORKING_H

#include <stdbool.h>

#include "diaodu/shop_problem.h"

/* What has to work at once. */
typedef struct dd_working {
    const dd_shop_problem *problem;
    uint32_t machine;
    const dd_need *needs;      /* the pools */
    uint32_t need_count;
    bool is_setup;             /* only those pools that are held in the setup */
} dd_working;

/* Whether all work at t, and the instant > t up to which that stays so; at least. */
bool dd_working_at(const dd_working *working, int64_t t, int64_t *ret_until);
/* The working time in [from, to), counted up to `most` + 1; -1 when given up. */
int64_t dd_working_between(const dd_working *working, int64_t from, int64_t to, int64_t most);

#endif
