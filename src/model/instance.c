/* Instance: compiles a validated problem (instance.h).  Every function here fills one part; `out` is the instance being built. */
#include "model/instance.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "model/validate.h"

#define NEW(count, type) DD_ARENA_NEW(&out->arena, (count), type)

static bool has_any(const int64_t *amounts, uint32_t dims)
{
    for (uint32_t d = 0; d < dims; d++)
        if (amounts[d] != 0) return true;
    return false;
}

static bool is_job_like(const dd_task *task)
{
    return task->kind == DD_TASK_JOB || task->mate == DD_NONE;
}

/* ---- nodes ---- */

typedef struct node_flags {
    bool windows, jobs, release, late, on_board;
} node_flags;

static node_flags flags_of(const dd_problem *problem)
{
    node_flags f = {0};
    for (uint32_t i = 0; i < problem->task_count; i++) {
        const dd_task *task = &problem->tasks[i];
        f.windows |= task->window_count > 1;
        f.jobs |= is_job_like(task) && (has_any(task->pickup, problem->load_dims) || has_any(task->delivery, problem->load_dims));
        f.release |= task->kind == DD_TASK_JOB && task->release_ms != 0;
        f.late |= task->late_weight > 0;
        f.on_board |= task->kind == DD_TASK_PICKUP && task->max_on_board_ms > 0;
    }
    return f;
}

static bool fill_plain(dd_instance *out)
{
    const dd_problem *problem = out->problem;
    uint32_t n = out->node_count;
    uint32_t *loc = NEW(n, uint32_t), *mate = NEW(n, uint32_t);
    uint8_t *kind = NEW(n, uint8_t);
    int64_t *begin = NEW(n, int64_t), *end = NEW(n, int64_t);
    if (!loc || !mate || !kind || !begin || !end) return false;
    for (uint32_t i = 0; i < n; i++) {
        const dd_task *task = &problem->tasks[i];
        loc[i] = task->location;
        mate[i] = task->mate;
        kind[i] = (uint8_t)task->kind;
        begin[i] = task->window_count ? task->windows[0].begin_ms : -DD_FOREVER_MS;
        end[i] = task->window_count ? task->windows[task->window_count - 1].end_ms : DD_FOREVER_MS;
    }
    out->loc = loc, out->mate = mate, out->node_kind = kind, out->begin = begin, out->end = end;
    return true;
}

static bool fill_loads(dd_instance *out, node_flags f)
{
    uint32_t n = out->node_count, dims = out->dims;
    int64_t *load = NEW((size_t)n * dims, int64_t), *pickup = NULL, *delivery = NULL;
    if (f.jobs) {
        pickup = NEW((size_t)n * dims, int64_t);
        delivery = NEW((size_t)n * dims, int64_t);
    }
    if (!load || (f.jobs && (!pickup || !delivery))) return false;
    for (uint32_t i = 0; i < n; i++) {
        const dd_task *task = &out->problem->tasks[i];
        for (uint32_t d = 0; d < dims; d++) {
            size_t at = (size_t)i * dims + d;
            if (!is_job_like(task)) load[at] = task->pickup[d] - task->delivery[d];
            else if (f.jobs) pickup[at] = task->pickup[d], delivery[at] = task->delivery[d];
        }
    }
    out->load = load, out->pickup = pickup, out->delivery = delivery;
    out->has_jobs_load = f.jobs;
    return true;
}

static bool fill_windows(dd_instance *out, node_flags f)
{
    if (!f.windows) return true;
    const dd_window **windows = NEW(out->node_count, const dd_window *);
    uint32_t *count = NEW(out->node_count, uint32_t);
    if (!windows || !count) return false;
    for (uint32_t i = 0; i < out->node_count; i++) {
        windows[i] = out->problem->tasks[i].windows;
        count[i] = out->problem->tasks[i].window_count;
    }
    out->windows = windows, out->window_count = count;
    return true;
}

static bool fill_soft(dd_instance *out, node_flags f)
{
    uint32_t n = out->node_count;
    int64_t *release = f.release ? NEW(n, int64_t) : NULL, *due = f.late ? NEW(n, int64_t) : NULL;
    int64_t *weight = f.late ? NEW(n, int64_t) : NULL, *on_board = f.on_board ? NEW(n, int64_t) : NULL;
    if ((f.release && !release) || (f.late && (!due || !weight)) || (f.on_board && !on_board)) return false;
    for (uint32_t i = 0; i < n; i++) {
        const dd_task *task = &out->problem->tasks[i];
        if (release) release[i] = task->kind == DD_TASK_JOB && has_any(task->delivery, out->dims) ? task->release_ms : -DD_FOREVER_MS;
        if (due) due[i] = task->due_ms, weight[i] = task->late_weight;
        if (on_board && task->kind == DD_TASK_PICKUP) on_board[i] = task->max_on_board_ms;
    }
    out->release = release, out->due = due, out->late_weight = weight, out->max_on_board = on_board;
    return true;
}

/* ---- load classes ---- */

static int compare_u32(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* The dense class (from 1) of a user's class that has conflicts, or 0. */
static uint32_t find_class(const uint32_t *sorted, uint32_t count, uint32_t value)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t mid = (low + high) / 2;
        if (sorted[mid] < value) low = mid + 1;
        else high = mid;
    }
    return value != 0 && low < count && sorted[low] == value ? low + 1 : 0;
}

static bool fill_conflicts(dd_instance *out, const uint32_t *sorted, uint32_t count)
{
    const dd_problem *problem = out->problem;
    uint32_t words = (count + 1 + 63) / 64;
    uint64_t *conflicts = NEW((size_t)(count + 1) * words, uint64_t);
    uint32_t *load_class = NEW(out->node_count, uint32_t);
    if (!conflicts || !load_class) return false;
    for (uint32_t i = 0; i < problem->class_conflict_count; i++) {
        uint32_t a = find_class(sorted, count, problem->class_conflicts[i][0]), b = find_class(sorted, count, problem->class_conflicts[i][1]);
        if (a == 0 || b == 0) continue;
        conflicts[(size_t)a * words + b / 64] |= (uint64_t)1 << (b % 64);
        conflicts[(size_t)b * words + a / 64] |= (uint64_t)1 << (a % 64);
    }
    for (uint32_t i = 0; i < out->node_count; i++) load_class[i] = find_class(sorted, count, problem->tasks[i].load_class);
    out->load_class = load_class, out->conflicts = conflicts;
    out->class_count = count + 1, out->class_words = words;
    return true;
}

static dd_status fill_classes(dd_instance *out, dd_error *err)
{
    const dd_problem *problem = out->problem;
    uint32_t count = problem->class_conflict_count;
    if (count == 0) return DD_STATUS_OK;
    if (count > 4096) return dd_error_set(err, DD_STATUS_TOO_LARGE, "/class_conflicts", "more than 4096 pairs");
    uint32_t *classes = NEW((size_t)count * 2, uint32_t), unique = 0;
    if (!classes) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    memcpy(classes, problem->class_conflicts, (size_t)count * sizeof *problem->class_conflicts);
    qsort(classes, (size_t)count * 2, sizeof *classes, compare_u32);
    for (uint32_t i = 0; i < count * 2; i++)
        if (classes[i] != 0 && (unique == 0 || classes[unique - 1] != classes[i])) classes[unique++] = classes[i];
    return fill_conflicts(out, classes, unique) ? DD_STATUS_OK : dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}

static bool fill_exact(dd_instance *out)
{
    bool *is_exact = NEW(out->node_count, bool);
    if (!is_exact) return false;
    for (uint32_t i = 0; i < out->node_count; i++) {
        const dd_task *task = &out->problem->tasks[i];
        is_exact[i] = task->window_count > 1 || (out->late_weight && out->late_weight[i] > 0)
                      || (out->release && out->release[i] > -DD_FOREVER_MS && task->release_ms != 0)
                      || (out->max_on_board && task->kind == DD_TASK_PICKUP && out->max_on_board[i] > 0)
                      || (out->load_class && out->load_class[i] != 0);
        out->is_any_exact |= is_exact[i];
    }
    out->is_exact = is_exact;
    return true;
}

/* ---- skills ---- */

static uint64_t skills_hash(const uint32_t *skills, uint32_t count)
{
    uint64_t hash = count;
    for (uint32_t i = 0; i < count; i++) hash += (skills[i] + 0x9e3779b97f4a7c15u) * ((uint64_t)skills[i] * 2 + 1) * 0x94d049bb133111ebu;
    return hash ^ (hash >> 29);
}

static bool has_skill(const uint32_t *skills, uint32_t count, uint32_t skill)
{
    for (uint32_t i = 0; i < count; i++)
        if (skills[i] == skill) return true;
    return false;
}

static bool has_skills(const uint32_t *skills, uint32_t count, const dd_task *task)
{
    for (uint32_t i = 0; task != NULL && i < task->skill_count; i++)
        if (!has_skill(skills, count, task->skills[i])) return false;
    return true;
}

/* Classes of equal demands for skills: the tasks that stand for each. */
typedef struct skill_classes {
    const dd_task **first, **second;
    uint32_t count;
    uint32_t *slots;
    size_t mask;
} skill_classes;

static bool is_same_skills(const dd_task *a, const dd_task *b)
{
    if (a == NULL || b == NULL) return (a == NULL || a->skill_count == 0) && (b == NULL || b->skill_count == 0);
    return a->skill_count == b->skill_count && has_skills(a->skills, a->skill_count, b) && has_skills(b->skills, b->skill_count, a);
}

static uint32_t skill_class_of(skill_classes *classes, const dd_task *a, const dd_task *b)
{
    uint64_t hash = skills_hash(a->skills, a->skill_count) * 3 + (b ? skills_hash(b->skills, b->skill_count) : skills_hash(NULL, 0));
    size_t slot = (size_t)hash & classes->mask;
    for (; classes->slots[slot] != 0; slot = (slot + 1) & classes->mask) {
        uint32_t held = classes->slots[slot] - 1;
        if (is_same_skills(classes->first[held], a) && is_same_skills(classes->second[held], b)) return held;
    }
    uint32_t ix = classes->count++;
    classes->slots[slot] = ix + 1;
    classes->first[ix] = a;
    classes->second[ix] = b;
    return ix;
}

static bool init_skill_classes(dd_instance *out, skill_classes *classes)
{
    size_t slots = 16;
    while (slots < (size_t)out->request_count * 2 + 2) slots *= 2;
    *classes = (skill_classes){NEW(out->request_count + 1, const dd_task *), NEW(out->request_count + 1, const dd_task *), 0,
                               NEW(slots, uint32_t), slots - 1};
    return classes->first && classes->second && classes->slots;
}

static bool fill_skills(dd_instance *out, dd_request *requests, dd_kind *kinds)
{
    const dd_problem *problem = out->problem;
    bool is_any = false;
    for (uint32_t i = 0; i < problem->task_count && !is_any; i++) is_any = problem->tasks[i].skill_count > 0;
    if (!is_any) return true;
    skill_classes classes;
    if (!init_skill_classes(out, &classes)) return false;
    for (uint32_t r = 0; r < out->request_count; r++)
        requests[r].skill_class = skill_class_of(&classes, &problem->tasks[requests[r].a],
                                                 requests[r].b == DD_NONE ? NULL : &problem->tasks[requests[r].b]);
    for (uint32_t k = 0; k < out->kind_count; k++) {
        const dd_vehicle *v = &problem->vehicles[kinds[k].first];
        uint64_t *bits = NEW(classes.count / 64 + 1, uint64_t);
        if (!bits) return false;
        for (uint32_t c = 0; c < classes.count; c++)
            if (has_skills(v->skills, v->skill_count, classes.first[c]) && has_skills(v->skills, v->skill_count, classes.second[c]))
                bits[c / 64] |= (uint64_t)1 << (c % 64);
        kinds[k].skill_bits = bits;
    }
    return true;
}

/* ---- requests ---- */

/* By node: the vehicle whose pinned steps hold it, or DD_NONE. */
static uint32_t *find_pinned(dd_instance *out)
{
    uint32_t *pinned = NEW(out->node_count, uint32_t);
    if (!pinned) return NULL;
    for (uint32_t i = 0; i < out->node_count; i++) pinned[i] = DD_NONE;
    for (uint32_t v = 0; v < out->vehicle_count; v++) {
        const dd_vehicle *vehicle = &out->problem->vehicles[v];
        for (uint32_t i = 0; i < vehicle->pinned_count; i++)
            if (vehicle->steps[i].kind == DD_STEP_TASK) pinned[vehicle->steps[i].ix] = v;
    }
    return pinned;
}

/* The request of a task that is not pinned; of a shipment whose pickup is pinned, only the delivery is left, and it must be made. */
static dd_request request_from(const dd_instance *out, uint32_t ix, const uint32_t *pinned)
{
    const dd_task *task = &out->problem->tasks[ix];
    const dd_task *other = task->mate == DD_NONE ? task : &out->problem->tasks[task->mate];
    dd_request r = {.a = ix, .b = DD_NONE, .only_kind = task->only_vehicle};
    r.priority = task->priority > other->priority ? task->priority : other->priority;
    r.prize = other == task ? task->prize : task->prize + other->prize;
    r.is_required = task->is_required || other->is_required;
    r.is_simple = !out->is_exact[ix] && (other == task || !out->is_exact[task->mate]);
    if (task->mate == DD_NONE) return r;
    if (pinned[task->mate] != DD_NONE) {
        r.only_kind = pinned[task->mate];
        r.is_required = true;
        return r;
    }
    if (task->kind == DD_TASK_DELIVERY) r.a = task->mate, r.b = ix;
    else r.b = task->mate;
    return r;
}

static bool fill_requests(dd_instance *out, dd_request **ret)
{
    uint32_t n = out->node_count, count = 0;
    uint32_t *request_of = NEW(n, uint32_t), *pinned = find_pinned(out);
    dd_request *requests = NEW(n, dd_request);
    bool *is_bound = NEW(n, bool);
    if (!request_of || !requests || !pinned || !is_bound) return false;
    for (uint32_t i = 0; i < n; i++) request_of[i] = DD_NONE;
    for (uint32_t i = 0; i < n; i++) {
        if (pinned[i] != DD_NONE || request_of[i] != DD_NONE) continue;
        dd_request r = request_from(out, i, pinned);
        requests[count] = r;
        is_bound[r.a] = r.b == DD_NONE && out->mate[r.a] != DD_NONE;
        request_of[r.a] = count;
        if (r.b != DD_NONE) request_of[r.b] = count;
        count++;
    }
    out->request_of = request_of, out->request_count = count;
    out->is_bound = is_bound;
    *ret = requests;
    return true;
}

/* ---- kinds ---- */

static bool is_same_vehicle(const dd_vehicle *a, const dd_vehicle *b, uint32_t dims)
{
    return a->profile == b->profile && a->speed_permille == b->speed_permille && a->start == b->start && a->end == b->end
           && a->shift_begin_ms == b->shift_begin_ms && a->shift_end_ms == b->shift_end_ms
           && memcmp(a->capacity, b->capacity, dims * sizeof *a->capacity) == 0 && a->skill_count == b->skill_count
           && (a->skill_count == 0 || memcmp(a->skills, b->skills, a->skill_count * sizeof *a->skills) == 0)
           && a->break_count == 0 && b->break_count == 0 && a->max_tasks == b->max_tasks && a->type == b->type
           && a->max_travel_ms == b->max_travel_ms && a->max_dist_m == b->max_dist_m && a->max_duration_ms == b->max_duration_ms
           && a->fixed_cost == b->fixed_cost && a->cost_per_hour == b->cost_per_hour && a->cost_per_task_hour == b->cost_per_task_hour
           && a->cost_per_wait_hour == b->cost_per_wait_hour && a->cost_per_km == b->cost_per_km && a->max_trips == b->max_trips
           && a->reload == b->reload && a->reload_ms == b->reload_ms && a->step_count == 0 && b->step_count == 0;
}

/* A matrix at a vehicle's speed, with its transpose; found again for the next kind that asks. */
typedef struct travel_entry {
    const int32_t *source;
    uint32_t speed;
    const int32_t *matrix, *transpose;
} travel_entry;

typedef struct travel_cache {
    travel_entry *entries;
    size_t count, capacity;
} travel_cache;

static const int32_t *scaled_matrix(dd_instance *out, const int32_t *source, uint32_t speed)
{
    if (speed == 1000) return source;
    size_t cells = (size_t)out->location_count * out->location_count;
    int32_t *matrix = NEW(cells, int32_t);
    for (size_t i = 0; matrix != NULL && i < cells; i++) {
        int64_t ms = ((int64_t)source[i] * 1000 + speed / 2) / speed;
        matrix[i] = ms > INT32_MAX ? INT32_MAX : (int32_t)ms;
    }
    return matrix;
}

static const int32_t *transposed_matrix(dd_instance *out, const int32_t *matrix)
{
    size_t n = out->location_count;
    bool is_symmetric = true;
    for (size_t i = 0; i < n && is_symmetric; i++)
        for (size_t j = 0; j < i && is_symmetric; j++) is_symmetric = matrix[i * n + j] == matrix[j * n + i];
    if (is_symmetric) return matrix;
    int32_t *transpose = NEW(n * n, int32_t);
    for (size_t i = 0; transpose != NULL && i < n; i++)
        for (size_t j = 0; j < n; j++) transpose[j * n + i] = matrix[i * n + j];
    return transpose;
}

static bool get_travel(dd_instance *out, travel_cache *cache, const int32_t *source, uint32_t speed, const int32_t **ret,
                       const int32_t **ret_to)
{
    if (source == NULL) return true;
    size_t at = 0;
    while (at < cache->count && (cache->entries[at].source != source || cache->entries[at].speed != speed)) at++;
    if (at == cache->count) {
        if (!DD_ARRAY_RESERVE(cache->entries, cache->capacity, at + 1)) return false;
        const int32_t *matrix = scaled_matrix(out, source, speed);
        const int32_t *transpose = matrix ? transposed_matrix(out, matrix) : NULL;
        if (transpose == NULL) return false;
        cache->entries[cache->count++] = (travel_entry){source, speed, matrix, transpose};
    }
    *ret = cache->entries[at].matrix;
    *ret_to = cache->entries[at].transpose;
    return true;
}

static bool fill_kind_travel(dd_instance *out, travel_cache *cache, dd_kind *kind, const dd_vehicle *v)
{
    const dd_matrix *m = &out->problem->matrices[v->profile];
    uint32_t speed = v->speed_permille ? v->speed_permille : 1000;
    if (!get_travel(out, cache, m->duration_ms, speed, &kind->dur, &kind->dur_to)) return false;
    if (!get_travel(out, cache, m->dist_m, 1000, &kind->dist, &kind->dist_to)) return false;
    if (!get_travel(out, cache, m->cost, 1000, &kind->cust, &kind->cust_to)) return false;
    kind->curve = m->speed_by_hour_permille;
    return true;
}

static void fill_kind_plain(const dd_instance *out, dd_kind *kind, const dd_vehicle *v)
{
    bool is_custom = out->problem->matrices[v->profile].cost != NULL;
    kind->profile = v->profile;
    kind->cost_ms = is_custom ? 0 : v->cost_per_hour;
    kind->cost_m = is_custom ? 0 : v->cost_per_km * DD_COST_UNIT;
    kind->cost_work_ms = v->cost_per_task_hour;
    kind->cost_wait_ms = v->cost_per_wait_hour;
    kind->fixed_cost = v->fixed_cost * 1000 * DD_COST_UNIT;
    kind->start = v->start, kind->end = v->end;
    kind->shift_begin_ms = v->shift_begin_ms;
    kind->shift_end_ms = v->shift_end_ms ? v->shift_end_ms : DD_FOREVER_MS;
    kind->capacity = v->capacity;
    kind->max_tasks = v->max_tasks ? v->max_tasks : UINT32_MAX;
    kind->max_travel_ms = v->max_travel_ms ? v->max_travel_ms : DD_FOREVER_MS;
    kind->max_dist_m = v->max_dist_m ? v->max_dist_m : DD_FOREVER_MS;
    kind->max_duration_ms = v->max_duration_ms ? v->max_duration_ms : DD_FOREVER_MS;
    kind->max_trips = v->max_trips ? v->max_trips : 1;
    kind->reload = v->reload == DD_NONE ? v->start : v->reload;
    kind->reload_ms = v->reload_ms;
    kind->breaks = v->breaks, kind->break_count = v->break_count;
    kind->needs_shift = kind->curve != NULL || v->cost_per_wait_hour != 0 || v->max_duration_ms != 0;
    kind->is_simple = !kind->needs_shift && v->break_count == 0 && kind->max_trips == 1 && v->pinned_count == 0
                      && !out->problem->one_merchant_at_a_time;
}

/* Setup and service by node for vehicles of a type. */
static bool fill_times(dd_instance *out, dd_kind *kind, uint32_t type)
{
    uint32_t n = out->node_count;
    int64_t *setup = NEW(n, int64_t), *service = NEW(n, int64_t);
    if (!setup || !service) return false;
    bool has_setup = false;
    for (uint32_t i = 0; i < n; i++) {
        const dd_task *task = &out->problem->tasks[i];
        setup[i] = task->setup_ms, service[i] = task->service_ms;
        for (uint32_t t = 0; type != 0 && t < task->by_type_count; t++)
            if (task->by_type[t].type == type) setup[i] = task->by_type[t].setup_ms, service[i] = task->by_type[t].service_ms;
        has_setup |= setup[i] != 0;
    }
    kind->setup = has_setup ? setup : NULL, kind->service = service;
    return true;
}

static int64_t break_begin(const dd_break *b)
{
    return b->window_count > 0 ? b->windows[0].begin_ms : -DD_FOREVER_MS;
}

static bool fill_break_order(dd_instance *out, dd_kind *kind)
{
    if (kind->break_count == 0) return true;
    uint32_t *order = NEW(kind->break_count, uint32_t);
    if (!order) return false;
    for (uint32_t i = 0; i < kind->break_count; i++) {
        uint32_t at = i;
        for (; at > 0 && break_begin(&kind->breaks[order[at - 1]]) > break_begin(&kind->breaks[i]); at--) order[at] = order[at - 1];
        order[at] = i;
    }
    kind->break_order = order;
    return true;
}

static bool share_times(dd_instance *out, dd_kind *kinds, uint32_t k)
{
    const dd_problem *problem = out->problem;
    uint32_t type = problem->vehicles[kinds[k].first].type;
    for (uint32_t j = k; j-- > 0 && k - j < 64;) {
        if (problem->vehicles[kinds[j].first].type != type) continue;
        kinds[k].setup = kinds[j].setup, kinds[k].service = kinds[j].service;
        return true;
    }
    return fill_times(out, &kinds[k], type);
}

static uint32_t count_kinds(const dd_problem *problem, const bool *is_named, uint32_t *kind_of)
{
    uint32_t count = 0;
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        bool is_same = v > 0 && !is_named[v] && !is_named[v - 1]
                       && is_same_vehicle(&problem->vehicles[v - 1], &problem->vehicles[v], problem->load_dims);
        count += !is_same;
        kind_of[v] = count - 1;
    }
    return count;
}

static bool fill_kinds(dd_instance *out, dd_kind **ret)
{
    const dd_problem *problem = out->problem;
    uint32_t *kind_of = NEW(problem->vehicle_count, uint32_t);
    bool *is_named = NEW(problem->vehicle_count, bool);
    if (!kind_of || !is_named) return false;
    for (uint32_t i = 0; i < problem->task_count; i++)
        if (problem->tasks[i].only_vehicle != DD_NONE) is_named[problem->tasks[i].only_vehicle] = true;
    out->kind_of = kind_of;
    out->kind_count = count_kinds(problem, is_named, kind_of);
    dd_kind *kinds = NEW(out->kind_count, dd_kind);
    travel_cache cache = {0};
    bool is_good = kinds != NULL;
    for (uint32_t v = 0; is_good && v < problem->vehicle_count; v++) {
        dd_kind *kind = &kinds[kind_of[v]];
        if (kind->count++ > 0) continue;
        kind->first = v;
        is_good = fill_kind_travel(out, &cache, kind, &problem->vehicles[v]);
        if (is_good) fill_kind_plain(out, kind, &problem->vehicles[v]);
        is_good = is_good && share_times(out, kinds, kind_of[v]) && fill_break_order(out, kind);
        out->is_any_exact |= !kind->is_simple;
        out->has_trips |= kind->max_trips > 1;
    }
    free(cache.entries);
    *ret = kinds;
    return is_good;
}

/* ---- pins ---- */

static bool fill_pin(dd_instance *out, dd_pin *pin, uint32_t vehicle, uint32_t count)
{
    const dd_vehicle *v = &out->problem->vehicles[vehicle];
    uint32_t *seq = NEW(count, uint32_t), used = 0;
    const dd_step **steps = NEW(count, const dd_step *);
    if (!seq || !steps) return false;
    pin->vehicle = vehicle;
    for (uint32_t i = 0; i < count; i++) {
        const dd_step *step = &v->steps[i];
        if (step->kind == DD_STEP_START) pin->start = step;
        else if (step->kind == DD_STEP_END) pin->end = step;
        else {
            steps[used] = step;
            seq[used++] = step->kind == DD_STEP_TASK ? step->ix : step->kind == DD_STEP_RELOAD ? out->reload : out->break0 + step->ix;
        }
    }
    pin->seq = seq, pin->steps = steps, pin->count = used;
    return true;
}

static bool fill_pins(dd_instance *out)
{
    const dd_problem *problem = out->problem;
    uint32_t count = 0;
    for (uint32_t v = 0; v < problem->vehicle_count; v++) count += problem->vehicles[v].pinned_count > 0;
    if (count == 0) return true;
    dd_pin *pins = NEW(count, dd_pin);
    uint32_t *pin_of = NEW(problem->vehicle_count, uint32_t);
    if (!pins || !pin_of) return false;
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        pin_of[v] = DD_NONE;
        if (problem->vehicles[v].pinned_count == 0) continue;
        pin_of[v] = out->pin_count;
        if (!fill_pin(out, &pins[out->pin_count++], v, problem->vehicles[v].pinned_count)) return false;
    }
    out->pins = pins, out->pin_of = pin_of;
    return true;
}

/* ---- the whole ---- */

/* The dearest leg, and whether a plan's cost can pass the range of int64. */
static dd_status check_costs(dd_instance *out, dd_error *err)
{
    int64_t dur = 0, dist = 0, cust = 0, most = 0;
    size_t cells = (size_t)out->location_count * out->location_count;
    for (uint32_t p = 0; p < out->problem->profile_count; p++) {
        const dd_matrix *m = &out->problem->matrices[p];
        int32_t top = 0, top_dist = 0, top_cust = 0;
        for (size_t i = 0; i < cells; i++) top = m->duration_ms[i] > top ? m->duration_ms[i] : top;
        for (size_t i = 0; m->dist_m && i < cells; i++) top_dist = m->dist_m[i] > top_dist ? m->dist_m[i] : top_dist;
        for (size_t i = 0; m->cost && i < cells; i++) top_cust = m->cost[i] > top_cust ? m->cost[i] : top_cust;
        dur = top > dur ? top : dur, dist = top_dist > dist ? top_dist : dist, cust = top_cust > cust ? top_cust : cust;
    }
    for (uint32_t k = 0; k < out->kind_count; k++) {
        const dd_kind *kind = &out->kinds[k];
        int64_t slow = kind->curve ? 20 * 5 : 5;
        int64_t cost = dur * slow * kind->cost_ms + dist * kind->cost_m + cust * 1000 * DD_COST_UNIT;
        most = cost > most ? cost : most;
    }
    out->max_arc_cost = most;
    int64_t legs = (int64_t)out->node_count + 2 * (int64_t)out->vehicle_count + 1;
    if (most > INT64_MAX / 8 / legs) return dd_error_set(err, DD_STATUS_TOO_LARGE, "/vehicles", "costs pass the range of 64 bits");
    return DD_STATUS_OK;
}

static bool is_plain(const dd_instance *out, const dd_kind *kind)
{
    return kind->is_simple && out->dims == 1 && kind->start != DD_NONE && kind->end != DD_NONE && kind->setup == NULL && kind->cust == NULL
           && (kind->cost_m == 0 || kind->dist == NULL) && kind->max_travel_ms == DD_FOREVER_MS && kind->max_dist_m == DD_FOREVER_MS
           && kind->max_tasks == UINT32_MAX;
}

static bool fill_all(dd_instance *out, dd_error *err, dd_status *ret)
{
    dd_request *requests;
    dd_kind *kinds;
    node_flags flags = flags_of(out->problem);
    if (!fill_plain(out) || !fill_loads(out, flags) || !fill_windows(out, flags) || !fill_soft(out, flags)) return false;
    *ret = fill_classes(out, err);
    if (*ret != DD_STATUS_OK) return true;
    if (!fill_exact(out) || !fill_requests(out, &requests) || !fill_kinds(out, &kinds) || !fill_skills(out, requests, kinds)) return false;
    for (uint32_t r = 0; r < out->request_count; r++)
        if (requests[r].only_kind != DD_NONE) requests[r].only_kind = out->kind_of[requests[r].only_kind];
    for (uint32_t k = 0; k < out->kind_count; k++) kinds[k].is_plain = is_plain(out, &kinds[k]);
    out->requests = requests, out->kinds = kinds;
    if (!fill_pins(out)) return false;
    *ret = check_costs(out, err);
    return true;
}

dd_status dd_instance_create(const dd_problem *problem, dd_instance **ret, dd_error *err)
{
    dd_status status = dd_problem_validate(problem, err);
    if (status != DD_STATUS_OK) return status;
    dd_instance *out = dd_array_new(1, sizeof *out);
    if (out == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    dd_arena_init(&out->arena);
    out->problem = problem;
    out->location_count = problem->location_count;
    out->node_count = problem->task_count;
    out->vehicle_count = problem->vehicle_count;
    out->dims = problem->load_dims;
    out->reload = problem->task_count;
    out->break0 = problem->task_count + 1;
    out->one_merchant = problem->one_merchant_at_a_time;
    if (!fill_all(out, err, &status)) status = dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    if (status != DD_STATUS_OK) {
        dd_instance_free(out);
        return status;
    }
    *ret = out;
    return DD_STATUS_OK;
}

void dd_instance_free(dd_instance *instance)
{
    if (instance == NULL) return;
    dd_arena_done(&instance->arena);
    free(instance);
}
