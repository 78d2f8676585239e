/* Engine, factory lines: days of events and cycles made from bytes; what must hold is what fuzz_engine.c says.  In a quarter of the days a forged journal
 * mixes in decisions that the engine never made. */
#include "engine_require.h"
#include "plant_town.h"

enum { STEPS_MAX = 64, CYCLE_EVERY = 5 };

/* One cycle on the engine and on its restored twin; a decision applies, also after forged ones. */
static void decide(dd_engine *engine, dd_engine *twin, int64_t at_ms)
{
    dd_decisions decisions, again;
    require_ok(dd_engine_decide(engine, at_ms, NULL, &decisions, NULL));
    require_ok(dd_engine_decide(twin, at_ms, NULL, &again, NULL));
    require(decisions.count == again.count && decisions.count > 0 && decisions.events[0].kind == DD_EVENT_CYCLE &&
            decisions.again_ms > at_ms);
    for (uint32_t i = 0; i < decisions.count; i++) {
        require_same_event(&decisions.events[i], &again.events[i]);
        require_ok(dd_engine_apply(engine, &decisions.events[i], NULL));
        require_ok(dd_engine_apply(twin, &again.events[i], NULL));
        require_invariants(engine);
    }
    dd_decisions_free(&decisions);
    dd_decisions_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    dd_cursor in = {.bytes = bytes, .size = size};
    uint8_t policy = dd_cursor_byte(&in), rules = dd_cursor_byte(&in);
    dd_engine *engine = plant_open(policy, rules), *twin = restored(engine);
    for (int step = 1; step <= STEPS_MAX && in.at < in.size; step++) {
        plant_room room = {0};
        dd_event event = plant_event(engine, &in, policy >= 192, &room);
        dd_error err = {DD_STATUS_OK, "", ""};
        dd_status verdict = dd_engine_validate(engine, &event, &err);
        require(verdict == DD_STATUS_OK || err.message[0] != '\0');
        require(dd_engine_apply(engine, &event, NULL) == verdict);
        require(dd_engine_apply(twin, &event, NULL) == verdict);
        require_invariants(engine);
        if (step % CYCLE_EVERY != 0) continue;
        decide(engine, twin, dd_engine_now_ms(engine) + 1000);
        dd_engine_free(twin);
        twin = restored(engine);
    }
    require_same_bytes(engine, twin);
    dd_engine_free(engine);
    dd_engine_free(twin);
    return 0;
}
