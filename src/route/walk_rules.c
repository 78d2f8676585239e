/* Trips: jobs' deliveries are on board from the begin of their trip, jobs' pickups to its end; shipments from visit to visit; goods on board
 * already from the start of the route.
 */
#include "route/walk_rules.h"

#include <string.h>

static bool is_on_board_already(const dd_instance *in, uint32_t node)
{
    return in->node_kind[node] == DD_TASK_DELIVERY && in->mate[node] == DD_NONE;
}

/* Adds what jobs of the trip that starts at position p deliver. */
static void load_trip(const dd_instance *in, const uint32_t *seq, uint32_t len, uint32_t p, int64_t *board)
{
    bool is_this_trip = true;
    for (uint32_t i = p; i < len; i++) {
        uint32_t node = seq[i];
        if (node == in->reload) {
            is_this_trip = false;
            if (p > 0) return;
        }
        if (node >= in->node_count) continue;
        bool is_held = is_on_board_already(in, node);
        if (is_held ? p > 0 : !is_this_trip) continue;
        for (uint32_t d = 0; d < in->dims; d++) board[d] += in->delivery[(size_t)node * in->dims + d];
    }
}

/* Moves the load from position p - 1 to p; carried: jobs' pickups of this trip. */
static void load_step(const dd_instance *in, const uint32_t *seq, uint32_t len, uint32_t p, int64_t *board, int64_t *carried)
{
    uint32_t code = seq[p - 1];
    if (code == in->reload) {
        for (uint32_t d = 0; d < in->dims; d++) board[d] -= carried[d], carried[d] = 0;
        if (in->has_jobs_load) load_trip(in, seq, len, p, board);
        return;
    }
    if (code >= in->node_count) return;
    for (uint32_t d = 0; d < in->dims; d++) {
        size_t at = (size_t)code * in->dims + d;
        board[d] += in->load[at];
        if (!in->has_jobs_load) continue;
        board[d] += in->pickup[at] - in->delivery[at];
        carried[d] += in->pickup[at];
    }
}

void dd_walk_load_at(const dd_instance *instance, const uint32_t *seq, uint32_t len, uint32_t p, int64_t *board)
{
    int64_t carried[DD_LOAD_DIMS_MAX] = {0};
    memset(board, 0, instance->dims * sizeof *board);
    if (instance->has_jobs_load) load_trip(instance, seq, len, 0, board);
    for (uint32_t i = 1; i <= p && i <= len; i++) load_step(instance, seq, len, i, board, carried);
}

bool dd_walk_load_fits(dd_walk *walk, const dd_kind *kind, const uint32_t *seq, uint32_t len, uint32_t p, const int64_t *most)
{
    (void)kind;
    const dd_instance *in = walk->instance;
    dd_walk_load_at(in, seq, len, p, walk->board);
    for (uint32_t d = 0; d < in->dims; d++)
        if (walk->board[d] > most[d]) return false;
    return true;
}

/* Capacity: only a stop that adds load can break it, so that what pinned stops overload may still be delivered. */
static bool keeps_capacity(dd_walk *walk, const dd_kind *kind, const uint32_t *seq, uint32_t len, uint32_t pinned)
{
    const dd_instance *in = walk->instance;
    int64_t *board = walk->board, *carried = board + in->dims, *before = carried + in->dims;
    memset(board, 0, in->dims * 3 * sizeof *board);
    if (in->has_jobs_load) load_trip(in, seq, len, 0, board);
    for (uint32_t d = 0; pinned == 0 && d < in->dims; d++)
        if (board[d] > kind->capacity[d]) return false;
    for (uint32_t p = 1; p <= len; p++) {
        memcpy(before, board, in->dims * sizeof *board);
        load_step(in, seq, len, p, board, carried);
        if (p <= pinned) continue;
        for (uint32_t d = 0; d < in->dims; d++)
            if (board[d] > kind->capacity[d] && board[d] > before[d]) return false;
    }
    return true;
}

/* Where pinned stops overload the vehicle, what is not pinned may not add to it: jobs' deliveries are on board from the start. */
static bool keeps_pinned_loads(dd_walk *walk, const dd_kind *kind, const uint32_t *seq, uint32_t len, uint32_t pinned)
{
    const dd_instance *in = walk->instance;
    int64_t *all = walk->board, *own = all + in->dims;
    for (uint32_t p = 0; in->has_jobs_load && p <= pinned; p++) {
        dd_walk_load_at(in, seq, len, p, all);
        dd_walk_load_at(in, seq, pinned, p, own);
        for (uint32_t d = 0; d < in->dims; d++)
            if (all[d] > kind->capacity[d] && all[d] > own[d]) return false;
    }
    return true;
}

static bool keeps_counts(const dd_instance *in, const dd_kind *kind, const uint32_t *seq, uint32_t len)
{
    uint32_t visits = 0, trips = 1;
    for (uint32_t i = 0; i < len; i++) {
        visits += seq[i] < in->node_count;
        trips += seq[i] == in->reload;
    }
    return visits <= kind->max_tasks && trips <= kind->max_trips;
}

/* A pickup only when no shipment is on board, or directly after a pickup at the same place; breaks do not come between. */
static bool keeps_merchants(const dd_instance *in, const uint32_t *seq, uint32_t len, uint32_t pinned)
{
    uint32_t on_board = 0, last = DD_NONE;
    for (uint32_t i = 0; i < len; i++) on_board += seq[i] < in->node_count && is_on_board_already(in, seq[i]);
    for (uint32_t i = 0; i < len; i++) {
        uint32_t code = seq[i];
        if (code > in->reload) continue;
        if (code < in->node_count && in->node_kind[code] == DD_TASK_PICKUP) {
            bool is_same = last < in->node_count && in->node_kind[last] == DD_TASK_PICKUP && in->loc[last] == in->loc[code];
            if (on_board > 0 && !is_same && i >= pinned) return false;
            on_board++;
        } else if (code < in->node_count && in->node_kind[code] == DD_TASK_DELIVERY && on_board > 0) on_board--;
        last = code;
    }
    return true;
}

static bool class_enters(dd_walk *walk, uint32_t class, uint32_t *present)
{
    const dd_instance *in = walk->instance;
    if (class == 0) return true;
    present[class]++;
    for (uint32_t w = 0; w < in->class_words; w++) {
        uint64_t bits = in->conflicts[(size_t)class * in->class_words + w];
        for (; bits != 0; bits &= bits - 1)
            if (present[w * 64 + (uint32_t)__builtin_ctzll(bits)] > 0) return false;
    }
    return true;
}

static bool delivers(const dd_instance *in, uint32_t node)
{
    for (uint32_t d = 0; in->delivery != NULL && d < in->dims; d++)
        if (in->delivery[(size_t)node * in->dims + d] > 0) return true;
    return false;
}

static bool picks_up(const dd_instance *in, uint32_t node)
{
    for (uint32_t d = 0; in->pickup != NULL && d < in->dims; d++)
        if (in->pickup[(size_t)node * in->dims + d] > 0) return true;
    return false;
}

/* Classes of jobs delivered in the trip that starts at p, and at the start of goods on board already. */
static bool classes_of_trip(dd_walk *walk, const uint32_t *seq, uint32_t len, uint32_t p, uint32_t *present)
{
    const dd_instance *in = walk->instance;
    bool is_this_trip = true, is_good = true;
    for (uint32_t i = p; i < len; i++) {
        is_this_trip = is_this_trip && seq[i] != in->reload;
        if (seq[i] >= in->node_count) continue;
        if (is_on_board_already(in, seq[i]) ? p > 0 : !is_this_trip || in->node_kind[seq[i]] != DD_TASK_JOB || !delivers(in, seq[i])) continue;
        is_good = class_enters(walk, in->load_class[seq[i]], present) && is_good;
    }
    return is_good;
}

static void class_leaves(const dd_instance *in, uint32_t node, uint32_t *present)
{
    if (present[in->load_class[node]] > 0) present[in->load_class[node]]--;
}

/* Takes the trip's jobs' pickups off at the reload at position p. */
static void classes_unload(const dd_instance *in, const uint32_t *seq, uint32_t p, uint32_t *present)
{
    for (uint32_t i = p - 1; i-- > 0 && seq[i] != in->reload;)
        if (seq[i] < in->node_count && in->node_kind[seq[i]] == DD_TASK_JOB && picks_up(in, seq[i])) class_leaves(in, seq[i], present);
}

static bool class_step(dd_walk *walk, const uint32_t *seq, uint32_t len, uint32_t p, uint32_t *present)
{
    const dd_instance *in = walk->instance;
    uint32_t node = seq[p - 1];
    if (node == in->reload) {
        classes_unload(in, seq, p, present);
        return classes_of_trip(walk, seq, len, p, present);
    }
    if (node >= in->node_count) return true;
    bool is_job = in->node_kind[node] == DD_TASK_JOB;
    if (in->node_kind[node] == DD_TASK_DELIVERY || (is_job && delivers(in, node))) class_leaves(in, node, present);
    if (in->node_kind[node] == DD_TASK_PICKUP || (is_job && picks_up(in, node))) return class_enters(walk, in->load_class[node], present);
    return true;
}

static bool keeps_classes(dd_walk *walk, const uint32_t *seq, uint32_t len, uint32_t pinned)
{
    const dd_instance *in = walk->instance;
    uint32_t *present = walk->class_count;
    memset(present, 0, in->class_count * sizeof *present);
    if (!classes_of_trip(walk, seq, len, 0, present) && pinned == 0) return false;
    for (uint32_t p = 1; p <= len; p++)
        if (!class_step(walk, seq, len, p, present) && p > pinned) return false;
    return true;
}

bool dd_walk_rules(dd_walk *walk, const dd_kind *kind, const uint32_t *seq, uint32_t len, uint32_t pinned, bool is_bound)
{
    const dd_instance *in = walk->instance;
    if (!is_bound && (kind->max_tasks < len || in->has_trips) && !keeps_counts(in, kind, seq, len)) return false;
    if (in->one_merchant && !keeps_merchants(in, seq, len, pinned)) return false;
    if (in->load_class != NULL && !keeps_classes(walk, seq, len, pinned)) return false;
    if (in->dims == 0) return true;
    return keeps_capacity(walk, kind, seq, len, pinned) && (pinned == 0 || keeps_pinned_loads(walk, kind, seq, len, pinned));
}

bool dd_walk_is_bound(const dd_instance *instance, const uint32_t *seq, uint32_t len, uint32_t pinned)
{
    for (uint32_t i = pinned; i < len; i++) {
        uint32_t request = seq[i] < instance->node_count ? instance->request_of[seq[i]] : DD_NONE;
        if (request == DD_NONE) continue;
        if (!instance->requests[request].is_required || instance->requests[request].only_kind == DD_NONE) return false;
    }
    return len > 0;
}

int64_t dd_walk_release(const dd_instance *instance, const uint32_t *seq, uint32_t len, uint32_t p)
{
    int64_t release = -DD_FOREVER_MS;
    for (uint32_t i = p; instance->release != NULL && i < len && seq[i] != instance->reload; i++)
        if (seq[i] < instance->node_count && instance->release[seq[i]] > release) release = instance->release[seq[i]];
    return release;
}
