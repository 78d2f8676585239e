/* The readers of plans, for one small problem: the first byte chooses the format, the rest is the plan.  What is read is written in every
 * format, and the JSON that comes out reads back to the same JSON. */
#include "problem.h"

static const char city[] =
    "{\"version\": 1, \"loads\": [\"kg\"], \"locations\": [{\"id\": \"o\"}, {\"id\": \"p\"}, {\"id\": \"q\"}],"
    " \"matrices\": {\"car\": {\"durations_s\": [[0, 60, 90], [60, 0, 30], [90, 30, 0]]}},"
    " \"vehicles\": [{\"id\": \"v\", \"start\": \"o\", \"end\": \"o\", \"capacity\": [9], \"breaks\": [{\"id\": 7, \"duration_s\": 5}]},"
    "                {\"id\": \"2\", \"start\": \"o\"}],"
    " \"jobs\": [{\"id\": \"1\", \"location\": \"p\", \"delivery\": [2], \"windows\": [[100, 200], [300, 400]]}],"
    " \"shipments\": [{\"amount\": [1], \"pickup\": {\"id\": \"x\", \"location\": \"p\"}, \"delivery\": {\"id\": \"y\", \"location\": \"q\"}}]}";

static char *write_plan(dd_format format, const dd_problem *problem, const dd_plan *plan)
{
    char *text = NULL;
    size_t size = 0;
    require(dd_format_write(format, problem, plan, NULL, &text, &size, NULL) == DD_STATUS_OK);
    require(strlen(text) == size);
    return text;
}

static void check_plan(const dd_problem *problem, const dd_plan *plan)
{
    free(write_plan(DD_FORMAT_VROOM, problem, plan));
    free(write_plan(DD_FORMAT_CSV, problem, plan));
    char *first = write_plan(DD_FORMAT_JSON, problem, plan), *second;
    dd_plan *again = NULL;
    require(dd_format_read_plan(DD_FORMAT_JSON, problem, first, strlen(first), &again, NULL) == DD_STATUS_OK);
    second = write_plan(DD_FORMAT_JSON, problem, again);
    require(strcmp(first, second) == 0);
    if (dd_plan_check(problem, plan, NULL) == DD_STATUS_OK) require(plan->route_count <= problem->vehicle_count);
    dd_plan_free(again);
    free(first);
    free(second);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const dd_format formats[] = {DD_FORMAT_JSON, DD_FORMAT_VROOM, DD_FORMAT_SINTEF, DD_FORMAT_VRPLIB};
    if (size == 0) return 0;
    dd_format format = formats[bytes[0] % 4];
    dd_problem *problem = NULL;
    dd_plan *plan = NULL;
    dd_error error = {0};
    require(dd_format_read(DD_FORMAT_JSON, city, sizeof city - 1, &problem, &error) == DD_STATUS_OK);
    dd_status status = dd_format_read_plan(format, problem, (const char *)bytes + 1, size - 1, &plan, &error);
    require((status == DD_STATUS_OK) == (plan != NULL));
    if (plan != NULL) check_plan(problem, plan);
    dd_plan_free(plan);
    dd_problem_free(problem);
    return 0;
}
