/* solve: one problem in, one plan out. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/options.h"
#include "cli/shell.h"
#include "cli/shop_file.h"
#include "cli/solve.h"
#include "diaodu/format.h"
#include "diaodu/route.h"
#include "io/formats.h"

typedef struct solve_args {
    dd_solve_args all;
    bool wants_vehicles;
    dd_format format, out_format;
} solve_args;

static bool read_formats(const dd_command *command, solve_args *args)
{
    const dd_solve_args *all = &args->all;
    args->format = dd_format_find(all->format_name);
    args->out_format = dd_format_find(all->out_format_name ? all->out_format_name
                                      : args->format == DD_FORMAT_LILIM || args->format == DD_FORMAT_SOLOMON ? "sintef"
                                      : args->format == DD_FORMAT_CSV ? "csv" : all->format_name);
    if (args->format != DD_FORMAT_COUNT_ && args->out_format != DD_FORMAT_COUNT_) return true;
    fprintf(stderr, "diaodu %s: no format \"%s\"\n", command->name, args->format == DD_FORMAT_COUNT_ ? all->format_name : all->out_format_name);
    return false;
}

/* What the options mean for routes; false when said to be wrong. */
static bool read_for_routes(const dd_command *command, solve_args *args)
{
    const char *objective = args->all.objective;
    args->wants_vehicles = objective != NULL && strcmp(objective, "vehicles") == 0;
    if (objective != NULL && !args->wants_vehicles && strcmp(objective, "cost") != 0) {
        fprintf(stderr, "diaodu %s: --objective: bad value \"%s\"; one of cost, vehicles\n", command->name, objective);
        return false;
    }
    if (args->all.rule != NULL || args->all.start != NULL || args->all.report != NULL || args->all.what_if.count > 0) {
        fprintf(stderr, "diaodu %s: --rule, --start, --what-if and --report are for factory lines\n", command->name);
        return false;
    }
    return read_formats(command, args);
}

static bool parse(const dd_command *command, int argc, char **argv, dd_solve_args *args, int *ret_exit)
{
    const dd_option options[] = {
        {"--format", DD_OPTION_TEXT, &args->format_name, 0, 0, NULL},
        {"--objective", DD_OPTION_TEXT, &args->objective, 0, 0, NULL},
        {"--cpu", DD_OPTION_SECONDS, &args->cpu_us, 0, 0, NULL},
        {"--work", DD_OPTION_UINT, &args->work, 1, UINT64_MAX / 4, NULL},
        {"--horizon", DD_OPTION_UINT, &args->horizon, 1, UINT64_MAX / 4, NULL},
        {"--threads", DD_OPTION_UINT, &args->threads, 1, 256, NULL},
        {"--lanes", DD_OPTION_UINT, &args->lanes, 0, 64, NULL},
        {"--seed", DD_OPTION_UINT, &args->seed, 0, UINT64_MAX, NULL},
        {"--rule", DD_OPTION_TEXT, &args->rule, 0, 0, NULL},
        {"--start", DD_OPTION_TEXT, &args->start, 0, 0, NULL},
        {"--what-if", DD_OPTION_LIST, &args->what_if, 0, 0, NULL},
        {"--report", DD_OPTION_TEXT, &args->report, 0, 0, NULL},
        {"--keep-steps", DD_OPTION_FLAG, &args->keeps_steps, 0, 0, NULL},
        {"--plan-mode", DD_OPTION_FLAG, &args->times_steps, 0, 0, NULL},
        {"--geometry", DD_OPTION_FLAG, &args->has_geometry, 0, 0, NULL},
        {"--out", DD_OPTION_TEXT, &args->out, 0, 0, NULL},
        {"--out-format", DD_OPTION_TEXT, &args->out_format_name, 0, 0, NULL},
        {"--json", DD_OPTION_FLAG, &args->is_json, 0, 0, NULL},
    };
    return dd_options_parse(command, options, sizeof options / sizeof *options, argc, argv, &args->file, 1, 1, ret_exit);
}

/* In VROOM's problems steps ask to start from them. */
static bool has_steps(const dd_problem *problem)
{
    for (uint32_t v = 0; v < problem->vehicle_count; v++)
        if (problem->vehicles[v].step_count > 0) return true;
    return false;
}

static dd_status solve(const solve_args *args, const dd_problem *problem, dd_plan **ret, dd_route_stats *stats, dd_error *err)
{
    const dd_solve_args *all = &args->all;
    if (all->times_steps) return dd_route_time_steps(problem, ret, err);
    dd_shell_catch_interrupts();
    dd_cpu_budget budget = {all->cpu_us};
    dd_halt halt = dd_cpu_budget_halt(&budget);
    dd_route_options options = {DD_ROUTE_OPTIONS_DEFAULT};
    options.objective = args->wants_vehicles ? DD_OBJECTIVE_VEHICLES : DD_OBJECTIVE_COST;
    options.seed = all->seed;
    options.lanes = (uint32_t)all->lanes;
    options.keeps_steps = all->keeps_steps || (args->format == DD_FORMAT_VROOM && has_steps(problem));
    options.horizon = all->horizon;
    if (all->work > 0 || all->cpu_us > 0) options.work = all->work;
    options.halt = &halt; /* the budget, or an interrupt */
    dd_pool *pool = NULL;
    dd_executor executor;
    if (all->threads > 1) {
        dd_status status = dd_pool_create((uint32_t)all->threads, &pool, err);
        if (status != DD_STATUS_OK) return status;
        executor = dd_pool_executor(pool);
        options.executor = &executor;
    }
    dd_status status = dd_route_solve(problem, &options, ret, stats, err);
    dd_pool_free(pool);
    return status;
}

static dd_status write_plan(const solve_args *args, const dd_problem *problem, const dd_plan *plan, int64_t loading_us, dd_error *err)
{
    char *text;
    size_t size;
    dd_run_facts facts = {.loading_ms = loading_us / 1000, .solving_ms = (dd_shell_cpu_us() - loading_us) / 1000, .has_geometry = args->all.has_geometry};
    dd_status status = dd_format_write(args->out_format, problem, plan, &facts, &text, &size, err);
    if (status != DD_STATUS_OK) return status;
    status = dd_shell_write(args->all.out, text, size, err);
    free(text);
    return status;
}

static void print_figures(const solve_args *args, const dd_problem *problem, const dd_plan *plan, const dd_route_stats *stats)
{
    int64_t dist_m = 0, travel_ms = 0, late_cost = 0;
    for (uint32_t i = 0; i < plan->route_count; i++) {
        dist_m += plan->routes[i].dist_m;
        travel_ms += plan->routes[i].travel_ms;
        late_cost += plan->routes[i].late_cost;
    }
    FILE *out = args->all.out == NULL || strcmp(args->all.out, "-") == 0 ? stderr : stdout;
    fprintf(out, "{\"cpu_s\": %.3f, \"work\": %" PRIu64 ", \"horizon\": %" PRIu64 ", \"lanes\": %u, \"seed\": %" PRIu64,
            (double)dd_shell_cpu_us() / 1e6, stats->work, stats->horizon, stats->lanes, args->all.seed);
    fprintf(out, ", \"iterations\": %" PRIu64 ", \"improvements\": %" PRIu64 ", \"vehicles\": %u, \"unassigned\": %u",
            stats->iterations, stats->improvements, plan->route_count, plan->unassigned_count);
    fprintf(out, ", \"cost\": %.6f, \"late_cost\": %.6f, \"distance\": %.4f, \"duration\": %.4f}\n", (double)plan->cost / 3.6e6,
            (double)late_cost / 3.6e6, (double)dist_m / problem->ticks_per_unit * (problem->ticks_per_unit == 1000 ? 1000 : 1),
            (double)travel_ms / problem->ticks_per_unit);
}

/* A failure, on standard error and, where clients of VROOM look for it, as its answer; the exit code. */
static int report_failure(const dd_command *command, const solve_args *args, const dd_error *err, bool is_output)
{
    bool is_vroom = args->format == DD_FORMAT_VROOM && args->out_format == DD_FORMAT_VROOM;
    dd_shell_say_error(command->name, is_output ? NULL : args->all.file, err);
    if (is_output) return is_vroom ? dd_vroom_code(DD_STATUS_IO) : DD_EXIT_BAD;
    if (!is_vroom) return dd_shell_exit_code(err->status);
    dd_error told = *err;
    if (told.status == DD_STATUS_IO) told.status = DD_STATUS_INVALID_INPUT; /* a file that cannot be read is the user's to mend */
    dd_buffer answer = {0};
    dd_vroom_write_error(&told, &answer);
    dd_status status = answer.failed ? DD_STATUS_NO_MEMORY : dd_shell_write(args->all.out, (const char *)answer.bytes, answer.size, NULL);
    dd_buffer_done(&answer);
    return dd_vroom_code(status == DD_STATUS_OK ? told.status : status);
}

static dd_status read_and_solve(const solve_args *args, const char *text, size_t size, dd_problem **problem, dd_plan **plan, dd_route_stats *stats,
                                int64_t *ret_loading_us, dd_error *err)
{
    dd_status status = dd_format_read(args->format, text, size, problem, err);
    *ret_loading_us = dd_shell_cpu_us();
    if (status == DD_STATUS_OK && args->format == DD_FORMAT_VROOM && !args->all.times_steps) status = dd_vroom_check_steps(*problem, err);
    return status == DD_STATUS_OK ? solve(args, *problem, plan, stats, err) : status;
}

static int run_routes(const dd_command *command, const solve_args *args, const char *text, size_t size)
{
    dd_problem *problem = NULL;
    dd_plan *plan = NULL;
    dd_route_stats stats = {0};
    dd_error err = {0};
    int64_t loading_us = 0;
    bool is_output = false;
    int code = DD_EXIT_DONE;
    dd_status status = read_and_solve(args, text, size, &problem, &plan, &stats, &loading_us, &err);
    if (status == DD_STATUS_OK) is_output = (status = write_plan(args, problem, plan, loading_us, &err)) == DD_STATUS_IO;
    if (status != DD_STATUS_OK) code = report_failure(command, args, &err, is_output);
    else if (dd_shell_is_interrupted()) fputs("diaodu solve: interrupted: this is the best plan so far\n", stderr);
    if (status == DD_STATUS_OK && args->all.is_json) print_figures(args, problem, plan, &stats);
    dd_plan_free(plan);
    dd_problem_free(problem);
    return code;
}

/* Formats that routes and factory lines share are told by the text, so what the options mean for routes is asked afterwards. */
static int run(const dd_command *command, int argc, char **argv)
{
    solve_args args = {.all = {.format_name = "json", .threads = 1, .seed = 1}};
    char *text = NULL;
    size_t size = 0;
    dd_error err = {0};
    int code;
    if (!parse(command, argc, argv, &args.all, &code)) return code;
    bool may_be_shop = dd_shop_format_find(args.all.format_name) != DD_SHOP_FORMAT_COUNT_;
    if (!may_be_shop && !read_for_routes(command, &args)) return DD_EXIT_BAD;
    dd_status status = dd_shell_can_write(args.all.out, &err);
    if (status != DD_STATUS_OK) return report_failure(command, &args, &err, true);
    status = dd_shell_read(args.all.file, &text, &size, &err);
    if (status != DD_STATUS_OK) return report_failure(command, &args, &err, false);
    dd_shop_format shop = dd_shop_file_format(args.all.format_name, text, size);
    if (shop != DD_SHOP_FORMAT_COUNT_) code = dd_solve_shop(command, &args.all, shop, text, size);
    else if (may_be_shop && !read_for_routes(command, &args)) code = DD_EXIT_BAD;
    else code = run_routes(command, &args, text, size);
    free(text);
    return code;
}

const dd_command dd_command_solve = {
    .name = "solve",
    .summary = "plans routes, or schedules a factory line, for one problem",
    .help = "usage: diaodu solve FILE [OPTION]...\n"
            "\n"
            "Reads a routing problem, plans it, and writes the plan; or a factory line, and writes its schedule.  FILE may be - for standard input.\n"
            "\n"
            "  --format F        routes: lilim, solomon, vrplib, vroom; factory lines: jsplib, taillard, fjs; either: json, csv (default json)\n"
            "  --objective O     routes: cost (default): cheapest; vehicles: fewest vehicles, then cheapest\n"
            "                    factory lines: makespan, tardiness, setup, moved, shift, flow; an ordered list of sums with weights, as\n"
            "                    tardiness*3+setup,makespan (default: what FILE asks for, else makespan)\n"
            "  --cpu S           budget in processor seconds of all threads together\n"
            "  --work N          budget in work units, which repeats a run exactly (default 2000000)\n"
            "  --horizon N       work units that annealing is planned for (default: the budget); only to repeat a run under --cpu\n"
            "  --seed K          seed of the search (default 1)\n"
            "  --lanes N         independent searches, 1 to 64 (default 0: chosen from the size)\n"
            "  --threads N       threads that carry the lanes (default 1); never changes the plan\n"
            "  --rule R          factory lines: do not search, dispatch by a rule: fifo, edd, spt, mwkr, slack, atc, atcs\n"
            "  --start FILE      factory lines: a schedule (CSV, JSON) to start from, and to stay near with the terms moved and shift\n"
            "  --report FILE     factory lines: an HTML page with Gantt charts, late jobs and why, and FIFO and the best other rule beside\n"
            "  --what-if CHANGE  factory lines: solve once more with this change, and say what it brings; --out takes the changed line's schedule.\n"
            "                    open=NAME:BEGIN/END (a machine, group or pool), closed=NAME:BEGIN/END, units=POOL:+N, due=JOB:INSTANT,\n"
            "                    release=JOB:INSTANT, weight=JOB:N; several together when given several times; each solve takes --work, both --cpu\n"
            "  --keep-steps      start from the vehicles' steps\n"
            "  --plan-mode       do not search: time the vehicles' steps as they are, and declare what they violate (VROOM's -c)\n"
            "  --geometry        routes as encoded polylines, straight from stop to stop (VROOM's -g; out format vroom)\n"
            "  --out FILE        where the plan goes (default standard output)\n"
            "  --out-format F    routes: sintef, vrplib, vroom, json, csv; factory lines: csv, json (default: what suits --format)\n"
            "  --json            print the run's figures as one JSON object (on stderr when the plan is on stdout)\n"
            "\n"
            "SIGINT or SIGTERM ends the search: the best plan so far is written, and that is said; a second one ends the program.\n"
            "\n"
            "Exit code: 0 done, 1 the problem has no plan, 2 bad usage or input.  With --format vroom as VROOM: 1 internal error, 2 input error, and\n"
            "{\"code\": ..., \"error\": ...} in place of the plan; steps of vehicles are where the search starts, and must keep to the rules.\n"
            "\n"
            "  diaodu solve lc101.txt --format lilim --objective vehicles --cpu 10 --out lc101.sol --json\n"
            "  diaodu solve problem.json --format vroom > plan.json\n"
            "  diaodu solve ta21.txt --format jsplib --cpu 10 --out ta21.csv --json\n"
            "  diaodu solve line.json --cpu 10 --what-if 'open=LINE 2:2026-11-28T06:00:00Z/2026-11-28T14:00:00Z'\n",
    .run = run,
};
