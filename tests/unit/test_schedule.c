/* The schedule against every schedule: small random sequences with windows, bounds of steps and a break, in whole ms, against trying all starts. */
#include "route/schedule.h"

#include "model/instance.h"
#include "support/property.h"

enum { PLACES = 4, HORIZON = 34, TASKS_MAX = 3 };

typedef struct score {
    int64_t broken, span, sum;
} score;

typedef struct attempt {
    const dd_problem *problem;
    const dd_vehicle *vehicle;
    int64_t start[TASKS_MAX + 3];
    uint32_t count;            /* of steps, at least the start, a task and the end */
    score best;
} attempt;

static const dd_window *draw_windows(dd_rng *rng, dd_problem *problem, uint32_t *ret_count)
{
    dd_window *windows = dd_problem_alloc(problem, 2, sizeof *windows);
    int64_t t = dd_rng_below(rng, 12);
    *ret_count = dd_rng_below(rng, 3);
    for (uint32_t w = 0; w < *ret_count; w++) {
        windows[w] = (dd_window){t, t + dd_rng_below(rng, 4)};
        t = windows[w].end_ms + 1 + dd_rng_below(rng, 8);
    }
    return windows;
}

static dd_step draw_step(dd_rng *rng, dd_step_kind kind, uint32_t ix)
{
    dd_step step = {.kind = kind, .ix = ix};
    if (dd_rng_below(rng, 8) == 0) step.has_after = true, step.after_ms = dd_rng_below(rng, 16);
    if (dd_rng_below(rng, 8) == 0) step.has_before = true, step.before_ms = 8 + dd_rng_below(rng, 16);
    if (dd_rng_below(rng, 12) == 0) step.has_at = true, step.at_ms = 6 + dd_rng_below(rng, 12);
    return step;
}

static void draw_matrix(dd_rng *rng, dd_problem *problem)
{
    int32_t *ms = dd_problem_alloc(problem, PLACES * PLACES, sizeof *ms);
    for (int i = 0; i < PLACES * PLACES; i++) ms[i] = i % (PLACES + 1) == 0 ? 0 : (int32_t)dd_rng_below(rng, 5);
    dd_matrix matrix = {.duration_ms = ms};
    problem->location_count = PLACES;
    assert_status(dd_problem_add_matrix(problem, &matrix, NULL, NULL), DD_STATUS_OK);
}

static dd_problem *draw_problem(dd_rng *rng)
{
    dd_problem *problem = NULL;
    assert_status(dd_problem_create(&problem, NULL), DD_STATUS_OK);
    draw_matrix(rng, problem);
    uint32_t tasks = 1 + dd_rng_below(rng, TASKS_MAX), count = 0, pause = dd_rng_below(rng, 2 * tasks + 2);
    dd_vehicle vehicle = {DD_VEHICLE_DEFAULT, .cost_per_hour = 1};
    vehicle.start = dd_rng_below(rng, 4) ? 0 : DD_NONE;
    vehicle.end = dd_rng_below(rng, PLACES);
    dd_break *breaks = dd_problem_alloc(problem, 1, sizeof *breaks);
    dd_step *steps = dd_problem_alloc(problem, TASKS_MAX + 3, sizeof *steps);
    breaks[0].service_ms = dd_rng_below(rng, 4);
    breaks[0].windows = draw_windows(rng, problem, &breaks[0].window_count);
    if (dd_rng_below(rng, 2)) vehicle.shift_begin_ms = dd_rng_below(rng, 8), vehicle.shift_end_ms = 10 + dd_rng_below(rng, 16);
    steps[count++] = draw_step(rng, DD_STEP_START, 0);
    for (uint32_t i = 0; i < tasks; i++) {
        dd_task task = {DD_TASK_DEFAULT, .location = dd_rng_below(rng, PLACES), .service_ms = dd_rng_below(rng, 3), .setup_ms = dd_rng_below(rng, 2)};
        task.windows = draw_windows(rng, problem, &task.window_count);
        assert_status(dd_problem_add_task(problem, &task, NULL, NULL), DD_STATUS_OK);
        if (i == pause) steps[count++] = draw_step(rng, DD_STEP_BREAK, 0);
        steps[count++] = draw_step(rng, DD_STEP_TASK, i);
    }
    if (pause == tasks) steps[count++] = draw_step(rng, DD_STEP_BREAK, 0);
    steps[count++] = (dd_step){.kind = DD_STEP_END};
    vehicle.breaks = breaks, vehicle.break_count = 1;
    vehicle.steps = steps, vehicle.step_count = vehicle.pinned_count = count;
    assert_status(dd_problem_add_vehicle(problem, &vehicle, NULL, NULL), DD_STATUS_OK);
    return problem;
}

static int64_t off_windows(const dd_window *windows, uint32_t count, int64_t t)
{
    int64_t least = count == 0 ? 0 : INT64_MAX;
    for (uint32_t w = 0; w < count; w++) {
        int64_t off = t < windows[w].begin_ms ? windows[w].begin_ms - t : t > windows[w].end_ms ? t - windows[w].end_ms : 0;
        if (off < least) least = off;
    }
    return least;
}

static int64_t broken_at(const attempt *a, uint32_t i)
{
    const dd_step *step = &a->vehicle->steps[i];
    int64_t t = a->start[i];
    if (step->kind == DD_STEP_START) return t < a->vehicle->shift_begin_ms ? a->vehicle->shift_begin_ms - t : 0;
    if (step->kind == DD_STEP_END) return t > a->vehicle->shift_end_ms ? t - a->vehicle->shift_end_ms : 0;
    if (step->kind == DD_STEP_BREAK) return off_windows(a->vehicle->breaks[0].windows, a->vehicle->breaks[0].window_count, t);
    const dd_task *task = &a->problem->tasks[step->ix];
    return off_windows(task->windows, task->window_count, t);
}

static uint32_t place_of(const attempt *a, uint32_t i)
{
    const dd_step *step = &a->vehicle->steps[i];
    return step->kind == DD_STEP_START ? a->vehicle->start : step->kind == DD_STEP_END ? a->vehicle->end : a->problem->tasks[step->ix].location;
}

static int64_t leaves_at(const attempt *a, uint32_t i)
{
    const dd_step *step = &a->vehicle->steps[i];
    int64_t service = step->kind == DD_STEP_TASK ? a->problem->tasks[step->ix].service_ms : step->kind == DD_STEP_BREAK ? a->vehicle->breaks[0].service_ms : 0;
    return a->start[i] + service;
}

/* The earliest start of step i after those before it. */
static int64_t earliest(const attempt *a, uint32_t i)
{
    if (i == 0) return 0;
    const dd_step *step = &a->vehicle->steps[i];
    if (step->kind == DD_STEP_BREAK) return leaves_at(a, i - 1);
    bool is_after_break = a->vehicle->steps[i - 1].kind == DD_STEP_BREAK;
    uint32_t q = is_after_break ? i - 2 : i - 1, from = place_of(a, q), to = place_of(a, i);
    int64_t travel = from == DD_NONE ? 0 : a->problem->matrices[0].duration_ms[from * PLACES + to];
    int64_t t = leaves_at(a, q) + travel + (is_after_break ? a->vehicle->breaks[0].service_ms : 0);
    if (is_after_break && leaves_at(a, i - 1) > t) t = leaves_at(a, i - 1);
    return t + (step->kind == DD_STEP_TASK && from != to ? a->problem->tasks[step->ix].setup_ms : 0);
}

/* Sums leave out breaks: where they stand between two stops is free. */
static void try_from(attempt *a, uint32_t i, score so_far)
{
    if (i > 0 && i == a->count) {
        so_far.span = a->start[i - 1] - a->start[0];
        if (so_far.broken < a->best.broken || (so_far.broken == a->best.broken && so_far.span < a->best.span)
            || (so_far.broken == a->best.broken && so_far.span == a->best.span && so_far.sum < a->best.sum))
            a->best = so_far;
        return;
    }
    const dd_step *step = &a->vehicle->steps[i];
    for (a->start[i] = earliest(a, i); a->start[i] <= HORIZON; a->start[i]++) {
        int64_t t = a->start[i];
        if ((step->has_after && t < step->after_ms) || (step->has_before && t > step->before_ms) || (step->has_at && t != step->at_ms)) continue;
        score next = {so_far.broken + broken_at(a, i), 0, so_far.sum + (step->kind == DD_STEP_BREAK ? 0 : t)};
        if (next.broken <= a->best.broken) try_from(a, i + 1, next);
        if (step->kind == DD_STEP_END) break; /* nobody waits to arrive */
    }
}

static bool no_schedule_is_better(dd_rng *rng)
{
    dd_problem *problem = draw_problem(rng);
    dd_instance *instance = NULL;
    dd_error err = {0};
    assert_status(dd_instance_create(problem, &instance, &err), DD_STATUS_OK);
    attempt a = {.problem = problem, .vehicle = &problem->vehicles[0], .count = problem->vehicles[0].step_count, .best = {INT32_MAX, 0, 0}};
    try_from(&a, 0, (score){0, 0, 0});
    dd_arena arena;
    dd_arena_init(&arena);
    int64_t *start = NULL;
    dd_schedule_outcome outcome = dd_schedule_pinned(instance, &instance->pins[0], &arena, &start);
    HOLDS(outcome == (a.best.broken == INT32_MAX ? DD_SCHEDULE_INFEASIBLE : DD_SCHEDULE_FOUND));
    score found = {0, 0, 0};
    for (uint32_t i = 0; outcome == DD_SCHEDULE_FOUND && i < a.count; i++) {
        a.start[i] = start[i];
        HOLDS(a.start[i] >= earliest(&a, i));
        found.broken += broken_at(&a, i);
        if (a.vehicle->steps[i].kind != DD_STEP_BREAK) found.sum += a.start[i];
    }
    found.span = a.start[a.count - 1] - a.start[0];
    HOLDS(outcome != DD_SCHEDULE_FOUND || (found.broken == a.best.broken && found.span == a.best.span && found.sum == a.best.sum));
    dd_arena_done(&arena);
    dd_instance_free(instance);
    dd_problem_free(problem);
    return true;
}

static void schedules_break_the_least(void **state)
{
    (void)state;
    property_check(no_schedule_is_better, 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(schedules_break_the_least)};
    return cmocka_run_group_tests_name("schedule", tests, NULL, NULL);
}
