/* Dispatch: non-delay schedules by a priority rule (include/diaodu/shop.h).
 *
 * A heap of machines by the earliest instant at which one of them could take a waiting operation.  The instant is asked again when a machine comes to the
 * top: it can only have moved to the right, because what is placed only takes room away.  Of the operations that a machine could take then, the rule
 * chooses; where the operation could begin on another machine of its modes by then and end earlier, it goes there.  Each choice looks at the machine's
 * queue: O(operations * queue).
 *
 * An operation may be taken when it has arrived and its machine and pools are free; a setup begins then as well, or before, as its timing says.
 *
 * Rules: FIFO, SPT, EDD (Jackson 1955), MWKR, slack per remaining operation (Conway, Maxwell and Miller 1967); ATC for job shops: due dates of operations
 * by the job's due date less the work that remains after it (Vepsalainen and Morton 1987, doi:10.1287/mnsc.33.8.1035); ATCS: the setup as a third
 * factor, with the scaling parameters of Lee, Bhaskaran and Pinedo 1997 (doi:10.1080/07408179708966311) from due dates and setups of the whole problem.
 */
#include "shop/dispatch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "shop/timing.h"

typedef struct event {
    int64_t at_ms;
    uint32_t machine;
} event;

typedef struct run {
    const dd_line *line;
    dd_shop_rule rule;
    const dd_dispatch_plan *plan; /* NULL: by the rule */
    dd_placement *placements;
    uint32_t *order;
    uint32_t placed;
    int64_t *arrival;          /* by operation, once all that it waits for is placed */
    uint32_t *waits;           /* links not placed yet; DD_NONE: placed itself */
    int64_t *job_work;         /* shortest durations of what is not placed of each job */
    uint32_t *job_left;
    dd_tail *tails;
    dd_holds holds;
    uint32_t *queue, *queue_at, *queue_count; /* modes that wait, by machine */
    int64_t *key_ms;           /* by machine: of its one valid event; DD_FOREVER_MS: none */
    event *heap;
    size_t heap_count, heap_capacity;
    double mean_duration, mean_setup, k1, k2;
    uint32_t stuck;
    dd_arena arena;
} run;

static bool is_less(const event *a, const event *b)
{
    return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->machine < b->machine;
}

/* The machine is looked at then, unless it is earlier anyway. */
static bool heap_push(run *r, event e)
{
    if (e.at_ms >= r->key_ms[e.machine]) return true;
    r->key_ms[e.machine] = e.at_ms;
    if (!DD_ARRAY_RESERVE(r->heap, r->heap_capacity, r->heap_count + 1)) return false;
    size_t at = r->heap_count++;
    for (; at > 0 && is_less(&e, &r->heap[(at - 1) / 2]); at = (at - 1) / 2) r->heap[at] = r->heap[(at - 1) / 2];
    r->heap[at] = e;
    return true;
}

static event heap_pop(run *r)
{
    event top = r->heap[0], last = r->heap[--r->heap_count];
    size_t at = 0;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= r->heap_count) break;
        if (child + 1 < r->heap_count && is_less(&r->heap[child + 1], &r->heap[child])) child++;
        if (!is_less(&r->heap[child], &last)) break;
        r->heap[at] = r->heap[child];
        at = child;
    }
    r->heap[at] = last;
    return top;
}

static int64_t shortest_of(const dd_line *line, const dd_line_operation *operation)
{
    int64_t shortest = DD_FOREVER_MS;
    for (uint32_t m = 0; m < operation->mode_count; m++) {
        const dd_line_mode *mode = &line->modes[operation->mode_at + m];
        if (mode->can_run && mode->duration_ms < shortest) shortest = mode->duration_ms;
    }
    return shortest == DD_FOREVER_MS ? 0 : shortest;
}

/* Sends a mode's operation to its machine's queue. */
static bool enqueue(run *r, uint32_t operation)
{
    const dd_line_operation *op = &r->line->operations[operation];
    for (uint32_t m = 0; m < op->mode_count; m++) {
        const dd_line_mode *mode = &r->line->modes[op->mode_at + m];
        if (!mode->can_run || (r->plan != NULL && r->plan->mode[operation] != op->mode_at + m)) continue;
        r->queue[r->queue_at[mode->machine] + r->queue_count[mode->machine]++] = op->mode_at + m;
        int64_t free_ms = r->tails[mode->machine].end_ms, arrival_ms = r->arrival[operation];
        if (!heap_push(r, (event){free_ms > arrival_ms ? free_ms : arrival_ms, mode->machine})) return false;
    }
    return true;
}

/* When the machine could take the mode's operation, and its place; DD_FOREVER_MS beyond the horizon. */
static int64_t take_ms(const run *r, uint32_t mode_ix, dd_place *place)
{
    const dd_line_mode *mode = &r->line->modes[mode_ix];
    int64_t arrival_ms = r->arrival[mode->operation];
    if (!dd_timing_place(r->line, &r->tails[mode->machine], &r->holds, mode, arrival_ms, place)) return DD_FOREVER_MS;
    return place->begin_ms > arrival_ms ? place->begin_ms : arrival_ms;
}

static double positive(double value)
{
    return value > 0 ? value : 0;
}

/* The lower the sooner; with a setup of 0 no more than with any other. */
static double index_of(const run *r, uint32_t mode_ix, int64_t setup_ms, int64_t now_ms)
{
    const dd_line_mode *mode = &r->line->modes[mode_ix];
    const dd_line_operation *op = &r->line->operations[mode->operation];
    const dd_job *job = &r->line->problem->jobs[op->job];
    double duration = (double)mode->duration_ms, due = (double)job->due_ms, work = (double)r->job_work[op->job];
    double slack = due - (double)now_ms - work - duration + (double)shortest_of(r->line, op);
    double weighted = (double)job->weight / (duration > 0 ? duration : 1);
    if (r->plan != NULL) return (double)r->plan->start_ms[mode->operation];
    switch (r->rule) {
    case DD_SHOP_RULE_EDD: return due;
    case DD_SHOP_RULE_SPT: return duration;
    case DD_SHOP_RULE_MWKR: return -work;
    case DD_SHOP_RULE_SLACK: return slack / r->job_left[op->job];
    case DD_SHOP_RULE_ATC: return -weighted * exp(-positive(slack) / (2 * r->mean_duration));
    case DD_SHOP_RULE_ATCS:
        return -weighted * exp(-positive(slack) / (r->k1 * r->mean_duration) - (r->mean_setup > 0 ? (double)setup_ms / (r->k2 * r->mean_setup) : 0));
    default: return (double)r->arrival[mode->operation];
    }
}

static bool is_first(const run *r, double index, uint32_t mode_ix, double best, uint32_t best_ix)
{
    if (best_ix == DD_NONE || index != best) return best_ix == DD_NONE || index < best;
    return r->line->modes[mode_ix].operation < r->line->modes[best_ix].operation; /* of one job in a row, jobs in order */
}

/* What the machine takes at now_ms; DD_NONE: nothing, and *next_ms says from when on it could (DD_FOREVER_MS: nothing waits). */
static uint32_t choose(run *r, uint32_t machine, int64_t now_ms, int64_t *next_ms)
{
    uint32_t *queue = &r->queue[r->queue_at[machine]], kept = 0, best_ix = DD_NONE;
    double best = 0;
    *next_ms = DD_FOREVER_MS;
    for (uint32_t i = 0; i < r->queue_count[machine]; i++) {
        uint32_t operation = r->line->modes[queue[i]].operation;
        dd_place place;
        if (r->waits[operation] == DD_NONE) continue;
        queue[kept++] = queue[i];
        if (r->arrival[operation] > now_ms) {
            if (r->arrival[operation] < *next_ms) *next_ms = r->arrival[operation];
            continue;
        }
        if (best_ix != DD_NONE && index_of(r, queue[i], 0, now_ms) > best) continue; /* timing it could not help */
        int64_t at_ms = take_ms(r, queue[i], &place);
        if (at_ms < *next_ms) *next_ms = at_ms;
        if (at_ms == DD_FOREVER_MS) r->stuck = operation;
        if (at_ms > now_ms) continue;
        double index = index_of(r, queue[i], place.setup_ms, now_ms);
        if (!is_first(r, index, queue[i], best, best_ix)) continue;
        best = index;
        best_ix = queue[i];
    }
    r->queue_count[machine] = kept;
    return best_ix;
}

/* Another mode of the chosen operation, on a machine that is free by now as well, that ends earlier. */
static uint32_t best_mode(const run *r, uint32_t chosen, int64_t now_ms, dd_place *best)
{
    const dd_line_operation *op = &r->line->operations[r->line->modes[chosen].operation];
    (void)take_ms(r, chosen, best);
    for (uint32_t m = 0; m < op->mode_count && r->plan == NULL; m++) {
        dd_place place;
        uint32_t mode_ix = op->mode_at + m;
        if (!r->line->modes[mode_ix].can_run || take_ms(r, mode_ix, &place) > now_ms || place.end_ms >= best->end_ms) continue;
        *best = place;
        chosen = mode_ix;
    }
    return chosen;
}

static bool put(run *r, uint32_t mode_ix, const dd_place *place)
{
    const dd_line *line = r->line;
    const dd_line_mode *mode = &line->modes[mode_ix];
    const dd_line_operation *op = &line->operations[mode->operation];
    r->placements[mode->operation] = (dd_placement){mode_ix - op->mode_at, place->begin_ms, place->start_ms, place->end_ms};
    if (r->order != NULL) r->order[r->placed] = mode->operation;
    r->placed++;
    r->waits[mode->operation] = DD_NONE;
    r->tails[mode->machine] = dd_tail_after(mode->operation, place);
    dd_timing_take(line, &r->holds, mode, place);
    r->job_left[op->job]--;
    r->job_work[op->job] -= shortest_of(line, op);
    for (uint32_t l = 0; l < op->after_count; l++) {
        const dd_line_link *link = &line->after[op->after_at + l];
        int64_t ready_ms = place->end_ms + link->lag_ms;
        if (ready_ms > r->arrival[link->operation]) r->arrival[link->operation] = ready_ms;
        if (--r->waits[link->operation] == 0 && !enqueue(r, link->operation)) return false;
    }
    return true;
}

/* Parameters of ATCS: tardiness factor and range of the due dates, and how heavy setups are. */
static void set_factors(run *r)
{
    const dd_line *line = r->line;
    double sum = 0, setups = 0, due_sum = 0, due_least = INFINITY, due_most = 0, due_count = 0, origin = (double)line->problem->origin_ms;
    size_t table = (size_t)line->family_count * line->family_count, cells = table * line->problem->setup_count;
    for (uint32_t i = 0; i < line->operation_count; i++)
        if (!line->operations[i].is_locked) sum += (double)shortest_of(line, &line->operations[i]);
    for (uint32_t s = 0; s < line->problem->setup_count; s++)
        for (size_t i = 0; i < table; i++) setups += (double)line->problem->setups[s].ms[i];
    for (uint32_t j = 0; j < line->job_count; j++) {
        double due = (double)line->problem->jobs[j].due_ms - origin;
        if (line->problem->jobs[j].due_ms >= DD_FOREVER_MS) continue;
        due_sum += due;
        due_count++;
        if (due < due_least) due_least = due;
        if (due > due_most) due_most = due;
    }
    r->mean_duration = line->free_count > 0 && sum > 0 ? sum / line->free_count : 1;
    r->mean_setup = cells > 0 ? setups / (double)cells : 0;
    double makespan = (sum + r->mean_setup * line->free_count) / (line->machine_count > 0 ? line->machine_count : 1);
    double range = due_count > 0 && makespan > 0 ? (due_most - due_least) / makespan : 0;
    double tightness = due_count > 0 && makespan > 0 ? 1 - due_sum / due_count / makespan : 0;
    r->k1 = range <= 0.5 ? 4.5 + range : 6 - 2 * range;
    if (r->k1 < 0.5) r->k1 = 0.5;
    r->k2 = (tightness > 0.1 ? tightness : 0.1) / (2 * sqrt(r->mean_setup > 0 ? r->mean_setup / r->mean_duration : 1));
}

static int64_t release_of(const dd_shop_problem *problem, uint32_t ix)
{
    int64_t own_ms = problem->operations[ix].release_ms, job_ms = problem->jobs[problem->operations[ix].job].release_ms;
    return own_ms > job_ms ? own_ms : job_ms;
}

static bool start_queues(run *r)
{
    const dd_line *line = r->line;
    for (uint32_t i = 0; i < line->operation_count; i++)
        for (uint32_t m = 0; m < line->operations[i].mode_count; m++) r->queue_at[line->modes[line->operations[i].mode_at + m].machine + 1]++;
    for (uint32_t m = 0; m < line->machine_count; m++) {
        r->queue_at[m + 1] += r->queue_at[m];
        r->tails[m] = dd_tail_first(line, m);
        r->key_ms[m] = DD_FOREVER_MS;
    }
    dd_holds_clear(line, &r->holds);
    for (uint32_t i = 0; i < line->operation_count; i++) {
        const dd_line_operation *op = &line->operations[i];
        const dd_lock *lock = dd_line_lock(line, i);
        r->arrival[i] = op->release_ms <= line->problem->origin_ms ? release_of(line->problem, i) : op->release_ms; /* who has waited longest */
        if (r->plan != NULL && r->plan->floor_ms[i] > op->release_ms) r->arrival[i] = r->plan->floor_ms[i];
        r->waits[i] = op->is_locked ? DD_NONE : op->before_count;
        if (op->is_locked) r->placements[i] = (dd_placement){lock->mode, lock->setup_begin_ms, lock->start_ms, lock->end_ms};
        if (op->is_locked) continue;
        r->job_left[op->job]++;
        r->job_work[op->job] += shortest_of(line, op);
    }
    for (uint32_t i = 0; i < line->operation_count; i++)
        if (r->waits[i] == 0 && !enqueue(r, i)) return false;
    return true;
}

static bool create_run(run *r)
{
    const dd_line *line = r->line;
    size_t modes = 0;
    for (uint32_t i = 0; i < line->operation_count; i++) modes += line->operations[i].mode_count;
    r->arrival = DD_ARENA_NEW(&r->arena, line->operation_count, int64_t);
    r->waits = DD_ARENA_NEW(&r->arena, line->operation_count, uint32_t);
    r->job_work = DD_ARENA_NEW(&r->arena, line->job_count, int64_t);
    r->job_left = DD_ARENA_NEW(&r->arena, line->job_count, uint32_t);
    r->tails = DD_ARENA_NEW(&r->arena, line->machine_count, dd_tail);
    r->key_ms = DD_ARENA_NEW(&r->arena, line->machine_count, int64_t);
    r->queue = DD_ARENA_NEW(&r->arena, modes, uint32_t);
    r->queue_at = DD_ARENA_NEW(&r->arena, line->machine_count + 1, uint32_t);
    r->queue_count = DD_ARENA_NEW(&r->arena, line->machine_count, uint32_t);
    return r->arrival != NULL && r->waits != NULL && r->job_work != NULL && r->job_left != NULL && r->tails != NULL && r->key_ms != NULL &&
           dd_holds_init(line, &r->holds, &r->arena) && r->queue != NULL && r->queue_at != NULL && r->queue_count != NULL;
}

/* False when out of memory. */
static bool dispatch(run *r)
{
    if (!create_run(r)) return false;
    set_factors(r);
    if (!start_queues(r)) return false;
    while (r->heap_count > 0 && r->placed < r->line->free_count) {
        event e = heap_pop(r);
        int64_t next_ms;
        if (e.at_ms != r->key_ms[e.machine]) continue;
        r->key_ms[e.machine] = DD_FOREVER_MS;
        uint32_t chosen = choose(r, e.machine, e.at_ms, &next_ms);
        if (chosen != DD_NONE) {
            dd_place place;
            chosen = best_mode(r, chosen, e.at_ms, &place);
            if (!put(r, chosen, &place)) return false;
            if (!heap_push(r, e)) return false;
        } else if (!heap_push(r, (event){next_ms, e.machine})) {
            return false;
        }
    }
    return true;
}

dd_status dd_dispatch_run(const dd_line *line, dd_shop_rule rule, const dd_dispatch_plan *plan, dd_placement *placements, uint32_t *order, uint32_t *stuck,
                          dd_error *err)
{
    run r = {.line = line, .rule = rule, .plan = plan, .placements = placements, .order = order, .stuck = DD_NONE};
    dd_arena_init(&r.arena);
    dd_status status = dispatch(&r) ? DD_STATUS_OK : dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    if (status == DD_STATUS_OK && r.placed < line->free_count) {
        *stuck = r.stuck;
        status = DD_STATUS_NOT_FOUND;
    }
    free(r.heap);
    dd_arena_done(&r.arena);
    return status;
}

dd_status dd_dispatch_fit(dd_line **line, dd_shop_rule rule, const dd_dispatch_plan *plan, dd_placement *placements, uint32_t *order, dd_error *err)
{
    for (;;) {
        uint32_t stuck = DD_NONE;
        dd_status status = dd_dispatch_run(*line, rule, plan, placements, order, &stuck, err);
        if (status != DD_STATUS_NOT_FOUND) return status;
        status = dd_line_extend(line, stuck, err);
        if (status != DD_STATUS_OK) return status;
    }
}

dd_status dd_shop_dispatch(const dd_shop_problem *problem, dd_shop_rule rule, dd_schedule **ret, dd_error *err)
{
    if ((unsigned)rule >= DD_SHOP_RULE_END_) return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/rule", "no such dispatching rule");
    dd_status status = dd_shop_problem_check(problem, err);
    if (status != DD_STATUS_OK) return status;
    dd_line *line;
    status = dd_line_create(problem, &problem->objective, &line, err);
    if (status != DD_STATUS_OK) return status;
    dd_placement *placements = dd_array_new((size_t)problem->operation_count + 1, sizeof *placements);
    if (placements == NULL) status = dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    if (status == DD_STATUS_OK) status = dd_dispatch_fit(&line, rule, NULL, placements, NULL, err);
    if (status == DD_STATUS_OK) status = dd_schedule_create(problem, placements, ret, err);
    free(placements);
    dd_line_free(line);
    return status;
}

static const char *const rule_text[DD_SHOP_RULE_END_] = {
    [DD_SHOP_RULE_FIFO] = "fifo",   [DD_SHOP_RULE_EDD] = "edd", [DD_SHOP_RULE_SPT] = "spt",   [DD_SHOP_RULE_MWKR] = "mwkr",
    [DD_SHOP_RULE_SLACK] = "slack", [DD_SHOP_RULE_ATC] = "atc", [DD_SHOP_RULE_ATCS] = "atcs",
};

const char *dd_shop_rule_text(dd_shop_rule rule)
{
    return (unsigned)rule < DD_SHOP_RULE_END_ ? rule_text[rule] : "unknown";
}

dd_shop_rule dd_shop_rule_find(const char *name)
{
    for (int rule = 0; rule < DD_SHOP_RULE_END_; rule++)
        if (strcmp(rule_text[rule], name) == 0) return (dd_shop_rule)rule;
    return DD_SHOP_RULE_END_;
}
