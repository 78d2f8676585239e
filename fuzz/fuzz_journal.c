/* Any bytes as a journal's file and its WAL, opened read-only and verified, then opened for writing and continued: never a crash.
 *
 * Input: the main file up to the first place, at a multiple of 512 bytes, where a WAL's magic number stands; the rest is the WAL. */
#include <stdlib.h>
#include <string.h>

#include "crash/fault_vfs.h"
#include "diaodu/journal.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { INPUT_MAX = 1 << 20, ALIGNMENT = 512 };

static size_t wal_start(const uint8_t *bytes, size_t size)
{
    static const uint8_t magic[3] = {0x37, 0x7f, 0x06};
    for (size_t at = 0; at + sizeof magic <= size; at += ALIGNMENT)
        if (memcmp(bytes + at, magic, sizeof magic) == 0) return at;
    return size;
}

static void read_everything(dd_journal *journal)
{
    dd_error err;
    dd_journal_record record;
    dd_journal_cursor *cursor;
    uint64_t seq;
    void *snapshot;
    size_t size, sum = 0;
    if (dd_journal_verify(journal, NULL, &err) == DD_STATUS_OK) sum++;
    if (dd_journal_get_snapshot(journal, UINT64_MAX, &seq, &snapshot, &size, &err) == DD_STATUS_OK) free(snapshot);
    if (dd_journal_cursor_open(journal, 2, UINT64_MAX, &cursor, &err) != DD_STATUS_OK) return;
    while (dd_journal_cursor_next(cursor, &record, &err) == DD_STATUS_OK)
        for (size_t i = 0; i < record.size; i++) sum += ((const unsigned char *)record.payload)[i];
    dd_journal_cursor_close(cursor);
    if (sum == SIZE_MAX) abort(); /* so that the reading is not optimised away */
}

static void write_on(dd_journal *journal)
{
    dd_error err;
    uint64_t last = 0;
    const dd_journal_record record = {.at_ms = DD_FOREVER_MS, .kind = 1, .payload = "more", .size = 4};
    if (dd_journal_last(journal, &last, NULL, &err) != DD_STATUS_OK) return;
    if (dd_journal_append(journal, last, &record, 1, &last, &err) != DD_STATUS_OK) return;
    (void)!dd_journal_put_snapshot(journal, last, "state", 5, &err);
}

static void open_and(const fault_disk *disk, bool read_only)
{
    dd_journal_options options = {.vfs = fault_disk_vfs(disk), .read_only = read_only, .must_exist = true};
    dd_journal *journal;
    dd_error err;
    if (dd_journal_open("fuzz", &options, &journal, &err) != DD_STATUS_OK) return;
    read_everything(journal);
    if (!read_only) write_on(journal);
    dd_journal_close(journal);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size > INPUT_MAX) return 0;
    size_t start = wal_start(bytes, size);
    fault_disk *disk = fault_disk_create(true, 1);
    fault_disk_put(disk, "fuzz", bytes, start);
    if (start < size) fault_disk_put(disk, "fuzz-wal", bytes + start, size - start);
    open_and(disk, true);
    open_and(disk, false);
    fault_disk_free(disk);
    return 0;
}
