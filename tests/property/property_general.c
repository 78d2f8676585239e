/* The general search: incremental timing is timing all again, and what it times keeps to the rules. */
#include <stdlib.h>

#include "diaodu/shop.h"
#include "shop/general_state.h"
#include "support/line_case.h"
#include "support/property.h"

typedef struct subject {
    dd_shop_problem *problem;
    dd_line *line;
    dd_general_state state, fresh;
    dd_general_plan plan, first;
    dd_arena arena;
} subject;

static bool make_plan(subject *s, dd_rng *rng)
{
    const dd_line *line = s->line;
    if (!dd_general_plan_init(&s->plan, line, &s->arena) || !dd_general_plan_init(&s->first, line, &s->arena)) return false;
    for (uint32_t k = 0; k < line->free_count; k++) s->plan.order[k] = line->topological[k];
    for (uint32_t i = 0; i < line->operation_count; i++) {
        const dd_line_operation *op = &line->operations[i];
        s->plan.floor_ms[i] = -DD_FOREVER_MS;
        do s->plan.mode[i] = op->mode_at + dd_rng_below(rng, op->mode_count);
        while (!op->is_locked && !line->modes[s->plan.mode[i]].can_run);
    }
    return true;
}

static bool create(subject *s, dd_rng *rng)
{
    line_case_options options = {1 + dd_rng_below(rng, 20), 1 + dd_rng_below(rng, 6), 1 + dd_rng_below(rng, 5), 1 + dd_rng_below(rng, 9), 0};
    options.features = dd_rng_below(rng, LINE_ALL + 1);
    dd_arena_init(&s->arena);
    s->problem = line_case_draw(&options, rng);
    if (s->problem == NULL || dd_line_create(s->problem, &s->problem->objective, &s->line, NULL) != DD_STATUS_OK) return false;
    if (!dd_general_init(&s->state, s->line) || !dd_general_init(&s->fresh, s->line) || !make_plan(s, rng)) return false;
    for (uint32_t stuck; !dd_general_load(&s->state, &s->plan, &stuck);) {
        dd_general_done(&s->state);
        dd_general_done(&s->fresh);
        if (dd_line_extend(&s->line, stuck, NULL) != DD_STATUS_OK) return false;
        if (!dd_general_init(&s->state, s->line) || !dd_general_init(&s->fresh, s->line)) return false;
    }
    return true;
}

static void done(subject *s)
{
    dd_general_done(&s->state);
    dd_general_done(&s->fresh);
    dd_line_free(s->line);
    dd_shop_problem_free(s->problem);
    dd_arena_done(&s->arena);
}

static bool is_same(const dd_general_state *a, const dd_general_state *b)
{
    for (uint32_t i = 0; i < a->line->operation_count; i++) {
        const dd_slot *x = &a->slots[i], *y = &b->slots[i];
        HOLDS(x->begin_ms == y->begin_ms && x->start_ms == y->start_ms && x->end_ms == y->end_ms && x->mode == y->mode);
        HOLDS(a->line->operations[i].is_locked || (x->setup_ms == y->setup_ms && x->family == y->family && x->next_lock == y->next_lock));
        HOLDS(a->line->operations[i].is_locked || x->machine_before == y->machine_before);
    }
    for (uint32_t k = 0; k < a->line->free_count; k++) HOLDS(a->order[k] == b->order[k] && a->pos[a->order[k]] == (int32_t)k);
    for (int term = 0; term < DD_SHOP_TERM_END_; term++) HOLDS(a->terms[term] == b->terms[term]);
    return true;
}

static void move_some(dd_general_state *s, dd_rng *rng)
{
    for (uint32_t n = 1 + dd_rng_below(rng, 3); n > 0; n--) {
        uint32_t operation = s->order[dd_rng_below(rng, s->line->free_count)], least, most;
        const dd_line_operation *op = &s->line->operations[operation];
        uint32_t mode = op->mode_at + dd_rng_below(rng, op->mode_count), kind = dd_rng_below(rng, 5);
        dd_general_range(s, operation, &least, &most);
        if (kind == 0 && s->line->modes[mode].can_run && mode != s->slots[operation].mode) dd_general_assign(s, operation, mode);
        else if (kind == 1) dd_general_floor(s, operation, dd_rng_below(rng, 30));
        else dd_general_shift(s, operation, least + dd_rng_below(rng, most - least + 1));
    }
}

/* The terms of the state are those of the schedule, and the schedule keeps to the rules. */
static bool passes(const subject *s)
{
    dd_placement *placements = calloc(s->line->operation_count + 1, sizeof *placements);
    dd_schedule *schedule;
    dd_error err = {0};
    HOLDS(placements != NULL);
    dd_general_write(&s->state, placements);
    HOLDS(dd_schedule_create(s->problem, placements, &schedule, NULL) == DD_STATUS_OK);
    for (int term = 0; term < DD_SHOP_TERM_END_; term++) HOLDS(schedule->terms[term] == s->state.terms[term]);
    dd_status status = dd_schedule_check(s->problem, schedule, &err);
    if (status != DD_STATUS_OK) print_error("%s: %s\n", err.pointer, err.message);
    HOLDS(status == DD_STATUS_OK);
    dd_schedule_free(schedule);
    free(placements);
    return true;
}

static bool trial_is_full_timing(dd_rng *rng)
{
    subject s = {0};
    HOLDS(create(&s, rng));
    for (int round = 0; round < 60 && s.line->free_count > 0; round++) {
        dd_general_save(&s.state, &s.first);
        move_some(&s.state, rng);
        bool fits = dd_general_eval(&s.state);
        if (fits && dd_rng_below(rng, 2) == 0) {
            dd_general_keep(&s.state);
            dd_general_save(&s.state, &s.plan);
            HOLDS(dd_general_load(&s.fresh, &s.plan, NULL));
        } else {
            dd_general_undo(&s.state);
            HOLDS(dd_general_load(&s.fresh, &s.first, NULL));
        }
        HOLDS(is_same(&s.state, &s.fresh));
    }
    HOLDS(passes(&s));
    done(&s);
    return true;
}

static void incremental(void **state)
{
    (void)state;
    property_check(trial_is_full_timing, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(incremental),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
