/* What every fuzzer of a shop's reader does: reads, dispatches what it read by a rule, checks the schedule, writes it and reads it back. */
#ifndef DD_FUZZ_SHOP_H
#define DD_FUZZ_SHOP_H

#include <stdlib.h>
#include <string.h>

#include "diaodu/shop_format.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static inline void shop_require(bool condition)
{
    if (!condition) abort();
}

/* What is written as CSV, and where names are UTF-8 (is_json) as JSON, reads back to the same placements.  JSON has numbers of 53 bits. */
static inline void shop_write_and_read(const dd_shop_problem *problem, const dd_schedule *schedule, bool is_json)
{
    static const dd_shop_format formats[] = {DD_SHOP_FORMAT_CSV, DD_SHOP_FORMAT_JSON};
    const int64_t exact = INT64_C(1) << 50;
    for (uint32_t i = 0; i < problem->operation_count; i++) is_json = is_json && schedule->placements[i].end_ms < exact;
    for (size_t f = 0; f < (is_json ? 2u : 1u); f++) {
        char *text = NULL;
        size_t size = 0;
        dd_schedule *again = NULL;
        dd_error error = {DD_STATUS_OK, "", ""};
        dd_status status = dd_shop_format_write(formats[f], problem, schedule, NULL, &text, &size, &error);
        shop_require(status == DD_STATUS_OK && strlen(text) == size);
        shop_require(dd_shop_format_read_schedule(formats[f], problem, text, size, &again, &error) == DD_STATUS_OK);
        for (uint32_t i = 0; i < problem->operation_count; i++) {
            const dd_placement *a = &schedule->placements[i], *b = &again->placements[i];
            shop_require(a->mode == b->mode && a->setup_begin_ms == b->setup_begin_ms && a->start_ms == b->start_ms && a->end_ms == b->end_ms);
        }
        dd_schedule_free(again);
        free(text);
    }
}

static inline void fuzz_shop(dd_shop_format format, const char *name, const uint8_t *bytes, size_t size)
{
    dd_shop_problem *problem = NULL;
    dd_schedule *schedule = NULL;
    dd_error error = {DD_STATUS_OK, "", ""};
    (void)dd_shop_format_suits(format, (const char *)bytes, size);
    dd_status status = dd_shop_format_read(format, name, (const char *)bytes, size, &problem, &error);
    shop_require((status == DD_STATUS_OK) == (problem != NULL));
    shop_require(status == DD_STATUS_OK || (error.status == status && error.message[0] != '\0'));
    if (status != DD_STATUS_OK) return;
    shop_require(dd_shop_problem_check(problem, &error) == DD_STATUS_OK);
    status = dd_shop_dispatch(problem, DD_SHOP_RULE_FIFO, &schedule, &error);
    shop_require((status == DD_STATUS_OK) == (schedule != NULL));
    if (status == DD_STATUS_OK) {
        shop_require(dd_schedule_check(problem, schedule, &error) == DD_STATUS_OK);
        shop_write_and_read(problem, schedule, format != DD_SHOP_FORMAT_CSV);
    }
    dd_schedule_free(schedule);
    dd_shop_problem_free(problem);
}

#endif
