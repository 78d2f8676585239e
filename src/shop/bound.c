/* Bound: lower bounds on the makespan (shop/bound.h).
 *
 * The preemptive one-machine schedule: at each instant the released operation of the longest tail runs; the latest end plus tail is the optimum of
 * the preemptive problem and so a bound.  Releases and completions are the only events: O(n log n) with a heap by tail.
 */
#include "shop/bound.h"

#include <stdlib.h>

#include "base/array.h"

typedef struct task {
    int32_t head, p, tail;         /* tail after the operation */
    int32_t op;
} task;

typedef struct bounder {
    const dd_dense *in;
    int32_t *head, *tail;          /* by operation: before and after it, along links alone, by least durations */
    int32_t *least;                /* duration in the fastest mode */
    task *tasks;                   /* grouped by machine */
    int32_t *task_at;              /* machine_count + 1 */
    task *heap;
} bounder;

static int32_t later(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static int32_t earliest_machine(const dd_dense *in, int32_t x)
{
    int32_t at = INT32_MAX;
    for (int32_t k = in->mode_at[x]; k < in->mode_at[x + 1]; k++) {
        int32_t available = in->available[in->modes[k].machine];
        at = available < at ? available : at;
    }
    return at;
}

static void measure_paths(bounder *b)
{
    const dd_dense *in = b->in;
    for (int32_t x = 0; x < in->op_count; x++) {
        b->least[x] = INT32_MAX;
        for (int32_t k = in->mode_at[x]; k < in->mode_at[x + 1]; k++) b->least[x] = in->modes[k].p < b->least[x] ? in->modes[k].p : b->least[x];
    }
    for (int32_t i = 0; i < in->op_count; i++) {
        int32_t x = in->topological[i];
        b->head[x] = later(in->release[x], earliest_machine(in, x));
        for (int32_t k = in->pred_at[x]; k < in->pred_at[x + 1]; k++) {
            int32_t before = in->preds[k].op;
            b->head[x] = later(b->head[x], b->head[before] + b->least[before] + in->preds[k].lag);
        }
    }
    for (int32_t i = in->op_count - 1; i >= 0; i--) {
        int32_t x = in->topological[i];
        b->tail[x] = 0;
        for (int32_t k = in->succ_at[x]; k < in->succ_at[x + 1]; k++) {
            int32_t after = in->succs[k].op;
            b->tail[x] = later(b->tail[x], b->tail[after] + b->least[after] + in->succs[k].lag);
        }
    }
}

/* The only machine that the operation can be on; -1 when there are several. */
static int32_t only_machine(const dd_dense *in, int32_t x)
{
    return in->mode_at[x + 1] - in->mode_at[x] == 1 ? in->modes[in->mode_at[x]].machine : -1;
}

static void group_tasks(bounder *b)
{
    const dd_dense *in = b->in;
    for (int32_t x = 0; x < in->op_count; x++)
        if (only_machine(in, x) >= 0) b->task_at[only_machine(in, x) + 2]++;
    for (int32_t m = 0; m < in->machine_count; m++) b->task_at[m + 2] += b->task_at[m + 1];
    for (int32_t x = 0; x < in->op_count; x++)
        if (only_machine(in, x) >= 0) b->tasks[b->task_at[only_machine(in, x) + 1]++] = (task){b->head[x], b->least[x], b->tail[x], x};
}

static int compare_tasks(const void *a, const void *b)
{
    const task *x = a, *y = b;
    if (x->head != y->head) return x->head < y->head ? -1 : 1;
    return x->op < y->op ? -1 : x->op > y->op;
}

static bool is_above(const task *a, const task *b)
{
    return a->tail != b->tail ? a->tail > b->tail : a->op < b->op;
}

static void heap_add(task *heap, int32_t *count, task t)
{
    int32_t i = (*count)++;
    for (; i > 0 && is_above(&t, &heap[(i - 1) / 2]); i = (i - 1) / 2) heap[i] = heap[(i - 1) / 2];
    heap[i] = t;
}

static task heap_take(task *heap, int32_t *count)
{
    task top = heap[0], last = heap[--*count];
    int32_t i = 0;
    for (int32_t child; (child = 2 * i + 1) < *count; i = child) {
        if (child + 1 < *count && is_above(&heap[child + 1], &heap[child])) child++;
        if (!is_above(&heap[child], &last)) break;
        heap[i] = heap[child];
    }
    heap[i] = last;
    return top;
}

/* Jackson's preemptive schedule of tasks sorted by head. */
static int32_t preemptive(const task *tasks, int32_t count, int32_t available, task *heap)
{
    int32_t now = available, most = 0, waiting = 0;
    for (int32_t i = 0; i < count || waiting > 0;) {
        if (waiting == 0) now = later(now, tasks[i].head);
        while (i < count && tasks[i].head <= now) heap_add(heap, &waiting, tasks[i++]);
        task t = heap_take(heap, &waiting);
        int32_t until = i < count ? tasks[i].head : INT32_MAX;
        if (now + t.p <= until) {
            now += t.p;
            most = later(most, now + t.tail);
        } else {
            t.p -= until - now;
            now = until;
            heap_add(heap, &waiting, t);
        }
    }
    return most;
}

/* The least instant, from `low` on, by which all machines together can have done the work of all operations. */
static int32_t shared_work(const bounder *b, int32_t low)
{
    const dd_dense *in = b->in;
    int64_t work = 0;
    for (int32_t x = 0; x < in->op_count; x++) work += b->least[x];
    for (int32_t high = INT32_MAX / 2; low < high;) {
        int32_t middle = low + (high - low) / 2;
        int64_t room = 0;
        for (int32_t m = 0; m < in->machine_count; m++) room += later(middle - in->available[m], 0);
        if (room >= work) high = middle;
        else low = middle + 1;
    }
    return low;
}

static int32_t bound(bounder *b)
{
    const dd_dense *in = b->in;
    int32_t most = 0;
    measure_paths(b);
    group_tasks(b);
    for (int32_t x = 0; x < in->op_count; x++) most = later(most, b->head[x] + b->least[x] + b->tail[x]);
    for (int32_t m = 0; m < in->machine_count; m++) {
        task *tasks = b->tasks + b->task_at[m];
        int32_t count = b->task_at[m + 1] - b->task_at[m];
        qsort(tasks, (size_t)count, sizeof *tasks, compare_tasks);
        most = later(most, preemptive(tasks, count, in->available[m], b->heap));
    }
    return in->is_flexible ? shared_work(b, most) : most;
}

int32_t dd_bound_makespan(const dd_dense *in)
{
    size_t ops = (size_t)in->op_count;
    bounder b = {.in = in};
    b.head = dd_array_new(ops, sizeof *b.head);
    b.tail = dd_array_new(ops, sizeof *b.tail);
    b.least = dd_array_new(ops, sizeof *b.least);
    b.tasks = dd_array_new(ops + 1, sizeof *b.tasks);
    b.heap = dd_array_new(ops + 1, sizeof *b.heap);
    b.task_at = dd_array_new((size_t)in->machine_count + 2, sizeof *b.task_at);
    int32_t most = b.head && b.tail && b.least && b.tasks && b.heap && b.task_at ? bound(&b) : -1;
    free(b.head);
    free(b.tail);
    free(b.least);
    free(b.tasks);
    free(b.heap);
    free(b.task_at);
    return most;
}
