/* CSV table: comma-separated text with sections, cut into cells that know where they stand (RFC 4180; csv_read.c says what the sections hold).
 *
 * A row whose only cell is "[NAME]" begins a section; its next row names the columns.  Empty rows and rows that begin with # are nothing.
 * Cells are unquoted and stripped of blanks around them; texts are borrowed from the table.
 */
#ifndef DD_IO_CSV_TABLE_H
#define DD_IO_CSV_TABLE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buffer.h"

typedef struct dd_csv_cell {
    const char *text; /* NUL-terminated */
    size_t length;
} dd_csv_cell;

typedef struct dd_csv_row {
    const dd_csv_cell *cells;
    uint32_t cell_count, line; /* from 1 */
} dd_csv_row;

typedef struct dd_csv_table {
    dd_arena arena;
    dd_csv_row *rows; /* all rows of all sections, in order */
    size_t row_count, row_capacity;
} dd_csv_table;

/* Done with dd_csv_table_done, also after a failure.  Fails with the line as place. */
DD_MUST_USE dd_status dd_csv_table_init(dd_csv_table *table, const char *text, size_t size, dd_error *err);
void dd_csv_table_done(dd_csv_table *table);

/* The rows of section [name]: *ret_first is its header row, and the section's rows end before *ret_end.  False when there is no such section. */
bool dd_csv_table_section(const dd_csv_table *table, const char *name, size_t *ret_first, size_t *ret_end);
/* Whether the row begins a section. */
bool dd_csv_row_begins(const dd_csv_row *row);

/* Writes a cell, in quotes where it needs them, so that it reads back as it is. */
void dd_csv_put_text(dd_buffer *out, const char *text);

#endif
