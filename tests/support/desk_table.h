/* A desk's question for tests: room for everything, filled by the test.  desk_table_init, then add; desk_table_view counts what is held. */
#ifndef DD_TESTS_DESK_TABLE_H
#define DD_TESTS_DESK_TABLE_H

#include "consult/desk.h"

enum { TABLE_CASES = 64, TABLE_SPECIALISTS = 80, TABLE_STATIONS = 8, TABLE_CLASSES = 16, TABLE_REFUSED = 3 };

typedef struct desk_table {
    dd_desk_rules rules;
    dd_desk_case cases[TABLE_CASES];
    dd_desk_specialist specialists[TABLE_SPECIALISTS];
    dd_desk_station stations[TABLE_STATIONS];
    dd_desk_class classes[TABLE_CLASSES];
    uint64_t eligible[TABLE_CLASSES][(TABLE_SPECIALISTS + 63) / 64];
    uint32_t refused[TABLE_CASES][TABLE_REFUSED];
    dd_desk desk;
} desk_table;

static inline void desk_table_init(desk_table *table, int64_t at_ms)
{
    *table = (desk_table){.rules = {DD_DESK_RULES_DEFAULT}};
    table->desk = (dd_desk){.at_ms = at_ms, .rules = &table->rules, .cases = table->cases, .specialists = table->specialists,
                            .stations = table->stations, .classes = table->classes};
}

static inline uint32_t table_station(desk_table *table, uint32_t rooms)
{
    table->stations[table->desk.station_count] = (dd_desk_station){rooms, rooms, UINT32_MAX, UINT32_MAX};
    return table->desk.station_count++;
}

static inline uint32_t table_specialist(desk_table *table)
{
    table->specialists[table->desk.specialist_count] = (dd_desk_specialist){.is_on = true, .case_ix = DD_NONE, .until_ms = DD_FOREVER_MS};
    return table->desk.specialist_count++;
}

/* Bits of `who`: the first 64 specialists. */
static inline uint32_t table_class(desk_table *table, uint32_t station, uint64_t who, bool is_live)
{
    uint32_t class_ix = table->desk.class_count++;
    table->eligible[class_ix][0] = who;
    table->classes[class_ix] =
        (dd_desk_class){.eligible = table->eligible[class_ix], .mean_ms = 600000, .is_live = is_live, .station = station};
    return class_ix;
}

/* WAITING, of the class's kind and station, opened `age_ms` ago. */
static inline uint32_t table_case(desk_table *table, uint32_t class_ix, dd_urgency urgency, int64_t age_ms, int64_t expected_ms)
{
    const dd_desk_class *class = &table->classes[class_ix];
    table->cases[table->desk.case_count] = (dd_desk_case){.state = DD_DESK_WAITING, .urgency = urgency, .is_live = class->is_live,
        .class_ix = class_ix, .station = class->station, .specialist = DD_NONE, .pin = DD_NONE, .opened_ms = table->desk.at_ms - age_ms,
        .expected_ms = expected_ms};
    return table->desk.case_count++;
}

/* The case has run with the specialist for `elapsed_ms`. */
static inline void table_run(desk_table *table, uint32_t case_ix, uint32_t specialist, int64_t elapsed_ms)
{
    dd_desk_case *c = &table->cases[case_ix];
    c->state = DD_DESK_RUNNING;
    c->specialist = specialist;
    c->started_ms = table->desk.at_ms - elapsed_ms;
    table->specialists[specialist].case_ix = case_ix;
    if (!c->is_live) return;
    table->stations[c->station].rooms_free--;
    if (table->stations[c->station].gps != UINT32_MAX) table->stations[c->station].gps_free--;
}

#endif
