#include "base/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

static uint64_t name_hash(const char *name, size_t length)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)name[i]) * 0x100000001b3u;
    return hash;
}

void dd_names_done(dd_names *names)
{
    free(names->text);
    free(names->offsets);
    free(names->slots);
    *names = (dd_names){0};
}

const char *dd_names_at(const dd_names *names, uint32_t ix)
{
    return names->text + names->offsets[ix];
}

static size_t slot_of(const dd_names *names, const char *name, size_t length)
{
    size_t mask = names->slot_count - 1, slot = (size_t)name_hash(name, length) & mask;
    for (; names->slots[slot] != 0; slot = (slot + 1) & mask) {
        const char *held = dd_names_at(names, names->slots[slot] - 1);
        if (strncmp(held, name, length) == 0 && held[length] == '\0') break;
    }
    return slot;
}

bool dd_names_takes(const char *name, size_t length)
{
    return length > 0 && length <= DD_NAME_MAX && memchr(name, '\0', length) == NULL;
}

uint32_t dd_names_find(const dd_names *names, const char *name, size_t length)
{
    if (names->slot_count == 0 || !dd_names_takes(name, length)) return DD_NONE;
    return names->slots[slot_of(names, name, length)] - 1; /* 0 - 1 is DD_NONE */
}

static bool names_rehash(dd_names *names)
{
    size_t slot_count = names->slot_count ? names->slot_count * 2 : 64;
    uint32_t *slots = dd_array_new(slot_count, sizeof *slots);
    if (slots == NULL) return false;
    free(names->slots);
    names->slots = slots;
    names->slot_count = slot_count;
    for (uint32_t ix = 0; ix < names->count; ix++) {
        const char *name = dd_names_at(names, ix);
        slots[slot_of(names, name, strlen(name))] = ix + 1;
    }
    return true;
}

bool dd_names_reserve_all(dd_names *names, size_t count, size_t length)
{
    while ((names->count + count) * 2 > names->slot_count + 1) /* at most half full, before the last is added */
        if (!names_rehash(names)) return false;
    return DD_ARRAY_RESERVE(names->offsets, names->offset_capacity, names->count + count) &&
           DD_ARRAY_RESERVE(names->text, names->text_capacity, names->text_size + length + count);
}

bool dd_names_reserve(dd_names *names, size_t length)
{
    return dd_names_reserve_all(names, 1, length);
}

uint32_t dd_names_add(dd_names *names, const char *name, size_t length)
{
    if (!dd_names_takes(name, length)) return DD_NONE;
    uint32_t found = dd_names_find(names, name, length);
    if (found != DD_NONE) return found;
    if (names->count >= UINT32_MAX / 2 || !dd_names_reserve(names, length)) return DD_NONE;
    uint32_t ix = (uint32_t)names->count;
    names->slots[slot_of(names, name, length)] = ix + 1;
    names->offsets[ix] = names->text_size;
    memcpy(names->text + names->text_size, name, length);
    names->text[names->text_size + length] = '\0';
    names->text_size += length + 1;
    names->count++;
    return ix;
}
