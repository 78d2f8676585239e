/* CSV of schedules: one line an operation, jobs in order.
 *
 * Of the classic shops, whose jobs and machines have no names, all counted from 0, whole numbers:
 *
 *   job,operation,machine,start,end
 *
 * Of all others, by their names, with instants as in the problem (ISO 8601 in UTC, or seconds):
 *
 *   job,operation,machine,setup_begin,start,end,family,needs,due,late_s
 *
 * An operation without a name goes by its number in its job, from 0.  `needs` are pools with their units, "welders:2; jig:1"; late_s is by how much its
 * job ends after it is due.  Lines end with a line feed.
 *
 * Reading takes columns in any order: job, operation, machine, start and end must be there, setup_begin is start where it is left out, the others are
 * not looked at; another column is refused.  Every operation once.  A place is "LINE" or "LINE:COLUMN".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "io/csv_table.h"
#include "io/json_writer.h"
#include "io/scan.h"
#include "io/shop_formats.h"
#include "io/shop_names.h"

typedef struct output {
    const dd_shop_problem *problem;
    dd_buffer *out;
} output;

static bool is_classic(const dd_shop_problem *problem)
{
    return problem->job_count == 0 || problem->jobs[0].name == NULL;
}

static int64_t time_scale(const dd_shop_problem *problem)
{
    return problem->ticks_per_unit >= 1000 ? 1000 : 1;
}

static void put_name(output *o, const char *name, uint32_t number)
{
    if (name != NULL) dd_csv_put_text(o->out, name);
    else dd_buffer_printf(o->out, "%u", (unsigned)number);
    dd_buffer_put_byte(o->out, ',');
}

static void put_instant(output *o, int64_t ms)
{
    char text[DD_INSTANT_TEXT];
    if (o->problem->has_iso_times && dd_scan_put_instant(ms, text)) dd_buffer_put(o->out, text, strlen(text));
    else dd_buffer_put_fixed(o->out, ms, time_scale(o->problem));
    dd_buffer_put_byte(o->out, ',');
}

static void put_needs(output *o, const dd_mode *mode)
{
    for (uint32_t n = 0; n < mode->need_count; n++) {
        const char *name = o->problem->pools[mode->needs[n].pool].name;
        if (n > 0) dd_buffer_put(o->out, "; ", 2);
        if (name != NULL) dd_buffer_put(o->out, name, strlen(name));
        else dd_buffer_printf(o->out, "%u", (unsigned)mode->needs[n].pool);
        dd_buffer_printf(o->out, ":%u", (unsigned)mode->needs[n].units);
    }
    dd_buffer_put_byte(o->out, ',');
}

static void put_row(output *o, const dd_placement *at, uint32_t ix, uint32_t number, int64_t job_end_ms)
{
    const dd_operation *operation = &o->problem->operations[ix];
    const dd_mode *mode = &operation->modes[at->mode];
    const dd_job *job = &o->problem->jobs[operation->job];
    put_name(o, job->name, operation->job);
    put_name(o, operation->name, number);
    put_name(o, o->problem->machines[mode->machine].name, mode->machine);
    put_instant(o, at->setup_begin_ms);
    put_instant(o, at->start_ms);
    put_instant(o, at->end_ms);
    if (operation->family != DD_NONE) dd_csv_put_text(o->out, o->problem->families[operation->family]);
    dd_buffer_put_byte(o->out, ',');
    put_needs(o, mode);
    if (job->due_ms != DD_FOREVER_MS) put_instant(o, job->due_ms);
    else dd_buffer_put_byte(o->out, ',');
    dd_buffer_put_fixed(o->out, job_end_ms > job->due_ms ? job_end_ms - job->due_ms : 0, time_scale(o->problem));
    dd_buffer_put_byte(o->out, '\n');
}

dd_status dd_shop_csv_write(const dd_shop_problem *problem, const dd_schedule *schedule, const dd_shop_stats *stats, dd_buffer *out, dd_error *err)
{
    static const char plain[] = "job,operation,machine,start,end\n", rich[] = "job,operation,machine,setup_begin,start,end,family,needs,due,late_s\n";
    output o = {problem, out};
    bool is_plain = is_classic(problem);
    (void)stats;
    (void)err;
    dd_buffer_put(out, is_plain ? plain : rich, (is_plain ? sizeof plain : sizeof rich) - 1);
    for (uint32_t i = 0, first; i < problem->operation_count;) {
        int64_t end = -DD_FOREVER_MS;
        uint32_t last = i, job = problem->operations[i].job;
        for (; last < problem->operation_count && problem->operations[last].job == job; last++)
            if (schedule->placements[last].end_ms > end) end = schedule->placements[last].end_ms;
        for (first = i; i < last; i++) {
            const dd_placement *at = &schedule->placements[i];
            if (is_plain)
                dd_buffer_printf(out, "%u,%u,%u,%lld,%lld\n", (unsigned)job, (unsigned)(i - first), (unsigned)problem->operations[i].modes[at->mode].machine,
                                 (long long)at->start_ms, (long long)at->end_ms);
            else put_row(&o, at, i, i - first, end);
        }
    }
    return DD_STATUS_OK;
}

typedef enum column { COLUMN_JOB, COLUMN_OPERATION, COLUMN_MACHINE, COLUMN_START, COLUMN_END, COLUMN_SETUP_BEGIN, COLUMN_OTHER, COLUMN_COUNT } column;

static const char *const column_names[] = {"job", "operation", "machine", "start", "end", "setup_begin"};

typedef struct input {
    dd_csv_table table;
    dd_shop_names names;
    uint32_t cell_of[COLUMN_COUNT]; /* DD_NONE: not there */
    dd_placement *placements;
    bool *is_placed;
    dd_error *err;
} input;

static dd_status bad(const input *in, uint32_t line, const char *name, const char *message)
{
    char place[160];
    (void)snprintf(place, sizeof place, "%u%s%.100s", (unsigned)line, name ? ":" : "", name ? name : "");
    return dd_error_set(in->err, DD_STATUS_INVALID_INPUT, place, "%s", message);
}

static column find_column(const char *name)
{
    static const char *const others[] = {"family", "needs", "due", "late_s"};
    for (int c = 0; c < COLUMN_OTHER; c++)
        if (strcmp(column_names[c], name) == 0) return (column)c;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(others[i], name) == 0) return COLUMN_OTHER;
    return COLUMN_COUNT;
}

static dd_status read_header(input *in)
{
    if (in->table.row_count == 0) return bad(in, 1, NULL, "no header");
    const dd_csv_row *row = &in->table.rows[0];
    for (int c = 0; c < COLUMN_COUNT; c++) in->cell_of[c] = DD_NONE;
    for (uint32_t i = 0; i < row->cell_count; i++) {
        column c = find_column(row->cells[i].text);
        if (c == COLUMN_COUNT) return bad(in, row->line, row->cells[i].text, "no such column");
        if (c != COLUMN_OTHER && in->cell_of[c] != DD_NONE) return bad(in, row->line, row->cells[i].text, "the column is there twice");
        in->cell_of[c] = i;
    }
    for (int c = 0; c < COLUMN_SETUP_BEGIN; c++)
        if (in->cell_of[c] == DD_NONE) return bad(in, row->line, column_names[c], "the column is missing");
    return DD_STATUS_OK;
}

static const dd_csv_cell *cell_at(const input *in, const dd_csv_row *row, column c)
{
    static const dd_csv_cell nothing = {"", 0};
    return in->cell_of[c] < row->cell_count ? &row->cells[in->cell_of[c]] : &nothing;
}

static dd_status read_instant(const input *in, const dd_csv_row *row, column c, int64_t *ret)
{
    const dd_shop_problem *problem = in->names.problem;
    const dd_csv_cell *cell = cell_at(in, row, c);
    bool is_good = problem->has_iso_times && dd_scan_whole_instant(cell->text, cell->length, ret);
    if (!is_good) is_good = dd_scan_whole_fixed(cell->text, cell->length, time_scale(problem), ret);
    if (!is_good || *ret < -DD_FOREVER_MS || *ret > DD_FOREVER_MS) return bad(in, row->line, column_names[c], "not an instant");
    return DD_STATUS_OK;
}

static dd_status read_row(input *in, const dd_csv_row *row)
{
    const dd_csv_cell *cell = cell_at(in, row, COLUMN_JOB);
    uint32_t job = dd_shop_names_job(&in->names, cell->text, cell->length);
    if (job == DD_NONE) return bad(in, row->line, "job", "no such job");
    uint32_t ix = dd_shop_names_operation(&in->names, job, cell_at(in, row, COLUMN_OPERATION)->text);
    if (ix == DD_NONE) return bad(in, row->line, "operation", "the job has no such operation");
    if (in->is_placed[ix]) return bad(in, row->line, "operation", "the operation is there twice");
    cell = cell_at(in, row, COLUMN_MACHINE);
    uint32_t machine = dd_shop_names_machine(&in->names, cell->text, cell->length);
    if (machine == DD_NONE) return bad(in, row->line, "machine", "no such machine");
    dd_placement at = {.mode = dd_shop_names_mode(in->names.problem, ix, machine)};
    if (at.mode == DD_NONE) return bad(in, row->line, "machine", "the operation may not run there");
    dd_status status = read_instant(in, row, COLUMN_START, &at.start_ms);
    if (status == DD_STATUS_OK) status = read_instant(in, row, COLUMN_END, &at.end_ms);
    at.setup_begin_ms = at.start_ms;
    if (status == DD_STATUS_OK && cell_at(in, row, COLUMN_SETUP_BEGIN)->length > 0) status = read_instant(in, row, COLUMN_SETUP_BEGIN, &at.setup_begin_ms);
    in->is_placed[ix] = true;
    in->placements[ix] = at;
    return status;
}

static dd_status read_all(input *in, const dd_shop_problem *problem, dd_schedule **ret)
{
    dd_status status = read_header(in);
    for (size_t i = 1; status == DD_STATUS_OK && i < in->table.row_count; i++) status = read_row(in, &in->table.rows[i]);
    for (uint32_t i = 0; status == DD_STATUS_OK && i < problem->operation_count; i++) {
        const dd_operation *operation = &problem->operations[i];
        const char *job = problem->jobs[operation->job].name;
        if (in->is_placed[i]) continue;
        char message[320];
        (void)snprintf(message, sizeof message, "job %u%s%.100s%s: operation %u%s%.100s%s is missing", (unsigned)operation->job, job ? " \"" : "",
                       job ? job : "", job ? "\"" : "", (unsigned)(i - in->names.first[operation->job]), operation->name ? " \"" : "",
                       operation->name ? operation->name : "", operation->name ? "\"" : "");
        status = dd_error_set(in->err, DD_STATUS_INVALID_INPUT, NULL, "%s", message);
    }
    return status == DD_STATUS_OK ? dd_schedule_create(problem, in->placements, ret, in->err) : status;
}

dd_status dd_shop_csv_read_schedule(const dd_shop_problem *problem, const char *text, size_t size, dd_schedule **ret, dd_error *err)
{
    input in = {.err = err};
    dd_status status = dd_csv_table_init(&in.table, text, size, err);
    if (status == DD_STATUS_OK) status = dd_shop_names_init(&in.names, problem, err);
    if (status == DD_STATUS_OK) {
        in.placements = dd_array_new((size_t)problem->operation_count + 1, sizeof *in.placements);
        in.is_placed = dd_array_new((size_t)problem->operation_count + 1, sizeof *in.is_placed);
        bool is_good = in.placements != NULL && in.is_placed != NULL;
        status = is_good ? read_all(&in, problem, ret) : dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    }
    free(in.placements);
    free(in.is_placed);
    dd_shop_names_done(&in.names);
    dd_csv_table_done(&in.table);
    return status;
}
