/* Domain: what a domain adds to the engine: its words, its state, its decisions.  engine.c does the rest once for all. */
#ifndef DD_ENGINE_DOMAIN_H
#define DD_ENGINE_DOMAIN_H

#include "base/arena.h"
#include "engine/state.h"

/* Memory of a list of decisions; `cells` are the lanes of a search (cell.h), where a domain has them. */
typedef struct dd_decision_memory {
    dd_arena arena;
    struct dd_cell *cells;
    uint32_t cell_count;
} dd_decision_memory;

/* A snapshot being read. */
typedef struct dd_state_reader {
    dd_cursor in;
    dd_engine *engine;
    bool is_out_of_memory;
} dd_state_reader;

typedef struct dd_domain_rooms {
    /* Whether one of the domain's own events could be applied; its envelope is good: kind, instant, order of time, an open region. */
    dd_status (*validate)(const dd_engine *engine, const dd_event *event, dd_error *err);
    /* Applies a valid event; fails only for want of memory, and then nothing has changed. */
    dd_status (*apply)(dd_engine *engine, const dd_event *event, dd_error *err);
    /* Whether a demand may stand in a resource's tentative plan. */
    dd_status (*check_planned)(const dd_engine *engine, uint32_t resource, uint32_t demand, dd_error *err);
    uint32_t plan_max;           /* demands of one tentative plan */
    /* What a cycle says beside the plans, where a domain has that (else NULL, and nothing may be said): whether it could be, and its effect. */
    dd_status (*check_cycle)(const dd_engine *engine, const dd_event *event, dd_error *err);
    void (*apply_cycle)(dd_engine *engine, const dd_event *event);
    /* Fills events, count, work and again_ms of *ret from memory->arena; the cycle comes first. */
    dd_status (*decide)(const dd_engine *engine, int64_t at_ms, const dd_budget *budget, dd_decision_memory *memory, dd_decisions *ret,
                        dd_error *err);
    /* Sites, resources and demands with their names as bytes, and back; the reader trusts nothing, and sets in.failed. */
    void (*put)(const dd_engine *engine, dd_buffer *out);
    void (*take)(dd_state_reader *reader);
    /* The first invariant of the domain's state that does not hold, in words; NULL when all do. */
    const char *(*check)(const dd_engine *engine);
} dd_domain_rooms;

extern const dd_domain_rooms dd_domain_delivery, dd_domain_consult, dd_domain_shop;

/* The parts that `dd_domain_delivery` is made of (delivery_*.c). */
dd_status dd_delivery_validate(const dd_engine *engine, const dd_event *event, dd_error *err);
dd_status dd_delivery_check_planned(const dd_engine *engine, uint32_t courier, uint32_t order, dd_error *err);
dd_status dd_delivery_apply(dd_engine *engine, const dd_event *event, dd_error *err);
dd_status dd_delivery_decide(const dd_engine *engine, int64_t at_ms, const dd_budget *budget, dd_decision_memory *memory, dd_decisions *ret,
                             dd_error *err);
void dd_delivery_put(const dd_engine *engine, dd_buffer *out);
void dd_delivery_take(dd_state_reader *reader);
const char *dd_delivery_check(const dd_engine *engine);
/* The same for `dd_domain_consult` (consult_*.c). */
dd_status dd_consult_validate(const dd_engine *engine, const dd_event *event, dd_error *err);
dd_status dd_consult_check_planned(const dd_engine *engine, uint32_t specialist, uint32_t case_ix, dd_error *err);
dd_status dd_consult_apply(dd_engine *engine, const dd_event *event, dd_error *err);
dd_status dd_consult_decide(const dd_engine *engine, int64_t at_ms, const dd_budget *budget, dd_decision_memory *memory, dd_decisions *ret,
                            dd_error *err);
void dd_consult_put(const dd_engine *engine, dd_buffer *out);
void dd_consult_take(dd_state_reader *reader);
const char *dd_consult_check(const dd_engine *engine);

/* The same for `dd_domain_shop` (plant_*.c). */
dd_status dd_plant_validate(const dd_engine *engine, const dd_event *event, dd_error *err);
dd_status dd_plant_check_planned(const dd_engine *engine, uint32_t machine, uint32_t operation, dd_error *err);
dd_status dd_plant_check_cycle(const dd_engine *engine, const dd_event *event, dd_error *err);
dd_status dd_plant_apply(dd_engine *engine, const dd_event *event, dd_error *err);
void dd_plant_apply_cycle(dd_engine *engine, const dd_event *event);
dd_status dd_plant_decide(const dd_engine *engine, int64_t at_ms, const dd_budget *budget, dd_decision_memory *memory, dd_decisions *ret, dd_error *err);
void dd_plant_put(const dd_engine *engine, dd_buffer *out);
void dd_plant_take(dd_state_reader *reader);
const char *dd_plant_check(const dd_engine *engine);

/* For the readers of snapshots: what cannot be read sets in->failed and gives 0. */
uint32_t dd_state_take_u32(dd_cursor *in);
uint8_t dd_state_take_byte(dd_cursor *in, uint8_t most);
/* The next name must become index `expected`. */
void dd_state_take_name(dd_state_reader *reader, dd_names *names, uint32_t expected);
/* Ends the reading for want of memory. */
void dd_state_run_out(dd_state_reader *reader);

#endif
