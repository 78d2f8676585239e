/* Faults: the nth allocation fails, for every n.
 *
 * fault_each_allocation runs the body again and again; in run n (from 0) the nth call of malloc, calloc, realloc, strdup or
 * aligned_alloc gives NULL.  Each such run must answer DD_STATUS_NO_MEMORY and leave no block behind; the first run in which nothing
 * failed ends the test and must answer DD_STATUS_OK.  The body frees what it made.
 *
 * The linker swaps the allocator (-Wl,--wrap=...) in every test, so only calls of this program and of the static library count; a shared
 * library that has a hook for its allocator can be given fault_malloc and fault_free.
 */
#ifndef DD_TESTS_FAULT_H
#define DD_TESTS_FAULT_H

#include "diaodu/status.h"

typedef dd_status (*fault_body)(void *arg);

/* The number of allocations of the run that succeeded. */
size_t fault_each_allocation(fault_body body, void *arg);

/* The same for a body that adds to something that lives on: blocks may stay. */
size_t fault_each_growth(fault_body body, void *arg);

void *fault_malloc(size_t size);
void fault_free(void *memory);

#endif
