/* Classic: tabu search and path relinking over a small population (shop/classic.h).
 *
 * Each lane runs one tabu search at a time: first from list schedules with noise until the population is full, then from a schedule about half-way between
 * two members, by lot (Peng, Lu and Cheng 2015, doi:10.1016/j.cor.2014.08.006, with a population small enough for seconds).  When the members have come
 * together, all but the best are given up and built anew.
 *
 * Lanes search for a slice of work and meet at a barrier; only there the population changes, in lane order, and the halt is asked.  Work counts as
 * granted, slices times lanes, so that the work that a halt left repeats the run.
 */
#include "shop/classic.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "shop/bound.h"
#include "shop/builder.h"
#include "shop/population.h"
#include "shop/tabu.h"

enum {
    LANES = 1,
    MEMBERS = 8,
    SLICE = 50000,                 /* some milliseconds */
    PATIENCE = 12500,              /* iterations of a run without anything better */
    NOISE_PER_MILLE = 300,         /* of list schedules */
    WALK_LEAST_PER_MILLE = 400,    /* of the way to the other member */
    WALK_SPAN_PER_MILLE = 200
};

typedef struct lane {
    dd_arena arena;
    dd_tabu tabu;
    dd_builder builder;
    int32_t *order;
    const dd_sequencing *from, *towards; /* NULL: from a list schedule */
    bool is_fresh;                 /* the run has not begun */
    bool has_ended;
} lane;

typedef struct solver {
    const dd_shop_problem *problem;
    const dd_shop_options *options;
    dd_dense *in;
    dd_arena arena;
    dd_rng rng;
    lane *lanes;
    uint32_t lane_count;
    uint64_t slice, granted;
    dd_population population;
    uint32_t building;             /* lanes that run for a new member */
    int32_t bound;
} solver;

static void begin_run(const solver *s, lane *l)
{
    dd_tabu *tabu = &l->tabu;
    l->is_fresh = false;
    if (l->from == NULL) {
        dd_builder_run(&l->builder, NOISE_PER_MILLE, &tabu->rng, l->order);
        dd_graph_load(&tabu->graph, NULL, l->order);
    } else {
        uint64_t distance = dd_sequencing_distance(l->from, l->towards, s->in->machine_count);
        uint64_t share = WALK_LEAST_PER_MILLE + dd_rng_below(&tabu->rng, WALK_SPAN_PER_MILLE);
        dd_graph_load(&tabu->graph, NULL, l->from->order);
        tabu->work += dd_relink_walk(&tabu->graph, l->towards, distance * share / 1000, &tabu->rng);
    }
    dd_tabu_start(tabu);
}

static void run_lane(void *context, uint32_t number)
{
    const solver *s = context;
    lane *l = &s->lanes[number];
    uint64_t end = l->tabu.work + s->slice;
    if (l->is_fresh) begin_run(s, l);
    l->has_ended = dd_tabu_run(&l->tabu, PATIENCE, end);
}

/* The next run of a lane. */
static void assign(solver *s, lane *l)
{
    const dd_population *population = &s->population;
    l->is_fresh = true;
    l->has_ended = false;
    l->from = l->towards = NULL;
    if (population->count + s->building < population->limit || population->count < 2) {
        s->building++;
        return;
    }
    uint32_t a = dd_rng_below(&s->rng, population->count), b = dd_rng_below(&s->rng, population->count - 1);
    l->from = &population->members[a];
    l->towards = &population->members[b + (b >= a)];
}

static void take(solver *s, const lane *l)
{
    dd_sequencing_take(&s->population.newcomer, &l->tabu.graph, l->tabu.best_order, l->tabu.best);
}

/* At the barrier. */
static void meet(solver *s)
{
    for (uint32_t i = 0; i < s->lane_count; i++) {
        lane *l = &s->lanes[i];
        if (!l->has_ended) continue;
        take(s, l);
        dd_population_add(&s->population);
        s->building -= l->from == NULL;
    }
    dd_population_renew(&s->population);
    for (uint32_t i = 0; i < s->lane_count; i++)
        if (s->lanes[i].has_ended) assign(s, &s->lanes[i]);
}

/* The first order is the start's, or a list schedule without noise; the first lane searches from there. */
static dd_status place_first(solver *s, dd_shop_stats *stats, dd_error *err)
{
    lane *l = &s->lanes[0];
    dd_status status = DD_STATUS_OK;
    if (s->options->start != NULL) status = dd_dense_order(s->in, s->options->start, l->order, err);
    else dd_builder_run(&l->builder, 0, &l->tabu.rng, l->order);
    if (status != DD_STATUS_OK) return status;
    dd_schedule *first = NULL;
    status = dd_dense_schedule(s->in, s->problem, NULL, l->order, &first, err);
    if (status != DD_STATUS_OK) return status;
    memcpy(stats->first_terms, first->terms, sizeof first->terms);
    dd_schedule_free(first);
    dd_graph_load(&l->tabu.graph, NULL, l->order);
    dd_tabu_start(&l->tabu);
    l->is_fresh = false;
    take(s, l);
    dd_population_note(&s->population);
    return DD_STATUS_OK;
}

static dd_status init_lane(solver *s, uint32_t number, dd_error *err)
{
    lane *l = &s->lanes[number];
    bool is_made = dd_tabu_init(&l->tabu, s->in, dd_rng_seed(s->options->seed, number), &l->arena) && dd_builder_init(&l->builder, s->in, &l->arena);
    l->order = DD_ARENA_NEW(&l->arena, (size_t)s->in->op_count, int32_t);
    if (!is_made || l->order == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    l->tabu.target = s->bound;
    assign(s, l);
    return DD_STATUS_OK;
}

static dd_status init_solver(solver *s, dd_error *err)
{
    s->lane_count = s->options->lanes ? s->options->lanes : LANES;
    s->rng = dd_rng_seed(s->options->seed, UINT32_MAX);
    s->bound = dd_bound_makespan(s->in);
    s->lanes = dd_array_new(s->lane_count, sizeof *s->lanes);
    if (s->bound < 0 || s->lanes == NULL || !dd_population_init(&s->population, s->in, MEMBERS, &s->arena))
        return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    for (uint32_t i = 0; i < s->lane_count; i++) dd_arena_init(&s->lanes[i].arena);
    dd_status status = DD_STATUS_OK;
    for (uint32_t i = 0; i < s->lane_count && status == DD_STATUS_OK; i++) status = init_lane(s, i, err);
    return status;
}

static void report(const solver *s)
{
    if (s->options->progress == NULL) return;
    dd_shop_progress progress = {.work = s->granted, .bound_ms = dd_dense_bound_ms(s->in, s->bound)};
    progress.terms[DD_SHOP_TERM_MAKESPAN] = s->population.best.makespan * s->in->unit_ms;
    if (progress.terms[DD_SHOP_TERM_MAKESPAN] < s->in->floor_ms) progress.terms[DD_SHOP_TERM_MAKESPAN] = s->in->floor_ms;
    s->options->progress(s->options->progress_context, &progress);
}

static void search(solver *s)
{
    const dd_shop_options *o = s->options;
    dd_executor inline_executor = dd_executor_inline();
    const dd_executor *executor = o->executor ? o->executor : &inline_executor;
    while (s->population.best.makespan > s->bound && (o->work == 0 || s->granted < o->work)) {
        if (o->halt != NULL && o->halt->should_stop(o->halt->context)) break;
        uint64_t left = o->work > 0 ? (o->work - s->granted + s->lane_count - 1) / s->lane_count : SLICE;
        s->slice = left < SLICE ? left : SLICE;
        executor->run(executor->context, s->lane_count, run_lane, s);
        s->granted += s->slice * s->lane_count;
        meet(s);
        report(s);
    }
    for (uint32_t i = 0; i < s->lane_count; i++) { /* runs that are still under way */
        if (s->lanes[i].is_fresh) continue;
        take(s, &s->lanes[i]);
        dd_population_note(&s->population);
    }
}

static dd_status finish(const solver *s, dd_schedule **ret, dd_shop_stats *stats, dd_error *err)
{
    stats->work = s->granted;
    stats->lanes = s->lane_count;
    stats->improvements = s->population.improvements;
    for (uint32_t i = 0; i < s->lane_count; i++) stats->iterations += s->lanes[i].tabu.iterations;
    return dd_dense_answer(s->in, s->problem, s->options, s->population.best.order, s->bound, ret, stats, err);
}

dd_status dd_classic_solve(const dd_shop_problem *problem, const dd_shop_options *options, dd_schedule **ret, dd_shop_stats *stats, dd_error *err)
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
    for (uint32_t i = 0; s.lanes != NULL && i < s.lane_count; i++) dd_arena_done(&s.lanes[i].arena);
    free(s.lanes);
    dd_arena_done(&s.arena);
    dd_dense_free(s.in);
    return status;
}
