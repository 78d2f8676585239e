#include "diaodu/status.h"

#include "support/check.h"

static void every_status_has_its_own_text(void **state)
{
    (void)state;
    for (int a = 0; a < DD_STATUS_COUNT_; a++) {
        assert_non_null(dd_status_text((dd_status)a));
        for (int b = 0; b < a; b++) assert_string_not_equal(dd_status_text((dd_status)a), dd_status_text((dd_status)b));
    }
    assert_string_equal(dd_status_text(DD_STATUS_OK), "ok");
    assert_string_equal(dd_status_text(DD_STATUS_COUNT_), "unknown status");
    assert_string_equal(dd_status_text((dd_status)1000), "unknown status");
}

static void an_error_holds_status_place_and_message(void **state)
{
    (void)state;
    dd_error err;
    memset(&err, 0x7f, sizeof err);
    assert_status(dd_error_set(&err, DD_STATUS_INVALID_INPUT, "/jobs/3/id", "must be %s, not %d", "an integer", 7), DD_STATUS_INVALID_INPUT);
    assert_error_at(&err, DD_STATUS_INVALID_INPUT, "/jobs/3/id");
    assert_string_equal(err.message, "must be an integer, not 7");
    assert_status(dd_error_set(&err, DD_STATUS_IO, NULL, "disk"), DD_STATUS_IO);
    assert_error_at(&err, DD_STATUS_IO, "");
}

static void no_error_wanted_is_legal(void **state)
{
    (void)state;
    assert_status(dd_error_set(NULL, DD_STATUS_CORRUPT, "/", "%s", "x"), DD_STATUS_CORRUPT);
}

static void too_long_a_text_is_cut_and_ended(void **state)
{
    (void)state;
    char text[1000];
    memset(text, 'p', sizeof text);
    text[sizeof text - 1] = '\0';
    dd_error err;
    (void)dd_error_set(&err, DD_STATUS_TOO_LARGE, text, "%s", text);
    assert_int_equal(strlen(err.pointer), sizeof err.pointer - 1);
    assert_int_equal(strlen(err.message), sizeof err.message - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_its_own_text),
        cmocka_unit_test(an_error_holds_status_place_and_message),
        cmocka_unit_test(no_error_wanted_is_legal),
        cmocka_unit_test(too_long_a_text_is_cut_and_ended),
    };
    return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
