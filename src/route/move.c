#include "route/move.h"

#include <assert.h>

#define NEW(count, type) DD_ARENA_NEW(mover->state->arena, (count), type)

bool dd_mover_init(dd_mover *mover, dd_state *state)
{
    const dd_instance *in = state->instance;
    size_t codes = (size_t)in->node_count * 4 + 66;
    for (uint32_t i = 0; i < in->pin_count; i++) codes += in->pins[i].count;
    *mover = (dd_mover){.state = state};
    mover->seqs[0] = NEW(codes, uint32_t);
    mover->seqs[1] = NEW(codes, uint32_t);
    mover->synced = NEW(in->vehicle_count, uint64_t);
    mover->out = NEW(in->node_count, int64_t);
    mover->is_closed = NEW(in->node_count, bool);
    return mover->seqs[0] && mover->seqs[1] && mover->synced && mover->out && mover->is_closed;
}

static const dd_tour *tour_of(const dd_mover *mover, uint32_t vehicle)
{
    return dd_state_tour(mover->state, vehicle);
}

/* ---- plain tours ---- */

/* What tour.h does not keep, for a tour that changed since. */
static void sync(dd_mover *mover, uint32_t vehicle)
{
    const dd_instance *in = mover->state->instance;
    const dd_tour *tour = tour_of(mover, vehicle);
    uint64_t version = mover->state->slots[vehicle].version + 1;
    if (mover->synced[vehicle] == version) return;
    mover->synced[vehicle] = version;
    mover->work += tour->len;
    int64_t out = 0;
    for (uint32_t p = tour->len; p >= 1; p--) {
        mover->out[tour->block.seq[p]] = out;
        if (in->has_jobs_load) out += in->delivery[tour->block.seq[p]];
    }
    uint32_t open = 0;
    for (uint32_t p = 1; p <= tour->len; p++) {
        uint32_t node = tour->block.seq[p];
        if (in->requests[in->request_of[node]].b != DD_NONE) open += in->node_kind[node] == DD_TASK_PICKUP ? 1 : UINT32_MAX;
        mover->is_closed[node] = open == 0;
    }
}

bool dd_mover_is_closed(dd_mover *mover, uint32_t vehicle, uint32_t p)
{
    if (p == 0) return true;
    sync(mover, vehicle);
    return mover->is_closed[tour_of(mover, vehicle)->block.seq[p]];
}

/* Of jobs' goods when leaving position p: still to be delivered, and picked up so far. */
static int64_t out_at(dd_mover *mover, uint32_t vehicle, uint32_t p)
{
    const dd_block *b = &tour_of(mover, vehicle)->block;
    if (p == 0) return b->load[0];
    sync(mover, vehicle);
    return mover->out[b->seq[p]];
}

static uint32_t node_of(const dd_block *b, const dd_piece *piece, uint32_t i)
{
    return piece->is_reversed ? b->seq[piece->last - i] : b->seq[piece->first + i];
}

/* What a tour being joined has come to. */
typedef struct joint {
    uint32_t at;
    int64_t dep, cost, load;   /* cost: legs new here less legs that were; load: when leaving */
} joint;

/* Amounts that the tour's middle pieces and its end still deliver. */
static int64_t out_after(dd_mover *mover, const dd_move_tour *tour)
{
    const dd_instance *in = mover->state->instance;
    int64_t out = 0;
    if (!in->has_jobs_load) return 0;
    for (uint32_t i = 1; i + 1 < tour->count; i++)
        for (uint32_t p = tour->pieces[i].first; p <= tour->pieces[i].last; p++)
            out += in->delivery[tour_of(mover, tour->pieces[i].vehicle)->block.seq[p]];
    const dd_piece *end = &tour->pieces[tour->count - 1];
    return out + out_at(mover, end->vehicle, end->first - 1);
}

/* The own beginning: its loads change by what the rest delivers. */
static bool begin_tour(dd_mover *mover, const dd_kind *kind, const dd_move_tour *tour, joint *ret)
{
    const dd_piece *piece = &tour->pieces[0];
    const dd_block *b = &tour_of(mover, tour->vehicle)->block;
    uint32_t p = piece->last;
    *ret = (joint){.at = b->at[p], .dep = b->dep[p], .load = b->load[p]};
    if (!mover->state->instance->has_jobs_load) return true;
    int64_t more = out_after(mover, tour) - out_at(mover, tour->vehicle, p);
    ret->load += more;
    return b->load_before[p] + more <= kind->capacity[0];
}

static bool pass_piece(dd_mover *mover, const dd_kind *kind, const dd_piece *piece, joint *j)
{
    const dd_instance *in = mover->state->instance;
    const dd_block *b = &tour_of(mover, piece->vehicle)->block;
    uint32_t visits = piece->last + 1 - piece->first;
    for (uint32_t i = 0; i < visits; i++) {
        uint32_t node = node_of(b, piece, i);
        int64_t ms = dd_kind_travel(in, kind, j->at, in->loc[node]);
        j->cost += ms * kind->cost_ms;
        j->dep += ms;
        if (j->dep < in->begin[node]) j->dep = in->begin[node];
        if (j->dep > in->end[node]) return false;
        j->dep += kind->service[node];
        j->load += in->load[node] + (in->has_jobs_load ? in->pickup[node] - in->delivery[node] : 0);
        if (j->load > kind->capacity[0]) return false;
        j->at = in->loc[node];
    }
    mover->work += visits;
    return true;
}

/* The end: it need only begin in time, and its loads change by what was picked up before. */
static bool end_tour(dd_mover *mover, const dd_kind *kind, const dd_piece *piece, joint *j)
{
    const dd_instance *in = mover->state->instance;
    const dd_tour *tour = tour_of(mover, piece->vehicle);
    const dd_block *b = &tour->block;
    uint32_t p = piece->first;
    int64_t ms = dd_kind_travel(in, kind, j->at, b->at[p]);
    j->cost += ms * kind->cost_ms;
    if (j->dep + ms > b->late[p]) return false;
    if (!in->has_jobs_load) return j->load <= kind->capacity[0];
    int64_t more = j->load - b->load[p - 1];
    return b->load_after[p - 1] + more <= kind->capacity[0];
}

/* Cost of the legs from position `first` to position `last`. */
static int64_t legs_between(const dd_block *b, uint32_t first, uint32_t last)
{
    int64_t cost = 0;
    for (uint32_t p = first; p < last; p++) cost += b->arc[p];
    return cost;
}

static bool is_emptied(const dd_mover *mover, const dd_move_tour *tour)
{
    for (uint32_t i = 0; i + 1 < tour->count; i++)
        if (tour->pieces[i].first <= tour->pieces[i].last) return false;
    const dd_piece *end = &tour->pieces[tour->count - 1];
    return end->first > tour_of(mover, end->vehicle)->len;
}

/* Both tours' legs before the move that are not in a beginning or an end of the tours after it.  Beginnings are of their own tour; an end that
 * came from the other tour takes its legs along. */
static int64_t legs_gone(dd_mover *mover, const dd_move *move)
{
    int64_t cost = 0;
    for (uint32_t t = 0; t < move->count; t++) {
        uint32_t vehicle = move->tours[t].vehicle, from = move->tours[t].pieces[0].last, to = 0;
        for (uint32_t u = 0; u < move->count; u++) {
            const dd_piece *end = &move->tours[u].pieces[move->tours[u].count - 1];
            if (end->vehicle == vehicle) to = end->first;
        }
        cost += legs_between(&tour_of(mover, vehicle)->block, from, to);
    }
    return cost;
}

static bool eval_plain(dd_mover *mover, const dd_kind *kind, const dd_move *move, int64_t bound, int64_t *ret_delta)
{
    int64_t delta = -legs_gone(mover, move);
    for (uint32_t t = 0; t < move->count; t++) {
        const dd_move_tour *tour = &move->tours[t];
        joint j;
        if (!begin_tour(mover, kind, tour, &j)) return false;
        for (uint32_t i = 1; i + 1 < tour->count; i++)
            if (!pass_piece(mover, kind, &tour->pieces[i], &j)) return false;
        if (!end_tour(mover, kind, &tour->pieces[tour->count - 1], &j)) return false;
        delta += j.cost;
        if (is_emptied(mover, tour)) delta -= kind->fixed_cost + j.cost;
    }
    mover->work += 4;
    *ret_delta = delta;
    return delta < bound;
}

/* ---- any tours ---- */

static uint32_t join(const dd_mover *mover, const dd_move_tour *tour, uint32_t *seq)
{
    uint32_t len = 0;
    for (uint32_t i = 0; i < tour->count; i++) {
        const dd_piece *piece = &tour->pieces[i];
        const dd_block *b = &tour_of(mover, piece->vehicle)->block;
        uint32_t last = i + 1 == tour->count ? tour_of(mover, piece->vehicle)->len : piece->last;
        for (uint32_t k = piece->first; k <= last; k++) seq[len++] = piece->is_reversed ? b->seq[last - (k - piece->first)] : b->seq[k];
    }
    return len;
}

/* Whether the vehicle may visit what a sequence holds, reloads and breaks aside. */
static bool can_visit(const dd_instance *in, uint32_t vehicle, const uint32_t *seq, uint32_t len)
{
    for (uint32_t i = 0; i < len; i++)
        if (seq[i] < in->node_count && in->request_of[seq[i]] != DD_NONE && !dd_instance_can_serve(in, in->kind_of[vehicle], in->request_of[seq[i]]))
            return false;
    return true;
}

static bool eval_walked(dd_mover *mover, const dd_move *move, int64_t bound, int64_t *ret_delta)
{
    const dd_instance *in = mover->state->instance;
    int64_t delta = 0;
    for (uint32_t t = 0; t < move->count; t++) {
        const dd_move_tour *tour = &move->tours[t];
        uint32_t len = join(mover, tour, mover->seqs[0]);
        int64_t cost = 0;
        mover->work += len + 6;
        if (!can_visit(in, tour->vehicle, mover->seqs[0], len)) return false;
        if (len > 0 && !dd_walk_eval(&mover->state->walk, tour->vehicle, mover->seqs[0], len, &cost, NULL)) return false;
        delta += cost - tour_of(mover, tour->vehicle)->cost;
    }
    *ret_delta = delta;
    return delta < bound;
}

/* ---- the verbs ---- */

bool dd_move_eval(dd_mover *mover, const dd_move *move, int64_t bound, int64_t *ret_delta)
{
    const dd_instance *in = mover->state->instance;
    uint32_t kind = in->kind_of[move->tours[0].vehicle];
    bool is_plain = true;
    for (uint32_t t = 0; t < move->count; t++) {
        uint32_t vehicle = move->tours[t].vehicle;
        is_plain = is_plain && in->kind_of[vehicle] == kind && dd_tour_is_plain(tour_of(mover, vehicle), &in->kinds[kind]);
    }
    return is_plain ? eval_plain(mover, &in->kinds[kind], move, bound, ret_delta) : eval_walked(mover, move, bound, ret_delta);
}

void dd_move_apply(dd_mover *mover, const dd_move *move, int64_t delta)
{
    int64_t before = mover->state->score.cost;
    uint32_t vehicles[2], lens[2] = {0, 0};
    for (uint32_t t = 0; t < move->count; t++) {
        vehicles[t] = move->tours[t].vehicle;
        lens[t] = join(mover, &move->tours[t], mover->seqs[t]);
        mover->work += lens[t];
    }
    dd_state_replace(mover->state, vehicles, (const uint32_t *const *)mover->seqs, lens, move->count);
    assert(mover->state->has_failed || mover->state->score.cost == before + delta);
    (void)before, (void)delta;
}
