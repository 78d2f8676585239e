/* The general search of factory lines: repeatable, cut where the budget ends, and honest about what cannot be. */
#include <stdlib.h>

#include "diaodu/shop.h"
#include "support/check.h"
#include "support/fault.h"
#include "support/line_case.h"

static dd_shop_problem *draw(uint32_t jobs, uint64_t seed)
{
    line_case_options options = {jobs, 6, 5, 9, LINE_ALL};
    dd_rng rng = dd_rng_seed(seed, 0);
    dd_shop_problem *problem = line_case_draw(&options, &rng);
    assert_non_null(problem);
    problem->objective = (dd_shop_objective){.level_count = 2};
    problem->objective.weight[0][DD_SHOP_TERM_TARDINESS] = 1;
    problem->objective.weight[1][DD_SHOP_TERM_FLOW] = 1;
    return problem;
}

static dd_schedule *solve(const dd_shop_problem *problem, const dd_shop_options *options, dd_shop_stats *stats)
{
    dd_schedule *schedule;
    dd_error err = {0};
    assert_status(dd_shop_solve(problem, options, &schedule, stats, &err), DD_STATUS_OK);
    assert_status(dd_schedule_check(problem, schedule, &err), DD_STATUS_OK);
    return schedule;
}

static void assert_same(const dd_schedule *a, const dd_schedule *b)
{
    assert_int_equal(a->operation_count, b->operation_count);
    assert_memory_equal(a->placements, b->placements, a->operation_count * sizeof *a->placements);
    assert_memory_equal(a->terms, b->terms, sizeof a->terms);
}

static void threads_do_not_show(void **state)
{
    (void)state;
    dd_shop_problem *problem = draw(30, 1);
    dd_pool *pool;
    dd_shop_options options = {DD_SHOP_OPTIONS_DEFAULT};
    options.work = 300000;
    options.lanes = 4;
    dd_schedule *one = solve(problem, &options, NULL);
    assert_status(dd_pool_create(2, &pool, NULL), DD_STATUS_OK);
    dd_executor executor = dd_pool_executor(pool);
    options.executor = &executor;
    dd_schedule *two = solve(problem, &options, NULL);
    assert_same(one, two);
    dd_schedule_free(one);
    dd_schedule_free(two);
    dd_pool_free(pool);
    dd_shop_problem_free(problem);
}

static bool stop_at_fifth(void *context)
{
    return ++*(int *)context > 5;
}

/* A run that a halt ended is the run with the work it did as its budget. */
static void a_halted_run_repeats(void **state)
{
    (void)state;
    dd_shop_problem *problem = draw(20, 2);
    int asked = 0;
    dd_halt halt = {stop_at_fifth, NULL, &asked};
    dd_shop_stats stats;
    dd_shop_options options = {DD_SHOP_OPTIONS_DEFAULT};
    options.work = 0;
    options.lanes = 2;
    options.halt = &halt;
    dd_schedule *halted = solve(problem, &options, &stats);
    options.halt = NULL;
    options.work = stats.work;
    dd_schedule *again = solve(problem, &options, &stats);
    assert_int_equal(stats.work, options.work);
    assert_same(halted, again);
    dd_schedule_free(halted);
    dd_schedule_free(again);
    dd_shop_problem_free(problem);
}

/* More work is never worse, and never worse than the first schedule. */
static void more_work_is_no_worse(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 5; seed++) {
        dd_shop_problem *problem = draw(15, seed);
        dd_shop_stats stats;
        int64_t last[DD_SHOP_TERM_END_];
        for (uint64_t work = 20000; work <= 320000; work *= 4) {
            dd_shop_options options = {DD_SHOP_OPTIONS_DEFAULT};
            options.work = work;
            dd_schedule *schedule = solve(problem, &options, &stats);
            assert_true(dd_shop_objective_compare(&problem->objective, schedule->terms, stats.first_terms) <= 0);
            if (work > 20000) assert_true(dd_shop_objective_compare(&problem->objective, schedule->terms, last) <= 0);
            memcpy(last, schedule->terms, sizeof last);
            dd_schedule_free(schedule);
        }
        dd_shop_problem_free(problem);
    }
}

/* From a running plan that still fits nothing moves, where moving is all that counts. */
static void a_plan_that_fits_stays(void **state)
{
    (void)state;
    dd_shop_problem *problem = draw(15, 3);
    dd_shop_options options = {DD_SHOP_OPTIONS_DEFAULT};
    dd_shop_stats stats;
    options.work = 50000;
    dd_schedule *plan = solve(problem, &options, NULL);
    for (uint32_t i = 0; i < problem->operation_count; i++) {
        problem->operations[i].planned_mode = plan->placements[i].mode;
        problem->operations[i].planned_start_ms = plan->placements[i].start_ms;
    }
    problem->objective = (dd_shop_objective){.level_count = 1};
    problem->objective.weight[0][DD_SHOP_TERM_MOVED] = 1;
    options.start = plan;
    dd_schedule *kept = solve(problem, &options, &stats);
    assert_int_equal(kept->terms[DD_SHOP_TERM_MOVED], 0);
    assert_true(stats.is_optimal);
    dd_schedule_free(plan);
    dd_schedule_free(kept);
    dd_shop_problem_free(problem);
}

typedef struct faulty {
    const dd_shop_problem *problem;
    const dd_schedule *start;
} faulty;

static dd_status solve_anyhow(void *arg)
{
    const faulty *f = arg;
    dd_schedule *schedule;
    dd_shop_options options = {DD_SHOP_OPTIONS_DEFAULT};
    options.work = 3000;
    options.lanes = 2;
    options.start = f->start;
    dd_status status = dd_shop_solve(f->problem, &options, &schedule, NULL, NULL);
    if (status == DD_STATUS_OK) dd_schedule_free(schedule);
    return status;
}

static void each_allocation_may_fail(void **state)
{
    (void)state;
    dd_shop_problem *problem = draw(6, 4);
    dd_shop_options options = {DD_SHOP_OPTIONS_DEFAULT};
    options.work = 3000;
    dd_schedule *plan = solve(problem, &options, NULL);
    faulty rules = {problem, NULL}, start = {problem, plan};
    assert_true(fault_each_allocation(solve_anyhow, &rules) > 20);
    assert_true(fault_each_allocation(solve_anyhow, &start) > 20);
    dd_schedule_free(plan);
    dd_shop_problem_free(problem);
}

/* An operation longer than every shift that may not pause, and one that needs more units than there are, are named. */
static void what_can_never_run_is_named(void **state)
{
    (void)state;
    for (int kind = 0; kind < 2; kind++) {
        dd_shop_problem *problem;
        dd_error err = {0};
        dd_window shift = {0, 8};
        dd_calendar calendar = {.shifts = &shift, .shift_count = 1, .period_ms = 24};
        dd_machine machine = {DD_MACHINE_DEFAULT};
        dd_pool_resource crew = {.calendar = DD_NONE, .units = 1};
        dd_need need = {0, 2, false};
        dd_mode modes[2] = {{.duration_ms = 3}, {.duration_ms = kind == 0 ? 9 : 3, .needs = &need, .need_count = kind == 1}};
        dd_job job = {DD_JOB_DEFAULT};
        machine.calendar = 0;
        assert_status(dd_shop_problem_create(&problem, NULL), DD_STATUS_OK);
        assert_status(dd_shop_problem_add_calendar(problem, &calendar, NULL, NULL), DD_STATUS_OK);
        assert_status(dd_shop_problem_add_machine(problem, &machine, NULL, NULL), DD_STATUS_OK);
        assert_status(dd_shop_problem_add_pool(problem, &crew, NULL, NULL), DD_STATUS_OK);
        assert_status(dd_shop_problem_add_job(problem, &job, NULL, NULL), DD_STATUS_OK);
        for (int i = 0; i < 2; i++) {
            dd_operation operation = {DD_OPERATION_DEFAULT, .modes = &modes[i], .mode_count = 1};
            assert_status(dd_shop_problem_add_operation(problem, &operation, NULL, NULL), DD_STATUS_OK);
        }
        dd_shop_options options = {DD_SHOP_OPTIONS_DEFAULT};
        dd_schedule *schedule;
        assert_status(dd_shop_solve(problem, &options, &schedule, NULL, &err), DD_STATUS_INFEASIBLE);
        assert_error_at(&err, DD_STATUS_INFEASIBLE, "/operations/1");
        assert_status(dd_shop_dispatch(problem, DD_SHOP_RULE_FIFO, &schedule, &err), DD_STATUS_INFEASIBLE);
        dd_shop_problem_free(problem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_do_not_show),        cmocka_unit_test(a_halted_run_repeats),   cmocka_unit_test(more_work_is_no_worse),
        cmocka_unit_test(a_plan_that_fits_stays),     cmocka_unit_test(each_allocation_may_fail),
        cmocka_unit_test(what_can_never_run_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
