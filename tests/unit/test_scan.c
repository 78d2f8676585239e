#include "io/scan.h"

#include "support/check.h"
#include "support/property.h"

static void reads_whole_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_good;
        uint64_t value;
    } rows[] = {
        {"0", true, 0},       {"7", true, 7},     {"007", true, 7},   {"18446744073709551615", true, UINT64_MAX},
        {"", false, 0},       {"-1", false, 0},   {"+1", false, 0},   {"18446744073709551616", false, 0},
        {" 1", false, 0},     {"1 ", false, 0},   {"0x10", false, 0}, {"99999999999999999999999", false, 0},
        {"1,000", false, 0},  {"1.0", false, 0},  {"1e3", false, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint64_t value = 42;
        assert_int_equal(dd_scan_whole_uint(rows[i].text, strlen(rows[i].text), &value), rows[i].is_good);
        assert_true(value == (rows[i].is_good ? rows[i].value : 42));
    }
}

static void reads_negative_numbers(void **state)
{
    (void)state;
    int64_t value = 0;
    assert_true(dd_scan_whole_int("-9223372036854775807", 20, &value) && value == -INT64_MAX);
    assert_false(dd_scan_whole_int("9223372036854775808", 19, &value));
    assert_false(dd_scan_whole_int("--1", 3, &value));
    assert_false(dd_scan_whole_int("-", 1, &value));
    assert_int_equal(dd_scan_int("-12 34", 6, &value), 3);
    assert_true(value == -12);
}

static void reads_decimals_exactly(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t scale;
        bool is_good;
        int64_t value;
    } rows[] = {
        {"1.5", 1000, true, 1500},     {"-1.5", 1000, true, -1500},   {"0.001", 1000, true, 1},        {"0.0010", 1000, true, 1},
        {"0.0001", 1000, false, 0},    {"12", 1, true, 12},           {"12.0", 1, true, 12},           {"12.5", 1, false, 0},
        {"1e3", 1, false, 0},          {".5", 1000, false, 0},        {"5.", 1000, false, 0},          {"9223372036854775807", 1, true, INT64_MAX},
        {"9223372036854775808", 1, false, 0}, {"9223372036854775807", 10, false, 0}, {"0000000000000000000000001", 1, true, 1}, {"0.000", 1, true, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t value = 42;
        if (dd_scan_whole_fixed(rows[i].text, strlen(rows[i].text), rows[i].scale, &value) != rows[i].is_good) print_error("%s\n", rows[i].text);
        assert_true(value == (rows[i].is_good ? rows[i].value : 42));
    }
}

static void reads_doubles(void **state)
{
    (void)state;
    double value = 0;
    assert_true(dd_scan_whole_double("2.35044", 7, &value) && value == 2.35044);
    assert_true(dd_scan_whole_double("-1.5e-3", 7, &value) && value == -0.0015);
    assert_true(dd_scan_whole_double("1E22", 4, &value) && value == 1e22);
    assert_false(dd_scan_whole_double("1e999", 5, &value));
    assert_false(dd_scan_whole_double("nan", 3, &value));
    assert_false(dd_scan_whole_double("inf", 3, &value));
    assert_false(dd_scan_whole_double("1.", 2, &value));
    assert_false(dd_scan_whole_double("1e", 2, &value));
}

static bool doubles_come_back(dd_rng *rng)
{
    double value = (double)(int64_t)(dd_rng_next(rng) >> 14) / 1e8 * (dd_rng_below(rng, 2) ? 1 : -1), back = 0; /* 15 or 16 digits */
    char text[40];
    (void)snprintf(text, sizeof text, "%.15g", value);
    HOLDS(dd_scan_whole_double(text, strlen(text), &back));
    HOLDS(back == strtod(text, NULL));
    return true;
}

static void doubles_are_those_of_strtod(void **state)
{
    (void)state;
    property_check(doubles_come_back, 2000);
}

static void reads_instants(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t ms; /* -1: refused */
    } rows[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2024-02-29T12:30:15Z", 1709209815000},
        {"2024-03-01T00:00Z", 1709251200000},
        {"2024-03-01 00:00:00.250Z", 1709251200250},
        {"2024-03-01T00:00:00.5+08:00", 1709222400500},
        {"2024-03-01T00:00:00-0130", 1709256600000},
        {"9999-12-31T23:59:59Z", 253402300799000},
        {"2023-02-29T00:00:00Z", -1},
        {"2024-13-01T00:00:00Z", -1},
        {"2024-00-01T00:00:00Z", -1},
        {"2024-01-32T00:00:00Z", -1},
        {"2024-01-01T24:00:00Z", -1},
        {"2024-01-01T00:60:00Z", -1},
        {"2024-01-01T00:00:60Z", -1},
        {"2024-01-01T00:00:00", -1},
        {"2024-01-01", -1},
        {"2024-1-1T00:00:00Z", -1},
        {"1969-12-31T23:59:59Z", -1},
        {"2024-01-01T00:00:00.1234Z", -1},
        {"2024-01-01T00:00:00.Z", -1},
        {"2024-01-01T00:00:00Zx", -1},
        {"", -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t ms = -1;
        (void)dd_scan_whole_instant(rows[i].text, strlen(rows[i].text), &ms);
        if (ms != rows[i].ms) print_error("%s gives %lld\n", rows[i].text, (long long)ms);
        assert_true(ms == rows[i].ms);
    }
}

static bool instants_come_back(dd_rng *rng)
{
    int64_t ms = (int64_t)(dd_rng_next(rng) % UINT64_C(253402300800000)), back = -1;
    if (dd_rng_below(rng, 2)) ms -= ms % 1000;
    char text[DD_INSTANT_TEXT];
    HOLDS(dd_scan_put_instant(ms, text));
    HOLDS(dd_scan_whole_instant(text, strlen(text), &back));
    HOLDS(back == ms);
    return true;
}

static void instants_read_back(void **state)
{
    (void)state;
    char text[DD_INSTANT_TEXT];
    property_check(instants_come_back, 5000);
    assert_false(dd_scan_put_instant(-1, text));
    assert_false(dd_scan_put_instant(INT64_C(253402300800000), text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_whole_numbers), cmocka_unit_test(reads_negative_numbers),      cmocka_unit_test(reads_decimals_exactly),
        cmocka_unit_test(reads_doubles),       cmocka_unit_test(doubles_are_those_of_strtod), cmocka_unit_test(reads_instants),
        cmocka_unit_test(instants_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
