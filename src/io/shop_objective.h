/* Shop objective: what a line is to minimise, as words.
 *
 *   tardiness,makespan              levels, the first one counts most
 *   tardiness*3+setup,makespan      sums within a level, with whole weights
 *
 * Terms are those of dd_shop_term_text.
 */
#ifndef DD_IO_SHOP_OBJECTIVE_H
#define DD_IO_SHOP_OBJECTIVE_H

#include "diaodu/shop_problem.h"

/* DD_STATUS_INVALID_INPUT with the words that are not understood in the message; the pointer is the caller's to set. */
DD_MUST_USE dd_status dd_shop_objective_read(const char *text, dd_shop_objective *ret, dd_error *err);

#endif
