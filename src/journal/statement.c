/* Statements: the journal's SQL in one table, its transactions, and how SQLite's result codes become statuses. */
#include <limits.h>
#include <string.h>

#include "journal/internal.h"

static const char *const texts[DD_JOURNAL_SQL_COUNT_] = {
    [DD_JOURNAL_BEGIN_READ] = "BEGIN",
    [DD_JOURNAL_BEGIN_WRITE] = "BEGIN IMMEDIATE",
    [DD_JOURNAL_COMMIT] = "COMMIT",
    [DD_JOURNAL_ROLLBACK] = "ROLLBACK",
    [DD_JOURNAL_RECORD_LAST] = "SELECT seq, at_ms, checksum FROM record ORDER BY seq DESC LIMIT 1",
    [DD_JOURNAL_RECORD_CHAIN] = "SELECT seq, at_ms, checksum FROM record WHERE seq=?1",
    [DD_JOURNAL_RECORD_INSERT] = "INSERT INTO record (seq, at_ms, kind, flags, checksum, payload) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    [DD_JOURNAL_RECORD_READ] = "SELECT seq, at_ms, kind, flags, checksum, payload FROM record WHERE seq>=?1 ORDER BY seq",
    [DD_JOURNAL_RECORD_STRAY] = "SELECT count(*) FROM record WHERE seq<1",
    [DD_JOURNAL_META_GET] = "SELECT value, checksum FROM meta WHERE name=?1",
    [DD_JOURNAL_META_PUT] = "INSERT INTO meta (name, value, checksum) VALUES (?1, ?2, ?3)",
    [DD_JOURNAL_PART_LAST] = "SELECT max(id) FROM snapshot_part",
    [DD_JOURNAL_PART_SWEEP] = "DELETE FROM snapshot_part WHERE id/65536 NOT IN (SELECT upload FROM snapshot)",
    [DD_JOURNAL_PART_INSERT] = "INSERT INTO snapshot_part (id, bytes) VALUES (?1, ?2)",
    [DD_JOURNAL_PART_SUM] = "SELECT count(*), sum(length(bytes)) FROM snapshot_part WHERE id>=?1 AND id<?1+65536",
    [DD_JOURNAL_PART_READ] = "SELECT id, bytes FROM snapshot_part WHERE id>=?1 AND id<?1+65536 ORDER BY id",
    [DD_JOURNAL_SNAPSHOT_PUT] = "INSERT OR REPLACE INTO snapshot (seq, upload, size, checksum) VALUES (?1, ?2, ?3, ?4)",
    [DD_JOURNAL_SNAPSHOT_PRUNE] = "DELETE FROM snapshot WHERE seq NOT IN (SELECT seq FROM snapshot ORDER BY seq DESC LIMIT ?1)",
    [DD_JOURNAL_SNAPSHOT_KEPT] = "SELECT count(*) FROM snapshot WHERE seq>?1",
    [DD_JOURNAL_SNAPSHOT_FIND] = "SELECT seq, upload, size, checksum FROM snapshot WHERE seq<=?1 ORDER BY seq DESC LIMIT 1",
};

static dd_status status_of(int code)
{
    if (code == SQLITE_IOERR_NOMEM) return DD_STATUS_NO_MEMORY;
    switch (code & 0xff) {
    case SQLITE_NOMEM: return DD_STATUS_NO_MEMORY;
    case SQLITE_NOTADB: return DD_STATUS_INVALID_INPUT;
    case SQLITE_TOOBIG: return DD_STATUS_TOO_LARGE;
    case SQLITE_CORRUPT:
    case SQLITE_CONSTRAINT: /* only a damaged file can break our constraints */
    case SQLITE_MISMATCH: return DD_STATUS_CORRUPT;
    default: return DD_STATUS_IO;
    }
}

/* What an operator can do about it, where the code alone says so. */
static const char *advice_of(int code)
{
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "; another connection holds the journal";
    case SQLITE_FULL: return "; nothing was written, free space and try again";
    case SQLITE_READONLY: return "; the journal or this handle is read-only";
    default: return "";
    }
}

dd_status dd_journal_fail(const dd_journal *journal, int code, const char *pointer, const char *doing, dd_error *err)
{
    const char *words = sqlite3_errstr(code);
    if (journal->db != NULL && sqlite3_extended_errcode(journal->db) == code) words = sqlite3_errmsg(journal->db);
    return dd_error_set(err, status_of(code), pointer, "%s: SQLite: %s (%d)%s", doing, words, code, advice_of(code));
}

dd_status dd_journal_prepare(dd_journal *journal, dd_journal_sql sql, sqlite3_stmt **ret, dd_error *err)
{
    sqlite3_stmt **held = &journal->statements[sql];
    if (*held == NULL) {
        int code = sqlite3_prepare_v3(journal->db, texts[sql], -1, SQLITE_PREPARE_PERSISTENT, held, NULL);
        if (code != SQLITE_OK) return dd_journal_fail(journal, code, journal->path, "prepare", err);
    }
    sqlite3_reset(*held);
    sqlite3_clear_bindings(*held);
    *ret = *held;
    return DD_STATUS_OK;
}

dd_status dd_journal_step_done(dd_journal *journal, sqlite3_stmt *statement, const char *doing, dd_error *err)
{
    int code = sqlite3_step(statement);
    dd_status status = DD_STATUS_OK;
    if (code != SQLITE_DONE) status = dd_journal_fail(journal, code, journal->path, doing, err);
    sqlite3_reset(statement);
    return status;
}

dd_status dd_journal_begin(dd_journal *journal, bool writes, const char *doing, dd_error *err)
{
    sqlite3_stmt *begin = NULL, *spare = NULL;
    dd_status status = dd_journal_prepare(journal, DD_JOURNAL_ROLLBACK, &spare, err); /* so that rolling back needs no memory */
    if (status == DD_STATUS_OK) status = dd_journal_prepare(journal, DD_JOURNAL_COMMIT, &spare, err);
    if (status == DD_STATUS_OK) status = dd_journal_prepare(journal, writes ? DD_JOURNAL_BEGIN_WRITE : DD_JOURNAL_BEGIN_READ, &begin, err);
    if (status != DD_STATUS_OK) return status;
    return dd_journal_step_done(journal, begin, doing, err);
}

dd_status dd_journal_end(dd_journal *journal, dd_status status, const char *doing, dd_error *err)
{
    if (status == DD_STATUS_OK) status = dd_journal_step_done(journal, journal->statements[DD_JOURNAL_COMMIT], doing, err);
    if (!sqlite3_get_autocommit(journal->db)) { /* some failures roll back by themselves */
        (void)sqlite3_step(journal->statements[DD_JOURNAL_ROLLBACK]);
        sqlite3_reset(journal->statements[DD_JOURNAL_ROLLBACK]);
    }
    return status;
}

bool dd_journal_column_uint(sqlite3_stmt *statement, int column, uint64_t most, uint64_t *ret)
{
    int64_t value = sqlite3_column_int64(statement, column);
    if (sqlite3_column_type(statement, column) != SQLITE_INTEGER || value < 0 || (uint64_t)value > most) return false;
    *ret = (uint64_t)value;
    return true;
}
