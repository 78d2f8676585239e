/* Linear assignment: rows to columns at least total cost. */
#ifndef DD_ENGINE_ASSIGNMENT_H
#define DD_ENGINE_ASSIGNMENT_H

#include "base/arena.h"

/* Assigns each of `rows` rows to its own one of `columns` >= rows columns; cost is row-major, |cost| < INT64_MAX / 8.  ret_column[row] gets the
 * column.  Shortest augmenting paths with potentials (Jonker & Volgenant 1987, doi:10.1007/BF02278710), O(rows^2 columns); ties by index. */
DD_MUST_USE dd_status dd_assignment_solve(uint32_t rows, uint32_t columns, const int64_t *cost, dd_arena *arena, uint32_t *ret_column);

#endif
