/* Check: the structure of a plan: every task once, routes and left-out tasks in order, totals (dd_plan_check in include/diaodu/plan.h).
 *
 * O(stops * dims), but O(stops^2) a route for load classes.  Written apart from the solver, from the words of problem.h alone.
 */
#include "model/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "model/validate.h"

static void put(char *pointer, size_t size, const char *text, uint32_t number)
{
    char digits[12] = "";
    size_t at = sizeof digits - 1, used = strlen(pointer);
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    size_t words = strlen(text), count = strlen(digits + at);
    if (used + words + count + 1 > size) return;
    memcpy(pointer + used, text, words);
    memcpy(pointer + used + words, digits + at, count + 1);
}

dd_status dd_check_fail(const dd_check *check, uint32_t stop, const char *rule)
{
    char pointer[64] = "";
    put(pointer, sizeof pointer, "/routes/", check->route_ix);
    if (stop != DD_NONE) put(pointer, sizeof pointer, "/stops/", stop);
    return dd_error_set(check->err, DD_STATUS_INFEASIBLE, pointer, "%s", rule);
}

static bool is_given(const dd_vehicle *vehicle, const dd_stop *stop)
{
    for (uint32_t i = 0; i < vehicle->step_count; i++) {
        const dd_step *step = &vehicle->steps[i];
        if (step->kind != stop->kind) continue;
        if (step->kind != DD_STEP_TASK && step->kind != DD_STEP_BREAK) return true;
        if (step->ix == stop->ix) return true;
    }
    return false;
}

/* A task that this vehicle alone can do and must: goods it holds, or will, by a pinned pickup. */
static bool is_bound(const dd_check *check, uint32_t ix)
{
    const dd_task *task = &check->problem->tasks[ix];
    if (task->is_required && task->only_vehicle == check->route->vehicle) return true;
    if (task->mate == DD_NONE) return false;
    for (uint32_t i = 0; i < check->vehicle->pinned_count; i++)
        if (check->vehicle->steps[i].kind == DD_STEP_TASK && check->vehicle->steps[i].ix == task->mate) return true;
    return false;
}

bool dd_check_is_declared(const dd_check *check, uint32_t stop, dd_violation violation)
{
    const dd_route *route = check->route;
    if (stop != DD_NONE && !(route->stops[stop].violations & violation)) return false;
    if (!(route->violations & violation)) return false;
    if (stop != DD_NONE && route->stops[stop].kind != DD_STEP_START && route->stops[stop].kind != DD_STEP_END)
        return is_given(check->vehicle, &route->stops[stop])
               || (route->stops[stop].kind == DD_STEP_TASK && is_bound(check, route->stops[stop].ix));
    for (uint32_t i = 0; i < route->stop_count; i++)
        if (route->stops[i].kind == DD_STEP_TASK && !is_given(check->vehicle, &route->stops[i]) && !is_bound(check, route->stops[i].ix))
            return false;
    return true;
}

void dd_check_task_times(const dd_check *check, uint32_t ix, int64_t *ret_setup, int64_t *ret_service)
{
    const dd_task *task = &check->problem->tasks[ix];
    *ret_setup = task->setup_ms;
    *ret_service = task->service_ms;
    for (uint32_t i = 0; i < task->by_type_count; i++)
        if (check->vehicle->type != 0 && task->by_type[i].type == check->vehicle->type) {
            *ret_setup = task->by_type[i].setup_ms;
            *ret_service = task->by_type[i].service_ms;
        }
}

static bool is_stop_kind_right(const dd_check *check, uint32_t i)
{
    const dd_stop *stop = &check->route->stops[i];
    switch (stop->kind) {
    case DD_STEP_START: return i == 0 && check->vehicle->start != DD_NONE && stop->location == check->vehicle->start;
    case DD_STEP_END:
        return i + 1 == check->route->stop_count && check->vehicle->end != DD_NONE && stop->location == check->vehicle->end;
    case DD_STEP_TASK: return stop->ix < check->problem->task_count && stop->location == check->problem->tasks[stop->ix].location;
    case DD_STEP_BREAK: return stop->ix < check->vehicle->break_count && stop->location == DD_NONE;
    case DD_STEP_RELOAD:
        return stop->location == (check->vehicle->reload != DD_NONE ? check->vehicle->reload : check->vehicle->start);
    default: return false;
    }
}

static dd_status check_shape(dd_check *check)
{
    const dd_route *route = check->route;
    if (route->stop_count == 0) return dd_check_fail(check, DD_NONE, "no steps");
    if (check->vehicle->start != DD_NONE && route->stops[0].kind != DD_STEP_START) return dd_check_fail(check, 0, "the start is missing");
    if (check->vehicle->end != DD_NONE && route->stops[route->stop_count - 1].kind != DD_STEP_END)
        return dd_check_fail(check, route->stop_count - 1, "the end is missing");
    for (uint32_t i = 0; i < route->stop_count; i++) {
        if (!is_stop_kind_right(check, i)) return dd_check_fail(check, i, "no such step of this vehicle, or not at its place");
        if (route->stops[i].kind != DD_STEP_TASK) continue;
        uint32_t task = route->stops[i].ix;
        if (check->served_by[task] != 0) return dd_check_fail(check, i, "a task that is served twice");
        check->served_by[task] = check->route_ix + 1;
        check->stop_of[task] = i;
    }
    return DD_STATUS_OK;
}

/* The pinned steps come first and in their order. */
static dd_status check_pins(dd_check *check)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < check->vehicle->pinned_count; i++) {
        const dd_step *step = &check->vehicle->steps[i];
        if (step->kind == DD_STEP_START || step->kind == DD_STEP_END) continue;
        if (at < check->route->stop_count && check->route->stops[at].kind == DD_STEP_START) at++;
        if (at >= check->route->stop_count) return dd_check_fail(check, DD_NONE, "a pinned step is missing");
        const dd_stop *stop = &check->route->stops[at];
        if (stop->kind != step->kind || (step->kind != DD_STEP_RELOAD && stop->ix != step->ix))
            return dd_check_fail(check, at, "not the pinned step");
        at++;
    }
    return DD_STATUS_OK;
}

static dd_status check_route(dd_check *check)
{
    dd_status status = check_shape(check);
    if (status == DD_STATUS_OK) status = check_pins(check);
    if (status == DD_STATUS_OK) status = dd_check_times(check);
    if (status == DD_STATUS_OK) status = dd_check_loads(check);
    return status == DD_STATUS_OK ? dd_check_sums(check) : status;
}

static dd_status fail_unassigned(const dd_check *check, uint32_t i, const char *rule)
{
    char pointer[64] = "";
    put(pointer, sizeof pointer, "/unassigned/", i);
    return dd_error_set(check->err, DD_STATUS_INFEASIBLE, pointer, "%s", rule);
}

static dd_status check_unassigned(dd_check *check)
{
    const dd_plan *plan = check->plan;
    int64_t lost = 0;
    uint32_t served = 0;
    for (uint32_t i = 0; i < plan->unassigned_count; i++) {
        uint32_t ix = plan->unassigned[i].task;
        if (ix >= check->problem->task_count) return fail_unassigned(check, i, "no such task");
        if (i > 0 && ix <= plan->unassigned[i - 1].task) return fail_unassigned(check, i, "not sorted by task");
        const dd_task *task = &check->problem->tasks[ix];
        if (check->served_by[ix] != 0) return fail_unassigned(check, i, "a task that is served, too");
        if (task->is_required) return fail_unassigned(check, i, "a task that must be served");
        if ((unsigned)plan->unassigned[i].reason >= DD_REASON_COUNT_ || plan->unassigned[i].reason == DD_REASON_NONE)
            return fail_unassigned(check, i, "without a reason");
        lost += task->prize;
    }
    for (uint32_t t = 0; t < check->problem->task_count; t++) served += check->served_by[t] != 0;
    if (served + plan->unassigned_count != check->problem->task_count)
        return dd_error_set(check->err, DD_STATUS_INFEASIBLE, "/unassigned", "%u tasks are neither served nor listed here",
                            (unsigned)(check->problem->task_count - served - plan->unassigned_count));
    if (lost != plan->prize_lost) return dd_error_set(check->err, DD_STATUS_INFEASIBLE, "/prize_lost", "not the sum of the prizes left out");
    return DD_STATUS_OK;
}

static dd_status check_all(dd_check *check)
{
    int64_t cost = 0;
    for (uint32_t r = 0; r < check->plan->route_count; r++) {
        check->route = &check->plan->routes[r];
        check->route_ix = r;
        if (check->route->vehicle >= check->problem->vehicle_count) return dd_check_fail(check, DD_NONE, "no such vehicle");
        if (r > 0 && check->route->vehicle <= check->route[-1].vehicle) return dd_check_fail(check, DD_NONE, "not sorted by vehicle");
        check->vehicle = &check->problem->vehicles[check->route->vehicle];
        dd_status status = check_route(check);
        if (status != DD_STATUS_OK) return status;
        cost += check->route->cost;
    }
    for (uint32_t v = 0; v < check->problem->vehicle_count; v++) {
        const dd_vehicle *vehicle = &check->problem->vehicles[v];
        for (uint32_t i = 0; i < vehicle->pinned_count; i++)
            if (vehicle->steps[i].kind == DD_STEP_TASK && check->served_by[vehicle->steps[i].ix] == 0)
                return dd_error_set(check->err, DD_STATUS_INFEASIBLE, "/routes", "pinned steps of vehicle %u are missing", (unsigned)v);
    }
    if (cost != check->plan->cost) return dd_error_set(check->err, DD_STATUS_INFEASIBLE, "/cost", "not the sum of the routes' costs");
    return check_unassigned(check);
}

dd_status dd_plan_check(const dd_problem *problem, const dd_plan *plan, dd_error *err)
{
    dd_status status = dd_problem_validate(problem, err);
    if (status != DD_STATUS_OK) return status;
    dd_check check = {.problem = problem, .plan = plan, .err = err};
    check.served_by = dd_array_new(problem->task_count, sizeof *check.served_by);
    check.stop_of = dd_array_new(problem->task_count, sizeof *check.stop_of);
    status = check.served_by && check.stop_of ? check_all(&check) : dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    free(check.served_by);
    free(check.stop_of);
    return status;
}
