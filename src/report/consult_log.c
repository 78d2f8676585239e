#include "report/consult_log.h"

#include <stdlib.h>

#include "base/array.h"

void dd_consult_log_init(dd_consult_log *log)
{
    *log = (dd_consult_log){.title = ""};
    dd_arena_init(&log->memory);
}

void dd_consult_log_done(dd_consult_log *log)
{
    free(log->cases);
    free(log->specialists);
    free(log->stations);
    free(log->stretches);
    free(log->busy);
    dd_arena_done(&log->memory);
    *log = (dd_consult_log){0};
}

static int compare_ms(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
    return one < other ? -1 : one > other;
}

static int64_t percentile(const int64_t *sorted, uint32_t count, uint32_t percent)
{
    if (count == 0) return 0;
    uint64_t rank = ((uint64_t)percent * count + 99) / 100;
    return sorted[rank == 0 ? 0 : rank - 1];
}

/* The waits of an urgency into `waits`; their weighted tardiness is added to *tardiness, ms. */
static dd_urgency_figures figures_of(const dd_consult_log *log, dd_urgency urgency, int64_t *waits, double *tardiness)
{
    dd_urgency_figures f = {0};
    int64_t target_ms = log->rules.target_ms[urgency];
    for (size_t i = 0; i < log->case_count; i++) {
        const dd_log_case *c = &log->cases[i];
        if (c->urgency != urgency || c->first_ms == DD_FOREVER_MS) continue;
        int64_t wait_ms = c->first_ms > c->opened_ms ? c->first_ms - c->opened_ms : 0;
        waits[f.cases++] = wait_ms;
        f.in_target += wait_ms <= target_ms;
        if (wait_ms > target_ms) *tardiness += (double)log->rules.weight[urgency] * (double)(wait_ms - target_ms);
    }
    qsort(waits, f.cases, sizeof *waits, compare_ms);
    f.p50_ms = percentile(waits, f.cases, 50);
    f.p95_ms = percentile(waits, f.cases, 95);
    f.max_ms = f.cases > 0 ? waits[f.cases - 1] : 0;
    return f;
}

/* Gini coefficient by sorted values: sum of (2 i - n - 1) x_i over n sum of x_i. */
static double gini(int64_t *values, size_t count)
{
    double sum = 0, ranked = 0;
    qsort(values, count, sizeof *values, compare_ms);
    for (size_t i = 0; i < count; i++) {
        sum += (double)values[i];
        ranked += (2.0 * (double)(i + 1) - (double)count - 1) * (double)values[i];
    }
    return sum > 0 ? ranked / ((double)count * sum) : 0;
}

bool dd_consult_log_figures(const dd_consult_log *log, dd_consult_figures *ret)
{
    size_t room = log->case_count > log->specialist_count ? log->case_count : log->specialist_count;
    int64_t *values = dd_array_new(room + 1, sizeof *values);
    if (values == NULL) return false;
    dd_consult_figures f = {.cases = (uint32_t)log->case_count};
    double tardiness = 0, busy = 0, duty = 0;
    uint32_t begun = 0;
    for (int u = 0; u < DD_URGENCY_END_; u++) {
        f.by_urgency[u] = figures_of(log, (dd_urgency)u, values, &tardiness);
        begun += f.by_urgency[u].cases;
    }
    for (size_t i = 0; i < log->case_count; i++) {
        f.finished += log->cases[i].state == DD_CASE_FINISHED;
        f.interruptions += log->cases[i].interruptions;
        f.unserved += log->cases[i].first_ms == DD_FOREVER_MS && log->cases[i].state < DD_CASE_FINISHED;
    }
    for (size_t i = 0; i < log->specialist_count; i++) {
        const dd_log_specialist *s = &log->specialists[i];
        int64_t off_ms = s->off_ms < log->end_ms ? s->off_ms : log->end_ms;
        values[i] = s->busy_ms;
        busy += (double)s->busy_ms;
        duty += off_ms > s->on_ms ? (double)(off_ms - s->on_ms) : 0;
    }
    f.gini = gini(values, log->specialist_count);
    f.busy_share = duty > 0 ? busy / duty : 0;
    f.weighted_tardiness_min = begun > 0 ? tardiness / 60000 / begun : 0;
    free(values);
    *ret = f;
    return true;
}
