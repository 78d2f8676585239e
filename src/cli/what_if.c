#include "cli/what_if.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/shop_file.h"
#include "io/scan.h"
#include "io/shifts.h"
#include "io/shop_names.h"

enum { SHOWN_MAX = 20 };

static dd_status bad(const char *message, const char *word, dd_error *err)
{
    return dd_error_set(err, DD_STATUS_INVALID_INPUT, NULL, "%s: \"%.100s\"", message, word);
}

static dd_status no_memory(dd_error *err)
{
    return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}

static bool read_instant(const dd_shop_problem *problem, const char *text, size_t length, int64_t *ret)
{
    int64_t scale = problem->ticks_per_unit >= 1000 ? 1000 : 1;
    bool is_good = problem->has_iso_times ? dd_scan_whole_instant(text, length, ret) : dd_scan_whole_fixed(text, length, scale, ret);
    return is_good && *ret >= -DD_SHOP_INSTANT_MAX_MS && *ret <= DD_SHOP_INSTANT_MAX_MS;
}

/* A change cut at its colon: a name and what stands behind it. */
typedef struct change {
    dd_shop_problem *problem;
    const char *name, *value;
    size_t length;             /* of the name */
    dd_window window;          /* open and closed */
} change;

static bool is_name(const change *c, const char *name, uint32_t number)
{
    char digits[12];
    if (name == NULL) {
        (void)snprintf(digits, sizeof digits, "%u", (unsigned)number);
        name = digits;
    }
    return strlen(name) == c->length && memcmp(name, c->name, c->length) == 0;
}

static bool is_machine(const change *c, uint32_t m)
{
    const dd_machine *machine = &c->problem->machines[m];
    return is_name(c, machine->name, m) || (machine->group != NULL && is_name(c, machine->group, 0));
}

static uint32_t find_pool(const change *c)
{
    for (uint32_t p = 0; p < c->problem->pool_count; p++)
        if (is_name(c, c->problem->pools[p].name, p)) return p;
    return DD_NONE;
}

static uint32_t find_job(const change *c)
{
    for (uint32_t j = 0; j < c->problem->job_count; j++)
        if (is_name(c, c->problem->jobs[j].name, j)) return j;
    return DD_NONE;
}

/* A calendar that is open in the window as well; *calendar stays where it is always open. */
static dd_status open_calendar(change *c, uint32_t *calendar, dd_error *err)
{
    dd_shifts shifts = {0};
    if (*calendar == DD_NONE) return DD_STATUS_OK;
    dd_calendar more = c->problem->calendars[*calendar];
    dd_status status = dd_shifts_add_calendar(&shifts, &more, err);
    if (status == DD_STATUS_OK) status = dd_shifts_add_single(&shifts, c->window.begin_ms, c->window.end_ms, err);
    if (status == DD_STATUS_OK) status = dd_shifts_build(&shifts, c->problem, &more, err);
    if (status == DD_STATUS_OK) status = dd_shop_problem_add_calendar(c->problem, &more, calendar, err);
    dd_shifts_done(&shifts);
    return status;
}

/* Machines that share a calendar share the new one. */
static dd_status open_machines(change *c, dd_error *err)
{
    uint32_t old = DD_NONE, new = DD_NONE, found = 0, pool = find_pool(c);
    dd_status status = DD_STATUS_OK;
    for (uint32_t m = 0; status == DD_STATUS_OK && m < c->problem->machine_count; m++) {
        uint32_t *calendar = &c->problem->machines[m].calendar;
        if (!is_machine(c, m)) continue;
        found++;
        if (*calendar == old && new != DD_NONE) {
            *calendar = new;
            continue;
        }
        old = *calendar;
        status = open_calendar(c, calendar, err);
        new = *calendar;
    }
    if (status == DD_STATUS_OK && pool != DD_NONE) status = open_calendar(c, &c->problem->pools[pool].calendar, err);
    return status != DD_STATUS_OK || found > 0 || pool != DD_NONE ? status : bad("no machine, group or pool", c->name, err);
}

static dd_status close_machines(change *c, dd_error *err)
{
    bool has_one = false;
    for (uint32_t m = 0; m < c->problem->machine_count; m++) {
        dd_machine *machine = &c->problem->machines[m];
        if (!is_machine(c, m)) continue;
        dd_window *windows = dd_shop_problem_alloc(c->problem, (size_t)machine->closed_count + 1, sizeof *windows);
        if (windows == NULL) return no_memory(err);
        if (machine->closed_count > 0) memcpy(windows, machine->closed, machine->closed_count * sizeof *windows);
        windows[machine->closed_count] = c->window;
        machine->closed_count = (uint32_t)dd_shifts_join(windows, (size_t)machine->closed_count + 1);
        machine->closed = windows;
        has_one = true;
    }
    return has_one ? DD_STATUS_OK : bad("no machine or group", c->name, err);
}

static dd_status change_window(change *c, bool opens, dd_error *err)
{
    const char *slash = strchr(c->value, '/');
    bool is_good = slash != NULL && read_instant(c->problem, c->value, (size_t)(slash - c->value), &c->window.begin_ms)
                   && read_instant(c->problem, slash + 1, strlen(slash + 1), &c->window.end_ms) && c->window.begin_ms < c->window.end_ms;
    if (!is_good) return bad("must be BEGIN/END, instants as the problem has them", c->value, err);
    return opens ? open_machines(c, err) : close_machines(c, err);
}

static dd_status change_units(change *c, dd_error *err)
{
    uint32_t pool = find_pool(c);
    uint64_t units;
    bool is_more = c->value[0] == '+', is_less = c->value[0] == '-';
    const char *number = c->value + (is_more || is_less);
    if (pool == DD_NONE) return bad("no pool", c->name, err);
    uint32_t *has = &c->problem->pools[pool].units;
    if (!dd_scan_whole_uint(number, strlen(number), &units) || units > UINT32_MAX / 2) return bad("must be +N, -N or N", c->value, err);
    if (is_less && units > *has) return bad("the pool has not so many units", c->value, err);
    *has = (uint32_t)(is_more ? (uint64_t)*has + units > UINT32_MAX ? UINT32_MAX : *has + units : is_less ? *has - units : units);
    return DD_STATUS_OK;
}

static dd_status change_job(change *c, const char *verb, dd_error *err)
{
    uint32_t ix = find_job(c);
    uint64_t weight;
    if (ix == DD_NONE) return bad("no job", c->name, err);
    dd_job *job = &c->problem->jobs[ix];
    if (strcmp(verb, "weight") == 0) {
        if (!dd_scan_whole_uint(c->value, strlen(c->value), &weight) || weight > DD_SHOP_WEIGHT_MAX) return bad("must be a whole number", c->value, err);
        job->weight = (uint32_t)weight;
        return DD_STATUS_OK;
    }
    int64_t *at = strcmp(verb, "due") == 0 ? &job->due_ms : &job->release_ms;
    return read_instant(c->problem, c->value, strlen(c->value), at) ? DD_STATUS_OK : bad("must be an instant as the problem has them", c->value, err);
}

/* Names may hold colons, and instants do: the first colon behind which the change makes sense ends the name. */
static dd_status change_by_name(dd_shop_problem *problem, const char *verb, const char *text, dd_error *err)
{
    dd_status status = bad("must be NAME:VALUE", text, err);
    for (const char *colon = strchr(text, ':'); colon != NULL; colon = strchr(colon + 1, ':')) {
        change c = {problem, text, colon + 1, (size_t)(colon - text), {0, 0}};
        bool is_known = find_job(&c) != DD_NONE || find_pool(&c) != DD_NONE;
        for (uint32_t m = 0; !is_known && m < problem->machine_count; m++) is_known = is_machine(&c, m);
        if (!is_known && strchr(colon + 1, ':') != NULL) continue;
        if (!is_known) break;
        if (strcmp(verb, "open") == 0 || strcmp(verb, "closed") == 0) return change_window(&c, verb[0] == 'o', err);
        return strcmp(verb, "units") == 0 ? change_units(&c, err) : change_job(&c, verb, err);
    }
    return strchr(text, ':') != NULL ? bad("no machine, group, pool or job of this name", text, err) : status;
}

dd_status dd_what_if_apply(dd_shop_problem *problem, const char *text, dd_error *err)
{
    static const char *const verbs[] = {"open", "closed", "units", "due", "release", "weight"};
    const char *equals = strchr(text, '=');
    size_t length = equals != NULL ? (size_t)(equals - text) : 0;
    for (size_t v = 0; equals != NULL && v < sizeof verbs / sizeof *verbs; v++) {
        if (strlen(verbs[v]) != length || memcmp(verbs[v], text, length) != 0) continue;
        dd_status status = change_by_name(problem, verbs[v], equals + 1, err);
        return status == DD_STATUS_OK ? dd_shop_problem_check(problem, err) : status;
    }
    return bad("no change: open=, closed=, units=, due=, release= or weight=", text, err);
}

/* 30:10:00, or plain where the problem has no seconds. */
static void print_time(FILE *out, const dd_shop_problem *problem, int64_t ms)
{
    char text[48];
    const char *sign = ms < 0 ? "-" : "";
    uint64_t size = (uint64_t)(ms < 0 ? -ms : ms), s = size / 1000;
    if (problem->ticks_per_unit < 1000) (void)snprintf(text, sizeof text, "%" PRId64, ms);
    else (void)snprintf(text, sizeof text, "%s%" PRIu64 ":%02d:%02d", sign, s / 3600, (int)(s / 60 % 60), (int)(s % 60));
    fprintf(out, "  %16s", text);
}

static uint32_t moved_count(const dd_schedule *before, const dd_schedule *after)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < before->operation_count; i++)
        count += before->placements[i].mode != after->placements[i].mode || before->placements[i].start_ms != after->placements[i].start_ms;
    return count;
}

typedef struct turn {
    const dd_shop_problem *problem[2]; /* before, after */
    const dd_schedule *schedule[2];
} turn;

/* Whether the job's lateness goes from `was` to its contrary.  `first` is where its operations begin, and goes to the next job's. */
static bool turns(const turn *t, uint32_t job, uint32_t *first, bool was, int64_t *ret_before_ms, int64_t *ret_after_ms)
{
    uint32_t again = *first;
    int64_t before = dd_shop_job_end(t->problem[0], t->schedule[0], job, first) - t->problem[0]->jobs[job].due_ms;
    int64_t after = dd_shop_job_end(t->problem[1], t->schedule[1], job, &again) - t->problem[1]->jobs[job].due_ms;
    *ret_before_ms = before;
    *ret_after_ms = after;
    return (before > 0) == was && (after > 0) != was;
}

static void print_name(FILE *out, const char *name, uint32_t number)
{
    if (name != NULL) fputs(name, out);
    else fprintf(out, "%u", (unsigned)number);
}

static void print_turns(FILE *out, const turn *t, bool was, const char *title)
{
    uint32_t first = 0, count = 0;
    int64_t before, after;
    for (uint32_t j = 0; j < t->problem[0]->job_count; j++) {
        if (!turns(t, j, &first, was, &before, &after)) continue;
        if (count++ == 0) fprintf(out, "%s\n", title);
        if (count > SHOWN_MAX) continue;
        fputs("  ", out);
        print_name(out, t->problem[0]->jobs[j].name, j);
        fputs(was ? ": was late by" : ": is late by", out);
        print_time(out, t->problem[0], was ? before : after);
        fputc('\n', out);
    }
    if (count > SHOWN_MAX) fprintf(out, "  and %u more\n", (unsigned)(count - SHOWN_MAX));
}

void dd_what_if_print(FILE *out, const dd_shop_problem *before_problem, const dd_schedule *before, const dd_shop_problem *after_problem,
                      const dd_schedule *after)
{
    const turn t = {{before_problem, after_problem}, {before, after}};
    uint32_t late[2] = {dd_shop_late_count(before_problem, before), dd_shop_late_count(after_problem, after)};
    fprintf(out, "%-12s  %16s  %16s  %16s\n", "", "as it is", "what if", "difference");
    for (int term = 0; term < DD_SHOP_TERM_END_; term++) {
        if (term == DD_SHOP_TERM_MOVED || (before->terms[term] == 0 && after->terms[term] == 0)) continue;
        fprintf(out, "%-12s", dd_shop_term_text((dd_shop_term)term));
        print_time(out, before_problem, before->terms[term]);
        print_time(out, before_problem, after->terms[term]);
        print_time(out, before_problem, after->terms[term] - before->terms[term]);
        fputc('\n', out);
    }
    fprintf(out, "%-12s  %16u  %16u  %16d\n", "late jobs", (unsigned)late[0], (unsigned)late[1], (int)late[1] - (int)late[0]);
    fprintf(out, "%u of %u operations elsewhere or at another time\n", (unsigned)moved_count(before, after), (unsigned)before->operation_count);
    print_turns(out, &t, true, "from late to on time:");
    print_turns(out, &t, false, "from on time to late:");
}

static void print_json_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\') fprintf(out, "\\%c", c);
        else if (c < 0x20) fprintf(out, "\\u%04x", c);
        else fputc(c, out);
    }
    fputc('"', out);
}

static void print_json_turns(FILE *out, const turn *t, bool was, const char *key)
{
    uint32_t first = 0, count = 0;
    int64_t before, after;
    fprintf(out, ", \"%s\": [", key);
    for (uint32_t j = 0; j < t->problem[0]->job_count; j++) {
        char digits[12];
        const char *name = t->problem[0]->jobs[j].name;
        if (!turns(t, j, &first, was, &before, &after)) continue;
        (void)snprintf(digits, sizeof digits, "%u", (unsigned)j);
        if (count++ > 0) fputs(", ", out);
        print_json_text(out, name != NULL ? name : digits);
    }
    fputc(']', out);
}

static void print_json_side(FILE *out, const char *key, const dd_shop_problem *problem, const dd_schedule *schedule)
{
    fprintf(out, "\"%s\": {\"late_jobs\": %u", key, (unsigned)dd_shop_late_count(problem, schedule));
    dd_shop_print_terms(out, problem, schedule->terms);
    fputs("}, ", out);
}

void dd_what_if_print_json(FILE *out, const dd_shop_problem *before_problem, const dd_schedule *before, const dd_shop_problem *after_problem,
                           const dd_schedule *after)
{
    const turn t = {{before_problem, after_problem}, {before, after}};
    print_json_side(out, "before", before_problem, before);
    print_json_side(out, "after", after_problem, after);
    fprintf(out, "\"moved\": %u", (unsigned)moved_count(before, after));
    print_json_turns(out, &t, true, "to_on_time");
    print_json_turns(out, &t, false, "to_late");
}
