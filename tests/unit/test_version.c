#include "diaodu/diaodu.h"

#include <stdio.h>

#include "support/check.h"

static void the_text_is_made_of_the_numbers(void **state)
{
    (void)state;
    char text[32];
    snprintf(text, sizeof text, "%d.%d.%d", DD_VERSION_MAJOR, DD_VERSION_MINOR, DD_VERSION_PATCH);
    assert_string_equal(DD_VERSION, text);
    assert_string_equal(dd_version_text(), DD_VERSION);
}

static void versions_are_ordered(void **state)
{
    (void)state;
    assert_true(DD_VERSION_AT(0, 1, 0) < DD_VERSION_AT(0, 1, 1));
    assert_true(DD_VERSION_AT(0, 1, 999) < DD_VERSION_AT(0, 2, 0));
    assert_true(DD_VERSION_AT(0, 999, 999) < DD_VERSION_AT(1, 0, 0));
    assert_true(DD_VERSION_NUMBER == DD_VERSION_AT(DD_VERSION_MAJOR, DD_VERSION_MINOR, DD_VERSION_PATCH));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_text_is_made_of_the_numbers),
        cmocka_unit_test(versions_are_ordered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
