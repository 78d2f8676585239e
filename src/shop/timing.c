/* Timing: the earliest place (timing.h).
 *
 * The start only ever moves to the right: to the end of the machine's last operation and the setup after it, into working time, to where enough units are
 * free, behind a lock.  Each move is forced, so the first instant that no rule moves is the earliest.  O(log windows) a move.
 */
#include "shop/timing.h"

#include <string.h>

dd_tail dd_tail_first(const dd_line *line, uint32_t machine)
{
    const dd_line_machine *m = &line->machines[machine];
    return (dd_tail){m->free_ms, m->free_ms, DD_NONE, m->first_family, 0};
}

bool dd_holds_init(const dd_line *line, dd_holds *holds, dd_arena *arena)
{
    *holds = (dd_holds){DD_ARENA_NEW(arena, line->hold_count, dd_hold), DD_ARENA_NEW(arena, line->pool_count, uint32_t),
                        DD_ARENA_NEW(arena, line->pool_count, int64_t), DD_ARENA_NEW(arena, line->pool_count, int64_t), NULL, 0};
    return holds->items != NULL && holds->counts != NULL && holds->longest_ms != NULL && holds->longest_wait_ms != NULL;
}

void dd_holds_clear(const dd_line *line, dd_holds *holds)
{
    for (uint32_t p = 0; p < line->pool_count; p++) {
        holds->counts[p] = 0;
        holds->longest_ms[p] = holds->longest_wait_ms[p] = 0;
    }
}

uint32_t dd_holds_find(const dd_line *line, const dd_holds *holds, uint32_t pool, int64_t begin_ms, uint32_t operation)
{
    const dd_hold *items = &holds->items[line->pools[pool].hold_at];
    uint32_t low = 0, high = holds->counts[pool];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (items[middle].begin_ms < begin_ms || (items[middle].begin_ms == begin_ms && items[middle].operation < operation)) low = middle + 1;
        else high = middle;
    }
    return low;
}

void dd_holds_add(const dd_line *line, dd_holds *holds, uint32_t pool, const dd_hold *hold)
{
    dd_hold *items = &holds->items[line->pools[pool].hold_at];
    uint32_t at = dd_holds_find(line, holds, pool, hold->begin_ms, hold->operation);
    memmove(&items[at + 1], &items[at], (holds->counts[pool] - at) * sizeof *items);
    items[at] = *hold;
    holds->counts[pool]++;
    if (hold->end_ms - hold->begin_ms > holds->longest_ms[pool]) holds->longest_ms[pool] = hold->end_ms - hold->begin_ms;
    if (hold->begin_ms - hold->wanted_ms > holds->longest_wait_ms[pool]) holds->longest_wait_ms[pool] = hold->begin_ms - hold->wanted_ms;
}

void dd_holds_remove(const dd_line *line, dd_holds *holds, uint32_t pool, int64_t begin_ms, uint32_t operation)
{
    dd_hold *items = &holds->items[line->pools[pool].hold_at];
    uint32_t at = dd_holds_find(line, holds, pool, begin_ms, operation);
    holds->counts[pool]--;
    memmove(&items[at], &items[at + 1], (holds->counts[pool] - at) * sizeof *items);
}

/* What is asked of one pool. */
typedef struct pool_query {
    const dd_holds *holds;
    const dd_hold *items;      /* [first, last): all that can overlap the span asked for, and more */
    uint32_t first, last;
    const dd_line_step *steps;
    uint32_t step_count;
    int64_t from_ms, end_ms;
} pool_query;

static bool counts_hold(const pool_query *q, const dd_hold *hold)
{
    return q->holds->pos == NULL || q->holds->pos[hold->operation] < q->holds->limit;
}

static pool_query query_of(const dd_line *line, const dd_holds *holds, uint32_t pool_ix, int64_t from_ms, int64_t end_ms)
{
    const dd_line_pool *pool = &line->pools[pool_ix];
    pool_query q = {.holds = holds, .items = &holds->items[pool->hold_at], .steps = &line->steps[pool->step_at], .step_count = pool->step_count,
                    .from_ms = from_ms, .end_ms = end_ms};
    q.first = q.last = dd_holds_find(line, holds, pool_ix, end_ms, 0);
    while (q.first > 0 && q.items[q.first - 1].begin_ms > from_ms - holds->longest_ms[pool_ix]) q.first--;
    return q;
}

/* All units that are held at some instant of the span: no less than at any. */
static int64_t held_within(const pool_query *q)
{
    int64_t held = 0;
    for (uint32_t i = q->first; i < q->last; i++)
        if (q->items[i].end_ms > q->from_ms && counts_hold(q, &q->items[i])) held += q->items[i].units;
    return held;
}

/* Units held at an instant of the span; the next instant at which units come back, and from whom, and the next at which more are held. */
static int64_t held_at(const pool_query *q, int64_t at_ms, int64_t *back_ms, int64_t *more_ms, uint32_t *holder)
{
    int64_t held = 0;
    *back_ms = *more_ms = DD_FOREVER_MS;
    *holder = DD_NONE;
    for (uint32_t i = q->first; i < q->last; i++) {
        const dd_hold *hold = &q->items[i];
        if (hold->end_ms <= at_ms || !counts_hold(q, hold)) continue;
        if (hold->begin_ms > at_ms) {
            if (hold->begin_ms < *more_ms) *more_ms = hold->begin_ms;
            break;
        }
        held += hold->units;
        if (hold->end_ms >= *back_ms) continue;
        *back_ms = hold->end_ms;
        *holder = hold->operation;
    }
    uint32_t low = 0, high = q->step_count; /* behind the last step at or before at_ms */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (q->steps[middle].from_ms <= at_ms) low = middle + 1;
        else high = middle;
    }
    if (low > 0) held += q->steps[low - 1].held;
    if (low < q->step_count && q->steps[low].from_ms < *back_ms) {
        *back_ms = q->steps[low].from_ms;
        *holder = DD_NONE;
    }
    if (low < q->step_count && q->steps[low].from_ms < *more_ms) *more_ms = q->steps[low].from_ms;
    return held;
}

/* from_ms, or a later instant before which `need` cannot be held. */
static int64_t after_pool(const dd_line *line, const dd_holds *holds, const dd_line_need *need, int64_t from_ms, int64_t end_ms, uint32_t *cause)
{
    int64_t units = line->pools[need->pool].units, back_ms, more_ms;
    uint32_t holder;
    if (from_ms >= end_ms) return from_ms;
    pool_query q = query_of(line, holds, need->pool, from_ms, end_ms);
    if (q.step_count == 0 && held_within(&q) + need->units <= units) return from_ms;
    for (int64_t at_ms = from_ms; at_ms < end_ms; at_ms = more_ms) {
        if (held_at(&q, at_ms, &back_ms, &more_ms, &holder) + need->units <= units) continue;
        *cause = holder;
        return back_ms;
    }
    return from_ms;
}

/* Whether an operation lies before another on a machine, as schedules are read (dd_schedule_create). */
static bool is_before(int64_t begin_ms, int64_t end_ms, uint32_t operation, int64_t other_begin_ms, int64_t other_end_ms, uint32_t other)
{
    if (begin_ms != other_begin_ms) return begin_ms < other_begin_ms;
    if (end_ms != other_end_ms) return end_ms < other_end_ms;
    return operation < other;
}

typedef struct placing {
    const dd_line *line;
    const dd_holds *holds;
    const dd_line_mode *mode;
    const dd_line_operation *operation;
    const dd_worktime *work, *setup_work;
    dd_tail tail;
    dd_place *place;
} placing;

/* The first need that cannot be held from the place on: its instant; the begin of the place when there is none. */
static bool is_short(placing *p, int64_t *start_ms)
{
    dd_place *place = p->place;
    for (uint32_t n = 0; n < p->mode->need_count; n++) {
        const dd_line_need *need = &p->line->needs[p->mode->need_at + n];
        bool in_setup = need->in_setup && place->setup_ms > 0;
        int64_t from_ms = in_setup ? place->begin_ms : place->start_ms;
        int64_t later_ms = after_pool(p->line, p->holds, need, from_ms, place->end_ms, &place->cause);
        if (later_ms <= from_ms) continue;
        place->is_pool = true;
        *start_ms = in_setup ? dd_worktime_finish(p->setup_work, later_ms, place->setup_ms) : later_ms;
        return true;
    }
    return false;
}

/* The earliest place behind the tail, whatever is locked later. */
static bool place_behind(placing *p, int64_t start_ms)
{
    dd_place *place = p->place;
    for (;;) {
        place->start_ms = dd_worktime_start(p->work, start_ms, p->mode->duration_ms, p->operation->may_pause);
        if (place->start_ms >= p->line->horizon_ms) return false;
        place->end_ms = p->operation->may_pause ? dd_worktime_finish(p->work, place->start_ms, p->mode->duration_ms)
                                                : place->start_ms + p->mode->duration_ms;
        if (place->end_ms >= DD_FOREVER_MS) return false;
        place->begin_ms = place->setup_ms > 0 ? dd_worktime_latest(p->setup_work, place->start_ms, place->setup_ms) : place->start_ms;
        if (place->begin_ms < place->wanted_ms) place->wanted_ms = place->begin_ms;
        if (p->mode->need_count > 0 && is_short(p, &start_ms)) {
            if (start_ms >= p->line->horizon_ms) return false;
            continue;
        }
        bool is_tied = p->tail.operation != DD_NONE && p->tail.begin_ms == place->begin_ms &&
                       !is_before(p->tail.begin_ms, p->tail.end_ms, p->tail.operation, place->begin_ms, place->end_ms, p->mode->operation);
        if (!is_tied) return true;
        start_ms = place->start_ms + 1;
    }
}

/* Whether the place lies before the next lock of its machine; if not, the tail becomes that lock. */
static bool is_before_lock(placing *p)
{
    const dd_line_machine *machine = &p->line->machines[p->mode->machine];
    if (p->tail.next_lock >= machine->lock_count) return true;
    uint32_t operation = p->line->locks[machine->lock_at + p->tail.next_lock];
    const dd_lock *lock = dd_line_lock(p->line, operation);
    const dd_place *place = p->place;
    if (place->end_ms <= lock->setup_begin_ms &&
        is_before(place->begin_ms, place->end_ms, p->mode->operation, lock->setup_begin_ms, lock->end_ms, operation))
        return true;
    uint32_t family = p->line->operations[operation].family;
    p->tail.begin_ms = lock->setup_begin_ms;
    p->tail.end_ms = lock->end_ms > p->tail.end_ms ? lock->end_ms : p->tail.end_ms;
    p->tail.operation = operation;
    p->tail.next_lock++;
    if (family != DD_NONE) p->tail.family = family;
    return false;
}

bool dd_timing_place(const dd_line *line, const dd_tail *tail, const dd_holds *holds, const dd_line_mode *mode, int64_t ready_ms, dd_place *ret)
{
    placing p = {.line = line, .holds = holds, .mode = mode, .operation = &line->operations[mode->operation], .tail = *tail, .place = ret};
    p.work = &line->worktimes[mode->work];
    p.setup_work = &line->worktimes[mode->setup_work];
    ret->wanted_ms = DD_FOREVER_MS;
    do {
        ret->setup_ms = dd_line_setup(line, mode->machine, p.tail.family, p.operation->family);
        int64_t free_ms = ret->setup_ms > 0 ? dd_worktime_finish(p.setup_work, p.tail.end_ms, ret->setup_ms) : p.tail.end_ms;
        ret->cause = free_ms > ready_ms ? p.tail.operation : DD_NONE;
        ret->is_pool = false;
        if (!place_behind(&p, free_ms > ready_ms ? free_ms : ready_ms)) return false;
    } while (!is_before_lock(&p));
    ret->family = p.operation->family != DD_NONE ? p.operation->family : p.tail.family;
    ret->next_lock = p.tail.next_lock;
    return true;
}

dd_hold dd_timing_hold(const dd_line_need *need, uint32_t operation, const dd_place *place)
{
    int64_t begin_ms = need->in_setup ? place->begin_ms : place->start_ms;
    return (dd_hold){begin_ms, place->end_ms, place->wanted_ms < place->begin_ms ? place->wanted_ms : begin_ms, operation, need->units};
}

void dd_timing_take(const dd_line *line, dd_holds *holds, const dd_line_mode *mode, const dd_place *place)
{
    for (uint32_t n = 0; n < mode->need_count; n++) {
        const dd_line_need *need = &line->needs[mode->need_at + n];
        dd_hold hold = dd_timing_hold(need, mode->operation, place);
        dd_holds_add(line, holds, need->pool, &hold);
    }
}
