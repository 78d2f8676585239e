#include "support/refuse.h"

#define BAD DD_STATUS_INVALID_INPUT

/* A good problem in parts, to break one part at a time. */
#define HEAD "\"version\": 1, \"loads\": [\"kg\"], \"locations\": [{\"id\": \"o\"}, {\"id\": \"p\"}], "
#define GRID "\"matrices\": {\"car\": {\"durations_s\": [[0, 5], [6, 0]]}}"
#define CAR "{\"id\": \"v\", \"start\": \"o\"}"
#define JOB "{\"id\": \"j\", \"location\": \"p\"}"
#define R(rest) "{" HEAD rest "}"
#define V(vehicles) R("\"vehicles\": [" vehicles "], \"jobs\": [" JOB "], " GRID)
#define VX(keys) V("{\"id\": \"v\", \"start\": \"o\", " keys "}")
#define J(jobs) R("\"vehicles\": [" CAR "], \"jobs\": [" jobs "], " GRID)
#define JX(keys) J("{\"id\": \"j\", \"location\": \"p\", " keys "}")
#define S(shipments) R("\"vehicles\": [" CAR "], \"shipments\": [" shipments "], " GRID)
#define L(locations) "{\"version\": 1, \"locations\": " locations ", \"vehicles\": [{\"id\": \"v\", \"start\": \"o\"}]}"
#define T(travel) R("\"vehicles\": [" CAR "], " travel)
#define HALF(name) "{\"id\": \"" name "\", \"location\": \"p\"}"

static void refuses_bad_documents(void **state)
{
    (void)state;
    static const refuse_row rows[] = {
        {"", BAD, "", NULL},
        {"nul", BAD, "", NULL},
        {"[]", BAD, "", "must be an object"},
        {"{}", BAD, "/version", "missing"},
        {"{\"version\": 2}", BAD, "/version", "must be 1"},
        {"{\"version\": 1}", BAD, "/locations", "missing"},
        {"{\"version\": 1, \"extra\": 0}", BAD, "/extra", "unknown key"},
        {"{\"version\": 1, \"version\": 1}", BAD, "", "duplicate"},
        {L("[{\"id\": \"o\"}]") ",", BAD, "", "end of file"},
        {L("5"), BAD, "/locations", "must be an array"},
        {L("[]"), BAD, "/locations", "must have a location"},
        {L("[7]"), BAD, "/locations/0", "must be an object"},
        {L("[{}]"), BAD, "/locations/0/id", "missing"},
        {L("[{\"id\": 7}]"), BAD, "/locations/0/id", "must be a string"},
        {L("[{\"id\": \"\"}]"), BAD, "/locations/0/id", "1 to 255 bytes"},
        {L("[{\"id\": \"o\"}, {\"id\": \"o\"}]"), BAD, "/locations/1/id", "another location"},
        {L("[{\"id\": \"o\", \"lon\": 181, \"lat\": 0}]"), BAD, "/locations/0/lon", NULL},
        {L("[{\"id\": \"o\", \"lon\": 1}]"), BAD, "/locations/0/lat", "missing"},
        {L("[{\"id\": \"o\", \"lon\": 1, \"lat\": 2, \"x\": 3}]"), BAD, "/locations/0", "both degrees"},
        {L("[{\"id\": \"o\", \"lon\": 1, \"lat\": 2}, {\"id\": \"p\"}]"), BAD, "/locations/1", "one kind"},
        {L("[{\"id\": \"o\", \"z\": 1}]"), BAD, "/locations/0/z", "unknown key"},
        {R("\"one_merchant_at_a_time\": 1"), BAD, "/one_merchant_at_a_time", "true or false"},
        {"{\"version\": 1, \"loads\": [\"a\", \"a\"]}", BAD, "/loads/1", "another load"},
        {R("\"vehicles\": [" CAR "], \"conflicts\": [[\"a\"]], " GRID), BAD, "/conflicts/0", "pair"},
    };
    assert_refused(DD_FORMAT_JSON, rows);
}

static void refuses_bad_travel(void **state)
{
    (void)state;
    static const refuse_row rows[] = {
        {T("\"matrices\": 1"), BAD, "/matrices", NULL},
        {T("\"matrices\": {\"car\": 1}"), BAD, "/matrices/car", NULL},
        {T("\"matrices\": {\"car\": {}}"), BAD, "/matrices/car", "durations_s"},
        {T("\"matrices\": {\"car\": {\"durations\": [[0]]}}"), BAD, "/matrices/car/durations", "unknown key"},
        {T("\"matrices\": {\"car\": {\"durations_s\": [[0]]}}"), BAD, "/matrices/car/durations_s", "2 by 2"},
        {T("\"matrices\": {\"car\": {\"durations_s\": [[0, 1], [1, -1]]}}"), BAD, "/matrices/car/durations_s/1/1", NULL},
        {T("\"matrices\": {\"car\": {\"durations_s\": [[0, 3000000], [1, 1]]}}"), DD_STATUS_TOO_LARGE, "/matrices/car/durations_s/0/1", "2147483"},
        {T("\"matrices\": {\"car\": {\"durations_ms\": [[0, 1], [1, 1]], \"speed_by_hour\": [1]}}"), BAD, "/matrices/car/speed_by_hour", "24"},
        {T("\"travel\": {\"car\": {}}"), BAD, "/travel/car/speed_kmh", "missing"},
        {T("\"travel\": {\"car\": {\"speed_kmh\": 30}}"), BAD, "/travel/car", "\"lon\" and \"lat\""},
        {T("\"travel\": {\"car\": {\"speed_kmh\": 30, \"metric\": \"taxi\"}}"), BAD, "/travel/car/metric", NULL},
        {T("\"travel\": {\"car\": {\"speed_kmh\": 30, \"detour\": 0.1}}"), BAD, "/travel/car/detour", NULL},
        {T("\"travel\": {\"car\": {\"speed_kmh\": 30, \"metric\": \"euclidean\", \"rounding\": \"off\"}}"), BAD, "/travel/car/rounding", NULL},
        {T("\"one_merchant_at_a_time\": false"), BAD, "/vehicles/0", "no profile \"car\""},
        {T("\"matrices\": {\"car\": {\"durations_s\": [[0, 5], [6, 0]]}}, \"travel\": {\"car\": {\"speed_kmh\": 3}}"), BAD, "/travel/car", NULL},
        {"{\"version\": 1, \"locations\": [{\"id\": \"o\", \"lon\": 1, \"lat\": 2}], \"vehicles\": [{\"id\": \"v\", \"start\": \"o\"}],"
         " \"matrices\": {\"car\": {\"durations_s\": [[0]]}}, \"travel\": {\"car\": {\"speed_kmh\": 3}}}",
         BAD, "/travel/car", "in /matrices as well"},
    };
    assert_refused(DD_FORMAT_JSON, rows);
}

static void refuses_bad_vehicles(void **state)
{
    (void)state;
    static const refuse_row rows[] = {
        {R(GRID), BAD, "/vehicles", "missing"},
        {V("5"), BAD, "/vehicles/0", "must be an object"},
        {V("{\"id\": \"v\"}"), BAD, "/vehicles/0", "\"start\" or an \"end\""},
        {V("{\"id\": \"v\", \"start\": \"x\"}"), BAD, "/vehicles/0/start", "no location \"x\""},
        {V(CAR ", " CAR), BAD, "/vehicles/1/id", "another vehicle"},
        {VX("\"colour\": 1"), BAD, "/vehicles/0/colour", "unknown key"},
        {VX("\"profile\": \"ship\""), BAD, "/vehicles/0/profile", "no profile \"ship\""},
        {VX("\"shift\": [5]"), BAD, "/vehicles/0/shift", "[begin, end]"},
        {VX("\"shift\": [5, 4]"), BAD, "/vehicles/0/shift", "ends before"},
        {VX("\"shift\": [5, \"2024-01-01T00:00:00Z\"]"), BAD, "/vehicles/0/shift/1", "same way"},
        {VX("\"shift\": [\"2024-01-01T00:00:00Z\", \"2024-01-01\"]"), BAD, "/vehicles/0/shift/1", "not an ISO 8601"},
        {VX("\"shift\": [true, 4]"), BAD, "/vehicles/0/shift/0", "ISO 8601"},
        {VX("\"capacity\": []"), BAD, "/vehicles/0/capacity", "1 amounts"},
        {VX("\"capacity\": [-1]"), BAD, "/vehicles/0/capacity/0", NULL},
        {VX("\"skills\": [5]"), BAD, "/vehicles/0/skills/0", "must be a string"},
        {VX("\"speed_factor\": 0.1"), BAD, "/vehicles/0/speed_factor", NULL},
        {VX("\"max_tasks\": 0"), BAD, "/vehicles/0/max_tasks", NULL},
        {VX("\"max_travel_s\": 0"), BAD, "/vehicles/0/max_travel_s", "above 0"},
        {VX("\"max_duration_s\": -1"), BAD, "/vehicles/0/max_duration_s", NULL},
        {VX("\"costs\": {\"per_mile\": 1}"), BAD, "/vehicles/0/costs/per_mile", "unknown key"},
        {VX("\"costs\": {\"per_km\": 1.5}"), BAD, "/vehicles/0/costs/per_km", NULL},
        {VX("\"breaks\": [{\"id\": 1}]"), BAD, "/vehicles/0/breaks/0/duration_s", "missing"},
        {VX("\"breaks\": [{\"id\": 1, \"duration_s\": 1}, {\"id\": 1, \"duration_s\": 1}]"), BAD, "/vehicles/0/breaks/1/id", "another break"},
        {VX("\"breaks\": [{\"id\": 1, \"duration_s\": 1, \"windows\": []}]"), BAD, "/vehicles/0/breaks/0/windows", NULL},
        {V("{\"id\": \"v\", \"end\": \"o\", \"max_trips\": 2}"), BAD, "/vehicles/0", "several trips"},
        {VX("\"steps\": [{}]"), BAD, "/vehicles/0/steps/0/type", "missing"},
        {VX("\"steps\": [{\"type\": \"walk\"}]"), BAD, "/vehicles/0/steps/0/type", NULL},
        {VX("\"steps\": [{\"type\": \"task\"}]"), BAD, "/vehicles/0/steps/0/task", "missing"},
        {VX("\"steps\": [{\"type\": \"task\", \"task\": \"k\"}]"), BAD, "/vehicles/0/steps/0/task", "no task \"k\""},
        {VX("\"steps\": [{\"type\": \"task\", \"task\": \"j\"}, {\"type\": \"task\", \"task\": \"j\"}]"), BAD, "/vehicles/0/steps/1/task", "twice"},
        {VX("\"steps\": [{\"type\": \"break\", \"break\": 3}]"), BAD, "/vehicles/0/steps/0/break", "no break 3"},
        {VX("\"steps\": [{\"type\": \"end\"}]"), BAD, "/vehicles/0/steps/0", NULL},
        {VX("\"steps\": [{\"type\": \"reload\"}]"), BAD, "/vehicles/0/steps/0", "max_trips"},
        {VX("\"pinned\": 1"), BAD, "/vehicles/0/pinned", "at most"},
    };
    assert_refused(DD_FORMAT_JSON, rows);
}

static void refuses_bad_tasks(void **state)
{
    (void)state;
    static const refuse_row rows[] = {
        {J("5"), BAD, "/jobs/0", NULL},
        {J("{\"id\": \"j\"}"), BAD, "/jobs/0/location", "missing"},
        {J("{\"id\": \"j\", \"location\": \"x\"}"), BAD, "/jobs/0/location", "no location"},
        {J(JOB ", " JOB), BAD, "/jobs/1/id", "another task"},
        {JX("\"amount\": [1]"), BAD, "/jobs/0/amount", "unknown key"},
        {JX("\"delivery\": [1, 2]"), BAD, "/jobs/0/delivery", "1 amounts"},
        {JX("\"service_s\": -1"), BAD, "/jobs/0/service_s", NULL},
        {JX("\"windows\": [[1, 2], [2, 3]]"), BAD, "/jobs/0/windows/1", "overlap"},
        {JX("\"windows\": [[2, 1]]"), BAD, "/jobs/0/windows/0", "ends before"},
        {JX("\"windows\": [[1, 2, 3]]"), DD_STATUS_TOO_LARGE, "/jobs/0/windows/0", NULL},
        {JX("\"late_cost_per_hour\": 5"), BAD, "/jobs/0/due", "missing"},
        {JX("\"times_by_type\": {\"bus\": {\"setup_s\": 1}}"), BAD, "/jobs/0/times_by_type/bus", "no vehicle"},
        {JX("\"priority\": 101"), BAD, "/jobs/0/priority", NULL},
        {JX("\"required\": \"yes\""), BAD, "/jobs/0/required", NULL},
        {JX("\"prize\": -0.5"), BAD, "/jobs/0/prize", NULL},
        {JX("\"vehicle\": \"w\""), BAD, "/jobs/0/vehicle", "no vehicle \"w\""},
        {JX("\"load_class\": \"\""), BAD, "/jobs/0/load_class", NULL},
        {JX("\"skills\": \"lift\""), BAD, "/jobs/0/skills", "must be an array"},
        {S("{}"), BAD, "/shipments/0/pickup", "missing"},
        {S("{\"pickup\": " HALF("a") ", \"delivery\": 5}"), BAD, "/shipments/0/delivery", NULL},
        {S("{\"pickup\": " HALF("a") ", \"delivery\": " HALF("a") "}"), BAD, "/shipments/0/delivery/id", "another task"},
        {S("{\"on_board\": true, \"delivery\": " HALF("a") "}"), BAD, "/shipments/0/vehicle", "missing"},
        {S("{\"on_board\": true, \"vehicle\": \"v\", \"pickup\": 1, \"delivery\": " HALF("a") "}"), BAD, "/shipments/0/pickup", "no pickup"},
        {S("{\"pickup\": " HALF("a") ", \"delivery\": " HALF("b") ", \"amount\": 5}"), BAD, "/shipments/0/amount", NULL},
        {S("{\"pickup\": " HALF("a") ", \"delivery\": {\"id\": \"b\", \"location\": \"p\", \"priority\": 1}}"), BAD,
         "/shipments/0/delivery/priority",
         "unknown key"},
    };
    assert_refused(DD_FORMAT_JSON, rows);
}

static void reads_times(void **state)
{
    (void)state;
    dd_problem *problem = read_good(DD_FORMAT_JSON, JX("\"release\": 1.25, \"windows\": [[-5, 7], [1600000000.123, 1600000001]]"));
    assert_int_equal(problem->tasks[0].release_ms, 1250);
    assert_int_equal(problem->tasks[0].windows[0].begin_ms, -5000);
    assert_true(problem->tasks[0].windows[1].begin_ms == INT64_C(1600000000123));
    assert_false(problem->has_iso_times);
    dd_problem_free(problem);
    problem = read_good(DD_FORMAT_JSON, JX("\"release\": \"1970-01-01T01:00:01+01:00\""));
    assert_int_equal(problem->tasks[0].release_ms, 1000);
    assert_true(problem->has_iso_times);
    dd_problem_free(problem);
}

static void reads_everything_else(void **state)
{
    (void)state;
    dd_problem *problem = read_good(DD_FORMAT_JSON, R(
        "\"vehicles\": [{\"id\": \"v\", \"start\": \"o\"},"
        "  {\"id\": \"12\", \"type\": \"big\", \"end\": \"p\", \"skills\": [\"a\"], \"costs\": {\"fixed\": 2}}],"
        "\"jobs\": [{\"id\": \"j\", \"location\": \"p\", \"delivery\": [3], \"prize\": 1.5, \"load_class\": \"hot\", \"skills\": [\"a\"], \"vehicle\": \"12\","
        "  \"service_s\": 9, \"times_by_type\": {\"big\": {\"setup_s\": 2}}, \"due\": 50, \"late_cost_per_hour\": 7}],"
        "\"shipments\": [{\"amount\": [4], \"max_on_board_s\": 60, \"prize\": 2, \"pickup\": " HALF("a") ", \"delivery\": " HALF("b") "},"
        "  {\"on_board\": true, \"vehicle\": \"v\", \"amount\": [1], \"delivery\": " HALF("c") "}],"
        "\"conflicts\": [[\"hot\", \"cold\"]], \"one_merchant_at_a_time\": true, " GRID));
    const dd_vehicle *v = problem->vehicles;
    assert_true(v[0].capacity[0] == DD_FOREVER_MS && v[0].cost_per_hour == 3600 && v[0].id == 1);
    assert_true(v[1].id == 12 && v[1].cost_per_hour == 0 && v[1].fixed_cost == 2 && v[1].start == DD_NONE && v[1].end == 1 && v[1].type == 1);
    const dd_task *t = problem->tasks;
    assert_int_equal(problem->task_count, 4);
    assert_true(t[0].prize == 5400000 && t[0].only_vehicle == 1 && t[0].late_weight == 7 && t[0].due_ms == 50000);
    assert_true(t[0].by_type_count == 1 && t[0].by_type[0].setup_ms == 2000 && t[0].by_type[0].service_ms == 9000);
    assert_int_equal(t[0].skills[0], v[1].skills[0]);
    assert_true(t[1].mate == 2 && t[2].mate == 1 && t[1].max_on_board_ms == 60000 && t[1].prize == 7200000 && t[2].prize == 0);
    assert_true(t[3].mate == DD_NONE && t[3].kind == DD_TASK_DELIVERY && t[3].only_vehicle == 0 && t[3].delivery[0] == 1);
    assert_true(problem->class_conflict_count == 1 && problem->class_conflicts[0][0] == t[0].load_class);
    assert_true(problem->one_merchant_at_a_time);
    dd_problem_free(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_bad_documents), cmocka_unit_test(refuses_bad_travel), cmocka_unit_test(refuses_bad_vehicles),
        cmocka_unit_test(refuses_bad_tasks),     cmocka_unit_test(reads_times),        cmocka_unit_test(reads_everything_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
