/* Append: batches under the fence of the expected sequence. */
#include <string.h>

#include "journal/checksum.h"
#include "journal/internal.h"

static void put_little_endian(unsigned char *at, uint64_t value, int size)
{
    for (int i = 0; i < size; i++) at[i] = (unsigned char)(value >> (8 * i));
}

uint32_t dd_journal_record_checksum(uint32_t before, const dd_journal_record *record)
{
    unsigned char head[28];
    put_little_endian(head, before, 4);
    put_little_endian(head + 4, record->seq, 8);
    put_little_endian(head + 12, (uint64_t)record->at_ms, 8);
    put_little_endian(head + 20, record->kind, 2);
    put_little_endian(head + 22, record->flags, 2);
    put_little_endian(head + 24, record->size, 4);
    return dd_checksum_add(dd_checksum_add(0, head, sizeof head), record->payload, record->size);
}

static dd_status tail_from(dd_journal *journal, sqlite3_stmt *row, dd_journal_tail *ret, dd_error *err)
{
    uint64_t seq = 0, checksum = 0;
    int code = sqlite3_step(row);
    dd_status status = DD_STATUS_OK;
    if (code == SQLITE_ROW) {
        bool typed = dd_journal_column_uint(row, 0, DD_JOURNAL_SEQ_MAX, &seq) && dd_journal_column_uint(row, 2, UINT32_MAX, &checksum);
        int64_t at_ms = sqlite3_column_int64(row, 1);
        if (!typed || seq == 0 || at_ms < -DD_FOREVER_MS || at_ms > DD_FOREVER_MS)
            status = dd_error_set(err, DD_STATUS_CORRUPT, journal->path, "a record's columns are out of range");
        else *ret = (dd_journal_tail){seq, at_ms, (uint32_t)checksum};
    } else if (code == SQLITE_DONE) {
        status = DD_STATUS_NOT_FOUND;
    } else {
        status = dd_journal_fail(journal, code, journal->path, "read", err);
    }
    sqlite3_reset(row);
    return status;
}

dd_status dd_journal_read_tail(dd_journal *journal, dd_journal_tail *ret, dd_error *err)
{
    sqlite3_stmt *row;
    dd_status status = dd_journal_prepare(journal, DD_JOURNAL_RECORD_LAST, &row, err);
    if (status == DD_STATUS_OK) status = tail_from(journal, row, ret, err);
    if (status != DD_STATUS_NOT_FOUND) return status;
    *ret = (dd_journal_tail){0, INT64_MIN, 0};
    return DD_STATUS_OK;
}

dd_status dd_journal_read_chain(dd_journal *journal, uint64_t seq, dd_journal_tail *ret, dd_error *err)
{
    sqlite3_stmt *row;
    dd_status status = dd_journal_prepare(journal, DD_JOURNAL_RECORD_CHAIN, &row, err);
    if (status != DD_STATUS_OK) return status;
    (void)sqlite3_bind_int64(row, 1, (int64_t)seq);
    return tail_from(journal, row, ret, err);
}

dd_status dd_journal_last(dd_journal *journal, uint64_t *ret_seq, int64_t *ret_at_ms, dd_error *err)
{
    dd_journal_tail tail;
    dd_status status = dd_journal_read_tail(journal, &tail, err);
    if (status != DD_STATUS_OK) return status;
    if (ret_seq != NULL) *ret_seq = tail.seq;
    if (ret_at_ms != NULL) *ret_at_ms = tail.at_ms;
    return DD_STATUS_OK;
}

static dd_status batch_fail(dd_error *err, dd_status status, size_t index, const char *field, const char *why)
{
    char place[64];
    sqlite3_snprintf(sizeof place, place, "/batch/%llu/%s", (unsigned long long)index, field);
    return dd_error_set(err, status, place, "%s", why);
}

/* What can be judged without the file. */
static dd_status check_batch(uint64_t expected_seq, const dd_journal_record *records, size_t count, dd_error *err)
{
    if (count == 0) return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/batch", "an empty batch");
    if (count > DD_JOURNAL_BATCH_MAX)
        return dd_error_set(err, DD_STATUS_TOO_LARGE, "/batch", "%zu records; at most %zu a batch", count, DD_JOURNAL_BATCH_MAX);
    if (expected_seq > DD_JOURNAL_SEQ_MAX - count)
        return dd_error_set(err, DD_STATUS_TOO_LARGE, "/batch", "sequence numbers end at %llu", (unsigned long long)DD_JOURNAL_SEQ_MAX);
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        const dd_journal_record *record = &records[i];
        if (record->seq != 0 && record->seq != expected_seq + 1 + i)
            return batch_fail(err, DD_STATUS_INVALID_INPUT, i, "seq", "not the number that the record will get");
        if (record->at_ms < -DD_FOREVER_MS || record->at_ms > DD_FOREVER_MS)
            return batch_fail(err, DD_STATUS_INVALID_INPUT, i, "at_ms", "out of range");
        if (i > 0 && record->at_ms < records[i - 1].at_ms)
            return batch_fail(err, DD_STATUS_INVALID_INPUT, i, "at_ms", "before the record in front of it");
        if (record->size > DD_JOURNAL_PAYLOAD_MAX)
            return batch_fail(err, DD_STATUS_TOO_LARGE, i, "payload", "passes 16 MiB");
        bytes += record->size;
        if (bytes > DD_JOURNAL_BATCH_BYTES_MAX) return batch_fail(err, DD_STATUS_TOO_LARGE, i, "payload", "the batch passes 256 MiB");
    }
    return DD_STATUS_OK;
}

static dd_status insert_record(dd_journal *journal, sqlite3_stmt *insert, const dd_journal_record *record, uint32_t checksum, dd_error *err)
{
    const void *payload = record->size > 0 ? record->payload : ""; /* an empty blob, not NULL */
    (void)sqlite3_bind_int64(insert, 1, (int64_t)record->seq);
    (void)sqlite3_bind_int64(insert, 2, record->at_ms);
    (void)sqlite3_bind_int(insert, 3, record->kind);
    (void)sqlite3_bind_int(insert, 4, record->flags);
    (void)sqlite3_bind_int64(insert, 5, checksum);
    int code = sqlite3_bind_blob64(insert, 6, payload, record->size, SQLITE_STATIC);
    if (code != SQLITE_OK) return dd_journal_fail(journal, code, journal->path, "append", err);
    return dd_journal_step_done(journal, insert, "append", err);
}

static dd_status append_inside(dd_journal *journal, uint64_t expected_seq, const dd_journal_record *records, size_t count, dd_error *err)
{
    dd_journal_tail tail;
    sqlite3_stmt *insert;
    dd_status status = dd_journal_read_tail(journal, &tail, err);
    if (status != DD_STATUS_OK) return status;
    if (tail.seq != expected_seq)
        return dd_error_set(err, DD_STATUS_CONFLICT, "/batch", "expected the journal to end at %llu, but it ends at %llu",
                            (unsigned long long)expected_seq, (unsigned long long)tail.seq);
    if (records[0].at_ms < tail.at_ms) return batch_fail(err, DD_STATUS_INVALID_INPUT, 0, "at_ms", "before the last record in the journal");
    status = dd_journal_prepare(journal, DD_JOURNAL_RECORD_INSERT, &insert, err);
    for (size_t i = 0; i < count && status == DD_STATUS_OK; i++) {
        dd_journal_record record = records[i];
        record.seq = expected_seq + 1 + i;
        tail.checksum = dd_journal_record_checksum(tail.checksum, &record);
        status = insert_record(journal, insert, &record, tail.checksum, err);
    }
    return status;
}

dd_status dd_journal_append(dd_journal *journal, uint64_t expected_seq, const dd_journal_record *records, size_t count,
                            uint64_t *ret_last_seq, dd_error *err)
{
    dd_status status = check_batch(expected_seq, records, count, err);
    if (status == DD_STATUS_OK) status = dd_journal_begin(journal, true, "append", err);
    if (status != DD_STATUS_OK) return status;
    status = dd_journal_end(journal, append_inside(journal, expected_seq, records, count, err), "append", err);
    if (status == DD_STATUS_OK && ret_last_seq != NULL) *ret_last_seq = expected_seq + count;
    return status;
}
