/* kill -9 at 200 random moments: no acknowledged record is lost, and the file goes on.
 *
 *     test_kill KILL_WRITER
 *
 * One journal lives through all rounds.  After each kill a fresh opening must end at the last acknowledged record or at the end of
 * the one batch in flight, and what the round added must be as the history says; every 50 rounds the whole file is verified. DD_SEED
 * sets the seed, DD_ROUNDS the rounds. */
#define _GNU_SOURCE /* mkdtemp */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/rng.h"
#include "crash/history.h"
#include "crash/kill_harness.h"
#include "support/check.h"

enum { LINES_MOST = 25, START_US = 10000, BATCH_US = 8000, THOROUGH = 50 };

static const char *writer;

typedef struct heard {
    uint64_t acknowledged, snapshot;
    bool is_open;
} heard;

static void hear(void *context, const char *line)
{
    heard *h = context;
    uint64_t value = 0;
    if (sscanf(line, "ack %" SCNu64, &value) == 1) h->acknowledged = value;
    else if (sscanf(line, "snapshot %" SCNu64, &value) == 1) h->snapshot = value;
    else if (sscanf(line, "open %" SCNu64, &value) == 1) {
        assert_true(value >= h->acknowledged);
        h->is_open = true;
    } else fail_msg("the writer said %s", line);
}

/* Opens what the dead writer left; gives the new end. */
static uint64_t check_left(const char *path, uint64_t known, const heard *h, bool is_thorough)
{
    dd_journal_options options = {DD_JOURNAL_OPTIONS_DEFAULT};
    dd_journal *journal = NULL;
    dd_error err = {0};
    uint64_t last = 0, snapshot = 0;
    dd_status status = dd_journal_open(path, &options, &journal, &err);
    if (status == DD_STATUS_OK) status = history_check(journal, is_thorough ? 1 : known + 1, &last, &err);
    if (status == DD_STATUS_OK) status = history_check_snapshot(journal, &snapshot, &err);
    if (status == DD_STATUS_OK && is_thorough) status = dd_journal_verify(journal, NULL, &err);
    if (status != DD_STATUS_OK) print_error("%s %s\n", err.pointer, err.message);
    assert_status(status, DD_STATUS_OK);
    assert_true(last >= h->acknowledged && last <= h->acknowledged + HISTORY_BATCH_MAX);
    assert_true(snapshot >= h->snapshot);
    dd_journal_close(journal);
    return last;
}

static uint64_t number_from(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    return text ? strtoull(text, NULL, 10) : otherwise;
}

/* A third of the kills falls into start-up and recovery; the rest a moment after some line, somewhere in the batches that follow. */
static void choose_moment(kill_plan *plan, dd_rng *rng)
{
    plan->after_lines = dd_rng_below(rng, 3) == 0 ? 0 : 1 + dd_rng_below(rng, LINES_MOST);
    plan->after_us = dd_rng_below(rng, plan->after_lines ? BATCH_US : START_US);
}

static void killed_writers_lose_nothing(void **state)
{
    (void)state;
    char folder[] = "/tmp/diaodu-kill-XXXXXX", path[64], seed_text[32], name[80];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/day.journal", folder);
    uint64_t seed = number_from("DD_SEED", 1), rounds = number_from("DD_ROUNDS", 200), last = 0, lines = 0, opened = 0;
    dd_rng rng = dd_rng_seed(seed, 3);
    heard h = {0};
    for (uint64_t round = 1; round <= rounds; round++) {
        snprintf(seed_text, sizeof seed_text, "%" PRIu64, seed * 1000 + round);
        const char *const argv[] = {writer, path, seed_text, NULL};
        kill_plan plan = {.argv = argv, .line = hear, .context = &h};
        choose_moment(&plan, &rng);
        kill_outcome outcome;
        h.is_open = false;
        h.acknowledged = last;
        assert_true(kill_harness_run(&plan, &outcome));
        assert_true(outcome.is_killed);
        lines += outcome.lines;
        opened += h.is_open;
        last = check_left(path, last, &h, round % THOROUGH == 0 || round == rounds);
    }
    print_message("seed %" PRIu64 ": %" PRIu64 " kills, %" PRIu64 " of them after the opening, %" PRIu64 " lines heard, %" PRIu64 " records\n",
                  seed, rounds, opened, lines, last);
    assert_true(last > rounds && opened > rounds / 2);
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
        (void)unlink(name);
    }
    assert_int_equal(rmdir(folder), 0);
}

int main(int argc, char **argv)
{
    if (argc != 2) return 2;
    writer = argv[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(killed_writers_lose_nothing),
    };
    return cmocka_run_group_tests_name("kill", tests, NULL, NULL);
}
