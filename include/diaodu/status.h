/* Status and error: how every fallible function of diaodu answers.
 *
 * A fallible function returns dd_status and takes, last, a nullable `dd_error *err`.  On failure its outputs stay
 * untouched and *err says what went wrong and where.  Errors are fixed-size values: they never allocate, so that
 * running out of memory can be reported like anything else.
 */
#ifndef DIAODU_STATUS_H
#define DIAODU_STATUS_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define DD_API __attribute__((visibility("default")))
#define DD_MUST_USE __attribute__((warn_unused_result))
#define DD_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#else
#define DD_API
#define DD_MUST_USE
#define DD_PRINTF(fmt, first)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* "No such index": the value of an unset 32-bit index everywhere. */
#define DD_NONE UINT32_MAX

/* An instant or duration that never comes, in milliseconds.  A quarter of the range, so that sums never overflow. */
#define DD_FOREVER_MS (INT64_MAX / 4)

typedef enum dd_status {
    DD_STATUS_OK = 0,
    DD_STATUS_INVALID_INPUT, /* the caller's data is wrong; err->pointer names the place */
    DD_STATUS_UNSUPPORTED,   /* well-formed, but asks for what diaodu does not do */
    DD_STATUS_TOO_LARGE,     /* passes a named limit */
    DD_STATUS_NO_MEMORY,
    DD_STATUS_IO,            /* file, database or disk failed; the message carries the system's words */
    DD_STATUS_NOT_FOUND,
    DD_STATUS_CONFLICT,      /* expected sequence number or state differs: somebody else was first */
    DD_STATUS_CORRUPT,       /* stored bytes fail their own check */
    DD_STATUS_INFEASIBLE,    /* the input is fine and the answer is no */
    DD_STATUS_COUNT_
} dd_status;

/* What went wrong and where.  `pointer` is a JSON Pointer (RFC 6901) for JSON, "FILE:LINE" or "FILE:LINE:FIELD" for text,
 * empty where there is no place.  Both strings are always NUL-terminated; too long a text is cut. */
typedef struct dd_error {
    dd_status status;
    char pointer[192];
    char message[320];
} dd_error;

/* A short English name of `status` ("invalid input"); never NULL.  Static storage. */
DD_API const char *dd_status_text(dd_status status);

/* Fills *err (which may be NULL) and returns `status`, so that a guard is one line:
 *     return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/jobs/3/id", "must be an integer");
 * `pointer` may be NULL.  `format` is printf's. */
DD_API dd_status dd_error_set(dd_error *err, dd_status status, const char *pointer, const char *format, ...) DD_PRINTF(4, 5);

#ifdef __cplusplus
}
#endif
#endif
