/* History: records and snapshots that are a function of their number, so that any process can say what a journal must hold. */
#ifndef DD_TESTS_HISTORY_H
#define DD_TESTS_HISTORY_H

#include "diaodu/journal.h"

enum { HISTORY_BATCH_MAX = 256 };

/* A batch of records first_seq..; payloads live in `bytes`.  Zero-initialise; history_batch_done frees. */
typedef struct history_batch {
    dd_journal_record records[HISTORY_BATCH_MAX];
    size_t count;
    unsigned char *bytes;
} history_batch;

void history_batch_fill(history_batch *batch, uint64_t first_seq, size_t count);
void history_batch_done(history_batch *batch);

/* Appends records expected_seq + 1 .. expected_seq + count. */
DD_MUST_USE dd_status history_append(dd_journal *journal, uint64_t expected_seq, size_t count, dd_error *err);

/* The snapshot after record seq: `size` bytes, freed with free(). */
unsigned char *history_snapshot(uint64_t seq, size_t size);

/* Reads records from_seq.. to the end: each must be what this history says.  *ret_last is the last one (from_seq - 1 when none). */
DD_MUST_USE dd_status history_check(dd_journal *journal, uint64_t from_seq, uint64_t *ret_last, dd_error *err);

/* The newest snapshot must be history_snapshot of its number; *ret_seq is 0 when there is none. */
DD_MUST_USE dd_status history_check_snapshot(dd_journal *journal, uint64_t *ret_seq, dd_error *err);

#endif
