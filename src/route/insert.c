#include "route/insert.h"

#include <string.h>

enum { MEMOS_MAX = 1 << 20 };

/* A node about to be inserted: its rows of the matrices and its data, at hand. */
typedef struct probe {
    const int32_t *to, *from, *dist_to, *dist_from, *cust_to, *cust_from;
    uint32_t node, loc;
    int64_t begin, end, service, setup;
} probe;

#define TEMPLATE static inline __attribute__((always_inline))

typedef struct search {
    dd_inserter *inserter;
    const dd_instance *in;
    const dd_kind *kind;
    const dd_tour *tour;
    const dd_block *block;
    uint32_t vehicle;
    const dd_request *request;
    bool is_exact, has_curve, has_blinks;
    probe a, b;
    dd_spot *best;
} search;

static void probe_make(probe *ret, const dd_instance *in, const dd_kind *kind, uint32_t node)
{
    size_t row = (size_t)in->loc[node] * in->location_count;
    probe p = {.to = kind->dur_to + row, .from = kind->dur + row, .node = node, .loc = in->loc[node]};
    if (kind->dist != NULL && (kind->cost_m != 0 || kind->max_dist_m < DD_FOREVER_MS))
        p.dist_to = kind->dist_to + row, p.dist_from = kind->dist + row;
    if (kind->cust != NULL) p.cust_to = kind->cust_to + row, p.cust_from = kind->cust + row;
    p.begin = in->begin[node], p.end = in->end[node];
    p.service = kind->service[node];
    p.setup = kind->setup ? kind->setup[node] : 0;
    *ret = p;
}

static inline int64_t price(const dd_kind *kind, int64_t ms, const int32_t *dist, const int32_t *cust, uint32_t at)
{
    int64_t cost = ms * kind->cost_ms;
    if (dist != NULL) cost += dist[at] * kind->cost_m;
    if (cust != NULL) cost += (int64_t)cust[at] * (1000 * DD_COST_UNIT);
    return cost;
}

/* Travel from `at` to the probed node, and setup there.  `is_plain` here and below is a constant: true for simple tours
 * of the common kinds (dd_kind.is_plain), which so get code of their own without the questions. */
TEMPLATE int64_t ms_to(bool is_plain, const probe *p, uint32_t at)
{
    if (is_plain) return p->to[at];
    if (at == DD_NONE) return p->setup;
    return p->to[at] + (at == p->loc ? 0 : p->setup);
}

TEMPLATE int64_t ms_from(bool is_plain, const search *s, const probe *p, uint32_t at, uint32_t next)
{
    if (is_plain) return p->from[at];
    if (at == DD_NONE) return 0;
    int64_t ms = p->from[at];
    if (s->kind->setup != NULL && next < s->in->node_count && at != p->loc) ms += s->kind->setup[next];
    return ms;
}

TEMPLATE int64_t cost_to(bool is_plain, const search *s, const probe *p, uint32_t at)
{
    if (is_plain) return p->to[at] * s->kind->cost_ms;
    int64_t work = p->setup == 0 || at == p->loc ? 0 : p->setup * s->kind->cost_work_ms;
    return at == DD_NONE ? work : work + price(s->kind, p->to[at], p->dist_to, p->cust_to, at);
}

TEMPLATE int64_t cost_from(bool is_plain, const search *s, const probe *p, uint32_t at, uint32_t next)
{
    if (is_plain) return p->from[at] * s->kind->cost_ms;
    if (at == DD_NONE) return 0;
    int64_t cost = price(s->kind, p->from[at], p->dist_from, p->cust_from, at);
    if (s->kind->setup != NULL && next < s->in->node_count && at != p->loc) cost += s->kind->setup[next] * s->kind->cost_work_ms;
    return cost;
}

static inline int64_t late_cost(const dd_instance *in, uint32_t node, int64_t start_ms)
{
    if (in->late_weight == NULL || start_ms <= in->due[node]) return 0;
    int64_t late = start_ms - in->due[node], weight = in->late_weight[node];
    return weight != 0 && late > DD_LATE_MAX / weight ? DD_LATE_MAX : late * weight;
}

/* In a tour that is blinked at, each place is passed over with probability a third. */
static inline bool blinks(const search *s)
{
    return s->has_blinks && dd_rng_below(s->inserter->rng, 3) == 0;
}

/* Walks the tour with the request inserted; true, and the change of cost, when it is feasible. */
static bool walk_inserted(search *s, uint32_t i, uint32_t k, uint32_t reload, int64_t *ret_delta)
{
    uint32_t *seq = s->inserter->seq, len = 0, reload_code = s->in->reload;
    for (uint32_t p = 0; p <= s->tour->len; p++) {
        if (p > 0) seq[len++] = s->block->seq[p];
        if (p == i) {
            if (reload == 1) seq[len++] = reload_code;
            seq[len++] = s->a.node;
            if (reload == 2) seq[len++] = reload_code;
        }
        if (p == k && s->request->b != DD_NONE) seq[len++] = s->b.node;
    }
    int64_t cost;
    s->inserter->work += len + 6;
    if (!dd_walk_eval(&s->inserter->state->walk, s->vehicle, seq, len, &cost, NULL)) return false;
    *ret_delta = cost - s->tour->cost;
    return true;
}

/* Limits that are seldom there: travel time, distance, number of visits. */
static bool keeps_limits(const search *s, uint32_t i, uint32_t k)
{
    const dd_kind *kind = s->kind;
    const dd_instance *in = s->in;
    if (s->tour->len + 1 + (s->request->b != DD_NONE) > kind->max_tasks) return false;
    if (kind->max_travel_ms == DD_FOREVER_MS && kind->max_dist_m == DD_FOREVER_MS) return true;
    const uint32_t *at = s->block->at;
    uint32_t a = s->a.loc, b = s->request->b == DD_NONE ? a : s->b.loc;
    uint32_t legs[3][2] = {{at[i], a}, {a, i == k ? b : at[i + 1]}, {b, at[k + 1]}}, gone[2][2] = {{at[i], at[i + 1]}, {at[k], at[k + 1]}};
    bool is_empty = s->tour->len == 0; /* then nothing is driven yet, not even from start to end */
    int64_t ms = is_empty ? 0 : s->tour->travel_ms, m = is_empty ? 0 : s->tour->dist_m;
    for (int x = 0; x < 3; x++) ms += dd_kind_travel(in, kind, legs[x][0], legs[x][1]), m += dd_kind_dist(in, kind, legs[x][0], legs[x][1]);
    for (int x = 0; !is_empty && x < (i == k ? 1 : 2); x++)
        ms -= dd_kind_travel(in, kind, gone[x][0], gone[x][1]), m -= dd_kind_dist(in, kind, gone[x][0], gone[x][1]);
    if (i != k) ms += dd_kind_travel(in, kind, at[k], b), m += dd_kind_dist(in, kind, at[k], b);
    return ms <= kind->max_travel_ms && m <= kind->max_dist_m;
}

static inline void take(search *s, int64_t delta, uint32_t i, uint32_t k, uint32_t reload)
{
    *s->best = (dd_spot){delta, s->vehicle, i, k, reload};
}

/* A candidate whose bound `delta` can win: settles it by the walk where the tour is exact. */
TEMPLATE void offer(bool is_plain, search *s, int64_t delta, uint32_t i, uint32_t k)
{
    if (is_plain) {
        take(s, delta, i, k, 0);
        return;
    }
    if (!s->is_exact) {
        if (keeps_limits(s, i, k)) take(s, delta, i, k, 0);
        return;
    }
    if (walk_inserted(s, i, k, 0, &delta)) {
        if (delta < s->best->delta) take(s, delta, i, k, 0);
        return;
    }
    if (s->kind->max_trips < 2 || s->request->b != DD_NONE) return;
    if (i > 0 && walk_inserted(s, i, k, 1, &delta) && delta < s->best->delta) take(s, delta, i, k, 1);
    if (i < s->tour->len && walk_inserted(s, i, k, 2, &delta) && delta < s->best->delta) take(s, delta, i, k, 2);
}

/* The first place after the pinned ones whose next visit need not start before `earliest`: latest starts never fall along a plain tour. */
static inline uint32_t first_open(const search *s, int64_t earliest)
{
    const int64_t *late = s->block->late + 1;
    uint32_t low = s->tour->pinned, high = s->tour->len + 1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (late[middle] < earliest) low = middle + 1;
        else high = middle;
    }
    return low;
}

/* ---- one visit ---- */

TEMPLATE bool fits_job(bool is_plain, const search *s, uint32_t k)
{
    const dd_instance *in = s->in;
    if (!in->has_jobs_load) return true;
    if (is_plain)
        return s->block->load_before[k] + in->delivery[s->a.node] <= s->kind->capacity[0]
               && s->block->load_after[k] + in->pickup[s->a.node] <= s->kind->capacity[0];
    const int64_t *q_in = in->pickup + (size_t)s->a.node * in->dims, *q_out = in->delivery + (size_t)s->a.node * in->dims;
    for (uint32_t d = 0; d < in->dims; d++) {
        int64_t room = s->kind->capacity[d];
        if (s->block->load_before[(size_t)k * in->dims + d] + q_out[d] > room) return false;
        if (s->block->load_after[(size_t)k * in->dims + d] + q_in[d] > room) return false;
    }
    return true;
}

TEMPLATE void try_single(bool is_plain, search *s)
{
    const dd_block *b = s->block;
    const probe *a = &s->a;
    int64_t own = a->service * s->kind->cost_work_ms;
    uint32_t k = is_plain ? first_open(s, a->begin + a->service) : s->tour->pinned, first = k;
    for (; k <= s->tour->len; k++) {
        if (is_plain && b->dep[k] > a->end) break;
        if (blinks(s)) continue;
        uint32_t from = b->at[k], to = b->at[k + 1];
        int64_t delta = own + cost_to(is_plain, s, a, from) + cost_from(is_plain, s, a, to, b->seq[k + 1]) - b->arc[k];
        if (delta >= s->best->delta) continue;
        int64_t t = b->dep[k] + ms_to(is_plain, a, from);
        if (is_plain || !s->has_curve) {
            if (!is_plain && b->dep[k] > a->end) break;
            if (t < a->begin) t = a->begin;
            if (t > a->end || t + a->service + ms_from(is_plain, s, a, to, b->seq[k + 1]) > b->late[k + 1]) continue;
            if (!is_plain && s->is_exact && delta + late_cost(s->in, a->node, t) >= s->best->delta) continue;
        }
        if ((is_plain || !s->is_exact) && !fits_job(is_plain, s, k)) continue;
        offer(is_plain, s, delta, k, k);
    }
    s->inserter->work += k - first + 3;
}

/* ---- a pair ---- */

/* The delivery's cost between k and k + 1 for each k, INT64_MAX / 4 where its window forbids it even without the pickup. */
TEMPLATE void fill_delivery_costs(bool is_plain, search *s)
{
    const dd_block *b = s->block;
    const probe *d = &s->b;
    int64_t *cost = s->inserter->cost_b, *least = s->inserter->least_b, low = INT64_MAX / 4;
    int64_t own = (d->service + s->a.service) * s->kind->cost_work_ms;
    uint32_t k = s->tour->len + 1;
    least[k] = low;
    uint32_t first = is_plain ? first_open(s, d->begin + d->service) : s->tour->pinned;
    for (; is_plain && k > first && b->dep[k - 1] > d->end; k--) cost[k - 1] = least[k - 1] = low;
    s->inserter->work += k > first ? k - first : 0;
    while (k > first) {
        k--;
        uint32_t from = b->at[k], to = b->at[k + 1];
        cost[k] = INT64_MAX / 4;
        int64_t t = b->dep[k] + ms_to(is_plain, d, from);
        if (t < d->begin) t = d->begin;
        if ((!is_plain && s->has_curve) || (t <= d->end && t + d->service + ms_from(is_plain, s, d, to, b->seq[k + 1]) <= b->late[k + 1])) {
            cost[k] = own + cost_to(is_plain, s, d, from) + cost_from(is_plain, s, d, to, b->seq[k + 1]) - b->arc[k];
            if (!is_plain && s->is_exact && !s->has_curve) cost[k] += late_cost(s->in, d->node, t);
        }
        low = cost[k] < low ? cost[k] : low;
        least[k] = low;
    }
    for (; k > s->tour->pinned; k--) cost[k - 1] = INT64_MAX / 4, least[k - 1] = low;
}

TEMPLATE bool fits_load(bool is_plain, const search *s, uint32_t p)
{
    const dd_instance *in = s->in;
    if (is_plain) return s->block->load[p] + in->load[s->a.node] <= s->kind->capacity[0];
    const int64_t *q = in->load + (size_t)s->a.node * in->dims, *load = s->block->load + (size_t)p * in->dims;
    for (uint32_t d = 0; d < in->dims; d++)
        if (load[d] + q[d] > s->kind->capacity[d]) return false;
    return true;
}

/* The delivery directly after the pickup, both between i and i + 1.  `leave`: end of the pickup's service. */
TEMPLATE void try_adjacent(bool is_plain, search *s, uint32_t i, int64_t leave, int64_t late_a)
{
    const dd_block *b = s->block;
    uint32_t from = b->at[i], to = b->at[i + 1], next = b->seq[i + 1];
    int64_t own = (s->a.service + s->b.service) * s->kind->cost_work_ms;
    int64_t delta = own + cost_to(is_plain, s, &s->a, from) + cost_to(is_plain, s, &s->b, s->a.loc) + cost_from(is_plain, s, &s->b, to, next) - b->arc[i];
    if (delta + late_a >= s->best->delta) return;
    int64_t t = leave + ms_to(is_plain, &s->b, s->a.loc);
    if (is_plain || !s->has_curve) {
        if (t < s->b.begin) t = s->b.begin;
        if (t > s->b.end || t + s->b.service + ms_from(is_plain, s, &s->b, to, next) > b->late[i + 1]) return;
        if (!is_plain && s->is_exact && delta + late_a + late_cost(s->in, s->b.node, t) >= s->best->delta) return;
    }
    offer(is_plain, s, delta, i, i);
}

/* A pickup that is not directly after one at the same place begins a new merchant; then nothing may be on board. */
static bool begins_merchant(const search *s, uint32_t p)
{
    uint32_t code = s->block->seq[p];
    if (code >= s->in->node_count || s->in->node_kind[code] != DD_TASK_PICKUP) return false;
    uint32_t before = s->block->seq[p - 1];
    return p == 1 || before >= s->in->node_count || s->in->node_kind[before] != DD_TASK_PICKUP || s->in->loc[before] != s->in->loc[code];
}

/* Carries the pickup inserted after i forward to each later place of the delivery. */
TEMPLATE void try_later(bool is_plain, search *s, uint32_t i, int64_t leave, int64_t cost_a)
{
    const dd_block *b = s->block;
    const int64_t *cost_b = s->inserter->cost_b, *least_b = s->inserter->least_b;
    leave += ms_from(is_plain, s, &s->a, b->at[i + 1], b->seq[i + 1]);
    for (uint32_t k = i + 1; k <= s->tour->len; k++) {
        if (cost_a + least_b[k] >= s->best->delta) break;
        if (!is_plain && s->in->one_merchant && begins_merchant(s, k) && (k > i + 1 || s->a.loc != b->at[k])) break;
        if (k == i + 1) {
            uint32_t code = b->seq[k];
            leave += code < s->in->node_count ? s->kind->service[code] : code == s->in->reload ? s->kind->reload_ms : 0;
        } else leave += b->step[k];
        if (leave < b->dep[k]) leave = b->dep[k];
        if ((is_plain || !s->has_curve) && leave > b->late_dep[k]) break;
        if ((is_plain || !s->is_exact) && !fits_load(is_plain, s, k)) break;
        s->inserter->work++;
        if (cost_a + cost_b[k] >= s->best->delta || blinks(s)) continue;
        uint32_t from = b->at[k], to = b->at[k + 1], next = b->seq[k + 1];
        int64_t t = leave + ms_to(is_plain, &s->b, from);
        if (is_plain || !s->has_curve) {
            if (t < s->b.begin) t = s->b.begin;
            if (t > s->b.end) break;
            if (t + s->b.service + ms_from(is_plain, s, &s->b, to, next) > b->late[k + 1]) continue;
        }
        offer(is_plain, s, cost_a + cost_b[k], i, k);
    }
}

/* On board by count when leaving p, for one merchant at a time: kept up while p grows. */
static uint32_t on_board_after(const search *s, uint32_t p, uint32_t on_board)
{
    uint32_t code = p == 0 ? DD_NONE : s->block->seq[p];
    if (code >= s->in->node_count) return on_board;
    if (s->in->node_kind[code] == DD_TASK_PICKUP) return on_board + 1;
    return s->in->node_kind[code] == DD_TASK_DELIVERY && on_board > 0 ? on_board - 1 : on_board;
}

static uint32_t on_board_at_start(const search *s)
{
    uint32_t count = 0;
    for (uint32_t p = 1; p <= s->tour->len; p++) {
        uint32_t code = s->block->seq[p];
        count += code < s->in->node_count && s->in->node_kind[code] == DD_TASK_DELIVERY && s->in->mate[code] == DD_NONE;
    }
    return count;
}

static bool can_pick_after(const search *s, uint32_t i, uint32_t on_board)
{
    if (on_board == 0) return true;
    uint32_t code = i == 0 ? DD_NONE : s->block->seq[i];
    return code < s->in->node_count && s->in->node_kind[code] == DD_TASK_PICKUP && s->in->loc[code] == s->a.loc;
}

TEMPLATE void try_pair(bool is_plain, search *s)
{
    const dd_block *b = s->block;
    const probe *a = &s->a;
    fill_delivery_costs(is_plain, s);
    uint32_t on_board = !is_plain && s->in->one_merchant ? on_board_at_start(s) : 0;
    uint32_t i = is_plain ? first_open(s, a->begin + a->service) : 0, first = i;
    for (; i <= s->tour->len; i++) {
        if (!is_plain && s->in->one_merchant) on_board = on_board_after(s, i, on_board);
        if (i < s->tour->pinned || (!is_plain && s->in->one_merchant && !can_pick_after(s, i, on_board))) continue;
        uint32_t from = b->at[i], to = b->at[i + 1];
        int64_t t = b->dep[i] + ms_to(is_plain, a, from), late_a = 0;
        if (is_plain || !s->has_curve) {
            if (b->dep[i] > a->end) break;
            if (t < a->begin) t = a->begin;
            if (t > a->end) continue;
            if (!is_plain && s->is_exact) late_a = late_cost(s->in, a->node, t);
        }
        if (((is_plain || !s->is_exact) && !fits_load(is_plain, s, i)) || blinks(s)) continue;
        t += a->service;
        try_adjacent(is_plain, s, i, t, late_a);
        int64_t cost_a = cost_to(is_plain, s, a, from) + cost_from(is_plain, s, a, to, b->seq[i + 1]) - b->arc[i] + late_a;
        if (i == s->tour->len || cost_a + s->inserter->least_b[i + 1] >= s->best->delta) continue;
        if ((is_plain || !s->has_curve) && t + ms_from(is_plain, s, a, to, b->seq[i + 1]) > b->late[i + 1]) continue;
        try_later(is_plain, s, i, t, cost_a);
    }
    s->inserter->work += i - first + 3;
}

/* ---- an idle vehicle ---- */

static bool empty_is_feasible(const search *s)
{
    const dd_instance *in = s->in;
    const dd_kind *kind = s->kind;
    for (uint32_t d = 0; d < in->dims; d++) {
        size_t at = (size_t)s->a.node * in->dims + d;
        int64_t load = in->load[at];
        if (in->has_jobs_load && s->request->b == DD_NONE) load = in->pickup[at] > in->delivery[at] ? in->pickup[at] : in->delivery[at];
        if (load > kind->capacity[d]) return false;
    }
    int64_t t = kind->shift_begin_ms + ms_to(false, &s->a, kind->start);
    if (t < s->a.begin) t = s->a.begin;
    if (t > s->a.end) return false;
    t += s->a.service;
    const probe *last = &s->a;
    if (s->request->b != DD_NONE) {
        t += ms_to(false, &s->b, s->a.loc);
        if (t < s->b.begin) t = s->b.begin;
        if (t > s->b.end) return false;
        t += s->b.service;
        last = &s->b;
    }
    return t + ms_from(false, s, last, kind->end, DD_NONE) <= kind->shift_end_ms;
}

static void try_empty(search *s)
{
    const dd_kind *kind = s->kind;
    const probe *last = s->request->b == DD_NONE ? &s->a : &s->b;
    int64_t delta = kind->fixed_cost + cost_to(false, s, &s->a, kind->start) + s->a.service * kind->cost_work_ms;
    s->inserter->work += 4;
    if (last != &s->a) delta += cost_to(false, s, &s->b, s->a.loc) + s->b.service * kind->cost_work_ms;
    delta += cost_from(false, s, last, kind->end, DD_NONE);
    if (delta >= s->best->delta) return;
    if (!s->is_exact) {
        static const uint32_t nowhere = DD_NONE;
        dd_block block = {.seq = (uint32_t[]){nowhere, nowhere}, .at = (uint32_t[]){kind->start, kind->end}};
        s->block = &block;
        if (empty_is_feasible(s) && keeps_limits(s, 0, 0)) take(s, delta, 0, 0, 0);
        s->block = NULL;
        return;
    }
    int64_t exact;
    if (walk_inserted(s, 0, 0, 0, &exact) && exact < s->best->delta) take(s, exact, 0, 0, 0);
}

/* ---- the whole ---- */

bool dd_inserter_init(dd_inserter *inserter, dd_state *state, dd_rng *rng)
{
    size_t n = (size_t)state->instance->node_count * 2 + 66;
    *inserter = (dd_inserter){.state = state, .rng = rng, .blink_left = 1};
    inserter->cost_b = DD_ARENA_NEW(state->arena, n, int64_t);
    inserter->least_b = DD_ARENA_NEW(state->arena, n, int64_t);
    inserter->seq = DD_ARENA_NEW(state->arena, n, uint32_t);
    size_t memos = (size_t)state->instance->request_count * state->instance->vehicle_count;
    if (memos <= MEMOS_MAX) inserter->memos = DD_ARENA_NEW(state->arena, memos, dd_memo);
    return inserter->cost_b && inserter->least_b && inserter->seq;
}

/* Looks for the cheapest place that costs less than best->delta. */
static void try_vehicle(search *s)
{
    bool is_plain = s->kind->is_plain && !s->is_exact, is_single = s->request->b == DD_NONE;
    probe_make(&s->a, s->in, s->kind, s->request->a);
    if (!is_single) probe_make(&s->b, s->in, s->kind, s->request->b);
    if (s->tour->len == 0) try_empty(s);
    else if (is_plain && is_single) try_single(true, s);
    else if (is_plain) try_pair(true, s);
    else if (is_single) try_single(false, s);
    else try_pair(false, s);
}

/* One in BLINK tours is blinked at. */
static bool blinks_at_tour(dd_inserter *inserter)
{
    if (inserter->blink == 0 || --inserter->blink_left > 0) return false;
    inserter->blink_left = 1 + dd_rng_below(inserter->rng, inserter->blink * 2);
    return true;
}

/* Uses what is remembered of this request and this very content of the tour.  True when that settles it. */
static bool recall(const dd_memo *memo, uint64_t version, uint32_t vehicle, dd_spot *best)
{
    if (memo->version != version) return false;
    if (memo->delta >= best->delta) return true; /* a place that dear, or none below that bound */
    if (!memo->is_found) return false;
    *best = (dd_spot){memo->delta, vehicle, memo->after_a, memo->after_b, memo->reload};
    return true;
}

/* Looks without memory; true when something cheaper was found. */
static bool look(dd_inserter *inserter, uint32_t request, uint32_t vehicle, uint32_t kind, bool has_blinks, dd_spot *best)
{
    const dd_instance *in = inserter->state->instance;
    const dd_tour *tour = &inserter->state->slots[vehicle].now;
    search s;
    s.inserter = inserter, s.in = in, s.kind = &in->kinds[kind], s.tour = tour, s.block = &tour->block, s.vehicle = vehicle;
    s.has_blinks = has_blinks;
    s.request = &in->requests[request];
    s.best = best;
    s.has_curve = s.kind->curve != NULL;
    s.is_exact = tour->len > 0 ? tour->is_exact || !s.request->is_simple : !s.kind->is_simple || !s.request->is_simple;
    int64_t bound = best->delta;
    try_vehicle(&s);
    return best->delta < bound;
}

void dd_insert_try(dd_inserter *inserter, uint32_t request, uint32_t vehicle, dd_spot *best)
{
    const dd_instance *in = inserter->state->instance;
    uint32_t kind = in->kind_of[vehicle];
    inserter->work++;
    if (!dd_instance_can_serve(in, kind, request)) return;
    bool has_blinks = blinks_at_tour(inserter);
    if (has_blinks || inserter->memos == NULL) {
        (void)look(inserter, request, vehicle, kind, has_blinks, best);
        return;
    }
    dd_memo *memo = &inserter->memos[(size_t)request * in->vehicle_count + vehicle];
    uint64_t version = inserter->state->slots[vehicle].version + 1;
    if (recall(memo, version, vehicle, best)) return;
    bool is_found = look(inserter, request, vehicle, kind, false, best);
    *memo = (dd_memo){.version = version, .delta = best->delta, .is_found = is_found};
    if (is_found) memo->after_a = best->after_a & 0x3fffffff, memo->after_b = best->after_b & 0x7fffffff, memo->reload = best->reload & 3;
}
