#include "cli/day_view.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

static const double minute_ms = 60000;

/* Lines of the table; row_values gives their values in the same order. */
typedef struct view_row {
    const char *label;
    int decimals;
} view_row;

static const view_row rows[] = {
    {"Click to door, mean (min)", 2},
    {"  nine in ten within (min)", 1},
    {"  bound: a courier at every merchant", 2},
    {"Delivered on time (%)", 1},
    {"Food waits for its courier (min)", 2},
    {"Orders per courier-hour", 2},
    {"Orders per pickup", 2},
    {"Kilometres per order", 2},
    {"Orders delivered", 0},
    {"  cancelled by customers", 0},
    {"  undelivered", 0},
    {"Offers made", 0},
    {"  declined or unanswered", 0},
    {"Bundles changed before pickup", 0},
    {"Idle couriers moved", 0},
    {"Decision time, half within (ms)", 1},
    {"  99 in 100 within (ms)", 1},
    {"Work units", 0},
};

enum { ROWS = sizeof rows / sizeof *rows };

static void row_values(const dd_day_summary *s, double ret[ROWS])
{
    const double values[ROWS] = {
        s->click_to_door_ms / minute_ms,
        s->click_to_door_p90_ms / minute_ms,
        s->best_ms / minute_ms,
        100 * s->on_time_share,
        s->ready_to_pickup_ms / minute_ms,
        s->orders_per_courier_hour,
        s->bundle_size,
        s->dist_per_order_m / 1000,
        s->delivered,
        s->cancelled,
        s->undelivered,
        (double)s->counters.offers,
        (double)(s->counters.declined + s->counters.timed_out),
        (double)s->counters.updates,
        (double)s->counters.moves,
        s->cycle_wall_p50_us / 1000,
        s->cycle_wall_p99_us / 1000,
        (double)s->work,
    };
    for (int i = 0; i < ROWS; i++) ret[i] = values[i];
}

static const char *label_of(const dd_day *day)
{
    return day->policy_label ? day->policy_label : dd_day_policy_label(day->policy);
}

static dd_status summarise(const dd_day *days, uint32_t count, dd_day_summary **ret, dd_error *err)
{
    dd_day_summary *summaries = dd_array_new(count, sizeof *summaries);
    if (summaries == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    dd_status status = DD_STATUS_OK;
    for (uint32_t i = 0; i < count && status == DD_STATUS_OK; i++) status = dd_day_summarise(&days[i], &summaries[i], err);
    if (status == DD_STATUS_OK) *ret = summaries;
    else free(summaries);
    return status;
}

static dd_status print_savings(FILE *out, const dd_day *days, uint32_t count, dd_error *err)
{
    for (uint32_t i = 1; i < count; i++) {
        dd_day_saving saving;
        dd_status status = dd_day_compare(&days[0], &days[i], &saving, err);
        if (status != DD_STATUS_OK) return status;
        double hours = (double)(saving.saved_ms < 0 ? -saving.saved_ms : saving.saved_ms) / 3600000;
        fprintf(out, "%s %.1f hours of customers' waiting against \"%s\": %.2f minutes an order.\n", saving.saved_ms >= 0 ? "Saved" : "Lost",
                hours, label_of(&days[i]), saving.orders > 0 ? hours * 60 / saving.orders : 0);
    }
    return DD_STATUS_OK;
}

dd_status dd_day_view_print(FILE *out, const dd_day *days, const dd_day_costs *costs, uint32_t count, dd_error *err)
{
    dd_day_summary *summaries = NULL;
    dd_status status = summarise(days, count, &summaries, err);
    if (status != DD_STATUS_OK) return status;
    fprintf(out, "%s: %u orders, %u couriers, %.0f courier-hours\n\n%-38s", days[0].title ? days[0].title : "A day",
            summaries[0].orders, summaries[0].couriers, summaries[0].shift_hours, "");
    for (uint32_t i = 0; i < count; i++) fprintf(out, " %24s", label_of(&days[i]));
    fputc('\n', out);
    for (int row = 0; row < ROWS; row++) {
        fprintf(out, "%-38s", rows[row].label);
        for (uint32_t i = 0; i < count; i++) {
            double values[ROWS];
            row_values(&summaries[i], values);
            fprintf(out, " %24.*f", rows[row].decimals, values[row]);
        }
        fputc('\n', out);
    }
    fputc('\n', out);
    status = print_savings(out, days, count, err);
    if (costs[0].cpu_us > 0) fprintf(out, "%.2f s of processor time for the day.\n", (double)costs[0].cpu_us / 1e6);
    free(summaries);
    return status;
}

static void put_real(json_t *object, const char *key, double value)
{
    json_object_set_new(object, key, json_real(floor(value * 1e4 + 0.5) / 1e4));
}

static void put_count(json_t *object, const char *key, uint64_t value)
{
    json_object_set_new(object, key, json_integer((json_int_t)value));
}

/* What tells whether a machine keeps up: open orders at the peak, cycles that took longer than the time between them, memory a task. */
static void put_scale(json_t *object, const dd_day *day, const dd_day_costs *costs)
{
    uint32_t peak = 0;
    uint64_t missed = 0, tasks = day->order_count + day->courier_count;
    for (size_t i = 0; i < day->cycle_count; i++) {
        if (day->cycles[i].open_orders > peak) peak = day->cycles[i].open_orders;
        missed += costs->cycle_ms > 0 && day->cycles[i].wall_us > costs->cycle_ms * 1000;
    }
    put_count(object, "open_orders_max", peak);
    put_count(object, "cycles_missed", missed);
    if (costs->peak_rss_bytes > 0) put_count(object, "peak_rss_bytes", (uint64_t)costs->peak_rss_bytes);
    if (costs->peak_rss_bytes > 0 && tasks > 0) put_count(object, "rss_bytes_per_task", (uint64_t)costs->peak_rss_bytes / tasks);
    if (costs->snapshot_bytes > 0) put_count(object, "snapshot_bytes", costs->snapshot_bytes);
}

static json_t *day_object(const dd_day *day, const dd_day_summary *s, const dd_day_costs *costs)
{
    json_t *object = json_object();
    json_object_set_new(object, "policy", json_string(label_of(day)));
    put_count(object, "seed", day->seed);
    put_real(object, "cpu_s", (double)costs->cpu_us / 1e6);
    put_real(object, "wall_s", (double)costs->wall_us / 1e6);
    put_count(object, "work", s->work);
    put_count(object, "cycles", day->cycle_count);
    put_count(object, "records", costs->records);
    put_count(object, "orders", s->orders);
    put_count(object, "delivered", s->delivered);
    put_count(object, "cancelled", s->cancelled);
    put_count(object, "undelivered", s->undelivered);
    put_count(object, "couriers", s->couriers);
    put_real(object, "click_to_door_all", s->click_to_door_ms / minute_ms);
    put_real(object, "click_to_door", s->click_to_door_delivered_ms / minute_ms);
    put_real(object, "click_to_door_p50", s->click_to_door_p50_ms / minute_ms);
    put_real(object, "click_to_door_p90", s->click_to_door_p90_ms / minute_ms);
    put_real(object, "click_to_door_p99", s->click_to_door_p99_ms / minute_ms);
    put_real(object, "click_to_door_bound", s->best_ms / minute_ms);
    put_real(object, "on_time_share", s->on_time_share);
    put_real(object, "ready_to_pickup", s->ready_to_pickup_ms / minute_ms);
    put_real(object, "kitchen_late", s->kitchen_late_ms / minute_ms);
    put_real(object, "orders_per_courier_hour", s->orders_per_courier_hour);
    put_real(object, "orders_per_bundle", s->bundle_size);
    put_real(object, "utilisation", s->utilisation);
    put_real(object, "km_per_order", s->dist_per_order_m / 1000);
    put_count(object, "offers", s->counters.offers);
    put_count(object, "declined", s->counters.declined);
    put_count(object, "timed_out", s->counters.timed_out);
    put_count(object, "updates", s->counters.updates);
    put_count(object, "moves", s->counters.moves);
    put_count(object, "unservable", s->counters.unservable);
    put_real(object, "cycle_cpu_s", (double)s->cpu_us / 1e6);
    put_real(object, "cycle_wall_p50_ms", s->cycle_wall_p50_us / 1000);
    put_real(object, "cycle_wall_p99_ms", s->cycle_wall_p99_us / 1000);
    put_real(object, "cycle_wall_max_ms", s->cycle_wall_max_us / 1000);
    put_scale(object, day, costs);
    return object;
}

dd_status dd_day_view_json(FILE *out, const dd_day *days, const dd_day_costs *costs, uint32_t count, dd_error *err)
{
    dd_day_summary *summaries = NULL;
    dd_status status = summarise(days, count, &summaries, err);
    if (status != DD_STATUS_OK) return status;
    json_t *object = day_object(&days[0], &summaries[0], &costs[0]), *others = json_array();
    for (uint32_t i = 1; i < count; i++) json_array_append_new(others, day_object(&days[i], &summaries[i], &costs[i]));
    if (count > 1) json_object_set(object, "compared", others);
    json_decref(others);
    bool is_good = json_dumpf(object, out, JSON_REAL_PRECISION(10) | JSON_PRESERVE_ORDER) == 0;
    json_decref(object);
    free(summaries);
    if (is_good) fputc('\n', out);
    return is_good ? DD_STATUS_OK : dd_error_set(err, DD_STATUS_IO, NULL, "cannot write the figures");
}
