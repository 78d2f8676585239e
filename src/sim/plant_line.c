/* Plant line: groups of machines, their shifts, people, tools and changeovers, and the products that run over them (plant_builder.h). */
#include <stdlib.h>
#include <string.h>

#include "sim/plant_builder.h"

static const dd_group_kind kinds[DD_FACTORY_GROUPS_MAX] = {
    {"saw", "sawyers", NULL, 2, true, 20, 60, 25, 900, 120, 90},       {"mill", "millers", "fixtures", 3, true, 50, 160, 70, 850, 90, 150},
    {"lathe", "turners", NULL, 2, true, 40, 120, 50, 900, 110, 120},   {"furnace", NULL, NULL, 0, false, 180, 360, 30, 0, 200, 240},
    {"grinder", "grinders", NULL, 2, true, 30, 90, 35, 900, 100, 100}, {"assembly", "fitters", NULL, 2, true, 60, 180, 0, 950, 300, 60},
    {"paint", "painters", NULL, 2, true, 30, 80, 60, 1000, 120, 120},  {"press", "press crew", "dies", 3, true, 30, 110, 80, 900, 80, 180},
};

/* ---- products ---- */

static void draw_step(dd_plant_builder *b, dd_product_step *step, uint32_t group, uint32_t branch)
{
    const dd_group_kind *kind = &kinds[group];
    uint32_t span = (uint32_t)(kind->base_most - kind->base_least) + 1;
    *step = (dd_product_step){
        .group = group, .branch = branch, .base_ms = (kind->base_least + (int64_t)dd_factory_below(b, span)) * DD_FACTORY_MINUTE};
    step->needs_tool = kind->tools != NULL && dd_factory_happens(b, 500);
}

/* A route goes forward over the groups, with leaps and now and then a way back; a third of the longer ones have two branches. */
static void draw_product(dd_plant_builder *b, dd_product *product, uint32_t ix)
{
    uint32_t groups = b->options->groups, at = dd_factory_below(b, groups > 2 ? 2 : 1);
    product->family = ix % b->options->families;
    product->count = 3 + dd_factory_below(b, DD_FACTORY_STEPS_MAX - 3 + 1);
    bool has_branches = product->count >= 5 && dd_factory_happens(b, 330);
    for (uint32_t i = 0; i < product->count; i++) {
        uint32_t branch = !has_branches ? 0 : i < 2 ? 0 : i < 4 ? 1 : 2;
        draw_step(b, &product->steps[i], at, branch);
        b->groups[at].work_ms += (double)product->steps[i].base_ms + (double)kinds[at].setup_most * DD_FACTORY_MINUTE * 0.25;
        at = (at + 1 + dd_factory_below(b, groups > 3 ? 2 : 1)) % groups;
    }
}

bool dd_factory_build_products(dd_plant_builder *b)
{
    b->products = DD_ARENA_NEW(&b->scenario->memory, b->options->products, dd_product);
    if (b->products == NULL) return false;
    for (uint32_t i = 0; i < b->options->products; i++) draw_product(b, &b->products[i], i);
    for (uint32_t g = 0; g < b->options->groups; g++) {
        b->groups[g].kind = &kinds[g];
        b->groups[g].work_ms /= b->options->products;
        b->groups[g].open_share = kinds[g].shifts == 0 ? 1 : kinds[g].shifts == 3 ? 120 / 168.0 : 80 / 168.0;
    }
    return true;
}

/* ---- the line ---- */

/* The epoch was a Thursday, and so is the first day of a week of a calendar. */
static bool add_calendars(dd_plant_builder *b)
{
    static const dd_window three[] = {{0, 2 * DD_FACTORY_DAY + 6 * DD_FACTORY_HOUR},
                                      {4 * DD_FACTORY_DAY + 6 * DD_FACTORY_HOUR, 7 * DD_FACTORY_DAY}};
    static const int days[] = {0, 1, 4, 5, 6};
    dd_shop_problem *line = b->scenario->line;
    dd_window *two = dd_shop_problem_alloc(line, 5, sizeof *two);
    if (two == NULL) return false;
    for (int i = 0; i < 5; i++)
        two[i] = (dd_window){days[i] * DD_FACTORY_DAY + 6 * DD_FACTORY_HOUR, days[i] * DD_FACTORY_DAY + 22 * DD_FACTORY_HOUR};
    return dd_shop_problem_add_calendar(line, &(dd_calendar){"two shifts", two, 5, 7 * DD_FACTORY_DAY}, NULL, b->err) == DD_STATUS_OK &&
           dd_shop_problem_add_calendar(line, &(dd_calendar){"three shifts", three, 2, 7 * DD_FACTORY_DAY}, NULL, b->err) == DD_STATUS_OK;
}

static bool add_families(dd_plant_builder *b)
{
    for (uint32_t i = 0; i < b->options->families; i++) {
        const char *name = dd_factory_name(b, "F", i);
        if (name == NULL || dd_shop_problem_add_family(b->scenario->line, name, NULL, b->err) != DD_STATUS_OK) return false;
    }
    return true;
}

/* Families lie in a row, as colours or sizes do: the farther, the longer; back takes longer than on. */
static bool add_matrix(dd_plant_builder *b, dd_factory_group *group)
{
    uint32_t count = b->options->families;
    int64_t most_ms = (int64_t)group->kind->setup_most * DD_FACTORY_MINUTE;
    group->matrix = DD_NONE;
    if (most_ms == 0) return true;
    /* One array, as an event wants it. */
    int64_t *ms = dd_shop_problem_alloc(b->scenario->line, (size_t)count * (count + 1), sizeof *ms), *first_ms = ms + (size_t)count * count;
    if (ms == NULL) return false;
    for (uint32_t i = 0; i < count; i++) {
        first_ms[i] = most_ms / 2 / DD_FACTORY_MINUTE * DD_FACTORY_MINUTE;
        for (uint32_t j = 0; j < count; j++) {
            int64_t far_ms = most_ms * (i < j ? j - i : 2 * (int64_t)(i - j)) / (2 * (int64_t)count);
            int64_t draw_ms = (int64_t)dd_factory_below(b, (uint32_t)(most_ms / 4) + 1);
            ms[i * count + j] = i == j ? 0 : (most_ms / 5 + far_ms + draw_ms) / DD_FACTORY_MINUTE * DD_FACTORY_MINUTE;
        }
    }
    return dd_shop_problem_add_setup(b->scenario->line, &(dd_setup_matrix){group->kind->name, ms, first_ms}, &group->matrix, b->err) ==
           DD_STATUS_OK;
}

static bool add_pools(dd_plant_builder *b, dd_factory_group *group)
{
    const dd_group_kind *kind = group->kind;
    group->people = group->tools = DD_NONE;
    if (kind->people != NULL) {
        uint32_t units = (group->count * (uint32_t)kind->people_permille + 999) / 1000;
        const dd_pool_resource people = {.name = kind->people, .calendar = group->calendar, .units = units};
        if (dd_shop_problem_add_pool(b->scenario->line, &people, &group->people, b->err) != DD_STATUS_OK) return false;
    }
    if (kind->tools == NULL) return true;
    const dd_pool_resource tools = {.name = kind->tools, .is_tool = true, .calendar = DD_NONE, .units = (group->count * 2 + 2) / 3};
    return dd_shop_problem_add_pool(b->scenario->line, &tools, &group->tools, b->err) == DD_STATUS_OK;
}

/* Machines by the work that each group has, two at least. */
static void share_machines(dd_plant_builder *b)
{
    uint32_t groups = b->options->groups, left = b->options->machines - 2 * groups;
    for (uint32_t g = 0; g < groups; g++) b->groups[g].count = 2;
    for (; left > 0; left--) {
        uint32_t most = 0;
        for (uint32_t g = 1; g < groups; g++) {
            const dd_factory_group *one = &b->groups[g], *best = &b->groups[most];
            if (one->work_ms / one->open_share / one->count > best->work_ms / best->open_share / best->count) most = g;
        }
        b->groups[most].count++;
    }
}

static bool add_machines(dd_plant_builder *b, dd_factory_group *group)
{
    group->first = b->scenario->line->machine_count;
    for (uint32_t i = 0; i < group->count; i++) {
        dd_machine machine = {DD_MACHINE_DEFAULT, .name = dd_factory_name(b, group->kind->name, i), .group = group->kind->name};
        machine.calendar = group->calendar;
        machine.setup_matrix = group->matrix;
        machine.available_ms = b->scenario->begin_ms;
        b->speeds[group->first + i] = 0.85 + 0.05 * dd_factory_below(b, 8);
        b->biases[group->first + i] = b->options->is_calm ? 1 : 1 + 0.06 * dd_factory_normal(b);
        if (b->biases[group->first + i] < 0.8) b->biases[group->first + i] = 0.8;
        if (machine.name == NULL || dd_shop_problem_add_machine(b->scenario->line, &machine, NULL, b->err) != DD_STATUS_OK) return false;
    }
    return true;
}

bool dd_factory_build_line(dd_plant_builder *b)
{
    b->speeds = DD_ARENA_NEW(&b->scenario->memory, b->options->machines, double);
    b->biases = DD_ARENA_NEW(&b->scenario->memory, b->options->machines, double);
    if (b->speeds == NULL || b->biases == NULL || !add_calendars(b) || !add_families(b)) return false;
    b->scenario->line->has_iso_times = true;
    b->scenario->line->origin_ms = b->scenario->begin_ms;
    share_machines(b);
    for (uint32_t g = 0; g < b->options->groups; g++) {
        dd_factory_group *group = &b->groups[g];
        group->calendar = group->kind->shifts == 0 ? DD_NONE : group->kind->shifts == 3 ? 1 : 0;
        if (!add_matrix(b, group) || !add_pools(b, group) || !add_machines(b, group)) return false;
    }
    return true;
}
