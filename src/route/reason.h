/* Reason: why a request is in no tour; asked once for each that was left out. */
#ifndef DD_ROUTE_REASON_H
#define DD_ROUTE_REASON_H

#include "diaodu/plan.h"
#include "route/walk.h"

/* The strongest reason that holds: no skills, too large, unreachable alone, not worth its prize alone, no room.  O(kinds). */
dd_reason dd_reason_find(dd_walk *walk, uint32_t request);

#endif
