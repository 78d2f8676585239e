/* What if: a factory's state at a record of its journal, planned twice, as it is and with changes, and the difference in words. */
#ifndef DD_CLI_PLANT_WHAT_IF_H
#define DD_CLI_PLANT_WHAT_IF_H

#include "diaodu/journal.h"

/* Plans the state after record `seq` (UINT64_MAX: the last) as it is and with `changes`, and prints what differs:
 *     up=MACHINE  down=MACHINE:HOURS  open=MACHINE (works round the clock)  units=POOL:+N  due=JOB:+HOURS     separated by commas
 * Nothing is journaled.  Errors: INVALID_INPUT, NOT_FOUND naming the change; the engine's. */
DD_MUST_USE dd_status dd_plant_what_if(dd_journal *journal, uint64_t seq, const char *changes, dd_error *err);

#endif
