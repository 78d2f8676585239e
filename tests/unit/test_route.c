/* Each feature of problem.h in the smallest problem where ignoring it would change the plan.  Ten places on a line, ten minutes and a kilometre
 * apart; an hour of travel costs 3600 unless said otherwise.  Plans are compared as text: "V: 0 1 R 2 #" lists tasks by index, R a reload,
 * # a break; tasks left out follow after "-".  Every plan also passes dd_plan_check.
 */
#include "diaodu/route.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/rng.h"
#include "support/check.h"

enum { PLACES = 10 };
static const int64_t minute = 60000;

static dd_problem *line(uint32_t dims)
{
    dd_problem *problem = NULL;
    assert_status(dd_problem_create(&problem, NULL), DD_STATUS_OK);
    problem->location_count = PLACES;
    problem->load_dims = dims;
    int32_t *ms = dd_problem_alloc(problem, PLACES * PLACES, sizeof *ms), *m = dd_problem_alloc(problem, PLACES * PLACES, sizeof *m);
    for (int i = 0; i < PLACES; i++)
        for (int j = 0; j < PLACES; j++) ms[i * PLACES + j] = abs(i - j) * 600000, m[i * PLACES + j] = abs(i - j) * 1000;
    dd_matrix matrix = {.duration_ms = ms, .dist_m = m};
    assert_status(dd_problem_add_matrix(problem, &matrix, NULL, NULL), DD_STATUS_OK);
    return problem;
}

static dd_task *add(dd_problem *problem, dd_task_kind kind, uint32_t place)
{
    dd_task task = {DD_TASK_DEFAULT, .kind = kind, .location = place};
    uint32_t ix;
    assert_status(dd_problem_add_task(problem, &task, &ix, NULL), DD_STATUS_OK);
    return &problem->tasks[ix];
}

/* The pickup's index is the lower. */
static dd_task *add_shipment(dd_problem *problem, uint32_t from, uint32_t to, int64_t amount)
{
    (void)add(problem, DD_TASK_PICKUP, from);
    dd_task *b = add(problem, DD_TASK_DELIVERY, to), *a = b - 1;
    a->mate = problem->task_count - 1, b->mate = problem->task_count - 2;
    a->pickup[0] = b->delivery[0] = amount;
    return a;
}

static dd_vehicle *add_vehicle(dd_problem *problem, uint32_t place)
{
    dd_vehicle vehicle = {DD_VEHICLE_DEFAULT, .cost_per_hour = 3600};
    vehicle.start = vehicle.end = place;
    for (int d = 0; d < DD_LOAD_DIMS_MAX; d++) vehicle.capacity[d] = 10;
    uint32_t ix;
    assert_status(dd_problem_add_vehicle(problem, &vehicle, &ix, NULL), DD_STATUS_OK);
    return &problem->vehicles[ix];
}

static void set_window(dd_problem *problem, dd_task *task, int64_t begin, int64_t end)
{
    dd_window *windows = dd_problem_alloc(problem, (size_t)task->window_count + 1, sizeof *windows);
    for (uint32_t i = 0; i < task->window_count; i++) windows[i] = task->windows[i];
    windows[task->window_count++] = (dd_window){begin * minute, end * minute};
    task->windows = windows;
}

static dd_plan *solve(dd_problem *problem)
{
    dd_route_options options = {DD_ROUTE_OPTIONS_DEFAULT};
    options.work = 40000;
    dd_plan *plan = NULL;
    dd_error err = {0};
    assert_status(dd_route_solve(problem, &options, &plan, NULL, &err), DD_STATUS_OK);
    dd_status status = dd_plan_check(problem, plan, &err);
    if (status != DD_STATUS_OK) print_error("%s: %s\n", err.pointer, err.message);
    assert_status(status, DD_STATUS_OK);
    return plan;
}

static void write_plan(const dd_plan *plan, char *text, size_t size)
{
    size_t at = 0;
    text[0] = '\0';
    for (uint32_t r = 0; r < plan->route_count; r++) {
        at += (size_t)snprintf(text + at, size - at, "%s%u:", r ? "; " : "", plan->routes[r].vehicle);
        for (uint32_t i = 0; i < plan->routes[r].stop_count; i++) {
            const dd_stop *stop = &plan->routes[r].stops[i];
            if (stop->kind == DD_STEP_TASK) at += (size_t)snprintf(text + at, size - at, " %u", stop->ix);
            if (stop->kind == DD_STEP_RELOAD) at += (size_t)snprintf(text + at, size - at, " R");
            if (stop->kind == DD_STEP_BREAK) at += (size_t)snprintf(text + at, size - at, " #");
        }
    }
    if (plan->unassigned_count > 0) at += (size_t)snprintf(text + at, size - at, "%s-", plan->route_count ? " " : "");
    for (uint32_t i = 0; i < plan->unassigned_count; i++)
        at += (size_t)snprintf(text + at, size - at, " %u %s", plan->unassigned[i].task, dd_reason_text(plan->unassigned[i].reason));
}

#define assert_plan(problem, expected) check_plan((problem), (expected), __FILE__, __LINE__)

static void check_plan(dd_problem *problem, const char *expected, const char *file, int line_number)
{
    char text[512];
    dd_plan *plan = solve(problem);
    write_plan(plan, text, sizeof text);
    dd_plan_free(plan);
    dd_problem_free(problem);
    if (strcmp(text, expected) == 0) return;
    print_error("plan is \"%s\", expected \"%s\"\n", text, expected);
    _fail(file, line_number);
}

/* Service start of a task in minutes, and the route's begin. */
static int64_t start_of(const dd_plan *plan, uint32_t task)
{
    for (uint32_t r = 0; r < plan->route_count; r++)
        for (uint32_t i = 0; i < plan->routes[r].stop_count; i++) {
            const dd_stop *stop = &plan->routes[r].stops[i];
            if (stop->kind == DD_STEP_TASK && stop->ix == task) return (stop->arrival_ms + stop->setup_ms + stop->wait_ms) / minute;
        }
    return -1;
}

static void windows_order_visits(void **state)
{
    (void)state;
    dd_problem *problem = line(0);
    set_window(problem, add(problem, DD_TASK_JOB, 1), 60, 70);
    set_window(problem, add(problem, DD_TASK_JOB, 2), 0, 30);
    add_vehicle(problem, 0);
    assert_plan(problem, "0: 1 0");
}

static void the_second_window_is_waited_for(void **state)
{
    (void)state;
    dd_problem *problem = line(0);
    set_window(problem, add(problem, DD_TASK_JOB, 1), 0, 5);
    set_window(problem, &problem->tasks[0], 30, 40);
    add_vehicle(problem, 0);
    dd_plan *plan = solve(problem);
    assert_int_equal(start_of(plan, 0), 30);
    assert_int_equal(plan->routes[0].stops[0].arrival_ms, 20 * minute); /* waiting moves to the start */
    dd_plan_free(plan);
    dd_problem_free(problem);
}

static void every_load_dimension_counts(void **state)
{
    (void)state;
    for (uint32_t d = 0; d < 3; d++) {
        dd_problem *problem = line(3);
        for (uint32_t i = 1; i <= 2; i++) add(problem, DD_TASK_JOB, i)->delivery[d] = 6;
        problem->tasks[1].priority = 1;
        add_vehicle(problem, 0);
        assert_plan(problem, "0: 1 - 0 no_room");
    }
}

static void deliveries_make_room_for_pickups(void **state)
{
    (void)state;
    dd_problem *problem = line(1);
    add(problem, DD_TASK_JOB, 1)->pickup[0] = 10;
    add(problem, DD_TASK_JOB, 2)->delivery[0] = 10;
    add_vehicle(problem, 0)->end = 2;
    assert_plan(problem, "0: 1 0");
}

static void what_is_too_large_is_left_out(void **state)
{
    (void)state;
    dd_problem *problem = line(1);
    (void)add_shipment(problem, 1, 2, 11);
    add_vehicle(problem, 0);
    assert_plan(problem, "- 0 too_large 1 too_large");
}

static void skills_choose_the_vehicle(void **state)
{
    (void)state;
    static const uint32_t skills[] = {7, 8};
    dd_problem *problem = line(0);
    dd_task *task = add(problem, DD_TASK_JOB, 1);
    task->skills = skills, task->skill_count = 1;
    task = add(problem, DD_TASK_JOB, 1);
    task->skills = skills, task->skill_count = 2;
    add_vehicle(problem, 0);
    dd_vehicle *vehicle = add_vehicle(problem, 9);
    vehicle->skills = skills, vehicle->skill_count = 1;
    assert_plan(problem, "1: 0 - 1 no_skills");
}

static void priorities_come_before_cost(void **state)
{
    (void)state;
    dd_problem *problem = line(1);
    for (uint32_t i = 1; i <= 8; i += 7) add(problem, DD_TASK_JOB, i)->delivery[0] = 10;
    problem->tasks[1].priority = 1;
    add_vehicle(problem, 0);
    assert_plan(problem, "0: 1 - 0 no_room");
}

static void prizes_are_weighed_against_cost(void **state)
{
    (void)state;
    dd_problem *problem = line(0);
    add(problem, DD_TASK_JOB, 5)->prize = 100 * minute * 3600 - 1; /* there and back costs 100 minutes */
    add_vehicle(problem, 0);
    assert_plan(problem, "- 0 not_worth_it");
    problem = line(0);
    add(problem, DD_TASK_JOB, 5)->prize = 100 * minute * 3600 + 1;
    add_vehicle(problem, 0);
    assert_plan(problem, "0: 0");
}

static void required_tasks_are_served_or_it_is_infeasible(void **state)
{
    (void)state;
    dd_problem *problem = line(0);
    dd_task *task = add(problem, DD_TASK_JOB, 5);
    task->prize = 1, task->is_required = true;
    add_vehicle(problem, 0);
    assert_plan(problem, "0: 0");
    problem = line(0);
    add(problem, DD_TASK_JOB, 5)->is_required = true;
    add_vehicle(problem, 0)->shift_end_ms = 99 * minute;
    dd_route_options options = {DD_ROUTE_OPTIONS_DEFAULT};
    options.work = 1000;
    dd_plan *plan = NULL;
    assert_status(dd_route_solve(problem, &options, &plan, NULL, NULL), DD_STATUS_INFEASIBLE);
    assert_null(plan);
    dd_problem_free(problem);
}

static void hot_food_is_not_carried_too_long(void **state)
{
    (void)state;
    for (int is_limited = 0; is_limited < 2; is_limited++) {
        dd_problem *problem = line(1);
        dd_task *pickup = add_shipment(problem, 1, 9, 1);
        if (is_limited) pickup->max_on_board_ms = 80 * minute;
        add(problem, DD_TASK_JOB, 5)->service_ms = 10 * minute;
        add_vehicle(problem, 0)->end = 9;
        dd_plan *plan = solve(problem);
        assert_int_equal(start_of(plan, 2) < start_of(plan, 1) && start_of(plan, 2) > start_of(plan, 0), !is_limited);
        dd_plan_free(plan);
        dd_problem_free(problem);
    }
}

static void pickups_wait_so_that_food_stays_hot(void **state)
{
    (void)state;
    dd_problem *problem = line(1);
    dd_task *pickup = add_shipment(problem, 1, 2, 1);
    pickup->max_on_board_ms = 15 * minute;
    set_window(problem, pickup + 1, 100, 120);
    add_vehicle(problem, 0);
    dd_plan *plan = solve(problem);
    assert_int_equal(start_of(plan, 0), 90);
    assert_int_equal(start_of(plan, 1), 100);
    dd_plan_free(plan);
    dd_problem_free(problem);
}

static void conflicting_loads_are_not_together(void **state)
{
    (void)state;
    static const uint32_t conflicts[][2] = {{5, 6}};
    dd_problem *problem = line(1);
    add_shipment(problem, 1, 3, 1)->load_class = 5;
    problem->tasks[1].load_class = 5;
    add_shipment(problem, 2, 4, 1)->load_class = 6;
    problem->tasks[3].load_class = 6;
    problem->class_conflicts = conflicts, problem->class_conflict_count = 1;
    add_vehicle(problem, 0)->end = 4;
    assert_plan(problem, "0: 0 1 2 3");
}

static void due_times_are_weighed(void **state)
{
    (void)state;
    dd_problem *problem = line(0);
    add(problem, DD_TASK_JOB, 2);
    dd_task *task = add(problem, DD_TASK_JOB, 4);
    problem->tasks[0].service_ms = 30 * minute;
    task->due_ms = 40 * minute, task->late_weight = 3600 * 10;
    add_vehicle(problem, 0)->end = 4;
    assert_plan(problem, "0: 1 0");
}

static void breaks_are_taken_in_time_and_empty(void **state)
{
    (void)state;
    static const dd_window window = {0, 10800000};
    dd_problem *problem = line(1);
    (void)add_shipment(problem, 1, 9, 5);
    dd_break *b = dd_problem_alloc(problem, 1, sizeof *b);
    *b = (dd_break){.windows = &window, .window_count = 1, .service_ms = 30 * minute, .has_max_load = true};
    dd_vehicle *vehicle = add_vehicle(problem, 0);
    vehicle->breaks = b, vehicle->break_count = 1;
    set_window(problem, &problem->tasks[0], 0, 35);
    assert_plan(problem, "0: 0 1 #");
}

static void limits_bind(void **state)
{
    (void)state;
    for (int limit = 0; limit < 5; limit++) {
        dd_problem *problem = line(0);
        for (uint32_t i = 2; i <= 8; i += 6) add(problem, DD_TASK_JOB, i);
        dd_vehicle *vehicle = add_vehicle(problem, 0);
        if (limit == 0) vehicle->max_tasks = 1, problem->tasks[0].priority = 1;
        if (limit == 1) vehicle->max_travel_ms = 159 * minute;
        if (limit == 2) vehicle->max_dist_m = 15999;
        if (limit == 3) vehicle->max_duration_ms = 159 * minute;
        if (limit == 4) vehicle->shift_end_ms = 159 * minute;
        assert_plan(problem, limit == 0 ? "0: 0 - 1 no_room" : "0: 0 - 1 unreachable");
    }
}

/* A vehicle that is not used drives nothing, not even from its start to its end. */
static void limits_bind_an_empty_vehicle_whose_end_is_elsewhere(void **state)
{
    (void)state;
    for (int by_distance = 0; by_distance < 2; by_distance++) {
        dd_problem *problem = line(0);
        (void)add(problem, DD_TASK_JOB, 9);
        dd_vehicle *vehicle = add_vehicle(problem, 0); /* 9 steps there and 4 back to its end, 5 from its start */
        vehicle->end = 5;
        if (by_distance) vehicle->max_dist_m = 12000;
        else vehicle->max_travel_ms = 129 * minute;
        assert_plan(problem, "- 0 unreachable");
    }
}

/* Given steps that carry goods only half the way, in the wrong order, too far or too long: every step says what it breaks. */
static void given_steps_declare_what_they_break(void **state)
{
    (void)state;
    dd_problem *problem = line(1);
    (void)add_shipment(problem, 1, 2, 4);
    (void)add_shipment(problem, 3, 4, 20);
    dd_vehicle *vehicle = add_vehicle(problem, 0);
    dd_break *pause = dd_problem_alloc(problem, 1, sizeof *pause);
    dd_step *steps = dd_problem_alloc(problem, 4, sizeof *steps);
    pause->id = 7;
    steps[0] = (dd_step){.kind = DD_STEP_TASK, .ix = 1};
    steps[1] = (dd_step){.kind = DD_STEP_TASK, .ix = 0};
    steps[2] = (dd_step){.kind = DD_STEP_TASK, .ix = 2};
    steps[3] = (dd_step){.kind = DD_STEP_BREAK, .ix = 0};
    vehicle->breaks = pause, vehicle->break_count = 1;
    vehicle->steps = steps, vehicle->step_count = 4;
    vehicle->max_travel_ms = 45 * minute;
    vehicle->max_dist_m = 6000;
    dd_plan *plan = NULL;
    assert_status(dd_route_time_steps(problem, &plan, NULL), DD_STATUS_OK);
    const uint32_t far = DD_VIOLATION_MAX_TRAVEL_TIME | DD_VIOLATION_MAX_DISTANCE, over = DD_VIOLATION_LOAD, order = DD_VIOLATION_PRECEDENCE;
    const uint32_t expected[] = {0, order, order, order | over | DD_VIOLATION_MAX_TRAVEL_TIME, over | DD_VIOLATION_MAX_TRAVEL_TIME, over | far};
    assert_int_equal(plan->routes[0].stop_count, 6);
    for (uint32_t i = 0; i < 6; i++) assert_int_equal(plan->routes[0].stops[i].violations, expected[i]);
    dd_error err = {0};
    dd_status status = dd_plan_check(problem, plan, &err);
    if (status != DD_STATUS_OK) print_error("%s: %s\n", err.pointer, err.message);
    assert_status(status, DD_STATUS_OK);
    dd_plan_free(plan);
    dd_problem_free(problem);
}

static void durations_shrink_by_starting_late(void **state)
{
    (void)state;
    dd_problem *problem = line(0);
    set_window(problem, add(problem, DD_TASK_JOB, 1), 100, 110);
    dd_vehicle *vehicle = add_vehicle(problem, 0);
    vehicle->max_duration_ms = 20 * minute;
    vehicle->cost_per_wait_hour = 100;
    dd_plan *plan = solve(problem);
    assert_int_equal(start_of(plan, 0), 100);
    assert_int_equal(plan->cost, 20 * minute * 3600);
    dd_plan_free(plan);
    dd_problem_free(problem);
}

static void open_ends_cost_nothing(void **state)
{
    (void)state;
    dd_problem *problem = line(0);
    add(problem, DD_TASK_JOB, 3);
    add_vehicle(problem, 0)->end = DD_NONE;
    dd_plan *plan = solve(problem);
    assert_int_equal(plan->cost, 30 * minute * 3600);
    dd_plan_free(plan);
    problem->vehicles[0].start = DD_NONE, problem->vehicles[0].end = 0;
    plan = solve(problem);
    assert_int_equal(plan->cost, 30 * minute * 3600);
    assert_int_equal(plan->routes[0].stop_count, 2);
    dd_plan_free(plan);
    dd_problem_free(problem);
}

static void costs_choose_the_vehicle(void **state)
{
    (void)state;
    for (int kind = 0; kind < 5; kind++) {
        dd_problem *problem = line(0);
        add(problem, DD_TASK_JOB, 5)->service_ms = 60 * minute;
        add_vehicle(problem, 5);
        add_vehicle(problem, 4);
        dd_vehicle *near = &problem->vehicles[0];
        if (kind == 0) near->fixed_cost = 1201; /* 20 minutes at 3600 an hour cost 1200 */
        if (kind == 1) near->cost_per_task_hour = 1201;
        if (kind == 2) near->start = 3, near->cost_per_hour = 1, near->cost_per_km = 1000;
        if (kind == 3) near->shift_end_ms = 59 * minute;
        if (kind == 4) near->fixed_cost = 1199;
        assert_plan(problem, kind == 4 ? "0: 0" : "1: 0");
    }
}

static void reloads_make_more_trips(void **state)
{
    (void)state;
    dd_problem *problem = line(1);
    for (uint32_t i = 1; i <= 2; i++) add(problem, DD_TASK_JOB, i)->delivery[0] = 10;
    problem->tasks[1].release_ms = 60 * minute;
    dd_vehicle *vehicle = add_vehicle(problem, 0);
    vehicle->max_trips = 2, vehicle->reload_ms = 5 * minute;
    dd_plan *plan = solve(problem);
    char text[64];
    write_plan(plan, text, sizeof text);
    assert_true(strcmp(text, "0: 0 R 1") == 0 || strcmp(text, "0: 1 R 0") == 0);
    assert_true(start_of(plan, 1) >= 80);
    dd_plan_free(plan);
    dd_problem_free(problem);
}

static void trips_wait_for_the_release(void **state)
{
    (void)state;
    dd_problem *problem = line(1);
    dd_task *task = add(problem, DD_TASK_JOB, 1);
    task->delivery[0] = 1, task->release_ms = 60 * minute;
    add_vehicle(problem, 0);
    dd_plan *plan = solve(problem);
    assert_int_equal(start_of(plan, 0), 70);
    dd_plan_free(plan);
    dd_problem_free(problem);
}

static void setup_is_paid_once_a_place(void **state)
{
    (void)state;
    dd_problem *problem = line(0);
    for (int i = 0; i < 3; i++) add(problem, DD_TASK_JOB, 1)->setup_ms = 7 * minute;
    add_vehicle(problem, 0);
    dd_plan *plan = solve(problem);
    assert_int_equal(plan->routes[0].setup_ms, 7 * minute);
    dd_plan_free(plan);
    dd_problem_free(problem);
}

static void service_times_follow_the_vehicle_type(void **state)
{
    (void)state;
    static const dd_type_times times[] = {{2, 0, 5 * 60000}};
    dd_problem *problem = line(0);
    dd_task *task = add(problem, DD_TASK_JOB, 1);
    task->service_ms = 30 * minute;
    task->by_type = times, task->by_type_count = 1;
    add_vehicle(problem, 0)->type = 2;
    dd_plan *plan = solve(problem);
    assert_int_equal(plan->routes[0].service_ms, 5 * minute);
    dd_plan_free(plan);
    dd_problem_free(problem);
}

static void speed_decides_who_is_in_time(void **state)
{
    (void)state;
    dd_problem *problem = line(0);
    set_window(problem, add(problem, DD_TASK_JOB, 4), 0, 20);
    add_vehicle(problem, 0);
    add_vehicle(problem, 0)->speed_permille = 2000;
    assert_plan(problem, "1: 0");
}

static void hours_have_their_speeds(void **state)
{
    (void)state;
    dd_problem *problem = line(0);
    uint16_t *curve = dd_problem_alloc(problem, 24, sizeof *curve);
    for (int h = 0; h < 24; h++) curve[h] = h == 0 ? 500 : 2000;
    problem->matrices[0].speed_by_hour_permille = curve;
    add(problem, DD_TASK_JOB, 9);
    add_vehicle(problem, 0);
    dd_plan *plan = solve(problem);
    assert_int_equal(start_of(plan, 0), 90); /* 30 of 90 minutes' way by one o'clock, the rest at double speed */
    dd_plan_free(plan);
    dd_problem_free(problem);
}

static void one_merchant_at_a_time(void **state)
{
    (void)state;
    for (int is_one = 0; is_one < 2; is_one++) {
        dd_problem *problem = line(1);
        (void)add_shipment(problem, 1, 3, 1);
        (void)add_shipment(problem, 1, 4, 1);
        (void)add_shipment(problem, 2, 5, 1);
        problem->one_merchant_at_a_time = is_one;
        add_vehicle(problem, 0)->end = 5;
        dd_plan *plan = solve(problem);
        bool is_mixed = start_of(plan, 4) < start_of(plan, 3) && start_of(plan, 4) > start_of(plan, 0);
        assert_int_equal(is_mixed, !is_one);
        dd_plan_free(plan);
        dd_problem_free(problem);
    }
}

static void goods_on_board_stay_with_their_vehicle(void **state)
{
    (void)state;
    dd_problem *problem = line(1);
    dd_task *task = add(problem, DD_TASK_DELIVERY, 1);
    task->only_vehicle = 1, task->delivery[0] = 6;
    (void)add_shipment(problem, 8, 7, 6);
    add_vehicle(problem, 0)->max_tasks = 1;
    add_vehicle(problem, 9)->end = 1;
    dd_plan *plan = solve(problem);
    assert_int_equal(plan->route_count, 1);
    assert_true(start_of(plan, 0) < start_of(plan, 1)); /* both do not fit */
    dd_plan_free(plan);
    dd_problem_free(problem);
}

static void pinned_steps_stay_first(void **state)
{
    (void)state;
    static const dd_step steps[] = {{.kind = DD_STEP_TASK, .ix = 1}};
    dd_problem *problem = line(0);
    for (uint32_t i = 1; i <= 3; i++) add(problem, DD_TASK_JOB, i);
    dd_vehicle *vehicle = add_vehicle(problem, 0);
    vehicle->steps = steps, vehicle->step_count = vehicle->pinned_count = 1;
    vehicle->end = 3;
    assert_plan(problem, "0: 1 0 2");
}

static void late_pinned_steps_are_declared(void **state)
{
    (void)state;
    static const dd_step steps[] = {{.kind = DD_STEP_TASK, .ix = 0}};
    dd_problem *problem = line(0);
    set_window(problem, add(problem, DD_TASK_JOB, 5), 0, 20);
    dd_vehicle *vehicle = add_vehicle(problem, 0);
    vehicle->steps = steps, vehicle->step_count = vehicle->pinned_count = 1;
    dd_plan *plan = solve(problem);
    assert_int_equal(plan->routes[0].violations, DD_VIOLATION_DELAY);
    dd_plan_free(plan);
    dd_problem_free(problem);
}

static void steps_are_kept_and_timed(void **state)
{
    (void)state;
    static const dd_step steps[] = {{.kind = DD_STEP_TASK, .ix = 1}, {.kind = DD_STEP_TASK, .ix = 0, .has_after = true, .after_ms = 3600000}};
    dd_problem *problem = line(0);
    for (uint32_t i = 1; i <= 2; i++) add(problem, DD_TASK_JOB, i);
    dd_vehicle *vehicle = add_vehicle(problem, 0);
    vehicle->steps = steps, vehicle->step_count = 2;
    dd_plan *plan = NULL;
    assert_status(dd_route_time_steps(problem, &plan, NULL), DD_STATUS_OK);
    assert_int_equal(start_of(plan, 0), 60);
    assert_int_equal(start_of(plan, 1), 50); /* as late as the next allows */
    dd_plan_free(plan);
    dd_route_options options = {DD_ROUTE_OPTIONS_DEFAULT};
    options.work = 1, options.keeps_steps = true;
    assert_status(dd_route_solve(problem, &options, &plan, NULL, NULL), DD_STATUS_OK);
    assert_int_equal(plan->unassigned_count, 0);
    dd_plan_free(plan);
    dd_problem_free(problem);
}

static void custom_costs_replace_time(void **state)
{
    (void)state;
    dd_problem *problem = line(0);
    int32_t *cost = dd_problem_alloc(problem, PLACES * PLACES, sizeof *cost);
    for (int i = 0; i < PLACES * PLACES; i++) cost[i] = 7;
    problem->matrices[0].cost = cost;
    add(problem, DD_TASK_JOB, 5);
    add_vehicle(problem, 0);
    dd_plan *plan = solve(problem);
    assert_int_equal(plan->cost, 14 * 3600000);
    dd_plan_free(plan);
    dd_problem_free(problem);
}

static void fleets_are_reduced(void **state)
{
    (void)state;
    for (int is_fleet = 0; is_fleet < 2; is_fleet++) {
        dd_problem *problem = line(0);
        for (uint32_t i = 0; i < 4; i++) add(problem, DD_TASK_JOB, i < 2 ? 1 : 8);
        add_vehicle(problem, 1);
        add_vehicle(problem, 8);
        dd_route_options options = {DD_ROUTE_OPTIONS_DEFAULT};
        options.work = 40000, options.objective = is_fleet ? DD_OBJECTIVE_VEHICLES : DD_OBJECTIVE_COST;
        dd_plan *plan = NULL;
        assert_status(dd_route_solve(problem, &options, &plan, NULL, NULL), DD_STATUS_OK);
        assert_int_equal(plan->route_count, is_fleet ? 1 : 2);
        dd_plan_free(plan);
        dd_problem_free(problem);
    }
}

/* An exhaustive search over orders, of one vehicle with windows: the solver finds the optimum. */
static int64_t best_order(const dd_problem *problem, uint32_t left, uint32_t at, int64_t t)
{
    int64_t best = left == 0 ? (int64_t)at * 600000 : INT64_MAX / 2;
    for (uint32_t i = 0; i < problem->task_count; i++) {
        if (!(left >> i & 1)) continue;
        const dd_task *task = &problem->tasks[i];
        int64_t leg = abs((int)task->location - (int)at) * 600000, start = t + leg;
        if (start < task->windows[0].begin_ms) start = task->windows[0].begin_ms;
        if (start > task->windows[0].end_ms) continue;
        int64_t rest = best_order(problem, left & ~(1u << i), task->location, start + task->service_ms);
        if (leg + rest < best) best = leg + rest;
    }
    return best;
}

static void small_problems_are_solved_exactly(void **state)
{
    (void)state;
    dd_rng rng = dd_rng_seed(11, 0);
    for (int k = 0; k < 40; k++) {
        dd_problem *problem = line(0);
        for (int i = 0; i < 6; i++) {
            dd_task *task = add(problem, DD_TASK_JOB, dd_rng_below(&rng, PLACES));
            int64_t begin = dd_rng_below(&rng, 150);
            task->service_ms = dd_rng_below(&rng, 10) * minute;
            set_window(problem, task, begin, begin + 30 + dd_rng_below(&rng, 120));
        }
        add_vehicle(problem, 0);
        int64_t expected = best_order(problem, 63, 0, 0);
        dd_plan *plan = solve(problem);
        if (expected >= INT64_MAX / 2) assert_true(plan->unassigned_count > 0);
        else assert_int_equal(plan->cost, expected * 3600);
        dd_plan_free(plan);
        dd_problem_free(problem);
    }
}

static void work_and_threads_repeat_a_run(void **state)
{
    (void)state;
    dd_problem *problem = line(0);
    for (uint32_t i = 0; i < 30; i++) add(problem, DD_TASK_JOB, (i * 7) % PLACES)->service_ms = i * 1000;
    for (int v = 0; v < 5; v++) add_vehicle(problem, (uint32_t)v * 2)->max_tasks = 8;
    dd_pool *pool = NULL;
    assert_status(dd_pool_create(3, &pool, NULL), DD_STATUS_OK);
    dd_executor executor = dd_pool_executor(pool);
    char text[3][512];
    for (int k = 0; k < 3; k++) {
        dd_route_options options = {DD_ROUTE_OPTIONS_DEFAULT};
        options.work = 300000, options.lanes = 4, options.executor = k ? &executor : NULL;
        dd_plan *plan = NULL;
        assert_status(dd_route_solve(problem, &options, &plan, NULL, NULL), DD_STATUS_OK);
        write_plan(plan, text[k], sizeof text[k]);
        dd_plan_free(plan);
    }
    assert_string_equal(text[0], text[1]);
    assert_string_equal(text[0], text[2]);
    dd_pool_free(pool);
    dd_problem_free(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(windows_order_visits), cmocka_unit_test(the_second_window_is_waited_for),
        cmocka_unit_test(every_load_dimension_counts), cmocka_unit_test(deliveries_make_room_for_pickups),
        cmocka_unit_test(what_is_too_large_is_left_out), cmocka_unit_test(skills_choose_the_vehicle),
        cmocka_unit_test(priorities_come_before_cost), cmocka_unit_test(prizes_are_weighed_against_cost),
        cmocka_unit_test(required_tasks_are_served_or_it_is_infeasible), cmocka_unit_test(hot_food_is_not_carried_too_long),
        cmocka_unit_test(pickups_wait_so_that_food_stays_hot), cmocka_unit_test(conflicting_loads_are_not_together),
        cmocka_unit_test(due_times_are_weighed), cmocka_unit_test(breaks_are_taken_in_time_and_empty), cmocka_unit_test(limits_bind),
        cmocka_unit_test(limits_bind_an_empty_vehicle_whose_end_is_elsewhere), cmocka_unit_test(given_steps_declare_what_they_break),
        cmocka_unit_test(durations_shrink_by_starting_late), cmocka_unit_test(open_ends_cost_nothing),
        cmocka_unit_test(costs_choose_the_vehicle), cmocka_unit_test(reloads_make_more_trips), cmocka_unit_test(trips_wait_for_the_release),
        cmocka_unit_test(setup_is_paid_once_a_place), cmocka_unit_test(service_times_follow_the_vehicle_type),
        cmocka_unit_test(speed_decides_who_is_in_time), cmocka_unit_test(hours_have_their_speeds), cmocka_unit_test(one_merchant_at_a_time),
        cmocka_unit_test(goods_on_board_stay_with_their_vehicle), cmocka_unit_test(pinned_steps_stay_first),
        cmocka_unit_test(late_pinned_steps_are_declared), cmocka_unit_test(steps_are_kept_and_timed),
        cmocka_unit_test(custom_costs_replace_time), cmocka_unit_test(fleets_are_reduced), cmocka_unit_test(small_problems_are_solved_exactly),
        cmocka_unit_test(work_and_threads_repeat_a_run),
    };
    return cmocka_run_group_tests_name("route", tests, NULL, NULL);
}
