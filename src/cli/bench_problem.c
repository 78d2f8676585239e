/* A square of 20 km with a depot in the middle, 36 km/h as the crow flies, eight hours of work, three minutes a visit.  Time windows of 20 to
 * 90 minutes: for a delivery from the depot anywhere in the day, for a pickup in its first five hours, and for its delivery so that going
 * there directly is in time.  A vehicle costs 10, a kilometre 1. */
#include "cli/bench_problem.h"

#include "base/rng.h"
#include "diaodu/travel.h"

enum { SIDE_M = 20000, HALF_M = SIDE_M / 2, CLUSTER_M = 2500, CLUSTERS = 6, VEHICLE_COST = 10, CAPACITY = 120 };

static const int64_t minute_ms = 60000;
static const dd_travel_rule rule = {.metric = DD_TRAVEL_EUCLIDEAN, .speed_m_per_s = 10};

typedef struct bench_draw {
    const dd_bench_problem *spec;
    dd_problem *problem;
    dd_rng rng;
    dd_point centres[CLUSTERS];
} bench_draw;

static int64_t between(bench_draw *draw, int64_t least, int64_t most)
{
    return most <= least ? least : least + (int64_t)dd_rng_below(&draw->rng, (uint32_t)(most - least + 1));
}

static dd_point draw_point(bench_draw *draw, dd_point centre, int64_t reach_m)
{
    dd_point point = {centre.x + (double)between(draw, -reach_m, reach_m), centre.y + (double)between(draw, -reach_m, reach_m)};
    if (point.x < 0) point.x = -point.x;
    if (point.y < 0) point.y = -point.y;
    if (point.x > SIDE_M) point.x = 2 * SIDE_M - point.x;
    if (point.y > SIDE_M) point.y = 2 * SIDE_M - point.y;
    return point;
}

static dd_status draw_points(bench_draw *draw, dd_error *err)
{
    dd_problem *problem = draw->problem;
    dd_point middle = {HALF_M, HALF_M};
    problem->location_count = draw->spec->tasks + 1;
    problem->points = dd_problem_alloc(problem, problem->location_count, sizeof *problem->points);
    if (problem->points == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    for (int i = 0; i < CLUSTERS; i++) draw->centres[i] = draw_point(draw, middle, HALF_M);
    problem->points[0] = middle;
    for (uint32_t i = 1; i < problem->location_count; i++) {
        dd_point centre = draw->centres[dd_rng_below(&draw->rng, CLUSTERS)];
        problem->points[i] = draw->spec->is_clustered ? draw_point(draw, centre, CLUSTER_M) : draw_point(draw, middle, HALF_M);
    }
    return dd_travel_add_matrix(&rule, problem, NULL, err);
}

static int64_t way_ms(const bench_draw *draw, uint32_t from, uint32_t to)
{
    return dd_travel_ms(&rule, draw->problem->points[from], draw->problem->points[to], 0);
}

static dd_status add_task(bench_draw *draw, dd_task task, int64_t begin_ms, int64_t end_ms, dd_error *err)
{
    dd_window *window = dd_problem_alloc(draw->problem, 1, sizeof *window);
    if (window == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    *window = (dd_window){begin_ms, end_ms};
    task.id = task.location;
    task.windows = window;
    task.window_count = 1;
    task.service_ms = 3 * minute_ms;
    return dd_problem_add_task(draw->problem, &task, NULL, err);
}

static dd_status add_delivery(bench_draw *draw, uint32_t at, dd_error *err)
{
    int64_t end_ms = between(draw, 90, 440) * minute_ms;
    dd_task task = {DD_TASK_DEFAULT, .kind = DD_TASK_JOB, .location = at, .delivery = {between(draw, 1, 20)}};
    return add_task(draw, task, end_ms - between(draw, 20, 90) * minute_ms, end_ms, err);
}

static dd_status add_pair(bench_draw *draw, uint32_t at, dd_error *err)
{
    int64_t end_ms = between(draw, 60, 300) * minute_ms, begin_ms = end_ms - between(draw, 20, 60) * minute_ms, amount = between(draw, 5, 40);
    int64_t direct_ms = 3 * minute_ms + way_ms(draw, at, at + 1), door_ms = end_ms + direct_ms + between(draw, 5, 30) * minute_ms;
    dd_task pickup = {DD_TASK_DEFAULT, .kind = DD_TASK_PICKUP, .location = at, .pickup = {amount}};
    dd_task delivery = {DD_TASK_DEFAULT, .kind = DD_TASK_DELIVERY, .location = at + 1, .delivery = {amount}};
    pickup.mate = at;
    delivery.mate = at - 1;
    dd_status status = add_task(draw, pickup, begin_ms, end_ms, err);
    if (status != DD_STATUS_OK) return status;
    return add_task(draw, delivery, begin_ms + direct_ms, door_ms, err);
}

static dd_status fill(bench_draw *draw, dd_error *err)
{
    uint32_t tasks = draw->spec->tasks, step = draw->spec->has_pairs ? 2 : 1;
    dd_vehicle vehicle = {DD_VEHICLE_DEFAULT, .capacity = {CAPACITY}, .fixed_cost = VEHICLE_COST, .cost_per_km = 1};
    vehicle.start = vehicle.end = 0;
    vehicle.shift_end_ms = 480 * minute_ms;
    draw->problem->load_dims = 1;
    draw->problem->ticks_per_unit = 1000;
    dd_status status = draw_points(draw, err);
    for (uint32_t at = 1; at <= tasks && status == DD_STATUS_OK; at += step)
        status = draw->spec->has_pairs ? add_pair(draw, at, err) : add_delivery(draw, at, err);
    for (uint32_t i = 0; i < tasks / step && status == DD_STATUS_OK; i++) {
        vehicle.id = i + 1;
        status = dd_problem_add_vehicle(draw->problem, &vehicle, NULL, err);
    }
    return status;
}

dd_status dd_bench_problem_create(const dd_bench_problem *spec, uint64_t seed, dd_problem **ret, dd_error *err)
{
    bench_draw draw = {.spec = spec, .rng = dd_rng_seed(seed, spec->tasks * 4 + spec->has_pairs * 2 + spec->is_clustered)};
    dd_status status = dd_problem_create(&draw.problem, err);
    if (status != DD_STATUS_OK) return status;
    status = fill(&draw, err);
    if (status == DD_STATUS_OK) *ret = draw.problem;
    else dd_problem_free(draw.problem);
    return status;
}
