/* Factory lines as JSON: what is read, and what is refused where. */
#include "support/fault.h"
#include "support/shop_refuse.h"

#define HEAD "{\"Version\": 1, "
#define MACHINES "\"Equipment\": [{\"EquipmentID\": \"saw\", \"EquipmentClass\": \"L\"}, {\"EquipmentID\": \"drill\", \"EquipmentClass\": \"L\"}], "
#define ON_SAW "\"EquipmentRequirements\": [{\"EquipmentID\": \"saw\", \"Duration\": 60}]"
#define ORDER(...) HEAD MACHINES "\"JobOrders\": [{\"JobOrderID\": \"A\", " __VA_ARGS__ "}]}"
#define ROOT(...) HEAD __VA_ARGS__ ", " MACHINES "\"JobOrders\": []}"

static const char whole[] =
    "{\"Version\": 1, \"Origin\": \"2026-11-23T06:00:00Z\", \"Zone\": \"+01:00\", \"Objective\": \"tardiness*3+setup,makespan\","
    " \"Calendars\": [{\"CalendarID\": \"early\", \"Shifts\": [{\"Days\": \"Mon-Fri\", \"StartTime\": \"06:00\", \"EndTime\": \"14:00\"}]},"
    "  {\"CalendarID\": \"once\", \"Shifts\": [{\"StartTime\": \"2026-11-28T06:00:00Z\", \"EndTime\": \"2026-11-28T14:00:00Z\"}]},"
    "  {\"CalendarID\": \"hourly\", \"Period\": \"PT1H\", \"Shifts\": [{\"StartTime\": 0, \"EndTime\": \"50min\"}]}],"
    " \"SetupMatrices\": [{\"SetupMatrixID\": \"paint\", \"Setups\": [{\"From\": \"*\", \"To\": \"*\", \"Duration\": 600},"
    "   {\"From\": \"red\", \"To\": \"blue\", \"Duration\": \"PT2M\"}, {\"To\": \"blue\", \"Duration\": 30}]}],"
    " \"Equipment\": [{\"EquipmentID\": \"saw\", \"EquipmentClass\": \"L1\", \"Calendar\": \"early\", \"SetupMatrix\": \"paint\", \"InitialFamily\": \"red\","
    "    \"Maintenance\": [{\"StartTime\": \"2026-11-24T09:00:00Z\", \"EndTime\": \"2026-11-24T10:00:00Z\"},"
    "                      {\"StartTime\": \"2026-11-24T08:00:00Z\", \"EndTime\": \"2026-11-24T09:00:00Z\"}]},"
    "   {\"EquipmentID\": \"d1\", \"EquipmentClass\": \"drills\"}, {\"EquipmentID\": \"d2\", \"EquipmentClass\": \"drills\"}],"
    " \"Personnel\": [{\"PersonnelID\": \"welders\", \"Quantity\": 3, \"Calendar\": \"hourly\"}], \"PhysicalAssets\": [{\"PhysicalAssetID\": \"jig\"}],"
    " \"JobOrders\": ["
    "  {\"JobOrderID\": \"frame\", \"Priority\": 7, \"Weight\": 2, \"StartTime\": \"2026-11-23T07:00:00Z\", \"EndTime\": \"2026-11-23T12:00:00Z\", "
    "\"Operations\": ["
    "    {\"OperationID\": \"10\", \"Family\": \"blue\", \"MayPause\": true, " ON_SAW "},"
    "    {\"OperationID\": \"20\", \"EquipmentRequirements\": [{\"EquipmentClass\": \"drills\"}, {\"EquipmentID\": \"saw\", \"Duration\": 9, "
    "\"PersonnelRequirements\": []}],"
    "     \"Duration\": \"PT1H\", \"PersonnelRequirements\": [{\"PersonnelID\": \"welders\", \"Quantity\": 2, \"DuringSetup\": true}]},"
    "    {\"OperationID\": \"x\", \"After\": [], " ON_SAW "}]},"
    "  {\"JobOrderID\": \"bike\", " ON_SAW ", \"MaterialRequirements\": [{\"JobOrderID\": \"frame\", \"Lag\": 5}],"
    "   \"Planned\": {\"StartTime\": \"2026-11-24T07:00:00Z\"}}]}";

static void resources_are_read(const dd_shop_problem *p)
{
    const int64_t hour = 3600000;
    assert_int_equal(p->calendars[0].shift_count, 5);
    assert_int_equal(p->calendars[0].period_ms, 7 * 24 * hour);
    /* Thursday the first of January 1970, 06:00 at +01:00 */
    assert_int_equal(p->calendars[0].shifts[0].begin_ms, 5 * hour);
    assert_int_equal(p->calendars[0].shifts[2].begin_ms, (4 * 24 + 5) * hour);
    assert_int_equal(p->calendars[1].period_ms, 0);
    assert_int_equal(p->calendars[2].period_ms, hour);
    assert_int_equal(p->calendars[2].shifts[0].end_ms, 3000000);
    assert_int_equal(p->machines[0].closed_count, 1); /* touching ones are one */
    assert_int_equal(p->machines[0].closed[0].end_ms - p->machines[0].closed[0].begin_ms, 2 * hour);
    assert_string_equal(p->families[0], "red");
    const int64_t expected[] = {0, 120000, 600000, 0};
    assert_memory_equal(p->setups[0].ms, expected, sizeof expected);
    assert_int_equal(p->setups[0].first_ms[0], 0);
    assert_int_equal(p->setups[0].first_ms[1], 30000);
    assert_int_equal(p->machines[0].initial_family, 0);
    assert_int_equal(p->pools[0].units, 3);
    assert_true(p->pools[1].is_tool);
    assert_int_equal(p->objective.level_count, 2);
    assert_int_equal(p->objective.weight[0][DD_SHOP_TERM_TARDINESS], 3);
    assert_true(p->has_iso_times);
}

static void a_whole_line(void **state)
{
    (void)state;
    dd_shop_problem *p = shop_read_good(DD_SHOP_FORMAT_JSON, NULL, whole);
    resources_are_read(p);
    assert_int_equal(p->operation_count, 4);
    assert_int_equal(p->jobs[0].weight, 2);
    assert_int_equal(p->jobs[0].priority, 7);
    assert_int_equal(p->jobs[0].due_ms - p->jobs[0].release_ms, 5 * 3600000);
    assert_int_equal(p->jobs[1].release_ms, p->origin_ms);
    const dd_operation *o = p->operations;
    assert_true(o[0].may_pause && o[0].family == 1 && o[0].link_count == 0);
    assert_int_equal(o[1].mode_count, 3);
    assert_int_equal(o[1].modes[1].machine, 2);
    assert_int_equal(o[1].modes[1].duration_ms, 3600000);
    assert_int_equal(o[1].modes[1].needs[0].units, 2);
    assert_true(o[1].modes[1].needs[0].in_setup);
    assert_int_equal(o[1].modes[2].duration_ms, 9000);
    assert_int_equal(o[1].modes[2].need_count, 0);
    assert_int_equal(o[1].links[0].before, 0);
    assert_int_equal(o[2].link_count, 0);
    assert_int_equal(o[3].link_count, 2); /* the material comes from 20 and x, which nothing of the frame follows */
    assert_int_equal(o[3].links[0].before, 1);
    assert_int_equal(o[3].links[1].before, 2);
    assert_int_equal(o[3].links[1].lag_ms, 5000);
    assert_int_equal(o[3].planned_mode, 0);
    assert_null(o[3].name);
    dd_shop_problem_free(p);
}

static void roots_are_refused(void **state)
{
    (void)state;
    static const refuse_row rows[] = {
        {"", DD_STATUS_INVALID_INPUT, "", "empty"},
        {"{", DD_STATUS_INVALID_INPUT, "", "line 1"},
        {"[]", DD_STATUS_INVALID_INPUT, "", "object"},
        {"{\"Version\": 2}", DD_STATUS_INVALID_INPUT, "/Version", NULL},
        {"{}", DD_STATUS_INVALID_INPUT, "/Version", "missing"},
        {"{\"Version\": 1, \"Version\": 1}", DD_STATUS_INVALID_INPUT, "", "duplicate"},
        {"{\"Version\": 1, \"Colour\": 1}", DD_STATUS_INVALID_INPUT, "/Colour", "unknown"},
        {"{\"Version\": 1, \"JobOrders\": []}", DD_STATUS_INVALID_INPUT, "/Equipment", "missing"},
        {"{\"Version\": 1, \"Equipment\": []}", DD_STATUS_INVALID_INPUT, "/JobOrders", "missing"},
        {ROOT("\"Origin\": \"yesterday\""), DD_STATUS_INVALID_INPUT, "/Origin", NULL},
        {ROOT("\"Origin\": \"12\""), DD_STATUS_INVALID_INPUT, "/Origin", NULL},
        {ROOT("\"Zone\": \"CET\""), DD_STATUS_INVALID_INPUT, "/Zone", NULL},
        {ROOT("\"Objective\": \"fun\""), DD_STATUS_INVALID_INPUT, "/Objective", "fun"},
        {ROOT("\"Calendars\": [{\"CalendarID\": \"c\", \"Shifts\": []}]"), DD_STATUS_INVALID_INPUT, "/Calendars/0/Shifts", "never open"},
        {ROOT("\"Calendars\": [{\"CalendarID\": \"c\", \"Shifts\": [{\"StartTime\": 5, \"EndTime\": 5}]}]"),
         DD_STATUS_INVALID_INPUT, "/Calendars/0/Shifts/0", NULL},
        {ROOT("\"Calendars\": [{\"CalendarID\": \"c\", \"Shifts\": [{\"Days\": \"Xmas\", \"StartTime\": \"6:00\", \"EndTime\": \"7:00\"}]}]"),
         DD_STATUS_INVALID_INPUT, "/Calendars/0/Shifts/0/Days", NULL},
        {ROOT("\"Calendars\": [{\"CalendarID\": \"c\", \"Shifts\": [{\"Days\": \"Mon\", \"StartTime\": \"6:00\", \"EndTime\": \"25:00\"}]}]"),
         DD_STATUS_INVALID_INPUT, "/Calendars/0/Shifts/0", NULL},
        {ROOT("\"Calendars\": [{\"CalendarID\": \"c\", \"Period\": 10, \"Shifts\": [{\"StartTime\": 5, \"EndTime\": 11}]}]"), DD_STATUS_INVALID_INPUT,
         "/Calendars/0/Shifts/0", "period"},
        {ROOT("\"Calendars\": [{\"CalendarID\": \"c\", \"Period\": 0, \"Shifts\": [{\"StartTime\": 5, \"EndTime\": 11}]}]"), DD_STATUS_INVALID_INPUT,
         "/Calendars/0/Period", NULL},
        {ROOT("\"SetupMatrices\": [{\"SetupMatrixID\": \"s\", \"Setups\": [{\"From\": \"a\", \"To\": \"b\", \"Duration\": 1}, {\"From\": \"a\", "
              "\"To\": \"b\", \"Duration\": 2}]}]"),
         DD_STATUS_INVALID_INPUT, "/SetupMatrices/0/Setups/1", "twice"},
        {ROOT("\"SetupMatrices\": [{\"SetupMatrixID\": \"s\", \"Setups\": [{\"From\": \"a\", \"To\": \"b\", \"Duration\": -1}]}]"), DD_STATUS_INVALID_INPUT,
         "/SetupMatrices/0/Setups/0/Duration", NULL},
        {ROOT("\"Personnel\": [{\"PersonnelID\": \"p\", \"Quantity\": -1}]"), DD_STATUS_INVALID_INPUT, "/Personnel/0/Quantity", NULL},
        {ROOT("\"Personnel\": [{\"PersonnelID\": \"p\"}], \"PhysicalAssets\": [{\"PhysicalAssetID\": \"p\"}]"), DD_STATUS_INVALID_INPUT,
         "/PhysicalAssets/0/PhysicalAssetID", "another"},
        {ROOT("\"Personnel\": [{\"PersonnelID\": \"p\", \"Calendar\": \"c\"}]"), DD_STATUS_INVALID_INPUT, "/Personnel/0/Calendar", "no calendar"},
        {ROOT("\"Personnel\": [{\"PersonnelID\": \"p\", \"Absences\": [{\"StartTime\": 3, \"EndTime\": 3}]}]"),
         DD_STATUS_INVALID_INPUT, "/Personnel/0/Absences/0", NULL},
        {"{\"Version\": 1, \"Equipment\": [{\"EquipmentID\": \"a\"}, {\"EquipmentID\": \"a\"}], \"JobOrders\": []}", DD_STATUS_INVALID_INPUT,
         "/Equipment/1/EquipmentID", "another"},
        {"{\"Version\": 1, \"Equipment\": [{\"EquipmentID\": \"\"}], \"JobOrders\": []}", DD_STATUS_INVALID_INPUT, "/Equipment/0/EquipmentID", "255"},
        {"{\"Version\": 1, \"Equipment\": [{\"EquipmentID\": \"a\", \"AvailableTime\": \"2026-11-24T07:00:00Z\"}], \"JobOrders\": []}", DD_STATUS_INVALID_INPUT,
         "/Equipment/0/AvailableTime", "seconds"},
    };
    assert_shop_refused(DD_SHOP_FORMAT_JSON, rows);
}

static void orders_are_refused(void **state)
{
    (void)state;
    static const refuse_row rows[] = {
        {ORDER(ON_SAW), DD_STATUS_OK, "", NULL},
        {ORDER("\"Weight\": 1000001, " ON_SAW), DD_STATUS_INVALID_INPUT, "/JobOrders/0/Weight", NULL},
        {ORDER("\"Priority\": 1"), DD_STATUS_INVALID_INPUT, "/JobOrders/0/EquipmentRequirements", "missing"},
        {ORDER("\"Operations\": [{\"EquipmentRequirements\": []}]"), DD_STATUS_INVALID_INPUT, "/JobOrders/0/Operations/0/EquipmentRequirements", NULL},
        {ORDER("\"Operations\": [], " ON_SAW), DD_STATUS_INVALID_INPUT, "/JobOrders/0/EquipmentRequirements", "unknown"},
        {ORDER("\"EquipmentRequirements\": [{\"EquipmentID\": \"axe\", \"Duration\": 1}]"), DD_STATUS_INVALID_INPUT,
         "/JobOrders/0/EquipmentRequirements/0/EquipmentID", "no machine"},
        {ORDER("\"EquipmentRequirements\": [{\"EquipmentClass\": \"K\", \"Duration\": 1}]"), DD_STATUS_INVALID_INPUT,
         "/JobOrders/0/EquipmentRequirements/0/EquipmentClass", "class"},
        {ORDER("\"EquipmentRequirements\": [{\"EquipmentClass\": \"L\", \"EquipmentID\": \"saw\", \"Duration\": 1}]"), DD_STATUS_INVALID_INPUT,
         "/JobOrders/0/EquipmentRequirements/0", "one of"},
        {ORDER("\"EquipmentRequirements\": [{\"EquipmentClass\": \"L\", \"Duration\": 1}, {\"EquipmentID\": \"saw\", \"Duration\": 1}]"),
         DD_STATUS_INVALID_INPUT,
         "/JobOrders/0/EquipmentRequirements/1", "twice"},
        {ORDER("\"EquipmentRequirements\": [{\"EquipmentID\": \"saw\"}]"), DD_STATUS_INVALID_INPUT, "/JobOrders/0/EquipmentRequirements/0/Duration", "missing"},
        {ORDER("\"EquipmentRequirements\": [{\"EquipmentID\": \"saw\", \"Duration\": \"soon\"}]"), DD_STATUS_INVALID_INPUT,
         "/JobOrders/0/EquipmentRequirements/0/Duration", NULL},
        {ORDER("\"PersonnelRequirements\": [{\"PersonnelID\": \"ann\"}], " ON_SAW), DD_STATUS_INVALID_INPUT, "/JobOrders/0/PersonnelRequirements/0/PersonnelID",
         NULL},
        {ORDER("\"Lock\": {\"StartTime\": 0}, " ON_SAW), DD_STATUS_INVALID_INPUT, "/JobOrders/0/Lock/EndTime", "missing"},
        {ORDER("\"Lock\": {\"EquipmentID\": \"drill\", \"StartTime\": 0, \"EndTime\": 1}, " ON_SAW),
         DD_STATUS_INVALID_INPUT, "/JobOrders/0/Lock/EquipmentID", NULL},
        {ORDER("\"Lock\": {\"StartTime\": 5, \"EndTime\": 1}, " ON_SAW), DD_STATUS_INVALID_INPUT, "/JobOrders/0", "order"},
        {ORDER("\"After\": [\"x\"], " ON_SAW), DD_STATUS_INVALID_INPUT, "/JobOrders/0/After/0", "no such operation"},
        {ORDER("\"After\": [7], " ON_SAW), DD_STATUS_INVALID_INPUT, "/JobOrders/0/After/0", NULL},
        {ORDER("\"After\": [\"0\"], " ON_SAW), DD_STATUS_INVALID_INPUT, "/JobOrders/0/After/0", "itself"},
        {ORDER("\"After\": [{\"JobOrderID\": \"B\", \"OperationID\": \"1\"}], " ON_SAW), DD_STATUS_INVALID_INPUT, "/JobOrders/0/After/0/JobOrderID", "no job"},
        {ORDER("\"MaterialRequirements\": [{\"JobOrderID\": \"A\"}], " ON_SAW),
         DD_STATUS_INVALID_INPUT, "/JobOrders/0/MaterialRequirements/0/JobOrderID", "itself"},
        {ORDER("\"MaterialRequirements\": [{\"OperationID\": \"1\"}], " ON_SAW),
         DD_STATUS_INVALID_INPUT, "/JobOrders/0/MaterialRequirements/0/OperationID", NULL},
        {ORDER("\"MaterialRequirements\": [{\"MaterialDefinitionID\": \"steel\"}], " ON_SAW), DD_STATUS_OK, "", NULL},
        {ORDER("\"Operations\": [{\"OperationID\": \"x\", " ON_SAW "}, {\"OperationID\": \"x\", " ON_SAW "}]"),
         DD_STATUS_INVALID_INPUT, "/JobOrders/0/Operations/1",
         "another operation"},
        {ORDER("\"Operations\": [{\"OperationID\": \"x\", \"After\": [\"y\"], " ON_SAW "}, {\"OperationID\": \"y\", " ON_SAW "}]"), DD_STATUS_INVALID_INPUT,
         "/JobOrders/0/Operations/0", "waits for itself"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].status == DD_STATUS_OK) dd_shop_problem_free(shop_read_good(DD_SHOP_FORMAT_JSON, NULL, rows[i].text));
        else check_rows_refused(shop_read_for_refusal, DD_SHOP_FORMAT_JSON, &rows[i], 1, __FILE__, __LINE__);
    }
}

static void json_is_told_by_its_content(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool suits;
    } rows[] = {
        {"{\"JobOrders\": []}", true}, {"\xEF\xBB\xBF {\"a\": {\"x\": \"}\"}, \"JobOrders\": []}", true}, {"{\"jobs\": [{\"JobOrders\": 1}]}", false},
        {"{\"vehicles\": [], \"id\": \"\\\"JobOrders\\\"\"}", false}, {"", false}, {"{", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (dd_shop_format_suits(DD_SHOP_FORMAT_JSON, rows[i].text, strlen(rows[i].text)) != rows[i].suits) fail_msg("row %zu", i);
}

static dd_status read_whole(void *arg)
{
    dd_shop_problem *p = NULL;
    (void)arg;
    dd_status status = dd_shop_format_read(DD_SHOP_FORMAT_JSON, NULL, whole, sizeof whole - 1, &p, NULL);
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
        cmocka_unit_test(a_whole_line), cmocka_unit_test(roots_are_refused), cmocka_unit_test(orders_are_refused),
        cmocka_unit_test(json_is_told_by_its_content), cmocka_unit_test(memory_runs_out),
    };
    return cmocka_run_group_tests_name("shop_json", tests, NULL, NULL);
}
