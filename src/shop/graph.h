/* Graph: the disjunctive graph of one complete schedule (Roy and Sussmann 1964), with heads, tails and a topological order kept up to date.
 *
 * Every operation has a place in the sequence of one machine.  Sequences are rings of links through the machine's sentinel, whose end is when the
 * machine becomes available.  `end` is the head plus the duration, `tail` the longest path from the operation's start to the end of everything; so
 * an operation is critical where end + tail - p is the makespan.
 *
 * One change, dd_graph_place, takes an operation out and puts it in elsewhere, on its own or another machine.  Only the part of the order
 * between both places is sorted again (Pearce and Kelly 2007 for one arc), and heads and tails are computed anew from there as far as changes
 * reach.  Measured on 15x15 to 20x20: a node of 32 bytes, links beside times, beats arrays of each.
 *
 * Not thread-safe: one graph a lane.
 */
#ifndef DD_SHOP_GRAPH_H
#define DD_SHOP_GRAPH_H

#include "shop/dense.h"

typedef struct dd_graph_node {
    int32_t jp, js;                /* plain instances: before and after it in its job; nil for none.  Else nil: see the instance's links */
    int32_t mp, ms;                /* before and after it on its machine; the sentinel at both ends */
    int32_t end, tail;
    int32_t p;
    int32_t pos;                   /* in the order; -1 of sentinels and nil */
} dd_graph_node;

typedef struct dd_graph {
    const dd_dense *in;
    dd_graph_node *nodes;          /* in->nil + 1 */
    int32_t *machine;              /* by operation; of a sentinel, its own */
    int32_t *mode;                 /* by operation: its mode, counted from 0 within the operation */
    int32_t *order;                /* operations, topological over links and sequences */
    int32_t makespan;              /* the longest path, locks aside; in units */
    int32_t *mark, epoch;
    int32_t *shelf, *kept;
} dd_graph;

/* Memory from the arena; false when out of memory.  Empty until loaded. */
bool dd_graph_init(dd_graph *graph, const dd_dense *in, dd_arena *arena);

/* The schedule whose machine sequences follow `order` (every operation once, links respected), with these modes (NULL: the first of each).  Neither array
 * may be the graph's own.  O(operations + links). */
void dd_graph_load(dd_graph *graph, const int32_t *mode, const int32_t *order);

/* A copy of another graph of the same instance. */
void dd_graph_copy(dd_graph *graph, const dd_graph *from);

/* Puts operation u in its mode `mode` directly after node `after` (an operation or the sentinel, of that mode's machine, not u), and updates everything.
 * False, and nothing changed, when the result would have a cycle. */
bool dd_graph_place(dd_graph *graph, int32_t u, int32_t mode, int32_t after);

/* Heads, tails and makespan of all operations anew; for tests, and after changes by hand. */
void dd_graph_refresh(dd_graph *graph);

/* Whether links, order, heads, tails and makespan are what a full computation gives. */
bool dd_graph_check(const dd_graph *graph);

/* A number for the schedule's modes and sequences: equal for equal ones. */
uint64_t dd_graph_hash(const dd_graph *graph);

static inline int32_t dd_graph_head(const dd_graph *graph, int32_t x)
{
    return graph->nodes[x].end - graph->nodes[x].p;
}

static inline bool dd_graph_is_critical(const dd_graph *graph, int32_t x)
{
    return graph->nodes[x].end + graph->nodes[x].tail - graph->nodes[x].p == graph->makespan;
}

/* The earliest instant that x's links and release allow. */
static inline int32_t dd_graph_arrival(const dd_graph *graph, int32_t x)
{
    const dd_dense *in = graph->in;
    int32_t at = in->has_release ? in->release[x] : 0;
    if (in->is_plain) {
        int32_t end = graph->nodes[graph->nodes[x].jp].end;
        return end > at ? end : at;
    }
    for (int32_t k = in->pred_at[x]; k < in->pred_at[x + 1]; k++) {
        int32_t end = graph->nodes[in->preds[k].op].end + in->preds[k].lag;
        if (end > at) at = end;
    }
    return at;
}

/* The longest path after x's end through its links. */
static inline int32_t dd_graph_follow(const dd_graph *graph, int32_t x)
{
    const dd_dense *in = graph->in;
    int32_t most = in->delivery ? in->delivery[x] : 0;
    if (in->is_plain) {
        int32_t tail = graph->nodes[graph->nodes[x].js].tail;
        return tail > most ? tail : most;
    }
    for (int32_t k = in->succ_at[x]; k < in->succ_at[x + 1]; k++) {
        int32_t tail = graph->nodes[in->succs[k].op].tail + in->succs[k].lag;
        if (tail > most) most = tail;
    }
    return most;
}

/* Sufficient for "no path leads from a link's successor of u to v": heads, tails or the order say so.  Then u may be put after v (u before v now). */
static inline bool dd_graph_can_follow(const dd_graph *graph, int32_t u, int32_t v)
{
    const dd_graph_node *nodes = graph->nodes;
    const dd_dense *in = graph->in;
    int32_t tail = nodes[v].tail, pos = nodes[v].pos;
    if (in->is_plain) {
        const dd_graph_node *s = &nodes[nodes[u].js];
        return (s->tail - s->p < tail && s->pos != pos) || s->pos > pos || s->pos < 0;
    }
    for (int32_t k = in->succ_at[u]; k < in->succ_at[u + 1]; k++) {
        const dd_graph_node *s = &nodes[in->succs[k].op];
        if ((s->tail - s->p >= tail && s->pos <= pos) || s->pos == pos) return false;
    }
    return true;
}

/* The mirror: no path leads from u to a link's predecessor of v, so that v may be put before u. */
static inline bool dd_graph_can_precede(const dd_graph *graph, int32_t v, int32_t u)
{
    const dd_graph_node *nodes = graph->nodes;
    const dd_dense *in = graph->in;
    int32_t end = nodes[u].end, pos = nodes[u].pos;
    if (in->is_plain) {
        const dd_graph_node *s = &nodes[nodes[v].jp];
        return (s->end - s->p < end && s->pos != pos) || s->pos < pos;
    }
    for (int32_t k = in->pred_at[v]; k < in->pred_at[v + 1]; k++) {
        const dd_graph_node *s = &nodes[in->preds[k].op];
        if ((s->end - s->p >= end && s->pos >= pos) || s->pos == pos) return false;
    }
    return true;
}

#endif
