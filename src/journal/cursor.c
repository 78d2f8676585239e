/* Cursor: reads records in chunks and proves each before it is handed out.
 *
 * A chunk is copied out of SQLite and the statement reset at once, so that no read transaction outlives a call: a follower may sleep on a
 * cursor for hours without pinning the WAL.  Records never change, so chunks read at different times fit together; the chain of
 * checksums would say so if they did not.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "journal/internal.h"

enum { CHUNK_RECORDS = 256, CHUNK_BYTES = 256 << 10 };

struct dd_journal_cursor {
    dd_journal *journal;
    uint64_t from_seq, to_seq;
    dd_journal_tail tail;  /* of the last record read into the chunk */
    bool is_chained;       /* `tail` is known */
    size_t count, at;      /* records in the chunk, and the next to hand out */
    dd_journal_record records[CHUNK_RECORDS];
    dd_buffer payloads;
};

dd_status dd_journal_cursor_open(dd_journal *journal, uint64_t from_seq, uint64_t to_seq, dd_journal_cursor **ret, dd_error *err)
{
    if (from_seq == 0 || from_seq > DD_JOURNAL_SEQ_MAX)
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/from_seq", "records are numbered from 1");
    dd_journal_cursor *cursor = calloc(1, sizeof *cursor);
    if (cursor == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, journal->path, "cursor: out of memory");
    cursor->journal = journal;
    cursor->from_seq = from_seq;
    cursor->to_seq = to_seq < DD_JOURNAL_SEQ_MAX ? to_seq : DD_JOURNAL_SEQ_MAX;
    cursor->tail = (dd_journal_tail){from_seq - 1, INT64_MIN, 0};
    cursor->is_chained = from_seq == 1;
    *ret = cursor;
    return DD_STATUS_OK;
}

void dd_journal_cursor_close(dd_journal_cursor *cursor)
{
    if (cursor == NULL) return;
    dd_buffer_done(&cursor->payloads);
    free(cursor);
}

static dd_status record_corrupt(uint64_t seq, const char *why, dd_error *err)
{
    char place[64];
    sqlite3_snprintf(sizeof place, place, "/records/%llu", (unsigned long long)seq);
    return dd_error_set(err, DD_STATUS_CORRUPT, place, "%s", why);
}

/* The record of a row behind `tail`, proved; moves the tail.  The payload is borrowed from the row. */
static dd_status read_row(dd_journal_cursor *cursor, sqlite3_stmt *row, dd_journal_record *ret, dd_error *err)
{
    uint64_t seq = 0, kind = 0, flags = 0, checksum = 0, next = cursor->tail.seq + 1;
    const void *payload = sqlite3_column_blob(row, 5);
    int size = sqlite3_column_bytes(row, 5);
    if (size > 0 && payload == NULL) return dd_journal_fail(cursor->journal, SQLITE_NOMEM, cursor->journal->path, "read", err);
    if (!dd_journal_column_uint(row, 0, DD_JOURNAL_SEQ_MAX, &seq) || seq != next) return record_corrupt(next, "missing", err);
    bool typed = sqlite3_column_type(row, 1) == SQLITE_INTEGER && sqlite3_column_type(row, 5) == SQLITE_BLOB;
    typed = typed && dd_journal_column_uint(row, 2, UINT16_MAX, &kind) && dd_journal_column_uint(row, 3, UINT16_MAX, &flags);
    if (!typed || !dd_journal_column_uint(row, 4, UINT32_MAX, &checksum)) return record_corrupt(seq, "a column is out of range", err);
    dd_journal_record record = {.seq = seq, .at_ms = sqlite3_column_int64(row, 1), .kind = (uint16_t)kind, .flags = (uint16_t)flags,
                                .payload = payload, .size = (size_t)size};
    if (dd_journal_record_checksum(cursor->tail.checksum, &record) != checksum) return record_corrupt(seq, "checksum fails", err);
    if (record.at_ms < -DD_FOREVER_MS || record.at_ms > DD_FOREVER_MS || record.at_ms < cursor->tail.at_ms)
        return record_corrupt(seq, "its instant is out of range or goes back", err);
    cursor->tail = (dd_journal_tail){seq, record.at_ms, (uint32_t)checksum};
    *ret = record;
    return DD_STATUS_OK;
}

/* Takes rows until the chunk is full, the range ends or a row is bad; a bad one is reported only when it is the chunk's first. */
static dd_status take_rows(dd_journal_cursor *cursor, sqlite3_stmt *rows, dd_error *err)
{
    size_t offsets[CHUNK_RECORDS];
    dd_status status = DD_STATUS_OK;
    while (cursor->count < CHUNK_RECORDS && cursor->payloads.size < CHUNK_BYTES && cursor->tail.seq < cursor->to_seq) {
        dd_journal *journal = cursor->journal;
        dd_journal_record record = {0};
        dd_journal_tail before = cursor->tail;
        int code = sqlite3_step(rows);
        if (code == SQLITE_DONE) break;
        if (code == SQLITE_ROW) status = read_row(cursor, rows, &record, err);
        else status = dd_journal_fail(journal, code, journal->path, "read", err);
        if (status != DD_STATUS_OK) break;
        offsets[cursor->count] = cursor->payloads.size;
        dd_buffer_put(&cursor->payloads, record.payload, record.size);
        if (cursor->payloads.failed) {
            cursor->payloads.failed = false;
            cursor->tail = before;
            status = dd_error_set(err, DD_STATUS_NO_MEMORY, journal->path, "read: out of memory");
            break;
        }
        cursor->records[cursor->count++] = record;
    }
    for (size_t i = 0; i < cursor->count; i++)
        cursor->records[i].payload = cursor->records[i].size ? cursor->payloads.bytes + offsets[i] : NULL;
    return cursor->count > 0 ? DD_STATUS_OK : status;
}

static dd_status refill(dd_journal_cursor *cursor, dd_error *err)
{
    dd_journal *journal = cursor->journal;
    sqlite3_stmt *rows;
    cursor->count = cursor->at = 0;
    cursor->payloads.size = 0;
    dd_status status = dd_journal_prepare(journal, DD_JOURNAL_RECORD_READ, &rows, err);
    if (status != DD_STATUS_OK) return status;
    (void)sqlite3_bind_int64(rows, 1, (int64_t)cursor->tail.seq + 1);
    status = take_rows(cursor, rows, err);
    sqlite3_reset(rows);
    return status;
}

/* Learns the tail in front of from_seq.  Without that record the journal ends earlier (NOT_FOUND), or has a hole. */
static dd_status find_chain(dd_journal_cursor *cursor, dd_error *err)
{
    dd_journal_tail last;
    uint64_t before = cursor->from_seq - 1;
    dd_status status = dd_journal_read_chain(cursor->journal, before, &cursor->tail, err);
    if (status == DD_STATUS_NOT_FOUND) {
        status = dd_journal_read_tail(cursor->journal, &last, err);
        if (status == DD_STATUS_OK && last.seq > before) return record_corrupt(before, "missing", err);
        return status == DD_STATUS_OK ? DD_STATUS_NOT_FOUND : status;
    }
    cursor->is_chained = status == DD_STATUS_OK;
    return status;
}

dd_status dd_journal_cursor_next(dd_journal_cursor *cursor, dd_journal_record *ret, dd_error *err)
{
    dd_status status = DD_STATUS_OK;
    if (cursor->at == cursor->count) {
        if (!cursor->is_chained) status = find_chain(cursor, err);
        if (status == DD_STATUS_OK) status = refill(cursor, err);
        if (status == DD_STATUS_OK && cursor->count == 0) status = DD_STATUS_NOT_FOUND;
        if (status == DD_STATUS_NOT_FOUND)
            return dd_error_set(err, status, "", "no record after %llu", (unsigned long long)cursor->tail.seq);
        if (status != DD_STATUS_OK) return status;
    }
    *ret = cursor->records[cursor->at++];
    return DD_STATUS_OK;
}
