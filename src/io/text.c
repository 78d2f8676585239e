#include "io/text.h"

#include <string.h>

#include "diaodu/format.h"

void dd_text_skip_mark(const char **text, size_t *size)
{
    if (*size < 3 || memcmp(*text, "\xEF\xBB\xBF", 3) != 0) return;
    *text += 3;
    *size -= 3;
}

dd_status dd_text_open(const char **text, size_t *size, dd_error *err)
{
    if (*size > DD_INPUT_MAX) return dd_error_set(err, DD_STATUS_TOO_LARGE, NULL, "the input has more than %zu bytes", DD_INPUT_MAX);
    dd_text_skip_mark(text, size);
    return DD_STATUS_OK;
}

dd_status dd_text_give(dd_buffer *out, dd_status status, char **ret_text, size_t *ret_size, dd_error *err)
{
    size_t length = out->size;
    dd_buffer_put_byte(out, 0);
    if (status == DD_STATUS_OK && out->failed) status = dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    if (status != DD_STATUS_OK) {
        dd_buffer_done(out);
        return status;
    }
    *ret_text = (char *)out->bytes;
    *ret_size = length;
    return DD_STATUS_OK;
}
