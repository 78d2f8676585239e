/* General trial: moves and incremental exact timing (general_state.h).
 *
 * Dirty operations are bits by their place in the list, so that the next one is found by words.  All that an operation's timing depends on stands
 * before it, so one pass in the order of the list is enough.  While a pool is dirty every user of it is timed again, place by place, until a
 * checkpoint at which the pool holds what it held before.
 *
 * Undo keeps a copy of every slot and job end at its first change, and the shifts, which are turned round.  Invariants: a slot's machine_before stands
 * before it; clean slots are what timing them again would give (property_general compares with timing all again).
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

/* Pools of a mode are dirty from a place on, whatever they hold until another. */
static void mark_pools(dd_general_state *s, uint32_t mode_ix, uint32_t place, uint32_t until)
{
    dd_trial *t = s->trial;
    const dd_line_mode *mode = &s->line->modes[mode_ix];
    for (uint32_t n = 0; n < mode->need_count; n++) {
        uint32_t pool = s->line->needs[mode->need_at + n].pool;
        if (t->from[pool] == DD_NONE) t->from_count++;
        if (place < t->from[pool]) t->from[pool] = place;
        if (until > t->until[pool]) t->until[pool] = until;
    }
    if (mode->need_count > 0 && (t->first == DD_NONE || place < t->first)) t->first = place;
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

/* What was marked before a rotation of [low, high] lies within it now wherever it touched it. */
static void widen(dd_general_state *s, uint32_t low, uint32_t high)
{
    dd_trial *t = s->trial;
    if (low < t->first) t->first = low;
    if (high > t->last) t->last = high;
    for (uint32_t p = 0; p < s->line->pool_count && t->from_count > 0; p++) {
        if (t->from[p] == DD_NONE) continue;
        if (t->from[p] > low && t->from[p] <= high) t->from[p] = low;
        if (t->until[p] >= low && t->until[p] < high) t->until[p] = high;
    }
}

/* Of each checkpoint that a shift passes, the one operation that went over it as well: it holds before what it held after, or the other way. */
static void mark_passed(dd_general_state *s, uint32_t from, uint32_t to)
{
    uint32_t low = from < to ? from : to, high = from < to ? to : from, stride = s->trial->stride;
    if (stride == 0) return;
    for (uint32_t at = (low / stride + 1) * stride; at <= high; at += stride)
        mark_pools(s, s->slots[s->order[from < to ? at - 1 : at]].mode, at - 1, at);
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
    if (has_bits) widen(s, from < to ? from : to, from < to ? to : from);
    while (to < from && s->pos[row] >= (int32_t)to) row = s->slots[row].machine_before;
    while (to > from && s->slots[row].machine_after != DD_NONE && s->pos[s->slots[row].machine_after] <= (int32_t)to) row = s->slots[row].machine_after;
    if (row != s->slots[operation].machine_before && row != operation) {
        unlink_slot(s, operation);
        link_slot(s, operation, row);
    }
    mark_pools(s, s->slots[operation].mode, from < to ? from : to, from < to ? to : from);
    mark_passed(s, from, to);
    mark(s, operation);
}

void dd_general_assign(dd_general_state *s, uint32_t operation, uint32_t mode)
{
    const dd_line_mode *modes = s->line->modes;
    uint32_t machine = modes[mode].machine, at = (uint32_t)s->pos[operation], k = at;
    touch(s, operation);
    mark_pools(s, s->slots[operation].mode, at, at);
    unlink_slot(s, operation);
    while (k > 0 && modes[s->slots[s->order[k - 1]].mode].machine != machine) k--;
    s->work += (at - k) / 16;
    dd_slot_count(s, operation, -1);
    s->slots[operation].mode = mode;
    dd_slot_count(s, operation, 1);
    link_slot(s, operation, k > 0 ? s->order[k - 1] : dd_slot_head(s, machine));
    mark_pools(s, mode, at, at);
    mark(s, operation);
}

void dd_general_floor(dd_general_state *s, uint32_t operation, int64_t floor_ms)
{
    touch(s, operation);
    s->slots[operation].floor_ms = floor_ms;
    mark(s, operation);
}

/* Evaluation. */

static uint32_t need_of(const dd_line *line, const dd_line_mode *mode, uint32_t pool)
{
    for (uint32_t n = 0; n < mode->need_count; n++)
        if (line->needs[mode->need_at + n].pool == pool) return mode->need_at + n;
    return DD_NONE;
}

/* Makes what is now held of a pool what is held before a place of the list. */
static void reach(dd_general_state *s, uint32_t pool, uint32_t place)
{
    dd_trial *t = s->trial;
    const dd_line *line = s->line;
    uint32_t at = place / t->stride;
    if (!t->is_dirty[pool] && (t->reach[pool] == DD_NONE || t->reach[pool] > place || t->reach[pool] < at * t->stride)) {
        const dd_line_pool *p = &line->pools[pool];
        t->now.counts[pool] = t->kept_count[(size_t)at * line->pool_count + pool];
        memcpy(&t->now.items[p->hold_at], &t->kept[(size_t)at * line->hold_count + p->hold_at], t->now.counts[pool] * sizeof *t->now.items);
        t->reach[pool] = at * t->stride;
    }
    for (uint32_t k = t->reach[pool]; k < place; k++) {
        const dd_slot *slot = &s->slots[s->order[k]];
        uint32_t need = need_of(line, &line->modes[slot->mode], pool);
        if (need == DD_NONE) continue;
        dd_place held = dd_slot_place(slot);
        dd_timing_hold_need(line, &t->now, &line->needs[need], s->order[k], &held);
    }
    t->reach[pool] = place;
}

static bool is_same_hold(const dd_hold *a, const dd_hold *b, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (a[i].free_ms != b[i].free_ms || a[i].units != b[i].units) return false;
    return true;
}

/* At a checkpoint: pools that hold what they held are clean again, the others are kept for later. */
static void settle(dd_general_state *s, uint32_t place)
{
    dd_trial *t = s->trial;
    const dd_line *line = s->line;
    for (uint32_t p = 0; p < line->pool_count; p++) {
        if (!t->is_dirty[p]) continue;
        reach(s, p, place);
        size_t cell = (size_t)(place / t->stride) * line->pool_count + p, at = (size_t)(place / t->stride) * line->hold_count + line->pools[p].hold_at;
        const dd_hold *now = &t->now.items[line->pools[p].hold_at];
        uint32_t count = t->now.counts[p];
        if (count == t->kept_count[cell] && is_same_hold(now, &t->kept[at], count)) {
            if (place <= t->until[p]) continue;
            t->is_dirty[p] = false;
            t->dirty_count--;
            continue;
        }
        memcpy(&t->changed[at], now, count * sizeof *now);
        t->changed_count[cell] = count;
        t->altered[t->altered_count++] = (uint32_t)cell;
    }
}

static void set_dirty(dd_trial *t, uint32_t pool)
{
    if (t->is_dirty[pool]) return;
    t->is_dirty[pool] = true;
    t->dirty_count++;
}

/* Pools that are dirty from here on. */
static void begin_pools(dd_general_state *s, uint32_t place)
{
    dd_trial *t = s->trial;
    for (uint32_t p = 0; p < s->line->pool_count; p++) {
        if (t->from[p] > place) continue;
        t->from[p] = DD_NONE;
        t->from_count--;
        reach(s, p, place);
        set_dirty(t, p);
    }
}

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

static uint32_t next_place(const dd_general_state *s, uint32_t place)
{
    const dd_trial *t = s->trial;
    if (t->dirty_count > 0) return place < s->line->free_count ? place : DD_NONE;
    uint32_t next = next_bit(t, place);
    for (uint32_t p = 0; p < s->line->pool_count && t->from_count > 0; p++)
        if (t->from[p] < next) next = t->from[p];
    return next;
}

static bool uses_dirty_pool(const dd_general_state *s, uint32_t operation)
{
    const dd_line_mode *mode = &s->line->modes[s->slots[operation].mode];
    for (uint32_t n = 0; n < mode->need_count; n++)
        if (s->trial->is_dirty[s->line->needs[mode->need_at + n].pool]) return true;
    return false;
}

static void touch_job(dd_general_state *s, uint32_t job)
{
    dd_trial *t = s->trial;
    if (t->job_stamp[job] == t->number) return;
    t->job_stamp[job] = t->number;
    t->jobs[t->job_count++] = (dd_job_copy){job, s->job_end[job]};
}

/* The operation's times are new: all that depends on them is dirty. */
static void spread(dd_general_state *s, uint32_t operation)
{
    const dd_line_operation *op = &s->line->operations[operation];
    const dd_line_mode *mode = &s->line->modes[s->slots[operation].mode];
    mark(s, s->slots[operation].machine_after);
    for (uint32_t l = 0; l < op->after_count; l++) mark(s, s->line->after[op->after_at + l].operation);
    for (uint32_t n = 0; n < mode->need_count; n++) set_dirty(s->trial, s->line->needs[mode->need_at + n].pool);
    touch_job(s, op->job);
}

static bool retime(dd_general_state *s, uint32_t operation, uint32_t at)
{
    dd_slot *slot = &s->slots[operation];
    const dd_line_mode *mode = &s->line->modes[slot->mode];
    uint32_t cause;
    dd_place place;
    for (uint32_t n = 0; n < mode->need_count; n++) reach(s, s->line->needs[mode->need_at + n].pool, at);
    dd_tail tail = dd_slot_tail(s, slot->machine_before);
    int64_t ready_ms = dd_slot_ready(s, operation, &cause);
    s->work += 1 + mode->need_count;
    if (!dd_timing_place(s->line, &tail, &s->trial->now, mode, ready_ms, &place)) return false;
    bool is_same = place.begin_ms == slot->begin_ms && place.start_ms == slot->start_ms && place.end_ms == slot->end_ms &&
                   place.setup_ms == slot->setup_ms && place.family == slot->family && place.next_lock == slot->next_lock;
    touch(s, operation);
    if (!is_same) dd_slot_count(s, operation, -1);
    dd_slot_set(slot, &place, cause);
    if (is_same) return true;
    dd_slot_count(s, operation, 1);
    spread(s, operation);
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
    if (t->has_failed) return false;
    for (uint32_t place = t->first; place != DD_NONE && (place = next_place(s, place)) != DD_NONE; place++) {
        if (t->dirty_count > 0 && place % t->stride == 0) settle(s, place);
        if (t->from_count > 0) begin_pools(s, place);
        uint32_t operation = s->order[place];
        uint64_t bit = UINT64_C(1) << place % 64;
        bool is_due = (t->dirty[place / 64] & bit) != 0;
        t->dirty[place / 64] &= ~bit;
        if (!is_due && (t->dirty_count == 0 || !uses_dirty_pool(s, operation))) continue;
        if (!retime(s, operation, place) || s->work > limit) return false;
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
    dd_trial *t = s->trial;
    const dd_line *line = s->line;
    for (uint32_t i = 0; i < t->altered_count; i++) {
        uint32_t cell = t->altered[i], pool = cell % line->pool_count;
        size_t at = (size_t)(cell / line->pool_count) * line->hold_count + line->pools[pool].hold_at;
        t->kept_count[cell] = t->changed_count[cell];
        memcpy(&t->kept[at], &t->changed[at], t->changed_count[cell] * sizeof *t->kept);
    }
    dd_trial_reset(s);
}

void dd_general_undo(dd_general_state *s)
{
    dd_trial *t = s->trial;
    for (uint32_t i = t->slot_count; i-- > 0;) s->slots[t->slots[i].slot] = t->slots[i].old;
    for (uint32_t i = 0; i < t->job_count; i++) s->job_end[t->jobs[i].job] = t->jobs[i].old_end_ms;
    for (size_t i = t->shift_count; i-- > 0;) rotate(s, t->shifts[i].to, t->shifts[i].from, false);
    if (t->first != DD_NONE)
        for (uint32_t word = t->first / 64; word <= t->last / 64; word++) t->dirty[word] = 0;
    memcpy(s->terms, t->terms, sizeof s->terms);
    dd_trial_reset(s);
}
