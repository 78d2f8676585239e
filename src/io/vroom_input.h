/* VROOM input, inside: what the parts of the reader (vroom_read.c, vroom_vehicle.c, vroom_travel.c) share.
 *
 * Parts run in this order: vehicles, tasks, travel, steps.  Each returns at the first refusal, which `json` keeps.
 */
#ifndef DD_IO_VROOM_INPUT_H
#define DD_IO_VROOM_INPUT_H

#include "base/names.h"
#include "io/id_table.h"
#include "io/json_document.h"
#include "io/json_reader.h"
#include "io/places.h"

typedef struct dd_vroom_input {
    dd_json_reader json;
    dd_json_document document;
    dd_json_at root;
    dd_problem *problem;
    dd_names types, profiles;   /* vehicle types (index + 1 in the problem), routing profiles */
    bool knows_places, has_indices; /* whether the user gives coordinates or matrix indices; never mixed */
    bool has_matrices;
    dd_places places;           /* with coordinates only */
    dd_point *points;           /* by index, with indices; NaN when not given */
    size_t point_count, point_capacity;
    bool lacks_coordinates;     /* some place in use has none */
} dd_vroom_input;

/* A place: `key` ("location") holds coordinates, `index_key` the matrix index.  DD_NONE when neither is there, or after a refusal.
 * `what` and `id` name the owner in messages. */
uint32_t dd_vroom_place(dd_vroom_input *in, const dd_json_at *owner, const char *key, const char *index_key, const char *what, int64_t id);
int64_t dd_vroom_id(dd_vroom_input *in, const dd_json_at *owner, const char *what);
/* Seconds to ms; `message` when it is no duration. */
int64_t dd_vroom_duration_ms(dd_vroom_input *in, const dd_json_at *owner, const char *key);
void dd_vroom_amounts(dd_vroom_input *in, const dd_json_at *owner, const char *key, int64_t ret[DD_LOAD_DIMS_MAX]);
const uint32_t *dd_vroom_skills(dd_vroom_input *in, const dd_json_at *owner, uint32_t *ret_count);
const dd_window *dd_vroom_windows(dd_vroom_input *in, const dd_json_at *owner, const char *what, int64_t id, uint32_t *ret_count);
const char *dd_vroom_description(dd_vroom_input *in, const dd_json_at *owner);
/* One [begin, end] in seconds. */
dd_window dd_vroom_window(dd_vroom_input *in, const dd_json_at *at);
/* Zeroed memory of the problem; NULL after refusing for want of memory. */
void *dd_vroom_alloc(dd_vroom_input *in, size_t count, size_t size);

void dd_vroom_read_vehicles(dd_vroom_input *in);
/* The running plan of each vehicle; after the tasks. */
void dd_vroom_read_steps(dd_vroom_input *in);
/* Matrices, points and location ids; after vehicles and tasks. */
void dd_vroom_read_travel(dd_vroom_input *in);

/* The setup that applies at `location` when coming from `before`, for a vehicle of `type`. */
int64_t dd_vroom_setup_ms(const dd_task *task, uint32_t type, uint32_t before);

#endif
