/* JSON of schedules, with the words of job control: job responses (docs/schema/schedule.schema.json is the schema).
 *
 *   {"Version": 1,
 *    "Summary": {"makespan": 108600, "tardiness": 0, "setup": 600, "moved": 0, "shift": 0, "flow": 144600, "late_jobs": 0, "bound": 90000, "optimal": false},
 *    "JobResponses": [
 *      {"JobOrderID": "A", "StartTime": ..., "EndTime": ..., "DueTime": ..., "Late": 0, "Operations": [
 *        {"OperationID": "10", "EquipmentActuals": [{"EquipmentID": "saw"}], "SetupStartTime": ..., "StartTime": ..., "EndTime": ...,
 *         "PersonnelActuals": [{"PersonnelID": "welders", "Quantity": 2}], "PhysicalAssetActuals": [{"PhysicalAssetID": "jig", "Quantity": 1}]}]}],
 *    "LateJobs": []}
 *
 * Instants as in the problem: ISO 8601 in UTC, or seconds; durations are seconds (of classic shops: their units).  What has no name goes by its number
 * from 0, as a text.  The bound and whether it is optimal are there when they are known.  An operation of a job order that is one itself has
 * OperationID "0".
 *
 * Reading takes job responses in any order, every operation once; SetupStartTime is StartTime where it is left out; actuals of people and assets, DueTime,
 * Late and LateJobs are not looked at; a term in Summary that is not the schedule's is refused.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "io/json_document.h"
#include "io/json_reader.h"
#include "io/json_writer.h"
#include "io/scan.h"
#include "io/shop_formats.h"
#include "io/shop_names.h"

static int64_t time_scale(const dd_shop_problem *problem)
{
    return problem->ticks_per_unit >= 1000 ? 1000 : 1;
}

typedef struct output {
    const dd_shop_problem *problem;
    const dd_schedule *schedule;
    dd_json_writer json;
} output;

static void put_name(output *o, const char *key, const char *name, uint32_t number)
{
    char digits[12];
    (void)snprintf(digits, sizeof digits, "%u", (unsigned)number);
    dd_json_put_text(&o->json, key, name != NULL ? name : digits);
}

static void put_instant(output *o, const char *key, int64_t ms)
{
    char text[DD_INSTANT_TEXT];
    if (o->problem->has_iso_times && dd_scan_put_instant(ms, text)) dd_json_put_text(&o->json, key, text);
    else dd_json_put_fixed(&o->json, key, ms, time_scale(o->problem));
}

static void put_needs(output *o, const dd_mode *mode, bool of_tools)
{
    bool is_open = false;
    for (uint32_t n = 0; n < mode->need_count; n++) {
        const dd_pool_resource *pool = &o->problem->pools[mode->needs[n].pool];
        if (pool->is_tool != of_tools) continue;
        if (!is_open) dd_json_open(&o->json, of_tools ? "PhysicalAssetActuals" : "PersonnelActuals", '[');
        is_open = true;
        dd_json_open(&o->json, NULL, '{');
        put_name(o, of_tools ? "PhysicalAssetID" : "PersonnelID", pool->name, mode->needs[n].pool);
        dd_json_put_uint(&o->json, "Quantity", mode->needs[n].units);
        dd_json_close(&o->json, '}');
    }
    if (is_open) dd_json_close(&o->json, ']');
}

static void put_operation(output *o, uint32_t ix, uint32_t number)
{
    const dd_operation *operation = &o->problem->operations[ix];
    const dd_placement *at = &o->schedule->placements[ix];
    const dd_mode *mode = &operation->modes[at->mode];
    dd_json_break_line(&o->json);
    dd_json_open(&o->json, NULL, '{');
    put_name(o, "OperationID", operation->name, number);
    dd_json_open(&o->json, "EquipmentActuals", '[');
    dd_json_open(&o->json, NULL, '{');
    put_name(o, "EquipmentID", o->problem->machines[mode->machine].name, mode->machine);
    dd_json_close(&o->json, '}');
    dd_json_close(&o->json, ']');
    if (at->setup_begin_ms != at->start_ms) put_instant(o, "SetupStartTime", at->setup_begin_ms);
    put_instant(o, "StartTime", at->start_ms);
    put_instant(o, "EndTime", at->end_ms);
    put_needs(o, mode, false);
    put_needs(o, mode, true);
    dd_json_close(&o->json, '}');
}

/* The job whose operations are [first, last). */
static void put_job(output *o, uint32_t first, uint32_t last, int64_t end_ms)
{
    const dd_job *job = &o->problem->jobs[o->problem->operations[first].job];
    int64_t start_ms = o->schedule->placements[first].start_ms;
    for (uint32_t i = first; i < last; i++)
        if (o->schedule->placements[i].start_ms < start_ms) start_ms = o->schedule->placements[i].start_ms;
    dd_json_break_line(&o->json);
    dd_json_open(&o->json, NULL, '{');
    put_name(o, "JobOrderID", job->name, o->problem->operations[first].job);
    put_instant(o, "StartTime", start_ms);
    put_instant(o, "EndTime", end_ms);
    if (job->due_ms != DD_FOREVER_MS) {
        put_instant(o, "DueTime", job->due_ms);
        dd_json_put_fixed(&o->json, "Late", end_ms > job->due_ms ? end_ms - job->due_ms : 0, time_scale(o->problem));
    }
    dd_json_open(&o->json, "Operations", '[');
    for (uint32_t i = first; i < last; i++) put_operation(o, i, i - first);
    dd_json_close(&o->json, ']');
    dd_json_close(&o->json, '}');
}

static uint32_t job_at(const output *o, uint32_t first, int64_t *ret_end_ms)
{
    uint32_t last = first;
    *ret_end_ms = -DD_FOREVER_MS;
    for (; last < o->problem->operation_count && o->problem->operations[last].job == o->problem->operations[first].job; last++)
        if (o->schedule->placements[last].end_ms > *ret_end_ms) *ret_end_ms = o->schedule->placements[last].end_ms;
    return last;
}

static void put_summary(output *o, const dd_shop_stats *stats, uint32_t late_count)
{
    int64_t bound_ms = stats != NULL && stats->bound_ms > 0 ? stats->bound_ms : o->schedule->bound_ms;
    dd_json_open(&o->json, "Summary", '{');
    for (int term = 0; term < DD_SHOP_TERM_END_; term++)
        dd_json_put_fixed(&o->json, dd_shop_term_text((dd_shop_term)term), o->schedule->terms[term],
                          term == DD_SHOP_TERM_MOVED ? 1 : time_scale(o->problem));
    dd_json_put_uint(&o->json, "late_jobs", late_count);
    if (bound_ms > 0) dd_json_put_fixed(&o->json, "bound", bound_ms, time_scale(o->problem));
    if (stats != NULL) dd_json_put_bool(&o->json, "optimal", stats->is_optimal);
    dd_json_close(&o->json, '}');
}

dd_status dd_shop_json_write(const dd_shop_problem *problem, const dd_schedule *schedule, const dd_shop_stats *stats, dd_buffer *out, dd_error *err)
{
    output o = {problem, schedule, {.out = out}};
    int64_t end_ms;
    uint32_t late_count = 0;
    (void)err;
    for (uint32_t i = 0, last; i < problem->operation_count; i = last) {
        last = job_at(&o, i, &end_ms);
        late_count += end_ms > problem->jobs[problem->operations[i].job].due_ms;
    }
    dd_json_open(&o.json, NULL, '{');
    dd_json_put_uint(&o.json, "Version", 1);
    put_summary(&o, stats, late_count);
    dd_json_open(&o.json, "JobResponses", '[');
    for (uint32_t i = 0, last; i < problem->operation_count; i = last) {
        last = job_at(&o, i, &end_ms);
        put_job(&o, i, last, end_ms);
    }
    dd_json_close(&o.json, ']');
    dd_json_open(&o.json, "LateJobs", '[');
    for (uint32_t i = 0, last; i < problem->operation_count; i = last) {
        uint32_t job = problem->operations[i].job;
        last = job_at(&o, i, &end_ms);
        if (end_ms > problem->jobs[job].due_ms) put_name(&o, NULL, problem->jobs[job].name, job);
    }
    dd_json_close(&o.json, ']');
    dd_json_close(&o.json, '}');
    dd_buffer_put_byte(out, '\n');
    return DD_STATUS_OK;
}

typedef struct input {
    dd_json_reader json;
    dd_json_document document;
    dd_shop_names names;
    dd_placement *placements;
    bool *is_placed;
    int64_t terms[DD_SHOP_TERM_END_], bound_ms;
    bool has_term[DD_SHOP_TERM_END_];
} input;

static dd_json_at need(input *in, const dd_json_at *object, const char *key)
{
    dd_json_at at = dd_json_member(object, key);
    if (at.value == NULL) dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "missing");
    return at;
}

/* A number of the user's units as ms. */
static int64_t read_number(input *in, dd_json_at at, int64_t scale)
{
    const double most = (double)DD_FOREVER_MS / (double)scale;
    if (json_is_integer(at.value)) {
        int64_t value = dd_json_int(&in->json, at, 0, -(DD_FOREVER_MS / scale), DD_FOREVER_MS / scale, NULL);
        return value * scale;
    }
    return llround(dd_json_double(&in->json, at, 0, -most, most, NULL) * (double)scale);
}

static int64_t read_instant(input *in, dd_json_at at, int64_t fallback)
{
    int64_t ms = fallback;
    if (at.value == NULL || in->json.status != DD_STATUS_OK) return fallback;
    if (!json_is_string(at.value)) return read_number(in, at, time_scale(in->names.problem));
    if (!in->names.problem->has_iso_times || !dd_scan_whole_instant(json_string_value(at.value), json_string_length(at.value), &ms))
        dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "not an instant");
    return ms;
}

static uint32_t read_machine(input *in, const dd_json_at *operation)
{
    static const char *const keys[] = {"EquipmentID", NULL};
    dd_json_at actuals = need(in, operation, "EquipmentActuals");
    if (dd_json_array(&in->json, &actuals, 1, NULL) != 1) dd_json_refuse(&in->json, &actuals, DD_STATUS_INVALID_INPUT, "must name one piece of equipment");
    dd_json_at item = dd_json_item(&actuals, 0);
    if (in->json.status != DD_STATUS_OK || !dd_json_object(&in->json, &item, NULL)) return DD_NONE;
    dd_json_known(&in->json, &item, keys);
    dd_json_at id = need(in, &item, "EquipmentID");
    const char *text = dd_json_text(&in->json, id, NULL, NULL);
    uint32_t machine = text != NULL ? dd_shop_names_machine(&in->names, text, strlen(text)) : DD_NONE;
    if (machine == DD_NONE) dd_json_refuse(&in->json, &id, DD_STATUS_INVALID_INPUT, "no such equipment");
    return machine;
}

static void read_operation(input *in, const dd_json_at *at, uint32_t job)
{
    static const char *const keys[] = {"OperationID", "EquipmentActuals", "SetupStartTime", "StartTime", "EndTime", "PersonnelActuals", "PhysicalAssetActuals",
                                       NULL};
    if (!dd_json_object(&in->json, at, NULL)) return;
    dd_json_known(&in->json, at, keys);
    dd_json_at id = need(in, at, "OperationID");
    const char *text = dd_json_text(&in->json, id, NULL, NULL);
    uint32_t ix = text != NULL ? dd_shop_names_operation(&in->names, job, text) : DD_NONE;
    if (ix == DD_NONE) dd_json_refuse(&in->json, &id, DD_STATUS_INVALID_INPUT, "the job order has no such operation");
    else if (in->is_placed[ix]) dd_json_refuse(&in->json, &id, DD_STATUS_INVALID_INPUT, "the operation is there twice");
    uint32_t machine = read_machine(in, at);
    dd_placement placed = {.start_ms = read_instant(in, need(in, at, "StartTime"), 0)};
    placed.end_ms = read_instant(in, need(in, at, "EndTime"), 0);
    placed.setup_begin_ms = read_instant(in, dd_json_member(at, "SetupStartTime"), placed.start_ms);
    if (in->json.status != DD_STATUS_OK) return;
    placed.mode = dd_shop_names_mode(in->names.problem, ix, machine);
    if (placed.mode == DD_NONE) dd_json_refuse(&in->json, at, DD_STATUS_INVALID_INPUT, "the operation may not run there");
    in->placements[ix] = placed;
    in->is_placed[ix] = true;
}

static void read_response(input *in, const dd_json_at *at)
{
    static const char *const keys[] = {"JobOrderID", "StartTime", "EndTime", "DueTime", "Late", "Operations", NULL};
    if (!dd_json_object(&in->json, at, NULL)) return;
    dd_json_known(&in->json, at, keys);
    dd_json_at id = need(in, at, "JobOrderID"), operations = need(in, at, "Operations");
    const char *text = dd_json_text(&in->json, id, NULL, NULL);
    uint32_t job = text != NULL ? dd_shop_names_job(&in->names, text, strlen(text)) : DD_NONE;
    if (job == DD_NONE) dd_json_refuse(&in->json, &id, DD_STATUS_INVALID_INPUT, "no such job order");
    size_t count = dd_json_array(&in->json, &operations, DD_SHOP_OPERATIONS_MAX, NULL);
    for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at item = dd_json_item(&operations, i);
        read_operation(in, &item, job);
    }
}

static void read_summary(input *in, const dd_json_at *at)
{
    static const char *const keys[] = {"makespan", "tardiness", "setup", "moved", "shift", "flow", "late_jobs", "bound", "optimal", NULL};
    int64_t scale = time_scale(in->names.problem);
    if (!dd_json_object(&in->json, at, NULL)) return;
    dd_json_known(&in->json, at, keys);
    for (int term = 0; term < DD_SHOP_TERM_END_; term++) {
        dd_json_at value = dd_json_member(at, dd_shop_term_text((dd_shop_term)term));
        in->has_term[term] = value.value != NULL;
        if (in->has_term[term]) in->terms[term] = read_number(in, value, term == DD_SHOP_TERM_MOVED ? 1 : scale);
    }
    dd_json_at bound = dd_json_member(at, "bound");
    if (bound.value != NULL) in->bound_ms = read_number(in, bound, scale);
}

/* A double has 53 bits: larger sums are not compared. */
static bool is_near(int64_t a, int64_t b)
{
    const int64_t exact = INT64_C(1) << 50;
    return a == b || ((a > exact || a < -exact) && (b > exact || b < -exact));
}

static void compare_terms(input *in, const dd_json_at *summary, const dd_schedule *schedule)
{
    for (int term = 0; term < DD_SHOP_TERM_END_; term++) {
        dd_json_at at = dd_json_member(summary, dd_shop_term_text((dd_shop_term)term));
        if (in->has_term[term] && !is_near(in->terms[term], schedule->terms[term]))
            dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "is not that of the schedule: %lld and %lld ms, or operations", (long long)in->terms[term],
                           (long long)schedule->terms[term]);
    }
}

static void read_root(input *in, const dd_json_at *root, dd_schedule **ret)
{
    static const char *const keys[] = {"$schema", "Version", "Summary", "JobResponses", "LateJobs", NULL};
    const dd_shop_problem *problem = in->names.problem;
    dd_schedule *schedule = NULL;
    if (!dd_json_object(&in->json, root, NULL)) return;
    dd_json_known(&in->json, root, keys);
    (void)dd_json_int(&in->json, need(in, root, "Version"), 1, 1, 1, "must be 1");
    dd_json_at responses = need(in, root, "JobResponses"), summary = dd_json_member(root, "Summary");
    read_summary(in, &summary);
    size_t count = dd_json_array(&in->json, &responses, DD_SHOP_JOBS_MAX, NULL);
    for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at item = dd_json_item(&responses, i);
        read_response(in, &item);
    }
    for (uint32_t i = 0; i < problem->operation_count && in->json.status == DD_STATUS_OK; i++) {
        const dd_operation *operation = &problem->operations[i];
        const char *job = problem->jobs[operation->job].name;
        if (!in->is_placed[i])
            dd_json_refuse(&in->json, &responses, DD_STATUS_INVALID_INPUT, "operation %u \"%.80s\" of job order %u \"%.80s\" is missing",
                           (unsigned)(i - in->names.first[operation->job]), operation->name != NULL ? operation->name : "", (unsigned)operation->job,
                           job != NULL ? job : "");
    }
    if (in->json.status == DD_STATUS_OK) in->json.status = dd_schedule_create(problem, in->placements, &schedule, in->json.err);
    if (in->json.status == DD_STATUS_OK) compare_terms(in, &summary, schedule);
    if (in->json.status != DD_STATUS_OK) {
        dd_schedule_free(schedule);
        return;
    }
    schedule->bound_ms = in->bound_ms;
    *ret = schedule;
}

dd_status dd_shop_json_read_schedule(const dd_shop_problem *problem, const char *text, size_t size, dd_schedule **ret, dd_error *err)
{
    input in = {.json = {.err = err}};
    in.json.status = dd_json_document_init(&in.document, text, size, err);
    if (in.json.status == DD_STATUS_OK) in.json.status = dd_shop_names_init(&in.names, problem, err);
    if (in.json.status == DD_STATUS_OK) {
        dd_json_at root = {.value = in.document.root};
        in.placements = dd_array_new((size_t)problem->operation_count + 1, sizeof *in.placements);
        in.is_placed = dd_array_new((size_t)problem->operation_count + 1, sizeof *in.is_placed);
        if (in.placements != NULL && in.is_placed != NULL) read_root(&in, &root, ret);
        else in.json.status = dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    }
    free(in.placements);
    free(in.is_placed);
    dd_shop_names_done(&in.names);
    dd_json_document_done(&in.document);
    return in.json.status;
}
