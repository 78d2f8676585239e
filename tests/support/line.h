/* A small factory line for tests; times are added by hand.
 *
 *   machine  group  calendar          setups            pool      units
 *   m0       cut    always            colours           crew      2   days 6-22 h, absences announced
 *   m1       cut    always            colours           jig       1   a tool
 *   m2       turn   days (6-22 h)     none
 *
 * colours: red <-> blue 10 minutes, on an idle machine 5.
 */
#ifndef DD_TESTS_LINE_H
#define DD_TESTS_LINE_H

#include "support/region.h"

enum { HOUR = 60 * MINUTE, DAY = 24 * HOUR };
enum { LINE_RED, LINE_BLUE };
enum { LINE_CREW, LINE_JIG };

static inline dd_engine_config line_config(dd_shop_rule rule)
{
    dd_engine_config config = dd_engine_config_shop();
    config.plant.rule = rule;
    config.work_per_cycle = 20000;
    return config;
}

static inline dd_engine *line_open(const dd_engine_config *config)
{
    static const dd_window day = {6 * HOUR, 22 * HOUR};
    static const char *const colours[] = {"red", "blue"};
    static const int64_t minutes[] = {0, 10 * MINUTE, 10 * MINUTE, 0, 5 * MINUTE, 5 * MINUTE};
    static const struct {
        const char *name, *group;
        uint32_t calendar, matrix;
    } machines[] = {{"m0", "cut", DD_NONE, 0}, {"m1", "cut", DD_NONE, 0}, {"m2", "turn", 0, DD_NONE}};
    dd_engine *engine = region_open(config);
    region_apply(engine, (dd_event){.kind = DD_EVENT_CALENDAR_SET, .name = "days", .windows = &day, .window_count = 1, .period_ms = DAY});
    region_apply(
        engine,
        (dd_event){.kind = DD_EVENT_SETUP_SET, .name = "colours", .texts = colours, .text_count = 2, .values = minutes, .value_count = 6});
    region_apply(engine, (dd_event){.kind = DD_EVENT_POOL_SET, .name = "crew", .count = 2, .calendar = DD_NONE});
    region_apply(engine, (dd_event){.kind = DD_EVENT_POOL_SET, .name = "jig", .count = 1, .calendar = DD_NONE, .is_tool = true});
    for (int i = 0; i < 3; i++)
        region_apply(engine, (dd_event){.kind = DD_EVENT_MACHINE_SET,
                                        .name = machines[i].name,
                                        .reference = machines[i].group,
                                        .calendar = machines[i].calendar,
                                        .matrix = machines[i].matrix,
                                        .family = DD_NONE});
    return engine;
}

/* A job whose operations follow each other: "m0:30 m1,m0:20r m2:60b+" is half an hour on m0, then 20 minutes red on m1 or m0, then an hour blue on m2
 * with one of the crew.  Its index. */
static inline uint32_t line_job(dd_engine *engine, const char *name, const char *words, int64_t due_ms, uint32_t weight)
{
    enum { MOST = 8 };
    static const dd_need crew = {LINE_CREW, 1, false};
    static const char *const names[MOST] = {"10", "20", "30", "40", "50", "60", "70", "80"};
    dd_job_operation operations[MOST] = {0};
    dd_mode modes[MOST][3];
    dd_job_link links[MOST];
    uint32_t count = 0;
    for (const char *at = words; *at != '\0' && count < MOST; count++) {
        uint32_t mode_count = 0;
        for (; *at == 'm' || *at == ','; at += 2) {
            at += *at == ',';
            modes[count][mode_count++] = (dd_mode){.machine = (uint32_t)(at[1] - '0')};
        }
        char *end;
        int64_t minutes = strtol(at + 1, &end, 10);
        operations[count] = (dd_job_operation){.name = names[count],
                                               .family = *end == 'r'   ? LINE_RED
                                                         : *end == 'b' ? LINE_BLUE
                                                                       : DD_NONE,
                                               .may_pause = true,
                                               .modes = modes[count],
                                               .mode_count = mode_count};
        end += *end == 'r' || *end == 'b';
        for (uint32_t i = 0; i < mode_count; i++) {
            modes[count][i].duration_ms = minutes * MINUTE;
            if (*end == '+') modes[count][i].needs = &crew;
            modes[count][i].need_count = *end == '+';
        }
        end += *end == '+';
        if (count > 0) {
            links[count] = (dd_job_link){DD_NONE, count - 1, 0};
            operations[count].links = &links[count];
            operations[count].link_count = 1;
        }
        at = end + (*end == ' ');
    }
    region_apply(engine, (dd_event){.kind = DD_EVENT_JOB_RELEASED,
                                    .at_ms = dd_engine_now_ms(engine),
                                    .name = name,
                                    .until_ms = due_ms,
                                    .weight = weight,
                                    .operations = operations,
                                    .operation_count = count});
    return dd_engine_find_job(engine, name);
}

static inline uint32_t line_operation(const dd_engine *engine, const char *name)
{
    uint32_t ix = dd_engine_find_operation(engine, name);
    assert_int_not_equal(ix, DD_NONE);
    return ix;
}

/* STARTED, PAUSED, FINISHED or SETUP_BEGUN, on the machine that holds the operation or, by hand, on `machine`. */
static inline void line_says(dd_engine *engine, dd_event_kind kind, uint32_t machine, const char *operation, int64_t at_ms)
{
    region_apply(engine, (dd_event){.kind = kind, .at_ms = at_ms, .machine = machine, .operation = line_operation(engine, operation)});
}

static inline dd_operation_state line_state(const dd_engine *engine, const char *operation)
{
    return dd_engine_operation_at(engine, line_operation(engine, operation)).state;
}

/* The state survives a snapshot, byte for byte. */
static inline void line_assert_restores(const dd_engine *engine)
{
    dd_engine *copy = region_restored(engine);
    region_bytes bytes = region_snapshot(engine);
    assert_true(region_is(copy, bytes));
    free(bytes.bytes);
    dd_engine_free(copy);
}

#endif
