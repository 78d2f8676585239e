/* Dispatch: a schedule by a rule on a compiled line; what dd_shop_dispatch and first schedules are made of. */
#ifndef DD_SHOP_DISPATCH_H
#define DD_SHOP_DISPATCH_H

#include "diaodu/shop.h"
#include "shop/line.h"

/* A plan to follow instead of a rule: each operation in its mode (of the line), not before its floor; of those that wait at a machine, the one that was to
 * start first. */
typedef struct dd_dispatch_plan {
    const uint32_t *mode;      /* by operation */
    const int64_t *start_ms, *floor_ms;
} dd_dispatch_plan;

/* Places all operations (locked ones as their locks say) into `placements`.  *order, when it is not NULL, gets the operations that are not locked, in the
 * order in which they were placed.  `plan` may be NULL; if it is not, `rule` is not asked.  DD_STATUS_NO_MEMORY; DD_STATUS_NOT_FOUND and the operation
 * in *stuck when the horizon is too short. */
DD_MUST_USE dd_status dd_dispatch_run(const dd_line *line, dd_shop_rule rule, const dd_dispatch_plan *plan, dd_placement *placements, uint32_t *order,
                                      uint32_t *stuck, dd_error *err);

/* The same, with the line's horizon moved until all fits.  DD_STATUS_INFEASIBLE naming an operation that can never run. */
DD_MUST_USE dd_status dd_dispatch_fit(dd_line **line, dd_shop_rule rule, const dd_dispatch_plan *plan, dd_placement *placements, uint32_t *order,
                                      dd_error *err);

#endif
