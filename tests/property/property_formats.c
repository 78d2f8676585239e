/* What a format writes it reads back: random VROOM problems with every feature of its format are solved, and their steps, in any order, planned
 * (VROOM's -c); the plan is written and read, and what was read passes the independent check. */
#include "base/buffer.h"
#include "diaodu/format.h"
#include "diaodu/route.h"
#include "support/property.h"

static void put_list(dd_buffer *out, dd_rng *rng, uint32_t count, void (*put)(dd_buffer *, dd_rng *, uint32_t))
{
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0) dd_buffer_put_byte(out, ',');
        put(out, rng, i);
    }
}

enum { PLACES = 6 };

static void put_matrix(dd_buffer *out, dd_rng *rng, uint32_t least)
{
    dd_buffer_put_byte(out, '[');
    for (uint32_t i = 0; i < PLACES; i++) {
        dd_buffer_printf(out, "%s[", i ? "," : "");
        for (uint32_t j = 0; j < PLACES; j++) dd_buffer_printf(out, "%s%u", j ? "," : "", i == j ? 0 : least + dd_rng_below(rng, 900));
        dd_buffer_put_byte(out, ']');
    }
    dd_buffer_put_byte(out, ']');
}

static void put_vehicle(dd_buffer *out, dd_rng *rng, uint32_t i)
{
    static const char *const speeds[] = {"1", "1.3", "0.77"};
    bool has_break = dd_rng_below(rng, 3) == 0; /* only at a speed that keeps whole seconds, which is what an answer can say */
    dd_buffer_printf(out, "{\"id\": %u, \"start_index\": %u, \"capacity\": [%u, 4], \"speed_factor\": %s", i + 10, dd_rng_below(rng, PLACES),
                     2 + dd_rng_below(rng, 6), speeds[has_break ? 0 : dd_rng_below(rng, 3)]);
    if (dd_rng_below(rng, 2)) dd_buffer_printf(out, ", \"end_index\": %u", dd_rng_below(rng, PLACES));
    if (dd_rng_below(rng, 2)) dd_buffer_printf(out, ", \"time_window\": [%u, %u]", dd_rng_below(rng, 900), 5000 + dd_rng_below(rng, 5000));
    if (dd_rng_below(rng, 2)) dd_buffer_printf(out, ", \"skills\": [%u, 3]", 1 + dd_rng_below(rng, 2));
    if (dd_rng_below(rng, 4) == 0) dd_buffer_printf(out, ", \"max_tasks\": %u", 1 + dd_rng_below(rng, 6));
    if (dd_rng_below(rng, 4) == 0) dd_buffer_printf(out, ", \"max_travel_time\": %u", 500 + dd_rng_below(rng, 4000));
    if (dd_rng_below(rng, 4) == 0) dd_buffer_printf(out, ", \"max_distance\": %u", 1000 + dd_rng_below(rng, 9000));
    if (dd_rng_below(rng, 2)) dd_buffer_printf(out, ", \"type\": \"t%u\"", dd_rng_below(rng, 2));
    if (has_break)
        dd_buffer_printf(out, ", \"breaks\": [{\"id\": 1, \"service\": 60, \"time_windows\": [[1000, 3000]], \"max_load\": [%u, 9]}]", dd_rng_below(rng, 9));
    if (dd_rng_below(rng, 2))
        dd_buffer_printf(out, ", \"costs\": {\"fixed\": %u, \"per_hour\": %u, \"per_km\": %u, \"per_task_hour\": %u}", dd_rng_below(rng, 99),
                         dd_rng_below(rng, 9999), dd_rng_below(rng, 99), dd_rng_below(rng, 999));
    dd_buffer_printf(out, "}");
}

static void put_task(dd_buffer *out, dd_rng *rng, uint32_t i)
{
    dd_buffer_printf(out, "\"id\": %u, \"location_index\": %u, \"setup\": %u, \"service\": %u", i, dd_rng_below(rng, PLACES), dd_rng_below(rng, 2) * 40,
                     dd_rng_below(rng, 200));
    if (dd_rng_below(rng, 3) == 0) {
        uint32_t begin = dd_rng_below(rng, 4000);
        dd_buffer_printf(out, ", \"time_windows\": [[%u, %u], [%u, %u]]", begin, begin + 900, begin + 2000, begin + 2500);
    }
    if (dd_rng_below(rng, 3) == 0) dd_buffer_printf(out, ", \"service_per_type\": {\"t1\": %u}, \"setup_per_type\": {\"t0\": 7}", dd_rng_below(rng, 90));
}

static void put_job(dd_buffer *out, dd_rng *rng, uint32_t i)
{
    dd_buffer_put_byte(out, '{');
    put_task(out, rng, i);
    dd_buffer_printf(out, ", \"delivery\": [%u, 1], \"pickup\": [%u, 0], \"priority\": %u%s}", dd_rng_below(rng, 3), dd_rng_below(rng, 2),
                     dd_rng_below(rng, 101), dd_rng_below(rng, 4) ? "" : ", \"skills\": [1]");
}

static void put_shipment(dd_buffer *out, dd_rng *rng, uint32_t i)
{
    dd_buffer_printf(out, "{\"amount\": [%u, 1], \"skills\": [%s], \"pickup\": {", 1 + dd_rng_below(rng, 2), dd_rng_below(rng, 4) ? "" : "3");
    put_task(out, rng, i);
    dd_buffer_printf(out, "}, \"delivery\": {");
    put_task(out, rng, i);
    dd_buffer_printf(out, "}}");
}

static bool reads_back(dd_format format, const dd_problem *problem, const dd_plan *plan)
{
    char *text = NULL;
    size_t size = 0;
    dd_plan *back = NULL;
    dd_error err = {0};
    HOLDS(dd_format_write(format, problem, plan, NULL, &text, &size, &err) == DD_STATUS_OK);
    dd_status status = dd_format_read_plan(format, problem, text, size, &back, &err);
    if (status == DD_STATUS_OK) status = dd_plan_check(problem, back, &err);
    if (status != DD_STATUS_OK) fprintf(stderr, "%s: %s at \"%s\": %s\n%s\n", dd_format_text(format), dd_status_text(status), err.pointer, err.message, text);
    bool is_same = back != NULL && back->route_count == plan->route_count && back->unassigned_count == plan->unassigned_count;
    dd_plan_free(back);
    free(text);
    HOLDS(status == DD_STATUS_OK);
    HOLDS(is_same);
    return true;
}

/* Gives the tasks out as steps, in any order, some to nobody; a shipment may be torn apart. */
static void draw_steps(dd_rng *rng, dd_problem *problem)
{
    uint32_t left = problem->task_count, *tasks = dd_problem_alloc(problem, left, sizeof *tasks);
    for (uint32_t i = 0; i < left; i++) tasks[i] = i;
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        dd_vehicle *vehicle = &problem->vehicles[v];
        uint32_t count = dd_rng_below(rng, left + 1), used = 0;
        dd_step *steps = dd_problem_alloc(problem, (size_t)count + 1, sizeof *steps);
        uint32_t pause = vehicle->break_count > 0 ? dd_rng_below(rng, count + 2) : DD_NONE;
        for (uint32_t i = 0; i < count; i++) {
            uint32_t at = dd_rng_below(rng, left);
            if (i == pause) steps[used++] = (dd_step){.kind = DD_STEP_BREAK};
            steps[used++] = (dd_step){.kind = DD_STEP_TASK, .ix = tasks[at]};
            if (dd_rng_below(rng, 6) == 0) steps[used - 1].has_after = true, steps[used - 1].after_ms = dd_rng_below(rng, 4000) * INT64_C(1000);
            tasks[at] = tasks[--left];
        }
        vehicle->steps = steps;
        vehicle->step_count = used;
    }
}

static bool given_steps_read_back(dd_rng *rng, dd_problem *problem)
{
    dd_plan *plan = NULL;
    dd_error err = {0};
    draw_steps(rng, problem);
    dd_status status = dd_route_time_steps(problem, &plan, &err);
    if (status == DD_STATUS_OK) status = dd_plan_check(problem, plan, &err);
    if (status != DD_STATUS_OK) print_error("given steps: %s at \"%s\": %s\n", dd_status_text(status), err.pointer, err.message);
    bool holds = status == DD_STATUS_OK && reads_back(DD_FORMAT_JSON, problem, plan) && reads_back(DD_FORMAT_VROOM, problem, plan);
    dd_plan_free(plan);
    return holds;
}

static bool plans_read_back(dd_rng *rng)
{
    dd_buffer out = {0};
    dd_buffer_printf(&out, "{\"vehicles\": [");
    put_list(&out, rng, 1 + dd_rng_below(rng, 3), put_vehicle);
    dd_buffer_printf(&out, "], \"jobs\": [");
    put_list(&out, rng, 1 + dd_rng_below(rng, 6), put_job);
    dd_buffer_printf(&out, "], \"shipments\": [");
    put_list(&out, rng, dd_rng_below(rng, 4), put_shipment);
    dd_buffer_printf(&out, "], \"matrices\": {\"car\": {\"durations\": ");
    put_matrix(&out, rng, 60);
    dd_buffer_printf(&out, ", \"distances\": ");
    put_matrix(&out, rng, 600);
    dd_buffer_printf(&out, "}}}");
    dd_problem *problem = NULL;
    dd_plan *plan = NULL;
    dd_error err = {0};
    dd_route_options options = {DD_ROUTE_OPTIONS_DEFAULT, .lanes = 1};
    options.work = 3000;
    dd_status status = dd_format_read(DD_FORMAT_VROOM, (const char *)out.bytes, out.size, &problem, &err);
    if (status == DD_STATUS_OK) status = dd_route_solve(problem, &options, &plan, NULL, &err);
    if (status != DD_STATUS_OK) print_error("%s at \"%s\": %s\n", dd_status_text(status), err.pointer, err.message);
    bool holds = status == DD_STATUS_OK && reads_back(DD_FORMAT_JSON, problem, plan) && reads_back(DD_FORMAT_VROOM, problem, plan)
                 && given_steps_read_back(rng, problem);
    dd_plan_free(plan);
    dd_problem_free(problem);
    dd_buffer_done(&out);
    return holds;
}

static void plans_read_back_as_written(void **state)
{
    (void)state;
    property_check(plans_read_back, 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(plans_read_back_as_written)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
