/* JSON input, inside: what the parts of the reader of diaodu's own JSON share (json_read.c says what the format is).
 *
 * Parts run in this order: locations, travel, vehicles without their steps, tasks, steps.
 */
#ifndef DD_IO_JSON_INPUT_H
#define DD_IO_JSON_INPUT_H

#include "base/names.h"
#include "diaodu/problem.h"
#include "io/json_document.h"
#include "io/json_reader.h"

typedef struct dd_json_input {
    dd_json_reader json;
    dd_json_document document;
    dd_json_at root;
    dd_problem *problem;
    dd_names locations, profiles, vehicles, tasks, types, skills, classes; /* the user's names; index in the problem (types, classes: + 1) */
    bool knows_times, has_iso_times; /* whether times are texts or numbers; never mixed */
} dd_json_input;

/* A required member: refuses the object when it is absent. */
dd_json_at dd_json_need(dd_json_input *in, const dd_json_at *object, const char *key);
/* An instant: ISO 8601 text, or seconds. */
int64_t dd_json_time_ms(dd_json_input *in, dd_json_at at, int64_t fallback);
/* Seconds, not negative, to ms. */
int64_t dd_json_duration_ms(dd_json_input *in, dd_json_at at, int64_t fallback);
/* Interns a name of 1 to DD_NAME_MAX bytes. */
uint32_t dd_json_intern(dd_json_input *in, dd_json_at at, dd_names *names);
/* The index of a known name; DD_NONE when absent or after refusing. */
uint32_t dd_json_find(dd_json_input *in, dd_json_at at, const dd_names *names, const char *what);
/* Interns an id that must be new; gives the problem's own copy. */
const char *dd_json_new_id(dd_json_input *in, const dd_json_at *owner, dd_names *names, const char *what);
const char *dd_json_copy(dd_json_input *in, dd_json_at at);
void *dd_json_alloc(dd_json_input *in, size_t count, size_t size);
const dd_window *dd_json_windows(dd_json_input *in, dd_json_at at, uint32_t *ret_count);
void dd_json_amounts(dd_json_input *in, dd_json_at at, int64_t ret[DD_LOAD_DIMS_MAX]);
const uint32_t *dd_json_skills(dd_json_input *in, dd_json_at at, uint32_t *ret_count);
/* The number a task or vehicle goes by in formats without names: its id where that is a number, else its place from 1. */
uint64_t dd_json_number(const char *name, uint32_t ix);

void dd_json_read_tasks(dd_json_input *in);    /* json_task.c */
void dd_json_read_vehicles(dd_json_input *in); /* json_vehicle.c */
void dd_json_read_steps(dd_json_input *in);
void dd_json_read_travel(dd_json_input *in);   /* json_travel.c */

#endif
