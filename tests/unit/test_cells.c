/* Cells: everybody in exactly one, what belongs together in the same, and none too large where a cut is possible. */
#include "engine/cell.h"
#include "support/property.h"
#include "support/region.h"

enum { CELL_ORDERS = 220, CELL_COURIERS = 360 };

typedef struct cut {
    dd_arena arena;
    dd_cell *cells;
    uint32_t count;
} cut;

static cut cut_region(const dd_engine *engine)
{
    cut c;
    dd_arena_init(&c.arena);
    assert_status(dd_cells_cut(engine, engine->now_ms, &c.arena, &c.cells, &c.count, NULL), DD_STATUS_OK);
    return c;
}

static uint32_t cell_of(const cut *c, bool is_order, uint32_t ix)
{
    uint32_t found = DD_NONE;
    for (uint32_t i = 0; i < c->count; i++) {
        const uint32_t *list = is_order ? c->cells[i].orders : c->cells[i].couriers;
        uint32_t count = is_order ? c->cells[i].order_count : c->cells[i].courier_count;
        for (uint32_t j = 0; j < count; j++) {
            if (list[j] != ix) continue;
            assert_int_equal(found, DD_NONE); /* in one only */
            found = i;
        }
    }
    return found;
}

static void many(dd_engine *engine, dd_rng *rng, int couriers, int orders, int merchants, uint32_t size)
{
    char name[16];
    for (int i = 0; i < couriers; i++) {
        (void)snprintf(name, sizeof name, "c%d", i);
        assert_status(dd_engine_apply(engine, &(dd_event){.kind = DD_EVENT_COURIER_ON, .name = name, .until_ms = 600 * MINUTE,
                                                          .point = {dd_rng_below(rng, size), dd_rng_below(rng, size)}}, NULL), DD_STATUS_OK);
    }
    for (int i = 0; i < orders; i++) {
        char merchant[16];
        (void)snprintf(name, sizeof name, "o%d", i);
        (void)snprintf(merchant, sizeof merchant, "m%u", (unsigned)dd_rng_below(rng, (uint32_t)merchants));
        dd_point at = {dd_rng_below(rng, size), dd_rng_below(rng, size)}, door = {dd_rng_below(rng, size), dd_rng_below(rng, size)};
        assert_status(dd_engine_apply(engine, &(dd_event){.kind = DD_EVENT_ORDER_PLACED, .name = name, .merchant_name = merchant, .merchant_point = at,
                                                          .point = door}, NULL), DD_STATUS_OK);
    }
}

static void a_small_region_is_one_cell(void **state)
{
    (void)state;
    dd_engine *engine = region_open_with(DD_POLICY_ROUTE);
    dd_rng rng = dd_rng_seed(1, 0);
    cut empty = cut_region(engine);
    assert_true(empty.count == 1 && empty.cells[0].order_count == 0 && empty.cells[0].courier_count == 0);
    dd_arena_done(&empty.arena);
    many(engine, &rng, 300, 300, 40, 5000);
    cut c = cut_region(engine);
    assert_true(c.count == 1 && c.cells[0].is_whole && c.cells[0].order_count == 300 && c.cells[0].courier_count == 300);
    dd_arena_done(&c.arena);
    dd_engine_free(engine);
}

static bool a_cut_is_a_partition(dd_rng *rng)
{
    dd_engine *engine = region_open_with(DD_POLICY_ROUTE);
    int orders = 500 + (int)dd_rng_below(rng, 800), couriers = 300 + (int)dd_rng_below(rng, 900);
    many(engine, rng, couriers, orders, 150, 20000);
    for (uint32_t i = 0; i < 150; i++) { /* some are bound, under way or offered */
        uint32_t order = i * 3;
        region_offer(engine, i, &order, 1);
    }
    engine->cycles = dd_rng_below(rng, 4);
    region_says(engine, DD_EVENT_COURIER_OFF, 200, 0);
    cut c = cut_region(engine);
    HOLDS(c.count > 2);
    for (uint32_t i = 0; i < c.count; i++) {
        const dd_cell *cell = &c.cells[i];
        HOLDS(cell->order_count <= CELL_ORDERS && cell->courier_count <= CELL_COURIERS && !cell->is_whole);
        for (uint32_t j = 1; j < cell->order_count; j++) HOLDS(cell->orders[j - 1] < cell->orders[j]);
        for (uint32_t j = 1; j < cell->courier_count; j++) HOLDS(cell->couriers[j - 1] < cell->couriers[j]);
    }
    for (uint32_t i = 0; i < (uint32_t)orders; i++) {
        uint32_t in = cell_of(&c, true, i);
        HOLDS(in != DD_NONE);
        if (engine->orders[i].state == DD_ORDER_BOUND) HOLDS(cell_of(&c, false, engine->orders[i].courier) == in);
    }
    for (uint32_t i = 0; i < (uint32_t)couriers; i++) HOLDS((cell_of(&c, false, i) == DD_NONE) == (i == 200));
    dd_arena_done(&c.arena);
    dd_engine_free(engine);
    return true;
}

static void large_regions_are_cut(void **state)
{
    (void)state;
    property_check(a_cut_is_a_partition, 6);
}

/* Two orders and a city of couriers, at night: in no cycle does one cell hold them all. */
static void few_orders_do_not_keep_a_city_together(void **state)
{
    (void)state;
    dd_engine *engine = region_open_with(DD_POLICY_ROUTE);
    dd_rng rng = dd_rng_seed(2, 0);
    many(engine, &rng, 3000, 2, 2, 100000);
    for (engine->cycles = 0; engine->cycles < 4; engine->cycles++) {
        cut c = cut_region(engine);
        for (uint32_t i = 0; i < c.count; i++) assert_in_range(c.cells[i].courier_count, 0, 2 * CELL_COURIERS);
        dd_arena_done(&c.arena);
    }
    dd_engine_free(engine);
}

/* Food that is ready in over 75 minutes waits to be planned, unless it is in a plan already; it stays open. */
static void what_is_ready_much_later_is_not_planned_yet(void **state)
{
    (void)state;
    dd_engine *engine = region_open_with(DD_POLICY_ROUTE);
    uint32_t c = region_courier(engine, "c", 0, 0);
    uint32_t near = region_order(engine, "near", 100, 130, 0, 75 * MINUTE), far = region_order(engine, "far", 100, 130, 0, 75 * MINUTE + 1);
    cut c_now = cut_region(engine);
    assert_int_equal(c_now.count, 1);
    assert_int_equal(cell_of(&c_now, true, near), 0);
    assert_int_equal(cell_of(&c_now, true, far), DD_NONE);
    dd_arena_done(&c_now.arena);
    (void)region_cycle(engine, 0);
    assert_int_equal(engine->plans.links[near].resource, c);
    assert_int_equal(engine->plans.links[far].resource, DD_NONE);
    assert_int_equal(engine->open_count, 2);
    (void)region_cycle(engine, 1);
    assert_int_equal(engine->plans.links[far].resource, c);
    dd_engine_free(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_region_is_one_cell),
        cmocka_unit_test(large_regions_are_cut),
        cmocka_unit_test(what_is_ready_much_later_is_not_planned_yet),
        cmocka_unit_test(few_orders_do_not_keep_a_city_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
