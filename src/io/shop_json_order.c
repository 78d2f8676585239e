/* Shop JSON: job orders and their operations (shop_json_read.c says what they hold). */
#include <string.h>

#include "io/shop_json.h"

typedef struct needs {
    dd_need items[DD_SHOP_NEEDS_MAX];
    uint32_t count;
    bool is_stated;
} needs;

/* [{"PersonnelID": ..., "Quantity": 1, "DuringSetup": false}] */
static void read_needs(dd_shop_json *in, dd_json_at at, const char *id, bool is_tool, needs *ret)
{
    const char *const keys[] = {id, "Description", "Quantity", "DuringSetup", NULL};
    size_t count = dd_json_array(&in->json, &at, DD_SHOP_NEEDS_MAX, NULL);
    if (at.value != NULL) ret->is_stated = true;
    for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at item = dd_json_item(&at, i);
        if (!dd_json_object(&in->json, &item, NULL)) return;
        dd_json_known(&in->json, &item, keys);
        dd_json_at name = dd_shop_json_need(in, &item, id);
        dd_need need = {.pool = dd_shop_json_find(in, name, DD_SHOP_NOUN_POOL)};
        need.units = (uint32_t)dd_json_int(&in->json, dd_json_member(&item, "Quantity"), 1, 1, UINT32_MAX, NULL);
        need.in_setup = dd_json_bool(&in->json, dd_json_member(&item, "DuringSetup"), false);
        if (in->json.status != DD_STATUS_OK) return;
        if (in->build.problem->pools[need.pool].is_tool != is_tool)
            dd_json_refuse(&in->json, &name, DD_STATUS_INVALID_INPUT, is_tool ? "no physical asset of this name" : "no personnel of this name");
        for (uint32_t k = 0; k < ret->count; k++)
            if (ret->items[k].pool == need.pool) dd_json_refuse(&in->json, &name, DD_STATUS_INVALID_INPUT, "is there twice");
        if (ret->count == DD_SHOP_NEEDS_MAX) dd_json_refuse(&in->json, &at, DD_STATUS_TOO_LARGE, "more than %d requirements", DD_SHOP_NEEDS_MAX);
        else ret->items[ret->count++] = need;
    }
}

static needs read_both_needs(dd_shop_json *in, const dd_json_at *object)
{
    needs all = {.count = 0};
    read_needs(in, dd_json_member(object, "PersonnelRequirements"), "PersonnelID", false, &all);
    read_needs(in, dd_json_member(object, "PhysicalAssetRequirements"), "PhysicalAssetID", true, &all);
    return all;
}

static const dd_need *copy_needs(dd_shop_json *in, const needs *all)
{
    dd_need *copy = all->count > 0 ? dd_shop_json_alloc(in, all->count, sizeof *copy) : NULL;
    if (copy != NULL) memcpy(copy, all->items, all->count * sizeof *copy);
    return copy;
}

static bool is_of_class(const dd_machine *machine, const char *name)
{
    return machine->group != NULL && strcmp(machine->group, name) == 0;
}

/* How many machines an item of EquipmentRequirements stands for. */
static uint32_t count_machines(dd_shop_json *in, const dd_json_at *item)
{
    dd_json_at class_at = dd_json_member(item, "EquipmentClass");
    const char *name = dd_json_text(&in->json, class_at, NULL, NULL);
    uint32_t count = 0;
    bool has_id = dd_json_member(item, "EquipmentID").value != NULL;
    if ((name != NULL) == has_id) dd_json_refuse(&in->json, item, DD_STATUS_INVALID_INPUT, "one of EquipmentID and EquipmentClass");
    if (name == NULL) return 1;
    for (uint32_t m = 0; m < in->build.problem->machine_count; m++) count += is_of_class(&in->build.problem->machines[m], name);
    if (count == 0) dd_json_refuse(&in->json, &class_at, DD_STATUS_INVALID_INPUT, "no equipment of this class");
    return count;
}

static void add_mode(dd_shop_json *in, const dd_json_at *item, dd_mode mode, dd_mode *modes, uint32_t *count)
{
    for (uint32_t k = 0; k < *count; k++)
        if (modes[k].machine == mode.machine) dd_json_refuse(&in->json, item, DD_STATUS_INVALID_INPUT, "the equipment is there twice");
    modes[(*count)++] = mode;
}

static void read_equipment(dd_shop_json *in, const dd_json_at *item, dd_mode like, bool has_duration, dd_mode *modes, uint32_t *count)
{
    needs own = read_both_needs(in, item);
    dd_json_at duration = dd_json_member(item, "Duration");
    if (own.is_stated) {
        like.needs = copy_needs(in, &own);
        like.need_count = own.count;
    }
    if (duration.value == NULL && !has_duration) dd_json_refuse(&in->json, &duration, DD_STATUS_INVALID_INPUT, "missing");
    like.duration_ms = dd_shop_json_duration(in, duration, like.duration_ms);
    const char *name = dd_json_text(&in->json, dd_json_member(item, "EquipmentClass"), NULL, NULL);
    if (name == NULL) {
        like.machine = dd_shop_json_find(in, dd_json_member(item, "EquipmentID"), DD_SHOP_NOUN_MACHINE);
        if (in->json.status == DD_STATUS_OK) add_mode(in, item, like, modes, count);
        return;
    }
    for (like.machine = 0; like.machine < in->build.problem->machine_count && in->json.status == DD_STATUS_OK; like.machine++)
        if (is_of_class(&in->build.problem->machines[like.machine], name)) add_mode(in, item, like, modes, count);
}

static void read_modes(dd_shop_json *in, const dd_json_at *at, dd_operation *operation)
{
    static const char *const keys[] = {"EquipmentID", "EquipmentClass", "Description", "Duration", "PersonnelRequirements", "PhysicalAssetRequirements", NULL};
    dd_json_at list = dd_shop_json_need(in, at, "EquipmentRequirements"), duration = dd_json_member(at, "Duration");
    needs shared = read_both_needs(in, at);
    dd_mode like = {.duration_ms = dd_shop_json_duration(in, duration, 0), .needs = copy_needs(in, &shared), .need_count = shared.count};
    size_t count = dd_json_array(&in->json, &list, DD_SHOP_MODES_MAX, NULL);
    uint64_t room = 0;
    if (count == 0) dd_json_refuse(&in->json, &list, DD_STATUS_INVALID_INPUT, "no machine may do it");
    for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at item = dd_json_item(&list, i);
        if (!dd_json_object(&in->json, &item, NULL)) return;
        dd_json_known(&in->json, &item, keys);
        room += count_machines(in, &item);
    }
    if (room > DD_SHOP_MODES_MAX) dd_json_refuse(&in->json, &list, DD_STATUS_TOO_LARGE, "more than %d machines", DD_SHOP_MODES_MAX);
    if (in->json.status != DD_STATUS_OK) return;
    dd_mode *modes = dd_shop_json_alloc(in, (size_t)room, sizeof *modes);
    for (size_t i = 0; modes != NULL && i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at item = dd_json_item(&list, i);
        read_equipment(in, &item, like, duration.value != NULL, modes, &operation->mode_count);
    }
    operation->modes = modes;
}

/* The mode on the equipment that "EquipmentID" names; with one mode it may be left out. */
static uint32_t read_place(dd_shop_json *in, const dd_json_at *object, const dd_operation *operation)
{
    dd_json_at id = dd_json_member(object, "EquipmentID");
    if (id.value == NULL && operation->mode_count == 1) return 0;
    uint32_t machine = dd_shop_json_find(in, dd_shop_json_need(in, object, "EquipmentID"), DD_SHOP_NOUN_MACHINE);
    for (uint32_t k = 0; k < operation->mode_count && in->json.status == DD_STATUS_OK; k++)
        if (operation->modes[k].machine == machine) return k;
    dd_json_refuse(&in->json, &id, DD_STATUS_INVALID_INPUT, "the operation may not run there");
    return 0;
}

static void read_lock(dd_shop_json *in, const dd_json_at *at, dd_operation *operation)
{
    static const char *const keys[] = {"EquipmentID", "SetupStartTime", "StartTime", "EndTime", NULL};
    static const char *const planned_keys[] = {"EquipmentID", "StartTime", NULL};
    dd_json_at lock = dd_json_member(at, "Lock"), planned = dd_json_member(at, "Planned");
    if (dd_json_object(&in->json, &lock, NULL)) {
        dd_json_known(&in->json, &lock, keys);
        operation->is_locked = true;
        operation->lock.mode = read_place(in, &lock, operation);
        operation->lock.start_ms = dd_shop_json_instant(in, dd_shop_json_need(in, &lock, "StartTime"), 0);
        operation->lock.setup_begin_ms = dd_shop_json_instant(in, dd_json_member(&lock, "SetupStartTime"), operation->lock.start_ms);
        operation->lock.end_ms = dd_shop_json_instant(in, dd_shop_json_need(in, &lock, "EndTime"), 0);
    }
    if (dd_json_object(&in->json, &planned, NULL)) {
        dd_json_known(&in->json, &planned, planned_keys);
        operation->planned_mode = read_place(in, &planned, operation);
        operation->planned_start_ms = dd_shop_json_instant(in, dd_shop_json_need(in, &planned, "StartTime"), 0);
    }
}

static void read_operation(dd_shop_json *in, const dd_json_at *at)
{
    dd_error why = {DD_STATUS_OK, "", ""};
    dd_operation operation = {DD_OPERATION_DEFAULT, .job = in->build.problem->job_count - 1};
    dd_json_at id = dd_json_member(at, "OperationID");
    operation.name = dd_shop_json_copy(in, id);
    if (operation.name != NULL && !dd_names_takes(operation.name, strlen(operation.name)))
        dd_json_refuse(&in->json, &id, DD_STATUS_INVALID_INPUT, "a name must have 1 to %d bytes", DD_NAME_MAX);
    operation.family = dd_shop_json_intern(in, dd_json_member(at, "Family"), DD_SHOP_NOUN_FAMILY);
    operation.may_pause = dd_json_bool(&in->json, dd_json_member(at, "MayPause"), false);
    operation.release_ms = dd_shop_json_instant(in, dd_json_member(at, "EarliestStartTime"), in->build.problem->origin_ms);
    read_modes(in, at, &operation);
    if (in->json.status == DD_STATUS_OK) read_lock(in, at, &operation);
    if (in->json.status == DD_STATUS_OK) dd_shop_json_pass(in, at, dd_shop_problem_add_operation(in->build.problem, &operation, NULL, &why), &why);
}

#define OPERATION_KEYS                                                                                                                                \
    "Description", "WorkMasterID", "Family", "MayPause", "EarliestStartTime", "Duration", "EquipmentRequirements", "PersonnelRequirements",          \
        "PhysicalAssetRequirements", "MaterialRequirements", "After", "Lock", "Planned"

static void read_order(dd_shop_json *in, const dd_json_at *at)
{
    static const char *const keys[] = {"JobOrderID", "Priority", "Weight", "StartTime", "EndTime", "Operations", "Description", "WorkMasterID", NULL};
    static const char *const single_keys[] = {"JobOrderID", "Priority", "Weight", "StartTime", "EndTime", OPERATION_KEYS, NULL};
    static const char *const operation_keys[] = {"OperationID", OPERATION_KEYS, NULL};
    dd_error why = {DD_STATUS_OK, "", ""};
    if (!dd_json_object(&in->json, at, NULL)) return;
    dd_json_at operations = dd_json_member(at, "Operations");
    dd_json_known(&in->json, at, operations.value != NULL ? keys : single_keys);
    dd_job job = {DD_JOB_DEFAULT, .name = dd_shop_json_new(in, at, "JobOrderID", DD_SHOP_NOUN_JOB)};
    job.release_ms = dd_shop_json_instant(in, dd_json_member(at, "StartTime"), in->build.problem->origin_ms);
    job.due_ms = dd_shop_json_instant(in, dd_json_member(at, "EndTime"), DD_FOREVER_MS);
    job.weight = (uint32_t)dd_json_int(&in->json, dd_json_member(at, "Weight"), 1, 0, DD_SHOP_WEIGHT_MAX, NULL);
    job.priority = (uint32_t)dd_json_int(&in->json, dd_json_member(at, "Priority"), 0, 0, UINT32_MAX, NULL);
    if (in->json.status == DD_STATUS_OK) dd_shop_json_pass(in, at, dd_shop_problem_add_job(in->build.problem, &job, NULL, &why), &why);
    if (in->json.status != DD_STATUS_OK) return;
    if (operations.value == NULL) {
        read_operation(in, at);
        return;
    }
    size_t count = dd_json_array(&in->json, &operations, DD_SHOP_OPERATIONS_MAX, NULL);
    for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at item = dd_json_item(&operations, i);
        if (!dd_json_object(&in->json, &item, NULL)) return;
        dd_json_known(&in->json, &item, operation_keys);
        read_operation(in, &item);
    }
}

void dd_shop_json_orders(dd_shop_json *in)
{
    dd_json_at orders = dd_json_member(&in->root, "JobOrders");
    size_t count = dd_json_array(&in->json, &orders, DD_SHOP_JOBS_MAX, NULL);
    for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at item = dd_json_item(&orders, i);
        read_order(in, &item);
    }
}

void dd_shop_json_find_operation(dd_shop_json *in, uint32_t ix, dd_shop_json_way *way)
{
    const dd_shop_problem *problem = in->build.problem;
    uint32_t first = ix;
    while (first > 0 && problem->operations[first - 1].job == problem->operations[ix].job) first--;
    way->orders = dd_json_member(&in->root, "JobOrders");
    way->order = dd_json_item(&way->orders, problem->operations[ix].job);
    way->operations = dd_json_member(&way->order, "Operations");
    if (way->operations.value == NULL) way->operation = way->order;
    else way->operation = dd_json_item(&way->operations, ix - first);
}
