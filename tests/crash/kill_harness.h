/* Kill harness: runs a program, reads its lines, kills it with SIGKILL at a given moment.
 *
 * The child acknowledges on its standard output, one line at a time, with write(2) at once (no buffering); its standard error stays the
 * test's.  What it wrote before it died is read to the end, so that every acknowledgement counts.
 */
#ifndef DD_TESTS_KILL_HARNESS_H
#define DD_TESTS_KILL_HARNESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct kill_plan {
    const char *const *argv; /* argv[0] is the program's path; ends with NULL */
    uint64_t after_lines;    /* the moment: when so many lines were read (0: at the start; UINT64_MAX: never) ... */
    uint64_t after_us;       /* ... and so long after that */
    void (*line)(void *context, const char *line); /* each whole line, without its newline */
    void *context;
} kill_plan;

typedef struct kill_outcome {
    bool is_killed;   /* by us; false: it ended by itself */
    int exit_code;    /* when it ended by itself; -1: by a signal that was not ours */
    uint64_t lines;
} kill_outcome;

/* False when the program could not be started. */
bool kill_harness_run(const kill_plan *plan, kill_outcome *ret);

#endif
