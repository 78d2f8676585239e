/* JSON of factory lines: diaodu's own, with the words of job control (ISA-95, OPC 40001-3); docs/schema/line.schema.json is its schema, and
 * docs/FORMATS.md shows it at work.
 *
 *   {"Version": 1, "Origin": "2026-11-28T06:00:00Z", "Zone": "+01:00", "Objective": "tardiness*3+setup,makespan",
 *    "Calendars": [{"CalendarID": "early", "Shifts": [{"Days": "Mon-Fri", "StartTime": "06:00", "EndTime": "14:00"}]}],
 *    "SetupMatrices": [{"SetupMatrixID": "paint", "Setups": [{"From": "red", "To": "blue", "Duration": "PT6M"}]}],
 *    "Equipment": [{"EquipmentID": "saw", "EquipmentClass": "LINE 1", "Calendar": "early", "Maintenance": [{"StartTime": ..., "EndTime": ...}],
 *                   "SetupMatrix": "paint", "InitialFamily": "red", "AvailableTime": ...}],
 *    "Personnel": [{"PersonnelID": "welders", "Quantity": 2, "Calendar": "early", "Absences": [{"StartTime": ..., "EndTime": ..., "Quantity": 1}]}],
 *    "PhysicalAssets": [{"PhysicalAssetID": "jig", ...}],
 *    "JobOrders": [{"JobOrderID": "J7", "WorkMasterID": "bike", "Priority": 5, "Weight": 3, "StartTime": ..., "EndTime": ..., "Operations": [
 *      {"OperationID": "10", "Family": "red", "MayPause": true, "EarliestStartTime": ...,
 *       "EquipmentRequirements": [{"EquipmentID": "saw", "Duration": "PT20M"}, {"EquipmentClass": "LINE 2", "Duration": 1500}],
 *       "PersonnelRequirements": [{"PersonnelID": "welders", "Quantity": 1, "DuringSetup": true}],
 *       "PhysicalAssetRequirements": [{"PhysicalAssetID": "jig"}],
 *       "After": ["5", {"JobOrderID": "frame", "OperationID": "20", "Lag": "PT1H"}],
 *       "MaterialRequirements": [{"MaterialDefinitionID": "frame", "JobOrderID": "frame"}],
 *       "Lock": {"EquipmentID": "saw", "SetupStartTime": ..., "StartTime": ..., "EndTime": ...}, "Planned": {"EquipmentID": "saw", "StartTime": ...}}]}]}
 *
 * Instants are ISO 8601 with a zone when Origin is, else seconds (and Origin, which may then be left out, is 0).  StartTime of a job order is its release,
 * EndTime its due instant.  Durations are seconds, or texts: PT20M, 20min, 0:20 (duration.h).
 * Shifts: Days with times of day, in local time (Zone is what that is ahead of UTC); or, in a calendar with a Period (a duration), times from the begin of
 * each period on; or single instants.
 * A job order without Operations is one operation itself.  EquipmentClass stands for all equipment of that class.  What a requirement of equipment says
 * of people and assets holds there in place of what its operation says; an operation's Duration holds where its equipment has none.
 * Without After an operation waits for the one before it in its job order; "After": [] is for nothing.  A material that another job order makes
 * (JobOrderID, with or without OperationID) waits for it; one without JobOrderID is only a note.
 * From and To of a setup may be "*" (any other); a setup without From is that of a machine that is set up for nothing.
 * Description and WorkMasterID are notes.  Unknown keys, duplicate keys, wrong types, values out of range and ids that nobody has are refused, with their
 * JSON Pointer.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/duration.h"
#include "io/scan.h"
#include "io/shifts.h"
#include "io/shop_formats.h"
#include "io/shop_json.h"
#include "io/shop_objective.h"

#define TIME_MAX_S ((double)DD_SHOP_INSTANT_MAX_MS / 1000)

void dd_shop_json_pass(dd_shop_json *in, const dd_json_at *at, dd_status status, const dd_error *why)
{
    if (status != DD_STATUS_OK) dd_json_refuse(&in->json, at, status, "%s", why->message);
}

dd_json_at dd_shop_json_need(dd_shop_json *in, const dd_json_at *object, const char *key)
{
    dd_json_at at = dd_json_member(object, key);
    if (at.value == NULL) dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "missing");
    return at;
}

void *dd_shop_json_alloc(dd_shop_json *in, size_t count, size_t size)
{
    void *memory = in->json.status == DD_STATUS_OK ? dd_shop_problem_alloc(in->build.problem, count, size) : NULL;
    if (memory == NULL) dd_json_refuse(&in->json, &in->root, DD_STATUS_NO_MEMORY, "out of memory");
    return memory;
}

const char *dd_shop_json_copy(dd_shop_json *in, dd_json_at at)
{
    const char *text = dd_json_text(&in->json, at, NULL, NULL);
    if (text == NULL || in->json.status != DD_STATUS_OK) return NULL;
    const char *copy = dd_shop_problem_text(in->build.problem, text, strlen(text));
    if (copy == NULL) dd_json_refuse(&in->json, &at, DD_STATUS_NO_MEMORY, "out of memory");
    return copy;
}

int64_t dd_shop_json_instant(dd_shop_json *in, dd_json_at at, int64_t fallback)
{
    dd_error why = {DD_STATUS_OK, "", ""};
    if (at.value == NULL || in->json.status != DD_STATUS_OK) return fallback;
    if (in->build.problem->has_iso_times) {
        const char *text = dd_json_text(&in->json, at, NULL, "must be an ISO 8601 text with a zone, as Origin is");
        if (text != NULL) dd_shop_json_pass(in, &at, dd_shop_builder_instant(&in->build, text, strlen(text), &fallback, &why), &why);
        return fallback;
    }
    double seconds = dd_json_double(&in->json, at, 0, -TIME_MAX_S, TIME_MAX_S, "must be seconds (with an ISO 8601 Origin: a text)");
    return llround(seconds * 1000);
}

int64_t dd_shop_json_duration(dd_shop_json *in, dd_json_at at, int64_t fallback)
{
    if (at.value == NULL || in->json.status != DD_STATUS_OK) return fallback;
    if (!json_is_string(at.value)) return llround(dd_json_double(&in->json, at, 0, 0, TIME_MAX_S, "must be seconds, or a text: PT20M, 20min, 0:20") * 1000);
    if (!dd_duration_scan(json_string_value(at.value), json_string_length(at.value), &fallback))
        dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "not a duration: PT20M, 20min, 0:20, or seconds");
    return fallback;
}

uint32_t dd_shop_json_find(dd_shop_json *in, dd_json_at at, dd_shop_noun noun)
{
    const char *text = dd_json_text(&in->json, at, NULL, NULL);
    dd_error why = {DD_STATUS_OK, "", ""};
    uint32_t ix = DD_NONE;
    if (text != NULL) dd_shop_json_pass(in, &at, dd_shop_builder_find(&in->build, noun, text, &ix, &why), &why);
    return ix;
}

uint32_t dd_shop_json_intern(dd_shop_json *in, dd_json_at at, dd_shop_noun noun)
{
    const char *text = dd_json_text(&in->json, at, NULL, NULL);
    dd_error why = {DD_STATUS_OK, "", ""};
    uint32_t ix = DD_NONE;
    if (text != NULL) dd_shop_json_pass(in, &at, dd_shop_builder_intern(&in->build, noun, text, &ix, &why), &why);
    return ix;
}

const char *dd_shop_json_new(dd_shop_json *in, const dd_json_at *object, const char *key, dd_shop_noun noun)
{
    dd_json_at at = dd_shop_json_need(in, object, key);
    const char *text = dd_json_text(&in->json, at, NULL, NULL), *copy = NULL;
    dd_error why = {DD_STATUS_OK, "", ""};
    if (text != NULL) dd_shop_json_pass(in, &at, dd_shop_builder_new(&in->build, noun, text, &copy, &why), &why);
    return copy;
}

static void read_origin(dd_shop_json *in)
{
    dd_json_at origin = dd_json_member(&in->root, "Origin"), zone = dd_json_member(&in->root, "Zone"), objective = dd_json_member(&in->root, "Objective");
    dd_error why = {DD_STATUS_OK, "", ""};
    if (json_is_string(origin.value)) {
        dd_shop_json_pass(in, &origin, dd_shop_builder_origin(&in->build, json_string_value(origin.value), &why), &why);
        if (in->json.status == DD_STATUS_OK && !in->build.problem->has_iso_times)
            dd_json_refuse(&in->json, &origin, DD_STATUS_INVALID_INPUT, "must be an ISO 8601 text with a zone, or seconds");
    } else {
        in->build.problem->origin_ms = dd_shop_json_instant(in, origin, 0);
    }
    const char *text = dd_json_text(&in->json, zone, NULL, NULL);
    if (text != NULL) dd_shop_json_pass(in, &zone, dd_shop_builder_zone(&in->build, text, &why), &why);
    text = dd_json_text(&in->json, objective, NULL, NULL);
    if (text != NULL) dd_shop_json_pass(in, &objective, dd_shop_objective_read(text, &in->build.problem->objective, &why), &why);
}

static dd_status add_weekly(dd_shop_json *in, dd_shifts *shifts, const dd_json_at *at, dd_error *why)
{
    dd_json_at days = dd_json_member(at, "Days");
    const char *names = dd_json_text(&in->json, days, "daily", NULL);
    const char *begin = dd_json_text(&in->json, dd_shop_json_need(in, at, "StartTime"), NULL, NULL);
    const char *end = dd_json_text(&in->json, dd_shop_json_need(in, at, "EndTime"), NULL, NULL);
    uint32_t mask = 0;
    int64_t from, to;
    if (in->json.status != DD_STATUS_OK) return DD_STATUS_OK;
    if (!dd_shifts_scan_days(names, strlen(names), &mask))
        dd_json_refuse(&in->json, &days, DD_STATUS_INVALID_INPUT, "days are Mon to Sun: \"Mon-Fri\", \"Sat Sun\", or daily");
    if (!dd_duration_scan_clock(begin, strlen(begin), &from) || !dd_duration_scan_clock(end, strlen(end), &to))
        return dd_error_set(why, DD_STATUS_INVALID_INPUT, NULL, "a shift of days begins and ends at times of day, \"06:00\"");
    return dd_shifts_add_weekly(shifts, mask, from, to, in->build.monday_ms, why);
}

static bool is_clock(dd_json_at at)
{
    int64_t ms;
    return json_is_string(at.value) && dd_duration_scan_clock(json_string_value(at.value), json_string_length(at.value), &ms);
}

static void read_shift(dd_shop_json *in, dd_shifts *shifts, const dd_json_at *at, int64_t period_ms)
{
    static const char *const keys[] = {"Days", "StartTime", "EndTime", NULL};
    dd_error why = {DD_STATUS_OK, "", ""};
    dd_status status = DD_STATUS_OK;
    if (!dd_json_object(&in->json, at, NULL)) return;
    dd_json_known(&in->json, at, keys);
    dd_json_at begin = dd_shop_json_need(in, at, "StartTime"), end = dd_shop_json_need(in, at, "EndTime");
    if (period_ms > 0) {
        int64_t from = dd_shop_json_duration(in, begin, 0), to = dd_shop_json_duration(in, end, 0);
        if (in->json.status == DD_STATUS_OK) status = dd_shifts_add_repeated(shifts, period_ms, from, to, &why);
    } else if (dd_json_member(at, "Days").value != NULL || is_clock(begin)) {
        status = add_weekly(in, shifts, at, &why);
    } else {
        int64_t from = dd_shop_json_instant(in, begin, 0), to = dd_shop_json_instant(in, end, 0);
        if (in->json.status == DD_STATUS_OK) status = dd_shifts_add_single(shifts, from, to, &why);
    }
    dd_shop_json_pass(in, at, status, &why);
}

static void read_calendar(dd_shop_json *in, const dd_json_at *at)
{
    static const char *const keys[] = {"CalendarID", "Description", "Period", "Shifts", NULL};
    dd_shifts list = {0};
    dd_error why = {DD_STATUS_OK, "", ""};
    if (!dd_json_object(&in->json, at, NULL)) return;
    dd_json_known(&in->json, at, keys);
    dd_calendar calendar = {.name = dd_shop_json_new(in, at, "CalendarID", DD_SHOP_NOUN_CALENDAR)};
    dd_json_at period = dd_json_member(at, "Period"), shifts = dd_shop_json_need(in, at, "Shifts");
    int64_t period_ms = dd_shop_json_duration(in, period, 0);
    if (period.value != NULL && period_ms == 0) dd_json_refuse(&in->json, &period, DD_STATUS_INVALID_INPUT, "must be longer than 0");
    size_t count = dd_json_array(&in->json, &shifts, DD_SHOP_WINDOWS_MAX, NULL);
    for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at item = dd_json_item(&shifts, i);
        read_shift(in, &list, &item, period_ms);
    }
    if (in->json.status == DD_STATUS_OK) dd_shop_json_pass(in, &shifts, dd_shifts_build(&list, in->build.problem, &calendar, &why), &why);
    if (in->json.status == DD_STATUS_OK) dd_shop_json_pass(in, at, dd_shop_problem_add_calendar(in->build.problem, &calendar, NULL, &why), &why);
    dd_shifts_done(&list);
}

static int compare_absences(const void *left, const void *right)
{
    const dd_absence *a = left, *b = right;
    if (a->begin_ms != b->begin_ms) return a->begin_ms < b->begin_ms ? -1 : 1;
    if (a->end_ms != b->end_ms) return a->end_ms < b->end_ms ? -1 : 1;
    return a->units < b->units ? -1 : a->units > b->units;
}

/* [{"StartTime", "EndTime", "Quantity"}], by begin; the quantity only where `has_quantity`. */
static uint32_t read_absences(dd_shop_json *in, dd_json_at at, bool has_quantity, dd_absence **ret)
{
    static const char *const plain[] = {"StartTime", "EndTime", "Description", NULL};
    static const char *const counted[] = {"StartTime", "EndTime", "Description", "Quantity", NULL};
    size_t count = dd_json_array(&in->json, &at, DD_SHOP_WINDOWS_MAX, NULL);
    dd_absence *absences = count > 0 ? dd_shop_json_alloc(in, count, sizeof *absences) : NULL;
    if (absences == NULL) return 0;
    for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at item = dd_json_item(&at, i);
        if (!dd_json_object(&in->json, &item, NULL)) return 0;
        dd_json_known(&in->json, &item, has_quantity ? counted : plain);
        absences[i].begin_ms = dd_shop_json_instant(in, dd_shop_json_need(in, &item, "StartTime"), 0);
        absences[i].end_ms = dd_shop_json_instant(in, dd_shop_json_need(in, &item, "EndTime"), 0);
        absences[i].units = (uint32_t)dd_json_int(&in->json, dd_json_member(&item, "Quantity"), 1, 1, UINT32_MAX, NULL);
        if (absences[i].end_ms <= absences[i].begin_ms) dd_json_refuse(&in->json, &item, DD_STATUS_INVALID_INPUT, "ends before it has begun");
    }
    if (in->json.status != DD_STATUS_OK) return 0;
    qsort(absences, count, sizeof *absences, compare_absences);
    *ret = absences;
    return (uint32_t)count;
}

static void read_equipment(dd_shop_json *in, const dd_json_at *at)
{
    static const char *const keys[] = {"EquipmentID", "Description", "EquipmentClass", "Calendar", "Maintenance", "SetupMatrix", "InitialFamily",
                                       "AvailableTime", NULL};
    dd_error why = {DD_STATUS_OK, "", ""};
    dd_absence *closed = NULL;
    if (!dd_json_object(&in->json, at, NULL)) return;
    dd_json_known(&in->json, at, keys);
    dd_machine machine = {DD_MACHINE_DEFAULT, .name = dd_shop_json_new(in, at, "EquipmentID", DD_SHOP_NOUN_MACHINE)};
    machine.group = dd_shop_json_copy(in, dd_json_member(at, "EquipmentClass"));
    machine.calendar = dd_shop_json_find(in, dd_json_member(at, "Calendar"), DD_SHOP_NOUN_CALENDAR);
    machine.setup_matrix = dd_shop_json_intern(in, dd_json_member(at, "SetupMatrix"), DD_SHOP_NOUN_MATRIX);
    machine.initial_family = dd_shop_json_intern(in, dd_json_member(at, "InitialFamily"), DD_SHOP_NOUN_FAMILY);
    machine.available_ms = dd_shop_json_instant(in, dd_json_member(at, "AvailableTime"), in->build.problem->origin_ms);
    uint32_t count = read_absences(in, dd_json_member(at, "Maintenance"), false, &closed);
    dd_window *windows = count > 0 ? dd_shop_json_alloc(in, count, sizeof *windows) : NULL;
    for (uint32_t i = 0; windows != NULL && i < count; i++) windows[i] = (dd_window){closed[i].begin_ms, closed[i].end_ms};
    if (windows != NULL) machine.closed_count = (uint32_t)dd_shifts_join(windows, count);
    machine.closed = windows;
    if (in->json.status == DD_STATUS_OK) dd_shop_json_pass(in, at, dd_shop_problem_add_machine(in->build.problem, &machine, NULL, &why), &why);
}

static void read_pool(dd_shop_json *in, const dd_json_at *at, const char *id, bool is_tool)
{
    const char *const keys[] = {id, "Description", "Quantity", "Calendar", "Absences", NULL};
    dd_error why = {DD_STATUS_OK, "", ""};
    dd_absence *absences = NULL;
    if (!dd_json_object(&in->json, at, NULL)) return;
    dd_json_known(&in->json, at, keys);
    dd_pool_resource pool = {.name = dd_shop_json_new(in, at, id, DD_SHOP_NOUN_POOL), .is_tool = is_tool};
    pool.units = (uint32_t)dd_json_int(&in->json, dd_json_member(at, "Quantity"), 1, 0, UINT32_MAX, NULL);
    pool.calendar = dd_shop_json_find(in, dd_json_member(at, "Calendar"), DD_SHOP_NOUN_CALENDAR);
    pool.absence_count = read_absences(in, dd_json_member(at, "Absences"), true, &absences);
    pool.absences = absences;
    if (in->json.status == DD_STATUS_OK) dd_shop_json_pass(in, at, dd_shop_problem_add_pool(in->build.problem, &pool, NULL, &why), &why);
}

/* A family, or "*" and nothing (DD_NONE). */
static uint32_t read_side(dd_shop_json *in, dd_json_at at)
{
    const char *text = dd_json_text(&in->json, at, NULL, NULL);
    return text == NULL || strcmp(text, "*") == 0 ? DD_NONE : dd_shop_json_intern(in, at, DD_SHOP_NOUN_FAMILY);
}

/* The entries' places are their index over all matrices. */
static void read_matrix(dd_shop_json *in, const dd_json_at *at)
{
    static const char *const keys[] = {"SetupMatrixID", "Description", "Setups", NULL}, *const setup_keys[] = {"From", "To", "Duration", NULL};
    dd_error why = {DD_STATUS_OK, "", ""};
    if (!dd_json_object(&in->json, at, NULL)) return;
    dd_json_known(&in->json, at, keys);
    dd_json_at id = dd_shop_json_need(in, at, "SetupMatrixID"), setups = dd_shop_json_need(in, at, "Setups");
    uint32_t matrix = dd_shop_json_intern(in, id, DD_SHOP_NOUN_MATRIX);
    size_t count = dd_json_array(&in->json, &setups, SIZE_MAX, NULL);
    for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at item = dd_json_item(&setups, i);
        if (!dd_json_object(&in->json, &item, NULL)) return;
        dd_json_known(&in->json, &item, setup_keys);
        dd_setup_entry entry = {.matrix = matrix, .is_first = dd_json_member(&item, "From").value == NULL, .place = (uint32_t)in->build.entry_count};
        entry.from = read_side(in, dd_json_member(&item, "From"));
        entry.to = read_side(in, dd_shop_json_need(in, &item, "To"));
        entry.ms = dd_shop_json_duration(in, dd_shop_json_need(in, &item, "Duration"), 0);
        if (in->json.status == DD_STATUS_OK) dd_shop_json_pass(in, &item, dd_shop_builder_setup(&in->build, &entry, &why), &why);
    }
}

/* Runs over an array of the root. */
#define EACH(key, most, call)                                                                    \
    do {                                                                                         \
        dd_json_at list = dd_json_member(&in->root, (key));                                      \
        size_t count = dd_json_array(&in->json, &list, (most), NULL);                            \
        for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {                  \
            dd_json_at item = dd_json_item(&list, i);                                            \
            call;                                                                                \
        }                                                                                        \
    } while (0)

static void find_entry(dd_shop_json *in, uint32_t place, dd_json_at *matrices, dd_json_at *matrix, dd_json_at *setups, dd_json_at *ret)
{
    *matrices = dd_json_member(&in->root, "SetupMatrices");
    for (size_t m = 0; m < json_array_size(matrices->value); m++) {
        *matrix = dd_json_item(matrices, m);
        *setups = dd_json_member(matrix, "Setups");
        *ret = dd_json_item(setups, place);
        if (place < json_array_size(setups->value)) return;
        place -= (uint32_t)json_array_size(setups->value);
    }
}

/* What only the whole problem shows, at the operation it is about. */
static void check_whole(dd_shop_json *in)
{
    static const char prefix[] = "/operations/";
    dd_error why = {DD_STATUS_OK, "", ""};
    dd_shop_json_way way;
    uint64_t ix;
    dd_status status = dd_shop_problem_check(in->build.problem, &why);
    if (status == DD_STATUS_OK) return;
    if (strncmp(why.pointer, prefix, sizeof prefix - 1) == 0
        && dd_scan_uint(why.pointer + sizeof prefix - 1, strlen(why.pointer) - (sizeof prefix - 1), &ix) > 0) {
        dd_shop_json_find_operation(in, (uint32_t)ix, &way);
        dd_shop_json_pass(in, &way.operation, status, &why);
    } else {
        dd_json_refuse(&in->json, &in->root, status, "%s: %s", why.pointer, why.message);
    }
}

static void finish(dd_shop_json *in)
{
    dd_error why = {DD_STATUS_OK, "", ""};
    dd_shop_fault fault;
    dd_status status = dd_shop_builder_finish(&in->build, &fault, &why);
    if (status != DD_STATUS_OK && fault.operation != DD_NONE) {
        dd_shop_json_way way;
        dd_shop_json_find_operation(in, fault.operation, &way);
        dd_shop_json_pass(in, &way.operation, status, &why);
    } else if (status != DD_STATUS_OK && fault.entry.matrix != DD_NONE) {
        dd_json_at matrices, matrix = in->root, setups = in->root, entry = in->root;
        find_entry(in, fault.entry.place, &matrices, &matrix, &setups, &entry);
        dd_shop_json_pass(in, &entry, status, &why);
    } else {
        dd_shop_json_pass(in, &in->root, status, &why);
    }
    if (in->json.status == DD_STATUS_OK) dd_shop_json_links(in);
    if (in->json.status == DD_STATUS_OK) check_whole(in);
}

static void read_root(dd_shop_json *in)
{
    static const char *const keys[] = {"$schema", "Version", "Description", "Origin", "Zone", "Objective", "Calendars", "SetupMatrices", "Equipment",
                                       "Personnel", "PhysicalAssets", "JobOrders", NULL};
    if (!dd_json_object(&in->json, &in->root, NULL)) return;
    dd_json_known(&in->json, &in->root, keys);
    (void)dd_json_int(&in->json, dd_shop_json_need(in, &in->root, "Version"), 1, 1, 1, "must be 1");
    read_origin(in);
    EACH("Calendars", DD_SHOP_CALENDARS_MAX, read_calendar(in, &item));
    EACH("SetupMatrices", DD_SHOP_MACHINES_MAX, read_matrix(in, &item));
    EACH("Equipment", DD_SHOP_MACHINES_MAX, read_equipment(in, &item));
    EACH("Personnel", DD_SHOP_POOLS_MAX, read_pool(in, &item, "PersonnelID", false));
    EACH("PhysicalAssets", DD_SHOP_POOLS_MAX, read_pool(in, &item, "PhysicalAssetID", true));
    (void)dd_shop_json_need(in, &in->root, "Equipment");
    (void)dd_shop_json_need(in, &in->root, "JobOrders");
    dd_shop_json_orders(in);
    if (in->json.status == DD_STATUS_OK) finish(in);
}

dd_status dd_shop_json_read(const char *name, const char *text, size_t size, dd_shop_problem **ret, dd_error *err)
{
    dd_shop_json in = {.json = {.err = err}};
    (void)name;
    in.json.status = dd_shop_builder_init(&in.build, err);
    if (in.json.status == DD_STATUS_OK) in.json.status = dd_json_document_init(&in.document, text, size, err);
    if (in.json.status == DD_STATUS_OK) {
        in.root.value = in.document.root;
        read_root(&in);
    }
    if (in.json.status == DD_STATUS_OK) {
        *ret = in.build.problem;
        in.build.problem = NULL;
    }
    free(in.links);
    free(in.is_followed);
    dd_shop_names_done(&in.names);
    dd_json_document_done(&in.document);
    dd_shop_builder_done(&in.build);
    return in.json.status;
}

/* Told by the outermost keys: "JobOrders" is ours, "vehicles" is a routing problem's. */
bool dd_shop_json_suits(const char *text, size_t size)
{
    static const char key[] = "\"JobOrders\"";
    size_t depth = 0;
    for (size_t at = 0; at < size; at++) {
        char c = text[at];
        if (c == '{' || c == '[') depth++;
        else if ((c == '}' || c == ']') && depth > 0) depth--;
        else if (c == '"') {
            if (depth == 1 && size - at >= sizeof key - 1 && memcmp(text + at, key, sizeof key - 1) == 0) return true;
            for (at++; at < size && text[at] != '"'; at++)
                if (text[at] == '\\') at++;
        }
    }
    return false;
}
