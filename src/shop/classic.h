/* Classic: the search for makespan where one mode an operation is given: tabu search from many places, path relinking between the best. */
#ifndef DD_SHOP_CLASSIC_H
#define DD_SHOP_CLASSIC_H

#include "diaodu/shop.h"

/* As dd_shop_solve, on a checked problem for which dd_dense_can holds and in which no operation has two modes.  Lower levels of the objective are
 * reported and not searched for.  `stats` is not NULL. */
DD_MUST_USE dd_status dd_classic_solve(const dd_shop_problem *problem, const dd_shop_options *options, dd_schedule **ret, dd_shop_stats *stats,
                                       dd_error *err);

#endif
