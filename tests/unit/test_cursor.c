#define _GNU_SOURCE /* nftw */
#include "unit/journal_file.h"

#include "base/rng.h"

static void cursor_reads_the_range_asked_for(void **state)
{
    (void)state;
    static const struct {
        uint64_t from, to, first, count;
    } rows[] = {
        {1, UINT64_MAX, 1, 600}, {1, 600, 1, 600}, {1, 1, 1, 1},     {256, 257, 256, 2}, {257, 512, 257, 256},
        {600, 600, 600, 1},      {600, 999, 600, 1}, {601, 999, 0, 0}, {700, UINT64_MAX, 0, 0}, {9, 8, 0, 0},
    };
    const char *path = path_of("ranges");
    dd_journal *journal = open_new(path);
    dd_journal_record *batch = calloc(600, sizeof *batch);
    assert_non_null(batch);
    for (size_t i = 0; i < 600; i++) batch[i] = (dd_journal_record){.at_ms = (int64_t)i, .payload = "0123456789", .size = i % 11};
    assert_status(dd_journal_append(journal, 0, batch, 600, NULL, NULL), DD_STATUS_OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dd_journal_cursor *cursor;
        dd_journal_record record;
        uint64_t count = 0;
        assert_status(dd_journal_cursor_open(journal, rows[i].from, rows[i].to, &cursor, NULL), DD_STATUS_OK);
        while (dd_journal_cursor_next(cursor, &record, NULL) == DD_STATUS_OK) {
            assert_int_equal(record.seq, rows[i].first + count++);
            assert_int_equal(record.size, (record.seq - 1) % 11);
        }
        assert_int_equal(count, rows[i].count);
        assert_status(dd_journal_cursor_next(cursor, &record, NULL), DD_STATUS_NOT_FOUND);
        dd_journal_cursor_close(cursor);
    }
    dd_journal_cursor *cursor = NULL;
    dd_error err;
    assert_status(dd_journal_cursor_open(journal, 0, 5, &cursor, &err), DD_STATUS_INVALID_INPUT);
    assert_error_at(&err, DD_STATUS_INVALID_INPUT, "/from_seq");
    dd_journal_cursor_close(NULL);
    free(batch);
    dd_journal_close(journal);
}

static void a_cursor_follows_what_is_appended(void **state)
{
    (void)state;
    const char *path = path_of("follow");
    dd_journal *intake = open_new(path), *follower = open_with(path, (dd_journal_options){DD_JOURNAL_OPTIONS_DEFAULT, .read_only = true});
    dd_journal_cursor *cursor, *ahead;
    dd_journal_record record;
    assert_status(dd_journal_cursor_open(follower, 1, UINT64_MAX, &cursor, NULL), DD_STATUS_OK);
    assert_status(dd_journal_cursor_open(intake, 4, UINT64_MAX, &ahead, NULL), DD_STATUS_OK);
    for (uint64_t seq = 1; seq < 8; seq++) {
        assert_status(dd_journal_cursor_next(cursor, &record, NULL), DD_STATUS_NOT_FOUND);
        append_some(intake, 1); /* the intake's own cursor is open, and does not mind */
        assert_status(dd_journal_cursor_next(cursor, &record, NULL), DD_STATUS_OK);
        assert_int_equal(record.seq, seq);
        assert_status(dd_journal_cursor_next(ahead, &record, NULL), seq < 4 ? DD_STATUS_NOT_FOUND : DD_STATUS_OK);
    }
    uint32_t left = 9;
    assert_status(dd_journal_checkpoint(intake, &left, NULL), DD_STATUS_OK); /* open cursors hold nothing back */
    assert_int_equal(left, 0);
    dd_journal_cursor_close(cursor);
    dd_journal_cursor_close(ahead);
    dd_journal_close(follower);
    dd_journal_close(intake);
}

static void damage_is_found_and_named(void **state)
{
    (void)state;
    static const struct {
        const char *sql, *pointer;
    } rows[] = {
        {"UPDATE record SET payload=x'00' WHERE seq=5", "/records/5"},
        {"UPDATE record SET at_ms=at_ms+1 WHERE seq=5", "/records/5"},
        {"UPDATE record SET kind=kind+1 WHERE seq=5", "/records/5"},
        {"UPDATE record SET flags=1 WHERE seq=1", "/records/1"},
        {"UPDATE record SET flags=70000 WHERE seq=10", "/records/10"},
        {"UPDATE record SET kind=-1 WHERE seq=10", "/records/10"},
        {"UPDATE record SET checksum=checksum+1 WHERE seq=9", "/records/9"},
        {"UPDATE record SET checksum=-1 WHERE seq=9", "/records/9"},
        {"DELETE FROM record WHERE seq=1", "/records/1"},
        {"DELETE FROM record WHERE seq=7", "/records/7"},
        {"UPDATE record SET seq=99 WHERE seq=10", "/records/10"},
        {"UPDATE record SET seq=-seq WHERE seq=10; DELETE FROM snapshot", "/records"},
        {"UPDATE record SET payload=(SELECT payload FROM record WHERE seq=3), at_ms=30, kind=3, checksum=(SELECT checksum FROM record WHERE seq=3) "
         "WHERE seq=4", "/records/4"},
        {"DELETE FROM record WHERE seq=10", "/snapshots/10"}, /* only the snapshot knows that there was one more */
        {"UPDATE snapshot SET checksum=checksum+1 WHERE seq=10", "/snapshots/10"},
        {"UPDATE snapshot SET size=size+1 WHERE seq=6", "/snapshots/6"},
        {"UPDATE snapshot SET size=size-1 WHERE seq=6", "/snapshots/6"},
        {"UPDATE snapshot SET size=-1 WHERE seq=6", "/snapshots/6"},
        {"UPDATE snapshot SET upload=-1 WHERE seq=6", "/snapshots/6"},
        {"UPDATE snapshot SET seq=7 WHERE seq=6", "/snapshots/7"},
        {"UPDATE snapshot SET seq=0 WHERE seq=6", "/snapshots"},
        {"DELETE FROM snapshot_part WHERE id/65536=(SELECT upload FROM snapshot WHERE seq=6)", "/snapshots/6"},
        {"UPDATE snapshot_part SET bytes=x'0102' WHERE id/65536=(SELECT upload FROM snapshot WHERE seq=10)", "/snapshots/10"},
        {"UPDATE snapshot_part SET id=id+1 WHERE id/65536=(SELECT upload FROM snapshot WHERE seq=10)", "/snapshots/10"},
        {"UPDATE meta SET value=x'00' WHERE name='configuration'", "/meta/configuration"},
        {"UPDATE meta SET checksum=-1 WHERE name='configuration'", "/meta/configuration"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *path = path_of("damage");
        dd_error err = {0};
        dd_journal_summary summary = {.records = 99};
        dd_journal *journal = open_new(path);
        append_some(journal, 10);
        assert_status(dd_journal_put_snapshot(journal, 6, "state six", 9, NULL), DD_STATUS_OK);
        assert_status(dd_journal_put_snapshot(journal, 10, "state ten", 9, NULL), DD_STATUS_OK);
        assert_status(dd_journal_set_configuration(journal, "abc", 3, NULL), DD_STATUS_OK);
        assert_status(dd_journal_verify(journal, NULL, NULL), DD_STATUS_OK);
        dd_journal_close(journal);
        run_sql(path, rows[i].sql);
        journal = open_with(path, (dd_journal_options){.read_only = true});
        dd_status status = dd_journal_verify(journal, &summary, &err);
        if (status != DD_STATUS_CORRUPT || strcmp(err.pointer, rows[i].pointer) != 0) print_error("%s\n", rows[i].sql);
        assert_error_at(&err, DD_STATUS_CORRUPT, rows[i].pointer);
        assert_int_equal(summary.records, 99);
        dd_journal_close(journal);
    }
}

static void what_lies_in_front_of_damage_is_read(void **state)
{
    (void)state;
    const char *path = path_of("front");
    dd_journal *journal = open_new(path);
    append_some(journal, 10);
    run_sql(path, "UPDATE record SET kind=0 WHERE seq=6");
    dd_journal_cursor *cursor;
    dd_journal_record record;
    dd_error err;
    assert_status(dd_journal_cursor_open(journal, 2, UINT64_MAX, &cursor, NULL), DD_STATUS_OK);
    for (uint64_t seq = 2; seq < 6; seq++) {
        assert_status(dd_journal_cursor_next(cursor, &record, NULL), DD_STATUS_OK);
        assert_int_equal(record.seq, seq);
    }
    for (int i = 0; i < 2; i++) {
        assert_status(dd_journal_cursor_next(cursor, &record, &err), DD_STATUS_CORRUPT);
        assert_error_at(&err, DD_STATUS_CORRUPT, "/records/6");
    }
    dd_journal_cursor_close(cursor);
    assert_status(dd_journal_cursor_open(journal, 8, 9, &cursor, NULL), DD_STATUS_OK); /* behind it the chain holds again */
    assert_status(dd_journal_cursor_next(cursor, &record, NULL), DD_STATUS_OK);
    dd_journal_cursor_close(cursor);
    run_sql(path, "DELETE FROM record WHERE seq=7");
    assert_status(dd_journal_cursor_open(journal, 8, 9, &cursor, NULL), DD_STATUS_OK);
    assert_status(dd_journal_cursor_next(cursor, &record, &err), DD_STATUS_CORRUPT);
    assert_error_at(&err, DD_STATUS_CORRUPT, "/records/7");
    dd_journal_cursor_close(cursor);
    dd_journal_close(journal);
}

/* Any byte of the file changed: either it shows, or it is in unused space and every record reads as before. */
static void no_flipped_byte_goes_unseen(void **state)
{
    (void)state;
    enum { FLIPS = 600 };
    const char *path = path_of("flips");
    dd_journal *journal = open_new(path);
    append_some(journal, 120);
    assert_status(dd_journal_put_snapshot(journal, 120, "the state", 9, NULL), DD_STATUS_OK);
    dd_journal_close(journal);
    size_t size, seen = 0;
    unsigned char *bytes = get_file(path, &size);
    dd_rng rng = dd_rng_seed(1, 0);
    for (int i = 0; i < FLIPS; i++) {
        size_t at = dd_rng_below(&rng, (uint32_t)size);
        unsigned char flip = (unsigned char)(1 + dd_rng_below(&rng, 255));
        bytes[at] ^= flip;
        remove_journal(path);
        put_file(path, bytes, size);
        bytes[at] ^= flip;
        dd_journal_options options = {.read_only = true};
        dd_journal_summary summary;
        journal = NULL;
        dd_status status = dd_journal_open(path, &options, &journal, NULL);
        if (status == DD_STATUS_OK) status = dd_journal_verify(journal, &summary, NULL);
        if (status == DD_STATUS_OK) assert_true(summary.records == 120 && summary.snapshots == 1);
        else seen++;
        dd_journal_close(journal);
    }
    free(bytes);
    assert_true(seen > FLIPS / 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cursor_reads_the_range_asked_for),
        cmocka_unit_test(a_cursor_follows_what_is_appended),
        cmocka_unit_test(damage_is_found_and_named),
        cmocka_unit_test(what_lies_in_front_of_damage_is_read),
        cmocka_unit_test(no_flipped_byte_goes_unseen),
    };
    return cmocka_run_group_tests_name("cursor", tests, make_folder, remove_folder);
}
