/* cmocka with the headers it wants before it, and what unit tests share. */
#ifndef DD_TESTS_CHECK_H
#define DD_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "diaodu/status.h"

/* The status, and on a difference both names. */
#define assert_status(actual, expected) check_status((actual), (expected), __FILE__, __LINE__)
/* An error's status and place. */
#define assert_error_at(err, status, pointer) check_error_at((err), (status), (pointer), __FILE__, __LINE__)

static inline void check_status(dd_status actual, dd_status expected, const char *file, int line)
{
    if (actual == expected) return;
    print_error("status is \"%s\", expected \"%s\"\n", dd_status_text(actual), dd_status_text(expected));
    _fail(file, line);
}

static inline void check_error_at(const dd_error *err, dd_status status, const char *pointer, const char *file, int line)
{
    if (err->status == status && strcmp(err->pointer, pointer) == 0) return;
    print_error("error is \"%s\" at \"%s\" (%s), expected \"%s\" at \"%s\"\n", dd_status_text(err->status), err->pointer, err->message,
                dd_status_text(status), pointer);
    _fail(file, line);
}

#endif
