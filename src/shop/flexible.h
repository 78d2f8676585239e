/* Flexible: the search for the makespan of flexible shops: tabu search from points between the members of a small population.
 *
 * Lanes search side by side, each its own tabu search; between portions of equal work, in the order of lanes, a search that is done hands its schedule to the
 * population and begins again between two of its members (Gonzalez, Vela and Varela 2015; Ding, Lu, Li, Shen, Xu and Glover 2019).  Threads only
 * carry lanes, so the result depends on problem, seed, lanes and work alone.
 */
#ifndef DD_SHOP_FLEXIBLE_H
#define DD_SHOP_FLEXIBLE_H

#include "diaodu/executor.h"
#include "shop/dense.h"

typedef struct dd_flexible_options {
    uint64_t seed;
    uint64_t work;                 /* units, all lanes together; 0: only `halt` ends the search */
    uint32_t lanes;                /* 0: chosen; to 64 */
    int32_t bound;                 /* a makespan that cannot be beaten: the search ends there; 0: unknown */
    const int32_t *start_mode, *start_order; /* a schedule to begin with, as dd_graph_load takes it; NULL: none */
    const dd_executor *executor;   /* NULL: inline */
    const dd_halt *halt;           /* NULL: none; asked between portions */
    void (*progress)(void *context, uint64_t work, int32_t makespan); /* NULL: none */
    void *progress_context;
} dd_flexible_options;

typedef struct dd_flexible_result {
    int32_t *mode, *order;         /* the caller's, op_count each: the schedule, as dd_graph_load takes it */
    int32_t makespan;              /* in the instance's units, locks aside */
    int32_t first;                 /* of the first schedule */
    uint64_t work, iterations, improvements;
    uint32_t lanes;
} dd_flexible_result;

/* Searches.  `ret` brings its two arrays.  DD_STATUS_NO_MEMORY. */
DD_MUST_USE dd_status dd_flexible_search(const dd_dense *in, const dd_flexible_options *options, dd_flexible_result *ret, dd_error *err);

#endif
