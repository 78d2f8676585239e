/* Warnings: which jobs the new plan makes late, and why.
 *
 * A job is said to be late when the plan ends it more than tolerance_ms after its due date, and again when that has moved by more than tolerance_ms; a
 * job that was said to be late and no longer is, is said to be in time.  Each with the chain of causes (dd_shop_delays).
 */
#include "engine/plant_plan.h"

enum { STEPS_MAX = 24 };

/* The last operation of the problem's job at `first`, and where the next job begins. */
static uint32_t last_of(const dd_plant_decider *d, uint32_t first, uint32_t *ret_next)
{
    const dd_shop_problem *problem = d->moment.problem;
    uint32_t last = first, i = first;
    for (; i < problem->operation_count && problem->operations[i].job == problem->operations[first].job; i++)
        if (d->schedule->placements[i].end_ms >= d->schedule->placements[last].end_ms) last = i;
    *ret_next = i;
    return last;
}

static bool is_news(const dd_plant_decider *d, const dd_plant_job *job, int64_t end_ms)
{
    int64_t tolerance_ms = d->engine->config.plant.tolerance_ms;
    bool is_late = job->due_ms != DD_FOREVER_MS && end_ms > job->due_ms + tolerance_ms;
    if (job->is_cancelled) return false;
    if (job->said_ms == DD_FOREVER_MS) return is_late;
    int64_t moved_ms = end_ms - job->said_ms;
    return job->due_ms == DD_FOREVER_MS || end_ms <= job->due_ms || moved_ms > tolerance_ms || moved_ms < -tolerance_ms;
}

static bool say(dd_plant_decider *d, uint32_t job_ix, uint32_t last)
{
    const dd_plant_job *job = &d->plant->jobs[job_ix];
    dd_delay *delays = DD_ARENA_NEW(d->arena, STEPS_MAX, dd_delay);
    dd_event *event = dd_plant_add_event(d, DD_EVENT_JOB_LATE);
    if (event == NULL || delays == NULL) return false;
    event->job = job_ix;
    event->until_ms = d->schedule->placements[last].end_ms;
    event->expected_ms = job->due_ms != DD_FOREVER_MS && event->until_ms > job->due_ms ? event->until_ms - job->due_ms : 0;
    if (event->expected_ms == 0) return true;
    event->delay_count = dd_shop_delays(d->moment.problem, d->schedule, last, delays, STEPS_MAX);
    event->delays = delays;
    for (uint32_t i = 0; i < event->delay_count; i++) { /* the problem's indices are its own */
        delays[i].operation = d->moment.items[delays[i].operation].operation;
        if (delays[i].other != DD_NONE) delays[i].other = d->moment.items[delays[i].other].operation;
    }
    return true;
}

dd_status dd_plant_warn(dd_plant_decider *d)
{
    uint32_t next;
    for (uint32_t first = 0; first < d->moment.count; first = next) {
        uint32_t last = last_of(d, first, &next), job = d->plant->operations[d->moment.items[first].operation].job;
        bool is_whole = true; /* all that is open of it is in the plan */
        for (uint32_t i = 0, in = 0; i < d->plant->jobs[job].count; i++) {
            in += dd_operation_is_open(d->plant->operations[d->plant->jobs[job].first + i].state);
            is_whole = in <= next - first;
        }
        if (is_whole && is_news(d, &d->plant->jobs[job], d->schedule->placements[last].end_ms) && !say(d, job, last))
            return DD_STATUS_NO_MEMORY;
    }
    return DD_STATUS_OK;
}
