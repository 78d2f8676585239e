/* bench: the quality of plans and decisions on made-up problems and days, as a table that can be compared from version to version.
 *
 * Work budgets are fixed, so that `work` and `value` are the same on every machine and with any number of threads; only cpu_s varies.
 * The quick run is the part of the table whose cases are marked so. */
#define _POSIX_C_SOURCE 200809L
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/array.h"
#include "base/buffer.h"
#include "cli/bench_problem.h"
#include "cli/bench_shop.h"
#include "cli/live.h"
#include "cli/options.h"
#include "cli/shell.h"
#include "diaodu/route.h"
#include "diaodu/shop.h"
#include "sim/city.h"

enum { SOLVE_WORK = 20000000, CYCLE_WORK = 20000, SHOP_WORK = 20000000, REPLAN_WORK = 1000000 };

typedef struct bench_case {
    bool is_quick;
    dd_bench_problem problem;
} bench_case;

static const bench_case cases[] = {
    {true, {"deliveries-random-50", false, false, 50}},
    {false, {"deliveries-clustered-100", false, true, 100}},
    {false, {"deliveries-random-200", false, false, 200}},
    {true, {"pairs-clustered-50", true, true, 50}},
    {false, {"pairs-random-100", true, false, 100}},
    {false, {"pairs-clustered-200", true, true, 200}},
};

typedef struct bench_town {
    bool is_quick;
    const char *name;
    uint32_t couriers, orders, open_hours; /* from 10 o'clock */
} bench_town;

static const bench_town towns[] = {
    {true, "town-10", 10, 60, 5},
    {false, "town-20", 20, 240, 12},
    {false, "town-40", 40, 480, 12},
    {false, "town-60", 60, 720, 12},
};

typedef struct bench_shop {
    bool is_quick, breaks;
    dd_bench_shop shop;
} bench_shop;

static const bench_shop shops[] = {
    {true, false, {"shop-200", 40, 4}},
    {false, false, {"shop-500", 100, 6}},
    {false, false, {"shop-1000", 200, 8}},
    {false, true, {"shop-2000", 400, 10}},
};

typedef struct bench_row {
    const char *set, *instance, *manner, *measure;
    uint64_t work;
    int64_t cpu_us;
    double value;
} bench_row;

typedef struct bench_run {
    uint64_t seed, threads;
    bool is_quick, is_json;
    const char *out;
    const dd_executor *executor;
    bench_row *rows;
    size_t count, capacity;
    dd_error *err;
} bench_run;

typedef struct bench_figure {
    const char *measure;
    double value;
} bench_figure;

static dd_status add_rows(bench_run *run, bench_row row, const bench_figure *figures, size_t count)
{
    if (!DD_ARRAY_RESERVE(run->rows, run->capacity, run->count + count))
        return dd_error_set(run->err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    for (size_t i = 0; i < count; i++) {
        row.measure = figures[i].measure;
        row.value = figures[i].value;
        run->rows[run->count++] = row;
    }
    return DD_STATUS_OK;
}

static void say(const char *instance, const char *manner)
{
    if (isatty(STDERR_FILENO) == 1) fprintf(stderr, "\r%s, %s \033[K", instance, manner);
}

static dd_status solve_problem(bench_run *run, const dd_problem *problem, bench_row row, dd_objective objective)
{
    dd_plan *plan;
    dd_route_stats stats;
    dd_route_options options = {DD_ROUTE_OPTIONS_DEFAULT};
    options.work = SOLVE_WORK;
    options.objective = objective;
    options.seed = run->seed;
    options.executor = run->executor;
    row.cpu_us = dd_shell_cpu_us();
    dd_status status = dd_route_solve(problem, &options, &plan, &stats, run->err);
    if (status != DD_STATUS_OK) return status;
    row.cpu_us = dd_shell_cpu_us() - row.cpu_us;
    row.work = stats.work;
    status = dd_plan_check(problem, plan, run->err);
    const bench_figure figures[] = {
        {"vehicles", plan->route_count}, {"unassigned", plan->unassigned_count}, {"cost", (double)plan->cost / 3.6e6}};
    if (status == DD_STATUS_OK) status = add_rows(run, row, figures, sizeof figures / sizeof *figures);
    dd_plan_free(plan);
    return status;
}

static dd_status run_case(bench_run *run, const dd_bench_problem *spec)
{
    dd_problem *problem;
    bench_row row = {.set = spec->has_pairs ? "pairs" : "deliveries", .instance = spec->name};
    dd_status status = dd_bench_problem_create(spec, run->seed, &problem, run->err);
    if (status != DD_STATUS_OK) return status;
    for (int i = 0; i < 2 && status == DD_STATUS_OK; i++) {
        row.manner = i == 0 ? "vehicles" : "cost";
        say(row.instance, row.manner);
        status = solve_problem(run, problem, row, i == 0 ? DD_OBJECTIVE_VEHICLES : DD_OBJECTIVE_COST);
    }
    dd_problem_free(problem);
    return status;
}

static dd_status add_day(bench_run *run, bench_row row, const dd_day *day)
{
    dd_day_summary s;
    dd_status status = dd_day_summarise(day, &s, run->err);
    if (status != DD_STATUS_OK) return status;
    row.work = s.work;
    const bench_figure figures[] = {
        {"click_to_door_min", s.click_to_door_ms / 60000}, {"click_to_door_p90_min", s.click_to_door_p90_ms / 60000},
        {"on_time_percent", 100 * s.on_time_share},        {"orders_per_courier_hour", s.orders_per_courier_hour},
        {"undelivered", s.undelivered},
    };
    return add_rows(run, row, figures, sizeof figures / sizeof *figures);
}

static dd_status run_town(bench_run *run, const bench_town *town, unsigned policy)
{
    dd_scenario *scenario;
    dd_run day;
    dd_day_costs costs;
    bench_row row = {.set = "towns", .instance = town->name, .manner = dd_live_policies[policy]};
    dd_city_options city = {DD_CITY_OPTIONS_DEFAULT};
    city.couriers = town->couriers;
    city.orders = town->orders;
    city.end_ms = city.begin_ms + (int64_t)town->open_hours * 3600000;
    city.seed = run->seed;
    dd_status status = dd_city_generate(&city, &scenario, run->err);
    if (status != DD_STATUS_OK) return status;
    scenario->config.policy = dd_live_policy(policy);
    scenario->config.cycle_ms = dd_live_cycle_ms(scenario->config.policy);
    scenario->config.work_per_cycle = CYCLE_WORK;
    dd_live_options live = {.threads = run->threads, .has_no_legs = true, .title = town->name};
    status = dd_live_run(scenario, &live, &day, &costs, run->err);
    if (status == DD_STATUS_OK) {
        row.cpu_us = costs.cpu_us;
        status = add_day(run, row, &day.day);
        dd_run_done(&day);
    }
    dd_scenario_free(scenario);
    return status;
}

static uint32_t count_late(const dd_shop_problem *problem, const dd_schedule *schedule)
{
    uint32_t late = 0;
    for (uint32_t i = 0; i < problem->operation_count;) {
        uint32_t job = problem->operations[i].job;
        int64_t end_ms = -DD_FOREVER_MS;
        for (; i < problem->operation_count && problem->operations[i].job == job; i++)
            if (schedule->placements[i].end_ms > end_ms) end_ms = schedule->placements[i].end_ms;
        late += end_ms > problem->jobs[job].due_ms;
    }
    return late;
}

/* Checks a schedule and enters its figures. */
static dd_status add_schedule(bench_run *run, bench_row row, const dd_shop_problem *problem, const dd_schedule *schedule)
{
    dd_status status = dd_schedule_check(problem, schedule, run->err);
    if (status != DD_STATUS_OK) return status;
    const bench_figure figures[] = {
        {"weighted_tardiness_h", (double)schedule->terms[DD_SHOP_TERM_TARDINESS] / 3.6e6},
        {"late_jobs", count_late(problem, schedule)},
        {"setup_h", (double)schedule->terms[DD_SHOP_TERM_SETUP] / 3.6e6},
        {"makespan_h", (double)schedule->terms[DD_SHOP_TERM_MAKESPAN] / 3.6e6},
        {"moved", (double)schedule->terms[DD_SHOP_TERM_MOVED]},
    };
    return add_rows(run, row, figures, sizeof figures / sizeof *figures - (problem->objective.weight[0][DD_SHOP_TERM_MOVED] == 0));
}

static dd_status search_shop(bench_run *run, bench_row row, const dd_shop_problem *problem, const dd_schedule *start, uint64_t work, dd_schedule **ret)
{
    dd_shop_stats stats;
    dd_shop_options options = {DD_SHOP_OPTIONS_DEFAULT};
    options.work = work;
    options.seed = run->seed;
    options.start = start;
    options.executor = run->executor;
    say(row.instance, row.manner);
    row.cpu_us = dd_shell_cpu_us();
    dd_status status = dd_shop_solve(problem, &options, ret, &stats, run->err);
    if (status != DD_STATUS_OK) return status;
    row.cpu_us = dd_shell_cpu_us() - row.cpu_us;
    row.work = stats.work;
    return add_schedule(run, row, problem, *ret);
}

static dd_status run_rules(bench_run *run, bench_row row, const dd_shop_problem *problem)
{
    static const dd_shop_rule rules[] = {DD_SHOP_RULE_FIFO, DD_SHOP_RULE_EDD, DD_SHOP_RULE_ATCS};
    dd_status status = DD_STATUS_OK;
    for (size_t i = 0; i < sizeof rules / sizeof *rules && status == DD_STATUS_OK; i++) {
        dd_schedule *schedule;
        row.manner = dd_shop_rule_text(rules[i]);
        row.cpu_us = dd_shell_cpu_us();
        status = dd_shop_dispatch(problem, rules[i], &schedule, run->err);
        if (status != DD_STATUS_OK) return status;
        row.cpu_us = dd_shell_cpu_us() - row.cpu_us;
        status = add_schedule(run, row, problem, schedule);
        dd_schedule_free(schedule);
    }
    return status;
}

/* A breakdown in the running plan: planned again within a small budget, and afresh, whatever moves, within a large one. */
static dd_status run_breakdown(bench_run *run, bench_row row, dd_shop_problem *problem, const dd_schedule *plan)
{
    dd_schedule *schedule = NULL;
    dd_status status = dd_bench_shop_break(problem, plan, run->err);
    row.set = "breakdowns";
    row.manner = "replan";
    if (status == DD_STATUS_OK) status = search_shop(run, row, problem, plan, REPLAN_WORK, &schedule);
    dd_schedule_free(schedule);
    if (status != DD_STATUS_OK) return status;
    int64_t *weight = problem->objective.weight[0], moved = weight[DD_SHOP_TERM_MOVED];
    weight[DD_SHOP_TERM_MOVED] = 0;
    row.manner = "afresh";
    schedule = NULL;
    status = search_shop(run, row, problem, NULL, SHOP_WORK, &schedule);
    dd_schedule_free(schedule);
    weight[DD_SHOP_TERM_MOVED] = moved;
    return status;
}

static dd_status run_shop(bench_run *run, const bench_shop *shop)
{
    dd_shop_problem *problem;
    dd_schedule *schedule = NULL;
    bench_row row = {.set = "shops", .instance = shop->shop.name};
    dd_status status = dd_bench_shop_create(&shop->shop, run->seed, &problem, run->err);
    if (status != DD_STATUS_OK) return status;
    status = run_rules(run, row, problem);
    row.manner = "search";
    if (status == DD_STATUS_OK) status = search_shop(run, row, problem, NULL, SHOP_WORK, &schedule);
    if (status == DD_STATUS_OK && shop->breaks) status = run_breakdown(run, row, problem, schedule);
    dd_schedule_free(schedule);
    dd_shop_problem_free(problem);
    return status;
}

static dd_status run_all(bench_run *run)
{
    dd_status status = DD_STATUS_OK;
    for (size_t i = 0; i < sizeof cases / sizeof *cases && status == DD_STATUS_OK; i++)
        if (cases[i].is_quick || !run->is_quick) status = run_case(run, &cases[i].problem);
    for (size_t i = 0; i < sizeof shops / sizeof *shops && status == DD_STATUS_OK; i++)
        if (shops[i].is_quick || !run->is_quick) status = run_shop(run, &shops[i]);
    for (size_t i = 0; i < sizeof towns / sizeof *towns && status == DD_STATUS_OK; i++)
        for (unsigned p = 0; dd_live_policies[p] != NULL && status == DD_STATUS_OK; p++)
            if (towns[i].is_quick || !run->is_quick) status = run_town(run, &towns[i], p);
    if (isatty(STDERR_FILENO) == 1) fputs("\r\033[K", stderr);
    return status;
}

static void put_csv(dd_buffer *text, const bench_run *run)
{
    dd_buffer_printf(text, "set,instance,policy_or_objective,seed,work,measure,value,cpu_s\n");
    for (size_t i = 0; i < run->count; i++) {
        const bench_row *row = &run->rows[i];
        dd_buffer_printf(text, "%s,%s,%s,%" PRIu64 ",%" PRIu64 ",%s,%.3f,%.3f\n", row->set, row->instance, row->manner, run->seed, row->work,
                         row->measure, row->value, (double)row->cpu_us / 1e6);
    }
}

static void put_json(dd_buffer *text, const bench_run *run)
{
    uint64_t work = 0;
    for (size_t i = 0; i < run->count; i++)
        if (i == 0 || run->rows[i].instance != run->rows[i - 1].instance || run->rows[i].manner != run->rows[i - 1].manner) work += run->rows[i].work;
    dd_buffer_printf(text, "{\"cpu_s\": %.3f, \"work\": %" PRIu64 ", \"seed\": %" PRIu64 ", \"rows\": [", (double)dd_shell_cpu_us() / 1e6, work, run->seed);
    for (size_t i = 0; i < run->count; i++) {
        const bench_row *row = &run->rows[i];
        dd_buffer_printf(text, "%s\n  {\"set\": \"%s\", \"instance\": \"%s\", \"policy_or_objective\": \"%s\", \"work\": %" PRIu64, i == 0 ? "" : ",",
                         row->set, row->instance, row->manner, row->work);
        dd_buffer_printf(text, ", \"measure\": \"%s\", \"value\": %.3f, \"cpu_s\": %.3f}", row->measure, row->value, (double)row->cpu_us / 1e6);
    }
    dd_buffer_printf(text, "\n]}\n");
}

static dd_status write_as(const bench_run *run, void (*put)(dd_buffer *text, const bench_run *run), const char *path)
{
    dd_buffer text = {0};
    put(&text, run);
    dd_status status = text.failed ? dd_error_set(run->err, DD_STATUS_NO_MEMORY, NULL, "out of memory")
                                   : dd_shell_write(path, (const char *)text.bytes, text.size, run->err);
    dd_buffer_done(&text);
    return status;
}

static dd_status bench(bench_run *run)
{
    dd_pool *pool = NULL;
    dd_executor executor = dd_executor_inline();
    dd_status status = run->threads > 1 ? dd_pool_create((uint32_t)run->threads, &pool, run->err) : DD_STATUS_OK;
    if (pool != NULL) executor = dd_pool_executor(pool);
    run->executor = &executor;
    if (status == DD_STATUS_OK) status = run_all(run);
    if (status == DD_STATUS_OK && (run->out != NULL || !run->is_json)) status = write_as(run, put_csv, run->out);
    if (status == DD_STATUS_OK && run->is_json) status = write_as(run, put_json, NULL);
    dd_pool_free(pool);
    free(run->rows);
    return status;
}

static int bench_command(const dd_command *command, int argc, char **argv)
{
    dd_error err = {0};
    bench_run run = {.seed = 1, .threads = 1, .err = &err};
    const dd_option table[] = {
        {.name = "--seed", .kind = DD_OPTION_UINT, .value = &run.seed, .max = INT64_MAX},
        {.name = "--threads", .kind = DD_OPTION_UINT, .value = &run.threads, .min = 1, .max = 256},
        {.name = "--quick", .kind = DD_OPTION_FLAG, .value = &run.is_quick},
        {.name = "--out", .kind = DD_OPTION_TEXT, .value = &run.out},
        {.name = "--json", .kind = DD_OPTION_FLAG, .value = &run.is_json},
    };
    int exit_code;
    if (!dd_options_parse(command, table, sizeof table / sizeof *table, argc, argv, NULL, 0, 0, &exit_code)) return exit_code;
    dd_status status = bench(&run);
    if (status != DD_STATUS_OK) dd_shell_say_error(command->name, NULL, &err);
    return dd_shell_exit_code(status);
}

const dd_command dd_command_bench = {
    .name = "bench",
    .summary = "quality on made-up problems and days",
    .help = "usage: diaodu bench [OPTION]...\n"
            "\n"
            "Plans made-up routing problems, schedules made-up factory lines and dispatches made-up days, each with a fixed budget of work, and writes\n"
            "a table: one figure a row, set,instance,policy_or_objective,seed,work,measure,value,cpu_s.  All but cpu_s is the same on every machine\n"
            "and with any number of threads, so that two versions can be compared line by line.  Every plan and schedule is checked.\n"
            "\n"
            "  --quick       only the smallest of each set\n"
            "  --seed K      seed of the problems, the days and the search (default 1)\n"
            "  --threads N   threads that carry the search (default 1)\n"
            "  --out FILE    where the table goes (default standard output)\n"
            "  --json        one JSON object on standard output\n"
            "\n"
            "examples:\n"
            "  diaodu bench --quick\n"
            "  diaodu bench --seed 2 --out seed2.csv\n",
    .run = bench_command,
};
