/* Duration: lengths of time and times of day from text, as planners write them. */
#ifndef DD_IO_DURATION_H
#define DD_IO_DURATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The whole text as milliseconds, not negative: "90" or "1.5" (seconds), "250ms", "90s", "20min", "1.5h", "2d", "1:30" (hours and minutes),
 * "0:02:30", ISO 8601 "PT1H30M", "P1DT2H", "P2W".  False when it is none of these, finer than a millisecond, or beyond 2^47 ms. */
bool dd_duration_scan(const char *text, size_t size, int64_t *ret_ms);
/* A time of day, "06:00", "6:00" or "22:30:15", up to "24:00", as milliseconds from midnight. */
bool dd_duration_scan_clock(const char *text, size_t size, int64_t *ret_ms);

#endif
