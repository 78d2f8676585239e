#include "base/array.h"

#include <stdlib.h>

#include "support/check.h"
#include "support/fault.h"

static void new_is_zeroed_and_never_null_for_nothing(void **state)
{
    (void)state;
    uint64_t *items = dd_array_new(100, sizeof *items);
    for (int i = 0; i < 100; i++) assert_int_equal(items[i], 0);
    void *none = dd_array_new(0, 8), *flat = dd_array_new(8, 0);
    assert_non_null(none);
    assert_non_null(flat);
    free(items);
    free(none);
    free(flat);
}

static void new_refuses_a_product_that_overflows(void **state)
{
    (void)state;
    assert_null(dd_array_new(SIZE_MAX / 2, 3));
}

static void reserve_doubles_keeps_and_zeroes(void **state)
{
    (void)state;
    uint32_t *items = NULL;
    size_t capacity = 0;
    static const struct {
        size_t need, capacity;
    } rows[] = {{0, 0}, {1, 8}, {8, 8}, {9, 16}, {100, 128}, {100, 128}, {5, 128}, {1000, 1024}};
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        size_t before = capacity;
        assert_true(DD_ARRAY_RESERVE(items, capacity, rows[row].need));
        assert_int_equal(capacity, rows[row].capacity);
        for (size_t i = 0; i < before; i++) assert_int_equal(items[i], i + 1);
        for (size_t i = before; i < capacity; i++) {
            assert_int_equal(items[i], 0);
            items[i] = (uint32_t)i + 1;
        }
    }
    free(items);
}

static void reserve_refuses_too_much_and_changes_nothing(void **state)
{
    (void)state;
    uint64_t *items = NULL;
    size_t capacity = 0;
    assert_true(DD_ARRAY_RESERVE(items, capacity, 8));
    uint64_t *before = items;
    assert_false(DD_ARRAY_RESERVE(items, capacity, SIZE_MAX));
    assert_false(DD_ARRAY_RESERVE(items, capacity, SIZE_MAX / 8 + 1));
    assert_ptr_equal(items, before);
    assert_int_equal(capacity, 8);
    free(items);
}

static dd_status grow_an_array(void *arg)
{
    (void)arg;
    uint32_t *items = dd_array_new(4, sizeof *items);
    size_t capacity = items ? 4 : 0;
    dd_status status = items ? DD_STATUS_OK : DD_STATUS_NO_MEMORY;
    for (size_t need = 1; need < 5000 && status == DD_STATUS_OK; need++) {
        uint32_t *before = items;
        if (DD_ARRAY_RESERVE(items, capacity, need)) continue;
        assert_ptr_equal(items, before);
        status = DD_STATUS_NO_MEMORY;
    }
    free(items);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    assert_int_equal(fault_each_allocation(grow_an_array, NULL), 12); /* calloc of 4, then 8, 16, ... 8192 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_is_zeroed_and_never_null_for_nothing),
        cmocka_unit_test(new_refuses_a_product_that_overflows),
        cmocka_unit_test(reserve_doubles_keeps_and_zeroes),
        cmocka_unit_test(reserve_refuses_too_much_and_changes_nothing),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("array", tests, NULL, NULL);
}
