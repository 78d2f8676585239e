/* Schedule (schedule.h).
 *
 * VROOM solves this by mixed-integer programming.  For a fixed order it is a shortest path: with o_p the earliest arrival of position p on a
 * route that never waits, starts are t_p = u_p + o_p with u_0 <= u_1 <= ..., and some best solution has every u_p in the set U of all bounds
 * of windows and steps, each less its position's o: whatever does not touch a bound can move as a block, at no cost in one of the two directions.
 * So val_p(u) = cost_p(u) + min over u' <= u of val_{p-1}(u'), a running minimum: O(positions * |U|), |U| at most twice the windows and bounds.
 *
 * Breaks have no place, and driving may go on before or after them.  So a leg with breaks costs what they cost when they are put as well as
 * they can be between the two stops: O(|U|^2) a leg; U then has the bounds of breaks, seen from the stop before and from the stop after.  One
 * break a leg is placed best; more of them one after the other, each best by itself.
 */
#include "route/schedule.h"

#include <stdlib.h>

#define NEVER (DD_FOREVER_MS / 2)

enum { CELLS_MAX = 40000000 };

/* A bound that starts must keep, and windows that they should. */
typedef struct allowance {
    const dd_window *windows;
    uint32_t window_count;
    int64_t least, most;       /* hard */
    dd_window own;             /* of the start and the end: the shift */
} allowance;

typedef struct position {
    allowance slot;
    uint32_t element;          /* in starts: 0, 1 + index in the sequence, count + 1 */
    int64_t offset;            /* o_p */
    int64_t setup_ms, action_ms;
    uint32_t break_count;      /* breaks before it: elements element - break_count .. element - 1 */
} position;

typedef struct value {
    int64_t broken, span, sum; /* lexicographic; broken < 0: impossible */
} value;

typedef struct scheduler {
    const dd_instance *in;
    const dd_pin *pin;
    const dd_kind *kind;
    dd_arena *arena;
    position *positions;
    uint32_t count;            /* of positions */
    int64_t *u;                /* sorted */
    uint32_t u_count;
    uint32_t *from;            /* [position * u_count + u]: the choice at the position before */
    int64_t *start;
} scheduler;

static int64_t floor_of(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t top_of(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static bool is_less(const value *a, const value *b)
{
    if (a->broken < 0 || b->broken < 0) return b->broken < 0 && a->broken >= 0;
    if (a->broken != b->broken) return a->broken < b->broken;
    return a->span != b->span ? a->span < b->span : a->sum < b->sum;
}

/* How far t is from the nearest window. */
static int64_t distance(const allowance *s, int64_t t)
{
    const dd_window *windows = s->window_count > 0 ? s->windows : &s->own;
    uint32_t count = s->window_count > 0 ? s->window_count : 1;
    int64_t least = NEVER;
    for (uint32_t w = 0; w < count; w++) {
        int64_t off = t < windows[w].begin_ms ? windows[w].begin_ms - t : t > windows[w].end_ms ? t - windows[w].end_ms : 0;
        least = floor_of(least, off);
    }
    return least;
}

/* The start in [low, high] that breaks the least, the earliest such; -1 when the hard bounds leave none. */
static int64_t place(const allowance *s, int64_t low, int64_t high, int64_t *ret_start)
{
    low = top_of(low, s->least), high = floor_of(high, s->most);
    if (low > high) return -1;
    int64_t best = low, least = distance(s, low);
    for (uint32_t w = 0; w < s->window_count && least > 0; w++) {
        int64_t t = top_of(low, floor_of(high, s->windows[w].begin_ms > low ? s->windows[w].begin_ms : s->windows[w].end_ms)), off = distance(s, t);
        if (off < least) best = t, least = off;
    }
    *ret_start = best;
    return least;
}

static allowance slot_of(const dd_step *step, const dd_window *windows, uint32_t count)
{
    allowance s = {.windows = windows, .window_count = count, .least = -NEVER, .most = NEVER, .own = {-NEVER, NEVER}};
    if (step == NULL) return s;
    if (step->has_after) s.least = step->after_ms;
    if (step->has_before) s.most = step->before_ms;
    if (step->has_at) s.least = top_of(s.least, step->at_ms), s.most = floor_of(s.most, step->at_ms);
    return s;
}

static const dd_break *break_at(const scheduler *s, uint32_t element)
{
    return &s->kind->breaks[s->pin->seq[element - 1] - s->in->break0];
}

static allowance break_slot(const scheduler *s, uint32_t element)
{
    const dd_break *pause = break_at(s, element);
    return slot_of(s->pin->steps[element - 1], pause->windows, pause->window_count);
}

/* ---- the positions ---- */

static void fill_visit(const scheduler *s, position *p, uint32_t *at)
{
    uint32_t code = s->pin->seq[p->element - 1];
    bool is_task = code < s->in->node_count;
    const dd_task *task = is_task ? &s->in->problem->tasks[code] : NULL;
    p->slot = slot_of(s->pin->steps[p->element - 1], is_task ? task->windows : NULL, is_task ? task->window_count : 0);
    p->action_ms = is_task ? s->kind->service[code] : s->kind->reload_ms;
    p->setup_ms = is_task ? dd_kind_setup(s->in, s->kind, *at, code) : 0;
    uint32_t to = is_task ? s->in->loc[code] : s->kind->reload;
    p->offset += dd_kind_travel(s->in, s->kind, *at, to) + p->setup_ms;
    *at = to;
}

static bool fill_positions(scheduler *s)
{
    uint32_t at = s->kind->start, breaks = 0, last = s->pin->count + 1;
    s->positions = DD_ARENA_NEW(s->arena, (size_t)last + 1, position);
    if (s->positions == NULL) return false;
    position *p = s->positions;
    p->slot = slot_of(s->pin->start, NULL, 0);
    p->slot.own.begin_ms = s->kind->shift_begin_ms;
    if (s->kind->shift_begin_ms >= 0) p->slot.least = top_of(p->slot.least, 0); /* times that count from 0 stay so */
    s->count = 1;
    int64_t leave = 0;
    for (uint32_t e = 1; e <= last; e++) {
        if (e < last && s->pin->seq[e - 1] >= s->in->break0) {
            leave += break_at(s, e)->service_ms;
            breaks++;
            continue;
        }
        p = &s->positions[s->count++];
        *p = (position){.element = e, .offset = leave, .break_count = breaks};
        if (e < last) {
            fill_visit(s, p, &at);
        } else {
            p->slot = slot_of(s->pin->end, NULL, 0);
            p->slot.own.end_ms = s->kind->shift_end_ms;
            p->offset += dd_kind_travel(s->in, s->kind, at, s->kind->end);
        }
        leave = p->offset + p->action_ms;
        breaks = 0;
    }
    return true;
}

/* ---- the set U ---- */

static void add_bound(scheduler *s, int64_t t, int64_t offset)
{
    if (t > -NEVER && t < NEVER) s->u[s->u_count++] = t - offset;
}

static void add_slot(scheduler *s, const allowance *slot, int64_t offset)
{
    add_bound(s, slot->least, offset);
    add_bound(s, slot->most, offset);
    add_bound(s, slot->own.begin_ms, offset);
    add_bound(s, slot->own.end_ms, offset);
    for (uint32_t w = 0; w < slot->window_count; w++) {
        add_bound(s, slot->windows[w].begin_ms, offset);
        add_bound(s, slot->windows[w].end_ms, offset);
    }
}

/* A break's bounds, as the end of the stop before it and as the setup of the stop after it. */
static void add_breaks(scheduler *s, const position *p)
{
    int64_t before = 0, all = 0;
    for (uint32_t e = p->element - p->break_count; e < p->element; e++) all += break_at(s, e)->service_ms;
    for (uint32_t e = p->element - p->break_count; e < p->element; e++) {
        allowance slot = break_slot(s, e);
        add_slot(s, &slot, p[-1].offset + p[-1].action_ms + before);
        add_slot(s, &slot, p->offset - p->setup_ms - (all - before));
        before += break_at(s, e)->service_ms;
    }
}

static int compare_times(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static size_t most_bounds(const scheduler *s)
{
    size_t most = 0;
    for (uint32_t i = 0; i < s->count; i++) {
        const position *p = &s->positions[i];
        most += 4 + 2 * (size_t)p->slot.window_count;
        for (uint32_t e = p->element - p->break_count; e < p->element; e++) most += 8 + 4 * (size_t)break_at(s, e)->window_count;
    }
    return most;
}

static dd_schedule_outcome fill_bounds(scheduler *s)
{
    size_t most = most_bounds(s);
    if (most > CELLS_MAX / s->count) return DD_SCHEDULE_TOO_LARGE;
    s->u = DD_ARENA_NEW(s->arena, most, int64_t);
    if (s->u == NULL) return DD_SCHEDULE_NO_MEMORY;
    uint32_t legs = 0;
    for (uint32_t i = 0; i < s->count; i++) {
        add_slot(s, &s->positions[i].slot, s->positions[i].offset);
        if (s->positions[i].break_count > 0) add_breaks(s, &s->positions[i]), legs++;
    }
    qsort(s->u, s->u_count, sizeof *s->u, compare_times);
    uint32_t unique = 0;
    for (uint32_t i = 0; i < s->u_count; i++)
        if (unique == 0 || s->u[unique - 1] != s->u[i]) s->u[unique++] = s->u[i];
    s->u_count = unique;
    if ((uint64_t)unique * unique * legs > CELLS_MAX) return DD_SCHEDULE_TOO_LARGE;
    s->from = DD_ARENA_NEW(s->arena, (size_t)s->count * unique, uint32_t);
    return s->from ? DD_SCHEDULE_FOUND : DD_SCHEDULE_NO_MEMORY;
}

/* ---- the shortest path ---- */

/* Puts the breaks of a leg: what they break, or -1. */
static int64_t put_breaks(const scheduler *s, const position *p, int64_t leave, int64_t arrive_by, int64_t *ret_start)
{
    int64_t broken = 0, rest = 0;
    for (uint32_t e = p->element - p->break_count; e < p->element; e++) rest += break_at(s, e)->service_ms;
    for (uint32_t e = p->element - p->break_count; e < p->element; e++) {
        allowance slot = break_slot(s, e);
        int64_t start = 0, off = place(&slot, leave, arrive_by - rest, &start);
        if (off < 0) return -1;
        broken += off;
        if (ret_start != NULL) ret_start[e] = start;
        leave = start + break_at(s, e)->service_ms;
        rest -= break_at(s, e)->service_ms;
    }
    return broken;
}

static value visit_cost(const scheduler *s, const position *p, uint32_t u)
{
    int64_t t = s->u[u] + p->offset;
    if (t < p->slot.least || t > p->slot.most) return (value){-1, 0, 0};
    return (value){distance(&p->slot, t), p == s->positions ? -t : p->element == s->pin->count + 1 ? t : 0, t};
}

static value sum_of(const value *a, const value *b)
{
    if (a->broken < 0 || b->broken < 0) return (value){-1, 0, 0};
    return (value){a->broken + b->broken, a->span + b->span, a->sum + b->sum};
}

static value best_with_breaks(const scheduler *s, uint32_t i, const value *before, uint32_t u, uint32_t *ret_from)
{
    const position *p = &s->positions[i], *q = p - 1;
    value best = {-1, 0, 0};
    for (uint32_t v = 0; v <= u; v++) {
        if (before[v].broken < 0) continue;
        value leg = {put_breaks(s, p, s->u[v] + q->offset + q->action_ms, s->u[u] + p->offset - p->setup_ms, NULL), 0, 0};
        value sum = sum_of(&before[v], &leg);
        if (!is_less(&sum, &best)) continue;
        best = sum;
        *ret_from = v;
    }
    return best;
}

static void step_forward(const scheduler *s, uint32_t i, const value *before, value *after)
{
    const position *p = &s->positions[i];
    uint32_t *from = s->from + (size_t)i * s->u_count, least = 0;
    for (uint32_t u = 0; u < s->u_count; u++) {
        if (i > 0 && is_less(&before[u], &before[least])) least = u;
        value come = i > 0 ? before[least] : (value){0, 0, 0}, own = visit_cost(s, p, u);
        from[u] = least;
        if (p->break_count > 0) come = best_with_breaks(s, i, before, u, &from[u]);
        after[u] = sum_of(&come, &own);
    }
}

static dd_schedule_outcome find_path(scheduler *s)
{
    value *before = DD_ARENA_NEW(s->arena, s->u_count, value), *after = DD_ARENA_NEW(s->arena, s->u_count, value);
    s->start = DD_ARENA_NEW(s->arena, (size_t)s->pin->count + 2, int64_t);
    if (!before || !after || !s->start) return DD_SCHEDULE_NO_MEMORY;
    for (uint32_t i = 0; i < s->count; i++) {
        step_forward(s, i, before, after);
        value *swap = before;
        before = after;
        after = swap;
    }
    uint32_t u = 0;
    for (uint32_t v = 1; v < s->u_count; v++)
        if (is_less(&before[v], &before[u])) u = v;
    if (before[u].broken < 0) return DD_SCHEDULE_INFEASIBLE;
    for (uint32_t i = s->count; i-- > 0;) {
        const position *p = &s->positions[i];
        uint32_t v = i > 0 ? s->from[(size_t)i * s->u_count + u] : u;
        s->start[p->element] = s->u[u] + p->offset;
        if (p->break_count > 0)
            (void)put_breaks(s, p, s->u[v] + p[-1].offset + p[-1].action_ms, s->start[p->element] - p->setup_ms, s->start);
        u = v;
    }
    return DD_SCHEDULE_FOUND;
}

dd_schedule_outcome dd_schedule_pinned(const dd_instance *instance, const dd_pin *pin, dd_arena *arena, int64_t **ret_start)
{
    scheduler s = {.in = instance, .pin = pin, .kind = &instance->kinds[instance->kind_of[pin->vehicle]], .arena = arena};
    if (s.kind->curve != NULL) return DD_SCHEDULE_TOO_LARGE;
    if (!fill_positions(&s)) return DD_SCHEDULE_NO_MEMORY;
    dd_schedule_outcome outcome = fill_bounds(&s);
    if (outcome == DD_SCHEDULE_FOUND) outcome = find_path(&s);
    if (outcome == DD_SCHEDULE_FOUND) *ret_start = s.start;
    return outcome;
}
