#include "route/violations.h"

#include "route/walk_rules.h"

static int64_t start_of(const dd_stop *stop)
{
    return stop->arrival_ms + stop->setup_ms + stop->wait_ms;
}

/* Between two windows the nearer one counts, as in VROOM. */
static uint32_t window_bits(const dd_window *windows, uint32_t count, int64_t start_ms)
{
    if (count == 0) return 0;
    for (uint32_t w = 0; w < count; w++) {
        if (start_ms > windows[w].end_ms) continue;
        if (start_ms >= windows[w].begin_ms) return 0;
        bool is_nearer_before = w > 0 && start_ms - windows[w - 1].end_ms < windows[w].begin_ms - start_ms;
        return is_nearer_before ? DD_VIOLATION_DELAY : DD_VIOLATION_LEAD_TIME;
    }
    return DD_VIOLATION_DELAY;
}

static bool is_over(const dd_instance *in, const int64_t *load, const int64_t *most)
{
    for (uint32_t d = 0; d < in->dims; d++)
        if (load[d] > most[d]) return true;
    return false;
}

/* The begin of the trip that holds stop i: the last start or reload before it, by its departure. */
static int64_t trip_begin(const dd_stop *stops, uint32_t i)
{
    while (i > 0 && stops[i].kind != DD_STEP_RELOAD && stops[i].kind != DD_STEP_START) i--;
    return start_of(&stops[i]);
}

static uint32_t task_bits(const dd_instance *in, uint32_t kind, const dd_stop *stops, uint32_t count, uint32_t i)
{
    const dd_task *task = &in->problem->tasks[stops[i].ix];
    uint32_t bits = window_bits(task->windows, task->window_count, start_of(&stops[i]));
    uint32_t request = in->request_of[stops[i].ix];
    if (request != DD_NONE && !dd_instance_can_serve(in, kind, request)) bits |= DD_VIOLATION_SKILLS;
    if (in->release != NULL && trip_begin(stops, i) < in->release[stops[i].ix]) bits |= DD_VIOLATION_RELEASE;
    if (task->mate == DD_NONE) return bits;
    uint32_t j = 0;
    while (j < count && !(stops[j].kind == DD_STEP_TASK && stops[j].ix == task->mate)) j++;
    bool is_delivery = task->kind == DD_TASK_DELIVERY;
    if (j == count || (j < i) != is_delivery) return bits | DD_VIOLATION_PRECEDENCE;
    int64_t limit = is_delivery ? in->problem->tasks[task->mate].max_on_board_ms : 0;
    if (limit > 0 && start_of(&stops[i]) - start_of(&stops[j]) - stops[j].service_ms > limit) bits |= DD_VIOLATION_ON_BOARD;
    return bits;
}

/* Skills of pinned tasks, which are no request's. */
static uint32_t skill_bits(const dd_instance *in, uint32_t vehicle, uint32_t node)
{
    const dd_task *task = &in->problem->tasks[node];
    const dd_vehicle *v = &in->problem->vehicles[vehicle];
    if (task->only_vehicle != DD_NONE && task->only_vehicle != vehicle) return DD_VIOLATION_SKILLS;
    for (uint32_t s = 0; s < task->skill_count; s++) {
        bool has = false;
        for (uint32_t h = 0; h < v->skill_count && !has; h++) has = v->skills[h] == task->skills[s];
        if (!has) return DD_VIOLATION_SKILLS;
    }
    return 0;
}

/* Pickups of a second merchant, as the walk's rule has it. */
static void declare_merchants(const dd_instance *in, dd_stop *stops, uint32_t count)
{
    uint32_t on_board = 0;
    const dd_stop *last = NULL;
    for (uint32_t i = 0; i < count; i++)
        on_board += stops[i].kind == DD_STEP_TASK && in->node_kind[stops[i].ix] == DD_TASK_DELIVERY && in->mate[stops[i].ix] == DD_NONE;
    for (uint32_t i = 0; i < count; i++) {
        dd_stop *stop = &stops[i];
        if (stop->kind == DD_STEP_BREAK) continue;
        uint8_t kind = stop->kind == DD_STEP_TASK ? in->node_kind[stop->ix] : DD_TASK_JOB;
        if (kind == DD_TASK_PICKUP) {
            bool is_same = last != NULL && last->kind == DD_STEP_TASK && in->node_kind[last->ix] == DD_TASK_PICKUP && last->location == stop->location;
            if (on_board > 0 && !is_same) stop->violations |= DD_VIOLATION_PRECEDENCE;
            on_board++;
        } else if (kind == DD_TASK_DELIVERY && on_board > 0) on_board--;
        last = stop;
    }
}

void dd_violations_declare(dd_walk *walk, uint32_t vehicle, const uint32_t *seq, uint32_t len, dd_stop *stops, uint32_t count, bool is_soft)
{
    const dd_instance *in = walk->instance;
    uint32_t kind_ix = in->kind_of[vehicle], visits = 0;
    const dd_kind *kind = &in->kinds[kind_ix];
    (void)seq, (void)len;
    if (!is_soft && in->pin_of == NULL) return;
    if (in->one_merchant) declare_merchants(in, stops, count);
    for (uint32_t i = 0; i < count; i++) {
        dd_stop *stop = &stops[i];
        if (is_over(in, stop->load, kind->capacity)) stop->violations |= DD_VIOLATION_LOAD;
        if (is_soft && stop->travel_ms > kind->max_travel_ms) stop->violations |= DD_VIOLATION_MAX_TRAVEL_TIME;
        if (is_soft && stop->dist_m > kind->max_dist_m) stop->violations |= DD_VIOLATION_MAX_DISTANCE;
        if (stop->kind == DD_STEP_TASK) {
            stop->violations |= task_bits(in, kind_ix, stops, count, i) | skill_bits(in, vehicle, stop->ix);
            if (++visits > kind->max_tasks) stop->violations |= DD_VIOLATION_MAX_TASKS;
        }
        if (stop->kind == DD_STEP_BREAK) {
            const dd_break *b = &kind->breaks[stop->ix];
            stop->violations |= window_bits(b->windows, b->window_count, start_of(stop));
            if (b->has_max_load && is_over(in, stop->load, b->max_load)) stop->violations |= DD_VIOLATION_MAX_LOAD;
        }
    }
}

uint32_t dd_violations_missing(const dd_instance *instance, uint32_t vehicle, const dd_stop *stops, uint32_t count)
{
    const dd_kind *kind = &instance->kinds[instance->kind_of[vehicle]];
    uint64_t taken = 0;
    for (uint32_t i = 0; kind->break_count > 0 && i < count; i++)
        if (stops[i].kind == DD_STEP_BREAK) taken |= (uint64_t)1 << stops[i].ix;
    for (uint32_t b = 0; b < kind->break_count; b++)
        if (!(taken >> b & 1)) return DD_VIOLATION_MISSING_BREAK;
    return 0;
}
