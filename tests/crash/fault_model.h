/* Fault model: what the platter may hold after a power cut.
 *
 * Feed it a log of fault_vfs.h entry by entry; at any point ask for a crash.  The model:
 *   - a sync makes everything written to that file before it durable;  nothing else does, except by luck;
 *   - of the writes and truncates not yet synced any subset may have reached the platter, in any order, and each write in part, by sectors
 *     of 512 bytes; where a lost write had made the file longer, zeros or old garbage show;
 *   - on a disk that is not powersafe, a sector that a write was touching may be garbage as a whole;
 *   - a sync that failed has lost what it was for, although the system still shows it (Linux drops such pages: Rebello et al., Can
 *     applications recover from fsync failures?, USENIX ATC 2020);
 *   - names: creates and unlinks reach the platter in order (a journaling file system), a prefix of those since the directory's last sync.
 */
#ifndef DD_TESTS_FAULT_MODEL_H
#define DD_TESTS_FAULT_MODEL_H

#include "base/rng.h"
#include "crash/fault_vfs.h"

typedef enum fault_luck {
    FAULT_LOSE_ALL, /* nothing unsynced survives */
    FAULT_KEEP_ALL, /* everything does: as after kill -9 */
    FAULT_MIXED     /* drawn from the rng */
} fault_luck;

typedef struct fault_model fault_model;

fault_model *fault_model_create(bool powersafe);
void fault_model_free(fault_model *model);
/* Borrows the entry's bytes: the log must outlive the model. */
void fault_model_apply(fault_model *model, const fault_entry *entry);
/* A new disk as found after the power comes back. */
fault_disk *fault_model_crash(const fault_model *model, fault_luck luck, dd_rng *rng);

#endif
