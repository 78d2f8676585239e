/* Dispatch: a schedule by a rule on a compiled line; what dd_shop_dispatch and first schedules are made of. */
#ifndef DD_SHOP_DISPATCH_H
#define DD_SHOP_DISPATCH_H

#include "diaodu/shop.h"
#include "shop/line.h"

/* Places all operations (locked ones as their locks say) into `placements`.  *order, when it is not NULL, gets the operations that are not locked, in the
 * order in which they were placed.  DD_STATUS_NO_MEMORY; DD_STATUS_NOT_FOUND and the operation in *stuck when the horizon is too short. */
DD_MUST_USE dd_status dd_dispatch_run(const dd_line *line, dd_shop_rule rule, dd_placement *placements, uint32_t *order, uint32_t *stuck, dd_error *err);

/* The same, with the line's horizon moved until all fits.  DD_STATUS_INFEASIBLE naming an operation that can never run. */
DD_MUST_USE dd_status dd_dispatch_fit(dd_line **line, dd_shop_rule rule, dd_placement *placements, uint32_t *order, dd_error *err);

#endif
