/* Report: days of dispatching as one HTML page that needs nothing else.
 *
 * The page works offline: styles, script and data are inside, and it asks the network for nothing.  days[0] is the run that
 * is reported; the others, other policies on the same demand, are compared with it.  Names are untrusted: they reach the
 * page only as JSON text whose '<', '>' and '&' are escaped, and the script puts them in as text, never as markup.  Invalid
 * UTF-8 becomes U+FFFD.  The same days and options give the same bytes.
 */
#ifndef DD_REPORT_REPORT_H
#define DD_REPORT_REPORT_H

#include "report/day.h"

enum { DD_REPORT_DAYS_MAX = 8 };

/* Limits on what is embedded, 0 for the default.  Beyond them the page shows a sample and says so; figures and charts always
 * count everything. */
typedef struct dd_report_options {
    uint32_t orders_max;          /* orders drawn and listed; 0: 20,000 */
    uint32_t couriers_max;        /* couriers drawn with all their legs; 0: 2,000 */
    uint32_t legs_max;            /* legs of all drawn couriers; 0: 120,000 */
    uint32_t worst_max;           /* rows of the table of the worst orders; 0: 25 */
} dd_report_options;

/* Writes the page.  *ret_html is *ret_size bytes of UTF-8 without a terminating NUL, freed with free().  options may be NULL.
 * Errors: DD_STATUS_INVALID_INPUT (day_count 0 or above DD_REPORT_DAYS_MAX, or a day that fails dd_day_check; err->pointer is
 * "/days/2/orders/3/merchant"), DD_STATUS_NO_MEMORY.  On an error the outputs stay untouched. */
DD_MUST_USE dd_status dd_report_write(const dd_day *days, uint32_t day_count, const dd_report_options *options, char **ret_html,
                                      size_t *ret_size, dd_error *err);

#endif
