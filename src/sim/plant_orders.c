/* Plant orders: what is ordered over the month, how long it really takes, and what goes wrong (plant_builder.h). */
#include <math.h>
#include <stdlib.h>

#include "sim/plant_builder.h"

enum {
    ORDERS_FROM_H = 6,
    ORDERS_TO_H = 18,
    BACKLOG_PERMILLE = 60,
    RUSH_PERMILLE = 50,
    CANCELLED_PERMILLE = 20,
    CHANGED_PERMILLE = 40,
    ABSENT_PERMILLE = 100,
    MISHAP_DAYS_MORE = 14
};

/* As many orders as load the fullest group so far. */
static uint32_t orders_wanted(const dd_plant_builder *b)
{
    double least = 1e18;
    if (b->options->jobs > 0) return b->options->jobs;
    for (uint32_t g = 0; g < b->options->groups; g++) {
        const dd_factory_group *group = &b->groups[g];
        double open_ms = group->count * group->open_share * (double)(b->options->days * DD_FACTORY_DAY), speed = 0;
        if (group->work_ms <= 0) continue;
        for (uint32_t i = 0; i < group->count; i++) speed += b->speeds[group->first + i] / group->count;
        double orders = open_ms * speed * b->options->load_permille / 1000 / group->work_ms;
        if (orders < least) least = orders;
    }
    return least < 1 ? 1 : least > DD_FACTORY_JOBS_MAX ? DD_FACTORY_JOBS_MAX : (uint32_t)least;
}

/* In the daytime of a working day; the first share is there when the month begins. */
static int64_t draw_arrival(dd_plant_builder *b, uint32_t ix, uint32_t count)
{
    const dd_plant_scenario *scenario = b->scenario;
    int64_t midnight_ms = scenario->begin_ms / DD_FACTORY_DAY * DD_FACTORY_DAY;
    if (ix < count * BACKLOG_PERMILLE / 1000) return scenario->begin_ms;
    for (;;) {
        uint32_t day = dd_factory_below(b, b->options->days);
        if (day % 7 >= 5 && b->options->days > 5) continue;
        int64_t minute = ORDERS_FROM_H * 60 + (int64_t)dd_factory_below(b, (ORDERS_TO_H - ORDERS_FROM_H) * 60);
        return midnight_ms + day * DD_FACTORY_DAY + minute * DD_FACTORY_MINUTE;
    }
}

static int compare_instants(const void *left, const void *right)
{
    const int64_t *a = left, *b = right;
    return *a < *b ? -1 : *a > *b;
}

static bool add_needs(dd_plant_builder *b, const dd_factory_group *group, const dd_product_step *step, dd_mode *mode)
{
    dd_need *needs = DD_ARENA_NEW(&b->scenario->memory, 2, dd_need);
    if (needs == NULL) return false;
    if (group->people != DD_NONE) needs[mode->need_count++] = (dd_need){group->people, 1, true};
    if (step->needs_tool && group->tools != DD_NONE) needs[mode->need_count++] = (dd_need){group->tools, 1, false};
    mode->needs = needs;
    return true;
}

/* One operation: a mode on each machine of the group; what it really takes differs by the work itself and by the machine. */
static bool add_operation(dd_plant_builder *b, const dd_product *product, const dd_product_step *step, double lot)
{
    dd_plant_scenario *scenario = b->scenario;
    const dd_factory_group *group = &b->groups[step->group];
    uint32_t ix = scenario->operation_count++;
    dd_mode *modes = DD_ARENA_NEW(&scenario->memory, group->count, dd_mode);
    int64_t *real_ms = DD_ARENA_NEW(&scenario->memory, group->count, int64_t);
    if (modes == NULL || real_ms == NULL) return false;
    double spread = b->options->is_calm ? 0 : 0.22, luck = exp(spread * dd_factory_normal(b) - spread * spread / 2);
    scenario->setup_permille[ix] = b->options->is_calm ? 1000 : 850 + dd_factory_below(b, 400);
    for (uint32_t i = 0; i < group->count; i++) {
        uint32_t machine = group->first + i;
        int64_t minutes = (int64_t)((double)step->base_ms * lot / b->speeds[machine] / DD_FACTORY_MINUTE + 0.5);
        modes[i] = (dd_mode){.machine = machine, .duration_ms = (minutes < 1 ? 1 : minutes) * DD_FACTORY_MINUTE};
        real_ms[i] = (int64_t)((double)modes[i].duration_ms * luck * b->biases[machine] / 1000) * 1000;
        if (real_ms[i] < 1000) real_ms[i] = 1000;
        if (!add_needs(b, group, step, &modes[i])) return false;
    }
    scenario->real_ms[ix] = real_ms;
    scenario->operations[ix] =
        (dd_job_operation){.family = product->family, .may_pause = group->kind->pauses, .modes = modes, .mode_count = group->count};
    return true;
}

/* Steps follow each other with a way of a quarter of an hour; two branches meet in the first step of branch 2. */
static bool add_links(dd_plant_builder *b, const dd_product *product, uint32_t first)
{
    for (uint32_t i = 0; i < product->count; i++) {
        dd_job_operation *operation = &b->scenario->operations[first + i];
        dd_job_link *links = DD_ARENA_NEW(&b->scenario->memory, 2, dd_job_link);
        uint32_t branch = product->steps[i].branch;
        operation->name = dd_factory_name(b, "", i);
        if (links == NULL || operation->name == NULL) return false;
        bool begins = i == 0 || (branch == 1 && product->steps[i - 1].branch == 0);
        if (!begins) links[operation->link_count++] = (dd_job_link){DD_NONE, i - 1, 15 * DD_FACTORY_MINUTE};
        if (branch == 2 && product->steps[i - 1].branch == 1)
            links[operation->link_count++] = (dd_job_link){DD_NONE, 1, 15 * DD_FACTORY_MINUTE};
        operation->links = links;
    }
    return true;
}

/* Due dates follow from the work and the shifts in which it can be done, times an allowance; rush orders get little of it. */
static int64_t allowance_ms(dd_plant_builder *b, const dd_product *product, double lot, bool is_rush)
{
    double need_ms = 0, factor = is_rush ? 1.3 + 0.1 * dd_factory_below(b, 5) : 2.0 + 0.1 * dd_factory_below(b, 40);
    for (uint32_t i = 0; i < product->count; i++)
        need_ms += ((double)product->steps[i].base_ms * lot + 30.0 * DD_FACTORY_MINUTE) / b->groups[product->steps[i].group].open_share;
    return ((int64_t)(need_ms * factor) + 8 * DD_FACTORY_HOUR) / DD_FACTORY_HOUR * DD_FACTORY_HOUR;
}

static void draw_changes(dd_plant_builder *b, dd_plant_order *order)
{
    uint32_t hours = (uint32_t)((order->due_ms - order->at_ms) / DD_FACTORY_HOUR);
    if (b->options->is_calm || hours < 4) return;
    if (dd_factory_happens(b, CANCELLED_PERMILLE)) { /* before its material is there, so that every policy meets the same orders */
        order->cancel_ms = order->at_ms + (1 + (int64_t)dd_factory_below(b, 24)) * DD_FACTORY_HOUR;
        order->ready_ms = order->cancel_ms + DD_FACTORY_HOUR;
    }
    if (!dd_factory_happens(b, CHANGED_PERMILLE)) return;
    order->change_ms = order->at_ms + (1 + (int64_t)dd_factory_below(b, hours / 2)) * DD_FACTORY_HOUR;
    int64_t by_ms = (4 + (int64_t)dd_factory_below(b, hours / 2)) * DD_FACTORY_HOUR;
    order->changed_due_ms = dd_factory_happens(b, 500) ? order->due_ms + by_ms : order->due_ms - by_ms / 2;
}

static bool add_order(dd_plant_builder *b, uint32_t ix, int64_t at_ms)
{
    static const uint32_t weights[] = {1, 1, 1, 2, 2, 4};
    const dd_product *product = &b->products[dd_factory_below(b, b->options->products)];
    dd_plant_order *order = &b->scenario->orders[ix];
    double lot = 0.5 + 0.1 * dd_factory_below(b, 11);
    bool is_rush = !b->options->is_calm && dd_factory_happens(b, RUSH_PERMILLE);
    *order = (dd_plant_order){
        .name = dd_factory_name(b, "J", ix), .at_ms = at_ms, .ready_ms = at_ms, .first = b->scenario->operation_count, .count = product->count};
    order->weight = is_rush ? 8 : weights[dd_factory_below(b, 6)];
    order->priority = is_rush;
    order->due_ms = at_ms + allowance_ms(b, product, lot, is_rush);
    draw_changes(b, order);
    for (uint32_t i = 0; i < product->count; i++)
        if (!add_operation(b, product, &product->steps[i], lot)) return false;
    return order->name != NULL && add_links(b, product, order->first);
}

bool dd_factory_build_orders(dd_plant_builder *b)
{
    dd_plant_scenario *scenario = b->scenario;
    uint32_t count = orders_wanted(b), most = count * DD_FACTORY_STEPS_MAX;
    int64_t *arrivals = DD_ARENA_NEW(&scenario->memory, count, int64_t);
    scenario->orders = DD_ARENA_NEW(&scenario->memory, count, dd_plant_order);
    scenario->operations = DD_ARENA_NEW(&scenario->memory, most, dd_job_operation);
    scenario->real_ms = DD_ARENA_NEW(&scenario->memory, most, int64_t *);
    scenario->setup_permille = DD_ARENA_NEW(&scenario->memory, most, uint32_t);
    if (!arrivals || !scenario->orders || !scenario->operations || !scenario->real_ms || !scenario->setup_permille) return false;
    for (uint32_t i = 0; i < count; i++) arrivals[i] = draw_arrival(b, i, count);
    qsort(arrivals, count, sizeof *arrivals, compare_instants);
    for (uint32_t i = 0; i < count; i++)
        if (!add_order(b, i, arrivals[i])) return false;
    scenario->order_count = count;
    return true;
}

/* ---- what goes wrong ---- */

static int64_t draw_exponential_ms(dd_plant_builder *b, double mean_ms)
{
    return (int64_t)(-mean_ms * log(1 - dd_rng_unit(&b->rng)) / 1000) * 1000;
}

static int compare_mishaps(const void *left, const void *right)
{
    const dd_plant_mishap *a = left, *b = right;
    if (a->begin_ms != b->begin_ms) return a->begin_ms < b->begin_ms ? -1 : 1;
    return a->of < b->of ? -1 : a->of > b->of;
}

/* Failures of one machine, one after the other; into `list` unless that is NULL.  A machine that does not work all week fails the less. */
static uint32_t draw_failures(dd_plant_builder *b, const dd_factory_group *group, uint32_t machine, dd_plant_mishap *list)
{
    const dd_group_kind *kind = group->kind;
    int64_t at_ms = b->scenario->begin_ms, end_ms = b->scenario->end_ms + MISHAP_DAYS_MORE * DD_FACTORY_DAY;
    double mean_ms = (double)kind->mtbf_h * DD_FACTORY_HOUR / group->open_share;
    uint32_t count = 0;
    for (;;) {
        at_ms += DD_FACTORY_HOUR + draw_exponential_ms(b, mean_ms);
        int64_t repair_ms = (int64_t)(kind->mttr_min * exp(0.6 * dd_factory_normal(b) - 0.18)) * DD_FACTORY_MINUTE + 10 * DD_FACTORY_MINUTE;
        if (at_ms >= end_ms) return count;
        if (list != NULL)
            list[count] = (dd_plant_mishap){machine, 1, at_ms, at_ms + repair_ms, (int64_t)kind->mttr_min * DD_FACTORY_MINUTE, NULL};
        count++;
        at_ms += repair_ms;
    }
}

static bool build_failures(dd_plant_builder *b)
{
    dd_plant_scenario *scenario = b->scenario;
    for (int pass = 0; pass < 2; pass++) {
        uint32_t count = 0;
        for (uint32_t g = 0; g < b->options->groups; g++)
            for (uint32_t i = 0; i < b->groups[g].count; i++) {
                uint32_t machine = b->groups[g].first + i;
                b->rng = dd_rng_seed(b->options->seed ^ dd_rng_mix(machine), 89);
                count += draw_failures(b, &b->groups[g], machine, pass == 0 ? NULL : scenario->failures + count);
            }
        scenario->failure_count = count;
        if (pass == 0) scenario->failures = DD_ARENA_NEW(&scenario->memory, count, dd_plant_mishap);
        if (scenario->failures == NULL) return false;
    }
    if (scenario->failure_count > 1) qsort(scenario->failures, scenario->failure_count, sizeof *scenario->failures, compare_mishaps);
    return true;
}

/* Somebody of a group of two or more is away for a day, told in the morning. */
static bool build_absences(dd_plant_builder *b)
{
    dd_plant_scenario *scenario = b->scenario;
    uint32_t days = b->options->days + MISHAP_DAYS_MORE;
    scenario->absences = DD_ARENA_NEW(&scenario->memory, (size_t)days * DD_FACTORY_GROUPS_MAX, dd_plant_mishap);
    if (scenario->absences == NULL) return false;
    b->rng = dd_rng_seed(b->options->seed, 97);
    for (uint32_t day = 0; day < days; day++)
        for (uint32_t g = 0; g < b->options->groups; g++) {
            bool is_absent = dd_factory_happens(b, ABSENT_PERMILLE);
            uint32_t pool = b->groups[g].people;
            if (pool == DD_NONE || !is_absent || day % 7 >= 5 || scenario->line->pools[pool].units < 2) continue;
            int64_t begin_ms = scenario->begin_ms + day * DD_FACTORY_DAY;
            const char *id = dd_factory_name(b, "absence", scenario->absence_count);
            if (id == NULL) return false;
            scenario->absences[scenario->absence_count++] =
                (dd_plant_mishap){pool, 1, begin_ms, begin_ms + 16 * DD_FACTORY_HOUR, 16 * DD_FACTORY_HOUR, id};
        }
    return true;
}

bool dd_factory_build_mishaps(dd_plant_builder *b)
{
    return b->options->is_calm || (build_failures(b) && build_absences(b));
}
