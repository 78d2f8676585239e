/* Dense: compiling a shop problem for the searches for makespan (shop/dense.h).  O(operations + modes + links). */
#include "shop/dense.h"

#include <stdlib.h>

#include "base/array.h"

typedef struct compiler {
    const dd_shop_problem *problem;
    dd_dense *dense;
    int32_t *number;               /* by the problem's operation; -1: locked */
    int64_t *release_ms;           /* by operation, locks counted, from the origin */
    int64_t *available_ms;         /* by machine, locks counted, from the origin */
} compiler;

static bool has_setup_time(const dd_shop_problem *problem, uint32_t machine, uint32_t family)
{
    const dd_machine *m = &problem->machines[machine];
    if (m->setup_matrix == DD_NONE || family == DD_NONE) return false;
    const dd_setup_matrix *setup = &problem->setups[m->setup_matrix];
    if (setup->first_ms != NULL && setup->first_ms[family] > 0) return true;
    for (uint32_t from = 0; from < problem->family_count; from++)
        if (setup->ms[(size_t)from * problem->family_count + family] > 0) return true;
    return false;
}

static bool can_operation(const dd_shop_problem *problem, const dd_operation *op)
{
    for (uint32_t i = 0; i < op->mode_count; i++)
        if (op->modes[i].need_count > 0 || has_setup_time(problem, op->modes[i].machine, op->family)) return false;
    if (!op->is_locked) return true;
    for (uint32_t i = 0; i < op->link_count; i++)
        if (!problem->operations[op->links[i].before].is_locked) return false;
    return true;
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

typedef struct held {
    uint32_t machine;
    int64_t begin_ms, end_ms;
} held;

static int compare_held(const void *a, const void *b)
{
    const held *x = a, *y = b;
    if (x->machine != y->machine) return x->machine < y->machine ? -1 : 1;
    if (x->begin_ms != y->begin_ms) return x->begin_ms < y->begin_ms ? -1 : 1;
    return x->end_ms < y->end_ms ? -1 : x->end_ms > y->end_ms;
}

/* Whether nothing could be put before a machine's last lock. */
static bool locks_are_first(const dd_shop_problem *problem)
{
    size_t count = 0;
    for (uint32_t i = 0; i < problem->operation_count; i++) count += problem->operations[i].is_locked;
    if (count == 0) return true;
    held *locks = dd_array_new(count, sizeof *locks);
    if (locks == NULL) return false;
    count = 0;
    for (uint32_t i = 0; i < problem->operation_count; i++) {
        const dd_operation *op = &problem->operations[i];
        if (op->is_locked) locks[count++] = (held){op->modes[op->lock.mode].machine, op->lock.setup_begin_ms, op->lock.end_ms};
    }
    qsort(locks, count, sizeof *locks, compare_held);
    bool is_first = true;
    for (size_t i = 0; i < count; i++) {
        int64_t free_ms = later(problem->machines[locks[i].machine].available_ms, problem->origin_ms);
        if (i > 0 && locks[i - 1].machine == locks[i].machine) free_ms = later(free_ms, locks[i - 1].end_ms);
        is_first &= locks[i].begin_ms <= free_ms;
    }
    free(locks);
    return is_first;
}

bool dd_dense_can(const dd_shop_problem *problem, const dd_shop_objective *objective)
{
    for (int term = 0; term < DD_SHOP_TERM_END_; term++)
        if ((objective->weight[0][term] > 0) != (term == DD_SHOP_TERM_MAKESPAN)) return false;
    for (uint32_t i = 0; i < problem->machine_count; i++)
        if (problem->machines[i].calendar != DD_NONE || problem->machines[i].closed_count > 0) return false;
    for (uint32_t i = 0; i < problem->operation_count; i++)
        if (!can_operation(problem, &problem->operations[i])) return false;
    return locks_are_first(problem);
}

/* Numbers the free operations and takes the locked ones into releases and availability. */
static void number_operations(compiler *c, uint32_t *op_of)
{
    const dd_shop_problem *p = c->problem;
    for (uint32_t m = 0; m < p->machine_count; m++) c->available_ms[m] = later(p->machines[m].available_ms - p->origin_ms, 0);
    for (uint32_t i = 0; i < p->operation_count; i++) {
        const dd_operation *op = &p->operations[i];
        c->release_ms[i] = later(later(op->release_ms, p->jobs[op->job].release_ms) - p->origin_ms, 0);
        c->number[i] = -1;
        if (!op->is_locked) {
            op_of[c->dense->op_count] = i;
            c->number[i] = c->dense->op_count++;
            continue;
        }
        uint32_t machine = op->modes[op->lock.mode].machine;
        int64_t end_ms = op->lock.end_ms - p->origin_ms;
        c->available_ms[machine] = later(c->available_ms[machine], end_ms);
        c->dense->floor_ms = later(c->dense->floor_ms, end_ms);
    }
    for (uint32_t i = 0; i < p->operation_count; i++)
        for (uint32_t k = 0; k < p->operations[i].link_count; k++) {
            const dd_link *link = &p->operations[i].links[k];
            const dd_operation *before = &p->operations[link->before];
            if (before->is_locked) c->release_ms[i] = later(c->release_ms[i], before->lock.end_ms - p->origin_ms + link->lag_ms);
        }
}

static void measure(int64_t ms, int64_t *divisor)
{
    int64_t a = ms, b = *divisor;
    while (a != 0) {
        int64_t rest = b % a;
        b = a;
        a = rest;
    }
    *divisor = b;
}

/* Sets unit_ms; the sum of all times in units bounds every path. */
static void choose_unit(compiler *c)
{
    const dd_shop_problem *p = c->problem;
    int64_t divisor = 0, latest = 0, sum = 0;
    for (uint32_t m = 0; m < p->machine_count; m++) {
        measure(c->available_ms[m], &divisor);
        latest = later(latest, c->available_ms[m]);
    }
    for (int32_t i = 0; i < c->dense->op_count; i++) {
        const dd_operation *op = &p->operations[c->dense->op_of[i]];
        int64_t longest = 0, lag = 0;
        for (uint32_t k = 0; k < op->mode_count; k++) {
            measure(op->modes[k].duration_ms, &divisor);
            longest = later(longest, op->modes[k].duration_ms);
        }
        for (uint32_t k = 0; k < op->link_count; k++) {
            measure(op->links[k].lag_ms, &divisor);
            lag = later(lag, op->links[k].lag_ms);
        }
        measure(c->release_ms[c->dense->op_of[i]], &divisor);
        latest = later(latest, c->release_ms[c->dense->op_of[i]]);
        sum += longest / 1024 + lag / 1024 + 2; /* 2^20 operations of 2^48: no overflow */
    }
    sum += latest / 1024 + 1;
    divisor = later(divisor, 1);
    int64_t least = sum / (DD_DENSE_TIME_MAX / 1024) + 1;
    c->dense->is_exact = divisor >= least;
    c->dense->unit_ms = c->dense->is_exact ? divisor : least;
}

static int32_t in_units(const compiler *c, int64_t ms)
{
    return (int32_t)((ms + c->dense->unit_ms / 2) / c->dense->unit_ms);
}

static bool compile_times(compiler *c)
{
    const dd_shop_problem *p = c->problem;
    dd_dense *d = c->dense;
    size_t ops = (size_t)d->op_count, modes = 0;
    for (size_t i = 0; i < ops; i++) modes += p->operations[d->op_of[i]].mode_count;
    int32_t *release = DD_ARENA_NEW(&d->arena, ops, int32_t), *available = DD_ARENA_NEW(&d->arena, p->machine_count, int32_t);
    int32_t *mode_at = DD_ARENA_NEW(&d->arena, ops + 1, int32_t);
    dd_dense_mode *mode = DD_ARENA_NEW(&d->arena, modes, dd_dense_mode);
    if (!release || !available || !mode_at || !mode) return false;
    for (uint32_t m = 0; m < p->machine_count; m++) available[m] = in_units(c, c->available_ms[m]);
    int32_t at = 0;
    for (size_t i = 0; i < ops; i++) {
        const dd_operation *op = &p->operations[d->op_of[i]];
        release[i] = in_units(c, c->release_ms[d->op_of[i]]);
        d->has_release |= release[i] > 0;
        d->is_flexible |= op->mode_count > 1;
        for (uint32_t k = 0; k < op->mode_count; k++)
            mode[at + (int32_t)k] = (dd_dense_mode){(int32_t)op->modes[k].machine, in_units(c, op->modes[k].duration_ms)};
        at += (int32_t)op->mode_count;
        mode_at[i + 1] = at;
    }
    d->release = release;
    d->available = available;
    d->mode_at = mode_at;
    d->modes = mode;
    return true;
}

static bool compile_links(compiler *c)
{
    const dd_shop_problem *p = c->problem;
    dd_dense *d = c->dense;
    size_t ops = (size_t)d->op_count;
    int32_t *pred_at = DD_ARENA_NEW(&d->arena, ops + 1, int32_t), *succ_at = DD_ARENA_NEW(&d->arena, ops + 2, int32_t);
    if (!pred_at || !succ_at) return false;
    for (size_t i = 0; i < ops; i++) {
        const dd_operation *op = &p->operations[d->op_of[i]];
        pred_at[i + 1] = pred_at[i];
        for (uint32_t k = 0; k < op->link_count; k++) {
            int32_t before = c->number[op->links[k].before];
            if (before < 0) continue;
            pred_at[i + 1]++;
            succ_at[before + 2]++;
        }
    }
    dd_dense_link *preds = DD_ARENA_NEW(&d->arena, (size_t)pred_at[ops], dd_dense_link);
    dd_dense_link *succs = DD_ARENA_NEW(&d->arena, (size_t)pred_at[ops], dd_dense_link);
    if (!preds || !succs) return false;
    d->is_plain = true;
    for (size_t i = 0; i < ops; i++) {
        d->is_plain &= pred_at[i + 1] - pred_at[i] <= 1 && succ_at[i + 2] <= 1;
        succ_at[i + 2] += succ_at[i + 1];
    }
    for (size_t i = 0; i < ops; i++) {
        const dd_operation *op = &p->operations[d->op_of[i]];
        int32_t at = pred_at[i];
        for (uint32_t k = 0; k < op->link_count; k++) {
            int32_t before = c->number[op->links[k].before], lag = in_units(c, op->links[k].lag_ms);
            if (before < 0) continue;
            preds[at++] = (dd_dense_link){before, lag};
            succs[succ_at[before + 1]++] = (dd_dense_link){(int32_t)i, lag};
            d->is_plain &= lag == 0;
        }
    }
    d->pred_at = pred_at;
    d->succ_at = succ_at;
    d->preds = preds;
    d->succs = succs;
    return true;
}

/* Kahn (1962), first in first out. */
static bool sort_by_links(dd_dense *d)
{
    size_t ops = (size_t)d->op_count;
    int32_t *order = DD_ARENA_NEW(&d->arena, ops, int32_t), *missing = DD_ARENA_NEW(&d->arena, ops, int32_t);
    if (!order || !missing) return false;
    int32_t count = 0;
    for (int32_t i = 0; i < d->op_count; i++) {
        missing[i] = d->pred_at[i + 1] - d->pred_at[i];
        if (missing[i] == 0) order[count++] = i;
    }
    for (int32_t done = 0; done < count; done++) {
        int32_t x = order[done];
        for (int32_t k = d->succ_at[x]; k < d->succ_at[x + 1]; k++)
            if (--missing[d->succs[k].op] == 0) order[count++] = d->succs[k].op;
    }
    d->topological = order;
    return count == d->op_count;
}

static dd_status compile(compiler *c, dd_error *err)
{
    dd_dense *d = c->dense;
    uint32_t *op_of = DD_ARENA_NEW(&d->arena, c->problem->operation_count, uint32_t);
    if (op_of == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    d->op_of = op_of;
    d->machine_count = (int32_t)c->problem->machine_count;
    number_operations(c, op_of);
    d->nil = d->op_count + d->machine_count;
    choose_unit(c);
    if (!compile_times(c) || !compile_links(c)) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    if (!sort_by_links(d)) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    return DD_STATUS_OK;
}

dd_status dd_dense_create(const dd_shop_problem *problem, dd_dense **ret, dd_error *err)
{
    dd_dense *dense = dd_array_new(1, sizeof *dense);
    compiler c = {.problem = problem, .dense = dense};
    c.number = dd_array_new(problem->operation_count, sizeof *c.number);
    c.release_ms = dd_array_new(problem->operation_count, sizeof *c.release_ms);
    c.available_ms = dd_array_new(problem->machine_count, sizeof *c.available_ms);
    dd_status status = DD_STATUS_OK;
    if (dense == NULL || !c.number || !c.release_ms || !c.available_ms) status = dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    if (dense != NULL) dd_arena_init(&dense->arena);
    if (status == DD_STATUS_OK) status = compile(&c, err);
    free(c.number);
    free(c.release_ms);
    free(c.available_ms);
    if (status == DD_STATUS_OK) *ret = dense;
    else dd_dense_free(dense);
    return status;
}

void dd_dense_free(dd_dense *dense)
{
    if (dense == NULL) return;
    dd_arena_done(&dense->arena);
    free(dense);
}
