#include "report/page_text.h"

#include <string.h>

/* Length of the well-formed UTF-8 sequence at `at`, 0 when there is none.  A NUL never continues a sequence. */
static size_t sequence_length(const unsigned char *at)
{
    unsigned char low = 0x80, high = 0xbf;
    size_t length;
    if (at[0] < 0x80) return 1;
    if (at[0] >= 0xc2 && at[0] <= 0xdf) length = 2;
    else if (at[0] >= 0xe0 && at[0] <= 0xef) length = 3;
    else if (at[0] >= 0xf0 && at[0] <= 0xf4) length = 4;
    else return 0;
    if (at[0] == 0xe0) low = 0xa0;
    if (at[0] == 0xed) high = 0x9f;
    if (at[0] == 0xf0) low = 0x90;
    if (at[0] == 0xf4) high = 0x8f;
    if (at[1] < low || at[1] > high) return 0;
    for (size_t i = 2; i < length; i++)
        if (at[i] < 0x80 || at[i] > 0xbf) return 0;
    return length;
}

void dd_page_put(dd_buffer *buffer, const char *text)
{
    dd_buffer_put(buffer, text, strlen(text));
}

static bool is_line_separator(const unsigned char *at)
{
    return at[0] == 0xe2 && at[1] == 0x80 && (at[2] == 0xa8 || at[2] == 0xa9);
}

void dd_page_put_json(dd_buffer *buffer, const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    if (text == NULL) {
        dd_page_put(buffer, "null");
        return;
    }
    dd_page_put(buffer, "\"");
    while (*at) {
        size_t length = sequence_length(at);
        if (length == 0) {
            dd_page_put(buffer, "\xef\xbf\xbd");
            length = 1;
        } else if (*at < 0x20 || *at == 0x7f || strchr("\"\\<>&'", *at)) dd_buffer_printf(buffer, "\\u%04x", (unsigned)*at);
        else if (length == 3 && is_line_separator(at)) dd_buffer_printf(buffer, "\\u20%02x", at[2] == 0xa8 ? 0x28u : 0x29u);
        else dd_buffer_put(buffer, at, length);
        at += length;
    }
    dd_page_put(buffer, "\"");
}

void dd_page_put_html(dd_buffer *buffer, const char *text)
{
    const unsigned char *at = (const unsigned char *)(text ? text : "");
    while (*at) {
        size_t length = sequence_length(at);
        if (length == 0) {
            dd_page_put(buffer, "\xef\xbf\xbd");
            length = 1;
        } else if (*at < 0x20) dd_page_put(buffer, " ");
        else if (strchr("\"<>&'", *at)) dd_buffer_printf(buffer, "&#%u;", (unsigned)*at);
        else dd_buffer_put(buffer, at, length);
        at += length;
    }
}

void dd_page_put_integer(dd_buffer *buffer, int64_t value)
{
    dd_buffer_printf(buffer, "%lld", (long long)value);
}

void dd_page_put_number(dd_buffer *buffer, double value, int decimals)
{
    static const double limit = 9e17;
    int64_t scale = 1;
    for (int i = 0; i < decimals; i++) scale *= 10;
    double scaled = value * (double)scale;
    if (scaled != scaled) scaled = 0;
    if (scaled > limit) scaled = limit;
    if (scaled < -limit) scaled = -limit;
    int64_t whole = (int64_t)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    if (whole < 0) dd_page_put(buffer, "-");
    if (whole < 0) whole = -whole;
    dd_page_put_integer(buffer, whole / scale);
    int64_t rest = whole % scale;
    if (rest == 0) return;
    while (rest % 10 == 0) rest /= 10, scale /= 10, decimals--;
    dd_buffer_printf(buffer, ".%0*lld", decimals, (long long)rest);
}

void dd_page_put_integers(dd_buffer *buffer, const int64_t *values, size_t count)
{
    dd_page_put(buffer, "[");
    for (size_t i = 0; i < count; i++) {
        if (i > 0) dd_page_put(buffer, ",");
        dd_page_put_integer(buffer, values[i]);
    }
    dd_page_put(buffer, "]");
}
