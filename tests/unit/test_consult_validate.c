/* Consultations, validation: what each state refuses, with its place. */
#include "support/event_rows.h"
#include "support/ward.h"

static const dd_trait heart = {DD_TRAIT_SPECIALTY, "cardiology", -DD_FOREVER_MS, DD_FOREVER_MS};
static const dd_trait spoken = {DD_TRAIT_LANGUAGE, "main", -DD_FOREVER_MS, DD_FOREVER_MS};
static const dd_trait free_text = {DD_TRAIT_SPECIALTY, "chest pain since Monday", -DD_FOREVER_MS, DD_FOREVER_MS};

static dd_event opened(const char *name, uint32_t station)
{
    return (dd_event){.kind = DD_EVENT_CASE_OPENED,
                      .name = name,
                      .station = station,
                      .urgency = DD_URGENCY_URGENT,
                      .case_kind = DD_CASE_READ,
                      .traits = &heart,
                      .trait_count = 1,
                      .expected_ms = MINUTE};
}

static dd_event with_trait(dd_event event, const dd_trait *trait)
{
    event.traits = trait;
    return event;
}

static dd_event with_reference(dd_event event, const char *reference)
{
    event.reference = reference;
    return event;
}

static void facts_are_refused(void **state)
{
    (void)state;
    dd_engine_config config = ward_config(true);
    dd_engine *engine = ward_open(&config, WARD_SPECIALISTS);
    uint32_t read = ward_case(engine, "r1", 0, "cardiology", DD_URGENCY_ROUTINE, DD_CASE_READ, 0);
    dd_event two_needs = opened("x", 0), never = opened("x", 0), hasty = opened("x", 0);
    const dd_trait both[] = {heart, heart};
    two_needs.traits = both;
    two_needs.trait_count = 2;
    never.urgency = DD_URGENCY_END_;
    hasty.expected_ms = 10;
    const event_row rows[] = {
        {opened("c1", 0), DD_STATUS_OK, ""},
        {opened("Mrs Miller", 0), DD_STATUS_INVALID_INPUT, "/name"},
        {opened("", 0), DD_STATUS_INVALID_INPUT, "/name"},
        {opened("r1", 0), DD_STATUS_CONFLICT, "/name"},
        {opened("c1", 3), DD_STATUS_NOT_FOUND, "/station"},
        {with_trait(opened("c1", 0), &free_text), DD_STATUS_INVALID_INPUT, "/traits"},
        {with_trait(opened("c1", 0), &spoken), DD_STATUS_INVALID_INPUT, "/traits"},
        {two_needs, DD_STATUS_INVALID_INPUT, "/traits"},
        {never, DD_STATUS_INVALID_INPUT, "/urgency"},
        {hasty, DD_STATUS_INVALID_INPUT, "/expected_ms"},
        {with_reference(opened("c1", 0), "born 1950, diabetic"), DD_STATUS_INVALID_INPUT, "/reference"},
        {with_reference(opened("c1", 0), "study:8f2a-77"), DD_STATUS_OK, ""},
        {{.kind = DD_EVENT_STARTED, .specialist = 0, .case_ix = read}, DD_STATUS_CONFLICT, "/case_ix"},
        {{.kind = DD_EVENT_PAUSED, .specialist = 0, .case_ix = read}, DD_STATUS_CONFLICT, "/case_ix"},
        {{.kind = DD_EVENT_FINISHED, .specialist = 9, .case_ix = read}, DD_STATUS_NOT_FOUND, "/specialist"},
        {{.kind = DD_EVENT_FINISHED, .specialist = 0, .case_ix = 9}, DD_STATUS_NOT_FOUND, "/case_ix"},
        {{.kind = DD_EVENT_ACKNOWLEDGED, .case_ix = read}, DD_STATUS_CONFLICT, "/case_ix"},
        {{.kind = DD_EVENT_OFFER_ACCEPTED, .specialist = 0, .offer = 1}, DD_STATUS_CONFLICT, "/specialist"},
        {{.kind = DD_EVENT_SPECIALIST_ON, .name = "d0", .traits = &heart, .trait_count = 1, .until_ms = HOUR}, DD_STATUS_CONFLICT, "/name"},
        {{.kind = DD_EVENT_SPECIALIST_ON, .name = "d9", .until_ms = HOUR}, DD_STATUS_INVALID_INPUT, "/traits"},
        {{.kind = DD_EVENT_COURIER_OFF, .courier = 0}, DD_STATUS_INVALID_INPUT, "/kind"},
        {ward_ruling(DD_RULING_PIN, read, 2, 0), DD_STATUS_CONFLICT, "/specialist"}, /* a radiologist for the heart */
        {ward_ruling(DD_RULING_PIN, read, 0, 0), DD_STATUS_OK, ""},
        {with_reference(ward_ruling(DD_RULING_BREAK_GLASS, read, 4, 0), ""), DD_STATUS_INVALID_INPUT, "/reference"},
    };
    ASSERT_ROWS(engine, rows);
    dd_engine_free(engine);
}

static dd_event offer_of(const dd_engine *engine, uint32_t specialist, uint32_t case_ix, int64_t at_ms, dd_trait proof[DD_TRAITS_MAX])
{
    dd_event event = {.kind = DD_EVENT_CASE_OFFER,
                      .at_ms = at_ms,
                      .specialist = specialist,
                      .case_ix = case_ix,
                      .offer = engine->offers + 1,
                      .traits = proof};
    (void)dd_engine_may_take(engine, specialist, case_ix, at_ms, proof, &event.trait_count);
    return event;
}

/* Whoever makes an offer, a plan, a person or a forged journal: the hard rules hold. */
static void unlawful_offers_are_refused(void **state)
{
    (void)state;
    dd_engine_config config = ward_config(true);
    dd_engine *engine = ward_open(&config, WARD_SPECIALISTS);
    dd_trait proof[DD_TRAITS_MAX];
    uint32_t heart_b = ward_case(engine, "b1", 2, "cardiology", DD_URGENCY_URGENT, DD_CASE_LIVE, 0); /* region B, hospital h1 */
    uint32_t image_a = ward_case(engine, "a1", 0, "radiology", DD_URGENCY_URGENT, DD_CASE_READ, 0);  /* region A, hospital h0 */
    const event_row rows[] = {
        {offer_of(engine, 0, heart_b, 0, proof), DD_STATUS_CONFLICT, "/specialist"}, /* d0: no licence for B */
        {offer_of(engine, 2, heart_b, 0, proof), DD_STATUS_CONFLICT, "/specialist"}, /* d2: a radiologist */
        {offer_of(engine, 2, image_a, 0, proof), DD_STATUS_CONFLICT, "/specialist"}, /* d2: no licence for A */
    };
    ASSERT_ROWS(engine, rows);
    dd_event good = offer_of(engine, 4, heart_b, 0, proof); /* d4: of h1 itself */
    assert_int_equal(good.trait_count, 2);
    assert_true(proof[0].kind == DD_TRAIT_SPECIALTY && proof[1].kind == DD_TRAIT_HOSPITAL && strcmp(proof[1].text, "h1") == 0);
    assert_status(dd_engine_validate(engine, &good, NULL), DD_STATUS_OK);
    good.trait_count = 1; /* the record of why it is allowed must be the whole proof */
    assert_status(dd_engine_validate(engine, &good, NULL), DD_STATUS_INVALID_INPUT);
    dd_engine_free(engine);
}

/* d5's licence ends at ten o'clock; its hospital is h0, so station s2 (h1, region B) never, a station of region A and another hospital until then. */
static void a_licence_ends(void **state)
{
    (void)state;
    dd_engine_config config = ward_config(true);
    dd_engine *engine = ward_open(&config, WARD_SPECIALISTS);
    dd_trait proof[DD_TRAITS_MAX];
    ward_station(engine, "s3", "h1", "A", 1);
    uint32_t early = ward_case(engine, "e", 3, "radiology", DD_URGENCY_URGENT, DD_CASE_READ, 10 * HOUR - 1);
    dd_event before = offer_of(engine, 5, early, 10 * HOUR - 1, proof);
    assert_status(dd_engine_validate(engine, &before, NULL), DD_STATUS_OK);
    dd_event after = offer_of(engine, 5, early, 10 * HOUR, proof);
    assert_status(dd_engine_validate(engine, &after, NULL), DD_STATUS_CONFLICT);
    dd_decisions decisions = region_decide(engine, 10 * HOUR); /* no event has come since the licence ended */
    const dd_event *offer = ward_offer_of(&decisions, early);
    assert_true(offer == NULL || offer->specialist != 5);
    dd_decisions_free(&decisions);
    dd_engine_free(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_are_refused),
        cmocka_unit_test(unlawful_offers_are_refused),
        cmocka_unit_test(a_licence_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
