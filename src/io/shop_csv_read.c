/* CSV of factory lines, for people with a spreadsheet: one line an operation and machine that may do it, in a file of its own or with tables
 * beside it.
 *
 *   job,operation,machine,duration,due                                 a whole file
 *   J1,10,saw,20min,28800
 *   J1,20,drill 1,0:45,
 *   J1,20,drill 2,1h,                                                  an alternative of J1's operation 20
 *
 *   [settings]                                                         or several tables, each begun by a row "[NAME]"; all but [operations] may be left out
 *   key,value
 *   origin,2026-11-28T06:00:00Z
 *   [calendars]
 *   calendar,days,begin,end
 *   early,Mon-Fri,06:00,14:00
 *   [machines]
 *   machine,group,calendar,closed,setups,initial_family,available
 *   saw,LINE 1,early,2026-11-28T10:00:00Z/2026-11-28T12:00:00Z,paint,red,
 *   [operations]
 *   ...
 *
 * settings    origin: the begin of the plan, an ISO 8601 instant with a zone; then all instants are written so; or seconds (default 0), then all are.
 *             zone: what local time is ahead of UTC ("+01:00"), for weekly shifts.  objective: "tardiness*3+setup,makespan" (shop_objective.h).
 * calendars   calendar (a name; a row a shift); days ("Mon-Fri", "Sat Sun", "daily"; default daily), begin, end: times of day, an end not after the begin is
 *             on the next day; with seconds for instants the first day is a Monday.  Or begin and end are instants, days empty: a single shift.
 * machines    machine, group, calendar (default: always open), closed (windows BEGIN/END with ";" between), setups (a setup matrix), initial_family,
 *             available.  Without this table machines are made as operations name them.
 * pools       pool, kind (people or tools; default people), units (default 1), calendar, absences (BEGIN/END or BEGIN/END*UNITS, with ";" between).
 * setups      matrix, from, to, setup: a duration.  from may be empty (the machine is set up for nothing) or * (any other), to may be * (any other); what
 *             is said of a pair overrules; nothing said is no setup.
 * jobs        job, release, due, weight (of its tardiness; default 1), priority.  These columns may stand in operations instead.
 * operations  job, operation (its name in the job), machine, duration; family; needs ("welders:2; jig; setter/setup": pools, units, and whether they
 *             are held in the setup as well); pause (yes: it may stand still over closed times); after (what it waits for: "10", "frame/20", with ";"
 *             between, each with "+2h" for a lag; "-" for nothing; empty: the operation before it in the job); earliest (not before); release, due, weight,
 *             priority: of the job; locked_setup_begin, locked_start, locked_end: it runs, ran or is promised there; planned_start: the running plan has
 *             it there.  Rows of one operation stand together, and so do those of a job.
 *
 * Durations are those of duration.h: seconds, "20min", "1:30", "PT1H".  Unknown tables, columns and names are refused; an empty cell takes the default.
 * A place is "LINE" or "LINE:COLUMN".
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "io/duration.h"
#include "io/scan.h"
#include "io/shifts.h"
#include "io/shop_csv.h"
#include "io/shop_formats.h"
#include "io/shop_objective.h"

static bool find_table(const dd_csv_table *table, const char *name, size_t *ret_first, size_t *ret_end)
{
    return dd_csv_table_section(table, name, ret_first, ret_end) && *ret_first < *ret_end;
}

static void read_settings(dd_shop_csv *in)
{
    static const char *const columns[] = {"key", "value", NULL};
    size_t first, end;
    if (!find_table(&in->table, "settings", &first, &end)) return;
    dd_shop_csv_header(in, &in->table.rows[first], columns);
    for (size_t i = first + 1; i < end && in->status == DD_STATUS_OK; i++) {
        dd_error why = {DD_STATUS_OK, "", ""};
        in->row = &in->table.rows[i];
        const char *key = dd_shop_csv_need(in, 0), *value = dd_shop_csv_need(in, 1);
        if (in->status != DD_STATUS_OK) return;
        if (strcmp(key, "origin") == 0 && !in->build.has_origin) dd_shop_csv_pass(in, dd_shop_builder_origin(&in->build, value, &why), &why);
        else if (strcmp(key, "zone") == 0) dd_shop_csv_pass(in, dd_shop_builder_zone(&in->build, value, &why), &why);
        else if (strcmp(key, "objective") == 0) dd_shop_csv_pass(in, dd_shop_objective_read(value, &in->build.problem->objective, &why), &why);
        else dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "no such setting, or there twice");
    }
}

enum { CALENDAR, DAYS, BEGIN, END };

static dd_status add_shift(dd_shop_csv *in, dd_shifts *shifts, dd_error *why)
{
    const char *begin = dd_shop_csv_need(in, BEGIN), *end = dd_shop_csv_need(in, END), *names = dd_shop_csv_text(in, DAYS);
    int64_t from, to;
    uint32_t days = 127;
    if (in->status != DD_STATUS_OK) return DD_STATUS_OK;
    if (names != NULL && !dd_shifts_scan_days(names, strlen(names), &days)) {
        dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "days are Mon to Sun: \"Mon-Fri\", \"Sat Sun\", or daily");
        return DD_STATUS_OK;
    }
    if (dd_duration_scan_clock(begin, strlen(begin), &from) && dd_duration_scan_clock(end, strlen(end), &to))
        return dd_shifts_add_weekly(shifts, days, from, to, in->build.monday_ms, why);
    if (names != NULL) return dd_error_set(why, DD_STATUS_INVALID_INPUT, NULL, "a shift of days begins and ends at times of day");
    from = dd_shop_csv_instant(in, BEGIN, 0);
    to = dd_shop_csv_instant(in, END, 0);
    return in->status == DD_STATUS_OK ? dd_shifts_add_single(shifts, from, to, why) : DD_STATUS_OK;
}

/* Rows of one calendar may stand anywhere in the table; it takes its shifts from all of them at its first. */
static void read_calendars(dd_shop_csv *in)
{
    static const char *const columns[] = {"calendar", "days", "begin", "end", NULL};
    size_t first, end;
    if (!find_table(&in->table, "calendars", &first, &end)) return;
    dd_shop_csv_header(in, &in->table.rows[first], columns);
    for (size_t i = first + 1; i < end && in->status == DD_STATUS_OK; i++) {
        dd_shifts shifts = {0};
        dd_error why = {DD_STATUS_OK, "", ""};
        dd_calendar calendar = {0};
        in->row = &in->table.rows[i];
        const char *name = dd_shop_csv_new(in, CALENDAR, DD_SHOP_NOUN_CALENDAR);
        for (; i < end && in->status == DD_STATUS_OK; i++) {
            in->row = &in->table.rows[i];
            const char *other = dd_shop_csv_need(in, CALENDAR);
            if (other == NULL || strcmp(other, name) != 0) break;
            dd_status status = add_shift(in, &shifts, &why);
            dd_shop_csv_pass(in, status, &why);
        }
        in->row = &in->table.rows[--i];
        if (in->status == DD_STATUS_OK) dd_shop_csv_pass(in, dd_shifts_build(&shifts, in->build.problem, &calendar, &why), &why);
        calendar.name = name;
        if (in->status == DD_STATUS_OK) in->status = dd_shop_problem_add_calendar(in->build.problem, &calendar, NULL, in->err);
        dd_shifts_done(&shifts);
    }
}

static void read_closed(dd_shop_csv *in, uint32_t column, dd_machine *machine)
{
    dd_absence *absences = NULL;
    uint32_t count = dd_shop_csv_absences(in, column, &absences);
    dd_window *windows = count > 0 ? dd_shop_csv_alloc(in, count, sizeof *windows) : NULL;
    if (windows == NULL) return;
    for (uint32_t i = 0; i < count; i++) windows[i] = (dd_window){absences[i].begin_ms, absences[i].end_ms};
    machine->closed = windows;
    machine->closed_count = (uint32_t)dd_shifts_join(windows, count);
}

static void read_machines(dd_shop_csv *in)
{
    static const char *const columns[] = {"machine", "group", "calendar", "closed", "setups", "initial_family", "available", NULL};
    size_t first, end;
    in->has_machines = find_table(&in->table, "machines", &first, &end);
    if (!in->has_machines) return;
    dd_shop_csv_header(in, &in->table.rows[first], columns);
    for (size_t i = first + 1; i < end && in->status == DD_STATUS_OK; i++) {
        in->row = &in->table.rows[i];
        dd_machine machine = {DD_MACHINE_DEFAULT, .name = dd_shop_csv_new(in, 0, DD_SHOP_NOUN_MACHINE)};
        const char *group = dd_shop_csv_text(in, 1);
        if (group != NULL) machine.group = dd_shop_problem_text(in->build.problem, group, strlen(group));
        if (group != NULL && machine.group == NULL) dd_shop_csv_refuse(in, DD_STATUS_NO_MEMORY, "out of memory");
        machine.calendar = dd_shop_csv_find(in, 2, DD_SHOP_NOUN_CALENDAR);
        read_closed(in, 3, &machine);
        machine.setup_matrix = dd_shop_csv_intern(in, 4, DD_SHOP_NOUN_MATRIX);
        machine.initial_family = dd_shop_csv_intern(in, 5, DD_SHOP_NOUN_FAMILY);
        machine.available_ms = dd_shop_csv_instant(in, 6, in->build.problem->origin_ms);
        if (in->status == DD_STATUS_OK) in->status = dd_shop_problem_add_machine(in->build.problem, &machine, NULL, in->err);
    }
}

static void read_pools(dd_shop_csv *in)
{
    static const char *const columns[] = {"pool", "kind", "units", "calendar", "absences", NULL};
    size_t first, end;
    if (!find_table(&in->table, "pools", &first, &end)) return;
    dd_shop_csv_header(in, &in->table.rows[first], columns);
    for (size_t i = first + 1; i < end && in->status == DD_STATUS_OK; i++) {
        in->row = &in->table.rows[i];
        dd_absence *absences = NULL;
        dd_pool_resource pool = {.name = dd_shop_csv_new(in, 0, DD_SHOP_NOUN_POOL)};
        const char *kind = dd_shop_csv_text(in, 1);
        pool.is_tool = kind != NULL && strcmp(kind, "tools") == 0;
        if (kind != NULL && !pool.is_tool && strcmp(kind, "people") != 0) dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "must be people or tools");
        pool.units = dd_shop_csv_count(in, 2, 1, UINT32_MAX);
        pool.calendar = dd_shop_csv_find(in, 3, DD_SHOP_NOUN_CALENDAR);
        pool.absence_count = dd_shop_csv_absences(in, 4, &absences);
        pool.absences = absences;
        if (in->status == DD_STATUS_OK) in->status = dd_shop_problem_add_pool(in->build.problem, &pool, NULL, in->err);
    }
}

/* A family, or "*" (DD_NONE). */
static uint32_t read_side(dd_shop_csv *in, uint32_t column)
{
    const char *text = dd_shop_csv_text(in, column);
    return text == NULL || strcmp(text, "*") == 0 ? DD_NONE : dd_shop_csv_intern(in, column, DD_SHOP_NOUN_FAMILY);
}

static void read_setups(dd_shop_csv *in)
{
    static const char *const columns[] = {"matrix", "from", "to", "setup", NULL};
    size_t first, end;
    if (!find_table(&in->table, "setups", &first, &end)) return;
    dd_shop_csv_header(in, &in->table.rows[first], columns);
    for (size_t i = first + 1; i < end && in->status == DD_STATUS_OK; i++) {
        dd_error why = {DD_STATUS_OK, "", ""};
        in->row = &in->table.rows[i];
        dd_setup_entry entry = {.place = in->row->line};
        (void)dd_shop_csv_need(in, 0);
        entry.matrix = dd_shop_csv_intern(in, 0, DD_SHOP_NOUN_MATRIX);
        entry.is_first = dd_shop_csv_text(in, 1) == NULL;
        entry.from = read_side(in, 1);
        (void)dd_shop_csv_need(in, 2);
        entry.to = read_side(in, 2);
        (void)dd_shop_csv_need(in, 3);
        entry.ms = dd_shop_csv_duration(in, 3, 0);
        if (in->status == DD_STATUS_OK) dd_shop_csv_pass(in, dd_shop_builder_setup(&in->build, &entry, &why), &why);
    }
}

static void read_jobs(dd_shop_csv *in)
{
    static const char *const columns[] = {"job", "release", "due", "weight", "priority", NULL};
    size_t first, end;
    in->has_jobs = find_table(&in->table, "jobs", &first, &end);
    if (!in->has_jobs) return;
    dd_shop_csv_header(in, &in->table.rows[first], columns);
    for (size_t i = first + 1; i < end && in->status == DD_STATUS_OK; i++) {
        in->row = &in->table.rows[i];
        const char *name = dd_shop_csv_need(in, 0);
        size_t before = in->build.names[DD_SHOP_NOUN_JOB].count;
        uint32_t ix = dd_shop_csv_job(in, name);
        if (in->status == DD_STATUS_OK && ix < before) dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "there is another job of this name");
        dd_shop_csv_job_cells(in, ix, 1);
    }
}

static const char *const tables[] = {"settings", "calendars", "machines", "pools", "setups", "jobs", "operations", NULL};

/* Each row that begins a table names one of ours, each once, and nothing stands before the first. */
static void check_tables(dd_shop_csv *in)
{
    uint32_t seen = 0;
    for (size_t i = 0; i < in->table.row_count && in->status == DD_STATUS_OK; i++) {
        const dd_csv_row *row = &in->table.rows[i];
        in->row = row;
        if (!dd_csv_row_begins(row)) {
            if (i == 0) dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "no table has begun: a row [operations], or a header with job, machine and duration");
            continue;
        }
        int t = 0;
        while (tables[t] != NULL && (strncmp(row->cells[0].text + 1, tables[t], strlen(tables[t])) != 0 || row->cells[0].length != strlen(tables[t]) + 2)) t++;
        if (tables[t] == NULL) dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "no such table");
        else if (seen >> t & 1) dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "the table is there twice");
        else if (i + 1 == in->table.row_count || dd_csv_row_begins(&row[1])) dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "a table without a header");
        else seen |= UINT32_C(1) << t;
    }
    in->row = NULL;
}

static bool has_cell(const dd_csv_row *row, const char *name)
{
    for (uint32_t i = 0; i < row->cell_count; i++)
        if (strcmp(row->cells[i].text, name) == 0) return true;
    return false;
}

/* A whole file of operations: its first row is their header. */
static bool is_plain(const dd_csv_table *table)
{
    return table->row_count > 0 && has_cell(&table->rows[0], "job") && has_cell(&table->rows[0], "machine");
}

static void read_tables(dd_shop_csv *in)
{
    size_t first = 0, end = in->table.row_count;
    bool plain = is_plain(&in->table);
    if (!plain) check_tables(in);
    if (in->status == DD_STATUS_OK && !plain) {
        read_settings(in);
        read_calendars(in);
        read_machines(in);
        read_pools(in);
        read_setups(in);
        read_jobs(in);
        in->row = NULL;
        in->column = NULL;
        if (in->status == DD_STATUS_OK && !find_table(&in->table, "operations", &first, &end))
            dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "no table [operations]");
    }
    if (in->status == DD_STATUS_OK) dd_shop_csv_operations(in, first, end);
}

static size_t line_length(const char *text, size_t size, size_t at)
{
    size_t length = 0;
    while (at + length < size && text[at + length] != '\n' && text[at + length] != '\r') length++;
    return length;
}

/* Told by the first row that is something: a header of ours, or the begin of a table, and then a row [operations] comes. */
bool dd_shop_csv_suits(const char *text, size_t size)
{
    static const char wanted[] = "[operations]";
    bool has_tables = false;
    for (size_t at = 0, length; at < size; at += length + 1) {
        length = line_length(text, size, at);
        if (length == 0 || text[at] == '#') continue;
        if (length >= sizeof wanted - 1 && memcmp(text + at, wanted, sizeof wanted - 1) == 0) return true;
        if (has_tables) continue;
        has_tables = text[at] == '[';
        if (has_tables) continue;
        dd_csv_table table;
        bool suits = dd_csv_table_init(&table, text + at, length, NULL) == DD_STATUS_OK && is_plain(&table);
        bool is_empty = table.row_count == 0;
        dd_csv_table_done(&table);
        if (suits || !is_empty) return suits;
    }
    return false;
}

dd_status dd_shop_csv_read(const char *name, const char *text, size_t size, dd_shop_problem **ret, dd_error *err)
{
    dd_shop_csv in = {.err = err};
    (void)name;
    in.status = dd_shop_builder_init(&in.build, err);
    if (in.status == DD_STATUS_OK) in.status = dd_csv_table_init(&in.table, text, size, err);
    if (in.status == DD_STATUS_OK) read_tables(&in);
    if (in.status == DD_STATUS_OK) {
        *ret = in.build.problem;
        in.build.problem = NULL;
    }
    free(in.jobs);
    free(in.job_ix);
    free(in.has_release);
    dd_csv_table_done(&in.table);
    dd_shop_builder_done(&in.build);
    return in.status;
}
