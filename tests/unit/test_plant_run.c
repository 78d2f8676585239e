/* The simulated factory as a whole: the same seed gives the same month, whoever plans; what happens keeps to the rules of the shop; nobody looks ahead;
 * threads change nothing. */
#include "sim/plant_run.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "diaodu/executor.h"
#include "sim/plant_scenario.h"
#include "support/check.h"

enum { HOUR = 3600000 };

static dd_plant_scenario *make(uint64_t seed, dd_shop_rule rule)
{
    const dd_factory_options options = {DD_FACTORY_OPTIONS_DEFAULT};
    dd_factory_options small = options;
    dd_plant_scenario *scenario = NULL;
    small.machines = 8;
    small.groups = 4;
    small.products = 6;
    small.families = 3;
    small.days = 5;
    small.jobs = 40;
    small.seed = seed;
    assert_status(dd_plant_scenario_generate(&small, &scenario, NULL), DD_STATUS_OK);
    scenario->config.plant.rule = rule;
    scenario->config.work_per_cycle = 1500;
    return scenario;
}

static void run_month(const dd_plant_scenario *scenario, const dd_run_options *options, dd_plant_run *ret)
{
    dd_error err = {0};
    dd_status status = dd_plant_run_month(scenario, options, ret, &err);
    if (status != DD_STATUS_OK) print_error("%s: %s\n", err.pointer, err.message);
    assert_status(status, DD_STATUS_OK);
}

static void a_seed_is_a_month(void **state)
{
    (void)state;
    dd_plant_scenario *one = make(4, DD_SHOP_RULE_FIFO), *same = make(4, DD_SHOP_RULE_FIFO), *other = make(5, DD_SHOP_RULE_FIFO);
    uint32_t different = 0;
    assert_int_equal(one->order_count, 40);
    assert_int_equal(one->operation_count, same->operation_count);
    for (uint32_t i = 0; i < one->order_count; i++) {
        assert_int_equal(one->orders[i].at_ms, same->orders[i].at_ms);
        assert_int_equal(one->orders[i].due_ms, same->orders[i].due_ms);
        different += one->orders[i].at_ms != other->orders[i].at_ms;
        assert_true(one->orders[i].due_ms > one->orders[i].at_ms);
        assert_true(i == 0 || one->orders[i].at_ms >= one->orders[i - 1].at_ms);
    }
    assert_true(different > 20);
    different = 0;
    for (uint32_t i = 0; i < one->operation_count; i++)
        for (uint32_t m = 0; m < one->operations[i].mode_count; m++) {
            assert_int_equal(one->real_ms[i][m], same->real_ms[i][m]);
            different += one->real_ms[i][m] != one->operations[i].modes[m].duration_ms;
        }
    assert_true(different > 100);
    assert_int_equal(one->failure_count, same->failure_count);
    assert_true(one->failure_count > 0);
    for (uint32_t i = 0; i < one->failure_count; i++) assert_true(one->failures[i].end_ms > one->failures[i].begin_ms);
    dd_plant_scenario_free(one);
    dd_plant_scenario_free(same);
    dd_plant_scenario_free(other);
}

static void wrong_sizes_are_refused(void **state)
{
    (void)state;
    static const struct {
        uint32_t machines, groups, products, days;
        const char *pointer;
    } rows[] = {{3, 1, 5, 5, "/machines"}, {8, 0, 5, 5, "/groups"}, {8, 5, 5, 5, "/groups"}, {8, 9, 5, 5, "/groups"},
                {8, 2, 0, 5, "/products"}, {8, 2, 5, 0, "/days"},   {8, 2, 5, 121, "/days"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const dd_factory_options options = {.machines = rows[i].machines,
                                            .groups = rows[i].groups,
                                            .products = rows[i].products,
                                            .days = rows[i].days,
                                            .families = 3,
                                            .load_permille = 850};
        dd_plant_scenario *scenario = NULL;
        dd_error err = {0};
        assert_status(dd_plant_scenario_generate(&options, &scenario, &err), DD_STATUS_INVALID_INPUT);
        assert_error_at(&err, DD_STATUS_INVALID_INPUT, rows[i].pointer);
    }
}

/* Machines do one thing at a time, inputs come first, people are not shared out twice, and what was promised to happen did. */
static void assert_keeps_rules(const dd_plant_scenario *scenario, const dd_plant_log *log)
{
    const dd_shop_problem *line = log->line;
    for (uint32_t i = 0; i < line->operation_count; i++) {
        const dd_operation *a = &line->operations[i];
        const dd_placement *at = &log->placements[i];
        if (log->cancelled[a->job]) continue;
        assert_true(at->setup_begin_ms <= at->start_ms && at->start_ms < at->end_ms && at->end_ms < DD_FOREVER_MS);
        assert_true(at->start_ms >= line->jobs[a->job].release_ms);
        assert_true(at->end_ms - at->start_ms >= scenario->real_ms[i][at->mode]);
        for (uint32_t k = 0; k < a->link_count; k++)
            assert_true(at->start_ms >= log->placements[a->links[k].before].end_ms + a->links[k].lag_ms);
        uint32_t held[DD_SHOP_NEEDS_MAX] = {0};
        for (uint32_t j = 0; j < line->operation_count; j++) {
            const dd_placement *other = &log->placements[j];
            const dd_mode *mode = &line->operations[j].modes[other->mode];
            if (log->cancelled[line->operations[j].job] || other->start_ms > at->start_ms || other->end_ms <= at->start_ms) continue;
            if (j != i) assert_int_not_equal(mode->machine, a->modes[at->mode].machine);
            for (uint32_t n = 0; n < a->modes[at->mode].need_count; n++)
                for (uint32_t m = 0; m < mode->need_count; m++)
                    if (mode->needs[m].pool == a->modes[at->mode].needs[n].pool) held[n] += mode->needs[m].units;
        }
        for (uint32_t n = 0; n < a->modes[at->mode].need_count; n++)
            assert_true(held[n] <= line->pools[a->modes[at->mode].needs[n].pool].units);
    }
}

static void every_order_is_done_by_every_policy(void **state)
{
    (void)state;
    static const dd_shop_rule rules[] = {DD_SHOP_RULE_FIFO, DD_SHOP_RULE_ATCS, DD_SHOP_RULE_END_};
    for (size_t i = 0; i < 3; i++) {
        dd_plant_scenario *scenario = make(6, rules[i]);
        const dd_run_options options = {.work = 1500};
        dd_plant_run run;
        dd_shop_figures figures;
        run_month(scenario, &options, &run);
        assert_int_equal(run.log.line->job_count, 40);
        assert_status(dd_shop_figures_count(run.log.line, run.log.placements, run.log.cancelled, run.log.end_ms, 0, &figures, NULL, NULL),
                      DD_STATUS_OK);
        assert_int_equal(figures.finished, figures.jobs);
        assert_true(figures.jobs > 35 && figures.busy_ms > 0);
        assert_true(run.log.dispatches >= run.log.line->operation_count - 30);
        assert_int_equal(run.log.replan_count > 0, rules[i] == DD_SHOP_RULE_END_);
        assert_keeps_rules(scenario, &run.log);
        dd_plant_run_done(&run);
        dd_plant_scenario_free(scenario);
    }
}

/* The bytes of decisions up to an instant. */
typedef struct keeper {
    dd_buffer out;
    int64_t until_ms;
} keeper;

static void keep(void *context, const dd_event *event)
{
    keeper *k = context;
    void *bytes;
    size_t size;
    bool is_decision = event->kind == DD_EVENT_CYCLE || event->kind == DD_EVENT_UNSERVABLE || event->kind >= DD_EVENT_DISPATCH;
    if (!is_decision || event->at_ms > k->until_ms) return;
    assert_status(dd_event_encode(event, &bytes, &size, NULL), DD_STATUS_OK);
    dd_buffer_put(&k->out, bytes, size);
    free(bytes);
}

static void decisions_of(const dd_plant_scenario *scenario, const dd_executor *executor, int64_t until_ms, keeper *ret,
                         dd_plant_run *ret_run)
{
    *ret = (keeper){.until_ms = until_ms};
    const dd_run_options options = {.work = 1500, .observe = keep, .context = ret, .executor = executor};
    run_month(scenario, &options, ret_run);
    assert_true(ret->out.size > 1000);
}

static void assert_same(const keeper *a, const keeper *b)
{
    assert_int_equal(a->out.size, b->out.size);
    assert_memory_equal(a->out.bytes, b->out.bytes, a->out.size);
}

/* A month cut at an instant, and one in which all that was not done by then takes three times as long, give the same decisions up to it. */
static void nobody_looks_ahead(void **state)
{
    (void)state;
    static const dd_shop_rule rules[] = {DD_SHOP_RULE_ATCS, DD_SHOP_RULE_END_};
    for (size_t i = 0; i < 2; i++) {
        dd_plant_scenario *whole = make(8, rules[i]), *part = make(8, rules[i]), *slow = make(8, rules[i]);
        int64_t cut_ms = whole->begin_ms + 53 * (int64_t)HOUR;
        keeper kept[3];
        dd_plant_run runs[3];
        decisions_of(whole, NULL, cut_ms, &kept[0], &runs[0]);
        dd_plant_scenario_cut(part, cut_ms);
        assert_true(part->order_count < whole->order_count);
        decisions_of(part, NULL, cut_ms, &kept[1], &runs[1]);
        for (uint32_t op = 0; op < slow->operation_count; op++)
            for (uint32_t m = 0; m < slow->operations[op].mode_count; m++)
                if (runs[0].log.placements[op].end_ms > cut_ms) slow->real_ms[op][m] *= 3;
        decisions_of(slow, NULL, cut_ms, &kept[2], &runs[2]);
        assert_same(&kept[0], &kept[1]);
        assert_same(&kept[0], &kept[2]);
        assert_true(runs[2].log.end_ms > runs[0].log.end_ms);
        for (int k = 0; k < 3; k++) {
            dd_buffer_done(&kept[k].out);
            dd_plant_run_done(&runs[k]);
        }
        dd_plant_scenario_free(whole);
        dd_plant_scenario_free(part);
        dd_plant_scenario_free(slow);
    }
}

static void threads_change_nothing(void **state)
{
    (void)state;
    dd_pool *pool = NULL;
    assert_status(dd_pool_create(2, &pool, NULL), DD_STATUS_OK);
    dd_executor executor = dd_pool_executor(pool);
    dd_plant_scenario *scenario = make(9, DD_SHOP_RULE_END_);
    scenario->config.plant.lanes = 2;
    keeper alone, shared;
    dd_plant_run runs[2];
    decisions_of(scenario, NULL, DD_FOREVER_MS, &alone, &runs[0]);
    decisions_of(scenario, &executor, DD_FOREVER_MS, &shared, &runs[1]);
    assert_same(&alone, &shared);
    dd_buffer_done(&alone.out);
    dd_buffer_done(&shared.out);
    for (int i = 0; i < 2; i++) dd_plant_run_done(&runs[i]);
    dd_plant_scenario_free(scenario);
    dd_pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seed_is_a_month),
        cmocka_unit_test(wrong_sizes_are_refused),
        cmocka_unit_test(every_order_is_done_by_every_policy),
        cmocka_unit_test(nobody_looks_ahead),
        cmocka_unit_test(threads_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
