#include "support/route_case.h"

#include <stdlib.h>

typedef struct draw {
    dd_rng *rng;
    uint32_t mask, vehicles;
    dd_problem *problem;
} draw;

static const int64_t minute = 60000;

static uint32_t below(const draw *d, uint32_t n)
{
    return dd_rng_below(d->rng, n);
}

static bool may(const draw *d, uint32_t feature, uint32_t percent)
{
    return (d->mask & feature) != 0 && below(d, 100) < percent;
}

static void *alloc(const draw *d, size_t count, size_t size)
{
    void *memory = dd_problem_alloc(d->problem, count, size);
    if (memory == NULL) abort();
    return memory;
}

static void must(dd_status status)
{
    if (status != DD_STATUS_OK) abort();
}

static const dd_window *draw_windows(const draw *d, uint32_t *ret_count)
{
    uint32_t count = (d->mask & CASE_MANY_WINDOWS) ? 1 + below(d, 3) : 1;
    dd_window *windows = alloc(d, count, sizeof *windows);
    int64_t t = (int64_t)below(d, 120) * minute;
    for (uint32_t w = 0; w < count; w++) {
        windows[w].begin_ms = t;
        windows[w].end_ms = t += (10 + below(d, 120)) * minute;
        t += (1 + below(d, 60)) * minute;
    }
    *ret_count = count;
    return windows;
}

static void draw_points(const draw *d, uint32_t locations)
{
    d->problem->location_count = locations;
    d->problem->points = alloc(d, locations, sizeof *d->problem->points);
    for (uint32_t i = 0; i < locations; i++) d->problem->points[i] = (dd_point){below(d, 20), below(d, 20)};
}

static void draw_matrix(const draw *d)
{
    size_t n = d->problem->location_count;
    int32_t *ms = alloc(d, n * n, sizeof *ms), *dist = alloc(d, n * n, sizeof *dist), *cost = alloc(d, n * n, sizeof *cost);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double dx = d->problem->points[i].x - d->problem->points[j].x, dy = d->problem->points[i].y - d->problem->points[j].y;
            double m = (dx < 0 ? -dx : dx) + (dy < 0 ? -dy : dy);
            dist[i * n + j] = (int32_t)(m * 300);
            ms[i * n + j] = (int32_t)(m * 30000) + ((d->mask & CASE_ASYMMETRIC) && i != j ? (int32_t)below(d, 60000) : 0);
            cost[i * n + j] = (int32_t)(m * 3);
        }
    dd_matrix matrix = {.duration_ms = ms, .dist_m = may(d, CASE_COSTS, 70) ? dist : NULL};
    if (may(d, CASE_CUSTOM_COSTS, 50)) matrix.cost = cost;
    if (may(d, CASE_CURVE, 70)) {
        uint16_t *curve = alloc(d, 24, sizeof *curve);
        for (int h = 0; h < 24; h++) curve[h] = (uint16_t)(300 + below(d, 1500));
        matrix.speed_by_hour_permille = curve;
    }
    must(dd_problem_add_matrix(d->problem, &matrix, NULL, NULL));
}

static const uint32_t *draw_skills(const draw *d, uint32_t most, uint32_t *ret_count)
{
    uint32_t *skills = alloc(d, 4, sizeof *skills), count = 0;
    for (uint32_t s = 1; s <= 4; s++)
        if (below(d, 4) < most) skills[count++] = s;
    *ret_count = count;
    return skills;
}

static dd_task draw_task(const draw *d)
{
    dd_task task = {DD_TASK_DEFAULT, .location = below(d, d->problem->location_count), .service_ms = below(d, 6) * minute};
    task.id = d->problem->task_count + 1;
    if (may(d, CASE_WINDOWS, 60)) task.windows = draw_windows(d, &task.window_count);
    if (may(d, CASE_SETUPS, 50)) task.setup_ms = below(d, 5) * minute;
    if (may(d, CASE_DUE, 60)) task.due_ms = below(d, 180) * minute, task.late_weight = 1 + below(d, 100);
    if (may(d, CASE_CLASSES, 60)) task.load_class = 10 * (1 + below(d, 3));
    if (may(d, CASE_TYPES, 50)) {
        dd_type_times *times = alloc(d, 1, sizeof *times);
        *times = (dd_type_times){.type = 1, .setup_ms = below(d, 3) * minute, .service_ms = below(d, 9) * minute};
        task.by_type = times;
        task.by_type_count = 1;
    }
    return task;
}

static void draw_request_data(const draw *d, dd_task *task)
{
    if (may(d, CASE_SKILLS, 40)) task->skills = draw_skills(d, 1, &task->skill_count);
    if (may(d, CASE_PRIORITIES, 50)) task->priority = below(d, 4) * 25;
    if (may(d, CASE_PRIZES, 60)) task->prize = (int64_t)below(d, 2000) * 3600 * 500;
    if (may(d, CASE_HELD, 10)) task->only_vehicle = below(d, d->vehicles);
}

static void add_job(const draw *d)
{
    dd_task task = draw_task(d);
    draw_request_data(d, &task);
    for (uint32_t k = 0; k < d->problem->load_dims; k++) {
        if (below(d, 3) > 0) task.delivery[k] = below(d, 5);
        if (below(d, 3) == 0) task.pickup[k] = below(d, 5);
    }
    if (may(d, CASE_RELEASES, 50)) task.release_ms = below(d, 150) * minute;
    must(dd_problem_add_task(d->problem, &task, NULL, NULL));
}

static void add_shipment(const draw *d)
{
    dd_task a = draw_task(d), b = draw_task(d);
    uint32_t ix = d->problem->task_count;
    draw_request_data(d, &a);
    b.only_vehicle = a.only_vehicle;
    b.load_class = a.load_class;
    b.id = ix + 2;
    a.kind = DD_TASK_PICKUP, b.kind = DD_TASK_DELIVERY;
    a.mate = ix + 1, b.mate = ix;
    for (uint32_t k = 0; k < d->problem->load_dims; k++) a.pickup[k] = b.delivery[k] = below(d, 5);
    if (may(d, CASE_ON_BOARD, 60)) a.max_on_board_ms = (10 + below(d, 50)) * minute;
    must(dd_problem_add_task(d->problem, &a, NULL, NULL));
    must(dd_problem_add_task(d->problem, &b, NULL, NULL));
}

static void add_held(const draw *d)
{
    dd_task task = draw_task(d);
    task.kind = DD_TASK_DELIVERY;
    task.only_vehicle = below(d, d->vehicles);
    for (uint32_t k = 0; k < d->problem->load_dims; k++) task.delivery[k] = below(d, 3);
    must(dd_problem_add_task(d->problem, &task, NULL, NULL));
}

static const dd_break *draw_breaks(const draw *d, uint32_t *ret_count)
{
    uint32_t count = 1 + below(d, 2);
    dd_break *breaks = alloc(d, count, sizeof *breaks);
    for (uint32_t b = 0; b < count; b++) {
        breaks[b].id = b + 1;
        breaks[b].service_ms = (5 + below(d, 20)) * minute;
        if (below(d, 3) > 0) breaks[b].windows = draw_windows(d, &breaks[b].window_count);
        breaks[b].has_max_load = below(d, 3) == 0;
        for (uint32_t k = 0; k < d->problem->load_dims; k++) breaks[b].max_load[k] = below(d, 10);
    }
    *ret_count = count;
    return breaks;
}

static void draw_costs(const draw *d, dd_vehicle *v)
{
    v->fixed_cost = below(d, 20);
    v->cost_per_hour = 1 + below(d, 3600);
    v->cost_per_km = below(d, 10);
    v->cost_per_task_hour = below(d, 2) * below(d, 3600);
    v->cost_per_wait_hour = below(d, 2) * below(d, 3600);
}

static void draw_limits(const draw *d, dd_vehicle *v)
{
    if (below(d, 2)) v->max_tasks = 2 + below(d, 8);
    if (below(d, 2)) v->max_travel_ms = (20 + below(d, 100)) * minute;
    if (below(d, 2)) v->max_dist_m = 6000 + below(d, 30000);
}

/* Pins a few tasks that no other vehicle holds, pickups before their deliveries. */
static void draw_pins(const draw *d, dd_vehicle *v, uint32_t *next)
{
    dd_step *steps = alloc(d, 4, sizeof *steps);
    uint32_t want = 1 + below(d, 3), count = 0;
    while (count < want && *next < d->problem->task_count) {
        uint32_t ix = (*next)++;
        const dd_task *task = &d->problem->tasks[ix];
        if (task->only_vehicle != DD_NONE) continue;
        bool has_pickup = count > 0 && task->kind == DD_TASK_DELIVERY && steps[count - 1].ix == task->mate;
        if (task->kind == DD_TASK_DELIVERY && !has_pickup) continue;
        steps[count++] = (dd_step){.kind = DD_STEP_TASK, .ix = ix};
    }
    v->steps = steps;
    v->step_count = v->pinned_count = count;
}

static void add_vehicle(const draw *d, uint32_t *next_pin)
{
    dd_vehicle v = {DD_VEHICLE_DEFAULT, .cost_per_hour = 3600};
    v.id = d->problem->vehicle_count + 1;
    v.start = v.end = below(d, d->problem->location_count);
    if (may(d, CASE_OPEN_ENDS, 40)) *(below(d, 2) ? &v.start : &v.end) = DD_NONE;
    else if (may(d, CASE_OPEN_ENDS, 60)) v.end = below(d, d->problem->location_count);
    if (may(d, CASE_WINDOWS, 60)) v.shift_begin_ms = below(d, 60) * minute, v.shift_end_ms = (200 + below(d, 400)) * minute;
    for (uint32_t k = 0; k < d->problem->load_dims; k++) v.capacity[k] = 4 + below(d, 12);
    if (may(d, CASE_SKILLS, 80)) v.skills = draw_skills(d, 3, &v.skill_count);
    if (may(d, CASE_COSTS, 80)) draw_costs(d, &v);
    if (may(d, CASE_LIMITS, 60)) draw_limits(d, &v);
    if (may(d, CASE_DURATION, 50)) v.max_duration_ms = (60 + below(d, 200)) * minute;
    if (may(d, CASE_BREAKS, 60)) v.breaks = draw_breaks(d, &v.break_count);
    if (may(d, CASE_SPEEDS, 50)) v.speed_permille = 500 + below(d, 1500);
    if (may(d, CASE_TYPES, 50)) v.type = 1;
    if (may(d, CASE_TRIPS, 70)) v.max_trips = 2 + below(d, 3), v.reload_ms = below(d, 3) * minute, v.reload = below(d, d->problem->location_count);
    if (may(d, CASE_PINNED, 50)) draw_pins(d, &v, next_pin);
    must(dd_problem_add_vehicle(d->problem, &v, NULL, NULL));
}

dd_problem *route_case(dd_rng *rng, uint32_t mask, uint32_t requests, uint32_t vehicles)
{
    draw d = {.rng = rng, .mask = mask, .vehicles = vehicles};
    must(dd_problem_create(&d.problem, NULL));
    d.problem->load_dims = (mask & CASE_DIMS) ? below(&d, 4) : 1;
    d.problem->one_merchant_at_a_time = (mask & CASE_MERCHANTS) != 0;
    if (mask & CASE_CLASSES) {
        uint32_t(*pairs)[2] = alloc(&d, 2, sizeof *pairs);
        pairs[0][0] = 10, pairs[0][1] = 20;
        pairs[1][0] = 30, pairs[1][1] = 20;
        d.problem->class_conflicts = (const uint32_t(*)[2])pairs;
        d.problem->class_conflict_count = 2;
    }
    draw_points(&d, 3 + below(&d, requests + 1));
    draw_matrix(&d);
    for (uint32_t i = 0; i < requests; i++) {
        bool is_job = (mask & CASE_JOBS) && (!(mask & CASE_SHIPMENTS) || below(&d, 2));
        if (may(&d, CASE_HELD, 20)) add_held(&d);
        else if (is_job) add_job(&d);
        else add_shipment(&d);
    }
    uint32_t next_pin = 0;
    for (uint32_t v = 0; v < vehicles; v++) add_vehicle(&d, &next_pin);
    return d.problem;
}
