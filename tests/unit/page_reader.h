/* Page reader: what the tests of all reports ask of a page. */
#ifndef DD_TESTS_PAGE_READER_H
#define DD_TESTS_PAGE_READER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

/* The page with a NUL at its end; it had none inside. */
static inline char *page_end(char *html, size_t size)
{
    html = realloc(html, size + 1);
    assert_non_null(html);
    html[size] = '\0';
    assert_int_equal(strlen(html), size);
    return html;
}

/* The embedded object, read strictly. */
static inline json_t *page_data(const char *html)
{
    static const char data_begin[] = "<script type=\"application/json\" id=\"data\">";
    const char *begin = strstr(html, data_begin);
    assert_non_null(begin);
    begin += sizeof data_begin - 1;
    const char *end = strstr(begin, "</script>");
    assert_non_null(end);
    json_error_t error;
    json_t *data = json_loadb(begin, (size_t)(end - begin), JSON_REJECT_DUPLICATES, &error);
    if (data == NULL) print_error("%s at %d\n", error.text, error.position);
    assert_non_null(data);
    return data;
}

static inline int page_count(const char *text, const char *word)
{
    int count = 0;
    for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word)) count++;
    return count;
}

static inline void page_asks_for_nothing(const char *html)
{
    static const char *const words[] = {"https:",    "src=",           "@import",        "url(",  "fetch(", "XMLHttpRequest", "innerHTML",
                                        "outerHTML", "insertAdjacent", "document.write", "eval(", "{{",     "WebSocket",      "sendBeacon"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(html, words[i]) != NULL) fail_msg("the page has %s", words[i]);
    assert_int_equal(page_count(html, "http:"), 1); /* the name of SVG */
    assert_non_null(strstr(html, "default-src 'none'"));
}

#endif
