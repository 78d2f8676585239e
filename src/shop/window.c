/* Window: slices of large schedules (shop/window.h).  O(operations of the slice and their links). */
#include "shop/window.h"

bool dd_window_map_init(dd_window_map *map, const dd_dense *in, dd_arena *arena)
{
    map->op = DD_ARENA_NEW(arena, (size_t)in->op_count, int32_t);
    map->machine = DD_ARENA_NEW(arena, (size_t)in->machine_count, int32_t);
    if (map->op == NULL || map->machine == NULL) return false;
    for (int32_t x = 0; x < in->op_count; x++) map->op[x] = -1;
    for (int32_t m = 0; m < in->machine_count; m++) map->machine[m] = -1;
    return true;
}

typedef struct builder {
    const dd_graph *graph;
    dd_window_instance *window;
    dd_window_map *map;
    int32_t *release, *delivery, *available, *machine_tail, *mode_at, *pred_at, *succ_at, *finals;
    dd_dense_mode *modes;
    dd_dense_link *preds, *succs;
} builder;

static bool allocate(builder *b, size_t ops, size_t links)
{
    dd_arena *arena = &b->window->arena;
    b->release = DD_ARENA_NEW(arena, ops, int32_t);
    b->delivery = DD_ARENA_NEW(arena, ops, int32_t);
    b->available = DD_ARENA_NEW(arena, ops, int32_t);
    b->machine_tail = DD_ARENA_NEW(arena, ops, int32_t);
    b->mode_at = DD_ARENA_NEW(arena, ops + 1, int32_t);
    b->pred_at = DD_ARENA_NEW(arena, ops + 1, int32_t);
    b->succ_at = DD_ARENA_NEW(arena, ops + 1, int32_t);
    b->finals = DD_ARENA_NEW(arena, ops, int32_t);
    b->modes = DD_ARENA_NEW(arena, ops, dd_dense_mode);
    b->preds = DD_ARENA_NEW(arena, links, dd_dense_link);
    b->succs = DD_ARENA_NEW(arena, links, dd_dense_link);
    return b->release && b->delivery && b->available && b->machine_tail && b->mode_at && b->pred_at && b->succ_at && b->finals && b->modes && b->preds
           && b->succs;
}

/* The window's number of the operation's machine, which is new with its first operation. */
static int32_t number_machine(builder *b, int32_t x)
{
    const dd_graph *g = b->graph;
    dd_dense *d = &b->window->dense;
    int32_t machine = g->machine[x];
    if (b->map->machine[machine] >= 0) return b->map->machine[machine];
    b->available[d->machine_count] = g->nodes[g->nodes[x].mp].end;
    return b->map->machine[machine] = d->machine_count++;
}

/* Links within the window; those that come in give releases, those that go out deliveries. */
static void compile_links(builder *b, int32_t i)
{
    const dd_dense *in = b->graph->in;
    const dd_graph_node *nodes = b->graph->nodes;
    int32_t x = b->window->op[i], at = b->pred_at[i];
    b->release[i] = in->release[x];
    for (int32_t k = in->pred_at[x]; k < in->pred_at[x + 1]; k++) {
        int32_t before = in->preds[k].op, end = nodes[before].end + in->preds[k].lag;
        if (b->map->op[before] >= 0) b->preds[at++] = (dd_dense_link){b->map->op[before], in->preds[k].lag};
        else if (end > b->release[i]) b->release[i] = end;
    }
    b->pred_at[i + 1] = at;
    at = b->succ_at[i];
    b->delivery[i] = in->delivery ? in->delivery[x] : 0;
    for (int32_t k = in->succ_at[x]; k < in->succ_at[x + 1]; k++) {
        int32_t after = in->succs[k].op, tail = nodes[after].tail + in->succs[k].lag;
        if (b->map->op[after] >= 0) b->succs[at++] = (dd_dense_link){b->map->op[after], in->succs[k].lag};
        else if (tail > b->delivery[i]) b->delivery[i] = tail;
    }
    b->succ_at[i + 1] = at;
}

static void compile(builder *b)
{
    const dd_graph *g = b->graph;
    dd_dense *d = &b->window->dense;
    for (int32_t i = 0; i < d->op_count; i++) {
        int32_t x = b->window->op[i], machine = number_machine(b, x);
        b->modes[i] = (dd_dense_mode){machine, g->nodes[x].p};
        b->mode_at[i + 1] = i + 1;
        int32_t next = g->nodes[x].ms;
        if (next >= g->in->op_count || b->map->op[next] < 0) b->machine_tail[machine] = g->nodes[next].tail;
        compile_links(b, i);
        d->has_release |= b->release[i] > 0;
        if (b->succ_at[i] == b->succ_at[i + 1] || b->delivery[i] > 0) b->finals[d->final_count++] = i;
    }
    d->nil = d->op_count + d->machine_count;
    d->is_plain = g->in->is_plain;
    d->release = b->release;
    d->available = b->available;
    d->delivery = b->delivery;
    d->machine_tail = b->machine_tail;
    d->finals = b->finals;
    d->mode_at = b->mode_at;
    d->modes = b->modes;
    d->pred_at = b->pred_at;
    d->succ_at = b->succ_at;
    d->preds = b->preds;
    d->succs = b->succs;
}

bool dd_window_instance_init(dd_window_instance *window, const dd_graph *graph, const int32_t *order, int32_t begin, int32_t end, dd_window_map *map)
{
    const dd_dense *in = graph->in;
    size_t ops = (size_t)(end - begin), links = 0;
    *window = (dd_window_instance){.dense = {.op_count = end - begin, .is_exact = true, .unit_ms = 1}};
    dd_arena_init(&window->arena);
    window->op = DD_ARENA_NEW(&window->arena, ops, int32_t);
    builder b = {.graph = graph, .window = window, .map = map};
    for (int32_t i = begin; i < end; i++) {
        size_t in_count = (size_t)(in->pred_at[order[i] + 1] - in->pred_at[order[i]]), out_count = (size_t)(in->succ_at[order[i] + 1] - in->succ_at[order[i]]);
        links += in_count > out_count ? in_count : out_count;
    }
    if (window->op == NULL || !allocate(&b, ops, links)) return false;
    for (int32_t i = begin; i < end; i++) {
        window->op[i - begin] = order[i];
        map->op[order[i]] = i - begin;
    }
    compile(&b);
    for (int32_t i = begin; i < end; i++) {
        map->op[order[i]] = -1;
        map->machine[graph->machine[order[i]]] = -1;
    }
    return true;
}

void dd_window_instance_done(dd_window_instance *window)
{
    dd_arena_done(&window->arena);
}
