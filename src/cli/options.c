#include "cli/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/scan.h"

static bool read_uint(const dd_option *option, const char *text)
{
    char *end;
    errno = 0;
    if (text[0] < '0' || text[0] > '9') return false;
    unsigned long long value = strtoull(text, &end, 10);
    if (*end != '\0' || errno != 0 || value < option->min || value > option->max) return false;
    *(uint64_t *)option->value = value;
    return true;
}

static bool read_seconds(const dd_option *option, const char *text)
{
    double value;
    if (!dd_scan_whole_double(text, strlen(text), &value) || !(value >= 1e-3) || value > 1e6) return false;
    *(int64_t *)option->value = (int64_t)(value * 1e6 + 0.5);
    return true;
}

static bool read_choice(const dd_option *option, const char *text)
{
    for (unsigned i = 0; option->choices[i] != NULL; i++) {
        if (strcmp(option->choices[i], text) != 0) continue;
        *(unsigned *)option->value = i;
        return true;
    }
    return false;
}

static bool read_item(const dd_option *option, const char *text)
{
    dd_option_list *list = option->value;
    if (list->count == DD_OPTION_LIST_MAX) return false;
    list->items[list->count++] = text;
    return true;
}

static bool read_value(const dd_option *option, const char *text)
{
    switch (option->kind) {
    case DD_OPTION_TEXT: *(const char **)option->value = text; return true;
    case DD_OPTION_UINT: return read_uint(option, text);
    case DD_OPTION_SECONDS: return read_seconds(option, text);
    case DD_OPTION_CHOICE: return read_choice(option, text);
    case DD_OPTION_LIST: return read_item(option, text);
    default: return false;
    }
}

static void say_bad_value(const dd_command *command, const dd_option *option, const char *text)
{
    fprintf(stderr, "diaodu %s: %s: bad value \"%s\"", command->name, option->name, text);
    if (option->kind == DD_OPTION_UINT)
        fprintf(stderr, "; an integer from %llu to %llu", (unsigned long long)option->min, (unsigned long long)option->max);
    if (option->kind == DD_OPTION_SECONDS) fputs("; seconds from 0.001 to 1000000", stderr);
    if (option->kind == DD_OPTION_LIST) fprintf(stderr, "; at most %d of them", DD_OPTION_LIST_MAX);
    if (option->kind == DD_OPTION_CHOICE)
        for (unsigned i = 0; option->choices[i] != NULL; i++)
            fprintf(stderr, "%s%s", i == 0 ? "; one of " : ", ", option->choices[i]);
    fputc('\n', stderr);
}

static const dd_option *find_option(const dd_option *options, size_t count, const char *arg, size_t length)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(options[i].name) == length && memcmp(options[i].name, arg, length) == 0) return &options[i];
    return NULL;
}

/* Reads the option at argv[*at] and moves *at past its value. */
static bool read_option(const dd_command *command, const dd_option *options, size_t count, int argc, char **argv, int *at)
{
    const char *arg = argv[*at], *equals = strchr(arg, '=');
    const dd_option *option = find_option(options, count, arg, equals ? (size_t)(equals - arg) : strlen(arg));
    if (option == NULL) {
        fprintf(stderr, "diaodu %s: no option \"%s\"; see diaodu %s --help\n", command->name, arg, command->name);
        return false;
    }
    if (option->kind == DD_OPTION_FLAG) {
        if (equals != NULL) {
            say_bad_value(command, option, equals + 1);
            return false;
        }
        *(bool *)option->value = true;
        return true;
    }
    const char *text = equals ? equals + 1 : *at + 1 < argc ? argv[++*at] : NULL;
    if (text == NULL) {
        fprintf(stderr, "diaodu %s: %s needs a value\n", command->name, option->name);
        return false;
    }
    if (read_value(option, text)) return true;
    say_bad_value(command, option, text);
    return false;
}

bool dd_options_parse(const dd_command *command, const dd_option *options, size_t option_count, int argc, char **argv,
                      const char **files, size_t file_min, size_t file_max, int *ret_exit)
{
    size_t file_count = 0;
    bool has_ended = false;
    *ret_exit = DD_EXIT_BAD;
    for (int i = 1; i < argc; i++) {
        if (!has_ended && (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)) {
            fputs(command->help, stdout);
            *ret_exit = DD_EXIT_DONE;
            return false;
        }
        if (!has_ended && strcmp(argv[i], "--") == 0) {
            has_ended = true;
            continue;
        }
        if (!has_ended && argv[i][0] == '-' && argv[i][1] != '\0') {
            if (!read_option(command, options, option_count, argc, argv, &i)) return false;
            continue;
        }
        if (file_count == file_max) {
            fprintf(stderr, "diaodu %s: too many files: \"%s\"\n", command->name, argv[i]);
            return false;
        }
        files[file_count++] = argv[i];
    }
    if (file_count < file_min) {
        fprintf(stderr, "diaodu %s: a file is missing; see diaodu %s --help\n", command->name, command->name);
        return false;
    }
    while (file_count < file_max) files[file_count++] = NULL;
    return true;
}
