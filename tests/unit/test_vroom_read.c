#include <math.h>

#include "support/refuse.h"

#define BAD DD_STATUS_INVALID_INPUT

/* A good problem in parts, to break one part at a time. */
#define CAR "{\"id\": 1, \"start_index\": 0}"
#define JOB "{\"id\": 1, \"location_index\": 1}"
#define GRID "\"matrices\": {\"car\": {\"durations\": [[0, 5], [6, 0]]}}"
#define V(vehicles) "{\"vehicles\": [" vehicles "], \"jobs\": [" JOB "], " GRID "}"
#define J(jobs) "{\"vehicles\": [" CAR "], \"jobs\": [" jobs "], " GRID "}"
#define S(shipments) "{\"vehicles\": [" CAR "], \"shipments\": [" shipments "], " GRID "}"
#define M(matrices) "{\"vehicles\": [" CAR "], \"jobs\": [" JOB "], " matrices "}"
#define STEPS(steps) V("{\"id\": 1, \"start_index\": 0, \"breaks\": [{\"id\": 4}], \"steps\": " steps "}")

static void refuses_bad_documents(void **state)
{
    (void)state;
    static const refuse_row rows[] = {
        {"", BAD, "", "the input is empty"},
        {"{", BAD, "", "offset: 1"},
        {"[]", BAD, "", "Input root is not an object."},
        {"{} x", BAD, "", "offset"},
        {"{\"vehicles\": [" CAR "]} {}", BAD, "", "end of file expected"},
        {"{\"vehicles\": [" CAR "], \"vehicles\": []}", BAD, "", "duplicate"},
        {"{\"vehicles\": [" CAR ",], \"jobs\": []}", BAD, "", "line 1, column"},
        {"{\"jobs\": [" JOB "]}", BAD, "/vehicles", "Invalid vehicles."},
        {"{\"vehicles\": {}}", BAD, "/vehicles", "Invalid vehicles."},
        {"{\"vehicles\": []}", BAD, "/vehicles", "No vehicle defined."},
        {"{\"vehicles\": [" CAR "], " GRID "}", BAD, "", "No task defined."},
        {"{\"vehicles\": [" CAR "], \"jobs\": 3}", BAD, "/jobs", "Invalid jobs."},
        {"{\"vehicles\": [" CAR "], \"shipments\": 3}", BAD, "/shipments", "Invalid shipments."},
        {"\"\\ud800\"", BAD, "", NULL},
        {"{\"vehicles\": \"\\u0000\"}", BAD, "", NULL},
    };
    assert_refused(DD_FORMAT_VROOM, rows);
}

static void refuses_bad_vehicles(void **state)
{
    (void)state;
    static const refuse_row rows[] = {
        {V("7"), BAD, "/vehicles/0", "Invalid vehicle."},
        {V("{\"start_index\": 0}"), BAD, "/vehicles/0/id", "Invalid or missing id for vehicle."},
        {V("{\"id\": -1, \"start_index\": 0}"), BAD, "/vehicles/0/id", NULL},
        {V("{\"id\": 1.0, \"start_index\": 0}"), BAD, "/vehicles/0/id", NULL},
        {V("{\"id\": \"1\", \"start_index\": 0}"), BAD, "/vehicles/0/id", NULL},
        {V("{\"id\": 99999999999999999999, \"start_index\": 0}"), BAD, "", "too big integer"},
        {V(CAR ", " CAR), BAD, "/vehicles/1/id", "Duplicate vehicle id: 1."},
        {V("{\"id\": 1}"), BAD, "/vehicles/0", "No start or end specified for vehicle 1."},
        {V("{\"id\": 1, \"start_index\": \"0\"}"), BAD, "/vehicles/0/start_index", "Invalid start_index for vehicle 1."},
        {V("{\"id\": 1, \"start_index\": 70000}"), DD_STATUS_TOO_LARGE, "/vehicles/0/start_index", NULL},
        {V("{\"id\": 1, \"start_index\": 2}"), BAD, "/matrices/car/durations", "location_index exceeding durations matrix size for car profile."},
        {V("{\"id\": 1, \"start_index\": 0, \"end\": [1, 2]}"), BAD, "/vehicles/0", "Missing location index."},
        {V("{\"id\": 1, \"start_index\": 0, \"start\": [1]}"), BAD, "/vehicles/0/start", "Invalid start array."},
        {V("{\"id\": 1, \"start_index\": 0, \"start\": [1, \"2\"]}"), BAD, "/vehicles/0/start/1", NULL},
        {V("{\"id\": 1, \"start_index\": 0, \"capacity\": 3}"), BAD, "/vehicles/0/capacity", "Invalid capacity array."},
        {V("{\"id\": 1, \"start_index\": 0, \"capacity\": [-3]}"), BAD, "/vehicles/0/capacity/0", "Invalid capacity value."},
        {V("{\"id\": 1, \"start_index\": 0, \"capacity\": [4294967296]}"), BAD, "/vehicles/0/capacity/0", NULL},
        {V("{\"id\": 1, \"start_index\": 0, \"capacity\": [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}"), DD_STATUS_TOO_LARGE, "/vehicles/0/capacity", NULL},
        {V("{\"id\": 1, \"start_index\": 0, \"capacity\": [1]}, {\"id\": 2, \"start_index\": 0}"), BAD, "/vehicles/1", "Inconsistent capacity length"},
        {V("{\"id\": 1, \"start_index\": 0, \"capacity\": [1]}, {\"id\": 2, \"start_index\": 0, \"capacity\": [1, 2]}"), BAD, "/vehicles/1/capacity", NULL},
        {V("{\"id\": 1, \"start_index\": 0, \"skills\": 1}"), BAD, "/vehicles/0/skills", "Invalid skills object."},
        {V("{\"id\": 1, \"start_index\": 0, \"skills\": [1.5]}"), BAD, "/vehicles/0/skills/0", "Invalid skill value."},
        {V("{\"id\": 1, \"start_index\": 0, \"time_window\": [5]}"), BAD, "/vehicles/0/time_window", "Invalid time-window."},
        {V("{\"id\": 1, \"start_index\": 0, \"time_window\": [5, 4]}"), BAD, "/vehicles/0/time_window", "Invalid time window: [5, 4]"},
        {V("{\"id\": 1, \"start_index\": 0, \"time_window\": [-5, 4]}"), BAD, "/vehicles/0/time_window/0", NULL},
        {V("{\"id\": 1, \"start_index\": 0, \"description\": 5}"), BAD, "/vehicles/0/description", "Invalid description value."},
        {V("{\"id\": 1, \"start_index\": 0, \"profile\": 5}"), BAD, "/vehicles/0/profile", "Invalid profile value."},
        {V("{\"id\": 1, \"start_index\": 0, \"profile\": \"ship\"}"), BAD, "", "Missing coordinates for routing engine."},
        {V("{\"id\": 1, \"start_index\": 0, \"type\": []}"), BAD, "/vehicles/0/type", NULL},
        {V("{\"id\": 1, \"start_index\": 0, \"speed_factor\": 0}"), BAD, "/vehicles/0/speed_factor", "Invalid speed factor"},
        {V("{\"id\": 1, \"start_index\": 0, \"speed_factor\": 5.1}"), BAD, "/vehicles/0/speed_factor", "Invalid speed factor"},
        {V("{\"id\": 1, \"start_index\": 0, \"speed_factor\": \"1\"}"), BAD, "/vehicles/0/speed_factor", "Invalid speed_factor value."},
        {V("{\"id\": 1, \"start_index\": 0, \"speed_factor\": 0.1}"), DD_STATUS_UNSUPPORTED, "/vehicles/0/speed_factor", NULL},
        {V("{\"id\": 1, \"start_index\": 0, \"max_tasks\": -1}"), BAD, "/vehicles/0/max_tasks", "Invalid max_tasks value."},
        {V("{\"id\": 1, \"start_index\": 0, \"max_tasks\": 0}"), DD_STATUS_UNSUPPORTED, "/vehicles/0/max_tasks", NULL},
        {V("{\"id\": 1, \"start_index\": 0, \"max_travel_time\": 1.5}"), BAD, "/vehicles/0/max_travel_time", NULL},
        {V("{\"id\": 1, \"start_index\": 0, \"max_distance\": null}"), BAD, "/vehicles/0/max_distance", NULL},
        {V("{\"id\": 1, \"start_index\": 0, \"costs\": 1}"), BAD, "/vehicles/0/costs", "Invalid costs for vehicle 1."},
        {V("{\"id\": 1, \"start_index\": 0, \"costs\": {\"fixed\": -1}}"), BAD, "/vehicles/0/costs/fixed", "Invalid fixed cost for vehicle 1."},
        {V("{\"id\": 1, \"start_index\": 0, \"costs\": {\"per_km\": 1}}"), BAD, "", "Missing coordinates for routing engine."},
        {V("{\"id\": 1, \"start_index\": 0, \"breaks\": {}}"), BAD, "/vehicles/0/breaks", "Invalid breaks for vehicle 1."},
        {V("{\"id\": 1, \"start_index\": 0, \"breaks\": [{}]}"), BAD, "/vehicles/0/breaks/0/id", "Invalid or missing id for break."},
        {V("{\"id\": 1, \"start_index\": 0, \"breaks\": [{\"id\": 1}, {\"id\": 1}]}"), BAD, "/vehicles/0/breaks/1", "Duplicate break id: 1."},
        {V("{\"id\": 1, \"start_index\": 0, \"breaks\": [{\"id\": 1, \"time_windows\": []}]}"), BAD, "/vehicles/0/breaks/0/time_windows", NULL},
        {V("{\"id\": 1, \"start_index\": 0, \"breaks\": [{\"id\": 1, \"service\": -1}]}"), BAD, "/vehicles/0/breaks/0/service", "Invalid service duration."},
        {V("{\"id\": 1, \"start_index\": 0, \"breaks\": [{\"id\": 1, \"max_load\": [1]}]}"), BAD, "/vehicles/0/breaks/0/max_load", NULL},
    };
    assert_refused(DD_FORMAT_VROOM, rows);
}

static void refuses_bad_tasks(void **state)
{
    (void)state;
    static const refuse_row rows[] = {
        {J("5"), BAD, "/jobs/0", "Invalid job."},
        {J("{}"), BAD, "/jobs/0/id", "Invalid or missing id for job."},
        {J("{\"id\": 3}"), BAD, "/jobs/0", "Invalid location for job 3."},
        {J("{\"id\": 3, \"location\": [1, 2]}"), BAD, "/jobs/0", "Missing location index."},
        {J("{\"id\": 3, \"location_index\": -1}"), BAD, "/jobs/0/location_index", "Invalid location_index for job 3."},
        {J(JOB ", {\"id\": 2, \"location_index\": 1}, " JOB), BAD, "/jobs/2/id", "Duplicate job id: 1."},
        {J("{\"id\": 1, \"location_index\": 1, \"service\": \"5\"}"), BAD, "/jobs/0/service", "Invalid service duration."},
        {J("{\"id\": 1, \"location_index\": 1, \"setup\": 4294967296}"), BAD, "/jobs/0/setup", "Invalid setup duration."},
        {J("{\"id\": 1, \"location_index\": 1, \"delivery\": [1]}"), BAD, "/jobs/0/delivery", "Inconsistent delivery length: 1 instead of 0."},
        {J("{\"id\": 1, \"location_index\": 1, \"pickup\": 1}"), BAD, "/jobs/0/pickup", "Invalid pickup array."},
        {J("{\"id\": 1, \"location_index\": 1, \"priority\": 101}"), BAD, "/jobs/0/priority", "Invalid priority value."},
        {J("{\"id\": 1, \"location_index\": 1, \"skills\": {}}"), BAD, "/jobs/0/skills", "Invalid skills object."},
        {J("{\"id\": 1, \"location_index\": 1, \"time_windows\": [1, 2]}"), BAD, "/jobs/0/time_windows/0", "Invalid time-window."},
        {J("{\"id\": 1, \"location_index\": 1, \"time_windows\": []}"), BAD, "/jobs/0/time_windows", "Invalid time_windows array for job 1."},
        {J("{\"id\": 1, \"location_index\": 1, \"time_windows\": [[5, 9], [0, 5]]}"), BAD, "/jobs/0/time_windows", "overlapping time windows for job 1."},
        {J("{\"id\": 1, \"location_index\": 1, \"setup_per_type\": 1}"), BAD, "/jobs/0/setup_per_type", "Invalid setup_per_type for job 1."},
        {J("{\"id\": 1, \"location_index\": 1, \"service_per_type\": {\"a/b~c\": -1}}"), BAD, "/jobs/0/service_per_type/a~1b~0c",
         "Invalid value in service_per_type for job 1."},
        {S("4"), BAD, "/shipments/0", "Invalid shipment."},
        {S("{}"), BAD, "/shipments/0/pickup", "Missing pickup for shipment."},
        {S("{\"pickup\": {}}"), BAD, "/shipments/0/delivery", "Missing delivery for shipment."},
        {S("{\"pickup\": {}, \"delivery\": {}}"), BAD, "/shipments/0/pickup/id", "Invalid or missing id for pickup."},
        {S("{\"pickup\": {\"id\": 1, \"location_index\": 1}, \"delivery\": {\"id\": 1}}"), BAD, "/shipments/0/delivery", "Invalid location for delivery 1."},
        {S("{\"pickup\": {\"id\": 1, \"location_index\": 1}, \"delivery\": {\"id\": 1, \"location_index\": 1}},"
           "{\"pickup\": {\"id\": 2, \"location_index\": 1}, \"delivery\": {\"id\": 1, \"location_index\": 1}}"),
         BAD, "/shipments/1/delivery/id", "Duplicate delivery id: 1."},
        {S("{\"amount\": [1], \"pickup\": {\"id\": 1, \"location_index\": 1}, \"delivery\": {\"id\": 1, \"location_index\": 1}}"), BAD,
         "/shipments/0/amount", NULL},
    };
    assert_refused(DD_FORMAT_VROOM, rows);
}

static void refuses_bad_matrices(void **state)
{
    (void)state;
    static const refuse_row rows[] = {
        {M("\"matrices\": 5"), BAD, "/matrices", "Unexpected matrices value."},
        {M("\"x\": 5"), BAD, "", "Unexpected location index while no custom matrices provided."},
        {M("\"matrices\": {\"car\": {\"durations\": 5}}"), BAD, "/matrices/car/durations", "Invalid matrix."},
        {M("\"matrices\": {\"car\": {\"durations\": []}}"), BAD, "/matrices/car/durations", "Empty durations matrix for car profile."},
        {M("\"matrices\": {\"car\": {\"durations\": [[0]]}}"), BAD, "/matrices/car/durations", "location_index exceeding"},
        {M("\"matrices\": {\"car\": {\"durations\": [[0, 1], [2]]}}"), BAD, "/matrices/car/durations/1", "Unexpected matrix line length."},
        {M("\"matrices\": {\"car\": {\"durations\": [[0, 1], 2]}}"), BAD, "/matrices/car/durations/1", NULL},
        {M("\"matrices\": {\"car\": {\"durations\": [[0, 1]]}}"), BAD, "/matrices/car/durations", "Unexpected matrix line length."},
        {M("\"matrices\": {\"car\": {\"durations\": [[0, 1], [2, 0], [1, 1]]}}"), BAD, "/matrices/car/durations/2", NULL},
        {M("\"matrices\": {\"car\": {\"durations\": [[0, -1], [2, 0]]}}"), BAD, "/matrices/car/durations/0/1", "Invalid matrix entry."},
        {M("\"matrices\": {\"car\": {\"durations\": [[0, 1], [2, 1.5]]}}"), BAD, "/matrices/car/durations/1/1", NULL},
        {M("\"matrices\": {\"car\": {\"durations\": [[0, 1], [4294967296, 1]]}}"), BAD, "/matrices/car/durations/1/0", NULL},
        {M("\"matrices\": {\"car\": {\"durations\": [[0, 01], [2, 0]]}}"), BAD, "/matrices/car/durations/0/1", NULL},
        {M("\"matrices\": {\"car\": {\"durations\": [[0, 1 2], [2, 0]]}}"), BAD, "/matrices/car/durations/0/2", NULL},
        {M("\"matrices\": {\"car\": {\"durations\": [[0, 1], [2, null]]}}"), BAD, "/matrices/car/durations/1/1", NULL},
        {M("\"matrices\": {\"car\": {\"durations\": [[0, 1], [2"), BAD, "/matrices/car/durations/1/0", NULL},
        {M("\"matrices\": {\"car\": {\"distances\": [[0, 1], [2, 0]]}}"), BAD, "/matrices/car", "Custom matrix provided for distances but not"},
        {M("\"matrices\": {\"car\": {\"durations\": [[0, 1], [2, 0]], \"distances\": [[0]]}}"), BAD, "/matrices/car/distances", NULL},
        {M("\"matrices\": {\"car\": {\"durations\": [[0, 1], [2, 0]]}, }"), BAD, "", "offset"},
        {M("\"matri\\u0063es\": {\"car\": {\"durations\": [[0, 1], [2, 0]]}}"), BAD, "/matrices/car/durations", "Invalid matrix."},
        {M("\"matrix\": 7"), BAD, "/matrix", "Invalid matrix."},
        {"{\"vehicles\": [{\"id\": 1, \"start_index\": 0, \"costs\": {\"per_hour\": 10}}], \"jobs\": [" JOB "],"
         " \"matrices\": {\"car\": {\"durations\": [[0, 1], [2, 0]], \"costs\": [[0, 1], [2, 0]]}}}",
         BAD, "/vehicles/0/costs", "Custom costs are incompatible"},
        {"{\"vehicles\": [{\"id\": 1, \"start\": [2, 48]}], \"jobs\": [{\"id\": 1, \"location\": [2, 48]}], " GRID "}", BAD, "", "Missing location index."},
        {"{\"vehicles\": [{\"id\": 1, \"start\": [2, 91]}], \"jobs\": [{\"id\": 1, \"location\": [2, 48]}]}", BAD, "/vehicles/0/start/1",
         "Invalid start array."},
    };
    assert_refused(DD_FORMAT_VROOM, rows);
}

static void refuses_bad_steps(void **state)
{
    (void)state;
    static const refuse_row rows[] = {
        {STEPS("1"), BAD, "/vehicles/0/steps", "Invalid steps for vehicle 1."},
        {STEPS("[1]"), BAD, "/vehicles/0/steps/0", "Invalid steps for vehicle 1."},
        {STEPS("[{\"type\": 1}]"), BAD, "/vehicles/0/steps/0/type", NULL},
        {STEPS("[{\"type\": \"job\"}]"), BAD, "/vehicles/0/steps/0/id", "Invalid id in steps for vehicle 1."},
        {STEPS("[{\"type\": \"walk\", \"id\": 1}]"), BAD, "/vehicles/0/steps/0/type", "Invalid type in steps for vehicle 1."},
        {STEPS("[{\"type\": \"job\", \"id\": 9}]"), BAD, "/vehicles/0/steps/0/id", "Invalid job id 9 for vehicle 1."},
        {STEPS("[{\"type\": \"pickup\", \"id\": 1}]"), BAD, "/vehicles/0/steps/0/id", "Invalid pickup id 1 for vehicle 1."},
        {STEPS("[{\"type\": \"break\", \"id\": 1}]"), BAD, "/vehicles/0/steps/0/id", "Invalid break id 1 for vehicle 1."},
        {STEPS("[{\"type\": \"job\", \"id\": 1}, {\"type\": \"job\", \"id\": 1}]"), BAD, "/vehicles/0/steps/1/id",
         "Duplicate job id 1 in input steps for vehicle 1."},
        {STEPS("[{\"type\": \"break\", \"id\": 4}, {\"type\": \"start\"}]"), BAD, "/vehicles/0/steps/1", "Unexpected start in input steps for vehicle 1."},
        {STEPS("[{\"type\": \"end\"}, {\"type\": \"job\", \"id\": 1}]"), BAD, "/vehicles/0/steps/0", "Unexpected end in input steps for vehicle 1."},
        {STEPS("[{\"type\": \"job\", \"id\": 1, \"service_at\": -1}]"), BAD, "/vehicles/0/steps/0/service_at", "Invalid service_at value."},
    };
    assert_refused(DD_FORMAT_VROOM, rows);
}

static void reads_every_feature(void **state)
{
    (void)state;
    dd_problem *problem = read_good(DD_FORMAT_VROOM,
        "{\"vehicles\": [{\"id\": 7, \"description\": \"v\", \"start_index\": 0, \"end_index\": 2, \"capacity\": [4], \"skills\": [3, 1, 3],"
        " \"type\": \"van\", \"time_window\": [10, 20000], \"speed_factor\": 1.25, \"max_tasks\": 5, \"max_travel_time\": 900, \"max_distance\": 800,"
        " \"costs\": {\"fixed\": 9, \"per_hour\": 8, \"per_km\": 7, \"per_task_hour\": 6},"
        " \"breaks\": [{\"id\": 2, \"time_windows\": [[500, 600]]}, {\"id\": 1, \"service\": 30, \"time_windows\": [[100, 200]], \"max_load\": [2]}],"
        " \"steps\": [{\"type\": \"job\", \"id\": 5, \"service_after\": 40}, {\"type\": \"break\", \"id\": 2}]}],"
        " \"jobs\": [{\"id\": 5, \"location_index\": 1, \"setup\": 60, \"service\": 30, \"delivery\": [1], \"pickup\": [2], \"skills\": [3], \"priority\": 9,"
        "   \"time_windows\": [[300, 400], [100, 200]], \"setup_per_type\": {\"van\": 20, \"bus\": 1}, \"unknown\": 1},"
        " {\"id\": 6, \"location_index\": 2, \"amount\": [3]}],"
        " \"shipments\": [{\"amount\": [4], \"priority\": 2, \"pickup\": {\"id\": 5, \"location_index\": 0},"
        "   \"delivery\": {\"id\": 5, \"location_index\": 1}}],"
        " \"matrices\": {\"car\": {\"durations\": [[0, 1, 2], [3, 0, 4], [5, 4294967295, 0]], \"distances\": [[0, 9, 9], [9, 0, 9], [9, 9, 0]]}}}");
    assert_int_equal(problem->vehicle_count, 1);
    const dd_vehicle *v = &problem->vehicles[0];
    assert_int_equal(v->id, 7);
    assert_string_equal(v->description, "v");
    assert_int_equal(v->start, 0);
    assert_int_equal(v->end, 2);
    assert_int_equal(v->skill_count, 2);
    assert_int_equal(v->skills[0], 1);
    assert_int_equal(v->shift_begin_ms, 10000);
    assert_int_equal(v->shift_end_ms, 20000000);
    assert_int_equal(v->speed_permille, 1250);
    assert_int_equal(v->max_tasks, 5);
    assert_int_equal(v->max_travel_ms, 900000);
    assert_int_equal(v->max_dist_m, 800);
    assert_int_equal(v->fixed_cost, 9);
    assert_int_equal(v->cost_per_hour, 8);
    assert_int_equal(v->cost_per_km, 7);
    assert_int_equal(v->cost_per_task_hour, 6);
    assert_int_equal(v->break_count, 2);
    assert_int_equal(v->breaks[0].id, 1); /* sorted by first window */
    assert_true(v->breaks[0].has_max_load && v->breaks[0].max_load[0] == 2 && !v->breaks[1].has_max_load);
    assert_int_equal(v->step_count, 4); /* start and end added */
    assert_int_equal(v->steps[0].kind, DD_STEP_START);
    assert_true(v->steps[1].kind == DD_STEP_TASK && v->steps[1].ix == 0 && v->steps[1].has_after);
    assert_int_equal(v->steps[1].after_ms, 40000 + 20000); /* the start of setup; ours is the start of service */
    assert_true(v->steps[2].kind == DD_STEP_BREAK && v->steps[2].ix == 1);
    assert_int_equal(v->steps[3].kind, DD_STEP_END);
    assert_int_equal(problem->task_count, 4);
    const dd_task *t = problem->tasks;
    assert_true(t[0].kind == DD_TASK_JOB && t[0].setup_ms == 60000 && t[0].service_ms == 30000 && t[0].priority == 9);
    assert_true(t[0].delivery[0] == 1 && t[0].pickup[0] == 2 && t[1].delivery[0] == 3);
    assert_int_equal(t[0].by_type_count, 1);
    assert_true(t[0].by_type[0].type == v->type && t[0].by_type[0].setup_ms == 20000 && t[0].by_type[0].service_ms == 30000);
    assert_int_equal(t[0].window_count, 2); /* sorted; location 1 is shared: begin + most setup, end + none */
    assert_true(t[0].windows[0].begin_ms == 160000 && t[0].windows[0].end_ms == 200000);
    assert_true(t[2].kind == DD_TASK_PICKUP && t[2].mate == 3 && t[3].mate == 2 && t[3].delivery[0] == 4 && t[3].priority == 2);
    assert_int_equal(problem->matrices[0].duration_ms[5], 4000);
    assert_int_equal(problem->matrices[0].duration_ms[7], INT32_MAX);
    assert_int_equal(problem->matrices[0].dist_m[1], 9);
    assert_int_equal(problem->location_ids[2], 2);
    assert_null(problem->points);
    dd_problem_free(problem);
}

static void shifts_windows_by_setup(void **state)
{
    (void)state;
    dd_problem *problem = read_good(DD_FORMAT_VROOM,
        "{\"vehicles\": [" CAR "], \"jobs\": [{\"id\": 1, \"location_index\": 1, \"setup\": 60, \"time_windows\": [[100, 200], [230, 300]]}], " GRID "}");
    assert_int_equal(problem->tasks[0].window_count, 2); /* nobody else is at location 1, so setup always applies */
    assert_true(problem->tasks[0].windows[0].begin_ms == 160000 && problem->tasks[0].windows[0].end_ms == 260000);
    assert_true(problem->tasks[0].windows[1].begin_ms == 290000 && problem->tasks[0].windows[1].end_ms == 360000);
    dd_problem_free(problem);
}

static void reads_coordinates(void **state)
{
    (void)state;
    dd_problem *problem = read_good(DD_FORMAT_VROOM, "{\"vehicles\": [{\"id\": 1, \"start\": [2.35, 48.71], \"profile\": \"\"},"
        " {\"id\": 2, \"profile\": \"bike\","
        " \"end\": [2.35, 48.71]}], \"jobs\": [{\"id\": 1, \"location\": [2.35, 48.81]}, {\"id\": 2, \"location\": [2.35, 48.71]}]}");
    assert_int_equal(problem->location_count, 2);
    assert_int_equal(problem->profile_count, 2);
    assert_null(problem->location_ids);
    /* 0.1 degree of latitude is 11,119.5 m; times 1.4 is 15,567.3 m; at 60 km/h 934.04 s, at 15 km/h 3736.2 s; rounded up. */
    assert_int_equal(problem->matrices[0].dist_m[1], 15568);
    assert_int_equal(problem->matrices[0].duration_ms[1], 935000);
    assert_int_equal(problem->matrices[1].duration_ms[1], 3737000);
    dd_problem_free(problem);
}

static void reads_old_keys_and_costs(void **state)
{
    (void)state;
    dd_problem *problem = read_good(DD_FORMAT_VROOM, "{\"vehicles\": [" CAR "], \"jobs\": [" JOB "], \"matrix\": [[0, 5], [6, 0]]}");
    assert_int_equal(problem->matrices[0].duration_ms[2], 6000);
    dd_problem_free(problem);
    problem = read_good(DD_FORMAT_VROOM, M("\"matrices\": {\"car\": {\"durations\": [[0, 5], [6, 0]], \"costs\": [[0, 70], [80, 0]]}}"));
    assert_int_equal(problem->matrices[0].cost[1], 70);
    dd_problem_free(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_bad_documents), cmocka_unit_test(refuses_bad_vehicles),     cmocka_unit_test(refuses_bad_tasks),
        cmocka_unit_test(refuses_bad_matrices),  cmocka_unit_test(refuses_bad_steps),        cmocka_unit_test(reads_every_feature),
        cmocka_unit_test(reads_coordinates),     cmocka_unit_test(reads_old_keys_and_costs), cmocka_unit_test(shifts_windows_by_setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
