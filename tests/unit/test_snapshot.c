#define _GNU_SOURCE /* nftw */
#include "unit/journal_file.h"

static void snapshots_keep_the_last_two(void **state)
{
    (void)state;
    dd_journal *journal = open_new(path_of("snapshots"));
    uint64_t seq = 99;
    void *bytes = NULL;
    size_t size = 99;
    dd_error err;
    append_some(journal, 30);
    assert_status(dd_journal_find_snapshot(journal, UINT64_MAX, &seq, &err), DD_STATUS_NOT_FOUND);
    assert_status(dd_journal_get_snapshot(journal, UINT64_MAX, &seq, &bytes, &size, &err), DD_STATUS_NOT_FOUND);
    assert_true(seq == 99 && bytes == NULL && size == 99);
    assert_status(dd_journal_put_snapshot(journal, 0, "a", 1, &err), DD_STATUS_INVALID_INPUT);
    assert_error_at(&err, DD_STATUS_INVALID_INPUT, "/snapshots/0");
    assert_status(dd_journal_put_snapshot(journal, 31, "a", 1, &err), DD_STATUS_INVALID_INPUT);
    assert_error_at(&err, DD_STATUS_INVALID_INPUT, "/snapshots/31");
    assert_status(dd_journal_put_snapshot(journal, 1, "a", DD_JOURNAL_SNAPSHOT_MAX + 1, &err), DD_STATUS_TOO_LARGE);
    assert_status(dd_journal_put_snapshot(journal, 10, "ten", 3, NULL), DD_STATUS_OK);
    assert_status(dd_journal_put_snapshot(journal, 20, "", 0, NULL), DD_STATUS_OK);
    assert_status(dd_journal_put_snapshot(journal, 30, "thirty", 6, NULL), DD_STATUS_OK);
    assert_status(dd_journal_put_snapshot(journal, 30, "THIRTY!", 7, NULL), DD_STATUS_OK);
    assert_status(dd_journal_put_snapshot(journal, 10, "ten", 3, &err), DD_STATUS_CONFLICT);
    static const struct {
        uint64_t at, seq;
        const char *text;
    } rows[] = {{UINT64_MAX, 30, "THIRTY!"}, {30, 30, "THIRTY!"}, {29, 20, ""}, {20, 20, ""}, {19, 0, NULL}, {0, 0, NULL}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dd_status want = rows[i].text ? DD_STATUS_OK : DD_STATUS_NOT_FOUND;
        assert_status(dd_journal_get_snapshot(journal, rows[i].at, &seq, &bytes, &size, NULL), want);
        if (want != DD_STATUS_OK) continue;
        assert_int_equal(seq, rows[i].seq);
        assert_int_equal(size, strlen(rows[i].text));
        assert_memory_equal(bytes, rows[i].text, size);
        free(bytes);
        assert_status(dd_journal_find_snapshot(journal, rows[i].at, &seq, NULL), DD_STATUS_OK);
        assert_int_equal(seq, rows[i].seq);
    }
    dd_journal_summary summary;
    assert_status(dd_journal_verify(journal, &summary, NULL), DD_STATUS_OK);
    assert_int_equal(summary.snapshots, 2);
    dd_journal_close(journal);
}

static void large_snapshots_go_beside_intake(void **state)
{
    (void)state;
    const char *path = path_of("large");
    size_t size = ((size_t)9 << 20) + 12345, got;
    unsigned char *bytes = malloc(size);
    void *read;
    uint64_t seq;
    assert_non_null(bytes);
    for (size_t i = 0; i < size; i++) bytes[i] = (unsigned char)(i * 31 + (i >> 13));
    dd_journal *intake = open_new(path), *follower = open_with(path, (dd_journal_options){.busy_ms = 1000});
    append_some(intake, 5);
    run_sql(path, "INSERT INTO snapshot_part VALUES (65536, x'00'), (65537, x'01')"); /* an upload that was cut */
    assert_status(dd_journal_verify(follower, NULL, NULL), DD_STATUS_OK);
    assert_status(dd_journal_put_snapshot(follower, 4, bytes, size, NULL), DD_STATUS_OK);
    append_some(intake, 5);
    assert_status(dd_journal_get_snapshot(intake, 9, &seq, &read, &got, NULL), DD_STATUS_OK);
    assert_int_equal(got, size);
    assert_memory_equal(read, bytes, size);
    free(read);
    free(bytes);
    dd_journal_close(follower);
    dd_journal_close(intake);
    sqlite3 *db;
    sqlite3_stmt *count;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT count(*), min(id) FROM snapshot_part", -1, &count, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(count), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(count, 0), 3); /* the orphans are swept */
    assert_int_equal(sqlite3_column_int(count, 1), 2 * 65536);
    sqlite3_finalize(count);
    sqlite3_close(db);
}

static void a_backup_is_a_journal(void **state)
{
    (void)state;
    const char *path = path_of("original"), *to = path_of("copy");
    dd_journal *journal = open_new(path), *copy;
    dd_error err;
    append_some(journal, 300);
    assert_status(dd_journal_put_snapshot(journal, 299, "state", 5, NULL), DD_STATUS_OK);
    remove_journal(to);
    assert_status(dd_journal_backup(journal, to, NULL), DD_STATUS_OK);
    append_some(journal, 1);
    assert_status(dd_journal_backup(journal, to, &err), DD_STATUS_CONFLICT);
    assert_error_at(&err, DD_STATUS_CONFLICT, to);
    assert_status(dd_journal_backup(journal, "", &err), DD_STATUS_INVALID_INPUT);
    assert_status(dd_journal_backup(journal, NULL, &err), DD_STATUS_INVALID_INPUT);
    const char *nowhere = path_of("none/copy");
    assert_status(dd_journal_backup(journal, nowhere, &err), DD_STATUS_IO);
    assert_error_at(&err, DD_STATUS_IO, nowhere);
    copy = open_with(to, (dd_journal_options){.read_only = true});
    assert_int_equal(last_of(copy), 300);
    assert_status(dd_journal_verify(copy, NULL, NULL), DD_STATUS_OK);
    dd_journal_close(copy);
    copy = open_with(to, (dd_journal_options){DD_JOURNAL_OPTIONS_DEFAULT, .must_exist = true});
    append_some(copy, 5); /* it goes its own way */
    assert_int_equal(last_of(copy), 305);
    assert_int_equal(last_of(journal), 301);
    dd_journal_close(copy);
    dd_journal_close(journal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(snapshots_keep_the_last_two),
        cmocka_unit_test(large_snapshots_go_beside_intake),
        cmocka_unit_test(a_backup_is_a_journal),
    };
    return cmocka_run_group_tests_name("snapshot", tests, make_folder, remove_folder);
}
