/* Executor: how the shell lends threads to the pure core.
 *
 * Search runs in a fixed number of logical lanes; results are merged at barriers counted in work.  How many threads carry the
 * lanes is the shell's affair and never changes a result: run() must call job(arg, lane) exactly once for each lane in
 * [0, lanes), in any order and on any threads, and return when all are done.
 */
#ifndef DIAODU_EXECUTOR_H
#define DIAODU_EXECUTOR_H

#include <stdbool.h>

#include "diaodu/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dd_executor {
    void (*run)(void *context, uint32_t lanes, void (*job)(void *arg, uint32_t lane), void *arg);
    void *context;
} dd_executor;

/* A stop the shell decides on (a deadline in CPU or wall time, a signal).  Asked only at work checkpoints.  Returns true to
 * stop.  A search that stopped this way reports the work it did, and the same work budget repeats it exactly.
 * `share_ppm` says how much of the deadline has passed, in millionths (1,000,000 and more: all); NULL: unknown.  A search that must plan
 * its whole length (annealing) asks it early, sets its own work budget from the answers, and reports that. */
typedef struct dd_halt {
    bool (*should_stop)(void *context);
    uint32_t (*share_ppm)(void *context);
    void *context;
} dd_halt;

/* Runs all lanes one after the other in the calling thread.  Legal wherever an executor is taken as NULL, too. */
DD_API dd_executor dd_executor_inline(void);

/* A pool of `threads` (1 to 256) POSIX threads.  *ret is freed with dd_pool_free.  Not usable from inside one of its own lanes. */
typedef struct dd_pool dd_pool;
DD_API DD_MUST_USE dd_status dd_pool_create(uint32_t threads, dd_pool **ret, dd_error *err);
DD_API void dd_pool_free(dd_pool *pool);
DD_API dd_executor dd_pool_executor(dd_pool *pool);

#ifdef __cplusplus
}
#endif
#endif
