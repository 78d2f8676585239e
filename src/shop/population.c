/* Population: keeping good schedules apart (shop/population.h).  A newcomer costs a distance to each member. */
#include "shop/population.h"

#include <string.h>

enum { NEAR_PER_MILLE = 20 };

bool dd_population_init(dd_population *population, const dd_dense *in, uint32_t limit, dd_arena *arena)
{
    *population = (dd_population){.in = in, .limit = limit};
    for (uint32_t i = 0; i < limit; i++)
        if (!dd_sequencing_init(&population->members[i], in, arena)) return false;
    return dd_sequencing_init(&population->best, in, arena) && dd_sequencing_init(&population->newcomer, in, arena);
}

static void copy(const dd_dense *in, dd_sequencing *to, const dd_sequencing *from)
{
    size_t bytes = (size_t)in->op_count * sizeof *to->order;
    to->makespan = from->makespan;
    memcpy(to->order, from->order, bytes);
    memcpy(to->sequence, from->sequence, bytes);
    memcpy(to->rank, from->rank, bytes);
    memcpy(to->first, from->first, ((size_t)in->machine_count + 2) * sizeof *to->first);
}

/* What is close follows from the number of all pairs. */
static void set_near(dd_population *population)
{
    uint64_t pairs = 0;
    for (int32_t m = 0; m < population->in->machine_count; m++) {
        uint64_t length = (uint64_t)(population->newcomer.first[m + 1] - population->newcomer.first[m]);
        if (length > 1) pairs += length * (length - 1) / 2;
    }
    population->near = pairs * NEAR_PER_MILLE / 1000;
}

void dd_population_note(dd_population *population)
{
    if (population->newcomer.makespan >= population->best.makespan) return;
    set_near(population);
    copy(population->in, &population->best, &population->newcomer);
    population->improvements++;
}

void dd_population_add(dd_population *population)
{
    const dd_sequencing *x = &population->newcomer;
    dd_population_note(population);
    if (population->count < population->limit) {
        copy(population->in, &population->members[population->count++], x);
        return;
    }
    uint32_t worst = 0, nearest = 0;
    uint64_t least = UINT64_MAX;
    for (uint32_t i = 0; i < population->count; i++) {
        const dd_sequencing *member = &population->members[i];
        if (member->makespan > population->members[worst].makespan) worst = i;
        uint64_t distance = dd_sequencing_distance(x, member, population->in->machine_count);
        if (distance >= least) continue;
        least = distance;
        nearest = i;
    }
    uint32_t place = least < population->near ? nearest : worst;
    if (x->makespan <= population->members[place].makespan) copy(population->in, &population->members[place], x);
}

bool dd_population_renew(dd_population *population)
{
    if (population->count < population->limit) return false;
    uint64_t sum = 0;
    for (uint32_t i = 0; i < population->count; i++)
        sum += dd_sequencing_distance(&population->best, &population->members[i], population->in->machine_count);
    if (sum > population->near * population->count) return false;
    copy(population->in, &population->members[0], &population->best);
    population->count = 1;
    return true;
}
