/* Plant builder: what the makers of a made-up factory share (plant_scenario.h). */
#ifndef DD_SIM_PLANT_BUILDER_H
#define DD_SIM_PLANT_BUILDER_H

#include "base/rng.h"
#include "sim/plant_scenario.h"

enum { DD_FACTORY_GROUPS_MAX = 8, DD_FACTORY_STEPS_MAX = 7, DD_FACTORY_MINUTE = 60000, DD_FACTORY_HOUR = 60 * DD_FACTORY_MINUTE };
#define DD_FACTORY_DAY INT64_C(86400000)

/* What machines of a kind do, by minutes and permille. */
typedef struct dd_group_kind {
    const char *name, *people, *tools; /* pools; NULL for none */
    int shifts;                        /* 2 or 3 on five days; 0: always */
    bool pauses;
    int base_least, base_most; /* of one operation */
    int setup_most;            /* of a changeover to the farthest family; 0: none */
    int people_permille;       /* units for each machine */
    int mtbf_h, mttr_min;
} dd_group_kind;

typedef struct dd_factory_group {
    const dd_group_kind *kind;
    uint32_t first, count;                    /* machines */
    uint32_t people, tools, matrix, calendar; /* or DD_NONE */
    double work_ms;                           /* expected of one order */
    double open_share;                        /* of all time */
} dd_factory_group;

typedef struct dd_product_step {
    uint32_t group, branch; /* steps of branch 1 run beside those of branch 0, until the first of branch 2 */
    bool needs_tool;
    int64_t base_ms;
} dd_product_step;

typedef struct dd_product {
    uint32_t family, count;
    dd_product_step steps[DD_FACTORY_STEPS_MAX];
} dd_product;

typedef struct dd_plant_builder {
    const dd_factory_options *options;
    dd_plant_scenario *scenario;
    dd_factory_group groups[DD_FACTORY_GROUPS_MAX];
    dd_product *products;
    double *speeds; /* by machine: nominal duration is base / speed */
    double *biases; /* by machine: real by nominal, hidden */
    dd_rng rng;
    dd_error *err;
} dd_plant_builder;

static inline uint32_t dd_factory_below(dd_plant_builder *b, uint32_t n)
{
    return dd_rng_below(&b->rng, n);
}

static inline bool dd_factory_happens(dd_plant_builder *b, uint32_t permille)
{
    return dd_rng_below(&b->rng, 1000) < permille;
}

double dd_factory_normal(dd_plant_builder *b);
/* A name of the scenario's memory, "M07"; NULL when out of memory. */
const char *dd_factory_name(dd_plant_builder *b, const char *prefix, uint32_t ix);

/* In this order.  False when out of memory. */
bool dd_factory_build_products(dd_plant_builder *b); /* and what each group has to do */
bool dd_factory_build_line(dd_plant_builder *b);
bool dd_factory_build_orders(dd_plant_builder *b);
bool dd_factory_build_mishaps(dd_plant_builder *b);

#endif
