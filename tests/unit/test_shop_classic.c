/* The classic files of shops: what is read out of them, which machine is the first one, and what is refused where. */
#include <stdlib.h>

#include "support/fault.h"
#include "support/shop_refuse.h"

static void assert_step(const dd_shop_problem *p, uint32_t ix, uint32_t job, uint32_t machine, int64_t duration, bool is_first)
{
    const dd_operation *operation = &p->operations[ix];
    assert_int_equal(operation->job, job);
    assert_int_equal(operation->modes[0].machine, machine);
    assert_int_equal(operation->modes[0].duration_ms, duration);
    assert_int_equal(operation->link_count, is_first ? 0 : 1);
    if (!is_first) assert_int_equal(operation->links[0].before, ix - 1);
}

static void jsplib(void **state)
{
    (void)state;
    dd_shop_problem *p = shop_read_good(DD_SHOP_FORMAT_JSPLIB, NULL, "# a\n\n 2 3 \r\n0 3 1 2 2 2\n# b\n2 4.0 2 0\n\n# c");
    assert_int_equal(p->job_count, 2);
    assert_int_equal(p->machine_count, 3);
    assert_int_equal(p->operation_count, 5);
    assert_step(p, 0, 0, 0, 3, true);
    assert_step(p, 2, 0, 2, 2, false);
    assert_step(p, 3, 1, 2, 4, true); /* a machine twice, one never */
    assert_step(p, 4, 1, 2, 0, false);
    assert_false(p->is_flexible);
    assert_true(p->ticks_per_unit == 1);
    dd_shop_problem_free(p);
}

static void jsplib_is_refused(void **state)
{
    (void)state;
    static const refuse_row rows[] = {
        {"", DD_STATUS_INVALID_INPUT, "", "empty"},
        {"# only\n", DD_STATUS_INVALID_INPUT, "2", "no numbers"},
        {"0 1\n", DD_STATUS_INVALID_INPUT, "1:1", "jobs"},
        {"1\n0 1\n", DD_STATUS_INVALID_INPUT, "1:2", "missing"},
        {"1 70000\n0 1\n", DD_STATUS_INVALID_INPUT, "1:2", NULL},
        {"1 99\n0 1\n", DD_STATUS_INVALID_INPUT, "1:2", "more machines than the text"},
        {"1 1 1\n0 1\n", DD_STATUS_INVALID_INPUT, "1:3", "more than the line"},
        {"1 2\n2 1\n", DD_STATUS_INVALID_INPUT, "2:1", "counted from 0"},
        {"1 2\n1 1 -1 1\n", DD_STATUS_INVALID_INPUT, "2:3", NULL},
        {"1 2\n1 -1\n", DD_STATUS_INVALID_INPUT, "2:2", "duration"},
        {"1 2\n1 1.5\n", DD_STATUS_INVALID_INPUT, "2:2", NULL},
        {"1 2\n1 99999999999999999999\n", DD_STATUS_INVALID_INPUT, "2:2", NULL},
        {"1 2\n1 140737488355329\n", DD_STATUS_INVALID_INPUT, "2:2", NULL},
        {"1 2\n0 1 1\n", DD_STATUS_INVALID_INPUT, "2:4", "missing"},
        {"1 2\n0 x\n", DD_STATUS_INVALID_INPUT, "2:2", NULL},
        {"2 2\n0 1\n", DD_STATUS_INVALID_INPUT, "3", "fewer"},
        {"1 2\n0 1\n1 1\n", DD_STATUS_INVALID_INPUT, "3", "more lines"},
    };
    assert_shop_refused(DD_SHOP_FORMAT_JSPLIB, rows);
}

static void taillard(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "Nb of jobs, Nb of Machines, Time seed, Machine seed, Upper bound, Lower bound\n 2 3 840612802 398197754 12 10\nTimes\n 1 2 3\n 4 5 6\n"
        "Machines\n 3 1 2\n 1 3 2\n",
        "2 3\n1 2 3\n4 5 6\n3 1 2\n1 3 2\n",
    };
    for (int t = 0; t < 2; t++) {
        dd_shop_problem *p = shop_read_good(DD_SHOP_FORMAT_TAILLARD, NULL, texts[t]);
        assert_int_equal(p->operation_count, 6);
        assert_step(p, 0, 0, 2, 1, true);
        assert_step(p, 1, 0, 0, 2, false);
        assert_step(p, 3, 1, 0, 4, true);
        assert_step(p, 5, 1, 1, 6, false);
        dd_shop_problem_free(p);
    }
}

static void taillard_is_refused(void **state)
{
    (void)state;
    static const refuse_row rows[] = {
        {"words\nwords\n", DD_STATUS_INVALID_INPUT, "2", "words"},
        {"1 2\n1 2\n0 1\n", DD_STATUS_INVALID_INPUT, "3:1", "counted from 1"},
        {"1 2\n1 2\n1 3\n", DD_STATUS_INVALID_INPUT, "3:2", "counted from 1"},
        {"1 2\n1 2 3\n1 2\n", DD_STATUS_INVALID_INPUT, "2:3", "more than the line"},
        {"1 2\n1\n1 2\n", DD_STATUS_INVALID_INPUT, "2:2", "missing"},
        {"1 2\n1 2\n", DD_STATUS_INVALID_INPUT, "3", "too early"},
        {"2 2\n1 2\nMachines\n1 2\n1 2\n1 2\n", DD_STATUS_INVALID_INPUT, "3", "words"},
        {"1 2\n1 2\n1 2\nNb of jobs\n1 2\n", DD_STATUS_INVALID_INPUT, "4", "more lines"},
    };
    assert_shop_refused(DD_SHOP_FORMAT_TAILLARD, rows);
}

/* 0 occurs; the last number occurs; neither: the name tells. */
static void fjs_in_both_countings(void **state)
{
    (void)state;
    static const struct {
        const char *text, *name;
        uint32_t machine;      /* of the first operation's first mode */
    } rows[] = {
        {"1 4 2\n2 2 1 5 2 6 1 0 1\n", NULL, 1},     {"1 4 2\n2 2 1 5 2 6 1 0 1\n", "a.fjs", 1}, {"1 4\n2 2 1 5 2 6 1 4 1\n", NULL, 0},
        {"1 4\n2 2 1 5 2 6 1 4 1\n", "a.txt", 0},    {"1 4\n1 2 1 5 2 6\n", NULL, 0},            {"1 4\n1 2 1 5 2 6\n", "dir/A.FJS", 0},
        {"1 4\n1 2 1 5 2 6\n", "a.fjs.txt", 1},      {"1 4\n1 2 1 5 2 6\n", "fjs", 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dd_shop_problem *p = shop_read_good(DD_SHOP_FORMAT_FJS, rows[i].name, rows[i].text);
        const dd_mode *modes = p->operations[0].modes;
        if (modes[0].machine != rows[i].machine || modes[1].machine != rows[i].machine + 1) fail_msg("row %zu: machine %u", i, modes[0].machine);
        assert_int_equal(modes[1].duration_ms, 6);
        assert_true(p->is_flexible);
        dd_shop_problem_free(p);
    }
}

static void fjs_is_refused(void **state)
{
    (void)state;
    static const refuse_row rows[] = {
        {"1 2\n1 1 0 1 1\n", DD_STATUS_INVALID_INPUT, "2:5", "more than the line"},
        {"1 2\n2 1 0 1\n", DD_STATUS_INVALID_INPUT, "2:5", "number of machines"},
        {"1 2\n1 0\n", DD_STATUS_INVALID_INPUT, "2:2", "number of machines"},
        {"1 2\n0\n", DD_STATUS_INVALID_INPUT, "2:1", "number of operations"},
        {"1 2\n1 4000 0 1\n", DD_STATUS_INVALID_INPUT, "2:2", "more machines than the text"},
        {"1 2\n1 2 0 1 2 1\n", DD_STATUS_INVALID_INPUT, "2:5", "from 0 or from 1"},
        {"1 3\n1 2 1 1 1 1\n", DD_STATUS_INVALID_INPUT, "2:5", "twice"},
        {"1 2\n1 1 3 1\n", DD_STATUS_INVALID_INPUT, "2:3", "machine"},
        {"1 2 1.5 1\n1 1 1 1\n", DD_STATUS_INVALID_INPUT, "1:4", "more than the line"},
    };
    assert_shop_refused(DD_SHOP_FORMAT_FJS, rows);
}

static dd_status read_each(void *arg)
{
    static const char jsp[] = "2 2\n0 1 1 2\n1 3 0 4\n", times[] = "2 2\n1 2\n3 4\n1 2\n2 1\n", fjs[] = "1 2\n2 2 1 3 2 4 1 2 1\n";
    dd_shop_problem *problem = NULL;
    (void)arg;
    dd_status status = dd_shop_format_read(DD_SHOP_FORMAT_JSPLIB, NULL, jsp, sizeof jsp - 1, &problem, NULL);
    dd_shop_problem_free(problem);
    problem = NULL;
    if (status == DD_STATUS_OK) status = dd_shop_format_read(DD_SHOP_FORMAT_TAILLARD, NULL, times, sizeof times - 1, &problem, NULL);
    dd_shop_problem_free(problem);
    problem = NULL;
    if (status == DD_STATUS_OK) status = dd_shop_format_read(DD_SHOP_FORMAT_FJS, NULL, fjs, sizeof fjs - 1, &problem, NULL);
    dd_shop_problem_free(problem);
    return status;
}

static void memory_runs_out(void **state)
{
    (void)state;
    assert_true(fault_each_allocation(read_each, NULL) > 6);
}

static void schedules_as_csv(void **state)
{
    (void)state;
    dd_shop_problem *p = shop_read_good(DD_SHOP_FORMAT_FJS, NULL, "2 3\n2 1 1 3 2 2 2 3 4\n1 2 1 5 3 6\n");
    static const dd_placement placements[] = {{0, 0, 0, 3}, {1, 3, 3, 7}, {0, 3, 3, 8}};
    static const char expected[] = "job,operation,machine,start,end\n0,0,0,0,3\n0,1,2,3,7\n1,0,0,3,8\n";
    dd_schedule *schedule = NULL, *again = NULL;
    char *text = NULL;
    size_t size = 0;
    assert_status(dd_schedule_create(p, placements, &schedule, NULL), DD_STATUS_OK);
    assert_status(dd_shop_format_write(DD_SHOP_FORMAT_CSV, p, schedule, NULL, &text, &size, NULL), DD_STATUS_OK);
    assert_string_equal(text, expected);
    assert_status(dd_shop_format_read_schedule(DD_SHOP_FORMAT_CSV, p, text, size, &again, NULL), DD_STATUS_OK);
    assert_memory_equal(again->placements, placements, sizeof placements);
    static const struct {
        const char *text, *pointer;
    } bad[] = {
        {"", ""},
        {"job,operation,machine,start\n", "1:end"},
        {"job,operation,machine,start,end,colour\n", "1:colour"},
        {"job,operation,machine,start,end,job\n", "1:job"},
        {"job,operation,machine,start,end\n2,0,0,0,3\n", "2:job"},
        {"job,operation,machine,start,end\n0,2,0,0,3\n", "2:operation"},
        {"job,operation,machine,start,end\n0,0,3,0,3\n", "2:machine"},
        {"job,operation,machine,start,end\n0,0,1,0,3\n", "2:machine"},
        {"job,operation,machine,start,end\n0,0,0,x,3\n", "2:start"},
        {"job,operation,machine,start,end\n0,0,0,0\n", "2:end"},
        {"job,operation,machine,start,end\n0,0,0,0,3\n0,0,0,3,6\n", "3:operation"},
        {"job,operation,machine,start,end\n0,0,0,0,3\n", ""},
        {"job,operation,machine,start,end\n0,0,0,0,9223372036854775807\n", "2:end"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        dd_error err = {DD_STATUS_OK, "", ""};
        dd_schedule *none = NULL;
        assert_status(dd_shop_format_read_schedule(DD_SHOP_FORMAT_CSV, p, bad[i].text, strlen(bad[i].text), &none, &err), DD_STATUS_INVALID_INPUT);
        assert_error_at(&err, DD_STATUS_INVALID_INPUT, bad[i].pointer);
        assert_null(none);
    }
    free(text);
    dd_schedule_free(schedule);
    dd_schedule_free(again);
    dd_shop_problem_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jsplib), cmocka_unit_test(jsplib_is_refused), cmocka_unit_test(taillard), cmocka_unit_test(taillard_is_refused),
        cmocka_unit_test(fjs_in_both_countings), cmocka_unit_test(fjs_is_refused), cmocka_unit_test(memory_runs_out), cmocka_unit_test(schedules_as_csv),
    };
    return cmocka_run_group_tests_name("shop_classic", tests, NULL, NULL);
}
