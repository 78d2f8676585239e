/* Dispatching rules: every schedule keeps to every rule of shop_problem.h, by a checker that shares no code with the timing. */
#include <stdlib.h>

#include "diaodu/shop.h"
#include "support/line_case.h"
#include "support/property.h"

static bool all_rules_pass(dd_rng *rng)
{
    line_case_options options = {1 + dd_rng_below(rng, 8), 1 + dd_rng_below(rng, 4), 1 + dd_rng_below(rng, 4), 1 + dd_rng_below(rng, 9), 0};
    options.features = dd_rng_below(rng, LINE_ALL + 1);
    dd_shop_problem *problem = line_case_draw(&options, rng);
    HOLDS(problem != NULL);
    dd_error err = {0};
    for (int rule = 0; rule < DD_SHOP_RULE_END_; rule++) {
        dd_schedule *schedule;
        dd_status status = dd_shop_dispatch(problem, (dd_shop_rule)rule, &schedule, &err);
        if (status != DD_STATUS_OK) print_error("%s: %s\n", err.pointer, err.message);
        HOLDS(status == DD_STATUS_OK);
        status = dd_schedule_check(problem, schedule, &err);
        if (status != DD_STATUS_OK) print_error("%s: %s: %s\n", dd_shop_rule_text((dd_shop_rule)rule), err.pointer, err.message);
        HOLDS(status == DD_STATUS_OK);
        dd_schedule_free(schedule);
    }
    dd_shop_problem_free(problem);
    return true;
}

/* FIFO as it is usually told, on job shops, written apart: at each instant, machines in order, of those that wait the one that arrived first. */
static bool fifo_is_the_usual_one(dd_rng *rng)
{
    line_case_options options = {1 + dd_rng_below(rng, 8), 6, 1 + dd_rng_below(rng, 4), 9, 0};
    dd_shop_problem *problem = line_case_draw(&options, rng);
    HOLDS(problem != NULL);
    for (uint32_t i = 0; i < problem->operation_count; i++) /* a duration of 0 would let an operation arrive in an instant that is over */
        if (problem->operations[i].modes[0].duration_ms == 0) ((dd_mode *)problem->operations[i].modes)[0].duration_ms = 1;
    int64_t free_ms[4] = {0}, start[64], end[64];
    bool is_done[64] = {false};
    uint32_t left = problem->operation_count;
    for (int64_t now = 0; left > 0; now++)
        for (uint32_t m = 0; m < problem->machine_count; m++) {
            uint32_t best = DD_NONE;
            int64_t best_arrival = 0;
            if (free_ms[m] > now) continue;
            for (uint32_t i = 0; i < problem->operation_count; i++) {
                const dd_operation *o = &problem->operations[i];
                if (is_done[i] || o->modes[0].machine != m || (o->link_count > 0 && !is_done[i - 1])) continue;
                int64_t arrival = o->link_count > 0 ? end[i - 1] : 0;
                if (arrival > now || (best != DD_NONE && arrival >= best_arrival)) continue;
                best = i;
                best_arrival = arrival;
            }
            if (best == DD_NONE) continue;
            start[best] = now;
            free_ms[m] = end[best] = now + problem->operations[best].modes[0].duration_ms;
            is_done[best] = true;
            left--;
        }
    dd_schedule *schedule;
    HOLDS(dd_shop_dispatch(problem, DD_SHOP_RULE_FIFO, &schedule, NULL) == DD_STATUS_OK);
    for (uint32_t i = 0; i < problem->operation_count; i++) HOLDS(schedule->placements[i].start_ms == start[i]);
    dd_schedule_free(schedule);
    dd_shop_problem_free(problem);
    return true;
}

static void every_rule_keeps_the_rules(void **state)
{
    (void)state;
    property_check(all_rules_pass, 1500);
}

static void fifo(void **state)
{
    (void)state;
    property_check(fifo_is_the_usual_one, 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_keeps_the_rules),
        cmocka_unit_test(fifo),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
