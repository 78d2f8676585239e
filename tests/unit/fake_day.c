#include "fake_day.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"

static const int64_t MINUTE = 60000, HOUR = 3600000, HANDOVER = 120000;
static const double SPEED = 6.0, DETOUR = 1.3, METRES_PER_DEGREE = 111195.0;
enum { JOB_MAX = 3 };

/* A courier's last job; it may grow until its pickup and becomes legs when the next one starts. */
typedef struct job {
    uint32_t merchant, orders[JOB_MAX], count;
    int64_t leave_ms, arrive_ms;
} job;

typedef struct rider {
    dd_point point;      /* where the last job begins */
    int64_t on_ms, off_ms, free_ms;
    job last;
} rider;

typedef struct fake {
    dd_day *day;
    const fake_day_options *options;
    dd_rng rng;
    rider *riders;
    double squeeze;      /* degrees of latitude over degrees of longitude */
} fake;

static double bell(fake *f)
{
    double sum = 0;
    for (int i = 0; i < 6; i++) sum += dd_rng_unit(&f->rng);
    return (sum - 3) * 1.4;
}

static dd_point place(fake *f, dd_point centre, double spread_m)
{
    double dx = bell(f) * spread_m, dy = bell(f) * spread_m;
    if (!f->options->is_geographic) return (dd_point){floor(centre.x + dx), floor(centre.y + dy)};
    return (dd_point){centre.x + dx / (METRES_PER_DEGREE * f->squeeze), centre.y + dy / METRES_PER_DEGREE};
}

static dd_point quarter(fake *f)
{
    static const double metres[5][2] = {{0, 0}, {2600, 1400}, {-2300, 1900}, {-1500, -2600}, {3100, -2200}};
    static const uint8_t pick[8] = {0, 0, 0, 1, 1, 2, 3, 4};
    const double *at = metres[pick[dd_rng_below(&f->rng, 8)]];
    if (!f->options->is_geographic) return (dd_point){6000 + at[0], 6000 + at[1]};
    return (dd_point){16.371 + at[0] / (METRES_PER_DEGREE * f->squeeze), 48.208 + at[1] / METRES_PER_DEGREE};
}

static int64_t metres_between(const fake *f, dd_point a, dd_point b)
{
    double dx = b.x - a.x, dy = b.y - a.y;
    if (f->options->is_geographic) dx *= METRES_PER_DEGREE * f->squeeze, dy *= METRES_PER_DEGREE;
    return (int64_t)ceil(sqrt(dx * dx + dy * dy) * DETOUR);
}

static int64_t travel(const fake *f, dd_point a, dd_point b)
{
    return (int64_t)((double)metres_between(f, a, b) / SPEED) * 1000;
}

static int64_t placing_time(fake *f)
{
    static const uint8_t weight[24] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 14, 18, 12, 6, 4, 5, 10, 18, 20, 14, 6, 1, 0};
    uint32_t sum = 0, hour = 0;
    for (int i = 0; i < 24; i++) sum += weight[i];
    for (uint32_t left = dd_rng_below(&f->rng, sum); left >= weight[hour]; hour++) left -= weight[hour];
    return hour * HOUR + dd_rng_below(&f->rng, 3600) * 1000;
}

static int compare_times(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static const char *name(fake *f, const char *format, uint32_t number)
{
    char text[64];
    (void)snprintf(text, sizeof text, format, number);
    return dd_day_text(f->day, text);
}

static void make_places(fake *f)
{
    static const char *const kitchens[] = {"Dragon Noodle House", "Trattoria Lucia", "Bánh Mì 88", "Le Petit Four", "Café Müller",
                                           "Taquería El Sol", "四川飯店", "Green Bowl", "Burger & Sons", "Sushi Umi"};
    for (uint32_t i = 0; i < f->options->merchants; i++) {
        char text[80];
        (void)snprintf(text, sizeof text, i < 10 ? "%s" : "%s %u", kitchens[i % 10], i / 10 + 1);
        f->day->merchants[f->day->merchant_count++] = (dd_day_merchant){dd_day_text(f->day, text), place(f, quarter(f), 700)};
    }
    static const uint8_t begin[6] = {9, 10, 11, 16, 17, 9}, hours[6] = {6, 14, 5, 6, 6, 8};
    for (uint32_t i = 0; i < f->options->couriers; i++) {
        dd_point point = place(f, quarter(f), 900);
        int64_t on = begin[i % 6] * HOUR + dd_rng_below(&f->rng, 60) * MINUTE, off = on + hours[i % 6] * HOUR;
        f->day->couriers[f->day->courier_count++] = (dd_day_courier){name(f, "courier-%03u", i + 1), point};
        f->day->shifts[f->day->shift_count++] = (dd_day_shift){i, on, off};
        f->riders[i] = (rider){.point = point, .on_ms = on, .off_ms = off, .free_ms = on};
    }
}

static bool make_orders(fake *f)
{
    int64_t *times = dd_array_new(f->options->orders, sizeof *times);
    if (times == NULL) return false;
    for (uint32_t i = 0; i < f->options->orders; i++) times[i] = placing_time(f);
    if (f->options->orders > 1) qsort(times, f->options->orders, sizeof *times, compare_times);
    for (uint32_t i = 0; i < f->options->orders; i++) {
        uint32_t merchant = dd_rng_below(&f->rng, f->options->merchants);
        dd_point from = f->day->merchants[merchant].point, door = place(f, from, 1100);
        int64_t cooking = (8 + dd_rng_below(&f->rng, 11)) * MINUTE, slip = (int64_t)(dd_rng_unit(&f->rng) * dd_rng_unit(&f->rng) * 9) * MINUTE;
        f->day->orders[f->day->order_count++] = (dd_day_order){
            .name = name(f, "o%u", i + 1), .merchant = merchant, .courier = DD_NONE, .state = DD_ORDER_OPEN, .door = door,
            .placed_ms = times[i], .ready_expected_ms = times[i] + cooking, .ready_ms = times[i] + cooking + slip,
            .due_ms = times[i] + 40 * MINUTE, .best_ms = times[i] + cooking + slip + travel(f, from, door) + 2 * HANDOVER};
    }
    free(times);
    return true;
}

static void add_leg(fake *f, dd_day_leg leg)
{
    if (leg.end_ms <= leg.begin_ms || !DD_ARRAY_RESERVE(f->day->legs, f->day->leg_capacity, f->day->leg_count + 1)) return;
    leg.dist_m = metres_between(f, leg.from, leg.to);
    f->day->legs[f->day->leg_count++] = leg;
}

/* When and where the rider's last job ends; with `write` it becomes legs and the rider stands at its end. */
static int64_t run_job(fake *f, uint32_t courier, bool write, dd_point *ret_point)
{
    rider *r = &f->riders[courier];
    const job *j = &r->last;
    *ret_point = r->point;
    if (j->count == 0) return r->free_ms;
    dd_point kitchen = f->day->merchants[j->merchant].point, at = kitchen;
    int64_t now = j->arrive_ms + HANDOVER;
    for (uint32_t i = 0; i < j->count; i++)
        if (f->day->orders[j->orders[i]].ready_ms > now) now = f->day->orders[j->orders[i]].ready_ms;
    int64_t picked = now;
    now += HANDOVER;
    if (write) {
        add_leg(f, (dd_day_leg){courier, DD_LEG_TO_MERCHANT, j->leave_ms, j->arrive_ms, r->point, kitchen, j->merchant, DD_NONE, 0});
        add_leg(f, (dd_day_leg){courier, DD_LEG_AT_MERCHANT, j->arrive_ms, now, kitchen, kitchen, j->merchant, DD_NONE, 0});
    }
    for (uint32_t i = 0; i < j->count; i++) {
        dd_day_order *order = &f->day->orders[j->orders[i]];
        int64_t there = now + travel(f, at, order->door), done = there + HANDOVER;
        if (write) {
            add_leg(f, (dd_day_leg){courier, DD_LEG_DELIVERING, now, there, at, order->door, DD_NONE, j->orders[i], 0});
            add_leg(f, (dd_day_leg){courier, DD_LEG_AT_DOOR, there, done + HANDOVER, order->door, order->door, DD_NONE, j->orders[i], 0});
            order->courier = courier;
            order->committed_ms = j->leave_ms > order->placed_ms ? j->leave_ms : order->placed_ms;
            order->arrived_ms = j->arrive_ms;
            order->picked_ms = picked;
            order->delivered_ms = done;
            order->state = DD_ORDER_DELIVERED;
        }
        now = done + HANDOVER;
        at = order->door;
    }
    *ret_point = at;
    return now;
}

static bool can_join(const fake *f, uint32_t courier, const dd_day_order *order)
{
    const job *j = &f->riders[courier].last;
    if (f->options->policy != DD_POLICY_ROUTE || j->count == 0 || j->count == JOB_MAX || j->merchant != order->merchant) return false;
    const dd_day_order *first = &f->day->orders[j->orders[0]], *last = &f->day->orders[j->orders[j->count - 1]];
    int64_t leaves = j->arrive_ms + HANDOVER > first->ready_ms ? j->arrive_ms + HANDOVER : first->ready_ms;
    return leaves > order->placed_ms && order->ready_expected_ms < leaves + 4 * MINUTE && metres_between(f, last->door, order->door) < 1100;
}

/* Price of giving the order to the courier, in ms; negative: impossible. */
static int64_t price(fake *f, uint32_t courier, const dd_day_order *order, int64_t *ret_leave, int64_t *ret_arrive)
{
    dd_point at;
    const rider *r = &f->riders[courier];
    int64_t free_ms = run_job(f, courier, false, &at), way = travel(f, at, f->day->merchants[order->merchant].point);
    int64_t leave = free_ms > order->placed_ms ? free_ms : order->placed_ms;
    int64_t late_leave = order->ready_expected_ms - HANDOVER - way;
    if (f->options->policy != DD_POLICY_NEAREST && late_leave > leave) leave = late_leave;
    *ret_leave = leave;
    *ret_arrive = leave + way;
    if (leave < r->on_ms || *ret_arrive > r->off_ms || order->placed_ms < r->on_ms) return -1;
    int64_t pick = *ret_arrive + HANDOVER > order->ready_expected_ms ? *ret_arrive + HANDOVER : order->ready_expected_ms;
    return f->options->policy == DD_POLICY_NEAREST ? *ret_arrive - order->placed_ms : (pick - order->placed_ms) * 4 + way;
}

static void dispatch(fake *f, uint32_t ix)
{
    dd_day_order *order = &f->day->orders[ix];
    uint32_t best = DD_NONE;
    int64_t best_price = 0, leave, arrive, best_leave = 0, best_arrive = 0;
    if (ix % 211 == 17) {
        order->state = DD_ORDER_CANCELLED;
        order->closed_ms = order->placed_ms + 3 * MINUTE;
        return;
    }
    for (uint32_t c = 0; c < f->options->couriers; c++) {
        if (can_join(f, c, order)) {
            f->riders[c].last.orders[f->riders[c].last.count++] = ix;
            f->day->counters.updates++;
            return;
        }
        int64_t cost = price(f, c, order, &leave, &arrive);
        if (cost < 0 || (best != DD_NONE && cost >= best_price)) continue;
        best = c, best_price = cost, best_leave = leave, best_arrive = arrive;
    }
    if (best == DD_NONE || best_price > 5 * 110 * MINUTE) {
        f->day->counters.unservable++;
        return;
    }
    dd_point end;
    rider *r = &f->riders[best];
    r->free_ms = run_job(f, best, true, &end);
    r->point = end;
    r->last = (job){order->merchant, {ix}, 1, best_leave, best_arrive};
    f->day->counters.offers++;
    if (ix % 19 == 3) f->day->counters.declined++, order->declines++;
}

static void make_cycles(fake *f)
{
    dd_day *day = f->day;
    for (int64_t at = day->begin_ms; at < day->end_ms; at += MINUTE) {
        dd_day_cycle cycle = {.at_ms = at};
        for (size_t i = 0; i < day->order_count; i++) {
            const dd_day_order *order = &day->orders[i];
            if (order->placed_ms > at || order->state == DD_ORDER_CANCELLED || (order->delivered_ms > 0 && order->delivered_ms <= at)) continue;
            cycle.open_orders++;
            if (order->committed_ms == 0 || order->committed_ms > at) cycle.unassigned++;
        }
        for (size_t i = 0; i < day->shift_count; i++)
            if (day->shifts[i].on_ms <= at && at < day->shifts[i].off_ms) cycle.couriers_on++;
        cycle.work = 200u + cycle.open_orders * 90u;
        cycle.wall_us = 900 + (int64_t)(cycle.open_orders * (400 + dd_rng_below(&f->rng, 300)));
        cycle.cpu_us = cycle.wall_us;
        if (DD_ARRAY_RESERVE(day->cycles, day->cycle_capacity, day->cycle_count + 1)) day->cycles[day->cycle_count++] = cycle;
    }
}

static bool make_room(fake *f)
{
    dd_day *day = f->day;
    f->riders = dd_array_new(f->options->couriers, sizeof *f->riders);
    return f->riders && DD_ARRAY_RESERVE(day->orders, day->order_capacity, f->options->orders) &&
           DD_ARRAY_RESERVE(day->couriers, day->courier_capacity, f->options->couriers) &&
           DD_ARRAY_RESERVE(day->shifts, day->shift_capacity, f->options->couriers) &&
           DD_ARRAY_RESERVE(day->merchants, day->merchant_capacity, f->options->merchants);
}

bool fake_day_make(dd_day *day, const fake_day_options *options)
{
    fake f = {.day = day, .options = options, .rng = dd_rng_seed(options->seed, 0), .squeeze = cos(48.208 / 57.29577951308232)};
    dd_day_init(day);
    char title[96];
    (void)snprintf(title, sizeof title, "Made-up city, %u orders", options->orders);
    day->title = dd_day_text(day, title);
    day->policy = options->policy;
    day->is_geographic = options->is_geographic;
    day->seed = options->seed;
    day->give_up_ms = 3 * HOUR;
    day->begin_ms = 9 * HOUR;
    day->end_ms = 24 * HOUR;
    bool made = make_room(&f);
    if (made) make_places(&f);
    made = made && make_orders(&f);
    for (uint32_t i = 0; made && i < options->orders; i++) dispatch(&f, i);
    for (uint32_t c = 0; made && c < options->couriers; c++) {
        dd_point end;
        (void)run_job(&f, c, true, &end);
    }
    if (made) make_cycles(&f);
    free(f.riders);
    return made;
}
