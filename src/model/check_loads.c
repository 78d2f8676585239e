/* Check, loads: what is on board at every stop, what may be together, who may serve what, in which order. */
#include "model/check.h"

static const dd_task *task_at(const dd_check *c, uint32_t stop)
{
    return c->route->stops[stop].kind == DD_STEP_TASK ? &c->problem->tasks[c->route->stops[stop].ix] : NULL;
}

static uint32_t trip_of(const dd_check *c, uint32_t stop)
{
    uint32_t trip = 0;
    for (uint32_t i = 0; i <= stop; i++) trip += c->route->stops[i].kind == DD_STEP_RELOAD;
    return trip;
}

/* Whether the goods of the task at stop j are on board when leaving stop i, and how many in dimension d. */
static int64_t on_board(const dd_check *c, uint32_t j, uint32_t j_trip, uint32_t i, uint32_t i_trip, uint32_t d)
{
    const dd_task *task = task_at(c, j);
    if (task == NULL) return 0;
    if (task->kind == DD_TASK_PICKUP) {
        bool is_delivered = c->served_by[task->mate] == c->route_ix + 1;
        return j <= i && (!is_delivered || c->stop_of[task->mate] > i || c->stop_of[task->mate] < j) ? task->pickup[d] : 0;
    }
    if (task->kind == DD_TASK_DELIVERY) {
        if (task->mate == DD_NONE) return j > i ? task->delivery[d] : 0;
        bool has_pickup = c->served_by[task->mate] == c->route_ix + 1 && c->stop_of[task->mate] < j;
        return !has_pickup && j <= i ? -task->delivery[d] : 0; /* only where a given plan says so */
    }
    if (j_trip != i_trip) return 0;
    return (j > i ? task->delivery[d] : 0) + (j <= i ? task->pickup[d] : 0);
}

/* Whether the start is over capacity by no more than what the vehicle's given steps load. */
static bool is_given_start(const dd_check *c, uint32_t i, uint32_t d)
{
    int64_t own = 0;
    for (uint32_t k = 0; k < c->vehicle->step_count && c->vehicle->steps[k].kind != DD_STEP_RELOAD; k++)
        if (c->vehicle->steps[k].kind == DD_STEP_TASK && c->problem->tasks[c->vehicle->steps[k].ix].kind != DD_TASK_PICKUP
            && c->problem->tasks[c->vehicle->steps[k].ix].mate == DD_NONE)
            own += c->problem->tasks[c->vehicle->steps[k].ix].delivery[d];
    return c->route->stops[i].kind == DD_STEP_START && (c->route->stops[i].violations & DD_VIOLATION_LOAD) && c->route->stops[i].load[d] <= own;
}

/* Loads by differences: what each stop adds, with trips emptied at reloads; compared with what the plan says. */
static dd_status check_load_values(const dd_check *c)
{
    const dd_route *route = c->route;
    uint32_t dims = c->problem->load_dims;
    for (uint32_t d = 0; d < dims; d++) {
        int64_t load = 0;
        for (uint32_t j = 0, trip = 0; j < route->stop_count; j++) {
            trip += route->stops[j].kind == DD_STEP_RELOAD;
            const dd_task *task = task_at(c, j);
            if (task == NULL) continue;
            bool is_held = task->kind == DD_TASK_DELIVERY && task->mate == DD_NONE;
            if (is_held || (task->kind == DD_TASK_JOB && trip == 0)) load += task->delivery[d];
        }
        int64_t carried = 0;
        for (uint32_t i = 0; i < route->stop_count; i++) {
            const dd_task *task = task_at(c, i);
            if (task != NULL) load += task->pickup[d] - task->delivery[d];
            if (task != NULL && task->kind == DD_TASK_JOB) carried += task->pickup[d];
            if (route->stops[i].kind == DD_STEP_RELOAD) {
                load -= carried;
                carried = 0;
                for (uint32_t j = i + 1; j < route->stop_count && route->stops[j].kind != DD_STEP_RELOAD; j++)
                    if (task_at(c, j) != NULL && task_at(c, j)->kind == DD_TASK_JOB) load += task_at(c, j)->delivery[d];
            }
            if (route->stops[i].load[d] != load) return dd_check_fail(c, i, "load");
            bool is_left_over = i > 0 && load <= route->stops[i - 1].load[d] && (route->stops[i].violations & DD_VIOLATION_LOAD);
            if (load > c->vehicle->capacity[d] && !is_left_over && !is_given_start(c, i, d)
                && !dd_check_is_declared(c, i, DD_VIOLATION_LOAD))
                return dd_check_fail(c, i, "over capacity");
        }
    }
    return DD_STATUS_OK;
}

static bool has_skills(const dd_check *c, const dd_task *task)
{
    for (uint32_t s = 0; s < task->skill_count; s++) {
        bool has = false;
        for (uint32_t h = 0; h < c->vehicle->skill_count; h++) has = has || c->vehicle->skills[h] == task->skills[s];
        if (!has) return false;
    }
    return task->only_vehicle == DD_NONE || task->only_vehicle == c->route->vehicle;
}

static dd_status check_tasks(const dd_check *c)
{
    uint32_t visits = 0, trips = 1;
    for (uint32_t i = 0; i < c->route->stop_count; i++) {
        trips += c->route->stops[i].kind == DD_STEP_RELOAD;
        const dd_task *task = task_at(c, i);
        if (task == NULL) continue;
        if (!has_skills(c, task) && !dd_check_is_declared(c, i, DD_VIOLATION_SKILLS)) return dd_check_fail(c, i, "skills");
        if (++visits > c->vehicle->max_tasks && c->vehicle->max_tasks > 0 && !dd_check_is_declared(c, i, DD_VIOLATION_MAX_TASKS))
            return dd_check_fail(c, i, "more tasks than allowed");
        if (task->mate == DD_NONE) continue;
        bool is_first = task->kind == DD_TASK_PICKUP, is_together = c->served_by[task->mate] == c->route_ix + 1;
        bool is_right = is_together && (c->stop_of[task->mate] > i) == is_first;
        if (!is_right && !dd_check_is_declared(c, i, DD_VIOLATION_PRECEDENCE))
            return dd_check_fail(c, i, "the other half of the shipment is not where it must be");
    }
    if (trips > (c->vehicle->max_trips ? c->vehicle->max_trips : 1)) return dd_check_fail(c, DD_NONE, "more trips than allowed");
    return DD_STATUS_OK;
}

static bool is_conflict(const dd_check *c, uint32_t a, uint32_t b)
{
    for (uint32_t i = 0; i < c->problem->class_conflict_count; i++) {
        const uint32_t *pair = c->problem->class_conflicts[i];
        if ((pair[0] == a && pair[1] == b) || (pair[0] == b && pair[1] == a)) return true;
    }
    return false;
}

/* Whether goods of the task at stop j, of any amount for shipments, are on board when leaving stop i. */
static bool is_there(const dd_check *c, uint32_t j, uint32_t i)
{
    const dd_task *task = task_at(c, j);
    if (task == NULL || task->load_class == 0) return false;
    if (task->kind == DD_TASK_PICKUP) return j <= i && (c->served_by[task->mate] != c->route_ix + 1 || c->stop_of[task->mate] > i);
    if (task->kind == DD_TASK_DELIVERY) return task->mate == DD_NONE && j > i;
    for (uint32_t d = 0; d < c->problem->load_dims; d++)
        if (on_board(c, j, trip_of(c, j), i, trip_of(c, i), d) > 0) return true;
    return false;
}

static dd_status check_classes(const dd_check *c)
{
    for (uint32_t i = 0; c->problem->class_conflict_count > 0 && i < c->route->stop_count; i++)
        for (uint32_t j = 0; j < c->route->stop_count; j++)
            for (uint32_t k = is_there(c, j, i) ? j + 1 : c->route->stop_count; k < c->route->stop_count; k++)
                if (is_there(c, k, i) && is_conflict(c, task_at(c, j)->load_class, task_at(c, k)->load_class)
                    && !dd_check_is_declared(c, i, DD_VIOLATION_LOAD_CLASS))
                    return dd_check_fail(c, i, "loads that must not be together");
    return DD_STATUS_OK;
}

static dd_status check_merchants(const dd_check *c)
{
    int64_t held = 0;
    uint32_t last = DD_NONE;
    for (uint32_t i = 0; i < c->route->stop_count; i++) {
        const dd_task *task = task_at(c, i);
        held += task != NULL && task->kind == DD_TASK_DELIVERY && task->mate == DD_NONE;
    }
    for (uint32_t i = 0; c->problem->one_merchant_at_a_time && i < c->route->stop_count; i++) {
        const dd_task *task = task_at(c, i), *before = last == DD_NONE ? NULL : task_at(c, last);
        if (c->route->stops[i].kind == DD_STEP_BREAK) continue;
        last = i;
        if (task == NULL || task->kind == DD_TASK_JOB) continue;
        if (task->kind == DD_TASK_PICKUP) {
            bool is_same = before != NULL && before->kind == DD_TASK_PICKUP && before->location == task->location;
            if (held > 0 && !is_same && !dd_check_is_declared(c, i, DD_VIOLATION_PRECEDENCE)) return dd_check_fail(c, i, "a second merchant");
            held++;
        } else held -= held > 0;
    }
    return DD_STATUS_OK;
}

dd_status dd_check_loads(dd_check *check)
{
    dd_status status = check_tasks(check);
    if (status == DD_STATUS_OK) status = check_load_values(check);
    if (status == DD_STATUS_OK) status = check_classes(check);
    return status == DD_STATUS_OK ? check_merchants(check) : status;
}
