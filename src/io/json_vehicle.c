/* JSON input: vehicles and their running plans (json_read.c says what the format is). */
#include <math.h>
#include <string.h>

#include "io/json_input.h"

enum { RATE_MAX = 1 << 20, FIXED_MAX = 1000000000, BREAKS_MAX = 64, TRIPS_MAX = 1024 };

static void read_breaks(dd_json_input *in, const dd_json_at *owner, dd_vehicle *vehicle)
{
    static const char *const keys[] = {"id", "description", "windows", "duration_s", "max_load", NULL};
    dd_json_at breaks = dd_json_member(owner, "breaks");
    size_t count = dd_json_array(&in->json, &breaks, BREAKS_MAX, NULL);
    dd_break *list = count == 0 ? NULL : dd_json_alloc(in, count, sizeof *list);
    for (size_t i = 0; list != NULL && i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at at = dd_json_item(&breaks, i);
        if (!dd_json_object(&in->json, &at, NULL)) return;
        dd_json_known(&in->json, &at, keys);
        dd_json_at id = dd_json_need(in, &at, "id"), max_load = dd_json_member(&at, "max_load");
        list[i].id = (uint64_t)dd_json_int(&in->json, id, 0, 0, INT64_MAX, NULL);
        for (size_t j = 0; j < i; j++)
            if (list[j].id == list[i].id) dd_json_refuse(&in->json, &id, DD_STATUS_INVALID_INPUT, "there is another break with this id");
        list[i].description = dd_json_copy(in, dd_json_member(&at, "description"));
        list[i].windows = dd_json_windows(in, dd_json_member(&at, "windows"), &list[i].window_count);
        list[i].service_ms = dd_json_duration_ms(in, dd_json_need(in, &at, "duration_s"), 0);
        list[i].has_max_load = max_load.value != NULL;
        dd_json_amounts(in, max_load, list[i].max_load);
    }
    vehicle->breaks = list;
    vehicle->break_count = (uint32_t)count;
}

static void read_costs(dd_json_input *in, const dd_json_at *owner, dd_vehicle *vehicle)
{
    static const char *const keys[] = {"fixed", "per_hour", "per_task_hour", "per_wait_hour", "per_km", NULL};
    dd_json_at costs = dd_json_member(owner, "costs");
    vehicle->cost_per_hour = costs.value == NULL ? 3600 : 0;
    if (!dd_json_object(&in->json, &costs, NULL)) return;
    dd_json_known(&in->json, &costs, keys);
    vehicle->fixed_cost = dd_json_int(&in->json, dd_json_member(&costs, "fixed"), 0, 0, FIXED_MAX, NULL);
    vehicle->cost_per_hour = dd_json_int(&in->json, dd_json_member(&costs, "per_hour"), 0, 0, RATE_MAX, NULL);
    vehicle->cost_per_task_hour = dd_json_int(&in->json, dd_json_member(&costs, "per_task_hour"), 0, 0, RATE_MAX, NULL);
    vehicle->cost_per_wait_hour = dd_json_int(&in->json, dd_json_member(&costs, "per_wait_hour"), 0, 0, RATE_MAX, NULL);
    vehicle->cost_per_km = dd_json_int(&in->json, dd_json_member(&costs, "per_km"), 0, 0, RATE_MAX, NULL);
}

static void read_shift(dd_json_input *in, const dd_json_at *owner, dd_vehicle *vehicle)
{
    dd_json_at shift = dd_json_member(owner, "shift");
    if (shift.value == NULL) return;
    if (dd_json_array(&in->json, &shift, 2, NULL) != 2) dd_json_refuse(&in->json, &shift, DD_STATUS_INVALID_INPUT, "must be [begin, end]");
    vehicle->shift_begin_ms = dd_json_time_ms(in, dd_json_item(&shift, 0), 0);
    vehicle->shift_end_ms = dd_json_time_ms(in, dd_json_item(&shift, 1), 0);
    if (vehicle->shift_end_ms < vehicle->shift_begin_ms) dd_json_refuse(&in->json, &shift, DD_STATUS_INVALID_INPUT, "ends before it begins");
    if (vehicle->shift_end_ms == 0) vehicle->shift_end_ms = 1; /* 0 would mean forever */
}

static int64_t read_duration_limit(dd_json_input *in, const dd_json_at *owner, const char *key)
{
    dd_json_at at = dd_json_member(owner, key);
    int64_t ms = dd_json_duration_ms(in, at, 0);
    if (at.value != NULL && ms == 0) dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "must be above 0; leave it out for no limit");
    return ms;
}

static void read_limits(dd_json_input *in, const dd_json_at *at, dd_vehicle *vehicle)
{
    vehicle->max_tasks = (uint32_t)dd_json_int(&in->json, dd_json_member(at, "max_tasks"), 0, 1, DD_TASKS_MAX, NULL);
    vehicle->max_travel_ms = read_duration_limit(in, at, "max_travel_s");
    vehicle->max_duration_ms = read_duration_limit(in, at, "max_duration_s");
    vehicle->max_dist_m = dd_json_int(&in->json, dd_json_member(at, "max_distance_m"), 0, 1, (int64_t)1 << 40, NULL);
    vehicle->max_trips = (uint32_t)dd_json_int(&in->json, dd_json_member(at, "max_trips"), 0, 1, TRIPS_MAX, NULL);
    vehicle->reload = dd_json_find(in, dd_json_member(at, "reload"), &in->locations, "location");
    vehicle->reload_ms = dd_json_duration_ms(in, dd_json_member(at, "reload_s"), 0);
    double factor = dd_json_double(&in->json, dd_json_member(at, "speed_factor"), 1, 0.2, 5, NULL);
    vehicle->speed_permille = (uint32_t)lround(factor * 1000);
    if (vehicle->max_trips > 1 && vehicle->reload == DD_NONE && vehicle->start == DD_NONE)
        dd_json_refuse(&in->json, at, DD_STATUS_INVALID_INPUT, "several trips need a \"reload\" or a \"start\"");
}

static void read_capacity(dd_json_input *in, const dd_json_at *owner, dd_vehicle *vehicle)
{
    dd_json_at capacity = dd_json_member(owner, "capacity");
    for (uint32_t d = 0; capacity.value == NULL && d < DD_LOAD_DIMS_MAX; d++) vehicle->capacity[d] = DD_FOREVER_MS;
    dd_json_amounts(in, capacity, vehicle->capacity);
}

static void read_profile(dd_json_input *in, const dd_json_at *owner, dd_vehicle *vehicle)
{
    dd_json_at profile = dd_json_member(owner, "profile"), type = dd_json_member(owner, "type");
    const char *name = dd_json_text(&in->json, profile, "car", NULL);
    if (type.value != NULL) vehicle->type = dd_json_intern(in, type, &in->types) + 1;
    if (in->json.status != DD_STATUS_OK) return;
    vehicle->profile = dd_names_find(&in->profiles, name, strlen(name));
    vehicle->profile_name = in->problem->matrices[vehicle->profile].name;
}

static void read_vehicle(dd_json_input *in, const dd_json_at *at)
{
    static const char *const keys[] = {"id", "description", "profile", "type", "speed_factor", "start", "end", "shift", "capacity", "skills",
                                       "breaks", "max_tasks", "max_travel_s", "max_duration_s", "max_distance_m", "costs", "max_trips",
                                       "reload", "reload_s", "steps", "pinned", NULL};
    if (!dd_json_object(&in->json, at, NULL)) return;
    dd_json_known(&in->json, at, keys);
    dd_vehicle vehicle = {DD_VEHICLE_DEFAULT};
    vehicle.name = dd_json_new_id(in, at, &in->vehicles, "vehicle");
    vehicle.id = dd_json_number(vehicle.name, in->problem->vehicle_count);
    vehicle.description = dd_json_copy(in, dd_json_member(at, "description"));
    vehicle.start = dd_json_find(in, dd_json_member(at, "start"), &in->locations, "location");
    vehicle.end = dd_json_find(in, dd_json_member(at, "end"), &in->locations, "location");
    if (vehicle.start == DD_NONE && vehicle.end == DD_NONE)
        dd_json_refuse(&in->json, at, DD_STATUS_INVALID_INPUT, "must have a \"start\" or an \"end\"");
    read_profile(in, at, &vehicle);
    read_shift(in, at, &vehicle);
    read_capacity(in, at, &vehicle);
    vehicle.skills = dd_json_skills(in, dd_json_member(at, "skills"), &vehicle.skill_count);
    read_breaks(in, at, &vehicle);
    read_costs(in, at, &vehicle);
    read_limits(in, at, &vehicle);
    if (in->json.status != DD_STATUS_OK) return;
    dd_error error;
    dd_status status = dd_problem_add_vehicle(in->problem, &vehicle, NULL, &error);
    if (status != DD_STATUS_OK) dd_json_refuse(&in->json, at, status, "%s", error.message);
}

void dd_json_read_vehicles(dd_json_input *in)
{
    dd_json_at vehicles = dd_json_need(in, &in->root, "vehicles");
    size_t count = dd_json_array(&in->json, &vehicles, DD_VEHICLES_MAX, NULL);
    for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at at = dd_json_item(&vehicles, i);
        read_vehicle(in, &at);
    }
}

static uint32_t find_break(dd_json_input *in, const dd_json_at *owner, const dd_vehicle *vehicle)
{
    dd_json_at at = dd_json_need(in, owner, "break");
    int64_t id = dd_json_int(&in->json, at, 0, 0, INT64_MAX, NULL);
    for (uint32_t i = 0; i < vehicle->break_count; i++)
        if (vehicle->breaks[i].id == (uint64_t)id) return i;
    dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "the vehicle has no break %lld", (long long)id);
    return 0;
}

static dd_step read_step(dd_json_input *in, const dd_json_at *at, const dd_vehicle *vehicle, bool *is_planned)
{
    static const char *const keys[] = {"type", "task", "break", "at", "after", "before", NULL};
    static const char *const types[] = {"start", "task", "break", "reload", "end"};
    dd_step step = {0};
    if (!dd_json_object(&in->json, at, NULL)) return step;
    dd_json_known(&in->json, at, keys);
    dd_json_at type = dd_json_need(in, at, "type"), after = dd_json_member(at, "after"), before = dd_json_member(at, "before"),
               exact = dd_json_member(at, "at");
    const char *text = dd_json_text(&in->json, type, "", NULL);
    int kind = 0;
    while (kind < 5 && strcmp(types[kind], text) != 0) kind++;
    if (kind == 5) dd_json_refuse(&in->json, &type, DD_STATUS_INVALID_INPUT, "must be start, task, break, reload or end");
    if (in->json.status != DD_STATUS_OK) return step;
    step.kind = (dd_step_kind)kind;
    if (step.kind == DD_STEP_BREAK) step.ix = find_break(in, at, vehicle);
    if (step.kind == DD_STEP_TASK) {
        dd_json_at task = dd_json_need(in, at, "task");
        step.ix = dd_json_find(in, task, &in->tasks, "task");
        if (step.ix != DD_NONE && is_planned[step.ix]) dd_json_refuse(&in->json, &task, DD_STATUS_INVALID_INPUT, "the task is in the steps twice");
        if (step.ix != DD_NONE) is_planned[step.ix] = true;
    }
    step.has_at = exact.value != NULL;
    step.has_after = after.value != NULL;
    step.has_before = before.value != NULL;
    step.at_ms = dd_json_time_ms(in, exact, 0);
    step.after_ms = dd_json_time_ms(in, after, 0);
    step.before_ms = dd_json_time_ms(in, before, 0);
    return step;
}

static void check_step_order(dd_json_input *in, const dd_json_at *at, const dd_vehicle *vehicle, const dd_step *step, bool is_first, bool is_last)
{
    if (step->kind == DD_STEP_START && (!is_first || vehicle->start == DD_NONE))
        dd_json_refuse(&in->json, at, DD_STATUS_INVALID_INPUT, "a start is the first step of a vehicle that has one");
    if (step->kind == DD_STEP_END && (!is_last || vehicle->end == DD_NONE))
        dd_json_refuse(&in->json, at, DD_STATUS_INVALID_INPUT, "an end is the last step of a vehicle that has one");
    if (step->kind == DD_STEP_RELOAD && vehicle->max_trips < 2)
        dd_json_refuse(&in->json, at, DD_STATUS_INVALID_INPUT, "a reload needs \"max_trips\" above 1");
}

static void read_vehicle_steps(dd_json_input *in, const dd_json_at *owner, dd_vehicle *vehicle, bool *is_planned)
{
    dd_json_at list = dd_json_member(owner, "steps"), pinned = dd_json_member(owner, "pinned");
    size_t count = dd_json_array(&in->json, &list, (size_t)DD_TASKS_MAX * 2, NULL);
    vehicle->pinned_count = (uint32_t)dd_json_int(&in->json, pinned, 0, 0, (int64_t)count, "must be at most the number of steps");
    dd_step *steps = count == 0 ? NULL : dd_json_alloc(in, count, sizeof *steps);
    if (steps == NULL) return;
    for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at at = dd_json_item(&list, i);
        steps[i] = read_step(in, &at, vehicle, is_planned);
        if (in->json.status == DD_STATUS_OK) check_step_order(in, &at, vehicle, &steps[i], i == 0, i + 1 == count);
    }
    vehicle->steps = steps;
    vehicle->step_count = (uint32_t)count;
}

void dd_json_read_steps(dd_json_input *in)
{
    dd_json_at vehicles = dd_json_member(&in->root, "vehicles");
    bool *is_planned = dd_json_alloc(in, in->problem->task_count, sizeof *is_planned);
    for (uint32_t i = 0; is_planned != NULL && i < in->problem->vehicle_count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at at = dd_json_item(&vehicles, i);
        read_vehicle_steps(in, &at, &in->problem->vehicles[i], is_planned);
    }
}
