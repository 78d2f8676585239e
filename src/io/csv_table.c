/* CSV table (csv_table.h; RFC 4180: https://www.rfc-editor.org/rfc/rfc4180). */
#include "io/csv_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

enum { CELLS_MAX = 256 };

typedef struct scanner {
    dd_csv_table *table;
    const char *text;
    size_t size, at;
    uint32_t line;
    dd_csv_cell cells[CELLS_MAX]; /* of the row being read */
    uint32_t cell_count;
    dd_error *err;
} scanner;

static dd_status bad(const scanner *s, dd_status status, const char *message)
{
    char place[24];
    (void)snprintf(place, sizeof place, "%u", (unsigned)s->line);
    return dd_error_set(s->err, status, place, "%s", message);
}

static bool is_end(const scanner *s)
{
    return s->at >= s->size || s->text[s->at] == '\n' || s->text[s->at] == '\r';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static dd_status keep_cell(scanner *s, const char *text, size_t length)
{
    char *copy = dd_arena_alloc(&s->table->arena, length + 1, 1);
    if (copy == NULL) return bad(s, DD_STATUS_NO_MEMORY, "out of memory");
    if (s->cell_count == CELLS_MAX) return bad(s, DD_STATUS_TOO_LARGE, "more than 256 cells in a row");
    if (length > 0) memcpy(copy, text, length);
    s->cells[s->cell_count++] = (dd_csv_cell){copy, length};
    return DD_STATUS_OK;
}

/* "..." with "" for a quote; may span lines. */
static dd_status read_quoted(scanner *s)
{
    size_t first = ++s->at, length = 0;
    for (size_t i = first;; i++) {
        if (i >= s->size) return bad(s, DD_STATUS_INVALID_INPUT, "a quote that is not closed");
        if (s->text[i] == '"' && (i + 1 >= s->size || s->text[i + 1] != '"')) break;
        if (s->text[i] == '"') i++;
        length++;
    }
    char *copy = dd_arena_alloc(&s->table->arena, length + 1, 1);
    if (copy == NULL) return bad(s, DD_STATUS_NO_MEMORY, "out of memory");
    for (size_t i = 0; i < length; i++, s->at++) {
        copy[i] = s->text[s->at];
        if (copy[i] == '"') s->at++;
        if (copy[i] == '\n') s->line++;
    }
    s->at++;
    while (!is_end(s) && is_blank(s->text[s->at])) s->at++;
    if (!is_end(s) && s->text[s->at] != ',') return bad(s, DD_STATUS_INVALID_INPUT, "text behind a closing quote");
    if (s->cell_count == CELLS_MAX) return bad(s, DD_STATUS_TOO_LARGE, "more than 256 cells in a row");
    s->cells[s->cell_count++] = (dd_csv_cell){copy, length};
    return DD_STATUS_OK;
}

static dd_status read_cell(scanner *s)
{
    while (!is_end(s) && is_blank(s->text[s->at])) s->at++;
    if (!is_end(s) && s->text[s->at] == '"') return read_quoted(s);
    size_t first = s->at;
    for (; !is_end(s) && s->text[s->at] != ','; s->at++)
        if (s->text[s->at] == '"') return bad(s, DD_STATUS_INVALID_INPUT, "a quote inside a cell that is not quoted");
    size_t end = s->at;
    while (end > first && is_blank(s->text[end - 1])) end--;
    return keep_cell(s, s->text + first, end - first);
}

static bool is_empty(const scanner *s)
{
    for (uint32_t i = 0; i < s->cell_count; i++)
        if (s->cells[i].length > 0) return false;
    return true;
}

static dd_status keep_row(scanner *s, uint32_t line)
{
    dd_csv_table *table = s->table;
    if (is_empty(s)) return DD_STATUS_OK;
    dd_csv_cell *cells = DD_ARENA_NEW(&table->arena, s->cell_count, dd_csv_cell);
    if (cells == NULL || !DD_ARRAY_RESERVE(table->rows, table->row_capacity, table->row_count + 1))
        return bad(s, DD_STATUS_NO_MEMORY, "out of memory");
    memcpy(cells, s->cells, s->cell_count * sizeof *cells);
    table->rows[table->row_count++] = (dd_csv_row){cells, s->cell_count, line};
    return DD_STATUS_OK;
}

static dd_status read_row(scanner *s)
{
    uint32_t line = s->line;
    s->cell_count = 0;
    if (s->text[s->at] == '#') {
        while (!is_end(s)) s->at++;
    } else {
        for (;;) {
            dd_status status = read_cell(s);
            if (status != DD_STATUS_OK) return status;
            if (is_end(s)) break;
            s->at++; /* the comma */
        }
    }
    if (s->at < s->size && s->text[s->at] == '\r') s->at++;
    if (s->at < s->size && s->text[s->at] == '\n') s->at++;
    s->line++;
    return keep_row(s, line);
}

dd_status dd_csv_table_init(dd_csv_table *table, const char *text, size_t size, dd_error *err)
{
    *table = (dd_csv_table){0};
    dd_arena_init(&table->arena);
    scanner s = {.table = table, .text = text, .size = size, .line = 1, .err = err};
    if (size > 0 && memchr(text, 0, size) != NULL) return bad(&s, DD_STATUS_INVALID_INPUT, "a NUL byte: not a text file");
    if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) s.at = 3;
    dd_status status = DD_STATUS_OK;
    while (s.at < size && status == DD_STATUS_OK) status = read_row(&s);
    return status;
}

void dd_csv_table_done(dd_csv_table *table)
{
    dd_arena_done(&table->arena);
    free(table->rows);
    *table = (dd_csv_table){0};
}

bool dd_csv_row_begins(const dd_csv_row *row)
{
    for (uint32_t i = 1; i < row->cell_count; i++)
        if (row->cells[i].length > 0) return false;
    const dd_csv_cell *cell = &row->cells[0];
    return cell->length > 2 && cell->text[0] == '[' && cell->text[cell->length - 1] == ']';
}

bool dd_csv_table_section(const dd_csv_table *table, const char *name, size_t *ret_first, size_t *ret_end)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < table->row_count; i++) {
        const dd_csv_row *row = &table->rows[i];
        if (!dd_csv_row_begins(row) || row->cells[0].length != length + 2 || memcmp(row->cells[0].text + 1, name, length) != 0) continue;
        *ret_first = i + 1;
        for (*ret_end = i + 1; *ret_end < table->row_count && !dd_csv_row_begins(&table->rows[*ret_end]); (*ret_end)++) {}
        return true;
    }
    return false;
}

void dd_csv_put_text(dd_buffer *out, const char *text)
{
    size_t length = strlen(text);
    bool has_edge = length > 0 && (is_blank(text[0]) || is_blank(text[length - 1]));
    if (strpbrk(text, ",\"\r\n#[") == NULL && !has_edge && length > 0) {
        dd_buffer_put(out, text, length);
        return;
    }
    dd_buffer_put_byte(out, '"');
    for (; *text != '\0'; text++) {
        if (*text == '"') dd_buffer_put_byte(out, '"');
        dd_buffer_put_byte(out, (uint8_t)*text);
    }
    dd_buffer_put_byte(out, '"');
}
