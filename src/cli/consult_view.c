#include "cli/consult_view.h"

#include <inttypes.h>

#include "base/buffer.h"

static const char *const names[DD_URGENCY_END_] = {"stat", "asap", "urgent", "routine"};

static double minutes(int64_t ms)
{
    return (double)ms / 60000;
}

static double percent(uint32_t part, uint32_t whole)
{
    return whole > 0 ? 100.0 * part / whole : 100;
}

static dd_status figures_of(const dd_consult_log *log, dd_consult_figures *ret, dd_error *err)
{
    return dd_consult_log_figures(log, ret) ? DD_STATUS_OK : dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}

dd_status dd_consult_view_print(FILE *out, const dd_consult_log *log, const dd_day_costs *costs, dd_error *err)
{
    dd_consult_figures f;
    dd_status status = figures_of(log, &f, err);
    if (status != DD_STATUS_OK) return status;
    fprintf(out, "%s: %u cases, %u finished, %" PRIu64 " patients did not come, %" PRIu64 " cancelled, %" PRIu64 " appointments moved\n\n",
            log->title, f.cases, f.finished, log->no_shows, log->cancelled, log->moved);
    fprintf(out, "  urgency   cases   in target   wait p50    p95      longest\n");
    for (int u = 0; u < DD_URGENCY_END_; u++) {
        const dd_urgency_figures *g = &f.by_urgency[u];
        fprintf(out, "  %-8s %6u    %6.2f %%   %6.1f   %6.1f   %6.1f min\n", names[u], g->cases, percent(g->in_target, g->cases),
                minutes(g->p50_ms), minutes(g->p95_ms), minutes(g->max_ms));
    }
    fprintf(out, "\n  weighted tardiness %.3f minutes a case, %u interruptions, %" PRIu64 " steps of escalation, %u never served\n",
            f.weighted_tardiness_min, f.interruptions, log->escalations, f.unserved);
    fprintf(out,
            "  specialists busy %.1f %% of their time, Gini of their work %.3f; %" PRIu64 " offers, %" PRIu64 " declined, %" PRIu64
            " not answered\n",
            100 * f.busy_share, f.gini, log->offers, log->declined, log->timed_out);
    fprintf(out, "  %" PRIu64 " decisions, %" PRIu64 " records, %.2f processor seconds\n", log->cycles, costs->records,
            (double)costs->cpu_us / 1e6);
    return DD_STATUS_OK;
}

static void write_number(dd_buffer *out, const char *urgency, const char *what, const char *format, double value)
{
    dd_buffer_printf(out, ", \"%s_%s\": ", urgency, what);
    dd_buffer_printf(out, format, value);
}

/* Why a specialist that had nothing in hand did not take a case that was late. */
static const char *why_idle(dd_obstacle_kind why)
{
    switch (why) {
    case DD_OBSTACLE_ROOM: return "no room of the station was free";
    case DD_OBSTACLE_DECLINED: return "declined it, or did not answer";
    case DD_OBSTACLE_TIME: return "not free for long enough";
    case DD_OBSTACLE_PINNED: return "a clinician has pinned the case to another";
    case DD_OBSTACLE_NONE: return "kept in reserve, or just freed";
    default: return "not there";
    }
}

/* Ids are opaque (letters, digits, . _ : -), so that they stand in JSON as they are. */
static void write_late(dd_buffer *out, const dd_consult_log *log)
{
    bool is_first = true;
    dd_buffer_printf(out, ", \"late_stat\": [");
    for (size_t i = 0; i < log->case_count; i++) {
        const dd_log_case *c = &log->cases[i];
        int64_t wait_ms = (c->first_ms == DD_FOREVER_MS ? log->end_ms : c->first_ms) - c->opened_ms;
        if (c->urgency != DD_URGENCY_STAT || wait_ms <= log->rules.target_ms[DD_URGENCY_STAT]) continue;
        dd_buffer_printf(out, "%s{\"case\": \"%s\", \"wait_min\": %.2f, \"station\": \"%s\", \"eligible\": [", is_first ? "" : ", ",
                         c->name, minutes(wait_ms), log->stations[c->station].name);
        for (uint32_t j = 0; j < c->busy_count; j++) {
            const dd_log_busy *busy = &log->busy[c->busy_first + j];
            dd_buffer_printf(out, "%s{\"specialist\": \"%s\"", j == 0 ? "" : ", ", log->specialists[busy->specialist].name);
            if (busy->case_ix == DD_NONE) dd_buffer_printf(out, ", \"busy_with\": null, \"why\": \"%s\"}", why_idle(busy->why));
            else
                dd_buffer_printf(out, ", \"busy_with\": \"%s\", \"urgency\": \"%s\", \"kind\": \"%s\"}", log->cases[busy->case_ix].name,
                                 names[log->cases[busy->case_ix].urgency],
                                 log->cases[busy->case_ix].kind == DD_CASE_LIVE ? "live" : "read");
        }
        dd_buffer_printf(out, "]}");
        is_first = false;
    }
    dd_buffer_printf(out, "]");
}

/* The object, but for its closing brace. */
static void write_object(dd_buffer *text, const dd_consult_log *log, const dd_consult_figures *f, const dd_day_costs *costs)
{
    dd_buffer_printf(text, "{\"cpu_s\": %.4f, \"work\": %" PRIu64 ", \"records\": %" PRIu64 ", \"decisions\": %" PRIu64,
                     (double)costs->cpu_us / 1e6, log->work, costs->records, log->cycles);
    dd_buffer_printf(text, ", \"cases\": %u, \"finished\": %u, \"unserved\": %u", f->cases, f->finished, f->unserved);
    for (int u = 0; u < DD_URGENCY_END_; u++) {
        const dd_urgency_figures *g = &f->by_urgency[u];
        write_number(text, names[u], "cases", "%.0f", g->cases);
        write_number(text, names[u], "in_target_pct", "%.2f", percent(g->in_target, g->cases));
        write_number(text, names[u], "p50_min", "%.2f", minutes(g->p50_ms));
        write_number(text, names[u], "p95_min", "%.2f", minutes(g->p95_ms));
        write_number(text, names[u], "max_min", "%.2f", minutes(g->max_ms));
    }
    dd_buffer_printf(text, ", \"weighted_tardiness_per_case\": %.3f, \"gini\": %.4f, \"busy_share\": %.4f, \"preemptions\": %u",
                     f->weighted_tardiness_min, f->gini, f->busy_share, f->interruptions);
    dd_buffer_printf(text,
                     ", \"offers\": %" PRIu64 ", \"declined\": %" PRIu64 ", \"timed_out\": %" PRIu64 ", \"no_shows\": %" PRIu64
                     ", \"cancelled\": %" PRIu64 ", \"moved\": %" PRIu64 ", \"escalations\": %" PRIu64,
                     log->offers, log->declined, log->timed_out, log->no_shows, log->cancelled, log->moved, log->escalations);
    write_late(text, log);
}

static dd_status put_text(FILE *out, dd_buffer *text, dd_error *err)
{
    dd_status status = DD_STATUS_OK;
    if (text->failed) status = dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    else (void)fwrite(text->bytes, 1, text->size, out);
    dd_buffer_done(text);
    return status;
}

dd_status dd_consult_view_json(FILE *out, const dd_consult_log *log, const dd_day_costs *costs, dd_error *err)
{
    dd_consult_figures f;
    dd_buffer text = {0};
    dd_status status = figures_of(log, &f, err);
    if (status != DD_STATUS_OK) return status;
    write_object(&text, log, &f, costs);
    dd_buffer_printf(&text, "}\n");
    return put_text(out, &text, err);
}

static void print_gain(FILE *out, const dd_consult_figures *own, const dd_consult_figures *plain)
{
    const dd_urgency_figures *stat = &own->by_urgency[DD_URGENCY_STAT], *other = &plain->by_urgency[DD_URGENCY_STAT];
    fprintf(out, "\nAgainst plain priority: STAT in target %.2f %% instead of %.2f, weighted tardiness %.3f minutes a case instead of %.3f.\n",
            percent(stat->in_target, stat->cases), percent(other->in_target, other->cases), own->weighted_tardiness_min,
            plain->weighted_tardiness_min);
}

dd_status dd_consult_view_both(FILE *out, bool is_json, const dd_consult_log *const logs[2], const dd_day_costs costs[2], dd_error *err)
{
    dd_consult_figures f[2];
    dd_status status = DD_STATUS_OK;
    for (int i = 0; i < 2 && status == DD_STATUS_OK; i++) status = figures_of(logs[i], &f[i], err);
    if (status != DD_STATUS_OK) return status;
    if (is_json) {
        dd_buffer text = {0};
        write_object(&text, logs[0], &f[0], &costs[0]);
        dd_buffer_printf(&text, ", \"compared\": ");
        write_object(&text, logs[1], &f[1], &costs[1]);
        dd_buffer_printf(&text, "}}\n");
        return put_text(out, &text, err);
    }
    status = dd_consult_view_print(out, logs[0], &costs[0], err);
    if (status == DD_STATUS_OK) fputs("\nPlain priority (no interruptions, no reserve): ", out);
    if (status == DD_STATUS_OK) status = dd_consult_view_print(out, logs[1], &costs[1], err);
    if (status == DD_STATUS_OK) print_gain(out, &f[0], &f[1]);
    return status;
}
