/* Numbers: text of whole numbers, line by line, for the classic files of shops, whose lines may hold many thousands.
 *
 * Lines that are empty or begin with "#" are nothing.  Numbers are separated by blanks; "12.0" is 12.  Places are "LINE:FIELD", both from 1.
 */
#ifndef DD_IO_NUMBERS_H
#define DD_IO_NUMBERS_H

#include <stdbool.h>

#include "diaodu/status.h"

typedef struct dd_numbers {
    const char *text;
    size_t size, at;
    uint32_t line, field;      /* of the last one taken */
} dd_numbers;

/* Goes to the next line that has something; false at the end of the text. */
bool dd_numbers_next_line(dd_numbers *numbers);
/* Whether the line has another field; stands before it. */
bool dd_numbers_has_more(dd_numbers *numbers);
/* Takes the next field of the line as a number from `least` to `most`; `what` names it in the error. */
DD_MUST_USE dd_status dd_numbers_take(dd_numbers *numbers, const char *what, int64_t least, int64_t most, int64_t *ret, dd_error *err);
/* Refuses what is left on the line. */
DD_MUST_USE dd_status dd_numbers_end_line(dd_numbers *numbers, dd_error *err);
/* Refuses what is left of the text. */
DD_MUST_USE dd_status dd_numbers_end(dd_numbers *numbers, dd_error *err);
/* An error at a place; field 0: of the whole line. */
DD_MUST_USE dd_status dd_numbers_error(uint32_t line, uint32_t field, const char *message, dd_error *err);

#endif
