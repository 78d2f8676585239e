/* General trial: moves and incremental exact timing (general_state.h).
 *
 * Dirty operations are bits by their place in the list, so that the next one is found by words.  All that an operation's timing depends on stands
 * before it, so one pass in the order of the list is enough.
 *
 * Undo keeps a copy of every slot and job end at its first change, and the shifts and changes of holds, which are turned round.  Invariants: a slot's
 * machine_before stands before it; clean slots are what timing them again would give (property_general compares with timing all again).
 */
#include "shop/general_trial.h"

#include <string.h>

#include "base/array.h"

static void touch(dd_general_state *s, uint32_t slot)
{
    dd_trial *t = s->trial;
    if (t->slot_stamp[slot] == t->number) return;
    t->slot_stamp[slot] = t->number;
    t->slots[t->slot_count++] = (dd_slot_copy){slot, s->slots[slot]};
}

static void mark(dd_general_state *s, uint32_t operation)
{
    dd_trial *t = s->trial;
    if (operation == DD_NONE || operation >= s->line->operation_count) return;
    uint32_t at = (uint32_t)s->pos[operation];
    t->dirty[at / 64] |= UINT64_C(1) << at % 64;
    if (t->first == DD_NONE || at < t->first) t->first = at;
    if (at > t->last) t->last = at;
}

typedef enum touch_kind { HOLD_ADDED, HOLD_REMOVED, HOLD_PASSED } touch_kind;

/* A hold is there now, or no longer, or stands elsewhere in the list: others, at places (low, high] of the list, that it touches are dirty.  An added
 * hold touches who overlaps it; one that was removed, who waits for the pool and wanted to begin before its end; either when the order is another. */
static void mark_touched(dd_general_state *s, uint32_t pool, const dd_hold *hold, touch_kind kind, int32_t low, int32_t high)
{
    const dd_holds *holds = &s->trial->holds;
    const dd_hold *items = &holds->items[s->line->pools[pool].hold_at];
    int64_t reach_ms = kind == HOLD_ADDED ? 0 : holds->longest_wait_ms[pool];
    uint32_t at = dd_holds_find(s->line, holds, pool, hold->begin_ms - holds->longest_ms[pool], 0);
    s->work++;
    for (; at < holds->counts[pool] && items[at].begin_ms < hold->end_ms + reach_ms; at++) {
        int64_t from_ms = kind == HOLD_ADDED ? items[at].begin_ms : items[at].wanted_ms;
        int32_t pos = s->pos[items[at].operation];
        if (pos <= low || pos > high || from_ms >= hold->end_ms || items[at].end_ms <= hold->begin_ms) continue;
        if (kind == HOLD_REMOVED && items[at].wanted_ms == items[at].begin_ms) continue;
        mark(s, items[at].operation);
    }
}

static void note_book(dd_general_state *s, uint32_t pool, const dd_hold *hold, bool is_added)
{
    dd_trial *t = s->trial;
    if (t->has_failed) return;
    if (!DD_ARRAY_RESERVE(t->book, t->book_capacity, t->book_count + 1)) {
        t->has_failed = true;
        return;
    }
    if (is_added) dd_holds_add(s->line, &t->holds, pool, hold);
    else dd_holds_remove(s->line, &t->holds, pool, hold->begin_ms, hold->operation);
    t->book[t->book_count++] = (dd_book){pool, is_added, *hold};
}

/* Takes what an operation holds, or gives it back; marks whom that touches when its times are new. */
static void hold_all(dd_general_state *s, uint32_t operation, bool is_added, bool marks)
{
    const dd_slot *slot = &s->slots[operation];
    const dd_line_mode *mode = &s->line->modes[slot->mode];
    dd_place place = dd_slot_place(slot);
    for (uint32_t n = 0; n < mode->need_count; n++) {
        const dd_line_need *need = &s->line->needs[mode->need_at + n];
        dd_hold hold = dd_timing_hold(need, operation, &place);
        note_book(s, need->pool, &hold, is_added);
        if (marks) mark_touched(s, need->pool, &hold, is_added ? HOLD_ADDED : HOLD_REMOVED, s->pos[operation], INT32_MAX);
    }
}

/* Whose order in the list against a shifted operation is another now. */
static void mark_passed(dd_general_state *s, uint32_t operation, int32_t low, int32_t high)
{
    const dd_slot *slot = &s->slots[operation];
    const dd_line_mode *mode = &s->line->modes[slot->mode];
    dd_place place = dd_slot_place(slot);
    for (uint32_t n = 0; n < mode->need_count; n++) {
        const dd_line_need *need = &s->line->needs[mode->need_at + n];
        dd_hold hold = dd_timing_hold(need, operation, &place);
        mark_touched(s, need->pool, &hold, HOLD_PASSED, low - 1, high);
    }
}

static void unlink_slot(dd_general_state *s, uint32_t operation)
{
    uint32_t before = s->slots[operation].machine_before, after = s->slots[operation].machine_after;
    touch(s, operation);
    touch(s, before);
    s->slots[before].machine_after = after;
    if (after == DD_NONE) return;
    touch(s, after);
    s->slots[after].machine_before = before;
    mark(s, after);
}

static void link_slot(dd_general_state *s, uint32_t operation, uint32_t before)
{
    uint32_t after = s->slots[before].machine_after;
    touch(s, before);
    s->slots[operation].machine_before = before;
    s->slots[operation].machine_after = after;
    s->slots[before].machine_after = operation;
    if (after == DD_NONE) return;
    touch(s, after);
    s->slots[after].machine_before = operation;
    mark(s, after);
}

void dd_general_range(const dd_general_state *s, uint32_t operation, uint32_t *least, uint32_t *most)
{
    const dd_line_operation *op = &s->line->operations[operation];
    *least = 0;
    *most = s->line->free_count - 1;
    for (uint32_t l = 0; l < op->before_count; l++) {
        uint32_t at = (uint32_t)s->pos[s->line->before[op->before_at + l].operation] + 1;
        if (at > *least) *least = at;
    }
    for (uint32_t l = 0; l < op->after_count; l++) {
        uint32_t at = (uint32_t)s->pos[s->line->after[op->after_at + l].operation] - 1;
        if (at < *most) *most = at;
    }
}

/* Bits move with their operations. */
static void rotate(dd_general_state *s, uint32_t from, uint32_t to, bool keeps_bits)
{
    dd_trial *t = s->trial;
    uint32_t operation = s->order[from];
    int step = from < to ? 1 : -1;
    for (uint32_t k = from; k != to; k = (uint32_t)((int64_t)k + step)) {
        uint32_t next = (uint32_t)((int64_t)k + step), other = s->order[next];
        s->order[k] = other;
        s->pos[other] = (int32_t)k;
        if (!keeps_bits) continue;
        bool is_set = (t->dirty[next / 64] >> next % 64 & 1) != 0;
        t->dirty[k / 64] = (t->dirty[k / 64] & ~(UINT64_C(1) << k % 64)) | (uint64_t)is_set << k % 64;
    }
    s->order[to] = operation;
    s->pos[operation] = (int32_t)to;
    if (keeps_bits) t->dirty[to / 64] &= ~(UINT64_C(1) << to % 64);
}

void dd_general_shift(dd_general_state *s, uint32_t operation, uint32_t to)
{
    dd_trial *t = s->trial;
    uint32_t from = (uint32_t)s->pos[operation], row = s->slots[operation].machine_before;
    if (from == to) return;
    touch(s, operation);
    bool has_bits = t->first != DD_NONE;
    if (!DD_ARRAY_RESERVE(t->shifts, t->shift_capacity, t->shift_count + 1)) {
        t->has_failed = true;
        return;
    }
    t->shifts[t->shift_count++] = (dd_shift){from, to};
    s->work += (from < to ? to - from : from - to) / 16;
    rotate(s, from, to, has_bits);
    uint32_t low = from < to ? from : to, high = from < to ? to : from;
    if (has_bits && low < t->first) t->first = low;
    if (has_bits && high > t->last) t->last = high;
    while (to < from && s->pos[row] >= (int32_t)to) row = s->slots[row].machine_before;
    while (to > from && s->slots[row].machine_after != DD_NONE && s->pos[s->slots[row].machine_after] <= (int32_t)to) row = s->slots[row].machine_after;
    if (row != s->slots[operation].machine_before && row != operation) {
        unlink_slot(s, operation);
        link_slot(s, operation, row);
    }
    mark_passed(s, operation, (int32_t)low, (int32_t)high);
    mark(s, operation);
}

void dd_general_assign(dd_general_state *s, uint32_t operation, uint32_t mode)
{
    const dd_line_mode *modes = s->line->modes;
    uint32_t machine = modes[mode].machine, at = (uint32_t)s->pos[operation], k = at;
    touch(s, operation);
    hold_all(s, operation, false, true);
    unlink_slot(s, operation);
    while (k > 0 && modes[s->slots[s->order[k - 1]].mode].machine != machine) k--;
    s->work += (at - k) / 16;
    dd_slot_count(s, operation, -1);
    s->slots[operation].mode = mode;
    dd_slot_count(s, operation, 1);
    link_slot(s, operation, k > 0 ? s->order[k - 1] : dd_slot_head(s, machine));
    hold_all(s, operation, true, true);
    mark(s, operation);
}

void dd_general_floor(dd_general_state *s, uint32_t operation, int64_t floor_ms)
{
    touch(s, operation);
    s->slots[operation].floor_ms = floor_ms;
    mark(s, operation);
}

/* Evaluation. */

static uint32_t next_bit(const dd_trial *t, uint32_t place)
{
    if (place > t->last) return DD_NONE;
    uint32_t word = place / 64;
    uint64_t bits = t->dirty[word] & UINT64_MAX << place % 64;
    while (bits == 0) {
        if (++word > t->last / 64) return DD_NONE;
        bits = t->dirty[word];
    }
    return word * 64 + (uint32_t)__builtin_ctzll(bits);
}

static void touch_job(dd_general_state *s, uint32_t job)
{
    dd_trial *t = s->trial;
    if (t->job_stamp[job] == t->number) return;
    t->job_stamp[job] = t->number;
    t->jobs[t->job_count++] = (dd_job_copy){job, s->job_end[job]};
    t->job_estimate[job] = 0;
}

/* The operation's times are new: all that depends on them is dirty. */
static void spread(dd_general_state *s, uint32_t operation)
{
    const dd_line_operation *op = &s->line->operations[operation];
    mark(s, s->slots[operation].machine_after);
    for (uint32_t l = 0; l < op->after_count; l++) mark(s, s->line->after[op->after_at + l].operation);
    touch_job(s, op->job);
}

/* What a job costs the first level when it ends then. */
static double cost_of_end(const dd_general_state *s, uint32_t job_ix, int64_t end_ms)
{
    const int64_t *weight = s->line->objective->weight[0];
    const dd_job *job = &s->line->problem->jobs[job_ix];
    double cost = (double)weight[DD_SHOP_TERM_FLOW] * (double)(end_ms - job->release_ms);
    if (end_ms > job->due_ms) cost += (double)weight[DD_SHOP_TERM_TARDINESS] * job->weight * (double)(end_ms - job->due_ms);
    return cost;
}

/* An operation ends later or earlier by so much: its job is taken to do the same. */
static void estimate(dd_general_state *s, uint32_t operation, int64_t later_ms)
{
    dd_trial *t = s->trial;
    uint32_t job = s->line->operations[operation].job;
    double loss = cost_of_end(s, job, s->job_end[job] + later_ms) - cost_of_end(s, job, s->job_end[job]);
    t->estimate += loss - t->job_estimate[job];
    t->job_estimate[job] = loss;
}

static bool retime(dd_general_state *s, uint32_t operation, uint32_t at)
{
    dd_slot *slot = &s->slots[operation];
    const dd_line_mode *mode = &s->line->modes[slot->mode];
    dd_holds *holds = &s->trial->holds;
    uint32_t cause;
    dd_place place;
    dd_tail tail = dd_slot_tail(s, slot->machine_before);
    int64_t ready_ms = dd_slot_ready(s, operation, &cause);
    s->work += 1 + mode->need_count;
    holds->limit = (int32_t)at;
    if (!dd_timing_place(s->line, &tail, holds, mode, ready_ms, &place)) return false;
    bool is_same_hold = place.begin_ms == slot->begin_ms && place.start_ms == slot->start_ms && place.end_ms == slot->end_ms;
    bool is_same = is_same_hold && place.setup_ms == slot->setup_ms && place.family == slot->family && place.next_lock == slot->next_lock;
    bool has_new_book = mode->need_count > 0 && (!is_same_hold || place.wanted_ms != slot->wanted_ms);
    touch(s, operation);
    if (!is_same) dd_slot_count(s, operation, -1);
    if (has_new_book) hold_all(s, operation, false, !is_same_hold);
    int64_t later_ms = place.end_ms - slot->end_ms;
    dd_slot_set(slot, &place, cause);
    if (has_new_book) hold_all(s, operation, true, !is_same_hold);
    if (is_same) return true;
    dd_slot_count(s, operation, 1);
    spread(s, operation);
    estimate(s, operation, later_ms);
    return true;
}

static void count_jobs(dd_general_state *s)
{
    dd_trial *t = s->trial;
    bool has_lost_last = false;
    int64_t last_ms = s->terms[DD_SHOP_TERM_MAKESPAN] + s->line->problem->origin_ms, most_ms = last_ms;
    for (uint32_t i = 0; i < t->job_count; i++) {
        uint32_t job = t->jobs[i].job;
        dd_slot_count_job(s, job, -1);
        s->job_end[job] = dd_slot_job_end(s, job);
        dd_slot_count_job(s, job, 1);
        if (s->job_end[job] > most_ms) most_ms = s->job_end[job];
        has_lost_last = has_lost_last || (t->jobs[i].old_end_ms == last_ms && s->job_end[job] < last_ms);
    }
    if (has_lost_last && most_ms == last_ms) dd_slot_measure_makespan(s);
    else s->terms[DD_SHOP_TERM_MAKESPAN] = most_ms - s->line->problem->origin_ms;
}

bool dd_general_eval(dd_general_state *s)
{
    dd_trial *t = s->trial;
    uint64_t limit = s->eval_limit > UINT64_MAX - s->work ? UINT64_MAX : s->work + s->eval_limit;
    s->work++;
    s->is_out_of_memory = s->is_out_of_memory || t->has_failed;
    if (t->has_failed) return false;
    t->holds.pos = s->pos;
    uint32_t timed = 0;
    for (uint32_t place = t->first; place != DD_NONE && (place = next_bit(t, place)) != DD_NONE; place++) {
        t->dirty[place / 64] &= ~(UINT64_C(1) << place % 64);
        if (!retime(s, s->order[place], place) || s->work > limit) return false;
        s->is_out_of_memory = s->is_out_of_memory || t->has_failed;
        if (t->has_failed) return false;
        if (++timed >= DD_GENERAL_GIVE_UP_FROM && t->estimate > s->give_up_above) return false;
    }
    count_jobs(s);
    return true;
}

const int64_t *dd_general_terms_before(const dd_general_state *s)
{
    return s->trial->terms;
}

void dd_general_save_before(const dd_general_state *s, dd_general_plan *plan)
{
    const dd_trial *t = s->trial;
    dd_general_save(s, plan);
    for (uint32_t i = 0; i < t->slot_count; i++) {
        uint32_t slot = t->slots[i].slot;
        if (slot >= s->line->operation_count) continue;
        plan->mode[slot] = t->slots[i].old.mode;
        plan->floor_ms[slot] = t->slots[i].old.floor_ms;
    }
    for (size_t i = t->shift_count; i-- > 0;) {
        uint32_t from = t->shifts[i].to, to = t->shifts[i].from, operation = plan->order[from];
        if (from < to) memmove(&plan->order[from], &plan->order[from + 1], (to - from) * sizeof operation);
        else memmove(&plan->order[to + 1], &plan->order[to], (from - to) * sizeof operation);
        plan->order[to] = operation;
    }
}

void dd_general_keep(dd_general_state *s)
{
    dd_trial_reset(s);
}

void dd_general_undo(dd_general_state *s)
{
    dd_trial *t = s->trial;
    for (size_t i = t->book_count; i-- > 0;) {
        const dd_book *book = &t->book[i];
        if (book->is_added) dd_holds_remove(s->line, &t->holds, book->pool, book->hold.begin_ms, book->hold.operation);
        else dd_holds_add(s->line, &t->holds, book->pool, &book->hold);
    }
    for (uint32_t i = t->slot_count; i-- > 0;) s->slots[t->slots[i].slot] = t->slots[i].old;
    for (uint32_t i = 0; i < t->job_count; i++) s->job_end[t->jobs[i].job] = t->jobs[i].old_end_ms;
    for (size_t i = t->shift_count; i-- > 0;) rotate(s, t->shifts[i].to, t->shifts[i].from, false);
    if (t->first != DD_NONE)
        for (uint32_t word = t->first / 64; word <= t->last / 64; word++) t->dirty[word] = 0;
    memcpy(s->terms, t->terms, sizeof s->terms);
    dd_trial_reset(s);
}
