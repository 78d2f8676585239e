#define _DEFAULT_SOURCE
/* The run loop as a whole: repeatable, without a look ahead, at any thread count, and recoverable from its journal. */
#include "sim/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "sim/history.h"
#include "support/check.h"
#include "support/mini_day.h"

static const dd_policy policies[] = {DD_POLICY_NEAREST, DD_POLICY_ASSIGNMENT, DD_POLICY_ROUTE};

static void assert_same(const dd_buffer *a, const dd_buffer *b)
{
    assert_int_equal(a->size, b->size);
    assert_memory_equal(a->bytes, b->bytes, a->size);
}

/* A day cut at a minute gives, byte for byte, the whole day's decisions up to it. */
static void assert_no_peeking(dd_scenario *(*make)(uint64_t, uint32_t, uint32_t, dd_policy), uint32_t couriers, uint32_t orders, int64_t cut_ms)
{
    for (size_t i = 0; i < 3; i++) {
        dd_scenario *whole = make(3, couriers, orders, policies[i]), *part = make(3, couriers, orders, policies[i]);
        dd_run_options options = {.work = 1500};
        dd_buffer all = {0}, cut = {0};
        mini_day_decisions(whole, &options, cut_ms, false, &all);
        dd_scenario_cut(part, cut_ms);
        assert_true(part->order_count < whole->order_count);
        mini_day_decisions(part, &options, cut_ms, false, &cut);
        assert_true(all.size > 1000);
        assert_same(&all, &cut);
        dd_buffer_done(&all);
        dd_buffer_done(&cut);
        dd_scenario_free(whole);
        dd_scenario_free(part);
    }
}

static void nobody_looks_ahead_on_a_day_of_minutes(void **state)
{
    (void)state;
    assert_no_peeking(mini_day_scenario, 12, 60, 61 * 60000);
}

static void nobody_looks_ahead_in_a_city(void **state)
{
    (void)state;
    assert_no_peeking(mini_city_scenario, 25, 150, (12 * 60 + 7) * INT64_C(60000));
}

static void threads_change_nothing(void **state)
{
    (void)state;
    dd_pool *pool = NULL;
    assert_status(dd_pool_create(2, &pool, NULL), DD_STATUS_OK);
    dd_executor executor = dd_pool_executor(pool);
    dd_scenario *city = mini_city_scenario(8, 30, 200, DD_POLICY_ROUTE);
    dd_run_options one = {.work = 1500}, two = {.work = 1500, .executor = &executor};
    dd_buffer alone = {0}, shared = {0};
    mini_day_decisions(city, &one, DD_FOREVER_MS, true, &alone);
    mini_day_decisions(city, &two, DD_FOREVER_MS, true, &shared);
    assert_same(&alone, &shared);
    dd_buffer_done(&alone);
    dd_buffer_done(&shared);
    dd_scenario_free(city);
    dd_pool_free(pool);
}

static void seeds_change_the_day(void **state)
{
    (void)state;
    dd_buffer days[2] = {{0}, {0}};
    for (uint64_t seed = 0; seed < 2; seed++) {
        dd_scenario *day = mini_day_scenario(seed, 10, 40, DD_POLICY_ASSIGNMENT);
        dd_run_options options = {.work = 1000};
        mini_day_decisions(day, &options, DD_FOREVER_MS, true, &days[seed]);
        dd_scenario_free(day);
    }
    assert_true(days[0].size != days[1].size || memcmp(days[0].bytes, days[1].bytes, days[0].size) != 0);
    dd_buffer_done(&days[0]);
    dd_buffer_done(&days[1]);
}

/* A journal in a folder of its own. */
typedef struct journal_file {
    char folder[64], path[96];
    dd_journal *journal;
} journal_file;

static void open_file(journal_file *file)
{
    snprintf(file->folder, sizeof file->folder, "test-run-XXXXXX");
    assert_non_null(mkdtemp(file->folder));
    snprintf(file->path, sizeof file->path, "%s/journal", file->folder);
    assert_status(dd_journal_open(file->path, NULL, &file->journal, NULL), DD_STATUS_OK);
}

static void close_file(journal_file *file)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    dd_journal_close(file->journal);
    for (int i = 0; i < 3; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s%s", file->path, endings[i]);
        unlink(path);
    }
    rmdir(file->folder);
}

typedef struct state_bytes {
    void *bytes;
    size_t size;
} state_bytes;

static state_bytes bytes_of(const dd_engine *engine)
{
    state_bytes state;
    assert_status(dd_engine_snapshot(engine, &state.bytes, &state.size, NULL), DD_STATUS_OK);
    return state;
}

static void assert_same_state(const dd_engine *a, const dd_engine *b)
{
    state_bytes left = bytes_of(a), right = bytes_of(b);
    assert_int_equal(left.size, right.size);
    assert_memory_equal(left.bytes, right.bytes, left.size);
    free(left.bytes);
    free(right.bytes);
}

static void a_journal_gives_the_state_back(void **state)
{
    (void)state;
    journal_file file;
    open_file(&file);
    dd_scenario *city = mini_city_scenario(6, 20, 120, DD_POLICY_ROUTE);
    city->config.cycle_ms = 60000;
    dd_run_options options = {.work = 1000, .journal = file.journal, .snapshot_every = 700};
    dd_run live;
    assert_status(dd_run_scenario(city, &options, &live, NULL), DD_STATUS_OK);
    dd_engine *full = NULL, *quick = NULL;
    uint64_t full_seq = 0, quick_seq = 0, snapshot_seq = 0;
    assert_status(dd_journal_find_snapshot(file.journal, UINT64_MAX, &snapshot_seq, NULL), DD_STATUS_OK);
    assert_true(snapshot_seq > 0 && snapshot_seq < live.seq);
    assert_status(dd_history_recover(file.journal, UINT64_MAX, true, &full, &full_seq, NULL), DD_STATUS_OK);
    assert_status(dd_history_recover(file.journal, UINT64_MAX, false, &quick, &quick_seq, NULL), DD_STATUS_OK);
    assert_int_equal(full_seq, live.seq);
    assert_int_equal(quick_seq, live.seq);
    assert_same_state(live.engine, full);
    assert_same_state(live.engine, quick);
    dd_history_check check;
    assert_status(dd_history_verify(file.journal, NULL, &check, NULL), DD_STATUS_OK);
    assert_true(check.is_same);
    assert_true(check.cycles > 100 && check.decisions > check.cycles);
    dd_engine_free(full);
    dd_engine_free(quick);
    dd_run_done(&live);
    dd_scenario_free(city);
    close_file(&file);
}

/* Journals a run but for one decision, which is told with another runner-up: verify names that record. */
static dd_status copy_visit(void *context, const dd_engine *engine, uint64_t seq, const dd_event *event, dd_error *err)
{
    (void)engine;
    dd_event copy = *event;
    journal_file *to = context;
    uint64_t last = seq - 1;
    if (seq >= 60 && event->kind == DD_EVENT_OFFER && to->folder[0] != '!') {
        copy.why.eligible++;
        to->folder[0] = '!';
    }
    return dd_history_append(to->journal, &copy, 1, &last, err);
}

static void verify_names_the_first_difference(void **state)
{
    (void)state;
    journal_file from, to, mark;
    open_file(&from);
    open_file(&to);
    mark = to;
    dd_scenario *day = mini_day_scenario(2, 6, 14, DD_POLICY_ASSIGNMENT);
    dd_run_options options = {.work = 500, .journal = from.journal};
    dd_run live;
    assert_status(dd_run_scenario(day, &options, &live, NULL), DD_STATUS_OK);
    dd_engine *engine = NULL;
    uint64_t seq = 0;
    assert_status(dd_engine_create(&engine, NULL), DD_STATUS_OK);
    assert_status(dd_history_walk(from.journal, engine, &seq, UINT64_MAX, DD_FOREVER_MS, copy_visit, &mark, NULL), DD_STATUS_OK);
    assert_int_equal(mark.folder[0], '!');
    dd_history_check check;
    assert_status(dd_history_verify(to.journal, NULL, &check, NULL), DD_STATUS_OK);
    assert_false(check.is_same);
    assert_true(check.seq >= 60);
    assert_string_equal(check.expected, "offer");
    dd_engine_free(engine);
    dd_run_done(&live);
    dd_scenario_free(day);
    close_file(&from);
    close_file(&to);
}

static void a_used_journal_is_refused(void **state)
{
    (void)state;
    journal_file file;
    open_file(&file);
    dd_scenario *day = mini_day_scenario(2, 4, 6, DD_POLICY_NEAREST);
    dd_run_options options = {.journal = file.journal};
    dd_run run;
    assert_status(dd_run_scenario(day, &options, &run, NULL), DD_STATUS_OK);
    dd_run_done(&run);
    assert_status(dd_run_scenario(day, &options, &run, NULL), DD_STATUS_CONFLICT);
    dd_scenario_free(day);
    close_file(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_looks_ahead_on_a_day_of_minutes),
        cmocka_unit_test(nobody_looks_ahead_in_a_city),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(seeds_change_the_day),
        cmocka_unit_test(a_journal_gives_the_state_back),
        cmocka_unit_test(verify_names_the_first_difference),
        cmocka_unit_test(a_used_journal_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
