/* Names: external string ids interned to dense 32-bit indices at the boundary.
 *
 * Indices are given in order of first appearance and never change.  Open addressing over FNV-1a; iteration is by index only,
 * so that hash order never shows.  A name is 1 to DD_NAME_MAX bytes.
 */
#ifndef DD_BASE_NAMES_H
#define DD_BASE_NAMES_H

#include <stdbool.h>

#include "diaodu/status.h"

enum { DD_NAME_MAX = 255 };

typedef struct dd_names {
    char *text;        /* all names, NUL-terminated, one after the other */
    size_t text_size, text_capacity;
    size_t *offsets;   /* by index, into text */
    size_t count, offset_capacity;
    uint32_t *slots;   /* index + 1, 0 for empty; a power of two, at most half full */
    size_t slot_count;
} dd_names;

void dd_names_done(dd_names *names); /* legal on {0} */
/* The index of the name, or DD_NONE. */
uint32_t dd_names_find(const dd_names *names, const char *name, size_t length);
/* The index of the name, added when new; DD_NONE when out of memory or when the length is 0 or above DD_NAME_MAX. */
uint32_t dd_names_add(dd_names *names, const char *name, size_t length);
/* Whether dd_names_add takes the name; if so it fails only for want of memory. */
bool dd_names_takes(const char *name, size_t length);
/* Makes room for one more name of at most `length` bytes, so that the next dd_names_add of such a name cannot fail; false when out of memory. */
bool dd_names_reserve(dd_names *names, size_t length);
/* The same for `count` more names of `length` bytes in all. */
bool dd_names_reserve_all(dd_names *names, size_t count, size_t length);
/* The name at ix < names->count; borrowed until the next add. */
const char *dd_names_at(const dd_names *names, uint32_t ix);

#endif
