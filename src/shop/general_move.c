/* General move: moves (general_move.h).
 *
 * Single operations: exchange with the one waited for, insertion several places to the left or right in the machine's row (the moves of critical blocks of
 * Dell'Amico and Trubian 1993, on the exact critical path of a late job instead of the longest one), another mode, at the place that its readiness
 * gives; next to an operation of its family (setups).  Whole jobs: each operation before the first that starts after it could arrive.  Floors, where
 * deviation counts: back to the planned start, or out of the way of what starts late behind it.
 *
 * All keep to the range that links allow; what would need more than that is not proposed.
 */
#include "shop/general_move.h"

enum { CHAIN_MAX = 256, LIST_AGE = 64, SAMPLES = 8, FAMILY_REACH = 16, LIST_REACH = 12 };

typedef enum focus { FOCUS_LATE, FOCUS_LAST, FOCUS_ANY_JOB, FOCUS_SETUP, FOCUS_DEVIATION, FOCUS_ANY } focus;

bool dd_general_mover_init(dd_general_mover *mover, dd_general_state *state, uint64_t seed, uint64_t stream, dd_arena *arena)
{
    *mover = (dd_general_mover){.state = state, .rng = dd_rng_seed(seed, stream), .age = LIST_AGE, .end = state->line->free_count};
    mover->late = DD_ARENA_NEW(arena, state->line->job_count, uint32_t);
    mover->chain = DD_ARENA_NEW(arena, CHAIN_MAX, uint32_t);
    return mover->late != NULL && mover->chain != NULL;
}

static uint32_t below(dd_general_mover *m, uint32_t n)
{
    return dd_rng_below(&m->rng, n);
}

/* Focus. */

static void list_jobs(dd_general_mover *m)
{
    const dd_general_state *s = m->state;
    const dd_job *jobs = s->line->problem->jobs;
    m->late_count = m->age = 0;
    m->last_job = 0;
    for (uint32_t j = 0; j < s->line->job_count; j++) {
        if (s->job_first[j] == s->job_first[j + 1]) continue;
        if (s->job_end[j] > jobs[j].due_ms && jobs[j].weight > 0) m->late[m->late_count++] = j;
        if (s->job_end[j] > s->job_end[m->last_job] || s->job_first[m->last_job] == s->job_first[m->last_job + 1]) m->last_job = j;
    }
}

static focus focus_of(dd_shop_term term)
{
    switch (term) {
    case DD_SHOP_TERM_TARDINESS: return FOCUS_LATE;
    case DD_SHOP_TERM_MAKESPAN: return FOCUS_LAST;
    case DD_SHOP_TERM_FLOW: return FOCUS_ANY_JOB;
    case DD_SHOP_TERM_SETUP: return FOCUS_SETUP;
    default: return FOCUS_DEVIATION;
    }
}

/* A term that costs something: of the first level that has one by four chances in five, of any level else. */
static focus choose_focus(dd_general_mover *m)
{
    const dd_shop_objective *objective = m->state->line->objective;
    uint32_t draw = below(m, 10), level = draw == 1 ? below(m, objective->level_count) : 0;
    if (draw == 0) return FOCUS_ANY;
    for (; level < objective->level_count; level++) {
        focus found[DD_SHOP_TERM_END_];
        uint32_t count = 0;
        for (int term = 0; term < DD_SHOP_TERM_END_; term++)
            if (objective->weight[level][term] > 0 && m->state->terms[term] > 0) found[count++] = focus_of((dd_shop_term)term);
        if (count > 0) return found[below(m, count)];
    }
    return FOCUS_ANY;
}

static uint32_t any_operation(dd_general_mover *m)
{
    return m->state->order[m->first + below(m, m->end - m->first)];
}

/* The better of some: one with a setup, or away from its plan. */
static uint32_t sample(dd_general_mover *m, focus want)
{
    const dd_general_state *s = m->state;
    uint32_t operation = any_operation(m);
    for (int i = 0; i < SAMPLES; i++) {
        const dd_line_operation *op = &s->line->operations[operation];
        if (want == FOCUS_SETUP && s->slots[operation].setup_ms > 0) break;
        if (want == FOCUS_DEVIATION && op->planned_mode != DD_NONE && s->slots[operation].start_ms != op->planned_start_ms) break;
        operation = any_operation(m);
    }
    return operation;
}

static int64_t weighted_lateness(const dd_general_state *s, uint32_t job)
{
    return (int64_t)s->line->problem->jobs[job].weight * (s->job_end[job] - s->line->problem->jobs[job].due_ms);
}

static uint32_t choose_job(dd_general_mover *m, focus want)
{
    if (want == FOCUS_LAST) return m->last_job;
    if (want == FOCUS_ANY_JOB || m->late_count == 0) return below(m, m->state->line->job_count);
    uint32_t a = m->late[below(m, m->late_count)], b = m->late[below(m, m->late_count)];
    return weighted_lateness(m->state, a) >= weighted_lateness(m->state, b) ? a : b;
}

static uint32_t last_of_job(const dd_general_state *s, uint32_t job)
{
    uint32_t last = DD_NONE;
    for (uint32_t i = s->job_first[job]; i < s->job_first[job + 1]; i++)
        if (last == DD_NONE || s->slots[i].end_ms > s->slots[last].end_ms) last = i;
    return last;
}

static bool is_free(const dd_general_state *s, uint32_t operation)
{
    return operation != DD_NONE && operation < s->line->operation_count && !s->line->operations[operation].is_locked;
}

/* Back from the end of a job along what each waited for; of those that waited for a machine or a pool, one. */
static uint32_t on_chain(dd_general_mover *m, uint32_t job)
{
    const dd_general_state *s = m->state;
    uint32_t at = last_of_job(s, job), count = 0;
    uint32_t steps = 0;
    for (; is_free(s, at) && steps < CHAIN_MAX; steps++) {
        const dd_slot *slot = &s->slots[at];
        if (slot->cause_kind == DD_CAUSE_MACHINE || slot->cause_kind == DD_CAUSE_POOL || slot->setup_ms > 0) m->chain[count++] = at;
        if (slot->cause_kind == DD_CAUSE_NONE || s->pos[at] <= 0) break;
        at = slot->cause;
    }
    if (count > 0) return m->chain[below(m, count)];
    at = last_of_job(s, job);
    return is_free(s, at) ? at : any_operation(m);
}

static uint32_t choose_operation(dd_general_mover *m)
{
    focus want = choose_focus(m);
    bool is_windowed = m->end - m->first < m->state->line->free_count;
    if (m->age++ >= LIST_AGE) list_jobs(m);
    if (want == FOCUS_ANY || is_windowed) return any_operation(m);
    if (want == FOCUS_SETUP || want == FOCUS_DEVIATION) return sample(m, want);
    return on_chain(m, choose_job(m, want));
}

/* Moves of one operation. */

static bool move_before(dd_general_mover *m, uint32_t operation, uint32_t other)
{
    uint32_t least, most, to = (uint32_t)m->state->pos[other];
    dd_general_range(m->state, operation, &least, &most);
    if (to < least) to = least;
    if (to >= (uint32_t)m->state->pos[operation]) return false;
    dd_general_shift(m->state, operation, to);
    return true;
}

static bool move_behind(dd_general_mover *m, uint32_t operation, uint32_t other)
{
    uint32_t least, most, to = (uint32_t)m->state->pos[other];
    dd_general_range(m->state, operation, &least, &most);
    if (to > most) to = most;
    if (to <= (uint32_t)m->state->pos[operation]) return false;
    dd_general_shift(m->state, operation, to);
    return true;
}

/* The two change their order: the first goes behind the second, or the second before the first. */
static bool exchange(dd_general_mover *m, uint32_t first, uint32_t second)
{
    const dd_general_state *s = m->state;
    uint32_t least, most;
    if (!is_free(s, first) || s->pos[first] >= s->pos[second]) return false;
    dd_general_range(s, first, &least, &most);
    if (most >= (uint32_t)s->pos[second] && below(m, 4) > 0) return move_behind(m, first, second);
    dd_general_range(s, second, &least, &most);
    if (least <= (uint32_t)s->pos[first]) return move_before(m, second, first);
    return move_behind(m, first, second);
}

static bool move_left(dd_general_mover *m, uint32_t operation, uint32_t steps)
{
    const dd_general_state *s = m->state;
    uint32_t at = operation;
    for (; steps > 0 && is_free(s, s->slots[at].machine_before); steps--) at = s->slots[at].machine_before;
    return at != operation && move_before(m, operation, at);
}

static bool move_right(dd_general_mover *m, uint32_t operation, uint32_t steps)
{
    const dd_general_state *s = m->state;
    uint32_t at = operation;
    for (; steps > 0 && s->slots[at].machine_after != DD_NONE; steps--) at = s->slots[at].machine_after;
    return at != operation && move_behind(m, operation, at);
}

static int64_t ready_of(const dd_general_state *s, uint32_t operation)
{
    const dd_line_operation *op = &s->line->operations[operation];
    int64_t ready_ms = op->release_ms;
    for (uint32_t l = 0; l < op->before_count; l++) {
        const dd_line_link *link = &s->line->before[op->before_at + l];
        if (s->slots[link->operation].end_ms + link->lag_ms > ready_ms) ready_ms = s->slots[link->operation].end_ms + link->lag_ms;
    }
    return ready_ms;
}

/* To the left of all on its machine that start from an instant on. */
static bool move_to_time(dd_general_mover *m, uint32_t operation, int64_t at_ms)
{
    const dd_general_state *s = m->state;
    uint32_t at = operation;
    while (is_free(s, s->slots[at].machine_before) && s->slots[s->slots[at].machine_before].start_ms >= at_ms) at = s->slots[at].machine_before;
    return at != operation && move_before(m, operation, at);
}

static bool change_mode(dd_general_mover *m, uint32_t operation)
{
    dd_general_state *s = m->state;
    const dd_line_operation *op = &s->line->operations[operation];
    uint32_t mode = op->mode_at + below(m, op->mode_count);
    if (mode == s->slots[operation].mode || !s->line->modes[mode].can_run) return false;
    dd_general_assign(s, operation, mode);
    uint32_t draw = below(m, 4);
    if (draw == 0) (void)move_left(m, operation, 1 + below(m, 3));
    else if (draw == 1) (void)move_right(m, operation, 1 + below(m, 3));
    else if (draw == 2) (void)move_to_time(m, operation, ready_of(s, operation));
    return true;
}

/* Next to one of its family, to the left or to the right. */
static bool join_family(dd_general_mover *m, uint32_t operation)
{
    const dd_general_state *s = m->state;
    uint32_t family = s->line->operations[operation].family, at = operation;
    if (family == DD_NONE) return false;
    bool goes_left = below(m, 2) == 0;
    for (int reach = 0; reach < FAMILY_REACH; reach++) {
        at = goes_left ? s->slots[at].machine_before : s->slots[at].machine_after;
        if (!is_free(s, at)) return false;
        if (s->line->operations[at].family != family || reach == 0) continue;
        uint32_t draw = below(m, 2);
        if (goes_left && draw == 0) return move_before(m, operation, s->slots[at].machine_after);
        if (goes_left) return move_behind(m, at, s->slots[operation].machine_before);
        if (draw == 0) return move_behind(m, operation, s->slots[at].machine_before);
        return move_before(m, at, s->slots[operation].machine_after);
    }
    return false;
}

/* Moves of a job: each operation goes before the first on its machine that starts when it could have arrived. */
static bool hurry_job(dd_general_mover *m, uint32_t operation)
{
    dd_general_state *s = m->state;
    uint32_t job = s->line->operations[operation].job, first = s->job_first[job], end = s->job_first[job + 1];
    int64_t arrival_ms = 0;
    bool has_moved = false;
    if (below(m, 2) == 0) first = operation;
    for (uint32_t i = first; i < end; i++) {
        if (s->line->operations[i].is_locked) continue;
        int64_t ready_ms = ready_of(s, i);
        if (!has_moved || arrival_ms > ready_ms) arrival_ms = ready_ms;
        if (move_to_time(m, i, arrival_ms)) has_moved = true;
        const dd_slot *before = &s->slots[s->slots[i].machine_before];
        if (before->end_ms > arrival_ms) arrival_ms = before->end_ms;
        arrival_ms += s->line->modes[s->slots[i].mode].duration_ms + s->slots[i].setup_ms;
    }
    return has_moved;
}

/* Each operation some steps to the right. */
static bool delay_job(dd_general_mover *m, uint32_t operation)
{
    const dd_general_state *s = m->state;
    uint32_t job = s->line->operations[operation].job;
    bool has_moved = false;
    for (uint32_t i = s->job_first[job + 1]; i-- > s->job_first[job];)
        if (is_free(s, i) && move_right(m, i, 1 + below(m, 3))) has_moved = true;
    return has_moved;
}

/* Floors, where deviation counts. */

static int64_t lateness_of(const dd_general_state *s, uint32_t operation)
{
    if (!is_free(s, operation) || s->line->operations[operation].planned_mode == DD_NONE) return 0;
    return s->slots[operation].start_ms - s->line->operations[operation].planned_start_ms;
}

/* The last instants before the planned start at which the operation can begin: where that lies in closed time. */
static int64_t before_plan(const dd_general_state *s, uint32_t operation)
{
    const dd_line_operation *op = &s->line->operations[operation];
    const dd_line_mode *mode = &s->line->modes[s->slots[operation].mode];
    return dd_worktime_latest(&s->line->worktimes[mode->work], op->planned_start_ms, op->may_pause || mode->duration_ms == 0 ? 1 : mode->duration_ms);
}

/* By how much what waits for the operation is late, at most. */
static int64_t lateness_behind(const dd_general_state *s, uint32_t operation)
{
    const dd_line_operation *op = &s->line->operations[operation];
    int64_t late_ms = lateness_of(s, s->slots[operation].machine_after);
    for (uint32_t l = 0; l < op->after_count; l++) {
        int64_t other_ms = lateness_of(s, s->line->after[op->after_at + l].operation);
        if (other_ms > late_ms) late_ms = other_ms;
    }
    return late_ms;
}

static bool change_floor(dd_general_mover *m, uint32_t operation)
{
    dd_general_state *s = m->state;
    const dd_line_operation *op = &s->line->operations[operation];
    int64_t floor_ms = -DD_FOREVER_MS, late_ms = lateness_behind(s, operation);
    if (op->planned_mode == DD_NONE) return false;
    uint32_t draw = below(m, 6);
    if (draw < 2) floor_ms = op->planned_start_ms;
    else if (draw == 2) floor_ms = before_plan(s, operation);
    else if (draw == 3) floor_ms = op->planned_start_ms - (int64_t)below(m, 2u << below(m, 24));
    else if (late_ms > 0) floor_ms = s->slots[operation].start_ms - late_ms;
    if (floor_ms == s->slots[operation].floor_ms) return false;
    dd_general_floor(s, operation, floor_ms);
    return true;
}

/* Some places to the left or right in the list: who of a pool's users comes first. */
static bool move_in_list(dd_general_mover *m, uint32_t operation)
{
    uint32_t least, most, at = (uint32_t)m->state->pos[operation], steps = 1 + below(m, LIST_REACH);
    dd_general_range(m->state, operation, &least, &most);
    uint32_t to = below(m, 2) == 0 ? (at - least > steps ? at - steps : least) : (most - at > steps ? at + steps : most);
    if (to == at) return false;
    dd_general_shift(m->state, operation, to);
    return true;
}

static bool propose_order(dd_general_mover *m, uint32_t operation)
{
    const dd_general_state *s = m->state;
    const dd_slot *slot = &s->slots[operation];
    uint32_t draw = below(m, 8), cause = slot->cause;
    bool has_cause = (slot->cause_kind == DD_CAUSE_MACHINE || slot->cause_kind == DD_CAUSE_POOL) && is_free(s, cause);
    if (s->line->modes[slot->mode].need_count > 0 && below(m, 8) == 0) return move_in_list(m, operation);
    if (!has_cause) cause = slot->machine_before;
    if (draw < 3) return exchange(m, cause, operation);
    if (draw < 5) return move_left(m, operation, 2 + below(m, 6));
    if (draw == 5) return is_free(s, cause) && move_right(m, cause, 1 + below(m, 6));
    if (draw == 6) return move_right(m, operation, 1 + below(m, 4));
    return move_to_time(m, operation, ready_of(s, operation));
}

static bool propose_one(dd_general_mover *m)
{
    dd_general_state *s = m->state;
    uint32_t operation = choose_operation(m), draw = below(m, 16);
    bool has_moved = false;
    if (s->counts_deviation && below(m, 4) == 0) return change_floor(m, operation);
    if (s->counts_deviation && s->slots[operation].floor_ms > -DD_FOREVER_MS && below(m, 2) == 0) {
        dd_general_floor(s, operation, -DD_FOREVER_MS);
        has_moved = true;
    }
    if (draw < 3 && s->line->operations[operation].mode_count > 1) return change_mode(m, operation) || has_moved;
    if (draw < 5 && s->line->family_count > 0) return join_family(m, operation) || has_moved;
    if (draw == 5) return hurry_job(m, operation) || has_moved;
    if (draw == 6 && below(m, 4) == 0) return delay_job(m, operation) || has_moved;
    return propose_order(m, operation) || has_moved;
}

bool dd_general_mover_propose(dd_general_mover *m)
{
    bool has_moved = propose_one(m);
    if (below(m, 8) == 0 && propose_one(m)) has_moved = true;
    return has_moved;
}
