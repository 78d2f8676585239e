/* Insertion: heads and tails without one operation, and its places (shop/flexible_insert.h). */
#include "shop/flexible_insert.h"

#include <assert.h>
#include <string.h>

bool dd_insertion_init(dd_insertion *insertion, const dd_graph *graph, dd_arena *arena)
{
    const dd_dense *in = graph->in;
    size_t nodes = (size_t)in->nil + 1, links = (size_t)in->pred_at[in->op_count];
    *insertion = (dd_insertion){.graph = graph, .out = -1, .none = in->nil};
    insertion->node = DD_ARENA_NEW(arena, nodes, int32_t);
    insertion->before = DD_ARENA_NEW(arena, nodes, dd_insertion_row);
    insertion->after = DD_ARENA_NEW(arena, nodes, dd_insertion_row);
    insertion->more = DD_ARENA_NEW(arena, 2 * links, dd_dense_link);
    insertion->end = DD_ARENA_NEW(arena, nodes, int32_t);
    insertion->tail = DD_ARENA_NEW(arena, nodes, int32_t);
    insertion->end_now = DD_ARENA_NEW(arena, nodes, int32_t);
    insertion->tail_now = DD_ARENA_NEW(arena, nodes, int32_t);
    insertion->most = DD_ARENA_NEW(arena, nodes, int32_t);
    return insertion->node && insertion->before && insertion->after && insertion->more && insertion->end && insertion->tail && insertion->end_now &&
           insertion->tail_now && insertion->most;
}

static int32_t later(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* Sentinels and nil keep their number as position. */
static int32_t position_of(const dd_graph *graph, int32_t node)
{
    return node < graph->in->op_count ? graph->nodes[node].pos : node;
}

static void load_links(const dd_insertion *insertion, dd_insertion_row *row, const dd_dense_link *links, int32_t from, int32_t to, int32_t *more)
{
    const dd_graph *graph = insertion->graph;
    row->link = from < to ? graph->nodes[links[from].op].pos : insertion->none;
    row->lag = from < to ? links[from].lag : 0;
    row->more = *more;
    for (int32_t k = from + 1; k < to; k++) insertion->more[(*more)++] = (dd_dense_link){graph->nodes[links[k].op].pos, links[k].lag};
    row->more_end = *more;
}

static void load_rows(dd_insertion *insertion, int32_t i, int32_t *more)
{
    const dd_graph *graph = insertion->graph;
    const dd_dense *in = graph->in;
    int32_t x = insertion->node[i];
    const dd_graph_node *node = &graph->nodes[x];
    dd_insertion_row *before = &insertion->before[i], *after = &insertion->after[i];
    *before = (dd_insertion_row){.link = insertion->none, .neighbour = position_of(graph, node->mp), .p = node->p};
    *after = (dd_insertion_row){.link = insertion->none, .neighbour = position_of(graph, node->ms), .p = node->p};
    insertion->end[i] = node->end;
    insertion->tail[i] = node->tail;
    if (x >= in->op_count) return;
    before->release = in->release[x];
    load_links(insertion, before, in->preds, in->pred_at[x], in->pred_at[x + 1], more);
    load_links(insertion, after, in->succs, in->succ_at[x], in->succ_at[x + 1], more);
}

void dd_insertion_load(dd_insertion *insertion)
{
    const dd_graph *graph = insertion->graph;
    int32_t nil = graph->in->nil, more = 0, most = 0;
    for (int32_t i = 0; i <= nil; i++) {
        insertion->node[i] = i < graph->in->op_count ? graph->order[i] : i;
        load_rows(insertion, i, &more);
        insertion->most[i] = most;
        if (i < graph->in->op_count) most = later(most, insertion->end[i]);
    }
    memcpy(insertion->end_now, insertion->end, ((size_t)nil + 1) * sizeof *insertion->end);
    memcpy(insertion->tail_now, insertion->tail, ((size_t)nil + 1) * sizeof *insertion->tail);
    insertion->out = -1;
}

/* From the operation that is out to the end of the order; gives the makespan of all that it passes. */
static int32_t pass_heads(dd_insertion *insertion)
{
    const dd_insertion_row *rows = insertion->before;
    int32_t *end = insertion->end_now, most = 0;
    for (int32_t i = insertion->out; i < insertion->graph->in->op_count; i++) {
        const dd_insertion_row *row = &rows[i];
        int32_t at = later(later(end[row->link] + row->lag, end[row->neighbour]), row->release);
        for (int32_t k = row->more; k < row->more_end; k++) at = later(at, end[insertion->more[k].op] + insertion->more[k].lag);
        end[i] = at + row->p;
        most = later(most, end[i]);
    }
    return most;
}

static void pass_tails(dd_insertion *insertion)
{
    const dd_insertion_row *rows = insertion->after;
    int32_t *tail = insertion->tail_now;
    for (int32_t i = insertion->out; i >= 0; i--) {
        const dd_insertion_row *row = &rows[i];
        int32_t most = later(tail[row->link] + row->lag, tail[row->neighbour]);
        for (int32_t k = row->more; k < row->more_end; k++) most = later(most, tail[insertion->more[k].op] + insertion->more[k].lag);
        tail[i] = most + row->p;
    }
}

void dd_insertion_remove(dd_insertion *insertion, int32_t u)
{
    int32_t i = insertion->graph->nodes[u].pos;
    dd_insertion_row *before = &insertion->before[i], *after = &insertion->after[i];
    assert(insertion->out < 0);
    insertion->out = i;
    insertion->out_before = *before;
    insertion->out_after = *after;
    insertion->before[after->neighbour].neighbour = before->neighbour;
    insertion->after[before->neighbour].neighbour = after->neighbour;
    before->neighbour = after->neighbour = insertion->none;
    before->p = after->p = 0;
    insertion->rest = later(pass_heads(insertion), insertion->most[i]);
    pass_tails(insertion);
    insertion->arrival = insertion->end_now[i];
    insertion->follow = insertion->tail_now[i];
}

void dd_insertion_restore(dd_insertion *insertion)
{
    int32_t i = insertion->out;
    size_t ops = (size_t)insertion->graph->in->op_count;
    assert(i >= 0);
    insertion->before[i] = insertion->out_before;
    insertion->after[i] = insertion->out_after;
    insertion->after[insertion->out_before.neighbour].neighbour = i;
    insertion->before[insertion->out_after.neighbour].neighbour = i;
    memcpy(insertion->end_now + i, insertion->end + i, (ops - (size_t)i) * sizeof *insertion->end);
    memcpy(insertion->tail_now, insertion->tail, ((size_t)i + 1) * sizeof *insertion->tail);
    insertion->out = -1;
}

/* Writes the place behind position `at` and gives 1; 0 for the operation's own. */
static int32_t offer(const dd_insertion *insertion, int32_t mode, int32_t p, int32_t at, dd_place *place)
{
    int32_t u = insertion->node[insertion->out], next = insertion->after[at].neighbour;
    if (mode == insertion->graph->mode[u] && at == insertion->out_before.neighbour) return 0;
    int32_t through = later(insertion->arrival, insertion->end_now[at]) + p + later(insertion->follow, insertion->tail_now[next]);
    *place = (dd_place){u, mode, insertion->node[at], later(through, insertion->rest), through};
    return 1;
}

int32_t dd_insertion_places(const dd_insertion *insertion, int32_t mode, dd_place *places)
{
    const dd_dense *in = insertion->graph->in;
    const dd_dense_mode *chosen = &in->modes[in->mode_at[insertion->node[insertion->out]] + mode];
    const int32_t *end = insertion->end_now, *tail = insertion->tail_now;
    int32_t s = dd_dense_sentinel(in, chosen->machine), count = 0;
    int32_t last = insertion->before[s].neighbour; /* the last that it may stand behind */
    while (last != s && tail[last] <= insertion->follow) last = insertion->before[last].neighbour;
    if (last == s || end[last] <= insertion->arrival) {
        /* All behind it have short tails; those that end early are passed at no cost, so that it stands where it would start. */
        for (int32_t next = insertion->after[last].neighbour; next != s && end[next] <= insertion->arrival; next = insertion->after[next].neighbour)
            last = next;
        return offer(insertion, mode, chosen->p, last, places);
    }
    for (;; last = insertion->before[last].neighbour) {
        count += offer(insertion, mode, chosen->p, last, &places[count]);
        if (last == s || end[last] <= insertion->arrival) return count;
    }
}
