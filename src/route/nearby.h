/* Nearby: which nodes are near a node, and which kinds of vehicles start near a request; computed when first asked, kept for the lane.
 *
 * Near means little travel there and back, by the first kind's matrix.  Ties by index.  O(nodes) a list, NEARBY_NODES_MAX entries at most.
 */
#ifndef DD_ROUTE_NEARBY_H
#define DD_ROUTE_NEARBY_H

#include "base/arena.h"
#include "model/instance.h"

enum { DD_NEARBY_NODES_MAX = 160, DD_NEARBY_KINDS_MAX = 12 };

typedef struct dd_nearby {
    const dd_instance *instance;
    dd_arena *arena;
    uint32_t node_limit, kind_limit; /* length of every list */
    uint32_t **nodes;          /* by node; NULL: not asked yet */
    uint32_t **kinds;          /* by request */
    uint64_t *keys;
} dd_nearby;

bool dd_nearby_init(dd_nearby *nearby, const dd_instance *instance, dd_arena *arena);

/* node_limit nodes that have requests, nearest first, the node itself among the first.  NULL when out of memory. */
const uint32_t *dd_nearby_nodes(dd_nearby *nearby, uint32_t node);

/* kind_limit kinds whose vehicles start nearest to the request's first visit (open starts count as at it).  NULL when out of memory. */
const uint32_t *dd_nearby_kinds(dd_nearby *nearby, uint32_t request);

#endif
