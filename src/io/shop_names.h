/* Shop names: finds jobs, operations and machines of a problem by what its user calls them.
 *
 * Where the problem has no names (the classic formats) they go by their number from 0, an operation by its number within its job; so does an
 * operation without a name elsewhere.  Building costs O(n log n), finding O(1) for jobs and machines, O(log n) for operations.
 */
#ifndef DD_IO_SHOP_NAMES_H
#define DD_IO_SHOP_NAMES_H

#include "base/names.h"
#include "diaodu/shop_problem.h"

typedef struct dd_shop_names {
    const dd_shop_problem *problem;
    dd_names jobs, machines;
    uint32_t *first;           /* by job: its first operation; job_count + 1 */
    uint32_t *sorted;          /* operations by job and name */
} dd_shop_names;

/* Done with dd_shop_names_done, also after a failure.  Borrows the problem.  DD_STATUS_NO_MEMORY. */
DD_MUST_USE dd_status dd_shop_names_init(dd_shop_names *names, const dd_shop_problem *problem, dd_error *err);
void dd_shop_names_done(dd_shop_names *names); /* legal on {0} */

/* The index; DD_NONE for none. */
uint32_t dd_shop_names_job(const dd_shop_names *names, const char *text, size_t length);
uint32_t dd_shop_names_machine(const dd_shop_names *names, const char *text, size_t length);
/* Of the problem's operations; `text` is NUL-terminated. */
uint32_t dd_shop_names_operation(const dd_shop_names *names, uint32_t job, const char *text);
/* An operation whose name another one of its job has, or goes by: without a name it goes by its place in its job, from 0.  DD_NONE for none. */
uint32_t dd_shop_names_duplicate(const dd_shop_names *names);
/* The mode of the operation on that machine; DD_NONE for none. */
uint32_t dd_shop_names_mode(const dd_shop_problem *problem, uint32_t operation, uint32_t machine);

#endif
