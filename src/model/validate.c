/* Validate: see validate.h.  O(everything), each datum looked at once. */
#include "model/validate.h"

#include <stdlib.h>

#include "base/array.h"
#include "model/pointer.h"

typedef struct place {
    const dd_problem *problem;
    dd_error *err;
    dd_pointer pointer;
} place;

static dd_status bad(const place *at, const char *suffix, const char *message)
{
    dd_pointer pointer = at->pointer;
    dd_pointer_append(&pointer, suffix);
    return dd_error_set(at->err, DD_STATUS_INVALID_INPUT, pointer.text, "%s", message);
}

static dd_status bad_item(const place *at, const char *suffix, uint32_t ix, const char *message)
{
    dd_pointer pointer = at->pointer;
    dd_pointer_append(&pointer, suffix);
    dd_pointer_add_ix(&pointer, ix);
    return dd_error_set(at->err, DD_STATUS_INVALID_INPUT, pointer.text, "%s", message);
}

static bool is_instant(int64_t ms)
{
    return ms >= -DD_TIME_MAX_MS && ms <= DD_TIME_MAX_MS;
}

static bool is_duration(int64_t ms)
{
    return ms >= 0 && ms <= DD_TIME_MAX_MS;
}

static dd_status check_windows(place *at, const dd_window *windows, uint32_t count)
{
    if (count > DD_WINDOWS_MAX || (count > 0 && windows == NULL)) return bad(at, "/windows", "more than 4096 windows");
    for (uint32_t i = 0; i < count; i++) {
        if (!is_instant(windows[i].begin_ms) || (!is_instant(windows[i].end_ms) && windows[i].end_ms != DD_FOREVER_MS))
            return bad_item(at, "/windows", i, "an instant out of range");
        if (windows[i].end_ms < windows[i].begin_ms) return bad_item(at, "/windows", i, "ends before it begins");
        if (i > 0 && windows[i].begin_ms <= windows[i - 1].end_ms) return bad_item(at, "/windows", i, "not sorted or not disjoint");
    }
    return DD_STATUS_OK;
}

static dd_status check_amounts(place *at, const char *suffix, const int64_t *amounts)
{
    for (uint32_t d = 0; d < at->problem->load_dims; d++)
        if (amounts[d] < 0 || amounts[d] > DD_LOAD_MAX) return bad_item(at, suffix, d, "an amount out of range");
    return DD_STATUS_OK;
}

static bool has_amount(const dd_problem *problem, const int64_t *amounts)
{
    for (uint32_t d = 0; d < problem->load_dims; d++)
        if (amounts[d] != 0) return true;
    return false;
}

static dd_status check_mate(place *at, const dd_task *task, uint32_t ix)
{
    const dd_problem *problem = at->problem;
    if (task->kind == DD_TASK_JOB) {
        if (task->mate != DD_NONE) return bad(at, "/mate", "a job has no mate");
        return DD_STATUS_OK;
    }
    if (task->mate == DD_NONE) {
        if (task->kind == DD_TASK_PICKUP) return bad(at, "/mate", "a pickup needs its delivery");
        if (task->only_vehicle == DD_NONE) return bad(at, "/only_vehicle", "goods on board need their vehicle");
        return DD_STATUS_OK;
    }
    if (task->mate >= problem->task_count) return bad(at, "/mate", "no such task");
    const dd_task *mate = &problem->tasks[task->mate];
    if (mate->mate != ix || mate->kind == DD_TASK_JOB || mate->kind == task->kind) return bad(at, "/mate", "not the other half");
    if (mate->only_vehicle != task->only_vehicle) return bad(at, "/only_vehicle", "the halves name different vehicles");
    const dd_task *pickup = task->kind == DD_TASK_PICKUP ? task : mate, *delivery = task->kind == DD_TASK_PICKUP ? mate : task;
    for (uint32_t d = 0; d < problem->load_dims; d++)
        if (pickup->pickup[d] != delivery->delivery[d]) return bad_item(at, "/delivery", d, "differs from the pickup's amount");
    return DD_STATUS_OK;
}

static dd_status check_task_load(place *at, const dd_task *task)
{
    dd_status status = check_amounts(at, "/pickup", task->pickup);
    if (status == DD_STATUS_OK) status = check_amounts(at, "/delivery", task->delivery);
    if (status != DD_STATUS_OK) return status;
    if (task->kind == DD_TASK_PICKUP && has_amount(at->problem, task->delivery)) return bad(at, "/delivery", "a pickup delivers nothing");
    if (task->kind == DD_TASK_DELIVERY && has_amount(at->problem, task->pickup)) return bad(at, "/pickup", "a delivery picks nothing up");
    return DD_STATUS_OK;
}

static dd_status check_task(place *at, uint32_t ix)
{
    const dd_problem *problem = at->problem;
    const dd_task *task = &problem->tasks[ix];
    at->pointer = dd_pointer_at("tasks", ix);
    if ((unsigned)task->kind > DD_TASK_DELIVERY) return bad(at, "/kind", "no such kind");
    if (task->location >= problem->location_count) return bad(at, "/location", "no such location");
    if (task->only_vehicle != DD_NONE && task->only_vehicle >= problem->vehicle_count) return bad(at, "/only_vehicle", "no such vehicle");
    dd_status status = check_mate(at, task, ix);
    if (status == DD_STATUS_OK) status = check_task_load(at, task);
    if (status == DD_STATUS_OK) status = check_windows(at, task->windows, task->window_count);
    if (status != DD_STATUS_OK) return status;
    if (!is_duration(task->setup_ms)) return bad(at, "/setup_ms", "out of range");
    if (!is_duration(task->service_ms)) return bad(at, "/service_ms", "out of range");
    for (uint32_t i = 0; i < task->by_type_count; i++) {
        const dd_type_times *times = &task->by_type[i];
        if (times->type == 0 || (i > 0 && times->type <= times[-1].type)) return bad_item(at, "/by_type", i, "not sorted by type");
        if (!is_duration(times->setup_ms) || !is_duration(times->service_ms)) return bad_item(at, "/by_type", i, "out of range");
    }
    if (!is_instant(task->release_ms)) return bad(at, "/release_ms", "out of range");
    if (task->skill_count > 0 && task->skills == NULL) return bad(at, "/skills", "missing");
    if (task->priority > DD_PRIORITY_MAX) return bad(at, "/priority", "above 100");
    if (task->prize < 0 || task->prize > DD_PRICE_MAX) return bad(at, "/prize", "out of range");
    if (!is_duration(task->max_on_board_ms)) return bad(at, "/max_on_board_ms", "out of range");
    if (task->late_weight < 0 || task->late_weight > DD_RATE_MAX) return bad(at, "/late_weight", "out of range");
    return is_instant(task->due_ms) ? DD_STATUS_OK : bad(at, "/due_ms", "out of range");
}

static dd_status check_breaks(place *at, const dd_vehicle *vehicle)
{
    const dd_pointer base = at->pointer;
    if (vehicle->break_count > 64) return bad(at, "/breaks", "more than 64 breaks");
    for (uint32_t i = 0; i < vehicle->break_count; i++) {
        const dd_break *b = &vehicle->breaks[i];
        at->pointer = base;
        dd_pointer_add(&at->pointer, "breaks");
        dd_pointer_add_ix(&at->pointer, i);
        dd_status status = check_windows(at, b->windows, b->window_count);
        if (status == DD_STATUS_OK && b->has_max_load) status = check_amounts(at, "/max_load", b->max_load);
        if (status != DD_STATUS_OK) return status;
        if (!is_duration(b->service_ms)) return bad(at, "/service_ms", "out of range");
    }
    at->pointer = base;
    return DD_STATUS_OK;
}

static dd_status check_step(place *at, const dd_vehicle *vehicle, uint32_t ix)
{
    const dd_step *step = &vehicle->steps[ix];
    if ((unsigned)step->kind > DD_STEP_END) return bad_item(at, "/steps", ix, "no such kind");
    if (step->kind == DD_STEP_TASK && step->ix >= at->problem->task_count) return bad_item(at, "/steps", ix, "no such task");
    if (step->kind == DD_STEP_BREAK && step->ix >= vehicle->break_count) return bad_item(at, "/steps", ix, "no such break");
    if (step->kind == DD_STEP_START && ix != 0) return bad_item(at, "/steps", ix, "a start that is not first");
    if (step->kind == DD_STEP_END && ix + 1 != vehicle->step_count) return bad_item(at, "/steps", ix, "an end that is not last");
    if (step->kind == DD_STEP_RELOAD && vehicle->max_trips < 2) return bad_item(at, "/steps", ix, "a reload of a vehicle with one trip");
    if ((step->has_at && !is_instant(step->at_ms)) || (step->has_after && !is_instant(step->after_ms))
        || (step->has_before && !is_instant(step->before_ms)))
        return bad_item(at, "/steps", ix, "an instant out of range");
    return DD_STATUS_OK;
}

static bool is_rate(int64_t rate)
{
    return rate >= 0 && rate <= DD_RATE_MAX;
}

static dd_status check_vehicle_numbers(place *at, const dd_vehicle *v)
{
    if (v->speed_permille != 0 && (v->speed_permille < 200 || v->speed_permille > 5000)) return bad(at, "/speed_permille", "not in 200..5000");
    if (!is_instant(v->shift_begin_ms)) return bad(at, "/shift_begin_ms", "out of range");
    if (!is_instant(v->shift_end_ms) && v->shift_end_ms != DD_FOREVER_MS) return bad(at, "/shift_end_ms", "out of range");
    if (v->shift_end_ms != 0 && v->shift_end_ms < v->shift_begin_ms) return bad(at, "/shift_end_ms", "before the shift begins");
    for (uint32_t d = 0; d < at->problem->load_dims; d++)
        if (v->capacity[d] < 0 || (v->capacity[d] > DD_LOAD_MAX * 2 && v->capacity[d] != DD_FOREVER_MS))
            return bad_item(at, "/capacity", d, "out of range");
    if (!is_duration(v->max_travel_ms)) return bad(at, "/max_travel_ms", "out of range");
    if (v->max_dist_m < 0) return bad(at, "/max_dist_m", "out of range");
    if (!is_duration(v->max_duration_ms)) return bad(at, "/max_duration_ms", "out of range");
    if (v->fixed_cost < 0 || v->fixed_cost > DD_PRICE_MAX / (1000 * 3600)) return bad(at, "/fixed_cost", "out of range");
    if (!is_rate(v->cost_per_hour)) return bad(at, "/cost_per_hour", "out of range");
    if (!is_rate(v->cost_per_task_hour)) return bad(at, "/cost_per_task_hour", "out of range");
    if (!is_rate(v->cost_per_wait_hour)) return bad(at, "/cost_per_wait_hour", "out of range");
    if (!is_rate(v->cost_per_km)) return bad(at, "/cost_per_km", "out of range");
    if (v->max_trips > 1024) return bad(at, "/max_trips", "more than 1024 trips");
    return is_duration(v->reload_ms) ? DD_STATUS_OK : bad(at, "/reload_ms", "out of range");
}

static dd_status check_vehicle(place *at, uint32_t ix)
{
    const dd_problem *problem = at->problem;
    const dd_vehicle *v = &problem->vehicles[ix];
    at->pointer = dd_pointer_at("vehicles", ix);
    if (v->profile >= problem->profile_count) return bad(at, "/profile", "no such profile");
    if (v->start == DD_NONE && v->end == DD_NONE) return bad(at, "/start", "neither a start nor an end");
    if (v->start != DD_NONE && v->start >= problem->location_count) return bad(at, "/start", "no such location");
    if (v->end != DD_NONE && v->end >= problem->location_count) return bad(at, "/end", "no such location");
    if (v->reload != DD_NONE && v->reload >= problem->location_count) return bad(at, "/reload", "no such location");
    if (v->max_trips > 1 && v->reload == DD_NONE && v->start == DD_NONE) return bad(at, "/reload", "no place to reload");
    if (v->skill_count > 0 && v->skills == NULL) return bad(at, "/skills", "missing");
    dd_status status = check_vehicle_numbers(at, v);
    if (status == DD_STATUS_OK) status = check_breaks(at, v);
    if (status == DD_STATUS_OK && v->pinned_count > v->step_count) status = bad(at, "/pinned_count", "more than there are steps");
    for (uint32_t i = 0; status == DD_STATUS_OK && i < v->step_count; i++) status = check_step(at, v, i);
    return status;
}

static dd_status check_matrix(place *at, uint32_t ix)
{
    const dd_matrix *m = &at->problem->matrices[ix];
    size_t n = at->problem->location_count, cells = n * n;
    at->pointer = dd_pointer_at("matrices", ix);
    if (m->duration_ms == NULL) return bad(at, "/duration_ms", "missing");
    int32_t low_time = 0, low_dist = 0, low_cost = 0;
    for (size_t i = 0; i < cells; i++) low_time |= m->duration_ms[i];
    for (size_t i = 0; m->dist_m != NULL && i < cells; i++) low_dist |= m->dist_m[i];
    for (size_t i = 0; m->cost != NULL && i < cells; i++) low_cost |= m->cost[i];
    if (low_time < 0) return bad(at, "/duration_ms", "a negative value");
    if (low_dist < 0) return bad(at, "/dist_m", "a negative value");
    if (low_cost < 0) return bad(at, "/cost", "a negative value");
    for (int h = 0; m->speed_by_hour_permille != NULL && h < 24; h++)
        if (m->speed_by_hour_permille[h] < 50 || m->speed_by_hour_permille[h] > 3000)
            return bad_item(at, "/speed_by_hour_permille", (uint32_t)h, "not in 50..3000");
    return DD_STATUS_OK;
}

/* No task twice in the vehicles' steps. */
static dd_status check_steps(place *at, uint32_t *seen)
{
    for (uint32_t v = 0; v < at->problem->vehicle_count; v++) {
        const dd_vehicle *vehicle = &at->problem->vehicles[v];
        at->pointer = dd_pointer_at("vehicles", v);
        for (uint32_t i = 0; i < vehicle->step_count; i++) {
            const dd_step *step = &vehicle->steps[i];
            if (step->kind != DD_STEP_TASK) continue;
            if (seen[step->ix] != 0) return bad_item(at, "/steps", i, "a task that is in the steps twice");
            seen[step->ix] = v + 1;
        }
    }
    return DD_STATUS_OK;
}

static dd_status check_counts(const dd_problem *problem, dd_error *err)
{
    if (problem->load_dims > DD_LOAD_DIMS_MAX)
        return dd_error_set(err, DD_STATUS_TOO_LARGE, "/load_dims", "more than %d", DD_LOAD_DIMS_MAX);
    if (problem->location_count > DD_DENSE_LOCATIONS_MAX)
        return dd_error_set(err, DD_STATUS_TOO_LARGE, "/location_count", "more than %d", DD_DENSE_LOCATIONS_MAX);
    if (problem->task_count > 0 && problem->vehicle_count > 0 && problem->profile_count == 0)
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/matrices", "missing");
    if (problem->task_count > DD_TASKS_MAX) return dd_error_set(err, DD_STATUS_TOO_LARGE, "/tasks", "more than %d", DD_TASKS_MAX);
    if (problem->vehicle_count > DD_VEHICLES_MAX)
        return dd_error_set(err, DD_STATUS_TOO_LARGE, "/vehicles", "more than %d", DD_VEHICLES_MAX);
    return DD_STATUS_OK;
}

dd_status dd_problem_validate(const dd_problem *problem, dd_error *err)
{
    place at = {.problem = problem, .err = err};
    dd_status status = check_counts(problem, err);
    for (uint32_t i = 0; status == DD_STATUS_OK && i < problem->profile_count; i++) status = check_matrix(&at, i);
    for (uint32_t i = 0; status == DD_STATUS_OK && i < problem->task_count; i++) status = check_task(&at, i);
    for (uint32_t i = 0; status == DD_STATUS_OK && i < problem->vehicle_count; i++) status = check_vehicle(&at, i);
    if (status != DD_STATUS_OK) return status;
    uint32_t *seen = dd_array_new(problem->task_count, sizeof *seen);
    if (seen == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    status = check_steps(&at, seen);
    free(seen);
    return status;
}

dd_status dd_problem_validate_pins(const dd_problem *problem, dd_error *err)
{
    place at = {.problem = problem, .err = err};
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        const dd_vehicle *vehicle = &problem->vehicles[v];
        at.pointer = dd_pointer_at("vehicles", v);
        for (uint32_t i = 0; i < vehicle->pinned_count; i++) {
            const dd_step *step = &vehicle->steps[i];
            if (step->kind == DD_STEP_END) return bad_item(&at, "/steps", i, "a pinned end");
            const dd_task *task = step->kind == DD_STEP_TASK ? &problem->tasks[step->ix] : NULL;
            if (task == NULL || task->kind != DD_TASK_DELIVERY || task->mate == DD_NONE) continue;
            bool has_pickup = false;
            for (uint32_t j = 0; j < i && !has_pickup; j++)
                has_pickup = vehicle->steps[j].kind == DD_STEP_TASK && vehicle->steps[j].ix == task->mate;
            if (!has_pickup) return bad_item(&at, "/steps", i, "a pinned delivery without its pickup before it");
        }
    }
    return DD_STATUS_OK;
}
