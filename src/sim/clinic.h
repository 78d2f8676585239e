/* Clinics: the world of consultations: stations open cases, specialists come and go, answer, work, pause, and finish.
 *
 * It plays a dd_consult_day (io/consult.h).  Stations and specialists are told at the first instant, in the day's order, and cases in the order
 * of their opening, so that an index of the day is the engine's index.
 *
 * Without acceptance an offer is begun, and an interruption done, in the second of the decision.  With it a specialist answers after a reaction
 * time, drawn from the seed, the case, the specialist and the try, never from what a policy did before; who accepts a STAT case pauses its work
 * then, and so does who stands in its room.  A patient who does not come is known when the work would begin.
 *
 * Everything happens at whole seconds.
 *
 * Cost: O(log n) an event, and O(specialists) an accepted STAT case.  Order: instants, then kinds, then ids.
 */
#ifndef DD_SIM_CLINIC_H
#define DD_SIM_CLINIC_H

#include "io/consult.h"
#include "sim/loop.h"

typedef struct dd_clinic dd_clinic;

/* A world that borrows `day`.  *ret is freed with dd_clinic_free. */
DD_MUST_USE dd_status dd_clinic_create(const dd_consult_day *day, dd_clinic **ret, dd_error *err);
void dd_clinic_free(dd_clinic *clinic);

/* What the loop needs (loop.h); `clinic` is the dd_clinic. */
DD_MUST_USE dd_status dd_clinic_play(void *clinic, int64_t until_ms, dd_error *err);
const dd_event *dd_clinic_events(const void *clinic, uint32_t *ret_count);
void dd_clinic_clear(void *clinic);
DD_MUST_USE dd_status dd_clinic_tell(void *clinic, const dd_event *decision, dd_error *err);
bool dd_clinic_is_over(const void *clinic, int64_t at_ms);
int64_t dd_clinic_next_ms(const void *clinic);

#endif
