/* Event codec: every kind there and back, its bytes by hand, and what is no event. */
#include <stdlib.h>

#include "diaodu/engine.h"
#include "support/check.h"
#include "support/fault.h"

static const uint32_t ORDERS[] = {7, 300, 0};
static const dd_planned PLANNED[] = {{5, true}, {4, false}, {UINT32_MAX - 1, true}};
static const dd_plan_change CHANGES[] = {{2, 0, 2}, {9, 2, 0}, {70000, 2, 1}};
static const unsigned char CONFIG[] = {1, 0, 255, 3};
static const dd_trait TRAITS[] = {{DD_TRAIT_LICENCE, "A", -DD_FOREVER_MS, 1700000000000},
                                  {DD_TRAIT_SPECIALTY, "cardiology", 0, DD_FOREVER_MS}};

static const dd_window WINDOWS[] = {{-5, 10}, {DD_INSTANT_MAX_MS, DD_FOREVER_MS}};
static const char *const TEXTS[] = {"red", "blue \xc3\xa9", "r"};
static const int64_t VALUES[] = {0, -1, INT64_MAX, 60000};
static const dd_need NEEDS[] = {{3, 2, true}, {UINT32_MAX, UINT32_MAX, false}};
static const dd_mode MODES[] = {{4, 60000, NEEDS, 2}, {70000, 0, NULL, 0}};
static const dd_job_link LINKS[] = {{DD_NONE, 0, 0}, {12, 3, 90000}};
static const dd_job_operation OPERATIONS[] = {{.name = "10", .family = DD_NONE, .may_pause = true, .modes = MODES, .mode_count = 2},
                                              {.name = "20", .family = 1, .release_ms = -7, .modes = MODES, .mode_count = 1, .links = LINKS, .link_count = 2}};
static const dd_planned_operation PLACED[] = {{7, 1, 1700000000000, 1700000060000, 1700000060000}, {9, 0, INT64_MIN, INT64_MAX, -1}};
static const dd_delay DELAYS[] = {{DD_DELAY_MACHINE, 7, 9, 4, 100, 200}, {DD_DELAY_RELEASE, 9, DD_NONE, DD_NONE, 0, 100}};

/* An event with every field set; the kind says which of them count. */
/* The fields that only factory lines use. */
static void fill_shop(dd_event *event)
{
    event->is_tool = true;
    event->job = 1;
    event->calendar = DD_NONE - 1;
    event->matrix = 3;
    event->family = 300;
    event->weight = 1000000;
    event->triggers = DD_TRIGGER_BREAKDOWN | DD_TRIGGER_DRIFT;
    event->period_ms = 604800000;
    event->windows = WINDOWS;
    event->window_count = 2;
    event->texts = TEXTS;
    event->text_count = 3;
    event->values = VALUES;
    event->value_count = 4;
    event->operations = OPERATIONS;
    event->operation_count = 2;
    event->placed = PLACED;
    event->placed_count = 2;
    event->delays = DELAYS;
    event->delay_count = 2;
}

static dd_event full_event(dd_event_kind kind)
{
    dd_terms terms = {.pickup_ms = 1700000000000, .door_ms = 1700000600000, .wait_cost = 123, .courier_cost = -45, .total_cost = INT64_MIN};
    dd_terms others = {.wait_cost = 1, .late_cost = 2, .courier_cost = 3, .total_cost = 6};
    dd_event event = {.kind = kind,
                      .at_ms = 1700000000123,
                      .name = "courier \xc3\xa9",
                      .merchant_name = "m",
                      .point = {-9.25, 47.125},
                      .merchant_point = {1e-300, -0.5},
                      .courier = 128,
                      .order = DD_NONE - 1,
                      .merchant = 3,
                      .offer = 1,
                      .count = 12,
                      .until_ms = -1,
                      .ready_ms = DD_INSTANT_MAX_MS,
                      .orders = ORDERS,
                      .order_count = 3,
                      .traits = TRAITS,
                      .trait_count = 2,
                      .reference = "study-1",
                      .gps = UINT32_MAX,
                      .other_case = 77,
                      .expected_ms = -5,
                      .urgency = DD_URGENCY_ROUTINE,
                      .case_kind = DD_CASE_READ,
                      .ruling = DD_RULING_BREAK_GLASS,
                      .step = DD_ESCALATION_RESULT,
                      .is_critical = true,
                      .work = UINT64_MAX,
                      .changes = CHANGES,
                      .change_count = 3,
                      .planned = PLANNED,
                      .planned_count = 3,
                      .bytes = CONFIG,
                      .byte_count = sizeof CONFIG};
    fill_shop(&event);
    event.why = (dd_why){.eligible = 4,
                         .terms = terms,
                         .alternative_count = 2,
                         .alternatives = {{.courier = 8, .terms = terms}, {.courier = DD_NONE, .terms = others}}};
    return event;
}

static unsigned char *encode(const dd_event *event, size_t *size)
{
    void *bytes = NULL;
    assert_status(dd_event_encode(event, &bytes, size, NULL), DD_STATUS_OK);
    return bytes;
}

static void assert_same_bytes(const dd_event *a, const dd_event *b)
{
    size_t size_a = 0, size_b = 0;
    unsigned char *one = encode(a, &size_a), *other = encode(b, &size_b);
    assert_int_equal(size_a, size_b);
    assert_memory_equal(one, other, size_a);
    free(one);
    free(other);
}

static void assert_operation(const dd_job_operation *back, const dd_job_operation *operation)
{
    assert_string_equal(back->name, operation->name);
    assert_true(back->family == operation->family && back->may_pause == operation->may_pause && back->release_ms == operation->release_ms);
    assert_true(back->mode_count == operation->mode_count && back->link_count == operation->link_count);
    for (uint32_t i = 0; i < back->mode_count; i++) {
        const dd_mode *mode = &back->modes[i], *expected = &operation->modes[i];
        assert_true(mode->machine == expected->machine && mode->duration_ms == expected->duration_ms && mode->need_count == expected->need_count);
        for (uint32_t j = 0; j < mode->need_count; j++)
            assert_true(mode->needs[j].pool == expected->needs[j].pool && mode->needs[j].units == expected->needs[j].units &&
                        mode->needs[j].in_setup == expected->needs[j].in_setup);
    }
    for (uint32_t i = 0; i < back->link_count; i++)
        assert_true(back->links[i].job == operation->links[i].job && back->links[i].place == operation->links[i].place &&
                    back->links[i].lag_ms == operation->links[i].lag_ms);
}

static void assert_shop_fields(const dd_event *back, const dd_event *event)
{
    if (back->job != DD_NONE) assert_int_equal(back->job, event->job);
    if (back->window_count) assert_true(back->period_ms == event->period_ms && back->windows[1].end_ms == WINDOWS[1].end_ms);
    for (uint32_t i = 0; i < back->text_count; i++) assert_string_equal(back->texts[i], TEXTS[i]);
    for (uint32_t i = 0; i < back->value_count; i++) assert_true(back->values[i] == VALUES[i]);
    for (uint32_t i = 0; i < back->operation_count; i++) assert_operation(&back->operations[i], &OPERATIONS[i]);
    for (uint32_t i = 0; i < back->placed_count; i++)
        assert_true(back->placed[i].operation == PLACED[i].operation && back->placed[i].mode == PLACED[i].mode &&
                    back->placed[i].setup_begin_ms == PLACED[i].setup_begin_ms && back->placed[i].start_ms == PLACED[i].start_ms &&
                    back->placed[i].end_ms == PLACED[i].end_ms);
    for (uint32_t i = 0; i < back->delay_count; i++)
        assert_true(back->delays[i].kind == DELAYS[i].kind && back->delays[i].other == DELAYS[i].other &&
                    back->delays[i].until_ms == DELAYS[i].until_ms);
    if (back->kind == DD_EVENT_POOL_SET) assert_true(back->is_tool && back->calendar == event->calendar);
    if (back->kind == DD_EVENT_JOB_CHANGED) assert_int_equal(back->weight, event->weight);
    if (back->kind == DD_EVENT_RECALL || back->kind == DD_EVENT_CYCLE) assert_int_equal(back->triggers, event->triggers);
}

static void assert_fields(const dd_event *back, const dd_event *event)
{
    if (back->name) assert_string_equal(back->name, event->name);
    if (back->merchant_name) assert_string_equal(back->merchant_name, event->merchant_name);
    assert_true(back->at_ms == event->at_ms);
    assert_true(back->courier == DD_NONE || back->courier == event->courier);
    assert_true(back->order == DD_NONE || back->order == event->order);
    assert_true(back->offer == DD_NONE || back->offer == event->offer);
    if (back->order_count) assert_memory_equal(back->orders, event->orders, sizeof ORDERS);
    assert_int_equal(back->change_count, back->kind == DD_EVENT_CYCLE ? 3 : 0);
    for (uint32_t i = 0; i < back->change_count; i++) {
        assert_int_equal(back->changes[i].courier, CHANGES[i].courier);
        assert_int_equal(back->changes[i].first, CHANGES[i].first);
        assert_int_equal(back->changes[i].count, CHANGES[i].count);
    }
    for (uint32_t i = 0; i < back->planned_count; i++)
        assert_true(back->planned[i].order == PLANNED[i].order && back->planned[i].starts_job == PLANNED[i].starts_job);
    if (back->why.eligible) {
        assert_int_equal(back->why.alternative_count, 2);
        assert_int_equal(back->why.alternatives[0].courier, 8);
        assert_true(back->why.alternatives[0].terms.total_cost == INT64_MIN && back->why.alternatives[1].terms.late_cost == 2);
        assert_true(back->why.terms.courier_cost == -45 && back->why.terms.door_ms == 1700000600000);
    }
    for (uint32_t i = 0; i < back->trait_count; i++) {
        assert_true(back->traits[i].kind == TRAITS[i].kind && back->traits[i].begin_ms == TRAITS[i].begin_ms &&
                    back->traits[i].end_ms == TRAITS[i].end_ms);
        assert_string_equal(back->traits[i].text, TRAITS[i].text);
    }
    if (back->reference) assert_string_equal(back->reference, "study-1");
    assert_true(back->other_case == DD_NONE || back->other_case == 77);
    if (back->kind == DD_EVENT_CASE_OPENED)
        assert_true(back->urgency == DD_URGENCY_ROUTINE && back->case_kind == DD_CASE_READ && back->expected_ms == -5);
    if (back->kind == DD_EVENT_FINISHED) assert_true(back->is_critical);
    if (back->byte_count) assert_memory_equal(back->bytes, CONFIG, sizeof CONFIG);
    assert_shop_fields(back, event);
}

static bool is_kind(int kind)
{
    return dd_event_kind_text((dd_event_kind)kind) != NULL;
}

static void every_kind_reads_back(void **state)
{
    (void)state;
    int kinds = 0;
    for (int kind = -1; kind < DD_EVENT_KIND_END_ + 2; kind++) {
        dd_event event = full_event((dd_event_kind)kind), back;
        void *scratch = NULL;
        size_t size = 0;
        if (!is_kind(kind)) continue;
        kinds++;
        unsigned char *bytes = encode(&event, &size);
        assert_status(dd_event_decode(bytes, size, &back, &scratch, NULL), DD_STATUS_OK);
        assert_int_equal(back.kind, kind);
        assert_fields(&back, &event);
        assert_same_bytes(&back, &event);
        free(scratch);
        free(bytes);
    }
    assert_int_equal(kinds, 54);
}

/* Kind 3, at -1 (zigzag 1), courier 300 = 0b10_0101100: low seven bits 0x2c with more to come, then 2. */
static void bytes_by_hand(void **state)
{
    (void)state;
    size_t size = 0;
    unsigned char *bytes = encode(&(dd_event){.kind = DD_EVENT_COURIER_OFF, .at_ms = -1, .courier = 300}, &size);
    static const unsigned char off[] = {3, 1, 0xac, 2};
    assert_int_equal(size, sizeof off);
    assert_memory_equal(bytes, off, size);
    free(bytes);
    /* Cycle: at 64 (zigzag 128), work 5, one change: courier 2 with two orders, 3 that starts a job (2 * 3 + 1) and 4 that does not. */
    static const dd_planned planned[] = {{3, true}, {4, false}};
    dd_plan_change change = {2, 0, 2};
    bytes = encode(
        &(dd_event){
            .kind = DD_EVENT_CYCLE, .at_ms = 64, .work = 5, .changes = &change, .change_count = 1, .planned = planned, .planned_count = 2},
        &size);
    static const unsigned char cycle[] = {32, 0x80, 1, 5, 1, 2, 2, 7, 8};
    assert_int_equal(size, sizeof cycle);
    assert_memory_equal(bytes, cycle, size);
    free(bytes);
    assert_string_equal(dd_event_kind_text(DD_EVENT_ORDER_READY_EXPECTED), "order_ready_expected");
    assert_null(dd_event_kind_text((dd_event_kind)0));
    assert_null(dd_event_kind_text((dd_event_kind)30));
    assert_null(dd_event_kind_text(DD_EVENT_KIND_END_));
    assert_null(dd_event_kind_text((dd_event_kind)-1));
}

/* Corrupt, or an event that encodes and decodes to itself. */
static void assert_survives(const unsigned char *bytes, size_t size)
{
    unsigned char *exact = malloc(size ? size : 1);
    assert_non_null(exact);
    memcpy(exact, bytes, size);
    dd_event event = {.work = 99}, again;
    void *scratch = NULL, *scratch_again = NULL;
    dd_error err = {DD_STATUS_OK, "", ""};
    dd_status status = dd_event_decode(exact, size, &event, &scratch, &err);
    free(exact); /* nothing of the event points into it */
    if (status != DD_STATUS_OK) {
        assert_status(status, DD_STATUS_CORRUPT);
        assert_true(event.work == 99 && scratch == NULL && err.message[0] != '\0');
        return;
    }
    size_t again_size = 0;
    unsigned char *encoded = encode(&event, &again_size);
    assert_status(dd_event_decode(encoded, again_size, &again, &scratch_again, NULL), DD_STATUS_OK);
    assert_same_bytes(&event, &again);
    free(scratch);
    free(scratch_again);
    free(encoded);
}

static void every_cut_is_corrupt(void **state)
{
    (void)state;
    for (int kind = 0; kind < DD_EVENT_KIND_END_; kind++) {
        if (!is_kind(kind)) continue;
        dd_event event = full_event((dd_event_kind)kind), back;
        void *scratch = NULL;
        size_t size = 0;
        unsigned char *bytes = encode(&event, &size);
        dd_event plain = event; /* a cycle of another domain ends where a factory line's goes on */
        size_t plain_size = size;
        plain.triggers = plain.placed_count = 0;
        if (kind == DD_EVENT_CYCLE) free(encode(&plain, &plain_size));
        for (size_t cut = 0; cut < size; cut++) {
            assert_survives(bytes, cut);
            if (cut == plain_size) continue;
            assert_status(dd_event_decode(bytes, cut, &back, &scratch, NULL), DD_STATUS_CORRUPT);
        }
        unsigned char *longer = calloc(size + 1, 1);
        assert_non_null(longer);
        memcpy(longer, bytes, size);
        assert_status(dd_event_decode(longer, size + 1, &back, &scratch, NULL), DD_STATUS_CORRUPT);
        free(longer);
        free(bytes);
    }
}

static void every_flipped_bit_is_survived(void **state)
{
    (void)state;
    for (int kind = 0; kind < DD_EVENT_KIND_END_; kind++) {
        if (!is_kind(kind)) continue;
        dd_event event = full_event((dd_event_kind)kind);
        size_t size = 0;
        unsigned char *bytes = encode(&event, &size);
        for (size_t bit = 0; bit < size * 8; bit++) {
            bytes[bit / 8] = (unsigned char)(bytes[bit / 8] ^ 1 << bit % 8);
            assert_survives(bytes, size);
            bytes[bit / 8] = (unsigned char)(bytes[bit / 8] ^ 1 << bit % 8);
        }
        free(bytes);
    }
}

/* What no encoder writes. */
static void forged_bytes_are_corrupt(void **state)
{
    (void)state;
    static const struct {
        unsigned char bytes[24];
        size_t size;
        const char *pointer;
    } rows[] = {
        {{0}, 0, "/kind"},
        {{0, 0}, 2, "/kind"},
        {{30, 0}, 2, "/kind"},
        {{41, 0}, 2, "/kind"},
        {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0}, 11, "/kind"},
        {{3, 0, 0xff, 0xff, 0xff, 0xff, 0x1f}, 7, ""},                                 /* courier 2^33 - 1 */
        {{4, 0, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 19, ""},     /* x is no number */
        {{2, 0, 2, 'a', 0}, 5, ""},                                                    /* a name with a zero byte */
        {{14, 0, 1, 0xff, 0xff, 0xff, 0xff, 0x0f, 1}, 9, ""},                          /* 4 billion orders in one byte */
        {{32, 0, 1, 2, 1, 0xff, 0xff, 0xff, 0xff, 0x0f, 1}, 11, ""},                   /* a plan of 4 billion */
        {{32, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0}, 13, ""}, /* work beyond 64 bits */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dd_event event;
        void *scratch = NULL;
        dd_error err = {DD_STATUS_OK, "", ""};
        assert_status(dd_event_decode(rows[i].bytes, rows[i].size, &event, &scratch, &err), DD_STATUS_CORRUPT);
        assert_error_at(&err, DD_STATUS_CORRUPT, rows[i].pointer);
    }
    void *bytes = NULL;
    size_t size = 0;
    dd_error err = {DD_STATUS_OK, "", ""};
    assert_status(dd_event_encode(&(dd_event){.kind = (dd_event_kind)30}, &bytes, &size, &err), DD_STATUS_INVALID_INPUT);
    assert_error_at(&err, DD_STATUS_INVALID_INPUT, "/kind");
}

static dd_status there_and_back_in_any_memory(void *arg)
{
    void *bytes = NULL, *scratch = NULL;
    size_t size = 0;
    dd_event event = full_event(*(dd_event_kind *)arg), back;
    dd_status status = dd_event_encode(&event, &bytes, &size, NULL);
    if (status == DD_STATUS_OK) status = dd_event_decode(bytes, size, &back, &scratch, NULL);
    free(bytes);
    free(scratch);
    return status;
}

static void memory_runs_out(void **state)
{
    (void)state;
    for (int kind = 0; kind < DD_EVENT_KIND_END_; kind++)
        if (is_kind(kind)) assert_true(fault_each_allocation(there_and_back_in_any_memory, &(dd_event_kind){(dd_event_kind)kind}) >= 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_reads_back),    cmocka_unit_test(bytes_by_hand),
        cmocka_unit_test(every_cut_is_corrupt),     cmocka_unit_test(every_flipped_bit_is_survived),
        cmocka_unit_test(forged_bytes_are_corrupt), cmocka_unit_test(memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
