/* Dense: from orders of the instance to schedules in ms, and back (shop/dense.h). */
#include <stdlib.h>

#include "base/array.h"
#include "shop/dense.h"

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static void place_locks(const dd_shop_problem *p, dd_placement *place, int64_t *free_ms)
{
    for (uint32_t m = 0; m < p->machine_count; m++) free_ms[m] = later(p->machines[m].available_ms, p->origin_ms);
    for (uint32_t i = 0; i < p->operation_count; i++) {
        const dd_operation *op = &p->operations[i];
        if (!op->is_locked) continue;
        uint32_t machine = op->modes[op->lock.mode].machine;
        place[i] = (dd_placement){op->lock.mode, op->lock.setup_begin_ms, op->lock.start_ms, op->lock.end_ms};
        free_ms[machine] = later(free_ms[machine], op->lock.end_ms);
    }
}

static void place_order(const dd_dense *in, const dd_shop_problem *p, const int32_t *mode, const int32_t *order, dd_placement *place, int64_t *free_ms)
{
    for (int32_t i = 0; i < in->op_count; i++) {
        uint32_t x = in->op_of[order[i]], m = mode ? (uint32_t)mode[order[i]] : 0;
        const dd_operation *op = &p->operations[x];
        int64_t at = later(later(op->release_ms, p->jobs[op->job].release_ms), free_ms[op->modes[m].machine]);
        for (uint32_t k = 0; k < op->link_count; k++) at = later(at, place[op->links[k].before].end_ms + op->links[k].lag_ms);
        place[x] = (dd_placement){m, at, at, at + op->modes[m].duration_ms};
        free_ms[op->modes[m].machine] = place[x].end_ms;
    }
}

dd_status dd_dense_schedule(const dd_dense *in, const dd_shop_problem *problem, const int32_t *mode, const int32_t *order, dd_schedule **ret, dd_error *err)
{
    dd_placement *place = dd_array_new(problem->operation_count, sizeof *place);
    int64_t *free_ms = dd_array_new(problem->machine_count, sizeof *free_ms);
    dd_status status = DD_STATUS_OK;
    if (place == NULL || free_ms == NULL) status = dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    if (status == DD_STATUS_OK) {
        place_locks(problem, place, free_ms);
        place_order(in, problem, mode, order, place, free_ms);
        status = dd_schedule_create(problem, place, ret, err);
    }
    free(place);
    free(free_ms);
    return status;
}

typedef struct ready {
    int64_t at_ms, end_ms;
    int32_t op;
} ready;

static bool is_sooner(const ready *a, const ready *b)
{
    if (a->at_ms != b->at_ms) return a->at_ms < b->at_ms;
    return a->end_ms != b->end_ms ? a->end_ms < b->end_ms : a->op < b->op;
}

static ready ready_at(const dd_dense *in, const dd_schedule *start, int32_t x)
{
    const dd_placement *placement = &start->placements[in->op_of[x]];
    return (ready){placement->start_ms, placement->end_ms, x};
}

static void heap_add(ready *heap, int32_t *count, ready r)
{
    int32_t i = (*count)++;
    for (; i > 0 && is_sooner(&r, &heap[(i - 1) / 2]); i = (i - 1) / 2) heap[i] = heap[(i - 1) / 2];
    heap[i] = r;
}

static int32_t heap_take(ready *heap, int32_t *count)
{
    int32_t top = heap[0].op, i = 0;
    ready last = heap[--*count];
    for (int32_t child; (child = 2 * i + 1) < *count; i = child) {
        if (child + 1 < *count && is_sooner(&heap[child + 1], &heap[child])) child++;
        if (!is_sooner(&heap[child], &last)) break;
        heap[i] = heap[child];
    }
    heap[i] = last;
    return top;
}

dd_status dd_dense_order(const dd_dense *in, const dd_schedule *start, int32_t *order, dd_error *err)
{
    size_t ops = (size_t)in->op_count;
    ready *heap = dd_array_new(ops, sizeof *heap);
    int32_t *missing = dd_array_new(ops, sizeof *missing), waiting = 0, count = 0;
    dd_status status = DD_STATUS_OK;
    if (heap == NULL || missing == NULL) status = dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    for (int32_t x = 0; status == DD_STATUS_OK && x < in->op_count; x++) {
        missing[x] = in->pred_at[x + 1] - in->pred_at[x];
        if (missing[x] == 0) heap_add(heap, &waiting, ready_at(in, start, x));
    }
    while (waiting > 0) {
        int32_t x = order[count++] = heap_take(heap, &waiting);
        for (int32_t k = in->succ_at[x]; k < in->succ_at[x + 1]; k++) {
            int32_t s = in->succs[k].op;
            if (--missing[s] == 0) heap_add(heap, &waiting, ready_at(in, start, s));
        }
    }
    free(heap);
    free(missing);
    return status;
}

int64_t dd_dense_bound_ms(const dd_dense *in, int32_t bound)
{
    int64_t ms = bound * in->unit_ms;
    /* An operation counts at most thrice in a bound (head, machine, tail), and a lag once. */
    if (!in->is_exact) ms -= (3 * (int64_t)in->op_count + in->pred_at[in->op_count] + 3) * (in->unit_ms / 2 + 1);
    return later(later(ms, in->floor_ms), 0);
}

dd_status dd_dense_answer(const dd_dense *in, const dd_shop_problem *problem, const dd_shop_options *options, const int32_t *order, int32_t bound,
                          dd_schedule **ret, dd_shop_stats *stats, dd_error *err)
{
    dd_status status = dd_dense_schedule(in, problem, NULL, order, ret, err);
    if (status != DD_STATUS_OK) return status;
    const dd_shop_objective *objective = options->objective ? options->objective : &problem->objective;
    stats->bound_ms = (*ret)->bound_ms = dd_dense_bound_ms(in, bound);
    stats->is_optimal = objective->level_count == 1 && (*ret)->terms[DD_SHOP_TERM_MAKESPAN] == stats->bound_ms;
    return DD_STATUS_OK;
}
