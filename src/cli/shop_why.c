#include "cli/shop_why.h"

#include <inttypes.h>
#include <string.h>

#include "cli/shop_file.h"
#include "io/scan.h"

enum { STEPS_MAX = 64 };

static void print_name(FILE *out, const char *word, const char *name, uint32_t number)
{
    if (name != NULL) fprintf(out, "%s %s", word, name);
    else fprintf(out, "%s %u", word, (unsigned)number);
}

static void print_operation(FILE *out, const dd_shop_problem *problem, uint32_t ix)
{
    const dd_operation *operation = &problem->operations[ix];
    uint32_t first = ix;
    while (first > 0 && problem->operations[first - 1].job == operation->job) first--;
    print_name(out, "operation", operation->name, ix - first);
    print_name(out, " of job", problem->jobs[operation->job].name, operation->job);
}

static void print_instant(FILE *out, const dd_shop_problem *problem, int64_t ms)
{
    char text[DD_INSTANT_TEXT];
    if (problem->has_iso_times && dd_scan_put_instant(ms, text)) fputs(text, out);
    else dd_shop_print_duration(out, problem, ms);
}

/* "machine saw", or the pool's name. */
static void print_resource(FILE *out, const dd_shop_problem *problem, const dd_delay *delay)
{
    bool is_pool = delay->kind == DD_DELAY_POOL || delay->kind == DD_DELAY_ABSENT;
    if (delay->resource == DD_NONE) return;
    if (is_pool) print_name(out, "pool", problem->pools[delay->resource].name, delay->resource);
    else print_name(out, "machine", problem->machines[delay->resource].name, delay->resource);
}

static void print_wait(FILE *out, const dd_shop_problem *problem, const dd_delay *delay)
{
    static const char *const before[DD_DELAY_KIND_END_] = {
        [DD_DELAY_NONE] = " could begin at once", [DD_DELAY_RELEASE] = " waits for its release", [DD_DELAY_LINK] = " waits for ",
        [DD_DELAY_MACHINE] = " waits for ", [DD_DELAY_SETUP] = " waits for the setup of ", [DD_DELAY_CLOSED] = " waits for the opening of ",
        [DD_DELAY_DOWN] = " waits for the repair or maintenance of ", [DD_DELAY_POOL] = " waits for ", [DD_DELAY_ABSENT] = " waits for absent units of ",
        [DD_DELAY_LOCKED] = " is locked there",
    };
    fputs("  ", out);
    print_operation(out, problem, delay->operation);
    fputs(before[delay->kind], out);
    if (delay->kind == DD_DELAY_LINK) print_operation(out, problem, delay->other);
    else if (delay->kind != DD_DELAY_NONE && delay->kind != DD_DELAY_RELEASE && delay->kind != DD_DELAY_LOCKED) print_resource(out, problem, delay);
    if ((delay->kind == DD_DELAY_MACHINE || delay->kind == DD_DELAY_POOL) && delay->other != DD_NONE) {
        fputs(delay->kind == DD_DELAY_MACHINE ? ", which does " : ", held by ", out);
        print_operation(out, problem, delay->other);
    }
    if (delay->until_ms > delay->from_ms) {
        fputs(", from ", out);
        print_instant(out, problem, delay->from_ms);
        fputs(" until ", out);
        print_instant(out, problem, delay->until_ms);
    }
    fputc('\n', out);
}

/* The operation that ends last, of a job or of all (DD_NONE). */
static uint32_t last_operation(const dd_shop_problem *problem, const dd_schedule *schedule, uint32_t job)
{
    uint32_t found = DD_NONE;
    for (uint32_t i = 0; i < problem->operation_count; i++) {
        if (job != DD_NONE && problem->operations[i].job != job) continue;
        if (found == DD_NONE || schedule->placements[i].end_ms > schedule->placements[found].end_ms) found = i;
    }
    return found;
}

static uint32_t find_job(const dd_shop_problem *problem, const char *name)
{
    uint64_t number;
    for (uint32_t j = 0; j < problem->job_count; j++)
        if (problem->jobs[j].name != NULL && strcmp(problem->jobs[j].name, name) == 0) return j;
    bool is_number = problem->job_count > 0 && problem->jobs[0].name == NULL && dd_scan_whole_uint(name, strlen(name), &number);
    return is_number && number < problem->job_count ? (uint32_t)number : DD_NONE;
}

bool dd_shop_why_print(FILE *out, const dd_shop_problem *problem, const dd_schedule *schedule, const char *name)
{
    dd_delay delays[STEPS_MAX];
    uint32_t job = find_job(problem, name);
    if (job == DD_NONE && strcmp(name, "last") != 0) return false;
    uint32_t last = last_operation(problem, schedule, job);
    if (last == DD_NONE) return false;
    job = problem->operations[last].job;
    int64_t end_ms = schedule->placements[last].end_ms, due_ms = problem->jobs[job].due_ms;
    print_name(out, "job", problem->jobs[job].name, job);
    fputs(" ends at ", out);
    print_instant(out, problem, end_ms);
    if (due_ms != DD_FOREVER_MS) fputs(end_ms > due_ms ? ", late by " : ", in time by ", out);
    if (due_ms != DD_FOREVER_MS) dd_shop_print_duration(out, problem, end_ms > due_ms ? end_ms - due_ms : due_ms - end_ms);
    fputs(due_ms != DD_FOREVER_MS && problem->ticks_per_unit >= 1000 ? " s:\n" : ":\n", out);
    uint32_t count = dd_shop_delays(problem, schedule, last, delays, STEPS_MAX);
    for (uint32_t i = 0; i < count && i < STEPS_MAX; i++) print_wait(out, problem, &delays[i]);
    return true;
}
