#include "route/state.h"

#include <assert.h>
#include <string.h>

#define NEW(count, type) DD_ARENA_NEW(state->arena, (count), type)

/* ---- blocks ---- */

static bool block_make(dd_state *state, dd_block *block, uint32_t visits)
{
    const dd_instance *in = state->instance;
    uint32_t cap = 6;
    while (cap < visits) cap *= 2;
    size_t n = (size_t)cap + 2;
    dd_block b = {.cap = cap, .seq = NEW(n, uint32_t), .at = NEW(n, uint32_t), .dep = NEW(n, int64_t), .late = NEW(n, int64_t)};
    b.late_dep = NEW(n, int64_t), b.step = NEW(n, int64_t), b.arc = NEW(n, int64_t), b.load = NEW(n * in->dims, int64_t);
    if (in->has_jobs_load) b.load_before = NEW(n * in->dims, int64_t), b.load_after = NEW(n * in->dims, int64_t);
    if (!b.seq || !b.at || !b.dep || !b.late || !b.late_dep || !b.step || !b.arc || !b.load
        || (in->has_jobs_load && (!b.load_before || !b.load_after))) {
        state->has_failed = true;
        return false;
    }
    *block = b;
    return true;
}

/* Makes the vehicle's tour writable in this trial, with room for `visits`, its sequence kept. */
static bool tour_touch(dd_state *state, uint32_t vehicle, uint32_t visits)
{
    dd_tour_slot *slot = &state->slots[vehicle];
    dd_tour *tour = &slot->now;
    if (slot->trial == state->trial && visits <= tour->block.cap) return true;
    dd_block from = tour->block, *to = slot->trial == state->trial ? &tour->block : &slot->spare;
    if (to->cap < visits && !block_make(state, to, visits)) return false;
    if (from.seq != NULL) memcpy(to->seq, from.seq, ((size_t)tour->len + 2) * sizeof *to->seq);
    if (slot->trial == state->trial) return true;
    slot->trial = state->trial;
    slot->saved = *tour;
    slot->saved_version = slot->version;
    tour->block = slot->spare;
    state->touched[state->touched_count++] = vehicle;
    return true;
}

/* ---- caches ---- */

static void fill_places(dd_state *state, const dd_kind *kind, dd_tour *tour)
{
    const dd_instance *in = state->instance;
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
static int64_t fill_legs(const dd_state *state, const dd_kind *kind, dd_tour *tour)
{
    const dd_instance *in = state->instance;
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
        dist += dd_kind_dist(in, kind, b->at[p], b->at[p + 1]);
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

static bool refresh_exact(dd_state *state, uint32_t vehicle, dd_tour *tour)
{
    const dd_instance *in = state->instance;
    const dd_kind *kind = &in->kinds[in->kind_of[vehicle]];
    dd_block *b = &tour->block;
    if (!dd_walk_eval(&state->walk, vehicle, b->seq + 1, tour->len, &tour->cost, b->dep)) return false;
    for (uint32_t p = 1; p <= tour->len; p++)
        if (b->seq[p] < in->node_count) b->dep[p] += kind->service[b->seq[p]];
        else if (b->seq[p] == in->reload) b->dep[p] += kind->reload_ms;
        else b->dep[p] += kind->breaks[b->seq[p] - in->break0].service_ms;
    return true;
}

bool dd_state_refresh(dd_state *state, uint32_t vehicle)
{
    const dd_instance *in = state->instance;
    const dd_kind *kind = &in->kinds[in->kind_of[vehicle]];
    dd_tour *tour = &state->slots[vehicle].now;
    state->slots[vehicle].version = ++state->version;
    fill_places(state, kind, tour);
    int64_t cost = fill_legs(state, kind, tour);
    if (tour->is_exact) {
        if (!refresh_exact(state, vehicle, tour)) return false;
        fill_backward(in, kind, tour);
        return true;
    }
    if (!fill_forward(in, kind, tour) || !fill_loads(in, kind, tour)) return false;
    fill_backward(in, kind, tour);
    if (in->has_jobs_load) fill_load_tops(in, tour);
    tour->cost = tour->len > 0 ? cost : 0;
    return tour->travel_ms <= kind->max_travel_ms && tour->dist_m <= kind->max_dist_m && tour->len <= kind->max_tasks;
}

static void write_positions(dd_state *state, uint32_t vehicle)
{
    const dd_tour *tour = &state->slots[vehicle].now;
    for (uint32_t p = 1; p <= tour->len; p++) {
        uint32_t code = tour->block.seq[p];
        if (code >= state->instance->node_count) continue;
        state->tour_of[code] = vehicle;
        state->pos[code] = p;
    }
}

/* ---- who is used, who is absent, the score ---- */

static void set_used(dd_state *state, uint32_t vehicle, bool is_used)
{
    bool was = state->used_at[vehicle] != DD_NONE;
    if (was == is_used) return;
    state->idle[vehicle / 64] ^= (uint64_t)1 << (vehicle % 64);
    if (is_used) {
        state->used_at[vehicle] = state->used_count;
        state->used[state->used_count++] = vehicle;
    } else {
        uint32_t hole = state->used_at[vehicle], last = state->used[--state->used_count];
        state->used[hole] = last;
        state->used_at[last] = hole;
        state->used_at[vehicle] = DD_NONE;
    }
}

static void set_absent(dd_state *state, uint32_t request, bool is_absent)
{
    const dd_request *r = &state->instance->requests[request];
    int sign = is_absent ? 1 : -1;
    if (r->is_required) state->score.required += (uint32_t)sign;
    else if (r->prize > 0) state->score.cost += sign * r->prize;
    else {
        state->score.priority += sign * (int64_t)r->priority;
        state->score.left += (uint32_t)sign;
    }
    if (is_absent) {
        state->absent_at[request] = state->absent_count;
        state->absent[state->absent_count++] = request;
    } else {
        uint32_t hole = state->absent_at[request], last = state->absent[--state->absent_count];
        state->absent[hole] = last;
        state->absent_at[last] = hole;
        state->absent_at[request] = DD_NONE;
    }
}

int dd_score_compare(const dd_score *a, const dd_score *b)
{
    if (a->required != b->required) return a->required < b->required ? -1 : 1;
    if (a->priority != b->priority) return a->priority < b->priority ? -1 : 1;
    if (a->left != b->left) return a->left < b->left ? -1 : 1;
    return a->cost < b->cost ? -1 : a->cost > b->cost;
}

uint32_t dd_state_idle_of(const dd_state *state, uint32_t kind)
{
    const dd_kind *k = &state->instance->kinds[kind];
    uint32_t last = k->first + k->count - 1;
    for (uint32_t word = k->first / 64; word <= last / 64; word++) {
        uint64_t bits = state->idle[word];
        if (word == k->first / 64) bits &= ~(uint64_t)0 << (k->first % 64);
        if (bits == 0) continue;
        uint32_t vehicle = word * 64 + (uint32_t)__builtin_ctzll(bits);
        return vehicle <= last ? vehicle : DD_NONE;
    }
    return DD_NONE;
}

/* ---- life ---- */

static bool state_alloc(dd_state *state, uint32_t vehicles, uint32_t nodes, uint32_t requests)
{
    state->slots = NEW(vehicles, dd_tour_slot);
    state->used = NEW(vehicles, uint32_t);
    state->used_at = NEW(vehicles, uint32_t);
    state->idle = NEW(vehicles / 64 + 1, uint64_t);
    state->tour_of = NEW(nodes, uint32_t);
    state->pos = NEW(nodes, uint32_t);
    state->absent = NEW(requests, uint32_t);
    state->absent_at = NEW(requests, uint32_t);
    state->saved_absent = NEW(requests, uint32_t);
    state->touched = NEW(vehicles, uint32_t);
    state->mark = NEW(nodes, uint32_t);
    return state->slots && state->used && state->used_at && state->idle && state->tour_of && state->pos && state->absent
           && state->absent_at && state->saved_absent && state->touched && state->mark;
}

/* Times a pinned tour; breaks that it leaves no time for are dropped, earliest first. */
static bool refresh_pinned(dd_state *state, uint32_t pin)
{
    const dd_instance *in = state->instance;
    uint32_t vehicle = in->pins[pin].vehicle;
    const dd_kind *kind = &in->kinds[in->kind_of[vehicle]];
    for (uint32_t b = 0; !dd_state_refresh(state, vehicle); b++) {
        if (b == kind->break_count) {
            state->cannot_pin = true;
            return false;
        }
        state->walk.dropped[pin] |= (uint64_t)1 << kind->break_order[b];
    }
    return true;
}

static bool place_pins(dd_state *state)
{
    const dd_instance *in = state->instance;
    for (uint32_t i = 0; i < in->pin_count; i++) {
        const dd_pin *pin = &in->pins[i];
        if (pin->count == 0) continue;
        if (!tour_touch(state, pin->vehicle, pin->count)) return false;
        dd_tour *tour = &state->slots[pin->vehicle].now;
        memcpy(tour->block.seq + 1, pin->seq, pin->count * sizeof *pin->seq);
        tour->len = tour->pinned = pin->count;
        if (!refresh_pinned(state, i)) return false;
        write_positions(state, pin->vehicle);
        set_used(state, pin->vehicle, true);
        state->score.cost += tour->cost;
    }
    return true;
}

bool dd_state_init(dd_state *state, const dd_instance *instance, dd_arena *arena)
{
    *state = (dd_state){.instance = instance, .arena = arena, .trial = 1};
    if (!dd_walk_init(&state->walk, instance, arena)) return false;
    if (!state_alloc(state, instance->vehicle_count, instance->node_count, instance->request_count)) return false;
    for (uint32_t v = 0; v < instance->vehicle_count; v++) {
        state->used_at[v] = DD_NONE;
        state->idle[v / 64] |= (uint64_t)1 << (v % 64);
    }
    for (uint32_t i = 0; i < instance->node_count; i++) state->tour_of[i] = state->pos[i] = DD_NONE;
    for (uint32_t r = 0; r < instance->request_count; r++) set_absent(state, r, true);
    if (!place_pins(state)) return false;
    dd_state_commit(state);
    return true;
}

/* ---- trials ---- */

void dd_state_begin(dd_state *state)
{
    state->trial++;
    state->touched_count = 0;
    state->saved_score = state->score;
    state->saved_absent_count = state->absent_count;
    memcpy(state->saved_absent, state->absent, state->absent_count * sizeof *state->absent);
}

/* Every request is either absent or where tour_of and pos say; the score is the sum of its parts.  O(plan), debug builds only. */
__attribute__((unused)) static bool is_sound(const dd_state *state)
{
    const dd_instance *in = state->instance;
    int64_t cost = 0;
    for (uint32_t i = 0; i < state->used_count; i++) cost += dd_state_tour(state, state->used[i])->cost;
    for (uint32_t r = 0; r < in->request_count; r++) {
        uint32_t halves[2] = {in->requests[r].a, in->requests[r].b};
        bool is_absent = state->absent_at[r] != DD_NONE;
        if (is_absent && !in->requests[r].is_required) cost += in->requests[r].prize;
        for (int h = 0; h < 2 && halves[h] != DD_NONE; h++) {
            uint32_t vehicle = state->tour_of[halves[h]], at = state->pos[halves[h]];
            if (is_absent ? vehicle != DD_NONE : vehicle == DD_NONE || dd_state_tour(state, vehicle)->block.seq[at] != halves[h]) return false;
        }
    }
    return cost == state->score.cost;
}

void dd_state_commit(dd_state *state)
{
    assert(state->has_failed || is_sound(state));
    for (uint32_t i = 0; i < state->touched_count; i++) {
        dd_tour_slot *slot = &state->slots[state->touched[i]];
        slot->spare = slot->saved.block;
    }
    dd_state_begin(state);
}

static void restore_absent(dd_state *state)
{
    for (uint32_t i = 0; i < state->absent_count; i++) state->absent_at[state->absent[i]] = DD_NONE;
    state->absent_count = state->saved_absent_count;
    memcpy(state->absent, state->saved_absent, state->absent_count * sizeof *state->absent);
    for (uint32_t i = 0; i < state->absent_count; i++) state->absent_at[state->absent[i]] = i;
}

void dd_state_rollback(dd_state *state)
{
    for (uint32_t i = 0; i < state->touched_count; i++) {
        const dd_tour *tour = &state->slots[state->touched[i]].now;
        for (uint32_t p = 1; p <= tour->len; p++)
            if (tour->block.seq[p] < state->instance->node_count) state->tour_of[tour->block.seq[p]] = DD_NONE;
    }
    for (uint32_t i = 0; i < state->touched_count; i++) {
        uint32_t vehicle = state->touched[i];
        dd_tour_slot *slot = &state->slots[vehicle];
        slot->spare = slot->now.block;
        slot->now = slot->saved;
        slot->version = slot->saved_version;
        write_positions(state, vehicle);
        set_used(state, vehicle, slot->now.len > 0);
    }
    restore_absent(state);
    state->score = state->saved_score;
    state->touched_count = 0;
    state->trial++;
}

/* ---- changes ---- */

/* Opens room at `where` in positions 1..len + 1 and puts the code there. */
static void seq_put(dd_tour *tour, uint32_t where, uint32_t code)
{
    uint32_t *seq = tour->block.seq;
    memmove(seq + where + 1, seq + where, ((size_t)tour->len + 1 - where + 1) * sizeof *seq);
    seq[where] = code;
    tour->len++;
}

void dd_state_insert(dd_state *state, uint32_t vehicle, uint32_t request, uint32_t after_a, uint32_t after_b, uint32_t reload)
{
    const dd_request *r = &state->instance->requests[request];
    dd_tour *tour = &state->slots[vehicle].now;
    if (!tour_touch(state, vehicle, tour->len + 2)) return;
    int64_t before = tour->cost;
    if (r->b != DD_NONE) seq_put(tour, after_b + 1, r->b);
    if (reload == 2) seq_put(tour, after_a + 1, state->instance->reload);
    seq_put(tour, after_a + 1, r->a);
    if (reload == 1) seq_put(tour, after_a + 1, state->instance->reload);
    set_absent(state, request, false);
    if (!dd_state_refresh(state, vehicle)) state->has_failed = true;
    write_positions(state, vehicle);
    set_used(state, vehicle, true);
    state->score.cost += tour->cost - before;
}

void dd_state_mark(dd_state *state, uint32_t request)
{
    const dd_request *r = &state->instance->requests[request];
    uint32_t vehicle = state->tour_of[r->a];
    assert(vehicle != DD_NONE && state->absent_at[request] == DD_NONE);
    if (!tour_touch(state, vehicle, state->slots[vehicle].now.len)) return;
    state->tour_of[r->a] = DD_NONE;
    if (r->b != DD_NONE) state->tour_of[r->b] = DD_NONE;
    set_absent(state, request, true);
}

/* A reload serves the trip after it: one at the end, or right after another, or first with nothing pinned, has nothing to do. */
static void drop_idle_reloads(const dd_instance *in, dd_tour *tour)
{
    uint32_t kept = tour->pinned, *seq = tour->block.seq;
    for (uint32_t p = tour->pinned + 1; p <= tour->len; p++) {
        if (seq[p] == in->reload && (kept == 0 || p == tour->len || seq[p + 1] == in->reload)) continue;
        seq[++kept] = seq[p];
    }
    tour->len = kept;
}

static void tour_sweep(dd_state *state, uint32_t vehicle)
{
    const dd_instance *in = state->instance;
    dd_tour *tour = &state->slots[vehicle].now;
    uint32_t kept = 0, *seq = tour->block.seq;
    int64_t before = tour->cost;
    for (uint32_t p = 1; p <= tour->len; p++)
        if (seq[p] >= in->node_count || state->tour_of[seq[p]] == vehicle) seq[++kept] = seq[p];
    if (kept == tour->len) return;
    tour->len = kept;
    if (in->has_trips) drop_idle_reloads(in, tour);
    if (!dd_state_refresh(state, vehicle)) { /* possible where the way round is shorter than the way across */
        for (uint32_t p = tour->pinned + 1; p <= tour->len; p++)
            if (seq[p] < in->node_count && state->tour_of[seq[p]] == vehicle) dd_state_mark(state, in->request_of[seq[p]]);
        tour->len = tour->pinned;
        (void)dd_state_refresh(state, vehicle);
    }
    write_positions(state, vehicle);
    set_used(state, vehicle, tour->len > 0);
    state->score.cost += tour->cost - before;
}

void dd_state_sweep(dd_state *state)
{
    for (uint32_t i = 0; i < state->touched_count; i++) tour_sweep(state, state->touched[i]);
}

bool dd_state_assign(dd_state *state, uint32_t vehicle, const uint32_t *seq, uint32_t len)
{
    const dd_instance *in = state->instance;
    dd_tour *tour = &state->slots[vehicle].now;
    dd_state_begin(state);
    if (!tour_touch(state, vehicle, len)) return false;
    int64_t before = tour->cost;
    if (len > 0) memcpy(tour->block.seq + 1, seq, len * sizeof *seq);
    tour->len = len;
    if (!dd_state_refresh(state, vehicle)) {
        dd_state_rollback(state);
        return false;
    }
    for (uint32_t p = 1; p <= len; p++) {
        uint32_t request = tour->block.seq[p] < in->node_count ? in->request_of[tour->block.seq[p]] : DD_NONE;
        if (request != DD_NONE && state->absent_at[request] != DD_NONE) set_absent(state, request, false);
    }
    write_positions(state, vehicle);
    set_used(state, vehicle, len > 0);
    state->score.cost += tour->cost - before;
    dd_state_commit(state);
    return true;
}
