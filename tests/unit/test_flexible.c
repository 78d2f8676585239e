/* The search for flexible shops: same bytes on any number of threads and with the work of a halted run, a schedule to start from, locks, memory that
 * runs out, and bounds worked out by hand.
 */
#include <stdlib.h>
#include <string.h>

#include "diaodu/shop.h"
#include "shop/flexible_bound.h"
#include "shop/flexible_solve.h"
#include "support/check.h"
#include "support/fault.h"
#include "support/shop_case.h"

static shop_case shop;

static void draw(uint64_t seed, uint32_t jobs)
{
    dd_rng rng = dd_rng_seed(seed, 0);
    const shop_case_options options = {.jobs = jobs, .machines = 6, .operations_max = 6, .modes_max = 3, .time_max = 30, .has_assembly = seed % 2 == 1};
    shop_case_draw(&shop, &options, &rng);
}

static dd_schedule *solve(const dd_shop_options *options, dd_shop_stats *stats)
{
    dd_schedule *schedule = NULL;
    assert_status(dd_shop_solve(&shop.problem, options, &schedule, stats, NULL), DD_STATUS_OK);
    assert_status(dd_schedule_check(&shop.problem, schedule, NULL), DD_STATUS_OK);
    return schedule;
}

static void assert_same(const dd_schedule *a, const dd_schedule *b)
{
    assert_int_equal(a->operation_count, b->operation_count);
    assert_memory_equal(a->placements, b->placements, a->operation_count * sizeof *a->placements);
}

static void threads_do_not_show(void **state)
{
    (void)state;
    dd_pool *pool = NULL;
    assert_status(dd_pool_create(2, &pool, NULL), DD_STATUS_OK);
    dd_executor executor = dd_pool_executor(pool);
    for (uint64_t seed = 1; seed <= 3; seed++) {
        draw(seed, 20);
        dd_shop_stats stats[2];
        dd_shop_options options = {.seed = seed, .work = 40000, .lanes = 3};
        dd_schedule *one = solve(&options, &stats[0]);
        options.executor = &executor;
        dd_schedule *two = solve(&options, &stats[1]);
        assert_same(one, two);
        assert_memory_equal(&stats[0].work, &stats[1].work, sizeof stats[0].work);
        assert_int_equal(stats[0].iterations, stats[1].iterations);
        assert_int_equal(stats[0].lanes, 3);
        dd_schedule_free(one);
        dd_schedule_free(two);
    }
    dd_pool_free(pool);
}

static bool stop_at(void *context)
{
    int *left = context;
    return --*left <= 0;
}

static void work_repeats_a_halted_run(void **state)
{
    (void)state;
    draw(4, 20);
    int left = 9;
    const dd_halt halt = {.should_stop = stop_at, .context = &left};
    dd_shop_stats halted, repeated;
    dd_shop_options options = {.seed = 5, .halt = &halt};
    dd_schedule *one = solve(&options, &halted);
    assert_int_equal(left, 0);
    options = (dd_shop_options){.seed = 5, .work = halted.work};
    dd_schedule *two = solve(&options, &repeated);
    assert_same(one, two);
    assert_int_equal(halted.work, repeated.work);
    dd_schedule_free(one);
    dd_schedule_free(two);
}

static void a_start_is_not_lost(void **state)
{
    (void)state;
    draw(6, 25);
    dd_shop_stats stats;
    dd_schedule *good = solve(&(dd_shop_options){.seed = 1, .work = 60000}, &stats);
    dd_schedule *again = solve(&(dd_shop_options){.seed = 2, .work = 1, .start = good}, &stats);
    assert_true(again->terms[DD_SHOP_TERM_MAKESPAN] <= good->terms[DD_SHOP_TERM_MAKESPAN]);
    assert_true(stats.first_terms[DD_SHOP_TERM_MAKESPAN] == good->terms[DD_SHOP_TERM_MAKESPAN]);
    dd_schedule_free(good);
    dd_schedule_free(again);
}

static void locks_are_kept(void **state)
{
    (void)state;
    draw(8, 10);
    dd_operation *op = &shop.operations[0];
    op->is_locked = true;
    op->lock = (dd_lock){.mode = op->mode_count - 1, .setup_begin_ms = 3, .start_ms = 3, .end_ms = 3 + op->modes[op->mode_count - 1].duration_ms};
    dd_shop_stats stats;
    dd_schedule *schedule = solve(&(dd_shop_options){.seed = 1, .work = 5000}, &stats);
    assert_int_equal(schedule->placements[0].start_ms, 3);
    assert_int_equal(schedule->placements[0].mode, op->lock.mode);
    dd_schedule_free(schedule);
}

static dd_status solve_and_free(void *arg)
{
    (void)arg;
    dd_schedule *schedule = NULL;
    dd_shop_stats stats;
    const dd_shop_options options = {.seed = 1, .work = 2000, .lanes = 2};
    dd_status status = dd_flexible_solve(&shop.problem, &options, &schedule, &stats, NULL);
    dd_schedule_free(schedule);
    return status;
}

static void memory_runs_out(void **state)
{
    (void)state;
    draw(2, 4);
    assert_true(fault_each_allocation(solve_and_free, NULL) > 5);
}

/* Three jobs of one operation of 6 that two machines can do, one of 5 that only the second can: 23 of work on two machines, so 12 at least.  With a
 * job of 2 then 9 on a third machine the path of 11 changes nothing, and 4 released at 20 on any machine ends at 24. */
static void bounds_by_hand(void **state)
{
    (void)state;
    memset(&shop, 0, sizeof shop);
    shop.problem = (dd_shop_problem){.jobs = shop.jobs, .operations = shop.operations, .machines = shop.machines, .machine_count = 3, .ticks_per_unit = 1};
    shop.problem.objective.level_count = 1;
    shop.problem.objective.weight[0][DD_SHOP_TERM_MAKESPAN] = 1;
    for (uint32_t m = 0; m < 3; m++) shop.machines[m] = (dd_machine){DD_MACHINE_DEFAULT};
    static const struct { uint32_t job; dd_mode modes[3]; uint32_t modes_count; int64_t release_ms; int32_t bound; } rows[] = {
        {0, {{.machine = 0, .duration_ms = 6}, {.machine = 1, .duration_ms = 6}}, 2, 0, 6},
        {1, {{.machine = 0, .duration_ms = 6}, {.machine = 1, .duration_ms = 6}}, 2, 0, 6},
        {2, {{.machine = 0, .duration_ms = 6}, {.machine = 1, .duration_ms = 6}}, 2, 0, 9},
        {3, {{.machine = 1, .duration_ms = 5}}, 1, 0, 12},
        {4, {{.machine = 2, .duration_ms = 2}}, 1, 0, 12},
        {4, {{.machine = 2, .duration_ms = 9}}, 1, 0, 12},
        {5, {{.machine = 0, .duration_ms = 4}, {.machine = 1, .duration_ms = 4}, {.machine = 2, .duration_ms = 4}}, 3, 20, 24},
    };
    for (uint32_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        shop.jobs[rows[i].job] = (dd_job){DD_JOB_DEFAULT, .release_ms = rows[i].release_ms};
        shop.operations[i] = (dd_operation){DD_OPERATION_DEFAULT, .job = rows[i].job, .modes = rows[i].modes, .mode_count = rows[i].modes_count};
        if (i > 0 && rows[i - 1].job == rows[i].job) {
            shop.links[i][0].before = i - 1;
            shop.operations[i].links = shop.links[i];
            shop.operations[i].link_count = 1;
        }
        shop.problem.operation_count = i + 1;
        shop.problem.job_count = rows[i].job + 1;
        dd_dense *dense = NULL;
        assert_status(dd_dense_create(&shop.problem, &dense, NULL), DD_STATUS_OK);
        assert_int_equal(dd_flexible_bound(dense) * dense->unit_ms, rows[i].bound / dense->unit_ms * dense->unit_ms == rows[i].bound
                                                                         ? rows[i].bound : (rows[i].bound / dense->unit_ms + 1) * dense->unit_ms);
        dd_dense_free(dense);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_do_not_show), cmocka_unit_test(work_repeats_a_halted_run), cmocka_unit_test(a_start_is_not_lost),
        cmocka_unit_test(locks_are_kept), cmocka_unit_test(memory_runs_out), cmocka_unit_test(bounds_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
