/* Formats, inside: one reader, writer or plan reader a format, behind the table of format.c.
 *
 * All have the contract of diaodu/format.h: whole text in, a problem or plan out or an error with its place, nothing half-read.
 * `text` need not be NUL-terminated.  Writers append to a buffer that the caller frees; a failed buffer is the caller's to see.
 */
#ifndef DD_IO_FORMATS_H
#define DD_IO_FORMATS_H

#include "base/buffer.h"
#include "diaodu/format.h"

DD_MUST_USE dd_status dd_lilim_read(const char *text, size_t size, dd_problem **ret, dd_error *err);
DD_MUST_USE dd_status dd_solomon_read(const char *text, size_t size, dd_problem **ret, dd_error *err);
DD_MUST_USE dd_status dd_vroom_read(const char *text, size_t size, dd_problem **ret, dd_error *err);
DD_MUST_USE dd_status dd_json_read(const char *text, size_t size, dd_problem **ret, dd_error *err);
DD_MUST_USE dd_status dd_vrplib_read(const char *text, size_t size, dd_problem **ret, dd_error *err);
DD_MUST_USE dd_status dd_csv_read(const char *text, size_t size, dd_problem **ret, dd_error *err);

DD_MUST_USE dd_status dd_sintef_write(const dd_problem *problem, const dd_plan *plan, const dd_run_facts *facts, dd_buffer *out, dd_error *err);
DD_MUST_USE dd_status dd_vroom_write(const dd_problem *problem, const dd_plan *plan, const dd_run_facts *facts, dd_buffer *out, dd_error *err);
DD_MUST_USE dd_status dd_json_write(const dd_problem *problem, const dd_plan *plan, const dd_run_facts *facts, dd_buffer *out, dd_error *err);
DD_MUST_USE dd_status dd_vrplib_write(const dd_problem *problem, const dd_plan *plan, const dd_run_facts *facts, dd_buffer *out, dd_error *err);
DD_MUST_USE dd_status dd_csv_write(const dd_problem *problem, const dd_plan *plan, const dd_run_facts *facts, dd_buffer *out, dd_error *err);

DD_MUST_USE dd_status dd_sintef_read_plan(const dd_problem *problem, const char *text, size_t size, dd_plan **ret, dd_error *err);
DD_MUST_USE dd_status dd_vroom_read_plan(const dd_problem *problem, const char *text, size_t size, dd_plan **ret, dd_error *err);
DD_MUST_USE dd_status dd_vrplib_read_plan(const dd_problem *problem, const char *text, size_t size, dd_plan **ret, dd_error *err);
DD_MUST_USE dd_status dd_json_read_plan(const dd_problem *problem, const char *text, size_t size, dd_plan **ret, dd_error *err);

/* Whether every vehicle's steps are a route that VROOM would start its search from; INVALID_INPUT with VROOM's message where one is not. */
DD_MUST_USE dd_status dd_vroom_check_steps(const dd_problem *problem, dd_error *err);

/* Ticks in one unit of output as a power of ten: dd_problem.ticks_per_unit where it is one, 1000 otherwise. */
int64_t dd_json_scale(const dd_problem *problem);

/* VROOM's answer to a problem it cannot take: {"code": N, "error": "...", "pointer": "/jobs/3"} with N 1 internal, 2 input, 3 routing; the
 * pointer is ours.  Ends with a newline. */
void dd_vroom_write_error(const dd_error *error, dd_buffer *out);
/* The exit code of that answer, VROOM's own: 0 to 3. */
int dd_vroom_code(dd_status status);

#endif
