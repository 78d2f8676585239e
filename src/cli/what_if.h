/* What if: changes of a factory line, and what they would bring.
 *
 *   open=NAME:BEGIN/END      a machine, all machines of a group, or a pool work then as well
 *   closed=NAME:BEGIN/END    a machine, or all of a group, do not
 *   units=POOL:+N            a pool has N more (-N less, N: so many) units
 *   due=JOB:INSTANT          a job is due then        release=JOB:INSTANT     a job is released then
 *   weight=JOB:N             what a job's tardiness weighs
 *
 * Instants are those of the problem: ISO 8601, or its unit of time.
 */
#ifndef DD_CLI_WHAT_IF_H
#define DD_CLI_WHAT_IF_H

#include <stdio.h>

#include "diaodu/shop.h"

/* Does one change to the problem, which passes dd_shop_problem_check afterwards.  DD_STATUS_INVALID_INPUT with words; the place is the caller's. */
DD_MUST_USE dd_status dd_what_if_apply(dd_shop_problem *problem, const char *change, dd_error *err);

/* Says what differs between the schedule of a problem and that of the changed one: terms, late jobs, jobs that change from late to on time and back,
 * operations that moved.  Both have the same jobs and operations. */
void dd_what_if_print(FILE *out, const dd_shop_problem *before_problem, const dd_schedule *before, const dd_shop_problem *after_problem,
                      const dd_schedule *after);
/* The same as members of a JSON object: "before": {...}, "after": {...}, "to_on_time": [...], "to_late": [...], "moved": N. */
void dd_what_if_print_json(FILE *out, const dd_shop_problem *before_problem, const dd_schedule *before, const dd_shop_problem *after_problem,
                           const dd_schedule *after);

#endif
