/* Linear assignment: by hand, and against every permutation of small matrices. */
#include "engine/assignment.h"

#include "support/fault.h"
#include "support/property.h"

enum { COLUMNS_MAX = 7 };

static const int64_t FORBIDDEN = INT64_C(1) << 50;

static int64_t solve(uint32_t rows, uint32_t columns, const int64_t *cost, uint32_t *ret_column)
{
    dd_arena arena;
    dd_arena_init(&arena);
    assert_status(dd_assignment_solve(rows, columns, cost, &arena, ret_column), DD_STATUS_OK);
    dd_arena_done(&arena);
    int64_t total = 0;
    uint32_t used = 0;
    for (uint32_t i = 0; i < rows; i++) {
        assert_in_range(ret_column[i], 0, columns - 1);
        assert_int_equal(used >> ret_column[i] & 1, 0);
        used |= UINT32_C(1) << ret_column[i];
        total += cost[(size_t)i * columns + ret_column[i]];
    }
    return total;
}

/* Row by row the cheapest would be 1, then 2, then 2: no two rows want the same column once row 1 leaves its 0 to row 0. */
static void by_hand(void **state)
{
    (void)state;
    const int64_t square[] = {4, 1, 3,
                              2, 0, 5,
                              3, 2, 2};
    uint32_t column[3];
    assert_int_equal(solve(3, 3, square, column), 1 + 2 + 2);
    assert_int_equal(column[0], 1);
    assert_int_equal(column[1], 0);
    assert_int_equal(column[2], 2);
    const int64_t wide[] = {9, 9, 1, 9,
                            9, 9, 0, 3};
    assert_int_equal(solve(2, 4, wide, column), 1 + 3); /* not 0 + 9 */
    const int64_t tied[] = {5, 5, 5, 5};
    assert_int_equal(solve(2, 2, tied, column), 10);
    assert_int_equal(column[0], 0); /* ties by index */
    assert_int_equal(column[1], 1);
    assert_int_equal(solve(0, 3, wide, column), 0);
}

static int64_t least(uint32_t row, uint32_t rows, uint32_t columns, const int64_t *cost, uint32_t used)
{
    if (row == rows) return 0;
    int64_t best = INT64_MAX;
    for (uint32_t j = 0; j < columns; j++) {
        if (used >> j & 1) continue;
        int64_t total = cost[(size_t)row * columns + j] + least(row + 1, rows, columns, cost, used | UINT32_C(1) << j);
        if (total < best) best = total;
    }
    return best;
}

static bool equals_every_permutation(dd_rng *rng)
{
    int64_t cost[COLUMNS_MAX * COLUMNS_MAX];
    uint32_t columns = 1 + dd_rng_below(rng, COLUMNS_MAX), rows = 1 + dd_rng_below(rng, columns), column[COLUMNS_MAX];
    uint32_t range = dd_rng_below(rng, 2) ? 5 : 2000000000, forbidden_percent = dd_rng_below(rng, 60);
    for (uint32_t i = 0; i < rows * columns; i++)
        cost[i] = dd_rng_below(rng, 100) < forbidden_percent ? FORBIDDEN : (int64_t)dd_rng_below(rng, range) - range / 2;
    HOLDS(solve(rows, columns, cost, column) == least(0, rows, columns, cost, 0));
    return true;
}

static void random_matrices(void **state)
{
    (void)state;
    property_check(equals_every_permutation, 400);
}

static dd_status solve_in_any_memory(void *arg)
{
    static const int64_t cost[] = {4, 1, 3, 2, 0, 5};
    uint32_t column[2];
    dd_arena arena;
    (void)arg;
    dd_arena_init(&arena);
    dd_status status = dd_assignment_solve(2, 3, cost, &arena, column);
    dd_arena_done(&arena);
    return status;
}

static void memory_runs_out(void **state)
{
    (void)state;
    assert_true(fault_each_allocation(solve_in_any_memory, NULL) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_hand),
        cmocka_unit_test(random_matrices),
        cmocka_unit_test(memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
