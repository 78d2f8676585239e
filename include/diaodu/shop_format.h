/* Shop formats: reads factory lines and their schedules, writes schedules.  format.h does so for routing.
 *
 * Readers take the whole text (at most DD_INPUT_MAX bytes), never a file, and give a problem or an error with its place: a JSON Pointer for JSON,
 * "LINE" or "LINE:FIELD" for text and CSV.  Nothing is half-read.  Each format is specified at the head of the file that reads it.
 */
#ifndef DIAODU_SHOP_FORMAT_H
#define DIAODU_SHOP_FORMAT_H

#include "diaodu/shop.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum dd_shop_format {
    DD_SHOP_FORMAT_JSPLIB,   /* in: job shops, a line of "machine duration" pairs a job, machines from 0 */
    DD_SHOP_FORMAT_TAILLARD, /* in: job shops, a matrix of times, then one of machines, machines from 1 */
    DD_SHOP_FORMAT_FJS,      /* in: flexible job shops, machines from 0 or from 1 */
    DD_SHOP_FORMAT_JSON,     /* in and out: diaodu's own JSON, docs/schema/ */
    DD_SHOP_FORMAT_CSV,      /* in: tables of a factory line; out: one line an operation */
    DD_SHOP_FORMAT_COUNT_
} dd_shop_format;

/* The format called `name` on the command line ("jsplib", "taillard", "fjs", "json", "csv"), or DD_SHOP_FORMAT_COUNT_. */
DD_API dd_shop_format dd_shop_format_find(const char *name);
DD_API const char *dd_shop_format_text(dd_shop_format format);

/* Whether a text in a format that routing has as well (JSON, CSV) is about a factory line: a JSON object with "JobOrders", a CSV whose first table
 * is one of a factory line's.  True for the other formats. */
DD_API bool dd_shop_format_suits(dd_shop_format format, const char *text, size_t size);

/* Reads a problem, which passes dd_shop_problem_check.  *ret is freed with dd_shop_problem_free.  `name` is the text's file name, or NULL: a flexible
 * shop that uses neither machine 0 nor its last machine's number counts machines from 1 when the name ends in ".fjs" or is NULL, else from 0; nothing
 * else is told by a name. */
DD_API DD_MUST_USE dd_status dd_shop_format_read(dd_shop_format format, const char *name, const char *text, size_t size, dd_shop_problem **ret,
                                                 dd_error *err);

/* Writes a schedule as text (JSON, CSV).  `stats` may be NULL.  *ret_text (NUL-terminated, ends with a newline) is freed with free(). */
DD_API DD_MUST_USE dd_status dd_shop_format_write(dd_shop_format format, const dd_shop_problem *problem, const dd_schedule *schedule,
                                                  const dd_shop_stats *stats, char **ret_text, size_t *ret_size, dd_error *err);

/* Reads a schedule back (JSON, CSV): every operation once, in a mode that it has.  Whether it keeps the rules is dd_schedule_check's to say; the terms
 * are computed, and where the text states one that differs, that is an error at its place.  *ret is freed with dd_schedule_free. */
DD_API DD_MUST_USE dd_status dd_shop_format_read_schedule(dd_shop_format format, const dd_shop_problem *problem, const char *text, size_t size,
                                                          dd_schedule **ret, dd_error *err);

#ifdef __cplusplus
}
#endif
#endif
