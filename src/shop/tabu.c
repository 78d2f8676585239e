/* Tabu: N7 moves on critical blocks (shop/tabu.h).
 *
 * Neighbourhood: Zhang, Li, Guan and Rao (2007), doi:10.1016/j.cor.2005.12.002, on top of Balas and Vazacopoulos (1998), doi:10.1287/mnsc.44.2.262; on the
 * first block only what changes its last operation, on the last block only what changes its first (Nowicki and Smutnicki 1996).  Here a move is allowed
 * where heads, tails or the topological order show that there is no cycle, a little more than the paper's condition.
 * Estimates: Taillard (1994) and Balas and Vazacopoulos: heads and tails before the move, as far as links bring
 * them, stand for those after it.  Tenure: Zhang, Rao and Li (2008), doi:10.1016/j.cor.2006.02.024; but pairs are tabu (Taillard 1994), not rows at their
 * positions, and of a longer move the pair of its ends counts (docs/EXPERIMENTS.md).
 *
 * An iteration costs O(path + moves * block) and what dd_graph_place costs.  No allocation.
 */
#include "shop/tabu.h"

#include <assert.h>
#include <string.h>

enum { PAIRS_MAX = 1 << 20 };

/* One operation of the block under view. */
typedef struct dd_tabu_block {
    int32_t op, p;
    int32_t arrival, follow;       /* what its job asks before and after */
    int32_t head;                  /* scratch of a rating */
} dd_tabu_block;

typedef struct chooser {
    dd_tabu *tabu;
    dd_tabu_move best;             /* the best that may be done */
    int32_t ties;
    dd_tabu_move any;              /* one of all, by lot, for when every move is tabu */
    uint32_t count;
    int32_t before_end, after_tail; /* around the block under view */
    void (*each)(void *context, const dd_tabu_move *move);
    void *context;
} chooser;

/* Room for all pairs of operations that share a machine, up to PAIRS_MAX. */
static bool init_pairs(dd_tabu *tabu, dd_arena *arena)
{
    const dd_dense *in = tabu->graph.in;
    size_t ops = (size_t)in->op_count;
    tabu->row = DD_ARENA_NEW(arena, ops, uint32_t);
    tabu->column = DD_ARENA_NEW(arena, ops, uint32_t);
    uint32_t *lengths = DD_ARENA_NEW(arena, (size_t)in->machine_count, uint32_t);
    if (!tabu->row || !tabu->column || !lengths) return false;
    for (size_t x = 0; x < ops; x++) lengths[in->modes[in->mode_at[x]].machine]++;
    uint64_t pairs = 0;
    for (int32_t m = 0; m < in->machine_count; m++) pairs += (uint64_t)lengths[m] * lengths[m];
    uint32_t size = 1;
    while (size < pairs && size < PAIRS_MAX) size *= 2;
    tabu->until_mask = size - 1;
    tabu->until = DD_ARENA_NEW(arena, size, uint32_t);
    return tabu->until != NULL;
}

bool dd_tabu_init(dd_tabu *tabu, const dd_dense *in, dd_rng rng, dd_arena *arena)
{
    size_t ops = (size_t)in->op_count;
    *tabu = (dd_tabu){.rng = rng};
    if (!dd_graph_init(&tabu->graph, in, arena)) return false;
    tabu->best_order = DD_ARENA_NEW(arena, ops, int32_t);
    tabu->path = DD_ARENA_NEW(arena, ops + 1, int32_t);
    tabu->block = DD_ARENA_NEW(arena, ops + 1, dd_tabu_block);
    return tabu->best_order && tabu->path && tabu->block && init_pairs(tabu, arena);
}

/* Tenures after Zhang et al.: 10 + jobs a machine, half as much again by lot.  Numbers the pairs. */
static void set_tenure(dd_tabu *tabu)
{
    const dd_dense *in = tabu->graph.in;
    uint32_t busy = 0, longest = 0, row = 0;
    for (int32_t m = 0; m < in->machine_count; m++) {
        uint32_t length = 0;
        int32_t s = dd_dense_sentinel(in, m);
        for (int32_t x = tabu->graph.nodes[s].ms; x != s; x = tabu->graph.nodes[x].ms) tabu->column[x] = length++;
        for (int32_t x = tabu->graph.nodes[s].ms; x != s; x = tabu->graph.nodes[x].ms, row += length) tabu->row[x] = row;
        busy += length > 0;
        longest = longest > length ? longest : length;
    }
    uint32_t least = 10 + (busy > 0 ? longest / busy : 0);
    tabu->tenure_least = least;
    tabu->tenure_span = (longest <= 2 * busy ? least * 2 / 5 : least / 2) + 1;
}

static void keep_best(dd_tabu *tabu)
{
    tabu->best = tabu->graph.makespan;
    tabu->improved_at = tabu->iteration;
    memcpy(tabu->best_order, tabu->graph.order, (size_t)tabu->graph.in->op_count * sizeof *tabu->best_order);
}

void dd_tabu_start(dd_tabu *tabu)
{
    memset(tabu->until, 0, ((size_t)tabu->until_mask + 1) * sizeof *tabu->until);
    tabu->iteration = 0;
    set_tenure(tabu);
    keep_best(tabu);
}

/* The predecessor of x on a longest path; nil where it begins.  By lot where both are. */
static int32_t step_back(dd_tabu *tabu, int32_t x)
{
    const dd_graph *g = &tabu->graph;
    const dd_dense *in = g->in;
    int32_t head = dd_graph_head(g, x), on_machine = g->nodes[x].mp, in_job = in->nil;
    if (on_machine >= in->op_count || g->nodes[on_machine].end != head) on_machine = in->nil;
    if (in->is_plain) {
        if (g->nodes[x].jp != in->nil && g->nodes[g->nodes[x].jp].end == head) in_job = g->nodes[x].jp;
    } else {
        for (int32_t k = in->pred_at[x]; k < in->pred_at[x + 1]; k++)
            if (g->nodes[in->preds[k].op].end + in->preds[k].lag == head) in_job = in->preds[k].op;
    }
    if (on_machine == in->nil) return in_job;
    if (in_job == in->nil) return on_machine;
    return dd_rng_next(&tabu->rng) >> 63 ? in_job : on_machine;
}

/* An operation with which a longest path ends, by lot. */
static int32_t path_end(dd_tabu *tabu)
{
    const dd_graph *g = &tabu->graph;
    const dd_dense *in = g->in;
    int32_t last = in->nil;
    uint32_t ties = 0;
    for (int32_t s = in->op_count; s < in->nil; s++) {
        int32_t x = g->nodes[s].mp;
        if (x == s || g->nodes[x].end + g->nodes[s].tail != g->makespan) continue;
        if (++ties == 1 || dd_rng_below(&tabu->rng, ties) == 0) last = x;
    }
    for (int32_t i = 0; in->delivery != NULL && i < in->final_count; i++) {
        int32_t x = in->finals[i];
        if (g->nodes[x].end + in->delivery[x] != g->makespan) continue;
        if (++ties == 1 || dd_rng_below(&tabu->rng, ties) == 0) last = x;
    }
    return last;
}

static void trace_path(dd_tabu *tabu)
{
    int32_t length = 0;
    for (int32_t x = path_end(tabu); x != tabu->graph.in->nil; x = step_back(tabu, x)) tabu->path[length++] = x;
    tabu->path_length = length;
    for (int32_t i = 0; i < length / 2; i++) {
        int32_t swap = tabu->path[i];
        tabu->path[i] = tabu->path[length - 1 - i];
        tabu->path[length - 1 - i] = swap;
    }
}

static int32_t later(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* The longest path through the row when the block's place i goes behind place j; stops above the limit. */
static int32_t rate_later(dd_tabu_block *b, int32_t i, int32_t j, int32_t end, int32_t tail, int32_t limit)
{
    for (int32_t k = i + 1; k <= j; k++) {
        b[k].head = later(b[k].arrival, end);
        end = b[k].head + b[k].p;
    }
    tail = b[i].p + later(b[i].follow, tail);
    int32_t most = later(b[i].arrival, end) + tail;
    for (int32_t k = j; k > i && most <= limit; k--) {
        tail = b[k].p + later(b[k].follow, tail);
        most = later(most, b[k].head + tail);
    }
    return most;
}

/* When place j goes before place i. */
static int32_t rate_earlier(dd_tabu_block *b, int32_t i, int32_t j, int32_t end, int32_t tail, int32_t limit)
{
    int32_t first = later(b[j].arrival, end);
    end = first + b[j].p;
    for (int32_t k = i; k < j; k++) {
        b[k].head = later(b[k].arrival, end);
        end = b[k].head + b[k].p;
    }
    int32_t most = 0;
    for (int32_t k = j - 1; k >= i && most <= limit; k--) {
        tail = b[k].p + later(b[k].follow, tail);
        most = later(most, b[k].head + tail);
    }
    tail = b[j].p + later(b[j].follow, tail);
    return later(most, first + tail);
}

static uint32_t *pair(const dd_tabu *tabu, int32_t first, int32_t second)
{
    return &tabu->until[(tabu->row[first] + tabu->column[second]) & tabu->until_mask];
}

/* Whether the move turns a marked pair back: of u and the last that it passes. */
static bool is_tabu(const dd_tabu *tabu, const dd_tabu_move *move)
{
    int32_t far = tabu->block[move->is_later ? move->last : move->first].op;
    uint32_t until = move->is_later ? *pair(tabu, far, move->u) : *pair(tabu, move->u, far);
    return until >= (uint32_t)tabu->iteration;
}

/* Takes a rated move into the choice. */
static void consider(chooser *c, const dd_tabu_move *move)
{
    dd_tabu *tabu = c->tabu;
    c->count++;
    if (c->each != NULL) {
        c->each(c->context, move);
        return;
    }
    if (dd_rng_below(&tabu->rng, c->count) == 0) c->any = *move;
    if (move->estimate > c->best.estimate) return;
    if (move->estimate >= tabu->best && is_tabu(tabu, move)) return;
    if (move->estimate < c->best.estimate) c->ties = 0;
    if (++c->ties == 1 || dd_rng_below(&tabu->rng, (uint32_t)c->ties) == 0) c->best = *move;
}

static void try_later(chooser *c, int32_t i, int32_t j, int32_t end, int32_t tail)
{
    dd_tabu_block *b = c->tabu->block;
    if (!dd_graph_can_follow(&c->tabu->graph, b[i].op, b[j].op)) return;
    int32_t limit = c->each ? INT32_MAX : c->best.estimate;
    dd_tabu_move move = {.u = b[i].op, .after = b[j].op, .first = i, .last = j, .is_later = true};
    move.estimate = rate_later(b, i, j, end, tail, limit);
    consider(c, &move);
}

static void try_earlier(chooser *c, int32_t i, int32_t j, int32_t end, int32_t tail)
{
    dd_tabu_block *b = c->tabu->block;
    const dd_graph *g = &c->tabu->graph;
    if (!dd_graph_can_precede(g, b[j].op, b[i].op)) return;
    int32_t limit = c->each ? INT32_MAX : c->best.estimate;
    dd_tabu_move move = {.u = b[j].op, .after = g->nodes[b[i].op].mp, .first = i, .last = j};
    move.estimate = rate_earlier(b, i, j, end, tail, limit);
    consider(c, &move);
}

static void load_block(dd_tabu *tabu, const int32_t *ops, int32_t count)
{
    const dd_graph *g = &tabu->graph;
    for (int32_t k = 0; k < count; k++)
        tabu->block[k] = (dd_tabu_block){ops[k], g->nodes[ops[k]].p, dd_graph_arrival(g, ops[k]), dd_graph_follow(g, ops[k]), 0};
}

/* All moves of one block of count > 1 operations. */
static void rate_block(chooser *c, const int32_t *ops, int32_t count, bool is_first, bool is_last)
{
    const dd_graph_node *nodes = c->tabu->graph.nodes;
    int32_t k = count - 1;
    load_block(c->tabu, ops, count);
    for (int32_t i = is_last ? 0 : k - 1; i >= 0; i--) /* behind the last */
        try_later(c, i, k, nodes[nodes[ops[i]].mp].end, nodes[nodes[ops[k]].ms].tail);
    if (k == 1) return;
    for (int32_t j = is_first ? k : 1; j <= k; j++) /* before the first */
        try_earlier(c, 0, j, nodes[nodes[ops[0]].mp].end, nodes[nodes[ops[j]].ms].tail);
    for (int32_t j = 2; j < k && !is_first; j++) /* the first, inside */
        try_later(c, 0, j, nodes[nodes[ops[0]].mp].end, nodes[nodes[ops[j]].ms].tail);
    for (int32_t i = k - 2; i > 0 && !is_last; i--) /* the last, inside */
        try_earlier(c, i, k, nodes[nodes[ops[i]].mp].end, nodes[nodes[ops[k]].ms].tail);
}

/* Whether the path begins where its machine does, so that what comes first in its first block is all the same; and the mirror. */
static bool is_anchored(const dd_graph *graph, int32_t x)
{
    int32_t before = graph->nodes[x].mp;
    return before >= graph->in->op_count && dd_graph_head(graph, x) == graph->nodes[before].end;
}

static bool is_moored(const dd_graph *graph, int32_t x)
{
    int32_t next = graph->nodes[x].ms;
    return next >= graph->in->op_count && graph->nodes[x].end + graph->nodes[next].tail == graph->makespan;
}

static void rate_path(chooser *c)
{
    dd_tabu *tabu = c->tabu;
    const dd_graph_node *nodes = tabu->graph.nodes;
    c->best.estimate = INT32_MAX;
    for (int32_t begin = 0, end; begin < tabu->path_length; begin = end) {
        end = begin + 1;
        while (end < tabu->path_length && nodes[tabu->path[end - 1]].ms == tabu->path[end]) end++;
        if (end - begin < 2) continue;
        bool is_first = begin == 0 && is_anchored(&tabu->graph, tabu->path[0]);
        bool is_last = end == tabu->path_length && is_moored(&tabu->graph, tabu->path[end - 1]);
        if (is_first && is_last) continue;
        rate_block(c, tabu->path + begin, end - begin, is_first, is_last);
    }
    tabu->work += c->count + 1;
}

void dd_tabu_moves(dd_tabu *tabu, void (*each)(void *context, const dd_tabu_move *move), void *context)
{
    chooser c = {.tabu = tabu, .each = each, .context = context};
    trace_path(tabu);
    rate_path(&c);
}

/* Does the move and forbids for a while to turn its pairs back. */
static void apply(dd_tabu *tabu, const dd_tabu_move *move)
{
    dd_graph *g = &tabu->graph;
    int32_t u = move->u;
    uint32_t until = (uint32_t)tabu->iteration + tabu->tenure_least + dd_rng_below(&tabu->rng, tabu->tenure_span);
    int32_t length = move->last - move->first;
    bool is_placed = dd_graph_place(g, u, g->mode[u], move->after);
    assert(is_placed);
    (void)is_placed;
    if (move->is_later)
        for (int32_t x = g->nodes[u].mp; length > 0; length--, x = g->nodes[x].mp) *pair(tabu, u, x) = until;
    else
        for (int32_t x = g->nodes[u].ms; length > 0; length--, x = g->nodes[x].ms) *pair(tabu, x, u) = until;
}

/* One iteration; false when there is no move. */
static bool step(dd_tabu *tabu)
{
    chooser c = {.tabu = tabu};
    tabu->iteration++;
    tabu->iterations++;
    trace_path(tabu);
    rate_path(&c);
    if (c.count == 0) return false;
    apply(tabu, c.ties > 0 ? &c.best : &c.any);
    if (tabu->graph.makespan < tabu->best) {
        keep_best(tabu);
        tabu->improvements++;
    }
    return true;
}

bool dd_tabu_run(dd_tabu *tabu, uint64_t patience, uint64_t work_end)
{
    while (tabu->work < work_end) {
        if (tabu->best <= tabu->target || tabu->iteration - tabu->improved_at >= patience) return true;
        if (!step(tabu)) return true;
    }
    return false;
}
