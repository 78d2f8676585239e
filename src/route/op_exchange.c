/* Exchange: runs of visits between two tours (local.h).  The legs decide first, O(1); what gets cheaper is settled by dd_move_eval. */
#include "route/local.h"

enum { RUN_MAX = 3 };

/* Two runs: from..to of vehicle a, and from..to of vehicle b, which may be empty. */
typedef struct exchange {
    uint32_t a, b, a_first, a_last, b_first, b_last;
    bool is_reversed;          /* the run of a, in b */
} exchange;

static int64_t legs_delta(const dd_local *local, const exchange *x)
{
    const dd_block *a = &dd_state_tour(local->state, x->a)->block, *b = &dd_state_tour(local->state, x->b)->block;
    uint32_t head = a->at[x->is_reversed ? x->a_last : x->a_first], foot = a->at[x->is_reversed ? x->a_first : x->a_last];
    int64_t delta = dd_local_arc(local, x->b, b->at[x->b_first - 1], head) + dd_local_arc(local, x->b, foot, b->at[x->b_last + 1]);
    delta -= b->arc[x->b_first - 1] + a->arc[x->a_first - 1] + a->arc[x->a_last];
    if (x->b_first > x->b_last) return delta + dd_local_arc(local, x->a, a->at[x->a_first - 1], a->at[x->a_last + 1]);
    delta += dd_local_arc(local, x->a, a->at[x->a_first - 1], b->at[x->b_first]) + dd_local_arc(local, x->a, b->at[x->b_last], a->at[x->a_last + 1]);
    return delta - b->arc[x->b_last];
}

static void settle(dd_local *local, const exchange *x, dd_local_best *best)
{
    uint32_t kind_a = local->state->instance->kind_of[x->a], kind_b = local->state->instance->kind_of[x->b];
    if (!dd_local_is_free(local, x->a, x->a_first, x->a_last, kind_b) || !dd_local_is_free(local, x->b, x->b_first, x->b_last, kind_a)) return;
    dd_move move = {.count = 2};
    move.tours[0] = (dd_move_tour){x->a, 3, {{x->a, 1, x->a_first - 1, false}, {x->b, x->b_first, x->b_last, false}, {x->a, x->a_last + 1, 0, false}}};
    move.tours[1] = (dd_move_tour){
        x->b, 3, {{x->b, 1, x->b_first - 1, false}, {x->a, x->a_first, x->a_last, x->is_reversed}, {x->b, x->b_last + 1, 0, false}}};
    int64_t delta;
    if (dd_move_eval(&local->mover, &move, best->delta, &delta)) *best = (dd_local_best){delta, move};
}

static void consider(dd_local *local, const exchange *x, dd_local_best *best)
{
    local->work++;
    if (legs_delta(local, x) < best->delta) settle(local, x, best);
}

void dd_op_exchange_eval(dd_local *local, uint32_t u, uint32_t v, dd_local_best *best)
{
    const dd_state *state = local->state;
    uint32_t a = state->tour_of[u], b = state->tour_of[v], p = state->pos[u], q = state->pos[v];
    const dd_tour *from = dd_state_tour(state, a), *to = dd_state_tour(state, b);
    for (uint32_t m = 1; m <= RUN_MAX; m++) {
        bool has_ahead = p + m <= from->len + 1, has_behind = p >= from->pinned + m;
        for (uint32_t n = 0; n <= m; n++) {
            if (q + n <= to->len) { /* u right after v, in the place of the n visits after v */
                if (has_ahead) consider(local, &(exchange){a, b, p, p + m - 1, q + 1, q + n, false}, best);
                if (m > 1 && has_behind) consider(local, &(exchange){a, b, p + 1 - m, p, q + 1, q + n, true}, best);
            }
            if (q >= to->pinned + 1 + n) { /* u right before v, in the place of the n visits before v */
                if (has_behind) consider(local, &(exchange){a, b, p + 1 - m, p, q - n, q - 1, false}, best);
                if (m > 1 && has_ahead) consider(local, &(exchange){a, b, p, p + m - 1, q - n, q - 1, true}, best);
            }
        }
    }
}
