/* Text: what every format's reader is given and what every writer gives away; for format.c and shop_format.c. */
#ifndef DD_IO_TEXT_H
#define DD_IO_TEXT_H

#include "base/buffer.h"

/* Skips UTF-8's byte order mark, with which some editors and spreadsheets begin a text. */
void dd_text_skip_mark(const char **text, size_t *size);
/* The same, after refusing what no format takes: DD_STATUS_TOO_LARGE above DD_INPUT_MAX. */
DD_MUST_USE dd_status dd_text_open(const char **text, size_t *size, dd_error *err);
/* Hands over what a writer that ended with `status` has written, NUL-terminated, to be freed with free(); *ret_size counts no NUL.  The buffer is done
 * with either way. */
DD_MUST_USE dd_status dd_text_give(dd_buffer *out, dd_status status, char **ret_text, size_t *ret_size, dd_error *err);

#endif
