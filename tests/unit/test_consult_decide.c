/* Consultations, decisions: offers and their answers, rings, interruptions, overrides, appointments, the ladder, starvation. */
#include "support/fault.h"
#include "support/ward.h"

static dd_engine *open_ward(bool needs_acceptance, uint32_t ring, uint32_t specialists)
{
    dd_engine_config config = ward_config(needs_acceptance);
    config.desk.stat_ring = ring;
    return ward_open(&config, specialists);
}

static dd_case_view case_of(const dd_engine *engine, uint32_t ix)
{
    return dd_engine_case_at(engine, ix);
}

static void a_case_is_offered_begun_and_finished(void **state)
{
    (void)state;
    dd_engine *engine = open_ward(true, 1, WARD_SPECIALISTS);
    uint32_t ix = ward_case(engine, "c1", 0, "cardiology", DD_URGENCY_ASAP, DD_CASE_LIVE, 0);
    assert_int_equal(region_cycle(engine, 0), 1);
    uint32_t doctor = case_of(engine, ix).specialist;
    assert_int_equal(case_of(engine, ix).state, DD_CASE_RUNG);
    assert_int_equal(dd_engine_station_at(engine, 0).held, 1); /* the room is held while it rings */
    ward_says(engine, DD_EVENT_OFFER_DECLINED, doctor, DD_NONE, 1000);
    assert_int_equal(case_of(engine, ix).state, DD_CASE_WAITING);
    assert_int_equal(region_cycle(engine, 1000), 1); /* the next one is asked, not the same */
    assert_true(case_of(engine, ix).specialist != doctor);
    doctor = case_of(engine, ix).specialist;
    ward_says(engine, DD_EVENT_OFFER_ACCEPTED, doctor, DD_NONE, 2000);
    ward_says(engine, DD_EVENT_STARTED, doctor, ix, 3000);
    assert_true(case_of(engine, ix).first_ms == 3000);
    region_apply(engine,
                 (dd_event){.kind = DD_EVENT_FINISHED, .at_ms = 63000, .specialist = doctor, .case_ix = ix, .reference = "report-1"});
    assert_int_equal(case_of(engine, ix).state, DD_CASE_FINISHED);
    assert_int_equal(dd_engine_station_at(engine, 0).held, 0);
    assert_true(dd_engine_specialist_at(engine, doctor).busy_ms == 60000);
    dd_engine_free(engine);
}

/* Two ring for a STAT case; the first to accept wins in the same step, and the other's late answer is refused. */
static void the_first_of_two_rings_wins(void **state)
{
    (void)state;
    dd_engine *engine = open_ward(true, 2, WARD_SPECIALISTS);
    uint32_t ix = ward_case(engine, "c1", 1, "cardiology", DD_URGENCY_STAT, DD_CASE_LIVE, 0);
    dd_decisions decisions = region_decide(engine, 0);
    assert_int_equal(region_count(&decisions, DD_EVENT_CASE_OFFER), 2);
    region_take(engine, &decisions);
    dd_decisions_free(&decisions);
    const dd_case *c = &engine->network.cases[ix];
    uint32_t first = c->rung[1], second = c->rung[0], late_offer = dd_engine_specialist_at(engine, second).offer;
    assert_int_equal(dd_engine_station_at(engine, 1).held, 1); /* one room for both */
    ward_says(engine, DD_EVENT_OFFER_ACCEPTED, first, DD_NONE, 1000);
    assert_int_equal(c->specialist, first);
    assert_int_equal(dd_engine_specialist_at(engine, second).held, DD_NONE);
    dd_event late = {.kind = DD_EVENT_OFFER_ACCEPTED, .at_ms = 1000, .specialist = second, .offer = late_offer};
    assert_status(dd_engine_apply(engine, &late, NULL), DD_STATUS_CONFLICT);
    dd_engine_free(engine);
}

/* d2 alone reads images of region B: a STAT image stops the routine one, which keeps its work and is resumed, once at most. */
static void stat_interrupts_a_read_once(void **state)
{
    (void)state;
    dd_engine *engine = open_ward(false, 1, WARD_SPECIALISTS);
    uint32_t slow = ward_case(engine, "slow", 2, "radiology", DD_URGENCY_ROUTINE, DD_CASE_READ, 0);
    region_cycle(engine, 0);
    ward_says(engine, DD_EVENT_STARTED, 2, slow, 0);
    uint32_t stat = ward_case(engine, "stat", 2, "radiology", DD_URGENCY_STAT, DD_CASE_READ, 5 * MINUTE);
    dd_decisions decisions = region_decide(engine, 5 * MINUTE);
    const dd_event *stop = region_find(&decisions, DD_EVENT_INTERRUPT);
    assert_true(stop != NULL && stop->case_ix == slow && stop->other_case == stat && stop->specialist == 2);
    assert_non_null(ward_offer_of(&decisions, stat));
    region_take(engine, &decisions);
    dd_decisions_free(&decisions);
    ward_says(engine, DD_EVENT_PAUSED, 2, slow, 5 * MINUTE);
    ward_says(engine, DD_EVENT_STARTED, 2, stat, 5 * MINUTE);
    assert_true(case_of(engine, slow).done_ms == 5 * MINUTE && case_of(engine, slow).was_interrupted);
    ward_says(engine, DD_EVENT_FINISHED, 2, stat, 8 * MINUTE);
    region_cycle(engine, 8 * MINUTE);
    ward_says(engine, DD_EVENT_STARTED, 2, slow, 8 * MINUTE); /* the same specialist goes on with it */
    ward_case(engine, "stat2", 2, "radiology", DD_URGENCY_STAT, DD_CASE_READ, 9 * MINUTE);
    decisions = region_decide(engine, 9 * MINUTE);
    assert_null(region_find(&decisions, DD_EVENT_INTERRUPT));
    dd_decisions_free(&decisions);
    dd_engine_free(engine);
}

static void a_marked_case_is_not_interrupted(void **state)
{
    (void)state;
    dd_engine *engine = open_ward(false, 1, WARD_SPECIALISTS);
    uint32_t slow = ward_case(engine, "slow", 2, "radiology", DD_URGENCY_ROUTINE, DD_CASE_READ, 0);
    region_cycle(engine, 0);
    ward_says(engine, DD_EVENT_STARTED, 2, slow, 0);
    region_apply(engine, ward_ruling(DD_RULING_MARK, slow, DD_NONE, 0));
    ward_case(engine, "stat", 2, "radiology", DD_URGENCY_STAT, DD_CASE_READ, 5 * MINUTE);
    dd_decisions decisions = region_decide(engine, 5 * MINUTE);
    assert_null(region_find(&decisions, DD_EVENT_INTERRUPT));
    dd_decisions_free(&decisions);
    dd_event stop = {.kind = DD_EVENT_INTERRUPT, .at_ms = 5 * MINUTE, .specialist = 2, .case_ix = slow, .other_case = 1};
    assert_status(dd_engine_apply(engine, &stop, NULL), DD_STATUS_CONFLICT); /* nor by hand */
    dd_engine_free(engine);
}

/* An interruption that comes to nothing, because the STAT offer is declined, lapses: the work goes on as if never told. */
static void a_declined_stat_offer_lets_the_work_go_on(void **state)
{
    (void)state;
    dd_engine *engine = open_ward(true, 1, WARD_SPECIALISTS);
    uint32_t slow = ward_case(engine, "slow", 2, "radiology", DD_URGENCY_ROUTINE, DD_CASE_READ, 0);
    region_cycle(engine, 0);
    ward_says(engine, DD_EVENT_OFFER_ACCEPTED, 2, DD_NONE, 0);
    ward_says(engine, DD_EVENT_STARTED, 2, slow, 0);
    ward_case(engine, "stat", 2, "radiology", DD_URGENCY_STAT, DD_CASE_READ, 5 * MINUTE);
    region_cycle(engine, 5 * MINUTE);
    assert_true(case_of(engine, slow).is_stopping);
    ward_says(engine, DD_EVENT_OFFER_DECLINED, 2, DD_NONE, 5 * MINUTE + 1000);
    assert_true(!case_of(engine, slow).is_stopping && !case_of(engine, slow).was_interrupted &&
                case_of(engine, slow).state == DD_CASE_RUNNING);
    dd_engine_free(engine);
}

static void overrides_beat_the_optimiser(void **state)
{
    (void)state;
    dd_engine *engine = open_ward(true, 1, WARD_SPECIALISTS);
    uint32_t pinned = ward_case(engine, "p", 0, "cardiology", DD_URGENCY_URGENT, DD_CASE_READ, 0);
    region_apply(engine, ward_ruling(DD_RULING_PIN, pinned, 1, 0));
    uint32_t forbidden = ward_case(engine, "f", 0, "cardiology", DD_URGENCY_URGENT, DD_CASE_READ, 0);
    region_apply(engine, ward_ruling(DD_RULING_FORBID, forbidden, 0, 0));
    region_apply(engine, ward_ruling(DD_RULING_FORBID, forbidden, 1, 0));
    dd_decisions decisions = region_decide(engine, 0);
    assert_int_equal(ward_offer_of(&decisions, pinned)->specialist, 1);
    assert_null(ward_offer_of(&decisions, forbidden)); /* d4 has no licence for A */
    dd_decisions_free(&decisions);
    region_apply(engine, ward_ruling(DD_RULING_BREAK_GLASS, forbidden, 4, 0));
    decisions = region_decide(engine, 0);
    const dd_event *offer = ward_offer_of(&decisions, forbidden);
    assert_true(offer != NULL && offer->specialist == 4 && offer->traits[offer->trait_count - 1].kind == DD_TRAIT_BREAK_GLASS);
    region_take(engine, &decisions);
    dd_decisions_free(&decisions);
    region_apply(engine, ward_ruling(DD_RULING_FORBID, forbidden, 4, 0)); /* and the offer that is out is withdrawn */
    assert_int_equal(case_of(engine, forbidden).state, DD_CASE_WAITING);
    dd_engine_free(engine);
}

/* An appointment with the only neurologist, d3, in an hour; it may move by movable_ms, 0: pinned. */
static void open_booking(dd_engine *engine, int64_t movable_ms)
{
    const dd_trait needs[] = {ward_trait(DD_TRAIT_SPECIALTY, "neurology"), ward_trait(DD_TRAIT_LANGUAGE, "main")};
    region_apply(engine, (dd_event){.kind = DD_EVENT_CASE_OPENED,
                                    .name = "booked",
                                    .station = 2,
                                    .urgency = DD_URGENCY_ROUTINE,
                                    .case_kind = DD_CASE_LIVE,
                                    .traits = needs,
                                    .trait_count = 2,
                                    .expected_ms = 20 * MINUTE,
                                    .ready_ms = HOUR,
                                    .until_ms = movable_ms > 0 ? HOUR + movable_ms : 0});
}

static void book(dd_engine *engine, int64_t movable_ms)
{
    open_booking(engine, movable_ms);
    (void)region_cycle(engine, 0);
}

static void appointments_are_planned_and_kept(void **state)
{
    (void)state;
    dd_engine *engine = open_ward(false, 1, WARD_SPECIALISTS);
    open_booking(engine, 0);
    dd_decisions decisions = region_decide(engine, 0);
    assert_true(decisions.count == 1 && decisions.events[0].change_count == 1 &&
                decisions.events[0].changes[0].courier == 3); /* the only neurologist */
    assert_true(decisions.again_ms <= HOUR);
    region_take(engine, &decisions);
    dd_decisions_free(&decisions);
    uint32_t walk_in =
        ward_case(engine, "walk-in", 0, "neurology", DD_URGENCY_ROUTINE, DD_CASE_LIVE, 50 * MINUTE); /* 20 minutes do not fit before it */
    decisions = region_decide(engine, 50 * MINUTE);
    assert_null(ward_offer_of(&decisions, walk_in));
    region_take(engine, &decisions);
    dd_decisions_free(&decisions);
    decisions = region_decide(engine, HOUR);
    assert_non_null(ward_offer_of(&decisions, 0));
    dd_decisions_free(&decisions);
    dd_engine_free(engine);
}

/* The new hour that a decision gives the first case; 0 when it stays. */
static int64_t moves_to(dd_engine *engine, int64_t at_ms, uint32_t *ret_other)
{
    dd_decisions decisions = region_decide(engine, at_ms);
    const dd_event *moved = region_find(&decisions, DD_EVENT_CASE_MOVED);
    int64_t to_ms = moved != NULL ? moved->ready_ms : 0;
    if (moved != NULL) {
        assert_int_equal(moved->case_ix, 0);
        assert_int_equal(moved->specialist, 3);
        *ret_other = moved->other_case;
    }
    region_take(engine, &decisions);
    dd_decisions_free(&decisions);
    return to_ms;
}

static void late(dd_engine *engine, int64_t at_ms, int64_t there_ms)
{
    region_apply(engine, (dd_event){.kind = DD_EVENT_SPECIALIST_LATE, .at_ms = at_ms, .specialist = 3, .ready_ms = there_ms});
}

static void an_appointment_moves_for_a_late_specialist(void **state)
{
    (void)state;
    uint32_t other = 0;
    dd_engine *engine = open_ward(false, 1, WARD_SPECIALISTS);
    book(engine, 45 * MINUTE);
    assert_int_equal(moves_to(engine, 5 * MINUTE, &other), 0); /* nothing keeps it */
    late(engine, 10 * MINUTE, HOUR + 3 * MINUTE);
    assert_int_equal(moves_to(engine, 10 * MINUTE, &other), 0); /* not for three minutes */
    late(engine, 20 * MINUTE, HOUR + 12 * MINUTE + 10 * SECOND);
    assert_true(moves_to(engine, 20 * MINUTE, &other) == HOUR + 13 * MINUTE);
    assert_int_equal(other, DD_NONE);
    assert_true(case_of(engine, 0).opened_ms == HOUR + 13 * MINUTE);
    dd_decisions decisions = region_decide(engine, HOUR);
    assert_null(ward_offer_of(&decisions, 0)); /* not at its old hour */
    dd_decisions_free(&decisions);
    decisions = region_decide(engine, HOUR + 13 * MINUTE);
    assert_non_null(ward_offer_of(&decisions, 0));
    dd_decisions_free(&decisions);
    late(engine, 30 * MINUTE, 2 * HOUR);
    assert_int_equal(moves_to(engine, 30 * MINUTE, &other), 0); /* beyond its stated amount */
    dd_engine_free(engine);
}

static void a_pinned_appointment_never_moves(void **state)
{
    (void)state;
    uint32_t other = 0;
    dd_engine *engine = open_ward(false, 1, WARD_SPECIALISTS);
    book(engine, 0);
    late(engine, 10 * MINUTE, HOUR + 15 * MINUTE);
    assert_int_equal(moves_to(engine, 10 * MINUTE, &other), 0);
    const dd_event forged = {
        .kind = DD_EVENT_CASE_MOVED, .at_ms = 11 * MINUTE, .case_ix = 0, .specialist = 3, .ready_ms = HOUR + MINUTE, .other_case = DD_NONE};
    assert_status(dd_engine_apply(engine, &forged, NULL), DD_STATUS_CONFLICT);
    dd_engine_free(engine);
}

/* An ASAP patient has the station's only room for 20 minutes, from five before its hour. */
static void an_appointment_gives_way_to_asap(void **state)
{
    (void)state;
    uint32_t other = 0;
    dd_engine *engine = open_ward(false, 1, WARD_SPECIALISTS);
    book(engine, 45 * MINUTE);
    uint32_t asap = ward_case(engine, "asap", 2, "cardiology", DD_URGENCY_ASAP, DD_CASE_LIVE, 55 * MINUTE);
    assert_true(moves_to(engine, 55 * MINUTE, &other) == HOUR + 15 * MINUTE); /* in the cycle that offers the ASAP case */
    assert_int_equal(other, asap);
    ward_says(engine, DD_EVENT_STARTED, case_of(engine, asap).specialist, asap, 55 * MINUTE);
    const int64_t bad[] = {HOUR + 10 * MINUTE, HOUR + 15 * MINUTE, HOUR + 46 * MINUTE};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) { /* earlier, the same, beyond its amount */
        const dd_event forged = {
            .kind = DD_EVENT_CASE_MOVED, .at_ms = 56 * MINUTE, .case_ix = 0, .specialist = 3, .ready_ms = bad[i], .other_case = DD_NONE};
        assert_status(dd_engine_apply(engine, &forged, NULL), DD_STATUS_CONFLICT);
    }
    dd_engine_free(engine);
}

/* Nobody on duty may take it: the coordinator hears at once, then who is off duty is called, then a human must act. */
static void nobody_eligible_climbs_the_ladder(void **state)
{
    (void)state;
    dd_engine *engine = open_ward(true, 1, WARD_SPECIALISTS);
    region_apply(engine, (dd_event){.kind = DD_EVENT_SPECIALIST_OFF, .specialist = 3});
    uint32_t ix = ward_case(engine, "n", 0, "neurology", DD_URGENCY_STAT, DD_CASE_READ, 0);
    static const dd_escalation steps[] = {DD_ESCALATION_COORDINATOR, DD_ESCALATION_CALL_IN, DD_ESCALATION_TRANSFER};
    int64_t at_ms = 0;
    for (int i = 0; i < 3; i++) {
        dd_decisions decisions = region_decide(engine, at_ms);
        const dd_event *step = region_find(&decisions, DD_EVENT_ESCALATE);
        assert_true(step != NULL && step->case_ix == ix && step->step == steps[i]);
        if (i == 1) assert_true(step->specialist_count == 1 && step->specialists[0] == 3);
        int64_t again_ms = decisions.again_ms;
        region_take(engine, &decisions);
        dd_decisions_free(&decisions);
        assert_int_equal(region_cycle(engine, at_ms), 0); /* said once */
        at_ms = i < 2 ? again_ms : at_ms;
        assert_true(at_ms == (i < 2 ? (i + 1) * 5 : 10) * (int64_t)MINUTE); /* a STAT case climbs by its target */
    }
    dd_engine_free(engine);
}

static void a_critical_result_climbs_until_acknowledged(void **state)
{
    (void)state;
    dd_engine *engine = open_ward(false, 1, WARD_SPECIALISTS);
    uint32_t ix = ward_case(engine, "r", 2, "radiology", DD_URGENCY_ROUTINE, DD_CASE_READ, 0);
    region_cycle(engine, 0);
    ward_says(engine, DD_EVENT_STARTED, 2, ix, 0);
    region_apply(
        engine,
        (dd_event){.kind = DD_EVENT_FINISHED, .at_ms = MINUTE, .specialist = 2, .case_ix = ix, .reference = "rep", .is_critical = true});
    for (int i = 1; i <= 2; i++) {
        dd_decisions decisions = region_decide(engine, MINUTE + i * 10 * MINUTE);
        const dd_event *step = region_find(&decisions, DD_EVENT_ESCALATE);
        assert_true(step != NULL && step->step == DD_ESCALATION_RESULT && step->case_ix == ix);
        region_take(engine, &decisions);
        dd_decisions_free(&decisions);
    }
    ward_says(engine, DD_EVENT_ACKNOWLEDGED, DD_NONE, ix, 30 * MINUTE);
    assert_int_equal(region_cycle(engine, 60 * MINUTE), 0);
    dd_engine_free(engine);
}

/* A stream of urgent cases without end, each longer than the time to the next: the routine case that waits is taken all the same, in the end. */
static void nothing_waits_for_ever(void **state)
{
    (void)state;
    dd_engine *engine = open_ward(false, 1, 3); /* d2 alone reads images of region B */
    uint32_t routine = ward_case(engine, "routine", 2, "radiology", DD_URGENCY_ROUTINE, DD_CASE_READ, 0), working = DD_NONE;
    ward_case(engine, "u0", 2, "radiology", DD_URGENCY_URGENT, DD_CASE_READ, 0);
    int64_t at_ms = 0, ends_ms = 0;
    for (int i = 1; i < 400 && working != routine; i++, at_ms += 10 * MINUTE) {
        char name[16];
        (void)snprintf(name, sizeof name, "u%d", i);
        ward_case(engine, name, 2, "radiology", DD_URGENCY_URGENT, DD_CASE_READ, at_ms);
        if (working != DD_NONE && at_ms >= ends_ms) {
            ward_says(engine, DD_EVENT_FINISHED, 2, working, at_ms);
            working = DD_NONE;
        }
        dd_decisions decisions = region_decide(engine, at_ms);
        const dd_event *offer = region_find(&decisions, DD_EVENT_CASE_OFFER);
        uint32_t taken = offer != NULL ? offer->case_ix : DD_NONE;
        region_take(engine, &decisions);
        dd_decisions_free(&decisions);
        if (taken == DD_NONE) continue;
        ward_says(engine, DD_EVENT_STARTED, 2, taken, at_ms);
        working = taken;
        ends_ms = at_ms + 20 * MINUTE;
    }
    assert_int_equal(working, routine);
    assert_true(at_ms < 24 * (int64_t)HOUR);
    dd_engine_free(engine);
}

static dd_status decide_in_any_memory(void *arg)
{
    dd_decisions decisions = {0};
    dd_status status = dd_engine_decide(arg, MINUTE, NULL, &decisions, NULL);
    dd_decisions_free(&decisions);
    return status;
}

static void memory_runs_out(void **state)
{
    (void)state;
    dd_engine *engine = open_ward(true, 2, WARD_SPECIALISTS);
    ward_case(engine, "a", 0, "cardiology", DD_URGENCY_STAT, DD_CASE_LIVE, 0);
    ward_case(engine, "b", 1, "internal", DD_URGENCY_ROUTINE, DD_CASE_LIVE, 0);
    ward_case(engine, "n", 2, "dermatology", DD_URGENCY_URGENT, DD_CASE_READ, 0);
    fault_each_allocation(decide_in_any_memory, engine);
    dd_engine_free(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_is_offered_begun_and_finished),
        cmocka_unit_test(the_first_of_two_rings_wins),
        cmocka_unit_test(stat_interrupts_a_read_once),
        cmocka_unit_test(a_marked_case_is_not_interrupted),
        cmocka_unit_test(a_declined_stat_offer_lets_the_work_go_on),
        cmocka_unit_test(overrides_beat_the_optimiser),
        cmocka_unit_test(appointments_are_planned_and_kept),
        cmocka_unit_test(an_appointment_moves_for_a_late_specialist),
        cmocka_unit_test(a_pinned_appointment_never_moves),
        cmocka_unit_test(an_appointment_gives_way_to_asap),
        cmocka_unit_test(nobody_eligible_climbs_the_ladder),
        cmocka_unit_test(a_critical_result_climbs_until_acknowledged),
        cmocka_unit_test(nothing_waits_for_ever),
        cmocka_unit_test(memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
