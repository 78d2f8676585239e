/* The routing solver and the checker when memory runs out: every allocation fails once. */
#include <stdlib.h>

#include "diaodu/route.h"
#include "diaodu/travel.h"
#include "support/check.h"
#include "support/fault.h"

enum { LOCATIONS = 9 };

/* Four shipments for two vehicles on a small grid, in metres at 10 m/s. */
static dd_status create_problem(dd_problem **ret)
{
    dd_problem *problem = NULL;
    dd_status status = dd_problem_create(&problem, NULL);
    if (status != DD_STATUS_OK) return status;
    problem->points = dd_problem_alloc(problem, LOCATIONS, sizeof *problem->points);
    if (problem->points == NULL) status = DD_STATUS_NO_MEMORY;
    problem->load_dims = 1;
    problem->location_count = LOCATIONS;
    for (uint32_t i = 0; i < LOCATIONS && status == DD_STATUS_OK; i++) problem->points[i] = (dd_point){i % 3 * 100, i / 3 * 100};
    const dd_travel_rule rule = {.metric = DD_TRAVEL_EUCLIDEAN, .speed_m_per_s = 10};
    if (status == DD_STATUS_OK) status = dd_travel_add_matrix(&rule, problem, NULL, NULL);
    for (uint32_t i = 0; i < 4 && status == DD_STATUS_OK; i++) {
        dd_task halves[2] = {{DD_TASK_DEFAULT, .kind = DD_TASK_PICKUP, .location = 1 + i, .pickup = {1}},
            {DD_TASK_DEFAULT, .kind = DD_TASK_DELIVERY, .location = 5 + i, .delivery = {1}}};
        halves[0].mate = 2 * i + 1;
        halves[1].mate = 2 * i;
        for (int half = 0; half < 2 && status == DD_STATUS_OK; half++) status = dd_problem_add_task(problem, &halves[half], NULL, NULL);
    }
    dd_vehicle vehicle = {DD_VEHICLE_DEFAULT, .capacity = {2}, .cost_per_hour = 3600};
    vehicle.start = vehicle.end = 0;
    for (uint32_t i = 0; i < 2 && status == DD_STATUS_OK; i++) status = dd_problem_add_vehicle(problem, &vehicle, NULL, NULL);
    if (status == DD_STATUS_OK) *ret = problem;
    else dd_problem_free(problem);
    return status;
}

static dd_status create_and_free(void *arg)
{
    (void)arg;
    dd_problem *problem = NULL;
    dd_status status = create_problem(&problem);
    dd_problem_free(problem);
    return status;
}

static dd_status solve(void *arg)
{
    dd_plan *plan = NULL;
    dd_route_options options = {DD_ROUTE_OPTIONS_DEFAULT, .lanes = 2};
    options.work = 300; /* a short search: it runs once for every allocation */
    dd_status status = dd_route_solve(arg, &options, &plan, NULL, NULL);
    if (status == DD_STATUS_OK) status = dd_plan_check(arg, plan, NULL);
    dd_plan_free(plan);
    return status;
}

static void every_allocation_of_a_problem_may_fail(void **state)
{
    (void)state;
    (void)fault_each_allocation(create_and_free, NULL);
}

static void every_allocation_of_a_solve_may_fail(void **state)
{
    (void)state;
    dd_problem *problem = NULL;
    assert_status(create_problem(&problem), DD_STATUS_OK);
    (void)fault_each_allocation(solve, problem);
    dd_problem_free(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_of_a_problem_may_fail),
        cmocka_unit_test(every_allocation_of_a_solve_may_fail),
    };
    return cmocka_run_group_tests_name("route memory", tests, NULL, NULL);
}
