#include "report/frame.h"

#include <string.h>

#include "report/page.h"
#include "report/page_text.h"

enum { SLOT_MAX = 32 };

static dd_status fill(dd_buffer *out, const dd_frame *frame, dd_frame_piece piece, dd_error *err);

static void put_piece(dd_buffer *out, dd_frame_piece piece)
{
    if (piece.text != NULL) dd_buffer_put(out, piece.text, piece.size);
}

static dd_status put_slot(dd_buffer *out, const dd_frame *frame, const char *slot, dd_error *err)
{
    if (strcmp(slot, "body") == 0) return fill(out, frame, frame->body, err);
    if (strcmp(slot, "title") == 0) {
        dd_page_put_html(out, frame->title);
    } else if (strcmp(slot, "style") == 0) {
        put_piece(out, (dd_frame_piece){dd_page_css, dd_page_css_size});
        put_piece(out, frame->style);
    } else if (strcmp(slot, "script") == 0) {
        put_piece(out, (dd_frame_piece){dd_page_tools_js, dd_page_tools_js_size});
        put_piece(out, frame->script);
    } else {
        return frame->put(frame->context, slot, err);
    }
    return DD_STATUS_OK;
}

/* The template with each {{slot}} filled. */
static dd_status fill(dd_buffer *out, const dd_frame *frame, dd_frame_piece piece, dd_error *err)
{
    const char *at = piece.text, *end = piece.text + piece.size, *open;
    dd_status status = DD_STATUS_OK;
    while (status == DD_STATUS_OK && (open = strstr(at, "{{")) != NULL) {
        const char *close = strstr(open, "}}");
        char slot[SLOT_MAX];
        if (close == NULL || close - open - 2 >= SLOT_MAX) break;
        size_t length = (size_t)(close - open) - 2;
        memcpy(slot, open + 2, length);
        slot[length] = '\0';
        dd_buffer_put(out, at, (size_t)(open - at));
        status = put_slot(out, frame, slot, err);
        at = close + 2;
    }
    dd_buffer_put(out, at, (size_t)(end - at));
    return status;
}

dd_status dd_frame_put(dd_buffer *out, const dd_frame *frame, dd_error *err)
{
    return fill(out, frame, (dd_frame_piece){dd_page_frame, dd_page_frame_size}, err);
}
