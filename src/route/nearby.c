#include "route/nearby.h"

#include <stdlib.h>

bool dd_nearby_init(dd_nearby *nearby, const dd_instance *instance, dd_arena *arena)
{
    uint32_t nodes = 0;
    for (uint32_t i = 0; i < instance->node_count; i++) nodes += instance->request_of[i] != DD_NONE;
    *nearby = (dd_nearby){.instance = instance, .arena = arena};
    nearby->node_limit = nodes < DD_NEARBY_NODES_MAX ? nodes : DD_NEARBY_NODES_MAX;
    nearby->kind_limit = instance->kind_count < DD_NEARBY_KINDS_MAX ? instance->kind_count : DD_NEARBY_KINDS_MAX;
    uint32_t most = instance->node_count > instance->kind_count ? instance->node_count : instance->kind_count;
    nearby->nodes = DD_ARENA_NEW(arena, instance->node_count, uint32_t *);
    nearby->kinds = DD_ARENA_NEW(arena, instance->request_count, uint32_t *);
    nearby->keys = DD_ARENA_NEW(arena, most, uint64_t);
    return nearby->nodes && nearby->kinds && nearby->keys;
}

static int compare_keys(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* Moves the `keep` least keys to the front (quickselect, median of three; all keys differ). */
static void select_least(uint64_t *keys, uint32_t count, uint32_t keep)
{
    uint32_t low = 0, high = count;
    while (high - low > 1 && keep > low && keep < high) {
        uint64_t a = keys[low], b = keys[low + (high - low) / 2], c = keys[high - 1];
        uint64_t pivot = a < b ? (b < c ? b : a < c ? c : a) : (a < c ? a : b < c ? c : b);
        uint32_t i = low, j = high - 1;
        while (i <= j) {
            while (keys[i] < pivot) i++;
            while (keys[j] > pivot) j--;
            if (i > j) break;
            uint64_t swap = keys[i];
            keys[i++] = keys[j];
            keys[j] = swap;
            if (j == 0) break;
            j--;
        }
        if (keep <= j + 1) high = j + 1;
        else if (keep >= i) low = i;
        else return;
    }
}

static uint32_t *sorted_list(dd_nearby *nearby, uint32_t count, uint32_t keep)
{
    uint32_t *list = DD_ARENA_NEW(nearby->arena, keep, uint32_t);
    if (list == NULL) return NULL;
    select_least(nearby->keys, count, keep);
    qsort(nearby->keys, keep, sizeof *nearby->keys, compare_keys);
    for (uint32_t i = 0; i < keep; i++) list[i] = (uint32_t)nearby->keys[i];
    return list;
}

const uint32_t *dd_nearby_nodes(dd_nearby *nearby, uint32_t node)
{
    if (nearby->nodes[node] != NULL) return nearby->nodes[node];
    const dd_instance *in = nearby->instance;
    size_t row = (size_t)in->loc[node] * in->location_count;
    const int32_t *from = in->kinds[0].dur + row, *to = in->kinds[0].dur_to + row;
    uint32_t count = 0;
    for (uint32_t i = 0; i < in->node_count; i++) {
        if (in->request_of[i] == DD_NONE) continue;
        uint64_t ms = ((uint64_t)(uint32_t)from[in->loc[i]] + (uint64_t)(uint32_t)to[in->loc[i]]) / 2;
        nearby->keys[count++] = (i == node ? 0 : ms + 1) << 32 | i;
    }
    return nearby->nodes[node] = sorted_list(nearby, count, nearby->node_limit);
}

const uint32_t *dd_nearby_kinds(dd_nearby *nearby, uint32_t request)
{
    if (nearby->kinds[request] != NULL) return nearby->kinds[request];
    const dd_instance *in = nearby->instance;
    for (uint32_t k = 0; k < in->kind_count; k++) {
        uint64_t ms = (uint64_t)dd_kind_travel(in, &in->kinds[k], in->kinds[k].start, in->loc[in->requests[request].a]);
        if (!dd_instance_can_serve(in, k, request)) ms = UINT32_MAX;
        nearby->keys[k] = ms << 32 | k;
    }
    return nearby->kinds[request] = sorted_list(nearby, in->kind_count, nearby->kind_limit);
}
