/* A dispatching run killed (SIGKILL) at 200 random moments: no acknowledged record is lost, and what is recovered, from the newest
 * snapshot and the tail as well as in full, equals the state that the uninterrupted run had at that record.
 *
 * Each run is a child process; it publishes in shared memory how many records the journal has acknowledged.  The parent kills it a
 * random while after a random record, so that all phases of a cycle are met: deciding, encoding, writing, syncing, snapshots.
 * KILL_MOMENTS sets another number of moments.
 */
#define _DEFAULT_SOURCE
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/rng.h"
#include "sim/city.h"
#include "sim/history.h"
#include "sim/run.h"
#include "support/check.h"

enum { SNAPSHOT_EVERY = 60 };

static dd_scenario *make_city(void)
{
    dd_city_options options = {.couriers = 14, .orders = 50, .begin_ms = INT64_C(12) * 3600000, .end_ms = INT64_C(13) * 3600000, .seed = 9};
    dd_scenario *city = NULL;
    assert_status(dd_city_generate(&options, &city, NULL), DD_STATUS_OK);
    city->config.cycle_ms = 120000;
    city->config.work_per_cycle = 1000;
    return city;
}

static void acknowledge(void *context, const dd_event *event)
{
    (void)event;
    atomic_fetch_add((atomic_uint_fast64_t *)context, 1);
}

static dd_status run_city(const char *path, atomic_uint_fast64_t *acknowledged)
{
    dd_scenario *city = make_city();
    dd_journal *journal;
    dd_status status = dd_journal_open(path, NULL, &journal, NULL);
    if (status != DD_STATUS_OK) return status;
    dd_run_options options = {.journal = journal, .snapshot_every = SNAPSHOT_EVERY, .observe = acknowledge, .context = acknowledged};
    dd_run run = {0};
    status = dd_run_scenario(city, &options, &run, NULL);
    dd_run_done(&run);
    dd_journal_close(journal);
    dd_scenario_free(city);
    return status;
}

static void remove_journal(const char *path)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    for (int i = 0; i < 3; i++) {
        char name[128];
        snprintf(name, sizeof name, "%s%s", path, endings[i]);
        unlink(name);
    }
}

/* Starts a run and kills it a random while after a random record; the records acknowledged by then. */
static uint64_t run_and_kill(const char *path, atomic_uint_fast64_t *acknowledged, dd_rng *rng, uint64_t records)
{
    uint64_t after = dd_rng_below(rng, (uint32_t)records);
    atomic_store(acknowledged, 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) _exit(run_city(path, acknowledged) == DD_STATUS_OK ? 0 : 1);
    struct timespec pause = {.tv_nsec = 100000}, delay = {.tv_nsec = dd_rng_below(rng, 8000000)};
    while (atomic_load(acknowledged) < after && waitpid(child, NULL, WNOHANG) == 0) nanosleep(&pause, NULL);
    nanosleep(&delay, NULL);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    return atomic_load(acknowledged);
}

static void assert_same_state(const dd_engine *a, const dd_engine *b)
{
    void *left, *right;
    size_t left_size, right_size;
    assert_status(dd_engine_snapshot(a, &left, &left_size, NULL), DD_STATUS_OK);
    assert_status(dd_engine_snapshot(b, &right, &right_size, NULL), DD_STATUS_OK);
    assert_int_equal(left_size, right_size);
    assert_memory_equal(left, right, left_size);
    free(left);
    free(right);
}

/* Recovers both ways and compares with the uninterrupted run. */
static void check_recovery(const char *path, dd_journal *whole, uint64_t acknowledged, uint64_t *snapshots_used)
{
    dd_journal *journal = NULL;
    dd_engine *quick = NULL, *full = NULL, *expected = NULL;
    uint64_t quick_seq = 0, full_seq = 0, seq = 0, snapshot_seq = 0;
    assert_status(dd_journal_open(path, NULL, &journal, NULL), DD_STATUS_OK);
    assert_status(dd_journal_verify(journal, NULL, NULL), DD_STATUS_OK);
    assert_status(dd_history_recover(journal, UINT64_MAX, false, &quick, &quick_seq, NULL), DD_STATUS_OK);
    assert_status(dd_history_recover(journal, UINT64_MAX, true, &full, &full_seq, NULL), DD_STATUS_OK);
    assert_true(full_seq >= acknowledged);
    assert_int_equal(quick_seq, full_seq);
    assert_same_state(quick, full);
    assert_status(dd_history_recover(whole, full_seq, true, &expected, &seq, NULL), DD_STATUS_OK);
    assert_int_equal(seq, full_seq);
    assert_same_state(full, expected);
    *snapshots_used += dd_journal_find_snapshot(journal, UINT64_MAX, &snapshot_seq, NULL) == DD_STATUS_OK;
    dd_engine_free(quick);
    dd_engine_free(full);
    dd_engine_free(expected);
    dd_journal_close(journal);
}

static void a_killed_run_is_recovered(void **state)
{
    (void)state;
    const char *asked = getenv("KILL_MOMENTS");
    int moments = asked != NULL ? atoi(asked) : 200;
    char folder[] = "test-kill-XXXXXX", path[64], whole_path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/killed", folder);
    snprintf(whole_path, sizeof whole_path, "%s/whole", folder);
    atomic_uint_fast64_t *acknowledged =
        mmap(NULL, sizeof *acknowledged, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(acknowledged != MAP_FAILED);
    assert_status(run_city(whole_path, acknowledged), DD_STATUS_OK);
    uint64_t records = atomic_load(acknowledged), snapshots_used = 0, cut_short = 0;
    dd_journal *whole = NULL;
    assert_status(dd_journal_open(whole_path, NULL, &whole, NULL), DD_STATUS_OK);
    dd_rng rng = dd_rng_seed(20, 1);
    for (int i = 0; i < moments; i++) {
        uint64_t seen = run_and_kill(path, acknowledged, &rng, records);
        cut_short += seen < records;
        check_recovery(path, whole, seen, &snapshots_used);
        remove_journal(path);
    }
    print_message("%d kills: %llu cut the run short, %llu recovered from a snapshot\n", moments, (unsigned long long)cut_short,
                  (unsigned long long)snapshots_used);
    assert_true(moments < 50 || (cut_short > (uint64_t)moments * 3 / 4 && snapshots_used > 10));
    dd_journal_close(whole);
    remove_journal(whole_path);
    rmdir(folder);
    munmap(acknowledged, sizeof *acknowledged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_killed_run_is_recovered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
