/* Page: the report's template, style and script, embedded at build time from report.html, report.css and the scripts in the order of
 * meson.build. */
#ifndef DD_REPORT_PAGE_H
#define DD_REPORT_PAGE_H

#include <stddef.h>

extern const char dd_page_html[], dd_page_css[], dd_page_js[];
extern const size_t dd_page_html_size, dd_page_css_size, dd_page_js_size;

#endif
