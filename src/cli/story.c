#include "cli/story.h"

#include <inttypes.h>
#include <stdio.h>

void dd_story_instant(const dd_story *story, int64_t at_ms)
{
    int64_t s = (at_ms - dd_engine_get_config(story->engine)->travel.day_begin_ms) / 1000;
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
