#include "base/array.h"

#include <stdlib.h>
#include <string.h>

void *dd_array_new(size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) return NULL;
    return calloc(bytes ? bytes : 1, 1);
}

bool dd_array_reserve(void *items_at, size_t *capacity, size_t need, size_t size)
{
    if (need <= *capacity) return true;
    size_t room = *capacity < 8 ? 8 : *capacity;
    while (room < need) {
        if (room > SIZE_MAX / 4) return false;
        room *= 2;
    }
    size_t bytes;
    if (__builtin_mul_overflow(room, size, &bytes)) return false;
    void *items;
    memcpy(&items, items_at, sizeof items);
    unsigned char *memory = realloc(items, bytes);
    if (memory == NULL) return false;
    memset(memory + *capacity * size, 0, bytes - *capacity * size);
    memcpy(items_at, &memory, sizeof memory);
    *capacity = room;
    return true;
}
