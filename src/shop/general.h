/* General: the search that times every move exactly, for factory lines with setups, calendars, pools, due dates and running plans. */
#ifndef DD_SHOP_GENERAL_H
#define DD_SHOP_GENERAL_H

#include "diaodu/shop.h"

/* As dd_shop_solve, on a problem that was checked.  `stats` is not NULL. */
DD_MUST_USE dd_status dd_general_solve(const dd_shop_problem *problem, const dd_shop_options *options, dd_schedule **ret, dd_shop_stats *stats,
                                       dd_error *err);

#endif
