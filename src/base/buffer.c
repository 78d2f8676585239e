#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

void dd_buffer_done(dd_buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (dd_buffer){0};
}

static bool buffer_room(dd_buffer *buffer, size_t more)
{
    if (buffer->failed || more > SIZE_MAX / 4 || !DD_ARRAY_RESERVE(buffer->bytes, buffer->capacity, buffer->size + more)) {
        buffer->failed = true;
        return false;
    }
    return true;
}

void dd_buffer_put(dd_buffer *buffer, const void *bytes, size_t size)
{
    if (size == 0 || !buffer_room(buffer, size)) return;
    memcpy(buffer->bytes + buffer->size, bytes, size);
    buffer->size += size;
}

void dd_buffer_put_byte(dd_buffer *buffer, uint8_t value)
{
    dd_buffer_put(buffer, &value, 1);
}

void dd_buffer_put_uint(dd_buffer *buffer, uint64_t value)
{
    unsigned char bytes[10];
    size_t size = 0;
    do {
        bytes[size] = (unsigned char)((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
        size++;
        value >>= 7;
    } while (value != 0);
    dd_buffer_put(buffer, bytes, size);
}

void dd_buffer_put_int(dd_buffer *buffer, int64_t value)
{
    dd_buffer_put_uint(buffer, ((uint64_t)value << 1) ^ (value < 0 ? UINT64_MAX : 0));
}

void dd_buffer_put_double(dd_buffer *buffer, double value)
{
    uint64_t bits;
    unsigned char bytes[8];
    memcpy(&bits, &value, sizeof bits);
    for (int i = 0; i < 8; i++) bytes[i] = (unsigned char)(bits >> (8 * i));
    dd_buffer_put(buffer, bytes, sizeof bytes);
}

void dd_buffer_put_text(dd_buffer *buffer, const char *text)
{
    size_t length = text ? strlen(text) : 0;
    dd_buffer_put_uint(buffer, length);
    dd_buffer_put(buffer, text, length);
}

void dd_buffer_printf(dd_buffer *buffer, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    if (length < 0) buffer->failed = true;
    else if (buffer_room(buffer, (size_t)length + 1)) {
        (void)vsnprintf((char *)buffer->bytes + buffer->size, (size_t)length + 1, format, again);
        buffer->size += (size_t)length;
    }
    va_end(again);
    va_end(args);
}

uint8_t dd_cursor_byte(dd_cursor *cursor)
{
    if (cursor->failed || cursor->at >= cursor->size) {
        cursor->failed = true;
        return 0;
    }
    return cursor->bytes[cursor->at++];
}

uint64_t dd_cursor_uint(dd_cursor *cursor)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        uint8_t byte = dd_cursor_byte(cursor);
        if (shift == 63 && byte > 1) break;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0) return cursor->failed ? 0 : value;
    }
    cursor->failed = true;
    return 0;
}

int64_t dd_cursor_int(dd_cursor *cursor)
{
    uint64_t value = dd_cursor_uint(cursor);
    return (int64_t)((value >> 1) ^ (value & 1 ? UINT64_MAX : 0));
}

double dd_cursor_double(dd_cursor *cursor)
{
    uint64_t bits = 0;
    for (int i = 0; i < 8; i++) bits |= (uint64_t)dd_cursor_byte(cursor) << (8 * i);
    double value;
    memcpy(&value, &bits, sizeof value);
    return cursor->failed ? 0 : value;
}

const char *dd_cursor_text(dd_cursor *cursor, size_t *length)
{
    uint64_t size = dd_cursor_uint(cursor);
    *length = 0;
    if (cursor->failed || size > cursor->size - cursor->at) {
        cursor->failed = true;
        return NULL;
    }
    const char *text = (const char *)cursor->bytes + cursor->at;
    cursor->at += (size_t)size;
    *length = (size_t)size;
    return text;
}

uint32_t dd_cursor_count(dd_cursor *cursor, size_t least)
{
    uint64_t count = dd_cursor_uint(cursor);
    size_t left = cursor->size - cursor->at;
    if (cursor->failed || count > UINT32_MAX || (least > 0 && count > left / least)) {
        cursor->failed = true;
        return 0;
    }
    return (uint32_t)count;
}
