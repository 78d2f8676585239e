/* Snapshot: any bytes are a state or an error; a state that was restored gives bytes that restore to the same bytes, and can decide. */
#include "engine_town.h"

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
    dd_decisions decisions;
    if (dd_engine_decide(engine, dd_engine_now_ms(engine), &(dd_budget){.work = 50}, &decisions, NULL) == DD_STATUS_OK) {
        for (uint32_t i = 0; i < decisions.count; i++) require_ok(dd_engine_apply(again, &decisions.events[i], NULL));
        dd_decisions_free(&decisions);
    }
    dd_engine_free(engine);
    dd_engine_free(again);
    free(first);
    free(second);
    return 0;
}
