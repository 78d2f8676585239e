/* Report: days become one JSON object, and the page around it draws it.
 *
 * The object (all instants in whole seconds from days[0]'s midnight, durations in seconds, x and y as integers on a grid over the bounding
 * box of all points):
 *
 *   {version, give_up, time: {begin, bin, bins, step}, box: {x, y, unit, geographic, metres}, days: [{
 *      title, label, command, seed, midnight_ms, begin, end, summary: {...}, parts: [kitchen, courier, road, given up],
 *      bins: {placed, delivered, waiting}, steps: {open, unpicked, on, busy, done}, waits, lates, uses, cycles: [[at, mean us, max us,
 *      open, unassigned]], counts: {couriers, drawn couriers, orders, drawn orders}, merchants: [[name, x, y]],
 *      couriers: [{n, x, y, orders, busy, shift, m, shifts: [on, off, ...], k, t, p, r}], orders: [[name, merchant, courier, state, x, y,
 *      placed, then from placed: expected, ready, due, committed, arrived, picked, delivered, closed; declines, changes]], saved: [seconds, orders],
 *      worst: [...]}]}
 *
 * A courier's legs: k one digit a leg (its kind; plus 5 when it begins elsewhere than the last one ended), t pairs of (gap since the last
 * end, length), p points (the explicit begin of a leg with a digit of 5 and more; the end of a leg that moves), r merchant or order.
 *
 * What is sampled is said in sample.h; figures and charts count everything.
 */
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diaodu/version.h"
#include "report/charts.h"
#include "report/figures.h"
#include "report/frame.h"
#include "report/page.h"
#include "report/page_text.h"
#include "report/sample.h"

enum { GRID = 65535, WORST_MAX = 1000 };

/* The points' bounding box; both axes share one unit, so that shapes stay true. */
typedef struct box {
    double x, y, unit;
    bool known;
    double x_end, y_end;
} box;

typedef struct writer {
    dd_buffer out;
    const dd_day *days;
    uint32_t day_count;
    dd_report_options limits;      /* a day's share, defaults filled in */
    dd_charts_time time;
    box box;
    dd_charts *charts;
    dd_day_summary *summaries;
} writer;

static void box_add(box *b, dd_point point)
{
    if (!b->known) *b = (box){.x = point.x, .y = point.y, .x_end = point.x, .y_end = point.y, .known = true};
    if (point.x < b->x) b->x = point.x;
    if (point.y < b->y) b->y = point.y;
    if (point.x > b->x_end) b->x_end = point.x;
    if (point.y > b->y_end) b->y_end = point.y;
}

static box box_of(const dd_day *days, uint32_t day_count)
{
    box b = {0};
    for (uint32_t d = 0; d < day_count; d++) {
        for (size_t i = 0; i < days[d].order_count; i++) {
            box_add(&b, days[d].orders[i].door);
            box_add(&b, days[d].merchants[days[d].orders[i].merchant].point);
        }
        for (size_t i = 0; i < days[d].courier_count; i++) box_add(&b, days[d].couriers[i].start);
    }
    double width = b.x_end - b.x, height = b.y_end - b.y;
    b.unit = (width > height ? width : height) / GRID;
    if (!(b.unit > 0)) b.unit = 1;
    return b;
}

static int64_t grid(double value, double origin, double unit)
{
    double steps = (value - origin) / unit;
    if (steps > 4e6) steps = 4e6;
    if (steps < -4e6) steps = -4e6;
    return (int64_t)(steps < 0 ? steps - 0.5 : steps + 0.5);
}

static int64_t seconds(const writer *w, int64_t at_ms)
{
    int64_t ms = at_ms - w->days[0].midnight_ms;
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

static void put_point(writer *w, dd_point point)
{
    dd_buffer_printf(&w->out, "%lld,%lld", (long long)grid(point.x, w->box.x, w->box.unit), (long long)grid(point.y, w->box.y, w->box.unit));
}

/* A field of dd_day_summary in the page: milliseconds become seconds. */
static void put_summary(writer *w, const dd_day_summary *s)
{
    const struct { const char *key; double value; int decimals; } fields[] = {
        {"orders", s->orders, 0}, {"delivered", s->delivered, 0}, {"cancelled", s->cancelled, 0}, {"undelivered", s->undelivered, 0},
        {"couriers", s->couriers, 0}, {"waiting", (double)s->waiting_ms / 1e3, 0}, {"ctd", s->click_to_door_ms / 1e3, 2},
        {"ctd_p50", s->click_to_door_p50_ms / 1e3, 2}, {"ctd_p90", s->click_to_door_p90_ms / 1e3, 2},
        {"ctd_p99", s->click_to_door_p99_ms / 1e3, 2}, {"ctd_delivered", s->click_to_door_delivered_ms / 1e3, 2},
        {"ctd_max", (double)s->click_to_door_max_ms / 1e3, 0}, {"best", s->best_ms / 1e3, 2}, {"on_time", s->on_time_share, 6},
        {"late", s->late_ms / 1e3, 2}, {"ready_to_pickup", s->ready_to_pickup_ms / 1e3, 2},
        {"ready_to_door", s->ready_to_door_ms / 1e3, 2}, {"pickup_to_door", s->pickup_to_door_ms / 1e3, 2},
        {"kitchen_late", s->kitchen_late_ms / 1e3, 2}, {"bundle", s->bundle_size, 4}, {"shift_hours", s->shift_hours, 3},
        {"per_hour", s->orders_per_courier_hour, 4}, {"use", s->utilisation, 6}, {"courier_wait", s->courier_wait_ms / 1e3, 2},
        {"dist", s->dist_m, 0}, {"dist_per_order", s->dist_per_order_m, 1}, {"cycle_p50_us", s->cycle_wall_p50_us, 0},
        {"cycle_p99_us", s->cycle_wall_p99_us, 0}, {"cycle_max_us", s->cycle_wall_max_us, 0}, {"cpu_us", (double)s->cpu_us, 0},
        {"work", (double)s->work, 0}, {"offers", (double)s->counters.offers, 0}, {"accepted", (double)s->counters.accepted, 0},
        {"declined", (double)s->counters.declined, 0}, {"timed_out", (double)s->counters.timed_out, 0},
        {"updates", (double)s->counters.updates, 0}, {"moves", (double)s->counters.moves, 0},
        {"unservable", (double)s->counters.unservable, 0}};
    dd_page_put(&w->out, ",\"summary\":{\"v\":1");
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) put_field(w, fields[i].key, fields[i].value, fields[i].decimals);
    dd_page_put(&w->out, "}");
}

static void put_waiting(writer *w, const dd_charts *charts)
{
    put_key(w, "waiting");
    for (uint32_t i = 0; i < w->time.bins; i++) {
        dd_page_put(&w->out, i ? "," : "[");
        if (charts->waiting_count[i] == 0) dd_page_put(&w->out, "null");
        else dd_page_put_integer(&w->out, charts->waiting_ms[i] / charts->waiting_count[i] / 1000);
    }
    dd_page_put(&w->out, "]");
}

static void put_charts(writer *w, const dd_charts *charts, const dd_day_summary *sum)
{
    size_t steps = (size_t)w->time.bins * DD_CHARTS_STEPS;
    double counted = (double)(sum->orders - sum->cancelled) * 1e3;
    const int64_t parts[] = {charts->kitchen_ms, charts->courier_ms, charts->road_ms, charts->given_up_ms};
    put_key(w, "parts");
    for (int i = 0; i < 4; i++) {
        dd_page_put(&w->out, i ? "," : "[");
        dd_page_put_number(&w->out, counted > 0 ? (double)parts[i] / counted : 0, 2);
    }
    dd_page_put(&w->out, "],\"bins\":{\"v\":1");
    put_array(w, "placed", charts->placed, w->time.bins);
    put_array(w, "delivered", charts->delivered, w->time.bins);
    put_waiting(w, charts);
    dd_page_put(&w->out, "},\"steps\":{\"v\":1");
    put_array(w, "open", charts->open, steps);
    put_array(w, "unpicked", charts->unpicked, steps);
    put_array(w, "on", charts->on_shift, steps);
    put_array(w, "busy", charts->busy, steps);
    put_array(w, "done", charts->done, steps);
    dd_page_put(&w->out, "}");
    put_array(w, "waits", charts->waits, DD_CHARTS_WAITS);
    put_array(w, "lates", charts->lates, DD_CHARTS_LATES);
    put_array(w, "uses", charts->uses, DD_CHARTS_USES);
    dd_page_put(&w->out, ",\"cycles\":[");
    for (uint32_t i = 0; i < charts->cycle_count; i++) {
        const dd_charts_cycle *c = &charts->cycles[i];
        const int64_t row[] = {seconds(w, c->at_ms), c->wall_mean_us, c->wall_max_us, c->open_max, c->unassigned_max};
        if (i > 0) dd_page_put(&w->out, ",");
        dd_page_put_integers(&w->out, row, sizeof row / sizeof *row);
    }
    dd_page_put(&w->out, "]");
}

static void put_merchants(writer *w, const dd_day *day, const dd_sample *sample)
{
    bool first = true;
    dd_page_put(&w->out, ",\"merchants\":[");
    for (size_t i = 0; i < day->merchant_count; i++) {
        if (sample->merchants[i] == DD_NONE) continue;
        dd_page_put(&w->out, first ? "[" : ",[");
        dd_page_put_json(&w->out, day->merchants[i].name);
        dd_page_put(&w->out, ",");
        put_point(w, day->merchants[i].point);
        dd_page_put(&w->out, "]");
        first = false;
    }
    dd_page_put(&w->out, "]");
}

static bool is_moving(dd_leg_kind kind)
{
    return kind == DD_LEG_TO_MERCHANT || kind == DD_LEG_DELIVERING || kind == DD_LEG_MOVING;
}

static bool is_elsewhere(const writer *w, dd_point a, dd_point b)
{
    return grid(a.x, w->box.x, w->box.unit) != grid(b.x, w->box.x, w->box.unit) ||
           grid(a.y, w->box.y, w->box.unit) != grid(b.y, w->box.y, w->box.unit);
}

/* The drawn legs of one courier in four columns. */
static void put_legs(writer *w, const dd_day *day, const dd_sample *sample, const dd_day_courier *courier, size_t first, size_t last)
{
    dd_point at = courier->start;
    int64_t now = 0;
    dd_page_put(&w->out, ",\"k\":\"");
    for (size_t i = first; i < last; i++) {
        const dd_day_leg *leg = &day->legs[sample->legs[i]];
        dd_buffer_put_byte(&w->out, (uint8_t)('0' + (int)leg->kind + (is_elsewhere(w, at, leg->from) ? DD_LEG_KIND_END_ : 0)));
        at = is_moving(leg->kind) ? leg->to : leg->from;
    }
    dd_page_put(&w->out, "\",\"t\":[");
    for (size_t i = first; i < last; i++) {
        const dd_day_leg *leg = &day->legs[sample->legs[i]];
        int64_t begin = seconds(w, leg->begin_ms), end = seconds(w, leg->end_ms);
        dd_buffer_printf(&w->out, "%s%lld,%lld", i > first ? "," : "", (long long)(begin - now), (long long)(end - begin));
        now = end;
    }
    dd_page_put(&w->out, "],\"p\":[");
    const char *comma = "";
    at = courier->start;
    for (size_t i = first; i < last; i++) {
        const dd_day_leg *leg = &day->legs[sample->legs[i]];
        if (is_elsewhere(w, at, leg->from)) {
            dd_page_put(&w->out, comma);
            put_point(w, leg->from);
            comma = ",";
        }
        at = is_moving(leg->kind) ? leg->to : leg->from;
        if (!is_moving(leg->kind)) continue;
        dd_page_put(&w->out, comma);
        put_point(w, leg->to);
        comma = ",";
    }
    dd_page_put(&w->out, "],\"r\":[");
    for (size_t i = first; i < last; i++) {
        const dd_day_leg *leg = &day->legs[sample->legs[i]];
        bool to_door = leg->kind == DD_LEG_DELIVERING || leg->kind == DD_LEG_AT_DOOR;
        uint32_t from = to_door ? leg->order : leg->merchant;
        uint32_t ref = from == DD_NONE ? DD_NONE : to_door ? sample->orders[from] : sample->merchants[from];
        dd_buffer_printf(&w->out, "%s%lld", i > first ? "," : "", ref == DD_NONE ? -1LL : (long long)ref);
    }
    dd_page_put(&w->out, "]");
}

/* Per courier: delivered orders, busy and shift seconds, metres.  All its legs count, drawn or not. */
typedef struct tally {
    int64_t orders, busy_ms, shift_ms, dist_m;
} tally;

static tally *tally_couriers(const dd_day *day)
{
    tally *tallies = dd_array_new(day->courier_count, sizeof *tallies);
    if (tallies == NULL) return NULL;
    for (size_t i = 0; i < day->order_count; i++)
        if (day->orders[i].state == DD_ORDER_DELIVERED && day->orders[i].courier != DD_NONE) tallies[day->orders[i].courier].orders++;
    for (size_t i = 0; i < day->shift_count; i++)
        tallies[day->shifts[i].courier].shift_ms += day->shifts[i].off_ms - day->shifts[i].on_ms;
    for (size_t i = 0; i < day->leg_count; i++) {
        const dd_day_leg *leg = &day->legs[i];
        tallies[leg->courier].dist_m += leg->dist_m;
        if (leg->kind != DD_LEG_MOVING) tallies[leg->courier].busy_ms += leg->end_ms - leg->begin_ms;
    }
    return tallies;
}

static void put_courier(writer *w, const dd_day *day, const dd_sample *sample, uint32_t ix, const tally *sums)
{
    const dd_day_courier *courier = &day->couriers[ix];
    uint32_t page = sample->couriers[ix];
    dd_page_put(&w->out, page ? ",{\"n\":" : "{\"n\":");
    dd_page_put_json(&w->out, courier->name);
    dd_page_put(&w->out, ",\"at\":[");
    put_point(w, courier->start);
    dd_page_put(&w->out, "]");
    put_field(w, "orders", (double)sums->orders, 0);
    put_field(w, "busy", (double)sums->busy_ms / 1e3, 0);
    put_field(w, "shift", (double)sums->shift_ms / 1e3, 0);
    put_field(w, "m", (double)sums->dist_m, 0);
    put_legs(w, day, sample, courier, sample->leg_first[page], sample->leg_first[page + 1]);
    dd_page_put(&w->out, "}");
}

/* Shifts as [courier, on, off], so that the day's order of shifts does not matter. */
static void put_shifts(writer *w, const dd_day *day, const dd_sample *sample)
{
    const char *comma = "";
    dd_page_put(&w->out, ",\"shifts\":[");
    for (size_t i = 0; i < day->shift_count; i++) {
        const dd_day_shift *shift = &day->shifts[i];
        if (sample->couriers[shift->courier] == DD_NONE) continue;
        const int64_t row[] = {sample->couriers[shift->courier], seconds(w, shift->on_ms), seconds(w, shift->off_ms)};
        dd_page_put(&w->out, comma);
        dd_page_put_integers(&w->out, row, 3);
        comma = ",";
    }
    dd_page_put(&w->out, "]");
}

static dd_status put_couriers(writer *w, const dd_day *day, const dd_sample *sample, dd_error *err)
{
    tally *tallies = tally_couriers(day);
    if (tallies == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    dd_page_put(&w->out, ",\"couriers\":[");
    for (size_t i = 0; i < day->courier_count; i++)
        if (sample->couriers[i] != DD_NONE) put_courier(w, day, sample, (uint32_t)i, &tallies[i]);
    dd_page_put(&w->out, "]");
    free(tallies);
    return DD_STATUS_OK;
}

static void put_since(writer *w, int64_t at_ms, int64_t placed_ms, bool known)
{
    if (known) dd_buffer_printf(&w->out, ",%lld", (long long)(seconds(w, at_ms) - seconds(w, placed_ms)));
    else dd_page_put(&w->out, ",null");
}

/* The fields after the name, merchant and courier. */
static void put_order_facts(writer *w, const dd_day_order *order)
{
    dd_buffer_printf(&w->out, ",%d,", (int)order->state);
    put_point(w, order->door);
    dd_buffer_printf(&w->out, ",%lld", (long long)seconds(w, order->placed_ms));
    const int64_t times[] = {order->ready_expected_ms, order->ready_ms, order->due_ms, order->committed_ms,
                             order->arrived_ms, order->picked_ms, order->delivered_ms, order->closed_ms};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) put_since(w, times[i], order->placed_ms, times[i] != 0);
    dd_buffer_printf(&w->out, ",%u,%u", order->declines, order->changes);
}

static long long page_index(const uint32_t *map, uint32_t ix)
{
    return ix == DD_NONE || map[ix] == DD_NONE ? -1 : (long long)map[ix];
}

static void put_orders(writer *w, const dd_day *day, const dd_sample *sample)
{
    dd_page_put(&w->out, ",\"orders\":[");
    for (size_t i = 0; i < day->order_count; i++) {
        const dd_day_order *order = &day->orders[i];
        if (sample->orders[i] == DD_NONE) continue;
        dd_page_put(&w->out, sample->orders[i] ? ",[" : "[");
        dd_page_put_json(&w->out, order->name);
        dd_buffer_printf(&w->out, ",%lld,%lld", page_index(sample->merchants, order->merchant), page_index(sample->couriers, order->courier));
        put_order_facts(w, order);
        dd_page_put(&w->out, "]");
    }
    dd_page_put(&w->out, "]");
}

/* An order in the ranking of the worst. */
typedef struct ranked {
    int64_t late_ms, waiting_ms;
    uint32_t order;
} ranked;

static int compare_ranked(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->waiting_ms != y->waiting_ms) return x->waiting_ms > y->waiting_ms ? -1 : 1;
    if (x->late_ms != y->late_ms) return x->late_ms > y->late_ms ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static const dd_day_order *same_order(const dd_day *day, const dd_day_order *order, uint32_t hint)
{
    if (hint < day->order_count && strcmp(day->orders[hint].name, order->name) == 0) return &day->orders[hint];
    for (size_t i = 0; i < day->order_count; i++)
        if (strcmp(day->orders[i].name, order->name) == 0) return &day->orders[i];
    return NULL;
}

/* [page index or -1, name, merchant, courier, facts..., [waiting under each other policy]] */
static void put_worst_order(writer *w, const dd_sample *sample, uint32_t ix)
{
    const dd_day *day = &w->days[0];
    const dd_day_order *order = &day->orders[ix];
    dd_buffer_printf(&w->out, "[%lld,", page_index(sample->orders, ix));
    dd_page_put_json(&w->out, order->name);
    dd_page_put(&w->out, ",");
    dd_page_put_json(&w->out, day->merchants[order->merchant].name);
    dd_page_put(&w->out, ",");
    dd_page_put_json(&w->out, order->courier == DD_NONE ? NULL : day->couriers[order->courier].name);
    put_order_facts(w, order);
    dd_page_put(&w->out, ",[");
    for (uint32_t d = 1; d < w->day_count; d++) {
        const dd_day_order *other = same_order(&w->days[d], order, ix);
        if (d > 1) dd_page_put(&w->out, ",");
        if (other == NULL || other->state == DD_ORDER_CANCELLED) dd_page_put(&w->out, "null");
        else dd_page_put_integer(&w->out, dd_figures_waiting_ms(&w->days[d], other) / 1000);
    }
    dd_page_put(&w->out, "]]");
}

static dd_status put_worst(writer *w, const dd_sample *sample, dd_error *err)
{
    const dd_day *day = &w->days[0];
    size_t count = 0;
    ranked *list = dd_array_new(day->order_count, sizeof *list);
    if (list == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    for (size_t i = 0; i < day->order_count; i++)
        if (day->orders[i].state != DD_ORDER_CANCELLED)
            list[count++] = (ranked){dd_figures_late_ms(day, &day->orders[i]), dd_figures_waiting_ms(day, &day->orders[i]), (uint32_t)i};
    if (count > 1) qsort(list, count, sizeof *list, compare_ranked);
    dd_page_put(&w->out, ",\"worst\":[");
    for (size_t i = 0; i < count && i < w->limits.worst_max; i++) {
        if (i > 0) dd_page_put(&w->out, ",");
        put_worst_order(w, sample, list[i].order);
    }
    dd_page_put(&w->out, "]");
    free(list);
    return DD_STATUS_OK;
}

static void put_head(writer *w, const dd_day *day)
{
    dd_page_put(&w->out, "{\"title\":");
    dd_page_put_json(&w->out, day->title ? day->title : "A day of dispatching");
    put_key(w, "label");
    dd_page_put_json(&w->out, day->policy_label ? day->policy_label : dd_day_policy_label(day->policy));
    put_key(w, "command");
    dd_page_put_json(&w->out, day->command);
    dd_buffer_printf(&w->out, ",\"policy\":%d,\"seed\":\"%llu\",\"begin\":%lld,\"end\":%lld", (int)day->policy, (unsigned long long)day->seed,
                     (long long)seconds(w, day->begin_ms), (long long)seconds(w, day->end_ms));
}

/* ,"saved":[seconds, orders] of days[0] against this day. */
static dd_status put_saved(writer *w, uint32_t d, dd_error *err)
{
    dd_day_saving saving;
    dd_status status = dd_day_compare(&w->days[0], &w->days[d], &saving, err);
    if (status != DD_STATUS_OK) return status;
    dd_buffer_printf(&w->out, ",\"saved\":[%lld,%u]", (long long)(saving.saved_ms / 1000), saving.orders);
    return DD_STATUS_OK;
}

static dd_status put_day(writer *w, uint32_t d, dd_error *err)
{
    const dd_day *day = &w->days[d];
    dd_sample sample;
    dd_status status = dd_sample_init(&sample, day, w->limits.couriers_max, w->limits.orders_max, w->limits.legs_max, err);
    if (status != DD_STATUS_OK) return status;
    put_head(w, day);
    put_summary(w, &w->summaries[d]);
    put_charts(w, &w->charts[d], &w->summaries[d]);
    dd_buffer_printf(&w->out, ",\"counts\":[%zu,%u,%zu,%u]", day->courier_count, sample.courier_count, day->order_count, sample.order_count);
    put_merchants(w, day, &sample);
    put_shifts(w, day, &sample);
    put_orders(w, day, &sample);
    status = put_couriers(w, day, &sample, err);
    if (status == DD_STATUS_OK && d > 0) status = put_saved(w, d, err);
    if (status == DD_STATUS_OK && d == 0) status = put_worst(w, &sample, err);
    dd_page_put(&w->out, "}");
    dd_sample_done(&sample);
    return status;
}

static dd_status put_data(writer *w, dd_error *err)
{
    const dd_day *first = &w->days[0];
    int decimals = first->is_geographic ? 7 : 3;
    dd_page_put(&w->out, "{\"version\":\"" DD_VERSION "\"");
    put_field(w, "give_up", (double)dd_figures_give_up_ms(first) / 1e3, 0);
    dd_buffer_printf(&w->out, ",\"midnight_ms\":%lld", (long long)first->midnight_ms);
    dd_buffer_printf(&w->out, ",\"time\":{\"begin\":%lld,\"bin\":%lld,\"bins\":%u,\"step\":%lld}", (long long)seconds(w, w->time.begin_ms),
                     (long long)(w->time.bin_ms / 1000), w->time.bins, (long long)(w->time.bin_ms / 1000 / DD_CHARTS_STEPS));
    dd_page_put(&w->out, ",\"box\":{\"v\":1");
    put_field(w, "x", w->box.x, decimals);
    put_field(w, "y", w->box.y, decimals);
    put_field(w, "unit", w->box.unit, 9);
    dd_page_put(&w->out, first->is_geographic ? ",\"geographic\":true" : ",\"geographic\":false");
    put_field(w, "metres", first->metres_per_unit > 0 ? first->metres_per_unit : 1, 6);
    dd_page_put(&w->out, "},\"days\":[");
    dd_status status = DD_STATUS_OK;
    for (uint32_t d = 0; d < w->day_count && status == DD_STATUS_OK; d++) {
        if (d > 0) dd_page_put(&w->out, ",");
        status = put_day(w, d, err);
    }
    dd_page_put(&w->out, "]}");
    return status;
}

/* What a reader without scripts (a mail preview) sees. */
static void put_table(writer *w)
{
    for (uint32_t d = 0; d < w->day_count; d++) {
        const dd_day *day = &w->days[d];
        const dd_day_summary *s = &w->summaries[d];
        dd_page_put(&w->out, "<tr><th scope=\"row\">");
        dd_page_put_html(&w->out, day->policy_label ? day->policy_label : dd_day_policy_label(day->policy));
        const struct { double value; int decimals; const char *unit; } cells[] = {
            {s->delivered, 0, ""}, {s->orders - s->cancelled, 0, ""}, {s->click_to_door_ms / 60000, 1, " min"},
            {s->click_to_door_p90_ms / 60000, 1, " min"}, {s->on_time_share * 100, 1, " %"}, {(double)s->waiting_ms / 3600000, 1, " h"}};
        dd_page_put(&w->out, "</th>");
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

static dd_status put_page(writer *w, dd_error *err)
{
    const dd_frame frame = {
        .title = w->days[0].title ? w->days[0].title : "A day of dispatching",
        .body = {dd_page_html, dd_page_html_size},
        .script = {dd_page_js, dd_page_js_size},
        .put = put_slot,
        .context = w,
    };
    return dd_frame_put(&w->out, &frame, err);
}

/* Puts "/days/N" before the place. */
static dd_status at_day(dd_status status, uint32_t d, dd_error *err)
{
    if (status == DD_STATUS_OK || err == NULL) return status;
    char pointer[sizeof err->pointer];
    (void)snprintf(pointer, sizeof pointer, "/days/%u%.160s", d, err->pointer);
    memcpy(err->pointer, pointer, sizeof pointer);
    return status;
}

static uint32_t share(uint32_t asked, uint32_t otherwise, uint32_t day_count)
{
    uint32_t all = asked ? asked : otherwise;
    return all / day_count ? all / day_count : 1;
}

static dd_report_options share_limits(const dd_report_options *options, uint32_t day_count)
{
    dd_report_options o = options ? *options : (dd_report_options){0};
    o.orders_max = share(o.orders_max, 20000, day_count);
    o.couriers_max = share(o.couriers_max, 2000, day_count);
    o.legs_max = share(o.legs_max, 120000, day_count);
    if (o.worst_max == 0) o.worst_max = 25;
    if (o.worst_max > WORST_MAX) o.worst_max = WORST_MAX;
    return o;
}

static dd_status count_days(writer *w, dd_error *err)
{
    dd_status status = DD_STATUS_OK;
    for (uint32_t d = 0; d < w->day_count && status == DD_STATUS_OK; d++)
        status = at_day(dd_day_summarise(&w->days[d], &w->summaries[d], err), d, err);
    if (status != DD_STATUS_OK) return status;
    w->time = dd_charts_time_of(w->days, w->day_count);
    w->box = box_of(w->days, w->day_count);
    for (uint32_t d = 0; d < w->day_count && status == DD_STATUS_OK; d++)
        status = dd_charts_count(&w->days[d], &w->time, &w->charts[d], err);
    return status;
}

dd_status dd_report_write(const dd_day *days, uint32_t day_count, const dd_report_options *options, char **ret_html, size_t *ret_size,
                          dd_error *err)
{
    if (day_count == 0 || day_count > DD_REPORT_DAYS_MAX)
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/days", "1 to %d days", DD_REPORT_DAYS_MAX);
    writer w = {.days = days, .day_count = day_count, .limits = share_limits(options, day_count)};
    w.charts = dd_array_new(day_count, sizeof *w.charts);
    w.summaries = dd_array_new(day_count, sizeof *w.summaries);
    dd_status status = DD_STATUS_OK;
    if (w.charts == NULL || w.summaries == NULL) status = dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    if (status == DD_STATUS_OK) status = count_days(&w, err);
    if (status == DD_STATUS_OK) status = put_page(&w, err);
    if (status == DD_STATUS_OK && w.out.failed) status = dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    free(w.charts);
    free(w.summaries);
    if (status != DD_STATUS_OK) {
        dd_buffer_done(&w.out);
        return status;
    }
    *ret_html = (char *)w.out.bytes;
    *ret_size = w.out.size;
    return DD_STATUS_OK;
}
