/* JSPLIB: job shops as the collections of Fisher and Thompson, Lawrence, Taillard and others are kept today.
 *
 *   # comments
 *   JOBS MACHINES
 *   MACHINE DURATION MACHINE DURATION ...     a line a job, in the order of its operations
 *
 * Machines count from 0.  A job may visit a machine several times, or never.  Nothing but comments follows the last job.
 */
#include "io/shop_classic.h"
#include "io/shop_formats.h"

static dd_status read_job(dd_shop_classic *in, dd_error *err)
{
    dd_status status = DD_STATUS_OK;
    if (!dd_numbers_next_line(&in->numbers)) return dd_numbers_error(in->numbers.line, 0, "fewer lines than jobs", err);
    status = dd_shop_classic_job(in, err);
    while (status == DD_STATUS_OK && dd_numbers_has_more(&in->numbers)) {
        int64_t machine, duration;
        status = dd_numbers_take(&in->numbers, "machine, counted from 0", 0, in->machine_count - 1, &machine, err);
        if (status == DD_STATUS_OK) status = dd_numbers_take(&in->numbers, "duration", 0, DD_SHOP_INSTANT_MAX_MS, &duration, err);
        if (status == DD_STATUS_OK) status = dd_shop_classic_step(in, machine, duration, err);
    }
    return status;
}

static dd_status read_all(dd_shop_classic *in, dd_error *err)
{
    if (!dd_numbers_next_line(&in->numbers)) return dd_numbers_error(in->numbers.line, 0, "no numbers", err);
    dd_status status = dd_shop_classic_head(in, err);
    if (status == DD_STATUS_OK) status = dd_numbers_end_line(&in->numbers, err);
    for (int64_t j = 0; status == DD_STATUS_OK && j < in->job_count; j++) status = read_job(in, err);
    return status == DD_STATUS_OK ? dd_numbers_end(&in->numbers, err) : status;
}

dd_status dd_jsplib_read(const char *name, const char *text, size_t size, dd_shop_problem **ret, dd_error *err)
{
    dd_shop_classic in = {.numbers = {text, size, 0, 0, 0}};
    (void)name;
    dd_status status = dd_shop_problem_create(&in.problem, err);
    if (status == DD_STATUS_OK) status = read_all(&in, err);
    if (status == DD_STATUS_OK) *ret = in.problem;
    else dd_shop_problem_free(in.problem);
    return status;
}
