/* Plant world: the shop floor of a made-up factory (plant_scenario.h): it sets up, begins and finishes what is dispatched, at the pace of the truth;
 * machines fail, people stay away, orders come, change and are called off.
 *
 * What exists is told at the first instant, in the scenario's order, and orders as they come, so that an index of the scenario is the engine's.
 *
 * A dispatched operation is set up as soon as machine and people are there, and begins when its inputs are; while its machine is shut, its people are
 * off or the machine is down, work stands still.  An operation that may not pause is begun in open time and then seen through: somebody stays.
 * Who is absent is missed by what would begin; what runs goes on.  An order is called off only before anything of it has begun.
 *
 * Cost: O(log n + machines) an event.  Order: instants, then kinds, then ids.
 */
#ifndef DD_SIM_PLANT_WORLD_H
#define DD_SIM_PLANT_WORLD_H

#include "sim/loop.h"
#include "sim/plant_scenario.h"

typedef struct dd_plant_world dd_plant_world;

/* A world that borrows `scenario`.  *ret is freed with dd_plant_world_free. */
DD_MUST_USE dd_status dd_plant_world_create(const dd_plant_scenario *scenario, dd_plant_world **ret, dd_error *err);
void dd_plant_world_free(dd_plant_world *world);

/* What the loop needs (loop.h); `world` is the dd_plant_world. */
DD_MUST_USE dd_status dd_plant_world_play(void *world, int64_t until_ms, dd_error *err);
const dd_event *dd_plant_world_events(const void *world, uint32_t *ret_count);
void dd_plant_world_clear(void *world);
DD_MUST_USE dd_status dd_plant_world_tell(void *world, const dd_event *decision, dd_error *err);
bool dd_plant_world_is_over(const void *world, int64_t at_ms);
int64_t dd_plant_world_next_ms(const void *world);

#endif
