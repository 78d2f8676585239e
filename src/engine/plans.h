/* Plans: the tentative plan of a region, of one type for every domain: for each resource the demands that it is meant to serve after its
 * commitments, in order, job by job.  A cycle journals what changed of it.
 *
 * Chains through dense arrays: `first` by resource, `links` by demand.  A demand is in one chain at most; outside any its resource and next
 * are DD_NONE.  The first of a chain starts a job.
 */
#ifndef DD_ENGINE_PLANS_H
#define DD_ENGINE_PLANS_H

#include "base/buffer.h"
#include "diaodu/engine.h"

typedef struct dd_plan_link {
    uint32_t resource, next;
    bool starts_job;
} dd_plan_link;

typedef struct dd_plans {
    uint32_t *first;
    size_t resource_count, resource_capacity;
    dd_plan_link *links;
    size_t demand_count, demand_capacity;
} dd_plans;

void dd_plans_done(dd_plans *plans); /* legal on {0} */

/* Room for so many resources or demands more; false when out of memory.  Adding then cannot fail. */
bool dd_plans_reserve(dd_plans *plans, uint32_t resources, uint32_t demands);
void dd_plans_add_resource(dd_plans *plans);
void dd_plans_add_demand(dd_plans *plans);

/* Takes a demand out of whichever plan holds it. */
void dd_plans_remove(dd_plans *plans, uint32_t demand);
/* Empties a resource's plan. */
void dd_plans_clear(dd_plans *plans, uint32_t resource);
/* Makes the changes of a cycle. */
void dd_plans_change(dd_plans *plans, const dd_event *cycle);

/* The chains as bytes, by resource, and back into plans of unplanned demands; trusts nothing: sets in->failed. */
void dd_plans_put(const dd_plans *plans, dd_buffer *out);
void dd_plans_take(dd_plans *plans, dd_cursor *in);

/* The first invariant that does not hold, in words; NULL when all do.  `most`: demands of one plan. */
const char *dd_plans_check(const dd_plans *plans, uint32_t most);

#endif
