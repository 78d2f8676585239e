#include "sim/scenario.h"

#include <stdlib.h>
#include <string.h>

dd_status dd_scenario_create(dd_scenario **ret, dd_error *err)
{
    dd_scenario *scenario = calloc(1, sizeof *scenario);
    if (scenario == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    dd_arena_init(&scenario->memory);
    scenario->config = dd_engine_config_default();
    *ret = scenario;
    return DD_STATUS_OK;
}

void dd_scenario_free(dd_scenario *scenario)
{
    if (scenario == NULL) return;
    dd_arena_done(&scenario->memory);
    free(scenario);
}

const char *dd_scenario_name(dd_scenario *scenario, const char *name)
{
    size_t size = strlen(name) + 1;
    char *copy = DD_ARENA_NEW(&scenario->memory, size, char);
    if (copy != NULL) memcpy(copy, name, size);
    return copy;
}

/* Sort key: the place in the source breaks ties. */
typedef struct sort_key {
    int64_t at_ms;
    uint32_t ix;
} sort_key;

static int key_compare(const void *left, const void *right)
{
    const sort_key *a = left, *b = right;
    if (a->at_ms != b->at_ms) return a->at_ms < b->at_ms ? -1 : 1;
    return a->ix < b->ix ? -1 : a->ix > b->ix;
}

static dd_status arrange_couriers(dd_scenario *scenario, dd_error *err)
{
    uint32_t count = scenario->courier_count;
    sort_key *keys = DD_ARENA_NEW(&scenario->memory, count, sort_key);
    dd_scenario_courier *sorted = DD_ARENA_NEW(&scenario->memory, count, dd_scenario_courier);
    if (keys == NULL || sorted == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    for (uint32_t i = 0; i < count; i++) keys[i] = (sort_key){scenario->couriers[i].on_ms, i};
    qsort(keys, count, sizeof *keys, key_compare);
    for (uint32_t i = 0; i < count; i++) sorted[i] = scenario->couriers[keys[i].ix];
    scenario->couriers = sorted;
    return DD_STATUS_OK;
}

static dd_status arrange_orders(dd_scenario *scenario, dd_error *err)
{
    uint32_t count = scenario->order_count;
    sort_key *keys = DD_ARENA_NEW(&scenario->memory, count, sort_key);
    dd_scenario_order *sorted = DD_ARENA_NEW(&scenario->memory, count, dd_scenario_order);
    if (keys == NULL || sorted == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    for (uint32_t i = 0; i < count; i++) keys[i] = (sort_key){scenario->orders[i].placed_ms, i};
    qsort(keys, count, sizeof *keys, key_compare);
    for (uint32_t i = 0; i < count; i++) sorted[i] = scenario->orders[keys[i].ix];
    scenario->orders = sorted;
    return DD_STATUS_OK;
}

dd_status dd_scenario_arrange(dd_scenario *scenario, dd_error *err)
{
    dd_status status = arrange_couriers(scenario, err);
    if (status == DD_STATUS_OK) status = arrange_orders(scenario, err);
    if (status != DD_STATUS_OK) return status;
    int64_t first = DD_FOREVER_MS, last = 0;
    for (uint32_t i = 0; i < scenario->courier_count; i++) {
        const dd_scenario_courier *courier = &scenario->couriers[i];
        if (courier->on_ms < first) first = courier->on_ms;
        if (courier->off_ms > last) last = courier->off_ms;
    }
    for (uint32_t i = 0; i < scenario->order_count; i++) {
        const dd_scenario_order *order = &scenario->orders[i];
        if (order->placed_ms - scenario->foresight_ms < first) first = order->placed_ms - scenario->foresight_ms;
        if (order->placed_ms > last) last = order->placed_ms;
    }
    if (first == DD_FOREVER_MS) first = 0;
    int64_t past = first % scenario->config.cycle_ms;
    scenario->begin_ms = first - (past < 0 ? past + scenario->config.cycle_ms : past);
    scenario->end_ms = last;
    return DD_STATUS_OK;
}

void dd_scenario_cut(dd_scenario *scenario, int64_t at_ms)
{
    while (scenario->order_count > 0 && scenario->orders[scenario->order_count - 1].placed_ms > at_ms) scenario->order_count--;
    int64_t known_ms = at_ms + scenario->behaviour.notice_ms;
    while (scenario->courier_count > 0 && scenario->couriers[scenario->courier_count - 1].on_ms > known_ms) scenario->courier_count--;
    for (uint32_t i = 0; i < scenario->order_count; i++) {
        dd_scenario_order *order = &scenario->orders[i];
        if (order->cancel_ms > at_ms) order->cancel_ms = 0;
        if (order->notice_ms > at_ms) order->notice_ms = 0;
    }
    if (scenario->end_ms > at_ms) scenario->end_ms = at_ms;
}
