#include "cli/plant_view.h"

#include <inttypes.h>
#include <string.h>

#include "base/buffer.h"

static double hours(double ms)
{
    return ms / 3600e3;
}

dd_status dd_plant_result_of(const dd_plant_log *log, dd_plant_result *ret, dd_error *err)
{
    const dd_shop_view view = dd_plant_log_view(log);
    dd_status status =
        dd_shop_figures_count(view.problem, view.placements, view.cancelled, view.end_ms, view.horizon_ms, &ret->figures, NULL, err);
    if (status != DD_STATUS_OK) return status;
    uint64_t moved = 0, kept = 0;
    for (size_t i = 0; i < log->replan_count; i++) {
        moved += log->replans[i].moved;
        kept += log->replans[i].kept;
    }
    ret->replans = (uint32_t)log->replan_count;
    ret->moved = log->replan_count > 0 ? (double)moved / (double)log->replan_count : 0;
    ret->kept = log->replan_count > 0 ? (double)kept / (double)log->replan_count : 0;
    ret->dispatches = log->dispatches;
    ret->recalls = log->recalls;
    ret->warnings = log->warnings;
    ret->failures = (uint32_t)log->outage_count;
    ret->work = log->work;
    ret->cancelled = 0;
    for (uint32_t i = 0; i < log->line->job_count; i++) ret->cancelled += log->cancelled[i];
    return DD_STATUS_OK;
}

/* By how much less the first has of something, percent. */
static double less(double own, double other)
{
    return other > 0 ? 100 * (other - own) / other : 0;
}

static void print_row(FILE *out, const dd_plant_result *r)
{
    const dd_shop_figures *f = &r->figures;
    fprintf(out, "  %-24s %10.0f   %5.1f %%  %5u   %6.2f   %6.1f  %6.1f   %6.0f   %4.1f %%", r->label, hours((double)f->tardiness_ms),
            100 * f->on_time, f->late, f->jobs_a_day, hours(f->lead_mean_ms), hours((double)f->lead_p95_ms), hours((double)f->setup_ms),
            100 * f->busy_share);
    if (r->replans > 0) fprintf(out, "   %5.1f of %.0f", r->moved, r->moved + r->kept);
    fputc('\n', out);
}

/* The simple rule with the least weighted tardiness. */
static const dd_plant_result *best_other(const dd_plant_result *results, uint32_t count)
{
    const dd_plant_result *best = NULL;
    for (uint32_t i = 1; i < count; i++)
        if (best == NULL || results[i].figures.tardiness_ms < best->figures.tardiness_ms) best = &results[i];
    return best;
}

static void print_saved(FILE *out, const dd_plant_result *own, const dd_plant_result *other, const char *more)
{
    const dd_shop_figures *f = &own->figures, *g = &other->figures;
    fprintf(out,
            "  Against %s%s: weighted tardiness %+.1f %%, lead time %+.1f %%, throughput %+.1f %%, setup time %+.1f %%; %u late orders "
            "against %u.\n",
            other->label, more, -less((double)f->tardiness_ms, (double)g->tardiness_ms), -less(f->lead_mean_ms, g->lead_mean_ms),
            -less(f->jobs_a_day, g->jobs_a_day), -less((double)f->setup_ms, (double)g->setup_ms), f->late, g->late);
}

void dd_plant_view_print(FILE *out, const char *title, const dd_plant_result *results, uint32_t count)
{
    const dd_plant_result *own = &results[0], *best = best_other(results, count), *fifo = NULL;
    fprintf(out, "%s: %u orders, %u done, %u called off, %u failures\n\n", title, own->figures.jobs, own->figures.finished, own->cancelled,
            own->failures);
    fprintf(out, "                             weighted  on time   late   orders   lead time, h    setup     at     moved by\n");
    fprintf(out, "                           tardiness, h          orders    a day    mean     95 %%      h     work   a new plan\n");
    for (uint32_t i = 0; i < count; i++) print_row(out, &results[i]);
    fputc('\n', out);
    for (uint32_t i = 1; i < count; i++)
        if (strcmp(results[i].policy, "fifo") == 0) fifo = &results[i];
    if (fifo != NULL) print_saved(out, own, fifo, "");
    if (best != NULL && best != fifo) print_saved(out, own, best, ", the best simple rule here");
    fprintf(out, "  %u dispatches, %u recalled, %u new plans, %u warnings of lateness; %" PRIu64 " records, %.2f processor seconds",
            own->dispatches, own->recalls, own->replans, own->warnings, own->costs.records, (double)own->costs.cpu_us / 1e6);
    if (own->most_cpu_us > 0) fprintf(out, ", at most %.3f for one decision", (double)own->most_cpu_us / 1e6);
    fprintf(out, "\n");
}

static void put_result(dd_buffer *out, const dd_plant_result *r)
{
    const dd_shop_figures *f = &r->figures;
    const struct {
        const char *key;
        double value;
        int decimals;
    } fields[] = {{"orders", f->jobs, 0},
                  {"done", f->finished, 0},
                  {"cancelled", r->cancelled, 0},
                  {"late", f->late, 0},
                  {"on_time_pct", 100 * f->on_time, 3},
                  {"weighted_tardiness_h", hours((double)f->tardiness_ms), 3},
                  {"tardiness_mean_h", hours(f->tardiness_mean_ms), 4},
                  {"latest_h", hours((double)f->latest_ms), 3},
                  {"orders_a_day", f->jobs_a_day, 4},
                  {"lead_mean_h", hours(f->lead_mean_ms), 4},
                  {"lead_p95_h", hours((double)f->lead_p95_ms), 3},
                  {"setup_h", hours((double)f->setup_ms), 3},
                  {"setups", f->setups, 0},
                  {"busy_pct", 100 * f->busy_share, 3},
                  {"setup_pct", 100 * f->setup_share, 3},
                  {"failures", r->failures, 0},
                  {"new_plans", r->replans, 0},
                  {"moved_a_plan", r->moved, 3},
                  {"kept_a_plan", r->kept, 3},
                  {"dispatches", r->dispatches, 0},
                  {"recalls", r->recalls, 0},
                  {"warnings", r->warnings, 0},
                  {"most_cpu_s", (double)r->most_cpu_us / 1e6, 4},
                  {"records", (double)r->costs.records, 0},
                  {"cpu_s", (double)r->costs.cpu_us / 1e6, 3}};
    dd_buffer_printf(out, "\"policy\": \"%s\"", r->policy);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        dd_buffer_printf(out, ", \"%s\": %.*f", fields[i].key, fields[i].decimals, fields[i].value);
    dd_buffer_printf(out, ", \"work\": %" PRIu64, r->work);
}

dd_status dd_plant_view_json(FILE *out, const dd_plant_result *results, uint32_t count, dd_error *err)
{
    dd_buffer text = {0};
    dd_buffer_printf(&text, "{");
    put_result(&text, &results[0]);
    dd_buffer_printf(&text, ", \"compared\": [");
    for (uint32_t i = 1; i < count; i++) {
        dd_buffer_printf(&text, i > 1 ? ", {" : "{");
        put_result(&text, &results[i]);
        dd_buffer_printf(&text, "}");
    }
    dd_buffer_printf(&text, "]}\n");
    dd_status status = text.failed ? dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory") : DD_STATUS_OK;
    if (status == DD_STATUS_OK) fwrite(text.bytes, 1, text.size, out);
    dd_buffer_done(&text);
    return status;
}
