/* The figures of a day, by hand arithmetic. */
#include "report/figures.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const int64_t MIN = 60000;

static dd_day_order *add_order(dd_day *day, int64_t placed, int64_t ready, int64_t picked, int64_t delivered)
{
    assert_true(DD_ARRAY_RESERVE(day->orders, day->order_capacity, day->order_count + 1));
    dd_day_order *order = &day->orders[day->order_count++];
    *order = (dd_day_order){.name = "o", .courier = 0, .placed_ms = placed * MIN, .ready_ms = ready * MIN,
                            .ready_expected_ms = (ready - 3) * MIN, .picked_ms = picked * MIN, .delivered_ms = delivered * MIN,
                            .due_ms = (placed + 40) * MIN, .best_ms = (placed + 20) * MIN,
                            .state = delivered ? DD_ORDER_DELIVERED : DD_ORDER_OPEN};
    return order;
}

static void add_leg(dd_day *day, dd_leg_kind kind, int64_t begin, int64_t end, int64_t dist_m)
{
    assert_true(DD_ARRAY_RESERVE(day->legs, day->leg_capacity, day->leg_count + 1));
    day->legs[day->leg_count++] = (dd_day_leg){.kind = kind, .begin_ms = begin * MIN, .end_ms = end * MIN, .merchant = DD_NONE,
                                               .order = DD_NONE, .dist_m = dist_m};
}

/* One courier (8:00 to 10:00), one merchant; times in minutes from midnight:
 *   a 500 placed, 510 ready, 512 picked, 530 door: 30 minutes, on time
 *   b 502 placed, 510 ready, 512 picked, 550 door: 48 minutes, 8 late; same pickup as a
 *   c 560 placed, 570 ready, 570 picked, 580 door: 20 minutes, on time
 *   d 590 placed, never delivered: counts 180, late by 140
 *   e cancelled: counts nowhere */
static void fill(dd_day *day)
{
    dd_day_init(day);
    day->begin_ms = 480 * MIN;
    day->end_ms = 660 * MIN;
    day->give_up_ms = 180 * MIN;
    assert_true(DD_ARRAY_RESERVE(day->merchants, day->merchant_capacity, 1));
    day->merchants[day->merchant_count++] = (dd_day_merchant){.name = "m"};
    assert_true(DD_ARRAY_RESERVE(day->couriers, day->courier_capacity, 1));
    day->couriers[day->courier_count++] = (dd_day_courier){.name = "c"};
    assert_true(DD_ARRAY_RESERVE(day->shifts, day->shift_capacity, 1));
    day->shifts[day->shift_count++] = (dd_day_shift){0, 480 * MIN, 600 * MIN};
    add_order(day, 500, 510, 512, 530);
    add_order(day, 502, 510, 512, 550);
    add_order(day, 560, 570, 570, 580);
    add_order(day, 590, 0, 0, 0)->courier = DD_NONE;
    add_order(day, 591, 0, 0, 0)->state = DD_ORDER_CANCELLED;
    add_leg(day, DD_LEG_TO_MERCHANT, 500, 506, 1500);
    add_leg(day, DD_LEG_AT_MERCHANT, 506, 512, 0);
    add_leg(day, DD_LEG_DELIVERING, 512, 550, 9000);
    add_leg(day, DD_LEG_MOVING, 552, 560, 2000);
    add_leg(day, DD_LEG_AT_MERCHANT, 566, 570, 0);
    add_leg(day, DD_LEG_DELIVERING, 570, 580, 2500);
}

static void add_cycle(dd_day *day, int64_t wall_us, uint64_t work)
{
    assert_true(DD_ARRAY_RESERVE(day->cycles, day->cycle_capacity, day->cycle_count + 1));
    day->cycles[day->cycle_count++] = (dd_day_cycle){.wall_us = wall_us, .cpu_us = wall_us / 2, .work = work};
}

static void near(double value, double expected)
{
    assert_true(value > expected - 1e-6 && value < expected + 1e-6);
}

static void orders_are_counted(void **state)
{
    (void)state;
    dd_day day;
    dd_day_summary sum;
    fill(&day);
    assert_int_equal(dd_day_summarise(&day, &sum, NULL), DD_STATUS_OK);
    assert_int_equal(sum.orders, 5);
    assert_int_equal(sum.delivered, 3);
    assert_int_equal(sum.cancelled, 1);
    assert_int_equal(sum.undelivered, 1);
    assert_int_equal(sum.waiting_ms, (30 + 48 + 20 + 180) * MIN);
    near(sum.click_to_door_ms, 278.0 / 4 * 60000);
    near(sum.click_to_door_p50_ms, 39.0 * 60000);             /* between 30 and 48 */
    near(sum.click_to_door_p90_ms, (48 + 0.7 * 132) * 60000); /* rank 2.7 of 20 30 48 180 */
    near(sum.click_to_door_delivered_ms, 98.0 / 3 * 60000);
    assert_int_equal(sum.click_to_door_max_ms, 48 * MIN);
    near(sum.best_ms, 20.0 * 60000);
    near(sum.on_time_share, 0.5);
    near(sum.late_ms, (8 + 140) / 2.0 * 60000);
    near(sum.ready_to_pickup_ms, 4.0 / 3 * 60000);
    near(sum.ready_to_door_ms, (20 + 40 + 10) / 3.0 * 60000);
    near(sum.pickup_to_door_ms, (18 + 38 + 10) / 3.0 * 60000);
    near(sum.kitchen_late_ms, 3.0 * 60000);
    dd_day_done(&day);
}

static void couriers_are_counted(void **state)
{
    (void)state;
    dd_day day;
    dd_day_summary sum;
    fill(&day);
    assert_int_equal(dd_day_summarise(&day, &sum, NULL), DD_STATUS_OK);
    assert_int_equal(sum.couriers, 1);
    near(sum.shift_hours, 2);
    near(sum.orders_per_courier_hour, 1.5);
    near(sum.bundle_size, 1.5);                               /* 3 orders in 2 pickups */
    near(sum.utilisation, (6 + 6 + 38 + 4 + 10) / 120.0);
    near(sum.courier_wait_ms, 5.0 * 60000);
    near(sum.dist_m, 15000);
    near(sum.dist_per_order_m, 5000);
    dd_day_done(&day);
}

static void cycles_are_counted(void **state)
{
    (void)state;
    dd_day day;
    dd_day_summary sum;
    fill(&day);
    add_cycle(&day, 100, 7);
    add_cycle(&day, 300, 8);
    add_cycle(&day, 0, 1); /* not measured */
    assert_int_equal(dd_day_summarise(&day, &sum, NULL), DD_STATUS_OK);
    near(sum.cycle_wall_p50_us, 200);
    near(sum.cycle_wall_max_us, 300);
    assert_int_equal(sum.cpu_us, 200);
    assert_int_equal(sum.work, 16);
    dd_day_done(&day);
}

static void waiting_is_split(void **state)
{
    (void)state;
    dd_day day;
    fill(&day);
    dd_figures_parts parts = dd_figures_split(&day, &day.orders[0]);
    assert_int_equal(parts.kitchen_ms, 10 * MIN);
    assert_int_equal(parts.courier_ms, 2 * MIN);
    assert_int_equal(parts.road_ms, 18 * MIN);
    assert_int_equal(parts.given_up_ms, 0);
    day.give_up_ms = 11 * MIN; /* the sum is never more than the give-up time */
    parts = dd_figures_split(&day, &day.orders[0]);
    assert_int_equal(parts.kitchen_ms, 10 * MIN);
    assert_int_equal(parts.courier_ms, 1 * MIN);
    assert_int_equal(parts.road_ms, 0);
    assert_int_equal(dd_figures_split(&day, &day.orders[3]).given_up_ms, 11 * MIN);
    dd_day_done(&day);
}

static void days_are_compared_by_name(void **state)
{
    (void)state;
    static const char *const names[] = {"a", "b", "c", "d", "e"};
    dd_day day, other;
    dd_day_saving saving;
    fill(&day);
    fill(&other);
    for (int i = 0; i < 5; i++) {
        day.orders[i].name = names[i];
        other.orders[i].name = names[i];
    }
    other.orders[0].delivered_ms += 10 * MIN; /* a came 10 minutes later there, b 4 minutes earlier, d was cancelled there */
    other.orders[1].delivered_ms -= 4 * MIN;
    other.orders[3].state = DD_ORDER_CANCELLED;
    dd_day_order first = other.orders[0]; /* in another order */
    other.orders[0] = other.orders[2];
    other.orders[2] = first;
    assert_int_equal(dd_day_compare(&day, &other, &saving, NULL), DD_STATUS_OK);
    assert_int_equal(saving.orders, 3);
    assert_int_equal(saving.saved_ms, (10 - 4) * MIN);
    assert_int_equal(dd_day_compare(&other, &day, &saving, NULL), DD_STATUS_OK);
    assert_int_equal(saving.saved_ms, (4 - 10) * MIN);
    dd_day_done(&day);
    dd_day_done(&other);
}

static void an_empty_day_has_figures(void **state)
{
    (void)state;
    dd_day day;
    dd_day_summary sum, zero = {0};
    dd_day_init(&day);
    assert_int_equal(dd_day_summarise(&day, &sum, NULL), DD_STATUS_OK);
    assert_memory_equal(&sum, &zero, sizeof sum);
    dd_day_done(&day);
}

static void bad_days_are_refused(void **state)
{
    (void)state;
    static const char *const pointers[] = {"/orders/1/merchant", "/orders/0/courier", "/orders/2/delivered_ms", "/shifts/0/off_ms",
                                           "/legs/3/order", "/end_ms", "/orders/0/placed_ms", "/merchants/0/point"};
    for (int i = 0; i < 8; i++) {
        dd_day day;
        dd_day_summary sum = {.orders = 77};
        dd_error err;
        fill(&day);
        if (i == 0) day.orders[1].merchant = 1;
        if (i == 1) day.orders[0].courier = 9;
        if (i == 2) day.orders[2].delivered_ms = 1;
        if (i == 3) day.shifts[0].off_ms = 0;
        if (i == 4) day.legs[3].order = 5;
        if (i == 5) day.end_ms = 0;
        if (i == 6) day.orders[0].placed_ms = INT64_MIN;
        if (i == 7) day.merchants[0].point.x = 0.0 / 0.0;
        assert_int_equal(dd_day_summarise(&day, &sum, &err), DD_STATUS_INVALID_INPUT);
        assert_string_equal(err.pointer, pointers[i]);
        assert_int_equal(sum.orders, 77);
        dd_day_done(&day);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_are_counted),       cmocka_unit_test(couriers_are_counted), cmocka_unit_test(cycles_are_counted),
        cmocka_unit_test(waiting_is_split),         cmocka_unit_test(days_are_compared_by_name), cmocka_unit_test(an_empty_day_has_figures),
        cmocka_unit_test(bad_days_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
