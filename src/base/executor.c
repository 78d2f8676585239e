/* Executor: the inline one, which needs no threads (include/diaodu/executor.h).  The pool of threads is shell code, src/exec. */
#include "diaodu/executor.h"

static void run_inline(void *context, uint32_t lanes, void (*job)(void *arg, uint32_t lane), void *arg)
{
    (void)context;
    for (uint32_t lane = 0; lane < lanes; lane++) job(arg, lane);
}

dd_executor dd_executor_inline(void)
{
    return (dd_executor){.run = run_inline, .context = NULL};
}
