/* Buffer: growing bytes, for encoders and writers.
 *
 * The first failed growth sets `failed` and later puts do nothing, so that a writer checks once at its end.
 * Integers are written little-endian; varints are LEB128, signed ones zigzag.
 */
#ifndef DD_BASE_BUFFER_H
#define DD_BASE_BUFFER_H

#include <stdbool.h>

#include "diaodu/status.h"

typedef struct dd_buffer {
    unsigned char *bytes;
    size_t size, capacity;
    bool failed;
} dd_buffer;

void dd_buffer_done(dd_buffer *buffer); /* frees and empties; legal on {0} */
void dd_buffer_put(dd_buffer *buffer, const void *bytes, size_t size);
void dd_buffer_put_byte(dd_buffer *buffer, uint8_t value);
void dd_buffer_put_uint(dd_buffer *buffer, uint64_t value);   /* LEB128, at most 10 bytes */
void dd_buffer_put_int(dd_buffer *buffer, int64_t value);     /* zigzag LEB128 */
void dd_buffer_put_double(dd_buffer *buffer, double value);   /* IEEE 754, 8 bytes little-endian */
void dd_buffer_put_text(dd_buffer *buffer, const char *text); /* length, then bytes; NULL as length 0 */
void dd_buffer_printf(dd_buffer *buffer, const char *format, ...) DD_PRINTF(2, 3); /* no terminating NUL */

/* Cursor: reads what a buffer wrote.  The first bad read sets `failed` and every later read gives 0. */
typedef struct dd_cursor {
    const unsigned char *bytes;
    size_t size, at;
    bool failed;
} dd_cursor;

uint8_t dd_cursor_byte(dd_cursor *cursor);
uint64_t dd_cursor_uint(dd_cursor *cursor);
int64_t dd_cursor_int(dd_cursor *cursor);
double dd_cursor_double(dd_cursor *cursor);
/* A view of the next text, *length bytes, not NUL-terminated; borrowed from the cursor's bytes.  NULL when failed. */
const char *dd_cursor_text(dd_cursor *cursor, size_t *length);
/* A count that claims at least `least` bytes each: fails when the rest of the input cannot hold it. */
uint32_t dd_cursor_count(dd_cursor *cursor, size_t least);

#endif
