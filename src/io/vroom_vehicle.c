/* VROOM input: vehicles with their breaks and costs, and the running plan of each (vroom_read.c says what the format is). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/vroom_input.h"

/* A name from the document, interned: its index, or DD_NONE after a refusal. */
static uint32_t intern(dd_vroom_input *in, const dd_json_at *at, dd_names *names, const char *text)
{
    uint32_t ix = dd_names_add(names, text, strlen(text));
    if (ix == DD_NONE && dd_names_takes(text, strlen(text))) dd_json_refuse(&in->json, at, DD_STATUS_NO_MEMORY, "out of memory");
    else if (ix == DD_NONE) dd_json_refuse(&in->json, at, DD_STATUS_TOO_LARGE, "the name must have 1 to %d bytes", DD_NAME_MAX);
    return ix;
}

static int compare_breaks(const void *left, const void *right)
{
    const dd_break *a = left, *b = right;
    int64_t a_begin = a->window_count > 0 ? a->windows[0].begin_ms : 0, b_begin = b->window_count > 0 ? b->windows[0].begin_ms : 0;
    int64_t a_end = a->window_count > 0 ? a->windows[0].end_ms : DD_FOREVER_MS, b_end = b->window_count > 0 ? b->windows[0].end_ms : DD_FOREVER_MS;
    if (a_begin != b_begin) return a_begin < b_begin ? -1 : 1;
    if (a_end != b_end) return a_end < b_end ? -1 : 1;
    return a->id < b->id ? -1 : a->id > b->id;
}

static dd_break read_break(dd_vroom_input *in, const dd_json_at *at)
{
    dd_break pause = {0};
    int64_t id = dd_vroom_id(in, at, "break");
    if (in->json.status != DD_STATUS_OK) return pause;
    pause.id = (uint64_t)id;
    pause.windows = dd_vroom_windows(in, at, "break", id, &pause.window_count);
    pause.service_ms = dd_vroom_duration_ms(in, at, "service");
    pause.description = dd_vroom_description(in, at);
    pause.has_max_load = json_object_get(at->value, "max_load") != NULL;
    dd_vroom_amounts(in, at, "max_load", pause.max_load);
    return pause;
}

static void check_break_ids(dd_vroom_input *in, const dd_json_at *breaks, const dd_break *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (list[i].id == list[j].id) {
                dd_json_at at = dd_json_item(breaks, i);
                dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "Duplicate break id: %llu.", (unsigned long long)list[i].id);
                return;
            }
}

static void read_breaks(dd_vroom_input *in, const dd_json_at *at, dd_vehicle *vehicle)
{
    dd_json_at breaks = dd_json_member(at, "breaks");
    char message[64];
    (void)snprintf(message, sizeof message, "Invalid breaks for vehicle %llu.", (unsigned long long)vehicle->id);
    size_t count = dd_json_array(&in->json, &breaks, DD_WINDOWS_MAX, message);
    dd_break *list = count == 0 ? NULL : dd_vroom_alloc(in, count, sizeof *list);
    if (list == NULL) return;
    for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at item = dd_json_item(&breaks, i);
        list[i] = read_break(in, &item);
    }
    check_break_ids(in, &breaks, list, count);
    qsort(list, count, sizeof *list, compare_breaks);
    vehicle->breaks = list;
    vehicle->break_count = (uint32_t)count;
}

static int64_t read_cost(dd_vroom_input *in, const dd_json_at *costs, const char *key, int64_t fallback, uint64_t id)
{
    char message[96];
    (void)snprintf(message, sizeof message, "Invalid %s cost for vehicle %llu.", key, (unsigned long long)id);
    return dd_json_int(&in->json, dd_json_member(costs, key), fallback, 0, UINT32_MAX, message);
}

static void read_costs(dd_vroom_input *in, const dd_json_at *at, dd_vehicle *vehicle)
{
    dd_json_at costs = dd_json_member(at, "costs");
    char message[64];
    (void)snprintf(message, sizeof message, "Invalid costs for vehicle %llu.", (unsigned long long)vehicle->id);
    (void)dd_json_object(&in->json, &costs, message);
    vehicle->fixed_cost = read_cost(in, &costs, "fixed", 0, vehicle->id);
    vehicle->cost_per_hour = read_cost(in, &costs, "per_hour", 3600, vehicle->id);
    vehicle->cost_per_task_hour = read_cost(in, &costs, "per_task_hour", 0, vehicle->id);
    vehicle->cost_per_km = read_cost(in, &costs, "per_km", 0, vehicle->id);
}

/* The limits; what VROOM writes as 0 means "nothing at all" there and "no limit" in a problem. */
static void read_limits(dd_vroom_input *in, const dd_json_at *at, dd_vehicle *vehicle)
{
    dd_json_at tasks = dd_json_member(at, "max_tasks"), travel = dd_json_member(at, "max_travel_time"), dist = dd_json_member(at, "max_distance");
    vehicle->max_tasks = (uint32_t)dd_json_int(&in->json, tasks, 0, 0, UINT32_MAX, "Invalid max_tasks value.");
    if (tasks.value != NULL && vehicle->max_tasks == 0)
        dd_json_refuse(&in->json, &tasks, DD_STATUS_UNSUPPORTED, "max_tasks 0: leave the vehicle out instead");
    vehicle->max_travel_ms = dd_json_int(&in->json, travel, 0, 0, UINT32_MAX, "Invalid max_travel_time value.") * 1000;
    if (travel.value != NULL && vehicle->max_travel_ms == 0) vehicle->max_travel_ms = 1;
    vehicle->max_dist_m = dd_json_int(&in->json, dist, 0, 0, UINT32_MAX, "Invalid max_distance value.");
    if (dist.value != NULL && vehicle->max_dist_m == 0) vehicle->max_dist_m = 1;
    dd_json_at speed = dd_json_member(at, "speed_factor");
    double factor = dd_json_double(&in->json, speed, 1, -1e300, 1e300, "Invalid speed_factor value.");
    if (factor <= 0 || factor > 5) dd_json_refuse(&in->json, &speed, DD_STATUS_INVALID_INPUT, "Invalid speed factor: %f", factor);
    else if (factor < 0.2) dd_json_refuse(&in->json, &speed, DD_STATUS_UNSUPPORTED, "speed_factor below 0.2");
    else vehicle->speed_permille = (uint32_t)lround(factor * 1000);
}

static void read_names(dd_vroom_input *in, const dd_json_at *at, dd_vehicle *vehicle)
{
    dd_json_at type = dd_json_member(at, "type"), profile = dd_json_member(at, "profile");
    const char *type_text = dd_json_text(&in->json, type, "", "Invalid type value.");
    const char *profile_text = dd_json_text(&in->json, profile, "car", "Invalid profile value.");
    if (in->json.status != DD_STATUS_OK) return;
    if (type_text[0] != '\0') vehicle->type = intern(in, &type, &in->types, type_text) + 1;
    vehicle->profile = intern(in, &profile, &in->profiles, profile_text[0] == '\0' ? "car" : profile_text);
    if (in->json.status != DD_STATUS_OK) return;
    const char *name = dd_names_at(&in->profiles, vehicle->profile);
    vehicle->profile_name = dd_problem_text(in->problem, name, strlen(name));
    if (vehicle->profile_name == NULL) dd_json_refuse(&in->json, at, DD_STATUS_NO_MEMORY, "out of memory");
}

static void read_shift(dd_vroom_input *in, const dd_json_at *at, dd_vehicle *vehicle)
{
    dd_json_at window = dd_json_member(at, "time_window");
    if (window.value == NULL) return;
    dd_window shift = dd_vroom_window(in, &window);
    vehicle->shift_begin_ms = shift.begin_ms;
    vehicle->shift_end_ms = shift.end_ms == 0 ? 1 : shift.end_ms; /* 0 would mean forever */
}

static void read_vehicle(dd_vroom_input *in, const dd_json_at *at)
{
    dd_vehicle vehicle = {DD_VEHICLE_DEFAULT};
    int64_t id = dd_vroom_id(in, at, "vehicle");
    if (in->json.status != DD_STATUS_OK) return;
    vehicle.id = (uint64_t)id;
    vehicle.start = dd_vroom_place(in, at, "start", "start_index", "vehicle", id);
    vehicle.end = dd_vroom_place(in, at, "end", "end_index", "vehicle", id);
    if (vehicle.start == DD_NONE && vehicle.end == DD_NONE)
        dd_json_refuse(&in->json, at, DD_STATUS_INVALID_INPUT, "No start or end specified for vehicle %lld.", (long long)id);
    if (json_object_get(at->value, "capacity") == NULL && in->problem->load_dims > 0)
        dd_json_refuse(&in->json, at, DD_STATUS_INVALID_INPUT, "Inconsistent capacity length: 0 instead of %u.", in->problem->load_dims);
    dd_vroom_amounts(in, at, "capacity", vehicle.capacity);
    vehicle.skills = dd_vroom_skills(in, at, &vehicle.skill_count);
    vehicle.description = dd_vroom_description(in, at);
    read_names(in, at, &vehicle);
    read_shift(in, at, &vehicle);
    read_breaks(in, at, &vehicle);
    read_costs(in, at, &vehicle);
    read_limits(in, at, &vehicle);
    if (in->json.status != DD_STATUS_OK) return;
    dd_error error;
    dd_status status = dd_problem_add_vehicle(in->problem, &vehicle, NULL, &error);
    if (status != DD_STATUS_OK) dd_json_refuse(&in->json, at, status, "%s", error.message);
}

/* No two vehicles of one id. */
static void check_vehicle_ids(dd_vroom_input *in, const dd_json_at *vehicles)
{
    dd_id_table table = {0};
    if (in->json.status != DD_STATUS_OK) return;
    in->json.status = dd_id_table_init_vehicles(&table, in->problem, false, in->json.err);
    uint32_t ix = dd_id_table_duplicate(&table);
    dd_id_table_done(&table);
    if (ix == DD_NONE) return;
    dd_json_at item = dd_json_item(vehicles, ix), at = dd_json_member(&item, "id");
    dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "Duplicate vehicle id: %llu.", (unsigned long long)in->problem->vehicles[ix].id);
}

void dd_vroom_read_vehicles(dd_vroom_input *in)
{
    dd_json_at vehicles = dd_json_member(&in->root, "vehicles");
    if (vehicles.value == NULL) dd_json_refuse(&in->json, &vehicles, DD_STATUS_INVALID_INPUT, "Invalid vehicles.");
    size_t count = dd_json_array(&in->json, &vehicles, DD_VEHICLES_MAX, "Invalid vehicles.");
    if (count == 0) {
        dd_json_refuse(&in->json, &vehicles, DD_STATUS_INVALID_INPUT, "No vehicle defined.");
        return;
    }
    dd_json_at first = dd_json_item(&vehicles, 0), capacity = dd_json_member(&first, "capacity");
    size_t dims = json_array_size(capacity.value);
    if (dims > DD_LOAD_DIMS_MAX) dd_json_refuse(&in->json, &capacity, DD_STATUS_TOO_LARGE, "more than %d amounts", DD_LOAD_DIMS_MAX);
    else in->problem->load_dims = (uint32_t)dims;
    for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at at = dd_json_item(&vehicles, i);
        read_vehicle(in, &at);
    }
    check_vehicle_ids(in, &vehicles);
}

typedef struct step_reader {
    dd_vroom_input *in;
    dd_id_table tasks;
    bool *is_planned;  /* by task */
    const dd_json_at *vehicle_at;
    dd_vehicle *vehicle;
    dd_step *steps;
    uint32_t before;   /* location of the step before, DD_NONE for none */
} step_reader;

static bool read_forced(dd_vroom_input *in, const dd_json_at *at, const char *key, int64_t *ret_ms)
{
    char message[48];
    dd_json_at value = dd_json_member(at, key);
    (void)snprintf(message, sizeof message, "Invalid %s value.", key);
    *ret_ms = dd_json_int(&in->json, value, 0, 0, UINT32_MAX, message) * 1000;
    return value.value != NULL;
}

static void shift_forced(dd_step *step, int64_t shift_ms)
{
    if (step->has_at) step->at_ms += shift_ms;
    if (step->has_after) step->after_ms += shift_ms;
    if (step->has_before) step->before_ms += shift_ms;
}

static void refuse_step(step_reader *r, const dd_json_at *at, const char *format_text, const char *what, int64_t id)
{
    dd_json_refuse(&r->in->json, at, DD_STATUS_INVALID_INPUT, "%s %s id %lld %s vehicle %llu.", format_text, what, (long long)id,
                   format_text[0] == 'D' ? "in input steps for" : "for", (unsigned long long)r->vehicle->id);
}

static void read_task_step(step_reader *r, const dd_json_at *at, dd_task_kind kind, const char *what, int64_t id, dd_step *step)
{
    uint32_t ix = dd_id_table_find(&r->tasks, (uint32_t)kind, NULL, (uint64_t)id);
    dd_json_at id_at = dd_json_member(at, "id");
    if (ix == DD_NONE) {
        refuse_step(r, &id_at, "Invalid", what, id);
        return;
    }
    if (r->is_planned[ix]) refuse_step(r, &id_at, "Duplicate", what, id);
    r->is_planned[ix] = true;
    const dd_task *task = &r->in->problem->tasks[ix];
    step->kind = DD_STEP_TASK;
    step->ix = ix;
    shift_forced(step, dd_vroom_setup_ms(task, r->vehicle->type, r->before));
    r->before = task->location;
}

static void read_break_step(step_reader *r, const dd_json_at *at, int64_t id, dd_step *step)
{
    step->kind = DD_STEP_BREAK;
    for (step->ix = 0; step->ix < r->vehicle->break_count; step->ix++)
        if (r->vehicle->breaks[step->ix].id == (uint64_t)id) return;
    dd_json_at id_at = dd_json_member(at, "id");
    refuse_step(r, &id_at, "Invalid", "break", id);
}

/* Any step but start and end; VROOM's messages. */
static void read_middle_step(step_reader *r, const dd_json_at *at, const char *type, dd_step *step)
{
    static const char *const kinds[] = {"job", "pickup", "delivery"};
    dd_vroom_input *in = r->in;
    dd_json_at id_at = dd_json_member(at, "id"), type_at = dd_json_member(at, "type");
    if (!json_is_integer(id_at.value) || json_integer_value(id_at.value) < 0) {
        dd_json_refuse(&in->json, &id_at, DD_STATUS_INVALID_INPUT, "Invalid id in steps for vehicle %llu.", (unsigned long long)r->vehicle->id);
        return;
    }
    int64_t id = json_integer_value(id_at.value);
    for (int kind = 0; kind < 3; kind++)
        if (strcmp(type, kinds[kind]) == 0) {
            read_task_step(r, at, (dd_task_kind)kind, kinds[kind], id, step);
            return;
        }
    if (strcmp(type, "break") == 0) read_break_step(r, at, id, step);
    else dd_json_refuse(&in->json, &type_at, DD_STATUS_INVALID_INPUT, "Invalid type in steps for vehicle %llu.", (unsigned long long)r->vehicle->id);
}

static void append_step(step_reader *r, const dd_step *step)
{
    r->steps[r->vehicle->step_count++] = *step;
}

static void read_step(step_reader *r, const dd_json_at *at, bool is_first, bool is_last)
{
    dd_vroom_input *in = r->in;
    dd_step step = {0};
    const char *type = dd_json_text(&in->json, dd_json_member(at, "type"), "", "Invalid type value.");
    step.has_at = read_forced(in, at, "service_at", &step.at_ms);
    step.has_after = read_forced(in, at, "service_after", &step.after_ms);
    step.has_before = read_forced(in, at, "service_before", &step.before_ms);
    if (in->json.status != DD_STATUS_OK) return;
    bool is_start = strcmp(type, "start") == 0, is_end = strcmp(type, "end") == 0;
    if ((is_start && !is_first) || (is_end && !is_last)) {
        dd_json_refuse(&in->json, at, DD_STATUS_INVALID_INPUT, "Unexpected %s in input steps for vehicle %llu.", type, (unsigned long long)r->vehicle->id);
        return;
    }
    if (is_start || is_end) step.kind = is_start ? DD_STEP_START : DD_STEP_END;
    else read_middle_step(r, at, type, &step);
    if ((is_start && r->vehicle->start == DD_NONE) || (is_end && r->vehicle->end == DD_NONE)) return;
    if (is_first && !is_start && r->vehicle->start != DD_NONE) append_step(r, &(dd_step){.kind = DD_STEP_START});
    append_step(r, &step);
    if (is_last && !is_end && r->vehicle->end != DD_NONE) append_step(r, &(dd_step){.kind = DD_STEP_END});
}

static void read_vehicle_steps(step_reader *r)
{
    dd_vroom_input *in = r->in;
    dd_json_at steps = dd_json_member(r->vehicle_at, "steps");
    char message[64];
    (void)snprintf(message, sizeof message, "Invalid steps for vehicle %llu.", (unsigned long long)r->vehicle->id);
    size_t count = dd_json_array(&in->json, &steps, (size_t)DD_TASKS_MAX * 2, message);
    r->steps = count == 0 ? NULL : dd_vroom_alloc(in, count + 2, sizeof *r->steps);
    if (r->steps == NULL) return;
    r->before = r->vehicle->start;
    for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at at = dd_json_item(&steps, i);
        if (!dd_json_object(&in->json, &at, message)) return;
        read_step(r, &at, i == 0, i + 1 == count);
    }
    r->vehicle->steps = r->steps;
}

void dd_vroom_read_steps(dd_vroom_input *in)
{
    if (in->json.status != DD_STATUS_OK) return;
    dd_json_at vehicles = dd_json_member(&in->root, "vehicles");
    step_reader r = {.in = in};
    in->json.status = dd_id_table_init_tasks(&r.tasks, in->problem, false, in->json.err);
    r.is_planned = dd_vroom_alloc(in, in->problem->task_count, sizeof *r.is_planned);
    for (uint32_t i = 0; r.is_planned != NULL && i < in->problem->vehicle_count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at at = dd_json_item(&vehicles, i);
        r.vehicle_at = &at;
        r.vehicle = &in->problem->vehicles[i];
        read_vehicle_steps(&r);
    }
    dd_id_table_done(&r.tasks);
}
