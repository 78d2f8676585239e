/* Shop CSV: cells of a row as what they mean, with their places (shop_csv.h). */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "io/duration.h"
#include "io/scan.h"
#include "io/shop_csv.h"

void dd_shop_csv_refuse(dd_shop_csv *in, dd_status status, const char *message, ...)
{
    char place[160] = "", text[256];
    if (in->status != DD_STATUS_OK) return;
    va_list args;
    va_start(args, message);
    (void)vsnprintf(text, sizeof text, message, args);
    va_end(args);
    if (in->row != NULL)
        (void)snprintf(place, sizeof place, "%u%s%.100s", (unsigned)in->row->line, in->column != NULL ? ":" : "", in->column != NULL ? in->column : "");
    in->status = dd_error_set(in->err, status, place, "%s", text);
}

void dd_shop_csv_pass(dd_shop_csv *in, dd_status status, const dd_error *why)
{
    if (status != DD_STATUS_OK) dd_shop_csv_refuse(in, status, "%s", why->message);
}

void dd_shop_csv_header(dd_shop_csv *in, const dd_csv_row *header, const char *const *columns)
{
    uint32_t count = 0;
    while (columns[count] != NULL) in->cell_of[count++] = DD_NONE;
    in->columns = columns;
    in->row = header;
    for (uint32_t i = 0; i < header->cell_count; i++) {
        uint32_t c = 0;
        if (header->cells[i].length == 0) continue;
        in->column = header->cells[i].text;
        while (c < count && strcmp(columns[c], header->cells[i].text) != 0) c++;
        if (c == count) dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "no such column");
        else if (in->cell_of[c] != DD_NONE) dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "the column is there twice");
        else in->cell_of[c] = i;
    }
    in->column = NULL;
}

const char *dd_shop_csv_text(dd_shop_csv *in, uint32_t column)
{
    uint32_t cell = in->cell_of[column];
    in->column = in->columns[column];
    return in->status == DD_STATUS_OK && cell < in->row->cell_count && in->row->cells[cell].length > 0 ? in->row->cells[cell].text : NULL;
}

const char *dd_shop_csv_need(dd_shop_csv *in, uint32_t column)
{
    const char *text = dd_shop_csv_text(in, column);
    if (text == NULL) dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "missing");
    return text;
}

int64_t dd_shop_csv_instant(dd_shop_csv *in, uint32_t column, int64_t fallback)
{
    const char *text = dd_shop_csv_text(in, column);
    dd_error why = {DD_STATUS_OK, "", ""};
    if (text != NULL) dd_shop_csv_pass(in, dd_shop_builder_instant(&in->build, text, strlen(text), &fallback, &why), &why);
    return fallback;
}

int64_t dd_shop_csv_duration(dd_shop_csv *in, uint32_t column, int64_t fallback)
{
    const char *text = dd_shop_csv_text(in, column);
    if (text != NULL && !dd_duration_scan(text, strlen(text), &fallback))
        dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "not a duration: seconds, or 20min, 1.5h, 2d, 1:30, PT1H30M");
    return fallback;
}

uint32_t dd_shop_csv_count(dd_shop_csv *in, uint32_t column, uint32_t fallback, uint32_t most)
{
    const char *text = dd_shop_csv_text(in, column);
    uint64_t value = fallback;
    if (text != NULL && (!dd_scan_whole_uint(text, strlen(text), &value) || value > most))
        dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "must be a whole number from 0 to %u", (unsigned)most);
    return (uint32_t)value;
}

bool dd_shop_csv_yes(dd_shop_csv *in, uint32_t column)
{
    const char *text = dd_shop_csv_text(in, column);
    bool is_yes = text != NULL && strcmp(text, "yes") == 0;
    if (text != NULL && !is_yes && strcmp(text, "no") != 0) dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "must be yes or no");
    return is_yes;
}

uint32_t dd_shop_csv_find(dd_shop_csv *in, uint32_t column, dd_shop_noun noun)
{
    const char *text = dd_shop_csv_text(in, column);
    dd_error why = {DD_STATUS_OK, "", ""};
    uint32_t ix = DD_NONE;
    if (text != NULL) dd_shop_csv_pass(in, dd_shop_builder_find(&in->build, noun, text, &ix, &why), &why);
    return ix;
}

uint32_t dd_shop_csv_intern(dd_shop_csv *in, uint32_t column, dd_shop_noun noun)
{
    const char *text = dd_shop_csv_text(in, column);
    dd_error why = {DD_STATUS_OK, "", ""};
    uint32_t ix = DD_NONE;
    if (text != NULL) dd_shop_csv_pass(in, dd_shop_builder_intern(&in->build, noun, text, &ix, &why), &why);
    return ix;
}

const char *dd_shop_csv_new(dd_shop_csv *in, uint32_t column, dd_shop_noun noun)
{
    const char *text = dd_shop_csv_need(in, column), *copy = NULL;
    dd_error why = {DD_STATUS_OK, "", ""};
    if (text != NULL) dd_shop_csv_pass(in, dd_shop_builder_new(&in->build, noun, text, &copy, &why), &why);
    return in->status == DD_STATUS_OK ? copy : NULL;
}

void *dd_shop_csv_alloc(dd_shop_csv *in, size_t count, size_t size)
{
    void *memory = in->status == DD_STATUS_OK ? dd_shop_problem_alloc(in->build.problem, count, size) : NULL;
    if (memory == NULL) dd_shop_csv_refuse(in, DD_STATUS_NO_MEMORY, "out of memory");
    return memory;
}

static int compare_absences(const void *left, const void *right)
{
    const dd_absence *a = left, *b = right;
    if (a->begin_ms != b->begin_ms) return a->begin_ms < b->begin_ms ? -1 : 1;
    if (a->end_ms != b->end_ms) return a->end_ms < b->end_ms ? -1 : 1;
    return a->units < b->units ? -1 : a->units > b->units;
}

/* "BEGIN/END" or "BEGIN/END*UNITS" */
static void read_absence(dd_shop_csv *in, const char *text, size_t length, dd_absence *ret)
{
    const char *slash = memchr(text, '/', length), *star = memchr(text, '*', length);
    dd_error why = {DD_STATUS_OK, "", ""};
    size_t end = star != NULL ? (size_t)(star - text) : length;
    uint64_t units = 1;
    if (slash == NULL || (star != NULL && star < slash)) {
        dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "must be BEGIN/END, several with ; between");
        return;
    }
    if (star != NULL && (!dd_scan_whole_uint(star + 1, length - end - 1, &units) || units < 1 || units > UINT32_MAX))
        dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "a number of units must stand behind the *");
    dd_shop_csv_pass(in, dd_shop_builder_instant(&in->build, text, (size_t)(slash - text), &ret->begin_ms, &why), &why);
    dd_shop_csv_pass(in, dd_shop_builder_instant(&in->build, slash + 1, end - (size_t)(slash + 1 - text), &ret->end_ms, &why), &why);
    if (in->status == DD_STATUS_OK && ret->end_ms <= ret->begin_ms) dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "ends before it has begun");
    ret->units = (uint32_t)units;
}

uint32_t dd_shop_csv_absences(dd_shop_csv *in, uint32_t column, dd_absence **ret)
{
    const char *text = dd_shop_csv_text(in, column);
    uint32_t count = 1;
    if (text == NULL) return 0;
    for (const char *c = text; *c != '\0'; c++) count += *c == ';';
    if (count > DD_SHOP_WINDOWS_MAX) dd_shop_csv_refuse(in, DD_STATUS_TOO_LARGE, "more than %d windows", DD_SHOP_WINDOWS_MAX);
    dd_absence *absences = dd_shop_csv_alloc(in, count, sizeof *absences);
    for (uint32_t i = 0; absences != NULL && i < count && in->status == DD_STATUS_OK; i++) {
        while (*text == ' ') text++;
        size_t length = strcspn(text, ";"), kept = length;
        while (kept > 0 && text[kept - 1] == ' ') kept--;
        read_absence(in, text, kept, &absences[i]);
        text += length + (text[length] == ';');
    }
    if (in->status != DD_STATUS_OK) return 0;
    qsort(absences, count, sizeof *absences, compare_absences);
    *ret = absences;
    return count;
}

uint32_t dd_shop_csv_job(dd_shop_csv *in, const char *name)
{
    dd_error why = {DD_STATUS_OK, "", ""};
    size_t before = in->build.names[DD_SHOP_NOUN_JOB].count;
    uint32_t ix = DD_NONE;
    if (in->status != DD_STATUS_OK) return DD_NONE;
    dd_shop_csv_pass(in, dd_shop_builder_intern(&in->build, DD_SHOP_NOUN_JOB, name, &ix, &why), &why);
    if (in->status != DD_STATUS_OK || ix < before) return ix;
    if (!DD_ARRAY_RESERVE(in->jobs, in->job_room, (size_t)ix + 1) || !DD_ARRAY_RESERVE(in->job_ix, in->ix_room, (size_t)ix + 1)
        || !DD_ARRAY_RESERVE(in->has_release, in->release_room, (size_t)ix + 1)) {
        dd_shop_csv_refuse(in, DD_STATUS_NO_MEMORY, "out of memory");
        return DD_NONE;
    }
    in->jobs[ix] = (dd_job){DD_JOB_DEFAULT, .name = dd_shop_problem_text(in->build.problem, name, strlen(name)), .release_ms = in->build.problem->origin_ms};
    in->job_ix[ix] = DD_NONE;
    if (in->jobs[ix].name == NULL) dd_shop_csv_refuse(in, DD_STATUS_NO_MEMORY, "out of memory");
    return ix;
}

void dd_shop_csv_job_cells(dd_shop_csv *in, uint32_t ix, uint32_t release)
{
    if (in->status != DD_STATUS_OK) return;
    dd_job *job = &in->jobs[ix];
    if (dd_shop_csv_text(in, release) != NULL) {
        int64_t ms = dd_shop_csv_instant(in, release, 0);
        if (in->has_release[ix] && ms != job->release_ms)
            dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "differs from what a line before says of the job");
        in->has_release[ix] = true;
        job->release_ms = ms;
    }
    if (dd_shop_csv_text(in, release + 1) != NULL) {
        int64_t ms = dd_shop_csv_instant(in, release + 1, 0);
        if (job->due_ms != DD_FOREVER_MS && ms != job->due_ms)
            dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "differs from what a line before says of the job");
        job->due_ms = ms;
    }
    if (dd_shop_csv_text(in, release + 2) != NULL) {
        uint32_t weight = dd_shop_csv_count(in, release + 2, 1, DD_SHOP_WEIGHT_MAX);
        if (job->weight != 1 && weight != job->weight) dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "differs from what a line before says of the job");
        job->weight = weight;
    }
    if (dd_shop_csv_text(in, release + 3) != NULL) {
        uint32_t priority = dd_shop_csv_count(in, release + 3, 0, UINT32_MAX);
        if (job->priority != 0 && priority != job->priority)
            dd_shop_csv_refuse(in, DD_STATUS_INVALID_INPUT, "differs from what a line before says of the job");
        job->priority = priority;
    }
    in->column = NULL;
}
