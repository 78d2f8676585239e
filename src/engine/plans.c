#include "engine/plans.h"

#include <stdlib.h>

#include "base/array.h"

static const dd_plan_link unplanned = {.resource = DD_NONE, .next = DD_NONE};

void dd_plans_done(dd_plans *plans)
{
    free(plans->first);
    free(plans->links);
    *plans = (dd_plans){0};
}

bool dd_plans_reserve(dd_plans *plans, uint32_t resources, uint32_t demands)
{
    return DD_ARRAY_RESERVE(plans->first, plans->resource_capacity, plans->resource_count + resources) &&
           DD_ARRAY_RESERVE(plans->links, plans->demand_capacity, plans->demand_count + demands);
}

void dd_plans_add_resource(dd_plans *plans)
{
    plans->first[plans->resource_count++] = DD_NONE;
}

void dd_plans_add_demand(dd_plans *plans)
{
    plans->links[plans->demand_count++] = unplanned;
}

void dd_plans_remove(dd_plans *plans, uint32_t demand)
{
    dd_plan_link *link = &plans->links[demand];
    if (link->resource == DD_NONE) return;
    uint32_t *at = &plans->first[link->resource];
    while (*at != demand) at = &plans->links[*at].next;
    *at = link->next;
    if (link->starts_job && link->next != DD_NONE) plans->links[link->next].starts_job = true;
    *link = unplanned;
}

void dd_plans_clear(dd_plans *plans, uint32_t resource)
{
    while (plans->first[resource] != DD_NONE) {
        dd_plan_link *link = &plans->links[plans->first[resource]];
        plans->first[resource] = link->next;
        *link = unplanned;
    }
}

void dd_plans_change(dd_plans *plans, const dd_event *cycle)
{
    for (uint32_t i = 0; i < cycle->change_count; i++) dd_plans_clear(plans, cycle->changes[i].courier);
    for (uint32_t i = 0; i < cycle->change_count; i++) {
        const dd_plan_change *change = &cycle->changes[i];
        uint32_t *at = &plans->first[change->courier];
        for (uint32_t j = 0; j < change->count; j++) {
            const dd_planned *planned = &cycle->planned[change->first + j];
            dd_plans_remove(plans, planned->order);
            dd_plan_link *link = &plans->links[planned->order];
            link->resource = change->courier;
            link->starts_job = planned->starts_job || j == 0;
            *at = planned->order;
            at = &link->next;
        }
    }
}

void dd_plans_put(const dd_plans *plans, dd_buffer *out)
{
    for (uint32_t ix = 0; ix < plans->resource_count; ix++) {
        for (uint32_t demand = plans->first[ix]; demand != DD_NONE; demand = plans->links[demand].next)
            dd_buffer_put_uint(out, ((uint64_t)demand + 1) * 2 + plans->links[demand].starts_job);
        dd_buffer_put_uint(out, 0);
    }
}

void dd_plans_take(dd_plans *plans, dd_cursor *in)
{
    for (uint32_t ix = 0; ix < plans->resource_count && !in->failed; ix++) {
        uint32_t *at = &plans->first[ix];
        for (uint64_t value; (value = dd_cursor_uint(in)) != 0 && !in->failed;) {
            uint64_t demand = value / 2;
            if (demand == 0 || demand > plans->demand_count || plans->links[demand - 1].resource != DD_NONE) {
                in->failed = true;
                break;
            }
            dd_plan_link *link = &plans->links[demand - 1];
            *at = (uint32_t)(demand - 1);
            link->resource = ix;
            link->starts_job = (value & 1) != 0;
            at = &link->next;
        }
    }
}

/* Every planned demand hangs in the chain of its resource: chains are disjoint, so counting is enough. */
const char *dd_plans_check(const dd_plans *plans, uint32_t most)
{
    size_t planned = 0, chained = 0;
    for (uint32_t ix = 0; ix < plans->demand_count; ix++) {
        const dd_plan_link *link = &plans->links[ix];
        planned += link->resource != DD_NONE;
        if (link->resource == DD_NONE ? link->next != DD_NONE || link->starts_job : link->resource >= plans->resource_count)
            return "a plan is broken";
    }
    for (uint32_t ix = 0; ix < plans->resource_count; ix++) {
        uint32_t length = 0;
        for (uint32_t demand = plans->first[ix]; demand != DD_NONE; demand = plans->links[demand].next) {
            if (demand >= plans->demand_count || ++length > most) return "a plan is broken or too long";
            if (plans->links[demand].resource != ix) return "a planned demand is in another's plan";
            if (length == 1 && !plans->links[demand].starts_job) return "a plan begins inside a job";
        }
        chained += length;
    }
    return planned == chained ? NULL : "a planned demand hangs in no plan";
}
