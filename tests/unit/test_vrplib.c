/* VRPLIB: what is refused and where, and what the good ones become. */
#include "support/refuse.h"

#include <stdio.h>
#include <stdlib.h>

#define BAD DD_STATUS_INVALID_INPUT
#define NO DD_STATUS_UNSUPPORTED
#define HEAD "DIMENSION : 3\nEDGE_WEIGHT_TYPE : EUC_2D\nCAPACITY : 9\n"
#define COORDS "NODE_COORD_SECTION\n1 0 0\n2 3 4\n3 6 9\n"
#define EXPLICIT(form) "DIMENSION : 3\nEDGE_WEIGHT_TYPE : EXPLICIT\nEDGE_WEIGHT_FORMAT : " form "\nEDGE_WEIGHT_SECTION\n"

static void refuses_bad_files(void **state)
{
    (void)state;
    static const refuse_row rows[] = {
        {"", BAD, "", "empty"},
        {"EOF\n", BAD, "", "DIMENSION is missing"},
        {"DIMENSION : 3\nEOF\n", BAD, "", "EDGE_WEIGHT_TYPE is missing"},
        {HEAD "EOF\n", BAD, "", "NODE_COORD_SECTION is missing"},
        {"DIMENSION : 3\nEDGE_WEIGHT_TYPE : EXPLICIT\n", BAD, "", "EDGE_WEIGHT_SECTION is missing"},
        {"NAME small\n", BAD, "1:1", "colon"},
        {"DIMENSION : 3\nDIMENSION : 9\n", BAD, "2:2", "DIMENSION is there twice"},
        {HEAD "EDGE_WEIGHT_TYPE : EXPLICIT\n", BAD, "4:2", "EDGE_WEIGHT_TYPE is there twice"},
        {"DIMENSION : x\n", BAD, "1:2", "not a number"},
        {"DIMENSION : 0\n", BAD, "1:2", "out of range"},
        {"DIMENSION : 2.5\n", BAD, "1:2", "out of range"},
        {"NAME : a\n\nDIMENSION :\n", BAD, "3:2", "not a number"},
        {"DIMENSION : 16385\n", DD_STATUS_TOO_LARGE, "1:2", NULL},
        {"DIMENSION : 999\n", BAD, "1:2", "more nodes than the file can hold"},
        {"CAPACITY : -1\n", BAD, "1:2", NULL},
        {"VEHICLES : 0\n", BAD, "1:2", NULL},
        {"DISTANCE : many\n", BAD, "1:2", NULL},
        {"EDGE_WEIGHT_TYPE : GEO\n", NO, "1:2", "not EUC_2D"},
        {"EDGE_WEIGHT_FORMAT : ROWS\n", NO, "1:2", NULL},
        {"VEHICLES_MAX_DISTANCE : 9\n", NO, "1:1", "a key that diaodu does not know"},
        {HEAD "MUTUAL_SECTION\n1\n", NO, "4:1", "a section that diaodu does not know"},
        {COORDS HEAD, BAD, "1:1", "DIMENSION is missing before it"},
        {HEAD "NODE_COORD_SECTION\n1 0 0\n2 3 4\n", BAD, "4:1", "a node has no coordinates"},
        {HEAD "NODE_COORD_SECTION\n1 0 0\n4 3 4\n", BAD, "6:1", "no such node"},
        {HEAD "NODE_COORD_SECTION\n1 0 0\n0 3 4\n", BAD, "6:1", "no such node"},
        {HEAD "NODE_COORD_SECTION\n1 0 0\n1 3 4\n", BAD, "6:1", "already"},
        {HEAD "NODE_COORD_SECTION\n1 0 0\n2 3\nEOF", BAD, "7:1", "not a number"},
        {HEAD "NODE_COORD_SECTION\n1 0 0\n2 3", BAD, "6:3", "missing"},
        {HEAD "NODE_COORD_SECTION\n1 0 1e9\n", BAD, "5:3", "out of range"},
        {HEAD COORDS COORDS, BAD, "8:1", "twice"},
        {HEAD COORDS "DEMAND_SECTION\n2 1.5\n", BAD, "node 2", "whole number"},
        {HEAD COORDS "DEMAND_SECTION\n3 -1\n", BAD, "node 3", "whole number"},
        {HEAD COORDS "TIME_WINDOW_SECTION\n2 5 4\n", BAD, "node 2", "ends before it begins"},
        {HEAD COORDS "TIME_WINDOW_SECTION\n1 5 4\n", BAD, "node 1", "ends before it begins"},
        {HEAD COORDS "SERVICE_TIME_SECTION\n2 -5\n", BAD, "node 2", "negative"},
        {HEAD COORDS "DEPOT_SECTION\n2\n-1\n", NO, "9:1", "only node 1"},
        {HEAD COORDS "DEPOT_SECTION\n1\n2\n-1\n", NO, "10:1", "only node 1"},
        {HEAD COORDS "EDGE_WEIGHT_SECTION\n1\n", BAD, "8:1", "EDGE_WEIGHT_FORMAT is missing before it"},
        {EXPLICIT("FULL_MATRIX") "0 1 2\n1 0\n", BAD, "4:1", "too few cells"},
        {EXPLICIT("UPPER_ROW") "1 2\nx      \n", BAD, "6:1", "not a number"},
        {EXPLICIT("UPPER_ROW") "1 2\n-3\n", BAD, "6:1", "negative"},
        {EXPLICIT("UPPER_ROW") "1 2\n3\nEDGE_WEIGHT_SECTION\n1 2 3\n", BAD, "7:1", "twice"},
        {"DIMENSION : 3\nEDGE_WEIGHT_TYPE : EXACT_2D\nNODE_COORD_SECTION\n1 0 0\n2 0 30000\n3 1 1\n", DD_STATUS_TOO_LARGE, "", "too long"},
    };
    assert_refused(DD_FORMAT_VRPLIB, rows);
}

/* The upper triangle of the matrix of three nodes, in units. */
static void assert_legs(const char *text, double ab, double ac, double bc)
{
    dd_problem *problem = read_good(DD_FORMAT_VRPLIB, text);
    const int32_t *cells = problem->matrices[0].duration_ms;
    const double want[] = {0, ab, ac, ab, 0, bc, ac, bc, 0};
    for (int i = 0; i < 9; i++)
        if (llabs((long long)((double)cells[i] - want[i] * problem->ticks_per_unit)) > 1) fail_msg("%s: cell %d is %d", text, i, (int)cells[i]);
    dd_problem_free(problem);
}

static void distances_are_rounded_as_the_type_says(void **state)
{
    (void)state;
    static const char *const types[] = {"EUC_2D", "FLOOR_2D", "CEIL_2D", "EXACT_2D"};
    static const double bc[] = {6, 5, 6, 5.8309518948}, ac[] = {11, 10, 11, 10.8166538264};
    for (int i = 0; i < 4; i++) {
        char text[256];
        (void)snprintf(text, sizeof text, "DIMENSION : 3\nEDGE_WEIGHT_TYPE : %s\n" COORDS "EOF\n", types[i]);
        assert_legs(text, 5, ac[i], bc[i]);
    }
}

static void matrices_are_read_in_every_order(void **state)
{
    (void)state;
    assert_legs(EXPLICIT("FULL_MATRIX") "0 1 2\n1 0 3\n2 3 0\n", 1, 2, 3);
    assert_legs(EXPLICIT("UPPER_ROW") "1 2\n3\n", 1, 2, 3);
    assert_legs(EXPLICIT("LOWER_ROW") "1\n2 3\n", 1, 2, 3);
    assert_legs(EXPLICIT("UPPER_DIAG_ROW") "0 1 2 0 3 0\n", 1, 2, 3);
    assert_legs(EXPLICIT("LOWER_DIAG_ROW") "0 1 0 2 3 0\n", 1, 2, 3);
    assert_legs(EXPLICIT("UPPER_COL") "1 2 3\n", 1, 2, 3);
    assert_legs(EXPLICIT("LOWER_COL") "1 2 3\n", 1, 2, 3);
    assert_legs(EXPLICIT("UPPER_DIAG_COL") "0 1 0 2 3 0\n", 1, 2, 3);
    assert_legs(EXPLICIT("LOWER_DIAG_COL") "0 1 2 0 3 0\n", 1, 2, 3);
    assert_legs(EXPLICIT("LOWER_ROW") "0.25\n2 3\n", 0.25, 2, 3);
}

static void every_section_has_its_effect(void **state)
{
    (void)state;
    dd_problem *problem = read_good(DD_FORMAT_VRPLIB, "NAME: x\r\nCOMMENT : a: b\r\nTYPE : VRPTW\r\nVEHICLES : 2\r\n" HEAD COORDS
                                                      "DEMAND_SECTION\n2 4\nBACKHAUL_SECTION\n3 5\nTIME_WINDOW_SECTION\n1 0 99\n2 1 2\n3 3.5 9\n"
                                                      "SERVICE_TIME_SECTION\n3 7\nRELEASE_TIME_SECTION\n2 6\nPRIZE_SECTION\n3 8\n"
                                                      "DISPLAY_DATA_SECTION\n1 2 3\nDEPOT_SECTION\n1\n-1\nEOF\nanything");
    const dd_task *two = &problem->tasks[0], *three = &problem->tasks[1];
    assert_int_equal(problem->task_count, 2);
    assert_int_equal(problem->vehicle_count, 2);
    assert_int_equal(problem->ticks_per_unit, 10);
    assert_int_equal(two->id, 1);
    assert_int_equal(two->delivery[0], 4);
    assert_int_equal(two->release_ms, 60);
    assert_int_equal(two->windows[0].end_ms, 20);
    assert_int_equal(two->prize, 0);
    assert_int_equal(three->id, 2);
    assert_int_equal(three->pickup[0], 5);
    assert_int_equal(three->service_ms, 70);
    assert_int_equal(three->windows[0].begin_ms, 35);
    assert_int_equal(three->prize, 8 * INT64_C(3600000));
    assert_int_equal(problem->vehicles[0].capacity[0], 9);
    assert_int_equal(problem->vehicles[0].shift_end_ms, 990);
    assert_int_equal(problem->vehicles[0].cost_per_hour * 10, 3600000); /* a unit of travel costs 1 */
    dd_problem_free(problem);
    problem = read_good(DD_FORMAT_VRPLIB, "SERVICE_TIME : 2\nDISTANCE : 30\n" HEAD COORDS);
    assert_int_equal(problem->tasks[1].service_ms, 20);
    assert_int_equal(problem->vehicles[0].max_duration_ms, 300);
    assert_int_equal(problem->vehicle_count, 2);
    dd_problem_free(problem);
    problem = read_good(DD_FORMAT_VRPLIB, "DISTANCE : 30\nDIMENSION : 3\nEDGE_WEIGHT_TYPE : EUC_2D\n" COORDS);
    assert_int_equal(problem->vehicles[0].max_dist_m, 300);
    assert_int_equal(problem->vehicles[0].max_duration_ms, 0);
    assert_true(problem->vehicles[0].capacity[0] == DD_FOREVER_MS);
    dd_problem_free(problem);
}

static void assert_plan(const char *text, dd_status status, const char *pointer)
{
    dd_problem *problem = read_good(DD_FORMAT_VRPLIB, HEAD COORDS "DEMAND_SECTION\n2 4\n3 5\n");
    dd_plan *plan = NULL;
    dd_error err = {0};
    dd_status actual = dd_format_read_plan(DD_FORMAT_VRPLIB, problem, text, strlen(text), &plan, &err);
    if (actual == DD_STATUS_OK) actual = dd_plan_check(problem, plan, &err);
    if (actual != status || (status != DD_STATUS_OK && strcmp(err.pointer, pointer) != 0)) fail_msg("%s: %s: %s", text, err.pointer, err.message);
    dd_plan_free(plan);
    dd_problem_free(problem);
}

static void solutions_are_read_with_their_cost(void **state)
{
    (void)state;
    assert_plan("Route #1: 1 2\nCost 22\n", DD_STATUS_OK, "");
    assert_plan("Route #1: 1 2\r\nCost 22.0\r\n", DD_STATUS_OK, "");
    assert_plan("Route #1: 2\nRoute #2: 1\n", DD_STATUS_OK, "");
    assert_plan("Route #1: 1 2\nCost 23\n", DD_STATUS_INFEASIBLE, "2");
    assert_plan("Route #1: 1 2\nCost much\n", DD_STATUS_INVALID_INPUT, "2");
    assert_plan("Route #1: 1 3\n", DD_STATUS_INVALID_INPUT, "1");
    assert_plan("Cost 22\n", DD_STATUS_INVALID_INPUT, "1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_bad_files),           cmocka_unit_test(distances_are_rounded_as_the_type_says),
        cmocka_unit_test(matrices_are_read_in_every_order), cmocka_unit_test(every_section_has_its_effect),
        cmocka_unit_test(solutions_are_read_with_their_cost),
    };
    return cmocka_run_group_tests_name("vrplib", tests, NULL, NULL);
}
