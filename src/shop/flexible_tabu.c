/* Tabu search for flexible shops (shop/flexible_tabu.h). */
#include "shop/flexible_tabu.h"

#include <assert.h>
#include <string.h>

enum { LOOKED_PER_UNIT = 64 };

bool dd_flexible_plan_init(dd_flexible_plan *plan, const dd_dense *in, dd_arena *arena)
{
    size_t ops = (size_t)in->op_count;
    *plan = (dd_flexible_plan){DD_ARENA_NEW(arena, ops, int32_t), DD_ARENA_NEW(arena, ops, int32_t), INT32_MAX, 0};
    return plan->mode && plan->order;
}

void dd_flexible_plan_copy(dd_flexible_plan *plan, const dd_dense *in, const dd_flexible_plan *from)
{
    memcpy(plan->mode, from->mode, (size_t)in->op_count * sizeof *plan->mode);
    memcpy(plan->order, from->order, (size_t)in->op_count * sizeof *plan->order);
    plan->makespan = from->makespan;
    plan->hash = from->hash;
}

void dd_flexible_plan_take(dd_flexible_plan *plan, const dd_graph *graph)
{
    memcpy(plan->mode, graph->mode, (size_t)graph->in->op_count * sizeof *plan->mode);
    memcpy(plan->order, graph->order, (size_t)graph->in->op_count * sizeof *plan->order);
    plan->makespan = graph->makespan;
    plan->hash = 0;
}

bool dd_flexible_tabu_init(dd_flexible_tabu *tabu, const dd_dense *in, dd_rng *rng, dd_arena *arena)
{
    size_t ops = (size_t)in->op_count;
    *tabu = (dd_flexible_tabu){.in = in, .rng = rng};
    tabu->path = DD_ARENA_NEW(arena, ops, int32_t);
    tabu->block = DD_ARENA_NEW(arena, ops, uint64_t);
    tabu->places = DD_ARENA_NEW(arena, ops + 1, dd_place);
    tabu->until = DD_ARENA_NEW(arena, (size_t)in->mode_at[in->op_count], uint64_t);
    return tabu->path && tabu->block && tabu->places && tabu->until && dd_graph_init(&tabu->graph, in, arena) &&
           dd_insertion_init(&tabu->insertion, &tabu->graph, arena) && dd_flexible_plan_init(&tabu->best, in, arena);
}

void dd_flexible_tabu_start(dd_flexible_tabu *tabu, const int32_t *mode, const int32_t *order, uint64_t stall, uint32_t tenure)
{
    const dd_dense *in = tabu->in;
    dd_graph_load(&tabu->graph, mode, order);
    memset(tabu->until, 0, (size_t)in->mode_at[in->op_count] * sizeof *tabu->until);
    tabu->step = tabu->last_better = 0;
    tabu->stall = stall;
    tabu->tenure = tenure;
    tabu->work += 1 + (uint64_t)in->op_count * 4 / LOOKED_PER_UNIT;
    dd_flexible_plan_take(&tabu->best, &tabu->graph);
}

/* One of two by chance where both will do; -1 for none. */
typedef struct drawn {
    int32_t node;
    uint32_t ties;
} drawn;

static void draw(drawn *d, dd_rng *rng, int32_t node)
{
    if (dd_rng_below(rng, ++d->ties) == 0) d->node = node;
}

/* What x waits for, by chance among what ends when x starts; -1: nothing that can be moved. */
static int32_t critical_before(dd_flexible_tabu *tabu, int32_t x)
{
    const dd_dense *in = tabu->in;
    const dd_graph_node *nodes = tabu->graph.nodes;
    int32_t head = dd_graph_head(&tabu->graph, x);
    drawn d = {-1, 0};
    if (nodes[x].mp < in->op_count && nodes[nodes[x].mp].end == head) draw(&d, tabu->rng, nodes[x].mp);
    for (int32_t k = in->pred_at[x]; k < in->pred_at[x + 1]; k++)
        if (nodes[in->preds[k].op].end + in->preds[k].lag == head && in->preds[k].op != nodes[x].mp) draw(&d, tabu->rng, in->preds[k].op);
    return d.node;
}

/* A critical path by chance, from its end to its beginning. */
static void find_path(dd_flexible_tabu *tabu)
{
    const dd_graph *graph = &tabu->graph;
    drawn d = {-1, 0};
    for (int32_t s = tabu->in->op_count; s < tabu->in->nil; s++) {
        int32_t last = graph->nodes[s].mp;
        if (last != s && graph->nodes[last].end == graph->makespan) draw(&d, tabu->rng, last);
    }
    tabu->path_length = 0;
    for (int32_t x = d.node; x >= 0; x = critical_before(tabu, x)) tabu->path[tabu->path_length++] = x;
}

typedef struct choice {
    dd_place best, any;            /* of what is allowed; of what is forbidden, by chance */
    uint32_t ties, forbidden;
} choice;

static void consider(dd_flexible_tabu *tabu, choice *c, const dd_place *place)
{
    bool is_forbidden = tabu->until[tabu->in->mode_at[place->u] + place->mode] > tabu->step && place->value >= tabu->best.makespan;
    if (is_forbidden) {
        if (dd_rng_below(tabu->rng, ++c->forbidden) == 0) c->any = *place;
        return;
    }
    if (c->ties > 0) {
        if (place->value > c->best.value || (place->value == c->best.value && place->through > c->best.through)) return;
        if (place->value < c->best.value || place->through < c->best.through) c->ties = 0;
    }
    if (dd_rng_below(tabu->rng, ++c->ties) == 0) c->best = *place;
}

/* Marks the block of the path (operations in a row on one machine) that ends at path[from]; gives the index behind it. */
static int32_t mark_block(dd_flexible_tabu *tabu, int32_t from)
{
    const dd_graph_node *nodes = tabu->graph.nodes;
    int32_t to = from + 1;
    tabu->mark++;
    tabu->block[tabu->path[from]] = tabu->mark;
    while (to < tabu->path_length && nodes[tabu->path[to - 1]].mp == tabu->path[to]) tabu->block[tabu->path[to++]] = tabu->mark;
    return to;
}

/* Whether a place on u's own machine can be of use: inside its block only where the block's first or last operation changes, and of the path's first
 * block the last one, of its last block the first one (Nowicki and Smutnicki 1996). */
static bool is_useful(const dd_flexible_tabu *tabu, const dd_place *place, int32_t from, int32_t to)
{
    int32_t last = tabu->path[from], first = tabu->path[to - 1], v = place->after;
    if (place->mode != tabu->graph.mode[place->u] || v >= tabu->in->op_count || tabu->block[v] != tabu->mark || v == last) return true;
    if (place->u == first) return to < tabu->path_length;
    return place->u == last && from > 0;
}

/* What u inside a block, moved behind the block's last operation or before its first, costs at least: all in the block but u keep their row, so the last
 * one ends, and the first one's tail is shorter, by u's time at most. */
static int32_t least_outside(const dd_flexible_tabu *tabu, int32_t u, int32_t from, int32_t to)
{
    const dd_graph_node *nodes = tabu->graph.nodes;
    int32_t behind = nodes[tabu->path[from]].end + dd_graph_follow(&tabu->graph, u);
    int32_t before = nodes[tabu->path[to - 1]].tail + dd_graph_arrival(&tabu->graph, u);
    return behind < before ? behind : before;
}

/* What the schedule costs at least wherever path[i] goes: the path without it, where it comes and goes on by its machine or by its links both. */
static int32_t least_without(const dd_flexible_tabu *tabu, int32_t i)
{
    const dd_graph_node *u = &tabu->graph.nodes[tabu->path[i]];
    bool has_both = i > 0 && i + 1 < tabu->path_length;
    if (has_both && (u->mp == tabu->path[i + 1]) != (u->ms == tabu->path[i - 1])) return 0;
    return tabu->graph.makespan - u->p;
}

static bool is_all_forbidden(const dd_flexible_tabu *tabu, int32_t u)
{
    for (int32_t k = tabu->in->mode_at[u]; k < tabu->in->mode_at[u + 1]; k++)
        if (tabu->until[k] <= tabu->step) return false;
    return true;
}

static bool is_bound_inside(const dd_flexible_tabu *tabu, int32_t i, int32_t from, int32_t to)
{
    int32_t u = tabu->path[i];
    return tabu->in->mode_at[u + 1] - tabu->in->mode_at[u] == 1 && i > from && i < to - 1;
}

/* Whether path[i] need not be looked at: nothing it can do is as good as what was found, or it is forbidden and gives no new best. */
static bool can_skip(const dd_flexible_tabu *tabu, const choice *c, int32_t i, int32_t from, int32_t to)
{
    if (c->ties == 0) return false;
    int32_t least = is_bound_inside(tabu, i, from, to) ? least_outside(tabu, tabu->path[i], from, to) : 0;
    if (least > c->best.value) return true;
    return is_all_forbidden(tabu, tabu->path[i]) && (least >= tabu->best.makespan || least_without(tabu, i) >= tabu->best.makespan);
}

static void look_at(dd_flexible_tabu *tabu, choice *c, int32_t u, int32_t from, int32_t to)
{
    const dd_dense *in = tabu->in;
    int32_t modes = in->mode_at[u + 1] - in->mode_at[u];
    dd_insertion_remove(&tabu->insertion, u);
    for (int32_t k = 0; k < modes; k++) {
        int32_t count = dd_insertion_places(&tabu->insertion, k, tabu->places);
        for (int32_t j = 0; j < count; j++)
            if (is_useful(tabu, &tabu->places[j], from, to)) consider(tabu, c, &tabu->places[j]);
    }
    dd_insertion_restore(&tabu->insertion);
    tabu->looked += (uint64_t)in->op_count + 8 + 16 * (uint64_t)modes;
}

/* What seldom pays comes last, when most of it can be skipped: operations inside blocks that have one machine, and what is forbidden. */
static void choose(dd_flexible_tabu *tabu, choice *c)
{
    const dd_dense *in = tabu->in;
    find_path(tabu);
    dd_insertion_load(&tabu->insertion);
    tabu->looked += 4 * (uint64_t)in->op_count;
    for (int32_t turn = 0; turn < 2; turn++) {
        for (int32_t from = 0, to; from < tabu->path_length; from = to) {
            to = mark_block(tabu, from);
            for (int32_t i = from; i < to; i++) {
                int32_t u = tabu->path[i];
                if (to - from == 1 && in->mode_at[u + 1] - in->mode_at[u] == 1) continue;
                bool is_last = is_bound_inside(tabu, i, from, to) || is_all_forbidden(tabu, u);
                if (is_last == (turn == 1) && (turn == 0 || !can_skip(tabu, c, i, from, to))) look_at(tabu, c, u, from, to);
            }
        }
    }
}

/* False: there is no move. */
static bool make_step(dd_flexible_tabu *tabu)
{
    choice c = {.ties = 0};
    choose(tabu, &c);
    if (c.ties == 0 && c.forbidden == 0) return false;
    dd_place move = c.ties > 0 ? c.best : c.any;
    int32_t at = tabu->in->mode_at[move.u], left = tabu->graph.mode[move.u];
    tabu->step++;
    tabu->steps++;
    uint32_t tenure = tabu->tenure + (uint32_t)tabu->path_length / 4;
    uint64_t until = tabu->step + tenure + dd_rng_below(tabu->rng, tenure + 1);
    if (!dd_graph_place(&tabu->graph, move.u, move.mode, move.after)) {
        tabu->until[at + move.mode] = until;
        return true;
    }
    assert(tabu->graph.makespan == move.value);
    tabu->until[at + left] = tabu->until[at + move.mode] = until;
    if (tabu->graph.makespan < tabu->best.makespan) {
        dd_flexible_plan_take(&tabu->best, &tabu->graph);
        tabu->last_better = tabu->step;
    }
    return true;
}

bool dd_flexible_tabu_run(dd_flexible_tabu *tabu, uint64_t work)
{
    while (tabu->work < work) {
        if (tabu->best.makespan <= tabu->bound || tabu->step - tabu->last_better >= tabu->stall || !make_step(tabu)) return true;
        tabu->work += tabu->looked / LOOKED_PER_UNIT;
        tabu->looked %= LOOKED_PER_UNIT;
    }
    return false;
}
