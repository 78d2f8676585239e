/* Bound of a flexible shop (shop/flexible_bound.h).
 *
 * A set of k machines and n operations that have no machine outside of it: if j of the machines run them, each of the j stands still until the head of its
 * first of them and after its last for a tail, so j * makespan >= sum of the j least heads + all times + sum of the j least tails (Carlier 1987,
 * doi:10.1016/0377-2217(87)90165-2, for identical machines); the least over j <= min(k, n) holds whatever is chosen.  For one machine this is weaker
 * than Jackson's preemptive schedule, which shop/bound.h has.
 */
#include "shop/flexible_bound.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS_MAX = 50000000 };

typedef struct bounder {
    const dd_dense *in;
    int32_t *head, *tail, *least;  /* by operation: before its start, after its end, its shortest time */
    int32_t *heads, *tails;        /* scratch: of the operations of one set */
    uint64_t *choices;             /* `words` for each operation: its machines */
    uint64_t *set;
    size_t words;
} bounder;

static bool bounder_init(bounder *b, const dd_dense *in, dd_arena *arena)
{
    size_t ops = (size_t)in->op_count;
    *b = (bounder){.in = in, .words = ((size_t)in->machine_count + 63) / 64};
    int32_t **columns[] = {&b->head, &b->tail, &b->least, &b->heads, &b->tails};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        if ((*columns[i] = DD_ARENA_NEW(arena, ops, int32_t)) == NULL) return false;
    b->choices = ops * b->words <= STEPS_MAX ? DD_ARENA_NEW(arena, ops * b->words, uint64_t) : NULL;
    b->set = DD_ARENA_NEW(arena, b->words, uint64_t);
    return b->set != NULL && (b->choices != NULL || ops * b->words > STEPS_MAX);
}

static int32_t later(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* Shortest times, heads and tails along the links; gives the longest path. */
static int32_t find_paths(bounder *b)
{
    const dd_dense *in = b->in;
    int32_t longest = 0;
    for (int32_t i = 0; i < in->op_count; i++) {
        int32_t x = in->topological[i], open = INT32_MAX;
        b->least[x] = INT32_MAX;
        for (int32_t k = in->mode_at[x]; k < in->mode_at[x + 1]; k++) {
            if (in->modes[k].p < b->least[x]) b->least[x] = in->modes[k].p;
            if (in->available[in->modes[k].machine] < open) open = in->available[in->modes[k].machine];
        }
        b->head[x] = later(in->release[x], open);
        for (int32_t k = in->pred_at[x]; k < in->pred_at[x + 1]; k++)
            b->head[x] = later(b->head[x], b->head[in->preds[k].op] + b->least[in->preds[k].op] + in->preds[k].lag);
        longest = later(longest, b->head[x] + b->least[x]);
    }
    for (int32_t i = in->op_count - 1; i >= 0; i--) {
        int32_t x = in->topological[i];
        for (int32_t k = in->succ_at[x]; k < in->succ_at[x + 1]; k++)
            b->tail[x] = later(b->tail[x], in->succs[k].lag + b->least[in->succs[k].op] + b->tail[in->succs[k].op]);
    }
    return longest;
}

static int compare_times(const void *left, const void *right)
{
    int32_t a = *(const int32_t *)left, b = *(const int32_t *)right;
    return (a > b) - (a < b);
}

/* The bound of the first n entries of heads and tails on k machines that share `work`. */
static int32_t share(bounder *b, int32_t n, int32_t k, int64_t work)
{
    qsort(b->heads, (size_t)n, sizeof *b->heads, compare_times);
    qsort(b->tails, (size_t)n, sizeof *b->tails, compare_times);
    int64_t least = INT32_MAX;
    for (int32_t j = 0; j < n && j < k; j++) {
        work += (int64_t)b->heads[j] + b->tails[j];
        int64_t value = (work + j) / (j + 1);
        if (value < least) least = value;
    }
    return n > 0 && k > 0 ? (int32_t)least : 0;
}

static bool is_inside(const bounder *b, int32_t x)
{
    const uint64_t *choice = &b->choices[(size_t)x * b->words];
    for (size_t w = 0; w < b->words; w++)
        if (choice[w] & ~b->set[w]) return false;
    return true;
}

/* Of the machines in b->set; `all`: every operation is inside. */
static int32_t bound_of_set(bounder *b, int32_t k, bool all)
{
    int32_t n = 0;
    int64_t work = 0;
    for (int32_t x = 0; x < b->in->op_count; x++) {
        if (!all && !is_inside(b, x)) continue;
        b->heads[n] = b->head[x];
        b->tails[n++] = b->tail[x];
        work += b->least[x];
    }
    return share(b, n, k, work);
}

static void load_choices(bounder *b)
{
    const dd_dense *in = b->in;
    for (int32_t x = 0; x < in->op_count; x++)
        for (int32_t k = in->mode_at[x]; k < in->mode_at[x + 1]; k++)
            b->choices[(size_t)x * b->words + (size_t)in->modes[k].machine / 64] |= UINT64_C(1) << (in->modes[k].machine % 64);
}

/* Whether an operation before x has the same choice. */
static bool is_repeated(const bounder *b, int32_t x)
{
    for (int32_t y = 0; y < x; y++)
        if (memcmp(&b->choices[(size_t)y * b->words], b->set, b->words * sizeof *b->set) == 0) return true;
    return false;
}

int32_t dd_flexible_bound(const dd_dense *in)
{
    dd_arena arena;
    bounder b;
    int32_t bound = -1;
    dd_arena_init(&arena);
    if (bounder_init(&b, in, &arena)) {
        bound = later(find_paths(&b), bound_of_set(&b, in->machine_count, true));
        if (b.choices != NULL) load_choices(&b);
        int64_t steps = b.choices != NULL ? 0 : STEPS_MAX, cost = 2 * (int64_t)in->op_count * (int64_t)b.words + 1;
        for (int32_t x = 0; x < in->op_count && steps < STEPS_MAX; x++, steps += cost) {
            memcpy(b.set, &b.choices[(size_t)x * b.words], b.words * sizeof *b.set);
            if (!is_repeated(&b, x)) bound = later(bound, bound_of_set(&b, in->mode_at[x + 1] - in->mode_at[x], false));
        }
    }
    dd_arena_done(&arena);
    return bound;
}
