/* Line: compiling a problem (line.h).
 *
 * Modes of one machine, calendar and set of pool calendars share a worktime; they are found by a small hash table over what a worktime is made of.
 *
 * Horizon.  After the last instant at which anything changes for good (closed windows, absences, locks, releases, calendars without period) the world
 * repeats with the least common multiple of the periods.  The horizon is at least two such rounds later, so that whatever fits nowhere until then never
 * fits.  Rounds of over ROUND_SHIFTS shortest periods are cut there: then an operation that needs a rarer meeting of shifts is called infeasible.
 */
#include "shop/line.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

enum { ROUND_SHIFTS = 4096 };

typedef struct worktime_key {
    uint32_t machine;          /* whose closed windows and availability; DD_NONE: none */
    uint32_t calendars[DD_SHOP_NEEDS_MAX + 1], count; /* sorted, distinct */
} worktime_key;

typedef struct builder {
    dd_line *line;
    const dd_shop_problem *problem;
    int64_t *pool_most;        /* by pool: units that can be held at once at most */
    worktime_key *keys;
    dd_worktime *worktimes;
    size_t count, key_capacity, capacity;
    uint32_t *table;           /* open addressing: index + 1 of a key */
    size_t table_size;
    dd_error *err;
} builder;

static dd_status no_memory(const builder *b)
{
    return dd_error_set(b->err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t divisor(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* How long a round of all calendars takes. */
static int64_t round_of(const dd_shop_problem *problem)
{
    int64_t least = 0, round = 0;
    for (uint32_t i = 0; i < problem->calendar_count; i++) {
        int64_t period = problem->calendars[i].period_ms;
        if (period > 0 && (least == 0 || period < least)) least = period;
    }
    int64_t most = least > DD_SHOP_INSTANT_MAX_MS / ROUND_SHIFTS ? DD_SHOP_INSTANT_MAX_MS : least * ROUND_SHIFTS;
    for (uint32_t i = 0; i < problem->calendar_count; i++) {
        int64_t period = problem->calendars[i].period_ms;
        if (period == 0) continue;
        int64_t times = round == 0 ? 1 : period / divisor(round, period);
        round = round == 0 ? period : round > most / times ? most : round * times;
    }
    return round;
}

/* The last instant at which something changes that does not repeat. */
static int64_t last_change(const dd_shop_problem *problem)
{
    int64_t last = problem->origin_ms;
    for (uint32_t i = 0; i < problem->calendar_count; i++) {
        const dd_calendar *calendar = &problem->calendars[i];
        if (calendar->period_ms == 0) last = later(last, calendar->shifts[calendar->shift_count - 1].end_ms);
    }
    for (uint32_t i = 0; i < problem->machine_count; i++) {
        const dd_machine *machine = &problem->machines[i];
        last = later(last, machine->available_ms);
        if (machine->closed_count > 0) last = later(last, machine->closed[machine->closed_count - 1].end_ms);
    }
    for (uint32_t i = 0; i < problem->pool_count; i++)
        for (uint32_t k = 0; k < problem->pools[i].absence_count; k++) last = later(last, problem->pools[i].absences[k].end_ms);
    for (uint32_t i = 0; i < problem->job_count; i++) last = later(last, problem->jobs[i].release_ms);
    for (uint32_t i = 0; i < problem->operation_count; i++) {
        const dd_operation *operation = &problem->operations[i];
        last = later(last, operation->release_ms);
        if (operation->is_locked) last = later(last, operation->lock.end_ms);
        if (operation->planned_mode != DD_NONE) last = later(last, operation->planned_start_ms);
    }
    return last;
}

static int64_t first_horizon(const dd_shop_problem *problem)
{
    int64_t sum = 0, longest = 0;
    for (uint32_t i = 0; i < problem->operation_count; i++) {
        const dd_operation *operation = &problem->operations[i];
        int64_t most = 0;
        for (uint32_t m = 0; m < operation->mode_count; m++) most = later(most, operation->modes[m].duration_ms);
        sum += most / 1024;
        longest = later(longest, most);
    }
    int64_t horizon = last_change(problem) + 2 * round_of(problem) + 4 * longest + 4096 * (sum / (problem->machine_count + 1)) + 1000;
    return horizon < DD_FOREVER_MS / 4 ? horizon : DD_FOREVER_MS / 4;
}

static dd_status compile_key(builder *b, const worktime_key *key, dd_worktime *ret)
{
    dd_worktime_rule rule = {.from_ms = b->problem->origin_ms, .horizon_ms = b->line->horizon_ms};
    for (uint32_t i = 0; i < key->count; i++) rule.calendars[rule.calendar_count++] = &b->problem->calendars[key->calendars[i]];
    if (key->machine != DD_NONE) {
        const dd_machine *machine = &b->problem->machines[key->machine];
        rule.from_ms = later(rule.from_ms, machine->available_ms);
        rule.closed = machine->closed;
        rule.closed_count = machine->closed_count;
    }
    dd_status status = dd_worktime_compile(&rule, &b->line->arena, ret, b->err);
    if (status == DD_STATUS_OK && ret->count > 0 && ret->open[ret->count - 1].begin_ms < b->line->horizon_ms - round_of(b->problem) &&
        ret->open[ret->count - 1].end_ms < b->line->horizon_ms - round_of(b->problem))
        ret->ends = true;
    if (status == DD_STATUS_OK && ret->count == 0) ret->ends = true;
    return status;
}

static size_t hash_of(const worktime_key *key)
{
    size_t hash = key->machine * (size_t)2654435761u;
    for (uint32_t i = 0; i < key->count; i++) hash = (hash ^ key->calendars[i]) * (size_t)1099511628211u;
    return hash ^ hash >> 17;
}

static bool is_same(const worktime_key *a, const worktime_key *b)
{
    return a->machine == b->machine && a->count == b->count && memcmp(a->calendars, b->calendars, a->count * sizeof *a->calendars) == 0;
}

static dd_status find_worktime(builder *b, const worktime_key *key, uint32_t *ret)
{
    size_t at = hash_of(key) & (b->table_size - 1);
    for (; b->table[at] != 0; at = (at + 1) & (b->table_size - 1))
        if (is_same(&b->keys[b->table[at] - 1], key)) {
            *ret = b->table[at] - 1;
            return DD_STATUS_OK;
        }
    if (!DD_ARRAY_RESERVE(b->keys, b->key_capacity, b->count + 1) || !DD_ARRAY_RESERVE(b->worktimes, b->capacity, b->count + 1)) return no_memory(b);
    b->keys[b->count] = *key;
    dd_status status = compile_key(b, key, &b->worktimes[b->count]);
    if (status != DD_STATUS_OK) return status;
    *ret = (uint32_t)b->count++;
    b->table[at] = (uint32_t)b->count;
    return DD_STATUS_OK;
}

static void key_add(worktime_key *key, uint32_t calendar)
{
    if (calendar == DD_NONE) return;
    uint32_t at = 0;
    while (at < key->count && key->calendars[at] < calendar) at++;
    if (at < key->count && key->calendars[at] == calendar) return;
    for (uint32_t i = key->count++; i > at; i--) key->calendars[i] = key->calendars[i - 1];
    key->calendars[at] = calendar;
}

static dd_status set_worktimes(builder *b, const dd_mode *mode, dd_line_mode *ret)
{
    const dd_machine *machine = &b->problem->machines[mode->machine];
    bool is_own = machine->closed_count > 0 || machine->available_ms > b->problem->origin_ms;
    worktime_key work = {.machine = is_own ? mode->machine : DD_NONE};
    key_add(&work, machine->calendar);
    worktime_key setup = work;
    for (uint32_t i = 0; i < mode->need_count; i++) {
        key_add(&work, b->problem->pools[mode->needs[i].pool].calendar);
        if (mode->needs[i].in_setup) key_add(&setup, b->problem->pools[mode->needs[i].pool].calendar);
    }
    dd_status status = find_worktime(b, &work, &ret->work);
    return status == DD_STATUS_OK ? find_worktime(b, &setup, &ret->setup_work) : status;
}

static bool can_run(const builder *b, const dd_operation *operation, const dd_mode *mode, const dd_line_mode *compiled)
{
    const dd_worktime *w = &b->worktimes[compiled->work];
    for (uint32_t i = 0; i < mode->need_count; i++)
        if (mode->needs[i].units > b->problem->pools[mode->needs[i].pool].units) return false;
    if (w->count == 0) return false;
    if (!operation->may_pause) return w->longest_ms >= mode->duration_ms;
    return !w->ends || w->before[w->count] >= mode->duration_ms;
}

static bool is_needed(const builder *b, const dd_need *need)
{
    return b->pool_most[need->pool] > b->problem->pools[need->pool].units;
}

/* One operation's modes; the modes and needs of all lie one after the other. */
static dd_status build_modes(builder *b, uint32_t ix, dd_line_mode *modes, dd_line_need *needs, uint32_t *need_at, bool *has_mode)
{
    const dd_operation *operation = &b->problem->operations[ix];
    for (uint32_t m = 0; m < operation->mode_count; m++) {
        const dd_mode *mode = &operation->modes[m];
        dd_line_mode *ret = &modes[m];
        *ret = (dd_line_mode){.duration_ms = mode->duration_ms, .operation = ix, .machine = mode->machine, .need_at = *need_at};
        dd_status status = set_worktimes(b, mode, ret);
        if (status != DD_STATUS_OK) return status;
        ret->can_run = can_run(b, operation, mode, ret);
        *has_mode = *has_mode || ret->can_run;
        for (uint32_t n = 0; n < mode->need_count; n++)
            if (is_needed(b, &mode->needs[n])) needs[(*need_at)++] = (dd_line_need){mode->needs[n].pool, mode->needs[n].units, mode->needs[n].in_setup};
        ret->need_count = *need_at - ret->need_at;
    }
    return DD_STATUS_OK;
}

static dd_status never_runs(const builder *b, uint32_t ix)
{
    char place[40] = "/operations/";
    size_t length = strlen(place);
    char digits[12];
    size_t count = 0;
    for (uint32_t rest = ix; rest > 0 || count == 0; rest /= 10) digits[count++] = (char)('0' + rest % 10);
    while (count > 0) place[length++] = digits[--count];
    const dd_operation *operation = &b->problem->operations[ix];
    const char *name = operation->name, *job = b->problem->jobs[operation->job].name;
    return dd_error_set(b->err, DD_STATUS_INFEASIBLE, place,
                        "operation %s of job %s can never run: none of its machines and pools is open long enough, or has the units",
                        name != NULL ? name : place + 12, job != NULL ? job : "(without a name)");
}

static dd_status build_operations(builder *b)
{
    const dd_shop_problem *problem = b->problem;
    dd_line *line = b->line;
    size_t mode_count = 0, need_count = 0;
    for (uint32_t i = 0; i < problem->operation_count; i++) {
        mode_count += problem->operations[i].mode_count;
        for (uint32_t m = 0; m < problem->operations[i].mode_count; m++) need_count += problem->operations[i].modes[m].need_count;
    }
    if (mode_count > UINT32_MAX / 2 || need_count > UINT32_MAX / 2) return dd_error_set(b->err, DD_STATUS_TOO_LARGE, "/operations", "too many modes");
    dd_line_operation *operations = DD_ARENA_NEW(&line->arena, problem->operation_count, dd_line_operation);
    dd_line_mode *modes = DD_ARENA_NEW(&line->arena, mode_count, dd_line_mode);
    dd_line_need *needs = DD_ARENA_NEW(&line->arena, need_count, dd_line_need);
    if (operations == NULL || modes == NULL || needs == NULL) return no_memory(b);
    line->operations = operations;
    line->modes = modes;
    line->needs = needs;
    uint32_t mode_at = 0, need_at = 0;
    for (uint32_t i = 0; i < problem->operation_count; i++) {
        const dd_operation *from = &problem->operations[i];
        bool has_mode = false;
        operations[i] = (dd_line_operation){.job = from->job, .family = from->family, .mode_at = mode_at, .mode_count = from->mode_count,
                                            .planned_mode = from->planned_mode, .planned_start_ms = from->planned_start_ms,
                                            .may_pause = from->may_pause, .is_locked = from->is_locked};
        operations[i].release_ms = later(problem->origin_ms, later(from->release_ms, problem->jobs[from->job].release_ms));
        dd_status status = build_modes(b, i, &modes[mode_at], needs, &need_at, &has_mode);
        if (status != DD_STATUS_OK) return status;
        if (!has_mode && !from->is_locked) return never_runs(b, i);
        mode_at += from->mode_count;
        line->free_count += !from->is_locked;
    }
    return DD_STATUS_OK;
}

/* Counts, then places, the links between operations that are not locked. */
static dd_status build_links(builder *b)
{
    dd_line *line = b->line;
    dd_line_operation *operations = (dd_line_operation *)line->operations;
    size_t count = 0;
    for (uint32_t i = 0; i < line->operation_count; i++) count += b->problem->operations[i].link_count;
    dd_line_link *before = DD_ARENA_NEW(&line->arena, count, dd_line_link), *after = DD_ARENA_NEW(&line->arena, count, dd_line_link);
    if (before == NULL || after == NULL) return no_memory(b);
    uint32_t at = 0;
    for (uint32_t i = 0; i < line->operation_count; i++) {
        const dd_operation *operation = &b->problem->operations[i];
        operations[i].before_at = at;
        for (uint32_t l = 0; l < operation->link_count && !operation->is_locked; l++) {
            const dd_link *link = &operation->links[l];
            const dd_operation *other = &b->problem->operations[link->before];
            if (other->is_locked) {
                operations[i].release_ms = later(operations[i].release_ms, other->lock.end_ms + link->lag_ms);
                continue;
            }
            before[at++] = (dd_line_link){link->before, link->lag_ms};
            operations[link->before].after_count++;
        }
        operations[i].before_count = at - operations[i].before_at;
    }
    uint32_t after_at = 0;
    for (uint32_t i = 0; i < line->operation_count; i++) {
        operations[i].after_at = after_at;
        after_at += operations[i].after_count;
        operations[i].after_count = 0;
    }
    for (uint32_t i = 0; i < line->operation_count; i++)
        for (uint32_t l = 0; l < operations[i].before_count; l++) {
            const dd_line_link *link = &before[operations[i].before_at + l];
            dd_line_operation *other = &operations[link->operation];
            after[other->after_at + other->after_count++] = (dd_line_link){i, link->lag_ms};
        }
    line->before = before;
    line->after = after;
    return DD_STATUS_OK;
}

/* By links (Kahn 1962), first come first; then the tails backwards. */
static dd_status build_order(builder *b)
{
    dd_line *line = b->line;
    dd_line_operation *operations = (dd_line_operation *)line->operations;
    uint32_t *order = DD_ARENA_NEW(&line->arena, line->free_count + 1, uint32_t), *waits = dd_array_new((size_t)line->operation_count + 1, sizeof *waits);
    if (order == NULL || waits == NULL) {
        free(waits);
        return no_memory(b);
    }
    uint32_t head = 0, tail = 0;
    for (uint32_t i = 0; i < line->operation_count; i++) {
        waits[i] = operations[i].before_count;
        if (waits[i] == 0 && !operations[i].is_locked) order[tail++] = i;
    }
    for (; head < tail; head++) {
        const dd_line_operation *operation = &operations[order[head]];
        for (uint32_t l = 0; l < operation->after_count; l++) {
            uint32_t next = line->after[operation->after_at + l].operation;
            if (--waits[next] == 0) order[tail++] = next;
        }
    }
    free(waits);
    line->topological = order;
    for (uint32_t k = tail; k-- > 0;) {
        dd_line_operation *operation = &operations[order[k]];
        for (uint32_t l = 0; l < operation->after_count; l++) {
            const dd_line_link *link = &line->after[operation->after_at + l];
            const dd_line_operation *next = &operations[link->operation];
            int64_t shortest = DD_FOREVER_MS;
            for (uint32_t m = 0; m < next->mode_count; m++)
                if (line->modes[next->mode_at + m].can_run && line->modes[next->mode_at + m].duration_ms < shortest)
                    shortest = line->modes[next->mode_at + m].duration_ms;
            operation->tail_ms = later(operation->tail_ms, link->lag_ms + shortest + next->tail_ms);
        }
    }
    return DD_STATUS_OK;
}

typedef struct lock_key {
    int64_t begin_ms, end_ms;
    uint32_t machine, operation;
} lock_key;

static int compare_locks(const void *left, const void *right)
{
    const lock_key *a = left, *b = right;
    if (a->machine != b->machine) return a->machine < b->machine ? -1 : 1;
    if (a->begin_ms != b->begin_ms) return a->begin_ms < b->begin_ms ? -1 : 1;
    if (a->end_ms != b->end_ms) return a->end_ms < b->end_ms ? -1 : 1;
    return a->operation < b->operation ? -1 : a->operation > b->operation;
}

static void add_lock(builder *b, dd_line_machine *machine, const lock_key *key, uint32_t at)
{
    uint32_t family = b->problem->operations[key->operation].family;
    if (key->begin_ms < b->problem->origin_ms) {
        machine->free_ms = later(machine->free_ms, key->end_ms);
        if (family != DD_NONE) machine->first_family = family;
        machine->lock_at = at + 1;
        return;
    }
    machine->lock_count++;
}

static dd_status build_machines(builder *b)
{
    dd_line *line = b->line;
    size_t count = line->operation_count - line->free_count;
    dd_line_machine *machines = DD_ARENA_NEW(&line->arena, line->machine_count, dd_line_machine);
    uint32_t *locks = DD_ARENA_NEW(&line->arena, count, uint32_t);
    lock_key *keys = dd_array_new(count + 1, sizeof *keys);
    if (machines == NULL || locks == NULL || keys == NULL) {
        free(keys);
        return no_memory(b);
    }
    count = 0;
    for (uint32_t i = 0; i < line->operation_count; i++) {
        const dd_operation *operation = &b->problem->operations[i];
        if (!operation->is_locked) continue;
        keys[count++] = (lock_key){operation->lock.setup_begin_ms, operation->lock.end_ms, operation->modes[operation->lock.mode].machine, i};
    }
    qsort(keys, count, sizeof *keys, compare_locks);
    size_t at = 0;
    for (uint32_t m = 0; m < line->machine_count; m++) {
        const dd_machine *from = &b->problem->machines[m];
        machines[m] = (dd_line_machine){.first_family = from->initial_family, .free_ms = later(b->problem->origin_ms, from->available_ms)};
        machines[m].setup = from->setup_matrix == DD_NONE ? NULL : &b->problem->setups[from->setup_matrix];
        machines[m].lock_at = (uint32_t)at;
        for (; at < count && keys[at].machine == m; at++) {
            locks[at] = keys[at].operation;
            add_lock(b, &machines[m], &keys[at], (uint32_t)at);
        }
    }
    free(keys);
    line->machines = machines;
    line->locks = locks;
    return DD_STATUS_OK;
}

/* How many units of each pool can be held at once at most: the greatest need on every machine, and whatever is locked or absent. */
static dd_status measure_pools(builder *b)
{
    const dd_shop_problem *problem = b->problem;
    int64_t *most = dd_array_new((size_t)problem->pool_count + 1, sizeof *most), *need = dd_array_new((size_t)problem->pool_count + 1, sizeof *need);
    b->pool_most = most;
    if (most == NULL || need == NULL) {
        free(need);
        return no_memory(b);
    }
    for (uint32_t p = 0; p < problem->pool_count; p++)
        for (uint32_t k = 0; k < problem->pools[p].absence_count; k++) most[p] += problem->pools[p].absences[k].units;
    for (uint32_t i = 0; i < problem->operation_count; i++) {
        const dd_operation *operation = &problem->operations[i];
        for (uint32_t m = 0; m < operation->mode_count; m++)
            for (uint32_t n = 0; n < operation->modes[m].need_count; n++) {
                const dd_need *from = &operation->modes[m].needs[n];
                need[from->pool] = later(need[from->pool], from->units);
                if (operation->is_locked && m == operation->lock.mode) most[from->pool] += from->units;
            }
    }
    for (uint32_t p = 0; p < problem->pool_count; p++) most[p] += need[p] * problem->machine_count;
    free(need);
    return DD_STATUS_OK;
}

static int compare_steps(const void *left, const void *right)
{
    const dd_line_step *a = left, *b = right;
    if (a->from_ms != b->from_ms) return a->from_ms < b->from_ms ? -1 : 1;
    return a->held < b->held ? -1 : a->held > b->held;
}

/* Two changes an absence or locked need; sorted, summed, equal instants joined. */
static uint32_t sum_steps(dd_line_step *steps, size_t count)
{
    uint32_t kept = 0;
    int64_t held = 0;
    qsort(steps, count, sizeof *steps, compare_steps);
    for (size_t i = 0; i < count; i++) {
        held += steps[i].held;
        if (i + 1 < count && steps[i + 1].from_ms == steps[i].from_ms) continue;
        steps[kept++] = (dd_line_step){steps[i].from_ms, held};
    }
    return kept;
}

typedef struct step_list {
    dd_line_step *items;       /* of all pools; each pool's part begins at first[pool] */
    uint32_t *fill;
} step_list;

static void put_step(step_list *list, uint32_t pool, int64_t begin_ms, int64_t end_ms, uint32_t units)
{
    list->items[list->fill[pool]++] = (dd_line_step){begin_ms, units};
    list->items[list->fill[pool]++] = (dd_line_step){end_ms, -(int64_t)units};
}

static void put_steps(const dd_shop_problem *problem, step_list *list)
{
    for (uint32_t p = 0; p < problem->pool_count; p++)
        for (uint32_t k = 0; k < problem->pools[p].absence_count; k++) {
            const dd_absence *absence = &problem->pools[p].absences[k];
            put_step(list, p, absence->begin_ms, absence->end_ms, absence->units);
        }
    for (uint32_t i = 0; i < problem->operation_count; i++) {
        const dd_operation *operation = &problem->operations[i];
        if (!operation->is_locked) continue;
        const dd_mode *mode = &operation->modes[operation->lock.mode];
        for (uint32_t n = 0; n < mode->need_count; n++) {
            int64_t begin_ms = mode->needs[n].in_setup ? operation->lock.setup_begin_ms : operation->lock.start_ms;
            if (begin_ms < operation->lock.end_ms) put_step(list, mode->needs[n].pool, begin_ms, operation->lock.end_ms, mode->needs[n].units);
        }
    }
}

/* How many steps and holds each pool has at most. */
static void count_pools(const dd_shop_problem *problem, uint32_t *steps, uint32_t *uses)
{
    for (uint32_t p = 0; p < problem->pool_count; p++) steps[p] = 2 * problem->pools[p].absence_count;
    for (uint32_t i = 0; i < problem->operation_count; i++) {
        const dd_operation *operation = &problem->operations[i];
        for (uint32_t m = 0; m < operation->mode_count; m++)
            for (uint32_t n = 0; n < operation->modes[m].need_count; n++) {
                uint32_t pool = operation->modes[m].needs[n].pool;
                if (operation->is_locked) steps[pool] += m == operation->lock.mode ? 2 : 0;
                else uses[pool]++;
            }
    }
}

static dd_status fill_pools(builder *b, uint32_t *steps, uint32_t *uses)
{
    dd_line *line = b->line;
    const dd_shop_problem *problem = b->problem;
    uint32_t total = 0;
    count_pools(problem, steps, uses);
    dd_line_pool *pools = DD_ARENA_NEW(&line->arena, line->pool_count, dd_line_pool);
    if (pools == NULL) return no_memory(b);
    for (uint32_t p = 0; p < line->pool_count; p++) {
        pools[p] = (dd_line_pool){.units = problem->pools[p].units, .hold_at = line->hold_count, .hold_room = uses[p] + 1, .step_at = total};
        line->hold_count += pools[p].hold_room;
        uses[p] = total;
        total += steps[p];
    }
    step_list list = {DD_ARENA_NEW(&line->arena, total, dd_line_step), uses};
    if (list.items == NULL) return no_memory(b);
    put_steps(problem, &list);
    for (uint32_t p = 0; p < line->pool_count; p++) pools[p].step_count = sum_steps(&list.items[pools[p].step_at], uses[p] - pools[p].step_at);
    line->pools = pools;
    line->steps = list.items;
    return DD_STATUS_OK;
}

static dd_status build_pools(builder *b)
{
    uint32_t *steps = dd_array_new((size_t)b->line->pool_count + 1, sizeof *steps), *uses = dd_array_new((size_t)b->line->pool_count + 1, sizeof *uses);
    dd_status status = steps == NULL || uses == NULL ? no_memory(b) : fill_pools(b, steps, uses);
    free(steps);
    free(uses);
    return status;
}

static dd_status keep_worktimes(builder *b)
{
    dd_worktime *kept = DD_ARENA_NEW(&b->line->arena, b->count, dd_worktime);
    if (kept == NULL) return no_memory(b);
    if (b->count > 0) memcpy(kept, b->worktimes, b->count * sizeof *kept);
    b->line->worktimes = kept;
    return DD_STATUS_OK;
}

static dd_status build(builder *b)
{
    size_t modes = 0;
    for (uint32_t i = 0; i < b->problem->operation_count; i++) modes += b->problem->operations[i].mode_count;
    for (b->table_size = 16; b->table_size < 4 * modes + 4; b->table_size *= 2) continue;
    b->table = dd_array_new(b->table_size, sizeof *b->table);
    dd_status status = b->table == NULL ? no_memory(b) : measure_pools(b);
    if (status == DD_STATUS_OK) status = build_operations(b);
    if (status == DD_STATUS_OK) status = build_links(b);
    if (status == DD_STATUS_OK) status = build_order(b);
    if (status == DD_STATUS_OK) status = build_machines(b);
    if (status == DD_STATUS_OK) status = build_pools(b);
    return status == DD_STATUS_OK ? keep_worktimes(b) : status;
}

static dd_status create_to(const dd_shop_problem *problem, const dd_shop_objective *objective, int64_t horizon_ms, dd_line **ret, dd_error *err)
{
    dd_line *line = dd_array_new(1, sizeof *line);
    if (line == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    dd_arena_init(&line->arena);
    line->problem = problem;
    line->objective = objective;
    line->operation_count = problem->operation_count;
    line->machine_count = problem->machine_count;
    line->job_count = problem->job_count;
    line->pool_count = problem->pool_count;
    line->family_count = problem->family_count;
    line->horizon_ms = horizon_ms;
    builder b = {.line = line, .problem = problem, .err = err};
    dd_status status = build(&b);
    free(b.pool_most);
    free(b.keys);
    free(b.worktimes);
    free(b.table);
    if (status == DD_STATUS_OK) *ret = line;
    else dd_line_free(line);
    return status;
}

dd_status dd_line_create(const dd_shop_problem *problem, const dd_shop_objective *objective, dd_line **ret, dd_error *err)
{
    return create_to(problem, objective, first_horizon(problem), ret, err);
}

void dd_line_free(dd_line *line)
{
    if (line == NULL) return;
    dd_arena_done(&line->arena);
    free(line);
}

dd_status dd_line_extend(dd_line **line, uint32_t operation, dd_error *err)
{
    const dd_line *old = *line;
    const dd_line_operation *from = &old->operations[operation];
    bool ends = true;
    for (uint32_t m = 0; m < from->mode_count; m++) {
        const dd_line_mode *mode = &old->modes[from->mode_at + m];
        if (mode->can_run && !old->worktimes[mode->work].ends) ends = false;
    }
    builder b = {.problem = old->problem, .err = err};
    int64_t origin_ms = old->problem->origin_ms, length = old->horizon_ms - origin_ms;
    if (ends || length > DD_FOREVER_MS / 8) return never_runs(&b, operation);
    dd_line *longer;
    dd_status status = create_to(old->problem, old->objective, origin_ms + 2 * length, &longer, err);
    if (status != DD_STATUS_OK) return status;
    dd_line_free(*line);
    *line = longer;
    return DD_STATUS_OK;
}
