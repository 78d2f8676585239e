/* Trips, evaluation: routes timed and priced by hand, and insertions against recomputed routes. */
#include "support/trip_town.h"

static void assert_cost(dd_trips *trips, uint32_t courier, const char *text, int64_t expected)
{
    dd_trip_route route = town_route(text);
    assert_int_equal(dd_trips_route_cost(trips, courier, &route), expected);
}

/* Courier at (0,0), merchant at (100,0), doors a (130,0) and b (200,0), ready at once.
 * a: 100 s there + 60 = 160 pickup; 220 out; 250 + 30 = 280 at the door, 310 on its way.
 * a then b in one job: b: 310 + 70 + 30 = 410.  Two jobs: back 30 s + 60 = 400 pickup, 460, 560 + 30 = 590. */
static void jobs_and_handovers(void **state)
{
    (void)state;
    trip_town town;
    town_init(&town);
    uint32_t m = town_merchant(&town, 100, 0);
    (void)town_courier(&town, 0, 0);
    (void)town_order(&town, m, 130, 0, 0);
    (void)town_order(&town, m, 200, 0, 0);
    dd_trips *trips = town_trips(&town);
    assert_cost(trips, 0, "", 0);
    assert_cost(trips, 0, "|a", 280 * SECOND);
    assert_cost(trips, 0, "|ab", (280 + 410) * SECOND);
    assert_cost(trips, 0, "|a|b", (280 + 590) * SECOND);
    assert_int_equal(dd_trips_work(trips), 3); /* the empty one was not walked */
    dd_trip_route route = town_route("|a|b");
    dd_trip_timing first = dd_trips_time(trips, 0, &route, 0), second = dd_trips_time(trips, 0, &route, 1);
    assert_true(first.pickup_ms == 160 * SECOND && first.door_ms == 280 * SECOND && first.ready_ms == 0);
    assert_true(second.pickup_ms == 400 * SECOND && second.door_ms == 590 * SECOND && second.free_ms == 620 * SECOND && second.wait_ms == 870 * SECOND);
    assert_int_equal(dd_trips_work(trips), 3); /* timing is no work */
    dd_trips_free(trips);
}

/* A job leaves when its last order is ready: a at 5 min, b at 10 min. */
static void a_job_waits_for_its_last_order(void **state)
{
    (void)state;
    trip_town town;
    town_init(&town);
    uint32_t m = town_merchant(&town, 100, 0);
    (void)town_courier(&town, 0, 0);
    (void)town_order(&town, m, 130, 0, 5 * MINUTE);
    (void)town_order(&town, m, 200, 0, 10 * MINUTE);
    dd_trips *trips = town_trips(&town);
    assert_cost(trips, 0, "|a", 300000 + 120000);                  /* 5:00 + 1:00 + 30 s + 30 s */
    assert_cost(trips, 0, "|ab", 600000 + 120000 + 600000 + 250000); /* 12:00, then out 12:30, 70 s, 30 s: 14:10 */
    dd_trip_route route = town_route("|ab");
    assert_int_equal(dd_trips_time(trips, 0, &route, 0).ready_ms, 10 * MINUTE);
    dd_trips_free(trips);
}

/* Standing at the merchant since minute -2: the way in is behind it.  Since 20 s: 40 s of it are left.  From 5:00 on: 6:00. */
static void a_courier_at_the_merchant_has_no_way_to_go(void **state)
{
    (void)state;
    static const int64_t free_ms[] = {-2 * MINUTE, -20 * SECOND, 5 * MINUTE}, pickup_ms[] = {0, 40 * SECOND, 6 * MINUTE};
    for (int i = 0; i < 3; i++) {
        trip_town town;
        town_init(&town);
        uint32_t m = town_merchant(&town, 100, 0);
        (void)town_courier(&town, 0, 0);
        town.couriers[0].merchant = m;
        town.couriers[0].free_ms = free_ms[i];
        (void)town_order(&town, m, 130, 0, 0);
        dd_trips *trips = town_trips(&town);
        dd_trip_route route = town_route("|a");
        assert_int_equal(dd_trips_time(trips, 0, &route, 0).pickup_ms, pickup_ms[i]);
        assert_int_equal(dd_trips_approach_ms(trips, 0, m), 0);
        dd_trips_free(trips);
    }
}

/* From elsewhere it leaves now, or when it is free: 100 s and 60 s later it picks up. */
static void who_is_free_later_leaves_later(void **state)
{
    (void)state;
    static const int64_t free_ms[] = {-2 * MINUTE, 5 * MINUTE}, pickup_ms[] = {160 * SECOND, 460 * SECOND};
    for (int i = 0; i < 2; i++) {
        trip_town town;
        town_init(&town);
        uint32_t m = town_merchant(&town, 100, 0);
        (void)town_courier(&town, 0, 0);
        town.couriers[0].free_ms = free_ms[i];
        (void)town_order(&town, m, 130, 0, 0);
        dd_trips *trips = town_trips(&town);
        dd_trip_route route = town_route("|a");
        assert_int_equal(dd_trips_time(trips, 0, &route, 0).pickup_ms, pickup_ms[i]);
        dd_trips_free(trips);
    }
}

/* Door at 280 s, due at 180 s, so 100 s late at twice the price: 200 s.  Driven to the merchant: 100 s at 0.3: 30 s.  A change of courier: 45 s. */
static void every_price(void **state)
{
    (void)state;
    trip_town town;
    town_init(&town);
    uint32_t m = town_merchant(&town, 100, 0);
    (void)town_courier(&town, 0, 0);
    (void)town_order(&town, m, 130, 0, 0);
    town.orders[0].due_ms = 180 * SECOND;
    town.orders[0].bound_to = 1;
    town.problem.prices = (dd_trip_prices){.late = 2000, .empty = 300, .change_ms = 45 * SECOND};
    dd_trips *trips = town_trips(&town);
    assert_cost(trips, 0, "|a", (280 + 200 + 30 + 45) * SECOND);
    town.orders[0].bound_to = 0;
    assert_cost(trips, 0, "|a", (280 + 200 + 30) * SECOND);
    dd_trip_route route = town_route("|a");
    dd_trip_timing timing = dd_trips_time(trips, 0, &route, 0);
    assert_true(timing.wait_ms == 280 * SECOND && timing.late_ms == 200 * SECOND && timing.drive_cost == 30 * SECOND);
    dd_trips_free(trips);
}

/* Demand: merchants at (0,0), weight 3, and (1200,0), weight 1; half a minute of delay a minute away.  The courier waits at (0,0): 0 and 20
 * minutes away, (3 * 0 + 1 * 10) / 4 = 2.5 minutes.  It ends at the door (600,0): 10 and 10 minutes away: 5 minutes.  At price 0.4 the
 * difference of 2.5 minutes costs one. */
static void where_a_route_ends_has_its_price(void **state)
{
    (void)state;
    trip_town town;
    town_init(&town);
    uint32_t near = town_merchant(&town, 0, 0), far = town_merchant(&town, 1200, 0);
    (void)town_courier(&town, 0, 0);
    (void)town_order(&town, near, 600, 0, 0);
    town_expect(&town, near, 3);
    town_expect(&town, far, 1);
    town.problem.prices.end = 400;
    dd_trips *trips = town_trips(&town);
    dd_trip_route route = town_route("|a");
    assert_int_equal(dd_trips_time(trips, 0, &route, 0).drive_cost, MINUTE);
    assert_int_equal(dd_trips_between_ms(trips, near, far), 1200 * SECOND);
    assert_int_equal(dd_trips_from_end_ms(trips, 0, far), 1200 * SECOND);
    town_load(trips, 0, "|a");
    assert_int_equal(dd_trips_from_end_ms(trips, 0, far), 600 * SECOND);
    dd_trips_free(trips);
}

/* The last pickup is at the end of the shift: 160 s is in time for a shift that ends then, and not for one a millisecond shorter. */
static void shifts_end(void **state)
{
    (void)state;
    trip_town town;
    town_init(&town);
    uint32_t m = town_merchant(&town, 100, 0);
    (void)town_courier(&town, 0, 0);
    (void)town_order(&town, m, 130, 0, 0);
    town.couriers[0].shift_end_ms = 160 * SECOND;
    dd_trips *trips = town_trips(&town);
    assert_cost(trips, 0, "|a", 280 * SECOND);
    town.couriers[0].shift_end_ms--;
    assert_cost(trips, 0, "|a", DD_TRIP_INFEASIBLE);
    dd_trip_route route = town_route("|a");
    assert_int_equal(dd_trips_time(trips, 0, &route, 0).free_ms, 0);
    assert_false(dd_trips_append(trips, 0, 0, true));
    assert_true(dd_trips_route(trips, 0)->count == 0 && dd_trips_route(trips, 0)->cost == 0);
    assert_int_equal(dd_trips_insertion_cost(trips, 0, (const uint16_t[]){0}, 1, NULL), INT64_MAX);
    dd_trips_free(trips);
}

static void the_running_plan_is_taken_as_far_as_it_goes(void **state)
{
    (void)state;
    trip_town town;
    town_init(&town);
    uint32_t m = town_merchant(&town, 100, 0), n = town_merchant(&town, 0, 100);
    (void)town_courier(&town, 0, 0);
    (void)town_courier(&town, 0, 0);
    for (int i = 0; i < 5; i++) (void)town_order(&town, i == 2 ? n : m, 130, i, 0);
    dd_trips *trips = town_trips(&town);
    assert_true(dd_trips_append(trips, 0, 0, false)); /* the first starts a job whatever is said */
    assert_true(dd_trips_append(trips, 0, 1, false));
    assert_false(dd_trips_append(trips, 0, 2, false)); /* another merchant */
    assert_false(dd_trips_append(trips, 1, 0, true));  /* in a route already */
    assert_true(dd_trips_append(trips, 0, 2, true));
    assert_route(dd_trips_route(trips, 0), "|ab|c");
    town.couriers[1].limit = 1;
    assert_true(dd_trips_append(trips, 1, 3, true));
    assert_false(dd_trips_append(trips, 1, 4, false)); /* carries one at a time */
    dd_trip_route route = *dd_trips_route(trips, 0);
    assert_int_equal(route.cost, dd_trips_route_cost(trips, 0, &route));
    dd_trips_free(trips);
}

/* What may be put where: a closed or pinned first job stays first; a closed one takes nothing; limits hold; who declined is not asked. */
static void insertions_respect_promises(void **state)
{
    (void)state;
    trip_town town;
    town_init(&town);
    uint32_t m = town_merchant(&town, 100, 0), n = town_merchant(&town, 0, 1);
    (void)town_courier(&town, 0, 0);
    (void)town_order(&town, m, 1000, 0, 0); /* a: far away */
    (void)town_order(&town, n, 0, 2, 0);    /* b: next door, so that it wants to be first */
    (void)town_order(&town, m, 101, 0, 0);  /* c: on the way of a */
    const uint16_t b = 1, c = 2;
    dd_trip_route with;
    dd_trips *trips = town_trips(&town);
    town_load(trips, 0, "|a");
    (void)dd_trips_insertion_cost(trips, 0, &b, 1, &with);
    assert_route(&with, "|b|a");
    (void)dd_trips_insertion_cost(trips, 0, &c, 1, &with);
    assert_route(&with, "|ca");
    town.orders[0].pinned_to = 0;
    (void)dd_trips_insertion_cost(trips, 0, &b, 1, &with);
    assert_route(&with, "|a|b");
    (void)dd_trips_insertion_cost(trips, 0, &c, 1, &with);
    assert_route(&with, "|ca"); /* joins the pinned job, ahead in its order */
    town.couriers[0].is_closed = true;
    (void)dd_trips_insertion_cost(trips, 0, &c, 1, &with);
    assert_route(&with, "|a|c");
    town.couriers[0].is_closed = false;
    town.couriers[0].limit = 1;
    (void)dd_trips_insertion_cost(trips, 0, &c, 1, &with);
    assert_route(&with, "|a|c");
    assert_int_equal(dd_trips_insertion_cost(trips, 0, (const uint16_t[]){1, 2}, 2, NULL), INT64_MAX);
    town.couriers[0].declined[0] = 2;
    assert_int_equal(dd_trips_insertion_cost(trips, 0, &c, 1, NULL), INT64_MAX);
    dd_trips_free(trips);
}

static void a_route_holds_24_orders(void **state)
{
    (void)state;
    trip_town town;
    town_init(&town);
    uint32_t m = town_merchant(&town, 0, 0);
    (void)town_courier(&town, 0, 0);
    for (int i = 0; i < TOWN_MAX; i++) (void)town_order(&town, m, i, 0, 0);
    dd_trips *trips = town_trips(&town);
    for (uint32_t i = 0; i < DD_TRIP_ROUTE_MAX - 1; i++) assert_true(dd_trips_append(trips, 0, i, true));
    const uint16_t two[] = {22, 23};
    assert_int_equal(dd_trips_insertion_cost(trips, 0, two, 2, NULL), INT64_MAX);
    assert_true(dd_trips_insertion_cost(trips, 0, two + 1, 1, NULL) < INT64_MAX);
    assert_true(dd_trips_append(trips, 0, 23, true));
    assert_false(dd_trips_append(trips, 0, 23, true));
    dd_trips_free(trips);
    town.problem.order_count = 70000;
    dd_error err = {DD_STATUS_OK, "", ""};
    assert_status(dd_trips_create(&town.problem, &trips, &err), DD_STATUS_TOO_LARGE);
}

/* Insertion is the cheapest of all routes that keep the present one's jobs apart, or join one of them whole. */
static int64_t cheapest_by_hand(dd_trips *trips, uint32_t courier, uint16_t order)
{
    const dd_trip_problem *problem = trips->problem;
    const dd_trip_route *route = dd_trips_route(trips, courier);
    int64_t best = INT64_MAX;
    for (uint32_t at = 0; at <= route->count; at++) {
        for (int entry = DD_TRIP_NEW_JOB; entry <= DD_TRIP_LEAD; entry++) {
            bool is_boundary = at == route->count || route->starts[at];
            if (entry == DD_TRIP_NEW_JOB ? !is_boundary : entry == DD_TRIP_LEAD ? at == route->count || !route->starts[at] : at == 0) continue;
            uint32_t mate = entry == DD_TRIP_JOIN ? at - 1 : at, length = 1, first = mate;
            if (entry != DD_TRIP_NEW_JOB) {
                if (problem->orders[route->orders[mate]].merchant != problem->orders[order].merchant) continue;
                while (!route->starts[first]) first--;
                for (uint32_t i = first; i < route->count && (i == first || !route->starts[i]); i++) length++;
                if (length > problem->couriers[courier].limit) continue;
            }
            dd_trip_route with = {0};
            dd_trips_put_in(&with, route, &order, 1, at, (dd_trip_entry)entry);
            int64_t cost = dd_trips_route_cost(trips, courier, &with);
            if (cost < DD_TRIP_INFEASIBLE && cost - route->cost < best) best = cost - route->cost;
        }
    }
    return best;
}

static bool insertion_is_the_difference(dd_rng *rng)
{
    trip_town town;
    town_draw(&town, rng, 10, 2);
    dd_trips *trips = town_trips(&town);
    uint16_t last = (uint16_t)(town.problem.order_count - 1);
    for (uint32_t i = 0; i < last; i++) (void)dd_trips_append(trips, dd_rng_below(rng, town.problem.courier_count), i, dd_rng_below(rng, 2));
    for (uint32_t courier = 0; courier < town.problem.courier_count; courier++) {
        dd_trip_route with = {0}, before = *dd_trips_route(trips, courier);
        HOLDS(before.cost == dd_trips_route_cost(trips, courier, &before));
        int64_t delta = dd_trips_insertion_cost(trips, courier, &last, 1, &with);
        if (town.couriers[courier].declined[0] == last) {
            HOLDS(delta == INT64_MAX);
            continue;
        }
        HOLDS(delta == cheapest_by_hand(trips, courier, last));
        if (delta == INT64_MAX) continue;
        HOLDS(with.count == before.count + 1 && dd_trips_route_cost(trips, courier, &with) - before.cost == delta);
    }
    HOLDS(town_cost(trips) == trips->cost);
    dd_trips_free(trips);
    return true;
}

static void random_insertions(void **state)
{
    (void)state;
    property_check(insertion_is_the_difference, 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jobs_and_handovers),
        cmocka_unit_test(a_job_waits_for_its_last_order),
        cmocka_unit_test(a_courier_at_the_merchant_has_no_way_to_go),
        cmocka_unit_test(who_is_free_later_leaves_later),
        cmocka_unit_test(every_price),
        cmocka_unit_test(where_a_route_ends_has_its_price),
        cmocka_unit_test(shifts_end),
        cmocka_unit_test(the_running_plan_is_taken_as_far_as_it_goes),
        cmocka_unit_test(insertions_respect_promises),
        cmocka_unit_test(a_route_holds_24_orders),
        cmocka_unit_test(random_insertions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
