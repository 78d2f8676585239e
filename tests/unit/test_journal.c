#define _GNU_SOURCE /* nftw */
#include "diaodu/journal.h"

#include <ftw.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/rng.h"
#include "journal/checksum.h"
#include "support/check.h"
#include "support/fault.h"

enum { PATH_SIZE = 512 };

static char folder[256];

static const char *path_of(const char *name)
{
    static char paths[4][PATH_SIZE];
    static unsigned turn;
    char *path = paths[turn++ % 4];
    snprintf(path, PATH_SIZE, "%s/%s", folder, name);
    return path;
}

static int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    (void)info, (void)kind, (void)place;
    return remove(path);
}

static int make_folder(void **state)
{
    (void)state;
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/diaodu-journal-XXXXXX", base && strlen(base) < 200 ? base : "/tmp");
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
    (void)state;
    return nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static void remove_journal(const char *path)
{
    char name[PATH_SIZE + 8];
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
        (void)unlink(name);
    }
}

static void put_file(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static unsigned char *get_file(const char *path, size_t *ret_size)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    *ret_size = (size_t)ftell(file);
    rewind(file);
    unsigned char *bytes = malloc(*ret_size + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *ret_size, file), *ret_size);
    assert_int_equal(fclose(file), 0);
    return bytes;
}

/* Somebody else at the file, with SQL of their own. */
static void run_sql(const char *path, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    if (code != SQLITE_OK) print_error("%s: %s\n", sql, sqlite3_errmsg(db));
    assert_int_equal(code, SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static dd_journal *open_new(const char *path)
{
    dd_journal *journal = NULL;
    dd_error err = {0};
    remove_journal(path);
    if (dd_journal_open(path, NULL, &journal, &err) != DD_STATUS_OK) print_error("%s %s\n", err.pointer, err.message);
    assert_non_null(journal);
    return journal;
}

static dd_journal *open_with(const char *path, dd_journal_options options)
{
    dd_journal *journal = NULL;
    dd_error err = {0};
    if (dd_journal_open(path, &options, &journal, &err) != DD_STATUS_OK) print_error("%s %s\n", err.pointer, err.message);
    assert_non_null(journal);
    return journal;
}

/* One batch of `count` records after the last: instant 10 * seq, kind seq, payload "payload SEQ". */
static void append_some(dd_journal *journal, unsigned count)
{
    enum { MOST = 300 };
    static char texts[MOST][32];
    static dd_journal_record batch[MOST];
    uint64_t last;
    assert_true(count <= MOST);
    assert_status(dd_journal_last(journal, &last, NULL, NULL), DD_STATUS_OK);
    for (unsigned i = 0; i < count; i++) {
        unsigned seq = (unsigned)last + 1 + i;
        snprintf(texts[i], sizeof texts[i], "payload %u", seq);
        batch[i] = (dd_journal_record){.at_ms = 10 * (int64_t)seq, .kind = (uint16_t)seq, .payload = texts[i], .size = strlen(texts[i])};
    }
    assert_status(dd_journal_append(journal, last, batch, count, NULL, NULL), DD_STATUS_OK);
}

static uint64_t last_of(dd_journal *journal)
{
    uint64_t last = UINT64_MAX;
    assert_status(dd_journal_last(journal, &last, NULL, NULL), DD_STATUS_OK);
    return last;
}

static void checksum_is_crc32c(void **state)
{
    (void)state;
    assert_true(dd_checksum_add(0, "123456789", 9) == 0xe3069283u);
    assert_true(dd_checksum_add(dd_checksum_add(0, "1234", 4), "56789", 5) == 0xe3069283u);
    assert_true(dd_checksum_add(0, "", 0) == 0);
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
    if (dd_journal_open(argument, NULL, &journal, NULL) != DD_STATUS_OK) return NULL;
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
        cmocka_unit_test(cursor_reads_the_range_asked_for),
        cmocka_unit_test(a_cursor_follows_what_is_appended),
        cmocka_unit_test(damage_is_found_and_named),
        cmocka_unit_test(what_lies_in_front_of_damage_is_read),
        cmocka_unit_test(no_flipped_byte_goes_unseen),
        cmocka_unit_test(snapshots_keep_the_last_two),
        cmocka_unit_test(large_snapshots_go_beside_intake),
        cmocka_unit_test(configuration_is_set_once),
        cmocka_unit_test(a_backup_is_a_journal),
        cmocka_unit_test(a_locked_journal_says_so),
        cmocka_unit_test(a_full_disk_leaves_the_journal_whole),
        cmocka_unit_test(a_read_only_handle_writes_nothing),
        cmocka_unit_test(threads_may_race_to_create_and_append),
        cmocka_unit_test(every_failing_allocation_is_reported),
    };
    return cmocka_run_group_tests_name("journal", tests, make_folder, remove_folder);
}
