/* Recorder: writes a day (report/day.h) from events and decisions, live or from a journal alike.
 *
 * It sees each event just before the engine applies it, with the engine as it is then.
 */
#ifndef DD_SIM_RECORDER_H
#define DD_SIM_RECORDER_H

#include "report/day.h"

typedef struct dd_recorder dd_recorder;

/* Fills `day` (initialised by the caller, borrowed).  keeps_legs: couriers' every stretch too, about 300 bytes an order.
 * Orders were placed `foresight_ms` after they were told (0 in earnest).  *ret is freed with dd_recorder_free. */
DD_MUST_USE dd_status dd_recorder_create(dd_day *day, bool keeps_legs, int64_t foresight_ms, dd_recorder **ret, dd_error *err);
void dd_recorder_free(dd_recorder *recorder);

/* Records an event that `engine` is about to apply; O(1), but for a cycle O(couriers). */
DD_MUST_USE dd_status dd_recorder_see(dd_recorder *recorder, const dd_engine *engine, const dd_event *event, dd_error *err);

/* What the last cycle took, from taking in what happened to its decisions applied, microseconds. */
void dd_recorder_see_cost(dd_recorder *recorder, int64_t cpu_us, int64_t wall_us);

#endif
