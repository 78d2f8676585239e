/* Windowed: the search for makespan of large shops (one mode an operation): tabu search in one window after another, the rest fixed. */
#ifndef DD_SHOP_WINDOWED_H
#define DD_SHOP_WINDOWED_H

#include "diaodu/shop.h"

enum { DD_WINDOWED_FROM = 4000 }; /* operations from which dd_shop_solve takes this search */

/* As dd_classic_solve. */
DD_MUST_USE dd_status dd_windowed_solve(const dd_shop_problem *problem, const dd_shop_options *options, dd_schedule **ret, dd_shop_stats *stats,
                                        dd_error *err);

#endif
