/* The report as bytes: names are harmless, the data parses, the size is bounded, the same days give the same bytes. */
#include "report/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fake_day.h"
#include "page_reader.h"
#include "report/page_text.h"
#include "support/fault.h"

static char *write_page(const dd_day *days, uint32_t count, const dd_report_options *options, size_t *ret_size)
{
    char *html = NULL;
    dd_error err = {0};
    assert_int_equal(dd_report_write(days, count, options, &html, ret_size, &err), DD_STATUS_OK);
    return page_end(html, *ret_size);
}

static json_t *day_of(json_t *data, size_t ix)
{
    return json_array_get(json_object_get(data, "days"), ix);
}

static void make(dd_day *day, dd_policy policy, uint32_t orders, uint32_t couriers)
{
    fake_day_options options = {.orders = orders, .couriers = couriers, .merchants = 20, .policy = policy, .seed = 3, .is_geographic = true};
    assert_true(fake_day_make(day, &options));
}

static void text_is_escaped(void **state)
{
    (void)state;
    static const struct { const char *text, *json, *html; } rows[] = {
        {"plain", "\"plain\"", "plain"},
        {"</script><script>alert(1)", "\"\\u003c/script\\u003e\\u003cscript\\u003ealert(1)\"", "&#60;/script&#62;&#60;script&#62;alert(1)"},
        {"a\"b\\c'd&", "\"a\\u0022b\\u005cc\\u0027d\\u0026\"", "a&#34;b\\c&#39;d&#38;"},
        {"line\nend\x7f", "\"line\\u000aend\\u007f\"", "line end\x7f"},
        {"調度 é", "\"調度 é\"", "調度 é"},
        {"\xe2\x80\xa8\xe2\x80\xa9", "\"\\u2028\\u2029\"", "\xe2\x80\xa8\xe2\x80\xa9"},
        {"\xff\xc0\xafz", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz\"", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz"},
        {"\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"}, /* a surrogate */
        {"\xf0\x9f\x8d\x9c", "\"\xf0\x9f\x8d\x9c\"", "\xf0\x9f\x8d\x9c"},
        {"cut \xf0\x9f\x8d", "\"cut \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"", "cut \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dd_buffer json = {0}, html = {0};
        dd_page_put_json(&json, rows[i].text);
        dd_page_put_html(&html, rows[i].text);
        assert_int_equal(json.size, strlen(rows[i].json));
        assert_memory_equal(json.bytes, rows[i].json, json.size);
        assert_int_equal(html.size, strlen(rows[i].html));
        assert_memory_equal(html.bytes, rows[i].html, html.size);
        dd_buffer_done(&json);
        dd_buffer_done(&html);
    }
}

static void numbers_are_written(void **state)
{
    (void)state;
    static const struct { double value; int decimals; const char *text; } rows[] = {
        {0, 3, "0"}, {1.5, 1, "1.5"}, {-0.25, 2, "-0.25"}, {2.999, 2, "3"}, {16.3710004, 7, "16.3710004"}, {1.05, 3, "1.05"},
        {-0.0001, 2, "0"}, {1e300, 2, "9000000000000000"}, {123456, 0, "123456"}, {0.0 / 0.0, 1, "0"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dd_buffer out = {0};
        dd_page_put_number(&out, rows[i].value, rows[i].decimals);
        dd_buffer_put_byte(&out, 0);
        assert_string_equal((const char *)out.bytes, rows[i].text);
        dd_buffer_done(&out);
    }
}

static void hostile_names_stay_data(void **state)
{
    (void)state;
    dd_day day;
    size_t size, clean_size;
    make(&day, DD_POLICY_ROUTE, 30, 5);
    char *clean = write_page(&day, 1, NULL, &clean_size);
    static const char evil[] = "</script><img src=x onerror=alert(1)>\"'&\xff<!--";
    day.title = day.policy_label = day.command = evil;
    day.orders[0].name = day.couriers[0].name = day.merchants[0].name = evil;
    char *html = write_page(&day, 1, NULL, &size);
    assert_int_equal(page_count(html, "</script>"), page_count(clean, "</script>"));
    assert_int_equal(page_count(html, "<img"), 0);
    assert_int_equal(page_count(html, "<!--"), page_count(clean, "<!--"));
    json_t *data = page_data(html), *first = day_of(data, 0);
    static const char expected[] = "</script><img src=x onerror=alert(1)>\"'&\xef\xbf\xbd<!--";
    assert_string_equal(json_string_value(json_object_get(first, "title")), expected);
    assert_string_equal(json_string_value(json_array_get(json_array_get(json_object_get(first, "orders"), 0), 0)), expected);
    assert_string_equal(json_string_value(json_object_get(json_array_get(json_object_get(first, "couriers"), 0), "n")), expected);
    json_decref(data);
    free(clean);
    free(html);
    dd_day_done(&day);
}

static void the_page_asks_for_nothing(void **state)
{
    (void)state;
    dd_day day;
    size_t size;
    make(&day, DD_POLICY_ROUTE, 30, 5);
    char *html = write_page(&day, 1, NULL, &size);
    page_asks_for_nothing(html);
    free(html);
    dd_day_done(&day);
}

static void an_empty_day_is_a_page(void **state)
{
    (void)state;
    dd_day day;
    size_t size;
    dd_day_init(&day);
    char *html = write_page(&day, 1, NULL, &size);
    json_t *data = page_data(html);
    assert_int_equal(json_integer_value(json_object_get(json_object_get(day_of(data, 0), "summary"), "orders")), 0);
    json_decref(data);
    free(html);
    dd_day_done(&day);
}

/* Legs read back from their columns end where the day's legs end. */
static void legs_survive(void **state)
{
    (void)state;
    dd_day day;
    size_t size, legs = 0;
    make(&day, DD_POLICY_ROUTE, 200, 12);
    char *html = write_page(&day, 1, NULL, &size);
    json_t *data = page_data(html), *couriers = json_object_get(day_of(data, 0), "couriers"), *courier;
    size_t ix;
    json_array_foreach(couriers, ix, courier) {
        const char *kinds = json_string_value(json_object_get(courier, "k"));
        json_t *times = json_object_get(courier, "t"), *points = json_object_get(courier, "p");
        int64_t now = 0;
        size_t numbers = 0;
        assert_int_equal(json_array_size(times), 2 * strlen(kinds));
        assert_int_equal(json_array_size(json_object_get(courier, "r")), strlen(kinds));
        for (size_t i = 0; kinds[i] != '\0'; i++) {
            now += json_integer_value(json_array_get(times, 2 * i)) + json_integer_value(json_array_get(times, 2 * i + 1));
            numbers += (kinds[i] >= '5' ? 2u : 0u) + ((kinds[i] - '0') % 5 % 2 == 0 ? 2u : 0u);
        }
        assert_int_equal(json_array_size(points), numbers);
        legs += strlen(kinds);
        int64_t last = 0;
        for (size_t i = 0; i < day.leg_count; i++)
            if (day.legs[i].courier == ix) last = day.legs[i].end_ms / 1000;
        assert_int_equal(now, last);
    }
    assert_int_equal(legs, day.leg_count);
    json_decref(data);
    free(html);
    dd_day_done(&day);
}

static void charts_count_everything(void **state)
{
    (void)state;
    dd_day days[2];
    size_t size;
    make(&days[0], DD_POLICY_ROUTE, 300, 30);
    make(&days[1], DD_POLICY_NEAREST, 300, 30);
    dd_report_options options = {.orders_max = 20, .couriers_max = 6, .legs_max = 60, .worst_max = 3};
    char *html = write_page(days, 2, &options, &size);
    json_t *data = page_data(html);
    for (size_t d = 0; d < 2; d++) {
        json_t *day = day_of(data, d), *placed = json_object_get(json_object_get(day, "bins"), "placed"), *value;
        size_t i;
        int64_t sum = 0, uses = 0;
        json_array_foreach(placed, i, value) sum += json_integer_value(value);
        json_array_foreach(json_object_get(day, "uses"), i, value) uses += json_integer_value(value);
        assert_int_equal(sum, 300);
        assert_int_equal(uses, 30);
        assert_true(json_array_size(json_object_get(day, "orders")) <= 10);
        assert_true(json_array_size(json_object_get(day, "couriers")) <= 3);
        size_t legs = 0;
        json_array_foreach(json_object_get(day, "couriers"), i, value) legs += strlen(json_string_value(json_object_get(value, "k")));
        assert_true(legs <= 30);
    }
    assert_int_equal(json_array_size(json_object_get(day_of(data, 0), "worst")), 3);
    json_decref(data);
    free(html);
    dd_day_done(&days[0]);
    dd_day_done(&days[1]);
}

static void a_huge_day_is_bounded(void **state)
{
    (void)state;
    dd_day day;
    size_t size;
    make(&day, DD_POLICY_NEAREST, 60000, 600);
    dd_report_options options = {.orders_max = 2000, .legs_max = 10000};
    char *html = write_page(&day, 1, &options, &size);
    assert_true(day.leg_count > 20000);
    assert_true(size < 1u << 20);
    json_t *data = page_data(html), *counts = json_object_get(day_of(data, 0), "counts");
    assert_true(json_array_size(json_object_get(day_of(data, 0), "orders")) <= 2000);
    assert_int_equal(json_integer_value(json_array_get(counts, 2)), 60000);
    assert_int_equal(json_integer_value(json_array_get(counts, 3)), json_array_size(json_object_get(day_of(data, 0), "orders")));
    json_decref(data);
    free(html);
    dd_day_done(&day);
}

static void the_same_days_give_the_same_bytes(void **state)
{
    (void)state;
    dd_day one, two;
    size_t size_one, size_two;
    make(&one, DD_POLICY_ROUTE, 150, 12);
    make(&two, DD_POLICY_ROUTE, 150, 12);
    char *a = write_page(&one, 1, NULL, &size_one), *b = write_page(&two, 1, NULL, &size_two);
    assert_int_equal(size_one, size_two);
    assert_memory_equal(a, b, size_one);
    free(a);
    free(b);
    dd_day_done(&one);
    dd_day_done(&two);
}

static void bad_days_are_named(void **state)
{
    (void)state;
    dd_day days[2];
    char *html = NULL;
    size_t size = 5;
    dd_error err;
    make(&days[0], DD_POLICY_ROUTE, 10, 3);
    make(&days[1], DD_POLICY_ROUTE, 10, 3);
    days[1].orders[4].merchant = 99;
    assert_int_equal(dd_report_write(days, 2, NULL, &html, &size, &err), DD_STATUS_INVALID_INPUT);
    assert_string_equal(err.pointer, "/days/1/orders/4/merchant");
    assert_int_equal(dd_report_write(days, 0, NULL, &html, &size, &err), DD_STATUS_INVALID_INPUT);
    assert_string_equal(err.pointer, "/days");
    assert_null(html);
    assert_int_equal(size, 5);
    dd_day_done(&days[0]);
    dd_day_done(&days[1]);
}

static dd_status write_and_forget(void *arg)
{
    char *html = NULL;
    size_t size = 0;
    dd_status status = dd_report_write(arg, 1, NULL, &html, &size, NULL);
    free(html);
    return status;
}

static void running_out_of_memory_is_answered(void **state)
{
    (void)state;
    dd_day day;
    make(&day, DD_POLICY_ROUTE, 20, 4);
    assert_in_range(fault_each_allocation(write_and_forget, &day), 15, 60);
    dd_day_done(&day);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_escaped),         cmocka_unit_test(numbers_are_written),       cmocka_unit_test(hostile_names_stay_data),
        cmocka_unit_test(the_page_asks_for_nothing), cmocka_unit_test(an_empty_day_is_a_page),  cmocka_unit_test(legs_survive),
        cmocka_unit_test(charts_count_everything), cmocka_unit_test(a_huge_day_is_bounded),
        cmocka_unit_test(the_same_days_give_the_same_bytes), cmocka_unit_test(bad_days_are_named),
        cmocka_unit_test(running_out_of_memory_is_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
