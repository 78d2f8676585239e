/* Cells: cuts a region into parts small enough for one dense search each. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/rng.h"
#include "engine/cell.h"

enum { CELL_ORDERS_MAX = 220, CELL_COURIERS_MAX = 360, WHOLE_ORDERS_MAX = 400, WHOLE_COURIERS_MAX = 700, PLAN_AHEAD_MS = 75 * 60000 };

/* An order or a courier with the point that says where it belongs. */
typedef struct item {
    double x, y;
    uint32_t ix;
    bool is_order;
} item;

typedef struct cutter {
    const dd_engine *engine;
    dd_arena *arena;
    int64_t at_ms;
    dd_cell *cells;
    uint32_t count, room;
} cutter;

static int compare_x(const void *a, const void *b)
{
    const item *one = a, *other = b;
    if (one->x != other->x) return one->x < other->x ? -1 : 1;
    return one->is_order != other->is_order ? (one->is_order ? -1 : 1) : one->ix < other->ix ? -1 : one->ix > other->ix;
}

static int compare_y(const void *a, const void *b)
{
    const item *one = a, *other = b;
    if (one->y != other->y) return one->y < other->y ? -1 : 1;
    return one->is_order != other->is_order ? (one->is_order ? -1 : 1) : one->ix < other->ix ? -1 : one->ix > other->ix;
}

static dd_point courier_home(const dd_engine *engine, const dd_courier *courier)
{
    if (dd_courier_is_bound(courier)) return engine->merchants[courier->merchant].point;
    uint32_t planned = engine->plans.first[courier - engine->couriers];
    if (planned != DD_NONE) return engine->merchants[engine->orders[planned].merchant].point;
    return courier->point;
}

static uint32_t count_orders(const item *items, size_t count)
{
    uint32_t orders = 0;
    for (size_t i = 0; i < count; i++) orders += items[i].is_order;
    return orders;
}

static dd_status cell_add(cutter *cut, const item *items, size_t count, uint32_t orders, dd_error *err)
{
    dd_cell *cell = &cut->cells[cut->count];
    *cell = (dd_cell){.engine = cut->engine, .at_ms = cut->at_ms};
    cell->orders = DD_ARENA_NEW(cut->arena, orders, uint32_t);
    cell->couriers = DD_ARENA_NEW(cut->arena, count - orders, uint32_t);
    if (cell->orders == NULL || cell->couriers == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    for (size_t i = 0; i < count; i++) {
        if (items[i].is_order) cell->orders[cell->order_count++] = items[i].ix;
        else cell->couriers[cell->courier_count++] = items[i].ix;
    }
    qsort(cell->orders, cell->order_count, sizeof *cell->orders, dd_cell_compare_ix);
    qsort(cell->couriers, cell->courier_count, sizeof *cell->couriers, dd_cell_compare_ix);
    cell->seed = dd_rng_mix(cut->engine->config.seed ^ dd_rng_mix(cut->engine->cycles)) + cut->count;
    cut->count++;
    return DD_STATUS_OK;
}

/* Where to cut `count` sorted items: at a share of the orders that changes with the cycle, never between equal coordinates (so that a merchant and
 * those bound for it stay together). */
static size_t cut_at(const cutter *cut, const item *items, size_t count, uint32_t orders, bool by_x)
{
    static const uint32_t shares[4] = {50, 40, 60, 45};
    uint32_t share = shares[cut->engine->cycles % 4], seen = 0;
    size_t at = 0;
    if (orders >= 2) {
        uint64_t want = (uint64_t)orders * share / 100;
        while (at < count && (seen < want || seen == 0)) seen += items[at++].is_order;
    } else {
        at = count * share / 100;
    }
    while (at > 0 && at < count && (by_x ? items[at].x == items[at - 1].x : items[at].y == items[at - 1].y)) at++;
    return at;
}

static dd_status cut_items(cutter *cut, item *items, size_t count, uint32_t depth, dd_error *err)
{
    uint32_t orders = count_orders(items, count);
    bool is_small = orders <= CELL_ORDERS_MAX && count - orders <= CELL_COURIERS_MAX;
    if (is_small || depth >= 24 || count < 2 || cut->count + 2 > cut->room) return cell_add(cut, items, count, orders, err);
    for (uint32_t turn = 0; turn < 2; turn++) {
        bool by_x = (depth + turn) % 2 == 0;
        qsort(items, count, sizeof *items, by_x ? compare_x : compare_y);
        size_t at = cut_at(cut, items, count, orders, by_x);
        if (at == 0 || at >= count) continue;
        dd_status status = cut_items(cut, items, at, depth + 1, err);
        return status != DD_STATUS_OK ? status : cut_items(cut, items + at, count - at, depth + 1, err);
    }
    return cell_add(cut, items, count, orders, err);
}

static int64_t last_shift_end_ms(const dd_engine *engine)
{
    int64_t last_ms = INT64_MIN;
    for (uint32_t i = 0; i < engine->courier_count; i++)
        if (engine->couriers[i].state != DD_COURIER_OFF && engine->couriers[i].shift_end_ms > last_ms) last_ms = engine->couriers[i].shift_end_ms;
    return last_ms;
}

/* What will be ready much later is not planned yet: it would take search from what is near, and nothing is decided so early; but that nobody will be there
 * is said at once (commit.c). */
static bool is_near(const dd_engine *engine, uint32_t ix, int64_t at_ms, int64_t last_shift_ms)
{
    const dd_order *order = &engine->orders[ix];
    if (order->state != DD_ORDER_OPEN || engine->plans.links[ix].resource != DD_NONE) return true;
    return order->ready_ms <= at_ms + PLAN_AHEAD_MS || order->ready_ms > last_shift_ms;
}

static size_t collect(const dd_engine *engine, int64_t at_ms, item *items, uint32_t *ret_orders)
{
    size_t count = 0;
    int64_t last_shift_ms = last_shift_end_ms(engine);
    for (size_t i = 0; i < engine->open_count; i++) {
        uint32_t ix = engine->open[i];
        if (!is_near(engine, ix, at_ms, last_shift_ms)) continue;
        dd_point point = engine->merchants[engine->orders[ix].merchant].point;
        items[count++] = (item){.x = point.x, .y = point.y, .ix = ix, .is_order = true};
    }
    *ret_orders = (uint32_t)count;
    for (uint32_t ix = 0; ix < engine->courier_count; ix++) {
        const dd_courier *courier = &engine->couriers[ix];
        bool is_done = courier->shift_end_ms < at_ms && !dd_courier_is_bound(courier) && engine->plans.first[ix] == DD_NONE; /* a plan left over is cleared */
        if (courier->state == DD_COURIER_OFF || courier->is_leaving || is_done) continue;
        dd_point point = courier_home(engine, courier);
        items[count++] = (item){.x = point.x, .y = point.y, .ix = ix};
    }
    return count;
}

static dd_status whole_add(cutter *cut, const item *items, size_t count, uint32_t orders, dd_error *err)
{
    dd_status status = cell_add(cut, items, count, orders, err);
    if (status == DD_STATUS_OK) cut->cells[0].is_whole = true;
    return status;
}

dd_status dd_cells_cut(const dd_engine *engine, int64_t at_ms, dd_arena *arena, dd_cell **ret, uint32_t *ret_count, dd_error *err)
{
    size_t most = engine->open_count + engine->courier_count;
    item *items = dd_array_new(most, sizeof *items);
    uint32_t orders = 0;
    size_t count = items == NULL ? 0 : collect(engine, at_ms, items, &orders);
    cutter cut = {.engine = engine, .arena = arena, .at_ms = at_ms};
    cut.room = (uint32_t)(count / 40 + 2);
    cut.cells = DD_ARENA_NEW(arena, cut.room, dd_cell);
    dd_status status;
    if (items == NULL || cut.cells == NULL) status = dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    else if (orders <= WHOLE_ORDERS_MAX && count - orders <= WHOLE_COURIERS_MAX) status = whole_add(&cut, items, count, orders, err);
    else status = cut_items(&cut, items, count, 0, err);
    free(items);
    if (status != DD_STATUS_OK) return status;
    *ret = cut.cells;
    *ret_count = cut.count;
    return DD_STATUS_OK;
}
