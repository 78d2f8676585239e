/* dd_shop_problem_check: what is refused, with the expected status and place, each by one change in a line with every feature. */
#include "support/fault.h"
#include "support/shop_line.h"

static void assert_answer(dd_shop_problem *p, dd_status status, const char *pointer, int line)
{
    dd_error err = {DD_STATUS_OK, "", ""};
    dd_status answer = dd_shop_problem_check(p, &err);
    dd_shop_problem_free(p);
    if (answer == status && strcmp(err.pointer, pointer) == 0 && (status == DD_STATUS_OK || err.message[0] != '\0')) return;
    print_error("row at line %d: \"%s\" at \"%s\" (%s), expected \"%s\" at \"%s\"\n", line, dd_status_text(answer), err.pointer, err.message,
                dd_status_text(status), pointer);
    fail();
}

/* The line with `change` done to it (to p, its operations o and machines m). */
#define ANSWER(status, pointer, ...)                          \
    do {                                                      \
        dd_shop_problem *p = shop_line();                     \
        dd_operation *o = p->operations;                      \
        dd_machine *m = p->machines;                          \
        (void)o, (void)m;                                     \
        __VA_ARGS__;                                          \
        assert_answer(p, (status), (pointer), __LINE__);      \
    } while (0)
#define GOOD(...) ANSWER(DD_STATUS_OK, "", __VA_ARGS__)
#define WRONG(pointer, ...) ANSWER(DD_STATUS_INVALID_INPUT, pointer, __VA_ARGS__)
#define LARGE(pointer, ...) ANSWER(DD_STATUS_TOO_LARGE, pointer, __VA_ARGS__)
#define SHIFTS(ix) SHOP_CHANGE(dd_window, p->calendars[ix].shifts)
#define CLOSED(ix) SHOP_CHANGE(dd_window, m[ix].closed)
#define MODES(ix) SHOP_CHANGE(dd_mode, o[ix].modes)
#define NEEDS(ix, mode) SHOP_CHANGE(dd_need, o[ix].modes[mode].needs)
#define LINKS(ix) SHOP_CHANGE(dd_link, o[ix].links)
#define ABSENCES(ix) SHOP_CHANGE(dd_absence, p->pools[ix].absences)

static const int64_t FAR = DD_SHOP_INSTANT_MAX_MS;

static void the_line_and_its_edges_are_good(void **state)
{
    (void)state;
    GOOD((void)0);
    GOOD(p->origin_ms = -FAR);
    GOOD(SHIFTS(0)[0].end_ms = 50);                              /* shifts may touch */
    GOOD(SHIFTS(0)[1].end_ms = 100);
    GOOD(p->jobs[0].weight = DD_SHOP_WEIGHT_MAX, p->jobs[0].due_ms = -FAR);
    GOOD(MODES(0)[0].duration_ms = 0);
    GOOD(p->job_count = 3, p->jobs[2] = p->jobs[0], p->jobs[2].name = NULL); /* a job without operations; room for 8 */
    GOOD(p->objective.level_count = DD_SHOP_LEVELS_MAX,
         p->objective.weight[1][DD_SHOP_TERM_FLOW] = p->objective.weight[2][DD_SHOP_TERM_MOVED] = p->objective.weight[3][DD_SHOP_TERM_SETUP] = 1);
    dd_shop_problem *empty = NULL;
    assert_status(dd_shop_problem_create(&empty, NULL), DD_STATUS_OK);
    assert_answer(empty, DD_STATUS_OK, "", __LINE__);
}

static void resources(void **state)
{
    (void)state;
    WRONG("/calendars/0/period_ms", p->calendars[0].period_ms = -1);
    WRONG("/calendars/0/period_ms", p->calendars[0].period_ms = FAR + 1);
    WRONG("/calendars/1/shifts", p->calendars[1].shift_count = 0);
    WRONG("/calendars/0/shifts/1", SHIFTS(0)[1].begin_ms = 39);
    WRONG("/calendars/0/shifts/1", SHIFTS(0)[1].end_ms = 101);   /* out of the period */
    WRONG("/calendars/0/shifts/0", SHIFTS(0)[0].begin_ms = -1);
    WRONG("/calendars/0/shifts/0", SHIFTS(0)[0].end_ms = 0);
    WRONG("/calendars/1/shifts/0", SHIFTS(1)[0].begin_ms = -FAR - 1);
    LARGE("/calendars/1/shifts", p->calendars[1].shift_count = DD_SHOP_WINDOWS_MAX + 1);
    WRONG("/setups/0/ms/3", SHOP_CHANGE(int64_t, p->setups[0].ms)[3] = -1);
    WRONG("/setups/0/first_ms/1", SHOP_CHANGE(int64_t, p->setups[0].first_ms)[1] = FAR + 1);
    WRONG("/setups/0/ms", p->setups[0].ms = NULL);
    WRONG("/machines/0/calendar", m[0].calendar = 2);
    WRONG("/machines/1/setup_matrix", m[1].setup_matrix = 1);
    WRONG("/machines/0/initial_family", m[0].initial_family = 2);
    WRONG("/machines/2/available_ms", m[2].available_ms = FAR + 1);
    WRONG("/machines/0/closed/0", CLOSED(0)[0].end_ms = 60);
    LARGE("/machines/0/closed", m[0].closed_count = DD_SHOP_WINDOWS_MAX + 1);
    WRONG("/pools/0/calendar", p->pools[0].calendar = 2);
    WRONG("/pools/0/absences/0", ABSENCES(0)[0].end_ms = 200);
    WRONG("/pools/0/absences/0", ABSENCES(0)[0].begin_ms = -FAR - 1);
    WRONG("/pools/0/absences/1", p->pools[0].absences = SHOP_COPY(p, dd_absence, 2, {5, 9, 1}, {4, 9, 1}), p->pools[0].absence_count = 2);
    WRONG("/pools/1/absences", p->pools[1].absence_count = 1);
    WRONG("/origin_ms", p->origin_ms = FAR + 1);
    WRONG("/ticks_per_unit", p->ticks_per_unit = 0);
}

static void jobs_and_operations(void **state)
{
    (void)state;
    WRONG("/jobs/0/release_ms", p->jobs[0].release_ms = FAR + 1);
    WRONG("/jobs/1/due_ms", p->jobs[1].due_ms = DD_FOREVER_MS - 1);
    WRONG("/jobs/1/weight", p->jobs[1].weight = DD_SHOP_WEIGHT_MAX + 1);
    WRONG("/operations/3/job", o[3].job = 2);
    WRONG("/operations/3/job", o[3].job = 0);                    /* not in the order of jobs */
    WRONG("/operations/0/family", o[0].family = 2);
    WRONG("/operations/0/release_ms", o[0].release_ms = -FAR - 1);
    WRONG("/operations/3/planned_mode", o[3].planned_mode = 1);
    WRONG("/operations/3/planned_start_ms", o[3].planned_start_ms = FAR + 1);
    WRONG("/operations/0/modes", o[0].mode_count = 0);
    LARGE("/operations/0/modes", o[0].mode_count = DD_SHOP_MODES_MAX + 1);
    WRONG("/operations/1/modes/1/machine", MODES(1)[1].machine = 3);
    WRONG("/operations/1/modes/1/machine", MODES(1)[1].machine = 1); /* twice */
    WRONG("/operations/0/modes/0/duration_ms", MODES(0)[0].duration_ms = -1);
    LARGE("/operations/0/modes/0/needs", MODES(0)[0].need_count = DD_SHOP_NEEDS_MAX + 1);
    WRONG("/operations/2/modes/0/needs", MODES(2)[0].need_count = 1);
    WRONG("/operations/0/modes/0/needs/0/pool", NEEDS(0, 0)[0].pool = 2);
    WRONG("/operations/0/modes/0/needs/0/units", NEEDS(0, 0)[0].units = 0);
    WRONG("/operations/1/modes/0/needs/1/pool", NEEDS(1, 0)[1].pool = 0);
    WRONG("/operations/1/links/0/before", LINKS(1)[0].before = 4);
    WRONG("/operations/1/links/0/before", LINKS(1)[0].before = 1);
    WRONG("/operations/1/links/1/before", o[1].links = SHOP_COPY(p, dd_link, 2, {0, 0}, {0, 4}), o[1].link_count = 2);
    WRONG("/operations/3/links/0/lag_ms", LINKS(3)[0].lag_ms = -1);
    LARGE("/operations/1/links", o[1].link_count = DD_SHOP_LINKS_MAX + 1);
    WRONG("/objective/levels", p->objective.level_count = 0);
    WRONG("/objective/levels", p->objective.level_count = DD_SHOP_LEVELS_MAX + 1);
    WRONG("/objective/levels/1", p->objective.level_count = 2);
    WRONG("/objective/levels/0", p->objective.weight[0][DD_SHOP_TERM_SETUP] = -1);
    WRONG("/objective/levels/0", p->objective.weight[0][DD_SHOP_TERM_SETUP] = DD_SHOP_WEIGHT_MAX + 1);
}

static void cycles_of_links(void **state)
{
    (void)state;
    /* 0 <- 1 and 1 <- 0 */
    WRONG("/operations/0/links", o[0].links = SHOP_COPY(p, dd_link, 1, {1, 0}), o[0].link_count = 1);
    /* 1 <- 2 <- 3 <- 2: operation 1 waits behind the cycle and is not on it */
    WRONG("/operations/2/links", o[1].links = SHOP_COPY(p, dd_link, 2, {0, 0}, {3, 0}), o[1].link_count = 2,
          o[2].links = SHOP_COPY(p, dd_link, 1, {3, 0}), o[2].link_count = 1);
    /* over jobs: 0 <- 3 <- 2, 1 <- 0: none */
    GOOD(o[0].links = SHOP_COPY(p, dd_link, 1, {3, 0}), o[0].link_count = 1);
    /* 0 <- 3 <- 2 <- 1 <- 0 */
    WRONG("/operations/0/links", o[0].links = SHOP_COPY(p, dd_link, 1, {3, 0}), o[0].link_count = 1, o[2].links = SHOP_COPY(p, dd_link, 1, {1, 0}),
          o[2].link_count = 1);
}

static void lock(dd_operation *operation, uint32_t mode, int64_t begin, int64_t start, int64_t end)
{
    operation->is_locked = true;
    operation->lock = (dd_lock){mode, begin, start, end};
}

static void locks(void **state)
{
    (void)state;
    GOOD(lock(&o[0], 0, -30, -20, 45));                          /* before the origin, and over closed time */
    WRONG("/operations/0/lock/mode", lock(&o[0], 1, 0, 0, 20));
    WRONG("/operations/0/lock", lock(&o[0], 0, 1, 0, 20));
    WRONG("/operations/0/lock", lock(&o[0], 0, 0, 30, 20));
    WRONG("/operations/0/lock", lock(&o[0], 0, 0, 0, FAR + 1));
    WRONG("/operations/1/links/0", lock(&o[1], 0, 30, 30, 40));  /* waits for one that is free */
    GOOD(lock(&o[0], 0, 0, 0, 20), lock(&o[1], 0, 20, 20, 30));
    WRONG("/operations/1/links/0", lock(&o[0], 0, 0, 0, 20), lock(&o[1], 0, 19, 19, 29));
    WRONG("/operations/3/links/0", lock(&o[2], 0, 0, 0, 20), lock(&o[3], 0, 29, 29, 34));
    GOOD(lock(&o[0], 0, 0, 0, 20), lock(&o[2], 0, 20, 26, 60));
    WRONG("/operations/2/lock", lock(&o[0], 0, 0, 0, 20), lock(&o[2], 0, 19, 26, 60)); /* the machine is taken for setup */
    GOOD(lock(&o[0], 0, 0, 0, 20), MODES(0)[0].needs = SHOP_COPY(p, dd_need, 1, {0, 2, false}));
    WRONG("/operations/0/lock", lock(&o[0], 0, 0, 0, 20), MODES(0)[0].needs = SHOP_COPY(p, dd_need, 1, {0, 3, false}));
    WRONG("/operations/2/lock", lock(&o[0], 0, 0, 0, 20), MODES(0)[0].needs = SHOP_COPY(p, dd_need, 1, {0, 2, false}), lock(&o[2], 0, 20, 26, 50),
          MODES(2)[0] = (dd_mode){1, 4, SHOP_COPY(p, dd_need, 1, {0, 1, false}), 1}, o[2].lock.start_ms = 19, o[2].lock.setup_begin_ms = 19);
    GOOD(lock(&o[0], 0, 195, 195, 215), MODES(0)[0].needs = SHOP_COPY(p, dd_need, 1, {0, 2, false})); /* one left while it ran */
}

static dd_status check_line(void *arg)
{
    return dd_shop_problem_check(arg, NULL);
}

static void memory_runs_out(void **state)
{
    (void)state;
    dd_shop_problem *p = shop_line();
    lock(&p->operations[0], 0, 0, 0, 20);
    assert_true(fault_each_allocation(check_line, p) > 0);
    dd_shop_problem_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_and_its_edges_are_good), cmocka_unit_test(resources), cmocka_unit_test(jobs_and_operations),
        cmocka_unit_test(cycles_of_links), cmocka_unit_test(locks), cmocka_unit_test(memory_runs_out),
    };
    return cmocka_run_group_tests_name("shop_validate", tests, NULL, NULL);
}
