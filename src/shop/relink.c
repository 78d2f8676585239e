/* Relink: distances and walks between schedules (shop/relink.h).
 *
 * Why a swap is always possible: take the neighbours on machines that the guide has the other way round, and of them a pair (u, v) whose v comes first
 * in a topological order of the guide.  Were there a path from u's job successor to v, some pair on it would be against the guide's order as well,
 * with its later operation earlier still.
 */
#include "shop/relink.h"

#include <string.h>

bool dd_sequencing_init(dd_sequencing *s, const dd_dense *in, dd_arena *arena)
{
    size_t ops = (size_t)in->op_count;
    *s = (dd_sequencing){.makespan = INT32_MAX};
    s->order = DD_ARENA_NEW(arena, ops, int32_t);
    s->sequence = DD_ARENA_NEW(arena, ops, int32_t);
    s->rank = DD_ARENA_NEW(arena, ops, int32_t);
    s->first = DD_ARENA_NEW(arena, (size_t)in->machine_count + 2, int32_t);
    return s->order && s->sequence && s->rank && s->first;
}

void dd_sequencing_take(dd_sequencing *s, const dd_graph *graph, const int32_t *order, int32_t makespan)
{
    const dd_dense *in = graph->in;
    memcpy(s->order, order ? order : graph->order, (size_t)in->op_count * sizeof *s->order);
    memset(s->first, 0, ((size_t)in->machine_count + 2) * sizeof *s->first);
    for (int32_t x = 0; x < in->op_count; x++) s->first[graph->machine[x] + 2]++;
    for (int32_t m = 0; m < in->machine_count; m++) s->first[m + 2] += s->first[m + 1];
    for (int32_t i = 0; i < in->op_count; i++) s->sequence[s->first[graph->machine[s->order[i]] + 1]++] = s->order[i];
    for (int32_t m = 0; m < in->machine_count; m++)
        for (int32_t k = s->first[m]; k < s->first[m + 1]; k++) s->rank[s->sequence[k]] = k - s->first[m];
    s->makespan = makespan;
}

uint64_t dd_sequencing_distance(const dd_sequencing *a, const dd_sequencing *b, int32_t machines)
{
    uint64_t pairs = 0;
    for (int32_t m = 0; m < machines; m++)
        for (int32_t i = a->first[m] + 1; i < a->first[m + 1]; i++) {
            int32_t rank = b->rank[a->sequence[i]];
            for (int32_t k = a->first[m]; k < i; k++) pairs += b->rank[a->sequence[k]] > rank;
        }
    return pairs;
}

static bool is_against(const dd_graph *graph, const dd_sequencing *guide, int32_t u)
{
    int32_t v = graph->nodes[u].ms;
    return v < graph->in->op_count && guide->rank[u] > guide->rank[v];
}

uint64_t dd_relink_walk(dd_graph *graph, const dd_sequencing *guide, uint64_t steps, dd_rng *rng)
{
    uint32_t ops = (uint32_t)graph->in->op_count;
    uint64_t done = 0;
    while (done < steps) {
        uint32_t begin = dd_rng_below(rng, ops), i = 0;
        for (; i < ops; i++) {
            int32_t u = (int32_t)((begin + i) % ops);
            if (is_against(graph, guide, u) && dd_graph_place(graph, u, graph->mode[u], graph->nodes[u].ms)) break;
        }
        if (i == ops) break;
        done++;
    }
    return done;
}
