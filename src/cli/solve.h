/* Solve, inside: what the command line of `solve` says, for routes (solve.c) and for factory lines (solve_shop.c). */
#ifndef DD_CLI_SOLVE_H
#define DD_CLI_SOLVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/options.h"
#include "diaodu/shop_format.h"

typedef struct dd_solve_args {
    const char *file, *format_name, *out_format_name, *out, *objective;
    int64_t cpu_us;
    uint64_t work, horizon, threads, lanes, seed;
    bool is_json, keeps_steps, times_steps, has_geometry; /* the last three: routes */
    const char *rule, *start, *report; /* factory lines */
    dd_option_list what_if;
} dd_solve_args;

/* Reads the text as a factory line, schedules it, and writes what was asked for; the exit code. */
int dd_solve_shop(const dd_command *command, const dd_solve_args *args, dd_shop_format format, const char *text, size_t size);

#endif
