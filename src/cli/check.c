/* check: verifies a plan against its problem, independently of the solver. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/check_shop.h"
#include "cli/options.h"
#include "cli/shell.h"
#include "cli/shop_file.h"
#include "diaodu/format.h"

typedef struct check_args {
    const char *format_name, *plan_format_name, *why;
    bool is_json;
    const char *files[2];
} check_args;

static dd_status read_plan(const char *path, dd_format format, const dd_problem *problem, dd_plan **ret, dd_error *err)
{
    char *text;
    size_t size;
    dd_status status = dd_shell_read(path, &text, &size, err);
    if (status != DD_STATUS_OK) return status;
    status = dd_format_read_plan(format, problem, text, size, ret, err);
    free(text);
    return status;
}

/* VROOM's answers call a route's stops its steps. */
static void name_steps(dd_error *err)
{
    char *stops = strstr(err->pointer, "/stops/");
    if (stops != NULL) memcpy(stops, "/steps/", 7);
}

static void say_result(const check_args *args, const dd_problem *problem, const dd_plan *plan)
{
    double dist = 0, unit = problem->ticks_per_unit == 1000 ? 1 : problem->ticks_per_unit;
    for (uint32_t i = 0; i < plan->route_count; i++) dist += (double)plan->routes[i].dist_m;
    if (args->is_json)
        printf("{\"ok\": true, \"vehicles\": %u, \"unassigned\": %u, \"cost\": %.6f, \"distance\": %.4f}\n", plan->route_count,
               plan->unassigned_count, (double)plan->cost / 3.6e6, dist / unit);
    else
        printf("ok vehicles=%u unassigned=%u cost=%.4f distance=%.4f\n", plan->route_count, plan->unassigned_count,
               (double)plan->cost / 3.6e6, dist / unit);
}

static bool find_formats(const dd_command *command, const check_args *args, dd_format *ret_format, dd_format *ret_plan_format)
{
    *ret_format = dd_format_find(args->format_name);
    bool is_classic = *ret_format == DD_FORMAT_LILIM || *ret_format == DD_FORMAT_SOLOMON;
    *ret_plan_format = dd_format_find(args->plan_format_name ? args->plan_format_name : is_classic ? "sintef" : args->format_name);
    if (*ret_format != DD_FORMAT_COUNT_ && *ret_plan_format != DD_FORMAT_COUNT_) return true;
    fprintf(stderr, "diaodu %s: no such format\n", command->name);
    return false;
}

static int check_routes(const dd_command *command, const check_args *args, dd_format format, dd_format plan_format, const char *text, size_t size)
{
    dd_problem *problem = NULL;
    dd_plan *plan = NULL;
    dd_error err = {0};
    const char *file = args->files[0];
    dd_status status = dd_format_read(format, text, size, &problem, &err);
    if (status == DD_STATUS_OK) {
        file = args->files[1];
        status = read_plan(file, plan_format, problem, &plan, &err);
    }
    if (status == DD_STATUS_OK) status = dd_plan_check(problem, plan, &err);
    if (status != DD_STATUS_OK && plan_format == DD_FORMAT_VROOM) name_steps(&err);
    if (status != DD_STATUS_OK) dd_shell_say_error(command->name, file, &err);
    else say_result(args, problem, plan);
    dd_plan_free(plan);
    dd_problem_free(problem);
    return dd_shell_exit_code(status);
}

static int run(const dd_command *command, int argc, char **argv)
{
    check_args args = {.format_name = "json"};
    const dd_option options[] = {
        {"--format", DD_OPTION_TEXT, &args.format_name, 0, 0, NULL},
        {"--plan-format", DD_OPTION_TEXT, &args.plan_format_name, 0, 0, NULL},
        {"--why", DD_OPTION_TEXT, &args.why, 0, 0, NULL},
        {"--json", DD_OPTION_FLAG, &args.is_json, 0, 0, NULL},
    };
    int code;
    char *text;
    size_t size;
    dd_error err = {0};
    dd_format format = DD_FORMAT_COUNT_, plan_format = DD_FORMAT_COUNT_;
    if (!dd_options_parse(command, options, sizeof options / sizeof *options, argc, argv, args.files, 2, 2, &code)) return code;
    bool may_be_shop = dd_shop_format_find(args.format_name) != DD_SHOP_FORMAT_COUNT_;
    if (!may_be_shop && !find_formats(command, &args, &format, &plan_format)) return DD_EXIT_BAD;
    dd_status status = dd_shell_read(args.files[0], &text, &size, &err);
    if (status != DD_STATUS_OK) {
        dd_shell_say_error(command->name, args.files[0], &err);
        return dd_shell_exit_code(status);
    }
    dd_shop_format shop = dd_shop_file_format(args.format_name, text, size);
    const dd_check_shop_args line = {args.files, shop, args.plan_format_name, args.why, args.is_json};
    if (shop != DD_SHOP_FORMAT_COUNT_) code = dd_check_shop(command, &line, text, size);
    else if (args.why != NULL) code = (fprintf(stderr, "diaodu %s: --why is for factory lines\n", command->name), DD_EXIT_BAD);
    else if (may_be_shop && !find_formats(command, &args, &format, &plan_format)) code = DD_EXIT_BAD;
    else code = check_routes(command, &args, format, plan_format, text, size);
    free(text);
    return code;
}

const dd_command dd_command_check = {
    .name = "check",
    .summary = "verifies a plan or a schedule against its problem",
    .help = "usage: diaodu check PROBLEM PLAN [OPTION]...\n"
            "\n"
            "Walks every route of the plan with arithmetic of its own and compares every rule, time, load and cost; or every machine of a factory\n"
            "line's schedule, with working times, setups, operators and tools, waits, locks and terms.\n"
            "\n"
            "  --format F        of PROBLEM: routes: lilim, solomon, vrplib, vroom; factory lines: jsplib, taillard, fjs; either: json, csv\n"
            "                    (default json)\n"
            "  --plan-format F   of PLAN: routes: sintef, vrplib, vroom, json; factory lines: csv, json (default: what suits)\n"
            "  --why JOB         factory lines: what a job waited for, back to where that began; last: the job that ends last\n"
            "  --json            print the result as one JSON object\n"
            "\n"
            "Exit code: 0 the plan is right, 1 it is not (the place and the rule are said), 2 bad usage or input.\n"
            "\n"
            "  diaodu check lc101.txt lc101.sol --format lilim\n"
            "  diaodu check ta21.txt ta21.csv --format jsplib\n",
    .run = run,
};
