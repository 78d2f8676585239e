/* dd_schedule_check: a good schedule by hand, and what ignores each feature, with the expected place and words.
 *
 * The line (support/shop_line.h) by hand; the saw is open [0,40) [50,60) [70,90) [100,140) ...:
 *   operation 0  saw, red after red: no setup        [0, 20), crew
 *   operation 2  saw, blue after red: setup 6        setup 20..26, 30 of work: [26,40) 14, [50,60) 10, [70,76) 6: ends 76
 *   operation 1  drill after 0                       [20, 30), crew and jig
 *   operation 3  drill, 10 after 2                   [86, 91)
 * makespan 91; tardiness 2 * (91 - 80) = 22; setup 6; moved 1; shift 14; flow 30 + 91 = 121
 */
#include "support/fault.h"
#include "support/shop_line.h"

static const dd_placement good[] = {{0, 0, 0, 20}, {0, 20, 20, 30}, {0, 20, 26, 76}, {0, 86, 86, 91}};

static void assert_answer(dd_shop_problem *p, const dd_placement *placements, const char *pointer, const char *words, int line)
{
    dd_schedule *schedule = NULL;
    dd_error err = {DD_STATUS_OK, "", ""};
    assert_status(dd_shop_problem_check(p, &err), DD_STATUS_OK);
    assert_status(dd_schedule_create(p, placements, &schedule, &err), DD_STATUS_OK);
    dd_status status = dd_schedule_check(p, schedule, &err), expected = pointer == NULL ? DD_STATUS_OK : DD_STATUS_INFEASIBLE;
    dd_schedule_free(schedule);
    dd_shop_problem_free(p);
    if (status == expected && (pointer == NULL || (strcmp(err.pointer, pointer) == 0 && strstr(err.message, words) != NULL))) return;
    print_error("row at line %d: \"%s\" at \"%s\" (%s), expected \"%s\" at \"%s\"\n", line, dd_status_text(status), err.pointer, err.message,
                words ? words : "ok", pointer ? pointer : "");
    fail();
}

/* The good schedule of the line with something changed: problem p, its operations o, machines m; placements s. */
#define ANSWER(pointer, words, ...)                                      \
    do {                                                                 \
        dd_shop_problem *p = shop_line();                                \
        dd_operation *o = p->operations;                                 \
        dd_machine *m = p->machines;                                     \
        dd_placement s[4];                                               \
        memcpy(s, good, sizeof s);                                       \
        (void)o, (void)m;                                                \
        __VA_ARGS__;                                                     \
        assert_answer(p, s, (pointer), (words), __LINE__);               \
    } while (0)
#define GOOD(...) ANSWER(NULL, NULL, __VA_ARGS__)
#define BROKEN(ix, words, ...) ANSWER("/operations/" #ix, words, __VA_ARGS__)
#define AT(...) ((dd_placement){__VA_ARGS__})

static void the_good_schedule_and_its_terms(void **state)
{
    (void)state;
    dd_shop_problem *p = shop_line();
    dd_schedule *schedule = NULL;
    assert_status(dd_schedule_create(p, good, &schedule, NULL), DD_STATUS_OK);
    assert_status(dd_schedule_check(p, schedule, NULL), DD_STATUS_OK);
    static const int64_t terms[DD_SHOP_TERM_END_] = {91, 22, 6, 1, 14, 121};
    for (int i = 0; i < DD_SHOP_TERM_END_; i++) {
        dd_error err = {DD_STATUS_OK, "", ""};
        char pointer[32] = "/terms/";
        assert_int_equal(schedule->terms[i], terms[i]);
        schedule->terms[i]++;
        assert_status(dd_schedule_check(p, schedule, &err), DD_STATUS_INFEASIBLE);
        assert_error_at(&err, DD_STATUS_INFEASIBLE, strcat(pointer, dd_shop_term_text((dd_shop_term)i)));
        schedule->terms[i]--;
    }
    schedule->bound_ms = 91;
    assert_status(dd_schedule_check(p, schedule, NULL), DD_STATUS_OK);
    schedule->bound_ms = 92;
    dd_error err = {DD_STATUS_OK, "", ""};
    assert_status(dd_schedule_check(p, schedule, &err), DD_STATUS_INFEASIBLE);
    assert_string_equal(err.pointer, "/bound_ms");
    schedule->operation_count = 3;
    assert_status(dd_schedule_check(p, schedule, &err), DD_STATUS_INFEASIBLE);
    assert_string_equal(err.pointer, "/operations");
    dd_schedule_free(schedule);
    dd_shop_problem_free(p);
}

static void waits(void **state)
{
    (void)state;
    BROKEN(1, "waits for has ended", s[1] = AT(0, 19, 19, 29));
    BROKEN(3, "too early after", s[3] = AT(0, 85, 85, 90));
    BROKEN(1, "before its release", o[1].release_ms = 21);
    BROKEN(2, "before its job's release", p->jobs[1].release_ms = 27);
    GOOD(p->jobs[1].release_ms = 26); /* the setup may come before */
    BROKEN(0, "before the plan", p->origin_ms = 1);
    BROKEN(0, "instants are not in order", s[0] = AT(0, 1, 0, 20));
    BROKEN(0, "out of range", s[0].end_ms = DD_FOREVER_MS + 1);
}

static void working_time(void **state)
{
    (void)state;
    BROKEN(0, "its length is not its duration", s[0].end_ms = 21, s[1] = AT(0, 21, 21, 31));
    BROKEN(0, "its length is not its duration", s[0].end_ms = 19);
    BROKEN(1, "its length is not its duration", s[1].end_ms = 28);  /* the lathe's duration on the drill */
    GOOD(s[1] = AT(1, 20, 20, 28));
    /* it may not pause: 25 of [25,45) lies in closed time */
    BROKEN(0, "not all of it is working time", s[0] = AT(0, 25, 25, 45), s[2] = AT(0, 100, 106, 136), s[1] = AT(0, 45, 45, 55), s[3] = AT(0, 146, 146, 151));
    BROKEN(2, "ends before its duration", s[2].end_ms = 75);
    BROKEN(2, "ends after its duration", s[2].end_ms = 77, s[3] = AT(0, 87, 87, 92));
    /* done at 60, and says 70: nothing is worked in between */
    BROKEN(2, "ends after its duration", o[2].modes = SHOP_COPY(p, dd_mode, 1, {0, 24, NULL, 0}), s[2].end_ms = 70);
    BROKEN(2, "does not start in working time", s[2] = AT(0, 34, 40, 90), s[3] = AT(0, 100, 100, 105));
    BROKEN(2, "ends before its duration", m[0].closed = SHOP_COPY(p, dd_window, 1, {60, 71}));            /* maintenance */
    BROKEN(1, "does not start in working time", m[1].available_ms = 21);
    BROKEN(1, "not all of it is working time", m[1].calendar = 1, SHOP_CHANGE(dd_window, p->calendars[1].shifts)[0].end_ms = 29);
    /* the operator's calendar counts, the machine's own is open */
    BROKEN(1, "not all of it is working time", SHOP_CHANGE(dd_window, p->calendars[1].shifts)[0].end_ms = 29);
    /* periods: the same a thousand days on, and a shift off by one there */
    GOOD(p->origin_ms = 100000, s[0] = AT(0, 100000, 100000, 100020), s[1] = AT(0, 100020, 100020, 100030), m[0].closed_count = 0,
         s[2] = AT(0, 100020, 100026, 100066), s[3] = AT(0, 100076, 100076, 100081), p->pools[0].calendar = DD_NONE);
    BROKEN(2, "ends after its duration", p->origin_ms = 100000, m[0].closed_count = 0,
           s[0] = AT(0, 100000, 100000, 100020), s[1] = AT(0, 100020, 100020, 100030),
           s[2] = AT(0, 100020, 100026, 100067), s[3] = AT(0, 100077, 100077, 100082), p->pools[0].calendar = DD_NONE);
    /* before the origin of a period as well */
    GOOD(p->origin_ms = o[0].release_ms = p->jobs[0].release_ms = o[2].release_ms = o[3].release_ms = p->jobs[1].release_ms = m[0].available_ms = -100,
         m[1].available_ms = -100, m[0].closed_count = 0, s[0] = AT(0, -100, -100, -80), s[1] = AT(1, 20, 20, 28), p->pools[0].calendar = DD_NONE,
         s[2] = AT(0, -80, -74, -34), s[3] = AT(0, -24, -24, -19));
}

static void setups(void **state)
{
    (void)state;
    BROKEN(2, "too short", s[2] = AT(0, 21, 26, 76));
    BROKEN(2, "too short", s[2] = AT(0, 20, 20, 60));                           /* ignored */
    BROKEN(2, "begins too early", s[0] = AT(0, 0, 0, 20), s[2] = AT(0, 20, 27, 77), s[3] = AT(0, 87, 87, 92));
    BROKEN(0, "needs no setup", m[0].calendar = DD_NONE, p->origin_ms = -3, s[0] = AT(0, -3, 0, 20), s[2] = AT(0, 20, 26, 56));
    BROKEN(0, "too short", m[0].initial_family = 1);                                  /* blue to red */
    BROKEN(0, "too short", m[0].initial_family = DD_NONE);                            /* the first one */
    GOOD(m[0].initial_family = DD_NONE, p->setups[0].first_ms = NULL);
    GOOD(m[0].setup_matrix = DD_NONE, s[2] = AT(0, 20, 20, 60));
    /* an operation without a family leaves the machine's */
    GOOD(o[0].family = DD_NONE);
    BROKEN(2, "needs no setup", o[2].family = 0);
    /* a setup pauses: 6 before 53 are [53,50) 3 and [40,37) 3 */
    GOOD(s[2] = AT(0, 37, 53, 103), s[3] = AT(0, 113, 113, 118));
    BROKEN(2, "begins too early", s[2] = AT(0, 36, 53, 103), s[3] = AT(0, 113, 113, 118));
    /* with 6 done in [50,56) it begins at 50, not in the closed time before */
    BROKEN(2, "begins too early", s[2] = AT(0, 45, 56, 106), s[3] = AT(0, 116, 116, 121));
    GOOD(s[2] = AT(0, 50, 56, 106), s[3] = AT(0, 116, 116, 121));
}

static void machines(void **state)
{
    (void)state;
    BROKEN(2, "has ended", s[2] = AT(0, 19, 25, 75));
    BROKEN(3, "has ended", s[1] = AT(0, 82, 82, 92));
    GOOD(s[1] = AT(0, 91, 91, 101));
}

static void pools(void **state)
{
    (void)state;
    /* one of two is away in [200, 210): operation 1 and a second holder cannot both have the crew */
    GOOD(s[1] = AT(0, 195, 195, 205));
    BROKEN(1, "pool 0 crew", s[1] = AT(0, 195, 195, 205), SHOP_CHANGE(dd_absence, p->pools[0].absences)[0].units = 2);
    GOOD(s[1] = AT(0, 190, 190, 200), SHOP_CHANGE(dd_absence, p->pools[0].absences)[0].units = 2);
    GOOD(s[1] = AT(0, 210, 210, 220), SHOP_CHANGE(dd_absence, p->pools[0].absences)[0].units = 2);
    BROKEN(1, "pool 1 jig", p->pools[1].units = 0);
    /* two hold it at once, one in its pause */
    BROKEN(2, "pool 0 crew", p->pools[0].units = 1, o[2].modes = SHOP_COPY(p, dd_mode, 1, {0, 30, o[0].modes[0].needs, 1}));
    GOOD(p->pools[0].units = 2, o[2].modes = SHOP_COPY(p, dd_mode, 1, {0, 30, o[0].modes[0].needs, 1}));
    BROKEN(2, "pool 0 crew", p->pools[0].units = 1, s[1] = AT(0, 62, 62, 72), o[2].modes = SHOP_COPY(p, dd_mode, 1, {0, 30, o[0].modes[0].needs, 1}));
    /* held in the setup: operation 1 ends at 30, so does the setup begin at 20 */
    BROKEN(2, "pool 1 jig", o[2].modes = SHOP_COPY(p, dd_mode, 1, {0, 30, SHOP_COPY(p, dd_need, 1, {1, 1, true}), 1}));
    BROKEN(2, "its setup is too short", p->pools[1].calendar = 0, s[1] = AT(0, 100, 100, 110), m[0].calendar = DD_NONE, m[0].closed_count = 0,
           o[2].modes = SHOP_COPY(p, dd_mode, 1, {0, 10, SHOP_COPY(p, dd_need, 1, {1, 1, true}), 1}), s[2] = AT(0, 46, 52, 62));
    GOOD(p->pools[1].calendar = 0, s[1] = AT(0, 100, 100, 110), m[0].calendar = DD_NONE, m[0].closed_count = 0,
         o[2].modes = SHOP_COPY(p, dd_mode, 1, {0, 10, SHOP_COPY(p, dd_need, 1, {1, 1, true}), 1}), s[2] = AT(0, 36, 52, 62));
}

static void lock(dd_operation *operation, int64_t begin, int64_t start, int64_t end)
{
    operation->is_locked = true;
    operation->lock = (dd_lock){0, begin, start, end};
}

static void locks(void **state)
{
    (void)state;
    /* over closed time, before origin and release, longer than its duration, without its setup; red is what the next one finds */
    GOOD(lock(&o[0], -5, -5, 20), s[0] = AT(0, -5, -5, 20), m[0].initial_family = 1, o[0].release_ms = 3);
    BROKEN(0, "locked, at other instants", lock(&o[0], 0, 0, 19));
    BROKEN(0, "locked, at other instants", lock(&o[0], -1, 0, 20));
    BROKEN(1, "locked, in another mode", lock(&o[0], 0, 0, 20), lock(&o[1], 20, 20, 30), s[1] = AT(1, 20, 20, 30));
    BROKEN(2, "has ended", lock(&o[0], 0, 0, 22), s[0] = AT(0, 0, 0, 22), s[1] = AT(0, 22, 22, 32));
    /* who runs while its operators leave goes on, and nobody else may take them */
    GOOD(lock(&o[0], 0, 0, 20), p->pools[0].absences = SHOP_COPY(p, dd_absence, 1, {5, 20, 2}));
    BROKEN(1, "pool 0 crew", lock(&o[0], 0, 0, 20), p->pools[0].absences = SHOP_COPY(p, dd_absence, 1, {5, 21, 2}));
}

static dd_status check_good(void *arg)
{
    dd_schedule *schedule = NULL;
    dd_status status = dd_schedule_create(arg, good, &schedule, NULL);
    if (status == DD_STATUS_OK) status = dd_schedule_check(arg, schedule, NULL);
    dd_schedule_free(schedule);
    return status;
}

static void memory_runs_out(void **state)
{
    (void)state;
    dd_shop_problem *p = shop_line();
    assert_true(fault_each_allocation(check_good, p) > 3);
    dd_shop_problem_free(p);
}

/* A calendar of tiny shifts does not hold the check up: the walk is given up. */
static void tiny_shifts_are_given_up(void **state)
{
    (void)state;
    BROKEN(2, "too many windows", p->calendars[0] = (dd_calendar){"thin", SHOP_COPY(p, dd_window, 1, {0, 1}), 1, 3}, o[0].modes = o[1].modes,
           o[0].mode_count = 1, m[0].closed_count = 0, m[0].setup_matrix = DD_NONE, s[0] = AT(0, 0, 0, 10),
           o[2].modes = SHOP_COPY(p, dd_mode, 1, {0, INT64_C(1) << 40, NULL, 0}), s[2] = AT(0, 30, 30, INT64_C(3) << 40),
           s[3] = AT(0, (INT64_C(3) << 40) + 10, (INT64_C(3) << 40) + 10, (INT64_C(3) << 40) + 15));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_good_schedule_and_its_terms), cmocka_unit_test(waits), cmocka_unit_test(working_time), cmocka_unit_test(setups),
        cmocka_unit_test(machines), cmocka_unit_test(pools), cmocka_unit_test(locks), cmocka_unit_test(memory_runs_out),
        cmocka_unit_test(tiny_shifts_are_given_up),
    };
    return cmocka_run_group_tests_name("schedule_check", tests, NULL, NULL);
}
