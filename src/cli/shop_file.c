#include "cli/shop_file.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/shell.h"

dd_shop_format dd_shop_file_format(const char *name, const char *text, size_t size)
{
    dd_shop_format format = dd_shop_format_find(name);
    return format != DD_SHOP_FORMAT_COUNT_ && dd_shop_format_suits(format, text, size) ? format : DD_SHOP_FORMAT_COUNT_;
}

static bool begins_as_json(const char *text)
{
    return text[strspn(text, " \t\r\n\xEF\xBB\xBF")] == '{';
}

dd_status dd_shop_file_schedule(const char *path, const char *format_name, const dd_shop_problem *problem, dd_schedule **ret, dd_error *err)
{
    char *text;
    size_t size;
    dd_status status = dd_shell_read(path, &text, &size, err);
    if (status != DD_STATUS_OK) return status;
    dd_shop_format format = format_name != NULL ? dd_shop_format_find(format_name) : begins_as_json(text) ? DD_SHOP_FORMAT_JSON : DD_SHOP_FORMAT_CSV;
    status = dd_shop_format_read_schedule(format, problem, text, size, ret, err);
    free(text);
    return status;
}

int64_t dd_shop_job_end(const dd_shop_problem *problem, const dd_schedule *schedule, uint32_t job, uint32_t *first)
{
    int64_t end = -DD_FOREVER_MS;
    for (; *first < problem->operation_count && problem->operations[*first].job == job; (*first)++)
        if (schedule->placements[*first].end_ms > end) end = schedule->placements[*first].end_ms;
    return end;
}

uint32_t dd_shop_late_count(const dd_shop_problem *problem, const dd_schedule *schedule)
{
    uint32_t count = 0, first = 0;
    for (uint32_t j = 0; j < problem->job_count; j++) count += dd_shop_job_end(problem, schedule, j, &first) > problem->jobs[j].due_ms;
    return count;
}

void dd_shop_print_duration(FILE *out, const dd_shop_problem *problem, int64_t ms)
{
    int64_t scale = problem->ticks_per_unit >= 1000 ? 1000 : 1;
    if (ms % scale == 0) fprintf(out, "%" PRId64, ms / scale);
    else fprintf(out, "%s%" PRId64 ".%03d", ms < 0 ? "-" : "", (ms < 0 ? -ms : ms) / scale, (int)((ms < 0 ? -ms : ms) % scale));
}

void dd_shop_print_terms(FILE *out, const dd_shop_problem *problem, const int64_t terms[DD_SHOP_TERM_END_])
{
    for (int term = 0; term < DD_SHOP_TERM_END_; term++) {
        fprintf(out, ", \"%s\": ", dd_shop_term_text((dd_shop_term)term));
        if (term == DD_SHOP_TERM_MOVED) fprintf(out, "%" PRId64, terms[term]);
        else dd_shop_print_duration(out, problem, terms[term]);
    }
}
