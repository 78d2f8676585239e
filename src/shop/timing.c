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

void dd_holds_clear(const dd_line *line, dd_holds *holds)
{
    for (uint32_t p = 0; p < line->pool_count; p++) {
        holds->counts[p] = 1;
        holds->items[line->pools[p].hold_at] = (dd_hold){-DD_FOREVER_MS, line->pools[p].units, DD_NONE};
    }
}

/* Units that are held at an instant by what was placed. */
static int64_t busy_at(const dd_hold *items, uint32_t count, int64_t at_ms)
{
    int64_t busy = 0;
    for (uint32_t i = count; i > 0 && items[i - 1].free_ms > at_ms; i--) busy += items[i - 1].units;
    return busy;
}

/* The next instant after at_ms at which placed work gives units back; DD_FOREVER_MS: none. */
static int64_t next_return(const dd_hold *items, uint32_t count, int64_t at_ms)
{
    int64_t next_ms = DD_FOREVER_MS;
    for (uint32_t i = count; i > 0 && items[i - 1].free_ms > at_ms; i--) next_ms = items[i - 1].free_ms;
    return next_ms;
}

/* 0 units short over [from_ms, end_ms) gives from_ms; else a later instant before which holding cannot begin. */
static int64_t after_steps(const dd_line *line, const dd_line_pool *pool, const dd_hold *items, uint32_t count, int64_t units, int64_t from_ms, int64_t end_ms)
{
    const dd_line_step *steps = &line->steps[pool->step_at];
    uint32_t low = 0, high = pool->step_count; /* the last step at or before from_ms, or the first */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (steps[middle].from_ms <= from_ms) low = middle + 1;
        else high = middle;
    }
    for (uint32_t i = low > 0 ? low - 1 : 0; i < pool->step_count && steps[i].from_ms < end_ms; i++) {
        int64_t at_ms = steps[i].from_ms > from_ms ? steps[i].from_ms : from_ms;
        if (steps[i].held + busy_at(items, count, at_ms) + units <= pool->units) continue;
        int64_t later_ms = i + 1 < pool->step_count ? steps[i + 1].from_ms : DD_FOREVER_MS, return_ms = next_return(items, count, at_ms);
        return return_ms < later_ms ? return_ms : later_ms;
    }
    return from_ms;
}

/* from_ms, or a later instant before which `need` cannot be held. */
static int64_t after_pool(const dd_line *line, const dd_holds *holds, const dd_line_need *need, int64_t from_ms, int64_t end_ms, uint32_t *cause)
{
    const dd_line_pool *pool = &line->pools[need->pool];
    const dd_hold *items = &holds->items[pool->hold_at];
    uint32_t count = holds->counts[need->pool], i = 0;
    int64_t units = items[0].units;
    if (from_ms >= end_ms) return from_ms;
    while (units < need->units) units += items[++i].units;
    if (items[i].free_ms > from_ms) {
        *cause = items[i].operation;
        return items[i].free_ms;
    }
    if (pool->step_count == 0) return from_ms;
    int64_t later_ms = after_steps(line, pool, items, count, need->units, from_ms, end_ms);
    if (later_ms > from_ms) *cause = DD_NONE;
    return later_ms;
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

void dd_timing_hold_need(const dd_line *line, dd_holds *holds, const dd_line_need *need, uint32_t operation, const dd_place *place)
{
    dd_hold *items = &holds->items[line->pools[need->pool].hold_at];
    uint32_t count = holds->counts[need->pool], last = count;
    int64_t from_ms = need->in_setup ? place->begin_ms : place->start_ms, left = need->units;
    if (from_ms >= place->end_ms) return;
    while (last > 0 && items[last - 1].free_ms > from_ms) last--;
    uint32_t first = last; /* items [first, last) are used up */
    while (first > 0 && items[first - 1].units <= left) left -= items[--first].units;
    if (left > 0 && first > 0) items[first - 1].units -= left;
    memmove(&items[first], &items[last], (count - last) * sizeof *items);
    count -= last - first;
    uint32_t at = count;
    while (at > 0 && items[at - 1].free_ms > place->end_ms) at--;
    memmove(&items[at + 1], &items[at], (count - at) * sizeof *items);
    items[at] = (dd_hold){place->end_ms, need->units, operation};
    holds->counts[need->pool] = count + 1;
}

void dd_timing_hold(const dd_line *line, dd_holds *holds, const dd_line_mode *mode, const dd_place *place)
{
    for (uint32_t n = 0; n < mode->need_count; n++) dd_timing_hold_need(line, holds, &line->needs[mode->need_at + n], mode->operation, place);
}
