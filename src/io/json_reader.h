/* JSON reader: typed access to a parsed tree, with a JSON Pointer for every refusal.
 *
 * A dd_json_at is a value and the way to it: places live on the caller's stack, each pointing to its parent, and the pointer's text is made
 * only when something is refused.  The reader keeps the first refusal; after it every getter gives its fallback, so that code reads straight
 * on and looks at `status` once.  An absent value (value == NULL) takes the fallback; null is a value of the wrong type.
 */
#ifndef DD_IO_JSON_READER_H
#define DD_IO_JSON_READER_H

#include <jansson.h>
#include <stdbool.h>

#include "diaodu/status.h"

typedef struct dd_json_at {
    const json_t *value;
    const struct dd_json_at *parent; /* NULL for the root */
    const char *key;                 /* NULL: `index` */
    size_t index;
} dd_json_at;

typedef struct dd_json_reader {
    dd_status status;
    dd_error *err;
} dd_json_reader;

dd_json_at dd_json_member(const dd_json_at *object, const char *key);
dd_json_at dd_json_item(const dd_json_at *array, size_t index);

/* Records the first refusal.  `message` is printf's. */
void dd_json_refuse(dd_json_reader *reader, const dd_json_at *at, dd_status status, const char *message, ...) DD_PRINTF(4, 5);

/* The getters refuse a value of another type or outside [min, max]; `message` NULL gives a text of ours.  Strings are borrowed from the tree. */
int64_t dd_json_int(dd_json_reader *reader, dd_json_at at, int64_t fallback, int64_t min, int64_t max, const char *message);
double dd_json_double(dd_json_reader *reader, dd_json_at at, double fallback, double min, double max, const char *message);
bool dd_json_bool(dd_json_reader *reader, dd_json_at at, bool fallback);
const char *dd_json_text(dd_json_reader *reader, dd_json_at at, const char *fallback, const char *message);
/* The number of items; 0 when absent. */
size_t dd_json_array(dd_json_reader *reader, const dd_json_at *at, size_t max, const char *message);
/* True when there is an object. */
bool dd_json_object(dd_json_reader *reader, const dd_json_at *at, const char *message);
/* Refuses members whose key is not in `keys` (NULL-terminated). */
void dd_json_known(dd_json_reader *reader, const dd_json_at *object, const char *const *keys);

#endif
