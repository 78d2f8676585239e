/* Shop figures (shop_figures.h): one pass over jobs, one over the operations of each machine.  O(n log n) for the percentiles. */
#include "report/shop_figures.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "model/closed_time.h"

static int compare_spans(const void *left, const void *right)
{
    const int64_t *a = left, *b = right;
    return *a < *b ? -1 : *a > *b;
}

static int64_t rank_of(const int64_t *sorted, size_t count, size_t percent)
{
    return count == 0 ? 0 : sorted[(count * percent + 99) / 100 - 1];
}

/* When the job of these operations ended; DD_FOREVER_MS when it has not. */
static int64_t job_end(const dd_shop_problem *problem, const dd_placement *placements, uint32_t job, uint32_t *operation)
{
    int64_t end_ms = -DD_FOREVER_MS;
    for (; *operation < problem->operation_count && problem->operations[*operation].job == job; ++*operation)
        if (placements[*operation].end_ms > end_ms || placements[*operation].start_ms >= DD_FOREVER_MS)
            end_ms = placements[*operation].start_ms >= DD_FOREVER_MS ? DD_FOREVER_MS : placements[*operation].end_ms;
    return end_ms;
}

static void count_due(const dd_job *job, int64_t end_ms, dd_shop_figures *f)
{
    int64_t late_ms = end_ms - job->due_ms;
    if (job->due_ms >= DD_FOREVER_MS) return;
    f->due++;
    if (late_ms <= 0) return;
    f->late++;
    f->tardiness_ms += (int64_t)job->weight * late_ms;
    f->tardiness_mean_ms += (double)late_ms;
    if (late_ms > f->latest_ms) f->latest_ms = late_ms;
}

static void count_jobs(const dd_shop_problem *problem, const dd_placement *placements, const bool *skips, int64_t view_end_ms,
                       int64_t horizon_ms, dd_shop_figures *f, int64_t *leads)
{
    int64_t last_ms = problem->origin_ms;
    uint32_t operation = 0, by_horizon = 0;
    size_t count = 0;
    for (uint32_t i = 0; i < problem->job_count; i++) {
        const dd_job *job = &problem->jobs[i];
        int64_t end_ms = job_end(problem, placements, i, &operation);
        if (skips != NULL && skips[i]) continue;
        bool is_done = end_ms < DD_FOREVER_MS;
        f->jobs++;
        count_due(job, is_done ? end_ms : view_end_ms, f);
        if (!is_done) continue;
        f->finished++;
        leads[count++] = end_ms - job->release_ms;
        f->lead_mean_ms += (double)(end_ms - job->release_ms);
        if (end_ms > last_ms) last_ms = end_ms;
        by_horizon += horizon_ms == 0 || end_ms <= horizon_ms;
    }
    if (count > 1) qsort(leads, count, sizeof *leads, compare_spans);
    f->lead_p50_ms = rank_of(leads, count, 50);
    f->lead_p95_ms = rank_of(leads, count, 95);
    f->lead_mean_ms /= count > 0 ? (double)count : 1;
    f->tardiness_mean_ms /= f->due > 0 ? f->due : 1;
    f->on_time = f->due > 0 ? (double)(f->due - f->late) / f->due : 1;
    f->makespan_ms = last_ms - problem->origin_ms;
    int64_t span_ms = (horizon_ms == 0 ? last_ms : horizon_ms) - problem->origin_ms;
    f->jobs_a_day = span_ms > 0 ? by_horizon * 86400e3 / (double)span_ms : 0;
}

/* What one operation took of its machine by the end of the view. */
static void count_operation(const dd_closed_time *closed, const dd_placement *place, int64_t view_end_ms, dd_shop_load *load)
{
    int64_t end_ms = place->end_ms < view_end_ms ? place->end_ms : view_end_ms;
    int64_t setup_ms = dd_closed_time_open_ms(closed, place->setup_begin_ms, place->start_ms);
    load->operations++;
    load->setups += setup_ms > 0;
    load->setup_ms += setup_ms;
    load->busy_ms += dd_closed_time_open_ms(closed, place->start_ms, end_ms);
}

/* By machine: `first` and `order` list the operations of each. */
static dd_status count_machines(const dd_shop_problem *problem, const dd_placement *placements, const uint32_t *first,
                                const uint32_t *order, int64_t view_end_ms, dd_shop_figures *f, dd_shop_load *loads, dd_error *err)
{
    for (uint32_t m = 0; m < problem->machine_count; m++) {
        dd_closed_time closed = {0};
        dd_shop_load load = {0};
        dd_status status = dd_closed_time_machine(problem, m, problem->origin_ms, view_end_ms, &closed, err);
        if (status != DD_STATUS_OK) return status;
        for (uint32_t i = first[m]; i < first[m + 1]; i++) count_operation(&closed, &placements[order[i]], view_end_ms, &load);
        load.open_ms = dd_closed_time_open_ms(&closed, problem->origin_ms, view_end_ms);
        dd_closed_time_done(&closed);
        f->busy_ms += load.busy_ms;
        f->setup_ms += load.setup_ms;
        f->open_ms += load.open_ms;
        f->setups += load.setups;
        if (loads != NULL) loads[m] = load;
    }
    f->busy_share = f->open_ms > 0 ? (double)f->busy_ms / (double)f->open_ms : 0;
    f->setup_share = f->open_ms > 0 ? (double)f->setup_ms / (double)f->open_ms : 0;
    return DD_STATUS_OK;
}

/* The placed operations by machine; order[first[m] .. first[m + 1]) are those of machine m. */
static void sort_by_machine(const dd_shop_problem *problem, const dd_placement *placements, uint32_t *first, uint32_t *order)
{
    for (uint32_t i = 0; i < problem->operation_count; i++)
        if (placements[i].start_ms < DD_FOREVER_MS) first[problem->operations[i].modes[placements[i].mode].machine + 1]++;
    for (uint32_t m = 0; m < problem->machine_count; m++) first[m + 1] += first[m];
    for (uint32_t i = problem->operation_count; i-- > 0;)
        if (placements[i].start_ms < DD_FOREVER_MS) order[--first[problem->operations[i].modes[placements[i].mode].machine + 1]] = i;
    memmove(first, first + 1, problem->machine_count * sizeof *first);
}

dd_status dd_shop_figures_count(const dd_shop_problem *problem, const dd_placement *placements, const bool *skips, int64_t end_ms,
                                int64_t horizon_ms, dd_shop_figures *ret, dd_shop_load *loads, dd_error *err)
{
    dd_shop_figures f = {0};
    int64_t *leads = dd_array_new(problem->job_count, sizeof *leads);
    uint32_t *first = dd_array_new((size_t)problem->machine_count + 2, sizeof *first),
             *order = dd_array_new(problem->operation_count, sizeof *order);
    dd_status status =
        leads != NULL && first != NULL && order != NULL ? DD_STATUS_OK : dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    if (status == DD_STATUS_OK) {
        uint32_t placed = 0;
        for (uint32_t i = 0; i < problem->operation_count; i++) placed += placements[i].start_ms < DD_FOREVER_MS;
        count_jobs(problem, placements, skips, end_ms, horizon_ms, &f, leads);
        sort_by_machine(problem, placements, first, order);
        first[problem->machine_count] = placed;
        status = count_machines(problem, placements, first, order, end_ms, &f, loads, err);
    }
    free(leads);
    free(first);
    free(order);
    if (status == DD_STATUS_OK) *ret = f;
    return status;
}
