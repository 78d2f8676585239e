/* What must hold in a fuzz target; prints what did not, then aborts, which is a finding. */
#ifndef DD_FUZZ_REQUIRE_H
#define DD_FUZZ_REQUIRE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "diaodu/status.h"

#define require(condition) require_at((condition), #condition, __FILE__, __LINE__)
#define require_ok(status) require_ok_at((status), #status, __FILE__, __LINE__)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static inline void require_at(bool holds, const char *text, const char *file, int line)
{
    if (holds) return;
    (void)fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, text);
    abort();
}

static inline void require_ok_at(dd_status status, const char *text, const char *file, int line)
{
    if (status == DD_STATUS_OK) return;
    (void)fprintf(stderr, "%s:%d: %s: %s\n", file, line, dd_status_text(status), text);
    abort();
}

#endif
