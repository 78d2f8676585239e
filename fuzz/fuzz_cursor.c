/* Cursor and names: the first half of the input says what to read, the second half is read. */
#include "base/buffer.h"
#include "base/names.h"
#include "require.h"

/* A number that was read is written and read again to the same value. */
static void check_number(uint64_t number)
{
    dd_buffer buffer = {0};
    dd_buffer_put_uint(&buffer, number);
    dd_buffer_put_int(&buffer, (int64_t)number);
    dd_cursor cursor = {.bytes = buffer.bytes, .size = buffer.size};
    require(dd_cursor_uint(&cursor) == number);
    require(dd_cursor_int(&cursor) == (int64_t)number);
    require(!cursor.failed && cursor.at == cursor.size);
    dd_buffer_done(&buffer);
}

static void check_name(dd_names *names, const char *text, size_t length)
{
    uint32_t before = dd_names_find(names, text, length), ix = dd_names_add(names, text, length);
    require(before == DD_NONE || before == ix);
    require(dd_names_find(names, text, length) == ix);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    size_t half = size / 2, length;
    dd_cursor cursor = {.bytes = bytes + half, .size = size - half};
    dd_names names = {0};
    for (size_t i = 0; i < half; i++) {
        const char *text;
        switch (bytes[i] % 6) {
        case 0: (void)dd_cursor_byte(&cursor); break;
        case 1: check_number(dd_cursor_uint(&cursor)); break;
        case 2: check_number((uint64_t)dd_cursor_int(&cursor)); break;
        case 3: (void)dd_cursor_double(&cursor); break;
        case 4: (void)dd_cursor_count(&cursor, bytes[i]); break;
        default: text = dd_cursor_text(&cursor, &length);
            if (text != NULL) check_name(&names, text, length);
        }
        require(cursor.at <= cursor.size);
    }
    dd_names_done(&names);
    return 0;
}
