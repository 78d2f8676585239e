/* Classic shops: what the readers of the classic files of shops share: the counts in their first line, jobs that are chains.
 *
 * A unit of time is one ms.  Jobs and machines have no names; links go from each operation to the one before it in its job.
 */
#ifndef DD_IO_SHOP_CLASSIC_H
#define DD_IO_SHOP_CLASSIC_H

#include "diaodu/shop_problem.h"
#include "io/numbers.h"

typedef struct dd_shop_classic {
    dd_numbers numbers;
    dd_shop_problem *problem;
    int64_t job_count, machine_count;
} dd_shop_classic;

/* Takes the counts of jobs and machines from the line that numbers stand in, and adds the machines. */
DD_MUST_USE dd_status dd_shop_classic_head(dd_shop_classic *in, dd_error *err);
/* Opens the next job. */
DD_MUST_USE dd_status dd_shop_classic_job(dd_shop_classic *in, dd_error *err);
/* The last job's next operation; `modes` lie in the problem's memory. */
DD_MUST_USE dd_status dd_shop_classic_operation(dd_shop_classic *in, const dd_mode *modes, uint32_t mode_count, dd_error *err);
/* The same with one mode. */
DD_MUST_USE dd_status dd_shop_classic_step(dd_shop_classic *in, int64_t machine, int64_t duration, dd_error *err);

#endif
