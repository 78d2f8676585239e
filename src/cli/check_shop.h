/* Check, of a factory line's schedule. */
#ifndef DD_CLI_CHECK_SHOP_H
#define DD_CLI_CHECK_SHOP_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/command.h"
#include "diaodu/shop_format.h"

/* Verifies the schedule in a file against the problem that the text is, and says the result; the exit code.  `schedule_format` NULL: by its content. */
int dd_check_shop(const dd_command *command, const char *const files[2], dd_shop_format format, const char *schedule_format, bool is_json, const char *text,
                  size_t size);

#endif
