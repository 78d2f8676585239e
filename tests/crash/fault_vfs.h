/* Fault VFS: a disk in memory for SQLite, which remembers every change and fails on command.
 *
 * A disk is registered as an SQLite VFS of its own name.  It keeps the files as the operating system shows them and a log of every change in
 * order (create, unlink, write, truncate, sync), with the test's own marks in between ("record 17 was acknowledged").
 * fault_model.h turns any prefix of such a log into what the platter may hold after a power cut.  Several connections may use one disk, from
 * one thread.  The clock stands still and randomness is seeded, so that a run repeats.
 */
#ifndef DD_TESTS_FAULT_VFS_H
#define DD_TESTS_FAULT_VFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FAULT_NAME_MAX = 63 };

typedef enum fault_op {
    FAULT_CREATE = 1,
    FAULT_UNLINK = 2,
    FAULT_WRITE = 4,
    FAULT_TRUNCATE = 8,
    FAULT_SYNC = 16,
    FAULT_MARK = 32,   /* a log entry of the test's own */
    FAULT_OPEN = 64,   /* these are never logged, but can be made to fail */
    FAULT_READ = 128,
    FAULT_SHARED_MEMORY = 256,
    FAULT_LOST = 512,  /* a log entry: a sync failed, and what it was for will never reach the platter */
} fault_op;

typedef struct fault_entry {
    fault_op op;
    uint32_t inode;         /* numbered from 0 in order of creation */
    int64_t offset;         /* of a write; the new size of a truncate */
    size_t size;            /* of a write */
    unsigned char *bytes;   /* of a write */
    bool is_directory_synced; /* the sync or unlink also made the directory durable */
    char name[FAULT_NAME_MAX + 1]; /* of a create or unlink */
    int mark;
    uint64_t value;         /* of a mark */
} fault_entry;

typedef struct fault_disk fault_disk;

/* powersafe: promise SQLite that a torn write spoils no bytes outside its range, as its own Unix VFS does.  Aborts when out of memory. */
fault_disk *fault_disk_create(bool powersafe, uint64_t seed);
void fault_disk_free(fault_disk *disk); /* after its last connection is closed */
const char *fault_disk_vfs(const fault_disk *disk);
bool fault_disk_is_powersafe(const fault_disk *disk);

/* The log so far; entries are borrowed until the disk is used again. */
const fault_entry *fault_disk_log(const fault_disk *disk, size_t *ret_count);
void fault_disk_mark(fault_disk *disk, int mark, uint64_t value);

/* Puts a file there as if it had always been (not logged); replaces one of that name. */
void fault_disk_put(fault_disk *disk, const char *name, const void *bytes, size_t size);
/* The bytes of a file, borrowed; NULL when there is none. */
unsigned char *fault_disk_file(const fault_disk *disk, const char *name, size_t *ret_size);

/* From now on the nth (from 1) operation among `ops` fails with `code` (SQLITE_FULL, SQLITE_IOERR_FSYNC, ...; 0: the fitting one); a failing
 * write leaves its first half.  `lasts`: and every one behind it.  nth 0: nothing fails. */
void fault_disk_arm(fault_disk *disk, unsigned ops, uint64_t nth, int code, bool lasts);
/* Whether the armed fault has struck. */
bool fault_disk_struck(const fault_disk *disk);

/* Above zero while the VFS allocates for itself: a test that fails allocations leaves these alone. */
extern int fault_vfs_depth;

#endif
