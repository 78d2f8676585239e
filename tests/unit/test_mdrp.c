/* Grubhub's files: good ones, bad ones with the place, and the way back. */
#include "io/mdrp.h"

#include "support/check.h"
#include "support/fault.h"

static const char *const good[DD_MDRP_FILES] = {
    ("meters_per_minute\tpickup service minutes\tdropoff service minutes\ttarget click-to-door\tmaximum click-to-door\tpay per order\t"
     "guaranteed pay per hour\r\n320.5\t4\t4\t40\t90\t10\t15\r\n"),
    "restaurant\tx\ty\nr1\t100\t-200\nr2\t300\t400\n",
    "courier\tx\ty\ton_time\toff_time\nc1\t1\t2\t0\t90\n",
    "order\tx\ty\tplacement_time\trestaurant\tready_time\no1\t5\t6\t10\tr2\t25\n\no2\t7\t8\t11\tr1\t11",
};

static dd_mdrp_texts texts_with(dd_mdrp_file file, const char *text)
{
    dd_mdrp_texts texts;
    for (int i = 0; i < DD_MDRP_FILES; i++) {
        texts.text[i] = i == (int)file ? text : good[i];
        texts.size[i] = strlen(texts.text[i]);
    }
    return texts;
}

static void a_good_day_is_read(void **state)
{
    (void)state;
    dd_mdrp_texts texts = texts_with(DD_MDRP_FILES, NULL);
    dd_mdrp_instance *day = NULL;
    assert_status(dd_mdrp_read(&texts, &day, NULL), DD_STATUS_OK);
    assert_true(day->meters_per_minute == 320.5);
    assert_int_equal(day->pickup_service, 4);
    assert_int_equal(day->target, 40);
    assert_int_equal(day->restaurant_count, 2);
    assert_int_equal(day->restaurants[0].y, -200);
    assert_int_equal(day->courier_count, 1);
    assert_int_equal(day->couriers[0].off_time, 90);
    assert_int_equal(day->order_count, 2);
    assert_string_equal(day->orders[0].name, "o1");
    assert_int_equal(day->orders[0].restaurant, 1);
    assert_int_equal(day->orders[1].restaurant, 0);
    assert_int_equal(day->orders[1].ready_time, 11);
    dd_mdrp_free(day);
}

typedef struct bad_case {
    dd_mdrp_file file;
    const char *text, *pointer;
} bad_case;

#define ORDERS "order\tx\ty\tplacement_time\trestaurant\tready_time\n"
#define COURIERS "courier\tx\ty\ton_time\toff_time\n"
#define PARAMETERS "meters_per_minute\ta\tb\tc\td\te\tf\n"

static void bad_input_is_refused_with_its_place(void **state)
{
    (void)state;
    static const bad_case cases[] = {
        {DD_MDRP_ORDERS, "", "orders.txt"},
        {DD_MDRP_PARAMETERS, PARAMETERS, "instance_parameters.txt"},
        {DD_MDRP_PARAMETERS, PARAMETERS "fast\t4\t4\t40\t90\t10\t15\n", "instance_parameters.txt:2:meters_per_minute"},
        {DD_MDRP_PARAMETERS, PARAMETERS "0\t4\t4\t40\t90\t10\t15\n", "instance_parameters.txt:2:meters_per_minute"},
        {DD_MDRP_PARAMETERS, PARAMETERS "320\t4.5\t4\t40\t90\t10\t15\n", "instance_parameters.txt:2:pickup service minutes"},
        {DD_MDRP_PARAMETERS, PARAMETERS "320\t4\t-4\t40\t90\t10\t15\n", "instance_parameters.txt:2:dropoff service minutes"},
        {DD_MDRP_RESTAURANTS, "restaurant\tx\ty\nr1\t1\n", "restaurants.txt:2:y"},
        {DD_MDRP_RESTAURANTS, "restaurant\tx\ty\nr1\t1\t2\t3\n", "restaurants.txt:2"},
        {DD_MDRP_RESTAURANTS, "restaurant\tx\ty\nr1\t1\t2\nr1\t1\t2\n", "restaurants.txt:3:restaurant"},
        {DD_MDRP_RESTAURANTS, "restaurant\tx\ty\nr1\t1\t99999999999999999999\n", "restaurants.txt:2:y"},
        {DD_MDRP_RESTAURANTS, "restaurant\tx\ty\nr 1\t1\t2\n", "restaurants.txt:2:restaurant"},
        {DD_MDRP_RESTAURANTS, "restaurant\tx\ty\n\t1\t2\n", "restaurants.txt:2:restaurant"},
        {DD_MDRP_COURIERS, COURIERS "c1\t1\t2\t60\t30\n", "couriers.txt:2:off_time"},
        {DD_MDRP_COURIERS, COURIERS "c1\t1\t2\t-1\t30\n", "couriers.txt:2:on_time"},
        {DD_MDRP_COURIERS, COURIERS "c1\t1\t2\t\t30\n", "couriers.txt:2:on_time"},
        {DD_MDRP_ORDERS, ORDERS "o1\t1\t2\t10\tr9\t20\n", "orders.txt:2:restaurant"},
        {DD_MDRP_ORDERS, ORDERS "o1\t1\t2\t10\tr1\t9\n", "orders.txt:2:ready_time"},
        {DD_MDRP_ORDERS, ORDERS "\r\n\r\no1\t1\t2\tten\tr1\t20\n", "orders.txt:4:placement_time"},
        {DD_MDRP_ORDERS, ORDERS "o1\tx\t2\t10\tr1\t20\n", "orders.txt:2:x"},
        {DD_MDRP_ORDERS, ORDERS "o1\t1\t2\t10\tr1\t2000000\n", "orders.txt:2:ready_time"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dd_mdrp_texts texts = texts_with(cases[i].file, cases[i].text);
        dd_mdrp_instance *day = NULL;
        dd_error err = {0};
        assert_status(dd_mdrp_read(&texts, &day, &err), DD_STATUS_INVALID_INPUT);
        assert_error_at(&err, DD_STATUS_INVALID_INPUT, cases[i].pointer);
        assert_null(day);
    }
}

static dd_status read_good(void *arg)
{
    (void)arg;
    dd_mdrp_texts texts = texts_with(DD_MDRP_FILES, NULL);
    dd_mdrp_instance *day = NULL;
    dd_status status = dd_mdrp_read(&texts, &day, NULL);
    dd_mdrp_free(day);
    return status;
}

static void running_out_of_memory_is_an_error(void **state)
{
    (void)state;
    assert_true(fault_each_allocation(read_good, NULL) > 3);
}

static void solutions_are_written_as_the_evaluator_reads_them(void **state)
{
    (void)state;
    const char *orders[] = {"o2", "o1"};
    dd_mdrp_assignment assignment = {12, 25, "c1", orders, 2};
    dd_mdrp_delivery delivery = {"o1", "c1", 10, 25, 25, 31};
    dd_mdrp_move moves[] = {{"c1", "0", "r2", 15}, {"c1", "r2", "o2", 27}};
    dd_mdrp_solution solution = {&assignment, &delivery, moves, 1, 1, 2};
    static const char *const expected[DD_MDRP_SOLUTION_FILES] = {
        "assignment_time pickup_time courier orders\n12 25 c1 o2 o1\n",
        "order placement_time ready_time pickup_time dropoff_time courier\no1 10 25 25 31 c1\n",
        "courier departure_time origin destination\nc1 15 0 r2\nc1 27 r2 o2\n",
    };
    for (int i = 0; i < DD_MDRP_SOLUTION_FILES; i++) {
        dd_buffer out = {0};
        dd_mdrp_write(&solution, (dd_mdrp_solution_file)i, &out);
        dd_buffer_put_byte(&out, 0);
        assert_string_equal((const char *)out.bytes, expected[i]);
        dd_buffer_done(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_day_is_read),
        cmocka_unit_test(bad_input_is_refused_with_its_place),
        cmocka_unit_test(running_out_of_memory_is_an_error),
        cmocka_unit_test(solutions_are_written_as_the_evaluator_reads_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
