/* Configuration: its ranges, each with its place, and its bytes. */
#include <math.h>
#include <stdlib.h>

#include "engine/state.h"
#include "support/check.h"
#include "support/fault.h"

static void the_default_is_good_and_reads_back(void **state)
{
    (void)state;
    dd_engine_config config = dd_engine_config_default(), back = {0};
    void *bytes = NULL;
    size_t size = 0;
    config.seed = UINT64_MAX;
    config.travel.day_begin_ms = -5;
    for (int hour = 0; hour < 24; hour++) config.speed_by_hour_permille[hour] = (uint16_t)(500 + hour);
    assert_status(dd_engine_config_encode(&config, &bytes, &size, NULL), DD_STATUS_OK);
    assert_status(dd_config_decode(bytes, size, &back, NULL), DD_STATUS_OK);
    assert_memory_equal(config.speed_by_hour_permille, back.speed_by_hour_permille, sizeof config.speed_by_hour_permille);
    assert_true(back.seed == UINT64_MAX && back.travel.day_begin_ms == -5 && back.travel.metric == DD_TRAVEL_GREAT_CIRCLE);
    assert_true(back.travel.detour == 1.3 && back.travel.speed_m_per_s == 6 && back.travel.round_ms == 1000 && back.travel.rounding == DD_ROUND_UP);
    assert_true(back.policy == DD_POLICY_ROUTE && back.cycle_ms == 30000 && back.work_per_cycle == config.work_per_cycle);
    assert_true(back.pickup_before_ms == 120000 && back.pickup_after_ms == 60000 && back.drop_before_ms == 60000 && back.drop_after_ms == 60000);
    assert_true(back.target_ms == 2400000 && back.give_up_ms == 10800000 && back.max_bundle == 4 && back.offer_timeout_ms == 45000 && back.change_ms == 60000);
    assert_true(!back.needs_acceptance && back.may_reassign && !back.may_divert && back.prepositions);
    void *again = NULL;
    size_t again_size = 0;
    assert_status(dd_engine_config_encode(&back, &again, &again_size, NULL), DD_STATUS_OK);
    assert_int_equal(size, again_size);
    assert_memory_equal(bytes, again, size);
    free(bytes);
    free(again);
}

typedef struct row {
    dd_engine_config config;
    const char *pointer;
    dd_status status;
} row;

static row row_of(dd_engine_config config, const char *pointer)
{
    return (row){config, pointer, DD_STATUS_INVALID_INPUT};
}

#define BAD(field, value, pointer)                              \
    do {                                                        \
        dd_engine_config config = dd_engine_config_default();   \
        config.field = (value);                                 \
        rows[count++] = row_of(config, (pointer));              \
    } while (0)

static void each_range_is_refused_at_its_place(void **state)
{
    (void)state;
    row rows[32];
    size_t count = 0;
    const int64_t day = 86400000;
    BAD(policy, (dd_policy)3, "/policy");
    BAD(cycle_ms, 999, "/cycle_ms");
    BAD(cycle_ms, 3600001, "/cycle_ms");
    BAD(work_per_cycle, UINT64_MAX, "/work_per_cycle");
    BAD(pickup_before_ms, -1, "/pickup_before_ms");
    BAD(pickup_after_ms, day + 1, "/pickup_after_ms");
    BAD(drop_before_ms, -1, "/drop_before_ms");
    BAD(drop_after_ms, INT64_MAX, "/drop_after_ms");
    BAD(target_ms, -1, "/target_ms");
    BAD(give_up_ms, 999, "/give_up_ms");
    BAD(give_up_ms, 30 * day + 1, "/give_up_ms");
    BAD(max_bundle, 0, "/max_bundle");
    BAD(max_bundle, DD_BUNDLE_MAX + 1, "/max_bundle");
    BAD(offer_timeout_ms, -1, "/offer_timeout_ms");
    BAD(change_ms, day + 1, "/change_ms");
    BAD(travel.detour, .2, "/travel/detour");
    BAD(travel.detour, NAN, "/travel/detour");
    BAD(travel.speed_m_per_s, 0, "/travel/speed_m_per_s");
    BAD(travel.metres_per_unit, -1, "/travel/metres_per_unit");
    BAD(travel.round_ms, -1, "/travel/round_ms");
    BAD(travel.rounding, (dd_rounding)9, "/travel/rounding");
    BAD(travel.day_begin_ms, INT64_MIN, "/travel/day_begin_ms");
    BAD(travel.metric, (dd_travel_metric)9, "/travel/metric");
    BAD(speed_by_hour_permille[3], 1000, "/speed_by_hour_permille"); /* the other hours are 0, which is no speed */
    BAD(travel.metric, DD_TRAVEL_TABLE, "/travel/metric");
    rows[count - 1].status = DD_STATUS_UNSUPPORTED;
    for (size_t i = 0; i < count; i++) {
        dd_error err = {DD_STATUS_OK, "", ""};
        void *bytes = NULL;
        size_t size = 0;
        assert_status(dd_engine_config_encode(&rows[i].config, &bytes, &size, &err), rows[i].status);
        assert_error_at(&err, rows[i].status, rows[i].pointer);
        assert_null(bytes);
    }
}

/* No prefix is a configuration, nor is one with a byte more, of another version, or with a value out of range. */
static void damaged_bytes_are_refused(void **state)
{
    (void)state;
    dd_engine_config config = dd_engine_config_default(), back = {.seed = 77};
    unsigned char *bytes = NULL;
    void *encoded = NULL;
    size_t size = 0;
    dd_error err = {DD_STATUS_OK, "", ""};
    assert_status(dd_engine_config_encode(&config, &encoded, &size, NULL), DD_STATUS_OK);
    bytes = calloc(size + 1, 1);
    assert_non_null(bytes);
    memcpy(bytes, encoded, size);
    for (size_t cut = 0; cut < size; cut++) assert_status(dd_config_decode(bytes, cut, &back, &err), DD_STATUS_INVALID_INPUT);
    assert_string_equal(err.pointer, "/bytes");
    assert_status(dd_config_decode(bytes, size + 1, &back, &err), DD_STATUS_INVALID_INPUT);
    assert_status(dd_config_decode(NULL, 0, &back, &err), DD_STATUS_INVALID_INPUT);
    bytes[0] = 3;
    assert_status(dd_config_decode(bytes, size, &back, &err), DD_STATUS_INVALID_INPUT);
    assert_error_at(&err, DD_STATUS_INVALID_INPUT, "/bytes");
    assert_int_equal(back.seed, 77); /* untouched */
    bytes[0] = 2;
    for (size_t at = 1; at < size; at++) {
        for (int bit = 0; bit < 8; bit++) {
            bytes[at] = (unsigned char)(bytes[at] ^ 1 << bit);
            if (dd_config_decode(bytes, size, &back, NULL) == DD_STATUS_OK) {
                void *again = NULL;
                size_t again_size = 0;
                assert_status(dd_engine_config_encode(&back, &again, &again_size, NULL), DD_STATUS_OK); /* what is read can be written */
                free(again);
            }
            bytes[at] = (unsigned char)(bytes[at] ^ 1 << bit);
        }
    }
    free(bytes);
    free(encoded);
}

static dd_status encode_in_any_memory(void *arg)
{
    void *bytes = NULL;
    size_t size = 0;
    (void)arg;
    dd_engine_config config = dd_engine_config_default();
    dd_status status = dd_engine_config_encode(&config, &bytes, &size, NULL);
    free(bytes);
    return status;
}

static void memory_runs_out(void **state)
{
    (void)state;
    assert_true(fault_each_allocation(encode_in_any_memory, NULL) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_default_is_good_and_reads_back),
        cmocka_unit_test(each_range_is_refused_at_its_place),
        cmocka_unit_test(damaged_bytes_are_refused),
        cmocka_unit_test(memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
