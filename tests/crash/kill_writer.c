/* A writer to be killed: appends batches of the history without end and says what was acknowledged.
 *
 *     kill_writer JOURNAL SEED
 *
 * Lines: "open LAST" once, then "ack SEQ" after each append, "snapshot SEQ" after each snapshot.  A follower connection puts a
 * snapshot after every 8th batch and checkpoints after every 5th.  Exit code 1 with words on standard error when anything fails. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/rng.h"
#include "crash/history.h"

static void say(const char *word, uint64_t seq)
{
    char line[64];
    int size = snprintf(line, sizeof line, "%s %llu\n", word, (unsigned long long)seq);
    if (write(STDOUT_FILENO, line, (size_t)size) != size) _exit(1);
}

static dd_status snapshot(dd_journal *follower, uint64_t seq, dd_error *err)
{
    size_t size = (size_t)(seq % 50000);
    unsigned char *bytes = history_snapshot(seq, size);
    dd_status status = dd_journal_put_snapshot(follower, seq, bytes, size, err);
    free(bytes);
    if (status == DD_STATUS_OK) say("snapshot", seq);
    return status;
}

static dd_status write_on(dd_journal *intake, dd_journal *follower, uint64_t seq, dd_rng *rng, dd_error *err)
{
    dd_status status = DD_STATUS_OK;
    for (unsigned batch = 1; status == DD_STATUS_OK; batch++) {
        uint64_t count = 1 + dd_rng_below(rng, dd_rng_below(rng, 6) == 0 ? 200 : 6);
        status = history_append(intake, seq, (size_t)count, err);
        if (status != DD_STATUS_OK) break;
        seq += count;
        say("ack", seq);
        if (batch % 8 == 0) status = snapshot(follower, seq, err);
        if (status == DD_STATUS_OK && batch % 5 == 0) status = dd_journal_checkpoint(follower, NULL, err);
    }
    return status;
}

int main(int argc, char **argv)
{
    if (argc != 3) return 2;
    dd_rng rng = dd_rng_seed(strtoull(argv[2], NULL, 10), 0);
    dd_journal_options options = {DD_JOURNAL_OPTIONS_DEFAULT};
    options.checkpoint_pages = 100;
    dd_journal *intake = NULL, *follower = NULL;
    dd_error err = {0};
    uint64_t last = 0;
    dd_status status = dd_journal_open(argv[1], &options, &intake, &err);
    options.must_exist = true;
    if (status == DD_STATUS_OK) status = dd_journal_open(argv[1], &options, &follower, &err);
    if (status == DD_STATUS_OK) status = dd_journal_last(intake, &last, NULL, &err);
    if (status == DD_STATUS_OK) {
        say("open", last);
        status = write_on(intake, follower, last, &rng, &err);
    }
    (void)fprintf(stderr, "kill_writer: %s: %s %s\n", dd_status_text(status), err.pointer, err.message);
    return 1;
}
