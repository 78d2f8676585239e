/* The check of schedules against the words of shop_problem.h counted millisecond by millisecond: small random lines with any features, dispatched, then
 * disturbed a little; both must say the same. */
#include <stdlib.h>

#include "diaodu/shop.h"
#include "support/line_case.h"
#include "support/property.h"

enum { OPERATIONS_MAX = 40 };

typedef struct truth {
    const dd_shop_problem *problem;
    const dd_placement *at;
} truth;

static bool is_in(const dd_window *windows, uint32_t count, int64_t t)
{
    for (uint32_t i = 0; i < count; i++)
        if (windows[i].begin_ms <= t && t < windows[i].end_ms) return true;
    return false;
}

static bool is_open(const dd_shop_problem *p, uint32_t calendar, int64_t t)
{
    if (calendar == DD_NONE) return true;
    const dd_calendar *c = &p->calendars[calendar];
    if (c->period_ms > 0) t = (t % c->period_ms + c->period_ms) % c->period_ms;
    return is_in(c->shifts, c->shift_count, t);
}

static const dd_mode *mode_of(const truth *s, uint32_t i)
{
    return &s->problem->operations[i].modes[s->at[i].mode];
}

static bool works(const truth *s, uint32_t i, bool is_setup, int64_t t)
{
    const dd_shop_problem *p = s->problem;
    const dd_mode *mode = mode_of(s, i);
    const dd_machine *m = &p->machines[mode->machine];
    if (t < m->available_ms || t < p->origin_ms || is_in(m->closed, m->closed_count, t) || !is_open(p, m->calendar, t)) return false;
    for (uint32_t n = 0; n < mode->need_count; n++)
        if ((!is_setup || mode->needs[n].in_setup) && !is_open(p, p->pools[mode->needs[n].pool].calendar, t)) return false;
    return true;
}

static int64_t worked(const truth *s, uint32_t i, bool is_setup, int64_t from, int64_t to)
{
    int64_t sum = 0;
    for (int64_t t = from; t < to; t++) sum += works(s, i, is_setup, t);
    return sum;
}

static bool is_timed_well(const truth *s, uint32_t i)
{
    const dd_operation *o = &s->problem->operations[i];
    const dd_placement *a = &s->at[i];
    int64_t duration = mode_of(s, i)->duration_ms;
    if (a->setup_begin_ms > a->start_ms || a->start_ms > a->end_ms) return false;
    for (uint32_t l = 0; l < o->link_count; l++)
        if (a->start_ms < s->at[o->links[l].before].end_ms + o->links[l].lag_ms) return false;
    if (o->is_locked)
        return a->mode == o->lock.mode && a->setup_begin_ms == o->lock.setup_begin_ms && a->start_ms == o->lock.start_ms && a->end_ms == o->lock.end_ms;
    if (a->setup_begin_ms < s->problem->origin_ms || a->start_ms < o->release_ms || a->start_ms < s->problem->jobs[o->job].release_ms) return false;
    if (!works(s, i, false, a->start_ms) || worked(s, i, false, a->start_ms, a->end_ms) != duration) return false;
    if (!o->may_pause && a->end_ms - a->start_ms != duration) return false;
    return duration == 0 ? a->end_ms == a->start_ms : works(s, i, false, a->end_ms - 1);
}

/* Whether a is before b on a machine. */
static bool is_before(const truth *s, uint32_t a, uint32_t b)
{
    if (s->at[a].setup_begin_ms != s->at[b].setup_begin_ms) return s->at[a].setup_begin_ms < s->at[b].setup_begin_ms;
    if (s->at[a].end_ms != s->at[b].end_ms) return s->at[a].end_ms < s->at[b].end_ms;
    return a < b;
}

static bool is_set_up_well(const truth *s, uint32_t i)
{
    const dd_shop_problem *p = s->problem;
    const dd_machine *m = &p->machines[mode_of(s, i)->machine];
    uint32_t last = DD_NONE, family = m->initial_family, to = p->operations[i].family;
    for (uint32_t k = 0; k < p->operation_count; k++) {
        if (k == i || mode_of(s, k)->machine != mode_of(s, i)->machine || !is_before(s, k, i)) continue;
        if (s->at[k].end_ms > s->at[i].setup_begin_ms) return false;
        if (p->operations[k].family == DD_NONE || (last != DD_NONE && is_before(s, k, last))) continue;
        last = k;
        family = p->operations[k].family;
    }
    if (p->operations[i].is_locked) return true;
    int64_t needed = 0;
    if (m->setup_matrix != DD_NONE && to != DD_NONE) {
        const dd_setup_matrix *matrix = &p->setups[m->setup_matrix];
        needed = family != DD_NONE ? matrix->ms[family * p->family_count + to] : matrix->first_ms != NULL ? matrix->first_ms[to] : 0;
    }
    const dd_placement *a = &s->at[i];
    if (needed == 0) return a->setup_begin_ms == a->start_ms;
    return worked(s, i, true, a->setup_begin_ms, a->start_ms) == needed && works(s, i, true, a->setup_begin_ms);
}

static uint64_t held_at(const truth *s, uint32_t i, uint32_t pool, int64_t t)
{
    const dd_mode *mode = mode_of(s, i);
    for (uint32_t n = 0; n < mode->need_count; n++) {
        int64_t from = mode->needs[n].in_setup ? s->at[i].setup_begin_ms : s->at[i].start_ms;
        if (mode->needs[n].pool == pool && from <= t && t < s->at[i].end_ms) return mode->needs[n].units;
    }
    return 0;
}

static bool is_held_well(const truth *s, uint32_t i)
{
    const dd_shop_problem *p = s->problem;
    if (p->operations[i].is_locked) return true;
    for (uint32_t pool = 0; pool < p->pool_count; pool++)
        for (int64_t t = s->at[i].setup_begin_ms; t < s->at[i].end_ms; t++) {
            uint64_t sum = 0;
            if (held_at(s, i, pool, t) == 0) continue;
            for (uint32_t k = 0; k < p->operation_count; k++) sum += held_at(s, k, pool, t);
            for (uint32_t a = 0; a < p->pools[pool].absence_count; a++) {
                const dd_absence *absence = &p->pools[pool].absences[a];
                if (absence->begin_ms <= t && t < absence->end_ms) sum += absence->units;
            }
            if (sum > p->pools[pool].units) return false;
        }
    return true;
}

static bool is_good(const truth *s)
{
    for (uint32_t i = 0; i < s->problem->operation_count; i++)
        if (!is_timed_well(s, i) || !is_set_up_well(s, i) || !is_held_well(s, i)) return false;
    return true;
}

/* Sometimes nothing, sometimes a little of one operation. */
static void disturb(const dd_shop_problem *p, dd_placement *at, dd_rng *rng)
{
    uint32_t i = dd_rng_below(rng, p->operation_count);
    int64_t d = (int64_t)dd_rng_below(rng, 9) - 4;
    switch (dd_rng_below(rng, 6)) {
    case 0: break;
    case 1: at[i].setup_begin_ms += d, at[i].start_ms += d, at[i].end_ms += d; break;
    case 2: at[i].end_ms += d; break;
    case 3: at[i].setup_begin_ms += d; break;
    case 4: at[i].start_ms += d; break;
    default: at[i].mode = dd_rng_below(rng, p->operations[i].mode_count); break;
    }
}

static bool check_says_what_is_true(dd_rng *rng)
{
    line_case_options options = {1 + dd_rng_below(rng, 6), 1 + dd_rng_below(rng, 4), 1 + dd_rng_below(rng, 4), 1 + dd_rng_below(rng, 9), 0};
    options.features = dd_rng_below(rng, LINE_ALL + 1);
    dd_shop_problem *problem = line_case_draw(&options, rng);
    dd_schedule *schedule = NULL, *other = NULL;
    dd_placement at[OPERATIONS_MAX];
    dd_error err = {DD_STATUS_OK, "", ""};
    HOLDS(problem != NULL && problem->operation_count <= OPERATIONS_MAX);
    HOLDS(dd_shop_dispatch(problem, (dd_shop_rule)dd_rng_below(rng, DD_SHOP_RULE_END_), &schedule, NULL) == DD_STATUS_OK);
    memcpy(at, schedule->placements, problem->operation_count * sizeof *at);
    disturb(problem, at, rng);
    if (dd_rng_below(rng, 3) == 0) disturb(problem, at, rng);
    HOLDS(dd_schedule_create(problem, at, &other, NULL) == DD_STATUS_OK);
    const truth s = {problem, at};
    bool says = dd_schedule_check(problem, other, &err) == DD_STATUS_OK, truly = is_good(&s);
    if (says != truly) print_error("the check says %s at %s: %s\n", says ? "good" : "bad", err.pointer, err.message);
    HOLDS(says == truly);
    dd_schedule_free(schedule);
    dd_schedule_free(other);
    dd_shop_problem_free(problem);
    return true;
}

static void the_check_is_right(void **state)
{
    (void)state;
    property_check(check_says_what_is_true, 4000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_check_is_right)};
    return cmocka_run_group_tests_name("schedule_check", tests, NULL, NULL);
}
