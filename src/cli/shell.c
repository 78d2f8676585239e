#define _XOPEN_SOURCE 700
#include "cli/shell.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

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

static dd_status cannot_write(const char *path, dd_error *err)
{
    return dd_error_set(err, DD_STATUS_IO, path, "cannot write: %s", strerror(errno));
}

static bool is_stdout(const char *path)
{
    return path == NULL || strcmp(path, "-") == 0;
}

/* Devices, pipes and what else cannot be replaced by renaming. */
static bool is_special(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && !S_ISREG(facts.st_mode);
}

/* Writes the whole text and closes; `keeps` demands that it is on the disk. */
static bool put_text(int file, const char *text, size_t size, bool keeps)
{
    while (size > 0) {
        ssize_t done = write(file, text, size);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) break;
        text += done;
        size -= (size_t)done;
    }
    bool is_good = size == 0 && (!keeps || fsync(file) == 0);
    int reason = errno;
    is_good = close(file) == 0 && is_good;
    if (!is_good && reason != 0) errno = reason;
    return is_good;
}

static dd_status write_special(const char *path, const char *text, size_t size, dd_error *err)
{
    errno = 0;
    int file = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    return file >= 0 && put_text(file, text, size, false) ? DD_STATUS_OK : cannot_write(path, err);
}

/* Opens "TARGET.PID.tmp" with the rights that TARGET has; *ret_name is freed with free(). */
static int open_temporary(const char *target, char **ret_name)
{
    struct stat facts;
    size_t length = strlen(target) + 32;
    bool has_old = stat(target, &facts) == 0;
    char *name = malloc(length);
    if (name == NULL) return -1;
    (void)snprintf(name, length, "%s.%ld.tmp", target, (long)getpid());
    int file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file >= 0 && has_old && fchmod(file, facts.st_mode & 07777) != 0) errno = 0; /* then the rights are those of a new file */
    if (file < 0) free(name);
    else *ret_name = name;
    return file;
}

/* A new file beside the target takes its name when it is whole; so the target is the old one or the new one at any time. */
static dd_status replace_file(const char *path, const char *text, size_t size, dd_error *err)
{
    char *name = NULL, *real = realpath(path, NULL); /* a link stays one */
    const char *target = real != NULL ? real : path;
    errno = 0;
    int file = open_temporary(target, &name);
    bool is_good = file >= 0 && put_text(file, text, size, true) && rename(name, target) == 0;
    dd_status status = is_good ? DD_STATUS_OK : cannot_write(path, err);
    if (file >= 0 && !is_good) (void)unlink(name);
    free(name);
    free(real);
    return status;
}

dd_status dd_shell_write(const char *path, const char *text, size_t size, dd_error *err)
{
    if (!is_stdout(path)) return is_special(path) ? write_special(path, text, size, err) : replace_file(path, text, size, err);
    bool is_good = fwrite(text, 1, size, stdout) == size;
    return fflush(stdout) == 0 && is_good ? DD_STATUS_OK : cannot_write("standard output", err);
}

dd_status dd_shell_can_write(const char *path, dd_error *err)
{
    if (is_stdout(path)) return DD_STATUS_OK;
    if (is_special(path)) return access(path, W_OK) == 0 ? DD_STATUS_OK : cannot_write(path, err);
    char *name = NULL, *real = realpath(path, NULL);
    int file = open_temporary(real != NULL ? real : path, &name);
    dd_status status = file >= 0 ? DD_STATUS_OK : cannot_write(path, err);
    if (file >= 0) (void)close(file), (void)unlink(name);
    free(name);
    free(real);
    return status;
}

static volatile sig_atomic_t interrupted;

static void note_signal(int number)
{
    interrupted = number;
}

void dd_shell_catch_interrupts(void)
{
    struct sigaction action = {.sa_handler = note_signal};
    action.sa_flags = (int)(SA_RESETHAND | SA_RESTART); /* the second one ends the program */
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}

bool dd_shell_is_interrupted(void)
{
    return interrupted != 0;
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
    return interrupted != 0 || (budget->limit_us > 0 && dd_shell_cpu_us() >= budget->limit_us);
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
    return (dd_halt){.should_stop = budget_should_stop, .share_ppm = budget->limit_us > 0 ? budget_share_ppm : NULL, .context = budget};
}

void dd_shell_say_error(const char *command, const char *file, const dd_error *err)
{
    fprintf(stderr, "diaodu %s: ", command);
    if (file != NULL) fprintf(stderr, "%s: ", file);
    bool is_file = file != NULL && strcmp(err->pointer, file) == 0; /* said already */
    if (err->pointer[0] != '\0' && !is_file) fprintf(stderr, "%s: ", err->pointer);
    fprintf(stderr, "%s\n", err->message[0] != '\0' ? err->message : dd_status_text(err->status));
}

int dd_shell_exit_code(dd_status status)
{
    if (status == DD_STATUS_OK) return DD_EXIT_DONE;
    return status == DD_STATUS_INFEASIBLE ? DD_EXIT_NO : DD_EXIT_BAD;
}
