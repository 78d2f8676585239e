#include "support/refuse.h"

#define BAD DD_STATUS_INVALID_INPUT
#define VAN "[vehicles]\nid,start_lon,start_lat\nvan,13.4,52.5\n"
#define VROW(columns, cells) "[vehicles]\nid,start_lon,start_lat," columns "\nvan,13.4,52.5," cells "\n[tasks]\nid,lon,lat\na,13,52\n"
#define TROW(columns, cells) VAN "[tasks]\nid,lon,lat," columns "\na,13,52," cells "\n"

static void refuses_bad_files(void **state)
{
    (void)state;
    static const refuse_row rows[] = {
        {"", BAD, "", "the input is empty"},
        {"a,b\n", BAD, "1", "must be [settings]"},
        {"# x\n\n[cars]\n", BAD, "3", "must be [settings]"},
        {VAN, BAD, "", "no table [tasks]"},
        {VAN "[vehicles]\n", BAD, "4", "twice"},
        {"[vehicles]\nid,start_lon,start_lat,colour\n", BAD, "2:colour", "no such column"},
        {"[vehicles]\nid,id\n", BAD, "2:id", "twice"},
        {"[vehicles]\nid,capacity_0\n", BAD, "2:capacity_0", "no such column"},
        {"[vehicles]\nid,capacity_17\n", BAD, "2:capacity_17", "no such column"},
        {"[vehicles]\nid\n\"a\n", BAD, "3", "not closed"},
        {"[vehicles]\nid\n\"a\" b\n", BAD, "3", "behind a closing quote"},
        {"[vehicles]\nid\na\"b\n", BAD, "3", "quote inside"},
        {"[vehicles]\nid,start_lon,start_lat\nv,13,52,9\n", BAD, "3", "cell 4 has no column"},
        {"[settings]\nname,value\n" VAN "[tasks]\nid,lon,lat\na,1,2\n", BAD, "2", "key,value"},
        {"[settings]\nkey,value\nspeed,3\n" VAN "[tasks]\nid,lon,lat\na,1,2\n", BAD, "3:key", "speed_kmh"},
        {"[settings]\nkey,value\nspeed_kmh,fast\n" VAN "[tasks]\nid,lon,lat\na,1,2\n", BAD, "3:value", "number"},
        {"[settings]\nkey,value\nmetric,euclidean\n" VAN "[tasks]\nid,lon,lat\na,1,2\n", BAD, "", "x and y"},
        {"[vehicles]\nid,start_x,start_y\nv,1,2\n[tasks]\nid,x,y\na,1,2\n", BAD, "", "need the setting speed_kmh"},
        {VAN "[tasks]\nid,x,y\na,1,2\n", BAD, "6:x", "not both"},
    };
    assert_refused(DD_FORMAT_CSV, rows);
    dd_problem *problem = NULL;
    dd_error err;
    assert_status(dd_format_read(DD_FORMAT_CSV, "[veh\0icles]", 11, &problem, &err), BAD);
}

static void refuses_bad_rows(void **state)
{
    (void)state;
    static const refuse_row rows[] = {
        {"[vehicles]\nid,start_lon,start_lat\n,13,52\n[tasks]\nid\na\n", BAD, "3:id", "missing"},
        {"[vehicles]\nid,start_lon,start_lat\nv,13,\n[tasks]\nid\na\n", BAD, "3", "one coordinate"},
        {"[vehicles]\nid\nv\n[tasks]\nid\na\n", BAD, "3", "neither a start nor an end"},
        {"[vehicles]\nid,start_lon,start_lat\nv,13,95\n[tasks]\nid\na\n", BAD, "3:start_lat", NULL},
        {"[vehicles]\nid,start_lon,start_lat\nv,13,52\nv,13,52\n[tasks]\nid\na\n", BAD, "4:id", "another row"},
        {VROW("shift_begin,shift_end", "10,5"), BAD, "3:shift_end", "before"},
        {VROW("shift_begin", "noon"), BAD, "3:shift_begin", "ISO 8601"},
        {VROW("shift_begin,shift_end", "10,2024-01-01T00:00:00Z"), BAD, "3:shift_end", "same way"},
        {VROW("capacity_1", "-1"), BAD, "3:capacity_1", NULL},
        {VROW("capacity_1", "1.5"), BAD, "3:capacity_1", "whole"},
        {VROW("max_tasks", "99999999"), BAD, "3:max_tasks", NULL},
        {VROW("speed_factor", "9"), BAD, "3:speed_factor", NULL},
        {VROW("break_windows", "5"), BAD, "3:break_windows", "BEGIN/END"},
        {VAN "[tasks]\nid,lon,lat\na,,\n", BAD, "6", "no coordinates"},
        {TROW("type", "lunch"), BAD, "6:type", NULL},
        {TROW("type,shipment", "visit,s"), BAD, "6:type", NULL},
        {TROW("shipment", "s"), BAD, "", "only one half"},
        {TROW("windows", "5/4"), BAD, "6:windows", "ends before"},
        {TROW("windows", "5/6;6/7"), BAD, "6:windows", "overlap"},
        {TROW("service_s", "-1"), BAD, "6:service_s", NULL},
        {TROW("service_s", "1.2345"), BAD, "6:service_s", NULL},
        {TROW("required", "maybe"), BAD, "6:required", "yes or no"},
        {TROW("vehicle", "bike"), BAD, "6:vehicle", "no such vehicle"},
        {TROW("late_cost_per_hour", "5"), BAD, "6:due", "missing"},
        {TROW("max_on_board_s", "5"), BAD, "6:max_on_board_s", "only a pickup"},
        {TROW("load_1", "x"), BAD, "6:load_1", NULL},
        {VAN "[tasks]\nid,type,lon,lat,shipment,load_1\na,pickup,1,2,s,1\nb,delivery,1,2,s,2\n", BAD, "7:shipment", "different loads"},
        {VAN "[tasks]\nid,type,lon,lat,shipment\na,pickup,1,2,s\nb,pickup,1,2,s\n", BAD, "7:shipment", "one pickup and one delivery"},
    };
    assert_refused(DD_FORMAT_CSV, rows);
}

static void reads_all_columns(void **state)
{
    (void)state;
    dd_problem *problem = read_good(DD_FORMAT_CSV,
        "\xef\xbb\xbf[settings]\r\nkey,value\r\nmetric,euclidean\r\nspeed_kmh,36\r\nmetres_per_unit,10\r\n\r\n"
        "[vehicles]\r\nid,start_x,start_y,shift_begin,shift_end,capacity_1,capacity_2,skills,cost_per_km,break_windows,break_s\r\n"
        "\"v,\"\"1\"\"\",0,0,0,100.5,7,,lift cold,3,10/20,5\r\n# nothing\r\n"
        "[tasks]\nid , type,x,y,shipment,windows,load_1,load_2,skills,prize,required,vehicle\n"
        "5,pickup,3,4,,,1,2,cold,0.5,,\na,pickup,0,0,s,1/2;3/4,1,,,,,\nb,delivery,3,4,s,,1,,,,yes,\n");
    assert_int_equal(problem->load_dims, 2);
    const dd_vehicle *v = problem->vehicles;
    assert_string_equal(v->name, "v,\"1\"");
    assert_true(v->id == 1 && v->shift_end_ms == 100500 && v->capacity[0] == 7 && v->capacity[1] == DD_FOREVER_MS && v->skill_count == 2);
    assert_true(v->cost_per_km == 3 && v->break_count == 1 && v->breaks[0].service_ms == 5000 && v->breaks[0].windows[0].end_ms == 20000);
    const dd_task *t = problem->tasks;
    assert_true(t[0].kind == DD_TASK_JOB && t[0].pickup[1] == 2 && t[0].id == 5 && t[0].prize == 1800000 && t[0].skills[0] == v->skills[1]);
    assert_true(t[1].mate == 2 && t[2].mate == 1 && t[1].window_count == 2 && t[2].is_required && t[2].delivery[0] == 1);
    assert_int_equal(problem->location_count, 2);
    assert_int_equal(problem->matrices[0].dist_m[1], 50); /* 5 units of 10 m */
    assert_int_equal(problem->matrices[0].duration_ms[1], 5000);
    dd_problem_free(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_bad_files),
        cmocka_unit_test(refuses_bad_rows),
        cmocka_unit_test(reads_all_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
