/* Lane: one logical search: ruin and recreate by slack induction by string removals, under simulated annealing.
 *
 * Christiaens & Vanden Berghe 2020, doi:10.1287/trsc.2019.0914: strings of adjacent tours are removed around a random node, the removed are
 * put back greedily in a random order with blinks.  Fleets are reduced by the sum of absence counters.  Departures: shipments go out whole
 * (the mate of a removed visit too) and come back by insert.h's two passes; only tours near a request are tried when there are many; an
 * iteration ends early when it can no longer be accepted; where requests are left out, every other ruin is around one of them.
 *
 * The first plan, the one with the fewest vehicles, and each new best are improved by local search (local.h).
 */
#ifndef DD_ROUTE_LANE_H
#define DD_ROUTE_LANE_H

#include "route/local.h"

/* A plan kept aside. */
typedef struct dd_snapshot {
    uint32_t *vehicles, *lens, *seqs; /* seqs: the tours' sequences one after the other */
    uint32_t count;
    uint32_t *absent;
    uint32_t absent_count;
    dd_score score;
} dd_snapshot;

typedef struct dd_lane {
    const dd_instance *instance;
    dd_arena arena;
    dd_state state;
    dd_inserter inserter;
    dd_nearby nearby;
    dd_local local;
    dd_rng rng;
    dd_objective objective;
    dd_snapshot best;
    uint32_t fleet_limit;      /* vehicles that may be used */
    uint32_t *order;           /* requests to put back */
    uint64_t *order_key;
    uint64_t *absence;         /* by request: how often it was left out */
    uint32_t *touched;         /* vehicles to improve by local search */
    uint32_t *stamp;           /* by vehicle: last marked */
    uint32_t stamp_now;
    uint32_t *string;          /* scratch: positions of one tour */
    double tour_length;        /* mean visits of a tour */
    double heat;               /* cost of one step of temperature: the mean cost of a leg between visits */
    double temperature;
    bool is_reducing;          /* in the fleet phase */
    uint32_t fleet_floor;      /* no plan has fewer vehicles: what jobs deliver and pick up must fit */
    uint64_t reduced_at;       /* work at the end of the fleet phase */
    bool has_priorities, has_prizes;
    uint64_t work, iterations, improvements;
} dd_lane;

bool dd_lane_init(dd_lane *lane, const dd_instance *instance, const dd_route_options *options, uint32_t number);
void dd_lane_done(dd_lane *lane);

/* The first plan: steps kept where asked, then everything inserted greedily. */
void dd_lane_start(dd_lane *lane, bool keeps_steps);

/* Searches until lane->work reaches `target`.  horizon: work of this lane over the whole run, UINT64_MAX while not yet known. */
void dd_lane_run(dd_lane *lane, uint64_t target, uint64_t horizon);

/* Makes the snapshot the lane's plan and best. */
void dd_lane_adopt(dd_lane *lane, const dd_snapshot *snapshot);

/* -1 when a is the better plan under the lane's objective, 0, 1. */
int dd_lane_compare(const dd_lane *lane, const dd_snapshot *a, const dd_snapshot *b);

/* ruin.c: takes out strings around a random node. */
void dd_lane_ruin(dd_lane *lane);

/* recreate.c: puts back what is absent.  False when it ended early: the plan must be complete and cost less than `limit`, and cannot.  INT64_MAX:
 * whatever it costs, and whatever is left out. */
bool dd_lane_recreate(dd_lane *lane, int64_t limit);

/* What progress is flat until: the horizon must be known when this share of it (in percent) is done. */
enum { DD_LANE_FLAT_PERCENT = 12 };

#endif
