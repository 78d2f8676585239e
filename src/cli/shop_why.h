/* Shop why: why a job of a schedule ends when it does, in words. */
#ifndef DD_CLI_SHOP_WHY_H
#define DD_CLI_SHOP_WHY_H

#include <stdio.h>

#include "diaodu/shop.h"

/* The chain of what the job's last operation waited for, a line a wait, the last one first; "last" names the job that ends last.  False when there is no
 * such job, or it has no operation. */
bool dd_shop_why_print(FILE *out, const dd_shop_problem *problem, const dd_schedule *schedule, const char *job);

#endif
