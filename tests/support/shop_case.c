#include "support/shop_case.h"

#include <string.h>

static void draw_modes(shop_case *shop, uint32_t op, const shop_case_options *o, dd_rng *rng)
{
    uint32_t count = 1 + dd_rng_below(rng, o->modes_max), first = dd_rng_below(rng, o->machines);
    if (count > o->machines) count = o->machines;
    for (uint32_t k = 0; k < count; k++)
        shop->modes[op][k] = (dd_mode){.machine = (first + k) % o->machines, .duration_ms = dd_rng_below(rng, (uint32_t)o->time_max + 1)};
    shop->operations[op].modes = shop->modes[op];
    shop->operations[op].mode_count = count;
}

static void draw_links(shop_case *shop, uint32_t op, uint32_t first_of_job, const shop_case_options *o, dd_rng *rng)
{
    uint32_t count = 0;
    if (op > first_of_job) shop->links[op][count++] = (dd_link){op - 1, 0};
    if (o->has_assembly && first_of_job > 0 && dd_rng_below(rng, 4) == 0) {
        shop->links[op][count++] = (dd_link){dd_rng_below(rng, first_of_job), dd_rng_below(rng, (uint32_t)o->time_max)};
        shop->links[op][0].lag_ms = dd_rng_below(rng, 3);
    }
    shop->operations[op].links = shop->links[op];
    shop->operations[op].link_count = count;
}

void shop_case_draw(shop_case *shop, const shop_case_options *o, dd_rng *rng)
{
    memset(shop, 0, sizeof *shop);
    uint32_t ops = 0;
    for (uint32_t j = 0; j < o->jobs; j++) {
        shop->jobs[j] = (dd_job){DD_JOB_DEFAULT};
        if (o->has_assembly && dd_rng_below(rng, 3) == 0) shop->jobs[j].release_ms = dd_rng_below(rng, (uint32_t)o->time_max * 3);
        uint32_t count = 1 + dd_rng_below(rng, o->operations_max), first = ops;
        for (uint32_t k = 0; k < count && ops < SHOP_CASE_OPS; k++, ops++) {
            shop->operations[ops] = (dd_operation){DD_OPERATION_DEFAULT, .job = j};
            draw_modes(shop, ops, o, rng);
            draw_links(shop, ops, first, o, rng);
        }
    }
    for (uint32_t m = 0; m < o->machines; m++) {
        shop->machines[m] = (dd_machine){DD_MACHINE_DEFAULT};
        if (o->has_assembly && dd_rng_below(rng, 3) == 0) shop->machines[m].available_ms = dd_rng_below(rng, (uint32_t)o->time_max * 3);
    }
    shop->problem = (dd_shop_problem){.jobs = shop->jobs, .job_count = o->jobs, .operations = shop->operations, .operation_count = ops,
                                      .machines = shop->machines, .machine_count = o->machines, .ticks_per_unit = 1};
    shop->problem.objective.level_count = 1;
    shop->problem.objective.weight[0][DD_SHOP_TERM_MAKESPAN] = 1;
}
