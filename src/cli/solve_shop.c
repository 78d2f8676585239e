/* solve, for factory lines: one problem in, one schedule out. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/shell.h"
#include "cli/shop_file.h"
#include "cli/shop_page.h"
#include "cli/solve.h"
#include "cli/what_if.h"
#include "io/shop_objective.h"

typedef struct line {
    const dd_command *command;
    const dd_solve_args *args;
    dd_shop_format out_format;
    dd_shop_problem *problem;
    dd_schedule *start, *schedule;
    dd_shop_stats stats;
    dd_shop_problem *unchanged; /* with changes: the problem as it is, and its schedule; the ones above are the changed line's */
    dd_schedule *unchanged_schedule;
    const char *place;         /* the file that an error is about; NULL: the problem's */
} line;

static int say_usage(const line *l, const char *message, const char *word)
{
    fprintf(stderr, "diaodu %s: %s%s\n", l->command->name, message, word);
    return DD_EXIT_BAD;
}

/* What asks for routes, or for a format that no schedule has. */
static int check_args(line *l, dd_shop_format format)
{
    const dd_solve_args *args = l->args;
    const char *out = args->out_format_name;
    if (args->keeps_steps || args->times_steps || args->has_geometry || args->horizon > 0)
        return say_usage(l, "--keep-steps, --plan-mode, --geometry and --horizon are for routes", "");
    if (args->rule != NULL && dd_shop_rule_find(args->rule) == DD_SHOP_RULE_END_)
        return say_usage(l, "--rule: fifo, edd, spt, mwkr, slack, atc or atcs; not ", args->rule);
    l->out_format = out == NULL ? (format == DD_SHOP_FORMAT_JSON ? DD_SHOP_FORMAT_JSON : DD_SHOP_FORMAT_CSV) : dd_shop_format_find(out);
    if (l->out_format != DD_SHOP_FORMAT_JSON && l->out_format != DD_SHOP_FORMAT_CSV) return say_usage(l, "--out-format: csv or json; not ", out);
    return DD_EXIT_DONE;
}

/* The running plan from which deviation is counted, where the problem has none. */
static void plan_by_start(line *l)
{
    dd_shop_problem *problem = l->problem;
    for (uint32_t i = 0; i < problem->operation_count; i++)
        if (problem->operations[i].planned_mode != DD_NONE) return;
    for (uint32_t i = 0; i < problem->operation_count; i++) {
        problem->operations[i].planned_mode = l->start->placements[i].mode;
        problem->operations[i].planned_start_ms = l->start->placements[i].start_ms;
    }
}

static dd_status read_line(line *l, dd_shop_format format, const char *text, size_t size, dd_error *err)
{
    const dd_solve_args *args = l->args;
    dd_status status = dd_shop_format_read(format, args->file, text, size, &l->problem, err);
    if (status == DD_STATUS_OK && args->objective != NULL) {
        status = dd_shop_objective_read(args->objective, &l->problem->objective, err);
        if (status != DD_STATUS_OK) l->place = "--objective";
    }
    if (status != DD_STATUS_OK || args->start == NULL) return status;
    l->place = args->start;
    status = dd_shop_file_schedule(args->start, NULL, l->problem, &l->start, err);
    if (status != DD_STATUS_OK) return status;
    l->place = NULL;
    plan_by_start(l);
    return DD_STATUS_OK;
}

static dd_status search(line *l, int64_t until_us, dd_error *err)
{
    const dd_solve_args *args = l->args;
    dd_cpu_budget budget = {until_us};
    dd_halt halt = dd_cpu_budget_halt(&budget);
    dd_shop_options options = {DD_SHOP_OPTIONS_DEFAULT};
    options.seed = args->seed;
    options.lanes = (uint32_t)args->lanes;
    if (args->work > 0 || args->cpu_us > 0) options.work = args->work;
    options.halt = &halt; /* the budget, or an interrupt */
    options.start = l->start;
    dd_pool *pool = NULL;
    dd_executor executor;
    dd_shell_catch_interrupts();
    if (args->threads > 1) {
        dd_status status = dd_pool_create((uint32_t)args->threads, &pool, err);
        if (status != DD_STATUS_OK) return status;
        executor = dd_pool_executor(pool);
        options.executor = &executor;
    }
    dd_status status = dd_shop_solve(l->problem, &options, &l->schedule, &l->stats, err);
    dd_pool_free(pool);
    return status;
}

static dd_status schedule(line *l, int64_t until_us, dd_error *err)
{
    const char *rule = l->args->rule;
    return rule != NULL ? dd_shop_dispatch(l->problem, dd_shop_rule_find(rule), &l->schedule, err) : search(l, until_us, err);
}

/* The line once more, with the changes; the search starts from the schedule of the line as it is. */
static dd_status change_line(line *l, dd_shop_format format, const char *text, size_t size, dd_error *err)
{
    const dd_option_list *changes = &l->args->what_if;
    l->unchanged = l->problem;
    l->unchanged_schedule = l->schedule;
    l->problem = NULL;
    l->schedule = NULL;
    dd_schedule_free(l->start);
    l->start = NULL;
    dd_status status = read_line(l, format, text, size, err);
    dd_schedule_free(l->start);
    l->start = NULL;
    for (uint32_t i = 0; status == DD_STATUS_OK && i < changes->count; i++) {
        status = dd_what_if_apply(l->problem, changes->items[i], err);
        if (status != DD_STATUS_OK) l->place = "--what-if";
    }
    if (status == DD_STATUS_OK) status = dd_schedule_create(l->unchanged, l->unchanged_schedule->placements, &l->start, err);
    return status == DD_STATUS_OK ? schedule(l, l->args->cpu_us, err) : status;
}

static dd_status write_schedule(const line *l, dd_error *err)
{
    char *text;
    size_t size;
    dd_status status = dd_shop_format_write(l->out_format, l->problem, l->schedule, l->args->rule != NULL ? NULL : &l->stats, &text, &size, err);
    if (status != DD_STATUS_OK) return status;
    status = dd_shell_write(l->args->out, text, size, err);
    free(text);
    return status;
}

static dd_status write_report(const line *l, dd_error *err)
{
    const dd_shop_page page = {.path = l->args->report, .title = l->args->file, .rule = l->args->rule, .problem = l->problem,
                               .schedule = l->schedule, .stats = &l->stats};
    return l->args->report == NULL ? DD_STATUS_OK : dd_shop_page_write(&page, err);
}

static void print_figures(const line *l)
{
    const dd_solve_args *args = l->args;
    const int64_t *terms = l->schedule->terms;
    int64_t bound = l->stats.bound_ms > 0 ? l->stats.bound_ms : l->schedule->bound_ms;
    FILE *out = args->out == NULL || strcmp(args->out, "-") == 0 ? stderr : stdout;
    fprintf(out, "{\"cpu_s\": %.3f, \"work\": %" PRIu64 ", \"lanes\": %u, \"seed\": %" PRIu64, (double)dd_shell_cpu_us() / 1e6, l->stats.work,
            l->stats.lanes, args->seed);
    if (args->rule != NULL) fprintf(out, ", \"rule\": \"%s\"", args->rule);
    fprintf(out, ", \"iterations\": %" PRIu64 ", \"improvements\": %" PRIu64 ", \"operations\": %u", l->stats.iterations, l->stats.improvements,
            l->problem->operation_count);
    dd_shop_print_terms(out, l->problem, terms);
    fprintf(out, ", \"late_jobs\": %u, \"bound\": ", dd_shop_late_count(l->problem, l->schedule));
    dd_shop_print_duration(out, l->problem, bound);
    if (bound > 0) fprintf(out, ", \"gap_pct\": %.4f", 100.0 * (double)(terms[DD_SHOP_TERM_MAKESPAN] - bound) / (double)bound);
    fprintf(out, ", \"optimal\": %s}\n", l->stats.is_optimal ? "true" : "false");
}

static void print_what_if(const line *l)
{
    FILE *out = l->args->out != NULL && strcmp(l->args->out, "-") == 0 ? stderr : stdout;
    if (!l->args->is_json) {
        dd_what_if_print(out, l->unchanged, l->unchanged_schedule, l->problem, l->schedule);
        return;
    }
    fprintf(out, "{\"cpu_s\": %.3f, \"work\": %" PRIu64 ", \"lanes\": %u, \"seed\": %" PRIu64 ", ", (double)dd_shell_cpu_us() / 1e6, l->stats.work,
            l->stats.lanes, l->args->seed);
    dd_what_if_print_json(out, l->unchanged, l->unchanged_schedule, l->problem, l->schedule);
    fputs("}\n", out);
}

int dd_solve_shop(const dd_command *command, const dd_solve_args *args, dd_shop_format format, const char *text, size_t size)
{
    line l = {.command = command, .args = args};
    dd_error err = {0};
    bool has_changes = args->what_if.count > 0;
    int code = check_args(&l, format);
    if (code != DD_EXIT_DONE) return code;
    dd_status status = read_line(&l, format, text, size, &err);
    if (status == DD_STATUS_OK) status = schedule(&l, has_changes ? args->cpu_us / 2 : args->cpu_us, &err);
    if (status == DD_STATUS_OK && has_changes) status = change_line(&l, format, text, size, &err);
    bool is_output = status == DD_STATUS_OK;
    if (is_output && (!has_changes || args->out != NULL)) status = write_schedule(&l, &err);
    if (is_output && status == DD_STATUS_OK) status = write_report(&l, &err);
    if (status != DD_STATUS_OK) {
        dd_shell_say_error(command->name, is_output ? NULL : l.place != NULL ? l.place : args->file, &err);
        code = is_output ? DD_EXIT_BAD : dd_shell_exit_code(status);
    } else {
        if (dd_shell_is_interrupted()) fputs("diaodu solve: interrupted: this is the best schedule so far\n", stderr);
        if (has_changes) print_what_if(&l);
        else if (args->is_json) print_figures(&l);
    }
    dd_schedule_free(l.unchanged_schedule);
    dd_shop_problem_free(l.unchanged);
    dd_schedule_free(l.start);
    dd_schedule_free(l.schedule);
    dd_shop_problem_free(l.problem);
    return code;
}
