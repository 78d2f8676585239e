/* Journal: opening, identity, meta data.  The file format, version 1, is specified here.
 *
 * File.  One SQLite 3 database in WAL mode, page size 4096, UTF-8.  PRAGMA application_id is 0x6469616f ("diao"), PRAGMA user_version is
 * the format version.  Its schema is exactly the four tables of `schema` below, to the letter; any other table, index, view or trigger
 * makes it somebody else's file (so nothing in a hostile file runs behind our statements).
 *
 *   meta           name, value, checksum.  'created_by': program and version.  'configuration': the engine's bytes, immutable once set.
 *   record         seq 1.., at_ms, kind, flags, checksum, payload.
 *   snapshot       seq (the state after this record), upload, size, checksum.
 *   snapshot_part  id = upload * 65536 + part, bytes: the snapshot's bytes in parts of 4 MiB, the last one shorter.
 *
 * Checksums.  CRC-32C (checksum.h), integers little-endian:
 *   record    over  checksum of record seq - 1 (4 bytes; 0 for seq 1), seq (8), at_ms (8), kind (2), flags (2), size (4), payload.
 *             The chain ties each record to the whole history in front of it: a record that is lost, repeated, swapped or taken
 *             from an older state of the page breaks the chain, even where each record alone is sound.
 *   snapshot  over  checksum of record seq (4), seq (8), size (8), bytes.  So a snapshot also proves that it belongs to this history.
 *   meta      over  name, NUL, value.
 *
 * Validity.  A journal is valid when SQLite's integrity check passes and
 *   - the sequence numbers are 1, 2, ..., n without a gap, at_ms never goes back and lies within ±DD_FOREVER_MS;
 *   - every record's checksum holds;  every meta row's checksum holds;
 *   - every row of snapshot has seq <= n, its parts 0, 1, ... add up to its size, and its checksum holds.
 * Parts that no snapshot row names are leftovers of an interrupted upload: ignored, and swept by the next one.
 *
 * Durability and recovery.  A batch is one transaction.  SQLite appends its pages to the WAL, the last with the commit mark and a running checksum,
 * and syncs the WAL before COMMIT returns (synchronous=FULL).  After a crash the first opening finds the longest prefix of the WAL whose
 * checksums and salts hold and that ends in a commit mark: acknowledged batches were synced in front of it, so they are in; a torn
 * tail is out as a whole.  A checkpoint writes the main file, syncs it, and only then lets the WAL start over under new salts.  Nothing
 * here rests on more than: sync is a barrier, and a torn write spoils no bytes outside its own range (tests/crash simulates the rest).
 * The WAL's own name: SQLite syncs the folder only through the connection that created the WAL, which may be a reader; so each opening for
 * writing syncs the folder itself, or a power cut could lose the WAL with all its synced contents.
 * Creation is one transaction too: an interrupted one leaves an empty database, which the next opening takes for new.
 *
 * Two writers.  BEGIN IMMEDIATE takes SQLite's one write lock, then the last sequence is read and compared: the fence and the append are atomic.
 *
 * Complexity.  Append O(bytes + log n); next O(bytes), a chunk costs O(log n).
 */
#include <stdlib.h>
#include <string.h>

#include "journal/checksum.h"
#include "journal/internal.h"

enum { APPLICATION_ID = 0x6469616f, TABLES = 4, WAL_SIZE_KEPT = 64 << 20, ROW_OVERHEAD_MAX = 4096 };

static const char *const schema[TABLES][2] = {
    {"meta", "CREATE TABLE meta (name TEXT PRIMARY KEY NOT NULL, value BLOB NOT NULL, checksum INTEGER NOT NULL) STRICT, WITHOUT ROWID"},
    {"record", "CREATE TABLE record (seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, kind INTEGER NOT NULL, flags INTEGER NOT NULL, "
               "checksum INTEGER NOT NULL, payload BLOB NOT NULL) STRICT"},
    {"snapshot", "CREATE TABLE snapshot (seq INTEGER PRIMARY KEY, upload INTEGER NOT NULL, size INTEGER NOT NULL, "
                 "checksum INTEGER NOT NULL) STRICT"},
    {"snapshot_part", "CREATE TABLE snapshot_part (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT"},
};

typedef enum identity { IDENTITY_NEW, IDENTITY_OURS } identity;

static dd_status run_sql(dd_journal *journal, const char *sql, const char *doing, dd_error *err)
{
    int code = sqlite3_exec(journal->db, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? DD_STATUS_OK : dd_journal_fail(journal, code, journal->path, doing, err);
}

static dd_status run_pragma(dd_journal *journal, const char *name, int64_t value, dd_error *err)
{
    char sql[96];
    sqlite3_snprintf(sizeof sql, sql, "PRAGMA %s=%lld", name, (long long)value);
    return run_sql(journal, sql, "set up", err);
}

/* One integer from a statement that is run once; `text` (nullable) is bound to ?1 and `more` to ?2. */
static dd_status query_integer(dd_journal *journal, const char *sql, const char *text, const char *more, int64_t *ret, dd_error *err)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(journal->db, sql, -1, &statement, NULL);
    if (code == SQLITE_OK && text != NULL) code = sqlite3_bind_text(statement, 1, text, -1, SQLITE_STATIC);
    if (code == SQLITE_OK && more != NULL) code = sqlite3_bind_text(statement, 2, more, -1, SQLITE_STATIC);
    if (code == SQLITE_OK) code = sqlite3_step(statement);
    dd_status status = DD_STATUS_OK;
    if (code == SQLITE_ROW) *ret = sqlite3_column_int64(statement, 0);
    else status = dd_journal_fail(journal, code == SQLITE_DONE ? SQLITE_CORRUPT : code, journal->path, "open", err);
    sqlite3_finalize(statement);
    return status;
}

static dd_status check_path(const char *path, dd_error *err)
{
    if (path == NULL || path[0] == '\0') return dd_error_set(err, DD_STATUS_INVALID_INPUT, "", "a journal needs the path of a file");
    if (strcmp(path, ":memory:") == 0 || strncmp(path, "file:", 5) == 0)
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, path, "a journal is a plain file: write ./%s for a file of that name", path);
    return DD_STATUS_OK;
}

static dd_status handle_create(const char *path, const dd_journal_options *options, dd_journal **ret, dd_error *err)
{
    dd_journal *journal = calloc(1, sizeof *journal);
    if (journal == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, path, "open: out of memory");
    size_t length = strlen(path) + 1, vfs_length = options->vfs ? strlen(options->vfs) + 1 : 0;
    journal->path = malloc(length + vfs_length);
    if (journal->path == NULL) {
        free(journal);
        return dd_error_set(err, DD_STATUS_NO_MEMORY, path, "open: out of memory");
    }
    memcpy(journal->path, path, length);
    if (vfs_length) journal->vfs = memcpy(journal->path + length, options->vfs, vfs_length);
    journal->read_only = options->read_only;
    *ret = journal;
    return DD_STATUS_OK;
}

/* Opens the connection and makes it safe against hostile files: no triggers, no views, bounded rows. */
static dd_status connect(dd_journal *journal, const dd_journal_options *options, bool must_exist, dd_error *err)
{
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    flags |= options->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    if (!must_exist) flags |= SQLITE_OPEN_CREATE;
    int code = sqlite3_open_v2(journal->path, &journal->db, flags, journal->vfs);
    if (code != SQLITE_OK) return dd_journal_fail(journal, code, journal->path, "open", err);
    sqlite3_limit(journal->db, SQLITE_LIMIT_LENGTH, (int)DD_JOURNAL_PAYLOAD_MAX + ROW_OVERHEAD_MAX);
    sqlite3_limit(journal->db, SQLITE_LIMIT_ATTACHED, 0);
    static const int off[] = {SQLITE_DBCONFIG_ENABLE_TRIGGER, SQLITE_DBCONFIG_ENABLE_VIEW, SQLITE_DBCONFIG_TRUSTED_SCHEMA};
    for (size_t i = 0; i < sizeof off / sizeof *off; i++) (void)sqlite3_db_config(journal->db, off[i], 0, NULL);
    (void)sqlite3_db_config(journal->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_busy_timeout(journal->db, options->busy_ms > INT32_MAX ? INT32_MAX : (int)options->busy_ms);
    return run_sql(journal, "PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY; PRAGMA secure_delete=OFF", "set up", err);
}

static dd_status foreign(const dd_journal *journal, const char *why, dd_error *err)
{
    return dd_error_set(err, DD_STATUS_INVALID_INPUT, journal->path, "not a diaodu journal: %s", why);
}

static dd_status check_schema(dd_journal *journal, int64_t objects, dd_error *err)
{
    int64_t found = 0;
    for (int i = 0; i < TABLES; i++) {
        int64_t same = 0;
        dd_status status = query_integer(journal, "SELECT count(*) FROM sqlite_schema WHERE type='table' AND name=?1 AND sql=?2",
                                         schema[i][0], schema[i][1], &same, err);
        if (status != DD_STATUS_OK) return status;
        found += same == 1;
    }
    if (found != TABLES || objects != TABLES) return foreign(journal, "its tables differ from the format's", err);
    return DD_STATUS_OK;
}

/* Inside a transaction: a new (empty) database, ours, or an error. */
static dd_status identify(dd_journal *journal, identity *ret, dd_error *err)
{
    int64_t application = 0, version = 0, objects = 0;
    dd_status status = query_integer(journal, "PRAGMA application_id", NULL, NULL, &application, err);
    if (status == DD_STATUS_OK) status = query_integer(journal, "PRAGMA user_version", NULL, NULL, &version, err);
    if (status == DD_STATUS_OK) status = query_integer(journal, "SELECT count(*) FROM sqlite_schema", NULL, NULL, &objects, err);
    if (status != DD_STATUS_OK) return status;
    if (application == 0 && version == 0 && objects == 0) {
        *ret = IDENTITY_NEW;
        return DD_STATUS_OK;
    }
    if (application != APPLICATION_ID) return foreign(journal, "another program's SQLite database (application id)", err);
    if (version < 1) return foreign(journal, "no format version", err);
    if (version > DD_JOURNAL_FORMAT)
        return dd_error_set(err, DD_STATUS_UNSUPPORTED, journal->path, "journal format %lld is newer than %d, the newest this program reads",
                            (long long)version, DD_JOURNAL_FORMAT);
    *ret = IDENTITY_OURS;
    return check_schema(journal, objects, err);
}

static dd_status use_wal(dd_journal *journal, dd_error *err)
{
    sqlite3_stmt *statement = NULL;
    bool is_wal = false;
    int code = sqlite3_prepare_v2(journal->db, "PRAGMA journal_mode=WAL", -1, &statement, NULL);
    if (code == SQLITE_OK) code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        const unsigned char *mode = sqlite3_column_text(statement, 0);
        is_wal = mode != NULL && strcmp((const char *)mode, "wal") == 0;
        code = mode == NULL ? SQLITE_NOMEM : sqlite3_step(statement); /* the row is a promise; it is kept at the end, and may fail there */
    }
    dd_status status = DD_STATUS_OK;
    if (code != SQLITE_DONE) status = dd_journal_fail(journal, code, journal->path, "switch to write-ahead logging", err);
    else if (!is_wal)
        status = dd_error_set(err, DD_STATUS_UNSUPPORTED, journal->path, "no write-ahead log here: the file system lacks shared memory");
    sqlite3_finalize(statement);
    return status;
}

static uint32_t meta_checksum(const char *name, const void *value, size_t size)
{
    return dd_checksum_add(dd_checksum_add(0, name, strlen(name) + 1), value, size);
}

static dd_status meta_put(dd_journal *journal, const char *name, const void *value, size_t size, dd_error *err)
{
    sqlite3_stmt *statement;
    dd_status status = dd_journal_prepare(journal, DD_JOURNAL_META_PUT, &statement, err);
    if (status != DD_STATUS_OK) return status;
    int code = sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
    if (code == SQLITE_OK) code = sqlite3_bind_blob64(statement, 2, size ? value : "", size, SQLITE_STATIC);
    if (code == SQLITE_OK) code = sqlite3_bind_int64(statement, 3, meta_checksum(name, value, size));
    if (code != SQLITE_OK) return dd_journal_fail(journal, code, journal->path, "set meta data", err);
    return dd_journal_step_done(journal, statement, "set meta data", err);
}

/* The value of meta row `name`, checked, as a borrowed view that lives until *ret_row is reset by the caller (on success only). */
static dd_status meta_get(dd_journal *journal, const char *name, sqlite3_stmt **ret_row, const void **ret, size_t *ret_size, dd_error *err)
{
    sqlite3_stmt *row;
    char place[64];
    sqlite3_snprintf(sizeof place, place, "/meta/%s", name);
    dd_status status = dd_journal_prepare(journal, DD_JOURNAL_META_GET, &row, err);
    if (status != DD_STATUS_OK) return status;
    int code = sqlite3_bind_text(row, 1, name, -1, SQLITE_STATIC);
    if (code == SQLITE_OK) code = sqlite3_step(row);
    if (code == SQLITE_ROW) {
        uint64_t checksum = 0;
        const void *value = sqlite3_column_blob(row, 0);
        int size = sqlite3_column_bytes(row, 0);
        bool typed = sqlite3_column_type(row, 0) == SQLITE_BLOB && dd_journal_column_uint(row, 1, UINT32_MAX, &checksum);
        if (typed && size > 0 && value == NULL) status = dd_journal_fail(journal, SQLITE_NOMEM, place, "read meta data", err);
        else if (!typed || checksum != meta_checksum(name, value, (size_t)size))
            status = dd_error_set(err, DD_STATUS_CORRUPT, place, "checksum fails");
        *ret = value;
        *ret_size = (size_t)size;
    } else if (code == SQLITE_DONE) {
        status = dd_error_set(err, DD_STATUS_NOT_FOUND, place, "not set");
    } else {
        status = dd_journal_fail(journal, code, place, "read meta data", err);
    }
    if (status != DD_STATUS_OK) sqlite3_reset(row);
    *ret_row = row;
    return status;
}

/* Writes the tables into a new database, unless somebody else was first; then it must be ours. */
static dd_status create_schema(dd_journal *journal, const char *created_by, dd_error *err)
{
    identity who = IDENTITY_NEW;
    dd_status status = dd_journal_begin(journal, true, "create", err);
    if (status != DD_STATUS_OK) return status;
    status = identify(journal, &who, err);
    if (status == DD_STATUS_OK && who == IDENTITY_NEW) {
        for (int i = 0; i < TABLES && status == DD_STATUS_OK; i++) status = run_sql(journal, schema[i][1], "create", err);
        if (status == DD_STATUS_OK) status = meta_put(journal, "created_by", created_by, strlen(created_by), err);
        if (status == DD_STATUS_OK) status = run_pragma(journal, "application_id", APPLICATION_ID, err);
        if (status == DD_STATUS_OK) status = run_pragma(journal, "user_version", DD_JOURNAL_FORMAT, err);
    }
    return dd_journal_end(journal, status, "create", err);
}

static dd_status load_created_by(dd_journal *journal, dd_error *err)
{
    sqlite3_stmt *row;
    const void *value = NULL;
    size_t size = 0;
    dd_status status = meta_get(journal, "created_by", &row, &value, &size, err);
    if (status == DD_STATUS_NOT_FOUND) return dd_error_set(err, DD_STATUS_CORRUPT, "/meta/created_by", "missing");
    if (status != DD_STATUS_OK) return status;
    if (size > DD_JOURNAL_CREATED_BY_MAX) status = dd_error_set(err, DD_STATUS_CORRUPT, "/meta/created_by", "too long");
    else if (size > 0) memcpy(journal->created_by, value, size);
    sqlite3_reset(row);
    return status;
}

static dd_status identify_file(dd_journal *journal, identity *ret, dd_error *err)
{
    dd_status status = dd_journal_begin(journal, false, "open", err);
    if (status != DD_STATUS_OK) return status;
    return dd_journal_end(journal, identify(journal, ret, err), "open", err);
}

static dd_status open_steps(dd_journal *journal, const dd_journal_options *options, dd_error *err)
{
    identity who = IDENTITY_NEW;
    bool must_exist = options->read_only || options->must_exist;
    dd_status status = connect(journal, options, must_exist, err);
    if (status == DD_STATUS_OK) status = identify_file(journal, &who, err);
    if (status != DD_STATUS_OK) return status;
    if (who == IDENTITY_NEW && must_exist) return dd_error_set(err, DD_STATUS_NOT_FOUND, journal->path, "no such journal: an empty database");
    if (!options->read_only) {
        status = use_wal(journal, err);
        if (status == DD_STATUS_OK) status = run_pragma(journal, "synchronous", 2, err);
        if (status == DD_STATUS_OK) status = run_pragma(journal, "wal_autocheckpoint", options->checkpoint_pages, err);
        if (status == DD_STATUS_OK) status = run_pragma(journal, "journal_size_limit", WAL_SIZE_KEPT, err);
        if (status == DD_STATUS_OK && options->max_pages) status = run_pragma(journal, "max_page_count", options->max_pages, err);
    }
    if (status == DD_STATUS_OK && who == IDENTITY_NEW)
        status = create_schema(journal, options->created_by ? options->created_by : "diaodu", err);
    if (status == DD_STATUS_OK) status = load_created_by(journal, err);
    if (status != DD_STATUS_OK || options->read_only) return status;
    int code = dd_journal_sync_directory(journal->vfs, journal->path);
    return code == SQLITE_OK ? DD_STATUS_OK : dd_journal_fail(journal, code, journal->path, "sync the folder", err);
}

dd_status dd_journal_open(const char *path, const dd_journal_options *options, dd_journal **ret, dd_error *err)
{
    static const dd_journal_options defaults = {DD_JOURNAL_OPTIONS_DEFAULT};
    if (options == NULL) options = &defaults;
    dd_status status = check_path(path, err);
    if (status != DD_STATUS_OK) return status;
    if (options->created_by != NULL && strlen(options->created_by) > DD_JOURNAL_CREATED_BY_MAX)
        return dd_error_set(err, DD_STATUS_TOO_LARGE, "/meta/created_by", "created_by passes %d bytes", DD_JOURNAL_CREATED_BY_MAX);
    int code = sqlite3_initialize();
    if (code != SQLITE_OK) return dd_error_set(err, DD_STATUS_NO_MEMORY, path, "open: SQLite: %s", sqlite3_errstr(code));
    if (options->vfs != NULL && sqlite3_vfs_find(options->vfs) == NULL)
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, path, "no SQLite VFS is named %s", options->vfs);
    if ((options->read_only || options->must_exist) && !dd_journal_file_exists(options->vfs, path))
        return dd_error_set(err, DD_STATUS_NOT_FOUND, path, "no such journal: no file, or an empty file");
    dd_journal *journal = NULL;
    status = handle_create(path, options, &journal, err);
    if (status != DD_STATUS_OK) return status;
    status = open_steps(journal, options, err);
    if (status != DD_STATUS_OK) {
        dd_journal_close(journal);
        return status;
    }
    *ret = journal;
    return DD_STATUS_OK;
}

void dd_journal_close(dd_journal *journal)
{
    if (journal == NULL) return;
    for (int i = 0; i < DD_JOURNAL_SQL_COUNT_; i++) sqlite3_finalize(journal->statements[i]);
    (void)sqlite3_close_v2(journal->db);
    free(journal->path);
    free(journal);
}

const char *dd_journal_created_by(const dd_journal *journal)
{
    return journal->created_by;
}

static dd_status configuration_compare_or_put(dd_journal *journal, const void *bytes, size_t size, dd_error *err)
{
    sqlite3_stmt *row;
    const void *held = NULL;
    size_t held_size = 0;
    dd_status status = meta_get(journal, "configuration", &row, &held, &held_size, err);
    if (status == DD_STATUS_NOT_FOUND) return meta_put(journal, "configuration", bytes, size, err);
    if (status != DD_STATUS_OK) return status;
    bool same = held_size == size && (size == 0 || memcmp(held, bytes, size) == 0);
    sqlite3_reset(row);
    return same ? DD_STATUS_OK : dd_error_set(err, DD_STATUS_CONFLICT, "/meta/configuration", "already set, to something else");
}

dd_status dd_journal_set_configuration(dd_journal *journal, const void *bytes, size_t size, dd_error *err)
{
    if (size > DD_JOURNAL_CONFIGURATION_MAX)
        return dd_error_set(err, DD_STATUS_TOO_LARGE, "/meta/configuration", "%zu bytes; at most %zu", size, DD_JOURNAL_CONFIGURATION_MAX);
    dd_status status = dd_journal_begin(journal, true, "set the configuration", err);
    if (status != DD_STATUS_OK) return status;
    return dd_journal_end(journal, configuration_compare_or_put(journal, bytes, size, err), "set the configuration", err);
}

dd_status dd_journal_get_configuration(dd_journal *journal, void **ret_bytes, size_t *ret_size, dd_error *err)
{
    sqlite3_stmt *row;
    const void *held = NULL;
    size_t size = 0;
    dd_status status = meta_get(journal, "configuration", &row, &held, &size, err);
    if (status != DD_STATUS_OK) return status;
    void *bytes = malloc(size ? size : 1);
    if (bytes != NULL && size > 0) memcpy(bytes, held, size);
    sqlite3_reset(row);
    if (bytes == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, "/meta/configuration", "out of memory");
    *ret_bytes = bytes;
    *ret_size = size;
    return DD_STATUS_OK;
}
