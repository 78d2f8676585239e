/* JSON document: the first pass that takes matrices out, then jansson (json_document.h).
 *
 * The first pass knows just enough of JSON to find its way: strings, brackets and the members of the outermost objects.  Where the text
 * is not what it expects it stops cutting and leaves the rest to jansson, which then finds the fault and names its place.
 */
#include "io/json_document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buffer.h"
#include "diaodu/problem.h"
#include "io/scan.h"

/* A place in the shortened text, and how many more bytes the original has before it. */
typedef struct cut {
    size_t at, removed;
} cut;

typedef struct pass {
    const char *text;
    size_t size, at;
    size_t copied;         /* text before this is in `out` */
    dd_buffer out;
    cut *cuts;
    size_t cut_count, cut_capacity;
    dd_json_document *document;
    char path[160];        /* JSON Pointer of the table being read */
    dd_status status;
    dd_error *err;
} pass;

static void fail(pass *p, dd_status status, const char *pointer, const char *message)
{
    if (p->status == DD_STATUS_OK) p->status = dd_error_set(p->err, status, pointer, "%s", message);
}

static void skip_blanks(pass *p)
{
    while (p->at < p->size && (p->text[p->at] == ' ' || p->text[p->at] == '\t' || p->text[p->at] == '\n' || p->text[p->at] == '\r')) p->at++;
}

static bool take(pass *p, char c)
{
    if (p->at >= p->size || p->text[p->at] != c) return false;
    p->at++;
    return true;
}

static bool skip_text(pass *p)
{
    if (!take(p, '"')) return false;
    while (p->at < p->size && p->text[p->at] != '"') p->at += p->text[p->at] == '\\' ? 2 : 1;
    return take(p, '"');
}

/* Any value: to the comma or bracket behind it. */
static bool skip_value(pass *p)
{
    size_t depth = 0, first = p->at;
    while (p->at < p->size) {
        char c = p->text[p->at];
        if (c == '"') {
            if (!skip_text(p)) return false;
            continue;
        }
        if (c == '[' || c == '{') depth++;
        if (c == ']' || c == '}' || c == ',') {
            if (depth == 0) return p->at > first;
            depth -= c != ',';
        }
        p->at++;
    }
    return false;
}

static void fail_cell(pass *p, size_t row, size_t column, bool is_row, const char *message)
{
    char pointer[sizeof p->path + 48];
    if (is_row) (void)snprintf(pointer, sizeof pointer, "%s/%zu", p->path, row);
    else (void)snprintf(pointer, sizeof pointer, "%s/%zu/%zu", p->path, row, column);
    fail(p, DD_STATUS_INVALID_INPUT, pointer, message);
}

static bool put_cell(pass *p, dd_json_table *table, uint32_t value)
{
    if (table->count == table->capacity && !DD_ARRAY_RESERVE(table->cells, table->capacity, table->count + 1)) {
        fail(p, DD_STATUS_NO_MEMORY, NULL, "out of memory");
        return false;
    }
    table->cells[table->count++] = value;
    return true;
}

static bool take_cell(pass *p, uint32_t *ret)
{
    uint64_t value;
    size_t used = dd_scan_uint(p->text + p->at, p->size - p->at, &value);
    if (used == 0 || value > UINT32_MAX || (used > 1 && p->text[p->at] == '0')) return false;
    p->at += used;
    *ret = (uint32_t)value;
    return p->at < p->size && strchr(" \t\r\n,]", p->text[p->at]) != NULL && p->text[p->at] != '\0';
}

/* One "[1, 2, 3]"; gives the number of its cells. */
static bool read_row(pass *p, dd_json_table *table, size_t row, size_t *ret_columns)
{
    size_t column = 0;
    if (!take(p, '[')) {
        fail_cell(p, row, 0, true, "Unexpected matrix line length.");
        return false;
    }
    skip_blanks(p);
    if (!take(p, ']')) {
        do {
            skip_blanks(p);
            uint32_t value;
            if (!take_cell(p, &value)) {
                fail_cell(p, row, column, false, "Invalid matrix entry.");
                return false;
            }
            if (column >= DD_DENSE_LOCATIONS_MAX) {
                fail(p, DD_STATUS_TOO_LARGE, p->path, "the matrix has too many columns");
                return false;
            }
            if (!put_cell(p, table, value)) return false;
            column++;
            skip_blanks(p);
        } while (take(p, ','));
        if (!take(p, ']')) {
            fail_cell(p, row, column, false, "Invalid matrix entry.");
            return false;
        }
    }
    *ret_columns = column;
    return true;
}

static bool read_table(pass *p, dd_json_table *table)
{
    size_t rows = 0, columns = 0;
    (void)take(p, '[');
    skip_blanks(p);
    if (take(p, ']')) return true;
    do {
        size_t length = 0;
        skip_blanks(p);
        if (!read_row(p, table, rows, &length)) return false;
        if (rows == 0) columns = length;
        if (length != columns || rows >= columns) {
            fail_cell(p, rows, 0, true, "Unexpected matrix line length.");
            return false;
        }
        rows++;
        skip_blanks(p);
    } while (take(p, ','));
    if (!take(p, ']') || rows != columns) {
        fail(p, DD_STATUS_INVALID_INPUT, p->path, "Unexpected matrix line length.");
        return false;
    }
    table->n = (uint32_t)rows;
    return true;
}

/* The array at p->at becomes a table, and [k] in the text. */
static bool cut_table(pass *p)
{
    dd_json_document *document = p->document;
    if (!DD_ARRAY_RESERVE(document->tables, document->table_capacity, document->table_count + 1) ||
        !DD_ARRAY_RESERVE(p->cuts, p->cut_capacity, p->cut_count + 1)) {
        fail(p, DD_STATUS_NO_MEMORY, NULL, "out of memory");
        return false;
    }
    size_t first = p->at;
    if (!read_table(p, &document->tables[document->table_count++])) return false;
    dd_buffer_put(&p->out, p->text + p->copied, first - p->copied);
    dd_buffer_printf(&p->out, "[%zu]", document->table_count - 1);
    p->copied = p->at;
    p->cuts[p->cut_count++] = (cut){p->out.size, p->at - p->out.size};
    return true;
}

/* Appends "/KEY" to a JSON Pointer (RFC 6901), cut to its room. */
static void extend_path(char *path, size_t room, const char *key, size_t length)
{
    size_t at = strlen(path);
    if (at + 2 < room) path[at++] = '/';
    for (size_t i = 0; i < length && at + 3 < room; i++) {
        bool is_special = key[i] == '~' || key[i] == '/';
        path[at++] = is_special ? '~' : key[i];
        if (is_special) path[at++] = key[i] == '~' ? '0' : '1';
    }
    path[at] = '\0';
}

typedef struct member {
    const char *key;
    size_t length;
} member;

/* Steps to the next member of the object that p is in (*is_first: behind its "{"); false at its end or where the text is bad. */
static bool next_member(pass *p, bool *is_first, member *ret)
{
    skip_blanks(p);
    if (!*is_first && !take(p, ',')) return false;
    *is_first = false;
    skip_blanks(p);
    size_t first = p->at;
    if (!skip_text(p)) return false;
    *ret = (member){p->text + first + 1, p->at - first - 2};
    skip_blanks(p);
    if (!take(p, ':')) return false;
    skip_blanks(p);
    return p->at < p->size;
}

static bool is_key(member m, const char *name)
{
    return m.length == strlen(name) && memcmp(m.key, name, m.length) == 0;
}

/* The members of a profile that hold matrices, in VROOM's words and in ours. */
static bool is_matrix_key(member m)
{
    static const char *const names[] = {"durations", "distances", "costs", "durations_s", "durations_ms", "distances_m"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is_key(m, names[i])) return true;
    return false;
}

/* Inside "/matrices": `depth` 1 are profiles, 2 are kinds. */
static bool pass_matrices(pass *p, int depth)
{
    bool is_first = true;
    member m;
    size_t length = strlen(p->path);
    while (next_member(p, &is_first, &m)) {
        extend_path(p->path, sizeof p->path, m.key, m.length);
        bool is_ok;
        if (depth == 1 && take(p, '{')) is_ok = pass_matrices(p, 2);
        else if (depth == 2 && p->text[p->at] == '[' && is_matrix_key(m)) is_ok = cut_table(p);
        else is_ok = skip_value(p);
        if (!is_ok) return false;
        p->path[length] = '\0';
    }
    return take(p, '}');
}

static void pass_root(pass *p)
{
    bool is_first = true;
    member m;
    skip_blanks(p);
    if (!take(p, '{')) return;
    while (next_member(p, &is_first, &m)) {
        bool is_ok;
        p->path[0] = '\0';
        extend_path(p->path, sizeof p->path, m.key, m.length);
        if (is_key(m, "matrices") && take(p, '{')) is_ok = pass_matrices(p, 1);
        else if (is_key(m, "matrix") && p->text[p->at] == '[') is_ok = cut_table(p);
        else is_ok = skip_value(p);
        if (!is_ok) return;
    }
}

/* Where `at` of the shortened text was in the original. */
static size_t original_offset(const pass *p, size_t at)
{
    size_t removed = 0;
    for (size_t i = 0; i < p->cut_count && p->cuts[i].at <= at; i++) removed = p->cuts[i].removed;
    return at + removed;
}

static void parse_rest(pass *p)
{
    json_error_t error;
    size_t flags = JSON_REJECT_DUPLICATES;
    dd_buffer_put(&p->out, p->text + p->copied, p->size - p->copied);
    if (p->out.failed) {
        fail(p, DD_STATUS_NO_MEMORY, NULL, "out of memory");
        return;
    }
    p->document->root = json_loadb((const char *)p->out.bytes, p->out.size, flags, &error);
    if (p->document->root != NULL) return;
    size_t offset = original_offset(p, error.position > 0 ? (size_t)error.position : 0), line = 1, line_at = 0;
    for (size_t i = 0; i < offset && i < p->size; i++) {
        if (p->text[i] != '\n') continue;
        line++;
        line_at = i + 1;
    }
    /* jansson names no error when its very first allocations fail */
    bool is_memory = json_error_code(&error) == json_error_out_of_memory || error.text[0] == '\0';
    p->status = dd_error_set(p->err, is_memory ? DD_STATUS_NO_MEMORY : DD_STATUS_INVALID_INPUT, NULL, "%s (line %zu, column %zu, offset: %zu)",
                             error.text[0] ? error.text : "out of memory", line, offset - line_at, offset);
}

dd_status dd_json_document_init(dd_json_document *document, const char *text, size_t size, dd_error *err)
{
    *document = (dd_json_document){0};
    pass p = {.text = text, .size = size, .document = document, .err = err};
    pass_root(&p);
    if (p.status == DD_STATUS_OK) parse_rest(&p);
    dd_buffer_done(&p.out);
    free(p.cuts);
    return p.status;
}

void dd_json_document_done(dd_json_document *document)
{
    for (size_t i = 0; i < document->table_count; i++) free(document->tables[i].cells);
    free(document->tables);
    json_decref(document->root);
    *document = (dd_json_document){0};
}

const dd_json_table *dd_json_document_table(const dd_json_document *document, const json_t *value)
{
    const json_t *index = json_array_size(value) == 1 ? json_array_get(value, 0) : NULL;
    if (!json_is_integer(index)) return NULL;
    json_int_t ix = json_integer_value(index);
    return ix >= 0 && (size_t)ix < document->table_count ? &document->tables[ix] : NULL;
}
