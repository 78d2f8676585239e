/* Consultation report: a log becomes one JSON object, and the page around it draws it.
 *
 * The object (instants in whole seconds from the midnight before the log's begin, durations in seconds, urgencies and kinds as numbers):
 *
 *   {version, title, midnight_ms, begin, end, time: {begin, bin, bins, step}, rules: {target: [4], weight: [4], resume, interrupts, reserve},
 *    summary: {...}, urgencies: [[cases, in target, p50, p95, longest] x 4], counts: [cases, drawn, late, late listed, interruptions, listed,
 *    escalated, listed], late_by: [4], bins: {opened: [4][], waits: [4][]}, spread: [4][], steps: {waiting: [4][], on, busy, rooms},
 *    specialists: [[name, duty, busy, cases finished, cut, [on, off, ...], [block begin, end, ...]]], stations: [[name, rooms]],
 *    cases: [[name, urgency, kind, state, station, opened, booked, wait or null, end since opened or null, expected, step, declines, facts]],
 *    stretches: [case, specialist, begin, length, state (0 done, 1 cut, 2 running still), STAT case or -1, ...],
 *    late: [[case, asked at or null, [[specialist, obstacle, case or -1]]]], cuts: [case], ladder: [case]}
 *
 * A fact is [letter, since opened, specialist or -1, more]: o offer (eligible, runner-up or -1, dearer by), a accepted, d declined, t not answered,
 * s started, p paused (STAT case or -1), f finished (1: critical), n did not come, c cancelled, k acknowledged, i told to stop (STAT case),
 * e escalated (step, specialists named), r ruled (ruling).
 *
 * A sample is every stride-th case, and what the tables show.
 */
#include "report/consult_report.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "diaodu/version.h"
#include "report/consult_charts.h"
#include "report/frame.h"
#include "report/page.h"
#include "report/page_text.h"

enum { CASES_MAX = 10000, ROWS_MAX = 60, ROWS_LIMIT = 1000 };

typedef struct writer {
    dd_buffer out;
    const dd_consult_log *log;
    dd_consult_figures figures;
    dd_consult_charts *charts;
    dd_consult_tally *tallies;      /* by specialist */
    uint32_t *page_of;              /* by case: index in the page, or DD_NONE */
    uint32_t *first_fact, *facts;   /* by case: where its facts begin in `facts`, and one more */
    uint32_t *late, *cuts, *ladder; /* cases of the tables */
    uint32_t late_count, cut_count, ladder_count, rows_max, drawn;
} writer;

static int64_t seconds(const writer *w, int64_t at_ms)
{
    int64_t ms = at_ms - w->charts->midnight_ms;
    return ms < 0 ? -((-ms + 999) / 1000) : ms / 1000;
}

static void put_key(writer *w, const char *key)
{
    dd_buffer_printf(&w->out, ",\"%s\":", key);
}

static void put_array(writer *w, const char *key, const int64_t *values, size_t count)
{
    put_key(w, key);
    dd_page_put_integers(&w->out, values, count);
}

static void put_field(writer *w, const char *key, double value, int decimals)
{
    put_key(w, key);
    dd_page_put_number(&w->out, value, decimals);
}

static void put_comma(writer *w, size_t i)
{
    if (i > 0) dd_page_put(&w->out, ",");
}

static long long page_case(const writer *w, uint32_t case_ix)
{
    return case_ix == DD_NONE || w->page_of[case_ix] == DD_NONE ? -1 : (long long)w->page_of[case_ix];
}

static long long or_none(uint32_t ix)
{
    return ix == DD_NONE ? -1 : (long long)ix;
}

/* ---- what is shown ---- */

/* Beyond its target, and not called off. */
static int64_t late_ms(const dd_consult_log *log, const dd_log_case *c)
{
    bool is_off = c->first_ms == DD_FOREVER_MS && c->state >= DD_CASE_FINISHED;
    return is_off ? 0 : dd_consult_log_wait_ms(log, c) - log->rules.target_ms[c->urgency];
}

typedef struct ranked {
    uint32_t case_ix, tier;
    double weight;
} ranked;

static int compare_ranked(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->tier != y->tier) return x->tier < y->tier ? -1 : 1;
    if (x->weight != y->weight) return x->weight > y->weight ? -1 : 1;
    return x->case_ix < y->case_ix ? -1 : x->case_ix > y->case_ix;
}

/* The first rows of a ranking; *ret_count counts all. */
static bool choose(writer *w, bool (*rank)(const dd_consult_log *log, const dd_log_case *c, ranked *into), uint32_t **ret,
                   uint32_t *ret_count)
{
    const dd_consult_log *log = w->log;
    ranked *list = dd_array_new(log->case_count, sizeof *list);
    uint32_t count = 0;
    *ret = dd_array_new(w->rows_max, sizeof **ret);
    for (size_t i = 0; i < log->case_count && list != NULL; i++) {
        list[count] = (ranked){.case_ix = (uint32_t)i};
        count += rank(log, &log->cases[i], &list[count]);
    }
    bool is_good = list != NULL && *ret != NULL;
    if (is_good && count > 1) qsort(list, count, sizeof *list, compare_ranked);
    for (uint32_t i = 0; is_good && i < count && i < w->rows_max; i++) (*ret)[i] = list[i].case_ix;
    free(list);
    *ret_count = count;
    return is_good;
}

/* STAT first, then by weighted lateness. */
static bool rank_late(const dd_consult_log *log, const dd_log_case *c, ranked *into)
{
    int64_t beyond_ms = late_ms(log, c);
    into->tier = c->urgency != DD_URGENCY_STAT;
    into->weight = (double)beyond_ms * log->rules.weight[c->urgency];
    return beyond_ms > 0;
}

static bool rank_cut(const dd_consult_log *log, const dd_log_case *c, ranked *into)
{
    (void)log;
    into->weight = -(double)c->opened_ms;
    return c->interruptions > 0;
}

/* The highest step first, STAT first in it. */
static bool rank_ladder(const dd_consult_log *log, const dd_log_case *c, ranked *into)
{
    (void)log;
    into->tier = DD_ESCALATION_END_ - (uint32_t)c->step;
    into->tier = 2 * into->tier + (c->urgency != DD_URGENCY_STAT);
    into->weight = -(double)c->opened_ms;
    return c->step != DD_ESCALATION_NONE;
}

static uint32_t rows(const writer *w, uint32_t count)
{
    return count < w->rows_max ? count : w->rows_max;
}

static void keep(writer *w, uint32_t case_ix)
{
    if (case_ix != DD_NONE) w->page_of[case_ix] = 0;
}

/* Marks what is drawn, then numbers it; interrupted cases bring the case that they were stopped for. */
static void draw_sample(writer *w, uint32_t cases_max)
{
    const dd_consult_log *log = w->log;
    size_t stride = (log->case_count + cases_max - 1) / cases_max;
    for (size_t i = 0; i < log->case_count; i++) w->page_of[i] = stride <= 1 || i % stride == 0 ? 0 : DD_NONE;
    for (uint32_t i = 0; i < rows(w, w->late_count); i++) {
        const dd_log_case *c = &log->cases[w->late[i]];
        keep(w, w->late[i]);
        for (uint32_t j = 0; j < c->busy_count; j++) keep(w, log->busy[c->busy_first + j].case_ix);
    }
    for (uint32_t i = 0; i < rows(w, w->cut_count); i++) keep(w, w->cuts[i]);
    for (uint32_t i = 0; i < rows(w, w->ladder_count); i++) keep(w, w->ladder[i]);
    for (size_t i = 0; i < log->fact_count; i++)
        if (log->facts[i].other_case != DD_NONE && w->page_of[log->facts[i].case_ix] != DD_NONE) keep(w, log->facts[i].other_case);
    for (size_t i = 0; i < log->case_count; i++)
        if (w->page_of[i] != DD_NONE) w->page_of[i] = w->drawn++;
}

/* Facts by case, each case's in the order of time. */
static void sort_facts(writer *w)
{
    const dd_consult_log *log = w->log;
    for (size_t i = 0; i < log->fact_count; i++) w->first_fact[log->facts[i].case_ix + 1]++;
    for (size_t i = 0; i < log->case_count; i++) w->first_fact[i + 1] += w->first_fact[i];
    for (size_t i = log->fact_count; i-- > 0;) w->facts[--w->first_fact[log->facts[i].case_ix + 1]] = (uint32_t)i;
}

/* ---- the object ---- */

static void put_summary(writer *w)
{
    const dd_consult_figures *f = &w->figures;
    const dd_consult_log *log = w->log;
    const struct {
        const char *key;
        double value;
        int decimals;
    } fields[] = {{"cases", f->cases, 0},
                  {"finished", f->finished, 0},
                  {"unserved", f->unserved, 0},
                  {"no_shows", (double)log->no_shows, 0},
                  {"moved", (double)log->moved, 0},
                  {"cancelled", (double)log->cancelled, 0},
                  {"tardiness", f->weighted_tardiness_min, 4},
                  {"gini", f->gini, 4},
                  {"busy", f->busy_share, 6},
                  {"cuts", f->interruptions, 0},
                  {"told", (double)log->interruptions, 0},
                  {"offers", (double)log->offers, 0},
                  {"accepted", (double)log->accepted, 0},
                  {"declined", (double)log->declined, 0},
                  {"timed_out", (double)log->timed_out, 0},
                  {"escalations", (double)log->escalations, 0},
                  {"decisions", (double)log->cycles, 0},
                  {"work", (double)log->work, 0}};
    dd_page_put(&w->out, ",\"summary\":{\"v\":1");
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) put_field(w, fields[i].key, fields[i].value, fields[i].decimals);
    dd_page_put(&w->out, "},\"urgencies\":[");
    for (int u = 0; u < DD_URGENCY_END_; u++) {
        const dd_urgency_figures *g = &f->by_urgency[u];
        dd_buffer_printf(&w->out, "%s[%u,%u", u > 0 ? "," : "", g->cases, g->in_target);
        const int64_t waits[] = {g->p50_ms, g->p95_ms, g->max_ms};
        for (int i = 0; i < 3; i++) {
            dd_page_put(&w->out, ",");
            dd_page_put_number(&w->out, (double)waits[i] / 1e3, 3);
        }
        dd_page_put(&w->out, "]");
    }
    dd_page_put(&w->out, "]");
}

/* Late cases by urgency, those never begun among them. */
static void put_late_by(writer *w)
{
    int64_t late_by[DD_URGENCY_END_] = {0};
    for (size_t i = 0; i < w->log->case_count; i++) late_by[w->log->cases[i].urgency] += late_ms(w->log, &w->log->cases[i]) > 0;
    put_array(w, "late_by", late_by, DD_URGENCY_END_);
}

static void put_rules(writer *w)
{
    const dd_desk_rules *rules = &w->log->rules;
    int64_t targets[DD_URGENCY_END_], weights[DD_URGENCY_END_];
    for (int u = 0; u < DD_URGENCY_END_; u++) {
        targets[u] = rules->target_ms[u] / 1000;
        weights[u] = rules->weight[u];
    }
    dd_page_put(&w->out, ",\"rules\":{\"v\":1");
    put_array(w, "target", targets, DD_URGENCY_END_);
    put_array(w, "weight", weights, DD_URGENCY_END_);
    put_field(w, "resume", (double)rules->resume_ms / 1e3, 0);
    dd_buffer_printf(&w->out, ",\"interrupts\":%s,\"reserve\":%s}", rules->may_interrupt ? "true" : "false",
                     rules->keeps_reserve ? "true" : "false");
}

static void put_waits(writer *w, int u)
{
    const dd_consult_charts *c = w->charts;
    dd_page_put(&w->out, "[");
    for (uint32_t i = 0; i < c->time.bins; i++) {
        put_comma(w, i);
        if (c->wait_count[u][i] == 0) dd_page_put(&w->out, "null");
        else dd_page_put_number(&w->out, (double)c->wait_ms[u][i] / (double)c->wait_count[u][i] / 1e3, 1);
    }
    dd_page_put(&w->out, "]");
}

static void put_charts(writer *w)
{
    const dd_consult_charts *c = w->charts;
    size_t steps = (size_t)c->time.bins * DD_CHARTS_STEPS;
    dd_page_put(&w->out, ",\"bins\":{\"opened\":[");
    for (int u = 0; u < DD_URGENCY_END_; u++) put_comma(w, (size_t)u), dd_page_put_integers(&w->out, c->opened[u], c->time.bins);
    dd_page_put(&w->out, "],\"waits\":[");
    for (int u = 0; u < DD_URGENCY_END_; u++) put_comma(w, (size_t)u), put_waits(w, u);
    dd_page_put(&w->out, "]},\"spread\":[");
    for (int u = 0; u < DD_URGENCY_END_; u++) put_comma(w, (size_t)u), dd_page_put_integers(&w->out, c->spread[u], DD_CONSULT_SPREAD);
    dd_page_put(&w->out, "],\"steps\":{\"waiting\":[");
    for (int u = 0; u < DD_URGENCY_END_; u++) put_comma(w, (size_t)u), dd_page_put_integers(&w->out, c->waiting[u], steps);
    dd_page_put(&w->out, "]");
    put_array(w, "on", c->on, steps);
    put_array(w, "busy", c->busy, steps);
    put_array(w, "rooms", c->rooms, steps);
    dd_page_put(&w->out, "}");
}

/* Shifts or blocks of each specialist: [begin, end, ...] in the place of its index, cut at the log's end. */
static bool put_specialists(writer *w)
{
    const dd_consult_log *log = w->log;
    uint32_t *first = dd_array_new(log->specialist_count + 2, sizeof *first), *order = dd_array_new(log->shift_count, sizeof *order);
    bool is_good = first != NULL && order != NULL;
    for (size_t i = 0; i < log->shift_count && is_good; i++) first[log->shifts[i].specialist + 1]++;
    for (size_t i = 0; i < log->specialist_count && is_good; i++) first[i + 1] += first[i];
    for (size_t i = log->shift_count; i-- > 0 && is_good;) order[--first[log->shifts[i].specialist + 1]] = (uint32_t)i;
    dd_page_put(&w->out, ",\"specialists\":[");
    for (size_t i = 0; i < log->specialist_count && is_good; i++) {
        const dd_consult_tally *tally = &w->tallies[i];
        size_t last = i + 1 < log->specialist_count ? first[i + 2] : log->shift_count;
        dd_page_put(&w->out, i > 0 ? ",[" : "[");
        dd_page_put_json(&w->out, log->specialists[i].name);
        dd_buffer_printf(&w->out, ",%lld,%lld,%u,%u", (long long)(tally->duty_ms / 1000), (long long)(tally->busy_ms / 1000), tally->cases,
                         tally->cut);
        for (int is_block = 0; is_block < 2; is_block++) {
            const char *comma = "";
            dd_page_put(&w->out, ",[");
            for (size_t j = first[i + 1]; j < last; j++) {
                const dd_log_shift *shift = &log->shifts[order[j]];
                int64_t end_ms = shift->end_ms < log->end_ms ? shift->end_ms : log->end_ms;
                if (shift->is_block != (is_block == 1) || end_ms <= shift->begin_ms) continue;
                dd_buffer_printf(&w->out, "%s%lld,%lld", comma, (long long)seconds(w, shift->begin_ms), (long long)seconds(w, end_ms));
                comma = ",";
            }
            dd_page_put(&w->out, "]");
        }
        dd_page_put(&w->out, "]");
    }
    dd_page_put(&w->out, "]");
    free(first);
    free(order);
    return is_good;
}

static void put_stations(writer *w)
{
    dd_page_put(&w->out, ",\"stations\":[");
    for (size_t i = 0; i < w->log->station_count; i++) {
        dd_page_put(&w->out, i > 0 ? ",[" : "[");
        dd_page_put_json(&w->out, w->log->stations[i].name);
        dd_buffer_printf(&w->out, ",%u]", w->log->stations[i].rooms);
    }
    dd_page_put(&w->out, "]");
}

static char letter_of(dd_event_kind kind)
{
    switch (kind) {
    case DD_EVENT_CASE_OFFER: return 'o';
    case DD_EVENT_OFFER_ACCEPTED: return 'a';
    case DD_EVENT_OFFER_DECLINED: return 'd';
    case DD_EVENT_OFFER_TIMED_OUT: return 't';
    case DD_EVENT_STARTED: return 's';
    case DD_EVENT_PAUSED: return 'p';
    case DD_EVENT_FINISHED: return 'f';
    case DD_EVENT_NO_SHOW: return 'n';
    case DD_EVENT_CASE_CANCELLED: return 'c';
    case DD_EVENT_ACKNOWLEDGED: return 'k';
    case DD_EVENT_INTERRUPT: return 'i';
    case DD_EVENT_ESCALATE: return 'e';
    case DD_EVENT_CASE_MOVED: return 'm';
    default: return 'r';
    }
}

static void put_since(writer *w, int64_t ms)
{
    dd_page_put_number(&w->out, (double)ms / 1e3, 3);
}

static void put_fact(writer *w, const dd_log_fact *fact, int64_t opened_ms)
{
    dd_buffer_printf(&w->out, "[\"%c\",", letter_of(fact->kind));
    put_since(w, fact->at_ms - opened_ms);
    dd_buffer_printf(&w->out, ",%lld", or_none(fact->specialist));
    switch (fact->kind) {
    case DD_EVENT_CASE_OFFER:
        dd_buffer_printf(&w->out, ",%u,%lld,", fact->count, or_none(fact->runner_up));
        put_since(w, fact->dearer_ms);
        break;
    case DD_EVENT_PAUSED:
    case DD_EVENT_INTERRUPT: dd_buffer_printf(&w->out, ",%lld", page_case(w, fact->other_case)); break;
    case DD_EVENT_ESCALATE: dd_buffer_printf(&w->out, ",%u,%u", fact->detail, fact->count); break;
    case DD_EVENT_CASE_MOVED:
        dd_buffer_printf(&w->out, ",%lld,", page_case(w, fact->other_case));
        put_since(w, fact->moved_ms);
        break;
    case DD_EVENT_FINISHED:
    case DD_EVENT_CASE_RULED: dd_buffer_printf(&w->out, ",%u", fact->detail); break;
    default: break;
    }
    dd_page_put(&w->out, "]");
}

static void put_case(writer *w, uint32_t ix)
{
    const dd_consult_log *log = w->log;
    const dd_log_case *c = &log->cases[ix];
    const int64_t ends[] = {c->first_ms, c->finished_ms};
    size_t last = ix + 1 < log->case_count ? w->first_fact[ix + 2] : log->fact_count;
    dd_page_put(&w->out, w->page_of[ix] > 0 ? ",[" : "[");
    dd_page_put_json(&w->out, c->name);
    dd_buffer_printf(&w->out, ",%d,%d,%d,%u,%lld,%d", (int)c->urgency, (int)c->kind, (int)c->state, c->station,
                     (long long)seconds(w, c->opened_ms), c->is_booked);
    for (int i = 0; i < 2; i++) {
        dd_page_put(&w->out, ",");
        if (ends[i] == DD_FOREVER_MS) dd_page_put(&w->out, "null");
        else put_since(w, i == 0 ? dd_consult_log_wait_ms(log, c) : ends[i] - c->opened_ms);
    }
    dd_buffer_printf(&w->out, ",%lld,%d,%u,[", (long long)(c->expected_ms / 1000), (int)c->step, c->declines);
    for (size_t i = w->first_fact[ix + 1]; i < last; i++) {
        put_comma(w, i - w->first_fact[ix + 1]);
        put_fact(w, &log->facts[w->facts[i]], c->opened_ms);
    }
    dd_page_put(&w->out, "]]");
}

static void put_stretch(writer *w, const char **comma, const dd_log_stretch *stretch, int state)
{
    if (w->page_of[stretch->case_ix] == DD_NONE) return;
    int64_t begin = seconds(w, stretch->begin_ms), end = seconds(w, stretch->end_ms);
    dd_buffer_printf(&w->out, "%s%u,%u,%lld,%lld,%d,%lld", *comma, w->page_of[stretch->case_ix], stretch->specialist, (long long)begin,
                     (long long)(end - begin), state, page_case(w, stretch->cut_for));
    *comma = ",";
}

static void put_stretches(writer *w)
{
    const dd_consult_log *log = w->log;
    const char *comma = "";
    dd_page_put(&w->out, ",\"stretches\":[");
    for (size_t i = 0; i < log->stretch_count; i++) put_stretch(w, &comma, &log->stretches[i], log->stretches[i].is_cut ? 1 : 0);
    for (size_t i = 0; i < log->case_count; i++) {
        const dd_log_case *c = &log->cases[i];
        if (c->running == DD_NONE) continue;
        const dd_log_stretch running = {(uint32_t)i, c->running, c->running_ms, log->end_ms, false, DD_NONE};
        put_stretch(w, &comma, &running, 2);
    }
    dd_page_put(&w->out, "]");
}

static void put_late(writer *w)
{
    const dd_consult_log *log = w->log;
    dd_page_put(&w->out, ",\"late\":[");
    for (uint32_t i = 0; i < rows(w, w->late_count); i++) {
        const dd_log_case *c = &log->cases[w->late[i]];
        dd_buffer_printf(&w->out, "%s[%lld,", i > 0 ? "," : "", page_case(w, w->late[i]));
        if (c->busy_ms == DD_FOREVER_MS) dd_page_put(&w->out, "null");
        else dd_page_put_integer(&w->out, seconds(w, c->busy_ms));
        dd_page_put(&w->out, ",[");
        for (uint32_t j = 0; j < c->busy_count; j++) {
            const dd_log_busy *busy = &log->busy[c->busy_first + j];
            dd_buffer_printf(&w->out, "%s[%u,%d,%lld]", j > 0 ? "," : "", busy->specialist, (int)busy->why, page_case(w, busy->case_ix));
        }
        dd_page_put(&w->out, "]]");
    }
    dd_page_put(&w->out, "]");
}

static void put_rows(writer *w, const char *key, const uint32_t *list, uint32_t count)
{
    put_key(w, key);
    dd_page_put(&w->out, "[");
    for (uint32_t i = 0; i < rows(w, count); i++) dd_buffer_printf(&w->out, "%s%lld", i > 0 ? "," : "", page_case(w, list[i]));
    dd_page_put(&w->out, "]");
}

static dd_status put_data(writer *w, dd_error *err)
{
    const dd_consult_log *log = w->log;
    const dd_charts_time *time = &w->charts->time;
    dd_page_put(&w->out, "{\"version\":\"" DD_VERSION "\",\"title\":");
    dd_page_put_json(&w->out, log->title ? log->title : "");
    dd_buffer_printf(&w->out, ",\"midnight_ms\":%lld,\"begin\":%lld,\"end\":%lld", (long long)w->charts->midnight_ms,
                     (long long)seconds(w, log->begin_ms), (long long)seconds(w, log->end_ms));
    dd_buffer_printf(&w->out, ",\"time\":{\"begin\":%lld,\"bin\":%lld,\"bins\":%u,\"step\":%lld}", (long long)seconds(w, time->begin_ms),
                     (long long)(time->bin_ms / 1000), time->bins, (long long)(time->bin_ms / 1000 / DD_CHARTS_STEPS));
    dd_buffer_printf(&w->out, ",\"counts\":[%zu,%u,%u,%u,%u,%u,%u,%u]", log->case_count, w->drawn, w->late_count, rows(w, w->late_count),
                     w->cut_count, rows(w, w->cut_count), w->ladder_count, rows(w, w->ladder_count));
    put_rules(w);
    put_summary(w);
    put_late_by(w);
    put_charts(w);
    put_stations(w);
    bool is_good = put_specialists(w);
    dd_page_put(&w->out, ",\"cases\":[");
    for (size_t i = 0; i < log->case_count; i++)
        if (w->page_of[i] != DD_NONE) put_case(w, (uint32_t)i);
    dd_page_put(&w->out, "]");
    put_stretches(w);
    put_late(w);
    put_rows(w, "cuts", w->cuts, w->cut_count);
    put_rows(w, "ladder", w->ladder, w->ladder_count);
    dd_page_put(&w->out, "}");
    return is_good ? DD_STATUS_OK : dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}

/* What a reader without scripts (a mail preview) sees. */
static void put_table(writer *w)
{
    static const char *const names[DD_URGENCY_END_] = {"STAT", "ASAP", "Urgent", "Routine"};
    for (int u = 0; u < DD_URGENCY_END_; u++) {
        const dd_urgency_figures *g = &w->figures.by_urgency[u];
        const struct {
            double value;
            int decimals;
            const char *unit;
        } cells[] = {{g->cases, 0, ""},
                     {(double)w->log->rules.target_ms[u] / 60000, 0, " min"},
                     {g->cases > 0 ? 100.0 * g->in_target / g->cases : 100, 1, " %"},
                     {(double)g->p50_ms / 60000, 1, " min"},
                     {(double)g->p95_ms / 60000, 1, " min"},
                     {(double)g->max_ms / 60000, 1, " min"}};
        dd_buffer_printf(&w->out, "<tr><th scope=\"row\">%s</th>", names[u]);
        for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
            dd_page_put(&w->out, "<td>");
            dd_page_put_number(&w->out, cells[i].value, cells[i].decimals);
            dd_page_put(&w->out, cells[i].unit);
            dd_page_put(&w->out, "</td>");
        }
        dd_page_put(&w->out, "</tr>");
    }
}

static dd_status put_slot(void *context, const char *slot, dd_error *err)
{
    writer *w = context;
    if (strcmp(slot, "data") == 0) return put_data(w, err);
    if (strcmp(slot, "table") == 0) put_table(w);
    return DD_STATUS_OK;
}

static bool prepare(writer *w, const dd_consult_report_options *options)
{
    const dd_consult_log *log = w->log;
    uint32_t cases_max = options != NULL && options->cases_max > 0 ? options->cases_max : CASES_MAX;
    w->rows_max = options != NULL && options->rows_max > 0 ? options->rows_max : ROWS_MAX;
    if (w->rows_max > ROWS_LIMIT) w->rows_max = ROWS_LIMIT;
    w->charts = dd_array_new(1, sizeof *w->charts);
    w->tallies = dd_array_new(log->specialist_count, sizeof *w->tallies);
    w->page_of = dd_array_new(log->case_count, sizeof *w->page_of);
    w->first_fact = dd_array_new(log->case_count + 2, sizeof *w->first_fact);
    w->facts = dd_array_new(log->fact_count, sizeof *w->facts);
    if (!w->charts || !w->tallies || !w->page_of || !w->first_fact || !w->facts) return false;
    if (!dd_consult_log_figures(log, &w->figures)) return false;
    if (!choose(w, rank_late, &w->late, &w->late_count) || !choose(w, rank_cut, &w->cuts, &w->cut_count) ||
        !choose(w, rank_ladder, &w->ladder, &w->ladder_count))
        return false;
    dd_consult_charts_count(log, w->charts);
    dd_consult_charts_tally(log, w->tallies);
    draw_sample(w, cases_max);
    sort_facts(w);
    return true;
}

static void release(writer *w)
{
    free(w->charts);
    free(w->tallies);
    free(w->page_of);
    free(w->first_fact);
    free(w->facts);
    free(w->late);
    free(w->cuts);
    free(w->ladder);
}

dd_status dd_consult_report_write(const dd_consult_log *log, const dd_consult_report_options *options, char **ret_html, size_t *ret_size,
                                  dd_error *err)
{
    writer w = {.log = log};
    const dd_frame frame = {
        .title = log->title != NULL && log->title[0] != '\0' ? log->title : "A day of consultations",
        .body = {dd_page_consult_html, dd_page_consult_html_size},
        .style = {dd_page_consult_css, dd_page_consult_css_size},
        .script = {dd_page_consult_js, dd_page_consult_js_size},
        .put = put_slot,
        .context = &w,
    };
    dd_status status = dd_consult_log_check(log, err);
    if (status != DD_STATUS_OK) return status;
    if (!prepare(&w, options)) status = dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    if (status == DD_STATUS_OK) status = dd_frame_put(&w.out, &frame, err);
    if (status == DD_STATUS_OK && w.out.failed) status = dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    release(&w);
    if (status != DD_STATUS_OK) {
        dd_buffer_done(&w.out);
        return status;
    }
    *ret_html = (char *)w.out.bytes;
    *ret_size = w.out.size;
    return DD_STATUS_OK;
}
