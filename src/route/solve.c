/* Solve: lanes, barriers and budgets (include/diaodu/route.h).
 *
 * All lanes work in chunks between barriers; a chunk's end is the only place where the halt is asked and, at every sixteenth of the horizon,
 * where lanes that lag adopt the best plan.  Chunks do not show in the result of one lane.
 *
 * Horizon.  Annealing needs to know its length.  With a halt alone, the first chunks grow by an eighth while the halt's share_ppm is
 * watched; as soon as the work that the rate foretells for TARGET_PPM of the deadline is known to keep what is done so far within the flat
 * first percent of annealing, it becomes the horizon.  A rate that rises later leaves time past the horizon, which is used too.  So a run with
 * that horizon and the work done as its budget is the same run.
 */
#include "diaodu/route.h"

#include <stdlib.h>

#include "base/array.h"
#include "model/validate.h"
#include "route/lane.h"
#include "route/output.h"

enum { LANES_MAX = 64, CHUNK_FIRST = 20000, CHUNKS = 512, SYNCS = 16, TARGET_PPM = 955000 };

typedef struct solver {
    const dd_instance *instance;
    const dd_route_options *options;
    dd_lane *lanes;
    uint32_t lane_count;
    uint64_t target;           /* work of each lane at the end of this chunk */
    uint64_t horizon;          /* work of each lane over the run; UINT64_MAX: not known */
    uint32_t syncs_done;
    uint32_t share_first;      /* of the deadline, before the search began */
    bool keeps_steps;
    int64_t first_cost;
} solver;

static void run_lane(void *context, uint32_t lane)
{
    solver *s = context;
    dd_lane_run(&s->lanes[lane], s->target, s->horizon);
}

static void start_lane(void *context, uint32_t lane)
{
    solver *s = context;
    dd_lane_start(&s->lanes[lane], s->keeps_steps);
}

static void run_all(solver *s, void (*job)(void *arg, uint32_t lane))
{
    dd_executor inline_executor = dd_executor_inline();
    const dd_executor *executor = s->options->executor ? s->options->executor : &inline_executor;
    executor->run(executor->context, s->lane_count, job, s);
}

static bool has_failed(const solver *s)
{
    for (uint32_t i = 0; i < s->lane_count; i++)
        if (s->lanes[i].state.has_failed) return true;
    return false;
}

static const dd_lane *best_lane(const solver *s)
{
    const dd_lane *best = &s->lanes[0];
    for (uint32_t i = 1; i < s->lane_count; i++)
        if (dd_lane_compare(best, &s->lanes[i].best, &best->best) < 0) best = &s->lanes[i];
    return best;
}

/* At each SYNCS-th of the horizon all lanes go on from the best plan. */
static void sync_lanes(solver *s)
{
    if (s->lane_count == 1 || s->horizon == UINT64_MAX || s->target / (s->horizon / SYNCS + 1) <= s->syncs_done) return;
    s->syncs_done++;
    const dd_lane *best = best_lane(s);
    for (uint32_t i = 0; i < s->lane_count; i++) {
        dd_lane *lane = &s->lanes[i];
        if (lane == best || lane->is_reducing || best->is_reducing || dd_lane_compare(lane, &best->best, &lane->best) >= 0) continue;
        dd_lane_adopt(lane, &best->best);
        lane->fleet_limit = best->fleet_limit;
    }
}

static uint32_t share_of(const dd_halt *halt)
{
    return halt != NULL && halt->share_ppm != NULL ? halt->share_ppm(halt->context) : 0;
}

/* With a halt alone: whether the horizon can be told by now. */
static void foretell(solver *s)
{
    const dd_halt *halt = s->options->halt;
    if (s->horizon != UINT64_MAX || halt == NULL || halt->share_ppm == NULL) return;
    uint32_t share = share_of(halt);
    if (share <= s->share_first || s->target == 0) return;
    double left = TARGET_PPM > share ? TARGET_PPM - share : 0, rate = (double)s->target / (share - s->share_first);
    double horizon = (double)s->target + left * rate;
    double least = (double)s->target * 100 / DD_LANE_FLAT_PERCENT;
    if (horizon > least * 1.15) return;
    s->horizon = (uint64_t)(horizon > least ? horizon : least) + 1;
}

static uint64_t next_chunk(const solver *s)
{
    if (s->horizon == UINT64_MAX) return s->target < CHUNK_FIRST * 8 ? CHUNK_FIRST : s->target / 8;
    uint64_t chunk = s->horizon / CHUNKS;
    return chunk < CHUNK_FIRST ? CHUNK_FIRST : chunk > 4000000 ? 4000000 : chunk;
}

static void report(const solver *s)
{
    if (s->options->progress == NULL) return;
    const dd_lane *best = best_lane(s);
    dd_route_progress progress = {s->target * s->lane_count, best->best.count, best->best.absent_count, best->best.score.cost};
    s->options->progress(s->options->progress_context, &progress);
}

/* Runs chunks until the budget or the halt ends it. */
static void run_search(solver *s)
{
    const dd_route_options *o = s->options;
    uint64_t budget = o->work > 0 ? (o->work + s->lane_count - 1) / s->lane_count : UINT64_MAX;
    uint64_t horizon = o->horizon > 0 ? (o->horizon + s->lane_count - 1) / s->lane_count : budget;
    s->horizon = horizon;
    if (s->instance->request_count == 0) return;
    for (;;) {
        foretell(s);
        if (s->target >= budget || has_failed(s)) return;
        if (o->halt != NULL && (o->halt->should_stop(o->halt->context) || (s->target >= s->horizon && share_of(o->halt) > TARGET_PPM))) return;
        uint64_t chunk = next_chunk(s);
        s->target = budget - s->target < chunk ? budget : s->target + chunk;
        run_all(s, run_lane);
        sync_lanes(s);
        report(s);
    }
}

static dd_status create_lanes(solver *s, dd_error *err)
{
    s->lane_count = s->options->lanes ? s->options->lanes : 1;
    if (s->lane_count > LANES_MAX) return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/lanes", "more than %d", LANES_MAX);
    s->lanes = dd_array_new(s->lane_count, sizeof *s->lanes);
    if (s->lanes == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    for (uint32_t i = 0; i < s->lane_count; i++)
        if (!dd_lane_init(&s->lanes[i], s->instance, s->options, i)) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    return DD_STATUS_OK;
}

static void free_lanes(solver *s)
{
    for (uint32_t i = 0; s->lanes != NULL && i < s->lane_count; i++) dd_lane_done(&s->lanes[i]);
    free(s->lanes);
}

static dd_status write_best(solver *s, dd_plan **ret, dd_error *err)
{
    dd_lane *lane = &s->lanes[best_lane(s) - s->lanes];
    const dd_snapshot *best = &lane->best;
    if (best->score.required > 0) {
        for (uint32_t i = 0; i < best->absent_count; i++)
            if (s->instance->requests[best->absent[i]].is_required)
                return dd_error_set(err, DD_STATUS_INFEASIBLE, NULL, "task %u must be served and cannot be",
                                    (unsigned)s->instance->requests[best->absent[i]].a);
    }
    dd_sequence *sequences = dd_array_new(best->count, sizeof *sequences);
    if (sequences == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    const uint32_t *seq = best->seqs;
    for (uint32_t i = 0; i < best->count; i++) {
        sequences[i] = (dd_sequence){best->vehicles[i], best->lens[i], seq};
        seq += best->lens[i];
    }
    dd_status status = dd_output_plan(&lane->state.walk, sequences, best->count, false, ret, err);
    free(sequences);
    return status;
}

static void fill_stats(const solver *s, dd_route_stats *stats)
{
    *stats = (dd_route_stats){.work = s->target * s->lane_count, .first_cost = s->first_cost, .lanes = s->lane_count};
    stats->horizon = s->horizon == UINT64_MAX ? stats->work : s->horizon * s->lane_count;
    for (uint32_t i = 0; i < s->lane_count; i++) {
        stats->iterations += s->lanes[i].iterations;
        stats->improvements += s->lanes[i].improvements;
    }
}

static dd_status solve_instance(solver *s, dd_plan **ret, dd_route_stats *stats, dd_error *err)
{
    dd_status status = create_lanes(s, err);
    if (status != DD_STATUS_OK) return status;
    run_all(s, start_lane);
    s->share_first = share_of(s->options->halt);
    if (s->lanes[0].state.cannot_pin) return dd_error_set(err, DD_STATUS_INFEASIBLE, NULL, "pinned steps cannot be kept");
    if (has_failed(s)) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    s->first_cost = s->lanes[0].best.score.cost;
    run_search(s);
    if (has_failed(s)) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    status = write_best(s, ret, err);
    if (status == DD_STATUS_OK && stats != NULL) fill_stats(s, stats);
    return status;
}

dd_status dd_route_solve(const dd_problem *problem, const dd_route_options *options, dd_plan **ret, dd_route_stats *stats, dd_error *err)
{
    if (options->work == 0 && options->halt == NULL)
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/work", "neither a budget of work nor a halt");
    dd_instance *instance;
    dd_status status = dd_instance_create(problem, &instance, err);
    if (status != DD_STATUS_OK) return status;
    solver s = {.instance = instance, .options = options, .keeps_steps = options->keeps_steps};
    status = dd_problem_validate_pins(problem, err);
    if (status == DD_STATUS_OK) status = solve_instance(&s, ret, stats, err);
    free_lanes(&s);
    dd_instance_free(instance);
    return status;
}
