/* Factory lines, decisions. */
#include "engine/domain.h"

dd_status dd_plant_decide(const dd_engine *engine, int64_t at_ms, const dd_budget *budget, dd_decision_memory *memory, dd_decisions *ret,
                          dd_error *err)
{
    (void)engine;
    (void)budget;
    dd_event *events = DD_ARENA_NEW(&memory->arena, 1, dd_event);
    if (events == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    events[0] = (dd_event){.kind = DD_EVENT_CYCLE, .at_ms = at_ms};
    ret->events = events;
    ret->count = 1;
    return DD_STATUS_OK;
}
