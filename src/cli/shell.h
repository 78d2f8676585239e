/* Shell: what commands need from the system: whole files in and out, processor time, a budget of it. */
#ifndef DD_CLI_SHELL_H
#define DD_CLI_SHELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "diaodu/executor.h"

/* Reads a whole file ("-": standard input), at most DD_INPUT_MAX bytes, NUL-terminated.  *ret_text is freed with free(). */
DD_MUST_USE dd_status dd_shell_read(const char *path, char **ret_text, size_t *ret_size, dd_error *err);

/* Writes a whole file (NULL or "-": standard output).  A file is written beside its place, synced and renamed, so that on an error, and at
 * any moment, the old one is still there; devices and pipes are written to as they are.  An error's pointer names `path`. */
DD_MUST_USE dd_status dd_shell_write(const char *path, const char *text, size_t size, dd_error *err);
/* Whether dd_shell_write could begin: asked before long work whose result would be lost. */
DD_MUST_USE dd_status dd_shell_can_write(const char *path, dd_error *err);

/* From now on the first SIGINT or SIGTERM is only noted, and budgets are spent; the second ends the program. */
void dd_shell_catch_interrupts(void);
bool dd_shell_is_interrupted(void);

/* Processor time of all threads of this process so far, in microseconds. */
int64_t dd_shell_cpu_us(void);

/* A budget of processor time, counted from the start of the process; 0: none, only interrupts end it. */
typedef struct dd_cpu_budget {
    int64_t limit_us;
} dd_cpu_budget;

/* A halt that borrows `budget`. */
dd_halt dd_cpu_budget_halt(dd_cpu_budget *budget);

/* Says an error on stderr: "diaodu COMMAND: FILE: PLACE: MESSAGE". */
void dd_shell_say_error(const char *command, const char *file, const dd_error *err);

/* The exit code of a failed status. */
int dd_shell_exit_code(dd_status status);

#endif
