/* Classic shops: see shop_classic.h. */
#include "io/shop_classic.h"

static dd_status no_memory(dd_error *err)
{
    return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}

dd_status dd_shop_classic_head(dd_shop_classic *in, dd_error *err)
{
    dd_status status = dd_numbers_take(&in->numbers, "jobs", 1, DD_SHOP_JOBS_MAX, &in->job_count, err);
    if (status == DD_STATUS_OK) status = dd_numbers_take(&in->numbers, "machines", 1, DD_SHOP_MACHINES_MAX, &in->machine_count, err);
    if (status == DD_STATUS_OK && (uint64_t)in->machine_count > in->numbers.size)
        return dd_numbers_error(in->numbers.line, in->numbers.field, "more machines than the text can use", err);
    const dd_machine machine = {DD_MACHINE_DEFAULT};
    for (int64_t i = 0; status == DD_STATUS_OK && i < in->machine_count; i++) status = dd_shop_problem_add_machine(in->problem, &machine, NULL, err);
    return status;
}

dd_status dd_shop_classic_job(dd_shop_classic *in, dd_error *err)
{
    return dd_shop_problem_add_job(in->problem, &(dd_job){DD_JOB_DEFAULT}, NULL, err);
}

dd_status dd_shop_classic_operation(dd_shop_classic *in, const dd_mode *modes, uint32_t mode_count, dd_error *err)
{
    dd_shop_problem *problem = in->problem;
    dd_operation operation = {DD_OPERATION_DEFAULT, .job = problem->job_count - 1, .modes = modes, .mode_count = mode_count};
    uint32_t count = problem->operation_count;
    if (count > 0 && problem->operations[count - 1].job == operation.job) {
        dd_link *link = dd_shop_problem_alloc(problem, 1, sizeof *link);
        if (link == NULL) return no_memory(err);
        link->before = count - 1;
        operation.links = link;
        operation.link_count = 1;
    }
    return dd_shop_problem_add_operation(problem, &operation, NULL, err);
}

dd_status dd_shop_classic_step(dd_shop_classic *in, int64_t machine, int64_t duration, dd_error *err)
{
    dd_mode *mode = dd_shop_problem_alloc(in->problem, 1, sizeof *mode);
    if (mode == NULL) return no_memory(err);
    mode->machine = (uint32_t)machine;
    mode->duration_ms = duration;
    return dd_shop_classic_operation(in, mode, 1, err);
}
