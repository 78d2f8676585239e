#include "route/tour.h"

#include <assert.h>
#include <string.h>

/* ---- blocks ---- */

bool dd_block_make(dd_block *block, const dd_instance *in, uint32_t visits, dd_arena *arena)
{
    uint32_t cap = 6;
    while (cap < visits) cap *= 2;
    size_t n = (size_t)cap + 2, loads = n * in->dims;
    dd_block b = {.cap = cap, .seq = DD_ARENA_NEW(arena, n, uint32_t), .at = DD_ARENA_NEW(arena, n, uint32_t)};
    int64_t **arrays[] = {&b.dep, &b.late, &b.late_dep, &b.step, &b.arc};
    bool is_good = b.seq != NULL && b.at != NULL;
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) is_good = (*arrays[i] = DD_ARENA_NEW(arena, n, int64_t)) != NULL && is_good;
    is_good = (b.load = DD_ARENA_NEW(arena, loads, int64_t)) != NULL && is_good;
    if (in->has_jobs_load) {
        is_good = (b.load_before = DD_ARENA_NEW(arena, loads, int64_t)) != NULL && is_good;
        is_good = (b.load_after = DD_ARENA_NEW(arena, loads, int64_t)) != NULL && is_good;
    }
    if (is_good) *block = b;
    return is_good;
}

void dd_block_copy(dd_block *to, const dd_block *from, const dd_instance *in, uint32_t len, bool is_whole)
{
    size_t n = (size_t)len + 2, loads = n * in->dims;
    memcpy(to->seq, from->seq, n * sizeof *to->seq);
    if (!is_whole) return;
    memcpy(to->at, from->at, n * sizeof *to->at);
    memcpy(to->dep, from->dep, n * sizeof *to->dep);
    memcpy(to->late, from->late, n * sizeof *to->late);
    memcpy(to->late_dep, from->late_dep, n * sizeof *to->late_dep);
    memcpy(to->step, from->step, n * sizeof *to->step);
    memcpy(to->arc, from->arc, n * sizeof *to->arc);
    memcpy(to->load, from->load, loads * sizeof *to->load);
    if (!in->has_jobs_load) return;
    memcpy(to->load_before, from->load_before, loads * sizeof *to->load);
    memcpy(to->load_after, from->load_after, loads * sizeof *to->load);
}

/* ---- all caches ---- */

static void fill_places(const dd_instance *in, const dd_kind *kind, dd_tour *tour)
{
    dd_block *b = &tour->block;
    b->seq[0] = b->seq[tour->len + 1] = DD_NONE;
    b->at[0] = kind->start;
    b->at[tour->len + 1] = kind->end;
    tour->exact_count = 0;
    for (uint32_t p = 1; p <= tour->len; p++) {
        uint32_t code = b->seq[p];
        if (code < in->node_count) {
            b->at[p] = in->loc[code];
            tour->exact_count += in->is_exact[code];
        } else b->at[p] = code == in->reload ? kind->reload : b->at[p - 1]; /* a break stays where the vehicle was */
    }
    tour->is_exact = !kind->is_simple || tour->exact_count > 0;
}

/* Legs: arc and step, total travel and distance, cost of travel and work without the exact terms. */
static int64_t fill_legs(const dd_instance *in, const dd_kind *kind, dd_tour *tour)
{
    dd_block *b = &tour->block;
    int64_t cost = kind->fixed_cost, travel = 0, dist = 0;
    for (uint32_t p = 0; p <= tour->len; p++) {
        uint32_t next = b->seq[p + 1];
        int64_t ms = dd_kind_travel(in, kind, b->at[p], b->at[p + 1]), setup = 0, service = 0;
        if (next < in->node_count && p < tour->len) setup = dd_kind_setup(in, kind, b->at[p], next), service = kind->service[next];
        b->arc[p] = dd_kind_leg_cost(in, kind, b->at[p], b->at[p + 1], ms) + setup * kind->cost_work_ms;
        b->step[p + 1] = ms + setup + service;
        cost += b->arc[p] + service * kind->cost_work_ms;
        travel += ms;
        if (!kind->is_plain) dist += dd_kind_dist(in, kind, b->at[p], b->at[p + 1]);
    }
    tour->travel_ms = travel;
    tour->dist_m = dist;
    return cost;
}

/* Earliest departures of a simple tour; false when a window closes or the shift ends. */
static bool fill_forward(const dd_instance *in, const dd_kind *kind, dd_tour *tour)
{
    dd_block *b = &tour->block;
    int64_t t = kind->shift_begin_ms;
    b->dep[0] = t;
    for (uint32_t p = 1; p <= tour->len; p++) {
        uint32_t node = b->seq[p];
        int64_t service = kind->service[node];
        t += b->step[p] - service;
        if (t < in->begin[node]) t = in->begin[node];
        if (t > in->end[node]) return false;
        t += service;
        b->dep[p] = t;
    }
    t += b->step[tour->len + 1];
    b->dep[tour->len + 1] = t;
    return t <= kind->shift_end_ms;
}

/* Latest starts by hull windows and free-flow legs: exact for simple tours, a bound for the others. */
static void fill_backward(const dd_instance *in, const dd_kind *kind, dd_tour *tour)
{
    dd_block *b = &tour->block;
    int64_t t = tour->pinned > 0 ? DD_FOREVER_MS : kind->shift_end_ms;
    b->late[tour->len + 1] = b->late_dep[tour->len + 1] = t;
    for (uint32_t p = tour->len + 1; p-- > 1;) {
        uint32_t code = b->seq[p];
        int64_t service = code < in->node_count ? kind->service[code] : 0, next = 0;
        if (p < tour->len && b->seq[p + 1] < in->node_count) next = kind->service[b->seq[p + 1]];
        t -= kind->curve ? 0 : b->step[p + 1] - next;
        t -= service;
        if (code < in->node_count && t > in->end[code] && p > tour->pinned) t = in->end[code];
        b->late[p] = t;
        b->late_dep[p] = t + service;
    }
}

/* Loads when leaving each position of a simple tour; false when over capacity.  Jobs' deliveries are on board from the start. */
static bool fill_loads(const dd_instance *in, const dd_kind *kind, dd_tour *tour)
{
    dd_block *b = &tour->block;
    uint32_t dims = in->dims, len = tour->len;
    bool is_good = true;
    for (uint32_t d = 0; d < dims; d++) {
        int64_t load = 0, top;
        if (in->has_jobs_load)
            for (uint32_t p = 1; p <= len; p++) load += in->delivery[(size_t)b->seq[p] * dims + d];
        b->load[d] = top = load;
        for (uint32_t p = 1; p <= len; p++) {
            size_t at = (size_t)b->seq[p] * dims + d;
            load += in->load[at];
            if (in->has_jobs_load) load += in->pickup[at] - in->delivery[at];
            b->load[(size_t)p * dims + d] = load;
            top = load > top ? load : top;
        }
        b->load[((size_t)len + 1) * dims + d] = load;
        is_good = is_good && top <= kind->capacity[d];
    }
    return is_good;
}

/* Running maxima of the load from the start and from the end, for insertions of jobs. */
static void fill_load_tops(const dd_instance *in, dd_tour *tour)
{
    dd_block *b = &tour->block;
    uint32_t dims = in->dims, len = tour->len;
    for (uint32_t d = 0; d < dims; d++) {
        int64_t top = b->load[d];
        for (uint32_t p = 0; p <= len + 1; p++) {
            int64_t load = b->load[(size_t)p * dims + d];
            b->load_before[(size_t)p * dims + d] = top = load > top ? load : top;
        }
        top = b->load[((size_t)len + 1) * dims + d];
        for (uint32_t p = len + 2; p-- > 0;) {
            int64_t load = b->load[(size_t)p * dims + d];
            b->load_after[(size_t)p * dims + d] = top = load > top ? load : top;
        }
    }
}

static bool refresh_exact(dd_tour *tour, dd_walk *walk, uint32_t vehicle)
{
    const dd_instance *in = walk->instance;
    const dd_kind *kind = &in->kinds[in->kind_of[vehicle]];
    dd_block *b = &tour->block;
    if (!dd_walk_eval(walk, vehicle, b->seq + 1, tour->len, &tour->cost, b->dep)) return false;
    for (uint32_t p = 1; p <= tour->len; p++)
        if (b->seq[p] < in->node_count) b->dep[p] += kind->service[b->seq[p]];
        else if (b->seq[p] == in->reload) b->dep[p] += kind->reload_ms;
        else b->dep[p] += kind->breaks[b->seq[p] - in->break0].service_ms;
    return true;
}

bool dd_tour_refresh(dd_tour *tour, dd_walk *walk, uint32_t vehicle)
{
    const dd_instance *in = walk->instance;
    const dd_kind *kind = &in->kinds[in->kind_of[vehicle]];
    fill_places(in, kind, tour);
    int64_t cost = fill_legs(in, kind, tour);
    if (tour->is_exact) {
        if (!refresh_exact(tour, walk, vehicle)) return false;
        fill_backward(in, kind, tour);
        return true;
    }
    if (!fill_forward(in, kind, tour) || !fill_loads(in, kind, tour)) return false;
    fill_backward(in, kind, tour);
    if (in->has_jobs_load) fill_load_tops(in, tour);
    tour->cost = tour->len > 0 ? cost : 0;
    return tour->travel_ms <= kind->max_travel_ms && tour->dist_m <= kind->max_dist_m && tour->len <= kind->max_tasks;
}

/* ---- changes in place ---- */

static inline int64_t service_at(const dd_kind *kind, const dd_tour *tour, uint32_t p)
{
    return p >= 1 && p <= tour->len ? kind->service[tour->block.seq[p]] : 0;
}

/* The leg from p to p + 1, with the costs of what it changes. */
static void renew_leg(const dd_instance *in, const dd_kind *kind, dd_tour *tour, uint32_t p)
{
    dd_block *b = &tour->block;
    int64_t ms = dd_kind_travel(in, kind, b->at[p], b->at[p + 1]);
    b->arc[p] = ms * kind->cost_ms;
    b->step[p + 1] = ms + service_at(kind, tour, p + 1);
    tour->cost += b->arc[p];
    tour->travel_ms += ms;
}

/* Departures from `first` on; those after `last` only as long as they change. */
static bool carry_forward(const dd_instance *in, const dd_kind *kind, dd_tour *tour, uint32_t first, uint32_t last)
{
    dd_block *b = &tour->block;
    int64_t t = b->dep[first - 1];
    for (uint32_t p = first; p <= tour->len; p++) {
        uint32_t node = b->seq[p];
        int64_t service = kind->service[node];
        t += b->step[p] - service;
        if (t < in->begin[node]) t = in->begin[node];
        if (t > in->end[node]) return false;
        t += service;
        if (p > last && t == b->dep[p]) return true;
        b->dep[p] = t;
    }
    b->dep[tour->len + 1] = t + b->step[tour->len + 1];
    return b->dep[tour->len + 1] <= kind->shift_end_ms;
}

/* Latest starts from `last` back to the start; those before `first` only as long as they change. */
static void carry_backward(const dd_instance *in, const dd_kind *kind, dd_tour *tour, uint32_t first, uint32_t last)
{
    dd_block *b = &tour->block;
    int64_t t = b->late[last + 1], next = service_at(kind, tour, last + 1);
    for (uint32_t p = last; p >= 1; p--) {
        uint32_t node = b->seq[p];
        int64_t service = kind->service[node];
        t -= b->step[p + 1] - next + service;
        if (t > in->end[node]) t = in->end[node];
        if (p < first && t == b->late[p]) return;
        b->late[p] = t;
        b->late_dep[p] = t + service;
        next = service;
    }
}

static void shift(int64_t *values, uint32_t where, uint32_t count)
{
    memmove(values + where + 1, values + where, (size_t)count * sizeof *values);
}

/* Opens position `where` and puts the node there, with its legs; times and loads are left to the caller. */
static void put(const dd_instance *in, const dd_kind *kind, dd_tour *tour, uint32_t where, uint32_t node)
{
    dd_block *b = &tour->block;
    uint32_t count = tour->len + 2 - where;
    tour->cost += kind->service[node] * kind->cost_work_ms - b->arc[where - 1];
    tour->travel_ms -= b->step[where] - service_at(kind, tour, where);
    memmove(b->seq + where + 1, b->seq + where, (size_t)count * sizeof *b->seq);
    memmove(b->at + where + 1, b->at + where, (size_t)count * sizeof *b->at);
    int64_t *const values[] = {b->dep, b->late, b->late_dep, b->step, b->arc, b->load};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) shift(values[i], where, count);
    b->seq[where] = node;
    b->at[where] = in->loc[node];
    tour->len++;
    renew_leg(in, kind, tour, where - 1);
    renew_leg(in, kind, tour, where);
}

/* Loads after a and b came in at positions first and last. */
static void add_loads(const dd_instance *in, dd_tour *tour, uint32_t first, uint32_t last, uint32_t node)
{
    dd_block *b = &tour->block;
    int64_t out = 0, back = 0;
    if (in->has_jobs_load) out = in->delivery[node], back = in->pickup[node];
    for (uint32_t p = 0; out != 0 && p < first; p++) b->load[p] += out;
    for (uint32_t p = first; p <= last; p++) {
        uint32_t code = b->seq[p];
        b->load[p] = b->load[p - 1] + in->load[code];
        if (in->has_jobs_load) b->load[p] += in->pickup[code] - in->delivery[code];
    }
    for (uint32_t p = last + 1; back != 0 && p <= tour->len + 1; p++) b->load[p] += back;
    if (in->has_jobs_load) fill_load_tops(in, tour);
}

void dd_tour_insert(dd_tour *tour, const dd_instance *in, const dd_kind *kind, const dd_request *request, uint32_t after_a, uint32_t after_b)
{
    uint32_t first = after_a + 1, last = first;
    if (request->b != DD_NONE) put(in, kind, tour, after_b + 1, request->b), last = after_b + 2;
    put(in, kind, tour, first, request->a);
    bool is_feasible = carry_forward(in, kind, tour, first, last);
    assert(is_feasible);
    (void)is_feasible;
    carry_backward(in, kind, tour, first, last);
    add_loads(in, tour, first, last, request->a);
    assert(dd_tour_is_fresh(tour, in, kind));
}

bool dd_tour_keep(dd_tour *tour, const dd_instance *in, const dd_kind *kind, const uint32_t *keep, uint32_t count)
{
    dd_block *b = &tour->block;
    uint32_t from = 0, end = tour->len + 1;
    tour->len = count;
    tour->cost = kind->fixed_cost;
    tour->travel_ms = 0;
    for (uint32_t p = 1; p <= count + 1; p++) {
        uint32_t source = p <= count ? keep[p - 1] : end;
        b->seq[p] = b->seq[source], b->at[p] = b->at[source];
        if (source == from + 1) {
            b->arc[p - 1] = b->arc[from], b->step[p] = b->step[source];
            tour->cost += b->arc[p - 1];
            tour->travel_ms += b->step[p] - service_at(kind, tour, p);
        } else renew_leg(in, kind, tour, p - 1);
        tour->cost += service_at(kind, tour, p) * kind->cost_work_ms;
        from = source;
    }
    b->late[count + 1] = b->late_dep[count + 1] = kind->shift_end_ms;
    if (!carry_forward(in, kind, tour, 1, count) || !fill_loads(in, kind, tour)) return false;
    carry_backward(in, kind, tour, 1, count);
    if (in->has_jobs_load) fill_load_tops(in, tour);
    assert(dd_tour_is_fresh(tour, in, kind));
    return true;
}

/* By each cache's own definition, and the sums. */
bool dd_tour_is_fresh(const dd_tour *tour, const dd_instance *in, const dd_kind *kind)
{
    const dd_block *b = &tour->block;
    int64_t cost = kind->fixed_cost, travel = 0, load = 0, dep = kind->shift_begin_ms, late = kind->shift_end_ms;
    for (uint32_t p = 1; in->has_jobs_load && p <= tour->len; p++) load += in->delivery[b->seq[p]];
    bool is_fresh = b->load[0] == load && b->dep[0] == dep && b->late[tour->len + 1] == late && b->at[tour->len + 1] == kind->end;
    for (uint32_t p = 1; p <= tour->len + 1; p++) {
        uint32_t node = b->seq[p];
        bool is_visit = p <= tour->len;
        int64_t ms = dd_kind_travel(in, kind, b->at[p - 1], b->at[p]), service = is_visit ? kind->service[node] : 0;
        dep = (dep + ms < (is_visit ? in->begin[node] : 0) ? in->begin[node] : dep + ms) + service;
        if (is_visit) load += in->load[node] + (in->has_jobs_load ? in->pickup[node] - in->delivery[node] : 0);
        is_fresh = is_fresh && b->dep[p] == dep && b->load[p] == load && b->step[p] == ms + service && b->arc[p - 1] == ms * kind->cost_ms;
        cost += ms * kind->cost_ms + service * kind->cost_work_ms;
        travel += ms;
    }
    for (uint32_t p = tour->len; p >= 1; p--) {
        int64_t next = p < tour->len ? kind->service[b->seq[p + 1]] : 0;
        late -= b->step[p + 1] - next + kind->service[b->seq[p]];
        late = late > in->end[b->seq[p]] ? in->end[b->seq[p]] : late;
        is_fresh = is_fresh && b->late[p] == late && b->late_dep[p] == late + kind->service[b->seq[p]] && b->at[p] == in->loc[b->seq[p]];
    }
    return is_fresh && tour->cost == cost && tour->travel_ms == travel;
}
