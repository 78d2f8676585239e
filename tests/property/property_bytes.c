/* Buffer and cursor: what is written is read back; any cut or changed byte is survived. */
#include <stdlib.h>

#include "base/buffer.h"
#include "support/property.h"

enum { VALUES_MAX = 40 };

typedef struct value {
    uint32_t kind;
    uint64_t number;
    double real;
    char text[24];
} value;

/* Numbers of every width: all bits random, then shifted. */
static uint64_t random_number(dd_rng *rng)
{
    return dd_rng_next(rng) >> dd_rng_below(rng, 64);
}

static void draw(value *item, dd_rng *rng)
{
    *item = (value){.kind = dd_rng_below(rng, 5), .number = random_number(rng), .real = dd_rng_unit(rng) * 1e9 - 5e8};
    uint32_t length = dd_rng_below(rng, sizeof item->text);
    for (uint32_t i = 0; i < length; i++) item->text[i] = (char)(1 + dd_rng_below(rng, 255));
}

static void write_value(dd_buffer *buffer, const value *item)
{
    switch (item->kind) {
    case 0: dd_buffer_put_byte(buffer, (uint8_t)item->number); break;
    case 1: dd_buffer_put_uint(buffer, item->number); break;
    case 2: dd_buffer_put_int(buffer, (int64_t)item->number); break;
    case 3: dd_buffer_put_double(buffer, item->real); break;
    default: dd_buffer_put_text(buffer, item->text);
    }
}

static bool reads_back(dd_cursor *cursor, const value *item)
{
    size_t length;
    const char *text;
    double real;
    switch (item->kind) {
    case 0: return dd_cursor_byte(cursor) == (uint8_t)item->number;
    case 1: return dd_cursor_uint(cursor) == item->number;
    case 2: return dd_cursor_int(cursor) == (int64_t)item->number;
    case 3: real = dd_cursor_double(cursor); return memcmp(&real, &item->real, sizeof real) == 0;
    default: text = dd_cursor_text(cursor, &length);
        return text != NULL && length == strlen(item->text) && memcmp(text, item->text, length) == 0;
    }
}

static bool what_is_written_is_read(dd_rng *rng)
{
    value items[VALUES_MAX];
    uint32_t count = dd_rng_below(rng, VALUES_MAX);
    dd_buffer buffer = {0};
    for (uint32_t i = 0; i < count; i++) {
        draw(&items[i], rng);
        write_value(&buffer, &items[i]);
    }
    HOLDS(!buffer.failed);
    dd_cursor cursor = {.bytes = buffer.bytes, .size = buffer.size};
    for (uint32_t i = 0; i < count; i++) HOLDS(reads_back(&cursor, &items[i]));
    HOLDS(!cursor.failed && cursor.at == cursor.size);
    dd_cursor cut = {.bytes = buffer.bytes, .size = buffer.size ? dd_rng_below(rng, (uint32_t)buffer.size) : 0};
    bool has_missed = count == 0 || buffer.size == 0;
    for (uint32_t i = 0; i < count && !has_missed; i++) has_missed = !reads_back(&cut, &items[i]) || cut.failed;
    HOLDS(has_missed);
    dd_buffer_done(&buffer);
    return true;
}

static bool any_bytes_are_survived(dd_rng *rng)
{
    uint32_t size = dd_rng_below(rng, 64);
    unsigned char *bytes = malloc(size + 1u); /* on the heap, so that a sanitizer sees every read past it */
    HOLDS(bytes != NULL);
    for (uint32_t i = 0; i < size; i++) bytes[i] = (unsigned char)dd_rng_next(rng);
    dd_cursor cursor = {.bytes = bytes, .size = size};
    for (int i = 0; i < 20; i++) {
        value item;
        draw(&item, rng);
        (void)reads_back(&cursor, &item);
        (void)dd_cursor_count(&cursor, dd_rng_below(rng, 4));
        HOLDS(cursor.at <= cursor.size);
    }
    free(bytes);
    return true;
}

static void written_is_read(void **state)
{
    (void)state;
    property_check(what_is_written_is_read, 5000);
}

static void bytes_are_survived(void **state)
{
    (void)state;
    property_check(any_bytes_are_survived, 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_is_read),
        cmocka_unit_test(bytes_are_survived),
    };
    return cmocka_run_group_tests_name("property bytes", tests, NULL, NULL);
}
