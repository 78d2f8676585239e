/* VRPLIB: capacitated routing from a depot, as CVRPLIB has it (TSPLIB 95 by Reinelt, with what CVRPLIB and VRPLIB's tools have added).
 *
 *     NAME : small                     Head: KEY : VALUE, one a line, any order.
 *     TYPE : CVRP
 *     DIMENSION : 3                    nodes, the depot among them
 *     CAPACITY : 100
 *     EDGE_WEIGHT_TYPE : EUC_2D        or EXACT_2D, FLOOR_2D, CEIL_2D, EXPLICIT
 *     NODE_COORD_SECTION               Sections: a node's number (1 to DIMENSION) and its values, one node a line.
 *     1 82 76
 *     2 96 44
 *     3 50 5
 *     DEMAND_SECTION
 *     1 0
 *     2 19
 *     3 21
 *     DEPOT_SECTION                    The depot is node 1; -1 ends the section.
 *     1
 *     -1
 *     EOF
 *
 * Keys: NAME, COMMENT, TYPE, NODE_COORD_TYPE, DISPLAY_DATA_TYPE (not looked at); DIMENSION; CAPACITY (none: no limit); VEHICLES (none: as many as
 * customers); DISTANCE, the most that a route may take, with service and waiting; SERVICE_TIME, of each customer; EDGE_WEIGHT_TYPE and, for
 * EXPLICIT, EDGE_WEIGHT_FORMAT: FULL_MATRIX, UPPER_ROW, UPPER_DIAG_ROW, LOWER_ROW, LOWER_DIAG_ROW, UPPER_COL, LOWER_COL, UPPER_DIAG_COL,
 * LOWER_DIAG_COL.  Other keys are refused: they might be constraints.
 *
 * Sections: NODE_COORD (x, y), DEMAND or LINEHAUL (brought from the depot), BACKHAUL (taken to it), TIME_WINDOW (begin, end; the depot's is the
 * shift), SERVICE_TIME, RELEASE_TIME, PRIZE (0: none), DEPOT, EDGE_WEIGHT, DISPLAY_DATA.  Nodes that a section leaves out have 0 there.
 *
 * Distances are times.  EUC_2D is rounded to the nearest integer, as TSPLIB says, FLOOR_2D and CEIL_2D as they say, EXACT_2D up to whole
 * ticks.  A unit is 10 ticks where everything has at most one decimal, DD_UNIT_TICKS otherwise.  A unit of distance costs one unit of currency.
 * Customers are called by their number less one, as in solutions.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "io/formats.h"
#include "io/scan.h"

enum { COARSE_TICKS = 10, COST_TICKS_PER_HOUR = 3600000 };

typedef enum column { COLUMN_X, COLUMN_Y, COLUMN_DEMAND, COLUMN_BACKHAUL, COLUMN_BEGIN, COLUMN_END, COLUMN_SERVICE, COLUMN_RELEASE, COLUMN_PRIZE,
                      COLUMN_COUNT } column;

typedef struct token {
    const char *text;
    size_t size;
    uint32_t line, field;
} token;

typedef struct vrplib {
    const char *text;
    size_t size, at;
    uint32_t line, field;      /* of the next token: its line, and the number of tokens before it on that line */
    dd_error *err;
    dd_status status;
    int64_t dimension, capacity, vehicles;
    double limit, service;     /* DISTANCE, SERVICE_TIME; NaN for none */
    double (*rounding)(double);
    bool is_explicit, is_exact, has_weight_type;
    int shape;                 /* index into shapes, -1 for none */
    double *columns[COLUMN_COUNT]; /* by node, NULL for none */
    double *weights;           /* n * n, with EXPLICIT */
    bool has_depot;
    int64_t ticks;             /* in a unit */
} vrplib;

/* ---- places and tokens ---- */

static void refuse(vrplib *in, const token *at, dd_status status, const char *message)
{
    char place[32];
    if (in->status != DD_STATUS_OK) return;
    if (at->field == 0) (void)snprintf(place, sizeof place, "%u", (unsigned)at->line);
    else (void)snprintf(place, sizeof place, "%u:%u", (unsigned)at->line, (unsigned)at->field);
    in->status = dd_error_set(in->err, status, place, "%s", message);
}

static void refuse_bare(vrplib *in, dd_status status, const char *message)
{
    if (in->status == DD_STATUS_OK) in->status = dd_error_set(in->err, status, NULL, "%s", message);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static void skip_blanks(vrplib *in)
{
    for (; in->at < in->size && (is_blank(in->text[in->at]) || in->text[in->at] == '\n'); in->at++)
        if (in->text[in->at] == '\n') in->line++, in->field = 0;
}

/* The next token without taking it; size 0 at the end.  A colon ends a token. */
static token peek(vrplib *in)
{
    skip_blanks(in);
    size_t end = in->at;
    while (end < in->size && !is_blank(in->text[end]) && in->text[end] != '\n' && in->text[end] != ':') end++;
    return (token){in->text + in->at, end - in->at, in->line, in->field + 1};
}

static token take(vrplib *in)
{
    token next = peek(in);
    in->at += next.size;
    in->field++;
    return next;
}

static bool is_word(const token *t, const char *word)
{
    return t->size == strlen(word) && memcmp(t->text, word, t->size) == 0;
}

/* Whether the next token belongs to the section: anything that begins like a number. */
static bool goes_on(vrplib *in)
{
    token next = peek(in);
    return in->status == DD_STATUS_OK && next.size > 0 && strchr("+-.0123456789", next.text[0]) != NULL;
}

static double take_number(vrplib *in)
{
    token next = take(in);
    double value = 0;
    if (!dd_scan_whole_double(next.text, next.size, &value)) refuse(in, &next, DD_STATUS_INVALID_INPUT, next.size ? "not a number" : "a number is missing");
    else if (!(fabs(value) <= 1e8)) refuse(in, &next, DD_STATUS_INVALID_INPUT, "out of range");
    return value;
}

static int64_t take_node(vrplib *in)
{
    token next = peek(in);
    double value = take_number(in);
    if (in->status != DD_STATUS_OK) return 1;
    if (value == floor(value) && value >= 1 && value <= (double)in->dimension) return (int64_t)value;
    refuse(in, &next, DD_STATUS_INVALID_INPUT, "no such node");
    return 1;
}

/* ---- the head ---- */

static token rest_of_line(vrplib *in)
{
    size_t end = in->at;
    while (end < in->size && in->text[end] != '\n') end++;
    while (in->at < end && is_blank(in->text[in->at])) in->at++;
    token value = {in->text + in->at, end - in->at, in->line, 2};
    while (value.size > 0 && is_blank(value.text[value.size - 1])) value.size--;
    in->at = end;
    return value;
}

static double number_in(vrplib *in, const token *value, double least, double most, bool is_whole)
{
    double number = 0;
    if (!dd_scan_whole_double(value->text, value->size, &number)) refuse(in, value, DD_STATUS_INVALID_INPUT, "not a number");
    else if (!(number >= least && number <= most) || (is_whole && number != floor(number))) refuse(in, value, DD_STATUS_INVALID_INPUT, "out of range");
    return in->status == DD_STATUS_OK ? number : least;
}

static double round_nearest(double x)
{
    return floor(x + 0.5);
}

static void read_weight_type(vrplib *in, const token *value)
{
    static const struct {
        const char *name;
        double (*rounding)(double);
    } types[] = {{"EXPLICIT", NULL}, {"EXACT_2D", NULL}, {"EUC_2D", round_nearest}, {"FLOOR_2D", floor}, {"CEIL_2D", ceil}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (!is_word(value, types[i].name)) continue;
        if (in->has_weight_type) refuse(in, value, DD_STATUS_INVALID_INPUT, "EDGE_WEIGHT_TYPE is there twice");
        in->has_weight_type = true;
        in->is_explicit = i == 0;
        in->is_exact = i == 1;
        in->rounding = types[i].rounding;
        return;
    }
    refuse(in, value, DD_STATUS_UNSUPPORTED, "not EUC_2D, EXACT_2D, FLOOR_2D, CEIL_2D or EXPLICIT");
}

/* How the cells of an explicit matrix follow each other: row by row; the first and last column of row i. */
typedef struct shape {
    const char *name;
    bool is_full, is_upper, has_diagonal;
} shape;

static const shape shapes[] = {
    {"FULL_MATRIX", true, false, true},     {"UPPER_ROW", false, true, false},      {"LOWER_ROW", false, false, false},
    {"UPPER_DIAG_ROW", false, true, true},  {"LOWER_DIAG_ROW", false, false, true}, {"UPPER_COL", false, false, false},
    {"LOWER_COL", false, true, false},      {"UPPER_DIAG_COL", false, false, true}, {"LOWER_DIAG_COL", false, true, true},
};

static void read_weight_format(vrplib *in, const token *value)
{
    if (is_word(value, "FUNCTION")) return;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (is_word(value, shapes[i].name)) in->shape = (int)i;
    if (in->shape < 0) refuse(in, value, DD_STATUS_UNSUPPORTED, "no such format of a matrix");
}

static void read_dimension(vrplib *in, const token *value)
{
    if (in->dimension != 0) refuse(in, value, DD_STATUS_INVALID_INPUT, "DIMENSION is there twice");
    if (in->status != DD_STATUS_OK) return;
    in->dimension = (int64_t)number_in(in, value, 1, INT32_MAX, true);
    if (in->dimension > DD_DENSE_LOCATIONS_MAX) refuse(in, value, DD_STATUS_TOO_LARGE, "more than 16384 nodes");
    if (in->dimension > (int64_t)in->size) refuse(in, value, DD_STATUS_INVALID_INPUT, "more nodes than the file can hold");
}

static void read_key(vrplib *in, const token *key)
{
    static const char *const ignored[] = {"NAME", "COMMENT", "TYPE", "NODE_COORD_TYPE", "DISPLAY_DATA_TYPE"};
    while (in->at < in->size && is_blank(in->text[in->at])) in->at++;
    if (in->at >= in->size || in->text[in->at] != ':') {
        refuse(in, key, DD_STATUS_INVALID_INPUT, "neither a section nor a key with its colon");
        return;
    }
    in->at++;
    token value = rest_of_line(in);
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        if (is_word(key, ignored[i])) return;
    if (is_word(key, "DIMENSION")) read_dimension(in, &value);
    else if (is_word(key, "CAPACITY")) in->capacity = (int64_t)number_in(in, &value, 0, 1e12, true);
    else if (is_word(key, "VEHICLES")) in->vehicles = (int64_t)number_in(in, &value, 1, DD_VEHICLES_MAX, true);
    else if (is_word(key, "DISTANCE")) in->limit = number_in(in, &value, 0, 1e8, false);
    else if (is_word(key, "SERVICE_TIME")) in->service = number_in(in, &value, 0, 1e8, false);
    else if (is_word(key, "EDGE_WEIGHT_TYPE")) read_weight_type(in, &value);
    else if (is_word(key, "EDGE_WEIGHT_FORMAT")) read_weight_format(in, &value);
    else refuse(in, key, DD_STATUS_UNSUPPORTED, "a key that diaodu does not know");
}

/* ---- sections ---- */

static void read_columns(vrplib *in, const token *name, column first, unsigned width)
{
    size_t n = (size_t)in->dimension;
    bool *seen = dd_array_new(n, sizeof *seen);
    for (unsigned k = 0; k < width; k++) {
        if (in->columns[first + k] != NULL) refuse(in, name, DD_STATUS_INVALID_INPUT, "the section is there twice");
        else in->columns[first + k] = dd_array_new(n, sizeof(double));
        if (in->columns[first + k] == NULL || seen == NULL) refuse_bare(in, DD_STATUS_NO_MEMORY, "out of memory");
    }
    while (goes_on(in)) {
        token at = peek(in);
        int64_t node = take_node(in);
        if (in->status == DD_STATUS_OK && seen[node - 1]) refuse(in, &at, DD_STATUS_INVALID_INPUT, "a node that is there already");
        for (unsigned k = 0; k < width && in->status == DD_STATUS_OK; k++) in->columns[first + k][node - 1] = take_number(in);
        if (in->status == DD_STATUS_OK) seen[node - 1] = true;
    }
    for (size_t i = 0; first == COLUMN_X && in->status == DD_STATUS_OK && i < n; i++)
        if (!seen[i]) refuse(in, name, DD_STATUS_INVALID_INPUT, "a node has no coordinates");
    free(seen);
}

static void read_depot(vrplib *in)
{
    while (goes_on(in)) {
        token next = peek(in);
        if (is_word(&next, "-1")) {
            (void)take(in);
            return;
        }
        int64_t node = take_node(in);
        if (in->status == DD_STATUS_OK && (node != 1 || in->has_depot)) refuse(in, &next, DD_STATUS_UNSUPPORTED, "only node 1 can be the depot");
        in->has_depot = true;
    }
}

static void read_weights(vrplib *in, const token *name)
{
    size_t n = (size_t)in->dimension;
    if (in->shape < 0) refuse(in, name, DD_STATUS_INVALID_INPUT, "EDGE_WEIGHT_FORMAT is missing before it");
    if (in->weights != NULL) refuse(in, name, DD_STATUS_INVALID_INPUT, "the section is there twice");
    if (in->status != DD_STATUS_OK) return;
    const shape *form = &shapes[in->shape];
    size_t cells = form->is_full ? n * n : n * (n - 1) / 2 + (form->has_diagonal ? n : 0);
    if (cells > (in->size - in->at + 1) / 2) { /* a digit and a blank each */
        refuse(in, name, DD_STATUS_INVALID_INPUT, "the matrix has too few cells");
        return;
    }
    in->weights = dd_array_new(n * n, sizeof *in->weights);
    if (in->weights == NULL) refuse_bare(in, DD_STATUS_NO_MEMORY, "out of memory");
    for (size_t i = 0; i < n && in->status == DD_STATUS_OK; i++) {
        size_t from = form->is_full || !form->is_upper ? 0 : i + !form->has_diagonal, to = form->is_full || form->is_upper ? n : i + form->has_diagonal;
        for (size_t j = from; j < to && in->status == DD_STATUS_OK; j++) {
            token at = peek(in);
            double value = take_number(in);
            if (value < 0) refuse(in, &at, DD_STATUS_INVALID_INPUT, "a negative distance");
            in->weights[i * n + j] = value;
            if (!form->is_full) in->weights[j * n + i] = value;
        }
    }
}

static void read_section(vrplib *in, const token *name)
{
    static const struct {
        const char *name;
        column first;
        unsigned width;
    } sections[] = {
        {"NODE_COORD_SECTION", COLUMN_X, 2},          {"DEMAND_SECTION", COLUMN_DEMAND, 1},        {"LINEHAUL_SECTION", COLUMN_DEMAND, 1},
        {"BACKHAUL_SECTION", COLUMN_BACKHAUL, 1},     {"TIME_WINDOW_SECTION", COLUMN_BEGIN, 2},    {"SERVICE_TIME_SECTION", COLUMN_SERVICE, 1},
        {"RELEASE_TIME_SECTION", COLUMN_RELEASE, 1},  {"PRIZE_SECTION", COLUMN_PRIZE, 1},
    };
    if (in->dimension == 0) refuse(in, name, DD_STATUS_INVALID_INPUT, "DIMENSION is missing before it");
    if (in->status != DD_STATUS_OK) return;
    if (in->at < in->size && in->text[in->at] == ':') in->at++; /* some write one */
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        if (is_word(name, sections[i].name)) {
            read_columns(in, name, sections[i].first, sections[i].width);
            return;
        }
    if (is_word(name, "DEPOT_SECTION")) read_depot(in);
    else if (is_word(name, "EDGE_WEIGHT_SECTION")) read_weights(in, name);
    else if (is_word(name, "DISPLAY_DATA_SECTION")) while (goes_on(in)) (void)take_number(in);
    else refuse(in, name, DD_STATUS_UNSUPPORTED, "a section that diaodu does not know");
}

static void read_all(vrplib *in)
{
    static const char ending[] = "_SECTION";
    const size_t length = sizeof ending - 1;
    while (in->status == DD_STATUS_OK) {
        token word = take(in);
        if ((word.size == 0 && in->at >= in->size) || is_word(&word, "EOF")) return;
        if (word.size > length && memcmp(word.text + word.size - length, ending, length) == 0) read_section(in, &word);
        else read_key(in, &word);
    }
}

/* ---- the problem ---- */

static double cell_of(const vrplib *in, size_t i, size_t j)
{
    if (in->is_explicit) return in->weights[i * (size_t)in->dimension + j];
    double dx = in->columns[COLUMN_X][i] - in->columns[COLUMN_X][j], dy = in->columns[COLUMN_Y][i] - in->columns[COLUMN_Y][j];
    double leg = sqrt(dx * dx + dy * dy);
    return in->rounding != NULL ? in->rounding(leg) : leg;
}

static bool is_coarse(double value)
{
    double ticks = value * COARSE_TICKS;
    return fabs(ticks - floor(ticks + 0.5)) < 1e-9;
}

/* 10 ticks a unit where nothing is finer than a tenth. */
static int64_t choose_ticks(const vrplib *in)
{
    size_t n = (size_t)in->dimension;
    bool coarse = !in->is_exact && (isnan(in->limit) || is_coarse(in->limit)) && (isnan(in->service) || is_coarse(in->service));
    for (size_t i = 0; coarse && in->is_explicit && i < n * n; i++) coarse = is_coarse(in->weights[i]);
    for (int c = COLUMN_BEGIN; c <= COLUMN_RELEASE; c++)
        for (size_t i = 0; coarse && in->columns[c] != NULL && i < n; i++) coarse = is_coarse(in->columns[c][i]);
    return coarse ? COARSE_TICKS : DD_UNIT_TICKS;
}

static int64_t ticks_of(const vrplib *in, column c, size_t node)
{
    return in->columns[c] == NULL ? 0 : llround(in->columns[c][node] * (double)in->ticks);
}

static void add_matrix(vrplib *in, dd_problem *problem)
{
    size_t n = (size_t)in->dimension;
    int32_t *cells = dd_problem_alloc(problem, n * n, sizeof *cells);
    if (cells == NULL) refuse_bare(in, DD_STATUS_NO_MEMORY, "out of memory");
    for (size_t i = 0; cells != NULL && i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double leg = i == j ? 0 : ceil(cell_of(in, i, j) * (double)in->ticks - 1e-7);
            if (!(leg <= INT32_MAX)) refuse_bare(in, DD_STATUS_TOO_LARGE, "a distance that is too long");
            cells[i * n + j] = leg <= INT32_MAX ? (int32_t)leg : 0;
        }
    dd_matrix matrix = {.duration_ms = cells, .dist_m = cells};
    if (in->status == DD_STATUS_OK) in->status = dd_problem_add_matrix(problem, &matrix, NULL, in->err);
}

/* A customer's own mistakes have no line any more: its number is the place. */
static void refuse_node(vrplib *in, size_t node, const char *message)
{
    char place[32];
    (void)snprintf(place, sizeof place, "node %zu", node + 1);
    if (in->status == DD_STATUS_OK) in->status = dd_error_set(in->err, DD_STATUS_INVALID_INPUT, place, "%s", message);
}

static int64_t amount_of(vrplib *in, column c, size_t node)
{
    double value = in->columns[c] == NULL ? 0 : in->columns[c][node];
    if (value < 0 || value != floor(value)) refuse_node(in, node, "a demand must be a whole number from 0 on");
    return value > 0 ? (int64_t)value : 0;
}

static void add_customer(vrplib *in, dd_problem *problem, size_t node)
{
    dd_task task = {DD_TASK_DEFAULT, .id = node, .location = (uint32_t)node};
    task.delivery[0] = amount_of(in, COLUMN_DEMAND, node);
    task.pickup[0] = amount_of(in, COLUMN_BACKHAUL, node);
    task.service_ms = in->columns[COLUMN_SERVICE] != NULL || isnan(in->service) ? ticks_of(in, COLUMN_SERVICE, node) : llround(in->service * (double)in->ticks);
    task.release_ms = ticks_of(in, COLUMN_RELEASE, node);
    double prize = in->columns[COLUMN_PRIZE] == NULL ? 0 : in->columns[COLUMN_PRIZE][node];
    if (task.service_ms < 0 || task.release_ms < 0 || prize < 0) refuse_node(in, node, "a negative service time, release time or prize");
    task.prize = prize > 0 ? llround(prize * 3.6e6) : 0;
    if (in->columns[COLUMN_BEGIN] != NULL) {
        dd_window *window = dd_problem_alloc(problem, 1, sizeof *window);
        if (window == NULL) refuse_bare(in, DD_STATUS_NO_MEMORY, "out of memory");
        else *window = (dd_window){ticks_of(in, COLUMN_BEGIN, node), ticks_of(in, COLUMN_END, node)};
        if (window != NULL && window->end_ms < window->begin_ms) refuse_node(in, node, "its time window ends before it begins");
        task.windows = window;
        task.window_count = 1;
    }
    if (in->status == DD_STATUS_OK) in->status = dd_problem_add_task(problem, &task, NULL, in->err);
}

static void add_vehicles(vrplib *in, dd_problem *problem)
{
    dd_vehicle vehicle = {DD_VEHICLE_DEFAULT};
    vehicle.start = vehicle.end = 0;
    vehicle.capacity[0] = in->capacity;
    vehicle.cost_per_hour = COST_TICKS_PER_HOUR / in->ticks;
    bool has_times = in->columns[COLUMN_BEGIN] != NULL || in->columns[COLUMN_SERVICE] != NULL || !isnan(in->service) || in->columns[COLUMN_RELEASE] != NULL;
    if (in->columns[COLUMN_BEGIN] != NULL) {
        vehicle.shift_begin_ms = ticks_of(in, COLUMN_BEGIN, 0);
        vehicle.shift_end_ms = ticks_of(in, COLUMN_END, 0);
        if (vehicle.shift_end_ms < vehicle.shift_begin_ms) refuse_node(in, 0, "its time window ends before it begins");
        if (vehicle.shift_end_ms == 0) vehicle.shift_end_ms = 1; /* 0 would mean forever */
    }
    if (!isnan(in->limit)) {
        int64_t limit = (int64_t)floor(in->limit * (double)in->ticks + 1e-6);
        *(has_times ? &vehicle.max_duration_ms : &vehicle.max_dist_m) = limit > 0 ? limit : 1;
    }
    int64_t count = in->vehicles > 0 ? in->vehicles : in->dimension > 1 ? in->dimension - 1 : 1;
    for (int64_t v = 0; v < count && in->status == DD_STATUS_OK; v++) {
        vehicle.id = (uint64_t)v + 1;
        in->status = dd_problem_add_vehicle(problem, &vehicle, NULL, in->err);
    }
}

static void add_points(vrplib *in, dd_problem *problem)
{
    size_t n = (size_t)in->dimension;
    problem->location_count = (uint32_t)n;
    if (in->columns[COLUMN_X] == NULL) return;
    problem->points = dd_problem_alloc(problem, n, sizeof *problem->points);
    if (problem->points == NULL) refuse_bare(in, DD_STATUS_NO_MEMORY, "out of memory");
    for (size_t i = 0; problem->points != NULL && i < n; i++) problem->points[i] = (dd_point){in->columns[COLUMN_X][i], in->columns[COLUMN_Y][i]};
}

static void build(vrplib *in, dd_problem *problem)
{
    if (in->dimension == 0) refuse_bare(in, DD_STATUS_INVALID_INPUT, "DIMENSION is missing");
    if (!in->has_weight_type) refuse_bare(in, DD_STATUS_INVALID_INPUT, "EDGE_WEIGHT_TYPE is missing");
    if (in->is_explicit && in->weights == NULL) refuse_bare(in, DD_STATUS_INVALID_INPUT, "EDGE_WEIGHT_SECTION is missing");
    if (!in->is_explicit && in->columns[COLUMN_X] == NULL) refuse_bare(in, DD_STATUS_INVALID_INPUT, "NODE_COORD_SECTION is missing");
    if (in->status != DD_STATUS_OK) return;
    in->ticks = choose_ticks(in);
    problem->load_dims = 1;
    add_points(in, problem);
    if (in->status == DD_STATUS_OK) add_matrix(in, problem);
    for (int64_t i = 1; i < in->dimension && in->status == DD_STATUS_OK; i++) add_customer(in, problem, (size_t)i);
    if (in->status == DD_STATUS_OK) add_vehicles(in, problem);
    problem->ticks_per_unit = (double)in->ticks;
}

dd_status dd_vrplib_read(const char *text, size_t size, dd_problem **ret, dd_error *err)
{
    vrplib in = {.text = text, .size = size, .line = 1, .err = err, .limit = NAN, .service = NAN, .shape = -1, .capacity = DD_FOREVER_MS};
    dd_problem *problem = NULL;
    in.status = dd_problem_create(&problem, err);
    if (in.status == DD_STATUS_OK) read_all(&in);
    if (in.status == DD_STATUS_OK) build(&in, problem);
    for (int c = 0; c < COLUMN_COUNT; c++) free(in.columns[c]);
    free(in.weights);
    if (in.status == DD_STATUS_OK) *ret = problem;
    else dd_problem_free(problem);
    return in.status;
}
