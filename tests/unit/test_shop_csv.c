/* Factory lines as CSV: what is read, how it is told from routes, and what is refused where; durations and days. */
#include "io/duration.h"
#include "io/shifts.h"
#include "support/fault.h"
#include "support/shop_refuse.h"

static const char whole[] =
    "# a line\n"
    "[settings],\nkey,value\norigin,2026-11-23T06:00:00Z\nobjective,\"tardiness*3+setup,makespan\"\nzone,+01:00\n"
    "[calendars]\ncalendar,days,begin,end\nearly,Mon-Fri,06:00,14:00\nearly,Mon-Fri,14:00,22:00\nnight,Sun,22:00,6:00\n"
    "mixed,Mon,06:00,08:00\nmixed,,2026-11-28T06:00:00Z,2026-11-28T14:00:00Z\n"
    "[machines]\nmachine,group,calendar,closed,setups,initial_family,available\n"
    "saw,LINE 1,early,2026-11-24T08:00:00Z/2026-11-24T09:00:00Z; 2026-11-23T08:00:00Z/2026-11-23T09:00:00Z,paint,red,\n"
    "drill,LINE 2,,,,,2026-11-23T07:00:00Z\n"
    "[pools]\npool,kind,units,calendar,absences\nwelders,people,3,early,2026-11-24T06:00:00Z/2026-11-25T06:00:00Z*2\njig,tools,,,\n"
    "[setups]\nmatrix,from,to,setup\npaint,*,*,10min\npaint,red,blue,120\npaint,,blue,0:01\n"
    "[jobs]\njob,release,due,weight,priority\nB,,2026-11-24T06:00:00Z,5,2\nA,2026-11-23T07:00:00Z,,,\nlater,,,,\n"
    "[operations]\njob,operation,machine,duration,family,needs,pause,after,earliest,locked_start,locked_end,planned_start\n"
    "A,10,saw,6h,red,welders:2/setup; jig,yes,,,,,\n"
    "A,10,drill,PT8H,,jig,,,,,,2026-11-23T09:00:00Z\n"
    "A,20,drill,1.5h,,,,,2026-11-23T08:00:00Z,,,\n"
    "A,30,drill,1h,,,,-,,,,\n"
    "B,10,saw,3h,blue,,,A/10; A/20+2h,,,,\n";

static void resources_are_read(const dd_shop_problem *p)
{
    const int64_t hour = 3600000;
    assert_int_equal(p->calendars[0].shift_count, 5); /* two shifts that touch are one */
    assert_int_equal(p->calendars[0].shifts[0].end_ms - p->calendars[0].shifts[0].begin_ms, 16 * hour);
    assert_int_equal(p->calendars[1].shift_count, 1);
    assert_int_equal(p->calendars[1].shifts[0].begin_ms, (3 * 24 + 21) * hour);
    assert_int_equal(p->machines[0].closed_count, 2);
    assert_true(p->machines[0].closed[0].end_ms < p->machines[0].closed[1].begin_ms);
    assert_int_equal(p->machines[1].available_ms - p->origin_ms, hour);
    assert_int_equal(p->pools[0].units, 3);
    assert_int_equal(p->pools[0].absences[0].units, 2);
    assert_int_equal(p->pools[1].units, 1);
    const int64_t expected[] = {0, 120000, 600000, 0};
    assert_memory_equal(p->setups[0].ms, expected, sizeof expected);
    assert_int_equal(p->setups[0].first_ms[1], 60000);
}

/* The single shift on a Saturday is there once in twenty years, the Mondays in every week. */
static void a_mixed_calendar(const dd_calendar *calendar)
{
    const int64_t hour = 3600000, week = 7 * 24 * hour, saturday = INT64_C(1795845600000); /* 2026-11-28T06:00:00Z */
    uint32_t weeks = (uint32_t)(calendar->period_ms / week), found = 0;
    assert_int_equal(calendar->period_ms % week, 0);
    assert_true(weeks > 52 * DD_SHIFTS_YEARS);
    assert_int_equal(calendar->shift_count, weeks + 1);
    for (uint32_t i = 0; i < calendar->shift_count; i++)
        found += calendar->shifts[i].begin_ms == saturday % calendar->period_ms && calendar->shifts[i].end_ms - calendar->shifts[i].begin_ms == 8 * hour;
    assert_int_equal(found, 1);
}

static void a_whole_line(void **state)
{
    (void)state;
    dd_shop_problem *p = shop_read_good(DD_SHOP_FORMAT_CSV, NULL, whole);
    resources_are_read(p);
    a_mixed_calendar(&p->calendars[2]);
    assert_int_equal(p->job_count, 3);
    assert_string_equal(p->jobs[0].name, "A"); /* in the order of their operations */
    assert_int_equal(p->jobs[1].weight, 5);
    assert_string_equal(p->jobs[2].name, "later");
    const dd_operation *o = p->operations;
    assert_int_equal(p->operation_count, 4);
    assert_true(o[0].may_pause && o[0].mode_count == 2 && o[0].link_count == 0 && o[0].planned_mode == 1);
    assert_int_equal(o[0].modes[0].duration_ms, 6 * 3600000);
    assert_int_equal(o[0].modes[0].needs[0].units, 2);
    assert_true(o[0].modes[0].needs[0].in_setup && !o[0].modes[0].needs[1].in_setup);
    assert_int_equal(o[0].modes[1].need_count, 1);
    assert_int_equal(o[1].links[0].before, 0);
    assert_int_equal(o[1].release_ms - p->origin_ms, 2 * 3600000);
    assert_int_equal(o[2].link_count, 0);
    assert_int_equal(o[3].links[1].before, 1);
    assert_int_equal(o[3].links[1].lag_ms, 2 * 3600000);
    dd_shop_problem_free(p);
}

static void a_plain_file(void **state)
{
    (void)state;
    dd_shop_problem *p = shop_read_good(DD_SHOP_FORMAT_CSV, NULL, "job,machine,duration,due,weight\nA,saw,10,60,2\nA,drill,20,,\nB,drill,5,,\n");
    assert_int_equal(p->operation_count, 3);
    assert_int_equal(p->machine_count, 2);
    assert_null(p->operations[0].name);
    assert_int_equal(p->operations[1].links[0].before, 0);
    assert_int_equal(p->jobs[0].due_ms, 60000);
    assert_int_equal(p->jobs[0].weight, 2);
    assert_true(p->jobs[1].due_ms == DD_FOREVER_MS && !p->has_iso_times);
    dd_shop_problem_free(p);
}

#define OPS "[operations]\njob,operation,machine,duration,after,needs,locked_start,locked_end,due,family\n"
#define ROW "A,1,m,1,,,,,,\n"

static void lines_are_refused(void **state)
{
    (void)state;
    static const refuse_row rows[] = {
        {"a,b\n1,2\n", DD_STATUS_INVALID_INPUT, "1", "no table"},
        {"[jobs]\njob\nA\n", DD_STATUS_INVALID_INPUT, "", "[operations]"},
        {"[cars]\nid\n" OPS ROW, DD_STATUS_INVALID_INPUT, "1", "no such table"},
        {OPS ROW "[operations]\njob\n", DD_STATUS_INVALID_INPUT, "4", "twice"},
        {"[jobs]\n" OPS ROW, DD_STATUS_INVALID_INPUT, "1", "header"},
        {"[settings]\nkey,value\ncolour,red\n" OPS ROW, DD_STATUS_INVALID_INPUT, "3:value", "setting"},
        {"[settings]\nkey,value\norigin,now\n" OPS ROW, DD_STATUS_INVALID_INPUT, "3:value", NULL},
        {"[settings]\nkey,value\norigin,0\norigin,0\n" OPS ROW, DD_STATUS_INVALID_INPUT, "4:value", "twice"},
        {"[settings]\nkey,value\nobjective,fun\n" OPS ROW, DD_STATUS_INVALID_INPUT, "3:value", "fun"},
        {"[calendars]\ncalendar,days,begin,end\nc,Xmas,6:00,7:00\n" OPS ROW, DD_STATUS_INVALID_INPUT, "3:days", NULL},
        {"[calendars]\ncalendar,days,begin,end\nc,Mon,6:00,7\n" OPS ROW, DD_STATUS_INVALID_INPUT, "3:days", "times of day"},
        {"[calendars]\ncalendar,days,begin,end\nc,,9,7\n" OPS ROW, DD_STATUS_INVALID_INPUT, "3:end", "before"},
        {"[calendars]\ncalendar,days,begin,end\nc,,7,9\nd,,7,9\nc,,8,9\n" OPS ROW, DD_STATUS_INVALID_INPUT, "5:calendar", "another"},
        {"[machines]\nmachine,calendar\nm,c\n" OPS ROW, DD_STATUS_INVALID_INPUT, "3:calendar", "no calendar"},
        {"[machines]\nmachine,closed\nm,7\n" OPS ROW, DD_STATUS_INVALID_INPUT, "3:closed", "BEGIN/END"},
        {"[machines]\nmachine,closed\nm,7/6\n" OPS ROW, DD_STATUS_INVALID_INPUT, "3:closed", "before"},
        {"[machines]\nmachine\nn\n" OPS ROW, DD_STATUS_INVALID_INPUT, "6:machine", "no machine"},
        {"[pools]\npool,kind\np,cats\n" OPS ROW, DD_STATUS_INVALID_INPUT, "3:kind", "people or tools"},
        {"[setups]\nmatrix,from,to,setup\ns,a,b,1\ns,a,b,1\n" OPS ROW, DD_STATUS_INVALID_INPUT, "4", "twice"},
        {"[setups]\nmatrix,from,to,setup\ns,a,b,x\n" OPS ROW, DD_STATUS_INVALID_INPUT, "3:setup", "duration"},
        {"[jobs]\njob\nA\nA\n" OPS ROW, DD_STATUS_INVALID_INPUT, "4:job", "another"},
        {"[jobs]\njob\nB\n" OPS ROW, DD_STATUS_INVALID_INPUT, "6:job", "no such job"},
        {"job,machine,duration,colour\nA,m,1,red\n", DD_STATUS_INVALID_INPUT, "1:colour", "no such column"},
        {"job,machine,duration,job\nA,m,1,red\n", DD_STATUS_INVALID_INPUT, "1:job", "twice"},
        {"job,machine,duration\nA,m\n", DD_STATUS_INVALID_INPUT, "2:duration", "missing"},
        {"job,machine,duration\n,m,1\n", DD_STATUS_INVALID_INPUT, "2:job", "missing"},
        {"job,machine,duration\nA,m,-1\n", DD_STATUS_INVALID_INPUT, "2:duration", NULL},
        {"job,machine,duration\nA,m,1\nB,m,1\nA,m,1\n", DD_STATUS_INVALID_INPUT, "4:job", "together"},
        {OPS ROW "A,1,m,2,,,,,,\n", DD_STATUS_INVALID_INPUT, "4:machine", "another line"},
        {OPS ROW "A,1,n,2,,,,,,red\n", DD_STATUS_INVALID_INPUT, "4:family", "differs"},
        {OPS ROW "A,2,m,2,,,,,,\nA,1,n,2,,,,,,\n", DD_STATUS_INVALID_INPUT, "5:operation", "another operation"},
        {OPS "A,,m,1,,,,,,\nA,0,m,1,,,,,,\n", DD_STATUS_INVALID_INPUT, "4:operation", "another operation"}, /* the first goes by 0 (found by fuzzing) */
        {OPS "A,1,m,1,,,,,7,\nA,2,m,1,,,,,8,\n", DD_STATUS_INVALID_INPUT, "4:due", "differs"},
        {OPS "A,1,m,1,x,,,,,\n", DD_STATUS_INVALID_INPUT, "3:after", "no operation"},
        {OPS "A,1,m,1,1,,,,,\n", DD_STATUS_INVALID_INPUT, "3:after", "itself"},
        {OPS ROW "A,2,m,1,1;1+5,,,,,\n", DD_STATUS_INVALID_INPUT, "4:after", "twice"},
        {OPS "A,1,m,1,2,,,,,\nA,2,m,1,1,,,,,\n", DD_STATUS_INVALID_INPUT, "3", "waits for itself"},
        {OPS "A,1,m,1,,p,,,,\n", DD_STATUS_INVALID_INPUT, "3:needs", "no pool"},
        {"[pools]\npool\np\n" OPS "A,1,m,1,,p; p:2,,,,\n", DD_STATUS_INVALID_INPUT, "6:needs", "twice"},
        {OPS "A,1,m,1,,,5,,,\n", DD_STATUS_INVALID_INPUT, "3:locked_end", "missing"},
        {OPS "A,1,m,1,,,,5,,\n", DD_STATUS_INVALID_INPUT, "3:locked_end", "locked_start"},
        {OPS "A,1,m,1,,,0,9,,\nA,2,m,1,,,5,12,,\n", DD_STATUS_INVALID_INPUT, "4", "before one that it waits for"},
        {OPS "A,1,m,1,,,0,9,,\nB,2,m,1,,,5,12,,\n", DD_STATUS_INVALID_INPUT, "4", "overlaps"},
    };
    assert_shop_refused(DD_SHOP_FORMAT_CSV, rows);
}

static void csv_is_told_by_its_content(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool suits;
    } rows[] = {
        {whole, true}, {"\n# x\njob,operation,machine,duration\n", true}, {"\"job\",\"machine\"\n", true}, {"[vehicles]\nid\nv\n[tasks]\nid\nt\n", false},
        {"id,type\n", false}, {"", false}, {"job,\"machine\n", false}, {"[settings]\nkey,value\n[vehicles]\nid\njob,machine\n", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (dd_shop_format_suits(DD_SHOP_FORMAT_CSV, rows[i].text, strlen(rows[i].text)) != rows[i].suits) fail_msg("row %zu", i);
}

static void durations(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t ms;            /* -1: none */
    } rows[] = {
        {"0", 0}, {"90", 90000}, {"1.5", 1500}, {"0.0005", -1}, {"250ms", 250}, {"90s", 90000}, {"20min", 1200000}, {"20 min", 1200000}, {"1.5h", 5400000},
        {"2d", 172800000}, {"1:30", 5400000}, {"0:02:30", 150000}, {"1:60", -1}, {"1:3", -1}, {"1:30:", -1}, {":30", -1}, {"PT1H30M", 5400000}, {"P1DT2H",
        93600000},
        {"P2W", 1209600000}, {"PT0.5S", 500}, {"PT1M1H", -1}, {"P", -1}, {"PT", -1}, {"P1H", -1}, {"PT1D", -1}, {"P1DT", -1}, {"P1M", -1}, {"-5", -1}, {"", -1},
        {"5m", -1}, {"1e3", -1}, {"99999999999999999999", -1}, {"140737488355.328", INT64_C(1) << 47}, {"140737488355.329", -1}, {"2000000d", -1},
        {"PT140737488355.329S", -1}, {"99999999:00", -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t ms = -1;
        bool is_good = dd_duration_scan(rows[i].text, strlen(rows[i].text), &ms);
        if (is_good != (rows[i].ms >= 0) || ms != rows[i].ms) fail_msg("\"%s\": %lld", rows[i].text, (long long)ms);
    }
    int64_t ms;
    assert_true(dd_duration_scan_clock("24:00", 5, &ms) && ms == 86400000);
    assert_false(dd_duration_scan_clock("24:01", 5, &ms));
    assert_false(dd_duration_scan_clock("6", 1, &ms));
}

static void days(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t days;         /* 0: none */
    } rows[] = {
        {"Mon", 1}, {"Mon-Fri", 31}, {"sat sun", 96}, {"Sat-Mon", 97}, {"Monday,wed;FRIDAY", 21}, {"daily", 127}, {"", 0}, {"Mo", 0}, {"Mon-", 0},
        {"Mondays", 0}, {"Mon Xmas", 0}, {" ", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t found = 0;
        bool is_good = dd_shifts_scan_days(rows[i].text, strlen(rows[i].text), &found);
        if (is_good != (rows[i].days != 0) || found != rows[i].days) fail_msg("\"%s\": %u", rows[i].text, found);
    }
}

static dd_status read_whole(void *arg)
{
    dd_shop_problem *p = NULL;
    (void)arg;
    dd_status status = dd_shop_format_read(DD_SHOP_FORMAT_CSV, NULL, whole, sizeof whole - 1, &p, NULL);
    dd_shop_problem_free(p);
    return status;
}

static void memory_runs_out(void **state)
{
    (void)state;
    assert_true(fault_each_allocation(read_whole, NULL) > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_line), cmocka_unit_test(a_plain_file), cmocka_unit_test(lines_are_refused), cmocka_unit_test(csv_is_told_by_its_content),
        cmocka_unit_test(durations), cmocka_unit_test(days), cmocka_unit_test(memory_runs_out),
    };
    return cmocka_run_group_tests_name("shop_csv", tests, NULL, NULL);
}
