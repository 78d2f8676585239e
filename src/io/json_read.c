/* JSON input: diaodu's own JSON problem (docs/schema/problem.schema.json is its schema, docs/FORMATS.md shows it at work).
 *
 *   {"version": 1, "loads": ["kg"], "locations": [...], "travel" or "matrices": {...}, "vehicles": [...], "jobs": [...], "shipments": [...],
 *    "conflicts": [["hot", "frozen"]], "one_merchant_at_a_time": false}
 *
 * Everything in a problem (diaodu/problem.h) has a key.  Ids are strings; skills, types and load classes are strings, too; locations are
 * referred to by id.  Names end with their unit: _s seconds, _m metres.  Instants are either ISO 8601 texts with a zone or seconds
 * as numbers, with at most three decimals, the same way in the whole document.  Windows are closed, [begin, end].
 * Strict: unknown keys, duplicate keys, wrong types, values out of range and ids that nobody has are refused, with their JSON Pointer.
 * Not mixed: a location has "lon" and "lat" (degrees), "x" and "y" (a plane), or neither; all locations the same way.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/formats.h"
#include "io/json_input.h"
#include "io/scan.h"

#define TIME_MAX_S 1e10 /* the year 2286 */

dd_json_at dd_json_need(dd_json_input *in, const dd_json_at *object, const char *key)
{
    dd_json_at at = dd_json_member(object, key);
    if (at.value == NULL) dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "missing");
    return at;
}

void *dd_json_alloc(dd_json_input *in, size_t count, size_t size)
{
    if (in->json.status != DD_STATUS_OK) return NULL;
    void *memory = dd_problem_alloc(in->problem, count, size);
    if (memory == NULL) dd_json_refuse(&in->json, &in->root, DD_STATUS_NO_MEMORY, "out of memory");
    return memory;
}

const char *dd_json_copy(dd_json_input *in, dd_json_at at)
{
    const char *text = dd_json_text(&in->json, at, NULL, NULL);
    if (text == NULL || in->json.status != DD_STATUS_OK) return NULL;
    const char *copy = dd_problem_text(in->problem, text, strlen(text));
    if (copy == NULL) dd_json_refuse(&in->json, &at, DD_STATUS_NO_MEMORY, "out of memory");
    return copy;
}

int64_t dd_json_time_ms(dd_json_input *in, dd_json_at at, int64_t fallback)
{
    if (at.value == NULL || in->json.status != DD_STATUS_OK) return fallback;
    bool is_text = json_is_string(at.value);
    if (in->knows_times && is_text != in->has_iso_times)
        dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "times are texts or numbers, the same way in the whole document");
    in->knows_times = true;
    in->has_iso_times = is_text;
    if (!is_text) {
        double seconds = dd_json_double(&in->json, at, 0, -TIME_MAX_S, TIME_MAX_S, "must be an ISO 8601 text with a zone, or seconds");
        return in->json.status == DD_STATUS_OK ? llround(seconds * 1000) : fallback;
    }
    int64_t ms = fallback;
    if (!dd_scan_whole_instant(json_string_value(at.value), json_string_length(at.value), &ms))
        dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "not an ISO 8601 instant with a zone, such as 2024-03-01T12:00:00Z");
    return ms;
}

int64_t dd_json_duration_ms(dd_json_input *in, dd_json_at at, int64_t fallback)
{
    if (at.value == NULL) return fallback;
    return llround(dd_json_double(&in->json, at, 0, 0, TIME_MAX_S, "must be seconds, not negative") * 1000);
}

uint32_t dd_json_intern(dd_json_input *in, dd_json_at at, dd_names *names)
{
    const char *text = dd_json_text(&in->json, at, NULL, NULL);
    if (text == NULL || in->json.status != DD_STATUS_OK) return DD_NONE;
    size_t length = strlen(text);
    uint32_t ix = dd_names_add(names, text, length);
    if (ix == DD_NONE && (length == 0 || length > DD_NAME_MAX))
        dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "must have 1 to %d bytes", DD_NAME_MAX);
    if (ix == DD_NONE) dd_json_refuse(&in->json, &at, DD_STATUS_NO_MEMORY, "out of memory");
    return ix;
}

uint32_t dd_json_find(dd_json_input *in, dd_json_at at, const dd_names *names, const char *what)
{
    const char *text = dd_json_text(&in->json, at, NULL, NULL);
    if (text == NULL || in->json.status != DD_STATUS_OK) return DD_NONE;
    uint32_t ix = dd_names_find(names, text, strlen(text));
    if (ix == DD_NONE) dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "there is no %s \"%.80s\"", what, text);
    return ix;
}

const char *dd_json_new_id(dd_json_input *in, const dd_json_at *owner, dd_names *names, const char *what)
{
    dd_json_at at = dd_json_need(in, owner, "id");
    size_t before = names->count;
    uint32_t ix = dd_json_intern(in, at, names);
    if (ix != DD_NONE && ix < before)
        dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "there is another %s with this id", what);
    return dd_json_copy(in, at);
}

const dd_window *dd_json_windows(dd_json_input *in, dd_json_at at, uint32_t *ret_count)
{
    size_t count = dd_json_array(&in->json, &at, DD_WINDOWS_MAX, NULL);
    *ret_count = 0;
    if (at.value != NULL && count == 0) dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "must have a window, or be absent");
    dd_window *windows = count == 0 ? NULL : dd_json_alloc(in, count, sizeof *windows);
    if (windows == NULL) return NULL;
    for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at item = dd_json_item(&at, i);
        if (dd_json_array(&in->json, &item, 2, NULL) != 2) dd_json_refuse(&in->json, &item, DD_STATUS_INVALID_INPUT, "must be [begin, end]");
        windows[i].begin_ms = dd_json_time_ms(in, dd_json_item(&item, 0), 0);
        windows[i].end_ms = dd_json_time_ms(in, dd_json_item(&item, 1), 0);
        if (windows[i].end_ms < windows[i].begin_ms) dd_json_refuse(&in->json, &item, DD_STATUS_INVALID_INPUT, "ends before it begins");
        if (i > 0 && windows[i].begin_ms <= windows[i - 1].end_ms)
            dd_json_refuse(&in->json, &item, DD_STATUS_INVALID_INPUT, "windows must be sorted and must not overlap");
    }
    *ret_count = (uint32_t)count;
    return windows;
}

void dd_json_amounts(dd_json_input *in, dd_json_at at, int64_t ret[DD_LOAD_DIMS_MAX])
{
    if (at.value == NULL) return;
    uint32_t dims = in->problem->load_dims;
    size_t count = dd_json_array(&in->json, &at, DD_LOAD_DIMS_MAX, NULL);
    if (count != dims) dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "must have %u amounts, one for each of /loads", (unsigned)dims);
    for (size_t i = 0; i < count && i < dims; i++) ret[i] = dd_json_int(&in->json, dd_json_item(&at, i), 0, 0, (int64_t)1 << 44, NULL);
}

static int compare_uint(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

const uint32_t *dd_json_skills(dd_json_input *in, dd_json_at at, uint32_t *ret_count)
{
    size_t count = dd_json_array(&in->json, &at, DD_WINDOWS_MAX, NULL);
    *ret_count = 0;
    uint32_t *skills = count == 0 ? NULL : dd_json_alloc(in, count, sizeof *skills);
    if (skills == NULL) return NULL;
    for (size_t i = 0; i < count; i++) skills[i] = dd_json_intern(in, dd_json_item(&at, i), &in->skills);
    qsort(skills, count, sizeof *skills, compare_uint);
    uint32_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || skills[kept - 1] != skills[i]) skills[kept++] = skills[i];
    *ret_count = kept;
    return skills;
}

uint64_t dd_json_number(const char *name, uint32_t ix)
{
    uint64_t number = 0;
    bool is_number = name != NULL && dd_scan_whole_uint(name, strlen(name), &number) && number <= INT64_MAX;
    return is_number ? number : (uint64_t)ix + 1;
}

static void read_loads(dd_json_input *in)
{
    dd_json_at loads = dd_json_member(&in->root, "loads");
    dd_names names = {0};
    size_t count = dd_json_array(&in->json, &loads, DD_LOAD_DIMS_MAX, NULL);
    for (size_t i = 0; i < count; i++) {
        dd_json_at at = dd_json_item(&loads, i);
        if (dd_json_intern(in, at, &names) != i) dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "there is another load of this name");
    }
    dd_names_done(&names);
    in->problem->load_dims = (uint32_t)count;
}

static void read_conflicts(dd_json_input *in)
{
    dd_json_at conflicts = dd_json_member(&in->root, "conflicts");
    size_t count = dd_json_array(&in->json, &conflicts, DD_WINDOWS_MAX, NULL);
    uint32_t(*pairs)[2] = count == 0 ? NULL : dd_json_alloc(in, count, sizeof *pairs);
    if (pairs == NULL) return;
    for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at pair = dd_json_item(&conflicts, i);
        if (dd_json_array(&in->json, &pair, 2, NULL) != 2)
            dd_json_refuse(&in->json, &pair, DD_STATUS_INVALID_INPUT, "must be a pair of load classes");
        for (size_t j = 0; j < 2; j++) pairs[i][j] = dd_json_intern(in, dd_json_item(&pair, j), &in->classes) + 1;
    }
    in->problem->class_conflicts = (const uint32_t(*)[2])pairs;
    in->problem->class_conflict_count = (uint32_t)count;
}

static void read_root(dd_json_input *in)
{
    static const char *const keys[] = {"version", "loads", "locations", "travel", "matrices", "vehicles", "jobs", "shipments",
                                       "conflicts", "one_merchant_at_a_time", "$schema", NULL};
    if (!dd_json_object(&in->json, &in->root, NULL)) return;
    dd_json_known(&in->json, &in->root, keys);
    (void)dd_json_int(&in->json, dd_json_need(in, &in->root, "version"), 1, 1, 1, "must be 1");
    in->problem->one_merchant_at_a_time = dd_json_bool(&in->json, dd_json_member(&in->root, "one_merchant_at_a_time"), false);
    read_loads(in);
    dd_json_read_travel(in);
    dd_json_read_vehicles(in);
    read_conflicts(in);
    dd_json_read_tasks(in);
    dd_json_read_steps(in);
    in->problem->has_iso_times = in->has_iso_times;
}

dd_status dd_json_read(const char *text, size_t size, dd_problem **ret, dd_error *err)
{
    dd_json_input in = {.json = {.err = err}};
    in.json.status = dd_problem_create(&in.problem, err);
    if (in.json.status == DD_STATUS_OK) in.json.status = dd_json_document_init(&in.document, text, size, err);
    if (in.json.status == DD_STATUS_OK) {
        in.root.value = in.document.root;
        in.problem->ticks_per_unit = 1000;
        read_root(&in);
    }
    dd_json_document_done(&in.document);
    dd_names *names[] = {&in.locations, &in.profiles, &in.vehicles, &in.tasks, &in.types, &in.skills, &in.classes};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) dd_names_done(names[i]);
    if (in.json.status != DD_STATUS_OK) dd_problem_free(in.problem);
    else *ret = in.problem;
    return in.json.status;
}
