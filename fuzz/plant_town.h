/* A little factory line for fuzzers and their corpora: opens it and turns bytes into events of plausible ids. */
#ifndef DD_FUZZ_PLANT_TOWN_H
#define DD_FUZZ_PLANT_TOWN_H

#include <string.h>

#include "base/buffer.h"
#include "engine/state.h"
#include "require.h"

enum { TOWN_MACHINES = 3, TOWN_POOLS = 2, TOWN_STEPS = 3, TOWN_BYTES = 6 };

#define TOWN_HOUR INT64_C(3600000)

/* Memory of one event. */
typedef struct plant_room {
    char name[16], id[16];
    dd_job_operation operations[TOWN_STEPS];
    dd_mode modes[TOWN_STEPS][2];
    dd_job_link links[TOWN_STEPS];
    dd_need need;
    dd_window shifts[2];
    dd_planned planned;
    dd_plan_change change;
    dd_planned_operation placed;
    dd_delay delay;
} plant_room;

static inline void plant_apply(dd_engine *engine, dd_event event)
{
    require_ok(dd_engine_apply(engine, &event, NULL));
}

/* The first two bytes choose the policy and the rules. */
static inline dd_engine *plant_open(uint8_t policy, uint8_t rules)
{
    static const dd_window day = {6 * TOWN_HOUR, 22 * TOWN_HOUR};
    static const char *const colours[] = {"red", "blue"}, *const machines[] = {"m0", "m1", "m2"};
    static const int64_t setups[] = {0, 600000, 600000, 0, 300000, 300000};
    dd_engine *engine;
    dd_engine_config config = dd_engine_config_shop();
    void *bytes;
    size_t size;
    config.plant.rule = (policy & 3) != 0 ? DD_SHOP_RULE_END_ : (dd_shop_rule)(policy / 4 % DD_SHOP_RULE_END_);
    config.plant.frozen_ms = (rules & 3) * INT64_C(600000);
    config.plant.tolerance_ms = (rules >> 2 & 3) * INT64_C(60000);
    config.cycle_ms = 1000 + (rules >> 4) * INT64_C(60000);
    config.work_per_cycle = 50;
    require_ok(dd_engine_create(&engine, NULL));
    require_ok(dd_engine_config_encode(&config, &bytes, &size, NULL));
    plant_apply(engine, (dd_event){.kind = DD_EVENT_OPENED, .bytes = bytes, .byte_count = size});
    free(bytes);
    plant_apply(engine,
                (dd_event){.kind = DD_EVENT_CALENDAR_SET, .name = "days", .windows = &day, .window_count = 1, .period_ms = 24 * TOWN_HOUR});
    plant_apply(
        engine,
        (dd_event){.kind = DD_EVENT_SETUP_SET, .name = "colours", .texts = colours, .text_count = 2, .values = setups, .value_count = 6});
    plant_apply(engine, (dd_event){.kind = DD_EVENT_POOL_SET, .name = "crew", .count = 2, .calendar = DD_NONE});
    plant_apply(engine, (dd_event){.kind = DD_EVENT_POOL_SET, .name = "jig", .count = 1, .calendar = 0, .is_tool = true});
    for (uint32_t i = 0; i < TOWN_MACHINES; i++)
        plant_apply(
            engine,
            (dd_event){
                .kind = DD_EVENT_MACHINE_SET, .name = machines[i], .calendar = i == 2 ? 0 : DD_NONE, .matrix = 0, .family = DD_NONE});
    return engine;
}

static inline void plant_job(const dd_engine *engine, plant_room *room, dd_event *event, uint8_t a, uint8_t b, uint8_t c)
{
    static const char *const names[TOWN_STEPS] = {"10", "20", "30"};
    uint32_t jobs = dd_engine_job_count(engine);
    event->operation_count = 1u + a % TOWN_STEPS;
    event->operations = room->operations;
    event->until_ms = c & 1 ? DD_FOREVER_MS : event->at_ms + (c >> 1) * INT64_C(600000);
    event->ready_ms = c & 2 ? 0 : event->at_ms + b * INT64_C(60000);
    event->weight = c;
    room->need = (dd_need){b & 1, 1, (b & 2) != 0};
    for (uint32_t i = 0; i < event->operation_count; i++) {
        for (uint32_t j = 0; j < 2; j++)
            room->modes[i][j] =
                (dd_mode){(a / 4 + i + j) % TOWN_MACHINES, ((b >> i) % 64) * INT64_C(60000), &room->need, (c >> i & 4) != 0};
        room->links[i] = (dd_job_link){i > 0 ? DD_NONE : jobs - 1, i > 0 ? i - 1 : 0, (c & 7) * INT64_C(60000)};
        bool is_linked = i > 0 || (a >= 128 && jobs > 0);
        room->operations[i] = (dd_job_operation){.name = names[i],
                                                 .family = (b >> i & 3) == 3 ? DD_NONE : (uint32_t)(b >> i & 1),
                                                 .may_pause = (c >> i & 1) != 0,
                                                 .modes = room->modes[i],
                                                 .mode_count = 1u + (a >> i & 1),
                                                 .links = &room->links[i],
                                                 .link_count = is_linked};
    }
    (void)snprintf(room->name, sizeof room->name, "j%u", (unsigned)jobs + (a == 7 ? 0 : 1));
}

static inline void plant_set(plant_room *room, dd_event *event, uint8_t a, uint8_t b, uint8_t c)
{
    static const char *const colours[] = {"red", "blue"}, *const pools[] = {"crew", "jig"}, *const machines[] = {"m0", "m1", "m2"};
    static const int64_t setups[] = {0, 60000, 120000, 0, 30000, 30000};
    room->shifts[0] = (dd_window){a * INT64_C(60000), (a + 1 + b) * INT64_C(60000)};
    room->shifts[1] = (dd_window){(a + 2 + b) * INT64_C(60000), (a + 3 + b + c) * INT64_C(60000)};
    event->windows = room->shifts;
    event->window_count = 1u + (c & 1);
    event->period_ms = c & 2 ? 0 : c & 4 ? 24 * TOWN_HOUR : a * INT64_C(60000);
    event->texts = colours;
    event->text_count = 2;
    event->values = setups;
    event->value_count = c & 8 ? 4 : 6;
    event->calendar = c & 16 ? 0 : DD_NONE;
    event->matrix = c & 32 ? 0 : DD_NONE;
    event->family = c & 64 ? b & 1 : DD_NONE;
    event->count = b % 4;
    const char *name = event->kind == DD_EVENT_POOL_SET      ? pools[a % TOWN_POOLS]
                       : event->kind == DD_EVENT_MACHINE_SET ? machines[a % TOWN_MACHINES]
                                                             : "days";
    (void)snprintf(room->name, sizeof room->name, "%s", event->kind == DD_EVENT_SETUP_SET ? "colours" : name);
}

/* What comes next on a machine: so that bytes get work done. */
static inline void plant_go_on(const dd_engine *engine, dd_event *event, uint8_t c)
{
    uint32_t operation = dd_engine_machine_at(engine, event->machine).operation;
    if (operation == DD_NONE) return;
    dd_operation_state state = dd_engine_operation_at(engine, operation).state;
    event->operation = operation;
    event->kind = state == DD_OPERATION_RUNNING               ? (c & 1 ? DD_EVENT_PAUSED : DD_EVENT_FINISHED)
                  : state == DD_OPERATION_DISPATCHED && c & 1 ? DD_EVENT_SETUP_BEGUN
                                                              : DD_EVENT_STARTED;
}

/* A fact, or with may_decide any event, from TOWN_BYTES bytes. */
static inline dd_event plant_event(const dd_engine *engine, dd_cursor *in, bool may_decide, plant_room *room)
{
    static const dd_event_kind kinds[] = {
        DD_EVENT_JOB_RELEASED,    DD_EVENT_STARTED,     DD_EVENT_FINISHED,     DD_EVENT_PAUSED,       DD_EVENT_JOB_CHANGED,
        DD_EVENT_JOB_CANCELLED,   DD_EVENT_SETUP_BEGUN, DD_EVENT_MACHINE_DOWN, DD_EVENT_MACHINE_UP,   DD_EVENT_MAINTENANCE_SET,
        DD_EVENT_MAINTENANCE_OFF, DD_EVENT_POOL_ABSENT, DD_EVENT_POOL_BACK,    DD_EVENT_CALENDAR_SET, DD_EVENT_SETUP_SET,
        DD_EVENT_POOL_SET,        DD_EVENT_MACHINE_SET, DD_EVENT_DISPATCH,     DD_EVENT_RECALL,       DD_EVENT_JOB_LATE,
        DD_EVENT_UNSERVABLE,      DD_EVENT_CYCLE};
    uint32_t count = sizeof kinds / sizeof *kinds - (may_decide ? 0 : 5);
    uint8_t kind = dd_cursor_byte(in), a = dd_cursor_byte(in), b = dd_cursor_byte(in), c = dd_cursor_byte(in), d = dd_cursor_byte(in),
            wait = dd_cursor_byte(in);
    int64_t now = dd_engine_now_ms(engine) + wait * INT64_C(20000);
    dd_event event = {.kind = kinds[kind % count],
                      .at_ms = now,
                      .name = room->name,
                      .reference = room->id,
                      .machine = a % 4u,
                      .pool = a % 3u,
                      .operation = b,
                      .job = b,
                      .count = c % 4u,
                      .ready_ms = c & 1 ? 0 : now + d * INT64_C(60000),
                      .offer = DD_NONE};
    event.until_ms = event.ready_ms + b * INT64_C(60000);
    (void)snprintf(room->id, sizeof room->id, "w%u", c % 5u);
    if (kind >= 128 && event.machine < TOWN_MACHINES) plant_go_on(engine, &event, c);
    if (event.kind == DD_EVENT_JOB_RELEASED) plant_job(engine, room, &event, a, b, c);
    if (event.kind >= DD_EVENT_CALENDAR_SET && event.kind <= DD_EVENT_MACHINE_SET) plant_set(room, &event, a, b, c);
    if (event.kind == DD_EVENT_RECALL || event.kind == DD_EVENT_CYCLE) event.triggers = c;
    room->delay = (dd_delay){DD_DELAY_LINK, b, d, c, 0, 0};
    event.delays = &room->delay;
    event.delay_count = event.kind == DD_EVENT_JOB_LATE;
    event.expected_ms = event.kind == DD_EVENT_JOB_LATE ? d : 0;
    if (event.kind != DD_EVENT_CYCLE) return event;
    room->planned = (dd_planned){b, true};
    room->change = (dd_plan_change){event.machine, 0, d & 1};
    room->placed = (dd_planned_operation){b, d & 1, now, now + c * INT64_C(1000), now + TOWN_HOUR};
    event.planned = &room->planned;
    event.changes = &room->change;
    event.placed = &room->placed;
    event.planned_count = event.change_count = 1;
    event.placed_count = d >> 1 & 1;
    return event;
}

#endif
