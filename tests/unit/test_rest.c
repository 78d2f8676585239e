#include "consult/rest.h"

#include "support/check.h"

/* A quarter of an hour expected: the rest falls, never reaches nothing, and grows again for who is far past the expected end. */
static void curve(void **state)
{
    (void)state;
    static const struct {
        int64_t elapsed_ms, rest_ms;
    } rows[] = {
        {0, 900000},        {225000, 679500}, {112500, 790200}, /* half way between 1000 and 755 per mille, cut to 878 */
        {450000, 529200},   {900000, 442800}, {1800000, 462600},
        {3600000, 583200},  {9000000, 583200}, {-5, 900000},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) assert_int_equal(dd_rest_expected(900000, rows[i].elapsed_ms), rows[i].rest_ms);
}

static void extremes(void **state)
{
    (void)state;
    assert_int_equal(dd_rest_expected(0, 0), 1);
    assert_int_equal(dd_rest_expected(-7, 100), 1);
    assert_int_equal(dd_rest_expected(1, INT64_C(1) << 50), 1);
    assert_int_equal(dd_rest_expected(INT64_C(1000) << 40, 0), INT64_C(1000) << 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(curve), cmocka_unit_test(extremes)};
    return cmocka_run_group_tests_name("rest", tests, NULL, NULL);
}
