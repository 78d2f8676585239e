#include "cli/story.h"

#include <inttypes.h>
#include <stdio.h>

/* A day of the Gregorian calendar, from the days since 1970-01-01 (Fliegel and Van Flandern 1968, doi:10.1145/364096.364097). */
static void print_date(int64_t days)
{
    int64_t l = days + 2440588 + 68569, n = 4 * l / 146097;
    l -= (146097 * n + 3) / 4;
    int64_t i = 4000 * (l + 1) / 1461001;
    l = l - 1461 * i / 4 + 31;
    int64_t j = 80 * l / 2447;
    printf("%04" PRId64 "-%02" PRId64 "-%02" PRId64 " ", 100 * (n - 49) + i + j / 11, j + 2 - 12 * (j / 11), l - 2447 * j / 80);
}

enum { DAYS_OF_A_CLOCK = 1000 }; /* instants beyond are dates */

void dd_story_instant(const dd_story *story, int64_t at_ms)
{
    int64_t s = (at_ms - dd_engine_get_config(story->engine)->travel.day_begin_ms) / 1000;
    if (s >= DAYS_OF_A_CLOCK * INT64_C(86400)) {
        print_date(s / 86400);
        s %= 86400;
    }
    printf("%02" PRId64 ":%02" PRId64 ":%02" PRId64, s / 3600, s / 60 % 60, s % 60);
}

void dd_story_begin(dd_story *story)
{
    story->lines++;
    dd_story_instant(story, story->event->at_ms);
    printf("  #%-6" PRIu64 " ", story->seq);
}

void dd_story_more(void)
{
    fputs("                  ", stdout);
}

double dd_story_minutes(int64_t ms)
{
    return (double)ms / 60000;
}

void dd_story_difference(const char *what, int64_t ms, bool *is_first)
{
    if (ms > -600 && ms < 600) return;
    printf("%s%s %+.1f", *is_first ? " (" : ", ", what, dd_story_minutes(ms));
    *is_first = false;
}
