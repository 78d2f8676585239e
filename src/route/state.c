#include "route/state.h"

#include <assert.h>
#include <string.h>

#define NEW(count, type) DD_ARENA_NEW(state->arena, (count), type)

/* Makes the vehicle's tour writable in this trial, with room for `visits`, its sequence kept, and its caches where it is plain. */
static bool tour_touch(dd_state *state, uint32_t vehicle, uint32_t visits)
{
    const dd_instance *in = state->instance;
    dd_tour_slot *slot = &state->slots[vehicle];
    dd_tour *tour = &slot->now;
    if (visits < tour->len) visits = tour->len;
    if (slot->trial == state->trial && visits <= tour->block.cap) return true;
    dd_block from = tour->block, *to = slot->trial == state->trial ? &tour->block : &slot->spare;
    if (to->cap < visits && !dd_block_make(to, in, visits, state->arena)) {
        state->has_failed = true;
        return false;
    }
    if (from.seq != NULL) dd_block_copy(to, &from, in, tour->len, dd_tour_is_plain(tour, &in->kinds[in->kind_of[vehicle]]));
    if (slot->trial == state->trial) return true;
    slot->trial = state->trial;
    slot->saved = *tour;
    slot->saved_version = slot->version;
    tour->block = slot->spare;
    state->touched[state->touched_count++] = vehicle;
    return true;
}

bool dd_state_refresh(dd_state *state, uint32_t vehicle)
{
    state->slots[vehicle].version = ++state->version;
    return dd_tour_refresh(&state->slots[vehicle].now, &state->walk, vehicle);
}

static void write_positions(dd_state *state, uint32_t vehicle, uint32_t first)
{
    const dd_tour *tour = &state->slots[vehicle].now;
    for (uint32_t p = first; p <= tour->len; p++) {
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
    uint32_t codes = 0; /* pinned ones, breaks among them */
    for (uint32_t i = 0; i < state->instance->pin_count; i++) codes = state->instance->pins[i].count > codes ? state->instance->pins[i].count : codes;
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
    state->mark = NEW((size_t)nodes * 2 + 66 + codes, uint32_t);
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
        write_positions(state, pin->vehicle, 1);
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
        write_positions(state, vehicle, 1);
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
    const dd_kind *kind = &state->instance->kinds[state->instance->kind_of[vehicle]];
    set_absent(state, request, false);
    if (dd_tour_is_plain(tour, kind) && r->is_simple) {
        dd_tour_insert(tour, state->instance, kind, r, after_a, after_b);
        state->slots[vehicle].version = ++state->version;
    } else {
        if (r->b != DD_NONE) seq_put(tour, after_b + 1, r->b);
        if (reload == 2) seq_put(tour, after_a + 1, state->instance->reload);
        seq_put(tour, after_a + 1, r->a);
        if (reload == 1) seq_put(tour, after_a + 1, state->instance->reload);
        if (!dd_state_refresh(state, vehicle)) state->has_failed = true;
    }
    write_positions(state, vehicle, after_a + 1);
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

/* Leaves the `kept` marked positions of a tour; false when that is not feasible. */
static bool keep_marked(dd_state *state, uint32_t vehicle, uint32_t kept)
{
    const dd_instance *in = state->instance;
    const dd_kind *kind = &in->kinds[in->kind_of[vehicle]];
    dd_tour *tour = &state->slots[vehicle].now;
    if (kept > 0 && dd_tour_is_plain(tour, kind)) {
        state->slots[vehicle].version = ++state->version;
        return dd_tour_keep(tour, in, kind, state->mark, kept);
    }
    for (uint32_t p = 1; p <= kept; p++) tour->block.seq[p] = tour->block.seq[state->mark[p - 1]];
    tour->len = kept;
    if (in->has_trips) drop_idle_reloads(in, tour);
    return dd_state_refresh(state, vehicle);
}

static void tour_sweep(dd_state *state, uint32_t vehicle)
{
    const dd_instance *in = state->instance;
    dd_tour *tour = &state->slots[vehicle].now;
    uint32_t kept = 0, *seq = tour->block.seq;
    int64_t before = tour->cost;
    for (uint32_t p = 1; p <= tour->len; p++)
        if (seq[p] >= in->node_count || state->tour_of[seq[p]] == vehicle) state->mark[kept++] = p;
    if (kept == tour->len) return;
    if (!keep_marked(state, vehicle, kept)) { /* possible where the way round is shorter than the way across */
        for (uint32_t p = tour->pinned + 1; p <= tour->len; p++)
            if (seq[p] < in->node_count && state->tour_of[seq[p]] == vehicle) dd_state_mark(state, in->request_of[seq[p]]);
        tour->len = tour->pinned;
        (void)dd_state_refresh(state, vehicle);
    }
    write_positions(state, vehicle, 1);
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
    write_positions(state, vehicle, 1);
    set_used(state, vehicle, len > 0);
    state->score.cost += tour->cost - before;
    dd_state_commit(state);
    return true;
}

void dd_state_replace(dd_state *state, const uint32_t *vehicles, const uint32_t *const *seqs, const uint32_t *lens, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        dd_tour *tour = &state->slots[vehicles[i]].now;
        if (!tour_touch(state, vehicles[i], lens[i])) return;
        int64_t before = tour->cost;
        if (lens[i] > 0) memcpy(tour->block.seq + 1, seqs[i], lens[i] * sizeof *seqs[i]);
        tour->len = lens[i];
        if (!dd_state_refresh(state, vehicles[i])) state->has_failed = true;
        state->score.cost += tour->cost - before;
        set_used(state, vehicles[i], tour->len > 0);
    }
    for (uint32_t i = 0; i < count; i++) write_positions(state, vehicles[i], 1);
}
