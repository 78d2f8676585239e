/* Consultations, queries (include/diaodu/engine.h). */
#include <string.h>

#include "engine/state.h"

uint32_t dd_engine_specialist_count(const dd_engine *engine)
{
    return (uint32_t)engine->network.specialist_count;
}

uint32_t dd_engine_case_count(const dd_engine *engine)
{
    return (uint32_t)engine->network.case_count;
}

uint32_t dd_engine_station_count(const dd_engine *engine)
{
    return (uint32_t)engine->network.station_count;
}

dd_specialist_view dd_engine_specialist_at(const dd_engine *engine, uint32_t ix)
{
    const dd_specialist *specialist = &engine->network.specialists[ix];
    return (dd_specialist_view){
        .name = dd_names_at(&engine->resource_names, ix),
        .is_on = specialist->is_on && !specialist->is_leaving && specialist->on_ms <= engine->now_ms,
        .working = specialist->working,
        .held = specialist->held,
        .offer = specialist->offer,
        .on_ms = specialist->on_ms,
        .off_ms = specialist->off_ms,
        .busy_ms = specialist->busy_ms,
    };
}

dd_case_view dd_engine_case_at(const dd_engine *engine, uint32_t ix)
{
    const dd_case *c = &engine->network.cases[ix];
    return (dd_case_view){
        .name = dd_names_at(&engine->demand_names, ix),
        .state = c->state,
        .urgency = c->urgency,
        .kind = c->kind,
        .is_stopping = c->is_stopping,
        .stop_for = c->is_stopping ? c->stop_for : DD_NONE,
        .was_interrupted = c->was_interrupted,
        .is_marked = c->is_marked,
        .awaits_acknowledgement = c->is_critical,
        .station = c->station,
        .specialist = c->state == DD_CASE_RUNG ? c->rung[0] : c->specialist,
        .pin = c->pin,
        .opened_ms = c->opened_ms,
        .expected_ms = c->expected_ms,
        .done_ms = c->done_ms,
        .started_ms = c->started_ms,
        .first_ms = c->first_ms,
        .finished_ms = c->finished_ms,
        .declines = c->declines,
        .step = c->step,
    };
}

dd_station_view dd_engine_station_at(const dd_engine *engine, uint32_t ix)
{
    const dd_station *station = &engine->network.stations[ix];
    return (dd_station_view){dd_names_at(&engine->site_names, ix), station->rooms, station->gps, station->held};
}

uint32_t dd_engine_find_specialist(const dd_engine *engine, const char *name)
{
    return dd_names_find(&engine->resource_names, name, strlen(name));
}

uint32_t dd_engine_find_case(const dd_engine *engine, const char *name)
{
    return dd_names_find(&engine->demand_names, name, strlen(name));
}

uint32_t dd_engine_find_station(const dd_engine *engine, const char *name)
{
    return dd_names_find(&engine->site_names, name, strlen(name));
}

bool dd_engine_may_take(const dd_engine *engine, uint32_t specialist, uint32_t case_ix, int64_t at_ms, dd_trait *ret_proof,
                        uint32_t *ret_count)
{
    const dd_case *c = &engine->network.cases[case_ix];
    if (dd_case_list_has(&c->forbidden, specialist)) return false;
    bool is_permitted = dd_case_list_has(&c->permitted, specialist);
    return dd_network_proves(&engine->network, &engine->network.classes[c->class_ix], specialist, is_permitted, at_ms, ret_proof,
                             ret_count);
}
