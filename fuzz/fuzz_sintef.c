/* The reader of SINTEF's solution text, for a small Li & Lim problem. */
#include "problem.h"

static const char lilim[] = "2 100 1\n"
                            "0 0 0 0 0 1000 0 0 0\n"
                            "1 3 4 5 0 900 10 0 2\n"
                            "2 6 8 -5 0 900 10 1 0\n"
                            "3 -3 4 7 0 900 10 0 4\n"
                            "4 -6 8 -7 0 900 10 3 0\n";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    dd_problem *problem = NULL;
    dd_plan *plan = NULL;
    if (dd_format_read(DD_FORMAT_LILIM, lilim, sizeof lilim - 1, &problem, NULL) != DD_STATUS_OK) return 0;
    dd_status status = dd_format_read_plan(DD_FORMAT_SINTEF, problem, (const char *)bytes, size, &plan, NULL);
    require((status == DD_STATUS_OK) == (plan != NULL));
    if (plan != NULL && dd_plan_check(problem, plan, NULL) == DD_STATUS_OK) require(plan->route_count <= problem->vehicle_count);

    dd_plan_free(plan);
    dd_problem_free(problem);
    return 0;
}
