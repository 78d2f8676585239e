/* Summary: the figures of a day, each counted as report/day.h says.
 *
 * One pass over the orders fills sums and a scratch array of click-to-door times, which is sorted for the percentiles; pickups are
 * counted by sorting (courier, merchant, instant).  Everything is summed in integers, so the order of summing does not show; doubles
 * appear only in the last division.
 */
#include <stdlib.h>
#include <string.h>

#include "report/figures.h"

static const int64_t HOUR_MS = 3600000;

static int compare_int64(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

void dd_figures_sort(int64_t *values, size_t count)
{
    if (count > 1) qsort(values, count, sizeof *values, compare_int64);
}

double dd_figures_percentile(const int64_t *sorted, size_t count, double share)
{
    if (count == 0) return 0;
    double place = (double)(count - 1) * share;
    size_t low = (size_t)place, high = low + 1 < count ? low + 1 : low;
    return (double)sorted[low] + (double)(sorted[high] - sorted[low]) * (place - (double)low);
}

int64_t dd_figures_give_up_ms(const dd_day *day)
{
    return day->give_up_ms > 0 ? day->give_up_ms : 3 * HOUR_MS;
}

int64_t dd_figures_waiting_ms(const dd_day *day, const dd_day_order *order)
{
    int64_t give_up = dd_figures_give_up_ms(day);
    if (order->state != DD_ORDER_DELIVERED) return give_up;
    int64_t waited = order->delivered_ms - order->placed_ms;
    return waited < give_up ? waited : give_up;
}

int64_t dd_figures_late_ms(const dd_day *day, const dd_day_order *order)
{
    if (order->due_ms == 0) return 0;
    int64_t until = order->state == DD_ORDER_DELIVERED ? order->delivered_ms : order->placed_ms + dd_figures_give_up_ms(day);
    return until > order->due_ms ? until - order->due_ms : 0;
}

dd_figures_parts dd_figures_split(const dd_day *day, const dd_day_order *order)
{
    dd_figures_parts parts = {0};
    int64_t left = dd_figures_give_up_ms(day);
    if (order->state != DD_ORDER_DELIVERED) {
        parts.given_up_ms = left;
        return parts;
    }
    int64_t picked = order->picked_ms > 0 ? order->picked_ms : order->delivered_ms;
    int64_t ready = order->ready_ms > 0 && order->ready_ms < picked ? order->ready_ms : picked;
    if (ready < order->placed_ms) ready = order->placed_ms;
    int64_t stages[3] = {ready - order->placed_ms, picked - ready, order->delivered_ms - picked};
    int64_t *fields[3] = {&parts.kitchen_ms, &parts.courier_ms, &parts.road_ms};
    for (int i = 0; i < 3; i++) {
        *fields[i] = stages[i] < left ? stages[i] : left;
        left -= *fields[i];
    }
    return parts;
}

/* A taking of orders at a merchant. */
typedef struct pickup {
    int64_t at_ms;
    uint32_t courier, merchant;
} pickup;

static int compare_pickups(const void *a, const void *b)
{
    const pickup *x = a, *y = b;
    if (x->courier != y->courier) return x->courier < y->courier ? -1 : 1;
    if (x->at_ms != y->at_ms) return x->at_ms < y->at_ms ? -1 : 1;
    return (x->merchant > y->merchant) - (x->merchant < y->merchant);
}

/* Counts taken orders and distinct pickups. */
static dd_status count_pickups(const dd_day *day, size_t *ret_taken, size_t *ret_pickups, dd_error *err)
{
    pickup *pickups = dd_array_new(day->order_count, sizeof *pickups);
    if (pickups == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    size_t taken = 0, distinct = 0;
    for (size_t i = 0; i < day->order_count; i++) {
        const dd_day_order *order = &day->orders[i];
        if (order->picked_ms > 0 && order->courier != DD_NONE)
            pickups[taken++] = (pickup){order->picked_ms, order->courier, order->merchant};
    }
    if (taken > 1) qsort(pickups, taken, sizeof *pickups, compare_pickups);
    for (size_t i = 0; i < taken; i++)
        if (i == 0 || compare_pickups(&pickups[i - 1], &pickups[i]) != 0) distinct++;
    free(pickups);
    *ret_taken = taken;
    *ret_pickups = distinct;
    return DD_STATUS_OK;
}

/* Sums over the orders, before they are divided. */
typedef struct order_sums {
    int64_t delivered_ms, best_ms, late_ms, kitchen_late_ms, ready_to_pickup_ms, ready_to_door_ms, pickup_to_door_ms;
    size_t on_time, late, best_known, made, taken;
} order_sums;

static void add_delivered(const dd_day_order *order, order_sums *sums, dd_day_summary *ret)
{
    int64_t waited = order->delivered_ms - order->placed_ms;
    sums->delivered_ms += waited;
    if (waited > ret->click_to_door_max_ms) ret->click_to_door_max_ms = waited;
    if (order->picked_ms > 0 && order->ready_ms > 0) {
        sums->taken++;
        sums->ready_to_pickup_ms += order->picked_ms - order->ready_ms;
        sums->ready_to_door_ms += order->delivered_ms - order->ready_ms;
        sums->pickup_to_door_ms += order->delivered_ms - order->picked_ms;
    }
}

static void add_order(const dd_day *day, const dd_day_order *order, order_sums *sums, dd_day_summary *ret)
{
    int64_t late = dd_figures_late_ms(day, order);
    ret->waiting_ms += dd_figures_waiting_ms(day, order);
    if (late > 0 || order->state != DD_ORDER_DELIVERED) {
        sums->late++;
        sums->late_ms += late;
    } else sums->on_time++;
    if (order->best_ms > 0) {
        sums->best_known++;
        sums->best_ms += order->best_ms - order->placed_ms;
    }
    if (order->ready_ms > 0) {
        sums->made++;
        if (order->ready_expected_ms != 0 && order->ready_ms > order->ready_expected_ms)
            sums->kitchen_late_ms += order->ready_ms - order->ready_expected_ms;
    }
    if (order->state == DD_ORDER_DELIVERED) {
        ret->delivered++;
        add_delivered(order, sums, ret);
    } else ret->undelivered++;
}

static double mean(int64_t sum, size_t count)
{
    return count ? (double)sum / (double)count : 0;
}

static dd_status sum_orders(const dd_day *day, dd_day_summary *ret, dd_error *err)
{
    int64_t *waits = dd_array_new(day->order_count, sizeof *waits);
    if (waits == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    order_sums sums = {0};
    size_t count = 0;
    ret->orders = (uint32_t)day->order_count;
    for (size_t i = 0; i < day->order_count; i++) {
        const dd_day_order *order = &day->orders[i];
        if (order->state == DD_ORDER_CANCELLED) {
            ret->cancelled++;
            continue;
        }
        waits[count++] = dd_figures_waiting_ms(day, order);
        add_order(day, order, &sums, ret);
    }
    dd_figures_sort(waits, count);
    ret->click_to_door_ms = mean(ret->waiting_ms, count);
    ret->click_to_door_p50_ms = dd_figures_percentile(waits, count, 0.5);
    ret->click_to_door_p90_ms = dd_figures_percentile(waits, count, 0.9);
    ret->click_to_door_p99_ms = dd_figures_percentile(waits, count, 0.99);
    free(waits);
    ret->click_to_door_delivered_ms = mean(sums.delivered_ms, ret->delivered);
    ret->best_ms = sums.best_known == count ? mean(sums.best_ms, count) : 0;
    ret->on_time_share = count ? (double)sums.on_time / (double)count : 0;
    ret->late_ms = mean(sums.late_ms, sums.late);
    ret->ready_to_pickup_ms = mean(sums.ready_to_pickup_ms, sums.taken);
    ret->ready_to_door_ms = mean(sums.ready_to_door_ms, sums.taken);
    ret->pickup_to_door_ms = mean(sums.pickup_to_door_ms, sums.taken);
    ret->kitchen_late_ms = mean(sums.kitchen_late_ms, sums.made);
    return DD_STATUS_OK;
}

static dd_status sum_couriers(const dd_day *day, dd_day_summary *ret, dd_error *err)
{
    bool *on_shift = dd_array_new(day->courier_count, sizeof *on_shift);
    if (on_shift == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    int64_t shift_ms = 0, busy_ms = 0, standing_ms = 0, dist_m = 0;
    for (size_t i = 0; i < day->shift_count; i++) {
        if (!on_shift[day->shifts[i].courier]) ret->couriers++;
        on_shift[day->shifts[i].courier] = true;
        shift_ms += day->shifts[i].off_ms - day->shifts[i].on_ms;
    }
    free(on_shift);
    for (size_t i = 0; i < day->leg_count; i++) {
        const dd_day_leg *leg = &day->legs[i];
        dist_m += leg->dist_m;
        if (leg->kind != DD_LEG_MOVING) busy_ms += leg->end_ms - leg->begin_ms;
        if (leg->kind == DD_LEG_AT_MERCHANT) standing_ms += leg->end_ms - leg->begin_ms;
    }
    size_t taken = 0, pickups = 0;
    dd_status status = count_pickups(day, &taken, &pickups, err);
    if (status != DD_STATUS_OK) return status;
    ret->bundle_size = pickups ? (double)taken / (double)pickups : 0;
    ret->courier_wait_ms = mean(standing_ms, pickups);
    ret->shift_hours = (double)shift_ms / (double)HOUR_MS;
    ret->orders_per_courier_hour = shift_ms ? ret->delivered / ret->shift_hours : 0;
    ret->utilisation = shift_ms ? (double)busy_ms / (double)shift_ms : 0;
    ret->dist_m = (double)dist_m;
    ret->dist_per_order_m = mean(dist_m, ret->delivered);
    return DD_STATUS_OK;
}

static dd_status sum_cycles(const dd_day *day, dd_day_summary *ret, dd_error *err)
{
    int64_t *walls = dd_array_new(day->cycle_count, sizeof *walls);
    if (walls == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    size_t count = 0;
    for (size_t i = 0; i < day->cycle_count; i++) {
        const dd_day_cycle *cycle = &day->cycles[i];
        ret->cpu_us += cycle->cpu_us;
        ret->work += cycle->work;
        if (cycle->wall_us > 0) walls[count++] = cycle->wall_us;
    }
    dd_figures_sort(walls, count);
    ret->cycle_wall_p50_us = dd_figures_percentile(walls, count, 0.5);
    ret->cycle_wall_p99_us = dd_figures_percentile(walls, count, 0.99);
    ret->cycle_wall_max_us = dd_figures_percentile(walls, count, 1);
    free(walls);
    return DD_STATUS_OK;
}

dd_status dd_day_summarise(const dd_day *day, dd_day_summary *ret, dd_error *err)
{
    dd_day_summary summary = {.counters = day->counters};
    dd_status status = dd_day_check(day, err);
    if (status == DD_STATUS_OK) status = sum_orders(day, &summary, err);
    if (status == DD_STATUS_OK) status = sum_couriers(day, &summary, err);
    if (status == DD_STATUS_OK) status = sum_cycles(day, &summary, err);
    if (status == DD_STATUS_OK) *ret = summary;
    return status;
}

static int compare_names(const void *a, const void *b)
{
    const dd_day_order *x = *(const dd_day_order *const *)a, *y = *(const dd_day_order *const *)b;
    int order = strcmp(x->name, y->name);
    return order != 0 ? order : (x > y) - (x < y); /* of one array: by index */
}

/* The orders of a day by name; freed with free(). */
static const dd_day_order **sort_by_name(const dd_day *day)
{
    const dd_day_order **orders = dd_array_new(day->order_count, sizeof *orders);
    if (orders == NULL) return NULL;
    for (size_t i = 0; i < day->order_count; i++) orders[i] = &day->orders[i];
    if (day->order_count > 1) qsort(orders, day->order_count, sizeof *orders, compare_names);
    return orders;
}

/* Walks both days in the order of their names. */
dd_status dd_day_compare(const dd_day *day, const dd_day *other, dd_day_saving *ret, dd_error *err)
{
    dd_day_saving saving = {0};
    const dd_day_order **mine = sort_by_name(day), **theirs = sort_by_name(other);
    dd_status status = mine && theirs ? DD_STATUS_OK : dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    for (size_t i = 0, j = 0; status == DD_STATUS_OK && i < day->order_count && j < other->order_count;) {
        int order = strcmp(mine[i]->name, theirs[j]->name);
        if (order == 0 && mine[i]->state != DD_ORDER_CANCELLED && theirs[j]->state != DD_ORDER_CANCELLED) {
            saving.saved_ms += dd_figures_waiting_ms(other, theirs[j]) - dd_figures_waiting_ms(day, mine[i]);
            saving.orders++;
        }
        if (order <= 0) i++;
        if (order >= 0) j++;
    }
    free(mine);
    free(theirs);
    if (status == DD_STATUS_OK) *ret = saving;
    return status;
}
