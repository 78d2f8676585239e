/* Power cuts: a journal's life on a simulated disk, cut in front of every single operation.
 *
 * At each operation the disk crashes by lot (torn and reordered writes); around each sync also with everything unsynced lost and
 * with everything kept.  Seeds: 1, 2, ... on a powersafe and on a sector-spoiling disk; DD_SEED sets the first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "crash/fault_model.h"
#include "crash/scenario.h"

static uint64_t first_seed(void)
{
    const char *text = getenv("DD_SEED");
    return text ? strtoull(text, NULL, 10) : 1;
}

static void crash_here(const fault_model *model, const scenario_state *state, fault_luck luck, dd_rng *rng, size_t at, uint64_t seed)
{
    dd_error err = {0};
    fault_disk *disk = fault_model_crash(model, luck, rng);
    dd_status status = scenario_check(disk, state, &err);
    if (status != DD_STATUS_OK)
        print_error("seed %llu, cut at operation %zu, luck %d: %s: %s %s\n", (unsigned long long)seed, at, (int)luck, dd_status_text(status),
                    err.pointer, err.message);
    assert_int_equal(status, DD_STATUS_OK);
    fault_disk_free(disk);
}

/* Cuts in front of every `stride`th operation and around every sync; gives the number of crashes. */
static size_t cut_everywhere(const fault_entry *log, size_t count, bool powersafe, size_t stride, uint64_t seed)
{
    fault_model *model = fault_model_create(powersafe);
    scenario_state state = {0};
    dd_rng rng = dd_rng_seed(seed, 9);
    size_t crashes = 0;
    for (size_t i = 0; i <= count; i++) {
        bool is_sync = i < count && log[i].op == FAULT_SYNC, was_sync = i > 0 && log[i - 1].op == FAULT_SYNC;
        if (i == count || (log[i].op != FAULT_MARK && i % stride == 0) || is_sync) {
            crash_here(model, &state, FAULT_MIXED, &rng, i, seed);
            crashes++;
        }
        if (i == count || (stride == 1 && (is_sync || was_sync))) {
            crash_here(model, &state, FAULT_LOSE_ALL, &rng, i, seed);
            crash_here(model, &state, FAULT_KEEP_ALL, &rng, i, seed);
            crashes += 2;
        }
        if (i < count && log[i].op == FAULT_MARK) scenario_note(&state, log[i].mark, log[i].value);
        else if (i < count) fault_model_apply(model, &log[i]);
    }
    fault_model_free(model);
    return crashes;
}

static void live_and_cut(const scenario_options *options, bool powersafe, size_t stride)
{
    dd_error err = {0};
    scenario_state state;
    size_t count;
    fault_disk *disk = fault_disk_create(powersafe, options->seed);
    dd_status status = scenario_run(disk, options, &state, &err);
    if (status != DD_STATUS_OK) print_error("%s %s\n", err.pointer, err.message);
    assert_int_equal(status, DD_STATUS_OK);
    assert_true(state.acknowledged > 0 && state.snapshot_kept > 0 && state.is_backup_kept);
    const fault_entry *log = fault_disk_log(disk, &count);
    size_t crashes = cut_everywhere(log, count, powersafe, stride, options->seed);
    print_message("seed %llu, %s: %llu records, %zu operations, %zu crashes\n", (unsigned long long)options->seed,
                  powersafe ? "powersafe" : "sector-spoiling", (unsigned long long)state.acknowledged, count, crashes);
    fault_disk_free(disk);
}

static void every_cut_keeps_what_was_acknowledged(void **context)
{
    (void)context;
    for (uint64_t seed = first_seed(); seed < first_seed() + 4; seed++)
        live_and_cut(&(scenario_options){.seed = seed, .batches = 40, .batch_max = 32, .snapshot_size = 8000}, seed % 2 == 1, 1);
}

static void snapshots_in_parts_are_whole_or_absent(void **context)
{
    (void)context;
    live_and_cut(&(scenario_options){.seed = first_seed(), .batches = 4, .batch_max = 4, .snapshot_size = (size_t)9 << 20}, true, 997);
}

/* The nth sync fails for good, the life goes on, the power is cut: for every n. */
static void a_failed_sync_loses_nothing_acknowledged(void **context)
{
    (void)context;
    const scenario_options life = {.seed = first_seed(), .batches = 12, .batch_max = 12, .snapshot_size = 5000};
    uint64_t nth = 0;
    size_t crashes = 0;
    for (bool has_struck = true; has_struck;) {
        dd_error err = {0};
        scenario_state state;
        size_t count;
        fault_disk *disk = fault_disk_create(true, life.seed);
        fault_disk_arm(disk, FAULT_SYNC, ++nth, 0, false);
        dd_status status = scenario_run(disk, &life, &state, &err);
        if (status != DD_STATUS_OK) print_error("sync %llu: %s %s\n", (unsigned long long)nth, err.pointer, err.message);
        assert_int_equal(status, DD_STATUS_OK);
        has_struck = fault_disk_struck(disk);
        const fault_entry *log = fault_disk_log(disk, &count);
        crashes += cut_everywhere(log, count, true, 37, life.seed + nth);
        fault_disk_free(disk);
    }
    print_message("%llu syncs, %zu crashes\n", (unsigned long long)nth - 1, crashes);
}

/* The model itself must be able to hurt: without any sync an acknowledged batch is lost. */
static void the_model_bites(void **context)
{
    (void)context;
    dd_error err = {0};
    scenario_state state;
    size_t count, found = 0;
    fault_disk *disk = fault_disk_create(true, 1);
    assert_int_equal(scenario_run(disk, &(scenario_options){.seed = 1, .batches = 6, .batch_max = 8}, &state, &err), DD_STATUS_OK);
    const fault_entry *log = fault_disk_log(disk, &count);
    fault_model *model = fault_model_create(true);
    for (size_t i = 0; i < count; i++)
        if (log[i].op != FAULT_SYNC) fault_model_apply(model, &log[i]);
    dd_rng rng = dd_rng_seed(1, 1);
    for (int i = 0; i < 20; i++) {
        fault_disk *crashed = fault_model_crash(model, FAULT_MIXED, &rng);
        found += scenario_check(crashed, &state, &err) != DD_STATUS_OK;
        fault_disk_free(crashed);
    }
    assert_true(found > 10);
    fault_model_free(model);
    fault_disk_free(disk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cut_keeps_what_was_acknowledged),
        cmocka_unit_test(snapshots_in_parts_are_whole_or_absent),
        cmocka_unit_test(a_failed_sync_loses_nothing_acknowledged),
        cmocka_unit_test(the_model_bites),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
