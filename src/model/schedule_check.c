/* Schedule check: every rule of shop_problem.h, one after the other (dd_schedule_check in include/diaodu/schedule.h).
 *
 * Written apart from the solver, from the words of the headers alone, with arithmetic of its own (working.h, pool_load.h).  The problem must pass
 * dd_shop_problem_check.  O(n log n), and for each operation the changes of its calendars that it spans.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/array.h"
#include "diaodu/schedule.h"
#include "model/pointer.h"
#include "model/pool_load.h"
#include "model/working.h"

typedef struct check {
    const dd_shop_problem *problem;
    const dd_schedule *schedule;
    dd_error *err;
    uint32_t *order;           /* operations by machine, begin, end, index */
    int64_t setup_ms;          /* sum of the setups that are needed */
} check;

static const dd_mode *mode_of(const check *c, uint32_t ix)
{
    return &c->problem->operations[ix].modes[c->schedule->placements[ix].mode];
}

/* "operation 17 "cut" of job 3 "J3" on machine "M1": RULE" at /operations/17. */
static dd_status broken(const check *c, uint32_t ix, const char *rule)
{
    const dd_shop_problem *problem = c->problem;
    const dd_operation *operation = &problem->operations[ix];
    bool has_mode = c->schedule->placements[ix].mode < operation->mode_count;
    uint32_t machine = has_mode ? mode_of(c, ix)->machine : DD_NONE;
    const char *name = operation->name, *job = problem->jobs[operation->job].name, *on = has_mode ? problem->machines[machine].name : NULL;
    dd_pointer place = dd_pointer_at("operations", ix);
    return dd_error_set(c->err, DD_STATUS_INFEASIBLE, place.text, "operation %u%s%.60s%s of job %u%s%.60s%s on machine %d%s%.60s%s: %s", ix,
                        name ? " \"" : "", name ? name : "", name ? "\"" : "", operation->job, job ? " \"" : "", job ? job : "", job ? "\"" : "",
                        has_mode ? (int)machine : -1, on ? " \"" : "", on ? on : "", on ? "\"" : "", rule);
}

static dd_status check_instants(const check *c, uint32_t ix)
{
    const dd_operation *operation = &c->problem->operations[ix];
    const dd_placement *at = &c->schedule->placements[ix];
    if (at->mode >= operation->mode_count) return broken(c, ix, "no such mode");
    if (at->setup_begin_ms > at->start_ms || at->start_ms > at->end_ms) return broken(c, ix, "its instants are not in order");
    if (at->setup_begin_ms < -DD_FOREVER_MS || at->end_ms > DD_FOREVER_MS) return broken(c, ix, "an instant out of range");
    if (!operation->is_locked) return DD_STATUS_OK;
    const dd_lock *lock = &operation->lock;
    if (at->mode != lock->mode) return broken(c, ix, "it is locked, in another mode");
    if (at->setup_begin_ms != lock->setup_begin_ms || at->start_ms != lock->start_ms || at->end_ms != lock->end_ms)
        return broken(c, ix, "it is locked, at other instants");
    return DD_STATUS_OK;
}

static dd_status check_waits(const check *c, uint32_t ix)
{
    const dd_shop_problem *problem = c->problem;
    const dd_operation *operation = &problem->operations[ix];
    const dd_placement *at = &c->schedule->placements[ix];
    for (uint32_t l = 0; l < operation->link_count; l++) {
        const dd_link *link = &operation->links[l];
        if (at->start_ms - link->lag_ms < c->schedule->placements[link->before].end_ms)
            return broken(c, ix, link->lag_ms == 0 ? "it starts before one that it waits for has ended" : "it starts too early after one that it waits for");
    }
    if (operation->is_locked) return DD_STATUS_OK;
    if (at->setup_begin_ms < problem->origin_ms) return broken(c, ix, "it begins before the plan does");
    if (at->start_ms < operation->release_ms) return broken(c, ix, "it starts before its release");
    if (at->start_ms < problem->jobs[operation->job].release_ms) return broken(c, ix, "it starts before its job's release");
    return DD_STATUS_OK;
}

static dd_status check_processing(const check *c, uint32_t ix)
{
    const dd_operation *operation = &c->problem->operations[ix];
    const dd_placement *at = &c->schedule->placements[ix];
    const dd_mode *mode = mode_of(c, ix);
    dd_working working = {c->problem, mode->machine, mode->needs, mode->need_count, false};
    int64_t until;
    if (operation->is_locked) return DD_STATUS_OK;
    if (!operation->may_pause && at->end_ms - at->start_ms != mode->duration_ms) return broken(c, ix, "its length is not its duration, and it may not pause");
    if (!dd_working_at(&working, at->start_ms, &until)) return broken(c, ix, "it does not start in working time");
    int64_t done = dd_working_between(&working, at->start_ms, at->end_ms, mode->duration_ms);
    if (done < 0) return broken(c, ix, "it spans too many windows");
    if (done < mode->duration_ms) return broken(c, ix, operation->may_pause ? "it ends before its duration is done" : "not all of it is working time");
    if (done > mode->duration_ms) return broken(c, ix, "it ends after its duration is done");
    if (mode->duration_ms == 0 ? at->end_ms != at->start_ms : !dd_working_at(&working, at->end_ms - 1, &until))
        return broken(c, ix, "it ends after its duration is done");
    return DD_STATUS_OK;
}

static int64_t setup_needed(const dd_shop_problem *problem, uint32_t machine, uint32_t from, uint32_t to)
{
    uint32_t matrix = problem->machines[machine].setup_matrix;
    if (matrix == DD_NONE || to == DD_NONE) return 0;
    if (from != DD_NONE) return problem->setups[matrix].ms[(size_t)from * problem->family_count + to];
    return problem->setups[matrix].first_ms != NULL ? problem->setups[matrix].first_ms[to] : 0;
}

static dd_status check_setup(const check *c, uint32_t ix, int64_t needed_ms)
{
    const dd_placement *at = &c->schedule->placements[ix];
    const dd_mode *mode = mode_of(c, ix);
    dd_working working = {c->problem, mode->machine, mode->needs, mode->need_count, true};
    int64_t until;
    if (needed_ms == 0) return at->setup_begin_ms == at->start_ms ? DD_STATUS_OK : broken(c, ix, "it needs no setup and has one");
    int64_t done = dd_working_between(&working, at->setup_begin_ms, at->start_ms, needed_ms);
    if (done < 0) return broken(c, ix, "its setup spans too many windows");
    if (done < needed_ms) return broken(c, ix, "its setup is too short for the family before it");
    if (done > needed_ms || !dd_working_at(&working, at->setup_begin_ms, &until)) return broken(c, ix, "its setup begins too early");
    return DD_STATUS_OK;
}

typedef struct placed {
    int64_t begin_ms, end_ms;
    uint32_t machine, operation;
} placed;

static int compare_placed(const void *left, const void *right)
{
    const placed *a = left, *b = right;
    if (a->machine != b->machine) return a->machine < b->machine ? -1 : 1;
    if (a->begin_ms != b->begin_ms) return a->begin_ms < b->begin_ms ? -1 : 1;
    if (a->end_ms != b->end_ms) return a->end_ms < b->end_ms ? -1 : 1;
    return a->operation < b->operation ? -1 : a->operation > b->operation;
}

static bool sort_machines(check *c)
{
    uint32_t count = c->problem->operation_count;
    placed *all = dd_array_new((size_t)count + 1, sizeof *all);
    if (all == NULL) return false;
    for (uint32_t i = 0; i < count; i++) {
        const dd_placement *at = &c->schedule->placements[i];
        all[i] = (placed){at->setup_begin_ms, at->end_ms, mode_of(c, i)->machine, i};
    }
    qsort(all, count, sizeof *all, compare_placed);
    for (uint32_t i = 0; i < count; i++) c->order[i] = all[i].operation;
    free(all);
    return true;
}

/* Sums that stop at the ends of the range, as dd_schedule_create's do. */
static int64_t plus(int64_t sum, int64_t value)
{
    return value > 0 && sum > DD_FOREVER_MS - value ? DD_FOREVER_MS : value < 0 && sum < -DD_FOREVER_MS - value ? -DD_FOREVER_MS : sum + value;
}

static dd_status check_machines(check *c)
{
    const dd_shop_problem *problem = c->problem;
    uint32_t machine = DD_NONE, family = DD_NONE;
    for (uint32_t i = 0; i < problem->operation_count; i++) {
        uint32_t ix = c->order[i], on = mode_of(c, ix)->machine;
        const dd_operation *operation = &problem->operations[ix];
        if (on != machine) family = problem->machines[on].initial_family;
        else if (c->schedule->placements[ix].setup_begin_ms < c->schedule->placements[c->order[i - 1]].end_ms)
            return broken(c, ix, "it begins before the operation before it on the machine has ended");
        machine = on;
        if (!operation->is_locked) {
            int64_t needed = setup_needed(problem, on, family, operation->family);
            dd_status status = check_setup(c, ix, needed);
            if (status != DD_STATUS_OK) return status;
            c->setup_ms = plus(c->setup_ms, needed);
        }
        if (operation->family != DD_NONE) family = operation->family;
    }
    return DD_STATUS_OK;
}

static int64_t holds_from(const check *c, uint32_t ix, const dd_need *need)
{
    const dd_placement *at = &c->schedule->placements[ix];
    return need->in_setup ? at->setup_begin_ms : at->start_ms;
}

/* The last operation that is not locked and holds units of the pool at that instant. */
static uint32_t find_holder(const check *c, uint32_t pool, int64_t at_ms)
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < c->problem->operation_count; i++) {
        const dd_mode *mode = mode_of(c, i);
        for (uint32_t n = 0; n < mode->need_count && !c->problem->operations[i].is_locked; n++)
            if (mode->needs[n].pool == pool && holds_from(c, i, &mode->needs[n]) <= at_ms && at_ms < c->schedule->placements[i].end_ms) found = i;
    }
    return found;
}

static bool add_holds(const check *c, dd_pool_load *load)
{
    const dd_shop_problem *problem = c->problem;
    bool is_good = true;
    for (uint32_t i = 0; is_good && i < problem->operation_count; i++) {
        const dd_mode *mode = mode_of(c, i);
        for (uint32_t n = 0; is_good && n < mode->need_count; n++)
            is_good = dd_pool_load_add(load, mode->needs[n].pool, holds_from(c, i, &mode->needs[n]), c->schedule->placements[i].end_ms, mode->needs[n].units,
                                       !problem->operations[i].is_locked);
    }
    for (uint32_t p = 0; is_good && p < problem->pool_count; p++)
        for (uint32_t a = 0; is_good && a < problem->pools[p].absence_count; a++) {
            const dd_absence *absence = &problem->pools[p].absences[a];
            is_good = dd_pool_load_add(load, p, absence->begin_ms, absence->end_ms, absence->units, false);
        }
    return is_good;
}

static dd_status check_pools(const check *c)
{
    dd_pool_load load = {0};
    uint32_t pool;
    int64_t at_ms;
    dd_status status = DD_STATUS_OK;
    if (!add_holds(c, &load)) {
        status = dd_error_set(c->err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    } else if (dd_pool_load_find(&load, c->problem, &pool, &at_ms)) {
        uint32_t ix = find_holder(c, pool, at_ms);
        const char *name = c->problem->pools[pool].name, *job = c->problem->jobs[c->problem->operations[ix].job].name;
        dd_pointer place = dd_pointer_at("operations", ix);
        status = dd_error_set(c->err, DD_STATUS_INFEASIBLE, place.text, "operation %u%s%.60s: more of pool %u%s%.60s is held at %" PRId64 " than it has", ix,
                              job ? " of job " : "", job ? job : "", pool, name ? " " : "", name ? name : "", at_ms);
    }
    dd_pool_load_done(&load);
    return status;
}

static void sum_terms(const check *c, int64_t *terms)
{
    const dd_shop_problem *problem = c->problem;
    for (uint32_t i = 0; i < problem->operation_count; i++) {
        const dd_operation *operation = &problem->operations[i];
        const dd_placement *at = &c->schedule->placements[i];
        if (at->end_ms - problem->origin_ms > terms[DD_SHOP_TERM_MAKESPAN]) terms[DD_SHOP_TERM_MAKESPAN] = at->end_ms - problem->origin_ms;
        if (operation->planned_mode == DD_NONE || operation->is_locked) continue;
        int64_t shift = at->start_ms - operation->planned_start_ms;
        if (shift != 0 || at->mode != operation->planned_mode) terms[DD_SHOP_TERM_MOVED]++;
        terms[DD_SHOP_TERM_SHIFT] = plus(terms[DD_SHOP_TERM_SHIFT], shift < 0 ? -shift : shift);
    }
    for (uint32_t i = 0, last; i < problem->operation_count; i = last) {
        const dd_job *job = &problem->jobs[problem->operations[i].job];
        int64_t end = c->schedule->placements[i].end_ms;
        for (last = i + 1; last < problem->operation_count && problem->operations[last].job == problem->operations[i].job; last++)
            if (c->schedule->placements[last].end_ms > end) end = c->schedule->placements[last].end_ms;
        int64_t late = end - job->due_ms;
        if (late > 0 && job->weight > 0)
            terms[DD_SHOP_TERM_TARDINESS] = plus(terms[DD_SHOP_TERM_TARDINESS], late > DD_FOREVER_MS / job->weight ? DD_FOREVER_MS : late * job->weight);
        terms[DD_SHOP_TERM_FLOW] = plus(terms[DD_SHOP_TERM_FLOW], end - job->release_ms);
    }
    terms[DD_SHOP_TERM_SETUP] = c->setup_ms;
}

static dd_status check_terms(const check *c)
{
    int64_t terms[DD_SHOP_TERM_END_] = {0};
    sum_terms(c, terms);
    for (int term = 0; term < DD_SHOP_TERM_END_; term++) {
        dd_pointer place = {""};
        if (terms[term] == c->schedule->terms[term]) continue;
        dd_pointer_add(&place, "terms");
        dd_pointer_add(&place, dd_shop_term_text((dd_shop_term)term));
        return dd_error_set(c->err, DD_STATUS_INFEASIBLE, place.text, "is %" PRId64 ", the schedule says %" PRId64, terms[term], c->schedule->terms[term]);
    }
    if (c->schedule->bound_ms > terms[DD_SHOP_TERM_MAKESPAN])
        return dd_error_set(c->err, DD_STATUS_INFEASIBLE, "/bound_ms", "the bound %" PRId64 " is above the makespan %" PRId64, c->schedule->bound_ms,
                            terms[DD_SHOP_TERM_MAKESPAN]);
    return DD_STATUS_OK;
}

dd_status dd_schedule_check(const dd_shop_problem *problem, const dd_schedule *schedule, dd_error *err)
{
    check c = {problem, schedule, err, NULL, 0};
    if (schedule->operation_count != problem->operation_count)
        return dd_error_set(err, DD_STATUS_INFEASIBLE, "/operations", "%u operations, the problem has %u", schedule->operation_count, problem->operation_count);
    dd_status status = DD_STATUS_OK;
    for (uint32_t i = 0; status == DD_STATUS_OK && i < problem->operation_count; i++) status = check_instants(&c, i);
    for (uint32_t i = 0; status == DD_STATUS_OK && i < problem->operation_count; i++) status = check_waits(&c, i);
    for (uint32_t i = 0; status == DD_STATUS_OK && i < problem->operation_count; i++) status = check_processing(&c, i);
    if (status != DD_STATUS_OK) return status;
    c.order = dd_array_new((size_t)problem->operation_count + 1, sizeof *c.order);
    bool is_good = c.order != NULL && sort_machines(&c);
    status = is_good ? check_machines(&c) : dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    if (status == DD_STATUS_OK) status = check_pools(&c);
    if (status == DD_STATUS_OK) status = check_terms(&c);
    free(c.order);
    return status;
}
