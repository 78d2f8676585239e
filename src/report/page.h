/* Page: the reports' templates, styles and scripts, embedded at build time from the files beside it as meson.build lists them. */
#ifndef DD_REPORT_PAGE_H
#define DD_REPORT_PAGE_H

#include <stddef.h>

/* Of every report (frame.h). */
extern const char dd_page_frame[], dd_page_css[], dd_page_tools_js[];
extern const size_t dd_page_frame_size, dd_page_css_size, dd_page_tools_js_size;
/* Of the report of deliveries. */
extern const char dd_page_html[], dd_page_js[];
extern const size_t dd_page_html_size, dd_page_js_size;
/* Of the report of consultations. */
extern const char dd_page_consult_html[], dd_page_consult_css[], dd_page_consult_js[];
extern const size_t dd_page_consult_html_size, dd_page_consult_css_size, dd_page_consult_js_size;
/* Of the report of factory lines. */
extern const char dd_page_shop_html[], dd_page_shop_css[], dd_page_shop_js[];
extern const size_t dd_page_shop_html_size, dd_page_shop_css_size, dd_page_shop_js_size;

#endif
