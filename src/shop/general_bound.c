/* General bound: relaxations of a line (general_bound.h).
 *
 * Each operation by itself: from the earliest end of all that it waits for, the earliest end in the working time of its fastest mode, as if machines and pools
 * were free.  The ends of jobs bound makespan, tardiness and flow.
 *
 * Each machine by itself: the operations that only it can do, one after the other from the earliest of their heads on, without setups, and then the
 * shortest of their tails; over all thresholds of heads (the heads at least r, the bound of Carlier 1982 without its tails' subsets).  Working time
 * counts where all of those operations share it; otherwise the machine is taken to be always open.
 */
#include "shop/general_bound.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

typedef struct item {
    int64_t head_ms, duration_ms, tail_ms;
    uint32_t machine, work, operation;
} item;

static int compare_items(const void *left, const void *right)
{
    const item *a = left, *b = right;
    if (a->machine != b->machine) return a->machine < b->machine ? -1 : 1;
    if (a->head_ms != b->head_ms) return a->head_ms > b->head_ms ? -1 : 1;
    return a->operation < b->operation ? -1 : a->operation > b->operation;
}

/* The earliest an operation can end when it is ready at ready_ms, and the earliest it can start. */
static int64_t earliest_end(const dd_line *line, uint32_t operation, int64_t ready_ms, int64_t *start_ms)
{
    const dd_line_operation *op = &line->operations[operation];
    int64_t end_ms = DD_FOREVER_MS;
    *start_ms = DD_FOREVER_MS;
    for (uint32_t m = 0; m < op->mode_count; m++) {
        const dd_line_mode *mode = &line->modes[op->mode_at + m];
        const dd_worktime *work = &line->worktimes[mode->work];
        if (!mode->can_run) continue;
        int64_t at_ms = line->machines[mode->machine].free_ms > ready_ms ? line->machines[mode->machine].free_ms : ready_ms;
        at_ms = dd_worktime_start(work, at_ms, mode->duration_ms, op->may_pause);
        if (at_ms >= DD_FOREVER_MS) continue;
        int64_t done_ms = dd_worktime_finish(work, at_ms, mode->duration_ms);
        if (done_ms < end_ms) end_ms = done_ms;
        if (at_ms < *start_ms) *start_ms = at_ms;
    }
    return end_ms;
}

static void bound_jobs(const dd_line *line, int64_t *start_ms, int64_t *end_ms, int64_t *job_end)
{
    for (uint32_t j = 0; j < line->job_count; j++) job_end[j] = -DD_FOREVER_MS;
    for (uint32_t i = 0; i < line->operation_count; i++) {
        if (!line->operations[i].is_locked) continue;
        end_ms[i] = dd_line_lock(line, i)->end_ms;
        if (end_ms[i] > job_end[line->operations[i].job]) job_end[line->operations[i].job] = end_ms[i];
    }
    for (uint32_t k = 0; k < line->free_count; k++) {
        uint32_t i = line->topological[k];
        const dd_line_operation *op = &line->operations[i];
        int64_t ready_ms = op->release_ms;
        for (uint32_t l = 0; l < op->before_count; l++) {
            const dd_line_link *link = &line->before[op->before_at + l];
            if (end_ms[link->operation] + link->lag_ms > ready_ms) ready_ms = end_ms[link->operation] + link->lag_ms;
        }
        end_ms[i] = earliest_end(line, i, ready_ms, &start_ms[i]);
        if (end_ms[i] > job_end[op->job]) job_end[op->job] = end_ms[i];
    }
}

static uint32_t collect(const dd_line *line, const int64_t *start_ms, item *items)
{
    uint32_t count = 0;
    for (uint32_t k = 0; k < line->free_count; k++) {
        uint32_t i = line->topological[k], modes = 0, only = 0;
        const dd_line_operation *op = &line->operations[i];
        for (uint32_t m = 0; m < op->mode_count; m++)
            if (line->modes[op->mode_at + m].can_run) {
                modes++;
                only = op->mode_at + m;
            }
        if (modes != 1) continue;
        const dd_line_mode *mode = &line->modes[only];
        items[count++] = (item){start_ms[i], mode->duration_ms, op->tail_ms, mode->machine, mode->work, i};
    }
    return count;
}

/* Items in falling order of heads, machine by machine. */
static int64_t bound_machines(const dd_line *line, item *items, uint32_t count)
{
    int64_t last_ms = -DD_FOREVER_MS, sum = 0, tail_ms = 0;
    bool is_shared = true;
    qsort(items, count, sizeof *items, compare_items);
    for (uint32_t i = 0; i < count; i++) {
        if (i == 0 || items[i].machine != items[i - 1].machine) {
            sum = 0;
            tail_ms = DD_FOREVER_MS;
            is_shared = true;
        } else if (items[i].work != items[i - 1].work) {
            is_shared = false;
        }
        sum += items[i].duration_ms;
        if (items[i].tail_ms < tail_ms) tail_ms = items[i].tail_ms;
        int64_t end_ms = is_shared ? dd_worktime_finish(&line->worktimes[items[i].work], items[i].head_ms, sum) : items[i].head_ms + sum;
        if (end_ms < DD_FOREVER_MS && end_ms + tail_ms > last_ms) last_ms = end_ms + tail_ms;
    }
    return last_ms;
}

static void sum_terms(const dd_line *line, const int64_t *job_end, int64_t last_ms, int64_t *terms)
{
    const dd_shop_problem *problem = line->problem;
    uint32_t at = 0;
    for (uint32_t j = 0; j < line->job_count; j++) {
        uint32_t first = at;
        while (at < line->operation_count && line->operations[at].job == j) at++;
        if (first == at) continue;
        if (job_end[j] > last_ms) last_ms = job_end[j];
        if (job_end[j] > problem->jobs[j].due_ms) terms[DD_SHOP_TERM_TARDINESS] += (int64_t)problem->jobs[j].weight * (job_end[j] - problem->jobs[j].due_ms);
        terms[DD_SHOP_TERM_FLOW] += job_end[j] - problem->jobs[j].release_ms;
    }
    if (last_ms > problem->origin_ms) terms[DD_SHOP_TERM_MAKESPAN] = last_ms - problem->origin_ms;
}

bool dd_general_bound_eval(const dd_line *line, int64_t terms[DD_SHOP_TERM_END_])
{
    size_t count = (size_t)line->operation_count + 1;
    int64_t *start_ms = dd_array_new(count, sizeof *start_ms), *end_ms = dd_array_new(count, sizeof *end_ms);
    int64_t *job_end = dd_array_new((size_t)line->job_count + 1, sizeof *job_end);
    item *items = dd_array_new(count, sizeof *items);
    bool is_good = start_ms != NULL && end_ms != NULL && job_end != NULL && items != NULL;
    memset(terms, 0, DD_SHOP_TERM_END_ * sizeof *terms);
    if (is_good) {
        bound_jobs(line, start_ms, end_ms, job_end);
        sum_terms(line, job_end, bound_machines(line, items, collect(line, start_ms, items)), terms);
    }
    free(start_ms);
    free(end_ms);
    free(job_end);
    free(items);
    return is_good;
}

bool dd_general_bound_is_met(const dd_line *line, const int64_t bounds[DD_SHOP_TERM_END_], const int64_t terms[DD_SHOP_TERM_END_])
{
    for (uint32_t level = 0; level < line->objective->level_count; level++)
        if (dd_shop_level_cost(line->objective, level, terms) > dd_shop_level_cost(line->objective, level, bounds)) return false;
    return true;
}
