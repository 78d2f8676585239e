/* Places: coordinates interned to dense location indices, for readers whose users give coordinates and not indices.
 *
 * Indices are given in order of first appearance.  Two places are one when both coordinates are equal as numbers.  Open addressing; expected
 * constant time an add.
 */
#ifndef DD_IO_PLACES_H
#define DD_IO_PLACES_H

#include <stdbool.h>

#include "diaodu/travel.h"

#define DD_PLACES_DETOUR 1.4 /* road over straight line, where the user does not say */

typedef struct dd_places {
    dd_point *points;
    size_t count, capacity;
    uint32_t *slots; /* index + 1, 0 for empty; a power of two, at most half full */
    size_t slot_count;
} dd_places;

void dd_places_done(dd_places *places); /* legal on {0} */
/* The index of the point, added when new; DD_NONE when out of memory or above DD_LOCATIONS_MAX. */
uint32_t dd_places_add(dd_places *places, dd_point point);

/* Great-circle travel of a profile where the user gives neither matrix nor road network: straight line on the sphere times 1.4, at
 * 60 km/h (profiles called bike, bicycle or cycling: 15; foot, walk, walking or pedestrian: 5), durations rounded up to whole seconds.
 * 1.4 and 60 are what OSRM's car has on average in the example of VROOM's documents (8 legs of 11 to 50 km around Paris). */
dd_travel_rule dd_places_rule(const char *profile);

#endif
