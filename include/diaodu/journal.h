/* Journal: the durable, numbered history of one region, in one SQLite file.
 *
 * A journal is a sequence of records 1, 2, 3, ... that only grows.  Payloads are opaque: the engine encodes its events and decisions.
 * Persist first, then apply: when dd_journal_append answers OK, the whole batch is on the disk (WAL, synchronous=FULL) and only then
 * visible to other connections.  The expected sequence number fences writers: of two that append after the same record, one wins and the
 * other gets DD_STATUS_CONFLICT, whichever process or thread they run in.
 *
 * Places in errors (err->pointer): "/batch/3/at_ms" for the caller's batch, "/records/17", "/snapshots/12" and "/meta/configuration"
 * for what is stored, the path for the file as a whole.  The message carries SQLite's words where SQLite failed.
 * Statuses common to all functions: DD_STATUS_IO (disk full, locked by another writer for longer than busy_ms, read-only, any other failure of
 * the file system), DD_STATUS_NO_MEMORY, DD_STATUS_CORRUPT (SQLite or a checksum found damaged bytes).
 *
 * Threads: a handle and its cursors belong to one thread at a time; different handles on one file may be used at once, from any threads
 * and processes of one machine (not over a network file system).
 * Format: the head of src/journal/journal.c.  Operation, limits and what a power cut can do: docs/JOURNAL.md.
 */
#ifndef DIAODU_JOURNAL_H
#define DIAODU_JOURNAL_H

#include <stdbool.h>

#include "diaodu/status.h"

#ifdef __cplusplus
extern "C" {
#endif

#define DD_JOURNAL_FORMAT 1                              /* the format version that this build writes, and the newest it reads */
#define DD_JOURNAL_SEQ_MAX (UINT64_C(1) << 62)           /* the last sequence number */
#define DD_JOURNAL_PAYLOAD_MAX ((size_t)16 << 20)        /* bytes a record */
#define DD_JOURNAL_BATCH_MAX ((size_t)65536)             /* records a batch */
#define DD_JOURNAL_BATCH_BYTES_MAX ((size_t)256 << 20)   /* payload bytes a batch */
#define DD_JOURNAL_SNAPSHOT_MAX ((size_t)1 << 30)        /* bytes a snapshot */
#define DD_JOURNAL_SNAPSHOTS_KEPT 2                      /* the newest so many are kept */
#define DD_JOURNAL_CONFIGURATION_MAX ((size_t)16 << 20)  /* bytes */
#define DD_JOURNAL_CREATED_BY_MAX 64                     /* bytes, without the NUL */

typedef struct dd_journal dd_journal;
typedef struct dd_journal_cursor dd_journal_cursor;

typedef struct dd_journal_options {
    const char *vfs;           /* name of a registered SQLite VFS; NULL: the default one */
    const char *created_by;    /* program and version, written into a new file; NULL: "diaodu" */
    bool read_only;            /* never writes to the journal; implies must_exist */
    bool must_exist;           /* a missing or empty file is an error instead of a new journal */
    uint32_t busy_ms;          /* how long to wait for another connection's write, milliseconds */
    uint32_t checkpoint_pages; /* after a commit, move the WAL into the main file once it has so many pages; 0: never by itself */
    uint32_t max_pages;        /* the main file's largest size in pages of 4096 bytes; beyond it appends fail as on a full disk; 0: no limit */
} dd_journal_options;

#define DD_JOURNAL_OPTIONS_DEFAULT .busy_ms = 5000, .checkpoint_pages = 1000

typedef struct dd_journal_record {
    uint64_t seq;        /* 1 to DD_JOURNAL_SEQ_MAX.  In a batch: 0 (given by the journal), or it must be the number that it will get */
    int64_t at_ms;       /* instant, within ±DD_FOREVER_MS; never before the record in front of it */
    uint16_t kind, flags; /* the writer's; stored and checked, not interpreted */
    const void *payload; /* may be NULL when size is 0 */
    size_t size;         /* at most DD_JOURNAL_PAYLOAD_MAX */
} dd_journal_record;

/* Opens the journal at `path`, creating it unless the options forbid it.  `options` may be NULL (defaults).
 * *ret is closed with dd_journal_close.
 * Errors: NOT_FOUND (missing or empty, and it must exist), INVALID_INPUT (not a database, another program's database, tables that are
 * not a journal's, an unusable path), UNSUPPORTED (a newer format; no WAL on this file system), and the common ones. */
DD_API DD_MUST_USE dd_status dd_journal_open(const char *path, const dd_journal_options *options, dd_journal **ret, dd_error *err);

/* Closes; NULL is legal.  Close its cursors first.  Nothing is lost by not closing: what was acknowledged is durable already. */
DD_API void dd_journal_close(dd_journal *journal);

/* The last sequence number and its instant; 0 and INT64_MIN when empty.  Either may be NULL. */
DD_API DD_MUST_USE dd_status dd_journal_last(dd_journal *journal, uint64_t *ret_seq, int64_t *ret_at_ms, dd_error *err);

/* Appends `count` records (1 to DD_JOURNAL_BATCH_MAX) after record `expected_seq`, all or none, durably: one transaction, one sync of the
 * disk, about as dear as a single record; so group what came in meanwhile.  *ret_last_seq (may be NULL) is expected_seq + count.
 * Errors: CONFLICT (the last sequence is not expected_seq: somebody else was first), INVALID_INPUT ("/batch/I/at_ms": before the record in
 * front of it; "/batch/I/seq"), TOO_LARGE, and the common ones.  After IO the batch is not visible here and may be tried again; only
 * when the process or machine then dies first, the next opening finds it either whole or not at all. */
DD_API DD_MUST_USE dd_status dd_journal_append(dd_journal *journal, uint64_t expected_seq, const dd_journal_record *records, size_t count,
                                               uint64_t *ret_last_seq, dd_error *err);

/* A cursor over the records from_seq (at least 1) to to_seq, both included; to_seq UINT64_MAX: without end.
 * It reads in chunks and holds no lock or transaction between calls, so that a slow reader never holds back checkpoints.  Borrows
 * the handle: close it before the journal. */
DD_API DD_MUST_USE dd_status dd_journal_cursor_open(dd_journal *journal, uint64_t from_seq, uint64_t to_seq, dd_journal_cursor **ret,
                                                    dd_error *err);

/* The next record, its checksum, chain, number and instant verified.  The payload is borrowed until the next call with this cursor.
 * NOT_FOUND: past the end; a later call goes on when records were appended meanwhile, so a follower simply asks again.
 * CORRUPT names the first bad or missing record; asking again repeats the answer. */
DD_API DD_MUST_USE dd_status dd_journal_cursor_next(dd_journal_cursor *cursor, dd_journal_record *ret, dd_error *err);
DD_API void dd_journal_cursor_close(dd_journal_cursor *cursor); /* NULL is legal */

/* Stores the state after record `seq` (which must exist) and forgets all but the newest DD_JOURNAL_SNAPSHOTS_KEPT.  Large snapshots go in parts
 * of 4 MiB, each a short transaction, so that intake is never held up for long; a snapshot counts only once it is whole.  One at the same
 * seq is replaced.  Errors: INVALID_INPUT (no such record), CONFLICT (newer ones are kept, or another snapshot writer interfered), TOO_LARGE. */
DD_API DD_MUST_USE dd_status dd_journal_put_snapshot(dd_journal *journal, uint64_t seq, const void *bytes, size_t size, dd_error *err);

/* The newest snapshot at or before `at_or_before` (UINT64_MAX: the newest), verified against its checksum and its record.  *ret_bytes is freed
 * with free(), never NULL.  NOT_FOUND: none.  CORRUPT: it is damaged; ask again below the sequence of dd_journal_find_snapshot. */
DD_API DD_MUST_USE dd_status dd_journal_get_snapshot(dd_journal *journal, uint64_t at_or_before, uint64_t *ret_seq, void **ret_bytes,
                                                     size_t *ret_size, dd_error *err);

/* The sequence of the snapshot that dd_journal_get_snapshot would read, without reading it. */
DD_API DD_MUST_USE dd_status dd_journal_find_snapshot(dd_journal *journal, uint64_t at_or_before, uint64_t *ret_seq, dd_error *err);

/* The engine's configuration, at most DD_JOURNAL_CONFIGURATION_MAX bytes: set once, durable, never changed.  Setting the same bytes again
 * is OK, others are a CONFLICT.  get: NOT_FOUND when unset; *ret_bytes is freed with free(), never NULL. */
DD_API DD_MUST_USE dd_status dd_journal_set_configuration(dd_journal *journal, const void *bytes, size_t size, dd_error *err);
DD_API DD_MUST_USE dd_status dd_journal_get_configuration(dd_journal *journal, void **ret_bytes, size_t *ret_size, dd_error *err);

/* Who created the file (dd_journal_options.created_by then); borrowed from the handle. */
DD_API const char *dd_journal_created_by(const dd_journal *journal);

/* Moves what it can from the WAL into the main file without waiting for anybody; *ret_left (may be NULL) is the pages that stay, because
 * a reader still needs the old ones.  For a follower beside an intake with checkpoint_pages 0. */
DD_API DD_MUST_USE dd_status dd_journal_checkpoint(dd_journal *journal, uint32_t *ret_left, dd_error *err);

/* Copies the journal as of now into a new file, while others append.  All or nothing: after OK the copy is durable; a copy cut by a
 * crash is an empty file or none.  CONFLICT: `to_path` exists.  On failure the copy is removed. */
DD_API DD_MUST_USE dd_status dd_journal_backup(dd_journal *journal, const char *to_path, dd_error *err);

typedef struct dd_journal_summary {
    uint64_t records, payload_bytes;
    int64_t first_at_ms, last_at_ms; /* 0 when there are no records */
    uint32_t snapshots;
    bool has_configuration;
} dd_journal_summary;

/* Checks everything: SQLite's own structure, every record (checksum, chain, gaps, instants), snapshots and configuration.  Reads the whole
 * file.  `ret` may be NULL.  CORRUPT names the first damage. */
DD_API DD_MUST_USE dd_status dd_journal_verify(dd_journal *journal, dd_journal_summary *ret, dd_error *err);

#ifdef __cplusplus
}
#endif
#endif
