/* Array growth: the one place where `count * size` is checked.
 *
 * A growable array is three fields of its owner (items, count, capacity); DD_ARRAY_RESERVE makes room for one more batch.
 */
#ifndef DD_BASE_ARRAY_H
#define DD_BASE_ARRAY_H

#include <stdbool.h>

#include "diaodu/status.h"

/* malloc(count * size), zeroed; NULL on overflow or when out of memory.  count 0 gives a unique pointer.  Freed with free(). */
void *dd_array_new(size_t count, size_t size);

/* Grows the array whose pointer lies at `items_at` (of *capacity elements of `size` bytes) so that it holds at least `need`; doubles.
 * False when out of memory, and then nothing changed.  New elements are zeroed.  The pointer is copied byte by byte, because its type is
 * the owner's and not void *. */
bool dd_array_reserve(void *items_at, size_t *capacity, size_t need, size_t size);

#define DD_ARRAY_RESERVE(items, capacity, need) dd_array_reserve(&(items), &(capacity), (need), sizeof *(items))

#endif
