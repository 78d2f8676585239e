/* Engine: a day of events and cycles made from bytes.
 *
 * What must hold: an event that validates applies, one that does not is refused with a word; every decision applies; deciding gives
 * the same decisions again, before and after a restore; the snapshot restores to a state with the same bytes, and a state that was
 * restored goes on like the one that was not; the invariants of the state hold after each event.
 *
 * In a quarter of the days a forged journal mixes in decisions that the engine never made.  Then decisions need not apply any more, but
 * all the rest holds.
 */
#include "engine_require.h"
#include "engine_town.h"

enum { STEPS_MAX = 64, CYCLE_EVERY = 8 };

/* Applies a decision; a day without forged ones must take it. */
static void apply_decision(dd_engine *engine, const dd_event *event, bool is_forged)
{
    dd_error err = {DD_STATUS_OK, "", ""};
    if (dd_engine_apply(engine, event, &err) == DD_STATUS_OK || is_forged) return;
    (void)fprintf(stderr, "%s for courier %u, state %d: %s at %s\n", dd_event_kind_text(event->kind), (unsigned)event->courier,
                  event->courier == DD_NONE ? -1 : (int)dd_engine_courier_at(engine, event->courier).state, err.message, err.pointer);
    abort();
}

/* One cycle on the engine and on its restored twin. */
static void decide(dd_engine *engine, dd_engine *twin, int64_t at_ms, bool is_forged)
{
    dd_decisions decisions, again;
    require_ok(dd_engine_decide(engine, at_ms, &(dd_budget){.work = 50}, &decisions, NULL));
    require_ok(dd_engine_decide(twin, at_ms, &(dd_budget){.work = 50}, &again, NULL));
    require(decisions.count == again.count && decisions.count > 0 && decisions.events[0].kind == DD_EVENT_CYCLE);
    for (uint32_t i = 0; i < decisions.count; i++) {
        require_same_event(&decisions.events[i], &again.events[i]);
        apply_decision(engine, &decisions.events[i], is_forged);
        apply_decision(twin, &again.events[i], is_forged);
        require_invariants(engine);
    }
    dd_decisions_free(&decisions);
    dd_decisions_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    dd_cursor in = {.bytes = bytes, .size = size};
    uint8_t policy = dd_cursor_byte(&in), rules = dd_cursor_byte(&in);
    bool is_forged = policy >= 192;
    dd_engine *engine = town_open(policy, rules), *twin = restored(engine);
    for (int step = 1; step <= STEPS_MAX && in.at < in.size; step++) {
        char text[2][16];
        uint32_t orders[DD_BUNDLE_MAX];
        dd_event event = town_event(engine, &in, is_forged, text, orders);
        dd_error err = {DD_STATUS_OK, "", ""};
        dd_status verdict = dd_engine_validate(engine, &event, &err);
        require(verdict == DD_STATUS_OK || err.message[0] != '\0');
        require(dd_engine_apply(engine, &event, NULL) == verdict);
        require(dd_engine_apply(twin, &event, NULL) == verdict);
        require_invariants(engine);
        if (step % CYCLE_EVERY != 0) continue;
        decide(engine, twin, dd_engine_now_ms(engine) + 30000, is_forged);
        dd_engine_free(twin);
        twin = restored(engine);
    }
    require_same_bytes(engine, twin);
    dd_engine_free(engine);
    dd_engine_free(twin);
    return 0;
}
