/* Consultation run: a day of consultations through the loop (loop.h): clinics as the world, and a log as what is left. */
#ifndef DD_SIM_CONSULT_RUN_H
#define DD_SIM_CONSULT_RUN_H

#include "io/consult.h"
#include "report/consult_log.h"
#include "sim/loop.h"

/* What a run leaves behind; done with dd_consult_run_done. */
typedef struct dd_consult_run {
    dd_engine *engine;
    dd_consult_log log;
    uint64_t seq;        /* records journaled, or that would have been */
    int64_t most_cpu_us; /* of one decision, taking in what happened included; 0 without a clock */
} dd_consult_run;

/* Runs a day to its end.  Errors: the engine's and the journal's. */
DD_MUST_USE dd_status dd_consult_run_day(const dd_consult_day *day, const dd_run_options *options, dd_consult_run *ret, dd_error *err);
void dd_consult_run_done(dd_consult_run *run); /* legal on {0} */

/* The log's stretches as WORK.csv (io/consult.h), in the order of begin, then case. */
DD_MUST_USE dd_status dd_consult_run_work(const dd_consult_log *log, dd_buffer *out, dd_error *err);

#endif
