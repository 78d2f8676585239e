#define _GNU_SOURCE /* pipe2, ppoll */
#include "crash/kill_harness.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { LINE_MAX_BYTES = 4096 };

typedef struct reader {
    int fd;
    char text[LINE_MAX_BYTES];
    size_t size;
} reader;

static uint64_t now_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

/* The standard output of the child goes into *ret_fd. */
static bool start(const kill_plan *plan, pid_t *ret_pid, int *ret_fd)
{
    int ends[2];
    posix_spawn_file_actions_t actions;
    if (pipe2(ends, O_CLOEXEC) != 0) return false;
    bool is_good = posix_spawn_file_actions_init(&actions) == 0;
    if (is_good) {
        is_good = posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO) == 0 &&
                  posix_spawn(ret_pid, plan->argv[0], &actions, NULL, (char *const *)plan->argv, environ) == 0;
        (void)posix_spawn_file_actions_destroy(&actions);
    }
    (void)close(ends[1]);
    if (is_good) *ret_fd = ends[0];
    else (void)close(ends[0]);
    return is_good;
}

/* Hands out the whole lines read so far; keeps the rest. */
static void give_lines(const kill_plan *plan, reader *in, kill_outcome *outcome)
{
    char *from = in->text, *end;
    while ((end = memchr(from, '\n', in->size - (size_t)(from - in->text))) != NULL) {
        *end = '\0';
        if (plan->line != NULL) plan->line(plan->context, from);
        outcome->lines++;
        from = end + 1;
    }
    in->size -= (size_t)(from - in->text);
    memmove(in->text, from, in->size);
}

/* False at the end of the child's output. */
static bool read_some(const kill_plan *plan, reader *in, kill_outcome *outcome)
{
    ssize_t got = read(in->fd, in->text + in->size, sizeof in->text - in->size);
    if (got < 0) return errno == EINTR;
    if (got == 0) return false;
    in->size += (size_t)got;
    give_lines(plan, in, outcome);
    if (in->size == sizeof in->text) in->size = 0; /* no line is so long: drop it */
    return true;
}

static void wait_for(int fd, uint64_t us)
{
    struct pollfd item = {.fd = fd, .events = POLLIN};
    struct timespec limit = {.tv_sec = (time_t)(us / 1000000u), .tv_nsec = (long)(us % 1000000u) * 1000};
    (void)ppoll(&item, 1, us == UINT64_MAX ? NULL : &limit, NULL);
}

/* When to kill, by the clock; UINT64_MAX while the lines are not there yet. */
static uint64_t deadline_after(const kill_plan *plan, const kill_outcome *outcome, uint64_t deadline)
{
    return deadline == UINT64_MAX && outcome->lines >= plan->after_lines ? now_us() + plan->after_us : deadline;
}

bool kill_harness_run(const kill_plan *plan, kill_outcome *ret)
{
    pid_t pid;
    reader in = {0};
    int how = 0;
    uint64_t deadline = UINT64_MAX;
    *ret = (kill_outcome){0};
    if (!start(plan, &pid, &in.fd)) return false;
    for (bool is_open = true; is_open;) {
        deadline = deadline_after(plan, ret, deadline);
        uint64_t now = now_us();
        if (!ret->is_killed && now >= deadline) {
            (void)kill(pid, SIGKILL);
            ret->is_killed = true;
        }
        if (!ret->is_killed) wait_for(in.fd, deadline == UINT64_MAX ? UINT64_MAX : deadline - now);
        struct pollfd item = {.fd = in.fd, .events = POLLIN};
        if (ret->is_killed || poll(&item, 1, 0) > 0) is_open = read_some(plan, &in, ret);
    }
    (void)close(in.fd);
    while (waitpid(pid, &how, 0) < 0 && errno == EINTR) continue;
    ret->is_killed = ret->is_killed && WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL;
    ret->exit_code = WIFEXITED(how) ? WEXITSTATUS(how) : -1;
    return true;
}
