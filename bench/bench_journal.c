/* Journal throughput: records a second by batch size, each batch durable before the next starts.
 *
 *     bench_journal [FOLDER]      the disk to measure: a new folder in it, removed afterwards (default: $TMPDIR or /tmp)
 *
 * Records of 200 bytes.  Each batch size runs for about two seconds into a new journal.  One line a size: records a second, batches a second,
 * the median and the 99th percentile of an append; last, how fast the largest journal reads back and verifies. */
#define _GNU_SOURCE /* mkdtemp */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "diaodu/journal.h"

enum { PAYLOAD = 200, BATCH_MOST = 1000, SAMPLES_MOST = 200000 };

static const double seconds_each = 2;

static double now_s(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static void remove_journal(const char *path)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    char name[300];
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
        (void)unlink(name);
    }
}

static dd_status measure(const char *path, size_t batch, double *samples, dd_error *err)
{
    static unsigned char payload[PAYLOAD];
    static dd_journal_record records[BATCH_MOST];
    dd_journal *journal = NULL;
    uint64_t last = 0;
    size_t count = 0;
    for (size_t i = 0; i < batch; i++) records[i] = (dd_journal_record){.kind = 1, .payload = payload, .size = sizeof payload};
    remove_journal(path);
    dd_status status = dd_journal_open(path, NULL, &journal, err);
    double start = now_s(), before = start, after = start;
    while (status == DD_STATUS_OK && after - start < seconds_each && count < SAMPLES_MOST) {
        status = dd_journal_append(journal, last, records, batch, &last, err);
        after = now_s();
        samples[count++] = after - before;
        before = after;
    }
    dd_journal_close(journal);
    if (status != DD_STATUS_OK) return status;
    qsort(samples, count, sizeof *samples, by_value);
    printf("batch %4zu: %8.0f records/s  %7.0f batches/s  append p50 %6.2f ms  p99 %6.2f ms\n", batch, (double)last / (after - start),
           (double)count / (after - start), samples[count / 2] * 1e3, samples[count * 99 / 100] * 1e3);
    return DD_STATUS_OK;
}

static dd_status measure_reading(const char *path, dd_error *err)
{
    dd_journal *journal = NULL;
    dd_journal_summary summary;
    dd_journal_options options = {DD_JOURNAL_OPTIONS_DEFAULT, .read_only = true};
    dd_status status = dd_journal_open(path, &options, &journal, err);
    double start = now_s();
    if (status == DD_STATUS_OK) status = dd_journal_verify(journal, &summary, err);
    double took = now_s() - start;
    if (status == DD_STATUS_OK) printf("verify: %" PRIu64 " records, %.0f records/s\n", summary.records, (double)summary.records / took);
    dd_journal_close(journal);
    return status;
}

int main(int argc, char **argv)
{
    static const size_t batches[] = {1, 10, 100, 1000};
    const char *base = argc > 1 ? argv[1] : getenv("TMPDIR");
    char folder[200], path[240];
    dd_error err = {0};
    if (snprintf(folder, sizeof folder, "%s/diaodu-bench-XXXXXX", base ? base : "/tmp") >= (int)sizeof folder || mkdtemp(folder) == NULL) {
        (void)fprintf(stderr, "bench_journal: cannot make a folder in %s\n", base ? base : "/tmp");
        return 2;
    }
    (void)snprintf(path, sizeof path, "%s/day.journal", folder);
    double *samples = calloc(SAMPLES_MOST, sizeof *samples);
    dd_status status = samples ? DD_STATUS_OK : DD_STATUS_NO_MEMORY;
    for (size_t i = 0; i < sizeof batches / sizeof *batches && status == DD_STATUS_OK; i++) status = measure(path, batches[i], samples, &err);
    if (status == DD_STATUS_OK) status = measure_reading(path, &err);
    remove_journal(path);
    (void)rmdir(folder);
    free(samples);
    if (status == DD_STATUS_OK) return 0;
    (void)fprintf(stderr, "bench_journal: %s: %s %s\n", dd_status_text(status), err.pointer, err.message);
    return 1;
}
