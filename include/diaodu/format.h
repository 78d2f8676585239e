/* Formats: reads what users have, writes what they read.
 *
 * Readers take the whole text (size-limited by DD_INPUT_MAX), never a file, and give a problem or an error with its place: a JSON
 * Pointer for JSON, "LINE" or "LINE:FIELD" for text and CSV (the caller prefixes the file name).  Nothing is half-read: on an error there
 * is no problem.  Each format is specified at the head of the file that reads it.
 */
#ifndef DIAODU_FORMAT_H
#define DIAODU_FORMAT_H

#include "diaodu/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

#define DD_INPUT_MAX ((size_t)1 << 30) /* 1 GiB */

typedef enum dd_format {
    DD_FORMAT_LILIM,    /* in: Li & Lim pickup and delivery with time windows */
    DD_FORMAT_SOLOMON,  /* in: Solomon, Gehring & Homberger */
    DD_FORMAT_VROOM,    /* in and out: VROOM's JSON */
    DD_FORMAT_JSON,     /* in and out: diaodu's own JSON, docs/schema/ */
    DD_FORMAT_CSV,      /* in: tasks and vehicles in one table; out: one line a stop */
    DD_FORMAT_SINTEF,   /* out: "Route K : n1 n2 ..." */
    DD_FORMAT_VRPLIB,   /* in: CVRPLIB and VRPLIB files; out: CVRPLIB's solutions, "Route #K: n1 n2 ..." and "Cost C" */
    DD_FORMAT_COUNT_
} dd_format;

/* The format called `name` on the command line ("lilim", "solomon", "vroom", "json", "csv", "sintef", "vrplib"), or DD_FORMAT_COUNT_. */
DD_API dd_format dd_format_find(const char *name);
DD_API const char *dd_format_text(dd_format format);

/* Reads a problem.  *ret is freed with dd_problem_free.  DD_STATUS_UNSUPPORTED for a format that is only written. */
DD_API DD_MUST_USE dd_status dd_format_read(dd_format format, const char *text, size_t size, dd_problem **ret, dd_error *err);

/* What only the shell knows about a run and VROOM's summary shows; zero for unknown. */
typedef struct dd_run_facts {
    int64_t loading_ms, solving_ms; /* "computing_times" */
    bool has_geometry;
} dd_run_facts;

/* Writes a plan as text.  *ret_text (NUL-terminated) is freed with free().  Ends with a newline. */
DD_API DD_MUST_USE dd_status dd_format_write(dd_format format, const dd_problem *problem, const dd_plan *plan, const dd_run_facts *facts,
                                             char **ret_text, size_t *ret_size, dd_error *err);

/* Reads a plan back, for `check`: VROOM's output, diaodu's JSON, SINTEF and CVRPLIB text.  *ret is freed with dd_plan_free. */
DD_API DD_MUST_USE dd_status dd_format_read_plan(dd_format format, const dd_problem *problem, const char *text, size_t size, dd_plan **ret,
                                                 dd_error *err);

#ifdef __cplusplus
}
#endif
#endif
