/* VRPLIB plans: solutions as CVRPLIB keeps them.
 *
 *     Route #1: 3 1
 *     Route #2: 2
 *     Cost 784
 *
 * Customers are called by their node's number less one, the depot is left out; Cost is the plan's, without decimals where it has none.  When
 * read, the routes are those of the sintef form, and the cost, where it is said, must be theirs to half a unit of its last digit.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/formats.h"
#include "io/scan.h"

static const double cost_unit = 3.6e6;

dd_status dd_vrplib_write(const dd_problem *problem, const dd_plan *plan, const dd_run_facts *facts, dd_buffer *out, dd_error *err)
{
    (void)facts, (void)err;
    for (uint32_t r = 0; r < plan->route_count; r++) {
        dd_buffer_printf(out, "Route #%u:", (unsigned)r + 1);
        for (uint32_t i = 0; i < plan->routes[r].stop_count; i++) {
            const dd_stop *stop = &plan->routes[r].stops[i];
            if (stop->kind == DD_STEP_TASK) dd_buffer_printf(out, " %" PRIu64, problem->tasks[stop->ix].id);
        }
        dd_buffer_put_byte(out, '\n');
    }
    double cost = (double)plan->cost / cost_unit;
    dd_buffer_printf(out, cost == floor(cost) ? "Cost %.0f\n" : "Cost %.5f\n", cost);
    return DD_STATUS_OK;
}

/* The line "Cost X": its number, how finely it is said, and which line it is; false when there is none. */
static bool find_cost(const char *text, size_t size, double *ret_cost, double *ret_step, uint32_t *ret_line)
{
    uint32_t line = 1;
    for (size_t at = 0; at < size; line++) {
        const char *end = memchr(text + at, '\n', size - at);
        size_t length = end ? (size_t)(end - text) - at : size - at, begin = at;
        at += length + 1;
        while (length > 0 && (text[begin + length - 1] == '\r' || text[begin + length - 1] == ' ')) length--;
        if (length < 6 || memcmp(text + begin, "Cost ", 5) != 0) continue;
        const char *number = text + begin + 5, *point = memchr(number, '.', length - 5);
        *ret_line = line;
        *ret_step = point ? pow(10, -(double)(number + length - 5 - point - 1)) : 1;
        if (!dd_scan_whole_double(number, length - 5, ret_cost)) *ret_cost = NAN;
        return true;
    }
    return false;
}

dd_status dd_vrplib_read_plan(const dd_problem *problem, const char *text, size_t size, dd_plan **ret, dd_error *err)
{
    dd_plan *plan = NULL;
    double cost, step;
    uint32_t line;
    dd_status status = dd_sintef_read_plan(problem, text, size, &plan, err);
    if (status != DD_STATUS_OK) return status;
    if (find_cost(text, size, &cost, &step, &line)) {
        char place[16];
        (void)snprintf(place, sizeof place, "%u", (unsigned)line);
        double own = (double)plan->cost / cost_unit;
        if (isnan(cost)) status = dd_error_set(err, DD_STATUS_INVALID_INPUT, place, "not a number");
        else if (!(fabs(cost - own) <= step / 2 + 1e-9 * fabs(own)))
            status = dd_error_set(err, DD_STATUS_INFEASIBLE, place, "the cost is %.5f", own);
    }
    if (status == DD_STATUS_OK) *ret = plan;
    else dd_plan_free(plan);
    return status;
}
