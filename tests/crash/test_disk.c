/* Failing disks: in a journal's life the nth operation of each kind fails, for every n, once or from then on.
 *
 * After a passing fault the very same handle must go on (scenario_run tries the struck step once more).  After a lasting one the step
 * fails, and once the disk is well again the reopened journal holds what was acknowledged. */
#include <sqlite3.h>
#include <stdio.h>

#include "crash/fault_vfs.h"
#include "crash/scenario.h"
#include "support/check.h"

static const struct {
    const char *name;
    unsigned ops;
    int code; /* 0: the fitting one */
} faults[] = {
    {"write, disk full", FAULT_WRITE, SQLITE_FULL},
    {"write, I/O error", FAULT_WRITE, 0},
    {"sync", FAULT_SYNC, 0},
    {"truncate", FAULT_TRUNCATE, 0},
    {"open and create", FAULT_OPEN | FAULT_CREATE, 0},
    {"unlink", FAULT_UNLINK, 0},
    {"read", FAULT_READ, 0},
    {"shared memory", FAULT_SHARED_MEMORY, 0},
};

static const scenario_options life = {.seed = 7, .batches = 10, .batch_max = 12, .snapshot_size = 6000};

/* CONFLICT: a failed backup could not be removed, and is in the way of the next. */
static bool is_a_disk_error(dd_status status)
{
    return status == DD_STATUS_IO || status == DD_STATUS_NOT_FOUND || status == DD_STATUS_CONFLICT;
}

static void report(const char *what, const char *name, uint64_t nth, dd_status status, const dd_error *err)
{
    print_error("%s: %s, operation %llu: %s: %s %s\n", what, name, (unsigned long long)nth, dd_status_text(status), err->pointer, err->message);
}

/* One life with one fault; whether it struck. */
static bool live_with(size_t fault, uint64_t nth, bool lasts)
{
    dd_error err = {0};
    scenario_state state;
    fault_disk *disk = fault_disk_create(true, nth);
    fault_disk_arm(disk, faults[fault].ops, nth, faults[fault].code, lasts);
    dd_status status = scenario_run(disk, &life, &state, &err);
    bool has_struck = fault_disk_struck(disk), is_good = status == DD_STATUS_OK || (lasts && is_a_disk_error(status));
    if (!is_good) report("the life", faults[fault].name, nth, status, &err);
    assert_true(is_good);
    fault_disk_arm(disk, 0, 0, 0, false);
    status = scenario_check(disk, &state, &err);
    if (status != DD_STATUS_OK) report("afterwards", faults[fault].name, nth, status, &err);
    assert_status(status, DD_STATUS_OK);
    fault_disk_free(disk);
    return has_struck;
}

static void live_with_each(bool lasts)
{
    for (size_t fault = 0; fault < sizeof faults / sizeof *faults; fault++) {
        uint64_t nth = 1;
        while (live_with(fault, nth, lasts)) nth++;
        print_message("%s: %llu lives\n", faults[fault].name, (unsigned long long)nth);
        assert_true(nth > 1);
    }
}

static void a_passing_fault_leaves_the_handle_usable(void **state)
{
    (void)state;
    live_with_each(false);
}

static void a_lasting_fault_loses_nothing_acknowledged(void **state)
{
    (void)state;
    live_with_each(true);
}

/* An opening that says OK has really switched the file to write-ahead logging. */
static void an_opened_journal_is_in_wal_mode(void **state)
{
    (void)state;
    bool has_struck = true;
    for (uint64_t nth = 1; has_struck; nth++) {
        fault_disk *disk = fault_disk_create(true, 1);
        dd_journal_options options = {DD_JOURNAL_OPTIONS_DEFAULT, .vfs = fault_disk_vfs(disk)};
        dd_journal *journal = NULL;
        size_t size = 0;
        fault_disk_arm(disk, FAULT_SYNC | FAULT_WRITE, nth, 0, false);
        dd_status status = dd_journal_open(SCENARIO_FILE, &options, &journal, NULL);
        has_struck = fault_disk_struck(disk);
        assert_status(status, has_struck ? DD_STATUS_IO : DD_STATUS_OK);
        if (status == DD_STATUS_OK) {
            const unsigned char *bytes = fault_disk_file(disk, SCENARIO_FILE, &size);
            assert_true(size >= 20 && bytes[18] == 2 && bytes[19] == 2); /* the header's read and write versions */
        }
        dd_journal_close(journal);
        fault_disk_free(disk);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_opened_journal_is_in_wal_mode),
        cmocka_unit_test(a_passing_fault_leaves_the_handle_usable),
        cmocka_unit_test(a_lasting_fault_loses_nothing_acknowledged),
    };
    return cmocka_run_group_tests_name("disk", tests, NULL, NULL);
}
