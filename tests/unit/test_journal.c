#define _GNU_SOURCE /* nftw */
#include "unit/journal_file.h"

#include <pthread.h>

#include "journal/checksum.h"
#include "support/fault.h"

static void checksum_is_crc32c(void **state)
{
    (void)state;
    assert_true(dd_checksum_add(0, "123456789", 9) == 0xe3069283u);
    assert_true(dd_checksum_add(dd_checksum_add(0, "1234", 4), "56789", 5) == 0xe3069283u);
    assert_true(dd_checksum_add(0, "", 0) == 0);
    for (size_t cut = 0; cut <= 9; cut++) /* however it is cut */
        assert_true(dd_checksum_add(dd_checksum_add(0, "123456789", cut), &"123456789"[cut], 9 - cut) == 0xe3069283u);
}

static void opening_says_what_is_wrong(void **state)
{
    (void)state;
    put_file(path_of("text"), "this is no database, but it is long enough to have a header of a hundred bytes if it were one......\n", 100);
    put_file(path_of("empty"), "", 0);
    run_sql(path_of("unborn"), "PRAGMA journal_mode=WAL"); /* as when creation is cut */
    run_sql(path_of("foreign-id"), "PRAGMA application_id=7; CREATE TABLE a (b)");
    run_sql(path_of("foreign-table"), "CREATE TABLE a (b)");
    dd_journal_close(open_new(path_of("newer")));
    run_sql(path_of("newer"), "PRAGMA user_version=2");
    dd_journal_close(open_new(path_of("versionless")));
    run_sql(path_of("versionless"), "PRAGMA user_version=0");
    dd_journal_close(open_new(path_of("extra")));
    run_sql(path_of("extra"), "CREATE INDEX spy ON record (at_ms)");
    dd_journal_close(open_new(path_of("altered")));
    run_sql(path_of("altered"), "ALTER TABLE record ADD COLUMN more TEXT");
    static const struct {
        const char *name;
        dd_journal_options options;
        dd_status status;
        const char *words;
    } rows[] = {
        {"missing", {.must_exist = true}, DD_STATUS_NOT_FOUND, "no such journal"},
        {"missing", {.read_only = true}, DD_STATUS_NOT_FOUND, "no such journal"},
        {"none/missing", {0}, DD_STATUS_IO, "unable to open"},
        {".", {0}, DD_STATUS_IO, "unable to open"},
        {"text", {0}, DD_STATUS_INVALID_INPUT, "not a database"},
        {"text", {.read_only = true}, DD_STATUS_INVALID_INPUT, "not a database"},
        {"empty", {.must_exist = true}, DD_STATUS_NOT_FOUND, "an empty file"},
        {"empty", {.read_only = true}, DD_STATUS_NOT_FOUND, "an empty file"},
        {"unborn", {.must_exist = true}, DD_STATUS_NOT_FOUND, "an empty database"},
        {"foreign-id", {0}, DD_STATUS_INVALID_INPUT, "application id"},
        {"foreign-table", {0}, DD_STATUS_INVALID_INPUT, "another program"},
        {"newer", {0}, DD_STATUS_UNSUPPORTED, "journal format 2 is newer than 1"},
        {"versionless", {0}, DD_STATUS_INVALID_INPUT, "no format version"},
        {"extra", {0}, DD_STATUS_INVALID_INPUT, "tables differ"},
        {"altered", {0}, DD_STATUS_INVALID_INPUT, "tables differ"},
        {"new", {.vfs = "no such vfs"}, DD_STATUS_INVALID_INPUT, "no such vfs"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dd_journal *journal = NULL;
        dd_error err = {0};
        const char *path = path_of(rows[i].name);
        dd_status status = dd_journal_open(path, &rows[i].options, &journal, &err);
        if (status != rows[i].status || strstr(err.message, rows[i].words) == NULL) print_error("row %zu: %s\n", i, err.message);
        assert_status(status, rows[i].status);
        assert_error_at(&err, rows[i].status, path);
        assert_non_null(strstr(err.message, rows[i].words));
        assert_null(journal);
    }
    size_t size;
    unsigned char *bytes = get_file(path_of("foreign-table"), &size);
    assert_int_equal(bytes[18], 1); /* still in rollback mode: we did not touch it */
    free(bytes);
}

static void unusable_paths_are_refused(void **state)
{
    (void)state;
    dd_journal *journal = NULL;
    dd_error err;
    assert_status(dd_journal_open(NULL, NULL, &journal, &err), DD_STATUS_INVALID_INPUT);
    assert_status(dd_journal_open("", NULL, &journal, &err), DD_STATUS_INVALID_INPUT);
    assert_status(dd_journal_open(":memory:", NULL, &journal, &err), DD_STATUS_INVALID_INPUT);
    assert_status(dd_journal_open("file:x?mode=memory", NULL, &journal, &err), DD_STATUS_INVALID_INPUT);
    char name[DD_JOURNAL_CREATED_BY_MAX + 2];
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    dd_journal_options options = {DD_JOURNAL_OPTIONS_DEFAULT, .created_by = name};
    assert_status(dd_journal_open(path_of("name"), &options, &journal, &err), DD_STATUS_TOO_LARGE);
    assert_error_at(&err, DD_STATUS_TOO_LARGE, "/meta/created_by");
    assert_null(journal);
}

static void a_journal_remembers_who_created_it(void **state)
{
    (void)state;
    const char *path = path_of("created");
    remove_journal(path);
    dd_journal_close(open_with(path, (dd_journal_options){DD_JOURNAL_OPTIONS_DEFAULT, .created_by = "diaodu 0.1.0"}));
    dd_journal *journal = open_with(path, (dd_journal_options){DD_JOURNAL_OPTIONS_DEFAULT, .created_by = "later"});
    assert_string_equal(dd_journal_created_by(journal), "diaodu 0.1.0");
    dd_journal_close(journal);
    dd_journal_close(NULL);
}

static void what_goes_in_comes_out(void **state)
{
    (void)state;
    const char *path = path_of("roundtrip");
    static const unsigned char bytes[] = {0, 1, 2, 255, 0};
    const dd_journal_record batch[] = {
        {.at_ms = -DD_FOREVER_MS, .kind = 0, .flags = 0, .payload = NULL, .size = 0},
        {.at_ms = -1, .kind = UINT16_MAX, .flags = UINT16_MAX, .payload = bytes, .size = sizeof bytes},
        {.seq = 3, .at_ms = -1, .kind = 7, .payload = "x", .size = 1},
        {.at_ms = DD_FOREVER_MS, .kind = 8, .payload = "", .size = 0},
    };
    dd_journal *journal = open_new(path);
    uint64_t last = 99;
    int64_t at_ms = 99;
    assert_status(dd_journal_last(journal, &last, &at_ms, NULL), DD_STATUS_OK);
    assert_true(last == 0 && at_ms == INT64_MIN);
    assert_status(dd_journal_append(journal, 0, batch, 4, &last, NULL), DD_STATUS_OK);
    assert_int_equal(last, 4);
    dd_journal_close(journal);
    journal = open_with(path, (dd_journal_options){DD_JOURNAL_OPTIONS_DEFAULT, .read_only = true});
    assert_status(dd_journal_last(journal, &last, &at_ms, NULL), DD_STATUS_OK);
    assert_true(last == 4 && at_ms == DD_FOREVER_MS);
    dd_journal_cursor *cursor;
    dd_journal_record record;
    assert_status(dd_journal_cursor_open(journal, 1, UINT64_MAX, &cursor, NULL), DD_STATUS_OK);
    for (size_t i = 0; i < 4; i++) {
        assert_status(dd_journal_cursor_next(cursor, &record, NULL), DD_STATUS_OK);
        assert_true(record.seq == i + 1 && record.at_ms == batch[i].at_ms && record.kind == batch[i].kind && record.flags == batch[i].flags);
        assert_int_equal(record.size, batch[i].size);
        if (record.size) assert_memory_equal(record.payload, batch[i].payload, record.size);
    }
    assert_status(dd_journal_cursor_next(cursor, &record, NULL), DD_STATUS_NOT_FOUND);
    dd_journal_cursor_close(cursor);
    dd_journal_summary summary;
    assert_status(dd_journal_verify(journal, &summary, NULL), DD_STATUS_OK);
    assert_true(summary.records == 4 && summary.payload_bytes == 6 && summary.snapshots == 0 && !summary.has_configuration);
    assert_true(summary.first_at_ms == -DD_FOREVER_MS && summary.last_at_ms == DD_FOREVER_MS);
    dd_journal_close(journal);
}

static void bad_batches_name_the_record(void **state)
{
    (void)state;
    dd_journal *journal = open_new(path_of("batches"));
    append_some(journal, 2); /* the last instant is 20 */
    static const struct {
        uint64_t expected;
        size_t count;
        dd_journal_record records[3];
        dd_status status;
        const char *pointer;
    } rows[] = {
        {2, 0, {{0}}, DD_STATUS_INVALID_INPUT, "/batch"},
        {2, DD_JOURNAL_BATCH_MAX + 1, {{0}}, DD_STATUS_TOO_LARGE, "/batch"},
        {DD_JOURNAL_SEQ_MAX, 1, {{.at_ms = 20}}, DD_STATUS_TOO_LARGE, "/batch"},
        {1, 1, {{.at_ms = 20}}, DD_STATUS_CONFLICT, "/batch"},
        {3, 1, {{.at_ms = 20}}, DD_STATUS_CONFLICT, "/batch"},
        {0, 1, {{.at_ms = 20}}, DD_STATUS_CONFLICT, "/batch"},
        {2, 1, {{.at_ms = 19}}, DD_STATUS_INVALID_INPUT, "/batch/0/at_ms"},
        {2, 3, {{.at_ms = 20}, {.at_ms = 30}, {.at_ms = 29}}, DD_STATUS_INVALID_INPUT, "/batch/2/at_ms"},
        {2, 2, {{.at_ms = 20}, {.at_ms = DD_FOREVER_MS + 1}}, DD_STATUS_INVALID_INPUT, "/batch/1/at_ms"},
        {2, 1, {{.at_ms = -DD_FOREVER_MS - 1}}, DD_STATUS_INVALID_INPUT, "/batch/0/at_ms"},
        {2, 2, {{.at_ms = 20}, {.seq = 5, .at_ms = 20}}, DD_STATUS_INVALID_INPUT, "/batch/1/seq"},
        {2, 2, {{.at_ms = 20}, {.at_ms = 20, .payload = "", .size = DD_JOURNAL_PAYLOAD_MAX + 1}}, DD_STATUS_TOO_LARGE, "/batch/1/payload"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dd_error err = {0};
        uint64_t last = 77;
        assert_status(dd_journal_append(journal, rows[i].expected, rows[i].records, rows[i].count, &last, &err), rows[i].status);
        assert_error_at(&err, rows[i].status, rows[i].pointer);
        assert_int_equal(last, 77);
        assert_int_equal(last_of(journal), 2);
    }
    append_some(journal, 1);
    dd_journal_close(journal);
}

static void a_batch_of_too_many_bytes_is_refused(void **state)
{
    (void)state;
    dd_journal *journal = open_new(path_of("bytes"));
    dd_journal_record *records = calloc(17, sizeof *records);
    unsigned char *payload = calloc(1, DD_JOURNAL_PAYLOAD_MAX);
    assert_true(records != NULL && payload != NULL);
    for (size_t i = 0; i < 17; i++) records[i] = (dd_journal_record){.payload = payload, .size = DD_JOURNAL_PAYLOAD_MAX};
    dd_error err;
    assert_status(dd_journal_append(journal, 0, records, 17, NULL, &err), DD_STATUS_TOO_LARGE);
    assert_error_at(&err, DD_STATUS_TOO_LARGE, "/batch/16/payload");
    assert_status(dd_journal_append(journal, 0, records, 1, NULL, &err), DD_STATUS_OK); /* the largest single payload goes */
    assert_status(dd_journal_verify(journal, NULL, &err), DD_STATUS_OK);
    dd_journal_close(journal);
    free(records);
    free(payload);
}

static void of_two_writers_one_wins(void **state)
{
    (void)state;
    const char *path = path_of("fence");
    dd_journal *one = open_new(path), *two = open_with(path, (dd_journal_options){DD_JOURNAL_OPTIONS_DEFAULT});
    const dd_journal_record record = {.at_ms = 5};
    dd_error err;
    for (uint64_t seq = 0; seq < 20; seq++) {
        dd_journal *first = seq % 3 ? one : two, *second = seq % 3 ? two : one;
        assert_status(dd_journal_append(first, seq, &record, 1, NULL, NULL), DD_STATUS_OK);
        assert_status(dd_journal_append(second, seq, &record, 1, NULL, &err), DD_STATUS_CONFLICT);
    }
    assert_string_equal(err.message, "expected the journal to end at 19, but it ends at 20");
    dd_journal_close(one);
    dd_journal_close(two);
}

static void configuration_is_set_once(void **state)
{
    (void)state;
    const char *path = path_of("configuration");
    dd_journal *journal = open_new(path);
    void *bytes = NULL;
    size_t size;
    dd_error err;
    assert_status(dd_journal_get_configuration(journal, &bytes, &size, &err), DD_STATUS_NOT_FOUND);
    assert_error_at(&err, DD_STATUS_NOT_FOUND, "/meta/configuration");
    assert_status(dd_journal_set_configuration(journal, "a", DD_JOURNAL_CONFIGURATION_MAX + 1, &err), DD_STATUS_TOO_LARGE);
    assert_status(dd_journal_set_configuration(journal, "a\0b", 3, NULL), DD_STATUS_OK);
    assert_status(dd_journal_set_configuration(journal, "a\0b", 3, NULL), DD_STATUS_OK);
    assert_status(dd_journal_set_configuration(journal, "a\0c", 3, &err), DD_STATUS_CONFLICT);
    assert_status(dd_journal_set_configuration(journal, NULL, 0, &err), DD_STATUS_CONFLICT);
    assert_error_at(&err, DD_STATUS_CONFLICT, "/meta/configuration");
    dd_journal_close(journal);
    journal = open_with(path, (dd_journal_options){DD_JOURNAL_OPTIONS_DEFAULT});
    assert_status(dd_journal_get_configuration(journal, &bytes, &size, NULL), DD_STATUS_OK);
    assert_int_equal(size, 3);
    assert_memory_equal(bytes, "a\0b", 3);
    free(bytes);
    dd_journal_summary summary;
    assert_status(dd_journal_verify(journal, &summary, NULL), DD_STATUS_OK);
    assert_true(summary.has_configuration);
    dd_journal_close(journal);
}

static void a_locked_journal_says_so(void **state)
{
    (void)state;
    const char *path = path_of("locked");
    dd_journal *journal = open_new(path);
    append_some(journal, 1);
    dd_journal_close(journal);
    journal = open_with(path, (dd_journal_options){.busy_ms = 1});
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    const dd_journal_record record = {.at_ms = 50};
    dd_error err;
    assert_status(dd_journal_append(journal, 1, &record, 1, NULL, &err), DD_STATUS_IO);
    assert_string_equal(err.message, "append: SQLite: database is locked (5); another connection holds the journal");
    assert_int_equal(last_of(journal), 1); /* reading goes on */
    assert_int_equal(sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    assert_status(dd_journal_append(journal, 1, &record, 1, NULL, &err), DD_STATUS_OK);
    sqlite3_close(db);
    dd_journal_close(journal);
}

static void a_full_disk_leaves_the_journal_whole(void **state)
{
    (void)state;
    const char *path = path_of("full");
    static const char payload[3000];
    dd_journal *journal;
    dd_error err;
    const dd_journal_record batch[2] = {{.at_ms = 1, .payload = payload, .size = sizeof payload}, {.at_ms = 1}};
    uint64_t last = 0;
    remove_journal(path);
    journal = open_with(path, (dd_journal_options){DD_JOURNAL_OPTIONS_DEFAULT, .max_pages = 20});
    dd_status status;
    while ((status = dd_journal_append(journal, last, batch, 2, &last, &err)) == DD_STATUS_OK) assert_true(last < 100);
    assert_status(status, DD_STATUS_IO);
    assert_string_equal(err.message, "append: SQLite: database or disk is full (13); nothing was written, free space and try again");
    assert_true(last > 0 && last % 2 == 0);
    assert_int_equal(last_of(journal), last);
    assert_status(dd_journal_verify(journal, NULL, NULL), DD_STATUS_OK);
    dd_journal_close(journal);
    journal = open_with(path, (dd_journal_options){DD_JOURNAL_OPTIONS_DEFAULT});
    assert_status(dd_journal_append(journal, last, batch, 2, NULL, NULL), DD_STATUS_OK);
    dd_journal_close(journal);
}

static void a_read_only_handle_writes_nothing(void **state)
{
    (void)state;
    const char *path = path_of("read-only");
    dd_journal *journal = open_new(path);
    append_some(journal, 3);
    dd_journal_close(journal);
    journal = open_with(path, (dd_journal_options){.read_only = true});
    const dd_journal_record record = {.at_ms = 50};
    dd_error err;
    assert_status(dd_journal_append(journal, 3, &record, 1, NULL, &err), DD_STATUS_IO);
    assert_non_null(strstr(err.message, "attempt to write a readonly database"));
    assert_status(dd_journal_put_snapshot(journal, 3, "a", 1, &err), DD_STATUS_IO);
    assert_status(dd_journal_set_configuration(journal, "a", 1, &err), DD_STATUS_IO);
    assert_int_equal(last_of(journal), 3);
    dd_journal_close(journal);
}

static void *create_and_append(void *argument)
{
    dd_journal *journal = NULL;
    dd_error err = {0};
    if (dd_journal_open(argument, NULL, &journal, &err) != DD_STATUS_OK) {
        print_error("%s\n", err.message);
        return NULL;
    }
    uintptr_t won = 1; /* so that 0 wins differ from a failed opening */
    const dd_journal_record record = {.at_ms = 1};
    for (uint64_t seq = 0; seq < 20;) {
        dd_status status = dd_journal_append(journal, seq, &record, 1, NULL, NULL);
        if (status == DD_STATUS_OK) won++;
        else if (status != DD_STATUS_CONFLICT) break;
        if (dd_journal_last(journal, &seq, NULL, NULL) != DD_STATUS_OK) break;
    }
    dd_journal_close(journal);
    return (void *)won; /* NOLINT: a small number, not an address */
}

static void threads_may_race_to_create_and_append(void **state)
{
    (void)state;
    for (int round = 0; round < 5; round++) {
        char path[PATH_SIZE];
        snprintf(path, sizeof path, "%s", path_of("race"));
        remove_journal(path);
        pthread_t threads[3];
        uintptr_t won = 0;
        for (int i = 0; i < 3; i++) assert_int_equal(pthread_create(&threads[i], NULL, create_and_append, path), 0);
        for (int i = 0; i < 3; i++) {
            void *result;
            assert_int_equal(pthread_join(threads[i], &result), 0);
            assert_non_null(result);
            won += (uintptr_t)result - 1;
        }
        dd_journal *journal = open_with(path, (dd_journal_options){DD_JOURNAL_OPTIONS_DEFAULT});
        assert_int_equal(won, last_of(journal));
        assert_true(won >= 20);
        assert_status(dd_journal_verify(journal, NULL, NULL), DD_STATUS_OK);
        dd_journal_close(journal);
    }
}

/* Our own allocations; SQLite's are failed by tests/crash/test_memory.c. */
static dd_status whole_life(void *argument)
{
    const char *path = argument;
    const dd_journal_record record = {.at_ms = 1, .payload = "abc", .size = 3};
    dd_journal *journal = NULL;
    dd_journal_cursor *cursor = NULL;
    dd_journal_record got;
    dd_error err;
    uint64_t seq = 0;
    size_t size;
    void *bytes = NULL, *configuration = NULL;
    remove_journal(path);
    dd_status status = dd_journal_open(path, NULL, &journal, &err);
    if (status == DD_STATUS_OK) status = dd_journal_append(journal, 0, &record, 1, NULL, &err);
    if (status == DD_STATUS_OK) status = dd_journal_cursor_open(journal, 1, 1, &cursor, &err);
    if (status == DD_STATUS_OK) status = dd_journal_cursor_next(cursor, &got, &err);
    dd_journal_cursor_close(cursor);
    if (status == DD_STATUS_OK) status = dd_journal_set_configuration(journal, "c", 1, &err);
    if (status == DD_STATUS_OK) status = dd_journal_get_configuration(journal, &configuration, &size, &err);
    if (status == DD_STATUS_OK) status = dd_journal_put_snapshot(journal, 1, "snapshot", 8, &err);
    if (status == DD_STATUS_OK) status = dd_journal_get_snapshot(journal, 1, &seq, &bytes, &size, &err);
    free(configuration);
    free(bytes);
    dd_journal_close(journal);
    return status;
}

static void every_failing_allocation_is_reported(void **state)
{
    (void)state;
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s", path_of("allocations"));
    assert_true(fault_each_allocation(whole_life, path) >= 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checksum_is_crc32c),
        cmocka_unit_test(opening_says_what_is_wrong),
        cmocka_unit_test(unusable_paths_are_refused),
        cmocka_unit_test(a_journal_remembers_who_created_it),
        cmocka_unit_test(what_goes_in_comes_out),
        cmocka_unit_test(bad_batches_name_the_record),
        cmocka_unit_test(a_batch_of_too_many_bytes_is_refused),
        cmocka_unit_test(of_two_writers_one_wins),
        cmocka_unit_test(configuration_is_set_once),
        cmocka_unit_test(a_locked_journal_says_so),
        cmocka_unit_test(a_full_disk_leaves_the_journal_whole),
        cmocka_unit_test(a_read_only_handle_writes_nothing),
        cmocka_unit_test(threads_may_race_to_create_and_append),
        cmocka_unit_test(every_failing_allocation_is_reported),
    };
    return cmocka_run_group_tests_name("journal", tests, make_folder, remove_folder);
}
