#include "base/arena.h"

#include "support/check.h"
#include "support/fault.h"

static void memory_is_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    dd_arena arena;
    dd_arena_init(&arena);
    unsigned char *last = NULL;
    for (size_t bytes = 1; bytes <= 5000; bytes += 37) {
        unsigned char *memory = dd_arena_alloc(&arena, bytes, 1);
        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % 16, 0);
        for (size_t i = 0; i < bytes; i++) assert_int_equal(memory[i], 0);
        memset(memory, 0xab, bytes);
        if (last != NULL) assert_int_equal(last[0], 0xab);
        last = memory;
    }
    dd_arena_done(&arena);
}

static void pointers_stay_valid_while_it_grows(void **state)
{
    (void)state;
    dd_arena arena;
    dd_arena_init(&arena);
    uint32_t *kept[200];
    for (uint32_t i = 0; i < 200; i++) {
        kept[i] = DD_ARENA_NEW(&arena, 1000, uint32_t);
        assert_non_null(kept[i]);
        kept[i][0] = kept[i][999] = i;
    }
    for (uint32_t i = 0; i < 200; i++) {
        assert_int_equal(kept[i][0], i);
        assert_int_equal(kept[i][999], i);
    }
    dd_arena_done(&arena);
}

static void nothing_is_still_a_pointer(void **state)
{
    (void)state;
    dd_arena arena;
    dd_arena_init(&arena);
    assert_non_null(dd_arena_alloc(&arena, 0, 8));
    assert_non_null(dd_arena_alloc(&arena, 8, 0));
    assert_ptr_not_equal(dd_arena_alloc(&arena, 0, 0), dd_arena_alloc(&arena, 0, 0));
    dd_arena_done(&arena);
}

static void sizes_that_overflow_are_refused(void **state)
{
    (void)state;
    dd_arena arena;
    dd_arena_init(&arena);
    assert_null(dd_arena_alloc(&arena, SIZE_MAX, 2));
    assert_null(dd_arena_alloc(&arena, SIZE_MAX / 2 + 2, 2));
    assert_null(dd_arena_alloc(&arena, SIZE_MAX, 1));
    assert_non_null(dd_arena_alloc(&arena, 1, 1));
    dd_arena_done(&arena);
}

static void reset_reuses_the_chunks_and_zeroes_again(void **state)
{
    (void)state;
    dd_arena arena;
    dd_arena_init(&arena);
    unsigned char *first = dd_arena_alloc(&arena, 1, 60000), *second = dd_arena_alloc(&arena, 1, 60000);
    memset(first, 1, 60000);
    memset(second, 1, 60000);
    dd_arena_reset(&arena);
    assert_ptr_equal(dd_arena_alloc(&arena, 1, 60000), first);
    assert_ptr_equal(dd_arena_alloc(&arena, 1, 60000), second);
    assert_int_equal(first[59999] + second[59999], 0);
    dd_arena_reset(&arena);
    assert_non_null(dd_arena_alloc(&arena, 1, 1 << 20)); /* larger than every kept chunk */
    dd_arena_done(&arena);
    dd_arena_reset(&arena); /* legal on an empty one */
    dd_arena_done(&arena);
}

static dd_status grow_an_arena(void *arg)
{
    (void)arg;
    dd_arena arena;
    dd_arena_init(&arena);
    dd_status status = DD_STATUS_OK;
    for (int i = 0; i < 40 && status == DD_STATUS_OK; i++)
        if (dd_arena_alloc(&arena, 1, 40000) == NULL) status = DD_STATUS_NO_MEMORY;
    dd_arena_done(&arena);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    assert_in_range(fault_each_allocation(grow_an_arena, NULL), 4, 10); /* chunks double */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_aligned_and_apart),
        cmocka_unit_test(pointers_stay_valid_while_it_grows),
        cmocka_unit_test(nothing_is_still_a_pointer),
        cmocka_unit_test(sizes_that_overflow_are_refused),
        cmocka_unit_test(reset_reuses_the_chunks_and_zeroes_again),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
