/* Files: the few things that the journal asks of the VFS itself.
 *
 * The VFS has no call to sync a folder, but deleting a file can sync the folder it was in: so a file is made there to be deleted.
 */
#include <stdlib.h>
#include <string.h>

#include "journal/internal.h"

enum { PATH_MAX_BYTES = 4096, SYNC_TRIES = 16 };

/* The full name of path + suffix in `ret` (PATH_MAX_BYTES); false when it is too long. */
static bool full_name(sqlite3_vfs *vfs, const char *path, const char *suffix, char *ret)
{
    if (vfs == NULL || vfs->mxPathname + 1 > PATH_MAX_BYTES) return false;
    if ((vfs->xFullPathname(vfs, path, PATH_MAX_BYTES, ret) & 0xff) != SQLITE_OK) return false; /* its OK may carry a flag */
    size_t length = strlen(ret), more = strlen(suffix) + 1;
    if (length + more > (size_t)vfs->mxPathname) return false;
    memcpy(ret + length, suffix, more);
    return true;
}

bool dd_journal_file_exists(const char *vfs, const char *path)
{
    sqlite3_vfs *system = sqlite3_vfs_find(vfs);
    char name[PATH_MAX_BYTES];
    int exists = 0;
    if (!full_name(system, path, "", name)) return true; /* let the opening itself say what is wrong */
    return system->xAccess(system, name, SQLITE_ACCESS_EXISTS, &exists) != SQLITE_OK || exists != 0;
}

void dd_journal_file_remove(const char *vfs, const char *path)
{
    sqlite3_vfs *system = sqlite3_vfs_find(vfs);
    char name[PATH_MAX_BYTES];
    if (full_name(system, path, "", name)) (void)system->xDelete(system, name, 1);
}

int dd_journal_sync_directory(const char *vfs, const char *path)
{
    sqlite3_vfs *system = sqlite3_vfs_find(vfs);
    char name[PATH_MAX_BYTES];
    if (!full_name(system, path, "-sync", name)) return SQLITE_CANTOPEN;
    sqlite3_file *file = malloc((size_t)system->szOsFile);
    if (file == NULL) return SQLITE_NOMEM;
    int code = SQLITE_IOERR_DELETE_NOENT;
    for (int i = 0; i < SYNC_TRIES && code == SQLITE_IOERR_DELETE_NOENT; i++) { /* another opening may delete ours: then once more */
        memset(file, 0, (size_t)system->szOsFile);
        code = system->xOpen(system, name, file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_SUPER_JOURNAL, NULL);
        if (file->pMethods != NULL) (void)file->pMethods->xClose(file);
        if (code == SQLITE_OK) code = system->xDelete(system, name, 1);
    }
    free(file);
    return code;
}
