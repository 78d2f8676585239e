/* Snapshots of the state: there and back in the middle of a day, and damage of every kind. */
#include <dirent.h>
#include <stdio.h>

#include "support/property.h"
#include "support/region.h"

/* Minute 10 of a busy day: plans, an offer, bundles, goods on board, a move, declines, somebody leaving. */
static dd_engine *midday(void)
{
    dd_engine_config config = region_config(DD_POLICY_ROUTE);
    config.needs_acceptance = true;
    config.work_per_cycle = 100;
    dd_engine *engine = region_open(&config);
    char name[16];
    for (int i = 0; i < 8; i++) {
        (void)snprintf(name, sizeof name, "c%d", i);
        (void)region_courier(engine, name, 40 * i, 10);
    }
    for (int i = 0; i < 14; i++) {
        (void)snprintf(name, sizeof name, "o%d", i);
        (void)region_order(engine, name, 100 * (i % 3), 120 + i, 30 * i, i * MINUTE);
    }
    uint32_t trio[] = {0, 3, 6}, pair[] = {1, 4}, one = 2, other = 5;
    region_offer(engine, 0, trio, 3);
    region_says(engine, DD_EVENT_OFFER_ACCEPTED, 0, MINUTE);
    region_pick_up(engine, 0, trio, 3, 5 * MINUTE);
    region_drop(engine, 0, 3, 6 * MINUTE);
    region_says(engine, DD_EVENT_COURIER_OFF, 0, 6 * MINUTE);
    region_offer(engine, 1, pair, 2);
    region_says(engine, DD_EVENT_OFFER_DECLINED, 1, 6 * MINUTE);
    region_offer(engine, 2, pair, 2);
    region_says(engine, DD_EVENT_OFFER_ACCEPTED, 2, 6 * MINUTE);
    region_offer(engine, 3, &one, 1);
    region_apply(engine, (dd_event){.kind = DD_EVENT_MOVE, .at_ms = 7 * MINUTE, .courier = 4, .merchant = 2});
    region_apply(engine, (dd_event){.kind = DD_EVENT_MOVE, .at_ms = 7 * MINUTE, .courier = 5, .merchant = 1});
    region_says(engine, DD_EVENT_COURIER_ARRIVED, 5, 8 * MINUTE);
    region_apply(engine, (dd_event){.kind = DD_EVENT_ORDER_CANCELLED, .at_ms = 8 * MINUTE, .order = 13});
    region_offer(engine, 6, &other, 1);
    region_says(engine, DD_EVENT_OFFER_ACCEPTED, 6, 8 * MINUTE);
    region_says(engine, DD_EVENT_COURIER_ARRIVED, 6, 9 * MINUTE);
    region_says(engine, DD_EVENT_COURIER_OFF, 7, 9 * MINUTE);
    dd_decisions decisions = region_decide(engine, 10 * MINUTE);
    assert_true(decisions.events[0].planned_count > 0);
    region_apply(engine, decisions.events[0]); /* the plan alone; what was decided is still to come */
    dd_decisions_free(&decisions);
    return engine;
}

static void a_state_reads_back(void **state)
{
    (void)state;
    dd_engine *engine = midday(), *copy = region_restored(engine);
    region_bytes bytes = region_snapshot(engine);
    assert_true(region_is(copy, bytes));
    assert_int_equal(dd_engine_open_orders(copy), dd_engine_open_orders(engine));
    assert_true(copy->couriers[0].is_leaving && copy->couriers[5].has_arrived && dd_state_has_declined(&copy->couriers[1], 4));
    dd_decisions one = region_decide(engine, 11 * MINUTE), other = region_decide(copy, 11 * MINUTE);
    assert_true(region_same_decisions(&one, &other));
    dd_decisions_free(&one);
    dd_decisions_free(&other);
    free(bytes.bytes);
    dd_engine_free(copy);
    dd_engine_free(engine);
}

/* A region that is not open has a snapshot, too. */
static void a_closed_region_reads_back(void **state)
{
    (void)state;
    dd_engine *engine = NULL;
    assert_status(dd_engine_create(&engine, NULL), DD_STATUS_OK);
    dd_engine *copy = region_restored(engine);
    region_bytes bytes = region_snapshot(engine);
    assert_true(region_is(copy, bytes));
    assert_status(dd_engine_apply(copy, &(dd_event){.kind = DD_EVENT_CYCLE}, NULL), DD_STATUS_CONFLICT);
    free(bytes.bytes);
    dd_engine_free(copy);
    dd_engine_free(engine);
}

static void every_cut_is_corrupt(void **state)
{
    (void)state;
    dd_engine *engine = midday(), *copy = (dd_engine *)&copy;
    region_bytes bytes = region_snapshot(engine);
    unsigned char *longer = calloc(bytes.size + 1, 1);
    dd_error err = {DD_STATUS_OK, "", ""};
    assert_non_null(longer);
    memcpy(longer, bytes.bytes, bytes.size);
    for (size_t cut = 0; cut < bytes.size; cut++) assert_status(dd_engine_restore(longer, cut, &copy, &err), DD_STATUS_CORRUPT);
    assert_status(dd_engine_restore(longer, bytes.size + 1, &copy, &err), DD_STATUS_CORRUPT);
    assert_ptr_equal(copy, &copy); /* untouched */
    longer[0] = 99;
    assert_status(dd_engine_restore(longer, bytes.size, &copy, &err), DD_STATUS_CORRUPT);
    assert_true(err.message[0] != '\0');
    free(longer);
    free(bytes.bytes);
    dd_engine_free(engine);
}

/* Whatever a restored state says, it can be decided on, and takes its decisions and some events. */
static void live_on(dd_engine *engine)
{
    dd_decisions decisions;
    region_check(engine);
    if (dd_engine_decide(engine, engine->now_ms, &(dd_budget){.work = 20}, &decisions, NULL) == DD_STATUS_OK) {
        region_take(engine, &decisions);
        dd_decisions_free(&decisions);
    }
    for (uint32_t courier = 0; courier < engine->courier_count; courier++) {
        const dd_courier *who = &engine->couriers[courier];
        for (dd_event_kind kind = DD_EVENT_OFFER_ACCEPTED; kind <= DD_EVENT_FAILED; kind++) {
            dd_event event = {.kind = kind, .at_ms = engine->now_ms, .courier = courier, .offer = who->offer, .orders = who->bundle,
                              .order_count = who->bundle_count, .order = who->bundle[0]};
            if (dd_engine_apply(engine, &event, NULL) == DD_STATUS_OK) region_check(engine);
        }
    }
}

static void every_flipped_bit_is_refused_or_harmless(void **state)
{
    (void)state;
    dd_engine *engine = midday();
    region_bytes bytes = region_snapshot(engine);
    uint32_t refused = 0, harmless = 0;
    for (size_t bit = 0; bit < bytes.size * 8; bit++) {
        dd_engine *copy = NULL;
        bytes.bytes[bit / 8] = (unsigned char)(bytes.bytes[bit / 8] ^ 1 << bit % 8);
        if (dd_engine_restore(bytes.bytes, bytes.size, &copy, NULL) == DD_STATUS_OK) {
            region_bytes again = region_snapshot(copy);
            dd_engine *twin = NULL;
            assert_status(dd_engine_restore(again.bytes, again.size, &twin, NULL), DD_STATUS_OK);
            assert_true(region_is(twin, again));
            dd_engine_free(twin);
            free(again.bytes);
            if (bit % 5 == 0) live_on(copy);
            harmless++;
        } else {
            refused++;
        }
        dd_engine_free(copy);
        bytes.bytes[bit / 8] = (unsigned char)(bytes.bytes[bit / 8] ^ 1 << bit % 8);
    }
    assert_true(refused > 1000 && harmless > 1000);
    free(bytes.bytes);
    dd_engine_free(engine);
}

/* States that no events lead to, made by hand: each is refused with the word for it. */
static void broken_states_are_refused(void **state)
{
    (void)state;
    for (int row = 0;; row++) {
        dd_engine *engine = midday(), *copy = NULL;
        dd_courier *couriers = engine->couriers;
        dd_order *orders = engine->orders;
        switch (row) {
        case 0: couriers[2].bundle[1] = couriers[2].bundle[0]; break;
        case 1: orders[1].courier = 3; break;
        case 2: orders[1].state = DD_ORDER_OPEN; break;
        case 3: orders[0].state = DD_ORDER_DELIVERED; break;
        case 4: couriers[0].state = DD_COURIER_IDLE; break;
        case 5: couriers[2].merchant = 99; break;
        case 6: couriers[6].has_arrived = false; break;
        case 7: couriers[1].is_leaving = true; break;
        case 8: couriers[7].merchant = 0; break;
        case 9: couriers[4].arrive_ms = DD_FOREVER_MS; break;
        case 10: couriers[1].free_ms = INT64_MAX; break;
        case 11: couriers[1].point.x = 1e300; break;
        case 12: orders[7].merchant = 3; break;
        case 13: orders[7].ready_ms = INT64_MIN; break;
        case 14: orders[7].due_ms = INT64_MAX; break;
        case 15: couriers[0].dropped = 2; break;
        case 16: engine->now_ms = INT64_MAX; break;
        case 17: engine->merchants[0].point.y = 1e300; break;
        case 18: couriers[2].merchant = couriers[2].merchant ? 0 : 1; break;
        case 19: couriers[0].merchant = 1; break;
        case 20: couriers[2].capacity = 1; break;
        default: dd_engine_free(engine); return;
        }
        assert_non_null(dd_state_check(engine));
        region_bytes bytes = region_snapshot(engine);
        dd_error err = {DD_STATUS_OK, "", ""};
        assert_status(dd_engine_restore(bytes.bytes, bytes.size, &copy, &err), DD_STATUS_CORRUPT);
        assert_non_null(strstr(err.message, "damaged"));
        free(bytes.bytes);
        dd_engine_free(engine);
    }
}

/* Seeds of another format would leave the fuzzer at the door: fuzz/engine_seeds.c writes them anew. */
static void the_fuzzers_seeds_are_of_this_format(void **state)
{
    (void)state;
    DIR *folder = opendir(DIAODU_CORPUS "/snapshot");
    uint32_t seeds = 0;
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        static unsigned char bytes[1 << 16];
        char path[1024];
        if (strncmp(entry->d_name, "state-", 6) != 0) continue;
        (void)snprintf(path, sizeof path, "%s/snapshot/%s", DIAODU_CORPUS, entry->d_name);
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        size_t size = fread(bytes, 1, sizeof bytes, file);
        (void)fclose(file);
        dd_engine *engine = NULL;
        assert_status(dd_engine_restore(bytes, size, &engine, NULL), DD_STATUS_OK);
        dd_engine_free(engine);
        seeds++;
    }
    (void)closedir(folder);
    assert_true(seeds > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_state_reads_back),
        cmocka_unit_test(a_closed_region_reads_back),
        cmocka_unit_test(every_cut_is_corrupt),
        cmocka_unit_test(every_flipped_bit_is_refused_or_harmless),
        cmocka_unit_test(broken_states_are_refused),
        cmocka_unit_test(the_fuzzers_seeds_are_of_this_format),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
