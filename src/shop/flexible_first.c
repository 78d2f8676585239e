/* First schedules: dispatch to the machine of the earliest completion (shop/flexible_first.h). */
#include "shop/flexible_first.h"

typedef struct dd_first_wait {
    int32_t at, remaining, op;     /* when it could start by its links, blurred */
} dd_first_wait;

bool dd_flexible_first_init(dd_flexible_first *first, const dd_dense *in, dd_arena *arena)
{
    size_t ops = (size_t)in->op_count;
    *first = (dd_flexible_first){.in = in};
    first->heap = DD_ARENA_NEW(arena, ops + 1, dd_first_wait);
    first->end = DD_ARENA_NEW(arena, ops, int32_t);
    first->waits = DD_ARENA_NEW(arena, ops, int32_t);
    first->remaining = DD_ARENA_NEW(arena, ops, int32_t);
    first->free_at = DD_ARENA_NEW(arena, (size_t)in->machine_count, int32_t);
    if (!first->heap || !first->end || !first->waits || !first->remaining || !first->free_at) return false;
    for (int32_t i = in->op_count - 1; i >= 0; i--) {
        int32_t x = in->topological[i], least = INT32_MAX, after = 0;
        for (int32_t k = in->mode_at[x]; k < in->mode_at[x + 1]; k++) least = in->modes[k].p < least ? in->modes[k].p : least;
        for (int32_t k = in->succ_at[x]; k < in->succ_at[x + 1]; k++) {
            int32_t way = first->remaining[in->succs[k].op] + in->succs[k].lag;
            after = way > after ? way : after;
        }
        first->remaining[x] = least + after;
    }
    return true;
}

static bool is_sooner(const dd_first_wait *a, const dd_first_wait *b)
{
    if (a->at != b->at) return a->at < b->at;
    if (a->remaining != b->remaining) return a->remaining > b->remaining;
    return a->op < b->op;
}

static void push(dd_first_wait *heap, int32_t *count, dd_first_wait wait)
{
    int32_t i = (*count)++;
    for (; i > 0 && is_sooner(&wait, &heap[(i - 1) / 2]); i = (i - 1) / 2) heap[i] = heap[(i - 1) / 2];
    heap[i] = wait;
}

static dd_first_wait pop(dd_first_wait *heap, int32_t *count)
{
    dd_first_wait top = heap[0], last = heap[--*count];
    int32_t i = 0;
    for (int32_t child = 1; child < *count; child = 2 * i + 1) {
        if (child + 1 < *count && is_sooner(&heap[child + 1], &heap[child])) child++;
        if (!is_sooner(&heap[child], &last)) break;
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = last;
    return top;
}

static int32_t arrival_of(const dd_flexible_first *first, int32_t x)
{
    const dd_dense *in = first->in;
    int32_t at = in->release[x];
    for (int32_t k = in->pred_at[x]; k < in->pred_at[x + 1]; k++) {
        int32_t end = first->end[in->preds[k].op] + in->preds[k].lag;
        at = end > at ? end : at;
    }
    return at;
}

static void wait_for_turn(const dd_flexible_first *first, int32_t *count, int32_t x, int32_t blur, dd_rng *rng)
{
    int32_t at = arrival_of(first, x);
    if (rng != NULL) at += (int32_t)dd_rng_below(rng, (uint32_t)blur + 1);
    push(first->heap, count, (dd_first_wait){at, first->remaining[x], x});
}

static int32_t place(dd_flexible_first *first, int32_t x, dd_flexible_plan *plan)
{
    const dd_dense *in = first->in;
    int32_t arrival = arrival_of(first, x), best_end = INT32_MAX, best = 0;
    for (int32_t k = in->mode_at[x]; k < in->mode_at[x + 1]; k++) {
        int32_t at = first->free_at[in->modes[k].machine], end = (at > arrival ? at : arrival) + in->modes[k].p;
        if (end < best_end || (end == best_end && in->modes[k].p < in->modes[best].p)) best_end = end, best = k;
    }
    first->free_at[in->modes[best].machine] = first->end[x] = best_end;
    plan->mode[x] = best - in->mode_at[x];
    return best_end;
}

void dd_flexible_first_make(dd_flexible_first *first, dd_rng *rng, dd_flexible_plan *plan)
{
    const dd_dense *in = first->in;
    int32_t count = 0, blur = 0, done = 0;
    for (int32_t m = 0; m < in->machine_count; m++) first->free_at[m] = in->available[m];
    for (int32_t x = 0; x < in->op_count; x++) {
        first->waits[x] = in->pred_at[x + 1] - in->pred_at[x];
        blur = first->remaining[x] > blur ? first->remaining[x] : blur;
    }
    blur /= 2;
    for (int32_t x = 0; x < in->op_count; x++)
        if (first->waits[x] == 0) wait_for_turn(first, &count, x, blur, rng);
    plan->makespan = 0;
    while (count > 0) {
        int32_t x = pop(first->heap, &count).op, end = place(first, x, plan);
        plan->order[done++] = x;
        plan->makespan = end > plan->makespan ? end : plan->makespan;
        for (int32_t k = in->succ_at[x]; k < in->succ_at[x + 1]; k++)
            if (--first->waits[in->succs[k].op] == 0) wait_for_turn(first, &count, in->succs[k].op, blur, rng);
    }
}
