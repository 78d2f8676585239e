/* Walk rules: what a sequence must keep to that knows no time: loads, number of visits and trips, load classes, one merchant at a time. */
#ifndef DD_ROUTE_WALK_RULES_H
#define DD_ROUTE_WALK_RULES_H

#include "route/walk.h"

/* Whether seq keeps all such rules after its first `pinned` elements; is_bound: limits on visits are not enforced. */
bool dd_walk_rules(dd_walk *walk, const dd_kind *kind, const uint32_t *seq, uint32_t len, uint32_t pinned, bool is_bound);

/* Whether everything after the pinned elements must be done by this vehicle (goods it holds): then its own limits are not enforced. */
bool dd_walk_is_bound(const dd_instance *instance, const uint32_t *seq, uint32_t len, uint32_t pinned);

/* The earliest begin of the trip that starts at position p (0 or a reload): the latest release of its jobs' deliveries. */
int64_t dd_walk_release(const dd_instance *instance, const uint32_t *seq, uint32_t len, uint32_t p);

/* What is on board when leaving position p, in `board` (dims). */
void dd_walk_load_at(const dd_instance *instance, const uint32_t *seq, uint32_t len, uint32_t p, int64_t *board);

bool dd_walk_load_fits(dd_walk *walk, const dd_kind *kind, const uint32_t *seq, uint32_t len, uint32_t p, const int64_t *most);

#endif
