#include "sim/city.h"

#include "support/check.h"

static const int64_t hour = 3600000;

static dd_scenario *city_of(uint64_t seed)
{
    dd_city_options options = {DD_CITY_OPTIONS_DEFAULT};
    dd_scenario *scenario = NULL;
    options.seed = seed;
    assert_status(dd_city_generate(&options, &scenario, NULL), DD_STATUS_OK);
    return scenario;
}

static bool orders_are_equal(const dd_scenario *a, const dd_scenario *b)
{
    for (uint32_t i = 0; i < a->order_count; i++) {
        const dd_scenario_order *x = &a->orders[i], *y = &b->orders[i];
        if (strcmp(x->name, y->name) != 0 || x->placed_ms != y->placed_ms || x->ready_ms != y->ready_ms || x->merchant != y->merchant) return false;
    }
    return true;
}

static void a_seed_makes_one_city(void **state)
{
    (void)state;
    dd_scenario *a = city_of(4), *b = city_of(4), *c = city_of(5);
    assert_true(orders_are_equal(a, b));
    assert_false(orders_are_equal(a, c));
    dd_scenario_free(a);
    dd_scenario_free(b);
    dd_scenario_free(c);
}

static void the_day_is_as_described(void **state)
{
    (void)state;
    dd_scenario *city = city_of(1);
    uint32_t lunch = 0, afternoon = 0, late = 0, cancelled = 0;
    assert_int_equal(city->order_count, 3000);
    assert_int_equal(city->courier_count, 250);
    for (uint32_t i = 0; i < city->order_count; i++) {
        const dd_scenario_order *order = &city->orders[i];
        assert_true(order->placed_ms >= 10 * hour && order->placed_ms < 22 * hour - hour / 2);
        assert_true(i == 0 || order->placed_ms >= city->orders[i - 1].placed_ms);
        assert_true(order->ready_ms >= order->placed_ms && order->expected_ms > order->placed_ms);
        assert_true(order->merchant < city->merchant_count);
        lunch += order->placed_ms >= 12 * hour && order->placed_ms < 13 * hour;
        afternoon += order->placed_ms >= 15 * hour && order->placed_ms < 16 * hour;
        late += order->ready_ms > order->expected_ms;
        cancelled += order->cancel_ms > 0;
    }
    assert_true(lunch > 2 * afternoon);
    assert_in_range(late, 3000 / 5, 3000 / 2);
    assert_in_range(cancelled, 15, 90);
    for (uint32_t i = 0; i < city->courier_count; i++) {
        const dd_scenario_courier *courier = &city->couriers[i];
        assert_true(courier->on_ms >= 10 * hour && courier->off_ms <= 22 * hour && courier->off_ms - courier->on_ms >= hour);
    }
    dd_scenario_free(city);
}

static void a_cut_forgets_what_shows_later_and_nothing_else(void **state)
{
    (void)state;
    dd_scenario *whole = city_of(2), *part = city_of(2);
    int64_t cut = 14 * hour;
    dd_scenario_cut(part, cut);
    assert_true(part->order_count > 500 && part->order_count < whole->order_count);
    assert_true(part->orders[part->order_count - 1].placed_ms <= cut);
    assert_true(whole->orders[part->order_count].placed_ms > cut);
    assert_true(orders_are_equal(part, whole));
    assert_true(whole->couriers[part->courier_count].on_ms - whole->behaviour.notice_ms > cut);
    dd_scenario_free(whole);
    dd_scenario_free(part);
}

static void options_out_of_range_are_refused(void **state)
{
    (void)state;
    static const struct {
        dd_city_options options;
        const char *pointer;
    } cases[] = {
        {{.couriers = 0, .orders = 1, .end_ms = 3600000}, "/couriers"},
        {{.couriers = 1, .orders = 0, .end_ms = 3600000}, "/orders"},
        {{.couriers = 1, .orders = 1, .merchants = UINT32_MAX, .end_ms = 3600000}, "/merchants"},
        {{.couriers = 1, .orders = 1, .end_ms = 3600000, .kitchen_permille = 5001}, "/kitchen_permille"},
        {{.couriers = 1, .orders = 1, .end_ms = 3599999}, "/end_ms"},
        {{.couriers = 1, .orders = 1, .end_ms = 49 * INT64_C(3600000)}, "/end_ms"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dd_scenario *scenario = NULL;
        dd_error err = {0};
        assert_status(dd_city_generate(&cases[i].options, &scenario, &err), DD_STATUS_INVALID_INPUT);
        assert_error_at(&err, DD_STATUS_INVALID_INPUT, cases[i].pointer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seed_makes_one_city),
        cmocka_unit_test(the_day_is_as_described),
        cmocka_unit_test(a_cut_forgets_what_shows_later_and_nothing_else),
        cmocka_unit_test(options_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
