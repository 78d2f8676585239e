/* The engine when memory runs out: every allocation fails once, in every function that allocates. */
#include <stdio.h>
#include <stdlib.h>

#include "diaodu/engine.h"
#include "support/check.h"
#include "support/fault.h"

typedef struct town {
    dd_policy policy;
    dd_engine *engine;
} town;

static dd_status open_region(dd_engine *engine, dd_policy policy)
{
    dd_engine_config config = dd_engine_config_default();
    void *bytes = NULL;
    size_t size = 0;
    config.policy = policy;
    config.work_per_cycle = 20;
    dd_status status = dd_engine_config_encode(&config, &bytes, &size, NULL);
    if (status != DD_STATUS_OK) return status;
    status = dd_engine_apply(engine, &(dd_event){.kind = DD_EVENT_OPENED, .bytes = bytes, .byte_count = size}, NULL);
    free(bytes);
    return status;
}

static dd_status populate(dd_engine *engine)
{
    dd_status status = DD_STATUS_OK;
    for (int i = 0; i < 12 && status == DD_STATUS_OK; i++) {
        char name[16], merchant[16];
        (void)snprintf(name, sizeof name, "%d", i);
        (void)snprintf(merchant, sizeof merchant, "m%d", i % 3);
        dd_point point = {9.5 + i * 0.001, 47.1};
        if (i % 3 == 0)
            status = dd_engine_apply(engine, &(dd_event){.kind = DD_EVENT_COURIER_ON, .name = name, .point = point, .until_ms = 36000000}, NULL);
        if (status == DD_STATUS_OK)
            status = dd_engine_apply(engine, &(dd_event){.kind = DD_EVENT_ORDER_PLACED, .name = name, .merchant_name = merchant,
                .point = point, .merchant_point = {9.51, 47.1 + i % 3 * 0.001}, .ready_ms = 60000 * i}, NULL);
    }
    return status;
}

static dd_status create_town(dd_policy policy, dd_engine **ret)
{
    dd_engine *engine = NULL;
    dd_status status = dd_engine_create(&engine, NULL);
    if (status == DD_STATUS_OK) status = open_region(engine, policy);
    if (status == DD_STATUS_OK) status = populate(engine);
    if (status == DD_STATUS_OK) *ret = engine;
    else dd_engine_free(engine);
    return status;
}

static dd_status create_and_free(void *arg)
{
    town *here = arg;
    dd_engine *engine = NULL;
    dd_status status = create_town(here->policy, &engine);
    dd_engine_free(engine);
    return status;
}

static dd_status decide(void *arg)
{
    town *here = arg;
    dd_decisions decisions = {0};
    dd_status status = dd_engine_decide(here->engine, 60000, &(dd_budget){.work = 20}, &decisions, NULL);
    if (status == DD_STATUS_OK) assert_int_equal(decisions.events[0].kind, DD_EVENT_CYCLE);
    dd_decisions_free(&decisions);
    return status;
}

static dd_status snapshot_and_restore(void *arg)
{
    town *here = arg;
    void *bytes = NULL;
    size_t size = 0;
    dd_engine *copy = NULL;
    dd_status status = dd_engine_snapshot(here->engine, &bytes, &size, NULL);
    if (status == DD_STATUS_OK) status = dd_engine_restore(bytes, size, &copy, NULL);
    dd_engine_free(copy);
    free(bytes);
    return status;
}

static dd_status encode_and_decode(void *arg)
{
    (void)arg;
    const uint32_t orders[] = {1, 2, 3};
    const dd_event event = {.kind = DD_EVENT_PICKED_UP, .at_ms = 5, .courier = 1, .orders = orders, .order_count = 3};
    dd_event decoded;
    void *bytes = NULL, *scratch = NULL;
    size_t size = 0;
    dd_status status = dd_event_encode(&event, &bytes, &size, NULL);
    if (status == DD_STATUS_OK) status = dd_event_decode(bytes, size, &decoded, &scratch, NULL);
    if (status == DD_STATUS_OK) assert_int_equal(decoded.orders[2], 3);
    free(bytes);
    free(scratch);
    return status;
}

static void every_allocation_of_an_event_may_fail(void **state)
{
    (void)state;
    (void)fault_each_allocation(create_and_free, &(town){.policy = DD_POLICY_NEAREST});
}

/* An order of a new merchant; on a failure nothing of it may be left. */
static dd_status place_one(void *arg)
{
    dd_engine *engine = arg;
    uint32_t count = dd_engine_order_count(engine);
    char name[16];
    (void)snprintf(name, sizeof name, "order-%u", (unsigned)count);
    const dd_event event = {.kind = DD_EVENT_ORDER_PLACED, .name = name, .merchant_name = name};
    dd_status status = dd_engine_apply(engine, &event, NULL);
    if (status != DD_STATUS_NO_MEMORY) return status;
    assert_int_equal(dd_engine_order_count(engine), count);
    assert_int_equal(dd_engine_merchant_count(engine), count);
    assert_int_equal(dd_engine_open_orders(engine), count);
    assert_int_equal(dd_engine_find_order(engine, name), DD_NONE);
    assert_status(dd_engine_validate(engine, &event, NULL), DD_STATUS_OK);
    return status;
}

static dd_status sign_one_on(void *arg)
{
    dd_engine *engine = arg;
    uint32_t count = dd_engine_courier_count(engine);
    char name[16];
    (void)snprintf(name, sizeof name, "courier-%u", (unsigned)count);
    const dd_event event = {.kind = DD_EVENT_COURIER_ON, .name = name, .until_ms = 1};
    dd_status status = dd_engine_apply(engine, &event, NULL);
    if (status != DD_STATUS_NO_MEMORY) return status;
    assert_int_equal(dd_engine_courier_count(engine), count);
    assert_int_equal(dd_engine_find_courier(engine, name), DD_NONE);
    return status;
}

/* Arrays double, so that the first hundred of each pass every growth several times; blocks that grew stay. */
static void a_failed_event_leaves_nothing_behind(void **state)
{
    (void)state;
    dd_engine *engine = NULL;
    assert_status(dd_engine_create(&engine, NULL), DD_STATUS_OK);
    assert_status(open_region(engine, DD_POLICY_NEAREST), DD_STATUS_OK);
    for (int i = 0; i < 100; i++) {
        fault_each_growth(place_one, engine);
        fault_each_growth(sign_one_on, engine);
    }
    dd_engine_free(engine);
}

static void every_allocation_of_a_cycle_may_fail(void **state)
{
    (void)state;
    for (int policy = DD_POLICY_NEAREST; policy <= DD_POLICY_ROUTE; policy++) {
        town here = {.policy = (dd_policy)policy};
        assert_status(create_town(here.policy, &here.engine), DD_STATUS_OK);
        (void)fault_each_allocation(decide, &here);
        dd_engine_free(here.engine);
    }
}

static void every_allocation_of_a_snapshot_may_fail(void **state)
{
    (void)state;
    town here = {.policy = DD_POLICY_NEAREST};
    assert_status(create_town(here.policy, &here.engine), DD_STATUS_OK);
    (void)fault_each_allocation(snapshot_and_restore, &here);
    dd_engine_free(here.engine);
}

static void every_allocation_of_the_codec_may_fail(void **state)
{
    (void)state;
    (void)fault_each_allocation(encode_and_decode, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_of_an_event_may_fail),
        cmocka_unit_test(a_failed_event_leaves_nothing_behind),
        cmocka_unit_test(every_allocation_of_a_cycle_may_fail),
        cmocka_unit_test(every_allocation_of_a_snapshot_may_fail),
        cmocka_unit_test(every_allocation_of_the_codec_may_fail),
    };
    return cmocka_run_group_tests_name("engine memory", tests, NULL, NULL);
}
