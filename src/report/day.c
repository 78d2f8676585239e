/* Day: its memory, its checks and its figures (day.h says how each is counted). */
#include "report/day.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void dd_day_init(dd_day *day)
{
    memset(day, 0, sizeof *day);
    dd_arena_init(&day->memory);
}

void dd_day_done(dd_day *day)
{
    free(day->orders);
    free(day->couriers);
    free(day->merchants);
    free(day->shifts);
    free(day->legs);
    free(day->cycles);
    dd_arena_done(&day->memory);
    memset(day, 0, sizeof *day);
}

const char *dd_day_text(dd_day *day, const char *text)
{
    if (text == NULL) return NULL;
    size_t size = strlen(text) + 1;
    char *copy = dd_arena_alloc(&day->memory, size, 1);
    if (copy) memcpy(copy, text, size);
    return copy;
}

const char *dd_day_policy_label(dd_policy policy)
{
    switch (policy) {
    case DD_POLICY_NEAREST: return "Nearest courier";
    case DD_POLICY_ASSIGNMENT: return "Every-minute assignment";
    case DD_POLICY_ROUTE: return "Continuous re-planning";
    }
    return "Unknown policy";
}

/* A check in progress: remembers the array and the row, so that a bad field is one line. */
typedef struct checker {
    const char *array;
    size_t row;
    dd_error *err;
} checker;

static dd_status bad(const checker *check, const char *field, const char *message)
{
    char place[96];
    (void)snprintf(place, sizeof place, "/%s/%zu/%s", check->array, check->row, field);
    return dd_error_set(check->err, DD_STATUS_INVALID_INPUT, place, "%s", message);
}

/* Within DD_DAY_SPAN_MS of the midnight, so that sums over the largest day stay below 2^63. */
static bool is_instant(const dd_day *day, int64_t ms)
{
    return ms >= day->midnight_ms - DD_DAY_SPAN_MS && ms <= day->midnight_ms + DD_DAY_SPAN_MS;
}

static bool is_instant_or_unknown(const dd_day *day, int64_t ms)
{
    return ms == 0 || is_instant(day, ms);
}

static bool is_point(dd_point point)
{
    return point.x > -1e15 && point.x < 1e15 && point.y > -1e15 && point.y < 1e15;
}

static bool is_index(uint32_t ix, size_t count)
{
    return ix == DD_NONE || ix < count;
}

static dd_status check_orders(const dd_day *day, dd_error *err)
{
    checker check = {"orders", 0, err};
    for (; check.row < day->order_count; check.row++) {
        const dd_day_order *order = &day->orders[check.row];
        if (order->name == NULL) return bad(&check, "name", "missing");
        if (order->merchant >= day->merchant_count) return bad(&check, "merchant", "no such merchant");
        if (!is_index(order->courier, day->courier_count)) return bad(&check, "courier", "no such courier");
        if ((unsigned)order->state > DD_ORDER_FAILED) return bad(&check, "state", "no such state");
        if (!is_point(order->door)) return bad(&check, "door", "not a point");
        if (!is_instant(day, order->placed_ms)) return bad(&check, "placed_ms", "out of range");
        const int64_t times[] = {order->ready_expected_ms, order->ready_ms, order->due_ms, order->committed_ms,
                                 order->arrived_ms, order->picked_ms, order->delivered_ms, order->closed_ms, order->best_ms};
        for (size_t i = 0; i < sizeof times / sizeof *times; i++)
            if (!is_instant_or_unknown(day, times[i])) return bad(&check, "ready_ms", "a time is out of range");
        if (order->state == DD_ORDER_DELIVERED && order->delivered_ms < order->placed_ms)
            return bad(&check, "delivered_ms", "delivered before it was placed");
    }
    return DD_STATUS_OK;
}

static dd_status check_places(const dd_day *day, dd_error *err)
{
    checker check = {"couriers", 0, err};
    for (; check.row < day->courier_count; check.row++) {
        if (day->couriers[check.row].name == NULL) return bad(&check, "name", "missing");
        if (!is_point(day->couriers[check.row].start)) return bad(&check, "start", "not a point");
    }
    check = (checker){"merchants", 0, err};
    for (; check.row < day->merchant_count; check.row++) {
        if (day->merchants[check.row].name == NULL) return bad(&check, "name", "missing");
        if (!is_point(day->merchants[check.row].point)) return bad(&check, "point", "not a point");
    }
    check = (checker){"shifts", 0, err};
    for (; check.row < day->shift_count; check.row++) {
        const dd_day_shift *shift = &day->shifts[check.row];
        if (shift->courier >= day->courier_count) return bad(&check, "courier", "no such courier");
        if (!is_instant(day, shift->on_ms) || !is_instant(day, shift->off_ms) || shift->off_ms < shift->on_ms)
            return bad(&check, "off_ms", "not a time range");
    }
    return DD_STATUS_OK;
}

static dd_status check_legs(const dd_day *day, dd_error *err)
{
    checker check = {"legs", 0, err};
    for (; check.row < day->leg_count; check.row++) {
        const dd_day_leg *leg = &day->legs[check.row];
        if (leg->courier >= day->courier_count) return bad(&check, "courier", "no such courier");
        if ((unsigned)leg->kind >= DD_LEG_KIND_END_) return bad(&check, "kind", "no such kind");
        if (!is_instant(day, leg->begin_ms) || !is_instant(day, leg->end_ms) || leg->end_ms < leg->begin_ms)
            return bad(&check, "end_ms", "not a time range");
        if (leg->dist_m < 0 || leg->dist_m > INT32_MAX) return bad(&check, "dist_m", "out of range");
        if (!is_point(leg->from) || !is_point(leg->to)) return bad(&check, "from", "not a point");
        if (!is_index(leg->merchant, day->merchant_count)) return bad(&check, "merchant", "no such merchant");
        if (!is_index(leg->order, day->order_count)) return bad(&check, "order", "no such order");
    }
    return DD_STATUS_OK;
}

dd_status dd_day_check(const dd_day *day, dd_error *err)
{
    if (day->midnight_ms > DD_FOREVER_MS || day->midnight_ms < -DD_FOREVER_MS)
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/midnight_ms", "out of range");
    if (!is_instant(day, day->begin_ms) || !is_instant(day, day->end_ms) || day->end_ms < day->begin_ms)
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/end_ms", "not a time range");
    if (day->give_up_ms < 0 || day->give_up_ms > DD_DAY_SPAN_MS)
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/give_up_ms", "out of range");
    if (!(day->metres_per_unit >= 0 && day->metres_per_unit < 1e9))
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/metres_per_unit", "out of range");
    dd_status status = check_orders(day, err);
    if (status == DD_STATUS_OK) status = check_places(day, err);
    if (status == DD_STATUS_OK) status = check_legs(day, err);
    return status;
}
