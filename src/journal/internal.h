/* The journal's inside: the handle, its statements, and the three helpers that all of its files use.
 *
 * Contract for callers: include/diaodu/journal.h.  Format: the head of journal.c.
 */
#ifndef DD_JOURNAL_INTERNAL_H
#define DD_JOURNAL_INTERNAL_H

#include <sqlite3.h>

#include "diaodu/journal.h"

/* Prepared once a handle, on first use; the texts are a table in statement.c. */
typedef enum dd_journal_sql {
    DD_JOURNAL_BEGIN_READ,
    DD_JOURNAL_BEGIN_WRITE,
    DD_JOURNAL_COMMIT,
    DD_JOURNAL_ROLLBACK,
    DD_JOURNAL_RECORD_LAST,
    DD_JOURNAL_RECORD_CHAIN,
    DD_JOURNAL_RECORD_INSERT,
    DD_JOURNAL_RECORD_READ,
    DD_JOURNAL_RECORD_STRAY,
    DD_JOURNAL_META_GET,
    DD_JOURNAL_META_PUT,
    DD_JOURNAL_PART_LAST,
    DD_JOURNAL_PART_SWEEP,
    DD_JOURNAL_PART_INSERT,
    DD_JOURNAL_PART_SUM,
    DD_JOURNAL_PART_READ,
    DD_JOURNAL_SNAPSHOT_PUT,
    DD_JOURNAL_SNAPSHOT_PRUNE,
    DD_JOURNAL_SNAPSHOT_KEPT,
    DD_JOURNAL_SNAPSHOT_FIND,
    DD_JOURNAL_SQL_COUNT_
} dd_journal_sql;

struct dd_journal {
    sqlite3 *db;
    sqlite3_stmt *statements[DD_JOURNAL_SQL_COUNT_];
    char *path, *vfs; /* vfs NULL: the default */
    char created_by[DD_JOURNAL_CREATED_BY_MAX + 1];
    bool read_only;
};

/* The tail of the sequence: what the next record continues. */
typedef struct dd_journal_tail {
    uint64_t seq;      /* 0: none yet */
    int64_t at_ms;     /* INT64_MIN when none */
    uint32_t checksum; /* 0 when none */
} dd_journal_tail;

/* Translates an SQLite result code; the message is "DOING: SQLite: ITS WORDS (extended code)".  Never answers OK. */
dd_status dd_journal_fail(const dd_journal *journal, int code, const char *pointer, const char *doing, dd_error *err);

/* The statement, reset and without bindings; reset it when done, so that it holds no read transaction. */
dd_status dd_journal_prepare(dd_journal *journal, dd_journal_sql sql, sqlite3_stmt **ret, dd_error *err);
/* Runs a prepared statement without rows to its end and resets it. */
dd_status dd_journal_step_done(dd_journal *journal, sqlite3_stmt *statement, const char *doing, dd_error *err);

/* Transactions: begin answers IO when another writer holds the file for longer than busy_ms.  end commits when `status` is OK and rolls back
 * otherwise; answers `status`, or the commit's failure. */
dd_status dd_journal_begin(dd_journal *journal, bool writes, const char *doing, dd_error *err);
dd_status dd_journal_end(dd_journal *journal, dd_status status, const char *doing, dd_error *err);

/* The last record's tail.  record: the tail of record `seq`; NOT_FOUND without an error text when there is none. */
dd_status dd_journal_read_tail(dd_journal *journal, dd_journal_tail *ret, dd_error *err);
dd_status dd_journal_read_chain(dd_journal *journal, uint64_t seq, dd_journal_tail *ret, dd_error *err);

/* An integer column within [0, most] (at_ms has its own range); false for another type or range: the bytes are damaged. */
bool dd_journal_column_uint(sqlite3_stmt *statement, int column, uint64_t most, uint64_t *ret);

/* The checksum of a record behind one with checksum `before`; the rule is in the head of journal.c. */
uint32_t dd_journal_record_checksum(uint32_t before, const dd_journal_record *record);

/* Checks all snapshots and counts them. */
dd_status dd_journal_verify_snapshots(dd_journal *journal, uint32_t *ret_count, dd_error *err);

/* Whether the file is there and not empty, by the word of the VFS (SQLite takes an empty file for none). */
bool dd_journal_file_exists(const char *vfs, const char *path);
/* Removes the file, if it can. */
void dd_journal_file_remove(const char *vfs, const char *path);
/* Makes the names in the file's folder durable; an SQLite result code. */
int dd_journal_sync_directory(const char *vfs, const char *path);

#endif
