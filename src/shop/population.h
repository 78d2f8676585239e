/* Population: a few good schedules that differ from each other, between which the search for makespan relinks.
 *
 * A newcomer takes the place of the member that it is close to, when there is one, else of the worst; never of a better one.
 */
#ifndef DD_SHOP_POPULATION_H
#define DD_SHOP_POPULATION_H

#include "shop/relink.h"

enum { DD_POPULATION_MAX = 32 };

typedef struct dd_population {
    const dd_dense *in;
    dd_sequencing members[DD_POPULATION_MAX];
    dd_sequencing best;            /* of all that ever came */
    dd_sequencing newcomer;        /* filled by the caller before dd_population_add */
    uint32_t count, limit;
    uint64_t near;                 /* closer than so many pairs is close */
    uint64_t improvements;
} dd_population;

/* Memory from the arena; false when out of memory. */
bool dd_population_init(dd_population *population, const dd_dense *in, uint32_t limit, dd_arena *arena);

/* Makes the best of the newcomer when it is, without taking it in. */
void dd_population_note(dd_population *population);

/* Takes the newcomer in, or leaves it. */
void dd_population_add(dd_population *population);

/* Gives up all but the best when the members have come close to it.  True when it did. */
bool dd_population_renew(dd_population *population);

#endif
