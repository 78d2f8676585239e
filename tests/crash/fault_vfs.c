#include "crash/fault_vfs.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"

enum { REGION_BYTES = 32768, REGIONS_MAX = 64, HOLDERS_MAX = 16, SECTOR_BYTES = 512, FILE_MAX = 256 << 20 };

typedef struct fault_handle fault_handle;

typedef struct fault_inode {
    char name[FAULT_NAME_MAX + 1];
    uint32_t number;
    bool is_linked, is_private; /* private: a temporary file, never logged */
    unsigned char *bytes;
    size_t size, capacity;
    fault_handle *holders[HOLDERS_MAX]; /* open handles */
    void *regions[REGIONS_MAX];         /* shared memory */
} fault_inode;

struct fault_disk {
    sqlite3_vfs vfs;
    char vfs_name[40];
    bool powersafe;
    dd_rng rng;
    fault_inode **inodes;
    size_t inode_count;
    fault_entry *log;
    size_t log_count, log_capacity;
    unsigned armed_ops;
    uint64_t armed_nth, armed_seen;
    int armed_code;
    bool armed_lasts, has_struck;
};

struct fault_handle {
    sqlite3_file base;
    fault_disk *disk;
    fault_inode *inode;
    int lock;
    unsigned shared, exclusive; /* shared-memory locks held, by bit */
    bool syncs_directory;       /* at the next sync, as SQLite's Unix VFS does for a new journal or WAL */
};

int fault_vfs_depth;

static void *must(void *memory)
{
    if (memory == NULL) {
        fprintf(stderr, "fault_vfs: out of memory\n");
        abort();
    }
    return memory;
}

static void *own_realloc(void *memory, size_t size)
{
    fault_vfs_depth++;
    memory = must(realloc(memory, size ? size : 1));
    fault_vfs_depth--;
    return memory;
}

/* --- disk ------------------------------------------------------------------------------------------------------------------ */

static fault_entry *log_add(fault_disk *disk, fault_op op)
{
    if (disk->log_count == disk->log_capacity) {
        disk->log_capacity = disk->log_capacity ? disk->log_capacity * 2 : 256;
        disk->log = own_realloc(disk->log, disk->log_capacity * sizeof *disk->log);
    }
    fault_entry *entry = &disk->log[disk->log_count++];
    *entry = (fault_entry){.op = op};
    return entry;
}

static fault_inode *inode_create(fault_disk *disk, const char *name)
{
    fault_inode *inode = own_realloc(NULL, sizeof *inode);
    memset(inode, 0, sizeof *inode);
    disk->inodes = own_realloc(disk->inodes, (disk->inode_count + 1) * sizeof *disk->inodes);
    inode->number = (uint32_t)disk->inode_count;
    inode->is_linked = true;
    if (name == NULL) inode->is_private = true;
    else snprintf(inode->name, sizeof inode->name, "%s", name);
    disk->inodes[disk->inode_count++] = inode;
    return inode;
}

static fault_inode *inode_find(const fault_disk *disk, const char *name)
{
    for (size_t i = 0; i < disk->inode_count; i++)
        if (disk->inodes[i]->is_linked && !disk->inodes[i]->is_private && strcmp(disk->inodes[i]->name, name) == 0) return disk->inodes[i];
    return NULL;
}

static void inode_write(fault_inode *inode, size_t offset, const void *bytes, size_t size)
{
    if (offset + size > inode->capacity) {
        inode->capacity = (offset + size) * 2;
        inode->bytes = own_realloc(inode->bytes, inode->capacity);
    }
    if (offset > inode->size) memset(inode->bytes + inode->size, 0, offset - inode->size);
    if (size) memcpy(inode->bytes + offset, bytes, size);
    if (offset + size > inode->size) inode->size = offset + size;
}

static bool strikes(fault_disk *disk, fault_op op)
{
    if (disk->armed_nth == 0 || (disk->armed_ops & (unsigned)op) == 0) return false;
    disk->armed_seen++;
    bool hit = disk->armed_seen == disk->armed_nth || (disk->armed_lasts && disk->armed_seen > disk->armed_nth);
    disk->has_struck |= hit;
    return hit;
}

static int struck_with(const fault_disk *disk, int fitting)
{
    return disk->armed_code ? disk->armed_code : fitting;
}

static void drop_regions(fault_inode *inode)
{
    fault_vfs_depth++;
    for (int i = 0; i < REGIONS_MAX; i++) {
        free(inode->regions[i]);
        inode->regions[i] = NULL;
    }
    fault_vfs_depth--;
}

/* --- files ----------------------------------------------------------------------------------------------------------------- */

static int file_close(sqlite3_file *file)
{
    fault_handle *handle = (fault_handle *)file;
    for (int i = 0; i < HOLDERS_MAX; i++)
        if (handle->inode->holders[i] == handle) handle->inode->holders[i] = NULL;
    return SQLITE_OK;
}

static int file_read(sqlite3_file *file, void *bytes, int size, sqlite3_int64 offset)
{
    fault_handle *handle = (fault_handle *)file;
    fault_inode *inode = handle->inode;
    if (strikes(handle->disk, FAULT_READ)) return struck_with(handle->disk, SQLITE_IOERR_READ);
    size_t have = (size_t)offset >= inode->size ? 0 : inode->size - (size_t)offset;
    if (have > (size_t)size) have = (size_t)size;
    if (have) memcpy(bytes, inode->bytes + offset, have);
    if (have == (size_t)size) return SQLITE_OK;
    memset((unsigned char *)bytes + have, 0, (size_t)size - have);
    return SQLITE_IOERR_SHORT_READ;
}

static void write_logged(fault_handle *handle, const void *bytes, size_t size, sqlite3_int64 offset)
{
    inode_write(handle->inode, (size_t)offset, bytes, size);
    if (handle->inode->is_private) return;
    fault_entry *entry = log_add(handle->disk, FAULT_WRITE);
    entry->inode = handle->inode->number;
    entry->offset = offset;
    entry->size = size;
    entry->bytes = memcpy(own_realloc(NULL, size), bytes, size);
}

static int file_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset)
{
    fault_handle *handle = (fault_handle *)file;
    if (offset > FILE_MAX - size) return SQLITE_FULL;
    if (!strikes(handle->disk, FAULT_WRITE)) {
        write_logged(handle, bytes, (size_t)size, offset);
        return SQLITE_OK;
    }
    if (size >= 2) write_logged(handle, bytes, (size_t)size / 2, offset);
    return struck_with(handle->disk, SQLITE_IOERR_WRITE);
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    fault_handle *handle = (fault_handle *)file;
    if (size > FILE_MAX) return SQLITE_FULL;
    if (strikes(handle->disk, FAULT_TRUNCATE)) return struck_with(handle->disk, SQLITE_IOERR_TRUNCATE);
    if ((size_t)size < handle->inode->size) handle->inode->size = (size_t)size;
    else inode_write(handle->inode, (size_t)size, NULL, 0);
    if (handle->inode->is_private) return SQLITE_OK;
    fault_entry *entry = log_add(handle->disk, FAULT_TRUNCATE);
    entry->inode = handle->inode->number;
    entry->offset = size;
    return SQLITE_OK;
}

static int file_sync(sqlite3_file *file, int flags)
{
    (void)flags;
    fault_handle *handle = (fault_handle *)file;
    bool is_struck = strikes(handle->disk, FAULT_SYNC);
    if (handle->inode->is_private) return is_struck ? struck_with(handle->disk, SQLITE_IOERR_FSYNC) : SQLITE_OK;
    fault_entry *entry = log_add(handle->disk, is_struck ? FAULT_LOST : FAULT_SYNC);
    entry->inode = handle->inode->number;
    if (is_struck) return struck_with(handle->disk, SQLITE_IOERR_FSYNC);
    entry->is_directory_synced = handle->syncs_directory;
    handle->syncs_directory = false;
    return SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *ret)
{
    *ret = (sqlite3_int64)((fault_handle *)file)->inode->size;
    return SQLITE_OK;
}

static int file_lock(sqlite3_file *file, int level)
{
    fault_handle *handle = (fault_handle *)file;
    int others = SQLITE_LOCK_NONE;
    for (int i = 0; i < HOLDERS_MAX; i++) {
        const fault_handle *other = handle->inode->holders[i];
        if (other != NULL && other != handle && other->lock > others) others = other->lock;
    }
    if (handle->lock >= level) return SQLITE_OK;
    if (level == SQLITE_LOCK_SHARED && others >= SQLITE_LOCK_PENDING) return SQLITE_BUSY;
    if (level >= SQLITE_LOCK_RESERVED && others >= SQLITE_LOCK_RESERVED) return SQLITE_BUSY;
    if (level == SQLITE_LOCK_EXCLUSIVE && others >= SQLITE_LOCK_SHARED) {
        handle->lock = SQLITE_LOCK_PENDING;
        return SQLITE_BUSY;
    }
    handle->lock = level;
    return SQLITE_OK;
}

static int file_unlock(sqlite3_file *file, int level)
{
    fault_handle *handle = (fault_handle *)file;
    if (handle->lock > level) handle->lock = level;
    return SQLITE_OK;
}

static int file_check_reserved(sqlite3_file *file, int *ret)
{
    const fault_handle *handle = (fault_handle *)file;
    *ret = 0;
    for (int i = 0; i < HOLDERS_MAX; i++)
        if (handle->inode->holders[i] != NULL && handle->inode->holders[i]->lock >= SQLITE_LOCK_RESERVED) *ret = 1;
    return SQLITE_OK;
}

static int file_control(sqlite3_file *file, int op, void *argument)
{
    (void)file, (void)op, (void)argument;
    return SQLITE_NOTFOUND;
}

static int file_sector_size(sqlite3_file *file)
{
    (void)file;
    return SECTOR_BYTES;
}

static int file_characteristics(sqlite3_file *file)
{
    return ((fault_handle *)file)->disk->powersafe ? SQLITE_IOCAP_POWERSAFE_OVERWRITE : 0;
}

static int file_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **ret)
{
    fault_handle *handle = (fault_handle *)file;
    assert(size == REGION_BYTES);
    *ret = NULL;
    if (region >= REGIONS_MAX) return SQLITE_IOERR_SHMSIZE;
    if (strikes(handle->disk, FAULT_SHARED_MEMORY)) return struck_with(handle->disk, SQLITE_IOERR_SHMMAP);
    if (handle->inode->regions[region] == NULL && extend)
        handle->inode->regions[region] = memset(own_realloc(NULL, (size_t)size), 0, (size_t)size);
    *ret = handle->inode->regions[region];
    return SQLITE_OK;
}

static int file_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    fault_handle *handle = (fault_handle *)file;
    unsigned mask = ((1u << count) - 1) << offset;
    if (flags & SQLITE_SHM_UNLOCK) {
        handle->shared &= ~mask;
        handle->exclusive &= ~mask;
        return SQLITE_OK;
    }
    for (int i = 0; i < HOLDERS_MAX; i++) {
        const fault_handle *other = handle->inode->holders[i];
        if (other == NULL || other == handle) continue;
        if ((other->exclusive & mask) != 0 || ((flags & SQLITE_SHM_EXCLUSIVE) && (other->shared & mask) != 0)) return SQLITE_BUSY;
    }
    if (flags & SQLITE_SHM_SHARED) handle->shared |= mask;
    else handle->exclusive |= mask;
    return SQLITE_OK;
}

static void file_shm_barrier(sqlite3_file *file)
{
    (void)file;
}

static int file_shm_unmap(sqlite3_file *file, int deletes)
{
    fault_handle *handle = (fault_handle *)file;
    handle->shared = handle->exclusive = 0;
    if (deletes) drop_regions(handle->inode);
    return SQLITE_OK;
}

static const sqlite3_io_methods file_methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

/* --- the VFS --------------------------------------------------------------------------------------------------------------- */

static int vfs_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *ret_flags)
{
    fault_disk *disk = vfs->pAppData;
    fault_handle *handle = (fault_handle *)file;
    *handle = (fault_handle){.disk = disk};
    if (strikes(disk, FAULT_OPEN)) return struck_with(disk, SQLITE_CANTOPEN);
    fault_inode *inode = name ? inode_find(disk, name) : NULL;
    if (inode == NULL) {
        if (!(flags & SQLITE_OPEN_CREATE)) return SQLITE_CANTOPEN;
        if (strikes(disk, FAULT_CREATE)) return struck_with(disk, SQLITE_CANTOPEN);
        inode = inode_create(disk, name);
        if (name != NULL) {
            fault_entry *entry = log_add(disk, FAULT_CREATE);
            entry->inode = inode->number;
            snprintf(entry->name, sizeof entry->name, "%s", name);
            handle->syncs_directory = (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL)) != 0;
        }
    }
    int slot = 0;
    while (slot < HOLDERS_MAX && inode->holders[slot] != NULL) slot++;
    if (slot == HOLDERS_MAX) return SQLITE_CANTOPEN;
    inode->holders[slot] = handle;
    handle->inode = inode;
    handle->base.pMethods = &file_methods;
    if (ret_flags != NULL) *ret_flags = flags;
    return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int syncs_directory)
{
    fault_disk *disk = vfs->pAppData;
    if (strikes(disk, FAULT_UNLINK)) return struck_with(disk, SQLITE_IOERR_DELETE);
    fault_inode *inode = inode_find(disk, name);
    if (inode == NULL) return SQLITE_IOERR_DELETE_NOENT;
    inode->is_linked = false;
    fault_entry *entry = log_add(disk, FAULT_UNLINK);
    entry->inode = inode->number;
    entry->is_directory_synced = syncs_directory != 0;
    memcpy(entry->name, inode->name, sizeof entry->name);
    return SQLITE_OK;
}

static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *ret)
{
    const fault_inode *inode = inode_find(vfs->pAppData, name);
    *ret = inode != NULL && (flags != SQLITE_ACCESS_EXISTS || inode->size > 0); /* as SQLite's Unix VFS has it */
    return SQLITE_OK;
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *name, int size, char *ret)
{
    (void)vfs;
    if (strlen(name) > FAULT_NAME_MAX - 8) return SQLITE_CANTOPEN;
    sqlite3_snprintf(size, ret, "%s", name);
    return SQLITE_OK;
}

static int vfs_randomness(sqlite3_vfs *vfs, int size, char *ret)
{
    fault_disk *disk = vfs->pAppData;
    for (int i = 0; i < size; i++) ret[i] = (char)dd_rng_below(&disk->rng, 256);
    return size;
}

static int vfs_sleep(sqlite3_vfs *vfs, int microseconds)
{
    (void)vfs;
    return microseconds;
}

static int vfs_time(sqlite3_vfs *vfs, sqlite3_int64 *ret)
{
    (void)vfs;
    *ret = INT64_C(212000000000000);
    return SQLITE_OK;
}

fault_disk *fault_disk_create(bool powersafe, uint64_t seed)
{
    static unsigned made;
    fault_disk *disk = own_realloc(NULL, sizeof *disk);
    *disk = (fault_disk){.powersafe = powersafe, .rng = dd_rng_seed(seed, 77)};
    snprintf(disk->vfs_name, sizeof disk->vfs_name, "fault-%u", made++);
    disk->vfs = (sqlite3_vfs){
        .iVersion = 2,
        .szOsFile = (int)sizeof(fault_handle),
        .mxPathname = FAULT_NAME_MAX,
        .zName = disk->vfs_name,
        .pAppData = disk,
        .xOpen = vfs_open,
        .xDelete = vfs_delete,
        .xAccess = vfs_access,
        .xFullPathname = vfs_full_path,
        .xRandomness = vfs_randomness,
        .xSleep = vfs_sleep,
        .xCurrentTimeInt64 = vfs_time,
    };
    if (sqlite3_vfs_register(&disk->vfs, 0) != SQLITE_OK) must(NULL);
    return disk;
}

void fault_disk_free(fault_disk *disk)
{
    if (disk == NULL) return;
    sqlite3_vfs_unregister(&disk->vfs);
    for (size_t i = 0; i < disk->inode_count; i++) {
        drop_regions(disk->inodes[i]);
        free(disk->inodes[i]->bytes);
        free(disk->inodes[i]);
    }
    for (size_t i = 0; i < disk->log_count; i++) free(disk->log[i].bytes);
    free(disk->inodes);
    free(disk->log);
    free(disk);
}

const char *fault_disk_vfs(const fault_disk *disk)
{
    return disk->vfs_name;
}

bool fault_disk_is_powersafe(const fault_disk *disk)
{
    return disk->powersafe;
}

const fault_entry *fault_disk_log(const fault_disk *disk, size_t *ret_count)
{
    *ret_count = disk->log_count;
    return disk->log;
}

void fault_disk_mark(fault_disk *disk, int mark, uint64_t value)
{
    fault_entry *entry = log_add(disk, FAULT_MARK);
    entry->mark = mark;
    entry->value = value;
}

void fault_disk_put(fault_disk *disk, const char *name, const void *bytes, size_t size)
{
    fault_inode *inode = inode_find(disk, name);
    if (inode == NULL) inode = inode_create(disk, name);
    inode->size = 0;
    inode_write(inode, 0, bytes, size);
}

unsigned char *fault_disk_file(const fault_disk *disk, const char *name, size_t *ret_size)
{
    fault_inode *inode = inode_find(disk, name);
    if (inode == NULL) return NULL;
    *ret_size = inode->size;
    return inode->bytes;
}

void fault_disk_arm(fault_disk *disk, unsigned ops, uint64_t nth, int code, bool lasts)
{
    disk->armed_ops = ops;
    disk->armed_nth = nth;
    disk->armed_seen = 0;
    disk->armed_code = code;
    disk->armed_lasts = lasts;
    disk->has_struck = false;
}

bool fault_disk_struck(const fault_disk *disk)
{
    return disk->has_struck;
}
