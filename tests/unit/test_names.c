#include "base/names.h"

#include <stdio.h>

#include "support/check.h"
#include "support/fault.h"

static void indices_follow_first_appearance(void **state)
{
    (void)state;
    dd_names names = {0};
    assert_int_equal(dd_names_find(&names, "a", 1), DD_NONE);
    assert_int_equal(dd_names_add(&names, "kitchen", 7), 0);
    assert_int_equal(dd_names_add(&names, "courier", 7), 1);
    assert_int_equal(dd_names_add(&names, "kitchen", 7), 0);
    assert_int_equal(dd_names_add(&names, "kitchen-2", 9), 2);
    assert_int_equal(dd_names_add(&names, "kit", 3), 3);
    assert_int_equal(names.count, 4);
    assert_int_equal(dd_names_find(&names, "kitchen!", 7), 0); /* the length counts, not a NUL */
    assert_int_equal(dd_names_find(&names, "kitche", 6), DD_NONE);
    assert_string_equal(dd_names_at(&names, 2), "kitchen-2");
    dd_names_done(&names);
    dd_names_done(&names);
}

static void bad_lengths_and_nuls_are_refused(void **state)
{
    (void)state;
    dd_names names = {0};
    char text[DD_NAME_MAX + 1];
    memset(text, 'x', sizeof text);
    assert_int_equal(dd_names_add(&names, "", 0), DD_NONE);
    assert_int_equal(dd_names_add(&names, NULL, 0), DD_NONE);
    assert_int_equal(dd_names_add(&names, "a\0b", 3), DD_NONE);
    assert_int_equal(dd_names_add(&names, text, DD_NAME_MAX + 1), DD_NONE);
    assert_int_equal(dd_names_add(&names, text, DD_NAME_MAX), 0);
    assert_int_equal(dd_names_find(&names, text, DD_NAME_MAX), 0);
    assert_int_equal(dd_names_find(&names, text, DD_NAME_MAX + 1), DD_NONE);
    assert_int_equal(dd_names_find(&names, "a\0b", 3), DD_NONE);
    assert_int_equal(names.count, 1);
    dd_names_done(&names);
}

static dd_status intern_many(void *arg)
{
    uint32_t count = *(const uint32_t *)arg;
    dd_names names = {0};
    dd_status status = DD_STATUS_OK;
    for (uint32_t i = 0; i < count && status == DD_STATUS_OK; i++) {
        char text[32];
        int length = snprintf(text, sizeof text, "courier-%u", i);
        uint32_t ix = dd_names_add(&names, text, (size_t)length);
        if (ix == DD_NONE) {
            status = DD_STATUS_NO_MEMORY;
            assert_int_equal(names.count, i);
            assert_int_equal(dd_names_find(&names, text, (size_t)length), DD_NONE); /* nothing half-added */
        } else assert_int_equal(ix, i);
    }
    for (uint32_t i = 0; i < names.count; i++) {
        const char *text = dd_names_at(&names, i);
        assert_int_equal(dd_names_find(&names, text, strlen(text)), i);
    }
    dd_names_done(&names);
    return status;
}

static void many_names_are_found_again(void **state)
{
    (void)state;
    uint32_t count = 20000;
    assert_status(intern_many(&count), DD_STATUS_OK);
}

static dd_status reserve_then_add(void *arg)
{
    dd_names *names = arg;
    char text[32];
    int length = snprintf(text, sizeof text, "merchant-%zu", names->count);
    size_t count = names->count;
    if (!dd_names_reserve(names, (size_t)length)) {
        assert_int_equal(names->count, count);
        return DD_STATUS_NO_MEMORY;
    }
    assert_int_equal(dd_names_add(names, text, (size_t)length), count);
    return DD_STATUS_OK;
}

static void after_a_reserve_the_add_succeeds(void **state)
{
    (void)state;
    dd_names names = {0};
    for (int i = 0; i < 300; i++) fault_each_growth(reserve_then_add, &names);
    assert_int_equal(names.count, 300);
    dd_names_done(&names);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    uint32_t count = 500;
    assert_in_range(fault_each_allocation(intern_many, &count), 10, 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(indices_follow_first_appearance),
        cmocka_unit_test(bad_lengths_and_nuls_are_refused),
        cmocka_unit_test(many_names_are_found_again),
        cmocka_unit_test(after_a_reserve_the_add_succeeds),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
