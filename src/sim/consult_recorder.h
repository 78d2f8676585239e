/* Consultation recorder: writes a log (report/consult_log.h) from events and decisions, live or from a journal alike.
 *
 * It sees each event just before the engine applies it, with the engine as it is then.  It keeps nothing but the log.
 */
#ifndef DD_SIM_CONSULT_RECORDER_H
#define DD_SIM_CONSULT_RECORDER_H

#include "report/consult_log.h"

enum { DD_LOG_BUSY_MAX = 32 };

/* Records an event that `engine` is about to apply; errors: NO_MEMORY. */
DD_MUST_USE dd_status dd_consult_recorder_see(dd_consult_log *log, const dd_engine *engine, const dd_event *event, dd_error *err);

#endif
