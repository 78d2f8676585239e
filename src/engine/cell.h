/* Cell: one part of a region, planned by one lane.
 *
 * A small region is one cell.  A large one is cut by a k-d tree over merchants and couriers (cells.c); the cuts move from cycle to cycle, so that
 * no border lasts.  A courier is in the cell of the merchant it is bound for, else of the first merchant of its tentative plan, else of
 * the place where it is; what it is bound to is then in the same cell.
 */
#ifndef DD_ENGINE_CELL_H
#define DD_ENGINE_CELL_H

#include "base/arena.h"
#include "engine/state.h"
#include "route/trips.h"

typedef struct dd_cell {
    const dd_engine *engine;
    int64_t at_ms;
    uint32_t *orders;            /* OPEN and BOUND orders, sorted */
    uint32_t order_count;
    uint32_t *couriers;          /* sorted */
    uint32_t courier_count;
    bool is_whole;               /* the region in one cell */
    uint64_t seed, work_budget;

    dd_arena arena;              /* of this cell's lane */
    uint32_t *merchants;         /* region index by local index, sorted */
    uint32_t merchant_count;
    dd_trip_problem problem;
    dd_trips *trips;
    uint64_t work;
    dd_event *decisions;         /* updates, then offers, then moves; offer numbers not set yet */
    uint32_t decision_count, decision_capacity;
    dd_status status;
} dd_cell;

/* Cuts the region into cells, in an order that depends on the state alone.  Memory comes from `arena`. */
dd_status dd_cells_cut(const dd_engine *engine, int64_t at_ms, dd_arena *arena, dd_cell **ret, uint32_t *ret_count, dd_error *err);

/* Plans one cell: builds the trips problem, warm-starts it, runs the policy, writes the decisions.  Sets cell->status. */
void dd_cell_plan(dd_cell *cell);
void dd_cell_done(dd_cell *cell);

/* Builds problem and trips; the running plan is loaded when `keeps_plan`. */
dd_status dd_cell_build(dd_cell *cell, bool keeps_plan);
/* qsort's order of 32-bit indices. */
int dd_cell_compare_ix(const void *a, const void *b);
uint32_t dd_cell_find_order(const dd_cell *cell, uint32_t order);       /* local index or DD_NONE */
uint32_t dd_cell_find_merchant(const dd_cell *cell, uint32_t merchant);

/* Fills cell->problem.demand from the orders seen lately; false when out of memory. */
enum { DD_DEMAND_ORDERS = 384 };
bool dd_cell_expect_demand(dd_cell *cell);

/* Policies: fill the routes of cell->trips. */
dd_status dd_policy_nearest(dd_cell *cell);
dd_status dd_policy_assignment(dd_cell *cell);

/* Turns the routes into decisions, each as late as is safe. */
dd_status dd_cell_commit(dd_cell *cell);
/* Moves couriers that have nothing to do to where orders will come. */
dd_status dd_cell_preposition(dd_cell *cell);
/* A zeroed decision at the end of cell->decisions; NULL when out of memory. */
dd_event *dd_cell_add_decision(dd_cell *cell, dd_event_kind kind, uint32_t local_courier);

#endif
