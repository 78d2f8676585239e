/* Memory: the nth allocation fails, ours and SQLite's counted together, for every n of a whole life.
 *
 * SQLite survives some failures by itself (a smaller cache), so OK is a good answer too; but then everything must be there.  Any other answer is
 * "out of memory", nothing leaks, and what was acknowledged is found by a fresh opening. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "crash/fault_vfs.h"
#include "crash/history.h"
#include "crash/scenario.h"
#include "support/check.h"

enum { HEADER = 16 }; /* SQLite wants to know the size of a block */

static uint64_t call_count, failing_call; /* from 1; 0: none */
static long live_blocks;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void __real_free(void *memory);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void __wrap_free(void *memory);

static bool is_failing(void)
{
    return failing_call != 0 && fault_vfs_depth == 0 && ++call_count == failing_call;
}

static void *counted(void *memory)
{
    live_blocks += memory != NULL && fault_vfs_depth == 0;
    return memory;
}

void *__wrap_malloc(size_t size)
{
    return is_failing() ? NULL : counted(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
    return is_failing() ? NULL : counted(__real_calloc(count, size));
}

void *__wrap_realloc(void *memory, size_t size)
{
    if (is_failing()) return NULL;
    void *grown = __real_realloc(memory, size);
    return memory == NULL ? counted(grown) : grown;
}

void __wrap_free(void *memory)
{
    if (memory != NULL && fault_vfs_depth == 0) live_blocks--;
    __real_free(memory);
}

static void *sqlite_malloc(int size)
{
    unsigned char *block = __wrap_malloc((size_t)size + HEADER);
    if (block == NULL) return NULL;
    memcpy(block, &size, sizeof size);
    return block + HEADER;
}

static void sqlite_free(void *memory)
{
    if (memory != NULL) __wrap_free((unsigned char *)memory - HEADER);
}

static void *sqlite_realloc(void *memory, int size)
{
    unsigned char *block = __wrap_realloc((unsigned char *)memory - HEADER, (size_t)size + HEADER);
    if (block == NULL) return NULL;
    memcpy(block, &size, sizeof size);
    return block + HEADER;
}

static int sqlite_size(void *memory)
{
    int size = 0;
    if (memory != NULL) memcpy(&size, (unsigned char *)memory - HEADER, sizeof size);
    return size;
}

static int sqlite_roundup(int size)
{
    return (size + 7) & ~7;
}

static int sqlite_init(void *data)
{
    (void)data;
    return SQLITE_OK;
}

static void sqlite_shutdown(void *data)
{
    (void)data;
}

static const dd_journal_record records[2] = {{.at_ms = 1, .payload = "one", .size = 3}, {.at_ms = 2, .payload = "two", .size = 3}};

typedef struct life {
    fault_disk *disk;
    uint64_t acknowledged;
    bool is_created, is_snapshot_kept;
} life;

static dd_status write_things(dd_journal *journal, life *l, dd_error *err)
{
    dd_status status = DD_STATUS_OK;
    for (int i = 0; i < 3 && status == DD_STATUS_OK; i++) {
        dd_journal_record batch[2] = {records[0], records[1]};
        batch[0].at_ms = batch[1].at_ms = i;
        status = dd_journal_append(journal, l->acknowledged, batch, 2, &l->acknowledged, err);
    }
    if (status == DD_STATUS_OK) status = dd_journal_set_configuration(journal, "configuration", 13, err);
    if (status == DD_STATUS_OK) status = dd_journal_put_snapshot(journal, 4, "snapshot", 8, err);
    l->is_snapshot_kept = status == DD_STATUS_OK;
    if (status == DD_STATUS_OK) status = dd_journal_checkpoint(journal, NULL, err);
    return status;
}

static dd_status read_things(dd_journal *journal, dd_error *err)
{
    void *configuration = NULL, *snapshot = NULL;
    uint64_t seq;
    size_t size;
    dd_status status = dd_journal_get_configuration(journal, &configuration, &size, err);
    if (status == DD_STATUS_OK) status = dd_journal_get_snapshot(journal, 5, &seq, &snapshot, &size, err);
    if (status == DD_STATUS_OK) status = dd_journal_verify(journal, NULL, err);
    if (status == DD_STATUS_OK) status = dd_journal_backup(journal, SCENARIO_BACKUP, err);
    free(configuration);
    free(snapshot);
    return status;
}

static dd_status live(life *l, dd_error *err)
{
    dd_journal_options options = {DD_JOURNAL_OPTIONS_DEFAULT, .vfs = fault_disk_vfs(l->disk)};
    dd_journal *journal = NULL;
    dd_status status = dd_journal_open(SCENARIO_FILE, &options, &journal, err);
    l->is_created = status == DD_STATUS_OK;
    if (status == DD_STATUS_OK) status = write_things(journal, l, err);
    if (status == DD_STATUS_OK) status = read_things(journal, err);
    dd_journal_close(journal);
    return status;
}

static void check_afterwards(const life *l, uint64_t nth)
{
    dd_journal_options options = {DD_JOURNAL_OPTIONS_DEFAULT, .vfs = fault_disk_vfs(l->disk), .must_exist = l->is_created};
    dd_journal *journal = NULL;
    dd_journal_summary summary;
    dd_error err = {0};
    dd_status status = dd_journal_open(SCENARIO_FILE, &options, &journal, &err);
    if (status == DD_STATUS_OK) status = dd_journal_verify(journal, &summary, &err);
    if (status != DD_STATUS_OK) print_error("allocation %llu: afterwards: %s %s\n", (unsigned long long)nth, err.pointer, err.message);
    assert_status(status, DD_STATUS_OK);
    assert_true(summary.records == l->acknowledged || summary.records == l->acknowledged + 2);
    assert_true(!l->is_snapshot_kept || summary.snapshots == 1);
    dd_journal_close(journal);
}

static void every_failing_allocation_loses_nothing(void **state)
{
    (void)state;
    uint64_t survived = 0;
    for (uint64_t nth = 1;; nth++) {
        dd_error err = {0};
        fault_vfs_depth++;
        life l = {.disk = fault_disk_create(true, 1)};
        fault_vfs_depth--;
        long before = live_blocks;
        call_count = 0;
        failing_call = nth;
        dd_status status = live(&l, &err);
        failing_call = 0;
        if (live_blocks != before) print_error("allocation %llu: %ld blocks left\n", (unsigned long long)nth, live_blocks - before);
        assert_true(live_blocks == before || nth == 1); /* the first opening also sets SQLite up */
        if (status != DD_STATUS_OK && status != DD_STATUS_NO_MEMORY)
            print_error("allocation %llu: %s: %s %s\n", (unsigned long long)nth, dd_status_text(status), err.pointer, err.message);
        assert_true(status == DD_STATUS_OK || status == DD_STATUS_NO_MEMORY);
        check_afterwards(&l, nth);
        fault_vfs_depth++;
        fault_disk_free(l.disk);
        fault_vfs_depth--;
        if (call_count < nth) {
            assert_status(status, DD_STATUS_OK);
            print_message("%llu allocations, %llu failures that SQLite made good\n", (unsigned long long)nth - 1, (unsigned long long)survived);
            break;
        }
        survived += status == DD_STATUS_OK;
    }
}

int main(void)
{
    static const sqlite3_mem_methods methods = {sqlite_malloc, sqlite_free, sqlite_realloc, sqlite_size, sqlite_roundup, sqlite_init,
                                                sqlite_shutdown, NULL};
    if (sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) != SQLITE_OK) return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_failing_allocation_loses_nothing),
    };
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
