/* Deliveries, decisions: cuts the region into cells, plans them in lanes, and merges their decisions into one list.
 *
 * The list: the cycle with the tentative plan where it changed, then the decisions of cell after cell, updates before offers before moves, over all
 * cells; offers are numbered in that order.  Nothing depends on which thread carried which cell.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "engine/cell.h"
#include "engine/domain.h"

/* More search than this finds next to nothing (docs/EXPERIMENTS.md). */
enum { WORK_PER_ORDER_MAX = 10000 };

static void lane_run(void *arg, uint32_t lane)
{
    dd_cell *cells = arg;
    dd_cell_plan(&cells[lane]);
}

/* Shares the work among the cells by their orders; what is shared in all. */
static uint64_t share_work(dd_cell *cells, uint32_t count, uint64_t work)
{
    uint64_t orders = 0;
    for (uint32_t i = 0; i < count; i++) orders += cells[i].order_count;
    if (work > orders * WORK_PER_ORDER_MAX) work = orders * WORK_PER_ORDER_MAX;
    for (uint32_t i = 0; i < count && orders > 0; i++)
        cells[i].work_budget = 1 + work / orders * cells[i].order_count + work % orders * cells[i].order_count / orders;
    return work;
}

typedef struct planned_courier {
    uint32_t courier, cell, local;
} planned_courier;

static int compare_planned(const void *a, const void *b)
{
    const planned_courier *one = a, *other = b;
    return one->courier < other->courier ? -1 : one->courier > other->courier;
}

/* The tentative part of a route: what follows the bundle. */
static uint32_t plan_begin(const dd_cell *cell, uint32_t local)
{
    const dd_courier *courier = &cell->engine->couriers[cell->couriers[local]];
    const dd_trip_route *route = dd_trips_route(cell->trips, local);
    if (!dd_courier_is_bound(courier) || route->count == 0) return 0;
    if (cell->engine->orders[cell->orders[route->orders[0]]].merchant != courier->merchant) return 0;
    if (courier->state == DD_COURIER_OFFERED && courier->bundle[0] != cell->orders[route->orders[0]]) return 0;
    uint32_t begin = 1;
    while (begin < route->count && !route->starts[begin]) begin++;
    return begin;
}

static bool plan_is_same(const dd_cell *cell, uint32_t local, uint32_t begin)
{
    const dd_plans *plans = &cell->engine->plans;
    const dd_trip_route *route = dd_trips_route(cell->trips, local);
    uint32_t ix = plans->first[cell->couriers[local]];
    for (uint32_t i = begin; i < route->count; i++) {
        if (ix == DD_NONE || ix != cell->orders[route->orders[i]] || plans->links[ix].starts_job != route->starts[i]) return false;
        ix = plans->links[ix].next;
    }
    return ix == DD_NONE;
}

static dd_status write_plan(dd_arena *arena, const dd_cell *cells, uint32_t count, dd_event *cycle)
{
    size_t couriers = 0, entries = 0;
    for (uint32_t i = 0; i < count; i++) {
        couriers += cells[i].courier_count;
        entries += cells[i].order_count;
    }
    planned_courier *list = DD_ARENA_NEW(arena, couriers, planned_courier);
    dd_plan_change *changes = DD_ARENA_NEW(arena, couriers, dd_plan_change);
    dd_planned *planned = DD_ARENA_NEW(arena, entries, dd_planned);
    if (list == NULL || changes == NULL || planned == NULL) return DD_STATUS_NO_MEMORY;
    size_t listed = 0;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t local = 0; local < cells[i].courier_count; local++)
            if (!plan_is_same(&cells[i], local, plan_begin(&cells[i], local)))
                list[listed++] = (planned_courier){.courier = cells[i].couriers[local], .cell = i, .local = local};
    qsort(list, listed, sizeof *list, compare_planned);
    uint32_t used = 0;
    for (size_t i = 0; i < listed; i++) {
        const dd_cell *cell = &cells[list[i].cell];
        const dd_trip_route *route = dd_trips_route(cell->trips, list[i].local);
        uint32_t begin = plan_begin(cell, list[i].local);
        changes[i] = (dd_plan_change){.courier = list[i].courier, .first = used, .count = route->count - begin};
        for (uint32_t j = begin; j < route->count; j++)
            planned[used++] = (dd_planned){.order = cell->orders[route->orders[j]], .starts_job = route->starts[j]};
    }
    cycle->changes = changes;
    cycle->change_count = (uint32_t)listed;
    cycle->planned = planned;
    cycle->planned_count = used;
    return DD_STATUS_OK;
}

static dd_status merge(const dd_engine *engine, int64_t at_ms, uint64_t work, dd_decision_memory *memory, dd_decisions *ret)
{
    static const dd_event_kind order[] = {DD_EVENT_UPDATE, DD_EVENT_OFFER, DD_EVENT_MOVE, DD_EVENT_UNSERVABLE};
    size_t count = 1;
    for (uint32_t i = 0; i < memory->cell_count; i++) count += memory->cells[i].decision_count;
    dd_event *events = DD_ARENA_NEW(&memory->arena, count, dd_event);
    if (events == NULL) return DD_STATUS_NO_MEMORY;
    events[0] = (dd_event){.kind = DD_EVENT_CYCLE, .at_ms = at_ms, .courier = DD_NONE, .order = DD_NONE, .merchant = DD_NONE, .offer = DD_NONE, .work = work};
    dd_status status = write_plan(&memory->arena, memory->cells, memory->cell_count, &events[0]);
    uint32_t used = 1, offer = engine->offers;
    for (size_t k = 0; k < sizeof order / sizeof *order; k++)
        for (uint32_t i = 0; i < memory->cell_count; i++)
            for (uint32_t j = 0; j < memory->cells[i].decision_count; j++) {
                if (memory->cells[i].decisions[j].kind != order[k]) continue;
                events[used] = memory->cells[i].decisions[j];
                if (order[k] == DD_EVENT_OFFER) events[used].offer = ++offer;
                used++;
            }
    ret->events = events;
    ret->count = used;
    ret->work = 0;
    for (uint32_t i = 0; i < memory->cell_count; i++) ret->work += memory->cells[i].work;
    return status;
}

/* What the cycle says of its work: the budget that repeats the search; for the baselines, which have none, what they did. */
static uint64_t work_to_journal(const dd_engine *engine, const dd_decision_memory *memory, uint64_t budget)
{
    if (engine->config.policy == DD_POLICY_ROUTE) return budget;
    uint64_t work = 0;
    for (uint32_t i = 0; i < memory->cell_count; i++) work += memory->cells[i].work;
    return work;
}

dd_status dd_delivery_decide(const dd_engine *engine, int64_t at_ms, const dd_budget *budget, dd_decision_memory *memory, dd_decisions *ret, dd_error *err)
{
    uint64_t work = budget != NULL && budget->work != 0 ? budget->work : engine->config.work_per_cycle;
    uint32_t count = 0;
    dd_status status = dd_cells_cut(engine, at_ms, &memory->arena, &memory->cells, &count, err);
    if (status != DD_STATUS_OK) return status;
    memory->cell_count = count;
    work = share_work(memory->cells, count, work);
    dd_executor executor = budget != NULL && budget->executor != NULL ? *budget->executor : dd_executor_inline();
    executor.run(executor.context, count, lane_run, memory->cells);
    for (uint32_t i = 0; i < count; i++)
        if (status == DD_STATUS_OK) status = memory->cells[i].status;
    if (status == DD_STATUS_OK) status = merge(engine, at_ms, work_to_journal(engine, memory, work), memory, ret);
    if (status != DD_STATUS_OK) (void)dd_error_set(err, status, NULL, "%s while planning", dd_status_text(status));
    return status;
}
