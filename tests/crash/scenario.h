/* Scenario: a journal's life on a fault disk, with marks in the disk's log for what was tried and what was acknowledged. */
#ifndef DD_TESTS_SCENARIO_H
#define DD_TESTS_SCENARIO_H

#include "crash/fault_vfs.h"
#include "diaodu/journal.h"

typedef enum scenario_mark {
    MARK_CREATED = 1,
    MARK_TRIED,            /* value: the last sequence of a batch about to be appended */
    MARK_ACKNOWLEDGED,
    MARK_SNAPSHOT_TRIED,   /* value: its sequence */
    MARK_SNAPSHOT_KEPT,
    MARK_BACKUP_TRIED,     /* value: the last sequence then */
    MARK_BACKUP_KEPT
} scenario_mark;

typedef struct scenario_options {
    uint64_t seed;
    unsigned batches;
    uint32_t batch_max;       /* records, at most HISTORY_BATCH_MAX */
    size_t snapshot_size;     /* about */
} scenario_options;

/* What must be there after a crash, folded from marks. */
typedef struct scenario_state {
    bool is_created, is_backup_kept;
    uint64_t acknowledged, tried, snapshot_kept, snapshot_tried, backup_seq;
} scenario_state;

#define SCENARIO_FILE "day.journal"
#define SCENARIO_BACKUP "copy.journal"

/* Lives it through: intake, a follower beside it with snapshots and checkpoints, one close and reopening, one backup.  Faults armed on the
 * disk may strike: the step that was struck is tried once more on the same handle, and must then succeed when the fault has passed.
 * Ends at the first step that fails twice and gives its status. */
dd_status scenario_run(fault_disk *disk, const scenario_options *options, scenario_state *ret, dd_error *err);

void scenario_note(scenario_state *state, int mark, uint64_t value);

/* Opens the disk's journal as after a restart and checks it against the state: everything acknowledged, nothing that was not tried,
 * batches whole, snapshot and backup sound; then appends once more.  The message says what is wrong. */
dd_status scenario_check(fault_disk *disk, const scenario_state *state, dd_error *err);

#endif
