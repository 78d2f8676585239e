/* Factory lines, application: what each event does, with working time added by hand; each state survives its snapshot. */
#include "support/fault.h"
#include "support/line.h"

static dd_engine *line_new(void)
{
    dd_engine_config config = line_config(DD_SHOP_RULE_END_);
    return line_open(&config);
}

static void an_operation_lives(void **state)
{
    (void)state;
    dd_engine *engine = line_new();
    uint32_t job = line_job(engine, "a", "m0:30r+ m2:60", 10 * HOUR, 3), first = line_operation(engine, "a/10"),
             second = line_operation(engine, "a/20");
    assert_int_equal(dd_engine_setup_ms(engine, 0, first), 5 * MINUTE); /* m0 is set up for nothing */
    assert_false(dd_engine_operation_at(engine, second).has_inputs);
    region_apply(engine, (dd_event){.kind = DD_EVENT_DISPATCH,
                                    .at_ms = HOUR,
                                    .machine = 0,
                                    .operation = first,
                                    .ready_ms = HOUR + 5 * MINUTE,
                                    .until_ms = HOUR + 35 * MINUTE});
    line_assert_restores(engine);
    assert_int_equal(dd_engine_machine_at(engine, 0).operation, first);
    assert_true(dd_engine_operation_at(engine, first).planned_end_ms == HOUR + 35 * MINUTE);
    line_says(engine, DD_EVENT_SETUP_BEGUN, 0, "a/10", HOUR);
    line_assert_restores(engine);
    assert_int_equal(dd_engine_pool_at(engine, LINE_CREW).held, 0); /* not held in the setup */
    line_says(engine, DD_EVENT_STARTED, 0, "a/10", HOUR + 6 * MINUTE);
    assert_int_equal(dd_engine_pool_at(engine, LINE_CREW).held, 1);
    assert_int_equal(dd_engine_machine_at(engine, 0).family, LINE_RED);
    line_assert_restores(engine);
    line_says(engine, DD_EVENT_PAUSED, 0, "a/10", HOUR + 16 * MINUTE);
    line_says(engine, DD_EVENT_STARTED, 0, "a/10", HOUR + 20 * MINUTE);
    line_assert_restores(engine);
    line_says(engine, DD_EVENT_FINISHED, 0, "a/10", HOUR + 40 * MINUTE);
    dd_operation_view view = dd_engine_operation_at(engine, first);
    assert_true(view.done_ms == 30 * MINUTE && view.started_ms == HOUR + 6 * MINUTE && view.finished_ms == HOUR + 40 * MINUTE);
    assert_true(view.state == DD_OPERATION_FINISHED && view.machine == 0);
    view = dd_engine_operation_at(engine, second);
    assert_true(view.has_inputs && view.ready_ms == HOUR + 40 * MINUTE);
    assert_int_equal(dd_engine_pool_at(engine, LINE_CREW).held, 0);
    assert_int_equal(dd_engine_machine_at(engine, 0).operation, DD_NONE);
    line_says(engine, DD_EVENT_STARTED, 2, "a/20", 7 * HOUR); /* by hand */
    line_says(engine, DD_EVENT_FINISHED, 2, "a/20", 8 * HOUR);
    dd_job_view done = dd_engine_job_at(engine, job);
    assert_true(done.open_operations == 0 && done.finished_ms == 8 * HOUR && done.weight == 3);
    assert_int_equal(dd_engine_open_orders(engine), 0);
    line_assert_restores(engine);
    dd_engine_free(engine);
}

/* m2 works from 6 to 22 h; down from 21 to 22.5 h; maintenance 7 to 8 h.  Begun at 20 h, at 9 h next day it has worked an hour, none, none, and two more. */
static void only_working_time_counts(void **state)
{
    (void)state;
    dd_engine *engine = line_new();
    (void)line_job(engine, "a", "m2:600", DD_FOREVER_MS, 1);
    uint32_t ix = line_operation(engine, "a/10");
    line_says(engine, DD_EVENT_STARTED, 2, "a/10", 20 * HOUR);
    assert_true(dd_engine_operation_at(engine, ix).planned_end_ms == DAY + 14 * HOUR); /* two hours, then eight */
    region_apply(engine, (dd_event){.kind = DD_EVENT_MAINTENANCE_SET,
                                    .at_ms = 20 * HOUR,
                                    .machine = 2,
                                    .reference = "oil",
                                    .ready_ms = DAY + 7 * HOUR,
                                    .until_ms = DAY + 8 * HOUR});
    region_apply(engine, (dd_event){.kind = DD_EVENT_MACHINE_DOWN, .at_ms = 21 * HOUR, .machine = 2, .ready_ms = 23 * HOUR});
    assert_true(dd_engine_machine_at(engine, 2).is_down && dd_engine_machine_at(engine, 2).repair_ms == 23 * HOUR);
    line_assert_restores(engine);
    region_apply(engine, (dd_event){.kind = DD_EVENT_MACHINE_UP, .at_ms = 22 * HOUR + 30 * MINUTE, .machine = 2});
    line_says(engine, DD_EVENT_PAUSED, 2, "a/10", DAY + 9 * HOUR);
    assert_true(dd_engine_operation_at(engine, ix).done_ms == 3 * HOUR);
    region_apply(engine, (dd_event){.kind = DD_EVENT_MAINTENANCE_OFF, .at_ms = DAY + 9 * HOUR, .machine = 2, .reference = "oil"});
    line_assert_restores(engine);
    dd_engine_free(engine);
}

static void a_job_is_cancelled(void **state)
{
    (void)state;
    dd_engine *engine = line_new();
    uint32_t job = line_job(engine, "a", "m0:30 m1:30 m2:30", DD_FOREVER_MS, 1);
    line_says(engine, DD_EVENT_STARTED, 0, "a/10", 0);
    region_apply(engine, (dd_event){.kind = DD_EVENT_DISPATCH,
                                    .machine = 1,
                                    .operation = line_operation(engine, "a/20"),
                                    .ready_ms = 30 * MINUTE,
                                    .until_ms = HOUR});
    region_apply(engine, (dd_event){.kind = DD_EVENT_JOB_CANCELLED, .at_ms = MINUTE, .job = job});
    assert_int_equal(line_state(engine, "a/10"), DD_OPERATION_RUNNING);
    assert_int_equal(line_state(engine, "a/20"), DD_OPERATION_CANCELLED);
    assert_int_equal(dd_engine_machine_at(engine, 1).operation, DD_NONE);
    line_assert_restores(engine);
    line_says(engine, DD_EVENT_FINISHED, 0, "a/10", 2 * MINUTE);
    assert_true(dd_engine_job_at(engine, job).is_cancelled && dd_engine_job_at(engine, job).finished_ms == 2 * MINUTE);
    line_assert_restores(engine);
    dd_engine_free(engine);
}

static void a_promise_is_recalled(void **state)
{
    (void)state;
    dd_engine *engine = line_new();
    (void)line_job(engine, "a", "m0:30", DD_FOREVER_MS, 1);
    uint32_t ix = line_operation(engine, "a/10");
    region_apply(engine, (dd_event){.kind = DD_EVENT_DISPATCH, .machine = 0, .operation = ix, .until_ms = HOUR});
    region_apply(engine, (dd_event){.kind = DD_EVENT_MACHINE_DOWN, .at_ms = MINUTE, .machine = 0});
    region_apply(engine,
                 (dd_event){.kind = DD_EVENT_RECALL, .at_ms = MINUTE, .machine = 0, .operation = ix, .triggers = DD_TRIGGER_BREAKDOWN});
    assert_int_equal(line_state(engine, "a/10"), DD_OPERATION_WAITING);
    assert_int_equal(dd_engine_machine_at(engine, 0).operation, DD_NONE);
    line_assert_restores(engine);
    dd_engine_free(engine);
}

/* A setup for a job that is cancelled goes on; when its machine breaks down it is taken back for good. */
static void a_cancelled_setup_is_recalled(void **state)
{
    (void)state;
    dd_engine *engine = line_new();
    uint32_t job = line_job(engine, "a", "m0:30r m1:30", DD_FOREVER_MS, 1), ix = line_operation(engine, "a/10");
    line_says(engine, DD_EVENT_SETUP_BEGUN, 0, "a/10", 0);
    region_apply(engine, (dd_event){.kind = DD_EVENT_JOB_CANCELLED, .at_ms = MINUTE, .job = job});
    assert_int_equal(line_state(engine, "a/10"), DD_OPERATION_SETTING_UP);
    region_apply(engine, (dd_event){.kind = DD_EVENT_MACHINE_DOWN, .at_ms = MINUTE, .machine = 0, .ready_ms = 9 * HOUR});
    dd_decisions decisions = region_decide(engine, MINUTE);
    const dd_event *recall = region_find(&decisions, DD_EVENT_RECALL);
    assert_true(recall != NULL && recall->operation == ix);
    region_take(engine, &decisions);
    dd_decisions_free(&decisions);
    assert_int_equal(line_state(engine, "a/10"), DD_OPERATION_CANCELLED);
    assert_true(dd_engine_job_at(engine, job).open_operations == 0 && dd_engine_open_orders(engine) == 0);
    line_assert_restores(engine);
    dd_engine_free(engine);
}

/* What is said again changes; absences come and go by their ids. */
static void the_shop_changes(void **state)
{
    (void)state;
    dd_engine *engine = line_new();
    static const dd_window night = {0, 8 * HOUR};
    region_apply(engine,
                 (dd_event){.kind = DD_EVENT_CALENDAR_SET, .name = "nights", .windows = &night, .window_count = 1, .period_ms = DAY});
    region_apply(engine, (dd_event){.kind = DD_EVENT_MACHINE_SET,
                                    .name = "m2",
                                    .reference = "lathe",
                                    .calendar = dd_engine_find_calendar(engine, "nights"),
                                    .matrix = 0,
                                    .family = LINE_BLUE});
    dd_machine_view view = dd_engine_machine_at(engine, 2);
    assert_true(view.calendar == 1 && view.matrix == 0 && view.family == LINE_BLUE && strcmp(view.group, "lathe") == 0);
    assert_int_equal(dd_engine_machine_count(engine), 3);
    for (int i = 0; i < 5; i++) {
        char id[8];
        (void)snprintf(id, sizeof id, "ill%d", i);
        region_apply(engine, (dd_event){.kind = DD_EVENT_POOL_ABSENT,
                                        .pool = LINE_CREW,
                                        .reference = id,
                                        .count = 1,
                                        .ready_ms = i * HOUR,
                                        .until_ms = (i + 1) * HOUR});
    }
    region_apply(engine, (dd_event){.kind = DD_EVENT_POOL_BACK, .at_ms = HOUR, .pool = LINE_CREW, .reference = "ill3"});
    assert_int_equal(engine->plant.pools[LINE_CREW].windows.count, 3); /* ill0 is over */
    assert_true(dd_plant_find_window(&engine->plant, &engine->plant.pools[LINE_CREW].windows, "ill4") != DD_NONE);
    line_assert_restores(engine);
    dd_engine_free(engine);
}

static dd_status live(void *arg)
{
    (void)arg;
    dd_engine *engine = NULL;
    dd_engine_config config = line_config(DD_SHOP_RULE_END_);
    void *bytes = NULL, *opened = NULL;
    size_t size = 0, opened_size = 0;
    static const dd_window day = {6 * HOUR, 22 * HOUR};
    static const char *const colours[] = {"red"};
    static const int64_t zero = 0;
    static const dd_need crew = {0, 1, true};
    const dd_mode mode = {0, MINUTE, &crew, 1};
    const dd_job_link link = {DD_NONE, 0, 0};
    const dd_job_operation operations[] = {{.name = "1", .family = 0, .modes = &mode, .mode_count = 1},
                                           {.name = "2", .family = 0, .modes = &mode, .mode_count = 1, .links = &link, .link_count = 1}};
    dd_status status = dd_engine_config_encode(&config, &opened, &opened_size, NULL);
    const dd_event events[] = {
        {.kind = DD_EVENT_OPENED, .bytes = opened, .byte_count = opened_size},
        {.kind = DD_EVENT_CALENDAR_SET, .name = "c", .windows = &day, .window_count = 1, .period_ms = DAY},
        {.kind = DD_EVENT_SETUP_SET, .name = "s", .texts = colours, .text_count = 1, .values = &zero, .value_count = 1},
        {.kind = DD_EVENT_POOL_SET, .name = "p", .count = 1, .calendar = 0},
        {.kind = DD_EVENT_MACHINE_SET, .name = "m", .calendar = 0, .matrix = 0, .family = 0, .reference = "g"},
        {.kind = DD_EVENT_JOB_RELEASED, .name = "j", .until_ms = DD_FOREVER_MS, .operations = operations, .operation_count = 2},
        {.kind = DD_EVENT_MAINTENANCE_SET, .machine = 0, .reference = "w", .ready_ms = 0, .until_ms = HOUR},
        {.kind = DD_EVENT_STARTED, .machine = 0, .operation = 0},
    };
    if (status == DD_STATUS_OK) status = dd_engine_create(&engine, NULL);
    for (size_t i = 0; i < sizeof events / sizeof *events && status == DD_STATUS_OK; i++) {
        status = dd_engine_apply(engine, &events[i], NULL);
        if (engine->is_open) region_check(engine); /* also after a failure: nothing has changed */
    }
    if (status == DD_STATUS_OK) status = dd_engine_snapshot(engine, &bytes, &size, NULL);
    dd_engine_free(engine);
    engine = NULL;
    if (status == DD_STATUS_OK) status = dd_engine_restore(bytes, size, &engine, NULL);
    dd_engine_free(engine);
    free(bytes);
    free(opened);
    return status;
}

static void each_allocation_may_fail(void **state)
{
    (void)state;
    assert_true(fault_each_allocation(live, NULL) > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_operation_lives),
        cmocka_unit_test(only_working_time_counts),
        cmocka_unit_test(a_job_is_cancelled),
        cmocka_unit_test(a_promise_is_recalled),
        cmocka_unit_test(the_shop_changes),
        cmocka_unit_test(each_allocation_may_fail),
        cmocka_unit_test(a_cancelled_setup_is_recalled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
