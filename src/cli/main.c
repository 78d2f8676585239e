/* The program: finds the command and runs it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "diaodu/version.h"

/* By name.  Add a command here and in command.h. */
static const dd_command *const commands[] = {
    &dd_command_bench,
    &dd_command_check,
    &dd_command_explain,
    &dd_command_replay,
    &dd_command_simulate,
    &dd_command_solve,
    NULL,
};

static void print_help(FILE *out)
{
    fputs("usage: diaodu COMMAND [OPTION]... [FILE]...\n\n", out);
    for (int i = 0; commands[i] != NULL; i++) fprintf(out, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
    fputs("\n`diaodu COMMAND --help` explains one command, with examples.\n", out);
}

/* What a full disk or a closed descriptor has swallowed of standard output is a failure. */
static int finish(int code)
{
    if (code != DD_EXIT_DONE || (fflush(stdout) == 0 && !ferror(stdout))) return code;
    fprintf(stderr, "diaodu: standard output: cannot write%s%s\n", errno != 0 ? ": " : "", errno != 0 ? strerror(errno) : "");
    return DD_EXIT_BAD;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        print_help(stderr);
        return DD_EXIT_BAD;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        print_help(stdout);
        return finish(DD_EXIT_DONE);
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("diaodu " DD_VERSION);
        return finish(DD_EXIT_DONE);
    }
    for (int i = 0; commands[i] != NULL; i++)
        if (strcmp(argv[1], commands[i]->name) == 0) return finish(commands[i]->run(commands[i], argc - 1, argv + 1));
    fprintf(stderr, "diaodu: no command \"%s\"; see diaodu --help\n", argv[1]);
    return DD_EXIT_BAD;
}
