/* Cell: from the state to a trips problem, through the policy, to decisions. */
#include "engine/cell.h"

#include <stdlib.h>
#include <string.h>

int dd_cell_compare_ix(const void *a, const void *b)
{
    uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
    return one < other ? -1 : one > other;
}

static uint32_t find_sorted(const uint32_t *items, uint32_t count, uint32_t ix)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (items[middle] < ix) low = middle + 1;
        else high = middle;
    }
    return low < count && items[low] == ix ? low : DD_NONE;
}

uint32_t dd_cell_find_order(const dd_cell *cell, uint32_t order)
{
    return find_sorted(cell->orders, cell->order_count, order);
}

uint32_t dd_cell_find_merchant(const dd_cell *cell, uint32_t merchant)
{
    return find_sorted(cell->merchants, cell->merchant_count, merchant);
}

/* Whether the courier is (or will next be able to act) at the door of courier->merchant. */
static bool is_at_merchant(const dd_courier *courier)
{
    return courier->merchant != DD_NONE && courier->state != DD_COURIER_DELIVERING && courier->arrive_ms != DD_FOREVER_MS;
}

/* Merchants of the cell: of its orders, of the region's last orders where the cell is the whole region (demand.c), and of its couriers' places. */
static bool collect_merchants(dd_cell *cell)
{
    const dd_engine *engine = cell->engine;
    size_t room = (size_t)cell->order_count + cell->courier_count + DD_DEMAND_ORDERS;
    uint32_t *list = DD_ARENA_NEW(&cell->arena, room, uint32_t), count = 0, kept = 0;
    if (list == NULL) return false;
    for (size_t i = engine->order_count, left = DD_DEMAND_ORDERS; cell->is_whole && i-- > 0 && left-- > 0;) list[count++] = engine->orders[i].merchant;
    for (uint32_t i = 0; i < cell->order_count; i++) list[count++] = engine->orders[cell->orders[i]].merchant;
    for (uint32_t i = 0; i < cell->courier_count; i++) {
        const dd_courier *courier = &engine->couriers[cell->couriers[i]];
        if (courier->merchant != DD_NONE) list[count++] = courier->merchant;
    }
    qsort(list, count, sizeof *list, dd_cell_compare_ix);
    for (uint32_t i = 0; i < count; i++)
        if (kept == 0 || list[i] != list[kept - 1]) list[kept++] = list[i];
    cell->merchants = list;
    cell->merchant_count = kept;
    dd_point *points = DD_ARENA_NEW(&cell->arena, kept, dd_point);
    if (points == NULL) return false;
    for (uint32_t i = 0; i < kept; i++) points[i] = engine->merchants[list[i]].point;
    cell->problem.merchants = points;
    cell->problem.merchant_count = kept;
    return true;
}

static bool build_orders(dd_cell *cell)
{
    const dd_engine *engine = cell->engine;
    dd_trip_order *orders = DD_ARENA_NEW(&cell->arena, cell->order_count, dd_trip_order);
    if (orders == NULL) return false;
    for (uint32_t i = 0; i < cell->order_count; i++) {
        const dd_order *order = &engine->orders[cell->orders[i]];
        dd_trip_order *out = &orders[i];
        out->merchant = dd_cell_find_merchant(cell, order->merchant);
        out->door = order->point;
        out->placed_ms = order->placed_ms;
        out->ready_ms = order->is_ready || order->ready_ms > cell->at_ms ? order->ready_ms : cell->at_ms; /* late kitchens: at best now */
        out->due_ms = order->due_ms;
        out->pinned_to = out->bound_to = DD_NONE;
        if (order->state != DD_ORDER_BOUND) continue;
        out->bound_to = find_sorted(cell->couriers, cell->courier_count, order->courier);
        if (!engine->config.may_reassign || engine->couriers[order->courier].state == DD_COURIER_OFFERED) out->pinned_to = out->bound_to;
    }
    cell->problem.orders = orders;
    cell->problem.order_count = cell->order_count;
    return true;
}

static bool build_couriers(dd_cell *cell)
{
    const dd_engine *engine = cell->engine;
    dd_trip_courier *couriers = DD_ARENA_NEW(&cell->arena, cell->courier_count, dd_trip_courier);
    if (couriers == NULL) return false;
    for (uint32_t i = 0; i < cell->courier_count; i++) {
        const dd_courier *courier = &engine->couriers[cell->couriers[i]];
        dd_trip_courier *out = &couriers[i];
        bool is_there = is_at_merchant(courier);
        out->merchant = is_there ? dd_cell_find_merchant(cell, courier->merchant) : DD_NONE;
        out->point = courier->point;
        out->free_ms = is_there ? courier->arrive_ms : courier->free_ms;
        bool is_late = (courier->state == DD_COURIER_TO_MERCHANT || courier->state == DD_COURIER_MOVING || courier->state == DD_COURIER_DELIVERING) &&
                       out->free_ms < cell->at_ms;
        if (is_late) out->free_ms = cell->at_ms; /* expected already: at best now */
        out->shift_end_ms = courier->shift_end_ms;
        out->limit = dd_state_bundle_limit(engine, courier);
        out->is_closed = courier->state == DD_COURIER_OFFERED;
        uint32_t declined = 0;
        for (int j = 0; j < DD_TRIP_DECLINED_MAX; j++) out->declined[j] = DD_NONE;
        for (int j = 0; j < DD_DECLINE_MEMORY && courier->declined[j] != DD_NONE; j++) {
            uint32_t order = dd_cell_find_order(cell, courier->declined[j]);
            if (order != DD_NONE) out->declined[declined++] = order;
        }
    }
    cell->problem.couriers = couriers;
    cell->problem.courier_count = cell->courier_count;
    return true;
}

static void load_plan(dd_cell *cell, bool keeps_plan)
{
    const dd_engine *engine = cell->engine;
    for (uint32_t i = 0; i < cell->courier_count; i++) {
        const dd_courier *courier = &engine->couriers[cell->couriers[i]];
        for (uint32_t j = 0; dd_courier_is_bound(courier) && j < courier->bundle_count; j++) {
            uint32_t order = dd_cell_find_order(cell, courier->bundle[j]);
            if (order != DD_NONE) (void)dd_trips_append(cell->trips, i, order, j == 0);
        }
        const dd_plans *plans = &engine->plans;
        for (uint32_t ix = keeps_plan ? plans->first[cell->couriers[i]] : DD_NONE; ix != DD_NONE; ix = plans->links[ix].next) {
            uint32_t order = dd_cell_find_order(cell, ix);
            if (order != DD_NONE) (void)dd_trips_append(cell->trips, i, order, plans->links[ix].starts_job);
        }
    }
}

dd_status dd_cell_build(dd_cell *cell, bool keeps_plan)
{
    const dd_engine_config *config = &cell->engine->config;
    dd_trip_problem *problem = &cell->problem;
    problem->now_ms = cell->at_ms;
    problem->travel = dd_config_travel(config);
    problem->pickup_before_ms = config->pickup_before_ms;
    problem->pickup_after_ms = config->pickup_after_ms;
    problem->drop_before_ms = config->drop_before_ms;
    problem->drop_after_ms = config->drop_after_ms;
    problem->unserved_ms = config->give_up_ms + config->give_up_ms / 9;
    problem->prices = (dd_trip_prices){.end = 400, .change_ms = config->change_ms};
    problem->seed = cell->seed;
    problem->work = cell->work_budget;
    if (!collect_merchants(cell) || !build_orders(cell) || !build_couriers(cell) || !dd_cell_expect_demand(cell)) return DD_STATUS_NO_MEMORY;
    dd_status status = dd_trips_create(problem, &cell->trips, NULL);
    if (status == DD_STATUS_OK) load_plan(cell, keeps_plan);
    return status;
}

dd_event *dd_cell_add_decision(dd_cell *cell, dd_event_kind kind, uint32_t local_courier)
{
    if (cell->decision_count == cell->decision_capacity) {
        uint32_t room = cell->decision_capacity ? cell->decision_capacity * 2 : 16;
        dd_event *grown = DD_ARENA_NEW(&cell->arena, room, dd_event);
        if (grown == NULL) return NULL;
        if (cell->decision_count) memcpy(grown, cell->decisions, cell->decision_count * sizeof *grown);
        cell->decisions = grown;
        cell->decision_capacity = room;
    }
    dd_event *event = &cell->decisions[cell->decision_count++];
    *event = (dd_event){.kind = kind, .at_ms = cell->at_ms, .order = DD_NONE, .merchant = DD_NONE, .offer = DD_NONE, .courier = cell->couriers[local_courier]};
    return event;
}

void dd_cell_plan(dd_cell *cell)
{
    dd_arena_init(&cell->arena);
    dd_policy policy = cell->engine->config.policy;
    cell->status = dd_cell_build(cell, policy != DD_POLICY_ASSIGNMENT);
    if (cell->status != DD_STATUS_OK) return;
    if (policy == DD_POLICY_NEAREST) cell->status = dd_policy_nearest(cell);
    else if (policy == DD_POLICY_ASSIGNMENT) cell->status = dd_policy_assignment(cell);
    else dd_trips_search(cell->trips);
    if (cell->status == DD_STATUS_OK) cell->status = dd_cell_commit(cell);
    if (cell->status == DD_STATUS_OK && policy == DD_POLICY_ROUTE && cell->engine->config.prepositions) cell->status = dd_cell_preposition(cell);
    cell->work = dd_trips_work(cell->trips);
}

void dd_cell_done(dd_cell *cell)
{
    dd_trips_free(cell->trips);
    cell->trips = NULL;
    dd_arena_done(&cell->arena);
}
