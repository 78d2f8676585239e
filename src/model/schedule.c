/* Schedule: memory, terms and names (include/diaodu/schedule.h). */
#include "diaodu/schedule.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

void dd_schedule_free(dd_schedule *schedule)
{
    if (schedule == NULL) return;
    free(schedule->memory);
    free(schedule);
}

static int64_t distance_of(int64_t a, int64_t b)
{
    return a > b ? a - b : b - a;
}

/* A sum that stops at the ends of the range. */
static int64_t plus(int64_t sum, int64_t value)
{
    if (value > 0 && sum > DD_FOREVER_MS - value) return DD_FOREVER_MS;
    return value < 0 && sum < -DD_FOREVER_MS - value ? -DD_FOREVER_MS : sum + value;
}

/* Setup in working ms follows from the families in the order of starts; the order of operations that start at one instant is that of the setups'
 * begins, then of their ends, then of their indices. */
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

static int64_t setup_between(const dd_shop_problem *problem, uint32_t machine, uint32_t from, uint32_t to)
{
    uint32_t matrix = problem->machines[machine].setup_matrix;
    if (matrix == DD_NONE || to == DD_NONE) return 0;
    const dd_setup_matrix *setup = &problem->setups[matrix];
    if (from == DD_NONE) return setup->first_ms == NULL ? 0 : setup->first_ms[to];
    return setup->ms[(size_t)from * problem->family_count + to];
}

static bool sum_setups(const dd_shop_problem *problem, const dd_placement *placements, int64_t *ret)
{
    uint32_t count = problem->operation_count;
    placed *order = dd_array_new(count, sizeof *order);
    if (order == NULL) return false;
    for (uint32_t i = 0; i < count; i++)
        order[i] = (placed){placements[i].setup_begin_ms, placements[i].end_ms, problem->operations[i].modes[placements[i].mode].machine, i};
    qsort(order, count, sizeof *order, compare_placed);
    uint32_t machine = DD_NONE, family = DD_NONE;
    int64_t sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        const dd_operation *operation = &problem->operations[order[i].operation];
        if (order[i].machine != machine) {
            machine = order[i].machine;
            family = problem->machines[machine].initial_family;
        }
        if (!operation->is_locked) sum = plus(sum, setup_between(problem, machine, family, operation->family));
        if (operation->family != DD_NONE) family = operation->family;
    }
    free(order);
    *ret = sum;
    return true;
}

static void sum_jobs(const dd_shop_problem *problem, const dd_placement *placements, int64_t *terms)
{
    for (uint32_t i = 0; i < problem->operation_count;) {
        uint32_t job_ix = problem->operations[i].job;
        const dd_job *job = &problem->jobs[job_ix];
        int64_t end = -DD_FOREVER_MS;
        for (; i < problem->operation_count && problem->operations[i].job == job_ix; i++)
            if (placements[i].end_ms > end) end = placements[i].end_ms;
        if (end - problem->origin_ms > terms[DD_SHOP_TERM_MAKESPAN]) terms[DD_SHOP_TERM_MAKESPAN] = end - problem->origin_ms;
        int64_t late = end - job->due_ms;
        if (late > 0 && job->weight > 0)
            terms[DD_SHOP_TERM_TARDINESS] = plus(terms[DD_SHOP_TERM_TARDINESS], late > DD_FOREVER_MS / job->weight ? DD_FOREVER_MS : late * job->weight);
        terms[DD_SHOP_TERM_FLOW] = plus(terms[DD_SHOP_TERM_FLOW], end - job->release_ms);
    }
}

static void sum_deviation(const dd_shop_problem *problem, const dd_placement *placements, int64_t *terms)
{
    for (uint32_t i = 0; i < problem->operation_count; i++) {
        const dd_operation *operation = &problem->operations[i];
        if (operation->planned_mode == DD_NONE || operation->is_locked) continue;
        terms[DD_SHOP_TERM_SHIFT] = plus(terms[DD_SHOP_TERM_SHIFT], distance_of(placements[i].start_ms, operation->planned_start_ms));
        terms[DD_SHOP_TERM_MOVED] += placements[i].mode != operation->planned_mode || placements[i].start_ms != operation->planned_start_ms;
    }
}

dd_status dd_schedule_create(const dd_shop_problem *problem, const dd_placement *placements, dd_schedule **ret, dd_error *err)
{
    dd_schedule *schedule = dd_array_new(1, sizeof *schedule);
    dd_placement *copy = dd_array_new(problem->operation_count, sizeof *copy);
    bool is_good = schedule != NULL && copy != NULL && sum_setups(problem, placements, &schedule->terms[DD_SHOP_TERM_SETUP]);
    if (!is_good) {
        free(schedule);
        free(copy);
        return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    }
    memcpy(copy, placements, problem->operation_count * sizeof *copy);
    sum_jobs(problem, placements, schedule->terms);
    sum_deviation(problem, placements, schedule->terms);
    schedule->placements = copy;
    schedule->operation_count = problem->operation_count;
    schedule->memory = copy;
    *ret = schedule;
    return DD_STATUS_OK;
}

static const char *const term_text[DD_SHOP_TERM_END_] = {
    [DD_SHOP_TERM_MAKESPAN] = "makespan", [DD_SHOP_TERM_TARDINESS] = "tardiness", [DD_SHOP_TERM_SETUP] = "setup",
    [DD_SHOP_TERM_MOVED] = "moved",       [DD_SHOP_TERM_SHIFT] = "shift",         [DD_SHOP_TERM_FLOW] = "flow",
};

const char *dd_shop_term_text(dd_shop_term term)
{
    return (unsigned)term < DD_SHOP_TERM_END_ ? term_text[term] : "unknown";
}

dd_shop_term dd_shop_term_find(const char *name)
{
    for (int term = 0; term < DD_SHOP_TERM_END_; term++)
        if (strcmp(term_text[term], name) == 0) return (dd_shop_term)term;
    return DD_SHOP_TERM_END_;
}

/* A product of non-negative factors, and a sum, that stop at DD_FOREVER_MS. */
static int64_t capped_add(int64_t sum, int64_t weight, int64_t value)
{
    if (weight == 0 || value <= 0) return sum;
    if (value > DD_FOREVER_MS / weight) return DD_FOREVER_MS;
    return sum + weight * value > DD_FOREVER_MS ? DD_FOREVER_MS : sum + weight * value;
}

int64_t dd_shop_level_cost(const dd_shop_objective *objective, uint32_t level, const int64_t terms[DD_SHOP_TERM_END_])
{
    int64_t cost = 0;
    for (int term = 0; term < DD_SHOP_TERM_END_; term++) cost = capped_add(cost, objective->weight[level][term], terms[term]);
    return cost;
}

int dd_shop_objective_compare(const dd_shop_objective *objective, const int64_t a[DD_SHOP_TERM_END_], const int64_t b[DD_SHOP_TERM_END_])
{
    for (uint32_t level = 0; level < objective->level_count; level++) {
        int64_t left = dd_shop_level_cost(objective, level, a), right = dd_shop_level_cost(objective, level, b);
        if (left != right) return left < right ? -1 : 1;
    }
    return 0;
}
