/* The walk (walk.h).  A sequence is looked at in four passes: loads and rules that know no time; earliest times; where waiting is paid,
 * limited or to be shown, the shift of rule (2); cost.  O(visits * (breaks + 1)^2 * dims), and again for each time-on-board limit that
 * moves a pickup.
 */
#include "route/walk.h"

#include <string.h>

#include "base/array.h"
#include "route/walk_rules.h"
#include "travel/curve.h"

/* The best way to have left position p with some of the floating breaks taken. */
typedef struct dd_walk_label {
    int64_t start_ms, end_ms, late_cost;
    uint32_t from;             /* floating breaks taken when leaving p - 1 */
    bool is_good;
} label;

typedef struct course {
    dd_walk *walk;
    const dd_instance *in;
    const dd_kind *kind;
    const dd_pin *pin;
    const uint32_t *seq;
    uint32_t len, pinned;
    bool is_soft, is_bound;    /* declare everything; the vehicle's own limits are declared */
    uint32_t floating[64], floating_count;
    bool has_floor;
} course;

bool dd_walk_init(dd_walk *walk, const dd_instance *instance, dd_arena *arena)
{
    *walk = (dd_walk){.instance = instance, .arena = arena};
    walk->board = DD_ARENA_NEW(arena, (size_t)instance->dims * 3, int64_t);
    walk->where = DD_ARENA_NEW(arena, instance->node_count, uint32_t);
    walk->class_count = DD_ARENA_NEW(arena, instance->class_count, uint32_t);
    walk->dropped = DD_ARENA_NEW(arena, instance->pin_count, uint64_t);
    return walk->board && walk->where && walk->class_count && walk->dropped;
}

#define ROOM(items, capacity, need) room(walk->arena, (void **)&(items), &(capacity), (need), sizeof *(items))

/* Grows scratch by doubling; what it held is lost. */
static bool room(dd_arena *arena, void **items, size_t *capacity, size_t need, size_t size)
{
    if (need <= *capacity) return true;
    size_t want = *capacity ? *capacity : 32;
    while (want < need) want *= 2;
    void *memory = dd_arena_alloc(arena, want, size);
    if (memory == NULL) return false;
    *items = memory;
    *capacity = want;
    return true;
}

static bool course_init(course *c, dd_walk *walk, uint32_t vehicle, const uint32_t *seq, uint32_t len, bool is_soft)
{
    const dd_instance *in = walk->instance;
    const dd_kind *kind = &in->kinds[in->kind_of[vehicle]];
    *c = (course){.walk = walk, .in = in, .kind = kind, .seq = seq, .len = len, .is_soft = is_soft};
    if (in->pin_of != NULL && in->pin_of[vehicle] != DD_NONE) {
        c->pin = &in->pins[in->pin_of[vehicle]];
        c->pinned = c->pin->count < len ? c->pin->count : len;
    }
    c->is_bound = is_soft || dd_walk_is_bound(in, seq, len, c->pinned);
    uint64_t fixed = c->pin ? walk->dropped[c->pin - in->pins] : 0;
    for (uint32_t p = 0; kind->break_count > 0 && p < c->pinned; p++)
        if (seq[p] >= in->break0) fixed |= (uint64_t)1 << (seq[p] - in->break0);
    for (uint32_t i = 0; i < kind->break_count; i++)
        if (!(fixed >> kind->break_order[i] & 1) && !is_soft) c->floating[c->floating_count++] = kind->break_order[i];
    return ROOM(walk->labels, walk->label_capacity, ((size_t)len + 2) * (c->floating_count + 1))
           && ROOM(walk->floor, walk->floor_capacity, (size_t)len + 2);
}

static uint32_t location_of(const course *c, uint32_t p)
{
    if (p == 0) return c->kind->start;
    if (p > c->len) return c->kind->end;
    uint32_t code = c->seq[p - 1];
    return code < c->in->node_count ? c->in->loc[code] : code == c->in->reload ? c->kind->reload : DD_NONE;
}

static bool is_break(const course *c, uint32_t p)
{
    return p >= 1 && p <= c->len && c->seq[p - 1] >= c->in->break0;
}

static const dd_step *step_of(const course *c, uint32_t p)
{
    if (c->pin == NULL) return NULL;
    if (p == 0) return c->pin->start;
    return p <= c->pinned ? c->pin->steps[p - 1] : p > c->len ? c->pin->end : NULL;
}

static const dd_window *find_window(const dd_window *windows, uint32_t count, int64_t t)
{
    for (uint32_t w = 0; w < count; w++)
        if (windows[w].end_ms >= t) return &windows[w];
    return NULL;
}

/* The bounds of a start that is wanted at t or later: the window that holds it.  False when there is none; then the last stands. */
static bool open_window(const dd_window *windows, uint32_t count, int64_t t, dd_window *ret)
{
    *ret = (dd_window){-DD_FOREVER_MS, DD_FOREVER_MS};
    if (count == 0) return true;
    const dd_window *found = find_window(windows, count, t);
    *ret = found ? *found : windows[count - 1];
    return found != NULL;
}

static int64_t late_cost_of(const dd_instance *in, uint32_t node, int64_t start_ms)
{
    if (in->late_weight == NULL || start_ms <= in->due[node]) return 0;
    int64_t late = start_ms - in->due[node], weight = in->late_weight[node];
    return weight != 0 && late > DD_LATE_MAX / weight ? DD_LATE_MAX : late * weight;
}

/* Starts the service of position p no earlier than t: *ret_start; false when no window is left and that is enforced. */
static inline bool start_at(const course *c, uint32_t p, int64_t t, int64_t *ret_start)
{
    const dd_instance *in = c->in;
    uint32_t code = c->seq[p - 1];
    const dd_step *step = p <= c->pinned ? step_of(c, p) : NULL;
    if (c->has_floor && t < c->walk->floor[p]) t = c->walk->floor[p];
    if (step != NULL && step->has_after && t < step->after_ms) t = step->after_ms;
    if (step != NULL && step->has_at && t < step->at_ms) t = step->at_ms;
    *ret_start = t;
    if (code >= in->node_count) return true;
    if (t < in->begin[code] && !(step != NULL && step->has_at)) t = *ret_start = in->begin[code];
    if (in->windows != NULL && in->window_count[code] > 1) {
        const dd_window *w = find_window(in->windows[code], in->window_count[code], t);
        if (w != NULL && t < w->begin_ms && !(step != NULL && step->has_at)) *ret_start = w->begin_ms;
    }
    return t <= in->end[code] || p <= c->pinned || c->is_soft || in->is_bound[code];
}

static inline int64_t service_of(const course *c, uint32_t code)
{
    if (code < c->in->node_count) return c->kind->service[code];
    return code == c->in->reload ? c->kind->reload_ms : c->kind->breaks[code - c->in->break0].service_ms;
}

/* The instant from t on that a fixed step asks for. */
static int64_t wanted_by(const dd_step *step, int64_t t)
{
    if (step != NULL && step->has_after && t < step->after_ms) t = step->after_ms;
    return step != NULL && step->has_at && t < step->at_ms ? step->at_ms : t;
}

/* One break on the way: waits for its window, driving as far as that allows. */
static bool take_break(const course *c, uint32_t b, int64_t *t, int64_t *free_ms, bool is_soft)
{
    const dd_break *br = &c->kind->breaks[b];
    dd_window w;
    if (!open_window(br->windows, br->window_count, *t, &w) && !is_soft) return false;
    int64_t start = *t > w.begin_ms ? *t : w.begin_ms;
    *free_ms -= dd_curve_progress(c->kind->curve, *t, start, *free_ms);
    *t = start + br->service_ms;
    return true;
}

/* Whether a floating break may be taken when leaving position p (its max_load). */
static bool break_fits(const course *c, uint32_t b, uint32_t p)
{
    return !c->kind->breaks[b].has_max_load || dd_walk_load_fits(c->walk, c->kind, c->seq, c->len, p, c->kind->breaks[b].max_load);
}

/* The gap before real position p: the last real position q < p, fixed breaks q + 1 .. p - 1, then floating breaks j .. k - 1.  *t: from
 * the departure at q to the arrival at p. */
static bool cross_gap(const course *c, uint32_t q, uint32_t p, uint32_t j, uint32_t k, int64_t *t)
{
    int64_t free_ms = dd_kind_travel(c->in, c->kind, location_of(c, q), location_of(c, p));
    for (uint32_t f = q + 1; f < p; f++) {
        const dd_step *step = step_of(c, f);
        int64_t wanted = wanted_by(step, *t);
        free_ms -= dd_curve_progress(c->kind->curve, *t, wanted, free_ms);
        *t = wanted;
        if (step != NULL && step->has_at) *t += c->kind->breaks[c->seq[f - 1] - c->in->break0].service_ms;
        else if (!take_break(c, c->seq[f - 1] - c->in->break0, t, &free_ms, true)) return false;
    }
    for (uint32_t b = j; b < k; b++)
        if (!break_fits(c, c->floating[b], q) || !take_break(c, c->floating[b], t, &free_ms, false)) return false;
    *t = dd_curve_arrival(c->kind->curve, *t, free_ms);
    return true;
}

static int64_t setup_of(const course *c, uint32_t q, uint32_t p)
{
    if (p > c->len || c->seq[p - 1] >= c->in->node_count) return 0;
    return dd_kind_setup(c->in, c->kind, location_of(c, q), c->seq[p - 1]);
}

/* Fills labels[p][k] from labels[q][j]. */
static void relax(const course *c, uint32_t q, uint32_t p, uint32_t j, uint32_t k)
{
    label *labels = c->walk->labels;
    uint32_t width = c->floating_count + 1;
    const label *from = &labels[q * width + j];
    label *to = &labels[p * width + k];
    int64_t t = from->end_ms, start;
    if (!from->is_good || !cross_gap(c, q, p, j, k, &t)) return;
    int64_t late = from->late_cost, end;
    if (p <= c->len) {
        t += setup_of(c, q, p);
        uint32_t code = c->seq[p - 1];
        if (code == c->in->reload) {
            int64_t release = dd_walk_release(c->in, c->seq, c->len, p);
            t = t > release ? t : release;
        }
        if (!start_at(c, p, t, &start)) return;
        end = start + service_of(c, code);
        if (code < c->in->node_count) late += late_cost_of(c->in, code, start);
    } else {
        start = end = t;
        if (end > c->kind->shift_end_ms && !c->is_bound) return;
    }
    if (to->is_good && (to->end_ms < end || (to->end_ms == end && to->late_cost <= late))) return;
    *to = (label){start, end, late, j, true};
}

static int64_t begin_of(const course *c)
{
    const dd_step *step = step_of(c, 0);
    int64_t t = c->kind->shift_begin_ms;
    if (c->in->release != NULL) {
        int64_t release = dd_walk_release(c->in, c->seq, c->len, 0);
        t = t > release ? t : release;
    }
    if (step != NULL && step->has_after && t < step->after_ms) t = step->after_ms;
    if (step != NULL && step->has_at) t = step->at_ms;
    return t;
}

/* Earliest times without floating or fixed breaks: the common case, in one plain loop.  Label [p]. */
static bool forward_plain(const course *c)
{
    const dd_instance *in = c->in;
    const dd_kind *kind = c->kind;
    label *labels = c->walk->labels;
    int64_t t = begin_of(c), late = 0;
    uint32_t at = kind->start;
    labels[0] = (label){t, t, 0, 0, true};
    for (uint32_t p = 1; p <= c->len; p++) {
        uint32_t code = c->seq[p - 1], to = code < in->node_count ? in->loc[code] : kind->reload;
        int64_t free_ms = dd_kind_travel(in, kind, at, to), start, service;
        t = kind->curve == NULL ? t + free_ms : dd_curve_arrival(kind->curve, t, free_ms);
        if (code < in->node_count) {
            t += dd_kind_setup(in, kind, at, code);
            service = kind->service[code];
        } else {
            int64_t release = dd_walk_release(in, c->seq, c->len, p);
            t = t > release ? t : release;
            service = kind->reload_ms;
        }
        if (!start_at(c, p, t, &start)) return false;
        if (code < in->node_count) late += late_cost_of(in, code, start);
        t = start + service;
        labels[p] = (label){start, t, late, 0, true};
        at = to;
    }
    int64_t free_ms = dd_kind_travel(in, kind, at, kind->end);
    t = kind->curve == NULL ? t + free_ms : dd_curve_arrival(kind->curve, t, free_ms);
    labels[c->len + 1] = (label){t, t, late, 0, true};
    return t <= kind->shift_end_ms || c->is_bound;
}

static bool has_fixed_break(const course *c)
{
    for (uint32_t p = 1; c->kind->break_count > 0 && p <= c->len; p++)
        if (is_break(c, p)) return true;
    return false;
}

/* Earliest times with breaks: labels by position and number of floating breaks taken. */
static bool forward_breaks(const course *c)
{
    uint32_t width = c->floating_count + 1, last = c->len + 1;
    label *labels = c->walk->labels;
    memset(labels, 0, ((size_t)last + 1) * width * sizeof *labels);
    int64_t t = begin_of(c);
    labels[0] = (label){t, t, 0, 0, true};
    for (uint32_t p = 1, q = 0; p <= last; p++) {
        if (is_break(c, p)) continue;
        for (uint32_t j = 0; j < width; j++)
            for (uint32_t k = j; k < (p <= c->pinned ? j + 1 : width); k++) relax(c, q, p, j, k); /* nothing comes before pinned steps */
        q = p;
    }
    return labels[last * width + width - 1].is_good;
}

/* Raises the floors of pickups whose goods would be on board too long.  1: raised, 0: none needed, -1: cannot be. */
static int raise_floors(const course *c, const uint32_t *taken)
{
    const dd_instance *in = c->in;
    dd_walk *walk = c->walk;
    uint32_t width = c->floating_count + 1;
    int raised = 0;
    for (uint32_t p = 1; p <= c->len; p++) {
        uint32_t code = c->seq[p - 1];
        if (code >= in->node_count || in->mate[code] == DD_NONE) continue;
        if (in->node_kind[code] == DD_TASK_PICKUP) {
            walk->where[code] = p;
            continue;
        }
        uint32_t pickup = in->mate[code], at = walk->where[pickup];
        int64_t limit = in->max_on_board[pickup];
        if (limit == 0 || at <= c->pinned || at >= p || c->seq[at - 1] != pickup) continue;
        int64_t start = walk->labels[p * width + (taken ? taken[p] : 0)].start_ms, least = start - limit - c->kind->service[pickup];
        if (walk->labels[at * width + (taken ? taken[at] : 0)].start_ms >= least) continue;
        walk->floor[at] = least;
        raised = 1;
    }
    return raised;
}

/* Floating breaks taken when leaving each position, along the best labels. */
static void trace(const course *c, uint32_t *taken)
{
    uint32_t width = c->floating_count + 1, k = width - 1;
    for (uint32_t p = c->len + 1;;) {
        taken[p] = k;
        if (p == 0) return;
        k = c->walk->labels[p * width + k].from;
        for (p--; is_break(c, p); p--) taken[p] = k;
    }
}

/* The earliest times of everything, in the labels; *ret_taken by position, or NULL without floating breaks. */
static bool forward(course *c, const uint32_t **ret_taken)
{
    dd_walk *walk = c->walk;
    bool has_breaks = c->floating_count > 0 || has_fixed_break(c);
    uint32_t *taken = NULL;
    *ret_taken = NULL;
    if (has_breaks) {
        if (!ROOM(walk->taken, walk->taken_capacity, (size_t)c->len + 2)) return false;
        taken = walk->taken;
    }
    for (uint32_t round = 0; round <= 2 * c->len + 8; round++) {
        if (has_breaks ? !forward_breaks(c) : !forward_plain(c)) return false;
        if (has_breaks) trace(c, taken);
        *ret_taken = taken;
        if (c->in->max_on_board == NULL) return true;
        if (!c->has_floor) {
            for (uint32_t p = 0; p <= c->len + 1; p++) walk->floor[p] = -DD_FOREVER_MS;
            c->has_floor = true;
        }
        if (raise_floors(c, taken) == 0) return true;
    }
    return false;
}

/* ---- the timed stops ---- */

static void add_stop(dd_walk *walk, dd_walk_stop stop)
{
    walk->stops[walk->stop_count++] = stop;
}

static void add_break(const course *c, uint32_t b, const dd_step *step, int64_t *t, int64_t *free_ms, int64_t *dist_m, bool is_fixed)
{
    const dd_break *br = &c->kind->breaks[b];
    dd_window w;
    dd_walk_stop stop = {.code = c->in->break0 + b, .arrival_ms = *t};
    int64_t wanted = wanted_by(step, *t);
    if (!open_window(br->windows, br->window_count, wanted, &w) && is_fixed) stop.violations |= DD_VIOLATION_DELAY;
    stop.start_ms = wanted > w.begin_ms || (step != NULL && step->has_at) ? wanted : w.begin_ms;
    stop.free_ms = dd_curve_progress(c->kind->curve, *t, stop.start_ms, *free_ms);
    stop.dist_m = *free_ms > 0 ? (int64_t)((double)*dist_m * ((double)stop.free_ms / (double)*free_ms)) : 0;
    stop.end_ms = stop.start_ms + br->service_ms;
    stop.before_ms = w.end_ms;
    if (step != NULL && step->has_before && step->before_ms < stop.before_ms) stop.before_ms = step->before_ms;
    if (step != NULL && step->has_at) stop.before_ms = stop.start_ms;
    if (stop.start_ms > stop.before_ms) stop.violations |= DD_VIOLATION_DELAY;
    *free_ms -= stop.free_ms;
    *dist_m -= stop.dist_m;
    *t = stop.end_ms;
    add_stop(c->walk, stop);
}

/* The hard upper bound of position p's start, as timed at start_ms. */
static int64_t bound_of(const course *c, uint32_t p, int64_t start_ms)
{
    const dd_step *step = step_of(c, p);
    int64_t before = DD_FOREVER_MS;
    uint32_t code = c->seq[p - 1];
    if (code < c->in->node_count) {
        dd_window w;
        const dd_task *task = &c->in->problem->tasks[code];
        (void)open_window(task->windows, task->window_count, start_ms, &w);
        before = w.end_ms;
        if (c->in->late_weight != NULL && c->in->late_weight[code] > 0) {
            int64_t due = c->in->due[code] > start_ms ? c->in->due[code] : start_ms;
            before = due < before ? due : before;
        }
    }
    if (step != NULL && step->has_before && step->before_ms < before) before = step->before_ms;
    if (step != NULL && step->has_at) before = start_ms;
    return before;
}

/* Writes the stops at their earliest times. */
static bool list_stops(const course *c, const uint32_t *taken)
{
    dd_walk *walk = c->walk;
    uint32_t width = c->floating_count + 1, next_break = 0;
    if (!ROOM(walk->stops, walk->stop_capacity, (size_t)c->len + c->floating_count + 2)) return false;
    walk->stop_count = 0;
    int64_t t = walk->labels[0].start_ms;
    for (uint32_t p = 1, q = 0; p <= c->len + 1; p++) {
        if (is_break(c, p)) continue;
        uint32_t from = location_of(c, q), to = location_of(c, p);
        int64_t free_ms = dd_kind_travel(c->in, c->kind, from, to), dist_m = dd_kind_dist(c->in, c->kind, from, to);
        for (uint32_t f = q + 1; f < p; f++) add_break(c, c->seq[f - 1] - c->in->break0, step_of(c, f), &t, &free_ms, &dist_m, true);
        for (; taken != NULL && next_break < taken[p]; next_break++)
            add_break(c, c->floating[next_break], NULL, &t, &free_ms, &dist_m, false);
        const label *l = &walk->labels[p * width + (taken ? taken[p] : 0)];
        dd_walk_stop stop = {.code = p <= c->len ? c->seq[p - 1] : DD_NONE, .free_ms = free_ms, .dist_m = dist_m, .setup_ms = setup_of(c, q, p)};
        stop.start_ms = l->start_ms, stop.end_ms = l->end_ms;
        stop.before_ms = p <= c->len ? bound_of(c, p, l->start_ms) : l->start_ms;
        add_stop(walk, stop);
        t = l->end_ms;
        q = p;
    }
    return true;
}

/* Deliveries with a limit on board may move later only as far as their pickups at their earliest allow. */
static void bound_on_board(const course *c)
{
    dd_walk *walk = c->walk;
    for (uint32_t i = 0; i < walk->stop_count; i++) {
        dd_walk_stop *stop = &walk->stops[i];
        if (stop->code >= c->in->node_count || c->in->mate[stop->code] == DD_NONE) continue;
        if (c->in->node_kind[stop->code] == DD_TASK_PICKUP) {
            walk->where[stop->code] = i;
            continue;
        }
        uint32_t pickup = c->in->mate[stop->code], at = walk->where[pickup];
        if (c->in->max_on_board[pickup] == 0 || at >= i || walk->stops[at].code != pickup) continue;
        int64_t most = walk->stops[at].end_ms + c->in->max_on_board[pickup];
        if (most < stop->start_ms) most = stop->start_ms;
        if (most < stop->before_ms) stop->before_ms = most;
    }
}

/* Rule (2), and the arrivals that follow. */
static void shift_stops(const course *c, dd_walk_result *ret)
{
    dd_walk *walk = c->walk;
    const uint16_t *curve = c->kind->curve;
    if (c->in->max_on_board != NULL) bound_on_board(c);
    const dd_step *begin = step_of(c, 0);
    bool is_held = false;
    for (uint32_t i = walk->stop_count; i-- > 1;) {
        const dd_walk_stop *next = &walk->stops[i];
        dd_walk_stop *stop = &walk->stops[i - 1];
        int64_t leave = dd_curve_departure_by(curve, next->start_ms - next->setup_ms, next->free_ms), service = stop->end_ms - stop->start_ms;
        int64_t start = leave - service < stop->before_ms ? leave - service : stop->before_ms;
        if (start > stop->start_ms) stop->start_ms = start, stop->end_ms = start + service;
    }
    is_held = begin != NULL && begin->has_at;
    ret->begin_ms = walk->labels[0].start_ms;
    if (walk->stop_count > 0 && !is_held) {
        int64_t leave = dd_curve_departure_by(curve, walk->stops[0].start_ms - walk->stops[0].setup_ms, walk->stops[0].free_ms);
        if (begin != NULL && begin->has_before && leave > begin->before_ms) leave = begin->before_ms;
        if (leave > ret->begin_ms) ret->begin_ms = leave;
    }
    int64_t t = ret->begin_ms;
    for (uint32_t i = 0; i < walk->stop_count; i++) {
        dd_walk_stop *stop = &walk->stops[i];
        stop->arrival_ms = dd_curve_arrival(curve, t, stop->free_ms);
        stop->travel_ms = stop->arrival_ms - t;
        t = stop->end_ms;
    }
    ret->end_ms = t;
}

/* Legs' cost by distance and custom cost, which know no time. */
static int64_t static_cost(const course *c, int64_t *ret_dist, int64_t *ret_free, int64_t *ret_work)
{
    int64_t cost = 0, dist = 0, free_ms = 0, work = 0;
    uint32_t q = 0, at = c->kind->start;
    for (uint32_t p = 1; p <= c->len + 1; p++) {
        if (is_break(c, p)) continue;
        uint32_t to = location_of(c, p);
        int64_t ms = dd_kind_travel(c->in, c->kind, at, to);
        cost += dd_kind_leg_cost(c->in, c->kind, at, to, 0);
        dist += dd_kind_dist(c->in, c->kind, at, to);
        free_ms += ms;
        if (p <= c->len && c->seq[p - 1] < c->in->node_count) work += setup_of(c, q, p) + c->kind->service[c->seq[p - 1]];
        q = p;
        at = to;
    }
    *ret_dist = dist, *ret_free = free_ms, *ret_work = work;
    return cost;
}

/* Limits on travel and duration: bits of what is passed. */
static uint32_t passed_limits(const dd_kind *kind, int64_t travel_ms, int64_t dist_m, int64_t duration_ms)
{
    return (travel_ms > kind->max_travel_ms ? DD_VIOLATION_MAX_TRAVEL_TIME : 0u) | (dist_m > kind->max_dist_m ? DD_VIOLATION_MAX_DISTANCE : 0u)
           | (duration_ms > kind->max_duration_ms ? DD_VIOLATION_MAX_DURATION : 0u);
}

/* Times and cost after the forward pass; the shift only where it matters or `is_shown`. */
static bool settle(const course *c, const uint32_t *taken, bool is_shown, dd_walk_result *ret)
{
    dd_walk *walk = c->walk;
    const dd_kind *kind = c->kind;
    const label *last = &walk->labels[(c->len + 1) * (c->floating_count + 1) + c->floating_count];
    int64_t free_ms, work_ms;
    *ret = (dd_walk_result){.late_cost = last->late_cost};
    ret->cost = kind->fixed_cost + last->late_cost + static_cost(c, &ret->dist_m, &free_ms, &work_ms);
    ret->travel_ms = free_ms;
    int64_t duration = 0;
    if (kind->needs_shift || is_shown) {
        if (!list_stops(c, taken)) return false;
        shift_stops(c, ret);
        ret->travel_ms = 0;
        for (uint32_t i = 0; i < walk->stop_count; i++) {
            const dd_walk_stop *stop = &walk->stops[i];
            ret->travel_ms += stop->travel_ms;
            if (stop->code >= c->in->break0 && stop->code != DD_NONE) ret->break_ms += stop->end_ms - stop->start_ms;
            else ret->service_ms += stop->end_ms - stop->start_ms;
            ret->setup_ms += stop->setup_ms;
        }
        duration = ret->end_ms - ret->begin_ms;
        ret->wait_ms = duration - ret->travel_ms - ret->service_ms - ret->setup_ms - ret->break_ms;
        ret->cost += ret->wait_ms * kind->cost_wait_ms;
    }
    ret->cost += ret->travel_ms * kind->cost_ms + work_ms * kind->cost_work_ms;
    ret->violations = passed_limits(kind, ret->travel_ms, ret->dist_m, duration);
    return c->is_bound || ret->violations == 0;
}

bool dd_walk_eval(dd_walk *walk, uint32_t vehicle, const uint32_t *seq, uint32_t len, int64_t *ret_cost, int64_t *ret_start)
{
    course c;
    const uint32_t *taken;
    dd_walk_result result;
    if (!course_init(&c, walk, vehicle, seq, len, false)) return false;
    if (!dd_walk_rules(walk, c.kind, seq, len, c.pinned, c.is_bound)) return false;
    if (!forward(&c, &taken) || !settle(&c, taken, false, &result)) return false;
    *ret_cost = len > 0 ? result.cost : 0;
    for (uint32_t p = 0; ret_start != NULL && p <= len + 1; p++) {
        uint32_t width = c.floating_count + 1;
        const label *l = &walk->labels[p * width + (taken ? taken[p] : 0)];
        ret_start[p] = is_break(&c, p) ? ret_start[p - 1] : l->start_ms;
    }
    return true;
}

bool dd_walk_time(dd_walk *walk, uint32_t vehicle, const uint32_t *seq, uint32_t len, bool is_soft, dd_walk_result *ret)
{
    course c;
    const uint32_t *taken;
    if (!course_init(&c, walk, vehicle, seq, len, is_soft)) return false;
    if (!forward(&c, &taken)) return false;
    return settle(&c, taken, true, ret);
}
