/* The solver against the check, and against itself: on random problems with every mix of features each plan passes dd_plan_check, whose
 * arithmetic is its own; threads do not change it; debug builds compare every change of cost with a recomputation on the way.
 */
#include "diaodu/route.h"

#include "model/validate.h"
#include "support/property.h"
#include "support/route_case.h"

static bool solves_and_passes(dd_rng *rng, uint32_t mask)
{
    dd_problem *problem = route_case(rng, mask, 1 + dd_rng_below(rng, 14), 1 + dd_rng_below(rng, 4));
    dd_route_options options = {DD_ROUTE_OPTIONS_DEFAULT};
    options.work = 60000;
    options.objective = dd_rng_below(rng, 3) == 0 ? DD_OBJECTIVE_VEHICLES : DD_OBJECTIVE_COST;
    options.seed = dd_rng_next(rng);
    dd_plan *plan = NULL;
    dd_error err = {0};
    dd_route_stats stats;
    dd_status status = dd_route_solve(problem, &options, &plan, &stats, &err);
    if (status == DD_STATUS_INFEASIBLE && (mask & CASE_PINNED)) status = DD_STATUS_OK; /* a pin may ask for the impossible */
    else if (status == DD_STATUS_OK) {
        status = dd_plan_check(problem, plan, &err);
        for (uint32_t r = 0; status == DD_STATUS_OK && r < plan->route_count; r++)
            if (plan->routes[r].violations != 0 && problem->vehicles[plan->routes[r].vehicle].pinned_count == 0
                && (mask & CASE_HELD) == 0) /* only pinned steps may break anything */
                status = dd_error_set(&err, DD_STATUS_INFEASIBLE, NULL, "violations %x", plan->routes[r].violations);
    }
    if (status != DD_STATUS_OK) print_error("mask %x: %s at %s: %s\n", mask, dd_status_text(status), err.pointer, err.message);
    dd_plan_free(plan);
    dd_problem_free(problem);
    return status == DD_STATUS_OK;
}

static bool plans_pass_feature_by_feature(dd_rng *rng)
{
    uint32_t base = dd_rng_below(rng, 2) ? CASE_SHIPMENTS : CASE_JOBS;
    for (uint32_t bit = 2; bit < 27; bit++) HOLDS(solves_and_passes(rng, base | 1u << bit));
    return true;
}

static bool plans_pass_with_mixed_features(dd_rng *rng)
{
    uint32_t mask = (uint32_t)dd_rng_next(rng) & (uint32_t)dd_rng_next(rng) & CASE_ALL;
    if ((mask & (CASE_SHIPMENTS | CASE_JOBS)) == 0) mask |= CASE_SHIPMENTS;
    return solves_and_passes(rng, mask & ~(uint32_t)CASE_PINNED) && solves_and_passes(rng, mask);
}

static void features_one_by_one(void **state)
{
    (void)state;
    property_check(plans_pass_feature_by_feature, 40);
}

static void features_mixed(void **state)
{
    (void)state;
    property_check(plans_pass_with_mixed_features, 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(features_one_by_one),
        cmocka_unit_test(features_mixed),
    };
    return cmocka_run_group_tests_name("property route", tests, NULL, NULL);
}
