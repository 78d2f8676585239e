/* Snapshots: states that make start-up fast, written beside a running intake.
 *
 * A snapshot is uploaded in parts, each its own transaction, and becomes one with the row in `snapshot` that the last part's transaction
 * adds.  Upload numbers only grow (an upload takes one above every part in the table before it sweeps the orphans), so two writers at
 * once can disturb but never mix: the one whose parts were swept finds them missing and answers CONFLICT.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "journal/checksum.h"
#include "journal/internal.h"

enum { PART_BYTES = 4 << 20, PARTS_MAX = 65536 };

typedef struct upload {
    uint64_t number, seq;
    const unsigned char *bytes;
    size_t size, done, parts; /* bytes and parts stored so far */
} upload;

static dd_status snapshot_fail(uint64_t seq, dd_status status, const char *why, dd_error *err)
{
    char place[64];
    sqlite3_snprintf(sizeof place, place, "/snapshots/%llu", (unsigned long long)seq);
    return dd_error_set(err, status, place, "%s", why);
}

static uint32_t snapshot_checksum(uint32_t chain, uint64_t seq, const void *bytes, size_t size)
{
    unsigned char head[20];
    for (int i = 0; i < 4; i++) head[i] = (unsigned char)(chain >> (8 * i));
    for (int i = 0; i < 8; i++) head[4 + i] = (unsigned char)(seq >> (8 * i));
    for (int i = 0; i < 8; i++) head[12 + i] = (unsigned char)((uint64_t)size >> (8 * i));
    return dd_checksum_add(dd_checksum_add(0, head, sizeof head), bytes, size);
}

/* Steps a statement that gives one row of integers; a NULL counts as -1. */
static dd_status one_row(dd_journal *journal, sqlite3_stmt *row, int64_t *ret, int columns, dd_error *err)
{
    int code = sqlite3_step(row);
    dd_status status = DD_STATUS_OK;
    if (code == SQLITE_ROW)
        for (int i = 0; i < columns; i++) ret[i] = sqlite3_column_type(row, i) == SQLITE_NULL ? -1 : sqlite3_column_int64(row, i);
    else status = dd_journal_fail(journal, code == SQLITE_DONE ? SQLITE_CORRUPT : code, journal->path, "snapshot", err);
    sqlite3_reset(row);
    return status;
}

/* Is there such a record, and would the snapshot be kept? */
static dd_status check_place(dd_journal *journal, uint64_t seq, dd_journal_tail *ret_chain, dd_error *err)
{
    sqlite3_stmt *row;
    int64_t newer = 0;
    dd_status status = dd_journal_read_chain(journal, seq, ret_chain, err);
    if (status == DD_STATUS_NOT_FOUND) return snapshot_fail(seq, DD_STATUS_INVALID_INPUT, "the journal has no such record", err);
    if (status == DD_STATUS_OK) status = dd_journal_prepare(journal, DD_JOURNAL_SNAPSHOT_KEPT, &row, err);
    if (status != DD_STATUS_OK) return status;
    (void)sqlite3_bind_int64(row, 1, (int64_t)seq);
    status = one_row(journal, row, &newer, 1, err);
    if (status == DD_STATUS_OK && newer >= DD_JOURNAL_SNAPSHOTS_KEPT)
        return snapshot_fail(seq, DD_STATUS_CONFLICT, "newer snapshots are kept already", err);
    return status;
}

static dd_status start_upload(dd_journal *journal, upload *up, dd_error *err)
{
    sqlite3_stmt *statement;
    int64_t last = -1;
    dd_status status = dd_journal_prepare(journal, DD_JOURNAL_PART_LAST, &statement, err);
    if (status == DD_STATUS_OK) status = one_row(journal, statement, &last, 1, err);
    if (status == DD_STATUS_OK) status = dd_journal_prepare(journal, DD_JOURNAL_PART_SWEEP, &statement, err);
    if (status == DD_STATUS_OK) status = dd_journal_step_done(journal, statement, "snapshot", err);
    if (status != DD_STATUS_OK) return status;
    up->number = last < 0 ? 1 : (uint64_t)last / PARTS_MAX + 1;
    if (up->number >= INT64_MAX / PARTS_MAX) return snapshot_fail(up->seq, DD_STATUS_CORRUPT, "upload numbers are used up", err);
    return DD_STATUS_OK;
}

static dd_status put_part(dd_journal *journal, const upload *up, size_t size, dd_error *err)
{
    sqlite3_stmt *insert;
    dd_status status = dd_journal_prepare(journal, DD_JOURNAL_PART_INSERT, &insert, err);
    if (status != DD_STATUS_OK) return status;
    (void)sqlite3_bind_int64(insert, 1, (int64_t)(up->number * PARTS_MAX + up->parts));
    int code = sqlite3_bind_blob64(insert, 2, size ? up->bytes + up->done : (const void *)"", size, SQLITE_STATIC);
    if (code != SQLITE_OK) return dd_journal_fail(journal, code, journal->path, "snapshot", err);
    return dd_journal_step_done(journal, insert, "snapshot", err);
}

/* With the last part: all parts still there?  Then the row, and the old ones go. */
static dd_status finish_upload(dd_journal *journal, const upload *up, dd_error *err)
{
    sqlite3_stmt *statement;
    dd_journal_tail chain;
    int64_t sums[2] = {0, 0};
    dd_status status = check_place(journal, up->seq, &chain, err);
    if (status == DD_STATUS_OK) status = dd_journal_prepare(journal, DD_JOURNAL_PART_SUM, &statement, err);
    if (status != DD_STATUS_OK) return status;
    (void)sqlite3_bind_int64(statement, 1, (int64_t)(up->number * PARTS_MAX));
    status = one_row(journal, statement, sums, 2, err);
    if (status == DD_STATUS_OK && (sums[0] != (int64_t)up->parts || sums[1] != (int64_t)up->size))
        return snapshot_fail(up->seq, DD_STATUS_CONFLICT, "another snapshot writer swept its parts", err);
    if (status == DD_STATUS_OK) status = dd_journal_prepare(journal, DD_JOURNAL_SNAPSHOT_PUT, &statement, err);
    if (status != DD_STATUS_OK) return status;
    (void)sqlite3_bind_int64(statement, 1, (int64_t)up->seq);
    (void)sqlite3_bind_int64(statement, 2, (int64_t)up->number);
    (void)sqlite3_bind_int64(statement, 3, (int64_t)up->size);
    (void)sqlite3_bind_int64(statement, 4, snapshot_checksum(chain.checksum, up->seq, up->bytes, up->size));
    status = dd_journal_step_done(journal, statement, "snapshot", err);
    if (status == DD_STATUS_OK) status = dd_journal_prepare(journal, DD_JOURNAL_SNAPSHOT_PRUNE, &statement, err);
    if (status != DD_STATUS_OK) return status;
    (void)sqlite3_bind_int(statement, 1, DD_JOURNAL_SNAPSHOTS_KEPT);
    status = dd_journal_step_done(journal, statement, "snapshot", err);
    if (status == DD_STATUS_OK) status = dd_journal_prepare(journal, DD_JOURNAL_PART_SWEEP, &statement, err);
    return status == DD_STATUS_OK ? dd_journal_step_done(journal, statement, "snapshot", err) : status;
}

/* One transaction: one part, with the first the start and with the last the end. */
static dd_status upload_inside(dd_journal *journal, upload *up, dd_error *err)
{
    dd_journal_tail chain;
    dd_status status = DD_STATUS_OK;
    if (up->parts == 0) {
        status = check_place(journal, up->seq, &chain, err);
        if (status == DD_STATUS_OK) status = start_upload(journal, up, err);
    }
    size_t size = up->size - up->done < PART_BYTES ? up->size - up->done : PART_BYTES;
    if (status == DD_STATUS_OK) status = put_part(journal, up, size, err);
    if (status != DD_STATUS_OK) return status;
    up->done += size;
    up->parts++;
    return up->done == up->size ? finish_upload(journal, up, err) : DD_STATUS_OK;
}

dd_status dd_journal_put_snapshot(dd_journal *journal, uint64_t seq, const void *bytes, size_t size, dd_error *err)
{
    if (size > DD_JOURNAL_SNAPSHOT_MAX) return snapshot_fail(seq, DD_STATUS_TOO_LARGE, "passes 1 GiB", err);
    if (seq == 0 || seq > DD_JOURNAL_SEQ_MAX) return snapshot_fail(seq, DD_STATUS_INVALID_INPUT, "the journal has no such record", err);
    upload up = {.seq = seq, .bytes = bytes, .size = size};
    dd_status status = DD_STATUS_OK;
    do {
        status = dd_journal_begin(journal, true, "snapshot", err);
        if (status != DD_STATUS_OK) return status;
        status = dd_journal_end(journal, upload_inside(journal, &up, err), "snapshot", err);
    } while (status == DD_STATUS_OK && up.done < size);
    return status;
}

typedef struct snapshot_row {
    uint64_t seq, upload, size, checksum;
} snapshot_row;

static dd_status find_row(dd_journal *journal, uint64_t at_or_before, snapshot_row *ret, dd_error *err)
{
    sqlite3_stmt *row;
    dd_status status = dd_journal_prepare(journal, DD_JOURNAL_SNAPSHOT_FIND, &row, err);
    if (status != DD_STATUS_OK) return status;
    (void)sqlite3_bind_int64(row, 1, (int64_t)(at_or_before < DD_JOURNAL_SEQ_MAX ? at_or_before : DD_JOURNAL_SEQ_MAX));
    int code = sqlite3_step(row);
    if (code == SQLITE_DONE) {
        status = dd_error_set(err, DD_STATUS_NOT_FOUND, "/snapshots", "none so early");
    } else if (code != SQLITE_ROW) {
        status = dd_journal_fail(journal, code, journal->path, "snapshot", err);
    } else if (!dd_journal_column_uint(row, 0, DD_JOURNAL_SEQ_MAX, &ret->seq) || ret->seq == 0) {
        status = dd_error_set(err, DD_STATUS_CORRUPT, "/snapshots", "a sequence number is out of range");
    } else if (!dd_journal_column_uint(row, 1, INT64_MAX / PARTS_MAX - 1, &ret->upload) ||
               !dd_journal_column_uint(row, 2, DD_JOURNAL_SNAPSHOT_MAX, &ret->size) ||
               !dd_journal_column_uint(row, 3, UINT32_MAX, &ret->checksum)) {
        status = snapshot_fail(ret->seq, DD_STATUS_CORRUPT, "a column is out of range", err);
    }
    sqlite3_reset(row);
    return status;
}

/* Appends the parts to `buffer`; a missing, doubled or oversized one is damage. */
static dd_status read_parts(dd_journal *journal, const snapshot_row *row, dd_buffer *buffer, dd_error *err)
{
    sqlite3_stmt *parts;
    dd_status status = dd_journal_prepare(journal, DD_JOURNAL_PART_READ, &parts, err);
    if (status != DD_STATUS_OK) return status;
    int64_t id = (int64_t)(row->upload * PARTS_MAX);
    (void)sqlite3_bind_int64(parts, 1, id);
    int code;
    while ((code = sqlite3_step(parts)) == SQLITE_ROW && status == DD_STATUS_OK) {
        const void *bytes = sqlite3_column_blob(parts, 1);
        size_t size = (size_t)sqlite3_column_bytes(parts, 1);
        if (size > 0 && bytes == NULL) status = dd_journal_fail(journal, SQLITE_NOMEM, journal->path, "snapshot", err);
        else if (sqlite3_column_int64(parts, 0) != id || size > row->size - buffer->size)
            status = snapshot_fail(row->seq, DD_STATUS_CORRUPT, "its parts do not fit", err);
        else dd_buffer_put(buffer, bytes, size);
        id++;
    }
    if (status == DD_STATUS_OK && code != SQLITE_DONE) status = dd_journal_fail(journal, code, journal->path, "snapshot", err);
    if (status == DD_STATUS_OK && buffer->failed)
        status = dd_error_set(err, DD_STATUS_NO_MEMORY, journal->path, "snapshot: out of memory");
    sqlite3_reset(parts);
    return status;
}

static dd_status get_inside(dd_journal *journal, uint64_t at_or_before, uint64_t *ret_seq, dd_buffer *ret, dd_error *err)
{
    snapshot_row row;
    dd_journal_tail chain;
    dd_status status = find_row(journal, at_or_before, &row, err);
    if (status != DD_STATUS_OK) return status;
    status = dd_journal_read_chain(journal, row.seq, &chain, err);
    if (status == DD_STATUS_NOT_FOUND) return snapshot_fail(row.seq, DD_STATUS_CORRUPT, "its record is missing", err);
    dd_buffer_put_byte(ret, 0); /* so that the bytes are never NULL */
    ret->size = 0;
    if (status == DD_STATUS_OK) status = read_parts(journal, &row, ret, err);
    if (status != DD_STATUS_OK) return status;
    if (ret->size != row.size || snapshot_checksum(chain.checksum, row.seq, ret->bytes, ret->size) != row.checksum)
        return snapshot_fail(row.seq, DD_STATUS_CORRUPT, "checksum fails", err);
    *ret_seq = row.seq;
    return DD_STATUS_OK;
}

dd_status dd_journal_get_snapshot(dd_journal *journal, uint64_t at_or_before, uint64_t *ret_seq, void **ret_bytes, size_t *ret_size,
                                  dd_error *err)
{
    dd_buffer buffer = {0};
    uint64_t seq = 0;
    dd_status status = dd_journal_begin(journal, false, "snapshot", err); /* row and parts of one moment */
    if (status != DD_STATUS_OK) return status;
    status = dd_journal_end(journal, get_inside(journal, at_or_before, &seq, &buffer, err), "snapshot", err);
    if (status != DD_STATUS_OK) {
        dd_buffer_done(&buffer);
        return status;
    }
    *ret_seq = seq;
    *ret_bytes = buffer.bytes;
    *ret_size = buffer.size;
    return DD_STATUS_OK;
}

dd_status dd_journal_find_snapshot(dd_journal *journal, uint64_t at_or_before, uint64_t *ret_seq, dd_error *err)
{
    snapshot_row row;
    dd_status status = find_row(journal, at_or_before, &row, err);
    if (status == DD_STATUS_OK) *ret_seq = row.seq;
    return status;
}

dd_status dd_journal_verify_snapshots(dd_journal *journal, uint32_t *ret_count, dd_error *err)
{
    uint32_t count = 0;
    uint64_t seq = DD_JOURNAL_SEQ_MAX;
    for (;;) {
        void *bytes;
        size_t size;
        dd_status status = dd_journal_get_snapshot(journal, seq, &seq, &bytes, &size, err);
        if (status == DD_STATUS_NOT_FOUND) break;
        if (status != DD_STATUS_OK) return status;
        free(bytes);
        count++;
        seq--;
    }
    *ret_count = count;
    return DD_STATUS_OK;
}
