/* Plan memory: how makers of plans (the solver, the readers of plans) build one.
 *
 * dd_plan_create gives an empty plan; its arrays come from dd_plan_alloc and live until dd_plan_free.
 */
#ifndef DD_MODEL_PLAN_H
#define DD_MODEL_PLAN_H

#include "diaodu/plan.h"

/* An empty plan, NULL when out of memory.  Freed with dd_plan_free. */
dd_plan *dd_plan_create(void);
/* Zeroed memory owned by the plan; NULL when out of memory or on overflow. */
void *dd_plan_alloc(dd_plan *plan, size_t count, size_t size);

#endif
