/* Factory lines, validation: what is refused, with its place. */
#include "support/event_rows.h"
#include "support/line.h"

static void the_shop_is_refused(void **state)
{
    (void)state;
    dd_engine_config config = line_config(DD_SHOP_RULE_END_);
    dd_engine *engine = line_open(&config);
    static const dd_window overlap[] = {{0, 2 * HOUR}, {HOUR, 3 * HOUR}}, beyond[] = {{20 * HOUR, 25 * HOUR}}, good[] = {{0, HOUR}};
    static const char *const twice[] = {"red", "red"}, *const colours[] = {"red", "green"};
    static const int64_t values[] = {0, 1, 2, 0, -1};
#define CALENDAR(list, period)                                                                                                             \
    {                                                                                                                                      \
        .kind = DD_EVENT_CALENDAR_SET, .name = "c", .windows = list, .window_count = sizeof list / sizeof *list, .period_ms = period       \
    }
#define SETUP(list, count)                                                                                                                 \
    {                                                                                                                                      \
        .kind = DD_EVENT_SETUP_SET, .name = "s", .texts = list, .text_count = 2, .values = values, .value_count = count                    \
    }
    const event_row rows[] = {
        {CALENDAR(good, 0), DD_STATUS_OK, ""},
        {CALENDAR(overlap, 0), DD_STATUS_INVALID_INPUT, "/windows"},
        {CALENDAR(beyond, DAY), DD_STATUS_INVALID_INPUT, "/windows"},
        {CALENDAR(good, -1), DD_STATUS_INVALID_INPUT, "/period_ms"},
        {{.kind = DD_EVENT_CALENDAR_SET, .name = "c"}, DD_STATUS_INVALID_INPUT, "/windows"},
        {{.kind = DD_EVENT_CALENDAR_SET, .name = ""}, DD_STATUS_INVALID_INPUT, "/name"},
        {SETUP(colours, 4), DD_STATUS_OK, ""},
        {SETUP(twice, 4), DD_STATUS_INVALID_INPUT, "/texts"},
        {SETUP(colours, 5), DD_STATUS_INVALID_INPUT, "/values"},
        {{.kind = DD_EVENT_SETUP_SET, .name = "s", .texts = colours, .text_count = 1, .values = values + 4, .value_count = 1},
         DD_STATUS_INVALID_INPUT,
         "/values"},
        {{.kind = DD_EVENT_POOL_SET, .name = "p", .calendar = 7}, DD_STATUS_NOT_FOUND, "/calendar"},
        {{.kind = DD_EVENT_MACHINE_SET, .name = "m0", .calendar = 0, .matrix = 9, .family = DD_NONE}, DD_STATUS_NOT_FOUND, "/matrix"},
        {{.kind = DD_EVENT_MACHINE_SET, .name = "m0", .calendar = 0, .matrix = 0, .family = 2}, DD_STATUS_NOT_FOUND, "/family"},
        {{.kind = DD_EVENT_MACHINE_SET, .name = "m9", .calendar = 0, .matrix = 0, .family = LINE_BLUE}, DD_STATUS_OK, ""},
        {{.kind = DD_EVENT_MACHINE_DOWN, .machine = 3}, DD_STATUS_NOT_FOUND, "/machine"},
        {{.kind = DD_EVENT_MACHINE_DOWN, .machine = 2}, DD_STATUS_OK, ""},
        {{.kind = DD_EVENT_MACHINE_UP, .machine = 2}, DD_STATUS_CONFLICT, "/machine"},
        {{.kind = DD_EVENT_MAINTENANCE_SET, .machine = 0, .reference = "w1", .ready_ms = HOUR, .until_ms = 2 * HOUR}, DD_STATUS_OK, ""},
        {{.kind = DD_EVENT_MAINTENANCE_SET, .machine = 0, .reference = "w1", .ready_ms = HOUR, .until_ms = HOUR},
         DD_STATUS_INVALID_INPUT,
         "/until_ms"},
        {{.kind = DD_EVENT_MAINTENANCE_SET, .machine = 0, .reference = "", .ready_ms = 0, .until_ms = HOUR},
         DD_STATUS_INVALID_INPUT,
         "/reference"},
        {{.kind = DD_EVENT_MAINTENANCE_OFF, .machine = 0, .reference = "w1"}, DD_STATUS_NOT_FOUND, "/reference"},
        {{.kind = DD_EVENT_POOL_ABSENT, .pool = 0, .reference = "ill", .count = 0, .until_ms = HOUR}, DD_STATUS_INVALID_INPUT, "/count"},
        {{.kind = DD_EVENT_POOL_ABSENT, .pool = 2, .reference = "ill", .count = 1, .until_ms = HOUR}, DD_STATUS_NOT_FOUND, "/pool"},
        {{.kind = DD_EVENT_COURIER_OFF, .courier = 0}, DD_STATUS_INVALID_INPUT, "/kind"},
    };
    ASSERT_ROWS(engine, rows);
    dd_engine_free(engine);
}

static dd_event released(const char *name, const dd_job_operation *operations, uint32_t count)
{
    return (dd_event){.kind = DD_EVENT_JOB_RELEASED,
                      .name = name,
                      .until_ms = DD_FOREVER_MS,
                      .weight = 1,
                      .operations = operations,
                      .operation_count = count};
}

/* `old` is waited for, `gone` is cancelled. */
static void changes_are_refused(const dd_engine *engine, uint32_t old, uint32_t gone)
{
    const event_row rows[] = {
        {{.kind = DD_EVENT_JOB_CHANGED, .job = 7}, DD_STATUS_NOT_FOUND, "/job"},
        {{.kind = DD_EVENT_JOB_CHANGED, .job = gone}, DD_STATUS_CONFLICT, "/job"},
        {{.kind = DD_EVENT_JOB_CHANGED, .job = old, .weight = DD_SHOP_WEIGHT_MAX + 1}, DD_STATUS_INVALID_INPUT, "/weight"},
        {{.kind = DD_EVENT_JOB_CANCELLED, .job = gone}, DD_STATUS_CONFLICT, "/job"},
        {{.kind = DD_EVENT_JOB_CANCELLED, .job = old}, DD_STATUS_CONFLICT, "/job"},
    };
    ASSERT_ROWS(engine, rows);
}

/* Leaves a job "new" that waits for the old one. */
static void links_are_refused(dd_engine *engine, const dd_job_operation *alone, uint32_t old, uint32_t gone)
{
    const dd_job_link links[] = {{DD_NONE, 0, 0}, {old, 1, 0}, {9, 0, 0}, {gone, 0, 0}, {old, 0, -1}, {old, 0, 0}};
    dd_job_operation linked[6];
    for (int i = 0; i < 6; i++) {
        linked[i] = *alone;
        linked[i].links = &links[i];
        linked[i].link_count = 1;
    }
    const event_row rows[] = {
        {released("new", &linked[0], 1), DD_STATUS_INVALID_INPUT, "/operations/links/place"}, /* forward */
        {released("new", &linked[1], 1), DD_STATUS_NOT_FOUND, "/operations/links/place"},
        {released("new", &linked[2], 1), DD_STATUS_NOT_FOUND, "/operations/links/job"},
        {released("new", &linked[3], 1), DD_STATUS_CONFLICT, "/operations/links/job"}, /* cancelled */
        {released("new", &linked[4], 1), DD_STATUS_INVALID_INPUT, "/operations/links/lag_ms"},
        {released("new", &linked[5], 1), DD_STATUS_OK, ""},
    };
    ASSERT_ROWS(engine, rows);
    region_apply(engine, released("new", &linked[5], 1));
}

static void jobs_are_refused(void **state)
{
    (void)state;
    dd_engine_config config = line_config(DD_SHOP_RULE_END_);
    dd_engine *engine = line_open(&config);
    uint32_t old = line_job(engine, "old", "m0:10", DD_FOREVER_MS, 1), gone = line_job(engine, "gone", "m0:10", DD_FOREVER_MS, 1);
    region_apply(engine, (dd_event){.kind = DD_EVENT_JOB_CANCELLED, .job = gone});
    static const dd_need unknown = {9, 1, false}, none = {LINE_CREW, 0, false},
                         twice_needs[] = {{LINE_CREW, 1, false}, {LINE_CREW, 1, true}};
    const dd_mode mode = {.machine = 0, .duration_ms = MINUTE}, on_nothing = {.machine = 3}, twice[] = {mode, mode},
                  endless = {.machine = 0, .duration_ms = -1};
    const dd_mode needs[] = {{0, MINUTE, &unknown, 1}, {0, MINUTE, &none, 1}, {0, MINUTE, twice_needs, 2}};
    const dd_job_link forward = {DD_NONE, 0, 0};
    const dd_job_operation good[] = {
        {.name = "1", .family = DD_NONE, .modes = &mode, .mode_count = 1},
        {.name = "2", .family = LINE_RED, .modes = &mode, .mode_count = 1, .links = &forward, .link_count = 1}};
    dd_job_operation bad[9];
    for (int i = 0; i < 9; i++) bad[i] = good[0];
    bad[0].name = "a/b";
    bad[1].family = 2;
    bad[2].mode_count = 0;
    bad[3].modes = &on_nothing;
    bad[4].modes = twice, bad[4].mode_count = 2;
    bad[5].modes = &endless;
    bad[6].modes = &needs[0];
    bad[7].modes = &needs[1];
    bad[8].modes = &needs[2];
    const dd_job_operation same_names[] = {good[0], good[0]};
    const event_row rows[] = {
        {released("new", good, 2), DD_STATUS_OK, ""},
        {released("old", good, 2), DD_STATUS_CONFLICT, "/name"},
        {released("a/b", good, 2), DD_STATUS_INVALID_INPUT, "/name"},
        {released("new", good, 0), DD_STATUS_INVALID_INPUT, "/operations"},
        {released("new", same_names, 2), DD_STATUS_INVALID_INPUT, "/operations/name"},
        {released("new", &bad[0], 1), DD_STATUS_INVALID_INPUT, "/operations/name"},
        {released("new", &bad[1], 1), DD_STATUS_NOT_FOUND, "/operations/family"},
        {released("new", &bad[2], 1), DD_STATUS_INVALID_INPUT, "/operations/modes"},
        {released("new", &bad[3], 1), DD_STATUS_NOT_FOUND, "/operations/modes/machine"},
        {released("new", &bad[4], 1), DD_STATUS_INVALID_INPUT, "/operations/modes/machine"},
        {released("new", &bad[5], 1), DD_STATUS_INVALID_INPUT, "/operations/modes/duration_ms"},
        {released("new", &bad[6], 1), DD_STATUS_NOT_FOUND, "/operations/modes/needs"},
        {released("new", &bad[7], 1), DD_STATUS_INVALID_INPUT, "/operations/modes/needs"},
        {released("new", &bad[8], 1), DD_STATUS_INVALID_INPUT, "/operations/modes/needs"},
    };
    ASSERT_ROWS(engine, rows);
    links_are_refused(engine, good, old, gone);
    changes_are_refused(engine, old, gone);
    dd_engine_free(engine);
}

/* Whoever makes a dispatch, a plan, a person or a forged journal: the rules hold. */
static void unlawful_work_is_refused(void **state)
{
    (void)state;
    dd_engine_config config = line_config(DD_SHOP_RULE_END_);
    dd_engine *engine = line_open(&config);
    (void)line_job(engine, "a", "m0,m1:10r+ m2:30", DD_FOREVER_MS, 1);
    (void)line_job(engine, "b", "m0:10b m2:30", DD_FOREVER_MS, 1);
    (void)line_job(engine, "c", "m1:10+ m2:30", DD_FOREVER_MS, 1);
    region_apply(engine, (dd_event){.kind = DD_EVENT_POOL_SET, .name = "crew", .count = 1, .calendar = DD_NONE});
    uint32_t a1 = line_operation(engine, "a/10"), a2 = line_operation(engine, "a/20"), b1 = line_operation(engine, "b/10"),
             b2 = line_operation(engine, "b/20");
    uint32_t c1 = line_operation(engine, "c/10");
#define EVENT(word, m, o)                                                                                                                  \
    {                                                                                                                                      \
        .kind = DD_EVENT_##word, .machine = m, .operation = o, .until_ms = HOUR                                                            \
    }
    const event_row waiting[] = {
        {EVENT(DISPATCH, 0, a1), DD_STATUS_OK, ""},
        {EVENT(DISPATCH, 2, a1), DD_STATUS_CONFLICT, "/machine"},   /* no mode */
        {EVENT(DISPATCH, 2, a2), DD_STATUS_CONFLICT, "/operation"}, /* nothing works on a1 */
        {EVENT(STARTED, 2, a2), DD_STATUS_CONFLICT, "/operation"},
        {EVENT(STARTED, 1, a1), DD_STATUS_OK, ""}, /* by hand */
        {EVENT(FINISHED, 0, a1), DD_STATUS_CONFLICT, "/operation"},
        {EVENT(RECALL, 0, a1), DD_STATUS_CONFLICT, "/operation"},
        {EVENT(UNSERVABLE, 0, 99), DD_STATUS_NOT_FOUND, "/operation"},
    };
    ASSERT_ROWS(engine, waiting);
    region_apply(engine, (dd_event)EVENT(DISPATCH, 0, a1));
    const event_row held[] = {
        {EVENT(DISPATCH, 0, b1), DD_STATUS_CONFLICT, "/machine"},
        {EVENT(STARTED, 0, b1), DD_STATUS_CONFLICT, "/machine"},
        {EVENT(STARTED, 1, a1), DD_STATUS_CONFLICT, "/operation"}, /* m0 has it */
        {EVENT(DISPATCH, 2, a2), DD_STATUS_OK, ""},                /* its input is on its way */
        {EVENT(DISPATCH, 2, b2), DD_STATUS_CONFLICT, "/operation"},
        {{.kind = DD_EVENT_RECALL, .machine = 0, .operation = a1, .triggers = DD_TRIGGER_DRIFT}, DD_STATUS_CONFLICT, "/operation"},
        {EVENT(PAUSED, 0, a1), DD_STATUS_CONFLICT, "/operation"},
        {EVENT(SETUP_BEGUN, 0, a1), DD_STATUS_OK, ""},
    };
    ASSERT_ROWS(engine, held);
    line_says(engine, DD_EVENT_STARTED, 0, "a/10", 0);
    const event_row running[] = {
        {EVENT(STARTED, 0, a1), DD_STATUS_CONFLICT, "/operation"},
        {EVENT(SETUP_BEGUN, 0, a1), DD_STATUS_CONFLICT, "/operation"},
        {EVENT(STARTED, 1, c1), DD_STATUS_CONFLICT, "/operation"}, /* the only one of the crew is at m0 */
        {EVENT(PAUSED, 0, a1), DD_STATUS_OK, ""},
        {EVENT(FINISHED, 0, a1), DD_STATUS_OK, ""},
        {EVENT(FINISHED, 1, a1), DD_STATUS_CONFLICT, "/operation"},
    };
    ASSERT_ROWS(engine, running);
    region_apply(engine, (dd_event){.kind = DD_EVENT_MACHINE_DOWN, .machine = 1});
    const event_row down[] = {{EVENT(DISPATCH, 1, c1), DD_STATUS_CONFLICT, "/machine"}, {EVENT(STARTED, 1, c1), DD_STATUS_CONFLICT, "/machine"}};
    ASSERT_ROWS(engine, down);
    dd_engine_free(engine);
}

static void cycles_are_refused(void **state)
{
    (void)state;
    dd_engine_config config = line_config(DD_SHOP_RULE_END_);
    dd_engine *engine = line_open(&config);
    (void)line_job(engine, "a", "m0:10 m2:30", DD_FOREVER_MS, 1);
    static const dd_planned_operation good[] = {{0, 0, 0, 5, 9}, {1, 0, 9, 9, 12}}, order[] = {{1, 0, 0, 0, 0}, {1, 0, 0, 0, 0}},
                                      back[] = {{0, 0, 5, 4, 9}};
    static const dd_planned_operation unknown[] = {{2, 0, 0, 0, 0}}, no_mode[] = {{0, 1, 0, 0, 0}};
    static const dd_planned both[] = {{0, true}, {0, true}}, one[] = {{1, true}};
    static const dd_plan_change on_m0 = {0, 0, 1}, twice = {0, 0, 2};
#define PLACED(list)                                                                                                                       \
    {                                                                                                                                      \
        .kind = DD_EVENT_CYCLE, .triggers = DD_TRIGGER_RELEASE, .placed = list, .placed_count = sizeof list / sizeof *list                 \
    }
    const event_row rows[] = {
        {PLACED(good), DD_STATUS_OK, ""},
        {PLACED(order), DD_STATUS_INVALID_INPUT, "/placed"},
        {PLACED(back), DD_STATUS_INVALID_INPUT, "/placed"},
        {PLACED(unknown), DD_STATUS_NOT_FOUND, "/placed"},
        {PLACED(no_mode), DD_STATUS_NOT_FOUND, "/placed"},
        {{.kind = DD_EVENT_CYCLE, .triggers = DD_TRIGGER_END_}, DD_STATUS_INVALID_INPUT, "/triggers"},
        {{.kind = DD_EVENT_CYCLE, .changes = &on_m0, .change_count = 1, .planned = one, .planned_count = 1},
         DD_STATUS_CONFLICT,
         "/planned"},
        {{.kind = DD_EVENT_CYCLE, .changes = &twice, .change_count = 1, .planned = both, .planned_count = 2},
         DD_STATUS_INVALID_INPUT,
         "/planned"},
    };
    ASSERT_ROWS(engine, rows);
    dd_engine_free(engine);
    /* What only a factory line's cycle says is refused elsewhere. */
    dd_engine *delivery = region_open_with(DD_POLICY_ROUTE);
    const event_row elsewhere[] = {{{.kind = DD_EVENT_CYCLE, .triggers = DD_TRIGGER_RELEASE}, DD_STATUS_INVALID_INPUT, "/placed"}};
    ASSERT_ROWS(delivery, elsewhere);
    dd_engine_free(delivery);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shop_is_refused),
        cmocka_unit_test(jobs_are_refused),
        cmocka_unit_test(unlawful_work_is_refused),
        cmocka_unit_test(cycles_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
