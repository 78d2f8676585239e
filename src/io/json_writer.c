/* JSON writer (json_writer.h; RFC 8259). */
#include "io/json_writer.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/scan.h"

static void put_plain(dd_buffer *out, const char *text)
{
    dd_buffer_put(out, text, strlen(text));
}

/* The length of the UTF-8 sequence at `text`, 0 when it is none (RFC 3629; no overlong forms, no surrogates). */
static size_t sequence_length(const unsigned char *text)
{
    if (text[0] < 0x80) return 1;
    size_t length = text[0] >= 0xf0 ? 4 : text[0] >= 0xe0 ? 3 : 2;
    if (text[0] < 0xc2 || text[0] > 0xf4) return 0;
    for (size_t i = 1; i < length; i++)
        if ((text[i] & 0xc0) != 0x80) return 0;
    if (text[0] == 0xe0 && text[1] < 0xa0) return 0;
    if (text[0] == 0xed && text[1] > 0x9f) return 0;
    if (text[0] == 0xf0 && text[1] < 0x90) return 0;
    if (text[0] == 0xf4 && text[1] > 0x8f) return 0;
    return length;
}

static void put_text(dd_buffer *out, const char *text)
{
    dd_buffer_put_byte(out, '"');
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0';) {
        size_t length = sequence_length(at);
        if (length == 0) put_plain(out, "\xef\xbf\xbd");
        else if (*at == '"' || *at == '\\') dd_buffer_printf(out, "\\%c", *at);
        else if (*at < 0x20 || *at == 0x7f) dd_buffer_printf(out, "\\u%04x", (unsigned)*at);
        else dd_buffer_put(out, at, length);
        at += length == 0 ? 1 : length;
    }
    dd_buffer_put_byte(out, '"');
}

static void begin_value(dd_json_writer *writer, const char *key)
{
    if (writer->needs_comma) dd_buffer_put_byte(writer->out, ',');
    if (key != NULL) {
        put_text(writer->out, key);
        dd_buffer_put_byte(writer->out, ':');
    }
    writer->needs_comma = true;
}

void dd_json_open(dd_json_writer *writer, const char *key, char bracket)
{
    begin_value(writer, key);
    dd_buffer_put_byte(writer->out, (uint8_t)bracket);
    writer->needs_comma = false;
}

void dd_json_close(dd_json_writer *writer, char bracket)
{
    dd_buffer_put_byte(writer->out, (uint8_t)bracket);
    writer->needs_comma = true;
}

void dd_json_put_int(dd_json_writer *writer, const char *key, int64_t value)
{
    begin_value(writer, key);
    dd_buffer_printf(writer->out, "%" PRId64, value);
}

void dd_json_put_uint(dd_json_writer *writer, const char *key, uint64_t value)
{
    begin_value(writer, key);
    dd_buffer_printf(writer->out, "%" PRIu64, value);
}

void dd_json_put_bool(dd_json_writer *writer, const char *key, bool value)
{
    begin_value(writer, key);
    put_plain(writer->out, value ? "true" : "false");
}

void dd_json_put_text(dd_json_writer *writer, const char *key, const char *value)
{
    begin_value(writer, key);
    put_text(writer->out, value);
}

void dd_json_put_double(dd_json_writer *writer, const char *key, double value)
{
    begin_value(writer, key);
    if (!isfinite(value)) {
        put_plain(writer->out, "null");
        return;
    }
    char text[40];
    for (int digits = 15; digits <= 17; digits += 2) {
        (void)snprintf(text, sizeof text, "%.*g", digits, value);
        char *comma = strchr(text, ','); /* a host program's locale */
        if (comma != NULL) *comma = '.';
        double back = 0;
        if (digits == 17 || (dd_scan_double(text, strlen(text), &back) > 0 && back == value)) break;
    }
    put_plain(writer->out, text);
}

void dd_buffer_put_fixed(dd_buffer *out, int64_t value, int64_t scale)
{
    uint64_t size = value < 0 ? (uint64_t)-(value + 1) + 1 : (uint64_t)value, unit = (uint64_t)scale;
    dd_buffer_printf(out, "%s%" PRIu64, value < 0 ? "-" : "", size / unit);
    uint64_t rest = size % unit;
    if (rest == 0) return;
    dd_buffer_put_byte(out, '.');
    for (; rest != 0; rest %= unit) {
        unit /= 10;
        dd_buffer_put_byte(out, (uint8_t)('0' + rest / unit));
    }
}

void dd_json_put_fixed(dd_json_writer *writer, const char *key, int64_t value, int64_t scale)
{
    begin_value(writer, key);
    dd_buffer_put_fixed(writer->out, value, scale);
}

void dd_json_put_amounts(dd_json_writer *writer, const char *key, const int64_t *values, uint32_t count)
{
    dd_json_open(writer, key, '[');
    for (uint32_t i = 0; i < count; i++) dd_json_put_int(writer, NULL, values[i]);
    dd_json_close(writer, ']');
}

void dd_json_break_line(dd_json_writer *writer)
{
    if (writer->needs_comma) dd_buffer_put_byte(writer->out, ',');
    dd_buffer_put_byte(writer->out, '\n');
    writer->needs_comma = false;
}
