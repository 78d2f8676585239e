/* Shop file: factory lines and their schedules from files, for the commands. */
#ifndef DD_CLI_SHOP_FILE_H
#define DD_CLI_SHOP_FILE_H

#include <stdio.h>

#include "diaodu/shop_format.h"

/* The shop format that `name` means for this text: jsplib, taillard and fjs always, json and csv where the text is about a factory line;
 * DD_SHOP_FORMAT_COUNT_ for none. */
dd_shop_format dd_shop_file_format(const char *name, const char *text, size_t size);

/* Reads a schedule file: JSON or CSV by `format_name`, or where that is NULL by its first character. */
DD_MUST_USE dd_status dd_shop_file_schedule(const char *path, const char *format_name, const dd_shop_problem *problem, dd_schedule **ret, dd_error *err);

/* Jobs that end after they are due. */
uint32_t dd_shop_late_count(const dd_shop_problem *problem, const dd_schedule *schedule);
/* When a job's last operation ends; -DD_FOREVER_MS for a job without operations.  `first` is where its operations begin, and goes to the next job's. */
int64_t dd_shop_job_end(const dd_shop_problem *problem, const dd_schedule *schedule, uint32_t job, uint32_t *first);

/* The terms as members of a JSON object, "makespan": 55, ...: times in the user's unit; begins with ", ". */
void dd_shop_print_terms(FILE *out, const dd_shop_problem *problem, const int64_t terms[DD_SHOP_TERM_END_]);
/* A duration in the user's unit, exactly: 90.5. */
void dd_shop_print_duration(FILE *out, const dd_shop_problem *problem, int64_t ms);

#endif
