#include "sim/queue.h"

#include <assert.h>
#include <stdlib.h>

#include "base/array.h"

static bool is_before(const dd_queue_entry *a, const dd_queue_entry *b)
{
    if (a->at_ms != b->at_ms) return a->at_ms < b->at_ms;
    if (a->kind != b->kind) return a->kind < b->kind;
    if (a->id != b->id) return a->id < b->id;
    return a->version < b->version;
}

void dd_queue_done(dd_queue *queue)
{
    free(queue->entries);
    *queue = (dd_queue){0};
}

bool dd_queue_push(dd_queue *queue, dd_queue_entry entry)
{
    if (!DD_ARRAY_RESERVE(queue->entries, queue->capacity, queue->count + 1)) return false;
    size_t at = queue->count++;
    while (at > 0) {
        size_t parent = (at - 1) / 2;
        if (!is_before(&entry, &queue->entries[parent])) break;
        queue->entries[at] = queue->entries[parent];
        at = parent;
    }
    queue->entries[at] = entry;
    return true;
}

const dd_queue_entry *dd_queue_peek(const dd_queue *queue)
{
    return queue->count == 0 ? NULL : queue->entries;
}

dd_queue_entry dd_queue_pop(dd_queue *queue)
{
    assert(queue->count > 0);
    dd_queue_entry first = queue->entries[0], last = queue->entries[--queue->count];
    size_t at = 0;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= queue->count) break;
        if (child + 1 < queue->count && is_before(&queue->entries[child + 1], &queue->entries[child])) child++;
        if (!is_before(&queue->entries[child], &last)) break;
        queue->entries[at] = queue->entries[child];
        at = child;
    }
    queue->entries[at] = last;
    return first;
}
