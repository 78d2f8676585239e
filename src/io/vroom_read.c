/* VROOM input: reads VROOM's JSON problem (its docs/API.md up to 1.15) into a problem.
 *
 * What the format says.  An object with `vehicles` (not empty), `jobs`, `shipments` ({pickup, delivery} halves), and either `matrices` by profile
 * ({durations, distances, costs}, square, unsigned integers) with `location_index`, `start_index` and `end_index` everywhere, or coordinates
 * [longitude, latitude] everywhere.  Times and durations are whole seconds (0 to 2^32 - 1), windows are closed, amounts are arrays as long as the first
 * vehicle's capacity.  `amount` of a job is an old name of `delivery`, `matrix` an old name of `matrices.car.durations`.  Keys that the format
 * does not have are ignored, as VROOM does.  Messages are alike VROOM's, so that clients that look at them keep working; the pointer is ours.
 *
 * Departures, all on purpose:
 * - Without matrices VROOM asks a routing engine.  We travel on great circles (places.h says how); no map is needed, and none is used.
 * - VROOM's windows hold the start of setup, ours the start of service.  Windows of a task with setup are shifted by its setup.  Where
 *   a vehicle may come from the same location (no setup then), the window is narrowed so that it is kept either way.
 * - Matrix entries above 2,147,483 s (24 days) count as that much: clients use such numbers for "no way".
 * - speed_factor below 0.2 and max_tasks 0 are refused as unsupported; ids go to 2^63 - 1; at most 16 amounts.
 * - Two job objects of one id are refused, as in VROOM; a duplicate key within an object is refused, too.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "io/formats.h"
#include "io/vroom_input.h"

void *dd_vroom_alloc(dd_vroom_input *in, size_t count, size_t size)
{
    if (in->json.status != DD_STATUS_OK) return NULL;
    void *memory = dd_problem_alloc(in->problem, count, size);
    if (memory == NULL) dd_json_refuse(&in->json, &in->root, DD_STATUS_NO_MEMORY, "out of memory");
    return memory;
}

int64_t dd_vroom_id(dd_vroom_input *in, const dd_json_at *owner, const char *what)
{
    if (in->json.status != DD_STATUS_OK) return 0;
    if (!json_is_object(owner->value)) {
        dd_json_refuse(&in->json, owner, DD_STATUS_INVALID_INPUT, "Invalid %s.", what);
        return 0;
    }
    dd_json_at at = dd_json_member(owner, "id");
    if (!json_is_integer(at.value) || json_integer_value(at.value) < 0) {
        dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "Invalid or missing id for %s.", what);
        return 0;
    }
    return json_integer_value(at.value);
}

int64_t dd_vroom_duration_ms(dd_vroom_input *in, const dd_json_at *owner, const char *key)
{
    char message[64];
    (void)snprintf(message, sizeof message, "Invalid %s duration.", key);
    return dd_json_int(&in->json, dd_json_member(owner, key), 0, 0, UINT32_MAX, message) * 1000;
}

void dd_vroom_amounts(dd_vroom_input *in, const dd_json_at *owner, const char *key, int64_t ret[DD_LOAD_DIMS_MAX])
{
    dd_json_at at = dd_json_member(owner, key);
    char message[64];
    if (at.value == NULL) return;
    (void)snprintf(message, sizeof message, "Invalid %s array.", key);
    size_t size = dd_json_array(&in->json, &at, SIZE_MAX, message);
    if (size != in->problem->load_dims)
        dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "Inconsistent %s length: %zu instead of %u.", key, size, in->problem->load_dims);
    (void)snprintf(message, sizeof message, "Invalid %s value.", key);
    for (size_t i = 0; i < size && i < in->problem->load_dims; i++)
        ret[i] = dd_json_int(&in->json, dd_json_item(&at, i), 0, 0, UINT32_MAX, message);
}

static int compare_skills(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

const uint32_t *dd_vroom_skills(dd_vroom_input *in, const dd_json_at *owner, uint32_t *ret_count)
{
    dd_json_at at = dd_json_member(owner, "skills");
    size_t size = dd_json_array(&in->json, &at, UINT32_MAX / 8, "Invalid skills object.");
    *ret_count = 0;
    uint32_t *skills = size == 0 ? NULL : dd_vroom_alloc(in, size, sizeof *skills);
    if (skills == NULL) return NULL;
    for (size_t i = 0; i < size; i++)
        skills[i] = (uint32_t)dd_json_int(&in->json, dd_json_item(&at, i), 0, 0, UINT32_MAX, "Invalid skill value.");
    qsort(skills, size, sizeof *skills, compare_skills);
    uint32_t count = 0;
    for (size_t i = 0; i < size; i++)
        if (count == 0 || skills[count - 1] != skills[i]) skills[count++] = skills[i];
    *ret_count = count;
    return skills;
}

dd_window dd_vroom_window(dd_vroom_input *in, const dd_json_at *at)
{
    dd_window window = {0, 0};
    if (in->json.status != DD_STATUS_OK) return window;
    if (!json_is_array(at->value) || json_array_size(at->value) < 2) {
        dd_json_refuse(&in->json, at, DD_STATUS_INVALID_INPUT, "Invalid time-window.");
        return window;
    }
    int64_t begin = dd_json_int(&in->json, dd_json_item(at, 0), 0, 0, UINT32_MAX, "Invalid time-window.");
    int64_t end = dd_json_int(&in->json, dd_json_item(at, 1), 0, 0, UINT32_MAX, "Invalid time-window.");
    if (begin > end)
        dd_json_refuse(&in->json, at, DD_STATUS_INVALID_INPUT, "Invalid time window: [%lld, %lld]", (long long)begin, (long long)end);
    return (dd_window){begin * 1000, end * 1000};
}

static int compare_windows(const void *left, const void *right)
{
    const dd_window *a = left, *b = right;
    if (a->begin_ms != b->begin_ms) return a->begin_ms < b->begin_ms ? -1 : 1;
    return a->end_ms < b->end_ms ? -1 : a->end_ms > b->end_ms;
}

const dd_window *dd_vroom_windows(dd_vroom_input *in, const dd_json_at *owner, const char *what, int64_t id, uint32_t *ret_count)
{
    dd_json_at at = dd_json_member(owner, "time_windows");
    char message[96];
    *ret_count = 0;
    if (at.value == NULL) return NULL;
    (void)snprintf(message, sizeof message, "Invalid time_windows array for %s %lld.", what, (long long)id);
    size_t size = dd_json_array(&in->json, &at, DD_WINDOWS_MAX, message);
    if (size == 0) dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "%s", message);
    dd_window *windows = dd_vroom_alloc(in, size, sizeof *windows);
    if (windows == NULL) return NULL;
    for (size_t i = 0; i < size; i++) {
        dd_json_at item = dd_json_item(&at, i);
        windows[i] = dd_vroom_window(in, &item);
    }
    qsort(windows, size, sizeof *windows, compare_windows);
    for (size_t i = 1; i < size; i++)
        if (windows[i].begin_ms <= windows[i - 1].end_ms)
            dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "Unsorted or overlapping time windows for %s %lld.", what, (long long)id);
    *ret_count = (uint32_t)size;
    return windows;
}

const char *dd_vroom_description(dd_vroom_input *in, const dd_json_at *owner)
{
    const char *text = dd_json_text(&in->json, dd_json_member(owner, "description"), NULL, "Invalid description value.");
    if (text == NULL || text[0] == '\0' || in->json.status != DD_STATUS_OK) return NULL;
    const char *copy = dd_problem_text(in->problem, text, strlen(text));
    if (copy == NULL) dd_json_refuse(&in->json, owner, DD_STATUS_NO_MEMORY, "out of memory");
    return copy;
}

/* [longitude, latitude]; NaN when the key is absent. */
static dd_point read_point(dd_vroom_input *in, const dd_json_at *owner, const char *key)
{
    dd_json_at at = dd_json_member(owner, key);
    char message[48];
    if (at.value == NULL) return (dd_point){NAN, NAN};
    (void)snprintf(message, sizeof message, "Invalid %s array.", key);
    if (!json_is_array(at.value) || json_array_size(at.value) < 2) {
        dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "%s", message);
        return (dd_point){NAN, NAN};
    }
    double x_max = in->has_matrices ? 1e300 : 180, y_max = in->has_matrices ? 1e300 : 90; /* free when nothing is computed from them */
    dd_point point;
    point.x = dd_json_double(&in->json, dd_json_item(&at, 0), NAN, -x_max, x_max, message);
    point.y = dd_json_double(&in->json, dd_json_item(&at, 1), NAN, -y_max, y_max, message);
    return point;
}

static uint32_t place_at_index(dd_vroom_input *in, const dd_json_at *owner, const char *index_key, dd_point point, const char *message)
{
    dd_json_at at = dd_json_member(owner, index_key);
    int64_t index = dd_json_int(&in->json, at, 0, 0, UINT32_MAX, message);
    if (index >= DD_DENSE_LOCATIONS_MAX) {
        dd_json_refuse(&in->json, &at, DD_STATUS_TOO_LARGE, "%s above %d.", index_key, DD_DENSE_LOCATIONS_MAX - 1);
        return DD_NONE;
    }
    if (!DD_ARRAY_RESERVE(in->points, in->point_capacity, (size_t)index + 1)) {
        dd_json_refuse(&in->json, &at, DD_STATUS_NO_MEMORY, "out of memory");
        return DD_NONE;
    }
    for (; in->point_count <= (size_t)index; in->point_count++) in->points[in->point_count] = (dd_point){NAN, NAN};
    if (isnan(in->points[index].x)) in->points[index] = point;
    in->lacks_coordinates |= isnan(point.x);
    return (uint32_t)index;
}

uint32_t dd_vroom_place(dd_vroom_input *in, const dd_json_at *owner, const char *key, const char *index_key, const char *what, int64_t id)
{
    bool has_index = json_object_get(owner->value, index_key) != NULL, has_point = json_object_get(owner->value, key) != NULL;
    if ((!has_index && !has_point) || in->json.status != DD_STATUS_OK) return DD_NONE;
    char message[96];
    (void)snprintf(message, sizeof message, "Invalid %s for %s %lld.", index_key, what, (long long)id);
    dd_point point = read_point(in, owner, key);
    if (in->knows_places && has_index != in->has_indices) {
        dd_json_refuse(&in->json, owner, DD_STATUS_INVALID_INPUT, "Missing location index.");
        return DD_NONE;
    }
    in->knows_places = true;
    in->has_indices = has_index;
    if (in->json.status != DD_STATUS_OK) return DD_NONE;
    if (has_index) return place_at_index(in, owner, index_key, point, message);
    uint32_t ix = dd_places_add(&in->places, point);
    if (ix == DD_NONE && in->places.count < DD_LOCATIONS_MAX) dd_json_refuse(&in->json, owner, DD_STATUS_NO_MEMORY, "out of memory");
    else if (ix == DD_NONE) dd_json_refuse(&in->json, owner, DD_STATUS_TOO_LARGE, "more than %d locations", DD_LOCATIONS_MAX);
    return ix;
}

static void check_per_type(dd_vroom_input *in, const dd_json_at *map, const char *key, const char *what, int64_t id)
{
    char message[96];
    (void)snprintf(message, sizeof message, "Invalid %s for %s %lld.", key, what, (long long)id);
    if (!dd_json_object(&in->json, map, message)) return;
    (void)snprintf(message, sizeof message, "Invalid value in %s for %s %lld.", key, what, (long long)id);
    json_t *object = json_object_get(map->parent->value, key);
    const char *type;
    json_t *value;
    json_object_foreach(object, type, value) (void)dd_json_int(&in->json, dd_json_member(map, type), 0, 0, UINT32_MAX, message);
}

/* setup_per_type and service_per_type, for the types that vehicles have. */
static void read_times_by_type(dd_vroom_input *in, const dd_json_at *owner, const char *what, dd_task *task)
{
    dd_json_at setups = dd_json_member(owner, "setup_per_type"), services = dd_json_member(owner, "service_per_type");
    check_per_type(in, &setups, "setup_per_type", what, (int64_t)task->id);
    check_per_type(in, &services, "service_per_type", what, (int64_t)task->id);
    size_t type_count = in->types.count;
    if ((setups.value == NULL && services.value == NULL) || type_count == 0) return;
    dd_type_times *times = dd_vroom_alloc(in, type_count, sizeof *times);
    if (times == NULL) return;
    for (uint32_t i = 0; i < type_count; i++) {
        const char *name = dd_names_at(&in->types, i);
        dd_json_at setup = dd_json_member(&setups, name), service = dd_json_member(&services, name);
        if (setup.value == NULL && service.value == NULL) continue;
        times[task->by_type_count++] =
            (dd_type_times){i + 1, dd_json_int(&in->json, setup, task->setup_ms / 1000, 0, UINT32_MAX, NULL) * 1000,
                            dd_json_int(&in->json, service, task->service_ms / 1000, 0, UINT32_MAX, NULL) * 1000};
    }
    task->by_type = times;
}

/* What jobs and halves of shipments have in common. */
static dd_task read_task(dd_vroom_input *in, const dd_json_at *at, dd_task_kind kind, const char *what)
{
    dd_task task = {DD_TASK_DEFAULT, .kind = kind};
    int64_t id = dd_vroom_id(in, at, what);
    task.id = (uint64_t)id;
    if (in->json.status != DD_STATUS_OK) return task;
    task.location = dd_vroom_place(in, at, "location", "location_index", what, id);
    if (task.location == DD_NONE)
        dd_json_refuse(&in->json, at, DD_STATUS_INVALID_INPUT, "Invalid location for %s %lld.", what, (long long)id);
    task.setup_ms = dd_vroom_duration_ms(in, at, "setup");
    task.service_ms = dd_vroom_duration_ms(in, at, "service");
    task.windows = dd_vroom_windows(in, at, what, id, &task.window_count);
    task.description = dd_vroom_description(in, at);
    read_times_by_type(in, at, what, &task);
    return task;
}

static void add_task(dd_vroom_input *in, const dd_json_at *at, const dd_task *task)
{
    if (in->json.status != DD_STATUS_OK) return;
    dd_error error;
    dd_status status = dd_problem_add_task(in->problem, task, NULL, &error);
    if (status != DD_STATUS_OK) dd_json_refuse(&in->json, at, status, "%s", error.message);
}

static uint32_t read_priority(dd_vroom_input *in, const dd_json_at *owner)
{
    return (uint32_t)dd_json_int(&in->json, dd_json_member(owner, "priority"), 0, 0, DD_PRIORITY_MAX, "Invalid priority value.");
}

static void read_job(dd_vroom_input *in, const dd_json_at *at)
{
    dd_task task = read_task(in, at, DD_TASK_JOB, "job");
    if (in->json.status != DD_STATUS_OK) return;
    bool is_old = json_object_get(at->value, "delivery") == NULL && json_object_get(at->value, "pickup") == NULL;
    dd_vroom_amounts(in, at, is_old ? "amount" : "delivery", task.delivery);
    dd_vroom_amounts(in, at, "pickup", task.pickup);
    task.skills = dd_vroom_skills(in, at, &task.skill_count);
    task.priority = read_priority(in, at);
    add_task(in, at, &task);
}

static bool check_shipment(dd_vroom_input *in, const dd_json_at *at, const dd_json_at *pickup, const dd_json_at *delivery)
{
    if (!json_is_object(at->value)) dd_json_refuse(&in->json, at, DD_STATUS_INVALID_INPUT, "Invalid shipment.");
    else if (!json_is_object(pickup->value)) dd_json_refuse(&in->json, pickup, DD_STATUS_INVALID_INPUT, "Missing pickup for shipment.");
    else if (!json_is_object(delivery->value)) dd_json_refuse(&in->json, delivery, DD_STATUS_INVALID_INPUT, "Missing delivery for shipment.");
    return in->json.status == DD_STATUS_OK;
}

static void read_shipment(dd_vroom_input *in, const dd_json_at *at)
{
    dd_json_at pickup_at = dd_json_member(at, "pickup"), delivery_at = dd_json_member(at, "delivery");
    if (!check_shipment(in, at, &pickup_at, &delivery_at)) return;
    dd_task pickup = read_task(in, &pickup_at, DD_TASK_PICKUP, "pickup");
    dd_task delivery = read_task(in, &delivery_at, DD_TASK_DELIVERY, "delivery");
    dd_vroom_amounts(in, at, "amount", pickup.pickup);
    memcpy(delivery.delivery, pickup.pickup, sizeof delivery.delivery);
    pickup.skills = delivery.skills = dd_vroom_skills(in, at, &pickup.skill_count);
    delivery.skill_count = pickup.skill_count;
    pickup.priority = delivery.priority = read_priority(in, at);
    pickup.mate = in->problem->task_count + 1;
    delivery.mate = in->problem->task_count;
    add_task(in, &pickup_at, &pickup);
    add_task(in, &delivery_at, &delivery);
}

static void read_tasks(dd_vroom_input *in)
{
    dd_json_at jobs = dd_json_member(&in->root, "jobs"), shipments = dd_json_member(&in->root, "shipments");
    size_t job_count = dd_json_array(&in->json, &jobs, DD_TASKS_MAX, "Invalid jobs.");
    size_t shipment_count = dd_json_array(&in->json, &shipments, DD_TASKS_MAX / 2, "Invalid shipments.");
    for (size_t i = 0; i < job_count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at at = dd_json_item(&jobs, i);
        read_job(in, &at);
    }
    for (size_t i = 0; i < shipment_count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at at = dd_json_item(&shipments, i);
        read_shipment(in, &at);
    }
    if (job_count + shipment_count == 0) dd_json_refuse(&in->json, &in->root, DD_STATUS_INVALID_INPUT, "No task defined.");
}

/* No two jobs, pickups or deliveries of one id. */
static void check_task_ids(dd_vroom_input *in)
{
    static const char *const what[] = {"job", "pickup", "delivery"};
    dd_id_table table = {0};
    if (in->json.status != DD_STATUS_OK) return;
    in->json.status = dd_id_table_init_tasks(&table, in->problem, false, in->json.err);
    uint32_t ix = dd_id_table_duplicate(&table);
    dd_id_table_done(&table);
    if (ix == DD_NONE) return;
    const dd_task *task = &in->problem->tasks[ix];
    dd_json_at jobs = dd_json_member(&in->root, "jobs"), shipments = dd_json_member(&in->root, "shipments");
    size_t job_count = json_array_size(jobs.value);
    dd_json_at item = ix < job_count ? dd_json_item(&jobs, ix) : dd_json_item(&shipments, (ix - job_count) / 2);
    dd_json_at half = ix < job_count ? item : dd_json_member(&item, what[task->kind]);
    dd_json_at at = dd_json_member(&half, "id");
    dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "Duplicate %s id: %llu.", what[task->kind], (unsigned long long)task->id);
}

int64_t dd_vroom_setup_ms(const dd_task *task, uint32_t type, uint32_t before)
{
    if (before == task->location) return 0;
    for (uint32_t i = 0; i < task->by_type_count; i++)
        if (task->by_type[i].type == type) return task->by_type[i].setup_ms;
    return task->setup_ms;
}

/* Moves the windows of one task from the start of setup to the start of service. */
static void shift_windows(dd_vroom_input *in, dd_task *task, bool is_shared)
{
    int64_t least = is_shared ? 0 : task->setup_ms, most = task->setup_ms;
    for (uint32_t i = 0; i < task->by_type_count; i++) {
        int64_t setup = task->by_type[i].setup_ms;
        if (setup < least) least = setup;
        if (setup > most) most = setup;
    }
    dd_window *windows = most == 0 || task->window_count == 0 ? NULL : dd_vroom_alloc(in, task->window_count, sizeof *windows);
    if (windows == NULL) return;
    uint32_t count = 0;
    for (uint32_t i = 0; i < task->window_count; i++) {
        dd_window window = {task->windows[i].begin_ms + most, task->windows[i].end_ms + least};
        if (window.end_ms < window.begin_ms) window.end_ms = window.begin_ms; /* shorter than the setup: kept when it applies */
        if (count > 0 && window.begin_ms <= windows[count - 1].end_ms) {
            if (window.end_ms > windows[count - 1].end_ms) windows[count - 1].end_ms = window.end_ms;
        } else {
            windows[count++] = window;
        }
    }
    task->windows = windows;
    task->window_count = count;
}

static void shift_all_windows(dd_vroom_input *in)
{
    dd_problem *problem = in->problem;
    if (in->json.status != DD_STATUS_OK) return;
    uint32_t *users = dd_array_new(problem->location_count, sizeof *users);
    if (users == NULL) {
        dd_json_refuse(&in->json, &in->root, DD_STATUS_NO_MEMORY, "out of memory");
        return;
    }
    for (uint32_t i = 0; i < problem->task_count; i++) users[problem->tasks[i].location]++;
    for (uint32_t i = 0; i < problem->vehicle_count; i++)
        if (problem->vehicles[i].start != DD_NONE) users[problem->vehicles[i].start]++;
    for (uint32_t i = 0; i < problem->task_count; i++) {
        dd_task *task = &problem->tasks[i];
        shift_windows(in, task, users[task->location] > 1);
    }
    free(users);
}

static void read_root(dd_vroom_input *in)
{
    if (!json_is_object(in->root.value)) {
        dd_json_refuse(&in->json, &in->root, DD_STATUS_INVALID_INPUT, "Input root is not an object.");
        return;
    }
    in->has_matrices = json_object_get(in->root.value, "matrices") != NULL || json_object_get(in->root.value, "matrix") != NULL;
    dd_vroom_read_vehicles(in);
    read_tasks(in);
    check_task_ids(in);
    dd_vroom_read_travel(in);
    dd_vroom_read_steps(in);
    shift_all_windows(in);
}

dd_status dd_vroom_read(const char *text, size_t size, dd_problem **ret, dd_error *err)
{
    dd_vroom_input in = {.json = {.err = err}};
    in.json.status = dd_problem_create(&in.problem, err);
    if (in.json.status == DD_STATUS_OK) in.json.status = dd_json_document_init(&in.document, text, size, err);
    if (in.json.status == DD_STATUS_OK) {
        in.root.value = in.document.root;
        in.problem->ticks_per_unit = 1000;
        read_root(&in);
    }
    dd_json_document_done(&in.document);
    dd_names_done(&in.types);
    dd_names_done(&in.profiles);
    dd_places_done(&in.places);
    free(in.points);
    if (in.json.status != DD_STATUS_OK) dd_problem_free(in.problem);
    else *ret = in.problem;
    return in.json.status;
}
