/* Places: coordinates to indices, and how to travel between them by default (places.h). */
#include "io/places.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/rng.h"
#include "diaodu/travel.h"

void dd_places_done(dd_places *places)
{
    free(places->points);
    free(places->slots);
    *places = (dd_places){0};
}

static uint64_t bits_of(double value)
{
    uint64_t bits;
    value += 0.0; /* -0 becomes 0 */
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static size_t first_slot(const dd_places *places, dd_point point)
{
    return (size_t)(dd_rng_mix(dd_rng_mix(bits_of(point.x)) ^ bits_of(point.y)) & (places->slot_count - 1));
}

static void put_slot(dd_places *places, uint32_t ix)
{
    size_t slot = first_slot(places, places->points[ix]);
    while (places->slots[slot] != 0) slot = (slot + 1) & (places->slot_count - 1);
    places->slots[slot] = ix + 1;
}

static bool grow_slots(dd_places *places)
{
    if (places->count * 2 < places->slot_count) return true;
    size_t count = places->slot_count == 0 ? 64 : places->slot_count * 2;
    uint32_t *slots = dd_array_new(count, sizeof *slots);
    if (slots == NULL) return false;
    free(places->slots);
    places->slots = slots;
    places->slot_count = count;
    for (size_t i = 0; i < places->count; i++) put_slot(places, (uint32_t)i);
    return true;
}

uint32_t dd_places_add(dd_places *places, dd_point point)
{
    if (!grow_slots(places)) return DD_NONE;
    for (size_t slot = first_slot(places, point); places->slots[slot] != 0; slot = (slot + 1) & (places->slot_count - 1)) {
        dd_point known = places->points[places->slots[slot] - 1];
        if (bits_of(known.x) == bits_of(point.x) && bits_of(known.y) == bits_of(point.y)) return places->slots[slot] - 1;
    }
    if (places->count >= DD_LOCATIONS_MAX || !DD_ARRAY_RESERVE(places->points, places->capacity, places->count + 1)) return DD_NONE;
    uint32_t ix = (uint32_t)places->count++;
    places->points[ix] = point;
    put_slot(places, ix);
    return ix;
}

dd_travel_rule dd_places_rule(const char *profile)
{
    static const struct {
        const char *name;
        double km_per_h;
    } speeds[] = {{"bike", 15}, {"bicycle", 15}, {"cycling", 15}, {"foot", 5}, {"walk", 5}, {"walking", 5}, {"pedestrian", 5}};
    double km_per_h = 60;
    for (size_t i = 0; i < sizeof speeds / sizeof *speeds; i++)
        if (strcmp(speeds[i].name, profile) == 0) km_per_h = speeds[i].km_per_h;
    return (dd_travel_rule){.metric = DD_TRAVEL_GREAT_CIRCLE,
                            .detour = DD_PLACES_DETOUR,
                            .speed_m_per_s = km_per_h / 3.6,
                            .round_ms = 1000,
                            .rounding = DD_ROUND_UP};
}
