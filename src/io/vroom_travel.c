/* VROOM input: matrices by profile, or great circles where the document has none (vroom_read.c says what the format is). */
#include <math.h>
#include <string.h>

#include "io/vroom_input.h"

/* The matrices the document has for one profile; value NULL for none. */
typedef struct profile_tables {
    dd_json_at at; /* "/matrices/NAME" or "/matrix" */
    const dd_json_table *durations, *distances, *costs;
} profile_tables;

static const dd_json_table *find_table(dd_vroom_input *in, const dd_json_at *at, const char *profile, const char *kind)
{
    if (at->value == NULL || in->json.status != DD_STATUS_OK) return NULL;
    const dd_json_table *table = dd_json_document_table(&in->document, at->value);
    if (table == NULL) dd_json_refuse(&in->json, at, DD_STATUS_INVALID_INPUT, "Invalid matrix.");
    else if (table->n == 0) dd_json_refuse(&in->json, at, DD_STATUS_INVALID_INPUT, "Empty %s matrix for %s profile.", kind, profile);
    else if (table->n < in->problem->location_count)
        dd_json_refuse(&in->json, at, DD_STATUS_INVALID_INPUT, "location_index exceeding %s matrix size for %s profile.", kind, profile);
    return table;
}

static void find_tables(dd_vroom_input *in, const dd_json_at *matrices, const char *profile, profile_tables *ret)
{
    *ret = (profile_tables){.at = dd_json_member(matrices, profile)};
    if (matrices->value == NULL) {
        dd_json_at matrix = dd_json_member(&in->root, "matrix");
        if (strcmp(profile, "car") == 0) ret->durations = find_table(in, &matrix, profile, "durations");
        return;
    }
    if (!json_is_object(ret->at.value)) return; /* as VROOM: no matrices for this profile */
    dd_json_at durations = dd_json_member(&ret->at, "durations"), distances = dd_json_member(&ret->at, "distances"),
               costs = dd_json_member(&ret->at, "costs");
    ret->durations = find_table(in, &durations, profile, "durations");
    ret->distances = find_table(in, &distances, profile, "distances");
    ret->costs = find_table(in, &costs, profile, "costs");
    if (ret->durations == NULL && ret->distances != NULL)
        dd_json_refuse(&in->json, &ret->at, DD_STATUS_INVALID_INPUT, "Custom matrix provided for distances but not for durations for %s profile.", profile);
}

/* The first n rows and columns times `factor`, at most INT32_MAX. */
static const int32_t *copy_cells(dd_vroom_input *in, const dd_json_table *table, int64_t factor)
{
    size_t n = in->problem->location_count;
    if (table == NULL) return NULL;
    int32_t *cells = dd_vroom_alloc(in, n * n, sizeof *cells);
    for (size_t i = 0; cells != NULL && i < n; i++)
        for (size_t j = 0; j < n; j++) {
            int64_t value = table->cells[i * table->n + j] * factor;
            cells[i * n + j] = value > INT32_MAX ? INT32_MAX : (int32_t)value;
        }
    return cells;
}

static bool wants_distances(const dd_problem *problem, uint32_t profile)
{
    for (uint32_t i = 0; i < problem->vehicle_count; i++)
        if (problem->vehicles[i].profile == profile && problem->vehicles[i].cost_per_km != 0) return true;
    return false;
}

static const int32_t *measure_distances(dd_vroom_input *in, const char *profile)
{
    size_t n = in->problem->location_count;
    if (in->lacks_coordinates) {
        dd_json_refuse(&in->json, &in->root, DD_STATUS_INVALID_INPUT, "Missing coordinates for routing engine.");
        return NULL;
    }
    int32_t *cells = dd_vroom_alloc(in, n * n, sizeof *cells);
    dd_travel_rule rule = dd_places_rule(profile);
    for (size_t i = 0; cells != NULL && i < n; i++)
        for (size_t j = 0; j < n; j++) cells[i * n + j] = (int32_t)dd_travel_dist_m(&rule, in->problem->points[i], in->problem->points[j]);
    return cells;
}

/* Custom costs stand in place of travel costs, so that per_hour and per_km must not be given. */
static void use_costs(dd_vroom_input *in, uint32_t profile)
{
    dd_problem *problem = in->problem;
    dd_json_at vehicles = dd_json_member(&in->root, "vehicles");
    for (uint32_t i = 0; i < problem->vehicle_count; i++) {
        dd_vehicle *vehicle = &problem->vehicles[i];
        if (vehicle->profile != profile) continue;
        dd_json_at item = dd_json_item(&vehicles, i), at = dd_json_member(&item, "costs");
        if (vehicle->cost_per_hour != 3600 || vehicle->cost_per_km != 0)
            dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "Custom costs are incompatible with using a per_hour or per_km value.");
        vehicle->cost_per_hour = 0;
    }
}

static void add_great_circle(dd_vroom_input *in, const char *profile)
{
    dd_error error;
    if (in->lacks_coordinates) {
        dd_json_refuse(&in->json, &in->root, DD_STATUS_INVALID_INPUT, "Missing coordinates for routing engine.");
        return;
    }
    dd_travel_rule rule = dd_places_rule(profile);
    dd_status status = dd_travel_add_matrix(&rule, in->problem, NULL, &error);
    if (status != DD_STATUS_OK) dd_json_refuse(&in->json, &in->root, status, "%s", error.message);
}

static void add_given(dd_vroom_input *in, uint32_t profile, const char *name, const profile_tables *tables)
{
    dd_matrix matrix = {.duration_ms = copy_cells(in, tables->durations, 1000), .dist_m = copy_cells(in, tables->distances, 1)};
    if (matrix.dist_m == NULL && wants_distances(in->problem, profile)) matrix.dist_m = measure_distances(in, name);
    if (in->json.status != DD_STATUS_OK) return;
    dd_error error;
    dd_status status = dd_problem_add_matrix(in->problem, &matrix, NULL, &error);
    if (status != DD_STATUS_OK) dd_json_refuse(&in->json, &tables->at, status, "%s", error.message);
}

static void add_profile(dd_vroom_input *in, const dd_json_at *matrices, uint32_t profile)
{
    const char *name = dd_names_at(&in->profiles, profile);
    profile_tables tables;
    find_tables(in, matrices, name, &tables);
    if (in->json.status != DD_STATUS_OK) return;
    if (tables.durations == NULL) add_great_circle(in, name);
    else add_given(in, profile, name, &tables);
    if (tables.costs != NULL && in->json.status == DD_STATUS_OK) {
        use_costs(in, profile);
        in->problem->matrices[profile].cost = copy_cells(in, tables.costs, 1);
    }
    if (in->json.status != DD_STATUS_OK) return;
    in->problem->matrices[profile].name = dd_problem_text(in->problem, name, strlen(name));
}

/* Points and the user's indices become the problem's. */
static void settle_places(dd_vroom_input *in)
{
    dd_problem *problem = in->problem;
    size_t n = in->has_indices ? in->point_count : in->places.count;
    const dd_point *from = in->has_indices ? in->points : in->places.points;
    dd_point *points = dd_vroom_alloc(in, n, sizeof *points);
    if (points == NULL || n == 0) return;
    memcpy(points, from, n * sizeof *points);
    bool has_any = false;
    dd_point known = {0, 0};
    for (size_t i = 0; i < n && !has_any; i++) {
        has_any = !isnan(points[i].x);
        if (has_any) known = points[i];
    }
    /* Indices that nobody uses get some point, so that great circles can be computed; nobody sees them. */
    for (size_t i = 0; i < n && !in->lacks_coordinates; i++)
        if (isnan(points[i].x)) points[i] = known;
    problem->location_count = (uint32_t)n;
    problem->points = has_any ? points : NULL;
    if (!in->has_indices) return;
    problem->location_ids = dd_vroom_alloc(in, n, sizeof *problem->location_ids);
    for (size_t i = 0; problem->location_ids != NULL && i < n; i++) problem->location_ids[i] = i;
}

void dd_vroom_read_travel(dd_vroom_input *in)
{
    dd_json_at matrices = dd_json_member(&in->root, "matrices"), matrix = dd_json_member(&in->root, "matrix");
    if (in->json.status != DD_STATUS_OK) return;
    (void)dd_json_object(&in->json, &matrices, "Unexpected matrices value.");
    bool has_some = json_object_size(matrices.value) > 0 || matrix.value != NULL;
    if (has_some && !in->has_indices) dd_json_refuse(&in->json, &in->root, DD_STATUS_INVALID_INPUT, "Missing location index.");
    if (!has_some && in->has_indices)
        dd_json_refuse(&in->json, &in->root, DD_STATUS_INVALID_INPUT, "Unexpected location index while no custom matrices provided.");
    settle_places(in);
    for (uint32_t i = 0; i < in->profiles.count && in->json.status == DD_STATUS_OK; i++) add_profile(in, &matrices, i);
}
