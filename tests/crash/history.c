#include "crash/history.h"

#include <stdlib.h>
#include <string.h>

#include "base/rng.h"

/* Mostly small, some over a page, a few over several. */
static size_t payload_size(uint64_t seq)
{
    dd_rng rng = dd_rng_seed(seq, 1);
    uint32_t draw = dd_rng_below(&rng, 100);
    if (draw < 4) return 0;
    if (draw < 92) return 20 + dd_rng_below(&rng, 200);
    if (draw < 99) return 3000 + dd_rng_below(&rng, 4000);
    return 40000;
}

static void fill_bytes(unsigned char *bytes, size_t size, uint64_t seed, uint64_t stream)
{
    dd_rng rng = dd_rng_seed(seed, stream);
    for (size_t i = 0; i < size; i += 8) {
        uint64_t draw = dd_rng_next(&rng);
        memcpy(bytes + i, &draw, size - i < 8 ? size - i : 8);
    }
}

static dd_journal_record record_at(uint64_t seq)
{
    return (dd_journal_record){.seq = seq, .at_ms = (int64_t)(seq / 3) * 1000, .kind = (uint16_t)(seq * 7), .flags = (uint16_t)(seq & 3),
                               .size = payload_size(seq)};
}

void history_batch_fill(history_batch *batch, uint64_t first_seq, size_t count)
{
    size_t total = 0, at = 0;
    batch->count = count;
    for (size_t i = 0; i < count; i++) {
        batch->records[i] = record_at(first_seq + i);
        total += batch->records[i].size;
    }
    unsigned char *bytes = realloc(batch->bytes, total + 1);
    if (bytes == NULL) abort();
    batch->bytes = bytes;
    for (size_t i = 0; i < count; i++) {
        fill_bytes(bytes + at, batch->records[i].size, first_seq + i, 2);
        batch->records[i].payload = bytes + at;
        at += batch->records[i].size;
    }
}

void history_batch_done(history_batch *batch)
{
    free(batch->bytes);
    *batch = (history_batch){0};
}

dd_status history_append(dd_journal *journal, uint64_t expected_seq, size_t count, dd_error *err)
{
    history_batch batch = {0};
    history_batch_fill(&batch, expected_seq + 1, count);
    dd_status status = dd_journal_append(journal, expected_seq, batch.records, batch.count, NULL, err);
    history_batch_done(&batch);
    return status;
}

unsigned char *history_snapshot(uint64_t seq, size_t size)
{
    unsigned char *bytes = malloc(size + 1);
    if (bytes == NULL) abort();
    fill_bytes(bytes, size, seq, 3);
    return bytes;
}

static bool is_as_told(const dd_journal_record *record)
{
    dd_journal_record want = record_at(record->seq);
    if (record->at_ms != want.at_ms || record->kind != want.kind || record->flags != want.flags || record->size != want.size) return false;
    unsigned char *bytes = malloc(want.size + 1);
    if (bytes == NULL) abort();
    fill_bytes(bytes, want.size, want.seq, 2);
    bool is_same = want.size == 0 || memcmp(bytes, record->payload, want.size) == 0;
    free(bytes);
    return is_same;
}

dd_status history_check(dd_journal *journal, uint64_t from_seq, uint64_t *ret_last, dd_error *err)
{
    dd_journal_cursor *cursor;
    dd_journal_record record;
    uint64_t last = from_seq - 1;
    dd_status status = dd_journal_cursor_open(journal, from_seq, UINT64_MAX, &cursor, err);
    if (status != DD_STATUS_OK) return status;
    while ((status = dd_journal_cursor_next(cursor, &record, err)) == DD_STATUS_OK) {
        if (record.seq != ++last || !is_as_told(&record)) {
            status = dd_error_set(err, DD_STATUS_INVALID_INPUT, "", "record %llu differs from the history", (unsigned long long)record.seq);
            break;
        }
    }
    dd_journal_cursor_close(cursor);
    if (status != DD_STATUS_NOT_FOUND) return status;
    *ret_last = last;
    return DD_STATUS_OK;
}

dd_status history_check_snapshot(dd_journal *journal, uint64_t *ret_seq, dd_error *err)
{
    uint64_t seq;
    void *bytes;
    size_t size;
    dd_status status = dd_journal_get_snapshot(journal, UINT64_MAX, &seq, &bytes, &size, err);
    if (status == DD_STATUS_NOT_FOUND) {
        *ret_seq = 0;
        return DD_STATUS_OK;
    }
    if (status != DD_STATUS_OK) return status;
    unsigned char *want = history_snapshot(seq, size);
    if (memcmp(want, bytes, size) != 0) status = dd_error_set(err, DD_STATUS_INVALID_INPUT, "", "the snapshot differs from the history");
    else *ret_seq = seq;
    free(want);
    free(bytes);
    return status;
}
