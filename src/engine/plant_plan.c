/* Plan: makes the plan of a plant anew.
 *
 *   1. What machines hold is locked where it is expected to be; a dispatch whose machine is down or whose inputs no longer come is recalled.
 *   2. What was planned to begin within frozen_ms keeps its machine and its order there: a little problem of these operations alone, each with one mode
 *      and linked to the one before it, is dispatched by planned start, which gives the instants at which they can begin now.  Those that
 *      this would put off by more than frozen_ms are set free, and what depends on them; the others are locked where they came out.
 *   3. All that is open and can run is scheduled twice (dd_shop_solve) with half the work each, and the better schedule taken: from the running plan, with
 *      the operations without a plan behind those that they wait for, as late as their due date allows; and afresh, from the dispatching rules.  An
 *      operation that can never run is said to be so, once, and left out with what waits for it.
 *
 * Complexity: that of the search; the rest is O(n log n) in what is open.
 */
#include "engine/plant_plan.h"

#include <stdlib.h>
#include <string.h>

static dd_status no_memory(const dd_plant_decider *d)
{
    return dd_error_set(d->err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int compare_ix(const void *a, const void *b)
{
    uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
    return one < other ? -1 : one > other;
}

static int compare_items(const void *a, const void *b)
{
    const dd_moment_item *one = a, *other = b;
    return one->operation < other->operation ? -1 : one->operation > other->operation;
}

static bool has(const uint32_t *list, uint32_t count, uint32_t ix)
{
    return count > 0 && bsearch(&ix, list, count, sizeof *list, compare_ix) != NULL;
}

/* ---- 1. what is held ---- */

static uint32_t machine_of(const dd_plant *plant, uint32_t operation)
{
    return dd_plant_mode_of(plant, operation, plant->operations[operation].mode)->machine;
}

/* How far something may be put off and still be what was promised. */
static int64_t patience_ms(const dd_plant_decider *d)
{
    const dd_plant_rules *rules = &d->engine->config.plant;
    return later(rules->frozen_ms, rules->tolerance_ms);
}

/* A promise that cannot be kept: its machine is down for long, or what it waits for is held by nobody, or comes far too late. */
static bool must_recall(const dd_plant_decider *d, const uint32_t *kept, uint32_t count, uint32_t ix, int64_t start_ms)
{
    const dd_plant_operation *o = &d->plant->operations[ix];
    const dd_plant_machine *machine = &d->plant->machines[machine_of(d->plant, ix)];
    if (o->state != DD_OPERATION_DISPATCHED && o->state != DD_OPERATION_SETTING_UP) return false;
    if (machine->is_down && dd_moment_repair_ms(machine, d->at_ms) > d->at_ms + d->engine->config.plant.tolerance_ms) return true;
    for (uint32_t i = 0; i < o->link_count && o->waits_for > 0; i++) {
        uint32_t before = d->plant->links[o->first_link + i].before;
        if (d->plant->operations[before].state != DD_OPERATION_FINISHED && !has(kept, count, before)) return true;
    }
    return o->waits_for > 0 && start_ms > o->start_ms + patience_ms(d);
}

static bool recall(dd_plant_decider *d, uint32_t ix)
{
    dd_event *event = dd_plant_add_event(d, DD_EVENT_RECALL);
    if (event == NULL) return false;
    event->machine = machine_of(d->plant, ix);
    event->operation = ix;
    event->triggers = d->triggers != 0 ? d->triggers : DD_TRIGGER_DRIFT;
    d->held[event->machine] = DD_NONE;
    return true;
}

dd_status dd_plant_hold_on(dd_plant_decider *d, uint32_t **ret, dd_placement **ret_at, uint32_t *ret_count)
{
    uint32_t count = 0, kept = 0, machines = (uint32_t)d->plant->machine_count;
    uint32_t *list = DD_ARENA_NEW(d->arena, machines, uint32_t);
    dd_placement *at = DD_ARENA_NEW(d->arena, machines, dd_placement);
    if (list == NULL || at == NULL) return no_memory(d);
    for (uint32_t ix = 0; ix < machines; ix++)
        if (d->plant->machines[ix].operation != DD_NONE) list[count++] = d->plant->machines[ix].operation;
    if (count > 0) qsort(list, count, sizeof *list, compare_ix);
    dd_moment_expect(d->engine, d->at_ms, list, count, at);
    for (uint32_t i = 0; i < count; i++) {
        if (!must_recall(d, list, kept, list[i], at[i].start_ms)) list[kept++] = list[i];
        else if (!recall(d, list[i])) return no_memory(d);
    }
    dd_moment_expect(d->engine, d->at_ms, list, kept, at);
    *ret = list;
    *ret_at = at;
    *ret_count = kept;
    return DD_STATUS_OK;
}

/* ---- 2. what is frozen ---- */

typedef struct freezer {
    dd_plant_decider *d;
    const uint32_t *held;
    const dd_placement *held_at;
    uint32_t held_count;
    uint32_t *frozen; /* sorted */
    dd_placement *at; /* where it came out */
    uint32_t frozen_count;
} freezer;

static bool is_soon(const freezer *f, uint32_t ix)
{
    const dd_plant_decider *d = f->d;
    uint32_t resource = d->engine->plans.links[ix].resource;
    if (resource == DD_NONE || d->plant->operations[ix].state != DD_OPERATION_WAITING) return false;
    const dd_plant_machine *machine = &d->plant->machines[resource];
    bool is_down = machine->is_down && dd_moment_repair_ms(machine, d->at_ms) > d->at_ms + d->engine->config.plant.tolerance_ms;
    return !is_down && d->plant->operations[ix].setup_begin_ms < d->at_ms + d->engine->config.plant.frozen_ms;
}

/* Only with all its inputs finished, held or frozen; inputs come before it in the sorted list. */
static bool has_inputs(const freezer *f, uint32_t ix)
{
    const dd_plant *plant = f->d->plant;
    const dd_plant_operation *o = &plant->operations[ix];
    for (uint32_t i = 0; i < o->link_count; i++) {
        uint32_t before = plant->links[o->first_link + i].before;
        bool is_there = plant->operations[before].state == DD_OPERATION_FINISHED || has(f->held, f->held_count, before) ||
                        has(f->frozen, f->frozen_count, before);
        if (!is_there) return false;
    }
    return true;
}

static void keep_frozen(freezer *f)
{
    uint32_t count = f->frozen_count;
    f->frozen_count = 0;
    for (uint32_t i = 0; i < count; i++)
        if (f->frozen[i] != DD_NONE && has_inputs(f, f->frozen[i])) f->frozen[f->frozen_count++] = f->frozen[i];
}

static bool list_frozen(freezer *f)
{
    const dd_plant_decider *d = f->d;
    const dd_plans *plans = &d->engine->plans;
    size_t room = 0;
    for (int pass = 0; pass < 2; pass++) {
        f->frozen_count = 0;
        for (uint32_t m = 0; m < plans->resource_count; m++)
            for (uint32_t ix = plans->first[m]; ix != DD_NONE; ix = plans->links[ix].next) {
                if (!is_soon(f, ix)) continue;
                if (pass > 0) f->frozen[f->frozen_count] = ix;
                f->frozen_count++;
            }
        if (pass > 0) break;
        room = f->frozen_count;
        f->frozen = DD_ARENA_NEW(d->arena, room, uint32_t);
        f->at = DD_ARENA_NEW(d->arena, room, dd_placement);
        if (f->frozen == NULL || f->at == NULL) return false;
    }
    if (room > 0) qsort(f->frozen, room, sizeof *f->frozen, compare_ix);
    keep_frozen(f);
    return true;
}

static dd_moment_item *held_items(const freezer *f, uint32_t room)
{
    dd_moment_item *items = DD_ARENA_NEW(f->d->arena, room, dd_moment_item);
    for (uint32_t i = 0; items != NULL && i < f->held_count; i++)
        items[i] = (dd_moment_item){f->held[i], f->held_at[i].mode, DD_NONE, true, f->held_at[i]};
    return items;
}

/* Each frozen operation follows the frozen one before it on its machine. */
static void chain_items(dd_moment *moment)
{
    const dd_plans *plans = &moment->engine->plans;
    for (uint32_t m = 0; m < plans->resource_count; m++) {
        uint32_t last = DD_NONE;
        for (uint32_t ix = plans->first[m]; ix != DD_NONE; ix = plans->links[ix].next) {
            uint32_t at = dd_moment_find(moment, ix);
            if (at == DD_NONE || moment->items[at].is_locked) continue;
            moment->items[at].after = last;
            last = at;
        }
    }
}

/* Where the frozen operations come out.  INFEASIBLE when they do not. */
static dd_status time_frozen(freezer *f)
{
    dd_plant_decider *d = f->d;
    dd_moment moment = {.engine = d->engine, .at_ms = d->at_ms, .is_split = true, .count = f->held_count + f->frozen_count};
    dd_schedule *schedule = NULL;
    moment.items = held_items(f, moment.count);
    if (moment.items == NULL) return no_memory(d);
    for (uint32_t i = 0; i < f->frozen_count; i++) {
        uint32_t resource = d->engine->plans.links[f->frozen[i]].resource;
        moment.items[f->held_count + i] =
            (dd_moment_item){f->frozen[i], dd_plant_find_mode(d->plant, f->frozen[i], resource), DD_NONE, false, {0}};
    }
    qsort(moment.items, moment.count, sizeof *moment.items, compare_items);
    chain_items(&moment);
    dd_status status = dd_moment_build(&moment, d->err);
    if (status != DD_STATUS_OK) return status;
    status = dd_shop_dispatch(moment.problem, DD_SHOP_RULE_EDD, &schedule, d->err);
    for (uint32_t i = 0; i < f->frozen_count && status == DD_STATUS_OK; i++) {
        uint32_t at = dd_moment_find(&moment, f->frozen[i]);
        f->at[i] = schedule->placements[at];
        f->at[i].mode = moment.items[at].mode;
    }
    if (status == DD_STATUS_OK) dd_schedule_free(schedule);
    dd_shop_problem_free(moment.problem);
    return status;
}

enum { ROUNDS_MAX = 4 };

/* Sets free what would be put off too far, until nothing is. */
static dd_status freeze(freezer *f)
{
    if (f->d->engine->config.plant.frozen_ms == 0) return DD_STATUS_OK;
    if (!list_frozen(f)) return no_memory(f->d);
    for (int round = 0; f->frozen_count > 0; round++) {
        dd_status status = time_frozen(f);
        bool is_good = status == DD_STATUS_OK;
        if (status == DD_STATUS_NO_MEMORY) return status;
        for (uint32_t i = 0; i < f->frozen_count && status == DD_STATUS_OK; i++)
            if (f->at[i].start_ms > later(f->d->plant->operations[f->frozen[i]].start_ms, f->d->at_ms) + patience_ms(f->d)) {
                f->frozen[i] = DD_NONE;
                is_good = false;
            }
        if (is_good) return DD_STATUS_OK;
        if (status != DD_STATUS_OK || round == ROUNDS_MAX) f->frozen_count = 0;
        keep_frozen(f);
    }
    return DD_STATUS_OK;
}

/* ---- 3. all ---- */

/* Whether what cannot run is tried once more: something of what it needs has changed. */
static bool tries_again(const dd_plant_decider *d)
{
    return (d->triggers & (DD_TRIGGER_SHOP | DD_TRIGGER_REPAIR | DD_TRIGGER_ABSENCE | DD_TRIGGER_MAINTENANCE)) != 0;
}

/* Whether all that the operation waits for is in the list or finished. */
static bool can_follow(const dd_moment *moment, const dd_plant *plant, const dd_plant_operation *o)
{
    for (uint32_t i = 0; i < o->link_count && o->waits_for > 0; i++) {
        uint32_t before = plant->links[o->first_link + i].before;
        if (plant->operations[before].state != DD_OPERATION_FINISHED && dd_moment_find(moment, before) == DD_NONE) return false;
    }
    return true;
}

static const dd_placement *lock_of(const freezer *f, uint32_t ix)
{
    const uint32_t *found = f->held_count == 0 ? NULL : bsearch(&ix, f->held, f->held_count, sizeof ix, compare_ix);
    if (found != NULL) return &f->held_at[found - f->held];
    found = f->frozen_count == 0 ? NULL : bsearch(&ix, f->frozen, f->frozen_count, sizeof ix, compare_ix);
    return found != NULL ? &f->at[found - f->frozen] : NULL;
}

static bool list_open(const freezer *f, dd_moment *moment)
{
    const dd_plant *plant = f->d->plant;
    size_t room = 0;
    for (size_t i = 0; i < plant->open_count; i++) room += plant->jobs[plant->open[i]].count;
    moment->items = DD_ARENA_NEW(f->d->arena, room, dd_moment_item);
    if (moment->items == NULL) return false;
    for (size_t i = 0; i < plant->open_count; i++) {
        const dd_plant_job *job = &plant->jobs[plant->open[i]];
        for (uint32_t ix = job->first; ix < job->first + job->count; ix++) {
            const dd_plant_operation *o = &plant->operations[ix];
            const dd_placement *lock = lock_of(f, ix);
            bool is_out =
                !dd_operation_is_open(o->state) || (o->is_unservable && !tries_again(f->d)) || (job->is_cancelled && lock == NULL);
            if (is_out || !can_follow(moment, plant, o)) continue;
            moment->items[moment->count] = (dd_moment_item){.operation = ix, .mode = DD_NONE, .after = DD_NONE};
            if (lock != NULL) moment->items[moment->count] = (dd_moment_item){ix, lock->mode, DD_NONE, true, *lock};
            moment->count++;
        }
    }
    return true;
}

dd_status dd_plant_moment(dd_plant_decider *d)
{
    freezer f = {.d = d};
    uint32_t *held;
    dd_placement *held_at;
    dd_status status = dd_plant_hold_on(d, &held, &held_at, &f.held_count);
    f.held = held;
    f.held_at = held_at;
    if (status == DD_STATUS_OK && d->engine->config.plant.rule == DD_SHOP_RULE_END_) status = freeze(&f);
    if (status != DD_STATUS_OK) return status;
    d->moment = (dd_moment){.engine = d->engine, .at_ms = d->at_ms};
    if (!list_open(&f, &d->moment)) return no_memory(d);
    return dd_moment_build(&d->moment, d->err);
}

/* Leaves out what can never run, and what waits for it. */
static dd_status leave_out(dd_plant_decider *d, uint32_t at)
{
    dd_moment *moment = &d->moment;
    uint32_t ix = moment->items[at].operation, count = moment->count;
    if (!d->plant->operations[ix].is_unservable && d->plant->operations[ix].state == DD_OPERATION_WAITING) {
        dd_event *event = dd_plant_add_event(d, DD_EVENT_UNSERVABLE);
        if (event == NULL) return no_memory(d);
        event->operation = ix;
    }
    dd_shop_problem_free(moment->problem);
    moment->problem = NULL;
    moment->items[at].operation = DD_NONE;
    moment->count = 0;
    for (uint32_t i = 0; i < count; i++) {
        dd_moment_item item = moment->items[i];
        if (item.operation != DD_NONE && can_follow(moment, d->plant, &d->plant->operations[item.operation]))
            moment->items[moment->count++] = item;
    }
    return dd_moment_build(moment, d->err);
}

/* The operation that an error of the solver names: "/operations/7"; DD_NONE. */
static uint32_t named(const dd_moment *moment, const dd_error *err)
{
    static const char begin[] = "/operations/";
    if (strncmp(err->pointer, begin, sizeof begin - 1) != 0) return DD_NONE;
    uint64_t ix = 0;
    const char *at = err->pointer + sizeof begin - 1;
    for (; *at >= '0' && *at <= '9' && ix < moment->count; at++) ix = ix * 10 + (uint64_t)(*at - '0');
    return at > err->pointer + sizeof begin - 1 && ix < moment->count ? (uint32_t)ix : DD_NONE;
}

/* Begins with the running plan; what has none comes behind what it waits for, and as late as its due date allows. */
static dd_status start_schedule(const dd_plant_decider *d, dd_schedule **ret)
{
    const dd_shop_problem *problem = d->moment.problem;
    dd_placement *placements = DD_ARENA_NEW(d->arena, problem->operation_count, dd_placement);
    bool has_plan = false;
    *ret = NULL;
    if (placements == NULL) return no_memory(d);
    for (uint32_t i = 0, first = 0; i < problem->operation_count; i++) {
        const dd_operation *o = &problem->operations[i];
        dd_placement *at = &placements[i];
        const dd_plant_operation *own = &d->plant->operations[d->moment.items[i].operation];
        if (i > 0 && problem->operations[i - 1].job != o->job) first = i;
        if (o->is_locked) *at = (dd_placement){o->lock.mode, o->lock.setup_begin_ms, o->lock.start_ms, o->lock.end_ms};
        else if (o->planned_mode != DD_NONE) *at = (dd_placement){o->planned_mode, own->setup_begin_ms, own->start_ms, own->end_ms};
        has_plan |= o->planned_mode != DD_NONE;
        if (o->is_locked || o->planned_mode != DD_NONE) continue;
        int64_t begin_ms = later(d->at_ms, later(o->release_ms, problem->jobs[o->job].release_ms)), work_ms = 0;
        for (uint32_t j = i; i == first && j < problem->operation_count && problem->operations[j].job == o->job; j++)
            work_ms += problem->operations[j].modes[0].duration_ms;
        int64_t due_ms = problem->jobs[o->job].due_ms;
        if (i == first && due_ms != DD_FOREVER_MS) begin_ms = later(begin_ms, due_ms - work_ms - work_ms / 2);
        for (uint32_t j = 0; j < o->link_count; j++) begin_ms = later(begin_ms, placements[o->links[j].before].end_ms + o->links[j].lag_ms);
        for (uint32_t j = 1; j < o->mode_count; j++)
            if (o->modes[j].duration_ms < o->modes[at->mode].duration_ms) at->mode = j;
        at->setup_begin_ms = at->start_ms = begin_ms;
        at->end_ms = begin_ms + o->modes[at->mode].duration_ms;
    }
    return has_plan ? dd_schedule_create(problem, placements, ret, d->err) : DD_STATUS_OK;
}

/* One search, from the running plan or, `start` NULL, from the dispatching rules' best. */
static dd_status search(dd_plant_decider *d, const dd_schedule *start, uint64_t work, dd_schedule **ret, dd_error *err)
{
    const dd_engine_config *config = &d->engine->config;
    dd_shop_options options = {DD_SHOP_OPTIONS_DEFAULT, .start = start, .lanes = config->plant.lanes};
    options.seed = config->seed + d->engine->cycles;
    options.work = work > 0 ? work : 1;
    options.executor = d->budget != NULL ? d->budget->executor : NULL;
    return dd_shop_solve(d->moment.problem, &options, ret, NULL, err);
}

/* From the running plan with half the work, and afresh with the other; the better one, the running plan's where they are equal. */
static dd_status search_both(dd_plant_decider *d, dd_error *err)
{
    dd_schedule *start = NULL, *fresh = NULL;
    dd_status status = start_schedule(d, &start);
    if (status == DD_STATUS_OK && start == NULL) return search(d, NULL, d->work, &d->schedule, err);
    if (status == DD_STATUS_OK) status = search(d, start, d->work / 2, &d->schedule, err);
    if (status == DD_STATUS_OK) status = search(d, NULL, d->work - d->work / 2, &fresh, err);
    dd_schedule_free(start);
    if (status != DD_STATUS_OK) return status;
    const dd_shop_objective *objective = &d->moment.problem->objective;
    if (dd_shop_objective_compare(objective, fresh->terms, d->schedule->terms) < 0) {
        dd_schedule *running = d->schedule;
        d->schedule = fresh;
        fresh = running;
    }
    dd_schedule_free(fresh);
    return DD_STATUS_OK;
}

static dd_status solve(dd_plant_decider *d)
{
    dd_shop_rule rule = d->engine->config.plant.rule;
    dd_error err = {DD_STATUS_OK, "", ""};
    dd_status status = rule == DD_SHOP_RULE_END_ ? search_both(d, &err) : dd_shop_dispatch(d->moment.problem, rule, &d->schedule, &err);
    if (status == DD_STATUS_OK) return status;
    dd_schedule_free(d->schedule);
    d->schedule = NULL;
    if (d->err != NULL) *d->err = err;
    uint32_t stuck = named(&d->moment, &err);
    if (status != DD_STATUS_INFEASIBLE || stuck == DD_NONE || d->moment.items[stuck].is_locked) return status;
    status = leave_out(d, stuck);
    return status == DD_STATUS_OK ? DD_STATUS_NOT_FOUND : status; /* once more */
}

static dd_status schedule_all(dd_plant_decider *d)
{
    dd_status status = dd_plant_moment(d);
    while (status == DD_STATUS_OK && d->moment.count > 0 && (status = solve(d)) == DD_STATUS_NOT_FOUND) status = DD_STATUS_OK;
    return status;
}

/* ---- what came out ---- */

typedef struct entry {
    uint32_t machine, item;
    int64_t setup_begin_ms, start_ms;
} entry;

static int compare_entries(const void *a, const void *b)
{
    const entry *one = a, *other = b;
    if (one->machine != other->machine) return one->machine < other->machine ? -1 : 1;
    if (one->start_ms != other->start_ms) return one->start_ms < other->start_ms ? -1 : 1;
    if (one->setup_begin_ms != other->setup_begin_ms) return one->setup_begin_ms < other->setup_begin_ms ? -1 : 1;
    return one->item < other->item ? -1 : one->item > other->item;
}

/* The mode of an item as the engine counts them. */
static uint32_t engine_mode(const dd_moment_item *item, const dd_placement *at)
{
    return item->mode != DD_NONE ? item->mode : at->mode;
}

static bool is_promised(const dd_plant_decider *d, uint32_t ix)
{
    const dd_plant_operation *o = &d->plant->operations[ix];
    return dd_operation_is_held(o->state) && d->held[machine_of(d->plant, ix)] == ix;
}

/* What waits, by machine and start. */
static entry *list_entries(dd_plant_decider *d, uint32_t *ret_count)
{
    entry *list = DD_ARENA_NEW(d->arena, d->moment.count, entry);
    uint32_t count = 0;
    for (uint32_t i = 0; list != NULL && i < d->moment.count; i++) {
        const dd_placement *at = &d->schedule->placements[i];
        uint32_t ix = d->moment.items[i].operation;
        if (is_promised(d, ix)) continue;
        uint32_t machine = dd_plant_mode_of(d->plant, ix, engine_mode(&d->moment.items[i], at))->machine;
        list[count++] = (entry){machine, i, at->setup_begin_ms, at->start_ms};
    }
    if (list != NULL && count > 0) qsort(list, count, sizeof *list, compare_entries);
    *ret_count = count;
    return list;
}

static void set_heads(dd_plant_decider *d, const entry *list, uint32_t count)
{
    for (uint32_t ix = 0; ix < d->plant->machine_count; ix++) d->heads[ix].operation = DD_NONE;
    for (uint32_t i = 0; i < count; i++) {
        const dd_placement *at = &d->schedule->placements[list[i].item];
        dd_plant_head *head = &d->heads[list[i].machine];
        if (head->operation != DD_NONE) continue;
        *head = (dd_plant_head){d->moment.items[list[i].item].operation, at->setup_begin_ms, at->start_ms, at->end_ms};
    }
}

static bool plan_is_same(const dd_plant_decider *d, const entry *list, uint32_t count, uint32_t machine)
{
    uint32_t ix = d->engine->plans.first[machine];
    for (uint32_t i = 0; i < count; i++) {
        if (ix == DD_NONE || ix != d->moment.items[list[i].item].operation) return false;
        ix = d->engine->plans.links[ix].next;
    }
    return ix == DD_NONE;
}

static bool write_chains(dd_plant_decider *d, const entry *list, uint32_t count, dd_event *cycle)
{
    uint32_t machines = (uint32_t)d->plant->machine_count;
    dd_plan_change *changes = DD_ARENA_NEW(d->arena, machines, dd_plan_change);
    dd_planned *planned = DD_ARENA_NEW(d->arena, count, dd_planned);
    if (changes == NULL || planned == NULL) return false;
    for (uint32_t m = 0, at = 0; m < machines; m++) {
        uint32_t first = at;
        while (at < count && list[at].machine == m) at++;
        if (plan_is_same(d, list + first, at - first, m)) continue;
        changes[cycle->change_count++] = (dd_plan_change){m, cycle->planned_count, at - first};
        for (uint32_t i = first; i < at; i++)
            planned[cycle->planned_count++] = (dd_planned){.order = d->moment.items[list[i].item].operation, .starts_job = true};
    }
    cycle->changes = changes;
    cycle->planned = planned;
    return true;
}

/* Each operation whose place is another one now. */
static bool write_placed(dd_plant_decider *d, dd_event *cycle)
{
    dd_planned_operation *placed = DD_ARENA_NEW(d->arena, d->moment.count, dd_planned_operation);
    if (placed == NULL) return false;
    for (uint32_t i = 0; i < d->moment.count; i++) {
        const dd_moment_item *item = &d->moment.items[i];
        const dd_placement *at = &d->schedule->placements[i];
        const dd_plant_operation *o = &d->plant->operations[item->operation];
        uint32_t mode = engine_mode(item, at), was_on = d->engine->plans.links[item->operation].resource;
        bool stays = is_promised(d, item->operation) || was_on == dd_plant_mode_of(d->plant, item->operation, mode)->machine;
        bool is_same = at->setup_begin_ms == o->setup_begin_ms && at->start_ms == o->start_ms && at->end_ms == o->end_ms;
        if (stays && is_same) continue;
        placed[cycle->placed_count++] = (dd_planned_operation){item->operation, mode, at->setup_begin_ms, at->start_ms, at->end_ms};
    }
    cycle->placed = placed;
    return true;
}

/* Schedules what is there, and makes the first operation of each machine its head. */
static dd_status plan_heads(dd_plant_decider *d, entry **ret, uint32_t *ret_count)
{
    dd_status status = schedule_all(d);
    d->events[0].triggers = d->triggers;
    if (status != DD_STATUS_OK) return status;
    *ret = list_entries(d, ret_count);
    if (*ret == NULL) return no_memory(d);
    set_heads(d, *ret, *ret_count);
    return DD_STATUS_OK;
}

dd_status dd_plant_replan(dd_plant_decider *d)
{
    entry *list;
    uint32_t count = 0;
    dd_status status = plan_heads(d, &list, &count);
    if (status != DD_STATUS_OK) return status;
    d->events[0].work = d->work;
    return write_chains(d, list, count, &d->events[0]) && write_placed(d, &d->events[0]) ? DD_STATUS_OK : no_memory(d);
}

dd_status dd_plant_follow_rule(dd_plant_decider *d)
{
    entry *list;
    uint32_t count = 0;
    return plan_heads(d, &list, &count);
}
