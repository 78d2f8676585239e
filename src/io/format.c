/* Format: the table of formats (diaodu/format.h).  A new format is one row here and one file pair's worth of functions in formats.h. */
#include "diaodu/format.h"

#include <string.h>

#include "io/formats.h"
#include "io/text.h"

typedef struct format_entry {
    const char *name;
    dd_status (*read)(const char *text, size_t size, dd_problem **ret, dd_error *err);
    dd_status (*write)(const dd_problem *problem, const dd_plan *plan, const dd_run_facts *facts, dd_buffer *out, dd_error *err);
    dd_status (*read_plan)(const dd_problem *problem, const char *text, size_t size, dd_plan **ret, dd_error *err);
} format_entry;

static const format_entry formats[DD_FORMAT_COUNT_] = {
    [DD_FORMAT_LILIM] = {"lilim", dd_lilim_read, NULL, NULL},
    [DD_FORMAT_SOLOMON] = {"solomon", dd_solomon_read, NULL, NULL},
    [DD_FORMAT_VROOM] = {"vroom", dd_vroom_read, dd_vroom_write, dd_vroom_read_plan},
    [DD_FORMAT_JSON] = {"json", dd_json_read, dd_json_write, dd_json_read_plan},
    [DD_FORMAT_CSV] = {"csv", dd_csv_read, dd_csv_write, NULL},
    [DD_FORMAT_VRPLIB] = {"vrplib", dd_vrplib_read, dd_vrplib_write, dd_vrplib_read_plan},
    [DD_FORMAT_SINTEF] = {"sintef", NULL, dd_sintef_write, dd_sintef_read_plan},
};

dd_format dd_format_find(const char *name)
{
    for (int i = 0; i < DD_FORMAT_COUNT_; i++)
        if (strcmp(formats[i].name, name) == 0) return (dd_format)i;
    return DD_FORMAT_COUNT_;
}

const char *dd_format_text(dd_format format)
{
    return (unsigned)format < DD_FORMAT_COUNT_ ? formats[format].name : "unknown";
}

static dd_status refuse(dd_format format, const char *what, dd_error *err)
{
    return dd_error_set(err, DD_STATUS_UNSUPPORTED, NULL, "the format \"%s\" has no %s", dd_format_text(format), what);
}

dd_status dd_format_read(dd_format format, const char *text, size_t size, dd_problem **ret, dd_error *err)
{
    if ((unsigned)format >= DD_FORMAT_COUNT_ || formats[format].read == NULL) return refuse(format, "problems to read", err);
    dd_status status = dd_text_open(&text, &size, err);
    if (status == DD_STATUS_OK && size == 0) status = dd_error_set(err, DD_STATUS_INVALID_INPUT, NULL, "the input is empty");
    return status == DD_STATUS_OK ? formats[format].read(text, size, ret, err) : status;
}

dd_status dd_format_write(dd_format format, const dd_problem *problem, const dd_plan *plan, const dd_run_facts *facts, char **ret_text,
                          size_t *ret_size, dd_error *err)
{
    if ((unsigned)format >= DD_FORMAT_COUNT_ || formats[format].write == NULL) return refuse(format, "plans to write", err);
    static const dd_run_facts nothing_known = {0};
    dd_buffer out = {0};
    dd_status status = formats[format].write(problem, plan, facts == NULL ? &nothing_known : facts, &out, err);
    return dd_text_give(&out, status, ret_text, ret_size, err);
}

dd_status dd_format_read_plan(dd_format format, const dd_problem *problem, const char *text, size_t size, dd_plan **ret, dd_error *err)
{
    if ((unsigned)format >= DD_FORMAT_COUNT_ || formats[format].read_plan == NULL) return refuse(format, "plans to read", err);
    dd_status status = dd_text_open(&text, &size, err);
    return status == DD_STATUS_OK ? formats[format].read_plan(problem, text, size, ret, err) : status;
}
