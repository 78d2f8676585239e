/* Prepositioning: idle couriers wait where orders will come.
 *
 * Coverage of a merchant is the expected pickup delay of its next orders, by the nearest courier, and with falling weight by the second and the third:
 * couriers count from where and when their plans end.  Greedily, the move of an idle courier to a merchant that lowers the weighted coverage
 * most is made, as long as it gains more than its drive costs.  A p-median heuristic (Teitz & Bart 1968) with the backup coverage of
 * Daskin (1983, doi:10.1287/trsc.17.1.48); it departs from both in moving one courier at a time, and only once.
 */
#include "engine/cell.h"

enum { BACKUP = 3, SITES_MAX = 48, IDLE_MAX = 24, MOVES_MAX = 8, FAR_MINUTES = 400, DRIVE_MINUTES_MAX = 12, PERMILLE = 1000, BACKUP_PERCENT = 50 };

static const int64_t MINUTE_MS = 60000, PLAN_END_MS = 30 * 60000, SHIFT_REST_MS = 15 * 60000;

/* Price of a drive's minute, in ms of one order's delay. */
static const int64_t DRIVE_PRICE_MS = 600;

typedef struct near_courier {
    int32_t minutes;
    uint32_t courier;
} near_courier;

typedef struct site {
    uint32_t merchant;
    int64_t weight;
    near_courier near[BACKUP + 1]; /* one more, for when one of them moves */
} site;

typedef struct positioner {
    dd_cell *cell;
    site sites[SITES_MAX];
    uint32_t site_count;
    int64_t weight_sum;
    uint32_t idle[IDLE_MAX], idle_count;
    uint32_t *couriers, courier_count; /* that count for coverage */
    int64_t *end_ms;             /* by local courier: when its plan ends, from now */
    uint32_t *moved_to;          /* by local courier: merchant, DD_NONE */
} positioner;

static int64_t delay_at(const positioner *p, int64_t minutes)
{
    const int32_t *delay_ms = p->cell->problem.demand.delay_ms;
    if (minutes < DD_TRIP_DELAY_MINUTES) return delay_ms[minutes];
    return delay_ms[DD_TRIP_DELAY_MINUTES - 1] + (minutes - DD_TRIP_DELAY_MINUTES + 1) * MINUTE_MS;
}

static int64_t minutes_to(const positioner *p, uint32_t courier, uint32_t merchant)
{
    dd_trips *trips = p->cell->trips;
    int64_t ms = p->moved_to[courier] != DD_NONE ? dd_trips_between_ms(trips, p->moved_to[courier], merchant) : dd_trips_from_end_ms(trips, courier, merchant);
    int64_t minutes = (ms + p->end_ms[courier]) / MINUTE_MS;
    return minutes < FAR_MINUTES ? minutes : FAR_MINUTES;
}

static void find_nearest(positioner *p, site *at)
{
    for (int k = 0; k <= BACKUP; k++) at->near[k] = (near_courier){FAR_MINUTES, DD_NONE};
    for (uint32_t i = 0; i < p->courier_count; i++) {
        int32_t minutes = (int32_t)minutes_to(p, p->couriers[i], at->merchant);
        int k = BACKUP;
        if (minutes >= at->near[k].minutes) continue;
        for (; k > 0 && at->near[k - 1].minutes > minutes; k--) at->near[k] = at->near[k - 1];
        at->near[k] = (near_courier){minutes, p->couriers[i]};
    }
}

/* Expected delay at a site without courier `skip` and with one more at `extra` minutes. */
static int64_t coverage(const positioner *p, const site *at, uint32_t skip, int64_t extra)
{
    int64_t sum = 0, weight = PERMILLE;
    for (int rank = 0, k = 0; rank < BACKUP; rank++, weight = weight * BACKUP_PERCENT / 100) {
        while (k <= BACKUP && at->near[k].courier == skip) k++;
        int64_t minutes = k <= BACKUP ? at->near[k].minutes : FAR_MINUTES;
        if (extra < minutes) {
            minutes = extra;
            extra = FAR_MINUTES;
        } else {
            k++;
        }
        sum += weight * delay_at(p, minutes);
    }
    return sum;
}

static int64_t coverage_without(const positioner *p, uint32_t skip, uint32_t merchant)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < p->site_count; i++) {
        int64_t extra = merchant == DD_NONE ? FAR_MINUTES : dd_trips_between_ms(p->cell->trips, merchant, p->sites[i].merchant) / MINUTE_MS;
        sum += p->sites[i].weight * coverage(p, &p->sites[i], skip, extra);
    }
    return sum;
}

/* The heaviest merchants, at most SITES_MAX; ties by index. */
static void collect_sites(positioner *p)
{
    const dd_trip_demand *demand = &p->cell->problem.demand;
    for (uint32_t i = 0; i < demand->count; i++) {
        uint32_t at = p->site_count;
        if (at == SITES_MAX) {
            if (p->sites[at - 1].weight >= demand->weights[i]) continue;
            at--;
        } else {
            p->site_count++;
        }
        for (; at > 0 && p->sites[at - 1].weight < demand->weights[i]; at--) p->sites[at] = p->sites[at - 1];
        p->sites[at] = (site){.merchant = demand->merchants[i], .weight = demand->weights[i]};
    }
    for (uint32_t i = 0; i < p->site_count; i++) p->weight_sum += p->sites[i].weight;
}

static void collect_couriers(positioner *p)
{
    dd_cell *cell = p->cell;
    for (uint32_t i = 0; i < cell->courier_count; i++) {
        const dd_trip_courier *who = &cell->problem.couriers[i];
        const dd_trip_route *route = dd_trips_route(cell->trips, i);
        if (who->shift_end_ms < cell->at_ms + SHIFT_REST_MS || who->free_ms > cell->at_ms + PLAN_END_MS) continue;
        int64_t end_ms = route->count ? dd_trips_time(cell->trips, i, route, 0).free_ms : who->free_ms;
        p->end_ms[i] = end_ms > cell->at_ms ? end_ms - cell->at_ms : 0;
        if (p->end_ms[i] > PLAN_END_MS) continue;
        p->couriers[p->courier_count++] = i;
        bool is_idle = cell->engine->couriers[cell->couriers[i]].state == DD_COURIER_IDLE && route->count == 0 && who->free_ms <= cell->at_ms;
        if (is_idle && p->idle_count < IDLE_MAX) p->idle[p->idle_count++] = i;
    }
}

static dd_status make_best_move(positioner *p, bool *ret_moved)
{
    int64_t most = 0, unit = p->weight_sum * (PERMILLE + PERMILLE / 2 + PERMILLE / 4);
    int64_t now = coverage_without(p, DD_NONE - 1, DD_NONE);
    uint32_t chosen = DD_NONE, to = DD_NONE;
    for (uint32_t i = 0; i < p->idle_count; i++) {
        for (uint32_t j = 0; j < p->site_count; j++) {
            int64_t drive = minutes_to(p, p->idle[i], p->sites[j].merchant);
            if (drive == 0 || drive > DRIVE_MINUTES_MAX) continue;
            int64_t gain = now - coverage_without(p, p->idle[i], p->sites[j].merchant) - DRIVE_PRICE_MS * drive * unit;
            if (gain <= most) continue;
            most = gain;
            chosen = i;
            to = p->sites[j].merchant;
        }
    }
    *ret_moved = chosen != DD_NONE;
    if (chosen == DD_NONE) return DD_STATUS_OK;
    uint32_t courier = p->idle[chosen];
    dd_event *event = dd_cell_add_decision(p->cell, DD_EVENT_MOVE, courier);
    if (event == NULL) return DD_STATUS_NO_MEMORY;
    event->merchant = p->cell->merchants[to];
    event->why.eligible = p->idle_count;
    event->why.terms.courier_cost = DRIVE_PRICE_MS * minutes_to(p, courier, to);
    event->why.terms.total_cost = -(most / unit);
    event->why.terms.wait_cost = event->why.terms.total_cost - event->why.terms.courier_cost;
    p->idle[chosen] = p->idle[--p->idle_count];
    p->moved_to[courier] = to;
    for (uint32_t i = 0; i < p->site_count; i++) find_nearest(p, &p->sites[i]);
    return DD_STATUS_OK;
}

dd_status dd_cell_preposition(dd_cell *cell)
{
    positioner *p = DD_ARENA_NEW(&cell->arena, 1, positioner);
    if (p == NULL) return DD_STATUS_NO_MEMORY;
    p->cell = cell;
    p->couriers = DD_ARENA_NEW(&cell->arena, cell->courier_count, uint32_t);
    p->end_ms = DD_ARENA_NEW(&cell->arena, cell->courier_count, int64_t);
    p->moved_to = DD_ARENA_NEW(&cell->arena, cell->courier_count, uint32_t);
    if (p->couriers == NULL || p->end_ms == NULL || p->moved_to == NULL) return DD_STATUS_NO_MEMORY;
    for (uint32_t i = 0; i < cell->courier_count; i++) p->moved_to[i] = DD_NONE;
    collect_couriers(p);
    collect_sites(p);
    if (p->idle_count == 0 || p->site_count == 0) return DD_STATUS_OK;
    for (uint32_t i = 0; i < p->site_count; i++) find_nearest(p, &p->sites[i]);
    dd_status status = DD_STATUS_OK;
    bool is_moving = true;
    for (int i = 0; i < MOVES_MAX && is_moving && status == DD_STATUS_OK; i++) status = make_best_move(p, &is_moving);
    return status;
}
