/* Backup, verification, checkpoint: what an operator does to a whole journal.
 *
 * A backup is one step of SQLite's online backup into a fresh rollback-mode file under synchronous=EXTRA: the copy is one transaction there, and
 * EXTRA also syncs the directory after its rollback journal is gone, without which a power cut could bring that journal back and
 * undo the copy after we said OK.
 */
#include <stdlib.h>
#include <string.h>

#include "journal/internal.h"

static dd_status copy_pages(dd_journal *journal, sqlite3 *to, const char *to_path, dd_error *err)
{
    int code = sqlite3_exec(to, "PRAGMA synchronous=EXTRA", NULL, NULL, NULL);
    if (code == SQLITE_OK) {
        sqlite3_backup *backup = sqlite3_backup_init(to, "main", journal->db, "main");
        if (backup == NULL) {
            code = sqlite3_extended_errcode(to);
        } else {
            int step = sqlite3_backup_step(backup, -1);
            code = sqlite3_backup_finish(backup);
            if (code == SQLITE_OK && step != SQLITE_DONE) code = step;
        }
    }
    if (code == SQLITE_OK) return DD_STATUS_OK;
    const dd_journal target = {.db = to};
    return dd_journal_fail(&target, code, to_path, "back up", err);
}

dd_status dd_journal_backup(dd_journal *journal, const char *to_path, dd_error *err)
{
    if (to_path == NULL || to_path[0] == '\0' || strcmp(to_path, ":memory:") == 0 || strncmp(to_path, "file:", 5) == 0)
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, to_path, "a backup needs the path of a plain file");
    if (dd_journal_file_exists(journal->vfs, to_path))
        return dd_error_set(err, DD_STATUS_CONFLICT, to_path, "a file is there already");
    sqlite3 *to = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int code = sqlite3_open_v2(to_path, &to, flags, journal->vfs);
    dd_status status;
    if (code != SQLITE_OK) {
        const dd_journal target = {.db = to};
        status = dd_journal_fail(&target, code, to_path, "back up", err);
    } else {
        status = copy_pages(journal, to, to_path, err);
    }
    (void)sqlite3_close(to);
    if (status != DD_STATUS_OK) dd_journal_file_remove(journal->vfs, to_path);
    return status;
}

dd_status dd_journal_checkpoint(dd_journal *journal, uint32_t *ret_left, dd_error *err)
{
    int in_wal = 0, moved = 0;
    int code = sqlite3_wal_checkpoint_v2(journal->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &in_wal, &moved);
    if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) /* busy: somebody else is just doing it */
        return dd_journal_fail(journal, code, journal->path, "checkpoint", err);
    if (ret_left != NULL) *ret_left = in_wal > moved ? (uint32_t)(in_wal - moved) : 0;
    return DD_STATUS_OK;
}

static dd_status verify_structure(dd_journal *journal, dd_error *err)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(journal->db, "PRAGMA integrity_check(1)", -1, &statement, NULL);
    if (code == SQLITE_OK) code = sqlite3_step(statement);
    dd_status status = DD_STATUS_OK;
    if (code != SQLITE_ROW) {
        status = dd_journal_fail(journal, code, journal->path, "verify", err);
    } else {
        const char *words = (const char *)sqlite3_column_text(statement, 0);
        if (words == NULL) status = dd_journal_fail(journal, SQLITE_NOMEM, journal->path, "verify", err);
        else if (strcmp(words, "ok") != 0) status = dd_error_set(err, DD_STATUS_CORRUPT, journal->path, "verify: SQLite: %s", words);
    }
    sqlite3_finalize(statement);
    return status;
}

/* Numbers below 1, which no cursor would meet. */
static dd_status verify_no_strays(dd_journal *journal, dd_error *err)
{
    sqlite3_stmt *row;
    dd_status status = dd_journal_prepare(journal, DD_JOURNAL_RECORD_STRAY, &row, err);
    if (status != DD_STATUS_OK) return status;
    int code = sqlite3_step(row);
    if (code != SQLITE_ROW) status = dd_journal_fail(journal, code, journal->path, "verify", err);
    else if (sqlite3_column_int64(row, 0) != 0) status = dd_error_set(err, DD_STATUS_CORRUPT, "/records", "sequence numbers below 1");
    sqlite3_reset(row);
    return status;
}

static dd_status verify_records(dd_journal *journal, dd_journal_summary *summary, dd_error *err)
{
    dd_journal_cursor *cursor;
    dd_journal_record record;
    dd_status status = dd_journal_cursor_open(journal, 1, UINT64_MAX, &cursor, err);
    if (status != DD_STATUS_OK) return status;
    while ((status = dd_journal_cursor_next(cursor, &record, err)) == DD_STATUS_OK) {
        if (summary->records++ == 0) summary->first_at_ms = record.at_ms;
        summary->last_at_ms = record.at_ms;
        summary->payload_bytes += record.size;
    }
    dd_journal_cursor_close(cursor);
    return status == DD_STATUS_NOT_FOUND ? DD_STATUS_OK : status;
}

dd_status dd_journal_verify(dd_journal *journal, dd_journal_summary *ret, dd_error *err)
{
    dd_journal_summary summary = {0};
    void *bytes = NULL;
    size_t size;
    dd_status status = verify_structure(journal, err);
    if (status == DD_STATUS_OK) status = verify_no_strays(journal, err);
    if (status == DD_STATUS_OK) status = verify_records(journal, &summary, err);
    if (status == DD_STATUS_OK) status = dd_journal_verify_snapshots(journal, &summary.snapshots, err);
    if (status != DD_STATUS_OK) return status;
    status = dd_journal_get_configuration(journal, &bytes, &size, err);
    if (status != DD_STATUS_OK && status != DD_STATUS_NOT_FOUND) return status;
    summary.has_configuration = status == DD_STATUS_OK;
    free(bytes);
    if (ret != NULL) *ret = summary;
    return DD_STATUS_OK;
}
