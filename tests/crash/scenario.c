#include "crash/scenario.h"

#include <stdlib.h>

#include "base/rng.h"
#include "crash/history.h"

enum { CHECKPOINT_PAGES = 12 };

typedef struct run {
    fault_disk *disk;
    const scenario_options *options;
    scenario_state *state;
    dd_rng rng;
    dd_journal *intake, *follower;
} run;

void scenario_note(scenario_state *state, int mark, uint64_t value)
{
    switch ((scenario_mark)mark) {
    case MARK_CREATED: state->is_created = true; break;
    case MARK_TRIED: state->tried = value; break;
    case MARK_ACKNOWLEDGED: state->acknowledged = value; break;
    case MARK_SNAPSHOT_TRIED: state->snapshot_tried = value; break;
    case MARK_SNAPSHOT_KEPT: state->snapshot_kept = value; break;
    case MARK_BACKUP_TRIED: state->backup_seq = value; break;
    case MARK_BACKUP_KEPT: state->is_backup_kept = true; break;
    }
}

static void mark(run *r, scenario_mark what, uint64_t value)
{
    fault_disk_mark(r->disk, (int)what, value);
    scenario_note(r->state, (int)what, value);
}

typedef dd_status step(run *r, uint64_t value, dd_error *err);

/* A step that a passing fault struck is tried once more. */
static dd_status twice(run *r, step *what, uint64_t value, dd_error *err)
{
    dd_status status = what(r, value, err);
    return status != DD_STATUS_OK && fault_disk_struck(r->disk) ? what(r, value, err) : status;
}

/* At first the intake creates the file.  When reopening, a reader is there before it and creates the WAL. */
static dd_status open_both(run *r, uint64_t value, dd_error *err)
{
    (void)value;
    dd_journal_options intake = {DD_JOURNAL_OPTIONS_DEFAULT, .vfs = fault_disk_vfs(r->disk)}, follower = intake, reading = intake;
    intake.checkpoint_pages = CHECKPOINT_PAGES;
    follower.checkpoint_pages = 0;
    follower.must_exist = true;
    reading.read_only = true;
    dd_journal *reader = NULL;
    dd_status status = DD_STATUS_OK;
    if (r->state->is_created) status = dd_journal_open(SCENARIO_FILE, &reading, &reader, err);
    if (status == DD_STATUS_OK && r->intake == NULL) status = dd_journal_open(SCENARIO_FILE, &intake, &r->intake, err);
    if (status == DD_STATUS_OK && !r->state->is_created) mark(r, MARK_CREATED, 0);
    if (status == DD_STATUS_OK) status = dd_journal_open(SCENARIO_FILE, &follower, &r->follower, err);
    dd_journal_close(reader);
    return status;
}

static void close_both(run *r)
{
    dd_journal_close(r->follower);
    dd_journal_close(r->intake);
    r->follower = r->intake = NULL;
}

static dd_status append(run *r, uint64_t count, dd_error *err)
{
    uint64_t from = r->state->acknowledged;
    mark(r, MARK_TRIED, from + count);
    dd_status status = history_append(r->intake, from, (size_t)count, err);
    if (status == DD_STATUS_OK) mark(r, MARK_ACKNOWLEDGED, from + count);
    return status;
}

static dd_status snapshot(run *r, uint64_t size, dd_error *err)
{
    uint64_t seq = r->state->acknowledged;
    mark(r, MARK_SNAPSHOT_TRIED, seq);
    unsigned char *bytes = history_snapshot(seq, (size_t)size);
    dd_status status = dd_journal_put_snapshot(r->follower, seq, bytes, (size_t)size, err);
    free(bytes);
    if (status == DD_STATUS_OK) mark(r, MARK_SNAPSHOT_KEPT, seq);
    return status;
}

static dd_status checkpoint(run *r, uint64_t value, dd_error *err)
{
    (void)value;
    return dd_journal_checkpoint(r->follower, NULL, err);
}

static dd_status backup(run *r, uint64_t value, dd_error *err)
{
    (void)value;
    mark(r, MARK_BACKUP_TRIED, r->state->acknowledged);
    dd_status status = dd_journal_backup(r->follower, SCENARIO_BACKUP, err);
    if (status == DD_STATUS_OK) mark(r, MARK_BACKUP_KEPT, 0);
    return status;
}

static uint64_t batch_size(run *r)
{
    uint32_t most = r->options->batch_max;
    return 1 + (dd_rng_below(&r->rng, 4) == 0 ? dd_rng_below(&r->rng, most) : dd_rng_below(&r->rng, most / 8 + 1));
}

static dd_status live(run *r, dd_error *err)
{
    unsigned batches = r->options->batches;
    dd_status status = twice(r, open_both, 0, err);
    for (unsigned i = 1; i <= batches && status == DD_STATUS_OK; i++) {
        status = twice(r, append, batch_size(r), err);
        if (status == DD_STATUS_OK && i % 5 == 2)
            status = twice(r, snapshot, dd_rng_below(&r->rng, 2 * (uint32_t)r->options->snapshot_size + 1), err);
        if (status == DD_STATUS_OK && i % 7 == 0) status = twice(r, checkpoint, 0, err);
        if (status == DD_STATUS_OK && i == batches * 2 / 3) status = twice(r, backup, 0, err);
        if (status == DD_STATUS_OK && i == batches / 2) {
            close_both(r);
            status = twice(r, open_both, 0, err);
        }
    }
    return status;
}

dd_status scenario_run(fault_disk *disk, const scenario_options *options, scenario_state *ret, dd_error *err)
{
    *ret = (scenario_state){0};
    run r = {.disk = disk, .options = options, .state = ret, .rng = dd_rng_seed(options->seed, 5)};
    dd_status status = live(&r, err);
    close_both(&r);
    return status;
}

static dd_status wrong(dd_error *err, const char *what, uint64_t found, uint64_t wanted)
{
    return dd_error_set(err, DD_STATUS_INVALID_INPUT, "", "%s: found %llu, wanted %llu", what, (unsigned long long)found,
                        (unsigned long long)wanted);
}

static dd_status check_backup(fault_disk *disk, const scenario_state *state, dd_error *err)
{
    dd_journal_options options = {DD_JOURNAL_OPTIONS_DEFAULT, .vfs = fault_disk_vfs(disk), .must_exist = true};
    dd_journal *copy = NULL;
    uint64_t last = 0;
    dd_status status = dd_journal_open(SCENARIO_BACKUP, &options, &copy, err);
    if (!state->is_backup_kept && status == DD_STATUS_NOT_FOUND) return DD_STATUS_OK;
    if (status == DD_STATUS_OK) status = dd_journal_verify(copy, NULL, err);
    if (status == DD_STATUS_OK) status = history_check(copy, 1, &last, err);
    if (status == DD_STATUS_OK && last != state->backup_seq) status = wrong(err, "the backup's end", last, state->backup_seq);
    dd_journal_close(copy);
    return status;
}

static dd_status check_open(dd_journal *journal, const scenario_state *state, dd_error *err)
{
    uint64_t last = 0, told = 0, snapshot_seq = 0;
    dd_status status = dd_journal_verify(journal, NULL, err);
    if (status == DD_STATUS_OK) status = history_check(journal, 1, &last, err);
    if (status == DD_STATUS_OK) status = dd_journal_last(journal, &told, NULL, err);
    if (status != DD_STATUS_OK) return status;
    if (last != told) return wrong(err, "the last record by the cursor", last, told);
    if (last != state->acknowledged && last != state->tried) return wrong(err, "the journal's end", last, state->acknowledged);
    status = history_check_snapshot(journal, &snapshot_seq, err);
    if (status != DD_STATUS_OK) return status;
    if (snapshot_seq != state->snapshot_kept && snapshot_seq != state->snapshot_tried)
        return wrong(err, "the newest snapshot", snapshot_seq, state->snapshot_kept);
    status = history_append(journal, last, 3, err);
    if (status == DD_STATUS_OK) status = history_check(journal, last > 2 ? last - 1 : 1, &told, err);
    return status == DD_STATUS_OK && told != last + 3 ? wrong(err, "the end after going on", told, last + 3) : status;
}

dd_status scenario_check(fault_disk *disk, const scenario_state *state, dd_error *err)
{
    dd_journal_options options = {DD_JOURNAL_OPTIONS_DEFAULT, .vfs = fault_disk_vfs(disk), .must_exist = state->is_created};
    dd_journal *journal = NULL;
    dd_status status = dd_journal_open(SCENARIO_FILE, &options, &journal, err);
    if (status == DD_STATUS_OK) status = check_open(journal, state, err);
    dd_journal_close(journal);
    return status == DD_STATUS_OK && state->backup_seq != 0 ? check_backup(disk, state, err) : status;
}
