/* General lane: one logical search of the general solver: annealing in cycles over exactly timed trials.
 *
 * What a lane does depends on its seed and on how much work it has done, never on the budget, so that a run cut short is the beginning of a longer one.
 * The first cycle only descends; each later one begins at the best plan, hot, cools, and is longer than the one before.
 */
#ifndef DD_SHOP_GENERAL_LANE_H
#define DD_SHOP_GENERAL_LANE_H

#include "shop/general_move.h"

typedef struct dd_general_lane {
    dd_general_state state;
    dd_general_mover mover;
    dd_general_plan best, spare;
    int64_t best_terms[DD_SHOP_TERM_END_];
    bool is_best_here;         /* the state is the best plan, and `best` is not written yet */
    uint64_t iterations, improvements;
    uint64_t cycle_begin, cycle_length; /* in iterations */
    uint32_t cycle;
    uint32_t kept;             /* trials since the list was put in order of time */
    bool has_failed;           /* out of memory */
    dd_arena arena;
} dd_general_lane;

bool dd_general_lane_init(dd_general_lane *lane, const dd_line *line, uint64_t seed, uint32_t number);
void dd_general_lane_done(dd_general_lane *lane);
/* Begins with a plan, which must fit before the horizon. */
void dd_general_lane_start(dd_general_lane *lane, const dd_general_plan *plan);
/* Searches until the lane's work has reached `target`. */
void dd_general_lane_run(dd_general_lane *lane, uint64_t target);
/* Writes the best plan out of the state into `best`, if it is not there yet. */
void dd_general_lane_settle(dd_general_lane *lane);
/* Goes on from another lane's best, which was settled, in this lane's next cycle. */
void dd_general_lane_adopt(dd_general_lane *lane, const dd_general_lane *other);

#endif
