#include "diaodu/problem.h"

#include <stdlib.h>

#include "support/check.h"
#include "support/fault.h"

static void an_empty_problem_is_empty(void **state)
{
    (void)state;
    dd_problem *problem = NULL;
    assert_status(dd_problem_create(&problem, NULL), DD_STATUS_OK);
    assert_int_equal(problem->task_count + problem->vehicle_count + problem->profile_count + problem->location_count, 0);
    assert_true(problem->ticks_per_unit == 1000);
    dd_problem_free(problem);
    dd_problem_free(NULL);
}

static void tasks_and_vehicles_are_copied_in_order(void **state)
{
    (void)state;
    dd_problem *problem = NULL;
    assert_status(dd_problem_create(&problem, NULL), DD_STATUS_OK);
    for (uint32_t i = 0; i < 1000; i++) {
        dd_task task = {DD_TASK_DEFAULT, .id = i * 7};
        dd_vehicle vehicle = {DD_VEHICLE_DEFAULT, .id = i * 9};
        uint32_t ix = DD_NONE;
        assert_status(dd_problem_add_task(problem, &task, &ix, NULL), DD_STATUS_OK);
        assert_int_equal(ix, i);
        assert_status(dd_problem_add_vehicle(problem, &vehicle, &ix, NULL), DD_STATUS_OK);
        assert_int_equal(ix, i);
        task.id = vehicle.id = 1; /* the problem has its own copy */
    }
    for (uint32_t i = 0; i < 1000; i++) {
        assert_int_equal(problem->tasks[i].id, i * 7);
        assert_int_equal(problem->tasks[i].mate, DD_NONE);
        assert_int_equal(problem->vehicles[i].id, i * 9);
        assert_int_equal(problem->vehicles[i].shift_end_ms, DD_FOREVER_MS);
    }
    dd_problem_free(problem);
}

static void an_index_need_not_be_wanted(void **state)
{
    (void)state;
    dd_problem *problem = NULL;
    assert_status(dd_problem_create(&problem, NULL), DD_STATUS_OK);
    const dd_matrix matrix = {.duration_ms = dd_problem_alloc(problem, 1, sizeof(int32_t))};
    assert_status(dd_problem_add_task(problem, &(dd_task){DD_TASK_DEFAULT}, NULL, NULL), DD_STATUS_OK);
    assert_status(dd_problem_add_vehicle(problem, &(dd_vehicle){DD_VEHICLE_DEFAULT}, NULL, NULL), DD_STATUS_OK);
    assert_status(dd_problem_add_matrix(problem, &matrix, NULL, NULL), DD_STATUS_OK);
    assert_int_equal(problem->profile_count, 1);
    dd_problem_free(problem);
}

static void text_is_copied_and_ended(void **state)
{
    (void)state;
    dd_problem *problem = NULL;
    assert_status(dd_problem_create(&problem, NULL), DD_STATUS_OK);
    assert_string_equal(dd_problem_text(problem, "kitchen 7", 7), "kitchen");
    assert_string_equal(dd_problem_text(problem, NULL, 0), "");
    assert_null(dd_problem_text(problem, "x", SIZE_MAX));
    assert_null(dd_problem_alloc(problem, SIZE_MAX, 2));
    dd_problem_free(problem);
}

static void one_more_than_the_limit_is_too_large(void **state)
{
    (void)state;
    dd_problem *problem = NULL;
    dd_error err;
    assert_status(dd_problem_create(&problem, NULL), DD_STATUS_OK);
    problem->task_count = DD_TASKS_MAX; /* as if so many were there; nothing is written beyond a full problem */
    assert_status(dd_problem_add_task(problem, &(dd_task){DD_TASK_DEFAULT}, NULL, &err), DD_STATUS_TOO_LARGE);
    assert_error_at(&err, DD_STATUS_TOO_LARGE, "/tasks");
    problem->vehicle_count = DD_VEHICLES_MAX;
    assert_status(dd_problem_add_vehicle(problem, &(dd_vehicle){DD_VEHICLE_DEFAULT}, NULL, &err), DD_STATUS_TOO_LARGE);
    assert_error_at(&err, DD_STATUS_TOO_LARGE, "/vehicles");
    dd_problem_free(problem);
}

static dd_status fill_a_problem(void *arg)
{
    (void)arg;
    dd_problem *problem = NULL;
    dd_status status = dd_problem_create(&problem, NULL);
    for (int i = 0; i < 20 && status == DD_STATUS_OK; i++) {
        status = dd_problem_add_task(problem, &(dd_task){DD_TASK_DEFAULT}, NULL, NULL);
        if (status == DD_STATUS_OK) status = dd_problem_add_vehicle(problem, &(dd_vehicle){DD_VEHICLE_DEFAULT}, NULL, NULL);
        if (status == DD_STATUS_OK) status = dd_problem_add_matrix(problem, &(dd_matrix){.name = "car"}, NULL, NULL);
        if (status == DD_STATUS_OK && dd_problem_alloc(problem, 10000, 8) == NULL) status = DD_STATUS_NO_MEMORY;
    }
    dd_problem_free(problem);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    assert_in_range(fault_each_allocation(fill_a_problem, NULL), 10, 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_problem_is_empty),
        cmocka_unit_test(tasks_and_vehicles_are_copied_in_order),
        cmocka_unit_test(an_index_need_not_be_wanted),
        cmocka_unit_test(text_is_copied_and_ended),
        cmocka_unit_test(one_more_than_the_limit_is_too_large),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("problem", tests, NULL, NULL);
}
