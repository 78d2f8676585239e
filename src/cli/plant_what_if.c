#include "cli/plant_what_if.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/history.h"

enum { NAME_MOST = 256, LISTED_MOST = 20 };

typedef struct change {
    char word[16], name[NAME_MOST];
    bool has_number, is_relative;
    double number;
} change;

static dd_status bad(dd_error *err, const char *text)
{
    return dd_error_set(err, DD_STATUS_INVALID_INPUT, NULL, "--what-if: cannot read \"%.60s\"", text);
}

/* "due=J05:-24": the number after the last colon, where there is one. */
static dd_status read_change(const char *text, size_t length, change *ret, dd_error *err)
{
    const char *equals = memchr(text, '=', length), *colon = NULL;
    *ret = (change){.has_number = false};
    if (equals == NULL || (size_t)(equals - text) >= sizeof ret->word) return bad(err, text);
    memcpy(ret->word, text, (size_t)(equals - text));
    for (const char *at = equals + 1; at < text + length; at++)
        if (*at == ':') colon = at;
    const char *end = colon != NULL ? colon : text + length;
    size_t name_length = (size_t)(end - equals) - 1;
    if (name_length == 0 || name_length >= NAME_MOST) return bad(err, text);
    memcpy(ret->name, equals + 1, name_length);
    if (colon == NULL) return DD_STATUS_OK;
    char *after;
    ret->has_number = true;
    ret->is_relative = colon[1] == '+' || colon[1] == '-';
    ret->number = strtod(colon + 1, &after);
    bool is_number = after == text + length && after > colon + 1 && ret->number >= -1e6 && ret->number <= 1e6;
    return is_number ? DD_STATUS_OK : bad(err, text);
}

static dd_status find_machine(const dd_engine *engine, const change *c, dd_event *event, dd_error *err)
{
    event->machine = dd_engine_find_machine(engine, c->name);
    return event->machine != DD_NONE ? DD_STATUS_OK : dd_error_set(err, DD_STATUS_NOT_FOUND, NULL, "--what-if: no machine \"%s\"", c->name);
}

static dd_status change_machine(dd_engine *engine, const change *c, dd_error *err)
{
    dd_event event = {.at_ms = dd_engine_now_ms(engine), .family = DD_NONE, .calendar = DD_NONE, .matrix = DD_NONE};
    dd_status status = find_machine(engine, c, &event, err);
    if (status != DD_STATUS_OK) return status;
    if (strcmp(c->word, "open") == 0) {
        dd_machine_view view = dd_engine_machine_at(engine, event.machine);
        event.kind = DD_EVENT_MACHINE_SET;
        event.name = c->name;
        event.reference = view.group;
        event.matrix = view.matrix;
    } else if (strcmp(c->word, "up") == 0) {
        event.kind = DD_EVENT_MACHINE_UP;
    } else {
        event.kind = DD_EVENT_MACHINE_DOWN;
        event.ready_ms = c->has_number ? event.at_ms + (int64_t)(c->number * 3600000) : 0;
    }
    return dd_engine_apply(engine, &event, err);
}

static dd_status change_pool(dd_engine *engine, const change *c, dd_error *err)
{
    uint32_t ix = dd_engine_find_pool(engine, c->name);
    if (ix == DD_NONE || !c->has_number)
        return dd_error_set(err, DD_STATUS_NOT_FOUND, NULL, "--what-if: no pool \"%s\", or no number of units", c->name);
    dd_pool_view view = dd_engine_pool_at(engine, ix);
    double units = (c->is_relative ? view.units : 0) + c->number;
    dd_event event = {
        .kind = DD_EVENT_POOL_SET, .at_ms = dd_engine_now_ms(engine), .name = c->name, .is_tool = view.is_tool, .calendar = view.calendar};
    event.count = units < 0 ? 0 : (uint32_t)units;
    return dd_engine_apply(engine, &event, err);
}

static dd_status change_job(dd_engine *engine, uint32_t job, double hours, dd_error *err)
{
    dd_job_view view = dd_engine_job_at(engine, job);
    dd_event event = {
        .kind = DD_EVENT_JOB_CHANGED, .at_ms = dd_engine_now_ms(engine), .job = job, .weight = view.weight, .count = view.priority};
    event.until_ms = view.due_ms < DD_FOREVER_MS ? view.due_ms + (int64_t)(hours * 3600000) : view.due_ms;
    return dd_engine_apply(engine, &event, err);
}

static dd_status apply_change(dd_engine *engine, const change *c, dd_error *err)
{
    bool is_machine = strcmp(c->word, "up") == 0 || strcmp(c->word, "down") == 0 || strcmp(c->word, "open") == 0;
    if (is_machine) return change_machine(engine, c, err);
    if (strcmp(c->word, "units") == 0) return change_pool(engine, c, err);
    if (strcmp(c->word, "due") != 0) return bad(err, c->word);
    uint32_t job = dd_engine_find_job(engine, c->name);
    if (job == DD_NONE) return dd_error_set(err, DD_STATUS_NOT_FOUND, NULL, "--what-if: no job \"%s\"", c->name);
    return change_job(engine, job, c->number, err);
}

static dd_status apply_changes(dd_engine *engine, const char *text, dd_error *err)
{
    for (const char *at = text; *at != '\0';) {
        size_t length = strcspn(at, ",");
        change c;
        dd_status status = read_change(at, length, &c, err);
        if (status == DD_STATUS_OK) status = apply_change(engine, &c, err);
        if (status != DD_STATUS_OK) return status;
        at += length + (at[length] == ',');
    }
    return DD_STATUS_OK;
}

static dd_status plan(dd_engine *engine, dd_error *err)
{
    dd_decisions decisions;
    dd_status status = dd_engine_decide(engine, dd_engine_now_ms(engine), NULL, &decisions, err);
    if (status != DD_STATUS_OK) return status;
    for (uint32_t i = 0; i < decisions.count && status == DD_STATUS_OK; i++) status = dd_engine_apply(engine, &decisions.events[i], err);
    dd_decisions_free(&decisions);
    return status;
}

/* ---- the difference ---- */

/* By how much a job is expected to be late; 0 in time, or where its end is not known. */
static int64_t late_ms(const dd_engine *engine, uint32_t job)
{
    dd_job_view view = dd_engine_job_at(engine, job);
    bool is_known = view.open_operations > 0 && view.expected_ms < DD_FOREVER_MS && view.due_ms < DD_FOREVER_MS;
    return is_known && view.expected_ms > view.due_ms ? view.expected_ms - view.due_ms : 0;
}

static void print_sum(const char *label, const dd_engine *engine)
{
    double weighted = 0;
    uint32_t late = 0, open = 0;
    for (uint32_t job = 0; job < dd_engine_job_count(engine); job++) {
        dd_job_view view = dd_engine_job_at(engine, job);
        int64_t ms = late_ms(engine, job);
        open += view.open_operations > 0;
        late += ms > 0;
        weighted += (double)ms / 3600000 * view.weight;
    }
    printf("%-14s %4" PRIu32 " open jobs, %4" PRIu32 " late, weighted tardiness %.1f h\n", label, open, late, weighted);
}

static void print_jobs(const dd_engine *as_is, const dd_engine *changed)
{
    uint32_t listed = 0, more = 0;
    for (uint32_t job = 0; job < dd_engine_job_count(as_is); job++) {
        int64_t was = late_ms(as_is, job), is = late_ms(changed, job);
        if (was == is) continue;
        if (listed == LISTED_MOST) {
            more++;
            continue;
        }
        listed++;
        printf("  %-12s %s", dd_engine_job_at(as_is, job).name, was == 0 ? "in time" : "late");
        if (was > 0) printf(" by %.1f h", (double)was / 3600000);
        printf(" -> %s", is == 0 ? "in time" : "late");
        if (is > 0) printf(" by %.1f h", (double)is / 3600000);
        putchar('\n');
    }
    if (more > 0) printf("  and %" PRIu32 " more\n", more);
    if (listed == 0) puts("  no job's lateness changes");
}

static dd_status fork_engine(const dd_engine *engine, dd_engine **ret, dd_error *err)
{
    void *bytes;
    size_t size;
    dd_status status = dd_engine_snapshot(engine, &bytes, &size, err);
    if (status != DD_STATUS_OK) return status;
    status = dd_engine_restore(bytes, size, ret, err);
    free(bytes);
    return status;
}

/* Both plan anew: as it is, because a job is said again as it is. */
static dd_status ask(dd_engine *as_is, dd_engine *changed, const char *changes, dd_error *err)
{
    uint32_t job = 0, jobs = dd_engine_job_count(as_is);
    while (job < jobs && (dd_engine_job_at(as_is, job).open_operations == 0 || dd_engine_job_at(as_is, job).is_cancelled)) job++;
    if (job == jobs) return dd_error_set(err, DD_STATUS_NOT_FOUND, NULL, "no job is open at that record");
    dd_status status = change_job(as_is, job, 0, err);
    if (status == DD_STATUS_OK) status = change_job(changed, job, 0, err);
    if (status == DD_STATUS_OK) status = apply_changes(changed, changes, err);
    if (status == DD_STATUS_OK) status = plan(as_is, err);
    if (status == DD_STATUS_OK) status = plan(changed, err);
    if (status != DD_STATUS_OK) return status;
    print_sum("as it is", as_is);
    print_sum("what if", changed);
    print_jobs(as_is, changed);
    return DD_STATUS_OK;
}

dd_status dd_plant_what_if(dd_journal *journal, uint64_t seq, const char *changes, dd_error *err)
{
    dd_engine *as_is = NULL, *changed = NULL;
    uint64_t got;
    dd_status status = dd_history_recover(journal, seq, false, &as_is, &got, err);
    if (status == DD_STATUS_OK && seq != UINT64_MAX && got != seq)
        status = dd_error_set(err, DD_STATUS_NOT_FOUND, NULL, "no record %" PRIu64, seq);
    if (status == DD_STATUS_OK && dd_engine_get_config(as_is)->domain != DD_DOMAIN_SHOP)
        status = dd_error_set(err, DD_STATUS_INVALID_INPUT, NULL, "--what-if asks a journal of a factory");
    if (status == DD_STATUS_OK) status = fork_engine(as_is, &changed, err);
    if (status == DD_STATUS_OK) status = ask(as_is, changed, changes, err);
    dd_engine_free(as_is);
    dd_engine_free(changed);
    return status;
}
