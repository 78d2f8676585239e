/* Page text: numbers and untrusted names as JSON inside an HTML page.
 *
 * JSON here is pure ASCII apart from well-formed UTF-8, with '<', '>', '&', U+2028 and U+2029 escaped, so that it can stand in a script
 * element.  A byte that is not part of well-formed UTF-8 (Unicode 15, table 3-7) becomes U+FFFD, NUL ends the text.  Numbers are
 * written without the locale.
 */
#ifndef DD_REPORT_PAGE_TEXT_H
#define DD_REPORT_PAGE_TEXT_H

#include "base/buffer.h"

/* A quoted JSON string; NULL as null. */
void dd_page_put_json(dd_buffer *buffer, const char *text);
/* Text for an HTML element or a quoted attribute. */
void dd_page_put_html(dd_buffer *buffer, const char *text);
/* A decimal number with at most `decimals` (0..9) places, rounded half away from zero, without trailing zeros.  |value| * 10^decimals is
 * clamped to 9e17; not-a-number gives 0. */
void dd_page_put_number(dd_buffer *buffer, double value, int decimals);
void dd_page_put_integer(dd_buffer *buffer, int64_t value);
/* A literal. */
void dd_page_put(dd_buffer *buffer, const char *text);

/* A JSON array of `count` integers. */
void dd_page_put_integers(dd_buffer *buffer, const int64_t *values, size_t count);

#endif
