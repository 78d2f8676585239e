#include "report/consult_log.h"

#include <stdio.h>
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
    free(log->shifts);
    free(log->facts);
    dd_arena_done(&log->memory);
    *log = (dd_consult_log){0};
}

/* ---- check ---- */

static dd_status refuse(dd_error *err, const char *list, size_t ix, const char *field)
{
    char pointer[64];
    (void)snprintf(pointer, sizeof pointer, "/%s/%zu/%s", list, ix, field);
    return dd_error_set(err, DD_STATUS_INVALID_INPUT, pointer, "out of range");
}

static bool is_instant(int64_t ms)
{
    return ms == DD_FOREVER_MS || (ms >= -DD_INSTANT_MAX_MS && ms <= DD_INSTANT_MAX_MS);
}

static bool is_of(uint32_t ix, size_t count)
{
    return ix == DD_NONE || ix < count;
}

static const char *bad_case(const dd_consult_log *log, const dd_log_case *c)
{
    if ((unsigned)c->urgency >= DD_URGENCY_END_) return "urgency";
    if ((unsigned)c->kind >= DD_CASE_KIND_END_) return "kind";
    if ((unsigned)c->step >= DD_ESCALATION_END_) return "step";
    if (c->station >= log->station_count) return "station";
    if (!is_of(c->running, log->specialist_count)) return "running";
    if (!is_instant(c->opened_ms)) return "opened_ms";
    if (!is_instant(c->first_ms)) return "first_ms";
    if (!is_instant(c->finished_ms)) return "finished_ms";
    if (c->running != DD_NONE && !is_instant(c->running_ms)) return "running_ms";
    return c->busy_count > log->busy_count || c->busy_first > log->busy_count - c->busy_count ? "busy_count" : NULL;
}

static const char *bad_stretch(const dd_consult_log *log, const dd_log_stretch *stretch)
{
    if (stretch->case_ix >= log->case_count) return "case_ix";
    if (stretch->specialist >= log->specialist_count) return "specialist";
    if (!is_of(stretch->cut_for, log->case_count)) return "cut_for";
    return is_instant(stretch->begin_ms) && is_instant(stretch->end_ms) && stretch->begin_ms <= stretch->end_ms ? NULL : "end_ms";
}

static const char *bad_fact(const dd_consult_log *log, const dd_log_fact *fact)
{
    if (fact->case_ix >= log->case_count) return "case_ix";
    if (!is_of(fact->specialist, log->specialist_count)) return "specialist";
    if (fact->kind == DD_EVENT_FINISHED && fact->specialist == DD_NONE) return "specialist";
    if (!is_of(fact->other_case, log->case_count)) return "other_case";
    if (!is_of(fact->runner_up, log->specialist_count)) return "runner_up";
    return is_instant(fact->at_ms) ? NULL : "at_ms";
}

dd_status dd_consult_log_check(const dd_consult_log *log, dd_error *err)
{
    const char *bad = NULL;
    if (!is_instant(log->begin_ms) || !is_instant(log->end_ms) || log->end_ms < log->begin_ms)
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/end_ms", "out of range");
    for (size_t i = 0; i < log->case_count; i++)
        if ((bad = bad_case(log, &log->cases[i])) != NULL) return refuse(err, "cases", i, bad);
    for (size_t i = 0; i < log->stretch_count; i++)
        if ((bad = bad_stretch(log, &log->stretches[i])) != NULL) return refuse(err, "stretches", i, bad);
    for (size_t i = 0; i < log->fact_count; i++)
        if ((bad = bad_fact(log, &log->facts[i])) != NULL) return refuse(err, "facts", i, bad);
    for (size_t i = 0; i < log->busy_count; i++) {
        const dd_log_busy *busy = &log->busy[i];
        if (busy->specialist >= log->specialist_count) return refuse(err, "busy", i, "specialist");
        if (!is_of(busy->case_ix, log->case_count)) return refuse(err, "busy", i, "case_ix");
        if ((unsigned)busy->why >= DD_OBSTACLE_KIND_END_) return refuse(err, "busy", i, "why");
    }
    for (size_t i = 0; i < log->shift_count; i++) {
        if (log->shifts[i].specialist >= log->specialist_count) return refuse(err, "shifts", i, "specialist");
    }
    return DD_STATUS_OK;
}

/* ---- figures ---- */

int64_t dd_consult_log_wait_ms(const dd_consult_log *log, const dd_log_case *c)
{
    int64_t until_ms = c->first_ms != DD_FOREVER_MS ? c->first_ms : log->end_ms;
    return until_ms > c->opened_ms ? until_ms - c->opened_ms : 0;
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
        int64_t wait_ms = dd_consult_log_wait_ms(log, c);
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
        values[i] = log->specialists[i].busy_ms;
        busy += (double)log->specialists[i].busy_ms;
    }
    for (size_t i = 0; i < log->shift_count; i++) {
        const dd_log_shift *shift = &log->shifts[i];
        int64_t end_ms = shift->end_ms < log->end_ms ? shift->end_ms : log->end_ms;
        if (!shift->is_block && end_ms > shift->begin_ms) duty += (double)(end_ms - shift->begin_ms);
    }
    f.gini = gini(values, log->specialist_count);
    f.busy_share = duty > 0 ? busy / duty : 0;
    f.weighted_tardiness_min = begun > 0 ? tardiness / 60000 / begun : 0;
    free(values);
    *ret = f;
    return true;
}
