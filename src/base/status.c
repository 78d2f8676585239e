#include "diaodu/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *dd_status_text(dd_status status)
{
    static const char *const text[DD_STATUS_COUNT_] = {
        [DD_STATUS_OK] = "ok",
        [DD_STATUS_INVALID_INPUT] = "invalid input",
        [DD_STATUS_UNSUPPORTED] = "unsupported",
        [DD_STATUS_TOO_LARGE] = "too large",
        [DD_STATUS_NO_MEMORY] = "out of memory",
        [DD_STATUS_IO] = "input/output error",
        [DD_STATUS_NOT_FOUND] = "not found",
        [DD_STATUS_CONFLICT] = "conflict",
        [DD_STATUS_CORRUPT] = "corrupt",
        [DD_STATUS_INFEASIBLE] = "infeasible",
    };
    return (unsigned)status < DD_STATUS_COUNT_ ? text[status] : "unknown status";
}

dd_status dd_error_set(dd_error *err, dd_status status, const char *pointer, const char *format, ...)
{
    if (err == NULL) return status;
    err->status = status;
    size_t length = pointer ? strlen(pointer) : 0;
    if (length >= sizeof err->pointer) length = sizeof err->pointer - 1;
    if (length) memcpy(err->pointer, pointer, length);
    err->pointer[length] = '\0';
    va_list args;
    va_start(args, format);
    (void)vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    return status;
}
