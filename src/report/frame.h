/* Frame: the page around a report: one file that needs nothing else, with a template whose {{slots}} are filled.
 *
 * The page works offline and asks the network for nothing.  `title` is untrusted.  Slots of the frame and the body: title, style, body, script; all
 * others are the report's own, and `put` fills them.
 */
#ifndef DD_REPORT_FRAME_H
#define DD_REPORT_FRAME_H

#include "base/buffer.h"

typedef struct dd_frame_piece {
    const char *text;             /* NULL: nothing */
    size_t size;
} dd_frame_piece;

typedef struct dd_frame {
    const char *title;
    dd_frame_piece body, style, script; /* style and script follow those that every page has */
    dd_status (*put)(void *context, const char *slot, dd_error *err);
    void *context;
} dd_frame;

/* Appends the page.  Errors: those of `put`; a failed buffer is the caller's to see. */
DD_MUST_USE dd_status dd_frame_put(dd_buffer *out, const dd_frame *frame, dd_error *err);

#endif
