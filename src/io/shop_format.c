/* Shop format: the table of formats (diaodu/shop_format.h).  A new format is one row here and one file's worth of functions in shop_formats.h. */
#include "diaodu/shop_format.h"

#include <string.h>

#include "io/shop_formats.h"
#include "io/text.h"

typedef struct format_entry {
    const char *name;
    dd_status (*read)(const char *name, const char *text, size_t size, dd_shop_problem **ret, dd_error *err);
    dd_status (*write)(const dd_shop_problem *problem, const dd_schedule *schedule, const dd_shop_stats *stats, dd_buffer *out, dd_error *err);
    dd_status (*read_schedule)(const dd_shop_problem *problem, const char *text, size_t size, dd_schedule **ret, dd_error *err);
    bool (*suits)(const char *text, size_t size);
} format_entry;

static const format_entry formats[DD_SHOP_FORMAT_COUNT_] = {
    [DD_SHOP_FORMAT_JSPLIB] = {"jsplib", dd_jsplib_read, NULL, NULL, NULL},
    [DD_SHOP_FORMAT_TAILLARD] = {"taillard", dd_taillard_read, NULL, NULL, NULL},
    [DD_SHOP_FORMAT_FJS] = {"fjs", dd_fjs_read, NULL, NULL, NULL},
    [DD_SHOP_FORMAT_JSON] = {"json", dd_shop_json_read, dd_shop_json_write, dd_shop_json_read_schedule, dd_shop_json_suits},
    [DD_SHOP_FORMAT_CSV] = {"csv", dd_shop_csv_read, dd_shop_csv_write, dd_shop_csv_read_schedule, dd_shop_csv_suits},
};

dd_shop_format dd_shop_format_find(const char *name)
{
    for (int i = 0; i < DD_SHOP_FORMAT_COUNT_; i++)
        if (strcmp(formats[i].name, name) == 0) return (dd_shop_format)i;
    return DD_SHOP_FORMAT_COUNT_;
}

const char *dd_shop_format_text(dd_shop_format format)
{
    return (unsigned)format < DD_SHOP_FORMAT_COUNT_ ? formats[format].name : "unknown";
}

static dd_status refuse(dd_shop_format format, const char *what, dd_error *err)
{
    return dd_error_set(err, DD_STATUS_UNSUPPORTED, NULL, "the format \"%s\" has no %s", dd_shop_format_text(format), what);
}

/* An empty text is no line and no schedule. */
static dd_status open_text(const char **text, size_t *size, dd_error *err)
{
    dd_status status = dd_text_open(text, size, err);
    if (status == DD_STATUS_OK && *size == 0) status = dd_error_set(err, DD_STATUS_INVALID_INPUT, NULL, "the input is empty");
    return status;
}

bool dd_shop_format_suits(dd_shop_format format, const char *text, size_t size)
{
    if ((unsigned)format >= DD_SHOP_FORMAT_COUNT_) return false;
    dd_text_skip_mark(&text, &size);
    return formats[format].read != NULL && (formats[format].suits == NULL || formats[format].suits(text, size));
}

dd_status dd_shop_format_read(dd_shop_format format, const char *name, const char *text, size_t size, dd_shop_problem **ret, dd_error *err)
{
    if ((unsigned)format >= DD_SHOP_FORMAT_COUNT_ || formats[format].read == NULL) return refuse(format, "problems to read", err);
    dd_shop_problem *problem = NULL;
    dd_status status = open_text(&text, &size, err);
    if (status == DD_STATUS_OK) status = formats[format].read(name, text, size, &problem, err);
    if (status == DD_STATUS_OK) status = dd_shop_problem_check(problem, err);
    if (status == DD_STATUS_OK) *ret = problem;
    else dd_shop_problem_free(problem);
    return status;
}

dd_status dd_shop_format_write(dd_shop_format format, const dd_shop_problem *problem, const dd_schedule *schedule, const dd_shop_stats *stats,
                               char **ret_text, size_t *ret_size, dd_error *err)
{
    if ((unsigned)format >= DD_SHOP_FORMAT_COUNT_ || formats[format].write == NULL) return refuse(format, "schedules to write", err);
    dd_buffer out = {0};
    dd_status status = formats[format].write(problem, schedule, stats, &out, err);
    return dd_text_give(&out, status, ret_text, ret_size, err);
}

dd_status dd_shop_format_read_schedule(dd_shop_format format, const dd_shop_problem *problem, const char *text, size_t size, dd_schedule **ret, dd_error *err)
{
    if ((unsigned)format >= DD_SHOP_FORMAT_COUNT_ || formats[format].read_schedule == NULL) return refuse(format, "schedules to read", err);
    dd_status status = open_text(&text, &size, err);
    return status == DD_STATUS_OK ? formats[format].read_schedule(problem, text, size, ret, err) : status;
}
