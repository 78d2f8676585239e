/* Consultations, snapshot: texts; stations, specialists, classes and cases by index.  Lists, rooms held and eligible bits are made again. */
#include <string.h>

#include "base/array.h"
#include "engine/domain.h"

/* ---- out ---- */

static void put_traits(dd_buffer *out, const dd_network *network, const dd_trait_slice *slice)
{
    dd_buffer_put_uint(out, slice->count);
    for (uint32_t i = 0; i < slice->count; i++) {
        const dd_net_trait *trait = &network->traits[slice->first + i];
        dd_buffer_put_byte(out, (uint8_t)trait->kind);
        dd_buffer_put_uint(out, trait->text);
        dd_buffer_put_int(out, trait->begin_ms);
        dd_buffer_put_int(out, trait->end_ms);
    }
}

static void put_station(dd_buffer *out, const dd_engine *engine, uint32_t ix)
{
    const dd_station *station = &engine->network.stations[ix];
    dd_buffer_put_text(out, dd_names_at(&engine->site_names, ix));
    dd_buffer_put_uint(out, station->rooms);
    dd_buffer_put_uint(out, station->gps);
    put_traits(out, &engine->network, &station->traits);
}

static void put_specialist(dd_buffer *out, const dd_engine *engine, uint32_t ix)
{
    const dd_specialist *specialist = &engine->network.specialists[ix];
    dd_buffer_put_text(out, dd_names_at(&engine->resource_names, ix));
    dd_buffer_put_byte(out, (uint8_t)(specialist->is_on | specialist->is_leaving << 1 | specialist->is_accepted << 2));
    dd_buffer_put_uint(out, specialist->working);
    dd_buffer_put_uint(out, specialist->held);
    dd_buffer_put_uint(out, specialist->offer);
    dd_buffer_put_int(out, specialist->on_ms);
    dd_buffer_put_int(out, specialist->off_ms);
    dd_buffer_put_int(out, specialist->idle_since_ms);
    dd_buffer_put_int(out, specialist->busy_ms);
    put_traits(out, &engine->network, &specialist->traits);
}

static void put_class(dd_buffer *out, const dd_network *network, uint32_t ix)
{
    const dd_case_class *class = &network->classes[ix];
    dd_buffer_put_text(out, dd_names_at(&network->class_keys, ix));
    dd_buffer_put_byte(out, (uint8_t) class->kind);
    dd_buffer_put_uint(out, class->station);
    for (int u = 0; u < DD_URGENCY_END_; u++) dd_buffer_put_uint(out, class->opened[u]);
    dd_buffer_put_int(out, class->expected_sum_ms);
    put_traits(out, network, &class->needs);
}

static void put_list(dd_buffer *out, const dd_case_list *list)
{
    dd_buffer_put_uint(out, list->count);
    for (uint32_t i = 0; i < list->count; i++) dd_buffer_put_uint(out, list->items[i]);
}

/* The numbers of a case in the order of its bytes; the same list reads them. */
typedef struct case_fields {
    uint32_t *numbers[8];
    int64_t *instants[9];
} case_fields;

static case_fields fields_of(dd_case *c)
{
    return (case_fields){
        {&c->class_ix, &c->station, &c->specialist, &c->pin, &c->stop_for, &c->declines, &c->study, &c->report},
        {&c->opened_ms, &c->movable_ms, &c->rank_ms, &c->expected_ms, &c->done_ms, &c->started_ms, &c->first_ms, &c->finished_ms,
         &c->step_ms},
    };
}

static void put_case(dd_buffer *out, const dd_engine *engine, uint32_t ix)
{
    dd_case c = engine->network.cases[ix];
    case_fields fields = fields_of(&c);
    dd_buffer_put_text(out, dd_names_at(&engine->demand_names, ix));
    dd_buffer_put_byte(out, (uint8_t)c.state);
    dd_buffer_put_byte(out, (uint8_t)((unsigned)c.urgency | (unsigned)c.kind << 2));
    dd_buffer_put_byte(out, (uint8_t)c.step);
    dd_buffer_put_byte(out, (uint8_t)(c.is_stopping | c.was_interrupted << 1 | c.is_marked << 2 | c.is_critical << 3 | c.gave_room << 4));
    for (int i = 0; i < 8; i++) dd_buffer_put_uint(out, *fields.numbers[i]);
    for (int i = 0; i < 9; i++) dd_buffer_put_int(out, *fields.instants[i]);
    dd_buffer_put_uint(out, c.rung_count);
    for (uint32_t i = 0; i < c.rung_count; i++) dd_buffer_put_uint(out, c.rung[i]);
    put_list(out, &c.declined);
    put_list(out, &c.forbidden);
    put_list(out, &c.permitted);
}

void dd_consult_put(const dd_engine *engine, dd_buffer *out)
{
    const dd_network *network = &engine->network;
    dd_buffer_put_uint(out, network->texts.count);
    for (uint32_t ix = 0; ix < network->texts.count; ix++) dd_buffer_put_text(out, dd_names_at(&network->texts, ix));
    dd_buffer_put_uint(out, network->station_count);
    for (uint32_t ix = 0; ix < network->station_count; ix++) put_station(out, engine, ix);
    dd_buffer_put_uint(out, network->specialist_count);
    for (uint32_t ix = 0; ix < network->specialist_count; ix++) put_specialist(out, engine, ix);
    dd_buffer_put_uint(out, network->class_count);
    for (uint32_t ix = 0; ix < network->class_count; ix++) put_class(out, network, ix);
    dd_buffer_put_uint(out, network->case_count);
    for (uint32_t ix = 0; ix < network->case_count; ix++) put_case(out, engine, ix);
}

/* ---- back ---- */

static void take_traits(dd_state_reader *r, dd_trait_slice *slice)
{
    dd_network *network = &r->engine->network;
    uint32_t count = dd_cursor_count(&r->in, 4);
    if (count > DD_TRAITS_MAX) r->in.failed = true;
    if (r->in.failed) return;
    if (!DD_ARRAY_RESERVE(network->traits, network->trait_capacity, network->trait_count + count)) {
        dd_state_run_out(r);
        return;
    }
    *slice = (dd_trait_slice){(uint32_t)network->trait_count, count, count};
    for (uint32_t i = 0; i < count; i++) {
        dd_net_trait trait = {.kind = (dd_trait_kind)dd_state_take_byte(&r->in, DD_TRAIT_BREAK_GLASS - 1)};
        trait.text = dd_state_take_u32(&r->in);
        trait.begin_ms = dd_cursor_int(&r->in);
        trait.end_ms = dd_cursor_int(&r->in);
        if (trait.text >= network->texts.count) r->in.failed = true;
        network->traits[network->trait_count++] = trait;
    }
}

static void take_stations(dd_state_reader *r)
{
    dd_network *network = &r->engine->network;
    uint32_t count = dd_cursor_count(&r->in, 4);
    if (!DD_ARRAY_RESERVE(network->stations, network->station_capacity, count)) dd_state_run_out(r);
    for (uint32_t ix = 0; ix < count && !r->in.failed; ix++) {
        dd_station *station = &network->stations[ix];
        dd_state_take_name(r, &r->engine->site_names, ix);
        station->rooms = dd_state_take_u32(&r->in);
        station->gps = dd_state_take_u32(&r->in);
        take_traits(r, &station->traits);
        network->station_count++;
    }
}

static void take_specialists(dd_state_reader *r)
{
    dd_network *network = &r->engine->network;
    uint32_t count = dd_cursor_count(&r->in, 10);
    if (!DD_ARRAY_RESERVE(network->specialists, network->specialist_capacity, count) || !dd_plans_reserve(&r->engine->plans, count, 0))
        dd_state_run_out(r);
    for (uint32_t ix = 0; ix < count && !r->in.failed; ix++) {
        dd_specialist *specialist = &network->specialists[ix];
        dd_state_take_name(r, &r->engine->resource_names, ix);
        uint8_t flags = dd_state_take_byte(&r->in, 7);
        specialist->is_on = flags & 1;
        specialist->is_leaving = (flags & 2) != 0;
        specialist->is_accepted = (flags & 4) != 0;
        specialist->working = dd_state_take_u32(&r->in);
        specialist->held = dd_state_take_u32(&r->in);
        specialist->offer = dd_state_take_u32(&r->in);
        specialist->on_ms = dd_cursor_int(&r->in);
        specialist->off_ms = dd_cursor_int(&r->in);
        specialist->idle_since_ms = dd_cursor_int(&r->in);
        specialist->busy_ms = dd_cursor_int(&r->in);
        take_traits(r, &specialist->traits);
        network->specialist_count++;
        dd_plans_add_resource(&r->engine->plans);
    }
}

static void take_classes(dd_state_reader *r)
{
    dd_network *network = &r->engine->network;
    uint32_t count = dd_cursor_count(&r->in, 9);
    if (!DD_ARRAY_RESERVE(network->classes, network->class_capacity, count)) dd_state_run_out(r);
    for (uint32_t ix = 0; ix < count && !r->in.failed; ix++) {
        dd_case_class *class = &network->classes[ix];
        dd_state_take_name(r, &network->class_keys, ix);
        class->kind = (dd_case_kind)dd_state_take_byte(&r->in, DD_CASE_KIND_END_ - 1);
        class->station = dd_state_take_u32(&r->in);
        for (int u = 0; u < DD_URGENCY_END_; u++) class->opened[u] = dd_state_take_u32(&r->in);
        class->expected_sum_ms = dd_cursor_int(&r->in);
        if (class->station >= network->station_count || class->expected_sum_ms < 0) r->in.failed = true;
        take_traits(r, &class->needs);
        network->class_count++;
    }
}

static void take_list(dd_state_reader *r, dd_case_list *list)
{
    list->count = dd_state_take_u32(&r->in);
    if (list->count > DD_CASE_LIST_MAX) r->in.failed = true;
    for (uint32_t i = 0; i < list->count && !r->in.failed; i++) {
        list->items[i] = dd_state_take_u32(&r->in);
        if (list->items[i] >= r->engine->network.specialist_count) r->in.failed = true;
    }
}

static void take_case(dd_state_reader *r, dd_case *c)
{
    case_fields fields = fields_of(c);
    c->state = (dd_case_state)dd_state_take_byte(&r->in, DD_CASE_NO_SHOW);
    uint8_t words = dd_state_take_byte(&r->in, 7);
    c->urgency = (dd_urgency)(words & 3);
    c->kind = (dd_case_kind)(words >> 2);
    c->step = (dd_escalation)dd_state_take_byte(&r->in, DD_ESCALATION_END_ - 1);
    uint8_t flags = dd_state_take_byte(&r->in, 31);
    c->is_stopping = flags & 1;
    c->was_interrupted = (flags & 2) != 0;
    c->is_marked = (flags & 4) != 0;
    c->is_critical = (flags & 8) != 0;
    c->gave_room = (flags & 16) != 0;
    for (int i = 0; i < 8; i++) *fields.numbers[i] = dd_state_take_u32(&r->in);
    for (int i = 0; i < 9; i++) *fields.instants[i] = dd_cursor_int(&r->in);
    c->rung_count = dd_state_take_u32(&r->in);
    if (c->rung_count > DD_RING_MAX) r->in.failed = true;
    for (uint32_t i = 0; i < c->rung_count && !r->in.failed; i++) c->rung[i] = dd_state_take_u32(&r->in);
    take_list(r, &c->declined);
    take_list(r, &c->forbidden);
    take_list(r, &c->permitted);
}

/* What is counted from the cases. */
static void count_case(dd_engine *engine, uint32_t ix)
{
    dd_network *network = &engine->network;
    const dd_case *c = &network->cases[ix];
    if (c->is_critical) network->critical[network->critical_count++] = ix;
    if (dd_case_is_done(c)) return;
    network->open[network->open_count++] = ix;
    engine->unfinished++;
    if (c->kind != DD_CASE_LIVE || c->station >= network->station_count) return;
    network->stations[c->station].held += c->state != DD_CASE_WAITING && !c->gave_room;
    network->stations[c->station].running += c->state == DD_CASE_RUNNING;
    network->stations[c->station].given += c->gave_room;
}

static void take_cases(dd_state_reader *r)
{
    dd_network *network = &r->engine->network;
    uint32_t count = dd_cursor_count(&r->in, 24);
    if (!DD_ARRAY_RESERVE(network->cases, network->case_capacity, count) ||
        !DD_ARRAY_RESERVE(network->open, network->open_capacity, count) ||
        !DD_ARRAY_RESERVE(network->critical, network->critical_capacity, count) || !dd_plans_reserve(&r->engine->plans, 0, count))
        dd_state_run_out(r);
    for (uint32_t ix = 0; ix < count && !r->in.failed; ix++) {
        dd_state_take_name(r, &r->engine->demand_names, ix);
        take_case(r, &network->cases[ix]);
        if (r->in.failed) return;
        network->case_count++;
        dd_plans_add_demand(&r->engine->plans);
        count_case(r->engine, ix);
    }
}

static void take_texts(dd_state_reader *r)
{
    uint32_t count = dd_cursor_count(&r->in, 2);
    for (uint32_t ix = 0; ix < count && !r->in.failed; ix++) dd_state_take_name(r, &r->engine->network.texts, ix);
}

void dd_consult_take(dd_state_reader *r)
{
    dd_network *network = &r->engine->network;
    take_texts(r);
    if (!r->in.failed) take_stations(r);
    if (!r->in.failed) take_specialists(r);
    if (!r->in.failed) take_classes(r);
    if (!r->in.failed) take_cases(r);
    if (r->in.failed) return;
    network->words = (network->specialist_count + 63) / 64;
    if (!DD_ARRAY_RESERVE(network->eligible, network->eligible_capacity, network->class_count * network->words)) dd_state_run_out(r);
    else dd_network_mark(network, r->engine->now_ms);
}
