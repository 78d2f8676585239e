/* Decide: no effect, the same on any number of threads, the same a day later, whoever signs on first. */
#include "engine/cell.h"
#include "support/property.h"
#include "support/region.h"

static const int64_t DAY = 86400000;

typedef struct town {
    uint32_t couriers, orders, merchants, size;
    int64_t begin_ms;
    bool is_backwards;           /* couriers sign on in the other order */
    bool is_ready;               /* all food is ready, so that no two couriers are as good */
} town;

static void sign_on(dd_engine *engine, const town *t, uint32_t i)
{
    dd_rng rng = dd_rng_seed(i, 1);
    char name[16];
    (void)snprintf(name, sizeof name, "c%u", (unsigned)i);
    dd_event event = {.kind = DD_EVENT_COURIER_ON, .at_ms = t->begin_ms, .name = name, .until_ms = t->begin_ms + 300 * MINUTE};
    event.point = (dd_point){dd_rng_below(&rng, t->size), dd_rng_below(&rng, t->size)};
    assert_status(dd_engine_apply(engine, &event, NULL), DD_STATUS_OK);
}

static void place(dd_engine *engine, const town *t, uint32_t i)
{
    dd_rng rng = dd_rng_seed(i, 2);
    char name[16], merchant[16];
    uint32_t m = dd_rng_below(&rng, t->merchants);
    dd_rng where = dd_rng_seed(m, 3);
    (void)snprintf(name, sizeof name, "o%u", (unsigned)i);
    (void)snprintf(merchant, sizeof merchant, "m%u", (unsigned)m);
    dd_event event = {.kind = DD_EVENT_ORDER_PLACED, .at_ms = t->begin_ms, .name = name, .merchant_name = merchant,
                      .ready_ms = t->begin_ms + (t->is_ready ? 0 : (int64_t)dd_rng_below(&rng, 1200000))};
    event.merchant_point = (dd_point){dd_rng_below(&where, t->size), dd_rng_below(&where, t->size)};
    event.point = (dd_point){dd_rng_below(&rng, t->size), dd_rng_below(&rng, t->size)};
    assert_status(dd_engine_apply(engine, &event, NULL), DD_STATUS_OK);
}

static dd_engine *open_town(const town *t, dd_policy policy)
{
    dd_engine_config config = region_config(policy);
    config.prepositions = true;
    dd_engine *engine = region_open(&config);
    for (uint32_t i = 0; i < t->couriers; i++) sign_on(engine, t, t->is_backwards ? t->couriers - 1 - i : i);
    for (uint32_t i = 0; i < t->orders; i++) place(engine, t, i);
    region_check(engine);
    return engine;
}

/* Several cells, carried by the calling thread and by pools of one, two and four. */
static void threads_do_not_show(void **state)
{
    (void)state;
    const town city = {.couriers = 260, .orders = 620, .merchants = 120, .size = 4000, .is_ready = true};
    for (int policy = DD_POLICY_NEAREST; policy <= DD_POLICY_ROUTE; policy++) {
        dd_engine *engine = open_town(&city, (dd_policy)policy);
        dd_decisions alone;
        assert_status(dd_engine_decide(engine, 0, &(dd_budget){.work = 20000}, &alone, NULL), DD_STATUS_OK);
        assert_true(alone.count > 20);
        for (uint32_t threads = 1; threads <= 4; threads *= 2) {
            dd_pool *pool = NULL;
            dd_decisions together;
            assert_status(dd_pool_create(threads, &pool, NULL), DD_STATUS_OK);
            dd_executor executor = dd_pool_executor(pool);
            assert_status(dd_engine_decide(engine, 0, &(dd_budget){.work = 20000, .executor = &executor}, &together, NULL), DD_STATUS_OK);
            assert_true(region_same_decisions(&alone, &together));
            dd_decisions_free(&together);
            dd_pool_free(pool);
        }
        for (uint32_t i = 0; i < alone.count; i++) assert_status(dd_engine_apply(engine, &alone.events[i], NULL), DD_STATUS_OK);
        region_check(engine);
        dd_decisions_free(&alone);
        dd_engine_free(engine);
    }
}

/* Deciding twice, on a restored copy, with the journaled work: the same.  The state has the same bytes before and after. */
static void deciding_changes_nothing(void **state)
{
    (void)state;
    const town small = {.couriers = 12, .orders = 40, .merchants = 8, .size = 1500};
    dd_engine *engine = open_town(&small, DD_POLICY_ROUTE);
    for (int64_t at_ms = 0; at_ms < 10 * MINUTE; at_ms += 30 * SECOND) {
        region_bytes before = region_snapshot(engine);
        dd_engine *copy = region_restored(engine);
        dd_decisions first = region_decide(engine, at_ms), again;
        dd_budget journaled = {.work = first.events[0].work};
        assert_status(dd_engine_decide(copy, at_ms, &journaled, &again, NULL), DD_STATUS_OK);
        assert_true(region_same_decisions(&first, &again) && region_is(engine, before) && region_is(copy, before));
        region_take(engine, &first);
        dd_decisions_free(&first);
        dd_decisions_free(&again);
        dd_engine_free(copy);
        free(before.bytes);
    }
    dd_engine_free(engine);
}

static void assert_shifted(const dd_event *a, const dd_event *b)
{
    assert_true(a->kind == b->kind && a->at_ms + DAY == b->at_ms && a->courier == b->courier && a->merchant == b->merchant);
    assert_true(a->offer == b->offer && a->order_count == b->order_count && a->change_count == b->change_count && a->planned_count == b->planned_count);
    if (a->order_count) assert_memory_equal(a->orders, b->orders, a->order_count * sizeof *a->orders);
    for (uint32_t i = 0; i < a->planned_count; i++)
        assert_true(a->planned[i].order == b->planned[i].order && a->planned[i].starts_job == b->planned[i].starts_job);
    assert_true(a->why.eligible == b->why.eligible && a->why.terms.total_cost == b->why.terms.total_cost);
    assert_true(a->why.terms.pickup_ms == 0 || a->why.terms.pickup_ms + DAY == b->why.terms.pickup_ms);
}

static void a_day_later_is_the_same_day(void **state)
{
    (void)state;
    for (int policy = DD_POLICY_NEAREST; policy <= DD_POLICY_ROUTE; policy++) {
        town today = {.couriers = 10, .orders = 30, .merchants = 6, .size = 1200}, tomorrow = today;
        tomorrow.begin_ms = DAY;
        dd_engine *a = open_town(&today, (dd_policy)policy), *b = open_town(&tomorrow, (dd_policy)policy);
        for (int64_t at_ms = 0; at_ms < 10 * MINUTE; at_ms += 30 * SECOND) {
            dd_decisions one = region_decide(a, at_ms), other = region_decide(b, at_ms + DAY);
            assert_int_equal(one.count, other.count);
            for (uint32_t i = 0; i < one.count; i++) assert_shifted(&one.events[i], &other.events[i]);
            region_take(a, &one);
            region_take(b, &other);
            dd_decisions_free(&one);
            dd_decisions_free(&other);
        }
        dd_engine_free(a);
        dd_engine_free(b);
    }
}

/* Who takes what, by name: small enough to be solved, and no two plans cost the same. */
static void who_signs_on_first_does_not_matter(void **state)
{
    (void)state;
    for (int policy = DD_POLICY_NEAREST; policy <= DD_POLICY_ROUTE; policy++) {
        town forth = {.couriers = 4, .orders = 6, .merchants = 3, .size = 1200, .is_ready = true}, back = forth;
        back.is_backwards = true;
        dd_engine *a = open_town(&forth, (dd_policy)policy), *b = open_town(&back, (dd_policy)policy);
        assert_int_equal(dd_engine_find_courier(a, "c0"), 0);
        assert_int_equal(dd_engine_find_courier(b, "c0"), 3);
        for (int64_t at_ms = 0; at_ms < 25 * MINUTE; at_ms += 30 * SECOND) {
            (void)region_cycle(a, at_ms);
            (void)region_cycle(b, at_ms);
            for (uint32_t i = 0; i < forth.orders; i++) {
                dd_order_view one = dd_engine_order_at(a, i), other = dd_engine_order_at(b, i);
                assert_int_equal(one.state, other.state);
                if (one.courier == DD_NONE) continue;
                assert_string_equal(dd_engine_courier_at(a, one.courier).name, dd_engine_courier_at(b, other.courier).name);
            }
        }
        dd_engine_free(a);
        dd_engine_free(b);
    }
}

static void instants_are_checked(void **state)
{
    (void)state;
    dd_engine *engine = region_open_with(DD_POLICY_ROUTE);
    dd_decisions decisions = {.count = 77};
    dd_error err = {DD_STATUS_OK, "", ""};
    assert_status(dd_engine_decide(engine, -1, NULL, &decisions, &err), DD_STATUS_CONFLICT);
    assert_error_at(&err, DD_STATUS_CONFLICT, "/at_ms");
    assert_status(dd_engine_decide(engine, INT64_MAX, NULL, &decisions, &err), DD_STATUS_INVALID_INPUT);
    assert_error_at(&err, DD_STATUS_INVALID_INPUT, "/at_ms");
    assert_int_equal(decisions.count, 77);
    dd_decisions_free(NULL);
    assert_status(dd_engine_decide(engine, DD_INSTANT_MAX_MS, NULL, &decisions, &err), DD_STATUS_OK);
    assert_int_equal(decisions.count, 1);
    dd_decisions_free(&decisions);
    dd_decisions_free(&decisions);
    dd_engine_free(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_do_not_show),
        cmocka_unit_test(deciding_changes_nothing),
        cmocka_unit_test(a_day_later_is_the_same_day),
        cmocka_unit_test(who_signs_on_first_does_not_matter),
        cmocka_unit_test(instants_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
