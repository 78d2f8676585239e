/* JSON input: jobs and shipments (json_read.c says what the format is). */
#include <math.h>
#include <string.h>

#include "io/json_input.h"

#define COST_UNIT 3600000.0 /* internal units in a currency unit */
#define PRICE_MAX 1e9
#define RATE_MAX (1 << 20)

#define TASK_KEYS "id", "description", "location", "setup_s", "service_s", "times_by_type", "windows", "due", "late_cost_per_hour"
#define SHARED_KEYS "skills", "priority", "required", "prize", "load_class", "vehicle"

static void read_times_by_type(dd_json_input *in, const dd_json_at *owner, dd_task *task)
{
    static const char *const keys[] = {"setup_s", "service_s", NULL};
    dd_json_at map = dd_json_member(owner, "times_by_type");
    if (!dd_json_object(&in->json, &map, NULL)) return;
    json_t *object = json_object_get(owner->value, "times_by_type"), *value;
    const char *type;
    json_object_foreach(object, type, value) {
        dd_json_at at = dd_json_member(&map, type);
        if (!dd_json_object(&in->json, &at, NULL)) return;
        dd_json_known(&in->json, &at, keys);
        (void)dd_json_duration_ms(in, dd_json_member(&at, "setup_s"), 0);
        (void)dd_json_duration_ms(in, dd_json_member(&at, "service_s"), 0);
        if (in->types.count == 0 || dd_names_find(&in->types, type, strlen(type)) == DD_NONE)
            dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "no vehicle is of this type");
    }
    dd_type_times *times = dd_json_alloc(in, in->types.count, sizeof *times);
    if (times == NULL) return;
    for (uint32_t i = 0; i < in->types.count; i++) {
        dd_json_at at = dd_json_member(&map, dd_names_at(&in->types, i));
        if (at.value == NULL) continue;
        times[task->by_type_count++] = (dd_type_times){i + 1, dd_json_duration_ms(in, dd_json_member(&at, "setup_s"), task->setup_ms),
                                                       dd_json_duration_ms(in, dd_json_member(&at, "service_s"), task->service_ms)};
    }
    task->by_type = times;
}

/* What jobs and halves of shipments have in common. */
static dd_task read_task(dd_json_input *in, const dd_json_at *at, dd_task_kind kind)
{
    dd_task task = {DD_TASK_DEFAULT, .kind = kind};
    task.name = dd_json_new_id(in, at, &in->tasks, "task");
    task.id = dd_json_number(task.name, in->problem->task_count);
    task.description = dd_json_copy(in, dd_json_member(at, "description"));
    task.location = dd_json_find(in, dd_json_need(in, at, "location"), &in->locations, "location");
    task.setup_ms = dd_json_duration_ms(in, dd_json_member(at, "setup_s"), 0);
    task.service_ms = dd_json_duration_ms(in, dd_json_member(at, "service_s"), 0);
    task.windows = dd_json_windows(in, dd_json_member(at, "windows"), &task.window_count);
    task.late_weight = dd_json_int(&in->json, dd_json_member(at, "late_cost_per_hour"), 0, 0, RATE_MAX, NULL);
    if (task.late_weight > 0) task.due_ms = dd_json_time_ms(in, dd_json_need(in, at, "due"), 0);
    else (void)dd_json_time_ms(in, dd_json_member(at, "due"), 0);
    read_times_by_type(in, at, &task);
    return task;
}

/* What a job has itself and a shipment has for both halves. */
static void read_shared(dd_json_input *in, const dd_json_at *at, dd_task *task)
{
    task->skills = dd_json_skills(in, dd_json_member(at, "skills"), &task->skill_count);
    task->priority = (uint32_t)dd_json_int(&in->json, dd_json_member(at, "priority"), 0, 0, DD_PRIORITY_MAX, NULL);
    task->is_required = dd_json_bool(&in->json, dd_json_member(at, "required"), false);
    task->prize = llround(dd_json_double(&in->json, dd_json_member(at, "prize"), 0, 0, PRICE_MAX, NULL) * COST_UNIT);
    dd_json_at load_class = dd_json_member(at, "load_class");
    if (load_class.value != NULL) task->load_class = dd_json_intern(in, load_class, &in->classes) + 1;
    task->only_vehicle = dd_json_find(in, dd_json_member(at, "vehicle"), &in->vehicles, "vehicle");
}

static void add_task(dd_json_input *in, const dd_json_at *at, const dd_task *task)
{
    if (in->json.status != DD_STATUS_OK) return;
    dd_error error;
    dd_status status = dd_problem_add_task(in->problem, task, NULL, &error);
    if (status != DD_STATUS_OK) dd_json_refuse(&in->json, at, status, "%s", error.message);
}

static void read_job(dd_json_input *in, const dd_json_at *at)
{
    static const char *const keys[] = {TASK_KEYS, SHARED_KEYS, "pickup", "delivery", "release", NULL};
    if (!dd_json_object(&in->json, at, NULL)) return;
    dd_json_known(&in->json, at, keys);
    dd_task task = read_task(in, at, DD_TASK_JOB);
    dd_json_amounts(in, dd_json_member(at, "pickup"), task.pickup);
    dd_json_amounts(in, dd_json_member(at, "delivery"), task.delivery);
    task.release_ms = dd_json_time_ms(in, dd_json_member(at, "release"), 0);
    read_shared(in, at, &task);
    add_task(in, at, &task);
}

/* The goods are on board of a vehicle already: a delivery alone. */
static void read_on_board(dd_json_input *in, const dd_json_at *at, dd_task *shared)
{
    static const char *const keys[] = {TASK_KEYS, NULL};
    dd_json_at delivery_at = dd_json_need(in, at, "delivery"), pickup_at = dd_json_member(at, "pickup");
    if (pickup_at.value != NULL) dd_json_refuse(&in->json, &pickup_at, DD_STATUS_INVALID_INPUT, "goods on board have no pickup");
    (void)dd_json_need(in, at, "vehicle");
    if (!dd_json_object(&in->json, &delivery_at, NULL)) return;
    dd_json_known(&in->json, &delivery_at, keys);
    dd_task delivery = read_task(in, &delivery_at, DD_TASK_DELIVERY);
    delivery.skills = shared->skills;
    delivery.skill_count = shared->skill_count;
    delivery.priority = shared->priority;
    delivery.is_required = shared->is_required;
    delivery.prize = shared->prize;
    delivery.load_class = shared->load_class;
    delivery.only_vehicle = shared->only_vehicle;
    memcpy(delivery.delivery, shared->pickup, sizeof delivery.delivery);
    add_task(in, &delivery_at, &delivery);
}

static void read_halves(dd_json_input *in, const dd_json_at *at, const dd_task *shared)
{
    static const char *const keys[] = {TASK_KEYS, NULL};
    dd_json_at half_at[] = {dd_json_need(in, at, "pickup"), dd_json_need(in, at, "delivery")};
    for (uint32_t i = 0; i < 2; i++) {
        if (!dd_json_object(&in->json, &half_at[i], NULL)) return;
        dd_json_known(&in->json, &half_at[i], keys);
    }
    uint32_t first = in->problem->task_count;
    for (uint32_t i = 0; i < 2; i++) {
        dd_task task = read_task(in, &half_at[i], i == 0 ? DD_TASK_PICKUP : DD_TASK_DELIVERY);
        task.mate = first + 1 - i;
        task.skills = shared->skills;
        task.skill_count = shared->skill_count;
        task.priority = shared->priority;
        task.is_required = shared->is_required;
        task.prize = i == 0 ? shared->prize : 0; /* a request's prize is the sum over its tasks */
        task.load_class = shared->load_class;
        task.only_vehicle = shared->only_vehicle;
        task.max_on_board_ms = i == 0 ? shared->max_on_board_ms : 0;
        memcpy(i == 0 ? task.pickup : task.delivery, shared->pickup, sizeof task.pickup);
        add_task(in, &half_at[i], &task);
    }
}

static void read_shipment(dd_json_input *in, const dd_json_at *at)
{
    static const char *const keys[] = {SHARED_KEYS, "pickup", "delivery", "amount", "max_on_board_s", "on_board", NULL};
    if (!dd_json_object(&in->json, at, NULL)) return;
    dd_json_known(&in->json, at, keys);
    dd_task shared = {DD_TASK_DEFAULT};
    dd_json_amounts(in, dd_json_member(at, "amount"), shared.pickup);
    read_shared(in, at, &shared);
    shared.max_on_board_ms = dd_json_duration_ms(in, dd_json_member(at, "max_on_board_s"), 0);
    if (dd_json_bool(&in->json, dd_json_member(at, "on_board"), false)) read_on_board(in, at, &shared);
    else read_halves(in, at, &shared);
}

void dd_json_read_tasks(dd_json_input *in)
{
    dd_json_at jobs = dd_json_member(&in->root, "jobs"), shipments = dd_json_member(&in->root, "shipments");
    size_t job_count = dd_json_array(&in->json, &jobs, DD_TASKS_MAX, NULL);
    size_t shipment_count = dd_json_array(&in->json, &shipments, DD_TASKS_MAX / 2, NULL);
    for (size_t i = 0; i < job_count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at at = dd_json_item(&jobs, i);
        read_job(in, &at);
    }
    for (size_t i = 0; i < shipment_count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at at = dd_json_item(&shipments, i);
        read_shipment(in, &at);
    }
}
