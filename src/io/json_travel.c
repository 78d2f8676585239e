/* JSON input: locations, and how vehicles travel between them (json_read.c says what the format is).
 *
 * A profile is in /matrices (given cells; their rows and columns are the locations in order) or in /travel (a rule over coordinates), or, when
 * all locations have "lon" and "lat", in neither: then it travels on great circles as places.h says.
 */
#include <math.h>
#include <string.h>

#include "io/json_input.h"
#include "io/places.h"

/* What kind of coordinates locations have. */
typedef enum grid { GRID_NONE, GRID_DEGREES, GRID_PLANE } grid;

static grid read_point(dd_json_input *in, const dd_json_at *at, dd_point *ret)
{
    dd_json_at lon = dd_json_member(at, "lon"), lat = dd_json_member(at, "lat"), x = dd_json_member(at, "x"), y = dd_json_member(at, "y");
    *ret = (dd_point){NAN, NAN};
    bool has_degrees = lon.value != NULL || lat.value != NULL, has_plane = x.value != NULL || y.value != NULL;
    if (has_degrees && has_plane) dd_json_refuse(&in->json, at, DD_STATUS_INVALID_INPUT, "has both degrees and plane coordinates");
    if (has_degrees) {
        ret->x = dd_json_double(&in->json, dd_json_need(in, at, "lon"), 0, -180, 180, NULL);
        ret->y = dd_json_double(&in->json, dd_json_need(in, at, "lat"), 0, -90, 90, NULL);
    } else if (has_plane) {
        ret->x = dd_json_double(&in->json, dd_json_need(in, at, "x"), 0, -1e9, 1e9, NULL);
        ret->y = dd_json_double(&in->json, dd_json_need(in, at, "y"), 0, -1e9, 1e9, NULL);
    }
    return has_degrees ? GRID_DEGREES : has_plane ? GRID_PLANE : GRID_NONE;
}

static grid read_locations(dd_json_input *in)
{
    static const char *const keys[] = {"id", "lon", "lat", "x", "y", NULL};
    dd_json_at locations = dd_json_need(in, &in->root, "locations");
    size_t count = dd_json_array(&in->json, &locations, DD_DENSE_LOCATIONS_MAX, NULL);
    if (count == 0) dd_json_refuse(&in->json, &locations, DD_STATUS_INVALID_INPUT, "must have a location");
    dd_point *points = dd_json_alloc(in, count, sizeof *points);
    grid found = GRID_NONE;
    for (size_t i = 0; points != NULL && i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at at = dd_json_item(&locations, i);
        if (!dd_json_object(&in->json, &at, NULL)) break;
        dd_json_known(&in->json, &at, keys);
        (void)dd_json_new_id(in, &at, &in->locations, "location");
        grid one = read_point(in, &at, &points[i]);
        if (i > 0 && one != found)
            dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "all locations have coordinates of one kind, or none has any");
        found = one;
    }
    in->problem->location_count = (uint32_t)count;
    in->problem->points = found == GRID_NONE ? NULL : points;
    return found;
}

static const uint16_t *read_speeds(dd_json_input *in, dd_json_at at)
{
    size_t count = dd_json_array(&in->json, &at, 24, NULL);
    if (at.value == NULL) return NULL;
    if (count != 24) dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "must have 24 factors, one for each hour of the day");
    uint16_t *speeds = dd_json_alloc(in, 24, sizeof *speeds);
    for (size_t i = 0; speeds != NULL && i < count; i++)
        speeds[i] = (uint16_t)lround(dd_json_double(&in->json, dd_json_item(&at, i), 1, 0.05, 3, NULL) * 1000);
    return speeds;
}

/* The text's place among `choices`, 0 when absent. */
static int read_choice(dd_json_input *in, dd_json_at at, const char *const choices[3])
{
    const char *text = dd_json_text(&in->json, at, choices[0], NULL);
    for (int i = 0; i < 3 && choices[i] != NULL; i++)
        if (strcmp(text, choices[i]) == 0) return i;
    dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "must be \"%s\", \"%s\"%s%s%s", choices[0], choices[1], choices[2] ? " or \"" : "",
                   choices[2] ? choices[2] : "", choices[2] ? "\"" : "");
    return 0;
}

static dd_travel_rule read_rule(dd_json_input *in, const dd_json_at *at)
{
    static const char *const keys[] = {"metric", "detour", "speed_kmh", "metres_per_unit", "round_s", "rounding", "speed_by_hour", NULL};
    static const char *const metrics[3] = {"great_circle", "euclidean", NULL}, *const roundings[3] = {"up", "nearest", "down"};
    static const dd_rounding rounding_of[] = {DD_ROUND_UP, DD_ROUND_NEAREST, DD_ROUND_DOWN};
    dd_travel_rule rule = {0};
    if (!dd_json_object(&in->json, at, NULL)) return rule;
    dd_json_known(&in->json, at, keys);
    bool is_plane = read_choice(in, dd_json_member(at, "metric"), metrics) == 1;
    rule.metric = is_plane ? DD_TRAVEL_EUCLIDEAN : DD_TRAVEL_GREAT_CIRCLE;
    rule.detour = dd_json_double(&in->json, dd_json_member(at, "detour"), is_plane ? 1 : DD_PLACES_DETOUR, 0.5, 10, NULL);
    rule.speed_m_per_s = dd_json_double(&in->json, dd_json_need(in, at, "speed_kmh"), 60, 0.1, 720, NULL) / 3.6;
    rule.metres_per_unit = dd_json_double(&in->json, dd_json_member(at, "metres_per_unit"), 1, 1e-6, 1e6, NULL);
    rule.round_ms = dd_json_duration_ms(in, dd_json_member(at, "round_s"), 1000);
    if (rule.round_ms < 1) rule.round_ms = 1;
    rule.rounding = rounding_of[read_choice(in, dd_json_member(at, "rounding"), roundings)];
    rule.speed_by_hour_permille = read_speeds(in, dd_json_member(at, "speed_by_hour"));
    return rule;
}

static void add_rule(dd_json_input *in, const dd_json_at *at, const dd_travel_rule *rule, grid found)
{
    grid wanted = rule->metric == DD_TRAVEL_EUCLIDEAN ? GRID_PLANE : GRID_DEGREES;
    if (wanted != found)
        dd_json_refuse(&in->json, at, DD_STATUS_INVALID_INPUT, "needs locations with %s", wanted == GRID_PLANE ? "\"x\" and \"y\"" : "\"lon\" and \"lat\"");
    if (in->json.status != DD_STATUS_OK) return;
    dd_error error;
    dd_status status = dd_travel_add_matrix(rule, in->problem, NULL, &error);
    if (status != DD_STATUS_OK) dd_json_refuse(&in->json, at, status, "%s", error.message);
}

static const int32_t *read_cells(dd_json_input *in, const dd_json_at *at, int64_t factor)
{
    if (at->value == NULL || in->json.status != DD_STATUS_OK) return NULL;
    size_t n = in->problem->location_count;
    const dd_json_table *table = dd_json_document_table(&in->document, at->value);
    if (table == NULL || table->n != n) {
        dd_json_refuse(&in->json, at, DD_STATUS_INVALID_INPUT, "must be a matrix of %zu by %zu, the number of locations", n, n);
        return NULL;
    }
    int32_t *cells = dd_json_alloc(in, n * n, sizeof *cells);
    for (size_t i = 0; cells != NULL && i < n * n; i++) {
        int64_t value = table->cells[i] * factor;
        if (value > INT32_MAX) {
            dd_json_at row = dd_json_item(at, i / n), cell = dd_json_item(&row, i % n);
            dd_json_refuse(&in->json, &cell, DD_STATUS_TOO_LARGE, "must be at most %lld", (long long)(INT32_MAX / factor));
            return NULL;
        }
        cells[i] = (int32_t)value;
    }
    return cells;
}

static void read_matrix(dd_json_input *in, const dd_json_at *at)
{
    static const char *const keys[] = {"durations_s", "durations_ms", "distances_m", "costs", "speed_by_hour", NULL};
    if (!dd_json_object(&in->json, at, NULL)) return;
    dd_json_known(&in->json, at, keys);
    dd_json_at seconds = dd_json_member(at, "durations_s"), ms = dd_json_member(at, "durations_ms");
    dd_json_at distances = dd_json_member(at, "distances_m"), costs = dd_json_member(at, "costs");
    if ((seconds.value == NULL) == (ms.value == NULL))
        dd_json_refuse(&in->json, at, DD_STATUS_INVALID_INPUT, "must have \"durations_s\" or \"durations_ms\"");
    dd_matrix matrix = {.duration_ms = seconds.value != NULL ? read_cells(in, &seconds, 1000) : read_cells(in, &ms, 1),
                        .dist_m = read_cells(in, &distances, 1),
                        .cost = read_cells(in, &costs, 1),
                        .speed_by_hour_permille = read_speeds(in, dd_json_member(at, "speed_by_hour"))};
    if (in->json.status != DD_STATUS_OK) return;
    dd_error error;
    dd_status status = dd_problem_add_matrix(in->problem, &matrix, NULL, &error);
    if (status != DD_STATUS_OK) dd_json_refuse(&in->json, at, status, "%s", error.message);
}

/* The matrix just added gets the profile's name. */
static void name_profile(dd_json_input *in, const dd_json_at *at, const char *name)
{
    if (in->json.status != DD_STATUS_OK) return;
    uint32_t ix = dd_names_add(&in->profiles, name, strlen(name));
    if (ix == DD_NONE && dd_names_takes(name, strlen(name))) dd_json_refuse(&in->json, at, DD_STATUS_NO_MEMORY, "out of memory");
    else if (ix == DD_NONE) dd_json_refuse(&in->json, at, DD_STATUS_INVALID_INPUT, "the name of a profile must have 1 to %d bytes", DD_NAME_MAX);
    else if (ix + 1 != in->problem->profile_count) dd_json_refuse(&in->json, at, DD_STATUS_INVALID_INPUT, "the profile is in /matrices as well");
    else in->problem->matrices[ix].name = dd_problem_text(in->problem, name, strlen(name));
}

static void read_profiles(dd_json_input *in, const dd_json_at *profiles, bool are_matrices, grid found)
{
    if (!dd_json_object(&in->json, profiles, NULL)) return;
    const char *name;
    json_t *value, *object = json_object_get(in->root.value, profiles->key);
    json_object_foreach(object, name, value) {
        dd_json_at at = dd_json_member(profiles, name);
        if (are_matrices) {
            read_matrix(in, &at);
        } else {
            dd_travel_rule rule = read_rule(in, &at);
            add_rule(in, &at, &rule, found);
        }
        name_profile(in, &at, name);
        if (in->json.status != DD_STATUS_OK) return;
    }
}

/* Vehicles' profiles that the document does not describe. */
static void add_default_profiles(dd_json_input *in, grid found)
{
    dd_json_at vehicles = dd_json_member(&in->root, "vehicles");
    size_t count = json_array_size(vehicles.value);
    for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at item = dd_json_item(&vehicles, i), at = dd_json_member(&item, "profile");
        const char *name = dd_json_text(&in->json, at, "car", NULL);
        if (in->json.status != DD_STATUS_OK || dd_names_find(&in->profiles, name, strlen(name)) != DD_NONE) continue;
        const dd_json_at *place = at.value != NULL ? &at : &item;
        if (found != GRID_DEGREES) {
            dd_json_refuse(&in->json, place, DD_STATUS_INVALID_INPUT, "there is no profile \"%.80s\" in /matrices or /travel", name);
            return;
        }
        dd_travel_rule rule = dd_places_rule(name);
        add_rule(in, place, &rule, found);
        name_profile(in, place, name);
    }
}

void dd_json_read_travel(dd_json_input *in)
{
    if (in->json.status != DD_STATUS_OK) return;
    grid found = read_locations(in);
    dd_json_at matrices = dd_json_member(&in->root, "matrices"), travel = dd_json_member(&in->root, "travel");
    read_profiles(in, &matrices, true, found);
    read_profiles(in, &travel, false, found);
    add_default_profiles(in, found);
}
