/* JSON reader: typed access with JSON Pointers (json_reader.h; RFC 6901). */
#include "io/json_reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

dd_json_at dd_json_member(const dd_json_at *object, const char *key)
{
    return (dd_json_at){.value = json_object_get(object->value, key), .parent = object, .key = key};
}

dd_json_at dd_json_item(const dd_json_at *array, size_t index)
{
    return (dd_json_at){.value = json_array_get(array->value, index), .parent = array, .index = index};
}

/* The pointer is written from its end, so that the place itself survives when the text is cut. */
static size_t prepend(char *out, size_t at, const char *text, size_t length)
{
    for (size_t i = length; i > 0; i--) {
        char c = text[i - 1];
        bool is_special = c == '~' || c == '/';
        if (at < 3) return 0;
        if (is_special) out[--at] = c == '~' ? '0' : '1';
        out[--at] = is_special ? '~' : c;
    }
    if (at > 0) out[--at] = '/';
    return at;
}

static void write_pointer(const dd_json_at *place, char out[192])
{
    size_t at = 191;
    char digits[24];
    out[at] = '\0';
    for (; place->parent != NULL && at > 2; place = place->parent) {
        int length = place->key != NULL ? 0 : snprintf(digits, sizeof digits, "%zu", place->index);
        at = place->key != NULL ? prepend(out, at, place->key, strlen(place->key)) : prepend(out, at, digits, (size_t)length);
    }
    memmove(out, out + at, 192 - at);
}

void dd_json_refuse(dd_json_reader *reader, const dd_json_at *at, dd_status status, const char *message, ...)
{
    if (reader->status != DD_STATUS_OK) return;
    char pointer[192], text[320];
    va_list args;
    va_start(args, message);
    (void)vsnprintf(text, sizeof text, message, args);
    va_end(args);
    write_pointer(at, pointer);
    reader->status = dd_error_set(reader->err, status, pointer, "%s", text);
}

static void refuse_type(dd_json_reader *reader, const dd_json_at *at, const char *message, const char *ours)
{
    dd_json_refuse(reader, at, DD_STATUS_INVALID_INPUT, "%s", message != NULL ? message : ours);
}

int64_t dd_json_int(dd_json_reader *reader, dd_json_at at, int64_t fallback, int64_t min, int64_t max, const char *message)
{
    if (reader->status != DD_STATUS_OK || at.value == NULL) return fallback;
    int64_t value = json_integer_value(at.value);
    if (json_is_integer(at.value) && value >= min && value <= max) return value;
    if (message != NULL) refuse_type(reader, &at, message, "");
    else dd_json_refuse(reader, &at, DD_STATUS_INVALID_INPUT, "must be an integer from %lld to %lld", (long long)min, (long long)max);
    return fallback;
}

double dd_json_double(dd_json_reader *reader, dd_json_at at, double fallback, double min, double max, const char *message)
{
    if (reader->status != DD_STATUS_OK || at.value == NULL) return fallback;
    double value = json_number_value(at.value);
    if (json_is_number(at.value) && value >= min && value <= max) return value;
    if (message != NULL) refuse_type(reader, &at, message, "");
    else dd_json_refuse(reader, &at, DD_STATUS_INVALID_INPUT, "must be a number from %g to %g", min, max);
    return fallback;
}

bool dd_json_bool(dd_json_reader *reader, dd_json_at at, bool fallback)
{
    if (reader->status != DD_STATUS_OK || at.value == NULL) return fallback;
    if (!json_is_boolean(at.value)) refuse_type(reader, &at, NULL, "must be true or false");
    return json_is_true(at.value);
}

const char *dd_json_text(dd_json_reader *reader, dd_json_at at, const char *fallback, const char *message)
{
    if (reader->status != DD_STATUS_OK || at.value == NULL) return fallback;
    if (json_is_string(at.value)) return json_string_value(at.value);
    refuse_type(reader, &at, message, "must be a string");
    return fallback;
}

size_t dd_json_array(dd_json_reader *reader, const dd_json_at *at, size_t max, const char *message)
{
    if (reader->status != DD_STATUS_OK || at->value == NULL) return 0;
    if (!json_is_array(at->value)) {
        refuse_type(reader, at, message, "must be an array");
        return 0;
    }
    size_t size = json_array_size(at->value);
    if (size <= max) return size;
    dd_json_refuse(reader, at, DD_STATUS_TOO_LARGE, "more than %zu items", max);
    return 0;
}

bool dd_json_object(dd_json_reader *reader, const dd_json_at *at, const char *message)
{
    if (reader->status != DD_STATUS_OK || at->value == NULL) return false;
    if (json_is_object(at->value)) return true;
    refuse_type(reader, at, message, "must be an object");
    return false;
}

void dd_json_known(dd_json_reader *reader, const dd_json_at *object, const char *const *keys)
{
    if (reader->status != DD_STATUS_OK) return;
    for (void *it = json_object_iter((json_t *)(uintptr_t)object->value); it != NULL; it = json_object_iter_next((json_t *)(uintptr_t)object->value, it)) {
        const char *key = json_object_iter_key(it);
        size_t i = 0;
        while (keys[i] != NULL && strcmp(keys[i], key) != 0) i++;
        if (keys[i] != NULL) continue;
        dd_json_at at = dd_json_member(object, key);
        dd_json_refuse(reader, &at, DD_STATUS_INVALID_INPUT, "unknown key");
        return;
    }
}
