/* The words of stories for what a recorded day does not have: rulings, broken glass, rings, refusals, critical results; and what the log keeps of
 * the same day.  Facts are seen by the story and by the recorder just before they are applied, as in a walk. */
#define _POSIX_C_SOURCE 200809L
#include "cli/consult_story.h"

#include <unistd.h>

#include "base/array.h"
#include "sim/consult_recorder.h"
#include "support/ward.h"

typedef struct walk {
    dd_story story;
    dd_consult_log log;
    dd_engine *engine;
    FILE *out;
    char text[8192];
} walk;

/* Standard output goes to a file of its own while the story is told. */
static int begin_capture(walk *w)
{
    (void)fflush(stdout);
    int old = dup(STDOUT_FILENO);
    w->out = tmpfile();
    assert_non_null(w->out);
    assert_true(dup2(fileno(w->out), STDOUT_FILENO) >= 0);
    return old;
}

static void end_capture(walk *w, int old)
{
    (void)fflush(stdout);
    assert_true(dup2(old, STDOUT_FILENO) >= 0);
    (void)close(old);
    rewind(w->out);
    size_t had = strlen(w->text), size = fread(w->text + had, 1, sizeof w->text - had - 1, w->out);
    w->text[had + size] = '\0';
    (void)fclose(w->out);
}

static void see(walk *w, dd_event event)
{
    int old = begin_capture(w);
    w->story.engine = w->engine;
    w->story.event = &event;
    w->story.seq++;
    dd_consult_story_see(&w->story);
    end_capture(w, old);
    assert_status(dd_consult_recorder_see(&w->log, w->engine, &event, NULL), DD_STATUS_OK);
    region_apply(w->engine, event);
}

static void says(walk *w, dd_event_kind kind, uint32_t specialist, uint32_t case_ix, int64_t at_ms)
{
    see(w, (dd_event){.kind = kind,
                      .at_ms = at_ms,
                      .specialist = specialist,
                      .case_ix = case_ix,
                      .offer = specialist == DD_NONE ? DD_NONE : dd_engine_specialist_at(w->engine, specialist).offer});
}

static void rules(walk *w, dd_ruling ruling, uint32_t case_ix, uint32_t specialist, int64_t at_ms)
{
    dd_event event = ward_ruling(ruling, case_ix, specialist, at_ms);
    event.expected_ms = ruling == DD_RULING_RANK ? 10 * MINUTE : 0;
    see(w, event);
}

/* Offers as the engine would: with the proof, the next number, and one runner-up. */
static void offers(walk *w, uint32_t specialist, uint32_t case_ix, uint32_t number, int64_t at_ms)
{
    dd_trait proof[DD_TRAITS_MAX];
    dd_event event = {.kind = DD_EVENT_CASE_OFFER,
                      .at_ms = at_ms,
                      .specialist = specialist,
                      .case_ix = case_ix,
                      .offer = number,
                      .traits = proof,
                      .why = {.eligible = 2,
                              .terms = {.total_cost = 120000},
                              .alternative_count = 1,
                              .alternatives = {{{1}, {.total_cost = 300000, .resource_cost = 180000}}}}};
    assert_true(dd_engine_may_take(w->engine, specialist, case_ix, at_ms, proof, &event.trait_count));
    see(w, event);
}

static void opens(walk *w, const char *name, uint32_t station, dd_urgency urgency, int64_t at_ms)
{
    const dd_trait traits[] = {ward_trait(DD_TRAIT_SPECIALTY, "cardiology"), ward_trait(DD_TRAIT_LANGUAGE, "main")};
    see(w, (dd_event){.kind = DD_EVENT_CASE_OPENED,
                      .at_ms = at_ms,
                      .name = name,
                      .station = station,
                      .urgency = urgency,
                      .case_kind = DD_CASE_LIVE,
                      .traits = traits,
                      .trait_count = 2,
                      .expected_ms = 20 * MINUTE,
                      .reference = "st-1"});
}

static void open_walk(walk *w, const char *name, const char *why_not)
{
    dd_engine_config config = ward_config(true);
    config.desk.stat_ring = 2;
    *w = (walk){.story = {.subject = DD_STORY_DEMAND,
                          .name = name,
                          .why_not = why_not,
                          .ix = DD_NONE,
                          .planned_for = DD_NONE,
                          .interrupted_for = DD_NONE}};
    dd_consult_log_init(&w->log);
    w->engine = ward_open(&config, WARD_SPECIALISTS);
    /* The log sees the network as well, as it is signed on: names only. */
    assert_true(DD_ARRAY_RESERVE(w->log.stations, w->log.station_capacity, WARD_STATIONS));
    assert_true(DD_ARRAY_RESERVE(w->log.specialists, w->log.specialist_capacity, WARD_SPECIALISTS));
    assert_true(DD_ARRAY_RESERVE(w->log.shifts, w->log.shift_capacity, WARD_SPECIALISTS));
    for (uint32_t i = 0; i < WARD_STATIONS; i++) w->log.stations[w->log.station_count++] = (dd_log_station){"s", 1};
    for (uint32_t i = 0; i < WARD_SPECIALISTS; i++) {
        w->log.specialists[w->log.specialist_count++] = (dd_log_specialist){.name = ward_names[i], .shift = i};
        w->log.shifts[w->log.shift_count++] = (dd_log_shift){i, false, 0, 20 * HOUR};
    }
}

static void close_walk(walk *w)
{
    dd_engine_free(w->engine);
    dd_consult_log_done(&w->log);
}

static void assert_told(const walk *w, const char *expected)
{
    if (strcmp(w->text, expected) != 0) print_error("told:\n%s\nexpected:\n%s\n", w->text, expected);
    assert_string_equal(w->text, expected);
}

/* d2 is no cardiologist, d4 has no licence for region A, d0 declines, d4 is let in by broken glass; the result is critical. */
static void a_case_is_told(void **state)
{
    (void)state;
    walk w;
    open_walk(&w, "a", NULL);
    opens(&w, "a", 0, DD_URGENCY_ROUTINE, MINUTE);
    rules(&w, DD_RULING_FORBID, 0, 1, MINUTE);
    rules(&w, DD_RULING_RANK, 0, DD_NONE, MINUTE);
    offers(&w, 0, 0, 1, MINUTE);
    says(&w, DD_EVENT_OFFER_DECLINED, 0, DD_NONE, 2 * MINUTE);
    rules(&w, DD_RULING_BREAK_GLASS, 0, 4, 2 * MINUTE);
    offers(&w, 4, 0, 2, 2 * MINUTE);
    says(&w, DD_EVENT_OFFER_ACCEPTED, 4, DD_NONE, 3 * MINUTE);
    says(&w, DD_EVENT_STARTED, 4, 0, 3 * MINUTE);
    rules(&w, DD_RULING_MARK, 0, DD_NONE, 4 * MINUTE);
    see(&w, (dd_event){
                .kind = DD_EVENT_FINISHED, .at_ms = 13 * MINUTE, .specialist = 4, .case_ix = 0, .is_critical = true, .reference = "rp-9"});
    see(&w, (dd_event){.kind = DD_EVENT_ESCALATE, .at_ms = 23 * MINUTE, .case_ix = 0, .step = DD_ESCALATION_RESULT});
    says(&w, DD_EVENT_ACKNOWLEDGED, DD_NONE, 0, 24 * MINUTE);
    assert_told(
        &w,
        "00:01:00  #1      case a opened at s0: routine, live, expected to take 20.0 minutes; needs specialty cardiology; language main; "
        "study st-1.\n"
        "                  May take it by the hard rules: d0, d1.\n"
        "00:01:00  #2      a clinician rules: a is forbidden to d1 (reason r-1).\n"
        "00:01:00  #3      a clinician rules: a is ranked as if it had been opened 10.0 minutes earlier (reason r-1).\n"
        "00:01:00  #4      decided: a (routine live) is offered to d0.\n"
        "                  Allowed by: specialty cardiology; hospital h0, the station's own, where neither licence nor language is asked.\n"
        "                  2 specialists on duty could take it.  Expected: first contact 00:00:00, end 00:00:00.\n"
        "                  Cost 2.0 weighted minutes: its waiting 0.0, what the specialist and room are wanted for elsewhere 0.0.\n"
        "                  Runner-up d1: 3.0 weighted minutes dearer (wanted elsewhere +3.0).\n"
        "00:02:00  #5      d0 declines a.\n"
        "00:02:00  #6      a clinician rules: a is open to d4 without licence or language: the glass is broken (reason r-1).\n"
        "00:02:00  #7      decided: a (routine live) is offered to d4.\n"
        "                  Allowed by: specialty cardiology; broken glass: a clinician's ruling stands in for licence and language.\n"
        "                  2 specialists on duty could take it.  Expected: first contact 00:00:00, end 00:00:00.\n"
        "                  Cost 2.0 weighted minutes: its waiting 0.0, what the specialist and room are wanted for elsewhere 0.0.\n"
        "                  Runner-up d1: 3.0 weighted minutes dearer (wanted elsewhere +3.0).\n"
        "                  May take it, too: d0 has declined it, or did not answer.\n"
        "00:03:00  #8      d4 accepts a.\n"
        "00:03:00  #9      d4 begins a: first contact 2.0 minutes after it opened, target 240.0.\n"
        "00:04:00  #10     a clinician rules: a is marked: not to be interrupted (reason r-1).\n"
        "00:13:00  #11     d4 finishes a after 10.0 minutes of work; report rp-9; the result is critical: the station must acknowledge "
        "it.\n"
        "00:23:00  #12     escalated: a has waited 22.0 minutes; the critical result is not acknowledged.\n"
        "00:24:00  #13     the station acknowledges the critical result of a.\n");
    assert_int_equal(w.log.cases[0].declines, 1);
    assert_int_equal(w.log.cases[0].first_ms, 3 * MINUTE);
    assert_int_equal(w.log.specialists[4].busy_ms, 10 * MINUTE);
    assert_int_equal(w.log.fact_count, 12);
    assert_int_equal(w.log.facts[0].specialist, 1);
    assert_int_equal(w.log.facts[1].specialist, DD_NONE); /* a rank names nobody */
    assert_status(dd_consult_log_check(&w.log, NULL), DD_STATUS_OK);
    close_walk(&w);
}

/* A ring of two, of which one wins; the other answers to --why-not in every state on the way. */
static void why_not_is_answered(void **state)
{
    (void)state;
    walk w;
    open_walk(&w, "b", "d1");
    opens(&w, "a", 1, DD_URGENCY_ROUTINE, MINUTE);
    opens(&w, "b", 0, DD_URGENCY_STAT, MINUTE);
    offers(&w, 0, 1, 1, MINUTE);
    offers(&w, 1, 1, 2, MINUTE);
    says(&w, DD_EVENT_OFFER_ACCEPTED, 0, DD_NONE, 2 * MINUTE);
    says(&w, DD_EVENT_STARTED, 0, 1, 2 * MINUTE);
    says(&w, DD_EVENT_PAUSED, 0, 1, 3 * MINUTE);
    says(&w, DD_EVENT_SPECIALIST_OFF, 0, DD_NONE, 3 * MINUTE);
    offers(&w, 1, 0, 3, 3 * MINUTE);
    says(&w, DD_EVENT_OFFER_ACCEPTED, 1, DD_NONE, 3 * MINUTE);
    says(&w, DD_EVENT_STARTED, 1, 0, 3 * MINUTE);
    see(&w, (dd_event){.kind = DD_EVENT_ESCALATE,
                       .at_ms = 4 * MINUTE,
                       .case_ix = 1,
                       .step = DD_ESCALATION_COORDINATOR,
                       .specialists = (const uint32_t[]){1},
                       .specialist_count = 1});
    int old = begin_capture(&w);
    assert_status(dd_consult_story_end(&w.story, NULL), DD_STATUS_OK);
    end_capture(&w, old);
    assert_told(&w, "00:01:00  #2      case b opened at s0: STAT, live, expected to take 20.0 minutes; needs specialty cardiology; "
                    "language main; study st-1.\n"
                    "                  May take it by the hard rules: d0, d1.\n"
                    "00:01:00  #3      decided: b (STAT live) is offered to d0.\n"
                    "                  Why not d1: it was free, and number 2: 3.0 weighted minutes dearer (wanted elsewhere +3.0).\n"
                    "00:01:00  #4      decided: b (STAT live) is offered to d1.\n"
                    "                  Why not d1: it is the one.\n"
                    "00:04:00  #12     escalated: b has waited 3.0 minutes; the coordinator is told.\n"
                    "                  Why not d1: it works on a (routine live) since 00:03:00.\n"
                    "                  At the end of the journal, 00:04:00, it waits.\n"
                    "                  Why not d1: it works on a (routine live) since 00:03:00.\n");
    assert_int_equal(w.log.cases[1].busy_count, 1);
    assert_int_equal(w.log.busy[0].why, DD_OBSTACLE_WORKING);
    assert_int_equal(w.log.busy[0].case_ix, 0);
    assert_int_equal(w.log.cases[0].running, 1);
    assert_int_equal(w.log.shifts[0].end_ms, 3 * MINUTE);
    w.story.why_not = "nobody";
    assert_status(dd_consult_story_end(&w.story, NULL), DD_STATUS_NOT_FOUND);
    close_walk(&w);
}

/* An appointment that moves is told, and the wait counts from its new hour. */
static void a_move_is_told(void **state)
{
    (void)state;
    walk w;
    open_walk(&w, "a", NULL);
    const dd_trait needs[] = {ward_trait(DD_TRAIT_SPECIALTY, "cardiology")};
    see(&w, (dd_event){.kind = DD_EVENT_CASE_OPENED,
                       .at_ms = MINUTE,
                       .name = "a",
                       .station = 0,
                       .urgency = DD_URGENCY_ROUTINE,
                       .case_kind = DD_CASE_READ,
                       .traits = needs,
                       .trait_count = 1,
                       .expected_ms = 20 * MINUTE,
                       .ready_ms = 30 * MINUTE,
                       .until_ms = 60 * MINUTE});
    see(&w, (dd_event){.kind = DD_EVENT_CASE_MOVED, .at_ms = 5 * MINUTE, .case_ix = 0, .specialist = 1, .ready_ms = 42 * MINUTE, .other_case = DD_NONE});
    assert_non_null(strstr(w.text, "the appointment a moves to 00:42:00; d1 keeps it then.  The station and both specialists are told.\n"
                                   "                  At its hour nobody who may take it, or no room, is expected to be free.\n"));
    assert_int_equal(w.log.moved, 1);
    assert_true(w.log.cases[0].opened_ms == 42 * MINUTE);
    assert_true(w.log.facts[0].moved_ms == 12 * MINUTE);
    close_walk(&w);
}

/* What a cut was for is kept with the stretch, and told by both. */
static void an_interruption_is_told(void **state)
{
    (void)state;
    walk w;
    open_walk(&w, "a", NULL);
    opens(&w, "a", 0, DD_URGENCY_ROUTINE, MINUTE);
    offers(&w, 0, 0, 1, MINUTE);
    says(&w, DD_EVENT_OFFER_ACCEPTED, 0, DD_NONE, MINUTE);
    says(&w, DD_EVENT_STARTED, 0, 0, MINUTE);
    opens(&w, "b", 0, DD_URGENCY_STAT, 3 * MINUTE);
    w.text[0] = '\0';
    see(&w, (dd_event){.kind = DD_EVENT_INTERRUPT, .at_ms = 3 * MINUTE, .specialist = 0, .case_ix = 0, .other_case = 1});
    offers(&w, 0, 1, 2, 3 * MINUTE);
    says(&w, DD_EVENT_OFFER_ACCEPTED, 0, DD_NONE, 3 * MINUTE);
    says(&w, DD_EVENT_PAUSED, 0, 0, 4 * MINUTE);
    says(&w, DD_EVENT_STARTED, 0, 1, 4 * MINUTE);
    assert_told(&w,
                "00:03:00  #6      decided: d0 is to stop a (routine live) for b (STAT live).\n"
                "                  It has been worked on for 2.0 of about 20.0 minutes, which are kept; it is interrupted once at most.\n"
                "00:03:00  #8      d0 accepts b.\n"
                "00:04:00  #9      d0 pauses a for b; 3.0 minutes of its work are kept.\n");
    assert_int_equal(w.log.stretch_count, 1);
    assert_true(w.log.stretches[0].is_cut);
    assert_int_equal(w.log.stretches[0].cut_for, 1);
    assert_int_equal(w.log.cases[0].interruptions, 1);
    close_walk(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_is_told),
        cmocka_unit_test(why_not_is_answered),
        cmocka_unit_test(an_interruption_is_told),
        cmocka_unit_test(a_move_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
