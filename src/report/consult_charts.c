#include "report/consult_charts.h"

#include <string.h>

static const int64_t DAY_MS = 86400000;

/* The part of a shift or block that the log has seen; a block counts between its specialist's first and last instant only. */
static void clip(const dd_consult_log *log, const dd_log_shift *shift, int64_t *ret_begin_ms, int64_t *ret_end_ms)
{
    const dd_log_specialist *s = &log->specialists[shift->specialist];
    int64_t least_ms = shift->is_block ? s->on_ms : shift->begin_ms,
            most_ms = shift->is_block && s->off_ms < log->end_ms ? s->off_ms : log->end_ms;
    *ret_begin_ms = shift->begin_ms > least_ms ? shift->begin_ms : least_ms;
    *ret_end_ms = shift->end_ms < most_ms ? shift->end_ms : most_ms;
    if (*ret_end_ms < *ret_begin_ms) *ret_end_ms = *ret_begin_ms;
}

static void count_case(const dd_consult_log *log, const dd_log_case *c, dd_consult_charts *ret)
{
    bool is_begun = c->first_ms != DD_FOREVER_MS, is_off = !is_begun && c->state >= DD_CASE_FINISHED;
    if (c->opened_ms > log->end_ms) return;
    uint32_t bin = dd_charts_bin(&ret->time, c->opened_ms);
    ret->opened[c->urgency][bin]++;
    if (is_off) return;
    int64_t wait_ms = dd_consult_log_wait_ms(log, c), target_ms = log->rules.target_ms[c->urgency];
    ret->wait_ms[c->urgency][bin] += wait_ms;
    ret->wait_count[c->urgency][bin]++;
    dd_charts_add_span(&ret->time, ret->waiting[c->urgency], c->opened_ms, c->opened_ms + wait_ms);
    if (!is_begun) return;
    int64_t part = target_ms > 0 ? wait_ms / target_ms : DD_CONSULT_SPREAD;
    if (part < DD_CONSULT_SPREAD) part = (wait_ms * DD_CONSULT_SPREAD_TARGET + target_ms - 1) / target_ms;
    ret->spread[c->urgency][dd_charts_clamp(part, DD_CONSULT_SPREAD)]++;
}

static void count_work(const dd_consult_log *log, uint32_t case_ix, int64_t begin_ms, int64_t end_ms, dd_consult_charts *ret)
{
    dd_charts_add_span(&ret->time, ret->busy, begin_ms, end_ms);
    if (log->cases[case_ix].kind == DD_CASE_LIVE) dd_charts_add_span(&ret->time, ret->rooms, begin_ms, end_ms);
}

static void count_shifts(const dd_consult_log *log, dd_consult_charts *ret)
{
    for (size_t i = 0; i < log->shift_count; i++) {
        int64_t begin_ms, end_ms;
        clip(log, &log->shifts[i], &begin_ms, &end_ms);
        if (begin_ms == end_ms) continue;
        if (!log->shifts[i].is_block) {
            dd_charts_add_span(&ret->time, ret->on, begin_ms, end_ms);
        } else { /* one fewer: the same steps the other way round */
            dd_charts_add_span(&ret->time, ret->on, ret->time.begin_ms, begin_ms);
            dd_charts_add_span(&ret->time, ret->on, end_ms, DD_FOREVER_MS);
            ret->on[0]--;
        }
    }
}

void dd_consult_charts_count(const dd_consult_log *log, dd_consult_charts *ret)
{
    memset(ret, 0, sizeof *ret);
    int64_t rest_ms = log->begin_ms % DAY_MS;
    ret->midnight_ms = log->begin_ms - (rest_ms < 0 ? rest_ms + DAY_MS : rest_ms);
    ret->time = dd_charts_time_over(log->begin_ms, log->end_ms, ret->midnight_ms);
    for (size_t i = 0; i < log->case_count; i++) {
        const dd_log_case *c = &log->cases[i];
        count_case(log, c, ret);
        if (c->running != DD_NONE) count_work(log, (uint32_t)i, c->running_ms, log->end_ms, ret);
    }
    for (size_t i = 0; i < log->stretch_count; i++)
        count_work(log, log->stretches[i].case_ix, log->stretches[i].begin_ms, log->stretches[i].end_ms, ret);
    count_shifts(log, ret);
    for (int u = 0; u < DD_URGENCY_END_; u++) dd_charts_add_up(&ret->time, ret->waiting[u]);
    dd_charts_add_up(&ret->time, ret->on);
    dd_charts_add_up(&ret->time, ret->busy);
    dd_charts_add_up(&ret->time, ret->rooms);
}

void dd_consult_charts_tally(const dd_consult_log *log, dd_consult_tally *ret)
{
    for (size_t i = 0; i < log->shift_count; i++) {
        int64_t begin_ms, end_ms;
        clip(log, &log->shifts[i], &begin_ms, &end_ms);
        ret[log->shifts[i].specialist].duty_ms += log->shifts[i].is_block ? begin_ms - end_ms : end_ms - begin_ms;
    }
    for (size_t i = 0; i < log->stretch_count; i++) {
        const dd_log_stretch *stretch = &log->stretches[i];
        ret[stretch->specialist].cut += stretch->is_cut;
        ret[stretch->specialist].busy_ms += stretch->end_ms - stretch->begin_ms;
    }
    for (size_t i = 0; i < log->fact_count; i++)
        if (log->facts[i].kind == DD_EVENT_FINISHED) ret[log->facts[i].specialist].cases++;
    for (size_t i = 0; i < log->case_count; i++)
        if (log->cases[i].running != DD_NONE) ret[log->cases[i].running].busy_ms += log->end_ms - log->cases[i].running_ms;
}
