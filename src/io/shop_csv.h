/* Shop CSV, inside: what the parts of the reader of factory lines in CSV share (shop_csv_read.c says what the format is). */
#ifndef DD_IO_SHOP_CSV_H
#define DD_IO_SHOP_CSV_H

#include "io/csv_table.h"
#include "io/shop_builder.h"

enum { DD_SHOP_CSV_COLUMNS_MAX = 20 };

typedef struct dd_shop_csv {
    dd_csv_table table;
    dd_shop_builder build;
    dd_status status;
    dd_error *err;
    const dd_csv_row *row;     /* being read; NULL: none */
    const char *column;        /* looked at last; NULL: none */
    const char *const *columns; /* of the table being read, NULL-terminated, at most DD_SHOP_CSV_COLUMNS_MAX */
    uint32_t cell_of[DD_SHOP_CSV_COLUMNS_MAX]; /* by column: its cell, DD_NONE when it is not there */
    bool has_machines, has_jobs; /* tables of their own */
    dd_job *jobs;              /* by name: as the table of jobs, or the rows so far, say */
    uint32_t *job_ix;          /* by name: its index in the problem, DD_NONE while it has no operation */
    bool *has_release;         /* by name */
    size_t job_room, ix_room, release_room;
} dd_shop_csv;

/* Records the first refusal, at "LINE:COLUMN". */
void dd_shop_csv_refuse(dd_shop_csv *in, dd_status status, const char *message, ...) DD_PRINTF(3, 4);
/* Passes on what a helper answered. */
void dd_shop_csv_pass(dd_shop_csv *in, dd_status status, const dd_error *why);

/* Reads the header of a table: its columns, none twice, none unknown. */
void dd_shop_csv_header(dd_shop_csv *in, const dd_csv_row *header, const char *const *columns);

/* The row's cell of a column (by its number in `columns`), which becomes the place of refusals; NULL when it is empty or not there. */
const char *dd_shop_csv_text(dd_shop_csv *in, uint32_t column);
/* The same, refusing nothing. */
const char *dd_shop_csv_need(dd_shop_csv *in, uint32_t column);
int64_t dd_shop_csv_instant(dd_shop_csv *in, uint32_t column, int64_t fallback);
int64_t dd_shop_csv_duration(dd_shop_csv *in, uint32_t column, int64_t fallback);
uint32_t dd_shop_csv_count(dd_shop_csv *in, uint32_t column, uint32_t fallback, uint32_t most);
bool dd_shop_csv_yes(dd_shop_csv *in, uint32_t column);
/* The index of a known name; DD_NONE when empty. */
uint32_t dd_shop_csv_find(dd_shop_csv *in, uint32_t column, dd_shop_noun noun);
/* Of a name that may be new; DD_NONE when empty. */
uint32_t dd_shop_csv_intern(dd_shop_csv *in, uint32_t column, dd_shop_noun noun);
/* A new name's copy; NULL after a refusal. */
const char *dd_shop_csv_new(dd_shop_csv *in, uint32_t column, dd_shop_noun noun);
void *dd_shop_csv_alloc(dd_shop_csv *in, size_t count, size_t size);
/* "BEGIN/END;BEGIN/END*2": the windows with what stands behind the star (1 without one).  *ret is in the problem's memory. */
uint32_t dd_shop_csv_absences(dd_shop_csv *in, uint32_t column, dd_absence **ret);

/* The name index of a job, with room for it in jobs, job_ix and has_release; DD_NONE after a refusal. */
uint32_t dd_shop_csv_job(dd_shop_csv *in, const char *name);
/* What release, due, weight and priority say of it, in the columns from `release` on. */
void dd_shop_csv_job_cells(dd_shop_csv *in, uint32_t name_ix, uint32_t release);

/* The table of operations, rows [first, end) of the file with the header at `first`. */
void dd_shop_csv_operations(dd_shop_csv *in, size_t first, size_t end);

#endif
