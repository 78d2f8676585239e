/* libdiaodu: the dispatch engine as a C library.  This header includes all others, and is the front page of the manual.
 *
 *     cc program.c $(pkg-config --cflags --libs diaodu)                      with the shared library
 *     cc -static program.c $(pkg-config --static --cflags --libs diaodu)     with the static one
 *
 * What to include for what; each header is the contract of its noun and includes what it needs:
 *
 *     diaodu/route.h      solve a routing problem: dd_route_solve
 *     diaodu/shop.h       schedule a factory line: dd_shop_solve, dispatching rules
 *     diaodu/engine.h     dispatch live: events in, decisions out, each with its reasons
 *     diaodu/plant.h      the words of a factory line that runs, for engine.h
 *     diaodu/journal.h    keep what happened: durable, numbered, fenced
 *     diaodu/format.h     read and write files: VROOM, Li & Lim, Solomon, CSV, diaodu's JSON
 *     diaodu/shop_format.h  the same for factory lines: JSPLIB, Taillard, .fjs, CSV, diaodu's JSON
 *     diaodu/problem.h    state a problem: tasks, vehicles, matrices
 *     diaodu/plan.h       read a plan, and check any plan independently of the solver: dd_plan_check
 *     diaodu/shop_problem.h  state a factory line: jobs, operations, machines, calendars, setups, pools
 *     diaodu/schedule.h   read a schedule, and check any schedule independently of the solver: dd_schedule_check
 *     diaodu/travel.h     from coordinates to travel times and distances
 *     diaodu/executor.h   lend threads to a search, or stop it: dd_pool, dd_halt
 *     diaodu/status.h     how functions fail: dd_status, dd_error
 *     diaodu/version.h    DD_VERSION, dd_version_text
 *
 * A tour, without the checks of `status` that a program wants:
 *
 *     dd_problem *problem;                                   // solve a file, in VROOM's format
 *     dd_plan *plan;
 *     dd_route_options options = {DD_ROUTE_OPTIONS_DEFAULT};
 *     status = dd_format_read(DD_FORMAT_VROOM, text, size, &problem, &err);
 *     status = dd_route_solve(problem, &options, &plan, NULL, &err);
 *     status = dd_format_write(DD_FORMAT_VROOM, problem, plan, NULL, &answer, &answer_size, &err);
 *
 *     dd_engine *engine;                                     // dispatch, from a journal
 *     dd_decisions decisions;
 *     status = dd_engine_create(&engine, &err);              // then apply DD_EVENT_OPENED once
 *     status = dd_event_encode(&event, &bytes, &byte_count, &err);
 *     status = dd_journal_append(journal, seq, &record, 1, &seq, &err);      // durable first,
 *     status = dd_engine_apply(engine, &event, &err);                        // then applied
 *     status = dd_engine_decide(engine, now_ms, NULL, &decisions, &err);     // journal, then apply these too
 *
 * Whole programs of this kind: examples/solve.c and examples/dispatch.c.
 *
 * Errors.  What can fail returns dd_status and fills *err (which may be NULL) with the place and the words; outputs then stay untouched.
 * The library never prints, exits or keeps a last error.
 *
 * Memory.  What a function gives is freed with the function named at it; `free(NULL)` is legal everywhere.  Texts and arrays passed in are
 * borrowed for the call unless the function says that it keeps them.
 *
 * Threads.  There is no global state: different handles may be used from different threads at once.  One handle has one writer at a
 * time; functions that take it const may run beside each other.  A search uses threads only through the executor that it is given, and the
 * number of threads never changes a result.
 *
 * Determinism.  Same input, seed, options, work and build: same bytes.
 *
 * Units.  Times are int64 milliseconds (`_ms`), distances metres (`_m`), costs int64 in the units that dd_vehicle explains.
 */
#ifndef DIAODU_DIAODU_H
#define DIAODU_DIAODU_H

#include "diaodu/engine.h"
#include "diaodu/executor.h"
#include "diaodu/format.h"
#include "diaodu/journal.h"
#include "diaodu/plan.h"
#include "diaodu/plant.h"
#include "diaodu/problem.h"
#include "diaodu/route.h"
#include "diaodu/schedule.h"
#include "diaodu/shop.h"
#include "diaodu/shop_format.h"
#include "diaodu/shop_problem.h"
#include "diaodu/status.h"
#include "diaodu/travel.h"
#include "diaodu/version.h"

#endif
