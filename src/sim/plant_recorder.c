#include "sim/plant_recorder.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

static const dd_placement nowhere = {0, DD_FOREVER_MS, DD_FOREVER_MS, DD_FOREVER_MS};

dd_status dd_plant_log_init(dd_plant_log *log, dd_error *err)
{
    *log = (dd_plant_log){0};
    dd_status status = dd_shop_problem_create(&log->line, err);
    if (status == DD_STATUS_OK) log->line->has_iso_times = true;
    return status;
}

void dd_plant_log_done(dd_plant_log *log)
{
    dd_shop_problem_free(log->line);
    free(log->first_operations);
    free(log->placements);
    free(log->planned);
    free(log->newest);
    free(log->cancelled);
    free(log->rush);
    free(log->gaps);
    free(log->outages);
    free(log->replans);
    *log = (dd_plant_log){0};
}

static const char *copy_text(dd_plant_log *log, const char *text)
{
    return text == NULL || text[0] == '\0' ? NULL : dd_shop_problem_text(log->line, text, strlen(text));
}

static void *copy_items(dd_plant_log *log, const void *items, size_t count, size_t size)
{
    void *copy = dd_shop_problem_alloc(log->line, count, size);
    if (copy != NULL && count > 0) memcpy(copy, items, count * size);
    return copy;
}

/* ---- what the shop has: said again, it is changed ---- */

static bool see_calendar(dd_plant_log *log, const dd_engine *engine, const dd_event *event)
{
    uint32_t ix = dd_engine_find_calendar(engine, event->name);
    const dd_calendar calendar = {copy_text(log, event->name), copy_items(log, event->windows, event->window_count, sizeof *event->windows),
                                  event->window_count, event->period_ms};
    if (calendar.name == NULL || calendar.shifts == NULL) return false;
    if (ix == DD_NONE) return dd_shop_problem_add_calendar(log->line, &calendar, NULL, NULL) == DD_STATUS_OK;
    log->line->calendars[ix] = calendar;
    return true;
}

static bool see_pool(dd_plant_log *log, const dd_engine *engine, const dd_event *event)
{
    uint32_t ix = dd_engine_find_pool(engine, event->name);
    const dd_pool_resource pool = {
        .name = copy_text(log, event->name), .is_tool = event->is_tool, .calendar = event->calendar, .units = event->count};
    if (pool.name == NULL) return false;
    if (ix == DD_NONE) return dd_shop_problem_add_pool(log->line, &pool, NULL, NULL) == DD_STATUS_OK;
    log->line->pools[ix] = pool;
    return true;
}

static bool see_machine(dd_plant_log *log, const dd_engine *engine, const dd_event *event)
{
    uint32_t ix = dd_engine_find_machine(engine, event->name);
    const dd_machine machine = {.name = copy_text(log, event->name),
                                .group = copy_text(log, event->reference),
                                .calendar = event->calendar,
                                .setup_matrix = DD_NONE,
                                .initial_family = DD_NONE,
                                .available_ms = event->ready_ms > event->at_ms ? event->ready_ms : event->at_ms};
    if (machine.name == NULL) return false;
    if (ix == DD_NONE) return dd_shop_problem_add_machine(log->line, &machine, NULL, NULL) == DD_STATUS_OK;
    log->line->machines[ix].calendar = machine.calendar;
    return true;
}

/* Setups are recorded as they were; of a matrix only the families' names count. */
static bool see_families(dd_plant_log *log, const dd_engine *engine, const dd_event *event)
{
    for (uint32_t i = 0; i < event->text_count; i++) {
        if (dd_engine_find_family(engine, event->texts[i]) != DD_NONE) continue;
        const char *name = copy_text(log, event->texts[i]);
        if (name == NULL || dd_shop_problem_add_family(log->line, name, NULL, NULL) != DD_STATUS_OK) return false;
    }
    return true;
}

/* ---- jobs ---- */

static bool see_operation(dd_plant_log *log, const dd_job_operation *from, uint32_t job)
{
    dd_mode *modes = copy_items(log, from->modes, from->mode_count, sizeof *modes);
    dd_link *links = dd_shop_problem_alloc(log->line, from->link_count, sizeof *links);
    size_t ix = log->line->operation_count;
    if (modes == NULL || links == NULL) return false;
    for (uint32_t i = 0; i < from->mode_count; i++) {
        modes[i].needs = copy_items(log, modes[i].needs, modes[i].need_count, sizeof *modes[i].needs);
        if (modes[i].needs == NULL) return false;
    }
    for (uint32_t i = 0; i < from->link_count; i++)
        links[i] = (dd_link){log->first_operations[from->links[i].job == DD_NONE ? job : from->links[i].job] + from->links[i].place,
                             from->links[i].lag_ms};
    const dd_operation operation = {DD_OPERATION_DEFAULT,
                                    .name = copy_text(log, from->name),
                                    .job = job,
                                    .may_pause = from->may_pause,
                                    .modes = modes,
                                    .mode_count = from->mode_count,
                                    .links = links,
                                    .link_count = from->link_count,
                                    .release_ms = from->release_ms};
    if (operation.name == NULL || dd_shop_problem_add_operation(log->line, &operation, NULL, NULL) != DD_STATUS_OK) return false;
    log->line->operations[ix].family = from->family;
    if (!DD_ARRAY_RESERVE(log->placements, log->placement_capacity, ix + 1) ||
        !DD_ARRAY_RESERVE(log->planned, log->planned_capacity, ix + 1) || !DD_ARRAY_RESERVE(log->newest, log->newest_capacity, ix + 1))
        return false;
    log->placements[ix] = log->planned[ix] = log->newest[ix] = nowhere;
    return true;
}

static bool see_released(dd_plant_log *log, const dd_event *event)
{
    uint32_t ix = log->line->job_count;
    const dd_job job = {.name = copy_text(log, event->name),
                        .release_ms = event->ready_ms > event->at_ms ? event->ready_ms : event->at_ms,
                        .due_ms = event->until_ms,
                        .weight = event->weight,
                        .priority = event->count};
    if (job.name == NULL || !DD_ARRAY_RESERVE(log->first_operations, log->first_capacity, ix + 1) ||
        !DD_ARRAY_RESERVE(log->cancelled, log->cancelled_capacity, ix + 1) || !DD_ARRAY_RESERVE(log->rush, log->rush_capacity, ix + 1) ||
        dd_shop_problem_add_job(log->line, &job, NULL, NULL) != DD_STATUS_OK)
        return false;
    log->first_operations[ix] = log->line->operation_count;
    log->cancelled[ix] = false;
    log->rush[ix] = event->count > 0;
    log->last_release_ms = job.release_ms;
    for (uint32_t i = 0; i < event->operation_count; i++)
        if (!see_operation(log, &event->operations[i], ix)) return false;
    return true;
}

static bool is_waiting_planned(const dd_plant_log *log, uint32_t operation)
{
    return log->newest[operation].start_ms < DD_FOREVER_MS;
}

static void see_cancelled(dd_plant_log *log, const dd_event *event)
{
    log->cancelled[event->job] = true;
    for (uint32_t i = log->first_operations[event->job]; i < log->line->operation_count && log->line->operations[i].job == event->job;
         i++) {
        if (!is_waiting_planned(log, i)) continue;
        log->newest[i] = nowhere;
        log->waiting_planned--;
    }
}

static void see_changed(dd_plant_log *log, const dd_event *event)
{
    dd_job *job = &log->line->jobs[event->job];
    job->due_ms = event->until_ms;
    job->weight = event->weight;
    job->priority = event->count;
}

/* ---- work ---- */

static uint32_t mode_on(const dd_plant_log *log, uint32_t operation, uint32_t machine)
{
    const dd_operation *o = &log->line->operations[operation];
    for (uint32_t i = 0; i < o->mode_count; i++)
        if (o->modes[i].machine == machine) return i;
    return 0;
}

static void see_begun(dd_plant_log *log, const dd_event *event)
{
    dd_placement *place = &log->placements[event->operation];
    if (place->start_ms < DD_FOREVER_MS) return; /* resumed */
    if (is_waiting_planned(log, event->operation)) log->waiting_planned--;
    log->newest[event->operation] = nowhere;
    place->mode = mode_on(log, event->operation, event->machine);
    if (place->setup_begin_ms == DD_FOREVER_MS) place->setup_begin_ms = event->at_ms;
    if (event->kind == DD_EVENT_STARTED) place->start_ms = event->at_ms;
}

static void plan(dd_plant_log *log, uint32_t operation, dd_placement place)
{
    if (log->planned[operation].start_ms == DD_FOREVER_MS) log->planned[operation] = place;
    if (!is_waiting_planned(log, operation)) log->waiting_planned++;
    log->newest[operation] = place;
}

/* A new plan: who moved against the one before. */
static bool see_cycle(dd_plant_log *log, const dd_engine *engine, const dd_event *event)
{
    int64_t tolerance_ms = dd_engine_get_config(engine)->plant.tolerance_ms;
    uint32_t moved = 0, planned = log->waiting_planned;
    log->work += event->work;
    if (event->triggers == 0 || event->placed_count == 0) return true;
    for (uint32_t i = 0; i < event->placed_count; i++) {
        const dd_planned_operation *to = &event->placed[i];
        const dd_placement *from = &log->newest[to->operation];
        int64_t by_ms = from->start_ms > to->start_ms ? from->start_ms - to->start_ms : to->start_ms - from->start_ms;
        moved += from->start_ms < DD_FOREVER_MS && (from->mode != to->mode || by_ms > tolerance_ms);
        plan(log, to->operation, (dd_placement){to->mode, to->setup_begin_ms, to->start_ms, to->end_ms});
    }
    if (!DD_ARRAY_RESERVE(log->replans, log->replan_capacity, log->replan_count + 1)) return false;
    log->replans[log->replan_count++] = (dd_shop_replan){event->at_ms, moved, planned > moved ? planned - moved : 0, event->work};
    return true;
}

static void see_dispatch(dd_plant_log *log, const dd_event *event)
{
    log->dispatches++;
    if (log->planned[event->operation].start_ms < DD_FOREVER_MS) return;
    log->planned[event->operation] =
        (dd_placement){mode_on(log, event->operation, event->machine), event->at_ms, event->ready_ms, event->until_ms};
}

/* ---- what did not work ---- */

static bool open_gap(dd_plant_log *log, dd_plant_gap gap)
{
    if (!DD_ARRAY_RESERVE(log->gaps, log->gap_capacity, log->gap_count + 1)) return false;
    log->gaps[log->gap_count++] = gap;
    return true;
}

/* The newest gap of the kind that is not over ends; false for none. */
static bool close_gap(dd_plant_log *log, uint32_t of, bool is_failure, bool is_pool, int64_t at_ms)
{
    for (size_t i = log->gap_count; i-- > 0;) {
        dd_plant_gap *gap = &log->gaps[i];
        if (gap->of != of || gap->is_failure != is_failure || gap->is_pool != is_pool || gap->end_ms <= at_ms) continue;
        gap->end_ms = at_ms > gap->begin_ms ? at_ms : gap->begin_ms;
        return true;
    }
    return false;
}

static bool see_gap(dd_plant_log *log, const dd_engine *engine, const dd_event *event)
{
    switch (event->kind) {
    case DD_EVENT_MACHINE_DOWN:
        if (dd_engine_machine_at(engine, event->machine).is_down) return true; /* only the expectation changes */
        return open_gap(log, (dd_plant_gap){event->machine, 1, true, false, event->at_ms, DD_FOREVER_MS});
    case DD_EVENT_MACHINE_UP: (void)close_gap(log, event->machine, true, false, event->at_ms); return true;
    case DD_EVENT_MAINTENANCE_SET: return open_gap(log, (dd_plant_gap){event->machine, 1, false, false, event->ready_ms, event->until_ms});
    case DD_EVENT_MAINTENANCE_OFF: (void)close_gap(log, event->machine, false, false, event->at_ms); return true;
    case DD_EVENT_POOL_ABSENT:
        return open_gap(log, (dd_plant_gap){event->pool, event->count, false, true, event->ready_ms, event->until_ms});
    default: (void)close_gap(log, event->pool, false, true, event->at_ms); return true;
    }
}

dd_status dd_plant_recorder_see(dd_plant_log *log, const dd_engine *engine, const dd_event *event, dd_error *err)
{
    bool is_good = true;
    if (event->kind == DD_EVENT_OPENED) {
        log->begin_ms = log->end_ms = log->line->origin_ms = event->at_ms;
        return DD_STATUS_OK;
    }
    log->line->objective = dd_engine_get_config(engine)->plant.objective;
    if (event->kind != DD_EVENT_CYCLE && event->at_ms > log->end_ms) log->end_ms = event->at_ms;
    switch (event->kind) {
    case DD_EVENT_CALENDAR_SET: is_good = see_calendar(log, engine, event); break;
    case DD_EVENT_SETUP_SET: is_good = see_families(log, engine, event); break;
    case DD_EVENT_POOL_SET: is_good = see_pool(log, engine, event); break;
    case DD_EVENT_MACHINE_SET: is_good = see_machine(log, engine, event); break;
    case DD_EVENT_JOB_RELEASED: is_good = see_released(log, event); break;
    case DD_EVENT_JOB_CHANGED: see_changed(log, event); break;
    case DD_EVENT_JOB_CANCELLED: see_cancelled(log, event); break;
    case DD_EVENT_SETUP_BEGUN:
    case DD_EVENT_STARTED: see_begun(log, event); break;
    case DD_EVENT_FINISHED: log->placements[event->operation].end_ms = event->at_ms; break;
    case DD_EVENT_CYCLE: is_good = see_cycle(log, engine, event); break;
    case DD_EVENT_DISPATCH: see_dispatch(log, event); break;
    case DD_EVENT_RECALL:
        log->recalls++;
        log->placements[event->operation].setup_begin_ms = DD_FOREVER_MS;
        break;
    case DD_EVENT_JOB_LATE: log->warnings += event->expected_ms > 0; break;
    case DD_EVENT_MACHINE_DOWN:
    case DD_EVENT_MACHINE_UP:
    case DD_EVENT_MAINTENANCE_SET:
    case DD_EVENT_MAINTENANCE_OFF:
    case DD_EVENT_POOL_ABSENT:
    case DD_EVENT_POOL_BACK: is_good = see_gap(log, engine, event); break;
    default: break;
    }
    return is_good ? DD_STATUS_OK : dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}

/* ---- the end ---- */

static int compare_gaps(const void *left, const void *right)
{
    const dd_plant_gap *a = left, *b = right;
    if (a->is_pool != b->is_pool) return a->is_pool ? 1 : -1;
    if (a->of != b->of) return a->of < b->of ? -1 : 1;
    if (a->begin_ms != b->begin_ms) return a->begin_ms < b->begin_ms ? -1 : 1;
    return a->end_ms < b->end_ms ? -1 : a->end_ms > b->end_ms;
}

/* Closed windows of one machine, from its gaps: sorted, made disjoint. */
static bool close_machine(dd_plant_log *log, uint32_t ix, const dd_plant_gap *gaps, size_t count)
{
    dd_window *windows = dd_shop_problem_alloc(log->line, count, sizeof *windows);
    uint32_t used = 0;
    if (windows == NULL || !DD_ARRAY_RESERVE(log->outages, log->outage_capacity, log->outage_count + count)) return false;
    for (size_t i = 0; i < count; i++) {
        int64_t end_ms = gaps[i].end_ms < log->end_ms ? gaps[i].end_ms : log->end_ms;
        if (end_ms <= gaps[i].begin_ms) continue;
        if (gaps[i].is_failure) log->outages[log->outage_count++] = (dd_shop_outage){ix, gaps[i].begin_ms, end_ms};
        if (used == 0 || gaps[i].begin_ms > windows[used - 1].end_ms) windows[used++] = (dd_window){gaps[i].begin_ms, end_ms};
        else if (end_ms > windows[used - 1].end_ms) windows[used - 1].end_ms = end_ms;
    }
    log->line->machines[ix].closed = windows;
    log->line->machines[ix].closed_count = used;
    return true;
}

static bool close_pool(dd_plant_log *log, uint32_t ix, const dd_plant_gap *gaps, size_t count)
{
    dd_absence *absences = dd_shop_problem_alloc(log->line, count, sizeof *absences);
    uint32_t used = 0;
    if (absences == NULL) return false;
    for (size_t i = 0; i < count; i++)
        if (gaps[i].end_ms > gaps[i].begin_ms) absences[used++] = (dd_absence){gaps[i].begin_ms, gaps[i].end_ms, gaps[i].units};
    log->line->pools[ix].absences = absences;
    log->line->pools[ix].absence_count = used;
    return true;
}

dd_status dd_plant_log_close(dd_plant_log *log, dd_error *err)
{
    bool is_good = true;
    if (log->gap_count > 1) qsort(log->gaps, log->gap_count, sizeof *log->gaps, compare_gaps);
    for (size_t at = 0, end; at < log->gap_count && is_good; at = end) {
        const dd_plant_gap *gap = &log->gaps[at];
        for (end = at; end < log->gap_count && log->gaps[end].of == gap->of && log->gaps[end].is_pool == gap->is_pool;) end++;
        is_good = gap->is_pool ? close_pool(log, gap->of, gap, end - at) : close_machine(log, gap->of, gap, end - at);
    }
    /* What was set up and not begun, when the end came, has no place. */
    for (uint32_t i = 0; i < log->line->operation_count; i++)
        if (log->placements[i].start_ms == DD_FOREVER_MS) log->placements[i] = nowhere;
    return is_good ? DD_STATUS_OK : dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}

dd_shop_view dd_plant_log_view(const dd_plant_log *log)
{
    return (dd_shop_view){
        .problem = log->line,
        .placements = log->placements,
        .end_ms = log->end_ms,
        .horizon_ms = log->last_release_ms > log->begin_ms ? log->last_release_ms : 0,
        .is_run = true,
        .planned = log->planned,
        .cancelled = log->cancelled,
        .rush = log->rush,
        .outages = log->outages,
        .outage_count = (uint32_t)log->outage_count,
        .replans = log->replans,
        .replan_count = (uint32_t)log->replan_count,
    };
}
