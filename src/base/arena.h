/* Arena: one region of memory for one solve, reset and not freed.
 *
 * Chunks double in size; a pointer stays valid until dd_arena_reset or dd_arena_done.  Alignment 16.  Zero-filled.
 * Not thread-safe: one arena per lane.
 */
#ifndef DD_BASE_ARENA_H
#define DD_BASE_ARENA_H

#include "diaodu/status.h"

typedef struct dd_arena {
    struct dd_arena_chunk *first, *current;
} dd_arena;

void dd_arena_init(dd_arena *arena);
/* count * size bytes, zeroed; NULL when out of memory or when the product overflows.  count or size 0 gives a valid pointer. */
void *dd_arena_alloc(dd_arena *arena, size_t count, size_t size);
/* Keeps the chunks, forgets the contents. */
void dd_arena_reset(dd_arena *arena);
void dd_arena_done(dd_arena *arena);

#define DD_ARENA_NEW(arena, count, type) ((type *)dd_arena_alloc((arena), (count), sizeof(type)))

#endif
