/* The check catches every broken rule: a problem with every feature and a good plan for it; each row changes one word of the problem (so that the
 * plan breaks just that rule) or of the plan (so that its arithmetic is wrong), and names what must be found and where.  Both go through
 * diaodu's own JSON, so the rows also show that it reaches every feature.
 */
#include <stdio.h>
#include <stdlib.h>

#include "diaodu/format.h"
#include "diaodu/route.h"
#include "support/check.h"

static const char town[] =
    "{'version': 1, 'loads': ['kg', 'm3'], 'conflicts': [['hot', 'ice']], 'one_merchant_at_a_time': false,"
    " 'locations': [{'id': 'o'}, {'id': 'a'}, {'id': 'b'}, {'id': 'c'}],"
    " 'matrices': {'car': {'durations_s': [[0, 10, 20, 30], [10, 0, 10, 20], [20, 10, 0, 10], [30, 20, 10, 0]],"
    "  'distances_m': [[0, 100, 200, 300], [100, 0, 100, 200], [200, 100, 0, 100], [300, 200, 100, 0]]}},"
    " 'vehicles': ["
    "  {'id': 'v', 'type': 'big', 'speed_factor': 1, 'start': 'o', 'end': 'o', 'shift': [0, 1000], 'capacity': [10, 10], 'skills': ['cold'],"
    "   'breaks': [{'id': 1, 'windows': [[22, 26]], 'duration_s': 20, 'max_load': [9, 9]}], 'max_tasks': 9, 'max_travel_s': 900,"
    "   'max_duration_s': 990, 'max_distance_m': 9000, 'max_trips': 2, 'reload': 'o', 'reload_s': 7,"
    "   'costs': {'fixed': 5, 'per_hour': 36, 'per_task_hour': 72, 'per_wait_hour': 3, 'per_km': 2}},"
    "  {'id': 'w', 'start': 'c', 'shift': [50, 800], 'capacity': [3, 3], 'type': 'big', 'skills': [], 'costs': {'fixed': 1, 'per_hour': 3600},"
    "   'steps': [{'type': 'task', 'task': 'held'}], 'pinned': 1}],"
    " 'jobs': ["
    "  {'id': 'first', 'location': 'a', 'delivery': [4, 1], 'service_s': 4, 'times_by_type': {'big': {'setup_s': 2, 'service_s': 6}},"
    "   'windows': [[12, 12], [600, 700]], 'skills': ['cold'], 'release': 0},"
    "  {'id': 'second', 'location': 'a', 'delivery': [6, 1], 'service_s': 5, 'windows': [[80, 990]], 'load_class': 'dry', 'due': 95,"
    "   'late_cost_per_hour': 9, 'required': true},"
    "  {'id': 'back', 'location': 'c', 'pickup': [2, 0], 'setup_s': 3, 'windows': [[50, 120]], 'vehicle': 'v', 'required': true},"
    "  {'id': 'no', 'location': 'b', 'skills': ['fly'], 'prize': 3, 'required': false}],"
    " 'shipments': ["
    "  {'amount': [3, 1], 'max_on_board_s': 25, 'load_class': 'hot', 'required': true,"
    "   'pickup': {'id': 'p', 'location': 'b', 'windows': [[40, 60]]}, 'delivery': {'id': 'q', 'location': 'c'}},"
    "  {'amount': [1, 1], 'load_class': 'mild', 'required': true,"
    "   'pickup': {'id': 'r', 'location': 'c', 'windows': [[50, 120]]}, 'delivery': {'id': 's', 'location': 'b'}},"
    "  {'on_board': true, 'vehicle': 'w', 'amount': [2, 0], 'required': true,"
    "   'delivery': {'id': 'held', 'location': 'b', 'windows': [[60, 80]]}}]}";

/* Two deliveries of a full load each: two trips. */
static const char trips[] =
    "{'version': 1, 'loads': ['kg'], 'locations': [{'id': 'o'}, {'id': 'a'}],"
    " 'matrices': {'car': {'durations_s': [[0, 10], [10, 0]], 'costs': [[0, 4], [4, 0]]}},"
    " 'vehicles': [{'id': 'v', 'start': 'o', 'end': 'o', 'capacity': [5], 'costs': {'per_hour': 0}, 'max_trips': 2, 'reload': 'o', 'reload_s': 7}],"
    " 'jobs': [{'id': 'x', 'location': 'a', 'delivery': [5], 'windows': [[0, 20]]},"
    "          {'id': 'y', 'location': 'a', 'delivery': [5], 'release': 25, 'windows': [[0, 99]]}]}";

/* Two shipments on board together. */
static const char pairs[] =
    "{'version': 1, 'loads': ['kg'], 'conflicts': [['x', 'z']], 'one_merchant_at_a_time': false,"
    " 'locations': [{'id': 'o', 'x': 0, 'y': 0}, {'id': 'a', 'x': 1, 'y': 0}, {'id': 'b', 'x': 2, 'y': 0}, {'id': 'c', 'x': 3, 'y': 0}],"
    " 'travel': {'car': {'metric': 'euclidean', 'speed_kmh': 3.6, 'metres_per_unit': 10}}, 'vehicles': [{'id': 'v', 'start': 'o', 'capacity': [9]}],"
    " 'shipments': [{'amount': [1], 'load_class': 'x', 'pickup': {'id': 'p', 'location': 'a'}, 'delivery': {'id': 'q', 'location': 'c'}},"
    "               {'amount': [2], 'load_class': 'y', 'pickup': {'id': 'r', 'location': 'b'}, 'delivery': {'id': 's', 'location': 'c'}}]}";

typedef struct row {
    const char *from, *to;     /* the first such word is replaced: in the plan when it begins with '@', in the problem otherwise */
    const char *pointer, *rule;
} row;

/* A copy with double quotes and the replacement; freed with free(). */
static char *edited(const char *text, const char *from, const char *to)
{
    size_t size = strlen(text) + strlen(to) + 1;
    char *copy = calloc(size, 1);
    const char *at = strstr(text, from);
    assert_non_null(copy);
    if (at == NULL) fail_msg("the row's word is not there: %s", from);
    (void)snprintf(copy, size, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    for (size_t i = 0; copy[i]; i++)
        if (copy[i] == '\'') copy[i] = '"';
    return copy;
}

static dd_problem *read_problem(const char *text)
{
    dd_problem *problem = NULL;
    dd_error err = {0};
    dd_status status = dd_format_read(DD_FORMAT_JSON, text, strlen(text), &problem, &err);
    if (status != DD_STATUS_OK) fail_msg("%s: %s in %s", err.pointer, err.message, text);
    return problem;
}

static dd_status check_text(const char *problem_text, const char *plan_text, dd_error *err)
{
    dd_problem *problem = read_problem(problem_text);
    dd_plan *plan = NULL;
    dd_status status = dd_format_read_plan(DD_FORMAT_JSON, problem, plan_text, strlen(plan_text), &plan, err);
    if (status == DD_STATUS_OK) status = dd_plan_check(problem, plan, err);
    dd_plan_free(plan);
    dd_problem_free(problem);
    return status;
}

/* The plan of a problem as text; freed with free(). */
static char *solve(const char *problem_text)
{
    dd_problem *problem = read_problem(problem_text);
    dd_route_options options = {DD_ROUTE_OPTIONS_DEFAULT};
    options.work = 30000;
    dd_plan *plan = NULL;
    char *text = NULL;
    size_t size;
    assert_status(dd_route_solve(problem, &options, &plan, NULL, NULL), DD_STATUS_OK);
    assert_status(dd_format_write(DD_FORMAT_JSON, problem, plan, NULL, &text, &size, NULL), DD_STATUS_OK);
    dd_plan_free(plan);
    dd_problem_free(problem);
    return text;
}

static void assert_caught(const char *base, const row *rows, size_t count)
{
    size_t bad = 0;
    char *good = edited(base, "", ""), *plan = solve(good);
    dd_error err = {0};
    if (check_text(good, plan, &err) != DD_STATUS_OK) fail_msg("the good plan fails: %s: %s\n%s", err.pointer, err.message, plan);
    for (size_t i = 0; i < count; i++) {
        bool in_plan = rows[i].from[0] == '@';
        char *quoted = edited(rows[i].from + in_plan, "", ""), *to = edited(rows[i].to, "", "");
        char *other = in_plan ? edited(plan, quoted, to) : edited(good, quoted, to);
        err = (dd_error){0};
        dd_status status = in_plan ? check_text(good, other, &err) : check_text(other, plan, &err);
        bool is_right = status == DD_STATUS_INFEASIBLE && strcmp(err.pointer, rows[i].pointer) == 0 && strstr(err.message, rows[i].rule) != NULL;
        if (!is_right)
            print_error("%s -> %s: \"%s\" at \"%s\", not \"%s\" at \"%s\"\n", rows[i].from, rows[i].to, err.message, err.pointer, rows[i].rule,
                        rows[i].pointer);
        bad += !is_right;
        free(quoted);
        free(to);
        free(other);
    }
    if (bad > 0) print_error("the plan:\n%s\n", plan);
    free(good);
    free(plan);
    assert_int_equal(bad, 0);
}

static void every_rule_of_the_problem_is_checked(void **state)
{
    (void)state;
    static const row rows[] = {
        {"'capacity': [10, 10]", "'capacity': [9, 10]", "/routes/0/stops/0", "over capacity"},
        {"'capacity': [10, 10]", "'capacity': [10, 1]", "/routes/0/stops/0", "over capacity"},
        {"'capacity': [3, 3]", "'capacity': [1, 3]", "/routes/1/stops/0", "over capacity"},
        {"'delivery': [4, 1]", "'delivery': [3, 1]", "/routes/0/stops/0", "load"},
        {"'pickup': [2, 0]", "'pickup': [1, 0]", "/routes/0/stops/6", "load"},
        {"'amount': [3, 1]", "'amount': [3, 2]", "/routes/0/stops/3", "load"},
        {"'amount': [2, 0]", "'amount': [3, 0]", "/routes/1/stops/0", "load"},
        {"[[12, 12], [600, 700]]", "[[0, 11], [13, 700]]", "/routes/0/stops/1", "outside its time windows"},
        {"'windows': [[60, 80]]", "'windows': [[61, 80]]", "/routes/1/stops/1", "outside its time windows"},
        {"'windows': [[22, 26]]", "'windows': [[25, 26]]", "/routes/0/stops/2", "outside its time windows"},
        {"'duration_s': 20", "'duration_s': 21", "/routes/0/stops/2", "service time"},
        {"'max_load': [9, 9]", "'max_load': [5, 9]", "/routes/0/stops/2", "too much on board for this break"},
        {"'breaks': [{", "'breaks': [{'id': 2, 'duration_s': 9}, {", "/routes/0", "a break is missing"},
        {"'service_s': 6}", "'service_s': 7}", "/routes/0/stops/1", "service time"},
        {"'setup_s': 2,", "'setup_s': 1,", "/routes/0/stops/1", "setup time"},
        {"'type': 'big', ", "", "/routes/0/stops/1", "setup time"},
        {"'service_s': 5", "'service_s': 6", "/routes/0/stops/8", "service time"},
        {"'release': 0", "'release': 1", "/routes/0/stops/1", "its trip starts before its release"},
        {"'max_on_board_s': 25", "'max_on_board_s': 9", "/routes/0/stops/4", "too long on board"},
        {"'skills': ['cold'],", "'skills': ['cool'],", "/routes/0/stops/1", "skills"},
        {"['hot', 'ice']", "['hot', 'dry']", "/routes/0/stops/3", "loads that must not be together"},
        {"'vehicle': 'v'", "'vehicle': 'w'", "/routes/0/stops/6", "skills"},
        {"'vehicle': 'w', 'amount'", "'vehicle': 'v', 'amount'", "/routes/1/stops/1", "skills"},
        {"'required': false", "'required': true", "/unassigned/0", "a task that must be served"},
        {"'prize': 3", "'prize': 4", "/prize_lost", "prizes"},
        {"'max_tasks': 9", "'max_tasks': 6", "/routes/0/stops/8", "more tasks than allowed"},
        {"'max_travel_s': 900", "'max_travel_s': 59", "/routes/0", "travels too long"},
        {"'max_duration_s': 990", "'max_duration_s': 94", "/routes/0", "takes too long"},
        {"'max_distance_m': 9000", "'max_distance_m': 599", "/routes/0", "travels too far"},
        {"'shift': [0, 1000]", "'shift': [1, 1000]", "/routes/0/stops/0", "before the shift begins"},
        {"'shift': [0, 1000]", "'shift': [0, 94]", "/routes/0/stops/9", "after the shift ends"},
        {"'shift': [50, 800]", "'shift': [50, 59]", "/routes/1/stops/1", "after the shift ends"},
        {"'speed_factor': 1", "'speed_factor': 0.5", "/routes/0/stops/1", "travel time"},
        {"[[0, 10, 20, 30]", "[[0, 9, 20, 30]", "/routes/0/stops/1", "travel time"},
        {"[[0, 100,", "[[0, 101,", "/routes/0/stops/1", "distance"},
        {"'end': 'o'", "'end': 'a'", "/routes/0/stops/9", "no such step of this vehicle, or not at its place"},
        {"'end': 'o', ", "", "/routes/0/stops/9", "no such step of this vehicle, or not at its place"},
        {"'start': 'o'", "'start': 'a'", "/routes/0/stops/0", "no such step of this vehicle, or not at its place"},
        {"'start': 'c', ", "'start': 'c', 'end': 'c', ", "/routes/1/stops/1", "the end is missing"},
        {"'fixed': 5", "'fixed': 6", "/routes/0", "cost"},
        {"'per_hour': 36,", "'per_hour': 37,", "/routes/0", "cost"},
        {"'per_task_hour': 72", "'per_task_hour': 73", "/routes/0", "cost"},
        {"'per_wait_hour': 3", "'per_wait_hour': 4", "/routes/0", "cost"},
        {"'per_km': 2", "'per_km': 3", "/routes/0", "cost"},
        {"'due': 95", "'due': 70", "/routes/0", "cost of lateness"},
        {"'task': 'held'", "'task': 'back'", "/routes/1/stops/1", "not the pinned step"},
    };
    assert_caught(town, rows, sizeof rows / sizeof *rows);
}

static void every_figure_of_the_plan_is_checked(void **state)
{
    (void)state;
    static const row rows[] = {
        {"@'arrival':22", "'arrival':21", "/routes/0/stops/2", "arrival"},
        {"@'load':[9,2]", "'load':[9,1]", "/routes/0/stops/3", "load"},
        {"@'wait_s':2,'service_s':20", "'wait_s':1,'service_s':20", "/routes/0/stops/3", "arrival"},
        {"@'service_s':20", "'service_s':19", "/routes/0/stops/2", "service time"},
        {"@'travel_s':14", "'travel_s':13", "/routes/0/stops/2", "arrival"},
        {"@'distance_m':200", "'distance_m':201", "/routes/0/stops/3", "distance"},
        {"@'cost':18", "'cost':19", "/cost", "does not agree with cost_exact"},
        {"@'late_cost':0", "'late_cost':1", "/routes/0/late_cost", "does not agree with late_cost_exact"},
        {"@'service_s':31", "'service_s':32", "/routes/0", "sums of times"},
        {"@'travel_s':60", "'travel_s':59", "/routes/0", "sums of travel"},
        {"@{'type':'job','task':'no','reason':'no_skills'}", "", "/unassigned", "1 tasks are neither served nor listed here"},
        {"@'vehicle':'w'", "'vehicle':'v'", "/routes/1", "not sorted by vehicle"},
        {"@'cost_exact':25422000", "'cost_exact':25422001", "/routes/0", "cost"},
    };
    assert_caught(town, rows, sizeof rows / sizeof *rows);
}

static void every_rule_of_trips_is_checked(void **state)
{
    (void)state;
    static const row rows[] = {
        {"'max_trips': 2", "'max_trips': 1", "/routes/0", "more trips than allowed"},
        {"'reload_s': 7", "'reload_s': 8", "/routes/0/stops/2", "service time"},
        {"'reload': 'o'", "'reload': 'a'", "/routes/0/stops/2", "no such step"},
        {"'release': 25", "'release': 27", "/routes/0/stops/3", "its trip starts before its release"},
        {"'capacity': [5]", "'capacity': [4]", "/routes/0/stops/0", "over capacity"},
        {"[[0, 4], [4, 0]]", "[[0, 4], [5, 0]]", "/routes/0", "cost"},
    };
    assert_caught(trips, rows, sizeof rows / sizeof *rows);
}

static void rules_of_goods_together_are_checked(void **state)
{
    (void)state;
    static const row rows[] = {
        {"['x', 'z']", "['x', 'y']", "/routes/0/stops/2", "loads that must not be together"},
        {"'one_merchant_at_a_time': false", "'one_merchant_at_a_time': true", "/routes/0/stops/2", "a second merchant"},
        {"'speed_kmh': 3.6", "'speed_kmh': 3", "/routes/0/stops/1", "travel time"},
        {"'metres_per_unit': 10", "'metres_per_unit': 11", "/routes/0/stops/1", "distance"},
        {"'capacity': [9]", "'capacity': [2]", "/routes/0/stops/2", "over capacity"},
        {"@'task':'s'", "'task':'q'", "/routes/0/stops/4", "a task that is served twice"},
        {"@'task':'q'", "'task':'s'", "/routes/0/stops/4", "a task that is served twice"},
    };
    assert_caught(pairs, rows, sizeof rows / sizeof *rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_of_the_problem_is_checked),
        cmocka_unit_test(every_figure_of_the_plan_is_checked),
        cmocka_unit_test(every_rule_of_trips_is_checked),
        cmocka_unit_test(rules_of_goods_together_are_checked),
    };
    return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
