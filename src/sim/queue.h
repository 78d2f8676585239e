/* Queue: what will happen, soonest first: a binary heap in total order (instant, kind, id), so that ties never depend on history.
 *
 * Push and pop in O(log n).  Nothing is removed from the middle: an entry that no longer holds carries an old `version` and is skipped by
 * its owner when it comes up.
 */
#ifndef DD_SIM_QUEUE_H
#define DD_SIM_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct dd_queue_entry {
    int64_t at_ms;
    uint32_t kind, id, version;
} dd_queue_entry;

typedef struct dd_queue {
    dd_queue_entry *entries;
    size_t count, capacity;
} dd_queue;

void dd_queue_done(dd_queue *queue); /* legal on {0} */
/* False when out of memory. */
bool dd_queue_push(dd_queue *queue, dd_queue_entry entry);
/* The soonest entry, or NULL; borrowed until the next push or pop. */
const dd_queue_entry *dd_queue_peek(const dd_queue *queue);
/* Removes the soonest entry; the queue must not be empty. */
dd_queue_entry dd_queue_pop(dd_queue *queue);

#endif
