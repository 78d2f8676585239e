/* A dispatching run killed (SIGKILL) at 200 random moments, and a day of consultations at 100: no acknowledged record is lost, and what is recovered, from
 * the newest snapshot and the tail as well as in full, equals the state that the uninterrupted run had at that record.  Of consultations it is free of double
 * bookings: counted here a second time from the cases alone, at about a third of the moments with offers out or accepted.
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
#include "engine/state.h"
#include "sim/city.h"
#include "sim/consult_run.h"
#include "sim/history.h"
#include "sim/hospital.h"
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

/* Offers that ring, rings of two, declines, late and absent specialists, interruptions. */
static dd_status run_network(const char *path, atomic_uint_fast64_t *acknowledged)
{
    const dd_hospital_options hospital = {.stations = 8, .specialists = 8, .cases = 12, .rooms = 1, .begin_ms = INT64_C(8) * 3600000,
                                          .end_ms = INT64_C(9) * 3600000, .seed = 4};
    dd_consult_day *day = NULL;
    dd_journal *journal;
    dd_status status = dd_hospital_generate(&hospital, &day, NULL);
    if (status != DD_STATUS_OK) return status;
    status = dd_journal_open(path, NULL, &journal, NULL);
    if (status != DD_STATUS_OK) return status;
    dd_run_options options = {.journal = journal, .snapshot_every = SNAPSHOT_EVERY, .observe = acknowledge, .context = acknowledged};
    dd_consult_run run = {0};
    status = dd_consult_run_day(day, &options, &run, NULL);
    if (status == DD_STATUS_OK) dd_consult_run_done(&run);
    dd_journal_close(journal);
    dd_consult_day_free(day);
    return status;
}

typedef dd_status (*run_day)(const char *path, atomic_uint_fast64_t *acknowledged);

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
static uint64_t run_and_kill(run_day run, const char *path, atomic_uint_fast64_t *acknowledged, dd_rng *rng, uint64_t records)
{
    uint64_t after = dd_rng_below(rng, (uint32_t)records);
    atomic_store(acknowledged, 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) _exit(run(path, acknowledged) == DD_STATUS_OK ? 0 : 1);
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

/* Nobody has two cases at once, no case two specialists but where it rings, no station more live cases than rooms.  True with a hold or an offer. */
static bool check_bookings(const dd_engine *engine)
{
    const dd_network *network = &engine->network;
    uint32_t rooms[16] = {0}, hands[16] = {0}, held = 0;
    assert_true(network->station_count <= 16 && network->specialist_count <= 16);
    for (size_t i = 0; i < network->case_count; i++) {
        const dd_case *c = &network->cases[i];
        bool is_held = c->state == DD_CASE_RUNG || c->state == DD_CASE_BOUND;
        if (!is_held && c->state != DD_CASE_RUNNING) continue;
        held += is_held;
        if (c->kind == DD_CASE_LIVE) rooms[c->station] += !c->gave_room;
        if (!is_held) hands[c->specialist]++;
        for (uint32_t k = 0; is_held && k < c->rung_count; k++) hands[c->rung[k]]++;
        assert_true(c->state == DD_CASE_RUNG || !is_held || c->rung_count == 1);
    }
    for (size_t s = 0; s < network->station_count; s++) assert_true(rooms[s] <= network->stations[s].rooms);
    for (size_t s = 0; s < network->specialist_count; s++) { /* two: it is told to stop one, and rung for the other */
        const dd_specialist *who = &network->specialists[s];
        bool is_stopping = who->working != DD_NONE && network->cases[who->working].is_stopping;
        assert_true(hands[s] <= (is_stopping ? 2u : 1u));
    }
    assert_null(dd_state_check(engine));
    return held > 0;
}

/* Recovers both ways and compares with the uninterrupted run. */
static void check_recovery(const char *path, dd_journal *whole, uint64_t acknowledged, uint64_t *snapshots_used, uint64_t *in_offer)
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
    *in_offer += check_bookings(full);
    *snapshots_used += dd_journal_find_snapshot(journal, UINT64_MAX, &snapshot_seq, NULL) == DD_STATUS_OK;
    dd_engine_free(quick);
    dd_engine_free(full);
    dd_engine_free(expected);
    dd_journal_close(journal);
}

static void kill_often(run_day run, int often, uint64_t *ret_in_offer)
{
    const char *asked = getenv("KILL_MOMENTS");
    int moments = asked != NULL ? atoi(asked) : often;
    char folder[] = "test-kill-XXXXXX", path[64], whole_path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/killed", folder);
    snprintf(whole_path, sizeof whole_path, "%s/whole", folder);
    atomic_uint_fast64_t *acknowledged =
        mmap(NULL, sizeof *acknowledged, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(acknowledged != MAP_FAILED);
    assert_status(run(whole_path, acknowledged), DD_STATUS_OK);
    uint64_t records = atomic_load(acknowledged), snapshots_used = 0, cut_short = 0;
    dd_journal *whole = NULL;
    assert_status(dd_journal_open(whole_path, NULL, &whole, NULL), DD_STATUS_OK);
    dd_rng rng = dd_rng_seed(20, 1);
    for (int i = 0; i < moments; i++) {
        uint64_t seen = run_and_kill(run, path, acknowledged, &rng, records);
        cut_short += seen < records;
        check_recovery(path, whole, seen, &snapshots_used, ret_in_offer);
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

static void a_killed_run_is_recovered(void **state)
{
    (void)state;
    uint64_t in_offer = 0;
    kill_often(run_city, 200, &in_offer);
}

static void a_killed_network_has_no_double_booking(void **state)
{
    (void)state;
    uint64_t in_offer = 0;
    kill_often(run_network, 100, &in_offer);
    print_message("%llu with an offer out or accepted\n", (unsigned long long)in_offer);
    assert_true(getenv("KILL_MOMENTS") != NULL || in_offer > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_killed_run_is_recovered),
        cmocka_unit_test(a_killed_network_has_no_double_booking),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
