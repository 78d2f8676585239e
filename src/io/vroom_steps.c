/* VROOM steps: what VROOM refuses in solving mode: steps of a vehicle that are no route which it could drive.
 *
 * As in VROOM, loads, skills, shipments and limits are looked at, times are not: a route that comes too late is where the search starts, and is
 * mended there.  (VROOM also refuses a task that its vehicle cannot reach in time from its start; here the way may lead over others.)
 * Messages are VROOM's, places ours.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "io/formats.h"

typedef struct checker {
    const dd_problem *problem;
    const dd_vehicle *vehicle;
    uint32_t vehicle_ix;
    bool *is_on_board;         /* by task: a pickup whose delivery is to come */
    dd_error *err;
} checker;

static dd_status refuse(const checker *c, const char *what)
{
    char pointer[48];
    (void)snprintf(pointer, sizeof pointer, "/vehicles/%u/steps", (unsigned)c->vehicle_ix);
    return dd_error_set(c->err, DD_STATUS_INVALID_INPUT, pointer, "%s vehicle %llu.", what, (unsigned long long)c->vehicle->id);
}

static dd_status refuse_task(const checker *c, const dd_task *task)
{
    char pointer[48];
    (void)snprintf(pointer, sizeof pointer, "/vehicles/%u/steps", (unsigned)c->vehicle_ix);
    return dd_error_set(c->err, DD_STATUS_INVALID_INPUT, pointer, "Missing skill or step out of reach for vehicle %llu and job %llu.",
                        (unsigned long long)c->vehicle->id, (unsigned long long)task->id);
}

static bool is_over(const checker *c, const int64_t *load)
{
    for (uint32_t d = 0; d < c->problem->load_dims; d++)
        if (load[d] > c->vehicle->capacity[d]) return true;
    return false;
}

static bool has_skills(const checker *c, const dd_task *task)
{
    for (uint32_t s = 0; s < task->skill_count; s++) {
        bool has = false;
        for (uint32_t h = 0; h < c->vehicle->skill_count && !has; h++) has = c->vehicle->skills[h] == task->skills[s];
        if (!has) return false;
    }
    return true;
}

static size_t cell(const checker *c, uint32_t from, uint32_t to)
{
    return (size_t)from * c->problem->location_count + to;
}

static int64_t travel_ms(const checker *c, uint32_t from, uint32_t to)
{
    if (from == DD_NONE || to == DD_NONE) return 0;
    int64_t ms = c->problem->matrices[c->vehicle->profile].duration_ms[cell(c, from, to)];
    return c->vehicle->speed_permille == 1000 ? ms : ms * 1000 / c->vehicle->speed_permille;
}

static dd_status check_task(checker *c, uint32_t ix, int64_t *load)
{
    const dd_task *task = &c->problem->tasks[ix];
    if (!has_skills(c, task)) return refuse_task(c, task);
    if (task->kind == DD_TASK_PICKUP) c->is_on_board[ix] = true;
    if (task->kind == DD_TASK_DELIVERY) {
        if (!c->is_on_board[task->mate]) return refuse(c, "Invalid shipment in route for");
        c->is_on_board[task->mate] = false;
    }
    for (uint32_t d = 0; d < c->problem->load_dims; d++) load[d] += task->pickup[d] - task->delivery[d];
    return is_over(c, load) ? refuse(c, "Route over capacity for") : DD_STATUS_OK;
}

static dd_status check_limits(const checker *c, uint32_t tasks, int64_t travel, int64_t dist)
{
    if (c->vehicle->max_travel_ms > 0 && travel > c->vehicle->max_travel_ms) return refuse(c, "Route over max_travel_time for");
    if (c->vehicle->max_dist_m > 0 && dist > c->vehicle->max_dist_m) return refuse(c, "Route over max_distance for");
    if (c->vehicle->max_tasks > 0 && tasks > c->vehicle->max_tasks) return refuse(c, "Too many tasks for");
    return DD_STATUS_OK;
}

static bool leaves_goods(const checker *c)
{
    for (uint32_t i = 0; i < c->vehicle->step_count; i++)
        if (c->vehicle->steps[i].kind == DD_STEP_TASK && c->is_on_board[c->vehicle->steps[i].ix]) return true;
    return false;
}

static dd_status check_route(checker *c)
{
    const dd_matrix *matrix = &c->problem->matrices[c->vehicle->profile];
    int64_t load[DD_LOAD_DIMS_MAX] = {0}, travel = 0, dist = 0;
    uint32_t at = c->vehicle->start, tasks = 0;
    for (uint32_t i = 0; i < c->vehicle->step_count; i++) {
        const dd_step *step = &c->vehicle->steps[i];
        const dd_task *task = step->kind == DD_STEP_TASK ? &c->problem->tasks[step->ix] : NULL;
        for (uint32_t d = 0; task != NULL && task->kind == DD_TASK_JOB && d < c->problem->load_dims; d++) load[d] += task->delivery[d];
    }
    if (is_over(c, load)) return refuse(c, "Route over capacity for");
    for (uint32_t i = 0; i <= c->vehicle->step_count; i++) {
        bool is_last = i == c->vehicle->step_count;
        if (!is_last && c->vehicle->steps[i].kind != DD_STEP_TASK) continue;
        uint32_t to = is_last ? c->vehicle->end : c->problem->tasks[c->vehicle->steps[i].ix].location;
        if (is_last && tasks == 0) break;
        travel += travel_ms(c, at, to);
        if (at != DD_NONE && to != DD_NONE && matrix->dist_m != NULL) dist += matrix->dist_m[cell(c, at, to)];
        at = to;
        dd_status status = is_last ? DD_STATUS_OK : check_task(c, c->vehicle->steps[i].ix, load);
        if (status != DD_STATUS_OK) return status;
        tasks += !is_last;
    }
    dd_status status = check_limits(c, tasks, travel, dist);
    return status == DD_STATUS_OK && leaves_goods(c) ? refuse(c, "Invalid shipment in route for") : status;
}

dd_status dd_vroom_check_steps(const dd_problem *problem, dd_error *err)
{
    checker c = {.problem = problem, .err = err, .is_on_board = dd_array_new(problem->task_count, sizeof *c.is_on_board)};
    if (c.is_on_board == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    dd_status status = DD_STATUS_OK;
    for (uint32_t v = 0; v < problem->vehicle_count && status == DD_STATUS_OK; v++) {
        c.vehicle = &problem->vehicles[v];
        c.vehicle_ix = v;
        if (c.vehicle->step_count > 0) status = check_route(&c);
    }
    free(c.is_on_board);
    return status;
}
