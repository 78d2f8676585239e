#define _POSIX_C_SOURCE 200809L
#include "cli/shell.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/array.h"
#include "cli/command.h"
#include "diaodu/format.h"

static dd_status read_stream(FILE *file, char **ret_text, size_t *ret_size, dd_error *err)
{
    char *text = NULL;
    size_t capacity = 0, size = 0, got;
    do {
        if (!DD_ARRAY_RESERVE(text, capacity, size + 65536)) {
            free(text);
            return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
        }
        got = fread(text + size, 1, capacity - size - 1, file);
        size += got;
    } while (got > 0 && size <= DD_INPUT_MAX);
    if (ferror(file) || size > DD_INPUT_MAX) {
        free(text);
        if (size > DD_INPUT_MAX) return dd_error_set(err, DD_STATUS_TOO_LARGE, NULL, "more than %zu bytes", DD_INPUT_MAX);
        return dd_error_set(err, DD_STATUS_IO, NULL, "cannot read: %s", strerror(errno));
    }
    text[size] = '\0';
    *ret_text = text;
    *ret_size = size;
    return DD_STATUS_OK;
}

dd_status dd_shell_read(const char *path, char **ret_text, size_t *ret_size, dd_error *err)
{
    if (strcmp(path, "-") == 0) return read_stream(stdin, ret_text, ret_size, err);
    FILE *file = fopen(path, "rb");
    if (file == NULL) return dd_error_set(err, DD_STATUS_IO, NULL, "cannot open: %s", strerror(errno));
    dd_status status = read_stream(file, ret_text, ret_size, err);
    fclose(file);
    return status;
}

dd_status dd_shell_write(const char *path, const char *text, size_t size, dd_error *err)
{
    bool is_stdout = path == NULL || strcmp(path, "-") == 0;
    FILE *file = is_stdout ? stdout : fopen(path, "wb");
    if (file == NULL) return dd_error_set(err, DD_STATUS_IO, NULL, "cannot write: %s", strerror(errno));
    bool is_good = fwrite(text, 1, size, file) == size;
    is_good = (is_stdout ? fflush(file) : fclose(file)) == 0 && is_good;
    return is_good ? DD_STATUS_OK : dd_error_set(err, DD_STATUS_IO, NULL, "cannot write: %s", strerror(errno));
}

int64_t dd_shell_cpu_us(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) != 0) return 0;
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static bool budget_should_stop(void *context)
{
    const dd_cpu_budget *budget = context;
    return dd_shell_cpu_us() >= budget->limit_us;
}

static uint32_t budget_share_ppm(void *context)
{
    const dd_cpu_budget *budget = context;
    int64_t used_us = dd_shell_cpu_us();
    if (used_us >= budget->limit_us) return 1000000;
    return (uint32_t)((double)used_us * 1e6 / (double)budget->limit_us);
}

dd_halt dd_cpu_budget_halt(dd_cpu_budget *budget)
{
    return (dd_halt){.should_stop = budget_should_stop, .share_ppm = budget_share_ppm, .context = budget};
}

void dd_shell_say_error(const char *command, const char *file, const dd_error *err)
{
    fprintf(stderr, "diaodu %s: ", command);
    if (file != NULL) fprintf(stderr, "%s: ", file);
    if (err->pointer[0] != '\0') fprintf(stderr, "%s: ", err->pointer);
    fprintf(stderr, "%s\n", err->message[0] != '\0' ? err->message : dd_status_text(err->status));
}

int dd_shell_exit_code(dd_status status)
{
    if (status == DD_STATUS_OK) return DD_EXIT_DONE;
    return status == DD_STATUS_INFEASIBLE ? DD_EXIT_NO : DD_EXIT_BAD;
}
