/* Consultation report: a day of consultations as one HTML page that needs nothing else.
 *
 * The page works offline: styles, script and data are inside, and it asks the network for nothing.  Names are opaque ids, yet untrusted: they
 * reach the page only as JSON text whose '<', '>' and '&' are escaped, and the script puts them in as text, never as markup.  Invalid UTF-8
 * becomes U+FFFD.  The same log and options give the same bytes.
 */
#ifndef DD_REPORT_CONSULT_REPORT_H
#define DD_REPORT_CONSULT_REPORT_H

#include "report/consult_log.h"

/* Limits on what is embedded, 0 for the default.  Beyond them the page shows a sample and says so; figures and charts always count everything. */
typedef struct dd_consult_report_options {
    uint32_t cases_max;           /* cases drawn, with all that happened to them; 0: 10,000; those of the tables come on top */
    uint32_t rows_max;            /* rows of each table; 0: 60 */
} dd_consult_report_options;

/* Writes the page.  *ret_html is *ret_size bytes of UTF-8 without a terminating NUL, freed with free().  options may be NULL.
 * Errors: DD_STATUS_INVALID_INPUT (a log that fails dd_consult_log_check), DD_STATUS_NO_MEMORY.  On an error the outputs stay untouched. */
DD_MUST_USE dd_status dd_consult_report_write(const dd_consult_log *log, const dd_consult_report_options *options, char **ret_html,
                                              size_t *ret_size, dd_error *err);

#endif
