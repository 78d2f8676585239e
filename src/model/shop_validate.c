/* Shop validation: whether a shop problem keeps to its contract (dd_shop_problem_check in include/diaodu/shop_problem.h).
 *
 * Each datum is looked at once: O(everything), and a sort for the locks.  What is distinct is told by a stamp a machine or operation.  Cycles of
 * links by taking away what waits for nothing (Kahn 1962); what is left waits, so walking backwards in it ends on a cycle.
 */
#include <stdlib.h>

#include "base/array.h"
#include "diaodu/shop_problem.h"
#include "model/pointer.h"
#include "model/pool_load.h"

typedef struct check {
    const dd_shop_problem *problem;
    dd_error *err;
    dd_pointer at;             /* what is looked at */
    uint32_t *seen_machine, *seen_operation; /* by index: the last operation + 1 that named it */
} check;

static dd_status bad(const check *c, const char *member, const char *message)
{
    dd_pointer place = c->at;
    if (member != NULL) dd_pointer_add(&place, member);
    return dd_error_set(c->err, DD_STATUS_INVALID_INPUT, place.text, "%s", message);
}

static dd_status bad_item(const check *c, const char *list, uint32_t ix, const char *member, const char *message)
{
    dd_pointer place = c->at;
    dd_pointer_add(&place, list);
    dd_pointer_add_ix(&place, ix);
    if (member != NULL) dd_pointer_add(&place, member);
    return dd_error_set(c->err, DD_STATUS_INVALID_INPUT, place.text, "%s", message);
}

static dd_status too_many(const check *c, const char *list, int most)
{
    dd_pointer place = c->at;
    dd_pointer_add(&place, list);
    return dd_error_set(c->err, DD_STATUS_TOO_LARGE, place.text, "more than %d %s", most, list);
}

static dd_status no_memory(const check *c)
{
    return dd_error_set(c->err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}

static bool is_instant(int64_t ms)
{
    return ms >= -DD_SHOP_INSTANT_MAX_MS && ms <= DD_SHOP_INSTANT_MAX_MS;
}

static bool is_duration(int64_t ms)
{
    return ms >= 0 && ms <= DD_SHOP_INSTANT_MAX_MS;
}

static bool is_index(uint32_t ix, uint32_t count)
{
    return ix == DD_NONE || ix < count;
}

/* Sorted, disjoint, not empty, within [least, most]. */
static dd_status check_windows(const check *c, const char *list, const dd_window *windows, uint32_t count, int64_t least, int64_t most)
{
    if (count > DD_SHOP_WINDOWS_MAX) return too_many(c, list, DD_SHOP_WINDOWS_MAX);
    if (count > 0 && windows == NULL) return bad(c, list, "missing");
    for (uint32_t i = 0; i < count; i++) {
        if (windows[i].begin_ms < least || windows[i].end_ms > most) return bad_item(c, list, i, NULL, "an instant out of range");
        if (windows[i].end_ms <= windows[i].begin_ms) return bad_item(c, list, i, NULL, "ends before it has begun");
        if (i > 0 && windows[i].begin_ms < windows[i - 1].end_ms) return bad_item(c, list, i, NULL, "not sorted, or not disjoint");
    }
    return DD_STATUS_OK;
}

static dd_status check_calendar(check *c, uint32_t ix)
{
    const dd_calendar *calendar = &c->problem->calendars[ix];
    bool repeats = calendar->period_ms != 0;
    c->at = dd_pointer_at("calendars", ix);
    if (!is_duration(calendar->period_ms)) return bad(c, "period_ms", "a period out of range");
    if (calendar->shift_count == 0) return bad(c, "shifts", "never open");
    return check_windows(c, "shifts", calendar->shifts, calendar->shift_count, repeats ? 0 : -DD_SHOP_INSTANT_MAX_MS,
                         repeats ? calendar->period_ms : DD_SHOP_INSTANT_MAX_MS);
}

static dd_status check_machine(check *c, uint32_t ix)
{
    const dd_shop_problem *problem = c->problem;
    const dd_machine *machine = &problem->machines[ix];
    c->at = dd_pointer_at("machines", ix);
    if (!is_index(machine->calendar, problem->calendar_count)) return bad(c, "calendar", "no such calendar");
    if (!is_index(machine->setup_matrix, problem->setup_count)) return bad(c, "setup_matrix", "no such setup matrix");
    if (!is_index(machine->initial_family, problem->family_count)) return bad(c, "initial_family", "no such family");
    if (!is_instant(machine->available_ms)) return bad(c, "available_ms", "an instant out of range");
    return check_windows(c, "closed", machine->closed, machine->closed_count, -DD_SHOP_INSTANT_MAX_MS, DD_SHOP_INSTANT_MAX_MS);
}

static dd_status check_setup(check *c, uint32_t ix)
{
    const dd_setup_matrix *setup = &c->problem->setups[ix];
    uint32_t count = c->problem->family_count;
    c->at = dd_pointer_at("setups", ix);
    if (count > 0 && setup->ms == NULL) return bad(c, "ms", "missing");
    for (uint32_t i = 0; i < count * count; i++)
        if (!is_duration(setup->ms[i])) return bad_item(c, "ms", i, NULL, "a duration out of range");
    for (uint32_t i = 0; setup->first_ms != NULL && i < count; i++)
        if (!is_duration(setup->first_ms[i])) return bad_item(c, "first_ms", i, NULL, "a duration out of range");
    return DD_STATUS_OK;
}

static dd_status check_pool(check *c, uint32_t ix)
{
    const dd_pool_resource *pool = &c->problem->pools[ix];
    c->at = dd_pointer_at("pools", ix);
    if (!is_index(pool->calendar, c->problem->calendar_count)) return bad(c, "calendar", "no such calendar");
    if (pool->absence_count > DD_SHOP_WINDOWS_MAX) return too_many(c, "absences", DD_SHOP_WINDOWS_MAX);
    if (pool->absence_count > 0 && pool->absences == NULL) return bad(c, "absences", "missing");
    for (uint32_t i = 0; i < pool->absence_count; i++) {
        const dd_absence *absence = &pool->absences[i];
        if (!is_instant(absence->begin_ms) || !is_instant(absence->end_ms)) return bad_item(c, "absences", i, NULL, "an instant out of range");
        if (absence->end_ms <= absence->begin_ms) return bad_item(c, "absences", i, NULL, "ends before it has begun");
        if (i > 0 && absence->begin_ms < absence[-1].begin_ms) return bad_item(c, "absences", i, NULL, "not sorted by its begin");
    }
    return DD_STATUS_OK;
}

static dd_status check_job(check *c, uint32_t ix)
{
    const dd_job *job = &c->problem->jobs[ix];
    c->at = dd_pointer_at("jobs", ix);
    if (!is_instant(job->release_ms)) return bad(c, "release_ms", "an instant out of range");
    if (!is_instant(job->due_ms) && job->due_ms != DD_FOREVER_MS) return bad(c, "due_ms", "an instant out of range");
    if (job->weight > DD_SHOP_WEIGHT_MAX) return bad(c, "weight", "must be at most 1000000");
    return DD_STATUS_OK;
}

static dd_status check_needs(check *c, uint32_t mode_ix, const dd_mode *mode)
{
    dd_pointer outer = c->at;
    dd_pointer_add(&c->at, "modes");
    dd_pointer_add_ix(&c->at, mode_ix);
    if (mode->need_count > DD_SHOP_NEEDS_MAX) return too_many(c, "needs", DD_SHOP_NEEDS_MAX);
    if (mode->need_count > 0 && mode->needs == NULL) return bad(c, "needs", "missing");
    for (uint32_t i = 0; i < mode->need_count; i++) {
        if (mode->needs[i].pool >= c->problem->pool_count) return bad_item(c, "needs", i, "pool", "no such pool");
        if (mode->needs[i].units == 0) return bad_item(c, "needs", i, "units", "must be at least 1");
        for (uint32_t j = 0; j < i; j++)
            if (mode->needs[j].pool == mode->needs[i].pool) return bad_item(c, "needs", i, "pool", "the pool is there twice");
    }
    c->at = outer;
    return DD_STATUS_OK;
}

static dd_status check_modes(check *c, uint32_t ix)
{
    const dd_operation *operation = &c->problem->operations[ix];
    if (operation->mode_count > DD_SHOP_MODES_MAX) return too_many(c, "modes", DD_SHOP_MODES_MAX);
    if (operation->mode_count == 0 || operation->modes == NULL) return bad(c, "modes", "no machine may do it");
    for (uint32_t i = 0; i < operation->mode_count; i++) {
        const dd_mode *mode = &operation->modes[i];
        if (mode->machine >= c->problem->machine_count) return bad_item(c, "modes", i, "machine", "no such machine");
        if (c->seen_machine[mode->machine] == ix + 1) return bad_item(c, "modes", i, "machine", "the machine is there twice");
        if (!is_duration(mode->duration_ms)) return bad_item(c, "modes", i, "duration_ms", "a duration out of range");
        c->seen_machine[mode->machine] = ix + 1;
        dd_status status = check_needs(c, i, mode);
        if (status != DD_STATUS_OK) return status;
    }
    return DD_STATUS_OK;
}

static dd_status check_links(check *c, uint32_t ix)
{
    const dd_operation *operation = &c->problem->operations[ix];
    if (operation->link_count > DD_SHOP_LINKS_MAX) return too_many(c, "links", DD_SHOP_LINKS_MAX);
    if (operation->link_count > 0 && operation->links == NULL) return bad(c, "links", "missing");
    for (uint32_t i = 0; i < operation->link_count; i++) {
        const dd_link *link = &operation->links[i];
        if (link->before >= c->problem->operation_count) return bad_item(c, "links", i, "before", "no such operation");
        if (link->before == ix) return bad_item(c, "links", i, "before", "waits for itself");
        if (c->seen_operation[link->before] == ix + 1) return bad_item(c, "links", i, "before", "the operation is there twice");
        if (!is_duration(link->lag_ms)) return bad_item(c, "links", i, "lag_ms", "a duration out of range");
        c->seen_operation[link->before] = ix + 1;
    }
    return DD_STATUS_OK;
}

/* A lock alone, and against what the operation waits for: that is locked as well, and ends in time. */
static dd_status check_lock(check *c, uint32_t ix)
{
    const dd_operation *operation = &c->problem->operations[ix];
    const dd_lock *lock = &operation->lock;
    if (!operation->is_locked) return DD_STATUS_OK;
    if (lock->mode >= operation->mode_count) return bad(c, "lock/mode", "no such mode");
    if (!is_instant(lock->setup_begin_ms) || !is_instant(lock->start_ms) || !is_instant(lock->end_ms)) return bad(c, "lock", "an instant out of range");
    if (lock->setup_begin_ms > lock->start_ms || lock->start_ms > lock->end_ms) return bad(c, "lock", "its instants are not in order");
    for (uint32_t i = 0; i < operation->link_count; i++) {
        const dd_operation *before = &c->problem->operations[operation->links[i].before];
        if (!before->is_locked) return bad_item(c, "links", i, NULL, "a locked operation waits for one that is not locked");
        if (lock->start_ms - operation->links[i].lag_ms < before->lock.end_ms)
            return bad_item(c, "links", i, NULL, "a locked operation starts before one that it waits for has ended");
    }
    return DD_STATUS_OK;
}

static dd_status check_operation(check *c, uint32_t ix)
{
    const dd_shop_problem *problem = c->problem;
    const dd_operation *operation = &problem->operations[ix];
    c->at = dd_pointer_at("operations", ix);
    if (operation->job >= problem->job_count) return bad(c, "job", "no such job");
    if (ix > 0 && operation->job < operation[-1].job) return bad(c, "job", "operations are not in the order of their jobs");
    if (!is_index(operation->family, problem->family_count)) return bad(c, "family", "no such family");
    if (!is_instant(operation->release_ms)) return bad(c, "release_ms", "an instant out of range");
    if (!is_index(operation->planned_mode, operation->mode_count)) return bad(c, "planned_mode", "no such mode");
    if (operation->planned_mode != DD_NONE && !is_instant(operation->planned_start_ms)) return bad(c, "planned_start_ms", "an instant out of range");
    dd_status status = check_modes(c, ix);
    return status == DD_STATUS_OK ? check_links(c, ix) : status;
}

static dd_status check_objective(check *c)
{
    const dd_shop_objective *objective = &c->problem->objective;
    c->at = (dd_pointer){""};
    dd_pointer_add(&c->at, "objective");
    if (objective->level_count < 1 || objective->level_count > DD_SHOP_LEVELS_MAX) return bad(c, "levels", "must be 1 to 4");
    for (uint32_t level = 0; level < objective->level_count; level++) {
        int64_t most = 0;
        for (int term = 0; term < DD_SHOP_TERM_END_; term++) {
            int64_t weight = objective->weight[level][term];
            if (weight < 0 || weight > DD_SHOP_WEIGHT_MAX) return bad_item(c, "levels", level, NULL, "a weight out of range");
            if (weight > most) most = weight;
        }
        if (most == 0) return bad_item(c, "levels", level, NULL, "has no term");
    }
    return DD_STATUS_OK;
}

static dd_status check_counts(check *c)
{
    const dd_shop_problem *p = c->problem;
    const struct {
        const char *list;
        uint32_t count;
        int most;
    } rows[] = {
        {"jobs", p->job_count, DD_SHOP_JOBS_MAX},       {"operations", p->operation_count, DD_SHOP_OPERATIONS_MAX},
        {"machines", p->machine_count, DD_SHOP_MACHINES_MAX}, {"pools", p->pool_count, DD_SHOP_POOLS_MAX},
        {"calendars", p->calendar_count, DD_SHOP_CALENDARS_MAX}, {"setups", p->setup_count, DD_SHOP_MACHINES_MAX},
        {"families", p->family_count, DD_SHOP_FAMILIES_MAX},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].count > (uint32_t)rows[i].most) return too_many(c, rows[i].list, rows[i].most);
    if (!is_instant(p->origin_ms)) return bad(c, "origin_ms", "an instant out of range");
    if (!(p->ticks_per_unit > 0 && p->ticks_per_unit <= 1e9)) return bad(c, "ticks_per_unit", "out of range");
    return DD_STATUS_OK;
}

/* Takes away, one by one, the operations that wait for none that is left; gives how many stay.  `next` is a queue of operation_count. */
static uint32_t take_away(const dd_shop_problem *problem, uint32_t *waits, uint32_t *first, uint32_t *after, uint32_t *next)
{
    uint32_t count = problem->operation_count, head = 0, tail = 0;
    for (uint32_t i = 0; i < count; i++) {
        waits[i] = problem->operations[i].link_count;
        if (waits[i] == 0) next[tail++] = i;
        for (uint32_t l = 0; l < waits[i]; l++) first[problem->operations[i].links[l].before + 2]++;
    }
    for (uint32_t i = 2; i < count + 2; i++) first[i] += first[i - 1];
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t l = 0; l < problem->operations[i].link_count; l++) after[first[problem->operations[i].links[l].before + 1]++] = i;
    for (; head < tail; head++)
        for (uint32_t k = first[next[head]]; k < first[next[head] + 1]; k++)
            if (--waits[after[k]] == 0) next[tail++] = after[k];
    return count - tail;
}

/* The smallest operation of the cycle that walking backwards from the smallest waiting one meets.  `step` is cleared first. */
static uint32_t find_cycle(const dd_shop_problem *problem, const uint32_t *waits, uint32_t *step)
{
    uint32_t at = 0, smallest;
    for (uint32_t i = 0; i < problem->operation_count; i++) step[i] = 0;
    while (waits[at] == 0) at++;
    for (int round = 1; round <= 2; round++) {
        smallest = at;
        while (step[at] < (uint32_t)round) {
            step[at] = (uint32_t)round;
            if (at < smallest) smallest = at;
            uint32_t l = 0;
            while (waits[problem->operations[at].links[l].before] == 0) l++;
            at = problem->operations[at].links[l].before;
        }
    }
    return smallest;
}

static dd_status check_cycles(check *c)
{
    const dd_shop_problem *problem = c->problem;
    uint32_t count = problem->operation_count;
    size_t links = 0;
    for (uint32_t i = 0; i < count; i++) links += problem->operations[i].link_count;
    if (links > UINT32_MAX / 2) return dd_error_set(c->err, DD_STATUS_TOO_LARGE, "/operations", "more than %u links", UINT32_MAX / 2);
    uint32_t *waits = dd_array_new((size_t)count + 1, sizeof *waits), *first = dd_array_new((size_t)count + 2, sizeof *first);
    uint32_t *after = dd_array_new(links + 1, sizeof *after), *next = dd_array_new((size_t)count + 1, sizeof *next);
    dd_status status = DD_STATUS_OK;
    if (waits == NULL || first == NULL || after == NULL || next == NULL) {
        status = no_memory(c);
    } else if (take_away(problem, waits, first, after, next) > 0) {
        c->at = dd_pointer_at("operations", find_cycle(problem, waits, next));
        status = bad(c, "links", "waits for itself over other operations");
    }
    free(waits);
    free(first);
    free(after);
    free(next);
    return status;
}

/* The span of a locked operation on its machine. */
typedef struct held {
    int64_t begin_ms, end_ms;
    uint32_t machine, operation;
} held;

static int compare_held(const void *left, const void *right)
{
    const held *a = left, *b = right;
    if (a->machine != b->machine) return a->machine < b->machine ? -1 : 1;
    if (a->begin_ms != b->begin_ms) return a->begin_ms < b->begin_ms ? -1 : 1;
    if (a->end_ms != b->end_ms) return a->end_ms < b->end_ms ? -1 : 1;
    return a->operation < b->operation ? -1 : a->operation > b->operation;
}

static dd_status overlap(check *c, uint32_t operation, const char *message)
{
    c->at = dd_pointer_at("operations", operation);
    return bad(c, "lock", message);
}

static dd_status check_machine_locks(check *c)
{
    const dd_shop_problem *problem = c->problem;
    held *spans = dd_array_new((size_t)problem->operation_count + 1, sizeof *spans);
    size_t count = 0;
    dd_status status = DD_STATUS_OK;
    if (spans == NULL) return no_memory(c);
    for (uint32_t i = 0; i < problem->operation_count; i++) {
        const dd_operation *operation = &problem->operations[i];
        if (!operation->is_locked) continue;
        spans[count++] = (held){operation->lock.setup_begin_ms, operation->lock.end_ms, operation->modes[operation->lock.mode].machine, i};
    }
    qsort(spans, count, sizeof *spans, compare_held);
    for (size_t i = 1; status == DD_STATUS_OK && i < count; i++)
        if (spans[i].machine == spans[i - 1].machine && spans[i].begin_ms < spans[i - 1].end_ms)
            status = overlap(c, spans[i].operation, "overlaps another lock on its machine");
    free(spans);
    return status;
}

static int64_t lock_holds_from(const dd_lock *lock, const dd_need *need)
{
    return need->in_setup ? lock->setup_begin_ms : lock->start_ms;
}

/* The last locked operation that holds units of the pool at that instant. */
static uint32_t find_holder(const dd_shop_problem *problem, uint32_t pool, int64_t at_ms)
{
    for (uint32_t i = problem->operation_count; i-- > 0;) {
        const dd_operation *operation = &problem->operations[i];
        if (!operation->is_locked) continue;
        const dd_mode *mode = &operation->modes[operation->lock.mode];
        for (uint32_t n = 0; n < mode->need_count; n++)
            if (mode->needs[n].pool == pool && lock_holds_from(&operation->lock, &mode->needs[n]) <= at_ms && at_ms < operation->lock.end_ms) return i;
    }
    return 0;
}

/* Absences do not count here: who holds units that are gone then runs already. */
static dd_status check_pool_locks(check *c)
{
    const dd_shop_problem *problem = c->problem;
    dd_pool_load load = {0};
    bool is_good = true;
    uint32_t pool;
    int64_t at_ms;
    for (uint32_t i = 0; is_good && i < problem->operation_count; i++) {
        const dd_operation *operation = &problem->operations[i];
        const dd_mode *mode = operation->is_locked ? &operation->modes[operation->lock.mode] : NULL;
        for (uint32_t n = 0; is_good && mode != NULL && n < mode->need_count; n++)
            is_good = dd_pool_load_add(&load, mode->needs[n].pool, lock_holds_from(&operation->lock, &mode->needs[n]), operation->lock.end_ms,
                                       mode->needs[n].units, true);
    }
    dd_status status = is_good ? DD_STATUS_OK : no_memory(c);
    if (is_good && dd_pool_load_find(&load, problem, &pool, &at_ms))
        status = overlap(c, find_holder(problem, pool, at_ms), "locks hold more units of a pool than it has");
    dd_pool_load_done(&load);
    return status;
}

static dd_status check_all(check *c)
{
    const dd_shop_problem *p = c->problem;
    dd_status status = check_counts(c);
    for (uint32_t i = 0; status == DD_STATUS_OK && i < p->calendar_count; i++) status = check_calendar(c, i);
    for (uint32_t i = 0; status == DD_STATUS_OK && i < p->setup_count; i++) status = check_setup(c, i);
    for (uint32_t i = 0; status == DD_STATUS_OK && i < p->machine_count; i++) status = check_machine(c, i);
    for (uint32_t i = 0; status == DD_STATUS_OK && i < p->pool_count; i++) status = check_pool(c, i);
    for (uint32_t i = 0; status == DD_STATUS_OK && i < p->job_count; i++) status = check_job(c, i);
    for (uint32_t i = 0; status == DD_STATUS_OK && i < p->operation_count; i++) status = check_operation(c, i);
    if (status == DD_STATUS_OK) status = check_cycles(c);
    for (uint32_t i = 0; status == DD_STATUS_OK && i < p->operation_count; i++) {
        c->at = dd_pointer_at("operations", i);
        status = check_lock(c, i);
    }
    if (status == DD_STATUS_OK) status = check_machine_locks(c);
    if (status == DD_STATUS_OK) status = check_pool_locks(c);
    return status == DD_STATUS_OK ? check_objective(c) : status;
}

dd_status dd_shop_problem_check(const dd_shop_problem *problem, dd_error *err)
{
    check c = {.problem = problem, .err = err};
    c.seen_machine = dd_array_new((size_t)problem->machine_count + 1, sizeof *c.seen_machine);
    c.seen_operation = dd_array_new((size_t)problem->operation_count + 1, sizeof *c.seen_operation);
    dd_status status = c.seen_machine == NULL || c.seen_operation == NULL ? no_memory(&c) : check_all(&c);
    free(c.seen_machine);
    free(c.seen_operation);
    return status;
}
