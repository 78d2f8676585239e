/* General state: memory, plans and full timing (general_state.h).
 *
 * A plan is timed by one pass over its list: O(operations * log windows), and the holds that overlap.
 */
#include "shop/general_state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "shop/general_trial.h"

enum { STRIDE_LEAST = 32, CHECKPOINTS = 1024 };

static void find_jobs(dd_general_state *s)
{
    const dd_line *line = s->line;
    uint32_t at = 0;
    for (uint32_t j = 0; j < line->job_count; j++) {
        s->job_first[j] = at;
        while (at < line->operation_count && line->operations[at].job == j) at++;
    }
    s->job_first[line->job_count] = at;
}

static void read_objective(dd_general_state *s)
{
    const dd_shop_objective *objective = s->line->objective;
    for (uint32_t level = 0; level < objective->level_count; level++) {
        const int64_t *weight = objective->weight[level];
        s->counts_deviation = s->counts_deviation || weight[DD_SHOP_TERM_MOVED] > 0 || weight[DD_SHOP_TERM_SHIFT] > 0;
    }
}

bool dd_general_init(dd_general_state *s, const dd_line *line)
{
    *s = (dd_general_state){.line = line, .eval_limit = UINT64_MAX, .give_up_above = INFINITY};
    dd_arena_init(&s->arena);
    size_t slots = (size_t)line->operation_count + line->machine_count;
    dd_trial *t = s->trial = DD_ARENA_NEW(&s->arena, 1, dd_trial);
    if (t == NULL) return false;
    s->slots = DD_ARENA_NEW(&s->arena, slots, dd_slot);
    s->order = DD_ARENA_NEW(&s->arena, line->free_count, uint32_t);
    s->pos = DD_ARENA_NEW(&s->arena, slots, int32_t);
    s->job_end = DD_ARENA_NEW(&s->arena, line->job_count, int64_t);
    s->job_first = DD_ARENA_NEW(&s->arena, line->job_count + 1, uint32_t);
    t->dirty = DD_ARENA_NEW(&s->arena, line->free_count / 64 + 1, uint64_t);
    t->slot_stamp = DD_ARENA_NEW(&s->arena, slots, uint32_t);
    t->job_stamp = DD_ARENA_NEW(&s->arena, line->job_count, uint32_t);
    t->slots = DD_ARENA_NEW(&s->arena, slots, dd_slot_copy);
    t->job_estimate = DD_ARENA_NEW(&s->arena, line->job_count, double);
    t->jobs = DD_ARENA_NEW(&s->arena, line->job_count, dd_job_copy);
    if (s->slots == NULL || s->order == NULL || s->pos == NULL || s->job_end == NULL || s->job_first == NULL || t->dirty == NULL ||
        t->slot_stamp == NULL || t->job_stamp == NULL || t->job_estimate == NULL || t->slots == NULL || t->jobs == NULL)
        return false;
    find_jobs(s);
    read_objective(s);
    t->number = 1;
    t->first = DD_NONE;
    return line->pool_count == 0 || dd_holds_init(line, &t->holds, &s->arena);
}

void dd_general_done(dd_general_state *s)
{
    if (s->trial != NULL) {
        free(s->trial->shifts);
        free(s->trial->book);
    }
    dd_arena_done(&s->arena);
}

bool dd_general_plan_init(dd_general_plan *plan, const dd_line *line, dd_arena *arena)
{
    plan->order = DD_ARENA_NEW(arena, line->free_count, uint32_t);
    plan->mode = DD_ARENA_NEW(arena, line->operation_count, uint32_t);
    plan->floor_ms = DD_ARENA_NEW(arena, line->operation_count, int64_t);
    return plan->order != NULL && plan->mode != NULL && plan->floor_ms != NULL;
}

void dd_general_save(const dd_general_state *s, dd_general_plan *plan)
{
    memcpy(plan->order, s->order, s->line->free_count * sizeof *plan->order);
    for (uint32_t i = 0; i < s->line->operation_count; i++) {
        plan->mode[i] = s->slots[i].mode;
        plan->floor_ms[i] = s->slots[i].floor_ms;
    }
}

void dd_general_copy(const dd_line *line, const dd_general_plan *from, dd_general_plan *to)
{
    memcpy(to->order, from->order, line->free_count * sizeof *to->order);
    memcpy(to->mode, from->mode, line->operation_count * sizeof *to->mode);
    memcpy(to->floor_ms, from->floor_ms, line->operation_count * sizeof *to->floor_ms);
}

void dd_general_write(const dd_general_state *s, dd_placement *placements)
{
    for (uint32_t i = 0; i < s->line->operation_count; i++) {
        const dd_slot *slot = &s->slots[i];
        placements[i] = (dd_placement){slot->mode - s->line->operations[i].mode_at, slot->begin_ms, slot->start_ms, slot->end_ms};
    }
}

/* Terms. */

static void count_all(dd_general_state *s)
{
    memset(s->terms, 0, sizeof s->terms);
    for (uint32_t k = 0; k < s->line->free_count; k++) dd_slot_count(s, s->order[k], 1);
    for (uint32_t j = 0; j < s->line->job_count; j++) {
        s->job_end[j] = dd_slot_job_end(s, j);
        dd_slot_count_job(s, j, 1);
    }
    dd_slot_measure_makespan(s);
}

/* Full timing. */

static void load_rows(dd_general_state *s, const dd_general_plan *plan)
{
    const dd_line *line = s->line;
    for (uint32_t m = 0; m < line->machine_count; m++) {
        dd_tail tail = dd_tail_first(line, m);
        uint32_t head = dd_slot_head(s, m);
        s->slots[head] = (dd_slot){.begin_ms = tail.begin_ms, .end_ms = tail.end_ms, .machine_before = head, .machine_after = DD_NONE,
                                   .family = tail.family, .next_lock = tail.next_lock};
        s->pos[head] = -1;
    }
    for (uint32_t i = 0; i < line->operation_count; i++) {
        const dd_lock *lock = dd_line_lock(line, i);
        s->pos[i] = -1;
        if (line->operations[i].is_locked)
            s->slots[i] = (dd_slot){.begin_ms = lock->setup_begin_ms, .start_ms = lock->start_ms, .end_ms = lock->end_ms,
                                    .mode = line->operations[i].mode_at + lock->mode};
        else s->slots[i] = (dd_slot){.mode = plan->mode[i], .floor_ms = plan->floor_ms[i]};
    }
    memcpy(s->order, plan->order, line->free_count * sizeof *s->order);
}

/* Behind the last of its row, which is given; the head's machine_before, of no use otherwise, keeps the last while rows grow. */
static uint32_t append(dd_general_state *s, uint32_t operation)
{
    uint32_t head = dd_slot_head(s, s->line->modes[s->slots[operation].mode].machine), last = s->slots[head].machine_before;
    s->slots[operation].machine_before = last;
    s->slots[operation].machine_after = DD_NONE;
    s->slots[last].machine_after = operation;
    s->slots[head].machine_before = operation;
    return last;
}

bool dd_general_load(dd_general_state *s, const dd_general_plan *plan, uint32_t *stuck)
{
    const dd_line *line = s->line;
    dd_trial *t = s->trial;
    load_rows(s, plan);
    t->holds.pos = NULL;
    memset(t->dirty, 0, (line->free_count / 64 + 1) * sizeof *t->dirty);
    if (line->pool_count > 0) dd_holds_clear(line, &t->holds);
    for (uint32_t k = 0; k < line->free_count; k++) {
        uint32_t operation = s->order[k], cause, last = append(s, operation);
        dd_slot *slot = &s->slots[operation];
        s->pos[operation] = (int32_t)k;
        dd_tail tail = dd_slot_tail(s, last);
        dd_place place;
        int64_t ready_ms = dd_slot_ready(s, operation, &cause);
        if (!dd_timing_place(line, &tail, &t->holds, &line->modes[slot->mode], ready_ms, &place)) {
            if (stuck != NULL) *stuck = operation;
            return false;
        }
        dd_slot_set(slot, &place, cause);
        if (line->modes[slot->mode].need_count > 0) dd_timing_take(line, &t->holds, &line->modes[slot->mode], &place);
    }
    s->work += line->free_count;
    count_all(s);
    dd_trial_reset(s);
    return true;
}
