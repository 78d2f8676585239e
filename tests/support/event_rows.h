/* Tables of events: each row is an event, and the status and place that validating it must give. */
#ifndef DD_TESTS_EVENT_ROWS_H
#define DD_TESTS_EVENT_ROWS_H

#include "diaodu/engine.h"
#include "support/check.h"

typedef struct event_row {
    dd_event event;
    dd_status status;
    const char *pointer;
} event_row;

#define ASSERT_ROWS(engine, rows) assert_event_rows((engine), (rows), sizeof(rows) / sizeof *(rows))

static inline void assert_event_rows(const dd_engine *engine, const event_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        dd_error err = {DD_STATUS_OK, "", ""};
        dd_status status = dd_engine_validate(engine, &rows[i].event, &err);
        if (status != rows[i].status || (status != DD_STATUS_OK && strcmp(err.pointer, rows[i].pointer) != 0))
            fail_msg("row %zu (%s): %s at \"%s\": %s", i, dd_event_kind_text(rows[i].event.kind), dd_status_text(status), err.pointer,
                     err.message);
    }
}

#endif
