/* Windowed: large neighbourhoods in time (shop/windowed.h).
 *
 * The operations are sorted by their heads; a window is a slice of that order (shop/window.h), some operations of every machine wide, and is searched by
 * tabu search until nothing better comes for a while.  As every critical path passes through every slice that is wide enough, a better slice is a
 * better schedule at once.  Windows sweep over the schedule in steps of half their width; after a sweep without gain they grow.
 *
 * Lanes take windows that are apart; all have ended before their slices are put back, one after the other in lane order, each only where the whole
 * gets no worse.  Work counts as granted, as in shop/classic.c.
 */
#include "shop/windowed.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "shop/bound.h"
#include "shop/builder.h"
#include "shop/tabu.h"
#include "shop/window.h"

enum {
    LANES = 1,
    SLICE = 20000,
    PATIENCE = 1000,               /* iterations of a window without anything better */
    FIRST_TRIES = 8,               /* list schedules of which the best is the first */
    FIRST_NOISE_PER_MILLE = 50,
    WIDTH_PER_MACHINE = 50,        /* operations of a window, at first */
    WIDTH_LEAST = 1500,
    WIDTH_MOST = 30000
};

typedef struct lane {
    dd_arena arena;
    dd_window_map map;
    dd_window_instance window;
    dd_tabu tabu;
    uint64_t work, iterations;     /* of the windows before */
    int32_t begin, end;
    int32_t first_makespan;
    dd_rng rng;
    bool is_fresh, has_ended, has_failed, has_window;
} lane;

typedef struct solver {
    const dd_shop_problem *problem;
    const dd_shop_options *options;
    dd_dense *in;
    dd_arena arena;
    dd_rng rng;
    dd_graph graph;
    int32_t *order, *before;       /* the schedule's, by heads; a slice as it was */
    int64_t *keys;
    lane *lanes;
    uint32_t lane_count;
    uint64_t slice, granted, improvements;
    int32_t width, offset, swept_makespan;
    int32_t bound;
} solver;

static int compare_keys(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* The graph's operations by head; where heads are equal, as they are in its order. */
static void sort_by_heads(solver *s)
{
    for (int32_t i = 0; i < s->in->op_count; i++) s->keys[i] = (int64_t)dd_graph_head(&s->graph, s->graph.order[i]) << 32 | i;
    qsort(s->keys, (size_t)s->in->op_count, sizeof *s->keys, compare_keys);
    for (int32_t i = 0; i < s->in->op_count; i++) s->order[i] = s->graph.order[s->keys[i] & INT32_MAX];
}

static void end_window(lane *l)
{
    if (!l->has_window) return;
    dd_window_instance_done(&l->window);
    l->has_window = false;
}

static bool begin_window(const solver *s, lane *l)
{
    end_window(l);
    l->work += l->tabu.work;
    l->iterations += l->tabu.iterations;
    l->tabu = (dd_tabu){0};
    l->has_window = true;
    if (!dd_window_instance_init(&l->window, &s->graph, s->order, l->begin, l->end, &l->map)) return false;
    if (!dd_tabu_init(&l->tabu, &l->window.dense, dd_rng_seed(dd_rng_next(&l->rng), 0), &l->window.arena)) return false;
    int32_t *own = DD_ARENA_NEW(&l->window.arena, (size_t)(l->end - l->begin), int32_t);
    if (own == NULL) return false;
    for (int32_t i = 0; i < l->end - l->begin; i++) own[i] = i;
    dd_graph_load(&l->tabu.graph, NULL, own);
    dd_tabu_start(&l->tabu);
    l->first_makespan = l->tabu.best;
    return true;
}

static void run_lane(void *context, uint32_t number)
{
    const solver *s = context;
    lane *l = &s->lanes[number];
    if (l->has_ended) return;
    if (l->is_fresh) l->has_failed = !begin_window(s, l);
    l->is_fresh = false;
    l->has_ended = l->has_failed || dd_tabu_run(&l->tabu, PATIENCE, l->tabu.work + s->slice);
}

/* Gives every lane its next window. */
static void assign(solver *s)
{
    int32_t ops = s->in->op_count, part = ops / (int32_t)s->lane_count + 1;
    if (s->offset >= part) { /* a sweep is over */
        if (s->graph.makespan >= s->swept_makespan && s->width < ops) s->width += s->width / 2;
        s->swept_makespan = s->graph.makespan;
        s->offset = -(int32_t)dd_rng_below(&s->rng, (uint32_t)s->width / 2 + 1);
    }
    int32_t width = s->width < part ? s->width : part;
    for (uint32_t i = 0; i < s->lane_count; i++) {
        lane *l = &s->lanes[i];
        int32_t begin = s->offset + (int32_t)i * part, end = begin + width;
        l->begin = begin < 0 ? 0 : begin;
        l->end = end < ops ? end : ops;
        if (l->begin > l->end) l->begin = l->end;
        l->is_fresh = true;
        l->has_ended = l->end - l->begin < 2;
    }
    s->offset += width / 2 + 1;
}

/* Puts a lane's slice back where the whole gets no worse. */
static void put_back(solver *s, lane *l)
{
    if (l->is_fresh || l->has_failed || l->tabu.best > l->first_makespan) return;
    size_t bytes = (size_t)(l->end - l->begin) * sizeof *s->order;
    int32_t makespan = s->graph.makespan;
    memcpy(s->before, s->order + l->begin, bytes);
    for (int32_t i = 0; i < l->end - l->begin; i++) s->order[l->begin + i] = l->window.op[l->tabu.best_order[i]];
    dd_graph_load(&s->graph, NULL, s->order);
    s->improvements += s->graph.makespan < makespan;
    if (s->graph.makespan <= makespan) return;
    memcpy(s->order + l->begin, s->before, bytes);
    dd_graph_load(&s->graph, NULL, s->order);
}

/* At the barrier: when every window has ended, or at the end of all, slices go back. */
static void meet(solver *s, bool is_end)
{
    bool has_ended = true;
    for (uint32_t i = 0; i < s->lane_count; i++) has_ended &= s->lanes[i].has_ended;
    if (!has_ended && !is_end) return;
    for (uint32_t i = 0; i < s->lane_count; i++) put_back(s, &s->lanes[i]);
    sort_by_heads(s);
    if (!is_end) assign(s);
}

/* The order of the start, or the best of some list schedules. */
static dd_status place_first(solver *s, dd_shop_stats *stats, dd_error *err)
{
    dd_builder builder;
    if (!dd_builder_init(&builder, s->in, &s->arena)) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    int32_t best = INT32_MAX;
    if (s->options->start != NULL) {
        dd_status status = dd_dense_order(s->in, s->options->start, s->order, err);
        if (status != DD_STATUS_OK) return status;
    }
    for (int32_t i = 0; s->options->start == NULL && i < FIRST_TRIES; i++) {
        dd_builder_run(&builder, i > 0 ? FIRST_NOISE_PER_MILLE : 0, &s->rng, s->before);
        dd_graph_load(&s->graph, NULL, s->before);
        if (s->graph.makespan >= best) continue;
        best = s->graph.makespan;
        memcpy(s->order, s->before, (size_t)s->in->op_count * sizeof *s->order);
    }
    dd_graph_load(&s->graph, NULL, s->order);
    dd_schedule *first = NULL;
    dd_status status = dd_dense_schedule(s->in, s->problem, NULL, s->order, &first, err);
    if (status != DD_STATUS_OK) return status;
    memcpy(stats->first_terms, first->terms, sizeof first->terms);
    dd_schedule_free(first);
    s->swept_makespan = s->graph.makespan + 1;
    sort_by_heads(s);
    return DD_STATUS_OK;
}

static dd_status init_solver(solver *s, dd_error *err)
{
    size_t ops = (size_t)s->in->op_count;
    s->lane_count = s->options->lanes ? s->options->lanes : LANES;
    s->rng = dd_rng_seed(s->options->seed, UINT32_MAX);
    s->bound = dd_bound_makespan(s->in);
    s->width = s->in->machine_count * WIDTH_PER_MACHINE;
    s->width = s->width < WIDTH_LEAST ? WIDTH_LEAST : s->width > WIDTH_MOST ? WIDTH_MOST : s->width;
    s->order = DD_ARENA_NEW(&s->arena, ops, int32_t);
    s->before = DD_ARENA_NEW(&s->arena, ops, int32_t);
    s->keys = DD_ARENA_NEW(&s->arena, ops, int64_t);
    s->lanes = dd_array_new(s->lane_count, sizeof *s->lanes);
    bool is_made = s->bound >= 0 && s->order && s->before && s->keys && s->lanes && dd_graph_init(&s->graph, s->in, &s->arena);
    for (uint32_t i = 0; is_made && i < s->lane_count; i++) {
        dd_arena_init(&s->lanes[i].arena);
        s->lanes[i].rng = dd_rng_seed(s->options->seed, i);
        is_made = dd_window_map_init(&s->lanes[i].map, s->in, &s->lanes[i].arena);
    }
    return is_made ? DD_STATUS_OK : dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}

static void report(const solver *s)
{
    if (s->options->progress == NULL) return;
    dd_shop_progress progress = {.work = s->granted, .bound_ms = dd_dense_bound_ms(s->in, s->bound)};
    progress.terms[DD_SHOP_TERM_MAKESPAN] = s->graph.makespan * s->in->unit_ms;
    if (progress.terms[DD_SHOP_TERM_MAKESPAN] < s->in->floor_ms) progress.terms[DD_SHOP_TERM_MAKESPAN] = s->in->floor_ms;
    s->options->progress(s->options->progress_context, &progress);
}

static bool has_failed(const solver *s)
{
    for (uint32_t i = 0; i < s->lane_count; i++)
        if (s->lanes[i].has_failed) return true;
    return false;
}

static void search(solver *s)
{
    const dd_shop_options *o = s->options;
    dd_executor inline_executor = dd_executor_inline();
    const dd_executor *executor = o->executor ? o->executor : &inline_executor;
    assign(s);
    while (s->graph.makespan > s->bound && (o->work == 0 || s->granted < o->work) && !has_failed(s)) {
        if (o->halt != NULL && o->halt->should_stop(o->halt->context)) break;
        uint64_t left = o->work > 0 ? (o->work - s->granted + s->lane_count - 1) / s->lane_count : SLICE;
        s->slice = left < SLICE ? left : SLICE;
        executor->run(executor->context, s->lane_count, run_lane, s);
        s->granted += s->slice * s->lane_count;
        meet(s, false);
        report(s);
    }
    meet(s, true);
}

static dd_status finish(const solver *s, dd_schedule **ret, dd_shop_stats *stats, dd_error *err)
{
    if (has_failed(s)) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    stats->work = s->granted;
    stats->lanes = s->lane_count;
    stats->improvements = s->improvements;
    for (uint32_t i = 0; i < s->lane_count; i++) stats->iterations += s->lanes[i].iterations + s->lanes[i].tabu.iterations;
    return dd_dense_answer(s->in, s->problem, s->options, s->order, s->bound, ret, stats, err);
}

dd_status dd_windowed_solve(const dd_shop_problem *problem, const dd_shop_options *options, dd_schedule **ret, dd_shop_stats *stats, dd_error *err)
{
    solver s = {.problem = problem, .options = options};
    *stats = (dd_shop_stats){0};
    dd_status status = dd_dense_create(problem, &s.in, err);
    if (status != DD_STATUS_OK) return status;
    dd_arena_init(&s.arena);
    status = init_solver(&s, err);
    if (status == DD_STATUS_OK) status = place_first(&s, stats, err);
    if (status == DD_STATUS_OK) search(&s);
    if (status == DD_STATUS_OK) status = finish(&s, ret, stats, err);
    for (uint32_t i = 0; s.lanes != NULL && i < s.lane_count; i++) {
        end_window(&s.lanes[i]);
        dd_arena_done(&s.lanes[i].arena);
    }
    free(s.lanes);
    dd_arena_done(&s.arena);
    dd_dense_free(s.in);
    return status;
}
