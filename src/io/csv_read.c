/* CSV input: a routing problem in one file of two tables, for people with a spreadsheet.
 *
 *   [settings]                          (may be left out)
 *   key,value
 *   speed_kmh,40
 *   [vehicles]
 *   id,start_lon,start_lat,end_lon,end_lat,shift_begin,shift_end,capacity_1
 *   van,13.40,52.52,13.40,52.52,2024-03-01T08:00:00Z,2024-03-01T16:00:00Z,100
 *   [tasks]
 *   id,type,shipment,lon,lat,service_s,windows,load_1
 *   a,delivery,,13.45,52.50,300,2024-03-01T09:00:00Z/2024-03-01T12:00:00Z,10
 *
 * A row that is only "[NAME]" begins a table, its next row names the columns, in any order; a column may be left out, an empty cell takes the
 * default.  Rows that begin with # and empty rows are nothing.  Quotes as in RFC 4180.
 *
 * settings   metric (great_circle or euclidean), speed_kmh, detour, metres_per_unit, round_s: for all vehicles.  Without them places.h rules.
 * vehicles   id; description; profile; start_lon, start_lat, end_lon, end_lat (or start_x, ...); shift_begin, shift_end; capacity_1 to
 *            capacity_16 (empty: no limit); skills; speed_factor; max_tasks; max_travel_s; max_duration_s; max_distance_m; max_trips; reload_s;
 *            fixed_cost; cost_per_hour (default 3600), cost_per_task_hour, cost_per_wait_hour, cost_per_km; break_windows, break_s (one break).
 * tasks      id; type: delivery (from the depot; the default), pickup (to the depot) or visit; shipment: a name that a pickup and a delivery share
 *            makes them the halves of one; description; lon, lat (or x, y); setup_s; service_s; windows; release; due; late_cost_per_hour;
 *            load_1 to load_16; skills; priority; required (yes or no); prize; max_on_board_s (of a pickup with a shipment); vehicle (served by it only).
 *
 * Instants are ISO 8601 with a zone or seconds, the same way in the whole file.  windows: "BEGIN/END", several with ";" between.  skills: words
 * with blanks between.  Unknown tables, columns and ids are refused.  A place is "LINE" or "LINE:COLUMN".
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/names.h"
#include "io/csv_table.h"
#include "io/formats.h"
#include "io/places.h"
#include "io/scan.h"

#define COST_UNIT 3600000
#define UNSET INT64_MIN

typedef struct input {
    dd_csv_table table;
    dd_problem *problem;
    dd_names vehicles, tasks, skills, profiles, shipments;
    uint32_t *halves;          /* by shipment: its first half's task, DD_NONE when complete */
    size_t half_capacity;
    dd_places places;
    bool knows_plane, is_plane; /* which coordinates the file has */
    bool knows_times, has_iso_times;
    dd_status status;
    dd_error *err;
    const dd_csv_row *row;     /* being read */
    const char *column;
} input;

static void refuse(input *in, dd_status status, const char *message, ...) DD_PRINTF(3, 4);

static void refuse(input *in, dd_status status, const char *message, ...)
{
    char place[160], text[256];
    if (in->status != DD_STATUS_OK) return;
    va_list args;
    va_start(args, message);
    (void)vsnprintf(text, sizeof text, message, args);
    va_end(args);
    place[0] = '\0';
    if (in->row != NULL) (void)snprintf(place, sizeof place, "%u%s%.100s", (unsigned)in->row->line, in->column ? ":" : "", in->column ? in->column : "");
    in->status = dd_error_set(in->err, status, place, "%s", text);
}

static void *allocate(input *in, size_t count, size_t size)
{
    void *memory = in->status == DD_STATUS_OK ? dd_problem_alloc(in->problem, count, size) : NULL;
    if (memory == NULL) refuse(in, DD_STATUS_NO_MEMORY, "out of memory");
    return memory;
}

static const char *copy_text(input *in, const char *text)
{
    if (text == NULL || text[0] == '\0') return NULL;
    const char *copy = dd_problem_text(in->problem, text, strlen(text));
    if (copy == NULL) refuse(in, DD_STATUS_NO_MEMORY, "out of memory");
    return copy;
}

/* One row of any table, as its cells say; what a table does not have stays at its default. */
typedef struct record {
    const char *id, *type, *shipment, *description, *vehicle, *profile, *skills, *windows, *required;
    double start_x, start_y, end_x, end_y, speed_factor;
    int64_t begin_ms, end_ms, setup_ms, service_ms, release_ms, due_ms, late_cost, prize_micros, priority, on_board_ms;
    int64_t max_tasks, max_travel_ms, max_duration_ms, max_dist_m, max_trips, reload_ms;
    int64_t fixed_cost, per_hour, per_task_hour, per_wait_hour, per_km;
    int64_t amounts[DD_LOAD_DIMS_MAX];
} record;

static const record no_record = {.start_x = NAN, .start_y = NAN, .end_x = NAN, .end_y = NAN, .speed_factor = 1, .begin_ms = UNSET, .end_ms = UNSET,
                                 .due_ms = UNSET, .per_hour = 3600};

typedef enum cell_kind { CELL_TEXT, CELL_LON, CELL_LAT, CELL_PLANE, CELL_FACTOR, CELL_TIME, CELL_SECONDS, CELL_COUNT, CELL_MONEY } cell_kind;

typedef struct column {
    const char *name;
    cell_kind kind;
    size_t offset;
    int64_t max;     /* CELL_COUNT */
    bool is_numbered; /* name_1 to name_16 */
} column;

#define AT(field) offsetof(record, field)
#define RATE_MAX (1 << 20)

static const column vehicle_columns[] = {
    {"id", CELL_TEXT, AT(id), 0, false},
    {"description", CELL_TEXT, AT(description), 0, false},
    {"profile", CELL_TEXT, AT(profile), 0, false},
    {"skills", CELL_TEXT, AT(skills), 0, false},
    {"start_lon", CELL_LON, AT(start_x), 0, false},
    {"start_lat", CELL_LAT, AT(start_y), 0, false},
    {"end_lon", CELL_LON, AT(end_x), 0, false},
    {"end_lat", CELL_LAT, AT(end_y), 0, false},
    {"start_x", CELL_PLANE, AT(start_x), 0, false},
    {"start_y", CELL_PLANE, AT(start_y), 0, false},
    {"end_x", CELL_PLANE, AT(end_x), 0, false},
    {"end_y", CELL_PLANE, AT(end_y), 0, false},
    {"shift_begin", CELL_TIME, AT(begin_ms), 0, false},
    {"shift_end", CELL_TIME, AT(end_ms), 0, false},
    {"capacity", CELL_COUNT, AT(amounts), (int64_t)1 << 44, true},
    {"speed_factor", CELL_FACTOR, AT(speed_factor), 0, false},
    {"max_tasks", CELL_COUNT, AT(max_tasks), DD_TASKS_MAX, false},
    {"max_travel_s", CELL_SECONDS, AT(max_travel_ms), 0, false},
    {"max_duration_s", CELL_SECONDS, AT(max_duration_ms), 0, false},
    {"max_distance_m", CELL_COUNT, AT(max_dist_m), (int64_t)1 << 40, false},
    {"max_trips", CELL_COUNT, AT(max_trips), 1024, false},
    {"reload_s", CELL_SECONDS, AT(reload_ms), 0, false},
    {"fixed_cost", CELL_COUNT, AT(fixed_cost), 1000000000, false},
    {"cost_per_hour", CELL_COUNT, AT(per_hour), RATE_MAX, false},
    {"cost_per_task_hour", CELL_COUNT, AT(per_task_hour), RATE_MAX, false},
    {"cost_per_wait_hour", CELL_COUNT, AT(per_wait_hour), RATE_MAX, false},
    {"cost_per_km", CELL_COUNT, AT(per_km), RATE_MAX, false},
    {"break_windows", CELL_TEXT, AT(windows), 0, false},
    {"break_s", CELL_SECONDS, AT(service_ms), 0, false},
};

static const column task_columns[] = {
    {"id", CELL_TEXT, AT(id), 0, false},
    {"type", CELL_TEXT, AT(type), 0, false},
    {"shipment", CELL_TEXT, AT(shipment), 0, false},
    {"description", CELL_TEXT, AT(description), 0, false},
    {"vehicle", CELL_TEXT, AT(vehicle), 0, false},
    {"skills", CELL_TEXT, AT(skills), 0, false},
    {"windows", CELL_TEXT, AT(windows), 0, false},
    {"required", CELL_TEXT, AT(required), 0, false},
    {"lon", CELL_LON, AT(start_x), 0, false},
    {"lat", CELL_LAT, AT(start_y), 0, false},
    {"x", CELL_PLANE, AT(start_x), 0, false},
    {"y", CELL_PLANE, AT(start_y), 0, false},
    {"setup_s", CELL_SECONDS, AT(setup_ms), 0, false},
    {"service_s", CELL_SECONDS, AT(service_ms), 0, false},
    {"release", CELL_TIME, AT(release_ms), 0, false},
    {"due", CELL_TIME, AT(due_ms), 0, false},
    {"late_cost_per_hour", CELL_COUNT, AT(late_cost), RATE_MAX, false},
    {"load", CELL_COUNT, AT(amounts), (int64_t)1 << 44, true},
    {"priority", CELL_COUNT, AT(priority), DD_PRIORITY_MAX, false},
    {"prize", CELL_MONEY, AT(prize_micros), 0, false},
    {"max_on_board_s", CELL_SECONDS, AT(on_board_ms), 0, false},
};

static int64_t read_time(input *in, const char *text, size_t length)
{
    int64_t ms = 0;
    bool is_iso = dd_scan_whole_instant(text, length, &ms);
    if (!is_iso && !dd_scan_whole_fixed(text, length, 1000, &ms)) {
        refuse(in, DD_STATUS_INVALID_INPUT, "not an ISO 8601 instant with a zone, and not seconds");
        return 0;
    }
    if (in->knows_times && in->has_iso_times != is_iso)
        refuse(in, DD_STATUS_INVALID_INPUT, "times are ISO 8601 or seconds, the same way in the whole file");
    in->knows_times = true;
    in->has_iso_times = is_iso;
    if (ms > INT64_C(10000000000000) || ms < -INT64_C(10000000000000)) refuse(in, DD_STATUS_INVALID_INPUT, "out of range");
    return ms;
}

static void read_double(input *in, const dd_csv_cell *cell, double least, double most, double *ret)
{
    if (!dd_scan_whole_double(cell->text, cell->length, ret) || *ret < least || *ret > most)
        refuse(in, DD_STATUS_INVALID_INPUT, "must be a number from %g to %g", least, most);
}

static void read_fixed(input *in, const dd_csv_cell *cell, int64_t scale, int64_t most, int64_t *ret)
{
    if (!dd_scan_whole_fixed(cell->text, cell->length, scale, ret) || *ret < 0 || *ret > most)
        refuse(in, DD_STATUS_INVALID_INPUT, "must be a %s number from 0 to %lld", scale == 1 ? "whole" : "decimal", (long long)(most / scale));
}

static void read_coordinate(input *in, const dd_csv_cell *cell, bool is_plane, double most, double *ret)
{
    if (in->knows_plane && in->is_plane != is_plane) refuse(in, DD_STATUS_INVALID_INPUT, "coordinates are degrees or on a plane, not both");
    in->knows_plane = true;
    in->is_plane = is_plane;
    read_double(in, cell, -most, most, ret);
}

static void read_cell(input *in, const column *what, const dd_csv_cell *cell, void *to)
{
    switch (what->kind) {
    case CELL_TEXT: *(const char **)to = cell->text; break;
    case CELL_LON: read_coordinate(in, cell, false, 180, to); break;
    case CELL_LAT: read_coordinate(in, cell, false, 90, to); break;
    case CELL_PLANE: read_coordinate(in, cell, true, 1e9, to); break;
    case CELL_FACTOR: read_double(in, cell, 0.2, 5, to); break;
    case CELL_TIME: *(int64_t *)to = read_time(in, cell->text, cell->length); break;
    case CELL_SECONDS: read_fixed(in, cell, 1000, INT64_C(10000000000000), to); break;
    case CELL_COUNT: read_fixed(in, cell, 1, what->max, to); break;
    case CELL_MONEY: read_fixed(in, cell, 1000000, INT64_C(1000000000000000), to); break;
    }
}

/* Which column a header cell names: its index, and for a numbered one its number from 0.  DD_NONE when none. */
static uint32_t find_column(const column *columns, size_t count, const dd_csv_cell *cell, uint32_t *ret_number)
{
    *ret_number = 0;
    for (uint32_t i = 0; i < count; i++) {
        size_t length = strlen(columns[i].name);
        if (cell->length < length || memcmp(cell->text, columns[i].name, length) != 0) continue;
        if (!columns[i].is_numbered && cell->length == length) return i;
        uint64_t number;
        if (!columns[i].is_numbered || cell->length < length + 2 || cell->text[length] != '_') continue;
        if (!dd_scan_whole_uint(cell->text + length + 1, cell->length - length - 1, &number) || number < 1 || number > DD_LOAD_DIMS_MAX) continue;
        *ret_number = (uint32_t)number - 1;
        return i;
    }
    return DD_NONE;
}

/* The columns of a header row, refusing what is unknown or there twice. */
static void check_header(input *in, const column *columns, size_t count, const dd_csv_row *header)
{
    in->row = header;
    for (uint32_t i = 0; i < header->cell_count; i++) {
        const dd_csv_cell *cell = &header->cells[i];
        uint32_t number;
        if (cell->length == 0) continue;
        in->column = cell->text;
        uint32_t found = find_column(columns, count, cell, &number);
        if (found == DD_NONE) refuse(in, DD_STATUS_INVALID_INPUT, "no such column");
        else if (columns[found].is_numbered && number + 1 > in->problem->load_dims) in->problem->load_dims = number + 1;
        for (uint32_t j = 0; j < i; j++)
            if (header->cells[j].length == cell->length && memcmp(header->cells[j].text, cell->text, cell->length) == 0)
                refuse(in, DD_STATUS_INVALID_INPUT, "the column is there twice");
    }
    in->column = NULL;
}

static record read_record(input *in, const column *columns, size_t count, const dd_csv_row *header, const dd_csv_row *row, int64_t amount)
{
    record to = no_record;
    for (int d = 0; d < DD_LOAD_DIMS_MAX; d++) to.amounts[d] = amount;
    in->row = row;
    for (uint32_t i = 0; i < row->cell_count && in->status == DD_STATUS_OK; i++) {
        uint32_t number;
        if (row->cells[i].length == 0) continue;
        in->column = NULL;
        if (i >= header->cell_count || header->cells[i].length == 0) {
            refuse(in, DD_STATUS_INVALID_INPUT, "cell %u has no column", (unsigned)i + 1);
            break;
        }
        uint32_t found = find_column(columns, count, &header->cells[i], &number);
        in->column = header->cells[i].text;
        if (found != DD_NONE) read_cell(in, &columns[found], &row->cells[i], (char *)&to + columns[found].offset + number * sizeof(int64_t));
    }
    in->column = "id";
    if (to.id == NULL) refuse(in, DD_STATUS_INVALID_INPUT, "missing");
    in->column = NULL;
    return to;
}

static uint32_t intern(input *in, dd_names *names, const char *text)
{
    uint32_t ix = dd_names_add(names, text, strlen(text));
    if (!dd_names_takes(text, strlen(text))) refuse(in, DD_STATUS_INVALID_INPUT, "must have 1 to %d bytes", DD_NAME_MAX);
    else if (ix == DD_NONE) refuse(in, DD_STATUS_NO_MEMORY, "out of memory");
    return ix;
}

static void check_new(input *in, dd_names *names, const char *id)
{
    size_t before = names->count;
    if (in->status != DD_STATUS_OK) return;
    in->column = "id";
    uint32_t ix = intern(in, names, id);
    if (ix < before) refuse(in, DD_STATUS_INVALID_INPUT, "there is another row with this id");
    in->column = NULL;
}

static const dd_window *read_windows(input *in, const char *text, uint32_t *ret_count)
{
    *ret_count = 0;
    if (text == NULL || in->status != DD_STATUS_OK) return NULL;
    uint32_t count = 1;
    for (const char *c = text; *c != '\0'; c++) count += *c == ';';
    if (count > DD_WINDOWS_MAX) refuse(in, DD_STATUS_TOO_LARGE, "more than %d windows", DD_WINDOWS_MAX);
    dd_window *windows = allocate(in, count, sizeof *windows);
    for (uint32_t i = 0; windows != NULL && i < count && in->status == DD_STATUS_OK; i++) {
        size_t length = strcspn(text, ";");
        const char *slash = memchr(text, '/', length);
        if (slash == NULL) {
            refuse(in, DD_STATUS_INVALID_INPUT, "must be BEGIN/END, several with ; between");
            break;
        }
        windows[i].begin_ms = read_time(in, text, (size_t)(slash - text));
        windows[i].end_ms = read_time(in, slash + 1, length - (size_t)(slash + 1 - text));
        if (windows[i].end_ms < windows[i].begin_ms) refuse(in, DD_STATUS_INVALID_INPUT, "ends before it begins");
        if (i > 0 && windows[i].begin_ms <= windows[i - 1].end_ms) refuse(in, DD_STATUS_INVALID_INPUT, "windows must be sorted and must not overlap");
        text += length + 1;
    }
    *ret_count = count;
    return windows;
}

static const uint32_t *read_skills(input *in, const char *text, uint32_t *ret_count)
{
    *ret_count = 0;
    if (text == NULL || in->status != DD_STATUS_OK) return NULL;
    uint32_t *skills = allocate(in, strlen(text) / 2 + 1, sizeof *skills), count = 0;
    while (skills != NULL && *text != '\0' && in->status == DD_STATUS_OK) {
        size_t length = strcspn(text, " ");
        if (length > 0) {
            uint32_t skill = dd_names_add(&in->skills, text, length), i = 0;
            if (!dd_names_takes(text, length)) refuse(in, DD_STATUS_INVALID_INPUT, "a skill must have 1 to %d bytes", DD_NAME_MAX);
            else if (skill == DD_NONE) refuse(in, DD_STATUS_NO_MEMORY, "out of memory");
            while (i < count && skills[i] != skill) i++;
            if (i == count) skills[count++] = skill;
        }
        text += length + (text[length] == ' ');
    }
    *ret_count = count;
    return skills;
}

/* A place from two coordinates; DD_NONE when both are missing. */
static uint32_t read_place(input *in, double x, double y, const char *what)
{
    if (in->status != DD_STATUS_OK || (isnan(x) && isnan(y))) return DD_NONE;
    if (isnan(x) || isnan(y)) {
        refuse(in, DD_STATUS_INVALID_INPUT, "%s has one coordinate and not the other", what);
        return DD_NONE;
    }
    uint32_t ix = dd_places_add(&in->places, (dd_point){x, y});
    if (ix == DD_NONE && in->places.count < DD_LOCATIONS_MAX) refuse(in, DD_STATUS_NO_MEMORY, "out of memory");
    else if (ix == DD_NONE) refuse(in, DD_STATUS_TOO_LARGE, "more than %d locations", DD_LOCATIONS_MAX);
    return ix;
}

static uint64_t number_of(const char *id, uint32_t ix)
{
    uint64_t number = 0;
    return dd_scan_whole_uint(id, strlen(id), &number) && number <= INT64_MAX ? number : (uint64_t)ix + 1;
}

static void add_break(input *in, const record *row, dd_vehicle *vehicle)
{
    if (row->windows == NULL && row->service_ms == 0) return;
    dd_break *pause = allocate(in, 1, sizeof *pause);
    if (pause == NULL) return;
    in->column = "break_windows";
    pause->id = 1;
    pause->windows = read_windows(in, row->windows, &pause->window_count);
    pause->service_ms = row->service_ms;
    vehicle->breaks = pause;
    vehicle->break_count = 1;
    in->column = NULL;
}

static void set_shift(input *in, const record *row, dd_vehicle *vehicle)
{
    if (row->begin_ms != UNSET) vehicle->shift_begin_ms = row->begin_ms;
    if (row->end_ms != UNSET) vehicle->shift_end_ms = row->end_ms == 0 ? 1 : row->end_ms; /* 0 would mean forever */
    in->column = "shift_end";
    if (vehicle->shift_end_ms < vehicle->shift_begin_ms) refuse(in, DD_STATUS_INVALID_INPUT, "before the shift begins");
    in->column = NULL;
}

static void add_vehicle(input *in, const record *row)
{
    dd_vehicle vehicle = {DD_VEHICLE_DEFAULT};
    check_new(in, &in->vehicles, row->id);
    vehicle.name = copy_text(in, row->id);
    vehicle.id = number_of(row->id, in->problem->vehicle_count);
    vehicle.description = copy_text(in, row->description);
    in->column = "profile";
    vehicle.profile = in->status == DD_STATUS_OK ? intern(in, &in->profiles, row->profile ? row->profile : "car") : 0;
    vehicle.profile_name = copy_text(in, row->profile ? row->profile : "car");
    in->column = NULL;
    vehicle.start = read_place(in, row->start_x, row->start_y, "the start");
    vehicle.end = read_place(in, row->end_x, row->end_y, "the end");
    if (vehicle.start == DD_NONE && vehicle.end == DD_NONE) refuse(in, DD_STATUS_INVALID_INPUT, "neither a start nor an end");
    set_shift(in, row, &vehicle);
    memcpy(vehicle.capacity, row->amounts, sizeof vehicle.capacity);
    vehicle.skills = read_skills(in, row->skills, &vehicle.skill_count);
    vehicle.speed_permille = (uint32_t)lround(row->speed_factor * 1000);
    vehicle.max_tasks = (uint32_t)row->max_tasks;
    vehicle.max_travel_ms = row->max_travel_ms;
    vehicle.max_duration_ms = row->max_duration_ms;
    vehicle.max_dist_m = row->max_dist_m;
    vehicle.max_trips = (uint32_t)row->max_trips;
    vehicle.reload_ms = row->reload_ms;
    vehicle.fixed_cost = row->fixed_cost;
    vehicle.cost_per_hour = row->per_hour;
    vehicle.cost_per_task_hour = row->per_task_hour;
    vehicle.cost_per_wait_hour = row->per_wait_hour;
    vehicle.cost_per_km = row->per_km;
    if (vehicle.max_trips > 1 && vehicle.start == DD_NONE) refuse(in, DD_STATUS_INVALID_INPUT, "several trips need a start");
    add_break(in, row, &vehicle);
    if (in->status == DD_STATUS_OK) in->status = dd_problem_add_vehicle(in->problem, &vehicle, NULL, in->err);
}

static dd_task_kind read_kind(input *in, const record *row)
{
    const char *type = row->type == NULL ? "delivery" : row->type;
    bool is_pickup = strcmp(type, "pickup") == 0, is_delivery = strcmp(type, "delivery") == 0;
    in->column = "type";
    if (!is_pickup && !is_delivery && strcmp(type, "visit") != 0) refuse(in, DD_STATUS_INVALID_INPUT, "must be delivery, pickup or visit");
    if (row->shipment != NULL && !is_pickup && !is_delivery) refuse(in, DD_STATUS_INVALID_INPUT, "a shipment has a pickup and a delivery");
    in->column = NULL;
    return row->shipment == NULL ? DD_TASK_JOB : is_pickup ? DD_TASK_PICKUP : DD_TASK_DELIVERY;
}

/* Joins the second half of a shipment to its first. */
static void join_halves(input *in, const record *row, dd_task *task, uint32_t ix)
{
    if (row->shipment == NULL || in->status != DD_STATUS_OK) return;
    in->column = "shipment";
    size_t before = in->shipments.count;
    uint32_t shipment = intern(in, &in->shipments, row->shipment);
    if (in->status != DD_STATUS_OK) return;
    if (shipment >= before) {
        if (!DD_ARRAY_RESERVE(in->halves, in->half_capacity, (size_t)shipment + 1)) refuse(in, DD_STATUS_NO_MEMORY, "out of memory");
        else in->halves[shipment] = ix;
        return;
    }
    uint32_t first = in->halves[shipment];
    dd_task *other = first == DD_NONE ? NULL : &in->problem->tasks[first];
    if (other == NULL || other->kind == task->kind) {
        refuse(in, DD_STATUS_INVALID_INPUT, "a shipment has one pickup and one delivery");
        return;
    }
    in->halves[shipment] = DD_NONE;
    other->mate = ix;
    task->mate = first;
    const int64_t *ours = task->kind == DD_TASK_PICKUP ? task->pickup : task->delivery;
    const int64_t *theirs = task->kind == DD_TASK_PICKUP ? other->delivery : other->pickup;
    if (memcmp(ours, theirs, sizeof task->pickup) != 0) refuse(in, DD_STATUS_INVALID_INPUT, "the halves of the shipment have different loads");
    if (task->only_vehicle != other->only_vehicle) refuse(in, DD_STATUS_INVALID_INPUT, "the halves of the shipment name different vehicles");
    in->column = NULL;
}

static void add_due(input *in, const record *row, dd_task *task)
{
    task->late_weight = row->late_cost;
    task->due_ms = row->due_ms == UNSET ? 0 : row->due_ms;
    in->column = "due";
    if (row->late_cost > 0 && row->due_ms == UNSET) refuse(in, DD_STATUS_INVALID_INPUT, "missing");
    in->column = "max_on_board_s";
    if (row->on_board_ms > 0 && task->kind != DD_TASK_PICKUP) refuse(in, DD_STATUS_INVALID_INPUT, "only a pickup with a shipment has it");
    task->max_on_board_ms = row->on_board_ms;
    in->column = NULL;
}

static void add_task(input *in, const record *row)
{
    dd_task task = {DD_TASK_DEFAULT};
    uint32_t ix = in->problem->task_count;
    check_new(in, &in->tasks, row->id);
    task.kind = read_kind(in, row);
    task.name = copy_text(in, row->id);
    task.id = number_of(row->id, ix);
    task.description = copy_text(in, row->description);
    task.location = read_place(in, row->start_x, row->start_y, "the task");
    if (task.location == DD_NONE) refuse(in, DD_STATUS_INVALID_INPUT, "the task has no coordinates");
    task.setup_ms = row->setup_ms;
    task.service_ms = row->service_ms;
    task.release_ms = row->release_ms;
    in->column = "windows";
    task.windows = read_windows(in, row->windows, &task.window_count);
    in->column = "skills";
    task.skills = read_skills(in, row->skills, &task.skill_count);
    bool is_pickup = row->type != NULL && strcmp(row->type, "pickup") == 0, is_visit = row->type != NULL && strcmp(row->type, "visit") == 0;
    if (!is_visit) memcpy(is_pickup ? task.pickup : task.delivery, row->amounts, sizeof task.pickup);
    task.priority = (uint32_t)row->priority;
    task.prize = row->prize_micros / 1000000 * COST_UNIT + row->prize_micros % 1000000 * COST_UNIT / 1000000;
    in->column = "required";
    task.is_required = row->required != NULL && strcmp(row->required, "yes") == 0;
    if (row->required != NULL && !task.is_required && strcmp(row->required, "no") != 0) refuse(in, DD_STATUS_INVALID_INPUT, "must be yes or no");
    in->column = "vehicle";
    if (row->vehicle != NULL) task.only_vehicle = dd_names_find(&in->vehicles, row->vehicle, strlen(row->vehicle));
    if (row->vehicle != NULL && task.only_vehicle == DD_NONE) refuse(in, DD_STATUS_INVALID_INPUT, "there is no such vehicle");
    add_due(in, row, &task);
    join_halves(in, row, &task, ix);
    if (in->status == DD_STATUS_OK) in->status = dd_problem_add_task(in->problem, &task, NULL, in->err);
}

static void read_section(input *in, const char *name, const column *columns, size_t count, int64_t amount, void (*add)(input *, const record *))
{
    size_t first, end;
    in->row = NULL;
    if (!dd_csv_table_section(&in->table, name, &first, &end) || first == end) {
        refuse(in, DD_STATUS_INVALID_INPUT, "there is no table [%s]", name);
        return;
    }
    const dd_csv_row *header = &in->table.rows[first];
    check_header(in, columns, count, header);
    for (size_t i = first + 1; i < end && in->status == DD_STATUS_OK; i++) {
        record row = read_record(in, columns, count, header, &in->table.rows[i], amount);
        if (in->status == DD_STATUS_OK) add(in, &row);
    }
}

/* Only known tables, each once, and nothing before the first. */
static void check_sections(input *in)
{
    static const char *const names[] = {"[settings]", "[vehicles]", "[tasks]"};
    bool is_seen[3] = {false, false, false};
    for (size_t i = 0; i < in->table.row_count && in->status == DD_STATUS_OK; i++) {
        in->row = &in->table.rows[i];
        if (!dd_csv_row_begins(in->row)) {
            if (i == 0) refuse(in, DD_STATUS_INVALID_INPUT, "must be [settings], [vehicles] or [tasks]");
            continue;
        }
        size_t k = 0;
        while (k < 3 && strcmp(names[k], in->row->cells[0].text) != 0) k++;
        if (k == 3) refuse(in, DD_STATUS_INVALID_INPUT, "must be [settings], [vehicles] or [tasks]");
        else if (is_seen[k]) refuse(in, DD_STATUS_INVALID_INPUT, "the table is there twice");
        else is_seen[k] = true;
    }
}

static void read_setting(input *in, const dd_csv_row *row, dd_travel_rule *rule, bool *has_speed)
{
    in->row = row;
    in->column = "value";
    if (row->cell_count < 2 || row->cells[1].length == 0) {
        refuse(in, DD_STATUS_INVALID_INPUT, "missing");
        return;
    }
    const char *key = row->cells[0].text;
    const dd_csv_cell *value = &row->cells[1];
    double number = 0;
    if (strcmp(key, "metric") == 0) {
        bool is_plane = strcmp(value->text, "euclidean") == 0;
        if (!is_plane && strcmp(value->text, "great_circle") != 0) refuse(in, DD_STATUS_INVALID_INPUT, "must be great_circle or euclidean");
        rule->metric = is_plane ? DD_TRAVEL_EUCLIDEAN : DD_TRAVEL_GREAT_CIRCLE;
    } else if (strcmp(key, "speed_kmh") == 0) {
        read_double(in, value, 0.1, 720, &number);
        rule->speed_m_per_s = number / 3.6;
        *has_speed = true;
    } else if (strcmp(key, "detour") == 0) {
        read_double(in, value, 0.5, 10, &rule->detour);
    } else if (strcmp(key, "metres_per_unit") == 0) {
        read_double(in, value, 1e-6, 1e6, &rule->metres_per_unit);
    } else if (strcmp(key, "round_s") == 0) {
        read_fixed(in, value, 1000, 86400000, &rule->round_ms);
    } else {
        in->column = "key";
        refuse(in, DD_STATUS_INVALID_INPUT, "must be metric, speed_kmh, detour, metres_per_unit or round_s");
    }
    in->column = NULL;
}

/* Travel of every profile: the settings, or what places.h says. */
static void add_travel(input *in)
{
    size_t first = 0, end = 0;
    bool has_speed = false, has_settings = dd_csv_table_section(&in->table, "settings", &first, &end) && first < end;
    dd_travel_rule rule = {.metric = in->is_plane ? DD_TRAVEL_EUCLIDEAN : DD_TRAVEL_GREAT_CIRCLE,
                           .detour = in->is_plane ? 1 : DD_PLACES_DETOUR,
                           .round_ms = 1000};
    if (has_settings && (in->table.rows[first].cell_count < 2 || strcmp(in->table.rows[first].cells[0].text, "key") != 0)) {
        in->row = &in->table.rows[first];
        refuse(in, DD_STATUS_INVALID_INPUT, "the columns must be key,value");
    }
    for (size_t i = first + 1; has_settings && i < end && in->status == DD_STATUS_OK; i++) read_setting(in, &in->table.rows[i], &rule, &has_speed);
    if (rule.round_ms == 0) rule.round_ms = 1;
    in->row = NULL;
    if ((rule.metric == DD_TRAVEL_EUCLIDEAN) != in->is_plane)
        refuse(in, DD_STATUS_INVALID_INPUT, "euclidean goes with x and y, great_circle with lon and lat");
    if (in->is_plane && !has_speed) refuse(in, DD_STATUS_INVALID_INPUT, "coordinates on a plane need the setting speed_kmh");
    for (uint32_t p = 0; p < in->profiles.count && in->status == DD_STATUS_OK; p++) {
        dd_travel_rule one = rule;
        const char *name = dd_names_at(&in->profiles, p);
        if (!has_speed) one.speed_m_per_s = dd_places_rule(name).speed_m_per_s;
        in->status = dd_travel_add_matrix(&one, in->problem, NULL, in->err);
        if (in->status == DD_STATUS_OK) in->problem->matrices[p].name = copy_text(in, name);
    }
}

static void settle_places(input *in)
{
    dd_point *points = allocate(in, in->places.count, sizeof *points);
    if (points == NULL) return;
    if (in->places.count > 0) memcpy(points, in->places.points, in->places.count * sizeof *points);
    in->problem->points = points;
    in->problem->location_count = (uint32_t)in->places.count;
}

static void check_halves(input *in)
{
    in->row = NULL;
    for (uint32_t i = 0; i < in->shipments.count && in->status == DD_STATUS_OK; i++)
        if (in->halves[i] != DD_NONE) refuse(in, DD_STATUS_INVALID_INPUT, "the shipment \"%.80s\" has only one half", dd_names_at(&in->shipments, i));
}

static void read_all(input *in)
{
    check_sections(in);
    read_section(in, "vehicles", vehicle_columns, sizeof vehicle_columns / sizeof *vehicle_columns, DD_FOREVER_MS, add_vehicle);
    read_section(in, "tasks", task_columns, sizeof task_columns / sizeof *task_columns, 0, add_task);
    check_halves(in);
    settle_places(in);
    if (in->status == DD_STATUS_OK) add_travel(in);
    in->problem->has_iso_times = in->has_iso_times;
}

dd_status dd_csv_read(const char *text, size_t size, dd_problem **ret, dd_error *err)
{
    input in = {.err = err};
    in.status = dd_problem_create(&in.problem, err);
    if (in.status == DD_STATUS_OK) in.status = dd_csv_table_init(&in.table, text, size, err);
    if (in.status == DD_STATUS_OK) {
        in.problem->ticks_per_unit = 1000;
        read_all(&in);
    }
    dd_csv_table_done(&in.table);
    dd_names *names[] = {&in.vehicles, &in.tasks, &in.skills, &in.profiles, &in.shipments};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) dd_names_done(names[i]);
    dd_places_done(&in.places);
    free(in.halves);
    if (in.status != DD_STATUS_OK) dd_problem_free(in.problem);
    else *ret = in.problem;
    return in.status;
}
