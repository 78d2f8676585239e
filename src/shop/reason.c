/* Reason: what an operation of a schedule waited for, back to where that began (dd_shop_delays in include/diaodu/shop.h).
 *
 * Of an operation the instants are compared at which it could have begun by each rule alone: its releases, each link, the operation before it on its
 * machine.  The latest one binds it, and the chain goes on there.  What is left between that instant and its begin is closed time, or a pool whose units
 * somebody gives back at the begin.  The last operation of a late job first, this is a critical path with the resources in it.
 *
 * Complexity: O(operations) a step.
 */
#include "diaodu/shop.h"

typedef struct tracer {
    const dd_shop_problem *problem;
    const dd_placement *placements;
    dd_delay *ret;
    uint32_t count, most;
} tracer;

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static const dd_mode *mode_of(const tracer *t, uint32_t ix)
{
    return &t->problem->operations[ix].modes[t->placements[ix].mode];
}

static void say(tracer *t, dd_delay delay)
{
    if (t->count < t->most &&
        (delay.from_ms < delay.until_ms || delay.kind == DD_DELAY_NONE || delay.kind == DD_DELAY_LOCKED || delay.kind == DD_DELAY_RELEASE))
        t->ret[t->count++] = delay;
}

/* ---- closed times ---- */

/* Whether the calendar is open in the last moment before `at`. */
static bool was_open(const dd_shop_problem *problem, uint32_t ix, int64_t at_ms)
{
    if (ix == DD_NONE) return true;
    const dd_calendar *calendar = &problem->calendars[ix];
    int64_t t = at_ms - 1;
    if (calendar->period_ms > 0) t = (t % calendar->period_ms + calendar->period_ms) % calendar->period_ms;
    for (uint32_t i = 0; i < calendar->shift_count; i++)
        if (calendar->shifts[i].begin_ms <= t && t < calendar->shifts[i].end_ms) return true;
    return false;
}

static bool was_down(const dd_machine *machine, int64_t at_ms)
{
    for (uint32_t i = 0; i < machine->closed_count; i++)
        if (machine->closed[i].begin_ms < at_ms && at_ms <= machine->closed[i].end_ms) return true;
    return at_ms <= machine->available_ms;
}

static bool pool_was_away(const dd_pool_resource *pool, int64_t at_ms)
{
    for (uint32_t i = 0; i < pool->absence_count; i++)
        if (pool->absences[i].begin_ms < at_ms && at_ms == pool->absences[i].end_ms) return true;
    return false;
}

/* Somebody who gives units of the pool back at that instant; DD_NONE. */
static uint32_t find_giver(const tracer *t, uint32_t ix, uint32_t pool, int64_t at_ms)
{
    for (uint32_t i = 0; i < t->problem->operation_count; i++) {
        if (i == ix || t->placements[i].end_ms != at_ms) continue;
        const dd_mode *mode = mode_of(t, i);
        for (uint32_t j = 0; j < mode->need_count; j++)
            if (mode->needs[j].pool == pool) return i;
    }
    return DD_NONE;
}

/* What keeps the operation from the instant `from` at which all else was there until it begins; who to ask further, DD_NONE: nobody. */
static uint32_t say_closed(tracer *t, uint32_t ix, int64_t from_ms)
{
    const dd_placement *at = &t->placements[ix];
    const dd_mode *mode = mode_of(t, ix);
    const dd_machine *machine = &t->problem->machines[mode->machine];
    dd_delay delay = {DD_DELAY_NONE, ix, DD_NONE, mode->machine, from_ms, at->setup_begin_ms};
    for (uint32_t i = 0; i < mode->need_count; i++) {
        const dd_need *need = &mode->needs[i];
        const dd_pool_resource *pool = &t->problem->pools[need->pool];
        int64_t held_ms = need->in_setup ? at->setup_begin_ms : at->start_ms;
        uint32_t giver = find_giver(t, ix, need->pool, held_ms);
        bool is_away = !was_open(t->problem, pool->calendar, held_ms) || pool_was_away(pool, held_ms);
        if (giver == DD_NONE && !is_away) continue;
        delay = (dd_delay){giver != DD_NONE ? DD_DELAY_POOL : DD_DELAY_ABSENT, ix, giver, need->pool, from_ms, held_ms};
        say(t, delay);
        return giver;
    }
    if (was_down(machine, at->setup_begin_ms)) delay.kind = DD_DELAY_DOWN;
    else if (!was_open(t->problem, machine->calendar, at->setup_begin_ms)) delay.kind = DD_DELAY_CLOSED;
    say(t, delay);
    return DD_NONE;
}

/* ---- the chain ---- */

/* The operation before it on its machine; DD_NONE. */
static uint32_t find_previous(const tracer *t, uint32_t ix)
{
    uint32_t machine = mode_of(t, ix)->machine, found = DD_NONE;
    for (uint32_t i = 0; i < t->problem->operation_count; i++) {
        if (i == ix || mode_of(t, i)->machine != machine || t->placements[i].end_ms > t->placements[ix].setup_begin_ms) continue;
        if (t->placements[i].start_ms > t->placements[ix].start_ms) continue;
        bool is_later =
            found == DD_NONE || t->placements[i].end_ms > t->placements[found].end_ms ||
            (t->placements[i].end_ms == t->placements[found].end_ms && t->placements[i].start_ms >= t->placements[found].start_ms);
        if (is_later) found = i;
    }
    return found;
}

/* The link that holds it longest; DD_NONE. */
static uint32_t find_link(const tracer *t, uint32_t ix, int64_t *ret_ms)
{
    const dd_operation *o = &t->problem->operations[ix];
    uint32_t found = DD_NONE;
    *ret_ms = -DD_FOREVER_MS;
    for (uint32_t i = 0; i < o->link_count; i++) {
        int64_t ms = t->placements[o->links[i].before].end_ms + o->links[i].lag_ms;
        if (ms <= *ret_ms) continue;
        *ret_ms = ms;
        found = o->links[i].before;
    }
    return found;
}

/* Says what bound the operation; the next one of the chain, DD_NONE at its end. */
static uint32_t trace(tracer *t, uint32_t ix)
{
    const dd_operation *o = &t->problem->operations[ix];
    const dd_placement *at = &t->placements[ix];
    int64_t link_ms, release_ms = later(o->release_ms, t->problem->jobs[o->job].release_ms);
    if (o->is_locked) {
        say(t, (dd_delay){DD_DELAY_LOCKED, ix, DD_NONE, mode_of(t, ix)->machine, at->start_ms, at->end_ms});
        return DD_NONE;
    }
    uint32_t link = find_link(t, ix, &link_ms), previous = find_previous(t, ix);
    int64_t ready_ms = later(later(link_ms, release_ms), t->problem->origin_ms);
    int64_t machine_ms = previous == DD_NONE ? -DD_FOREVER_MS : t->placements[previous].end_ms;
    int64_t setup_ms = at->start_ms - at->setup_begin_ms;
    if (previous != DD_NONE && machine_ms + setup_ms >= ready_ms) {
        uint32_t giver = machine_ms < at->setup_begin_ms ? say_closed(t, ix, machine_ms) : DD_NONE;
        say(t, (dd_delay){DD_DELAY_SETUP, ix, previous, mode_of(t, ix)->machine, at->setup_begin_ms, at->start_ms});
        if (giver != DD_NONE) return giver;
        say(t, (dd_delay){DD_DELAY_MACHINE, ix, previous, mode_of(t, ix)->machine,
                          ready_ms < machine_ms ? ready_ms : t->placements[previous].start_ms, machine_ms});
        return previous;
    }
    if (ready_ms < at->start_ms) {
        uint32_t giver = at->setup_begin_ms > ready_ms || setup_ms == 0 ? say_closed(t, ix, ready_ms) : DD_NONE;
        if (giver != DD_NONE) return giver;
        if (setup_ms > 0) say(t, (dd_delay){DD_DELAY_SETUP, ix, previous, mode_of(t, ix)->machine, at->setup_begin_ms, at->start_ms});
    }
    if (link != DD_NONE && link_ms == ready_ms) {
        say(t, (dd_delay){DD_DELAY_LINK, ix, link, DD_NONE, t->placements[link].start_ms, link_ms});
        return link;
    }
    bool is_release = release_ms == ready_ms && release_ms > t->problem->origin_ms;
    say(t, (dd_delay){is_release ? DD_DELAY_RELEASE : DD_DELAY_NONE, ix, DD_NONE, DD_NONE, ready_ms, ready_ms});
    return DD_NONE;
}

uint32_t dd_shop_delays(const dd_shop_problem *problem, const dd_schedule *schedule, uint32_t operation, dd_delay *ret, uint32_t most)
{
    tracer t = {.problem = problem, .placements = schedule->placements, .ret = ret, .most = most};
    for (uint32_t ix = operation, steps = 0; ix != DD_NONE && t.count < most && steps < problem->operation_count; steps++)
        ix = trace(&t, ix);
    return t.count;
}

const char *dd_delay_text(dd_delay_kind kind)
{
    static const char *const texts[DD_DELAY_KIND_END_] = {"none",   "release", "link", "machine", "setup",
                                                          "closed", "down",    "pool", "absent",  "locked"};
    return (unsigned)kind < DD_DELAY_KIND_END_ ? texts[kind] : NULL;
}
