/* Builder: list scheduling for first orders (shop/builder.h).
 *
 * The machine that can start first takes, of the operations that have arrived by then, the one with the most work remaining behind it; a heap of
 * machines by that instant, whose old entries are recognised and skipped.
 */
#include "shop/builder.h"

#include <string.h>

bool dd_builder_init(dd_builder *b, const dd_dense *in, dd_arena *arena)
{
    size_t ops = (size_t)in->op_count, machines = (size_t)in->machine_count;
    *b = (dd_builder){.in = in};
    b->tail = DD_ARENA_NEW(arena, ops, int32_t);
    b->key = DD_ARENA_NEW(arena, ops, int64_t);
    b->missing = DD_ARENA_NEW(arena, ops, int32_t);
    b->arrival = DD_ARENA_NEW(arena, ops, int32_t);
    b->waiting = DD_ARENA_NEW(arena, ops, int32_t);
    b->queue = DD_ARENA_NEW(arena, machines, int32_t);
    b->free_at = DD_ARENA_NEW(arena, machines, int32_t);
    b->heap = DD_ARENA_NEW(arena, 2 * ops + machines + 1, int64_t);
    if (!b->tail || !b->key || !b->missing || !b->arrival || !b->waiting || !b->queue || !b->free_at || !b->heap) return false;
    for (int32_t i = in->op_count - 1; i >= 0; i--) {
        int32_t x = in->topological[i], most = 0;
        for (int32_t k = in->succ_at[x]; k < in->succ_at[x + 1]; k++) {
            int32_t tail = b->tail[in->succs[k].op] + in->succs[k].lag;
            most = tail > most ? tail : most;
        }
        b->tail[x] = most + in->modes[in->mode_at[x]].p;
    }
    return true;
}

static void heap_add(dd_builder *b, int64_t entry)
{
    size_t i = b->heap_count++;
    for (; i > 0 && entry < b->heap[(i - 1) / 2]; i = (i - 1) / 2) b->heap[i] = b->heap[(i - 1) / 2];
    b->heap[i] = entry;
}

static int64_t heap_take(dd_builder *b)
{
    int64_t top = b->heap[0], last = b->heap[--b->heap_count];
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < b->heap_count; i = child) {
        if (child + 1 < b->heap_count && b->heap[child + 1] < b->heap[child]) child++;
        if (b->heap[child] >= last) break;
        b->heap[i] = b->heap[child];
    }
    b->heap[i] = last;
    return top;
}

static int32_t machine_of(const dd_dense *in, int32_t x)
{
    return in->modes[in->mode_at[x]].machine;
}

/* When the machine can start the next; -1: nothing waits. */
static int32_t next_start(const dd_builder *b, int32_t machine)
{
    int32_t first = -1;
    for (int32_t x = b->queue[machine]; x >= 0; x = b->waiting[x])
        if (first < 0 || b->arrival[x] < first) first = b->arrival[x];
    return first < 0 || first > b->free_at[machine] ? first : b->free_at[machine];
}

static void announce(dd_builder *b, int32_t machine)
{
    int32_t at = next_start(b, machine);
    if (at >= 0) heap_add(b, (int64_t)at << 32 | machine);
}

static void arrive(dd_builder *b, int32_t x)
{
    int32_t machine = machine_of(b->in, x);
    b->waiting[x] = b->queue[machine];
    b->queue[machine] = x;
    announce(b, machine);
}

/* Takes the operation that the machine starts at `at` out of its queue. */
static int32_t choose(dd_builder *b, int32_t machine, int32_t at)
{
    int32_t *best_at = NULL;
    for (int32_t *x = &b->queue[machine]; *x >= 0; x = &b->waiting[*x]) {
        if (b->arrival[*x] > at) continue;
        if (best_at == NULL || b->key[*x] > b->key[*best_at] || (b->key[*x] == b->key[*best_at] && *x < *best_at)) best_at = x;
    }
    int32_t best = *best_at;
    *best_at = b->waiting[best];
    return best;
}

static void reset(dd_builder *b, uint32_t noise, dd_rng *rng)
{
    const dd_dense *in = b->in;
    b->heap_count = 0;
    for (int32_t m = 0; m < in->machine_count; m++) {
        b->queue[m] = -1;
        b->free_at[m] = in->available[m];
    }
    for (int32_t x = 0; x < in->op_count; x++) {
        int64_t factor = 1000 + (noise > 0 ? (int64_t)dd_rng_below(rng, 2 * noise + 1) - (int64_t)noise : 0);
        b->key[x] = (int64_t)b->tail[x] * factor;
        b->arrival[x] = in->release[x];
        b->missing[x] = in->pred_at[x + 1] - in->pred_at[x];
    }
    for (int32_t x = 0; x < in->op_count; x++)
        if (b->missing[x] == 0) arrive(b, x);
}

void dd_builder_run(dd_builder *b, uint32_t noise, dd_rng *rng, int32_t *order)
{
    const dd_dense *in = b->in;
    reset(b, noise, rng);
    int32_t count = 0;
    while (b->heap_count > 0) {
        int64_t entry = heap_take(b);
        int32_t machine = (int32_t)(entry & INT32_MAX), at = (int32_t)(entry >> 32);
        if (next_start(b, machine) != at) continue;
        int32_t x = choose(b, machine, at), end = at + in->modes[in->mode_at[x]].p;
        order[count++] = x;
        b->free_at[machine] = end;
        for (int32_t k = in->succ_at[x]; k < in->succ_at[x + 1]; k++) {
            int32_t s = in->succs[k].op, from = end + in->succs[k].lag;
            if (from > b->arrival[s]) b->arrival[s] = from;
            if (--b->missing[s] == 0) arrive(b, s);
        }
        announce(b, machine);
    }
}
