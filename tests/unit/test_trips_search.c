/* Trips, search: never worse than greedy, as good as every plan of tiny problems, the same twice, and within its work. */
#include "support/fault.h"
#include "support/trip_town.h"

/* Every plan of a tiny problem: orders are put one after the other at the end of some route, as a job or into the last job; all orders of
 * putting are tried, so that every set of routes comes up. */
typedef struct oracle {
    dd_trips *trips;
    dd_trip_route routes[2];
    uint32_t used;
    int64_t best;
} oracle;

static void try_plans(oracle *o)
{
    const dd_trip_problem *problem = o->trips->problem;
    int64_t cost = 0;
    uint32_t served = 0;
    for (uint32_t i = 0; i < problem->courier_count; i++) {
        int64_t route = dd_trips_route_cost(o->trips, i, &o->routes[i]);
        if (route >= DD_TRIP_INFEASIBLE) return; /* and so is whatever is put behind */
        cost += route;
        served += o->routes[i].count;
    }
    cost += (problem->order_count - served) * problem->unserved_ms;
    if (cost < o->best) o->best = cost;
    for (uint32_t order = 0; order < problem->order_count; order++) {
        if (o->used >> order & 1) continue;
        for (uint32_t i = 0; i < problem->courier_count; i++) {
            const dd_trip_courier *who = &problem->couriers[i];
            dd_trip_route *route = &o->routes[i];
            if (who->declined[0] == order) continue;
            for (int starts = 0; starts < 2; starts++) {
                uint32_t length = 1;
                for (uint32_t j = route->count; !starts && j-- > 0; length++)
                    if (route->starts[j]) break;
                bool is_joined = route->count > 0 && problem->orders[route->orders[route->count - 1]].merchant == problem->orders[order].merchant &&
                                 length + 1 <= who->limit;
                if (!starts && !is_joined) continue;
                route->orders[route->count] = (uint16_t)order;
                route->starts[route->count++] = starts;
                o->used |= UINT32_C(1) << order;
                try_plans(o);
                o->used &= ~(UINT32_C(1) << order);
                route->count--;
            }
        }
    }
}

static int64_t least_cost(const trip_town *town)
{
    oracle o = {.trips = town_trips(town), .best = INT64_MAX};
    try_plans(&o);
    dd_trips_free(o.trips);
    return o.best;
}

static int64_t searched_cost(trip_town *town, uint64_t work)
{
    town->problem.work = work;
    dd_trips *trips = town_trips(town);
    dd_trips_search(trips);
    int64_t cost = town_cost(trips);
    assert_true(cost == trips->cost);
    dd_trips_free(trips);
    return cost;
}

static bool tiny_is_solved(dd_rng *rng)
{
    trip_town town;
    town_draw(&town, rng, 4, 2);
    town.problem.unserved_ms = 2000 * MINUTE; /* else two orders may be worth a drive that neither is alone, which single insertions miss */
    int64_t least = least_cost(&town), greedy = searched_cost(&town, 0), found = searched_cost(&town, 20000);
    HOLDS(found <= greedy);
    HOLDS(found >= least);
    HOLDS(found == least);
    return true;
}

static void tiny_problems_are_solved(void **state)
{
    (void)state;
    property_check(tiny_is_solved, 60);
}

/* Every promise holds in every route, for the search started on a running plan. */
static bool plans_are_sound(dd_rng *rng)
{
    trip_town town;
    town_draw(&town, rng, 16, 5);
    town.couriers[0].is_closed = dd_rng_below(rng, 2);
    town.orders[0].pinned_to = town.orders[0].bound_to = 0;
    town.problem.work = 3000;
    dd_trips *trips = town_trips(&town), *again = town_trips(&town);
    bool is_in = dd_trips_append(trips, 0, 0, true);
    HOLDS(dd_trips_append(again, 0, 0, true) == is_in);
    int64_t before = trips->cost;
    dd_trips_search(trips);
    dd_trips_search(again);
    HOLDS(trips->cost <= before && trips->cost == town_cost(trips));
    uint32_t seen = 0, first = 0;
    for (uint32_t i = 0; i < town.problem.courier_count; i++) {
        const dd_trip_route *route = dd_trips_route(trips, i), *twin = dd_trips_route(again, i);
        HOLDS(route->count == twin->count && memcmp(route->orders, twin->orders, route->count * sizeof *route->orders) == 0);
        HOLDS(memcmp(route->starts, twin->starts, route->count * sizeof *route->starts) == 0);
        for (uint32_t j = 0, length = 0; j < route->count; j++) {
            uint32_t order = route->orders[j];
            length = route->starts[j] ? 1 : length + 1;
            HOLDS(length <= town.couriers[i].limit && (seen >> order & 1) == 0);
            HOLDS(route->starts[j] || town.orders[order].merchant == town.orders[route->orders[j - 1]].merchant);
            HOLDS(town.couriers[i].declined[0] != order || order == 0);
            seen |= UINT32_C(1) << order;
        }
    }
    const dd_trip_route *pinned = dd_trips_route(trips, 0);
    while (first < pinned->count && pinned->orders[first] != 0) first++;
    HOLDS(!is_in || first < pinned->count);
    for (uint32_t j = 1; is_in && j <= first; j++) HOLDS(!pinned->starts[j]); /* in the first job */
    HOLDS(is_in || (seen & 1) == 0);                                          /* what found no place there is nowhere else */
    HOLDS(!is_in || !town.couriers[0].is_closed || pinned->count == 1 || pinned->starts[1]);
    dd_trips_free(trips);
    dd_trips_free(again);
    return true;
}

static void random_plans(void **state)
{
    (void)state;
    property_check(plans_are_sound, 150);
}

/* Work stops the search soon after its budget: a cycle of ruin and recreate may run over, by 20 units of at most 24 * 25 routes a courier. */
static void work_is_kept(void **state)
{
    (void)state;
    dd_rng rng = dd_rng_seed(3, 0);
    trip_town town;
    for (int i = 0; i < 20; i++) {
        town_draw(&town, &rng, 20, 8);
        town.problem.work = 5000;
        dd_trips *trips = town_trips(&town);
        dd_trips_search(trips);
        assert_in_range(dd_trips_work(trips), 1, 5000 + 2000);
        dd_trips_free(trips);
    }
}

/* Nobody, nothing, or an order that costs more than leaving it out. */
static void edges(void **state)
{
    (void)state;
    trip_town town;
    town_init(&town);
    uint32_t m = town_merchant(&town, 100, 0);
    assert_int_equal(searched_cost(&town, 100), 0);
    (void)town_order(&town, m, 130, 0, 0);
    assert_int_equal(searched_cost(&town, 100), 200 * MINUTE);
    (void)town_courier(&town, 0, 0);
    assert_int_equal(searched_cost(&town, 100), 280 * SECOND);
    town.orders[0].ready_ms = 300 * MINUTE;
    assert_int_equal(searched_cost(&town, 100), 200 * MINUTE);
    town.orders[0].pinned_to = 0; /* and a pinned one that is in no route is nobody else's */
    town.orders[0].ready_ms = 0;
    (void)town_courier(&town, 0, 0);
    assert_int_equal(searched_cost(&town, 100), 200 * MINUTE);
}

static dd_status search_in_any_memory(void *arg)
{
    dd_trips *trips = NULL;
    dd_status status = dd_trips_create(arg, &trips, NULL);
    if (status == DD_STATUS_OK) dd_trips_search(trips);
    dd_trips_free(trips);
    return status;
}

static void memory_runs_out(void **state)
{
    (void)state;
    dd_rng rng = dd_rng_seed(1, 0);
    trip_town town;
    town_draw(&town, &rng, 10, 3);
    town.problem.work = 100;
    assert_true(fault_each_allocation(search_in_any_memory, &town.problem) >= 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tiny_problems_are_solved),
        cmocka_unit_test(random_plans),
        cmocka_unit_test(work_is_kept),
        cmocka_unit_test(edges),
        cmocka_unit_test(memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
