/* Moment: the shop problem of one instant of a plant that runs: what is open, what is locked, what is closed by what is known then.
 *
 * What a machine holds is locked at the instants that it is expected to have.  A machine that is down is closed until its expected repair.  Where
 * absences or changes leave a pool fewer units than what runs holds, the problem lets it hold them, and nothing else.
 */
#ifndef DD_ENGINE_MOMENT_H
#define DD_ENGINE_MOMENT_H

#include "base/arena.h"
#include "engine/state.h"

/* One operation of the problem. */
typedef struct dd_moment_item {
    uint32_t operation;          /* the engine's */
    uint32_t mode;               /* the only one that it may take, DD_NONE: any */
    uint32_t after;              /* place in the list of the one that it follows on its machine; DD_NONE */
    bool is_locked;              /* in that mode, at `at` */
    dd_placement at;
} dd_moment_item;

typedef struct dd_moment {
    const dd_engine *engine;
    int64_t at_ms;
    dd_moment_item *items;       /* sorted by operation; the problem's operations are the same, in the same order */
    uint32_t count;
    bool is_split;               /* each operation is a job of its own, due when it is planned to start: for keeping an order */
    dd_shop_problem *problem;
} dd_moment;

/* When a machine that is down is expected to work again, as seen at an instant: what was said; where nothing was, or that has passed, the longer it has
 * lasted the longer it is expected to. */
int64_t dd_moment_repair_ms(const dd_plant_machine *machine, int64_t at_ms);

/* Expected instants of all that machines hold, as seen at at_ms: *ret[i] belongs to list[i]; `list` is sorted, and holds the inputs of what it holds, as
 * far as they are not finished.  What seems never to end is taken to last a year. */
void dd_moment_expect(const dd_engine *engine, int64_t at_ms, const uint32_t *list, uint32_t count, dd_placement *ret);

/* Makes moment->problem from the rest; the caller frees it.  OK or NO_MEMORY. */
DD_MUST_USE dd_status dd_moment_build(dd_moment *moment, dd_error *err);
/* The place of an engine's operation in the list; DD_NONE. */
uint32_t dd_moment_find(const dd_moment *moment, uint32_t operation);

#endif
