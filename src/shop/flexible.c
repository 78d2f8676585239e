/* Flexible: lanes, barriers and the population (shop/flexible.h).
 *
 * The population first fills with tabu searches from different first schedules, then each search starts at a point between two members.  What a search finds
 * takes the place of the member that it is like, when there is one and it is worse, else of the worst one.  When many searches in a row have bettered
 * nothing, all but the best member are made anew.  Searches of one run use different tenures, in turn: short ones suit shops with little choice of
 * machines, long ones those where many schedules are equally long.
 */
#include "shop/flexible.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "shop/flexible_first.h"
#include "shop/flexible_relink.h"
#include "shop/flexible_tabu.h"

enum {
    POPULATION = 6,
    LANES = 4,                     /* where the caller leaves it open */
    SLICE = 1024,                  /* work between barriers */
    STALL = 800,                   /* steps without a better schedule after which a tabu search is done */
    PATIENCE = 60,                 /* searches without a new best after which the population is made anew */
    ALIKE = 16                     /* members of which less than one operation in so many stands otherwise are alike */
};

static const uint32_t TENURES[] = {2, 5, 10}; /* of searches, in turn */

typedef struct lane {
    dd_arena arena;
    dd_rng rng;
    dd_flexible_tabu tabu;
    dd_flexible_plan start;        /* where its search begins */
    uint64_t target, begun;
    int32_t began_at;              /* the makespan there */
    bool is_loaded, is_done;
} lane;

typedef struct search {
    const dd_dense *in;
    const dd_flexible_options *options;
    dd_arena arena;
    lane *lanes;
    uint32_t lane_count;
    dd_relink relink;
    dd_flexible_first first;
    dd_flexible_plan members[POPULATION], best, found;
    uint32_t member_count, since_better;
    uint64_t begun, improvements;
    int32_t first_makespan;
} search;

static bool lane_init(lane *l, const search *s, uint32_t number)
{
    l->rng = dd_rng_seed(s->options->seed, number);
    if (!dd_flexible_tabu_init(&l->tabu, s->in, &l->rng, &l->arena) || !dd_flexible_plan_init(&l->start, s->in, &l->arena)) return false;
    l->tabu.bound = s->options->bound;
    return true;
}

static bool search_init(search *s)
{
    for (uint32_t i = 0; i < s->lane_count; i++) dd_arena_init(&s->lanes[i].arena);
    for (uint32_t i = 0; i < s->lane_count; i++)
        if (!lane_init(&s->lanes[i], s, i)) return false;
    for (uint32_t i = 0; i < POPULATION; i++)
        if (!dd_flexible_plan_init(&s->members[i], s->in, &s->arena)) return false;
    return dd_relink_init(&s->relink, s->in, &s->arena) && dd_flexible_first_init(&s->first, s->in, &s->arena) &&
           dd_flexible_plan_init(&s->best, s->in, &s->arena) && dd_flexible_plan_init(&s->found, s->in, &s->arena);
}

static void keep_best(search *s, const dd_flexible_plan *plan)
{
    if (plan->makespan >= s->best.makespan) return;
    dd_flexible_plan_copy(&s->best, s->in, plan);
    s->improvements++;
    s->since_better = 0;
}

/* The member that the found plan replaces; POPULATION: none. */
static uint32_t find_victim(search *s)
{
    uint32_t worst = 0;
    int32_t alike = s->in->op_count / ALIKE + 1;
    for (uint32_t i = 0; i < s->member_count; i++) {
        if (dd_relink_distance(&s->relink, &s->members[i], &s->found) < alike) return s->found.makespan <= s->members[i].makespan ? i : POPULATION;
        if (s->members[i].makespan > s->members[worst].makespan) worst = i;
    }
    if (s->member_count < POPULATION) return s->member_count++;
    return s->found.makespan <= s->members[worst].makespan ? worst : POPULATION;
}

/* What a lane's search found joins the population. */
static void absorb(search *s, lane *l)
{
    dd_flexible_plan_copy(&s->found, s->in, &l->tabu.best);
    s->since_better++;
    keep_best(s, &s->found);
    dd_graph_load(&l->tabu.graph, s->found.mode, s->found.order);
    dd_relink_sort(&s->relink, &l->tabu.graph, &s->found);
    uint32_t victim = find_victim(s);
    if (victim < POPULATION) dd_flexible_plan_copy(&s->members[victim], s->in, &s->found);
    if (s->since_better < PATIENCE) return;
    dd_flexible_plan_copy(&s->members[0], s->in, &s->best);
    dd_graph_load(&l->tabu.graph, s->best.mode, s->best.order);
    dd_relink_sort(&s->relink, &l->tabu.graph, &s->members[0]);
    s->member_count = 1;
    s->since_better = 0;
}

/* Where a lane's next search begins. */
static void begin(search *s, lane *l)
{
    uint64_t number = s->begun++;
    l->begun = number;
    l->is_done = l->is_loaded = false;
    if (number == 0 && s->options->start_order != NULL) {
        memcpy(l->start.mode, s->options->start_mode, (size_t)s->in->op_count * sizeof *l->start.mode);
        memcpy(l->start.order, s->options->start_order, (size_t)s->in->op_count * sizeof *l->start.order);
    } else if (s->member_count < POPULATION) {
        dd_flexible_first_make(&s->first, number == 0 ? NULL : &l->rng, &l->start);
    } else {
        uint32_t a = dd_rng_below(&l->rng, POPULATION), b = dd_rng_below(&l->rng, POPULATION - 1);
        b += b >= a;
        dd_relink_between(&s->relink, &s->members[a], &s->members[b], 64 + (int32_t)dd_rng_below(&l->rng, 128), &l->rng, &l->start);
    }
}

static void run_lane(void *context, uint32_t number)
{
    search *s = context;
    lane *l = &s->lanes[number];
    if (!l->is_loaded) dd_flexible_tabu_start(&l->tabu, l->start.mode, l->start.order, STALL, TENURES[l->begun % (sizeof TENURES / sizeof *TENURES)]);
    if (!l->is_loaded) l->began_at = l->tabu.graph.makespan;
    l->is_loaded = true;
    l->target += SLICE;
    l->is_done = dd_flexible_tabu_run(&l->tabu, l->target);
    if (l->is_done) l->target = l->tabu.work;
}

static uint64_t work_of(const search *s)
{
    uint64_t work = 0;
    for (uint32_t i = 0; i < s->lane_count; i++) work += s->lanes[i].tabu.work;
    return work;
}

static int32_t best_now(const search *s)
{
    int32_t best = s->best.makespan;
    for (uint32_t i = 0; i < s->lane_count; i++) best = s->lanes[i].tabu.best.makespan < best ? s->lanes[i].tabu.best.makespan : best;
    return best;
}

static void run_search(search *s)
{
    const dd_flexible_options *options = s->options;
    dd_executor inline_executor = dd_executor_inline();
    const dd_executor *executor = options->executor ? options->executor : &inline_executor;
    for (;;) {
        for (uint32_t i = 0; i < s->lane_count; i++)
            if (s->begun < s->lane_count || s->lanes[i].is_done) begin(s, &s->lanes[i]);
        executor->run(executor->context, s->lane_count, run_lane, s);
        if (s->first_makespan == 0) s->first_makespan = s->lanes[0].began_at;
        uint64_t work = work_of(s);
        if (options->progress) options->progress(options->progress_context, work, best_now(s));
        for (uint32_t i = 0; i < s->lane_count; i++)
            if (s->lanes[i].is_done) absorb(s, &s->lanes[i]);
        if (best_now(s) <= options->bound || (options->work > 0 && work >= options->work)) break;
        if (options->halt && options->halt->should_stop(options->halt->context)) break;
    }
    for (uint32_t i = 0; i < s->lane_count; i++) keep_best(s, &s->lanes[i].tabu.best);
}

static void give(const search *s, dd_flexible_result *ret)
{
    memcpy(ret->mode, s->best.mode, (size_t)s->in->op_count * sizeof *ret->mode);
    memcpy(ret->order, s->best.order, (size_t)s->in->op_count * sizeof *ret->order);
    ret->makespan = s->best.makespan;
    ret->first = s->first_makespan;
    ret->work = work_of(s);
    ret->iterations = 0;
    for (uint32_t i = 0; i < s->lane_count; i++) ret->iterations += s->lanes[i].tabu.steps;
    ret->improvements = s->improvements;
    ret->lanes = s->lane_count;
}

dd_status dd_flexible_search(const dd_dense *in, const dd_flexible_options *options, dd_flexible_result *ret, dd_error *err)
{
    search *s = dd_array_new(1, sizeof *s);
    uint32_t count = options->lanes ? options->lanes : LANES;
    lane *lanes = dd_array_new(count, sizeof *lanes);
    dd_status status = DD_STATUS_NO_MEMORY;
    if (s != NULL && lanes != NULL) {
        s->in = in;
        s->options = options;
        s->lanes = lanes;
        s->lane_count = count;
        dd_arena_init(&s->arena);
        if (search_init(s)) {
            run_search(s);
            give(s, ret);
            status = DD_STATUS_OK;
        }
        for (uint32_t i = 0; i < count; i++) dd_arena_done(&lanes[i].arena);
        dd_arena_done(&s->arena);
    }
    free(lanes);
    free(s);
    return status == DD_STATUS_OK ? status : dd_error_set(err, status, NULL, "out of memory");
}
