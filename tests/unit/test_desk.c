/* The desk, one rule a test, on tables small enough to be read. */
#include "consult/desk.h"

#include "support/check.h"
#include "support/desk_table.h"

enum { MINUTE = 60000 };

static desk_table t;
static dd_arena arena;
static dd_desk_answer answer;

static int set_up(void **state)
{
    (void)state;
    desk_table_init(&t, INT64_C(1800000000000));
    dd_arena_init(&arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    dd_arena_done(&arena);
    return 0;
}

static void decide(void)
{
    dd_arena_reset(&arena);
    assert_true(dd_desk_decide(&t.desk, &arena, &answer));
}

/* The k-th action offers the case to the specialist. */
static void assert_offer(uint32_t k, uint32_t case_ix, uint32_t specialist)
{
    assert_true(k < answer.action_count);
    assert_false(answer.actions[k].is_interruption);
    assert_int_equal(answer.actions[k].case_ix, case_ix);
    assert_int_equal(answer.actions[k].specialists[0], specialist);
}

static void assert_interruption(uint32_t k, uint32_t case_ix, uint32_t for_case)
{
    assert_true(k < answer.action_count);
    assert_true(answer.actions[k].is_interruption);
    assert_int_equal(answer.actions[k].case_ix, case_ix);
    assert_int_equal(answer.actions[k].for_case, for_case);
}

static void nothing_to_do(void **state)
{
    (void)state;
    decide();
    assert_int_equal(answer.action_count, 0);
    assert_int_equal(answer.again_ms, DD_FOREVER_MS);
}

/* Two specialists, three cases opened in the wrong order of urgency: STAT and ASAP go, the routine one waits. */
static void order_of_urgency(void **state)
{
    (void)state;
    uint32_t class = table_class(&t, table_station(&t, 2), 3, false);
    table_specialist(&t);
    table_specialist(&t);
    table_case(&t, class, DD_URGENCY_ROUTINE, 200 * MINUTE, 4 * MINUTE);
    table_case(&t, class, DD_URGENCY_ASAP, MINUTE, 4 * MINUTE);
    table_case(&t, class, DD_URGENCY_STAT, 0, 4 * MINUTE);
    decide();
    assert_int_equal(answer.action_count, 2);
    assert_int_equal(answer.actions[0].case_ix, 2);
    assert_int_equal(answer.actions[1].case_ix, 1);
    assert_int_equal(answer.actions[0].eligible, 2);
    assert_int_equal(answer.actions[0].alternative_count, 1);
}

/* Among the rest: weight x (age / target)^2 / work.  Urgent at 60 of 120 min: 5 / 4; routine at 120 of 240: 1 / 4, and at 239: about 1. */
static void index_of_the_rest(void **state)
{
    (void)state;
    uint32_t class = table_class(&t, table_station(&t, 2), 1, false);
    table_specialist(&t);
    table_case(&t, class, DD_URGENCY_ROUTINE, 239 * MINUTE, 4 * MINUTE);
    table_case(&t, class, DD_URGENCY_URGENT, 60 * MINUTE, 4 * MINUTE);
    decide();
    assert_int_equal(answer.action_count, 1);
    assert_offer(0, 1, 0);
    t.cases[1].expected_ms = 8 * MINUTE; /* twice the work: now the routine one goes first */
    decide();
    assert_offer(0, 0, 0);
    t.cases[1].rank_ms = 60 * MINUTE; /* says a clinician */
    decide();
    assert_offer(0, 1, 0);
}

/* A routine case twice its target old stands before every urgent newcomer, however short and heavy. */
static void nothing_waits_for_ever(void **state)
{
    (void)state;
    uint32_t class = table_class(&t, table_station(&t, 2), 1, false);
    table_specialist(&t);
    for (int i = 0; i < 20; i++) table_case(&t, class, DD_URGENCY_URGENT, 200 * MINUTE, MINUTE);
    uint32_t old = table_case(&t, class, DD_URGENCY_ROUTINE, 479 * MINUTE, 90 * MINUTE);
    decide();
    assert_offer(0, 0, 0);
    t.cases[old].opened_ms -= MINUTE;
    decide();
    assert_offer(0, old, 0);
}

static void appointment_before_walk_ins(void **state)
{
    (void)state;
    uint32_t class = table_class(&t, table_station(&t, 1), 1, true);
    table_specialist(&t);
    table_case(&t, class, DD_URGENCY_ROUTINE, 200 * MINUTE, 10 * MINUTE);
    table_case(&t, class, DD_URGENCY_ROUTINE, 470 * MINUTE, 10 * MINUTE);
    uint32_t booked = table_case(&t, class, DD_URGENCY_ROUTINE, 0, 10 * MINUTE);
    t.cases[booked].is_appointment = true;
    decide();
    assert_int_equal(answer.action_count, 1);
    assert_offer(0, booked, 0);
}

/* 10 min of work do not fit before an appointment in 9 min; a STAT case goes before it, and two rooms leave one. */
static void appointment_keeps_its_room(void **state)
{
    (void)state;
    uint32_t station = table_station(&t, 1), class = table_class(&t, station, 3, true);
    table_specialist(&t);
    table_specialist(&t);
    uint32_t booked = table_case(&t, class, DD_URGENCY_ROUTINE, -9 * MINUTE, 10 * MINUTE);
    t.cases[booked].state = DD_DESK_BOOKED;
    uint32_t walk_in = table_case(&t, class, DD_URGENCY_URGENT, 100 * MINUTE, 10 * MINUTE);
    decide();
    assert_int_equal(answer.action_count, 0);
    assert_int_equal(answer.again_ms, t.cases[booked].opened_ms);
    t.cases[walk_in].expected_ms = 8 * MINUTE;
    decide();
    assert_int_equal(answer.action_count, 1);
    t.cases[walk_in].expected_ms = 10 * MINUTE;
    t.cases[walk_in].urgency = DD_URGENCY_STAT;
    decide();
    assert_int_equal(answer.action_count, 1);
    t.cases[walk_in].urgency = DD_URGENCY_URGENT;
    t.stations[station].rooms = t.stations[station].rooms_free = 2;
    decide();
    assert_int_equal(answer.action_count, 1);
    t.stations[station].gps = t.stations[station].gps_free = 1; /* two rooms, one local doctor */
    decide();
    assert_int_equal(answer.action_count, 0);
}

static void appointment_keeps_its_specialist(void **state)
{
    (void)state;
    uint32_t station = table_station(&t, 2), live = table_class(&t, station, 3, true), read = table_class(&t, station, 3, false);
    table_specialist(&t);
    table_specialist(&t);
    uint32_t booked = table_case(&t, live, DD_URGENCY_ROUTINE, -9 * MINUTE, 10 * MINUTE);
    t.cases[booked].state = DD_DESK_BOOKED;
    t.cases[booked].specialist = 0;
    table_case(&t, read, DD_URGENCY_URGENT, 100 * MINUTE, 10 * MINUTE);
    table_case(&t, read, DD_URGENCY_URGENT, 90 * MINUTE, 10 * MINUTE);
    decide();
    assert_int_equal(answer.action_count, 1);
    assert_offer(0, 1, 1);
}

static void pins_and_refusals(void **state)
{
    (void)state;
    static const uint32_t refused[] = {0, 2};
    uint32_t class = table_class(&t, table_station(&t, 2), 15, false);
    for (int i = 0; i < 4; i++) table_specialist(&t);
    table_case(&t, class, DD_URGENCY_STAT, 0, 4 * MINUTE);
    t.cases[0].pin = 3;
    table_case(&t, class, DD_URGENCY_STAT, 0, 4 * MINUTE);
    t.cases[1].refused = refused;
    t.cases[1].refused_count = 2;
    decide();
    assert_int_equal(answer.action_count, 2);
    assert_offer(0, 0, 3);
    assert_offer(1, 1, 1);
    assert_int_equal(answer.actions[0].eligible, 1);
    assert_int_equal(answer.actions[1].eligible, 2);
    t.specialists[3].is_on = false; /* the pinned one is away: nobody else takes it */
    decide();
    assert_int_equal(answer.action_count, 1);
    assert_offer(0, 1, 1);
}

/* Work is not begun that would run past the end of a shift; STAT is. */
static void end_of_shift(void **state)
{
    (void)state;
    uint32_t class = table_class(&t, table_station(&t, 2), 1, false);
    table_specialist(&t);
    t.specialists[0].until_ms = t.desk.at_ms + 10 * MINUTE;
    table_case(&t, class, DD_URGENCY_URGENT, 100 * MINUTE, 10 * MINUTE + 1);
    decide();
    assert_int_equal(answer.action_count, 0);
    t.cases[0].expected_ms = 10 * MINUTE;
    decide();
    assert_int_equal(answer.action_count, 1);
    t.cases[0].expected_ms = 20 * MINUTE;
    t.cases[0].urgency = DD_URGENCY_STAT;
    decide();
    assert_int_equal(answer.action_count, 1);
}

static void rings_two(void **state)
{
    (void)state;
    uint32_t class = table_class(&t, table_station(&t, 2), 7, false);
    for (int i = 0; i < 3; i++) table_specialist(&t);
    t.rules.stat_ring = 2;
    table_case(&t, class, DD_URGENCY_STAT, 0, 4 * MINUTE);
    table_case(&t, class, DD_URGENCY_ASAP, 0, 4 * MINUTE);
    table_case(&t, class, DD_URGENCY_ASAP, 0, 4 * MINUTE);
    decide();
    assert_int_equal(answer.action_count, 2); /* two are rung, one is left for the first ASAP case */
    assert_int_equal(answer.actions[0].specialist_count, 2);
    assert_int_not_equal(answer.actions[0].specialists[0], answer.actions[0].specialists[1]);
    assert_int_equal(answer.actions[1].specialist_count, 1);
}

/* Specialist 0 reads routine, 1 sees a routine patient, 2 reads urgent, 3 sees an urgent patient: STAT stops them in this order of harm. */
static void stops_the_least_harmful(void **state)
{
    (void)state;
    uint32_t station = table_station(&t, 3), read = table_class(&t, station, 15, false), live = table_class(&t, station, 15, true);
    for (int i = 0; i < 4; i++) table_specialist(&t);
    table_run(&t, table_case(&t, read, DD_URGENCY_ROUTINE, 30 * MINUTE, 10 * MINUTE), 0, MINUTE);
    table_run(&t, table_case(&t, live, DD_URGENCY_ROUTINE, 30 * MINUTE, 10 * MINUTE), 1, MINUTE);
    table_run(&t, table_case(&t, read, DD_URGENCY_URGENT, 30 * MINUTE, 10 * MINUTE), 2, MINUTE);
    table_run(&t, table_case(&t, live, DD_URGENCY_URGENT, 30 * MINUTE, 10 * MINUTE), 3, MINUTE);
    uint32_t stat = table_case(&t, live, DD_URGENCY_STAT, 0, 10 * MINUTE);
    static const uint32_t order[] = {0, 1, 2};
    for (uint32_t i = 0; i < 3; i++) {
        decide();
        assert_int_equal(answer.action_count, 2);
        assert_interruption(0, order[i], stat);
        assert_offer(1, stat, order[i]);
        t.cases[order[i]].was_interrupted = true; /* once is the most */
    }
    decide(); /* a room is free: urgent live work goes on */
    assert_int_equal(answer.action_count, 0);
    table_run(&t, table_case(&t, live, DD_URGENCY_ASAP, 0, 10 * MINUTE), table_specialist(&t), MINUTE);
    decide(); /* none is free now: the urgent patient's room and specialist */
    assert_int_equal(answer.action_count, 2);
    assert_interruption(0, 3, stat);
    assert_offer(1, stat, 3);
    t.cases[3].is_marked = true;
    decide();
    assert_int_equal(answer.action_count, 0);
}

/* The one room is taken by a patient whose specialist cannot take the STAT case; those who can read elsewhere. */
static void stops_for_room_and_specialist(void **state)
{
    (void)state;
    uint32_t station = table_station(&t, 1), live = table_class(&t, station, 1, true), read = table_class(&t, station, 2, false);
    uint32_t stroke = table_class(&t, station, 2, true);
    table_specialist(&t);
    table_specialist(&t);
    table_run(&t, table_case(&t, live, DD_URGENCY_URGENT, 30 * MINUTE, 10 * MINUTE), 0, MINUTE);
    table_run(&t, table_case(&t, read, DD_URGENCY_ROUTINE, 30 * MINUTE, 10 * MINUTE), 1, MINUTE);
    uint32_t stat = table_case(&t, stroke, DD_URGENCY_STAT, 0, 30 * MINUTE);
    decide();
    assert_int_equal(answer.action_count, 3);
    assert_interruption(0, 0, stat);
    assert_interruption(1, 1, stat);
    assert_offer(2, stat, 1);
    t.rules.may_interrupt = false;
    decide();
    assert_int_equal(answer.action_count, 0);
}

static void leaves_the_nearly_done(void **state)
{
    (void)state;
    uint32_t read = table_class(&t, table_station(&t, 1), 1, false);
    table_specialist(&t);
    table_run(&t, table_case(&t, read, DD_URGENCY_ROUTINE, 30 * MINUTE, 2 * MINUTE), 0, 2 * MINUTE - 1000);
    table_case(&t, read, DD_URGENCY_STAT, 0, 10 * MINUTE);
    decide();
    assert_int_equal(answer.action_count, 0);
    t.cases[0].expected_ms = 20 * MINUTE;
    decide();
    assert_int_equal(answer.action_count, 2);
    t.cases[0].started_ms = t.desk.at_ms; /* begun this very moment: no work to keep */
    decide();
    assert_int_equal(answer.action_count, 0);
}

/* One of two can also take strokes, which are expected: the other reads. */
static void least_flexible_first(void **state)
{
    (void)state;
    uint32_t station = table_station(&t, 2), read = table_class(&t, station, 3, false), stroke = table_class(&t, station, 1, true);
    table_specialist(&t);
    table_specialist(&t);
    t.classes[stroke].rate[DD_URGENCY_STAT] = 1000;
    t.specialists[1].busy_ms = 30 * MINUTE;
    table_case(&t, read, DD_URGENCY_ASAP, 0, 10 * MINUTE);
    decide();
    assert_offer(0, 0, 1);
    assert_true(answer.actions[0].alternatives[0].terms.resource_cost > answer.actions[0].terms.resource_cost);
    t.classes[stroke].rate[DD_URGENCY_STAT] = 0; /* nothing expected: fairness, the one who worked less */
    decide();
    assert_offer(0, 0, 0);
}

/* The only neurologist is kept for strokes while a routine case is young, not when it is old, nor without a reserve. */
static void reserve_gives_way_to_age(void **state)
{
    (void)state;
    uint32_t station = table_station(&t, 2), live = table_class(&t, station, 1, true);
    table_specialist(&t);
    t.classes[live].rate[DD_URGENCY_STAT] = 1000;
    t.classes[live].rate[DD_URGENCY_ASAP] = 3000;
    table_case(&t, live, DD_URGENCY_ROUTINE, MINUTE, 20 * MINUTE);
    decide();
    assert_int_equal(answer.action_count, 0);
    assert_true(answer.again_ms > t.desk.at_ms && answer.again_ms <= t.desk.at_ms + 5 * MINUTE);
    t.cases[0].opened_ms -= 230 * MINUTE;
    decide();
    assert_int_equal(answer.action_count, 1);
    t.cases[0].opened_ms += 230 * MINUTE;
    t.rules.keeps_reserve = false;
    decide();
    assert_int_equal(answer.action_count, 1);
}

/* An ASAP case waits for its cardiologist alone: the room is not given to a routine case, but to another ASAP case. */
static void holds_a_room(void **state)
{
    (void)state;
    uint32_t station = table_station(&t, 1), heart = table_class(&t, station, 1, true), other = table_class(&t, station, 2, true);
    uint32_t read = table_class(&t, station, 1, false);
    table_specialist(&t);
    table_specialist(&t);
    table_run(&t, table_case(&t, read, DD_URGENCY_ASAP, 5 * MINUTE, 10 * MINUTE), 0, MINUTE);
    table_case(&t, heart, DD_URGENCY_ASAP, 5 * MINUTE, 10 * MINUTE);
    uint32_t next = table_case(&t, other, DD_URGENCY_ROUTINE, 230 * MINUTE, 10 * MINUTE);
    decide();
    assert_int_equal(answer.action_count, 0);
    t.cases[next].urgency = DD_URGENCY_ASAP;
    decide();
    assert_int_equal(answer.action_count, 1);
    assert_offer(0, next, 1);
}

/* Three who read for 10 min each: an end within the first minute is not likely, with thirty it is; a minute later nothing is waited for. */
static void waits_for_a_likely_end(void **state)
{
    (void)state;
    uint32_t read = table_class(&t, table_station(&t, 1), ~UINT64_C(0), false);
    for (uint32_t d = 0; d < 3; d++) table_run(&t, table_case(&t, read, DD_URGENCY_ROUTINE, 30 * MINUTE, 10 * MINUTE), table_specialist(&t), MINUTE);
    uint32_t stat = table_case(&t, read, DD_URGENCY_STAT, 0, 10 * MINUTE);
    decide();
    assert_int_equal(answer.action_count, 2);
    for (uint32_t d = 3; d < 30; d++) table_run(&t, table_case(&t, read, DD_URGENCY_ROUTINE, 30 * MINUTE, 10 * MINUTE), table_specialist(&t), MINUTE);
    decide();
    assert_int_equal(answer.action_count, 0);
    assert_int_equal(answer.again_ms, t.cases[stat].opened_ms + 72000);
    t.cases[stat].opened_ms -= 72000;
    decide();
    assert_int_equal(answer.action_count, 2);
}

/* The only neurologist is kept for strokes from a young ASAP case, which has half an hour; no read takes him meanwhile, and age wins. */
static void holds_asap_within_its_slack(void **state)
{
    (void)state;
    uint32_t station = table_station(&t, 2), live = table_class(&t, station, 1, true), read = table_class(&t, station, 1, false);
    table_specialist(&t);
    t.classes[live].rate[DD_URGENCY_STAT] = 4000;
    table_case(&t, live, DD_URGENCY_ASAP, MINUTE, 20 * MINUTE);
    table_case(&t, read, DD_URGENCY_ROUTINE, 230 * MINUTE, 4 * MINUTE);
    decide();
    assert_int_equal(answer.action_count, 0);
    assert_int_equal(answer.again_ms, t.desk.at_ms + MINUTE);
    t.cases[0].opened_ms -= 20 * MINUTE;
    decide();
    assert_int_equal(answer.action_count, 1);
    assert_offer(0, 0, 0);
}

static void same_specialist_resumes(void **state)
{
    (void)state;
    uint32_t read = table_class(&t, table_station(&t, 1), 7, false);
    for (int i = 0; i < 3; i++) table_specialist(&t);
    table_case(&t, read, DD_URGENCY_URGENT, 100 * MINUTE, 10 * MINUTE);
    t.cases[0].was_interrupted = true;
    t.cases[0].done_ms = 4 * MINUTE;
    t.cases[0].specialist = 2;
    decide();
    assert_offer(0, 0, 2);
}

int main(void)
{
#define DESK_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        DESK_TEST(nothing_to_do),
        DESK_TEST(order_of_urgency),
        DESK_TEST(index_of_the_rest),
        DESK_TEST(nothing_waits_for_ever),
        DESK_TEST(appointment_before_walk_ins),
        DESK_TEST(appointment_keeps_its_room),
        DESK_TEST(appointment_keeps_its_specialist),
        DESK_TEST(pins_and_refusals),
        DESK_TEST(end_of_shift),
        DESK_TEST(rings_two),
        DESK_TEST(stops_the_least_harmful),
        DESK_TEST(stops_for_room_and_specialist),
        DESK_TEST(leaves_the_nearly_done),
        DESK_TEST(least_flexible_first),
        DESK_TEST(reserve_gives_way_to_age),
        DESK_TEST(holds_a_room),
        DESK_TEST(waits_for_a_likely_end),
        DESK_TEST(holds_asap_within_its_slack),
        DESK_TEST(same_specialist_resumes),
    };
    return cmocka_run_group_tests_name("desk", tests, NULL, NULL);
}
