/* General move: which trial the general search makes next.
 *
 * A move begins where the objective hurts: at a late job, the last job, a setup, an operation away from its plan.  From the end of a job it goes back
 * along what each operation waited for, to an operation that waited for another on its machine or pool, and changes their order, the machine, or the
 * whole job's turn.
 */
#ifndef DD_SHOP_GENERAL_MOVE_H
#define DD_SHOP_GENERAL_MOVE_H

#include "base/rng.h"
#include "shop/general_state.h"

typedef struct dd_general_mover {
    dd_general_state *state;
    dd_rng rng;
    uint32_t *late;            /* late jobs, as of some trials ago */
    uint32_t late_count;
    uint32_t last_job;
    uint32_t age;              /* trials since they were listed */
    uint32_t first, end;       /* places of the list within which moves begin; all of it, or a window */
    uint32_t *chain;
} dd_general_mover;

bool dd_general_mover_init(dd_general_mover *mover, dd_general_state *state, uint64_t seed, uint64_t stream, dd_arena *arena);
/* Changes the state by a trial that was not evaluated yet.  False: nothing was changed. */
bool dd_general_mover_propose(dd_general_mover *mover);

#endif
