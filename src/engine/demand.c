/* Demand: where the next orders will come from, by what was seen so far today.
 *
 * A merchant's weight is the number of its recent orders, each halved every HALF_LIFE_MS.  The delay curve tells what distance costs: an order whose
 * courier is d away is picked up max(0, d + approach - lead) late, where lead is the time from placing to ready; its mean is taken over
 * the leads seen today and ten prior ones, so that a morning's first orders do not decide alone.  Only the past is used.
 */
#include "engine/cell.h"

static const int64_t HALF_LIFE_MS = 90 * 60000, MINUTE_MS = 60000;

enum { LEAD_MINUTES = 64, WEIGHT_ONE = 4096 };

static const uint8_t PRIOR_LEADS[] = {2, 6, 9, 11, 13, 15, 18, 20, 25, 30};

typedef struct demand_tally {
    dd_cell *cell;
    uint32_t *weights;           /* by local merchant */
    uint32_t leads[LEAD_MINUTES], lead_count;
} demand_tally;

/* WEIGHT_ONE halved every half-life, linear in between. */
static uint32_t weight_at_age(int64_t age_ms)
{
    int64_t halvings = age_ms / HALF_LIFE_MS, rest = age_ms % HALF_LIFE_MS;
    if (age_ms < 0 || halvings >= 12) return age_ms < 0 ? WEIGHT_ONE : 1;
    int64_t whole = WEIGHT_ONE >> halvings;
    return (uint32_t)(whole - whole / 2 * rest / HALF_LIFE_MS);
}

static void tally_order(demand_tally *tally, const dd_order *order, uint32_t merchant)
{
    int64_t lead = (order->ready_ms - order->placed_ms) / MINUTE_MS;
    tally->leads[lead < 0 ? 0 : lead >= LEAD_MINUTES ? LEAD_MINUTES - 1 : lead]++;
    tally->lead_count++;
    tally->weights[merchant] += weight_at_age(tally->cell->at_ms - order->placed_ms);
}

static void tally_delays(const demand_tally *tally, int32_t *delay_ms)
{
    int64_t approach = tally->cell->engine->config.pickup_before_ms / MINUTE_MS;
    for (int64_t d = 0; d < DD_TRIP_DELAY_MINUTES; d++) {
        int64_t sum = 0;
        for (int64_t lead = 0; lead < LEAD_MINUTES && lead < d + approach; lead++) sum += tally->leads[lead] * (d + approach - lead);
        delay_ms[d] = (int32_t)(sum * MINUTE_MS / tally->lead_count);
    }
}

bool dd_cell_expect_demand(dd_cell *cell)
{
    const dd_engine *engine = cell->engine;
    demand_tally tally = {.cell = cell};
    tally.weights = DD_ARENA_NEW(&cell->arena, cell->merchant_count, uint32_t);
    uint32_t *merchants = DD_ARENA_NEW(&cell->arena, cell->merchant_count, uint32_t);
    int32_t *delay_ms = DD_ARENA_NEW(&cell->arena, DD_TRIP_DELAY_MINUTES, int32_t);
    if (tally.weights == NULL || merchants == NULL || delay_ms == NULL) return false;
    for (size_t i = 0; i < sizeof PRIOR_LEADS; i++) tally.leads[PRIOR_LEADS[i]]++;
    tally.lead_count = sizeof PRIOR_LEADS;
    size_t seen = 0;
    if (cell->is_whole) {
        for (size_t i = engine->order_count; i-- > 0 && seen < DD_DEMAND_ORDERS; seen++)
            tally_order(&tally, &engine->orders[i], dd_cell_find_merchant(cell, engine->orders[i].merchant));
    } else {
        for (; seen < cell->order_count; seen++) tally_order(&tally, &engine->orders[cell->orders[seen]], cell->problem.orders[seen].merchant);
    }
    dd_trip_demand *demand = &cell->problem.demand;
    for (uint32_t i = 0; i < cell->merchant_count && seen >= 5; i++) {
        if (tally.weights[i] == 0) continue;
        merchants[demand->count] = i;
        tally.weights[demand->count++] = tally.weights[i];
        demand->weight_sum += tally.weights[i];
    }
    tally_delays(&tally, delay_ms);
    demand->merchants = merchants;
    demand->weights = tally.weights;
    demand->delay_ms = delay_ms;
    return true;
}
