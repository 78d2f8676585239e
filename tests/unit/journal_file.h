/* Journals in a folder of the test's own, and somebody else who tampers with them.
 *
 * Define _GNU_SOURCE (nftw) before including this first; make_folder and remove_folder are the group's set-up and tear-down.
 */
#ifndef DD_TESTS_JOURNAL_FILE_H
#define DD_TESTS_JOURNAL_FILE_H

#include <ftw.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "diaodu/journal.h"
#include "support/check.h"

enum { PATH_SIZE = 512 };

static char folder[256]; /* of this test program */

static inline const char *path_of(const char *name)
{
    static char paths[4][PATH_SIZE];
    static unsigned turn;
    char *path = paths[turn++ % 4];
    snprintf(path, PATH_SIZE, "%s/%s", folder, name);
    return path;
}

static inline int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    (void)info, (void)kind, (void)place;
    return remove(path);
}

static inline int make_folder(void **state)
{
    (void)state;
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/diaodu-journal-XXXXXX", base && strlen(base) < 200 ? base : "/tmp");
    return mkdtemp(folder) == NULL;
}

static inline int remove_folder(void **state)
{
    (void)state;
    return nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static inline void remove_journal(const char *path)
{
    char name[PATH_SIZE + 8];
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
        (void)unlink(name);
    }
}

static inline void put_file(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static inline unsigned char *get_file(const char *path, size_t *ret_size)
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
static inline void run_sql(const char *path, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    if (code != SQLITE_OK) print_error("%s: %s\n", sql, sqlite3_errmsg(db));
    assert_int_equal(code, SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static inline dd_journal *open_new(const char *path)
{
    dd_journal *journal = NULL;
    dd_error err = {0};
    remove_journal(path);
    if (dd_journal_open(path, NULL, &journal, &err) != DD_STATUS_OK) print_error("%s %s\n", err.pointer, err.message);
    assert_non_null(journal);
    return journal;
}

static inline dd_journal *open_with(const char *path, dd_journal_options options)
{
    dd_journal *journal = NULL;
    dd_error err = {0};
    if (dd_journal_open(path, &options, &journal, &err) != DD_STATUS_OK) print_error("%s %s\n", err.pointer, err.message);
    assert_non_null(journal);
    return journal;
}

/* One batch of `count` records after the last: instant 10 * seq, kind seq, payload "payload SEQ". */
static inline void append_some(dd_journal *journal, unsigned count)
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

static inline uint64_t last_of(dd_journal *journal)
{
    uint64_t last = UINT64_MAX;
    assert_status(dd_journal_last(journal, &last, NULL, NULL), DD_STATUS_OK);
    return last;
}

#endif
