/* Graph: the disjunctive graph of one schedule (shop/graph.h).
 *
 * dd_graph_place.  Let u go between a and b.  Without u the order stays right; with it, u must lie after a and before b, which is next to a.  Where it
 * does not, u is shifted: towards a together with all of the window that depends on u (mirrored: towards b with all that u depends on).  When a itself
 * depends on u, there is a cycle, and the window is put back.  O(window) plus the operations between the first and the last whose head (tail) changes.
 */
#include "shop/graph.h"

#include <assert.h>
#include <string.h>

bool dd_graph_init(dd_graph *graph, const dd_dense *in, dd_arena *arena)
{
    size_t ops = (size_t)in->op_count, nodes = (size_t)in->nil + 1;
    *graph = (dd_graph){.in = in};
    graph->nodes = DD_ARENA_NEW(arena, nodes, dd_graph_node);
    graph->machine = DD_ARENA_NEW(arena, nodes, int32_t);
    graph->mode = DD_ARENA_NEW(arena, ops, int32_t);
    graph->order = DD_ARENA_NEW(arena, ops, int32_t);
    graph->mark = DD_ARENA_NEW(arena, nodes, int32_t);
    graph->shelf = DD_ARENA_NEW(arena, ops, int32_t);
    graph->kept = DD_ARENA_NEW(arena, ops, int32_t);
    return graph->nodes && graph->machine && graph->mode && graph->order && graph->mark && graph->shelf && graph->kept;
}

static int32_t later(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* Every path ends with the last operation of a machine or, where something must follow all the same, with one of the finals. */
static int32_t longest_path(const dd_graph *graph)
{
    const dd_graph_node *nodes = graph->nodes;
    const dd_dense *in = graph->in;
    int32_t most = 0;
    for (int32_t s = in->op_count; s < in->nil; s++) {
        int32_t last = nodes[s].mp;
        if (last != s) most = later(most, nodes[last].end + nodes[s].tail);
    }
    for (int32_t i = 0; in->delivery != NULL && i < in->final_count; i++)
        most = later(most, nodes[in->finals[i]].end + in->delivery[in->finals[i]]);
    return most;
}

void dd_graph_refresh(dd_graph *graph)
{
    dd_graph_node *nodes = graph->nodes;
    for (int32_t i = 0; i < graph->in->op_count; i++) {
        dd_graph_node *x = &nodes[graph->order[i]];
        x->pos = i;
        x->end = later(dd_graph_arrival(graph, graph->order[i]), nodes[x->mp].end) + x->p;
    }
    for (int32_t i = graph->in->op_count - 1; i >= 0; i--) {
        dd_graph_node *x = &nodes[graph->order[i]];
        x->tail = later(dd_graph_follow(graph, graph->order[i]), nodes[x->ms].tail) + x->p;
    }
    graph->makespan = longest_path(graph);
}

static void load_links(dd_graph *graph)
{
    const dd_dense *in = graph->in;
    for (int32_t x = 0; x < in->op_count; x++) {
        dd_graph_node *node = &graph->nodes[x];
        node->jp = node->js = in->nil;
        if (!in->is_plain) continue;
        if (in->pred_at[x] < in->pred_at[x + 1]) node->jp = in->preds[in->pred_at[x]].op;
        if (in->succ_at[x] < in->succ_at[x + 1]) node->js = in->succs[in->succ_at[x]].op;
    }
    for (int32_t m = 0; m < in->machine_count; m++) {
        int32_t s = dd_dense_sentinel(in, m);
        graph->nodes[s] = (dd_graph_node){in->nil, in->nil, s, s, in->available[m], in->machine_tail ? in->machine_tail[m] : 0, 0, -1};
        graph->machine[s] = m;
    }
    graph->nodes[in->nil] = (dd_graph_node){in->nil, in->nil, in->nil, in->nil, 0, 0, 0, -1};
}

void dd_graph_load(dd_graph *graph, const int32_t *mode, const int32_t *order)
{
    const dd_dense *in = graph->in;
    load_links(graph);
    for (int32_t i = 0; i < in->op_count; i++) {
        int32_t x = order[i], m = mode ? mode[x] : 0;
        const dd_dense_mode *chosen = &in->modes[in->mode_at[x] + m];
        int32_t s = dd_dense_sentinel(in, chosen->machine), last = graph->nodes[s].mp;
        graph->mode[x] = m;
        graph->machine[x] = chosen->machine;
        graph->order[i] = x;
        graph->nodes[x].p = chosen->p;
        graph->nodes[x].mp = last;
        graph->nodes[x].ms = s;
        graph->nodes[last].ms = x;
        graph->nodes[s].mp = x;
    }
    dd_graph_refresh(graph);
}

void dd_graph_copy(dd_graph *graph, const dd_graph *from)
{
    size_t ops = (size_t)from->in->op_count, nodes = (size_t)from->in->nil + 1;
    memcpy(graph->nodes, from->nodes, nodes * sizeof *graph->nodes);
    memcpy(graph->machine, from->machine, nodes * sizeof *graph->machine);
    memcpy(graph->mode, from->mode, ops * sizeof *graph->mode);
    memcpy(graph->order, from->order, ops * sizeof *graph->order);
    graph->makespan = from->makespan;
}

static int32_t next_epoch(dd_graph *graph)
{
    if (graph->epoch == INT32_MAX) {
        memset(graph->mark, 0, ((size_t)graph->in->nil + 1) * sizeof *graph->mark);
        graph->epoch = 0;
    }
    return ++graph->epoch;
}

static bool is_after_marked(const dd_graph *graph, int32_t x, int32_t epoch)
{
    const dd_graph_node *node = &graph->nodes[x];
    if (graph->in->is_plain) return (graph->mark[node->mp] == epoch) | (graph->mark[node->jp] == epoch);
    if (graph->mark[node->mp] == epoch) return true;
    for (int32_t k = graph->in->pred_at[x]; k < graph->in->pred_at[x + 1]; k++)
        if (graph->mark[graph->in->preds[k].op] == epoch) return true;
    return false;
}

static bool is_before_marked(const dd_graph *graph, int32_t x, int32_t epoch)
{
    const dd_graph_node *node = &graph->nodes[x];
    if (graph->in->is_plain) return (graph->mark[node->ms] == epoch) | (graph->mark[node->js] == epoch);
    if (graph->mark[node->ms] == epoch) return true;
    for (int32_t k = graph->in->succ_at[x]; k < graph->in->succ_at[x + 1]; k++)
        if (graph->mark[graph->in->succs[k].op] == epoch) return true;
    return false;
}

/* u, which lies at `low` in the order, goes behind a at `high`, and what depends on it too.  False: a depends on u. */
static bool shift_later(dd_graph *graph, int32_t u, int32_t low, int32_t high)
{
    int32_t *order = graph->order, *shelf = graph->shelf, *kept = graph->kept;
    int32_t epoch = next_epoch(graph), a = order[high], moved = 1, stay = 0;
    graph->mark[u] = epoch;
    shelf[0] = u;
    for (int32_t i = low + 1; i <= high; i++) {
        int32_t x = order[i];
        bool is_moved = is_after_marked(graph, x, epoch);
        shelf[moved] = kept[stay] = x; /* without a branch: nobody can foretell it */
        moved += is_moved;
        stay += !is_moved;
        graph->mark[x] = is_moved ? epoch : graph->mark[x];
    }
    if (graph->mark[a] == epoch) return false;
    int32_t at = low;
    for (int32_t i = 0; i < stay; i++, at++) graph->nodes[order[at] = kept[i]].pos = at;
    for (int32_t i = 0; i < moved; i++, at++) graph->nodes[order[at] = shelf[i]].pos = at;
    return true;
}

/* u, which lies at `high`, goes before b at `low`, and what it depends on too.  False: u depends on b. */
static bool shift_earlier(dd_graph *graph, int32_t u, int32_t low, int32_t high)
{
    int32_t *order = graph->order, *shelf = graph->shelf, *kept = graph->kept;
    int32_t epoch = next_epoch(graph), b = order[low], moved = 1, stay = 0;
    graph->mark[u] = epoch;
    shelf[0] = u;
    for (int32_t i = high - 1; i >= low; i--) {
        int32_t x = order[i];
        bool is_moved = is_before_marked(graph, x, epoch);
        shelf[moved] = kept[stay] = x; /* without a branch: nobody can foretell it */
        moved += is_moved;
        stay += !is_moved;
        graph->mark[x] = is_moved ? epoch : graph->mark[x];
    }
    if (graph->mark[b] == epoch) return false;
    int32_t at = high;
    for (int32_t i = 0; i < stay; i++, at--) graph->nodes[order[at] = kept[i]].pos = at;
    for (int32_t i = 0; i < moved; i++, at--) graph->nodes[order[at] = shelf[i]].pos = at;
    return true;
}

static void take_out(dd_graph_node *nodes, int32_t u)
{
    nodes[nodes[u].mp].ms = nodes[u].ms;
    nodes[nodes[u].ms].mp = nodes[u].mp;
}

static void put_in(dd_graph_node *nodes, int32_t u, int32_t after)
{
    int32_t next = nodes[after].ms;
    nodes[u].mp = after;
    nodes[u].ms = next;
    nodes[after].ms = u;
    nodes[next].mp = u;
}

static bool sort_window(dd_graph *graph, int32_t u)
{
    const dd_graph_node *nodes = graph->nodes;
    int32_t at = nodes[u].pos, a = nodes[nodes[u].mp].pos, b = nodes[nodes[u].ms].pos;
    if (a > at) return shift_later(graph, u, at, a);
    if (b >= 0 && b < at) return shift_earlier(graph, u, b, at);
    return true;
}

/* Plain instances: from position `from` on as long as a change may reach what follows; up to `last` in any case. */
static void update_plain_heads(dd_graph *graph, int32_t from, int32_t last)
{
    dd_graph_node *nodes = graph->nodes;
    const int32_t *order = graph->order, *release = graph->in->has_release ? graph->in->release : NULL;
    for (int32_t i = from; i <= last; i++) {
        dd_graph_node *x = &nodes[order[i]];
        int32_t end = later(nodes[x->jp].end, nodes[x->mp].end), reach = later(nodes[x->js].pos, nodes[x->ms].pos);
        if (release != NULL) end = later(end, release[order[i]]);
        end += x->p;
        last = later(last, reach & -(int32_t)(end != x->end));
        x->end = end;
    }
}

/* The same for any instance. */
static void update_heads(dd_graph *graph, int32_t from, int32_t last)
{
    dd_graph_node *nodes = graph->nodes;
    const dd_dense *in = graph->in;
    for (int32_t i = from; i <= last; i++) {
        int32_t number = graph->order[i];
        dd_graph_node *x = &nodes[number];
        int32_t end = later(dd_graph_arrival(graph, number), nodes[x->mp].end) + x->p;
        if (end == x->end) continue;
        x->end = end;
        last = later(last, nodes[x->ms].pos);
        for (int32_t k = in->succ_at[number]; k < in->succ_at[number + 1]; k++) last = later(last, nodes[in->succs[k].op].pos);
    }
}

/* The lower of two positions, where -1 is none and counts as high. */
static int32_t lower(int32_t a, int32_t b)
{
    return (uint32_t)a < (uint32_t)b ? a : b;
}

static void update_plain_tails(dd_graph *graph, int32_t from, int32_t first)
{
    dd_graph_node *nodes = graph->nodes;
    const int32_t *order = graph->order, *delivery = graph->in->delivery;
    for (int32_t i = from; i >= first; i--) {
        dd_graph_node *x = &nodes[order[i]];
        int32_t tail = later(nodes[x->js].tail, nodes[x->ms].tail), reach = lower(nodes[x->jp].pos, nodes[x->mp].pos);
        if (delivery != NULL) tail = later(tail, delivery[order[i]]);
        tail += x->p;
        first = lower(first, reach | -(int32_t)(tail == x->tail));
        x->tail = tail;
    }
}

static void update_tails(dd_graph *graph, int32_t from, int32_t first)
{
    dd_graph_node *nodes = graph->nodes;
    const dd_dense *in = graph->in;
    for (int32_t i = from; i >= first; i--) {
        int32_t number = graph->order[i];
        dd_graph_node *x = &nodes[number];
        int32_t tail = later(dd_graph_follow(graph, number), nodes[x->ms].tail) + x->p;
        if (tail == x->tail) continue;
        x->tail = tail;
        first = lower(first, nodes[x->mp].pos);
        for (int32_t k = in->pred_at[number]; k < in->pred_at[number + 1]; k++) first = lower(first, nodes[in->preds[k].op].pos);
    }
}

static void update(dd_graph *graph, int32_t u, int32_t old_after, int32_t old_next)
{
    const dd_graph_node *nodes = graph->nodes;
    int32_t at = nodes[u].pos, after = nodes[nodes[u].mp].pos, next = nodes[nodes[u].ms].pos;
    int32_t from = lower(at, lower(nodes[old_next].pos, next)), last = later(at, later(nodes[old_next].pos, next));
    if (graph->in->is_plain) update_plain_heads(graph, from, last);
    else update_heads(graph, from, last);
    last = later(at, later(nodes[old_after].pos, after));
    from = lower(at, lower(nodes[old_after].pos, after));
    if (graph->in->is_plain) update_plain_tails(graph, last, from);
    else update_tails(graph, last, from);
    graph->makespan = longest_path(graph);
}

static void set_mode(dd_graph *graph, int32_t u, int32_t mode)
{
    const dd_dense_mode *chosen = &graph->in->modes[graph->in->mode_at[u] + mode];
    graph->mode[u] = mode;
    graph->machine[u] = chosen->machine;
    graph->nodes[u].p = chosen->p;
}

bool dd_graph_place(dd_graph *graph, int32_t u, int32_t mode, int32_t after)
{
    dd_graph_node *nodes = graph->nodes;
    int32_t old_after = nodes[u].mp, old_next = nodes[u].ms;
    assert(after != u && graph->in->modes[graph->in->mode_at[u] + mode].machine == graph->machine[after]);
    take_out(nodes, u);
    put_in(nodes, u, after);
    if (!sort_window(graph, u)) {
        take_out(nodes, u);
        put_in(nodes, u, old_after);
        return false;
    }
    if (graph->mode[u] != mode) set_mode(graph, u, mode);
    update(graph, u, old_after, old_next);
    return true;
}

static bool check_links(const dd_graph *graph)
{
    const dd_dense *in = graph->in;
    const dd_graph_node *nodes = graph->nodes;
    int32_t seen = 0;
    for (int32_t m = 0; m < in->machine_count; m++) {
        int32_t s = dd_dense_sentinel(in, m);
        for (int32_t x = nodes[s].ms, last = s; x != s; last = x, x = nodes[x].ms, seen++)
            if (x >= in->op_count || nodes[x].mp != last || graph->machine[x] != m || seen >= in->op_count || nodes[x].pos <= nodes[last].pos) return false;
    }
    for (int32_t i = 0; i < in->op_count; i++) {
        const dd_graph_node *x = &nodes[i];
        if (x->pos < 0 || x->pos >= in->op_count || graph->order[x->pos] != i || x->p != in->modes[in->mode_at[i] + graph->mode[i]].p) return false;
        if (in->modes[in->mode_at[i] + graph->mode[i]].machine != graph->machine[i]) return false;
        for (int32_t k = in->pred_at[i]; k < in->pred_at[i + 1]; k++)
            if (nodes[in->preds[k].op].pos >= x->pos) return false;
    }
    return seen == in->op_count;
}

bool dd_graph_check(const dd_graph *graph)
{
    if (!check_links(graph)) return false;
    for (int32_t i = 0; i < graph->in->op_count; i++) {
        const dd_graph_node *x = &graph->nodes[i];
        if (x->end != later(dd_graph_arrival(graph, i), graph->nodes[x->mp].end) + x->p) return false;
        if (x->tail != later(dd_graph_follow(graph, i), graph->nodes[x->ms].tail) + x->p) return false;
    }
    return graph->makespan == longest_path(graph);
}

uint64_t dd_graph_hash(const dd_graph *graph)
{
    const dd_dense *in = graph->in;
    uint64_t hash = 0;
    for (int32_t x = 0; x < in->op_count; x++) {
        uint64_t at = (uint64_t)(uint32_t)graph->nodes[x].mp << 32 | (uint32_t)graph->mode[x];
        hash += (at ^ 0x9e3779b97f4a7c15u) * (2 * (uint64_t)(uint32_t)x + 0x94d049bb133111ebu);
        hash ^= hash >> 29;
    }
    return hash;
}
