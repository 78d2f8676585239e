/* JSON writer: appends JSON to a buffer as it goes, so that a plan of a million stops needs no tree.
 *
 * Commas are its own affair.  Text that is not UTF-8 comes out with U+FFFD in place of the bad bytes, so that the output is always JSON.
 */
#ifndef DD_IO_JSON_WRITER_H
#define DD_IO_JSON_WRITER_H

#include "base/buffer.h"

typedef struct dd_json_writer {
    dd_buffer *out;
    bool needs_comma;
} dd_json_writer;

/* `key` NULL: an item of an array, or the root.  Keys are plain ASCII of ours. */
void dd_json_open(dd_json_writer *writer, const char *key, char bracket); /* '{' or '[' */
void dd_json_close(dd_json_writer *writer, char bracket);                 /* '}' or ']' */
void dd_json_put_int(dd_json_writer *writer, const char *key, int64_t value);
void dd_json_put_uint(dd_json_writer *writer, const char *key, uint64_t value);
void dd_json_put_bool(dd_json_writer *writer, const char *key, bool value);
void dd_json_put_text(dd_json_writer *writer, const char *key, const char *value);
/* The shortest decimal that reads back as the same double; null when it is not finite. */
void dd_json_put_double(dd_json_writer *writer, const char *key, double value);
/* value / scale as an exact decimal; scale is a power of ten. */
void dd_json_put_fixed(dd_json_writer *writer, const char *key, int64_t value, int64_t scale);
void dd_json_put_amounts(dd_json_writer *writer, const char *key, const int64_t *values, uint32_t count);
/* A line break, for people; legal between values. */
void dd_json_break_line(dd_json_writer *writer);

/* value / scale as an exact decimal without trailing zeros. */
void dd_buffer_put_fixed(dd_buffer *out, int64_t value, int64_t scale);

#endif
