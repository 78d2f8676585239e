/* Event fields of factory lines, for the codec (event_codec.c): what they are, and what both files of it share. */
#ifndef DD_ENGINE_EVENT_SHOP_H
#define DD_ENGINE_EVENT_SHOP_H

#include "base/buffer.h"
#include "engine/domain.h"

typedef enum dd_shop_field {
    S_JOB = 1 << 0,
    S_CALENDAR = 1 << 1,
    S_MATRIX = 1 << 2,
    S_FAMILY = 1 << 3,
    S_WEIGHT = 1 << 4,
    S_TOOL = 1 << 5,
    S_TRIGGERS = 1 << 6,
    S_WINDOWS = 1 << 7,          /* and their period */
    S_TEXTS = 1 << 8,
    S_VALUES = 1 << 9,
    S_OPERATIONS = 1 << 10,
    S_DELAYS = 1 << 11,
    S_REPLAN = 1 << 12           /* triggers and placed operations; nothing at all where there is neither, as in other domains' cycles */
} dd_shop_field;

/* Scratch: one block sized from the input; everything a decoded event points to takes less than 32 bytes for each input byte. */
typedef struct dd_event_scratch {
    unsigned char *at, *end;
} dd_event_scratch;

/* NULL, and in->failed, where it is used up. */
void *dd_event_scratch_take(dd_event_scratch *room, dd_cursor *in, size_t count, size_t size);
/* A text of at most DD_NAME_MAX bytes without a zero byte; "" where in->failed. */
const char *dd_event_take_name(dd_cursor *in, dd_event_scratch *room);

void dd_event_put_shop(dd_buffer *out, const dd_event *event, unsigned fields);
void dd_event_take_shop(dd_cursor *in, dd_event_scratch *room, dd_event *event, unsigned fields);

#endif
