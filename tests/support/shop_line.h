/* A small factory line with every feature, for tests that change one thing in it.
 *
 *   calendars  0 "day": each 100 ms, open [0, 40) and [50, 90)           1 "once": open [0, 1000)
 *   machines   0 "saw": day, setups, set up for "red", closed [60, 70)    1 "drill": always open     2 "lathe": once, from 5 on
 *   pools      0 "crew": once, 2 units, 1 absent in [200, 210)            1 "jig": a tool, 1 unit, always
 *   families   0 "red", 1 "blue"; red to blue 6, blue to red 7, first red 3, first blue 4
 *   jobs       0 "A": operations 0, 1 (after 0)      1 "B": due 80, weight 2, operations 2 (may pause), 3 (after 2, 10 later)
 *   operation  0 red on saw (20) with 1 crew         1 on drill (10) or lathe (8) with 1 crew in setup as well and the jig
 *              2 blue on saw (30), pauses            3 on drill (5), planned there at 100
 */
#ifndef DD_TESTS_SHOP_LINE_H
#define DD_TESTS_SHOP_LINE_H

#include "diaodu/schedule.h"
#include "support/check.h"

/* Copies `count` items of `size` into the problem's memory. */
static inline void *shop_copy(dd_shop_problem *problem, const void *items, size_t count, size_t size)
{
    void *copy = dd_shop_problem_alloc(problem, count, size);
    assert_non_null(copy);
    memcpy(copy, items, count * size);
    return copy;
}

#define SHOP_COPY(problem, type, count, ...) ((type *)shop_copy((problem), (const type[]){__VA_ARGS__}, (count), sizeof(type)))

static inline void shop_line_resources(dd_shop_problem *p)
{
    const dd_calendar day = {"day", SHOP_COPY(p, dd_window, 2, {0, 40}, {50, 90}), 2, 100}, once = {"once", SHOP_COPY(p, dd_window, 1, {0, 1000}), 1, 0};
    const dd_setup_matrix setup = {"paint", SHOP_COPY(p, int64_t, 4, 0, 6, 7, 0), SHOP_COPY(p, int64_t, 2, 3, 4)};
    dd_machine saw = {DD_MACHINE_DEFAULT, .name = "saw", .closed = SHOP_COPY(p, dd_window, 1, {60, 70}), .closed_count = 1};
    dd_machine drill = {DD_MACHINE_DEFAULT, .name = "drill"}, lathe = {DD_MACHINE_DEFAULT, .name = "lathe", .available_ms = 5};
    const dd_pool_resource crew = {"crew", false, 1, 2, SHOP_COPY(p, dd_absence, 1, {200, 210, 1}), 1}, jig = {"jig", true, DD_NONE, 1, NULL, 0};
    saw.calendar = saw.setup_matrix = saw.initial_family = 0;
    lathe.calendar = 1;
    assert_status(dd_shop_problem_add_calendar(p, &day, NULL, NULL), DD_STATUS_OK);
    assert_status(dd_shop_problem_add_calendar(p, &once, NULL, NULL), DD_STATUS_OK);
    assert_status(dd_shop_problem_add_family(p, "red", NULL, NULL), DD_STATUS_OK);
    assert_status(dd_shop_problem_add_family(p, "blue", NULL, NULL), DD_STATUS_OK);
    assert_status(dd_shop_problem_add_setup(p, &setup, NULL, NULL), DD_STATUS_OK);
    assert_status(dd_shop_problem_add_machine(p, &saw, NULL, NULL), DD_STATUS_OK);
    assert_status(dd_shop_problem_add_machine(p, &drill, NULL, NULL), DD_STATUS_OK);
    assert_status(dd_shop_problem_add_machine(p, &lathe, NULL, NULL), DD_STATUS_OK);
    assert_status(dd_shop_problem_add_pool(p, &crew, NULL, NULL), DD_STATUS_OK);
    assert_status(dd_shop_problem_add_pool(p, &jig, NULL, NULL), DD_STATUS_OK);
}

static inline dd_shop_problem *shop_line(void)
{
    dd_shop_problem *p = NULL;
    assert_status(dd_shop_problem_create(&p, NULL), DD_STATUS_OK);
    shop_line_resources(p);
    const dd_need *crew = SHOP_COPY(p, dd_need, 1, {0, 1, false}), *both = SHOP_COPY(p, dd_need, 2, {0, 1, true}, {1, 1, false});
    dd_operation operations[] = {
        {DD_OPERATION_DEFAULT, .name = "cut", .modes = SHOP_COPY(p, dd_mode, 1, {0, 20, crew, 1}), .mode_count = 1},
        {DD_OPERATION_DEFAULT, .modes = SHOP_COPY(p, dd_mode, 2, {1, 10, both, 2}, {2, 8, both, 2}), .mode_count = 2,
         .links = SHOP_COPY(p, dd_link, 1, {0, 0}), .link_count = 1},
        {DD_OPERATION_DEFAULT, .job = 1, .may_pause = true, .modes = SHOP_COPY(p, dd_mode, 1, {0, 30, NULL, 0}), .mode_count = 1},
        {DD_OPERATION_DEFAULT, .job = 1, .modes = SHOP_COPY(p, dd_mode, 1, {1, 5, NULL, 0}), .mode_count = 1, .links = SHOP_COPY(p, dd_link, 1, {2, 10}),
         .link_count = 1, .planned_start_ms = 100},
    };
    operations[0].family = operations[3].planned_mode = 0;
    operations[2].family = 1;
    assert_status(dd_shop_problem_add_job(p, &(dd_job){DD_JOB_DEFAULT, .name = "A"}, NULL, NULL), DD_STATUS_OK);
    dd_job late = {DD_JOB_DEFAULT, .name = "B"};
    late.due_ms = 80;
    late.weight = 2;
    assert_status(dd_shop_problem_add_job(p, &late, NULL, NULL), DD_STATUS_OK);
    for (int i = 0; i < 4; i++) assert_status(dd_shop_problem_add_operation(p, &operations[i], NULL, NULL), DD_STATUS_OK);
    return p;
}

/* What lies behind a const of the problem's own memory. */
#define SHOP_CHANGE(type, pointer) ((type *)(uintptr_t)(pointer))

#endif
