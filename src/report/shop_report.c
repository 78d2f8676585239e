/* Shop report: a view becomes one JSON object, and the page around it draws it.
 *
 * The object (indices are the problem's; -1 is none; instants in whole seconds from the midnight before the origin, or, where the problem's times
 * are plain numbers, in its own units from its origin of time):
 *
 *   {version, title, label, command, plain, midnight_ms, begin, end, origin, time: {begin, bin, bins, step}, run, optimal, bound,
 *    objective: [[term, weight, ...] a level], plans: [[label, figures...]], the first of them this one, the keys: figures: [key],
 *    calendars: [[closed from, until, ...]],
 *    machines: [[name, group, calendar, [closed from, until, ...], available, operations, setups, busy, setup, open]],
 *    pools: [[name, is tool, units]], families: [name],
 *    jobs: [[name, release, due or null, weight, priority, state (1 called off, 2 rush)]],
 *    ops: [operation, job, machine, family, start, setup before it, length or -1 when it runs still, ready, ready after, cause,
 *          operation waited for, pool, facts, ...],
 *    names: [[operation, name], ...], missing: [operation that is not placed, its job, ...],
 *    planned: [operation, machine, start, length, ...], outages: [machine, begin, end, ...], replans: [at, moved, kept, ...]}
 *
 * `ready` is when the parts were there, `ready after` the operation that they came from; cause is dd_cause_kind; facts: 1 locked, 2 began when its
 * machine opened, 4 may pause, 8 not tight: it could have begun earlier.
 */
#include "report/shop_report.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "diaodu/version.h"
#include "model/chain.h"
#include "model/closed_time.h"
#include "report/frame.h"
#include "report/page.h"
#include "report/page_text.h"

enum { BINS_MAX = 120, STEPS = 4 };
#define DAY_MS INT64_C(86400000)

typedef struct writer {
    dd_buffer out;
    const dd_shop_view *view;
    const dd_shop_problem *problem;
    dd_shop_figures figures;
    dd_shop_load *loads; /* by machine */
    dd_cause *causes;    /* by operation */
    int64_t midnight_ms, begin_ms, end_ms;
    bool is_plain;
} writer;

static void put(writer *w, const char *text)
{
    dd_page_put(&w->out, text);
}

static void put_span(writer *w, int64_t ms)
{
    if (w->is_plain) dd_page_put_number(&w->out, (double)ms / w->problem->ticks_per_unit, 3);
    else dd_page_put_number(&w->out, (double)ms / 1e3, 0);
}

static int64_t floor_seconds(int64_t ms)
{
    return ms < 0 ? -((-ms + 999) / 1000) : ms / 1000;
}

static void put_at(writer *w, int64_t at_ms)
{
    if (w->is_plain) put_span(w, at_ms);
    else dd_page_put_integer(&w->out, floor_seconds(at_ms - w->midnight_ms));
}

/* The distance of two instants as the page shows them, so that begin and length give the end that it shows. */
static void put_between(writer *w, int64_t from_ms, int64_t to_ms)
{
    if (w->is_plain) put_span(w, to_ms - from_ms);
    else dd_page_put_integer(&w->out, floor_seconds(to_ms - w->midnight_ms) - floor_seconds(from_ms - w->midnight_ms));
}

static void put_index(writer *w, uint32_t ix)
{
    dd_page_put_integer(&w->out, ix == DD_NONE ? -1 : (int64_t)ix);
}

static void put_windows(writer *w, const dd_window *windows, uint32_t count)
{
    put(w, "[");
    const char *comma = "";
    for (uint32_t i = 0; i < count; i++) {
        if (windows[i].end_ms <= w->begin_ms || windows[i].begin_ms >= w->end_ms) continue;
        put(w, comma);
        put_at(w, windows[i].begin_ms > w->begin_ms ? windows[i].begin_ms : w->begin_ms);
        put(w, ",");
        put_at(w, windows[i].end_ms < w->end_ms ? windows[i].end_ms : w->end_ms);
        comma = ",";
    }
    put(w, "]");
}

/* ---- figures ---- */

typedef struct figure_cell {
    const char *key;
    double value;
    bool is_span; /* ms */
    int decimals;
} figure_cell;

enum { FIGURE_CELLS = 17 };

static void figure_cells(const dd_shop_figures *f, figure_cell cells[FIGURE_CELLS])
{
    const figure_cell list[FIGURE_CELLS] = {{"jobs", f->jobs, false, 0},
                                            {"finished", f->finished, false, 0},
                                            {"due", f->due, false, 0},
                                            {"late", f->late, false, 0},
                                            {"on_time", f->on_time, false, 6},
                                            {"tardiness", (double)f->tardiness_ms, true, 0},
                                            {"latest", (double)f->latest_ms, true, 0},
                                            {"late_mean", f->tardiness_mean_ms, true, 0},
                                            {"lead_mean", f->lead_mean_ms, true, 0},
                                            {"lead_p50", (double)f->lead_p50_ms, true, 0},
                                            {"lead_p95", (double)f->lead_p95_ms, true, 0},
                                            {"makespan", (double)f->makespan_ms, true, 0},
                                            {"setup", (double)f->setup_ms, true, 0},
                                            {"setups", f->setups, false, 0},
                                            {"busy", f->busy_share, false, 6},
                                            {"setup_share", f->setup_share, false, 6},
                                            {"a_day", f->jobs_a_day, false, 3}};
    memcpy(cells, list, sizeof list);
}

static void put_plan(writer *w, const char *label, const dd_shop_figures *figures)
{
    figure_cell cells[FIGURE_CELLS];
    figure_cells(figures, cells);
    put(w, "[");
    dd_page_put_json(&w->out, label ? label : "This plan");
    for (int i = 0; i < FIGURE_CELLS; i++) {
        put(w, ",");
        if (cells[i].is_span && w->is_plain) dd_page_put_number(&w->out, cells[i].value / w->problem->ticks_per_unit, 3);
        else dd_page_put_number(&w->out, cells[i].is_span ? cells[i].value / 1e3 : cells[i].value, cells[i].decimals);
    }
    put(w, "]");
}

static void put_plans(writer *w)
{
    figure_cell cells[FIGURE_CELLS];
    figure_cells(&w->figures, cells);
    put(w, ",\"figures\":[");
    for (int i = 0; i < FIGURE_CELLS; i++) dd_buffer_printf(&w->out, "%s\"%s\"", i > 0 ? "," : "", cells[i].key);
    put(w, "],\"plans\":[");
    put_plan(w, w->view->label, &w->figures);
    for (uint32_t i = 0; i < w->view->rival_count; i++) {
        put(w, ",");
        put_plan(w, w->view->rivals[i].label, &w->view->rivals[i].figures);
    }
    put(w, "],\"objective\":[");
    const dd_shop_objective *objective = &w->problem->objective;
    for (uint32_t level = 0; level < objective->level_count; level++) {
        const char *comma = "";
        put(w, level > 0 ? ",[" : "[");
        for (int term = 0; term < DD_SHOP_TERM_END_; term++) {
            if (objective->weight[level][term] == 0) continue;
            dd_buffer_printf(&w->out, "%s\"%s\",%lld", comma, dd_shop_term_text((dd_shop_term)term),
                             (long long)objective->weight[level][term]);
            comma = ",";
        }
        put(w, "]");
    }
    put(w, "]");
}

/* ---- the line ---- */

static dd_status put_calendars(writer *w, dd_error *err)
{
    put(w, ",\"calendars\":[");
    for (uint32_t i = 0; i < w->problem->calendar_count; i++) {
        dd_closed_time closed = {0};
        dd_status status = dd_closed_time_calendar(w->problem, i, w->begin_ms, w->end_ms, &closed, err);
        if (status != DD_STATUS_OK) return status;
        if (i > 0) put(w, ",");
        put_windows(w, closed.windows, closed.count);
        dd_closed_time_done(&closed);
    }
    put(w, "]");
    return DD_STATUS_OK;
}

static void put_machines(writer *w)
{
    put(w, ",\"machines\":[");
    for (uint32_t i = 0; i < w->problem->machine_count; i++) {
        const dd_machine *machine = &w->problem->machines[i];
        const dd_shop_load *load = &w->loads[i];
        put(w, i > 0 ? ",[" : "[");
        dd_page_put_json(&w->out, machine->name);
        put(w, ",");
        dd_page_put_json(&w->out, machine->group);
        put(w, ",");
        put_index(w, machine->calendar);
        put(w, ",");
        put_windows(w, machine->closed, machine->closed_count);
        put(w, ",");
        if (machine->available_ms > w->begin_ms) put_at(w, machine->available_ms < w->end_ms ? machine->available_ms : w->end_ms);
        else put(w, "null");
        dd_buffer_printf(&w->out, ",%u,%u,", load->operations, load->setups);
        put_span(w, load->busy_ms);
        put(w, ",");
        put_span(w, load->setup_ms);
        put(w, ",");
        put_span(w, load->open_ms);
        put(w, "]");
    }
    put(w, "],\"pools\":[");
    for (uint32_t i = 0; i < w->problem->pool_count; i++) {
        put(w, i > 0 ? ",[" : "[");
        dd_page_put_json(&w->out, w->problem->pools[i].name);
        dd_buffer_printf(&w->out, ",%d,%u]", w->problem->pools[i].is_tool, w->problem->pools[i].units);
    }
    put(w, "],\"families\":[");
    for (uint32_t i = 0; i < w->problem->family_count; i++) {
        if (i > 0) put(w, ",");
        dd_page_put_json(&w->out, w->problem->families[i]);
    }
    put(w, "]");
}

static void put_jobs(writer *w)
{
    const dd_shop_view *view = w->view;
    put(w, ",\"jobs\":[");
    for (uint32_t i = 0; i < w->problem->job_count; i++) {
        const dd_job *job = &w->problem->jobs[i];
        int state = view->cancelled != NULL && view->cancelled[i] ? 1 : view->rush != NULL && view->rush[i] ? 2 : 0;
        put(w, i > 0 ? ",[" : "[");
        dd_page_put_json(&w->out, job->name);
        put(w, ",");
        put_at(w, job->release_ms);
        put(w, ",");
        if (job->due_ms >= DD_FOREVER_MS) put(w, "null");
        else put_at(w, job->due_ms);
        dd_buffer_printf(&w->out, ",%u,%u,%d]", job->weight, job->priority, state);
    }
    put(w, "]");
}

/* When the parts of an operation were there, and the operation that they came from last. */
static int64_t ready_of(const writer *w, uint32_t ix, uint32_t *after)
{
    const dd_operation *operation = &w->problem->operations[ix];
    int64_t ready_ms = w->problem->jobs[operation->job].release_ms;
    *after = DD_NONE;
    if (operation->release_ms > ready_ms) ready_ms = operation->release_ms;
    if (w->problem->origin_ms > ready_ms && !operation->is_locked) ready_ms = w->problem->origin_ms;
    for (uint32_t i = 0; i < operation->link_count; i++) {
        const dd_placement *before = &w->view->placements[operation->links[i].before];
        if (before->end_ms >= DD_FOREVER_MS || before->start_ms >= DD_FOREVER_MS || before->end_ms + operation->links[i].lag_ms < ready_ms)
            continue;
        ready_ms = before->end_ms + operation->links[i].lag_ms;
        *after = operation->links[i].before;
    }
    return ready_ms;
}

static void put_operation(writer *w, uint32_t ix)
{
    const dd_operation *operation = &w->problem->operations[ix];
    const dd_placement *place = &w->view->placements[ix];
    const dd_cause *cause = &w->causes[ix];
    uint32_t after, facts = (operation->is_locked ? 1u : 0) | (cause->waits_for_opening ? 2u : 0) | (operation->may_pause ? 4u : 0) |
                            (cause->room_ms > 0 && !cause->waits_for_opening ? 8u : 0);
    int64_t ready_ms = ready_of(w, ix, &after);
    dd_buffer_printf(&w->out, "%u,%u,%u,", ix, operation->job, operation->modes[place->mode].machine);
    put_index(w, operation->family);
    put(w, ",");
    put_at(w, place->start_ms);
    put(w, ",");
    put_between(w, place->setup_begin_ms, place->start_ms);
    put(w, ",");
    if (place->end_ms >= DD_FOREVER_MS) put(w, "-1");
    else put_between(w, place->start_ms, place->end_ms);
    put(w, ",");
    put_at(w, ready_ms);
    put(w, ",");
    put_index(w, after);
    dd_buffer_printf(&w->out, ",%d,", (int)cause->kind);
    put_index(w, cause->operation);
    put(w, ",");
    put_index(w, cause->pool);
    dd_buffer_printf(&w->out, ",%u", facts);
}

static void put_operations(writer *w)
{
    const char *comma = "";
    put(w, ",\"ops\":[");
    for (uint32_t i = 0; i < w->problem->operation_count; i++) {
        if (w->view->placements[i].start_ms >= DD_FOREVER_MS) continue;
        put(w, comma);
        put_operation(w, i);
        comma = ",";
    }
    put(w, "],\"names\":[");
    comma = "";
    for (uint32_t i = 0; i < w->problem->operation_count; i++) {
        if (w->problem->operations[i].name == NULL) continue;
        dd_buffer_printf(&w->out, "%s[%u,", comma, i);
        dd_page_put_json(&w->out, w->problem->operations[i].name);
        put(w, "]");
        comma = ",";
    }
    put(w, "],\"missing\":[");
    comma = "";
    for (uint32_t i = 0; i < w->problem->operation_count; i++) {
        if (w->view->placements[i].start_ms < DD_FOREVER_MS) continue;
        dd_buffer_printf(&w->out, "%s%u,%u", comma, i, w->problem->operations[i].job);
        comma = ",";
    }
    put(w, "]");
}

/* ---- a run ---- */

static void put_planned(writer *w)
{
    const dd_placement *planned = w->view->planned;
    const char *comma = "";
    put(w, ",\"planned\":[");
    for (uint32_t i = 0; planned != NULL && i < w->problem->operation_count; i++) {
        if (planned[i].start_ms >= DD_FOREVER_MS) continue;
        dd_buffer_printf(&w->out, "%s%u,%u,", comma, i, w->problem->operations[i].modes[planned[i].mode].machine);
        put_at(w, planned[i].start_ms);
        put(w, ",");
        put_between(w, planned[i].start_ms, planned[i].end_ms);
        comma = ",";
    }
    put(w, "]");
}

static void put_run(writer *w)
{
    const dd_shop_view *view = w->view;
    put_planned(w);
    put(w, ",\"outages\":[");
    for (uint32_t i = 0; i < view->outage_count; i++) {
        dd_buffer_printf(&w->out, "%s%u,", i > 0 ? "," : "", view->outages[i].machine);
        put_at(w, view->outages[i].begin_ms);
        put(w, ",");
        put_at(w, view->outages[i].end_ms < w->end_ms ? view->outages[i].end_ms : w->end_ms);
    }
    put(w, "],\"replans\":[");
    for (uint32_t i = 0; i < view->replan_count; i++) {
        if (i > 0) put(w, ",");
        put_at(w, view->replans[i].at_ms);
        dd_buffer_printf(&w->out, ",%u,%u", view->replans[i].moved, view->replans[i].kept);
    }
    put(w, "]");
}

/* ---- the object ---- */

/* A bin of the charts: round, and few enough. */
static void put_time(writer *w)
{
    static const int64_t minutes[] = {1, 5, 15, 30, 60, 120, 240, 480, 1440, 2880, 10080, 20160};
    int64_t length_ms = w->end_ms - w->begin_ms, bin_ms = 0, begin_ms = w->begin_ms;
    if (w->is_plain) {
        bin_ms = (length_ms + BINS_MAX - 1) / BINS_MAX;
        if (bin_ms < 1) bin_ms = 1;
    } else {
        for (size_t i = 0; i < sizeof minutes / sizeof *minutes && (bin_ms == 0 || length_ms / bin_ms >= BINS_MAX); i++)
            bin_ms = minutes[i] * 60000;
        while (length_ms / bin_ms >= BINS_MAX) bin_ms *= 2;
        begin_ms = w->midnight_ms + (w->begin_ms - w->midnight_ms) / bin_ms * bin_ms;
    }
    put(w, ",\"time\":{\"begin\":");
    put_at(w, begin_ms);
    put(w, ",\"bin\":");
    put_span(w, bin_ms);
    int64_t bins = (w->end_ms - begin_ms) / bin_ms + 1;
    dd_buffer_printf(&w->out, ",\"bins\":%lld,\"step\":", (long long)bins);
    put_span(w, bin_ms);
    put(w, "}");
}

static dd_status put_data(writer *w, dd_error *err)
{
    const dd_shop_view *view = w->view;
    put(w, "{\"version\":\"" DD_VERSION "\",\"title\":");
    dd_page_put_json(&w->out, view->title ? view->title : "");
    put(w, ",\"label\":");
    dd_page_put_json(&w->out, view->label ? view->label : "This plan");
    put(w, ",\"command\":");
    dd_page_put_json(&w->out, view->command);
    dd_buffer_printf(&w->out, ",\"plain\":%s,\"midnight_ms\":%lld,\"begin\":", w->is_plain ? "true" : "false", (long long)w->midnight_ms);
    put_at(w, w->begin_ms);
    put(w, ",\"end\":");
    put_at(w, w->end_ms);
    put(w, ",\"origin\":");
    put_at(w, w->problem->origin_ms);
    put_time(w);
    dd_buffer_printf(&w->out, ",\"run\":%s,\"optimal\":%s,\"bound\":", view->is_run ? "true" : "false",
                     view->is_optimal ? "true" : "false");
    if (view->bound_ms > 0) put_span(w, view->bound_ms);
    else put(w, "null");
    put_plans(w);
    dd_status status = put_calendars(w, err);
    put_machines(w);
    put_jobs(w);
    put_operations(w);
    put_run(w);
    put(w, "}");
    return status;
}

static void put_row(writer *w, const char *name, double value, int decimals)
{
    dd_buffer_printf(&w->out, "<tr><th scope=\"row\">%s</th><td>", name);
    dd_page_put_number(&w->out, value, decimals);
    put(w, "</td></tr>");
}

/* What a reader without scripts (a mail preview) sees. */
static void put_table(writer *w)
{
    const dd_shop_figures *f = &w->figures;
    double unit = w->is_plain ? w->problem->ticks_per_unit : 3600e3;
    put_row(w, "Jobs", f->jobs, 0);
    put_row(w, "Finished", f->finished, 0);
    put_row(w, "Late", f->late, 0);
    put_row(w, w->is_plain ? "Makespan" : "Makespan (hours)", (double)f->makespan_ms / unit, 2);
    put_row(w, w->is_plain ? "Weighted tardiness" : "Weighted tardiness (hours)", (double)f->tardiness_ms / unit, 2);
    put_row(w, w->is_plain ? "Mean lead time" : "Mean lead time (hours)", f->lead_mean_ms / unit, 2);
    put_row(w, "Machines at work (%)", f->busy_share * 100, 1);
}

static dd_status put_slot(void *context, const char *slot, dd_error *err)
{
    writer *w = context;
    if (strcmp(slot, "data") == 0) return put_data(w, err);
    if (strcmp(slot, "table") == 0) put_table(w);
    return DD_STATUS_OK;
}

/* The span that is drawn: from the origin, or earlier where something is fixed there, to the last end. */
static void find_span(writer *w)
{
    const dd_shop_problem *problem = w->problem;
    w->begin_ms = problem->origin_ms;
    w->end_ms = w->view->end_ms;
    for (uint32_t i = 0; i < problem->operation_count; i++) {
        const dd_placement *place = &w->view->placements[i];
        if (place->start_ms >= DD_FOREVER_MS) continue;
        if (place->setup_begin_ms < w->begin_ms) w->begin_ms = place->setup_begin_ms;
        if (place->end_ms < DD_FOREVER_MS && place->end_ms > w->end_ms) w->end_ms = place->end_ms;
    }
    if (w->end_ms <= w->begin_ms) w->end_ms = w->begin_ms + 1;
    w->is_plain = !problem->has_iso_times;
    w->midnight_ms = w->is_plain ? 0 : w->begin_ms / DAY_MS * DAY_MS;
    if (w->midnight_ms > w->begin_ms) w->midnight_ms -= DAY_MS;
}

static dd_status prepare(writer *w, dd_error *err)
{
    w->loads = dd_array_new(w->problem->machine_count, sizeof *w->loads);
    w->causes = dd_array_new(w->problem->operation_count, sizeof *w->causes);
    if (w->loads == NULL || w->causes == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    find_span(w);
    dd_status status = dd_shop_figures_count(w->problem, w->view->placements, w->view->cancelled, w->end_ms, w->view->horizon_ms,
                                             &w->figures, w->loads, err);
    if (status == DD_STATUS_OK) status = dd_chain_find(w->problem, w->view->placements, w->causes, err);
    return status;
}

dd_status dd_shop_report_write(const dd_shop_view *view, char **ret_html, size_t *ret_size, dd_error *err)
{
    writer w = {.view = view, .problem = view->problem};
    const dd_frame frame = {
        .title = view->title != NULL && view->title[0] != '\0' ? view->title : "A factory line",
        .body = {dd_page_shop_html, dd_page_shop_html_size},
        .style = {dd_page_shop_css, dd_page_shop_css_size},
        .script = {dd_page_shop_js, dd_page_shop_js_size},
        .put = put_slot,
        .context = &w,
    };
    dd_status status = prepare(&w, err);
    if (status == DD_STATUS_OK) status = dd_frame_put(&w.out, &frame, err);
    if (status == DD_STATUS_OK && w.out.failed) status = dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    free(w.loads);
    free(w.causes);
    if (status != DD_STATUS_OK) {
        dd_buffer_done(&w.out);
        return status;
    }
    *ret_html = (char *)w.out.bytes;
    *ret_size = w.out.size;
    return DD_STATUS_OK;
}
