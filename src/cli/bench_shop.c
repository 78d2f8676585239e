/* A line of machine groups, three machines each, the third one slower.  A job passes four to six groups; every group has a setup matrix over eight product
 * families, in two classes: minutes within a class, an hour between.  Half of the groups work two shifts from Monday to Friday, half around the clock
 * until Saturday noon, those with two operators for three machines; long operations may pause.  One family needs the only tool of its kind in each group.
 * Each machine has a maintenance window.  Jobs arrive over the time that the work takes at 85 % of the capacity, setups not counted; due dates are three to
 * seven times the job's work after its arrival, nights and weekends counted; weights 1, 2 and 4. */
#include "cli/bench_shop.h"

#include "base/rng.h"

enum { GROUP_MACHINES = 3, FAMILIES = 8, ROUTE_LEAST = 4, ROUTE_MOST = 6, MINUTE = 60000, HOUR = 60 * MINUTE, WEEK_HOURS = 168 };

typedef struct shop_draw {
    const dd_bench_shop *spec;
    dd_shop_problem *problem;
    dd_rng rng;
    int64_t span_ms;           /* over which jobs arrive */
    dd_error *err;
} shop_draw;

static dd_status no_memory(shop_draw *d)
{
    return dd_error_set(d->err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}

static int64_t between(shop_draw *d, int64_t least, int64_t most)
{
    return least + (int64_t)dd_rng_below(&d->rng, (uint32_t)(most - least + 1));
}

/* Two shifts on five days; around the clock until Saturday noon. */
static dd_status add_calendars(shop_draw *d)
{
    dd_window *two = dd_shop_problem_alloc(d->problem, 5, sizeof *two), *three = dd_shop_problem_alloc(d->problem, 1, sizeof *three);
    if (two == NULL || three == NULL) return no_memory(d);
    for (int64_t day = 0; day < 5; day++) two[day] = (dd_window){(day * 24 + 6) * HOUR, (day * 24 + 22) * HOUR};
    *three = (dd_window){0, (5 * 24 + 12) * HOUR};
    const dd_calendar calendars[] = {{"two shifts", two, 5, (int64_t)WEEK_HOURS * HOUR}, {"three shifts", three, 1, (int64_t)WEEK_HOURS * HOUR}};
    dd_status status = dd_shop_problem_add_calendar(d->problem, &calendars[0], NULL, d->err);
    return status == DD_STATUS_OK ? dd_shop_problem_add_calendar(d->problem, &calendars[1], NULL, d->err) : status;
}

static dd_status add_setup(shop_draw *d)
{
    int64_t *ms = dd_shop_problem_alloc(d->problem, FAMILIES * FAMILIES, sizeof *ms);
    if (ms == NULL) return no_memory(d);
    for (uint32_t from = 0; from < FAMILIES; from++)
        for (uint32_t to = 0; to < FAMILIES; to++)
            if (from != to) ms[from * FAMILIES + to] = (from % 2 == to % 2 ? between(d, 5, 20) : between(d, 30, 90)) * MINUTE;
    dd_setup_matrix setup = {.ms = ms};
    return dd_shop_problem_add_setup(d->problem, &setup, NULL, d->err);
}

static dd_status add_machine(shop_draw *d, uint32_t group)
{
    dd_window *closed = dd_shop_problem_alloc(d->problem, 1, sizeof *closed);
    if (closed == NULL) return no_memory(d);
    closed->begin_ms = between(d, 10, d->span_ms / HOUR + 10) * HOUR;
    closed->end_ms = closed->begin_ms + between(d, 2, 6) * HOUR;
    dd_machine machine = {DD_MACHINE_DEFAULT, .closed = closed, .closed_count = 1};
    machine.setup_matrix = group;
    machine.calendar = group % 2;
    machine.initial_family = (uint32_t)between(d, 0, FAMILIES - 1);
    return dd_shop_problem_add_machine(d->problem, &machine, NULL, d->err);
}

/* Each group: its setups, machines, operators (two for three machines, in every other group) and the tool of a family. */
static dd_status add_group(shop_draw *d, uint32_t group)
{
    dd_pool_resource operators = {.calendar = group % 2, .units = group % 2 == 0 ? GROUP_MACHINES : 2};
    dd_pool_resource tool = {.calendar = DD_NONE, .units = 1, .is_tool = true};
    dd_status status = add_setup(d);
    for (int m = 0; m < GROUP_MACHINES && status == DD_STATUS_OK; m++) status = add_machine(d, group);
    if (status == DD_STATUS_OK) status = dd_shop_problem_add_pool(d->problem, &operators, NULL, d->err);
    return status == DD_STATUS_OK ? dd_shop_problem_add_pool(d->problem, &tool, NULL, d->err) : status;
}

static dd_status add_operation(shop_draw *d, uint32_t job, uint32_t group, uint32_t family, int64_t minutes, bool is_first)
{
    uint32_t ix = d->problem->operation_count;
    dd_mode *modes = dd_shop_problem_alloc(d->problem, GROUP_MACHINES, sizeof *modes);
    dd_need *needs = dd_shop_problem_alloc(d->problem, 2, sizeof *needs);
    dd_link *link = dd_shop_problem_alloc(d->problem, 1, sizeof *link);
    if (modes == NULL || needs == NULL || link == NULL) return no_memory(d);
    needs[0] = (dd_need){2 * group, 1, true};
    needs[1] = (dd_need){2 * group + 1, 1, false};
    for (uint32_t m = 0; m < GROUP_MACHINES; m++)
        modes[m] = (dd_mode){.machine = group * GROUP_MACHINES + m, .duration_ms = minutes * (m == 2 ? 5 : 4) / 4 * MINUTE, .needs = needs,
                             .need_count = family == group % FAMILIES ? 2 : 1};
    *link = (dd_link){ix - 1, 10 * MINUTE};
    dd_operation operation = {DD_OPERATION_DEFAULT, .job = job, .may_pause = minutes > 90, .modes = modes, .mode_count = GROUP_MACHINES, .links = link};
    operation.family = family;
    operation.link_count = is_first ? 0 : 1;
    return dd_shop_problem_add_operation(d->problem, &operation, NULL, d->err);
}

static dd_status add_job(shop_draw *d, uint32_t ix)
{
    int64_t minutes[ROUTE_MOST], work = 0;
    uint32_t count = (uint32_t)between(d, ROUTE_LEAST, ROUTE_MOST), family = (uint32_t)between(d, 0, FAMILIES - 1);
    uint32_t group = (uint32_t)between(d, 0, d->spec->groups - 1), step = 1 + 2 * (uint32_t)between(d, 0, 1);
    for (uint32_t k = 0; k < count; k++) work += minutes[k] = between(d, 20, 150);
    dd_job job = {DD_JOB_DEFAULT, .release_ms = between(d, 0, d->span_ms / MINUTE) * MINUTE};
    job.weight = 1u << between(d, 0, 2);
    job.due_ms = job.release_ms + work * between(d, 200, 500) / 100 * MINUTE * 3 / 2;
    job.priority = job.weight;
    dd_status status = dd_shop_problem_add_job(d->problem, &job, NULL, d->err);
    for (uint32_t k = 0; k < count && status == DD_STATUS_OK; k++)
        status = add_operation(d, ix, (group + k * step) % d->spec->groups, family, minutes[k], k == 0);
    return status;
}

static dd_status draw_shop(shop_draw *d)
{
    /* Minutes of work a job, over minutes of all groups in a week: three machines for 80 hours in half of them, two operators for 132 in the others. */
    double job_minutes = 85.0 * (ROUTE_LEAST + ROUTE_MOST) / 2 * 1.1, week_minutes = 60.0 * 240 * d->spec->groups;
    d->span_ms = (int64_t)(job_minutes * d->spec->jobs / week_minutes / 0.85 * WEEK_HOURS) * HOUR;
    dd_status status = add_calendars(d);
    for (uint32_t f = 0; f < FAMILIES && status == DD_STATUS_OK; f++) status = dd_shop_problem_add_family(d->problem, NULL, NULL, d->err);
    for (uint32_t g = 0; g < d->spec->groups && status == DD_STATUS_OK; g++) status = add_group(d, g);
    for (uint32_t j = 0; j < d->spec->jobs && status == DD_STATUS_OK; j++) status = add_job(d, j);
    return status;
}

dd_status dd_bench_shop_create(const dd_bench_shop *spec, uint64_t seed, dd_shop_problem **ret, dd_error *err)
{
    shop_draw d = {.spec = spec, .rng = dd_rng_seed(seed, spec->jobs), .err = err};
    dd_status status = dd_shop_problem_create(&d.problem, err);
    if (status != DD_STATUS_OK) return status;
    status = draw_shop(&d);
    if (status != DD_STATUS_OK) {
        dd_shop_problem_free(d.problem);
        return status;
    }
    d.problem->objective = (dd_shop_objective){.level_count = 2};
    d.problem->objective.weight[0][DD_SHOP_TERM_TARDINESS] = 1;
    d.problem->objective.weight[1][DD_SHOP_TERM_SETUP] = 1;
    d.problem->objective.weight[1][DD_SHOP_TERM_MAKESPAN] = 1;
    *ret = d.problem;
    return DD_STATUS_OK;
}

/* The machine with most work planned after now. */
static uint32_t busiest(const dd_shop_problem *problem, const dd_schedule *plan, int64_t now_ms)
{
    uint32_t best = 0;
    int64_t most_ms = -1;
    for (uint32_t m = 0; m < problem->machine_count; m++) {
        int64_t sum_ms = 0;
        for (uint32_t i = 0; i < problem->operation_count; i++) {
            const dd_placement *p = &plan->placements[i];
            if (problem->operations[i].modes[p->mode].machine == m && p->start_ms >= now_ms) sum_ms += p->end_ms - p->start_ms;
        }
        if (sum_ms > most_ms) {
            most_ms = sum_ms;
            best = m;
        }
    }
    return best;
}

static dd_status close_machine(dd_shop_problem *problem, uint32_t machine, int64_t begin_ms, int64_t end_ms, dd_error *err)
{
    dd_machine *broken = &problem->machines[machine];
    dd_window *closed = dd_shop_problem_alloc(problem, broken->closed_count + 1, sizeof *closed);
    uint32_t count = 0;
    if (closed == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    for (uint32_t i = 0; i < broken->closed_count; i++) { /* what touches the breakdown becomes part of it */
        const dd_window *window = &broken->closed[i];
        if (window->end_ms < begin_ms || window->begin_ms > end_ms) continue;
        if (window->begin_ms < begin_ms) begin_ms = window->begin_ms;
        if (window->end_ms > end_ms) end_ms = window->end_ms;
    }
    for (uint32_t i = 0; i < broken->closed_count && broken->closed[i].end_ms < begin_ms; i++) closed[count++] = broken->closed[i];
    closed[count++] = (dd_window){begin_ms, end_ms};
    for (uint32_t i = 0; i < broken->closed_count; i++)
        if (broken->closed[i].begin_ms > end_ms) closed[count++] = broken->closed[i];
    broken->closed = closed;
    broken->closed_count = count;
    return DD_STATUS_OK;
}

dd_status dd_bench_shop_break(dd_shop_problem *problem, const dd_schedule *plan, dd_error *err)
{
    int64_t now_ms = problem->origin_ms + plan->terms[DD_SHOP_TERM_MAKESPAN] / 8, lasts_ms = 8 * (int64_t)HOUR;
    uint32_t broken = busiest(problem, plan, now_ms);
    for (uint32_t i = 0; i < problem->operation_count; i++) {
        dd_operation *operation = &problem->operations[i];
        const dd_placement *p = &plan->placements[i];
        operation->planned_mode = p->mode;
        operation->planned_start_ms = p->start_ms;
        if (p->start_ms >= now_ms) continue;
        operation->is_locked = true;
        operation->lock = (dd_lock){p->mode, p->setup_begin_ms, p->start_ms, p->end_ms};
        if (operation->modes[p->mode].machine == broken && p->end_ms > now_ms) operation->lock.end_ms += lasts_ms;
    }
    problem->origin_ms = now_ms;
    problem->objective = (dd_shop_objective){.level_count = 1};
    problem->objective.weight[0][DD_SHOP_TERM_TARDINESS] = 1;
    problem->objective.weight[0][DD_SHOP_TERM_MOVED] = 10 * MINUTE;
    return close_machine(problem, broken, now_ms, now_ms + lasts_ms, err);
}
