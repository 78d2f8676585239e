#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

enum { ARENA_ALIGN = 16, ARENA_FIRST_CHUNK = 1 << 16 };

struct dd_arena_chunk {
    struct dd_arena_chunk *next;
    size_t size, used;
    _Alignas(ARENA_ALIGN) unsigned char bytes[];
};

void dd_arena_init(dd_arena *arena)
{
    arena->first = arena->current = NULL;
}

static struct dd_arena_chunk *chunk_create(size_t size)
{
    struct dd_arena_chunk *chunk = malloc(sizeof *chunk + size);
    if (chunk == NULL) return NULL;
    chunk->next = NULL;
    chunk->size = size;
    chunk->used = 0;
    return chunk;
}

static void *chunk_take(struct dd_arena_chunk *chunk, size_t bytes)
{
    if (chunk->size - chunk->used < bytes) return NULL;
    void *memory = chunk->bytes + chunk->used;
    chunk->used += bytes;
    return memset(memory, 0, bytes);
}

void *dd_arena_alloc(dd_arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX / 4) return NULL;
    bytes = bytes == 0 ? ARENA_ALIGN : (bytes + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
    while (arena->current != NULL) {
        void *memory = chunk_take(arena->current, bytes);
        if (memory != NULL) return memory;
        if (arena->current->next == NULL) break;
        arena->current = arena->current->next;
        arena->current->used = 0;
    }
    size_t want = arena->current ? arena->current->size * 2 : ARENA_FIRST_CHUNK;
    if (want < bytes) want = bytes;
    struct dd_arena_chunk *chunk = chunk_create(want);
    if (chunk == NULL) return NULL;
    if (arena->current != NULL) arena->current->next = chunk;
    else arena->first = chunk;
    arena->current = chunk;
    return chunk_take(chunk, bytes);
}

void dd_arena_reset(dd_arena *arena)
{
    arena->current = arena->first;
    if (arena->current != NULL) arena->current->used = 0;
}

void dd_arena_done(dd_arena *arena)
{
    for (struct dd_arena_chunk *chunk = arena->first, *next; chunk != NULL; chunk = next) {
        next = chunk->next;
        free(chunk);
    }
    dd_arena_init(arena);
}
