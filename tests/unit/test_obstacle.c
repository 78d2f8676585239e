/* Obstacles: what keeps a specialist from a case, one row a reason, and that none is left when the case can be offered. */
#include "support/region.h"

enum { NOON = 720 * MINUTE, DAY_END = 1080 * MINUTE };

#define ALWAYS .begin_ms = -DD_FOREVER_MS, .end_ms = DD_FOREVER_MS

static void set_station(dd_engine *engine, const char *name, const char *hospital, const char *region, uint32_t rooms)
{
    const dd_trait traits[] = {{DD_TRAIT_HOSPITAL, hospital, ALWAYS}, {DD_TRAIT_REGION, region, ALWAYS}};
    region_apply(engine, (dd_event){.kind = DD_EVENT_STATION_SET,
                                    .at_ms = NOON,
                                    .name = name,
                                    .traits = traits,
                                    .trait_count = 2,
                                    .count = rooms,
                                    .gps = UINT32_MAX});
}

static uint32_t sign_on(dd_engine *engine, const char *name, const dd_trait *traits, uint32_t count, int64_t on_ms)
{
    region_apply(engine, (dd_event){.kind = DD_EVENT_SPECIALIST_ON,
                                    .at_ms = NOON,
                                    .name = name,
                                    .traits = traits,
                                    .trait_count = count,
                                    .ready_ms = on_ms,
                                    .until_ms = DAY_END});
    return dd_engine_find_specialist(engine, name);
}

static uint32_t open_case(dd_engine *engine, const char *name, uint32_t station, dd_urgency urgency, int64_t booked_ms)
{
    const dd_trait traits[] = {
        {DD_TRAIT_SPECIALTY, "cardiology", ALWAYS}, {DD_TRAIT_LANGUAGE, "main", ALWAYS}, {DD_TRAIT_EQUIPMENT, "echo", ALWAYS}};
    region_apply(engine, (dd_event){.kind = DD_EVENT_CASE_OPENED,
                                    .at_ms = NOON,
                                    .name = name,
                                    .station = station,
                                    .urgency = urgency,
                                    .case_kind = DD_CASE_LIVE,
                                    .traits = traits,
                                    .trait_count = 3,
                                    .expected_ms = 20 * MINUTE,
                                    .ready_ms = booked_ms});
    return dd_engine_find_case(engine, name);
}

/* Specialty, equipment, hospital, region of the licence, and language; then what the caller adds. */
enum { SPECIALTY, EQUIPMENT, HOSPITAL, LICENCE, LANGUAGE, SPARE, TRAITS };
#define GOOD                                                                                                                               \
    {                                                                                                                                      \
        {DD_TRAIT_SPECIALTY, "cardiology", ALWAYS}, {DD_TRAIT_EQUIPMENT, "echo", ALWAYS}, {DD_TRAIT_HOSPITAL, "h1", ALWAYS},               \
            {DD_TRAIT_LICENCE, "north", ALWAYS}, {DD_TRAIT_LANGUAGE, "main", ALWAYS},                                                      \
        {                                                                                                                                  \
            DD_TRAIT_LANGUAGE, "second", ALWAYS                                                                                            \
        }                                                                                                                                  \
    }

typedef struct town {
    dd_engine *engine;
    uint32_t a_case; /* at s0: live, routine */
} town;

static town make_town(void)
{
    dd_engine_config config = dd_engine_config_consult();
    config.needs_acceptance = false;
    town t = {.engine = region_open(&config)};
    set_station(t.engine, "s0", "h0", "north", 1);
    set_station(t.engine, "s1", "h0", "north", 1);
    t.a_case = open_case(t.engine, "a", 0, DD_URGENCY_ROUTINE, 0);
    return t;
}

static dd_obstacle assert_obstacle(const town *t, uint32_t specialist, uint32_t case_ix, dd_obstacle_kind kind)
{
    dd_obstacle o = dd_engine_why_not(t->engine, specialist, case_ix, NOON);
    if (o.kind != kind) print_error("obstacle %d, expected %d\n", (int)o.kind, (int)kind);
    assert_int_equal(o.kind, kind);
    assert_non_null(o.text);
    /* It agrees with the proof. */
    bool may = dd_engine_may_take(t->engine, specialist, case_ix, NOON, NULL, NULL),
         is_rule = kind >= DD_OBSTACLE_SPECIALTY && kind <= DD_OBSTACLE_FORBIDDEN;
    assert_int_equal(may, !is_rule);
    return o;
}

static void hard_rules_come_first(void **state)
{
    (void)state;
    const struct {
        int at;
        dd_trait trait;
        dd_obstacle_kind kind;
        const char *text;
        int64_t until_ms;
    } rows[] = {
        {SPECIALTY, {DD_TRAIT_SPECIALTY, "radiology", ALWAYS}, DD_OBSTACLE_SPECIALTY, "cardiology", DD_FOREVER_MS},
        {EQUIPMENT, {DD_TRAIT_EQUIPMENT, "ct", ALWAYS}, DD_OBSTACLE_EQUIPMENT, "echo", DD_FOREVER_MS},
        {LICENCE, {DD_TRAIT_LICENCE, "south", ALWAYS}, DD_OBSTACLE_LICENCE, "north", DD_FOREVER_MS},
        {LICENCE, {DD_TRAIT_LICENCE, "north", .begin_ms = 0, .end_ms = NOON}, DD_OBSTACLE_LICENCE, "north", NOON},
        {LICENCE, {DD_TRAIT_LICENCE, "north", .begin_ms = NOON + 1, .end_ms = DAY_END}, DD_OBSTACLE_LICENCE, "north", NOON + 1},
        {LICENCE, {DD_TRAIT_LICENCE, "north", .begin_ms = NOON, .end_ms = DAY_END}, DD_OBSTACLE_NONE, "", DD_FOREVER_MS},
        {LANGUAGE, {DD_TRAIT_LANGUAGE, "third", ALWAYS}, DD_OBSTACLE_LANGUAGE, "main", DD_FOREVER_MS},
        {SPARE, {DD_TRAIT_BLOCK, "round", .begin_ms = NOON, .end_ms = NOON + 5 * MINUTE}, DD_OBSTACLE_BLOCK, "", NOON + 5 * MINUTE},
        {SPARE, {DD_TRAIT_BLOCK, "round", .begin_ms = NOON + 5 * MINUTE, .end_ms = DAY_END}, DD_OBSTACLE_TIME, "", NOON + 5 * MINUTE},
        {SPARE, {DD_TRAIT_BLOCK, "round", .begin_ms = NOON + 20 * MINUTE, .end_ms = DAY_END}, DD_OBSTACLE_NONE, "", DD_FOREVER_MS},
    };
    town t = make_town();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dd_trait traits[TRAITS] = GOOD;
        char name[8];
        traits[rows[i].at] = rows[i].trait;
        (void)snprintf(name, sizeof name, "d%zu", i);
        dd_obstacle o = assert_obstacle(&t, sign_on(t.engine, name, traits, TRAITS, NOON), t.a_case, rows[i].kind);
        assert_string_equal(o.text, rows[i].text);
        assert_int_equal(o.until_ms, rows[i].until_ms);
    }
    dd_engine_free(t.engine);
}

/* Within one hospital neither licence nor language is asked; broken glass lifts both, and nothing else. */
static void home_and_glass_lift_licence_and_language(void **state)
{
    (void)state;
    town t = make_town();
    dd_trait home[TRAITS] = GOOD, stranger[TRAITS] = GOOD, other[TRAITS] = GOOD;
    home[HOSPITAL].text = "h0";
    home[LICENCE].text = stranger[LICENCE].text = other[LICENCE].text = "south";
    other[SPECIALTY].text = "radiology";
    uint32_t a = sign_on(t.engine, "home", home, TRAITS, NOON), b = sign_on(t.engine, "stranger", stranger, TRAITS, NOON),
             c = sign_on(t.engine, "other", other, TRAITS, NOON);
    assert_obstacle(&t, a, t.a_case, DD_OBSTACLE_NONE);
    assert_obstacle(&t, b, t.a_case, DD_OBSTACLE_LICENCE);
    for (uint32_t i = 0; i < 2; i++)
        region_apply(t.engine, (dd_event){.kind = DD_EVENT_CASE_RULED,
                                          .at_ms = NOON,
                                          .case_ix = t.a_case,
                                          .ruling = DD_RULING_BREAK_GLASS,
                                          .specialist = i == 0 ? b : c,
                                          .reference = "r1"});
    assert_obstacle(&t, b, t.a_case, DD_OBSTACLE_NONE);
    assert_obstacle(&t, c, t.a_case, DD_OBSTACLE_SPECIALTY);
    dd_engine_free(t.engine);
}

static void rule(town *t, dd_ruling ruling, uint32_t specialist)
{
    region_apply(t->engine,
                 (dd_event){.kind = DD_EVENT_CASE_RULED, .at_ms = NOON, .case_ix = t->a_case, .ruling = ruling, .specialist = specialist});
}

static void words_and_presence(void **state)
{
    (void)state;
    town t = make_town();
    dd_trait traits[TRAITS] = GOOD;
    uint32_t a = sign_on(t.engine, "d0", traits, TRAITS, NOON), b = sign_on(t.engine, "d1", traits, TRAITS, NOON),
             late = sign_on(t.engine, "d2", traits, TRAITS, NOON + MINUTE);
    assert_int_equal(assert_obstacle(&t, late, t.a_case, DD_OBSTACLE_NOT_YET).until_ms, NOON + MINUTE);
    rule(&t, DD_RULING_FORBID, a);
    assert_obstacle(&t, a, t.a_case, DD_OBSTACLE_FORBIDDEN);
    rule(&t, DD_RULING_PERMIT, a);
    rule(&t, DD_RULING_PIN, b);
    assert_int_equal(assert_obstacle(&t, a, t.a_case, DD_OBSTACLE_PINNED).specialist, b);
    assert_obstacle(&t, b, t.a_case, DD_OBSTACLE_NONE);
    rule(&t, DD_RULING_PIN, DD_NONE);
    assert_obstacle(&t, a, t.a_case, DD_OBSTACLE_NONE);
    region_apply(t.engine, (dd_event){.kind = DD_EVENT_SPECIALIST_OFF, .at_ms = NOON, .specialist = a});
    assert_obstacle(&t, a, t.a_case, DD_OBSTACLE_OFF_DUTY);
    dd_engine_free(t.engine);
}

/* Gives the case to the specialist, and has it begun. */
static void start(town *t, uint32_t specialist, uint32_t case_ix, bool begins)
{
    dd_trait proof[DD_TRAITS_MAX];
    dd_event offer = {
        .kind = DD_EVENT_CASE_OFFER, .at_ms = NOON, .specialist = specialist, .case_ix = case_ix, .offer = 1, .traits = proof};
    assert_true(dd_engine_may_take(t->engine, specialist, case_ix, NOON, proof, &offer.trait_count));
    while (dd_engine_validate(t->engine, &offer, NULL) == DD_STATUS_CONFLICT && offer.offer < 9) offer.offer++;
    region_apply(t->engine, offer);
    if (begins) region_apply(t->engine, (dd_event){.kind = DD_EVENT_STARTED, .at_ms = NOON, .specialist = specialist, .case_ix = case_ix});
}

static void work_and_rooms(void **state)
{
    (void)state;
    town t = make_town();
    dd_trait traits[TRAITS] = GOOD;
    uint32_t a = sign_on(t.engine, "d0", traits, TRAITS, NOON), b = sign_on(t.engine, "d1", traits, TRAITS, NOON),
             c = sign_on(t.engine, "d2", traits, TRAITS, NOON);
    uint32_t next = open_case(t.engine, "next", 0, DD_URGENCY_STAT, 0), elsewhere = open_case(t.engine, "elsewhere", 1, DD_URGENCY_ASAP, 0);
    uint32_t booked = open_case(t.engine, "booked", 1, DD_URGENCY_ROUTINE, NOON + 10 * MINUTE);
    assert_int_equal(assert_obstacle(&t, c, booked, DD_OBSTACLE_APPOINTMENT).until_ms, NOON + 10 * MINUTE);
    start(&t, a, t.a_case, true);
    start(&t, b, elsewhere, false);
    assert_obstacle(&t, a, t.a_case, DD_OBSTACLE_OWN);
    assert_int_equal(assert_obstacle(&t, a, next, DD_OBSTACLE_WORKING).case_ix, t.a_case);
    assert_int_equal(assert_obstacle(&t, b, next, DD_OBSTACLE_HOLDING).case_ix, elsewhere);
    assert_obstacle(&t, c, next, DD_OBSTACLE_ROOM); /* the only one has the first case in it */
    dd_engine_free(t.engine);
}

/* An appointment that is planned for a specialist keeps it from routine work that would run into it, and not from STAT. */
static void an_appointment_is_kept(void **state)
{
    (void)state;
    town t = make_town();
    dd_trait traits[TRAITS] = GOOD;
    uint32_t a = sign_on(t.engine, "d0", traits, TRAITS, NOON),
             booked = open_case(t.engine, "booked", 1, DD_URGENCY_ROUTINE, NOON + 10 * MINUTE);
    uint32_t stat = open_case(t.engine, "stat", 0, DD_URGENCY_STAT, 0);
    const dd_plan_change change = {.courier = a, .count = 1};
    const dd_planned planned = {booked, true};
    region_apply(
        t.engine,
        (dd_event){.kind = DD_EVENT_CYCLE, .at_ms = NOON, .changes = &change, .change_count = 1, .planned = &planned, .planned_count = 1});
    dd_obstacle o = assert_obstacle(&t, a, t.a_case, DD_OBSTACLE_TIME);
    assert_int_equal(o.case_ix, booked);
    assert_int_equal(o.until_ms, NOON + 10 * MINUTE);
    assert_obstacle(&t, a, stat, DD_OBSTACLE_NONE);
    dd_engine_free(t.engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hard_rules_come_first),  cmocka_unit_test(home_and_glass_lift_licence_and_language),
        cmocka_unit_test(words_and_presence),     cmocka_unit_test(work_and_rooms),
        cmocka_unit_test(an_appointment_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
