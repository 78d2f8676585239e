/* Options: the command lines of all commands are parsed by one table-driven reader.
 *
 * A command fills a table of dd_option on its stack, each with the place its value goes; places hold their defaults before parsing.
 * `--name VALUE` and `--name=VALUE` are both read; `--` ends options; `-` is a file (standard input).  `--help` is known everywhere.
 */
#ifndef DD_CLI_OPTIONS_H
#define DD_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/command.h"

typedef enum dd_option_kind {
    DD_OPTION_FLAG,    /* bool */
    DD_OPTION_TEXT,    /* const char * */
    DD_OPTION_UINT,    /* uint64_t, min..max */
    DD_OPTION_SECONDS, /* int64_t in microseconds, from decimal seconds above 0, at most a million */
    DD_OPTION_CHOICE,  /* unsigned: index into `choices`, NULL-terminated */
    DD_OPTION_LIST     /* dd_option_list: the option may be given several times */
} dd_option_kind;

enum { DD_OPTION_LIST_MAX = 32 };

typedef struct dd_option_list {
    const char *items[DD_OPTION_LIST_MAX];
    uint32_t count;
} dd_option_list;

typedef struct dd_option {
    const char *name; /* with its dashes: "--seed" */
    dd_option_kind kind;
    void *value;
    uint64_t min, max;            /* DD_OPTION_UINT */
    const char *const *choices;   /* DD_OPTION_CHOICE */
} dd_option;

/* Reads argv[1..].  Files (everything that is no option) go to files[0..file_max), which must be at least file_min.  True to go on;
 * false when the command ends here with *ret_exit: after --help (printed), or on bad usage (said on stderr). */
bool dd_options_parse(const dd_command *command, const dd_option *options, size_t option_count, int argc, char **argv,
                      const char **files, size_t file_min, size_t file_max, int *ret_exit);

#endif
