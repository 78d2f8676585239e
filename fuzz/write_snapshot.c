/* Writes the state after a day of corpus/engine as a seed for the snapshot fuzzer; run it again when the snapshot's format changes:
 *
 *     for day in fuzz/corpus/engine/day-*; do build/fuzz/write_snapshot $day fuzz/corpus/snapshot/state-${day#*day-}; done
 */
#include "engine_town.h"

enum { DAY_MAX = 1 << 16, CYCLE_EVERY = 8 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    (void)bytes;
    (void)size;
    return 0;
}

static void cycle(dd_engine *engine)
{
    dd_decisions decisions;
    require_ok(dd_engine_decide(engine, dd_engine_now_ms(engine) + 30000, &(dd_budget){.work = 50}, &decisions, NULL));
    for (uint32_t i = 0; i < decisions.count; i++) require_ok(dd_engine_apply(engine, &decisions.events[i], NULL));
    dd_decisions_free(&decisions);
}

static void play(dd_engine *engine, dd_cursor *in)
{
    for (int step = 1; in->at < in->size; step++) {
        char text[2][16];
        uint32_t orders[DD_BUNDLE_MAX];
        dd_event event = town_event(engine, in, false, text, orders);
        if (dd_engine_apply(engine, &event, NULL) == DD_STATUS_OK) town_check(engine);
        if (step % CYCLE_EVERY == 0) cycle(engine);
    }
    cycle(engine);
}

int main(int argc, char **argv)
{
    static unsigned char day[DAY_MAX];
    if (argc != 3) return 2;
    FILE *file = fopen(argv[1], "rb");
    if (file == NULL) return 1;
    dd_cursor in = {.bytes = day, .size = fread(day, 1, sizeof day, file)};
    (void)fclose(file);
    uint8_t policy = dd_cursor_byte(&in), rules = dd_cursor_byte(&in);
    dd_engine *engine = town_open(policy, rules);
    play(engine, &in);
    void *bytes;
    size_t size;
    require_ok(dd_engine_snapshot(engine, &bytes, &size, NULL));
    file = fopen(argv[2], "wb");
    bool is_written = file != NULL && fwrite(bytes, 1, size, file) == size;
    if (file != NULL) is_written = fclose(file) == 0 && is_written;
    free(bytes);
    dd_engine_free(engine);
    return is_written ? 0 : 1;
}
