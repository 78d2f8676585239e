#include "cli/check_shop.h"

#include <stdio.h>

#include "cli/shell.h"
#include "cli/shop_file.h"
#include "cli/shop_why.h"

static void say_result(const dd_shop_problem *problem, const dd_schedule *schedule, bool is_json)
{
    uint32_t late = dd_shop_late_count(problem, schedule);
    if (is_json) {
        printf("{\"ok\": true, \"operations\": %u, \"late_jobs\": %u", problem->operation_count, late);
        dd_shop_print_terms(stdout, problem, schedule->terms);
        printf("}\n");
        return;
    }
    printf("ok operations=%u late_jobs=%u", problem->operation_count, late);
    for (int term = 0; term < DD_SHOP_TERM_END_; term++) {
        printf(" %s=", dd_shop_term_text((dd_shop_term)term));
        if (term == DD_SHOP_TERM_MOVED) printf("%lld", (long long)schedule->terms[term]);
        else dd_shop_print_duration(stdout, problem, schedule->terms[term]);
    }
    printf("\n");
}

int dd_check_shop(const dd_command *command, const dd_check_shop_args *args, const char *text, size_t size)
{
    dd_shop_problem *problem = NULL;
    dd_schedule *schedule = NULL;
    dd_error err = {0};
    const char *file = args->files[0];
    dd_status status = dd_shop_format_read(args->format, file, text, size, &problem, &err);
    if (status == DD_STATUS_OK) {
        file = args->files[1];
        status = dd_shop_file_schedule(file, args->schedule_format, problem, &schedule, &err);
    }
    if (status == DD_STATUS_OK) status = dd_schedule_check(problem, schedule, &err);
    if (status != DD_STATUS_OK) dd_shell_say_error(command->name, file, &err);
    else say_result(problem, schedule, args->is_json);
    int code = dd_shell_exit_code(status);
    if (status == DD_STATUS_OK && args->why != NULL && !dd_shop_why_print(stdout, problem, schedule, args->why)) {
        fprintf(stderr, "diaodu %s: --why: no job \"%s\" with operations\n", command->name, args->why);
        code = DD_EXIT_BAD;
    }
    dd_schedule_free(schedule);
    dd_shop_problem_free(problem);
    return code;
}
