#include "diaodu/executor.h"

#include "support/check.h"
#include "support/fault.h"

enum { LANES_MAX = 200 };

typedef struct lanes_seen {
    uint64_t calls[LANES_MAX], sums[LANES_MAX];
} lanes_seen;

/* A lane's own arithmetic, in the lane's own memory. */
static void work_lane(void *arg, uint32_t lane)
{
    lanes_seen *seen = arg;
    seen->calls[lane]++;
    for (uint64_t i = 0; i < 1000; i++) seen->sums[lane] += i * (lane + 1);
}

static void run_and_compare(dd_executor executor, uint32_t lanes)
{
    lanes_seen seen = {{0}, {0}};
    for (int batch = 0; batch < 20; batch++) executor.run(executor.context, lanes, work_lane, &seen);
    for (uint32_t lane = 0; lane < LANES_MAX; lane++) {
        assert_int_equal(seen.calls[lane], lane < lanes ? 20 : 0);
        assert_int_equal(seen.sums[lane], lane < lanes ? (uint64_t)20 * 499500 * (lane + 1) : 0);
    }
}

static void inline_runs_each_lane_once(void **state)
{
    (void)state;
    run_and_compare(dd_executor_inline(), 0);
    run_and_compare(dd_executor_inline(), 7);
}

static void pools_of_any_size_run_each_lane_once(void **state)
{
    (void)state;
    static const uint32_t threads[] = {1, 2, 3, 8, 32}, lanes[] = {0, 1, 2, 7, LANES_MAX};
    for (size_t t = 0; t < sizeof threads / sizeof *threads; t++) {
        dd_pool *pool = NULL;
        assert_status(dd_pool_create(threads[t], &pool, NULL), DD_STATUS_OK);
        for (size_t l = 0; l < sizeof lanes / sizeof *lanes; l++) run_and_compare(dd_pool_executor(pool), lanes[l]);
        dd_pool_free(pool);
    }
}

static void a_pool_that_never_worked_is_freed(void **state)
{
    (void)state;
    dd_pool *pool = NULL;
    assert_status(dd_pool_create(4, &pool, NULL), DD_STATUS_OK);
    dd_pool_free(pool);
    dd_pool_free(NULL);
}

static void thread_counts_out_of_range_are_refused(void **state)
{
    (void)state;
    static const uint32_t threads[] = {0, 257, UINT32_MAX};
    for (size_t t = 0; t < sizeof threads / sizeof *threads; t++) {
        dd_pool *pool = NULL;
        dd_error err;
        assert_status(dd_pool_create(threads[t], &pool, &err), DD_STATUS_INVALID_INPUT);
        assert_null(pool);
    }
}

static dd_status create_a_pool(void *arg)
{
    (void)arg;
    dd_pool *pool = NULL;
    dd_status status = dd_pool_create(3, &pool, NULL);
    if (status == DD_STATUS_OK) run_and_compare(dd_pool_executor(pool), 5);
    dd_pool_free(pool);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    assert_in_range(fault_each_allocation(create_a_pool, NULL), 1, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inline_runs_each_lane_once),
        cmocka_unit_test(pools_of_any_size_run_each_lane_once),
        cmocka_unit_test(a_pool_that_never_worked_is_freed),
        cmocka_unit_test(thread_counts_out_of_range_are_refused),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
