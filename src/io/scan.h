/* Scan: strict numbers from text, for the readers of text formats.
 *
 * No locale, no leading blanks, no "+", no hexadecimal, no silent overflow.  Each function reads a number at the beginning of `text`, which
 * need not be NUL-terminated, and returns the number of bytes it took: 0 when there is no number or it does not fit, and then
 * *ret is untouched.  What follows the number is the caller's to judge (dd_scan_whole_* demand that nothing does).
 */
#ifndef DD_IO_SCAN_H
#define DD_IO_SCAN_H

#include <stdbool.h>

#include "diaodu/status.h"

size_t dd_scan_uint(const char *text, size_t size, uint64_t *ret);
/* An optional "-", then digits. */
size_t dd_scan_int(const char *text, size_t size, int64_t *ret);
/* Digits with optional "-", fraction and exponent ("-12.5e3").  Correctly rounded up to 15 significant digits with a decimal exponent within
 * 22; within one unit in the last place beyond.  Infinite values do not fit. */
size_t dd_scan_double(const char *text, size_t size, double *ret);
/* A decimal number times `scale` (a power of ten, 1 to 10^9), exactly; more decimals than the scale holds do not fit unless they are zeros. */
size_t dd_scan_fixed(const char *text, size_t size, int64_t scale, int64_t *ret);

bool dd_scan_whole_uint(const char *text, size_t size, uint64_t *ret);
bool dd_scan_whole_int(const char *text, size_t size, int64_t *ret);
bool dd_scan_whole_double(const char *text, size_t size, double *ret);
bool dd_scan_whole_fixed(const char *text, size_t size, int64_t scale, int64_t *ret);

/* An instant in ISO 8601, "2024-03-01T12:00:00Z", "2024-03-01T12:00:00.250+08:00", "2024-03-01 12:00Z": as milliseconds since 1970-01-01 UTC.
 * Years 1970 to 9999; a zone is demanded; no leap seconds; at most three decimals.  The whole text or false. */
bool dd_scan_whole_instant(const char *text, size_t size, int64_t *ret_ms);

/* Room for dd_scan_put_instant. */
enum { DD_INSTANT_TEXT = 32 };
/* Writes an instant as ISO 8601 in UTC, milliseconds only where there are any.  False when it is not in the years 1970 to 9999. */
bool dd_scan_put_instant(int64_t ms, char ret[DD_INSTANT_TEXT]);

#endif
