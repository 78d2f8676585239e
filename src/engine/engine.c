/* Engine: what all domains share: life, the envelope of events, cycles and their plans, snapshots (include/diaodu/engine.h).
 *
 * Snapshot bytes: version (3); is_open, and if so the configuration (as in the event that opened the region); now, cycles, offers; the domain's
 * sites, resources and demands (delivery_snapshot.c, consult_snapshot.c, plant_snapshot.c); the tentative plans.  Equal states have equal
 * bytes.  Restoring trusts nothing: what the bytes say must have the state's invariants, else they are refused.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "engine/cell.h"
#include "engine/domain.h"

enum { SNAPSHOT_VERSION = 3 };

static const dd_domain_rooms *const domains[DD_DOMAIN_END_] = {
    [DD_DOMAIN_DELIVERY] = &dd_domain_delivery,
    [DD_DOMAIN_CONSULT] = &dd_domain_consult,
    [DD_DOMAIN_SHOP] = &dd_domain_shop,
};

static const dd_domain_rooms *domain_of(const dd_engine *engine)
{
    return domains[engine->config.domain];
}

dd_status dd_engine_create(dd_engine **ret, dd_error *err)
{
    dd_engine *engine = dd_array_new(1, sizeof *engine);
    if (engine == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    engine->now_ms = INT64_MIN / 4;
    engine->plant.planned_ms = -DD_FOREVER_MS;
    *ret = engine;
    return DD_STATUS_OK;
}

void dd_engine_free(dd_engine *engine)
{
    if (engine == NULL) return;
    dd_names_done(&engine->resource_names);
    dd_names_done(&engine->demand_names);
    dd_names_done(&engine->site_names);
    free(engine->couriers);
    free(engine->orders);
    free(engine->merchants);
    free(engine->open);
    dd_network_done(&engine->network);
    dd_plant_done(&engine->plant);
    dd_plans_done(&engine->plans);
    free(engine);
}

const dd_engine_config *dd_engine_get_config(const dd_engine *engine)
{
    return &engine->config;
}

int64_t dd_engine_now_ms(const dd_engine *engine)
{
    return engine->now_ms;
}

uint32_t dd_engine_open_orders(const dd_engine *engine)
{
    return engine->unfinished;
}

/* ---- events ---- */

static int compare_ix(const void *a, const void *b)
{
    uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
    return one < other ? -1 : one > other;
}

/* Long plans are sorted for it. */
static dd_status check_distinct(const dd_planned *planned, uint32_t count, dd_error *err)
{
    uint32_t few[DD_PLAN_MAX], *list = count <= DD_PLAN_MAX ? few : dd_array_new(count, sizeof *list);
    bool is_distinct = true;
    if (list == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    for (uint32_t i = 0; i < count; i++) list[i] = planned[i].order;
    qsort(list, count, sizeof *list, compare_ix);
    for (uint32_t i = 1; i < count; i++) is_distinct &= list[i] != list[i - 1];
    if (list != few) free(list);
    return is_distinct ? DD_STATUS_OK : dd_error_set(err, DD_STATUS_INVALID_INPUT, "/planned", "an order twice in one plan");
}

static dd_status check_planned(const dd_engine *engine, const dd_event *event, const dd_plan_change *change, dd_error *err)
{
    const dd_planned *planned = event->planned + change->first;
    if (change->count > domain_of(engine)->plan_max) return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/changes", "a plan too long");
    for (uint32_t i = 0; i < change->count; i++) {
        if (planned[i].order >= engine->plans.demand_count) return dd_error_set(err, DD_STATUS_NOT_FOUND, "/planned", "no such order");
        dd_status status = domain_of(engine)->check_planned(engine, change->courier, planned[i].order, err);
        if (status != DD_STATUS_OK) return status;
    }
    return change->count > 1 ? check_distinct(planned, change->count, err) : DD_STATUS_OK;
}

static dd_status check_cycle(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    for (uint32_t i = 0; i < event->change_count; i++) {
        const dd_plan_change *change = &event->changes[i];
        if (change->courier >= engine->plans.resource_count) return dd_error_set(err, DD_STATUS_NOT_FOUND, "/changes", "no such courier");
        if (i > 0 && change->courier <= event->changes[i - 1].courier)
            return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/changes", "couriers out of order");
        if (change->first > event->planned_count || change->count > event->planned_count - change->first)
            return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/changes", "slice out of range");
        dd_status status = check_planned(engine, event, change, err);
        if (status != DD_STATUS_OK) return status;
    }
    if (domain_of(engine)->check_cycle != NULL) return domain_of(engine)->check_cycle(engine, event, err);
    bool is_silent = event->placed_count == 0 && event->triggers == 0;
    return is_silent ? DD_STATUS_OK : dd_error_set(err, DD_STATUS_INVALID_INPUT, "/placed", "no cycle of a factory line");
}

dd_status dd_engine_validate(const dd_engine *engine, const dd_event *event, dd_error *err)
{
    if (dd_event_kind_text(event->kind) == NULL) return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/kind", "unknown event kind");
    if (!dd_state_instant_is_good(event->at_ms)) return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/at_ms", "instant out of range");
    if (engine->is_open == (event->kind == DD_EVENT_OPENED))
        return dd_error_set(err, DD_STATUS_CONFLICT, "/kind", "%s",
                            engine->is_open ? "the region is open already" : "the region is not open yet");
    if (engine->is_open && event->at_ms < engine->now_ms)
        return dd_error_set(err, DD_STATUS_CONFLICT, "/at_ms", "%lld ms before the last event", (long long)(engine->now_ms - event->at_ms));
    if (event->kind == DD_EVENT_OPENED) {
        dd_engine_config config;
        return dd_config_decode(event->bytes, event->byte_count, &config, err);
    }
    return event->kind == DD_EVENT_CYCLE ? check_cycle(engine, event, err) : domain_of(engine)->validate(engine, event, err);
}

dd_status dd_engine_apply(dd_engine *engine, const dd_event *event, dd_error *err)
{
    dd_status status = dd_engine_validate(engine, event, err);
    if (status != DD_STATUS_OK) return status;
    if (event->kind == DD_EVENT_OPENED) {
        status = dd_config_decode(event->bytes, event->byte_count, &engine->config, err);
        engine->is_open = status == DD_STATUS_OK;
    } else if (event->kind == DD_EVENT_CYCLE) {
        dd_plans_change(&engine->plans, event);
        if (domain_of(engine)->apply_cycle != NULL) domain_of(engine)->apply_cycle(engine, event);
        engine->cycles++;
    } else {
        status = domain_of(engine)->apply(engine, event, err);
    }
    if (status == DD_STATUS_OK) engine->now_ms = event->at_ms;
    return status;
}

dd_status dd_engine_decide(const dd_engine *engine, int64_t at_ms, const dd_budget *budget, dd_decisions *ret, dd_error *err)
{
    if (!engine->is_open) return dd_error_set(err, DD_STATUS_CONFLICT, NULL, "the region is not open yet");
    if (!dd_state_instant_is_good(at_ms)) return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/at_ms", "instant out of range");
    if (at_ms < engine->now_ms) return dd_error_set(err, DD_STATUS_CONFLICT, "/at_ms", "before the last event");
    dd_decision_memory *memory = dd_array_new(1, sizeof *memory);
    if (memory == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    dd_arena_init(&memory->arena);
    dd_decisions decisions = {.again_ms = DD_FOREVER_MS, .memory = memory};
    dd_status status = domain_of(engine)->decide(engine, at_ms, budget, memory, &decisions, err);
    if (status != DD_STATUS_OK) dd_decisions_free(&decisions);
    else *ret = decisions;
    return status;
}

void dd_decisions_free(dd_decisions *decisions)
{
    if (decisions == NULL || decisions->memory == NULL) return;
    dd_decision_memory *memory = decisions->memory;
    for (uint32_t i = 0; i < memory->cell_count; i++) dd_cell_done(&memory->cells[i]);
    dd_arena_done(&memory->arena);
    free(memory);
    *decisions = (dd_decisions){0};
}

/* ---- snapshots ---- */

static dd_status put_config(dd_buffer *out, const dd_engine *engine, dd_error *err)
{
    void *config;
    size_t size;
    dd_status status = dd_engine_config_encode(&engine->config, &config, &size, err);
    if (status != DD_STATUS_OK) return status;
    dd_buffer_put_uint(out, size);
    dd_buffer_put(out, config, size);
    free(config);
    return DD_STATUS_OK;
}

dd_status dd_engine_snapshot(const dd_engine *engine, void **ret, size_t *ret_size, dd_error *err)
{
    dd_buffer out = {0};
    dd_buffer_put_uint(&out, SNAPSHOT_VERSION);
    dd_buffer_put_byte(&out, engine->is_open);
    dd_status status = engine->is_open ? put_config(&out, engine, err) : DD_STATUS_OK;
    dd_buffer_put_int(&out, engine->now_ms);
    dd_buffer_put_uint(&out, engine->cycles);
    dd_buffer_put_uint(&out, engine->offers);
    domain_of(engine)->put(engine, &out);
    dd_plans_put(&engine->plans, &out);
    if (status == DD_STATUS_OK && out.failed) status = dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    if (status != DD_STATUS_OK) {
        dd_buffer_done(&out);
        return status;
    }
    *ret = out.bytes;
    *ret_size = out.size;
    return DD_STATUS_OK;
}

uint32_t dd_state_take_u32(dd_cursor *in)
{
    uint64_t value = dd_cursor_uint(in);
    if (value > UINT32_MAX) in->failed = true;
    return in->failed ? 0 : (uint32_t)value;
}

uint8_t dd_state_take_byte(dd_cursor *in, uint8_t most)
{
    uint8_t value = dd_cursor_byte(in);
    if (value > most) in->failed = true;
    return in->failed ? 0 : value;
}

void dd_state_run_out(dd_state_reader *reader)
{
    reader->in.failed = reader->is_out_of_memory = true;
}

void dd_state_take_name(dd_state_reader *reader, dd_names *names, uint32_t expected)
{
    size_t length;
    const char *text = dd_cursor_text(&reader->in, &length);
    if (reader->in.failed || length > DD_NAME_MAX || dd_names_find(names, text, length) != DD_NONE) reader->in.failed = true;
    else if (!dd_names_reserve(names, length)) dd_state_run_out(reader);
    else if (dd_names_add(names, text, length) != expected) reader->in.failed = true;
}

static void take_all(dd_state_reader *reader)
{
    dd_engine *engine = reader->engine;
    if (dd_cursor_uint(&reader->in) != SNAPSHOT_VERSION) reader->in.failed = true;
    engine->is_open = dd_state_take_byte(&reader->in, 1) != 0;
    if (engine->is_open) {
        size_t size;
        const char *config = dd_cursor_text(&reader->in, &size);
        if (config == NULL || dd_config_decode(config, size, &engine->config, NULL) != DD_STATUS_OK) reader->in.failed = true;
    }
    engine->now_ms = dd_cursor_int(&reader->in);
    engine->cycles = dd_cursor_uint(&reader->in);
    engine->offers = dd_state_take_u32(&reader->in);
    domain_of(engine)->take(reader);
    if (!reader->in.failed) dd_plans_take(&engine->plans, &reader->in);
}

dd_status dd_engine_restore(const void *bytes, size_t size, dd_engine **ret, dd_error *err)
{
    dd_state_reader reader = {.in = {.bytes = bytes, .size = size}};
    dd_status status = dd_engine_create(&reader.engine, err);
    if (status != DD_STATUS_OK) return status;
    take_all(&reader);
    const char *broken = NULL;
    if (reader.is_out_of_memory) status = dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    else if (reader.in.failed || reader.in.at != reader.in.size)
        status = dd_error_set(err, DD_STATUS_CORRUPT, NULL, "not a snapshot, or a damaged one, at byte %zu", reader.in.at);
    else if ((broken = dd_state_check(reader.engine)) != NULL)
        status = dd_error_set(err, DD_STATUS_CORRUPT, NULL, "a damaged snapshot: %s", broken);
    if (status != DD_STATUS_OK) {
        dd_engine_free(reader.engine);
        return status;
    }
    *ret = reader.engine;
    return DD_STATUS_OK;
}

const char *dd_state_check(const dd_engine *engine)
{
    if (engine->config.domain >= DD_DOMAIN_END_) return "unknown domain";
    bool is_empty = engine->resource_names.count + engine->demand_names.count + engine->site_names.count == 0;
    if (!engine->is_open) return is_empty ? NULL : "a closed region has contents";
    if (!dd_state_instant_is_good(engine->now_ms)) return "the present is out of range";
    if (engine->plans.resource_count != engine->resource_names.count || engine->plans.demand_count != engine->demand_names.count)
        return "names and contents differ in number";
    const char *broken = dd_plans_check(&engine->plans, domain_of(engine)->plan_max);
    if (broken == NULL) broken = domain_of(engine)->check(engine); /* before anything is looked up by what the state says */
    for (uint32_t ix = 0; ix < engine->plans.demand_count && broken == NULL; ix++) {
        uint32_t resource = engine->plans.links[ix].resource;
        if (resource != DD_NONE && domain_of(engine)->check_planned(engine, resource, ix, NULL) != DD_STATUS_OK)
            broken = "a plan that cannot be";
    }
    return broken;
}
