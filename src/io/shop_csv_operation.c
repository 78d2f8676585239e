/* Shop CSV: the table of operations (shop_csv_read.c says what it holds). */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "io/duration.h"
#include "io/scan.h"
#include "io/shop_csv.h"
#include "io/shop_names.h"

enum {
    JOB, OPERATION, MACHINE, DURATION, FAMILY, NEEDS, PAUSE, AFTER, EARLIEST, RELEASE, DUE, WEIGHT, PRIORITY, LOCKED_SETUP, LOCKED_START, LOCKED_END,
    PLANNED_START
};

static const char *const columns[] = {"job", "operation", "machine", "duration", "family", "needs", "pause", "after", "earliest", "release", "due",
                                      "weight", "priority", "locked_setup_begin", "locked_start", "locked_end", "planned_start", NULL};

typedef struct table {
    dd_shop_csv *in;
    const dd_csv_row **rows;   /* by operation: its first row */
    size_t row_room;
    dd_mode *modes;            /* of the operation being read */
    size_t mode_count, mode_room;
    dd_operation operation;
    uint32_t job;              /* name index of the job being read; DD_NONE: none yet */
} table;

/* The pool's name in "NAME[:UNITS][/setup]"; what stands behind it goes to *need. */
static size_t need_name(const char *text, size_t length, dd_need *need)
{
    static const char setup[] = "/setup";
    uint64_t units;
    *need = (dd_need){.units = 1};
    if (length > sizeof setup - 1 && memcmp(text + length - (sizeof setup - 1), setup, sizeof setup - 1) == 0) {
        need->in_setup = true;
        length -= sizeof setup - 1;
    }
    for (size_t at = length; at-- > 1;) {
        if (text[at] != ':') continue;
        if (!dd_scan_whole_uint(text + at + 1, length - at - 1, &units) || units < 1 || units > UINT32_MAX) break;
        need->units = (uint32_t)units;
        return at;
    }
    return length;
}

static uint32_t read_needs(dd_shop_csv *in, const dd_need **ret)
{
    const char *text = dd_shop_csv_text(in, NEEDS);
    uint32_t count = 0;
    if (text == NULL) return 0;
    dd_need *needs = dd_shop_csv_alloc(in, DD_SHOP_NEEDS_MAX, sizeof *needs);
    while (needs != NULL && *text != '\0' && in->status == DD_STATUS_OK) {
        size_t length = strcspn(text, ";"), kept = length;
        while (kept > 0 && text[kept - 1] == ' ') kept--;
        if (count == DD_SHOP_NEEDS_MAX) {
            dd_shop_csv_refuse(in, DD_STATUS_TOO_LARGE, "more than %d needs", DD_SHOP_NEEDS_MAX);
            return 0;
        }
        size_t name = need_name(text, kept, &needs[count]);
        needs[count].pool = dd_names_find(&in->build.names[DD_SHOP_NOUN_POOL], text, name);
        if (needs[count].pool == DD_NONE) dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "no pool \"%.*s\"", name > 80 ? 80 : (int)name, text);
        for (uint32_t i = 0; i < count; i++)
            if (needs[i].pool == needs[count].pool) dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "a pool is there twice");
        count++;
        text += length + (text[length] == ';');
        while (*text == ' ') text++;
    }
    *ret = needs;
    return count;
}

static uint32_t read_machine(dd_shop_csv *in)
{
    size_t before = in->build.names[DD_SHOP_NOUN_MACHINE].count;
    if (dd_shop_csv_need(in, MACHINE) == NULL) return DD_NONE;
    if (in->has_machines) return dd_shop_csv_find(in, MACHINE, DD_SHOP_NOUN_MACHINE);
    uint32_t ix = dd_shop_csv_intern(in, MACHINE, DD_SHOP_NOUN_MACHINE);
    if (in->status != DD_STATUS_OK || ix < before) return ix;
    const char *name = dd_shop_csv_text(in, MACHINE);
    dd_machine machine = {DD_MACHINE_DEFAULT, .name = dd_shop_problem_text(in->build.problem, name, strlen(name)),
                          .available_ms = in->build.problem->origin_ms};
    dd_error why = {DD_STATUS_OK, "", ""};
    if (machine.name == NULL) dd_shop_csv_refuse(in, DD_STATUS_NO_MEMORY, "out of memory");
    else dd_shop_csv_pass(in, dd_shop_problem_add_machine(in->build.problem, &machine, NULL, &why), &why);
    return ix;
}

static void read_mode(table *t)
{
    dd_shop_csv *in = t->in;
    dd_mode mode = {.machine = read_machine(in)};
    for (size_t i = 0; i < t->mode_count; i++)
        if (t->modes[i].machine == mode.machine) dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "the operation has another line with this machine");
    if (t->mode_count == DD_SHOP_MODES_MAX) dd_shop_csv_refuse(in, DD_STATUS_TOO_LARGE, "more than %d machines", DD_SHOP_MODES_MAX);
    (void)dd_shop_csv_need(in, DURATION);
    mode.duration_ms = dd_shop_csv_duration(in, DURATION, 0);
    mode.need_count = read_needs(in, &mode.needs);
    if (in->status == DD_STATUS_OK && !DD_ARRAY_RESERVE(t->modes, t->mode_room, t->mode_count + 1))
        dd_shop_csv_refuse(in, DD_STATUS_NO_MEMORY, "out of memory");
    if (in->status == DD_STATUS_OK) t->modes[t->mode_count++] = mode;
}

/* Where it is locked, or planned: on the machine of this row. */
static void read_places(table *t)
{
    dd_shop_csv *in = t->in;
    dd_operation *operation = &t->operation;
    uint32_t mode = (uint32_t)t->mode_count - 1;
    if (dd_shop_csv_text(in, LOCKED_START) != NULL) {
        if (operation->is_locked) dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "the operation is locked on another machine");
        int64_t start = dd_shop_csv_instant(in, LOCKED_START, 0), begin = dd_shop_csv_instant(in, LOCKED_SETUP, start);
        (void)dd_shop_csv_need(in, LOCKED_END);
        operation->is_locked = true;
        operation->lock = (dd_lock){mode, begin, start, dd_shop_csv_instant(in, LOCKED_END, start)};
    } else if (dd_shop_csv_text(in, LOCKED_END) != NULL || dd_shop_csv_text(in, LOCKED_SETUP) != NULL) {
        dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "without a locked_start");
    }
    if (dd_shop_csv_text(in, PLANNED_START) == NULL) return;
    if (operation->planned_mode != DD_NONE) dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "the operation is planned on another machine");
    operation->planned_mode = mode;
    operation->planned_start_ms = dd_shop_csv_instant(in, PLANNED_START, 0);
}

/* On later rows of an operation: what its first row says is said again, or not at all. */
static void check_same(table *t, const dd_csv_row *first)
{
    static const uint32_t shared[] = {FAMILY, PAUSE, AFTER, EARLIEST};
    dd_shop_csv *in = t->in;
    const dd_csv_row *row = in->row;
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) {
        const char *text = dd_shop_csv_text(in, shared[i]);
        if (text == NULL) continue;
        in->row = first;
        const char *said = dd_shop_csv_text(in, shared[i]);
        in->row = row;
        if (said == NULL || strcmp(said, text) != 0) dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "differs from the operation's first line");
    }
}

static void open_job(table *t, const char *name)
{
    dd_shop_csv *in = t->in;
    dd_error why = {DD_STATUS_OK, "", ""};
    if (in->has_jobs && dd_names_find(&in->build.names[DD_SHOP_NOUN_JOB], name, strlen(name)) == DD_NONE) {
        dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "the table [jobs] has no such job");
        return;
    }
    t->job = dd_shop_csv_job(in, name);
    if (in->status != DD_STATUS_OK) return;
    if (in->job_ix[t->job] != DD_NONE) dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "the lines of a job must stand together");
    else dd_shop_csv_pass(in, dd_shop_problem_add_job(in->build.problem, &in->jobs[t->job], &in->job_ix[t->job], &why), &why);
}

static void close_operation(table *t)
{
    dd_shop_csv *in = t->in;
    dd_error why = {DD_STATUS_OK, "", ""};
    if (in->status != DD_STATUS_OK || t->mode_count == 0) return;
    dd_mode *modes = dd_shop_csv_alloc(in, t->mode_count, sizeof *modes);
    if (modes == NULL) return;
    memcpy(modes, t->modes, t->mode_count * sizeof *modes);
    t->operation.modes = modes;
    t->operation.mode_count = (uint32_t)t->mode_count;
    dd_shop_csv_pass(in, dd_shop_problem_add_operation(in->build.problem, &t->operation, NULL, &why), &why);
    t->mode_count = 0;
}

static void open_operation(table *t, const char *name)
{
    dd_shop_csv *in = t->in;
    uint32_t ix = in->build.problem->operation_count;
    t->operation = (dd_operation){DD_OPERATION_DEFAULT, .job = in->job_ix[t->job]};
    if (name != NULL) {
        t->operation.name = dd_shop_problem_text(in->build.problem, name, strlen(name));
        if (t->operation.name == NULL) dd_shop_csv_refuse(in, DD_STATUS_NO_MEMORY, "out of memory");
    }
    t->operation.family = dd_shop_csv_intern(in, FAMILY, DD_SHOP_NOUN_FAMILY);
    t->operation.may_pause = dd_shop_csv_yes(in, PAUSE);
    t->operation.release_ms = dd_shop_csv_instant(in, EARLIEST, in->build.problem->origin_ms);
    if (in->status == DD_STATUS_OK && !DD_ARRAY_RESERVE(t->rows, t->row_room, (size_t)ix + 1)) dd_shop_csv_refuse(in, DD_STATUS_NO_MEMORY, "out of memory");
    if (in->status == DD_STATUS_OK) t->rows[ix] = in->row;
}

static void read_row(table *t, const dd_csv_row *row)
{
    dd_shop_csv *in = t->in;
    in->row = row;
    const char *job = dd_shop_csv_need(in, JOB);
    if (job == NULL) return;
    bool is_same_job = t->job != DD_NONE && strcmp(in->jobs[t->job].name, job) == 0;
    if (!is_same_job) {
        close_operation(t);
        open_job(t, job);
    }
    const char *name = dd_shop_csv_text(in, OPERATION);
    if (in->status != DD_STATUS_OK) return;
    bool is_more = is_same_job && name != NULL && t->mode_count > 0 && t->operation.name != NULL && strcmp(t->operation.name, name) == 0;
    if (is_more) {
        check_same(t, t->rows[in->build.problem->operation_count]);
    } else {
        close_operation(t);
        if (in->status == DD_STATUS_OK) open_operation(t, name);
    }
    dd_shop_csv_job_cells(in, t->job, RELEASE);
    read_mode(t);
    if (in->status == DD_STATUS_OK) read_places(t);
    if (in->status == DD_STATUS_OK) in->build.problem->jobs[in->job_ix[t->job]] = in->jobs[t->job];
}

/* "20", "frame/20", each with "+2h" behind: of the names of operations. */
static dd_link read_link(dd_shop_csv *in, const dd_shop_names *names, uint32_t job, const char *text, size_t length)
{
    char word[2 * DD_NAME_MAX + 2];
    dd_link link = {DD_NONE, 0};
    for (size_t at = length; at-- > 1;)
        if (text[at] == '+' && dd_duration_scan(text + at + 1, length - at - 1, &link.lag_ms)) {
            length = at;
            break;
        }
    if (length >= sizeof word) return link;
    memcpy(word, text, length);
    word[length] = '\0';
    link.before = dd_shop_names_operation(names, job, word);
    for (size_t at = 1; link.before == DD_NONE && at < length; at++) {
        if (word[at] != '/') continue;
        uint32_t other = dd_shop_names_job(names, word, at);
        if (other != DD_NONE) link.before = dd_shop_names_operation(names, other, word + at + 1);
    }
    if (link.before == DD_NONE) dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "no operation \"%.80s\"", word);
    return link;
}

static void read_after(dd_shop_csv *in, const dd_shop_names *names, uint32_t ix, const char *text)
{
    uint32_t count = 1, kept = 0;
    dd_operation *operation = &in->build.problem->operations[ix];
    for (const char *c = text; *c != '\0'; c++) count += *c == ';';
    if (count > DD_SHOP_LINKS_MAX) dd_shop_csv_refuse(in, DD_STATUS_TOO_LARGE, "waits for more than %d operations", DD_SHOP_LINKS_MAX);
    dd_link *links = dd_shop_csv_alloc(in, count, sizeof *links);
    while (links != NULL && *text != '\0' && in->status == DD_STATUS_OK) {
        size_t length = strcspn(text, ";"), word = length;
        while (word > 0 && text[word - 1] == ' ') word--;
        if (word > 0) links[kept] = read_link(in, names, operation->job, text, word);
        for (uint32_t i = 0; i < kept && word > 0; i++)
            if (links[i].before == links[kept].before) dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "waits for an operation twice");
        if (word > 0 && links[kept].before == ix) dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "waits for itself");
        kept += word > 0;
        text += length + (text[length] == ';');
        while (*text == ' ') text++;
    }
    operation->links = links;
    operation->link_count = kept;
}

static void link_operations(table *t, const dd_shop_names *names)
{
    dd_shop_csv *in = t->in;
    dd_shop_problem *problem = in->build.problem;
    for (uint32_t i = 0; i < problem->operation_count && in->status == DD_STATUS_OK; i++) {
        in->row = t->rows[i];
        const char *after = dd_shop_csv_text(in, AFTER);
        if (after != NULL && strcmp(after, "-") != 0) {
            read_after(in, names, i, after);
        } else if (after == NULL && i > 0 && problem->operations[i - 1].job == problem->operations[i].job) {
            dd_link *link = dd_shop_csv_alloc(in, 1, sizeof *link);
            if (link == NULL) return;
            link->before = i - 1;
            problem->operations[i].links = link;
            problem->operations[i].link_count = 1;
        }
    }
}

/* What only the whole problem shows (cycles, locks that overlap), at the operation's line. */
static void check_whole(table *t)
{
    static const char prefix[] = "/operations/";
    dd_shop_csv *in = t->in;
    dd_error why = {DD_STATUS_OK, "", ""};
    uint64_t ix;
    dd_status status = dd_shop_problem_check(in->build.problem, &why);
    if (status == DD_STATUS_OK) return;
    bool is_operation = strncmp(why.pointer, prefix, sizeof prefix - 1) == 0
                        && dd_scan_uint(why.pointer + sizeof prefix - 1, strlen(why.pointer) - (sizeof prefix - 1), &ix) > 0;
    if (is_operation && ix < in->build.problem->operation_count) in->row = t->rows[ix];
    if (is_operation) dd_shop_csv_pass(in, status, &why);
    else dd_shop_csv_refuse(in, status, "%s: %s", why.pointer, why.message);
}

static void finish(table *t)
{
    dd_shop_csv *in = t->in;
    dd_error why = {DD_STATUS_OK, "", ""};
    dd_shop_fault fault;
    dd_shop_names names = {0};
    dd_csv_row entry = {0};
    in->row = NULL;
    in->column = NULL;
    dd_status status = dd_shop_builder_finish(&in->build, &fault, &why);
    if (fault.operation != DD_NONE) {
        in->row = t->rows[fault.operation];
        in->column = columns[OPERATION];
    } else if (fault.entry.matrix != DD_NONE) {
        entry.line = fault.entry.place;
        in->row = &entry;
    }
    dd_shop_csv_pass(in, status, &why);
    if (in->status == DD_STATUS_OK) dd_shop_csv_pass(in, dd_shop_names_init(&names, in->build.problem, &why), &why);
    if (in->status == DD_STATUS_OK) link_operations(t, &names);
    dd_shop_names_done(&names);
    in->row = NULL;
    in->column = NULL;
    for (size_t j = 0; j < in->build.names[DD_SHOP_NOUN_JOB].count && in->status == DD_STATUS_OK; j++)
        if (in->job_ix[j] == DD_NONE) dd_shop_csv_pass(in, dd_shop_problem_add_job(in->build.problem, &in->jobs[j], &in->job_ix[j], &why), &why);
    if (in->status == DD_STATUS_OK) check_whole(t);
}

void dd_shop_csv_operations(dd_shop_csv *in, size_t first, size_t end)
{
    table t = {.in = in, .job = DD_NONE};
    dd_shop_csv_header(in, &in->table.rows[first], columns);
    for (size_t i = first + 1; i < end && in->status == DD_STATUS_OK; i++) read_row(&t, &in->table.rows[i]);
    close_operation(&t);
    if (in->status == DD_STATUS_OK) finish(&t);
    free(t.rows);
    free(t.modes);
}
