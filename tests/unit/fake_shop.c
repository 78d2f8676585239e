/* Made-up lines.  The schedule takes the next operation of the job that can begin first, ties by due date; it pauses over closed time. */
#include "fake_shop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "model/closed_time.h"

enum { HOUR = 3600000, FAMILIES = 5, GROUPS = 4, SPAN_DAYS = 400 };
#define DAY INT64_C(86400000)
#define MONDAY INT64_C(1732492800000) /* 2024-11-25T00:00:00Z */

static const char *name_of(dd_shop_problem *problem, const char *prefix, uint32_t number)
{
    char text[32];
    int length = snprintf(text, sizeof text, "%s%u", prefix, number + 1);
    return dd_shop_problem_text(problem, text, (size_t)length);
}

static void *copy(dd_shop_problem *problem, const void *items, size_t count, size_t size)
{
    void *into = dd_shop_problem_alloc(problem, count, size);
    if (into != NULL) memcpy(into, items, count * size);
    return into;
}

/* Two shifts on five days, setups between families, and a maintenance. */
static void add_rules(dd_shop_problem *problem, dd_rng *rng)
{
    dd_window shifts[5];
    for (int day = 0; day < 5; day++) shifts[day] = (dd_window){(day + 4) % 7 * DAY + 6 * HOUR, (day + 4) % 7 * DAY + 22 * HOUR};
    /* The epoch was a Thursday: a week of the calendar begins on one. */
    const dd_window sorted[5] = {shifts[3], shifts[4], shifts[0], shifts[1], shifts[2]};
    const dd_calendar calendar = {"two shifts", copy(problem, sorted, 5, sizeof *sorted), 5, 7 * DAY};
    int64_t ms[FAMILIES * FAMILIES], first[FAMILIES];
    bool is_good = dd_shop_problem_add_calendar(problem, &calendar, NULL, NULL) == DD_STATUS_OK;
    for (uint32_t i = 0; i < FAMILIES; i++) {
        first[i] = 10 * 60000;
        is_good = is_good && dd_shop_problem_add_family(problem, name_of(problem, "family ", i), NULL, NULL) == DD_STATUS_OK;
        for (uint32_t j = 0; j < FAMILIES; j++) ms[i * FAMILIES + j] = i == j ? 0 : (int64_t)(15 + dd_rng_below(rng, 30)) * 60000;
    }
    const dd_setup_matrix matrix = {"changeovers", copy(problem, ms, FAMILIES * FAMILIES, sizeof *ms),
                                    copy(problem, first, FAMILIES, sizeof *first)};
    const dd_pool_resource fitters = {.name = "fitters", .calendar = DD_NONE, .units = 3};
    is_good = is_good && dd_shop_problem_add_setup(problem, &matrix, NULL, NULL) == DD_STATUS_OK;
    is_good = is_good && dd_shop_problem_add_pool(problem, &fitters, NULL, NULL) == DD_STATUS_OK;
    if (!is_good) abort();
}

static void add_machines(dd_shop_problem *problem, const fake_shop_options *options)
{
    static const char *const groups[GROUPS] = {"saws", "mills", "lathes", "assembly"};
    static const dd_window maintenance[] = {{MONDAY + 2 * DAY + 9 * HOUR, MONDAY + 2 * DAY + 15 * HOUR}};
    for (uint32_t i = 0; i < options->machines; i++) {
        dd_machine machine = {DD_MACHINE_DEFAULT, .name = name_of(problem, "M", i), .group = options->is_plain ? NULL : groups[i % GROUPS]};
        if (!options->is_plain) {
            machine.calendar = 0;
            machine.setup_matrix = 0;
            machine.closed = i == 1 ? maintenance : NULL;
            machine.closed_count = i == 1;
        }
        if (dd_shop_problem_add_machine(problem, &machine, NULL, NULL) != DD_STATUS_OK) abort();
    }
}

static void add_job(dd_shop_problem *problem, const fake_shop_options *options, dd_rng *rng, uint32_t ix)
{
    static const dd_need fitter = {0, 1, true};
    uint32_t steps = 1 + dd_rng_below(rng, options->steps);
    dd_job job = {DD_JOB_DEFAULT, .name = name_of(problem, "J", ix)};
    if (!options->is_plain) {
        job.release_ms = MONDAY + (int64_t)dd_rng_below(rng, 1 + options->jobs / 4) * HOUR;
        job.due_ms = job.release_ms + (int64_t)(steps * 5 + dd_rng_below(rng, 60)) * HOUR;
        job.weight = 1 + dd_rng_below(rng, 4);
    }
    if (dd_shop_problem_add_job(problem, &job, NULL, NULL) != DD_STATUS_OK) abort();
    for (uint32_t s = 0; s < steps; s++) {
        dd_mode modes[2] = {{0}};
        uint32_t machine = dd_rng_below(rng, options->machines), count = options->machines > GROUPS && !options->is_plain ? 2 : 1;
        for (uint32_t m = 0; m < count; m++)
            modes[m] = (dd_mode){(machine + m * GROUPS) % options->machines,
                                 options->is_plain ? 1 + dd_rng_below(rng, 99) : (20 + dd_rng_below(rng, 220)) * INT64_C(60000),
                                 !options->is_plain && s % 3 == 2 ? &fitter : NULL, !options->is_plain && s % 3 == 2};
        dd_link link = {problem->operation_count - 1, 0};
        dd_operation operation = {DD_OPERATION_DEFAULT, .job = ix,         .modes = copy(problem, modes, count, sizeof *modes),
                                  .mode_count = count,  .may_pause = true, .links = s > 0 ? copy(problem, &link, 1, sizeof link) : NULL,
                                  .link_count = s > 0};
        if (!options->is_plain) operation.family = dd_rng_below(rng, FAMILIES);
        if (dd_shop_problem_add_operation(problem, &operation, NULL, NULL) != DD_STATUS_OK) abort();
    }
}

/* The instant at which so much working time has passed. */
static int64_t advance(const dd_closed_time *closed, int64_t at_ms, int64_t work_ms)
{
    for (uint32_t i = 0; i < closed->count; i++) {
        const dd_window *window = &closed->windows[i];
        if (window->end_ms <= at_ms) continue;
        if (window->begin_ms >= at_ms + work_ms + (work_ms == 0)) break;
        if (window->begin_ms > at_ms) work_ms -= window->begin_ms - at_ms;
        at_ms = window->end_ms;
    }
    return at_ms + work_ms;
}

typedef struct maker {
    const dd_shop_problem *problem;
    dd_closed_time *closed;
    int64_t *free_ms;
    uint32_t *family, *next;
} maker;

static dd_placement try_mode(const maker *m, uint32_t operation_ix, uint32_t mode_ix, const dd_placement *placements)
{
    const dd_operation *operation = &m->problem->operations[operation_ix];
    const dd_mode *mode = &operation->modes[mode_ix];
    const dd_machine *machine = &m->problem->machines[mode->machine];
    int64_t ready_ms = m->problem->jobs[operation->job].release_ms, setup_ms = 0;
    for (uint32_t i = 0; i < operation->link_count; i++) ready_ms = placements[operation->links[i].before].end_ms;
    if (machine->setup_matrix != DD_NONE) {
        const dd_setup_matrix *setup = &m->problem->setups[machine->setup_matrix];
        uint32_t from = m->family[mode->machine];
        setup_ms = from == DD_NONE ? setup->first_ms[operation->family] : setup->ms[from * m->problem->family_count + operation->family];
    }
    dd_placement place = {.mode = mode_ix, .setup_begin_ms = advance(&m->closed[mode->machine], m->free_ms[mode->machine], 0)};
    place.start_ms = advance(&m->closed[mode->machine], place.setup_begin_ms, setup_ms);
    if (place.start_ms < ready_ms) place.start_ms = ready_ms;
    place.start_ms = advance(&m->closed[mode->machine], place.start_ms, 0);
    if (setup_ms == 0) place.setup_begin_ms = place.start_ms;
    place.end_ms = advance(&m->closed[mode->machine], place.start_ms, mode->duration_ms);
    return place;
}

/* Of the next operations of all jobs the one that can begin first. */
static bool place_one(maker *m, const uint32_t *first, dd_placement *placements)
{
    uint32_t best = DD_NONE;
    dd_placement best_place = {0};
    for (uint32_t job = 0; job < m->problem->job_count; job++) {
        uint32_t ix = first[job] + m->next[job];
        if (ix >= first[job + 1]) continue;
        for (uint32_t i = 0; i < m->problem->operations[ix].mode_count; i++) {
            dd_placement place = try_mode(m, ix, i, placements);
            bool is_better = best == DD_NONE || place.start_ms < best_place.start_ms ||
                             (place.start_ms == best_place.start_ms &&
                              m->problem->jobs[job].due_ms < m->problem->jobs[m->problem->operations[best].job].due_ms);
            if (!is_better) continue;
            best = ix;
            best_place = place;
        }
    }
    if (best == DD_NONE) return false;
    const dd_operation *operation = &m->problem->operations[best];
    uint32_t machine = operation->modes[best_place.mode].machine;
    placements[best] = best_place;
    m->free_ms[machine] = best_place.end_ms;
    m->family[machine] = operation->family;
    m->next[operation->job]++;
    return true;
}

static bool make_schedule(fake_shop *shop)
{
    const dd_shop_problem *problem = shop->problem;
    dd_placement *placements = calloc(problem->operation_count, sizeof *placements);
    uint32_t *first = calloc(problem->job_count + 1, sizeof *first);
    maker m = {.problem = problem,
               .closed = calloc(problem->machine_count, sizeof *m.closed),
               .free_ms = calloc(problem->machine_count, sizeof *m.free_ms),
               .family = calloc(problem->machine_count, sizeof *m.family),
               .next = calloc(problem->job_count, sizeof *m.next)};
    bool is_good = placements && first && m.closed && m.free_ms && m.family && m.next;
    for (uint32_t i = 0; is_good && i < problem->operation_count; i++) first[problem->operations[i].job + 1] = i + 1;
    for (uint32_t i = 0; is_good && i < problem->machine_count; i++) {
        m.free_ms[i] = problem->origin_ms;
        m.family[i] = problem->machines[i].initial_family;
        is_good = dd_closed_time_machine(problem, i, problem->origin_ms, problem->origin_ms + SPAN_DAYS * DAY, &m.closed[i], NULL) ==
                  DD_STATUS_OK;
    }
    while (is_good && place_one(&m, first, placements)) continue;
    is_good = is_good && dd_schedule_create(problem, placements, &shop->schedule, NULL) == DD_STATUS_OK;
    for (uint32_t i = 0; i < problem->machine_count; i++) dd_closed_time_done(&m.closed[i]);
    free(m.closed);
    free(m.free_ms);
    free(m.family);
    free(m.next);
    free(first);
    free(placements);
    return is_good;
}

bool fake_shop_make(fake_shop *shop, const fake_shop_options *options)
{
    dd_rng rng = dd_rng_seed(options->seed, 0);
    *shop = (fake_shop){0};
    if (dd_shop_problem_create(&shop->problem, NULL) != DD_STATUS_OK) return false;
    shop->problem->has_iso_times = !options->is_plain;
    if (!options->is_plain) shop->problem->origin_ms = MONDAY + 6 * HOUR;
    if (!options->is_plain) add_rules(shop->problem, &rng);
    add_machines(shop->problem, options);
    for (uint32_t i = 0; i < options->jobs; i++) add_job(shop->problem, options, &rng, i);
    if (!options->is_plain)
        shop->problem->objective = (dd_shop_objective){2, {{[DD_SHOP_TERM_TARDINESS] = 1}, {[DD_SHOP_TERM_MAKESPAN] = 1}}};
    return make_schedule(shop);
}

void fake_shop_done(fake_shop *shop)
{
    dd_schedule_free(shop->schedule);
    dd_shop_problem_free(shop->problem);
}
