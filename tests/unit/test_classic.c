/* The search for makespan at its edges: locks, starts, instants beyond 32 bits, failing allocations, what it leaves to the general search. */
#include "diaodu/shop.h"
#include "shop/classic.h"
#include "shop/dense.h"
#include "shop/windowed.h"
#include "support/check.h"
#include "support/fault.h"
#include "support/shop_case.h"

static shop_case shop;

static void draw(uint64_t seed)
{
    shop_case_options options = {.jobs = 6, .machines = 4, .operations_max = 5, .modes_max = 1, .time_max = 20};
    dd_rng rng = dd_rng_seed(seed, 0);
    shop_case_draw(&shop, &options, &rng);
}

static dd_schedule *solve(const dd_shop_options *options, dd_shop_stats *stats)
{
    dd_schedule *schedule = NULL;
    dd_error err = {0};
    assert_status(dd_shop_solve(&shop.problem, options, &schedule, stats, &err), DD_STATUS_OK);
    assert_status(dd_schedule_check(&shop.problem, schedule, &err), DD_STATUS_OK);
    return schedule;
}

static bool can(void)
{
    return dd_dense_can(&shop.problem, &shop.problem.objective);
}

static void lock(uint32_t op, int64_t start_ms)
{
    int64_t end_ms = start_ms + shop.operations[op].modes[0].duration_ms;
    shop.operations[op].is_locked = true;
    shop.operations[op].lock = (dd_lock){.mode = 0, .setup_begin_ms = start_ms, .start_ms = start_ms, .end_ms = end_ms};
}

/* A lock at its machine's beginning becomes a release and an availability; one later on does not. */
static void test_locks(void **state)
{
    (void)state;
    draw(1);
    shop.operations[0].modes = &(dd_mode){.machine = 0, .duration_ms = 50};
    lock(0, 0);
    assert_true(can());
    dd_dense *dense = NULL;
    assert_status(dd_dense_create(&shop.problem, &dense, NULL), DD_STATUS_OK);
    assert_int_equal(dense->op_count, (int32_t)shop.problem.operation_count - 1);
    assert_int_equal(dense->available[0] * dense->unit_ms, 50);
    assert_int_equal(dense->floor_ms, 50);
    dd_dense_free(dense);
    dd_shop_stats stats;
    dd_schedule *schedule = solve(&(dd_shop_options){.seed = 1, .work = 20000}, &stats);
    assert_int_equal(schedule->placements[0].start_ms, 0);
    assert_true(schedule->terms[DD_SHOP_TERM_MAKESPAN] >= stats.bound_ms && stats.bound_ms >= 50);
    dd_schedule_free(schedule);
    lock(0, 7);
    assert_false(can());
}

static void test_left_to_general(void **state)
{
    (void)state;
    draw(2);
    assert_true(can());
    shop.problem.objective.weight[0][DD_SHOP_TERM_FLOW] = 1;
    assert_false(can());
    draw(2);
    dd_window shift = {0, 5};
    dd_window closed[] = {shift};
    shop.machines[1].closed = closed;
    shop.machines[1].closed_count = 1;
    assert_false(can());
}

/* From a start the search begins where it is, and never ends worse. */
static void test_start(void **state)
{
    (void)state;
    draw(3);
    dd_shop_stats stats;
    dd_schedule *start = NULL;
    assert_status(dd_shop_dispatch(&shop.problem, DD_SHOP_RULE_SPT, &start, NULL), DD_STATUS_OK);
    dd_schedule *schedule = solve(&(dd_shop_options){.seed = 1, .work = 20000, .start = start}, &stats);
    assert_int_equal(stats.first_terms[DD_SHOP_TERM_MAKESPAN], start->terms[DD_SHOP_TERM_MAKESPAN]);
    assert_true(schedule->terms[DD_SHOP_TERM_MAKESPAN] <= start->terms[DD_SHOP_TERM_MAKESPAN]);
    dd_schedule_free(schedule);
    dd_schedule_free(start);
}

/* Durations without a common divisor, far beyond 32 bits: the search sees rounded times, the schedule is exact, and the bound stays one. */
static void test_long_times(void **state)
{
    (void)state;
    draw(4);
    for (uint32_t i = 0; i < shop.problem.operation_count; i++) shop.modes[i][0].duration_ms = (INT64_C(1) << 40) + 977 * (int64_t)i * i + 1;
    dd_shop_stats stats;
    dd_dense *dense = NULL;
    assert_status(dd_dense_create(&shop.problem, &dense, NULL), DD_STATUS_OK);
    assert_false(dense->is_exact);
    dd_dense_free(dense);
    dd_schedule *schedule = solve(&(dd_shop_options){.seed = 1, .work = 20000}, &stats);
    assert_true(stats.bound_ms <= schedule->terms[DD_SHOP_TERM_MAKESPAN]);
    assert_true(stats.bound_ms > schedule->terms[DD_SHOP_TERM_MAKESPAN] / 4);
    dd_schedule_free(schedule);
}

typedef dd_status (*solver)(const dd_shop_problem *problem, const dd_shop_options *options, dd_schedule **ret, dd_shop_stats *stats, dd_error *err);

static dd_status body(void *arg)
{
    dd_schedule *schedule = NULL;
    dd_shop_stats stats;
    dd_shop_options options = {.seed = 1, .work = 3000, .lanes = 2};
    dd_status status = (*(solver *)arg)(&shop.problem, &options, &schedule, &stats, NULL);
    dd_schedule_free(schedule);
    return status;
}

static void test_memory(void **state)
{
    (void)state;
    draw(5);
    solver classic = dd_classic_solve, windowed = dd_windowed_solve;
    assert_true(fault_each_allocation(body, &classic) > 5);
    assert_true(fault_each_allocation(body, &windowed) > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_locks), cmocka_unit_test(test_left_to_general), cmocka_unit_test(test_start),
                                       cmocka_unit_test(test_long_times), cmocka_unit_test(test_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
