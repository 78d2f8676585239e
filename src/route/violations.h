/* Violations: declares on each stop of a timed route the constraints it breaks; only pinned, forced or bound stops may. */
#ifndef DD_ROUTE_VIOLATIONS_H
#define DD_ROUTE_VIOLATIONS_H

#include "diaodu/plan.h"
#include "route/walk.h"

/* Adds the bits to stops[].violations.  Cheap when the vehicle has no pinned steps and is_soft is false: nothing can be broken. */
void dd_violations_declare(dd_walk *walk, uint32_t vehicle, const uint32_t *seq, uint32_t len, dd_stop *stops, uint32_t count, bool is_soft);

/* DD_VIOLATION_MISSING_BREAK when a break of the vehicle is in no stop, else 0. */
uint32_t dd_violations_missing(const dd_instance *instance, uint32_t vehicle, const dd_stop *stops, uint32_t count);

#endif
