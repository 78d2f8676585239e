/* Relinking: points between two plans (shop/flexible_relink.h). */
#include "shop/flexible_relink.h"

#include <stdlib.h>
#include <string.h>

typedef struct dd_relink_key {
    int64_t key;
    int32_t tie, op;
} dd_relink_key;

bool dd_relink_init(dd_relink *relink, const dd_dense *in, dd_arena *arena)
{
    size_t ops = (size_t)in->op_count;
    *relink = (dd_relink){.in = in};
    relink->rank = DD_ARENA_NEW(arena, ops, int32_t);
    relink->last = DD_ARENA_NEW(arena, (size_t)in->machine_count, int32_t);
    relink->before[0] = DD_ARENA_NEW(arena, ops, int32_t);
    relink->before[1] = DD_ARENA_NEW(arena, ops, int32_t);
    relink->keys = DD_ARENA_NEW(arena, ops, dd_relink_key);
    return relink->rank && relink->last && relink->before[0] && relink->before[1] && relink->keys;
}

/* The tie is a rank, so that no two are equal. */
static int compare_keys(const void *left, const void *right)
{
    const dd_relink_key *a = left, *b = right;
    if (a->key != b->key) return a->key < b->key ? -1 : 1;
    return a->tie < b->tie ? -1 : a->tie > b->tie;
}

static void sort_keys(dd_relink *relink, int32_t *order)
{
    size_t ops = (size_t)relink->in->op_count;
    qsort(relink->keys, ops, sizeof *relink->keys, compare_keys);
    for (size_t i = 0; i < ops; i++) order[i] = relink->keys[i].op;
}

void dd_relink_sort(dd_relink *relink, const dd_graph *graph, dd_flexible_plan *plan)
{
    for (int32_t x = 0; x < relink->in->op_count; x++) relink->keys[x] = (dd_relink_key){dd_graph_head(graph, x), graph->nodes[x].pos, x};
    sort_keys(relink, plan->order);
}

static void find_before(dd_relink *relink, const dd_flexible_plan *plan, int32_t *before)
{
    const dd_dense *in = relink->in;
    for (int32_t m = 0; m < in->machine_count; m++) relink->last[m] = -1;
    for (int32_t i = 0; i < in->op_count; i++) {
        int32_t x = plan->order[i], m = in->modes[in->mode_at[x] + plan->mode[x]].machine;
        before[x] = relink->last[m];
        relink->last[m] = x;
    }
}

int32_t dd_relink_distance(dd_relink *relink, const dd_flexible_plan *a, const dd_flexible_plan *b)
{
    int32_t count = 0;
    find_before(relink, a, relink->before[0]);
    find_before(relink, b, relink->before[1]);
    for (int32_t x = 0; x < relink->in->op_count; x++) count += a->mode[x] != b->mode[x] || relink->before[0][x] != relink->before[1][x];
    return count;
}

void dd_relink_between(dd_relink *relink, const dd_flexible_plan *a, const dd_flexible_plan *b, int32_t share, dd_rng *rng, dd_flexible_plan *plan)
{
    const dd_dense *in = relink->in;
    for (int32_t i = 0; i < in->op_count; i++) relink->rank[a->order[i]] = i;
    for (int32_t i = 0; i < in->op_count; i++) {
        int32_t x = b->order[i];
        bool takes_b = a->mode[x] != b->mode[x] && (int32_t)dd_rng_below(rng, 256) < share;
        plan->mode[x] = takes_b ? b->mode[x] : a->mode[x];
        relink->keys[x] = (dd_relink_key){(int64_t)relink->rank[x] * (256 - share) + (int64_t)i * share, i, x};
    }
    sort_keys(relink, plan->order);
    plan->makespan = INT32_MAX;
}
