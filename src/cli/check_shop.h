/* Check, of a factory line's schedule. */
#ifndef DD_CLI_CHECK_SHOP_H
#define DD_CLI_CHECK_SHOP_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/command.h"
#include "diaodu/shop_format.h"

typedef struct dd_check_shop_args {
    const char *const *files;  /* problem and schedule */
    dd_shop_format format;
    const char *schedule_format; /* NULL: by its content */
    const char *why;           /* the job of which the waits are told; NULL: none */
    bool is_json;
} dd_check_shop_args;

/* Verifies the schedule in a file against the problem that the text is, and says the result; the exit code. */
int dd_check_shop(const dd_command *command, const dd_check_shop_args *args, const char *text, size_t size);

#endif
