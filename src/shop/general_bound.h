/* General bound: what no schedule of a line can beat, by term. */
#ifndef DD_SHOP_GENERAL_BOUND_H
#define DD_SHOP_GENERAL_BOUND_H

#include "shop/line.h"

/* Lower bounds of all terms, of every schedule.  False when out of memory. */
bool dd_general_bound_eval(const dd_line *line, int64_t terms[DD_SHOP_TERM_END_]);
/* Whether terms are the best there can be, by these bounds, at every level of the line's objective. */
bool dd_general_bound_is_met(const dd_line *line, const int64_t bounds[DD_SHOP_TERM_END_], const int64_t terms[DD_SHOP_TERM_END_]);

#endif
