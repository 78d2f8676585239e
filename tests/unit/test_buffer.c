#include "base/buffer.h"

#include <math.h>
#include <stdlib.h>

#include "support/check.h"
#include "support/fault.h"

static dd_cursor cursor_over(const void *bytes, size_t size)
{
    return (dd_cursor){.bytes = bytes, .size = size};
}

static void unsigned_numbers_have_these_bytes(void **state)
{
    (void)state;
    static const struct {
        uint64_t value;
        const char *bytes;
        size_t size;
    } rows[] = {
        {0, "\x00", 1},
        {1, "\x01", 1},
        {127, "\x7f", 1},
        {128, "\x80\x01", 2},
        {300, "\xac\x02", 2},
        {16383, "\xff\x7f", 2},
        {16384, "\x80\x80\x01", 3},
        {UINT64_MAX, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10},
        {(uint64_t)1 << 63, "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 10},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dd_buffer buffer = {0};
        dd_buffer_put_uint(&buffer, rows[i].value);
        assert_int_equal(buffer.size, rows[i].size);
        assert_memory_equal(buffer.bytes, rows[i].bytes, rows[i].size);
        dd_cursor cursor = cursor_over(buffer.bytes, buffer.size);
        assert_true(dd_cursor_uint(&cursor) == rows[i].value);
        assert_int_equal(cursor.at, rows[i].size);
        assert_false(cursor.failed);
        dd_buffer_done(&buffer);
    }
}

static void signed_numbers_zigzag(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        uint64_t zigzag;
    } rows[] = {{0, 0}, {-1, 1}, {1, 2}, {-2, 3}, {2, 4}, {INT64_MAX, UINT64_MAX - 1}, {INT64_MIN, UINT64_MAX}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dd_buffer buffer = {0};
        dd_buffer_put_int(&buffer, rows[i].value);
        dd_cursor cursor = cursor_over(buffer.bytes, buffer.size), again = cursor;
        assert_true(dd_cursor_uint(&cursor) == rows[i].zigzag);
        assert_true(dd_cursor_int(&again) == rows[i].value);
        dd_buffer_done(&buffer);
    }
}

static void doubles_keep_every_bit(void **state)
{
    (void)state;
    const double values[] = {0.0, -0.0, 1.5, -1e300, 5e-324, INFINITY, -INFINITY};
    dd_buffer buffer = {0};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) dd_buffer_put_double(&buffer, values[i]);
    dd_buffer_put_double(&buffer, (double)NAN);
    assert_memory_equal(buffer.bytes + 16, "\x00\x00\x00\x00\x00\x00\xf8\x3f", 8); /* 1.5, little-endian */
    dd_cursor cursor = cursor_over(buffer.bytes, buffer.size);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        double value = dd_cursor_double(&cursor);
        assert_memory_equal(&value, &values[i], sizeof value);
    }
    assert_true(isnan(dd_cursor_double(&cursor)));
    assert_int_equal(cursor.at, cursor.size);
    dd_buffer_done(&buffer);
}

static void text_is_length_and_bytes(void **state)
{
    (void)state;
    dd_buffer buffer = {0};
    dd_buffer_put_text(&buffer, "abc");
    dd_buffer_put_text(&buffer, "");
    dd_buffer_put_text(&buffer, NULL);
    assert_int_equal(buffer.size, 6);
    assert_memory_equal(buffer.bytes, "\x03" "abc\x00\x00", 6);
    dd_cursor cursor = cursor_over(buffer.bytes, buffer.size);
    size_t length;
    assert_memory_equal(dd_cursor_text(&cursor, &length), "abc", 3);
    assert_int_equal(length, 3);
    assert_non_null(dd_cursor_text(&cursor, &length));
    assert_int_equal(length, 0);
    assert_non_null(dd_cursor_text(&cursor, &length));
    assert_null(dd_cursor_text(&cursor, &length));
    assert_true(cursor.failed);
    dd_buffer_done(&buffer);
}

static void printf_appends_without_a_nul(void **state)
{
    (void)state;
    dd_buffer buffer = {0};
    dd_buffer_printf(&buffer, "%d-%s", 42, "x");
    dd_buffer_printf(&buffer, "%s", "");
    dd_buffer_printf(&buffer, "|%0200d", 7);
    assert_int_equal(buffer.size, 4 + 1 + 200);
    assert_memory_equal(buffer.bytes, "42-x|000", 8);
    assert_int_equal(buffer.bytes[204], '7');
    dd_buffer_done(&buffer);
    dd_buffer_done(&buffer); /* legal on an empty one */
}

static void a_failed_growth_stays_failed(void **state)
{
    (void)state;
    dd_buffer buffer = {0};
    dd_buffer_put(&buffer, "ab", 2);
    dd_buffer_put(&buffer, "ab", SIZE_MAX / 2);
    assert_true(buffer.failed);
    dd_buffer_put_byte(&buffer, 'c');
    dd_buffer_printf(&buffer, "d");
    assert_int_equal(buffer.size, 2);
    dd_buffer_done(&buffer);
    assert_false(buffer.failed);
}

static void bad_bytes_fail_and_read_as_zero(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
    } rows[] = {
        {"", 0},
        {"\x80", 1},
        {"\xff\xff\xff\xff\xff\xff\xff\xff\xff", 9},
        {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10},     /* 65 bits */
        {"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 11}, /* an eleventh byte */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dd_cursor cursor = cursor_over(rows[i].bytes, rows[i].size);
        assert_int_equal(dd_cursor_uint(&cursor), 0);
        assert_true(cursor.failed);
        assert_int_equal(dd_cursor_int(&cursor), 0);
        assert_int_equal(dd_cursor_byte(&cursor), 0);
        assert_true(dd_cursor_double(&cursor) == 0);
        assert_int_equal(dd_cursor_count(&cursor, 0), 0);
        size_t length = 9;
        assert_null(dd_cursor_text(&cursor, &length));
        assert_int_equal(length, 0);
        assert_true(cursor.at <= cursor.size);
    }
}

static void a_text_longer_than_the_rest_fails(void **state)
{
    (void)state;
    size_t length;
    dd_cursor cursor = cursor_over("\x03" "ab", 3);
    assert_null(dd_cursor_text(&cursor, &length));
    dd_cursor huge = cursor_over("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01" "ab", 12);
    assert_null(dd_cursor_text(&huge, &length));
}

static void a_count_must_fit_the_rest(void **state)
{
    (void)state;
    dd_cursor fits = cursor_over("\x02" "abcd", 5);
    assert_int_equal(dd_cursor_count(&fits, 2), 2);
    dd_cursor claims = cursor_over("\x03" "abcd", 5);
    assert_int_equal(dd_cursor_count(&claims, 2), 0);
    assert_true(claims.failed);
    dd_cursor wide = cursor_over("\x80\x80\x80\x80\x10", 5); /* 2^32 */
    assert_int_equal(dd_cursor_count(&wide, 0), 0);
    assert_true(wide.failed);
    dd_cursor most = cursor_over("\xff\xff\xff\xff\x0f", 5);
    assert_true(dd_cursor_count(&most, 0) == UINT32_MAX);
}

static dd_status fill_a_buffer(void *arg)
{
    (void)arg;
    dd_buffer buffer = {0};
    for (int i = 0; i < 300; i++) {
        dd_buffer_put_int(&buffer, -i);
        dd_buffer_printf(&buffer, "%d", i);
        dd_buffer_put_text(&buffer, "text");
    }
    dd_status status = buffer.failed ? DD_STATUS_NO_MEMORY : DD_STATUS_OK;
    dd_buffer_done(&buffer);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    assert_in_range(fault_each_allocation(fill_a_buffer, NULL), 5, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unsigned_numbers_have_these_bytes),
        cmocka_unit_test(signed_numbers_zigzag),
        cmocka_unit_test(doubles_keep_every_bit),
        cmocka_unit_test(text_is_length_and_bytes),
        cmocka_unit_test(printf_appends_without_a_nul),
        cmocka_unit_test(a_failed_growth_stays_failed),
        cmocka_unit_test(bad_bytes_fail_and_read_as_zero),
        cmocka_unit_test(a_text_longer_than_the_rest_fails),
        cmocka_unit_test(a_count_must_fit_the_rest),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("buffer", tests, NULL, NULL);
}
