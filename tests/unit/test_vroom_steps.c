/* Steps that VROOM would not start its search from: each message, and routes that it takes. */
#include "io/formats.h"

#include <stdio.h>

#include "support/refuse.h"

typedef struct row {
    const char *vehicle, *steps; /* members of the only vehicle; its steps */
    const char *message;         /* NULL: taken */
} row;

#define J1 "{\"type\": \"job\", \"id\": 1}"
#define J2 "{\"type\": \"job\", \"id\": 2}"
#define J3 "{\"type\": \"job\", \"id\": 3}"
#define P5 "{\"type\": \"pickup\", \"id\": 5}"
#define D5 "{\"type\": \"delivery\", \"id\": 5}"

static void judge(const row *r)
{
    static const char *const others =
        "\"jobs\": [{\"id\": 1, \"location_index\": 1, \"delivery\": [3], \"skills\": [7], \"time_windows\": [[0, 50]]},"
        "{\"id\": 2, \"location_index\": 2, \"delivery\": [3], \"setup\": 5}, {\"id\": 3, \"location_index\": 2, \"pickup\": [4], \"service\": 10}],"
        "\"shipments\": [{\"amount\": [2], \"pickup\": {\"id\": 5, \"location_index\": 1},"
        "\"delivery\": {\"id\": 5, \"location_index\": 2, \"time_windows\": [[0, 100]]}}],"
        "\"matrices\": {\"car\": {\"durations\": [[0, 10, 20], [10, 0, 10], [20, 10, 0]], \"distances\": [[0, 1, 2], [1, 0, 1], [2, 1, 0]]}}}";
    char text[2048];
    static const char *const vehicle = "{\"id\": 8, \"start_index\": 0, \"end_index\": 0, \"capacity\": [6], \"skills\": [7], ";
    (void)snprintf(text, sizeof text, "{\"vehicles\": [%s%s\"steps\": [%s]}], %s", vehicle, r->vehicle, r->steps, others);
    dd_problem *problem = read_good(DD_FORMAT_VROOM, text);
    dd_error err = {0};
    dd_status status = dd_vroom_check_steps(problem, &err);
    if (r->message == NULL) {
        if (status != DD_STATUS_OK) print_error("%s %s: %s\n", r->vehicle, r->steps, err.message);
        assert_status(status, DD_STATUS_OK);
    } else {
        assert_string_equal(err.message, r->message);
        assert_error_at(&err, DD_STATUS_INVALID_INPUT, "/vehicles/0/steps");
    }
    dd_problem_free(problem);
}

static void steps_are_judged_as_by_vroom(void **state)
{
    (void)state;
    static const char *const over = "Route over capacity for vehicle 8.", *const shipment = "Invalid shipment in route for vehicle 8.";
    const row rows[] = {
        {"", J1 ", " J2 ", " J3 ", " P5 ", " D5, NULL},
        {"", "", NULL},
        {"", P5 ", " J1 ", " D5 ", " J2, over}, /* 6 at the start, and 2 picked up */
        {"", J1 ", " P5 ", " D5 ", " J2, NULL},
        {"", J1 ", " J3, NULL},
        {"", J3 ", " J2 ", " P5 ", " D5, over},
        {"", D5 ", " P5, shipment},
        {"", P5, shipment},
        {"", P5 ", " J2, shipment},
        {"\"max_tasks\": 1, ", J1 ", " J2, "Too many tasks for vehicle 8."},
        {"\"max_tasks\": 2, ", J1 ", " J2, NULL},
        {"\"max_travel_time\": 39, ", J1 ", " J2, "Route over max_travel_time for vehicle 8."},
        {"\"max_travel_time\": 40, ", J1 ", " J2, NULL},
        {"\"max_distance\": 3, ", J1 ", " J2, "Route over max_distance for vehicle 8."},
        {"\"max_distance\": 4, ", J1 ", " J2, NULL},
        {"\"time_window\": [60, 900], ", J2 ", " P5 ", " D5 ", " J1, NULL}, /* too late, which the search mends */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) judge(&rows[i]);
}

static void skills_are_asked(void **state)
{
    (void)state;
    static const char *const text =
        "{\"vehicles\": [{\"id\": 1, \"start_index\": 0}, {\"id\": 8, \"start_index\": 0, \"skills\": [2], \"steps\": [" J1 "]}],"
        "\"jobs\": [{\"id\": 1, \"location_index\": 0, \"skills\": [2, 7]}], \"matrices\": {\"car\": {\"durations\": [[0]]}}}";
    dd_problem *problem = read_good(DD_FORMAT_VROOM, text);
    dd_error err = {0};
    assert_status(dd_vroom_check_steps(problem, &err), DD_STATUS_INVALID_INPUT);
    assert_error_at(&err, DD_STATUS_INVALID_INPUT, "/vehicles/1/steps");
    assert_string_equal(err.message, "Missing skill or step out of reach for vehicle 8 and job 1.");
    dd_problem_free(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(steps_are_judged_as_by_vroom), cmocka_unit_test(skills_are_asked)};
    return cmocka_run_group_tests_name("vroom_steps", tests, NULL, NULL);
}
