/* From a shop problem to the search for flexible shops and back to a schedule. */
#ifndef DD_SHOP_FLEXIBLE_SOLVE_H
#define DD_SHOP_FLEXIBLE_SOLVE_H

#include "diaodu/shop.h"

/* As dd_shop_solve, on a checked problem for which dd_dense_can holds (shop/dense.h), flexible or not.  Lower levels of the objective are reported and not
 * searched for.  Of options->start the modes and the sequence of starts count.  `stats` is not NULL. */
DD_MUST_USE dd_status dd_flexible_solve(const dd_shop_problem *problem, const dd_shop_options *options, dd_schedule **ret, dd_shop_stats *stats,
                                        dd_error *err);

#endif
