/* Snapshot: any bytes are a state or an error; a state that was restored gives bytes that restore to the same bytes, can decide, and takes events
 * and the decisions of a later cycle. */
#include "base/rng.h"
#include "engine_require.h"
#include "engine_town.h"
#include "plant_town.h"

enum { EVENTS = 40, EVENT_BYTES = 6 };

/* Events of every kind, drawn from the restored state's size. */
static void live_on(dd_engine *engine, size_t seed)
{
    dd_rng rng = dd_rng_seed(seed, 0);
    for (int i = 0; i < EVENTS; i++) {
        unsigned char bytes[EVENT_BYTES];
        char text[2][16];
        uint32_t orders[DD_BUNDLE_MAX];
        for (int j = 0; j < EVENT_BYTES; j++) bytes[j] = (unsigned char)dd_rng_below(&rng, j == 4 ? 30 : 256);
        dd_cursor in = {.bytes = bytes, .size = sizeof bytes};
        plant_room room = {0};
        bool is_plant = dd_engine_get_config(engine)->domain == DD_DOMAIN_SHOP;
        dd_event event = is_plant ? plant_event(engine, &in, true, &room) : town_event(engine, &in, true, text, orders);
        if (dd_engine_apply(engine, &event, NULL) == DD_STATUS_OK) require_invariants(engine);
    }
}

static void decide(dd_engine *engine)
{
    dd_decisions decisions;
    if (dd_engine_decide(engine, dd_engine_now_ms(engine), &(dd_budget){.work = 50}, &decisions, NULL) != DD_STATUS_OK) return;
    for (uint32_t i = 0; i < decisions.count; i++) {
        require_ok(dd_engine_apply(engine, &decisions.events[i], NULL));
        require_invariants(engine);
    }
    dd_decisions_free(&decisions);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    dd_engine *engine, *again;
    void *first, *second;
    size_t first_size, second_size;
    dd_error err = {DD_STATUS_OK, "", ""};
    dd_status status = dd_engine_restore(bytes, size, &engine, &err);
    if (status != DD_STATUS_OK) {
        require(err.status == status && err.message[0] != '\0');
        return 0;
    }
    require_ok(dd_engine_snapshot(engine, &first, &first_size, NULL));
    require_ok(dd_engine_restore(first, first_size, &again, NULL));
    require_ok(dd_engine_snapshot(again, &second, &second_size, NULL));
    require(first_size == second_size && memcmp(first, second, first_size) == 0);
    require_invariants(engine);
    decide(engine);
    live_on(engine, size);
    if (dd_engine_open_orders(engine) < 1000) decide(engine);
    dd_engine_free(engine);
    dd_engine_free(again);
    free(first);
    free(second);
    return 0;
}
