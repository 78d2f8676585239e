/* Shop formats, inside: the readers and writers behind the table of shop_format.c.
 *
 * All have the contract of diaodu/shop_format.h: whole text in, a problem or schedule out or an error with its place, nothing half-read.  `text`
 * need not be NUL-terminated.  Writers append to a buffer that the caller frees; a failed buffer is the caller's to see.
 */
#ifndef DD_IO_SHOP_FORMATS_H
#define DD_IO_SHOP_FORMATS_H

#include "base/buffer.h"
#include "diaodu/shop_format.h"

DD_MUST_USE dd_status dd_jsplib_read(const char *name, const char *text, size_t size, dd_shop_problem **ret, dd_error *err);
DD_MUST_USE dd_status dd_taillard_read(const char *name, const char *text, size_t size, dd_shop_problem **ret, dd_error *err);
DD_MUST_USE dd_status dd_fjs_read(const char *name, const char *text, size_t size, dd_shop_problem **ret, dd_error *err);

DD_MUST_USE dd_status dd_shop_json_read(const char *name, const char *text, size_t size, dd_shop_problem **ret, dd_error *err);
/* Whether a JSON text is about a factory line. */
bool dd_shop_json_suits(const char *text, size_t size);
DD_MUST_USE dd_status dd_shop_csv_read(const char *name, const char *text, size_t size, dd_shop_problem **ret, dd_error *err);
/* Whether a CSV is about a factory line. */
bool dd_shop_csv_suits(const char *text, size_t size);

DD_MUST_USE dd_status dd_shop_json_write(const dd_shop_problem *problem, const dd_schedule *schedule, const dd_shop_stats *stats, dd_buffer *out,
                                         dd_error *err);
DD_MUST_USE dd_status dd_shop_json_read_schedule(const dd_shop_problem *problem, const char *text, size_t size, dd_schedule **ret, dd_error *err);
DD_MUST_USE dd_status dd_shop_csv_write(const dd_shop_problem *problem, const dd_schedule *schedule, const dd_shop_stats *stats, dd_buffer *out,
                                        dd_error *err);
DD_MUST_USE dd_status dd_shop_csv_read_schedule(const dd_shop_problem *problem, const char *text, size_t size, dd_schedule **ret, dd_error *err);

#endif
