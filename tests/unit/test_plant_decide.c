/* Factory lines, decisions: small lines whose right answer is plain. */
#include "support/line.h"

static dd_engine *line_of(dd_shop_rule rule)
{
    dd_engine_config config = line_config(rule);
    return line_open(&config);
}

/* Decides and applies; *ret_again_ms. */
static uint32_t go(dd_engine *engine, int64_t at_ms, int64_t *ret_again_ms)
{
    dd_decisions decisions = region_decide(engine, at_ms);
    uint32_t dispatches = region_count(&decisions, DD_EVENT_DISPATCH);
    if (ret_again_ms != NULL) *ret_again_ms = decisions.again_ms;
    region_take(engine, &decisions);
    dd_decisions_free(&decisions);
    line_assert_restores(engine);
    return dispatches;
}

static uint32_t on_machine(const dd_engine *engine, uint32_t machine)
{
    return dd_engine_machine_at(engine, machine).operation;
}

/* The more urgent of two goes first, and why: one other waited. */
static void the_urgent_goes_first(void **state)
{
    (void)state;
    dd_engine *engine = line_of(DD_SHOP_RULE_END_);
    (void)line_job(engine, "slow", "m0:60", 10 * HOUR, 1);
    (void)line_job(engine, "rush", "m0:60", HOUR, 9);
    dd_decisions decisions = region_decide(engine, 0);
    const dd_event *cycle = &decisions.events[0], *dispatch = region_find(&decisions, DD_EVENT_DISPATCH);
    assert_true(cycle->triggers == (DD_TRIGGER_RELEASE | DD_TRIGGER_SHOP) && cycle->work > 0 && cycle->placed_count == 2);
    assert_non_null(dispatch);
    assert_int_equal(dispatch->operation, line_operation(engine, "rush/10"));
    assert_true(dispatch->ready_ms == 0 && dispatch->until_ms == HOUR && dispatch->why.eligible == 2 &&
                dispatch->why.alternative_count == 1);
    assert_int_equal(dispatch->why.alternatives[0].operation, line_operation(engine, "slow/10"));
    region_take(engine, &decisions);
    dd_decisions_free(&decisions);
    dd_operation_view slow = dd_engine_operation_at(engine, line_operation(engine, "slow/10"));
    assert_true(slow.is_planned && slow.planned_start_ms == HOUR && slow.machine == 0);
    dd_engine_free(engine);
}

/* As long as all goes by the plan, nothing is planned again. */
static void what_goes_by_plan_is_only_dispatched(void **state)
{
    (void)state;
    dd_engine *engine = line_of(DD_SHOP_RULE_END_);
    int64_t again_ms;
    (void)line_job(engine, "a", "m0:30 m1:30", DD_FOREVER_MS, 1);
    (void)line_job(engine, "b", "m0:30 m1:30", DD_FOREVER_MS, 1);
    assert_int_equal(go(engine, 0, &again_ms), 1);
    uint32_t first = on_machine(engine, 0);
    region_apply(engine, (dd_event){.kind = DD_EVENT_STARTED, .machine = 0, .operation = first});
    region_apply(engine,
                 (dd_event){.kind = DD_EVENT_FINISHED, .at_ms = 31 * MINUTE, .machine = 0, .operation = first}); /* within the tolerance */
    dd_decisions decisions = region_decide(engine, 31 * MINUTE);
    assert_true(decisions.events[0].triggers == 0 && decisions.events[0].placed_count == 0 && decisions.events[0].change_count == 0);
    assert_int_equal(region_count(&decisions, DD_EVENT_DISPATCH), 2);
    assert_int_equal(decisions.work, 0);
    dd_decisions_free(&decisions);
    dd_engine_free(engine);
}

/* m0 breaks down for long: what was dispatched to it is recalled, and goes to m1; what runs on it waits. */
static void a_breakdown_moves_what_can_move(void **state)
{
    (void)state;
    dd_engine *engine = line_of(DD_SHOP_RULE_END_);
    (void)line_job(engine, "a", "m0,m1:60", 3 * HOUR, 1);
    (void)line_job(engine, "b", "m1:30", HOUR, 5);
    assert_int_equal(go(engine, 0, NULL), 2);
    assert_int_equal(on_machine(engine, 0), line_operation(engine, "a/10"));
    region_apply(engine, (dd_event){.kind = DD_EVENT_MACHINE_DOWN, .at_ms = MINUTE, .machine = 0, .ready_ms = 8 * HOUR});
    dd_decisions decisions = region_decide(engine, MINUTE);
    const dd_event *recall = region_find(&decisions, DD_EVENT_RECALL);
    assert_true(recall != NULL && recall->machine == 0 && recall->triggers == DD_TRIGGER_BREAKDOWN);
    region_take(engine, &decisions);
    dd_decisions_free(&decisions);
    line_assert_restores(engine);
    dd_operation_view a = dd_engine_operation_at(engine, line_operation(engine, "a/10"));
    assert_true(a.state == DD_OPERATION_WAITING && a.machine == 1 && a.planned_start_ms == 31 * MINUTE);
    dd_engine_free(engine);
}

/* What is planned within the frozen horizon keeps its place before a rush job; without a horizon it does not. */
static void what_is_frozen_stays(void **state)
{
    (void)state;
    for (int frozen = 0; frozen < 2; frozen++) {
        dd_engine_config config = line_config(DD_SHOP_RULE_END_);
        config.plant.frozen_ms = frozen * HOUR;
        config.plant.objective = (dd_shop_objective){.level_count = 1, .weight = {{0, 1, 0, 0, 0, 0}}};
        dd_engine *engine = line_open(&config);
        (void)line_job(engine, "a", "m0:30", HOUR, 1);
        (void)line_job(engine, "b", "m0:30", HOUR, 1);
        assert_int_equal(go(engine, 0, NULL), 1);
        uint32_t second = engine->plans.first[0];
        (void)line_job(engine, "rush", "m0:30", HOUR, 100);
        assert_int_equal(go(engine, MINUTE, NULL), 0);
        uint32_t rush = line_operation(engine, "rush/10");
        assert_int_equal(engine->plans.first[0], frozen ? second : rush);
        dd_engine_free(engine);
    }
}

/* An operation that takes far longer than planned moves what waits for it, once it is over its plan by more than the tolerance. */
static void drift_is_seen_by_the_clock(void **state)
{
    (void)state;
    dd_engine *engine = line_of(DD_SHOP_RULE_END_);
    int64_t again_ms;
    (void)line_job(engine, "a", "m0:60 m1:30", DD_FOREVER_MS, 1);
    (void)go(engine, 0, NULL);
    line_says(engine, DD_EVENT_STARTED, 0, "a/10", 0);
    (void)go(engine, 0, &again_ms);
    assert_int_equal(again_ms, 65 * MINUTE + 1);
    dd_decisions decisions = region_decide(engine, again_ms);
    assert_int_equal(decisions.events[0].triggers, DD_TRIGGER_DRIFT);
    region_take(engine, &decisions);
    dd_decisions_free(&decisions);
    /* done 65 minutes of 60: an eighth and half of what is over: 7.5 and 2.5 minutes more */
    dd_operation_view first = dd_engine_operation_at(engine, line_operation(engine, "a/10")),
                      then = dd_engine_operation_at(engine, line_operation(engine, "a/20"));
    assert_true(first.planned_end_ms >= 75 * MINUTE && first.planned_end_ms <= 75 * MINUTE + SECOND);
    assert_true(then.planned_start_ms == first.planned_end_ms);
    dd_engine_free(engine);
}

/* A setup begins before the part has come, so that it is done when the part comes. */
static void a_setup_does_not_wait_for_the_part(void **state)
{
    (void)state;
    dd_engine *engine = line_of(DD_SHOP_RULE_END_);
    int64_t again_ms;
    (void)line_job(engine, "a", "m0:30 m1:30r", DD_FOREVER_MS, 1);
    assert_int_equal(go(engine, 0, NULL), 1);
    line_says(engine, DD_EVENT_STARTED, 0, "a/10", 0);
    assert_int_equal(go(engine, 0, &again_ms), 0);
    assert_int_equal(again_ms, 25 * MINUTE); /* five minutes to set up a machine that is set up for nothing */
    dd_decisions decisions = region_decide(engine, 25 * MINUTE);
    const dd_event *dispatch = region_find(&decisions, DD_EVENT_DISPATCH);
    assert_true(dispatch != NULL && dispatch->machine == 1 && dispatch->ready_ms == 30 * MINUTE &&
                dispatch->why.terms.resource_cost == 5 * MINUTE);
    region_take(engine, &decisions);
    dd_decisions_free(&decisions);
    line_says(engine, DD_EVENT_SETUP_BEGUN, 1, "a/20", 25 * MINUTE);
    line_assert_restores(engine);
    dd_engine_free(engine);
}

/* One of the crew of two is away: of two operations that need one each, one begins; the other when he is back. */
static void an_absence_is_respected(void **state)
{
    (void)state;
    dd_engine *engine = line_of(DD_SHOP_RULE_END_);
    int64_t again_ms;
    region_apply(engine, (dd_event){.kind = DD_EVENT_POOL_ABSENT, .pool = LINE_CREW, .reference = "ill", .count = 1, .until_ms = 2 * HOUR});
    (void)line_job(engine, "a", "m0:300+", DD_FOREVER_MS, 1);
    (void)line_job(engine, "b", "m1:300+", DD_FOREVER_MS, 1);
    assert_int_equal(go(engine, 0, &again_ms), 1);
    assert_int_equal(again_ms, 2 * HOUR);
    region_apply(engine, (dd_event){.kind = DD_EVENT_POOL_BACK, .at_ms = HOUR, .pool = LINE_CREW, .reference = "ill"});
    assert_int_equal(go(engine, HOUR, NULL), 1); /* sooner than announced */
    dd_engine_free(engine);
}

/* A job that cannot be in time is said to be late, with the chain of causes; and in time again when its due date moves. */
static void late_jobs_are_said(void **state)
{
    (void)state;
    dd_engine *engine = line_of(DD_SHOP_RULE_END_);
    uint32_t first = line_job(engine, "a", "m0:60", HOUR, 9), second = line_job(engine, "b", "m0:60 m1:10", HOUR + 30 * MINUTE, 1);
    dd_decisions decisions = region_decide(engine, 0);
    const dd_event *late = region_find(&decisions, DD_EVENT_JOB_LATE);
    assert_int_equal(region_count(&decisions, DD_EVENT_JOB_LATE), 1);
    assert_true(late->job == second && late->until_ms == 130 * MINUTE && late->expected_ms == 40 * MINUTE);
    assert_int_equal(late->delay_count, 3); /* its second waits for its first, which waits for m0, which does a */
    assert_true(late->delays[0].kind == DD_DELAY_LINK && late->delays[0].other == line_operation(engine, "b/10"));
    assert_true(late->delays[1].kind == DD_DELAY_MACHINE && late->delays[1].other == line_operation(engine, "a/10") &&
                late->delays[1].resource == 0);
    assert_true(late->delays[1].from_ms == 0 && late->delays[1].until_ms == HOUR && late->delays[2].kind == DD_DELAY_NONE);
    region_take(engine, &decisions);
    dd_decisions_free(&decisions);
    region_apply(engine, (dd_event){.kind = DD_EVENT_JOB_CHANGED, .at_ms = MINUTE, .job = second, .until_ms = 5 * HOUR, .weight = 1});
    decisions = region_decide(engine, MINUTE);
    late = region_find(&decisions, DD_EVENT_JOB_LATE);
    assert_true(late != NULL && late->job == second && late->expected_ms == 0 && late->delay_count == 0);
    region_take(engine, &decisions);
    dd_decisions_free(&decisions);
    decisions = region_decide(engine, MINUTE);
    assert_null(region_find(&decisions, DD_EVENT_JOB_LATE)); /* said once */
    dd_decisions_free(&decisions);
    (void)first;
    dd_engine_free(engine);
}

/* m2 has no day any more: what needs it can never run, which is said once, and the rest goes on; with days again it is planned. */
static void what_can_never_run_is_said_once(void **state)
{
    (void)state;
    dd_engine *engine = line_of(DD_SHOP_RULE_END_);
    static const dd_window once = {0, MINUTE}, day = {6 * HOUR, 22 * HOUR};
    region_apply(engine, (dd_event){.kind = DD_EVENT_CALENDAR_SET, .name = "days", .windows = &once, .window_count = 1});
    (void)line_job(engine, "a", "m2:60 m0:10", DD_FOREVER_MS, 1);
    (void)line_job(engine, "b", "m0:10", DD_FOREVER_MS, 1);
    dd_decisions decisions = region_decide(engine, 0);
    const dd_event *never = region_find(&decisions, DD_EVENT_UNSERVABLE);
    assert_true(never != NULL && never->operation == line_operation(engine, "a/10") && region_count(&decisions, DD_EVENT_UNSERVABLE) == 1);
    assert_int_equal(region_count(&decisions, DD_EVENT_DISPATCH), 1);
    region_take(engine, &decisions);
    dd_decisions_free(&decisions);
    line_assert_restores(engine);
    (void)line_job(engine, "c", "m1:10", DD_FOREVER_MS, 1);
    decisions = region_decide(engine, MINUTE);
    assert_int_equal(region_count(&decisions, DD_EVENT_UNSERVABLE), 0);
    dd_decisions_free(&decisions);
    region_apply(
        engine,
        (dd_event){.kind = DD_EVENT_CALENDAR_SET, .at_ms = MINUTE, .name = "days", .windows = &day, .window_count = 1, .period_ms = DAY});
    (void)go(engine, MINUTE, NULL);
    assert_true(dd_engine_operation_at(engine, line_operation(engine, "a/10")).planned_start_ms == 6 * HOUR);
    dd_engine_free(engine);
}

/* By a rule: first come, first served at each machine, and nothing is planned ahead. */
static void a_rule_serves_who_came_first(void **state)
{
    (void)state;
    dd_engine *engine = line_of(DD_SHOP_RULE_FIFO);
    (void)line_job(engine, "a", "m0:30 m1:30", DD_FOREVER_MS, 1);
    line_says(engine, DD_EVENT_STARTED, 0, "a/10", 0);
    region_apply(engine, (dd_event){.kind = DD_EVENT_JOB_RELEASED,
                                    .at_ms = 10 * MINUTE,
                                    .name = "x",
                                    .until_ms = DD_FOREVER_MS,
                                    .weight = 1,
                                    .operations = &(dd_job_operation){.name = "10",
                                                                      .family = DD_NONE,
                                                                      .modes = &(dd_mode){.machine = 1, .duration_ms = HOUR},
                                                                      .mode_count = 1},
                                    .operation_count = 1});
    region_apply(engine, (dd_event){.kind = DD_EVENT_MACHINE_DOWN, .at_ms = 10 * MINUTE, .machine = 1});
    line_says(engine, DD_EVENT_FINISHED, 0, "a/10", 30 * MINUTE); /* comes to m1 after x, though its job is the older one */
    region_apply(engine, (dd_event){.kind = DD_EVENT_MACHINE_UP, .at_ms = 40 * MINUTE, .machine = 1});
    dd_decisions decisions = region_decide(engine, 40 * MINUTE);
    const dd_event *dispatch = region_find(&decisions, DD_EVENT_DISPATCH);
    assert_true(dispatch != NULL && dispatch->operation == line_operation(engine, "x/10") && dispatch->why.eligible == 2);
    assert_true(decisions.events[0].change_count == 0 && decisions.events[0].placed_count == 0);
    region_take(engine, &decisions);
    dd_decisions_free(&decisions);
    dd_engine_free(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_urgent_goes_first),           cmocka_unit_test(what_goes_by_plan_is_only_dispatched),
        cmocka_unit_test(a_breakdown_moves_what_can_move), cmocka_unit_test(what_is_frozen_stays),
        cmocka_unit_test(drift_is_seen_by_the_clock),      cmocka_unit_test(a_setup_does_not_wait_for_the_part),
        cmocka_unit_test(an_absence_is_respected),         cmocka_unit_test(late_jobs_are_said),
        cmocka_unit_test(what_can_never_run_is_said_once), cmocka_unit_test(a_rule_serves_who_came_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
