/* Closed time of machines, and what each operation waited for. */
#include "model/chain.h"

#include "model/closed_time.h"
#include "support/check.h"

enum { HOUR = 3600000, DAY = 24 * HOUR };

/* Two machines; M1 is open from 6 to 14 each day and in maintenance from 10 to 11 on the first. */
static dd_shop_problem *make_line(void)
{
    static const dd_window shift = {6 * HOUR, 14 * HOUR}, repair = {10 * HOUR, 11 * HOUR};
    static const dd_absence away = {0, 15 * HOUR, 1};
    dd_shop_problem *problem = NULL;
    const dd_calendar calendar = {"day", &shift, 1, DAY};
    const dd_machine m1 = {DD_MACHINE_DEFAULT, .name = "M1", .available_ms = -DAY, .closed = &repair, .closed_count = 1};
    const dd_machine m2 = {DD_MACHINE_DEFAULT, .name = "M2"};
    const dd_pool_resource pool = {.name = "fitters", .calendar = DD_NONE, .units = 1, .absences = &away, .absence_count = 1};
    assert_status(dd_shop_problem_create(&problem, NULL), DD_STATUS_OK);
    assert_status(dd_shop_problem_add_calendar(problem, &calendar, NULL, NULL), DD_STATUS_OK);
    assert_status(dd_shop_problem_add_machine(problem, &m1, NULL, NULL), DD_STATUS_OK);
    assert_status(dd_shop_problem_add_machine(problem, &m2, NULL, NULL), DD_STATUS_OK);
    assert_status(dd_shop_problem_add_pool(problem, &pool, NULL, NULL), DD_STATUS_OK);
    problem->machines[0].calendar = 0;
    return problem;
}

static void nights_and_maintenance_are_closed(void **state)
{
    (void)state;
    static const struct {
        int64_t a, b, open;
    } rows[] = {{0, 6, 0}, {6, 14, 7}, {9, 12, 2}, {10, 11, 0}, {0, 24, 7}, {-24, 0, 8}, {13, 31, 2}, {12, 12, 0}, {12, 6, 0}, {0, 48, 15}};
    dd_shop_problem *problem = make_line();
    dd_closed_time closed = {0};
    assert_status(dd_closed_time_machine(problem, 0, -DAY, 2 * DAY, &closed, NULL), DD_STATUS_OK);
    assert_int_equal(closed.count, 5);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(dd_closed_time_open_ms(&closed, rows[i].a * HOUR, rows[i].b * HOUR), rows[i].open * HOUR);
    assert_int_equal(dd_closed_time_at(&closed, 6 * HOUR, true), 1);
    assert_int_equal(dd_closed_time_at(&closed, 6 * HOUR, false), DD_NONE);
    assert_int_equal(dd_closed_time_at(&closed, 10 * HOUR, false), 2);
    dd_closed_time_done(&closed);
    dd_shop_problem_free(problem);
}

/* Calendars without a period are closed before and after all they have; a machine that is not yet there is closed. */
static void shifts_that_end_and_machines_to_come(void **state)
{
    (void)state;
    dd_shop_problem *problem = make_line();
    dd_closed_time closed = {0};
    problem->calendars[0].period_ms = 0;
    problem->machines[0].available_ms = 7 * HOUR;
    assert_status(dd_closed_time_machine(problem, 0, 0, 3 * DAY, &closed, NULL), DD_STATUS_OK);
    assert_int_equal(closed.count, 3);
    assert_int_equal(dd_closed_time_open_ms(&closed, 0, 3 * DAY), 6 * HOUR);
    dd_closed_time_done(&closed);
    assert_status(dd_closed_time_calendar(problem, DD_NONE, 0, DAY, &closed, NULL), DD_STATUS_OK);
    assert_int_equal(closed.count, 0);
    dd_closed_time_done(&closed);
    dd_shop_problem_free(problem);
}

/* A: 6-8 on M1, then 8-9 on M2.  B: 8-10 on M1, 15-16 on M2 with the fitter, who is away till 15.  C: next day at opening on M1, behind B; not placed on M2. */
static void each_cause_is_found(void **state)
{
    (void)state;
    dd_shop_problem *problem = make_line();
    const dd_mode on_m1 = {0, 2 * HOUR, NULL, 0}, on_m2 = {1, HOUR, NULL, 0};
    const dd_need fitter = {0, 1, false};
    const dd_mode with_fitter = {1, HOUR, &fitter, 1};
    const dd_link links[] = {{0, 0}, {2, 0}, {4, 0}};
    for (uint32_t job = 0; job < 3; job++) {
        const dd_operation first = {DD_OPERATION_DEFAULT, .job = job, .modes = &on_m1, .mode_count = 1};
        const dd_operation second = {DD_OPERATION_DEFAULT, .job = job,           .modes = job == 1 ? &with_fitter : &on_m2,
                                     .mode_count = 1,      .links = &links[job], .link_count = 1};
        assert_status(dd_shop_problem_add_job(problem, &(dd_job){DD_JOB_DEFAULT}, NULL, NULL), DD_STATUS_OK);
        assert_status(dd_shop_problem_add_operation(problem, &first, NULL, NULL), DD_STATUS_OK);
        assert_status(dd_shop_problem_add_operation(problem, &second, NULL, NULL), DD_STATUS_OK);
    }
    static const int64_t hours[6][2] = {{6, 8}, {8, 9}, {8, 10}, {15, 16}, {30, 32}, {0, 0}};
    static const struct {
        dd_cause_kind kind;
        uint32_t operation;
        int64_t free_h, room_h;
        bool opens;
    } expected[6] = {{DD_CAUSE_RELEASE, DD_NONE, 0, 0, true}, {DD_CAUSE_LINK, 0, 8, 0, false},    {DD_CAUSE_MACHINE, 0, 8, 0, false},
                     {DD_CAUSE_POOL, DD_NONE, 15, 0, false},  {DD_CAUSE_MACHINE, 2, 10, 3, true}, {DD_CAUSE_NONE, DD_NONE, 0, 0, false}};
    dd_placement placements[6];
    dd_cause causes[6];
    for (int i = 0; i < 6; i++) placements[i] = (dd_placement){0, hours[i][0] * HOUR, hours[i][0] * HOUR, hours[i][1] * HOUR};
    placements[5].start_ms = DD_FOREVER_MS;
    assert_status(dd_chain_find(problem, placements, causes, NULL), DD_STATUS_OK);
    for (int i = 0; i < 6; i++) {
        assert_int_equal(causes[i].kind, expected[i].kind);
        assert_int_equal(causes[i].operation, expected[i].operation);
        assert_int_equal(causes[i].free_ms, expected[i].free_h * HOUR);
        assert_int_equal(causes[i].room_ms, expected[i].room_h * HOUR);
        assert_int_equal(causes[i].waits_for_opening, expected[i].opens);
    }
    dd_shop_problem_free(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nights_and_maintenance_are_closed),
        cmocka_unit_test(shifts_that_end_and_machines_to_come),
        cmocka_unit_test(each_cause_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
