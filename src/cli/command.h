/* Command: one verb of the program.  main.c holds the table; each command is one file pair's worth of code in src/cli/NAME.c.
 *
 * Exit codes: DD_EXIT_DONE, DD_EXIT_NO (the input is fine, the answer is no), DD_EXIT_BAD (bad usage or bad input).
 */
#ifndef DD_CLI_COMMAND_H
#define DD_CLI_COMMAND_H

enum { DD_EXIT_DONE = 0, DD_EXIT_NO = 1, DD_EXIT_BAD = 2 };

typedef struct dd_command {
    const char *name;
    const char *summary;  /* one line for `diaodu --help` */
    const char *help;     /* the whole of `diaodu NAME --help`, with examples; ends with a newline */
    int (*run)(const struct dd_command *command, int argc, char **argv); /* argv[0] is the command's name */
} dd_command;

extern const dd_command dd_command_bench;
extern const dd_command dd_command_check;
extern const dd_command dd_command_explain;
extern const dd_command dd_command_replay;
extern const dd_command dd_command_simulate;
extern const dd_command dd_command_solve;

#endif
