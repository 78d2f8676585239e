#include "support/line_case.h"

#include <stdlib.h>

typedef struct draw {
    dd_shop_problem *problem;
    const line_case_options *o;
    dd_rng *rng;
} draw;

static uint32_t below(draw *d, uint32_t n)
{
    return n == 0 ? 0 : dd_rng_below(d->rng, n);
}

static bool has(const draw *d, unsigned feature)
{
    return (d->o->features & feature) != 0;
}

static bool one_in(draw *d, uint32_t n)
{
    return below(d, n) == 0;
}

static dd_status add_calendars(draw *d)
{
    dd_status status = DD_STATUS_OK;
    for (uint32_t i = 0; i < 2 && status == DD_STATUS_OK; i++) {
        dd_window *shifts = dd_shop_problem_alloc(d->problem, 2, sizeof *shifts);
        if (shifts == NULL) return DD_STATUS_NO_MEMORY;
        int64_t room = 2 * (int64_t)d->o->time_max + 2, gap = 1 + below(d, d->o->time_max);
        shifts[0] = (dd_window){below(d, 3), room};
        shifts[1] = (dd_window){room + gap, 2 * room + gap};
        dd_calendar calendar = {.shifts = shifts, .shift_count = 1 + below(d, 2), .period_ms = 2 * room + gap + below(d, 4)};
        status = dd_shop_problem_add_calendar(d->problem, &calendar, NULL, NULL);
    }
    return status;
}

static dd_status add_setups(draw *d)
{
    dd_status status = DD_STATUS_OK;
    for (uint32_t f = 0; f < 3 && status == DD_STATUS_OK; f++) status = dd_shop_problem_add_family(d->problem, NULL, NULL, NULL);
    for (uint32_t s = 0; s < 2 && status == DD_STATUS_OK; s++) {
        int64_t *ms = dd_shop_problem_alloc(d->problem, 9, sizeof *ms), *first = dd_shop_problem_alloc(d->problem, 3, sizeof *first);
        if (ms == NULL || first == NULL) return DD_STATUS_NO_MEMORY;
        for (uint32_t i = 0; i < 9; i++) ms[i] = i % 4 == 0 ? 0 : below(d, d->o->time_max + 1);
        for (uint32_t i = 0; i < 3; i++) first[i] = below(d, 3);
        dd_setup_matrix setup = {.ms = ms, .first_ms = s == 0 ? first : NULL};
        status = dd_shop_problem_add_setup(d->problem, &setup, NULL, NULL);
    }
    return status;
}

static dd_status add_pools(draw *d)
{
    dd_status status = DD_STATUS_OK;
    for (uint32_t p = 0; p < 2 && status == DD_STATUS_OK; p++) {
        dd_absence *absences = dd_shop_problem_alloc(d->problem, 2, sizeof *absences);
        if (absences == NULL) return DD_STATUS_NO_MEMORY;
        for (uint32_t k = 0; k < 2; k++) {
            int64_t begin_ms = (int64_t)(k * 2 * d->o->time_max) + below(d, d->o->time_max + 1);
            absences[k] = (dd_absence){begin_ms, begin_ms + 1 + below(d, d->o->time_max), 1 + below(d, 2)};
        }
        dd_pool_resource pool = {.calendar = DD_NONE, .units = 1 + below(d, 3), .absences = absences};
        if (has(d, LINE_ABSENCES)) pool.absence_count = below(d, 3);
        if (has(d, LINE_CALENDARS) && one_in(d, 2)) pool.calendar = 0;
        status = dd_shop_problem_add_pool(d->problem, &pool, NULL, NULL);
    }
    return status;
}

static dd_status add_machines(draw *d)
{
    dd_status status = DD_STATUS_OK;
    for (uint32_t m = 0; m < d->o->machines && status == DD_STATUS_OK; m++) {
        dd_machine machine = {DD_MACHINE_DEFAULT};
        if (has(d, LINE_CALENDARS) && one_in(d, 2)) machine.calendar = below(d, 2);
        if (has(d, LINE_SETUPS) && !one_in(d, 4)) machine.setup_matrix = below(d, 2);
        if (has(d, LINE_SETUPS) && one_in(d, 2)) machine.initial_family = below(d, 3);
        if (has(d, LINE_CLOSED) && one_in(d, 3)) machine.available_ms = below(d, 2 * d->o->time_max);
        if (has(d, LINE_CLOSED) && one_in(d, 2)) {
            dd_window *closed = dd_shop_problem_alloc(d->problem, 1, sizeof *closed);
            if (closed == NULL) return DD_STATUS_NO_MEMORY;
            closed->begin_ms = below(d, 3 * d->o->time_max);
            closed->end_ms = closed->begin_ms + 1 + below(d, d->o->time_max);
            machine.closed = closed;
            machine.closed_count = 1;
        }
        status = dd_shop_problem_add_machine(d->problem, &machine, NULL, NULL);
    }
    return status;
}

static bool set_modes(draw *d, dd_operation *operation)
{
    uint32_t count = has(d, LINE_MODES) ? 1 + below(d, d->o->machines) : 1, first = below(d, d->o->machines);
    dd_mode *modes = dd_shop_problem_alloc(d->problem, count, sizeof *modes);
    if (modes == NULL) return false;
    for (uint32_t m = 0; m < count; m++) {
        modes[m] = (dd_mode){.machine = (first + m) % d->o->machines, .duration_ms = below(d, d->o->time_max + 1)};
        if (!has(d, LINE_POOLS) || one_in(d, 3)) continue;
        dd_need *needs = dd_shop_problem_alloc(d->problem, 2, sizeof *needs);
        if (needs == NULL) return false;
        for (uint32_t n = 0; n < 2; n++) needs[n] = (dd_need){n, 1 + below(d, d->problem->pools[n].units), one_in(d, 3)};
        modes[m].needs = one_in(d, 2) ? needs : needs + 1;
        modes[m].need_count = modes[m].needs == needs ? 1 + below(d, 2) : 1;
    }
    operation->modes = modes;
    operation->mode_count = count;
    return true;
}

static bool set_links(draw *d, dd_operation *operation, uint32_t ix, uint32_t first)
{
    dd_link *links = dd_shop_problem_alloc(d->problem, 2, sizeof *links);
    if (links == NULL) return false;
    bool has_assembly = has(d, LINE_ASSEMBLY);
    if (ix > first && !(has_assembly && one_in(d, 5)))
        links[operation->link_count++] = (dd_link){ix - 1, has_assembly ? below(d, 3) : 0};
    if (has_assembly && first > 0 && one_in(d, 3)) links[operation->link_count++] = (dd_link){below(d, first), below(d, 3)};
    operation->links = links;
    return true;
}

static dd_status add_operation(draw *d, uint32_t job, uint32_t first)
{
    uint32_t ix = d->problem->operation_count;
    dd_operation operation = {DD_OPERATION_DEFAULT, .job = job, .may_pause = has(d, LINE_CALENDARS) && one_in(d, 2)};
    if (has(d, LINE_SETUPS) && !one_in(d, 5)) operation.family = below(d, 3);
    if (has(d, LINE_RELEASES) && one_in(d, 3)) operation.release_ms = below(d, 2 * d->o->time_max);
    if (!set_modes(d, &operation) || !set_links(d, &operation, ix, first)) return DD_STATUS_NO_MEMORY;
    if (has(d, LINE_PLANS) && !one_in(d, 4)) {
        operation.planned_mode = below(d, operation.mode_count);
        operation.planned_start_ms = below(d, 4 * d->o->time_max);
    }
    return dd_shop_problem_add_operation(d->problem, &operation, NULL, NULL);
}

static dd_status add_jobs(draw *d)
{
    dd_status status = DD_STATUS_OK;
    for (uint32_t j = 0; j < d->o->jobs && status == DD_STATUS_OK; j++) {
        dd_job job = {DD_JOB_DEFAULT};
        if (has(d, LINE_RELEASES) && one_in(d, 3)) job.release_ms = below(d, 2 * d->o->time_max);
        if (!one_in(d, 5)) job.due_ms = below(d, 4 * d->o->time_max);
        job.weight = below(d, 4);
        status = dd_shop_problem_add_job(d->problem, &job, NULL, NULL);
        uint32_t count = 1 + below(d, d->o->job_operations), first = d->problem->operation_count;
        for (uint32_t k = 0; k < count && status == DD_STATUS_OK; k++) status = add_operation(d, j, first);
    }
    return status;
}

/* The first operations of some jobs run, at most one a machine; locks that do not go together are taken back. */
static void lock_some(draw *d)
{
    dd_shop_problem *problem = d->problem;
    int64_t at_ms = -(int64_t)d->o->time_max;
    for (uint32_t i = 0; i < problem->operation_count; i++) {
        dd_operation *operation = &problem->operations[i];
        if (operation->link_count > 0 || !one_in(d, 3)) continue;
        operation->is_locked = true;
        operation->lock.mode = below(d, operation->mode_count);
        operation->lock.setup_begin_ms = one_in(d, 2) ? at_ms : below(d, 3 * d->o->time_max);
        operation->lock.start_ms = operation->lock.setup_begin_ms + below(d, 3);
        operation->lock.end_ms = operation->lock.start_ms + below(d, d->o->time_max * 2);
        if (dd_shop_problem_check(problem, NULL) != DD_STATUS_OK) operation->is_locked = false;
    }
}

static void set_objective(draw *d)
{
    dd_shop_objective *objective = &d->problem->objective;
    *objective = (dd_shop_objective){.level_count = 1 + below(d, 2)};
    for (uint32_t level = 0; level < objective->level_count; level++) {
        objective->weight[level][below(d, DD_SHOP_TERM_END_)] = 1 + below(d, 3);
        if (one_in(d, 2)) objective->weight[level][below(d, DD_SHOP_TERM_END_)] = 1 + below(d, 3);
    }
}

dd_shop_problem *line_case_draw(const line_case_options *options, dd_rng *rng)
{
    draw d = {.o = options, .rng = rng};
    if (dd_shop_problem_create(&d.problem, NULL) != DD_STATUS_OK) return NULL;
    dd_status status = has(&d, LINE_CALENDARS) ? add_calendars(&d) : DD_STATUS_OK;
    if (status == DD_STATUS_OK && has(&d, LINE_SETUPS)) status = add_setups(&d);
    if (status == DD_STATUS_OK && has(&d, LINE_POOLS)) status = add_pools(&d);
    if (status == DD_STATUS_OK) status = add_machines(&d);
    if (status == DD_STATUS_OK) status = add_jobs(&d);
    if (status != DD_STATUS_OK) {
        dd_shop_problem_free(d.problem);
        return NULL;
    }
    set_objective(&d);
    if (has(&d, LINE_LOCKS)) lock_some(&d);
    return d.problem;
}
